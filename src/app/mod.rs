//! The interactive program without a terminal: messages in, effects out. Pure: no clock, no files, no drawing.
//!
//! The shell sets [`Model::now`], calls [`update`] for each message, does the effects, and draws if [`Model::dirty`].

pub mod change;
pub mod clash;
pub mod command;
pub mod cx;
pub mod forgotten;
pub mod ids;
mod journal;
mod keep;
pub mod message;
pub mod model;
pub mod mouse;
mod news;
pub mod notice;
pub mod overlay;
mod past;
mod placed;
pub mod screen;
mod update;
pub mod widget;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod keystroke_tests;
#[cfg(test)]
pub(crate) mod stream_tests;
#[cfg(test)]
mod told_tests;

pub use command::Errand;
pub use ids::Ids;
pub use message::{Effect, Message, Size, Target};
pub use model::{Density, Extent, Model, Settings, Start};
pub use mouse::{Button, Pointed};
pub use overlay::Overlay;
pub use update::{scopes, update};
