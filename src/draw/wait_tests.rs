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
fn busy((width, height): (u16, u16)) -> Model {
    let mut model = model(BOARD, width, height);
    press(&mut model, "L wait");
    clash(&mut model, "I1", "Done");
    press(&mut model, "h L wait");
    let replica = model.replica.as_ref().expect("a project");
    let refused: Vec<EditId> = replica.pending().iter().skip(2).map(|pending| pending.id).collect();
    for edit in refused {
        let message = "The item is archived and cannot be updated.".to_owned();
        let progress = Progress::Refused(Refusal { message, at: model.now });
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
    for keys in ["U", "esc !", "esc ? up"] {
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
    insta::assert_snapshot!(shown(&mut busy((100, 20)), "! ", &UNICODE));
}

#[test]
fn what_waits_on_a_tiny_screen() {
    insta::assert_snapshot!(shown(&mut busy((40, 12)), "!", &UNICODE));
}

#[test]
fn the_sides_of_a_conflict_stand_beside_each_other() {
    let mut model = model(BOARD, 100, 20);
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
    insta::assert_snapshot!(shown(&mut model, "! enter", &UNICODE));
}
