//! Each part of a card is set with a few keys, on the board and in the opened card, for one card and for many.

use std::sync::Arc;

use super::Overlay;
use super::editor::{self, Editor};
use super::list::Kind;
use crate::app::fixture::{model, press, pushed};
use crate::app::{Effect, Message, Model, change, update};
use crate::domain::field::Mirrored;
use crate::domain::item::{IssueState, Label, Milestone};
use crate::domain::repository::{Kind as Type, NewIssues, Repository};
use crate::domain::{
    Attribute, Colour, Edit, Field, FieldKind, Iteration, Member, Project, Pull, SelectOption, Value, Wish,
};
use crate::input::preset::Keys;
use crate::input::{Keymap, Preset};
use crate::sync::Event;

const BOARD: &str =
    "Todo: Fix login (@bob 3 bug), Write docs, Think (draft) | Doing: Ship (pr), Test (@bob) | Done:";

/// A project with a field of every kind, seen by ann on Wednesday 2025-08-06.
pub(crate) fn rich(board: &str, width: u16, height: u16) -> Model {
    let mut model = model(board, width, height);
    model.settings.me = Some("ann".to_owned());
    let mut project = Project::clone(&model.replica.as_ref().expect("a project").view().project);
    let field = |name: &str, kind| Field { id: name.into(), name: name.into(), kind, issue_field: None };
    let sprint = |title: &str, start: &str| Iteration {
        id: title.into(),
        title: title.into(),
        start: start.parse().expect("a day"),
        days: 14,
        completed: false,
    };
    let area = |name: &str| SelectOption {
        id: name.into(),
        name: name.into(),
        colour: Colour::Blue,
        description: String::new(),
    };
    project.fields.extend([
        field("Due", FieldKind::Date),
        field(
            "Sprint",
            FieldKind::Iteration(vec![sprint("Sprint 7", "2025-07-28"), sprint("Sprint 8", "2025-08-11")]),
        ),
        field("Areas", FieldKind::MultiSelect(vec![area("Docs"), area("API")])),
        field("Note", FieldKind::Text),
        field("Labels", FieldKind::Mirrored(Mirrored::Labels)),
        field("Created", FieldKind::Mirrored(Mirrored::Created)),
    ]);
    let pull = Pull { project: Some(project.into()), ..Pull::default() };
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    let label = |name: &str| Label { name: name.into(), colour: 0xd7_3a4a };
    let repository = Repository {
        name: "octo/engine".into(),
        writable: true,
        new_issues: NewIssues::Welcome,
        blank_issues: true,
        labels: vec![label("bug"), label("docs"), label("good first issue")].into(),
        people: vec!["ann".into(), "bob".into(), "carol".into()].into(),
        milestones: vec![milestone("v0.3", "2025-08-29"), milestone("v0.4", "2025-09-30")].into(),
        kinds: vec![Type {
            name: "Bug".into(),
            colour: Colour::Red,
            description: "Something is wrong".into(),
        }]
        .into(),
        templates: Vec::new(),
        read_at: Some(seen_at),
    };
    update(&mut model, Message::Sync(Event::Directory(vec![Arc::new(repository)])));
    model
}

