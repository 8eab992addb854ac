//! What can go wrong with the store.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::packed::Torn;

/// Why the store could not be opened, read or written. Nothing that was in it is lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "every variant names the file, and what the system said")]
pub enum Error {
    /// A later version of this program has written it.
    #[error("{path} has format {found}; this version knows formats up to {known}")]
    Newer { path: PathBuf, found: i64, known: i64 },
    /// It is not a database, or parts of it cannot be read. [`super::Store::rebuild`] helps.
    #[error("{path} is damaged: {why}")]
    Corrupt { path: PathBuf, why: String },
    /// The file that was opened has another name now, or none: another process has set it aside. [`super::Store::rebuild`] goes on
    /// with the one that took its place.
    #[error("{path} is not the file any more that was opened: it was set aside or replaced")]
    Replaced { path: PathBuf },
    /// The system does not let this person read and write it.
    #[error("no permission to read and write {path}: {why}")]
    Denied { path: PathBuf, why: String },
    /// There is something else of that name, such as a directory.
    #[error("{path} is not a file")]
    NotAFile { path: PathBuf },
    /// The file or its file system can only be read.
    #[error("{path} can't be written: {why}")]
    ReadOnly { path: PathBuf, why: String },
    /// No room is left.
    #[error("no room is left for {path}: {why}")]
    Full { path: PathBuf, why: String },
    /// The system could not write or read it: a quota, a limit on the size of files, a failing disk.
    #[error("the disk does not serve {path}: {why}")]
    Disk { path: PathBuf, why: String },
    /// Another process has kept it locked for longer than [`super::PATIENCE`].
    #[error("{path} is locked by another process")]
    Busy { path: PathBuf },
    /// The directory for it can't be made, or its name leads nowhere.
    #[error("there is no place for {path}")]
    NoPlace { path: PathBuf },
    /// Something else.
    #[error("{path}: {why}")]
    Other { path: PathBuf, why: String },
}

impl Error {
    /// Whether the file is damaged, so that [`super::Store::rebuild`] is the way out.
    pub fn is_corrupt(&self) -> bool {
        matches!(self, Self::Corrupt { .. })
    }

    /// Whether another file has taken its place, so that [`super::Store::rebuild`] is the way on.
    pub fn is_replaced(&self) -> bool {
        matches!(self, Self::Replaced { .. })
    }

    /// Whether it can still be read.
    pub fn is_about_writing(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::ReadOnly { .. } | Self::Disk { .. })
    }

    pub(super) fn new(path: &Path, fault: Fault) -> Self {
        let path = path.to_owned();
        let error = match fault {
            Fault::Sqlite(error) => error,
            Fault::Damaged(why) => return Self::Corrupt { path, why },
        };
        let why = error.to_string();
        match error.sqlite_error_code() {
            // Without a code, SQLite was content, but a value is not of the kind that was written.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) | None => Self::Corrupt { path, why },
            Some(ErrorCode::DiskFull) => Self::Full { path, why },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path, why },
            Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => Self::Denied { path, why },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path, why },
            Some(_) => Self::Other { path, why },
        }
    }

    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        let (path, why) = (path.to_owned(), error.to_string());
        let is = |kinds: &[ErrorKind]| kinds.contains(&error.kind());
        if is(&[ErrorKind::PermissionDenied]) {
            Self::Denied { path, why }
        } else if is(&[ErrorKind::IsADirectory, ErrorKind::NotADirectory, ErrorKind::AlreadyExists]) {
            Self::NotAFile { path }
        } else if is(&[ErrorKind::ReadOnlyFilesystem]) {
            Self::ReadOnly { path, why }
        } else if is(&[ErrorKind::StorageFull, ErrorKind::QuotaExceeded]) {
            Self::Full { path, why }
        } else if is(&[ErrorKind::FileTooLarge]) {
            Self::Disk { path, why }
        } else if is(&[ErrorKind::NotFound]) {
            Self::NoPlace { path }
        } else {
            Self::Other { path, why }
        }
    }
}

/// An error before it is known which file it is about.
#[derive(Debug)]
pub(super) enum Fault {
    /// What `SQLite` says, or a value of the wrong kind.
    Sqlite(rusqlite::Error),
    /// What was read cannot be what was written.
    Damaged(String),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<rusqlite::types::FromSqlError> for Fault {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<Torn> for Fault {
    fn from(_: Torn) -> Self {
        Self::Damaged("a record is torn".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_refuses_is_told_apart() {
        let path = Path::new("store.db");
        let of = |kind: ErrorKind| Error::io(path, &io::Error::from(kind));
        assert!(matches!(of(ErrorKind::PermissionDenied), Error::Denied { .. }));
        assert!(matches!(of(ErrorKind::ReadOnlyFilesystem), Error::ReadOnly { .. }));
        assert!(matches!(of(ErrorKind::StorageFull), Error::Full { .. }));
        assert!(matches!(of(ErrorKind::Interrupted), Error::Other { .. }));
    }
}
