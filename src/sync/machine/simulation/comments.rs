//! Comments that are given another text, or deleted.

use super::*;

const BEGUN: &str = "one\ntwo\nthree";

fn id() -> CommentId {
    "IC_1".into()
}

fn said() -> World {
    let mut world = World::mixed();
    world.server.words.insert(id(), BEGUN.to_owned());
    world.settle();
    world
}

fn reword(was: &str, to: Option<&str>) -> Edit {
    let to = to.map(str::to_owned);
    Edit::SetComment { item: ItemId::from("PVTI_1"), comment: id(), was: was.to_owned(), to }
}

impl World {
    /// What the comment says at GitHub.
    fn words(&self) -> Option<&str> {
        self.server.words.get(&id()).map(String::as_str)
    }
}

#[test]
fn a_comment_gets_its_text_whatever_becomes_of_the_answer() {
    for weather in [Weather::Fine, Weather::LostBefore, Weather::LostAfter] {
        let mut world = said();
        world.edit(reword(BEGUN, Some("new")));
        world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
        world.step(weather);
        world.settle();
        assert_eq!(world.words(), Some("new"), "{weather:?}");
        world.edit(reword("new", None));
        world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
        world.step(weather);
        world.settle();
        assert_eq!(world.words(), None, "{weather:?}");
        assert!(world.disk.outbox.is_empty() && world.conflicts.is_empty(), "{weather:?}");
    }
}

#[test]
fn a_second_text_waits_for_the_answer_to_the_first() {
    for weather in [Weather::LostBefore, Weather::LostAfter] {
        let mut world = said();
        world.edit(reword(BEGUN, Some("new")));
        world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
        world.step(weather);
        world.edit(reword("new", Some("newer")));
        world.settle();
        assert_eq!(world.words(), Some("newer"), "{weather:?}");
        assert!(world.disk.outbox.is_empty() && world.conflicts.is_empty(), "{weather:?}");
    }
}

#[test]
fn two_texts_before_the_first_is_sent_are_one_and_taken_back_they_are_none() {
    let mut world = said();
    while !matches!(world.link, Link::Offline { .. }) {
        world.step(Weather::Unreachable);
    }
    world.edit(reword(BEGUN, Some("new")));
    world.edit(reword("new", Some("newer")));
    assert_eq!(world.disk.outbox.len(), 1);
    world.edit(reword("newer", Some(BEGUN)));
    world.server.requests.clear();
    world.settle();
    assert!(!world.server.requests.contains(&"write"), "{:?}", world.server.requests);
    assert_eq!((world.words(), world.disk.outbox.len()), (Some(BEGUN), 0));
}

#[test]
fn what_someone_else_wrote_on_other_lines_of_a_comment_is_kept() {
    let mut world = said();
    world.server.words.insert(id(), "ONE\ntwo\nthree".to_owned());
    world.edit(reword(BEGUN, Some("one\ntwo\nTHREE")));
    world.settle();
    assert_eq!(world.words(), Some("ONE\ntwo\nTHREE"));
    assert!(world.disk.outbox.is_empty() && world.conflicts.is_empty());
}

#[test]
fn a_comment_that_someone_else_has_changed_waits_until_a_person_has_decided() {
    for (to, kept) in [(Some("one\nmine\nthree"), Some("one\nmine\nthree")), (None, None)] {
        let mut world = said();
        let theirs = "one\ntheirs\nthree";
        world.server.words.insert(id(), theirs.to_owned());
        let edit = world.edit(reword(BEGUN, to));
        // Reads of the card show nothing of it, and decide nothing.
        world.settle();
        world.settle();
        assert_eq!(world.words(), Some(theirs));
        assert_eq!(world.conflicts.iter().map(Conflict::edit).collect::<Vec<_>>(), [edit]);
        world.decide();
        world.settle();
        assert_eq!(world.words(), kept);
        assert!(world.disk.outbox.is_empty());
    }
}

#[test]
fn a_comment_that_is_gone_is_deleted_already_and_can_get_no_other_text() {
    let mut world = said();
    world.server.words.clear();
    world.edit(reword(BEGUN, None));
    world.settle();
    assert!(world.disk.outbox.is_empty());
    world.edit(reword(BEGUN, Some("new")));
    world.settle();
    let progress = world.disk.outbox.values().map(|pending| &pending.progress).collect::<Vec<_>>();
    assert!(matches!(progress.as_slice(), [Progress::Refused(_)]), "{progress:?}");
}
