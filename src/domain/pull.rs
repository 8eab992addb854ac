//! What one read of GitHub brought.

use std::sync::Arc;

use super::{EditId, Item, ItemId, Project};

/// A part of a project as GitHub sent it. A long read arrives as several pulls; the last carries the order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pull {
    /// The project's fields and names, when they were read.
    pub project: Option<Arc<Project>>,
    /// Items that are new or changed, in GitHub's order among themselves.
    pub items: Vec<Fetched>,
    /// Every item from top to bottom, after a complete walk.
    pub order: Option<Vec<ItemId>>,
    /// Items that a complete walk did not meet and a look-up did not find.
    pub removed: Vec<ItemId>,
    /// Our edits that this read shows, or has had every chance to show: they need no longer be kept on top.
    pub included: Vec<EditId>,
    /// Whether this belongs to the first read of the project, whose items are not news.
    pub initial: bool,
}

impl Pull {
    /// Whether it brings nothing at all.
    pub fn is_empty(&self) -> bool {
        let Self { project, items, order, removed, included, initial: _ } = self;
        project.is_none() && items.is_empty() && order.is_none() && removed.is_empty() && included.is_empty()
    }
}

/// An item as it was read, with the text that is kept apart from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// The item.
    pub item: Arc<Item>,
    /// The body in GitHub-flavoured Markdown; empty for a hidden card.
    pub body: String,
}
