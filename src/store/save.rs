//! Saves what a read of GitHub brought.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{OptionalExtension, Transaction};

use super::error::Fault;
use super::packed::Writer;
use super::{Error, Key, Store, Write, column, event, load, outbox, project};
use crate::domain::order::merge;
use crate::domain::{Entry, Item, ItemId, Project, Pull, Timestamp};

/// How far the reads of a project have come. What is none stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Everything that changed before has been read.
    pub watermark: Option<Timestamp>,
    /// When the last complete read ended.
    pub synced_at: Option<Timestamp>,
    /// When every item was last read, changed or not.
    pub full_at: Option<Timestamp>,
    /// The stamp GitHub had on the project then, where all that it stands for has been read.
    pub project_stamp: Option<Timestamp>,
    /// A stamp for which a walk found nothing: the list may have lagged behind it. It is walked once more when it is older.
    pub young_stamp: Option<Timestamp>,
}

impl Marks {
    /// These, and where they say nothing, earlier ones.
    #[must_use]
    pub fn after(self, earlier: Self) -> Self {
        Self {
            watermark: self.watermark.or(earlier.watermark),
            synced_at: self.synced_at.or(earlier.synced_at),
            full_at: self.full_at.or(earlier.full_at),
            project_stamp: self.project_stamp.or(earlier.project_stamp),
            young_stamp: self.young_stamp.or(earlier.young_stamp),
        }
    }
}

/// A part of a read of GitHub, as it is saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it brought.
    pub pull: Pull,
    /// What that changed.
    pub log: Vec<Entry>,
    /// How far it reads.
    pub marks: Marks,
    /// When it was read.
    pub at: Timestamp,
}

/// An item's number inside its project: the low half of its row's number.
pub(super) type Number = u32;

impl Store {
    /// Saves a pull, what it changed and how far it reads, and drops the edits that it includes from the outbox: all or nothing.
    /// Returns the `seq` it was saved under.
    #[expect(clippy::too_many_arguments, reason = "one transaction, so one call")]
    pub fn save_pull(
        &mut self,
        key: &Key,
        pull: &Pull,
        log: &[Entry],
        marks: &Marks,
        now: Timestamp,
    ) -> Result<i64, Error> {
        self.write(|write| {
            save_part(write, key, (pull, log, marks), now)?;
            Ok(write.seq)
        })
    }

    /// Saves several parts of reads, in the order they were read, as [`Self::save_pull`] does one: all or none of them.
    pub fn save_parts(&mut self, key: &Key, parts: &[Part]) -> Result<i64, Error> {
        self.write(|write| {
            for Part { pull, log, marks, at } in parts {
                save_part(write, key, (pull, log, marks), *at)?;
            }
            Ok(write.seq)
        })
    }
}

fn save_part(
    write: &mut Write<'_>,
    key: &Key,
    (pull, log, marks): (&Pull, &[Entry], &Marks),
    now: Timestamp,
) -> Result<(), Fault> {
    let project = project::add(write, key)?;
    if let Some(new) = &pull.project {
        save_project(write, project, new)?;
    }
    let mut joined = Vec::new();
    let mut back = HashMap::new();
    for fetched in &pull.items {
        let (number, was) = save_item(write, project, &fetched.item)?;
        save_body(write.transaction, row_of(project, number), &fetched.body)?;
        if was != Was::There {
            joined.push(number);
            back.insert(fetched.item.id.clone(), was);
        }
    }
    let mut left = HashSet::new();
    for id in &pull.removed {
        left.extend(remove(write, project, id, now)?);
    }
    rank(write, project, &joined, &left, pull.order.as_deref())?;
    event::append(write, project, log, &back)?;
    outbox::delete(write.transaction, key, &pull.included)?;
    save_marks(write.transaction, project, marks)
}

/// The number of an item's row.
pub(super) fn row_of(project: i64, number: Number) -> i64 {
    project << 32 | i64::from(number)
}

/// The number of an item inside its project, from the number of its row.
pub(super) fn number_of(row: i64) -> Number {
    Number::try_from(row & i64::from(Number::MAX)).expect("the mask leaves 32 bits")
}

