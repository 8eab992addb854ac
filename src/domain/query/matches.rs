//! Holds an item against a query whose names have been looked up.

use std::collections::HashSet;
use std::ops::{Bound, RangeBounds};

use super::facts::Fact;
use super::subject::Aspect;
use super::term::{Is, Reason};
use super::text::{Fuzzy, Text, Words};
use crate::domain::item::{Content, IssueState, Link, PullStage};
use crate::domain::name::Pattern;
use crate::domain::{ContentId, Date, FieldId, Item, IterationId, OptionId, Timestamp, Value};

/// A query ready for one project, one person and one day.
#[derive(Debug)]
pub struct Matcher {
    pub(super) conditions: Vec<Condition>,
    pub(super) fuzzy: Fuzzy,
    /// Whether archived items may be shown.
    pub(super) archived: bool,
    /// Whether an item can come or go because another has changed.
    pub(super) across: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    Test(Test),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Text(Text),
    Is(Vec<Is>),
    Reason(Vec<Reason>),
    /// One of these is empty.
    Empty(Vec<Holder>),
    /// One of these is not.
    Filled(Vec<Holder>),
    Value(FieldId, Vec<Allowed>),
    Names(Aspect, Vec<Pattern>),
    Links(Aspect, Vec<Linked>),
    Moment(Aspect, Vec<Span<Date>>),
    /// How many percent of the sub-issues are closed.
    Progress(Vec<Span<f64>>),
    /// The issue is one of these.
    OneOf(HashSet<ContentId>),
}

pub(super) type Span<T> = (Bound<T>, Bound<T>);

/// What can be empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Holder {
    Field(FieldId),
    Content(Aspect),
}

/// What the value of a field may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Allowed {
    Text(Pattern),
    Number(Span<f64>),
    Day(Span<Date>),
    Options(Vec<OptionId>),
    Iterations(Vec<IterationId>),
}

/// How another issue or pull request is named.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Linked {
    Number { repository: Option<Pattern>, number: u64 },
    Title(Pattern),
}

impl Matcher {
    /// Whether an item can come or go because another has changed: then it does not do to look at those that have.
    pub fn looks_across(&self) -> bool {
        self.across
    }

    /// Whether the query shows an item.
    pub fn matches(&mut self, item: &Item) -> bool {
        let words = Words::of(item);
        (self.archived || !item.archived)
            && self.conditions.iter().all(|condition| condition.holds(item, &words, &mut self.fuzzy))
    }
}

impl Condition {
    /// Whether an item with these words fulfils it.
    pub(super) fn holds(&self, item: &Item, words: &Words<'_>, fuzzy: &mut Fuzzy) -> bool {
        match self {
            Self::Test(test) => test.holds(item, words, fuzzy),
            Self::Not(condition) => !condition.holds(item, words, fuzzy),
            Self::All(all) => all.iter().all(|condition| condition.holds(item, words, fuzzy)),
            Self::Any(any) => any.iter().any(|condition| condition.holds(item, words, fuzzy)),
        }
    }

    /// The test that facts decide, and whether it is turned round; none where items have to be looked at.
    pub(super) fn of_facts(&self) -> Option<(&Test, bool)> {
        let (test, negated) = match self {
            Self::Test(test) => (test, false),
            Self::Not(inner) => match &**inner {
                Self::Test(test) => (test, true),
                Self::Not(_) | Self::All(_) | Self::Any(_) => return None,
            },
            Self::All(_) | Self::Any(_) => return None,
        };
        test.is_of_facts().then_some((test, negated))
    }
}

impl Test {
    fn holds(&self, item: &Item, words: &Words<'_>, fuzzy: &mut Fuzzy) -> bool {
        match self {
            Self::Text(text) => fuzzy.finds(text, words, item),
            Self::Is(any) => any.iter().any(|state| is(*state, item)),
            Self::Reason(any) => any.iter().any(|reason| closed_as(*reason, item)),
            Self::Empty(any) => any.iter().any(|holder| holder.is_empty(item)),
            Self::Filled(any) => any.iter().any(|holder| !holder.is_empty(item)),
            Self::Value(field, any) => {
                item.value(field).is_some_and(|value| any.iter().any(|allowed| allowed.fits(value)))
            }
            Self::Names(aspect, any) => {
                names_any(*aspect, item, |name| any.iter().any(|pattern| pattern.matches(name)))
            }
            Self::Links(aspect, any) => links_any(*aspect, item, |number, repository, title| {
                any.iter().any(|linked| linked.fits(number, repository, title))
            }),
            Self::Moment(aspect, any) => {
                moment(*aspect, item).is_some_and(|at| any.iter().any(|span| span.contains(&at.date_naive())))
            }
            Self::Progress(any) => {
                progress(item).is_some_and(|percent| any.iter().any(|span| span.contains(&percent)))
            }
            Self::OneOf(ids) => item.work().is_some_and(|work| ids.contains(&work.id)),
        }
    }
}

