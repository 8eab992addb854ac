//! The engine, the client and the store against an emulated GitHub.

use sprintty::domain::{Edit, EditId, ItemId, Progress};
use sprintty::emulator::seed::{blank, release};
use sprintty::emulator::{Emulator, Fault, Trouble};
use sprintty::sync::{Command, Link};
use uuid::Uuid;

use crate::support::desk::{Desk, github};

const COLUMNS: [&str; 4] = ["Inbox", "This Month", "In Progress", "Done"];

fn small() -> Emulator {
    let mut blank = blank(&COLUMNS);
    blank.issue("Fix login", "Inbox");
    blank.issue("Write docs", "Inbox");
    blank.draft("Think about caching", "This Month");
    blank.pull_request("Speed up start", "In Progress");
    github(blank.world)
}

fn on_server(emulator: &Emulator) -> Vec<(String, String)> {
    emulator.read(|world| {
        let project = world.projects[0].id;
        world
            .items_of(project)
            .map(|item| {
                let column = world.reads(item.id, "Status").unwrap_or_default();
                (column, world.title(item).to_owned())
            })
            .collect()
    })
}

#[test]
fn a_move_is_seen_at_once_and_reaches_github() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = small();
    let mut desk = Desk::open(&folder.path().join("store.db"), &emulator);
    desk.until_synced();
    assert_eq!(desk.cards(), on_server(&emulator));
    desk.move_to("Fix login", "Done");
    assert_eq!(desk.cards()[0], ("Done".to_owned(), "Fix login".to_owned()));
    desk.until_settled();
    assert_eq!(on_server(&emulator)[0], ("Done".to_owned(), "Fix login".to_owned()));
    assert_eq!(emulator.log().len(), 1);
    desk.quit();
}

#[test]
fn what_is_moved_with_the_cable_out_arrives_when_it_is_back() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let emulator = small();
    let mut desk = Desk::open(&path, &emulator);
    desk.until_synced();
    desk.quit();

    emulator.fault(Fault::always(Trouble::Offline));
    let mut desk = Desk::open(&path, &emulator);
    desk.move_to("Write docs", "This Month");
    desk.until("an offline status", |desk| matches!(desk.status.link, Link::Offline { .. }));
    let moved = desk.cards();
    desk.quit();

    let mut desk = Desk::open(&path, &emulator);
    assert_eq!(desk.cards(), moved, "the move outlives the process");
    emulator.calm();
    desk.send(Command::Sync { full: false });
    desk.until_settled();
    assert_eq!(on_server(&emulator), moved);
    desk.quit();
}

#[test]
fn a_draft_whose_answer_is_lost_is_made_once() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = small();
    let mut desk = Desk::open(&folder.path().join("store.db"), &emulator);
    desk.until_synced();
    emulator.fault(Fault::once(Trouble::DroppedAfter).on_mutations());
    let id = EditId(Uuid::now_v7());
    let item = ItemId::local(id);
    desk.edit(Edit::AddDraft { item, title: "Ask about the release".to_owned(), body: String::new() });
    desk.move_to("Ask about the release", "Inbox");
    desk.until_settled();
    let made: Vec<_> =
        on_server(&emulator).into_iter().filter(|(_, title)| title == "Ask about the release").collect();
    assert_eq!(made, [("Inbox".to_owned(), "Ask about the release".to_owned())]);
    desk.quit();
}

#[test]
fn a_refused_edit_says_why_and_leaves_the_view() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = small();
    let mut desk = Desk::open(&folder.path().join("store.db"), &emulator);
    desk.until_synced();
    let before = desk.cards();
    emulator.edit(|world, _| world.projects[0].roles.retain(|login, _| login != "alice"));
    let edit = desk.move_to("Fix login", "Done");
    desk.until("a refusal", |desk| desk.status.stuck == 1);
    let pending = desk.replica.as_ref().expect("read").pending().to_vec();
    assert!(matches!(&pending[0].progress, Progress::Refused(why) if !why.message.is_empty()));
    assert_eq!(desk.cards(), before);
    desk.send(Command::Drop(edit));
    desk.until_settled();
    desk.quit();
}

#[test]
fn two_windows_on_one_store_show_the_same_and_send_each_edit_once() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let emulator = small();
    let mut first = Desk::open(&path, &emulator);
    first.until_synced();
    let mut second = Desk::open(&path, &emulator);
    second.until("that it follows", |desk| desk.status.link == Link::Following);
    second.move_to("Fix login", "Done");
    first.until("the other's move", |desk| desk.cards()[0].0 == "Done");
    first.until_settled();
    second.until_settled();
    assert_eq!(first.cards(), second.cards());
    assert_eq!(on_server(&emulator), first.cards());
    assert_eq!(emulator.log().len(), 1);
    first.quit();
    second.until("that it leads", |desk| desk.status.link == Link::Online);
    second.quit();
}

#[test]
fn the_whole_release_board_is_read_with_everything_on_it() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = github(release());
    let (owner, number, items) = emulator.read(|world| {
        let project = &world.projects[0];
        (project.owner.clone(), project.number, world.items_of(project.id).count())
    });
    assert!(items >= 43, "{owner}/{number} has {items}");
    drop(folder);
}
