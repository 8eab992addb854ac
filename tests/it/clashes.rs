//! What someone else did on GitHub while the network was out meets our edits of the same things.

use sprintty::domain::{Attribute, Edit, EditId, Value};
use sprintty::emulator::seed::{blank, release};
use sprintty::emulator::world::World;
use sprintty::emulator::{By, Emulator, Fault, Id, Trouble};
use sprintty::store::Key;
use sprintty::sync::{Command, Link};

use crate::support::desk::{Desk, github, key};

const CARD: &str = "Fix login";

/// The login of our own token, too: a change made elsewhere, in another window or by a script, is not ours.
const RIVALS: [&str; 2] = ["alice", "bob"];

fn small() -> World {
    let mut board = blank(&["Inbox", "Doing", "Done"]);
    board.issue(CARD, "Inbox");
    board.issue("Write docs", "Inbox");
    board.world
}

/// Makes an edit with the cable out, lets someone else do something on GitHub, and puts the cable back. Returns our edit once GitHub
/// has taken it.
fn meanwhile(
    emulator: &Emulator,
    key: Key,
    ours: impl FnOnce(&mut Desk) -> EditId,
    theirs: impl FnOnce(&mut World, By<'_>),
    login: &str,
) -> (Desk, EditId) {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut desk = Desk::open_project(&folder.path().join("store.db"), emulator, key);
    desk.until_synced();
    emulator.fault(Fault::always(Trouble::Offline));
    let edit = ours(&mut desk);
    desk.until("an offline status", |desk| matches!(desk.status.link, Link::Offline { .. }));
    emulator.edit(|world, now| theirs(world, By::new(login, now)));
    emulator.calm();
    desk.send(Command::Sync { full: false });
    desk.until_settled();
    (desk, edit)
}

fn card(world: &World) -> Id {
    world.item_titled(CARD).expect("it is there").id
}

#[test]
fn a_column_that_was_chosen_elsewhere_is_told_and_our_place_stays() {
    for login in RIVALS {
        let emulator = github(small());
        let ours = |desk: &mut Desk| desk.move_to(CARD, "Done");
        let theirs = |world: &mut World, by: By<'_>| {
            let card = card(world);
            world.set(by, card, "Status", "Doing").expect("both may write");
        };
        let (desk, edit) = meanwhile(&emulator, key(), ours, theirs, login);
        assert_eq!(desk.conflicts, [edit], "{login}");
        let column = emulator.read(|world| world.reads(card(world), "Status"));
        assert_eq!(column.as_deref(), Some("Done"), "{login}");
        desk.quit();
    }
}

#[test]
fn a_title_that_was_written_elsewhere_is_told_and_ours_stays() {
    for login in RIVALS {
        let emulator = github(small());
        let title = "Fix the login";
        let ours = |desk: &mut Desk| {
            desk.edit(Edit::Set { item: desk.find(CARD), to: Attribute::Title(title.to_owned()) })
        };
        let theirs = |world: &mut World, by: By<'_>| {
            let content = world.item_titled(CARD).expect("it is there").content;
            world.edit_title(by, content, "Repair login").expect("both may write");
        };
        let (desk, edit) = meanwhile(&emulator, key(), ours, theirs, login);
        assert_eq!(desk.conflicts, [edit], "{login}");
        assert!(emulator.read(|world| world.item_titled(title).is_some()), "{login}");
        desk.quit();
    }
}

#[test]
fn a_number_that_was_set_elsewhere_is_told_and_ours_stays() {
    for login in ["alice", "bob"] {
        let emulator = github(release());
        let (owner, number) =
            emulator.read(|world| (world.projects[0].owner.clone(), world.projects[0].number));
        let key =
            Key { host: "github.com".to_owned(), project: sprintty::domain::ProjectRef { owner, number } };
        let title = "Prefer the replica that holds the prefix";
        let ours = |desk: &mut Desk| {
            let field = desk.view().project.field_named("Effort").expect("a field").id.clone();
            let to = Some(Value::Number(55.0));
            desk.edit(Edit::SetField { item: desk.find(title), field, to })
        };
        let id = |world: &World| world.item_titled(title).expect("it is there").id;
        let theirs = |world: &mut World, by: By<'_>| {
            let card = id(world);
            world.set(by, card, "Effort", "7").expect("both may write");
        };
        let (desk, edit) = meanwhile(&emulator, key, ours, theirs, login);
        assert_eq!(desk.conflicts, [edit], "{login}");
        assert_eq!(emulator.read(|world| world.reads(id(world), "Effort")).as_deref(), Some("55"));
        desk.quit();
    }
}
