//! The projects in the store.

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::Fault;
use super::{Error, Key, Store, Write, column, stamp};
use crate::domain::field::Mirrored;
use crate::domain::{Field, FieldId, FieldKind, Project, ProjectRef, Timestamp};

/// A project in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub key: Key,
    /// Its title; none until it was read.
    pub title: Option<String>,
    /// How many items it has, archived ones too.
    pub items: usize,
    /// When the last complete read ended.
    pub synced_at: Option<Timestamp>,
    /// When someone last opened it.
    pub opened_at: Option<Timestamp>,
}

impl Store {
    /// Every project in the store, the one most recently opened first.
    pub fn projects(&self) -> Result<Vec<Known>, Error> {
        self.read(all)
    }

    /// Notes that someone has opened a project.
    pub fn opened(&mut self, key: &Key, now: Timestamp) -> Result<(), Error> {
        self.write(|write| {
            let project = add(write, key)?;
            let mut update =
                write.transaction.prepare_cached("UPDATE project SET opened_at = ?2 WHERE n = ?1")?;
            update.execute((project, column(now)))?;
            Ok(())
        })
    }
}

/// A project as it was last read; none where it never was.
pub(super) fn stored(connection: &Connection, n: i64) -> Result<Option<Project>, Fault> {
    let mut select = connection.prepare_cached("SELECT data FROM project WHERE n = ?1")?;
    let mut rows = select.query([n])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let data: Option<&str> = row.get_ref(0)?.as_str_or_null()?;
    Ok(data.map(serde_json::from_str).transpose()?)
}

/// The field that shows the title of a card.
pub(super) fn title(project: &Project) -> Option<FieldId> {
    let is_title = |field: &&Field| field.kind == FieldKind::Mirrored(Mirrored::Title);
    project.fields.iter().find(is_title).map(|field| field.id.clone())
}

pub(super) fn all(connection: &Connection) -> Result<Vec<Known>, Fault> {
    let mut select = connection.prepare_cached(
        "SELECT host, owner, number, data, length(items) / 4, synced_at, opened_at
         FROM project LEFT JOIN ranking ON ranking.project = project.n
         ORDER BY opened_at DESC NULLS LAST, project.n",
    )?;
    let mut rows = select.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let data: Option<&str> = row.get_ref(3)?.as_str_or_null()?;
        let project = data.map(serde_json::from_str::<Project>).transpose()?;
        found.push(Known {
            key: key(row)?,
            title: project.map(|project| project.title),
            items: row.get::<_, Option<u32>>(4)?.unwrap_or(0) as usize,
            synced_at: row.get::<_, Option<i64>>(5)?.map(stamp),
            opened_at: row.get::<_, Option<i64>>(6)?.map(stamp),
        });
    }
    Ok(found)
}

/// The key in the first three columns of a row.
pub(super) fn key(row: &Row<'_>) -> Result<Key, Fault> {
    Ok(Key { host: row.get(0)?, project: ProjectRef { owner: row.get(1)?, number: row.get(2)? } })
}

/// The number of a project, if it has a row.
pub(super) fn find(connection: &Connection, key: &Key) -> Result<Option<i64>, Fault> {
    let mut select =
        connection.prepare_cached("SELECT n FROM project WHERE host = ?1 AND owner = ?2 AND number = ?3")?;
    let found = select.query_row((&key.host, &key.project.owner, key.project.number), |row| row.get(0));
    Ok(found.optional()?)
}

/// The number of a project, which gets a row if it has none.
pub(super) fn add(write: &Write<'_>, key: &Key) -> Result<i64, Fault> {
    if let Some(project) = find(write.transaction, key)? {
        return Ok(project);
    }
    let mut insert = write
        .transaction
        .prepare_cached("INSERT INTO project (host, owner, number) VALUES (?1, ?2, ?3) RETURNING n")?;
    Ok(insert.query_row((&key.host, &key.project.owner, key.project.number), |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, key, note, pull, save};
    use super::*;

    #[test]
    fn the_project_opened_last_comes_first() {
        let mut store = Store::in_memory();
        let other = Key { host: "ghe.example.com".to_owned(), ..key() };
        save(&mut store, &pull(&["a", "b"]));
        store.opened(&key(), at(1)).unwrap();
        store.opened(&other, at(2)).unwrap();
        let known = store.projects().unwrap();
        assert_eq!(known.iter().map(|known| &known.key).collect::<Vec<_>>(), [&other, &key()]);
        assert_eq!((known[0].title.as_deref(), known[0].items), (None, 0));
        assert_eq!((known[1].title.as_deref(), known[1].items), (Some("Roadmap"), 2));
        assert_eq!(known[1].opened_at, Some(at(1)));
    }

    #[test]
    fn projects_of_the_same_name_on_two_hosts_have_nothing_in_common() {
        let mut store = Store::in_memory();
        let other = Key { host: "ghe.example.com".to_owned(), ..key() };
        save(&mut store, &pull(&["a"]));
        store.push(&key(), &[note(1, "a")], None).unwrap();
        assert!(store.load(&other).unwrap().is_none_or(|loaded| loaded.snapshot.is_empty()));
        assert_eq!(store.pending(&other).unwrap(), []);
        store.push(&other, &[note(2, "a")], None).unwrap();
        assert_eq!((store.pending(&key()).unwrap().len(), store.pending(&other).unwrap().len()), (1, 1));
    }

    #[test]
    fn an_owner_is_the_same_in_any_case_of_letters() {
        let mut store = Store::in_memory();
        save(&mut store, &pull(&["a"]));
        let shouted = Key { host: "GitHub.com".into(), project: "Octo-Org/5".parse().unwrap() };
        assert_eq!(store.load(&shouted).unwrap().unwrap().snapshot.len(), 1);
    }
}
