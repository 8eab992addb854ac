//! What mutations do, and which stamps they move.

use serde_json::json;

use super::*;
use crate::emulator::By;
use crate::emulator::make::choices;
use crate::emulator::seed::{blank, release};
use crate::emulator::world::{FieldKind, Role, StateReason};

/// The stamps of the first project, an item and its content, as text.
fn stamps(bench: &Bench, item: crate::emulator::Id) -> [String; 3] {
    bench.hub.read(|world| {
        let found = world.item(item).expect("the item exists");
        let content = world.post(found.content).map(|post| post.updated_at);
        let content = content.or_else(|| world.draft(found.content).map(|draft| draft.updated_at));
        let stamps = [world.projects[0].updated_at, found.updated_at, content.expect("content")];
        stamps.map(|stamp| stamp.format("%H:%M:%S").to_string())
    })
}

const OLD: &str = "12:00:00";
const NEW: &str = "14:00:00";

#[test]
fn setting_a_value_moves_the_item_its_value_and_the_project() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    let bench = Bench::new(board);
    let answer = bench.mutate("SetField", bench.status(item, "Done"));
    let back = &answer["data"]["updateProjectV2ItemFieldValue"]["projectV2Item"];
    assert_eq!(back["updatedAt"], "2025-08-06T14:00:00Z");
    assert_eq!(back["project"]["updatedAt"], "2025-08-06T14:00:00Z");
    assert_eq!(stamps(&bench, item), [NEW, NEW, OLD]);
    assert_eq!(bench.hub.read(|world| world.reads(item, "Status")).as_deref(), Some("Done"));
    let answer = bench.ask(REFRESH, json!({"ids": [item.to_string()], "values": 20}));
    let values = answer["data"]["nodes"][0]["fieldValues"]["nodes"].as_array().expect("values").clone();
    let status = values.iter().find(|value| value["optionId"].is_string()).expect("a status");
    assert_eq!(status["updatedAt"], "2025-08-06T14:00:00Z");
}

#[test]
fn clearing_a_value_removes_it() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    let bench = Bench::new(board);
    let mut input = bench.status(item, "Inbox");
    input.as_object_mut().expect("an object").remove("value");
    assert_eq!(bench.mutate("ClearField", input).get("errors"), None);
    assert_eq!(bench.hub.read(|world| world.reads(item, "Status")), None);
    assert_eq!(stamps(&bench, item), [NEW, NEW, OLD]);
}

#[test]
fn a_move_changes_the_one_order_and_moves_the_project_alone() {
    let mut board = blank(&COLUMNS);
    let [a, b, c] = ["A", "B", "C"].map(|title| board.issue(title, "Inbox"));
    let bench = Bench::new(board);
    let place = |item: Id, after: Option<Id>| {
        let after = after.map(|id| id.to_string());
        bench.mutate(
            "Place",
            json!({"projectId": bench.project, "itemId": item.to_string(), "afterId": after}),
        )
    };
    assert_eq!(place(a, Some(b)).get("errors"), None);
    assert_eq!(bench.walk(9), [b, a, c].map(|id| id.to_string()));
    assert_eq!(place(c, None).get("errors"), None);
    assert_eq!(bench.walk(9), [c, b, a].map(|id| id.to_string()));
    assert_eq!(stamps(&bench, a), [NEW, OLD, OLD]);
}

#[test]
fn a_card_cannot_be_placed_after_one_that_is_archived_gone_or_itself() {
    let mut board = blank(&COLUMNS);
    let (item, old, gone) = (board.issue("A", ""), board.archived("Old", ""), board.issue("Gone", ""));
    let bench = Bench::new(board);
    bench.hub.edit(|world, now| world.delete_item(By::new("bob", now), gone)).expect("bob may write");
    for after in [old, gone, item] {
        let input =
            json!({"projectId": bench.project, "itemId": item.to_string(), "afterId": after.to_string()});
        assert_eq!(error(&bench.mutate("Place", input)).0, "UNPROCESSABLE");
    }
}

