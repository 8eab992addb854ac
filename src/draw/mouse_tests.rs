//! What the mouse does, in frames: it is pointed at what is seen.

use super::Memory;
use super::tests::{frame, memory, text};
use crate::app::fixture::{line, model, press};
use crate::app::{Button, Effect, Message, Model, update};

const BOARD: &str = "Todo: Fix login, Write docs, Think | Doing: Ship, Test | Done:";

/// Where a text is seen: its first cell.
fn find(model: &mut Model, memory: &mut Memory, wanted: &str) -> (u16, u16) {
    let shown = text(&frame(model, memory));
    let mut lines = shown.lines().enumerate();
    let found = lines.find_map(|(y, line)| Some((line[..line.find(wanted)?].chars().count(), y)));
    let (x, y) = found.unwrap_or_else(|| panic!("{wanted} is seen: {shown}"));
    (u16::try_from(x).expect("a cell"), u16::try_from(y).expect("a line"))
}

fn does(model: &mut Model, memory: &Memory, button: Button, (x, y): (u16, u16)) -> Vec<Effect> {
    update(model, Message::Mouse { button, at: memory.pointed(x, y) })
}

#[test]
fn a_dragged_card_leaves_a_ghost_and_a_line_shows_where_it_drops() {
    let mut model = model(BOARD, 100, 20);
    let mut memory = memory();
    let from = find(&mut model, &mut memory, "Write docs");
    let to = find(&mut model, &mut memory, "Test");
    does(&mut model, &memory, Button::Press, from);
    does(&mut model, &memory, Button::Drag, to);
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory)));
    let below = (to.0, to.1 + 2);
    does(&mut model, &memory, Button::Drag, below);
    let line_at = find(&mut model, &mut memory, "━━ #2").1;
    assert!(line_at > find(&mut model, &mut memory, "Test").1, "the line goes with the pointer");
    let landing = (to.0, line_at);
    does(&mut model, &memory, Button::Release, landing);
    assert_eq!(line(&model), "Todo: 1 3 | Doing: 4 5 [2] | Done: ");
    let after = text(&frame(&mut model, &mut memory));
    assert!(!after.contains("━━"), "{after}");
}

#[test]
fn the_terminal_gets_the_mouse_and_gives_it_back() {
    let mut model = model(BOARD, 100, 20);
    let mut memory = memory();
    let mut last = |model: &mut Model| {
        let shown = text(&frame(model, &mut memory));
        shown.lines().last().unwrap_or_default().trim().to_owned()
    };
    assert_eq!(press(&mut model, "ctrl+\\"), [Effect::Mouse(false)]);
    let said = last(&mut model);
    assert!(
        said.starts_with("The mouse selects text now, as in any terminal. ctrl+\\ takes it back."),
        "{said}"
    );
    assert_eq!(press(&mut model, "ctrl+\\"), [Effect::Mouse(true)]);
    let said = last(&mut model);
    assert!(said.starts_with("The mouse moves cards again."), "{said}");
}

#[test]
fn a_side_of_a_conflict_is_clicked_and_a_click_on_the_board_leaves_it() {
    let mut model = model(BOARD, 120, 36);
    let mut memory = memory();
    press(&mut model, "L wait h");
    crate::app::overlay::history_tests::clash(&mut model, "I1", "Done");
    let title = find(&mut model, &mut memory, "Status of #1");
    does(&mut model, &memory, Button::Press, title);
    assert_eq!(model.overlays.len(), 1, "it has the keys");
    let card = find(&mut model, &mut memory, "Ship");
    does(&mut model, &memory, Button::Press, card);
    assert_eq!((line(&model).as_str(), model.overlays.len()), ("Todo: 2 3 | Doing: 1 [4] 5 | Done: ", 0));
    let theirs = find(&mut model, &mut memory, "! t take");
    does(&mut model, &memory, Button::Press, theirs);
    assert_eq!((line(&model).as_str(), model.clashes.len()), ("Todo: 2 3 | Doing: [4] 5 | Done: 1", 0));
}

#[test]
fn the_wheel_scrolls_the_column_under_the_pointer_and_leaves_the_focus() {
    let cards =
        |from: u32| (from..from + 20).map(|card| format!("Card {card}")).collect::<Vec<_>>().join(", ");
    let mut model = model(&format!("Todo: {} | Doing: {}", cards(1), cards(21)), 80, 24);
    let mut memory = memory();
    let before = text(&frame(&mut model, &mut memory));
    assert!(memory.wheel(&model, (60, 10), 3));
    let after = text(&frame(&mut model, &mut memory));
    assert!(!after.contains("Card 23") && after.contains("Card 24"), "{after}");
    let left = |text: &str| text.lines().map(|line| line.chars().take(40).collect()).collect::<Vec<String>>();
    assert_eq!(left(&after)[5..22], left(&before)[5..22], "the focused column stays");
    assert!(memory.wheel(&model, (60, 10), -9) && memory.wheel(&model, (60, 10), 1));
    let after = text(&frame(&mut model, &mut memory));
    assert!(after.contains("Card 22 ") || after.contains("Card 22\n"), "{after}");
    assert!(!memory.wheel(&model, (10, 10), 3), "there the wheel moves the focus");
    press(&mut model, "?");
    frame(&mut model, &mut memory);
    assert!(!memory.wheel(&model, (60, 10), 3), "the list has the wheel");
}
