//! Who talks to GitHub about a project: one process at a time, the others follow.

use std::fs::{File, OpenOptions, TryLockError};

use super::file::{beside, private};
use super::{Error, Key, Store};

/// The right to talk to GitHub about one project. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub struct Lead {
    _lock: Option<File>,
}

impl Store {
    /// Takes the lead of a project; none while another process has it. A store in memory has no rivals, and a file system without
    /// locks can't tell.
    pub fn lead(&self, key: &Key) -> Result<Option<Lead>, Error> {
        if self.path.as_os_str() == ":memory:" {
            return Ok(Some(Lead { _lock: None }));
        }
        // An owner is the same in any case of letters.
        let plain =
            |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
        let name: String = format!("-lead-{}-{}", key.host, key.project).chars().map(plain).collect();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = private(&mut options)
            .open(beside(&self.path, &name))
            .map_err(|error| Error::io(&self.path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lead { _lock: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(_)) => Ok(Some(Lead { _lock: None })),
        }
    }
}

#[cfg(test)]
mod tests {
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
}
