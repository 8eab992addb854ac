//! An issue is made from a form or a template of its repository.

use std::sync::Arc;

use super::At;
use super::form::Written;
use crate::app::fixture::{press, pushed};
use crate::app::overlay::editor_tests::rich;
use crate::app::overlay::{Create, Overlay};
use crate::app::{Effect, Message, Model, Start, update};
use crate::domain::form::{Body, Input, Part, Question, Template};
use crate::domain::{Attribute, Edit, Member, Repository};
use crate::input::GlobalAction;
use crate::sync::{Command, Event};

const BOARD: &str = "Todo: A, B | This Month: C | Done:";

fn question(label: &str, required: bool, input: Input) -> Part {
    let (label, description) = (label.to_owned(), String::new());
    Part::Question(Question { label, description, required, input })
}

fn options(all: &[&str]) -> Vec<String> {
    all.iter().map(|option| (*option).to_owned()).collect()
}

/// A form with a question of every kind.
fn bug() -> Template {
    let text = |render: Option<&str>, placeholder: &str| Input::Text {
        value: String::new(),
        placeholder: placeholder.to_owned(),
        render: render.map(str::to_owned),
    };
    let line = Input::Line { value: String::new(), placeholder: "v0.2".to_owned() };
    let one = Input::Choice { options: options(&["Linux", "macOS", "Other"]), chosen: None, multiple: false };
    let many = Input::Choice { options: options(&["API", "Docs", "UI"]), chosen: None, multiple: true };
    let boxes = vec![("I have searched".to_owned(), true), ("I can help".to_owned(), false)];
    Template {
        file: "bug.yml".to_owned(),
        name: "Bug report".to_owned(),
        about: "Something does not work".to_owned(),
        title: "[Bug] ".to_owned(),
        labels: vec!["bug".into(), "not-a-label".into()],
        assignees: vec!["carol".into()],
        kind: Some("Bug".into()),
        body: Body::Form(vec![
            Part::Note("Please **search** first.".to_owned()),
            question("Version", true, line),
            question("What happened?", true, text(None, "One step a line.")),
            question("Log", false, text(Some("shell"), "")),
            question("System", false, one),
            question("Parts", false, many),
            question("Before you send", false, Input::Boxes(boxes)),
        ]),
    }
}

fn story() -> Template {
    Template {
        file: "story.md".to_owned(),
        name: "Story".to_owned(),
        about: "What someone can do afterwards".to_owned(),
        title: String::new(),
        labels: vec!["docs".into()],
        assignees: Vec::new(),
        kind: None,
        body: Body::Text("## Why\n\n## Done when\n".to_owned()),
    }
}

/// What is known of the repository, changed.
fn known(model: &mut Model, change: impl FnOnce(&mut Repository)) {
    let mut repository = Repository::clone(&model.directory["octo/engine"]);
    change(&mut repository);
    update(model, Message::Sync(Event::Directory(vec![Arc::new(repository)])));
}

/// A board whose repository has a form and a template.
pub(crate) fn board(width: u16, height: u16) -> Model {
    let mut model = rich(BOARD, width, height);
    with_forms(&mut model);
    model
}

/// Its repository has a form and a template.
pub(crate) fn with_forms(model: &mut Model) {
    known(model, |repository| repository.templates = vec![story(), bug()]);
}

fn opened(model: &Model) -> &Create {
    match model.overlays.last() {
        Some(Overlay::Create(line)) => line,
        other => panic!("no card is written: {other:?}"),
    }
}

fn wrong(model: &Model) -> &str {
    opened(model).wrong.as_deref().unwrap_or_default()
}

/// The title and the text of the issue that was opened, and what else it was given.
fn made(effects: &[Effect]) -> (String, String, Vec<Edit>) {
    let edits = pushed(effects).concat();
    let Some(Edit::AddIssue { title, body, repository, .. }) = edits.first() else { panic!("{edits:?}") };
    assert_eq!(&**repository, "octo/engine");
    (title.clone(), body.clone(), edits[1..].to_vec())
}

