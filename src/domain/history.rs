//! The event log: every change seen or made, append-only.

use serde::{Deserialize, Serialize};

use super::item::Name;
use super::limit::Excuse;
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
    /// What the values of a changed field were called then: an option that is renamed or deleted later keeps its name here.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub named: Named,
    /// Why the card went over the limit of a column by it, if it was made here and did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excuse: Option<Excuse>,
}

/// The names of two values of a field at the time of the change: of options and iterations, which the values hold by id. None for
/// other values, and where the name was not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Of the value before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Name>,
    /// Of the value after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Name>,
}

impl Named {
    fn is_empty(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

/// How a change is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Provenance {
    /// A sync saw it: the value before and after, or that it came with a card that was not there at the sync before. It happened
    /// between the two.
    Seen,
    /// It is the effect of an edit made here.
    Ours,
    /// Worked out from a stamp of GitHub's on a card read for the first time: it happened at that time, but what the value was
    /// before is not known.
    Reconstructed,
    /// It was so when the project was first read, and no stamp tells since when: it happened at an unknown time before, and the
    /// entry has the time of that read.
    Found,
}
