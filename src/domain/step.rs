//! What one key press or command did, and how it is taken back.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Edit, ItemId, StepId, Timestamp};

/// Edits that are done, undone and redone together. The undo journal is a list of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The id of its first edit.
    pub id: StepId,
    /// What it did in a few words: `Move #12 to In Progress`.
    pub label: String,
    /// The edits, in the order they were made.
    pub done: Vec<Edit>,
    /// The edits that take them back, in the order to make them.
    pub back: Vec<Edit>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Whether it is taken back at the moment.
    pub undone: bool,
    /// The cards it has placed that someone else has put elsewhere since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<ItemId>,
}

impl Step {
    /// The same of a card that has another id.
    #[must_use]
    pub fn renamed(&self, from: &ItemId, to: &ItemId) -> Self {
        let edits = |edits: &[Edit]| edits.iter().map(|edit| edit.renamed(from, to)).collect();
        let card = |card: &ItemId| if card == from { to.clone() } else { card.clone() };
        let moved = self.moved.iter().map(card).collect();
        Self { done: edits(&self.done), back: edits(&self.back), moved, ..self.clone() }
    }

    /// How many cards it changed.
    pub fn cards(&self) -> usize {
        self.done.iter().map(Edit::item).collect::<HashSet<&ItemId>>().len()
    }
}
