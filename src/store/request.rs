//! What one process asks of the one that talks to GitHub.

use rusqlite::Connection;
use serde_json::Value;

use super::error::Fault;
use super::{Error, Key, Store, project};

/// Before what is asked for. The same, asked for twice before it is heard, is one request.
const REQUEST: &str = "request/";

impl Store {
    /// Asks the process that leads a project for something.
    pub fn request(&mut self, key: &Key, what: &Value) -> Result<(), Error> {
        self.remember(key, &format!("{REQUEST}{what}"), what)
    }

    /// Takes what was asked of the process that leads a project. Nothing is written where nothing was.
    pub fn take_requests(&mut self, key: &Key) -> Result<Vec<Value>, Error> {
        let is_none = self.read(|connection| {
            let Some(project) = project::find(connection, key)? else { return Ok(true) };
            Ok(requests(connection, project)?.is_empty())
        })?;
        if is_none {
            return Ok(Vec::new());
        }
        self.write(|write| {
            let Some(project) = project::find(write.transaction, key)? else { return Ok(Vec::new()) };
            let asked = requests(write.transaction, project)?;
            let delete = "DELETE FROM place_of_user WHERE project = ?1 AND what GLOB ?2 || '*'";
            write.transaction.prepare_cached(delete)?.execute((project, REQUEST))?;
            Ok(asked)
        })
    }
}

fn requests(connection: &Connection, project: i64) -> Result<Vec<Value>, Fault> {
    let mut select = connection
        .prepare_cached("SELECT value FROM place_of_user WHERE project = ?1 AND what GLOB ?2 || '*'")?;
    let mut rows = select.query((project, REQUEST))?;
    let mut asked = Vec::new();
    while let Some(row) = rows.next()? {
        asked.push(serde_json::from_str(row.get_ref(0)?.as_str()?)?);
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{key, open};
    use super::*;

    #[test]
    fn what_was_asked_for_is_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let (mut follower, mut leader) = (open(&path), open(&path));
        assert_eq!(leader.take_requests(&key()).unwrap(), [] as [Value; 0]);
        for what in ["read", "look", "read"] {
            follower.request(&key(), &what.into()).unwrap();
        }
        follower.remember(&key(), "screen", &Value::Null).unwrap();
        assert_eq!(leader.take_requests(&key()).unwrap(), ["look", "read"]);
        let quiet = follower.changed().unwrap();
        assert_eq!(leader.take_requests(&key()).unwrap(), [] as [Value; 0]);
        assert_eq!(follower.changed().unwrap(), quiet, "looking writes nothing");
        assert_eq!(follower.recall(&key(), "screen").unwrap(), Some(Value::Null));
    }
}
