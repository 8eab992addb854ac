//! What lies above a screen and takes the keys: lists, menus, an opened card, a question.

pub mod actions;
pub mod archived;
pub mod axis;
pub mod card;
pub mod cell;
pub mod clash;
pub mod command;
pub mod compose;
pub mod confirm;
pub mod create;
pub mod editor;
#[cfg(test)]
pub(crate) mod editor_tests;
pub mod excess;
pub mod history;
#[cfg(test)]
pub(crate) mod history_tests;
pub mod layout;
pub mod line;
pub mod list;
pub mod move_to;
mod offers;
#[cfg(test)]
mod permit_tests;
pub mod pick;
pub mod projects;
#[cfg(test)]
mod removal_tests;
pub mod stuck;
#[cfg(test)]
mod undo_tests;
pub mod views;

pub use card::Card;
pub use compose::Compose;
pub use confirm::Confirm;
pub use create::Create;
pub use history::History;
pub use line::LineEdit;
pub use list::{Choice, List};
pub use stuck::Stuck;

use super::cx::{Cx, Sight};
use super::message::Effect;
use super::model::Extent;
use super::screen::Board;
use crate::domain::{EditId, ItemId};
use crate::input::keymap::{IN_CARD, IN_CLASH};
use crate::input::{
    Action, CardAction, ClashAction, ComposeAction, ConfirmAction, CreateAction, FormAction, HistoryAction,
    Scope, Stroke, StuckAction,
};
use crate::sync::Command;
use create::At;

