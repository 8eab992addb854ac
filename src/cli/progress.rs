//! Says how far a long read is.

use std::io::Write;

use crate::sync::Reading;

/// A project of fewer items is read before anyone wonders.
const WORTH_TELLING: u32 = 200;

/// Remarks about a read, one for each quarter of it, so that logs stay short.
#[derive(Debug, Default)]
pub(super) struct Progress {
    told: u32,
}

impl Progress {
    /// Says how far the read is, if it has come a quarter further.
    pub(super) fn show(&mut self, reading: &Reading, to: &mut dyn Write) {
        let Some(total) = reading.total.filter(|total| *total >= WORTH_TELLING) else { return };
        let quarter = reading.done.min(total) * 4 / total;
        if quarter > self.told {
            self.told = quarter;
            // A remark that can't be printed is no reason to fail.
            drop(writeln!(to, "read {} of {total} items, {} points", reading.done, reading.points));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn a_long_read_is_told_in_quarters_and_a_short_one_not_at_all() {
        let told = |total: u32| {
            let (mut progress, mut said) = (Progress::default(), Vec::new());
            for done in (0..=total).step_by(10) {
                let began = sample::at("2026-11-20");
                let (points, requests) = (done / 10, done / 100);
                progress.show(
                    &Reading { done, total: Some(total), points, requests, began, first: true },
                    &mut said,
                );
            }
            String::from_utf8(said).expect("it is text")
        };
        let expected = "read 100 of 400 items, 10 points\nread 200 of 400 items, 20 points\n\
                        read 300 of 400 items, 30 points\nread 400 of 400 items, 40 points\n";
        assert_eq!(told(400), expected);
        assert_eq!(told(40), "");
    }
}
