//! Where the user was in a project: small values by name.

use rusqlite::OptionalExtension;
use serde_json::Value;

use super::{Error, Key, Store, project};

impl Store {
    /// Keeps a value under a name.
    pub fn remember(&mut self, key: &Key, what: &str, value: &Value) -> Result<(), Error> {
        self.write(|write| {
            let project = project::add(write, key)?;
            let mut upsert = write.transaction.prepare_cached(
                "INSERT INTO place_of_user (project, what, value) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET value = excluded.value",
            )?;
            upsert.execute((project, what, value.to_string()))?;
            Ok(())
        })
    }

    /// The value that was last kept under a name.
    pub fn recall(&self, key: &Key, what: &str) -> Result<Option<Value>, Error> {
        self.read(|connection| {
            let Some(project) = project::find(connection, key)? else { return Ok(None) };
            let mut select = connection
                .prepare_cached("SELECT value FROM place_of_user WHERE project = ?1 AND what = ?2")?;
            let value: Option<String> = select.query_row((project, what), |row| row.get(0)).optional()?;
            Ok(value.map(|value| serde_json::from_str(&value)).transpose()?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::key;
    use super::*;

    #[test]
    fn the_last_value_under_a_name_comes_back() {
        let mut store = Store::in_memory();
        assert_eq!(store.recall(&key(), "cursor").unwrap(), None);
        for card in ["a", "b"] {
            store.remember(&key(), "cursor", &serde_json::json!({ "card": card })).unwrap();
        }
        assert_eq!(store.recall(&key(), "cursor").unwrap(), Some(serde_json::json!({ "card": "b" })));
        assert_eq!(store.recall(&key(), "filter").unwrap(), None);
    }
}
