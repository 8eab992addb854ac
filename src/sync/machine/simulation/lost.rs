//! Creations whose answer was lost, however often a person has them sent again: each is made once.

use super::edits::Act;
use super::*;

#[test]
fn a_lost_creation_that_a_read_brings_while_a_person_has_it_sent_again_is_the_one() {
    for act in [Act::Draft, Act::Issue] {
        let mut world = World::mixed();
        world.act(&act);
        world.step(Weather::LostAfter);
        // It is listed last.
        let lists = |ask: &Ask| matches!(ask, Ask::Refresh { items, .. } if items.contains(&"PVTI_7".into()));
        world.until_asked("the new card", lists);
        world.act(&Act::Retry);
        world.settle();
        assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
        assert_eq!(world.server.made.len(), 1, "{act:?}");
        assert_eq!(world.shown(), world.held());
    }
}

#[test]
fn a_lost_issue_is_known_again_though_its_repository_is_spelled_or_called_otherwise() {
    for (typed, called) in [("Octo/Box", "octo/box"), ("octo/crate", "octo/box")] {
        let mut world = World::mixed();
        let item = ItemId::local(EditId(Uuid::from_u128(world.edits + 1)));
        let (title, body) = ("New".to_owned(), " Trimmed\n".to_owned());
        world.edit(Edit::AddIssue { item, repository: typed.into(), title, body });
        world.step(Weather::LostAfter);
        let made = world.server.items.get_mut(&ItemId::from("PVTI_7")).expect("it is made");
        made.become_issue(&called.into());
        world.server.bodies.insert("PVTI_7".into(), "Trimmed".to_owned());
        world.settle();
        assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
        assert_eq!(world.server.made.len(), 1, "{typed}");
    }
}

#[test]
fn a_lost_draft_that_is_not_listed_yet_is_not_made_again_though_a_person_has_it_sent_again() {
    let mut world = World::mixed();
    world.server.lag = Duration::minutes(4);
    world.act(&Act::Draft);
    world.step(Weather::LostAfter);
    world.now += Duration::minutes(1);
    world.act(&Act::Retry);
    world.settle();
    assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
    assert_eq!(world.server.made, ["Draft 0"]);
}

#[test]
fn an_issue_whose_answer_was_lost_is_opened_once() {
    for weather in [Weather::LostBefore, Weather::LostAfter, Weather::LostBetween, Weather::Overloaded] {
        let mut world = World::mixed();
        world.act(&Act::Issue);
        world.step(weather);
        world.act(&Act::Crash);
        world.settle();
        assert!(world.disk.outbox.is_empty(), "{weather:?} left: {:?}", world.disk.outbox);
        assert_eq!(world.server.made, ["Issue 0"], "{weather:?}");
        assert_eq!(world.shown(), world.held(), "{weather:?}");
    }
}

#[test]
fn a_person_who_has_a_lost_issue_sent_again_does_not_open_another() {
    let mut world = World::mixed();
    world.act(&Act::Issue);
    world.step(Weather::LostBetween);
    let id = *world.disk.outbox.keys().next().expect("the issue");
    assert!(matches!(world.disk.outbox[&id].progress, Progress::Unknown { .. }));
    world.feed(Input::Command(Command::Retry(id)));
    world.settle();
    assert!(world.disk.outbox.is_empty());
    assert_eq!(world.server.made, ["Issue 0"]);
}

#[test]
fn a_lost_creation_is_looked_for_also_after_the_clock_of_this_computer_was_set_back() {
    let mut world = World::mixed();
    world.act(&Act::Issue);
    world.step(Weather::LostBetween);
    world.fast = Duration::hours(-1);
    world.act(&Act::Retry);
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Unreachable);
    let row = world.disk.outbox.values().next().expect("the issue");
    assert!(matches!(row.progress, Progress::Sending { .. }), "{:?}", row.progress);
    world.settle();
    assert_eq!(world.server.made, ["Issue 0"]);
}

#[test]
fn an_answer_that_comes_once_the_program_is_leaving_has_nothing_else_sent() {
    let mut world = World::mixed();
    world.act(&Act::Issue);
    world.act(&Act::Draft);
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.now += Duration::seconds(5);
    world.feed(Input::Command(Command::Quit));
    world.step(Weather::Fine);
    assert_eq!(world.asked, None);
    let progress: Vec<&Progress> = world.disk.outbox.values().map(|row| &row.progress).collect();
    assert!(matches!(progress[..], [Progress::Accepted { .. }, Progress::Queued]), "{progress:?}");
}
