//! What is kept on disk: projects as GitHub last said, edits on their way, history, the undo journal, where the user was.
//!
//! One `SQLite` file holds every project. Several processes may have it open: each write is one transaction, and a growing
//! number, `seq`, on every row tells another process what it has not seen ([`Store::since`]).
//! What GitHub can send again is a cache; the outbox and the undo journal are not, and outlive a damaged file.

mod aside;
mod conflict;
mod detail;
mod error;
mod event;
mod file;
mod follow;
mod lead;
mod load;
mod name;
mod outbox;
mod packed;
mod place;
mod project;
mod repository;
mod request;
#[cfg(test)]
pub(crate) mod sample;
mod save;
mod schema;
mod step;
mod watch;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

pub use error::Error;
pub use follow::Delta;
pub use lead::{Heir, Lead};
pub use load::Loaded;
pub use project::Known;

pub use crate::domain::project::Key;
pub use save::{Marks, Part};
pub use watch::{Heard, Watch};

use crate::domain::Timestamp;
use error::Fault;
use name::Names;
use schema::Migrated;

/// How long a process waits for another one that is writing.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What is in the place of a path where there is no file.
const MEMORY: &str = ":memory:";

/// One connection to the file.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    identity: Option<(u64, u64)>,
    names: Names,
}

/// An open store, and what had to be done to open it.
#[derive(Debug)]
pub struct Opened {
    /// Ready for use.
    pub store: Store,
    /// What the user should know.
    pub notices: Vec<Notice>,
}

/// Something unusual that happened while the store was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The file was damaged: it lies beside the new one, and projects are read from GitHub again.
    SetAside {
        /// Where it is now.
        to: PathBuf,
        /// How many edits of its outbox are in the new store.
        rescued: usize,
    },
}

impl Store {
    /// Opens the store, makes it or brings it to the present format. A damaged file is set aside; `now` is in its new name.
    pub fn open(path: &Path, now: Timestamp) -> Result<Opened, Error> {
        file::prepare(path)?;
        let _lock = file::lock(path)?;
        match Self::connect(path) {
            Ok(store) => Ok(Opened { store, notices: Vec::new() }),
            Err(error) if error.is_corrupt() => aside::replace(path, now),
            Err(error) => Err(error),
        }
    }

    /// A store that is gone when it is dropped.
    pub fn in_memory() -> Self {
        let connection = Connection::open_in_memory().expect("memory needs no file");
        let path = PathBuf::from(MEMORY);
        Self::on(connection, &path).expect("an empty store takes every step")
    }

    fn is_in_memory(&self) -> bool {
        self.path.as_os_str() == MEMORY
    }

    /// Sets a file aside that turned out to be damaged while it was in use, and goes on with a new one.
    pub fn rebuild(self, now: Timestamp) -> Result<Opened, Error> {
        let Self { connection, path, identity, .. } = self;
        drop(connection);
        let _lock = file::lock(&path)?;
        if file::is_replaced(&path, identity) {
            // Another process was faster.
            file::prepare(&path)?;
            return Ok(Opened { store: Self::connect(&path)?, notices: Vec::new() });
        }
        aside::replace(&path, now)
    }

    /// A number that differs from the last one when another connection has written since.
    pub fn changed(&self) -> Result<i64, Error> {
        self.check_place()?;
        self.read(|connection| Ok(connection.pragma_query_value(None, "data_version", |row| row.get(0))?))
    }

    /// The number of the last write, by whomever: what was [loaded](Loaded::seq) under it is all there is.
    pub fn seq(&self) -> Result<i64, Error> {
        self.read(load::seq)
    }

    /// Whether another connection is in the middle of a write: nobody else can see yet what it has put into the files.
    pub fn is_being_written(&self) -> bool {
        let attempt = || {
            self.connection.busy_timeout(Duration::ZERO)?;
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map(drop)
        };
        let (own_turn, patient) = (attempt(), self.connection.busy_timeout(PATIENCE));
        let is_busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
        own_turn.and(patient).is_err_and(|error| is_busy(&error))
    }

    /// What is written into a file that was set aside nobody ever reads.
    fn check_place(&self) -> Result<(), Error> {
        if file::is_replaced(&self.path, self.identity) {
            return Err(Error::Replaced { path: self.path.clone() });
        }
        Ok(())
    }

    fn connect(path: &Path) -> Result<Self, Error> {
        let fail = |error: rusqlite::Error| Error::new(path, error.into());
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(fail)?;
        if connection.is_readonly("main").map_err(fail)? {
            return Err(Error::ReadOnly { path: path.to_owned(), why: "it can only be read".to_owned() });
        }
        connection.busy_timeout(PATIENCE).map_err(fail)?;
        // Takes effect in an empty file only: an item or two fill a page of the usual 4 KiB badly.
        connection.pragma_update(None, "page_size", 8192).map_err(fail)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(fail)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(fail)?;
        let store = Self::on(connection, path)?;
        // The small tables are read at once: here damage can still be told before anything builds on it.
        store.read(|connection| {
            project::all(connection)?;
            outbox::all(connection)?;
            Ok(())
        })?;
        Ok(store)
    }

    fn on(mut connection: Connection, path: &Path) -> Result<Self, Error> {
        connection.set_prepared_statement_cache_capacity(64);
        match schema::migrate(&mut connection) {
            Ok(Migrated::Ready) => Ok(Self {
                connection,
                path: path.to_owned(),
                identity: file::identity(path),
                names: Names::default(),
            }),
            Ok(Migrated::Newer(found)) => {
                Err(Error::Newer { path: path.to_owned(), found, known: schema::KNOWN })
            }
            Err(fault) => Err(Error::new(path, fault)),
        }
    }

    /// Reads something at one moment: what others write meanwhile is not seen.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Error> {
        let attempt = || {
            let transaction = self.connection.unchecked_transaction()?;
            read(&transaction)
        };
        attempt().map_err(|fault| Error::new(&self.path, fault))
    }

    /// Writes something, all or nothing, under the next `seq`.
    fn write<T>(&mut self, write: impl FnOnce(&mut Write<'_>) -> Result<T, Fault>) -> Result<T, Error> {
        self.check_place()?;
        let Self { connection, names, path, .. } = self;
        let attempt = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            names.refresh(&transaction)?;
            let seq = transaction
                .prepare_cached("UPDATE state SET seq = seq + 1 RETURNING seq")?
                .query_row([], |row| row.get(0))?;
            let mut under_way = Write { transaction: &transaction, names, seq };
            let done = write(&mut under_way)?;
            names.save(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        let result = attempt();
        if result.is_err() {
            // Numbers that were given out have gone with the transaction.
            *names = Names::default();
        }
        result.map_err(|fault| Error::new(path, fault))
    }
}

/// A writing transaction under way.
struct Write<'a> {
    transaction: &'a Transaction<'a>,
    names: &'a mut Names,
    seq: i64,
}

/// A stamp as a column holds it: nanoseconds since 1970.
fn column(at: Timestamp) -> i64 {
    at.timestamp_nanos_opt().unwrap_or(if at.timestamp() < 0 { i64::MIN } else { i64::MAX })
}

/// A stamp from a column.
fn stamp(nanos: i64) -> Timestamp {
    Timestamp::from_timestamp_nanos(nanos)
}
