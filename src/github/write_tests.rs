//! What edits become on the way to GitHub, and what is read from its answer.

use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use crate::domain::item::{
    Content, Draft, IssueState, Label, Link, Listed, Milestone, PullRequest, PullStage, PullState, Work,
};
use crate::domain::{EditId, Item, Timestamp, Value};

use super::super::fixture::{Scripted, project, valid};
use super::super::{Ask, Client};
use super::*;

fn write(number: u128, edit: Edit) -> Write {
    Write {
        id: EditId(Uuid::from_u128(number)),
        edit,
        item: Some(issue()),
        since: None,
        taken: Vec::new(),
        base: None,
        twins: 0,
    }
}

/// The issue behind the card that the tests change.
fn issue() -> Arc<Item> {
    let at = Timestamp::from_timestamp(1_754_488_800, 0).expect("a valid second");
    let mut item = Item::issue_to_be("PVTI_1".into(), "octo-org/app".into(), "Fix login".to_owned(), at);
    if let Content::Issue(issue) = &mut item.content {
        issue.work.id = "I_1".into();
        issue.work.number = 12;
    }
    Arc::new(item)
}

fn set(field: &str, to: Option<Value>) -> Edit {
    Edit::SetField { item: "PVTI_1".into(), field: format!("F_{field}").into(), to }
}

fn place(after: Option<&str>) -> Edit {
    Edit::Place { item: "PVTI_1".into(), after: after.map(Into::into), before: None }
}

fn draft(body: &str) -> Edit {
    let item = ItemId::local(EditId(Uuid::from_u128(7)));
    Edit::AddDraft { item, title: "Write docs".into(), body: body.into() }
}

/// Every kind of edit there is.
fn kinds() -> Vec<Edit> {
    let day = "2026-11-20".parse().expect("a day");
    vec![
        set("Note", Some(Value::Text("two\nlines".into()))),
        set("Effort", Some(Value::Number(2.5))),
        set("Due", Some(Value::Date(day))),
        set("Status", Some(Value::SingleSelect("47fc9ee4".into()))),
        set("Areas", Some(Value::MultiSelect(["a".into(), "b".into()].into()))),
        set("Sprint", Some(Value::Iteration("it1".into()))),
        set("Status", None),
        set("Impact", Some(Value::Text("high".into()))),
        set("Risk", Some(Value::Number(3.0))),
        set("Ship", Some(Value::Date(day))),
        set("Severity", Some(Value::SingleSelect("IFSSO_1".into()))),
        set("Teams", Some(Value::MultiSelect(["IFSSO_1".into()].into()))),
        set("Risk", None),
        place(Some("PVTI_2")),
        place(None),
        draft(""),
        draft("# Why"),
        Edit::Delete { item: "PVTI_1".into() },
    ]
}

async fn sent(client: &Client, writes: Vec<Write>) -> Result<Vec<Result<Option<ItemId>, Error>>, Error> {
    let ask = Ask::Write { project: std::sync::Arc::new(project()), writes };
    let Answer::Written(outcomes) = client.ask(&ask).await?.answer else { panic!("another answer") };
    Ok(outcomes.into_iter().map(|outcome| outcome.result).collect())
}

/// What one edit sends: the name of the root field and the input.
async fn request(edit: Edit) -> (String, Json) {
    let github = Scripted::saying(&json!({ "data": {} }));
    sent(&github.client(), vec![write(1, edit)]).await.expect("an answer");
    let asked = github.asked().remove(0);
    let text = asked["query"].as_str().expect("a document").to_owned();
    let root = text.split_once("e0: ").and_then(|(_, rest)| rest.split_once('(')).expect("an alias").0;
    (root.to_owned(), asked["variables"]["i0"].clone())
}