/// Something above the screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A list that is searched by typing.
    List(List),
    /// One card, whole.
    Card(Card),
    /// A line that is written: a value, a title, the answer to a question.
    Line(LineEdit),
    /// What waits for a person: edits that GitHub did not take, and clashes.
    Stuck(Stuck),
    /// The pane of a clash that has the keys.
    Clash(clash::Decision),
    /// What was done.
    History(History),
    /// A draft that is being written.
    Compose(Compose),
    /// The line of a new card.
    Create(Box<Create>),
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
    /// Whether it is the list of the projects to open.
    pub fn lists_projects(&self) -> bool {
        matches!(self, Self::List(list) if matches!(list.kind, list::Kind::Projects(_)))
    }

    /// Where its keys are looked up.
    pub fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::List(_) => &[Scope::List, Scope::Typing],
            Self::Card(_) => IN_CARD,
            Self::Line(_) => &[Scope::Line, Scope::Typing],
            Self::Stuck(_) => &[Scope::Stuck],
            Self::Clash(_) => IN_CLASH,
            Self::History(_) => &[Scope::History],
            Self::Compose(_) => &[Scope::Compose, Scope::Typing],
            Self::Create(line) if line.at == At::Form => &[Scope::Form, Scope::Typing],
            Self::Create(_) => &[Scope::Create, Scope::Typing],
            Self::Confirm(_) => &[Scope::Confirm],
        }
    }

    /// The actions that matter in it now, the weightiest first.
    pub fn hints(&self) -> Vec<Action> {
        match self {
            Self::List(list) => list.hints(),
            Self::Card(_) => vec![
                CardAction::NextSpot.into(),
                CardAction::FollowSpot.into(),
                CardAction::TickTask.into(),
                CardAction::BrowseOpen.into(),
                CardAction::CloseCard.into(),
            ],
            Self::Line(line) => line.hints(),
            Self::Stuck(_) => vec![
                StuckAction::KeepMine.into(),
                StuckAction::TakeTheirs.into(),
                StuckAction::EditClash.into(),
                StuckAction::Retry.into(),
                StuckAction::DropEdit.into(),
                StuckAction::ShowStuck.into(),
                StuckAction::CloseStuck.into(),
            ],
            Self::Clash(_) => vec![
                ClashAction::TakeSide.into(),
                ClashAction::NextSide.into(),
                StuckAction::ShowStuck.into(),
                ClashAction::ListStuck.into(),
                ClashAction::PutAway.into(),
            ],
            Self::History(_) => vec![
                HistoryAction::TurnStep.into(),
                HistoryAction::StepCards.into(),
                HistoryAction::CloseHistory.into(),
            ],
            Self::Compose(_) => vec![
                ComposeAction::SaveDraft.into(),
                ComposeAction::EditOutside.into(),
                ComposeAction::LeaveDraft.into(),
            ],
            Self::Create(line) if line.at == At::Form => vec![
                FormAction::NextQuestion.into(),
                FormAction::SendForm.into(),
                FormAction::TickOption.into(),
                FormAction::AnswerOutside.into(),
                FormAction::LeaveForm.into(),
            ],
            Self::Create(_) => vec![
                CreateAction::MakeCard.into(),
                CreateAction::Complete.into(),
                CreateAction::IssueOrDraft.into(),
                CreateAction::WriteText.into(),
                CreateAction::StartFrom.into(),
                CreateAction::LeaveCard.into(),
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
            (Self::Stuck(stuck), Action::Stuck(action)) => stuck.update(action, board, cx),
            (Self::Clash(pane), Action::Clash(action)) => pane.update(action, board, cx),
            (Self::Clash(pane), Action::Stuck(action)) => pane.decide(action, board, cx),
            (Self::History(history), Action::History(action)) => history.update(action, board, cx),
            (Self::Compose(draft), Action::Compose(action)) => draft.update(action, board, cx),
            (Self::Create(line), Action::Create(action)) => line.update(action, board, cx),
            (Self::Create(line), Action::Form(action)) => line.in_form(action, board, cx),
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
    pub fn key(&mut self, stroke: Stroke, board: &Board, sight: Option<Sight<'_>>, extent: Extent) -> bool {
        match self {
            Self::List(list) => list.typing(board, sight, |line| line.key(stroke)),
            Self::Line(line) => line.key(stroke),
            Self::Compose(draft) => draft.key(stroke, extent),
            Self::Create(line) => line.key(stroke, sight.map(|sight| sight.view), extent),
            Self::Card(_) | Self::Stuck(_) | Self::Clash(_) | Self::History(_) | Self::Confirm(_) => false,
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
            Self::Create(line) => line.paste(text, sight.map(|sight| sight.view)),
            Self::Card(_) | Self::Stuck(_) | Self::Clash(_) | Self::History(_) | Self::Confirm(_) => {}
        }
    }

    /// Whether a text is written in it: keys that mean something anywhere else must not end that.
    pub fn is_text(&self) -> bool {
        match self {
            Self::Compose(_) | Self::Line(_) | Self::Create(_) => true,
            Self::List(_)
            | Self::Card(_)
            | Self::Stuck(_)
            | Self::Clash(_)
            | Self::History(_)
            | Self::Confirm(_) => false,
        }
    }

    /// Whether what is written in it is kept while it is written.
    pub fn keeps(&self) -> bool {
        match self {
            Self::Compose(_) | Self::Create(_) => true,
            Self::Line(line) => line.of == line::Of::Title,
            Self::List(_)
            | Self::Card(_)
            | Self::Stuck(_)
            | Self::Clash(_)
            | Self::History(_)
            | Self::Confirm(_) => false,
        }
    }

    /// What keeps what is being written in it for the next start; `new` is the id that it gets if the store does not hold it yet.
    pub fn put_away(&mut self, new: impl FnOnce() -> EditId) -> Option<Command> {
        match self {
            Self::Compose(draft) => draft.put_away(new),
            Self::Create(line) => line.put_away(new),
            Self::Line(line) => line.put_away(new),
            Self::List(_)
            | Self::Card(_)
            | Self::Stuck(_)
            | Self::Clash(_)
            | Self::History(_)
            | Self::Confirm(_) => None,
        }
    }

    /// Once it is closed the store need not hold what was written in it any longer.
    pub fn closed(&self, cx: &mut Cx<'_>) {
        match self {
            Self::Compose(draft) => draft.closed(cx),
            Self::Create(line) => line.closed(cx),
            Self::Line(line) => line.closed(cx),
            Self::List(_)
            | Self::Card(_)
            | Self::Stuck(_)
            | Self::Clash(_)
            | Self::History(_)
            | Self::Confirm(_) => {}
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
            Self::Card(_) | Self::Stuck(_) | Self::Clash(_) | Self::History(_) | Self::Create(_) => {}
        }
    }
}
