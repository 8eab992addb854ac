//! Taking back what is said and written: comments, texts, drafts.

use crate::app::fixture::{key, model, press, pushed, read};
use crate::app::overlay::Overlay;
use crate::app::{Effect, Message, Model, Settings, Size, Start, update};
use crate::domain::{
    Attribute, Conflict, Edit, EditId, Fetched, ItemId, Pending, Progress, Pull, Replica, Theirs,
};
use crate::input::Keymap;
use crate::sync::{Command, Event};

const BOARD: &str = "Todo: A, B, C | Doing: D | Done: Think (draft)";

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

fn pending(model: &Model) -> &[Pending] {
    model.replica.as_ref().expect("a project").pending()
}

fn tell(model: &mut Model, event: Event) -> Vec<Effect> {
    update(model, Message::Sync(event))
}

/// GitHub has taken all that is pending.
fn sent(model: &mut Model) {
    let at = model.now;
    let ids: Vec<EditId> = pending(model).iter().map(|pending| pending.id).collect();
    for edit in ids {
        tell(model, Event::Marked { edit, progress: Progress::Accepted { at } });
    }
}

fn dropped(effects: &[Effect]) -> Vec<EditId> {
    let drop = |effect: &Effect| {
        let Effect::Sync(Command::Drop(edit)) = effect else { return None };
        Some(*edit)
    };
    effects.iter().filter_map(drop).collect()
}

/// The program as it is after a restart: what is on disk is what the outbox and the journal hold.
fn restarted(model: Model) -> Model {
    let replica = model.replica.expect("a project");
    Model::new(Start {
        replica: Some(Replica::new(replica.base().clone(), replica.pending().to_vec())),
        journal: model.journal.steps().to_vec(),
        conflicts: Vec::new(),
        remembered: None,
        written: Vec::new(),
        key: Some(key("octo/1")),
        projects: Vec::new(),
        asked: Vec::new(),
        keymap: Keymap::default(),
        settings: Settings::default(),
        seed: 2,
        now: model.now,
        size: Size { width: 120, height: 40 },
    })
}

/// Someone has written a card's text anew, and a read brings it with what it confirms of ours.
fn someone_writes(model: &mut Model, card: &str, text: &str) -> Vec<Effect> {
    let replica = model.replica.as_ref().expect("a project");
    let item = replica.base().item(&card.into()).expect("a card").clone();
    let included = replica.pending().iter().map(|pending| pending.id).collect();
    let items = vec![Fetched { item, body: text.to_owned() }];
    let seen_at = model.now;
    tell(model, Event::Pulled { pull: Pull { items, included, ..Pull::default() }, seen_at })
}

/// Changes the text of the first card from one to another, by hand.
fn write(model: &mut Model, from: &str, to: &str) {
    press(model, "e b");
    tell(model, read("I1".into(), from));
    let Some(Overlay::Compose(open)) = model.overlays.last_mut() else { panic!("a text") };
    open.replace(to);
    press(model, "ctrl+s");
    assert!(model.overlays.is_empty());
}

fn text(model: &Model) -> &str {
    model.replica.as_ref().expect("a project").text(&"I1".into()).expect("it is known")
}

#[test]
fn a_comment_that_was_not_sent_is_dropped_and_written_again() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "c \"Why?\" ctrl+s");
    let edit = pending(&model)[0].id;
    let mut model = restarted(model);
    let effects = press(&mut model, "u");
    assert_eq!(dropped(&effects), [edit]);
    assert_eq!(pushed(&effects), [[] as [Edit; 0]], "the journal is written, and nothing is sent");
    assert_eq!((said(&model), pending(&model).len()), ("Undone: Comment on #1.", 0));

    let again = press(&mut model, "ctrl+r");
    assert_eq!(pushed(&again), [[Edit::Comment { item: "I1".into(), body: "Why?".to_owned() }]]);
    let edit = pending(&model)[0].id;
    assert_eq!(dropped(&press(&mut model, "u")), [edit], "and taken back once more");
}

#[test]
fn of_a_bulk_step_only_the_comments_that_were_not_sent_are_taken_back_and_written_again() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "x j x j x c \"Why?\" ctrl+s");
    let ids: Vec<EditId> = pending(&model).iter().map(|pending| pending.id).collect();
    assert_eq!(ids.len(), 3);
    let progress = Progress::Accepted { at: model.now };
    tell(&mut model, Event::Marked { edit: ids[0], progress });
    let effects = press(&mut model, "u");
    assert_eq!(dropped(&effects), ids[1..]);
    assert_eq!(said(&model), "Undone: Comment on 3 cards, but for 1 comment that is sent already.");
    let again = pushed(&press(&mut model, "ctrl+r")).concat();
    let cards: Vec<&str> = again.iter().map(|edit| edit.item().as_str()).collect();
    assert_eq!(cards, ["I2", "I3"]);
}

