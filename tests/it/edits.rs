//! Everything that can be done to a card arrives at GitHub exactly once and comes back, also when answers are lost.

use std::collections::BTreeSet;
use std::path::Path;

use sprintty::clock::Clock;
use sprintty::domain::create::{self, Known};
use sprintty::domain::item::{IssueState, Label, Link, Milestone};
use sprintty::domain::repository;
use sprintty::domain::{
    Attribute, Conflict, Edit, EditId, FieldKind, ItemId, Member, Progress, Timestamp, Value,
};
use sprintty::emulator::make::choices;
use sprintty::emulator::seed::blank;
use sprintty::emulator::world::{self, World};
use sprintty::emulator::{By, Emulator, Fault, Trouble};
use sprintty::store::Store;
use sprintty::sync::{Command, Link as Connection};
use uuid::Uuid;

use crate::support::desk::{Desk, github_at, key};

pub(super) const ISSUE: &str = "Fix login";
pub(super) const PULL: &str = "Speed up start";
pub(super) const DRAFT: &str = "Think about caching";
pub(super) const OLD: &str = "Old plan";
pub(super) const TEXT: &str = "Buy cake";
pub(super) const BLOCKER: &str = "Choose a library";
pub(super) const PARENT: &str = "Sign-in epic";
/// Nothing is done to these until they are taken off the project.
pub(super) const LEAVING: [&str; 2] = ["Out of date", "Out of reach"];

/// Faster than life: between two writes GitHub wants a second, and there are many writes here.
pub(super) fn clock() -> Clock {
    Clock::hurried(20)
}

pub(super) fn server(clock: &Clock) -> Emulator {
    let mut board = blank(&["Inbox", "Done"]);
    for title in [ISSUE, BLOCKER, PARENT, LEAVING[0]] {
        board.issue(title, "Inbox");
    }
    board.pull_request(PULL, "Inbox");
    board.pull_request(LEAVING[1], "Inbox");
    board.draft(DRAFT, "Inbox");
    board.draft(TEXT, "Inbox");
    board.archived(OLD, "Inbox");
    for (name, kind) in [
        ("Risk", world::FieldKind::SingleSelect(choices("Risk", &["High"]))),
        ("Cost", world::FieldKind::Number),
        ("Begun", world::FieldKind::Date),
        ("Reason", world::FieldKind::Text),
        ("Teams", world::FieldKind::MultiSelect(choices("Teams", &["web", "data"]))),
    ] {
        let field = board.world.add_issue_field(name, kind);
        board.world.show_issue_field(board.project, field);
    }
    board.world.add_milestone(board.repository, "v1", None);
    board.world.add_issue_type("Bug", "RED");
    github_at(board.world, clock.clone())
}

/// What a card is linked to, as a card of it shows.
pub(super) fn link(desk: &Desk, title: &str) -> Link {
    let item = desk.view().item(&desk.find(title)).expect("it was found").clone();
    let work = item.work().expect("an issue");
    Link {
        id: work.id.clone(),
        number: work.number,
        title: title.to_owned(),
        repository: work.repository.clone(),
        open: true,
    }
}

/// A value for every field of the project that takes one.
fn fields(desk: &Desk, item: &ItemId) -> Vec<Edit> {
    let value = |kind: &FieldKind| match kind {
        FieldKind::Text => Some(Value::Text("a note".into())),
        FieldKind::Number => Some(Value::Number(2.5)),
        FieldKind::Date => Some(Value::Date("2026-12-01".parse().expect("a day"))),
        FieldKind::SingleSelect(options) => {
            options.last().map(|option| Value::SingleSelect(option.id.clone()))
        }
        FieldKind::MultiSelect(options) => {
            Some(Value::MultiSelect(options.iter().take(2).map(|option| option.id.clone()).collect()))
        }
        FieldKind::Iteration(sprints) => sprints.first().map(|sprint| Value::Iteration(sprint.id.clone())),
        FieldKind::Mirrored(_) | FieldKind::Unknown(_) => None,
    };
    let edit = |field: &sprintty::domain::Field| {
        let to = Some(value(&field.kind)?);
        Some(Edit::SetField { item: item.clone(), field: field.id.clone(), to })
    };
    desk.view().project.fields.iter().filter_map(edit).collect()
}

pub(super) fn label(name: &str) -> Member {
    Member::Label(Label { name: name.into(), colour: 0x00d7_3a4a })
}

