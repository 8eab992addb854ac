//! Joins edits into one request, and says what became of each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use apollo_compiler::Node;
use apollo_compiler::ast;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::domain::{ContentId, Edit, Field, FieldKind, IssueFieldId, ItemId, Project, Value};

use super::client::Client;
use super::envelope::{Answered, Fault};
use super::read::Query;
use super::wire::MaybeId;
use super::{Answer, Error, Meter, Outcome, Reply, Write};

pub(super) const MUTATIONS: &str = include_str!("../../assets/graphql/mutations.graphql");

/// What GitHub says of one mutation, whichever it was.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    #[serde(rename = "projectV2Item")]
    changed: Option<MaybeId>,
    #[serde(rename = "projectItem")]
    added: Option<MaybeId>,
}

/// Sends edits in one request, once. An error is one of the whole request; what became of each edit is in the answer.
pub(super) async fn send(client: &Client, project: &Project, writes: &[Write]) -> Result<Reply, Error> {
    let calls: Vec<Result<Call, Error>> = writes.iter().map(|write| call(project, write)).collect();
    let made: Vec<&Call> = calls.iter().flatten().collect();
    let answered = if made.is_empty() {
        None
    } else {
        Some(client.send::<HashMap<String, Option<Payload>>>(&joined(&made)).await?)
    };
    let mut aliases = (0..).map(alias);
    let outcomes = writes.iter().zip(calls).map(|(write, call)| {
        let result = call.and_then(|_| match (&answered, aliases.next()) {
            (Some(answered), Some(alias)) => outcome(&alias, &write.edit, answered),
            (_, _) => Err(Error::Unreadable { why: "the write was not sent".to_owned() }),
        });
        Outcome { id: write.id, result }
    });
    let outcomes = outcomes.collect();
    let meter = answered.map_or_else(Meter::default, |answered| answered.told.meter);
    Ok(Reply { answer: Answer::Written(outcomes), meter })
}

fn alias(place: usize) -> String {
    format!("e{place}")
}

fn outcome(
    alias: &str,
    edit: &Edit,
    answered: &Answered<HashMap<String, Option<Payload>>>,
) -> Result<Option<ItemId>, Error> {
    let worst = |of: &dyn Fn(&&Fault) -> bool| {
        let errors = answered.errors.iter().filter(of).map(|fault| fault.sort(&answered.told));
        errors.max_by_key(Error::weight)
    };
    let Some(payload) = answered.data.get(alias).and_then(Option::as_ref) else {
        return Err(worst(&|fault| fault.root() == Some(alias))
            .or_else(|| worst(&|fault| fault.root().is_none()))
            .unwrap_or_else(|| Error::Unreadable { why: format!("neither data nor an error for {alias}") }));
    };
    let id = payload.changed.as_ref().or(payload.added.as_ref()).and_then(|item| item.id.as_deref());
    match (edit, id) {
        (_, Some(id)) => Ok(Some(id.into())),
        (Edit::Delete { .. }, None) => Ok(None),
        (
            Edit::SetField { item, .. }
            | Edit::Place { item, .. }
            | Edit::Set { item, .. }
            | Edit::Link { item, .. }
            | Edit::Convert { item, .. }
            | Edit::Comment { item, .. },
            None,
        ) => Ok(Some(item.clone())),
        // It was made, but under which id?
        (Edit::AddDraft { .. } | Edit::AddIssue { .. }, None) => {
            Err(worst(&|fault| fault.root() == Some(alias) && !fault.is_about_sight())
                .filter(Error::leaves_doubt)
                .unwrap_or_else(|| Error::Unreadable { why: format!("no id for {alias}") }))
        }
    }
}

/// One mutation to send.
#[derive(Debug, Clone, PartialEq)]
struct Call {
    /// The operation in the document of mutations.
    operation: &'static str,
    input: Json,
}

/// One operation of the document of mutations.
struct Operation {
    /// The type of its one variable.
    input: Node<ast::Type>,
    /// Its one root field with what is selected of the answer.
    root: Node<ast::Field>,
}

static OPERATIONS: LazyLock<HashMap<String, Operation>> = LazyLock::new(|| {
    let document = ast::Document::parse(MUTATIONS, "mutations.graphql")
        .expect("a test checks this document, and it is compiled in");
    let operations = document.definitions.iter().filter_map(ast::Definition::as_operation_definition);
    let entry = |operation: &Node<ast::OperationDefinition>| {
        let input = operation.variables.first()?.ty.clone();
        let root = operation.selection_set.first()?.as_field()?.clone();
        Some((operation.name.as_ref()?.to_string(), Operation { input, root }))
    };
    operations.filter_map(entry).collect()
});

