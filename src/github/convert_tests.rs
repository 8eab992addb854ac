//! Answers as GitHub words them, and what becomes of them.

use serde_json::{Value as Json, json};

use crate::domain::item::State;
use crate::domain::{Aspect, ItemId, ProjectId, view};

use super::super::fixture::{Scripted, at};
use super::super::{Answer, Ask, Error, Page, Refreshed, Stamp, Touched};
use super::*;

const SPENT: &str = "2026-11-20T11:00:00Z";

fn rate_limit() -> Json {
    json!({ "cost": 7, "limit": 5000, "remaining": 4993, "used": 7, "resetAt": SPENT })
}

/// An object with more members.
fn with(mut node: Json, more: &Json) -> Json {
    for (key, value) in more.as_object().expect("an object") {
        node[key] = value.clone();
    }
    node
}

/// One stored value of a field, with its stamps.
fn stored(kind: &str, field: &str, value: &Json) -> Json {
    let node = json!({
        "__typename": format!("ProjectV2ItemField{kind}Value"),
        // Only the text is what it was made as.
        "createdAt": if kind == "Text" { "2026-11-18T09:00:00Z" } else { "2026-11-01T09:00:00Z" },
        "updatedAt": "2026-11-18T09:00:00Z",
        "creator": { "login": "ann" },
        "field": { "id": field },
    });
    with(node, value)
}

/// A value of an organization's issue field.
fn on_issue(kind: &str, field: &str, value: &Json) -> Json {
    let inner = with(json!({ "__typename": format!("IssueField{kind}Value") }), value);
    json!({ "__typename": "ProjectV2ItemIssueFieldValue", "field": { "id": field }, "issueFieldValue": inner })
}

fn values() -> Json {
    json!({ "pageInfo": { "hasNextPage": false }, "nodes": [
        stored("Text", "F_text", &json!({ "text": "see\u{1b}[1m notes" })),
        stored("Number", "F_number", &json!({ "number": 2.5 })),
        stored("Date", "F_date", &json!({ "date": "2026-11-20" })),
        stored("SingleSelect", "F_status", &json!({ "optionId": "47fc9ee4" })),
        stored("MultiSelect", "F_areas", &json!({ "options": [{ "id": "a" }, { "id": "b" }] })),
        stored("Iteration", "F_sprint", &json!({ "iterationId": "it1" })),
        on_issue("Text", "F_impact", &json!({ "text": "high" })),
        on_issue("Number", "F_risk", &json!({ "number": 3.0 })),
        on_issue("Date", "F_ship", &json!({ "date": "2026-12-24T00:00:00Z" })),
        on_issue("SingleSelect", "F_severity", &json!({ "optionId": "IFSSO_1" })),
        on_issue("MultiSelect", "F_teams", &json!({ "options": [{ "id": "IFSSO_2" }] })),
        stored("SingleSelect", "F_cleared", &json!({ "optionId": null })),
        { "__typename": "ProjectV2ItemFieldTextValue", "field": { "id": "F_title", "dataType": "TITLE" }, "updatedAt": SPENT,
          "text": "Fix login" },
        { "__typename": "ProjectV2ItemFieldLabelValue" },
        { "__typename": "ProjectV2ItemFieldUserValue" },
        { "__typename": "ProjectV2ItemFieldMilestoneValue" },
        { "__typename": "ProjectV2ItemFieldMoodValue", "field": { "id": "F_mood" }, "updatedAt": SPENT },
        null,
    ] })
}

fn issue_node() -> Json {
    json!({
        "id": "PVTI_1", "type": "ISSUE", "isArchived": false, "creator": { "login": "ann" },
        "createdAt": "2026-11-01T09:00:00Z", "updatedAt": "2026-11-18T09:00:00Z",
        "fieldValues": values(), "content": with(issue_text(), &issue_links()),
    })
}

fn issue_text() -> Json {
    json!({
        "__typename": "Issue", "id": "I_12", "number": 12,
        "title": "Fix \u{202e}login\nnow", "body": "One\r\n\ttwo\u{7}",
        "url": "https://github.com/octo/app/issues/12", "issueState": "CLOSED", "stateReason": "NOT_PLANNED",
        "createdAt": "2026-10-01T09:00:00Z", "updatedAt": "2026-11-19T09:00:00Z",
        "closedAt": "2026-11-19T09:00:00Z",
        "author": null, "repository": { "nameWithOwner": "octo/app" },
        "issueType": { "name": "Bug", "color": "RED" },
        "viewerCanUpdate": true,
    })
}

