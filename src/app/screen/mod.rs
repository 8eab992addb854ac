//! The pages that fill the window.

pub mod board;
pub mod roadmap;
pub mod table;

pub use board::Board;
pub use roadmap::Roadmap;
pub use table::Table;
