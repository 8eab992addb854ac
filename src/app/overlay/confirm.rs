//! A question before something that can't be taken back.

use crate::sync::Command;

/// A question, and what `yes` does.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    /// One sentence.
    pub question: String,
    /// What the sync is told.
    pub command: Command,
}
