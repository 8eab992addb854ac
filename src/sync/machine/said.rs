//! Comments that GitHub has, for a while: one with the same words whose answer was lost must not be taken for one of them.

use std::collections::HashSet;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{Machine, Order};
use crate::domain::{Edit, EditId, ItemId, Pending, Progress, Timestamp};
use crate::github::{MADE_SKEW, text};

/// So long after it was written a comment is remembered, at least: whoever looks for a later one looks back less far.
const KEPT: Duration = Duration::minutes(10);

/// A comment that GitHub has taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The edit that wrote it.
    edit: EditId,
    /// Under which card.
    item: ItemId,
    /// Markdown.
    body: String,
    /// When GitHub said so, by its clock: it was written then, or a moment before.
    at: Timestamp,
}

impl Machine {
    /// Takes in what an earlier process has written.
    pub fn remember_said(&mut self, said: Vec<Said>) {
        self.said = said;
    }

    /// Keeps the comments among the edits that a read confirms: they leave the outbox with it.
    pub(super) fn keep_said(&mut self, included: &[EditId], now: Timestamp, orders: &mut Vec<Order>) {
        let confirmed = self.outbox.iter().filter(|pending| included.contains(&pending.id));
        let news: Vec<Said> = confirmed.filter_map(|pending| self.said_by(pending)).collect();
        if news.is_empty() {
            return;
        }
        let doubts = self.outbox.iter().filter(|pending| pending.edit.comments()).filter_map(since);
        let earliest = doubts.min().unwrap_or(now + self.skew()).min(now + self.skew());
        self.said.retain(|said| said.at >= earliest - KEPT);
        self.said.extend(news);
        orders.push(Order::SaveSaid(self.said.clone()));
    }

    /// How many comments with the same words a look for this one finds that other edits have written.
    pub(super) fn twins(&self, pending: &Pending) -> usize {
        let (Edit::Comment { item, body }, Some(since)) = (&pending.edit, since(pending)) else { return 0 };
        let words = |body: &str| text::lines(body).trim().to_owned();
        let ours = words(body);
        let here = self.outbox.iter().filter_map(|other| self.said_by(other));
        let is_twin = |said: &Said| {
            said.edit != pending.id
                && said.item == *item
                && said.at >= since - MADE_SKEW
                && words(&said.body) == ours
        };
        let all = here.chain(self.said.iter().cloned()).filter(is_twin);
        all.map(|said| said.edit).collect::<HashSet<_>>().len()
    }

    fn said_by(&self, pending: &Pending) -> Option<Said> {
        let (Edit::Comment { item, body }, Progress::Accepted { at }) = (&pending.edit, &pending.progress)
        else {
            return None;
        };
        Some(Said { edit: pending.id, item: item.clone(), body: body.clone(), at: *at + self.skew() })
    }
}

/// When the first attempt at an edit began that GitHub may have made, by its clock.
fn since(pending: &Pending) -> Option<Timestamp> {
    match pending.progress {
        Progress::Sending { since } | Progress::Unknown { since } => Some(since),
        Progress::Queued | Progress::Accepted { .. } | Progress::Refused(_) => None,
    }
}
