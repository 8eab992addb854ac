//! A card on its way to another place. Nudging, lifting and the menu are one machine: begin, carry, drop.

use std::ops::Range;

use crate::domain::board::{Board as Columns, Landing, Spot};
use crate::domain::{ItemId, Snapshot, Timestamp};

/// A card, where it was, and where it would land.
#[derive(Debug, Clone, PartialEq)]
pub struct Drag {
    /// The card; the one that leads where several are moved.
    pub card: ItemId,
    /// All that are moved, in the order of the board; none where it is the card alone.
    pub cards: Vec<ItemId>,
    /// Where it stands until it is dropped.
    pub from: Spot,
    /// Where it would land; the row counts the visible cards without this one.
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
    Left(usize),
    Right(usize),
    Up(usize),
    Down(usize),
    /// To a column, by its place on the board.
    Column(usize),
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
    /// Takes a visible card.
    pub fn begin(columns: &Columns, card: &ItemId, manner: Manner) -> Option<Self> {
        let spot = columns.spot(card)?;
        let mut drag = Self {
            card: card.clone(),
            cards: Vec::new(),
            from: spot,
            to: spot,
            manner,
            wish: 0,
            above: None,
        };
        drag.wish = spot.row - drag.cell(columns, spot).start;
        drag.anchor(columns);
        Some(drag)
    }

    /// Carries it on.
    pub fn carry(&mut self, columns: &Columns, carry: &Carry) {
        match carry {
            Carry::Left(times) => self.sideways(columns, *times, true),
            Carry::Right(times) => self.sideways(columns, *times, false),
            Carry::Column(column) if columns.columns().get(*column).is_some() => self.to.column = *column,
            Carry::Column(_) => {}
            Carry::Up(times) => (0..*times).for_each(|_| self.up(columns)),
            Carry::Down(times) => (0..*times).for_each(|_| self.down(columns)),
            Carry::Top => self.wish = 0,
            Carry::Bottom => self.wish = self.cell(columns, self.to).len(),
            Carry::Home => self.go_to(columns, self.from),
            Carry::Before(card) => self.beside(columns, card, 0),
            Carry::After(card) => self.beside(columns, card, 1),
        }
        self.place(columns);
        self.anchor(columns);
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
                above.row + 1 - usize::from(above.column == from.column && above.row > from.row)
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
        if self.cards.len() > 1 {
            columns.landing_together(view, (&self.cards, &self.card), self.to)
        } else {
            columns.landing(view, &self.card, self.to)
        }
    }

    /// How many cards the column gets that it does not have.
    pub fn comes_to(&self, columns: &Columns) -> usize {
        let elsewhere =
            |card: &&ItemId| columns.find(card).is_some_and(|(column, _)| column != self.to.column);
        self.cards.iter().filter(elsewhere).count()
    }

    /// The rows of a cell, counted without this card. Nothing lies open in what is collapsed: its top is its only place.
    fn cell(&self, columns: &Columns, at: Spot) -> Range<usize> {
        let column = &columns.columns()[at.column];
        let cell = column.cell(at.band);
        let own = |row: usize| usize::from(self.from.column == at.column && self.from.row < row);
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
            columns.sorted_row(&self.card, self.to.column, self.to.band)
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
        let Some(spot) = columns.spot(card).filter(|_| *card != self.card).filter(crosses) else { return };
        let above_own = spot.column == self.from.column && spot.row > self.from.row;
        self.go_to(columns, Spot { row: spot.row + below - usize::from(above_own), ..spot });
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

    fn sideways(&mut self, columns: &Columns, times: usize, left: bool) {
        let beyond = |column: &usize| if left { *column < self.to.column } else { *column > self.to.column };
        let on_the_way: Vec<usize> = if left {
            columns.shown().rev().filter(beyond).take(times).collect()
        } else {
            columns.shown().filter(beyond).take(times).collect()
        };
        if let Some(column) = on_the_way.last() {
            self.to.column = *column;
        }
    }

    fn anchor(&mut self, columns: &Columns) {
        let cards = &columns.columns()[self.to.column].cards;
        let mut others = cards.iter().filter(|card| card.item.id != self.card);
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