#[test]
fn a_comment_that_turns_out_to_be_on_its_way_is_there_again() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "c \"Why?\" ctrl+s");
    let sent = Pending { progress: Progress::Sending { since: model.now }, ..pending(&model)[0].clone() };
    press(&mut model, "u");
    tell(&mut model, Event::Kept(Box::new(sent.clone())));
    assert_eq!(said(&model), "Comment on #1: GitHub has it already. It stays.");
    assert_eq!(pending(&model), [sent]);
    assert_eq!(press(&mut model, "ctrl+r"), [], "it is not written twice");
}

#[test]
fn a_text_that_was_just_sent_is_taken_back_to_the_former_one() {
    let mut model = model(BOARD, 120, 40);
    write(&mut model, "One.\n", "Two.\n");
    let edit = pending(&model)[0].id;
    let progress = Progress::Accepted { at: model.now };
    tell(&mut model, Event::Marked { edit, progress });
    press(&mut model, "u");
    let back = &pending(&model)[1];
    assert_eq!(back.edit, Edit::Set { item: "I1".into(), to: Attribute::Body("One.\n".to_owned()) });
    assert_eq!(back.base, Some(Attribute::Body("Two.".to_owned())), "what GitHub has by then");
}

#[test]
fn taking_a_text_back_keeps_what_someone_else_has_written_since_on_other_lines() {
    let mut model = model(BOARD, 120, 40);
    write(&mut model, "one\ntwo\nthree\n", "one\ntwo\nTHREE\n");
    someone_writes(&mut model, "I1", "ONE\ntwo\nTHREE\n");
    press(&mut model, "u");
    assert_eq!(text(&model), "ONE\ntwo\nthree\n");
    press(&mut model, "ctrl+r");
    assert_eq!(text(&model), "ONE\ntwo\nTHREE\n");
}

#[test]
fn it_is_asked_before_a_text_is_taken_back_whose_lines_someone_else_has_changed() {
    let mut model = model(BOARD, 120, 40);
    write(&mut model, "one\n", "two\n");
    someone_writes(&mut model, "I1", "three\n");
    assert_eq!(pushed(&press(&mut model, "u")), [] as [Vec<Edit>; 0]);
    assert_eq!(
        said(&model),
        "Change the text of #1: someone else has changed it since. Ask again to do it all the same."
    );
    press(&mut model, "u");
    assert_eq!(text(&model), "one\n");
}

#[test]
fn after_a_restart_a_text_is_read_before_it_is_taken_back() {
    let mut model = model(BOARD, 120, 40);
    write(&mut model, "one\n", "two\n");
    someone_writes(&mut model, "I1", "two\n");
    let mut model = restarted(model);
    assert_eq!(press(&mut model, "u"), [Effect::Sync(Command::Peek("I1".into()))]);
    let effects = tell(&mut model, read("I1".into(), "three\n"));
    assert_eq!(pushed(&effects), [] as [Vec<Edit>; 0]);
    assert!(said(&model).contains("someone else has changed it since"), "{}", said(&model));
}

#[test]
fn a_deleted_draft_comes_back_with_its_text() {
    let mut model = model(BOARD, 120, 40);
    let effects = press(&mut model, "l l e r");
    assert_eq!(effects, [Effect::Sync(Command::Peek("I5".into()))]);
    assert_eq!(
        pushed(&press(&mut model, "y")),
        [] as [Vec<Edit>; 0],
        "what would be lost is looked up first"
    );
    let effects = tell(&mut model, read("I5".into(), "About *caching*."));
    assert_eq!(pushed(&effects), [[Edit::Delete { item: "I5".into() }]]);
    assert!(model.overlays.is_empty());
    sent(&mut model);
    let back = pushed(&press(&mut model, "u")).concat();
    let Edit::AddDraft { title, body, .. } = &back[0] else { panic!("{back:?}") };
    assert_eq!((title.as_str(), body.as_str()), ("Think", "About *caching*."));
}

