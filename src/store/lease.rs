//! Who talks to GitHub about a project: one process at a time, the others follow.

use chrono::Duration;

use super::{Error, Key, Store, column, project};
use crate::domain::Timestamp;

impl Store {
    /// Takes or renews the lease of a project. False if another holder has it, whose time is not over.
    pub fn lease(&mut self, key: &Key, holder: &str, now: Timestamp, for_: Duration) -> Result<bool, Error> {
        self.write(|write| {
            let project = project::add(write, key)?;
            let mut upsert = write.transaction.prepare_cached(
                "INSERT INTO lease (project, holder, until) VALUES (?1, ?2, ?4)
                 ON CONFLICT (project) DO UPDATE SET holder = excluded.holder, until = excluded.until
                 WHERE holder = excluded.holder OR until <= ?3",
            )?;
            Ok(upsert.execute((project, holder, column(now), column(now + for_)))? > 0)
        })
    }

    /// Gives the lease back, if this holder has it.
    pub fn release(&mut self, key: &Key, holder: &str) -> Result<(), Error> {
        self.write(|write| {
            let project = project::add(write, key)?;
            let mut delete =
                write.transaction.prepare_cached("DELETE FROM lease WHERE project = ?1 AND holder = ?2")?;
            delete.execute((project, holder))?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, key, open};
    use super::*;

    #[test]
    fn one_of_two_processes_has_the_lease_until_it_ends_or_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let (mut one, mut two) = (open(&path), open(&path));
        let minute = Duration::minutes(1);
        assert!(one.lease(&key(), "one", at(0), minute).unwrap());
        assert!(!two.lease(&key(), "two", at(59), minute).unwrap());
        assert!(one.lease(&key(), "one", at(59), minute).unwrap(), "its own lease is renewed");
        assert!(!two.lease(&key(), "two", at(118), minute).unwrap());
        assert!(two.lease(&key(), "two", at(119), minute).unwrap(), "it was over");
        one.release(&key(), "one").unwrap();
        assert!(!one.lease(&key(), "one", at(120), minute).unwrap(), "who has no lease gives none back");
        two.release(&key(), "two").unwrap();
        assert!(one.lease(&key(), "one", at(120), minute).unwrap());
    }
}
