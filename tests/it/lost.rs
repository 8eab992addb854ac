//! What can't be sent twice is made once, whatever is lost on the way: comments, issues, drafts, drafts that become issues.

use sprintty::domain::{Edit, EditId, ItemId};
use sprintty::emulator::{By, Emulator, Fault, Trouble, World};
use uuid::Uuid;

use super::edits::{DRAFT, ISSUE, clock, server, told};
use crate::support::desk::{Desk, key};

fn issue(title: &str) -> Edit {
    Edit::AddIssue {
        item: ItemId::local(EditId(Uuid::now_v7())),
        repository: "alice/box".into(),
        title: title.to_owned(),
        body: "All of them".to_owned(),
    }
}

fn draft(title: &str) -> Edit {
    let item = ItemId::local(EditId(Uuid::now_v7()));
    Edit::AddDraft { item, title: title.to_owned(), body: "All of them".to_owned() }
}

/// Makes edits under some troubles, and tells what GitHub holds when they are confirmed.
fn after(troubles: &[Trouble], edits: impl FnOnce(&Desk) -> Vec<Edit>) -> (Vec<String>, Emulator) {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = clock();
    let emulator = server(&clock);
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    for trouble in troubles {
        emulator.fault(Fault::once(*trouble).on_mutations());
    }
    for edit in edits(&desk) {
        desk.edit(edit);
    }
    desk.until_settled();
    desk.quit();
    (emulator.read(told), emulator)
}

/// How many issues of a title there are, on the project or not.
fn issues(emulator: &Emulator, title: &str) -> usize {
    emulator.read(|world| world.issues.iter().filter(|issue| issue.post.title == title).count())
}

fn cards(held: &[String], title: &str) -> usize {
    held.iter().filter(|line| line.starts_with(&format!("{title} |"))).count()
}

#[test]
fn a_comment_whose_answer_is_lost_is_written_once() {
    let comment = |desk: &Desk| vec![Edit::Comment { item: desk.find(ISSUE), body: "Me too".to_owned() }];
    let (held, _) = after(&[Trouble::DroppedAfter], comment);
    assert!(held[0].contains("[\"Me too\"]"), "{}", held[0]);
}

#[test]
fn an_issue_whose_answer_is_lost_is_opened_once() {
    let (held, emulator) = after(&[Trouble::DroppedAfter], |_| vec![issue("Write docs")]);
    assert_eq!((cards(&held, "Write docs"), issues(&emulator, "Write docs")), (1, 1));
}

#[test]
fn an_issue_whose_answer_is_lost_before_it_is_on_the_project_is_put_there_and_opened_once() {
    let lost = [Trouble::OffProject, Trouble::DroppedAfter];
    let (held, emulator) = after(&lost, |_| vec![issue("Write docs")]);
    assert_eq!((cards(&held, "Write docs"), issues(&emulator, "Write docs")), (1, 1));
}

#[test]
fn an_issue_is_found_behind_a_page_of_newer_ones() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = clock();
    let emulator = server(&clock);
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    for trouble in [Trouble::OffProject, Trouble::DroppedAfter] {
        emulator.fault(Fault::once(trouble).on_mutations());
    }
    desk.edit(issue("Write docs"));
    desk.until("that its fate is unknown", |desk| desk.status.stuck == 1);
    emulator.edit(|world, now| {
        let repository = world.repositories[0].id;
        for _ in 0..60 {
            world.add_issue(By::new("alice", now), repository, "Another");
        }
    });
    desk.until_settled();
    desk.quit();
    assert_eq!((cards(&emulator.read(told), "Write docs"), issues(&emulator, "Write docs")), (1, 1));
}

#[test]
fn a_comment_is_found_behind_a_page_of_newer_ones() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = clock();
    let emulator = server(&clock);
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    emulator.fault(Fault::once(Trouble::DroppedAfter).on_mutations());
    desk.edit(Edit::Comment { item: desk.find(ISSUE), body: "Me too".to_owned() });
    desk.until("that its fate is unknown", |desk| desk.status.stuck == 1);
    let count = |emulator: &Emulator, words: &str| {
        let said = |world: &World| {
            let all = world.issues.iter().flat_map(|issue| &issue.post.comments);
            all.filter(|comment| comment.body == words).count()
        };
        emulator.read(said)
    };
    emulator.edit(|world, now| {
        let issue = world.issues.iter().find(|issue| issue.post.title == ISSUE).expect("an issue").post.id;
        for _ in 0..120 {
            world.comment(By::new("alice", now), issue, "Later").expect("it can be commented on");
        }
    });
    desk.until_settled();
    desk.quit();
    assert_eq!((count(&emulator, "Me too"), count(&emulator, "Later")), (1, 120));
}

#[test]
fn an_issue_that_github_opens_beside_the_project_is_put_there_at_once() {
    let (held, emulator) = after(&[Trouble::OffProject], |_| vec![issue("Write docs")]);
    assert_eq!((cards(&held, "Write docs"), issues(&emulator, "Write docs")), (1, 1));
    assert_eq!(emulator.log().last().map(|done| done.operation.as_str()), Some("addProjectV2ItemById"));
}

#[test]
fn two_issues_of_one_title_are_two_although_an_answer_is_lost() {
    for lost in [Trouble::DroppedBefore, Trouble::DroppedAfter] {
        let two = |_: &Desk| vec![issue("Write docs"), issue("Write docs")];
        let (held, emulator) = after(&[lost], two);
        assert_eq!((cards(&held, "Write docs"), issues(&emulator, "Write docs")), (2, 2), "{lost:?}");
    }
}

#[test]
fn two_drafts_of_one_title_are_two_although_an_answer_is_lost() {
    for lost in [Trouble::DroppedBefore, Trouble::DroppedAfter] {
        let (held, _) = after(&[lost], |_| vec![draft("Write docs"), draft("Write docs")]);
        assert_eq!(cards(&held, "draft Write docs"), 2, "{lost:?}");
    }
}

#[test]
fn a_draft_whose_conversion_lost_its_answer_is_one_issue() {
    let convert =
        |desk: &Desk| vec![Edit::Convert { item: desk.find(DRAFT), repository: "alice/box".into() }];
    let (held, emulator) = after(&[Trouble::DroppedAfter], convert);
    assert_eq!((cards(&held, DRAFT), issues(&emulator, DRAFT)), (1, 1), "{held:?}");
    assert_eq!(cards(&held, &format!("draft {DRAFT}")), 0);
}
