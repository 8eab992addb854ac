//! The fields of a project and the values they take.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Date, FieldId, IssueFieldId, IterationId, OptionId};

/// One field of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// GitHub's id.
    pub id: FieldId,
    /// The name people see; unique inside a project.
    pub name: String,
    /// What values it takes.
    pub kind: FieldKind,
    /// The organization's issue field that it shows, if any. Its values are written to the issue under this id, not to the item;
    /// its options are the issue field's.
    #[serde(default)]
    pub issue_field: Option<IssueFieldId>,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FieldKind {
    /// Free text on one line.
    Text,
    /// A number; GitHub keeps a 64-bit float.
    Number,
    /// A day.
    Date,
    /// One of some options, in GitHub's order.
    SingleSelect(Vec<SelectOption>),
    /// Any of some options, in GitHub's order.
    MultiSelect(Vec<SelectOption>),
    /// A span of time, in the order of their start.
    Iteration(Vec<Iteration>),
    /// Something of the issue or pull request itself; its value is read from [`super::Content`].
    Mirrored(Mirrored),
    /// A kind this program does not know, by GitHub's name for it. Shown, never written.
    Unknown(String),
}

/// The fields that only mirror an issue or pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum Mirrored {
    Title,
    Assignees,
    Labels,
    Milestone,
    Repository,
    LinkedPullRequests,
    Reviewers,
    ParentIssue,
    SubIssuesProgress,
    IssueType,
    TrackedBy,
    Tracks,
    Created,
    Updated,
    Closed,
}

/// One choice of a select field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectOption {
    /// Unique only inside its field.
    pub id: OptionId,
    /// As stored: it may hold emoji or spaces.
    pub name: String,
    /// The swatch GitHub shows.
    pub colour: Colour,
    /// Empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// GitHub's eight option colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "colours")]
pub enum Colour {
    Gray,
    Blue,
    Green,
    Yellow,
    Orange,
    Red,
    Pink,
    Purple,
}

/// One iteration of an iteration field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iteration {
    /// Unique only inside its field.
    pub id: IterationId,
    /// As the team named it.
    pub title: String,
    /// Its first day.
    pub start: Date,
    /// Calendar days, at least 1.
    pub days: u32,
    /// Whether GitHub lists it among the completed ones.
    pub completed: bool,
}

impl Iteration {
    /// The last day that belongs to it.
    pub fn last_day(&self) -> Date {
        let days = chrono::Days::new(u64::from(self.days.max(1) - 1));
        self.start.checked_add_days(days).unwrap_or(Date::MAX)
    }

    /// Whether `day` lies in it.
    pub fn contains(&self, day: Date) -> bool {
        (self.start..=self.last_day()).contains(&day)
    }
}

/// A value of a field that a project itself stores. "No value" is an absent one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Never empty: clearing a text removes its value.
    Text(Box<str>),
    /// Finite.
    Number(f64),
    /// A day.
    Date(Date),
    /// The chosen option; it may name one that the field no longer has.
    SingleSelect(OptionId),
    /// The chosen options.
    MultiSelect(Box<[OptionId]>),
    /// The chosen iteration; it may name one that the field no longer has.
    Iteration(IterationId),
}

impl Field {
    /// The options of a select field, in GitHub's order; none for other kinds.
    pub fn options(&self) -> &[SelectOption] {
        match &self.kind {
            FieldKind::SingleSelect(options) | FieldKind::MultiSelect(options) => options,
            FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::Iteration(_)
            | FieldKind::Mirrored(_)
            | FieldKind::Unknown(_) => &[],
        }
    }

    /// The iterations of an iteration field by their start; none for other kinds.
    pub fn iterations(&self) -> &[Iteration] {
        match &self.kind {
            FieldKind::Iteration(iterations) => iterations,
            FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::SingleSelect(_)
            | FieldKind::MultiSelect(_)
            | FieldKind::Mirrored(_)
            | FieldKind::Unknown(_) => &[],
        }
    }

    /// The option with this id.
    pub fn option(&self, id: &OptionId) -> Option<&SelectOption> {
        self.options().iter().find(|option| option.id == *id)
    }

    /// The iteration with this id.
    pub fn iteration(&self, id: &IterationId) -> Option<&Iteration> {
        self.iterations().iter().find(|iteration| iteration.id == *id)
    }

    /// What the options or the iteration are called that a value holds by id; none where it holds none, or one is not known.
    pub fn names<'a>(&'a self, value: &Value) -> Option<Cow<'a, str>> {
        let name = |id: &OptionId| self.option(id).map(|option| option.name.as_str());
        match value {
            Value::SingleSelect(id) => name(id).map(Cow::Borrowed),
            Value::MultiSelect(ids) => {
                let names: Option<Vec<&str>> = ids.iter().map(name).collect();
                names.map(|names| Cow::Owned(names.join(", ")))
            }
            Value::Iteration(id) => {
                self.iteration(id).map(|iteration| Cow::Borrowed(iteration.title.as_str()))
            }
            Value::Text(_) | Value::Number(_) | Value::Date(_) => None,
        }
    }

    /// Whether the project itself stores its values: the others are those of the issue or pull request.
    pub fn is_stored(&self) -> bool {
        !matches!(self.kind, FieldKind::Mirrored(_))
    }

    /// Whether cards can be laid out in columns by this field.
    pub fn is_axis(&self) -> bool {
        matches!(self.kind, FieldKind::SingleSelect(_) | FieldKind::Iteration(_))
    }

    /// Whether a value stands between the first and the last option: for what is begun and not done, where the options are stages.
    pub fn is_between(&self, value: &Value) -> bool {
        let options = self.options();
        let place = options.iter().position(|option| *value == Value::SingleSelect(option.id.clone()));
        place.is_some_and(|place| place > 0 && place + 1 < options.len())
    }

    /// A value as a person reads it: names instead of ids; a choice that is gone reads `(removed)`.
    pub fn show(&self, value: &Value) -> String {
        let name = |id: &OptionId| self.option(id).map_or("(removed)", |option| option.name.as_str());
        match value {
            Value::Text(text) => text.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Date(day) => day.to_string(),
            Value::SingleSelect(id) => name(id).to_owned(),
            Value::MultiSelect(ids) => ids.iter().map(name).collect::<Vec<_>>().join(", "),
            Value::Iteration(id) => {
                self.iteration(id).map_or("(removed)", |iteration| &iteration.title).to_owned()
            }
        }
    }
}