fn issue_links() -> Json {
    let link = |number: u32, state: &str| {
        json!({ "id": format!("I_{number}"), "number": number, "title": "Other\nissue", "url": "u",
                "state": state, "repository": { "nameWithOwner": "octo/app" } })
    };
    let pull = json!({
        "id": "PR_20", "number": 20, "url": "u", "state": "OPEN", "isDraft": true,
        "reviewDecision": "CHANGES_REQUESTED", "statusCheckRollup": { "state": "EXPECTED" },
        "repository": { "nameWithOwner": "octo/app" },
    });
    json!({
        "parent": link(3, "OPEN"),
        "milestone": { "title": "v1.2", "dueOn": "2026-11-30T23:59:59Z", "state": "OPEN" },
        "assignees": { "nodes": [{ "login": "ann" }, { "login": "bob" }], "totalCount": 2 },
        "labels": { "nodes": [{ "name": "area/ui: 🎨", "color": "d73a4a" }], "totalCount": 25 },
        "subIssuesSummary": { "total": 4, "completed": 1 },
        "issueDependenciesSummary": { "blockedBy": 1, "blocking": 2, "totalBlockedBy": 2, "totalBlocking": 2 },
        "blockedBy": { "nodes": [link(5, "OPEN"), link(6, "CLOSED"), null], "totalCount": 3 },
        "closedByPullRequestsReferences": { "totalCount": 1, "nodes": [pull] },
    })
}

fn pull_request_node(state: &str, rollup: &Json) -> Json {
    let reviewers = json!([
        { "requestedReviewer": { "__typename": "User", "login": "cleo" } },
        { "requestedReviewer": { "__typename": "Team", "slug": "core" } },
        { "requestedReviewer": null },
    ]);
    let text = json!({
        "__typename": "PullRequest", "id": "PR_20", "number": 20, "title": "Repair login", "body": "",
        "url": "https://github.com/octo/app/pull/20", "pullState": state, "isDraft": false,
        "createdAt": "2026-10-01T09:00:00Z", "updatedAt": "2026-11-19T09:00:00Z",
        "closedAt": null, "mergedAt": null,
        "author": { "login": "bob" }, "repository": { "nameWithOwner": "octo/app" }, "milestone": null,
    });
    let links = json!({
        "assignees": { "nodes": [], "totalCount": 0 }, "labels": { "nodes": [], "totalCount": 0 },
        "reviewDecision": "APPROVED", "statusCheckRollup": rollup,
        "reviewRequests": { "totalCount": 3, "nodes": reviewers },
        "viewerCanUpdate": false,
    });
    json!({
        "id": "PVTI_2", "type": "PULL_REQUEST", "isArchived": true, "creator": null,
        "createdAt": "2026-11-01T09:00:00Z", "updatedAt": "2026-11-18T09:00:00Z",
        "fieldValues": { "pageInfo": { "hasNextPage": false }, "nodes": [] },
        "content": with(text, &links),
    })
}

fn draft_node() -> Json {
    json!({
        "id": "PVTI_3", "type": "DRAFT_ISSUE", "isArchived": false, "creator": { "login": "ann" },
        "createdAt": "2026-11-01T09:00:00Z", "updatedAt": "2026-11-18T09:00:00Z",
        "fieldValues": { "pageInfo": { "hasNextPage": false }, "nodes": [] },
        "content": {
            "__typename": "DraftIssue", "id": "DI_3", "title": "An idea", "body": "Later",
            "createdAt": "2026-11-01T09:00:00Z", "updatedAt": "2026-11-02T09:00:00Z", "creator": { "login": "ann" },
            "draftAssignees": { "nodes": [{ "login": "ann" }], "totalCount": 1 },
        },
    })
}

fn redacted_node() -> Json {
    json!({
        "id": "PVTI_4", "type": "REDACTED", "isArchived": false, "creator": null, "content": null,
        "createdAt": "2026-11-01T09:00:00Z", "updatedAt": "2026-11-18T09:00:00Z",
        "fieldValues": { "pageInfo": { "hasNextPage": false }, "nodes": [stored("SingleSelect", "F_status", &json!({ "optionId": "x" }))] },
    })
}

