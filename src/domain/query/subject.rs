//! What a qualifier asks about: a field of the project, or something of the issue or pull request.

use super::QueryError;
use super::term::Operand;
use crate::domain::field::Mirrored;
use crate::domain::{Field, FieldKind, Project, name};

/// What stands before a colon, or after `no:` and `has:`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    /// A field whose values the project stores.
    Field(&'a Field),
    /// Something every issue or pull request has.
    Content(Aspect),
}

/// What every issue or pull request has, whatever the fields of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Aspect {
    Title,
    Assignee,
    Label,
    Milestone,
    Repository,
    Type,
    Reviewer,
    Author,
    Parent,
    BlockedBy,
    Blocking,
    LinkedPulls,
    SubIssues,
    Created,
    Updated,
    Closed,
}

/// The names of each, the one to suggest first.
pub(super) const ASPECTS: [(&str, Aspect); 25] = [
    ("title", Aspect::Title),
    ("assignee", Aspect::Assignee),
    ("assignees", Aspect::Assignee),
    ("label", Aspect::Label),
    ("labels", Aspect::Label),
    ("milestone", Aspect::Milestone),
    ("repo", Aspect::Repository),
    ("repository", Aspect::Repository),
    ("type", Aspect::Type),
    ("issue-type", Aspect::Type),
    ("reviewers", Aspect::Reviewer),
    ("reviewer", Aspect::Reviewer),
    ("author", Aspect::Author),
    ("parent-issue", Aspect::Parent),
    ("parent", Aspect::Parent),
    ("blocked-by", Aspect::BlockedBy),
    ("blocking", Aspect::Blocking),
    ("linked-pull-requests", Aspect::LinkedPulls),
    ("sub-issues-progress", Aspect::SubIssues),
    ("sub-issues", Aspect::SubIssues),
    ("created", Aspect::Created),
    ("updated", Aspect::Updated),
    ("last-updated", Aspect::Updated),
    ("closed", Aspect::Closed),
    ("closed-at", Aspect::Closed),
];

/// The qualifiers that ask about no field.
pub(super) const STATES: [&str; 4] = ["is", "no", "has", "reason"];

/// Qualifiers that GitHub had while there were tasklists.
const RETIRED: [&str; 3] = ["tracked-by", "tracks", "tracked"];

impl<'a> Subject<'a> {
    /// Finds what a name stands for. A field of the project comes before what every issue has.
    pub(super) fn named(operand: &Operand, project: &'a Project) -> Result<Self, QueryError> {
        let field = name::find(&operand.text, &project.fields, |field| &field.name);
        match field.map(|field| (field, &field.kind)) {
            Some((_, FieldKind::Unknown(kind))) => Err(QueryError::new(
                &operand.at.0,
                format!("`{}` is a field of a kind that can't be searched: {kind}", operand.text),
            )),
            Some((_, FieldKind::Mirrored(kind))) => {
                aspect(*kind).map(Self::Content).ok_or_else(|| retired(operand))
            }
            None => name::find(&operand.text, &ASPECTS, |(name, _)| name)
                .map(|(_, aspect)| Self::Content(*aspect))
                .ok_or_else(|| unknown(operand, project)),
            Some((
                field,
                FieldKind::Text
                | FieldKind::Number
                | FieldKind::Date
                | FieldKind::SingleSelect(_)
                | FieldKind::MultiSelect(_)
                | FieldKind::Iteration(_),
            )) => Ok(Self::Field(field)),
        }
    }
}

/// What a field of the project shows of the issue or pull request; none for what GitHub no longer has.
pub(super) fn aspect(kind: Mirrored) -> Option<Aspect> {
    Some(match kind {
        Mirrored::Title => Aspect::Title,
        Mirrored::Assignees => Aspect::Assignee,
        Mirrored::Labels => Aspect::Label,
        Mirrored::Milestone => Aspect::Milestone,
        Mirrored::Repository => Aspect::Repository,
        Mirrored::LinkedPullRequests => Aspect::LinkedPulls,
        Mirrored::Reviewers => Aspect::Reviewer,
        Mirrored::ParentIssue => Aspect::Parent,
        Mirrored::SubIssuesProgress => Aspect::SubIssues,
        Mirrored::IssueType => Aspect::Type,
        Mirrored::Created => Aspect::Created,
        Mirrored::Updated => Aspect::Updated,
        Mirrored::Closed => Aspect::Closed,
        Mirrored::TrackedBy | Mirrored::Tracks => return None,
    })
}

fn retired(operand: &Operand) -> QueryError {
    QueryError::new(
        &operand.at.0,
        format!("`{}` was about tasklists, which GitHub no longer has", operand.text),
    )
    .hint("parent-issue:owner/name#12 finds sub-issues")
}

fn unknown(operand: &Operand, project: &Project) -> QueryError {
    if name::find(&operand.text, &RETIRED, |name| name).is_some() {
        return retired(operand);
    }
    let fields = project.fields.iter().map(|field| field.name.as_str());
    let known = fields.chain(ASPECTS.map(|(name, _)| name)).chain(STATES);
    let error = QueryError::unknown(&operand.at.0, "the qualifier", &operand.text, known);
    match error.hint {
        Some(_) => error,
        None => error.hint("put it in quotes to look for the text"),
    }
}
