//! How requests are made, and what becomes of those that fail on the way.

use std::io;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::domain::ProjectRef;

use super::super::Answer;
use super::super::fixture::{Scripted, at, token};
use super::*;

fn short() -> Patience {
    Patience {
        connect: Duration::from_secs(5),
        read: Duration::from_millis(100),
        overall: Duration::from_secs(5),
    }
}

fn probe() -> Ask {
    Ask::Probe(ProjectRef { owner: "octo".into(), number: 1 })
}

const PROBED: &str = r#"{"data":{"repositoryOwner":{"__typename":"User","projectV2":{"id":"PVT_1",
    "updatedAt":"2026-11-20T10:00:00Z","closed":false,"items":{"totalCount":43}}},
    "rateLimit":{"cost":1,"limit":5000,"remaining":4000,"used":1000,"resetAt":"2026-11-20T11:00:00Z"}}}"#;

/// `{"data":{"viewer":{"login":"ann"}}}`, compressed.
const GZIPPED: &[u8] = b"\
    \x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x49\x2c\x49\x54\xb2\xaa\x56\
    \x2a\xcb\x4c\x2d\x4f\x2d\x02\xb1\x72\xf2\xd3\x33\xf3\x94\xac\x94\x12\xf3\xf2\x94\
    \x6a\x6b\x6b\x01\x54\x7b\x5e\x93\x23\x00\x00\x00";

async fn listen() -> (TcpListener, Api) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    (listener, format!("http://127.0.0.1:{port}").parse().expect("an address"))
}

/// Reads a request with its body and returns both.
async fn heard(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    loop {
        let mut part = [0; 4096];
        let count = stream.read(&mut part).await.expect("a connection");
        all.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&all).to_ascii_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.split_once("content-length: ").map_or("0", |(_, rest)| rest);
        let length: usize = length.lines().next().and_then(|line| line.parse().ok()).unwrap_or(0);
        if count == 0 || body.len() >= length {
            return String::from_utf8_lossy(&all).into_owned();
        }
    }
}

#[tokio::test]
async fn a_probe_is_asked_and_answered() {
    let github = Scripted::saying(PROBED).header("x-ratelimit-remaining", "3999");
    let reply = github.client().ask(&probe()).await.expect("an answer");
    let Answer::Probe(probe) = reply.answer else { panic!("another answer") };
    assert_eq!(probe.id.as_str(), "PVT_1");
    assert_eq!(probe.updated_at, at("2026-11-20T10:00:00Z"));
    assert_eq!(probe.total, 43);
    assert_eq!(reply.meter.cost, Some(1));
    assert_eq!(reply.meter.remaining, Some(3999), "the header is fresher than the body");
    assert_eq!(reply.meter.reset_at, Some(at("2026-11-20T11:00:00Z")));
    assert_eq!(github.asked()[0]["variables"], json!({ "login": "octo", "number": 1 }));
}

#[tokio::test]
async fn every_request_carries_the_token_and_the_name_of_the_program() {
    let github = Scripted::saying(PROBED);
    github.client().ask(&probe()).await.expect("an answer");
    let address = "https://api.github.com/graphql".to_owned();
    assert_eq!(github.last("authorization"), (address.clone(), Some("Bearer ghp_test".into())));
    let agent = concat!("sprintty/", env!("CARGO_PKG_VERSION")).to_owned();
    assert_eq!(github.last("user-agent"), (address, Some(agent)));
}

