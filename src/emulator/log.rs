//! What was done through the API.

use chrono::{DateTime, Utc};

use super::id::Id;

/// A mutation that was applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// When.
    pub at: DateTime<Utc>,
    /// The login whose token was used.
    pub actor: String,
    /// The mutation's field, such as `updateProjectV2ItemFieldValue`.
    pub operation: String,
    /// Its input as it was sent.
    pub input: serde_json::Value,
    /// The item that was made, changed or deleted; for issue fields the issue.
    pub item: Id,
    /// Whether anything about the item is another since: what is set to the value it has, or put where it is, is not.
    pub effective: bool,
}