fn page_of(nodes: &Json, errors: &Json) -> Scripted {
    Scripted::saying(&json!({
        "data": {
            "node": { "__typename": "ProjectV2", "updatedAt": SPENT, "items": {
                "totalCount": 250, "pageInfo": { "hasNextPage": true, "endCursor": "Y3Vyc29y" }, "nodes": nodes,
            } },
            "rateLimit": rate_limit(),
        },
        "errors": errors,
    }))
}

async fn items(github: &Scripted) -> Result<Page<Fetched>, Error> {
    let ask = Ask::Items { project: "PVT_1".into(), after: None, first: 100, fields: 13 };
    let Answer::Items(page) = github.client().ask(&ask).await?.answer else { panic!("another answer") };
    Ok(page)
}

async fn one(node: Json) -> Fetched {
    let page = items(&page_of(&json!([node]), &json!([]))).await.expect("a page");
    page.nodes.into_iter().next().expect("one item")
}

fn names(names: &[&str]) -> Vec<Name> {
    names.iter().map(|name| Name::from(*name)).collect()
}

#[tokio::test]
async fn every_kind_of_value_is_read_and_mirrors_are_left_out() {
    let item = one(issue_node()).await.item;
    let day = |text: &str| Value::Date(text.parse().expect("a day"));
    let read: Vec<(&str, Value)> =
        item.values.iter().map(|entry| (entry.field.as_str(), entry.value.clone())).collect();
    assert_eq!(
        read,
        [
            ("F_text", Value::Text("see[1m notes".into())),
            ("F_number", Value::Number(2.5)),
            ("F_date", day("2026-11-20")),
            ("F_status", Value::SingleSelect("47fc9ee4".into())),
            ("F_areas", Value::MultiSelect(["a".into(), "b".into()].into())),
            ("F_sprint", Value::Iteration("it1".into())),
            ("F_impact", Value::Text("high".into())),
            ("F_risk", Value::Number(3.0)),
            ("F_ship", day("2026-12-24")),
            ("F_severity", Value::SingleSelect("IFSSO_1".into())),
            ("F_teams", Value::MultiSelect(["IFSSO_2".into()].into())),
        ]
    );
    assert_eq!(item.values[0].since(), Some(at("2026-11-18T09:00:00Z")));
    assert_eq!(item.values[0].by.as_deref(), Some("ann"));
    assert_eq!(item.values[1].by, None, "who made it may not be who has changed it");
    assert_eq!(item.values[6].at, None, "issue fields have no stamp");
}

#[tokio::test]
async fn an_issue_is_read_with_everything_around_it() {
    let Fetched { item, body } = one(issue_node()).await;
    assert_eq!(body, "One\n\ttwo");
    let Content::Issue(issue) = &item.content else { panic!("{:?}", item.content) };
    let work = &issue.work;
    assert_eq!((work.number, work.title.as_str(), &*work.repository), (12, "Fix login now", "octo/app"));
    assert_eq!(work.author, None);
    assert_eq!(work.assignees, Listed::from(names(&["ann", "bob"])));
    assert_eq!(*work.labels.some, [Label { name: "area/ui: 🎨".into(), colour: 0x00d7_3a4a }]);
    assert_eq!(work.labels.hidden(), 24);
    let milestone = work.milestone.as_ref().expect("a milestone");
    assert_eq!((milestone.due, milestone.open), ("2026-11-30".parse().ok(), true));
    assert!(work.editable);
    assert_eq!(issue.state, IssueState::NotPlanned);
    assert_eq!(issue.kind.as_deref(), Some("Bug"));
    assert_eq!(issue.parent.as_ref().map(|parent| (parent.number, parent.open)), Some((3, true)));
    assert_eq!(issue.sub_issues, Tally { done: 1, total: 4 });
    let blockers: Vec<(u64, bool)> = issue.blocked_by.iter().map(|link| (link.number, link.open)).collect();
    assert_eq!(blockers, [(5, true), (6, false)]);
    assert_eq!(issue.blocked_by.hidden(), 1, "one is invisible to this person");
    assert_eq!((issue.open_blockers, issue.blocking), (1, 2));
    let pull = &issue.pulls.some[0];
    assert_eq!(
        pull.state,
        PullState {
            stage: PullStage::Open,
            draft: true,
            review: Some(Review::ChangesRequested),
            checks: Some(Checks::Running),
        }
    );
}

