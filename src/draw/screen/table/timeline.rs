//! The time beside the titles of a roadmap: its days, today, what is due when, and a bar for each card.

use std::ops::Range;

use chrono::{Datelike, Weekday};
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::Model;
use crate::app::cx::today;
use crate::domain::item::{Name, State};
use crate::domain::roadmap::{Span, Zoom};
use crate::domain::{Aspect, Colour, Date, Item, Replica, Value, value};
use crate::draw::part::card::Standing;
use crate::draw::part::chrome;
use crate::draw::pen::{Pen, piece, width};
use crate::draw::text;

/// A part of the time on some cells.
pub(super) struct Timeline<'a> {
    model: &'a Model,
    replica: &'a Replica,
    /// Where it is drawn, heads and rows.
    area: Rect,
    first: Date,
    today: Date,
    zoom: Zoom,
}

impl<'a> Timeline<'a> {
    /// The time on the cells right of the titles.
    pub(super) fn new(model: &'a Model, replica: &'a Replica, area: Rect) -> Self {
        let (today, zoom) = (today(model.now, &model.settings), model.board.roadmap.zoom);
        let before = zoom.days((area.width / 4).into());
        let first = value::stepped(today, model.board.roadmap.shift() - before);
        Self { model, replica, area, first, today, zoom }
    }

    /// How many lines the heads take: months, days, and milestones where there is room.
    pub(super) fn heads_height(area: Rect) -> u16 {
        if chrome::is_roomy(area) { 3 } else { 2 }
    }

    /// The cell where a day begins, counted from the first; negative before it.
    fn cell(&self, day: Date) -> i64 {
        self.zoom.cell((day - self.first).num_days())
    }

    /// The first day of a cell.
    fn day(&self, cell: u16) -> Date {
        value::stepped(self.first, self.zoom.days(cell.into()))
    }

    /// Where a cell is on screen, if it is.
    fn x(&self, cell: i64) -> Option<u16> {
        u16::try_from(cell).ok().filter(|cell| *cell < self.area.width).map(|cell| self.area.x + cell)
    }

    /// Cells from one on to the right edge.
    fn room(&self, x: u16) -> u16 {
        self.area.right().saturating_sub(x)
    }

    /// Months, days, today and milestones.
    pub(super) fn heads(&self, pen: &mut Pen<'_>) {
        let y = self.area.y;
        let months = self.months(y, pen);
        self.days(y + 1, &months, pen);
        let roomy = chrome::is_roomy(self.area);
        let mut free = self.area.x;
        for (due, names) in &self.model.board.roadmap.milestones {
            let Some(x) = self.x(self.cell(*due)) else { continue };
            let line = if roomy { y + 2 } else { y + 1 };
            let style = if *due < self.today { pen.theme.muted } else { pen.theme.text };
            let names = names.iter().map(Name::as_ref).collect::<Vec<_>>().join(", ");
            let label = format!("{} {names}", pen.glyphs.due);
            if roomy && x >= free && text::width(&label) <= self.room(x).into() {
                free = pen.put((x, line), self.room(x), &label, style) + 1;
            } else {
                // Where names would run into each other, the sign says that something is due.
                pen.put((x, line), 1, pen.glyphs.due, style);
            }
        }
        let zoom = self.zoom.name();
        let project = &self.replica.view().project;
        let from = self.model.board.roadmap.dates.as_ref().map(|dates| dates.name(project));
        let from = from.unwrap_or_else(|| "no field for dates".to_owned());
        let note = format!(" {from} {} {zoom} ", pen.glyphs.dot);
        pen.line_to(self.area.right() - 1, y - 1, self.area.width, &[piece(note, pen.theme.muted)]);
    }

