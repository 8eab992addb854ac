//! A card on its way to another place. Nudging, lifting and the menu are one machine: begin, carry, drop.

use crate::domain::board::{Board as Columns, Landing};
use crate::domain::{ItemId, Snapshot, Timestamp};

/// A card, where it was, and where it would land.
#[derive(Debug, Clone, PartialEq)]
pub struct Drag {
    /// The card.
    pub card: ItemId,
    /// Where it stands until it is dropped.
    pub from: Spot,
    /// Where it would land; the row counts the visible cards without this one.
    pub to: Spot,
    /// How it is moved.
    pub manner: Manner,
    /// The row it wants: a short column on the way does not make it forget.
    wish: usize,
    /// The card it would land below, so that a refresh does not shift the place.
    above: Option<ItemId>,
}

/// A column and a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Spot {
    pub column: usize,
    pub row: usize,
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
        let (column, row) = columns.find(card)?;
        let spot = Spot { column, row };
        let mut drag = Self { card: card.clone(), from: spot, to: spot, manner, wish: row, above: None };
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
            Carry::Up(times) => self.wish = self.to.row.saturating_sub(*times),
            Carry::Down(times) => {
                self.wish = (self.to.row + times).min(self.last_row(columns, self.to.column));
            }
            Carry::Top => self.wish = 0,
            Carry::Bottom => self.wish = self.last_row(columns, self.to.column),
            Carry::Home => (self.to.column, self.wish) = (self.from.column, self.from.row),
            Carry::Before(card) => {
                if let Some((column, row)) = columns.find(card).filter(|_| *card != self.card) {
                    let above_own = column == self.from.column && row > self.from.row;
                    self.to.column = column;
                    self.wish = row - usize::from(above_own);
                }
            }
            Carry::After(card) => {
                if let Some((column, row)) = columns.find(card).filter(|_| *card != self.card) {
                    let above_own = column == self.from.column && row > self.from.row;
                    self.to.column = column;
                    self.wish = row + 1 - usize::from(above_own);
                }
            }
        }
        self.to.row = self.wish.min(self.last_row(columns, self.to.column));
        self.anchor(columns);
    }

    /// Finds its places again after the board has changed. False if the card is not shown any more.
    pub fn settle(&mut self, columns: &Columns) -> bool {
        let Some((column, row)) = columns.find(&self.card) else { return false };
        self.from = Spot { column, row };
        let above = self.above.as_ref().and_then(|above| columns.find(above));
        self.to.row = match above {
            Some((column, row)) if column == self.to.column => {
                row + 1 - usize::from(column == self.from.column && row > self.from.row)
            }
            Some(_) | None => self.to.row.min(self.last_row(columns, self.to.column)),
        };
        if self.above.is_none() {
            self.to.row = 0;
        }
        self.anchor(columns);
        true
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        for id in [Some(&mut self.card), self.above.as_mut()].into_iter().flatten() {
            if id == from {
                *id = to.clone();
            }
        }
    }

    /// What dropping it here means.
    pub fn landing(&self, columns: &Columns, view: &Snapshot) -> Landing {
        columns.landing(view, &self.card, self.to.column, self.to.row)
    }

    /// The greatest row of a column: below all cards but this one.
    fn last_row(&self, columns: &Columns, column: usize) -> usize {
        columns.columns()[column].cards.len() - usize::from(column == self.from.column)
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
        self.above =
            self.to.row.checked_sub(1).and_then(|row| others.nth(row)).map(|card| card.item.id.clone());
    }
}
