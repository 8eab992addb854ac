//! What `--json` prints. These shapes are kept: names are only added.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::context::SyncReport;
use crate::domain::item::{Cut, IssueState, Link, PullStage};
use crate::domain::{
    Content, Edit, Field, Item, Pending, Progress, Project, Replica, Snapshot, Timestamp, Value, wording,
};

/// An item, as in the array of `list` and in `show`.
#[derive(Debug, Serialize)]
pub(super) struct ItemJson {
    /// GitHub's id, or one that begins with `local:`.
    id: String,
    /// `issue`, `pull_request`, `draft` or `hidden`.
    kind: &'static str,
    /// In its repository; null for drafts.
    number: Option<u64>,
    /// `owner/name`; null for drafts.
    repository: Option<String>,
    title: String,
    url: String,
    /// `open`, `closed` or `merged`; null for hidden ones.
    state: Option<&'static str>,
    /// Why an issue was closed: `completed`, `not_planned` or `duplicate`.
    reason: Option<&'static str>,
    author: Option<String>,
    assignees: Vec<String>,
    labels: Vec<String>,
    milestone: Option<String>,
    /// The organization's issue type.
    issue_type: Option<String>,
    /// `owner/name#number`.
    parent: Option<String>,
    /// `owner/name#number` of the issues it waits for, open and closed.
    blocked_by: Vec<String>,
    /// Whether one of them is still open.
    blocked: bool,
    /// How many more GitHub has than these lists hold, by their keys: `assignees`, `labels`, `blocked_by`; and of the linked pull
    /// requests and the reviewers, which are not listed here. Empty where all is there.
    more: BTreeMap<&'static str, u32>,
    archived: bool,
    /// The values the project stores, by the field's name: text, number, day, option, list of options or iteration.
    fields: BTreeMap<String, Json>,
    created_at: Timestamp,
    /// The later of the item's and its content's stamp.
    updated_at: Timestamp,
    closed_at: Option<Timestamp>,
    /// Edits of it that GitHub has not accepted yet.
    unsent: usize,
    /// Edits of it that wait for a person.
    stuck: usize,
}

/// An item with its text: `show`.
#[derive(Debug, Serialize)]
pub(super) struct ShownJson {
    #[serde(flatten)]
    item: ItemJson,
    /// Markdown; null if it was never read.
    body: Option<String>,
}

/// What a command changed: `move`, `set`, `add`, and `outbox retry` and `drop`.
#[derive(Debug, Serialize)]
pub(super) struct ChangeJson {
    /// `sent`, `queued`, `planned` (with `--dry-run`), `unchanged` or `dropped`.
    pub(super) result: &'static str,
    /// Why it is queued.
    pub(super) reason: Option<String>,
    /// What was done, in the order it was done.
    pub(super) edits: Vec<EditJson>,
}

