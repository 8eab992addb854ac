//! Who talks to GitHub about a project: one process at a time, the others follow.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::file::{beside, private};
use super::{Error, Key, Store};

/// The right to talk to GitHub about one project. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub struct Lead {
    _lock: Option<File>,
}

/// The wish to have the lead as soon as whoever has it ends.
#[derive(Debug)]
pub struct Heir {
    lock: File,
    path: PathBuf,
}

impl Heir {
    /// The file that stands for the lead: of one lead it is the same.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits for the lead, however long that takes. Nothing but the lead can end this: it wants a thread of its own.
    pub fn wait(self) -> io::Result<Lead> {
        loop {
            match self.lock.lock() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                locked => return locked.map(|()| Lead { _lock: Some(self.lock) }),
            }
        }
    }
}

impl Store {
    /// Takes the lead of a project; none while another process has it. A store in memory has no rivals, and a file system without
    /// locks can't tell.
    pub fn lead(&self, key: &Key) -> Result<Option<Lead>, Error> {
        if self.is_in_memory() {
            return Ok(Some(Lead { _lock: None }));
        }
        let file = self.lead_file(key)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lead { _lock: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(_)) => Ok(Some(Lead { _lock: None })),
        }
    }

    /// Stands in line for the lead of a project, which another process has. Who waits takes no other notice of it.
    pub fn heir(&self, key: &Key) -> Result<Heir, Error> {
        Ok(Heir { lock: self.lead_file(key)?, path: self.lead_path(key) })
    }

    fn lead_file(&self, key: &Key) -> Result<File, Error> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private(&mut options).open(self.lead_path(key)).map_err(|error| Error::io(&self.path, &error))
    }

    fn lead_path(&self, key: &Key) -> PathBuf {
        // An owner is the same in any case of letters.
        let plain =
            |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
        let name: String = format!("-lead-{}-{}", key.host, key.project).chars().map(plain).collect();
        beside(&self.path, &name)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{TryRecvError, channel};
    use std::time::Duration;

    use super::*;
    use crate::domain::{ProjectRef, Timestamp};

    #[test]
    fn one_process_leads_a_project_until_it_ends() {
        let folder = tempfile::tempdir().expect("a place for the test");
        let path = folder.path().join("store.db");
        let open = || Store::open(&path, Timestamp::UNIX_EPOCH).expect("a new store").store;
        let (one, other) = (open(), open());
        let key = |number| Key {
            host: "github.com".to_owned(),
            project: ProjectRef { owner: "octo".to_owned(), number },
        };
        let lead = one.lead(&key(1)).expect("the folder can be written");
        assert!(lead.is_some());
        assert!(other.lead(&key(1)).expect("the folder can be written").is_none());
        assert!(other.lead(&key(2)).expect("the folder can be written").is_some(), "another project");
        let shouted = ProjectRef { owner: "OCTO".to_owned(), number: 1 };
        let shouted = Key { host: "GitHub.com".to_owned(), project: shouted };
        assert!(other.lead(&shouted).expect("the folder can be written").is_none(), "the same project");
        drop(lead);
        assert!(other.lead(&key(1)).expect("the folder can be written").is_some());
    }

    #[test]
    fn who_stands_in_line_leads_when_the_leader_ends() {
        let folder = tempfile::tempdir().expect("a place for the test");
        let path = folder.path().join("store.db");
        let store = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a new store").store;
        let project = ProjectRef { owner: "octo".to_owned(), number: 1 };
        let key = Key { host: "github.com".to_owned(), project };
        let lead = store.lead(&key).expect("the folder can be written").expect("nobody leads");
        let heir = store.heir(&key).expect("the folder can be written");
        let (tell, told) = channel();
        let waiting = std::thread::spawn(move || tell.send(heir.wait().expect("files can be locked")));
        assert_eq!(told.try_recv().err(), Some(TryRecvError::Empty), "somebody leads");
        drop(lead);
        let lead = told.recv_timeout(Duration::from_secs(20)).expect("the lead is free");
        assert!(store.lead(&key).expect("the folder can be written").is_none(), "it is taken");
        drop(lead);
        waiting.join().expect("no panic").expect("the test listens");
    }
}
