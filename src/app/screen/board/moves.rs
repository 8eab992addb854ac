//! Moving cards: nudges, lifting and dropping, and what is said about it.

use chrono::TimeDelta;

use super::drag::{Carry, Drag, Manner};
use super::obey::Way;
use super::{Board, Columns, Cursor};
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::app::overlay::move_to;
use crate::domain::board::{Landing, Spot};
use crate::domain::permit::Locked;
use crate::domain::wish::Unmet;
use crate::domain::wording::name;
use crate::domain::{ItemId, limit};
use crate::input::LiftedAction;

/// How long a run of nudges of one card may pause and still be one move.
const PAUSE: TimeDelta = TimeDelta::milliseconds(400);

/// What was dropped.
struct Dropped {
    /// What that did.
    landing: Landing,
    drag: Drag,
    /// The cards that may not be there, and why: they stay where they were.
    left: Vec<(ItemId, Unmet)>,
    /// Whom it waits for, where it goes on.
    waits: Option<String>,
}

impl Board {
    /// Lifts the focused card.
    pub(super) fn lift(&mut self, cx: &mut Cx<'_>) {
        // In a sorted table there is nothing to carry to; on a board there are columns.
        if self.has_lines()
            && let Some(text) = self.has_no_place(&Carry::Down(1), cx)
        {
            return cx.say(Tone::Info, text);
        }
        if self.begin(Manner::Lifted, cx) {
            // Where the card would land is said there.
            cx.notices.clear();
        }
    }

    /// Carries a lifted card.
    pub(super) fn carry(&mut self, way: Way, cx: &mut Cx<'_>) {
        let carry = way.carry((cx.extent.cards / 2).max(1));
        match self.has_no_place(&carry, cx) {
            Some(text) => cx.say(Tone::Info, text),
            None => self.carry_on(&carry, cx),
        }
    }

    /// Carries what is nudged or lifted on.
    fn carry_on(&mut self, carry: &Carry, cx: &mut Cx<'_>) {
        let (Some(drag), Some(columns)) = (&mut self.drag, &self.columns) else { return };
        let before = drag.to;
        drag.carry(columns, carry);
        let upright = matches!(carry, Carry::Up(_) | Carry::Down(_));
        if upright && drag.to == before && columns.has_rows() && !columns.crosses_rows() {
            cx.say(Tone::Info, format!("These rows only show: {}.", Locked::Home));
        }
    }

    /// Why a card can't be carried so: a table has one column, and where cards are sorted, their values alone say what is above what.
    fn has_no_place(&self, carry: &Carry, cx: &Cx<'_>) -> Option<String> {
        if self.has_lines() && matches!(carry, Carry::Left | Carry::Right) {
            let place = if self.is_roadmap() { "roadmap" } else { "table" };
            return Some(format!("In a {place} cards are carried up and down."));
        }
        let columns = self.columns.as_ref().filter(|columns| columns.is_sorted())?;
        let by = columns.sort().first()?.by.name(&cx.replica.view().project);
        let within = match carry {
            Carry::Up(_) | Carry::Down(_) => !columns.crosses_rows(),
            Carry::Top | Carry::Bottom => true,
            Carry::Left
            | Carry::Right
            | Carry::Column(_)
            | Carry::Row(_)
            | Carry::Home
            | Carry::Before(_)
            | Carry::After(_) => false,
        };
        within.then(|| format!("Cards are sorted by {by} here: that alone says what is above what."))
    }

