//! What the cards of a row have in common, and what makes it true for one more card.

use serde::{Deserialize, Serialize};

use crate::domain::item::{Content, Label, Link, Milestone, Name};
use crate::domain::permit::Locked;
use crate::domain::wish::{Judge, Unmet, Wish};
use crate::domain::{Aspect, Attribute, Edit, FieldId, Item, Member, Timestamp, Value};

/// What the cards of a row have in common. Nothing of a kind is what the cards of the last row have.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum Common {
    /// There are no rows.
    #[default]
    Nothing,
    /// The value of a field.
    Field(FieldId, Option<Value>),
    /// Just these people, no one else.
    Assignees(Vec<Name>),
    /// Just these labels, no others.
    Labels(Vec<Label>),
    /// The milestone.
    Milestone(Option<Milestone>),
    /// The issue type.
    Kind(Option<Name>),
    /// The issue they are parts of.
    Parent(Option<Link>),
    /// The repository.
    Repository(Option<Name>),
}

impl Common {
    /// What a card shares with those of its row; none where it is in the row of those without.
    pub(super) fn of(by: &Aspect, item: &Item) -> Option<Self> {
        Some(match by {
            Aspect::Field(id) => Self::Field(id.clone(), Some(item.value(id)?.clone())),
            Aspect::Assignees if item.assignees().is_empty() => return None,
            Aspect::Assignees => Self::Assignees(item.assignees().to_vec()),
            Aspect::Labels if item.labels().is_empty() => return None,
            Aspect::Labels => Self::Labels(item.labels().to_vec()),
            Aspect::Milestone => Self::Milestone(Some(item.milestone()?.clone())),
            Aspect::Repository => Self::Repository(Some(item.repository()?.clone())),
            Aspect::Type => Self::Kind(Some(item.issue()?.kind.clone()?)),
            Aspect::Parent => Self::Parent(Some(item.issue()?.parent.as_deref()?.clone())),
            // None of these makes rows.
            Aspect::Number | Aspect::Title | Aspect::Created | Aspect::Updated | Aspect::Closed => {
                return None;
            }
        })
    }

    /// What the cards of the last row share: that they have nothing of the kind.
    pub(super) fn none(by: &Aspect) -> Self {
        match by {
            Aspect::Field(id) => Self::Field(id.clone(), None),
            Aspect::Assignees => Self::Assignees(Vec::new()),
            Aspect::Labels => Self::Labels(Vec::new()),
            Aspect::Milestone => Self::Milestone(None),
            Aspect::Repository => Self::Repository(None),
            Aspect::Type => Self::Kind(None),
            Aspect::Parent => Self::Parent(None),
            Aspect::Number | Aspect::Title | Aspect::Created | Aspect::Updated | Aspect::Closed => {
                Self::Nothing
            }
        }
    }

    /// What has to come true for a card: of people and labels it loses those that the row does not have, and gets those it lacks.
    fn wishes(&self, item: &Item) -> Vec<Wish> {
        let list = |has: Vec<Member>, wanted: Vec<Member>| -> Vec<Wish> {
            let lacks = |all: &[Member], entry: &Member| !all.iter().any(|known| known.is_same_entry(entry));
            let off = has.iter().filter(|entry| lacks(&wanted, entry)).map(|entry| (entry, false));
            let on = wanted.iter().filter(|entry| lacks(&has, entry)).map(|entry| (entry, true));
            off.chain(on).map(|(entry, on)| Wish::Entry(entry.clone(), on)).collect()
        };
        let set = |to: Attribute| if to.holds(item) { Vec::new() } else { vec![Wish::Set(to)] };
        match self {
            Self::Nothing | Self::Repository(_) => Vec::new(),
            Self::Field(field, value) => vec![Wish::Value(field.clone(), value.clone())],
            Self::Assignees(people) => {
                let members =
                    |all: &[Name]| all.iter().map(|login| Member::Assignee(login.clone())).collect();
                list(members(item.assignees()), members(people))
            }
            Self::Labels(labels) => {
                let members = |all: &[Label]| all.iter().map(|label| Member::Label(label.clone())).collect();
                list(members(item.labels()), members(labels))
            }
            Self::Milestone(to) => set(Attribute::Milestone(to.clone())),
            Self::Kind(to) => set(Attribute::Kind(to.clone())),
            Self::Parent(to) => set(Attribute::Parent(to.clone())),
        }
    }