fn save_project(write: &Write<'_>, project: i64, new: &Project) -> Result<(), Fault> {
    let mut update = write
        .transaction
        .prepare_cached("UPDATE project SET data = ?2, seq = ?3 WHERE n = ?1 AND data IS NOT ?2")?;
    update.execute((project, serde_json::to_string(new)?, write.seq))?;
    Ok(())
}

/// What was known of an item before a pull brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Was {
    /// Nothing.
    New,
    There,
    /// It had left the project.
    Gone {
        /// When that was seen, as a column holds it.
        at: i64,
    },
    /// Only what had happened to it: the log outlived a damaged store.
    Logged,
}

/// Writes an item, unless it is there just so. Returns its number and what was known of it.
fn save_item(write: &mut Write<'_>, project: i64, item: &Item) -> Result<(Number, Was), Fault> {
    let mut writer = Writer::new(write.names);
    let data = writer.packed(item);
    let known = {
        let mut select = write.transaction.prepare_cached(
            "SELECT n, gone_at, data = ?3, length(data) FROM item WHERE project = ?1 AND id = ?2",
        )?;
        let known = select.query_row((project, item.id.as_str(), data), |row| {
            let was = match (row.get::<_, Option<i64>>(1)?, row.get::<_, i64>(3)?) {
                (None, _) => Was::There,
                (Some(_), 0) => Was::Logged,
                (Some(at), _) => Was::Gone { at },
            };
            Ok((row.get::<_, i64>(0)?, was, row.get::<_, bool>(2)?))
        });
        known.optional()?
    };
    let Some((row, was, same)) = known else {
        let row = insert(write.transaction, project, item.id.as_str(), (None, write.seq, data))?;
        return Ok((number_of(row), Was::New));
    };
    if !(was == Was::There && same) {
        let mut update = write
            .transaction
            .prepare_cached("UPDATE item SET gone_at = NULL, seq = ?2, data = ?3 WHERE n = ?1")?;
        update.execute((row, write.seq, data))?;
    }
    Ok((number_of(row), was))
}

/// Adds a row for an item. Returns its number.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    project: i64,
    id: &str,
    (gone_at, seq, data): (Option<i64>, i64, &[u8]),
) -> Result<i64, Fault> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO item (n, project, id, gone_at, seq, data)
         VALUES (1 + coalesce((SELECT max(n) FROM item WHERE n BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295), ?1 << 32),
                 ?1, ?2, ?3, ?4, ?5)
         RETURNING n",
    )?;
    Ok(insert.query_row((project, id, gone_at, seq, data), |row| row.get(0))?)
}

pub(super) fn save_body(transaction: &Transaction<'_>, row: i64, body: &str) -> Result<(), Fault> {
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO body (item, text) VALUES (?1, ?2)
         ON CONFLICT (item) DO UPDATE SET text = excluded.text WHERE text <> excluded.text",
    )?;
    upsert.execute((row, body))?;
    Ok(())
}

/// Marks an item as gone. Returns its number if it was there.
fn remove(write: &Write<'_>, project: i64, id: &ItemId, now: Timestamp) -> Result<Option<Number>, Fault> {
    let mut update = write.transaction.prepare_cached(
        "UPDATE item SET gone_at = ?3, seq = ?4 WHERE project = ?1 AND id = ?2 AND gone_at IS NULL RETURNING n",
    )?;
    let row = update.query_row((project, id.as_str(), column(now), write.seq), |row| row.get(0));
    Ok(row.optional()?.map(number_of))
}

/// Brings the order up to date, as [`crate::domain::Snapshot::pull`] does: new items come last, and what a walk missed stays
/// below its old neighbour.
fn rank(
    write: &Write<'_>,
    project: i64,
    joined: &[Number],
    left: &HashSet<Number>,
    order: Option<&[ItemId]>,
) -> Result<(), Fault> {
    if joined.is_empty() && left.is_empty() && order.is_none() {
        return Ok(());
    }
    let old = load::ranking(write.transaction, project)?.unwrap_or_default();
    let mut new = old.clone();
    new.extend(joined);
    new.retain(|number| !left.contains(number));
    if let Some(order) = order {
        let numbers = numbers(write.transaction, project)?;
        let walked: Vec<Number> = order.iter().filter_map(|id| numbers.get(id.as_str()).copied()).collect();
        new = merge(&new, &walked);
    }
    if new == old {
        return Ok(());
    }
    let blob: Vec<u8> = new.iter().flat_map(|number| number.to_le_bytes()).collect();
    let mut upsert = write.transaction.prepare_cached(
        "INSERT INTO ranking (project, items, seq) VALUES (?1, ?2, ?3)
         ON CONFLICT (project) DO UPDATE SET items = excluded.items, seq = excluded.seq",
    )?;
    upsert.execute((project, blob, write.seq))?;
    Ok(())
}

