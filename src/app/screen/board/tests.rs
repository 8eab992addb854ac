//! What keys do to a board, and what is sent.

use proptest::prelude::*;

use crate::app::fixture::{line, model, press, pushed, replica};
use crate::app::{Button, Effect, Message, Model, Pointed, Target, update};
use crate::domain::{Conflict, Theirs};
use crate::domain::{Edit, Fetched, Item, ItemId, Progress, Pull, Refusal, Step, Value};
use crate::sync::{Command, Event};

const BOARD: &str = "Todo: A, B, C | Doing: D | Done:";

fn after(board: &str, keys: &str) -> String {
    let mut model = model(board, 120, 40);
    press(&mut model, keys);
    line(&model)
}

fn pull(model: &mut Model, change: impl FnOnce(&mut Pull, &Model)) {
    let mut read = Pull::default();
    change(&mut read, model);
    let seen_at = model.now;
    update(model, Message::Sync(Event::Pulled { pull: read, seen_at }));
}

fn changed(model: &Model, id: &str, f: impl FnOnce(&mut Item)) -> Fetched {
    let item = model.replica.as_ref().expect("a project").base().item(&id.into()).expect("a known item");
    let mut item = Item::clone(item);
    f(&mut item);
    Fetched { item: item.into(), body: String::new() }
}

fn step(effect: Effect) -> Option<Step> {
    if let Effect::Sync(Command::Push { step, .. }) = effect { step } else { None }
}

#[test]
fn the_cursor_moves_between_cards_and_columns() {
    assert_eq!(after(BOARD, ""), "Todo: [1] 2 3 | Doing: 4 | Done: ");
    assert_eq!(after(BOARD, "j"), "Todo: 1 [2] 3 | Doing: 4 | Done: ");
    assert_eq!(after(BOARD, "G l"), "Todo: 1 2 3 | Doing: [4] | Done: ");
    assert_eq!(after(BOARD, "2 j"), "Todo: 1 [2] 3 | Doing: 4 | Done: ", "digits are for screens");
    assert_eq!(after(BOARD, "tab tab tab"), "Todo: [1] 2 3 | Doing: 4 | Done: ");
}

#[test]
fn a_nudged_card_moves_at_once_and_is_written_once_when_the_run_ends() {
    let mut model = model(BOARD, 120, 40);
    assert_eq!(pushed(&press(&mut model, "L L J H J")), [] as [Vec<Edit>; 0]);
    assert_eq!(line(&model), "Todo: 2 3 | Doing: 4 [1] | Done: ");
    let to = Some(Value::SingleSelect("Doing".into()));
    let set = Edit::SetField { item: "I1".into(), field: "Status".into(), to };
    let place = Edit::Place { item: "I1".into(), after: Some("I4".into()), before: None };
    assert_eq!(pushed(&press(&mut model, "wait")), [vec![set, place]]);
    assert_eq!(line(&model), "Todo: 2 3 | Doing: 4 [1] | Done: ");
    assert_eq!(pushed(&press(&mut model, "wait")), [] as [Vec<Edit>; 0]);
}

#[test]
fn another_card_ends_the_run_and_so_does_leaving() {
    let mut one = model(BOARD, 120, 40);
    assert_eq!(pushed(&press(&mut one, "L h")).len(), 1);
    let mut other = model(BOARD, 120, 40);
    assert_eq!(pushed(&press(&mut other, "L q")).len(), 1);
}

#[test]
fn a_lifted_card_lands_where_it_was_carried() {
    assert_eq!(after(BOARD, "space l j enter"), "Todo: 2 3 | Doing: 4 [1] | Done: ");
    assert_eq!(after(BOARD, "space 3 space"), "Todo: 2 3 | Doing: 4 | Done: [1]");
    assert_eq!(after(BOARD, "space G enter"), "Todo: 2 3 [1] | Doing: 4 | Done: ");
}

#[test]
fn esc_puts_a_lifted_card_back() {
    let mut model = model(BOARD, 120, 40);
    let before = line(&model);
    let effects = press(&mut model, "space l l G esc");
    assert_eq!((line(&model), effects), (before, Vec::new()));
}

