//! What a failed request means for the next one.

use chrono::Duration;

use super::reading::Reading;
use super::{BARRED_RETRY, LONGEST_HOLD, Machine, SMALLEST_PAGE};
use crate::domain::Timestamp;
use crate::github::Error;
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
            | Error::Refused { .. } => (now + BARRED_RETRY, Link::Barred(error.clone())),
        };
        self.hold = Some(hold);
        self.link = link;
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
    fn shrink_page(&mut self) {
        self.page = (self.page / 2).max(SMALLEST_PAGE);
    }
}
