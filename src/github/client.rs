//! The one who asks GitHub: sends a request once, reads the answer, says what went wrong.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{HeaderValue, Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::proxy::matcher::Matcher;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;
use tower::{BoxError, Service};

use super::api::Api;
use super::auth::Token;
use super::envelope::{self, Answered};
use super::list::{self, Owners, ProjectSummary, Viewer};
use super::read::Query;
use super::transport::{self, Carry, Patience};
use super::{Ask, Cursor, Error, Page, Reply, Write, call, details, names, read, repository, write};

const AGENT: HeaderValue = HeaderValue::from_static(concat!("sprintty/", env!("CARGO_PKG_VERSION")));

/// Asks one GitHub with one token. Copies share their connections; all of them belong to one runtime.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    api: Api,
    token: Token,
    patience: Patience,
    /// The ids of what edits have named so far.
    names: names::Known,
    /// Made at the first request: reading root certificates takes time, and octocrab needs a runtime to start.
    crab: OnceCell<Octocrab>,
    way: Box<dyn Fn() -> Result<Carry, Error> + Send + Sync>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(&self.0.api).finish()
    }
}

impl Client {
    /// A client that asks over the network, through the proxy the environment names. Nothing is sent yet. `env` reads a
    /// variable.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when the proxy is of an unknown kind or can't be understood.
    pub fn connect(api: &Api, token: Token, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Error> {
        transport::check_proxy(&api.graphql(), env)?;
        Self::dial(api, token, &Matcher::from_env(), Patience::default())
    }

    fn dial(api: &Api, token: Token, rules: &Matcher, patience: Patience) -> Result<Self, Error> {
        let to = api.graphql();
        let proxy = transport::proxy(&to, rules)?;
        Ok(Self::new(api, token, patience, move || transport::network(&to, proxy.as_ref(), patience)))
    }

    /// A client that asks a service in this process, under the name of `https://api.github.com`.
    pub fn over<S, B>(service: S, token: Token) -> Self
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: hyper::body::Body<Data = Bytes> + Send,
        B::Error: Into<BoxError>,
    {
        let patience = Patience::default();
        let carry = transport::service(service, patience);
        Self::new(&Api::default(), token, patience, move || Ok(Arc::clone(&carry)))
    }

    /// A client that asks a function, under the name of `https://api.github.com`. An [`std::io::Error`] such as
    /// `ConnectionRefused` counts as nothing sent; any other error as sent and lost.
    pub fn through<F>(answer: F, token: Token) -> Self
    where
        F: Fn(Request<Bytes>) -> BoxFuture<'static, Result<Response<Bytes>, BoxError>>
            + Send
            + Sync
            + 'static,
    {
        let carry: Carry = Arc::new(answer);
        Self::new(&Api::default(), token, Patience::default(), move || Ok(Arc::clone(&carry)))
    }

    fn new(
        api: &Api,
        token: Token,
        patience: Patience,
        way: impl Fn() -> Result<Carry, Error> + Send + Sync + 'static,
    ) -> Self {
        let way = Box::new(way);
        Self(Arc::new(Inner {
            api: api.clone(),
            token,
            patience,
            names: names::Known::default(),
            crab: OnceCell::new(),
            way,
        }))
    }

    /// The host whose web pages belong to this API.
    pub fn host(&self) -> &str {
        self.0.api.host()
    }

    pub(super) fn names(&self) -> &names::Known {
        &self.0.names
    }

    /// Asks once. Nothing is ever sent again by itself.
    pub async fn ask(&self, ask: &Ask) -> Result<Reply, Error> {
        match ask {
            Ask::Probe(project) => read::probe(self, project).await,
            Ask::Meta(project) => read::meta(self, project).await,
            Ask::Items { project, after, first, fields } => {
                read::items(self, project, after.as_ref(), *first, *fields).await
            }
            Ask::Walk { project, after, first } => read::walk(self, project, after.as_ref(), *first).await,
            Ask::Refresh { items, fields } => read::refresh(self, items, *fields).await,
            Ask::Changed { project, id, since, after, first } => {
                let search = list::search(project, *since);
                read::changed(self, &search, id, after.as_ref(), *first).await
            }
            Ask::Repository(name) => repository::repository(self, name).await,
            Ask::Details(content) => details::details(self, content).await,
            Ask::Write { project, writes } => write::send(self, project, writes).await,
        }
    }

    /// Whether GitHub knows whomever and whatever some writes name. Nothing is written.
    ///
    /// # Errors
    /// [`Error::NotFound`] for the first name that it does not know.
    pub async fn check(&self, writes: &[Write]) -> Result<(), Error> {
        let mut ids = names::ids(self, writes.iter().flat_map(call::names)).await?;
        ids.drain().try_for_each(|(_, id)| id.map(drop))
    }

    /// Who the token belongs to, and what it may do.
    pub async fn viewer(&self) -> Result<Viewer, Error> {
        list::viewer(self).await
    }

    /// A page of the projects of one owner, the one changed last first.
    pub async fn projects(&self, owner: &str, after: Option<&Cursor>) -> Result<Page<ProjectSummary>, Error> {
        list::projects(self, owner, after).await
    }

    /// A page of those whose projects to offer: the viewer's organizations.
    pub async fn owners(&self, after: Option<&Cursor>) -> Result<Owners, Error> {
        list::owners(self, after).await
    }

    /// Sends one document and reads what came back.
    pub(super) async fn send<T: DeserializeOwned>(&self, query: &Query) -> Result<Answered<T>, Error> {
        envelope::open(&self.receive(query).await?)
    }

    /// Sends one document whose answer is a list: nodes that can't be understood are left out.
    pub(super) async fn send_for_list<T: DeserializeOwned>(
        &self,
        query: &Query,
    ) -> Result<Answered<T>, Error> {
        envelope::open_lists(&self.receive(query).await?)
    }

    async fn receive(&self, query: &Query) -> Result<Response<Bytes>, Error> {
        let patience = self.0.patience.overall;
        tokio::time::timeout(patience, self.post(query)).await.map_err(|_| Error::Lost {
            why: format!("no answer within {} seconds", patience.as_secs_f32()),
        })?
    }

    async fn post(&self, query: &Query) -> Result<Response<Bytes>, Error> {
        let crab = self.0.crab.get_or_try_init(|| async { self.0.open() }).await?;
        let response =
            crab._post("/graphql", Some(query)).await.map_err(|error| transport::failure(&error))?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| transport::failure(&error))?.to_bytes();
        Ok(Response::from_parts(head, body))
    }
}

impl Inner {
    /// Octocrab around our own way to the server. It knows the address as a path only, so it always adds the token.
    fn open(&self) -> Result<Octocrab, Error> {
        let carry = (self.way)()?;
        let to = self.api.graphql();
        let service = tower::service_fn(move |request: Request<OctoBody>| {
            let (carry, to) = (Arc::clone(&carry), to.clone());
            async move {
                let (mut head, body) = request.into_parts();
                head.uri = to;
                head.headers.insert(header::USER_AGENT, AGENT);
                let body = body.collect().await?.to_bytes();
                let response = carry(Request::from_parts(head, body)).await?;
                Ok::<_, BoxError>(response.map(Full::new))
            }
        });
        let built = OctocrabBuilder::new_empty()
            .with_service(service)
            .with_auth(AuthState::AccessToken { token: self.token.secret() })
            .build();
        match built {
            Ok(crab) => Ok(crab),
            Err(never) => match never {},
        }
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
