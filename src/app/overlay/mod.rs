//! What lies above a screen and takes the keys: lists, menus, an opened card, a question.

pub mod actions;
pub mod axis;
pub mod card;
pub mod compose;
pub mod confirm;
pub mod move_to;
pub mod stuck;

pub use card::Card;
pub use compose::Compose;
pub use confirm::Confirm;
pub use move_to::MoveTo;
pub use stuck::Stuck;

use super::widget::{Line, Picker};
use crate::domain::{FieldId, ItemId};
use crate::input::{Action, Scope};

/// Something above the screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// Every key.
    Help(Picker<Action>),
    /// Every action, to do one.
    Palette(Picker<Action>),
    /// Where a card may go.
    MoveTo(MoveTo),
    /// The fields that can make columns.
    Axis(Picker<FieldId>),
    /// The projects to open, by their place in the list given at the start.
    Projects(Picker<usize>),
    /// One card, whole.
    Card(Card),
    /// The edits that GitHub did not take.
    Stuck(Stuck),
    /// A draft that is being written.
    Compose(Compose),
    /// A question.
    Confirm(Confirm),
}

impl Overlay {
    /// Where its keys are looked up.
    pub fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::Help(_) | Self::Palette(_) | Self::MoveTo(_) | Self::Axis(_) | Self::Projects(_) => {
                &[Scope::List]
            }
            Self::Card(_) => &[Scope::Card, Scope::Global],
            Self::Stuck(_) => &[Scope::Stuck],
            Self::Compose(_) => &[Scope::Compose],
            Self::Confirm(_) => &[Scope::Confirm],
        }
    }

    /// The line that is typed in.
    pub fn line(&mut self) -> Option<&mut Line> {
        match self {
            Self::Help(picker) | Self::Palette(picker) => Some(&mut picker.line),
            Self::MoveTo(menu) => Some(&mut menu.picker.line),
            Self::Axis(picker) => Some(&mut picker.line),
            Self::Projects(picker) => Some(&mut picker.line),
            Self::Card(_) | Self::Stuck(_) | Self::Compose(_) | Self::Confirm(_) => None,
        }
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        match self {
            Self::MoveTo(menu) if menu.card == *from => menu.card = to.clone(),
            Self::Card(card) if card.item == *from => card.item = to.clone(),
            Self::Help(_)
            | Self::Palette(_)
            | Self::Axis(_)
            | Self::Projects(_)
            | Self::MoveTo(_)
            | Self::Card(_)
            | Self::Stuck(_)
            | Self::Compose(_)
            | Self::Confirm(_) => {}
        }
    }
}
