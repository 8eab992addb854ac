//! GitHub's hourly points: how often to read, and when to leave the rest for writes.

use chrono::Duration;

use super::Budget;
use crate::domain::Timestamp;
use crate::github::Meter;

/// Points an hour where GitHub has not said: the limit of a personal token.
const USUAL_LIMIT: u32 = 5_000;

/// What is known of the points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Purse {
    known: Option<Budget>,
}

impl Purse {
    /// Notes what an answer said.
    pub(super) fn note(&mut self, meter: &Meter) {
        if let (Some(limit), Some(remaining)) = (meter.limit, meter.remaining) {
            self.known = Some(Budget { limit, remaining, reset_at: meter.reset_at });
        }
    }

    /// The points, once GitHub has said.
    pub(super) fn budget(&self) -> Option<Budget> {
        self.known
    }

    /// Until when reads must wait, so that `reserve` points stay for writes. A write never waits for this.
    pub(super) fn reads_wait_until(&self, reserve: u32, now: Timestamp) -> Option<Timestamp> {
        let budget = self.known?;
        let reset_at = budget.reset_at.filter(|reset| *reset > now)?;
        (budget.remaining <= reserve).then_some(reset_at)
    }

    /// How long to leave between two walks over `items` items, so that walks take at most a third of the
    /// hour's points.
    pub(super) fn walk_interval(&self, items: usize) -> Duration {
        let limit = self.known.map_or(USUAL_LIMIT, |budget| budget.limit).max(1);
        let points = u64::from(walk_points(items));
        let seconds = points.saturating_mul(3 * 3600) / u64::from(limit);
        Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX).min(3600))
    }

    /// Whether a walk may come before its time, as a person asks for it: half of the hour's points are left then.
    pub(super) fn affords_walk(&self, items: usize) -> bool {
        let half = |budget: Budget| budget.remaining.saturating_sub(walk_points(items)) >= budget.limit / 2;
        self.known.is_none_or(half)
    }
}

/// What a walk over `items` items costs: 1 point for 100.
fn walk_points(items: usize) -> u32 {
    u32::try_from(items.div_ceil(100)).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_timestamp(second, 0).expect("a small number of seconds")
    }

    fn purse(remaining: u32, reset_at: i64) -> Purse {
        let mut purse = Purse::default();
        purse.note(&Meter {
            limit: Some(5000),
            remaining: Some(remaining),
            reset_at: Some(at(reset_at)),
            ..Meter::default()
        });
        purse
    }

    #[test]
    fn reads_leave_a_reserve_for_writes_until_the_reset() {
        assert_eq!(purse(300, 900).reads_wait_until(250, at(0)), None);
        assert_eq!(purse(250, 900).reads_wait_until(250, at(0)), Some(at(900)));
        assert_eq!(purse(250, 900).reads_wait_until(250, at(901)), None, "the points are full again");
        assert_eq!(Purse::default().reads_wait_until(250, at(0)), None);
    }

    #[test]
    fn a_walk_over_a_big_project_is_made_less_often() {
        let seconds = |items| purse(5000, 900).walk_interval(items).num_seconds();
        assert_eq!(seconds(43), 2);
        assert_eq!(seconds(2_000), 43);
        assert_eq!(seconds(50_000), 1080);
    }

    #[test]
    fn a_walk_that_a_person_asks_for_leaves_half_of_the_points() {
        assert!(purse(3000, 900).affords_walk(50_000));
        assert!(!purse(2999, 900).affords_walk(50_000));
        assert!(purse(2999, 900).affords_walk(43));
    }
}
