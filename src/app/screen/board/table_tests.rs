//! What keys and the mouse do in a table.

use crate::app::fixture::{model, press, pushed};
use crate::app::overlay::editor_tests::rich;
use crate::app::{Button, Effect, Message, Model, Overlay, Pointed, Target, update};
use crate::domain::project::Layout;
use crate::domain::table::Column;
use crate::domain::view::Own;
use crate::domain::{Edit, Value};

const BOARD: &str = "Todo: A (@bob 3 bug), B, C (draft) | Doing: D (pr 5), E | Done: F";

/// The rows as they are shown, by group where there are any: numbers only, `[n]` has the focus.
fn rows(model: &Model) -> String {
    let columns = model.board.columns.as_ref().expect("there are cards");
    let lane = model.board.lane(0).expect("a table has one column");
    assert_eq!(columns.columns().len(), 1);
    let card = |row: usize| {
        let item = lane.get(row)?;
        let number = item.number().map_or_else(|| item.title().to_owned(), |number| number.to_string());
        let focused = model.board.cursor.item.as_ref() == Some(&item.id);
        Some(if focused { format!("[{number}]") } else { number })
    };
    let group = |band: usize| {
        let cards = lane.cell(band).filter_map(card).collect::<Vec<_>>().join(" ");
        let title = &columns.bands()[band].title;
        if columns.has_rows() { format!("{title}: {cards}") } else { cards }
    };
    let shown = (0..columns.bands().len()).filter(|band| columns.is_band_shown(*band));
    shown.map(group).collect::<Vec<_>>().join(" | ")
}