#[test]
fn a_client_can_be_made_before_there_is_a_runtime() {
    let github = Scripted::saying(r#"{"data":{"viewer":{"login":"ann"}}}"#).header("x-oauth-scopes", "repo");
    let client = github.client();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let viewer = runtime.block_on(client.viewer()).expect("an answer");
    assert_eq!(viewer, Viewer { login: "ann".into(), scopes: Some(vec!["repo".into()]) });
    assert_eq!(client.host(), "github.com");
}

#[tokio::test]
async fn a_service_of_the_same_process_can_answer() {
    let service = tower::service_fn(|request: Request<Full<Bytes>>| async move {
        assert_eq!(request.uri().path(), "/graphql");
        Ok::<_, io::Error>(Response::new(Full::new(Bytes::from(r#"{"data":{"viewer":{"login":"ann"}}}"#))))
    });
    let viewer = Client::over(service, token()).viewer().await.expect("an answer");
    assert_eq!(viewer, Viewer { login: "ann".into(), scopes: None });
}

#[tokio::test]
async fn a_local_server_is_asked_without_a_proxy_and_may_compress() {
    let (listener, api) = listen().await;
    let rules = Matcher::builder().all("http://127.0.0.1:1").build();
    let client = Client::dial(&api, token(), &rules, short()).expect("a client");
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let request = heard(&mut stream).await;
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", GZIPPED.len());
        stream.write_all(head.as_bytes()).await.expect("a connection");
        stream.write_all(GZIPPED).await.expect("a connection");
        request
    };
    let (viewer, request) = tokio::join!(client.viewer(), server);
    assert_eq!(viewer.expect("an answer").login, "ann");
    assert!(request.starts_with("POST /graphql HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("accept-encoding: gzip"), "{request}");
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let (listener, api) = listen().await;
    drop(listener);
    let client = Client::dial(&api, token(), &Matcher::builder().build(), short()).expect("a client");
    let failed = client.viewer().await.expect_err("nobody listens");
    assert!(matches!(failed, Error::Unreachable { .. }), "{failed:?}");
}

#[tokio::test]
async fn a_connection_that_breaks_after_sending_leaves_doubt() {
    let (listener, api) = listen().await;
    let client = Client::dial(&api, token(), &Matcher::builder().build(), short()).expect("a client");
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("a client");
        heard(&mut stream).await;
    };
    let (failed, ()) = tokio::join!(client.viewer(), server);
    let failed = failed.expect_err("the server hung up");
    assert!(matches!(failed, Error::Lost { .. }), "{failed:?}");
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let (listener, api) = listen().await;
    let client = Client::dial(&api, token(), &Matcher::builder().build(), short()).expect("a client");
    let failed = client.viewer().await.expect_err("no answer comes");
    assert_eq!(failed, Error::Lost { why: "no answer within 0.1 seconds".into() });
    drop(listener);
}

#[tokio::test]
async fn an_encrypted_address_is_reached_through_the_proxy_and_its_refusal_means_nothing_sent() {
    let (listener, proxy) = listen().await;
    let address = proxy.to_string().replace("http://", "http://ann:pw@");
    let rules = Matcher::builder().https(address).build();
    let api = "https://git.corp.example/api".parse().expect("an address");
    let client = Client::dial(&api, token(), &rules, short()).expect("a client");
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let request = heard(&mut stream).await;
        stream.write_all(b"HTTP/1.1 503 No\r\n\r\n").await.expect("a connection");
        request
    };
    let mut asking = std::pin::pin!(client.viewer());
    let request = tokio::select! {
        request = server => request,
        failed = &mut asking => panic!("the proxy was not asked: {failed:?}"),
    };
    assert!(request.starts_with("CONNECT git.corp.example:443 HTTP/1.1\r\n"), "{request}");
    assert!(request.to_ascii_lowercase().contains("proxy-authorization: basic"), "{request}");
    assert!(!request.contains("ghp_test"), "the proxy never sees the token");
    let failed = asking.await.expect_err("the proxy refuses");
    assert!(matches!(failed, Error::Unreachable { .. }), "{failed:?}");
}

#[test]
fn exceptions_from_the_proxy_are_honoured_and_unknown_kinds_refused() {
    let to = Api::default().graphql();
    let rules = Matcher::builder().https("http://proxy:3128").no("github.com").build();
    assert!(transport::proxy(&to, &rules).expect("no proxy").is_none());
    let rules = Matcher::builder().https("socks5://proxy:1080").build();
    assert!(matches!(transport::proxy(&to, &rules), Err(Error::Unreachable { .. })));
}

#[test]
fn a_proxy_that_can_not_be_understood_is_named_and_not_passed_by() {
    let to = Api::default().graphql();
    let found = |set: &[(&str, &str)]| {
        let env = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        transport::check_proxy(&to, &env)
    };
    let why = "https_proxy is not the address of a proxy, such as http://HOST:PORT".to_owned();
    assert_eq!(found(&[("https_proxy", "::::")]), Err(Error::Unreachable { why }));
    let why = "ALL_PROXY is not the address of a proxy, such as http://HOST:PORT".to_owned();
    assert_eq!(found(&[("ALL_PROXY", "http://me:pw@")]), Err(Error::Unreachable { why }));
    assert_eq!(found(&[("HTTPS_PROXY", "::::"), ("NO_PROXY", "github.com")]), Ok(()));
    for fine in ["", "proxy:3128", "http://me:pw@proxy:3128", "https://proxy", "socks5://proxy"] {
        assert_eq!(found(&[("HTTPS_PROXY", fine)]), Ok(()), "{fine}");
    }
    assert_eq!(found(&[]), Ok(()));
}

#[tokio::test]
async fn a_function_can_say_that_nothing_was_sent() {
    let failing = |kind: io::ErrorKind| {
        Client::through(move |_| Box::pin(async move { Err(io::Error::from(kind).into()) }), token())
    };
    let refused = failing(io::ErrorKind::ConnectionRefused).viewer().await.expect_err("a failure");
    assert!(matches!(refused, Error::Unreachable { .. }), "{refused:?}");
    let broken = failing(io::ErrorKind::ConnectionReset).viewer().await.expect_err("a failure");
    assert!(matches!(broken, Error::Lost { .. }), "{broken:?}");
}
