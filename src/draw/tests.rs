//! Whole frames.

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::glyph::{ASCII, UNICODE};
use super::{Depth, Glyphs, Look, Memory, Theme, draw};
use crate::app::fixture::{self, model, press, read};
use crate::app::{Button, Effect, Message, Model, update};
use crate::domain::{Progress, Refusal};
use crate::sync::{Event, Link, Reading, Status};

pub(super) const RELEASE: &str = "\
    Inbox: Tune eviction under memory pressure (bug 3), Think about prefix warming (draft), \
      Support other accelerators in the planner (epic 1/5), Write the incident guide (@erin 2 docs), \
      Warm the cache on start (2), Retire the old scheduler flags (1) | \
    This Month: Add hash routing to the scheduler (@bob 5 story 3d), Benchmark queue depth (@erin 3 w2 4d), \
      Document routing (@alice 1 docs) | \
    In Progress: Fix P/D split when a decoder restarts (@carol 8 b1 6d bug), Tune prefix cache (@frank 2 checks 2d), \
      Add helm values (@bob 3 1d), 日本語のタイトルは幅が二倍です (@yuki 2) | \
    Done: Document the helm chart (done @dave 2 2d), Benchmark prefix cache (done @alice 5 3d), \
      Add eviction metrics (done @bob 3 5d)";

pub(super) fn look(glyphs: &Glyphs, depth: Depth) -> Look {
    Look { theme: Theme::named("terminal", depth).expect("it is shipped"), glyphs: *glyphs, links: false }
}

pub(super) fn memory() -> Memory {
    Memory::new(look(&UNICODE, Depth::Sixteen))
}

pub(super) fn frame(model: &mut Model, memory: &mut Memory) -> Buffer {
    let backend = TestBackend::new(model.size.width, model.size.height);
    let mut terminal = Terminal::new(backend).expect("a buffer never fails");
    terminal.draw(|frame| draw(model, memory, frame)).expect("a buffer never fails");
    model.extent = memory.extent();
    terminal.backend().buffer().clone()
}

