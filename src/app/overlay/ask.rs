//! A question that is answered with a line of text.

use super::Fate;
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::app::screen::board::drag::Drag;
use crate::app::widget::Line;
use crate::domain::limit::{self, Passed};
use crate::domain::{Edit, ItemId, Wish};
use crate::input::AskAction;

/// The question, and what has been written.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What is asked for, in a few words.
    pub title: String,
    /// What is written.
    pub line: Line,
    /// Why the answer was not taken.
    pub wrong: Option<String>,
    /// What the answer is for.
    pub purpose: Purpose,
}

/// What an answer is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// It is the name of the view that is saved.
    SaveView,
    /// It is why a card goes over the limit of a column.
    Exceed(Drag),
    /// It is why cards that are changed so go over a limit.
    ExceedBy(Vec<ItemId>, Vec<Wish>),
    /// It is why a card that is written goes over a limit.
    ExceedNew(Box<New>),
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
}

impl Ask {
    /// Why a new card should go over a limit.
    pub fn for_new(full: &Passed, new: New) -> Self {
        let title = format!("{full}. Why should one more go there?");
        Self::new(title, "", Purpose::ExceedNew(Box::new(new)))
    }

    /// A question with something written already.
    pub fn new(title: impl Into<String>, text: &str, purpose: Purpose) -> Self {
        Self { title: title.into(), line: Line::new(text), wrong: None, purpose }
    }

    /// Changes what is written. Returns whether the key was of use.
    pub fn typing(&mut self, f: impl FnOnce(&mut Line) -> bool) -> bool {
        let changed = f(&mut self.line);
        if changed {
            self.wrong = None;
        }
        changed
    }

    /// Obeys an action.
    pub fn update(&mut self, action: AskAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        let taken = match action {
            AskAction::Withdraw => Ok(()),
            AskAction::Answer if self.purpose == Purpose::SaveView => board.save_view(self.line.text(), cx),
            AskAction::Answer if self.line.text().trim().is_empty() => {
                Err("Say why, or leave it where it is.".to_owned())
            }
            AskAction::Answer => {
                self.exceed(self.line.text().trim(), board, cx);
                Ok(())
            }
        };
        self.wrong = taken.err();
        if self.wrong.is_some() { Fate::Stays } else { Fate::Closes }
    }

    /// Does what goes over a limit, for a reason.
    fn exceed(&self, reason: &str, board: &mut Board, cx: &mut Cx<'_>) {
        match &self.purpose {
            Purpose::SaveView => {}
            Purpose::Exceed(drag) => board.exceed(drag.clone(), reason, cx),
            Purpose::ExceedBy(cards, wishes) => change::make_for(Some(reason), cards, wishes, board, cx),
            Purpose::ExceedNew(new) => {
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
        match &mut self.purpose {
            Purpose::Exceed(drag) => drag.rename(from, to),
            Purpose::ExceedBy(cards, _) => {
                cards.iter_mut().filter(|card| *card == from).for_each(|card| *card = to.clone());
            }
            Purpose::SaveView | Purpose::ExceedNew(_) => {}
        }
    }
}
