//! Who in this process stands in line for a lead: a wait can't be interrupted, so one thread waits for all who want the same.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot::{Receiver, Sender, channel};

use crate::store::{Heir, Lead};

/// Who waits for each lead, by its file. An entry is there as long as a thread waits.
type Lines = HashMap<PathBuf, Vec<Sender<Lead>>>;

static LINES: LazyLock<Mutex<Lines>> = LazyLock::new(Mutex::default);

/// Stands in line. What comes back tells of the lead; it ends without one where it can't be waited for, or where another of this
/// process came first.
pub(super) fn stand(heir: Heir) -> std::io::Result<Receiver<Lead>> {
    let (tell, told) = channel();
    let mut lines = lines();
    if let Some(line) = lines.get_mut(heir.path()) {
        line.retain(|known| !known.is_closed());
        line.push(tell);
        return Ok(told);
    }
    let path = heir.path().to_owned();
    let wait = move || {
        let path = heir.path().to_owned();
        let lead = heir.wait();
        let line = self::lines().remove(&path).unwrap_or_default();
        if let Ok(lead) = lead {
            // Who has ended meanwhile gives it back.
            drop(line.into_iter().try_fold(lead, |lead, tell| tell.send(lead).err()));
        }
    };
    std::thread::Builder::new().name("heir".to_owned()).spawn(wait)?;
    lines.insert(path, vec![tell]);
    Ok(told)
}

fn lines() -> MutexGuard<'static, Lines> {
    LINES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::{ProjectRef, Timestamp};
    use crate::store::{Key, Store};

    fn key() -> Key {
        let project = ProjectRef { owner: "octo".to_owned(), number: 1 };
        Key { host: "github.com".to_owned(), project }
    }

    fn open(path: &Path) -> Store {
        Store::open(path, Timestamp::UNIX_EPOCH).expect("a new store").store
    }

    #[test]
    fn one_thread_waits_for_all_and_who_has_ended_is_passed_over() {
        let folder = tempfile::tempdir().expect("a place for the test");
        let store = open(&folder.path().join("store.db"));
        let heir = || store.heir(&key()).expect("the folder can be written");
        let path = heir().path().to_owned();
        let waiting = || lines().get(&path).map(Vec::len);
        let lead = store.lead(&key()).expect("the folder can be written").expect("nobody leads");
        drop(stand(heir()).expect("a thread"));
        let told = stand(heir()).expect("a thread");
        assert_eq!(waiting(), Some(1), "who has ended stands no more");
        drop(lead);
        let lead = told.blocking_recv().expect("the lead is free");
        assert_eq!(waiting(), None);
        assert!(store.lead(&key()).expect("the folder can be written").is_none(), "it is taken");
        let told = stand(heir()).expect("a thread");
        drop(lead);
        drop(told.blocking_recv().expect("the lead is free again"));
    }
}