#[test]
fn a_form_is_filled_in_with_the_keyboard_and_makes_the_body_that_github_makes() {
    let mut model = board(100, 40);
    press(&mut model, "n \"Crash #docs @me\" space ctrl+t \"bug\" enter");
    assert_eq!(opened(&model).line.text(), "[Bug] Crash #docs @me ");
    press(&mut model, "tab \"v0.3 beta\" enter \"It stops\" enter \"at once\" tab");
    press(&mut model, "\"$ run\" enter \"boom\" tab");
    press(&mut model, "down space tab");
    press(&mut model, "space down down space tab");
    let effects = press(&mut model, "space ctrl+s");
    let (title, body, given) = made(&effects);
    assert_eq!(title, "[Bug] Crash");
    assert_eq!(
        body,
        "### Version\n\nv0.3 beta\n\n### What happened?\n\nIt stops\nat once\n\n\
         ### Log\n\n```shell\n$ run\nboom\n```\n\n### System\n\nmacOS\n\n### Parts\n\nAPI, UI\n\n\
         ### Before you send\n\n- [X] I have searched\n- [ ] I can help"
    );
    let names = |edit: &Edit| {
        if let Edit::Link { entry: Member::Label(label), .. } = edit {
            Some(label.name.to_string())
        } else if let Edit::Link { entry: Member::Assignee(login), .. } = edit {
            Some(format!("@{login}"))
        } else if let Edit::Set { to: Attribute::Kind(Some(kind)), .. } = edit {
            Some(format!("type {kind}"))
        } else {
            None
        }
    };
    let given: Vec<_> = given.iter().filter_map(names).collect();
    assert_eq!(
        given,
        ["docs", "@ann", "bug", "@carol", "type Bug"],
        "what was typed, then what the form sets"
    );
    assert!(model.overlays.is_empty());
}

#[test]
fn what_must_be_answered_is_named_before_anything_is_made() {
    let mut model = board(100, 40);
    assert_eq!(press(&mut model, "n ctrl+t \"bug\" enter ctrl+s"), []);
    assert_eq!(wrong(&model), "Write a title behind “[Bug]”.");
    assert_eq!(press(&mut model, "\"Crash\" ctrl+s"), []);
    assert_eq!(wrong(&model), "Still to answer: Version · What happened? · I have searched.");
    // The keys go to the first of them; writing takes the sentence away.
    press(&mut model, "\"v1\"");
    assert_eq!(wrong(&model), "");
    assert_eq!(press(&mut model, "ctrl+s"), []);
    assert_eq!(wrong(&model), "Still to answer: What happened? · I have searched.");
    press(&mut model, "\"x\" tab tab tab tab space");
    let (_, body, _) = made(&press(&mut model, "ctrl+s"));
    assert!(body.contains("### System\n\n_No response_"), "{body}");
}

#[test]
fn a_line_of_a_card_with_a_form_is_not_made_unfilled_and_esc_loses_no_answer() {
    let mut model = board(100, 40);
    press(&mut model, "n \"X\" ctrl+t \"bug\" enter tab \"v1\" esc");
    assert_eq!(opened(&model).at, At::Line);
    assert_eq!(press(&mut model, "enter"), []);
    assert!(wrong(&model).starts_with("Still to answer: What happened?"), "{}", wrong(&model));
    press(&mut model, "esc esc");
    assert!(matches!(model.overlays.last(), Some(Overlay::Confirm(_))), "answers are not lost by a key");
    press(&mut model, "n ctrl+t");
    assert_eq!(opened(&model).at, At::Form);
    let answers = opened(&model).filling.as_ref().map(|filling| filling.answers.clone());
    assert!(matches!(&answers.expect("a form")[0], Written::Line(line) if line.text() == "v1"));
}

#[test]
fn another_form_keeps_the_answers_of_the_first_until_it_is_chosen_again() {
    let mut model = board(100, 40);
    press(&mut model, "n \"X\" ctrl+t \"bug\" enter tab \"v1\" ctrl+t \"story\" enter");
    assert_eq!((opened(&model).at, opened(&model).line.text()), (At::Body, "X"));
    assert_eq!(opened(&model).body.lines(), ["## Why", "", "## Done when", ""]);
    press(&mut model, "ctrl+e ctrl+t \"bug\" enter");
    assert_eq!(opened(&model).line.text(), "[Bug] X");
    assert!(opened(&model).body.is_blank(), "the words of the template went with it");
    let filling = opened(&model).filling.as_ref().expect("the form");
    assert!(
        filling.is_touched() && matches!(&filling.answers[0], Written::Line(line) if line.text() == "v1")
    );
}

#[test]
fn a_template_fills_the_text_and_sets_its_labels() {
    let mut model = board(100, 40);
    press(&mut model, "n \"Fast\" ctrl+t \"story\" enter");
    let (title, body, given) = made(&press(&mut model, "\"- it is\" ctrl+s"));
    assert_eq!((title.as_str(), body.as_str()), ("Fast", "## Why\n\n## Done when\n- it is"));
    assert!(matches!(&given[0], Edit::Link { entry: Member::Label(label), .. } if &*label.name == "docs"));
    // Nothing of one's own is in it: it can go without a question.
    press(&mut model, "n \"Fast\" ctrl+t \"story\" enter esc");
    assert!(model.overlays.is_empty());
}

