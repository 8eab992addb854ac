//! GitHub in a bad mood: the sync gets by with it, and says why it waits.

use sprintty::clock::Clock;
use sprintty::domain::Value;
use sprintty::emulator::seed::{blank, large};
use sprintty::emulator::{By, Emulator, Fault, Trouble};
use sprintty::store::Key;
use sprintty::sync::{Command, Link};

use crate::support::desk::{Desk, github_at, key};

const CARD: &str = "Fix login";

/// A small project, read, by a clock that is so many times as fast as life.
fn read(folder: &tempfile::TempDir, times: i32) -> (Emulator, Desk) {
    let mut board = blank(&["Inbox", "Doing", "Done"]);
    board.issue(CARD, "Inbox");
    board.issue("Write docs", "Inbox");
    let clock = Clock::hurried(times);
    let emulator = github_at(board.world, clock.clone());
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    (emulator, desk)
}

fn column(emulator: &Emulator) -> Option<String> {
    emulator.read(|world| world.reads(world.item_titled(CARD)?.id, "Status"))
}

fn move_elsewhere(emulator: &Emulator, to: &str) {
    emulator.edit(|world, now| {
        let card = world.item_titled(CARD).expect("it is there").id;
        world.set(By::new("bob", now), card, "Status", to).expect("bob may write");
    });
}

/// The column of the card as the desk shows it.
fn shown(desk: &Desk) -> String {
    desk.cards().into_iter().find(|(_, title)| title == CARD).expect("it is there").0
}

#[test]
fn a_write_that_is_too_fast_waits_as_long_as_github_asks_and_arrives() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (emulator, mut desk) = read(&folder, 60);
    emulator.fault(Fault::once(Trouble::SecondaryLimit(30)).on_mutations());
    desk.move_to(CARD, "Done");
    desk.until("that it is limited", |desk| matches!(desk.status.link, Link::Limited { .. }));
    assert_eq!((shown(&desk).as_str(), column(&emulator).as_deref()), ("Done", Some("Inbox")));
    desk.until_settled();
    assert_eq!(column(&emulator).as_deref(), Some("Done"));
    desk.quit();
}

#[test]
fn a_spent_budget_is_said_and_the_edit_is_sent_when_the_hour_is_over() {
    for trouble in [Trouble::PrimaryLimit, Trouble::PrimaryLimitUntyped] {
        let folder = tempfile::tempdir().expect("a place for the test");
        let (emulator, mut desk) = read(&folder, 1_000);
        emulator.fault(Fault::once(trouble));
        desk.move_to(CARD, "Done");
        desk.until("that it is limited", |desk| matches!(desk.status.link, Link::Limited { .. }));
        assert_eq!((desk.status.unsent, shown(&desk).as_str()), (1, "Done"), "{trouble:?}");
        desk.until_settled();
        assert_eq!(column(&emulator).as_deref(), Some("Done"), "{trouble:?}");
        desk.quit();
    }
}

#[test]
fn what_a_list_shows_late_is_there_in_the_end_and_nothing_goes_back_meanwhile() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (emulator, mut desk) = read(&folder, 60);
    emulator.fault(Fault::always(Trouble::StaleItems(40)));
    desk.move_to(CARD, "Doing");
    desk.until_settled();
    assert_eq!(shown(&desk), "Doing");
    move_elsewhere(&emulator, "Done");
    desk.send(Command::Sync { full: false });
    desk.until("the other's move", |desk| shown(desk) == "Done");
    desk.quit();
}

#[test]
fn a_gateway_that_gives_up_on_the_search_keeps_nothing_away() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (emulator, mut desk) = read(&folder, 60);
    emulator.fault(Fault::once(Trouble::BadGateway).on("Changed"));
    move_elsewhere(&emulator, "Done");
    desk.send(Command::Sync { full: false });
    desk.until("the other's move", |desk| shown(desk) == "Done");
    desk.quit();
}

/// Waits for the end of the next read, and says what it cost.
fn cost(desk: &mut Desk) -> u32 {
    let now = desk.now();
    let is_next = |desk: &Desk| desk.status.ended.as_ref().is_some_and(|ended| ended.began >= now);
    desk.until("the end of a read", is_next);
    desk.status.ended.as_ref().expect("it has ended").points
}

#[test]
fn after_an_edit_was_read_there_is_one_walk_at_most_and_every_other_read_costs_2_points() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = Clock::hurried(60);
    let emulator = github_at(large(1_000), clock.clone());
    let (owner, number) = emulator.read(|world| (world.projects[0].owner.clone(), world.projects[0].number));
    let key = Key { host: "github.com".to_owned(), project: sprintty::domain::ProjectRef { owner, number } };
    let path = folder.path().join("store.db");
    let mut desk = Desk::open_at(&path, &emulator, key.clone(), clock.clone());
    desk.until_synced();
    let view = desk.view();
    let item =
        view.items().find(|item| item.work().is_some() && !item.archived).expect("an issue").id.clone();
    let status = view.project.status().expect("a Status field");
    let to = status.options().last().map(|option| Value::SingleSelect(option.id.clone()));
    let field = status.id.clone();
    let title = sprintty::domain::Attribute::Title("Another title".to_owned());
    desk.edit_all([
        sprintty::domain::Edit::SetField { item: item.clone(), field, to },
        sprintty::domain::Edit::Set { item, to: title },
    ]);
    desk.until_settled();
    let (written, mut costs) = (desk.now(), Vec::new());
    while (desk.now() - written).num_seconds() < 200 {
        costs.push(cost(&mut desk));
    }
    desk.quit();
    let mut desk = Desk::open_at(&path, &emulator, key, clock);
    costs.push(cost(&mut desk));
    desk.quit();
    // On a large project the walk that the edit asks for waits for its turn.
    let dear: Vec<&u32> = costs.iter().filter(|cost| **cost > 2).collect();
    assert!(costs.len() > 10 && dear.len() <= 1, "{costs:?}");
}
