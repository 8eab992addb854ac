//! What GitHub last said, plus our edits it has not confirmed.
//!
//! Invariant: `view = base + pending edits in order`. A refused or dropped edit is forgotten and the rest replayed, so there is
//! no rollback code. What a pull includes was fixed when the pull began: an edit accepted while it was being read stays on top.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use super::arrange::{anchor, arrange};
use super::{
    Change, Edit, EditId, Entry, FieldId, ItemId, Pending, Progress, Provenance, Pull, Snapshot, Timestamp,
    Value,
};

/// How many single touches are remembered before a reader has to look at everything again.
const REMEMBERED: usize = 1024;

/// The project as this person sees it.
#[derive(Debug, Clone)]
pub struct Replica {
    base: Snapshot,
    view: Snapshot,
    pending: Vec<Pending>,
    revision: u64,
    touched: VecDeque<(u64, ItemId)>,
    forgotten: u64,
}

/// GitHub holds another value than the one an unsent edit was made on.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Our edit; it stays on top.
    pub edit: EditId,
    /// Which item.
    pub item: ItemId,
    /// Which field.
    pub field: FieldId,
    /// What someone else set meanwhile.
    pub theirs: Option<Value>,
}

impl Replica {
    /// A replica of what was stored, with the edits that were not confirmed then.
    pub fn new(base: Snapshot, pending: Vec<Pending>) -> Self {
        let view = base.clone();
        let mut replica = Self { base, view, pending, revision: 0, touched: VecDeque::new(), forgotten: 0 };
        replica.replay_all();
        replica
    }

    /// What this person sees: everything that draws or lists reads this.
    pub fn view(&self) -> &Snapshot {
        &self.view
    }

    /// What GitHub said.
    pub fn base(&self) -> &Snapshot {
        &self.base
    }

    /// Our edits that GitHub has not confirmed, oldest first, refused ones too.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// Grows with every change of the view or of an edit's progress.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The items whose looks may have changed since a revision; none when too much has changed to say.
    pub fn touched_since(&self, revision: u64) -> Option<impl Iterator<Item = &ItemId>> {
        let known = revision >= self.forgotten && revision <= self.revision;
        known.then(|| self.touched.iter().filter(move |(at, _)| *at > revision).map(|(_, id)| id))
    }

    /// The edits of one item, oldest first.
    pub fn pending_of(&self, item: &ItemId) -> impl Iterator<Item = &Pending> {
        self.pending.iter().filter(move |pending| pending.edit.item() == item)
    }

    /// Makes an edit, at once visible. An edit that is already in is ignored.
    pub fn edit(&mut self, pending: Pending) {
        if self.pending.iter().any(|known| known.id == pending.id) {
            return;
        }
        let spreads = self.view.order().spreads();
        if pending.is_in_view() {
            pending.edit.apply(&mut self.view, pending.made_at);
        }
        self.touch(pending.edit.item().clone());
        if self.view.order().spreads() != spreads {
            self.touch_all();
        }
        self.pending.push(pending);
        anchor(self.view.order(), &mut self.pending);
        if !self.pending.is_sorted_by_key(|pending| pending.id) {
            // Another process made an older edit: the order of edits is that of their ids.
            self.pending.sort_by_key(|pending| pending.id);
            let items = self.pending.iter().map(|pending| pending.edit.item().clone()).collect();
            self.replay(&items, true);
        }
    }

    /// Notes how far an edit is. A refused one leaves the view; a retried one comes back.
    pub fn mark(&mut self, edit: EditId, progress: Progress) {
        let Some(pending) = self.pending.iter_mut().find(|pending| pending.id == edit) else { return };
        let before = pending.is_in_view();
        pending.progress = progress;
        let item = pending.edit.item().clone();
        let replay = pending.is_in_view() != before;
        let reorders = reorders(pending);
        self.touch(item.clone());
        if replay {
            self.replay(&HashSet::from([item]), reorders);
        }
    }

    /// Drops an edit: dropped by a person, replaced by a later one, or not needed.
    pub fn forget(&mut self, edit: EditId) {
        let Some(place) = self.pending.iter().position(|pending| pending.id == edit) else { return };
        let gone = self.pending.remove(place);
        self.replay(&HashSet::from([gone.edit.item().clone()]), reorders(&gone));
    }

