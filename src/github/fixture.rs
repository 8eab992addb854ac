//! What the tests of this module share: the schema, a project, a GitHub that says what it is told to.

use std::sync::{Arc, LazyLock, Mutex};

use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value as Json;

use crate::domain::field::{Iteration, Mirrored};
use crate::domain::item::Listed;
use crate::domain::{Field, FieldKind, Project, ProjectRef, Timestamp};

use super::{Client, Token};

pub(super) static SCHEMA: LazyLock<Valid<Schema>> = LazyLock::new(|| {
    let text = include_str!("../../assets/graphql/schema.graphql");
    Schema::parse_and_validate(text, "schema.graphql").expect("the schema is valid")
});

/// A document that GitHub would accept, with variables it would accept; the panic says what is wrong.
pub(super) fn valid(name: &str, document: &str, variables: &Json) -> Valid<ExecutableDocument> {
    let document = ExecutableDocument::parse_and_validate(&SCHEMA, document, name)
        .unwrap_or_else(|wrong| panic!("{name}: {}", wrong.errors));
    let operation = document.operations.iter().next().expect("a document has an operation");
    let values: apollo_compiler::response::JsonMap =
        serde_json::from_value(variables.clone()).expect("variables are an object");
    apollo_compiler::request::coerce_variable_values(&SCHEMA, operation, &values)
        .unwrap_or_else(|wrong| panic!("{name}: {wrong:?} in {variables}"));
    document
}

pub(super) fn token() -> Token {
    Token::new("ghp_test").expect("a token's characters").expect("not blank")
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// A project with a field of each kind that can be written.
pub(super) fn project() -> Project {
    let field = |name: &str, kind: FieldKind, on_issue: bool| Field {
        id: format!("F_{name}").into(),
        name: name.to_owned(),
        kind,
        issue_field: on_issue.then(|| format!("IF_{name}").into()),
    };
    let sprint = Iteration {
        id: "it1".into(),
        title: "Sprint 1".into(),
        start: "2026-11-02".parse().expect("a day"),
        days: 14,
        completed: false,
    };
    Project {
        id: "PVT_1".into(),
        reference: ProjectRef { owner: "octo".into(), number: 1 },
        title: "Roadmap".into(),
        url: "https://github.com/orgs/octo/projects/1".into(),
        closed: false,
        editable: true,
        updated_at: at("2026-11-20T10:00:00Z"),
        fields: vec![
            field("Note", FieldKind::Text, false),
            field("Effort", FieldKind::Number, false),
            field("Due", FieldKind::Date, false),
            field("Status", FieldKind::SingleSelect(Vec::new()), false),
            field("Areas", FieldKind::MultiSelect(Vec::new()), false),
            field("Sprint", FieldKind::Iteration(vec![sprint]), false),
            field("Labels", FieldKind::Mirrored(Mirrored::Labels), false),
            field("Mood", FieldKind::Unknown("MOOD".into()), false),
            field("Impact", FieldKind::Text, true),
            field("Risk", FieldKind::Number, true),
            field("Ship", FieldKind::Date, true),
            field("Severity", FieldKind::SingleSelect(Vec::new()), true),
            field("Teams", FieldKind::MultiSelect(Vec::new()), true),
        ],
        views: Listed::default(),
        repositories: Listed::default(),
        left_out: crate::domain::project::LeftOut::default(),
    }
}

/// A GitHub that gives one answer to everything and remembers what it was asked.
#[derive(Clone)]
pub(super) struct Scripted {
    asked: Arc<Mutex<Vec<Request<Bytes>>>>,
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: String,
}

impl Scripted {
    pub(super) fn saying(body: &(impl ToString + ?Sized)) -> Self {
        Self { asked: Arc::default(), status: 200, headers: Vec::new(), body: body.to_string() }
    }

    pub(super) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn client(&self) -> Client {
        let this = self.clone();
        let answer = move |request: Request<Bytes>| {
            this.asked.lock().expect("no test panics while it holds this").push(request);
            let mut response = Response::builder().status(this.status);
            for (name, value) in &this.headers {
                response = response.header(*name, *value);
            }
            let response = response.body(Bytes::from(this.body.clone()));
            let answer: futures::future::BoxFuture<'static, _> = Box::pin(async move { Ok(response?) });
            answer
        };
        Client::through(answer, token())
    }

    /// The bodies of what was asked.
    pub(super) fn asked(&self) -> Vec<Json> {
        let asked = self.asked.lock().expect("no test panics while it holds this");
        let body = |request: &Request<Bytes>| serde_json::from_slice(request.body()).expect("JSON");
        asked.iter().map(body).collect()
    }

    pub(super) fn requests(&self) -> usize {
        self.asked.lock().expect("no test panics while it holds this").len()
    }

    /// The address and a header of the last request.
    pub(super) fn last(&self, header: &str) -> (String, Option<String>) {
        let asked = self.asked.lock().expect("no test panics while it holds this");
        let last = asked.last().expect("something was asked");
        let value = last.headers().get(header).and_then(|value| value.to_str().ok()).map(str::to_owned);
        (last.uri().to_string(), value)
    }
}