    /// The edits that make it true for a card, or why it can't be.
    pub fn edits(&self, item: &Item, judge: Judge<'_>) -> Result<Vec<Edit>, Unmet> {
        if let Self::Repository(name) = self
            && item.repository() != name.as_ref()
        {
            let draft = matches!(item.content, Content::Draft(_));
            return Err(if draft { Locked::Draft("repository") } else { Locked::Home }.into());
        }
        let cut = match self {
            Self::Assignees(_) => item.work().filter(|work| work.assignees.hidden() > 0).map(|_| "assignees"),
            Self::Labels(_) => item.work().filter(|work| work.labels.hidden() > 0).map(|_| "labels"),
            Self::Nothing
            | Self::Field(..)
            | Self::Milestone(_)
            | Self::Kind(_)
            | Self::Parent(_)
            | Self::Repository(_) => None,
        };
        if let Some(what) = cut {
            return Err(Unmet::Cut(what));
        }
        let wishes = self.wishes(item);
        wishes.iter().filter_map(|wish| wish.edit(item, judge).transpose()).collect()
    }

    /// Whether only issues can have it.
    pub fn needs_issue(&self) -> bool {
        match self {
            Self::Nothing | Self::Field(..) | Self::Assignees(_) => false,
            Self::Labels(labels) => !labels.is_empty(),
            Self::Milestone(to) => to.is_some(),
            Self::Kind(to) | Self::Repository(to) => to.is_some(),
            Self::Parent(to) => to.is_some(),
        }
    }

    /// Whether an issue of a repository can have it, as far as its name tells.
    pub fn may_be_in(&self, repository: &Name) -> bool {
        match self {
            Self::Repository(name) => name.as_ref() == Some(repository),
            Self::Nothing
            | Self::Field(..)
            | Self::Assignees(_)
            | Self::Labels(_)
            | Self::Milestone(_)
            | Self::Kind(_)
            | Self::Parent(_) => true,
        }
    }

    /// Whether an edit says something of the kind.
    pub fn is_about(&self, edit: &Edit) -> bool {
        match (self, edit) {
            (Self::Field(field, _), Edit::SetField { field: set, .. }) => field == set,
            (Self::Assignees(_), Edit::Link { entry, .. }) => matches!(entry, Member::Assignee(_)),
            (Self::Labels(_), Edit::Link { entry, .. }) => matches!(entry, Member::Label(_)),
            (Self::Milestone(_), Edit::Set { to, .. }) => matches!(to, Attribute::Milestone(_)),
            (Self::Kind(_), Edit::Set { to, .. }) => matches!(to, Attribute::Kind(_)),
            (Self::Parent(_), Edit::Set { to, .. }) => matches!(to, Attribute::Parent(_)),
            (Self::Repository(_), Edit::AddIssue { .. }) => true,
            (_, _) => false,
        }
    }

    /// Gives it to a card that only this program knows.
    pub(super) fn give(&self, item: &mut Item) {
        for wish in self.wishes(item) {
            match wish {
                Wish::Value(field, to) => item.set(&field, to),
                Wish::Entry(entry, on) => entry.apply(item, on),
                Wish::Set(to) => to.apply(item, Timestamp::UNIX_EPOCH),
                Wish::Typed(..) | Wish::Option(..) | Wish::Removal | Wish::Issue(_) | Wish::Comment(_) => {}
            }
        }
    }
}
