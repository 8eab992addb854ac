//! What is said, and that it is said when it counts.

use super::fixture::{line, model, press, pushed};
use super::{Effect, Message, Model, Overlay, Size, update};
use crate::domain::{Edit, Limit};
use crate::sync::{Command, Link, Status};

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

/// A board whose second column should hold one card.
fn limited() -> Model {
    let mut model = model("Todo: A, B, C (3) | Doing: D | Done:", 120, 40);
    model.settings.wip.insert("Doing".to_owned(), Limit { most: 1, enforced: false });
    model
}

#[test]
fn the_newest_message_is_the_one_that_shows() {
    let mut model = limited();
    press(&mut model, "L wait");
    assert_eq!(said(&model), "Doing is over its limit: 2 of 1.");
    press(&mut model, "u");
    assert_eq!(said(&model), "Undone: Move #1 to Doing.");
    press(&mut model, "j");
    assert_eq!(said(&model), "", "what was true before the undo is not said again");
}

#[test]
fn what_was_said_of_one_move_is_not_said_of_the_next() {
    let mut model = limited();
    press(&mut model, "L wait L wait");
    assert_eq!((line(&model).as_str(), said(&model)), ("Todo: 2 3 | Doing: 4 | Done: [1]", ""));
    press(&mut model, "h");
    assert_eq!(said(&model), "");
}

#[test]
fn a_key_that_does_nothing_says_so_but_not_while_something_is_typed() {
    for (keys, text) in [
        ("Z", "`Z` does nothing here; ? lists the keys."),
        ("e q", "`e q` does nothing here; ? lists the keys."),
        ("space Z", "`Z` does nothing here; ? lists the keys."),
        ("enter f9", "`f9` does nothing here; ? lists the keys."),
        ("e r Z", "`Z` does nothing here."),
        ("L wait U Z", "`Z` does nothing here."),
        ("Z j", ""),
        ("/ f9", ""),
        ("n f9 \"Fix\" f9", ""),
        ("e e Z", ""),
        ("m f9", ""),
        (": Z", ""),
    ] {
        let mut model = model("Todo: A, B, C (3) | Doing: D | Done:", 120, 40);
        press(&mut model, keys);
        assert_eq!(said(&model), text, "{keys}");
    }
    let mut model = limited();
    press(&mut model, "L wait Z");
    assert_eq!(said(&model), "Doing is over its limit: 2 of 1.", "what went wrong is worth more");
}

#[test]
fn a_lifted_card_says_where_it_is_and_not_what_was_before() {
    let mut model = limited();
    press(&mut model, "L wait space l");
    assert_eq!(said(&model), "");
}

#[test]
fn what_becomes_of_the_cursor_does_not_hide_what_was_undone() {
    let mut model = model("Todo: A, B (bug) | Doing:", 120, 40);
    press(&mut model, "L wait / \"label:bug\" enter u");
    assert!(said(&model).starts_with("Undone: Move #1 to Doing."), "{}", said(&model));
}

#[test]
fn the_page_of_a_card_is_opened_and_copied_and_where_there_is_no_card_that_is_said() {
    let mut model = model("Todo: A | Doing:", 120, 40);
    let page = "https://github.com/octo/engine/issues/1".to_owned();
    assert_eq!(press(&mut model, "o y"), [Effect::Open(page.clone()), Effect::Copy(page)]);
    for key in ["o", "y"] {
        press(&mut model, "h l");
        assert_eq!(press(&mut model, key), []);
        assert_eq!(said(&model), "There is no card here.");
    }
}

#[test]
fn a_second_window_says_that_the_first_one_reads() {
    let mut model = model("Todo: A | Doing:", 120, 40);
    for (key, full, text) in [
        ("r", false, "Asked the first window to sync."),
        ("R", true, "Asked the first window for a full sync."),
    ] {
        model.status = Status::default();
        let sync = [Effect::Sync(Command::Sync { full })];
        assert_eq!((press(&mut model, key).as_slice(), said(&model)), (sync.as_slice(), ""));
        model.status = Status { link: Link::Following, ..Status::default() };
        assert_eq!((press(&mut model, key).as_slice(), said(&model)), (sync.as_slice(), text));
        press(&mut model, "j");
    }
}

