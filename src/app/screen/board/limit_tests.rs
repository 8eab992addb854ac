//! Columns that hold as many cards as they should.

use crate::app::fixture::{line, model, press, pushed};
use crate::app::overlay::line::Of;
use crate::app::{Effect, Model, Overlay};
use crate::domain::{Edit, Limit};
use crate::sync::Command;

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

fn asked(model: &Model) -> &str {
    let Some(Overlay::Line(ask)) = model.overlays.last() else { panic!("it asks why") };
    let Of::Excess { question, .. } = &ask.of else { panic!("it asks why: {:?}", ask.of) };
    question
}

fn label(model: &Model) -> &str {
    model.journal.steps().last().map_or("", |step| step.label.as_str())
}

/// A column that holds two and may hold no more.
fn full() -> Model {
    let mut model = model("Todo: A, B | Doing: C, D | Done:", 120, 40);
    model.settings.wip.insert("doing".into(), Limit { most: 2, enforced: true });
    model
}

#[test]
fn a_drop_over_an_enforced_limit_needs_a_reason_that_is_kept_with_the_step() {
    for keys in ["space l enter", "m \"doing\" enter"] {
        let mut model = full();
        assert_eq!(press(&mut model, keys), []);
        assert_eq!(asked(&model), "Doing is full, 2 of 2. Why should #1 go there?");
        assert_eq!(line(&model), "Todo: [1] 2 | Doing: 3 4 | Done: ");
        assert_eq!(press(&mut model, "enter"), [], "an empty reason is none");
        let effects = press(&mut model, "\"it burns\" enter");
        let Some(Effect::Sync(Command::Push { step: Some(step), .. })) = effects.first() else {
            panic!("it is moved: {effects:?}")
        };
        assert_eq!(step.label, "Move #1 to Doing, over its limit: it burns");
        assert_eq!(line(&model), "Todo: 2 | Doing: [1] 3 4 | Done: ");
        assert_eq!(said(&model), "Doing is over its limit: 3 of 2.");
    }
}

#[test]
fn without_a_reason_the_card_stays() {
    let mut model = full();
    assert_eq!(press(&mut model, "space l enter esc"), []);
    assert_eq!(line(&model), "Todo: [1] 2 | Doing: 3 4 | Done: ");
}

#[test]
fn a_nudge_passes_a_full_column_and_does_not_stay_there() {
    let mut model = full();
    assert_eq!(press(&mut model, "L wait"), []);
    let text = "Doing is full, 2 of 2: #1 stays. Lift it to go over the limit with a reason.";
    assert_eq!((line(&model).as_str(), said(&model)), ("Todo: [1] 2 | Doing: 3 4 | Done: ", text));
    press(&mut model, "L L wait");
    assert_eq!(line(&model), "Todo: 2 | Doing: 3 4 | Done: [1]");
}

#[test]
fn every_way_into_a_full_column_needs_a_reason() {
    for (keys, reason, label_after) in [
        ("e s \"doing\" enter", "#1", "Set Status of #1 to Doing"),
        (": \"set status doing\" enter", "#1", "Set Status of #1 to Doing"),
        ("* m \"doing\" enter", "2 cards", "Move 2 cards to Doing"),
        ("* e s \"doing\" enter", "2 cards", "Set Status of 2 cards to Doing"),
        ("l n \"Fresh\" enter", "one more", "Add “Fresh” to Doing"),
        ("n \"Fresh >Doing\" enter", "one more", "Add “Fresh”"),
        ("l N \"Fresh\" ctrl+s", "one more", "Add “Fresh” to Doing"),
    ] {
        let mut model = full();
        assert_eq!(pushed(&press(&mut model, keys)), [] as [Vec<Edit>; 0], "{keys}");
        assert_eq!(asked(&model), format!("Doing is full, 2 of 2. Why should {reason} go there?"), "{keys}");
        assert_eq!(pushed(&press(&mut model, "\"it burns\" enter")).len(), 1, "{keys}");
        assert_eq!(label(&model), format!("{label_after}, over its limit: it burns"));
        assert!(model.overlays.is_empty(), "{keys}");
        assert!(
            said(&model).ends_with("Doing is over its limit: 3 of 2.") || keys.starts_with('*'),
            "{keys}"
        );
    }
}

#[test]
fn what_is_written_is_not_lost_when_no_reason_is_given() {
    let mut model = full();
    press(&mut model, "l N \"Fresh\" ctrl+s esc");
    let Some(Overlay::Compose(text)) = model.overlays.last() else { panic!("it is still written") };
    assert_eq!(text.text.lines(), ["Fresh"]);
}

#[test]
fn what_comes_back_from_the_archive_counts() {
    let mut model = model("Todo: A | Doing: B | Done:", 120, 40);
    press(&mut model, "l e z");
    model.settings.wip.insert("Doing".into(), Limit { most: 0, enforced: true });
    press(&mut model, "u");
    assert_eq!(said(&model), "Undone: Archive #2. Doing is over its limit: 1 of 0.");
}

#[test]
fn undo_is_never_refused_and_tells_and_redo_needs_its_reason() {
    let mut model = model("Todo: A, B | Doing: C | Done:", 120, 40);
    press(&mut model, "l L wait");
    model.settings.wip.insert("Doing".into(), Limit { most: 0, enforced: true });
    press(&mut model, "u");
    assert_eq!(line(&model), "Todo: 1 2 | Doing: [3] | Done: ");
    assert_eq!(said(&model), "Undone: Move #3 to Done. Doing is over its limit: 1 of 0.");
    press(&mut model, "ctrl+r");
    assert_eq!(line(&model), "Todo: 1 2 | Doing:  | Done: [3]");

    model.settings.wip.clear();
    press(&mut model, "h h L wait u");
    model.settings.wip.insert("Doing".into(), Limit { most: 0, enforced: true });
    assert_eq!(press(&mut model, "ctrl+r"), []);
    let full =
        "Doing is full, 0 of 0: “Move #1 to Doing” is not made again. Move the card itself, with a reason.";
    assert_eq!(said(&model), full);
    press(&mut model, "U enter");
    assert_eq!(said(&model), full, "the history keeps to it too");

    press(&mut model, "esc space l enter \"it burns\" enter u");
    assert_eq!(line(&model), "Todo: [1] 2 | Doing:  | Done: 3");
    assert_eq!(pushed(&press(&mut model, "ctrl+r")).len(), 1, "its reason still holds");
    let told = "Redone: Move #1 to Doing, over its limit: it burns. Doing is over its limit: 1 of 0.";
    assert_eq!((line(&model).as_str(), said(&model)), ("Todo: 2 | Doing: [1] | Done: 3", told));
}

#[test]
fn a_limit_that_only_advises_is_mentioned_by_every_edit() {
    let mut model = full();
    model.settings.wip.insert("doing".into(), 2.into());
    press(&mut model, "e s \"doing\" enter");
    assert_eq!(said(&model), "Set Status of #1 to Doing. Doing is over its limit: 3 of 2.");
}
