//! What the opened card shows beyond the item: comments, sub-issues, who waits for it, pull requests.

use serde::{Deserialize, Serialize};

use super::item::{Link, Listed, Name, Pull};
use super::{CommentId, Item, Timestamp};

/// What GitHub said of an issue or pull request when its card was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// When GitHub said so.
    pub read_at: Timestamp,
    /// The stamp the issue, pull request or draft had then: what [`Item::content_updated_at`] is compared with.
    pub updated_at: Timestamp,
    /// The newest ones, oldest first.
    pub comments: Listed<Comment>,
    /// In the order of the parent's list.
    pub sub_issues: Listed<SubIssue>,
    /// The issues that wait for it, open and closed.
    pub blocking: Listed<Link>,
    /// The pull requests that close it, with their titles.
    pub pulls: Listed<Closing>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// GitHub's id.
    pub id: CommentId,
    /// Absent for deleted accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Name>,
    /// When it was written.
    pub at: Timestamp,
    /// When its text was last changed, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// Markdown.
    pub body: String,
    /// Whether this person may change it, as far as is known.
    #[serde(default = "so_far")]
    pub editable: bool,
    /// Whether this person may delete it, as far as is known.
    #[serde(default = "so_far")]
    pub deletable: bool,
}

/// What was not read yet, GitHub is left to decide.
fn so_far() -> bool {
    true
}

/// A part of an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubIssue {
    /// Which issue.
    pub link: Link,
    /// Logins.
    #[serde(default, skip_serializing_if = "Listed::is_empty")]
    pub assignees: Listed<Name>,
    /// How many parts of its own it has, and how many of them are closed.
    #[serde(default)]
    pub parts: super::item::Tally,
}

/// A pull request that closes the issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Free of control characters.
    pub title: String,
    /// Number, repository, review and checks.
    pub pull: Pull,
}

impl Details {
    /// Whether the item has changed since: a comment, a label, its text.
    pub fn is_outdated(&self, item: &Item) -> bool {
        item.content_updated_at().is_some_and(|at| at > self.updated_at)
    }
}
