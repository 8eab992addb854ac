//! What part of the time a roadmap shows. Its rows are those of a table.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::item::Name;
use crate::domain::roadmap::{self, Dates, Zoom};
use crate::domain::{Date, Snapshot};

/// How far a roadmap can be scrolled to a side, in days: what lies farther away is no plan.
const FAR: i64 = 10_000;

/// The time that a roadmap shows, and what from.
#[derive(Debug, Clone, Default)]
pub struct Roadmap {
    /// How much time a cell stands for.
    pub zoom: Zoom,
    /// What bars are drawn from; none where the project has no such field.
    pub dates: Option<Dates>,
    /// The days on which open milestones are due, with their names.
    pub milestones: BTreeMap<Date, Vec<Name>>,
    /// How many days later than usual the first one is that is shown.
    shift: i64,
    /// The revision of the project whose milestones these are.
    seen: Option<u64>,
}

impl Roadmap {
    /// A roadmap around today.
    pub(super) fn new(zoom: Zoom) -> Self {
        Self { zoom, ..Self::default() }
    }

    /// How many days later than usual the first one is that is shown: usually today is a quarter of the way in.
    pub fn shift(&self) -> i64 {
        self.shift
    }

    /// Goes a step on in time, or back.
    pub(super) fn scroll(&mut self, forth: bool) {
        let step = if forth { self.zoom.step() } else { -self.zoom.step() };
        self.shift = (self.shift + step).clamp(-FAR, FAR);
    }

    /// Brings today back into sight.
    pub(super) fn show_today(&mut self) {
        self.shift = 0;
    }

    /// Takes in what the project has.
    pub(super) fn settle(&mut self, (view, revision): (&Snapshot, u64), chosen: Option<&Dates>) {
        self.dates = roadmap::dates(&view.project, chosen);
        if self.seen.replace(revision) == Some(revision) {
            return;
        }
        self.milestones.clear();
        let open = view
            .items()
            .filter(|item| !item.archived)
            .filter_map(|item| item.milestone())
            .filter(|milestone| milestone.open);
        for (due, milestone) in open.filter_map(|milestone| Some((milestone.due?, milestone))) {
            let names = self.milestones.entry(due).or_default();
            if !names.contains(&milestone.title) {
                names.push(Arc::clone(&milestone.title));
            }
        }
    }
}
