//! Reads a whole project.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use rusqlite::{Connection, OptionalExtension};

use super::error::Fault;
use super::packed::{Reader, Torn};
use super::save::{Number, number_of};
use super::{Error, Key, Store, name, outbox, project, stamp};
use crate::domain::item::Name;
use crate::domain::{Item, ItemId, Pending, Project, Snapshot, Timestamp};

/// A project as it was last saved.
#[derive(Debug)]
pub struct Loaded {
    /// What GitHub last said.
    pub snapshot: Snapshot,
    /// Our edits it has not confirmed, oldest first.
    pub pending: Vec<Pending>,
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
}

impl Store {
    /// A project with all its items, but without their bodies; none if it was never read.
    pub fn load(&self, key: &Key) -> Result<Option<Loaded>, Error> {
        self.read(|connection| {
            let Some(n) = project::find(connection, key)? else { return Ok(None) };
            let mut select = connection.prepare_cached(
                "SELECT data, synced_at, watermark, full_at, stamp FROM project WHERE n = ?1",
            )?;
            let mut rows = select.query([n])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let Some(data) = row.get_ref(0)?.as_str_or_null()? else { return Ok(None) };
            let project: Project = serde_json::from_str(data)?;
            let mark = |place: usize| row.get::<_, Option<i64>>(place).map(|mark| mark.map(stamp));
            Ok(Some(Loaded {
                snapshot: snapshot(connection, n, project)?,
                pending: outbox::of(connection, key)?,
                seq: seq(connection)?,
                synced_at: mark(1)?,
                watermark: mark(2)?,
                full_at: mark(3)?,
                project_stamp: mark(4)?,
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

fn snapshot(connection: &Connection, n: i64, project: Project) -> Result<Snapshot, Fault> {
    let mut items = items(connection, n)?;
    // Rows come by number, nearly without gaps: their places in a list are found without hashing.
    let last = items.iter().map(|(number, _)| *number as usize).max().unwrap_or(0);
    let mut places: Vec<Option<Arc<Item>>> = vec![None; last + 1];
    for (number, item) in items.drain(..) {
        places[number as usize] = Some(item);
    }
    let order = ranking(connection, n)?.unwrap_or_default();
    let ranked = order.iter().filter_map(|number| places.get_mut(*number as usize)?.take());
    let ranked: Vec<Arc<Item>> = ranked.collect();
    let rest = places.into_iter().flatten();
    Ok(Snapshot::new(Arc::new(project), ranked.into_iter().chain(rest)))
}

type Numbered = Vec<(Number, Arc<Item>)>;

/// Rows as the file has them, end to end.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    rows: Vec<(Number, usize)>,
}

const ROWS_IN_A_BATCH: usize = 1024;

/// All items that are not gone, in no order. Reading rows and making items of them overlap.
fn items(connection: &Connection, project: i64) -> Result<Numbered, Fault> {
    let names = name::read(connection)?;
    let mut select = connection.prepare_cached(
        "SELECT n, data FROM item WHERE n BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295 AND gone_at IS NULL",
    )?;
    let mut rows = select.query([project])?;
    let mut next = || {
        let mut batch = Batch::default();
        while batch.rows.len() < ROWS_IN_A_BATCH
            && let Some(row) = rows.next()?
        {
            batch.bytes.extend_from_slice(row.get_ref(1)?.as_blob()?);
            batch.rows.push((number_of(row.get(0)?), batch.bytes.len()));
        }
        Ok::<_, Fault>(batch)
    };
    let first = next()?;
    if first.rows.len() < ROWS_IN_A_BATCH {
        return Ok(unpack(&first, &names)?);
    }
    thread::scope(|scope| {
        let (give, take) = mpsc::channel();
        let take = Arc::new(Mutex::new(take));
        let workers = [(); 2].map(|()| {
            let (take, names) = (Arc::clone(&take), names.as_slice());
            scope.spawn(move || unpack_all(&take, names))
        });
        drop(take);
        let mut batch = first;
        while !batch.rows.is_empty() && give.send(batch).is_ok() {
            batch = next()?;
        }
        drop(give);
        let mut items = Numbered::new();
        for worker in workers {
            items.append(&mut worker.join().expect("unpacking refuses damage without a panic")?);
        }
        Ok(items)
    })
}

fn unpack_all(batches: &Mutex<mpsc::Receiver<Batch>>, names: &[Name]) -> Result<Numbered, Torn> {
    // A thread's own copies: counting shares in one place would make the threads wait for each other at every field.
    let names: Vec<Name> = names.iter().map(|name| Name::from(&**name)).collect();
    let mut items = Numbered::new();
    loop {
        let batch = batches.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = batch else { return Ok(items) };
        items.append(&mut unpack(&batch, &names)?);
    }
}

fn unpack(batch: &Batch, names: &[Name]) -> Result<Numbered, Torn> {
    let mut start = 0;
    let mut items = Numbered::with_capacity(batch.rows.len());
    for (number, end) in &batch.rows {
        let item: Item = Reader::new(&batch.bytes[start..*end], names).take()?;
        items.push((*number, Arc::new(item)));
        start = *end;
    }
    Ok(items)
}
