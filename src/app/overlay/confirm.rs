//! A question before something that can't be taken back.

use super::{Fate, Overlay};
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::screen::Board;
use crate::input::ConfirmAction;
use crate::sync::Command;

/// A question, and what `yes` does.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    /// One sentence.
    pub question: String,
    /// What `yes` does.
    pub yes: Answer,
}

/// What `yes` does.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The sync is told.
    Tell(Command),
    /// What lies below the question is closed, and what was typed there is lost.
    Discard,
}

impl Confirm {
    /// Takes the answer.
    pub fn update(&mut self, answer: ConfirmAction, board: &Board, cx: &mut Cx<'_>) -> Fate {
        match (answer, &self.yes) {
            (ConfirmAction::Yes, Answer::Tell(command)) => cx.effects.push(Effect::Sync(command.clone())),
            (ConfirmAction::Yes, Answer::Discard) => {
                if let Some(Overlay::Compose(draft)) = cx.overlays.pop() {
                    draft.closed(board, cx);
                }
            }
            (ConfirmAction::No, _) => {}
        }
        Fate::Closes
    }
}
