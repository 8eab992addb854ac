//! GitHub's Markdown as lines of styled text.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::sheet::{Bit, Row, bit};
use super::text;
use super::{Glyphs, Theme};
use crate::app::overlay::card::spot::Spot;
use crate::domain::markdown;

/// Renders a text for a width. Its boxes and links are spots that count on from `first`, which becomes the next free one.
pub(super) fn rows(source: &str, width: usize, first: &mut Spot, theme: &Theme, glyphs: &Glyphs) -> Vec<Row> {
    let mut page = Page::new(width, theme, glyphs);
    for (event, _) in markdown::events(source) {
        if markdown::is_mark(&event) {
            page.mark = Some(*first);
            first.place += 1;
        }
        page.take(event);
    }
    page.end_paragraph();
    while page.lines.last().is_some_and(Vec::is_empty) {
        page.lines.pop();
    }
    page.lines
}

/// What is rendered so far, and what is open.
struct Page<'a> {
    width: usize,
    theme: &'a Theme,
    glyphs: &'a Glyphs,
    lines: Vec<Row>,
    run: Vec<Bit>,
    /// The box or link that begins.
    mark: Option<Spot>,
    /// The box that the text belongs to, and the link in it.
    task: Option<Spot>,
    link: Option<Spot>,
    styles: Vec<Style>,
    /// What each open quote and list puts before its lines: once, then on the lines that follow.
    margins: Vec<(Option<String>, String)>,
    lists: Vec<Option<u64>>,
    links: Vec<String>,
    code: Option<String>,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<String>>,
}

impl<'a> Page<'a> {
    fn new(width: usize, theme: &'a Theme, glyphs: &'a Glyphs) -> Self {
        Self {
            width: width.max(8),
            theme,
            glyphs,
            lines: Vec::new(),
            run: Vec::new(),
            mark: None,
            task: None,
            link: None,
            styles: vec![theme.text],
            margins: Vec::new(),
            lists: Vec::new(),
            links: Vec::new(),
            code: None,
            table: None,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.push(&code, self.theme.info),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.push(&text, self.theme.info),
            // Comments are hidden on GitHub as well; other tags have text between them, which is shown.
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::FootnoteReference(name) => self.push(&format!("[{name}]"), self.theme.muted),
            Event::SoftBreak => self.push(" ", self.style()),
            Event::HardBreak => self.flush(),
            Event::Rule => {
                self.end_paragraph();
                let rule = self.glyphs.rule.repeat(self.room());
                self.emit(vec![bit(rule, self.theme.faint)]);
                self.blank();
            }
            Event::TaskListMarker(done) => {
                let (mark, style) = if done {
                    (self.glyphs.ticked, self.theme.good)
                } else {
                    (self.glyphs.unticked, self.theme.text)
                };
                // The box takes the place of the bullet.
                if let Some((first, _)) = self.margins.last_mut() {
                    *first = Some(String::new());
                }
                self.task = self.mark.take();
                self.push(&format!("{mark} "), style);
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are shown as plain text")]
    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if self.lists.is_empty() => self.end_paragraph(),
            Tag::Heading { .. } => {
                self.end_paragraph();
                self.styles.push(self.theme.accent);
            }
            Tag::BlockQuote(_) => {
                self.end_paragraph();
                let bar = format!("{} ", self.glyphs.quote);
                self.margins.push((None, bar));
                self.styles.push(self.theme.muted);
            }
            Tag::CodeBlock(kind) => {
                self.end_paragraph();
                if let CodeBlockKind::Fenced(language) = kind
                    && !language.is_empty()
                {
                    self.emit(vec![bit(language.to_string(), self.theme.faint)]);
                }
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.flush();
                self.task = None;
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    Some(None) | None => format!("{} ", self.glyphs.bullet),
                };
                let hang = " ".repeat(text::width(&mark));
                self.margins.push((Some(mark), hang));
            }
            Tag::Table(alignments) => {
                self.end_paragraph();
                self.table = Some(Table { alignments, rows: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::Emphasis => self.styles.push(self.style().add_modifier(Modifier::ITALIC)),
            Tag::Strong => self.styles.push(self.style().add_modifier(Modifier::BOLD)),
            Tag::Strikethrough => self.styles.push(self.style().add_modifier(Modifier::CROSSED_OUT)),
            Tag::Link { dest_url, .. } => {
                self.link = self.mark.take();
                self.links.push(dest_url.to_string());
                self.styles.push(self.style().add_modifier(Modifier::UNDERLINED));
            }
            Tag::Image { dest_url, .. } => {
                self.links.push(dest_url.to_string());
                self.push("image: ", self.theme.muted);
                self.styles.push(self.theme.muted);
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are shown as plain text")]
    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.lists.is_empty() => self.end_paragraph(),
            TagEnd::Paragraph => {
                self.flush();
                self.task = None;
            }
            TagEnd::Heading(_) => {
                self.styles.pop();
                self.end_paragraph();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.margins.pop();
                self.styles.pop();
                self.blank();
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.blank();
                }
            }
            TagEnd::Item => {
                self.flush();
                self.task = None;
                self.margins.pop();
            }
            TagEnd::TableCell => {
                let cell: String = self.run.drain(..).map(|bit| bit.text).collect();
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell.trim().to_owned());
                }
            }
            TagEnd::Table => self.end_table(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => drop(self.styles.pop()),
            TagEnd::Link | TagEnd::Image => {
                self.styles.pop();
                let target = self.links.pop().unwrap_or_default();
                let said = self.run.last().is_some_and(|bit| target.ends_with(bit.text.trim()));
                if !said && !target.is_empty() {
                    self.push(&format!(" ({target})"), self.theme.muted);
                }
                if tag == TagEnd::Link {
                    self.link = None;
                }
            }
            _ => {}
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or(self.theme.text)
    }

    fn text(&mut self, text: &str) {
        match &mut self.code {
            Some(code) => code.push_str(text),
            None => self.push(text, self.style()),
        }
    }

    fn push(&mut self, text: &str, style: Style) {
        let text = text.replace(['\n', '\t'], " ");
        self.run.push(bit(text, style).at(self.link.or(self.task)));
    }

    fn room(&self) -> usize {
        let margins: usize = self.margins.iter().map(|(_, hang)| text::width(hang)).sum();
        self.width.saturating_sub(margins).max(8)
    }

    /// Adds a line behind the margins of what is open.
    fn emit(&mut self, bits: Row) {
        let mut line = Vec::new();
        for (first, hang) in &mut self.margins {
            line.push(bit(first.take().unwrap_or_else(|| hang.clone()), self.theme.muted));
        }
        line.extend(bits);
        self.lines.push(line);
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Row::new());
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if self.lists.is_empty() {
            self.blank();
        }
    }

    /// Wraps what has gathered and adds it.
    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run);
        for line in wrap(&run, self.room()) {
            self.emit(line);
        }
    }

