//! What queries answer.

use serde_json::json;

use super::*;
use crate::emulator::seed::{blank, demo_time, large, release};
use crate::emulator::{By, Emulator};

#[test]
fn every_page_size_walks_every_item_once_in_the_one_order() {
    let world = large(250);
    let project = world.projects[0].id;
    let order: Vec<_> = world.projects[0].order.iter().map(ToString::to_string).collect();
    let bench = Bench::of(world, project);
    for first in [1, 7, 100] {
        assert_eq!(bench.walk(first), order, "{first} a page");
    }
}

#[test]
fn a_walk_goes_on_where_it_was_when_cards_before_it_leave() {
    let mut board = blank(&COLUMNS);
    let items: Vec<_> = (0..6).map(|n| board.issue(&format!("Card {n}"), "Inbox")).collect();
    let bench = Bench::new(board);
    let page = |after: serde_json::Value| {
        bench.ask(WALK, json!({"id": bench.project, "first": 2, "after": after}))["data"]["node"]["items"]
            .clone()
    };
    let first = page(json!(null));
    bench.hub.edit(|world, now| world.delete_item(By::new("bob", now), items[0])).expect("bob may write");
    let second = page(first["pageInfo"]["endCursor"].clone());
    assert_eq!(second["nodes"][0]["id"], items[2].to_string());
    bench.hub.edit(|world, now| world.delete_item(By::new("bob", now), items[3])).expect("bob may write");
    let third = page(second["pageInfo"]["endCursor"].clone());
    assert_eq!(third["nodes"][0]["id"], items[4].to_string(), "the anchor itself is gone");
}

#[test]
fn archived_items_are_listed_only_when_asked_for() {
    let mut board = blank(&COLUMNS);
    let old = board.archived("Old", "Done");
    let new = board.issue("New", "Inbox");
    let bench = Bench::new(board);
    assert_eq!(bench.walk(100), [old.to_string(), new.to_string()]);
    let plain = "query($id: ID!) { node(id: $id) { ... on ProjectV2 { items(first: 9) { totalCount nodes { id } } } } }";
    let answer = bench.ask(plain, json!({"id": bench.project}));
    let items = &answer["data"]["node"]["items"];
    assert_eq!((&items["totalCount"], &items["nodes"][0]["id"]), (&json!(1), &json!(new.to_string())));
}

#[test]
fn a_page_needs_a_size_from_1_to_100() {
    let bench = Bench::new(blank(&COLUMNS));
    let of = |arguments: &str| {
        let text = format!("{{ viewer {{ organizations({arguments} orderBy: null) {{ totalCount }} }} }}");
        let answer = bench.ask(&text, json!({}));
        error(&answer).0.to_owned()
    };
    assert_eq!(of("first: 100"), "");
    assert_eq!(of("last: 1"), "");
    assert_eq!(of(""), "MISSING_PAGINATION_BOUNDARIES");
    assert_eq!(of("first: 101"), "EXCESSIVE_PAGINATION");
    assert_eq!(of("first: 0"), "ARGUMENT_ERROR");
}

#[test]
fn only_values_that_are_set_are_listed() {
    let mut board = blank(&COLUMNS);
    let item = board.draft("Bare", "");
    let bench = Bench::new(board);
    let names = || {
        let answer = bench.ask(REFRESH, json!({"ids": [item.to_string()], "values": 50}));
        let values = answer["data"]["nodes"][0]["fieldValues"]["nodes"].as_array().expect("values").clone();
        values
            .iter()
            .map(|value| value["__typename"].as_str().expect("a type").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(), ["ProjectV2ItemFieldTextValue"], "the title");
    bench.hub.edit(|world, now| world.set(By::new("bob", now), item, "Effort", "3")).expect("bob may write");
    assert_eq!(names(), ["ProjectV2ItemFieldTextValue", "ProjectV2ItemFieldNumberValue"]);
}

#[test]
fn values_beyond_the_page_are_announced() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Full", "Done");
    let bench = Bench::new(board);
    let answer = bench.ask(REFRESH, json!({"ids": [item.to_string()], "values": 1}));
    assert_eq!(answer["data"]["nodes"][0]["fieldValues"]["pageInfo"]["hasNextPage"], true);
}

