//! The event log on disk: every change ever seen, oldest first. Nothing is ever taken out of it.

use rusqlite::{Connection, OptionalExtension, ToSql};

use super::error::Fault;
use super::packed::{Logged, Reader, Writer};
use super::{Error, Key, Store, Write, column, name, project, save, stamp};
use crate::domain::{Entry, ItemId, Timestamp};

impl Store {
    /// What happened at `since` or later, to one item or to any, oldest first.
    pub fn history(
        &self,
        key: &Key,
        since: Option<Timestamp>,
        item: Option<&ItemId>,
    ) -> Result<Vec<Entry>, Error> {
        self.read(|connection| {
            let Some(project) = project::find(connection, key)? else { return Ok(Vec::new()) };
            let since = since.map_or(i64::MIN, column);
            match item {
                Some(item) => match row_of(connection, project, item)? {
                    Some(row) => entries(connection, "event.item = ?1 AND at >= ?2", &[&row, &since]),
                    None => Ok(Vec::new()),
                },
                None => entries(connection, "event.project = ?1 AND at >= ?2", &[&project, &since]),
            }
        })
    }
}

fn entries(connection: &Connection, which: &str, parameters: &[&dyn ToSql]) -> Result<Vec<Entry>, Fault> {
    let names = name::read(connection)?;
    let mut select = connection.prepare_cached(&format!(
        "SELECT id, at, event.data FROM event JOIN item ON item.n = event.item WHERE {which} ORDER BY at, event.n"
    ))?;
    let mut rows = select.query(parameters)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let Logged { seen_at, by, provenance, change } =
            Reader::new(row.get_ref(2)?.as_blob()?, &names).take()?;
        let (item, at) = (ItemId::from(row.get_ref(0)?.as_str()?), stamp(row.get(1)?));
        entries.push(Entry { item, at, seen_at, by, provenance, change });
    }
    Ok(entries)
}

fn row_of(connection: &Connection, project: i64, item: &ItemId) -> Result<Option<i64>, Fault> {
    let mut select = connection.prepare_cached("SELECT n FROM item WHERE project = ?1 AND id = ?2")?;
    Ok(select.query_row((project, item.as_str()), |row| row.get(0)).optional()?)
}

/// Adds entries to the log.
pub(super) fn append(write: &mut Write<'_>, project: i64, log: &[Entry]) -> Result<(), Fault> {
    for entry in log {
        let Entry { item, at, seen_at, by, provenance, change } = entry.clone();
        let logged = Logged { seen_at, by, provenance, change };
        let row = if let Some(row) = row_of(write.transaction, project, &item)? {
            row
        } else {
            // An item that is only history: it is gone, and there is nothing to load.
            let gone = (Some(column(at)), write.seq, &[][..]);
            save::insert(write.transaction, project, item.as_str(), gone)?
        };
        let mut writer = Writer::new(write.names);
        let data = writer.packed(&logged);
        let mut insert = write
            .transaction
            .prepare_cached("INSERT INTO event (project, item, at, data) VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute((project, row, column(at), data))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Marks;
    use super::super::sample::{at, id, key, pull, save};
    use super::*;
    use crate::domain::item::State;
    use crate::domain::{Change, Provenance, Pull, Value};

    fn entry(item: &str, seconds: u32, change: Change) -> Entry {
        Entry {
            item: id(item),
            at: at(seconds),
            seen_at: at(seconds + 1),
            by: Some("ann".into()),
            provenance: Provenance::Ours,
            change,
        }
    }

    fn one_of_each() -> Vec<Change> {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        vec![
            Change::Added,
            Change::Removed,
            Change::Archived { to: true },
            Change::Field { field: "F".into(), from: None, to: text("x") },
            Change::State { from: State::Open, to: State::Dropped },
            Change::Title { from: "a".into(), to: "b".into() },
            Change::Assignees { from: vec!["ann".into()], to: vec![] },
            Change::Labels { from: vec![], to: vec!["bug".into(), "ui".into()] },
            Change::Milestone { from: Some("v1".into()), to: None },
            Change::BlockedBy { by: "I_1".into(), on: true },
            Change::Parent { from: None, to: Some("I_2".into()) },
            Change::Moved { after: Some("b".into()) },
        ]
    }

    fn logged(log: &[Entry]) -> Store {
        let mut store = Store::in_memory();
        save(&mut store, &pull(&["a"]));
        store.save_pull(&key(), &Pull::default(), log, &Marks::default(), at(50)).unwrap();
        store
    }

    #[test]
    fn every_kind_of_change_comes_back_as_it_was() {
        let log: Vec<Entry> = (0..).zip(one_of_each()).map(|(n, change)| entry("a", n, change)).collect();
        assert_eq!(logged(&log).history(&key(), None, None).unwrap(), log);
    }

    #[test]
    fn history_is_asked_for_by_time_and_by_item() {
        let log = [
            entry("a", 1, Change::Added),
            entry("never read", 2, Change::Added),
            entry("a", 3, Change::Removed),
        ];
        let store = logged(&log);
        assert_eq!(store.history(&key(), Some(at(2)), None).unwrap(), log[1..]);
        assert_eq!(store.history(&key(), None, Some(&id("never read"))).unwrap(), log[1..2]);
        assert_eq!(store.history(&key(), Some(at(2)), Some(&id("a"))).unwrap(), log[2..]);
        assert_eq!(store.load(&key()).unwrap().unwrap().snapshot.len(), 1, "history alone makes no item");
    }
}
