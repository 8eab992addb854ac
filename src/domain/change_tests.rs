//! What the event log says of a read.

use super::super::item::{PullStage, PullState, Review};
use super::super::replica::take_in;
use super::super::{
    Attribute, Edit, EditId, Fetched, FieldKind, Item, ItemId, Member, Pending, Progress, Pull, Snapshot,
    sample,
};
use super::*;
use uuid::Uuid;

use IssueState::{Completed, Duplicate, NotPlanned, Open};

fn seen() -> Timestamp {
    sample::at("2026-11-20")
}

fn card(snapshot: &Snapshot, id: &str) -> Item {
    Item::clone(snapshot.item(&id.into()).expect("a card of the sample"))
}

fn read(items: Vec<Item>) -> Pull {
    let fetched = |item| Fetched { item: Arc::new(item), body: String::new() };
    Pull { items: items.into_iter().map(fetched).collect(), ..Pull::default() }
}

/// What a read of one card of the sample logs, after something was done to it.
fn logged(id: &str, change: impl FnOnce(&mut Item)) -> Vec<Change> {
    let mut base = sample::snapshot();
    let mut item = card(&base, id);
    change(&mut item);
    base.pull(&read(vec![item]), seen()).into_iter().map(|entry| entry.change).collect()
}

fn issue(item: &mut Item) -> &mut super::super::item::Issue {
    let Content::Issue(issue) = &mut item.content else { panic!("an issue") };
    issue
}

fn pull_request(item: &mut Item) -> &mut PullRequest {
    let Content::PullRequest(pull) = &mut item.content else { panic!("a pull request") };
    pull
}

#[test]
fn another_reason_to_be_closed_is_logged_though_the_state_is_the_same() {
    let reason = |from, to| Change::Reason { from, to };
    let close = |id, state| logged(id, |item: &mut Item| issue(item).state = state);
    let state = |from, to| Change::State { from, to };
    assert_eq!(close("B", Duplicate), [reason(NotPlanned, Duplicate)]);
    assert_eq!(close("B", Completed), [state(State::Dropped, State::Done)]);
    assert_eq!(close("A", Duplicate), [state(State::Open, State::Dropped), reason(Open, Duplicate)]);
    assert_eq!(close("A", NotPlanned), [state(State::Open, State::Dropped)]);
}

#[test]
fn a_transfer_a_link_and_what_becomes_of_a_pull_request_are_logged() {
    let repository = |from: &str, to: &str| Change::Repository { from: from.into(), to: to.into() };
    let moved = logged("A", |item| issue(item).work.repository = "octo-org/docs".into());
    assert_eq!(moved, [repository("octo-org/app", "octo-org/docs")]);
    let unlinked = logged("A", |item| issue(item).pulls = Vec::new().into());
    assert_eq!(unlinked, [Change::Pulls { from: vec!["octo-org/web#120".into()], to: vec![] }]);
    let asked = logged("C", |item| {
        let pull = pull_request(item);
        pull.reviewers = vec!["ann".into(), "bob".into()].into();
        pull.pull = PullState {
            stage: PullStage::Merged,
            draft: true,
            review: Some(Review::Required),
            checks: Some(Checks::Failing),
        };
    });
    let reviewers = Change::Reviewers { from: vec!["ann".into()], to: vec!["ann".into(), "bob".into()] };
    let checks = Change::Checks { from: None, to: Some(Checks::Failing) };
    assert_eq!(asked, [Change::Ready { to: false }, reviewers, checks]);
}

/// The cards of the sample, with a stamp on one of the values of `A`.
fn cards() -> Vec<Item> {
    let mut cards = sample::items();
    cards[0].values[0].at = Some(sample::at("2026-11-02").into());
    cards
}

/// How each change of card `A` is known, and when it is said to have happened.
fn known(log: &[Entry]) -> Vec<(&'static str, Provenance, Timestamp)> {
    let of_a = log.iter().filter(|entry| entry.item == "A".into());
    of_a.filter_map(|entry| {
        let field =
            |wanted: &str| matches!(&entry.change, Change::Field { field, .. } if field.as_str() == wanted);
        let kinds = [
            ("added", entry.change == Change::Added),
            ("status", field("F_status")),
            ("effort", field("F_effort")),
            ("blocked", matches!(entry.change, Change::BlockedBy { .. })),
        ];
        let (what, _) = kinds.into_iter().find(|(_, is)| *is)?;
        Some((what, entry.provenance, entry.at))
    })
    .collect()
}

