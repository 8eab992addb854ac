//! The text of a card is read right before ours is sent: GitHub takes a text as a whole, so what someone else has written since
//! would be gone.

use super::{Machine, Order};
use crate::domain::{Attribute, Edit, EditId, ItemId, Pending, Pull, Timestamp};
use crate::github::{Answer, Ask, Error, Refreshed};
use crate::store::Marks;

impl Machine {
    /// The question for the texts that some edits are about to change, where that has not been asked.
    pub(super) fn unread_texts(&self, chosen: &[Pending]) -> Option<(Vec<EditId>, Ask)> {
        let unread = |pending: &&Pending| {
            matches!(pending.edit, Edit::Set { to: Attribute::Body(_), .. })
                // With nothing to compare it with, GitHub's text says nothing.
                && pending.base.is_some()
                && !self.checked.contains(&pending.id)
        };
        let edits: Vec<&Pending> = chosen.iter().filter(unread).collect();
        if edits.is_empty() {
            return None;
        }
        let ids = edits.iter().map(|pending| pending.id).collect();
        let mut items: Vec<ItemId> = edits.iter().map(|pending| pending.edit.item().clone()).collect();
        items.dedup();
        Some((ids, Ask::Refresh { items, fields: self.fields() }))
    }

    /// Takes in cards that were looked up beside a read. What became of those that GitHub does not show is that one's to find out.
    pub(super) fn take_found(&mut self, found: Vec<Refreshed>, now: Timestamp, orders: &mut Vec<Order>) {
        let fetched = |found| match found {
            Refreshed::Found(fetched) => Some(fetched),
            Refreshed::Gone(_) | Refreshed::Withheld(_) => None,
        };
        let items: Vec<_> = found.into_iter().filter_map(fetched).collect();
        if !items.is_empty() {
            self.take(Pull { items, ..Pull::default() }, Marks::default(), now, orders);
        }
    }

    /// Takes in the texts as GitHub has them now.
    pub(super) fn texts_read(
        &mut self,
        edits: Vec<EditId>,
        answer: Result<Answer, Error>,
        now: Timestamp,
        orders: &mut Vec<Order>,
    ) {
        match answer {
            Ok(Answer::Refresh(found)) => {
                self.take_found(found, now, orders);
                self.checked.extend(edits);
            }
            Err(error) if error.is_refusal() => self.checked.extend(edits),
            // It is asked again before the next attempt to send.
            Ok(_) | Err(_) => {}
        }
    }
}
