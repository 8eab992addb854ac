//! A comment that waits to be sent is changed where it stands: nothing is said twice, and nothing that was typed is lost.

use crate::app::fixture::{model, press, pushed, read};
use crate::app::overlay::Overlay;
use crate::app::{Effect, Message, Model, update};
use crate::domain::{Edit, EditId, Pending, Progress, Pull};
use crate::sync::{Command, Event};

/// A card with a comment that was written without a network, opened.
fn commented(text: &str) -> Model {
    let mut model = model("Todo: A, B | Done:", 120, 40);
    press(&mut model, &format!("c \"{text}\" ctrl+s enter"));
    update(&mut model, Message::Sync(read("I1".into(), "")));
    model
}

fn tell(model: &mut Model, event: Event) -> Vec<Effect> {
    update(model, Message::Sync(event))
}

fn pending(model: &Model) -> Vec<Pending> {
    model.replica.as_ref().expect("a project").pending().to_vec()
}

fn comment(body: &str) -> Edit {
    Edit::Comment { item: "I1".into(), body: body.to_owned() }
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

/// The edits that are given up.
fn dropped(effects: &[Effect]) -> Vec<EditId> {
    let edit = |effect: &Effect| {
        let Effect::Sync(Command::Drop(edit)) = effect else { return None };
        Some(*edit)
    };
    effects.iter().filter_map(edit).collect()
}

/// What is written above the card.
fn written(model: &Model) -> String {
    match model.overlays.last() {
        Some(Overlay::Compose(open)) => open.text.lines().join("\n"),
        other => panic!("a text is written: {other:?}"),
    }
}

#[test]
fn a_comment_that_waits_is_changed_where_it_stands() {
    let mut model = commented("Helo");
    press(&mut model, "c \"Second\" ctrl+s");
    let [first, second] = &pending(&model)[..] else { panic!("two comments wait") };
    let effects = press(&mut model, "tab enter end backspace \"lo\" ctrl+s");
    assert_eq!(dropped(&effects), [first.id]);
    assert_eq!(pushed(&effects), [[comment("Hello")]]);
    let [changed, other] = &pending(&model)[..] else { panic!("two comments wait") };
    assert_eq!((&changed.edit, &other.edit), (&comment("Hello"), &comment("Second")));
    assert!(first.id < changed.id && changed.id < second.id, "it goes before the other still");
    assert_eq!(said(&model), "Comment on #1: it says something else now.");
}

#[test]
fn it_is_taken_back_and_made_again_as_any_other() {
    let mut model = commented("Helo");
    press(&mut model, "tab enter end backspace \"lo\" ctrl+s");
    let changed = pending(&model)[0].id;
    let effects = press(&mut model, "u");
    assert_eq!((dropped(&effects), pending(&model).len()), (vec![changed], 0));
    assert_eq!(said(&model), "Undone: Comment on #1.");
    assert_eq!(pushed(&press(&mut model, "ctrl+r")), [[comment("Hello")]]);
}

#[test]
fn what_is_left_as_it_was_or_empty_is_not_sent_anew() {
    let mut model = commented("Hello");
    assert_eq!(press(&mut model, "tab enter ctrl+s"), []);
    assert_eq!(said(&model), "The comment is as it was.");
    assert_eq!(press(&mut model, "enter end ctrl+u ctrl+s"), []);
    let Some(Overlay::Compose(open)) = model.overlays.last() else { panic!("it stays open") };
    assert_eq!(open.wrong, Some("A comment needs a word or two."));
}

#[test]
fn one_that_was_sent_while_it_was_changed_is_not_said_twice() {
    let mut model = commented("Helo");
    press(&mut model, "tab enter end backspace \"lo\"");
    let (edit, since) = (pending(&model)[0].id, model.now);
    tell(&mut model, Event::Marked { edit, progress: Progress::Sending { since } });
    assert_eq!(press(&mut model, "ctrl+s"), []);
    assert_eq!(written(&model), "Hello", "nothing is lost");
    let Some(Overlay::Compose(open)) = model.overlays.last() else { panic!("it stays open") };
    assert!(open.wrong.is_some_and(|wrong| wrong.starts_with("It has been sent by now.")));
}

#[test]
fn one_that_is_on_its_way_before_the_sync_hears_of_the_change_stays_as_it_was() {
    let mut model = commented("Helo");
    let old = pending(&model)[0].clone();
    press(&mut model, "tab enter end backspace \"lo\" ctrl+s");
    let new = pending(&model)[0].id;
    let progress = Progress::Sending { since: model.now };
    let effects = tell(&mut model, Event::Kept(Box::new(Pending { progress, ..old.clone() })));
    assert_eq!(dropped(&effects), [new], "it waits for the one before it: GitHub has not heard of it");
    assert_eq!(pending(&model).iter().map(|pending| &pending.edit).collect::<Vec<_>>(), [&old.edit]);
    assert_eq!(written(&model), "Hello");
    assert!(said(&model).starts_with("The comment was sent as it was."), "{}", said(&model));
    assert_eq!(model.journal.steps()[0].done, [comment("Helo")]);
}

#[test]
fn an_open_card_is_read_anew_once_github_has_its_comment() {
    let mut model = commented("Hello");
    let edit = pending(&model)[0].id;
    let (seen_at, included) = (model.now, vec![edit]);
    let effects = tell(&mut model, Event::Pulled { pull: Pull { included, ..Pull::default() }, seen_at });
    assert!(effects.contains(&Effect::Sync(Command::Load("I1".into()))), "{effects:?}");
}