#[test]
fn a_first_read_tells_what_stamps_tell_and_of_the_rest_that_it_was_found() {
    let mut empty = Snapshot::new(Arc::new(sample::project()), []);
    let log = empty.pull(&Pull { initial: true, ..read(cards()) }, seen());
    assert_eq!(
        known(&log),
        [
            ("added", Provenance::Reconstructed, sample::at("2026-09-01")),
            ("status", Provenance::Reconstructed, sample::at("2026-11-02")),
            ("effort", Provenance::Found, seen()),
            ("blocked", Provenance::Found, seen()),
        ]
    );
}

#[test]
fn a_card_that_comes_later_brings_what_stamps_tell_and_the_rest_was_seen_with_it() {
    let mut base = sample::snapshot();
    base.remove(&"A".into());
    let log = base.pull(&read(cards()), seen());
    assert_eq!(
        known(&log),
        [
            ("added", Provenance::Reconstructed, sample::at("2026-09-01")),
            ("status", Provenance::Reconstructed, sample::at("2026-11-02")),
            ("effort", Provenance::Seen, seen()),
            ("blocked", Provenance::Seen, seen()),
        ]
    );
}

#[test]
fn an_option_that_is_deleted_is_still_named_by_what_is_logged() {
    let mut base = sample::snapshot();
    let mut project = sample::project();
    let status = project.fields.iter_mut().find(|field| field.name == "Status").expect("a field");
    let FieldKind::SingleSelect(options) = &mut status.kind else { panic!("a single select") };
    options.retain(|option| option.name != "In Progress");
    base.pull(&Pull { project: Some(Arc::new(project)), ..Pull::default() }, seen());
    let mut item = card(&base, "A");
    item.set(&"F_status".into(), Some(Value::SingleSelect("o_done".into())));
    let log = base.pull(&read(vec![item]), seen());
    let [entry] = &log[..] else { panic!("one entry: {log:?}") };
    let name = |name: &str| Some(Name::from(name));
    assert_eq!(entry.named, Named { from: name("In Progress"), to: name("Done") });
}

/// What is logged of a read that shows an edit of ours GitHub has accepted.
fn of_ours(edit: &Edit, order: bool) -> Vec<Entry> {
    let mut base = sample::snapshot();
    let mut server = base.clone();
    edit.apply(&mut server, seen());
    let id = EditId(Uuid::from_u128(1));
    let mut pending = Pending::new(id, id, edit.clone(), &base, None, seen());
    pending.progress = Progress::Accepted { at: seen() };
    let items: Vec<Item> = server.items().map(|item| Item::clone(item)).collect();
    let removed =
        base.items().filter(|item| server.item(&item.id).is_none()).map(|item| item.id.clone()).collect();
    let order = order.then(|| server.order().iter().cloned().collect());
    let pull = Pull { order, removed, ..read(items) };
    take_in(&mut base, &[pending], &pull, seen()).log
}

#[test]
fn what_our_edits_did_is_logged_once_and_as_ours() {
    let item = || ItemId::from("A");
    let place =
        |item: &str, after: &str| Edit::Place { item: item.into(), after: Some(after.into()), before: None };
    let by = super::super::item::Link {
        id: "I_99".into(),
        number: 99,
        title: "Another".to_owned(),
        repository: "octo-org/app".into(),
        open: true,
    };
    let edits = [
        Edit::SetField { item: item(), field: "F_effort".into(), to: Some(Value::Number(5.0)) },
        Edit::Set { item: item(), to: Attribute::State(IssueState::Completed) },
        Edit::Set { item: item(), to: Attribute::Title("Ours".to_owned()) },
        Edit::Link { item: item(), entry: Member::BlockedBy(by), on: true },
        Edit::Link { item: item(), entry: Member::Assignee("carol".into()), on: true },
        Edit::Delete { item: "D".into() },
        Edit::AddDraft { item: "NEW".into(), title: "New".to_owned(), body: String::new() },
        place("A", "B"),
        place("B", "D"),
        place("D", "A"),
    ];
    for edit in edits {
        let log = of_ours(&edit, true);
        let [entry] = &log[..] else { panic!("{edit:?} is logged as {log:?}") };
        assert_eq!((&entry.item, entry.provenance), (edit.item(), Provenance::Ours), "{edit:?}");
    }
    let duplicate = Edit::Set { item: item(), to: Attribute::State(IssueState::Duplicate) };
    let log = of_ours(&duplicate, true);
    assert!(log.len() == 2 && log.iter().all(|entry| entry.provenance == Provenance::Ours), "{log:?}");
}
