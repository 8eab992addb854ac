//! What can be done in an opened card.

use std::sync::Arc;

use super::{Card, Section};
use crate::app::fixture::{self, model, press, pushed, read};
use crate::app::{Effect, Message, Model, Overlay, update};
use crate::domain::conflict::merged;
use crate::domain::details::Comment;
use crate::domain::item::{Issue, Link, Listed};
use crate::domain::{
    Attribute, Content, Details, Edit, EditId, Fetched, Item, Member, Pending, Progress, Pull, Value,
};
use crate::sync::{Command, Event};

const TASKS: &str = "Intro\n\n- [ ] one\n- [x] two, see [notes](https://x.y/z)\n";

/// The board with its first card open, which has this text.
fn opened(board: &str, body: &str) -> Model {
    let mut model = model(board, 120, 40);
    press(&mut model, "enter");
    update(&mut model, Message::Sync(read("I1".into(), body)));
    model
}

fn card(model: &Model) -> &Card {
    match model.overlays.last() {
        Some(Overlay::Card(card)) => card,
        other => panic!("an opened card is on top: {other:?}"),
    }
}

fn text(model: &Model) -> &str {
    card(model).text(model.replica.as_ref().expect("a project")).expect("it was read")
}

fn link(number: u64) -> Link {
    let (id, title) = (format!("C{number}").as_str().into(), format!("Issue {number}"));
    Link { id, number, title, repository: "octo/engine".into(), open: true }
}

