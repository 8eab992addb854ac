//! A disk that takes some writes and not others, for a while: what it did not take is written later, in an order that loses and
//! doubles nothing.

use std::path::Path;

use sprintty::domain::{Edit, EditId, ItemId, Pending, Timestamp};
use sprintty::emulator::seed::blank;
use sprintty::emulator::{By, Emulator, Fault, Trouble};
use sprintty::store::{Loaded, Store};
use sprintty::sync::{Command, Link};
use uuid::Uuid;

use crate::support::desk::{Desk, github, key};

const CARD: &str = "Fix login";
const FULL: &str = "BEGIN SELECT RAISE(ABORT, 'no room'); END;";

fn small() -> Emulator {
    let mut blank = blank(&["Inbox", "Doing", "Done"]);
    blank.issue(CARD, "Inbox");
    blank.issue("Write docs", "Inbox");
    github(blank.world)
}

/// Has the disk refuse some writes: each is a name, and what may not be done.
fn fill(path: &Path, writes: &[(&str, &str)]) {
    let all = writes.iter().map(|(name, what)| format!("CREATE TRIGGER {name} BEFORE {what} {FULL}"));
    let all = all.collect::<Vec<_>>().concat();
    rusqlite::Connection::open(path).expect("the store").execute_batch(&all).expect("tables of the store");
}

/// Makes room again.
fn make_room(path: &Path, writes: &[(&str, &str)]) {
    let all = writes.iter().map(|(name, _)| format!("DROP TRIGGER {name};")).collect::<Vec<_>>().concat();
    rusqlite::Connection::open(path).expect("the store").execute_batch(&all).expect("triggers of the store");
}

/// That an edit was taken by GitHub, and that it is over.
const CONFIRMATION: [(&str, &str); 2] =
    [("mark", "UPDATE ON outbox WHEN NEW.progress LIKE '%Accepted%'"), ("row", "DELETE ON outbox")];

/// What GitHub has for the Status of the card.
fn status(emulator: &Emulator) -> Option<String> {
    emulator.read(|world| world.reads(world.item_titled(CARD)?.id, "Status"))
}

/// Someone sets the Status of the card on GitHub.
fn set_status(emulator: &Emulator, column: &str) {
    emulator.edit(|world, now| {
        let item = world.item_titled(CARD).expect("it is there").id;
        world.set(By::new("bob", now), item, "Status", column).expect("bob may write");
    });
}

fn seen(desk: &Desk) -> String {
    desk.cards().into_iter().find(|(_, title)| title == CARD).expect("it is there").0
}

/// Reads every card once more, to the end.
fn read_all(desk: &mut Desk) {
    let now = desk.now();
    desk.send(Command::Sync { full: true });
    let is_next = |desk: &Desk| desk.status.ended.as_ref().is_some_and(|ended| ended.began >= now);
    desk.until("the end of a read", is_next);
}

fn stored(path: &Path) -> (Store, Loaded) {
    let store = Store::open(path, Timestamp::UNIX_EPOCH).expect("a store").store;
    let loaded = store.load(&key()).expect("it is whole").expect("it was read");
    (store, loaded)
}

/// The Status of the card, as the store has it.
fn kept(loaded: &Loaded) -> String {
    let status = loaded.snapshot.project.status().expect("a Status field");
    let card = loaded.snapshot.items().find(|item| item.title() == CARD).expect("it is there");
    status.show(card.value(&status.id).expect("it has one"))
}

/// Moves the card where the disk does not hear that GitHub has it, and lets someone else move it on.
fn moved_on(path: &Path, emulator: &Emulator) -> (Desk, EditId) {
    let mut desk = Desk::open_calm(path, emulator);
    desk.until_synced();
    fill(path, &CONFIRMATION);
    let ours = desk.move_to(CARD, "Doing");
    desk.until_settled();
    assert_eq!(status(emulator).as_deref(), Some("Doing"));
    set_status(emulator, "Done");
    read_all(&mut desk);
    assert_eq!(seen(&desk), "Done");
    (desk, ours)
}

#[test]
fn an_edit_whose_end_the_disk_took_late_is_not_sent_again_over_anothers() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let (mut desk, _) = moved_on(&path, &emulator);
    make_room(&path, &CONFIRMATION);
    desk.move_to("Write docs", "Done");
    desk.until_settled();
    desk.quit();
    let mut desk = Desk::open_calm(&path, &emulator);
    read_all(&mut desk);
    desk.quit();
    assert_eq!(status(&emulator).as_deref(), Some("Done"));
    let (_, loaded) = stored(&path);
    assert_eq!((kept(&loaded).as_str(), loaded.pending), ("Done", Vec::new()));
}

#[test]
fn an_edit_whose_end_the_disk_never_took_is_not_sent_over_anothers_without_a_word() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let (desk, ours) = moved_on(&path, &emulator);
    desk.quit();
    make_room(&path, &CONFIRMATION);
    let mut desk = Desk::open_calm(&path, &emulator);
    read_all(&mut desk);
    desk.until_settled();
    assert_eq!(desk.conflicts, [ours]);
    desk.quit();
}

