//! The pages that fill the window.

pub(super) mod board;
mod rows;
