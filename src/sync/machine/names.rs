//! What GitHub calls items that were made here: who made an edit may not have heard of it yet.

use super::{Machine, Order as Do};
use crate::domain::{EditId, ItemId, Pending, Progress};
use crate::sync::Event;

impl Machine {
    /// Learns what GitHub calls items that were made here.
    pub fn learn_names(&mut self, names: impl IntoIterator<Item = (ItemId, ItemId)>) {
        self.names.extend(names);
    }

    /// Replaces local ids that GitHub has named since: who made the edit had not heard of it, and not seen the card as it is there.
    pub(super) fn rename(&self, pending: &mut Pending, orders: &mut Vec<Do>) {
        let was_local = pending.edit.item().is_local();
        let locals: Vec<ItemId> = pending.edit.items().filter(|id| id.is_local()).cloned().collect();
        for from in locals {
            if let Some(to) = self.names.get(&from) {
                pending.edit = pending.edit.renamed(&from, to);
                orders.push(Do::Tell(Event::Renamed { from, to: to.clone() }));
            }
        }
        if let Some(card) = self.base.as_ref().and_then(|base| base.item(pending.edit.item()))
            && was_local
        {
            *pending = pending.counted_from(card);
        }
    }

    /// A local item has got its id from GitHub.
    pub(super) fn created(&mut self, edit: EditId, from: ItemId, to: ItemId, progress: Progress) -> [Do; 3] {
        self.names.insert(from.clone(), to.clone());
        for pending in &mut self.outbox {
            pending.edit = pending.edit.renamed(&from, &to);
            if pending.id == edit {
                pending.progress = progress.clone();
            }
        }
        [
            Do::SaveCreation { edit, progress: progress.clone(), from: from.clone(), to: to.clone() },
            Do::Tell(Event::Renamed { from, to }),
            Do::Tell(Event::Marked { edit, progress }),
        ]
    }
}
