//! Sets a damaged file aside, and saves from it what GitHub cannot send again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Row};

use super::error::Fault;
use super::{Error, Key, Notice, Opened, Store, file, outbox, project, step};
use crate::domain::{Pending, Step, Timestamp};

/// Gives the file another name and opens a new one with its outbox and undo journal, as far as they can be read.
/// The caller holds the lock.
pub(super) fn replace(path: &Path, now: Timestamp) -> Result<Opened, Error> {
    let to = free_name(path, now);
    let fail = |error: std::io::Error| Error::io(path, &error);
    // The log of recent writes belongs to the file: it may hold the newest edits.
    let log = file::beside(path, "-wal");
    if log.exists() {
        fs::rename(&log, file::beside(&to, "-wal")).map_err(fail)?;
    }
    fs::rename(path, &to).map_err(fail)?;
    match fs::remove_file(file::beside(path, "-shm")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(fail(error)),
        Ok(()) | Err(_) => {}
    }
    let saved = salvage(&to);
    let rescued = saved.edits.len();
    file::prepare(path)?;
    let mut store = Store::connect(path)?;
    store.write(|write| {
        for (key, pending) in &saved.edits {
            outbox::insert(write.transaction, key, pending)?;
        }
        saved.steps.values().try_for_each(|(key, old)| step::write(write.transaction, key, old))
    })?;
    Ok(Opened { store, notices: vec![Notice::SetAside { to, rescued }] })
}

fn free_name(path: &Path, now: Timestamp) -> PathBuf {
    let name = file::beside(path, &now.format(".broken-%Y%m%d-%H%M%S").to_string());
    let others = (2..).map(|n| file::beside(&name, &format!("-{n}")));
    let mut names = std::iter::once(name.clone()).chain(others);
    names.find(|name| !name.exists()).expect("some number is free")
}

#[derive(Default)]
struct Saved {
    edits: Vec<(Key, Pending)>,
    /// By the numbers of their rows, that is in the order they were made.
    steps: BTreeMap<i64, (Key, Step)>,
}

/// Everything that can still be read. Whatever cannot is left out without a word: the file stays for whoever wants to try.
fn salvage(path: &Path) -> Saved {
    let Ok(connection) = open(path) else { return Saved::default() };
    let edits =
        rows(&connection, "SELECT host, owner, number, progress, data, n FROM outbox", outbox::pending);
    let steps = rows(&connection, "SELECT host, owner, number, undone, data, n FROM step", step::step);
    Saved { edits: edits.into_values().collect(), steps }
}

fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // The damaged file stays as it is.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Reads rows from the first on until damage stops it, then from the last back: only what lies between is lost.
fn rows<T>(
    connection: &Connection,
    select: &str,
    read: fn(&Row<'_>) -> Result<T, Fault>,
) -> BTreeMap<i64, (Key, T)> {
    let mut found = BTreeMap::new();
    for direction in ["ASC", "DESC"] {
        let mut walk = || -> Result<(), Fault> {
            let mut statement = connection.prepare(&format!("{select} ORDER BY n {direction}"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if let (Ok(key), Ok(thing)) = (project::key(row), read(row)) {
                    found.insert(row.get(5)?, (key, thing));
                }
            }
            Ok(())
        };
        if walk().is_ok() {
            break;
        }
    }
    found
}
