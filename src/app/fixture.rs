//! Boards for tests, written as one line: `Todo: Fix login (@bob 3 bug), Write docs | Doing: Ship`.

use std::sync::Arc;

use chrono::TimeDelta;

use super::overlay::projects::Offered;
use super::{Message, Model, Settings, Size, Start, update};
use crate::domain::item::{Checks, Pull, PullStage};
use crate::domain::item::{
    Content, Draft, Issue, IssueState, Label, Listed, Milestone, PullRequest, PullState, Tally, Work,
};
use crate::domain::project::{Key, Layout, View};
use crate::domain::{
    Colour, Edit, Field, FieldKind, Item, ItemId, Project, ProjectRef, Replica, SelectOption, Snapshot,
    Timestamp, Value,
};
use crate::input::{Action, Chord, Found, Keymap, Scope, Stroke};
use crate::sync::{Command, Event};

/// Wednesday, two minutes past two in the afternoon.
pub(crate) fn now() -> Timestamp {
    "2025-08-06T14:02:00Z".parse().expect("a moment")
}

fn ago(days: i64) -> Timestamp {
    now() - TimeDelta::days(days)
}

/// A replica of a board in one line. Cards are numbered from 1. In brackets after a title: `@login`, a number for the effort,
/// `draft`, `pr`, `done`, `b2` (blocked by two), `w3` (three wait for it), `1/3` (sub-issues), `checks`, `5d` (days here),
/// anything else is a label.
pub(crate) fn replica(text: &str) -> Replica {
    let columns: Vec<(&str, &str)> = text
        .split('|')
        .map(|column| {
            column.split_once(':').map_or((column.trim(), ""), |(name, cards)| (name.trim(), cards))
        })
        .collect();
    let mut number = 0;
    let mut items = Vec::new();
    for (column, cards) in &columns {
        for card in cards.split(',').map(str::trim).filter(|card| !card.is_empty()) {
            number += 1;
            items.push(Arc::new(item(number, column, card)));
        }
    }
    let names = columns.iter().map(|(name, _)| *name).filter(|name| *name != "No status");
    Replica::new(Snapshot::new(Arc::new(project(names)), items), Vec::new())
}

fn project<'a>(columns: impl Iterator<Item = &'a str>) -> Project {
    let colours = [
        Colour::Gray,
        Colour::Blue,
        Colour::Yellow,
        Colour::Green,
        Colour::Purple,
        Colour::Red,
        Colour::Pink,
    ];
    let options = |names: Vec<&str>| {
        let option = |(place, name): (usize, &str)| SelectOption {
            id: name.into(),
            name: name.to_owned(),
            colour: colours[place % colours.len()],
            description: String::new(),
        };
        FieldKind::SingleSelect(names.into_iter().enumerate().map(option).collect())
    };
    let field = |name: &str, kind| Field { id: name.into(), name: name.into(), kind, issue_field: None };
    Project {
        id: "P".into(),
        reference: ProjectRef { owner: "octo".into(), number: 1 },
        title: "Release Pipeline".into(),
        url: "https://github.com/orgs/octo/projects/1".into(),
        closed: false,
        editable: true,
        updated_at: ago(1),
        fields: vec![
            field("Status", options(columns.collect())),
            field("Effort", FieldKind::Number),
            field("Priority", options(vec!["High", "Low"])),
        ],
        views: Listed::default(),
        repositories: vec!["octo/engine".into()].into(),
        left_out: crate::domain::project::LeftOut::default(),
    }
}

fn item(number: u64, column: &str, card: &str) -> Item {
    let (title, marks) = card.split_once('(').map_or((card, ""), |(title, marks)| (title.trim(), marks));
    let marks: Vec<&str> = marks.trim_end_matches(')').split_whitespace().collect();
    let days = |mark: &&str| mark.strip_suffix('d').and_then(|days| days.parse::<i64>().ok());
    let here = marks.iter().find_map(days).unwrap_or(1);
    let mut item = Item {
        id: ItemId::from(format!("I{number}")),
        content: content(number, title, &marks),
        archived: marks.contains(&"archived"),
        created_at: ago(30),
        updated_at: ago(here),
        values: Vec::new(),
    };
    if column != "No status" {
        item.set(&"Status".into(), Some(Value::SingleSelect(column.into())));
        item.values[0].at = Some(ago(here).into());
    }
    if let Some(effort) = marks.iter().find_map(|mark| mark.parse::<f64>().ok()) {
        item.set(&"Effort".into(), Some(Value::Number(effort)));
    }
    item
}

