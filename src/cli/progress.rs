//! Says how far a long read is.

use std::io::Write;

use crate::sync::Reading;

/// Remarks about a read, one for each quarter of it, so that logs stay short.
#[derive(Debug, Default)]
pub(super) struct Progress {
    told: u32,
}

impl Progress {
    /// Says how far the read is, if it has come a quarter further.
    pub(super) fn show(&mut self, reading: &Reading, to: &mut dyn Write) {
        let Some(total) = reading.total.filter(|total| *total > 0) else { return };
        let quarter = reading.done.min(total) * 4 / total;
        if quarter > self.told {
            self.told = quarter;
            // A remark that can't be printed is no reason to fail.
            drop(writeln!(to, "read {} of {total} items, {} points", reading.done, reading.points));
        }
    }
}
