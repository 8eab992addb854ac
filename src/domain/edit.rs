//! What a person can change, in one vocabulary for the board, the commands, the outbox and the writer.
//!
//! Edits say where things end up, never how far they move, so sending one twice is harmless.

use serde::{Deserialize, Serialize};

use super::item::{Content, Draft, FieldValue, Name};
use super::{Attribute, CommentId, FieldId, Item, ItemId, Member, Project, Snapshot, Timestamp, Value};

/// One change to one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// Sets a field the project stores, or clears it.
    SetField {
        /// Which card.
        item: ItemId,
        /// Which field.
        field: FieldId,
        /// The new value; none clears.
        to: Option<Value>,
    },
    /// Puts a card elsewhere in the global order.
    Place {
        /// Which card.
        item: ItemId,
        /// The card it ends up directly below; none is the very top of the project.
        after: Option<ItemId>,
        /// The card it ends up directly above, used when `after` is gone.
        before: Option<ItemId>,
    },
    /// Writes a new draft at the bottom of the project.
    AddDraft {
        /// Its local id.
        item: ItemId,
        /// One line.
        title: String,
        /// Markdown, perhaps empty.
        body: String,
    },
    /// Takes a card off the project; a draft is lost with it.
    Delete {
        /// Which card.
        item: ItemId,
    },
    /// Sets a property of the card, or of the issue, pull request or draft behind it.
    Set {
        /// Which card.
        item: ItemId,
        /// The property with its new value.
        to: Attribute,
    },
    /// Puts one entry on a list of the issue, pull request or draft, or takes it off. One entry each, so that what two people do to
    /// a list adds up.
    Link {
        /// Which card.
        item: ItemId,
        /// What is put on its list.
        entry: Member,
        /// Whether it is on the list afterwards.
        on: bool,
    },
    /// Opens an issue and puts it at the bottom of the project. Its labels, people and fields follow as edits of their own.
    AddIssue {
        /// Its local id.
        item: ItemId,
        /// `owner/name`.
        repository: Name,
        /// One line.
        title: String,
        /// Markdown, perhaps empty.
        body: String,
    },
    /// Puts an issue or a pull request that was taken off on the project again, at the bottom. GitHub gives its card a new id; its
    /// fields follow as edits of their own.
    PutBack {
        /// Its local id.
        item: ItemId,
        /// The issue or pull request as it was seen last.
        content: Box<Content>,
        /// Its text then, where it was known.
        body: Option<String>,
        /// The values that belong to the issue, wherever it is.
        values: Vec<FieldValue>,
    },
    /// Makes a draft an issue. The card keeps its id.
    Convert {
        /// Which card.
        item: ItemId,
        /// `owner/name`.
        repository: Name,
    },
    /// Writes a comment under an issue or a pull request.
    Comment {
        /// Which card.
        item: ItemId,
        /// Markdown.
        body: String,
    },
    /// Gives a comment another text, or takes it away.
    SetComment {
        /// Which card it is under.
        item: ItemId,
        /// Which comment.
        comment: CommentId,
        /// Its text when the edit was made.
        was: String,
        /// Markdown; none deletes it.
        to: Option<String>,
    },
}

impl Edit {
    /// The item it changes.
    pub fn item(&self) -> &ItemId {
        match self {
            Self::SetField { item, .. }
            | Self::Place { item, .. }
            | Self::AddDraft { item, .. }
            | Self::Delete { item }
            | Self::Set { item, .. }
            | Self::Link { item, .. }
            | Self::AddIssue { item, .. }
            | Self::PutBack { item, .. }
            | Self::Convert { item, .. }
            | Self::Comment { item, .. }
            | Self::SetComment { item, .. } => item,
        }
    }

    /// Every item it names, neighbours too.
    pub fn items(&self) -> impl Iterator<Item = &ItemId> {
        let neighbours = match self {
            Self::Place { after, before, .. } => [after.as_ref(), before.as_ref()],
            Self::SetField { .. }
            | Self::AddDraft { .. }
            | Self::Delete { .. }
            | Self::Set { .. }
            | Self::Link { .. }
            | Self::AddIssue { .. }
            | Self::PutBack { .. }
            | Self::Convert { .. }
            | Self::Comment { .. }
            | Self::SetComment { .. } => [None, None],
        };
        std::iter::once(self.item()).chain(neighbours.into_iter().flatten())
    }

    /// Whether sending it twice leaves GitHub as sending it once. What makes something new does not.
    pub fn is_idempotent(&self) -> bool {
        match self {
            Self::SetField { .. }
            | Self::Place { .. }
            | Self::Delete { .. }
            | Self::Set { .. }
            | Self::Link { .. }
            // What is on the project already is left where it is.
            | Self::PutBack { .. }
            | Self::SetComment { .. } => true,
            Self::AddDraft { .. } | Self::AddIssue { .. } | Self::Convert { .. } | Self::Comment { .. } => {
                false
            }
        }
    }

