//! Turns GitHub's items and projects into this program's, and makes their text harmless on the way.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::field::{Colour, Iteration, Mirrored, SelectOption};
use crate::domain::item::{
    Checks, Draft, FieldValue, Issue, IssueState, Label, Link, Listed, Milestone, Name, Pull, PullRequest,
    PullStage, PullState, Review, Tally, Work,
};
use crate::domain::project::{Layout, LeftOut, View};
use crate::domain::{
    Content, ContentId, Fetched, Field, FieldId, FieldKind, Item, OptionId, Project, ProjectRef, Value,
};

use super::text;
use super::wire::{self, Connection, MaybeId, shown};

/// The names met so far: items that carry the same label or login share its text.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<Name>);

impl Names {
    /// The name, harmless.
    pub(super) fn get(&mut self, raw: &str) -> Name {
        if let Some(known) = self.0.get(raw) {
            return Arc::clone(known);
        }
        let name = text::name(raw);
        if let Some(known) = self.0.get(&*name) {
            return Arc::clone(known);
        }
        self.0.insert(Arc::clone(&name));
        name
    }
}

/// An item with its body; none where GitHub sent something that is not an item.
pub(super) fn item(raw: wire::Item, names: &mut Names) -> Option<Fetched> {
    // The project has more fields than when they were last read: half of an item is none.
    if raw.field_values.as_ref().is_some_and(Connection::is_cut) {
        return None;
    }
    let hidden = raw.kind.as_deref() == Some("REDACTED");
    let content = raw.content.filter(|_| !hidden);
    let body = content.as_ref().map(|content| text::lines(&content.body)).unwrap_or_default();
    let mut values: Vec<FieldValue> = Vec::new();
    for value in shown(raw.field_values).filter_map(|raw| field_value(raw, names)) {
        // At most one value a field: the last one said counts.
        values.retain(|known| known.field != value.field);
        values.push(value);
    }
    let item = Item {
        id: raw.id?.into(),
        content: content.and_then(|raw| self::content(raw, names)).unwrap_or(Content::Hidden),
        archived: raw.is_archived,
        created_at: raw.created_at?,
        updated_at: raw.updated_at?,
        values,
    };
    let body = if item.content == Content::Hidden { String::new() } else { body };
    Some(Fetched { item: Arc::new(item), body })
}

fn field_value(raw: wire::Value, names: &mut Names) -> Option<FieldValue> {
    let field = raw.field.as_ref()?;
    // The title comes as the value of a text field: what mirrors the content is read from the content.
    if field.data_type.as_deref().is_some_and(|kind| mirrored(kind).is_some()) {
        return None;
    }
    let field = field.id.clone()?.into();
    let at = raw.updated_at.map(Into::into);
    // GitHub names who made the value, and nobody who has changed it since.
    let is_first = raw.created_at == raw.updated_at;
    let by = raw.creator.as_ref().filter(|_| is_first).map(|login| names.get(&login.login));
    let value = match raw.on_issue {
        Some(inner) => value(*inner)?,
        None => value(raw)?,
    };
    Some(FieldValue { field, value, at, by })
}

/// The value, where it is of a kind that a project stores.
fn value(raw: wire::Value) -> Option<Value> {
    match raw.type_name.as_str() {
        "ProjectV2ItemFieldTextValue" | "IssueFieldTextValue" => {
            let text = text::line(&raw.text?);
            (!text.is_empty()).then_some(Value::Text(text.into()))
        }
        "ProjectV2ItemFieldNumberValue" | "IssueFieldNumberValue" => {
            raw.number.filter(|number| number.is_finite()).map(Value::Number)
        }
        "ProjectV2ItemFieldDateValue" | "IssueFieldDateValue" => {
            // An issue field's date is a free string in the schema: a time may follow the day.
            raw.date?.get(..10)?.parse().ok().map(Value::Date)
        }
        "ProjectV2ItemFieldSingleSelectValue" | "IssueFieldSingleSelectValue" => {
            raw.option_id.map(|id| Value::SingleSelect(id.into()))
        }
        "ProjectV2ItemFieldMultiSelectValue" | "IssueFieldMultiSelectValue" => {
            let chosen: Box<[OptionId]> =
                raw.options?.into_iter().filter_map(|option| option.id).map(Into::into).collect();
            (!chosen.is_empty()).then_some(Value::MultiSelect(chosen))
        }
        "ProjectV2ItemFieldIterationValue" => raw.iteration_id.map(|id| Value::Iteration(id.into())),
        // The others mirror the content, or are newer than this program.
        _ => None,
    }
}

