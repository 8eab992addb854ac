//! What keys do to the views of a board.

use proptest::prelude::*;

use crate::app::fixture::{line, model, press, project_read, viewed};
use crate::app::{Button, Effect, Message, Model, Overlay, Pointed, Target, update};
use crate::domain::ViewId;
use crate::domain::view::Own;
use crate::sync::Event;

const BOARD: &str = "Todo: A (bug), B | Doing: C (bug) | Done: D";

fn shown(model: &Model) -> String {
    let mark = |view: &crate::domain::View| {
        if model.board.views.is_changed(view, &model.board.arrangement) { "*" } else { "" }
    };
    let tab = |view: &crate::domain::View| {
        let name = format!("{}{}", view.name, mark(view));
        if view.id == model.board.views.current { format!("[{name}]") } else { name }
    };
    model.board.views.all.iter().map(tab).collect::<Vec<_>>().join(" ")
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

/// A program with two views that GitHub saved.
fn two() -> Model {
    viewed(BOARD, &["Bugs: label:bug", "Weight by Priority"], 120, 40)
}

#[test]
fn views_follow_each_other_from_the_last_to_the_first() {
    let mut model = two();
    assert_eq!(shown(&model), "[all] Bugs Weight");
    press(&mut model, "}");
    assert_eq!(
        (shown(&model).as_str(), line(&model).as_str()),
        ("all [Bugs] Weight", "Todo: [1] | Doing: 3 | Done: ")
    );
    press(&mut model, "}");
    assert_eq!(line(&model), "High:  | Low:  | No priority: [1] 2 3 4");
    press(&mut model, "} {");
    assert_eq!(shown(&model), "all Bugs [Weight]");
}

#[test]
fn a_view_is_chosen_by_its_name_or_with_a_click() {
    let mut model = two();
    press(&mut model, "v v \"weig\" enter");
    assert_eq!(shown(&model), "all Bugs [Weight]");
    let at = Some(Pointed { target: Target::View(1), low: false });
    update(&mut model, Message::Mouse { button: Button::Press, at });
    assert_eq!(shown(&model), "all [Bugs] Weight");
}

#[test]
fn a_changed_view_is_marked_and_kept_and_can_be_shown_again_as_it_is_saved() {
    let mut model = two();
    press(&mut model, "} / space \"A\" enter");
    assert_eq!(
        (shown(&model).as_str(), line(&model).as_str()),
        ("all [Bugs*] Weight", "Todo: [1] | Doing:  | Done: ")
    );
    press(&mut model, "}");
    assert_eq!(shown(&model), "all Bugs* [Weight]");
    press(&mut model, "{");
    assert_eq!(line(&model), "Todo: [1] | Doing:  | Done: ");
    press(&mut model, "v x");
    assert_eq!(
        (shown(&model).as_str(), line(&model).as_str()),
        ("all [Bugs] Weight", "Todo: [1] | Doing: 3 | Done: ")
    );
    assert_eq!(said(&model), "Bugs is again as it is saved.");
}

#[test]
fn other_columns_change_a_view_until_the_usual_ones_are_back() {
    let mut model = two();
    press(&mut model, "a \"priority\" enter");
    assert_eq!(shown(&model), "[all*] Bugs Weight");
    press(&mut model, "v c \"status\" enter");
    assert_eq!(shown(&model), "[all] Bugs Weight");
}

#[test]
fn a_view_is_saved_under_a_name_as_ones_own() {
    let mut model = two();
    let effects = press(&mut model, "} a \"priority\" enter v w \"Mine\" enter");
    let own = Own {
        name: "Mine".into(),
        project: "octo/1".parse().ok(),
        filter: "label:bug".into(),
        columns: Some("Priority".into()),
        ..Own::default()
    };
    assert_eq!(effects, [Effect::SaveView(own)]);
    assert_eq!(shown(&model), "all Bugs Weight [Mine]");
    press(&mut model, "/ backspace backspace backspace \"x\" enter v w enter");
    assert_eq!(shown(&model), "all Bugs Weight [Mine]", "its own name is offered, and it is replaced");
}

#[test]
fn a_view_of_ones_own_is_replaced_whatever_the_case_of_its_name() {
    let mut model = two();
    press(&mut model, "v w \"Mine\" enter a \"priority\" enter } {");
    assert_eq!(shown(&model), "all Bugs Weight [Mine*]");
    let effects = press(&mut model, "a \"status\" enter v h v w ctrl+u \"mine\" enter");
    assert_eq!(shown(&model), "all Bugs Weight [mine]");
    assert!(matches!(&*effects, [Effect::SaveView(own)] if own.name == "mine"), "{effects:?}");
}

#[test]
fn a_view_of_ones_own_keeps_the_rows_that_are_collapsed() {
    let mut model = two();
    let effects = press(&mut model, "v r \"priority\" enter v - v w \"Mine\" enter");
    let Some(Effect::SaveView(own)) = effects.last() else { panic!("it is saved: {effects:?}") };
    assert_eq!(own.collapse_rows, ["No priority"]);
    let folded = |model: &Model| {
        let columns = model.board.columns.as_ref().expect("there are columns");
        columns.bands().iter().map(|band| band.folded).collect::<Vec<_>>()
    };
    assert_eq!(
        (shown(&model).as_str(), folded(&model)),
        ("all Bugs Weight [Mine]", vec![false, false, true])
    );
    press(&mut model, "v a");
    assert_eq!(shown(&model), "all Bugs Weight [Mine*]");
    press(&mut model, "v x");
    assert_eq!(folded(&model), [false, false, true]);
}

#[test]
fn tab_goes_on_to_the_next_line_where_several_can_be_chosen() {
    let mut model = two();
    press(&mut model, "v s \"ti\"");
    let at = |model: &Model| {
        let Some(Overlay::List(list)) = model.overlays.last() else { panic!("a list is open") };
        (list.picker.cursor, list.picker.shown.len())
    };
    let (_, lines) = at(&model);
    assert!(lines > 1, "several lines have these letters");
    press(&mut model, "tab");
    assert_eq!(at(&model), (1, lines));
    press(&mut model, "esc v t a tab tab");
    assert_eq!(at(&model).0, 2);
}

#[test]
fn a_card_keeps_the_focus_when_rows_come_and_go() {
    let mut model = model("Todo: A, B | Doing: C, D (@ann) | Done: E (@bob)", 120, 40);
    press(&mut model, "v r \"assign\" enter");
    assert_eq!(line(&model), "Todo: [1] 2 | Doing: 4 3 | Done: 5");
    press(&mut model, "v r \"no rows\" enter");
    assert_eq!(line(&model), "Todo: [1] 2 | Doing: 3 4 | Done: 5");
}

#[test]
fn a_name_that_is_taken_is_refused_and_can_be_changed() {
    let mut model = two();
    press(&mut model, "v w \"bugs\" enter");
    let Some(Overlay::Line(ask)) = model.overlays.last() else { panic!("it is still asked") };
    assert_eq!(ask.wrong.as_deref(), Some("Bugs is a view of GitHub's: choose another name."));
    press(&mut model, "\"2\" enter");
    assert_eq!(shown(&model), "all Bugs Weight [bugs2]");
    press(&mut model, "v w esc");
    assert!(model.overlays.is_empty());
}

/// Words and a label that a person may write short, and GitHub may not.
#[test]
fn the_filter_of_a_saved_view_shows_what_it_shows_on_github_until_it_is_changed() {
    let board = "Todo: Fix login (docs), Write docs (area) | Doing: Ship";
    let shows = |filter: &str| {
        let mut model = viewed(board, &[&format!("V: {filter}")], 120, 40);
        press(&mut model, "}");
        line(&model)
    };
    assert_eq!(shows("login"), "Todo: [1] | Doing: ");
    for slip in ["ogin", "lgn", "#1", "2"] {
        assert_eq!(shows(slip), "Todo:  | Doing: ", "{slip}");
    }
    let mut model = viewed(board, &["V: ogin"], 120, 40);
    press(&mut model, "} / esc / enter");
    assert_eq!(line(&model), "Todo:  | Doing: ", "nothing was typed");
    press(&mut model, "/ backspace enter");
    assert_eq!((shown(&model).as_str(), line(&model).as_str()), ("all [V*]", "Todo: [1] | Doing: "));
    press(&mut model, "} {");
    assert_eq!(line(&model), "Todo: [1] | Doing: ", "what was typed is read as before");
    press(&mut model, "/ \"n\" enter");
    assert_eq!((shown(&model).as_str(), line(&model).as_str()), ("all [V]", "Todo:  | Doing: "));
    press(&mut model, "v w \"Mine\" enter");
    assert_eq!((shown(&model).as_str(), line(&model).as_str()), ("all V [Mine]", "Todo: [1] | Doing: "));
}

#[test]
fn a_view_that_changes_on_github_changes_here_unless_it_was_changed_here() {
    let change = |model: &mut Model, filter: &str| {
        let mut project = (*model.replica.as_ref().expect("a project").view().project).clone();
        project.views.some[0].filter = filter.to_owned();
        let (pull, seen_at) = (project_read(project), model.now);
        update(model, Message::Sync(Event::Pulled { pull, seen_at }));
    };
    let mut one = two();
    press(&mut one, "}");
    change(&mut one, "-label:bug");
    assert_eq!(line(&one), "Todo: [2] | Doing:  | Done: 4");
    let mut other = two();
    press(&mut other, "} esc");
    change(&mut other, "-label:bug");
    assert_eq!(
        (shown(&other).as_str(), line(&other).as_str()),
        ("all [Bugs*] Weight", "Todo: [1] 2 | Doing: 3 | Done: 4")
    );
}

#[test]
fn a_view_that_is_gone_shows_all_cards_and_says_so() {
    let mut model = two();
    press(&mut model, "}");
    let mut project = (*model.replica.as_ref().expect("a project").view().project).clone();
    project.views = Vec::new().into();
    let (pull, seen_at) = (project_read(project), model.now);
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    assert_eq!(
        (shown(&model).as_str(), said(&model)),
        ("[all]", "The view Bugs is gone: all cards are shown.")
    );
    assert_eq!(line(&model), "Todo: [1] 2 | Doing: 3 | Done: 4");
}

#[test]
fn a_filter_that_means_nothing_here_is_said_and_shows_all() {
    let mut model = viewed(BOARD, &["Odd: stauts:done"], 120, 40);
    press(&mut model, "}");
    assert!(
        said(&model).starts_with("This view's filter can't be used, all cards are shown: "),
        "{}",
        said(&model)
    );
    assert_eq!(
        (shown(&model).as_str(), line(&model).as_str()),
        ("all [Odd]", "Todo: [1] 2 | Doing: 3 | Done: 4")
    );
}

#[test]
fn the_view_and_what_was_changed_are_remembered() {
    let mut first = two();
    press(&mut first, "} / \" A\" enter }");
    let remembered = first.board.remember();
    let mut second = two();
    let settings = second.settings.clone();
    second.board = super::Board::new(Some(&remembered), &settings);
    press(&mut second, "wait {");
    assert_eq!(shown(&second), "all [Bugs*] Weight");
    assert_eq!(line(&second), "Todo: [1] | Doing:  | Done: ");
}

#[test]
fn views_of_the_settings_say_what_the_project_does_not_have() {
    let mut model = model(BOARD, 120, 40);
    let own = |name: &str, project: Option<&str>| Own {
        name: name.into(),
        project: project.and_then(|project| project.parse().ok()),
        columns: Some("Sprint".into()),
        sort: vec!["-Priority".into(), "Wieght".into()],
        ..Own::default()
    };
    model.settings.views = vec![own("Here", None), own("There", Some("octo/2"))];
    model.board = super::Board::new(None, &model.settings);
    press(&mut model, "wait }");
    assert_eq!(model.board.views.current, ViewId::Own("Here".into()));
    assert_eq!(
        said(&model),
        "Here names what this project does not have, or what makes no columns: Wieght, Sprint."
    );
    press(&mut model, "}");
    assert_eq!(shown(&model), "[all] Here");
}

fn cards(model: &Model, band: usize) -> Vec<Vec<u64>> {
    let columns = model.board.columns.as_ref().expect("there is an axis");
    let cell = |column: usize| {
        let lane = model.board.lane(column).expect("it is shown");
        lane.cell(band).filter_map(|row| lane.get(row)?.number()).collect()
    };
    columns.shown().map(cell).collect()
}

const WEIGHED: &str = "Todo: A (2), B (8), C, D (5) | Doing: E (3) | Done:";

#[test]
fn cards_are_sorted_by_what_is_chosen_and_the_other_way_round() {
    let mut model = model(WEIGHED, 120, 40);
    press(&mut model, "v s \"effort\" enter");
    assert_eq!(line(&model), "Todo: [1] 4 2 3 | Doing: 5 | Done: ");
    press(&mut model, "v s \"effort\" enter");
    assert_eq!(line(&model), "Todo: 2 4 [1] 3 | Doing: 5 | Done: ");
    press(&mut model, "v s \"github\" enter");
    assert_eq!(
        (line(&model).as_str(), shown(&model).as_str()),
        ("Todo: [1] 2 3 4 | Doing: 5 | Done: ", "[all]")
    );
}

#[test]
fn cards_are_sorted_by_one_thing_after_another() {
    let mut model = model("Todo: D (2), C (8), B (2), A | Doing:", 120, 40);
    press(&mut model, "v s \"effort\" tab ctrl+u \"title\" tab enter g");
    assert_eq!(line(&model), "Todo: [3] 1 2 4 | Doing: ", "those of one effort by their titles");
    press(&mut model, "v s \"title\" tab esc");
    assert_eq!(line(&model), "Todo: 1 [3] 2 4 | Doing: ", "again turns it around");
    press(&mut model, "v s \"effort\" enter");
    assert_eq!(line(&model), "Todo: 2 1 [3] 4 | Doing: ", "the second stays when the first is turned");
    press(&mut model, "v s \"effort\" tab enter");
    assert_eq!(line(&model), "Todo: 1 2 [3] 4 | Doing: ", "once more takes it out");
    press(&mut model, "v s \"number\" enter");
    assert_eq!(line(&model), "Todo: 1 2 [3] 4 | Doing: ");
    assert_eq!(model.board.arrangement.sort.len(), 1, "what is chosen counts alone");
}

#[test]
fn a_view_that_github_sorts_by_two_fields_is_followed() {
    let mut model = viewed("Todo: A (2), B (8), C (2) | Doing:", &["Plan"], 120, 40);
    let mut project = (*model.replica.as_ref().expect("a project").view().project).clone();
    project.views.some[0].sort_by = vec![("Priority".into(), false), ("Effort".into(), true)];
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull: project_read(project), seen_at }));
    press(&mut model, "G e p \"high\" enter }");
    assert_eq!(line(&model), "Todo: [3] 2 1 | Doing: ", "priority first, the greatest effort next");
}

