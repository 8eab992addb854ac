//! The only place that reads the time. Everything else is told it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, FixedOffset, Offset, TimeDelta, TimeZone, Utc};

use crate::domain::Timestamp;

/// A source of time. Copies of a fixed clock share its hands.
#[derive(Clone)]
pub struct Clock {
    hands: Hands,
}

#[derive(Clone)]
enum Hands {
    System,
    /// Milliseconds since 1970.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self { hands: Hands::System }
    }

    /// A clock that stands still until it is advanced. It keeps milliseconds.
    pub fn fixed(at: Timestamp) -> Self {
        Self { hands: Hands::Fixed(Arc::new(AtomicI64::new(at.timestamp_millis()))) }
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
    pub fn now(&self) -> Timestamp {
        match &self.hands {
            Hands::System => Utc::now(),
            Hands::Fixed(at) => {
                DateTime::from_timestamp_millis(at.load(Ordering::Relaxed)).unwrap_or_default()
            }
        }
    }

    /// Moves the hands of a fixed clock; the system's can't be moved.
    pub fn advance(&self, by: TimeDelta) {
        match &self.hands {
            Hands::System => {}
            Hands::Fixed(at) => {
                at.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
            }
        }
    }

    /// How far the local time is from UTC now. A fixed clock is in UTC.
    pub fn utc_offset(&self) -> FixedOffset {
        match &self.hands {
            Hands::System => chrono::Local.offset_from_utc_datetime(&self.now().naive_utc()),
            Hands::Fixed(_) => Utc.fix(),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.hands {
            Hands::System => f.write_str("Clock::system"),
            Hands::Fixed(_) => write!(f, "Clock::fixed({})", self.now()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_it_is_advanced_and_so_do_its_copies() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let clock = Clock::fixed(start);
        let copy = clock.clone();
        clock.advance(TimeDelta::seconds(90));
        assert_eq!(copy.now(), start + TimeDelta::seconds(90));
        assert_eq!(copy.now(), clock.now());
    }

    #[test]
    fn the_system_clock_is_not_moved() {
        let clock = Clock::system();
        let before = clock.now();
        clock.advance(TimeDelta::days(1000));
        assert!(clock.now() - before < TimeDelta::days(1));
    }
}
