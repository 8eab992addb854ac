//! A text of many lines that is typed.

use std::ops::Range;

use tui_textarea::{CursorMove, Input, TextArea};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::input::{Stroke, TypingAction};

/// How many changes can be undone.
const UNDOABLE: usize = 10_000;

/// Lines and a cursor. It moves and deletes what people see as one character, and goes up and down by the rows on screen.
#[derive(Debug, Clone)]
pub struct Text {
    area: TextArea<'static>,
    /// The cell that going up and down keeps to.
    cell: Option<usize>,
}

/// A part of a line that is one row on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line, from 0.
    pub line: usize,
    /// The bytes of the line.
    pub bytes: Range<usize>,
}

impl Default for Text {
    fn default() -> Self {
        let mut area = TextArea::default();
        area.set_max_histories(UNDOABLE);
        Self { area, cell: None }
    }
}

impl PartialEq for Text {
    /// What stands there and where the cursor is; how it came to be does not count.
    fn eq(&self, other: &Self) -> bool {
        self.area.lines() == other.area.lines() && self.at() == other.at()
    }
}

impl Text {
    /// A text to be changed, with the cursor at its end; what stood there at first can't be undone.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(clean(text).split('\n').map(str::to_owned).collect());
        area.set_max_histories(UNDOABLE);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, cell: None }
    }

    /// The lines; at least one.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Whether nothing but blanks stands there.
    pub fn is_blank(&self) -> bool {
        self.lines().iter().all(|line| line.trim().is_empty())
    }

    /// The line of the cursor, and the byte in it before which the cursor stands.
    pub fn cursor(&self) -> (usize, usize) {
        let (line, chars) = self.at();
        let text = &self.lines()[line];
        (line, text.char_indices().nth(chars).map_or(text.len(), |(byte, _)| byte))
    }

    /// The rows on a screen with this many cells, and the row of the cursor among them.
    pub fn rows(&self, cells: usize) -> (Vec<Row>, usize) {
        let (line, byte) = self.cursor();
        let mut rows = Vec::new();
        let mut here = 0;
        for (place, text) in self.lines().iter().enumerate() {
            for bytes in wrapped(text, cells.max(2)) {
                if place == line && bytes.start <= byte {
                    here = rows.len();
                }
                rows.push(Row { line: place, bytes });
            }
        }
        (rows, here)
    }

    /// Writes text at the cursor, without what cannot be seen.
    pub fn insert(&mut self, text: &str) {
        self.cell = None;
        self.area.insert_str(clean(text));
    }

    /// Takes back what was typed last, a word at a time.
    pub fn undo(&mut self) {
        self.cell = None;
        let mut last = None;
        loop {
            let (line, column) = self.at();
            if !self.area.undo() {
                return;
            }
            // One that was typed elsewhere belongs to another word.
            if last.is_some() && (line, column) != (self.at().0, self.at().1 + 1) {
                self.area.redo();
                return;
            }
            let typed = (line, column) == (self.at().0, self.at().1 + 1);
            last = self.before().chars().next_back().filter(|c| typed && c.is_alphanumeric());
            if last.is_none() {
                return;
            }
        }
    }

    /// Types again what was taken back, a word at a time.
    pub fn redo(&mut self) {
        self.cell = None;
        loop {
            let (line, column) = self.at();
            if !self.area.redo() {
                return;
            }
            let typed = self.at() == (line, column + 1);
            if !typed || !self.before().ends_with(char::is_alphanumeric) {
                return;
            }
        }
    }

    /// Obeys a key on a screen with this many cells in a row and this many rows.
    pub fn key(&mut self, stroke: Stroke, cells: usize, page: usize) {
        match stroke {
            Stroke::Does(TypingAction::LineUp) => self.go(cells, |row| row.saturating_sub(1)),
            Stroke::Does(TypingAction::LineDown) => self.go(cells, |row| row + 1),
            Stroke::Does(TypingAction::TextPageUp) => self.go(cells, |row| row.saturating_sub(page)),
            Stroke::Does(TypingAction::TextPageDown) => self.go(cells, |row| row + page),
            Stroke::Does(action) => {
                self.cell = None;
                self.change(action);
            }
            Stroke::Types(c) => self.types(tui_textarea::Key::Char(c)),
            Stroke::Breaks => self.types(tui_textarea::Key::Enter),
            Stroke::Indents => self.types(tui_textarea::Key::Tab),
        }
    }

    fn change(&mut self, action: TypingAction) {
        let (line, byte) = self.cursor();
        let (before, after) = self.lines()[line].split_at(byte);
        let left = before.graphemes(true).next_back().map_or(0, |glyph| glyph.chars().count());
        let right = after.graphemes(true).next().map_or(0, |glyph| glyph.chars().count());
        match action {
            TypingAction::DeleteBefore if left > 0 => {
                self.step(left, CursorMove::Back);
                self.area.delete_str(left);
            }
            TypingAction::DeleteBefore => drop(self.area.delete_newline()),
            TypingAction::DeleteAfter => drop(self.area.delete_str(right.max(1))),
            TypingAction::CharLeft => self.step(left.max(1), CursorMove::Back),
            TypingAction::CharRight => self.step(right.max(1), CursorMove::Forward),
            TypingAction::WordLeft => self.step(1, CursorMove::WordBack),
            TypingAction::WordRight => self.step(1, CursorMove::WordForward),
            TypingAction::TextStart => self.step(1, CursorMove::Jump(0, 0)),
            TypingAction::TextEnd => self.step(1, CursorMove::Jump(u16::MAX, u16::MAX)),
            TypingAction::LineStart => self.step(1, CursorMove::Head),
            TypingAction::LineEnd => self.step(1, CursorMove::End),
            TypingAction::DeleteWordBefore => drop(self.area.delete_word()),
            TypingAction::DeleteWordAfter => drop(self.area.delete_next_word()),
            TypingAction::DeleteToStart => drop(self.area.delete_line_by_head()),
            TypingAction::DeleteToEnd => drop(self.area.delete_line_by_end()),
            TypingAction::LineUp
            | TypingAction::LineDown
            | TypingAction::TextPageUp
            | TypingAction::TextPageDown => {}
        }
    }

    /// Types a character, a line break, an indent.
    fn types(&mut self, key: tui_textarea::Key) {
        self.cell = None;
        self.area.input_without_shortcuts(Input { key, ctrl: false, alt: false, shift: false });
    }

    fn step(&mut self, times: usize, by: CursorMove) {
        for _ in 0..times {
            self.area.move_cursor(by);
        }
    }

    /// Goes to another row, as near as can be to the cell it came from.
    fn go(&mut self, cells: usize, to: impl FnOnce(usize) -> usize) {
        let (rows, here) = self.rows(cells);
        let (line, byte) = self.cursor();
        let wanted = self.cell.unwrap_or_else(|| width(&self.lines()[line][rows[here].bytes.start..byte]));
        let row = &rows[to(here).min(rows.len() - 1)];
        let text = &self.lines()[row.line];
        let mut at = row.bytes.start;
        let mut used = 0;
        // At its very end a row that goes on would be the next one.
        let last = rows.iter().rfind(|other| other.line == row.line) == Some(row);
        for glyph in text[row.bytes.clone()].graphemes(true) {
            used += width(glyph);
            if used > wanted || (!last && at + glyph.len() == row.bytes.end) {
                break;
            }
            at += glyph.len();
        }
        let small = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let jump = CursorMove::Jump(small(row.line), small(text[..at].chars().count()));
        self.area.move_cursor(jump);
        self.cell = Some(wanted);
    }

    /// The line of the cursor and the characters before it.
    fn at(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    fn before(&self) -> &str {
        let (line, byte) = self.cursor();
        &self.lines()[line][..byte]
    }
}

