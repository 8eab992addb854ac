//! Where someone else changed the same as an edit of ours: what it was, ours, theirs, until a person has decided.

use super::journal::still_holds;
use crate::domain::item::Name;
pub use crate::domain::wording::thing;
use crate::domain::{
    Attribute, Conflict, Edit, EditId, ItemId, Pending, Replica, Snapshot, StepId, Theirs, Timestamp, wording,
};
use crate::sync::Command;

/// Two values for one thing. Ours is what is shown and what is sent until the user takes theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    /// Our edit; it may be at GitHub by now.
    pub edit: EditId,
    /// What that was made together with.
    pub step: StepId,
    /// What it makes of the thing.
    pub mine: Edit,
    /// The edit that makes theirs of it.
    pub theirs: Edit,
    /// The edit that makes of it what it was before either; none where that is not known.
    pub was: Option<Edit>,
    /// The login that set theirs, where GitHub says.
    pub by: Option<Name>,
    /// When ours was made.
    pub made_at: Timestamp,
}

impl Clash {
    /// What the sync reports.
    pub fn new(conflict: Conflict) -> Self {
        let Conflict { ours, theirs, by } = conflict;
        let (item, was, base) = (ours.edit.item().clone(), ours.was, ours.base);
        let set = |to| Edit::Set { item: item.clone(), to };
        let (theirs, was) = match theirs {
            Theirs::Field(field, to) => {
                let set = |to| Edit::SetField { item: item.clone(), field: field.clone(), to };
                (set(to), Some(set(was)))
            }
            Theirs::Attribute(to) => (set(to), base.map(set)),
            Theirs::Body { base, text } => match &ours.edit {
                Edit::SetComment { comment, to, .. } => {
                    let was = to.clone().unwrap_or_default();
                    let set = |to| Edit::SetComment {
                        item: item.clone(),
                        comment: comment.clone(),
                        was: was.clone(),
                        to: Some(to),
                    };
                    (set(text), Some(set(base)))
                }
                Edit::Set { .. }
                | Edit::SetField { .. }
                | Edit::Place { .. }
                | Edit::AddDraft { .. }
                | Edit::AddIssue { .. }
                | Edit::PutBack { .. }
                | Edit::Delete { .. }
                | Edit::Link { .. }
                | Edit::Convert { .. }
                | Edit::Comment { .. } => (set(Attribute::Body(text)), Some(set(Attribute::Body(base)))),
            },
        };
        Self { edit: ours.id, step: ours.step, mine: ours.edit, theirs, was, by, made_at: ours.made_at }
    }

    /// Which card.
    pub fn item(&self) -> &ItemId {
        self.mine.item()
    }

    /// What tells the sync that a person has decided.
    pub fn settle(&self) -> Command {
        Command::Settle { edit: self.edit, theirs: self.theirs.clone() }
    }

    /// Whose value theirs is, in a word.
    pub fn whose(&self) -> &str {
        self.by.as_deref().unwrap_or("someone else")
    }

    /// Whether there is something left to decide: not once ours is gone, or a later edit of ours has set the same anew.
    pub fn is_open(&self, replica: &Replica) -> bool {
        let anew = |pending: &Pending| {
            pending.id > self.edit && pending.is_in_view() && self.mine.is_replaced_by(&pending.edit)
        };
        replica.view().item(self.item()).is_some()
            && !replica.pending().iter().any(anew)
            && still_holds(&self.mine, replica)
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        for edit in [Some(&mut self.mine), Some(&mut self.theirs), self.was.as_mut()].into_iter().flatten() {
            *edit = edit.renamed(from, to);
        }
    }
}

/// The value that an edit sets, in words.
pub fn value(edit: &Edit, view: &Snapshot) -> String {
    wording::value(edit, view).unwrap_or_else(|| "(none)".to_owned())
}
