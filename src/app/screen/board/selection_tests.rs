//! Many cards at once.

use crate::app::fixture::{line, model, press, pushed};
use crate::app::{Message, Model, update};
use crate::domain::{Edit, ItemId};
use crate::sync::Event;

const BOARD: &str = "Todo: A, B, C, D | Doing: E, F | Done:";

fn after(keys: &str) -> String {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, keys);
    line(&model)
}

/// The numbers of the selected cards that are shown.
fn selected(model: &Model) -> Vec<String> {
    model.board.selected().iter().map(|card| card.as_str().trim_start_matches('I').to_owned()).collect()
}

#[test]
fn cards_are_selected_one_by_one_in_a_range_or_all() {
    for (keys, expected) in [
        ("x j j x", "1 3"),
        ("x j j x x", "1"),
        ("j V j j", "2 3 4"),
        ("j V j j k", "2 3"),
        ("j V j V l x", "2 3 6"),
        ("*", "1 2 3 4"),
        ("* *", "1 2 3 4 5 6"),
        ("x j x esc", ""),
    ] {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, keys);
        assert_eq!(selected(&model).join(" "), expected, "{keys}");
    }
}

#[test]
fn an_edit_of_many_cards_is_one_step_and_one_undo() {
    let mut model = model(BOARD, 120, 40);
    let effects = press(&mut model, "x j x j j x e e \"3\" enter");
    let steps = pushed(&effects);
    assert_eq!(steps.len(), 1);
    assert_eq!(steps[0].len(), 3);
    assert_eq!(model.journal.steps()[0].label, "Set Effort of 3 cards to 3");
    let effects = press(&mut model, "u");
    assert_eq!(pushed(&effects)[0].len(), 3);
}

#[test]
fn many_cards_are_moved_together_in_their_order() {
    assert_eq!(after("x j j x L wait"), "Todo: 2 4 | Doing: 5 6 1 [3] | Done: ");
    assert_eq!(after("x j j x m \"done\" enter"), "Todo: 2 4 | Doing: 5 6 | Done: 1 [3]");
    assert_eq!(after("j x j x space l k k enter"), "Todo: 1 4 | Doing: 2 [3] 5 6 | Done: ");
    assert_eq!(after("x j j j x space k k k enter"), "Todo: 1 [4] 2 3 | Doing: 5 6 | Done: ");
    assert_eq!(after("x j j x L wait u"), "Todo: 1 2 [3] 4 | Doing: 5 6 | Done: ");
}

#[test]
fn cards_that_are_hidden_stay_selected_and_are_not_changed() {
    let mut model = model("Todo: Fix login, Write docs, Fix docs | Doing:", 120, 40);
    press(&mut model, "* / \"login\" enter");
    assert_eq!(selected(&model), ["1"]);
    assert_eq!(model.board.selection.len(), 3);
    let effects = press(&mut model, "e e \"3\" enter");
    assert_eq!(pushed(&effects)[0].len(), 1);
    press(&mut model, "/ ctrl+u enter");
    assert_eq!(selected(&model), ["1", "2", "3"]);
}

#[test]
fn selected_cards_in_columns_that_are_out_of_sight_stay_as_they_are() {
    for away in ["v h", "v z"] {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, &format!("x j x {away}"));
        assert_eq!(selected(&model), [] as [String; 0], "{away}");
        press(&mut model, "v a");
        assert_eq!(selected(&model), ["1", "2"]);
    }
}

#[test]
fn all_are_those_that_are_in_sight() {
    for away in ["v h", "v z"] {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, &format!("l {away} h h * * v a"));
        assert_eq!(selected(&model), ["1", "2", "3", "4"], "{away}");
    }
}

#[test]
fn where_no_card_is_none_is_selected() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "l l *");
    assert!(model.board.cursor.item.is_none(), "the column is empty");
    assert_eq!(selected(&model), [] as [String; 0]);
}

#[test]
fn a_selected_card_stays_so_when_github_names_it() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "x");
    let (from, to) = (ItemId::from("I1"), ItemId::from("I9"));
    update(&mut model, Message::Sync(Event::Renamed { from, to: to.clone() }));
    assert!(model.board.selection.holds(&to));
}

#[test]
fn many_that_stand_where_they_are_dropped_write_nothing() {
    let mut model = model(BOARD, 120, 40);
    assert_eq!(pushed(&press(&mut model, "x j x space enter")), [] as [Vec<Edit>; 0]);
}

#[test]
fn a_nudge_moves_all_that_are_selected_at_once() {
    let mut model = model(BOARD, 120, 40);
    assert_eq!(pushed(&press(&mut model, "x j j x L")), [] as [Vec<Edit>; 0]);
    assert_eq!(line(&model), "Todo: 2 4 | Doing: 5 6 1 [3] | Done: ");
    assert_eq!(model.board.cursor.row, 3);
    press(&mut model, "K");
    assert_eq!(line(&model), "Todo: 2 4 | Doing: 5 1 [3] 6 | Done: ");
    press(&mut model, "L");
    assert_eq!(line(&model), "Todo: 2 4 | Doing: 5 6 | Done: 1 [3]");
    assert_eq!(pushed(&press(&mut model, "wait")).len(), 1);
    assert_eq!(line(&model), "Todo: 2 4 | Doing: 5 6 | Done: 1 [3]");
}

#[test]
fn one_nudge_down_passes_one_card_however_many_are_selected() {
    for keys in ["x j x J", "x j x k J"] {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, keys);
        assert_eq!(line(&model).replace(['[', ']'], ""), "Todo: 3 1 2 4 | Doing: 5 6 | Done: ", "{keys}");
        press(&mut model, "wait");
        assert_eq!(line(&model).replace(['[', ']'], ""), "Todo: 3 1 2 4 | Doing: 5 6 | Done: ", "{keys}");
    }
}

#[test]
fn nudged_cards_of_a_sorted_column_are_shown_where_their_values_put_them() {
    let mut model = model("Todo: A (1), B (8) | Doing: C (3), D (9) | Done:", 120, 40);
    press(&mut model, "v s \"effort\" enter * L");
    assert_eq!(line(&model), "Todo:  | Doing: [1] 3 2 4 | Done: ");
    press(&mut model, "wait");
    assert_eq!(line(&model), "Todo:  | Doing: [1] 3 2 4 | Done: ");
}

#[test]
fn what_is_taken_off_the_project_is_selected_no_more() {
    let mut model = model("Todo: A, B | Doing: C", 120, 40);
    press(&mut model, "x e r y");
    assert!(model.board.selection.is_empty());
}
