//! GitHub in a box: a world with GitHub's semantics behind GitHub's GraphQL API.
//!
//! It validates each operation against GitHub's schema, executes it over a stored [`World`], prices it, and misbehaves
//! on request. Tests call [`Emulator::answer`] in process; the demo listens on a loopback port with
//! [`Emulator::serve`]. It knows GitHub and nothing of the rest of this crate.

pub mod cost;
pub mod edit;
mod execute;
pub mod fault;
pub mod id;
mod log;
mod look;
pub mod make;
pub mod random;
mod rate;
pub mod refusal;
mod reply;
mod resolve;
pub mod rival;
pub mod schema;
mod scope;
mod search;
pub mod seed;
mod serve;
#[cfg(test)]
mod tests;
pub mod world;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use apollo_compiler::executable::{Operation, OperationType};
use apollo_compiler::response::JsonMap;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, Request, Response};
use serde::Deserialize;

pub use edit::By;
pub use fault::{Fault, Trouble};
pub use id::{Id, Kind, OptionId};
pub use log::Applied;
pub use refusal::Refusal;
pub use rival::Rival;
pub use world::World;

use cost::Cost;
use fault::{Asked, Faults};
use rate::Rate;
use reply::Reply;
use resolve::{Cx, Object, Writing};
use schema::Document;
use world::Token;

/// Where the emulator gets its time from.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A GitHub of one's own. Clones are handles to the same one.
#[derive(Clone)]
pub struct Emulator {
    state: Arc<Mutex<State>>,
    clock: Clock,
}

/// The connection ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was dropped without an answer")]
pub struct Dropped;

/// What has been asked of the emulator so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests that arrived, dropped ones too.
    pub requests: u64,
    /// Points spent.
    pub points: u64,
    /// Operations that were read, by name; those without one under the empty name.
    pub by_name: BTreeMap<String, u64>,
}

struct State {
    world: World,
    faults: Faults,
    log: Vec<Applied>,
    usage: Usage,
    rates: BTreeMap<String, Rate>,
    /// Past worlds, each with the moment it was replaced, as far back as `items` may lag.
    past: VecDeque<(DateTime<Utc>, World)>,
}

/// The JSON of a request.
#[derive(Deserialize)]
struct Call {
    query: String,
    #[serde(default)]
    variables: Option<JsonMap>,
    #[serde(default, rename = "operationName")]
    operation_name: Option<String>,
}

/// What became of a request, before it travels back.
enum Fate {
    Answered(Reply, Option<(Rate, String)>),
    Dropped,
}

impl Emulator {
    /// A GitHub that holds this world.
    pub fn new(world: World, clock: Clock) -> Self {
        let state = State {
            world,
            faults: Faults::default(),
            log: Vec::new(),
            usage: Usage::default(),
            rates: BTreeMap::new(),
            past: VecDeque::new(),
        };
        Self { state: Arc::new(Mutex::new(state)), clock }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers `POST …/graphql`, after whatever delay a fault asks for.
    pub async fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Dropped> {
        let now = (self.clock)();
        let (fate, delay, number) = self.state().receive(&request, now);
        if let Some(delay) = delay {
            tokio::time::sleep(delay).await;
        }
        match fate {
            Fate::Dropped => Err(Dropped),
            Fate::Answered(reply, account) => {
                let account = account.as_ref().map(|(rate, scopes)| (*rate, scopes.as_str()));
                Ok(reply.send(number, now, account))
            }
        }
    }

    /// Changes the world as another user or a test would; the time is the emulator's.
    pub fn edit<T>(&self, f: impl FnOnce(&mut World, DateTime<Utc>) -> T) -> T {
        let now = (self.clock)();
        let mut state = self.state();
        state.remember(now);
        f(&mut state.world, now)
    }

    /// Looks at the world.
    pub fn read<T>(&self, f: impl FnOnce(&World) -> T) -> T {
        f(&self.state().world)
    }

    /// Makes something go wrong.
    pub fn fault(&self, fault: Fault) {
        self.state().faults.add(fault);
    }

    /// Removes all faults.
    pub fn calm(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.past.clear();
    }

    /// Every mutation that was applied, in order.
    pub fn log(&self) -> Vec<Applied> {
        self.state().log.clone()
    }

    /// What has been asked so far.
    pub fn usage(&self) -> Usage {
        self.state().usage.clone()
    }

    fn is_offline(&self) -> bool {
        self.state().faults.is_offline()
    }
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator").finish_non_exhaustive()
    }
}

