//! The engine, the client and the store against an emulated GitHub.

use std::path::Path;
use std::sync::Arc;

use sprintty::domain::{
    Change, Content, Edit, EditId, Fetched, Item, ItemId, Progress, ProjectRef, Provenance, Pull, Timestamp,
    Value,
};
use sprintty::emulator::seed::{blank, large, release};
use sprintty::emulator::{By, Emulator, Fault, Trouble};
use sprintty::store::{Key, Lead, Marks, Store};
use sprintty::sync::{Command, Link};
use uuid::Uuid;

use crate::support::desk::{Desk, github, key};

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
fn a_step_that_is_taken_back_before_it_was_sent_needs_no_request() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = small();
    let mut desk = Desk::open(&folder.path().join("store.db"), &emulator);
    desk.until_synced();
    let before = desk.cards();
    emulator.fault(Fault::always(Trouble::Offline));
    // Three cards change their column, two of them go to the bottom too, and one is new.
    let cards: Vec<ItemId> = before.iter().take(3).map(|(_, title)| desk.find(title)).collect();
    let last = desk.find(&before[3].1);
    let status = desk.view().project.status().expect("a Status field").clone();
    let done = status.options().iter().find(|option| option.name == "Done").expect("a column");
    let moved = |item: &ItemId| Edit::SetField {
        item: item.clone(),
        field: status.id.clone(),
        to: Some(Value::SingleSelect(done.id.clone())),
    };
    let mut edits: Vec<Edit> = cards.iter().map(moved).collect();
    edits.extend([(&cards[0], &last), (&cards[1], &cards[0])].map(|(item, after)| Edit::Place {
        item: item.clone(),
        after: Some(after.clone()),
        before: None,
    }));
    let item = ItemId::local(EditId(Uuid::now_v7()));
    edits.push(Edit::AddDraft { item, title: "New".to_owned(), body: String::new() });
    let mut back = Vec::new();
    for edit in edits {
        back.splice(0..0, edit.inverse(desk.view(), None));
        desk.edit(edit);
    }
    assert_ne!(desk.cards(), before);
    for edit in back {
        desk.edit(edit);
    }
    assert_eq!(desk.cards(), before);
    desk.until("that all of it is kept", |desk| desk.saved == 12);
    emulator.calm();
    desk.send(Command::Sync { full: false });
    desk.until_settled();
    assert_eq!(emulator.log(), [], "nothing is left to send");
    assert_eq!(on_server(&emulator), before);
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
fn an_edit_made_while_another_process_holds_the_store_for_long_is_not_lost() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let emulator = small();
    let mut desk = Desk::open(&path, &emulator);
    desk.until_synced();
    emulator.fault(Fault::always(Trouble::Offline));
    let mut other = rusqlite::Connection::open(&path).expect("the store");
    let writing = other
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .expect("nobody writes at the moment");
    writing.execute("UPDATE state SET seq = seq + 1", []).expect("a table of the store");
    desk.move_to("Fix login", "Done");
    desk.until("that it could not be kept", |desk| desk.trouble.is_some());
    writing.commit().expect("it is written");
    desk.until("that it is kept now", |desk| desk.saved > 0);
    assert_eq!(desk.cards()[0].0, "Done");
    desk.quit();
    emulator.calm();
    let mut desk = Desk::open(&path, &emulator);
    desk.until_settled();
    assert_eq!(on_server(&emulator)[0], ("Done".to_owned(), "Fix login".to_owned()));
    desk.quit();
}

fn project_of(emulator: &Emulator) -> Key {
    let (owner, number) = emulator.read(|world| (world.projects[0].owner.clone(), world.projects[0].number));
    Key { host: "github.com".to_owned(), project: ProjectRef { owner, number } }
}

