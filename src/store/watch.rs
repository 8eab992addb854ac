//! Hears when someone writes to a store's files, so that nobody need look for it again and again.
//!
//! Only Linux tells of each write, and of it alone: `inotify`. Reading the store makes no event, so a look that follows one leads
//! to no other. The directory is watched, not the files: the log of recent writes comes and goes, and a damaged store is set aside.
//! The file beside them that is mapped into memory is of no interest, and is written without an event.

use std::io;

use super::Store;

/// What was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Nothing that matters.
    Nothing,
    /// A write, by whomever. It may still be under way: see [`Store::is_being_written`].
    Write,
    /// That nothing will be heard any more.
    End,
}

/// Hears of writes to the files of one store.
#[derive(Debug)]
pub struct Watch(Option<system::Ear>);

impl Store {
    /// Begins to hear of writes; of those to a store in memory nobody else can make, there is nothing to hear. It must be called
    /// where tokio runs. Fails where the system has no such thing, or has none left.
    pub fn watch(&self) -> io::Result<Watch> {
        if self.is_in_memory() {
            return Ok(Watch(None));
        }
        Ok(Watch(Some(system::Ear::on(&self.path)?)))
    }
}

impl Watch {
    /// Waits until there is something to [take](Self::take).
    pub async fn stirred(&self) {
        match &self.0 {
            Some(ear) => ear.stirred().await,
            None => std::future::pending().await,
        }
    }

    /// What was heard since the last time.
    pub fn take(&self) -> Heard {
        self.0.as_ref().map_or(Heard::Nothing, system::Ear::take)
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::OsString;
    use std::io;
    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::path::{Path, PathBuf};

    use rustix::fs::inotify::{self, CreateFlags, Event, ReadFlags, Reader, WatchFlags};
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;

    use super::super::file::beside;
    use super::Heard;

    #[derive(Debug)]
    pub(super) struct Ear {
        queue: AsyncFd<OwnedFd>,
        /// The names of the files that matter.
        names: [OsString; 2],
    }

    impl Ear {
        pub(super) fn on(path: &Path) -> io::Result<Self> {
            // SQLite, too, puts its other files where a link leads.
            let path = path.canonicalize()?;
            let name = |path: PathBuf| path.file_name().map(OsString::from).unwrap_or_default();
            let folder = path.parent().unwrap_or(Path::new("/"));
            let queue = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
            let writes = WatchFlags::MODIFY
                | WatchFlags::CREATE
                | WatchFlags::DELETE
                | WatchFlags::MOVE
                | WatchFlags::DELETE_SELF
                | WatchFlags::MOVE_SELF
                | WatchFlags::ONLYDIR;
            inotify::add_watch(&queue, folder, writes)?;
            let names = [name(path.clone()), name(beside(&path, "-wal"))];
            #[expect(
                deprecated,
                reason = "what came after it is `unsafe` to call, for the sake of other things than `OwnedFd`"
            )]
            let queue = AsyncFd::with_interest(queue, Interest::READABLE)?;
            Ok(Self { queue, names })
        }

        pub(super) async fn stirred(&self) {
            // What can't be waited for can't be read either, which says so.
            drop(self.queue.readable().await);
        }

        pub(super) fn take(&self) -> Heard {
            let mut heard = Heard::Nothing;
            let read = self.queue.try_io(Interest::READABLE, |queue| {
                let mut buffer = [MaybeUninit::uninit(); 4096];
                let mut events = Reader::new(queue, &mut buffer);
                loop {
                    match self.meaning(&events.next()?) {
                        Heard::Nothing => {}
                        Heard::Write => heard = Heard::Write,
                        Heard::End => return Ok(()),
                    }
                }
            });
            match read {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => heard,
                Ok(()) | Err(_) => Heard::End,
            }
        }