#[test]
fn keys_wait_while_the_window_is_too_small() {
    let mut model = model("Todo: A, B | Doing:", 120, 40);
    let before = line(&model);
    update(&mut model, Message::Resize(Size { width: 20, height: 5 }));
    let effects = press(&mut model, "L wait j space e");
    assert_eq!(pushed(&effects).len(), 0);
    update(&mut model, Message::Paste("text".to_owned()));
    update(&mut model, Message::Resize(Size { width: 120, height: 40 }));
    assert_eq!((line(&model), model.board.is_lifted()), (before, false));
    assert!(model.typed.chords.is_empty(), "nothing has begun");
    update(&mut model, Message::Resize(Size { width: 39, height: 40 }));
    press(&mut model, "q");
    assert!(model.leaving);
}

#[test]
fn what_was_done_is_said_in_the_past() {
    for (keys, text) in [
        ("e x enter", "Closed #1."),
        ("e z", "Archived #1."),
        ("e e 5 enter", "Set Effort of #1 to 5."),
        ("c \"Done soon\" ctrl+s", "Commented on #1."),
    ] {
        let mut model = model("Todo: A, B, C (3) | Doing: D | Done:", 120, 40);
        press(&mut model, keys);
        assert_eq!(said(&model), text, "{keys}");
    }
}

#[test]
fn what_is_so_already_is_named() {
    let mut model = model("Todo: A (3 @bob bug), B | Doing:", 120, 40);
    press(&mut model, "e e 3 enter");
    assert_eq!(said(&model), "Effort of #1 is 3 already.");
    press(&mut model, ": \"assign bob\" enter");
    assert_eq!(said(&model), "#1 is assigned to @bob already.");
    press(&mut model, "e o");
    assert_eq!(said(&model), "#1 is open already.");
}

#[test]
fn cards_that_had_it_already_are_counted() {
    let mut model = model("Todo: A (3), B (3), C, D | Doing:", 120, 40);
    press(&mut model, "* e e 3 enter");
    assert_eq!(said(&model), "Set Effort of 2 cards to 3. It was so already for 2.");
}

#[test]
fn archived_cards_are_listed_and_come_back() {
    let mut model = model("Todo: A, Old (archived), Older (archived) | Doing:", 120, 40);
    press(&mut model, ": \"archived\" enter");
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("a list") };
    let labels: Vec<&str> = list.picker.lines().map(|line| line.label.as_str()).collect();
    assert_eq!(labels, ["#2 Old", "#3 Older"]);
    press(&mut model, "enter");
    assert!(matches!(model.overlays.last(), Some(Overlay::Card(card)) if card.item.as_str() == "I2"));
    press(&mut model, "e z esc");
    assert_eq!(line(&model), "Todo: [1] 2 | Doing: ");
}

#[test]
fn without_archived_cards_that_is_said() {
    let mut model = model("Todo: A | Doing:", 120, 40);
    press(&mut model, "v b");
    assert_eq!(said(&model), "No card is archived.");
}

#[test]
fn undo_right_after_a_column_was_hidden_shows_it_again() {
    for keys in ["v h", "v h v h"] {
        let mut model = model("Todo: A, B | Doing: C | Done:", 120, 40);
        let plain = |model: &Model| line(model).replace(['[', ']'], "");
        press(&mut model, "e e 3 enter l");
        let before = plain(&model);
        press(&mut model, keys);
        assert_ne!(plain(&model), before);
        for _ in keys.split("v h").skip(1) {
            assert_eq!(pushed(&press(&mut model, "u")), [] as [Vec<Edit>; 0]);
        }
        assert_eq!(plain(&model), before);
        assert_eq!(said(&model), "Doing is shown again.");
        assert_eq!(pushed(&press(&mut model, "u")).len(), 1, "then the last edit is taken back");
    }
    let mut model = model("Todo: A, B | Doing: C | Done:", 120, 40);
    press(&mut model, "l v h h e e 3 enter");
    assert_eq!(pushed(&press(&mut model, "u")).len(), 1, "what was done since comes first");
}

#[test]
fn what_was_wrong_with_a_filter_is_said_no_more_once_it_is_right() {
    let mut model = model("Todo: A, B | Doing: C", 120, 40);
    press(&mut model, "/ \"is:open OR\" enter");
    assert!(model.notices.current().is_some());
    press(&mut model, "ctrl+u \"is:open\" enter");
    assert_eq!(model.notices.current(), None);
}
