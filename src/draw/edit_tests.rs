//! Frames of the editors.

use super::glyph::{ASCII, UNICODE};
use super::tests::{frame, look, text};
use super::{Depth, Memory};
use crate::app::Target;
use crate::app::fixture::press;
use crate::app::overlay::editor_tests::rich;

const BOARD: &str = "\
    Todo: Fix login when the session is over (@bob 3 bug), Write docs, Think (draft) | \
    Doing: Ship (pr), Test (@bob) | Done:";

fn screen(keys: &str, (width, height): (u16, u16)) -> String {
    let mut model = rich(BOARD, width, height);
    let mut memory = Memory::new(look(&UNICODE, Depth::Sixteen));
    frame(&mut model, &mut memory);
    press(&mut model, keys);
    text(&frame(&mut model, &mut memory))
}

#[test]
fn labels_show_what_is_on_and_what_is_marked() {
    insta::assert_snapshot!(screen("e l down tab", (80, 24)));
}

#[test]
fn labels_on_a_tiny_screen() {
    insta::assert_snapshot!(screen("e l tab", (40, 12)));
}

#[test]
fn labels_without_symbols() {
    let mut model = rich(BOARD, 80, 24);
    let mut memory = Memory::new(look(&ASCII, Depth::None));
    press(&mut model, "e l down tab");
    let text = text(&frame(&mut model, &mut memory));
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn iterations_show_their_days() {
    insta::assert_snapshot!(screen("e i", (80, 24)));
}

#[test]
fn fields_that_are_locked_say_why() {
    insta::assert_snapshot!(screen("e f", (80, 24)));
}

#[test]
fn a_day_is_told_while_it_is_written() {
    insta::assert_snapshot!(screen("e d \"fri\"", (80, 24)));
}

#[test]
fn a_day_that_is_none_on_a_tiny_screen() {
    insta::assert_snapshot!(screen("e d \"someday\" enter", (40, 12)));
}

#[test]
fn a_milestone_says_when_it_is_due() {
    insta::assert_snapshot!(screen("enter e m", (80, 24)));
}

#[test]
fn keys_that_may_follow_are_shown() {
    insta::assert_snapshot!(screen("e", (80, 24)));
}

#[test]
fn keys_that_may_follow_on_a_tiny_screen() {
    insta::assert_snapshot!(screen("e", (40, 12)));
}

#[test]
fn a_text_that_is_being_read_and_a_comment() {
    insta::assert_snapshot!(screen("e b", (80, 24)));
    insta::assert_snapshot!(screen("c \"Looks *good*\" enter \"to me\"", (40, 12)));
}

#[test]
fn a_typed_command_says_what_it_would_do() {
    insta::assert_snapshot!(screen(": \"label d\"", (80, 24)));
}

#[test]
fn a_new_card_is_shown_as_it_will_look() {
    insta::assert_snapshot!(screen("n \"Fix login #bug @me ~3 !high ^v0.3 >d\"", (80, 24)));
}

#[test]
fn a_new_card_on_a_tiny_screen() {
    insta::assert_snapshot!(screen("n \"Fix login #bug @me ~3 \"", (40, 12)));
}

#[test]
fn a_new_card_says_what_it_does_not_know() {
    insta::assert_snapshot!(screen("n \"Remove !important from css \" enter", (80, 24)));
}

#[test]
fn a_new_card_shows_what_a_line_may_say() {
    insta::assert_snapshot!(screen("n", (80, 24)));
}

#[test]
fn the_text_of_a_new_card() {
    insta::assert_snapshot!(screen("n \"Fix login\" ctrl+e \"It fails.\" enter", (80, 24)));
}

#[test]
fn a_new_card_is_shown_whole_wherever_its_window_has_the_lines() {
    for (density, last) in [("", "@ann  ■ bug"), ("+ ", "  ■ bug"), ("- ", "Fix login")] {
        let text = screen(&format!("{density}n \"Fix login #bug @me ~3 \""), (60, 14));
        assert!(text.lines().any(|line| line.contains("▌") && line.contains(last)), "{density}: {text}");
    }
}

#[test]
fn each_offer_can_be_clicked_where_it_is_drawn() {
    for (keys, word, place) in
        [("/ \"assignee:\"", "bob", 1), ("n \"X @\"", "@bob", 2), ("n \"X @\"", "@carol", 3)]
    {
        let mut model = rich(BOARD, 80, 24);
        let mut memory = Memory::new(look(&UNICODE, Depth::Sixteen));
        press(&mut model, keys);
        let shown = text(&frame(&mut model, &mut memory));
        let mut below = shown.lines().enumerate().skip(if keys.starts_with('/') { 2 } else { 6 });
        let found = below.find_map(|(y, line)| Some((line.find(word)?, y, line)));
        let (byte, y, line) = found.expect("it is offered");
        let x = line[..byte].chars().count();
        let cell = |at: usize| u16::try_from(at).expect("a cell");
        let target = memory.pointed(cell(x), cell(y)).map(|pointed| pointed.target);
        assert_eq!(target, Some(Target::Offer(place)), "{keys} {word}: {shown}");
    }
}