/// A request that passed the door: who sends it, and what it asks.
struct Admitted<'a> {
    token: Token,
    document: &'a Document,
    operation: &'a Operation,
    variables: JsonMap,
    troubles: Vec<Trouble>,
    now: DateTime<Utc>,
}

impl State {
    /// Keeps the world as it is, if `items` may have to show it later.
    fn remember(&mut self, now: DateTime<Utc>) {
        let Some(lag) = self.faults.longest_lag() else { return };
        let oldest = now - TimeDelta::seconds(i64::from(lag));
        while self.past.front().is_some_and(|(replaced, _)| *replaced <= oldest) {
            self.past.pop_front();
        }
        self.past.push_back((now, self.world.clone()));
    }

    /// Decides what happens to a request, and applies it if it comes to that.
    fn receive(&mut self, request: &Request<Bytes>, now: DateTime<Utc>) -> (Fate, Option<Duration>, u64) {
        self.usage.requests += 1;
        let number = self.usage.requests;
        if self.faults.is_offline() {
            return (Fate::Dropped, None, number);
        }
        if request.method() != Method::POST || !request.uri().path().ends_with("/graphql") {
            return (Fate::Answered(Reply::not_found(), None), None, number);
        }
        let Some(token) = self.token(request) else {
            return (Fate::Answered(Reply::bad_credentials(), None), None, number);
        };
        let Ok(call) = serde_json::from_slice::<Call>(request.body()) else {
            return (self.answered(Reply::unreadable(), &token, now), None, number);
        };
        let parsed = schema::parse(&call.query);
        let asked = parsed.as_ref().ok().and_then(|document| {
            let operation = document.operations.get(call.operation_name.as_deref()).ok()?;
            Some((document, operation))
        });
        let name = asked.and_then(|(_, operation)| operation.name.as_ref()).map(|name| name.as_str());
        *self.usage.by_name.entry(name.unwrap_or_default().to_owned()).or_default() += 1;
        let is_mutation =
            asked.is_some_and(|(_, operation)| operation.operation_type == OperationType::Mutation);
        let troubles = self.faults.befall(Asked { is_mutation, operation: name });
        let delay = troubles.iter().find_map(|trouble| match trouble {
            Trouble::Latency(delay) => Some(*delay),
            _ => None,
        });
        if troubles.iter().any(|trouble| matches!(trouble, Trouble::DroppedBefore | Trouble::Offline)) {
            return (Fate::Dropped, delay, number);
        }
        let reply = if let Some(reply) = self.limit(&troubles, &token, now) {
            reply
        } else {
            let variables = call.variables.unwrap_or_default();
            match (asked, &parsed) {
                (Some((document, operation)), _) => self.execute(Admitted {
                    token: token.clone(),
                    document,
                    operation,
                    variables,
                    troubles: troubles.clone(),
                    now,
                }),
                (None, Err(errors)) => Reply::ok(execute::invalid(errors)),
                (None, Ok(_)) => {
                    Reply::ok(serde_json::json!({"errors": [{"message": "An operation name is required"}]}))
                }
            }
        };
        if troubles.contains(&Trouble::DroppedAfter) {
            return (Fate::Dropped, delay, number);
        }
        (self.answered(reply, &token, now), delay, number)
    }

    /// Whose request it is.
    fn token(&self, request: &Request<Bytes>) -> Option<Token> {
        let header = request.headers().get("authorization")?.to_str().ok()?;
        let (scheme, token) = header.split_once(' ')?;
        let is_token = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
        self.world.tokens.get(token.trim()).filter(|_| is_token).cloned()
    }