#[tokio::test]
async fn issues_are_open_or_closed_for_a_reason() {
    let cases = [
        ("OPEN", json!(null), IssueState::Open),
        ("OPEN", json!("REOPENED"), IssueState::Open),
        ("CLOSED", json!("COMPLETED"), IssueState::Completed),
        ("CLOSED", json!(null), IssueState::Completed),
        ("CLOSED", json!("NOT_PLANNED"), IssueState::NotPlanned),
        ("CLOSED", json!("DUPLICATE"), IssueState::Duplicate),
        ("CLOSED", json!("BORED"), IssueState::Completed),
    ];
    for (state, reason, expected) in cases {
        let mut node = issue_node();
        node["content"]["issueState"] = json!(state);
        node["content"]["stateReason"] = reason.clone();
        let item = one(node).await.item;
        assert_eq!(item.issue().map(|issue| issue.state), Some(expected), "{state} {reason}");
        assert_eq!(item.issue().map(|issue| issue.reopened), Some(reason == "REOPENED"), "{state} {reason}");
    }
}

#[tokio::test]
async fn a_pull_request_is_read_with_its_reviewers_and_checks() {
    let checks = [
        (json!({ "state": "SUCCESS" }), Some(Checks::Passing)),
        (json!({ "state": "FAILURE" }), Some(Checks::Failing)),
        (json!({ "state": "ERROR" }), Some(Checks::Failing)),
        (json!({ "state": "PENDING" }), Some(Checks::Running)),
        (json!({ "state": "NEWER" }), None),
        (json!(null), None),
    ];
    for (rollup, expected) in checks {
        let item = one(pull_request_node("MERGED", &rollup)).await.item;
        let Content::PullRequest(pull) = &item.content else { panic!("{:?}", item.content) };
        assert_eq!(pull.pull.checks, expected, "{rollup}");
        assert_eq!((item.state(), item.archived), (State::Done, true));
        assert_eq!(pull.pull.review, Some(Review::Approved));
        assert_eq!(*pull.reviewers.some, *names(&["cleo", "core"]));
        assert_eq!(pull.reviewers.hidden(), 1);
    }
}

#[tokio::test]
async fn a_draft_and_a_redacted_card_are_read() {
    let Fetched { item, body } = one(draft_node()).await;
    let Content::Draft(draft) = &item.content else { panic!("{:?}", item.content) };
    assert_eq!((draft.title.as_str(), body.as_str()), ("An idea", "Later"));
    assert_eq!(draft.assignees, Listed::from(names(&["ann"])));

    let Fetched { item, body } = one(redacted_node()).await;
    assert_eq!((&item.content, body.as_str()), (&Content::Hidden, ""));
    assert_eq!(item.values.len(), 1, "its column is known all the same");
}

#[tokio::test]
async fn a_page_says_what_is_missing_and_where_to_go_on() {
    let forbidden = json!([{ "type": "FORBIDDEN", "path": ["node", "items", "nodes", 1], "message": "no" }]);
    let page = items(&page_of(&json!([issue_node(), null, draft_node()]), &forbidden)).await.expect("a page");
    let ids: Vec<&str> = page.nodes.iter().map(|fetched| fetched.item.id.as_str()).collect();
    assert_eq!(ids, ["PVTI_1", "PVTI_3"]);
    assert_eq!((page.total, page.withheld, page.next.as_deref()), (250, 1, Some("Y3Vyc29y")));
}

#[tokio::test]
async fn a_card_of_a_closed_repository_is_hidden_but_a_damaged_one_is_withheld() {
    let mut node = issue_node();
    node["content"] = json!(null);
    let path = json!(["node", "items", "nodes", 0, "content"]);
    let closed = json!([{ "type": "FORBIDDEN", "path": path, "message": "no access" }]);
    let page = items(&page_of(&json!([node]), &closed)).await.expect("a page");
    assert_eq!((page.nodes[0].item.content.clone(), page.withheld), (Content::Hidden, 0));

    let odd = json!([{ "type": "ODD", "path": path, "message": "?" }]);
    let page = items(&page_of(&json!([node]), &odd)).await.expect("a page");
    assert_eq!((page.nodes.len(), page.withheld), (0, 1));

    let heavy = json!([{ "type": "RESOURCE_LIMITS_EXCEEDED", "path": path, "message": "too much" }]);
    let failed = items(&page_of(&json!([node]), &heavy)).await;
    assert_eq!(failed, Err(Error::Overloaded { message: "too much".into() }));
}

