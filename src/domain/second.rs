//! A moment to the second, as GitHub stamps things, in eight bytes even where there may be none.

use std::num::NonZero;

use chrono::DateTime;
use serde::{Deserialize, Serialize};

use super::Timestamp;

/// What a [`Timestamp`] is without its fraction. A large project holds a good half million of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Timestamp", into = "Timestamp")]
pub struct Second(NonZero<i64>);

impl From<Timestamp> for Second {
    fn from(at: Timestamp) -> Self {
        // No calendar reaches back to the one number of seconds that is zero then.
        Self(NonZero::new(at.timestamp() ^ i64::MIN).unwrap_or(NonZero::<i64>::MIN))
    }
}

impl From<Second> for Timestamp {
    fn from(at: Second) -> Self {
        DateTime::from_timestamp(at.0.get() ^ i64::MIN, 0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_its_seconds() {
        for at in
            [Timestamp::UNIX_EPOCH, Timestamp::MIN_UTC, "2026-11-20T16:21:00Z".parse().expect("a moment")]
        {
            assert_eq!(Timestamp::from(Second::from(at)), at);
        }
        assert_eq!(size_of::<Option<Second>>(), 8);
    }
}
