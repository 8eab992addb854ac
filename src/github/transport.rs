//! How requests travel: over the network, through a proxy, or into a function of the same process.

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::future::BoxFuture;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Body;
use hyper::rt::{Read, Write};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_rustls::builderstates::WantsSchemes;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connection, HttpConnector};
use hyper_util::client::legacy::{Client, Error as HyperError};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower::{BoxError, Layer, Service, ServiceExt};
use tower_http::decompression::DecompressionLayer;

use super::{Error, text};

/// Takes a request to a server and brings the whole answer back.
pub(super) type Carry =
    Arc<dyn Fn(Request<Bytes>) -> BoxFuture<'static, Result<Response<Bytes>, BoxError>> + Send + Sync>;

/// How long each part of a request may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Finding, reaching and greeting the server.
    pub(super) connect: Duration,
    /// Silence while an answer is awaited or read.
    pub(super) read: Duration,
    /// Everything together.
    pub(super) overall: Duration,
}

impl Default for Patience {
    /// GitHub itself gives up on a request after ten seconds.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(20),
            overall: Duration::from_secs(30),
        }
    }
}

/// The proxy on the way to an address, if there is one: encrypted traffic only, so nothing on this machine itself.
pub(super) fn proxy(to: &Uri, rules: &Matcher) -> Result<Option<Intercept>, Error> {
    if to.scheme_str() != Some("https") {
        return Ok(None);
    }
    let Some(proxy) = rules.intercept(to) else { return Ok(None) };
    match proxy.uri().scheme_str() {
        Some("http" | "https") => Ok(Some(proxy)),
        other => {
            let scheme = other.unwrap_or_default();
            Err(Error::Unreachable { why: format!("proxies of the kind `{scheme}` are not supported") })
        }
    }
}

/// The environment may name a proxy in a way that can't be read: going without it would send what was meant to go through it
/// elsewhere. `env` reads a variable.
pub(super) fn check_proxy(to: &Uri, env: &dyn Fn(&str) -> Option<String>) -> Result<(), Error> {
    // The order in which they are looked up; the first one that is set counts.
    let pairs = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];
    let first = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, env(name)?)));
    let Some((variable, value)) = pairs.into_iter().filter_map(first).find(|(_, value)| !value.is_empty())
    else {
        return Ok(());
    };
    let no = first(["NO_PROXY", "no_proxy"]).map(|(_, value)| value).unwrap_or_default();
    let meant = Matcher::builder().https("http://proxy").no(no).build().intercept(to).is_some();
    if meant && Matcher::builder().https(value).build().intercept(to).is_none() {
        let why = format!("{variable} is not the address of a proxy, such as http://HOST:PORT");
        return Err(Error::Unreachable { why });
    }
    Ok(())
}

/// A way over the network to an address.
pub(super) fn network(to: &Uri, proxy: Option<&Intercept>, patience: Patience) -> Result<Carry, Error> {
    let mut direct = HttpConnector::new();
    direct.enforce_http(false);
    direct.set_nodelay(true);
    if to.scheme_str() != Some("https") {
        return Ok(through_connections(direct, patience));
    }
    let Some(proxy) = proxy else {
        let direct = encryption()?.https_only().enable_all_versions().wrap_connector(direct);
        return Ok(through_connections(direct, patience));
    };
    let to_proxy = encryption()?.https_or_http().enable_http1().wrap_connector(direct);
    let mut tunnel = Tunnel::new(proxy.uri().clone(), to_proxy);
    if let Some(login) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(login.clone());
    }
    let tunnel = encryption()?.https_only().enable_all_versions().wrap_connector(tunnel);
    Ok(through_connections(tunnel, patience))
}

fn encryption() -> Result<HttpsConnectorBuilder<WantsSchemes>, Error> {
    HttpsConnectorBuilder::new()
        .with_native_roots()
        .map_err(|error| Error::Unreachable { why: format!("no root certificates: {error}") })
}

fn through_connections<C>(connector: C, patience: Patience) -> Carry
where
    C: Service<Uri> + Clone + Send + Sync + 'static,
    C::Response: Connection + Read + Write + Unpin + Send + 'static,
    C::Error: Into<BoxError> + 'static,
    C::Future: Send + 'static,
{
    let connector = connector.map_err(Into::<BoxError>::into).map_future(move |connecting| {
        Box::pin(async move {
            match tokio::time::timeout(patience.connect, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(late("no connection", patience.connect)),
            }
        })
    });
    let client = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
    service(DecompressionLayer::new().layer(client), patience)
}

/// A way into any HTTP service.
pub(super) fn service<S, B>(service: S, patience: Patience) -> Carry
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Body<Data = Bytes> + Send,
    B::Error: Into<BoxError>,
{
    Arc::new(move |request| {
        let service = service.clone();
        Box::pin(async move {
            let answer = service.oneshot(request.map(Full::new));
            let answer = spoken(answer, patience.read).await?.map_err(Into::into)?;
            let (head, body) = answer.into_parts();
            let body = whole(body, patience.read).await?;
            Ok(Response::from_parts(head, body))
        })
    })
}

async fn whole<B>(body: B, silence: Duration) -> Result<Bytes, BoxError>
where
    B: Body<Data = Bytes> + Send,
    B::Error: Into<BoxError>,
{
    let mut body = std::pin::pin!(body);
    let mut all = BytesMut::new();
    while let Some(frame) = spoken(body.frame(), silence).await? {
        if let Ok(part) = frame.map_err(Into::into)?.into_data() {
            all.extend_from_slice(&part);
        }
    }
    Ok(all.freeze())
}

async fn spoken<T>(saying: impl Future<Output = T>, silence: Duration) -> Result<T, BoxError> {
    tokio::time::timeout(silence, saying).await.map_err(|_| late("no answer", silence))
}

fn late(what: &str, after: Duration) -> BoxError {
    let error = format!("{what} within {} seconds", after.as_secs_f32());
    io::Error::new(io::ErrorKind::TimedOut, error).into()
}

/// What a failure to carry a request means: nothing was sent, or nobody knows.
pub(super) fn failure(error: &(dyn StdError + 'static)) -> Error {
    let chain: Vec<_> = std::iter::successors(Some(error), |&error| error.source()).collect();
    let mut words: Vec<String> = Vec::new();
    for said in chain.iter().map(|error| text::line(&error.to_string())) {
        // The outer errors repeat the inner ones or say no more than "client error".
        words.retain(|earlier| !earlier.contains(&said));
        words.push(said);
    }
    let skip = words.len().saturating_sub(2);
    let why = words.split_off(skip).join(": ");
    if chain.iter().any(|error| is_unsent(*error)) { Error::Unreachable { why } } else { Error::Lost { why } }
}

fn is_unsent(error: &(dyn StdError + 'static)) -> bool {
    let refused = |error: &io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::ConnectionRefused
                | io::ErrorKind::HostUnreachable
                | io::ErrorKind::NetworkUnreachable
                | io::ErrorKind::NetworkDown
                | io::ErrorKind::AddrNotAvailable
        )
    };
    error.downcast_ref::<HyperError>().is_some_and(HyperError::is_connect)
        || error.downcast_ref::<io::Error>().is_some_and(refused)
}
