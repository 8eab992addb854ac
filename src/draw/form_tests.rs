//! Frames of issue forms.

use super::glyph::{ASCII, UNICODE};
use super::tests::{frame, look, text};
use super::{Depth, Glyphs, Memory};
use crate::app::fixture::press;
use crate::app::overlay::create::form_tests::board;

fn screen(keys: &str, (width, height): (u16, u16), glyphs: &Glyphs) -> String {
    let mut model = board(width, height);
    let mut memory = Memory::new(look(glyphs, Depth::Sixteen));
    frame(&mut model, &mut memory);
    press(&mut model, keys);
    text(&frame(&mut model, &mut memory))
}

#[test]
fn forms_and_templates_are_offered_with_what_they_are_for() {
    insta::assert_snapshot!(screen("n \"Crash\" ctrl+t", (80, 24), &UNICODE));
}

#[test]
fn the_line_of_an_issue_says_how_many_forms_there_are() {
    insta::assert_snapshot!(screen("n \"Crash #bug \"", (80, 24), &UNICODE));
}

#[test]
fn a_form_shows_every_question_and_what_is_chosen() {
    insta::assert_snapshot!(screen(
        "n \"Crash\" ctrl+t \"bug\" enter tab \"v0.3\" tab \"It stops\" enter \"at once\" tab tab down space",
        (120, 50),
        &UNICODE
    ));
}

#[test]
fn what_is_still_to_answer_is_named_above_the_form() {
    insta::assert_snapshot!(screen("n ctrl+t \"bug\" enter \"Crash\" ctrl+s", (80, 24), &UNICODE));
}

#[test]
fn a_form_on_a_tiny_screen() {
    insta::assert_snapshot!(screen(
        "n \"Crash\" ctrl+t \"bug\" enter tab \"v0.3\" tab \"It stops at once\"",
        (40, 12),
        &UNICODE
    ));
}

#[test]
fn a_form_without_symbols() {
    let text = screen(
        "n \"Crash\" ctrl+t \"bug\" enter tab tab tab tab space tab space tab space",
        (80, 40),
        &ASCII,
    );
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_card_with_a_form_says_how_far_it_is() {
    insta::assert_snapshot!(screen("n \"Crash\" ctrl+t \"bug\" enter tab \"v1\" esc", (80, 24), &UNICODE));
}