#[test]
fn nudge_lift_and_menu_write_the_same() {
    let journal = |keys: &str| {
        let mut model = model("Todo: A, B, C | Doing: | Done: D, E, F", 120, 40);
        let effects = press(&mut model, keys);
        let steps: Vec<_> =
            effects.into_iter().filter_map(step).map(|step| (step.label, step.done, step.back)).collect();
        (steps, line(&model))
    };
    let nudged = journal("j j L L wait");
    assert_eq!(nudged.0.len(), 1);
    assert_eq!(nudged, journal("j j space l l enter"));
    assert_eq!(nudged, journal("j j space 3 enter"));
    assert_eq!(nudged, journal("j j m \"done\" enter"));
}

#[test]
fn the_menu_finds_a_card_to_land_after() {
    assert_eq!(after(BOARD, "m \"after 4\" enter"), "Todo: 2 3 | Doing: 4 [1] | Done: ");
    assert_eq!(after(BOARD, "j m \"top todo\" enter"), "Todo: [2] 1 3 | Doing: 4 | Done: ");
}

#[test]
fn undo_takes_a_move_back_and_redo_makes_it_again() {
    let moved = "Todo: 2 3 | Doing: [1] 4 | Done: ";
    assert_eq!(after(BOARD, "L u"), "Todo: [1] 2 3 | Doing: 4 | Done: ");
    assert_eq!(after(BOARD, "L u ctrl+r"), moved);
    assert_eq!(after(BOARD, "L wait u u u ctrl+r ctrl+r"), moved);
    assert_eq!(after(BOARD, "L wait J u u"), "Todo: [1] 2 3 | Doing: 4 | Done: ");
}

#[test]
fn a_step_is_toggled_in_the_journal() {
    let mut model = model(BOARD, 120, 40);
    let steps = |effects: Vec<Effect>| -> Vec<(String, bool)> {
        effects.into_iter().filter_map(step).map(|step| (step.label, step.undone)).collect()
    };
    assert_eq!(steps(press(&mut model, "L wait")), [("Move #1 to Doing".to_owned(), false)]);
    assert_eq!(steps(press(&mut model, "u")), [("Move #1 to Doing".to_owned(), true)]);
}

#[test]
fn undo_asks_twice_when_someone_else_changed_the_card() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    let edits: Vec<_> =
        model.replica.as_ref().expect("a project").pending().iter().map(|edit| edit.id).collect();
    pull(&mut model, |pull, model| {
        let to = Some(Value::SingleSelect("Done".into()));
        pull.items = vec![changed(model, "I1", |item| item.set(&"Status".into(), to))];
        pull.included = edits;
    });
    assert_eq!(pushed(&press(&mut model, "u")), [] as [Vec<Edit>; 0]);
    assert_eq!(pushed(&press(&mut model, "u")).len(), 1);
}

#[test]
fn the_cursor_follows_its_card_through_a_refresh() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "j");
    pull(&mut model, |pull, model| {
        let to = Some(Value::SingleSelect("Done".into()));
        pull.items = vec![changed(model, "I2", |item| item.set(&"Status".into(), to))];
    });
    assert_eq!(line(&model), "Todo: 1 3 | Doing: 4 | Done: [2]");
}

#[test]
fn the_neighbour_gets_the_focus_when_the_card_is_gone() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "j");
    pull(&mut model, |pull, _| pull.removed = vec!["I2".into()]);
    assert_eq!(line(&model), "Todo: 1 [3] | Doing: 4 | Done: ");
    assert_eq!(
        model.notices.current().map(|notice| notice.text.as_str()),
        Some("#2 is gone from the board.")
    );
}

#[test]
fn a_refresh_leaves_a_lifted_card_where_it_is_carried() {
    let mut model = model("Todo: A, B, C | Doing: D, E | Done:", 120, 40);
    press(&mut model, "space l j");
    pull(&mut model, |pull, model| {
        let to = Some(Value::SingleSelect("Doing".into()));
        pull.items = vec![changed(model, "I2", |item| item.set(&"Status".into(), to))];
    });
    press(&mut model, "enter");
    assert_eq!(line(&model), "Todo: 3 | Doing: 2 4 [1] 5 | Done: ");
}

