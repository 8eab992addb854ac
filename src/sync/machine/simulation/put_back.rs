//! Cards that are taken off the project and put there again.

use super::edits::{Act, What};
use super::*;
use crate::domain::Theirs;

#[test]
fn a_card_that_is_taken_off_and_put_back_again_and_again_is_there_once() {
    let mut world = World::mixed();
    let (first, other) = (What::Delete, What::Wait(0, false));
    for act in [
        Act::Do(1, first.clone()),
        Act::Undo,
        Act::Do(0, other),
        Act::Step(Weather::Fine),
        Act::Do(1, first),
        Act::Undo,
    ] {
        world.act(&act);
    }
    world.settle();
    assert_eq!(world.disk.outbox, BTreeMap::new());
    assert_eq!(world.shown(), world.held());
}

#[test]
fn what_was_done_to_an_issue_between_two_removals_of_its_card_stays_done() {
    let mut world = World::mixed();
    for act in [
        Act::Do(0, What::Delete),
        Act::Undo,
        Act::Do(0, What::Person(0, true)),
        Act::Do(0, What::Delete),
        Act::Undo,
    ] {
        world.act(&act);
    }
    let seen = world.shown();
    world.settle();
    assert_eq!(world.shown(), seen);
    assert_eq!(world.held(), seen);
}

#[test]
fn what_someone_else_gave_a_card_that_they_have_put_back_is_told() {
    let mut world = World::mixed();
    world.act(&Act::Do(0, What::Column(1)));
    world.act(&Act::Do(0, What::Delete));
    world.settle();
    let gone = world.server.off.last().expect("it was taken off").content.clone();
    let theirs = world.server.put_back(&gone, world.now);
    world.server.set(&theirs, &status(), Some(column(2)), world.now);
    world.now += Duration::minutes(5);
    world.act(&Act::Undo);
    world.settle();
    let told: Vec<&Theirs> = world.conflicts.iter().map(|conflict| &conflict.theirs).collect();
    assert_eq!(told, [&Theirs::Field(status(), Some(column(2)))]);
    assert_eq!(world.shown(), world.held());
    assert_eq!(world.view().items().filter(|item| item.title() == "Card 0").count(), 1);
}

#[test]
fn what_was_done_to_a_draft_since_its_removal_was_refused_goes_when_it_is_removed_all_the_same() {
    let mut world = World::mixed();
    for act in [
        Act::Do(5, What::Delete),
        Act::Rival(5, What::Title(0)),
        Act::Step(Weather::Fine),
        Act::Step(Weather::Fine),
    ] {
        world.act(&act);
    }
    world.settle();
    let refused = world.disk.outbox.values().next().expect("it waits for a person").clone();
    assert!(matches!(refused.progress, Progress::Refused(_)), "{refused:?}");
    world.edit(Edit::Set { item: refused.edit.item().clone(), to: Attribute::Archived(true) });
    world.act(&Act::Retry);
    world.settle();
    assert_eq!(world.disk.outbox, BTreeMap::new());
    assert_eq!(world.held().len() + 1, World::mixed().held().len());
}