    /// The names of the months; returns the cells they take, each with the blank behind it.
    fn months(&self, y: u16, pen: &mut Pen<'_>) -> Vec<Range<u16>> {
        let is_first = |cell: u16| cell == 0 || self.day(cell).with_day(1) != self.day(cell - 1).with_day(1);
        let starts: Vec<u16> = (0..self.area.width).filter(|cell| is_first(*cell)).collect();
        let mut taken = Vec::new();
        for (place, cell) in starts.iter().enumerate() {
            let day = self.day(*cell);
            let form = if *cell == 0 || day.month() == 1 { "%b %Y" } else { "%b" };
            let name = day.format(form).to_string();
            let end = starts.get(place + 1).copied().unwrap_or(self.area.width);
            // A month of which little is in sight goes without its name.
            if text::width(&name) < usize::from(end - cell) {
                let x = self.area.x + cell;
                taken.push(x..pen.put((x, y), end - cell, &name, pen.theme.muted) + 1);
            }
        }
        taken
    }

    /// The days, and today as a word: above its day, so that no day gives way to it, or beside it where a month has its name.
    fn days(&self, y: u16, months: &[Range<u16>], pen: &mut Pen<'_>) {
        let wide = u16::try_from(text::width(TODAY)).unwrap_or(0);
        // The word ends at the edge where it would not fit behind today.
        let today = self.x(self.cell(self.today)).map(|x| x.min(self.area.right().saturating_sub(wide)));
        let is_above = today
            .is_some_and(|today| months.iter().all(|month| today + wide < month.start || today >= month.end));
        let beside = today.filter(|_| !is_above);
        for cell in 0..self.area.width {
            let day = self.day(cell);
            let named = match self.zoom {
                Zoom::Week => self.cell(day) == i64::from(cell),
                Zoom::Month => day.weekday() == Weekday::Mon,
                Zoom::Quarter => false,
            };
            let name = day.day().to_string();
            let x = self.area.x + cell;
            let end = x + u16::try_from(text::width(&name)).unwrap_or(0);
            let is_free = beside.is_none_or(|today| end < today || x > today + wide);
            if named && is_free && end <= self.area.right() {
                let style = if self.is_weekend(cell) { pen.theme.faint } else { pen.theme.muted };
                pen.put((x, y), self.room(x), &name, style);
            }
        }
        if let Some(x) = today {
            pen.put((x, y - u16::from(is_above)), wide, TODAY, pen.theme.accent);
        }
    }

