//! Small machines that screens and overlays share.

pub mod line;
pub mod picker;
pub mod text;
pub mod titles;

pub use line::Line;
pub use picker::{Entry, Picker};
pub use text::Text;
pub use titles::Titles;