    /// Obeys what only a lifted card can do. `key` is the place of the pressed one among the keys of the action.
    pub fn lifted(&mut self, action: LiftedAction, key: Option<usize>, cx: &mut Cx<'_>) {
        match action {
            LiftedAction::CarryTo => self.carry_to(key),
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

    fn carry_to(&mut self, place: Option<usize>) {
        let (Some(drag), Some(columns), Some(place)) = (&mut self.drag, &self.columns, place) else { return };
        if let Some(column) = columns.shown().nth(place) {
            drag.carry(columns, &Carry::Column(column));
        }
    }

    /// Nudges the focused card; where cards are lines, to the sides by its status.
    pub(super) fn nudge(&mut self, way: Way, cx: &mut Cx<'_>) {
        if let Some(forth) = way.forth().filter(|_| self.has_lines()) {
            self.drop_nudged(cx);
            return self.shift_stage(forth, cx);
        }
        let carry = way.carry(1);
        if let Some(text) = self.has_no_place(&carry, cx) {
            return cx.say(Tone::Info, text);
        }
        let manner = Manner::Nudged { until: cx.now + PAUSE };
        if self.drag.is_none() && !self.begin(manner, cx) {
            return;
        }
        if let Some(drag) = &mut self.drag {
            drag.manner = manner;
        }
        self.carry_on(&carry, cx);
        self.follow_nudge();
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
        // Nobody holds it where it may not be.
        self.put_back();
    }

    /// Writes the move of a nudged card, and says what it does not show.
    pub fn drop_nudged(&mut self, cx: &mut Cx<'_>) {
        if self.nudge_ends().is_some()
            && let Some(Dropped { landing, drag, left, waits }) = self.drop_here(None, cx)
        {
            if !left.is_empty() {
                return Self::tell_left(drag.cards.len(), &left, cx);
            }
            let told: Vec<String> = landing.told_hidden().into_iter().chain(waits).collect();
            if !told.is_empty() && !landing.edits.is_empty() {
                let moved = format!("{} moved", change::who(&drag.cards, cx.replica.view()));
                let over = self.overfull(drag.to.column, cx);
                let tone = if over.is_some() { Tone::Warn } else { Tone::Info };
                cx.say(tone, format!("{} · {}", over.unwrap_or(moved), told.join(" · ")));
            }
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
            self.drag = Drag::begin(columns, card, cards, manner);
        }
        self.drag.is_some()
    }

    /// Drops what is carried and says where it is.
    pub(super) fn drop_card(&mut self, reason: Option<&str>, cx: &mut Cx<'_>) {
        let Some(Dropped { landing, drag, left, waits }) = self.drop_here(reason, cx) else { return };
        if !left.is_empty() {
            return Self::tell_left(drag.cards.len(), &left, cx);
        }
        let Some(lane) = self.lane(drag.to.column) else { return };
        if landing.edits.is_empty() {
            return cx.say(Tone::Info, "Dropped where it was.");
        }
        // Below each other stand the cards of a column, or in a table those of a group.
        let band = self.columns.as_ref().filter(|columns| self.has_lines() && columns.has_rows());
        let band = band.and_then(|columns| columns.bands().get(drag.to.band));
        let (title, place, count) = match band {
            Some(band) => {
                let cell = lane.cell(drag.to.band);
                (band.title.as_str(), drag.to.row.saturating_sub(cell.start), cell.len())
            }
            None if self.has_lines() => ("", drag.to.row, lane.len()),
            None => (lane.column.title.as_str(), drag.to.row, lane.len()),
        };
        let text = match (drag.cards.len(), title) {
            (1, "") => format!("Dropped · {} of {count}", place + 1),
            (1, title) => format!("Dropped · {title} {} of {count}", place + 1),
            (cards, "") => format!("Dropped {cards} cards"),
            (cards, title) => format!("Dropped {cards} cards · {title}"),
        };
        let over = self.overfull(drag.to.column, cx);
        let tone = if over.is_some() { Tone::Warn } else { Tone::Info };
        let told = [Some(over.unwrap_or(text)), landing.told_hidden(), waits];
        cx.say(tone, told.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    }

    /// Drops what is carried, if it may be there. Over an enforced limit only with a reason; without one it is asked for.
    fn drop_here(&mut self, reason: Option<&str>, cx: &mut Cx<'_>) -> Option<Dropped> {
        let left = self.leave_behind(cx)?;
        let waits = self.waits_for(cx.sight());
        let drag = self.drag.take()?;
        let columns = self.columns.as_ref()?;
        let landing = drag.landing(columns, cx.replica.view());
        let mut label = label(&drag, &landing, (columns, &self.cell_title(drag.to)), cx);
        if let Some(full) = cx.barred(&landing.edits) {
            let Some(reason) = reason else {
                Self::tell_left(drag.cards.len(), &left, cx);
                self.ask_why(drag, &full, cx);
                return None;
            };
            label = limit::excused(&label, reason);
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
            && let Some(text) = self.overfull(drag.to.column, cx)
        {
            cx.say(Tone::Warn, text);
        }
        Some(Dropped { landing, drag, left, waits })
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
            let stage = self.stage(&cx.replica.view().project, cx.settings).filter(|_| self.has_lines());
            cx.overlays.push(move_to::menu(columns, stage, item, cards.len()).into());
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

/// What a move is called in the history: where the cards are among others if they stay in their cell, else the cell they come to.
fn label(drag: &Drag, landing: &Landing, (columns, to): (&Columns, &str), cx: &Cx<'_>) -> String {
    let view = cx.replica.view();
    let who = change::who(&drag.cards, view);
    let is_there = |spot: Spot| (spot.column, spot.band) == (drag.to.column, drag.to.band);
    let stay = drag.cards.iter().filter_map(|card| columns.spot(card)).all(is_there);
    match &landing.after {
        _ if !stay => format!("Move {who} to {to}"),
        Some(after) => {
            let after = view.item(after).map(|item| name(item)).unwrap_or_default();
            format!("Move {who} below {after}")
        }
        None => format!("Move {who} to the top of {to}"),
    }
}
