//! Joins edits into one request, and says what became of each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use apollo_compiler::Node;
use apollo_compiler::ast;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::domain::{Attribute, Edit, ItemId, Member, Project};

use super::call::{self, Call, refused};
use super::client::Client;
use super::envelope::{Answered, Fault};
use super::read::Query;
use super::wire::{Connection, Login, MaybeId, OnProject};
use super::{Answer, Error, Meter, Outcome, Reply, Write, comments, names};

pub(super) const MUTATIONS: &str = include_str!("../../assets/graphql/mutations.graphql");

/// What GitHub says of one mutation, whichever it was.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    #[serde(rename = "projectV2Item")]
    changed: Option<MaybeId>,
    #[serde(rename = "projectItem")]
    added: Option<MaybeId>,
    item: Option<MaybeId>,
    issue: Option<Opened>,
    assignable: Option<People>,
}

/// An issue that was opened, with its cards.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    project_items: Option<Connection<OnProject>>,
}

impl Opened {
    /// The card on a project.
    fn on(&self, project: &Project) -> Option<&str> {
        let mut cards = self.project_items.as_ref()?.nodes.iter().flatten();
        let here = |card: &&OnProject| {
            card.project.as_ref().and_then(|on| on.id.as_deref()) == Some(project.id.as_str())
        };
        cards.find(here).map(|card| card.id.as_str())
    }
}

/// Those whom an issue is assigned to now.
#[derive(Debug, Deserialize)]
struct People {
    assignees: Option<Connection<Login>>,
}

impl People {
    /// Whether someone was passed over: GitHub leaves out those who can't be assigned, and says nothing.
    fn lack(&self, login: &str) -> bool {
        let Some(people) = &self.assignees else { return false };
        let found = people.nodes.iter().flatten();
        !found.into_iter().any(|person| person.login.eq_ignore_ascii_case(login))
    }
}

/// Whether GitHub declines because it is as wanted already: what joins two issues can't be made twice.
fn is_so_already(edit: &Edit, error: &Error) -> bool {
    let joins = matches!(
        edit,
        Edit::Link { entry: Member::BlockedBy(_), on: true, .. }
            | Edit::Set { to: Attribute::Parent(Some(_)), .. }
    );
    joins && error.is_refusal() && error.to_string().contains("already")
}

/// Whether GitHub declines because there is nothing to take off: an earlier attempt, whose answer was lost, has done it.
fn is_off_already(write: &Write, error: &Error) -> bool {
    let takes =
        matches!(write.edit, Edit::Link { on: false, .. } | Edit::Set { to: Attribute::Parent(None), .. });
    takes && write.since.is_some() && matches!(error, Error::NotFound { .. } | Error::Refused { .. })
}

/// Sends edits in one request, once. An error is one of the whole request; what became of each edit is in the answer.
pub(super) async fn send(client: &Client, project: &Project, writes: &[Write]) -> Result<Reply, Error> {
    let ids = names::ids(client, writes.iter().flat_map(call::names)).await?;
    let mut calls: Vec<Result<Option<Call>, Error>> = Vec::new();
    for write in writes {
        let is_made = comments::is_written(client, write).await?;
        calls.push(if is_made { Ok(None) } else { call::call(project, write, &ids) });
    }
    let made: Vec<&Call> = calls.iter().flatten().flatten().collect();
    let answered = if made.is_empty() {
        None
    } else {
        Some(client.send::<HashMap<String, Option<Payload>>>(&joined(&made)).await?)
    };
    let mut aliases = (0..).map(alias);
    let outcomes = writes.iter().zip(calls).map(|(write, call)| {
        let result = call.and_then(|call| match (call, &answered) {
            (None, _) => Ok(None),
            (Some(_), Some(answered)) => {
                let alias = aliases.next().expect("there are as many aliases as numbers");
                match outcome(&alias, project, &write.edit, answered) {
                    Err(error) if is_off_already(write, &error) => Ok(None),
                    result => result,
                }
            }
            (Some(_), None) => Err(Error::Unreadable { why: "the write was not sent".to_owned() }),
        });
        Outcome { id: write.id, result }
    });
    let outcomes: Vec<Outcome> = outcomes.collect();
    if outcomes.iter().any(|outcome| matches!(outcome.result, Err(Error::NotFound { .. }))) {
        client.names().forget();
    }
    let meter = answered.map_or_else(Meter::default, |answered| answered.told.meter);
    Ok(Reply { answer: Answer::Written(outcomes), meter })
}

fn alias(place: usize) -> String {
    format!("e{place}")
}

fn outcome(
    alias: &str,
    project: &Project,
    edit: &Edit,
    answered: &Answered<HashMap<String, Option<Payload>>>,
) -> Result<Option<ItemId>, Error> {
    let worst = |of: &dyn Fn(&&Fault) -> bool| {
        let errors = answered.errors.iter().filter(of).map(|fault| fault.sort(&answered.told));
        errors.max_by_key(Error::weight)
    };
    let Some(payload) = answered.data.get(alias).and_then(Option::as_ref) else {
        let error = worst(&|fault| fault.root() == Some(alias));
        if error.as_ref().is_some_and(|error| is_so_already(edit, error)) {
            return Ok(None);
        }
        return Err(error
            .or_else(|| worst(&|fault| fault.root().is_none()))
            .unwrap_or_else(|| Error::Unreadable { why: format!("neither data nor an error for {alias}") }));
    };
    if let (Edit::Link { entry: Member::Assignee(login), on: true, .. }, Some(people)) =
        (edit, &payload.assignable)
        && people.lack(login)
    {
        return Err(refused(&format!("{login} can't be assigned there.")));
    }
    let item = payload.changed.as_ref().or(payload.added.as_ref()).or(payload.item.as_ref());
    let opened = payload.issue.as_ref().and_then(|issue| issue.on(project));
    let id = item.and_then(|item| item.id.as_deref()).or(opened);
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

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