#[tokio::test]
async fn types_newer_than_this_program_break_nothing() {
    let mut node = issue_node();
    node["content"] = json!({ "__typename": "Discussion", "updatedAt": SPENT });
    assert_eq!(one(node).await.item.content, Content::Hidden);
}

#[tokio::test]
async fn items_share_the_text_of_their_names() {
    let page = items(&page_of(&json!([issue_node(), issue_node()]), &json!([]))).await.expect("a page");
    let label = |place: usize| &page.nodes[place].item.labels()[0].name;
    assert!(Arc::ptr_eq(label(0), label(1)));
}

#[tokio::test]
async fn what_is_no_project_is_not_found() {
    let gone = json!([{ "type": "NOT_FOUND", "path": ["node"], "message": "Could not resolve to a node" }]);
    let github = Scripted::saying(&json!({ "data": { "node": null }, "errors": gone }));
    let failed = items(&github).await;
    assert_eq!(failed, Err(Error::NotFound { message: "Could not resolve to a node".into() }));
    let github = Scripted::saying(&json!({ "data": { "node": { "__typename": "Issue" } } }));
    assert_eq!(items(&github).await, Err(Error::NotFound { message: "`PVT_1` is not a project.".into() }));
}

#[tokio::test]
async fn a_walk_reads_stamps() {
    let node = |id: &str, content: Json| json!({ "id": id, "updatedAt": SPENT, "isArchived": false, "content": content });
    let nodes = json!([
        node("PVTI_1", json!({ "__typename": "Issue", "updatedAt": "2026-11-19T09:00:00Z" })),
        node("PVTI_4", json!(null)),
    ]);
    let github = page_of(&nodes, &json!(null));
    let ask = Ask::Walk { project: "PVT_1".into(), after: Some("abc".into()), first: 1000 };
    let reply = github.client().ask(&ask).await.expect("a page");
    let Answer::Walk(page) = reply.answer else { panic!("another answer") };
    let stamp = |id: &str, content: Option<&str>| Stamp {
        item: id.into(),
        updated_at: at(SPENT),
        content_updated_at: content.map(at),
        archived: false,
    };
    assert_eq!(page.nodes, [stamp("PVTI_1", Some("2026-11-19T09:00:00Z")), stamp("PVTI_4", None)]);
    assert_eq!(reply.meter.cost, Some(7));
    assert_eq!(github.asked()[0]["variables"], json!({ "id": "PVT_1", "first": 100, "after": "abc" }));
}

#[tokio::test]
async fn a_refresh_says_of_each_id_what_it_found() {
    let mut found = issue_node();
    found["__typename"] = json!("ProjectV2Item");
    let gone = json!({ "type": "NOT_FOUND", "path": ["nodes", 1], "message": "no such node" });
    let named = json!({ "type": "NOT_FOUND", "message": "no node with the global id of 'PVTI_9'" });
    let barred = json!({ "type": "FORBIDDEN", "path": ["nodes", 3], "message": "no" });
    let github = Scripted::saying(&json!({
        "data": { "nodes": [found, null, null, null, null], "rateLimit": rate_limit() },
        "errors": [gone, named, barred],
    }));
    let items: Vec<ItemId> = ["PVTI_1", "PVTI_8", "PVTI_9", "PVTI_10", "PVTI_11"].map(ItemId::from).into();
    let reply =
        github.client().ask(&Ask::Refresh { items: items.clone(), fields: 13 }).await.expect("an answer");
    let Answer::Refresh(refreshed) = reply.answer else { panic!("another answer") };
    assert!(matches!(&refreshed[0], Refreshed::Found(fetched) if fetched.item.id == items[0]));
    assert_eq!(
        refreshed[1..],
        [
            Refreshed::Gone(items[1].clone()),
            Refreshed::Gone(items[2].clone()),
            Refreshed::Withheld(items[3].clone()),
            Refreshed::Withheld(items[4].clone()),
        ]
    );
}