#[test]
fn every_kind_of_item_and_field_of_the_release_board_is_read() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = github(release());
    let mut desk = Desk::open_project(&folder.path().join("store.db"), &emulator, project_of(&emulator));
    desk.until_synced();
    let view = desk.view();
    let count = |wanted: fn(&Content) -> bool| view.items().filter(|item| wanted(&item.content)).count();
    assert_eq!(view.len(), emulator.read(|world| world.items_of(world.projects[0].id).count()));
    assert!(count(|content| matches!(content, Content::Issue(_))) >= 30);
    assert!(count(|content| matches!(content, Content::PullRequest(_))) >= 2);
    assert!(count(|content| matches!(content, Content::Draft(_))) >= 2);
    assert!(count(|content| matches!(content, Content::Hidden)) >= 1);
    assert!(view.items().any(|item| item.archived));
    for kind in ["Status", "Effort", "Priority", "Sprint", "Target", "Notes", "Areas"] {
        let field = view.project.field_named(kind).unwrap_or_else(|| panic!("no field {kind}"));
        assert!(view.items().any(|item| item.value(&field.id).is_some()), "no value of {kind}");
    }
    let issues = || view.items().filter_map(|item| item.issue());
    assert!(issues().any(|issue| !issue.blocked_by.is_empty()));
    assert!(issues().any(|issue| issue.parent.is_some()));
    assert!(issues().any(|issue| issue.sub_issues.total > 0));
    assert!(issues().any(|issue| !issue.pulls.is_empty()));
    desk.quit();
}

#[test]
fn an_organizations_issue_field_is_shown_by_name_and_written_to_the_issue() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = github(release());
    let mut desk = Desk::open_project(&folder.path().join("store.db"), &emulator, project_of(&emulator));
    desk.until_synced();
    let risk = desk.view().project.field_named("Risk").expect("the project shows it").clone();
    let item = desk.find(RISKY);
    let shown = |desk: &Desk| {
        let card = desk.view().item(&item).expect("it is on the board");
        card.value(&risk.id).map(|value| risk.show(value))
    };
    assert_eq!(shown(&desk).as_deref(), Some("High"));

    let low = risk.options().iter().find(|option| option.name == "Low").expect("an option").id.clone();
    let to = Some(Value::SingleSelect(low));
    desk.edit(Edit::SetField { item: item.clone(), field: risk.id.clone(), to });
    desk.until_settled();
    assert_eq!(shown(&desk).as_deref(), Some("Low"), "as the next read brought it");
    assert_eq!(risk_of_issue(&emulator, RISKY).as_deref(), Some("Low"));
    desk.quit();
}

/// A card of the release board with a high risk.
const RISKY: &str = "Prefer the replica that holds the prefix";

/// The risk that the issue behind a card has on the server.
fn risk_of_issue(emulator: &Emulator, title: &str) -> Option<String> {
    emulator.read(|world| {
        let issue = world.issue(world.item_titled(title)?.content)?;
        let field = &world.issue_fields[0];
        let (_, value) = issue.values.iter().find(|(id, _)| *id == field.id)?;
        Some(field.wording(value))
    })
}

#[test]
fn a_full_read_costs_at_most_8_points_for_100_items_and_a_quiet_one_2() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = github(large(1_000));
    let mut desk = Desk::open_project(&folder.path().join("store.db"), &emulator, project_of(&emulator));
    desk.until_synced();
    desk.until("the directory", |desk| !desk.directory.is_empty());
    let full = emulator.usage().points;
    assert!(
        full <= 80 + 4,
        "{full} points: the items, and 1 + 2 + 1 for the probe, the fields and the repository"
    );
    let before = desk.status.synced_at;
    desk.send(Command::Sync { full: false });
    desk.until("a second read", |desk| desk.status.synced_at > before);
    let quiet = emulator.usage().points - full;
    assert_eq!(quiet, 2);
    desk.quit();
}

