//! What a request meets, in order: the door, the faults, the budget, the world.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use apollo_compiler::executable::{Operation, OperationType};
use apollo_compiler::response::{GraphQLError, JsonMap};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, Request};
use serde::Deserialize;
use serde_json::json;

use super::cost::{self, Cost};
use super::fault::{Asked, Faults, Trouble, Troubles};
use super::log::Applied;
use super::rate::{self, Rate};
use super::reply::{Account, Reply};
use super::resolve::{Cx, Object, Writing};
use super::schema::Document;
use super::world::{Token, World};
use super::{Usage, execute, schema, scope};

/// The world and everything that is known about those who ask.
pub(super) struct State {
    pub(super) world: World,
    pub(super) faults: Faults,
    pub(super) log: Vec<Applied>,
    pub(super) usage: Usage,
    rates: BTreeMap<String, Rate>,
    /// Past worlds, each with the moment it was replaced, as far back as `items` may lag.
    pub(super) past: VecDeque<(DateTime<Utc>, World)>,
}

/// What became of a request.
pub(super) struct Received {
    /// How many requests there have been.
    pub(super) number: u64,
    /// How long the answer takes.
    pub(super) delay: Option<Duration>,
    /// The answer, with the budget of the one who asked if that is known; `None` when the connection breaks.
    pub(super) reply: Option<(Reply, Option<Account>)>,
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

/// A request under way.
struct Visit<'a> {
    token: &'a Token,
    now: DateTime<Utc>,
    troubles: &'a Troubles,
}

/// The operation of a call, or the errors that say why there is none.
type Chosen<'a> = Result<(&'a Document, &'a Operation), Vec<GraphQLError>>;

impl State {
    pub(super) fn new(world: World) -> Self {
        Self {
            world,
            faults: Faults::default(),
            log: Vec::new(),
            usage: Usage::default(),
            rates: BTreeMap::new(),
            past: VecDeque::new(),
        }
    }

    /// Keeps the world as it is, if `items` may have to show it later.
    pub(super) fn remember(&mut self, now: DateTime<Utc>) {
        let Some(lag) = self.faults.longest_lag() else { return };
        let oldest = now - TimeDelta::seconds(i64::from(lag));
        while self.past.front().is_some_and(|(replaced, _)| *replaced <= oldest) {
            self.past.pop_front();
        }
        self.past.push_back((now, self.world.clone()));
    }

    /// Decides what happens to a request, and applies it if it comes to that.
    pub(super) fn receive(&mut self, request: &Request<Bytes>, now: DateTime<Utc>) -> Received {
        self.usage.requests += 1;
        let mut received = Received { number: self.usage.requests, delay: None, reply: None };
        if self.faults.is_offline() {
            return received;
        }
        if request.method() != Method::POST || !request.uri().path().ends_with("/graphql") {
            received.reply = Some((Reply::not_found(), None));
            return received;
        }
        let Some(token) = self.token(request) else {
            received.reply = Some((Reply::bad_credentials(), None));
            return received;
        };
        let reply = match serde_json::from_slice::<Call>(request.body()) {
            Ok(call) => self.call(call, &token, now, &mut received.delay),
            Err(_) => Some(Reply::unreadable()),
        };
        let account = Account { rate: *self.rate(&token.login, now), scopes: token.scopes.join(", ") };
        received.reply = reply.map(|reply| (reply, Some(account)));
        received
    }

    /// Whose request it is.
    fn token(&self, request: &Request<Bytes>) -> Option<Token> {
        let header = request.headers().get("authorization")?.to_str().ok()?;
        let (scheme, token) = header.split_once(' ')?;
        let is_token = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
        self.world.tokens.get(token.trim()).filter(|_| is_token).cloned()
    }

    /// The budget of a user, full again when its hour is over.
    fn rate(&mut self, login: &str, now: DateTime<Utc>) -> &mut Rate {
        let rate = self.rates.entry(login.to_owned()).or_insert_with(|| Rate::full(now));
        rate.renew(now);
        rate
    }

