//! Taking cards off the project, making drafts issues, and taking that back.

use crate::app::fixture::{line, model, press, pushed, read};
use crate::app::overlay::Overlay;
use crate::app::{Effect, Message, Model, update};
use crate::domain::{Content, Edit, EditId, Fetched, Item, ItemId, Pending, Progress, Pull, Refusal, Value};
use crate::sync::{Command, Event};

const BOARD: &str = "Todo: A (3), B (pr), C | Doing: D | Done: Think (draft)";

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

fn pending(model: &Model) -> &[Pending] {
    model.replica.as_ref().expect("a project").pending()
}

fn item<'a>(model: &'a Model, card: &str) -> &'a Item {
    let view = model.replica.as_ref().expect("a project").view();
    view.unordered().find(|item| item.title() == card).expect("it is there")
}

fn shown(model: &Model) -> String {
    line(model).replace(['[', ']'], "")
}

fn dropped(effects: &[Effect]) -> Vec<EditId> {
    let drop = |effect: &Effect| {
        let Effect::Sync(Command::Drop(edit)) = effect else { return None };
        Some(*edit)
    };
    effects.iter().filter_map(drop).collect()
}

/// GitHub has taken all that is pending, and a read confirms it.
fn arrives(model: &mut Model) {
    let now = model.now;
    let progress = Progress::Accepted { at: now };
    let ids: Vec<EditId> = pending(model).iter().map(|pending| pending.id).collect();
    for edit in &ids {
        update(model, Message::Sync(Event::Marked { edit: *edit, progress: progress.clone() }));
    }
    let removed: Vec<ItemId> = pending(model)
        .iter()
        .filter(|pending| pending.edit.deletes())
        .map(|gone| gone.edit.item().clone())
        .collect();
    let pull = Pull { removed, included: ids, ..Pull::default() };
    update(model, Message::Sync(Event::Pulled { pull, seen_at: now }));
}

/// Takes these cards off, by their keys, when the text of the draft is known.
fn take_off(model: &mut Model, keys: &str) {
    press(model, keys);
    press(model, "e r");
    update(model, Message::Sync(read("I5".into(), "About *caching*.")));
    press(model, "y");
}

#[test]
fn issues_pull_requests_and_drafts_that_were_taken_off_come_back_with_fields_and_place() {
    let mut model = model(BOARD, 120, 40);
    let before = shown(&model);
    take_off(&mut model, "x j x l l x");
    assert_eq!(shown(&model), "Todo: 3 | Doing: 4 | Done: ");
    arrives(&mut model);
    press(&mut model, "u");
    assert_eq!(said(&model), "Undone: Take 3 cards off the project.");
    assert_eq!(shown(&model), before);
    let first = item(&model, "A");
    assert!(first.id.is_local(), "GitHub gives it another id");
    assert_eq!(first.value(&"Effort".into()), Some(&Value::Number(3.0)));
    assert_eq!(first.content_id().map(ToString::to_string).as_deref(), Some("C1"));
    press(&mut model, "ctrl+r");
    assert_eq!(shown(&model), "Todo: 3 | Doing: 4 | Done: ");
    press(&mut model, "u");
    assert_eq!(shown(&model), before);
}

#[test]
fn earlier_steps_of_a_card_that_comes_back_are_kept_with_its_new_id() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "L wait");
    take_off(&mut model, "");
    arrives(&mut model);
    let effects = press(&mut model, "u");
    let back = item(&model, "A").id.clone();
    let kept = effects.iter().find_map(|effect| {
        let Effect::Sync(Command::Push { edits, step: Some(step) }) = effect else { return None };
        edits.is_empty().then_some(step)
    });
    let kept = kept.expect("the move of the card is written down anew");
    assert!(kept.done.iter().all(|edit| *edit.item() == back), "{kept:?}");
}

#[test]
fn a_removal_that_github_has_not_heard_of_vanishes_without_a_request() {
    for refused in [false, true] {
        let mut model = model(BOARD, 120, 40);
        let before = shown(&model);
        take_off(&mut model, "x j x l l x");
        let ids: Vec<EditId> = pending(&model).iter().map(|pending| pending.id).collect();
        if refused {
            let progress =
                Progress::Refused(Refusal { message: "No.".to_owned(), at: model.now, unsent: false });
            for edit in &ids {
                update(&mut model, Message::Sync(Event::Marked { edit: *edit, progress: progress.clone() }));
            }
        }
        let effects = press(&mut model, "u");
        assert_eq!(dropped(&effects), ids);
        assert_eq!(pushed(&effects), [[] as [Edit; 0]], "the journal is written, and nothing is sent");
        assert_eq!((shown(&model), pending(&model).len()), (before, 0));
        assert_eq!(item(&model, "A").id, "I1".into());
        press(&mut model, "ctrl+r");
        assert_eq!(shown(&model), "Todo: 3 | Doing: 4 | Done: ");
    }
}