#[test]
fn a_rival_that_moves_and_edits_is_seen_by_the_next_read_and_logged() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let emulator = small();
    let mut desk = Desk::open(&path, &emulator);
    desk.until_synced();
    let began = desk.now();
    emulator.edit(|world, now| {
        let item = world.item_titled("Write docs").expect("it is there").id;
        let content = world.item(item).expect("it is there").content;
        world.set(By::new("bob", now), item, "Status", "Done").expect("bob may write");
        world.edit_title(By::new("bob", now), content, "Write the guide").expect("bob may write");
    });
    desk.send(Command::Sync { full: false });
    desk.until("the new title", |desk| desk.cards().iter().any(|(_, title)| title == "Write the guide"));
    assert!(desk.cards().contains(&("Done".to_owned(), "Write the guide".to_owned())));
    desk.quit();
    let store = Store::open(&path, began).expect("the store").store;
    let log = store.history(&key(), None, None).expect("the log");
    let seen: Vec<&Change> =
        log.iter().filter(|entry| entry.provenance == Provenance::Seen).map(|entry| &entry.change).collect();
    assert!(seen.iter().any(|change| matches!(change, Change::Field { from: Some(_), to: Some(_), .. })));
    assert!(seen.iter().any(|change| matches!(change, Change::Title { to, .. } if to == "Write the guide")));
}

#[test]
fn a_heavy_project_is_read_in_smaller_pages() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = github(large(60));
    emulator.fault(Fault::always(Trouble::PagesAbove(25)));
    let mut desk = Desk::open_project(&folder.path().join("store.db"), &emulator, project_of(&emulator));
    desk.until_synced();
    assert_eq!(desk.view().len(), 60);
    desk.quit();
}

#[test]
fn an_item_that_one_page_withholds_is_not_taken_for_removed() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = small();
    let mut desk = Desk::open(&folder.path().join("store.db"), &emulator);
    desk.until_synced();
    let before = desk.status.synced_at;
    emulator.fault(Fault::always(Trouble::ForbiddenNode(1)));
    desk.send(Command::Sync { full: true });
    desk.until("a second read", |desk| desk.status.synced_at > before);
    assert_eq!(desk.view().len(), 4);
    desk.quit();
}

#[test]
fn another_account_is_noticed_by_the_next_read() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let emulator = small();
    let mut desk = Desk::open(&path, &emulator);
    desk.until("who asks", |desk| desk.viewer.as_deref() == Some("alice"));
    desk.until_synced();
    desk.quit();
    emulator.edit(|world, _| world.add_token("demo", "bob", &["project", "repo", "read:org"]));
    let mut desk = Desk::open(&path, &emulator);
    desk.until("the other one", |desk| desk.viewer.as_deref() == Some("bob"));
    desk.quit();
}

/// A desk that follows, and the store of the one it follows: the test itself.
fn following(path: &Path, emulator: &Emulator) -> (Desk, Store, Lead) {
    let mut desk = Desk::open(path, emulator);
    desk.until_synced();
    desk.quit();
    let store = Store::open(path, Timestamp::UNIX_EPOCH).expect("a store").store;
    let lead = store.lead(&key()).expect("a lock file").expect("nobody else leads");
    let mut desk = Desk::open(path, emulator);
    desk.until("that it follows", |desk| desk.status.link == Link::Following);
    (desk, store, lead)
}

#[test]
fn who_follows_hears_of_a_conflict() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (mut desk, mut store, _lead) = following(&folder.path().join("store.db"), &small());
    let ours = desk.move_to("Fix login", "Done");
    desk.until("that it is kept", |desk| desk.saved > 0);

    let base = store.load(&key()).expect("a store").expect("it was read").snapshot;
    let status = base.project.status().expect("a Status field");
    let theirs = status.options().iter().find(|option| option.name == "In Progress").expect("a column");
    let mut item = Item::clone(base.item(&desk.find("Fix login")).expect("it is there"));
    item.set(&status.id, Some(Value::SingleSelect(theirs.id.clone())));
    let items = vec![Fetched { item: Arc::new(item), body: String::new() }];
    let pull = Pull { items, ..Pull::default() };
    store.save_pull(&key(), &pull, &[], &Marks::default(), desk.now()).expect("it is saved");
    desk.until("the conflict", |desk| desk.conflicts == [ours]);
    desk.quit();
}