    fn end_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let style = self.theme.info;
        for line in code.lines() {
            let line = line.replace('\t', "    ");
            // What a line of code has beyond the edge goes on below, behind a mark: nothing of it is out of reach.
            let mark = format!("{} ", self.glyphs.goes_on);
            let room = self.room().saturating_sub(2);
            let (first, mut rest) = text::chunk(&line, room);
            self.emit(vec![bit(format!("  {first}"), style)]);
            while !rest.is_empty() {
                let (more, after) = text::chunk(rest, room.saturating_sub(text::width(&mark)));
                self.emit(vec![bit(format!("  {mark}"), self.theme.faint), bit(more.to_owned(), style)]);
                rest = after;
            }
        }
        self.blank();
    }

    /// Columns as wide as their widest cell, narrowed from the widest until they fit.
    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        let count = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            table
                .rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| text::width(cell))
                .max()
                .unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..count).map(widest).collect();
        while widths.iter().sum::<usize>() + count.saturating_sub(1) * 2 > self.room() {
            let Some(most) = widths.iter_mut().max().filter(|most| **most > 3) else { break };
            *most -= 1;
        }
        for (place, row) in table.rows.iter().enumerate() {
            let style = if place == 0 { self.theme.muted } else { self.theme.text };
            let cells: Vec<String> = (0..count)
                .map(|column| {
                    let cell = row.get(column).map_or("", String::as_str);
                    let cell = text::cut(cell, widths[column], self.glyphs.cut);
                    let gap = " ".repeat(widths[column].saturating_sub(text::width(&cell)));
                    match table.alignments.get(column) {
                        Some(Alignment::Right) => format!("{gap}{cell}"),
                        Some(Alignment::None | Alignment::Left | Alignment::Center) | None => {
                            format!("{cell}{gap}")
                        }
                    }
                })
                .collect();
            self.emit(vec![bit(cells.join("  ").trim_end().to_owned(), style)]);
            if place == 0 {
                let rule = widths.iter().map(|wide| self.glyphs.rule.repeat(*wide)).collect::<Vec<_>>();
                self.emit(vec![bit(rule.join("  "), self.theme.faint)]);
            }
        }
        self.blank();
    }
}

