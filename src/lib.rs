//! sprintty: a terminal kanban and sprint dashboard for GitHub Projects.

pub mod domain;
pub mod emulator;
pub mod github;
pub mod store;
pub mod sync;
