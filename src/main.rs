//! The program: calls [`sprintty::cli`] and nothing else.

fn main() {}
