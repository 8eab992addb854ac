//! Ids as types, so that an item is never taken for a field.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// An opaque id of one kind of thing. Cheap to clone: copies share the text.
pub struct Id<Kind> {
    text: Arc<str>,
    kind: PhantomData<fn() -> Kind>,
}

/// The kinds that an [`Id`] can be of.
pub mod kind {
    /// A project.
    #[derive(Debug)]
    pub enum Project {}
    /// A card on a project.
    #[derive(Debug)]
    pub enum Item {}
    /// The issue, pull request or draft behind a card.
    #[derive(Debug)]
    pub enum Content {}
    /// A comment on an issue or pull request.
    #[derive(Debug)]
    pub enum Comment {}
    /// A field of a project.
    #[derive(Debug)]
    pub enum Field {}
    /// An organization's field of issues, which projects can show.
    #[derive(Debug)]
    pub enum IssueField {}
    /// An option of a single-select or multi-select field; unique only inside its field.
    #[derive(Debug)]
    pub enum Choice {}
    /// An iteration of an iteration field; unique only inside its field.
    #[derive(Debug)]
    pub enum Iteration {}
}

/// Names a project (`PVT_…`).
pub type ProjectId = Id<kind::Project>;
/// Names an item (`PVTI_…`), or one that GitHub has not made yet: see [`ItemId::local`].
pub type ItemId = Id<kind::Item>;
/// Names an issue, pull request or draft (`I_…`, `PR_…`, `DI_…`).
pub type ContentId = Id<kind::Content>;
/// Names a comment (`IC_…`).
pub type CommentId = Id<kind::Comment>;
/// Names a field (`PVTF_…`, `PVTSSF_…`, `PVTIF_…`).
pub type FieldId = Id<kind::Field>;
/// Names an organization's issue field (`IFT_…`, `IFSS_…`): it is not the id of the project field that shows it.
pub type IssueFieldId = Id<kind::IssueField>;
/// Names an option inside its field.
pub type OptionId = Id<kind::Choice>;
/// Names an iteration inside its field.
pub type IterationId = Id<kind::Iteration>;

const LOCAL: &str = "local:";

impl ItemId {
    /// The id of an item that `edit` creates, until GitHub gives it one of its own.
    pub fn local(edit: EditId) -> Self {
        Self::from(format!("{LOCAL}{edit}"))
    }
}

impl ContentId {
    /// The id of the issue behind a card until GitHub has opened it and a read has brought it.
    pub fn behind(item: &ItemId) -> Self {
        Self::from(format!("{LOCAL}{item}"))
    }
}

impl<Kind> Id<Kind> {
    /// Whether GitHub does not know it: the id is one of this program's.
    pub fn is_local(&self) -> bool {
        self.text.starts_with(LOCAL)
    }

    /// The id as GitHub writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<Kind> From<String> for Id<Kind> {
    fn from(text: String) -> Self {
        Self { text: text.into(), kind: PhantomData }
    }
}

impl<Kind> From<&str> for Id<Kind> {
    fn from(text: &str) -> Self {
        Self { text: text.into(), kind: PhantomData }
    }
}

impl<Kind> From<Arc<str>> for Id<Kind> {
    /// Shares the text instead of copying it.
    fn from(text: Arc<str>) -> Self {
        Self { text, kind: PhantomData }
    }
}

impl<Kind> Clone for Id<Kind> {
    fn clone(&self) -> Self {
        Self { text: Arc::clone(&self.text), kind: PhantomData }
    }
}

impl<Kind> PartialEq for Id<Kind> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.text, &other.text) || self.text == other.text
    }
}

impl<Kind> Eq for Id<Kind> {}

impl<Kind> PartialOrd for Id<Kind> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<Kind> Ord for Id<Kind> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<Kind> Hash for Id<Kind> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<Kind> std::borrow::Borrow<str> for Id<Kind> {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl<Kind> fmt::Debug for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<Kind> fmt::Display for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<Kind> Serialize for Id<Kind> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, Kind> Deserialize<'de> for Id<Kind> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { text: Arc::deserialize(deserializer)?, kind: PhantomData })
    }
}

/// Names an edit. A `UUIDv7`: later edits sort after earlier ones, also across processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditId(pub Uuid);

impl EditId {
    /// The one right after it, for what takes its place.
    #[must_use]
    pub fn next(self) -> Self {
        Self(Uuid::from_u128(self.0.as_u128().wrapping_add(1)))
    }
}

impl fmt::Display for EditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names what one key press or command did: the edits that are undone together. The id of its first edit.
pub type StepId = EditId;
