//! What goes over the wire around the GraphQL.

use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::emulator::seed::blank;
use crate::emulator::{Fault, Trouble};

#[test]
fn a_wrong_token_is_turned_away() {
    let bench = Bench::new(blank(&COLUMNS));
    let body = json!({"query": "{ viewer { login } }"});
    let answer = now(bench.hub.answer(Bench::request("wrong", &body))).expect("the connection holds");
    assert_eq!(answer.status(), 401);
    let body: serde_json::Value = serde_json::from_slice(answer.body()).expect("the answer is JSON");
    assert_eq!(body["message"], "Bad credentials");
    assert_eq!(answer.headers().get("x-ratelimit-limit"), None);
}

#[test]
fn a_missing_scope_is_named_with_those_the_token_has() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    board.world.add_token("demo", "alice", &["repo"]);
    let bench = Bench::new(board);
    let answer = bench.try_ask(PROBE, json!({"login": "alice", "number": 1})).expect("the connection holds");
    assert_eq!(answer.headers()["x-oauth-scopes"], "repo");
    let answer: serde_json::Value = serde_json::from_slice(answer.body()).expect("the answer is JSON");
    let (kind, message) = error(&answer);
    assert_eq!(kind, "INSUFFICIENT_SCOPES");
    assert!(
        message.contains("The 'projectV2' field requires one of the following scopes: ['read:project'"),
        "{message}"
    );
    assert!(message.contains("only been granted the: ['repo'] scopes"), "{message}");
    bench.hub.edit(|world, _| world.add_token("demo", "alice", &["read:project"]));
    assert_eq!(bench.ask(PROBE, json!({"login": "alice", "number": 1})).get("errors"), None);
    assert_eq!(error(&bench.mutate("SetField", bench.status(item, "Done"))).0, "INSUFFICIENT_SCOPES");
}

#[test]
fn headers_tell_the_time_and_the_budget() {
    let bench = Bench::new(blank(&COLUMNS));
    let answer =
        bench.try_ask(ITEMS, json!({"id": bench.project, "first": 100, "values": 20})).expect("an answer");
    let header = |name: &str| answer.headers()[name].to_str().expect("letters and digits").to_owned();
    assert_eq!(header("date"), "Wed, 06 Aug 2025 14:00:00 GMT");
    assert_eq!(header("x-ratelimit-limit"), "5000");
    assert_eq!(header("x-ratelimit-used"), "7");
    assert_eq!(header("x-ratelimit-remaining"), "4993");
    assert_eq!(header("x-ratelimit-reset"), (bench.now().timestamp() + 3600).to_string());
    assert_eq!(header("x-ratelimit-resource"), "graphql");
    assert_eq!(header("x-oauth-scopes"), "project, repo, read:org");
    assert!(!header("x-github-request-id").is_empty());
}

#[test]
fn a_document_github_would_not_accept_is_answered_as_github_does() {
    let bench = Bench::new(blank(&COLUMNS));
    let answer = bench.ask("{ viewer { shoeSize } }", json!({}));
    assert_eq!(answer.get("data"), None);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "undefinedField");
    assert_eq!(error(&answer), ("", "Field 'shoeSize' doesn't exist on type 'User'"));
    assert!(bench.ask("{ viewer {", json!({}))["errors"][0]["message"].is_string());
    let answer = bench.ask(WALK, json!({"first": 1}));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "variableMismatch");
}

#[test]
fn a_query_that_could_return_too_much_is_refused_unread() {
    let bench = Bench::new(blank(&COLUMNS));
    let text = "query($id: ID!) { node(id: $id) { ... on ProjectV2 { items(first: 100) { nodes { content { ... on Issue {
        blockedBy(first: 100) { nodes { labels(first: 100) { totalCount } } } } } } } } } }";
    let answer = bench.ask(text, json!({"id": bench.project}));
    assert_eq!(error(&answer).0, "MAX_NODE_LIMIT_EXCEEDED");
    assert_eq!(bench.hub.usage().points, 0);
}

#[test]
fn the_budget_runs_out_and_comes_back() {
    let bench = Bench::new(blank(&COLUMNS));
    let page = json!({"id": bench.project, "first": 100, "values": 20});
    let full = (0..800).map(|_| bench.ask(ITEMS, page.clone())).find(|answer| answer.get("errors").is_some());
    assert_eq!(error(&full.expect("5,000 points are 714 pages")).0, "RATE_LIMITED");
    assert_eq!(bench.hub.usage().points, 4_998);
    bench.wait(3_600);
    assert_eq!(bench.ask(ITEMS, page).get("errors"), None);
}

#[test]
fn usage_counts_requests_points_and_names() {
    let bench = Bench::new(blank(&COLUMNS));
    bench.walk(10);
    bench.walk(10);
    bench.ask("{ viewer { login } }", json!({}));
    let usage = bench.hub.usage();
    assert_eq!((usage.requests, usage.points), (3, 3));
    assert_eq!((usage.by_name["Walk"], usage.by_name[""]), (2, 1));
}

#[test]
fn anything_but_a_post_to_graphql_is_not_found() {
    let bench = Bench::new(blank(&COLUMNS));
    let status = |method: &str, path: &str| {
        let request =
            ::http::Request::builder().method(method).uri(path).body(Bytes::new()).expect("well-formed");
        now(bench.hub.answer(request)).expect("the connection holds").status().as_u16()
    };
    assert_eq!(status("GET", "/graphql"), 404);
    assert_eq!(status("POST", "/repos"), 404);
    assert_eq!(status("POST", "/api/graphql"), 401, "any prefix will do, but not without a token");
}

#[test]
fn a_port_serves_until_it_is_told_to_stop() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let bench = Bench::new(blank(&COLUMNS));
    let body = json!({"query": "{ viewer { login } }"}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: bearer demo\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let hub = bench.hub.clone();
    let (answered, dropped) = now(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let server =
            tokio::spawn(hub.clone().serve(listener, async { stopped.await.expect("the test sends") }));
        let ask = || async {
            let mut stream = tokio::net::TcpStream::connect(address).await.expect("the port is open");
            stream.write_all(request.as_bytes()).await.expect("the server reads");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.map_or_else(|_| String::new(), |_| answer)
        };
        let answered = ask().await;
        hub.fault(Fault::once(Trouble::DroppedBefore));
        let dropped = ask().await;
        stop.send(()).expect("the server listens");
        server.await.expect("the server does not panic").expect("the port worked");
        (answered, dropped)
    });
    assert!(answered.starts_with("HTTP/1.1 200 OK"), "{answered}");
    assert!(answered.contains(r#"{"data":{"viewer":{"login":"alice"}}}"#), "{answered}");
    assert_eq!(dropped, "");
}
