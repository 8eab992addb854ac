//! Random streams of keys, text, the mouse, sizes and news: nothing panics, and no card is lost or doubled.
//!
//! `PROPTEST_CASES=100000` runs as many streams.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::mem::discriminant;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::fixture::{model, press, project_read};
use super::overlay::create::form_tests::with_forms;
use super::overlay::editor_tests::rich;
use super::{Button, Message, Model, Pointed, Size, Target, scopes, update};
use crate::domain::details::Comment;
use crate::domain::item::Listed;
use crate::domain::project::{Layout, View};
use crate::domain::{
    Conflict, Details, Edit, Fetched, Item, ItemId, Pending, Progress, Project, Pull, Refusal, Replica,
    Theirs, Value,
};
use crate::input::action::{Row, TABLE};
use crate::input::{GlobalAction, Scope};
use crate::sync::Event;

/// What is typed, into a filter that is opened for it or into whatever has the keys.
const TEXTS: &[&str] = &[
    "is:open",
    "status:",
    "status:do",
    "no:status",
    "-label:bug",
    "effort:>2",
    "effort:>",
    "assignee:@me,bob",
    "label:bug OR (",
    "zzz",
    "fri",
    "+3d",
    "@next",
    "Fix #bug @me ~3 !high >Doing",
    "日本",
    "do",
];

/// Sizes of the window, also too small ones.
const SIZES: &[(u16, u16)] = &[(120, 40), (80, 24), (40, 12), (30, 5), (200, 60), (1, 1)];

const STATUSES: [&str; 4] = ["Todo", "Doing", "Done", "Gone"];

/// Texts of cards and comments.
const BODIES: &[&str] = &[
    "",
    "One line",
    "- [ ] this\n- [x] that\n\nSee #2 and https://x.y/z.\n",
    "# 日本語\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\nls\n```\n",
];

/// What happens: a key, one of the sorts of news about one of the cards or edits, or something else a terminal tells.
pub(crate) type Happening = (usize, usize, usize);

pub(crate) fn happening() -> impl Strategy<Value = Happening> {
    let sort = prop_oneof![12 => Just(0_usize), 2 => 1..6_usize, 4 => 6..10_usize, 1 => Just(10_usize)];
    (sort, 0..4096_usize, 0..8_usize)
}

/// A key of the table of actions: mostly one that counts where the keys are looked up now, sometimes any. Nobody quits.
fn key(model: &Model, key: usize, which: usize) -> &'static str {
    if which == 0 && key.is_multiple_of(2) {
        return "wait";
    }
    // One scope after the other has its turn: some have many keys.
    let here = scopes(model);
    let scope = here.get(key / 512 % here.len().max(1));
    let counts =
        |row: &&Row| row.action != GlobalAction::Quit.into() && (which == 1 || scope == Some(&row.scope));
    let keys: Vec<&str> = TABLE.iter().filter(counts).flat_map(|row| row.keys.iter().copied()).collect();
    keys.get(key % keys.len().max(1)).unwrap_or(&"esc")
}

fn pending(model: &Model, which: usize) -> Option<Pending> {
    let all = model.replica.as_ref().expect("a project").pending();
    all.get(which % all.len().max(1)).cloned()
}

fn tell(model: &mut Model, event: Event) {
    update(model, Message::Sync(event));
}

/// Someone puts a card into a column, and GitHub confirms what it has accepted of ours.
fn rival(model: &mut Model, which: usize, column: usize) {
    let replica = model.replica.as_ref().expect("a project");
    let Some(item) = replica.base().items().nth(which) else { return };
    let mut item = Item::clone(item);
    let theirs = Some(Value::SingleSelect(STATUSES[column % 3].into()));
    item.set(&"Status".into(), theirs.clone());
    let id = item.id.clone();
    let clash = replica.pending().iter().rev().find(|pending| {
        *pending.edit.item() == id
            && pending.is_unsent()
            && matches!(&pending.edit, Edit::SetField { field, to, .. } if field.as_str() == "Status" && *to != theirs)
    });
    let conflict = clash.map(|pending| Conflict {
        ours: pending.clone(),
        theirs: Theirs::Field("Status".into(), theirs),
        by: None,
    });
    let pull = Pull { items: vec![Fetched { item: item.into(), body: String::new() }], ..Pull::default() };
    let seen_at = model.now;
    tell(model, Event::Pulled { pull, seen_at });
    if let Some(conflict) = conflict {
        tell(model, Event::Conflicting(Box::new(conflict)));
    }
}

