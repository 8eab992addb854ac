//! Where the user was in a project: small values by name, and texts that were being written.

use rusqlite::OptionalExtension;
use serde_json::Value;

use super::{Error, Key, Store, project};
use crate::domain::EditId;

/// Before the ids of texts that were being written.
const WRITTEN: &str = "written/";

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

    /// Keeps a text that is being written, or no longer. Each has its own place: what one board writes another does not touch.
    pub fn keep(&mut self, key: &Key, id: EditId, written: Option<&Value>) -> Result<(), Error> {
        let what = format!("{WRITTEN}{id}");
        match written {
            Some(written) => self.remember(key, &what, written),
            None => self.write(|write| {
                let Some(project) = project::find(write.transaction, key)? else { return Ok(()) };
                let delete = "DELETE FROM place_of_user WHERE project = ?1 AND what = ?2";
                write.transaction.prepare_cached(delete)?.execute((project, what))?;
                Ok(())
            }),
        }
    }

    /// The texts that were being written when a board had to end, oldest first.
    pub fn written(&self, key: &Key) -> Result<Vec<(EditId, Value)>, Error> {
        self.read(|connection| {
            let Some(project) = project::find(connection, key)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(
                "SELECT what, value FROM place_of_user WHERE project = ?1 AND what GLOB ?2 || '*' ORDER BY what",
            )?;
            let mut rows = select.query((project, WRITTEN))?;
            let mut texts = Vec::new();
            while let Some(row) = rows.next()? {
                let id = row.get_ref(0)?.as_str()?.trim_start_matches(WRITTEN).parse();
                if let Ok(id) = id {
                    texts.push((EditId(id), serde_json::from_str(row.get_ref(1)?.as_str()?)?));
                }
            }
            Ok(texts)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{edit_id, key};
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

    #[test]
    fn each_text_that_is_being_written_has_a_place_of_its_own() {
        let mut store = Store::in_memory();
        let texts = [(edit_id(1), Value::from("one")), (edit_id(2), Value::from("two"))];
        for (id, text) in texts.iter().rev() {
            store.keep(&key(), *id, Some(text)).unwrap();
        }
        store.remember(&key(), "screen", &Value::Null).unwrap();
        assert_eq!(store.written(&key()).unwrap(), texts);
        store.keep(&key(), edit_id(1), None).unwrap();
        assert_eq!(store.written(&key()).unwrap(), texts[1..]);
    }
}
