//! An item of a project: a card, and the issue, pull request or draft behind it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use super::cut::Cut;
use super::{ContentId, FieldId, ItemId, Second, Timestamp, Value};

/// A login, label, milestone or repository name that many items share.
pub type Name = Arc<str>;

/// A card. Its body is not here: it is read when someone opens the card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// GitHub's id, or a local one.
    pub id: ItemId,
    /// What the card stands for.
    pub content: Content,
    /// Archived items stay in the order and count in history, but no board shows them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    /// When it joined the project.
    pub created_at: Timestamp,
    /// Moves when a field value is set, not when the content changes.
    pub updated_at: Timestamp,
    /// The values the project stores, at most one a field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<FieldValue>,
}

/// A value of one field, and what GitHub says of its last change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// Whose value.
    pub field: FieldId,
    /// The value.
    pub value: Value,
    /// When it was set: the only reliable "in this column since". Absent on issue fields and on our unsent edits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Second>,
    /// The login that set it, where GitHub says: it names who set it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Name>,
}

/// What a card stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// An issue.
    Issue(Issue),
    /// A pull request.
    PullRequest(PullRequest),
    /// A note that lives only on the project.
    Draft(Draft),
    /// GitHub lists the card but does not let this person see what is behind it.
    Hidden,
}

/// What issues and pull requests have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// GitHub's id of the issue or pull request, or a local one.
    pub id: ContentId,
    /// Its number in its repository; 0 for an issue that GitHub has not numbered yet.
    pub number: u64,
    /// Free of control characters.
    pub title: String,
    /// `owner/name`.
    pub repository: Name,
    /// Absent for deleted accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Name>,
    /// Logins.
    #[serde(default, skip_serializing_if = "Listed::is_empty")]
    pub assignees: Listed<Name>,
    /// In GitHub's order.
    #[serde(default, skip_serializing_if = "Listed::is_empty")]
    pub labels: Listed<Label>,
    /// The one milestone it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<Milestone>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Moves when the title, body, state, labels, assignees, milestone or comments change.
    pub updated_at: Timestamp,
    /// Set while it is closed or merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// Whether this person may edit it.
    #[serde(default)]
    pub editable: bool,
}

/// An issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// Number, title, people, labels.
    #[serde(flatten)]
    pub work: Work,
    /// Open or why it is closed.
    pub state: IssueState,
    /// Whether it was closed before and is open again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reopened: bool,
    /// The organization's issue type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Name>,
    /// The issue it is a sub-issue of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Box<Link>>,
    /// How many of its sub-issues are done.
    #[serde(default, skip_serializing_if = "Tally::is_empty")]
    pub sub_issues: Tally,
    /// The issues it waits for, open and closed.
    #[serde(default, skip_serializing_if = "Listed::is_empty")]
    pub blocked_by: Listed<Link>,
    /// Open issues it waits for, by GitHub's count: some may be invisible to this person.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub open_blockers: u32,
    /// Open issues that wait for it, by GitHub's count.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub blocking: u32,
    /// Pull requests that close it.
    #[serde(default, skip_serializing_if = "Listed::is_empty")]
    pub pulls: Listed<Pull>,
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Number, title, people, labels.
    #[serde(flatten)]
    pub work: Work,
    /// State, review and checks.
    pub pull: PullState,
    /// Logins and team names asked for a review.
    #[serde(default, skip_serializing_if = "Listed::is_empty")]
    pub reviewers: Listed<Name>,
}

/// A note on the project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// GitHub's id of the draft; absent until GitHub has made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ContentId>,
    /// Free of control characters.
    pub title: String,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Name>,
    /// Logins.
    #[serde(default, skip_serializing_if = "Listed::is_empty")]
    pub assignees: Listed<Name>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its text last changed.
    pub updated_at: Timestamp,
}

/// Whether an issue is open, and if not why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum IssueState {
    Open,
    Completed,
    NotPlanned,
    Duplicate,
}

/// How far a pull request is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullState {
    /// Open, closed or merged.
    pub stage: PullStage,
    /// Not ready for review yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// What the reviewers decided; absent where no review is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// What the checks of its last commit say; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checks: Option<Checks>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum PullStage {
    Open,
    Closed,
    Merged,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum Review {
    Approved,
    ChangesRequested,
    Required,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum Checks {
    Passing,
    Failing,
    Running,
}

/// A pull request that closes an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// Its number in its repository.
    pub number: u64,
    /// `owner/name`.
    pub repository: Name,
    /// State, review and checks.
    pub state: PullState,
}

/// Another issue, as much of it as a card shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// GitHub's id.
    pub id: ContentId,
    /// Its number in its repository.
    pub number: u64,
    /// Free of control characters.
    pub title: String,
    /// `owner/name`.
    pub repository: Name,
    /// Whether it is still open.
    pub open: bool,
}

/// A label and its colour.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Label {
    /// As stored: it may hold `/`, `:` or emoji.
    pub name: Name,
    /// `0xRRGGBB`.
    pub colour: u32,
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Milestone {
    /// As stored.
    pub title: Name,
    /// The day it is due, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<super::Date>,
    /// Whether it is still open.
    pub open: bool,
}

/// How many of how many are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Closed ones.
    pub done: u32,
    /// All of them.
    pub total: u32,
}

impl Tally {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_empty(&self) -> bool {
        self.total == 0
    }
}

/// A list GitHub may have cut short: `all.len()` of `total`. A cut list is shown as such, never as whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed<T> {
    /// What GitHub sent. Boxed, as there are many lists and few of them grow.
    pub some: Box<[T]>,
    /// How many there are.
    pub total: u32,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { some: Box::default(), total: 0 }
    }
}