#[test]
fn every_kind_of_value_comes_back_as_it_was_set() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Done");
    let at = board.world.projects[0].updated_at;
    for (field, words) in [
        ("Effort", "2.5"),
        ("Notes", "soon"),
        ("Target", "2025-08-22"),
        ("Areas", "api,docs"),
        ("Sprint", "Sprint 2"),
    ] {
        board.world.set(By::new("bob", at), item, field, words).expect("bob may write");
    }
    let bench = Bench::new(board);
    let answer = bench.ask(REFRESH, json!({"ids": [item.to_string()], "values": 50}));
    let values = answer["data"]["nodes"][0]["fieldValues"]["nodes"].as_array().expect("values").clone();
    let of = |field: &str| {
        let id = bench.field(field);
        values.iter().find(|value| value["field"]["id"] == id).unwrap_or(&serde_json::Value::Null)
    };
    assert_eq!(of("Status")["optionId"], bench.option("Status", "Done"));
    assert_eq!(of("Effort")["number"], 2.5);
    assert_eq!(of("Notes")["text"], "soon");
    assert_eq!(of("Target")["date"], "2025-08-22");
    assert_eq!(of("Areas")["options"][1]["id"], bench.option("Areas", "docs"));
    assert_eq!(of("Sprint")["iterationId"].as_str().map(str::len), Some(8));
    let repository = "ProjectV2ItemFieldRepositoryValue";
    assert!(values.iter().any(|value| value["__typename"] == repository));
}

#[test]
fn an_item_whose_content_is_hidden_is_redacted_and_keeps_its_place() {
    let mut board = blank(&COLUMNS);
    let ids = [board.issue("A", "Inbox"), board.redacted("Inbox"), board.issue("B", "Inbox")];
    let bench = Bench::new(board);
    let answer = bench.ask(ITEMS, json!({"id": bench.project, "first": 9, "values": 20}));
    let items = &answer["data"]["node"]["items"];
    assert_eq!(items["totalCount"], 3);
    assert_eq!(items["nodes"][1]["id"], ids[1].to_string());
    assert_eq!(items["nodes"][1]["type"], "REDACTED");
    assert_eq!(items["nodes"][1]["content"], json!(null));
    assert_eq!(answer.get("errors"), None);
}

#[test]
fn unknown_ids_are_null_with_an_error_at_their_place() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Here", "Inbox");
    let bench = Bench::new(board);
    let answer = bench.ask(REFRESH, json!({"ids": ["PVTI_gone", item.to_string()], "values": 1}));
    assert_eq!(answer["data"]["nodes"][0], json!(null));
    assert_eq!(answer["data"]["nodes"][1]["id"], item.to_string());
    assert_eq!(
        error(&answer),
        ("NOT_FOUND", "Could not resolve to a node with the global id of 'PVTI_gone'")
    );
    assert_eq!(answer["errors"][0]["path"], json!(["nodes", 0]));
}

#[test]
fn nodes_takes_a_hundred_ids_and_no_more() {
    let bench = Bench::new(blank(&COLUMNS));
    let answer = bench.ask(REFRESH, json!({"ids": vec![bench.project.clone(); 101], "values": 1}));
    assert_eq!(error(&answer).0, "ARGUMENT_LIMIT");
    assert_eq!(answer["data"], json!(null));
}

#[test]
fn a_project_is_found_by_owner_and_number_of_either_kind() {
    let world = release();
    let project = world.projects[0].id;
    let bench = Bench::of(world, project);
    let answer = bench.ask(PROBE, json!({"login": "lumen", "number": 1}));
    let owner = &answer["data"]["repositoryOwner"];
    assert_eq!(
        (&owner["__typename"], &owner["projectV2"]["id"]),
        (&json!("Organization"), &json!(bench.project))
    );
    assert_eq!(owner["projectV2"]["items"]["totalCount"], 43);
    let bench = Bench::new(blank(&COLUMNS));
    assert_eq!(
        bench.ask(PROBE, json!({"login": "ALICE", "number": 1}))["data"]["repositoryOwner"]["__typename"],
        "User"
    );
    assert_eq!(error(&bench.ask(PROBE, json!({"login": "alice", "number": 9}))).0, "NOT_FOUND");
}