pub(super) fn text(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut lines = Vec::new();
    for y in 0..area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..area.width {
            let symbol = buffer[(x, y)].symbol();
            if skip > 0 {
                skip -= 1;
                continue;
            }
            line.push_str(symbol);
            skip = super::text::width(symbol).saturating_sub(1);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}

/// What a board looks like after some keys.
pub(super) fn screen(board: &str, keys: &str, (width, height): (u16, u16)) -> String {
    let mut model = model(board, width, height);
    model.status = Status { link: Link::Online, synced_at: Some(fixture::now()), ..Status::default() };
    let mut memory = memory();
    for key in keys.split_inclusive(' ') {
        press(&mut model, key);
        frame(&mut model, &mut memory);
    }
    text(&frame(&mut model, &mut memory))
}

#[test]
fn a_board_on_a_wide_screen() {
    insta::assert_snapshot!(screen(RELEASE, "l l", (120, 40)));
}

#[test]
fn a_board_on_a_usual_screen() {
    insta::assert_snapshot!(screen(RELEASE, "l", (80, 24)));
}

#[test]
fn a_board_on_a_tiny_screen() {
    insta::assert_snapshot!(screen(RELEASE, "l l", (40, 12)));
}

#[test]
fn a_screen_that_is_too_small_says_so() {
    insta::assert_snapshot!(screen(RELEASE, "", (30, 5)), @r"
    The window is too small:
    sprintty needs 40 by 12. Keys
    wait until then; q quits.
    ");
}

#[test]
fn a_compact_board() {
    insta::assert_snapshot!(screen(RELEASE, "l l -", (120, 16)));
}

#[test]
fn a_roomy_board() {
    insta::assert_snapshot!(screen(RELEASE, "l l +", (120, 30)));
}

#[test]
fn a_lifted_card_shows_where_it_lands() {
    insta::assert_snapshot!(screen(RELEASE, "l l space h j", (120, 24)));
}

#[test]
fn a_lifted_card_in_a_compact_board_makes_room() {
    insta::assert_snapshot!(screen(RELEASE, "l l - space j", (100, 14)));
}

#[test]
fn a_plain_terminal_shows_ascii_without_colours() {
    let mut model = model(RELEASE, 80, 24);
    press(&mut model, "l l");
    let mut memory = Memory::new(look(&ASCII, Depth::None));
    let buffer = frame(&mut model, &mut memory);
    for cell in &buffer.content {
        assert_eq!((cell.fg, cell.bg), (ratatui::style::Color::Reset, ratatui::style::Color::Reset));
    }
    let text = text(&buffer);
    assert!(text.chars().all(|c| c.is_ascii() || "日本語のタイトルは幅が二倍です".contains(c)), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_filter_shows_what_it_finds() {
    insta::assert_snapshot!(screen(RELEASE, "/ b e n c h", (120, 16)));
}

#[test]
fn what_can_be_written_in_a_filter_is_offered_below_it() {
    insta::assert_snapshot!(screen(RELEASE, "/ \"is:open\" space s t a", (120, 16)));
}

#[test]
fn a_mistake_in_a_filter_is_pointed_at() {
    let shown = screen(RELEASE, "/ \"is:open\" space \"staus:done\"", (120, 16));
    let lines: Vec<&str> = shown.lines().collect();
    let at = lines[1].find("staus").expect("it is shown");
    assert!(lines[1].contains("did you mean `Status`?"), "{shown}");
    let before = unicode_width::UnicodeWidthStr::width(&lines[1][..at]);
    let below: String = lines[2].chars().skip(before).take(6).collect();
    assert_eq!(below.trim_end_matches('─'), "^^^^^", "{shown}");
}

#[test]
fn a_narrow_column_says_shortly_how_many_are_hidden() {
    let shown = |width| screen("A: One, Two | B: Three | C: Four | D: Five", "/ \"zzz\" space", (width, 16));
    assert!(shown(120).contains("2 hidden by the filter"), "{}", shown(120));
    let narrow = shown(100);
    assert!(narrow.contains("2 hidden  ") && !narrow.contains("hidden by"), "{narrow}");
}

#[test]
fn the_list_of_keys() {
    insta::assert_snapshot!(screen(RELEASE, "?", (120, 40)));
}

#[test]
fn help_is_never_cut() {
    for (width, height) in [(120, 250), (100, 280), (80, 330), (60, 390)] {
        let shown = screen(RELEASE, "?", (width, height));
        let words: Vec<&str> = shown.split([' ', '\n', '│']).collect();
        for row in crate::input::action::TABLE {
            let last = row.help.rsplit(' ').next().unwrap_or_default();
            assert!(words.contains(&last), "{last} of {:?} at {width}:\n{shown}", row.help);
        }
    }
}

#[test]
fn the_last_line_of_help_is_reached_in_a_small_window() {
    let mut model = model(RELEASE, 60, 16);
    let mut memory = memory();
    press(&mut model, "?");
    for _ in 1..crate::input::action::TABLE.len() {
        frame(&mut model, &mut memory);
        press(&mut model, "down");
    }
    let shown = text(&frame(&mut model, &mut memory));
    assert!(shown.contains("changes are kept."), "{shown}");
}

#[test]
fn the_palette_finds_an_action() {
    insta::assert_snapshot!(screen(RELEASE, ": u n d o", (80, 24)));
}

#[test]
fn the_menu_of_places() {
    insta::assert_snapshot!(screen(RELEASE, "l m", (100, 30)));
}

#[test]
fn an_opened_card() {
    let mut model = model(RELEASE, 160, 40);
    press(&mut model, "l l enter");
    let body =
        "## Goal\nA decoder restart must not drop requests **in flight**.\n\n- [x] design\n- [ ] implement\n";
    let item = model.board.cursor.item.clone().expect("a card has the focus");
    update(&mut model, Message::Sync(read(item, body)));
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory())));
}

#[test]
fn the_column_of_an_opened_card_stays_beside_it() {
    let cards: Vec<String> = (0..30).map(|n| format!("Card {n} (w2 checks)")).collect();
    let board = format!("One: A | Two: B | Three: C | Last: {}", cards.join(", "));
    let mut model = model(&board, 140, 40);
    let mut memory = memory();
    press(&mut model, "l l l");
    let before = frame(&mut model, &mut memory);
    press(&mut model, "enter");
    let opened = text(&frame(&mut model, &mut memory));
    let left: Vec<String> = opened.lines().map(|line| line.chars().take(70).collect()).collect();
    assert!(left[3].contains("Three") && left[3].contains("Last"), "{opened}");
    assert!(left[4..].iter().any(|line| line.contains("▌ 4 Card 0")), "{opened}");
    let rule = opened.lines().nth(38).expect("40 lines");
    assert!(rule.chars().skip(70).all(|c| c == '─'), "{opened}");
    assert_eq!(opened.matches(" Now ").count(), 1, "{opened}");
    press(&mut model, "esc");
    assert_eq!(text(&frame(&mut model, &mut memory)), text(&before));
}

#[test]
fn an_opened_card_fills_a_usual_screen() {
    let mut model = model(RELEASE, 80, 24);
    press(&mut model, "l l j enter");
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory())));
}