/// Every item that has a row, gone or not, by its id.
fn numbers(transaction: &Transaction<'_>, project: i64) -> Result<HashMap<Arc<str>, Number>, Fault> {
    let mut select = transaction.prepare_cached("SELECT id, n FROM item WHERE project = ?1")?;
    let mut rows = select.query([project])?;
    let mut numbers = HashMap::new();
    while let Some(row) = rows.next()? {
        numbers.insert(Arc::from(row.get_ref(0)?.as_str()?), number_of(row.get(1)?));
    }
    Ok(numbers)
}

fn save_marks(transaction: &Transaction<'_>, project: i64, marks: &Marks) -> Result<(), Fault> {
    let Marks { watermark, synced_at, full_at, project_stamp, young_stamp } = *marks;
    let mut update = transaction.prepare_cached(
        "UPDATE project SET watermark = coalesce(?2, watermark), synced_at = coalesce(?3, synced_at),
             full_at = coalesce(?4, full_at), stamp = coalesce(?5, stamp), young_stamp = coalesce(?6, young_stamp)
         WHERE n = ?1",
    )?;
    let [watermark, synced_at, full_at, stamp, young] =
        [watermark, synced_at, full_at, project_stamp, young_stamp].map(|mark| mark.map(column));
    update.execute((project, watermark, synced_at, full_at, stamp, young))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sample::{
        at, draft, edit_id, fetched, id, key, note, noted, one_of_each, project, pull, save,
    };
    use super::*;
    use crate::domain::{Change, Named, Provenance, Snapshot};

    fn titles(store: &Store) -> String {
        let loaded = store.load(&key()).unwrap().unwrap();
        loaded.snapshot.items().map(|item| item.title()).collect()
    }

    #[test]
    fn every_kind_of_item_comes_back_as_it_was() {
        let mut store = Store::in_memory();
        let items: Vec<_> = one_of_each().into_iter().map(fetched).collect();
        let snapshot = Snapshot::new(project("P"), items.iter().map(|fetched| Arc::clone(&fetched.item)));
        save(&mut store, &Pull { project: Some(project("P")), items, ..Pull::default() });
        assert_eq!(store.load(&key()).unwrap().unwrap().snapshot, snapshot);
        assert_eq!(store.body(&key(), &id("hidden")).unwrap().as_deref(), Some("The body of hidden."));
        assert_eq!(store.body(&key(), &id("unheard of")).unwrap(), None);
    }

    #[test]
    fn marks_come_back_and_stay_where_nothing_new_is_said() {
        let mut store = Store::in_memory();
        let first = Marks { watermark: Some(at(1)), synced_at: Some(at(2)), ..Marks::default() };
        let second = Marks {
            full_at: Some(at(3)),
            project_stamp: Some(at(4)),
            young_stamp: Some(at(5)),
            ..Marks::default()
        };
        store.save_pull(&key(), &pull(&["a"]), &[], &first, at(9)).unwrap();
        let seq = store.save_pull(&key(), &Pull::default(), &[], &second, at(9)).unwrap();
        let loaded = store.load(&key()).unwrap().unwrap();
        assert_eq!((loaded.watermark, loaded.synced_at), (Some(at(1)), Some(at(2))));
        assert_eq!((loaded.full_at, loaded.project_stamp), (Some(at(3)), Some(at(4))));
        assert_eq!(loaded.young_stamp, Some(at(5)));
        assert_eq!(loaded.seq, seq);
    }

    #[test]
    fn a_pull_is_saved_whole_or_not_at_all() {
        let mut store = Store::in_memory();
        store.push(&key(), &[note(1, "a")], None).unwrap();
        save(&mut store, &pull(&["a"]));
        let before = store.load(&key()).unwrap().unwrap();
        let fail = "CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END";
        store.connection.execute_batch(fail).unwrap();
        let entry = Entry {
            item: id("a"),
            at: at(1),
            seen_at: at(1),
            by: Some("a name that is new".into()),
            provenance: Provenance::Seen,
            change: Change::Added,
            named: Named::default(),
            excuse: None,
        };
        let second = Pull { removed: vec![id("a")], included: vec![edit_id(1)], ..pull(&["b"]) };
        assert!(store.save_pull(&key(), &second, &[entry], &Marks::default(), at(9)).is_err());
        assert_eq!(store.load(&key()).unwrap().unwrap(), before);

        store.connection.execute_batch("DROP TRIGGER full").unwrap();
        save(&mut store, &second);
        assert_eq!(titles(&store), "b", "names given out in vain do no harm");
    }

    #[test]
    fn edits_leave_the_outbox_with_the_pull_that_shows_them() {
        let mut store = Store::in_memory();
        store.push(&key(), &[note(1, "a"), note(2, "a")], None).unwrap();
        save(&mut store, &Pull { included: vec![edit_id(1)], ..pull(&["a"]) });
        assert_eq!(store.pending(&key()).unwrap(), [note(2, "a")]);
    }

    #[test]
    fn an_item_that_comes_back_stands_at_the_bottom() {
        let mut store = Store::in_memory();
        save(&mut store, &pull(&["a", "b", "c"]));
        save(&mut store, &Pull { removed: vec![id("a")], ..Pull::default() });
        assert_eq!(titles(&store), "bc");
        save(&mut store, &pull(&["a"]));
        assert_eq!(titles(&store), "bca");
    }

    #[test]
    fn the_same_item_again_is_no_news() {
        let mut store = Store::in_memory();
        let seq = save(&mut store, &pull(&["a", "b"]));
        save(
            &mut store,
            &Pull { items: vec![fetched(draft("a")), fetched(noted("b", "x"))], ..Pull::default() },
        );
        let news = store.since(&key(), seq).unwrap().pull;
        assert_eq!(news.items.iter().map(|fetched| fetched.item.title()).collect::<Vec<_>>(), ["b"]);
    }

    fn some_pull() -> impl Strategy<Value = Pull> {
        let ids = || prop::collection::vec("[a-f]", 0..4);
        let order = prop::option::of(Just("abcdefg".chars().collect::<Vec<_>>()).prop_shuffle());
        (ids(), "[xyz]", ids(), order, 0..8_usize).prop_map(|(items, note, removed, order, length)| Pull {
            items: items.iter().map(|id| fetched(noted(id, &note))).collect(),
            removed: removed.iter().map(|id| id.as_str().into()).collect(),
            order: order.map(|order| order.iter().take(length).map(|id| id.to_string().into()).collect()),
            ..Pull::default()
        })
    }

    proptest! {
        #[test]
        fn what_is_loaded_is_what_the_pulls_made(pulls in prop::collection::vec(some_pull(), 0..8)) {
            let mut store = Store::in_memory();
            let mut snapshot = Snapshot::new(project("Roadmap"), []);
            let mut follower = snapshot.clone();
            save(&mut store, &pull(&[]));
            let mut seq = 0;
            for (n, pull) in pulls.iter().enumerate() {
                let log = snapshot.pull(pull, at(30));
                store.save_pull(&key(), pull, &log, &Marks::default(), at(30)).expect("the pull is saved");
                if n % 2 == 1 {
                    let delta = store.since(&key(), seq).expect("the store is whole");
                    follower.pull(&delta.pull, at(40));
                    seq = delta.seq;
                }
            }
            let loaded = store.load(&key()).expect("the store is whole").expect("it was read");
            prop_assert_eq!(&loaded.snapshot, &snapshot);
            follower.pull(&store.since(&key(), seq).expect("the store is whole").pull, at(40));
            prop_assert_eq!(&follower, &snapshot, "who follows sees the same");
        }
    }
}
