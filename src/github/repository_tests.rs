//! What GitHub says of a repository, and what becomes of it.

use serde_json::{Value as Json, json};

use super::*;
use crate::github::fixture::{Scripted, at};

/// A repository of which this person may change everything.
fn raw() -> Json {
    json!({
        "nameWithOwner": "octo/box", "isArchived": false, "hasIssuesEnabled": true, "isBlankIssuesEnabled": false,
        "viewerPermission": "TRIAGE", "viewerCanCreateIssues": true,
        "labels": { "totalCount": 700, "pageInfo": { "hasNextPage": false, "endCursor": null },
            "nodes": [{ "name": "bug\u{1b}", "color": "d73a4a" }] },
        "assignableUsers": { "totalCount": 1, "nodes": [{ "login": "ann" }] },
        "open": { "totalCount": 2, "nodes": [
            { "title": "some day", "dueOn": null, "state": "OPEN" },
            { "title": "v1", "dueOn": "2026-12-01T08:00:00Z", "state": "OPEN" }] },
        "closed": { "totalCount": 30, "nodes": [{ "title": "v0", "dueOn": null, "state": "CLOSED" }] },
        "issueTypes": { "totalCount": 2, "nodes": [
            { "name": "Bug", "color": "RED", "description": null, "isEnabled": true },
            { "name": "Old", "color": "GRAY", "description": "", "isEnabled": false }] },
        "issueTemplates": [{ "filename": "idea.md", "name": "Idea", "about": "A thought", "title": "Idea: ",
            "body": "## Why\r\n", "labels": { "nodes": [{ "name": "idea" }] },
            "assignees": { "nodes": [] }, "type": null }],
        "forms": { "entries": [
            { "name": "config.yml", "object": { "text": "blank_issues_enabled: false" } },
            { "name": "idea.md", "object": { "text": "---\nname: Idea\n---\n" } },
            { "name": "bug.yml", "object": { "text": "name: Bug\ndescription: It broke\nbody: []" } },
            { "name": "torn.yml", "object": { "text": "name: [" } },
            { "name": "image.yaml", "object": { "text": null } }] },
    })
}

fn read(raw: Json) -> Repository {
    convert(serde_json::from_value(raw).expect("the shape of an answer"), Some(at("2026-11-20T10:00:00Z")))
}

#[test]
fn everything_that_can_be_chosen_is_read() {
    let found = read(raw());
    assert_eq!((&*found.name, found.writable, found.blank_issues), ("octo/box", true, false));
    assert_eq!(found.new_issues, NewIssues::Welcome);
    assert_eq!(*found.labels.some, [Label { name: "bug".into(), colour: 0x00d7_3a4a }]);
    assert_eq!(found.labels.hidden(), 699, "a cut list says so");
    assert_eq!(*found.people.some, [Name::from("ann")]);
    let titles: Vec<&str> = found.milestones.iter().map(|milestone| &*milestone.title).collect();
    assert_eq!((titles, found.milestones.hidden()), (vec!["v1", "some day", "v0"], 29));
    assert_eq!(found.kinds.iter().map(|kind| &*kind.name).collect::<Vec<_>>(), ["Bug"], "Old is not in use");
    assert_eq!(found.kinds.hidden(), 0);
    assert_eq!(found.read_at, Some(at("2026-11-20T10:00:00Z")));
}

#[test]
fn templates_come_from_githubs_list_and_forms_from_their_files() {
    let templates = read(raw()).templates;
    let names: Vec<(&str, &str)> =
        templates.iter().map(|template| (template.file.as_str(), template.name.as_str())).collect();
    assert_eq!(names, [("idea.md", "Idea"), ("bug.yml", "Bug")]);
    assert_eq!(templates[0].body, Body::Text("## Why\n".to_owned()));
    assert_eq!(templates[0].labels, [Name::from("idea")]);
    assert_eq!(templates[1].body, Body::Form(Vec::new()));
}

#[test]
fn why_no_issue_can_be_opened_is_known() {
    let with = |change: &[(&str, Json)]| {
        let mut raw = raw();
        for (name, value) in change {
            raw[*name] = value.clone();
        }
        let found = read(raw);
        (found.new_issues, found.writable)
    };
    assert_eq!(with(&[("isArchived", true.into())]), (NewIssues::Archived, false));
    assert_eq!(with(&[("hasIssuesEnabled", false.into())]), (NewIssues::Disabled, true));
    let reader = [("viewerPermission", json!("READ")), ("viewerCanCreateIssues", false.into())];
    assert_eq!(with(&reader), (NewIssues::Forbidden, false));
}

#[test]
fn a_repository_of_which_nearly_nothing_is_shown_is_read_all_the_same() {
    let bare = json!({ "nameWithOwner": "octo/box", "viewerPermission": null, "labels": null,
        "assignableUsers": null, "issueTypes": null, "issueTemplates": null, "forms": null });
    let found = read(bare);
    assert!(found.labels.is_empty() && found.people.is_empty() && found.templates.is_empty());
    // Something else than a folder lies under the name.
    assert_eq!(read(json!({ "nameWithOwner": "octo/box", "forms": {} })).templates, []);
}

#[tokio::test]
async fn a_repository_that_is_gone_is_not_found() {
    let gone = json!({ "data": { "repository": null }, "errors": [{ "type": "NOT_FOUND", "path": ["repository"],
        "message": "Could not resolve to a Repository with the name 'octo/gone'." }] });
    let client = Scripted::saying(&gone).client();
    let refused = repository(&client, &"octo/gone".into()).await;
    assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    assert!(matches!(repository(&client, &"nonsense".into()).await, Err(Error::NotFound { .. })));
}
