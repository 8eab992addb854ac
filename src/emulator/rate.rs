//! The hourly budget of points and the headers that report it.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Points a user has per hour.
pub(super) const LIMIT: u64 = 5_000;

/// How much of the budget is used, and when it is full again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    pub(super) used: u64,
    pub(super) reset: DateTime<Utc>,
}

impl Rate {
    /// A full budget, from now on for an hour.
    pub(super) fn full(now: DateTime<Utc>) -> Self {
        Self { used: 0, reset: now.trunc_subsecs(0) + TimeDelta::hours(1) }
    }

    /// Fills the budget again when its hour is over.
    pub(super) fn renew(&mut self, now: DateTime<Utc>) {
        if now >= self.reset {
            *self = Self::full(now);
        }
    }

    /// Takes points from the budget; false when there are not that many left.
    pub(super) fn spend(&mut self, points: u64) -> bool {
        let is_enough = self.used + points <= LIMIT;
        if is_enough {
            self.used += points;
        }
        is_enough
    }

    pub(super) fn remaining(self) -> u64 {
        LIMIT.saturating_sub(self.used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_ends_and_comes_back_after_an_hour() {
        let now = DateTime::UNIX_EPOCH;
        let mut rate = Rate::full(now);
        assert!(rate.spend(4_999));
        assert!(!rate.spend(2));
        assert_eq!(rate.remaining(), 1);
        rate.renew(now + TimeDelta::hours(1));
        assert!(rate.spend(2));
        assert_eq!(rate.remaining(), 4_998);
    }
}
