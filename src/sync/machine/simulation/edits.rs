//! Histories of everything that can be done to a card.

use super::*;
use crate::domain::Member;
use crate::domain::item::{IssueState, Label, Link as Issue, Milestone};
use crate::domain::wish::{Judge, Wish, link};

const CARDS: u32 = 6;

/// What a person, or a rival, does to a card.
#[derive(Debug, Clone)]
pub(super) enum What {
    Column(usize),
    Top,
    Title(u8),
    Line(usize, u8),
    State(u8),
    Milestone(Option<u8>),
    Kind(Option<u8>),
    /// A part of which card; of none.
    Part(Option<usize>),
    Archived(bool),
    Person(u8, bool),
    Label(u8, bool),
    Wait(usize, bool),
    Comment,
    Convert,
    Delete,
}

#[derive(Debug, Clone)]
pub(super) enum Act {
    Do(usize, What),
    Draft,
    Issue,
    Undo,
    /// A person has all sent again that waits for them.
    Retry,
    Step(Weather),
    Crash,
    Rival(usize, What),
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        2 => (0..3_usize).prop_map(What::Column),
        2 => Just(What::Top),
        2 => (0..3_u8).prop_map(What::Title),
        2 => (0..3_usize, 0..3_u8).prop_map(|(line, text)| What::Line(line, text)),
        2 => (0..3_u8).prop_map(What::State),
        1 => prop::option::of(0..2_u8).prop_map(What::Milestone),
        1 => prop::option::of(0..2_u8).prop_map(What::Kind),
        2 => prop::option::of(0..8_usize).prop_map(What::Part),
        3 => any::<bool>().prop_map(What::Archived),
        2 => (0..2_u8, any::<bool>()).prop_map(|(who, on)| What::Person(who, on)),
        2 => (0..2_u8, any::<bool>()).prop_map(|(name, on)| What::Label(name, on)),
        2 => (0..8_usize, any::<bool>()).prop_map(|(by, on)| What::Wait(by, on)),
    ]
}

fn own() -> impl Strategy<Value = Act> {
    let weather = prop_oneof![
        5 => Just(Weather::Fine),
        1 => Just(Weather::LostBefore),
        1 => Just(Weather::LostAfter),
        1 => Just(Weather::LostBetween),
        1 => Just(Weather::Unreachable),
        1 => Just(Weather::Overloaded),
    ];
    let last = prop_oneof![3 => Just(What::Comment), 1 => Just(What::Convert), 1 => Just(What::Delete)];
    prop_oneof![
        8 => (0..8_usize, what()).prop_map(|(card, what)| Act::Do(card, what)),
        2 => (0..8_usize, last).prop_map(|(card, what)| Act::Do(card, what)),
        1 => Just(Act::Draft),
        1 => Just(Act::Issue),
        2 => Just(Act::Undo),
        1 => Just(Act::Retry),
        10 => weather.prop_map(Act::Step),
        1 => Just(Act::Crash),
    ]
}

fn with_rival() -> impl Strategy<Value = Act> {
    let rival = (0..8_usize, what()).prop_map(|(card, what)| Act::Rival(card, what));
    prop_oneof![6 => own(), 1 => rival]
}

/// How a card looks, in all that can be edited.
fn look(item: &Item, body: &str) -> String {
    let names = |mut all: Vec<String>| {
        all.sort();
        all.join(" ")
    };
    let people = names(item.assignees().iter().map(ToString::to_string).collect());
    let labels = names(item.labels().iter().map(|label| label.name.to_string()).collect());
    let issue = item.issue();
    let after = issue.map_or(&[][..], |issue| &issue.blocked_by.some);
    let after = names(after.iter().map(|link| link.id.to_string()).collect());
    let parent = issue.and_then(|issue| issue.parent.as_ref()).map(|parent| parent.id.to_string());
    let (kind, archived) = (issue.map(|issue| issue.kind.clone()), item.archived);
    let milestone = item.milestone().map(|milestone| milestone.title.clone());
    format!(
        "{} {:?} {:?} @{people} #{labels} {milestone:?} {kind:?} of {parent:?} after {after} {archived} {body:?}",
        item.title(),
        item.state(),
        item.value(&status()),
    )
}

