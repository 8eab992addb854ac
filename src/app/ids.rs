//! Ids for new edits, from a seed and the time.

use uuid::Builder;

use crate::domain::{EditId, Timestamp};

/// Hands out ids, each greater than the one before, also when the clock stands still or goes back.
#[derive(Debug, Clone)]
pub struct Ids {
    millis: u64,
    count: u16,
    seed: u64,
}

/// The counter has the 12 bits that follow the time in a `UUIDv7`.
const COUNTS: u16 = 1 << 12;

impl Ids {
    /// `seed` must differ between processes: it keeps their ids apart.
    pub fn new(seed: u64) -> Self {
        Self { millis: 0, count: 0, seed }
    }

    /// Makes later ids greater than this one.
    pub fn follow(&mut self, id: EditId) {
        let bytes = id.0.as_bytes();
        let millis = bytes[..6].iter().fold(0, |millis, byte| millis << 8 | u64::from(*byte));
        if millis >= self.millis {
            (self.millis, self.count) = (millis + 1, 0);
        }
    }

    /// The next id.
    pub fn next(&mut self, now: Timestamp) -> EditId {
        let now = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        if now > self.millis {
            (self.millis, self.count) = (now, 0);
        } else if self.count + 1 < COUNTS {
            self.count += 1;
        } else {
            (self.millis, self.count) = (self.millis + 1, 0);
        }
        let mut tail = [0; 10];
        tail[..2].copy_from_slice(&self.count.to_be_bytes());
        tail[2..].copy_from_slice(&self.random().to_be_bytes());
        EditId(Builder::from_unix_timestamp_millis(self.millis, &tail).into_uuid())
    }

    /// One step of `SplitMix64`.
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_is_greater_than_the_one_before_even_when_the_clock_stands_still() {
        let mut ids = Ids::new(7);
        let now = Timestamp::from_timestamp_millis(1_700_000_000_000).expect("a valid moment");
        let made: Vec<EditId> = (0..10_000).map(|_| ids.next(now)).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        let mut other = Ids::new(8);
        other.follow(made[9_999]);
        assert!(other.next(now) > made[9_999]);
        assert_eq!(made[0].0.get_version_num(), 7);
    }
}
