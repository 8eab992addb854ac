//! What keeps cards from where they are carried: what may not be changed, and limits of columns.

use std::collections::HashSet;

use super::Board;
use super::drag::{Drag, Manner};
use crate::app::change;
use crate::app::cx::{Cx, Sight};
use crate::app::notice::Tone;
use crate::app::overlay::excess::Excess;
use crate::app::overlay::{Overlay, line};
use crate::domain::ItemId;
use crate::domain::limit::{self, Passed};
use crate::domain::wish::{Judge, Unmet};
use crate::domain::wording::name;

impl Board {
    /// The carried cards that may not be where they are carried, and why.
    pub fn unwelcome(&self, sight: Sight<'_>) -> Vec<(ItemId, Unmet)> {
        let (Some(drag), Some(columns)) = (&self.drag, &self.columns) else { return Vec::new() };
        let why = |card: &ItemId| {
            let item = sight.view.item(card)?;
            let home = item.repository().and_then(|name| sight.directory.get(name)).map(AsRef::as_ref);
            let judge = Judge { view: sight.view, today: sight.today, home };
            Some((card.clone(), columns.refuses(item, drag.to, judge)?))
        };
        drag.cards.iter().filter_map(why).collect()
    }

    /// Leaves those behind that may not be where cards are carried, if others may. Where none may, says why: nudged ones go back, lifted
    /// ones can be carried on. Returns who is left behind; none where nothing is dropped.
    pub(super) fn leave_behind(&mut self, cx: &mut Cx<'_>) -> Option<Vec<(ItemId, Unmet)>> {
        let left = self.unwelcome(cx.sight());
        let (Some(drag), Some(columns)) = (&mut self.drag, &self.columns) else { return None };
        let Some((card, why)) = left.first() else { return Some(left) };
        if left.len() < drag.cards.len() {
            let stay: HashSet<&ItemId> = left.iter().map(|(card, _)| card).collect();
            drag.leave(columns, &stay);
            return Some(left);
        }
        let called = cx.replica.view().item(card).map(|item| name(item)).unwrap_or_default();
        let text = match left.len() {
            1 => format!("{called} can't go there: {why}."),
            cards => format!("{cards} cards can't go there: of {called}, {why}."),
        };
        if drag.manner != Manner::Lifted {
            self.drag = None;
        }
        cx.say(Tone::Warn, text);
        self.settle_place(cx);
        None
    }

    /// Says which of the carried cards were left behind, and why.
    pub(super) fn tell_left(moved: usize, left: &[(ItemId, Unmet)], cx: &mut Cx<'_>) {
        if let Some((_, why)) = left.first() {
            let title = format!("{moved} moved, {} not", left.len());
            cx.say(Tone::Warn, format!("{title}: {why}."));
            cx.overlays.push(change::refusals(title, left, cx.replica.view()).into());
        }
    }

    /// Drops a card over the limit of its column.
    pub fn exceed(&mut self, mut drag: Drag, reason: &str, cx: &mut Cx<'_>) {
        if self.columns.as_ref().is_some_and(|columns| drag.settle(columns)) {
            drag.manner = Manner::Lifted;
            self.drag = Some(drag);
            self.drop_card(Some(reason), cx);
        } else {
            cx.say(Tone::Warn, "The card you were moving is gone from the board.");
        }
    }

    /// Leaves a card where it is, and asks why it should go over a limit; a nudge only learns that it may not.
    pub(super) fn ask_why(&mut self, drag: Drag, full: &Passed, cx: &mut Cx<'_>) {
        let who = change::who(&drag.cards, cx.replica.view());
        if drag.manner == Manner::Lifted {
            let question = format!("{full}. Why should {who} go there?");
            let then = Excess::Carried(Box::new(drag));
            cx.overlays.push(Overlay::Line(line::excess(then, question)));
        } else {
            let stay = if drag.cards.len() == 1 { "stays. Lift it" } else { "stay. Lift them" };
            cx.say(Tone::Warn, format!("{full}: {who} {stay} to go over the limit with a reason."));
        }
        self.settle_place(cx);
    }

    /// What to say of a column that holds more than it should.
    pub(super) fn overfull(&self, column: usize, cx: &Cx<'_>) -> Option<String> {
        let lane = self.lane(column)?;
        let (column, cards) = (lane.column.title.clone(), lane.total());
        let limit = cx.settings.limit(&column).filter(|limit| limit.is_passed(cards))?;
        Some(limit::told(&column, cards, limit))
    }
}
