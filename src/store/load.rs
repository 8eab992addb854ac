//! Reads a whole project.

use std::iter::Peekable;
use std::sync::Arc;
use std::sync::mpsc::{self, TrySendError};
use std::{mem, thread, vec};

use rusqlite::{Connection, OptionalExtension};

use super::error::Fault;
use super::packed::Reader;
use super::save::{Number, number_of};
use super::{Error, Key, Store, conflict, name, outbox, project, stamp};
use crate::domain::item::Name;
use crate::domain::{Conflict, FieldId, Item, ItemId, Pending, Project, Snapshot, Timestamp};

/// A project as it was last saved.
#[derive(Debug, PartialEq)]
pub struct Loaded {
    /// What GitHub last said.
    pub snapshot: Snapshot,
    /// Our edits it has not confirmed, oldest first.
    pub pending: Vec<Pending>,
    /// What someone else changed too, until a person has decided.
    pub conflicts: Vec<Conflict>,
    /// The last write that is in here: what [`Store::since`] starts from.
    pub seq: i64,
    /// When the last complete read ended; none while the first is not done.
    pub synced_at: Option<Timestamp>,
    /// Everything that changed before has been read.
    pub watermark: Option<Timestamp>,
    /// When every item was last read, changed or not.
    pub full_at: Option<Timestamp>,
    /// The stamp GitHub had on the project then.
    pub project_stamp: Option<Timestamp>,
    /// See [`super::Marks::young_stamp`].
    pub young_stamp: Option<Timestamp>,
}

impl Store {
    /// A project with all its items, but without their bodies; none if it was never read.
    pub fn load(&self, key: &Key) -> Result<Option<Loaded>, Error> {
        self.read(|connection| {
            let Some(n) = project::find(connection, key)? else { return Ok(None) };
            let mut select = connection.prepare_cached(
                "SELECT data, synced_at, watermark, full_at, stamp, young_stamp FROM project WHERE n = ?1",
            )?;
            let mut rows = select.query([n])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let Some(data) = row.get_ref(0)?.as_str_or_null()? else { return Ok(None) };
            let project: Project = serde_json::from_str(data)?;
            let mark = |place: usize| row.get::<_, Option<i64>>(place).map(|mark| mark.map(stamp));
            Ok(Some(Loaded {
                snapshot: snapshot(connection, n, project)?,
                pending: outbox::of(connection, key)?,
                conflicts: conflict::of(connection, key)?,
                seq: seq(connection)?,
                synced_at: mark(1)?,
                watermark: mark(2)?,
                full_at: mark(3)?,
                project_stamp: mark(4)?,
                young_stamp: mark(5)?,
            }))
        })
    }

    /// The body of an item in Markdown; none if it was never read.
    pub fn body(&self, key: &Key, item: &ItemId) -> Result<Option<String>, Error> {
        self.read(|connection| {
            let Some(project) = project::find(connection, key)? else { return Ok(None) };
            let mut select = connection.prepare_cached(
                "SELECT text FROM body JOIN item ON item.n = body.item WHERE project = ?1 AND id = ?2",
            )?;
            Ok(select.query_row((project, item.as_str()), |row| row.get(0)).optional()?)
        })
    }
}

/// The number of the last write.
pub(super) fn seq(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.prepare_cached("SELECT seq FROM state")?.query_row([], |row| row.get(0))?)
}

/// The order of a project's items; none before the first.
pub(super) fn ranking(connection: &Connection, project: i64) -> Result<Option<Vec<Number>>, Fault> {
    let mut select = connection.prepare_cached("SELECT items FROM ranking WHERE project = ?1")?;
    let mut rows = select.query([project])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let blob = row.get_ref(0)?.as_blob()?;
    let (numbers, rest) = blob.as_chunks();
    if !rest.is_empty() {
        return Err(Fault::Damaged("the order ends in the middle of a number".to_owned()));
    }
    Ok(Some(numbers.iter().map(|bytes| Number::from_le_bytes(*bytes)).collect()))
}

/// Reads the rows on this thread. Another one makes items of them, and when it can't keep up this one helps; a third puts them in
/// order.
fn snapshot(connection: &Connection, n: i64, project: Project) -> Result<Snapshot, Fault> {
    let order = ranking(connection, n)?.unwrap_or_default();
    let names = name::read(connection)?;
    let title = project::title(&project);
    let title = title.as_ref();
    // Two threads that count the users of one text would wait for each other all the time.
    let own: Vec<Name> = names.iter().map(|name| Name::from(&**name)).collect();
    thread::scope(|scope| {
        let (give, take) = mpsc::channel();
        let ranked = Ranked { order: order.into_iter().peekable(), arrived: Vec::new(), take, searched: 0 };
        let indexing = scope.spawn(|| Snapshot::new(Arc::new(project), ranked));
        let (hand, handed) = mpsc::sync_channel::<Rows>(1);
        let giving = give.clone();
        let unpacking = scope.spawn(move || -> Result<(), Fault> {
            for rows in handed {
                drop(giving.send(rows.items(&own, title)?));
            }
            Ok(())
        });
        read_rows(connection, n, |rows| {
            if let Err(TrySendError::Full(rows) | TrySendError::Disconnected(rows)) = hand.try_send(rows) {
                drop(give.send(rows.items(&names, title)?));
            }
            Ok(())
        })?;
        drop((hand, give));
        unpacking.join().expect("reading records does not panic")?;
        Ok(indexing.join().expect("putting items in order does not panic"))
    })
}

type Batch = Vec<(Number, Arc<Item>)>;