/// Something done to a content.
type Deed = fn(&mut crate::emulator::World, By<'_>, Id) -> Result<(), crate::emulator::Refusal>;

#[test]
fn content_edits_move_the_content_alone() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    let issue = board.content(item);
    let bench = Bench::new(board);
    let deeds: [Deed; 7] = [
        |world, by, issue| world.edit_title(by, issue, "New"),
        |world, by, issue| world.edit_body(by, issue, "New"),
        |world, by, issue| world.set_labels(by, issue, &["bug"]),
        |world, by, issue| world.assign(by, issue, &["carol"]),
        |world, by, issue| world.close(by, issue, StateReason::NotPlanned),
        |world, by, issue| world.reopen(by, issue),
        |world, by, issue| world.comment(by, issue, "Me too").map(drop),
    ];
    for deed in deeds {
        bench.wait(1);
        bench.hub.edit(|world, now| deed(world, By::new("bob", now), issue)).expect("bob may edit");
        let last = bench.now().format("%H:%M:%S").to_string();
        assert_eq!(stamps(&bench, item), [OLD, OLD, &last]);
    }
}

#[test]
fn a_dependency_moves_nothing_at_all() {
    let mut board = blank(&COLUMNS);
    let (a, b) = (board.issue("A", "Inbox"), board.issue("B", "Inbox"));
    let (waits, first) = (board.content(a), board.content(b));
    let bench = Bench::new(board);
    bench.hub.edit(|world, _| world.block(waits, first)).expect("both are issues");
    assert_eq!(stamps(&bench, a), [OLD, OLD, OLD]);
    assert_eq!(stamps(&bench, b), [OLD, OLD, OLD]);
    assert!(bench.hub.edit(|world, _| world.block(waits, first)).is_err(), "twice");
    assert!(bench.hub.edit(|world, _| world.block(waits, waits)).is_err(), "on itself");
    bench.hub.edit(|world, _| world.unblock(waits, first)).expect("the edge is there");
    assert!(bench.hub.read(|world| world.issue(first).expect("an issue").blocking.is_empty()));
}

#[test]
fn an_archived_item_is_not_updated_until_it_is_back() {
    let mut board = blank(&COLUMNS);
    let item = board.archived("Old", "Done");
    let bench = Bench::new(board);
    let answer = bench.mutate("SetField", bench.status(item, "Inbox"));
    assert_eq!(error(&answer).1, "The item is archived and cannot be updated");
    let input = json!({"projectId": bench.project, "itemId": item.to_string()});
    assert_eq!(bench.mutate("Unarchive", input).get("errors"), None);
    assert_eq!(bench.mutate("SetField", bench.status(item, "Inbox")).get("errors"), None);
}

#[test]
fn an_option_of_another_day_is_refused() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    let bench = Bench::new(board);
    let mut input = bench.status(item, "Done");
    input["value"]["singleSelectOptionId"] = json!("deadbeef");
    let message = "The single select option Id does not belong to the field";
    assert_eq!(error(&bench.mutate("SetField", input.clone())), ("VALIDATION", message));
    input["value"] = json!({"text": "Done"});
    assert_eq!(error(&bench.mutate("SetField", input.clone())).0, "VALIDATION");
    input["value"] = json!({"text": "Done", "number": 1});
    assert_eq!(error(&bench.mutate("SetField", input)).0, "ARGUMENT_ERROR");
}

#[test]
fn a_reader_may_not_write_and_a_stranger_sees_nothing() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    board.world.projects[0].roles.insert("alice".to_owned(), Role::Reader);
    let bench = Bench::new(board);
    assert_eq!(error(&bench.mutate("SetField", bench.status(item, "Done"))).0, "FORBIDDEN");
    assert_eq!(bench.ask(META, json!({"id": bench.project}))["data"]["node"]["viewerCanUpdate"], false);
    bench.hub.edit(|world, _| world.projects[0].roles.clear());
    assert_eq!(error(&bench.mutate("SetField", bench.status(item, "Done"))).0, "NOT_FOUND");
    assert!(bench.hub.log().is_empty());
}

