//! A card on its way to another place. Nudging, lifting and the menu are one machine: begin, carry, drop.

use std::collections::HashSet;
use std::ops::Range;

use crate::domain::board::{Board as Columns, Landing, Spot};
use crate::domain::{ItemId, Snapshot, Timestamp};

/// A card, where it was, and where it would land.
#[derive(Debug, Clone, PartialEq)]
pub struct Drag {
    /// The card; the one that leads where several are moved.
    pub card: ItemId,
    /// All that are moved, in the order of the board; the card alone if no others are.
    pub cards: Vec<ItemId>,
    /// Where it stands until it is dropped.
    pub from: Spot,
    /// Where it would land; the row counts the visible cards without those that are moved.
    pub to: Spot,
    /// How it is moved.
    pub manner: Manner,
    /// The row of its cell that it wants: a short one on the way does not make it forget.
    wish: usize,
    /// The card it would land below, so that a refresh does not shift the place.
    above: Option<ItemId>,
}

/// How a card is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// It stays until it is dropped.
    Lifted,
    /// It moves at once, and counts as dropped when no further nudge comes.
    Nudged {
        /// Until when.
        until: Timestamp,
    },
}

/// One move of a carried card.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Carry {
    Left,
    Right,
    Up(usize),
    Down(usize),
    /// To a column, by its place on the board.
    Column(usize),
    /// To a row of the board, by its place.
    Row(usize),
    Top,
    Bottom,
    /// Back to where it was lifted.
    Home,
    /// Directly above another visible card, in whatever column that is.
    Before(ItemId),
    /// Directly below another visible card, in whatever column that is.
    After(ItemId),
}

impl Drag {
    /// Takes a visible card, and those that go with it.
    pub fn begin(columns: &Columns, card: &ItemId, others: Vec<ItemId>, manner: Manner) -> Option<Self> {
        let spot = columns.spot(card)?;
        let cards = if others.is_empty() { vec![card.clone()] } else { others };
        let mut drag = Self { card: card.clone(), cards, from: spot, to: spot, manner, wish: 0, above: None };
        drag.go_to(columns, drag.home(columns));
        drag.wish = spot.row - columns.columns()[spot.column].cell(spot.band).start;
        drag.anchor(columns);
        Some(drag)
    }

    /// Carries it on.
    pub fn carry(&mut self, columns: &Columns, carry: &Carry) {
        match carry {
            Carry::Left => self.sideways(columns, true),
            Carry::Right => self.sideways(columns, false),
            Carry::Column(column) if columns.columns().get(*column).is_some() => self.to.column = *column,
            Carry::Row(band)
                if *band < columns.bands().len() && (*band == self.from.band || columns.crosses_rows()) =>
            {
                self.to.band = *band;
            }
            Carry::Column(_) | Carry::Row(_) => {}
            Carry::Up(times) => (0..*times).for_each(|_| self.up(columns)),
            Carry::Down(times) => (0..*times).for_each(|_| self.down(columns)),
            Carry::Top => self.wish = 0,
            Carry::Bottom => self.wish = self.cell(columns, self.to).len(),
            Carry::Home => self.go_to(columns, self.home(columns)),
            Carry::Before(card) => self.beside(columns, card, 0),
            Carry::After(card) => self.beside(columns, card, 1),
        }
        self.place(columns);
        self.anchor(columns);
    }

    /// Leaves some of the cards behind; at least one is carried on.
    pub fn leave(&mut self, columns: &Columns, stay: &HashSet<&ItemId>) {
        self.cards.retain(|card| !stay.contains(card));
        if stay.contains(&self.card)
            && let Some(first) = self.cards.first()
        {
            self.card = first.clone();
        }
        self.settle(columns);
    }

    /// Finds its places again after the board has changed. False if the card is not shown any more.
    pub fn settle(&mut self, columns: &Columns) -> bool {
        let Some(from) = columns.spot(&self.card) else { return false };
        self.from = from;
        self.to.band = self.to.band.min(columns.bands().len() - 1);
        let cell = self.cell(columns, self.to);
        let above = self.above.as_ref().and_then(|above| columns.spot(above));
        self.to.row = match above {
            Some(above) if (above.column, above.band) == (self.to.column, self.to.band) => {
                above.row + 1 - columns.count_above(&self.cards, above.column, above.row)
            }
            Some(_) => self.to.row.clamp(cell.start, cell.end),
            None => cell.start,
        };
        if columns.is_sorted() {
            self.place(columns);
        }
        self.anchor(columns);
        true
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        for id in [Some(&mut self.card), self.above.as_mut()].into_iter().flatten().chain(&mut self.cards) {
            if id == from {
                *id = to.clone();
            }
        }
    }

    /// What dropping it here means.
    pub fn landing(&self, columns: &Columns, view: &Snapshot) -> Landing {
        match self.cards.as_slice() {
            [card] => columns.landing(view, card, self.to),
            cards => columns.landing_together(view, cards, self.to),
        }
    }

    /// Whether a card is among those that are moved.
    pub fn moves(&self, card: &ItemId) -> bool {
        self.cards.contains(card)
    }

    /// What the drop does to a column: how many cards and how much effort it gets, below zero what it loses.
    pub fn shift(&self, columns: &Columns, column: usize) -> (isize, f64) {
        let (mut count, mut sum) = (0, 0.0);
        for (from, row) in self.cards.iter().filter_map(|card| columns.find(card)) {
            let effort = columns.columns()[from].cards[row].effort;
            let by = match (column == self.to.column, column == from) {
                (true, false) => 1.0,
                (false, true) => -1.0,
                (true, true) | (false, false) => continue,
            };
            count += if by > 0.0 { 1 } else { -1 };
            sum += by * effort;
        }
        (count, sum)
    }

