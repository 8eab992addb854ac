//! Which cards of a project belong together: which one stands for an issue, what its parts are, what waits for it.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{ContentId, Item, ItemId, Replica, Snapshot};

/// The relations among the cards of a project, kept up with the view.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// The revision it is of; none before the first [`Self::settle`].
    revision: Option<u64>,
    cards: HashMap<ContentId, ItemId, RandomState>,
    parts: HashMap<ContentId, Vec<ItemId>, RandomState>,
    waiting: HashMap<ContentId, Vec<ItemId>, RandomState>,
    /// Where each card that has any stands in the two lists above.
    entries: HashMap<ItemId, Entry, RandomState>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    parent: Option<ContentId>,
    blockers: Vec<ContentId>,
}

impl Relations {
    /// Takes in what has changed; cheap when little has.
    pub fn settle(&mut self, replica: &Replica) {
        let known = self.revision.replace(replica.revision());
        if known == self.revision {
            return;
        }
        let view = replica.view();
        if let Some(touched) = known.and_then(|known| replica.touched_since(known)) {
            touched.for_each(|id| self.look_at(id, view));
        } else {
            *self = Self { revision: self.revision, ..Self::of(view) };
        }
    }

    /// Keeps them up to date, unless nobody has asked for them yet.
    pub fn keep_up(&mut self, replica: &Replica) {
        if self.revision.is_some() {
            self.settle(replica);
        }
    }

    /// Those of a whole project.
    fn of(view: &Snapshot) -> Self {
        let cards = || {
            let mut cards = HashMap::with_capacity_and_hasher(view.len(), RandomState::default());
            cards.extend(
                view.unordered().filter_map(|item| Some((item.content_id()?.clone(), item.id.clone()))),
            );
            cards
        };
        let related = || {
            let mut related = Self::default();
            for item in view.unordered() {
                if let Some(entry) = Entry::of(item) {
                    related.relate(&item.id, Some(entry));
                }
            }
            related
        };
        // Two halves of the same work.
        std::thread::scope(|scope| {
            let cards = scope.spawn(cards);
            let related = related();
            let cards = cards.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Self { cards, ..related }
        })
    }

    /// The card that stands for an issue or pull request, where the project has one.
    pub fn card(&self, content: &ContentId) -> Option<&ItemId> {
        self.cards.get(content)
    }

    /// The cards whose parent an issue is, in no order that means anything.
    pub fn parts(&self, content: &ContentId) -> &[ItemId] {
        self.parts.get(content).map_or(&[], Vec::as_slice)
    }

    /// The cards that wait for an issue, in no order that means anything.
    pub fn waiting(&self, content: &ContentId) -> &[ItemId] {
        self.waiting.get(content).map_or(&[], Vec::as_slice)
    }

    fn look_at(&mut self, id: &ItemId, view: &Snapshot) {
        let item = view.item(id);
        if let Some(content) = item.and_then(|item| item.content_id()) {
            self.cards.insert(content.clone(), id.clone());
        }
        self.relate(id, item.and_then(|item| Entry::of(item)));
    }

    fn relate(&mut self, id: &ItemId, entry: Option<Entry>) {
        if self.entries.get(id) == entry.as_ref() {
            return;
        }
        if let Some(old) = self.entries.remove(id) {
            old.parent.iter().for_each(|parent| take_off(&mut self.parts, parent, id));
            old.blockers.iter().for_each(|by| take_off(&mut self.waiting, by, id));
        }
        if let Some(entry) = entry {
            if let Some(parent) = &entry.parent {
                self.parts.entry(parent.clone()).or_default().push(id.clone());
            }
            for by in &entry.blockers {
                self.waiting.entry(by.clone()).or_default().push(id.clone());
            }
            self.entries.insert(id.clone(), entry);
        }
    }
}

impl Entry {
    /// None where a card belongs to no other.
    fn of(item: &Item) -> Option<Self> {
        let issue = item.issue().filter(|issue| issue.parent.is_some() || !issue.blocked_by.is_empty())?;
        Some(Self {
            parent: issue.parent.as_ref().map(|parent| parent.id.clone()),
            blockers: issue.blocked_by.iter().map(|link| link.id.clone()).collect(),
        })
    }
}

fn take_off(lists: &mut HashMap<ContentId, Vec<ItemId>, RandomState>, of: &ContentId, id: &ItemId) {
    if let Some(list) = lists.get_mut(of) {
        list.retain(|other| other != id);
        if list.is_empty() {
            lists.remove(of);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::item::Link;
    use crate::domain::{Attribute, Content, Edit, EditId, Item, Member, Pending, sample};

    fn replica() -> Replica {
        Replica::new(
            Snapshot::new(Arc::new(sample::project()), sample::items().into_iter().map(Arc::new)),
            Vec::new(),
        )
    }

    fn link(item: &Item) -> Link {
        let work = item.work().expect("an issue");
        Link {
            id: work.id.clone(),
            number: work.number,
            title: work.title.clone(),
            repository: work.repository.clone(),
            open: true,
        }
    }

    fn edit(replica: &mut Replica, number: u128, edit: Edit) {
        let id = EditId(uuid::Uuid::from_u128(number));
        let at = sample::at("2026-11-20");
        let pending = Pending::new(id, id, edit, replica.base(), None, at);
        replica.edit(pending);
    }

    #[test]
    fn relations_follow_the_edits_and_are_those_of_a_fresh_look() {
        let mut replica = replica();
        let mut kept = Relations::default();
        kept.settle(&replica);
        let issues: Vec<Item> = replica
            .view()
            .items()
            .filter(|item| matches!(item.content, Content::Issue(_)))
            .map(|item| Item::clone(item))
            .collect();
        let [one, two, ..] = &issues[..] else { panic!("the sample has two issues") };
        let parent = |to| Edit::Set { item: one.id.clone(), to: Attribute::Parent(to) };
        let blocked = |on| Edit::Link { item: one.id.clone(), entry: Member::BlockedBy(link(two)), on };
        let two_id = &link(two).id;
        edit(&mut replica, 1, parent(Some(link(two))));
        edit(&mut replica, 2, blocked(true));
        kept.settle(&replica);
        assert!(kept.parts(two_id).contains(&one.id) && kept.waiting(two_id).contains(&one.id));
        assert_eq!(kept.card(two_id), Some(&two.id));
        edit(&mut replica, 3, parent(None));
        edit(&mut replica, 4, blocked(false));
        kept.settle(&replica);
        assert!(!kept.parts(two_id).contains(&one.id) && !kept.waiting(two_id).contains(&one.id));
        let mut fresh = Relations::default();
        fresh.settle(&replica);
        assert_eq!(fresh.entries, kept.entries);
    }
}