#[tokio::test]
async fn changed_content_is_searched_by_the_second_and_found_as_items() {
    let on = |item: &str, project: &str| json!({ "id": item, "project": { "id": project } });
    let found = |cards: Json, total: u32| json!({ "__typename": "Issue", "id": "I", "updatedAt": SPENT, "projectItems": { "nodes": cards, "totalCount": total } });
    let github = Scripted::saying(&json!({ "data": {
        "search": { "issueCount": 60, "pageInfo": { "hasNextPage": true, "endCursor": "c" }, "nodes": [
            found(json!([on("PVTI_7", "PVT_2"), on("PVTI_1", "PVT_1")]), 2),
            found(json!([on("PVTI_7", "PVT_2")]), 11),
            found(json!([on("PVTI_7", "PVT_2")]), 1),
            null,
        ] },
        "rateLimit": rate_limit(),
    } }));
    let ask = Ask::Changed {
        project: ProjectRef { owner: "octo".into(), number: 1 },
        id: ProjectId::from("PVT_1"),
        since: "2026-11-19T10:00:00.75Z".parse().expect("a moment"),
        after: None,
        first: 50,
    };
    let Answer::Changed(page) = github.client().ask(&ask).await.expect("a page").answer else {
        panic!("another answer")
    };
    let found = Touched { item: "PVTI_1".into(), updated_at: at(SPENT) };
    assert_eq!(page, Page { nodes: vec![found], total: 60, next: Some("c".into()), withheld: 2 });
    assert_eq!(github.asked()[0]["variables"]["query"], "project:octo/1 updated:>=2026-11-19T10:00:00Z");
}

fn project_node() -> Json {
    let field = |kind: &str, id: &str, name: &str, data: &str| json!({ "__typename": kind, "id": id, "name": name, "dataType": data, "issueField": null });
    let mut status = field("ProjectV2SingleSelectField", "F_status", "Status", "SINGLE_SELECT");
    status["options"] = json!([{ "id": "a", "name": "Inbox 📥", "color": "GREEN", "description": "New" },
                               { "id": "b", "name": "Done", "color": "TEAL", "description": "" }]);
    let mut areas = field("ProjectV2MultiSelectField", "F_areas", "Areas", "MULTI_SELECT");
    areas["multiSelectOptions"] = json!([{ "id": "c", "name": "UI", "color": "RED", "description": "" }]);
    let mut sprint = field("ProjectV2IterationField", "F_sprint", "Sprint", "ITERATION");
    sprint["configuration"] = json!({ "duration": 14, "startDay": 1,
        "iterations": [{ "id": "i3", "title": "S3", "startDate": "2026-12-01", "duration": 14 },
                       { "id": "i2", "title": "S2", "startDate": "2026-11-17", "duration": 14 }],
        "completedIterations": [{ "id": "i1", "title": "S1", "startDate": "2026-11-03", "duration": 14 }] });
    let mut impact = field("ProjectV2Field", "F_impact", "Impact", "TEXT");
    impact["issueField"] = json!({ "__typename": "IssueFieldText", "id": "IFT_impact" });
    let mut severity = field("ProjectV2SingleSelectField", "F_severity", "Severity", "SINGLE_SELECT");
    severity["options"] = json!([{ "id": "d", "name": "High", "color": "RED", "description": "" }]);
    severity["issueField"] = json!({ "__typename": "IssueFieldSingleSelect", "id": "IFSS_severity",
        "options": [{ "id": "IFSSO_1", "name": "High", "color": "RED", "description": null }] });
    let fields = json!([
        field("ProjectV2Field", "F_title", "Title", "TITLE"), status, areas, sprint, impact, severity,
        field("ProjectV2Field", "F_effort", "Effort", "NUMBER"), field("ProjectV2Field", "F_due", "Due", "DATE"),
        field("ProjectV2Field", "F_mood", "Mood", "MOOD"), { "__typename": "ProjectV2NewField" }, null,
    ]);
    json!({
        "__typename": "ProjectV2", "id": "PVT_1", "number": 1, "title": "Road\nmap", "closed": false,
        "url": "https://github.com/orgs/octo/projects/1", "updatedAt": SPENT, "viewerCanUpdate": true,
        "owner": { "__typename": "Organization", "login": "octo" },
        "fields": { "totalCount": 11, "nodes": fields },
        "views": { "totalCount": 1, "nodes": [view_node()] },
        "repositories": { "totalCount": 60, "nodes": [{ "id": "R", "nameWithOwner": "octo/app" }] },
    })
}

