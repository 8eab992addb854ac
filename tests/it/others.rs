//! Several processes on one store hear of each other at once: none of them does anything by the clock here.

use sprintty::clock::Clock;
use sprintty::domain::{Edit, EditId, Pending, Timestamp, Value};
use sprintty::emulator::seed::blank;
use sprintty::emulator::{By, Emulator, Fault, Trouble, World};
use sprintty::store::Store;
use sprintty::sync::machine::Pace;
use sprintty::sync::{Command, Link};
use uuid::Uuid;

use crate::support::desk::{Desk, github, key};

fn small() -> Emulator {
    let mut blank = blank(&["Inbox", "Done"]);
    blank.issue("Fix login", "Inbox");
    blank.issue("Write docs", "Inbox");
    github(blank.world)
}

/// What GitHub has for the Status of a card.
fn status(emulator: &Emulator, title: &str) -> Option<String> {
    emulator.read(|world| world.reads(world.item_titled(title)?.id, "Status"))
}

/// Someone sets the Status of a card on GitHub.
fn set_status(emulator: &Emulator, title: &str, column: &str) {
    emulator.edit(|world, now| {
        let item = world.item_titled(title).expect("it is there").id;
        world.set(By::new("bob", now), item, "Status", column).expect("bob may write");
    });
}

/// The Status of a card as someone sees it.
fn seen(desk: &Desk, title: &str) -> String {
    let card = desk.cards().into_iter().find(|(_, other)| other == title);
    card.map(|(column, _)| column).expect("it is there")
}

/// Whether GitHub has taken all that someone knows of.
fn all_sent(desk: &Desk) -> bool {
    !desk.replica.as_ref().is_some_and(|replica| replica.pending().iter().any(Pending::is_unsent))
}

#[test]
fn who_leads_sends_an_edit_that_another_process_puts_into_the_store() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut leader = Desk::open_calm(&path, &emulator);
    leader.until_synced();
    let mut other = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a store").store;
    for (title, column) in [("Fix login", "Done"), ("Write docs", "Done"), ("Fix login", "Inbox")] {
        let base = other.load(&key()).expect("a store").expect("it was read").snapshot;
        let field = base.project.status().expect("a Status field");
        let option = field.options().iter().find(|option| option.name == column).expect("a column");
        let to = Some(Value::SingleSelect(option.id.clone()));
        let edit = Edit::SetField { item: leader.find(title), field: field.id.clone(), to };
        let id = EditId(Uuid::now_v7());
        let edit = Pending::new(id, id, edit, &base, None, leader.now());
        other.push(&key(), &[edit], None).expect("it is saved");
        leader.until("the other's edit", |desk| seen(desk, title) == column);
        leader.until("that it is sent", all_sent);
        assert_eq!(status(&emulator, title).as_deref(), Some(column));
    }
    leader.quit();
}

#[test]
fn who_follows_sees_what_the_leader_reads() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut leader = Desk::open_calm(&path, &emulator);
    leader.until_synced();
    let mut follower = Desk::open_calm(&path, &emulator);
    follower.until("that it follows", |desk| desk.status.link == Link::Following);
    for column in ["Done", "Inbox"] {
        set_status(&emulator, "Fix login", column);
        leader.send(Command::Sync { full: true });
        leader.until("what bob did", |desk| seen(desk, "Fix login") == column);
        follower.until("what was read", |desk| seen(desk, "Fix login") == column);
    }
    follower.quit();
    leader.quit();
}

#[test]
fn what_who_follows_asks_to_be_read_is_read_by_the_leader() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut leader = Desk::open_calm(&path, &emulator);
    leader.until_synced();
    let mut follower = Desk::open_calm(&path, &emulator);
    follower.until("that it follows", |desk| desk.status.link == Link::Following);
    let item = follower.find("Fix login");
    let content = emulator.read(|world| world.item_titled("Fix login").expect("it is there").content);
    // Asked again, it is read again.
    let [look, full] = [false, true].map(|full| Command::Sync { full });
    for (n, command) in [look.clone(), look, full, Command::Read(item.clone())].into_iter().enumerate() {
        let title = format!("Fix login, part {n}");
        let retitle = |world: &mut World, now| world.edit_title(By::new("bob", now), content, &title);
        emulator.edit(retitle).expect("bob may write");
        follower.send(command);
        follower
            .until("what bob did", |desk| desk.view().item(&item).is_some_and(|item| item.title() == title));
    }
    follower.quit();
    leader.quit();
}