#[test]
fn a_card_that_is_moved_into_a_sorted_column_stands_where_it_was_shown() {
    for keys in ["L wait", "space l enter", "m \"doing\" enter"] {
        let mut model = model(WEIGHED, 120, 40);
        press(&mut model, "v s \"effort\" enter");
        let effects = press(&mut model, keys);
        assert_eq!(line(&model), "Todo: 4 2 3 | Doing: [1] 5 | Done: ", "{keys}");
        assert_eq!(crate::app::fixture::pushed(&effects)[0].len(), 1, "only the column is written");
    }
}

#[test]
fn in_a_sorted_column_nothing_can_be_moved_up_or_down() {
    let mut model = model(WEIGHED, 120, 40);
    press(&mut model, "v s \"effort\" enter");
    assert_eq!(press(&mut model, "J wait"), []);
    assert_eq!(said(&model), "Cards are sorted by Effort here: that alone says what is above what.");
    press(&mut model, "space j");
    assert_eq!(said(&model), "Cards are sorted by Effort here: that alone says what is above what.");
}

#[test]
fn a_hidden_column_is_out_of_the_way_until_all_are_shown_again() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "l v h");
    assert_eq!(line(&model), "Todo: 1 2 | Done: [4]");
    press(&mut model, "H wait");
    assert_eq!(line(&model), "Todo: 1 [4] 2 | Done: ".replace("1 [4] 2", "[4] 1 2"));
    press(&mut model, "v h v h");
    assert_eq!(said(&model), "The last column stays.");
    press(&mut model, "v a");
    assert_eq!(line(&model), "Todo: 4 1 2 | Doing: 3 | Done: ");
}

