//! All that is known of a project at one moment: the project, its items, their order.

use std::sync::Arc;

use super::items::Items;
use super::{Edit, Entry, Item, ItemId, Order, Project, Provenance, Pull, Rank, Timestamp, change};

/// A project with its items. A copy shares nearly everything, so it costs next to nothing until its order is changed.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Fields, views and names.
    pub project: Arc<Project>,
    items: Items,
    order: Order,
    /// The project as it was before the last change of it in this process: what it lost still has its name there.
    former: Option<Arc<Project>>,
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        self.project == other.project && self.order == other.order && self.items().eq(other.items())
    }
}

impl Snapshot {
    /// A project and its items from top to bottom.
    pub fn new(project: Arc<Project>, items: impl IntoIterator<Item = Arc<Item>>) -> Self {
        let items = items.into_iter();
        let expected = items.size_hint().0;
        let mut snapshot = Self {
            project,
            items: Items::with_capacity(expected),
            order: Order::with_capacity(expected),
            former: None,
        };
        for item in items {
            snapshot.put(item);
        }
        snapshot
    }

    /// The item with this id.
    pub fn item(&self, id: &ItemId) -> Option<&Arc<Item>> {
        self.items.get(id)
    }

    /// All items from top to bottom, archived ones too.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = &Arc<Item>> {
        self.order.iter().filter_map(|id| self.items.get(id))
    }

    /// All items in no order, archived ones too: sooner than [`Self::items`].
    pub fn unordered(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items.all()
    }

    /// The global order.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The rank of an item.
    pub fn rank(&self, id: &ItemId) -> Option<Rank> {
        self.order.rank(id)
    }

    /// How many items there are, archived ones too.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Adds an item at the bottom or replaces it where it stands.
    pub fn put(&mut self, item: Arc<Item>) {
        self.order.push(item.id.clone());
        self.items.insert(item);
    }

    /// Replaces an item, or takes it out, and leaves the order as it is.
    pub(super) fn set(&mut self, id: &ItemId, item: Option<Arc<Item>>) {
        match item {
            Some(item) => self.items.insert(item),
            None => drop(self.items.remove(id)),
        }
    }

    /// Takes an item out.
    pub fn remove(&mut self, id: &ItemId) {
        self.order.remove(id);
        self.items.remove(id);
    }

    /// Puts an item directly below another, or at the very top. Does nothing for an unknown item.
    pub fn place(&mut self, id: &ItemId, after: Option<&ItemId>) {
        if self.items.get(id).is_some() {
            self.order.place(id, after);
        }
    }

    /// Takes another order as it is.
    pub fn reorder(&mut self, order: Order) {
        self.order = order;
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        if let Some(item) = self.items.remove(from) {
            let mut item = Arc::unwrap_or_clone(item);
            item.id = to.clone();
            self.items.insert(Arc::new(item));
            self.order.rename(from, to);
        }
    }

    /// Changes one item; does nothing if it is not there.
    pub fn alter(&mut self, id: &ItemId, f: impl FnOnce(&mut Item)) {
        if let Some(item) = self.items.get(id) {
            let mut item = Item::clone(item);
            f(&mut item);
            self.items.insert(Arc::new(item));
        }
    }

    /// Takes in what a pull read, and says what it changed, oldest change first. `seen_at` dates what GitHub does not.
    pub fn pull(&mut self, pull: &Pull, seen_at: Timestamp) -> Vec<Entry> {
        self.pull_knowing(pull, &[], seen_at)
    }

    /// As [`Snapshot::pull`], where some cards are known to have been put elsewhere: so of two neighbours that changed places the
    /// right one is said to have moved.
    pub(super) fn pull_knowing(&mut self, pull: &Pull, placed: &[&ItemId], seen_at: Timestamp) -> Vec<Entry> {
        let first = (self.is_empty() && pull.order.is_none()) || pull.initial;
        let mut log = Vec::new();
        if let Some(project) = &pull.project {
            self.former = Some(std::mem::replace(&mut self.project, Arc::clone(project)));
        }
        for fetched in &pull.items {
            let old = self.items.get(&fetched.item.id);
            let undated = if first { Provenance::Found } else { Provenance::Seen };
            change::log(old.map(AsRef::as_ref), &fetched.item, seen_at, undated, &mut log);
            self.put(Arc::clone(&fetched.item));
        }
        for id in &pull.removed {
            if self.items.get(id).is_some() {
                self.remove(id);
                log.push(change::removed(id, seen_at));
            }
        }
        if let Some(order) = &pull.order {
            let moves = self.order.follow(order, placed);
            if !pull.initial {
                log.extend(moves.into_iter().map(|(item, after)| change::moved(item, after, seen_at)));
            }
        }
        let former = self.former.as_ref().unwrap_or(&self.project);
        change::name(&mut log, former, &self.project);
        log.sort_by_key(|entry| entry.at);
        log
    }

    /// The order after a walk.
    pub fn merged(&self, walked: &[ItemId]) -> Order {
        self.order.merged(walked)
    }
}

impl Edit {
    /// Makes the change to a snapshot. Applying it twice changes nothing more; an edit of an unknown item does nothing.
    pub fn apply(&self, to: &mut Snapshot, at: Timestamp) {
        match self {
            Self::SetField { item, field, to: value } => {
                to.alter(item, |item| item.set(field, value.clone()));
            }
            Self::Place { item, after, before } => {
                let known = |id: &&ItemId| to.order.contains(id);
                let above = match (after, after.as_ref().filter(known), before.as_ref().filter(known)) {
                    (None, ..) => None,
                    (_, Some(after), _) => Some(after.clone()),
                    // The neighbour above is gone: the one below still tells where.
                    (_, None, Some(before)) => to.order.above(before).filter(|above| *above != item).cloned(),
                    (_, None, None) => return,
                };
                to.place(item, above.as_ref());
            }
            Self::AddDraft { item, title, .. } => {
                if to.item(item).is_none() {
                    to.put(Arc::new(Item::draft(item.clone(), title.clone(), at)));
                }
            }
            Self::Delete { item } => to.remove(item),
            Self::Set { item, to: attribute } => to.alter(item, |item| attribute.apply(item, at)),
            Self::Link { item, entry, on } => to.alter(item, |item| entry.apply(item, *on)),
            Self::AddIssue { item, repository, title, .. } => {
                if to.item(item).is_none() {
                    to.put(Arc::new(Item::issue_to_be(item.clone(), repository.clone(), title.clone(), at)));
                }
            }
            Self::PutBack { item, content, values, body: _ } => {
                if to.item(item).is_none() {
                    to.put(Arc::new(Item::put_back(item.clone(), content, values, at)));
                }
            }
            Self::Convert { item, repository } => to.alter(item, |item| item.become_issue(repository)),
            // What is written there is not part of a snapshot.
            Self::Comment { .. } | Self::SetComment { .. } => {}
        }
    }
}
