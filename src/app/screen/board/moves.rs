//! Moving cards: nudges, lifting and dropping, and what is said about it.

use chrono::TimeDelta;

use super::drag::{Carry, Drag, Manner};
use super::{Board, Cursor};
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::app::overlay::ask::{Ask, Purpose};
use crate::app::overlay::{Overlay, move_to};
use crate::domain::board::{Landing, Spot};
use crate::domain::wording::name;
use crate::domain::{ItemId, Limit};
use crate::input::{BoardAction, LiftedAction};

/// How long a run of nudges of one card may pause and still be one move.
const PAUSE: TimeDelta = TimeDelta::milliseconds(400);

impl Board {
    /// Lifts the focused card.
    pub(super) fn lift(&mut self, cx: &mut Cx<'_>) {
        self.begin(Manner::Lifted, cx);
    }

    /// Obeys an action while a card is lifted, as far as it carries.
    pub(super) fn carry(&mut self, action: BoardAction, times: usize, cx: &mut Cx<'_>) {
        let half = (cx.extent.cards / 2).max(1) * times;
        let carry = match action {
            BoardAction::Left | BoardAction::NudgeLeft | BoardAction::PreviousColumn => Carry::Left(times),
            BoardAction::Right | BoardAction::NudgeRight | BoardAction::NextColumn => Carry::Right(times),
            BoardAction::Down | BoardAction::NudgeDown => Carry::Down(times),
            BoardAction::Up | BoardAction::NudgeUp => Carry::Up(times),
            BoardAction::PageDown => Carry::Down(half),
            BoardAction::PageUp => Carry::Up(half),
            BoardAction::Top | BoardAction::NudgeTop => Carry::Top,
            BoardAction::Bottom | BoardAction::NudgeBottom => Carry::Bottom,
            BoardAction::Roomier => return self.density = self.density.roomier(),
            BoardAction::Denser => return self.density = self.density.denser(),
            BoardAction::OpenCard
            | BoardAction::TogglePane
            | BoardAction::Lift
            | BoardAction::Select
            | BoardAction::SelectRange
            | BoardAction::SelectAll
            | BoardAction::MoveTo
            | BoardAction::NewCard
            | BoardAction::NewDraft
            | BoardAction::Filter
            | BoardAction::ClearFilter
            | BoardAction::Axis
            | BoardAction::Browse
            | BoardAction::CopyLink => return cx.say(Tone::Info, "Drop the card first, or put it back."),
        };
        if let Some(text) = self.has_no_place(&carry, cx) {
            return cx.say(Tone::Info, text);
        }
        if let (Some(drag), Some(columns)) = (&mut self.drag, &self.columns) {
            drag.carry(columns, &carry);
        }
    }

    /// Why a card can't be carried so: where cards are sorted, their values alone say what is above what.
    fn has_no_place(&self, carry: &Carry, cx: &Cx<'_>) -> Option<String> {
        let columns = self.columns.as_ref().filter(|columns| columns.is_sorted())?;
        let by = columns.sort().first()?.by.name(&cx.replica.view().project);
        let within = match carry {
            Carry::Up(_) | Carry::Down(_) => !columns.crosses_rows(),
            Carry::Top | Carry::Bottom => true,
            Carry::Left(_)
            | Carry::Right(_)
            | Carry::Column(_)
            | Carry::Home
            | Carry::Before(_)
            | Carry::After(_) => false,
        };
        within.then(|| format!("Cards are sorted by {by} here: that alone says what is above what."))
    }

    /// Obeys what only a lifted card can do. `digit` is the key for those that are digits.
    pub fn lifted(&mut self, action: LiftedAction, digit: Option<u32>, cx: &mut Cx<'_>) {
        match action {
            LiftedAction::CarryTo => self.carry_to(digit),
            LiftedAction::Drop => self.drop_card(None, cx),
            LiftedAction::PutBack => self.put_back(),
        }
    }

    /// Puts a lifted card back.
    pub fn put_back(&mut self) {
        if self.is_lifted() {
            self.drag = None;
        }
        // A filter counts once it is kept.
        if self.filter.editing.is_some() {
            self.filter.restore();
            self.note_filter();
        }
    }

    /// Carries a lifted card to where something was clicked. False if no card is lifted.
    pub fn carry_there(&mut self, carries: &[Carry]) -> bool {
        let lifted = self.is_lifted();
        if let (true, Some(drag), Some(columns)) = (lifted, &mut self.drag, &self.columns) {
            for carry in carries {
                drag.carry(columns, carry);
            }
        }
        lifted
    }

    fn carry_to(&mut self, digit: Option<u32>) {
        let (Some(drag), Some(columns), Some(digit)) = (&mut self.drag, &self.columns, digit) else { return };
        let place = usize::try_from(digit).unwrap_or(0).saturating_sub(1);
        if let Some(column) = columns.shown().nth(place) {
            drag.carry(columns, &Carry::Column(column));
        }
    }

