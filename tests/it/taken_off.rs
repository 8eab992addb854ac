//! The other half of what can be done to a card, clearing, taking off, moving and deleting, arrives exactly once and comes back.

use sprintty::domain::item::IssueState;
use sprintty::domain::{Attribute, CommentId, Edit, ItemId, Member};
use sprintty::emulator::{By, Emulator, Fault, Trouble};
use sprintty::sync::Command;

use super::edits::{BLOCKER, DRAFT, ISSUE, LEAVING, OLD, PULL, TEXT};
use super::edits::{clock, comes_back, edits, label, link, server, shown, told};
use crate::support::desk::{Desk, key};

/// Says two things under the pull request, as GitHub's page would.
fn talk(emulator: &Emulator) {
    emulator
        .edit(|world, now| {
            let pull = world.item_titled(PULL).expect("it is there").content;
            for words in ["It is slow.", "Never mind."] {
                world.comment(By::new("alice", now), pull, words)?;
            }
            Ok::<(), sprintty::emulator::Refusal>(())
        })
        .expect("alice may");
}

/// What was said under a card.
fn comments(desk: &mut Desk, item: &ItemId) -> Vec<CommentId> {
    desk.send(Command::Load(item.clone()));
    desk.until("the details of the card", |desk| {
        desk.opened.get(item).is_some_and(|opened| opened.details.is_some())
    });
    let details = desk.opened[item].details.clone().expect("just read");
    details.comments.iter().map(|comment| comment.id.clone()).collect()
}

/// What undoes and takes off, in this order.
fn way_back(desk: &mut Desk, [issue, pull, draft, text, old]: [ItemId; 5]) -> Vec<Edit> {
    let set = |item: &ItemId, to: Attribute| Edit::Set { item: item.clone(), to };
    let off = |item: &ItemId, entry: Member| Edit::Link { item: item.clone(), entry, on: false };
    let said = comments(desk, &pull);
    let [slow, never] = said.as_slice() else { panic!("{said:?}") };
    let say = |comment: &CommentId, was: &str, to: Option<&str>| Edit::SetComment {
        item: pull.clone(),
        comment: comment.clone(),
        was: was.to_owned(),
        to: to.map(str::to_owned),
    };
    let held = desk.view().item(&issue).expect("it is there").values.clone();
    assert!(held.len() >= 11, "a value of each kind is there to be cleared: {held:?}");
    let clear = |field: &sprintty::domain::FieldId| Edit::SetField {
        item: issue.clone(),
        field: field.clone(),
        to: None,
    };
    let mut back: Vec<Edit> = held.iter().map(|entry| clear(&entry.field)).collect();
    back.extend([
        set(&issue, Attribute::Body(String::new())),
        set(&issue, Attribute::Milestone(None)),
        set(&issue, Attribute::Kind(None)),
        set(&issue, Attribute::Parent(None)),
        off(&issue, Member::Assignee("bob".into())),
        off(&issue, label("bug")),
        off(&issue, Member::BlockedBy(link(desk, BLOCKER))),
        set(&issue, Attribute::State(IssueState::Open)),
        set(&desk.find(BLOCKER), Attribute::State(IssueState::Open)),
        Edit::Place { item: issue.clone(), after: Some(pull.clone()), before: None },
        set(&pull, Attribute::State(IssueState::Open)),
        set(&pull, Attribute::Milestone(None)),
        off(&pull, label("docs")),
        say(slow, "It is slow.", Some("It is **slow**.")),
        say(never, "Never mind.", None),
        off(&text, Member::Assignee("alice".into())),
        set(&text, Attribute::Body(String::new())),
        Edit::Place { item: text.clone(), after: None, before: None },
        set(&old, Attribute::Archived(true)),
        Edit::Delete { item: draft },
    ]);
    back.extend(LEAVING.map(|title| Edit::Delete { item: desk.find(title) }));
    back
}

/// Does everything of [`edits`], then takes it off again under some trouble, until GitHub has confirmed each.
fn after(faults: impl IntoIterator<Item = Fault>) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = clock();
    let emulator = server(&clock);
    talk(&emulator);
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    let cards = [ISSUE, PULL, DRAFT, TEXT, OLD].map(|title| desk.find(title));
    // The one draft stays one, and the pull request is not archived: neither could be taken back otherwise.
    let [_, pull, draft, ..] = &cards;
    let stays = |edit: &Edit| {
        let archives = matches!(edit, Edit::Set { to: Attribute::Archived(true), .. });
        edit.item() != draft && !(archives && edit.item() == pull)
    };
    for edit in edits(&desk).into_iter().filter(stays) {
        desk.edit(edit);
    }
    desk.until_settled();
    let back = way_back(&mut desk, cards);
    for fault in faults {
        emulator.fault(fault.on_mutations());
    }
    for edit in back {
        desk.edit(edit);
    }
    let wanted: Vec<String> = desk.view().items().map(|item| shown(item)).collect();
    desk.until_settled();
    let got: Vec<String> = desk.view().items().map(|item| shown(item)).collect();
    assert_eq!(got, wanted, "the board shows in the end what it showed at once");
    comes_back(&mut desk, ISSUE, "", &["Not **now**."]);
    comes_back(&mut desk, "Start at once", "", &["It is **slow**."]);
    comes_back(&mut desk, "Bake cake", "", &[]);
    desk.quit();
    emulator.read(told)
}

/// What GitHub holds when everything was taken off once.
fn expected() -> Vec<String> {
    [
        "draft Bake cake |  | bob | Inbox",
        "Choose a library |  |  | [] | milestone false | closed false | [] | Some(Reopened) type false parent None after [] | Inbox",
        "Sign-in epic |  |  | [] | milestone false | closed true | [] | Some(Duplicate) type false parent None after [] | Inbox",
        "Start at once |  |  | [] | milestone false | closed false | [\"It is **slow**.\"] |  | Inbox",
        "Fix login |  | carol | [] | milestone false | closed false | [\"Not **now**.\"] | \
         Some(Reopened) type false parent None after [] | ",
        "New plan |  |  | [] | milestone false | closed false | [] | None type false parent None after [] | Inbox archived",
        "Write docs | All of them | alice | [\"docs\"] | milestone false | closed false | [\"Begun.\"] | \
         None type false parent None after [] | ",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn everything_taken_off_arrives_and_comes_back() {
    assert_eq!(after([]), expected());
}

#[test]
fn everything_taken_off_arrives_once_whatever_is_lost() {
    for trouble in [Trouble::DroppedBefore, Trouble::DroppedAfter, Trouble::BadGateway] {
        assert_eq!(after([0, 2, 5, 9].map(|n| Fault::after(n, trouble))), expected(), "{trouble:?}");
    }
}
