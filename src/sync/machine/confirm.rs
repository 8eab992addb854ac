//! Which edits a read confirms.

use std::collections::HashSet;

use chrono::Duration;

use super::choice::is_place;
use super::reading::Reading;
use super::{Machine, SETTLE};
use crate::domain::arrange::arrange;
use crate::domain::{Edit, EditId, ItemId, Pending, Progress, Snapshot, Timestamp};

/// So long a program may not have heard of what a read has confirmed.
const LATELY: Duration = Duration::minutes(1);

impl Machine {
    /// The accepted edits that this read shows or has had every chance to show.
    pub(super) fn confirmed(&self, reading: &Reading, walked: bool, now: Timestamp) -> Vec<EditId> {
        let Some(base) = &self.base else { return Vec::new() };
        let eligible = || self.outbox.iter().filter(|pending| reading.eligible.contains(&pending.id));
        let placed = walked && self.shows_places(base, reading);
        // A draft that was deleted before any read saw it is never seen: both edits are confirmed together.
        let deleted = |item: &ItemId| {
            eligible().any(|other| matches!(&other.edit, Edit::Delete { item: gone } if gone == item))
        };
        // What was done to a card that is no longer on the project no read will ever show.
        let gone = |item: &ItemId| {
            let made = || self.outbox.iter().any(|other| other.edit.creates() && other.edit.item() == item);
            reading.removed.contains(item) || (base.item(item).is_none() && !made())
        };
        eligible()
            .filter(|pending| {
                let Progress::Accepted { at } = pending.progress else { return false };
                let item = pending.edit.item();
                let settled = now - at >= SETTLE && (walked || reading.fetched.contains(item));
                settled
                    || gone(item)
                    || match &pending.edit {
                        Edit::Place { .. } => placed,
                        Edit::SetField { .. } | Edit::Set { .. } | Edit::Link { .. } => {
                            reading.fetched.contains(item)
                        }
                        Edit::Comment { .. } | Edit::SetComment { .. } => {
                            reading.fetched.contains(item) && !self.asides.shows(item)
                        }
                        Edit::Convert { .. } => base.item(item).is_none_or(|item| item.issue().is_some()),
                        Edit::AddDraft { .. } | Edit::AddIssue { .. } | Edit::PutBack { .. } => {
                            base.item(item).is_some() || deleted(item)
                        }
                        Edit::Delete { .. } => base.item(item).is_none() || reading.removed.contains(item),
                    }
            })
            .map(|pending| pending.id)
            .collect()
    }

    /// Takes edits that a read has confirmed out of the outbox.
    pub(super) fn let_go(&mut self, included: &[EditId], now: Timestamp) {
        self.lately.retain(|(at, _)| now - *at < LATELY);
        let gone = self.outbox.extract_if(.., |pending| included.contains(&pending.id));
        let sets = |gone: &Pending| matches!(gone.edit, Edit::SetField { .. } | Edit::Set { .. });
        self.lately.extend(gone.filter(sets).map(|gone| (now, gone)));
    }

    /// An edit whose maker had not heard that an earlier one of the same value was confirmed: it is made on that one.
    pub(super) fn on_confirmed(&self, edit: Pending) -> Pending {
        let is_before = |(at, known): &&(Timestamp, Pending)| {
            edit.made_at - *at < LATELY
                && known.id < edit.id
                && known.edit.is_replaced_by(&edit.edit)
                && (&known.was, &known.base) == (&edit.was, &edit.base)
        };
        let shown = self.base.as_ref().and_then(|base| base.item(edit.edit.item()));
        let known = self.lately.iter().rev().find(is_before).map(|(_, known)| &known.edit);
        // What was set since then, by us or by others, is not for this to tell.
        match (known, shown) {
            (Some(Edit::SetField { field, to, .. }), Some(card)) if card.value(field) == to.as_ref() => {
                Pending { was: to.clone(), ..edit }
            }
            (Some(Edit::Set { to, .. }), Some(card)) if to.holds(card) => {
                Pending { base: Some(to.clone()), ..edit }
            }
            (_, _) => edit,
        }
    }

    /// The items whose accepted edits a read should look at.
    pub(super) fn unconfirmed_items(&self) -> HashSet<ItemId> {
        self.outbox
            .iter()
            .filter(|pending| matches!(pending.progress, Progress::Accepted { .. }))
            .map(|pending| pending.edit.item().clone())
            .filter(|item| !item.is_local())
            .collect()
    }

    /// The accepted edits of comments under a card, perhaps to be shown by what is read of it when it is opened.
    pub(super) fn said_under<'a>(&'a self, item: &'a ItemId) -> impl Iterator<Item = EditId> + 'a {
        self.outbox
            .iter()
            .filter(move |pending| is_said(pending) && pending.edit.item() == item)
            .map(|said| said.id)
    }

    /// The cards under which comments wait to be shown by a read of the opened card: items come without them.
    pub(super) fn spoken_under(&self) -> Vec<ItemId> {
        self.outbox.iter().filter(|pending| is_said(pending)).map(|said| said.edit.item().clone()).collect()
    }

    /// Whether the order stays the same without the places that a walk may confirm: then it shows them. They are confirmed together.
    fn shows_places(&self, base: &Snapshot, reading: &Reading) -> bool {
        let walked = base.merged(&reading.order);
        let order = |edits: Vec<&Pending>| arrange(walked.clone(), edits);
        let left = |pending: &&Pending| !reading.eligible.contains(&pending.id) || !is_place(pending);
        order(self.outbox.iter().collect()) == order(self.outbox.iter().filter(left).collect())
    }

    /// The edits that a read beginning now may confirm.
    pub(super) fn confirmable(&self, now: Timestamp) -> Vec<EditId> {
        let accepted = |progress: &Progress| matches!(progress, Progress::Accepted { at } if *at <= now);
        self.outbox.iter().filter(|pending| accepted(&pending.progress)).map(|pending| pending.id).collect()
    }
}

/// Whether GitHub has taken it and it is about a comment.
fn is_said(pending: &Pending) -> bool {
    matches!(pending.edit, Edit::Comment { .. } | Edit::SetComment { .. })
        && matches!(pending.progress, Progress::Accepted { .. })
}
