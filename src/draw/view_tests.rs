//! Frames of views: tabs, lists, rows, columns that are hidden or collapsed.

use super::tests::{RELEASE, frame, memory, text};
use crate::app::fixture::{self, press};
use crate::app::overlay::editor_tests::rich;
use crate::app::{Message, update};
use crate::domain::Project;
use crate::domain::project::{Layout, View as SavedView};
use crate::sync::{Event, Link, Status};

/// A board with views that GitHub saved, after some keys.
fn with_views(keys: &str, (width, height): (u16, u16)) -> String {
    let views = ["Pipeline", "Bugs: label:bug", "Urgent: priority:High", "By priority by Priority"];
    let mut model = fixture::viewed(RELEASE, &views, width, height);
    press(&mut model, keys);
    text(&frame(&mut model, &mut memory()))
}

#[test]
fn views_are_tabs_on_a_wide_screen() {
    insta::assert_snapshot!(with_views("} } / space \"f\" enter", (120, 16)));
}

#[test]
fn a_usual_screen_says_which_of_the_views_is_shown() {
    insta::assert_snapshot!(with_views("} }", (80, 16)));
}

#[test]
fn a_tiny_screen_says_the_name_of_the_view() {
    insta::assert_snapshot!(with_views("} } }", (40, 12)));
}

#[test]
fn the_list_of_views() {
    insta::assert_snapshot!(with_views("} } esc v v", (80, 24)));
}

#[test]
fn the_name_of_a_view_is_asked_for() {
    insta::assert_snapshot!(with_views("v w \"all\" enter", (80, 16)));
}

/// A board after some keys.
fn after(keys: &str, size: (u16, u16)) -> String {
    super::tests::screen(RELEASE, keys, size)
}

#[test]
fn rows_with_their_titles_and_cards() {
    insta::assert_snapshot!(after("v r \"assign\" enter", (120, 40)));
}

#[test]
fn rows_on_a_usual_screen() {
    insta::assert_snapshot!(after("v r \"assign\" enter j j l", (80, 24)));
}

#[test]
fn rows_are_not_scrolled_further_than_they_reach() {
    let mut model = fixture::model("Todo: A (@ann), B (@bob), C (@cy), D (@dan), E | Doing:", 80, 16);
    let mut memory = memory();
    press(&mut model, "v r \"assign\" enter G");
    frame(&mut model, &mut memory);
    update(&mut model, Message::Resize(crate::app::Size { width: 80, height: 40 }));
    let shown = text(&frame(&mut model, &mut memory));
    assert!(shown.contains("ann  1"), "there is room for all:\n{shown}");
}

#[test]
fn a_lifted_card_between_rows() {
    insta::assert_snapshot!(after("v r \"priority\" enter space k l", (100, 24)));
}

#[test]
fn a_collapsed_column_is_a_strip_with_its_count() {
    insta::assert_snapshot!(after("v z l l v z l", (100, 20)));
}

#[test]
fn the_list_of_what_cards_are_sorted_by() {
    insta::assert_snapshot!(after("v s \"effort\" enter v s", (80, 24)));
}

#[test]
fn a_card_over_a_row_that_can_not_take_it_says_why() {
    insta::assert_snapshot!(super::tests::screen(
        "Todo: Fix login (bug), Plan the party (draft) | Doing: Write docs (bug)",
        "v r \"label\" enter j space k",
        (80, 16)
    ));
}

#[test]
fn a_card_between_two_rows_of_people() {
    insta::assert_snapshot!(after("v r \"assign\" enter g g space l j j", (100, 24)));
}

#[test]
fn nudged_cards_are_shown_together() {
    insta::assert_snapshot!(super::tests::screen(
        "Todo: Fix login, Write docs, Ship it | Doing: Test it | Done:",
        "x j j x L",
        (100, 16)
    ));
}

/// A card that has been begun long ago, beside others that were not, or are done.
const OLD: &str =
    "Inbox: Think about it (30d) | Doing: Fix login (20d b1 3), Write docs (14d) | Done: Ship it (40d)";

#[test]
fn a_card_that_was_begun_long_ago_is_marked_and_told_in_words() {
    let mut model = fixture::model(OLD, 100, 16);
    model.settings.ageing = Some(10);
    press(&mut model, "l");
    let shown = text(&frame(&mut model, &mut memory()));
    assert_eq!(shown.matches('⧗').count(), 1, "{shown}");
    insta::assert_snapshot!(shown);
    model.settings.ageing = None;
    assert!(!text(&frame(&mut model, &mut memory())).contains('⧗'));
}

#[test]
fn a_done_card_does_not_age_wherever_it_lies() {
    let mut model = fixture::model("Inbox: A | Doing: B (20d done) | Done: C", 100, 16);
    model.settings.ageing = Some(10);
    assert!(!text(&frame(&mut model, &mut memory())).contains('⧗'));
}

/// The second tab of a project: a view of some layout that GitHub saved.
fn saved_as(layout: Layout) -> String {
    let mut model = rich(RELEASE, 100, 20);
    model.status = Status { link: Link::Online, synced_at: Some(fixture::now()), ..Status::default() };
    let mut project = Project::clone(&model.replica.as_ref().expect("a project").view().project);
    let view = SavedView {
        number: 7,
        name: "Planning".to_owned(),
        layout,
        filter: "is:open label:bug,docs,story,epic".to_owned(),
        fields: ["Effort", "Due"].map(Into::into).to_vec(),
        group_by: vec!["Status".into()],
        columns_by: Vec::new(),
        sort_by: vec![("Effort".into(), true)],
    };
    project.views = vec![view].into();
    let seen_at = model.now;
    let pull = fixture::project_read(project);
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    press(&mut model, "}");
    text(&frame(&mut model, &mut memory()))
}

#[test]
fn a_table_that_github_saved_is_a_tab() {
    insta::assert_snapshot!(saved_as(Layout::Table));
}

#[test]
fn a_roadmap_that_github_saved_is_a_tab() {
    insta::assert_snapshot!(saved_as(Layout::Roadmap));
}
