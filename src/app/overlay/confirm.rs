//! A question before something that can't be taken back.

use super::Fate;
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::app::{change, past};
use crate::domain::{Edit, ItemId, Wish};
use crate::input::ConfirmAction;
use crate::sync::Command;

/// A question, and what `yes` does.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    /// One sentence.
    pub question: String,
    /// What `yes` does.
    pub yes: Answer,
    /// Drafts whose texts the disk was asked for: undo brings back what is known of them.
    asked: Vec<ItemId>,
    /// Drafts whose texts were never read.
    unread: Vec<ItemId>,
    /// Whether `yes` was said before the disk had told.
    hasty: bool,
}

/// What `yes` does.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The sync is told, in this order.
    Tell(Vec<Command>),
    /// What lies below the question is closed, and what was typed there is lost.
    Discard,
    /// This is done, under this name.
    Do {
        /// What the step is called.
        label: String,
        /// What.
        edit: Edit,
    },
    /// This comes true for these cards.
    Make {
        /// Which.
        cards: Vec<ItemId>,
        /// What.
        wish: Wish,
    },
}

impl Confirm {
    /// A question.
    pub fn new(question: String, yes: Answer) -> Self {
        Self { question, yes, asked: Vec::new(), unread: Vec::new(), hasty: false }
    }

    /// A question about drafts whose texts have to be looked up, should they be wanted back.
    pub fn about(question: String, yes: Answer, drafts: Vec<ItemId>) -> Self {
        Self { asked: drafts, ..Self::new(question, yes) }
    }

    /// The question, with what would be lost for good.
    pub fn text(&self) -> String {
        match (self.unread.len(), &self.yes) {
            (0, _) => self.question.clone(),
            (_, Answer::Make { cards, .. }) if cards.len() == 1 => {
                format!("{} Its text was never read: it is lost.", self.question)
            }
            (1, _) => format!("{} The text of 1 draft was never read: it is lost.", self.question),
            (some, _) => {
                format!("{} The texts of {some} drafts were never read: they are lost.", self.question)
            }
        }
    }

    /// Whether it waits for a card's text.
    pub fn waits_for(&self, item: &ItemId) -> bool {
        self.asked.contains(item) || self.unread.contains(item)
    }

    /// The disk has told what it knows of a card's text. Returns what to ask where it knows nothing.
    pub fn told(&mut self, item: &ItemId, is_known: bool) -> Option<Command> {
        let was_asked = self.asked.contains(item);
        self.asked.retain(|other| other != item);
        if is_known {
            self.unread.retain(|other| other != item);
            return None;
        }
        self.hasty = false;
        was_asked.then(|| {
            self.unread.push(item.clone());
            Command::Read(item.clone())
        })
    }

    /// Whether `yes` was said and waits no longer.
    pub fn is_due(&self) -> bool {
        self.hasty && self.asked.is_empty()
    }

    /// Takes the answer.
    pub fn update(&mut self, answer: ConfirmAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        if answer == ConfirmAction::Yes && !self.asked.is_empty() {
            self.hasty = true;
            return Fate::Stays;
        }
        match (answer, &self.yes) {
            (ConfirmAction::Yes, Answer::Tell(commands)) => {
                cx.effects.extend(commands.iter().cloned().map(Effect::Sync));
            }
            (ConfirmAction::Yes, Answer::Discard) => {
                // A draft and a line know whether the store holds them too; nothing else is written for long.
                if let Some(overlay) = cx.overlays.pop() {
                    overlay.closed(cx);
                }
            }
            (ConfirmAction::Yes, Answer::Make { cards, wish }) => {
                change::make(cards, std::slice::from_ref(wish), board, cx);
            }
            (ConfirmAction::Yes, Answer::Do { label, edit }) => {
                cx.say(Tone::Info, format!("{}.", past::done(label)));
                cx.commit(label.clone(), vec![edit.clone()]);
            }
            (ConfirmAction::No, _) => {}
        }
        Fate::Closes
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        let cards = match &mut self.yes {
            Answer::Make { cards, .. } => cards.as_mut_slice(),
            Answer::Do { edit, .. } => {
                *edit = edit.renamed(from, to);
                &mut []
            }
            Answer::Tell(_) | Answer::Discard => &mut [],
        };
        for card in cards.iter_mut().chain(&mut self.asked).chain(&mut self.unread) {
            if card == from {
                *card = to.clone();
            }
        }
    }
}
