//! The values of an item: those set on the project, and those its content lends it.

use super::field::option;
use super::{Cx, Part, Thing};
use crate::emulator::id::OptionId;
use crate::emulator::look::stamp;
use crate::emulator::world::{Field, FieldKind, FieldValue, Item, Post, Value};

type Parts<'a> = Vec<(&'static str, Part<'a>)>;

/// The values that are set, in the order of the fields. Redacted items show only what the project itself holds.
pub(super) fn values<'a>(cx: Cx<'a>, item: &'a Item) -> Vec<Thing<'a>> {
    let Some(project) = cx.world.project(item.project) else { return Vec::new() };
    let seen = cx.world.sees_content(cx.login, item.content);
    let value = |field: &'a Field| match item.values.iter().find(|value| value.field == field.id) {
        Some(value) => Some(custom(cx, item, field, value)),
        None if seen => lent(cx, item, field),
        None => None,
    };
    project.fields.iter().filter_map(value).collect()
}

/// What every value with stamps has.
fn stamped<'a>(cx: Cx<'a>, item: &Item, field: &'a Field, value: &FieldValue) -> Parts<'a> {
    vec![
        ("id", Part::leaf(format!("PVTFV_{}{:03}", item.id, field.id.index))),
        ("updatedAt", Part::leaf(stamp(value.updated_at))),
        ("createdAt", Part::leaf(stamp(value.created_at))),
        ("creator", cx.user_thing(value.creator)),
        ("field", Part::One(Thing::Field(field))),
    ]
}

fn custom<'a>(cx: Cx<'a>, item: &Item, field: &'a Field, value: &'a FieldValue) -> Thing<'a> {
    let mut parts = stamped(cx, item, field, value);
    let type_name = match &value.value {
        Value::Text(text) => {
            parts.push(("text", Part::leaf(text.clone())));
            "ProjectV2ItemFieldTextValue"
        }
        Value::Number(number) => {
            parts.push(("number", Part::leaf(*number)));
            "ProjectV2ItemFieldNumberValue"
        }
        Value::Date(date) => {
            parts.push(("date", Part::leaf(date.to_string())));
            "ProjectV2ItemFieldDateValue"
        }
        Value::SingleSelect(id) => {
            parts.push(("optionId", Part::leaf(id.to_string())));
            "ProjectV2ItemFieldSingleSelectValue"
        }
        Value::MultiSelect(ids) => {
            parts.push(("options", Part::Many(chosen(field, ids, "ProjectV2MultiSelectFieldOption", false))));
            "ProjectV2ItemFieldMultiSelectValue"
        }
        Value::Iteration(id) => {
            parts.push(("iterationId", Part::leaf(id.to_string())));
            "ProjectV2ItemFieldIterationValue"
        }
    };
    Thing::record(type_name, parts)
}

fn chosen<'a>(field: &'a Field, ids: &[OptionId], type_name: &'static str, is_node: bool) -> Vec<Thing<'a>> {
    let choices = field.choices().iter().filter(|choice| ids.contains(&choice.id));
    choices.map(|choice| option(choice, type_name, is_node)).collect()
}

/// A value the content has: it is read there and written there.
fn lent<'a>(cx: Cx<'a>, item: &'a Item, field: &'a Field) -> Option<Thing<'a>> {
    if let Some(shown) = field.issue_field {
        let values = &cx.world.issue(item.content)?.values;
        let (_, value) = values.iter().find(|(id, _)| *id == shown)?;
        return Some(issue_field(item, field, value));
    }
    let post = cx.world.post(item.content);
    let has = |some: fn(&Post) -> bool| post.is_some_and(some);
    let (type_name, is_set) = match field.kind {
        FieldKind::Title => return Some(title(cx, item, field)),
        FieldKind::Assignees => {
            let draft = cx.world.draft(item.content).is_some_and(|draft| !draft.assignees.is_empty());
            ("ProjectV2ItemFieldUserValue", draft || has(|post| !post.assignees.is_empty()))
        }
        FieldKind::Labels => ("ProjectV2ItemFieldLabelValue", has(|post| !post.labels.is_empty())),
        FieldKind::Milestone => ("ProjectV2ItemFieldMilestoneValue", has(|post| post.milestone.is_some())),
        FieldKind::Repository => ("ProjectV2ItemFieldRepositoryValue", post.is_some()),
        FieldKind::LinkedPullRequests => {
            let linked = cx.world.issue(item.content).is_some_and(|issue| !issue.linked.is_empty());
            ("ProjectV2ItemFieldPullRequestValue", linked)
        }
        FieldKind::Reviewers => {
            let asked = cx.world.pull_request(item.content).is_some_and(|pull| !pull.reviewers.is_empty());
            ("ProjectV2ItemFieldReviewerValue", asked)
        }
        // The first three have no value type, the content is where to read them; the others are not set.
        FieldKind::ParentIssue
        | FieldKind::SubIssuesProgress
        | FieldKind::IssueType
        | FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::SingleSelect(_)
        | FieldKind::MultiSelect(_)
        | FieldKind::Iteration(_) => return None,
    };
    is_set.then(|| Thing::record(type_name, vec![("field", Part::One(Thing::Field(field)))]))
}

fn title<'a>(cx: Cx<'a>, item: &'a Item, field: &'a Field) -> Thing<'a> {
    let value = FieldValue {
        field: field.id,
        value: Value::Text(String::new()),
        creator: item.creator,
        created_at: item.created_at,
        updated_at: item.created_at,
    };
    let mut parts = stamped(cx, item, field, &value);
    parts.push(("text", Part::leaf(cx.world.title(item).to_owned())));
    Thing::record("ProjectV2ItemFieldTextValue", parts)
}

fn issue_field<'a>(item: &Item, field: &'a Field, value: &Value) -> Thing<'a> {
    let id = ("id", Part::leaf(format!("IFV_{}{:03}", item.content, field.id.index)));
    let (type_name, part) = match value {
        Value::Text(text) => ("IssueFieldTextValue", ("value", Part::leaf(text.clone()))),
        Value::Number(number) => ("IssueFieldNumberValue", ("value", Part::leaf(*number))),
        Value::Date(date) => ("IssueFieldDateValue", ("value", Part::leaf(date.to_string()))),
        Value::SingleSelect(option) | Value::Iteration(option) => {
            ("IssueFieldSingleSelectValue", ("optionId", Part::leaf(option.node_id())))
        }
        Value::MultiSelect(ids) => {
            let options = chosen(field, ids, "IssueFieldSingleSelectOption", true);
            ("IssueFieldMultiSelectValue", ("options", Part::Many(options)))
        }
    };
    let parts = vec![
        ("field", Part::One(Thing::Field(field))),
        ("issueFieldValue", Part::record(type_name, vec![id, part])),
    ];
    Thing::record("ProjectV2ItemIssueFieldValue", parts)
}