/// One request of all calls: `mutation ($i0: …) { e0: …(input: $i0) { … } … }`.
fn joined(calls: &[&Call]) -> Query {
    let mut variables = Map::new();
    let mut operation = ast::OperationDefinition {
        operation_type: ast::OperationType::Mutation,
        name: None,
        variables: Vec::new(),
        directives: ast::DirectiveList::default(),
        selection_set: Vec::new(),
    };
    for (place, call) in calls.iter().enumerate() {
        let name = |text: &str| apollo_compiler::Name::new(text).expect("a letter and digits make a name");
        let Operation { input, root } = &OPERATIONS[call.operation];
        let variable = format!("i{place}");
        operation.variables.push(Node::new(ast::VariableDefinition {
            name: name(&variable),
            ty: input.clone(),
            default_value: None,
            directives: ast::DirectiveList::default(),
        }));
        let mut root = root.clone();
        let field = root.make_mut();
        field.alias = Some(name(&alias(place)));
        for argument in &mut field.arguments {
            argument.make_mut().value = Node::new(ast::Value::Variable(name(&variable)));
        }
        operation.selection_set.push(ast::Selection::Field(root));
        variables.insert(variable, call.input.clone());
    }
    Query { query: Cow::Owned(operation.to_string()), variables: Json::Object(variables) }
}

/// The mutation that makes an edit, or why there is none.
fn call(project: &Project, write: &Write) -> Result<Call, Error> {
    let call = |operation, input| Ok(Call { operation, input });
    match &write.edit {
        Edit::SetField { item, field, to } => {
            let field = project.field(field).ok_or_else(|| refused("The project has no such field."))?;
            match &field.issue_field {
                Some(id) => set_on_issue(
                    field,
                    id,
                    to.as_ref(),
                    write.item.as_ref().and_then(|item| item.issue()).map(|issue| &issue.work.id),
                ),
                None => set(project, item, field, to.as_ref()),
            }
        }
        Edit::Place { item, after, .. } => {
            call("Place", json!({ "projectId": project.id, "itemId": item, "afterId": after }))
        }
        Edit::AddDraft { title, body, .. } => {
            let mut input = json!({ "projectId": project.id, "title": title });
            if !body.is_empty() {
                input["body"] = json!(body);
            }
            call("AddDraft", input)
        }
        Edit::Delete { item } => call("DeleteItem", json!({ "projectId": project.id, "itemId": item })),
        Edit::Set { .. }
        | Edit::Link { .. }
        | Edit::AddIssue { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. } => Err(refused("Such changes are not sent yet.")),
    }
}

fn set(project: &Project, item: &ItemId, field: &Field, to: Option<&Value>) -> Result<Call, Error> {
    let mut input = json!({ "projectId": project.id, "itemId": item, "fieldId": field.id });
    let Some(to) = to.filter(|to| !is_empty(to)) else {
        return Ok(Call { operation: "ClearField", input });
    };
    fits(field, to)?;
    input["value"] = match to {
        Value::Text(text) => json!({ "text": text }),
        Value::Number(number) => json!({ "number": number }),
        Value::Date(day) => json!({ "date": day }),
        Value::SingleSelect(option) => json!({ "singleSelectOptionId": option }),
        Value::MultiSelect(options) => json!({ "multiSelectOptionIds": options }),
        Value::Iteration(iteration) => json!({ "iterationId": iteration }),
    };
    Ok(Call { operation: "SetField", input })
}

fn set_on_issue(
    field: &Field,
    id: &IssueFieldId,
    to: Option<&Value>,
    issue: Option<&ContentId>,
) -> Result<Call, Error> {
    let Some(issue) = issue else {
        return Err(refused(&format!("`{}` belongs to issues, and this is none.", field.name)));
    };
    let value = match to.filter(|to| !is_empty(to)) {
        None => json!({ "fieldId": id, "delete": true }),
        Some(to) => {
            fits(field, to)?;
            match to {
                Value::Text(text) => json!({ "fieldId": id, "textValue": text }),
                Value::Number(number) => json!({ "fieldId": id, "numberValue": number }),
                Value::Date(day) => json!({ "fieldId": id, "dateValue": day }),
                Value::SingleSelect(option) => json!({ "fieldId": id, "singleSelectOptionId": option }),
                Value::MultiSelect(options) => json!({ "fieldId": id, "multiSelectOptionIds": options }),
                Value::Iteration(_) => return Err(refused("Issues have no iterations.")),
            }
        }
    };
    Ok(Call { operation: "SetIssueField", input: json!({ "issueId": issue, "issueFields": [value] }) })
}

/// Whether a value is one that GitHub only knows as an absent one.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::MultiSelect(options) => options.is_empty(),
        Value::Number(_) | Value::Date(_) | Value::SingleSelect(_) | Value::Iteration(_) => false,
    }
}

/// Whether a field takes a value: GitHub's own words for this are about the request, not about the field.
fn fits(field: &Field, value: &Value) -> Result<(), Error> {
    let fits = match (&field.kind, value) {
        (FieldKind::Number, Value::Number(number)) => number.is_finite(),
        (FieldKind::Text, Value::Text(_))
        | (FieldKind::Date, Value::Date(_))
        | (FieldKind::SingleSelect(_), Value::SingleSelect(_))
        | (FieldKind::MultiSelect(_), Value::MultiSelect(_))
        | (FieldKind::Iteration(_), Value::Iteration(_)) => true,
        (
            FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::SingleSelect(_)
            | FieldKind::MultiSelect(_)
            | FieldKind::Iteration(_)
            | FieldKind::Mirrored(_)
            | FieldKind::Unknown(_),
            _,
        ) => false,
    };
    if fits { Ok(()) } else { Err(refused(&format!("`{}` does not take such a value.", field.name))) }
}

fn refused(message: &str) -> Error {
    Error::Refused { message: message.to_owned() }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
