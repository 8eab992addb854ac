//! What becomes of cards that are carried from row to row, or made in one.

use std::sync::Arc;

use crate::app::fixture::{model, press, pushed};
use crate::app::{Message, Model, Overlay, update};
use crate::domain::item::{Content, Label, Link, Milestone};
use crate::domain::repository::guess;
use crate::domain::{Attribute, Edit, Fetched, Item, Member, Pull, Repository, Value};
use crate::sync::Event;

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

/// The rows: their titles, and the numbers of their cards column by column; drafts are `d`.
fn rows(model: &Model) -> Vec<String> {
    let columns = model.board.columns.as_ref().expect("there is an axis");
    let number = |item: &Arc<Item>| item.number().map_or("d".to_owned(), |number| number.to_string());
    let row = |band: usize| {
        let cell = |column: usize| {
            let lane = model.board.lane(column).expect("it is shown");
            let cards = lane.cell(band).filter_map(|row| lane.get(row).map(number));
            cards.collect::<Vec<_>>().join(" ")
        };
        let cells: Vec<String> = columns.shown().map(cell).collect();
        format!("{}: {}", columns.bands()[band].title, cells.join(" | "))
    };
    (0..columns.bands().len()).filter(|band| columns.is_band_shown(*band)).map(row).collect()
}

/// A board with rows.
fn by(rows: &str, board: &str) -> Model {
    let mut model = model(board, 120, 40);
    press(&mut model, &format!("v r \"{rows}\" enter g"));
    model
}

/// Reads a card anew, as it is after a change on GitHub.
fn change(model: &mut Model, card: &str, f: impl FnOnce(&mut Item)) {
    let known = model.replica.as_ref().expect("a project").base().item(&card.into());
    let mut item = Item::clone(known.expect("a known card"));
    f(&mut item);
    let fetched = Fetched { item: item.into(), body: String::new() };
    let pull = Pull { items: vec![fetched], ..Pull::default() };
    let seen_at = model.now;
    update(model, Message::Sync(Event::Pulled { pull, seen_at }));
}

fn entry(card: &str, entry: Member, on: bool) -> Edit {
    Edit::Link { item: card.into(), entry, on }
}

fn assignee(card: &str, login: &str, on: bool) -> Edit {
    entry(card, Member::Assignee(login.into()), on)
}

fn label(card: &str, name: &str, on: bool) -> Edit {
    let colour = if name == "bug" { 0xd7_3a4a } else { 0xa2_eeef };
    entry(card, Member::Label(Label { name: name.into(), colour }), on)
}

fn status(card: &str, to: &str) -> Edit {
    Edit::SetField { item: card.into(), field: "Status".into(), to: Some(Value::SingleSelect(to.into())) }
}

/// What is known of the repository of the cards, as GitHub said it.
fn read(model: &mut Model, f: impl FnOnce(&mut Repository)) {
    let name = Arc::from("octo/engine");
    let mut known = guess(&name, model.replica.as_ref().expect("a project").view().items());
    (known.writable, known.read_at) = (true, Some(model.now));
    f(&mut known);
    model.directory.insert(name, Arc::new(known));
}

#[test]
fn a_card_carried_to_other_people_is_theirs_alone_and_one_undo_takes_all_back() {
    let before = ["ann, bob: 1 | ", "cy: 2 | ", "No assignees: 3 | "];
    let mut model = by("assign", "Todo: A (@ann @bob), B (@cy), C | Doing:");
    assert_eq!(rows(&model), before);
    let effects = press(&mut model, "space j l enter");
    let people = [assignee("I1", "ann", false), assignee("I1", "bob", false), assignee("I1", "cy", true)];
    assert_eq!(pushed(&effects), [[vec![status("I1", "Doing")], people.to_vec()].concat()]);
    assert_eq!(rows(&model), ["cy: 2 | 1", "No assignees: 3 | "]);
    assert_eq!(pushed(&press(&mut model, "u")).len(), 1);
    assert_eq!(rows(&model), before);
}

#[test]
fn a_card_with_some_of_the_labels_of_a_row_gets_the_others_and_loses_what_is_not_there() {
    let mut model = by("label", "Todo: A (ui), B (bug docs), C (bug ui) | Doing:");
    assert_eq!(rows(&model), ["bug, docs: 2 | ", "bug, ui: 3 | ", "ui: 1 | "]);
    let effects = press(&mut model, "J wait");
    assert_eq!(pushed(&effects)[0][..2], [label("I2", "docs", false), label("I2", "ui", true)]);
    assert_eq!(rows(&model), ["bug, ui: 2 3 | ", "ui: 1 | "]);
}

