//! The event log on disk: every change ever seen, oldest first. Nothing is ever taken out of it.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Rows};

use super::error::Fault;
use super::packed::{Logged, Reader, Writer};
use super::save::Was;
use super::{Error, Key, Store, Write, column, name, project, save, stamp};
use crate::domain::{Change, Entry, ItemId, Provenance, Timestamp};

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
            let mut entries = match item {
                Some(item) => of_item(connection, project, since, item)?,
                None => of_all(connection, project, since)?,
            };
            if let Some(title) = project::stored(connection, project)?.as_ref().and_then(project::title) {
                // Earlier versions logged a new title once more, as the value of the field of that name.
                entries
                    .retain(|entry| !matches!(&entry.change, Change::Field { field, .. } if *field == title));
            }
            entries.sort_by_key(|entry| entry.at);
            Ok(entries)
        })
    }
    /// What happened to an item, the newest first, at most so many entries.
    pub fn activity(&self, key: &Key, item: &ItemId, most: usize) -> Result<Vec<Entry>, Error> {
        let mut entries = self.history(key, None, Some(item))?;
        entries.reverse();
        entries.truncate(most);
        Ok(entries)
    }
}

fn of_item(connection: &Connection, project: i64, since: i64, item: &ItemId) -> Result<Vec<Entry>, Fault> {
    let Some(row) = row_of(connection, project, item)? else { return Ok(Vec::new()) };
    let mut select = connection
        .prepare_cached("SELECT item, at, data FROM event WHERE item = ?1 AND at >= ?2 ORDER BY n")?;
    read(connection, select.query([row, since])?, |_| Some(item.clone()))
}

/// Reads all of a project's log: to go through it is faster than to follow an index to most of it.
fn of_all(connection: &Connection, project: i64, since: i64) -> Result<Vec<Entry>, Fault> {
    let mut items = Vec::new();
    let mut select = connection.prepare_cached("SELECT id, n FROM item WHERE project = ?1")?;
    let mut rows = select.query([project])?;
    while let Some(row) = rows.next()? {
        let place = save::number_of(row.get(1)?) as usize;
        if place >= items.len() {
            items.resize(place + 1, None);
        }
        items[place] = Some(ItemId::from(row.get_ref(0)?.as_str()?));
    }
    let mut select = connection.prepare_cached(
        "SELECT item, at, data FROM event
         WHERE n >= ?1 << 40 AND n < (?1 + 1) << 40 AND at >= ?2 ORDER BY n",
    )?;
    let item = |row: i64| items.get(save::number_of(row) as usize).cloned().flatten();
    read(connection, select.query([project, since])?, item)
}

/// Reads rows of item, time, data.
fn read(
    connection: &Connection,
    mut rows: Rows<'_>,
    item: impl Fn(i64) -> Option<ItemId>,
) -> Result<Vec<Entry>, Fault> {
    let names = name::read(connection)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(item) = item(row.get(0)?) else {
            return Err(Fault::Damaged("an event is of no item".to_owned()));
        };
        let at = stamp(row.get(1)?);
        let logged: Logged = Reader::new(row.get_ref(2)?.as_blob()?, &names).take()?;
        entries.push(logged.of(item, at));
    }
    Ok(entries)
}

/// The row of an item.
pub(super) fn row_of(connection: &Connection, project: i64, item: &ItemId) -> Result<Option<i64>, Fault> {
    let mut select = connection.prepare_cached("SELECT n FROM item WHERE project = ?1 AND id = ?2")?;
    Ok(select.query_row((project, item.as_str()), |row| row.get(0)).optional()?)
}

/// Adds entries to the log. Of an item that is back, GitHub's stamps may tell what is logged already.
pub(super) fn append(
    write: &mut Write<'_>,
    project: i64,
    log: &[Entry],
    back: &HashMap<ItemId, Was>,
) -> Result<(), Fault> {
    let mut news = Vec::with_capacity(log.len());
    for entry in log {
        match back.get(&entry.item) {
            // Its return was seen only now.
            Some(Was::Gone { at }) if column(entry.at) <= *at => {
                let provenance = match entry.provenance {
                    Provenance::Ours => Provenance::Ours,
                    Provenance::Seen | Provenance::Reconstructed | Provenance::Found => Provenance::Seen,
                };
                news.push(Entry { at: entry.seen_at, provenance, ..entry.clone() });
            }
            Some(Was::Logged) if is_logged(write.transaction, project, entry)? => {}
            Some(Was::New | Was::There | Was::Gone { .. } | Was::Logged) | None => news.push(entry.clone()),
        }
    }
    insert(write, project, news)
}

/// Whether the log has the same change at the same moment.
fn is_logged(connection: &Connection, project: i64, entry: &Entry) -> Result<bool, Fault> {
    let known = of_item(connection, project, column(entry.at), &entry.item)?;
    Ok(known.iter().any(|known| known.at == entry.at && known.change == entry.change))
}

