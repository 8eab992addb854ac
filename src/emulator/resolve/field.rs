//! The configuration of fields: options and iterations.

use std::rc::Rc;

use apollo_compiler::resolvers::ResolveInfo;

use super::{Cx, Part, Record, Thing};
use crate::emulator::world::{Choice, Field, FieldKind, Iteration, Iterations};

pub(super) fn type_name(field: &Field) -> &'static str {
    match field.kind {
        FieldKind::SingleSelect(_) => "ProjectV2SingleSelectField",
        FieldKind::MultiSelect(_) => "ProjectV2MultiSelectField",
        FieldKind::Iteration(_) => "ProjectV2IterationField",
        FieldKind::Title
        | FieldKind::Assignees
        | FieldKind::Labels
        | FieldKind::Milestone
        | FieldKind::Repository
        | FieldKind::LinkedPullRequests
        | FieldKind::Reviewers
        | FieldKind::ParentIssue
        | FieldKind::SubIssuesProgress
        | FieldKind::IssueType
        | FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date => "ProjectV2Field",
    }
}

pub(super) fn resolve<'a>(cx: Cx<'a>, field: &'a Field, info: &ResolveInfo<'_>) -> Part<'a> {
    match info.field_name() {
        "id" => Part::leaf(field.id.to_string()),
        "name" => Part::leaf(field.name.clone()),
        "dataType" => Part::leaf(field.data_type()),
        "isIssueField" => Part::leaf(field.issue_field.is_some()),
        "issueField" => {
            let shown = field.issue_field.and_then(|id| cx.world.issue_field(id));
            Part::maybe(shown.map(issue_field))
        }
        "options" => Part::Many(options(field, "ProjectV2SingleSelectFieldOption")),
        "multiSelectOptions" => Part::Many(options(field, "ProjectV2MultiSelectFieldOption")),
        "configuration" => field.iterations().map_or(Part::Unknown, |all| configuration(cx, all)),
        _ => Part::Unknown,
    }
}

/// The options as the project knows them; where they are an issue field's, GitHub takes none of these ids.
fn options<'a>(field: &'a Field, type_name: &'static str) -> Vec<Thing<'a>> {
    field.choices().iter().map(|choice| option(choice, type_name, false)).collect()
}

/// An option as an object; those of issue fields are nodes.
pub(super) fn option<'a>(choice: &Choice, type_name: &'static str, is_node: bool) -> Thing<'a> {
    let id = if is_node { choice.id.node_id() } else { choice.id.to_string() };
    Thing::record(
        type_name,
        vec![
            ("id", Part::leaf(id)),
            ("name", Part::leaf(choice.name.clone())),
            ("color", Part::leaf(choice.color.clone())),
            ("description", Part::leaf(choice.description.clone())),
        ],
    )
}

/// An organization's issue field as an object of its own type.
pub(super) fn issue_field(field: &Field) -> Thing<'_> {
    let type_name = match field.kind {
        FieldKind::SingleSelect(_) => "IssueFieldSingleSelect",
        FieldKind::MultiSelect(_) => "IssueFieldMultiSelect",
        FieldKind::Number => "IssueFieldNumber",
        FieldKind::Date => "IssueFieldDate",
        FieldKind::Title
        | FieldKind::Assignees
        | FieldKind::Labels
        | FieldKind::Milestone
        | FieldKind::Repository
        | FieldKind::LinkedPullRequests
        | FieldKind::Reviewers
        | FieldKind::ParentIssue
        | FieldKind::SubIssuesProgress
        | FieldKind::IssueType
        | FieldKind::Text
        | FieldKind::Iteration(_) => "IssueFieldText",
    };
    let choices = field.choices().iter();
    let options = choices.map(|choice| option(choice, "IssueFieldSingleSelectOption", true)).collect();
    let fields = vec![
        ("id", Part::leaf(field.id.to_string())),
        ("name", Part::leaf(field.name.clone())),
        ("options", Part::Many(options)),
    ];
    Thing::Record(Rc::new(Record { type_name, fields }))
}

/// Iterations are over when their last day is past.
fn configuration<'a>(cx: Cx<'a>, iterations: &'a Iterations) -> Part<'a> {
    let today = cx.now.date_naive();
    let is_over = |one: &&Iteration| one.start + chrono::Days::new(u64::from(one.duration)) <= today;
    let (past, now): (Vec<_>, Vec<_>) = iterations.all.iter().partition(is_over);
    let object = |one: &Iteration| {
        Thing::record(
            "ProjectV2IterationFieldIteration",
            vec![
                ("id", Part::leaf(one.id.to_string())),
                ("title", Part::leaf(one.title.clone())),
                ("startDate", Part::leaf(one.start.to_string())),
                ("duration", Part::leaf(one.duration)),
            ],
        )
    };
    Part::record(
        "ProjectV2IterationFieldConfiguration",
        vec![
            ("duration", Part::leaf(iterations.duration)),
            ("startDay", Part::leaf(iterations.start_day)),
            ("iterations", Part::Many(now.into_iter().map(object).collect())),
            // GitHub lists the latest first.
            ("completedIterations", Part::Many(past.into_iter().rev().map(object).collect())),
        ],
    )
}
