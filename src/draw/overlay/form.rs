//! An issue form that is filled in: its title, its words, its questions, one below the other.

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::window;
use crate::app::Target;
use crate::app::overlay::Create;
use crate::app::overlay::card::Section;
use crate::app::overlay::card::spot::Spot;
use crate::app::overlay::create::form::{Filling, Written};
use crate::app::widget::Text;
use crate::domain::form::{Input, Part, Question};
use crate::draw::markdown;
use crate::draw::memory::Memory;
use crate::draw::part::header::scrolled;
use crate::draw::pen::{Pen, piece};
use crate::draw::sheet::{Bit, Row, bit};
use crate::draw::text;

/// More options than this are only listed while their question has the keys.
const MANY: usize = 6;
/// Lines of an answer that are shown while another question has the keys.
const BRIEF: usize = 4;

/// A line of the form.
struct Shown {
    bits: Row,
    /// The question it belongs to, and the option; none for words between questions.
    of: Option<(usize, Option<usize>)>,
    /// The cell of the line where something is typed.
    cursor: Option<usize>,
    /// Whether it is the option that a key would choose.
    lit: bool,
}

/// What the lines are made from.
struct Sheet<'a> {
    create: &'a Create,
    filling: &'a Filling,
    /// Cells of a line.
    room: usize,
    rows: Vec<Shown>,
}