    fn rate(&mut self, login: &str, now: DateTime<Utc>) -> &mut Rate {
        self.rates.entry(login.to_owned()).or_insert_with(|| Rate::full(now))
    }

    fn answered(&mut self, reply: Reply, token: &Token, now: DateTime<Utc>) -> Fate {
        let rate = *self.rate(&token.login, now);
        Fate::Answered(reply, Some((rate, token.scopes.join(", "))))
    }

    /// The answer to a request that is turned away at the door by a fault.
    fn limit(&mut self, troubles: &[Trouble], token: &Token, now: DateTime<Utc>) -> Option<Reply> {
        let user = self.world.user_named(&token.login).map_or(0, |user| user.id.index);
        troubles.iter().find_map(|trouble| match trouble {
            Trouble::BadGateway => Some(Reply::bad_gateway()),
            Trouble::SecondaryLimit(seconds) => Some(Reply::secondary_limit(*seconds)),
            Trouble::PrimaryLimit | Trouble::PrimaryLimitUntyped => {
                self.rate(&token.login, now).used = rate::LIMIT;
                Some(Reply::primary_limit(user, *trouble == Trouble::PrimaryLimit))
            }
            Trouble::Latency(_)
            | Trouble::DroppedBefore
            | Trouble::DroppedAfter
            | Trouble::ForbiddenNode(_)
            | Trouble::PagesAbove(_)
            | Trouble::StaleItems(_)
            | Trouble::Offline => None,
        })
    }

    fn execute(&mut self, asked: Admitted<'_>) -> Reply {
        let missing = scope::missing(asked.document, asked.operation, &asked.token.scopes);
        if !missing.is_empty() {
            return Reply::ok(serde_json::json!({"errors": missing}));
        }
        let cost = cost::of_operation(asked.document, asked.operation, &asked.variables);
        if cost.nodes > cost::MOST_NODES {
            return Reply::too_many_nodes(cost.nodes);
        }
        let rate = self.rate(&asked.token.login, asked.now);
        if !rate.spend(cost.points, asked.now) {
            let user = self.world.user_named(&asked.token.login).map_or(0, |user| user.id.index);
            return Reply::primary_limit(user, true);
        }
        let rate = *rate;
        self.usage.points += cost.points;
        match asked.operation.operation_type {
            OperationType::Mutation => self.write(&asked, rate, cost),
            OperationType::Query | OperationType::Subscription => self.look(&asked, rate, cost),
        }
    }

    fn write(&mut self, asked: &Admitted<'_>, rate: Rate, cost: Cost) -> Reply {
        self.remember(asked.now);
        let root = Writing::new(&mut self.world, &asked.token.login, asked.now, (rate, cost));
        let body = execute::run(asked.document, asked.operation, &asked.variables, &root);
        self.log.append(&mut root.into_log());
        Reply::ok(body)
    }

    fn look(&self, asked: &Admitted<'_>, rate: Rate, cost: Cost) -> Reply {
        let lag = asked.troubles.iter().find_map(|trouble| match trouble {
            Trouble::StaleItems(seconds) => Some(TimeDelta::seconds(i64::from(*seconds))),
            _ => None,
        });
        let then = asked.now - lag.unwrap_or_default();
        let past = self.past.iter().find(|(replaced, _)| *replaced > then).filter(|_| lag.is_some());
        let root = Object::root(Cx {
            world: &self.world,
            lagging: past.map_or(&self.world, |(_, world)| world),
            login: &asked.token.login,
            now: asked.now,
            rate,
            cost,
            forbidden_node: asked.troubles.iter().find_map(|trouble| match trouble {
                Trouble::ForbiddenNode(place) => Some(*place),
                _ => None,
            }),
            largest_page: asked.troubles.iter().find_map(|trouble| match trouble {
                Trouble::PagesAbove(size) => Some(*size),
                _ => None,
            }),
        });
        Reply::ok(execute::run(asked.document, asked.operation, &asked.variables, &root))
    }
}
