//! GitHub's API in this program's words.
//!
//! [`Client::ask`] takes an [`Ask`] and gives the [`Answer`] of the same name. `read` holds the questions, `write` the
//! edits; `envelope` reads what comes around an answer, `wire` the answer itself, `convert` turns it into the domain.

pub mod api;
pub mod ask;
pub mod auth;
mod call;
pub mod client;
mod convert;
mod details;
mod envelope;
pub mod error;
mod form;
pub mod list;
mod made;
mod names;
mod read;
mod repository;
pub mod text;
mod transport;
mod wire;
mod write;

#[cfg(test)]
mod cost_tests;
#[cfg(test)]
mod fixture;

pub use api::Api;
pub use ask::{Answer, Ask, Cursor, Meter, Outcome, Page, Probe, Refreshed, Reply, Stamp, Touched, Write};
pub use auth::{Token, TokenSource};
pub use client::Client;
pub use error::Error;
pub use list::{Owners, ProjectSummary, Viewer};
pub use made::SKEW as MADE_SKEW;