/// What is done, in this order.
pub(super) fn edits(desk: &Desk) -> Vec<Edit> {
    let [issue, pull, draft, text, old] = [ISSUE, PULL, DRAFT, TEXT, OLD].map(|title| desk.find(title));
    let [blocker, parent] = [BLOCKER, PARENT].map(|title| desk.find(title));
    let set = |item: &ItemId, to: Attribute| Edit::Set { item: item.clone(), to };
    let on = |item: &ItemId, entry: Member| Edit::Link { item: item.clone(), entry, on: true };
    let milestone = || Some(Milestone { title: "v1".into(), due: None, open: true });
    let new = ItemId::local(EditId(Uuid::now_v7()));
    let mut edits = fields(desk, &issue);
    edits.extend([
        set(&old, Attribute::Archived(false)),
        set(&old, Attribute::Title("New plan".to_owned())),
        set(&issue, Attribute::Body("- [x] done".to_owned())),
        set(&issue, Attribute::Milestone(milestone())),
        set(&issue, Attribute::Kind(Some("Bug".into()))),
        set(&issue, Attribute::Parent(Some(link(desk, PARENT)))),
        on(&issue, Member::Assignee("bob".into())),
        on(&issue, Member::Assignee("carol".into())),
        on(&issue, label("bug")),
        on(&issue, Member::BlockedBy(link(desk, BLOCKER))),
        set(&issue, Attribute::State(IssueState::NotPlanned)),
        set(&blocker, Attribute::State(IssueState::Completed)),
        set(&parent, Attribute::State(IssueState::Duplicate)),
        Edit::Comment { item: issue.clone(), body: "Not **now**.".to_owned() },
        set(&pull, Attribute::Title("Start at once".to_owned())),
        set(&pull, Attribute::Milestone(milestone())),
        set(&pull, Attribute::State(IssueState::NotPlanned)),
        on(&pull, label("docs")),
        set(&pull, Attribute::Archived(true)),
        set(&text, Attribute::Title("Bake cake".to_owned())),
        set(&text, Attribute::Body("With cherries".to_owned())),
        on(&text, Member::Assignee("alice".into())),
        on(&text, Member::Assignee("bob".into())),
        set(&draft, Attribute::Body("Cache it all".to_owned())),
        Edit::Convert { item: draft.clone(), repository: "alice/box".into() },
        on(&draft, label("docs")),
        Edit::AddIssue {
            item: new.clone(),
            repository: "alice/box".into(),
            title: "Write docs".to_owned(),
            body: "All of them".to_owned(),
        },
        on(&new, label("docs")),
        on(&new, Member::Assignee("alice".into())),
        Edit::Comment { item: new, body: "Begun.".to_owned() },
    ]);
    edits
}

/// All cards with all they hold, one a line.
pub(super) fn told(world: &World) -> Vec<String> {
    let project = &world.projects[0];
    let people = |ids: &[sprintty::emulator::Id]| {
        let names: Vec<&str> = ids.iter().filter_map(|id| Some(world.user(*id)?.login.as_str())).collect();
        names.join("+")
    };
    let line = |item: &world::Item| {
        let of_issue = world.issue(item.content).into_iter().flat_map(|issue| &issue.values);
        let of_issue = of_issue.filter_map(|(id, value)| Some(world.issue_field(*id)?.wording(value)));
        let values = project.fields.iter().filter_map(|field| world.reads(item.id, &field.name));
        let values = values.chain(of_issue).collect::<Vec<_>>().join("; ");
        let archived = if item.archived { " archived" } else { "" };
        let Some(post) = world.post(item.content) else {
            let draft = world.draft(item.content).expect("a draft");
            let (title, body, people) = (&draft.title, &draft.body, people(&draft.assignees));
            return format!("draft {title} | {body} | {people} | {values}{archived}");
        };
        let labels: Vec<&str> =
            post.labels.iter().filter_map(|id| Some(world.label(*id)?.name.as_str())).collect();
        let comments = post.comments.iter();
        let comments: Vec<&str> = comments.map(|comment| comment.body.as_str()).collect();
        let issue = world.issue(item.content).map(|issue| {
            let title = |id: sprintty::emulator::Id| world.post(id).map_or("", |post| post.title.as_str());
            let blockers: Vec<&str> = issue.blocked_by.iter().map(|id| title(*id)).collect();
            let kind = issue.issue_type.is_some();
            format!("{:?} type {kind} parent {:?} after {blockers:?}", issue.reason, issue.parent.map(title))
        });
        format!(
            "{} | {} | {} | {labels:?} | milestone {} | closed {} | {comments:?} | {} | {values}{archived}",
            post.title,
            post.body,
            people(&post.assignees),
            post.milestone.is_some(),
            post.closed_at.is_some(),
            issue.unwrap_or_default(),
        )
    };
    world.items_of(project.id).map(line).collect()
}