fn milestone(title: &str, due: &str) -> Milestone {
    Milestone { title: title.into(), due: Some(due.parse().expect("a day")), open: true }
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

/// The edits of the one step that some keys make on the sample board, and what is said of it.
fn made(keys: &str) -> (Vec<Edit>, String) {
    let mut model = rich(BOARD, 100, 30);
    let effects = press(&mut model, keys);
    assert!(model.overlays.iter().all(|overlay| matches!(overlay, Overlay::Card(_))), "{keys}");
    (pushed(&effects).concat(), said(&model).to_owned())
}

fn field(field: &str, to: Option<Value>) -> Vec<Edit> {
    vec![Edit::SetField { item: "I1".into(), field: field.into(), to }]
}

fn set(to: Attribute) -> Vec<Edit> {
    vec![Edit::Set { item: "I1".into(), to }]
}

fn link(entry: Member, on: bool) -> Vec<Edit> {
    vec![Edit::Link { item: "I1".into(), entry, on }]
}

fn label(name: &str) -> Member {
    Member::Label(Label { name: name.into(), colour: 0xd7_3a4a })
}

#[test]
fn every_kind_of_field_is_set_with_a_few_keys() {
    let day = |text: &str| Some(Value::Date(text.parse().expect("a day")));
    for (keys, edits, words) in [
        ("e e 5 enter", field("Effort", Some(Value::Number(5.0))), "Set Effort of #1 to 5."),
        ("e e + 2 enter", field("Effort", Some(Value::Number(5.0))), "Set Effort of #1 to 5."),
        ("e e up enter", field("Effort", Some(Value::Number(4.0))), "Set Effort of #1 to 4."),
        ("e e backspace enter", field("Effort", None), "Cleared Effort of #1."),
        (
            "e s d o n enter",
            field("Status", Some(Value::SingleSelect("Done".into()))),
            "Set Status of #1 to Done.",
        ),
        (
            "e p h enter",
            field("Priority", Some(Value::SingleSelect("High".into()))),
            "Set Priority of #1 to High.",
        ),
        (
            "e i 8 enter",
            field("Sprint", Some(Value::Iteration("Sprint 8".into()))),
            "Set Sprint of #1 to Sprint 8.",
        ),
        (
            "e i \"@current\" enter",
            field("Sprint", Some(Value::Iteration("Sprint 7".into()))),
            "Set Sprint of #1 to Sprint 7.",
        ),
        (
            "e i \"@next\" enter",
            field("Sprint", Some(Value::Iteration("Sprint 8".into()))),
            "Set Sprint of #1 to Sprint 8.",
        ),
        ("e d \"+3d\" enter", field("Due", day("2025-08-09")), "Set Due of #1 to 2025-08-09."),
        ("e d \"fri\" enter", field("Due", day("2025-08-08")), "Set Due of #1 to 2025-08-08."),
        (
            "e f \"note\" enter \"a b\" enter",
            field("Note", Some(Value::Text("a b".into()))),
            "Set Note of #1 to a b.",
        ),
        (
            "e f \"area\" enter tab tab enter",
            field("Areas", Some(Value::MultiSelect(["Docs".into(), "API".into()].into()))),
            "Added Docs to Areas of #1, and 1 more.",
        ),
    ] {
        assert_eq!(made(keys), (edits, words.to_owned()), "{keys}");
    }
}

#[test]
fn what_belongs_to_the_issue_is_set_the_same_way() {
    for (keys, edits, words) in [
        ("i", link(Member::Assignee("ann".into()), true), "Assigned #1 to @ann."),
        ("e a \"carol\" enter", link(Member::Assignee("carol".into()), true), "Assigned #1 to @carol."),
        ("e a \"bob\" enter", link(Member::Assignee("bob".into()), false), "Took @bob off #1."),
        ("e l \"docs\" enter", link(label("docs"), true), "Labelled #1 docs."),
        ("e l \"bug\" enter", link(label("bug"), false), "Took the label bug off #1."),
        ("e f \"labels\" enter \"docs\" enter", link(label("docs"), true), "Labelled #1 docs."),
        (
            "e m \"0.3\" enter",
            set(Attribute::Milestone(Some(milestone("v0.3", "2025-08-29")))),
            "Put #1 into the milestone v0.3.",
        ),
        ("e y b enter", set(Attribute::Kind(Some("Bug".into()))), "Set the type of #1 to Bug."),
        (
            "e t \" again\" enter",
            set(Attribute::Title("Fix login again".into())),
            "Renamed #1 to “Fix login again”.",
        ),
        ("e x n enter", set(Attribute::State(IssueState::NotPlanned)), "Closed #1 as not planned."),
        ("e z", set(Attribute::Archived(true)), "Archived #1."),
        ("enter e x enter", set(Attribute::State(IssueState::Completed)), "Closed #1."),
        ("e r y", vec![Edit::Delete { item: "I1".into() }], "Took #1 off the project."),
    ] {
        assert_eq!(made(keys), (edits, words.to_owned()), "{keys}");
    }
    let convert = Edit::Convert { item: "I3".into(), repository: "octo/engine".into() };
    assert_eq!(made("G e c enter").0, [convert]);
}

#[test]
fn other_issues_are_found_by_number_and_by_title() {
    let waits = |edits: &[Edit]| match edits {
        [Edit::Link { entry: Member::BlockedBy(link), on: true, .. }] => link.number,
        other => panic!("one blocker: {other:?}"),
    };
    assert_eq!(waits(&made("e k 5 enter").0), 5);
    assert_eq!(waits(&made("e k \"docs\" enter").0), 2);
    let parent = made("e u \"docs\" enter").0;
    assert!(
        matches!(&parent[..], [Edit::Set { to: Attribute::Parent(Some(link)), .. }] if link.number == 2),
        "{parent:?}"
    );
}

#[test]
fn a_circle_is_refused_and_drawn() {
    let mut model = rich(BOARD, 100, 30);
    press(&mut model, "j e k 1 enter");
    assert_eq!(pushed(&press(&mut model, "k e k 2 enter")), Vec::<Vec<Edit>>::new());
    assert_eq!(said(&model), "#1 stays as it is: that would be a circle: #1 → #2 → #1.");
}

#[test]
fn of_several_wishes_none_comes_true_for_a_card_that_refuses_one() {
    let mut model = rich(BOARD, 100, 30);
    press(&mut model, "j e k 1 enter");
    let sent = pushed(&press(&mut model, "k e k 2 tab ctrl+u 5 tab enter"));
    assert_eq!(sent, Vec::<Vec<Edit>>::new());
    assert_eq!(said(&model), "#1 stays as it is: that would be a circle: #1 → #2 → #1.");
}

#[test]
fn two_issues_that_are_searched_one_after_the_other_are_both_marked() {
    let edits = made("e k 2 tab ctrl+u 5 tab enter").0;
    let number = |edit: &Edit| {
        let Edit::Link { entry: Member::BlockedBy(link), on: true, .. } = edit else {
            panic!("a blocker: {edit:?}")
        };
        link.number
    };
    assert_eq!(edits.iter().map(number).collect::<Vec<_>>(), [2, 5]);
}

#[test]
fn several_lines_are_marked_and_set_as_one_step() {
    let mut model = rich(BOARD, 100, 30);
    let effects = press(&mut model, "e l tab \"docs\" tab enter");
    assert_eq!(pushed(&effects), [[link(label("bug"), false), link(label("docs"), true)].concat()]);
    press(&mut model, "u");
    let view = model.replica.as_ref().expect("a project").view();
    let item = view.item(&"I1".into()).expect("the card");
    assert_eq!(item.labels().iter().map(|label| &*label.name).collect::<Vec<_>>(), ["bug"]);
}

#[test]
fn what_can_not_be_changed_says_why_before_anything_is_typed() {
    for (keys, words) in [
        ("G e l", "“Think” stays as it is: a draft has no labels."),
        ("l e y", "#4 stays as it is: a pull request has no type."),
        ("e o", "#1 is open already."),
    ] {
        assert_eq!(made(keys), (Vec::new(), words.to_owned()), "{keys}");
    }
}

#[test]
fn a_locked_field_shows_its_reason_and_stays() {
    let mut model = rich(BOARD, 100, 30);
    press(&mut model, "e f \"created\" enter");
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("the list stays") };
    let entry = list.picker.lines().next().expect("the field is found");
    assert_eq!(entry.note, "GitHub works Created out by itself");
}

