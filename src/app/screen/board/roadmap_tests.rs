//! What keys do in a roadmap.

use crate::app::fixture::{press, pushed};
use crate::app::overlay::editor_tests::rich;
use crate::app::{Effect, Model};
use crate::domain::project::Layout;
use crate::domain::roadmap::{Dates, Zoom};
use crate::domain::view::Own;
use crate::domain::{Edit, Value};

const BOARD: &str = "Todo: A (@bob 3 bug), B (milestone), C (draft) | Doing: D (pr 5) | Done: F";

fn roadmap(keys: &str) -> (Model, Vec<Effect>) {
    let mut model = rich(BOARD, 120, 30);
    press(&mut model, "v m");
    let effects = press(&mut model, keys);
    (model, effects)
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

#[test]
fn any_view_is_a_roadmap_and_a_board_or_a_table_again() {
    let (mut model, _) = roadmap("j");
    assert!(model.board.is_roadmap());
    press(&mut model, "v t");
    assert_eq!(model.board.arrangement.layout, Layout::Table);
    press(&mut model, "v m v m");
    assert_eq!(model.board.arrangement.layout, Layout::Board);
    assert_eq!(model.board.cursor.item, Some("I2".into()), "and the card has kept the focus");
}

#[test]
fn h_and_l_go_through_time_and_back_to_today() {
    let (mut model, _) = roadmap("l l");
    assert_eq!(model.board.roadmap.shift(), 28);
    press(&mut model, "h h h");
    assert_eq!(model.board.roadmap.shift(), -14);
    press(&mut model, "v d");
    assert_eq!(model.board.roadmap.shift(), 0);
}

#[test]
fn zoom_goes_from_quarters_to_weeks_and_is_there_again_tomorrow() {
    let (mut model, _) = roadmap("-");
    assert_eq!((model.board.roadmap.zoom, said(&model)), (Zoom::Quarter, "The roadmap shows quarters."));
    press(&mut model, "l");
    assert_eq!(model.board.roadmap.shift(), 42);
    press(&mut model, "+ + +");
    assert_eq!(model.board.roadmap.zoom, Zoom::Week);
    assert_eq!(model.board.remember()["zoom"], "week");
}

#[test]
fn bars_are_of_the_iteration_until_other_dates_are_chosen() {
    let (mut model, _) = roadmap("");
    assert_eq!(model.board.roadmap.dates, Some(Dates::Iteration("Sprint".into())));
    press(&mut model, "a \"due\" enter");
    assert_eq!(model.board.roadmap.dates, Some(Dates::Day("Due".into())));
    let effects = press(&mut model, "v w \"When\" enter");
    let own = Own {
        name: "When".into(),
        project: "octo/1".parse().ok(),
        layout: Layout::Roadmap,
        dates: vec!["Due".into()],
        ..Own::default()
    };
    assert_eq!(effects, [Effect::SaveView(own)]);
    assert_eq!(model.board.roadmap.dates, Some(Dates::Day("Due".into())), "and it reads what it has written");
}

#[test]
fn the_dates_of_a_card_are_set_where_a_cell_is_set_in_a_table() {
    let (_, effects) = roadmap("e h \"sprint 8\" enter");
    let field = Edit::SetField {
        item: "I1".into(),
        field: "Sprint".into(),
        to: Some(Value::Iteration("Sprint 8".into())),
    };
    assert_eq!(pushed(&effects), [[field]]);
}

#[test]
fn cards_are_moved_selected_and_edited_as_in_a_table() {
    let (model, effects) = roadmap("x j x L");
    assert_eq!((pushed(&effects).concat().len(), said(&model)), (2, "Set Status of 2 cards to Doing."));
    let (model, _) = roadmap("v h");
    assert_eq!(said(&model), "A roadmap has no columns.");
    let (model, _) = roadmap("v m v d");
    assert_eq!(said(&model), "Only a roadmap has days.");
}

#[test]
fn a_card_carried_on_a_roadmap_is_carried_up_and_down_and_the_zoom_changes_meanwhile() {
    let (mut model, _) = roadmap("space");
    let before = model.board.roadmap.zoom;
    press(&mut model, "l");
    let said = model.notices.current().map(|notice| notice.text.clone());
    assert_eq!(said.as_deref(), Some("In a roadmap cards are carried up and down."));
    press(&mut model, "+");
    assert_ne!(model.board.roadmap.zoom, before);
    assert_eq!(model.board.density, crate::app::Density::Normal);
}