fn view_node() -> Json {
    let fields = |ids: &[&str]| {
        let nodes: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
        json!({ "nodes": nodes })
    };
    json!({
        "id": "V", "number": 2, "name": "Board", "layout": "BOARD_LAYOUT", "filter": "is:open",
        "fields": fields(&["F_title", "F_status"]), "groupByFields": fields(&[]),
        "verticalGroupByFields": fields(&["F_status"]),
        "sortByFields": { "nodes": [{ "direction": "DESC", "field": { "id": "F_effort" } }] },
    })
}

async fn meta(node: Json) -> Arc<Project> {
    let github = Scripted::saying(&json!({ "data": { "node": node, "rateLimit": rate_limit() } }));
    let reply = github.client().ask(&Ask::Meta("PVT_1".into())).await.expect("a project");
    let Answer::Meta(project) = reply.answer else { panic!("another answer") };
    project
}

#[tokio::test]
async fn a_project_is_read_with_every_kind_of_field() {
    let project = meta(project_node()).await;
    assert_eq!((project.title.as_str(), project.reference.to_string()), ("Road map", "octo/1".into()));
    assert_eq!(project.repositories, Listed { some: ["octo/app".to_owned()].into(), total: 60 });
    let field = |name: &str| project.field_named(name).unwrap_or_else(|| panic!("{name}"));
    let kinds: Vec<&FieldKind> =
        ["Title", "Impact", "Effort", "Due", "Mood"].map(|name| &field(name).kind).into();
    assert_eq!(
        kinds,
        [
            &FieldKind::Mirrored(Mirrored::Title),
            &FieldKind::Text,
            &FieldKind::Number,
            &FieldKind::Date,
            &FieldKind::Unknown("MOOD".into()),
        ]
    );
    assert_eq!(
        (&field("Impact").issue_field, &field("Effort").issue_field),
        (&Some("IFT_impact".into()), &None)
    );
    let ids: Vec<&str> = field("Severity").options().iter().map(|option| option.id.as_str()).collect();
    assert_eq!(ids, ["IFSSO_1"], "the options of an issue field are its own");
    let options: Vec<(&str, Colour)> =
        field("Status").options().iter().map(|option| (option.name.as_str(), option.colour)).collect();
    assert_eq!(options, [("Inbox 📥", Colour::Green), ("Done", Colour::Gray)]);
    assert_eq!(field("Areas").options().len(), 1);
    let sprints: Vec<(&str, bool)> = field("Sprint")
        .iterations()
        .iter()
        .map(|iteration| (iteration.id.as_str(), iteration.completed))
        .collect();
    assert_eq!(sprints, [("i1", true), ("i2", false), ("i3", false)]);
    assert_eq!(project.fields.len(), 9, "what has no id is left out");
}

#[tokio::test]
async fn a_saved_view_is_read() {
    let project = meta(project_node()).await;
    assert_eq!(
        *project.views.some,
        [View {
            number: 2,
            name: "Board".into(),
            layout: Layout::Board,
            filter: "is:open".into(),
            fields: vec!["F_title".into(), "F_status".into()],
            group_by: Vec::new(),
            columns_by: vec!["F_status".into()],
            sort_by: vec![("F_effort".into(), true)],
        }]
    );
}

#[tokio::test]
async fn projects_and_owners_are_listed() {
    let projects = json!({ "totalCount": 2, "pageInfo": { "hasNextPage": false, "endCursor": null }, "nodes": [null, {
        "number": 1, "title": "Roadmap", "url": "https://github.com/orgs/octo/projects/1", "closed": false,
        "updatedAt": SPENT, "shortDescription": null, "viewerCanUpdate": true, "items": { "totalCount": 43 },
    }] });
    let github = Scripted::saying(
        &json!({ "data": { "repositoryOwner": { "__typename": "Organization", "projectsV2": projects } } }),
    );
    let page = github.client().projects("octo", None).await.expect("a page");
    assert_eq!((page.nodes[0].reference.to_string(), page.nodes[0].items), ("octo/1".into(), 43));
    assert_eq!((page.withheld, page.next), (1, None));

    let github = Scripted::saying(&json!({ "data": { "repositoryOwner": null } }));
    let missing = github.client().projects("nobody", None).await;
    assert_eq!(missing, Err(Error::NotFound { message: "There is no user or organization nobody.".into() }));

    let organizations = json!({ "totalCount": 1, "pageInfo": { "hasNextPage": false, "endCursor": null }, "nodes": [{ "login": "octo" }] });
    let github = Scripted::saying(
        &json!({ "data": { "viewer": { "login": "ann", "organizations": organizations } } }),
    );
    let owners = github.client().owners(None).await.expect("an answer");
    assert_eq!((owners.viewer, owners.organizations.nodes), ("ann".into(), vec!["octo".to_owned()]));
}

