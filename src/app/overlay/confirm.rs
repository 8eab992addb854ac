//! A question before something that can't be taken back.

use super::Fate;
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::screen::Board;
use crate::domain::{ItemId, Wish};
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
    /// The sync is told, in this order.
    Tell(Vec<Command>),
    /// What lies below the question is closed, and what was typed there is lost.
    Discard,
    /// This comes true for these cards.
    Make {
        /// Which.
        cards: Vec<ItemId>,
        /// What.
        wish: Wish,
    },
}

impl Confirm {
    /// Takes the answer.
    pub fn update(&mut self, answer: ConfirmAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        match (answer, &self.yes) {
            (ConfirmAction::Yes, Answer::Tell(commands)) => {
                cx.effects.extend(commands.iter().cloned().map(Effect::Sync));
            }
            (ConfirmAction::Yes, Answer::Discard) => {
                cx.overlays.pop();
            }
            (ConfirmAction::Yes, Answer::Make { cards, wish }) => {
                change::make(cards, std::slice::from_ref(wish), board, cx);
            }
            (ConfirmAction::No, _) => {}
        }
        Fate::Closes
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        if let Answer::Make { cards, .. } = &mut self.yes {
            for card in cards.iter_mut().filter(|card| *card == from) {
                *card = to.clone();
            }
        }
    }
}
