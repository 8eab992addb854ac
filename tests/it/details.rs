//! Opened cards and repositories, from an emulated GitHub through the store to whoever asks, with and without a network.

use sprintty::domain::form::{Body, questions};
use sprintty::domain::repository::look_up;
use sprintty::domain::{Change, Edit, ProjectRef};
use sprintty::emulator::seed::{blank, release};
use sprintty::emulator::{By, Emulator, Fault, Trouble};
use sprintty::store::Key;
use sprintty::sync::{Command, Link};

use crate::support::desk::{Desk, github};

const EPIC: &str = "Epic: share the KV cache between replicas";

fn demo() -> Key {
    Key { host: "github.com".to_owned(), project: ProjectRef { owner: "lumen".to_owned(), number: 1 } }
}

/// How often an operation was asked.
fn asked(emulator: &Emulator, operation: &str) -> u64 {
    emulator.usage().by_name.get(operation).copied().unwrap_or_default()
}

/// Opens a card and waits until GitHub's answer is there.
fn open(desk: &mut Desk, title: &str) -> sprintty::domain::ItemId {
    let item = desk.find(title);
    desk.send(Command::Load(item.clone()));
    desk.until("the details of the card", |desk| {
        desk.opened.get(&item).is_some_and(|opened| opened.details.is_some())
    });
    item
}

#[test]
fn an_opened_card_shows_what_people_said_and_what_hangs_on_it_offline_too() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let emulator = github(release());
    let mut desk = Desk::open_project(&path, &emulator, demo());
    desk.until_synced();
    let item = open(&mut desk, EPIC);
    let opened = &desk.opened[&item];
    let details = opened.details.clone().expect("just read");
    let said: Vec<&str> = details.comments.iter().filter_map(|comment| comment.author.as_deref()).collect();
    assert_eq!(said, ["alice", "bob", "erin"]);
    assert_eq!(
        details.sub_issues.total,
        desk.view().item(&item).and_then(|item| item.issue()).map_or(0, |issue| issue.sub_issues.total)
    );
    assert!(details.sub_issues.iter().any(|part| part.link.number == 23 && !part.assignees.is_empty()));
    assert!(opened.body.as_deref().is_some_and(|body| body.contains("## Done when")));
    assert!(
        opened.activity.iter().any(|entry| matches!(entry.change, Change::Field { .. })),
        "{:?}",
        opened.activity
    );
    desk.quit();

    emulator.fault(Fault::always(Trouble::Offline));
    let mut desk = Desk::open_project(&path, &emulator, demo());
    desk.send(Command::Load(item.clone()));
    desk.until("what the store has", |desk| desk.opened.contains_key(&item));
    assert_eq!(desk.opened[&item].details, Some(details));
    desk.quit();
}

#[test]
fn pull_requests_and_who_waits_are_shown_with_how_they_stand() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let emulator = github(release());
    let mut desk = Desk::open_project(&folder.path().join("store.db"), &emulator, demo());
    desk.until_synced();
    let item = open(&mut desk, "Look up shared prefixes before prefill");
    let details = desk.opened[&item].details.clone().expect("just read");
    let pulls: Vec<_> =
        details.pulls.iter().map(|closing| (closing.pull.number, closing.title.as_str())).collect();
    assert_eq!(pulls, [(30, "Look up prefixes in the block index")]);
    assert!(details.blocking.iter().any(|link| link.number == 25), "{:?}", details.blocking);
    desk.quit();
}

#[test]
fn a_card_is_asked_about_again_when_someone_has_commented() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut board = blank(&["Todo"]);
    let item = board.issue("Fix login", "Todo");
    let issue = board.content(item);
    let emulator = github(board.world);
    let mut desk = Desk::open(&folder.path().join("store.db"), &emulator);
    desk.until_synced();
    let item = open(&mut desk, "Fix login");
    assert!(desk.opened[&item].details.as_ref().is_some_and(|details| details.comments.is_empty()));
    emulator
        .edit(|world, now| world.comment(By::new("bob", now), issue, "On it\u{1b}[31m!"))
        .expect("bob may comment");
    // Opened now, it is still the same for all that is known here; the next read tells of a change.
    desk.send(Command::Sync { full: true });
    let before = desk.view().item(&item).and_then(|item| item.content_updated_at());
    desk.until("the new stamp", |desk| {
        desk.view().item(&item).and_then(|item| item.content_updated_at()) > before
    });
    desk.send(Command::Load(item.clone()));
    desk.until("the comment", |desk| {
        desk.opened[&item].details.as_ref().is_some_and(|details| details.comments.total == 1)
    });
    let details = desk.opened[&item].details.clone().expect("just read");
    assert_eq!(details.comments.some[0].body, "On it[31m!");
    assert_eq!(asked(&emulator, "Details"), 2);
    desk.quit();
}