impl Server {
    /// One write of a request, as the client sends it: what may have been made by an earlier attempt is looked for first.
    pub(super) fn attempt(&mut self, write: &Write, now: Timestamp) -> Result<Option<ItemId>, Error> {
        if let Edit::SetComment { item, comment, to, .. } = &write.edit {
            // It is read before another text takes its place.
            let said =
                comment.as_str().strip_prefix("IC_said_").and_then(|place| place.parse::<usize>().ok());
            let said = said.map(|place| &self.comments[place].1).filter(|words| !words.is_empty());
            match (said.or_else(|| self.words.get(comment)), to) {
                (now, to) if now == to.as_ref() => return Ok(Some(item.clone())),
                (None, _) => return Err(missing()),
                (Some(now), _) if write.base != Some(Attribute::Body(now.clone())) => {
                    return Err(Error::Changed { text: now.clone() });
                }
                (Some(_), _) => {}
            }
        }
        match self.found(write, now) {
            Some(made) => Ok(Some(made)),
            None => self.write(&write.edit, now),
        }
    }

    fn found(&mut self, write: &Write, now: Timestamp) -> Option<ItemId> {
        let since = write.since?;
        let same = |title: &str, body: &str, issue: bool| {
            let is_it = |item: &&Item| {
                let new = item.created_at >= since && !write.taken.contains(&item.id);
                let text = item.title() == title && self.body(&item.id).trim() == body.trim();
                new && text && item.issue().is_some() == issue
            };
            self.items.values().find(is_it).map(|item| item.id.clone())
        };
        match &write.edit {
            Edit::Comment { item, body } => {
                let all = self.comments.iter().zip(&self.commented);
                let is_it = |(said, at): &(&(ItemId, String), &Timestamp)| {
                    said.0 == *item && said.1 == *body && **at >= since - crate::github::MADE_SKEW
                };
                (all.filter(is_it).count() > write.twins).then(|| item.clone())
            }
            // Issues are looked for in their repository.
            Edit::AddDraft { title, body, .. } => {
                same(title, body, false).filter(|made| self.lists(&self.items[made], now))
            }
            Edit::AddIssue { title, body, repository, .. } => {
                let beside = self.beside.iter().position(|known| *known == (title.clone(), body.clone()));
                let Some(place) = beside else { return same(title, body, true) };
                self.beside.remove(place);
                let id = self.add(title, now);
                self.bodies.insert(id.clone(), body.clone());
                self.open(&id, repository, now);
                Some(id)
            }
            Edit::Convert { item, .. } => {
                let is_issue = self.items.get(item).is_some_and(|item| item.issue().is_some());
                is_issue.then(|| item.clone())
            }
            Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::Delete { .. }
            | Edit::Set { .. }
            | Edit::Link { .. }
            | Edit::PutBack { .. }
            | Edit::SetComment { .. } => None,
        }
    }
}

impl World {
    /// Issues and drafts.
    pub(super) fn mixed() -> Self {
        let mut world = Self::new(CARDS);
        world.server.issues = 100;
        for n in 1..=CARDS / 2 {
            let id = ItemId::from(format!("PVTI_{n}"));
            world.server.open(&id, &Name::from("octo/box"), at(-1000));
            world.server.bodies.insert(id, "one\ntwo\nthree\n".to_owned());
        }
        world.settle();
        world
    }

    fn text(&self, item: &ItemId) -> String {
        let stored = self.disk.bodies.get(item).map_or("", String::as_str);
        self.replica.as_ref().expect("the board is there").body(item, stored).to_owned()
    }

    /// The cards, in no order: that of archived ones nobody sees, and the others' is the matter of other histories.
    pub(super) fn shown(&self) -> Vec<String> {
        let mut all: Vec<_> = self.view().items().map(|item| look(item, &self.text(&item.id))).collect();
        all.sort();
        all
    }

    pub(super) fn held(&self) -> Vec<String> {
        let items = self.server.items.values();
        let mut all: Vec<_> = items.map(|item| look(item, &self.server.body(&item.id))).collect();
        all.sort();
        all
    }

