//! A question before something that can't be taken back.

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