#[test]
fn of_a_removal_that_is_half_sent_each_card_comes_back_once() {
    let mut model = model(BOARD, 120, 40);
    let before = shown(&model);
    take_off(&mut model, "x j x l l x");
    let ids: Vec<EditId> = pending(&model).iter().map(|pending| pending.id).collect();
    let progress = Progress::Accepted { at: model.now };
    update(&mut model, Message::Sync(Event::Marked { edit: ids[0], progress }));
    let effects = press(&mut model, "u");
    assert_eq!(dropped(&effects), ids[1..]);
    assert_eq!(shown(&model), before);
    let [first, second] = ["A", "B"].map(|card| item(&model, card).id.is_local());
    assert_eq!((first, second), (true, false));
}

#[test]
fn a_removal_that_turns_out_to_be_on_its_way_is_taken_back_all_the_same() {
    let mut model = model(BOARD, 120, 40);
    let before = shown(&model);
    take_off(&mut model, "x j x");
    let sent = Pending { progress: Progress::Sending { since: model.now }, ..pending(&model)[0].clone() };
    press(&mut model, "u");
    let effects = update(&mut model, Message::Sync(Event::Kept(Box::new(sent))));
    assert!(matches!(pushed(&effects)[0][0], Edit::PutBack { .. }), "{effects:?}");
    assert_eq!(shown(&model), before);
    assert!(item(&model, "A").id.is_local());
}

#[test]
fn a_draft_that_is_an_issue_only_here_is_a_draft_again() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "l l e c enter");
    let edit = pending(&model)[0].id;
    let effects = press(&mut model, "u");
    assert_eq!((dropped(&effects), pushed(&effects)), (vec![edit], vec![Vec::new()]));
    assert!(matches!(item(&model, "Think").content, Content::Draft(_)));
    press(&mut model, "ctrl+r");
    let edit = pending(&model)[0].id;
    let progress = Progress::Accepted { at: model.now };
    update(&mut model, Message::Sync(Event::Marked { edit, progress }));
    press(&mut model, "u");
    assert_eq!(
        said(&model),
        "Make “Think” an issue of octo/engine: there is no way back. Ask again for the step before."
    );
}

#[test]
fn what_someone_else_has_put_back_is_not_put_there_twice() {
    let mut model = model(BOARD, 120, 40);
    let mut card = item(&model, "A").clone();
    take_off(&mut model, "x j x");
    arrives(&mut model);
    card.id = "I9".into();
    let items = vec![Fetched { item: card.into(), body: String::new() }];
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull: Pull { items, ..Pull::default() }, seen_at }));
    press(&mut model, "u");
    assert_eq!(
        said(&model),
        "Undone: Take 2 cards off the project, but for 1 that someone else has put back."
    );
    assert_eq!(shown(&model), "Todo: 2 3 1 | Doing: 4 | Done: Think");
}

#[test]
fn a_card_that_github_does_not_show_is_named_before_it_is_taken_off_and_after() {
    let mut model = model(BOARD, 120, 40);
    let mut hidden = item(&model, "C").clone();
    hidden.content = Content::Hidden;
    let items = vec![Fetched { item: hidden.into(), body: String::new() }];
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull: Pull { items, ..Pull::default() }, seen_at }));
    press(&mut model, "* e r");
    let Some(Overlay::Confirm(open)) = model.overlays.last() else { panic!("a question") };
    assert_eq!(
        open.text(),
        "Take 3 cards off the project? Undo can't put 1 of them back: what is behind is not known here."
    );
    press(&mut model, "y");
    arrives(&mut model);
    press(&mut model, "u");
    assert_eq!(said(&model), "Undone: Take 3 cards off the project, but for 1 card that can't be put back.");
    assert_eq!(shown(&model), "Todo: 1 2 | Doing: 4 | Done: Think");
}
