//! GitHub's API in this program's words.

pub mod ask;
pub mod error;

pub use ask::{Answer, Ask, Cursor, Meter, Outcome, Page, Probe, Refreshed, Reply, Stamp, Write};
pub use error::Error;