#[test]
fn a_draft_is_made_once_though_the_disk_did_not_hear_that_github_has_it() {
    let unheard = [("name", "INSERT ON renamed"), CONFIRMATION[0], CONFIRMATION[1]];
    for room_before_the_end in [true, false] {
        let folder = tempfile::tempdir().expect("a place for the test");
        let (path, emulator) = (folder.path().join("store.db"), small());
        let mut desk = Desk::open_calm(&path, &emulator);
        desk.until_synced();
        fill(&path, &unheard);
        let item = ItemId::local(EditId(Uuid::now_v7()));
        let title = "Ask ops".to_owned();
        desk.edit(Edit::AddDraft { item: item.clone(), title: title.clone(), body: String::new() });
        desk.until_settled();
        read_all(&mut desk);
        if room_before_the_end {
            make_room(&path, &unheard);
            desk.quit();
            let (store, loaded) = stored(&path);
            assert_eq!(loaded.pending, []);
            assert!(store.names().expect("it is whole").iter().any(|(from, _)| *from == item));
        } else {
            desk.quit();
            make_room(&path, &unheard);
        }
        let mut desk = Desk::open_calm(&path, &emulator);
        for _ in 0..2 {
            read_all(&mut desk);
        }
        desk.until_settled();
        desk.quit();
        let made = |emulator: &Emulator| {
            emulator.read(|world| {
                let items = world.items_of(world.projects[0].id);
                items.filter(|item| world.title(item) == title).count()
            })
        };
        assert_eq!(made(&emulator), 1, "room before the end: {room_before_the_end}");
    }
}

#[test]
fn what_the_disk_has_of_a_read_is_never_more_than_it_took() {
    let items = [("item", "UPDATE ON item")];
    for room_before_the_end in [true, false] {
        let folder = tempfile::tempdir().expect("a place for the test");
        let (path, emulator) = (folder.path().join("store.db"), small());
        let mut desk = Desk::open_calm(&path, &emulator);
        desk.until_synced();
        let (_, before) = stored(&path);
        fill(&path, &items);
        set_status(&emulator, "Done");
        read_all(&mut desk);
        assert_eq!(seen(&desk), "Done");
        if room_before_the_end {
            make_room(&path, &items);
        }
        desk.quit();
        let (_, after) = stored(&path);
        if room_before_the_end {
            assert_eq!(kept(&after), "Done");
            assert!(after.synced_at > before.synced_at);
        } else {
            let marks = |loaded: &Loaded| (loaded.watermark, loaded.synced_at, loaded.project_stamp);
            assert_eq!((kept(&after), marks(&after)), (kept(&before), marks(&before)));
        }
    }
}

#[test]
fn of_two_edits_of_a_follower_the_older_does_not_reach_the_disk_after_the_newer() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut leader = Desk::open_calm(&path, &emulator);
    leader.until_synced();
    let mut follower = Desk::open_calm(&path, &emulator);
    follower.until("that it follows", |desk| desk.status.link == Link::Following);
    let project = &follower.view().project;
    let options = project.status().expect("a Status field").options();
    let doing = &options.iter().find(|option| option.name == "Doing").expect("a column").id;
    let older = format!("INSERT ON outbox WHEN NEW.data LIKE '%{}%'", doing.as_str());
    let older = [("older", older.as_str())];
    fill(&path, &older);
    follower.move_to(CARD, "Doing");
    follower.until("that it could not be kept", |desk| desk.trouble.is_some());
    follower.move_to(CARD, "Done");
    // What it writes after the two is there: then they would be, too.
    follower.send(Command::Remember(serde_json::json!("here")));
    let store = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a store").store;
    while store.recall(&key(), "screen").expect("it is whole").is_none() {
        std::thread::yield_now();
    }
    leader.move_to("Write docs", "Done");
    leader.until_settled();
    make_room(&path, &older);
    let is_sent =
        |desk: &Desk| !desk.replica.as_ref().is_some_and(|all| all.pending().iter().any(Pending::is_unsent));
    follower.until("that they are kept", |desk| desk.saved == 2);
    follower.until("that they are sent", is_sent);
    assert_eq!(status(&emulator).as_deref(), Some("Done"));
    follower.quit();
    leader.quit();
}

#[cfg(unix)]
#[test]
fn a_conflict_outlives_the_store_that_it_was_in() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut desk = Desk::open_calm(&path, &emulator);
    desk.until_synced();
    emulator.fault(Fault::always(Trouble::Offline));
    let ours = desk.move_to(CARD, "Doing");
    desk.until("an offline status", |desk| matches!(desk.status.link, Link::Offline { .. }));
    set_status(&emulator, "Done");
    emulator.calm();
    desk.send(Command::Sync { full: false });
    desk.until_settled();
    assert_eq!(desk.conflicts, [ours]);
    let other = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a store").store;
    drop(other.rebuild(Timestamp::UNIX_EPOCH).expect("a new store"));
    desk.until("that it begins anew", |desk| desk.status.synced_at.is_none());
    desk.until_synced();
    desk.quit();
    let (store, _) = stored(&path);
    let left = store.conflicts(&key()).expect("it is whole");
    assert_eq!(left.iter().map(sprintty::domain::Conflict::edit).collect::<Vec<_>>(), [ours]);
}