/// A table, after some keys.
fn table(keys: &str) -> (Model, Vec<Effect>) {
    let mut model = rich(BOARD, 120, 30);
    press(&mut model, "v t");
    let effects = press(&mut model, keys);
    (model, effects)
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

fn cell(model: &Model) -> &str {
    let project = &model.replica.as_ref().expect("a project").view().project;
    model.board.table.focus().name(project)
}

fn click(model: &mut Model, target: Target) {
    let at = Some(Pointed { target, low: false });
    update(model, Message::Mouse { button: Button::Press, at: at.clone() });
    update(model, Message::Mouse { button: Button::Release, at });
}

#[test]
fn the_same_view_is_a_table_or_a_board_and_keeps_its_card() {
    let (mut model, _) = table("j");
    assert_eq!(rows(&model), "1 [2] C 4 5 6");
    press(&mut model, "v t");
    assert_eq!(model.board.cursor.item, Some("I2".into()));
    assert_eq!(model.board.columns.as_ref().map(|columns| columns.columns().len()), Some(4));
    assert!(!model.board.views.is_changed(&model.board.views.all[0], &model.board.arrangement));
}

#[test]
fn rows_and_cells_are_reached_with_the_keys_of_the_board() {
    for (keys, row, column) in [
        ("j j", "1 2 [C] 4 5 6", "Title"),
        ("G", "1 2 C 4 5 [6]", "Title"),
        ("G g", "[1] 2 C 4 5 6", "Title"),
        ("pagedown k", "1 2 C [4] 5 6", "Title"),
        ("l", "[1] 2 C 4 5 6", "Status"),
        ("l l h", "[1] 2 C 4 5 6", "Status"),
        ("h", "[1] 2 C 4 5 6", "Title"),
        ("shift+tab", "[1] 2 C 4 5 6", "Note"),
        ("shift+tab tab", "[1] 2 C 4 5 6", "Title"),
    ] {
        let (model, _) = table(keys);
        assert_eq!((rows(&model).as_str(), cell(&model)), (row, column), "{keys}");
    }
}

#[test]
fn the_focused_cell_is_set_with_the_editor_of_its_field() {
    let set = |field: &str, to| vec![Edit::SetField { item: "I1".into(), field: field.into(), to: Some(to) }];
    for (keys, edits) in [
        ("l e h \"doing\" enter", set("Status", Value::SingleSelect("Doing".into()))),
        ("l l f2 backspace 8 enter", set("Effort", Value::Number(8.0))),
        ("l l l l e h \"2025-08-20\" enter", set("Due", Value::Date("2025-08-20".parse().expect("a day")))),
    ] {
        let (model, effects) = table(keys);
        assert_eq!(pushed(&effects).concat(), edits, "{keys}");
        assert!(model.overlays.is_empty(), "{keys}");
    }
    let (model, _) = table("e h");
    assert!(matches!(model.overlays.last(), Some(Overlay::Line(_))), "the title is a line");
}

#[test]
fn a_cell_that_is_only_shown_says_so() {
    let (model, effects) = table("a \"created\" enter e h");
    assert_eq!((cell(&model), pushed(&effects).len()), ("Created", 0));
    assert_eq!(said(&model), "Created is only shown here: GitHub works it out.");
}

#[test]
fn nudges_to_the_sides_change_the_status_and_undo_takes_it_back() {
    let (mut model, effects) = table("L");
    let to = |name: &str| Edit::SetField {
        item: "I1".into(),
        field: "Status".into(),
        to: Some(Value::SingleSelect(name.into())),
    };
    assert_eq!(pushed(&effects), [[to("Doing")]]);
    assert_eq!(said(&model), "Set Status of #1 to Doing.");
    press(&mut model, "L L");
    assert_eq!(said(&model), "Done is the last of Status.");
    let effects = press(&mut model, "H");
    assert_eq!(pushed(&effects), [[to("Doing")]]);
    press(&mut model, "u u u");
    let item = model.replica.as_ref().and_then(|replica| replica.view().item(&"I1".into()).cloned());
    assert_eq!(item.expect("it is there").value(&"Status".into()), Some(&Value::SingleSelect("Todo".into())));
}

#[test]
fn nudges_up_and_down_change_the_place_by_hand() {
    let (mut model, _) = table("j J");
    assert_eq!(rows(&model), "1 C [2] 4 5 6");
    let effects = press(&mut model, "wait");
    assert_eq!(pushed(&effects).len(), 1);
    press(&mut model, "s t wait");
    assert_eq!(rows(&model), "[2] 1 C 4 5 6");
}

#[test]
fn where_cards_are_sorted_nothing_is_carried_up_or_down_and_it_says_why() {
    for key in ["space", "J", "K"] {
        let (mut model, _) = table("v s \"title\" enter j");
        let effects = press(&mut model, key);
        assert_eq!(said(&model), "Cards are sorted by Title here: that alone says what is above what.");
        assert!(!model.board.is_lifted() && pushed(&effects).is_empty());
    }
}

#[test]
fn a_lifted_card_goes_up_and_down_only() {
    let (mut model, _) = table("space j j l");
    assert_eq!(said(&model), "In a table cards are carried up and down.");
    let effects = press(&mut model, "enter");
    assert_eq!(rows(&model), "2 C [1] 4 5 6");
    assert_eq!(pushed(&effects).len(), 1);
    press(&mut model, "space g esc");
    assert_eq!(rows(&model), "2 C [1] 4 5 6");
}

#[test]
fn groups_are_by_anything_also_by_the_status_and_a_drop_changes_it() {
    let (mut model, _) = table("v r \"status\" enter");
    assert_eq!(rows(&model), "Todo: [1] 2 C | Doing: 4 5 | Done: 6");
    let effects = press(&mut model, "space j j j enter");
    assert_eq!(rows(&model), "Todo: 2 C | Doing: [1] 4 5 | Done: 6");
    assert!(matches!(&pushed(&effects)[0][0], Edit::SetField { field, .. } if field.as_str() == "Status"));
    press(&mut model, "v t");
    assert!(
        model.board.columns.as_ref().is_some_and(|columns| !columns.has_rows()),
        "no rows by its columns"
    );
    press(&mut model, "v t");
    assert_eq!(rows(&model), "Todo: 2 C | Doing: [1] 4 5 | Done: 6");
}

#[test]
fn a_step_that_moves_rows_of_a_table_says_where_they_went() {
    let label = |keys: &str| {
        let (model, _) = table(keys);
        model.journal.steps().last().map(|step| step.label.clone()).unwrap_or_default()
    };
    assert_eq!(label("j space k enter"), "Move #2 to the top of the table");
    assert_eq!(label("x j x space j j enter"), "Move 2 cards below #4");
    assert_eq!(label("j x j x space g enter"), "Move 2 cards to the top of the table");
    assert_eq!(label("v r \"status\" enter space j j j enter"), "Move #1 to Doing");
    assert_eq!(label("v r \"status\" enter x j x space j j enter"), "Move 2 cards to Doing");
    assert_eq!(label("v r \"status\" enter j space k enter"), "Move #2 to the top of Todo");
    assert_eq!(label("v m j space k enter"), "Move #2 to the top of the roadmap");
}

#[test]
fn a_collapsed_group_is_passed_over_and_opens_again() {
    let (mut model, _) = table("v r \"status\" enter v - j");
    assert_eq!(rows(&model), "Todo: 1 2 C | Doing: [4] 5 | Done: 6");
    press(&mut model, "k v -");
    assert!(model.board.columns.as_ref().is_some_and(|columns| !columns.bands()[0].folded));
    click(&mut model, Target::Row(1, None));
    assert!(model.board.columns.as_ref().is_some_and(|columns| columns.bands()[1].folded));
}

#[test]
fn selected_rows_are_changed_together() {
    let (model, effects) = table("x j x j L");
    assert_eq!(pushed(&effects).concat().len(), 2);
    assert_eq!(said(&model), "Set Status of 2 cards to Doing.");
    let (_, effects) = table("V j j e p \"high\" enter");
    assert_eq!(pushed(&effects).concat().len(), 3);
    let (_, effects) = table("* e p \"high\" enter");
    assert_eq!(pushed(&effects).concat().len(), 6);
}

#[test]
fn the_menu_moves_by_status_to_the_ends_and_after_another_card() {
    for (keys, expected) in [
        ("m \"bottom\" enter", "2 C 4 5 6 [1]"),
        ("m \"after 4\" enter", "2 C 4 [1] 5 6"),
        ("v r \"priority\" enter m \"high\" enter", "High: [1] | Low:  | No priority: 2 C 4 5 6"),
    ] {
        let (model, _) = table(keys);
        assert_eq!(rows(&model), expected, "{keys}");
    }
    let (model, effects) = table("x j x m \"done\" enter");
    assert_eq!((pushed(&effects).concat().len(), said(&model)), (2, "Set Status of 2 cards to Done."));
}

#[test]
fn columns_are_hidden_shown_behind_the_focused_one_and_all_shown_again() {
    let names = |model: &Model| {
        let project = &model.replica.as_ref().expect("a project").view().project;
        let names = model.board.table.columns().iter().map(|column| column.name(project));
        names.collect::<Vec<_>>().join(" ")
    };
    let (mut model, _) = table("l v h");
    assert_eq!(
        (names(&model).as_str(), cell(&model)),
        ("Title Effort Priority Due Sprint Areas Note", "Effort")
    );
    press(&mut model, "a \"labels\" enter");
    assert_eq!(names(&model), "Title Effort Labels Priority Due Sprint Areas Note");
    assert_eq!(cell(&model), "Labels");
    press(&mut model, "a \"note\" tab backspace backspace backspace backspace \"due\" tab enter");
    assert_eq!(names(&model), "Title Effort Labels Priority Sprint Areas");
    press(&mut model, "v a");
    assert_eq!(names(&model), "Title Status Effort Priority Due Sprint Areas Note Labels Created");
    press(&mut model, "g h h h h h h h h h v h");
    assert_eq!(said(&model), "The title stays.");
}

#[test]
fn a_table_is_saved_as_a_view_of_ones_own() {
    let (_, effects) = table("l v h v s \"effort\" enter v w \"Plan\" enter");
    let fields = ["Effort", "Priority", "Due", "Sprint", "Areas", "Note"];
    let own = Own {
        name: "Plan".into(),
        project: "octo/1".parse().ok(),
        layout: Layout::Table,
        fields: fields.map(str::to_owned).to_vec(),
        sort: vec!["Effort".into()],
        ..Own::default()
    };
    assert_eq!(effects, [Effect::SaveView(own)]);
}

#[test]
fn a_click_focuses_a_cell_a_second_one_opens_and_one_on_a_head_sorts() {
    let (mut model, _) = table("");
    click(&mut model, Target::Cell("I4".into(), 2));
    assert_eq!((rows(&model).as_str(), cell(&model)), ("1 2 C [4] 5 6", "Effort"));
    click(&mut model, Target::Heading(2));
    assert_eq!(rows(&model), "1 [4] 2 C 5 6");
    click(&mut model, Target::Heading(2));
    assert_eq!(rows(&model), "[4] 1 2 C 5 6");
    click(&mut model, Target::Cell("I4".into(), 1));
    click(&mut model, Target::Cell("I4".into(), 1));
    assert!(matches!(model.overlays.last(), Some(Overlay::Card(_))));
}

#[test]
fn a_row_is_dragged_below_another() {
    let (mut model, _) = table("");
    let cell = |card: &str| Some(Pointed { target: Target::Cell(card.into(), 1), low: true });
    update(&mut model, Message::Mouse { button: Button::Press, at: cell("I1") });
    update(&mut model, Message::Mouse { button: Button::Drag, at: cell("I4") });
    let effects = update(&mut model, Message::Mouse { button: Button::Release, at: cell("I4") });
    assert_eq!((rows(&model).as_str(), pushed(&effects).len()), ("2 C 4 [1] 5 6", 1));
}

#[test]
fn rows_are_a_line_each_and_the_density_of_the_board_stays() {
    let (model, _) = table("+");
    assert_eq!(said(&model), "The rows of a table are a line each.");
    assert_eq!(model.board.density, crate::app::Density::Normal);
}

#[test]
fn the_focused_cell_and_card_stay_when_the_project_is_read_again() {
    let (mut model, _) = table("j l l l");
    let mut project = (*model.replica.as_ref().expect("a project").view().project).clone();
    project.fields.retain(|field| field.name != "Effort");
    let seen_at = model.now;
    let pull = crate::app::fixture::project_read(project);
    update(&mut model, Message::Sync(crate::sync::Event::Pulled { pull, seen_at }));
    assert_eq!((rows(&model).as_str(), cell(&model)), ("1 [2] C 4 5 6", "Priority"));
    assert!(!model.board.table.columns().contains(&Column::Field("Effort".into())));
}

#[test]
fn a_project_without_columns_for_a_board_is_still_a_table() {
    let mut model = model("Todo: A", 100, 30);
    let mut project = (*model.replica.as_ref().expect("a project").view().project).clone();
    project.fields.retain(|field| field.name == "Effort");
    let seen_at = model.now;
    let pull = crate::app::fixture::project_read(project);
    update(&mut model, Message::Sync(crate::sync::Event::Pulled { pull, seen_at }));
    assert!(model.board.columns.is_none());
    press(&mut model, "v t L");
    assert_eq!(rows(&model), "[1]");
    assert_eq!(said(&model), "This project has no field that cards could be moved by.");
}

#[test]
fn a_card_carried_in_a_table_says_its_place_and_leaves_the_density_of_the_board() {
    let (mut model, _) = table("space +");
    assert_eq!(said(&model), "The rows of a table are a line each.");
    assert_eq!(model.board.density, crate::app::Density::Normal);
    press(&mut model, "l");
    assert_eq!(said(&model), "In a table cards are carried up and down.");
    press(&mut model, "j enter");
    assert_eq!(said(&model), "Dropped · 2 of 6");
}