/// An edit.
#[derive(Debug, Serialize)]
pub(super) struct EditJson {
    /// Of the item; after `add` GitHub's, if it has answered.
    pub(super) item: String,
    /// `set`, `place`, `add` or `delete`.
    kind: &'static str,
    /// In words.
    pub(super) description: String,
    /// The text that a new card gets; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// An issue form or template.
#[derive(Debug, Serialize)]
pub(super) struct FormJson {
    pub(super) name: String,
    /// `owner/name`.
    pub(super) repository: String,
    pub(super) about: String,
    /// What the title begins with.
    pub(super) title: String,
    /// Of a template none.
    pub(super) questions: Vec<QuestionJson>,
}

/// A question of a form.
#[derive(Debug, Serialize)]
pub(super) struct QuestionJson {
    pub(super) label: String,
    /// Whether it must be answered, or a box of it be ticked.
    pub(super) required: bool,
    /// `line`, `text`, `one` or `several` of the options, `boxes`.
    pub(super) kind: &'static str,
    pub(super) options: Vec<String>,
}

/// A row of the outbox.
#[derive(Debug, Serialize)]
pub(super) struct PendingJson {
    id: String,
    /// `owner/number`.
    project: String,
    #[serde(flatten)]
    edit: EditJson,
    /// `queued`, `sending`, `accepted`, `refused` or `unknown`.
    progress: &'static str,
    /// Why GitHub refused it.
    message: Option<String>,
    made_at: Timestamp,
}

/// What `sync` did.
#[derive(Debug, Serialize)]
pub(super) struct SyncJson {
    project: String,
    /// How many the project has now, archived ones too.
    items: usize,
    added: usize,
    changed: usize,
    removed: usize,
    requests: u32,
    points: u32,
    milliseconds: u64,
    /// Edits that GitHub has not accepted yet.
    unsent: usize,
    /// Whether another sprintty syncs this project, so that this one only looked.
    following: bool,
}

pub(super) fn item(item: &Item, replica: &Replica) -> ItemJson {
    let project = &replica.view().project;
    let (work, issue) = (item.work(), item.issue());
    let link = |link: &Link| format!("{}#{}", link.repository, link.number);
    let names = |names: &[std::sync::Arc<str>]| names.iter().map(ToString::to_string).collect();
    let pending =
        |wanted: fn(&Pending) -> bool| replica.pending_of(&item.id).filter(|row| wanted(row)).count();
    let author = match &item.content {
        Content::Draft(draft) => draft.author.as_ref(),
        Content::Issue(_) | Content::PullRequest(_) | Content::Hidden => {
            work.and_then(|work| work.author.as_ref())
        }
    };
    let (state, reason) = state(item);
    ItemJson {
        id: item.id.to_string(),
        kind: kind(item),
        number: item.number(),
        repository: item.repository().map(ToString::to_string),
        title: item.title().to_owned(),
        url: project.page(item),
        state,
        reason,
        author: author.map(ToString::to_string),
        assignees: names(item.assignees()),
        labels: item.labels().iter().map(|label| label.name.to_string()).collect(),
        milestone: item.milestone().map(|milestone| milestone.title.to_string()),
        issue_type: issue.and_then(|issue| issue.kind.as_ref()).map(ToString::to_string),
        parent: issue.and_then(|issue| issue.parent.as_deref()).map(link),
        blocked_by: issue.map(|issue| issue.blocked_by.iter().map(link).collect()).unwrap_or_default(),
        blocked: issue.is_some_and(|issue| issue.state == IssueState::Open && issue.open_blockers > 0),
        more: item.more().into_iter().map(|(list, hidden)| (key(list), hidden)).collect(),
        archived: item.archived,
        fields: fields(item, project),
        created_at: item.created_at,
        updated_at: item.content_updated_at().map_or(item.updated_at, |at| at.max(item.updated_at)),
        closed_at: work.and_then(|work| work.closed_at),
        unsent: pending(Pending::is_unsent),
        stuck: pending(is_stuck),
    }
}

fn key(list: Cut) -> &'static str {
    match list {
        Cut::Assignees => "assignees",
        Cut::Labels => "labels",
        Cut::Reviewers => "reviewers",
        Cut::BlockedBy => "blocked_by",
        Cut::Pulls => "pull_requests",
    }
}

pub(super) fn shown(shown: &Item, replica: &Replica, body: Option<String>) -> ShownJson {
    ShownJson { item: item(shown, replica), body }
}

/// Edits with what they do one after the other.
pub(super) fn edits<'a>(
    edits: impl IntoIterator<Item = &'a Edit> + Clone,
    before: &Snapshot,
) -> Vec<EditJson> {
    let descriptions = wording::of_edits(edits.clone(), before);
    let edit = |(edit, description): (&Edit, String)| {
        let kind = match edit {
            Edit::SetField { .. } => "set",
            Edit::Place { .. } => "place",
            Edit::AddDraft { .. } => "add",
            Edit::Delete { .. } => "delete",
            Edit::Set { .. } => "change",
            Edit::Link { on: true, .. } => "link",
            Edit::Link { on: false, .. } => "unlink",
            Edit::AddIssue { .. } => "add-issue",
            Edit::PutBack { .. } => "put-back",
            Edit::Convert { .. } => "convert",
            Edit::Comment { .. } => "comment",
            Edit::SetComment { to: Some(_), .. } => "change-comment",
            Edit::SetComment { to: None, .. } => "delete-comment",
        };
        let body = match edit {
            Edit::AddDraft { body, .. } | Edit::AddIssue { body, .. } => Some(body.clone()),
            Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::Delete { .. }
            | Edit::Set { .. }
            | Edit::Link { .. }
            | Edit::PutBack { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. }
            | Edit::SetComment { .. } => None,
        };
        let body = body.filter(|body| !body.is_empty());
        EditJson { item: edit.item().to_string(), kind, description, body }
    };
    edits.into_iter().zip(descriptions).map(edit).collect()
}

pub(super) fn pending(pending: &Pending, edit: EditJson, project: &Project) -> PendingJson {
    let (progress, message) = match &pending.progress {
        Progress::Queued => ("queued", None),
        Progress::Sending { .. } => ("sending", None),
        Progress::Accepted { .. } => ("accepted", None),
        Progress::Refused(refusal) => ("refused", Some(refusal.message.clone())),
        Progress::Unknown { .. } => ("unknown", None),
    };
    PendingJson {
        id: pending.id.to_string(),
        project: project.reference.to_string(),
        edit,
        progress,
        message,
        made_at: pending.made_at,
    }
}

