//! Frames of opened cards and of the pane beside the board.

use std::sync::Arc;

use chrono::TimeDelta;

use super::glyph::{ASCII, UNICODE};
use super::tests::{frame, look, memory, text};
use super::{Depth, Memory};
use crate::app::fixture::{model, now, press};
use crate::app::overlay::{Card, Overlay};
use crate::app::{Message, Model, update};
use crate::domain::details::{Closing, Comment, SubIssue};
use crate::domain::item::{Checks, Link, Listed, PullStage, PullState, Review, State, Tally};
use crate::domain::limit::Excuse;
use crate::domain::{
    Change, Content, Details, Edit, EditId, Entry, Fetched, Item, Named, Pending, Progress, Provenance, Pull,
    Value,
};
use crate::sync::{Event, Link as Reach, Status};

const BOARD: &str = "\
    Todo: Share the cache (@carol 8 epic 1/3 milestone), Route by prefix (@bob 5 3d), Count the hits (2) | \
    Doing: Write 日本語 docs 👩‍👩‍👧 (@yuki 1) | Done: Measure (done @dave 3)";
const BODY: &str = "## Goal\nNo request may be lost, see [the plan](https://x.y/plan).\n\n- [x] design\n- [ ] implement\n  - [ ] 日本語\n\n> quoted\n";

fn link(number: u64, title: &str, open: bool) -> Link {
    Link {
        id: format!("C{number}").into(),
        number,
        title: title.into(),
        repository: "octo/engine".into(),
        open,
    }
}

/// What GitHub said of the first card half an hour ago.
fn details() -> Details {
    let comment = |who: &str, days: i64, body: &str| Comment {
        id: who.into(),
        author: Some(who.into()),
        at: now() - TimeDelta::days(days),
        edited_at: None,
        body: body.into(),
        editable: true,
        deletable: true,
    };
    let part = |number, title, open| SubIssue {
        link: link(number, title, open),
        assignees: Listed::default(),
        parts: Tally::default(),
    };
    let state = PullState {
        stage: PullStage::Open,
        draft: false,
        review: Some(Review::Required),
        checks: Some(Checks::Failing),
    };
    let pull = crate::domain::item::Pull { number: 44, repository: "octo/engine".into(), state };
    let comments = vec![
        comment("bob", 9, "What about *eviction*?"),
        comment("ann", 1, "- [ ] asked @dave\n\nSee https://x.y/z."),
    ];
    Details {
        read_at: now() - TimeDelta::minutes(30),
        updated_at: now() - TimeDelta::days(2),
        comments: Listed { some: comments.into(), total: 14 },
        sub_issues: vec![
            part(2, "Route by prefix", true),
            part(5, "Measure", false),
            part(90, "Elsewhere", true),
        ]
        .into(),
        blocking: vec![link(3, "Count the hits", true)].into(),
        pulls: vec![Closing { title: "Share blocks".into(), pull }].into(),
    }
}

fn activity() -> Vec<Entry> {
    let entry = |days, by: Option<&str>, provenance, change| Entry {
        item: "I1".into(),
        at: now() - TimeDelta::days(days),
        seen_at: now(),
        by: by.map(Into::into),
        provenance,
        change,
        named: Named::default(),
        excuse: None,
    };
    let excuse = |most, reason: &str| Some(Excuse { most, reason: reason.to_owned() });
    let status = |from: Option<&str>, to: &str| Change::Field {
        field: "Status".into(),
        from: from.map(|from| Value::SingleSelect(from.into())),
        to: Some(Value::SingleSelect(to.into())),
    };
    let names = |names: &[&str]| names.iter().map(|name| Arc::from(*name)).collect();
    vec![
        entry(0, None, Provenance::Ours, status(Some("Doing"), "Todo")),
        entry(1, Some("bob"), Provenance::Seen, status(Some("Todo"), "Doing")),
        Entry { excuse: excuse(5, "it burns"), ..entry(1, None, Provenance::Ours, status(None, "Doing")) },
        entry(1, None, Provenance::Seen, Change::Labels { from: names(&["bug"]), to: names(&["epic"]) }),
        entry(2, None, Provenance::Seen, Change::BlockedBy { by: "C2".into(), on: true }),
        entry(3, None, Provenance::Seen, Change::State { from: State::Done, to: State::Open }),
        entry(30, Some("ann"), Provenance::Reconstructed, status(None, "Todo")),
        entry(30, None, Provenance::Reconstructed, Change::Added),
    ]
}