/// Breaks styled text into lines between words.
fn wrap(run: &[Bit], room: usize) -> Vec<Row> {
    let mut lines: Vec<Row> = Vec::new();
    let mut line = Row::new();
    let mut used = 0;
    for Bit { text, style, spot } in run {
        for word in text.split_word_bounds() {
            let wide = text::width(word);
            if used + wide > room && used > 0 {
                lines.push(trimmed(std::mem::take(&mut line)));
                used = 0;
            }
            if used == 0 && word.trim().is_empty() {
                continue;
            }
            // A word wider than the room breaks anywhere.
            let mut rest = word;
            while text::width(rest) > room {
                let (head, tail) = text::split(rest, room);
                lines.push(vec![bit(head.to_owned(), *style).at(*spot)]);
                rest = tail;
            }
            used += text::width(rest);
            match line.last_mut().filter(|last| last.style == *style && last.spot == *spot) {
                Some(last) => last.text.to_mut().push_str(rest),
                None => line.push(bit(rest.to_owned(), *style).at(*spot)),
            }
        }
    }
    if !line.is_empty() {
        lines.push(trimmed(line));
    }
    lines
}

/// A line without the blank that it was broken at.
fn trimmed(mut line: Row) -> Row {
    if let Some(last) = line.last_mut() {
        let kept = last.text.trim_end().len();
        last.text.to_mut().truncate(kept);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overlay::card::Section;
    use crate::draw::glyph::UNICODE;
    use crate::draw::theme::Depth;

    fn plain(source: &str, width: usize) -> String {
        let theme = Theme::named("mono", Depth::None).expect("it is shipped");
        let text = |row: &Row| row.iter().map(|bit| bit.text.as_ref()).collect::<String>();
        let mut first = Spot { section: Section::Text, place: 0 };
        rows(source, width, &mut first, &theme, &UNICODE).iter().map(text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_github_shows_is_shown_without_its_marks() {
        let source = "# Goal\n\nA *restart* must not `drop` requests, see [the notes](https://x.y/z).\n\n- [x] design\n- [ ] build\n  - deep\n\n1. one\n2. two\n\n> quoted\n\n```rust\nfn main() {}\n```\n\n<!-- hidden -->\nEnd";
        insta::assert_snapshot!(plain(source, 40), @r"
        Goal

        A restart must not drop requests, see
        the notes (https://x.y/z).

        ✓ design
        ☐ build
          • deep

        1. one
        2. two

        │ quoted

        rust
          fn main() {}

        End
        ");
    }

    #[test]
    fn a_wide_line_of_code_goes_on_below() {
        let source = "```sh\nls\ncurl -sSf https://example.org/install | sh -s -- --yes\n```";
        insta::assert_snapshot!(plain(source, 24), @r"
        sh
          ls
          curl -sSf https://exam
          ↳ ple.org/install | sh
          ↳  -s -- --yes
        ");
    }

    #[test]
    fn a_table_is_aligned_and_cut_to_fit() {
        let source = "| name | number |\n|---|--:|\n| one | 1 |\n| a much longer name | 22 |";
        insta::assert_snapshot!(plain(source, 20), @r"
        name          number
        ────────────  ──────
        one                1
        a much long…      22
        ");
    }

    proptest::proptest! {
        #[test]
        fn any_text_renders_within_its_width(source in "[-#*`>|\\[\\]() a-z0-9\n日👩]{0,80}", width in 8..40_usize) {
            let theme = Theme::named("mono", Depth::None).expect("it is shipped");
            let mut first = Spot { section: Section::Text, place: 3 };
            rows(&source, width, &mut first, &theme, &UNICODE);
            assert_eq!(first.place, 3 + markdown::marks(&source).len());
        }
    }
}
