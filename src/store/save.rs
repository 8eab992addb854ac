//! Saves what a read of GitHub brought.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{OptionalExtension, Transaction};

use super::error::Fault;
use super::packed::Writer;
use super::{Error, Key, Store, Write, column, event, load, outbox, project};
use crate::domain::{Entry, Item, ItemId, Project, Pull, Timestamp};

/// How far the reads of a project have come. What is none stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Everything that changed before has been read.
    pub watermark: Option<Timestamp>,
    /// When the last complete read ended.
    pub synced_at: Option<Timestamp>,
    /// When every item was last read, changed or not.
    pub full_at: Option<Timestamp>,
    /// The stamp GitHub had on the project then.
    pub project_stamp: Option<Timestamp>,
}

/// An item's number inside its project: the low half of its row's number.
pub(super) type Number = u32;

impl Store {
    /// Saves a pull, what it changed and how far it reads, and drops the edits that it includes from the outbox: all or nothing.
    /// Returns the `seq` it was saved under.
    #[expect(clippy::too_many_arguments, reason = "one transaction, so one call")]
    pub fn save_pull(
        &mut self,
        key: &Key,
        pull: &Pull,
        log: &[Entry],
        marks: &Marks,
        now: Timestamp,
    ) -> Result<i64, Error> {
        self.write(|write| {
            let project = project::add(write, key)?;
            if let Some(new) = &pull.project {
                save_project(write, project, new)?;
            }
            let mut joined = Vec::new();
            for fetched in &pull.items {
                let (number, joins) = save_item(write, project, &fetched.item)?;
                save_body(write.transaction, row_of(project, number), &fetched.body)?;
                if joins {
                    joined.push(number);
                }
            }
            let mut left = HashSet::new();
            for id in &pull.removed {
                left.extend(remove(write, project, id, now)?);
            }
            rank(write, project, &joined, &left, pull.order.as_deref())?;
            event::append(write, project, log)?;
            outbox::delete(write.transaction, key, &pull.included)?;
            save_marks(write.transaction, project, marks)?;
            Ok(write.seq)
        })
    }
}

/// The number of an item's row.
pub(super) fn row_of(project: i64, number: Number) -> i64 {
    project << 32 | i64::from(number)
}

/// The number of an item inside its project, from the number of its row.
pub(super) fn number_of(row: i64) -> Number {
    Number::try_from(row & i64::from(Number::MAX)).expect("the mask leaves 32 bits")
}

fn save_project(write: &Write<'_>, project: i64, new: &Project) -> Result<(), Fault> {
    let mut update = write
        .transaction
        .prepare_cached("UPDATE project SET data = ?2, seq = ?3 WHERE n = ?1 AND data IS NOT ?2")?;
    update.execute((project, serde_json::to_string(new)?, write.seq))?;
    Ok(())
}

/// Writes an item, unless it is there just so. Returns its number and whether it joins the project by this.
fn save_item(write: &mut Write<'_>, project: i64, item: &Item) -> Result<(Number, bool), Fault> {
    let mut writer = Writer::new(write.names);
    let data = writer.packed(item);
    let known = {
        let mut select = write.transaction.prepare_cached(
            "SELECT n, gone_at IS NULL, data = ?3 FROM item WHERE project = ?1 AND id = ?2",
        )?;
        let known = select.query_row((project, item.id.as_str(), data), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?))
        });
        known.optional()?
    };
    let Some((row, present, same)) = known else {
        let row = insert(write.transaction, project, item.id.as_str(), (None, write.seq, data))?;
        return Ok((number_of(row), true));
    };
    if !(present && same) {
        let mut update = write
            .transaction
            .prepare_cached("UPDATE item SET gone_at = NULL, seq = ?2, data = ?3 WHERE n = ?1")?;
        update.execute((row, write.seq, data))?;
    }
    Ok((number_of(row), !present))
}