pub(super) fn sync(report: &SyncReport) -> SyncJson {
    let SyncReport { project, items, added, changed, removed, requests, points, took, unsent, following } =
        report;
    SyncJson {
        project: project.to_string(),
        items: *items,
        added: *added,
        changed: *changed,
        removed: *removed,
        requests: *requests,
        points: *points,
        milliseconds: u64::try_from(took.num_milliseconds()).unwrap_or(0),
        unsent: *unsent,
        following: *following,
    }
}

/// Whether an edit waits for a person.
pub(super) fn is_stuck(pending: &Pending) -> bool {
    match pending.progress {
        Progress::Refused(_) | Progress::Unknown { .. } => true,
        Progress::Queued | Progress::Sending { .. } | Progress::Accepted { .. } => false,
    }
}

/// `issue`, `pull_request`, `draft` or `hidden`.
pub(super) fn kind(item: &Item) -> &'static str {
    match item.content {
        Content::Issue(_) => "issue",
        Content::PullRequest(_) => "pull_request",
        Content::Draft(_) => "draft",
        Content::Hidden => "hidden",
    }
}

/// The state, and why it is closed.
pub(super) fn state(item: &Item) -> (Option<&'static str>, Option<&'static str>) {
    match &item.content {
        Content::Issue(issue) => match issue.state {
            IssueState::Open => (Some("open"), None),
            IssueState::Completed => (Some("closed"), Some("completed")),
            IssueState::NotPlanned => (Some("closed"), Some("not_planned")),
            IssueState::Duplicate => (Some("closed"), Some("duplicate")),
        },
        Content::PullRequest(pull) => match pull.pull.stage {
            PullStage::Open => (Some("open"), None),
            PullStage::Closed => (Some("closed"), None),
            PullStage::Merged => (Some("merged"), None),
        },
        Content::Draft(_) => (Some("open"), None),
        Content::Hidden => (None, None),
    }
}

fn fields(item: &Item, project: &Project) -> BTreeMap<String, Json> {
    let known = item.values.iter().filter_map(|entry| Some((project.field(&entry.field)?, &entry.value)));
    let known = known.filter(|(field, _)| field.is_stored());
    known.map(|(field, value)| (field.name.clone(), self::value(field, value))).collect()
}

fn value(field: &Field, value: &Value) -> Json {
    match value {
        Value::Number(number) => Json::from(*number),
        Value::MultiSelect(ids) => {
            ids.iter().map(|id| field.show(&Value::SingleSelect(id.clone()))).collect()
        }
        Value::Text(_) | Value::Date(_) | Value::SingleSelect(_) | Value::Iteration(_) => {
            field.show(value).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn an_item_is_printed_with_names_instead_of_ids() {
        let replica = Replica::new(sample::snapshot(), Vec::new());
        let item = replica.view().item(&"A".into()).expect("a sample");
        let printed = serde_json::to_value(super::item(item, &replica)).expect("it can be written");
        let expected = serde_json::json!({
            "id": "A", "kind": "issue", "number": 12, "repository": "octo-org/app",
            "title": "Fix login on slow networks", "url": "https://github.com/octo-org/app/issues/12",
            "state": "open", "reason": null, "author": "ann", "assignees": ["ann", "Bob"],
            "labels": ["type:bug", "area/auth"], "milestone": "v1.2", "issue_type": "Bug",
            "parent": "octo-org/app#40", "blocked_by": ["octo-org/app#13"], "blocked": true, "more": {}, "archived": false,
            "fields": {
                "Areas": ["Docs", "API"], "Due date": "2026-11-27", "Effort": 3.0, "Note": "needs a design",
                "Sprint": "Sprint 3", "Status": "In Progress"
            },
            "created_at": "2026-09-01T12:00:00Z", "updated_at": "2026-11-19T12:00:00Z", "closed_at": null,
            "unsent": 0, "stuck": 0
        });
        assert_eq!(printed, expected);
    }

    #[test]
    fn lists_that_github_cut_short_say_how_many_more_there_are() {
        let mut cut = sample::items().remove(0);
        let Content::Issue(issue) = &mut cut.content else { panic!("an issue") };
        issue.work.labels.total += 3;
        issue.blocked_by.total += 1;
        issue.pulls.total += 2;
        let replica = Replica::new(sample::snapshot(), Vec::new());
        let printed = serde_json::to_value(super::item(&cut, &replica)).expect("it can be written");
        assert_eq!(printed["more"], serde_json::json!({ "labels": 3, "blocked_by": 1, "pull_requests": 2 }));
    }

    #[test]
    fn every_kind_of_item_has_its_state() {
        let states: Vec<_> =
            sample::items().iter().map(|item| (kind(item), state(item).0, state(item).1)).collect();
        let expected = [
            ("issue", Some("open"), None),
            ("issue", Some("closed"), Some("not_planned")),
            ("pull_request", Some("merged"), None),
            ("draft", Some("open"), None),
            ("issue", Some("open"), None),
            ("hidden", None, None),
        ];
        assert_eq!(states, expected);
    }
}