#[test]
fn a_collapsed_column_takes_cards_and_shows_none() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "l v z");
    assert_eq!((model.board.cursor.column, model.board.cursor.item.clone()), (1, None));
    press(&mut model, "h space l enter");
    assert_eq!(line(&model), "Todo: 2 | Doing: 1 3 | Done: 4");
    assert_eq!(model.board.cursor.item, None, "its cards can't be seen");
    press(&mut model, "v z");
    assert_eq!(model.board.cursor.item, Some("I1".into()));
}

#[test]
fn rows_part_the_columns_and_the_cursor_goes_through_them() {
    let mut model = model("Todo: A (@ann), B (@bob), C (@ann) | Doing: D (@bob) | Done:", 120, 40);
    press(&mut model, "v r \"assign\" enter");
    assert_eq!(
        (cards(&model, 0), cards(&model, 1)),
        (vec![vec![1, 3], vec![], vec![]], vec![vec![2], vec![4], vec![]])
    );
    press(&mut model, "j j");
    assert_eq!(model.board.cursor.item, Some("I2".into()));
    press(&mut model, "l");
    assert_eq!(model.board.cursor.item, Some("I4".into()));
    press(&mut model, "h k l");
    let cursor = &model.board.cursor;
    assert_eq!(
        (cursor.column, cursor.band, cursor.item.clone()),
        (1, 0, None),
        "an empty cell keeps its row"
    );
    press(&mut model, "j");
    assert_eq!(model.board.cursor.item, Some("I4".into()));
}