/// Makes all edits under some trouble, until GitHub has confirmed each, and tells what it holds then.
fn after(faults: impl IntoIterator<Item = Fault>) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = clock();
    let emulator = server(&clock);
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    for fault in faults {
        emulator.fault(fault.on_mutations());
    }
    for edit in edits(&desk) {
        desk.edit(edit);
    }
    let wanted: Vec<String> = desk.view().items().map(|item| shown(item)).collect();
    desk.until_settled();
    let got: Vec<String> = desk.view().items().map(|item| shown(item)).collect();
    assert_eq!(got, wanted, "the board shows in the end what it showed at once");
    comes_back(&mut desk, ISSUE, "- [x] done", &["Not **now**."]);
    comes_back(&mut desk, "Bake cake", "With cherries", &[]);
    comes_back(&mut desk, DRAFT, "Cache it all", &[]);
    comes_back(&mut desk, "Write docs", "All of them", &["Begun."]);
    desk.quit();
    emulator.read(told)
}

/// Opens a card and waits until GitHub has told its text and what was said about it: no item comes with them.
pub(super) fn comes_back(desk: &mut Desk, title: &str, text: &str, comments: &[&str]) {
    let item = desk.find(title);
    desk.send(Command::Load(item.clone()));
    desk.until(&format!("{text:?} and {comments:?} of {title}"), |desk| {
        desk.opened.get(&item).is_some_and(|opened| {
            let said = opened.details.iter().flat_map(|details| &details.comments);
            let said: Vec<&str> = said.map(|comment| comment.body.as_str()).collect();
            opened.body.as_deref() == Some(text) && said == comments
        })
    });
}

/// What a card shows of what was edited.
pub(super) fn shown(item: &sprintty::domain::Item) -> String {
    let issue = item.issue();
    let parent = issue.and_then(|issue| issue.parent.as_ref()).map(|parent| parent.title.clone());
    let blockers = issue.map(|issue| issue.blocked_by.iter().map(|by| by.title.clone()).collect::<Vec<_>>());
    let kind = issue.and_then(|issue| issue.kind.clone());
    let (people, labels, milestone) = (item.assignees(), item.labels(), item.milestone());
    let values = item.values.iter().map(|entry| format!("{}={:?}", entry.field, entry.value));
    let values: BTreeSet<String> = values.collect();
    format!(
        "{} {:?} {people:?} {labels:?} {milestone:?} {kind:?} {parent:?} {blockers:?} {values:?} {}",
        item.title(),
        item.state(),
        item.archived
    )
}

