//! sprintty: a terminal kanban and sprint dashboard for GitHub Projects.

pub mod app;
pub mod clock;
pub mod config;
pub mod domain;
pub mod emulator;
pub mod github;
pub mod input;
pub mod store;
pub mod sync;