/// A card of which everything is known; the keys come after.
pub(super) fn known(size: (u16, u16), keys: &str) -> Model {
    let mut model = model(BOARD, size.0, size.1);
    let status = Status { link: Reach::Online, synced_at: Some(now()), ..Status::default() };
    update(&mut model, Message::Sync(Event::Status(status)));
    let view = model.replica.as_ref().expect("a project").view();
    let mut item = Item::clone(view.item(&"I1".into()).expect("the first card"));
    if let Content::Issue(issue) = &mut item.content {
        issue.kind = Some("Epic".into());
        issue.parent = Some(Box::new(link(99, "Faster answers", true)));
        issue.blocked_by = vec![link(2, "Route by prefix", true), link(91, "Buy disks", false)].into();
    }
    let items = vec![Fetched { item: Arc::new(item), body: String::new() }];
    let pull = Pull { items, ..Pull::default() };
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at: now() }));
    let mut keys = keys.split_inclusive(' ');
    press(&mut model, keys.next().unwrap_or_default());
    let body = Some(BODY.to_owned());
    let told =
        Event::Details { item: "I1".into(), body, details: Some(Arc::new(details())), activity: activity() };
    update(&mut model, Message::Sync(told));
    let mut memory = memory();
    frame(&mut model, &mut memory);
    for key in keys {
        press(&mut model, key);
        frame(&mut model, &mut memory);
    }
    model
}

fn screen(size: (u16, u16), keys: &str) -> String {
    text(&frame(&mut known(size, keys), &mut memory()))
}

#[test]
fn everything_of_a_card() {
    insta::assert_snapshot!(screen((100, 76), "enter"));
}

#[test]
fn a_card_beside_the_board() {
    insta::assert_snapshot!(screen((150, 40), "enter } }"));
}

#[test]
fn the_pane_beside_the_board() {
    insta::assert_snapshot!(screen((150, 40), "p"));
}

#[test]
fn a_card_on_a_tiny_screen_shows_what_is_chosen() {
    insta::assert_snapshot!(screen((40, 12), "enter tab tab tab tab tab tab"));
}

#[test]
fn a_card_without_symbols() {
    let mut model = known((90, 76), "enter");
    let mut memory = Memory::new(look(&ASCII, Depth::None));
    let shown = text(&frame(&mut model, &mut memory));
    assert!(shown.chars().all(|c| c.is_ascii() || "日本語".contains(c)), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn a_card_says_how_old_what_it_shows_is() {
    let heading = |reach: Reach, is_read: bool| {
        let mut model = known((90, 76), "enter");
        if !is_read {
            let told = Event::Details { item: "I1".into(), body: None, details: None, activity: Vec::new() };
            update(&mut model, Message::Sync(told));
        }
        update(&mut model, Message::Sync(Event::Status(Status { link: reach, ..Status::default() })));
        let shown = text(&frame(&mut model, &mut memory()));
        let line = shown.lines().find(|line| line.contains("Comments")).expect("there is a heading");
        line.trim().to_owned()
    };
    let offline = || Reach::Offline { why: "no route".into(), retry_at: now() };
    assert_eq!(heading(Reach::Online, true), "Comments  14 · as of 13:32");
    assert_eq!(heading(offline(), true), "Comments  14 · as of 13:32; offline");
    assert_eq!(heading(Reach::Online, false), "Comments  not read yet: GitHub is being asked");
    assert_eq!(heading(offline(), false), "Comments  never read; offline");
}

#[test]
fn what_can_not_be_changed_has_a_padlock_and_says_why() {
    let mut model = model("Todo: A", 100, 24);
    let view = model.replica.as_ref().expect("a project").view();
    let mut item = Item::clone(view.item(&"I1".into()).expect("the card"));
    item.archived = true;
    press(&mut model, "enter");
    let pull = Pull { items: vec![Fetched { item: Arc::new(item), body: String::new() }], ..Pull::default() };
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at: now() }));
    let shown = text(&frame(&mut model, &mut memory()));
    assert!(shown.contains("Locked       🔒 it is archived: bring it back first"), "{shown}");
}