#[test]
fn who_follows_hears_what_a_draft_is_called_though_its_edit_is_done_with() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (mut desk, mut store, _lead) = following(&folder.path().join("store.db"), &small());
    let id = EditId(Uuid::now_v7());
    let local = ItemId::local(id);
    let made =
        desk.edit(Edit::AddDraft { item: local.clone(), title: "New".to_owned(), body: String::new() });
    desk.until("that it is kept", |desk| desk.saved > 0);
    let to = ItemId::from("PVTI_new");
    let accepted = Progress::Accepted { at: desk.now() };
    store.accept_creation(&key(), made, &accepted, &local, &to).expect("it is named");
    let included = Pull { included: vec![made], ..Pull::default() };
    store.save_pull(&key(), &included, &[], &Marks::default(), desk.now()).expect("it is saved");
    desk.until("its name", |desk| desk.named.contains(&(local.clone(), to.clone())));
    desk.until_settled();
    desk.quit();
}

#[test]
fn who_follows_sees_the_neighbours_that_the_leader_gives_a_place() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (mut desk, mut store, _lead) = following(&folder.path().join("store.db"), &small());
    let (item, after) = (desk.find("Fix login"), desk.find("Write docs"));
    desk.edit(Edit::Place { item: item.clone(), after: Some(after), before: None });
    desk.until("that it is kept", |desk| desk.saved > 0);
    let below = desk.find("Speed up start");
    let mut row = store.pending(&key()).expect("a store").remove(0);
    row.edit = Edit::Place { item, after: Some(below), before: None };
    store.push(&key(), &[row], None).expect("it is saved");
    desk.until("the new place", |desk| desk.cards().last().is_some_and(|(_, title)| title == "Fix login"));
    desk.quit();
}

#[test]
fn what_who_follows_has_placed_stays_there_when_the_leader_dies() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (path, emulator) = (folder.path().join("store.db"), small());
    let (mut desk, store, lead) = following(&path, &emulator);
    let [first, second, third] = ["Fix login", "Write docs", "Speed up start"].map(|title| desk.find(title));
    // The first goes below the second, which then goes elsewhere without it.
    desk.edit(Edit::Place { item: first, after: Some(second.clone()), before: None });
    desk.edit(Edit::Place { item: second, after: Some(third), before: None });
    let shown = desk.cards();
    assert_eq!(shown.last().map(|(_, title)| title.as_str()), Some("Write docs"));
    desk.quit();
    drop((store, lead));
    let mut desk = Desk::open(&path, &emulator);
    desk.until_settled();
    assert_eq!(desk.cards(), shown);
    assert_eq!(on_server(&emulator), shown);
    desk.quit();
}

#[cfg(unix)]
#[test]
fn an_edit_made_after_another_process_set_the_store_aside_is_in_the_new_one() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let emulator = small();
    let mut leader = Desk::open(&path, &emulator);
    leader.until_synced();
    let mut follower = Desk::open(&path, &emulator);
    follower.until("that it follows", |desk| desk.status.link == Link::Following);
    emulator.fault(Fault::always(Trouble::Offline));

    let other = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a store").store;
    let store = other.rebuild(Timestamp::UNIX_EPOCH).expect("a new store").store;
    let edits = [leader.move_to("Fix login", "Done"), follower.move_to("Write docs", "Done")];
    leader.until("that it is kept", |desk| desk.saved > 0);
    follower.until("that it is kept", |desk| desk.saved > 0);
    let kept = store.pending(&key()).expect("a store");
    assert!(edits.iter().all(|edit| kept.iter().any(|row| row.id == *edit)), "{kept:?}");

    emulator.calm();
    leader.send(Command::Sync { full: false });
    leader.until_settled();
    follower.until_settled();
    let done: Vec<_> = on_server(&emulator).into_iter().filter(|(column, _)| column == "Done").collect();
    assert_eq!(done.len(), 2);
    assert_eq!(store.load(&key()).expect("a store").expect("it was read again").snapshot.len(), 4);
    leader.quit();
    follower.quit();
}
