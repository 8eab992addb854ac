//! What can be asked of GitHub, and how it answers.

use std::sync::Arc;

use crate::domain::item::Name;
use crate::domain::{
    Attribute, CommentId, ContentId, Details, Edit, EditId, Fetched, Item, ItemId, Project, ProjectId,
    ProjectRef, Repository, Timestamp,
};

use super::error::Error;

/// An opaque place in a connection.
pub type Cursor = String;

/// One request of a sync. Each is one HTTP request, but for `Repository`.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Whether the project has moved: 1 point.
    Probe(ProjectRef),
    /// The project's fields and views: 2 points.
    Meta(ProjectId),
    /// A page of items with everything: up to 7 points for 100.
    Items {
        /// Of which project.
        project: ProjectId,
        /// After which place; none starts at the top.
        after: Option<Cursor>,
        /// Items a page, 1 to 100.
        first: u32,
        /// How many fields the project has: more values than that no item can hold.
        fields: u32,
    },
    /// A page of ids and stamps: 1 point for 100.
    Walk {
        /// Of which project.
        project: ProjectId,
        /// After which place; none starts at the top.
        after: Option<Cursor>,
        /// Items a page, 1 to 100.
        first: u32,
    },
    /// Some items by id; unlike `Items` this sees every write at once.
    Refresh {
        /// 1 to 100.
        items: Vec<ItemId>,
        /// How many fields the project has.
        fields: u32,
    },
    /// Items whose issue or pull request changed since a moment: 1 point for 50.
    Changed {
        /// In which project.
        project: ProjectRef,
        /// Its id: an issue may be on other projects too.
        id: ProjectId,
        /// By GitHub's clock.
        since: Timestamp,
        /// After which place.
        after: Option<Cursor>,
        /// Issues and pull requests a page, 1 to 100.
        first: u32,
    },
    /// What can be chosen in a repository: 1 point; where it has more than 100 labels or people, up to 5 requests of 1.
    Repository(Name),
    /// What an opened card shows of an issue or pull request: 1 point.
    Details(ContentId),
    /// Some edits in one request, made one after the other.
    Write {
        /// The project with its fields.
        project: Arc<Project>,
        /// 1 to 20.
        writes: Vec<Write>,
    },
}

/// One edit, ready to send: its neighbours exist on GitHub.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// Which outbox row.
    pub id: EditId,
    /// The change. A `Place` is made by its `after` alone.
    pub edit: Edit,
    /// The card as GitHub last said, with the edits of its lists up to this one: it tells what is behind it.
    pub item: Option<Arc<Item>>,
    /// When an earlier attempt began that GitHub may have made; none for the first.
    pub since: Option<Timestamp>,
    /// Cards that another edit has made, or someone else: what an earlier attempt at this one has made is none of them.
    pub taken: Vec<ItemId>,
    /// The text of a comment that the edit was made on.
    pub base: Option<Attribute>,
    /// How many comments with the same text have come before it: an earlier attempt has made none of them.
    pub twins: usize,
}

impl Write {
    /// Whether it names someone or something that GitHub has to know.
    pub fn names_something(&self) -> bool {
        !super::call::names(self).is_empty()
    }
}

/// The answer to an [`Ask`] of the same name.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To `Probe`.
    Probe(Probe),
    /// To `Meta`.
    Meta(Arc<Project>),
    /// To `Items`.
    Items(Page<Fetched>),
    /// To `Walk`.
    Walk(Page<Stamp>),
    /// To `Refresh`, one for each id asked, in that order.
    Refresh(Vec<Refreshed>),
    /// To `Changed`, perhaps some twice.
    Changed(Page<Touched>),
    /// To `Repository`, under the name it has now.
    Repository(Box<Repository>),
    /// To `Details`, with the body in Markdown.
    Details(Box<(Details, String)>),
    /// To `Write`, one for each write, in that order.
    Written(Vec<Outcome>),
}

/// What a probe says.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// GitHub's id of the project.
    pub id: ProjectId,
    /// When GitHub last saw a field value or the order change.
    pub updated_at: Timestamp,
    /// All items, archived ones too.
    pub total: u32,
    /// The login that the token belongs to, where GitHub says.
    pub viewer: Option<String>,
}

/// A part of a connection.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// What is in it.
    pub nodes: Vec<T>,
    /// How many there are in all.
    pub total: u32,
    /// Where to go on; none at the end.
    pub next: Option<Cursor>,
    /// How many nodes GitHub named but would not show: this walk is not a complete one.
    pub withheld: u32,
}

/// The stamps that say whether an item changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Which item.
    pub item: ItemId,
    /// Moves with field values.
    pub updated_at: Timestamp,
    /// Moves with the issue, pull request or draft; none behind a hidden card.
    pub content_updated_at: Option<Timestamp>,
    /// Whether it is archived.
    pub archived: bool,
}

/// An item whose issue or pull request changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Which.
    pub item: ItemId,
    /// When the issue or pull request changed last.
    pub updated_at: Timestamp,
}

/// What a look-up by id found.
#[derive(Debug, Clone, PartialEq)]
pub enum Refreshed {
    /// The item as it is now.
    Found(Fetched),
    /// GitHub knows no such item, or not any more.
    Gone(ItemId),
    /// GitHub would not say this time.
    Withheld(ItemId),
}

impl Refreshed {
    /// Which item was looked up.
    pub fn item(&self) -> &ItemId {
        match self {
            Self::Found(fetched) => &fetched.item.id,
            Self::Gone(item) | Self::Withheld(item) => item,
        }
    }
}

/// What became of one write.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which outbox row.
    pub id: EditId,
    /// The item GitHub made or changed, or why it would not. [`Error::is_passing`] tells whether to try again.
    pub result: Result<Option<ItemId>, Error>,
    /// The comment that it wrote; none where GitHub did not say.
    pub comment: Option<CommentId>,
}

/// An answer and what GitHub said about the request itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The answer.
    pub answer: Answer,
    /// Points and time.
    pub meter: Meter,
}

/// The budget after a request, from the headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meter {
    /// What this request cost, in points, where GitHub said.
    pub cost: Option<u32>,
    /// Points an hour.
    pub limit: Option<u32>,
    /// Points left.
    pub remaining: Option<u32>,
    /// When the points are full again.
    pub reset_at: Option<Timestamp>,
    /// GitHub's clock when it answered.
    pub server_time: Option<Timestamp>,
}