#[test]
fn a_comment_that_is_being_changed_says_so_and_one_that_can_not_be_has_a_padlock() {
    let mut model = known((100, 40), "enter");
    let mut details = details();
    let mut comments = details.comments.some.to_vec();
    comments[0].editable = false;
    comments.push(Comment { id: "erin".into(), author: Some("erin".into()), ..comments[0].clone() });
    details.comments = Listed { some: comments.clone().into(), total: 15 };
    let change = |number: usize, to: Option<&str>| Edit::SetComment {
        item: "I1".into(),
        comment: comments[number].id.clone(),
        was: comments[number].body.clone(),
        to: to.map(str::to_owned),
    };
    let replica = model.replica.as_mut().expect("a project");
    for (number, edit) in (1..).zip([change(1, Some("Quite another text")), change(2, None)]) {
        let id = EditId(uuid::Uuid::from_u128(number));
        let pending = Pending::new(id, id, edit, replica.base(), None, now());
        replica.edit(pending);
    }
    let (item, body) = ("I1".into(), Some(BODY.to_owned()));
    let told = Event::Details { item, body, details: Some(Arc::new(details)), activity: Vec::new() };
    update(&mut model, Message::Sync(told));
    press(&mut model, "} } } } }");
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory())));
}

#[test]
fn a_comment_of_ours_is_shown_once_also_where_the_card_was_read_with_it() {
    let mut model = known((100, 60), "enter");
    let id = EditId(uuid::Uuid::from_u128(1));
    let edit = Edit::Comment { item: "I1".into(), body: "Seen by all".to_owned() };
    let replica = model.replica.as_mut().expect("a project");
    replica.edit(Pending::new(id, id, edit, replica.base(), None, now()));
    replica.mark(id, Progress::Accepted { at: now() });
    let mut times = |details: Details| {
        let (item, body) = ("I1".into(), Some(BODY.to_owned()));
        let told = Event::Details { item, body, details: Some(Arc::new(details)), activity: Vec::new() };
        update(&mut model, Message::Sync(told));
        press(&mut model, "} } } } }");
        text(&frame(&mut model, &mut memory())).matches("Seen by all").count()
    };
    assert_eq!(times(details()), 1, "ours alone");
    let mut read = details();
    let mut comments = read.comments.some.to_vec();
    comments[0].body = "Seen by all".to_owned();
    read.comments.some = comments.clone().into();
    assert_eq!(times(read.clone()), 2, "the same words of long ago are another comment");
    comments[0].at = now();
    read.comments.some = comments.into();
    assert_eq!(times(read), 1, "it is this one");
}

#[test]
fn sections_and_the_end_are_reached_by_keys() {
    let top = |keys: &str| {
        let shown = screen((100, 24), keys);
        shown.lines().nth(4).unwrap_or_default().trim().to_owned()
    };
    assert_eq!(top("enter }"), "Text  tasks 1 of 3");
    assert!(top("enter } }").starts_with("Sub-issues"));
    assert_eq!(top("enter } } {"), "Text  tasks 1 of 3");
    assert_eq!(top("enter j }"), "Text  tasks 1 of 3");
    let end = screen((100, 24), "enter } } } } } } }");
    assert!(end.contains("added it to the project"), "{end}");
}

#[test]
fn a_click_ticks_a_task() {
    let mut model = known((100, 40), "enter");
    let mut memory = memory();
    let shown = text(&frame(&mut model, &mut memory));
    let y = shown.lines().position(|line| line.contains("implement")).expect("it is drawn");
    let at = memory.pointed(8, u16::try_from(y).expect("a row"));
    update(&mut model, Message::Mouse { button: crate::app::Button::Press, at });
    let shown = text(&frame(&mut model, &mut memory));
    assert!(shown.contains("✓ implement") && shown.contains("tasks 2 of 3"), "{shown}");
}

#[test]
fn a_large_text_is_rendered_once_and_scrolled_through_to_its_end() {
    let mut model = model("Todo: A", 100, 24);
    press(&mut model, "enter");
    let body = "A line of a long text with a [link](https://x.y) in it.\n\n".repeat(1200);
    update(&mut model, Message::Sync(crate::app::fixture::read("I1".into(), &(body + "The very end."))));
    let mut memory = memory();
    frame(&mut model, &mut memory);
    let pages = memory.rendered();
    for key in ["j", "pagedown", "tab", "G"] {
        press(&mut model, key);
        frame(&mut model, &mut memory);
    }
    assert_eq!(memory.rendered(), pages);
    assert!(text(&frame(&mut model, &mut memory)).contains("The very end."));
}

