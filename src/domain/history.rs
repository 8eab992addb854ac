//! The event log: every change seen or made, append-only.

use serde::{Deserialize, Serialize};

use super::item::Name;
use super::{Change, ItemId, Timestamp};

/// One change of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Which item.
    pub item: ItemId,
    /// When it happened, as well as is known: GitHub's stamp where it has one, else when it was seen.
    pub at: Timestamp,
    /// When this program learned of it.
    pub seen_at: Timestamp,
    /// The login that made it, where GitHub says.
    pub by: Option<Name>,
    /// How it is known.
    pub provenance: Provenance,
    /// What changed.
    pub change: Change,
}

/// How a change is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Provenance {
    /// A sync saw the value before and after.
    Seen,
    /// It is the effect of an edit made here.
    Ours,
    /// Worked out from GitHub's stamps: what the value was before is not known.
    Reconstructed,
}
