//! What the board does otherwise while it is laid out as a roadmap: `h` and `l` go through time, `+` and `-` come closer.

use super::Board;
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::app::overlay;
use crate::domain::project::Layout;
use crate::domain::roadmap::{Dates, Span};
use crate::domain::{FieldId, Item, Project};
use crate::input::BoardAction;

impl Board {
    /// Whether it is laid out as a roadmap.
    pub fn is_roadmap(&self) -> bool {
        self.arrangement.layout == Layout::Roadmap
    }

    /// From when to when a card reaches on the roadmap; none where it has no dates.
    pub fn span(&self, item: &Item, project: &Project) -> Option<Span> {
        Span::of(item, self.roadmap.dates.as_ref()?, project)
    }

    /// Obeys what has another meaning in a roadmap. False for what has none.
    pub(super) fn in_roadmap(&mut self, action: BoardAction, cx: &mut Cx<'_>) -> bool {
        match action {
            BoardAction::Left | BoardAction::PreviousColumn => self.roadmap.scroll(false),
            BoardAction::Right | BoardAction::NextColumn => self.roadmap.scroll(true),
            BoardAction::Roomier | BoardAction::Denser => {
                let zoom = self.roadmap.zoom;
                let next = if action == BoardAction::Roomier { zoom.closer() } else { zoom.farther() };
                self.roadmap.zoom = next;
                cx.say(Tone::Info, format!("The roadmap shows {}.", next.name()));
            }
            BoardAction::Axis => {
                let list = overlay::layout::dates(&cx.replica.view().project, self.roadmap.dates.as_ref());
                if list.picker.entries.is_empty() {
                    cx.say(Tone::Info, "This project has no iterations and no field for a day.");
                } else {
                    cx.overlays.push(list.into());
                }
            }
            BoardAction::Down
            | BoardAction::Up
            | BoardAction::Top
            | BoardAction::Bottom
            | BoardAction::PageDown
            | BoardAction::PageUp
            | BoardAction::OpenCard
            | BoardAction::TogglePane
            | BoardAction::Lift
            | BoardAction::Select
            | BoardAction::SelectRange
            | BoardAction::SelectAll
            | BoardAction::NudgeLeft
            | BoardAction::NudgeRight
            | BoardAction::NudgeUp
            | BoardAction::NudgeDown
            | BoardAction::NudgeTop
            | BoardAction::NudgeBottom
            | BoardAction::MoveTo
            | BoardAction::NewCard
            | BoardAction::NewDraft
            | BoardAction::Filter
            | BoardAction::ClearFilter
            | BoardAction::Browse
            | BoardAction::CopyLink => return false,
        }
        true
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