#[test]
fn a_draft_goes_to_the_end_and_is_logged_with_its_id() {
    let mut board = blank(&COLUMNS);
    board.issue("First", "Inbox");
    let bench = Bench::new(board);
    let input =
        json!({"projectId": bench.project, "title": "Idea", "body": "**bold**", "clientMutationId": "7"});
    let answer = bench.mutate("AddDraft", input.clone());
    let id =
        answer["data"]["addProjectV2DraftIssue"]["projectItem"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(bench.walk(9).last(), Some(&id));
    let log = bench.hub.log();
    assert_eq!((log.len(), log[0].item.to_string(), &log[0].input), (1, id, &input));
    assert_eq!((log[0].actor.as_str(), log[0].operation.as_str()), ("alice", "addProjectV2DraftIssue"));
}

#[test]
fn a_draft_named_like_an_issues_address_becomes_that_issue() {
    let mut board = blank(&COLUMNS);
    let there = board.issue("There", "Inbox");
    let by = By::new("alice", board.world.projects[0].updated_at);
    let elsewhere = board.world.add_issue(by, board.repository, "Elsewhere");
    let bench = Bench::new(board);
    let add = |title: &str| {
        let answer = bench.mutate("AddDraft", json!({"projectId": bench.project, "title": title}));
        let id =
            answer["data"]["addProjectV2DraftIssue"]["projectItem"]["id"].as_str().expect("an id").to_owned();
        id.parse::<Id>().expect("an id of this world")
    };
    let item = add("https://github.com/alice/box/issues/2");
    assert_eq!(bench.hub.read(|world| world.item(item).map(|item| item.content)), Some(elsewhere));
    assert_eq!(add("https://github.com/alice/box/issues/1"), there, "one that is there already stays");
    let draft = add("https://github.com/alice/box/issues/99");
    assert!(bench.hub.read(|world| world.draft(world.item(draft).expect("an item").content).is_some()));
}

#[test]
fn deleting_an_item_keeps_the_issue_and_destroys_the_draft() {
    let mut board = blank(&COLUMNS);
    let (issue_item, draft_item) = (board.issue("Issue", "Inbox"), board.draft("Draft", "Inbox"));
    let (issue, draft) = (board.content(issue_item), board.content(draft_item));
    let bench = Bench::new(board);
    for item in [issue_item, draft_item] {
        let input = json!({"projectId": bench.project, "itemId": item.to_string()});
        let answer = bench.mutate("DeleteItem", input);
        assert_eq!(answer["data"]["deleteProjectV2Item"]["deletedItemId"], item.to_string());
    }
    assert!(bench.walk(9).is_empty());
    assert!(bench.hub.read(|world| world.issue(issue).is_some() && world.draft(draft).is_none()));
}

#[test]
fn several_mutations_run_in_order_and_each_on_its_own() {
    let mut board = blank(&COLUMNS);
    let (a, b) = (board.issue("A", "Inbox"), board.archived("B", "Inbox"));
    let bench = Bench::new(board);
    let text = "mutation($a: UpdateProjectV2ItemFieldValueInput!, $b: UpdateProjectV2ItemFieldValueInput!, $c: UpdateProjectV2ItemFieldValueInput!) {
        a: updateProjectV2ItemFieldValue(input: $a) { projectV2Item { id } }
        b: updateProjectV2ItemFieldValue(input: $b) { projectV2Item { id } }
        c: updateProjectV2ItemFieldValue(input: $c) { projectV2Item { id } } }";
    let variables = json!({"a": bench.status(a, "This Month"), "b": bench.status(b, "Done"), "c": bench.status(a, "Done")});
    let answer = bench.ask(text, variables);
    assert_eq!(answer["data"]["a"]["projectV2Item"]["id"], a.to_string());
    assert_eq!(answer["data"]["b"], json!(null));
    assert_eq!(answer["data"]["c"]["projectV2Item"]["id"], a.to_string());
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["errors"][0]["path"], json!(["b"]));
    assert_eq!(answer["errors"][0]["type"], "UNPROCESSABLE");
    assert_eq!(bench.hub.read(|world| world.reads(a, "Status")).as_deref(), Some("Done"));
    assert_eq!(bench.hub.log().len(), 2);
    assert_eq!(bench.hub.usage().points, 1);
}

#[test]
fn an_issue_field_is_set_on_the_issue() {
    let world = release();
    let (project, risk) = (world.projects[0].id, world.issue_fields[0].id);
    let item = world.item_titled("Speak the OpenAI batch API").expect("a card of the demo").id;
    let issue = world.item(item).expect("an item").content;
    let option = choices("Risk", &["High"])[0].id;
    let bench = Bench::of(world, project);
    let set = |value: serde_json::Value| {
        let mut field = json!({"fieldId": risk.to_string()});
        field.as_object_mut().expect("an object").extend(value.as_object().expect("an object").clone());
        bench.mutate("SetIssueField", json!({"issueId": issue.to_string(), "issueFields": [field]}))
    };
    let wrong = set(json!({"singleSelectOptionId": option.to_string()}));
    assert_eq!(error(&wrong).0, "VALIDATION", "an id of the project's own option");
    let answer = set(json!({"singleSelectOptionId": option.node_id()}));
    assert_eq!(
        answer["data"]["setIssueFieldValue"]["issue"]["updatedAt"], "2025-08-06T14:00:00Z",
        "{answer}"
    );
    let values = || bench.hub.read(|world| world.issue(issue).expect("an issue").values.len());
    assert_eq!(values(), 1);
    assert_eq!(set(json!({"delete": true})).get("errors"), None);
    assert_eq!(values(), 0);
    let input = json!({"projectId": bench.project, "itemId": item.to_string(), "fieldId": bench.field("Risk"),
        "value": {"singleSelectOptionId": option.to_string()}});
    assert_eq!(error(&bench.mutate("SetField", input)).0, "VALIDATION", "not through the project");
    let shown = json!({"fieldId": bench.field("Risk"), "singleSelectOptionId": option.node_id()});
    let input = json!({"issueId": issue.to_string(), "issueFields": [shown]});
    assert_eq!(
        error(&bench.mutate("SetIssueField", input)).0,
        "NOT_FOUND",
        "not by the id of the project's field"
    );
}