#[test]
fn a_card_keeps_the_focus_and_its_history_when_github_names_it() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    update(&mut model, Message::Sync(Event::Renamed { from: "I1".into(), to: "PVTI_1".into() }));
    assert_eq!(model.board.cursor.item, Some("PVTI_1".into()));
    let undone = pushed(&press(&mut model, "u"));
    assert!(undone.iter().flatten().all(|edit| *edit.item() == "PVTI_1".into()), "{undone:?}");
    assert_eq!(undone.len(), 1);
}

#[test]
fn a_click_carries_a_lifted_card() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "space");
    let at = Some(Pointed { target: Target::Card("I4".into()), low: false });
    update(&mut model, Message::Mouse { button: Button::Press, at });
    press(&mut model, "enter");
    assert_eq!(line(&model), "Todo: 2 3 | Doing: 4 [1] | Done: ");
}

#[test]
fn a_conflict_is_said_and_ends_with_its_edit() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    let ours = model.replica.as_ref().expect("a project").pending()[0].clone();
    let edit = ours.id;
    let conflict = Conflict { ours, theirs: Theirs::Field("Status".into(), None), by: None };
    update(&mut model, Message::Sync(Event::Conflicting(Box::new(conflict))));
    assert_eq!(
        model.notices.current().map(|notice| notice.text.as_str()),
        Some("#1: someone else changed it too. Yours is kept; ! shows both.")
    );
    update(&mut model, Message::Sync(Event::Forgotten(edit)));
    assert_eq!(model.clashes, []);
}

#[test]
fn a_filter_shows_what_matches_as_it_is_typed_and_esc_brings_all_back() {
    let board = "Todo: Fix login, Write docs | Doing: Fix docs";
    assert_eq!(after(board, "/ \"docs\""), "Todo: [2] | Doing: 3");
    assert_eq!(after(board, "/ \"docs\" enter l"), "Todo: 2 | Doing: [3]");
    assert_eq!(after(board, "/ \"docs\" esc"), "Todo: [1] 2 | Doing: 3");
    assert_eq!(after(board, "/ \"docs\" enter esc"), "Todo: 1 [2] | Doing: 3");
}

#[test]
fn a_filter_that_cannot_be_read_leaves_the_board_as_it_was() {
    let mut model = model("Todo: Fix login, Write docs", 120, 40);
    press(&mut model, "/ \"docs\"");
    update(&mut model, Message::Paste(" is:opne".into()));
    assert_eq!(line(&model), "Todo: [2]");
    let editing = model.board.filter.editing.as_ref().expect("it is being typed");
    assert!(editing.wrong.is_some());
}

#[test]
fn a_filter_that_cannot_be_read_is_not_kept() {
    let mut model = model("Todo: Fix login, Write docs", 120, 40);
    press(&mut model, "/ \"stauts:done\" enter");
    let editing = model.board.filter.editing.as_ref().expect("it is still being typed");
    let wrong = editing.wrong.as_ref().expect("there is no such field");
    let said = model.notices.current().expect("it is said").text.clone();
    assert!(said.starts_with(&wrong.message), "{said}");
    press(&mut model, "esc");
    assert_eq!(line(&model), "Todo: [1] 2");
}

#[test]
fn another_field_makes_other_columns() {
    assert_eq!(after(BOARD, "a \"priority\" enter"), "High:  | Low:  | No priority: [1] 2 3 4");
}

#[test]
fn a_refused_move_leaves_the_view_and_says_why() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    let edit = model.replica.as_ref().expect("a project").pending()[0].id;
    let refusal = Refusal { message: "The item is archived.".into(), at: model.now, unsent: false };
    let progress = Progress::Refused(refusal);
    update(&mut model, Message::Sync(Event::Marked { edit, progress }));
    assert_eq!(line(&model), "Todo: [1] 2 3 | Doing: 4 | Done: ");
    assert_eq!(
        model.notices.current().map(|notice| notice.text.as_str()),
        Some("Set Status of #1 to Doing: GitHub refused it. The item is archived.")
    );
    assert_eq!(press(&mut model, "! r"), [Effect::Sync(Command::Retry(edit))]);
    assert_eq!(press(&mut model, "d y"), [Effect::Sync(Command::Drop(edit))]);
}

