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
