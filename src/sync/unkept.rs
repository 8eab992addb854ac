//! Edits that the store could not take, on a full disk for one: they stay in memory and are offered to it again.

use std::collections::BTreeMap;

use crate::domain::{EditId, Pending, Progress, Step};
use crate::store::{Error, Key, Store};

/// What still has to be written, in the order it was made.
#[derive(Debug, Default)]
pub(super) struct Unkept {
    batches: Vec<(Vec<EditId>, Option<Step>)>,
    /// Whether the disk did not take how far the edits of the next request are.
    pub(super) unmarked: bool,
}

impl Unkept {
    /// Takes edits that the store has just refused, and what was to be written into the undo journal with them.
    pub(super) fn add(&mut self, edits: Vec<EditId>, step: Option<Step>) {
        self.batches.push((edits, step));
    }

    /// Whether an edit is only in memory.
    pub(super) fn holds(&self, edit: EditId) -> bool {
        self.batches.iter().any(|(edits, _)| edits.contains(&edit))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// The edits that are neither on disk nor at GitHub.
    pub(super) fn at_risk(&self, outbox: &BTreeMap<EditId, Pending>) -> usize {
        let is_at_risk =
            |row: &Pending| self.holds(row.id) && !matches!(row.progress, Progress::Accepted { .. });
        outbox.values().filter(|row| is_at_risk(row)).count()
    }

    /// Offers everything to the store again, as it is now. Returns the edits that it took.
    pub(super) fn offer(
        &mut self,
        outbox: &BTreeMap<EditId, Pending>,
        store: &mut Store,
        key: &Key,
    ) -> Result<Vec<EditId>, Error> {
        let mut kept = Vec::new();
        while let Some((edits, step)) = self.batches.first() {
            let rows: Vec<Pending> = edits.iter().filter_map(|id| outbox.get(id)).cloned().collect();
            store.push(key, &rows, step.as_ref())?;
            kept.extend(rows.iter().map(|row| row.id));
            self.batches.remove(0);
        }
        Ok(kept)
    }
}
