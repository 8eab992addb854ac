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

/// How far GitHub's clock may be off what we think it is.
const SKEW: Duration = Duration::seconds(120);

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
    let mut after = None;
    loop {
        let Some(node) = ask(client, &place, since, after).await? else { return Ok(None) };
        after = node.issues.as_ref().and_then(Connection::next);
        // The newest come first: behind one that is too old there is none of ours.
        let is_last = |issue: &Issue| issue.created_at < since;
        let ended = node.issues.iter().flat_map(|list| &list.nodes).flatten().any(is_last);
        let found = among(node, project, write, since);
        if found.is_some() || ended || after.is_none() {
            return Ok(found);
        }
    }
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
        | Edit::Delete { .. }
        | Edit::Set { .. }
        | Edit::Link { .. } => None,
    }
}

async fn ask(
    client: &Client,
    id: &str,
    since: Timestamp,
    after: Option<String>,
) -> Result<Option<Node>, Error> {
    let variables = json!({ "id": id, "since": since, "after": after });
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

fn among(node: Node, project: &ProjectId, write: &Write, since: Timestamp) -> Option<Made> {
    let same = |text: &str, ours: &str| text::lines(text).trim() == text::lines(ours).trim();
    let called = |name: &str, ours: &str| text::line(name).trim() == text::line(ours).trim();
    match &write.edit {
        Edit::Comment { body, .. } => shown(node.comments)
            .any(|comment| {
                comment.viewer_did_author && comment.created_at >= since && same(&comment.body, body)
            })
            .then_some(Made::Whole(None)),
        Edit::AddIssue { title, body, .. } => {
            let mut ours = shown(node.issues).filter(|issue| {
                let text = called(&issue.title, title) && same(&issue.body, body);
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
                    text.0.is_some_and(|text| called(text, title))
                        && text.1.is_some_and(|text| same(text, body))
                });
                card.created_at >= since && is_it && !write.taken.contains(&card.id)
            })
            .map(|card| Made::Whole(Some(card.id))),
        Edit::Convert { item, .. } => {
            (node.content?.name.as_deref() == Some("Issue")).then(|| Made::Whole(Some(item.clone())))
        }
        Edit::SetField { .. }
        | Edit::Place { .. }
        | Edit::Delete { .. }
        | Edit::Set { .. }
        | Edit::Link { .. } => None,
    }
}

/// The card of an issue on a project.
pub(super) fn card_on(cards: Option<&Connection<OnProject>>, project: &ProjectId) -> Option<ItemId> {
    let mut cards = cards?.nodes.iter().flatten();
    let here =
        |card: &&OnProject| card.project.as_ref().and_then(|on| on.id.as_deref()) == Some(project.as_str());
    cards.find(here).map(|card| card.id.clone().into())
}
