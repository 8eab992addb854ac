//! Makes text from GitHub harmless: no control, escape or bidirectional override character gets past here.

use crate::domain::item::Name;

/// Text on one line: line breaks and tabs become spaces.
pub fn line(text: &str) -> String {
    clean(text, |c| if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') { Some(' ') } else { None })
}

/// Text of several lines: line breaks and tabs stay.
pub fn lines(text: &str) -> String {
    let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text.to_owned() };
    clean(&text, |c| match c {
        '\n' | '\t' => Some(c),
        '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        _ => None,
    })
}

/// Whether a title that GitHub shows is one that was typed here: it was cleaned, and GitHub may have trimmed it.
pub fn is_title(shown: &str, typed: &str) -> bool {
    line(shown).trim() == line(typed).trim()
}

/// The same of a text of several lines.
pub fn is_body(shown: &str, typed: &str) -> bool {
    lines(shown).trim() == lines(typed).trim()
}

/// A login, label or repository name.
pub(super) fn name(text: &str) -> Name {
    line(text).into()
}

/// Keeps what is harmless; `spare` says what becomes of a character that otherwise is dropped.
fn clean(text: &str, spare: impl Fn(char) -> Option<char>) -> String {
    if !text.chars().any(is_harmful) {
        return text.to_owned();
    }
    text.chars().filter_map(|c| if is_harmful(c) { spare(c) } else { Some(c) }).collect()
}

fn is_harmful(c: char) -> bool {
    c.is_control()
        // Line and paragraph separators; then what turns the reading direction of all that follows.
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line_without_control_characters() {
        assert_eq!(line("Fix\tlogin\r\nnow"), "Fix login  now");
        assert_eq!(line("\u{1b}[31mred\u{1b}[0m \u{9b}2J\u{7}"), "[31mred[0m 2J");
        assert_eq!(line("a\u{202e}b\u{2066}c\u{2069}"), "abc");
    }

    #[test]
    fn emoji_and_accents_stay() {
        assert_eq!(line("👩‍💻 naïve 日本 ✅"), "👩‍💻 naïve 日本 ✅");
    }

    #[test]
    fn a_body_keeps_its_lines_and_tabs() {
        assert_eq!(lines("a\r\n\tb\u{1b}\nc\u{0}"), "a\n\tb\nc");
    }
}