/// A line in rows of at most so many cells, broken after a blank where there is one. No byte is lost: the blanks that do not fit
/// stay at the end of their row.
fn wrapped(line: &str, cells: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let (mut start, mut used, mut after_blank) = (0, 0, None);
    for (at, glyph) in line.grapheme_indices(true) {
        let blank = glyph == " ";
        used += width(glyph);
        if used > cells && !blank && at > start {
            let end = after_blank.unwrap_or(at);
            rows.push(start..end);
            (start, after_blank) = (end, None);
            used = width(&line[start..at]) + width(glyph);
        }
        if blank {
            after_blank = Some(at + glyph.len());
        }
    }
    rows.push(start..line.len());
    rows
}

/// How many cells a text takes, glyph by glyph as the terminal will draw it.
fn width(text: &str) -> usize {
    text.graphemes(true).filter(|glyph| !glyph.contains(char::is_control)).map(UnicodeWidthStr::width).sum()
}

/// Pasted text with the line breaks that every terminal sends in its own way, blanks for tabs, and no other control characters.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::strokes;

    /// The text after some keys, with `|` for the cursor.
    fn shown(text: &Text) -> String {
        let (line, byte) = text.cursor();
        let mut lines = text.lines().to_vec();
        lines[line].insert(byte, '|');
        lines.join("\n")
    }

    fn press(text: &mut Text, keys: &str) -> String {
        for stroke in strokes(keys) {
            text.key(stroke, 10, 3);
        }
        shown(text)
    }

    fn pasted(text: &str) -> Text {
        let mut area = Text::default();
        area.insert(text);
        area
    }

    #[test]
    fn what_people_see_as_one_character_is_stepped_over_and_deleted_whole() {
        for glyph in ["e\u{301}", "👩‍👩‍👧", "🇩🇪", "🏳️‍🌈"] {
            let mut text = pasted(&format!("a{glyph}b"));
            assert_eq!(press(&mut text, "left left"), format!("a|{glyph}b"));
            assert_eq!(press(&mut text, "right"), format!("a{glyph}|b"));
            assert_eq!(press(&mut text, "backspace"), "a|b");
            text.undo();
            assert_eq!(text.lines(), [format!("a{glyph}b")]);
            assert_eq!(press(&mut text, "home right delete"), "a|b");
        }
        assert_eq!(press(&mut pasted("🇩🇪🇫🇷"), "backspace"), "🇩🇪|");
    }

    #[test]
    fn lines_are_broken_and_joined() {
        let mut text = Text::default();
        assert_eq!(press(&mut text, "a enter b enter"), "a\nb\n|");
        assert_eq!(press(&mut text, "backspace backspace backspace"), "a|");
        assert_eq!(press(&mut pasted("a\nb"), "up end delete"), "a|b");
        assert_eq!(press(&mut pasted("a\nb"), "up end right"), "a\n|b");
    }

    #[test]
    fn a_paste_brings_its_lines_and_nothing_that_moves_the_terminal() {
        assert_eq!(pasted("a\r\nb\rc\u{1b}[2J\td").lines(), ["a", "b", "c[2J    d"]);
    }

    #[test]
    fn undo_takes_a_word_back_and_redo_brings_it_again() {
        let mut text = Text::default();
        press(&mut text, "o n e space t w o");
        text.undo();
        assert_eq!(shown(&text), "one |");
        text.undo();
        assert_eq!(shown(&text), "|");
        text.redo();
        text.redo();
        assert_eq!(shown(&text), "one two|");
        press(&mut text, "home x");
        text.undo();
        assert_eq!(shown(&text), "|one two");
    }

    #[test]
    fn the_cursor_goes_up_and_down_by_what_is_seen() {
        let mut text = pasted("one two three four\nx\n日本語日本語");
        assert_eq!(text.rows(10).0.len(), 5);
        assert_eq!(press(&mut text, "up"), "one two three four\nx\n日|本語日本語");
        assert_eq!(press(&mut text, "up"), "one two three four\nx|\n日本語日本語");
        assert_eq!(press(&mut text, "up"), "one two th|ree four\nx\n日本語日本語");
        assert_eq!(press(&mut text, "up"), "on|e two three four\nx\n日本語日本語");
        assert_eq!(press(&mut text, "down down"), "one two three four\nx|\n日本語日本語");
        assert_eq!(press(&mut text, "pageup pageup"), "on|e two three four\nx\n日本語日本語");
    }

    #[test]
    fn rows_break_after_blanks_and_lose_nothing() {
        for (line, cells) in [("one two three", 7), ("one  two", 4), ("abcdefgh", 3), ("日本語", 3), ("", 5)]
        {
            let rows = wrapped(line, cells);
            assert_eq!(rows.iter().map(|row| &line[row.clone()]).collect::<String>(), line);
            assert!(rows.iter().all(|row| width(line[row.clone()].trim_end()) <= cells), "{rows:?}");
        }
        assert_eq!(wrapped("one two three", 7), [0..8, 8..13]);
    }
}