#[test]
fn blank_issues_are_refused_where_the_repository_wants_a_form() {
    let mut model = board(100, 40);
    press(&mut model, "n \"X\" ctrl+t \"blank\" enter");
    assert_eq!(opened(&model).heading(), "New issue of octo/engine in Todo");
    press(&mut model, "esc");
    known(&mut model, |repository| (repository.blank_issues, repository.writable) = (false, false));
    assert_eq!(press(&mut model, "n \"X\" ctrl+r enter"), []);
    assert_eq!(wrong(&model), "octo/engine takes no issue without a form: choose one of its 2.");
    press(&mut model, "ctrl+t \"blank\" enter");
    assert!(matches!(model.overlays.last(), Some(Overlay::List(_))), "there it says that it can't be chosen");
    // Who may write in the repository may do without.
    known(&mut model, |repository| repository.writable = true);
    press(&mut model, "esc");
    made(&press(&mut model, "enter"));
}

#[test]
fn a_card_that_goes_elsewhere_than_its_form_is_not_made() {
    let mut model = board(100, 40);
    press(&mut model, "n \"X repo:octo/other\" ctrl+t");
    assert!(matches!(model.overlays.last(), Some(Overlay::Create(_))), "nothing is known of that repository");
    press(&mut model, "ctrl+u \"X\" ctrl+t \"story\" enter ctrl+e \" repo:octo/other\"");
    assert_eq!(press(&mut model, "enter"), []);
    assert_eq!(wrong(&model), "“Story” belongs to octo/engine, and the card goes into octo/other.");
}

#[test]
fn an_answer_is_written_in_the_editor() {
    let mut model = board(100, 40);
    let effects = press(&mut model, "n ctrl+t \"bug\" enter tab tab \"a\" ctrl+e");
    assert_eq!(effects, [Effect::Edit("a".to_owned())]);
    update(&mut model, Message::Edited(Ok("a\nb\n".to_owned())));
    let filling = opened(&model).filling.as_ref().expect("the form");
    assert!(matches!(&filling.answers[1], Written::Text(text) if text.lines() == ["a", "b"]));
    assert_eq!(press(&mut model, "shift+tab ctrl+e"), [], "one line needs no editor");
}

#[test]
fn what_is_answered_is_there_again_after_the_program_had_to_end() {
    let mut first = board(100, 40);
    press(&mut first, "n \"X\" ctrl+t \"bug\" enter tab \"v1\" tab \"It\" tab tab space");
    let effects = update(&mut first, Message::Act(GlobalAction::Quit.into()));
    let Some(Effect::Sync(Command::Keep { id, written: Some(written) })) = effects.first() else {
        panic!("{effects:?}")
    };
    // The directory is not there yet: the form is kept with the answers.
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
    assert_eq!(opened(&second).at, At::Form);
    update(&mut second, Message::Sync(Event::Directory(first.directory.into_values().collect())));
    press(&mut second, "tab tab space");
    let (title, body, _) = made(&press(&mut second, "ctrl+s"));
    assert_eq!(title, "[Bug] X");
    assert!(body.starts_with("### Version\n\nv1\n\n### What happened?\n\nIt\n"), "{body}");
    assert!(body.contains("### System\n\nLinux"), "{body}");
}

#[test]
fn a_click_turns_to_a_question_and_chooses_an_option() {
    use crate::app::{Button, Pointed, Target};
    let mut model = board(100, 40);
    press(&mut model, "n ctrl+t \"bug\" enter");
    let target = Target::Question(4, Some(2));
    update(&mut model, Message::Mouse { button: Button::Press, at: Some(Pointed { target, low: false }) });
    let filling = opened(&model).filling.as_ref().expect("the form");
    assert_eq!(filling.at, 4);
    assert!(matches!(&filling.answers[3], Written::Places { chosen, .. } if chosen.contains(&2)));
}

#[test]
fn a_repository_without_forms_says_so() {
    let mut model = rich(BOARD, 100, 30);
    press(&mut model, "n ctrl+t");
    let said = model.notices.current().map_or("", |notice| notice.text.as_str());
    assert_eq!(said, "octo/engine has neither issue forms nor templates.");
}

#[test]
fn what_was_typed_or_chosen_in_an_answer_is_taken_back_and_made_again() {
    let mut model = board(120, 40);
    press(&mut model, "n \"x \" ctrl+t \"bug\" enter tab \"v1 beta\" ctrl+z");
    assert_eq!(answer(&model, 0), "v1 ");
    press(&mut model, "ctrl+z");
    assert_eq!(answer(&model, 0), "");
    press(&mut model, "ctrl+y ctrl+y");
    assert_eq!(answer(&model, 0), "v1 beta");
    press(&mut model, "tab \"one two\" ctrl+z");
    assert_eq!(answer(&model, 1).trim(), "one");
    press(&mut model, "tab tab down space ctrl+z ctrl+z");
    assert_eq!(answer(&model, 3), "");
    press(&mut model, "ctrl+y");
    assert_eq!(answer(&model, 3), "1");
}

/// An answer as it is written; of options, the places of those that are chosen.
fn answer(model: &Model, place: usize) -> String {
    match opened(model).filling.as_ref().expect("a form").answers[place].answer() {
        crate::domain::form::Answer::Text(text) => text,
        crate::domain::form::Answer::Places(places) => {
            places.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }
    }
}