#[test]
fn a_draft_that_was_just_written_comes_back_with_its_text() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "N \"Notes\" enter \"All\" ctrl+s");
    press(&mut model, "e r y");
    let back = pushed(&press(&mut model, "u")).concat();
    assert!(matches!(&back[0], Edit::AddDraft { body, .. } if body == "All"), "{back:?}");
}

#[test]
fn a_text_that_was_never_read_is_fetched_and_until_then_the_question_says_so() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "l l e r");
    let question = |model: &Model| match model.overlays.last() {
        Some(Overlay::Confirm(open)) => open.text(),
        other => panic!("a question: {other:?}"),
    };
    assert_eq!(
        question(&model),
        "Take “Think” off the project? It is a draft: it is deleted. Undo writes it anew."
    );
    let unread = |item: &str| Event::Details {
        item: ItemId::from(item),
        body: None,
        details: None,
        activity: Vec::new(),
    };
    let effects = tell(&mut model, unread("I5"));
    assert_eq!(effects, [Effect::Sync(Command::Read("I5".into()))]);
    assert!(question(&model).ends_with("Its text was never read: it is lost."), "{}", question(&model));
    assert_eq!(tell(&mut model, unread("I5")), [], "it is asked for once");
    tell(&mut model, read("I5".into(), "Here."));
    assert!(question(&model).ends_with("Undo writes it anew."));
    press(&mut model, "y");
    sent(&mut model);
    let back = pushed(&press(&mut model, "u")).concat();
    assert!(matches!(&back[0], Edit::AddDraft { body, .. } if body == "Here."), "{back:?}");
}

#[test]
fn taken_back_a_change_that_overwrote_someone_elses_is_theirs_again() {
    let mut model = model(BOARD, 120, 40);
    write(&mut model, "one\n", "two\n");
    let ours = pending(&model)[0].clone();
    let theirs = Theirs::Body { base: "one\n".to_owned(), text: "three\n".to_owned() };
    let conflict = Conflict { ours: ours.clone(), theirs, by: None };
    let settle = Command::Settle { edit: ours.id, theirs: conflict.theirs() };
    tell(&mut model, Event::Conflicting(Box::new(conflict)));
    assert_eq!(said(&model), "#1: someone else changed it too. Yours waits; ! shows both.");
    assert_eq!(press(&mut model, "! m"), [Effect::Sync(settle)]);
    let progress = Progress::Accepted { at: model.now };
    tell(&mut model, Event::Marked { edit: ours.id, progress });
    press(&mut model, "u");
    assert_eq!(text(&model), "three\n");
}

/// Someone has put cards into another order, and a read shows it.
fn someone_orders(model: &mut Model, order: &[&str]) -> Vec<Effect> {
    let replica = model.replica.as_ref().expect("a project");
    let order = Some(order.iter().map(|card| ItemId::from(*card)).collect());
    let included = replica.pending().iter().map(|pending| pending.id).collect();
    let seen_at = model.now;
    tell(model, Event::Pulled { pull: Pull { order, included, ..Pull::default() }, seen_at })
}

#[test]
fn it_is_asked_before_a_card_is_taken_back_to_its_place_that_someone_else_has_moved_since() {
    let moved = "Move #1 below #2";
    for confirmed in [true, false] {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, "J wait");
        sent(&mut model);
        if confirmed {
            assert_eq!(someone_orders(&mut model, &["I2", "I1", "I3", "I4", "I5"]), []);
        }
        let effects = someone_orders(&mut model, &["I2", "I3", "I4", "I5", "I1"]);
        assert_eq!(pushed(&effects), [[] as [Edit; 0]], "the journal knows it after a restart too");
        let mut model = restarted(model);
        assert_eq!(pushed(&press(&mut model, "u")), [] as [Vec<Edit>; 0]);
        assert_eq!(
            said(&model),
            format!("{moved}: someone else has changed it since. Ask again to do it all the same.")
        );
        press(&mut model, "u");
        assert_eq!(said(&model), format!("Undone: {moved}."));
    }
}

#[test]
fn a_card_whose_neighbours_have_moved_away_goes_back_unasked() {
    let mut model = model(BOARD, 120, 40);
    press(&mut model, "J wait");
    sent(&mut model);
    someone_orders(&mut model, &["I2", "I1", "I3", "I4", "I5"]);
    someone_orders(&mut model, &["I1", "I4", "I5", "I2", "I3"]);
    press(&mut model, "u");
    assert_eq!(said(&model), "Undone: Move #1 below #2.");
}