#[test]
fn a_card_that_is_carried_into_another_cell_gets_both_values() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "v r \"priority\" enter");
    assert_eq!(cards(&model, 2), [vec![1, 2], vec![3], vec![4]]);
    let effects = press(&mut model, "space l k enter");
    let set = |field: &str, to: &str| crate::domain::Edit::SetField {
        item: "I1".into(),
        field: field.into(),
        to: Some(crate::domain::Value::SingleSelect(to.into())),
    };
    assert_eq!(crate::app::fixture::pushed(&effects), [[set("Status", "Doing"), set("Priority", "Low")]]);
    assert_eq!(cards(&model, 1), [vec![], vec![1], vec![]]);
    assert_eq!(model.board.cursor.item, Some("I1".into()));
    press(&mut model, "u");
    assert_eq!(cards(&model, 2), [vec![1, 2], vec![3], vec![4]]);
}

#[test]
fn a_collapsed_row_shows_only_its_title_and_the_cursor_stops_there() {
    let mut model = model("Todo: A (@ann), B (@bob) | Doing: C (@bob)", 120, 40);
    press(&mut model, "v r \"assign\" enter v -");
    assert_eq!((model.board.cursor.band, model.board.cursor.item.clone()), (0, None));
    press(&mut model, "j");
    assert_eq!(model.board.cursor.item, Some("I2".into()));
    press(&mut model, "k v -");
    assert_eq!(model.board.cursor.item, Some("I1".into()));
}

