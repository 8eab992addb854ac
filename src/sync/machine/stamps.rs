//! What the stamps of GitHub's lists tell, and how far they can be trusted: so that a look at a project where nothing has changed
//! needs no walk, however short a time ago something has.

use chrono::Duration;

use super::reading::Reading;
use super::{Machine, OVERLAP};
use crate::domain::Timestamp;
use crate::github::{Probe, Touched};

/// GitHub's stamps are in whole seconds.
const SECOND: Duration = Duration::seconds(1);

impl Machine {
    /// Whether a walk may find something new. A stamp that a walk could not explain is trusted for a while.
    pub(super) fn has_moved(&self, probe: &Probe, began: Timestamp) -> bool {
        let stamp = Some(probe.updated_at);
        let young = self.marks.young_stamp == stamp && began + self.skew() - probe.updated_at < OVERLAP;
        stamp != self.marks.project_stamp && !young
    }

    /// The project's stamp, where its second was over when the read began: nothing else changed under it.
    pub(super) fn settled_stamp(&self, reading: &Reading) -> Option<Timestamp> {
        let began = reading.server_began.unwrap_or(reading.began + self.skew());
        reading.stamp.filter(|stamp| *stamp + SECOND <= began)
    }

    /// Whether the project's stamp can be trusted with what a walk has shown, or is to be walked once more when it is older.
    ///
    /// What changed just before the walk may not be in the lists yet: it is there if they show the change that the stamp stands for.
    /// And it may change again under the same stamp, which is in whole seconds, until that second is over.
    pub(super) fn judged(
        &self,
        reading: &Reading,
        walked: bool,
        began: Timestamp,
    ) -> (Option<Timestamp>, Option<Timestamp>) {
        let Some(stamp) = self.settled_stamp(reading).filter(|_| walked) else {
            return (None, None);
        };
        let base = self.base.as_ref();
        let reordered = || base.is_some_and(|base| base.merged(&reading.order) != *base.order());
        let explained = reading.newest.is_some_and(|newest| newest + SECOND >= stamp)
            || reading.grew
            || !reading.removed.is_empty()
            || reordered();
        if explained || stamp <= began - OVERLAP { (Some(stamp), None) } else { (None, Some(stamp)) }
    }

    /// Whether what a search has found was read after the second in which it changed.
    pub(super) fn is_read(&self, found: &Touched) -> bool {
        let known = self.base.as_ref().and_then(|base| base.item(&found.item)?.content_updated_at());
        let since = self.marks.watermark;
        known == Some(found.updated_at) && since.is_some_and(|since| found.updated_at + SECOND < since)
    }
}