#[test]
fn what_can_be_chosen_in_a_repository_is_there_at_the_next_start_without_a_network() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let emulator = github(release());
    let mut desk = Desk::open_project(&path, &emulator, demo());
    desk.until("the directory", |desk| desk.directory.contains_key("lumen/beacon"));
    let found = desk.directory["lumen/beacon"].clone();
    assert!(found.writable && found.labels.iter().any(|label| &*label.name == "core-release"));
    assert_eq!(found.people.some.len(), 6);
    let milestones: Vec<&str> = found.milestones.iter().map(|milestone| &*milestone.title).collect();
    assert_eq!(milestones[..2], ["v0.3", "v0.4"], "the next one comes first");
    assert!(found.kinds.iter().any(|kind| &*kind.name == "Bug"));
    let names: Vec<&str> = found.templates.iter().map(|template| template.name.as_str()).collect();
    assert_eq!(names, ["Story", "Bug report", "Wish for a release"]);
    let Body::Form(parts) = &found.templates[1].body else { panic!("bugs have a form") };
    assert_eq!(questions(parts).count(), 5);
    desk.quit();

    emulator.fault(Fault::always(Trouble::Offline));
    let mut desk = Desk::open_project(&path, &emulator, demo());
    desk.until("an offline status", |desk| matches!(desk.status.link, Link::Offline { .. }));
    assert_eq!(desk.directory.get("lumen/beacon"), Some(&found));
    let never = look_up(&desk.directory, &"lumen/incidents".into(), desk.view().items());
    assert_eq!(never.read_at, None, "no card of it can be seen");
    desk.quit();
}

#[test]
fn all_labels_of_a_repository_are_read_though_no_page_holds_them() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut board = blank(&["Todo"]);
    board.issue("Fix login", "Todo");
    for n in 0..250 {
        board.world.add_label(board.repository, &format!("label {n:03}"), "ededed");
    }
    let emulator = github(board.world);
    let mut desk = Desk::open(&folder.path().join("store.db"), &emulator);
    desk.until("the directory", |desk| desk.directory.contains_key("alice/box"));
    let found = &desk.directory["alice/box"];
    assert_eq!((found.labels.some.len(), found.labels.hidden()), (253, 0));
    assert_eq!((asked(&emulator, "Repository"), asked(&emulator, "Choices")), (1, 2));
    desk.quit();
}

#[test]
fn a_comment_is_changed_and_deleted_on_github_and_nobodys_words_are_lost() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut board = blank(&["Todo"]);
    let item = board.issue("Fix login", "Todo");
    let issue = board.content(item);
    let emulator = github(board.world);
    let by = |login| By::new(login, sprintty::clock::Clock::system().now());
    let comment = emulator.edit(|world, _| world.comment(by("alice"), issue, "One\n\nTwo")).expect("she may");
    let mut desk = Desk::open(&folder.path().join("store.db"), &emulator);
    desk.until_synced();
    let item = open(&mut desk, "Fix login");
    let said = desk.opened[&item].details.as_ref().expect("just read").comments.some[0].clone();
    assert!(said.editable && said.deletable);
    let set = |was: &str, to: Option<&str>| Edit::SetComment {
        item: item.clone(),
        comment: said.id.clone(),
        was: was.to_owned(),
        to: to.map(str::to_owned),
    };
    let body = || emulator.read(|world| world.find_comment(comment).map(|(_, comment)| comment.body.clone()));
    desk.edit(set("One\n\nTwo", Some("One\n\nTwo, three")));
    desk.until_settled();
    assert_eq!(body().as_deref(), Some("One\n\nTwo, three"));
    // Someone else changes it before the next text is sent.
    emulator.edit(|world, _| world.reword(by("alice"), comment, Some("ONE\n\nTwo, three"))).expect("she may");
    desk.edit(set("One\n\nTwo, three", Some("One\n\nTwo, three, four")));
    desk.until_settled();
    assert_eq!(body().as_deref(), Some("ONE\n\nTwo, three, four"));
    let clash = desk.edit(set("One\n\nTwo, three", Some("Mine")));
    desk.until("the clash", |desk| desk.conflicts.contains(&clash));
    assert_eq!(body().as_deref(), Some("ONE\n\nTwo, three, four"));
    desk.keep_ours(clash);
    desk.until("our text", |_| body().as_deref() == Some("Mine"));
    desk.edit(set("Mine", None));
    desk.until("the end of it", |_| body().is_none());
    desk.quit();
}