/// What GitHub has of a card: its text, and comments, of which some are changed from one time to the next.
fn details(model: &mut Model, key: usize, which: usize) {
    let replica = model.replica.as_ref().expect("a project");
    let Some(item) = replica.view().items().nth(which).map(|item| item.id.clone()) else { return };
    let comment = |place: usize| Comment {
        id: format!("{item}-{place}").as_str().into(),
        author: Some(["ann", "bob"][place % 2].into()),
        at: model.now,
        edited_at: None,
        body: BODIES[(key + place) % BODIES.len()].to_owned(),
        editable: place != 1,
        deletable: place != 1,
    };
    let comments: Vec<Comment> = (0..key % 4).map(comment).collect();
    let details = Details {
        read_at: model.now,
        updated_at: model.now,
        comments: Listed::from(comments),
        sub_issues: Listed::default(),
        blocking: Listed::default(),
        pulls: Listed::default(),
    };
    let body = Some(BODIES[key / 4 % BODIES.len()].to_owned());
    let details = (!key.is_multiple_of(5)).then(|| Arc::new(details));
    tell(model, Event::Details { item, body, details, activity: Vec::new() });
}

/// Something that may lie under the pointer, whether it is on screen now or was when the frame was drawn.
fn target(model: &Model, key: usize, which: usize) -> Option<Target> {
    let replica = model.replica.as_ref().expect("a project");
    let card = || replica.base().items().nth(which % 7).map(|item| item.id.clone());
    Some(match key % 15 {
        0..4 => Target::Card(card()?),
        4 => Target::Cell(card()?, key % 5),
        5 => Target::Heading(which),
        6 => Target::Column(which),
        7 => Target::Foot(which),
        8 => Target::Landing,
        9 => Target::Line(which),
        10 => Target::Row(which, key.is_multiple_of(2).then_some(which % 4)),
        11 => Target::View(which),
        12 => Target::Offer(which),
        13 => Target::Slot(which % 5, which % 3),
        _ => Target::Question(which, key.is_multiple_of(2).then_some(which)),
    })
}

fn mouse(model: &mut Model, key: usize, which: usize) {
    let at = target(model, key, which).map(|target| Pointed { target, low: key.is_multiple_of(2) });
    let button = [Button::Press, Button::Drag, Button::Release][key % 3];
    update(model, Message::Mouse { button, at });
}

fn resize(model: &mut Model, key: usize) {
    let (width, height) = SIZES[key % SIZES.len()];
    update(model, Message::Resize(Size { width, height }));
}

/// Text, as it is typed or pasted, into the filter or into what has the keys.
fn write(model: &mut Model, key: usize, which: usize) {
    let text = TEXTS[key % TEXTS.len()];
    if which.is_multiple_of(2) {
        press(model, "/");
    }
    if which % 4 == 3 {
        update(model, Message::Paste(text.to_owned()));
    } else {
        press(model, &format!("\"{text}\""));
    }
    press(model, ["", "tab", "enter", "down tab"][key % 4]);
}

pub(crate) fn happen(model: &mut Model, (sort, key, which): Happening) {
    match sort {
        1 => rival(model, which, key),
        2 => {
            if let Some(pending) = pending(model, which) {
                let refusal = Refusal { message: "No.".to_owned(), at: model.now, unsent: false };
                tell(model, Event::Marked { edit: pending.id, progress: Progress::Refused(refusal) });
            }
        }
        3 => {
            if let Some(pending) = pending(model, which) {
                let accepted = Progress::Accepted { at: model.now };
                let progress = if key.is_multiple_of(2) { Progress::Queued } else { accepted };
                tell(model, Event::Marked { edit: pending.id, progress });
            }
        }
        4 => {
            // As the sync does: what a creation made goes with it, and a delete that is given up brings its card back.
            if let Some(given) = pending(model, which) {
                let all = model.replica.as_ref().expect("a project").pending();
                for edit in crate::domain::pending::given_up(all, &[given.id]) {
                    tell(model, Event::Forgotten(edit));
                }
            }
        }
        5 => {
            let local = |pending: &Pending| pending.edit.creates() && pending.edit.item().is_local();
            if let Some(made) = pending(model, which).filter(local) {
                let (from, to) = (made.edit.item().clone(), ItemId::from(format!("G{}", made.id)));
                tell(model, Event::Renamed { from, to });
            }
        }
        6 => mouse(model, key, which),
        7 => drop(update(model, Message::Wheel([1, -1, 3, -3][which % 4]))),
        8 => resize(model, key),
        9 => write(model, key, which),
        10 => details(model, key, which),
        _ => drop(press(model, self::key(model, key, which))),
    }
}

/// What the view must hold: what GitHub has and what is added, without what is taken off.
fn wanted(model: &Model) -> BTreeSet<String> {
    let replica = model.replica.as_ref().expect("a project");
    let mut ids: BTreeSet<String> = replica.base().items().map(|item| item.id.to_string()).collect();
    for pending in replica.pending().iter().filter(|pending| pending.is_in_view()) {
        if pending.edit.creates() {
            ids.insert(pending.edit.item().to_string());
        } else if pending.edit.deletes() {
            ids.remove(&pending.edit.item().to_string());
        }
    }
    ids
}

