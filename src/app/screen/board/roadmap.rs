//! What the board does otherwise while it is laid out as a roadmap: `h` and `l` go through time, `+` and `-` come closer.

use super::Board;
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::domain::project::Layout;
use crate::domain::roadmap::{Dates, Span};
use crate::domain::{FieldId, Item, Project};

impl Board {
    /// Whether it is laid out as a roadmap.
    pub fn is_roadmap(&self) -> bool {
        self.arrangement.layout == Layout::Roadmap
    }

    /// From when to when a card reaches on the roadmap; none where it has no dates.
    pub fn span(&self, item: &Item, project: &Project) -> Option<Span> {
        Span::of(item, self.roadmap.dates.as_ref()?, project)
    }

    /// Shows less time, closer, or more of it.
    pub(super) fn zoom_time(&mut self, closer: bool, cx: &mut Cx<'_>) {
        let zoom = self.roadmap.zoom;
        self.roadmap.zoom = if closer { zoom.closer() } else { zoom.farther() };
        cx.say(Tone::Info, format!("The roadmap shows {}.", self.roadmap.zoom.name()));
    }

    /// Brings today back into sight.
    pub(super) fn show_today(&mut self, cx: &mut Cx<'_>) {
        if self.is_roadmap() {
            self.roadmap.show_today();
        } else {
            cx.say(Tone::Info, "Only a roadmap has days.");
        }
    }

    /// Draws bars from other fields.
    pub fn set_dates(&mut self, dates: Dates, cx: &mut Cx<'_>) {
        self.arrangement.dates = Some(dates);
        self.settle(cx);
    }

    /// The field that is set where a cell of a table would be: the iteration, or the day when a card is due.
    pub fn bar_field(&self) -> Option<&FieldId> {
        self.roadmap.dates.as_ref()?.fields().pop()
    }
}
