//! A card is made with one line.

use crate::app::fixture::{line, press, pushed};
use crate::app::overlay::editor_tests::rich;
use crate::app::overlay::{Create, Overlay};
use crate::app::{Effect, Message, Model, Start, update};
use crate::domain::item::{Label, Milestone};
use crate::domain::{Attribute, Edit, ItemId, Member, Value};
use crate::input::GlobalAction;
use crate::sync::{Command, Event};

const BOARD: &str = "Todo: A, B | This Month: C | Done:";

fn board() -> Model {
    rich(BOARD, 100, 30)
}

fn opened(model: &Model) -> &Create {
    match model.overlays.last() {
        Some(Overlay::Create(line)) => line,
        other => panic!("no line is open: {other:?}"),
    }
}

fn typed(model: &Model) -> &str {
    opened(model).line.text()
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

fn select(item: &ItemId, field: &str, option: &str) -> Edit {
    let to = Some(Value::SingleSelect(option.into()));
    Edit::SetField { item: item.clone(), field: field.into(), to }
}

#[test]
fn a_card_with_five_attributes_is_one_line_one_step_and_one_undo() {
    let mut model = board();
    let effects = press(&mut model, "n \"Fix login #bug @me ~3 !high >This Month ^v0.3\" enter");
    let item = model.board.cursor.item.clone().expect("the new card has the focus");
    let milestone =
        Milestone { title: "v0.3".into(), due: Some("2025-08-29".parse().expect("a day")), open: true };
    let on = |entry| Edit::Link { item: item.clone(), entry, on: true };
    let (repository, title) = ("octo/engine".into(), "Fix login".to_owned());
    let expected = vec![
        Edit::AddIssue { item: item.clone(), repository, title, body: String::new() },
        on(Member::Label(Label { name: "bug".into(), colour: 0xd7_3a4a })),
        on(Member::Assignee("ann".into())),
        Edit::SetField { item: item.clone(), field: "Effort".into(), to: Some(Value::Number(3.0)) },
        select(&item, "Priority", "High"),
        select(&item, "Status", "This Month"),
        Edit::Set { item: item.clone(), to: Attribute::Milestone(Some(milestone)) },
    ];
    assert_eq!(pushed(&effects), [expected]);
    let [Effect::Sync(Command::Push { step: Some(step), .. })] = &effects[..] else {
        panic!("one step: {effects:?}")
    };
    assert_eq!(
        (step.label.as_str(), step.back.as_slice()),
        ("Add “Fix login”", &[Edit::Delete { item }][..])
    );
    assert!(model.overlays.is_empty());
    assert_eq!(line(&model), "Todo: 1 2 | This Month: 3 [Fix login] | Done: ");
    press(&mut model, "u");
    assert_eq!(line(&model), "Todo: 1 2 | This Month: [3] | Done: ");
}

#[test]
fn a_line_without_tokens_is_a_draft_in_the_focused_column() {
    let mut model = board();
    let effects = press(&mut model, "l n \"Buy cake\" enter");
    let item = model.board.cursor.item.clone().expect("a card");
    let (title, body) = ("Buy cake".to_owned(), String::new());
    let draft = Edit::AddDraft { item: item.clone(), title, body };
    assert_eq!(pushed(&effects), [vec![draft, select(&item, "Status", "This Month")]]);
    assert_eq!(line(&model), "Todo: 1 2 | This Month: 3 [Buy cake] | Done: ");
    // GitHub's id takes the place of the local one.
    update(&mut model, Message::Sync(Event::Renamed { from: item, to: "PVTI_1".into() }));
    assert_eq!(model.board.cursor.item, Some("PVTI_1".into()));
}

#[test]
fn what_is_begun_is_completed_with_tab() {
    let mut model = board();
    press(&mut model, "n \"Fix #g\" tab \"@\" down tab \">th\" tab");
    assert_eq!(typed(&model), "Fix #good first issue @ann >This Month ");
    assert_eq!(opened(&model).card.title, "Fix");
    // In the middle of a line, and for a misspelt word the cursor has left.
    press(&mut model, "ctrl+u \"#bgu Fix !\" tab home");
    assert_eq!(typed(&model), "#bgu Fix !High ");
    press(&mut model, "tab");
    assert_eq!(typed(&model), "#bug Fix !High ");
}

#[test]
fn what_means_nothing_is_said_and_not_made() {
    let mut model = board();
    assert_eq!(press(&mut model, "n \"Remove !important now\" enter"), []);
    assert_eq!(
        opened(&model).wrong.as_deref(),
        Some(
            "`important` is not in Priority: write one of: High, Low. To keep !important in the title, write \\!important"
        )
    );
    press(&mut model, "ctrl+u");
    assert_eq!(opened(&model).wrong, None);
    press(&mut model, "\"#bug\" enter");
    assert_eq!(opened(&model).wrong.as_deref(), Some("A card needs a title."));
    let made = pushed(&press(&mut model, "ctrl+u \"Remove \\!important\" enter"));
    assert!(matches!(&made[0][0], Edit::AddDraft { title, .. } if title == "Remove !important"), "{made:?}");
}

#[test]
fn a_key_turns_a_draft_into_an_issue_and_back() {
    let mut model = board();
    let heading = |model: &Model| opened(model).heading();
    press(&mut model, "n X");
    assert_eq!(heading(&model), "New draft in Todo");
    press(&mut model, "ctrl+r");
    assert_eq!(heading(&model), "New issue of octo/engine in Todo");
    press(&mut model, "ctrl+r");
    assert_eq!(heading(&model), "New draft in Todo");
    press(&mut model, "space \"#bug\" ctrl+r ctrl+r");
    assert_eq!(heading(&model), "New issue of octo/engine in Todo", "a draft has no labels");
}

#[test]
fn the_line_stays_for_the_next_card() {
    let mut model = board();
    press(&mut model, "n \"One ~1\" alt+enter \"Two\" alt+enter esc");
    assert_eq!(line(&model), "Todo: 1 2 One [Two] | This Month: 3 | Done: ");
}

#[test]
fn a_text_is_written_below_the_line() {
    let mut model = board();
    let made = pushed(&press(&mut model, "n X ctrl+e \"a\" enter \"b\" ctrl+e \"Y\" ctrl+e ctrl+s"));
    assert!(
        matches!(&made[0][0], Edit::AddDraft { title, body, .. } if title == "XY" && body == "a\nb"),
        "{made:?}"
    );
    // What was written is not lost by one key.
    press(&mut model, "n ctrl+e a esc");
    assert!(matches!(model.overlays.last(), Some(Overlay::Confirm(_))));
    press(&mut model, "y");
    assert!(model.overlays.is_empty());
}

#[test]
fn a_pasted_text_gives_the_title_and_the_text() {
    let mut model = board();
    press(&mut model, "n");
    update(&mut model, Message::Paste("Crash on start\n\n1. Start it\n".to_owned()));
    let create = opened(&model);
    assert_eq!(
        (create.line.text(), create.body.lines().join("/").as_str()),
        ("Crash on start", "1. Start it")
    );
}

#[test]
fn a_line_is_there_again_after_the_program_had_to_end() {
    let mut first = board();
    press(&mut first, "n \"Fix #bug\" ctrl+e \"text\"");
    let effects = update(&mut first, Message::Act(GlobalAction::Quit.into()));
    let Some(Effect::Sync(Command::Keep { id, written: Some(written) })) = effects.first() else {
        panic!("{effects:?}")
    };
    let start = Start {
        replica: first.replica,
        journal: Vec::new(),
        conflicts: Vec::new(),
        remembered: None,
        written: vec![(*id, written.clone())],
        key: first.key,
        projects: Vec::new(),
        asked: Vec::new(),
        keymap: first.keymap,
        settings: first.settings,
        seed: 2,
        now: first.now,
        size: first.size,
    };
    let mut second = Model::new(start);
    assert_eq!(
        (typed(&second), said(&second)),
        ("Fix #bug", "You were writing this when sprintty had to end.")
    );
    let effects = press(&mut second, "enter");
    assert_eq!(effects.last(), Some(&Effect::Sync(Command::Keep { id: *id, written: None })));
}

#[test]
fn keys_of_the_board_are_letters_here() {
    let mut model = board();
    assert_eq!(press(&mut model, "n \"q1:/u?e\""), []);
    assert_eq!(typed(&model), "q1:/u?e");
}
