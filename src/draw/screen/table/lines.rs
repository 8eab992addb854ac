//! The lines of a table: for each group its title, then its cards. Which card a line shows is worked out only for those on screen.

use std::ops::Range;

use crate::app::screen::board::Lane;
use crate::domain::board::{Board as Columns, Spot};

/// What a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// The title of a group, by its place among the rows of the board.
    Group(usize),
    /// A card, by its row of the column.
    Card(usize),
    /// Where a lifted card would land.
    Landing,
}

/// All lines of a table.
#[derive(Debug)]
pub(super) struct Lines {
    groups: Vec<Group>,
    /// Whether groups have a line for their title.
    titled: bool,
    pub(super) length: usize,
}

/// One group and its lines.
#[derive(Debug)]
struct Group {
    band: usize,
    /// Its first line.
    top: usize,
    /// The rows of its cards; none where it is collapsed.
    cards: Range<usize>,
    /// The card before which the landing place opens, counted among its own.
    landing: Option<usize>,
}

impl Lines {
    /// The lines of the cards as they are shown; `landing` is where a lifted card would land, its row counted with those that move.
    pub(super) fn new(columns: &Columns, lane: &Lane<'_>, landing: Option<Spot>) -> Self {
        let titled = columns.has_rows();
        let mut top = 0;
        let mut groups = Vec::new();
        for (band, row) in columns.bands().iter().enumerate() {
            if titled && !columns.is_band_shown(band) {
                continue;
            }
            let cell = lane.cell(band);
            let cards = if row.folded { cell.start..cell.start } else { cell };
            let landing = landing.filter(|to| to.band == band);
            let landing = landing.map(|to| to.row.saturating_sub(cards.start).min(cards.len()));
            let lines = usize::from(titled) + cards.len() + usize::from(landing.is_some());
            groups.push(Group { band, top, cards, landing });
            top += lines;
        }
        Self { groups, titled, length: top }
    }

    /// What a line shows, and of which group.
    pub(super) fn at(&self, line: usize) -> Option<(usize, Line)> {
        if line >= self.length {
            return None;
        }
        let place = self.groups.partition_point(|group| group.top <= line).checked_sub(1)?;
        let group = &self.groups[place];
        let Some(down) = (line - group.top).checked_sub(usize::from(self.titled)) else {
            return Some((group.band, Line::Group(group.band)));
        };
        let what = match group.landing {
            Some(landing) if down == landing => Line::Landing,
            Some(landing) if down > landing => Line::Card(group.cards.start + down - 1),
            Some(_) | None => Line::Card(group.cards.start + down),
        };
        Some((group.band, what))
    }

    /// The line of a card, by its row of the column; none where its group is collapsed.
    pub(super) fn of_card(&self, row: usize) -> Option<usize> {
        let group = self.groups.iter().find(|group| group.cards.contains(&row))?;
        let down = row - group.cards.start;
        let opened = usize::from(group.landing.is_some_and(|landing| down >= landing));
        Some(group.top + usize::from(self.titled) + down + opened)
    }

    /// The line where a group begins.
    pub(super) fn of_group(&self, band: usize) -> Option<usize> {
        self.groups.iter().find(|group| group.band == band).map(|group| group.top)
    }

    /// The line where a lifted card would land.
    pub(super) fn of_landing(&self) -> Option<usize> {
        self.groups.iter().find_map(|group| Some(group.top + usize::from(self.titled) + group.landing?))
    }

    /// How many cards stand on some lines.
    pub(super) fn cards_in(&self, lines: Range<usize>) -> usize {
        let before = |line: usize| -> usize {
            let counted = |group: &Group| {
                let down = line.saturating_sub(group.top + usize::from(self.titled));
                let opened = usize::from(group.landing.is_some_and(|landing| down > landing));
                (down - opened).min(group.cards.len())
            };
            self.groups.iter().map(counted).sum()
        };
        before(lines.end).saturating_sub(before(lines.start))
    }
}
