//! What a person can change, in one vocabulary for the board, the commands, the outbox and the writer.
//!
//! Edits say where things end up, never how far they move, so sending one twice is harmless.

use serde::{Deserialize, Serialize};

use super::item::{Content, Draft};
use super::{EditId, FieldId, Item, ItemId, Snapshot, StepId, Timestamp, Value};

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
}

impl Edit {
    /// The item it changes.
    pub fn item(&self) -> &ItemId {
        match self {
            Self::SetField { item, .. }
            | Self::Place { item, .. }
            | Self::AddDraft { item, .. }
            | Self::Delete { item } => item,
        }
    }

    /// Whether sending it twice leaves GitHub as sending it once. Only creations do not.
    pub fn is_idempotent(&self) -> bool {
        match self {
            Self::SetField { .. } | Self::Place { .. } | Self::Delete { .. } => true,
            Self::AddDraft { .. } => false,
        }
    }

    /// Whether a later edit makes this one needless: the same field of the same item, or the same item's place.
    pub fn is_replaced_by(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::SetField { item: a, field: f, .. }, Self::SetField { item: b, field: g, .. }) => {
                a == b && f == g
            }
            (Self::Place { item: a, .. }, Self::Place { item: b, .. }) => a == b,
            (Self::SetField { .. } | Self::Place { .. } | Self::AddDraft { .. } | Self::Delete { .. }, _) => {
                false
            }
        }
    }

    /// The edit that undoes this one, for the state it is about to change. None where nothing would change.
    pub fn inverse(&self, before: &Snapshot) -> Option<Self> {
        match self {
            Self::SetField { item, field, to } => {
                let was = before.item(item)?.value(field).cloned();
                (was != *to).then(|| Self::SetField { item: item.clone(), field: field.clone(), to: was })
            }
            Self::Place { item, .. } => Some(Self::Place {
                item: item.clone(),
                after: before.order().above(item).cloned(),
                before: before.order().below(item).cloned(),
            }),
            Self::AddDraft { item, .. } => Some(Self::Delete { item: item.clone() }),
            Self::Delete { item } => match &before.item(item)?.content {
                Content::Draft(draft) => Some(Self::AddDraft {
                    item: item.clone(),
                    title: draft.title.clone(),
                    body: String::new(),
                }),
                Content::Issue(_) | Content::PullRequest(_) | Content::Hidden => None,
            },
        }
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
            Self::SetField { item, .. } | Self::AddDraft { item, .. } | Self::Delete { item } => swap(item),
            Self::Place { item, after, before } => {
                swap(item);
                after.iter_mut().for_each(swap);
                before.iter_mut().for_each(swap);
            }
        }
        edit
    }
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
        .filter(|pending| matches!(pending.edit, Edit::AddDraft { .. }))
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
    /// Given to GitHub; no answer yet. After a crash: perhaps applied.
    Sending {
        /// When the latest attempt began.
        since: Timestamp,
    },
    /// GitHub said yes; a read has not shown it yet.
    Accepted {
        /// When the answer came.
        at: Timestamp,
    },
    /// GitHub said no. It is out of the view and waits for retry or drop.
    Refused(Refusal),
    /// A creation whose answer was lost and that no read has found: a person decides.
    Unknown {
        /// When the latest attempt began.
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
