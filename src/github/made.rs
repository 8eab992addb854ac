//! Whether an attempt whose answer was lost has made what can't be made twice: asked before it is sent again.

use chrono::Duration;
use serde::Deserialize;
use serde_json::json;

use crate::domain::{Edit, ItemId, ProjectId, Timestamp};

use super::client::Client;
use super::names::{Called, Ids};
use super::read::Query;
use super::wire::{Connection, OnProject, shown};
use super::{Error, Write, text};

pub(super) const MADE: &str = include_str!("../../assets/graphql/made.graphql");

/// How far GitHub's clock may be off what we think it is: what was made so long before an attempt may be of it.
pub const SKEW: Duration = Duration::seconds(120);

/// What an earlier attempt has made.
#[derive(Debug, PartialEq)]
pub(super) enum Made {
    /// All that was to be made; the card, where that is what it makes.
    Whole(Option<ItemId>),
    /// An issue, by its id, that is not on the project.
    Issue(String),
}

#[derive(Debug, Deserialize)]
struct Asked {
    node: Option<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    comments: Option<Connection<Comment>>,
    issues: Option<Connection<Issue>>,
    items: Option<Connection<Card>>,
    content: Option<Kind>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    viewer_did_author: bool,
    body: String,
    created_at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issue {
    id: String,
    title: String,
    body: String,
    created_at: Timestamp,
    viewer_did_author: bool,
    project_items: Option<Connection<OnProject>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    id: ItemId,
    created_at: Timestamp,
    content: Option<Draft>,
}

/// The content of a card: empty unless it is a draft.
#[derive(Debug, Deserialize)]
struct Draft {
    title: Option<String>,
    body: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    #[serde(rename = "__typename")]
    name: Option<String>,
}

/// What an earlier attempt has made of an edit; none also where there was none. An error is one of the question: nothing was sent.
pub(super) async fn find(
    client: &Client,
    project: &ProjectId,
    write: &Write,
    ids: &Ids,
) -> Result<Option<Made>, Error> {
    let Some(since) = write.since.map(|since| since - SKEW) else { return Ok(None) };
    let Some(place) = place(project, write, ids) else { return Ok(None) };
    let (mut cursor, mut twins) = (None, write.twins);
    loop {
        let before = cursor.clone();
        let Some(node) = ask(client, &place, since, cursor).await? else { return Ok(None) };
        cursor = node.further(since);
        if cursor.is_some() && cursor == before {
            return Err(Error::Busy { message: "a list of GitHub has no end".to_owned() });
        }
        let found = among(node, project, (write, &mut twins), since);
        if found.is_some() || cursor.is_none() {
            return Ok(found);
        }
    }
}

impl Node {
    /// Where to go on towards what is older; none where all that is young enough was seen.
    fn further(&self, since: Timestamp) -> Option<String> {
        // They come in the order they were made: behind one that is too old there is none of ours.
        let issues = self.issues.as_ref().filter(|list| seen(list).all(|issue| issue.created_at >= since));
        let comments = self.comments.as_ref().filter(|list| seen(list).all(|said| said.created_at >= since));
        // New cards come below all others; some may have been moved since.
        let cards = self.items.as_ref().filter(|list| seen(list).any(|card| card.created_at >= since));
        let back = comments.and_then(Connection::previous).or_else(|| cards.and_then(Connection::previous));
        back.or_else(|| issues.and_then(Connection::next))
    }
}

fn seen<T>(list: &Connection<T>) -> impl Iterator<Item = &T> {
    list.nodes.iter().flatten()
}

/// Where what an edit makes would be; none for one that can be sent twice.
fn place(project: &ProjectId, write: &Write, ids: &Ids) -> Option<String> {
    match &write.edit {
        Edit::Comment { .. } => Some(write.item.as_ref()?.content_id()?.to_string()),
        Edit::AddIssue { repository, .. } => ids.get(&Called::Repository(repository.clone()))?.clone().ok(),
        Edit::AddDraft { .. } => Some(project.to_string()),
        Edit::Convert { item, .. } => Some(item.to_string()),
        Edit::SetField { .. }
        | Edit::Place { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Set { .. }
        | Edit::Link { .. }
        | Edit::SetComment { .. } => None,
    }
}

async fn ask(
    client: &Client,
    id: &str,
    since: Timestamp,
    cursor: Option<String>,
) -> Result<Option<Node>, Error> {
    let variables = json!({ "id": id, "since": since, "cursor": cursor });
    let only_asked = |error: Error| {
        if error.leaves_doubt() { Error::Busy { message: error.to_string() } } else { error }
    };
    let answered = client.send::<Asked>(&Query::new(MADE, variables)).await.map_err(only_asked)?;
    let faults = answered.errors.iter().map(|fault| fault.sort(&answered.told));
    match faults.max_by_key(Error::weight) {
        Some(error) => Err(only_asked(error)),
        None => Ok(answered.data.node),
    }
}

/// What a page shows of it. Of comments as many are passed over as others have written of the same words.
fn among(
    node: Node,
    project: &ProjectId,
    (write, twins): (&Write, &mut usize),
    since: Timestamp,
) -> Option<Made> {
    match &write.edit {
        Edit::Comment { body, .. } => {
            let ours = shown(node.comments).filter(|comment| {
                comment.viewer_did_author && comment.created_at >= since && text::is_body(&comment.body, body)
            });
            let count = ours.count();
            let found = count > *twins;
            *twins = twins.saturating_sub(count);
            found.then_some(Made::Whole(None))
        }
        Edit::AddIssue { title, body, .. } => {
            let mut ours = shown(node.issues).filter(|issue| {
                let text = text::is_title(&issue.title, title) && text::is_body(&issue.body, body);
                issue.viewer_did_author && issue.created_at >= since && text
            });
            ours.find_map(|issue| match card_on(issue.project_items.as_ref(), project) {
                Some(card) => (!write.taken.contains(&card)).then_some(Made::Whole(Some(card))),
                None => Some(Made::Issue(issue.id)),
            })
        }
        Edit::AddDraft { title, body, .. } => shown(node.items)
            .find(|card| {
                let is_it = card.content.as_ref().is_some_and(|draft| {
                    let text = (draft.title.as_deref(), draft.body.as_deref());
                    text.0.is_some_and(|text| text::is_title(text, title))
                        && text.1.is_some_and(|text| text::is_body(text, body))
                });
                card.created_at >= since && is_it && !write.taken.contains(&card.id)
            })
            .map(|card| Made::Whole(Some(card.id))),
        Edit::Convert { item, .. } => {
            (node.content?.name.as_deref() == Some("Issue")).then(|| Made::Whole(Some(item.clone())))
        }
        Edit::SetField { .. }
        | Edit::Place { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Set { .. }
        | Edit::Link { .. }
        | Edit::SetComment { .. } => None,
    }
}

/// The card of an issue on a project.
pub(super) fn card_on(cards: Option<&Connection<OnProject>>, project: &ProjectId) -> Option<ItemId> {
    let mut cards = cards?.nodes.iter().flatten();
    let here =
        |card: &&OnProject| card.project.as_ref().and_then(|on| on.id.as_deref()) == Some(project.as_str());
    cards.find(here).map(|card| card.id.clone().into())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::fixture::{Scripted, at, project};
    use super::super::{Answer, Ask};
    use super::*;
    use crate::domain::EditId;

    fn issue(id: &str, body: &str, card: Option<(&str, &str)>) -> serde_json::Value {
        let cards: Vec<_> =
            card.iter().map(|(card, on)| json!({ "id": card, "project": { "id": on } })).collect();
        json!({ "id": id, "title": "Write docs", "body": body, "createdAt": "2026-11-20T10:00:00Z",
            "viewerDidAuthor": true, "projectItems": { "totalCount": cards.len(), "nodes": cards } })
    }

    /// What becomes of a second attempt at an issue while GitHub lists these, and what it was asked.
    async fn again(listed: serde_json::Value) -> (Result<Option<ItemId>, Error>, Vec<String>) {
        let github = Scripted::saying(&json!({ "data": {
            "repository": { "id": "R_1" },
            "node": { "issues": listed },
            "e0": { "item": { "id": "PVTI_new" }, "issue": { "id": "I_new" } },
        } }));
        let write = Write {
            id: EditId(Uuid::nil()),
            edit: Edit::AddIssue {
                item: ItemId::local(EditId(Uuid::nil())),
                repository: "octo/app".into(),
                title: "Write docs".to_owned(),
                body: "All\r\nof them\n".to_owned(),
            },
            item: None,
            since: Some(at("2026-11-20T10:00:30Z")),
            taken: vec!["PVTI_taken".into()],
            base: None,
            twins: 0,
        };
        let ask = Ask::Write { project: std::sync::Arc::new(project()), writes: vec![write] };
        let result = match github.client().ask(&ask).await {
            Ok(reply) => {
                let Answer::Written(mut outcomes) = reply.answer else { panic!("another answer") };
                outcomes.remove(0).result
            }
            Err(error) => Err(error),
        };
        let sent = github.asked().into_iter().filter_map(|asked| {
            let (_, rest) = asked["query"].as_str()?.split_once("e0: ")?;
            Some(rest.split_once('(')?.0.to_owned())
        });
        (result, sent.collect())
    }

    fn all(nodes: &[serde_json::Value]) -> serde_json::Value {
        json!({ "pageInfo": { "hasNextPage": false, "endCursor": "x" }, "nodes": nodes })
    }

    #[tokio::test]
    async fn an_issue_that_is_there_is_not_opened_again() {
        let ours = issue("I_1", "All\nof them", Some(("PVTI_1", "PVT_1")));
        assert_eq!(again(all(&[ours])).await, (Ok(Some("PVTI_1".into())), Vec::new()));
        let beside = issue("I_1", "All\nof them", Some(("PVTI_1", "PVT_other")));
        assert_eq!(
            again(all(&[beside])).await,
            (Ok(Some("PVTI_new".into())), vec!["addProjectV2ItemById".to_owned()])
        );
    }

    #[tokio::test]
    async fn what_only_looks_like_it_is_not_taken_for_it() {
        let mut old = issue("I_1", "All\nof them", None);
        old["createdAt"] = json!("2026-11-20T09:00:00Z");
        let mut theirs = issue("I_2", "All\nof them", None);
        theirs["viewerDidAuthor"] = json!(false);
        let other_text = issue("I_3", "Some of them", None);
        let taken = issue("I_4", "All\nof them", Some(("PVTI_taken", "PVT_1")));
        let (_, sent) = again(all(&[theirs, other_text, taken, old])).await;
        assert_eq!(sent[0], "createIssue");
    }

    #[tokio::test]
    async fn nothing_is_sent_while_the_list_can_t_be_read_to_its_end() {
        let endless = json!({ "pageInfo": { "hasNextPage": true, "endCursor": "x" }, "nodes": [] });
        let (result, sent) = again(endless).await;
        assert!(matches!(result, Err(Error::Busy { .. })), "{result:?}");
        assert_eq!(sent, [""; 0]);
    }
}
