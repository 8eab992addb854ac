//! What a board tells of what is not in sight: cards in the hand, cards scrolled out, cards in the archive, points.

use super::tests::{RELEASE, frame, memory, screen, text};
use crate::app::fixture::{model, now, press, viewed};
use crate::app::screen::board::LOOKED_AT;
use crate::app::{Message, Model, Size, update};
use crate::domain::item::Content;
use crate::domain::{Fetched, Item, Pull};
use crate::sync::{Budget, Event, Link, Reason, Status};

fn line(screen: &str, part: &str) -> String {
    screen.lines().find(|line| line.contains(part)).unwrap_or_default().to_owned()
}

#[test]
fn heads_count_all_cards_in_the_hand_and_their_sum() {
    let lifted = screen(RELEASE, "l x j x space l", (120, 24));
    let heads = line(&lifted, "This Month");
    assert!(heads.contains("3 → 1 · 1") && heads.contains("4 → 6 · 23"), "{heads}");
    assert!(lifted.contains("━━ 2 cards ━"), "{lifted}");
}

#[test]
fn all_cards_in_the_hand_step_back() {
    let lifted = screen(RELEASE, "l x j x space l", (120, 24));
    assert_eq!(lifted.matches('▸').count(), 3, "two cards and the line at the bottom:\n{lifted}");
}

#[test]
fn one_card_in_the_hand_takes_its_effort_along() {
    let heads = line(&screen(RELEASE, "l space l", (120, 24)), "This Month");
    assert!(heads.contains("3 → 2 · 4") && heads.contains("4 → 5 · 20"), "{heads}");
}

#[test]
fn a_row_says_how_many_of_its_cards_are_scrolled_out() {
    let board = "Todo: A, B, C, D, E, F, G, H | Doing: I | Done:";
    insta::assert_snapshot!(screen(board, "v r \"prio\" enter j j j j j", (80, 18)));
}

#[test]
fn what_was_scrolled_out_by_a_filter_is_back_when_it_ends() {
    let cards: Vec<String> =
        (1..=20).map(|n| format!("Card {n}{}", if n > 15 { " (bug)" } else { "" })).collect();
    let board = format!("Todo: First (bug) | Done: {}", cards.join(", "));
    let before = screen(&board, "", (80, 24));
    let after = screen(&board, "/ \"label:bug\" enter esc", (80, 24));
    assert_eq!(before.lines().nth(6), after.lines().nth(6), "{after}");
    let sorted = screen(&board, "v s \"title\" enter v s \"GitHub\" enter", (80, 24));
    assert_eq!(before.lines().nth(6), sorted.lines().nth(6), "{sorted}");
}

#[test]
fn a_filter_is_not_blamed_while_something_is_offered() {
    let half = screen(RELEASE, "/ \"label:\"", (120, 16));
    assert!(!half.contains("needs a value"), "{half}");
    let typed = screen(RELEASE, "/ \"label:do\"", (120, 16));
    assert!(typed.contains("did you mean `docs`?"), "{typed}");
    assert!(typed.lines().nth(2).is_some_and(|line| !line.contains('^')), "{typed}");
}

#[test]
fn offers_stand_apart_from_the_cards() {
    insta::assert_snapshot!(screen(RELEASE, "/ \"st\"", (80, 16)));
}

#[test]
fn a_filter_for_archived_cards_says_where_they_are() {
    let board = "Todo: A, Old (archived) | Done:";
    let filtered = screen(board, "/ \"is:archived\" enter", (120, 16));
    assert!(filtered.contains("archived cards are not on the board: :archived lists them"), "{filtered}");
}

#[test]
fn a_narrow_board_says_what_is_counted() {
    let mut model = viewed(RELEASE, &["All", "Mine: assignee:@me"], 80, 24);
    let text = text(&frame(&mut model, &mut memory()));
    assert!(text.contains("view 1 of 3"), "{text}");
    assert!(text.contains("column 1 of 4"), "{text}");
}

#[test]
fn a_list_takes_all_of_a_narrow_screen() {
    insta::assert_snapshot!(screen(RELEASE, "m", (40, 14)));
}

#[test]
fn how_much_more_there_is_has_a_line_of_its_own() {
    let opened = screen(RELEASE, "enter", (40, 12));
    let last = line(&opened, "more line");
    assert!(last.trim().starts_with('↓'), "{opened}");
}

