//! What is wrong with the settings, and where.

use std::path::PathBuf;

/// Settings that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is there, or was asked for, but can't be read.
    #[error("{} can't be read: {why}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The file can't be written.
    #[error("{} can't be written: {why}", path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The file can be read but not understood.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
        /// What was probably meant.
        hint: Option<String>,
    },
    /// A variable of the environment holds what its setting can't be.
    #[error("{name} in the environment: {message}")]
    Variable {
        /// The variable.
        name: String,
        /// What is wrong with its value.
        message: String,
    },
    /// The system names no home directory to keep things in.
    #[error("there is no home directory")]
    NoHome,
}