/// Draws it. Returns the cell that is typed in.
pub(super) fn draw(
    (create, filling): (&Create, &Filling),
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> Option<(u16, u16)> {
    let wide = 88.min(area.width.saturating_sub(4));
    let room = usize::from(wide.saturating_sub(5)).max(8);
    let sheet = rows(create, filling, room, pen);
    let told = match &create.wrong {
        Some(wrong) => text::wrap(wrong, room),
        None => Vec::new(),
    };
    let head = 2 + told.len();
    let tall = u16::try_from(sheet.len() + head).unwrap_or(u16::MAX).min(area.height);
    let inner = window(wide, tall, memory, area, pen);
    let (x, room) = (inner.x + 1, inner.width.saturating_sub(2));
    let name = filling.template.name.as_str();
    let (open, must) = filling.to_answer();
    let tally = match (open, must) {
        (_, 0) => String::new(),
        (0, _) => format!("{} all required answered", pen.glyphs.passing),
        (open, must) => format!("{} of {must} required", must - open),
    };
    let style = if open == 0 { pen.theme.good } else { pen.theme.muted };
    // On a narrow screen where it goes counts more than how far it is.
    let tally = if room < 50 && open == 0 { String::new() } else { tally };
    let end = pen.line_to(inner.right() - 1, inner.y, room / 2, &[piece(tally, style)]);
    let at = pen.put((x, inner.y), end.saturating_sub(x + 1), name, pen.theme.accent);
    let goes = format!("  {}", create.heading());
    pen.put((at, inner.y), end.saturating_sub(at + 1), &goes, pen.theme.muted);
    let mut y = inner.y + 1;
    for line in told.iter().take(usize::from(inner.height / 3).max(1)) {
        pen.put((x, y), room, line, pen.theme.bad);
        y += 1;
    }
    // A blank line below the heading, where there is room for it.
    y += u16::from(inner.height > 12);
    let body = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
    lines(&sheet, filling.at, body, memory, pen)
}

/// Draws the lines that are in sight. Returns the cell that is typed in.
fn lines(
    sheet: &[Shown],
    at: usize,
    area: Rect,
    memory: &mut Memory,
    pen: &mut Pen<'_>,
) -> Option<(u16, u16)> {
    let room = usize::from(area.height);
    let is_here = |row: &Shown| row.of.is_some_and(|(question, _)| question == at);
    let top = sheet.iter().position(is_here).unwrap_or(0);
    let end = sheet.iter().rposition(is_here).unwrap_or(0);
    let here = sheet.iter().position(|row| row.cursor.is_some() || row.lit).unwrap_or(top);
    // All of the question where that is possible, its beginning, and above all the cursor.
    memory.first_line(end, sheet.len(), room);
    memory.first_line(top, sheet.len(), room);
    let first = memory.first_line(here, sheet.len(), room);
    memory.extent.lines = room;
    memory.extent.length = sheet.len();
    memory.extent.cells = usize::from(area.width).saturating_sub(7).max(2);
    let mut typed = None;
    for (row, y) in sheet.iter().skip(first).zip(area.top()..area.bottom()) {
        let mut x = area.x + 1;
        for bit in &row.bits {
            x = pen.put((x, y), (area.right() - 1).saturating_sub(x), &bit.text, bit.style);
        }
        let whole = Rect { y, height: 1, ..area };
        if is_here(row) {
            pen.put((area.x, y), 1, pen.glyphs.focus, pen.theme.accent);
        }
        if row.lit {
            pen.choose(Rect { x: area.x + 1, width: area.width - 1, ..whole });
        }
        if let Some((question, option)) = row.of {
            memory.note(whole, Target::Question(question, option));
        }
        if let Some(cell) = row.cursor {
            typed = Some((area.x + 1 + u16::try_from(cell).unwrap_or(0), y));
        }
    }
    let below = sheet.len().saturating_sub(first + room);
    if below > 0 && area.height > 2 {
        let more = format!(" {} {below} more ", pen.glyphs.down);
        pen.line_to(area.right(), area.bottom() - 1, area.width, &[piece(more, pen.theme.muted)]);
    }
    typed
}

/// All lines of the form.
fn rows(create: &Create, filling: &Filling, room: usize, pen: &Pen<'_>) -> Vec<Shown> {
    let mut sheet = Sheet { create, filling, room, rows: Vec::new() };
    sheet.title(pen);
    let mut place = 0;
    for part in filling.template.parts() {
        match part {
            Part::Note(words) => {
                sheet.blank();
                sheet.words(words, None, pen);
            }
            Part::Question(question) => {
                place += 1;
                sheet.blank();
                sheet.question(question, place, pen);
            }
        }
    }
    sheet.rows
}

impl Sheet<'_> {
    fn push(&mut self, bits: Row, of: Option<(usize, Option<usize>)>) {
        self.rows.push(Shown { bits, of, cursor: None, lit: false });
    }

    fn blank(&mut self) {
        self.push(Row::new(), None);
    }

    /// Words of the form, which are no part of the issue.
    fn words(&mut self, source: &str, of: Option<usize>, pen: &Pen<'_>) {
        let mut first = Spot { section: Section::Text, place: 0 };
        for row in markdown::rows(source, self.room, &mut first, pen.theme, pen.glyphs) {
            let muted = |bit: Bit| {
                let plain = bit.style == pen.theme.text;
                Bit { style: if plain { pen.theme.muted } else { bit.style }, ..bit }
            };
            self.push(row.into_iter().map(muted).collect(), of.map(|question| (question, None)));
        }
    }

    fn label(&mut self, label: &str, must: bool, (place, missing): (usize, bool), pen: &Pen<'_>) {
        let missing = missing && self.create.wrong.is_some();
        let style = if missing {
            pen.theme.bad
        } else if place == self.filling.at {
            pen.theme.accent
        } else {
            pen.theme.text
        };
        let mut lines = text::wrap(label, self.room.saturating_sub(12).max(8));
        let last = lines.pop().unwrap_or_default();
        for line in lines {
            self.push(vec![bit(line, style.add_modifier(Modifier::BOLD))], Some((place, None)));
        }
        let mut bits = vec![bit(last, style.add_modifier(Modifier::BOLD))];
        if must {
            let style = if missing { pen.theme.bad } else { pen.theme.muted };
            bits.push(bit(if self.room < 50 { " *" } else { "  required" }, style));
        }
        self.push(bits, Some((place, None)));
    }

    /// The line of the card, with its tokens.
    fn title(&mut self, pen: &Pen<'_>) {
        let untitled = self.create.card.title.is_empty();
        self.label("Title", true, (0, untitled), pen);
        let parts = self.create.line.parts();
        self.line(parts, "What is it about?", 0, pen);
        if self.filling.at == 0
            && let Some(offers) = self.create.offers.as_ref().filter(|offers| !offers.tokens.is_empty())
        {
            let mut bits = Row::new();
            for (place, token) in offers.tokens.iter().enumerate() {
                let style = if place == self.create.offered { pen.theme.select } else { pen.theme.muted };
                bits.extend([bit(token.clone(), style), bit("  ", pen.theme.muted)]);
            }
            self.push(bits, Some((0, None)));
        }
    }

    /// A line that is typed in.
    fn line(&mut self, (before, after): (&str, &str), hint: &str, place: usize, pen: &Pen<'_>) {
        let is_here = place == self.filling.at;
        let (bar, room) = self.bar(is_here, pen);
        let shown = if is_here { scrolled(before, u16::try_from(room).unwrap_or(u16::MAX)) } else { before };
        let mut bits = vec![bar];
        let cell = text::width(&bits[0].text) + text::width(shown);
        if before.is_empty() && after.is_empty() {
            bits.push(bit(text::cut(&example(hint), room, pen.glyphs.cut).into_owned(), pen.theme.faint));
        } else {
            let whole = format!("{shown}{after}");
            bits.push(bit(text::cut(&whole, room, pen.glyphs.cut).into_owned(), pen.theme.text));
        }
        let cursor = is_here.then_some(cell);
        self.rows.push(Shown { bits, of: Some((place, None)), cursor, lit: false });
    }

    /// What stands before what is typed, and the cells behind it.
    fn bar(&self, is_here: bool, pen: &Pen<'_>) -> (Bit, usize) {
        let style = if is_here { pen.theme.accent } else { pen.theme.faint };
        let bar = format!("{} ", pen.glyphs.quote);
        let room = self.room.saturating_sub(text::width(&bar)).max(2);
        (bit(bar, style), room)
    }

    fn question(&mut self, question: &Question, place: usize, pen: &Pen<'_>) {
        let Some(written) = self.filling.answers.get(place - 1) else { return };
        let missing = !question.accepts(&written.answer());
        self.label(&question.label, question.required, (place, missing), pen);
        if !question.description.trim().is_empty() {
            self.words(&question.description, Some(place), pen);
        }
        match (&question.input, written) {
            (Input::Line { placeholder, .. }, Written::Line(line)) => {
                self.line(line.parts(), placeholder, place, pen);
            }
            (Input::Text { placeholder, .. }, Written::Text(text)) => {
                self.text(text, placeholder, place, pen);
            }
            (Input::Choice { options, .. }, Written::Places { chosen, at, many, .. }) => {
                let words = options.iter().map(|option| (option.as_str(), false)).collect::<Vec<_>>();
                self.options(&words, (chosen, *at, *many), place, pen);
            }
            (Input::Boxes(boxes), Written::Places { chosen, at, .. }) => {
                let words = boxes.iter().map(|(text, must)| (text.as_str(), *must)).collect::<Vec<_>>();
                self.options(&words, (chosen, *at, true), place, pen);
            }
            (_, _) => {}
        }
    }

    fn text(&mut self, text: &Text, hint: &str, place: usize, pen: &Pen<'_>) {
        let is_here = place == self.filling.at;
        if text.is_blank() && !is_here {
            let hint = hint.lines().next().unwrap_or_default();
            return self.line(("", ""), hint, place, pen);
        }
        let (bar, room) = self.bar(is_here, pen);
        let cells = room.saturating_sub(1).max(2);
        let (rows, here) = text.rows(cells);
        let most = if is_here { rows.len() } else { BRIEF };
        let lines = text.lines();
        for (number, row) in rows.iter().enumerate().take(most) {
            let shown = &lines[row.line][row.bytes.clone()];
            let mut bits = vec![bar.clone(), bit(shown.to_owned(), pen.theme.text)];
            if text.is_blank() && number == 0 {
                let hint = hint.lines().next().unwrap_or_default();
                bits.push(bit(text::cut(&example(hint), room, pen.glyphs.cut).into_owned(), pen.theme.faint));
            }
            let (line, byte) = text.cursor();
            let before =
                (is_here && number == here).then(|| text::width(&lines[line][row.bytes.start..byte]));
            let cursor = before.map(|before| text::width(&bar.text) + before.min(cells));
            self.rows.push(Shown { bits, of: Some((place, None)), cursor, lit: false });
        }
        if rows.len() > most {
            let more = format!("{} {} more lines", pen.glyphs.cut, rows.len() - most);
            self.push(vec![bar, bit(more, pen.theme.muted)], Some((place, None)));
        }
    }

    fn options(
        &mut self,
        options: &[(&str, bool)],
        (chosen, at, many): (&BTreeSet<usize>, usize, bool),
        place: usize,
        pen: &Pen<'_>,
    ) {
        let is_here = place == self.filling.at;
        let (bar, room) = self.bar(is_here, pen);
        let brief = options.len() > MANY && !is_here;
        let listed = options.iter().enumerate().filter(|(option, _)| !brief || chosen.contains(option));
        for (option, (words, must)) in listed {
            let is_on = chosen.contains(&option);
            let missing = *must && !is_on && self.create.wrong.is_some();
            let (sign, style) = match (many, is_on) {
                (true, true) => (pen.glyphs.ticked, pen.theme.good),
                (true, false) => (pen.glyphs.unticked, pen.theme.muted),
                (false, true) => (pen.glyphs.done, pen.theme.good),
                (false, false) => (pen.glyphs.open, pen.theme.muted),
            };
            let text_style = if missing { pen.theme.bad } else { pen.theme.text };
            let must = if *must && room < 50 {
                " *"
            } else if *must {
                "  required"
            } else {
                ""
            };
            let sign = format!("{sign} ");
            let hang = " ".repeat(text::width(&sign));
            let wrapped = text::wrap(words, room.saturating_sub(hang.len() + must.len()).max(4));
            for (number, line) in wrapped.iter().enumerate() {
                let lead = if number == 0 { bit(sign.clone(), style) } else { bit(hang.clone(), style) };
                let mut bits = vec![bar.clone(), lead, bit(line.clone(), text_style)];
                if number + 1 == wrapped.len() && !must.is_empty() {
                    bits.push(bit(must, if missing { pen.theme.bad } else { pen.theme.muted }));
                }
                let lit = is_here && option == at;
                self.rows.push(Shown { bits, of: Some((place, Some(option))), cursor: None, lit });
            }
        }
        if brief {
            let more = options.len() - chosen.len();
            let words = format!("{} {more} more options", pen.glyphs.cut);
            self.push(vec![bar, bit(words, pen.theme.muted)], Some((place, None)));
        }
    }
}

/// What a form shows where nothing is written, told from what is: colour alone would not do.
fn example(hint: &str) -> String {
    if hint.is_empty() { String::new() } else { format!("({hint})") }
}