/// The second line of the first card of four columns, where there is room for 27 cells.
fn second_line(card: &str) -> String {
    let shown = screen(&format!("Todo: {card} | B: | C: | D:"), "", (120, 12));
    shown.lines().nth(5).unwrap_or_default().trim_start_matches('▌').trim().to_owned()
}

#[test]
fn a_list_that_is_begun_says_how_many_more_there_are_and_a_title_alone_stays_alone() {
    for (card, line) in [
        ("Short (bug docs)", "■ bug  ■ docs"),
        ("Short (bug docs documentation)", "■ bug  ■ docs +1"),
        ("Short (good-first-issue-of-all bug docs)", ""),
        ("A title of more than a line (@bob bug docs)", "line  @bob  ■ bug +1"),
        ("A title that takes both of the lines there are (@bob bug docs)", "of the lines there are"),
    ] {
        assert_eq!(second_line(card), line, "{card}");
    }
}

#[test]
fn the_line_at_the_bottom_names_the_labels() {
    let shown = screen("Todo: A title (@bob bug docs) | Done:", "", (120, 12));
    let last = shown.lines().last().unwrap_or_default();
    assert!(last.starts_with(" #1 · here since yesterday · @bob · bug, docs · A title "), "{last}");
}

/// GitHub confirms everything, and says that the first card was put where it is now.
fn confirmed(model: &mut Model) -> String {
    let replica = model.replica.as_ref().expect("a project");
    let mut item = Item::clone(replica.view().items().next().expect("a card"));
    item.values[0].at = Some(model.now.into());
    let included = replica.pending().iter().map(|pending| pending.id).collect();
    let items = vec![Fetched { item: item.into(), body: String::new() }];
    let (pull, seen_at) = (Pull { items, included, ..Pull::default() }, model.now);
    update(model, Message::Sync(Event::Pulled { pull, seen_at }));
    model.notices.clear();
    let shown = text(&frame(model, &mut memory()));
    shown.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_card_that_was_put_back_is_said_to_be_back() {
    let mut model = model("Todo: A (9d) | Doing:", 80, 24);
    press(&mut model, "L wait");
    let last = confirmed(&mut model);
    assert!(last.starts_with(" #1 · here since today"), "{last}");
    press(&mut model, "u");
    let last = confirmed(&mut model);
    assert!(last.starts_with(" #1 · back here since today"), "{last}");
}

#[test]
fn keys_that_may_follow_are_shown_whatever_was_said() {
    let mut model = model("Todo: A | Done:", 80, 24);
    model.settings.wip.insert("Done".into(), crate::domain::Limit { most: 0, enforced: false });
    press(&mut model, "L wait e");
    assert!(model.notices.current().is_some(), "the limit is passed");
    let text = text(&frame(&mut model, &mut memory()));
    assert!(text.contains("s status"), "{text}");
}

#[test]
fn a_list_says_how_it_is_chosen_from_also_on_a_tiny_screen() {
    let shown = screen(RELEASE, "m", (40, 12));
    let last = shown.lines().last().unwrap_or_default();
    assert!(last.ends_with("enter choose  esc close"), "{last}");
}

#[test]
fn the_points_that_are_left_are_said_quietly() {
    let mut model = model(RELEASE, 120, 16);
    let mut memory = memory();
    let status = |remaining| Status {
        link: Link::Online,
        budget: Some(Budget { limit: 5000, remaining, reset_at: None }),
        ..Status::default()
    };
    update(&mut model, Message::Sync(crate::sync::Event::Status(status(4987))));
    let text = text(&frame(&mut model, &mut memory));
    assert!(line(&text, "4,987 points").contains("saved"), "{text}");
    model.dirty = false;
    update(&mut model, Message::Sync(crate::sync::Event::Status(status(4986))));
    assert!(!model.dirty, "a point less is no reason to draw");
}

#[test]
fn a_short_line_does_not_end_in_a_dot() {
    for width in 60..110 {
        let shown = screen(RELEASE, "l l", (width, 24));
        let last = shown.lines().last().expect("a line");
        let words = last.split("  ").next().unwrap_or_default();
        assert!(!words.trim_end().ends_with('·'), "{width}: {last}");
    }
}

#[test]
fn one_unit_says_how_long_a_card_is_here() {
    let shown = screen(RELEASE, "l l", (160, 24));
    assert!(shown.contains("here 4 working days"), "{shown}");
    assert!(shown.contains("4 wd") && !shown.contains("6 d"), "{shown}");
}

#[test]
fn a_window_that_is_too_small_says_which_key_still_works() {
    let mut model = model(RELEASE, 20, 5);
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory())), @r"
    The window is too
    small: sprintty
    needs 40 by 12. Keys
    wait until then; q
    quits.
    ");
    update(&mut model, Message::Resize(Size { width: 80, height: 24 }));
    press(&mut model, "j");
    assert!(text(&frame(&mut model, &mut memory())).contains("Inbox"));
}

