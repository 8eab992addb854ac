//! The conflicts that a person has not decided yet. They outlive their edits: ours may have been sent before anyone looked.

use rusqlite::{Connection, Row, Transaction};

use super::error::Fault;
use super::{Error, Key, Store};
use crate::domain::{Conflict, Edit, EditId};

impl Store {
    /// Keeps a conflict. One about the same edit is replaced.
    pub fn save_conflict(&mut self, key: &Key, conflict: &Conflict) -> Result<(), Error> {
        self.write(|write| insert(write.transaction, key, conflict))
    }

    /// Forgets the conflicts of edits: a person has decided, or there is nothing left to decide.
    pub fn settle(&mut self, key: &Key, edits: &[EditId]) -> Result<(), Error> {
        self.write(|write| end(write.transaction, key, edits))
    }

    /// Forgets a conflict that a person has decided in sight of `theirs`. If there is another one by now it stays, and is returned.
    pub fn decide(&mut self, key: &Key, edit: EditId, theirs: &Edit) -> Result<Option<Conflict>, Error> {
        self.write(|write| {
            let newer = |known: &Conflict| known.edit() == edit && known.theirs() != *theirs;
            let newer = of(write.transaction, key)?.into_iter().find(newer);
            if newer.is_none() {
                end(write.transaction, key, &[edit])?;
            }
            Ok(newer)
        })
    }

    /// The conflicts of a project, that of the oldest edit first.
    pub fn conflicts(&self, key: &Key) -> Result<Vec<Conflict>, Error> {
        self.read(|connection| of(connection, key))
    }
}

pub(super) fn insert(transaction: &Transaction<'_>, key: &Key, conflict: &Conflict) -> Result<(), Fault> {
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO conflict (host, owner, number, edit, data) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (edit) DO UPDATE SET data = excluded.data",
    )?;
    let Key { host, project } = key;
    let data = serde_json::to_string(conflict)?;
    upsert.execute((host, &project.owner, project.number, conflict.edit().to_string(), data))?;
    Ok(())
}

/// The conflict in a row of host, owner, number, edit, data.
pub(super) fn conflict(row: &Row<'_>) -> Result<Conflict, Fault> {
    Ok(serde_json::from_str(row.get_ref(4)?.as_str()?)?)
}

pub(super) fn of(connection: &Connection, key: &Key) -> Result<Vec<Conflict>, Fault> {
    let mut select = connection.prepare_cached(
        "SELECT host, owner, number, edit, data FROM conflict WHERE host = ?1 AND owner = ?2 AND number = ?3 ORDER BY edit",
    )?;
    let mut rows = select.query((&key.host, &key.project.owner, key.project.number))?;
    let mut conflicts = Vec::new();
    while let Some(row) = rows.next()? {
        conflicts.push(conflict(row)?);
    }
    Ok(conflicts)
}

/// Takes the conflicts of these edits off the disk.
pub(super) fn end(transaction: &Transaction<'_>, key: &Key, edits: &[EditId]) -> Result<(), Fault> {
    let mut delete = transaction.prepare_cached(
        "DELETE FROM conflict WHERE edit = ?1 AND host = ?2 AND owner = ?3 AND number = ?4",
    )?;
    for edit in edits {
        delete.execute((edit.to_string(), &key.host, &key.project.owner, key.project.number))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{edit_id, key, note};
    use super::*;
    use crate::domain::Theirs;

    #[test]
    fn a_conflict_is_there_until_it_is_decided_though_its_edit_has_left_the_outbox() {
        let mut store = Store::in_memory();
        let conflict = |theirs: Option<crate::domain::Value>| Conflict {
            ours: note(1, "a"),
            theirs: Theirs::Field("F_note".into(), theirs),
            by: Some("bob".into()),
        };
        store.push(&key(), &[note(1, "a")], None).unwrap();
        store.save_conflict(&key(), &conflict(None)).unwrap();
        let newer = conflict(Some(crate::domain::Value::Text("theirs".into())));
        store.save_conflict(&key(), &newer).unwrap();
        store.forget(&key(), &[edit_id(1)]).unwrap();
        assert_eq!(store.conflicts(&key()).unwrap(), std::slice::from_ref(&newer));
        let older = conflict(None).theirs();
        assert_eq!(store.decide(&key(), edit_id(1), &older).unwrap(), Some(newer.clone()));
        assert_eq!(store.conflicts(&key()).unwrap(), std::slice::from_ref(&newer), "that one is not decided");
        assert_eq!(store.decide(&key(), edit_id(1), &newer.theirs()).unwrap(), None);
        assert_eq!(store.conflicts(&key()).unwrap(), []);
    }
}