#[test]
fn without_stuck_edits_it_is_said_how_many_wait() {
    let said = |keys: &str| {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, keys);
        model.notices.current().expect("something is said").text.clone()
    };
    assert_eq!(said("!"), "GitHub has taken every edit so far.");
    assert_eq!(said("s b wait !"), "1 edit waits to be sent. GitHub has refused none.");
    assert_eq!(said("L wait h L wait !"), "3 edits wait to be sent. GitHub has refused none.");
}

#[test]
fn a_drop_over_the_limit_is_made_and_mentioned() {
    let mut model = model(BOARD, 120, 40);
    model.settings.wip.insert("Doing".into(), 1.into());
    press(&mut model, "space l enter");
    assert_eq!(line(&model), "Todo: 2 3 | Doing: [1] 4 | Done: ");
    assert_eq!(
        model.notices.current().map(|notice| notice.text.as_str()),
        Some("Doing is over its limit: 2 of 1.")
    );
}

#[test]
fn a_project_that_is_only_read_keeps_its_cards() {
    let mut model = model(BOARD, 120, 40);
    pull(&mut model, |pull, model| {
        let mut project = (*model.replica.as_ref().expect("a project").view().project).clone();
        project.editable = false;
        pull.project = Some(project.into());
    });
    let effects = press(&mut model, "L wait space esc m");
    assert_eq!((line(&model), effects), (after(BOARD, ""), Vec::new()));
}

#[test]
fn leaving_writes_first_and_ends_when_the_sync_has_stopped() {
    let mut model = model(BOARD, 120, 40);
    let effects = press(&mut model, "q");
    assert!(
        matches!(effects.as_slice(), [Effect::Sync(Command::Remember(_)), Effect::Sync(Command::Quit)]),
        "{effects:?}"
    );
    assert_eq!(press(&mut model, "L wait space l enter"), [], "nothing can be written any more");
    assert_eq!(update(&mut model, Message::Sync(Event::Stopped)), [Effect::Quit]);
}

#[test]
fn the_place_is_remembered() {
    let mut first = model("Todo: A fix, B fix | Doing: C", 120, 40);
    press(&mut first, "j + a \"status\" enter / \"fix\" enter");
    let start = crate::app::Start {
        replica: Some(replica("Todo: A fix, B fix | Doing: C")),
        journal: Vec::new(),
        conflicts: Vec::new(),
        remembered: Some(first.board.remember()),
        written: Vec::new(),
        key: first.key.clone(),
        projects: Vec::new(),
        asked: Vec::new(),
        keymap: first.keymap.clone(),
        settings: first.settings.clone(),
        seed: 2,
        now: first.now,
        size: first.size,
    };
    let second = Model::new(start);
    assert_eq!(line(&second), line(&first));
    assert_eq!(second.board.density, crate::app::Density::Roomy);
}

#[test]
fn nothing_wakes_an_idle_board_before_midnight() {
    let mut model = model(BOARD, 120, 40);
    let midnight = "2025-08-07T00:00:00Z".parse().expect("a moment");
    assert_eq!(model.wants_tick(), Some(midnight));
    press(&mut model, "L");
    assert_eq!(model.wants_tick(), Some(model.now + chrono::TimeDelta::milliseconds(400)));
    press(&mut model, "wait");
    model.dirty = false;
    press(&mut model, "wait");
    assert!(!model.dirty, "nothing visible has changed");
}

/// All cards of the board with their columns, in the global order.
fn state(model: &Model) -> Vec<(String, Option<Value>)> {
    let view = model.replica.as_ref().expect("a project").view();
    view.items().map(|item| (item.id.to_string(), item.value(&"Status".into()).cloned())).collect()
}

const KEYS: [&str; 30] = [
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
    "space",
    "enter",
    "esc",
    "1",
    "3",
    "s",
    "t",
    "b",
    "u",
    "ctrl+r",
    "wait",
    "m",
    "down",
    "/",
    "a",
    "+",
    "-",
    "shift+left",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn no_stream_of_keys_loses_or_doubles_a_card(keys in prop::collection::vec(0..KEYS.len(), 0..16)) {
        let mut model = model("Todo: A, B, C, D | Doing: E, F | Done: G | Late: ", 120, 40);
        let mut all: Vec<String> = state(&model).into_iter().map(|(id, _)| id).collect();
        all.sort();
        for key in keys {
            let lifted = model.board.is_lifted();
            let before = state(&model);
            press(&mut model, KEYS[key]);
            if lifted && model.board.is_lifted() {
                prop_assert_eq!(&state(&model), &before, "carrying writes nothing");
            }
            let mut ids: Vec<String> = state(&model).into_iter().map(|(id, _)| id).collect();
            ids.sort();
            prop_assert_eq!(&ids, &all);
            let columns = model.board.columns.as_ref().expect("there is an axis");
            let shown: usize = columns.shown().filter_map(|place| model.board.lane(place)).map(|lane| lane.len()).sum();
            prop_assert_eq!(shown, columns.visible());
            let cursor = &model.board.cursor;
            let here = model.board.lane(cursor.column).and_then(|lane| lane.get(cursor.row));
            prop_assert_eq!(here.map(|item| &item.id), cursor.item.as_ref(), "the cursor is on a visible card");
        }
    }

}

