//! Frames of roadmaps: bars, what has no dates, what is late, other zooms and sizes.

use super::tests::{RELEASE, frame, memory, text};
use super::{Depth, Memory, glyph};
use crate::app::Model;
use crate::app::fixture::{self, press};
use crate::app::overlay::editor_tests::rich;
use crate::domain::field::FieldKind;
use crate::domain::item::{Content, Milestone};
use crate::domain::{Fetched, Field, Item, Project, Pull, Value};
use crate::sync::{Event, Link, Status};

/// A project whose first cards have dates of all sorts: it is Wednesday, 6 August 2025.
fn planned((width, height): (u16, u16)) -> Model {
    let mut model = rich(RELEASE, width, height);
    model.status = Status { link: Link::Online, synced_at: Some(fixture::now()), ..Status::default() };
    let view = model.replica.as_ref().expect("a project").view();
    let mut project = Project::clone(&view.project);
    project.fields.push(Field {
        id: "Start".into(),
        name: "Start".into(),
        kind: FieldKind::Date,
        issue_field: None,
    });
    let set = |place: usize, values: &[(&str, &str)]| {
        let mut item = Item::clone(view.items().nth(place).expect("there are so many"));
        for (field, value) in values {
            let value = match *field {
                "Sprint" => Value::Iteration((*value).into()),
                _ => Value::Date(value.parse().expect("a day")),
            };
            item.set(&(*field).into(), Some(value));
        }
        item
    };
    let mut items = vec![
        set(0, &[("Sprint", "Sprint 7"), ("Start", "2025-08-04"), ("Due", "2025-08-15")]),
        set(1, &[("Start", "2025-08-11")]),
        set(3, &[("Sprint", "Sprint 8"), ("Due", "2025-08-20")]),
        set(6, &[("Start", "2025-07-20"), ("Due", "2025-08-01")]),
        set(7, &[("Start", "2025-08-14"), ("Due", "2025-08-12")]),
        set(9, &[("Start", "2025-05-01"), ("Due", "2025-05-09")]),
        set(10, &[("Sprint", "Sprint 8"), ("Start", "2025-12-01"), ("Due", "2025-12-19")]),
        set(13, &[("Sprint", "Sprint 7"), ("Start", "2025-07-28"), ("Due", "2025-08-05")]),
    ];
    if let Content::Issue(issue) = &mut items[0].content {
        let due = Some("2025-08-29".parse().expect("a day"));
        issue.work.milestone = Some(Milestone { title: "v0.3".into(), due, open: true });
    }
    let items = items.into_iter().map(|item| Fetched { item: item.into(), body: String::new() }).collect();
    let pull = Pull { project: Some(project.into()), items, ..Pull::default() };
    let seen_at = model.now;
    crate::app::update(&mut model, crate::app::Message::Sync(Event::Pulled { pull, seen_at }));
    model
}

fn after(keys: &str, size: (u16, u16), mut memory: Memory) -> String {
    let mut model = planned(size);
    press(&mut model, "v m");
    press(&mut model, keys);
    text(&frame(&mut model, &mut memory))
}

fn roadmap(keys: &str, size: (u16, u16)) -> String {
    after(keys, size, memory())
}

#[test]
fn iterations_are_bars_beside_the_titles() {
    insta::assert_snapshot!(roadmap("j j j", (120, 36)));
}

#[test]
fn two_days_are_a_bar_one_alone_is_not_stretched_and_what_is_late_says_so() {
    insta::assert_snapshot!(roadmap("a \"start to\" enter wait wait wait wait wait", (120, 24)));
}

#[test]
fn weeks_show_every_day() {
    insta::assert_snapshot!(roadmap("a \"start to\" enter + wait wait wait wait wait", (100, 20)));
}

#[test]
fn quarters_show_what_is_far_away() {
    insta::assert_snapshot!(roadmap("a \"start to\" enter - wait wait wait wait wait", (120, 20)));
}

#[test]
fn a_roadmap_in_groups_on_a_usual_screen() {
    insta::assert_snapshot!(roadmap("v r \"status\" enter l", (80, 24)));
}

#[test]
fn a_roadmap_on_a_tiny_screen() {
    insta::assert_snapshot!(roadmap("a \"start to\" enter wait wait wait wait wait", (40, 12)));
}

#[test]
fn a_roadmap_without_symbols_and_colours() {
    let memory = Memory::new(super::tests::look(&glyph::ASCII, Depth::None));
    insta::assert_snapshot!(after("a \"start to\" enter wait wait wait wait wait", (100, 20), memory));
}

#[test]
fn a_card_carried_on_a_roadmap() {
    insta::assert_snapshot!(roadmap("space j j", (100, 18)));
}

#[test]
fn a_project_without_dates_says_that_its_cards_have_none() {
    let mut model = fixture::model("Todo: A, B", 80, 14);
    press(&mut model, "v m");
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory())));
}

#[test]
fn today_swallows_no_week() {
    let shown = roadmap("", (120, 36));
    let days = shown.lines().nth(4).unwrap_or_default();
    let days: Vec<&str> = days.split_whitespace().collect();
    assert_eq!(days, ["21", "28", "4", "11", "18", "25", "1", "8", "15", "22", "29"], "{shown}");
    assert!(shown.lines().nth(3).is_some_and(|months| months.contains("today")), "{shown}");
}

#[test]
fn a_bar_has_the_colour_of_its_column_beside_its_name_and_today_does_not_cut_it() {
    let mut model = planned((120, 36));
    press(&mut model, "v m");
    let buffer = frame(&mut model, &mut memory());
    let shown = text(&buffer);
    let row = |title: &str| {
        let y = shown.lines().position(|line| line.contains(title)).expect("it is drawn");
        (u16::try_from(y).expect("a row"), shown.lines().nth(y).unwrap_or_default().to_owned())
    };
    let bars =
        [("Write the", "▒▒▒▒ Inbox"), ("Tune prefix", "▓▓▓▓ In Progress"), ("Document the helm", "░░░░")];
    let mut colours = Vec::new();
    for (title, bar) in bars {
        let (y, line) = row(title);
        let sign = bar.chars().next().unwrap_or_default();
        assert!(line.contains(bar) && !line.contains(&format!("{sign}│")), "{title}: {shown}");
        let is_bar = |x: &u16| buffer[(*x, y)].symbol().starts_with(sign);
        colours.push((0..120).find(is_bar).map(|x| buffer[(x, y)].fg));
    }
    assert!(colours[0] != colours[1] && colours[1] != colours[2], "{colours:?}");
    press(&mut model, "v r \"status\" enter");
    let grouped = text(&frame(&mut model, &mut memory()));
    assert!(!grouped.contains("▓ In Progress"), "the head of its group says it: {grouped}");
}
