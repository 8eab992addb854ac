//! Cards that were taken off the project come back as they were, and each of them once, also when answers are lost.

use sprintty::domain::{Edit, EditId, ItemId};
use sprintty::emulator::{Emulator, Fault, Trouble};
use uuid::Uuid;

use super::edits::{ISSUE, clock, edits, server, shown, told};
use crate::support::desk::{Desk, key};

fn sorted(emulator: &Emulator) -> Vec<String> {
    let mut lines = emulator.read(told);
    lines.sort();
    lines
}

/// The edits that put cards back which are about to be taken off one after the other, under local ids.
fn way_back(desk: &Desk, cards: &[ItemId]) -> Vec<Edit> {
    let mut view = desk.view().clone();
    let mut back: Vec<Edit> = Vec::new();
    for card in cards {
        let off = Edit::Delete { item: card.clone() };
        back.splice(0..0, off.inverse(&view, None));
        off.apply(&mut view, desk.now());
    }
    for card in cards {
        let new = ItemId::local(EditId(Uuid::now_v7()));
        back = back.iter().map(|edit| edit.renamed(card, &new)).collect();
    }
    back
}

/// Gives cards all there is, takes them off and puts them back under some trouble, at once or once the removal is confirmed.
fn there_and_back(faults: impl IntoIterator<Item = Fault>, at_once: bool) {
    let folder = tempfile::tempdir().expect("a place for the test");
    let clock = clock();
    let emulator = server(&clock);
    let mut desk = Desk::open_at(&folder.path().join("store.db"), &emulator, key(), clock);
    desk.until_synced();
    for edit in edits(&desk) {
        desk.edit(edit);
    }
    desk.until_settled();
    let held = sorted(&emulator);
    let all = |desk: &Desk| desk.view().items().map(|item| shown(item)).collect::<Vec<_>>();
    let before = all(&desk);
    // The edits have given two of them other titles; the last one is archived.
    let cards = [ISSUE, "New plan", "Start at once"].map(|title| desk.find(title));
    let back = way_back(&desk, &cards);
    for fault in faults {
        emulator.fault(fault.on_mutations());
    }
    for card in &cards {
        desk.edit(Edit::Delete { item: card.clone() });
    }
    if !at_once {
        desk.until_settled();
    }
    for edit in back {
        desk.edit(edit);
    }
    desk.until_settled();
    let active =
        |lines: &[String]| lines.iter().filter(|line| !line.ends_with("true")).cloned().collect::<Vec<_>>();
    assert_eq!(active(&all(&desk)), active(&before), "in their places");
    assert_eq!(sorted(&emulator), held);
    assert!(cards.iter().all(|card| desk.view().item(card).is_none()), "under other ids");
    desk.quit();
}

#[test]
fn what_was_taken_off_comes_back_as_it_was() {
    there_and_back([], false);
}

#[test]
fn what_is_put_back_before_its_removal_is_sent_comes_back_as_it_was() {
    there_and_back([], true);
}

#[test]
fn what_was_taken_off_comes_back_once_whatever_is_lost() {
    for trouble in [Trouble::DroppedBefore, Trouble::DroppedAfter, Trouble::BadGateway] {
        there_and_back([0, 1, 2, 4].map(|n| Fault::after(n, trouble)), true);
    }
}
