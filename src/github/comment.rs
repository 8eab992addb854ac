//! A comment is read right before another text takes its place: GitHub takes a text as a whole, so what someone else has made of
//! it since would be gone.

use serde::Deserialize;
use serde_json::json;

use crate::domain::conflict::same_text;
use crate::domain::{Attribute, CommentId};

use super::client::Client;
use super::read::Query;
use super::wire::ByNode;
use super::{Error, Write, text};

pub(super) const COMMENT: &str = include_str!("../../assets/graphql/comment.graphql");

/// A comment; none of it where the node is something else.
#[derive(Debug, Deserialize)]
struct Comment {
    body: Option<String>,
}

/// Whether a comment says already what an edit makes it say, or is gone where the edit deletes it. [`Error::Changed`] where it says
/// neither this nor what it said when the edit was made.
pub(super) async fn is_so(
    client: &Client,
    write: &Write,
    comment: &CommentId,
    to: Option<&str>,
) -> Result<bool, Error> {
    let now = match body(client, comment).await {
        Err(Error::NotFound { .. }) if to.is_none() => return Ok(true),
        now => now?,
    };
    if to.is_some_and(|to| same_text(to, &now)) {
        return Ok(true);
    }
    match &write.base {
        Some(Attribute::Body(base)) if !same_text(base, &now) => Err(Error::Changed { text: now }),
        Some(_) | None => Ok(false),
    }
}

async fn body(client: &Client, comment: &CommentId) -> Result<String, Error> {
    // Nothing is written yet: whatever is lost here leaves no doubt.
    let only_asked = |error: Error| {
        if error.leaves_doubt() { Error::Busy { message: error.to_string() } } else { error }
    };
    let query = Query::new(COMMENT, json!({ "id": comment }));
    let answered = client.send::<ByNode<Comment>>(&query).await.map_err(only_asked)?;
    let found = answered.data.node.and_then(|comment| comment.body).map(|body| text::lines(&body));
    found.ok_or_else(|| {
        let faults = answered.errors.iter().map(|fault| fault.sort(&answered.told));
        let gone = || Error::NotFound { message: "The comment is not there any more.".to_owned() };
        match faults.max_by_key(Error::weight) {
            Some(Error::NotFound { .. }) | None => gone(),
            Some(error) => only_asked(error),
        }
    })
}
