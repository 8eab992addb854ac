//! The only place that reads the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::TimeZone;

use crate::domain::Timestamp;

/// Tells the time: the system's, or one that starts elsewhere or runs faster. Copies tell the same time.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    /// The system's time, and milliseconds to add to it.
    Running(i64),
    /// So many times as fast as the system's time, which it was at a moment, in milliseconds since 1970.
    Hurried { times: i32, since: i64 },
    /// Milliseconds since 1970.
    Standing(Arc<AtomicI64>),
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self(Source::Running(0))
    }

    /// A clock that runs on from a moment.
    pub fn running_from(at: Timestamp) -> Self {
        Self(Source::Running(at.timestamp_millis() - system().timestamp_millis()))
    }

    /// A clock that runs so many times as fast as the system's, at least as fast: what waits by it waits no longer than that.
    pub fn hurried(times: i32) -> Self {
        Self(Source::Hurried { times: times.max(1), since: system().timestamp_millis() })
    }

    /// A clock that stands still.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Source::Standing(Arc::new(AtomicI64::new(at.timestamp_millis()))))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Running(ahead) => system() + chrono::Duration::milliseconds(*ahead),
            Source::Hurried { times, since } => {
                let since = Timestamp::from_timestamp_millis(*since).expect("set from a valid time");
                since + (system() - since) * *times
            }
            Source::Standing(at) => {
                Timestamp::from_timestamp_millis(at.load(Ordering::Relaxed)).expect("set from a valid time")
            }
        }
    }

    /// How long to sleep until it tells a moment; nothing if that has come. One that stands still is taken for a running one.
    pub fn until(&self, at: Timestamp) -> std::time::Duration {
        let left = (at - self.now()).to_std().unwrap_or_default();
        match &self.0 {
            Source::Running(_) | Source::Standing(_) => left,
            Source::Hurried { times, .. } => left / times.unsigned_abs(),
        }
    }

    /// Moves a clock that stands still; a running one cannot be moved.
    pub fn advance(&self, by: chrono::Duration) {
        if let Source::Standing(at) = &self.0 {
            at.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
        }
    }
}

/// How far the system's local time is from UTC at a moment.
pub fn local_offset(at: Timestamp) -> chrono::FixedOffset {
    chrono::Local.offset_from_utc_datetime(&at.naive_utc())
}

#[expect(clippy::disallowed_methods, reason = "this is the place")]
fn system() -> Timestamp {
    chrono::Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_in_a_hurry_is_waited_for_as_much_less() {
        let clock = Clock::hurried(10);
        let left = clock.until(clock.now() + chrono::Duration::seconds(100));
        assert!(left <= std::time::Duration::from_secs(10) && left > std::time::Duration::from_secs(5));
        assert!(clock.now() >= system() - chrono::Duration::seconds(1));
        assert_eq!(clock.until(Timestamp::UNIX_EPOCH), std::time::Duration::ZERO);
    }

    #[test]
    fn a_fixed_clock_moves_only_when_it_is_moved() {
        let start = Timestamp::from_timestamp(1_754_488_800, 0).expect("a valid second");
        let clock = Clock::fixed(start);
        let copy = clock.clone();
        assert_eq!(clock.now(), start);
        clock.advance(chrono::Duration::seconds(5));
        assert_eq!(copy.now(), start + chrono::Duration::seconds(5));
    }

    #[test]
    fn a_running_clock_starts_where_it_is_told() {
        let start = Timestamp::from_timestamp(1_754_488_800, 0).expect("a valid second");
        let clock = Clock::running_from(start);
        let first = clock.now();
        assert!(first >= start - chrono::Duration::milliseconds(1), "to the millisecond");
        assert!(clock.now() >= first);
    }
}
