//! The semantics of GitHub that the rest of the program counts on, one sentence each.

mod complete;
mod faults;
mod http;
mod read;
mod refuse;
mod write;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use serde_json::{Value, json};

use super::seed::Blank;
use super::{Emulator, Id};

pub(super) const ITEMS: &str = include_str!("../../../assets/graphql/items.graphql");
pub(super) const META: &str = include_str!("../../../assets/graphql/meta.graphql");
pub(super) const PROBE: &str = include_str!("../../../assets/graphql/probe.graphql");
pub(super) const REFRESH: &str = include_str!("../../../assets/graphql/refresh.graphql");
pub(super) const WALK: &str = include_str!("../../../assets/graphql/walk.graphql");
const MUTATIONS: &str = include_str!("../../../assets/graphql/mutations.graphql");

pub(super) const COLUMNS: [&str; 4] = ["Inbox", "This Month", "In Progress", "Done"];

/// An emulator with a clock that stands still until it is told to go on.
pub(super) struct Bench {
    pub(super) hub: Emulator,
    pub(super) project: String,
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl Bench {
    pub(super) fn new(board: Blank) -> Self {
        Self::of(board.world, board.project)
    }

    pub(super) fn of(world: super::World, project: Id) -> Self {
        let start = Utc.with_ymd_and_hms(2025, 8, 6, 14, 0, 0).single().expect("a moment of the calendar");
        let now = Arc::new(Mutex::new(start));
        let hands = Arc::clone(&now);
        let hub = Emulator::new(world, Arc::new(move || *hands.lock().expect("no test panics here")));
        Self { hub, project: project.to_string(), now }
    }

    pub(super) fn wait(&self, seconds: i64) {
        *self.now.lock().expect("no test panics here") += TimeDelta::seconds(seconds);
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("no test panics here")
    }

    pub(super) fn request(token: &str, body: &Value) -> ::http::Request<Bytes> {
        ::http::Request::post("/graphql")
            .header("authorization", format!("Bearer {token}"))
            .body(Bytes::from(body.to_string()))
            .expect("a request is well-formed")
    }

    /// Asks, with the token `demo`; `None` when the connection was dropped.
    pub(super) fn try_ask(&self, query: &str, variables: Value) -> Option<::http::Response<Bytes>> {
        let body = Value::from_iter([("query", Value::from(query)), ("variables", variables)]);
        now(self.hub.answer(Self::request("demo", &body))).ok()
    }

    pub(super) fn ask(&self, query: &str, variables: Value) -> Value {
        let answer = self.try_ask(query, variables).expect("the connection holds");
        serde_json::from_slice(answer.body()).expect("the answer is JSON")
    }

    /// Runs one of the program's mutations.
    pub(super) fn mutate(&self, name: &str, input: Value) -> Value {
        let variables = Value::from_iter([("input", input)]);
        let query = [("query", MUTATIONS.into()), ("operationName", name.into()), ("variables", variables)];
        let body = Value::from_iter(query);
        let answer = now(self.hub.answer(Self::request("demo", &body))).expect("the connection holds");
        serde_json::from_slice(answer.body()).expect("the answer is JSON")
    }

    /// The ids of all items, walked in pages of this size.
    pub(super) fn walk(&self, first: usize) -> Vec<String> {
        let (mut ids, mut after) = (Vec::new(), Value::Null);
        loop {
            let answer = self.ask(WALK, json!({"id": self.project, "first": first, "after": after}));
            let items = &answer["data"]["node"]["items"];
            let nodes = items["nodes"].as_array().expect("nodes");
            ids.extend(nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()));
            if items["pageInfo"]["hasNextPage"] == false {
                return ids;
            }
            after = items["pageInfo"]["endCursor"].clone();
        }
    }

    /// A field's id by name.
    pub(super) fn field(&self, name: &str) -> String {
        self.hub.read(|world| world.projects[0].field(name).expect("the field exists").id.to_string())
    }

    /// An option's id by its field's name and its own.
    pub(super) fn option(&self, field: &str, name: &str) -> String {
        let find = |world: &super::World| world.projects[0].field(field)?.option(name);
        self.hub.read(find).expect("the option exists").to_string()
    }

    /// The input that moves an item to a column.
    pub(super) fn status(&self, item: Id, column: &str) -> Value {
        json!({"projectId": self.project, "itemId": item.to_string(), "fieldId": self.field("Status"),
            "value": {"singleSelectOptionId": self.option("Status", column)}})
    }
}

/// Runs a future to its end; the emulator waits for nothing but latency.
pub(super) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts")
        .block_on(future)
}

/// The `type` and message of the first error.
pub(super) fn error(answer: &Value) -> (&str, &str) {
    let error = &answer["errors"][0];
    (error["type"].as_str().unwrap_or_default(), error["message"].as_str().unwrap_or_default())
}
