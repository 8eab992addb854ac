//! What a person can change, in one vocabulary for the board, the commands, the outbox and the writer.
//!
//! Edits say where things end up, never how far they move, so sending one twice is harmless.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::item::{Content, Draft, FieldValue, Name};
use super::limit::Excuse;
use super::{Attribute, EditId, FieldId, Item, ItemId, Member, Snapshot, StepId, Timestamp, Value};

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
            | Self::Convert { item, .. }
            | Self::Comment { item, .. } => item,
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
            | Self::Convert { .. }
            | Self::Comment { .. } => [None, None],
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
            | Self::Link { .. } => true,
            Self::AddDraft { .. } | Self::AddIssue { .. } | Self::Convert { .. } | Self::Comment { .. } => {
                false
            }
        }
    }

    /// Whether it makes the card it is about.
    pub fn creates(&self) -> bool {
        matches!(self, Self::AddDraft { .. } | Self::AddIssue { .. })
    }

    /// Whether it puts a card elsewhere.
    pub fn places(&self) -> bool {
        matches!(self, Self::Place { .. })
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
            | Self::Convert { .. }
            | Self::Comment { .. } => None,
        }
    }

    /// The text that it leaves a card with, also one that it makes.
    pub fn text_after(&self) -> Option<&str> {
        match self {
            Self::AddDraft { body, .. } | Self::AddIssue { body, .. } => Some(body),
            Self::Set { .. }
            | Self::SetField { .. }
            | Self::Place { .. }
            | Self::Delete { .. }
            | Self::Link { .. }
            | Self::Convert { .. }
            | Self::Comment { .. } => self.text(),
        }
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
            Self::Link { .. } | Self::Comment { .. } => true,
            Self::AddDraft { .. }
            | Self::AddIssue { .. }
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
                (
                    Self::SetField { .. }
                    | Self::Place { .. }
                    | Self::AddDraft { .. }
                    | Self::Delete { .. }
                    | Self::Set { .. }
                    | Self::Link { .. }
                    | Self::AddIssue { .. }
                    | Self::Convert { .. }
                    | Self::Comment { .. },
                    _,
                ) => false,
            }
    }

    /// The edits that undo this one, first to last, for the state it is about to change; `body` is the card's text then, where it
    /// is known. None where nothing would change, and where there is no way back: a comment stays, an issue does not become a draft
    /// again, and an issue or pull request that was taken off is not put back. Taking back a new issue takes it off the project;
    /// in its repository it stays.
    pub fn inverse(&self, before: &Snapshot, body: Option<&str>) -> Vec<Self> {
        let was = before.item(self.item());
        let one = match self {
            Self::SetField { item, field, to } => was.and_then(|was| {
                let was = was.value(field).cloned();
                (was != *to).then(|| Self::SetField { item: item.clone(), field: field.clone(), to: was })
            }),
            Self::Place { item, .. } => Some(back_in_place(item, before)),
            Self::AddDraft { item, .. } | Self::AddIssue { item, .. } => {
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
            | Self::Convert { item, .. }
            | Self::Comment { item, .. } => swap(item),
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

/// Writes a draft that was deleted once more, with its people and its fields, where it stood.
fn anew(item: &ItemId, was: &Item, before: &Snapshot, body: Option<&str>) -> Vec<Edit> {
    let Content::Draft(draft) = &was.content else { return Vec::new() };
    let (title, body) = (draft.title.clone(), body.unwrap_or_default().to_owned());
    let mut edits = vec![Edit::AddDraft { item: item.clone(), title, body }];
    edits.extend(draft.assignees.iter().map(|login| Edit::Link {
        item: item.clone(),
        entry: Member::Assignee(login.clone()),
        on: true,
    }));
    let stored =
        |entry: &&FieldValue| before.project.field(&entry.field).is_none_or(super::field::Field::is_stored);
    edits.extend(was.values.iter().filter(stored).map(|entry| Edit::SetField {
        item: item.clone(),
        field: entry.field.clone(),
        to: Some(entry.value.clone()),
    }));
    if before.order().below(item).is_some() {
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

/// An edit on its way to GitHub: a row of the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// Later edits have greater ids.
    pub id: EditId,
    /// What it was made together with.
    pub step: StepId,
    /// The change.
    pub edit: Edit,
    /// The value GitHub had when the edit was made, for edits of a field: another value there later is a conflict.
    #[serde(default)]
    pub was: Option<Value>,
    /// The same for edits of a property: what GitHub had when the edit was made, where that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Attribute>,
    /// Why it brings its card over the limit of a column, where it does: for the event log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excuse: Option<Excuse>,
    /// Whether it takes back, or makes again, what was done before: where someone else has set the same since, it waits for a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub turns: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// How far it is.
    pub progress: Progress,
}

/// The edits of an outbox that go when some are given up: what was to happen to a draft that is not made goes with it.
pub fn given_up(outbox: &[Pending], edits: &[EditId]) -> Vec<EditId> {
    let unmade: Vec<&ItemId> = outbox
        .iter()
        .filter(|pending| edits.contains(&pending.id) && pending.edit.item().is_local())
        .filter(|pending| pending.edit.creates())
        .map(|pending| pending.edit.item())
        .collect();
    let goes = |pending: &&Pending| edits.contains(&pending.id) || unmade.contains(&pending.edit.item());
    outbox.iter().filter(goes).map(|pending| pending.id).collect()
}

/// How far an edit is on its way to GitHub.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Progress {
    /// Safe on disk, not sent.
    Queued,
    /// Given to GitHub; no answer yet, or it was lost. Perhaps applied: what can't be sent twice is looked for before it is sent again.
    Sending {
        /// When the first attempt began that GitHub may have made.
        since: Timestamp,
    },
    /// GitHub said yes; a read has not shown it yet.
    Accepted {
        /// When the answer came.
        at: Timestamp,
    },
    /// GitHub said no. It is out of the view and waits for retry or drop.
    Refused(Refusal),
    /// Something that can't be sent twice, whose answer was lost and that no read has found: it waits to be found.
    Unknown {
        /// When the first attempt began that GitHub may have made.
        since: Timestamp,
    },
}

/// Why GitHub refused an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// GitHub's own words, free of control characters.
    pub message: String,
    /// When.
    pub at: Timestamp,
}

impl Pending {
    /// How far it is when a person has it sent again. What can't be sent twice may have been made all the same, also where GitHub
    /// refused a part of it: it is looked for first. `skew` is GitHub's clock minus ours.
    pub fn again(&self, skew: TimeDelta) -> Progress {
        match self.progress {
            Progress::Unknown { since } => Progress::Sending { since },
            Progress::Refused(_) if !self.edit.is_idempotent() => {
                Progress::Sending { since: self.made_at + skew }
            }
            Progress::Refused(_) => Progress::Queued,
            Progress::Queued | Progress::Sending { .. } | Progress::Accepted { .. } => self.progress.clone(),
        }
    }

    /// An edit that is to be sent. `base` is what GitHub said last; `body` is its text of the card, where it is known.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of the edit that nothing else tells")]
    pub fn new(
        id: EditId,
        step: StepId,
        edit: Edit,
        base: &Snapshot,
        body: Option<&str>,
        made_at: Timestamp,
    ) -> Self {
        let item = base.item(edit.item());
        let was = match &edit {
            Edit::SetField { field, .. } => item.and_then(|item| item.value(field)).cloned(),
            Edit::Place { .. }
            | Edit::AddDraft { .. }
            | Edit::Delete { .. }
            | Edit::Set { .. }
            | Edit::Link { .. }
            | Edit::AddIssue { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. } => None,
        };
        let property = match &edit {
            Edit::Set { to: Attribute::Body(_), .. } => body.map(|body| Attribute::Body(body.to_owned())),
            Edit::Set { to, .. } => item.and_then(|item| to.current(item)),
            Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::AddDraft { .. }
            | Edit::Delete { .. }
            | Edit::Link { .. }
            | Edit::AddIssue { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. } => None,
        };
        let (excuse, turns, progress) = (None, false, Progress::Queued);
        Self { id, step, edit, was, base: property, excuse, turns, made_at, progress }
    }

    /// Whether it still counts on top of what GitHub says.
    pub fn is_in_view(&self) -> bool {
        match self.progress {
            Progress::Queued
            | Progress::Sending { .. }
            | Progress::Accepted { .. }
            | Progress::Unknown { .. } => true,
            Progress::Refused(_) => false,
        }
    }

    /// Whether GitHub has still to be told.
    pub fn is_unsent(&self) -> bool {
        match self.progress {
            Progress::Queued | Progress::Sending { .. } | Progress::Unknown { .. } => true,
            Progress::Accepted { .. } | Progress::Refused(_) => false,
        }
    }
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
