//! sprintty: a terminal kanban and sprint dashboard for GitHub Projects.

pub mod app;
pub mod domain;
pub mod draw;
pub mod emulator;
pub mod github;
pub mod input;
pub mod sync;