    /// The wish, judged as the program does before it makes an edit.
    fn wish(&self, view: &Snapshot, item: &Item, what: &What, body: &str) -> Option<Edit> {
        let other = |n: usize| -> Option<Issue> {
            let others: Vec<_> = view.items().filter_map(|item| link(item)).collect();
            others.into_iter().cycle().nth(n).filter(|link| link.number > 0)
        };
        let label = |n: u8| Label { name: format!("label {n}").into(), colour: 0 };
        let milestone = |n: u8| Milestone { title: format!("v{n}").into(), due: None, open: true };
        let wish = match what {
            What::Column(to) => Wish::Value(status(), Some(column(*to))),
            What::Title(n) => {
                let stem = item.title().split(", ").next().unwrap_or_default();
                Wish::Set(Attribute::Title(format!("{stem}, {n}")))
            }
            What::Line(at, n) => {
                let mut lines: Vec<String> = body.lines().map(str::to_owned).collect();
                lines.resize(lines.len().max(3), String::new());
                lines[*at] = format!("line {n}");
                Wish::Set(Attribute::Body(lines.join("\n") + "\n"))
            }
            What::State(n) => {
                let states = [IssueState::Open, IssueState::Completed, IssueState::NotPlanned];
                Wish::Set(Attribute::State(states[usize::from(*n)]))
            }
            What::Milestone(to) => Wish::Set(Attribute::Milestone(to.map(milestone))),
            What::Kind(to) => Wish::Set(Attribute::Kind(to.map(|n| format!("kind {n}").into()))),
            What::Part(None) => Wish::Set(Attribute::Parent(None)),
            What::Part(Some(of)) => Wish::Set(Attribute::Parent(Some(other(*of)?))),
            What::Archived(to) => Wish::Set(Attribute::Archived(*to)),
            What::Person(n, on) => Wish::Entry(Member::Assignee(format!("p{n}").into()), *on),
            What::Label(n, on) => Wish::Entry(Member::Label(label(*n)), *on),
            What::Wait(by, on) => Wish::Entry(Member::BlockedBy(other(*by)?), *on),
            What::Comment => Wish::Comment(format!("Comment {}", self.edits % 3)),
            What::Convert => Wish::Issue("octo/box".into()),
            What::Delete => Wish::Removal,
            What::Top => {
                let before = view.order().iter().next().filter(|top| **top != item.id).cloned();
                let place = Edit::Place { item: item.id.clone(), after: None, before };
                return (!item.archived).then_some(place);
            }
        };
        let judge = Judge { view, today: at(0).date_naive(), home: None };
        wish.edit(item, judge).ok().flatten()
    }

    /// Makes an edit that can be taken back.
    fn commit(&mut self, edit: Edit) -> EditId {
        let body = self.text(edit.item());
        self.steps.push(edit.inverse(self.view(), Some(&body)));
        self.edit(edit)
    }

    fn take_back(&mut self) {
        let Some(mut back) = self.steps.pop() else { return };
        for edit in back.clone() {
            // GitHub never gives an id again.
            if edit.creates() {
                let new = ItemId::local(EditId(Uuid::from_u128(self.edits + 1)));
                let gone = edit.item().clone();
                back.iter_mut().chain(self.steps.iter_mut().flatten()).for_each(|edit| {
                    *edit = edit.renamed(&gone, &new);
                });
            }
        }
        for edit in back {
            let known = edit.creates() || self.view().item(edit.item()).is_some();
            if known {
                self.edit(edit);
            }
        }
    }

    pub(super) fn act(&mut self, act: &Act) {
        match act {
            // There may be none left.
            Act::Do(..) if self.view().is_empty() => {}
            Act::Do(card, what) => {
                let id = self.nth(*card);
                let item = Arc::clone(self.view().item(&id).expect("it is in the order"));
                if let Some(edit) = self.wish(self.view(), &item, what, &self.text(&id)) {
                    self.commit(edit);
                }
            }
            Act::Draft => {
                let (item, n) = (ItemId::local(EditId(Uuid::from_u128(self.edits + 1))), self.edits);
                self.commit(Edit::AddDraft { item, title: format!("Draft {n}"), body: String::new() });
            }
            Act::Issue => {
                let (item, n) = (ItemId::local(EditId(Uuid::from_u128(self.edits + 1))), self.edits);
                let (repository, body) = ("octo/box".into(), "New".to_owned());
                self.commit(Edit::AddIssue { item, repository, title: format!("Issue {n}"), body });
            }
            Act::Undo => self.take_back(),
            Act::Retry => {
                for edit in self.disk.outbox.clone().into_keys() {
                    self.feed(Input::Command(Command::Retry(edit)));
                }
            }
            Act::Step(weather) => self.step(*weather),
            Act::Crash => self.crash_and_restart(),
            Act::Rival(card, what) => {
                // Not what is new: a draft of ours that someone else renames before we have read it can't be known again.
                let old = |item: &Item| item.created_at < at(0);
                let all: Vec<_> = self.server.order.iter().map(|id| self.server.items[id].clone()).collect();
                let olds: Vec<&Item> = all.iter().filter(|item| old(item)).collect();
                let Some(item) = olds.get(card % olds.len().max(1)) else { return };
                let body = self.server.body(&item.id);
                let view = Snapshot::new(Arc::clone(&self.view().project), all.iter().cloned().map(Arc::new));
                if let Some(edit) = self.wish(&view, item, what, &body) {
                    let now = self.now;
                    self.server.write(&edit, now).expect("what is on the project can be changed");
                }
            }
        }
    }

