//! Taking steps back: from the history, though others were busy, and in part.

use crate::app::cx::Before;
use crate::app::fixture::{model, press, pushed};
use crate::app::overlay::history::{fared, state};
use crate::app::overlay::{Choice, Overlay};
use crate::app::{Message, Model, update};
use crate::domain::{Attribute, Conflict, Edit, Fetched, Item, Progress, Pull, Refusal, Theirs, Value};
use crate::sync::{Command, Event};

const BOARD: &str = "Todo: A, B, C | Doing: D | Done:";

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

/// Someone sets a card's Status; what we have pending is confirmed if so said.
pub(crate) fn rival_sets(model: &mut Model, id: &str, to: &str, confirmed: bool) {
    let replica = model.replica.as_ref().expect("a project");
    let mut item = Item::clone(replica.base().item(&id.into()).expect("a card"));
    item.set(&"Status".into(), Some(Value::SingleSelect(to.into())));
    item.values.iter_mut().for_each(|value| value.by = Some("bob".into()));
    let included = replica.pending().iter().filter(|_| confirmed).map(|pending| pending.id).collect();
    let items = vec![Fetched { item: item.into(), body: String::new() }];
    let pull = Pull { items, included, ..Pull::default() };
    let seen_at = model.now;
    update(model, Message::Sync(Event::Pulled { pull, seen_at }));
}

/// The rival's value clashes with our pending one.
pub(crate) fn clash(model: &mut Model, id: &str, to: &str) {
    let ours = model.replica.as_ref().expect("a project").pending()[0].clone();
    rival_sets(model, id, to, false);
    let theirs = Theirs::Field("Status".into(), Some(Value::SingleSelect(to.into())));
    let conflict = Conflict { ours, theirs, by: Some("bob".into()) };
    update(model, Message::Sync(Event::Conflicting(Box::new(conflict))));
}

fn status(model: &Model, id: &str) -> String {
    let item = model.replica.as_ref().expect("a project").view().item(&id.into()).expect("a card");
    match item.value(&"Status".into()) {
        Some(Value::SingleSelect(option)) => option.to_string(),
        _ => String::new(),
    }
}

/// What the history says: label and state, the newest first.
fn history(model: &Model) -> Vec<String> {
    let fared = fared(model.replica.as_ref().expect("a project"));
    let line = |step: &crate::domain::Step| {
        format!("{}: {}", step.label, state(step, fared.get(&step.id).copied().unwrap_or_default()))
    };
    model.journal.steps().iter().rev().map(line).collect()
}

#[test]
fn any_step_is_taken_back_from_the_history_and_made_again() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait h j L wait");
    assert_eq!(history(&model), ["Move #3 to Doing: unsent", "Move #1 to Doing: unsent"]);
    press(&mut model, "U j u");
    assert_eq!((status(&model, "I1"), status(&model, "I3")), ("Todo".into(), "Doing".into()));
    assert_eq!(history(&model)[1], "Move #1 to Doing: taken back, unsent");
    press(&mut model, "u");
    assert_eq!(status(&model, "I1"), "Doing");
    press(&mut model, "enter esc ctrl+r");
    assert_eq!(status(&model, "I1"), "Doing", "what was taken back last is made again");
}

#[test]
fn it_is_said_who_has_changed_a_card_since_and_a_second_key_forces() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    rival_sets(&mut model, "I1", "Done", true);
    assert_eq!(pushed(&press(&mut model, "u")), [] as [Vec<Edit>; 0]);
    assert_eq!(said(&model), "Move #1 to Doing: bob has changed it since. Ask again to do it all the same.");
    press(&mut model, "u");
    assert_eq!(status(&model, "I1"), "Todo");
}

#[test]
fn a_later_step_of_ones_own_is_named() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait L wait U j u");
    assert_eq!(
        said(&model),
        "Move #1 to Doing: you have changed it since (Move #1 to Done). Ask again to do it all the same."
    );
    press(&mut model, "u");
    assert_eq!(status(&model, "I1"), "Todo");
}

#[test]
fn taking_an_unsent_edit_back_leaves_what_someone_else_has_set() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    clash(&mut model, "I1", "Done");
    assert_eq!(status(&model, "I1"), "Doing", "ours stays until it is decided");
    press(&mut model, "u");
    assert_eq!(status(&model, "I1"), "Done");
    assert_eq!(model.clashes, []);
}

