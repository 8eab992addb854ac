//! What goes to disk: in the order it happened, and nothing past what the store could not take.

use std::collections::BTreeMap;
use std::mem;

use super::Running;
use crate::domain::{EditId, ItemId, Pending, Progress, Step};
use crate::github::{self, Ask};
use crate::store;
use crate::sync::Event;
use crate::sync::unkept::{Kept, Unkept};

impl Running {
    /// Writes something, after whatever the store could not take before.
    pub(super) fn keep(&mut self, add: impl FnOnce(&mut Unkept)) {
        let is_late = !self.unkept.is_empty();
        add(&mut self.unkept);
        self.offer(is_late);
    }

    /// Writes down what the store could not take before.
    pub(super) fn keep_late(&mut self) {
        if !self.unkept.is_empty() {
            self.offer(true);
        }
    }

    fn offer(&mut self, is_late: bool) {
        match self.offer_all() {
            Ok(()) if is_late => self.trouble = None,
            done => self.note(done),
        }
    }

    /// Offers the store all that it does not have, and tells what it took.
    pub(super) fn offer_all(&mut self) -> Result<(), store::Error> {
        let mut kept = Kept::default();
        let done = self.unkept.offer(&self.outbox, &mut self.store, &self.key, &mut kept);
        let Kept { edits, missing, seq } = kept;
        self.seq = seq.unwrap_or(self.seq);
        if !missing.is_empty() {
            self.dropped.extend(missing);
            self.look_again();
        }
        if !edits.is_empty() {
            (self.tell)(Event::Saved(edits));
        }
        done
    }

    pub(super) fn save_edits(&mut self, edits: &[Pending], step: Option<Step>) {
        let on_disk = |edit: &EditId| self.outbox.contains_key(edit) && !self.unkept.is_new(*edit);
        let (changed, new): (Vec<EditId>, Vec<EditId>) = edits.iter().map(|edit| edit.id).partition(on_disk);
        self.outbox.extend(edits.iter().map(|edit| (edit.id, edit.clone())));
        // Each change that is not kept is worth a word, however often the disk has failed before.
        self.trouble = None;
        self.keep(|unkept| unkept.edits(new, changed, step));
    }

    pub(super) fn save_progress(&mut self, marks: Vec<(EditId, Progress)>) {
        for (id, progress) in &marks {
            if let Some(known) = self.outbox.get_mut(id) {
                known.progress = progress.clone();
            }
        }
        self.keep(|unkept| unkept.marks(marks));
    }

    pub(super) fn save_creation(&mut self, edit: EditId, progress: Progress, from: ItemId, to: ItemId) {
        rename(&mut self.outbox, &from, &to);
        if let Some(known) = self.outbox.get_mut(&edit) {
            known.progress = progress.clone();
        }
        self.keep(|unkept| unkept.creation(edit, progress, from, to));
    }

    /// Why a request may not be sent now, by what the disk has; none where it may.
    pub(super) fn withheld(&self, ask: &Ask) -> Option<github::Error> {
        let Ask::Write { writes, .. } = ask else { return None };
        if writes.iter().any(|write| self.dropped.contains(&write.id)) {
            let message = "another process has dropped an edit that was about to be sent".to_owned();
            return Some(github::Error::Busy { message });
        }
        // It stands on disk as not yet sent: a later process could not know that it was, and make it once more.
        let unmarked =
            |write: &github::Write| !write.edit.is_idempotent() && self.unkept.is_unmarked(write.id);
        let message = || self.trouble.as_ref().map(ToString::to_string).unwrap_or_default();
        writes.iter().any(unmarked).then(|| github::Error::Busy { message: message() })
    }

    /// Takes the edits on disk for those there are, as it knows them: how far they are, who leads says.
    pub(super) fn know(&mut self, rows: &[Pending]) {
        let mut known = mem::take(&mut self.outbox);
        let row = |row: &Pending| (row.id, known.remove(&row.id).unwrap_or_else(|| row.clone()));
        self.outbox = rows.iter().map(row).collect();
        known.retain(|id, _| self.unkept.is_new(*id));
        self.outbox.append(&mut known);
    }

    /// The edits that are only in memory.
    pub(super) fn unkept_rows(&self) -> Vec<(EditId, Pending)> {
        let rows = self.outbox.iter().filter(|(id, _)| self.unkept.is_new(**id));
        rows.map(|(id, row)| (*id, row.clone())).collect()
    }
}

/// Replaces a local id by GitHub's.
pub(super) fn rename(outbox: &mut BTreeMap<EditId, Pending>, from: &ItemId, to: &ItemId) {
    for pending in outbox.values_mut() {
        pending.edit = pending.edit.renamed(from, to);
    }
}
