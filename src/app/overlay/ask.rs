//! A question that is answered with a line of text.

use super::Fate;
use crate::app::cx::Cx;
use crate::app::screen::Board;
use crate::app::screen::board::drag::Drag;
use crate::app::widget::Line;
use crate::domain::ItemId;
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
}

impl Ask {
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
        let taken = match (action, &self.purpose) {
            (AskAction::Withdraw, _) => Ok(()),
            (AskAction::Answer, Purpose::SaveView) => board.save_view(self.line.text(), cx),
            (AskAction::Answer, Purpose::Exceed(drag)) => board.exceed(drag.clone(), self.line.text(), cx),
        };
        self.wrong = taken.err();
        if self.wrong.is_some() { Fate::Stays } else { Fate::Closes }
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        match &mut self.purpose {
            Purpose::Exceed(drag) => drag.rename(from, to),
            Purpose::SaveView => {}
        }
    }
}