    /// What has been made more often than it was asked for.
    fn doubled(&self) -> Vec<&String> {
        let count = |all: &[String], title: &String| all.iter().filter(|other| *other == title).count();
        let made = &self.server.made;
        made.iter().filter(|title| count(made, title) > count(&self.asked_for, title)).collect()
    }

    /// The comments as they were written under each card, and as they stand there.
    fn comments(&self) -> [Vec<(ItemId, String)>; 2] {
        let sorted = |all: &[(ItemId, String)]| {
            let mut all = all.to_vec();
            // A card that was taken back before it was made has none.
            all.retain(|(item, _)| !item.is_local());
            all.sort_by(|(a, _), (b, _)| a.cmp(b));
            all
        };
        [sorted(&self.said), sorted(&self.server.comments)]
    }
}

#[test]
fn the_same_comment_again_is_not_taken_for_the_one_that_was_read_back() {
    for weather in [Weather::LostBefore, Weather::LostAfter] {
        let mut world = World::mixed();
        let item = ItemId::from("PVTI_1");
        let say = Edit::Comment { item, body: "LGTM".to_owned() };
        world.edit(say.clone());
        while !world.disk.outbox.is_empty() {
            world.step(Weather::Fine);
        }
        world.edit(say);
        world.step(weather);
        world.act(&Act::Crash);
        world.settle();
        assert!(world.disk.outbox.is_empty(), "{weather:?} left: {:?}", world.disk.outbox);
        assert_eq!(world.server.comments.len(), 2, "{weather:?}");
    }
}

#[test]
fn a_card_that_is_archived_and_brought_back_twice_is_back() {
    let mut world = World::mixed();
    let at_first = |what: What| Act::Do(0, what);
    let acts = [
        at_first(What::Archived(true)),
        Act::Undo,
        at_first(What::Title(0)),
        at_first(What::Top),
        at_first(What::Comment),
        at_first(What::Column(0)),
        at_first(What::Archived(true)),
        Act::Step(Weather::LostBefore),
        Act::Step(Weather::Fine),
        Act::Undo,
        at_first(What::Person(0, false)),
        at_first(What::Column(0)),
    ];
    for act in &acts {
        world.act(act);
    }
    let seen = world.shown();
    world.settle();
    assert_eq!(world.shown(), seen);
    assert_eq!(world.held(), seen);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    /// The same as for fields and places, for all that can be done to a card: nothing flickers, and all arrives once.
    #[test]
    fn every_edit_arrives_once_and_nothing_flickers(
        acts in prop::collection::vec(own(), 1..80),
        lags in any::<bool>(),
    ) {
        let mut world = World::mixed();
        world.server.lag = Duration::minutes(if lags { 2 } else { 0 });
        for act in &acts {
            let before = world.shown();
            world.act(act);
            if matches!(act, Act::Step(_) | Act::Crash) {
                prop_assert_eq!(world.shown(), before, "after {:?}", act);
            }
        }
        let seen = world.shown();
        world.settle();
        prop_assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
        prop_assert_eq!(world.shown(), seen.clone());
        prop_assert_eq!(world.held(), seen);
        prop_assert_eq!(world.doubled(), Vec::<&String>::new());
        let [said, written] = world.comments();
        prop_assert_eq!(written, said);
        prop_assert_eq!(world.conflicts, []);
    }

    /// With someone else at work, who may archive what we change, both sides come to agree once a person has decided which text
    /// counts and what was refused is dropped.
    #[test]
    fn with_a_rival_all_edits_come_to_an_end(acts in prop::collection::vec(with_rival(), 1..80)) {
        let mut world = World::mixed();
        for act in &acts {
            world.act(act);
        }
        world.settle();
        world.decide();
        world.settle();
        prop_assert!(world.disk.conflicts.is_empty(), "left: {:?}", world.disk.conflicts);
        for (id, pending) in world.disk.outbox.clone() {
            let Progress::Refused(why) = &pending.progress else { panic!("left: {pending:?}") };
            prop_assert!(why.message.contains("archived") || why.unsent, "{:?}", pending);
            world.feed(Input::Command(Command::Drop(id)));
        }
        world.feed(Input::Command(Command::Sync { full: true }));
        world.settle();
        prop_assert_eq!(world.shown(), world.held());
        prop_assert_eq!(world.doubled(), Vec::<&String>::new());
        let [said, written] = world.comments();
        prop_assert_eq!(written, said);
    }
}
