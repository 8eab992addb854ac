//! Texts that are written: what becomes of them, and that none is lost.

use crate::app::fixture::{line, model, press, pushed};
use crate::app::{Effect, Message, Model, Overlay, Size, Start, update};
use crate::domain::{Edit, EditId, ItemId, Pull, Value};
use crate::input::GlobalAction;
use crate::sync::{Command, Event};

const BOARD: &str = "Todo: A, B | Doing: C | Done:";

fn draft(model: &Model) -> Option<String> {
    match model.overlays.last() {
        Some(Overlay::Compose(draft)) => Some(draft.text.lines().join("\n")),
        _ => None,
    }
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

#[test]
fn what_is_written_is_saved_into_the_focused_column_as_one_step() {
    let mut model = model(BOARD, 120, 40);
    let effects = press(&mut model, "l N \"Notes 2\" enter enter \"For *all*\" ctrl+s");
    let item = model.board.cursor.item.clone().expect("the new card has the focus");
    let (title, body) = ("Notes 2".to_owned(), "For *all*".to_owned());
    let to = Some(Value::SingleSelect("Doing".into()));
    let set = Edit::SetField { item: item.clone(), field: "Status".into(), to };
    assert_eq!(pushed(&effects), [vec![Edit::AddDraft { item: item.clone(), title, body }, set]]);
    let [Effect::Sync(Command::Push { edits, step: Some(step) })] = &effects[..] else {
        panic!("one step: {effects:?}")
    };
    assert_eq!((item, step.id), (ItemId::local(edits[0].id), edits[0].id));
    assert_eq!(step.back, [Edit::Delete { item: edits[0].edit.item().clone() }]);
    assert_eq!(line(&model), "Todo: 1 2 | Doing: 3 [Notes 2] | Done: ");
    assert!(model.overlays.is_empty());
}

#[test]
fn a_card_without_a_status_is_one_edit() {
    let mut model = model("Todo: B | No status: A", 120, 40);
    let effects = press(&mut model, "l N X alt+enter");
    assert_eq!(pushed(&effects)[0].len(), 1);
    assert_eq!(line(&model), "Todo: 1 | No status: 2 [X]");
}

#[test]
fn undo_takes_it_back_and_redo_writes_a_new_one() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "N X ctrl+s");
    let first = model.board.cursor.item.clone().expect("a card");
    let real = ItemId::from("PVTI_9");
    update(&mut model, Message::Sync(Event::Renamed { from: first, to: real.clone() }));
    assert_eq!(pushed(&press(&mut model, "u")), [vec![Edit::Delete { item: real }]]);
    assert_eq!(
        (line(&model).as_str(), said(&model)),
        ("Todo: 1 [2] | Doing: 3 | Done: ", "Undone: Add “X” to Todo.")
    );
    let again = pushed(&press(&mut model, "ctrl+r"));
    assert!(again[0].iter().all(|edit| edit.item().is_local()), "{again:?}");
    assert_eq!(line(&model), "Todo: 1 2 [X] | Doing: 3 | Done: ");
    let second = model.board.cursor.item.clone().expect("a card");
    assert_eq!(pushed(&press(&mut model, "u")), [vec![Edit::Delete { item: second }]]);
}

#[test]
fn an_empty_title_is_refused_and_nothing_is_lost() {
    let mut model = model(BOARD, 120, 40);
    assert_eq!(press(&mut model, "N space enter \"text\" ctrl+s"), []);
    let Some(Overlay::Compose(open)) = model.overlays.last() else { panic!("it stays open") };
    assert_eq!(open.wrong, Some("A draft needs a title: the first line is empty."));
    press(&mut model, "up T");
    assert_eq!(draft(&model).as_deref(), Some(" T\ntext"));
}

#[test]
fn leaving_asks_only_when_something_was_written() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "N esc");
    assert!(model.overlays.is_empty());
    press(&mut model, "N q esc n");
    assert_eq!(draft(&model).as_deref(), Some("q"));
    assert_eq!(press(&mut model, "ctrl+c y"), []);
    assert!(model.overlays.is_empty() && !model.leaving);
    assert_eq!(line(&model), "Todo: [1] 2 | Doing: 3 | Done: ");
}

/// What the store holds of texts that were being written.
#[derive(Default)]
struct Shelf(Vec<(EditId, serde_json::Value)>);

impl Shelf {
    fn take(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Sync(Command::Keep { id, written }) = effect {
                self.0.retain(|(known, _)| known != id);
                self.0.extend(written.iter().map(|written| (*id, written.clone())));
            }
        }
    }

    /// The program at its next start.
    fn restarted(&self, model: Model) -> Model {
        Model::new(Start {
            replica: model.replica,
            journal: Vec::new(),
            conflicts: Vec::new(),
            remembered: None,
            written: self.0.clone(),
            key: model.key,
            projects: Vec::new(),
            asked: Vec::new(),
            keymap: model.keymap,
            settings: model.settings,
            seed: 2,
            now: model.now,
            size: model.size,
        })
    }
}

