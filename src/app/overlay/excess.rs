//! What goes over the limit of a column once someone has said why.

use super::line::{self, LineEdit};
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::app::screen::board::drag::Drag;
use crate::domain::limit::{self, Passed};
use crate::domain::{Edit, ItemId, Wish};

/// What waits for the reason.
#[derive(Debug, Clone, PartialEq)]
pub enum Excess {
    /// Cards that are carried there.
    Carried(Box<Drag>),
    /// Cards that are changed so.
    Changed(Vec<ItemId>, Vec<Wish>),
    /// A card that is written.
    Written(Box<New>),
}

/// A card that is written.
#[derive(Debug, Clone, PartialEq)]
pub struct New {
    /// What the step is called.
    pub label: String,
    /// The card's id in the edits, until it is made.
    pub item: ItemId,
    /// What makes it.
    pub edits: Vec<Edit>,
}

impl New {
    /// Makes the card, perhaps for a reason over a limit, and says of a column that then holds too many.
    pub fn make(&self, reason: Option<&str>, board: &mut Board, cx: &mut Cx<'_>) {
        let over = cx.passed(&self.edits).first().map(Passed::told);
        let label = reason.map_or_else(|| self.label.clone(), |reason| limit::excused(&self.label, reason));
        let edits = |card: ItemId| self.edits.iter().map(|edit| edit.renamed(&self.item, &card)).collect();
        let card = cx.create(label, edits);
        board.show(&card, cx);
        if let Some(over) = over {
            cx.say(Tone::Warn, over);
        }
    }

    /// The line that asks why it should go over a limit.
    pub fn ask_why(self, full: &Passed) -> LineEdit {
        let question = format!("{full}. Why should one more go there?");
        line::excess(Excess::Written(Box::new(self)), question)
    }
}

impl Excess {
    /// Does it, for a reason.
    pub fn make(&self, reason: &str, board: &mut Board, cx: &mut Cx<'_>) {
        match self {
            Self::Carried(drag) => board.exceed(Drag::clone(drag), reason, cx),
            Self::Changed(cards, wishes) => change::make_for(Some(reason), cards, wishes, board, cx),
            Self::Written(new) => {
                // It is written: what it was written in is done.
                if let Some(written) = cx.overlays.pop_if(|top| top.is_text()) {
                    written.closed(cx);
                }
                new.make(Some(reason), board, cx);
            }
        }
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        match self {
            Self::Carried(drag) => drag.rename(from, to),
            Self::Changed(cards, _) => {
                cards.iter_mut().filter(|card| *card == from).for_each(|card| *card = to.clone());
            }
            Self::Written(_) => {}
        }
    }
}
