//! Worlds to start from: a tiny one for tests, a lively one for the demo, a large one for benches.

mod blank;
mod docs;
mod large;
mod release;
mod talk;

pub use blank::{Blank, blank};
pub use large::large;
pub use release::{demo_time, release, release_before};
