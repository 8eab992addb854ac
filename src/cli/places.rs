//! What GitHub knows of the names that a command holds: looked up before anything is made.

use std::sync::Arc;

use super::context::{Context, World, unless_full};
use super::error::{Code, Error};
use super::plan::Batch;
use crate::domain::item::Name;
use crate::domain::{Directory, Repository, Timestamp, repository};
use crate::github::{Answer, Ask, Write};
use crate::store::Key;

/// The repositories that were read so far.
pub(super) fn directory(cx: &mut Context, key: &Key) -> Result<Directory, Error> {
    let read = cx.store()?.directory(key, 0)?;
    Ok(read.into_iter().map(|known| (Arc::clone(&known.name), known)).collect())
}

/// What can be chosen in a repository: as it was read last, else as GitHub says, else as its cards show.
pub(super) fn repository(cx: &mut Context, world: &World, name: &Name) -> Result<Arc<Repository>, Error> {
    if let Some(known) = directory(cx, &world.key)?.remove(name) {
        return Ok(known);
    }
    ask(cx, &world.key, name)?;
    Ok(repository::look_up(&directory(cx, &world.key)?, name, world.replica.view().items()))
}

/// Reads a repository and keeps what was read. One that can't be read now is no reason to stop.
pub(super) fn ask(cx: &mut Context, key: &Key, name: &Name) -> Result<(), Error> {
    let ask = Ask::Repository(Arc::clone(name));
    if let Ok(reply) = cx.ask(async move |client| client.ask(&ask).await)
        && let Answer::Repository(found) = reply.answer
    {
        let now = cx.clock.now();
        unless_full(cx.store()?.save_repository(key, name, Some(&found), now))?;
    }
    Ok(())
}

/// Refuses a batch that names someone or something that GitHub does not know. Without a network it is kept as it is.
pub(super) fn check(cx: &mut Context, world: &World, batch: &Batch) -> Result<(), Error> {
    let mut later = world.replica.view().clone();
    let mut writes = Vec::new();
    for row in &batch.edits {
        row.edit.apply(&mut later, Timestamp::UNIX_EPOCH);
        let item = later.item(row.edit.item()).cloned();
        writes.push(Write {
            id: row.id,
            edit: row.edit.clone(),
            item,
            since: None,
            taken: Vec::new(),
            base: None,
            twins: 0,
        });
    }
    if !writes.iter().any(Write::names_something) {
        return Ok(());
    }
    match cx.ask(async move |client| client.check(&writes).await) {
        Err(error) if error.code == Code::Refused => {
            Err(Error::refused(error.message).hint("nothing was made or changed; check the name"))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
