//! The items of a snapshot by id, shared between snapshots that differ in a few.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::{Item, ItemId};

/// This many differences are kept apart; with more of them a table of one's own is quicker.
const FEW: usize = 2048;

/// Items by id. A copy shares the large table, and keeps what it changes beside it: so the first change of a copy costs no more
/// than the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    shared: Arc<HashMap<ItemId, Arc<Item>, RandomState>>,
    /// What differs from the shared table; none where the item is gone.
    own: HashMap<ItemId, Option<Arc<Item>>, RandomState>,
}

impl Items {
    /// A table that is about to get this many.
    pub(super) fn with_capacity(items: usize) -> Self {
        let shared = HashMap::with_capacity_and_hasher(items, RandomState::default());
        Self { shared: Arc::new(shared), own: HashMap::default() }
    }

    pub(super) fn get(&self, id: &ItemId) -> Option<&Arc<Item>> {
        if !self.own.is_empty()
            && let Some(own) = self.own.get(id)
        {
            return own.as_ref();
        }
        self.shared.get(id)
    }

    /// All of them, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Item>> {
        let is_own = |id: &ItemId| !self.own.is_empty() && self.own.contains_key(id);
        let shared = self.shared.iter().filter(move |(id, _)| !is_own(id)).map(|(_, item)| item);
        shared.chain(self.own.values().flatten())
    }

    pub(super) fn insert(&mut self, item: Arc<Item>) {
        if let Some(table) = Arc::get_mut(&mut self.shared) {
            self.own.remove(&item.id);
            table.insert(item.id.clone(), item);
        } else {
            self.own.insert(item.id.clone(), Some(item));
            self.fold();
        }
    }

    /// Takes an item out.
    pub(super) fn remove(&mut self, id: &ItemId) -> Option<Arc<Item>> {
        let item = self.get(id).cloned()?;
        if let Some(table) = Arc::get_mut(&mut self.shared) {
            self.own.remove(id);
            table.remove(id);
        } else {
            self.own.insert(id.clone(), None);
            self.fold();
        }
        Some(item)
    }

    fn fold(&mut self) {
        if self.own.len() <= FEW {
            return;
        }
        let table = Arc::make_mut(&mut self.shared);
        for (id, item) in self.own.drain() {
            match item {
                Some(item) => drop(table.insert(id, item)),
                None => drop(table.remove(&id)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;

    fn item(id: &str) -> Arc<Item> {
        Arc::new(Item::draft(id.into(), id.to_owned(), Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn a_copy_that_is_changed_leaves_the_other_as_it_was() {
        let mut items = Items::with_capacity(3);
        for id in ["a", "b"] {
            items.insert(item(id));
        }
        let mut copy = items.clone();
        copy.remove(&"a".into());
        copy.insert(item("c"));
        let known = |items: &Items| ["a", "b", "c"].map(|id| items.get(&id.into()).is_some());
        assert_eq!((known(&items), known(&copy)), ([true, true, false], [false, true, true]));
        let mut all: Vec<&str> = copy.all().map(|item| item.id.as_str()).collect();
        all.sort_unstable();
        assert_eq!(all, ["b", "c"]);
        drop(items);
        copy.insert(item("a"));
        assert_eq!(known(&copy), [true, true, true], "the table is its own now");
    }

    #[test]
    fn more_changes_than_a_few_become_a_table_of_their_own() {
        let mut items = Items::default();
        items.insert(item("first"));
        let mut copy = items.clone();
        copy.remove(&"first".into());
        (0..=FEW).for_each(|n| copy.insert(item(&n.to_string())));
        assert!(copy.own.len() <= 1);
        assert!(copy.get(&"first".into()).is_none() && items.get(&"first".into()).is_some());
    }
}
