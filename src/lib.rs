//! sprintty: a terminal kanban and sprint dashboard for GitHub Projects.

pub mod emulator;