const KEYS: [&str; 29] = [
    "h",
    "j",
    "k",
    "l",
    "H",
    "J",
    "K",
    "L",
    "g",
    "G",
    "tab",
    "space",
    "enter",
    "esc",
    "u",
    "wait",
    "}",
    "{",
    "v x",
    "v h",
    "v z",
    "v -",
    "v a",
    "v s \"effort\" enter",
    "v r \"priority\" enter",
    "v r \"assignees\" enter",
    "v s \"title\" tab enter",
    "x",
    "j x",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn however_a_board_is_laid_out_no_card_is_lost_and_drops_land_where_they_were_shown(
        keys in prop::collection::vec(0..KEYS.len(), 0..24),
    ) {
        let board = "Todo: A (@ann 2), B (@bob 1), C (3), D (@ann 5) | Doing: E (@bob), F (1) | Done: G (@ann)";
        let mut model = viewed(board, &["Bugs: assignee:ann", "Weight by Priority"], 120, 40);
        for key in keys {
            let before = model.board.drag.as_ref().map(|drag| drag.to);
            let lifted = model.board.is_lifted();
            let nudged = model.board.nudge_ends().is_some() && model.board.filter.query.is_empty();
            let alone = model.board.drag.as_ref().is_none_or(|drag| drag.cards.len() == 1);
            let shown = line(&model).replace(['[', ']'], "");
            press(&mut model, KEYS[key]);
            if nudged && KEYS[key] == "wait" {
                prop_assert_eq!(line(&model).replace(['[', ']'], ""), shown, "nudged cards stay where they were shown");
            }
            while !model.overlays.is_empty() {
                press(&mut model, "esc");
            }
            let columns = model.board.columns.as_ref().expect("there is an axis");
            prop_assert_eq!(columns.total(), 7);
            let cursor = &model.board.cursor;
            let Some(item) = cursor.item.as_ref().filter(|_| model.board.drag.is_none()) else { continue };
            let spot = columns.spot(item).expect("the cursor is on a visible card");
            prop_assert_eq!((spot.column, spot.band, spot.row), (cursor.column, cursor.band, cursor.row));
            let column = &columns.columns()[spot.column];
            prop_assert!(!column.away && !column.folded && !columns.bands()[spot.band].folded);
            if lifted && alone && ["enter", "space"].contains(&KEYS[key]) {
                prop_assert_eq!(Some(spot), before, "a drop lands where it was shown");
            }
        }
    }
}
