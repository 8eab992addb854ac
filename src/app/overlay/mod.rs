//! What lies above a screen and takes the keys: lists, menus, an opened card, a question.

pub mod actions;
pub mod axis;
pub mod card;
pub mod command;
pub mod compose;
pub mod confirm;
pub mod editor;
#[cfg(test)]
pub(crate) mod editor_tests;
pub mod line;
pub mod list;
pub mod move_to;
mod offers;
pub mod pick;
pub mod projects;
pub mod stuck;

pub use card::Card;
pub use compose::Compose;
pub use confirm::Confirm;
pub use line::LineEdit;
pub use list::{Choice, List};
pub use stuck::Stuck;

use super::cx::{Cx, Sight};
use super::message::Effect;
use super::model::Extent;
use super::screen::Board;
use crate::domain::ItemId;
use crate::input::{Action, CardAction, Chord, ComposeAction, ConfirmAction, LineAction, Scope, StuckAction};

/// Something above the screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A list that is searched by typing.
    List(List),
    /// One card, whole.
    Card(Card),
    /// A line that is written.
    Line(LineEdit),
    /// The edits that GitHub did not take.
    Stuck(Stuck),
    /// A draft that is being written.
    Compose(Compose),
    /// A question.
    Confirm(Confirm),
}

/// What becomes of an overlay that has obeyed an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It goes on.
    Stays,
    /// It is done.
    Closes,
    /// It is done, and this is to be done next.
    Does(Action),
    /// It is done, and this command of the user's is to be run next.
    Runs(usize),
}

impl Overlay {
    /// Where its keys are looked up.
    pub fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::List(_) => &[Scope::List],
            Self::Card(_) => &[Scope::Card, Scope::Edit, Scope::Global],
            Self::Line(_) => &[Scope::Line],
            Self::Stuck(_) => &[Scope::Stuck],
            Self::Compose(_) => &[Scope::Compose],
            Self::Confirm(_) => &[Scope::Confirm],
        }
    }

    /// The actions that matter in it now, the weightiest first.
    pub fn hints(&self) -> Vec<Action> {
        match self {
            Self::List(list) => list.hints(),
            Self::Card(_) => vec![
                CardAction::ScrollDown.into(),
                CardAction::BrowseOpen.into(),
                CardAction::CopyOpen.into(),
                CardAction::CloseCard.into(),
            ],
            Self::Line(_) => vec![LineAction::TakeLine.into(), LineAction::LeaveLine.into()],
            Self::Stuck(_) => {
                vec![StuckAction::Retry.into(), StuckAction::DropEdit.into(), StuckAction::CloseStuck.into()]
            }
            Self::Compose(_) => vec![
                ComposeAction::SaveDraft.into(),
                ComposeAction::EditOutside.into(),
                ComposeAction::LeaveDraft.into(),
            ],
            Self::Confirm(_) => vec![ConfirmAction::Yes.into(), ConfirmAction::No.into()],
        }
    }

    /// Obeys an action of its own scope. It is not among the overlays while it does.
    pub fn obey(&mut self, action: Action, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        match (self, action) {
            (Self::List(list), Action::List(action)) => list.update(action, board, cx),
            (Self::Card(card), Action::Card(action)) => card.update(action, cx),
            (Self::Line(line), Action::Line(action)) => line.update(action, board, cx),
            (Self::Stuck(stuck), Action::Stuck(action)) => stuck.update(action, cx),
            (Self::Compose(draft), Action::Compose(action)) => draft.update(action, board, cx),
            (Self::Confirm(question), Action::Confirm(answer)) => question.update(answer, board, cx),
            // Keys are looked up by scope: no other action gets here.
            (_, _) => Fate::Stays,
        }
    }

    /// Obeys an action of its own scope while there is no project.
    pub fn obey_alone(&mut self, action: Action, extent: Extent, effects: &mut Vec<Effect>) -> Fate {
        match (self, action) {
            (Self::List(list), Action::List(action)) => list.alone(action, extent, effects),
            // Everything else is about a project.
            (_, _) => Fate::Closes,
        }
    }

    /// Obeys a key that types. Returns whether it was of use.
    pub fn key(&mut self, chord: Chord, board: &Board, sight: Option<Sight<'_>>, extent: Extent) -> bool {
        match self {
            Self::List(list) => list.typing(board, sight, |line| line.key(chord)),
            Self::Line(line) => line.key(chord),
            Self::Compose(draft) => draft.key(chord, extent),
            Self::Card(_) | Self::Stuck(_) | Self::Confirm(_) => false,
        }
    }

    /// Types pasted text.
    pub fn paste(&mut self, text: &str, board: &Board, sight: Option<Sight<'_>>) {
        match self {
            Self::Line(line) => line.paste(text),
            Self::List(list) => {
                list.typing(board, sight, |line| {
                    line.insert(text);
                    true
                });
            }
            Self::Compose(draft) => draft.paste(text),
            Self::Card(_) | Self::Stuck(_) | Self::Confirm(_) => {}
        }
    }

    /// Whether a text is written in it: keys that mean something anywhere else must not end that.
    pub fn is_text(&self) -> bool {
        match self {
            Self::Compose(_) | Self::Line(_) => true,
            Self::List(_) | Self::Card(_) | Self::Stuck(_) | Self::Confirm(_) => false,
        }
    }

    /// What is being written in it, to open it again at the next start.
    pub fn written(&self) -> Option<serde_json::Value> {
        match self {
            Self::Compose(draft) => draft.keep(),
            Self::List(_) | Self::Card(_) | Self::Line(_) | Self::Stuck(_) | Self::Confirm(_) => None,
        }
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        match self {
            Self::List(list) => list.rename(from, to),
            Self::Line(line) => line.rename(from, to),
            Self::Confirm(question) => question.rename(from, to),
            Self::Compose(text) => text.rename(from, to),
            Self::Card(card) if card.item == *from => card.item = to.clone(),
            Self::Card(_) | Self::Stuck(_) => {}
        }
    }
}