#[tokio::test]
async fn batches_of_every_size_and_kind_are_valid() {
    let kinds = kinds();
    for size in 1..=20 {
        for first in 0..kinds.len() {
            let edits = kinds.iter().cycle().skip(first).take(size).cloned();
            let writes: Vec<Write> = (0..).zip(edits).map(|(number, edit)| write(number, edit)).collect();
            let mutation = |write: &Write| {
                let ids = call::names(write).into_iter().map(|called| (called, Ok("ID".to_owned())));
                call::call(&project(), write, &ids.collect()).expect("a mutation").expect("something to do")
            };
            let calls: Vec<Call> = writes.iter().map(mutation).collect();
            let query = joined(&calls.iter().collect::<Vec<_>>());
            let document = valid("batch", &query.query, &query.variables);
            let operation = document.operations.iter().next().expect("one operation");
            assert_eq!(operation.selection_set.selections.len(), size);
        }
    }
}

#[tokio::test]
async fn each_edit_is_the_mutation_that_makes_it() {
    let (item, project) = ("PVTI_1", "PVT_1");
    let field = |name: &str| json!({ "projectId": project, "itemId": item, "fieldId": format!("F_{name}") });
    let mut input = field("Status");
    assert_eq!(request(set("Status", None)).await, ("clearProjectV2ItemFieldValue".into(), input.clone()));
    input["value"] = json!({ "singleSelectOptionId": "47fc9ee4" });
    assert_eq!(
        request(set("Status", Some(Value::SingleSelect("47fc9ee4".into())))).await,
        ("updateProjectV2ItemFieldValue".into(), input)
    );
    assert_eq!(
        request(set("Note", Some(Value::Text(String::new().into())))).await,
        ("clearProjectV2ItemFieldValue".into(), field("Note"))
    );
    assert_eq!(
        request(place(None)).await,
        (
            "updateProjectV2ItemPosition".into(),
            json!({ "projectId": project, "itemId": item, "afterId": null })
        )
    );
    assert_eq!(
        request(set("Risk", Some(Value::Number(3.0)))).await,
        (
            "setIssueFieldValue".into(),
            json!({ "issueId": "I_1", "issueFields": [{ "fieldId": "IF_Risk", "numberValue": 3.0 }] })
        )
    );
    assert_eq!(
        request(draft("")).await,
        ("addProjectV2DraftIssue".into(), json!({ "projectId": project, "title": "Write docs" }))
    );
}

/// A pull request in the repository of the issue.
fn pull() -> Arc<Item> {
    let mut item = Item::clone(&issue());
    if let Content::Issue(issue) = &item.content {
        let work = Work { id: "PR_1".into(), ..issue.work.clone() };
        let pull = PullState { stage: PullStage::Open, draft: false, review: None, checks: None };
        item.content = Content::PullRequest(PullRequest { work, pull, reviewers: Listed::default() });
    }
    Arc::new(item)
}

/// A draft that two people are assigned to, with the edits of its list up to now.
fn idea() -> Arc<Item> {
    let mut item = Item::clone(&issue());
    item.content = Content::Draft(Draft {
        id: Some("DI_1".into()),
        title: "Think".to_owned(),
        author: None,
        assignees: vec!["ann".into(), "bob".into()].into(),
        created_at: item.created_at,
        updated_at: item.updated_at,
    });
    Arc::new(item)
}

fn other() -> Link {
    let repository = "octo-org/web".into();
    Link { id: "I_2".into(), number: 7, title: "Epic".to_owned(), repository, open: true }
}

