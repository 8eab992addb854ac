//! What an opened card shows, asked and read: comments, sub-issues, who waits for it, pull requests.

use serde::Deserialize;
use serde_json::json;

use crate::domain::details::{Closing, Comment, SubIssue};
use crate::domain::item::Tally;
use crate::domain::{ContentId, Details, Timestamp};

use super::ask::{Answer, Reply};
use super::client::Client;
use super::convert::{self, Names, listed};
use super::error::Error;
use super::read::{absent, ask};
use super::text;
use super::wire::{self, ByNode, ClosingPull, Connection, Login, SubIssues};

pub(super) const DETAILS: &str = include_str!("../../assets/graphql/details.graphql");

/// An issue or a pull request; of the latter the relations stay empty.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    updated_at: Option<Timestamp>,
    #[serde(default)]
    body: String,
    comments: Option<Connection<RawComment>>,
    sub_issues: Option<Connection<Part>>,
    blocking: Option<Connection<wire::Link>>,
    closed_by_pull_requests_references: Option<Connection<Pull>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawComment {
    id: String,
    author: Option<Login>,
    created_at: Timestamp,
    last_edited_at: Option<Timestamp>,
    body: String,
    #[serde(default)]
    viewer_can_update: bool,
    #[serde(default)]
    viewer_can_delete: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    #[serde(flatten)]
    link: wire::Link,
    assignees: Option<Connection<Login>>,
    sub_issues_summary: Option<SubIssues>,
}

#[derive(Debug, Deserialize)]
struct Pull {
    #[serde(default)]
    title: String,
    #[serde(flatten)]
    pull: ClosingPull,
}

pub(super) async fn details(client: &Client, content: &ContentId) -> Result<Reply, Error> {
    let answered = ask::<ByNode<Raw>>(client, DETAILS, json!({ "id": content })).await?;
    let meter = answered.told.priced(answered.data.rate_limit.as_ref());
    let missing = || format!("`{content}` is not an issue or pull request that you may see.");
    let found = answered.data.node.and_then(|raw| convert(raw, meter.server_time));
    let found = found.ok_or_else(|| absent(&answered.errors, &answered.told, &missing()))?;
    Ok(Reply { answer: Answer::Details(Box::new(found)), meter })
}

/// The details and the body; none where GitHub sent something else.
fn convert(raw: Raw, at: Option<Timestamp>) -> Option<(Details, String)> {
    let mut names = Names::default();
    let updated_at = raw.updated_at?;
    let details = Details {
        read_at: at.unwrap_or(updated_at),
        updated_at,
        comments: listed(raw.comments, |raw| {
            Some(Comment {
                id: raw.id.into(),
                author: raw.author.map(|login| names.get(&login.login)),
                at: raw.created_at,
                edited_at: raw.last_edited_at,
                body: text::lines(&raw.body),
                editable: raw.viewer_can_update,
                deletable: raw.viewer_can_delete,
            })
        }),
        sub_issues: listed(raw.sub_issues, |raw| {
            let parts = raw.sub_issues_summary;
            Some(SubIssue {
                link: convert::link(raw.link, &mut names),
                assignees: convert::logins(raw.assignees, &mut names),
                parts: parts.map(|all| Tally { done: all.completed, total: all.total }).unwrap_or_default(),
            })
        }),
        blocking: listed(raw.blocking, |raw| Some(convert::link(raw, &mut names))),
        pulls: listed(raw.closed_by_pull_requests_references, |raw| {
            Some(Closing { title: text::line(&raw.title), pull: convert::pull(&raw.pull, &mut names) })
        }),
    };
    Some((details, text::lines(&raw.body)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::fixture::at;

    #[test]
    fn a_comment_keeps_its_lines_and_loses_what_would_harm_a_terminal() {
        let raw = serde_json::from_value(json!({
            "__typename": "Issue", "updatedAt": "2026-11-20T10:00:00Z", "body": "Text\r\nmore",
            "comments": { "totalCount": 60, "nodes": [
                null,
                { "id": "IC_1", "author": null, "createdAt": "2026-11-19T10:00:00Z", "lastEditedAt": null,
                  "body": "a\u{1b}[31m\r\nb" },
            ] },
        }));
        let (details, body) = convert(raw.expect("the shape of an answer"), None).expect("an issue");
        assert_eq!(body, "Text\nmore");
        assert_eq!(
            (details.comments.total, details.comments.hidden()),
            (60, 59),
            "it says that there are more"
        );
        let comment = &details.comments.some[0];
        assert_eq!((comment.body.as_str(), &comment.author), ("a[31m\nb", &None));
        assert_eq!(details.updated_at, at("2026-11-20T10:00:00Z"));
    }

    #[test]
    fn parts_dependants_and_pull_requests_are_read_with_how_they_stand() {
        let link = |number: u64, state: &str| {
            json!({ "id": format!("I_{number}"), "number": number, "title": format!("T{number}"), "state": state,
                "repository": { "nameWithOwner": "o/r" } })
        };
        let mut part = link(5, "CLOSED");
        part["assignees"] = json!({ "totalCount": 7, "nodes": [{ "login": "ann" }] });
        part["subIssuesSummary"] = json!({ "total": 3, "completed": 1 });
        let raw = serde_json::from_value(json!({
            "updatedAt": "2026-11-20T10:00:00Z",
            "subIssues": { "totalCount": 1, "nodes": [part] },
            "blocking": { "totalCount": 1, "nodes": [link(6, "OPEN")] },
            "closedByPullRequestsReferences": { "totalCount": 1, "nodes": [
                { "number": 9, "title": "Fix", "state": "OPEN", "isDraft": true, "reviewDecision": "APPROVED",
                  "statusCheckRollup": { "state": "FAILURE" }, "repository": { "nameWithOwner": "o/r" } },
            ] },
        }));
        let (details, _) = convert(raw.expect("the shape of an answer"), None).expect("an issue");
        let part = &details.sub_issues.some[0];
        assert_eq!((part.link.number, part.link.open, part.assignees.total), (5, false, 7));
        assert_eq!(part.parts, Tally { done: 1, total: 3 });
        assert_eq!((details.blocking.some[0].number, details.blocking.some[0].open), (6, true));
        insta::assert_compact_debug_snapshot!(details.pulls.some[0], @r#"Closing { title: "Fix", pull: Pull { number: 9, repository: "o/r", state: PullState { stage: Open, draft: true, review: Some(Approved), checks: Some(Failing) } } }"#);
    }
}
