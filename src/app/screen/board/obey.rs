//! Where the keys of the board lead: the only place that knows them all. What one means depends on how the board is laid out and on
//! whether a card is lifted.

use super::drag::Carry;
use super::{Board, moves};
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::notice::Tone;
use crate::app::overlay;
use crate::domain::project::Layout;
use crate::domain::query::Query;
use crate::input::BoardAction;

/// Where a key leads: the cursor that goes, or the card that is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Left,
    Right,
    /// To the left, and from the first on to the last.
    Before,
    /// To the right, and from the last on to the first.
    Next,
    Down,
    Up,
    PageDown,
    PageUp,
    Top,
    Bottom,
}

impl Way {
    /// Whether it leads to the right, if it leads to a side.
    pub(super) fn forth(self) -> Option<bool> {
        match self {
            Self::Left | Self::Before => Some(false),
            Self::Right | Self::Next => Some(true),
            Self::Down | Self::Up | Self::PageDown | Self::PageUp | Self::Top | Self::Bottom => None,
        }
    }

    /// Where a card is carried so; a page is so many cards.
    pub(super) fn carry(self, page: usize) -> Carry {
        match self {
            Self::Left | Self::Before => Carry::Left,
            Self::Right | Self::Next => Carry::Right,
            Self::Down => Carry::Down(1),
            Self::Up => Carry::Up(1),
            Self::PageDown => Carry::Down(page),
            Self::PageUp => Carry::Up(page),
            Self::Top => Carry::Top,
            Self::Bottom => Carry::Bottom,
        }
    }
}