#[test]
fn of_those_who_follow_one_leads_when_the_leader_ends_and_sends_what_is_left() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut leader = Desk::open_calm(&path, &emulator);
    leader.until_synced();
    let [mut follower, mut last] = [(); 2].map(|()| Desk::open_calm(&path, &emulator));
    for desk in [&mut follower, &mut last] {
        desk.until("that it follows", |desk| desk.status.link == Link::Following);
    }
    emulator.fault(Fault::always(Trouble::Offline));
    follower.move_to("Fix login", "Done");
    leader.until("the other's move", |desk| seen(desk, "Fix login") == "Done");
    leader.until("that it can't be sent", |desk| matches!(desk.status.link, Link::Offline { .. }));
    leader.quit();
    emulator.calm();
    follower.until("that it is sent", all_sent);
    assert_eq!(status(&emulator, "Fix login").as_deref(), Some("Done"));
    assert_eq!(emulator.log().len(), 1);
    last.until("the other's move", |desk| seen(desk, "Fix login") == "Done");
    follower.quit();
    last.move_to("Write docs", "Done");
    last.until("that it is sent", all_sent);
    assert_eq!(status(&emulator, "Write docs").as_deref(), Some("Done"));
    last.quit();
}

#[test]
fn an_edit_that_the_disk_did_not_take_is_sent_by_who_inherits_the_lead() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut leader = Desk::open_calm(&path, &emulator);
    leader.until_synced();
    let mut follower = Desk::open_calm(&path, &emulator);
    follower.until("that it follows", |desk| desk.status.link == Link::Following);
    let full = "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END";
    rusqlite::Connection::open(&path).expect("the store").execute_batch(full).expect("a table of the store");
    follower.move_to("Fix login", "Done");
    follower.until("that it could not be kept", |desk| desk.trouble.is_some());
    leader.quit();
    follower.until("that it is sent", all_sent);
    assert_eq!(status(&emulator, "Fix login").as_deref(), Some("Done"));
    follower.quit();
}

#[test]
fn what_another_process_writes_while_one_starts_is_not_missed() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut first = Desk::open_calm(&path, &emulator);
    first.until_synced();
    first.quit();
    emulator.fault(Fault::always(Trouble::Offline));
    let pace = Pace { interval: 3600, resend_after: 0, ..Pace::default() };
    let meanwhile = || {
        let mut other = Desk::open_calm(&path, &emulator);
        other.move_to("Fix login", "Done");
        other.until("that it is kept", |desk| desk.saved > 0);
        other.quit();
    };
    let mut desk = Desk::open_slowly(&path, &emulator, key(), (Clock::system(), pace), meanwhile);
    desk.until("the other's move", |desk| seen(desk, "Fix login") == "Done");
    emulator.calm();
    desk.send(Command::Sync { full: false });
    desk.until("that it is sent", all_sent);
    assert_eq!(status(&emulator, "Fix login").as_deref(), Some("Done"));
    desk.quit();
}

#[cfg(unix)]
#[test]
fn who_leads_hears_that_another_process_has_set_the_store_aside() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let mut leader = Desk::open_calm(&path, &emulator);
    leader.until_synced();
    let other = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a store").store;
    drop(other.rebuild(Timestamp::UNIX_EPOCH).expect("a new store"));
    leader.until("a word about it", |desk| desk.trouble.is_some());
    leader.until("that it begins anew", |desk| desk.status.synced_at.is_none());
    leader.until_synced();
    leader.quit();
    let store = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a store").store;
    assert_eq!(store.load(&key()).expect("a store").expect("it was read again").snapshot.len(), 2);
}
