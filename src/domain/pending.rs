//! An edit on its way to GitHub, and how far it is.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::item::Content;
use super::limit::Excuse;
use super::{Attribute, Edit, EditId, Item, ItemId, Snapshot, StepId, Timestamp, Value};

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
    /// The same for edits of a property: what GitHub had when the edit was made, where that was known; of a comment its text, and of
    /// a draft that is deleted what it said to whom deleted it.
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

/// Why GitHub refused an edit, or why it was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// GitHub's own words, free of control characters.
    pub message: String,
    /// When.
    pub at: Timestamp,
    /// Whether GitHub was not even asked, as what others have written could be lost; the message is ours then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsent: bool,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = if self.unsent { "It was not sent." } else { "GitHub refused it." };
        write!(f, "{what} {}", self.message)
    }
}

/// What a draft says, its title and its text; none of other cards, which keep theirs when they are taken off a project.
pub fn words(card: &Item, text: &str) -> Option<Attribute> {
    let Content::Draft(draft) = &card.content else { return None };
    Some(Attribute::Body(format!("{}\n\n{text}", draft.title)))
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

    /// Until when a new draft whose answer was lost is not sent again, however someone asks: only a list of the project shows whether
    /// it was made, and GitHub's lists lag behind. `patience` is how long they may; `now` is GitHub's clock.
    pub fn may_be_unlisted(&self, patience: TimeDelta, now: Timestamp) -> Option<Timestamp> {
        let Progress::Unknown { since } = self.progress else { return None };
        let until = since + patience;
        (matches!(self.edit, Edit::AddDraft { .. }) && now < until).then_some(until)
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
            | Edit::PutBack { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. }
            | Edit::SetComment { .. } => None,
        };
        let property = match &edit {
            Edit::Set { to: Attribute::Body(_), .. } => body.map(|body| Attribute::Body(body.to_owned())),
            Edit::Set { to, .. } => item.and_then(|item| to.current(item)),
            Edit::SetComment { was, .. } => Some(Attribute::Body(was.clone())),
            Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::AddDraft { .. }
            | Edit::Delete { .. }
            | Edit::Link { .. }
            | Edit::AddIssue { .. }
            | Edit::PutBack { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. } => None,
        };
        let (excuse, turns, progress) = (None, false, Progress::Queued);
        Self { id, step, edit, was, base: property, excuse, turns, made_at, progress }
    }

    /// The same edit, made on what a card shows: who made it had not seen that one at GitHub. A text counts from the one it was made
    /// of all the same.
    #[must_use]
    pub fn counted_from(&self, card: &Item) -> Self {
        match &self.edit {
            Edit::SetField { field, .. } => Self { was: card.value(field).cloned(), ..self.clone() },
            Edit::Set { to, .. } if !matches!(to, Attribute::Body(_)) => {
                Self { base: to.current(card), ..self.clone() }
            }
            Edit::Set { .. }
            | Edit::PutBack { .. }
            | Edit::Place { .. }
            | Edit::AddDraft { .. }
            | Edit::Delete { .. }
            | Edit::Link { .. }
            | Edit::AddIssue { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. }
            | Edit::SetComment { .. } => self.clone(),
        }
    }

    /// A deletion with what the draft says to whom deletes it, where its text is known; any other edit as it is.
    #[must_use]
    pub fn in_sight_of(self, view: &Snapshot, text: Option<&str>) -> Self {
        let Edit::Delete { item } = &self.edit else { return self };
        let base = view.item(item).zip(text).and_then(|(card, text)| words(card, text));
        Self { base, ..self }
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

    /// Whether it was given to GitHub and not given back: it can't be given up any more.
    pub fn is_on_its_way(&self) -> bool {
        match self.progress {
            Progress::Sending { .. } | Progress::Accepted { .. } => true,
            Progress::Queued | Progress::Refused(_) | Progress::Unknown { .. } => false,
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
