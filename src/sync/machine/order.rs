//! What the machine has the engine do.

use std::sync::Arc;

use super::said::Said;
use crate::domain::item::Name;
use crate::domain::{
    Conflict, Details, EditId, Entry, ItemId, Pending, Progress, Pull, Repository, Step, Timestamp,
};
use crate::github::Ask;
use crate::store::Marks;
use crate::sync::Event;

/// What to do, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Put these edits, and the step they belong to, on disk; of new ones [`Event::Saved`] tells when that is done.
    SaveEdits {
        /// In the order they were made.
        edits: Vec<Pending>,
        /// For the undo journal.
        step: Option<Step>,
    },
    /// Put on disk how far these edits are.
    SaveProgress(Vec<(EditId, Progress)>),
    /// Put on disk that an edit was accepted and which item it made.
    SaveCreation {
        /// The edit.
        edit: EditId,
        /// Its progress.
        progress: Progress,
        /// The local id.
        from: ItemId,
        /// GitHub's.
        to: ItemId,
    },
    /// Take edits off the disk.
    Forget(Vec<EditId>),
    /// Put on disk that someone else changed the same as an edit of ours; a later one about the same edit takes its place.
    SaveConflict(Box<Conflict>),
    /// Put on disk which comments GitHub has taken of late, in the place of those it has.
    SaveSaid(Vec<Said>),
    /// Take the conflicts of these edits off the disk.
    Settle(Vec<EditId>),
    /// Put a read on disk, in one transaction with what it changed and the edits it includes.
    SavePull {
        /// What was read.
        pull: Pull,
        /// What changed.
        log: Vec<Entry>,
        /// Where the next read starts.
        marks: Marks,
    },
    /// Tell what the disk has of a card.
    Load(ItemId),
    /// Put on disk what an opened card shows.
    SaveDetails {
        /// Which card.
        item: ItemId,
        /// Comments and relations.
        details: Arc<Details>,
        /// Markdown.
        body: String,
    },
    /// Put on disk what can be chosen in a repository.
    SaveRepository {
        /// The name it was asked for by.
        name: Name,
        /// None if GitHub does not show it.
        found: Option<Arc<Repository>>,
    },
    /// Put on disk where the user was.
    Remember(serde_json::Value),
    /// Put a text that is being written on disk; none takes it off.
    Keep(EditId, Option<serde_json::Value>),
    /// Send a request; its end comes back as [`super::Input::Answered`].
    Ask(Ask),
    /// Tell the program.
    Tell(Event),
    /// Come back at a moment, if nothing else happens before.
    Wait(Timestamp),
    /// End.
    Stop,
}
