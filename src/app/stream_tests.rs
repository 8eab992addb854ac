//! Random streams of keys, text, the mouse, sizes and news: nothing panics, and no card is lost or doubled.
//!
//! `PROPTEST_CASES=100000` runs as many streams.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::fixture::{model, press};
use super::overlay::editor_tests::rich;
use super::{Button, Message, Model, Pointed, Size, Target, update};
use crate::domain::{Conflict, Edit, Fetched, Item, ItemId, Pending, Progress, Pull, Refusal, Theirs, Value};
use crate::sync::Event;

/// Keys of every scope: what moves, selects, edits, takes back, and what answers.
const KEYS: &[&str] = &[
    "h", "j", "k", "l", "H", "J", "K", "L", "g", "G", "tab", "space", "space", "enter", "enter", "esc",
    "esc", "1", "3", "s t", "s b", "u", "u", "U", "ctrl+r", "wait", "m", "down", "up", "/", "a", "+", "-",
    "x", "x", "x", "V", "*", "!", "t", "d", "y", "r", "n", "N", "p", "i", "e e", "e s", "e p", "e a", "e l",
    "e m", "e t", "e x", "e o", "e z", "e r", "e c", "e u", "e k", "e f", "c", "v s", "v r", "v h", "v a",
    "v z", "v x", "v t", "v t", "v m", "v d", "v -", "e h", "}", "\"2\"", "\"o\"", "ctrl+s", "ctrl+c",
    "ctrl+z", ":", "?",
];

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

/// What happens: a key, one of the sorts of news about one of the cards or edits, or something else a terminal tells.
pub(crate) type Happening = (usize, usize, usize);

pub(crate) fn happening() -> impl Strategy<Value = Happening> {
    (
        prop_oneof![6 => Just(0_usize), 1 => 1..6_usize, 2 => 6..10_usize],
        any::<prop::sample::Index>(),
        0..8_usize,
    )
        .prop_map(|(sort, key, which)| (sort, key.index(KEYS.len()), which))
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
                tell(model, Event::Marked { edit: pending.id, progress: Progress::Queued });
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
        _ => drop(press(model, KEYS[key])),
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
        !model.board.is_table() || table.columns().contains(table.focus()),
        "no column has the focus"
    );
    let selected = model.board.selected();
    prop_assert!(selected.iter().all(|card| columns.find(card).is_some()));
    Ok(())
}

/// A board with every kind of field, or a plain one; either may begin as a table or as a roadmap.
pub(crate) fn board(rich_one: bool, layout: usize) -> Model {
    let text = "Todo: A (@bob 3 bug), B, C (draft), D | Doing: E (pr), F | Done: G";
    let mut model = if rich_one { rich(text, 120, 40) } else { model(text, 120, 40) };
    press(&mut model, ["", "v t", "v m"][layout]);
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
        layout in 0..3_usize,
        stream in prop::collection::vec(happening(), 0..32),
    ) {
        let mut model = board(rich_one, layout);
        for one in stream {
            happen(&mut model, one);
            check(&model)?;
        }
    }
}