    /// Whether it makes the card it is about.
    pub fn creates(&self) -> bool {
        matches!(self, Self::AddDraft { .. } | Self::AddIssue { .. } | Self::PutBack { .. })
    }

    /// Whether it puts a card elsewhere.
    pub fn places(&self) -> bool {
        matches!(self, Self::Place { .. })
    }

    /// Whether it changes the issue, pull request or draft itself, wherever its card is.
    pub fn is_of_content(&self, project: &Project) -> bool {
        match self {
            Self::SetField { field, .. } => {
                project.field(field).is_some_and(|field| field.issue_field.is_some())
            }
            Self::Set { to, .. } => !matches!(to, Attribute::Archived(_)),
            Self::Link { .. } | Self::Convert { .. } | Self::Comment { .. } | Self::SetComment { .. } => true,
            Self::Place { .. }
            | Self::AddDraft { .. }
            | Self::AddIssue { .. }
            | Self::PutBack { .. }
            | Self::Delete { .. } => false,
        }
    }

    /// Whether it takes the card off the project.
    pub fn deletes(&self) -> bool {
        matches!(self, Self::Delete { .. })
    }

    /// Whether it says something about the card.
    pub fn comments(&self) -> bool {
        matches!(self, Self::Comment { .. })
    }

    /// The text that it gives to a card which is there.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Set { to: Attribute::Body(text), .. } => Some(text),
            Self::Set { .. }
            | Self::SetField { .. }
            | Self::Place { .. }
            | Self::AddDraft { .. }
            | Self::Delete { .. }
            | Self::Link { .. }
            | Self::AddIssue { .. }
            | Self::PutBack { .. }
            | Self::Convert { .. }
            | Self::Comment { .. }
            | Self::SetComment { .. } => None,
        }
    }

    /// The text that it leaves a card with, also one that it makes.
    pub fn text_after(&self) -> Option<&str> {
        match self {
            Self::AddDraft { body, .. } | Self::AddIssue { body, .. } => Some(body),
            Self::PutBack { body, .. } => body.as_deref(),
            Self::Set { .. }
            | Self::SetField { .. }
            | Self::Place { .. }
            | Self::Delete { .. }
            | Self::Link { .. }
            | Self::Convert { .. }
            | Self::Comment { .. }
            | Self::SetComment { .. } => self.text(),
        }
    }

    /// Whether there is no way back once GitHub has it: a comment, and the end of one.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Comment { .. } | Self::SetComment { to: None, .. })
    }

    /// Whether the order of the cards depends on it.
    pub fn reorders(&self) -> bool {
        self.creates() || self.places() || self.deletes()
    }

    /// Whether it changes what is behind the card, which has an id of its own, and not the card.
    pub fn is_about_content(&self) -> bool {
        match self {
            Self::Set { to, .. } => match to {
                Attribute::Archived(_) => false,
                Attribute::Title(_)
                | Attribute::Body(_)
                | Attribute::State(_)
                | Attribute::Milestone(_)
                | Attribute::Kind(_)
                | Attribute::Parent(_) => true,
            },
            Self::Link { .. } | Self::Comment { .. } | Self::SetComment { .. } => true,
            Self::AddDraft { .. }
            | Self::AddIssue { .. }
            | Self::PutBack { .. }
            | Self::SetField { .. }
            | Self::Place { .. }
            | Self::Delete { .. }
            | Self::Convert { .. } => false,
        }
    }

    /// Whether a later edit makes this one needless: the same field, property or entry of the same item, or the same item's place.
    pub fn is_replaced_by(&self, later: &Self) -> bool {
        self.item() == later.item()
            && match (self, later) {
                (Self::SetField { field: a, .. }, Self::SetField { field: b, .. }) => a == b,
                (Self::Place { .. }, Self::Place { .. }) => true,
                (Self::Set { to: a, .. }, Self::Set { to: b, .. }) => a.is_same_property(b),
                (Self::Link { entry: a, .. }, Self::Link { entry: b, .. }) => a.is_same_entry(b),
                (Self::SetComment { comment: a, .. }, Self::SetComment { comment: b, .. }) => a == b,
                (
                    Self::SetField { .. }
                    | Self::Place { .. }
                    | Self::AddDraft { .. }
                    | Self::Delete { .. }
                    | Self::Set { .. }
                    | Self::Link { .. }
                    | Self::AddIssue { .. }
                    | Self::PutBack { .. }
                    | Self::Convert { .. }
                    | Self::Comment { .. }
                    | Self::SetComment { .. },
                    _,
                ) => false,
            }
    }

    /// The edits that undo this one, first to last, for the state it is about to change; `body` is the card's text then, where it
    /// is known. None where nothing would change, and where there is no way back: a comment stays and a deleted one is gone, an issue does not
    /// become a draft again, and a card that GitHub does not show, or has told nothing of yet, is not put back. Taking back a new
    /// issue takes it off the project; in its repository it stays.
    pub fn inverse(&self, before: &Snapshot, body: Option<&str>) -> Vec<Self> {
        let was = before.item(self.item());
        let one = match self {
            Self::SetField { item, field, to } => was.and_then(|was| {
                let was = was.value(field).cloned();
                (was != *to).then(|| Self::SetField { item: item.clone(), field: field.clone(), to: was })
            }),
            Self::Place { item, .. } => Some(back_in_place(item, before)),
            Self::AddDraft { item, .. } | Self::AddIssue { item, .. } | Self::PutBack { item, .. } => {
                Some(Self::Delete { item: item.clone() })
            }
            Self::Delete { item } => return was.map_or_else(Vec::new, |was| anew(item, was, before, body)),
            Self::Set { item, to: Attribute::Body(text) } => body
                .filter(|body| body != text)
                .map(|body| Self::Set { item: item.clone(), to: Attribute::Body(body.to_owned()) }),
            Self::Set { item, to } => was
                .filter(|was| !to.holds(was))
                .and_then(|was| Some(Self::Set { item: item.clone(), to: to.current(was)? })),
            Self::Link { item, entry, on } => was
                .filter(|was| entry.is_on(was) == Some(!on))
                .map(|_| Self::Link { item: item.clone(), entry: entry.clone(), on: !on }),
            Self::SetComment { item, comment, was, to } => {
                to.as_ref().filter(|to| *to != was).map(|to| Self::SetComment {
                    item: item.clone(),
                    comment: comment.clone(),
                    was: to.clone(),
                    to: Some(was.clone()),
                })
            }
            Self::Convert { .. } | Self::Comment { .. } => None,
        };
        one.into_iter().collect()
    }

    /// The same edit after GitHub gave a local item its id.
    #[must_use]
    pub fn renamed(&self, from: &ItemId, to: &ItemId) -> Self {
        let mut edit = self.clone();
        let swap = |id: &mut ItemId| {
            if id == from {
                *id = to.clone();
            }
        };
        match &mut edit {
            Self::SetField { item, .. }
            | Self::AddDraft { item, .. }
            | Self::Delete { item }
            | Self::Set { item, .. }
            | Self::Link { item, .. }
            | Self::AddIssue { item, .. }
            | Self::PutBack { item, .. }
            | Self::Convert { item, .. }
            | Self::Comment { item, .. }
            | Self::SetComment { item, .. } => swap(item),
            Self::Place { item, after, before } => {
                swap(item);
                after.iter_mut().for_each(swap);
                before.iter_mut().for_each(swap);
            }
        }
        edit
    }
}

