//! Joins edits into one request, and says what became of each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use apollo_compiler::Node;
use apollo_compiler::ast;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::domain::{Attribute, CommentId, Edit, ItemId, Member, Project};

use super::call::{self, Call, refused};
use super::client::Client;
use super::comment;
use super::envelope::{Answered, Fault};
use super::made::{self, Made};
use super::read::Query;
use super::wire::{Connection, Login, MaybeId, OnProject};
use super::{Answer, Error, Meter, Outcome, Reply, Write, names};

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
    comment_edge: Option<Edge>,
}

/// A comment that was written.
#[derive(Debug, Deserialize)]
struct Edge {
    node: Option<MaybeId>,
}

/// An issue that was opened, with its cards.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    id: Option<String>,
    project_items: Option<Connection<OnProject>>,
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

/// What is left to do of an edit.
enum Step {
    /// Nothing: the card that it made is known, or it makes none.
    Done(Option<ItemId>),
    Send(Call),
}

type Payloads = HashMap<String, Option<Payload>>;

/// Sends edits in one request, once. An error is one of the whole request; what became of each edit is in the answer.
pub(super) async fn send(client: &Client, project: &Project, writes: &[Write]) -> Result<Reply, Error> {
    let ids = names::ids(client, writes.iter().flat_map(call::names)).await?;
    let mut steps: Vec<Result<Step, Error>> = Vec::new();
    for write in writes {
        match step(client, project, write, &ids).await {
            // Nothing was sent yet.
            Err(error) if !error.is_refusal() => return Err(error),
            step => steps.push(step),
        }
    }
    let calls: Vec<&Call> = steps
        .iter()
        .flatten()
        .filter_map(|step| if let Step::Send(call) = step { Some(call) } else { None })
        .collect();
    let answered =
        if calls.is_empty() { None } else { Some(client.send::<Payloads>(&joined(&calls)).await?) };
    let mut meter = answered.as_ref().map_or_else(Meter::default, |answered| answered.told.meter.clone());
    let mut aliases = (0..).map(alias);
    let mut outcomes = Vec::new();
    for (write, step) in writes.iter().zip(steps) {
        let mut comment = None;
        let result = match (step, &answered) {
            (Err(error), _) => Err(error),
            (Ok(Step::Done(item)), _) => Ok(item),
            (Ok(Step::Send(_)), None) => Err(Error::Unreadable { why: "the write was not sent".to_owned() }),
            (Ok(Step::Send(_)), Some(answered)) => {
                let alias = aliases.next().expect("there are as many aliases as numbers");
                comment = written(&alias, answered);
                match outcome(&alias, project, &write.edit, answered) {
                    Err(error) => match beside(&alias, &write.edit, answered) {
                        Some(issue) => put_on(client, project, issue, &mut meter).await,
                        None => Err(error),
                    },
                    result => result,
                }
            }
        };
        outcomes.push(Outcome { id: write.id, result, comment });
    }
    if outcomes.iter().any(|outcome| matches!(outcome.result, Err(Error::NotFound { .. }))) {
        client.names().forget();
    }
    Ok(Reply { answer: Answer::Written(outcomes), meter })
}

/// What is left to do of an edit. What can't be sent twice is looked for first, where an earlier attempt may have made it.
async fn step(client: &Client, project: &Project, write: &Write, ids: &names::Ids) -> Result<Step, Error> {
    if let Edit::SetComment { comment, to, .. } = &write.edit {
        // Others have had the time to change it.
        if comment::is_so(client, write, comment, to.as_deref()).await? {
            return Ok(Step::Done(Some(write.edit.item().clone())));
        }
    }
    Ok(match made::find(client, &project.id, write, ids).await? {
        Some(Made::Whole(item)) => Step::Done(item),
        Some(Made::Issue(issue)) => Step::Send(call::put_on(project, &issue)),
        None => call::call(project, write, ids)?.map_or(Step::Done(None), Step::Send),
    })
}

/// The comment that was written.
fn written(alias: &str, answered: &Answered<Payloads>) -> Option<CommentId> {
    let edge = answered.data.get(alias)?.as_ref()?.comment_edge.as_ref()?;
    Some(edge.node.as_ref()?.id.clone()?.into())
}

/// The issue that was opened but is not on the project.
fn beside<'a>(alias: &str, edit: &Edit, answered: &'a Answered<Payloads>) -> Option<&'a str> {
    let opens = matches!(edit, Edit::AddIssue { .. });
    let payload = answered.data.get(alias).filter(|_| opens)?.as_ref()?;
    payload.issue.as_ref()?.id.as_deref()
}

/// Puts an issue on the project. It is open: what fails here must not lead to another one.
async fn put_on(
    client: &Client,
    project: &Project,
    issue: &str,
    meter: &mut Meter,
) -> Result<Option<ItemId>, Error> {
    let lost = |error: &Error| Error::Lost { why: error.to_string() };
    let sent = client.send::<Payloads>(&joined(&[&call::put_on(project, issue)])).await;
    let answered = sent.map_err(|error| lost(&error))?;
    *meter = answered.told.meter.clone();
    let payload = answered.data.get(&alias(0)).and_then(Option::as_ref);
    if let Some(id) = payload.and_then(|payload| payload.item.as_ref()?.id.clone()) {
        return Ok(Some(id.into()));
    }
    let errors = answered.errors.iter().map(|fault| fault.sort(&answered.told));
    Err(match errors.max_by_key(Error::weight) {
        Some(error) if error.is_refusal() => {
            refused(&format!("The issue was opened, but it could not be put on the project: {error}"))
        }
        Some(error) => lost(&error),
        None => Error::Lost { why: "GitHub did not say where the issue is".to_owned() },
    })
}

fn alias(place: usize) -> String {
    format!("e{place}")
}

fn outcome(
    alias: &str,
    project: &Project,
    edit: &Edit,
    answered: &Answered<Payloads>,
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
    let cards = payload.issue.as_ref().and_then(|issue| issue.project_items.as_ref());
    let id = item.and_then(|item| item.id.clone()).map(ItemId::from);
    match (edit, id.or_else(|| made::card_on(cards, &project.id))) {
        (_, Some(id)) => Ok(Some(id)),
        (Edit::Delete { .. }, None) => Ok(None),
        (
            Edit::SetField { item, .. }
            | Edit::Place { item, .. }
            | Edit::Set { item, .. }
            | Edit::Link { item, .. }
            | Edit::Convert { item, .. }
            | Edit::Comment { item, .. }
            | Edit::SetComment { item, .. },
            None,
        ) => Ok(Some(item.clone())),
        // It was made, but under which id?
        (Edit::AddDraft { .. } | Edit::AddIssue { .. } | Edit::PutBack { .. }, None) => {
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
