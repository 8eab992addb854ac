//! How long to wait after a failure.

use chrono::Duration;

/// Waits that double from 2 seconds up to a minute, and start over after a success.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure.
    pub(super) fn fail(&mut self) -> Duration {
        self.failures = (self.failures + 1).min(6);
        Duration::seconds((1_i64 << self.failures).min(60))
    }

    /// Forgets the failures.
    pub(super) fn succeed(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_minute_and_start_over() {
        let mut backoff = Backoff::default();
        let waits: Vec<i64> = (0..8).map(|_| backoff.fail().num_seconds()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
        backoff.succeed();
        assert_eq!(backoff.fail().num_seconds(), 2);
    }
}
