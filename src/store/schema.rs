//! The tables, and how an older store gets them.

use rusqlite::{Connection, TransactionBehavior};

use super::error::Fault;

/// Every step from an empty file to the present, in order. Only ever append to it: stores out there have taken the earlier ones.
const STEPS: &[&str] = &[
    // Stamps are nanoseconds since 1970. `seq` is the number of the transaction that last wrote a row.
    // A project's items have rowids from `project << 32`, and its events from `project << 40`, so that they lie together in
    // the file and are read from end to end.
    // Rows of the outbox and of the undo journal name their project in full: they can be rescued without any other table.
    "CREATE TABLE state (seq INTEGER NOT NULL);
     INSERT INTO state (seq) VALUES (0);
     CREATE TABLE name (n INTEGER PRIMARY KEY, text TEXT NOT NULL);
     CREATE TABLE project (
         n INTEGER PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE, owner TEXT NOT NULL COLLATE NOCASE,
         number INTEGER NOT NULL, data TEXT, seq INTEGER NOT NULL DEFAULT 0, synced_at INTEGER, watermark INTEGER,
         full_at INTEGER, stamp INTEGER, opened_at INTEGER, UNIQUE (host, owner, number));
     CREATE TABLE ranking (project INTEGER PRIMARY KEY, items BLOB NOT NULL, seq INTEGER NOT NULL);
     CREATE TABLE item (
         n INTEGER PRIMARY KEY, project INTEGER NOT NULL, id TEXT NOT NULL, gone_at INTEGER, seq INTEGER NOT NULL,
         data BLOB NOT NULL, UNIQUE (project, id));
     CREATE INDEX item_by_seq ON item (project, seq);
     CREATE TABLE body (item INTEGER PRIMARY KEY, text TEXT NOT NULL);
     CREATE TABLE outbox (
         n INTEGER PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE, owner TEXT NOT NULL COLLATE NOCASE,
         number INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, progress TEXT NOT NULL, data TEXT NOT NULL);
     CREATE TABLE step (
         n INTEGER PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE, owner TEXT NOT NULL COLLATE NOCASE,
         number INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, undone INTEGER NOT NULL, data TEXT NOT NULL);
     CREATE TABLE event (n INTEGER PRIMARY KEY, item INTEGER NOT NULL, at INTEGER NOT NULL, data BLOB NOT NULL);
     CREATE INDEX event_by_item ON event (item);
     CREATE TABLE place_of_user (
         project INTEGER NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (project, what)) WITHOUT ROWID;",
    // An edit of an item that GitHub has just named may still use the local id: another process made it.
    "CREATE TABLE renamed (local TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;",
    // Views and repositories tell how many there are. Without a stamp the fields are read anew: they name their issue fields.
    "UPDATE project SET stamp = NULL, data = json_set(data,
         '$.views', json_object('some', json_extract(data, '$.views'), 'total', json_array_length(data, '$.views')),
         '$.repositories', json_object('some', json_extract(data, '$.repositories'),
                                       'total', json_array_length(data, '$.repositories')))
     WHERE data IS NOT NULL;",
    // Who follows hears of new names by this.
    "ALTER TABLE renamed ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;",
    // What can be chosen in repositories, and what opened cards have shown: GitHub sends both again.
    "CREATE TABLE repository (
         host TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE, asked_at INTEGER NOT NULL, data TEXT,
         seq INTEGER NOT NULL, PRIMARY KEY (host, name)) WITHOUT ROWID;
     CREATE TABLE detail (item INTEGER PRIMARY KEY, data TEXT NOT NULL);",
    // The event log knows changes of the issue type: an earlier version would take such a row for a damaged one.
    "",
    // What someone else changed too, until a person has decided: it names its project in full, as the outbox does.
    "CREATE TABLE conflict (
         n INTEGER PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE, owner TEXT NOT NULL COLLATE NOCASE,
         number INTEGER NOT NULL, edit TEXT NOT NULL UNIQUE, data TEXT NOT NULL);",
    // A stamp of the project that is too young to be trusted with what a walk has shown.
    "ALTER TABLE project ADD COLUMN young_stamp INTEGER;",
];

/// The format that this version writes.
#[expect(clippy::cast_possible_wrap, reason = "the list is short")]
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// What [`migrate`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Migrated {
    /// The store has the present format now.
    Ready,
    /// A later version wrote it.
    Newer(i64),
}