#[test]
fn a_project_nobody_shared_with_you_is_not_found() {
    let mut board = blank(&COLUMNS);
    board.world.projects[0].roles.remove("alice");
    let bench = Bench::new(board);
    let answer = bench.ask(WALK, json!({"id": bench.project, "first": 1}));
    assert_eq!(error(&answer).0, "NOT_FOUND");
    assert_eq!(answer["data"]["node"], json!(null));
}

#[test]
fn meta_tells_fields_options_iterations_and_views() {
    let world = release();
    let project = world.projects[0].id;
    let hub = Emulator::new(world, std::sync::Arc::new(demo_time));
    let body = json!({"query": META, "variables": {"id": project.to_string()}});
    let answer = now(hub.answer(Bench::request("demo", &body))).expect("the connection holds");
    let answer: serde_json::Value = serde_json::from_slice(answer.body()).expect("the answer is JSON");
    assert_eq!(answer.get("errors"), None, "{answer}");
    let node = &answer["data"]["node"];
    let fields = node["fields"]["nodes"].as_array().expect("fields");
    let field = |name: &str| fields.iter().find(|field| field["name"] == name).expect("the field exists");
    assert_eq!(field("Status")["options"][3]["name"], "Done");
    assert_eq!(field("Areas")["multiSelectOptions"][0]["name"], "scheduler");
    assert_eq!(field("Risk")["issueField"]["__typename"], "IssueFieldSingleSelect");
    assert_eq!(field("Status")["issueField"], json!(null));
    let sprints = &field("Sprint")["configuration"];
    assert_eq!(sprints["iterations"][0]["title"], "Sprint 4");
    assert_eq!(sprints["completedIterations"][0]["title"], "Sprint 3");
    assert_eq!(node["views"]["nodes"][0]["verticalGroupByFields"]["nodes"][0]["id"], field("Status")["id"]);
    assert_eq!(node["owner"]["login"], "lumen");
    assert_eq!(node["viewerCanUpdate"], true);
}

#[test]
fn a_full_page_of_the_demo_has_no_errors_and_every_kind_of_card() {
    let world = release();
    let project = world.projects[0].id;
    let bench = Bench::of(world, project);
    let answer = bench.ask(ITEMS, json!({"id": bench.project, "first": 100, "values": 30}));
    assert_eq!(answer.get("errors"), None, "{answer}");
    let nodes = answer["data"]["node"]["items"]["nodes"].as_array().expect("nodes").clone();
    for kind in ["ISSUE", "PULL_REQUEST", "DRAFT_ISSUE", "REDACTED"] {
        assert!(nodes.iter().any(|node| node["type"] == kind), "{kind}");
    }
    let numbered =
        |number: u32| nodes.iter().find(|node| node["content"]["number"] == number).expect("a card");
    let card = &numbered(25)["content"];
    assert_eq!(card["issueDependenciesSummary"]["blockedBy"], 2);
    assert_eq!(card["parent"]["number"], 3);
    assert_eq!(card["issueType"]["name"], "Story");
    assert_eq!(card["milestone"]["dueOn"], "2025-08-22T23:59:00Z");
    let risk = numbered(25)["fieldValues"]["nodes"].as_array().expect("values").clone();
    let risk =
        risk.iter().find(|value| value["__typename"] == "ProjectV2ItemIssueFieldValue").expect("a risk");
    assert_eq!(risk["issueFieldValue"]["__typename"], "IssueFieldSingleSelectValue");
    assert_eq!(
        numbered(28)["content"]["blockedBy"]["nodes"][0]["repository"]["nameWithOwner"],
        "lumen/beacon-bench"
    );
    assert_eq!(numbered(3)["content"]["subIssuesSummary"]["completed"], 1);
    assert_eq!(numbered(30)["content"]["statusCheckRollup"]["state"], "PENDING");
    assert_eq!(numbered(30)["content"]["reviewRequests"]["nodes"][0]["requestedReviewer"]["login"], "carol");
    assert_eq!(numbered(23)["content"]["closedByPullRequestsReferences"]["nodes"][0]["number"], 30);
}