#[test]
fn every_size_shows_a_card() {
    for size in [(40, 12), (80, 24), (139, 30), (140, 30), (400, 100)] {
        for keys in ["enter tab", "p j", "enter shift+tab", "enter G"] {
            let mut model = known(size, keys);
            let mut memory = Memory::new(look(&UNICODE, Depth::Full));
            frame(&mut model, &mut memory);
        }
    }
}

/// A frame with links, and without them.
fn linked(model: &mut Model) -> [ratatui::buffer::Buffer; 2] {
    [true, false].map(|links| {
        let mut memory = Memory::new(super::Look { links, ..look(&UNICODE, Depth::Sixteen) });
        frame(model, &mut memory)
    })
}

/// The addresses of a frame, each once, in the order of their cells.
fn addresses(frame: &ratatui::buffer::Buffer) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for cell in &frame.content {
        let Some(rest) = cell.symbol().strip_prefix("\u{1b}]8;id=") else { continue };
        let url =
            rest.split_once(';').and_then(|(_, rest)| rest.split_once('\u{1b}')).expect("a whole link").0;
        if !all.iter().any(|known| known == url) {
            all.push(url.to_owned());
        }
    }
    all
}

#[test]
fn links_of_texts_comments_fields_and_issues_are_links_of_the_terminal() {
    let mut model = known((100, 76), "enter");
    let view = model.replica.as_ref().expect("a project").view();
    let mut project = crate::domain::Project::clone(&view.project);
    let kind = crate::domain::FieldKind::Text;
    project.fields.push(crate::domain::Field {
        id: "Notes".into(),
        name: "Notes".into(),
        kind,
        issue_field: None,
    });
    let mut item = Item::clone(view.item(&"I1".into()).expect("the first card"));
    item.set(&"Notes".into(), Some(Value::Text("see https://notes.org/日本, then \u{1b} ask".into())));
    let items = vec![Fetched { item: Arc::new(item), body: BODY.to_owned() }];
    let pull = Pull { items, project: Some(project.into()), ..Pull::default() };
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at: now() }));
    let told = Event::Details {
        item: "I1".into(),
        body: Some(BODY.to_owned()),
        details: Some(Arc::new(details())),
        activity: Vec::new(),
    };
    update(&mut model, Message::Sync(told));
    let [with, without] = linked(&mut model);
    let found = addresses(&with);
    for expected in [
        "https://notes.org/%E6%97%A5%E6%9C%AC",
        "https://x.y/plan",
        "https://github.com/octo/engine/pull/44",
        "https://x.y/z",
    ] {
        assert!(found.iter().any(|url| url == expected), "{expected}: {found:?}");
    }
    assert_eq!(addresses(&without), [""; 0]);
    // What is seen is the same, cell by cell.
    for (one, other) in with.content.iter().zip(&without.content) {
        let seen = one.symbol().split("\u{1b}\\").nth(1).and_then(|rest| rest.strip_suffix("\u{1b}]8;;"));
        assert_eq!(seen.unwrap_or(one.symbol()), other.symbol());
        assert_eq!(one.style(), other.style());
    }
}

#[test]
fn nothing_above_a_card_leads_where_the_card_does() {
    let mut model = known((100, 40), "enter");
    assert!(!addresses(&linked(&mut model)[0]).is_empty());
    press(&mut model, "?");
    let [with, _] = linked(&mut model);
    let keys = text(&with);
    assert!(keys.contains("Go to the card below."), "{keys}");
    for cell in with.content.iter().filter(|cell| cell.symbol().starts_with('\u{1b}')) {
        assert!(cell.modifier.contains(ratatui::style::Modifier::DIM), "only what stepped back: {cell:?}");
    }
}

#[test]
fn the_bottom_line_names_the_card_that_is_open() {
    let mut model = model("Todo: Fix login, Write docs | Doing:", 100, 20);
    let mut memory = Memory::new(look(&UNICODE, Depth::Sixteen));
    model.overlays.push(Overlay::Card(Card::new("I2".into())));
    let shown = text(&frame(&mut model, &mut memory));
    let last = shown.lines().last().expect("a line");
    assert!(last.starts_with(" #2") && !last.contains("login"), "{shown}");
    press(&mut model, "e s");
    let shown = text(&frame(&mut model, &mut memory));
    assert!(shown.lines().last().expect("a line").starts_with(" #2"), "a menu above it is about it: {shown}");
}
