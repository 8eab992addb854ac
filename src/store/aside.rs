//! Sets a damaged file aside, and saves from it what GitHub cannot send again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Row};

use super::error::Fault;
use super::packed::{Logged, Reader};
use super::{Error, Key, Notice, Opened, Store, conflict, event, file, name, outbox, project, stamp, step};
use crate::domain::{Conflict, Entry, ItemId, Pending, Step, Timestamp};

/// Gives the file another name and opens a new one with its outbox, conflicts and undo journal, as far as they
/// can be read.
/// The caller holds the lock.
pub(super) fn replace(path: &Path, now: Timestamp) -> Result<Opened, Error> {
    let to = free_name(path, now);
    let fail = |error: std::io::Error| Error::io(path, &error);
    // The log of recent writes belongs to the file: it may hold the newest edits.
    let log = file::beside(path, "-wal");
    if log.exists() {
        fs::rename(&log, file::beside(&to, "-wal")).map_err(fail)?;
    }
    fs::rename(path, &to).map_err(fail)?;
    match fs::remove_file(file::beside(path, "-shm")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(fail(error)),
        Ok(()) | Err(_) => {}
    }
    let saved = salvage(&to);
    let rescued = saved.edits.len();
    file::prepare(path)?;
    let mut store = Store::connect(path)?;
    store.write(|write| {
        for (key, pending) in &saved.edits {
            outbox::insert(write.transaction, key, pending)?;
        }
        for (key, clash) in saved.conflicts.values() {
            conflict::insert(write.transaction, key, clash)?;
        }
        saved.steps.values().try_for_each(|(key, old)| step::write(write.transaction, key, old))?;
        for (key, log) in saved.log {
            let project = project::add(write, &key)?;
            event::insert(write, project, log)?;
        }
        Ok(())
    })?;
    Ok(Opened { store, notices: vec![Notice::SetAside { to, rescued }] })
}

fn free_name(path: &Path, now: Timestamp) -> PathBuf {
    let name = file::beside(path, &now.format(".broken-%Y%m%d-%H%M%S").to_string());
    let others = (2..).map(|n| file::beside(&name, &format!("-{n}")));
    let mut names = std::iter::once(name.clone()).chain(others);
    names.find(|name| !name.exists()).expect("some number is free")
}

#[derive(Default)]
struct Saved {
    edits: Vec<(Key, Pending)>,
    /// By the numbers of their rows.
    conflicts: BTreeMap<i64, (Key, Conflict)>,
    /// By the numbers of their rows, that is in the order they were made.
    steps: BTreeMap<i64, (Key, Step)>,
    /// What happened to the items of each project.
    log: BTreeMap<Key, Vec<Entry>>,
}

/// Everything that can still be read. Whatever cannot is left out without a word: the file stays for whoever wants to try.
fn salvage(path: &Path) -> Saved {
    let Ok(connection) = open(path) else { return Saved::default() };
    let edits =
        rows(&connection, "SELECT host, owner, number, progress, data, n FROM outbox", outbox::pending);
    let steps = rows(&connection, "SELECT host, owner, number, undone, data, n FROM step", step::step);
    let conflicts =
        rows(&connection, "SELECT host, owner, number, edit, data, n FROM conflict", conflict::conflict);
    Saved { edits: edits.into_values().collect(), conflicts, steps, log: log(&connection) }
}

/// The event log. Its rows name projects, items and texts by numbers: what the tables of those do not tell is lost.
fn log(connection: &Connection) -> BTreeMap<Key, Vec<Entry>> {
    let Ok(names) = name::read(connection) else { return BTreeMap::new() };
    let keys = walk(connection, "SELECT host, owner, number, n FROM project", |row| {
        Ok((row.get(3)?, project::key(row)?))
    });
    let items = walk(connection, "SELECT n, project, id FROM item", |row| {
        Ok((row.get(0)?, (row.get::<_, i64>(1)?, ItemId::from(row.get_ref(2)?.as_str()?))))
    });
    let events = walk(connection, "SELECT n, item, at, data FROM event", |row| {
        let logged: Logged = Reader::new(row.get_ref(3)?.as_blob()?, &names).take()?;
        Ok((row.get(0)?, (row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, logged)))
    });
    let mut log: BTreeMap<Key, Vec<Entry>> = BTreeMap::new();
    for (row, at, logged) in events.into_values() {
        let Some((project, item)) = items.get(&row) else { continue };
        let Some(key) = keys.get(project) else { continue };
        log.entry(key.clone()).or_default().push(logged.of(item.clone(), stamp(at)));
    }
    log
}

fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // The damaged file stays as it is.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Rows that name their project in full, by their numbers, which are the sixth column.
fn rows<T>(
    connection: &Connection,
    select: &str,
    read: fn(&Row<'_>) -> Result<T, Fault>,
) -> BTreeMap<i64, (Key, T)> {
    walk(connection, select, |row| Ok((row.get(5)?, (project::key(row)?, read(row)?))))
}

/// Reads rows from the first on until damage stops it, then from the last back: only what lies between is lost. `read` gives the
/// number of a row and what it holds.
fn walk<T>(
    connection: &Connection,
    select: &str,
    read: impl Fn(&Row<'_>) -> Result<(i64, T), Fault>,
) -> BTreeMap<i64, T> {
    let mut found = BTreeMap::new();
    for direction in ["ASC", "DESC"] {
        let mut walk = || -> Result<(), Fault> {
            let mut statement = connection.prepare(&format!("{select} ORDER BY n {direction}"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                found.extend(read(row));
            }
            Ok(())
        };
        if walk().is_ok() {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Marks;
    use super::super::sample::{at, draft, fetched, key, note, open, project, pull, save, step};
    use super::*;
    use crate::domain::{Change, Named, Provenance, Pull, Theirs};

    const PAGE: usize = 8192;

    fn set_aside(opened: &Opened, rescued: usize) -> PathBuf {
        let [Notice::SetAside { to, rescued: found }] = &opened.notices[..] else {
            panic!("one notice: {:?}", opened.notices);
        };
        assert_eq!(*found, rescued);
        to.clone()
    }

    #[test]
    fn what_is_no_database_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        for (nth, name) in
            ["store.db.broken-20260921-141320", "store.db.broken-20260921-141320-2"].iter().enumerate()
        {
            let garbage = format!("{nth}: not a database").repeat(1_000);
            fs::write(&path, &garbage).unwrap();
            let mut opened = Store::open(&path, at(0)).unwrap();
            assert_eq!(set_aside(&opened, 0), folder.path().join(name));
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), garbage);
            save(&mut opened.store, &pull(&["a"]));
        }
    }

    /// A store of 2,000 items with edits on 300 of them, closed.
    fn filled(path: &Path) {
        let mut store = open(path);
        let items = (0..2_000).map(|n| fetched(draft(&format!("item {n}")))).collect();
        save(&mut store, &Pull { project: Some(project("P")), items, ..Pull::default() });
        let edits: Vec<Pending> = (0..300).map(|n| note(n, &format!("item {n}"))).collect();
        store.push(&key(), &edits, Some(&step(&edits[0]))).unwrap();
        store.save_conflict(&key(), &clash()).unwrap();
    }

    fn clash() -> Conflict {
        Conflict { ours: note(0, "item 0"), theirs: Theirs::Field("F_note".into(), None), by: None }
    }

    /// Overwrites each page that holds a text.
    fn damage(path: &Path, text: &str) {
        let mut bytes = fs::read(path).unwrap();
        let holds = |page: &[u8]| page.windows(text.len()).any(|window| window == text.as_bytes());
        for page in bytes.chunks_mut(PAGE).skip(1).filter(|page| holds(page)) {
            page.fill(0xA5);
        }
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn a_store_with_damaged_items_is_rebuilt_with_its_whole_outbox() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        filled(&path);
        damage(&path, "DI_item 1000");
        let store = open(&path);
        assert!(store.load(&key()).unwrap_err().is_corrupt());
        let opened = store.rebuild(at(0)).unwrap();
        let aside = set_aside(&opened, 300);
        assert!(aside.exists());
        assert_eq!(opened.store.pending(&key()).unwrap().len(), 300);
        assert_eq!(opened.store.steps(&key(), 9).unwrap(), [step(&note(0, "item 0"))]);
        assert_eq!(opened.store.conflicts(&key()).unwrap(), [clash()]);
        assert_eq!(opened.store.load(&key()).unwrap(), None, "the items are read from GitHub again");
    }

    #[test]
    fn of_a_damaged_outbox_everything_readable_is_rescued() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        filled(&path);
        damage(&path, &format!("\"{}\"", note(150, "").id));
        let opened = Store::open(&path, at(0)).unwrap();
        let rescued = opened.store.pending(&key()).unwrap();
        set_aside(&opened, rescued.len());
        assert!((200..300).contains(&rescued.len()), "{} of 300", rescued.len());
        assert_eq!(rescued[0], note(0, "item 0"));
        assert_eq!(rescued.last(), Some(&note(299, "item 299")));
    }

    #[test]
    fn edits_that_were_only_in_the_log_of_a_killed_process_are_rescued() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        filled(&path);
        let mut killed = open(&path);
        killed.push(&key(), &[note(300, "item 300")], None).unwrap();
        let elsewhere = folder.path().join("copy.db");
        for suffix in ["", "-wal"] {
            fs::copy(file::beside(&path, suffix), file::beside(&elsewhere, suffix)).unwrap();
        }
        damage(&elsewhere, "DI_item 1000");
        let opened = open(&elsewhere).rebuild(at(0)).unwrap();
        set_aside(&opened, 301);
    }

    #[test]
    fn what_happened_outlives_a_damaged_store_and_is_not_logged_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        filled(&path);
        let mut store = open(&path);
        let entry = |item: &str, seconds: u32, change: Change| Entry {
            item: item.into(),
            at: at(seconds),
            seen_at: at(30),
            by: None,
            provenance: Provenance::Reconstructed,
            change,
            named: Named::default(),
            excuse: None,
        };
        let added = entry("item 1", 1, Change::Added);
        let log = vec![added.clone(), entry("item 1", 5, Change::Archived { to: true })];
        store.save_pull(&key(), &Pull::default(), &log, &Marks::default(), at(30)).unwrap();
        drop(store);
        damage(&path, "DI_item 1000");
        let mut store = open(&path).rebuild(at(40)).unwrap().store;
        assert_eq!(store.history(&key(), None, None).unwrap(), log);
        assert_eq!(store.load(&key()).unwrap(), None);

        let news = entry("item 1", 9, Change::Archived { to: false });
        let first = [added, news.clone()];
        store.save_pull(&key(), &pull(&["item 1"]), &first, &Marks::default(), at(50)).unwrap();
        let known = store.history(&key(), None, None).unwrap();
        assert_eq!(known, [log, vec![news]].concat());
        assert_eq!(store.load(&key()).unwrap().unwrap().snapshot.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn two_processes_that_find_the_damage_set_the_file_aside_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        filled(&path);
        let (one, two) = (open(&path), open(&path));
        set_aside(&one.rebuild(at(0)).unwrap(), 300);
        let second = two.rebuild(at(1)).unwrap();
        assert_eq!(second.notices, []);
        assert_eq!(second.store.pending(&key()).unwrap().len(), 300);
    }
}