impl Test {
    /// Whether facts decide: it holds for those items that have one of those it knows.
    fn is_of_facts(&self) -> bool {
        match self {
            Self::Names(aspect, _) => *aspect != Aspect::Title,
            Self::Value(_, any) => !any.iter().any(|allowed| matches!(allowed, Allowed::Text(_))),
            Self::Text(_)
            | Self::Is(_)
            | Self::Reason(_)
            | Self::Empty(_)
            | Self::Filled(_)
            | Self::Links(..)
            | Self::Moment(..)
            | Self::Progress(_)
            | Self::OneOf(_) => false,
        }
    }

    /// Whether it holds for items with this fact.
    pub(super) fn knows(&self, fact: &Fact) -> bool {
        match (self, fact) {
            (Self::Names(aspect, any), Fact::Name(of, name)) => {
                aspect == of && any.iter().any(|pattern| pattern.matches(name))
            }
            (Self::Value(field, any), Fact::Value(of, value)) => {
                field == of && any.iter().any(|allowed| allowed.fits(value))
            }
            (
                Self::Names(..)
                | Self::Value(..)
                | Self::Text(_)
                | Self::Is(_)
                | Self::Reason(_)
                | Self::Empty(_)
                | Self::Filled(_)
                | Self::Links(..)
                | Self::Moment(..)
                | Self::Progress(_)
                | Self::OneOf(_),
                Fact::Name(..) | Fact::Value(..),
            ) => false,
        }
    }
}

impl Allowed {
    fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(pattern), Value::Text(text)) => pattern.matches(text),
            (Self::Number(span), Value::Number(number)) => span.contains(number),
            (Self::Day(span), Value::Date(day)) => span.contains(day),
            (Self::Options(ids), Value::SingleSelect(id)) => ids.contains(id),
            (Self::Options(ids), Value::MultiSelect(chosen)) => chosen.iter().any(|id| ids.contains(id)),
            (Self::Iterations(ids), Value::Iteration(id)) => ids.contains(id),
            (
                Self::Text(_) | Self::Number(_) | Self::Day(_) | Self::Options(_) | Self::Iterations(_),
                Value::Text(_)
                | Value::Number(_)
                | Value::Date(_)
                | Value::SingleSelect(_)
                | Value::MultiSelect(_)
                | Value::Iteration(_),
            ) => false,
        }
    }
}

impl Linked {
    pub(super) fn fits(&self, number: u64, repository: &str, title: &str) -> bool {
        match self {
            Self::Number { repository: wanted, number: wanted_number } => {
                *wanted_number == number
                    && wanted
                        .as_ref()
                        .is_none_or(|pattern| names_repository(repository, |name| pattern.matches(name)))
            }
            Self::Title(pattern) => pattern.matches(title),
        }
    }
}

impl Holder {
    fn is_empty(&self, item: &Item) -> bool {
        match self {
            Self::Field(field) => item.value(field).is_none(),
            Self::Content(aspect) => match aspect {
                Aspect::Title
                | Aspect::Assignee
                | Aspect::Label
                | Aspect::Milestone
                | Aspect::Repository
                | Aspect::Type
                | Aspect::Author => !names_any(*aspect, item, |_| true),
                // What GitHub does not list is there all the same.
                Aspect::Reviewer => match &item.content {
                    Content::PullRequest(pull) => pull.reviewers.is_empty(),
                    Content::Issue(_) | Content::Draft(_) | Content::Hidden => true,
                },
                Aspect::Parent => item.issue().is_none_or(|issue| issue.parent.is_none()),
                Aspect::BlockedBy => item.issue().is_none_or(|issue| issue.blocked_by.is_empty()),
                Aspect::LinkedPulls => item.issue().is_none_or(|issue| issue.pulls.is_empty()),
                Aspect::SubIssues => progress(item).is_none(),
                // Never asked: see `Look::holders`.
                Aspect::Blocking => true,
                Aspect::Created | Aspect::Updated | Aspect::Closed => moment(*aspect, item).is_none(),
            },
        }
    }
}

/// Whether a name of this aspect passes.
pub(super) fn names_any(aspect: Aspect, item: &Item, mut passes: impl FnMut(&str) -> bool) -> bool {
    match aspect {
        Aspect::Title => !is_hidden(item) && passes(item.title()),
        Aspect::Assignee => item.assignees().iter().any(|name| passes(name)),
        Aspect::Label => item.labels().iter().any(|label| passes(&label.name)),
        Aspect::Milestone => item.milestone().is_some_and(|milestone| passes(&milestone.title)),
        Aspect::Repository => item.repository().is_some_and(|name| names_repository(name, passes)),
        Aspect::Type => item.issue().and_then(|issue| issue.kind.as_ref()).is_some_and(|kind| passes(kind)),
        Aspect::Reviewer => match &item.content {
            Content::PullRequest(pull) => pull.reviewers.iter().any(|name| passes(name)),
            Content::Issue(_) | Content::Draft(_) | Content::Hidden => false,
        },
        Aspect::Author => match &item.content {
            Content::Issue(issue) => issue.work.author.as_ref(),
            Content::PullRequest(pull) => pull.work.author.as_ref(),
            Content::Draft(draft) => draft.author.as_ref(),
            Content::Hidden => None,
        }
        .is_some_and(|name| passes(name)),
        Aspect::Parent
        | Aspect::BlockedBy
        | Aspect::Blocking
        | Aspect::LinkedPulls
        | Aspect::SubIssues
        | Aspect::Created
        | Aspect::Updated
        | Aspect::Closed => false,
    }
}