        fn meaning(&self, event: &Event<'_>) -> Heard {
            let lost =
                ReadFlags::IGNORED | ReadFlags::UNMOUNT | ReadFlags::DELETE_SELF | ReadFlags::MOVE_SELF;
            let matters =
                |name: &std::ffi::CStr| self.names.iter().any(|known| known.as_bytes() == name.to_bytes());
            if event.events().intersects(lost) {
                Heard::End
            } else if event.events().contains(ReadFlags::QUEUE_OVERFLOW)
                || event.file_name().is_some_and(matters)
            {
                Heard::Write
            } else {
                Heard::Nothing
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::io;
    use std::path::Path;

    use super::Heard;

    #[derive(Debug)]
    pub(super) enum Ear {}

    impl Ear {
        pub(super) fn on(_: &Path) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(super) fn stirred(&self) -> std::future::Pending<()> {
            match *self {}
        }

        pub(super) fn take(&self) -> Heard {
            match *self {}
        }
    }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use rusqlite::{Connection, TransactionBehavior};

    use super::super::sample::{at, key, note, open, pull, save};
    use super::*;

    /// Longer than anything here takes; only a failing test waits this long.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// Does something with a path for a store where tokio runs.
    fn with_a_path(test: impl AsyncFnOnce(&Path)) {
        let folder = tempfile::tempdir().expect("a place for the test");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the system lets it wait");
        runtime.block_on(test(&folder.path().join("store.db")));
    }

    async fn hear(watch: &Watch) -> Heard {
        tokio::time::timeout(PATIENCE, watch.stirred()).await.expect("something is heard");
        watch.take()
    }

    #[test]
    fn a_write_by_another_connection_is_heard_once_and_reading_it_is_not() {
        with_a_path(async |path| {
            let (store, mut other) = (open(path), open(path));
            let watch = store.watch().unwrap();
            assert_eq!(watch.take(), Heard::Nothing);
            let before = store.changed().unwrap();
            other.push(&key(), &[note(1, "a")], None).unwrap();
            assert_eq!(hear(&watch).await, Heard::Write);
            assert!(!store.is_being_written());
            assert_ne!(store.changed().unwrap(), before);
            store.load(&key()).unwrap();
            store.since(&key(), 0).unwrap();
            store.pending(&key()).unwrap();
            assert!(store.lead(&key()).unwrap().is_some());
            drop(open(path));
            // Something that is heard, and of no interest, comes after all that the looks have made.
            std::fs::write(path.with_file_name("other"), "").unwrap();
            assert_eq!(hear(&watch).await, Heard::Nothing, "looking is no reason to look");
        });
    }

    #[test]
    fn a_write_is_heard_before_it_can_be_seen() {
        with_a_path(async |path| {
            let store = open(path);
            let watch = store.watch().unwrap();
            let before = store.changed().unwrap();
            let mut other = Connection::open(path).unwrap();
            // More than the memory for one transaction: SQLite writes it down before it is whole.
            other.pragma_update(None, "cache_size", 1).unwrap();
            let writing = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
            writing.execute_batch("CREATE TABLE much AS SELECT zeroblob(1000000) AS data").unwrap();
            assert_eq!(hear(&watch).await, Heard::Write);
            assert!(store.is_being_written());
            assert_eq!(store.changed().unwrap(), before);
            writing.commit().unwrap();
            assert!(!store.is_being_written());
            assert_ne!(store.changed().unwrap(), before);
        });
    }

    #[test]
    fn a_log_that_is_emptied_and_one_that_is_made_anew_are_heard() {
        with_a_path(async |path| {
            let mut store = open(path);
            save(&mut store, &pull(&["a"]));
            let watch = store.watch().unwrap();
            let other = Connection::open(path).unwrap();
            other.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
            assert_eq!(hear(&watch).await, Heard::Write);
            drop((store, other));
            assert!(!path.with_file_name("store.db-wal").exists(), "whoever is last removes the log");
            assert_eq!(hear(&watch).await, Heard::Write);
            let mut store = open(path);
            save(&mut store, &pull(&["b"]));
            assert_eq!(hear(&watch).await, Heard::Write);
        });
    }

    #[test]
    fn a_store_that_another_process_sets_aside_is_heard() {
        with_a_path(async |path| {
            let (store, other) = (open(path), open(path));
            let watch = store.watch().unwrap();
            drop(other.rebuild(at(0)).unwrap());
            assert_eq!(hear(&watch).await, Heard::Write);
            assert!(store.changed().unwrap_err().is_replaced());
        });
    }

    #[test]
    fn when_the_directory_goes_nothing_will_be_heard_any_more() {
        with_a_path(async |path| {
            let below = path.join("store.db");
            let store = open(&below);
            let watch = store.watch().unwrap();
            std::fs::rename(path, path.with_extension("old")).unwrap();
            assert_eq!(hear(&watch).await, Heard::End);
            assert!(store.watch().is_err(), "there is nothing to watch");
        });
    }
}
