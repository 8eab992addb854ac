//! Frames of the history and of what waits for a person.

use ratatui::style::Modifier;

use super::glyph::{ASCII, Glyphs, UNICODE};
use super::tests::{frame, look, text};
use super::{Depth, Memory};
use crate::app::fixture::{model, press};
use crate::app::overlay::history_tests::clash;
use crate::app::{Message, Model, update};
use crate::domain::{Attribute, Conflict, Edit, EditId, Pending, Progress, Refusal, Theirs};
use crate::sync::Event;

const BOARD: &str = "\
    Todo: Fix login when the session is over (@bob 3 bug), Write docs, Think | \
    Doing: Ship (pr), Test (@bob) | Done:";

/// A move that someone else has made too, two that GitHub refuses, one that is taken back.
pub(super) fn busy((width, height): (u16, u16)) -> Model {
    let mut model = model(BOARD, width, height);
    press(&mut model, "L wait");
    clash(&mut model, "I1", "Done");
    press(&mut model, "h L wait");
    let replica = model.replica.as_ref().expect("a project");
    let refused: Vec<EditId> = replica.pending().iter().skip(2).map(|pending| pending.id).collect();
    for edit in refused {
        let message = "The item is archived and cannot be updated.".to_owned();
        let progress = Progress::Refused(Refusal { message, at: model.now, unsent: false });
        update(&mut model, Message::Sync(Event::Marked { edit, progress }));
    }
    press(&mut model, "e e \"5\" enter u wait");
    model
}

fn shown(model: &mut Model, keys: &str, glyphs: &Glyphs) -> String {
    let mut memory = Memory::new(look(glyphs, Depth::Sixteen));
    frame(model, &mut memory);
    press(model, keys);
    text(&frame(model, &mut memory))
}

#[test]
fn the_history_says_what_became_of_each_step() {
    insta::assert_snapshot!(shown(&mut busy((100, 20)), "U j", &UNICODE));
}

#[test]
fn the_chosen_line_of_a_list_is_one_bar_in_sixteen_colours() {
    let mut model = busy((100, 20));
    let mut memory = Memory::new(look(&UNICODE, Depth::Sixteen));
    for keys in ["U", "esc ! !", "esc ? up"] {
        press(&mut model, keys);
        let frame = frame(&mut model, &mut memory);
        let is_bar = |cell: &&ratatui::buffer::Cell| cell.modifier.contains(Modifier::REVERSED);
        let bar: Vec<_> = frame.content.iter().filter(is_bar).collect();
        assert!(bar.len() > 40, "{keys}: a line is chosen");
        let colours: Vec<_> = bar.iter().map(|cell| (cell.fg, cell.bg)).collect();
        assert!(colours.iter().all(|colour| *colour == colours[0]), "{keys}: {colours:?}");
    }
}

#[test]
fn the_cards_of_a_step_stand_in_the_place_of_the_history() {
    let mut model = busy((100, 20));
    let cards = shown(&mut model, "U j space", &UNICODE);
    assert_eq!(cards.matches('┌').count(), 1, "one window, not two that run into each other:\n{cards}");
    assert!(!cards.contains("History"), "{cards}");
    assert!(shown(&mut model, "esc", &UNICODE).contains("History"));
}

#[test]
fn the_history_on_a_tiny_screen() {
    insta::assert_snapshot!(shown(&mut busy((40, 12)), "U", &UNICODE));
}

