//! Frames of tables: their columns, groups, order, what is lifted, and what does not fit.

use proptest::prelude::*;

use super::tests::{RELEASE, frame, memory, text};
use super::{Depth, Memory, glyph};
use crate::app::fixture::{self, press};
use crate::app::overlay::editor_tests::rich;
use crate::app::{Message, Model, update};
use crate::domain::{Fetched, Item, Pull};
use crate::sync::{Event, Link, Status};

/// A table after some keys, drawn after each.
fn after(mut model: Model, keys: &str, mut memory: Memory) -> String {
    model.status = Status { link: Link::Online, synced_at: Some(fixture::now()), ..Status::default() };
    press(&mut model, "v t");
    for key in keys.split_inclusive(' ') {
        press(&mut model, key);
        frame(&mut model, &mut memory);
    }
    text(&frame(&mut model, &mut memory))
}

fn table(keys: &str, (width, height): (u16, u16)) -> String {
    after(fixture::model(RELEASE, width, height), keys, memory())
}

/// A table of a project with every kind of field.
fn full(keys: &str, (width, height): (u16, u16)) -> String {
    after(rich(RELEASE, width, height), keys, memory())
}

#[test]
fn a_table_on_a_wide_screen() {
    insta::assert_snapshot!(full("a \"labels\" enter j j j l", (120, 36)));
}

#[test]
fn a_table_on_a_usual_screen_shows_the_columns_that_fit() {
    insta::assert_snapshot!(full("j l l l", (80, 24)));
}

#[test]
fn a_table_on_a_tiny_screen_shows_the_title_and_one_more() {
    insta::assert_snapshot!(full("j l l", (40, 12)));
}

#[test]
fn a_table_without_symbols_and_colours() {
    let memory = Memory::new(super::tests::look(&glyph::ASCII, Depth::None));
    let model = rich(RELEASE, 120, 24);
    insta::assert_snapshot!(after(model, "v s \"effort\" enter v r \"priority\" enter j l l", memory));
}

#[test]
fn groups_have_their_counts_and_sums() {
    insta::assert_snapshot!(table("v r \"status\" enter j j l", (120, 36)));
}

#[test]
fn collapsed_groups_are_a_line_each() {
    insta::assert_snapshot!(table("v r \"status\" enter v - G v - g j", (80, 24)));
}

#[test]
fn the_head_of_a_column_says_which_way_cards_are_sorted_by_it() {
    let shown = table("v s \"effort\" enter v s \"effort\" enter v s \"title\" tab enter", (100, 16));
    insta::assert_snapshot!(shown);
}

#[test]
fn a_lifted_card_opens_a_line_where_it_lands() {
    insta::assert_snapshot!(table("space j j", (100, 20)));
}

#[test]
fn a_card_lifted_into_another_group_changes_both_counts() {
    insta::assert_snapshot!(table("v r \"status\" enter space G j", (100, 30)));
}

#[test]
fn selected_rows_are_marked() {
    insta::assert_snapshot!(table("x j j x", (80, 16)));
}

#[test]
fn the_places_of_a_table() {
    insta::assert_snapshot!(table("m", (80, 24)));
}

#[test]
fn the_fields_of_a_table() {
    insta::assert_snapshot!(full("a", (80, 24)));
}

#[test]
fn a_table_that_a_filter_empties_says_how_many_it_hides() {
    insta::assert_snapshot!(table("/ \"nothing\" enter", (80, 14)));
}

#[test]
fn the_pane_stands_beside_a_table() {
    insta::assert_snapshot!(table("j p", (150, 16)));
}

/// The numbers of the cards in the lines of a frame.
fn numbers(frame: &str) -> Vec<String> {
    let number = |line: &str| {
        let word = line.trim_start_matches('▌').split_whitespace().next()?;
        word.chars().all(|c| c.is_ascii_digit()).then(|| word.to_owned())
    };
    frame.lines().skip(4).filter_map(number).collect()
}

fn many(count: usize) -> Model {
    let cards: Vec<String> = (1..=count).map(|card| format!("C{card}")).collect();
    fixture::model(&format!("Todo: {} | Doing: | Done:", cards.join(", ")), 80, 24)
}

#[test]
fn rows_in_sight_stay_when_one_comes_above_them() {
    let (mut model, mut memory) = (many(60), memory());
    press(&mut model, "v t G k k k k");
    let before = numbers(&text(&frame(&mut model, &mut memory)));
    // The first card goes to the archive: all below it move up by one.
    let first = model.replica.as_ref().and_then(|replica| replica.view().items().next().cloned());
    let archived = Item { archived: true, ..Item::clone(&first.expect("there are cards")) };
    let pull =
        Pull { items: vec![Fetched { item: archived.into(), body: String::new() }], ..Pull::default() };
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    let after = numbers(&text(&frame(&mut model, &mut memory)));
    assert_eq!(before, after);
}

#[test]
fn the_title_of_a_group_stays_while_its_cards_pass_below() {
    let (mut model, mut memory) = (many(60), memory());
    press(&mut model, "v t v r \"status\" enter");
    press(&mut model, &"j ".repeat(40));
    let shown = text(&frame(&mut model, &mut memory));
    let first = shown.lines().nth(4).expect("the body");
    assert!(first.contains("Todo  60"), "{shown}");
    press(&mut model, "k k k k k k k k k k k k k k k k k k k k k k k");
    let shown = text(&frame(&mut model, &mut memory));
    assert!(numbers(&shown).contains(&"18".to_owned()), "the focused card is not below the title: {shown}");
}

/// Keys that move, sort, group, hide, lift and lay out.
const KEYS: [&str; 20] = [
    "j",
    "k",
    "l",
    "h",
    "G",
    "g",
    "J",
    "L",
    "space",
    "enter",
    "esc",
    "x",
    "v -",
    "v h",
    "v a",
    "v s \"effort\" enter",
    "v r \"status\" enter",
    "v t",
    "v m",
    "-",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_size_and_no_keys_break_a_table_or_a_roadmap(
        sizes in prop::collection::vec((30..150_u16, 10..40_u16), 1..3),
        keys in prop::collection::vec(0..KEYS.len(), 0..16),
        roadmap in any::<bool>(),
    ) {
        let (mut model, mut memory) = (rich(RELEASE, 80, 24), memory());
        press(&mut model, if roadmap { "v m" } else { "v t" });
        for key in keys {
            press(&mut model, KEYS[key]);
            for (width, height) in &sizes {
                model.size = crate::app::Size { width: *width, height: *height };
                frame(&mut model, &mut memory);
            }
            let shown = text(&frame(&mut model, &mut memory));
            let lifted = model.board.is_lifted() || !model.overlays.is_empty() || !model.board.has_lines();
            let focused = model.board.cursor.item.is_none() || shown.contains('▌');
            let small = model.size.is_too_small();
            prop_assert!(lifted || small || focused, "the focused card is not in sight: {}", shown);
        }
    }
}
