//! Which keys move cards, and what is said of a move.

use crate::app::fixture::{line, model, press};
use crate::input::preset::Keys;
use crate::input::{Keymap, Preset};

#[test]
fn the_keys_that_carry_to_a_column_can_be_any_and_count_in_their_order() {
    let keys = ["f6", "alt+1", "z z"].map(str::to_owned).to_vec();
    let changed = Keys::from([("carry-to".to_owned(), keys)]);
    let keymap = Keymap::new(Preset::default(), &changed, &[]).expect("they are free");
    for (key, board) in [
        ("f6", "Todo: [1] 2 3 | Doing: 4 | Done: "),
        ("alt+1", "Todo: 2 3 | Doing: [1] 4 | Done: "),
        ("z z", "Todo: 2 3 | Doing: 4 | Done: [1]"),
        ("3", "Todo: [1] 2 3 | Doing: 4 | Done: "),
    ] {
        let mut model = model("Todo: A, B, C | Doing: D | Done:", 120, 40);
        model.keymap = keymap.clone();
        press(&mut model, &format!("space {key} enter"));
        assert_eq!(line(&model), board, "{key}");
    }
}

#[test]
fn a_move_says_what_the_filter_hides_between() {
    for keys in ["J wait", "space j enter", "m \"after 2\" enter"] {
        let mut model = model("Todo: A, B, C (bug), D (bug), E | Doing:", 120, 40);
        press(&mut model, "/ \"-label:bug\" enter");
        press(&mut model, keys);
        assert_eq!(line(&model), "Todo: 2 [1] 5 | Doing: ", "{keys}");
        let said = model.notices.current().map(|notice| notice.text.as_str()).unwrap_or_default();
        assert!(said.ends_with(" · 2 hidden between"), "{keys}: {said}");
    }
    let mut model = model("Todo: A, B, C, D (bug) | Doing:", 120, 40);
    press(&mut model, "/ \"-label:bug\" enter J wait");
    assert_eq!(model.notices.current(), None, "nothing is hidden between B and C");
}
