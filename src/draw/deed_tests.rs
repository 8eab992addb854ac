//! A frame of each thing that can be done to cards: the keys, and what is on screen then.

use super::card_tests::known;
use super::tests::{frame, memory, text};
use super::wait_tests::texts;
use crate::app::Model;
use crate::app::fixture::press;
use crate::app::overlay::editor_tests::rich;
use crate::app::overlay::history_tests::rival_sets;
use crate::domain::Limit;

const USUAL: (u16, u16) = (80, 24);
const TINY: (u16, u16) = (40, 12);

/// Cards of every kind: one is another's blocker, one is in the archive.
fn board((width, height): (u16, u16)) -> Model {
    rich(
        "Todo: Fix login when the session is over (@bob 3 bug), Write docs (2), Think about it (draft), \
           Old news (archived 1) | \
         Doing: Ship the package (pr @ann), Test on Windows (@bob 5 bug) | \
         Done: Measure (done @carol 2)",
        width,
        height,
    )
}

/// A frame of each: its name, and the keys that lead to it.
fn frames(model: impl Fn() -> Model, all: &[(&str, &str)]) {
    for (name, keys) in all {
        let (mut model, mut memory) = (model(), memory());
        frame(&mut model, &mut memory);
        for key in keys.split_inclusive(' ') {
            press(&mut model, key);
            frame(&mut model, &mut memory);
        }
        insta::assert_snapshot!(name.replace(' ', "_"), text(&frame(&mut model, &mut memory)));
    }
}

#[test]
fn each_editor_shows_what_is_set_and_what_the_keys_do() {
    frames(
        || board(USUAL),
        &[
            ("one of several options", "e s"),
            ("one of few options", "e p"),
            ("several options", "e f \"areas\" enter tab"),
            ("a number", "e e"),
            ("a number that is none", "e e \"many\" enter"),
            ("a text", "e f \"note\" enter \"Ask\" space \"bob\""),
            ("a title", "e t"),
            ("people", "e a down tab"),
            ("a type", "e y"),
            ("a parent", "e u \"wri\""),
            ("blockers", "e k \"test\" tab"),
            ("reasons to close", "e x"),
        ],
    );
    frames(
        || board(TINY),
        &[
            ("one of several options on a tiny screen", "e s"),
            ("a number on a tiny screen", "e e"),
            ("a parent on a tiny screen", "e u \"w\""),
        ],
    );
}

#[test]
fn each_deed_says_what_it_did_and_each_question_what_it_would_do() {
    frames(
        || board(USUAL),
        &[
            ("a card is archived", "e z"),
            ("a draft is made an issue", "j j e c"),
            ("a card is to be taken off", "e r"),
            ("a draft is to be deleted", "j j e r"),
            ("the archive", "v b"),
            ("an archived card is opened", "v b enter"),
            ("a circle is refused", "e k \"2\" enter j e k \"1\" enter"),
            ("some cards are refused", "* e y \"bug\" enter"),
            ("a step is made again", "e p \"high\" enter u ctrl+r"),
        ],
    );
    frames(
        || known((100, 40), "enter"),
        &[("a comment is to be deleted", "shift+tab shift+tab shift+tab D")],
    );
}

#[test]
fn each_way_to_select_and_to_lay_out_shows_on_the_board_at_rest() {
    frames(
        || board(USUAL),
        &[
            ("two cards are selected", "x j x"),
            ("a range is being selected", "V j"),
            ("a column is selected", "*"),
            ("a column is hidden", "l v h"),
            ("what makes the columns", "a"),
            ("columns of priorities", "e p \"high\" enter a \"pri\" enter"),
        ],
    );
}

#[test]
fn what_others_did_and_what_a_limit_keeps_away_is_said() {
    let changed = || {
        let mut model = board(USUAL);
        press(&mut model, "L wait");
        rival_sets(&mut model, "I1", "Done", true);
        model
    };
    frames(changed, &[("someone has changed it since", "u"), ("it is taken back all the same", "u u")]);
    let full = |enforced| {
        let mut model = board(USUAL);
        model.settings.wip.insert("Doing".into(), Limit { most: 2, enforced });
        model
    };
    frames(|| full(true), &[("a reason is asked for", "m \"doing\" enter")]);
    frames(|| full(false), &[("a limit is passed", "m \"doing\" enter")]);
    frames(|| texts(USUAL), &[("two texts are merged by hand", "! e")]);
}