#[test]
fn stamps_have_whole_seconds() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    let bench = Bench::new(board);
    let now = bench.now() + chrono::TimeDelta::milliseconds(700);
    bench.hub.edit(|world, _| world.set(By::new("bob", now), item, "Effort", "1")).expect("bob may write");
    assert_eq!(bench.hub.read(|world| world.item(item).expect("an item").updated_at), bench.now());
}

#[test]
fn an_unknown_kind_of_field_takes_no_value() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("Card", "Inbox");
    let labels = board.world.projects[0]
        .fields
        .iter()
        .find(|field| field.kind == FieldKind::Labels)
        .expect("labels")
        .id;
    let bench = Bench::new(board);
    let input = json!({"projectId": bench.project, "itemId": item.to_string(), "fieldId": labels.to_string(),
        "value": {"text": "bug"}});
    assert_eq!(error(&bench.mutate("SetField", input)).0, "VALIDATION");
}

#[test]
fn the_log_tells_a_change_from_what_was_so_already() {
    let mut board = blank(&COLUMNS);
    let [a, b] = ["A", "B"].map(|title| board.issue(title, "Inbox"));
    let bench = Bench::new(board);
    let below = |item: Id, after: Id| json!({"projectId": bench.project, "itemId": item.to_string(), "afterId": after.to_string()});
    for column in ["Done", "Done", "Inbox"] {
        bench.mutate("SetField", bench.status(a, column));
    }
    for (item, after) in [(b, a), (a, b), (a, b)] {
        bench.mutate("Place", below(item, after));
    }
    let effective: Vec<bool> = bench.hub.log().iter().map(|applied| applied.effective).collect();
    assert_eq!(effective, [true, false, true, false, true, false]);
}

#[test]
fn a_comment_is_changed_and_deleted_and_what_it_is_under_moves() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("A", "Inbox");
    let issue = board.content(item);
    let before = board.world.projects[0].updated_at;
    let comment =
        board.world.comment(crate::emulator::By::new("bob", before), issue, "Said").expect("bob may");
    let bench = Bench::new(board);
    let read = || {
        let query = "query($id: ID!) { node(id: $id) { ... on Issue { updatedAt comments(last: 1) { totalCount \
                     nodes { body lastEditedAt viewerCanUpdate viewerCanDelete viewerDidAuthor } } } } }";
        bench.ask(query, json!({"id": issue.to_string()}))["data"]["node"].clone()
    };
    let said = read();
    // It is bob's, and alice owns the repository.
    let flags = json!({"body": "Said", "lastEditedAt": null, "viewerCanUpdate": true, "viewerCanDelete": true,
        "viewerDidAuthor": false});
    assert_eq!(said["comments"]["nodes"][0], flags);
    let answer = bench.mutate("SetComment", json!({"id": comment.to_string(), "body": "Said better"}));
    assert_eq!(answer.get("errors"), None);
    let changed = read();
    assert_eq!(changed["comments"]["nodes"][0]["body"], "Said better");
    assert_eq!(changed["comments"]["nodes"][0]["lastEditedAt"], changed["updatedAt"]);
    assert_ne!(changed["updatedAt"], said["updatedAt"]);
    assert_eq!(bench.mutate("DeleteComment", json!({"id": comment.to_string()})).get("errors"), None);
    assert_eq!(read()["comments"]["totalCount"], 0);
    let again = bench.mutate("DeleteComment", json!({"id": comment.to_string()}));
    assert_eq!(again["errors"][0]["type"], "NOT_FOUND");
}
