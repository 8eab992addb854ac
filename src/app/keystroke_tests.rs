//! README's table of what takes how many keys: each row is pressed, and does what it says.

use super::fixture::{model, press, pushed};
use super::model::Model;
use super::{Message, update};
use crate::domain::{Edit, Member};

const README: &str = include_str!("../../README.md");

/// Two columns, the first with twenty cards.
fn board() -> Model {
    let cards: Vec<String> = (1..=20).map(|number| format!("Card {number}")).collect();
    let board =
        format!("Todo: {} | In Progress: Busy (bug @bob milestone) | Done: Old (1)", cards.join(", "));
    let mut model = model(&board, 120, 40);
    model.settings.me = Some("ann".to_owned());
    model
}

/// The rows: what is done, the keys as tests write them, how many they are.
fn rows() -> Vec<[&'static str; 3]> {
    let (_, rest) = README.split_once("<!-- keystrokes -->\n").expect("README has the table");
    let (table, _) = rest.split_once("<!-- end -->").expect("the table ends");
    let cells = |line: &'static str| {
        let mut cells = line.trim_matches('|').split(" | ").map(str::trim);
        let mut next = || cells.next().expect("enough cells");
        [next(), next().trim_matches('`'), next()]
    };
    table.lines().filter(|line| line.starts_with('|')).skip(2).map(cells).collect()
}

/// How many keys are pressed.
fn count(keys: &str) -> usize {
    let part = |(place, part): (usize, &str)| {
        if place % 2 == 1 { part.chars().count() } else { part.split_whitespace().count() }
    };
    keys.split('"').enumerate().map(part).sum()
}

#[test]
fn each_row_of_the_table_does_what_it_says_with_as_many_keys() {
    let rows = rows();
    assert_eq!(rows.len(), 7);
    for [what, keys, many] in rows {
        assert_eq!(count(keys).to_string(), many, "{what}: {keys}");
        let mut board = board();
        let mut effects = press(&mut board, keys);
        // A nudge is sent when no other follows.
        let later = board.now + chrono::TimeDelta::seconds(1);
        effects.extend(update(&mut board, Message::Tick(later)));
        let steps = pushed(&effects);
        let [edits] = steps.as_slice() else { panic!("{what} is one step: {steps:?}") };
        let values = edits.iter().filter(|edit| matches!(edit, Edit::SetField { .. })).count();
        let members = |wanted: fn(&Member) -> bool| {
            edits
                .iter()
                .filter(|edit| matches!(edit, Edit::Link { entry, on: true, .. } if wanted(entry)))
                .count()
        };
        let people = members(|entry| matches!(entry, Member::Assignee(_)));
        let labels = members(|entry| matches!(entry, Member::Label(_)));
        let milestones = edits.iter().filter(|edit| matches!(edit, Edit::Set { .. })).count();
        let expected = match what {
            "move a card to the next column" | "set the status of a card" | "set its effort" => (1, 0, 0, 0),
            "assign it to me" => (0, 1, 0, 0),
            "add a label" => (0, 0, 1, 0),
            // Its column is a value too.
            "create a card with five attributes" => (3, 1, 1, 1),
            "move 20 cards to another column" => (20, 0, 0, 0),
            other => panic!("what does `{other}` mean?"),
        };
        assert_eq!((values, people, labels, milestones), expected, "{what}: {edits:?}");
    }
}
