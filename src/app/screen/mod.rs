//! The pages that fill the window.

pub mod board;
pub mod table;

pub use board::Board;
pub use table::Table;