#[test]
fn a_line_that_is_no_value_is_kept_and_says_what_would_be() {
    let mut model = rich(BOARD, 100, 30);
    assert_eq!(press(&mut model, "e d \"someday\" enter"), []);
    let Some(Overlay::Line(line)) = model.overlays.last() else { panic!("the line stays") };
    assert_eq!(line.line.text(), "someday");
    assert!(line.wrong.as_deref().is_some_and(|wrong| wrong.starts_with("`someday` is no day: write")));
}

#[test]
fn many_cards_are_one_step_and_those_that_refuse_are_listed() {
    let mut model = rich(BOARD, 100, 30);
    let cards = ["I1", "I2", "I3"].map(Into::into).to_vec();
    let mut effects = Vec::new();
    let (board, mut cx) = model.split(&mut effects).expect("a project");
    change::make(&cards, &[Wish::Typed("Effort".into(), "+1".into())], board, &mut cx);
    change::make(&cards, &[Wish::Entry(label("docs"), true)], board, &mut cx);
    let numbers: Vec<_> = pushed(&effects)[0]
        .iter()
        .map(|edit| {
            let Edit::SetField { to: Some(Value::Number(number)), .. } = edit else {
                panic!("an effort: {edit:?}")
            };
            *number
        })
        .collect();
    assert_eq!(numbers, [4.0, 1.0, 1.0], "each counts from its own");
    assert_eq!(pushed(&effects)[1].len(), 2);
    assert_eq!(said(&model), "2 changed, 1 not: a draft has no labels.");
    let Some(Overlay::List(report)) = model.overlays.last() else { panic!("who refused is listed") };
    assert_eq!(report.picker.lines().map(|line| line.label.as_str()).collect::<Vec<_>>(), ["Think"]);
    press(&mut model, "enter");
    assert_eq!(model.board.cursor.item, Some("I3".into()), "its card gets the focus");
    let undone = pushed(&press(&mut model, "u"));
    assert_eq!(undone[0].len(), 2, "one key takes the whole step back");
}