fn content(raw: wire::Content, names: &mut Names) -> Option<Content> {
    match raw.type_name.as_str() {
        "Issue" => issue(raw, names).map(Content::Issue),
        "PullRequest" => pull_request(raw, names).map(Content::PullRequest),
        "DraftIssue" => Some(Content::Draft(Draft {
            id: raw.id.map(Into::into),
            title: text::line(&raw.title),
            author: raw.creator.map(|login| names.get(&login.login)),
            assignees: logins(raw.draft_assignees, names),
            created_at: raw.created_at?,
            updated_at: raw.updated_at?,
        })),
        _ => None,
    }
}

fn work(raw: &mut wire::Content, names: &mut Names) -> Option<Work> {
    Some(Work {
        id: raw.id.take()?.into(),
        number: raw.number?,
        title: text::line(&raw.title),
        repository: names.get(&raw.repository.as_ref()?.name_with_owner),
        author: raw.author.as_ref().map(|login| names.get(&login.login)),
        assignees: logins(raw.assignees.take(), names),
        labels: listed(raw.labels.take(), |label| Some(self::label(&label, names))),
        milestone: raw.milestone.as_ref().map(|raw| milestone(raw, names)),
        created_at: raw.created_at?,
        updated_at: raw.updated_at?,
        closed_at: raw.closed_at,
        editable: raw.viewer_can_update,
    })
}

fn issue(mut raw: wire::Content, names: &mut Names) -> Option<Issue> {
    let work = work(&mut raw, names)?;
    let dependencies = raw.issue_dependencies_summary;
    Some(Issue {
        work,
        reopened: raw.issue_state.as_deref() == Some("OPEN")
            && raw.state_reason.as_deref() == Some("REOPENED"),
        state: match (raw.issue_state.as_deref()?, raw.state_reason.as_deref()) {
            ("OPEN", _) => IssueState::Open,
            (_, Some("NOT_PLANNED")) => IssueState::NotPlanned,
            (_, Some("DUPLICATE")) => IssueState::Duplicate,
            (_, _) => IssueState::Completed,
        },
        kind: raw.issue_type.map(|kind| names.get(&kind.name)),
        parent: raw.parent.map(|parent| Box::new(link(parent, names))),
        sub_issues: raw
            .sub_issues_summary
            .map(|tally| Tally { done: tally.completed, total: tally.total })
            .unwrap_or_default(),
        blocked_by: listed(raw.blocked_by, |other| Some(link(other, names))),
        open_blockers: dependencies.as_ref().map_or(0, |counts| counts.blocked_by),
        blocking: dependencies.as_ref().map_or(0, |counts| counts.blocking),
        pulls: listed(raw.closed_by_pull_requests_references, |raw| Some(pull(&raw, names))),
    })
}

/// A pull request that closes an issue.
pub(super) fn pull(raw: &wire::ClosingPull, names: &mut Names) -> Pull {
    let review = raw.review_decision.as_deref();
    Pull {
        number: raw.number,
        repository: names.get(&raw.repository.name_with_owner),
        state: pull_state(&raw.state, raw.is_draft, review, raw.status_check_rollup.as_ref()),
    }
}

fn pull_request(mut raw: wire::Content, names: &mut Names) -> Option<PullRequest> {
    let work = work(&mut raw, names)?;
    let review = raw.review_decision.as_deref();
    Some(PullRequest {
        work,
        pull: pull_state(raw.pull_state.as_deref()?, raw.is_draft, review, raw.status_check_rollup.as_ref()),
        reviewers: listed(raw.review_requests, |request| {
            let reviewer = request.requested_reviewer?;
            reviewer.login.or(reviewer.slug).map(|name| names.get(&name))
        }),
    })
}

