//! A line of text that is typed.

use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use crate::input::{Stroke, TypingAction};

/// One line and its cursor. It moves and deletes what people see as one character.
#[derive(Debug, Clone, Default)]
pub struct Line {
    area: TextArea<'static>,
}

impl Line {
    /// A line with the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![flat(text)]);
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    /// What stands there.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// The text before the cursor and the text after it.
    pub fn parts(&self) -> (&str, &str) {
        let text = self.text();
        let at = text.char_indices().nth(self.area.cursor().1).map_or(text.len(), |(at, _)| at);
        text.split_at(at)
    }

    /// Types text.
    pub fn insert(&mut self, text: &str) {
        self.area.insert_str(flat(text));
    }

    /// Puts text in the place of some bytes. The cursor goes behind it.
    pub fn replace(&mut self, at: std::ops::Range<usize>, with: &str) {
        let text = self.text();
        let (Some(before), Some(after)) = (text.get(..at.start), text.get(at.end..)) else { return };
        let whole = [before, &flat(with), after].concat();
        let cursor = before.chars().count() + with.chars().count();
        self.area = TextArea::new(vec![whole]);
        self.area.move_cursor(CursorMove::Jump(0, u16::try_from(cursor).unwrap_or(u16::MAX)));
    }

    /// Writes text behind the cursor, which stays where it is.
    pub fn append(&mut self, text: &str) {
        self.insert(text);
        self.go(flat(text).chars().count(), CursorMove::Back);
    }

    /// Takes back what was typed last, a word at a time. Returns whether there was something.
    pub fn undo(&mut self) -> bool {
        self.turn(TextArea::undo)
    }

    /// Types again what was taken back, a word at a time. Returns whether there was something.
    pub fn redo(&mut self) -> bool {
        self.turn(TextArea::redo)
    }

    /// Goes on as long as single letters of one word come or go.
    fn turn(&mut self, once: fn(&mut TextArea<'static>) -> bool) -> bool {
        let mut turned = false;
        loop {
            let before = self.parts().0.to_owned();
            if !once(&mut self.area) {
                return turned;
            }
            turned = true;
            let after = self.parts().0;
            let (short, long) =
                if after.len() < before.len() { (after, &*before) } else { (&*before, after) };
            let single = long.strip_prefix(short).is_some_and(|more| more.chars().count() == 1);
            let goes_on = if after.len() < before.len() { short } else { long };
            if !single || !goes_on.ends_with(char::is_alphanumeric) {
                return true;
            }
        }
    }

    /// Empties it.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Obeys a key. Returns whether the text has changed.
    pub fn key(&mut self, stroke: Stroke) -> bool {
        let action = match stroke {
            Stroke::Types(c) => {
                self.area.insert_char(c);
                return true;
            }
            Stroke::Breaks | Stroke::Indents => return false,
            Stroke::Does(action) => action,
        };
        let (before, after) = self.parts();
        let left = before.graphemes(true).next_back().map_or(0, |glyph| glyph.chars().count());
        let right = after.graphemes(true).next().map_or(0, |glyph| glyph.chars().count());
        match action {
            TypingAction::DeleteBefore => (0..left).any(|_| !self.area.delete_char()) || left > 0,
            TypingAction::DeleteAfter => (0..right).any(|_| !self.area.delete_next_char()) || right > 0,
            TypingAction::DeleteWordBefore => self.area.delete_word(),
            TypingAction::DeleteWordAfter => self.area.delete_next_word(),
            TypingAction::DeleteToStart => self.area.delete_line_by_head(),
            TypingAction::DeleteToEnd => self.area.delete_line_by_end(),
            TypingAction::CharLeft => self.go(left, CursorMove::Back),
            TypingAction::CharRight => self.go(right, CursorMove::Forward),
            TypingAction::WordLeft => self.go(1, CursorMove::WordBack),
            TypingAction::WordRight => self.go(1, CursorMove::WordForward),
            TypingAction::LineStart | TypingAction::TextStart => self.go(1, CursorMove::Head),
            TypingAction::LineEnd | TypingAction::TextEnd => self.go(1, CursorMove::End),
            TypingAction::LineUp
            | TypingAction::LineDown
            | TypingAction::TextPageUp
            | TypingAction::TextPageDown => false,
        }
    }

    fn go(&mut self, times: usize, step: CursorMove) -> bool {
        for _ in 0..times {
            self.area.move_cursor(step);
        }
        false
    }
}

/// Text without line breaks and control characters.
fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::strokes;

    fn typed(keys: &str) -> String {
        let mut line = Line::default();
        for stroke in strokes(keys) {
            line.key(stroke);
        }
        let (before, after) = line.parts();
        format!("{before}|{after}")
    }

    #[test]
    fn keys_edit_the_line() {
        assert_eq!(typed("a b space c left backspace"), "ab|c");
        assert_eq!(typed("a b home X delete"), "X|b");
        assert_eq!(typed("a b ctrl+u c"), "c|");
    }

    #[test]
    fn an_emoji_of_many_code_points_is_one_character() {
        let mut line = Line::new("a👩‍👩‍👧");
        assert!(line.key(Stroke::Does(TypingAction::DeleteBefore)));
        assert_eq!(line.text(), "a");
        assert!(line.key(Stroke::Does(TypingAction::DeleteBefore)));
        assert!(!line.key(Stroke::Does(TypingAction::DeleteBefore)));
    }

    #[test]
    fn a_part_is_replaced_and_the_cursor_stands_behind_it() {
        let mut line = Line::new("é sta is:open");
        line.replace(3..6, "status:");
        assert_eq!(line.parts(), ("é status:", " is:open"));
    }

    #[test]
    fn a_pasted_line_break_is_a_blank() {
        let mut line = Line::default();
        line.insert("two\nlines");
        assert_eq!(line.text(), "two lines");
    }
}
