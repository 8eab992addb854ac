//! Items that GitHub has but did not show: asked for again, a few times, and said.

use std::collections::BTreeMap;

use super::reading::Reading;
use super::{Machine, Order};
use crate::domain::ItemId;
use crate::sync::Event;

/// How many reads ask for an item that GitHub does not show. After them only a read of every item does.
const TRIES: u32 = 5;

/// What could not be read.
#[derive(Debug, Default)]
pub(super) struct Unread {
    /// How often each was asked for in vain.
    tries: BTreeMap<ItemId, u32>,
    /// Nodes of the last complete list that have never been seen, so that they can't be asked for by their id.
    nameless: usize,
    told: usize,
}

impl Unread {
    /// Whether it is worth asking for an item.
    pub(super) fn may_ask(&self, item: &ItemId) -> bool {
        self.tries.get(item).is_none_or(|tries| *tries < TRIES)
    }

    /// The items to ask for again.
    pub(super) fn again(&self) -> impl Iterator<Item = &ItemId> {
        self.tries.keys().filter(|item| self.may_ask(item))
    }
}

impl Machine {
    /// A list that GitHub did not show in full: looks the known items up that it did not name. Whether they are gone it can't tell.
    pub(super) fn look_up_withheld(&self, reading: &mut Reading) {
        let Some(base) = &self.base else { return };
        let missing: Vec<ItemId> =
            base.items().map(|item| item.id.clone()).filter(|id| !reading.seen.contains(id)).collect();
        reading.missing = missing.len();
        for item in missing.into_iter().filter(|item| self.unread.may_ask(item)) {
            reading.enqueue(item);
        }
    }

    /// At the end of a read: notes what it could not read. Returns whether the next one is to ask for some of it, so that what
    /// changed since the last read must be looked for again.
    pub(super) fn note_unread(&mut self, reading: &Reading, walked: bool, orders: &mut Vec<Order>) -> bool {
        let Unread { tries, nameless, .. } = &mut self.unread;
        tries.retain(|item, _| !reading.fetched.contains(item) && !reading.removed.contains(item));
        for item in &reading.withheld {
            *tries.entry(item.clone()).or_default() += 1;
        }
        if walked {
            *nameless = (reading.blanks as usize).saturating_sub(reading.missing);
        }
        let items = self.unread.tries.len() + self.unread.nameless;
        if items != self.unread.told {
            self.unread.told = items;
            orders.push(Order::Tell(Event::Unread { items }));
        }
        reading.withheld.iter().any(|item| self.unread.may_ask(item))
    }
}