    /// The answer to a call; `None` when the connection breaks.
    fn call(
        &mut self,
        call: Call,
        token: &Token,
        now: DateTime<Utc>,
        delay: &mut Option<Duration>,
    ) -> Option<Reply> {
        let document = schema::parse(&call.query);
        let chosen: Chosen<'_> = document.as_ref().map_err(Clone::clone).and_then(|document| {
            let operation = document.operations.get(call.operation_name.as_deref());
            let operation = operation.map_err(|wrong| vec![wrong.to_graphql_error(&document.sources)])?;
            Ok((document, &**operation))
        });
        let operation = chosen.as_ref().ok().map(|(_, operation)| *operation);
        let name = operation.and_then(|operation| Some(operation.name.as_ref()?.as_str()));
        *self.usage.by_name.entry(name.unwrap_or_default().to_owned()).or_default() += 1;
        let is_mutation =
            operation.is_some_and(|operation| operation.operation_type == OperationType::Mutation);
        let troubles = self.faults.befall(Asked { is_mutation, operation: name });
        *delay = troubles.delay();
        if troubles.drops_before() {
            return None;
        }
        let visit = Visit { token, now, troubles: &troubles };
        let reply = match (self.limit(&visit), chosen) {
            (Some(reply), _) => reply,
            (None, Err(errors)) => execute::invalid(&errors),
            (None, Ok((document, operation))) => {
                self.execute(&visit, document, operation, &call.variables.unwrap_or_default())
            }
        };
        (!troubles.drops_after()).then_some(reply)
    }

    /// The answer to a request that a fault turns away.
    fn limit(&mut self, visit: &Visit<'_>) -> Option<Reply> {
        visit.troubles.iter().find_map(|trouble| match trouble {
            Trouble::BadGateway => Some(Reply::bad_gateway()),
            Trouble::SecondaryLimit(seconds) => Some(Reply::secondary_limit(seconds)),
            Trouble::PrimaryLimit | Trouble::PrimaryLimitUntyped => {
                self.rate(&visit.token.login, visit.now).used = rate::LIMIT;
                Some(Reply::primary_limit(self.user_number(visit), trouble == Trouble::PrimaryLimit))
            }
            Trouble::Latency(_)
            | Trouble::DroppedBefore
            | Trouble::DroppedAfter
            | Trouble::ForbiddenNode(_)
            | Trouble::PagesAbove(_)
            | Trouble::StaleItems(_)
            | Trouble::OffProject
            | Trouble::Offline => None,
        })
    }

    fn user_number(&self, visit: &Visit<'_>) -> u32 {
        self.world.user_named(&visit.token.login).map_or(0, |user| user.id.index)
    }

    fn execute(
        &mut self,
        visit: &Visit<'_>,
        document: &Document,
        operation: &Operation,
        variables: &JsonMap,
    ) -> Reply {
        let missing = scope::missing(document, operation, &visit.token.scopes);
        if !missing.is_empty() {
            return Reply::ok(&json!({"errors": missing}));
        }
        let cost = cost::of_operation(document, operation, variables);
        if cost.nodes > cost::MOST_NODES {
            return Reply::too_many_nodes(cost.nodes);
        }
        let rate = self.rate(&visit.token.login, visit.now);
        if !rate.spend(cost.points) {
            return Reply::primary_limit(self.user_number(visit), true);
        }
        let spent = (*rate, cost);
        self.usage.points += cost.points;
        if operation.operation_type != OperationType::Mutation {
            let root = Object::root(self.view(visit, spent));
            return execute::run(document, operation, variables, &root);
        }
        self.remember(visit.now);
        let mut root = Writing::new(&mut self.world, &visit.token.login, visit.now, spent);
        root.off_projects = visit.troubles.keeps_off_projects();
        let reply = execute::run(document, operation, variables, &root);
        self.log.append(&mut root.into_log());
        reply
    }

    /// What a query may look at.
    fn view<'a>(&'a self, visit: &Visit<'a>, spent: (Rate, Cost)) -> Cx<'a> {
        let (rate, cost) = spent;
        let lagging = visit.troubles.lag().and_then(|lag| {
            let then = visit.now - TimeDelta::seconds(i64::from(lag));
            self.past.iter().find(|(replaced, _)| *replaced > then)
        });
        Cx {
            world: &self.world,
            lagging: lagging.map_or(&self.world, |(_, world)| world),
            login: &visit.token.login,
            now: visit.now,
            rate,
            cost,
            forbidden_node: visit.troubles.forbidden_node(),
            largest_page: visit.troubles.largest_page(),
        }
    }
}