    fn is_weekend(&self, cell: u16) -> bool {
        let by_day = self.zoom != Zoom::Quarter;
        by_day && matches!(self.day(cell).weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The row of a card: weekends and today, then its bar.
    pub(super) fn row(&self, item: &Item, standing: Standing, y: u16, pen: &mut Pen<'_>) {
        for cell in (0..self.area.width).filter(|cell| self.is_weekend(*cell)) {
            pen.put((self.area.x + cell, y), 1, pen.glyphs.weekend, pen.theme.faint);
        }
        if let Some(x) = self.x(self.cell(self.today)) {
            pen.put((x, y), 1, pen.glyphs.today, pen.theme.muted);
        }
        match self.model.board.span(item, &self.replica.view().project) {
            Some(span) => self.bar(item, span, (standing, y), pen),
            None => {
                pen.put((self.area.x, y), self.area.width, " no dates ", pen.theme.faint);
            }
        }
        if standing == Standing::Ghost {
            pen.dim(Rect { y, height: 1, ..self.area });
        }
    }

    fn bar(&self, item: &Item, span: Span, (standing, y): (Standing, u16), pen: &mut Pen<'_>) {
        let (from, to) = span.days();
        let start = self.cell(from);
        let end = (self.cell(value::stepped(to, 1)) - 1).max(start);
        let right = i64::from(self.area.width) - 1;
        let (back, forth) = (pen.glyphs.back, pen.glyphs.forth);
        let (told, style) = self.told(item, span, pen);
        if end < 0 {
            let text = format!("{back} {}{told} ", value::short(to, self.today));
            pen.put((self.area.x, y), self.area.width, &text, style.unwrap_or(pen.theme.faint));
            return;
        }
        if start > right {
            let text = format!(" {} {forth}", value::short(from, self.today));
            pen.line_to(self.area.right(), y, self.area.width, &[piece(text, pen.theme.faint)]);
            return;
        }
        let is_focused = standing == Standing::Focused;
        let stage = self.stage(item);
        let is_done = item.state() != State::Open && item.state() != State::Unknown;
        let (bar, tone) = match stage {
            _ if is_done => (pen.glyphs.bar_done, pen.theme.faint),
            Some(stage) if stage.is_begun => (pen.glyphs.bar, stage.style(pen)),
            Some(stage) => (pen.glyphs.bar_ahead, stage.style(pen)),
            None => (pen.glyphs.bar, pen.theme.muted),
        };
        let tone = if is_focused { pen.theme.accent } else { tone };
        let tone = style.unwrap_or(tone);
        // A day that is due is a sign, however wide days are.
        let (sign, end) = match span {
            Span::Due(_) => (pen.glyphs.due, start),
            Span::Whole(..) | Span::From(_) => (bar, end),
        };
        for cell in start.max(0)..=end.min(right) {
            if let Some(x) = self.x(cell) {
                pen.put((x, y), 1, sign, tone);
            }
        }
        if start < 0 {
            pen.put((self.area.x, y), 1, back, tone);
        }
        if end > right {
            pen.put((self.area.right() - 1, y), 1, forth, tone);
        }
        let mut after = match span {
            Span::From(_) => format!("{} no end", pen.glyphs.arrow),
            Span::Whole(..) | Span::Due(_) => String::new(),
        };
        after.push_str(&told);
        if is_focused && end <= right && !matches!(span, Span::From(_)) {
            after = format!(" {}{after}", value::short(to, self.today));
        }
        let words = [piece(after, style.unwrap_or(if is_focused { tone } else { pen.theme.muted }))];
        let name = stage.map(|stage| stage.name).filter(|name| !is_done && !name.is_empty());
        let gap = if words[0].text.is_empty() { String::new() } else { format!(" {}", pen.glyphs.dot) };
        let name = name.map(|name| piece(format!("{gap} {name}"), pen.theme.muted));
        let words = [Vec::from(words), name.into_iter().collect()].concat();
        // The name of the column goes first where there is no room for all.
        for words in [&words[..], &words[..1]] {
            let wide = width(words) + 1;
            if let Some(x) = self.x(end + 1).filter(|x| wide > 1 && wide <= self.room(*x).into()) {
                let x = pen.line(x, y, self.room(x), words);
                pen.put((x, y), 1, " ", pen.theme.muted);
                return;
            }
        }
        // What is wrong is said before the bar where there is no room behind it.
        let room = u16::try_from(start).unwrap_or(0);
        let told = format!(" {} ", told.trim_start());
        if !told.trim().is_empty() && text::width(&told) <= room.into() {
            pen.line_to(self.area.x + room, y, room, &[piece(told, tone)]);
        }
    }

    /// Which column a card is in.
    fn stage(&self, item: &Item) -> Option<Stage<'a>> {
        let field = self.model.board.stage(&self.replica.view().project, &self.model.settings)?;
        let value = item.value(&field.id)?;
        let Value::SingleSelect(option) = value else { return None };
        let option = field.option(option)?;
        let rows = self.model.board.arrangement.rows.as_ref();
        let is_told = rows == Some(&Aspect::Field(field.id.clone()));
        let name = if is_told { "" } else { option.name.as_str() };
        Some(Stage { name, colour: option.colour, is_begun: field.is_between(value) })
    }

    /// What is wrong with a card's dates: a word and a style.
    fn told(&self, item: &Item, span: Span, pen: &Pen<'_>) -> (String, Option<Style>) {
        let (_, to) = span.days();
        let due = !matches!(span, Span::From(_));
        if span.is_backward() {
            (" ends before it begins".to_owned(), Some(pen.theme.warn))
        } else if due && to < self.today && item.state() == State::Open {
            (" late".to_owned(), Some(pen.theme.warn))
        } else {
            (String::new(), None)
        }
    }
}

/// The column that a card is in.
#[derive(Debug, Clone, Copy)]
struct Stage<'a> {
    /// Empty where it is told elsewhere.
    name: &'a str,
    colour: Colour,
    is_begun: bool,
}

impl Stage<'_> {
    fn style(self, pen: &Pen<'_>) -> Style {
        pen.theme.option(self.colour).unwrap_or(pen.theme.muted)
    }
}

/// The word at the head of today.
const TODAY: &str = "today";
