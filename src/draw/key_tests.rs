//! Every key can be another one: what an action does depends on the action alone.

use ratatui::buffer::Buffer;

use super::card_tests::known;
use super::tests::{frame, memory, text};
use super::wait_tests::busy;
use crate::app::fixture::press;
use crate::app::overlay::create::form_tests;
use crate::app::overlay::editor_tests::rich;
use crate::app::{Effect, Model};
use crate::input::action::{Row, TABLE};
use crate::input::preset::Keys;
use crate::input::{Keymap, Preset, Scope};

const BOARD: &str = "\
    Todo: Fix login (@ann 3 bug), Write docs, Think, Read | \
    Doing: Ship (5), Test (@bob), Mend, Look | Done: Old (done), New";

/// Keys after which an action does something that can be seen, where those of its scope are not enough.
const BEFORE: &[(&str, &str)] = &[
    ("clear-filter", "x"),
    ("next-view", "v w \"mine\" enter"),
    ("previous-view", "v w \"mine\" enter"),
    ("today", "v m l"),
    ("collapse-row", "v r \"assign\" enter"),
    ("show-all-columns", "v h"),
    ("reset-view", "v s \"title\" enter"),
    ("drop", "space l"),
    ("take-offer", "/ \"sta\""),
    ("next-offer", "/ tab"),
    ("previous-offer", "/ tab down"),
    ("keep-filter", "/ \"a\""),
    ("scroll-up", "enter G"),
    ("scroll-page-up", "enter G"),
    ("scroll-top", "enter G"),
    ("previous-section", "enter G"),
    ("tick-task", "enter tab"),
    ("follow-spot", "enter tab"),
    ("delete-comment", "enter shift+tab"),
    ("list-page-up", ": down down down"),
    ("mark-line", "e l"),
    ("take-line", "e e 9"),
    ("stuck-up", "! ! down"),
    ("retry", "! ! down"),
    ("drop-edit", "! ! down"),
    ("previous-side", "! tab"),
    ("make-card", "n \"Fix\""),
    ("save-card", "n \"Fix\""),
    ("make-another", "n \"Fix\""),
    ("complete-token", "n \"Fix #b\""),
    ("offer-after", "n \"Fix #\""),
    ("offer-before", "n \"Fix #\""),
    ("leave-card", "n \"Fix\""),
    ("tick-option", "n ctrl+t \"bug\" enter \"Crash\" tab tab tab tab"),
    ("answer-outside", "n ctrl+t \"bug\" enter \"Crash\" tab tab"),
    ("undo-answer", "n ctrl+t \"bug\" enter \"Crash\" tab \"v1\""),
    ("redo-answer", "n ctrl+t \"bug\" enter \"Crash\" tab \"v1\" ctrl+z"),
    ("history-up", "L wait J wait U j"),
    ("history-page-up", "L wait J wait U j"),
    ("redo-typing", "N \"Title\" ctrl+z"),
    ("char-right", "N \"one two\" home"),
    ("word-right", "N \"one two\" home"),
    ("line-end", "N \"one two\" home"),
    ("line-down", "N \"one\" enter \"two\" up"),
    ("text-page-down", "N \"one\" enter \"two\" up"),
    ("text-end", "N \"one\" enter \"two\" ctrl+home"),
    ("delete-after", "N \"one two\" home"),
    ("delete-word-after", "N \"one two\" home"),
    ("delete-to-end", "N \"one two\" home"),
    ("undo", "L wait"),
    ("redo", "L wait u"),
    ("history", "L wait"),
    ("screen-board", "enter"),
];

/// The keys before an action.
fn before(row: &Row) -> &'static str {
    let own = BEFORE.iter().find(|(name, _)| *name == row.name).map(|(_, keys)| *keys);
    own.unwrap_or(match row.scope {
        Scope::Global | Scope::View | Scope::Edit => "",
        Scope::Board => "l j",
        Scope::Lifted => "l space",
        Scope::Filter => "/",
        Scope::Card => "enter",
        Scope::List => ":",
        Scope::Line => "e e",
        Scope::Stuck => "! !",
        Scope::Clash => "!",
        Scope::Create => "n",
        Scope::Form => "n ctrl+t \"bug\" enter",
        Scope::History => "L wait J wait U",
        Scope::Compose => "N \"Title\"",
        Scope::Typing => "N \"one\" enter \"two\"",
        Scope::Confirm => "e r",
    })
}

/// A program in which an action can do something, after the keys before it.
fn scene(row: &Row) -> Model {
    let mut model = match row.scope {
        Scope::Card => return known((80, 24), before(row)),
        Scope::Stuck | Scope::Clash => busy((160, 40)),
        Scope::Create | Scope::Form => form_tests::board(120, 40),
        Scope::Board
        | Scope::View
        | Scope::Edit
        | Scope::Lifted
        | Scope::Filter
        | Scope::List
        | Scope::Line
        | Scope::History
        | Scope::Compose
        | Scope::Typing
        | Scope::Confirm
        | Scope::Global => rich(BOARD, 160, 40),
    };
    press(&mut model, before(row));
    frame(&mut model, &mut memory());
    model
}

/// What is seen, and what the shell was told, once a key was pressed.
fn seen(row: &Row, keymap: Keymap, key: &str) -> (Buffer, Vec<Effect>) {
    let mut model = scene(row);
    model.keymap = keymap;
    let effects = press(&mut model, key);
    model.keymap = Keymap::default();
    if row.scope == Scope::Typing {
        press(&mut model, "X");
    }
    (frame(&mut model, &mut memory()), effects)
}

/// The words of a frame. What is said may name the key that it is said of, and leave less room for others.
fn words(frame: &Buffer, row: &Row) -> String {
    text(frame).replace("f12", row.keys[0]).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_action_does_the_same_on_another_key() {
    let (mut other, mut dull) = (Vec::new(), Vec::new());
    for row in TABLE {
        let changed = Keys::from([(row.name.to_owned(), vec!["f12".to_owned()])]);
        let keymap = Keymap::new(Preset::default(), &changed, &[]).expect("the key is free");
        let (usual, told) = seen(row, Keymap::default(), row.keys[0]);
        let (there, told_there) = seen(row, keymap, "f12");
        if words(&usual, row) != words(&there, row) || told != told_there {
            other.push(row.name);
        }
        if seen(row, Keymap::default(), "") == (usual, told) {
            dull.push(row.name);
        }
    }
    assert!(other.is_empty(), "these do something else on another key: {other:?}");
    assert!(dull.is_empty(), "nothing is to be seen of these here: {dull:?}");
}