impl<T> From<Vec<T>> for Listed<T> {
    fn from(all: Vec<T>) -> Self {
        let total = u32::try_from(all.len()).unwrap_or(u32::MAX);
        Self { some: all.into(), total }
    }
}

impl<T> Listed<T> {
    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.total == 0 && self.some.is_empty()
    }

    /// How many exist beyond those listed.
    pub fn hidden(&self) -> u32 {
        self.total.saturating_sub(u32::try_from(self.some.len()).unwrap_or(u32::MAX))
    }

    /// Those listed.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.some.iter()
    }
}

impl<'a, T> IntoIterator for &'a Listed<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Whether the work behind a card is still to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// An open issue or pull request, or a draft.
    Open,
    /// Closed as completed, or merged.
    Done,
    /// Closed as not planned or as a duplicate, or closed without a merge.
    Dropped,
    /// Behind a hidden card.
    Unknown,
}

impl FieldValue {
    /// When it was set, if that is known.
    pub fn since(&self) -> Option<Timestamp> {
        self.at.map(Into::into)
    }
}

impl Content {
    /// GitHub's id of the issue, pull request or draft; none before GitHub has told it.
    pub fn id(&self) -> Option<&ContentId> {
        let id = match self {
            Self::Issue(issue) => Some(&issue.work.id),
            Self::PullRequest(pull) => Some(&pull.work.id),
            Self::Draft(draft) => draft.id.as_ref(),
            Self::Hidden => None,
        };
        id.filter(|id| !id.is_local())
    }

    /// What the issue and the pull request have in common; none for drafts and hidden cards.
    pub fn work(&self) -> Option<&Work> {
        match self {
            Self::Issue(issue) => Some(&issue.work),
            Self::PullRequest(pull) => Some(&pull.work),
            Self::Draft(_) | Self::Hidden => None,
        }
    }
}

impl Item {
    /// The value of a field that the project stores.
    pub fn value(&self, field: &FieldId) -> Option<&Value> {
        self.entry(field).map(|entry| &entry.value)
    }

    /// The value of a field with its stamp.
    pub fn entry(&self, field: &FieldId) -> Option<&FieldValue> {
        self.values.iter().find(|entry| entry.field == *field)
    }

    /// Sets or clears the value of a field.
    pub fn set(&mut self, field: &FieldId, to: Option<Value>) {
        let place = self.values.iter().position(|entry| entry.field == *field);
        match (place, to) {
            (Some(place), Some(value)) => {
                self.values[place] = FieldValue { field: field.clone(), value, at: None, by: None };
            }
            (Some(place), None) => drop(self.values.remove(place)),
            (None, Some(value)) => {
                self.values.push(FieldValue { field: field.clone(), value, at: None, by: None });
            }
            (None, None) => {}
        }
    }

    /// What the issue and the pull request have in common; none for drafts and hidden cards.
    pub fn work(&self) -> Option<&Work> {
        self.content.work()
    }

    /// The title; a hidden card has an explanation instead.
    pub fn title(&self) -> &str {
        match &self.content {
            Content::Issue(issue) => &issue.work.title,
            Content::PullRequest(pull) => &pull.work.title,
            Content::Draft(draft) => &draft.title,
            Content::Hidden => "You can't see this item",
        }
    }

    /// GitHub's id of what is behind the card; none for hidden cards, and for what GitHub has not made yet.
    pub fn content_id(&self) -> Option<&ContentId> {
        self.content.id()
    }

    /// The number in its repository; drafts, hidden cards and issues that GitHub has not opened yet have none.
    pub fn number(&self) -> Option<u64> {
        self.work().map(|work| work.number).filter(|number| *number != 0)
    }

    /// `owner/name`.
    pub fn repository(&self) -> Option<&Name> {
        self.work().map(|work| &work.repository)
    }

    /// The logins it is assigned to.
    pub fn assignees(&self) -> &[Name] {
        match &self.content {
            Content::Issue(issue) => &issue.work.assignees.some,
            Content::PullRequest(pull) => &pull.work.assignees.some,
            Content::Draft(draft) => &draft.assignees.some,
            Content::Hidden => &[],
        }
    }

    /// The labels it carries.
    pub fn labels(&self) -> &[Label] {
        self.work().map_or(&[], |work| &work.labels.some)
    }

    /// The milestone it is in.
    pub fn milestone(&self) -> Option<&Milestone> {
        self.work()?.milestone.as_ref()
    }

    /// The issue, where the card is one.
    pub fn issue(&self) -> Option<&Issue> {
        match &self.content {
            Content::Issue(issue) => Some(issue),
            Content::PullRequest(_) | Content::Draft(_) | Content::Hidden => None,
        }
    }

    /// Whether the work is still to do.
    pub fn state(&self) -> State {
        match &self.content {
            Content::Issue(issue) => match issue.state {
                IssueState::Open => State::Open,
                IssueState::Completed => State::Done,
                IssueState::NotPlanned | IssueState::Duplicate => State::Dropped,
            },
            Content::PullRequest(pull) => match pull.pull.stage {
                PullStage::Open => State::Open,
                PullStage::Merged => State::Done,
                PullStage::Closed => State::Dropped,
            },
            Content::Draft(_) => State::Open,
            Content::Hidden => State::Unknown,
        }
    }

    /// When the content last changed: the second stamp a sync compares.
    pub fn content_updated_at(&self) -> Option<Timestamp> {
        match &self.content {
            Content::Issue(issue) => Some(issue.work.updated_at),
            Content::PullRequest(pull) => Some(pull.work.updated_at),
            Content::Draft(draft) => Some(draft.updated_at),
            Content::Hidden => None,
        }
    }

    /// How people name it: `#12`, or the title of what has no number.
    pub fn reference(&self) -> String {
        self.number().map_or_else(|| self.title().to_owned(), |number| format!("#{number}"))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}