#[test]
fn the_row_without_takes_everything_away() {
    for (by_what, has, taken) in [
        ("assign", "@ann", assignee("I1", "ann", false)),
        ("label", "bug", label("I1", "bug", false)),
        ("milestone", "milestone", Edit::Set { item: "I1".into(), to: Attribute::Milestone(None) }),
    ] {
        let mut model = by(by_what, &format!("Todo: A ({has}), B | Doing:"));
        let effects = press(&mut model, "J wait");
        assert_eq!(pushed(&effects), [[taken]], "{by_what}");
    }
}

#[test]
fn milestone_type_and_parent_are_set_by_their_rows() {
    let parent = Link {
        id: "C9".into(),
        number: 9,
        title: "Epic".into(),
        repository: "octo/engine".into(),
        open: true,
    };
    let milestone = Milestone { title: "v0.3".into(), due: None, open: true };
    for (by_what, to) in [
        ("milestone", Attribute::Milestone(Some(milestone.clone()))),
        ("type", Attribute::Kind(Some("Bug".into()))),
        ("parent", Attribute::Parent(Some(parent.clone()))),
    ] {
        let mut model = model("Todo: A, B | Doing:", 120, 40);
        change(&mut model, "I1", |item| to.apply(item, crate::domain::Timestamp::UNIX_EPOCH));
        press(&mut model, &format!("v r \"{by_what}\" enter G K wait"));
        let view = model.replica.as_ref().expect("a project").view();
        assert!(to.holds(view.item(&"I2".into()).expect("a card")), "{by_what}: {:?}", rows(&model));
        assert_eq!(model.journal.steps().len(), 1);
    }
}

#[test]
fn what_a_card_cannot_have_keeps_it_out_of_a_row_and_says_why() {
    let mut model = by("label", "Todo: A (bug), B (draft) | Doing:");
    assert_eq!(press(&mut model, "j K wait"), []);
    assert_eq!(said(&model), "“B” can't go there: a draft has no labels.");
    assert_eq!(rows(&model), ["bug: 1 | ", "No labels: d | "]);
    assert_eq!(press(&mut model, "space k enter"), []);
    assert_eq!(said(&model), "“B” can't go there: a draft has no labels.");
    assert!(model.board.is_lifted(), "it can be carried on");
    press(&mut model, "j l enter");
    assert_eq!(rows(&model), ["bug: 1 | ", "No labels:  | d"]);
    press(&mut model, "m \"bug\" enter");
    assert!(!model.board.is_lifted() && said(&model).contains("a draft has no labels"));
}

#[test]
fn of_several_cards_those_that_may_go_somewhere_do_and_the_others_are_listed() {
    for keys in ["K wait", "space k k k enter"] {
        let mut model = by("label", "Todo: A (bug), B (draft), C | Doing:");
        let effects = press(&mut model, &format!("G x k x {keys}"));
        assert_eq!(pushed(&effects).len(), 1, "{keys}");
        assert_eq!(said(&model), "1 moved, 1 not: a draft has no labels.");
        let Some(Overlay::List(report)) = model.overlays.last() else { panic!("who stays is listed") };
        assert_eq!(report.picker.lines().map(|line| line.label.as_str()).collect::<Vec<_>>(), ["B"]);
        press(&mut model, "esc");
        assert!(rows(&model)[0].contains('3') && rows(&model)[1].contains('d'), "{:?}", rows(&model));
        press(&mut model, "u");
        assert_eq!(rows(&model), ["bug: 1 | ", "No labels: d 3 | "]);
    }
}

#[test]
fn who_may_not_triage_and_what_a_repository_lacks_is_known_before_it_is_tried() {
    let mut model = by("label", "Todo: A (bug), B | Doing:");
    read(&mut model, |known| known.writable = false);
    assert_eq!(press(&mut model, "j K wait"), []);
    assert_eq!(said(&model), "#2 can't go there: you may not set that in octo/engine.");
    read(&mut model, |known| known.labels = Vec::new().into());
    assert_eq!(press(&mut model, "K wait"), []);
    assert_eq!(said(&model), "#2 can't go there: octo/engine has no label bug.");
}

#[test]
fn a_card_with_more_labels_than_were_read_stays_in_its_row() {
    let mut model = model("Todo: A (bug), B | Doing:", 120, 40);
    change(&mut model, "I1", |item| {
        if let Content::Issue(issue) = &mut item.content {
            issue.work.labels.total = 30;
        }
    });
    press(&mut model, "v r \"label\" enter g");
    assert_eq!(press(&mut model, "J wait"), []);
    assert_eq!(said(&model), "#1 can't go there: only some of its labels are known here.");
    assert_eq!(pushed(&press(&mut model, "L wait")), [[status("I1", "Doing")]]);
}