/// Every kind of edit of what is behind a card.
fn of_content() -> Vec<(Arc<Item>, Edit)> {
    let set = |item: Arc<Item>, to: Attribute| (item, Edit::Set { item: "PVTI_1".into(), to });
    let milestone =
        |on: bool| Attribute::Milestone(on.then(|| Milestone { title: "v1".into(), due: None, open: true }));
    let mut edits = Vec::new();
    for item in [issue(), pull(), idea()] {
        edits.push(set(Arc::clone(&item), Attribute::Title("New".to_owned())));
        edits.push(set(Arc::clone(&item), Attribute::Body("- [x] done".to_owned())));
        for on in [true, false] {
            let link = |entry: Member| (Arc::clone(&item), Edit::Link { item: "PVTI_1".into(), entry, on });
            edits.push(link(Member::Assignee("bob".into())));
            if item.work().is_some() {
                edits.push(set(Arc::clone(&item), milestone(on)));
                edits.push(link(Member::Label(Label { name: "bug".into(), colour: 1 })));
            }
            if item.issue().is_some() {
                edits.push(link(Member::BlockedBy(other())));
            }
        }
        if item.work().is_some() {
            let states =
                [IssueState::Open, IssueState::Completed, IssueState::NotPlanned, IssueState::Duplicate];
            edits.extend(states.map(|state| set(Arc::clone(&item), Attribute::State(state))));
            edits.push((item, Edit::Comment { item: "PVTI_1".into(), body: "Me too".to_owned() }));
        }
    }
    let mut part = Item::clone(&issue());
    if let Content::Issue(issue) = &mut part.content {
        issue.parent = Some(Box::new(other()));
    }
    let comment = |to: Option<&str>| Edit::SetComment {
        item: "PVTI_1".into(),
        comment: "IC_1".into(),
        was: "Me too".to_owned(),
        to: to.map(str::to_owned),
    };
    edits.extend([
        (issue(), comment(Some("Me as well"))),
        (issue(), comment(None)),
        set(issue(), Attribute::Kind(Some("Bug".into()))),
        set(issue(), Attribute::Kind(None)),
        set(issue(), Attribute::Parent(Some(other()))),
        set(Arc::new(part), Attribute::Parent(None)),
        set(issue(), Attribute::Archived(true)),
        set(issue(), Attribute::Archived(false)),
        (idea(), Edit::Convert { item: "PVTI_1".into(), repository: "octo-org/app".into() }),
        (
            issue(),
            Edit::AddIssue {
                item: ItemId::local(EditId(Uuid::from_u128(7))),
                repository: "octo-org/app".into(),
                title: "Write docs".to_owned(),
                body: "All".to_owned(),
            },
        ),
    ]);
    edits
}