/// Adds a row for an item. Returns its number.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    project: i64,
    id: &str,
    (gone_at, seq, data): (Option<i64>, i64, &[u8]),
) -> Result<i64, Fault> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO item (n, project, id, gone_at, seq, data)
         VALUES (1 + coalesce((SELECT max(n) FROM item WHERE n BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295), ?1 << 32),
                 ?1, ?2, ?3, ?4, ?5)
         RETURNING n",
    )?;
    Ok(insert.query_row((project, id, gone_at, seq, data), |row| row.get(0))?)
}

fn save_body(transaction: &Transaction<'_>, row: i64, body: &str) -> Result<(), Fault> {
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO body (item, text) VALUES (?1, ?2)
         ON CONFLICT (item) DO UPDATE SET text = excluded.text WHERE text <> excluded.text",
    )?;
    upsert.execute((row, body))?;
    Ok(())
}

/// Marks an item as gone. Returns its number if it was there.
fn remove(write: &Write<'_>, project: i64, id: &ItemId, now: Timestamp) -> Result<Option<Number>, Fault> {
    let mut update = write.transaction.prepare_cached(
        "UPDATE item SET gone_at = ?3, seq = ?4 WHERE project = ?1 AND id = ?2 AND gone_at IS NULL RETURNING n",
    )?;
    let row = update.query_row((project, id.as_str(), column(now), write.seq), |row| row.get(0));
    Ok(row.optional()?.map(number_of))
}

/// Brings the order up to date, as [`crate::domain::Snapshot::pull`] does: new items come last, and so do items that a new order
/// does not name.
fn rank(
    write: &Write<'_>,
    project: i64,
    joined: &[Number],
    left: &HashSet<Number>,
    order: Option<&[ItemId]>,
) -> Result<(), Fault> {
    if joined.is_empty() && left.is_empty() && order.is_none() {
        return Ok(());
    }
    let old = load::ranking(write.transaction, project)?.unwrap_or_default();
    let mut new = old.clone();
    new.extend(joined);
    new.retain(|number| !left.contains(number));
    if let Some(order) = order {
        let mut present: HashSet<Number> = new.iter().copied().collect();
        let numbers = numbers(write.transaction, project)?;
        let first = order.iter().filter_map(|id| numbers.get(id.as_str()).copied());
        let first: Vec<Number> = first.filter(|number| present.remove(number)).collect();
        let rest = new.into_iter().filter(|number| present.contains(number));
        new = first.iter().copied().chain(rest).collect();
    }
    if new == old {
        return Ok(());
    }
    let blob: Vec<u8> = new.iter().flat_map(|number| number.to_le_bytes()).collect();
    let mut upsert = write.transaction.prepare_cached(
        "INSERT INTO ranking (project, items, seq) VALUES (?1, ?2, ?3)
         ON CONFLICT (project) DO UPDATE SET items = excluded.items, seq = excluded.seq",
    )?;
    upsert.execute((project, blob, write.seq))?;
    Ok(())
}

/// Every item that has a row, gone or not, by its id.
fn numbers(transaction: &Transaction<'_>, project: i64) -> Result<HashMap<Arc<str>, Number>, Fault> {
    let mut select = transaction.prepare_cached("SELECT id, n FROM item WHERE project = ?1")?;
    let mut rows = select.query([project])?;
    let mut numbers = HashMap::new();
    while let Some(row) = rows.next()? {
        numbers.insert(Arc::from(row.get_ref(0)?.as_str()?), number_of(row.get(1)?));
    }
    Ok(numbers)
}

fn save_marks(transaction: &Transaction<'_>, project: i64, marks: &Marks) -> Result<(), Fault> {
    let Marks { watermark, synced_at, full_at, project_stamp } = *marks;
    let mut update = transaction.prepare_cached(
        "UPDATE project SET watermark = coalesce(?2, watermark), synced_at = coalesce(?3, synced_at),
             full_at = coalesce(?4, full_at), stamp = coalesce(?5, stamp)
         WHERE n = ?1",
    )?;
    let [watermark, synced_at, full_at, stamp] =
        [watermark, synced_at, full_at, project_stamp].map(|mark| mark.map(column));
    update.execute((project, watermark, synced_at, full_at, stamp))?;
    Ok(())
}