fn pull_state(stage: &str, draft: bool, review: Option<&str>, checks: Option<&wire::Rollup>) -> PullState {
    PullState {
        stage: match stage {
            "OPEN" => PullStage::Open,
            "MERGED" => PullStage::Merged,
            _ => PullStage::Closed,
        },
        draft,
        review: match review {
            Some("APPROVED") => Some(Review::Approved),
            Some("CHANGES_REQUESTED") => Some(Review::ChangesRequested),
            Some("REVIEW_REQUIRED") => Some(Review::Required),
            Some(_) | None => None,
        },
        checks: match checks.map(|checks| checks.state.as_str()) {
            Some("SUCCESS") => Some(Checks::Passing),
            Some("FAILURE" | "ERROR") => Some(Checks::Failing),
            Some("PENDING" | "EXPECTED") => Some(Checks::Running),
            Some(_) | None => None,
        },
    }
}

pub(super) fn link(raw: wire::Link, names: &mut Names) -> Link {
    Link {
        id: ContentId::from(raw.id),
        number: raw.number,
        title: text::line(&raw.title),
        repository: names.get(&raw.repository.name_with_owner),
        open: raw.state == "OPEN",
    }
}

pub(super) fn milestone(raw: &wire::Milestone, names: &mut Names) -> Milestone {
    Milestone {
        title: names.get(&raw.title),
        due: raw.due_on.map(|due| due.date_naive()),
        open: raw.state == "OPEN",
    }
}

pub(super) fn label(raw: &wire::Label, names: &mut Names) -> Label {
    let colour = u32::from_str_radix(raw.color.trim_start_matches('#'), 16).unwrap_or(0x00ed_eded);
    Label { name: names.get(&raw.name), colour: colour & 0x00ff_ffff }
}

pub(super) fn logins(raw: Option<Connection<wire::Login>>, names: &mut Names) -> Listed<Name> {
    listed(raw, |login| Some(names.get(&login.login)))
}

/// A list with GitHub's count: what GitHub would not show counts too.
pub(super) fn listed<T, U>(raw: Option<Connection<T>>, convert: impl FnMut(T) -> Option<U>) -> Listed<U> {
    let total = raw.as_ref().map_or(0, Connection::total);
    Listed { some: shown(raw).filter_map(convert).collect(), total }
}

/// A project; none where GitHub sent something else.
pub(super) fn project(raw: wire::Project) -> Option<Project> {
    let url = text::line(&raw.url);
    let reference = match raw.owner.and_then(|owner| owner.login) {
        Some(login) => ProjectRef { owner: text::line(&login), number: raw.number },
        None => url.parse().ok()?,
    };
    let listed_fields = raw.fields.as_ref().map_or(0, |list| list.nodes.len());
    let listed_views = raw.views.as_ref().map_or(0, |list| list.nodes.len());
    let fields: Vec<Field> = shown(raw.fields).filter_map(field).collect();
    let views = listed(raw.views, |raw| Some(view(raw)));
    let left_out = LeftOut { fields: listed_fields - fields.len(), views: listed_views - views.some.len() };
    Some(Project {
        id: raw.id?.into(),
        reference,
        title: text::line(&raw.title),
        url,
        closed: raw.closed,
        editable: raw.viewer_can_update,
        updated_at: raw.updated_at?,
        fields,
        views,
        repositories: listed(raw.repositories, |raw| Some(text::line(&raw.name_with_owner))),
        left_out,
    })
}

