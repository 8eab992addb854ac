//! Every edit does what it says, and its inverse takes that back.

use super::super::change::changes;
use super::super::item::{IssueState, Label, Link, Milestone};
use super::super::replica::take_in;
use super::super::{EditId, Fetched, Pending, Progress, Provenance, Pull, sample};
use super::*;

const CARDS: [&str; 6] = ["A", "B", "C", "D", "E", "H"];

fn set(item: &str, to: Attribute) -> Edit {
    Edit::Set { item: item.into(), to }
}

fn link(item: &str, entry: Member, on: bool) -> Edit {
    Edit::Link { item: item.into(), entry, on }
}

fn issue(number: u64) -> Link {
    Link {
        id: format!("I_{number}").into(),
        number,
        title: "Another issue".to_owned(),
        repository: "octo-org/app".into(),
        open: true,
    }
}

fn properties() -> Vec<Attribute> {
    vec![
        Attribute::Title("Fix login everywhere".to_owned()),
        Attribute::State(IssueState::Open),
        Attribute::State(IssueState::Completed),
        Attribute::State(IssueState::NotPlanned),
        Attribute::Milestone(Some(Milestone { title: "v2".into(), due: None, open: true })),
        Attribute::Milestone(None),
        Attribute::Kind(Some("Feature".into())),
        Attribute::Kind(None),
        Attribute::Parent(Some(issue(41))),
        Attribute::Parent(None),
        Attribute::Archived(true),
        Attribute::Archived(false),
    ]
}

fn entries() -> Vec<Member> {
    vec![
        Member::Assignee("ann".into()),
        Member::Assignee("carol".into()),
        Member::Label(Label { name: "type:bug".into(), colour: 0x00d7_3a4a }),
        Member::Label(Label { name: "urgent".into(), colour: 0 }),
        Member::BlockedBy(issue(13)),
        Member::BlockedBy(issue(15)),
    ]
}

fn all_on(item: &str) -> Vec<Edit> {
    let sets = properties().into_iter().map(|to| set(item, to));
    let links = entries().into_iter().flat_map(|entry| [true, false].map(|on| link(item, entry.clone(), on)));
    sets.chain(links).collect()
}

#[test]
fn every_change_of_every_card_is_in_the_log_as_ours() {
    for (card, edit) in CARDS.iter().flat_map(|card| all_on(card).into_iter().map(move |edit| (card, edit))) {
        let mut base = sample::snapshot();
        let mut after = base.clone();
        let at = sample::at("2026-11-20");
        edit.apply(&mut after, at);
        let id = ItemId::from(*card);
        let [old, new] = [&base, &after].map(|view| view.item(&id).cloned().expect("a card of the sample"));
        if old == new {
            continue;
        }
        let number = EditId(uuid::Uuid::nil());
        let mut sent = Pending::new(number, number, edit.clone(), &base, None, at);
        sent.progress = Progress::Accepted { at };
        let items = vec![Fetched { item: new, body: String::new() }];
        let log = take_in(&mut base, &[sent], &Pull { items, ..Pull::default() }, at).log;
        let told: Vec<_> = log.iter().map(|entry| (&entry.item, entry.provenance)).collect();
        assert_eq!(told, [(&id, Provenance::Ours)], "{edit:?}: {log:?}");
    }
}

#[test]
fn every_change_of_every_card_is_taken_back_by_its_inverse() {
    for (card, edit) in CARDS.iter().flat_map(|card| all_on(card).into_iter().map(move |edit| (card, edit))) {
        let before = sample::snapshot();
        let mut after = before.clone();
        edit.apply(&mut after, sample::at("2026-11-20"));
        let id = ItemId::from(*card);
        let [old, new] = [&before, &after].map(|view| view.item(&id).cloned().expect("a card of the sample"));
        let inverse = edit.inverse(&before, None);
        if old == new {
            assert_eq!(inverse, [], "{edit:?} changes nothing");
            continue;
        }
        for back in &inverse {
            back.apply(&mut after, sample::at("2026-11-20"));
        }
        let again = after.item(&id).expect("it is still there");
        assert_eq!(changes(&old, again), [], "{edit:?}");
    }
}

#[test]
fn a_change_made_twice_is_made_once() {
    for edit in CARDS.iter().flat_map(|card| all_on(card)) {
        let mut once = sample::snapshot();
        edit.apply(&mut once, sample::at("2026-11-20"));
        let mut twice = once.clone();
        edit.apply(&mut twice, sample::at("2026-11-20"));
        assert_eq!(once, twice, "{edit:?}");
    }
}