#[test]
fn a_card_that_gets_its_id_while_it_is_edited_keeps_its_edit() {
    let mut model = rich(BOARD, 100, 30);
    press(&mut model, "N X ctrl+s");
    let local = model.board.cursor.item.clone().expect("the new card");
    press(&mut model, "e e");
    update(&mut model, Message::Sync(Event::Renamed { from: local, to: "PVTI_9".into() }));
    let edits = pushed(&press(&mut model, "3 enter"));
    assert_eq!(edits[0][0].item().as_str(), "PVTI_9");
}

#[test]
fn a_list_of_issues_is_no_longer_than_can_be_read() {
    let cards: Vec<String> = (0..5000).map(|number| format!("Card {number}")).collect();
    let mut model = rich(&format!("Todo: {}", cards.join(", ")), 100, 30);
    let mut effects: Vec<Effect> = Vec::new();
    let (board, mut cx) = model.split(&mut effects).expect("a project");
    editor::open(&Editor::Blockers, vec!["I1".into()], board, &mut cx);
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("a list") };
    assert!(matches!(&list.kind, Kind::Pick(pick) if pick.many));
    let labels: Vec<&str> = list.picker.lines().map(|line| line.label.as_str()).collect();
    assert_eq!(labels.len(), 50, "the first fifty but the card itself, and how many there are");
    assert_eq!(labels[49], "4950 more: type on to find them");
    assert_eq!(list.picker.count(), (49, 4999));
    press(&mut model, "up x");
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("a list") };
    let Kind::Pick(pick) = &list.kind else { panic!("something to choose") };
    assert!(pick.marks.is_empty(), "what only tells something is not marked");
}

/// The text of the card as the store has it.
fn text_came(model: &mut Model, text: &str) {
    let event = Event::Details {
        item: "I1".into(),
        body: Some(text.to_owned()),
        details: None,
        activity: Vec::new(),
    };
    update(model, Message::Sync(event));
}

#[test]
fn the_text_of_a_card_is_read_changed_and_given_back() {
    let mut model = rich(BOARD, 100, 30);
    let asked = press(&mut model, "e b");
    assert_eq!(asked, [Effect::Sync(crate::sync::Command::Load("I1".into()))]);
    press(&mut model, "X");
    text_came(&mut model, "One\r\n\tcode\r\nTwo");
    text_came(&mut model, "what comes later does not disturb");
    let effects = press(&mut model, "! ctrl+s");
    let body = Attribute::Body("One\r\n\tcode\r\nTwo!".into());
    assert_eq!(pushed(&effects), [set(body)], "what was not touched is as it was, to the last blank");
    let back = pushed(&press(&mut model, "u"));
    assert_eq!(back, [set(Attribute::Body("One\r\n\tcode\r\nTwo".into()))]);
}

#[test]
fn a_text_that_was_not_changed_is_not_sent() {
    let mut model = rich(BOARD, 100, 30);
    press(&mut model, "enter");
    text_came(&mut model, "One");
    assert_eq!(press(&mut model, "e b ctrl+s"), [], "the opened card has its text already");
    assert_eq!(said(&model), "The text is as it was.");
    press(&mut model, "e b X esc n X ctrl+c y");
    assert!(matches!(model.overlays.last(), Some(Overlay::Card(_))), "leaving asks, and then forgets");
}

#[test]
fn a_comment_is_one_edit() {
    let comment = Edit::Comment { item: "I1".into(), body: "Looks *good*".into() };
    assert_eq!(made("c \"Looks *good*\" ctrl+s"), (vec![comment], "Commented on #1.".to_owned()));
    assert_eq!(made("G c").1, "“Think” stays as it is: a draft has no comments.");
}

#[test]
fn the_own_editor_gets_the_text_and_gives_it_back() {
    let mut model = rich(BOARD, 100, 30);
    assert_eq!(press(&mut model, "c \"Hi\" ctrl+e"), [Effect::Edit("Hi".into())]);
    update(&mut model, Message::Edited(Ok("Hi\n\nthere\n".into())));
    let comment = Edit::Comment { item: "I1".into(), body: "Hi\n\nthere".into() };
    assert_eq!(pushed(&press(&mut model, "ctrl+s")), [[comment]]);
    press(&mut model, "c \"Hi\" ctrl+e");
    update(&mut model, Message::Edited(Err("`vi` could not be started.".into())));
    assert!(matches!(model.overlays.last(), Some(Overlay::Compose(_))), "nothing is lost");
}

#[test]
fn the_parent_that_is_there_is_the_line_to_begin_with() {
    let mut model = rich(BOARD, 100, 30);
    press(&mut model, "e u \"Write\" enter e u");
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("a list") };
    let lines: Vec<&str> = list.picker.lines().map(|line| line.label.as_str()).collect();
    assert_eq!(
        list.picker.lines().nth(list.picker.cursor).map(|line| line.label.as_str()),
        Some("#2 Write docs")
    );
    assert_eq!(lines.iter().filter(|line| **line == "#2 Write docs").count(), 1, "{lines:?}");
    assert!(pushed(&press(&mut model, "enter")).is_empty(), "it is so already");
}