/// Takes the steps that a store has not taken yet, all or none.
pub(super) fn migrate(connection: &mut Connection) -> Result<Migrated, Fault> {
    if version(connection)? == KNOWN {
        return Ok(Migrated::Ready);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    let Ok(taken) = usize::try_from(found) else {
        return Err(Fault::Damaged(format!("its format is {found}")));
    };
    let Some(steps) = STEPS.get(taken..) else { return Ok(Migrated::Newer(found)) };
    for step in steps {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()?;
    Ok(Migrated::Ready)
}

fn version(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, key, note, open, pull, save};
    use super::super::{Error, Store};
    use super::*;

    fn take_first(connection: &Connection, steps: usize) {
        for step in &STEPS[..steps] {
            connection.execute_batch(step).unwrap();
        }
        connection.pragma_update(None, "user_version", i64::try_from(steps).unwrap()).unwrap();
    }

    /// The 64-bit hash of Fowler, Noll and Vo (FNV-1a), which is the same on every computer.
    fn hash(text: &str) -> u64 {
        text.bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    #[test]
    fn no_step_that_stores_out_there_have_taken_is_ever_changed() {
        let taken: [u64; 8] = [
            0x2224_d913_4e2f_2e3f,
            0x0877_401c_94be_66c9,
            0xdfeb_7633_906e_bb49,
            0x841c_a1c9_0620_0e79,
            0x0565_9c25_a8cd_9f9c,
            0xcbf2_9ce4_8422_2325,
            0xf5d2_2f36_68a9_b6bb,
            0xe798_22b4_a91d_119c,
        ];
        let steps: Vec<String> = STEPS.iter().map(|step| format!("{:#018x}", hash(step))).collect();
        let taken: Vec<String> = taken.iter().map(|step| format!("{step:#018x}")).collect();
        assert_eq!(steps, taken, "a step is only ever appended, and its hash here");
    }

    #[test]
    fn a_store_of_every_earlier_format_keeps_its_outbox_and_gets_the_present_one() {
        for steps in 0..STEPS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("store.db");
            let old = Connection::open(&path).unwrap();
            take_first(&old, steps);
            let expected: &[_] = if steps == 0 {
                &[]
            } else {
                let edit = note(1, "a");
                let data = serde_json::to_string(&edit).unwrap();
                let insert = "INSERT INTO outbox (host, owner, number, id, progress, data)
                              VALUES ('github.com', 'octo-org', 5, ?1, '\"Queued\"', ?2)";
                old.execute(insert, (edit.id.to_string(), data)).unwrap();
                &[edit]
            };
            drop(old);
            let mut store = open(&path);
            assert_eq!(store.pending(&key()).unwrap(), expected);
            save(&mut store, &pull(&["a"]));
            assert_eq!(version(&store.connection).unwrap(), KNOWN);
        }
    }

    #[test]
    fn a_project_that_was_read_before_lists_were_counted_is_still_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let old = Connection::open(&path).unwrap();
        take_first(&old, 2);
        let data = r#"{"id": "PVT_1", "reference": {"owner": "octo-org", "number": 5}, "title": "Roadmap", "url": "",
            "closed": false, "editable": true, "updated_at": "2026-11-20T10:00:00Z",
            "fields": [{"id": "F_1", "name": "Risk", "kind": "Number", "on_issue": true}],
            "views": [], "repositories": ["octo-org/app"]}"#;
        let insert = "INSERT INTO project (host, owner, number, data, stamp) VALUES ('github.com', 'octo-org', 5, ?1, 7)";
        old.execute(insert, [data]).unwrap();
        drop(old);
        let loaded = open(&path).load(&key()).unwrap().unwrap();
        let project = &loaded.snapshot.project;
        assert_eq!(project.repositories, vec!["octo-org/app".to_owned()].into());
        assert_eq!(project.fields[0].issue_field, None);
        assert_eq!(loaded.project_stamp, None, "the next probe has the fields read again");
    }

    #[test]
    fn a_newer_store_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let newer = Connection::open(&path).unwrap();
        newer.pragma_update(None, "user_version", KNOWN + 1).unwrap();
        let error = Store::open(&path, at(0)).unwrap_err();
        assert_eq!(error, Error::Newer { path, found: KNOWN + 1, known: KNOWN });
        assert_eq!(version(&newer).unwrap(), KNOWN + 1);
    }
}