#[test]
fn a_property_holds_once_it_is_set_where_the_card_has_it() {
    let mut view = sample::snapshot();
    for edit in properties().into_iter().map(|to| set("A", to)) {
        edit.apply(&mut view, sample::at("2026-11-20"));
        let Edit::Set { to, .. } = &edit else { panic!("a property") };
        assert!(to.holds(view.item(&"A".into()).expect("a card of the sample")), "{edit:?}");
    }
    let draft = view.item(&"D".into()).expect("a card of the sample");
    assert!(!Attribute::Milestone(None).holds(draft), "a draft has no milestone");
}

#[test]
fn a_merged_pull_request_stays_merged() {
    let view = sample::snapshot();
    assert_eq!(set("C", Attribute::State(IssueState::Open)).inverse(&view, None), []);
}

#[test]
fn only_the_same_property_or_entry_is_replaced() {
    let edits: Vec<Edit> = all_on("A");
    for (a, b) in edits.iter().flat_map(|a| edits.iter().map(move |b| (a, b))) {
        let same = match (a, b) {
            (Edit::Set { to: a, .. }, Edit::Set { to: b, .. }) => a.is_same_property(b),
            (Edit::Link { entry: a, .. }, Edit::Link { entry: b, .. }) => a == b,
            _ => false,
        };
        assert_eq!(a.is_replaced_by(b), same, "{a:?} {b:?}");
    }
    assert!(!set("A", Attribute::Archived(true)).is_replaced_by(&set("B", Attribute::Archived(true))));
}

#[test]
fn a_text_is_taken_back_by_the_text_before_it() {
    let view = sample::snapshot();
    let change = set("A", Attribute::Body("New".to_owned()));
    assert_eq!(change.inverse(&view, Some("Old")), [set("A", Attribute::Body("Old".to_owned()))]);
    assert_eq!(change.inverse(&view, Some("New")), []);
    assert_eq!(change.inverse(&view, None), [], "it is not known what was there");
}

#[test]
fn a_deleted_draft_comes_again_with_all_it_had() {
    let mut view = sample::snapshot();
    let delete = Edit::Delete { item: "D".into() };
    let back = delete.inverse(&view, Some("# Notes"));
    let before = view.clone();
    delete.apply(&mut view, sample::at("2026-11-20"));
    for edit in &back {
        edit.apply(&mut view, sample::at("2026-11-20"));
    }
    let [old, new] = [&before, &view].map(|view| view.item(&"D".into()).expect("the draft"));
    assert_eq!(changes(old, new), []);
    assert_eq!(sample::letters(view.order().iter()), "ABCDEH");
    assert!(matches!(&back[0], Edit::AddDraft { body, .. } if body == "# Notes"));
}

#[test]
fn an_issue_that_is_not_opened_yet_has_no_number_and_no_page() {
    let mut view = sample::snapshot();
    let add = Edit::AddIssue {
        item: "local:1".into(),
        repository: "octo-org/app".into(),
        title: "Write docs".to_owned(),
        body: String::new(),
    };
    add.apply(&mut view, sample::at("2026-11-20"));
    let item = view.item(&"local:1".into()).expect("it was added");
    assert_eq!((item.number(), item.content_id()), (None, None));
    assert_eq!(item.reference(), "Write docs");
    assert_eq!(view.project.page(item), view.project.url);
    assert_eq!(add.inverse(&view, None), [Edit::Delete { item: "local:1".into() }]);
}

#[test]
fn a_draft_becomes_an_issue_in_its_place_with_its_people_and_fields() {
    let mut view = sample::snapshot();
    let convert = Edit::Convert { item: "D".into(), repository: "octo-org/app".into() };
    let draft = view.item(&"D".into()).expect("the draft").clone();
    convert.apply(&mut view, sample::at("2026-11-20"));
    let issue = view.item(&"D".into()).expect("the issue");
    assert!(issue.issue().is_some());
    assert_eq!(changes(&draft, issue), []);
    assert_eq!(convert.inverse(&view, None), [], "there is no way back");
}

#[test]
fn a_draft_that_is_deleted_and_made_again_gets_no_value_for_its_title_field() {
    let mut snapshot = sample::snapshot();
    // As versions before this one have stored it.
    snapshot.alter(&"D".into(), |item| item.set(&"F_title".into(), Some(Value::Text("Old".into()))));
    let back = Edit::Delete { item: "D".into() }.inverse(&snapshot, None);
    let fields: Vec<&str> = back
        .iter()
        .filter_map(|edit| if let Edit::SetField { field, .. } = edit { Some(field.as_str()) } else { None })
        .collect();
    assert_eq!(fields, ["F_status"]);
}