/// Puts an item back where it stands.
fn back_in_place(item: &ItemId, before: &Snapshot) -> Edit {
    let order = before.order();
    Edit::Place { item: item.clone(), after: order.above(item).cloned(), before: order.below(item).cloned() }
}

/// Brings a card back that was taken off: a draft is written once more, with its people; an issue or a pull request is put on the
/// project again. Then it gets its fields and its place. Nothing where GitHub could not be told which one it is.
fn anew(item: &ItemId, was: &Item, before: &Snapshot, body: Option<&str>) -> Vec<Edit> {
    let of_project = |entry: &&FieldValue| {
        before.project.field(&entry.field).is_none_or(|field| field.issue_field.is_none())
    };
    let mut edits = match &was.content {
        Content::Draft(draft) => {
            let (title, body) = (draft.title.clone(), body.unwrap_or_default().to_owned());
            let people = draft.assignees.iter().map(|login| Edit::Link {
                item: item.clone(),
                entry: Member::Assignee(login.clone()),
                on: true,
            });
            std::iter::once(Edit::AddDraft { item: item.clone(), title, body }).chain(people).collect()
        }
        Content::Issue(_) | Content::PullRequest(_) if was.content_id().is_some() => {
            let values = was.values.iter().filter(|entry| !of_project(entry)).cloned().collect();
            let (content, body) = (Box::new(was.content.clone()), body.map(str::to_owned));
            vec![Edit::PutBack { item: item.clone(), content, body, values }]
        }
        Content::Issue(_) | Content::PullRequest(_) | Content::Hidden => return Vec::new(),
    };
    let stored =
        |entry: &&FieldValue| before.project.field(&entry.field).is_none_or(super::field::Field::is_stored);
    edits.extend(was.values.iter().filter(stored).filter(of_project).map(|entry| Edit::SetField {
        item: item.clone(),
        field: entry.field.clone(),
        to: Some(entry.value.clone()),
    }));
    if was.archived {
        edits.push(Edit::Set { item: item.clone(), to: Attribute::Archived(true) });
    } else if before.order().below(item).is_some() {
        edits.push(back_in_place(item, before));
    }
    edits
}

impl Item {
    /// A draft as it looks before GitHub has made it.
    pub(super) fn draft(id: ItemId, title: String, at: Timestamp) -> Self {
        let draft = Draft {
            id: None,
            title,
            author: None,
            assignees: Vec::new().into(),
            created_at: at,
            updated_at: at,
        };
        Self {
            id,
            content: Content::Draft(draft),
            archived: false,
            created_at: at,
            updated_at: at,
            values: Vec::new(),
        }
    }
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
