//! What a sync of the command line has changed.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::{Change, Entry, ItemId, Pull, Snapshot, Timestamp};

/// What a sync has changed so far.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) base: Option<Snapshot>,
    pub(super) added: HashSet<ItemId>,
    pub(super) changed: HashSet<ItemId>,
    pub(super) removed: HashSet<ItemId>,
}

impl Seen {
    pub(super) fn take(&mut self, pull: &Pull, seen_at: Timestamp) {
        if self.base.is_none()
            && let Some(project) = &pull.project
        {
            self.base = Some(Snapshot::new(Arc::clone(project), []));
        }
        let log = self.base.as_mut().map(|base| base.pull(pull, seen_at)).unwrap_or_default();
        self.note(&log);
    }

    fn note(&mut self, log: &[Entry]) {
        for entry in log {
            let kind = match entry.change {
                Change::Added => &mut self.added,
                Change::Removed => &mut self.removed,
                Change::Archived { .. }
                | Change::Field { .. }
                | Change::State { .. }
                | Change::Title { .. }
                | Change::Assignees { .. }
                | Change::Labels { .. }
                | Change::Milestone { .. }
                | Change::Type { .. }
                | Change::BlockedBy { .. }
                | Change::Reason { .. }
                | Change::Repository { .. }
                | Change::Reviewers { .. }
                | Change::Pulls { .. }
                | Change::Checks { .. }
                | Change::Ready { .. }
                | Change::Parent { .. }
                | Change::Moved { .. } => &mut self.changed,
            };
            kind.insert(entry.item.clone());
        }
    }
}
