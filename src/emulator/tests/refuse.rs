//! What each mutation refuses, and in which shape: `type`, `path`, `message`, and a null where the answer would be.

use serde_json::json;

use super::*;
use crate::emulator::By;
use crate::emulator::seed::blank;

/// A board, and the ids of what is on it and beside it.
struct Place {
    bench: Bench,
    ids: std::collections::BTreeMap<&'static str, String>,
}

fn place() -> Place {
    let mut board = blank(&COLUMNS);
    let items = [board.issue("A", "Inbox"), board.issue("B", "Inbox"), board.pull_request("P", "Inbox")];
    let [draft, old, hidden] =
        [board.draft("D", "Inbox"), board.archived("Old", ""), board.redacted("Inbox")];
    let of_carol = {
        let by = By::new("carol", board.world.projects[0].updated_at);
        let repository = board.world.add_repository("carol", "desk", None);
        board.world.add_issue(by, repository, "Hers")
    };
    let third = board.issue("C", "");
    let third = board.content(third);
    let (a, b, pull) = (board.content(items[0]), board.content(items[1]), board.content(items[2]));
    board.world.block(b, a).expect("both are issues");
    board.world.set_parent(b, Some(a)).expect("both are issues");
    board.world.pull_requests[0].state = crate::emulator::world::PullState::Merged;
    let elsewhere = board.world.add_repository("bob", "other", None);
    let label = board.world.add_label(elsewhere, "far", "ffffff");
    let milestone = board.world.add_milestone(elsewhere, "far", None);
    let by = By::new("alice", board.world.projects[0].updated_at);
    let comment = board.world.comment(by, a, "Said").expect("alice may comment");
    let ids = [
        ("comment", comment),
        ("item", items[0]),
        ("draft item", draft),
        ("archived", old),
        ("hidden", hidden),
        ("secret", board.content(hidden)),
        ("issue", a),
        ("part", b),
        ("pull", pull),
        ("draft", board.content(draft)),
        ("hers", of_carol),
        ("third", third),
        ("vault", board.hidden),
        ("box", board.repository),
        ("far label", label),
        ("far milestone", milestone),
        ("project", board.project),
    ];
    let ids = ids.map(|(name, id)| (name, id.to_string())).into();
    Place { bench: Bench::new(board), ids }
}

impl Place {
    /// What a mutation is refused with; `input` names the things of the board after a `#`.
    fn refused(&self, mutation: &str, input: &str) -> String {
        let mut input: Value = serde_json::from_str(input).expect("the input is JSON");
        let named = |value: &mut Value| {
            if let Some(name) = value.as_str().and_then(|text| text.strip_prefix('#')) {
                *value = self.ids[name].clone().into();
            }
        };
        for value in input.as_object_mut().expect("an object").values_mut() {
            if let Value::Array(all) = value {
                all.iter_mut().for_each(named);
            } else {
                named(value);
            }
        }
        let answer = self.bench.mutate(mutation, input);
        let data = answer["data"].as_object().expect("data beside the errors");
        let (root, nothing) = data.iter().next().expect("one root");
        let fault = &answer["errors"][0];
        assert_eq!(nothing, &Value::Null, "{mutation}: {answer}");
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{mutation}: {answer}");
        assert_eq!(fault["path"], json!([root]), "{mutation}");
        assert!(fault["locations"][0]["line"].is_u64(), "{mutation}");
        let message = fault["message"].as_str().expect("a message");
        let message = self.ids.values().fold(message.to_owned(), |text, id| text.replace(id, "…"));
        format!("{}: {message}", fault["type"].as_str().unwrap_or("no type"))
    }
}

const NO_NODE: &str = "NOT_FOUND: Could not resolve to a node with the global id of '…'";