#[test]
fn the_rate_limit_can_be_asked_for_in_a_query() {
    let bench = Bench::new(blank(&COLUMNS));
    let answer = bench.ask(ITEMS, json!({"id": bench.project, "first": 100, "values": 20}));
    let limit = &answer["data"]["rateLimit"];
    assert_eq!((&limit["cost"], &limit["used"], &limit["remaining"]), (&json!(7), &json!(7), &json!(4_993)));
    assert_eq!(limit["resetAt"], "2025-08-06T15:00:00Z");
}

#[test]
fn changed_content_is_found_by_search_with_its_items() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Changed", "Inbox");
    board.issue("Quiet", "Inbox");
    let issue = board.content(item);
    let bench = Bench::new(board);
    bench
        .hub
        .edit(|world, now| world.comment(By::new("bob", now), issue, "Me too"))
        .expect("bob may comment");
    let changed = include_str!("../../../assets/graphql/changed.graphql");
    let answer =
        bench.ask(changed, json!({"query": "project:alice/1 updated:>=2025-08-06T14:00:00Z", "first": 50}));
    let found = &answer["data"]["search"];
    assert_eq!(found["issueCount"], 1);
    assert_eq!(found["nodes"][0]["projectItems"]["nodes"][0]["id"], item.to_string());
}

#[test]
fn the_viewer_their_organizations_and_projects_are_listed() {
    let bench = Bench::new(blank(&COLUMNS));
    let owners = bench.ask(include_str!("../../../assets/graphql/owners.graphql"), json!({}));
    assert_eq!(owners["data"]["viewer"]["login"], "alice");
    assert_eq!(owners["data"]["viewer"]["organizations"]["nodes"][0]["login"], "acme");
    let projects =
        bench.ask(include_str!("../../../assets/graphql/projects.graphql"), json!({"login": "alice"}));
    assert_eq!(projects["data"]["repositoryOwner"]["projectsV2"]["nodes"][0]["title"], "Board");
}

#[test]
fn the_schema_can_be_asked_what_it_knows() {
    let bench = Bench::new(blank(&COLUMNS));
    let answer = bench.ask("{ __type(name: \"ProjectV2\") { fields { name } } }", json!({}));
    let fields = answer["data"]["__type"]["fields"].as_array().expect("fields").clone();
    assert!(fields.iter().any(|field| field["name"] == "items"));
}

#[test]
fn an_issue_may_be_edited_by_its_author_and_the_owner_of_its_repository() {
    let mut board = blank(&COLUMNS);
    let issue = board.issue("Card", "Inbox");
    let issue = board.content(issue);
    let post = board.world.post(issue).expect("an issue");
    assert!(board.world.edits("alice", post));
    assert!(!board.world.edits("rita", post));
}

#[test]
fn an_issue_field_on_a_project_tells_the_id_it_is_written_by() {
    let world = release();
    let (project, risk) = (world.projects[0].id, world.issue_fields[0].id);
    let bench = Bench::of(world, project);
    let text = "query($id: ID!) { node(id: $id) { ... on ProjectV2SingleSelectField { options { id }
        issueField { ... on IssueFieldSingleSelect { id name options { id name } } } } } }";
    let answer = bench.ask(text, json!({"id": bench.field("Risk")}));
    let field = &answer["data"]["node"];
    assert_eq!(field["issueField"]["id"], risk.to_string());
    assert_eq!(field["issueField"]["options"][2]["name"], "High");
    let option = field["issueField"]["options"][2]["id"].as_str().expect("an id");
    assert!(option.starts_with("IFSSO_"), "{option}");
    assert_ne!(field["options"][2]["id"], option);
}
