//! Text in cells: how wide it is, where it breaks, where it is cut.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many cells a text takes, glyph by glyph as the terminal will draw it.
pub(super) fn width(text: &str) -> usize {
    text.graphemes(true).map(glyph).sum()
}

/// How many cells one glyph takes. Control characters take none: they are not drawn.
fn glyph(text: &str) -> usize {
    if text.chars().any(char::is_control) { 0 } else { text.width() }
}

/// A text cut to a width; what is cut ends in `mark`.
pub(super) fn cut<'a>(text: &'a str, room: usize, mark: &str) -> Cow<'a, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let mark = if width(mark) <= room { mark } else { "" };
    let kept = head(text, room - width(mark));
    Cow::Owned(format!("{}{mark}", kept.trim_end()))
}

/// The longest beginning of a text that fits into a width.
fn head(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, piece) in text.grapheme_indices(true) {
        used += glyph(piece);
        if used > room {
            return &text[..at];
        }
    }
    text
}

/// A text in lines of at most a width, broken between words where that is possible.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (line, after) = split(rest, room);
        lines.push(line.to_owned());
        rest = after;
    }
    lines
}

/// The first line of a text, and what does not fit on it.
pub(super) fn split(text: &str, room: usize) -> (&str, &str) {
    let fits = head(text, room.max(2));
    if fits.len() == text.len() {
        return (text, "");
    }
    // A text without blanks, as in Chinese or a long link, breaks anywhere.
    let end = match fits.rfind(' ') {
        Some(blank) if blank > 0 && !text[fits.len()..].starts_with(' ') => blank,
        _ if fits.is_empty() => text.graphemes(true).next().map_or(text.len(), str::len),
        _ => fits.len(),
    };
    (text[..end].trim_end(), text[end..].trim_start())
}

/// As much of a text as fits into a width, and the rest; nothing of it is lost.
pub(super) fn chunk(text: &str, room: usize) -> (&str, &str) {
    let fits = head(text, room.max(2)).len();
    let first = text.graphemes(true).next().map_or(0, str::len);
    text.split_at(fits.max(first))
}

/// A number with its thousands set apart.
pub(super) fn number(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A sum of efforts: without a fraction where there is none.
pub(super) fn effort(sum: f64) -> String {
    let rounded = (sum * 10.0).round() / 10.0;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wide_glyphs_count_twice_and_joined_emoji_once() {
        assert_eq!(width("ab"), 2);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("👩‍👩‍👧"), 2);
        assert_eq!(width("a\u{1b}b"), 2);
    }

    #[test]
    fn a_text_is_cut_with_a_mark() {
        assert_eq!(cut("short", 5, "…"), "short");
        assert_eq!(cut("much too long", 8, "…"), "much to…");
        assert_eq!(cut("日本語", 4, "…"), "日…");
        assert_eq!(cut("ab", 0, "…"), "");
    }

    #[test]
    fn lines_break_between_words_or_where_they_must() {
        assert_eq!(
            wrap("add hash routing to the scheduler", 14),
            ["add hash", "routing to the", "scheduler"]
        );
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("日本語", 4), ["日本", "語"]);
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!([number(7_u32), number(2013_u32), number(1_234_567_u32)], ["7", "2,013", "1,234,567"]);
        assert_eq!([effort(21.0), effort(2.5), effort(0.1 + 0.2)], ["21", "2.5", "0.3"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_room(text in "\\PC{0,40}", room in 2..20_usize) {
            for line in wrap(&text, room) {
                // A single glyph of some scripts is wider than two cells.
                prop_assert!(width(&line) <= room || line.graphemes(true).count() == 1);
            }
            prop_assert!(width(&cut(&text, room, "…")) <= room);
        }
    }
}