    /// Replaces a local id by the one GitHub gave, everywhere.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        for pending in &mut self.pending {
            pending.edit = pending.edit.renamed(from, to);
        }
        if self.view.item(to).is_some() {
            self.view.remove(from);
        } else {
            self.view.rename(from, to);
        }
        self.touch(from.clone());
        self.touch(to.clone());
    }

    /// Takes in what GitHub said. Returns what it changed for the event log, and the edits it clashes with.
    pub fn pull(&mut self, pull: &Pull, seen_at: Timestamp) -> (Vec<Entry>, Vec<Conflict>) {
        let order = self.base.order().clone();
        let (log, conflicts) = take_in(&mut self.base, &self.pending, pull, seen_at);
        let mut items: HashSet<ItemId> = pull.items.iter().map(|fetched| fetched.item.id.clone()).collect();
        items.extend(pull.removed.iter().cloned());
        let mut reorder = !self.base.order().is_same(&order);
        self.pending.retain(|pending| {
            let included = pull.included.contains(&pending.id);
            if included {
                items.insert(pending.edit.item().clone());
                reorder |= reorders(pending);
            }
            !included
        });
        self.replay(&items, reorder);
        if pull.project.is_some() {
            self.view.project = Arc::clone(&self.base.project);
            self.touch_all();
        }
        (log, conflicts)
    }

    /// Brings some items back to base and makes their edits again; and the order too, if it may be another one now.
    fn replay(&mut self, items: &HashSet<ItemId>, reorder: bool) {
        let order = self.view.order().clone();
        for id in items {
            self.view.set(id, self.base.item(id).cloned());
        }
        for pending in self.pending.iter().filter(|pending| pending.is_in_view() && !moves(pending)) {
            if items.contains(pending.edit.item()) {
                pending.edit.apply(&mut self.view, pending.made_at);
            }
        }
        if items.len() > REMEMBERED {
            self.touch_all();
        } else {
            for id in items {
                self.touch(id.clone());
            }
        }
        if !reorder {
            // What comes and goes with the edits of these items is where it was.
            self.view.reorder(order);
            return;
        }
        self.view.reorder(arrange(self.base.order().clone(), &self.pending));
        let differing: Vec<ItemId> = order.differing(self.view.order()).into_iter().cloned().collect();
        if differing.len() > REMEMBERED {
            self.touch_all();
        } else {
            for id in differing {
                self.touch(id);
            }
        }
    }

    fn replay_all(&mut self) {
        self.view = self.base.clone();
        for pending in self.pending.iter().filter(|pending| pending.is_in_view() && !moves(pending)) {
            pending.edit.apply(&mut self.view, pending.made_at);
        }
        self.view.reorder(arrange(self.base.order().clone(), &self.pending));
        self.touch_all();
    }

    /// Lets readers look at everything again.
    fn touch_all(&mut self) {
        self.revision += 1;
        self.touched.clear();
        self.forgotten = self.revision;
    }

    fn touch(&mut self, item: ItemId) {
        self.revision += 1;
        self.touched.push_back((self.revision, item));
        if self.touched.len() > REMEMBERED
            && let Some((revision, _)) = self.touched.pop_front()
        {
            self.forgotten = revision;
        }
    }
}

fn moves(pending: &Pending) -> bool {
    match pending.edit {
        Edit::Place { .. } => true,
        Edit::SetField { .. } | Edit::AddDraft { .. } | Edit::Delete { .. } => false,
    }
}

/// Whether the order depends on it.
fn reorders(pending: &Pending) -> bool {
    match pending.edit {
        Edit::Place { .. } | Edit::AddDraft { .. } | Edit::Delete { .. } => true,
        Edit::SetField { .. } => false,
    }
}

/// Brings a pull into what GitHub said. Returns what it changed for the event log, and the unsent edits it clashes with.
pub fn take_in(
    base: &mut Snapshot,
    pending: &[Pending],
    pull: &Pull,
    seen_at: Timestamp,
) -> (Vec<Entry>, Vec<Conflict>) {
    let conflicts = conflicts(base, pending, pull);
    let mut log = base.pull(pull, seen_at);
    claim(&mut log, pending);
    (log, conflicts)
}

/// Marks the logged changes that are the effect of our own edits.
fn claim(log: &mut [Entry], pending: &[Pending]) {
    let sent = |pending: &&Pending| match pending.progress {
        Progress::Accepted { .. } | Progress::Sending { .. } | Progress::Unknown { .. } => true,
        Progress::Queued | Progress::Refused(_) => false,
    };
    let sent: Vec<&Edit> = pending.iter().filter(sent).map(|pending| &pending.edit).collect();
    for entry in log {
        if sent.iter().any(|edit| explains(edit, entry)) {
            entry.provenance = Provenance::Ours;
        }
    }
}

fn explains(edit: &Edit, entry: &Entry) -> bool {
    *edit.item() == entry.item
        && match (edit, &entry.change) {
            (Edit::SetField { field, to, .. }, Change::Field { field: changed, to: now, .. }) => {
                field == changed && to == now
            }
            (Edit::Place { .. }, Change::Moved { .. })
            | (Edit::AddDraft { .. }, Change::Added)
            | (Edit::Delete { .. }, Change::Removed) => true,
            (Edit::SetField { .. } | Edit::Place { .. } | Edit::AddDraft { .. } | Edit::Delete { .. }, _) => {
                false
            }
        }
}

/// Whether a value is what an earlier edit of ours, sent meanwhile, has set.
fn set_by_us(value: Option<&Value>, pending: &Pending, all: &[Pending]) -> bool {
    all.iter().take_while(|earlier| earlier.id < pending.id).any(|earlier| {
        let Edit::SetField { to, .. } = &earlier.edit else { return false };
        let sent = matches!(earlier.progress, Progress::Accepted { .. } | Progress::Sending { .. });
        sent && earlier.edit.is_replaced_by(&pending.edit) && to.as_ref() == value
    })
}

fn conflicts(base: &Snapshot, all: &[Pending], pull: &Pull) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for pending in all.iter().filter(|pending| pending.is_unsent()) {
        let Edit::SetField { item, field, to } = &pending.edit else { continue };
        let Some(new) = pull.items.iter().find(|fetched| fetched.item.id == *item) else { continue };
        let theirs = new.item.value(field);
        let before = base.item(item).and_then(|item| item.value(field));
        if theirs != before
            && theirs != pending.was.as_ref()
            && theirs != to.as_ref()
            && !set_by_us(theirs, pending, all)
        {
            conflicts.push(Conflict {
                edit: pending.id,
                item: item.clone(),
                field: field.clone(),
                theirs: theirs.cloned(),
            });
        }
    }
    conflicts
}
