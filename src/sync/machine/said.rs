//! Comments that GitHub has, for a while: one with the same words whose answer was lost must not be taken for one of them.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{Machine, Order};
use crate::domain::{CommentId, Edit, EditId, ItemId, Pending, Progress, Timestamp};
use crate::github::{MADE_SKEW, Outcome, Write, text};

/// So long after it was written a comment is remembered, at least: whoever looks for a later one looks back less far.
const KEPT: Duration = Duration::minutes(10);

/// A comment that GitHub has taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The edit that wrote it.
    edit: EditId,
    /// What GitHub calls it, where the answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<CommentId>,
    /// Under which card.
    item: ItemId,
    /// Markdown, as it is by now.
    body: String,
    /// When the first attempt began that may have written it, by GitHub's clock.
    since: Timestamp,
    /// When GitHub said so, by its clock: it was written between the two.
    at: Timestamp,
}

impl Said {
    /// Whether a comment under a card has the same words.
    fn is_like(&self, item: &ItemId, body: &str) -> bool {
        self.item == *item && text::is_body(&self.body, body)
    }
}

impl Machine {
    /// The comments that GitHub has taken of late.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// Takes in what an earlier process has written.
    pub fn remember_said(&mut self, said: Vec<Said>) {
        self.said = said;
    }

    /// Keeps the comments that GitHub has just taken: they leave the outbox with a read, and others of the same words may follow.
    pub(super) fn keep_said(&mut self, outcomes: &[Outcome], now: Timestamp, orders: &mut Vec<Order>) {
        let taken = outcomes.iter().filter(|outcome| outcome.result.is_ok()).filter_map(|outcome| {
            let pending = self.outbox.iter().find(|pending| pending.id == outcome.id)?;
            let (Edit::Comment { item, body }, Progress::Sending { since }) =
                (&pending.edit, &pending.progress)
            else {
                return None;
            };
            let (item, body) = (item.clone(), body.clone());
            let comment = outcome.comment.clone();
            Some(Said { edit: pending.id, comment, item, body, since: *since, at: now + self.skew() })
        });
        let news: Vec<Said> = taken.collect();
        let reworded = self.note_reworded(outcomes);
        if news.is_empty() && !reworded {
            return;
        }
        self.said.retain(|said| news.iter().all(|new| new.edit != said.edit));
        self.said.extend(news);
        self.prune_said(now);
        orders.push(Order::SaveSaid(self.said.clone()));
    }

    /// Follows those that have got other words, or were deleted. Returns whether there were any.
    fn note_reworded(&mut self, outcomes: &[Outcome]) -> bool {
        let before = self.said.clone();
        for outcome in outcomes.iter().filter(|outcome| outcome.result.is_ok()) {
            let pending = self.outbox.iter().find(|pending| pending.id == outcome.id);
            let Some(Edit::SetComment { comment, to, .. }) = pending.map(|pending| &pending.edit) else {
                continue;
            };
            let of_it = |said: &Said| said.comment.as_ref() == Some(comment);
            match to {
                Some(to) => {
                    self.said.iter_mut().filter(|said| of_it(said)).for_each(|said| said.body.clone_from(to));
                }
                None => self.said.retain(|said| !of_it(said)),
            }
        }
        self.said != before
    }

    /// Forgets those that no look can find: neither one for an edit in the outbox, however late a person has it sent again, nor one
    /// that is made from now on.
    fn prune_said(&mut self, now: Timestamp) {
        let mut limit = now + self.skew() - KEPT;
        let mut all = std::mem::take(&mut self.said);
        all.sort_by_key(|said| said.at);
        let is_awaited = |said: &Said| {
            self.outbox.iter().any(|pending| {
                let is_done = matches!(pending.progress, Progress::Accepted { .. });
                matches!(&pending.edit, Edit::Comment { item, body } if !is_done && said.is_like(item, body))
            })
        };
        let mut is_near = |said: &Said| {
            let near = said.at >= limit;
            if near {
                // A look that may find this one reaches back to where this one may be.
                limit = limit.min(said.since - MADE_SKEW);
            }
            near
        };
        let mut kept: Vec<Said> =
            all.into_iter().rev().filter(|said| is_near(said) || is_awaited(said)).collect();
        kept.reverse();
        self.said = kept;
    }

    /// How many comments with the same words a look for this one finds that other edits have written: see [`Self::look_back`].
    pub(super) fn twins(&self, pending: &Pending) -> usize {
        let (Edit::Comment { item, body }, Progress::Sending { since }) = (&pending.edit, &pending.progress)
        else {
            return 0;
        };
        self.twins_since(pending.id, (item, body), *since).1
    }

    /// Has the looks for comments begin where all of their twins are in sight: one that GitHub took late may have been written long
    /// before, and where a look began in between, nobody could tell whether it is among what was found.
    pub(super) fn look_back(&self, writes: &mut [Write]) {
        for write in writes {
            if let (Edit::Comment { item, body }, Some(since)) = (&write.edit, write.since) {
                write.since = Some(self.twins_since(write.id, (item, body), since).0);
            }
        }
    }

    /// When a look for a comment is to begin, and how many others of the same words it finds.
    fn twins_since(
        &self,
        edit: EditId,
        (item, body): (&ItemId, &str),
        mut since: Timestamp,
    ) -> (Timestamp, usize) {
        let mut others: Vec<&Said> =
            self.said.iter().filter(|said| said.edit != edit && said.is_like(item, body)).collect();
        others.sort_by_key(|said| said.at);
        let mut twins = 0;
        for other in others.iter().rev() {
            if other.at < since - MADE_SKEW {
                break;
            }
            since = since.min(other.since);
            twins += 1;
        }
        (since, twins)
    }
}