pub(crate) fn check(model: &Model) -> Result<(), TestCaseError> {
    let replica = model.replica.as_ref().expect("a project");
    let view = replica.view();
    let held: Vec<String> = view.items().map(|item| item.id.to_string()).collect();
    let unique: BTreeSet<String> = held.iter().cloned().collect();
    prop_assert_eq!(held.len(), unique.len(), "a card is doubled");
    prop_assert_eq!(&unique, &wanted(model), "a card is lost");
    let Some(columns) = &model.board.columns else { return Ok(()) };
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    for column in columns.columns() {
        for card in column.cards.iter().chain(&column.hidden) {
            *shown.entry(card.item.id.to_string()).or_default() += 1;
        }
    }
    let on_board: BTreeSet<String> =
        view.items().filter(|item| !item.archived).map(|item| item.id.to_string()).collect();
    prop_assert!(shown.values().all(|times| *times == 1), "a card stands twice: {:?}", shown);
    prop_assert_eq!(shown.into_keys().collect::<BTreeSet<_>>(), on_board);
    let table = &model.board.table;
    prop_assert!(
        !model.board.has_lines() || table.columns().contains(table.focus()),
        "no column has the focus"
    );
    let selected = model.board.selected();
    prop_assert!(selected.iter().all(|card| columns.find(card).is_some()));
    Ok(())
}

/// Views that GitHub saved: a filtered and sorted board in rows, a table, a roadmap, one with other columns.
fn views() -> Vec<View> {
    let all = [
        ("Bugs", Layout::Board, "label:bug is:open"),
        ("Table", Layout::Table, ""),
        ("Plan", Layout::Roadmap, "-status:Done"),
        ("Priorities", Layout::Board, ""),
    ];
    let view = |(number, (name, layout, filter)): (u32, (&str, Layout, &str))| View {
        number,
        name: name.to_owned(),
        layout,
        filter: filter.to_owned(),
        fields: vec!["Effort".into(), "Priority".into()],
        group_by: if number % 2 == 1 { vec!["Priority".into()] } else { Vec::new() },
        columns_by: vec![if number == 4 { "Priority" } else { "Status" }.into()],
        sort_by: if number < 3 { vec![("Effort".into(), true)] } else { Vec::new() },
    };
    (1..).zip(all).map(view).collect()
}

/// In how many ways a board can begin.
pub(crate) const BEGINNINGS: usize = 8;

/// A board with every kind of field, forms and saved views, or a plain one; either may begin as a table, as a roadmap, with an
/// opened card, with an issue form, with a conflict, with a card that was taken off, or where a draft is to be made an issue.
pub(crate) fn board(rich_one: bool, begins: usize) -> Model {
    let text = "Todo: A (@bob 3 bug), B, C (draft), Old (archived) | Doing: E (pr), F | Done: G";
    let mut model = if rich_one { rich(text, 120, 40) } else { model(text, 120, 40) };
    if rich_one {
        with_forms(&mut model);
        let mut project = Project::clone(&model.replica.as_ref().expect("a project").view().project);
        project.views = views().into();
        let (pull, seen_at) = (project_read(project), model.now);
        tell(&mut model, Event::Pulled { pull, seen_at });
    }
    let form = "n \"Crash\" ctrl+t \"bug\" enter";
    press(&mut model, ["", "v t", "v m", "enter", form, "L wait", "e r y", "j j e c"][begins]);
    if begins == 3 {
        details(&mut model, 11, 0);
        press(&mut model, "shift+tab");
    }
    if begins == 5 {
        rival(&mut model, 0, 2);
        press(&mut model, "!");
    }
    if begins == 6
        && let Some(removal) = pending(&model, 0)
    {
        let progress = Progress::Accepted { at: model.now };
        tell(&mut model, Event::Marked { edit: removal.id, progress });
    }
    model
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(2_000),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_stream_of_keys_mouse_and_news_panics_or_loses_or_doubles_a_card(
        rich_one in any::<bool>(),
        begins in 0..BEGINNINGS,
        stream in prop::collection::vec(happening(), 0..32),
    ) {
        let mut model = board(rich_one, begins);
        for one in stream {
            happen(&mut model, one);
            check(&model)?;
        }
    }
}

#[test]
fn streams_get_everywhere_and_do_everything() {
    let mut runner = TestRunner::deterministic();
    let (mut scopes_seen, mut kinds) = (HashSet::new(), HashSet::new());
    let stream = (any::<bool>(), 0..BEGINNINGS, prop::collection::vec(happening(), 32));
    for _ in 0..1_500 {
        let (rich_one, begins, stream) = stream.new_tree(&mut runner).expect("a stream").current();
        let mut model = board(rich_one, begins);
        for one in stream {
            happen(&mut model, one);
            scopes_seen.extend(scopes(&model));
            for pending in model.replica.iter().flat_map(Replica::pending) {
                kinds.insert(discriminant(&pending.edit));
            }
        }
    }
    let all: HashSet<Scope> = TABLE.iter().map(|row| row.scope).collect();
    assert_eq!(all.difference(&scopes_seen).collect::<Vec<_>>(), [] as [&Scope; 0]);
    assert_eq!(kinds.len(), 11, "every kind of edit is made");
}
