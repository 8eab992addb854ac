//! The file of the store: private to its owner, opened by one process at a time.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::Error;

/// Makes the file and the directories above it, readable to nobody else, and finds out whether it can be used.
pub(super) fn prepare(path: &Path) -> Result<(), Error> {
    let fail = |error: io::Error| Error::io(path, &error);
    if let Some(parent) = path.parent() {
        private_directories(parent).map_err(fail)?;
    }
    if path.is_dir() {
        return Err(Error::NotAFile { path: path.to_owned() });
    }
    // Whoever closes a file gives up all locks that this process has on it, those of another connection too: it is opened here
    // only while there is none.
    if !path.exists() {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        drop(private(&mut options).open(path).map_err(fail)?);
    }
    // SQLite gives the files beside it the mode of the file itself, but may find some that are there already.
    for path in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")] {
        if let Err(error) = hide(&path)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(fail(error));
        }
    }
    Ok(())
}

/// Keeps other processes from opening or replacing the store until it is dropped. Where the file system has no locks, nothing
/// is kept.
pub(super) fn lock(path: &Path) -> Result<Option<File>, Error> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = private(&mut options).open(beside(path, "-lock")).map_err(|error| Error::io(path, &error))?;
    Ok(file.lock().is_ok().then_some(file))
}

/// The path with something appended to its name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// What tells a file from another that later has the same name; none where the system does not say.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
pub(super) fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Whether another file has the name now, or none.
pub(super) fn is_replaced(path: &Path, identity: Option<(u64, u64)>) -> bool {
    identity.is_some()
        && identity != self::identity(path)
        && fs::metadata(path).map_or_else(|error| error.kind() == io::ErrorKind::NotFound, |_| true)
}

fn private_directories(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(unix)]
fn hide(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let open_to_others = fs::metadata(path)?.permissions().mode() & 0o077;
    if open_to_others == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn hide(path: &Path) -> io::Result<()> {
    fs::metadata(path).map(drop)
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::super::sample::{at, key, note, open, pull, save};
    use super::*;

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_store_nor_the_files_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("new/sprintty");
        let path = inner.join("store.db");
        let mut store = open(&path);
        save(&mut store, &pull(&["a"]));
        assert_eq!(mode(&inner), 0o700);
        for suffix in ["", "-wal", "-shm", "-lock"] {
            assert_eq!(mode(&beside(&path, suffix)), 0o600, "{suffix}");
        }
        drop(store);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        drop(open(&path));
        assert_eq!(mode(&path), 0o600, "a store that was readable is hidden");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn opening_the_store_again_keeps_the_locks_of_the_first_connection() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let first = open(&path);
        let inode = identity(&path).unwrap().1;
        let locks = || {
            let all = fs::read_to_string("/proc/locks").unwrap();
            all.lines().filter(|line| line.contains(&format!(":{inode} "))).count()
        };
        let before = locks();
        assert!(before > 0, "SQLite locks the file while a connection is open");
        drop(open(&path));
        assert_eq!(locks(), before);
        drop(first);
        assert_eq!(locks(), 0);
    }

    #[test]
    fn a_directory_of_that_name_is_an_error_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        assert_eq!(Store::open(&path, at(0)).unwrap_err(), Error::NotAFile { path: path.clone() });
        let below = path.join("file");
        fs::write(&below, "").unwrap();
        let path = below.join("store.db");
        assert_eq!(Store::open(&path, at(0)).unwrap_err(), Error::NotAFile { path });
    }

    #[test]
    fn a_full_disk_is_an_error_and_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut store = open(&path);
        store.push(&key(), &[note(1, "a")], None).unwrap();
        save(&mut store, &pull(&["a"]));
        let before = store.load(&key()).unwrap();
        let pages: i64 = store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
        let ids: Vec<String> = (0..500).map(|n| format!("item {n}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let full = store.save_pull(&key(), &pull(&ids), &[], &super::super::Marks::default(), at(1));
        assert!(matches!(full, Err(Error::Full { .. })), "{full:?}");
        assert_eq!(store.load(&key()).unwrap(), before);
        drop(store);
        assert_eq!(open(&path).load(&key()).unwrap(), before);
    }
}