#[test]
fn the_list_of_fields_shows_what_the_card_has() {
    let mut model = rich("Todo: Fix login (@bob 3 bug docs)", 100, 30);
    press(&mut model, "e f");
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("a list") };
    assert_eq!(list.title, "Fields of #1");
    let note = |name: &str| list.picker.lines().find(|line| line.label == name).map(|line| line.note.clone());
    assert_eq!(note("Labels").as_deref(), Some("bug, docs"));
    assert_eq!(note("Effort").as_deref(), Some("3"));
}

#[test]
fn what_someone_else_has_set_while_it_was_written_is_said_before_it_is_overwritten() {
    let mut model = model("Todo: Fix login", 120, 40);
    press(&mut model, "e t");
    let view = model.replica.as_ref().expect("a project").view();
    let mut item = crate::domain::Item::clone(view.item(&"I1".into()).expect("it is there"));
    if let crate::domain::Content::Issue(issue) = &mut item.content {
        issue.work.title = "Mend login".to_owned();
    }
    let items = vec![crate::domain::Fetched { item: item.into(), body: String::new() }];
    let pull = crate::domain::Pull { items, ..crate::domain::Pull::default() };
    let seen_at = model.now;
    crate::app::update(&mut model, crate::app::Message::Sync(crate::sync::Event::Pulled { pull, seen_at }));
    assert_eq!(pushed(&press(&mut model, "! enter")), [] as [Vec<Edit>; 0]);
    let Some(Overlay::Line(line)) = model.overlays.last() else { panic!("it is still open") };
    let said = "Someone has changed it meanwhile: it is “Mend login” now. Again sets yours.";
    assert_eq!(line.wrong.as_deref(), Some(said));
    let to = Attribute::Title("Fix login!".to_owned());
    assert_eq!(pushed(&press(&mut model, "enter")), [[Edit::Set { item: "I1".into(), to }]]);
}

#[test]
fn the_keywords_of_filters_mean_the_same_in_lists_and_nothing_is_chosen_where_nothing_matches() {
    let mut model = rich(BOARD, 120, 40);
    let wanted = |effects: &[Effect]| pushed(effects).concat().len();
    assert_eq!(wanted(&press(&mut model, "e i \"@next\" enter")), 1);
    assert_eq!(wanted(&press(&mut model, "e a \"@me\" enter")), 1);
    assert_eq!(wanted(&press(&mut model, "e a \"@nobody\" enter")), 0);
    assert!(matches!(model.overlays.last(), Some(Overlay::List(_))), "what was typed can be mended");
}

#[test]
fn a_closed_card_is_opened_again_by_a_key() {
    let mut model = rich("Todo: Fix login (done) | Done:", 100, 30);
    let effects = press(&mut model, "e o");
    assert_eq!(pushed(&effects).concat(), set(Attribute::State(IssueState::Open)));
    assert_eq!(said(&model), "Reopened #1.");
}

/// The edits of some keys under a preset.
fn made_under(preset: &str, keys: &str) -> Vec<Edit> {
    let mut model = rich(BOARD, 100, 30);
    let preset = Preset::named(preset).expect("it is shipped");
    model.keymap = Keymap::new(preset, &Keys::new(), &[]).expect("its keys do not clash");
    let effects = press(&mut model, keys);
    pushed(&effects).concat()
}

#[test]
fn the_keys_of_the_presets_do_what_they_say() {
    let done = || field("Status", Some(Value::SingleSelect("Done".into())));
    let carol = || link(Member::Assignee("carol".into()), true);
    for (preset, keys, edits) in [
        ("github", "a \"carol\" enter", carol()),
        ("github", "l \"docs\" enter", link(label("docs"), true)),
        ("github", "M \"done\" enter", done()),
        ("github", "e s \"done\" enter", done()),
        ("linear", "a \"carol\" enter", carol()),
        ("linear", "s \"done\" enter", done()),
        ("linear", "p \"high\" enter", field("Priority", Some(Value::SingleSelect("High".into())))),
        ("linear", "E 5 enter", field("Effort", Some(Value::Number(5.0)))),
    ] {
        let made = made_under(preset, keys);
        // A move to another column also says where in it.
        let values: Vec<Edit> = made.into_iter().filter(|edit| !edit.places()).collect();
        assert_eq!(values, edits, "{preset}: {keys}");
    }
}