#[test]
fn what_does_not_exist_or_is_of_another_type_can_t_be_found() {
    let place = place();
    for (mutation, input) in [
        (
            "SetField",
            r##"{"projectId": "#project", "itemId": "#issue", "fieldId": "F", "value": {"text": "x"}}"##,
        ),
        ("ClearField", r##"{"projectId": "#item", "itemId": "#item", "fieldId": "F"}"##),
        ("Place", r##"{"projectId": "#project", "itemId": "#draft"}"##),
        ("AddDraft", r##"{"projectId": "#box", "title": "T"}"##),
        ("AddItem", r##"{"projectId": "#project", "contentId": "#draft"}"##),
        ("AddItem", r##"{"projectId": "#project", "contentId": "#secret"}"##),
        ("Archive", r##"{"projectId": "#project", "itemId": "#pull"}"##),
        ("Unarchive", r##"{"projectId": "#project", "itemId": "#pull"}"##),
        ("DeleteItem", r##"{"projectId": "#project", "itemId": "#issue"}"##),
        ("SetIssueField", r##"{"issueId": "#pull", "issueFields": []}"##),
        ("UpdateIssue", r##"{"id": "#draft", "title": "T"}"##),
        ("UpdateIssue", r##"{"id": "#pull", "title": "T"}"##),
        ("UpdateIssue", r##"{"id": "#secret", "title": "T"}"##),
        ("UpdateIssue", r##"{"id": "#issue", "milestoneId": "#far milestone"}"##),
        ("UpdateIssue", r##"{"id": "#issue", "milestoneId": "#far label"}"##),
        ("UpdatePull", r##"{"pullRequestId": "#issue", "title": "T"}"##),
        ("UpdateDraft", r##"{"draftIssueId": "#issue", "title": "T"}"##),
        ("UpdateDraft", r##"{"draftIssueId": "#draft", "assigneeIds": ["#issue"]}"##),
        ("CloseIssue", r##"{"issueId": "#pull"}"##),
        ("ReopenIssue", r##"{"issueId": "#draft"}"##),
        ("ClosePull", r##"{"pullRequestId": "#issue"}"##),
        ("ReopenPull", r##"{"pullRequestId": "#draft"}"##),
        ("SetType", r##"{"issueId": "#pull", "issueTypeId": null}"##),
        ("SetType", r##"{"issueId": "#issue", "issueTypeId": "#far label"}"##),
        ("Assign", r##"{"assignableId": "#draft", "assigneeIds": []}"##),
        ("Assign", r##"{"assignableId": "#issue", "assigneeIds": ["#pull"]}"##),
        ("Unassign", r##"{"assignableId": "#box", "assigneeIds": []}"##),
        ("AddLabel", r##"{"labelableId": "#draft", "labelIds": []}"##),
        ("AddLabel", r##"{"labelableId": "#issue", "labelIds": ["#far label"]}"##),
        ("RemoveLabel", r##"{"labelableId": "#issue", "labelIds": ["#far label"]}"##),
        ("AddPart", r##"{"issueId": "#issue", "subIssueId": "#pull"}"##),
        ("RemovePart", r##"{"issueId": "#pull", "subIssueId": "#issue"}"##),
        ("Block", r##"{"issueId": "#issue", "blockingIssueId": "#secret"}"##),
        ("Block", r##"{"issueId": "#issue", "blockingIssueId": "#pull"}"##),
        ("Unblock", r##"{"issueId": "#draft", "blockingIssueId": "#issue"}"##),
        ("Comment", r##"{"subjectId": "#draft", "body": "B"}"##),
        ("Comment", r##"{"subjectId": "#secret", "body": "B"}"##),
        ("OpenIssue", r##"{"repositoryId": "#vault", "title": "T"}"##),
        ("OpenIssue", r##"{"repositoryId": "#project", "title": "T"}"##),
        ("OpenIssue", r##"{"repositoryId": "#box", "title": "T", "projectV2Ids": ["#box"]}"##),
        ("Convert", r##"{"itemId": "#draft", "repositoryId": "#box"}"##),
        ("Convert", r##"{"itemId": "#draft item", "repositoryId": "#vault"}"##),
    ] {
        assert_eq!(place.refused(mutation, input), NO_NODE, "{mutation} {input}");
    }
    let unknown = place.refused("DeleteItem", r##"{"projectId": "#project", "itemId": "PVTI_x"}"##);
    assert_eq!(unknown, "NOT_FOUND: Could not resolve to a node with the global id of 'PVTI_x'");
    let left =
        place.bench.hub.read(|world| world.issues.iter().filter(|issue| issue.post.title == "T").count());
    assert_eq!(left, 0, "what is refused is not half done");
    assert!(place.bench.hub.log().is_empty());
}

#[test]
fn what_makes_no_sense_is_unprocessable() {
    let place = place();
    for (mutation, input, refusal) in [
        ("AddDraft", r##"{"projectId": "#project", "title": " "}"##, "Title can't be blank"),
        ("OpenIssue", r##"{"repositoryId": "#box", "title": ""}"##, "Title can't be blank"),
        ("UpdateIssue", r##"{"id": "#issue", "title": ""}"##, "Title can't be blank"),
        ("UpdatePull", r##"{"pullRequestId": "#pull", "title": " "}"##, "Title can't be blank"),
        ("UpdateDraft", r##"{"draftIssueId": "#draft", "title": ""}"##, "Title can't be blank"),
        ("Comment", r##"{"subjectId": "#issue", "body": " "}"##, "Body can't be blank"),
        (
            "ReopenPull",
            r##"{"pullRequestId": "#pull"}"##,
            "Could not change the state of the pull request: it is merged",
        ),
        ("Convert", r##"{"itemId": "#item", "repositoryId": "#box"}"##, "The item is not a draft issue"),
        (
            "Convert",
            r##"{"itemId": "#archived", "repositoryId": "#box"}"##,
            "The item is archived and cannot be updated",
        ),
        (
            "Place",
            r##"{"projectId": "#project", "itemId": "#archived"}"##,
            "The item is archived and cannot be updated",
        ),
        (
            "Place",
            r##"{"projectId": "#project", "itemId": "#item", "afterId": "#archived"}"##,
            "The item to place after does not exist in the project",
        ),
        (
            "AddPart",
            r##"{"issueId": "#part", "subIssueId": "#issue"}"##,
            "Sub-issues are invalid: an issue cannot be a part of itself",
        ),
        (
            "AddPart",
            r##"{"issueId": "#issue", "subIssueId": "#part"}"##,
            "Sub-issues are invalid: Issue may not contain duplicate sub-issues: it is one already",
        ),
        (
            "AddPart",
            r##"{"issueId": "#third", "subIssueId": "#part"}"##,
            "Sub-issues are invalid: Sub issue may only have one parent",
        ),
        (
            "RemovePart",
            r##"{"issueId": "#part", "subIssueId": "#issue"}"##,
            "Sub-issues are invalid: it is no sub-issue of it",
        ),
        (
            "Block",
            r##"{"issueId": "#issue", "blockingIssueId": "#part"}"##,
            "Issue dependencies are invalid: they would wait for each other",
        ),
        (
            "Block",
            r##"{"issueId": "#issue", "blockingIssueId": "#issue"}"##,
            "Issue dependencies are invalid: an issue cannot wait for itself",
        ),
        (
            "Block",
            r##"{"issueId": "#part", "blockingIssueId": "#issue"}"##,
            "Issue dependencies are invalid: the dependency exists already",
        ),
    ] {
        assert_eq!(place.refused(mutation, input), format!("UNPROCESSABLE: {refusal}"), "{mutation} {input}");
    }
    assert!(place.bench.hub.log().is_empty());
}

#[test]
fn who_may_only_read_is_forbidden_to_change_anything() {
    let place = place();
    place.bench.hub.edit(|world, _| {
        world.add_token("demo", "rita", &["project", "repo", "read:org"]);
    });
    for (mutation, input, deed) in [
        (
            "ClearField",
            r##"{"projectId": "#project", "itemId": "#item", "fieldId": "#item"}"##,
            "UpdateProjectV2",
        ),
        ("AddDraft", r##"{"projectId": "#project", "title": "T"}"##, "UpdateProjectV2"),
        ("AddItem", r##"{"projectId": "#project", "contentId": "#hers"}"##, "UpdateProjectV2"),
        ("Archive", r##"{"projectId": "#project", "itemId": "#item"}"##, "UpdateProjectV2"),
        ("DeleteItem", r##"{"projectId": "#project", "itemId": "#item"}"##, "UpdateProjectV2"),
        ("SetIssueField", r##"{"issueId": "#issue", "issueFields": []}"##, "SetIssueFieldValue"),
        ("UpdateIssue", r##"{"id": "#issue", "title": "T"}"##, "UpdateIssue"),
        ("UpdatePull", r##"{"pullRequestId": "#pull", "title": "T"}"##, "UpdatePullRequest"),
        ("UpdateDraft", r##"{"draftIssueId": "#draft", "title": "T"}"##, "UpdateProjectV2DraftIssue"),
        ("CloseIssue", r##"{"issueId": "#issue"}"##, "CloseIssue"),
        ("ClosePull", r##"{"pullRequestId": "#pull"}"##, "UpdatePullRequest"),
        ("SetType", r##"{"issueId": "#issue", "issueTypeId": null}"##, "UpdateIssueIssueType"),
        ("Assign", r##"{"assignableId": "#issue", "assigneeIds": []}"##, "AddAssigneesToAssignable"),
        ("RemoveLabel", r##"{"labelableId": "#issue", "labelIds": []}"##, "AddLabelsToLabelable"),
        ("SetComment", r##"{"id": "#comment", "body": "T"}"##, "UpdateIssueComment"),
        ("DeleteComment", r##"{"id": "#comment"}"##, "DeleteIssueComment"),
        ("AddPart", r##"{"issueId": "#issue", "subIssueId": "#hers"}"##, "UpdateIssue"),
        ("Block", r##"{"issueId": "#issue", "blockingIssueId": "#hers"}"##, "UpdateIssue"),
        (
            "Convert",
            r##"{"itemId": "#draft item", "repositoryId": "#box"}"##,
            "ConvertProjectV2DraftIssueItemToIssue",
        ),
        (
            "OpenIssue",
            r##"{"repositoryId": "#box", "title": "T", "projectV2Ids": ["#project"]}"##,
            "UpdateProjectV2",
        ),
    ] {
        let refusal = format!("FORBIDDEN: rita does not have the correct permissions to execute `{deed}`");
        assert_eq!(place.refused(mutation, input), refusal, "{mutation}");
    }
    assert!(place.bench.hub.log().is_empty());
    let left =
        place.bench.hub.read(|world| world.issues.iter().filter(|issue| issue.post.title == "T").count());
    assert_eq!(left, 0, "what is refused is not half done");
}

#[test]
fn a_closed_milestone_can_be_set() {
    let mut board = blank(&COLUMNS);
    let item = board.issue("A", "Inbox");
    let issue = board.content(item);
    let milestone = board.world.add_milestone(board.repository, "v0", None);
    board.world.milestones[milestone.at()].closed = true;
    let bench = Bench::new(board);
    let input = json!({"id": issue.to_string(), "milestoneId": milestone.to_string()});
    assert_eq!(bench.mutate("UpdateIssue", input).get("errors"), None);
    assert_eq!(bench.hub.read(|world| world.post(issue).and_then(|post| post.milestone)), Some(milestone));
}