/// The exact input of every mutation that is sent, for every kind of edit; each is one that GitHub's schema takes.
#[test]
fn every_edit_sends_this() {
    let of_project = kinds().into_iter().map(|edit| (issue(), edit));
    let calls = of_project.chain(of_content()).map(|(item, edit)| {
        let write = Write { item: Some(item), ..write(1, edit) };
        let id = |called: names::Called| (called.clone(), Ok(format!("{called:?}").replace('"', "'")));
        let ids = call::names(&write).into_iter().map(id).collect();
        call::call(&project(), &write, &ids).expect("a mutation").expect("something to do")
    });
    let calls: Vec<Call> = calls.chain([call::put_on(&project(), "I_1")]).collect();
    for call in &calls {
        let query = joined(&[call]);
        valid(call.operation, &query.query, &query.variables);
    }
    let unsent = OPERATIONS.keys().filter(|name| !calls.iter().any(|call| call.operation == **name));
    assert_eq!(unsent.collect::<Vec<_>>(), [""; 0], "every operation of the document");
    let lines: Vec<String> = calls.iter().map(|call| format!("{} {}", call.operation, call.input)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn what_no_field_takes_is_refused_without_asking() {
    let github = Scripted::saying(&json!({ "data": { "e0": { "projectV2Item": { "id": "PVTI_1" } } } }));
    let number = Some(Value::Number(1.0));
    let mut draft = write(6, set("Impact", Some(Value::Text("high".into()))));
    draft.item = None;
    let writes = vec![
        write(1, set("Status", number.clone())),
        write(2, set("Labels", number.clone())),
        write(3, set("Mood", number.clone())),
        write(4, set("Gone", number.clone())),
        write(5, set("Effort", Some(Value::Number(f64::NAN)))),
        draft,
    ];
    let outcomes = sent(&github.client(), writes.clone()).await.expect("an answer");
    for outcome in &outcomes {
        assert!(matches!(outcome, Err(Error::Refused { .. })), "{outcome:?}");
    }
    assert_eq!(github.requests(), 0);

    let mixed = vec![writes[0].clone(), write(7, set("Effort", number))];
    let outcomes = sent(&github.client(), mixed).await.expect("an answer");
    assert!(outcomes[0].is_err());
    assert_eq!(outcomes[1], Ok(Some("PVTI_1".into())));
}

#[tokio::test]
async fn each_edit_has_its_own_outcome() {
    let github = Scripted::saying(&json!({
        "data": {
            "e0": { "projectV2Item": { "id": "PVTI_1" } },
            "e1": null,
            "e2": { "clientMutationId": null },
            "e3": { "projectItem": { "id": "PVTI_9" } },
            "e4": null,
            "e5": { "deletedItemId": "PVTI_1" },
            "e6": null,
        },
        "errors": [
            { "type": "VALIDATION", "path": ["e1"], "message": "The single select option Id does not belong to the field" },
            { "type": "UNPROCESSABLE", "path": ["e4"], "message": "It created a temporary conflict. Please try again." },
            { "type": "INSUFFICIENT_SCOPES", "path": ["e6"], "message": "one of the following scopes: ['project']" },
        ],
    }));
    let edits =
        [kinds()[0].clone(), kinds()[3].clone(), place(None), draft(""), place(None), kinds()[17].clone()];
    let edits = edits.into_iter().chain([kinds()[0].clone(), kinds()[0].clone()]);
    let writes = (0..).zip(edits).map(|(number, edit)| write(number, edit)).collect();
    let outcomes = sent(&github.client(), writes).await.expect("an answer");
    let option = "The single select option Id does not belong to the field".to_owned();
    let busy = "It created a temporary conflict. Please try again.".to_owned();
    assert_eq!(
        outcomes,
        [
            Ok(Some("PVTI_1".into())),
            Err(Error::Refused { message: option }),
            Ok(Some("PVTI_1".into())),
            Ok(Some("PVTI_9".into())),
            Err(Error::Busy { message: busy }),
            Ok(None),
            Err(Error::MissingScope { needed: "project".into() }),
            Err(Error::Unreadable { why: "neither data nor an error for e7".into() }),
        ]
    );
    assert_eq!(github.requests(), 1);
}

#[tokio::test]
async fn a_draft_without_an_id_leaves_doubt() {
    let github = Scripted::saying(&json!({ "data": { "e0": { "projectItem": null } } }));
    let outcomes = sent(&github.client(), vec![write(1, draft(""))]).await.expect("an answer");
    assert!(outcomes[0].as_ref().expect_err("no id").leaves_doubt(), "{outcomes:?}");
}

#[tokio::test]
async fn a_failed_request_fails_all_edits_and_is_sent_once() {
    let github = Scripted::saying("<html>").status(502);
    let failed = sent(&github.client(), vec![write(1, draft("")), write(2, place(None))]).await;
    assert_eq!(failed, Err(Error::Overloaded { message: "HTTP 502".into() }));
    assert_eq!(github.requests(), 1);
}

#[tokio::test]
async fn a_comment_is_read_before_another_text_takes_its_place() {
    let edit = |to: Option<&str>| Edit::SetComment {
        item: "PVTI_1".into(),
        comment: "IC_1".into(),
        was: "Me too".to_owned(),
        to: to.map(str::to_owned),
    };
    let there =
        |body: &str| json!({ "data": { "node": { "body": body }, "e0": { "clientMutationId": null } } });
    let gone = json!({ "data": { "node": null }, "errors": [{ "type": "NOT_FOUND", "message": "No node" }] });
    let changed = Error::Changed { text: "Not me".to_owned() };
    let missing = Error::NotFound { message: "The comment is not there any more.".to_owned() };
    let done = || Ok(Some("PVTI_1".into()));
    for (answer, to, expected, requests) in [
        (there("Me too\r\n"), Some("Me as well"), done(), 2),
        (there("Me as well"), Some("Me as well"), done(), 1),
        (there("Not me"), Some("Me as well"), Err(changed.clone()), 1),
        (there("Not me"), None, Err(changed), 1),
        (gone.clone(), None, done(), 1),
        (gone, Some("Me as well"), Err(missing), 1),
    ] {
        let github = Scripted::saying(&answer);
        let base = Some(Attribute::Body("Me too".to_owned()));
        let writes = vec![Write { base, ..write(1, edit(to)) }];
        let outcomes = sent(&github.client(), writes).await.expect("the request as a whole is answered");
        assert_eq!((&outcomes[0], github.requests()), (&expected, requests), "{answer} {to:?}");
    }
}
