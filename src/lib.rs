//! sprintty: a terminal kanban and sprint dashboard for GitHub Projects.

pub mod clock;
pub mod config;
pub mod domain;
pub mod emulator;
pub mod github;
pub mod store;
pub mod sync;

pub mod cli;