#[test]
fn a_closed_card_never_drops_its_sign() {
    let board = "Done: Balance requests between decoders (done), \
        Balance requests between decoders by hash (done @bob docs 5), Ship (done @bob) | Doing: X | Todo: Y | Later: Z";
    for (keys, size) in [("", (120, 36)), ("", (80, 24)), ("+", (120, 36)), ("-", (120, 36)), ("", (40, 16))]
    {
        let shown = screen(board, keys, size);
        assert_eq!(shown.matches('●').count(), 3, "{keys} {size:?} {shown}");
    }
}

#[test]
fn a_drop_in_a_filtered_view_says_what_is_hidden_between() {
    let board = "Todo: Fix login (bug), Write docs, Think, Plan (bug), Go (bug) | Done: Ship, Test";
    let shown = screen(board, "/ \"label:bug\" enter G space k ", (120, 20));
    let said = shown.lines().last().unwrap_or_default();
    assert!(said.contains("Lifted #5 → Todo, after #1 (2 hidden between)"), "{shown}");
    let shown = screen(board, "/ \"label:bug\" enter G space l ", (120, 20));
    let said = shown.lines().last().unwrap_or_default();
    assert!(said.contains("Lifted #5 → Done (2 hidden there)"), "{shown}");
}

#[test]
fn a_drop_that_takes_a_card_out_of_the_view_says_so_before() {
    let board = "Todo: Fix login (bug), Write docs (bug), Think | Doing: Go | Done: Ship";
    let said = |keys: &str| {
        let shown = screen(board, keys, (120, 20));
        shown.lines().last().unwrap_or_default().to_owned()
    };
    let one = said("/ \"status:todo\" enter space l ");
    assert!(one.contains("Lifted #1 → Doing (1 hidden there) · leaves this view"), "{one}");
    let both = said("/ \"status:todo,doing\" enter V j space l l ");
    assert!(both.contains("Lifted 2 cards → Done (1 hidden there) · all leave this view"), "{both}");
    let stays = said("/ \"status:todo,doing\" enter space l ");
    assert!(stays.contains("Lifted #1 → Doing") && !stays.contains("leave"), "{stays}");
}

#[test]
fn a_card_that_waits_for_others_says_for_whom_when_it_is_carried_on() {
    let mut model = model("Todo: A, B | Doing: C | Done:", 120, 20);
    press(&mut model, "j e k \"1\" enter");
    press(&mut model, "space l");
    let said = |model: &mut Model| {
        let shown = text(&frame(model, &mut memory()));
        shown.lines().last().unwrap_or_default().to_owned()
    };
    let carried = said(&mut model);
    assert!(carried.contains("Lifted #2 → Doing, after #3 · waits for #1"), "{carried}");
    press(&mut model, "h");
    let back = said(&mut model);
    assert!(!back.contains("waits for"), "{back}");
}

