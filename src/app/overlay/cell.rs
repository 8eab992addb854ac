//! The cell of the board that a new card goes to: its column, and its row where the board has rows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app::screen::Board;
use crate::domain::board::Common;
use crate::domain::wish::{Judge, Unmet};
use crate::domain::{Date, Edit, FieldId, ItemId, Repository, Snapshot, Timestamp, Value};

/// A cell, as it was when the card was begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The title of the column.
    pub column: String,
    /// What puts a card into the column; none for the column of cards without a value.
    pub value: Option<(FieldId, Value)>,
    /// The title of the row; empty on a board without rows.
    #[serde(default)]
    pub row: String,
    /// What the cards of the row have in common.
    #[serde(default)]
    pub common: Common,
}

impl Cell {
    /// The one that has the focus.
    pub fn focused(board: &Board) -> Option<Self> {
        let columns = board.columns.as_ref()?;
        let column = columns.columns().get(board.cursor.column)?;
        let band = columns.bands().get(board.cursor.band)?;
        Some(Self {
            column: column.title.clone(),
            value: columns.axis().cloned().zip(column.value.clone()),
            row: band.title.clone(),
            common: band.common.clone(),
        })
    }

    /// What people call it: `Todo`, or `Todo, ann` where there are rows.
    pub fn title(&self) -> String {
        if self.row.is_empty() { self.column.clone() } else { format!("{}, {}", self.column, self.row) }
    }

    /// What puts a card into the column, while that is on the board.
    pub fn way(&self, board: &Board) -> Option<(FieldId, Value)> {
        let columns = board.columns.as_ref()?;
        let is_there = |(axis, value): &&(FieldId, Value)| {
            columns.axis() == Some(axis)
                && columns.columns().iter().any(|column| column.value.as_ref() == Some(value))
        };
        self.value.as_ref().filter(is_there).cloned()
    }

    /// What brings a new card into the row, unless what makes it says something of the kind itself. `home` is what is known of its
    /// repository.
    pub fn row_edits(
        &self,
        card: &ItemId,
        made: &[Edit],
        view: &Snapshot,
        home: Option<&Repository>,
    ) -> Result<Vec<Edit>, Unmet> {
        if made.iter().any(|edit| self.common.is_about(edit)) {
            return Ok(Vec::new());
        }
        let mut alone = Snapshot::new(Arc::clone(&view.project), []);
        for edit in made {
            edit.apply(&mut alone, Timestamp::UNIX_EPOCH);
        }
        // Nothing of a row is counted from today.
        let judge = Judge { view, today: Date::default(), home };
        alone.item(card).map_or(Ok(Vec::new()), |item| self.common.edits(item, judge))
    }

    /// Why a new card is not in the row, in a sentence.
    pub fn outside(&self, why: &Unmet) -> String {
        format!("It is not in the row {}: {why}.", self.row)
    }
}
