//! Finds names in a query that no card carries: they show nothing, and most likely are slips.

use super::QueryError;
use super::names::Names;
use super::subject::{Aspect, Subject};
use super::term::{Clause, Operand, Term, Wanted};
use crate::domain::Project;
use crate::domain::name::{self, Pattern};

pub(super) fn doubts(clause: Option<&Clause>, project: &Project, names: &Names) -> Vec<QueryError> {
    let mut doubts = Vec::new();
    if let Some(clause) = clause {
        clause.each(false, &mut |term, negated| {
            // What nobody has is rightly left out.
            if let (Term::Field { name, any }, false) = (term, negated)
                && let Ok(Subject::Content(aspect)) = Subject::named(name, project)
            {
                doubts.extend(any.iter().filter_map(|wanted| doubt(aspect, wanted, names)));
            }
        });
    }
    doubts
}

fn doubt(aspect: Aspect, wanted: &Wanted, names: &Names) -> Option<QueryError> {
    let Wanted::Exactly(operand) = wanted else { return None };
    let known = names.of(aspect)?;
    if !operand.quoted && operand.text.eq_ignore_ascii_case("@me") {
        return None;
    }
    let wanted = operand.text.strip_prefix('@').filter(|_| aspect.is_person()).unwrap_or(&operand.text);
    let pattern = Pattern::new(wanted);
    let fits = |name: &str| {
        pattern.matches(name)
            || (aspect == Aspect::Repository
                && name.split_once('/').is_some_and(|(_, name)| pattern.matches(name)))
    };
    if known.keys().any(|name| fits(name)) {
        return None;
    }
    let mut sorted: Vec<&str> = known.keys().map(AsRef::as_ref).collect();
    sorted.sort_unstable();
    Some(nobody(aspect, operand, name::nearest(wanted, sorted)))
}

fn nobody(aspect: Aspect, operand: &Operand, near: Option<&str>) -> QueryError {
    let error =
        QueryError::new(&operand.at.0, format!("no card has the {} `{}`", aspect.word(), operand.text));
    match near {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

impl Aspect {
    fn is_person(self) -> bool {
        matches!(self, Self::Assignee | Self::Author | Self::Reviewer)
    }

    /// What people call it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Assignee => "assignee",
            Self::Label => "label",
            Self::Milestone => "milestone",
            Self::Repository => "repository",
            Self::Type => "issue type",
            Self::Reviewer => "reviewer",
            Self::Author => "author",
            Self::Parent => "parent issue",
            Self::BlockedBy => "blocker",
            Self::Blocking => "blocked issue",
            Self::LinkedPulls => "linked pull request",
            Self::SubIssues => "progress",
            Self::Created => "creation day",
            Self::Updated => "day of change",
            Self::Closed => "closing day",
        }
    }
}