const ITEMS_IN_A_BATCH: usize = 512;

/// Some rows as they are on disk.
#[derive(Default)]
struct Rows {
    bytes: Vec<u8>,
    /// The number of each, and where its bytes end.
    ends: Vec<(Number, usize)>,
}

impl Rows {
    /// The items. Rows of earlier versions hold the title of a card once more, as the value of the field of that name.
    fn items(&self, names: &[Name], title: Option<&FieldId>) -> Result<Batch, Fault> {
        let mut start = 0;
        let item = |(number, end): &(Number, usize)| {
            let bytes = &self.bytes[mem::replace(&mut start, *end)..*end];
            let mut item = Reader::new(bytes, names).take::<Item>()?;
            item.values.retain(|entry| Some(&entry.field) != title);
            Ok((*number, Arc::new(item)))
        };
        self.ends.iter().map(item).collect()
    }
}

/// All items that are not gone, in the order of their rows.
fn read_rows(
    connection: &Connection,
    project: i64,
    mut give: impl FnMut(Rows) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut select = connection.prepare_cached(
        "SELECT n, data FROM item WHERE n BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295 AND gone_at IS NULL",
    )?;
    let mut rows = select.query([project])?;
    let mut batch = Rows::default();
    while let Some(row) = rows.next()? {
        batch.bytes.extend_from_slice(row.get_ref(1)?.as_blob()?);
        batch.ends.push((number_of(row.get(0)?), batch.bytes.len()));
        if batch.ends.len() == ITEMS_IN_A_BATCH {
            give(mem::take(&mut batch))?;
        }
    }
    give(batch)
}

/// The items in the project's order, each as soon as it and all before it have arrived. Items that the order does not name come
/// last.
struct Ranked {
    order: Peekable<vec::IntoIter<Number>>,
    /// By number: numbers have few gaps.
    arrived: Vec<Option<Arc<Item>>>,
    take: mpsc::Receiver<Batch>,
    /// Up to where items that the order does not name have been looked for.
    searched: usize,
}

impl Iterator for Ranked {
    type Item = Arc<Item>;

    fn next(&mut self) -> Option<Arc<Item>> {
        loop {
            let wanted = self.order.peek().map(|number| *number as usize);
            if let Some(place) = wanted
                && let Some(item) = self.arrived.get_mut(place).and_then(Option::take)
            {
                self.order.next();
                return Some(item);
            }
            if let Ok(batch) = self.take.recv() {
                self.keep(batch);
            } else if wanted.is_some() {
                // The order names an item that has no row.
                self.order.next();
            } else {
                let left = self.arrived.iter_mut().skip(self.searched);
                let found = left.enumerate().find_map(|(place, item)| Some((place, item.take()?)))?;
                self.searched += found.0 + 1;
                return Some(found.1);
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.order.len(), None)
    }
}

impl Ranked {
    fn keep(&mut self, batch: Batch) {
        for (number, item) in batch {
            let place = number as usize;
            if place >= self.arrived.len() {
                self.arrived.resize(place + 1, None);
            }
            self.arrived[place] = Some(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Marks;
    use super::super::sample::{at, draft, fetched, id, key, project, pull, save};
    use super::*;
    use crate::domain::Pull;

    #[test]
    fn a_project_that_was_never_read_is_none() {
        let mut store = Store::in_memory();
        assert_eq!(store.load(&key()).unwrap(), None);
        store.opened(&key(), at(1)).unwrap();
        assert_eq!(store.load(&key()).unwrap(), None, "that someone looked at it is not enough");
    }

    #[test]
    fn a_thousand_items_and_more_come_back_in_their_order() {
        let mut store = Store::in_memory();
        let ids: Vec<String> = (0..1_300).map(|n| format!("item {n}")).collect();
        let items = ids.iter().map(|id| fetched(draft(id))).collect();
        let order: Vec<ItemId> = ids.iter().rev().map(|id| id.as_str().into()).collect();
        let pull = Pull { project: Some(project("P")), items, order: Some(order.clone()), ..Pull::default() };
        save(&mut store, &pull);
        let snapshot = store.load(&key()).unwrap().unwrap().snapshot;
        assert_eq!(snapshot.items().map(|item| item.id.clone()).collect::<Vec<_>>(), order);
    }

    #[test]
    fn an_item_that_the_order_forgot_is_not_lost() {
        let mut store = Store::in_memory();
        save(&mut store, &pull(&["a", "b", "c"]));
        let only_b = 2_u32.to_le_bytes();
        store.connection.execute("UPDATE ranking SET items = ?1", [&only_b[..]]).unwrap();
        let snapshot = store.load(&key()).unwrap().unwrap().snapshot;
        assert_eq!(snapshot.items().map(|item| item.title()).collect::<String>(), "bac");
    }

    #[test]
    fn projects_do_not_mix() {
        let mut store = Store::in_memory();
        let elsewhere = Key { host: "ghe.example.com".to_owned(), ..key() };
        save(&mut store, &pull(&["a"]));
        store.save_pull(&elsewhere, &pull(&["b", "a"]), &[], &Marks::default(), at(1)).unwrap();
        let other = store.load(&elsewhere).unwrap().unwrap().snapshot;
        assert_eq!(other.items().map(|item| item.title()).collect::<String>(), "ba");
        assert_eq!(store.load(&key()).unwrap().unwrap().snapshot.len(), 1);
        assert!(store.body(&elsewhere, &id("b")).unwrap().is_some());
        assert_eq!(store.body(&key(), &id("b")).unwrap(), None);
    }
}