#[test]
fn refused_edits_of_a_step_are_forgotten_when_it_is_taken_back() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    let edit = model.replica.as_ref().expect("a project").pending()[0].id;
    let refusal = Refusal { message: "No.".into(), at: model.now, unsent: false };
    update(&mut model, Message::Sync(Event::Marked { edit, progress: Progress::Refused(refusal) }));
    assert_eq!(history(&model), ["Move #1 to Doing: refused"]);
    press(&mut model, "U space");
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("the cards of the step") };
    let lines: Vec<&str> = list.picker.lines().map(|line| line.note.as_str()).collect();
    assert_eq!(lines, ["refused: No."]);
    assert_eq!(list.picker.chosen(), Some(&Choice::Show("I1".into())));
    let effects = press(&mut model, "esc u");
    assert!(effects.contains(&crate::app::Effect::Sync(Command::Drop(edit))), "{effects:?}");
    let sets = |edit: &Edit| matches!(edit, Edit::SetField { .. });
    assert!(!pushed(&effects).concat().iter().any(sets), "there is no value to take back: {effects:?}");
}

#[test]
fn a_comment_that_was_sent_stays_and_asking_again_takes_back_the_step_before() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait c \"Why?\" ctrl+s");
    let edit = model.replica.as_ref().expect("a project").pending()[1].id;
    let progress = Progress::Accepted { at: model.now };
    update(&mut model, Message::Sync(Event::Marked { edit, progress }));
    press(&mut model, "u");
    assert_eq!(
        said(&model),
        "Comment on #1: a comment that was sent is not taken back. Ask again for the step before."
    );
    press(&mut model, "u");
    assert_eq!(status(&model, "I1"), "Todo");
}

#[test]
fn theirs_takes_the_place_of_mine_and_that_can_be_taken_back() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    clash(&mut model, "I1", "Done");
    assert_eq!(said(&model), "#1: bob changed it too. Yours is kept; ! shows both.");
    press(&mut model, "! t");
    assert_eq!(model.journal.steps()[1].label, "Take bob's Status of #1");
    assert_eq!((status(&model, "I1"), model.clashes.len()), ("Done".into(), 0));
    assert!(model.overlays.is_empty(), "nothing is left to decide");
    press(&mut model, "u");
    assert_eq!(status(&model, "I1"), "Doing");
}

#[test]
fn mine_stays_and_is_no_conflict_any_more() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    clash(&mut model, "I1", "Done");
    let effects = press(&mut model, "! space m");
    assert_eq!(pushed(&effects), [] as [Vec<Edit>; 0]);
    assert_eq!((status(&model, "I1"), model.clashes.len()), ("Doing".into(), 0));
}

#[test]
fn a_conflict_outlives_the_sending_of_ours() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    clash(&mut model, "I1", "Done");
    rival_sets(&mut model, "I1", "Doing", true);
    assert_eq!(model.clashes.len(), 1);
    press(&mut model, "! t");
    assert_eq!(status(&model, "I1"), "Done");
}

#[test]
fn another_value_than_both_settles_it_too() {
    let mut model = model("Todo: A | Doing: D | Done: | Late:", 120, 40);
    press(&mut model, "L wait");
    clash(&mut model, "I1", "Done");
    press(&mut model, "! e \"Late\" enter esc");
    assert_eq!(status(&model, "I1"), "Late");
}

#[test]
fn two_texts_are_merged_by_hand_and_saving_settles_it() {
    let mut model = model(BOARD, 120, 40);
    let (base, mine, text) = ("One.\n", "One, two.\n", "One, three.\n".to_owned());
    let mut effects = Vec::new();
    let (_, mut cx) = model.split(&mut effects).expect("a project");
    let edit = Edit::Set { item: "I1".into(), to: Attribute::Body(mine.to_owned()) };
    cx.commit_text("Change the text of #1".to_owned(), vec![edit], Before::seen(base));
    let ours = model.replica.as_ref().expect("a project").pending()[0].clone();
    let conflict = Conflict { ours, theirs: Theirs::Body { base: base.to_owned(), text }, by: None };
    update(&mut model, Message::Sync(Event::Conflicting(Box::new(conflict))));
    press(&mut model, "! e");
    let Some(Overlay::Compose(open)) = model.overlays.last() else { panic!("a text") };
    let lines = open.text.lines().join("\n");
    assert!(lines.contains("One, two.") && lines.contains("One, three."), "{lines}");
    let effects = press(&mut model, "\"Both \" ctrl+s");
    assert!(
        matches!(&pushed(&effects)[0][0], Edit::Set { to: Attribute::Body(text), .. } if text.contains("Both"))
    );
    assert_eq!(model.clashes, []);
}
