//! Keys and what they do: the table of actions, key presses, and the map between them.

pub mod action;
pub mod chord;
pub mod keymap;
pub mod preset;
pub mod stroke;
pub mod terminal;

pub use action::{
    Action, BoardAction, CardAction, ClashAction, ComposeAction, ConfirmAction, CreateAction, EditAction,
    FilterAction, FormAction, GlobalAction, HistoryAction, LiftedAction, LineAction, ListAction, Scope,
    StuckAction, TypingAction, ViewAction,
};
pub use chord::{Chord, Key};
pub use keymap::{Found, Keymap, Meaning, Own};
pub use preset::Preset;
pub use stroke::Stroke;