    /// The same for a row of the board, or a group of a table.
    pub fn shift_row(&self, columns: &Columns, band: usize) -> (isize, f64) {
        let (mut count, mut sum) = (0, 0.0);
        for spot in self.cards.iter().filter_map(|card| columns.spot(card)) {
            let by = match (band == self.to.band, band == spot.band) {
                (true, false) => 1.0,
                (false, true) => -1.0,
                (true, true) | (false, false) => continue,
            };
            count += if by > 0.0 { 1 } else { -1 };
            sum += by * columns.columns()[spot.column].cards[spot.row].effort;
        }
        (count, sum)
    }

    /// The row of the column before which a lifted card would land: those that are moved still take theirs.
    pub fn line(&self, columns: &Columns) -> usize {
        let spots = self.cards.iter().filter_map(|card| columns.spot(card));
        let mut own: Vec<(usize, usize)> =
            spots.filter(|spot| spot.column == self.to.column).map(|spot| (spot.row, spot.band)).collect();
        own.sort_unstable();
        let passes = |line: usize, (row, band): (usize, usize)| {
            line + usize::from(row < line || (row == line && band < self.to.band))
        };
        own.into_iter().fold(self.to.row, passes)
    }

    /// Where it is lifted, counted as [`Self::to`] is.
    fn home(&self, columns: &Columns) -> Spot {
        let Spot { column, row, .. } = self.from;
        Spot { row: row - columns.count_above(&self.cards, column, row), ..self.from }
    }

    /// The rows of a cell, counted without the cards that are moved. Nothing lies open in what is collapsed: its top is its only
    /// place.
    fn cell(&self, columns: &Columns, at: Spot) -> Range<usize> {
        let column = &columns.columns()[at.column];
        let cell = column.cell(at.band);
        let own = |row: usize| columns.count_above(&self.cards, at.column, row);
        let start = cell.start - own(cell.start);
        if column.folded || columns.bands()[at.band].folded {
            return start..start;
        }
        start..cell.end - own(cell.end)
    }

    /// Puts it where it is wished, as far as the cell goes; a sorted board knows the place itself.
    fn place(&mut self, columns: &Columns) {
        let cell = self.cell(columns, self.to);
        self.to.row = if columns.is_sorted() {
            columns.sorted_row(&self.card, &self.cards, self.to.column, self.to.band)
        } else {
            (cell.start + self.wish).min(cell.end)
        };
    }

    fn go_to(&mut self, columns: &Columns, spot: Spot) {
        self.to = spot;
        self.wish = spot.row.saturating_sub(self.cell(columns, spot).start);
    }

    /// Goes to another card, as many rows below its place as that says.
    fn beside(&mut self, columns: &Columns, card: &ItemId, below: usize) {
        let crosses = |spot: &Spot| spot.band == self.from.band || columns.crosses_rows();
        let Some(spot) = columns.spot(card).filter(|_| !self.moves(card)).filter(crosses) else { return };
        let own = columns.count_above(&self.cards, spot.column, spot.row);
        self.go_to(columns, Spot { row: spot.row + below - own, ..spot });
    }

    /// One down, into the next row of the board at the end of this one.
    fn down(&mut self, columns: &Columns) {
        let cell = self.cell(columns, self.to);
        if !columns.is_sorted() && self.to.row < cell.end {
            self.to.row += 1;
            self.wish = self.to.row - cell.start;
        } else if let Some(band) = next_band(columns, self.to.band) {
            self.go_to(columns, Spot { band, row: 0, ..self.to });
            self.place(columns);
        }
    }

    /// One up, into the row of the board above at the top of this one.
    fn up(&mut self, columns: &Columns) {
        let cell = self.cell(columns, self.to);
        if !columns.is_sorted() && self.to.row > cell.start {
            self.to.row -= 1;
            self.wish = self.to.row - cell.start;
        } else if let Some(band) = previous_band(columns, self.to.band) {
            self.to.band = band;
            self.wish = usize::MAX / 2;
            self.place(columns);
        }
    }

    fn sideways(&mut self, columns: &Columns, left: bool) {
        let next = if left {
            columns.shown().rev().find(|column| *column < self.to.column)
        } else {
            columns.shown().find(|column| *column > self.to.column)
        };
        self.to.column = next.unwrap_or(self.to.column);
    }

    fn anchor(&mut self, columns: &Columns) {
        let cards = &columns.columns()[self.to.column].cards;
        let moved: HashSet<&ItemId> = self.cards.iter().collect();
        let mut others = cards.iter().filter(|card| !moved.contains(&card.item.id));
        let above = self.to.row.checked_sub(1).and_then(|row| others.nth(row));
        self.above = above.filter(|card| card.key.band == self.to.band).map(|card| card.item.id.clone());
    }
}

/// The row of the board below that a card can be carried into.
fn next_band(columns: &Columns, band: usize) -> Option<usize> {
    let mut below = band + 1..columns.bands().len();
    below.find(|band| columns.crosses_rows() && columns.is_band_shown(*band))
}

/// The row of the board above that a card can be carried into.
fn previous_band(columns: &Columns, band: usize) -> Option<usize> {
    (0..band).rev().find(|band| columns.crosses_rows() && columns.is_band_shown(*band))
}
