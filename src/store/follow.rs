//! What a process missed while another one was writing.

use std::sync::Arc;

use rusqlite::Connection;

use super::error::Fault;
use super::packed::Reader;
use super::save::row_of;
use super::{Error, Key, Store, load, name, outbox, project};
use crate::domain::{Fetched, Item, ItemId, Pending, Project, Pull};

/// What was written after some moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Delta {
    /// What to ask from next time.
    pub seq: i64,
    /// What changed, as if it were read from GitHub, but without bodies: those are read when someone opens the card.
    pub pull: Pull,
    /// The whole outbox, changed or not, oldest edit first.
    pub pending: Vec<Pending>,
    /// Local ids, of any project, and what GitHub calls those items now.
    pub named: Vec<(ItemId, ItemId)>,
}

impl Store {
    /// What was written to a project after `seq`.
    pub fn since(&self, key: &Key, seq: i64) -> Result<Delta, Error> {
        self.read(|connection| {
            let mut pull = Pull::default();
            if let Some(n) = project::find(connection, key)? {
                pull.project = changed_project(connection, n, seq)?;
                changed_items(connection, n, seq, &mut pull)?;
                pull.order = changed_order(connection, n, seq)?;
            }
            let pending = outbox::of(connection, key)?;
            Ok(Delta { seq: load::seq(connection)?, pull, pending, named: named(connection, seq)? })
        })
    }

    /// Every local id that GitHub has named, and the name.
    pub fn names(&self) -> Result<Vec<(ItemId, ItemId)>, Error> {
        self.read(|connection| named(connection, -1))
    }
}

fn named(connection: &Connection, seq: i64) -> Result<Vec<(ItemId, ItemId)>, Fault> {
    let mut select = connection.prepare_cached("SELECT local, id FROM renamed WHERE seq > ?1")?;
    let mut rows = select.query([seq])?;
    let mut named = Vec::new();
    while let Some(row) = rows.next()? {
        named.push((ItemId::from(row.get_ref(0)?.as_str()?), ItemId::from(row.get_ref(1)?.as_str()?)));
    }
    Ok(named)
}

fn changed_project(connection: &Connection, n: i64, seq: i64) -> Result<Option<Arc<Project>>, Fault> {
    let mut select = connection.prepare_cached("SELECT data FROM project WHERE n = ?1 AND seq > ?2")?;
    let mut rows = select.query([n, seq])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let data = row.get_ref(0)?.as_str_or_null()?;
    Ok(data.map(serde_json::from_str::<Project>).transpose()?.map(Arc::new))
}

fn changed_items(connection: &Connection, n: i64, seq: i64, pull: &mut Pull) -> Result<(), Fault> {
    let names = name::read(connection)?;
    let mut select = connection.prepare_cached(
        "SELECT id, data, gone_at IS NOT NULL FROM item WHERE project = ?1 AND seq > ?2 ORDER BY n",
    )?;
    let mut rows = select.query([n, seq])?;
    while let Some(row) = rows.next()? {
        if row.get(2)? {
            pull.removed.push(ItemId::from(row.get_ref(0)?.as_str()?));
        } else {
            let item: Item = Reader::new(row.get_ref(1)?.as_blob()?, &names).take()?;
            pull.items.push(Fetched { item: Arc::new(item), body: String::new() });
        }
    }
    Ok(())
}

fn changed_order(connection: &Connection, n: i64, seq: i64) -> Result<Option<Vec<ItemId>>, Fault> {
    let mut newer = connection.prepare_cached("SELECT 1 FROM ranking WHERE project = ?1 AND seq > ?2")?;
    if !newer.exists([n, seq])? {
        return Ok(None);
    }
    let Some(order) = load::ranking(connection, n)? else { return Ok(None) };
    let mut select = connection.prepare_cached("SELECT id FROM item WHERE n = ?1")?;
    let mut ids = Vec::with_capacity(order.len());
    for number in order {
        ids.push(select.query_row([row_of(n, number)], |row| Ok(ItemId::from(row.get_ref(0)?.as_str()?)))?);
    }
    Ok(Some(ids))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{draft, fetched, id, key, note, noted, open, pull, save};
    use super::*;

    #[test]
    fn a_follower_sees_exactly_what_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let (mut leader, follower) = (open(&path), open(&path));
        save(&mut leader, &pull(&["a", "b", "c"]));
        let seq = follower.load(&key()).unwrap().unwrap().seq;
        let changed = follower.changed().unwrap();
        assert_eq!(follower.since(&key(), seq).unwrap().pull, Pull::default());

        let items = vec![fetched(draft("a")), fetched(noted("b", "x"))];
        save(&mut leader, &Pull { items, ..Pull::default() });
        assert_ne!(follower.changed().unwrap(), changed);
        let delta = follower.since(&key(), seq).unwrap();
        let b = Fetched { item: Arc::new(noted("b", "x")), body: String::new() };
        assert_eq!(delta.pull, Pull { items: vec![b], ..Pull::default() });

        save(&mut leader, &Pull { removed: vec![id("a")], ..Pull::default() });
        leader.push(&key(), &[note(1, "b")], None).unwrap();
        let delta = follower.since(&key(), delta.seq).unwrap();
        let order = Some(vec![id("b"), id("c")]);
        assert_eq!(delta.pull, Pull { removed: vec![id("a")], order, ..Pull::default() });
        assert_eq!(delta.pending, [note(1, "b")]);
        assert_eq!(follower.since(&key(), delta.seq).unwrap().pull, Pull::default());
    }
}
