//! Whether the sync goes on.

/// Whether more is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Running,
    /// The request under way is the last: what it brings is kept.
    Leaving,
}
