//! What of a card other cards can be compared and grouped by: a field of the project, or something of the issue itself.

use serde::{Deserialize, Serialize};

use super::field::Mirrored;
use super::{Field, FieldId, FieldKind, Project};

/// Something every card has or lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Aspect {
    /// A field whose values the project stores.
    Field(FieldId),
    Number,
    Title,
    Assignees,
    Labels,
    Milestone,
    Repository,
    Type,
    Parent,
    Created,
    Updated,
    Closed,
}

/// Those that are no field of a project, by the name people write.
const NAMED: [(Aspect, &str); 11] = [
    (Aspect::Number, "Number"),
    (Aspect::Title, "Title"),
    (Aspect::Assignees, "Assignees"),
    (Aspect::Labels, "Labels"),
    (Aspect::Milestone, "Milestone"),
    (Aspect::Repository, "Repository"),
    (Aspect::Type, "Type"),
    (Aspect::Parent, "Parent issue"),
    (Aspect::Created, "Created"),
    (Aspect::Updated, "Updated"),
    (Aspect::Closed, "Closed"),
];

impl Aspect {
    /// What a field shows of a card; none if nothing can be compared by it.
    pub fn of(field: &Field) -> Option<Self> {
        let FieldKind::Mirrored(mirrored) = &field.kind else {
            let known = !matches!(field.kind, FieldKind::Unknown(_));
            return known.then(|| Self::Field(field.id.clone()));
        };
        match mirrored {
            Mirrored::Title => Some(Self::Title),
            Mirrored::Assignees => Some(Self::Assignees),
            Mirrored::Labels => Some(Self::Labels),
            Mirrored::Milestone => Some(Self::Milestone),
            Mirrored::Repository => Some(Self::Repository),
            Mirrored::ParentIssue => Some(Self::Parent),
            Mirrored::IssueType => Some(Self::Type),
            Mirrored::Created => Some(Self::Created),
            Mirrored::Updated => Some(Self::Updated),
            Mirrored::Closed => Some(Self::Closed),
            Mirrored::LinkedPullRequests
            | Mirrored::Reviewers
            | Mirrored::SubIssuesProgress
            | Mirrored::TrackedBy
            | Mirrored::Tracks => None,
        }
    }

    /// The one with a name, whatever the case. A field of the project goes before what every card has.
    pub fn named(project: &Project, name: &str) -> Option<Self> {
        let own = || NAMED.iter().find(|(_, known)| known.eq_ignore_ascii_case(name));
        project.field_named(name).and_then(Self::of).or_else(|| own().map(|(aspect, _)| aspect.clone()))
    }

    /// Everything a project's cards can be compared by: its fields in their order, then what every card has.
    pub fn all(project: &Project) -> Vec<Self> {
        let mut all: Vec<Self> = project.fields.iter().filter_map(Self::of).collect();
        for (aspect, _) in &NAMED {
            if !all.contains(aspect) {
                all.push(aspect.clone());
            }
        }
        all
    }

    /// What people call it.
    pub fn name<'a>(&self, project: &'a Project) -> &'a str {
        match self {
            Self::Field(id) => project.field(id).map_or("a field that is gone", |field| field.name.as_str()),
            Self::Number
            | Self::Title
            | Self::Assignees
            | Self::Labels
            | Self::Milestone
            | Self::Repository
            | Self::Type
            | Self::Parent
            | Self::Created
            | Self::Updated
            | Self::Closed => NAMED.iter().find(|(known, _)| known == self).map_or("", |(_, name)| name),
        }
    }

    /// Whether it can make rows: what nearly every card has another one of would make as many rows as cards.
    pub fn groups(&self) -> bool {
        match self {
            Self::Field(_)
            | Self::Assignees
            | Self::Labels
            | Self::Milestone
            | Self::Repository
            | Self::Type
            | Self::Parent => true,
            Self::Number | Self::Title | Self::Created | Self::Updated | Self::Closed => false,
        }
    }
}