fn content(number: u64, title: &str, marks: &[&str]) -> Content {
    let has = |mark: &str| marks.contains(&mark);
    let people: Vec<Arc<str>> =
        marks.iter().filter_map(|mark| mark.strip_prefix('@')).map(Arc::from).collect();
    if has("draft") {
        return Content::Draft(Draft {
            id: None,
            title: title.into(),
            author: None,
            assignees: people.into(),
            created_at: ago(30),
            updated_at: ago(2),
        });
    }
    let count = |prefix: char| {
        marks.iter().find_map(|mark| mark.strip_prefix(prefix)?.parse::<u32>().ok()).unwrap_or(0)
    };
    let tally = marks.iter().find_map(|mark| {
        let (done, total) = mark.split_once('/')?;
        Some(Tally { done: done.parse().ok()?, total: total.parse().ok()? })
    });
    let label = |mark: &&&str| {
        let mark: &str = mark;
        let plain = mark.chars().all(|c| c.is_alphabetic() || c == ':' || c == '-');
        plain && !["done", "pr", "checks", "archived"].contains(&mark)
    };
    let labels: Vec<Label> = marks
        .iter()
        .filter(label)
        .map(|mark| Label {
            name: Arc::from(*mark),
            colour: if *mark == "bug" { 0xd7_3a4a } else { 0xa2_eeef },
        })
        .collect();
    let work = Work {
        id: format!("C{number}").into(),
        number,
        title: title.into(),
        repository: Arc::from("octo/engine"),
        author: Some(Arc::from("ann")),
        assignees: people.into(),
        labels: labels.into(),
        milestone: has("milestone").then(|| Milestone { title: Arc::from("v0.3"), due: None, open: true }),
        created_at: ago(30),
        updated_at: ago(2),
        closed_at: has("done").then(|| ago(2)),
        editable: true,
    };
    let state =
        PullState { stage: PullStage::Open, draft: false, review: None, checks: Some(Checks::Failing) };
    if has("pr") {
        return Content::PullRequest(PullRequest { work, pull: state, reviewers: Vec::new().into() });
    }
    let pull = Pull { number: 44, repository: Arc::from("octo/engine"), state };
    Content::Issue(Issue {
        work,
        state: if has("done") { IssueState::Completed } else { IssueState::Open },
        reopened: false,
        kind: None,
        parent: None,
        sub_issues: tally.unwrap_or_default(),
        blocked_by: Vec::new().into(),
        open_blockers: count('b'),
        blocking: count('w'),
        pulls: if has("checks") { vec![pull].into() } else { Vec::new().into() },
    })
}

/// A program with a board, at a size.
pub(crate) fn model(text: &str, width: u16, height: u16) -> Model {
    started(Some(replica(text)), width, height)
}

/// A program with a board and views that GitHub saved, written as `Name: filter`; with `by Field` behind a name its columns are
/// that field's.
pub(crate) fn viewed(text: &str, views: &[&str], width: u16, height: u16) -> Model {
    let mut replica = replica(text);
    let view = |(place, text): (usize, &&str)| {
        let (name, filter) = text.split_once(':').unwrap_or((text, ""));
        let (name, axis) = name.split_once(" by ").map_or((name, "Status"), |(name, axis)| (name, axis));
        View {
            number: u32::try_from(place).expect("a few views") + 1,
            name: name.to_owned(),
            layout: Layout::Board,
            filter: filter.trim().to_owned(),
            fields: Vec::new(),
            group_by: Vec::new(),
            columns_by: vec![axis.into()],
            sort_by: Vec::new(),
        }
    };
    let mut project = (*replica.view().project).clone();
    project.views = views.iter().enumerate().map(view).collect::<Vec<_>>().into();
    replica.pull(&project_read(project), now());
    started(Some(replica), width, height)
}

