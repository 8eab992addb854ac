//! Which cards of a project belong together: which one stands for an issue, what its parts are, what waits for it.

use std::collections::HashMap;

use super::{ContentId, ItemId, Replica, Snapshot};

/// The relations among the cards of a project, kept up with the view.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// The revision it is of; none before the first [`Self::settle`].
    revision: Option<u64>,
    cards: HashMap<ContentId, ItemId>,
    parts: HashMap<ContentId, Vec<ItemId>>,
    waiting: HashMap<ContentId, Vec<ItemId>>,
    /// Where each card that has any stands in the two lists above.
    entries: HashMap<ItemId, Entry>,
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
            *self = Self { revision: self.revision, ..Self::default() };
            view.items().for_each(|item| self.look_at(&item.id, view));
        }
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
        let issue = item.and_then(|item| item.issue());
        let entry = issue.map(|issue| Entry {
            parent: issue.parent.as_ref().map(|parent| parent.id.clone()),
            blockers: issue.blocked_by.iter().map(|link| link.id.clone()).collect(),
        });
        let entry = entry.filter(|entry| entry.parent.is_some() || !entry.blockers.is_empty());
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

fn take_off(lists: &mut HashMap<ContentId, Vec<ItemId>>, of: &ContentId, id: &ItemId) {
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