    /// Nudges the focused card. False if the action is no nudge.
    pub(super) fn nudge(&mut self, action: BoardAction, times: usize, cx: &mut Cx<'_>) -> bool {
        let carry = match action {
            BoardAction::NudgeLeft => Carry::Left(times),
            BoardAction::NudgeRight => Carry::Right(times),
            BoardAction::NudgeUp => Carry::Up(times),
            BoardAction::NudgeDown => Carry::Down(times),
            BoardAction::NudgeTop => Carry::Top,
            BoardAction::NudgeBottom => Carry::Bottom,
            BoardAction::Left
            | BoardAction::Right
            | BoardAction::Down
            | BoardAction::Up
            | BoardAction::Top
            | BoardAction::Bottom
            | BoardAction::PageDown
            | BoardAction::PageUp
            | BoardAction::NextColumn
            | BoardAction::PreviousColumn
            | BoardAction::OpenCard
            | BoardAction::TogglePane
            | BoardAction::Lift
            | BoardAction::Select
            | BoardAction::SelectRange
            | BoardAction::SelectAll
            | BoardAction::MoveTo
            | BoardAction::NewCard
            | BoardAction::NewDraft
            | BoardAction::Filter
            | BoardAction::ClearFilter
            | BoardAction::Axis
            | BoardAction::Roomier
            | BoardAction::Denser
            | BoardAction::Browse
            | BoardAction::CopyLink => return false,
        };
        if let Some(text) = self.has_no_place(&carry, cx) {
            cx.say(Tone::Info, text);
            return true;
        }
        let manner = Manner::Nudged { until: cx.now + PAUSE };
        if self.drag.is_none() && !self.begin(manner, cx) {
            return true;
        }
        if let (Some(drag), Some(columns)) = (&mut self.drag, &self.columns) {
            drag.manner = manner;
            drag.carry(columns, &carry);
            let Spot { column, band, row } = drag.to;
            (self.cursor.column, self.cursor.band, self.cursor.row) = (column, band, row);
        }
        true
    }

    /// Moves a card as the menu says: lifted, carried and dropped at once.
    pub fn move_card(&mut self, card: &ItemId, carries: &[Carry], cx: &mut Cx<'_>) {
        self.focus(card);
        if self.cursor.item.as_ref() != Some(card) || !self.begin(Manner::Lifted, cx) {
            return;
        }
        if let (Some(drag), Some(columns)) = (&mut self.drag, &self.columns) {
            for carry in carries {
                drag.carry(columns, carry);
            }
        }
        self.drop_card(None, cx);
    }

    /// Writes the move of a nudged card.
    pub fn drop_nudged(&mut self, cx: &mut Cx<'_>) {
        if self.nudge_ends().is_some() {
            self.drop_here(None, cx);
        }
    }

    fn begin(&mut self, manner: Manner, cx: &mut Cx<'_>) -> bool {
        if !may_change("the card stays", cx) {
            return false;
        }
        let cards = self.selected();
        // Where the focused card is not one of them, the first of them leads.
        if let Some(first) = cards.first()
            && !self.cursor.item.as_ref().is_some_and(|card| cards.contains(card))
        {
            self.focus(&first.clone());
        }
        if let (Some(columns), Some(card)) = (&self.columns, &self.cursor.item) {
            self.drag = Drag::begin(columns, card, manner);
        }
        if let Some(drag) = &mut self.drag {
            drag.cards = cards;
        }
        self.drag.is_some()
    }

