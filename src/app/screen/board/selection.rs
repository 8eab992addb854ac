//! The selected cards: what is changed next is changed for all of them.

use std::collections::HashSet;

use super::Board;
use crate::domain::board::Column;
use crate::domain::{ItemId, Snapshot};
use crate::input::BoardAction;

/// Which cards are selected.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    marked: HashSet<ItemId>,
    /// Where a range has begun that reaches to the cursor.
    anchor: Option<ItemId>,
    ranged: HashSet<ItemId>,
}

impl Selection {
    /// Whether a card is selected.
    pub fn holds(&self, card: &ItemId) -> bool {
        self.marked.contains(card) || self.ranged.contains(card)
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.marked.is_empty() && self.ranged.is_empty()
    }

    /// How many are.
    pub fn len(&self) -> usize {
        self.marked.union(&self.ranged).count()
    }

    /// Leaves out the cards that are no longer on the project.
    pub fn settle(&mut self, view: &Snapshot) {
        for cards in [&mut self.marked, &mut self.ranged] {
            cards.retain(|card| view.item(card).is_some());
        }
    }

    /// Selects none.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        for cards in [&mut self.marked, &mut self.ranged] {
            if cards.remove(from) {
                cards.insert(to.clone());
            }
        }
        if self.anchor.as_ref() == Some(from) {
            self.anchor = Some(to.clone());
        }
    }

    fn end_range(&mut self) {
        self.marked.extend(self.ranged.drain());
        self.anchor = None;
    }
}

impl Board {
    /// The selected cards that are shown, in the order of the board: those that an edit is for. What a filter, a hidden column or a
    /// collapsed one hides is not changed unseen.
    pub fn selected(&self) -> Vec<ItemId> {
        if self.selection.is_empty() {
            return Vec::new();
        }
        let Some(board) = &self.columns else { return Vec::new() };
        let columns = board.columns().iter().filter(|column| !column.away && !column.folded);
        let cards =
            columns.flat_map(|column| &column.cards).filter(|card| !board.bands()[card.key.band].folded);
        let cards = cards.map(|card| &card.item.id).filter(|card| self.selection.holds(card));
        cards.cloned().collect()
    }

    /// Obeys what selects cards.
    pub(super) fn select(&mut self, action: BoardAction) {
        if action == BoardAction::SelectAll {
            self.select_all();
        } else if action == BoardAction::SelectRange {
            match self.selection.anchor {
                Some(_) => self.selection.end_range(),
                None => self.selection.anchor.clone_from(&self.cursor.item),
            }
        } else if let Some(card) = self.cursor.item.clone() {
            self.selection.end_range();
            if !self.selection.marked.remove(&card) {
                self.selection.marked.insert(card);
            }
        }
    }

    /// Lets a begun range reach to the cursor, in the column where it began.
    pub(super) fn stretch(&mut self) {
        let (Some(anchor), Some(columns)) = (&self.selection.anchor, &self.columns) else { return };
        self.selection.ranged.clear();
        let Some((column, row)) = columns.find(anchor) else {
            self.selection.anchor = None;
            return;
        };
        let end = if self.cursor.column == column { self.cursor.row } else { row };
        let cards = columns.columns()[column].cards.iter().map(|card| card.item.id.clone());
        let range = cards.skip(row.min(end)).take(row.abs_diff(end) + 1);
        self.selection.ranged.extend(range);
    }

    /// All that are shown in the column; if they are selected already, all that are shown. In an empty column there is nothing to
    /// begin with.
    fn select_all(&mut self) {
        self.selection.end_range();
        let Some(board) = &self.columns else { return };
        let shown = |column: &Column| {
            let open = column.cards.iter().filter(|card| !board.bands()[card.key.band].folded);
            let open = open.filter(|_| !column.away && !column.folded);
            open.map(|card| card.item.id.clone()).collect::<Vec<_>>()
        };
        let here = board.columns().get(self.cursor.column).map(shown).unwrap_or_default();
        if here.is_empty() {
            return;
        }
        let more = if here.iter().all(|card| self.selection.marked.contains(card)) {
            board.columns().iter().flat_map(shown).collect()
        } else {
            here
        };
        self.selection.marked.extend(more);
    }
}
