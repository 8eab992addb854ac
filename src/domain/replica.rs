//! What GitHub last said, plus our edits it has not confirmed.
//!
//! Invariant: `view = base + pending edits in order`. A refused or dropped edit is forgotten and the rest replayed, so there is
//! no rollback code. What a pull includes was fixed when the pull began: an edit accepted while it was being read stays on top.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::arrange::{anchor, arrange};
use super::conflict::{Meeting, meet};
use super::item::{IssueState, Name, State};
use super::{
    Attribute, Change, Conflict, Edit, EditId, Entry, Fetched, ItemId, Member, Pending, Progress, Provenance,
    Pull, Snapshot, Timestamp,
};

/// How many single touches are remembered before a reader has to look at everything again.
const REMEMBERED: usize = 1024;

/// The project as this person sees it.
#[derive(Debug, Clone)]
pub struct Replica {
    base: Snapshot,
    view: Snapshot,
    pending: Vec<Pending>,
    /// What GitHub last said of texts that were asked for: see [`Replica::learn`].
    texts: HashMap<ItemId, String>,
    revision: u64,
    touched: VecDeque<(u64, ItemId)>,
    forgotten: u64,
}

impl Replica {
    /// A replica of what was stored, with the edits that were not confirmed then.
    pub fn new(base: Snapshot, pending: Vec<Pending>) -> Self {
        let view = base.clone();
        let mut replica = Self {
            base,
            view,
            pending,
            texts: HashMap::new(),
            revision: 0,
            touched: VecDeque::new(),
            forgotten: 0,
        };
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

    /// Takes in what GitHub last said of the text of a card. Texts are kept apart from items, and few are needed here.
    pub fn learn(&mut self, item: &ItemId, text: &str) {
        self.texts.insert(item.clone(), text.to_owned());
    }

    /// The text of a card with our edits of it, where it is known.
    pub fn text(&self, item: &ItemId) -> Option<&str> {
        self.own_text(item).or_else(|| self.texts.get(item).map(String::as_str))
    }

    /// The text of a card with our edits of it; `stored` is what GitHub said.
    pub fn body<'a>(&'a self, item: &ItemId, stored: &'a str) -> &'a str {
        self.own_text(item).unwrap_or(stored)
    }

    fn own_text<'a>(&'a self, item: &ItemId) -> Option<&'a str> {
        let in_view = self.pending_of(item).filter(|pending| pending.is_in_view());
        in_view.filter_map(|pending| pending.edit.text_after()).last()
    }

    /// Makes an edit, at once visible. Of one that is already in, only what it does is taken over.
    pub fn edit(&mut self, pending: Pending) {
        if let Some(known) = self.pending.iter_mut().find(|known| known.id == pending.id) {
            known.was = pending.was;
            known.base = pending.base;
            if known.edit != pending.edit {
                let items = HashSet::from([known.edit.item().clone(), pending.edit.item().clone()]);
                let reorders = pending.edit.reorders();
                known.edit = pending.edit;
                self.replay(&items, reorders);
            }
            return;
        }
        let (spreads, shares) = (self.view.order().spreads(), self.view.order().shares());
        if pending.is_in_view() {
            pending.edit.apply(&mut self.view, pending.made_at);
        }
        self.touch(pending.edit.item().clone());
        if self.view.order().spreads() != spreads {
            self.touch_all();
        } else if self.view.order().shares() != shares {
            self.touch_each(&self.view.order().dealt().to_vec());
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
        let reorders = pending.edit.reorders();
        self.touch(item.clone());
        if replay {
            self.replay(&HashSet::from([item]), reorders);
        }
    }

    /// Drops an edit: dropped by a person, replaced by a later one, or not needed.
    pub fn forget(&mut self, edit: EditId) {
        let Some(place) = self.pending.iter().position(|pending| pending.id == edit) else { return };
        let gone = self.pending.remove(place);
        self.replay(&HashSet::from([gone.edit.item().clone()]), gone.edit.reorders());
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
        if let Some(text) = self.texts.remove(from) {
            self.texts.insert(to.clone(), text);
        }
        self.touch(from.clone());
        self.touch(to.clone());
    }

    /// Takes in what GitHub said. Returns what it changed for the event log, and the edits it clashes with.
    pub fn pull(&mut self, pull: &Pull, seen_at: Timestamp) -> (Vec<Entry>, Vec<Conflict>) {
        let order = self.base.order().clone();
        // Bodies come without their text where another process has read them: which edits are rewritten is the sync's to say.
        let Taken { log, conflicts, .. } = take_in(&mut self.base, &self.pending, pull, seen_at);
        for Fetched { item, body } in &pull.items {
            if body.is_empty() {
                // Perhaps it is, perhaps another process has read it.
                self.texts.remove(&item.id);
            } else if let Some(known) = self.texts.get_mut(&item.id) {
                known.clone_from(body);
            }
        }
        let mut items: HashSet<ItemId> = pull.items.iter().map(|fetched| fetched.item.id.clone()).collect();
        items.extend(pull.removed.iter().cloned());
        let mut reorder = !self.base.order().is_same(&order);
        self.pending.retain(|pending| {
            let included = pull.included.contains(&pending.id);
            if included {
                items.insert(pending.edit.item().clone());
                reorder |= pending.edit.reorders();
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
        for pending in self.pending.iter().filter(|pending| pending.is_in_view() && !pending.edit.places()) {
            if items.contains(pending.edit.item()) {
                pending.edit.apply(&mut self.view, pending.made_at);
            }
        }
        self.touch_each(items);
        if !reorder {
            // What comes and goes with the edits of these items is where it was.
            self.view.reorder(order);
            return;
        }
        self.view.reorder(arrange(self.base.order().clone(), &self.pending));
        let differing: Vec<ItemId> = order.differing(self.view.order()).into_iter().cloned().collect();
        self.touch_each(&differing);
    }

    fn replay_all(&mut self) {
        self.view = self.base.clone();
        for pending in self.pending.iter().filter(|pending| pending.is_in_view() && !pending.edit.places()) {
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

    fn touch_each<'a>(&mut self, items: impl IntoIterator<Item = &'a ItemId, IntoIter: ExactSizeIterator>) {
        let items = items.into_iter();
        if items.len() > REMEMBERED {
            self.touch_all();
        } else {
            items.for_each(|id| self.touch(id.clone()));
        }
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

/// What a pull did to what GitHub said.
#[derive(Debug, Default)]
pub struct Taken {
    /// What it changed, for the event log.
    pub log: Vec<Entry>,
    /// The unsent edits it clashes with.
    pub conflicts: Vec<Conflict>,
    /// Unsent edits of bodies, put on the text that the pull brought. They replace those of the same id.
    pub rewritten: Vec<Pending>,
}

/// Brings a pull into what GitHub said.
pub fn take_in(base: &mut Snapshot, pending: &[Pending], pull: &Pull, seen_at: Timestamp) -> Taken {
    let Meeting { conflicts, rewritten } = meet(base, pending, pull);
    let placed = pending.iter().filter(|pending| is_sent(pending) && pending.edit.places());
    let placed: Vec<&ItemId> = placed.map(|pending| pending.edit.item()).collect();
    let mut log = base.pull_knowing(pull, &placed, seen_at);
    claim(&mut log, pending);
    Taken { log, conflicts, rewritten }
}

/// Marks the logged changes that are the effect of our own edits, with the reason where one was needed.
fn claim(log: &mut [Entry], pending: &[Pending]) {
    let sent: Vec<&Pending> = pending.iter().filter(|pending| is_sent(pending)).collect();
    for entry in log {
        if let Some(pending) = sent.iter().rev().find(|pending| explains(&pending.edit, entry)) {
            entry.provenance = Provenance::Ours;
            entry.excuse.clone_from(&pending.excuse);
        }
    }
}

/// Whether GitHub may show an edit.
fn is_sent(pending: &Pending) -> bool {
    match pending.progress {
        Progress::Accepted { .. } | Progress::Sending { .. } | Progress::Unknown { .. } => true,
        Progress::Queued | Progress::Refused(_) => false,
    }
}

fn explains(edit: &Edit, entry: &Entry) -> bool {
    let change = &entry.change;
    *edit.item() == entry.item
        && match edit {
            Edit::SetField { field, to, .. } => {
                matches!(change, Change::Field { field: changed, to: now, .. } if field == changed && to == now)
            }
            Edit::Place { .. } => matches!(change, Change::Moved { .. }),
            Edit::AddDraft { .. } | Edit::AddIssue { .. } | Edit::PutBack { .. } => *change == Change::Added,
            Edit::Delete { .. } => *change == Change::Removed,
            Edit::Set { to, .. } => sets(to, change),
            Edit::Link { entry, on, .. } => links(entry, *on, change),
            Edit::Convert { .. } | Edit::Comment { .. } | Edit::SetComment { .. } => false,
        }
}

fn sets(to: &Attribute, change: &Change) -> bool {
    match (to, change) {
        (Attribute::Title(title), Change::Title { to, .. }) => title == to,
        (Attribute::State(state), Change::State { to, .. }) => {
            (*state == IssueState::Open) == (*to == State::Open)
        }
        (Attribute::State(state), Change::Reason { to, .. }) => state == to,
        (Attribute::Milestone(milestone), Change::Milestone { to, .. }) => {
            milestone.as_ref().map(|milestone| &milestone.title) == to.as_ref()
        }
        (Attribute::Kind(kind), Change::Type { to, .. }) => kind == to,
        (Attribute::Parent(parent), Change::Parent { to, .. }) => {
            parent.as_ref().map(|parent| &parent.id) == to.as_ref()
        }
        (Attribute::Archived(archived), Change::Archived { to }) => archived == to,
        (
            Attribute::Title(_)
            | Attribute::Body(_)
            | Attribute::State(_)
            | Attribute::Milestone(_)
            | Attribute::Kind(_)
            | Attribute::Parent(_)
            | Attribute::Archived(_),
            _,
        ) => false,
    }
}

fn links(entry: &Member, on: bool, change: &Change) -> bool {
    let moved =
        |name: &Name, from: &[Name], to: &[Name]| from.contains(name) != on && to.contains(name) == on;
    match (entry, change) {
        (Member::Assignee(login), Change::Assignees { from, to }) => moved(login, from, to),
        (Member::Label(label), Change::Labels { from, to }) => moved(&label.name, from, to),
        (Member::BlockedBy(link), Change::BlockedBy { by, on: now }) => link.id == *by && on == *now,
        (Member::Assignee(_) | Member::Label(_) | Member::BlockedBy(_), _) => false,
    }
}