/// What GitHub holds when everything arrived once.
fn expected() -> Vec<String> {
    [
        "Fix login | - [x] done | bob+carol | [\"bug\"] | milestone true | closed true | [\"Not **now**.\"] | \
         Some(NotPlanned) type true parent Some(\"Sign-in epic\") after [\"Choose a library\"] | \
         Done; 2.5; a note; 2026-12-01; api, ui; Sprint 1; High; 2.5; 2026-12-01; a note; web, data",
        "Choose a library |  |  | [] | milestone false | closed true | [] | Some(Completed) type false parent None after [] | Inbox",
        "Sign-in epic |  |  | [] | milestone false | closed true | [] | Some(Duplicate) type false parent None after [] | Inbox",
        "Out of date |  |  | [] | milestone false | closed false | [] | None type false parent None after [] | Inbox",
        "Start at once |  |  | [\"docs\"] | milestone true | closed true | [] |  | Inbox archived",
        "Out of reach |  |  | [] | milestone false | closed false | [] |  | Inbox",
        "Think about caching | Cache it all |  | [\"docs\"] | milestone false | closed false | [] | \
         None type false parent None after [] | Inbox",
        "draft Bake cake | With cherries | alice+bob | Inbox",
        "New plan |  |  | [] | milestone false | closed false | [] | None type false parent None after [] | Inbox",
        "Write docs | All of them | alice | [\"docs\"] | milestone false | closed false | [\"Begun.\"] | \
         None type false parent None after [] | ",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn every_edit_arrives_and_comes_back() {
    assert_eq!(after([]), expected());
}

#[test]
fn every_edit_arrives_once_when_requests_are_lost() {
    assert_eq!(after([0, 2, 5].map(|n| Fault::after(n, Trouble::DroppedBefore))), expected());
}

#[test]
fn every_edit_arrives_once_when_answers_are_lost() {
    assert_eq!(after([0, 2, 5].map(|n| Fault::after(n, Trouble::DroppedAfter))), expected());
}

#[test]
fn every_edit_arrives_once_through_a_bad_gateway() {
    assert_eq!(after([0, 2, 5].map(|n| Fault::after(n, Trouble::BadGateway))), expected());
}

/// Makes a card with one line under some trouble, and tells what GitHub holds of it when all is confirmed.
fn made(line: &str, faults: impl IntoIterator<Item = Fault>) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = clock();
    let emulator = server(&clock);
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    desk.until("the directory", |desk| desk.directory.contains_key("alice/box"));
    let item = ItemId::local(EditId(Uuid::now_v7()));
    let edits = {
        let view = desk.view();
        let names = repository::of_project(&view.project, view.items());
        let repositories: Vec<_> =
            names.iter().map(|name| repository::look_up(&desk.directory, name, view.items())).collect();
        let known = Known {
            project: &view.project,
            repositories: &repositories,
            chosen: None,
            me: Some("alice"),
            effort: view.project.effort(None),
            axis: view.project.status(),
            today: "2026-11-20".parse().expect("a day"),
        };
        let card = create::parse(line, known);
        assert_eq!(card.wrong(), None, "{line}");
        card.edits(&item, "It fails.").expect("it has a place")
    };
    for fault in faults {
        emulator.fault(fault.on_mutations());
    }
    for edit in edits {
        desk.edit(edit);
    }
    let card = |desk: &Desk| desk.view().items().find(|item| item.title() == "Ship").map(|item| shown(item));
    let wanted = card(&desk);
    desk.until_settled();
    assert_eq!(card(&desk), wanted, "the board shows in the end what it showed at once");
    desk.quit();
    emulator.read(told).into_iter().filter(|line| line.contains("Ship")).collect()
}

#[test]
fn a_card_in_one_line_arrives_once_with_all_it_says() {
    let line = "Ship #bug @me ~3 >Done ^v1 %\"Sprint 1\"";
    let wanted = [
        "Ship | It fails. | alice | [\"bug\"] | milestone true | closed false | [] | None type false parent None after [] | \
         Done; 3; Sprint 1",
    ];
    assert_eq!(made(line, []), wanted);
    for trouble in [Trouble::DroppedBefore, Trouble::DroppedAfter, Trouble::BadGateway] {
        assert_eq!(made(line, [0, 2, 4].map(|n| Fault::after(n, trouble))), wanted, "{trouble:?}");
    }
    let draft = "Ship @me @bob ~3 >Done";
    let lost = [0, 1].map(|n| Fault::after(n, Trouble::DroppedAfter));
    assert_eq!(made(draft, lost), ["draft Ship | It fails. | alice+bob | Done; 3"]);
}

#[test]
fn what_no_repository_has_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = clock();
    let emulator = server(&clock);
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    let item = desk.find(ISSUE);
    desk.edit(Edit::Link { item: item.clone(), entry: label("urgent"), on: true });
    desk.edit(Edit::Link { item: item.clone(), entry: Member::Assignee("nobody".into()), on: true });
    desk.edit(Edit::Set { item, to: Attribute::Kind(Some("Epic".into())) });
    desk.until("three refusals", |desk| desk.status.stuck == 3);
    let pending = desk.replica.as_ref().expect("read").pending().to_vec();
    let why = pending.iter().map(|pending| {
        let Progress::Refused(refusal) = &pending.progress else { panic!("{:?}", pending.progress) };
        refusal.message.clone()
    });
    assert_eq!(
        why.collect::<Vec<_>>(),
        [
            "There is no label “urgent” in alice/box.",
            "There is nobody called nobody.",
            "Issues of alice/box have no type “Epic”.",
        ]
    );
    desk.quit();
}