/// What an action comes to: four shapes, of which the layout of the board decides the first three.
enum Deed {
    /// The cursor goes there; a lifted card does.
    Go(Way),
    /// The card goes there.
    Nudge(Way),
    /// Cards take more room, or less.
    Zoom(bool),
    /// Something that is not done with a lifted card.
    Apart(fn(&mut Board, &mut Cx<'_>)),
}

impl Deed {
    fn of(action: BoardAction) -> Self {
        match action {
            BoardAction::Left => Self::Go(Way::Left),
            BoardAction::Right => Self::Go(Way::Right),
            BoardAction::PreviousColumn => Self::Go(Way::Before),
            BoardAction::NextColumn => Self::Go(Way::Next),
            BoardAction::Down => Self::Go(Way::Down),
            BoardAction::Up => Self::Go(Way::Up),
            BoardAction::PageDown => Self::Go(Way::PageDown),
            BoardAction::PageUp => Self::Go(Way::PageUp),
            BoardAction::Top => Self::Go(Way::Top),
            BoardAction::Bottom => Self::Go(Way::Bottom),
            BoardAction::NudgeLeft => Self::Nudge(Way::Left),
            BoardAction::NudgeRight => Self::Nudge(Way::Right),
            BoardAction::NudgeDown => Self::Nudge(Way::Down),
            BoardAction::NudgeUp => Self::Nudge(Way::Up),
            BoardAction::NudgeTop => Self::Nudge(Way::Top),
            BoardAction::NudgeBottom => Self::Nudge(Way::Bottom),
            BoardAction::Roomier => Self::Zoom(true),
            BoardAction::Denser => Self::Zoom(false),
            BoardAction::OpenCard => Self::Apart(Board::open_card),
            BoardAction::TogglePane => Self::Apart(Board::toggle_pane),
            BoardAction::Lift => Self::Apart(Board::lift),
            BoardAction::Select => Self::Apart(|board, _| board.select(BoardAction::Select)),
            BoardAction::SelectRange => Self::Apart(|board, _| board.select(BoardAction::SelectRange)),
            BoardAction::SelectAll => Self::Apart(|board, _| board.select(BoardAction::SelectAll)),
            BoardAction::MoveTo => Self::Apart(Board::choose_place),
            BoardAction::NewCard => Self::Apart(Board::write_card),
            BoardAction::NewDraft => Self::Apart(Board::write_draft),
            BoardAction::Filter => Self::Apart(Board::write_filter),
            BoardAction::ClearFilter => Self::Apart(Board::clear),
            BoardAction::Axis => Self::Apart(Board::choose_axis),
            BoardAction::Browse => Self::Apart(|board, cx| board.with_page(cx, Effect::Open)),
            BoardAction::CopyLink => Self::Apart(Board::copy_link),
        }
    }
}

impl Board {
    /// Obeys an action.
    pub fn update(&mut self, action: BoardAction, cx: &mut Cx<'_>) {
        let lifted = self.is_lifted();
        match Deed::of(action) {
            Deed::Go(way) | Deed::Nudge(way) if lifted => return self.carry(way, cx),
            Deed::Nudge(way) => self.nudge(way, cx),
            Deed::Zoom(roomier) => self.zoom(roomier, cx),
            Deed::Apart(_) if lifted => return cx.say(Tone::Info, "Drop the card first, or put it back."),
            Deed::Go(way) => {
                self.drop_nudged(cx);
                self.go(way, cx);
            }
            Deed::Apart(does) => {
                self.drop_nudged(cx);
                does(self, cx);
            }
        }
        // A nudged card stands where it will be: nothing has changed until it is dropped.
        if self.nudge_ends().is_none() {
            self.settle(cx);
            self.stretch();
        }
    }

    /// Leads the cursor on. To the sides there are columns, in a table cells, in a roadmap time.
    fn go(&mut self, way: Way, cx: &Cx<'_>) {
        let half = (cx.extent.cards / 2).max(1);
        let around = matches!(way, Way::Before | Way::Next);
        match (way.forth(), self.arrangement.layout) {
            (Some(forth), Layout::Roadmap) => return self.roadmap.scroll(forth),
            (Some(forth), Layout::Table) => return self.table.step(if forth { 1 } else { -1 }, around),
            (Some(forth), Layout::Board) => return self.go_sideways(if forth { 1 } else { -1 }, around),
            (None, _) => {}
        }
        match way {
            Way::Down => self.go_vertically(1, true),
            Way::Up => self.go_vertically(1, false),
            Way::PageDown => self.go_vertically(half, true),
            Way::PageUp => self.go_vertically(half, false),
            Way::Top => self.go_to_end(false),
            Way::Bottom => self.go_to_end(true),
            Way::Left | Way::Right | Way::Before | Way::Next => {}
        }
    }

    /// Gives each card more room, or less.
    fn zoom(&mut self, roomier: bool, cx: &mut Cx<'_>) {
        match self.arrangement.layout {
            Layout::Board => {
                self.density = if roomier { self.density.roomier() } else { self.density.denser() };
            }
            Layout::Table => cx.say(Tone::Info, "The rows of a table are a line each."),
            Layout::Roadmap => self.zoom_time(roomier, cx),
        }
    }

    /// Offers what the cards can be laid out by: columns of a board, fields of a table, dates of a roadmap.
    fn choose_axis(&mut self, cx: &mut Cx<'_>) {
        let project = &cx.replica.view().project;
        let list = match self.arrangement.layout {
            Layout::Board => overlay::axis::fields(project, self.columns_by()),
            Layout::Table => overlay::layout::fields(project, &self.table, false),
            Layout::Roadmap => overlay::layout::dates(project, self.roadmap.dates.as_ref()),
        };
        if self.is_roadmap() && list.picker.entries.is_empty() {
            return cx.say(Tone::Info, "This project has no iterations and no field for a day.");
        }
        cx.overlays.push(list.into());
    }

    fn write_card(&mut self, cx: &mut Cx<'_>) {
        if moves::may_change("no card can be added", cx) {
            overlay::create::open(self, cx);
        }
    }

    fn write_draft(&mut self, cx: &mut Cx<'_>) {
        if moves::may_change("no draft can be added", cx) {
            overlay::compose::open(self, cx);
        }
    }

    fn write_filter(&mut self, cx: &mut Cx<'_>) {
        self.filter.edit((self.cursor.item.clone(), self.cursor.column));
        self.filter.offer(cx.replica, cx.directory, self.columns.as_mut(), false);
        if let Some(columns) = &mut self.columns {
            columns.index();
        }
    }

    /// Takes back the nearest of what narrows the board: the selection, the filter, the pane of a conflict.
    fn clear(&mut self, cx: &mut Cx<'_>) {
        if !self.selection.is_empty() {
            self.selection.clear();
        } else if self.filter.query.is_empty() {
            overlay::clash::put_away(cx);
        } else {
            self.filter.query = Query::default();
            self.note_filter();
        }
    }

    fn copy_link(&mut self, cx: &mut Cx<'_>) {
        self.with_page(cx, Effect::Copy);
    }
}
