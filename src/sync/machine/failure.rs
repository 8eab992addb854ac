//! What a failed request means for the next one, and for the edits that were in it.

use chrono::Duration;

use super::reading::Reading;
use super::{BARRED_RETRY, LARGEST_PAGE, LONGEST_HOLD, Machine, Order as Do, SMALLEST_PAGE};
use crate::domain::{EditId, Progress, Refusal, Timestamp};
use crate::github::{Answer, Error};
use crate::sync::Link;

impl Machine {
    /// Decides what a failure means for the next request.
    pub(super) fn failed(&mut self, error: &Error, now: Timestamp) {
        let (hold, link) = match error {
            Error::Unreachable { why } | Error::Lost { why } => {
                let retry_at = now + self.backoff.fail();
                (retry_at, Link::Offline { why: why.clone(), retry_at })
            }
            // A login page of a network, or an address where something else answers.
            Error::Unreadable { why } => {
                let retry_at = now + self.backoff.fail();
                (
                    retry_at,
                    Link::Offline {
                        why: format!("what answers there is not GitHub's API ({why})"),
                        retry_at,
                    },
                )
            }
            Error::RateLimited { until } => {
                let until = until.map(|until| self.here(until, now)).filter(|until| *until > now);
                let until = until.unwrap_or(now + Duration::seconds(60));
                (until, Link::Limited { until })
            }
            Error::SlowDown { retry_after } => {
                let asked = i64::try_from(retry_after.unwrap_or(60)).ok().and_then(Duration::try_seconds);
                let least = self.backoff.fail();
                let until = now + asked.unwrap_or(LONGEST_HOLD).min(LONGEST_HOLD).max(least);
                (until, Link::Limited { until })
            }
            Error::Overloaded { .. } | Error::Busy { .. } => (now + self.backoff.fail(), Link::Online),
            Error::NoToken { .. }
            | Error::NotAToken { .. }
            | Error::BadToken
            | Error::MissingScope { .. }
            | Error::Forbidden { .. }
            | Error::NotFound { .. }
            | Error::Refused { .. }
            | Error::Changed { .. } => (now + BARRED_RETRY, Link::Barred(error.clone())),
        };
        self.hold = Some(hold);
        self.link = link;
        self.fields_read = None;
    }

    /// GitHub takes no edits until a person acts. Reading goes on, and they are tried again now and then.
    pub(super) fn bar_writes(&mut self, why: &Error, now: Timestamp) {
        self.write_at = Some(now + BARRED_RETRY);
        self.write_bar = Some(why.clone());
        self.link = Link::Online;
    }

    /// Whether a refusal may be about the place where a list was to go on: such places do not last.
    pub(super) fn may_start_over(&self) -> bool {
        !self.started_over && self.reading.as_ref().is_some_and(Reading::has_cursor)
    }

    pub(super) fn read_failed(&mut self, error: &Error) {
        if let Error::Overloaded { .. } = error {
            self.shrink_page();
        }
        // A page that failed for what it asks, not for the network, may name a place that is gone: the read starts over.
        if !error.is_passing() {
            self.reading = None;
        }
    }

    /// A heavy page failed: ask for less.
    pub(super) fn shrink_page(&mut self) {
        let largest = self.reading.as_ref().map_or(LARGEST_PAGE, Reading::largest_page);
        self.page = (self.page.min(largest) / 2).max(SMALLEST_PAGE);
    }

    pub(super) fn write_failed(
        &mut self,
        ids: &[EditId],
        error: &Error,
        now: Timestamp,
        orders: &mut Vec<Do>,
    ) {
        let mut meant = error;
        let one_spoils_all = Error::Busy { message: error.to_string() };
        if ids.len() > 1 && error.is_refusal() {
            self.batch = 1;
            meant = &one_spoils_all;
        } else if let Error::Overloaded { .. } = error {
            self.batch = (ids.len() / 2).max(1);
        }
        let marks = ids.iter().map(|id| (*id, self.after_failure(*id, meant, now))).collect();
        self.mark_all(marks, orders);
        if error.leaves_doubt() {
            self.look_soon(now);
        }
    }

    /// What a failure makes of an edit that was being sent. One that GitHub may have made stays [`Progress::Sending`]: it is sent
    /// again, but never again taken for one that GitHub has not heard of.
    pub(super) fn after_failure(&self, id: EditId, error: &Error, now: Timestamp) -> Progress {
        let Some(pending) = self.outbox.iter().find(|pending| pending.id == id) else {
            return Progress::Queued;
        };
        let since = match pending.progress {
            Progress::Sending { since } => since,
            Progress::Queued
            | Progress::Accepted { .. }
            | Progress::Refused(_)
            | Progress::Unknown { .. } => now,
        };
        match error {
            Error::Lost { .. } | Error::Overloaded { .. } | Error::Unreadable { .. } => {
                if pending.edit.is_idempotent() {
                    Progress::Sending { since }
                } else {
                    Progress::Unknown { since }
                }
            }
            Error::Unreachable { .. }
            | Error::RateLimited { .. }
            | Error::SlowDown { .. }
            | Error::Busy { .. }
            | Error::NoToken { .. }
            | Error::NotAToken { .. }
            | Error::BadToken
            | Error::MissingScope { .. } => {
                // Its first attempt was this one, or it was an earlier one; clocks may step back in between.
                if since == self.attempt { Progress::Queued } else { Progress::Sending { since } }
            }
            Error::Forbidden { .. }
            | Error::NotFound { .. }
            | Error::Refused { .. }
            | Error::Changed { .. } => {
                let (message, unsent) = (error.to_string(), false);
                Progress::Refused(Refusal { message, at: now, unsent })
            }
        }
    }
}

/// Whether no other edit would be taken either, though GitHub lets us read.
pub(super) fn bars_writes(error: &Error) -> bool {
    matches!(error, Error::MissingScope { .. })
}

/// What keeps a write from being sent again at once: a failure of one of its edits that is no refusal.
pub(super) fn stumble(answer: &Answer) -> Option<&Error> {
    let Answer::Written(outcomes) = answer else { return None };
    outcomes.iter().filter_map(|outcome| outcome.result.as_ref().err()).find(|error| !error.is_refusal())
}