#[test]
fn the_corner_counts_what_is_saved_while_many_edits_are_sent() {
    let mut model = model("Todo: A, B, C | Done:", 100, 20);
    let corner = |model: &mut Model, unsent| {
        let synced_at = Some(model.now);
        let status = Status { link: Link::Online, synced_at, unsent, ..Status::default() };
        update(model, Message::Sync(Event::Status(status)));
        line(&text(&frame(model, &mut memory())), "Release Pipeline")
    };
    press(&mut model, "V G s d");
    for (unsent, words) in
        [(3, "saving 3 ·"), (2, "saving 2 of 3 ·"), (1, "saving 3 of 3 ·"), (0, " saved ·")]
    {
        let shown = corner(&mut model, unsent);
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn a_card_that_is_hidden_from_the_user_has_its_sign_and_says_why_it_is_locked() {
    let mut model = model("Todo: A, B | Done:", 100, 20);
    let view = model.replica.as_ref().expect("a project").view();
    let first = view.items().next().expect("a card");
    let item = Item { content: Content::Hidden, ..Item::clone(first) };
    let pull = Pull { items: vec![Fetched { item: item.into(), body: String::new() }], ..Pull::default() };
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    insta::assert_snapshot!("a_redacted_card", text(&frame(&mut model, &mut memory())));
    press(&mut model, "e t");
    insta::assert_snapshot!("a_redacted_card_is_locked", text(&frame(&mut model, &mut memory())));
    press(&mut model, "esc enter");
    insta::assert_snapshot!("a_redacted_card_opened", text(&frame(&mut model, &mut memory())));
}

#[test]
fn only_what_is_visible_is_laid_out() {
    let of = |cards: usize| {
        let cards: Vec<String> = (0..cards).map(|n| format!("Card {n}")).collect();
        format!("Todo: {} | Doing: Last", cards.join(", "))
    };
    let looked_at = |cards: usize, keys: &str| {
        let (mut model, mut memory) = (model(&of(cards), 120, 40), memory());
        press(&mut model, keys);
        frame(&mut model, &mut memory);
        let count = |model: &mut Model, memory: &mut _| {
            LOOKED_AT.set(0);
            frame(model, memory);
            LOOKED_AT.get()
        };
        let top = count(&mut model, &mut memory);
        press(&mut model, "G");
        (top, count(&mut model, &mut memory))
    };
    // A board, one of rows, and a table.
    for keys in ["", "v r \"prio\" enter", "v t"] {
        let (top, bottom) = looked_at(20_000, keys);
        assert!((4..400).contains(&top), "{keys:?}: {top}");
        assert!((4..400).contains(&bottom), "{keys:?}: {bottom}");
        assert_eq!(
            (top, bottom),
            looked_at(200, keys),
            "{keys:?}: they are as many among a hundred times more"
        );
    }
}

#[test]
fn the_corner_says_whether_all_is_saved() {
    let corner = |status: Status| {
        let mut model = model("Todo: A", 100, 20);
        update(&mut model, Message::Sync(Event::Status(status)));
        let text = text(&frame(&mut model, &mut memory()));
        text.lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches(" Release Pipeline  1 card")
            .trim()
            .to_owned()
    };
    let synced_at = Some(now());
    let at = now() + chrono::TimeDelta::minutes(58);
    let online = Status { link: Link::Online, synced_at, ..Status::default() };
    let offline = Link::Offline { why: "no route".into(), retry_at: at };
    assert_eq!(corner(online.clone()), "saved · synced");
    assert_eq!(corner(Status { unsent: 2, ..online.clone() }), "saving 2 · synced");
    assert_eq!(
        corner(Status { link: offline, unsent: 3, ..online.clone() }),
        "offline, 3 waiting · synced 14:02"
    );
    assert_eq!(
        corner(Status { link: Link::Limited { until: at }, ..Status::default() }),
        "limited until 15:00"
    );
    assert_eq!(corner(Status { unsent: 1, held: 1, ..online.clone() }), "waiting 1 · synced");
    let scope = Reason::MissingScope { needed: "project".into() };
    assert_eq!(
        corner(Status { unsent: 2, unwritable: Some(scope), ..online.clone() }),
        "the token lacks a scope: project · waiting 2 · synced"
    );
    assert_eq!(corner(Status { unsent: 3, held: 1, ..online.clone() }), "saving 2 · waiting 1 · synced");
    assert_eq!(corner(Status { stuck: 1, ..online }), "refused 1 (!) · synced");
}

#[test]
fn columns_and_order_that_are_older_than_the_rest_say_so_in_the_corner_at_every_width() {
    let moves_at = Some(now() - chrono::TimeDelta::minutes(18));
    let status = Status { link: Link::Online, synced_at: Some(now()), moves_at, ..Status::default() };
    for (width, said) in [(40, "saved · moves"), (80, "synced, moves"), (120, "synced, moves")] {
        let mut model = model("Todo: A", width, 20);
        update(&mut model, Message::Sync(Event::Status(status.clone())));
        let shown = text(&frame(&mut model, &mut memory()));
        let head = shown.lines().next().unwrap_or_default();
        assert!(head.ends_with(&format!("{said} as of 13:44")), "{head}");
    }
}