/// Changes the issue behind a card, as if GitHub had said so.
fn given(model: &mut Model, item: &str, body: &str, change: impl FnOnce(&mut Issue)) -> Vec<Effect> {
    let view = model.replica.as_ref().expect("a project").view();
    let mut item = Item::clone(view.item(&item.into()).expect("it is there"));
    if let Content::Issue(issue) = &mut item.content {
        change(issue);
    }
    let items = vec![Fetched { item: Arc::new(item), body: body.to_owned() }];
    let seen_at = model.now;
    update(model, Message::Sync(Event::Pulled { pull: Pull { items, ..Pull::default() }, seen_at }))
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

#[test]
fn space_ticks_the_chosen_task_and_changes_one_character() {
    let mut model = opened("Todo: A", TASKS);
    let effects = press(&mut model, "tab space");
    let new = TASKS.replace("[ ]", "[x]");
    assert_eq!(pushed(&effects), [[Edit::Set { item: "I1".into(), to: Attribute::Body(new.clone()) }]]);
    assert_eq!((text(&model), card(&model).tally().done), (new.as_str(), 2));
    press(&mut model, "tab enter");
    assert_eq!(text(&model), "Intro\n\n- [x] one\n- [ ] two, see [notes](https://x.y/z)\n");
    press(&mut model, "u");
    assert_eq!(
        (text(&model), said(&model)),
        (new.as_str(), "Undone: Untick “two, see [notes](https://x.y/z)” of #1.")
    );
    press(&mut model, "u");
    assert_eq!(text(&model), TASKS);
}

#[test]
fn every_tick_is_made_on_the_text_that_github_has() {
    let mut model = opened("Todo: A", TASKS);
    let bases = |effects: Vec<Effect>| -> Vec<Option<Attribute>> {
        let edits = effects.into_iter().filter_map(|effect| {
            let Effect::Sync(Command::Push { edits, .. }) = effect else { return None };
            Some(edits)
        });
        edits.flatten().map(|Pending { base, .. }| base).collect()
    };
    let at_github = Some(Attribute::Body(TASKS.to_owned()));
    assert_eq!(
        bases(press(&mut model, "tab space tab space u")),
        [at_github.clone(), at_github.clone(), at_github]
    );
}

#[test]
fn a_tick_and_what_someone_else_writes_meanwhile_are_merged_by_line() {
    let mut model = opened("Todo: A", TASKS);
    press(&mut model, "tab space");
    let ticked = model.replica.as_ref().expect("a project").pending()[0].clone();
    let theirs = TASKS.replace("Intro", "Better intro");
    // What the sync makes of it when it reads their text.
    let both = merged(TASKS, text(&model), &theirs).expect("different lines");
    assert_eq!(both, theirs.replace("[ ] one", "[x] one"));
    let edit = Edit::Set { item: "I1".into(), to: Attribute::Body(both.clone()) };
    let base = Some(Attribute::Body(theirs));
    update(&mut model, Message::Sync(Event::Edited(Box::new(Pending { edit, base, ..ticked }))));
    assert_eq!(text(&model), both);
    assert_eq!(
        merged(TASKS, &both, &TASKS.replace("[ ] one", "[ ] one, but later")),
        None,
        "one line: a conflict"
    );
}

#[test]
fn a_text_that_may_not_be_changed_says_why() {
    let mut model = opened("Todo: A", TASKS);
    given(&mut model, "I1", TASKS, |issue| issue.work.editable = false);
    assert_eq!(pushed(&press(&mut model, "tab space")).len(), 0);
    assert_eq!(said(&model), "#1 stays as it is: you may not edit it in octo/engine.");
}

#[test]
fn a_draft_without_a_network_can_be_ticked_too() {
    let mut model = model("Todo: A", 120, 40);
    press(&mut model, "N \"Notes\" enter enter \"- [ ] ask\" ctrl+s enter");
    let item = model.board.cursor.item.clone().expect("the new draft has the focus");
    let told = Event::Details { item, body: None, details: None, activity: Vec::new() };
    update(&mut model, Message::Sync(told));
    press(&mut model, "tab space");
    assert_eq!(text(&model), "- [x] ask");
}

#[test]
fn enter_opens_the_chosen_issue_and_esc_goes_back() {
    let mut model = opened("Todo: A | Doing: B", "");
    given(&mut model, "I1", "", |issue| issue.blocked_by = vec![link(2), link(77)].into());
    let effects = press(&mut model, "tab enter");
    assert_eq!(effects, [Effect::Sync(Command::Load("I2".into()))]);
    assert_eq!(card(&model).item, "I2".into());
    press(&mut model, "esc");
    assert_eq!(card(&model).item, "I1".into());
    let page = "https://github.com/octo/engine/issues/77".to_owned();
    assert_eq!(press(&mut model, "tab enter"), [Effect::Open(page.clone())], "it is not on the project");
    assert_eq!(press(&mut model, "o y"), [Effect::Open(page.clone()), Effect::Copy(page)]);
}

#[test]
fn links_lead_where_github_would() {
    let body = "[a](/octo) [b](docs/x.md) [c](#top) <https://d.e> [f](javascript:x) https://g.h/i.";
    let mut model = opened("Todo: A", body);
    let pages: Vec<Effect> = (0..4).flat_map(|_| press(&mut model, "tab o")).collect();
    let page = |path: &str| Effect::Open(format!("https://github.com/{path}"));
    let away = |page: &str| Effect::Open(page.to_owned());
    assert_eq!(
        pages[..3],
        [page("octo"), page("octo/engine/blob/HEAD/docs/x.md"), page("octo/engine/issues/1#top")]
    );
    assert_eq!(pages[3], away("https://d.e"));
    assert_eq!(press(&mut model, "tab o"), [away("https://g.h/i")], "what is no page is passed by");
}

#[test]
fn the_parts_of_a_card_are_known_without_a_network_and_add_up() {
    let mut model = opened("Todo: A, B (3) | Done: C (done 5), D (1)", "");
    for part in ["I2", "I3"] {
        given(&mut model, part, "", |issue| issue.parent = Some(Box::new(link(1))));
    }
    given(&mut model, "I4", "", |issue| issue.parent = Some(Box::new(link(2))));
    let kin = &card(&model).kin;
    let tree: Vec<(u64, usize)> = kin.parts.iter().map(|part| (part.link.number, part.depth)).collect();
    assert_eq!(tree, [(2, 0), (4, 1), (3, 0)]);
    assert_eq!(kin.effort, Some((5.0, 8.0)));
    given(&mut model, "I2", "", |issue| issue.parent = None);
    assert_eq!(card(&model).kin.parts.len(), 1);
}

#[test]
fn what_waits_for_a_card_is_what_github_listed_and_our_edits_of_it() {
    let mut model = opened("Todo: A, B, C", "");
    let at = fixture::now();
    let details = Details {
        read_at: at,
        updated_at: at,
        comments: Listed::default(),
        sub_issues: Listed::default(),
        blocking: vec![link(2), link(77)].into(),
        pulls: Listed::default(),
    };
    for waiting in ["I2", "I3"] {
        given(&mut model, waiting, "", |issue| issue.blocked_by = vec![link(1)].into());
    }
    let details = Some(Arc::new(details));
    let told = Event::Details { item: "I1".into(), body: None, details, activity: Vec::new() };
    update(&mut model, Message::Sync(told));
    let waiting =
        |model: &Model| card(model).kin.waiting.iter().map(|other| other.link.number).collect::<Vec<_>>();
    assert_eq!(waiting(&model), [2, 77, 3]);
    let entry = Member::BlockedBy(link(1));
    let off = Edit::Link { item: "I2".into(), entry, on: false };
    let id = EditId(uuid::Uuid::from_u128(7));
    let base = model.replica.as_ref().expect("a project").base().clone();
    let pending = Pending::new(id, id, off, &base, None, at);
    update(&mut model, Message::Sync(Event::Edited(Box::new(pending))));
    assert_eq!(waiting(&model), [77, 3], "ours is not at GitHub yet");
}

#[test]
fn a_card_that_changes_under_ones_eyes_keeps_what_is_chosen() {
    let mut model = opened("Todo: A", TASKS);
    press(&mut model, "tab tab");
    let chosen = card(&model).chosen;
    assert_eq!(chosen.map(|spot| (spot.section, spot.place)), Some((Section::Text, 1)));
    let field = Edit::SetField { item: "I1".into(), field: "Effort".into(), to: Some(Value::Number(3.0)) };
    let id = EditId(uuid::Uuid::from_u128(7));
    let base = model.replica.as_ref().expect("a project").base().clone();
    let pending = Pending::new(id, id, field, &base, None, fixture::now());
    update(&mut model, Message::Sync(Event::Edited(Box::new(pending))));
    assert_eq!(card(&model).chosen, chosen);
    update(&mut model, Message::Sync(read("I1".into(), "nothing left")));
    assert_eq!(card(&model).chosen, None);
}

#[test]
fn an_open_card_asks_for_its_text_again_when_it_was_read_anew() {
    let mut model = opened("Todo: A, B", "Long text");
    let item =
        Arc::clone(model.replica.as_ref().expect("a project").base().item(&"I1".into()).expect("it is open"));
    let pull = Pull { items: vec![Fetched { item, body: String::new() }], ..Pull::default() };
    let seen_at = model.now;
    let effects = update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    assert_eq!(effects, [Effect::Sync(Command::Load("I1".into()))]);
    assert_eq!(text(&model), "Long text", "what another process has read comes without its text");
}

/// The board with its first card open, under which two have spoken: this person, who may change the first only.
fn discussed() -> Model {
    let mut model = opened("Todo: A", "Text");
    let comment = |id: &str, who: &str, body: &str, editable| Comment {
        id: id.into(),
        author: Some(who.into()),
        at: fixture::now(),
        edited_at: None,
        body: body.to_owned(),
        editable,
        deletable: editable,
    };
    let comments = vec![
        comment("IC_1", "ann", "First, see [notes](https://x.y/z)", true),
        comment("IC_2", "bob", "Second", false),
    ];
    let details = Details { comments: comments.into(), ..nothing_said() };
    let (item, body) = ("I1".into(), Some("Text".to_owned()));
    update(
        &mut model,
        Message::Sync(Event::Details { item, body, details: Some(Arc::new(details)), activity: Vec::new() }),
    );
    model
}

fn nothing_said() -> Details {
    Details {
        read_at: fixture::now(),
        updated_at: fixture::now(),
        comments: Listed::default(),
        sub_issues: Listed::default(),
        blocking: Listed::default(),
        pulls: Listed::default(),
    }
}

fn bodies(model: &Model) -> Vec<String> {
    let said = card(model).said().expect("it was read");
    said.comments.iter().map(|comment| comment.body.clone()).collect()
}

fn reworded(was: &str, to: Option<&str>) -> Edit {
    let to = to.map(str::to_owned);
    Edit::SetComment { item: "I1".into(), comment: "IC_1".into(), was: was.to_owned(), to }
}

#[test]
fn a_chosen_comment_is_changed_shown_at_once_and_taken_back() {
    const FIRST: &str = "First, see [notes](https://x.y/z)";
    let mut model = discussed();
    press(&mut model, "tab enter");
    let effects = press(&mut model, "\"!\" ctrl+s");
    let new = format!("{FIRST}!");
    assert_eq!(pushed(&effects), [[reworded(FIRST, Some(&new))]]);
    assert_eq!(bodies(&model), [new.as_str(), "Second"]);
    assert_eq!(said(&model), "Changed a comment on #1.");
    let effects = press(&mut model, "u");
    assert_eq!(pushed(&effects), [[reworded(&new, Some(FIRST))]]);
    assert_eq!(bodies(&model), [FIRST, "Second"]);
    // What was not changed makes no step.
    press(&mut model, "enter ctrl+s");
    assert_eq!(said(&model), "The comment is as it was.");
}

#[test]
fn the_link_in_a_comment_comes_after_it_and_before_the_next() {
    let mut model = discussed();
    let effects = press(&mut model, "tab tab enter");
    assert_eq!(effects, [Effect::Open("https://x.y/z".to_owned())]);
}

#[test]
fn a_comment_that_may_not_be_changed_says_why() {
    let mut model = discussed();
    press(&mut model, "shift+tab enter");
    assert_eq!(said(&model), "The comment by @bob on #1 stays as it is: GitHub does not let you change it.");
    press(&mut model, "D");
    assert_eq!(said(&model), "The comment by @bob on #1 stays as it is: GitHub does not let you delete it.");
}

#[test]
fn a_comment_is_deleted_after_a_question_and_comes_back_until_that_is_sent() {
    const FIRST: &str = "First, see [notes](https://x.y/z)";
    let mut model = discussed();
    press(&mut model, "tab D");
    let Some(Overlay::Confirm(open)) = model.overlays.last() else { panic!("it asks first") };
    let question = "Delete the comment “First, see [notes](https://x.y/z)”? It can be taken back until it is sent, \
                    then it is gone.";
    assert_eq!(open.text(), question);
    let effects = press(&mut model, "y");
    assert_eq!(pushed(&effects), [[reworded(FIRST, None)]]);
    assert_eq!(bodies(&model), ["Second"]);
    let effects = press(&mut model, "u");
    assert!(matches!(effects.as_slice(), [Effect::Sync(Command::Drop(_)), ..]), "{effects:?}");
    assert_eq!(bodies(&model), [FIRST, "Second"]);
    // Once it is sent there is no way back.
    press(&mut model, "D y");
    let edit = model.replica.as_ref().expect("a project").pending().last().expect("it waits").id;
    let progress = Progress::Accepted { at: model.now };
    update(&mut model, Message::Sync(Event::Marked { edit, progress }));
    press(&mut model, "u");
    assert_eq!(said(&model), "Delete a comment on #1: there is no way back. Ask again for the step before.");
    assert_eq!(bodies(&model), ["Second"]);
}

#[test]
fn a_card_that_was_just_made_without_text_has_none() {
    let mut model = model("Todo: A", 120, 40);
    let replica = model.replica.as_mut().expect("a project");
    let id = EditId(uuid::Uuid::from_u128(7));
    let (item, title) = (crate::domain::ItemId::local(id), "New".to_owned());
    let edit = Edit::AddDraft { item: item.clone(), title, body: String::new() };
    replica.edit(Pending::new(id, id, edit, replica.base(), None, model.now));
    assert_eq!(Card::new(item).text(replica), Some(""));
    assert_eq!(Card::new("I1".into()).text(replica), None, "nobody knows the text of this one");
}
