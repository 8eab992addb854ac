//! The pages that fill the window.

pub mod board;

pub use board::Board;