    /// Drops a card over the limit of its column.
    pub fn exceed(&mut self, mut drag: Drag, reason: &str, cx: &mut Cx<'_>) -> Result<(), String> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err("Say why, or leave it where it is.".to_owned());
        }
        if self.columns.as_ref().is_some_and(|columns| drag.settle(columns)) {
            drag.manner = Manner::Lifted;
            self.drag = Some(drag);
            self.drop_card(Some(reason), cx);
        } else {
            cx.say(Tone::Warn, "The card you were moving is gone from the board.");
        }
        Ok(())
    }

    /// The limit that keeps a card out of the column it is dropped on.
    fn refused(&self, drag: &Drag, cx: &Cx<'_>) -> Option<Limit> {
        let column = self.columns.as_ref()?.columns().get(drag.to.column)?;
        let limit = cx.settings.limit(&column.title).filter(|limit| limit.enforced)?;
        let comes = match drag.cards.len() {
            0 | 1 => usize::from(drag.from.column != drag.to.column),
            _ => drag.comes_to(self.columns.as_ref()?),
        };
        (comes > 0 && limit.is_reached(column.total() + comes - 1)).then_some(limit)
    }

    /// Leaves a card where it is, and asks why it should go over a limit; a nudge only learns that it may not.
    fn ask_why(&mut self, drag: Drag, limit: Limit, cx: &mut Cx<'_>) {
        let Some(column) = self.columns.as_ref().and_then(|columns| columns.columns().get(drag.to.column))
        else {
            return;
        };
        let card = match drag.cards.len() {
            0 | 1 => cx.replica.view().item(&drag.card).map(|item| name(item)).unwrap_or_default(),
            cards => format!("{cards} cards"),
        };
        let full = format!("{} is full, {} of {}", column.title, column.total(), limit.most);
        if drag.manner == Manner::Lifted {
            let ask = Ask::new(format!("{full}. Why should {card} go there?"), "", Purpose::Exceed(drag));
            cx.overlays.push(Overlay::Ask(ask));
        } else {
            cx.say(Tone::Warn, format!("{full}: {card} stays. Lift it to go over the limit with a reason."));
        }
        self.settle(cx);
    }

    fn drop_card(&mut self, reason: Option<&str>, cx: &mut Cx<'_>) {
        let Some((landing, drag)) = self.drop_here(reason, cx) else { return };
        let Some(lane) = self.lane(drag.to.column) else { return };
        if landing.edits.is_empty() {
            return cx.say(Tone::Info, "Dropped where it was.");
        }
        let title = &lane.column.title;
        let text = match drag.cards.len() {
            0 | 1 => format!("Dropped · {title} {} of {}", drag.to.row + 1, lane.len()),
            cards => format!("Dropped {cards} cards · {title}"),
        };
        let limit = limit_passed(self, drag.to.column, cx);
        cx.say(if limit.is_some() { Tone::Warn } else { Tone::Info }, limit.unwrap_or(text));
    }

    /// Drops a card. Over an enforced limit only with a reason; without one it is asked for.
    fn drop_here(&mut self, reason: Option<&str>, cx: &mut Cx<'_>) -> Option<(Landing, Drag)> {
        let drag = self.drag.take()?;
        let columns = self.columns.as_ref()?;
        let landing = drag.landing(columns, cx.replica.view());
        let mut label = label(&drag, &landing, &columns.cell_title(drag.to), cx);
        if let Some(limit) = self.refused(&drag, cx) {
            let Some(reason) = reason else {
                self.ask_why(drag, limit, cx);
                return None;
            };
            label = format!("{label}, over its limit: {reason}");
        }
        cx.commit(label, landing.edits.clone());
        self.cursor = Cursor {
            item: Some(drag.card.clone()),
            column: drag.to.column,
            band: drag.to.band,
            row: drag.to.row,
            name: self.cursor.name.clone(),
        };
        self.settle(cx);
        // Those that came before it stand above it now.
        if drag.cards.len() > 1 {
            self.focus(&drag.card);
        }
        if !landing.edits.is_empty()
            && drag.from.column != drag.to.column
            && let Some(text) = limit_passed(self, drag.to.column, cx)
        {
            cx.say(Tone::Warn, text);
        }
        Some((landing, drag))
    }

    /// Opens the menu of places for the focused card.
    pub(super) fn choose_place(&mut self, cx: &mut Cx<'_>) {
        if !may_change("the card stays", cx) {
            return;
        }
        let cards = self.selected();
        if let Some(first) = cards.first()
            && !self.cursor.item.as_ref().is_some_and(|card| cards.contains(card))
        {
            self.focus(&first.clone());
        }
        if let (Some(columns), Some(item)) = (&self.columns, self.focused(cx.replica)) {
            cx.overlays.push(move_to::menu(columns, item, cards.len()).into());
        }
    }
}

/// Whether this person may change the project; says so if not.
pub(super) fn may_change(so: &str, cx: &mut Cx<'_>) -> bool {
    let may = cx.replica.view().project.editable;
    if !may {
        cx.say(Tone::Warn, format!("You may read this project, not change it: {so}."));
    }
    may
}

/// What to say when a column holds more than it should.
fn limit_passed(board: &Board, column: usize, cx: &Cx<'_>) -> Option<String> {
    let lane = board.lane(column)?;
    let limit = cx.settings.limit(&lane.column.title)?;
    let total = lane.total();
    let text = || format!("{} is over its limit: {total} of {}.", lane.column.title, limit.most);
    limit.is_passed(total).then(text)
}

fn label(drag: &Drag, landing: &Landing, column: &str, cx: &Cx<'_>) -> String {
    let view = cx.replica.view();
    let name = |id: &ItemId| view.item(id).map(|item| name(item)).unwrap_or_default();
    if drag.cards.len() > 1 {
        return format!("Move {} cards to {column}", drag.cards.len());
    }
    let card = name(&drag.card);
    if (drag.from.column, drag.from.band) != (drag.to.column, drag.to.band) {
        return format!("Move {card} to {column}");
    }
    match &landing.after {
        Some(after) => format!("Move {card} below {}", name(after)),
        None => format!("Move {card} to the top of {column}"),
    }
}