/// Adds entries as they are.
pub(super) fn insert(write: &mut Write<'_>, project: i64, log: Vec<Entry>) -> Result<(), Fault> {
    let last = "SELECT max(n) FROM event WHERE n >= ?1 << 40 AND n < (?1 + 1) << 40";
    let last: Option<i64> = write.transaction.prepare_cached(last)?.query_row([project], |row| row.get(0))?;
    for (entry, n) in log.into_iter().zip(last.unwrap_or(project << 40) + 1..) {
        let Entry { item, at, seen_at, by, provenance, change, named, excuse } = entry;
        let logged = Logged { seen_at, by, provenance, change, named, excuse };
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
            .prepare_cached("INSERT INTO event (n, item, at, data) VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute((n, row, column(at), data))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Marks;
    use super::super::sample::{at, draft, fetched, id, key, project, pull, save};
    use super::*;
    use crate::domain::field::Mirrored;
    use crate::domain::item::State;
    use crate::domain::item::{Checks, IssueState};
    use crate::domain::limit::Excuse;
    use crate::domain::{Field, FieldKind, Named, Project, Provenance, Pull, Value};

    fn entry(item: &str, seconds: u32, change: Change) -> Entry {
        Entry {
            item: id(item),
            at: at(seconds),
            seen_at: at(seconds + 1),
            by: Some("ann".into()),
            provenance: Provenance::Ours,
            change,
            named: Named::default(),
            excuse: None,
        }
    }

    fn one_of_each() -> Vec<Change> {
        let text = |text: &str| Some(Value::Text(text.into()));
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
            Change::Type { from: None, to: Some("Bug".into()) },
            Change::BlockedBy { by: "I_1".into(), on: true },
            Change::Parent { from: None, to: Some("I_2".into()) },
            Change::Moved { after: Some("b".into()) },
            Change::Reason { from: IssueState::NotPlanned, to: IssueState::Duplicate },
            Change::Repository { from: "octo/box".into(), to: "octo/crate".into() },
            Change::Reviewers { from: vec![], to: vec!["ann".into()] },
            Change::Pulls { from: vec!["octo/box#3".into()], to: vec![] },
            Change::Checks { from: None, to: Some(Checks::Failing) },
            Change::Ready { to: true },
        ]
    }

    fn logged(log: &[Entry]) -> Store {
        let mut store = Store::in_memory();
        save(&mut store, &pull(&["a"]));
        let elsewhere = Key { host: "ghe.example.com".to_owned(), ..key() };
        for key in [elsewhere, key()] {
            store.save_pull(&key, &Pull::default(), log, &Marks::default(), at(50)).unwrap();
        }
        store
    }

    #[test]
    fn every_kind_of_change_comes_back_as_it_was() {
        let mut log: Vec<Entry> = (0..).zip(one_of_each()).map(|(n, change)| entry("a", n, change)).collect();
        log[3].excuse = Some(Excuse { most: 5, reason: "it burns".to_owned() });
        assert_eq!(logged(&log).history(&key(), None, None).unwrap(), log);
    }

    #[test]
    fn an_item_that_comes_back_joins_when_it_is_seen_again() {
        let first = entry("a", 1, Change::Added);
        let mut store = Store::in_memory();
        let mut take = |pull: &Pull, log: &[Entry], seconds| {
            store.save_pull(&key(), pull, log, &Marks::default(), at(seconds)).unwrap();
        };
        take(&pull(&["a"]), std::slice::from_ref(&first), 2);
        let gone = entry("a", 20, Change::Removed);
        let removed = Pull { removed: vec![id("a")], ..Pull::default() };
        take(&removed, std::slice::from_ref(&gone), 20);
        let back = Entry { seen_at: at(40), ..first.clone() };
        let closed = Entry { at: at(30), ..entry("a", 39, Change::Archived { to: true }) };
        take(&pull(&["a"]), &[back.clone(), closed.clone()], 40);
        let back = Entry { at: at(40), ..back };
        assert_eq!(store.history(&key(), None, None).unwrap(), [first, gone, closed, back]);
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

    #[test]
    fn the_value_that_earlier_versions_kept_of_the_title_field_is_read_no_more() {
        let mut store = Store::in_memory();
        let mut project = Project::clone(&project("Roadmap"));
        let kind = FieldKind::Mirrored(Mirrored::Title);
        project.fields.push(Field {
            id: "F_title".into(),
            name: "Title".to_owned(),
            kind,
            issue_field: None,
        });
        let mut item = draft("a");
        item.set(&"F_title".into(), Some(Value::Text("a".into())));
        item.set(&"F_note".into(), Some(Value::Text("b".into())));
        let items = vec![fetched(item)];
        let pull = Pull { project: Some(Arc::new(project)), items, ..Pull::default() };
        let set = |field: &str| Change::Field { field: field.into(), from: None, to: None };
        let log = [entry("a", 1, set("F_title")), entry("a", 2, set("F_note"))];
        store.save_pull(&key(), &pull, &log, &Marks::default(), at(9)).unwrap();
        assert_eq!(store.history(&key(), None, None).unwrap(), log[1..]);
        let loaded = store.load(&key()).unwrap().unwrap();
        let values = &loaded.snapshot.item(&id("a")).unwrap().values;
        assert_eq!(values.iter().map(|entry| entry.field.as_str()).collect::<Vec<_>>(), ["F_note"]);
    }
}