#[test]
fn a_text_that_someone_else_changes_too_is_merged_on_the_way() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let clock = clock();
    let emulator = server(&clock);
    let issue = emulator.read(|world| world.item_titled(ISSUE).expect("it is there").content);
    let text = "# Goal\n\nShip it.\n\n- [ ] docs\n";
    let write = |text: &str| {
        emulator.edit(|world, now| world.edit_body(By::new("bob", now), issue, text)).expect("bob may write");
    };
    write(text);
    let mut desk = Desk::open_at(&path, &emulator, key(), clock);
    desk.until_synced();
    emulator.fault(Fault::always(Trouble::DroppedBefore).on_mutations());
    let edit = Edit::Set { item: desk.find(ISSUE), to: Attribute::Body(text.replace("[ ]", "[x]")) };
    desk.edit_text(edit, text);
    desk.until("that it can't be sent", |desk| matches!(desk.status.link, Connection::Offline { .. }));
    write(&text.replace("Ship it.", "Ship it on Friday."));
    let before = desk.status.synced_at;
    desk.send(Command::Sync { full: true });
    desk.until("a second read", |desk| desk.status.synced_at > before);
    emulator.calm();
    desk.until_settled();
    let held = emulator.read(|world| world.post(issue).expect("it is there").body.clone());
    assert_eq!(held, "# Goal\n\nShip it on Friday.\n\n- [x] docs\n");
    desk.quit();
}

/// An issue with a text, a desk that has read it, and the way in which Bob writes it anew, which the desk does not read by itself.
fn with_text(
    path: &Path,
    text: &str,
) -> (Emulator, Desk, impl Fn(&str) + use<>, impl Fn() -> String + use<>) {
    let clock = clock();
    let emulator = server(&clock);
    let issue = emulator.read(|world| world.item_titled(ISSUE).expect("it is there").content);
    let (bob, reader) = (emulator.clone(), emulator.clone());
    let write = move |text: &str| {
        bob.edit(|world, now| world.edit_body(By::new("bob", now), issue, text)).expect("bob may write");
    };
    let held = move || reader.read(|world| world.post(issue).expect("it is there").body.clone());
    write(text);
    let mut desk = Desk::open_at(path, &emulator, key(), clock);
    desk.until_synced();
    (emulator, desk, write, held)
}

#[test]
fn a_text_that_someone_else_changes_between_the_last_read_and_ours_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let (_emulator, mut desk, write, held) = with_text(&folder.path().join("store.db"), "one\ntwo\nthree\n");
    write("ONE\ntwo\nthree\n");
    let item = desk.find(ISSUE);
    desk.edit_text(
        Edit::Set { item, to: Attribute::Body("one\ntwo\nTHREE\n".to_owned()) },
        "one\ntwo\nthree\n",
    );
    desk.until_settled();
    assert_eq!(held(), "ONE\ntwo\nTHREE\n");
    desk.quit();
}

#[test]
fn two_texts_that_clash_wait_for_a_person_also_in_the_next_process() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let (emulator, mut desk, write, held) = with_text(&path, "one\n");
    write("theirs\n");
    let item = desk.find(ISSUE);
    let edit = desk.edit_text(Edit::Set { item, to: Attribute::Body("ours\n".to_owned()) }, "one\n");
    desk.until("the conflict", |desk| desk.conflicts == [edit]);
    desk.until("that nothing is to be sent", |desk| !desk.status.sending && desk.status.unsent == 1);
    desk.quit();
    assert_eq!(held(), "theirs\n");

    let store = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a store").store;
    let listed = store.load(&key()).expect("a store").expect("it was read").conflicts;
    assert_eq!(listed.iter().map(Conflict::edit).collect::<Vec<_>>(), [edit]);
    drop(store);
    let mut desk = Desk::open_at(&path, &emulator, key(), clock());
    desk.until_synced();
    assert_eq!(held(), "theirs\n", "a restart is no decision");
    desk.keep_ours(edit);
    desk.until_settled();
    assert_eq!(held(), "ours\n");
    let store = Store::open(&path, Timestamp::UNIX_EPOCH).expect("a store").store;
    assert_eq!(store.conflicts(&key()).expect("a store"), []);
    desk.quit();
}

#[test]
fn who_follows_hears_of_two_texts_that_clash_and_can_decide() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("store.db");
    let (emulator, mut desk, write, held) = with_text(&path, "one\n");
    let mut second = Desk::open_at(&path, &emulator, key(), clock());
    second.until("that it follows", |desk| desk.status.link == Connection::Following);
    write("theirs\n");
    let item = second.find(ISSUE);
    let edit = second.edit_text(Edit::Set { item, to: Attribute::Body("ours\n".to_owned()) }, "one\n");
    second.until("the conflict", |desk| desk.conflicts == [edit]);
    second.until("that it waits", |desk| (desk.status.unsent, desk.status.held) == (1, 1));
    second.keep_ours(edit);
    desk.until("the other's text", |desk| desk.conflicts == [edit]);
    second.until_settled();
    assert_eq!(held(), "ours\n");
    second.quit();
    desk.quit();
}
