//! Whether a comment whose answer was lost was written: asked before it is sent again.

use chrono::Duration;
use serde::Deserialize;
use serde_json::json;

use crate::domain::{Edit, Timestamp};

use super::client::Client;
use super::read::Query;
use super::wire::Connection;
use super::{Error, Write, text};

pub(super) const COMMENTS: &str = include_str!("../../assets/graphql/comments.graphql");

/// How far GitHub's clock may be off what we think it is.
const SKEW: Duration = Duration::seconds(120);

#[derive(Debug, Deserialize)]
struct Asked {
    node: Option<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    comments: Option<Connection<Comment>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    viewer_did_author: bool,
    body: String,
    created_at: Timestamp,
}

/// Whether an earlier attempt at a comment got through. An error is one of the question: nothing was sent.
pub(super) async fn is_written(client: &Client, write: &Write) -> Result<bool, Error> {
    let (Edit::Comment { body, .. }, Some(since)) = (&write.edit, write.since) else { return Ok(false) };
    let Some(id) = write.item.as_ref().and_then(|item| item.content_id()) else { return Ok(false) };
    let answered = client.send::<Asked>(&Query::new(COMMENTS, json!({ "id": id }))).await;
    let answered = answered.map_err(|error| {
        if error.leaves_doubt() { Error::Busy { message: error.to_string() } } else { error }
    })?;
    if let Some(error) =
        answered.errors.iter().map(|fault| fault.sort(&answered.told)).max_by_key(Error::weight)
    {
        return Err(if error.leaves_doubt() { Error::Busy { message: error.to_string() } } else { error });
    }
    let comments = answered.data.node.and_then(|node| node.comments);
    let mut comments = comments.into_iter().flat_map(|list| list.nodes).flatten();
    let ours = text::lines(body);
    Ok(comments.any(|comment| {
        let same = text::lines(&comment.body).trim_end() == ours.trim_end();
        comment.viewer_did_author && same && comment.created_at >= since - SKEW
    }))
}
