//! How GitHub misbehaves on request.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::emulator::seed::blank;
use crate::emulator::{By, Fault, Trouble};

const VIEWER: &str = "{ viewer { login } }";

fn answer(bench: &Bench, trouble: Trouble) -> (u16, serde_json::Value, Option<String>) {
    bench.hub.fault(Fault::once(trouble));
    let answer = bench.try_ask(VIEWER, json!({})).expect("the connection holds");
    let retry = answer.headers().get("retry-after").map(|value| value.to_str().expect("digits").to_owned());
    let body = serde_json::from_slice(answer.body()).unwrap_or(serde_json::Value::Null);
    (answer.status().as_u16(), body, retry)
}

#[test]
fn a_bad_gateway_answers_with_a_page_of_html() {
    let bench = Bench::new(blank(&COLUMNS));
    let (status, body, _) = answer(&bench, Trouble::BadGateway);
    assert_eq!((status, body), (502, json!(null)));
    assert_eq!(bench.ask(VIEWER, json!({})).get("errors"), None, "only once");
}

#[test]
fn the_primary_limit_comes_in_two_wordings_and_an_empty_budget() {
    let bench = Bench::new(blank(&COLUMNS));
    let (status, body, _) = answer(&bench, Trouble::PrimaryLimit);
    assert_eq!((status, error(&body).0), (200, "RATE_LIMITED"));
    assert!(error(&body).1.starts_with("API rate limit exceeded for user ID"));
    let (_, body, _) = answer(&bench, Trouble::PrimaryLimitUntyped);
    assert_eq!(error(&body).0, "");
    assert!(error(&body).1.starts_with("API rate limit already exceeded for user ID"));
    let headers = bench.try_ask(VIEWER, json!({})).expect("the connection holds");
    assert_eq!(headers.headers()["x-ratelimit-remaining"], "0");
    bench.wait(3_600);
    assert_eq!(bench.ask(VIEWER, json!({})).get("errors"), None);
}

#[test]
fn the_secondary_limit_says_how_long_to_wait() {
    let bench = Bench::new(blank(&COLUMNS));
    let (status, body, retry) = answer(&bench, Trouble::SecondaryLimit(60));
    assert_eq!((status, retry.as_deref()), (403, Some("60")));
    assert!(body["message"].as_str().is_some_and(|text| text.contains("secondary rate limit")));
}

#[test]
fn a_request_dropped_before_is_not_applied_and_one_dropped_after_is_applied_once() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    let bench = Bench::new(board);
    let text = "mutation($i: UpdateProjectV2ItemFieldValueInput!) { updateProjectV2ItemFieldValue(input: $i) { projectV2Item { id } } }";
    let send = |column: &str| bench.try_ask(text, json!({"i": bench.status(item, column)})).is_some();
    let column = || bench.hub.read(|world| world.reads(item, "Status"));
    bench.hub.fault(Fault::once(Trouble::DroppedBefore).on_mutations());
    assert!(!send("This Month"));
    assert_eq!((column().as_deref(), bench.hub.log().len()), (Some("Inbox"), 0));
    bench.hub.fault(Fault::once(Trouble::DroppedAfter).on_mutations());
    assert!(!send("Done"));
    assert_eq!((column().as_deref(), bench.hub.log().len()), (Some("Done"), 1));
    assert!(send("Done"));
    assert_eq!(bench.hub.log().len(), 2);
}

#[test]
fn a_node_of_a_page_is_forbidden_and_the_rest_is_there() {
    let mut board = blank(&COLUMNS);
    for title in ["A", "B", "C"] {
        board.issue(title, "Inbox");
    }
    let bench = Bench::new(board);
    bench.hub.fault(Fault::once(Trouble::ForbiddenNode(1)));
    let answer = bench.ask(ITEMS, json!({"id": bench.project, "first": 9, "values": 9}));
    let nodes = &answer["data"]["node"]["items"]["nodes"];
    assert_eq!(nodes[1], json!(null));
    assert_eq!(nodes[2]["content"]["title"], "C");
    assert_eq!(error(&answer), ("FORBIDDEN", "Resource not accessible by personal access token"));
    assert_eq!(answer["errors"][0]["path"], json!(["node", "items", "nodes", 1]));
}

#[test]
fn large_pages_use_up_the_resources_and_small_ones_do_not() {
    let mut board = blank(&COLUMNS);
    board.issue("A", "Inbox");
    let bench = Bench::new(board);
    bench.hub.fault(Fault::always(Trouble::PagesAbove(50)));
    let page = |first: usize| bench.ask(ITEMS, json!({"id": bench.project, "first": first, "values": 9}));
    let answer = page(51);
    assert_eq!(error(&answer).0, "RESOURCE_LIMITS_EXCEEDED");
    assert_eq!(answer["data"]["node"], json!(null));
    assert!(answer["data"]["rateLimit"]["cost"].is_u64(), "the rest is kept");
    assert_eq!(page(50).get("errors"), None);
}

#[test]
fn items_can_lag_behind_while_nodes_are_fresh() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    let project = board.project;
    let bench = Bench::new(board);
    bench.hub.fault(Fault::always(Trouble::StaleItems(60)));
    let added = bench.hub.edit(|world, now| world.add_draft(By::new("bob", now), project, "New", ""));
    let added = added.expect("bob may write").to_string();
    let answer = bench.ask(REFRESH, json!({"ids": [added], "values": 9}));
    assert_eq!(answer["data"]["nodes"][0]["content"]["title"], "New");
    assert_eq!(bench.walk(9), [item.to_string()]);
    bench.wait(59);
    assert_eq!(bench.walk(9).len(), 1);
    bench.wait(1);
    assert_eq!(bench.walk(9), [item.to_string(), added]);
}

#[test]
fn offline_lasts_until_calm_returns() {
    let bench = Bench::new(blank(&COLUMNS));
    bench.hub.fault(Fault::always(Trouble::Offline));
    assert!(bench.try_ask(VIEWER, json!({})).is_none());
    assert!(bench.try_ask(VIEWER, json!({})).is_none());
    bench.hub.calm();
    assert!(bench.try_ask(VIEWER, json!({})).is_some());
}

#[test]
fn latency_delays_the_answer_and_nothing_else() {
    let bench = Bench::new(blank(&COLUMNS));
    bench.hub.fault(Fault::once(Trouble::Latency(Duration::from_millis(1))));
    assert_eq!(bench.ask(VIEWER, json!({}))["data"]["viewer"]["login"], "alice");
}
