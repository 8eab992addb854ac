//! Frames of a filter that is being typed.

use super::tests::screen;

#[test]
fn half_a_word_in_a_filter_leaves_the_board_and_says_so() {
    let shown = screen("A: One, Two | B: Three", "/ \"onexx\"", (100, 16));
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[1].ends_with("0 match so far · 1 shown"), "{shown}");
    assert!(lines[2].contains("^^^^^") && shown.contains("One"), "{shown}");
    let shown = screen("A: One, Two | B: Three", "/ \"effort:<\"", (100, 16));
    assert!(shown.contains("3 of 3") && !shown.contains('^'), "a value may follow: {shown}");
}