#[test]
fn the_history_without_symbols() {
    let text = shown(&mut busy((80, 16)), "U", &ASCII);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn what_waits_is_listed_conflicts_first() {
    insta::assert_snapshot!(shown(&mut busy((100, 20)), "! !", &UNICODE));
}

#[test]
fn what_waits_on_a_tiny_screen() {
    insta::assert_snapshot!(shown(&mut busy((40, 12)), "!", &UNICODE));
}

/// A text that someone else has changed too, in the same line.
pub(super) fn texts((width, height): (u16, u16)) -> Model {
    let mut model = model(BOARD, width, height);
    let base = "# Goal\n\nShip it.\n\n- [ ] docs\n";
    let replica = model.replica.as_mut().expect("a project");
    let id = EditId(uuid::Uuid::from_u128(1));
    let mine = base.replace("Ship it.", "Ship it today.");
    let edit = Edit::Set { item: "I1".into(), to: Attribute::Body(mine) };
    let pending = Pending::new(id, id, edit, replica.base(), Some(base), model.now);
    replica.edit(pending.clone());
    let text =
        base.replace("Ship it.", "Ship it on Friday, when all the others are back from their holidays.");
    let theirs = Theirs::Body { base: base.to_owned(), text };
    let conflict = Conflict { ours: pending, theirs, by: None };
    update(&mut model, Message::Sync(Event::Conflicting(Box::new(conflict))));
    model
}

#[test]
fn the_sides_of_a_conflict_stand_beside_each_other() {
    let mut model = texts((100, 20));
    insta::assert_snapshot!(shown(&mut model, "! space", &UNICODE));
}

#[test]
fn a_conflict_docks_below_the_board() {
    insta::assert_snapshot!(shown(&mut busy((120, 36)), "", &UNICODE));
    insta::assert_snapshot!(shown(&mut busy((80, 24)), "", &UNICODE));
    insta::assert_snapshot!(shown(&mut busy((40, 24)), "", &UNICODE));
}

#[test]
fn a_conflict_says_how_far_ours_is() {
    let mut model = busy((120, 36));
    let id = model.clashes[0].edit;
    for (progress, said) in [
        (Progress::Queued, "yours, 14:02, waits"),
        (Progress::Sending { since: model.now }, "yours, 14:02, being sent"),
        (Progress::Accepted { at: model.now }, "yours, 14:02, on GitHub"),
    ] {
        update(&mut model, Message::Sync(Event::Marked { edit: id, progress }));
        let text = shown(&mut model, "", &UNICODE);
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn a_conflict_on_a_tiny_screen_is_a_notice_and_a_badge() {
    let text = shown(&mut busy((40, 12)), "", &UNICODE);
    assert!(text.contains("1 conflict (!)") && !text.contains("yours"), "{text}");
}

#[test]
fn a_conflict_that_has_the_keys_marks_what_enter_does() {
    insta::assert_snapshot!(shown(&mut busy((80, 24)), "!", &UNICODE));
    insta::assert_snapshot!(shown(&mut busy((40, 24)), "! h", &UNICODE));
}

#[test]
fn a_conflict_without_symbols() {
    let text = shown(&mut busy((80, 24)), "! tab", &ASCII);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_conflict_beside_an_opened_card() {
    insta::assert_snapshot!(shown(&mut busy((150, 24)), "enter", &UNICODE));
}

#[test]
fn the_focused_card_stays_in_sight_above_a_conflict_and_goes_back_after_it() {
    let cards: Vec<String> = (1..30).map(|card| format!("Card {card}")).collect();
    let mut model = model(&format!("Todo: {} | Doing: | Done:", cards.join(", ")), 80, 24);
    let mut memory = Memory::new(look(&UNICODE, Depth::Sixteen));
    press(&mut model, "L wait h");
    let shown = |model: &mut Model, memory: &mut Memory| text(&frame(model, memory));
    press(&mut model, "j j j j");
    let before = shown(&mut model, &mut memory);
    clash(&mut model, "I1", "Done");
    let docked = shown(&mut model, &mut memory);
    assert!(docked.contains("Status of #1") && docked.contains("▌ 6 Card 6"), "{docked}");
    assert!(!docked.contains("2 Card 2"), "it had to scroll: {docked}");
    update(&mut model, Message::Act(crate::input::BoardAction::ClearFilter.into()));
    model.notices.clear();
    let after = shown(&mut model, &mut memory);
    let cards = |text: &str| {
        text.lines().skip(3).take(19).map(|line| line.chars().take(30).collect()).collect::<Vec<String>>()
    };
    assert_eq!(cards(&after), cards(&before));
}

/// What stands where the board would be, while GitHub lets nothing be read.
fn barred(why: crate::sync::Reason) -> String {
    let mut model = model(BOARD, 100, 20);
    model.replica = None;
    model.status.link = crate::sync::Link::Barred(why);
    model.back = Some(crate::app::fixture::key("octo/1"));
    let mut memory = Memory::new(look(&UNICODE, Depth::Sixteen));
    text(&frame(&mut model, &mut memory))
}

#[test]
fn a_project_that_is_not_there_is_named_with_the_key_to_another() {
    let message = "there is no project ann/7, or you may not see it".to_owned();
    let text = barred(crate::sync::Reason::NotFound { message });
    assert!(text.contains("no project ann/7") && text.contains("Asked for: "), "{text}");
    assert!(text.contains("ctrl+o opens another project"), "{text}");
    assert!(text.contains("esc goes back to octo/1."), "{text}");
    assert!(!text.contains("sprintty auth"), "{text}");
}

#[test]
fn a_token_that_will_not_do_leads_to_auth() {
    let text = barred(crate::sync::Reason::BadToken);
    assert!(text.contains("`sprintty auth` says where the token comes from"), "{text}");
    assert!(!text.contains("ctrl+o opens"), "{text}");
}