#[test]
fn an_undo_gives_back_what_the_row_has_taken() {
    let mut model = by("label", "Todo: A (bug ui), B | Doing:");
    press(&mut model, "J wait u");
    let view = model.replica.as_ref().expect("a project").view();
    assert_eq!(view.item(&"I1".into()).expect("a card").labels().len(), 2);
    assert_eq!(rows(&model), ["bug, ui: 1 | ", "No labels: 2 | "]);
}

#[test]
fn rows_by_repository_only_show() {
    let mut model = model("Todo: A, B | Doing:", 120, 40);
    change(&mut model, "I2", |item| {
        if let Content::Issue(issue) = &mut item.content {
            issue.work.repository = "octo/web".into();
        }
    });
    press(&mut model, "v r \"repository\" enter g");
    assert_eq!(rows(&model), ["octo/engine: 1 | ", "octo/web: 2 | "]);
    assert_eq!(press(&mut model, "J wait"), []);
    assert_eq!(said(&model), "These rows only show: an issue stays in the repository where it was opened.");
    assert_eq!(pushed(&press(&mut model, "L wait")), [[status("I1", "Doing")]]);
}

#[test]
fn the_menu_of_places_has_the_rows_too() {
    let mut model = by("assign", "Todo: A (@ann), B (@cy) | Doing:");
    let effects = press(&mut model, "m \"cy\" enter");
    assert_eq!(pushed(&effects)[0][..2], [assignee("I1", "ann", false), assignee("I1", "cy", true)]);
    assert_eq!(rows(&model), ["cy: 1 2 | "]);
}

#[test]
fn several_cards_get_what_each_lacks_in_a_row() {
    let mut model = by("assign", "Todo: A (@ann), B (@bob), C (@cy) | Doing:");
    let effects = press(&mut model, "* m \"cy\" enter");
    let edits = pushed(&effects).concat();
    let people: Vec<&Edit> = edits.iter().filter(|edit| matches!(edit, Edit::Link { .. })).collect();
    assert_eq!(people.len(), 4, "{people:?}");
    assert_eq!(rows(&model), ["cy: 1 2 3 | "]);
}

#[test]
fn a_new_card_gets_the_column_and_the_row() {
    let mut model = by("assign", "Todo: A (@ann), B (@cy) | Doing: C (@cy)");
    let effects = press(&mut model, "j l n \"Fresh\" enter");
    let edits = pushed(&effects).concat();
    assert!(matches!(edits[0], Edit::AddDraft { .. }));
    let item = edits[0].item().as_str().to_owned();
    assert_eq!(edits[1..], [status(&item, "Doing"), assignee(&item, "cy", true)]);
    assert_eq!(rows(&model), ["ann: 1 | ", "cy: 2 | 3 d"]);
    assert_eq!(model.journal.steps()[0].label, "Add “Fresh” to Doing, cy");
    assert_eq!(pushed(&press(&mut model, "N \"More\" ctrl+s")).concat().len(), 3);
    assert_eq!(rows(&model), ["ann: 1 | ", "cy: 2 | 3 d d"]);
    press(&mut model, "n \"Mine @ann\" enter");
    assert_eq!(rows(&model), ["ann: 1 | d", "cy: 2 | 3 d d"], "the line goes before the row");
}

#[test]
fn what_only_issues_have_makes_a_new_card_an_issue() {
    let mut model = by("label", "Todo: A (bug) | Doing:");
    let effects = press(&mut model, "n \"Fresh\" enter");
    let edits = pushed(&effects).concat();
    assert!(
        matches!(&edits[0], Edit::AddIssue { repository, .. } if &**repository == "octo/engine"),
        "{edits:?}"
    );
    assert_eq!(edits[2], label(edits[0].item().as_str(), "bug", true));
    press(&mut model, "N \"Note\" ctrl+s");
    assert_eq!(said(&model), "It is not in the row bug: a draft has no labels.");
    assert!(rows(&model)[1].starts_with("No labels: d"), "{:?}", rows(&model));
}

#[test]
fn a_new_card_says_where_it_goes() {
    let mut model = by("assign", "Todo: A (@ann) | Doing:");
    press(&mut model, "n");
    let Some(Overlay::Create(create)) = model.overlays.last() else { panic!("it is written") };
    assert_eq!(create.heading(), "New draft in Todo, ann");
}