fn signal(model: &mut Model) -> Vec<Effect> {
    update(model, Message::Act(GlobalAction::Quit.into()))
}

#[test]
fn what_is_being_written_when_a_signal_ends_the_program_is_there_at_the_next_start() {
    let (mut first, mut shelf) = (model(BOARD, 120, 40), Shelf::default());
    press(&mut first, "l N T i t l e enter \"text\"");
    shelf.take(&signal(&mut first));
    let mut second = shelf.restarted(first);
    assert_eq!(draft(&second).as_deref(), Some("Title\ntext"));
    shelf.take(&press(&mut second, "ctrl+s"));
    assert_eq!(line(&second), "Todo: 1 2 | Doing: 3 [Title] | Done: ");
    assert_eq!(draft(&shelf.restarted(second)), None, "it is a card now, and is offered no more");
}

#[test]
fn what_one_board_was_writing_outlives_the_end_of_another() {
    let (mut first, mut second) = (model(BOARD, 120, 40), model(BOARD, 120, 40));
    let mut shelf = Shelf::default();
    press(&mut first, "N A");
    shelf.take(&signal(&mut first));
    shelf.take(&press(&mut second, "q"));
    assert_eq!(draft(&shelf.restarted(first)).as_deref(), Some("A"));
}

#[test]
fn what_two_boards_were_writing_is_there_at_the_next_start_one_after_the_other() {
    let (mut first, mut second) = (model(BOARD, 120, 40), model(BOARD, 120, 40));
    second.ids = crate::app::ids::Ids::new(2);
    let mut shelf = Shelf::default();
    press(&mut first, "N A");
    press(&mut second, "N B");
    shelf.take(&signal(&mut first));
    shelf.take(&signal(&mut second));
    let mut third = shelf.restarted(first);
    assert_eq!(draft(&third).as_deref(), Some("B"));
    shelf.take(&press(&mut third, "ctrl+s"));
    assert_eq!(draft(&third).as_deref(), Some("A"));
    assert_eq!(draft(&shelf.restarted(third)).as_deref(), Some("A"));
}

#[test]
fn a_text_that_is_put_away_twice_is_kept_once() {
    let (mut model, mut shelf) = (model(BOARD, 120, 40), Shelf::default());
    press(&mut model, "N A");
    shelf.take(&update(&mut model, Message::Rest));
    press(&mut model, "B");
    shelf.take(&signal(&mut model));
    assert_eq!(shelf.0.len(), 1);
    assert_eq!(draft(&shelf.restarted(model)).as_deref(), Some("AB"));
}

#[test]
fn what_is_thrown_away_after_a_signal_does_not_come_back() {
    let (mut first, mut shelf) = (model(BOARD, 120, 40), Shelf::default());
    press(&mut first, "N A esc");
    shelf.take(&signal(&mut first));
    let mut second = shelf.restarted(first);
    assert_eq!(draft(&second).as_deref(), Some("A"), "the question was not answered");
    shelf.take(&press(&mut second, "esc y"));
    assert_eq!(shelf.0, []);
    assert!(second.overlays.is_empty());
}

#[test]
fn neither_a_refresh_nor_another_size_touches_what_is_written() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "N");
    update(&mut model, Message::Paste("a\r\nb".to_owned()));
    press(&mut model, "wait");
    let before = model.overlays.last().map(|overlay| format!("{overlay:?}"));
    update(&mut model, Message::Resize(Size { width: 40, height: 12 }));
    let pull = Pull { removed: vec!["I1".into(), "I2".into()], ..Pull::default() };
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    press(&mut model, "wait");
    assert_eq!(model.overlays.last().map(|overlay| format!("{overlay:?}")), before);
    press(&mut model, "ctrl+z");
    assert_eq!(draft(&model).as_deref(), Some(""));
}

#[test]
fn keys_of_the_board_are_letters_here() {
    let mut model = model(BOARD, 120, 40);
    assert_eq!(press(&mut model, "N \"q1:/u?\" ctrl+r ctrl+p"), []);
    assert_eq!(draft(&model).as_deref(), Some("q1:/u?"));
}

#[test]
fn a_filter_that_hides_the_new_card_is_named() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "/ A enter N X ctrl+s");
    assert_eq!(said(&model), "“X” is hidden by the filter.");
}

#[test]
fn a_project_that_may_only_be_read_says_so() {
    let mut model = model(BOARD, 120, 40);
    let replica = model.replica.as_ref().expect("a project");
    let mut project = crate::domain::Project::clone(&replica.view().project);
    project.editable = false;
    let pull = Pull { project: Some(project.into()), ..Pull::default() };
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    press(&mut model, "N");
    assert!(model.overlays.is_empty());
    assert_eq!(said(&model), "You may read this project, not change it: no draft can be added.");
}
