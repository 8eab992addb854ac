//! The tables, and how an older store gets them.

use rusqlite::{Connection, TransactionBehavior};

use super::error::Fault;

/// Every step from an empty file to the present, in order. Only ever append to it: stores out there have taken the earlier ones.
const STEPS: &[&str] = &[
    // Stamps are nanoseconds since 1970. `seq` is the number of the transaction that last wrote a row.
    // A project's items have rowids from `project << 32`, so that they lie together in the file.
    // Rows of the outbox and of the undo journal name their project in full: they can be rescued without any other table.
    "CREATE TABLE state (seq INTEGER NOT NULL);
     INSERT INTO state (seq) VALUES (0);
     CREATE TABLE name (n INTEGER PRIMARY KEY, text TEXT NOT NULL);
     CREATE TABLE project (
         n INTEGER PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE, owner TEXT NOT NULL COLLATE NOCASE,
         number INTEGER NOT NULL, data TEXT, seq INTEGER NOT NULL DEFAULT 0, synced_at INTEGER, watermark INTEGER,
         full_at INTEGER, stamp INTEGER, opened_at INTEGER, UNIQUE (host, owner, number));
     CREATE TABLE ranking (project INTEGER PRIMARY KEY, items BLOB NOT NULL, seq INTEGER NOT NULL);
     CREATE TABLE item (
         n INTEGER PRIMARY KEY, project INTEGER NOT NULL, id TEXT NOT NULL, gone_at INTEGER, seq INTEGER NOT NULL,
         data BLOB NOT NULL, UNIQUE (project, id));
     CREATE INDEX item_by_seq ON item (project, seq);
     CREATE TABLE body (item INTEGER PRIMARY KEY, text TEXT NOT NULL);
     CREATE TABLE outbox (
         n INTEGER PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE, owner TEXT NOT NULL COLLATE NOCASE,
         number INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, progress TEXT NOT NULL, data TEXT NOT NULL);
     CREATE TABLE step (
         n INTEGER PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE, owner TEXT NOT NULL COLLATE NOCASE,
         number INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, undone INTEGER NOT NULL, data TEXT NOT NULL);
     CREATE TABLE event (
         n INTEGER PRIMARY KEY, project INTEGER NOT NULL, item INTEGER NOT NULL, at INTEGER NOT NULL, data BLOB NOT NULL);
     CREATE INDEX event_by_item ON event (item);
     CREATE INDEX event_by_time ON event (project, at);
     CREATE TABLE place_of_user (
         project INTEGER NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (project, what)) WITHOUT ROWID;
     CREATE TABLE lease (project INTEGER PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL);",
    // An edit of an item that GitHub has just named may still use the local id: another process made it.
    "CREATE TABLE renamed (local TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;",
];

/// The format that this version writes.
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// What [`migrate`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Migrated {
    /// The store has the present format now.
    Ready,
    /// A later version wrote it.
    Newer(i64),
}

/// Takes the steps that a store has not taken yet, all or none.
pub(super) fn migrate(connection: &mut Connection) -> Result<Migrated, Fault> {
    if version(connection)? == KNOWN {
        return Ok(Migrated::Ready);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    let Ok(taken) = usize::try_from(found) else {
        return Err(Fault::Damaged(format!("its format is {found}")));
    };
    let Some(steps) = STEPS.get(taken..) else { return Ok(Migrated::Newer(found)) };
    for step in steps {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()?;
    Ok(Migrated::Ready)
}

fn version(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
pub(super) fn take_first(connection: &Connection, steps: usize) {
    for step in &STEPS[..steps] {
        connection.execute_batch(step).expect("the step is good SQL");
    }
    let steps = i64::try_from(steps).expect("there are few steps");
    connection.pragma_update(None, "user_version", steps).expect("the version can be written");
}