/// A repository is named with its owner or without.
fn names_repository(repository: &str, mut passes: impl FnMut(&str) -> bool) -> bool {
    passes(repository) || repository.split_once('/').is_some_and(|(_, name)| passes(name))
}

/// Whether a link of this aspect passes, by its number, repository and title. A pull request is linked without its title.
fn links_any(aspect: Aspect, item: &Item, mut passes: impl FnMut(u64, &str, &str) -> bool) -> bool {
    let Some(issue) = item.issue() else { return false };
    let link = |link: &Link| passes(link.number, &link.repository, &link.title);
    match aspect {
        Aspect::Parent => issue.parent.as_deref().is_some_and(link),
        Aspect::BlockedBy => issue.blocked_by.iter().any(link),
        Aspect::LinkedPulls => issue.pulls.iter().any(|pull| passes(pull.number, &pull.repository, "")),
        Aspect::Title
        | Aspect::Assignee
        | Aspect::Label
        | Aspect::Milestone
        | Aspect::Repository
        | Aspect::Type
        | Aspect::Reviewer
        | Aspect::Author
        | Aspect::Blocking
        | Aspect::SubIssues
        | Aspect::Created
        | Aspect::Updated
        | Aspect::Closed => false,
    }
}

fn moment(aspect: Aspect, item: &Item) -> Option<Timestamp> {
    match aspect {
        Aspect::Created => match &item.content {
            Content::Issue(issue) => Some(issue.work.created_at),
            Content::PullRequest(pull) => Some(pull.work.created_at),
            Content::Draft(draft) => Some(draft.created_at),
            Content::Hidden => None,
        },
        Aspect::Updated => {
            // GitHub's documentation lists what moves it: nothing that only the project stores.
            Some(item.content_updated_at().unwrap_or(item.updated_at))
        }
        Aspect::Closed => item.work().and_then(|work| work.closed_at),
        Aspect::Title
        | Aspect::Assignee
        | Aspect::Label
        | Aspect::Milestone
        | Aspect::Repository
        | Aspect::Type
        | Aspect::Reviewer
        | Aspect::Author
        | Aspect::Parent
        | Aspect::BlockedBy
        | Aspect::Blocking
        | Aspect::LinkedPulls
        | Aspect::SubIssues => None,
    }
}

fn is(state: Is, item: &Item) -> bool {
    let pull = match &item.content {
        Content::PullRequest(pull) => Some(pull.pull.stage),
        Content::Issue(_) | Content::Draft(_) | Content::Hidden => None,
    };
    let issue = item.issue();
    let open = issue.filter(|issue| issue.state == IssueState::Open);
    match state {
        Is::Issue => issue.is_some(),
        Is::PullRequest => pull.is_some(),
        Is::Draft => match &item.content {
            Content::Draft(_) => true,
            Content::PullRequest(pull) => pull.pull.draft,
            Content::Issue(_) | Content::Hidden => false,
        },
        Is::Open => open.is_some() || pull == Some(PullStage::Open),
        Is::Closed => {
            issue.is_some_and(|issue| issue.state != IssueState::Open)
                || pull.is_some_and(|stage| stage != PullStage::Open)
        }
        Is::Merged => pull == Some(PullStage::Merged),
        Is::Archived => item.archived,
        Is::Blocked => open.is_some_and(|issue| issue.open_blockers > 0),
        Is::Blocking => open.is_some_and(|issue| issue.blocking > 0),
    }
}

fn closed_as(reason: Reason, item: &Item) -> bool {
    item.issue().is_some_and(|issue| match reason {
        Reason::Completed => issue.state == IssueState::Completed,
        Reason::NotPlanned => issue.state == IssueState::NotPlanned,
        Reason::Duplicate => issue.state == IssueState::Duplicate,
        Reason::Reopened => issue.reopened,
    })
}

/// How many percent of the sub-issues are closed, rounded down as GitHub's count is; none without sub-issues.
fn progress(item: &Item) -> Option<f64> {
    let tally = item.issue()?.sub_issues;
    (u64::from(tally.done) * 100)
        .checked_div(u64::from(tally.total))
        .and_then(|percent| u32::try_from(percent).ok().map(f64::from))
}

fn is_hidden(item: &Item) -> bool {
    matches!(item.content, Content::Hidden)
}