/// A read that brings a project.
pub(crate) fn project_read(project: Project) -> crate::domain::Pull {
    crate::domain::Pull { project: Some(Arc::new(project)), ..crate::domain::Pull::default() }
}

/// A program with or without a project.
pub(crate) fn started(replica: Option<Replica>, width: u16, height: u16) -> Model {
    Model::new(start(replica, Vec::new(), width, height))
}

/// A program that has to ask for a project.
pub(crate) fn offered(projects: &[&str], width: u16, height: u16) -> Model {
    let offered = |project: &&str| Offered {
        key: key(project),
        title: String::new(),
        note: String::new(),
        closed: false,
    };
    let projects = projects.iter().map(offered).collect();
    Model::new(Start { key: None, ..start(None, projects, width, height) })
}

/// A project of github.com.
pub(crate) fn key(project: &str) -> Key {
    Key { host: "github.com".to_owned(), project: project.parse().expect("the name of a project") }
}

fn start(replica: Option<Replica>, projects: Vec<Offered>, width: u16, height: u16) -> Start {
    Start {
        replica,
        journal: Vec::new(),
        conflicts: Vec::new(),
        remembered: None,
        written: Vec::new(),
        key: Some(key("octo/1")),
        projects,
        asked: Vec::new(),
        keymap: Keymap::default(),
        settings: Settings::default(),
        seed: 1,
        now: now(),
        size: Size { width, height },
    }
}

/// Presses keys, written as in the configuration with blanks between; `wait` lets a second pass, `"text"` is typed.
/// Returns what the shell was to do.
pub(crate) fn press(model: &mut Model, keys: &str) -> Vec<super::Effect> {
    let mut effects = Vec::new();
    for (place, part) in keys.split('"').enumerate() {
        if place % 2 == 1 {
            for c in part.chars() {
                effects.extend(update(model, Message::Key(Chord::plain(crate::input::Key::Char(c)))));
            }
            continue;
        }
        for key in part.split_whitespace() {
            let message = if key == "wait" {
                Message::Tick(model.now + TimeDelta::seconds(1))
            } else {
                Message::Key(key.parse().expect("a key of a test"))
            };
            effects.extend(update(model, message));
        }
    }
    effects
}

/// Keys in whatever is typed.
pub(crate) fn strokes(keys: &str) -> Vec<Stroke> {
    let keymap = Keymap::default();
    let chords = Chord::sequence(keys).expect("keys of a test");
    let stroke = |chord: Chord| {
        if let Found::Action(Action::Typing(action)) = keymap.find(&[Scope::Typing], &[chord]) {
            return Some(Stroke::Does(action));
        }
        Stroke::of(chord)
    };
    chords.into_iter().map(|chord| stroke(chord).expect("it types")).collect()
}

/// What the sync tells of an opened card of which it knows only the text.
pub(crate) fn read(item: ItemId, body: &str) -> Event {
    Event::Details { item, body: Some(body.to_owned()), details: None, activity: Vec::new() }
}

/// The edits that were to be sent, without their ids.
pub(crate) fn pushed(effects: &[super::Effect]) -> Vec<Vec<Edit>> {
    let edits = |effect: &super::Effect| {
        let super::Effect::Sync(Command::Push { edits, .. }) = effect else { return None };
        Some(edits.iter().map(|pending| pending.edit.clone()).collect())
    };
    effects.iter().filter_map(edits).collect()
}

/// The board in the same line form, as it looks: numbers only, `[n]` has the focus.
pub(crate) fn line(model: &Model) -> String {
    let Some(columns) = &model.board.columns else { return String::new() };
    let column = |place: usize| {
        let lane = model.board.lane(place).expect("it is shown");
        let card = |row: usize| {
            let item = lane.get(row)?;
            let number = item.number().map_or_else(|| item.title().to_owned(), |number| number.to_string());
            let focused = model.board.cursor.item.as_ref() == Some(&item.id);
            Some(if focused { format!("[{number}]") } else { number })
        };
        let cards: Vec<String> = (0..lane.len()).filter_map(card).collect();
        format!("{}: {}", lane.column.title, cards.join(" "))
    };
    columns.shown().map(column).collect::<Vec<_>>().join(" | ")
}