proptest! {
    #[test]
    fn what_others_change_leaves_focus_and_hand_alone(
        keys in prop::collection::vec(0..KEYS.len(), 0..12),
        changes in prop::collection::vec((0..7_usize, 0..4_usize), 1..6),
        order in Just((1..=7).map(|n| ItemId::from(format!("I{n}"))).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut model = model("Todo: A, B, C, D | Doing: E, F | Done: G", 120, 40);
        for key in keys {
            press(&mut model, KEYS[key]);
        }
        let held = |model: &Model| {
            let typed = model.board.filter.editing.as_ref().map(|editing| editing.line.text().to_owned());
            (model.board.drag.as_ref().map(|drag| drag.card.clone()), typed, model.overlays.len())
        };
        let (focus, hand) = (model.board.cursor.item.clone(), held(&model));
        pull(&mut model, |pull, model| {
            pull.items = changes
                .iter()
                .map(|(card, column)| {
                    let to = ["Todo", "Doing", "Done"].get(*column).map(|name| Value::SingleSelect((*name).into()));
                    changed(model, &format!("I{}", card + 1), |item| item.set(&"Status".into(), to))
                })
                .collect();
            pull.order = Some(order);
        });
        // An empty column that had the focus gives it to the first card that comes.
        if focus.is_some() {
            prop_assert_eq!(&model.board.cursor.item, &focus);
        }
        prop_assert_eq!(held(&model), hand);
    }

    #[test]
    fn undoing_everything_restores_columns_and_order(
        keys in prop::collection::vec(0..12_usize, 0..30)
    ) {
        let mut model = model("Todo: A, B, C, D | Doing: E, F | Done: G", 120, 40);
        let before = state(&model);
        for key in keys {
            press(&mut model, KEYS[key]);
        }
        press(&mut model, "esc wait");
        for _ in 0..30 {
            press(&mut model, "u");
        }
        prop_assert_eq!(state(&model), before);
    }
}

#[test]
fn a_draft_that_is_made_again_is_a_new_one_to_github() {
    let mut model = model("Todo: A (draft), B | Done:", 120, 40);
    let item = ItemId::from("I1");
    let add = Edit::AddDraft { item: item.clone(), title: "A".to_owned(), body: "Text".to_owned() };
    let column = Edit::SetField {
        item: item.clone(),
        field: "Status".into(),
        to: Some(Value::SingleSelect("Todo".into())),
    };
    let (done, back) = (vec![add, column], vec![Edit::Delete { item: item.clone() }]);
    let id = crate::domain::EditId(uuid::Uuid::from_u128(1));
    let made_at = model.now;
    model.journal.add(Step {
        id,
        label: "Add A".to_owned(),
        done,
        back,
        made_at,
        undone: false,
        moved: Vec::new(),
    });
    press(&mut model, "u");
    let edit = model.replica.as_ref().expect("a project").pending()[0].id;
    let progress = crate::domain::Progress::Accepted { at: made_at };
    update(&mut model, Message::Sync(Event::Marked { edit, progress }));
    let made = press(&mut model, "ctrl+r").into_iter().find_map(step).expect("a step was redone").done;
    let new = made[0].item();
    assert!(new.is_local(), "GitHub gives it an id of its own: {new}");
    assert_eq!(made[1].item(), new);
    let taken_back = press(&mut model, "u").into_iter().find_map(step).expect("a step was undone").back;
    assert_eq!(taken_back, [Edit::Delete { item: new.clone() }]);
}