fn field(raw: wire::Field) -> Option<Field> {
    // The options of an issue field have ids of their own: its values name those, and so must what is written.
    let (issue_field, choices) = match raw.shows {
        Some(wire::IssueField { id: Some(id), options }) => (Some(id.into()), Some(options)),
        Some(wire::IssueField { id: None, .. }) | None => (None, None),
    };
    let select = |choices: Vec<wire::Choice>| choices.into_iter().map(option).collect();
    let kind = match raw.data_type.as_str() {
        "TEXT" => FieldKind::Text,
        "NUMBER" => FieldKind::Number,
        "DATE" => FieldKind::Date,
        "SINGLE_SELECT" => FieldKind::SingleSelect(select(choices.unwrap_or(raw.options))),
        "MULTI_SELECT" => FieldKind::MultiSelect(select(choices.unwrap_or(raw.multi_select_options))),
        "ITERATION" => FieldKind::Iteration(raw.configuration.map(iterations).unwrap_or_default()),
        other => mirrored(other).map_or_else(|| FieldKind::Unknown(text::line(other)), FieldKind::Mirrored),
    };
    Some(Field { id: raw.id?.into(), name: text::line(&raw.name), kind, issue_field })
}

fn mirrored(kind: &str) -> Option<Mirrored> {
    Some(match kind {
        "TITLE" => Mirrored::Title,
        "ASSIGNEES" => Mirrored::Assignees,
        "LABELS" => Mirrored::Labels,
        "MILESTONE" => Mirrored::Milestone,
        "REPOSITORY" => Mirrored::Repository,
        "LINKED_PULL_REQUESTS" => Mirrored::LinkedPullRequests,
        "REVIEWERS" => Mirrored::Reviewers,
        "PARENT_ISSUE" => Mirrored::ParentIssue,
        "SUB_ISSUES_PROGRESS" => Mirrored::SubIssuesProgress,
        "ISSUE_TYPE" => Mirrored::IssueType,
        "TRACKED_BY" => Mirrored::TrackedBy,
        "TRACKS" => Mirrored::Tracks,
        "CREATED" => Mirrored::Created,
        "UPDATED" => Mirrored::Updated,
        "CLOSED" => Mirrored::Closed,
        _ => return None,
    })
}

fn option(raw: wire::Choice) -> SelectOption {
    SelectOption {
        id: raw.id.into(),
        name: text::line(&raw.name),
        colour: colour(&raw.color),
        description: text::line(&raw.description.unwrap_or_default()),
    }
}

/// A colour by GitHub's name.
pub(super) fn colour(raw: &str) -> Colour {
    match raw {
        "BLUE" => Colour::Blue,
        "GREEN" => Colour::Green,
        "YELLOW" => Colour::Yellow,
        "ORANGE" => Colour::Orange,
        "RED" => Colour::Red,
        "PINK" => Colour::Pink,
        "PURPLE" => Colour::Purple,
        _ => Colour::Gray,
    }
}

fn iterations(raw: wire::Configuration) -> Vec<Iteration> {
    let completed = raw.completed_iterations.into_iter().map(|iteration| (iteration, true));
    let mut all: Vec<Iteration> = completed
        .chain(raw.iterations.into_iter().map(|iteration| (iteration, false)))
        .map(|(iteration, completed)| Iteration {
            id: iteration.id.into(),
            title: text::line(&iteration.title),
            start: iteration.start_date,
            days: iteration.duration.max(1),
            completed,
        })
        .collect();
    all.sort_by_key(|iteration| iteration.start);
    all
}

fn view(raw: wire::View) -> View {
    View {
        number: raw.number,
        name: text::line(&raw.name),
        layout: match raw.layout.as_str() {
            "BOARD_LAYOUT" => Layout::Board,
            "ROADMAP_LAYOUT" => Layout::Roadmap,
            _ => Layout::Table,
        },
        filter: text::line(&raw.filter.unwrap_or_default()),
        fields: ids(raw.fields),
        group_by: ids(raw.group_by_fields),
        columns_by: ids(raw.vertical_group_by_fields),
        sort_by: shown(raw.sort_by_fields)
            .filter_map(|sort| Some((sort.field?.id?.into(), sort.direction == "DESC")))
            .collect(),
    }
}

fn ids(raw: Option<Connection<MaybeId>>) -> Vec<FieldId> {
    shown(raw).filter_map(|field| field.id).map(Into::into).collect()
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