/// A draft with a title and a paragraph, as it looks while it is written.
fn written(size: (u16, u16)) -> String {
    let mut model = model(RELEASE, size.0, size.1);
    let mut memory = memory();
    press(&mut model, "l N \"Write the notes\" enter enter");
    frame(&mut model, &mut memory);
    press(
        &mut model,
        "\"One line for each change, newest first: what it is, whom it helps, 日本語 too.\" enter \"- [ ] ask\"",
    );
    frame(&mut model, &mut memory);
    press(&mut model, "up up");
    let text = text(&frame(&mut model, &mut memory));
    // The cursor goes by what is seen, so in the narrow window it is in the paragraph.
    press(&mut model, "\"‸\"");
    let marked = self::text(&frame(&mut model, &mut memory));
    assert_ne!(text, marked);
    marked
}

#[test]
fn a_draft_is_written_on_a_usual_screen() {
    insta::assert_snapshot!(written((80, 24)));
}

#[test]
fn a_draft_is_written_on_a_tiny_screen() {
    insta::assert_snapshot!(written((40, 12)));
}

#[test]
fn a_new_draft_asks_for_a_title() {
    insta::assert_snapshot!(screen(RELEASE, "N ctrl+s", (60, 16)));
}

#[test]
fn a_saved_draft_is_at_once_on_the_board() {
    insta::assert_snapshot!(screen(RELEASE, "l n N o t e s ctrl+s", (80, 24)));
}

#[test]
fn limits_and_refusals_are_seen() {
    let mut model = model(RELEASE, 120, 24);
    model.settings.wip.insert("In Progress".into(), 4.into());
    press(&mut model, "l L wait h L wait");
    let edits: Vec<_> =
        model.replica.as_ref().expect("a project").pending().iter().map(|edit| edit.id).collect();
    let message = "The item is archived and cannot be updated.".to_owned();
    let refusal = Refusal { message, at: model.now, unsent: false };
    update(&mut model, Message::Sync(Event::Marked { edit: edits[0], progress: Progress::Refused(refusal) }));
    press(&mut model, "l");
    let mut memory = memory();
    insta::assert_snapshot!("refused", text(&frame(&mut model, &mut memory)));
    press(&mut model, "!");
    insta::assert_snapshot!("stuck", text(&frame(&mut model, &mut memory)));
    press(&mut model, "d");
    insta::assert_snapshot!("question", text(&frame(&mut model, &mut memory)));
}

#[test]
fn the_head_of_a_column_keeps_its_name_and_drops_the_sum() {
    let head = |width| {
        let mut model = model(RELEASE, width, 24);
        model.settings.wip.insert("In Progress".into(), 4.into());
        press(&mut model, "l space l");
        text(&frame(&mut model, &mut memory())).lines().nth(3).unwrap_or_default().to_owned()
    };
    let heads = [160, 130, 110].map(|width| {
        let head = head(width);
        let (_, from) = head.split_once("■ In Progress").expect("the name is whole");
        from.split('■').next().unwrap_or_default().trim().to_owned()
    });
    assert_eq!(heads, ["4/4 → 5/4 over · 20", "4/4 → 5/4 over", "→ 5/4 over"]);
}

#[test]
fn a_first_start_offers_the_projects() {
    let mut model = fixture::offered(&["octo/1", "octo/7"], 80, 16);
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory())));
    assert_eq!(press(&mut model, "down enter"), [Effect::OpenProject(fixture::key("octo/7"))]);
}

#[test]
fn the_first_sync_shows_how_far_it_is() {
    let mut model = fixture::started(None, 80, 16);
    let began = model.now - chrono::TimeDelta::seconds(6);
    let reading = Reading { done: 640, total: Some(2013), points: 52, requests: 7, began, first: true };
    let status = Status { link: Link::Online, reading: Some(reading), ..Status::default() };
    update(&mut model, Message::Sync(Event::Status(status)));
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory())));
}

#[test]
fn a_board_that_is_still_being_read_shows_how_far_it_is() {
    let mut model = model(RELEASE, 100, 16);
    let began = model.now - chrono::TimeDelta::seconds(6);
    let reading = Reading { done: 640, total: Some(2013), points: 52, requests: 7, began, first: true };
    let status = Status { link: Link::Online, reading: Some(reading), ..Status::default() };
    update(&mut model, Message::Sync(Event::Status(status)));
    let text = text(&frame(&mut model, &mut memory()));
    assert_eq!(
        text.lines().nth(1),
        Some(
            " 1 Board                      ▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱▱▱▱▱ 640 of 2,013 items · 52 points · about 13 s left"
        )
    );
}

