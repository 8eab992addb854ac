//! A look at the cards that edits are about, before these are sent: what someone else set since the last read meets them there.
//!
//! GitHub takes the last value it is sent and says nothing of the one it replaces. Once ours is there, no read shows theirs.

use std::collections::HashMap;

use chrono::Duration;

use super::choice::is_waiting;
use super::{Busy, Machine, Marks, Order};
use crate::domain::{Attribute, Edit, ItemId, Pending, Pull, Timestamp};
use crate::github::{Answer, Ask, Error, Refreshed};

/// So long a card counts as known after GitHub was asked about it.
const KNOWN_FOR: Duration = Duration::seconds(10);

/// When GitHub was last asked about cards, by our clock.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// About all of them: when the last read began that brought everything.
    all: Option<Timestamp>,
    each: HashMap<ItemId, Timestamp>,
    /// The project's stamp under which its fields were last read.
    pub(super) fields: Option<Timestamp>,
}

impl Looks {
    /// A read that brought everything began at this moment.
    pub(super) fn read(&mut self, began: Timestamp) {
        self.all = Some(began);
        self.each.retain(|_, at| *at > began);
    }

    /// Nobody knows what has happened since: the network failed.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    fn know(&self, item: &ItemId, now: Timestamp) -> bool {
        let at = self.all.max(self.each.get(item).copied());
        at.is_some_and(|at| now - at <= KNOWN_FOR)
    }
}

impl Machine {
    /// The request that has to come before these edits; none where all they are about is known. It looks at other cards that wait
    /// to be sent too, as far as one request goes.
    pub(super) fn look_first(&mut self, chosen: &[Pending], now: Timestamp) -> Option<Ask> {
        let unknown = |pending: &&Pending| {
            let item = pending.edit.item();
            can_clash(&pending.edit) && !item.is_local() && !self.looks.know(item, now)
        };
        let first = chosen.iter().filter(unknown);
        let rest = self.outbox.iter().filter(|pending| is_waiting(pending)).filter(unknown);
        let mut items: Vec<ItemId> = Vec::new();
        for pending in first.chain(rest) {
            let item = pending.edit.item();
            if !items.contains(item) && items.len() < self.page as usize {
                items.push(item.clone());
            }
        }
        if !chosen.iter().any(|pending| unknown(&pending)) {
            return None;
        }
        self.busy = Busy::Looking(items.clone());
        Some(Ask::Refresh { items, fields: self.fields() })
    }

    /// Takes in what the look has brought.
    pub(super) fn looked(
        &mut self,
        asked: Vec<ItemId>,
        result: Result<Answer, Error>,
        now: Timestamp,
        orders: &mut Vec<Order>,
    ) {
        let found = match result {
            Ok(Answer::Refresh(found)) => found,
            Err(Error::Overloaded { .. }) => return self.shrink_page(),
            Err(error) if !error.is_refusal() => return,
            // GitHub says of the edits themselves what is wrong with them.
            Ok(_) | Err(_) => Vec::new(),
        };
        // The texts came with the cards.
        let texts = |edit: &Edit| matches!(edit, Edit::Set { to: Attribute::Body(_), .. });
        let read = self.outbox.iter().filter(|row| texts(&row.edit) && asked.contains(row.edit.item()));
        self.checked.extend(read.map(|row| row.id));
        self.looks.each.extend(asked.into_iter().map(|item| (item, now)));
        let items: Vec<_> = found
            .into_iter()
            .filter_map(|answer| match answer {
                Refreshed::Found(fetched) => Some(fetched),
                Refreshed::Gone(_) | Refreshed::Withheld(_) => None,
            })
            .filter(|fetched| self.base.as_ref().is_some_and(|base| base.item(&fetched.item.id).is_some()))
            .collect();
        if !items.is_empty() {
            self.take(Pull { items, ..Pull::default() }, Marks::default(), now, orders);
        }
    }
}

/// Whether someone else can have set the same as an edit.
fn can_clash(edit: &Edit) -> bool {
    match edit {
        // The people of a draft are sent as a whole: they have to be known.
        Edit::SetField { .. } | Edit::Set { .. } | Edit::Link { .. } => true,
        Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::Delete { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. } => false,
    }
}