#[tokio::test]
async fn a_node_that_is_not_understood_is_left_out_and_the_others_are_read() {
    let mut odd = issue_node();
    odd["content"]["labels"]["nodes"] = json!([{ "name": { "of": "another kind" }, "color": "ffffff" }]);
    let nodes = json!([odd, draft_node(), { "id": 7 }, redacted_node()]);
    let page = items(&page_of(&nodes, &json!([]))).await.expect("a page");
    let ids: Vec<&str> = page.nodes.iter().map(|fetched| fetched.item.id.as_str()).collect();
    assert_eq!((ids, page.withheld), (vec!["PVTI_3", "PVTI_4"], 2));

    let found = json!({ "data": { "nodes": [odd, draft_node()], "rateLimit": rate_limit() } });
    let ask = Ask::Refresh { items: vec!["PVTI_1".into(), "PVTI_3".into()], fields: 13 };
    let reply = Scripted::saying(&found).client().ask(&ask).await.expect("an answer");
    let Answer::Refresh(refreshed) = reply.answer else { panic!("another answer") };
    assert_eq!(refreshed[0], Refreshed::Withheld("PVTI_1".into()), "never gone");
    assert!(matches!(&refreshed[1], Refreshed::Found(fetched) if fetched.item.id.as_str() == "PVTI_3"));
}

#[tokio::test]
async fn an_answer_that_is_odd_outside_its_nodes_is_not_understood() {
    let found = json!({ "data": { "nodes": "none", "rateLimit": rate_limit() } });
    let ask = Ask::Refresh { items: vec!["PVTI_1".into()], fields: 13 };
    let failed = Scripted::saying(&found).client().ask(&ask).await.expect_err("no list");
    assert!(matches!(failed, Error::Unreadable { .. }), "{failed:?}");
}

/// A view of some layout that shows, groups by, sorts by and filters something.
fn grouped_view(number: u32, name: &str, layout: &str) -> Json {
    let nodes =
        |ids: &[&str]| json!({ "nodes": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>() });
    json!({
        "id": format!("V{number}"), "number": number, "name": name, "layout": layout, "filter": " is:open -label:bug ",
        "fields": nodes(&["F_title", "F_effort", "F_due"]), "groupByFields": nodes(&["F_sprint"]),
        "verticalGroupByFields": nodes(&[]),
        "sortByFields": { "nodes": [
            { "direction": "DESC", "field": { "id": "F_effort" } },
            { "direction": "ASC", "field": { "id": "F_title" } },
            { "direction": "ASC", "field": null },
        ] },
    })
}

#[tokio::test]
async fn a_table_and_a_roadmap_that_github_saved_are_laid_out_as_they_are_there() {
    let mut node = project_node();
    let saved = [grouped_view(3, "Epics", "TABLE_LAYOUT"), grouped_view(4, "Months", "ROADMAP_LAYOUT")];
    node["views"] = json!({ "totalCount": 2, "nodes": saved });
    let project = meta(node).await;
    let views = view::views(&project, &[]);
    let field = |id: &str| Aspect::Field(id.into());
    let sort = |by, down| view::Sort { by, down };
    for (place, number, name, layout) in [(1, 3, "Epics", Layout::Table), (2, 4, "Months", Layout::Roadmap)] {
        let arrangement = view::Arrangement {
            filter: "is:open -label:bug".to_owned(),
            layout,
            fields: ["F_title", "F_effort", "F_due"].map(Into::into).to_vec(),
            rows: Some(field("F_sprint")),
            sort: vec![sort(field("F_effort"), true), sort(Aspect::Title, false)],
            ..view::Arrangement::default()
        };
        let expected = view::View {
            id: view::ViewId::Saved(number),
            name: name.to_owned(),
            layout: Some(layout),
            arrangement,
            unknown: Vec::new(),
        };
        assert_eq!(views[place], expected);
    }
}