#[test]
fn fifty_cards_fit_at_150_by_40() {
    let column = |name: &str| {
        let cards: Vec<String> =
            (0..20).map(|n| format!("Rework part {n} of the {name} scheduler (@bob 3)")).collect();
        format!("{name}: {}", cards.join(", "))
    };
    let board = ["One", "Two", "Three", "Four", "Five"].map(column).join(" | ");
    let shown = screen(&board, "", (150, 40));
    assert!(shown.matches("Rework part").count() >= 50, "{shown}");
}

#[test]
fn a_refresh_above_leaves_the_visible_cards_in_place() {
    let cards: Vec<String> = (0..40).map(|n| format!("Card number {n}")).collect();
    let mut model = model(&format!("Todo: {} | Done:", cards.join(", ")), 80, 24);
    let mut memory = memory();
    frame(&mut model, &mut memory);
    press(&mut model, "G k k");
    let before = text(&frame(&mut model, &mut memory));
    let row = |text: &str| text.lines().position(|line| line.contains("Card number 37"));
    let pull = crate::domain::Pull { removed: vec!["I1".into(), "I2".into()], ..Default::default() };
    let seen_at = model.now;
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    let after = text(&frame(&mut model, &mut memory));
    assert_eq!(row(&before), row(&after));
    assert!(row(&before).is_some());
}

#[test]
fn a_click_opens_what_is_under_it() {
    let mut model = model(RELEASE, 120, 40);
    let mut memory = memory();
    let text = text(&frame(&mut model, &mut memory));
    let y = text.lines().position(|line| line.contains("Fix P/D split")).expect("it is drawn");
    let at = memory.pointed(70, u16::try_from(y).expect("a row"));
    assert!(at.is_some(), "a card is there");
    update(&mut model, Message::Mouse { button: Button::Press, at });
    assert_eq!(model.board.cursor.item, Some("I10".into()));
}

const KEYS: [&str; 26] = [
    "h",
    "j",
    "l",
    "L",
    "J",
    "G",
    "space",
    "enter",
    "esc",
    "m",
    "down",
    "/",
    "a",
    "+",
    "-",
    "?",
    ":",
    "x",
    "u",
    "!",
    "backspace",
    "pagedown",
    "n",
    "N",
    "tab",
    "ctrl+s",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn esc_restores_a_frame_to_the_last_cell(
        before in prop::collection::vec(0..6_usize, 0..12),
        carries in prop::collection::vec(0..6_usize, 0..12),
        compact in any::<bool>(),
    ) {
        let mut model = model(RELEASE, 70, 16);
        let mut memory = memory();
        press(&mut model, if compact { "-" } else { "" });
        for key in before {
            press(&mut model, KEYS[key]);
            frame(&mut model, &mut memory);
        }
        press(&mut model, "wait wait wait wait wait wait wait wait");
        let shown = frame(&mut model, &mut memory);
        press(&mut model, "space");
        for key in carries {
            press(&mut model, KEYS[key]);
            frame(&mut model, &mut memory);
        }
        press(&mut model, "esc");
        prop_assert_eq!(text(&frame(&mut model, &mut memory)), text(&shown));
    }

    #[test]
    fn no_size_and_no_keys_break_a_frame(
        sizes in prop::collection::vec((0..130_u16, 0..50_u16), 1..4),
        keys in prop::collection::vec(0..KEYS.len(), 0..12),
        ascii in any::<bool>(),
    ) {
        let mut model = model(RELEASE, 80, 24);
        let mut memory = Memory::new(look(if ascii { &ASCII } else { &UNICODE }, Depth::Full));
        for key in keys {
            press(&mut model, KEYS[key]);
            for (width, height) in &sizes {
                model.size = crate::app::Size { width: *width, height: *height };
                let buffer = frame(&mut model, &mut memory);
                for y in 0..*height {
                    let wide: usize = (0..*width).map(|x| super::text::width(buffer[(x, y)].symbol()).saturating_sub(1)).sum();
                    prop_assert!(wide <= usize::from(*width));
                    if *width > 0 {
                        prop_assert!(super::text::width(buffer[(width - 1, y)].symbol()) <= 1, "a wide glyph hangs out");
                    }
                }
            }
        }
    }
}
