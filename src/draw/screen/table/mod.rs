//! The table: a line for each card, a cell for each field, the title of each group above its cards. A roadmap has a bar instead of cells.

mod cells;
mod columns;
mod lines;
mod timeline;

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::board::landing_line;
use crate::app::screen::board::Lane;
use crate::app::{Density, Model, Target};
use crate::domain::board::{Board as Columns, Spot};
use crate::domain::table::Column;
use crate::domain::{Aspect, Item, Replica};
use crate::draw::memory::{Memory, Window};
use crate::draw::part::card::{self, Sight, Standing};
use crate::draw::part::count::{self, Count};
use crate::draw::pen::{Pen, piece};
use cells::Cell;
use columns::{Slot, Slots};
use lines::{Line, Lines};
use timeline::Timeline;

/// What lines are drawn from.
struct Page<'a> {
    sight: Sight<'a>,
    columns: &'a Columns,
    lane: Lane<'a>,
    slots: Slots,
    /// What a roadmap shows beside the titles.
    timeline: Option<Timeline<'a>>,
    /// The lines of the table and the first that is visible.
    lines: Lines,
    first: usize,
    /// Where lines are drawn, the heads above them not counted.
    body: Rect,
}

/// Draws the heads and the lines from the first that is visible.
pub(in crate::draw) fn draw(
    model: &Model,
    replica: &Replica,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let (Some(columns), Some(lane)) = (&model.board.columns, model.board.lane(0)) else { return };
    memory.board(&model.board);
    let (table, project) = (&model.board.table, &replica.view().project);
    let roadmap = model.board.is_roadmap();
    let shown = if roadmap { &table.columns()[..1] } else { table.columns() };
    let mut slots = columns::slots(shown, table.place().min(shown.len() - 1), project, memory, area);
    let mut timeline = None;
    let mut heads = 1;
    if let Some(title) = slots.all.first_mut().filter(|_| roadmap) {
        title.width = columns::least(area);
        let x = title.x + title.width + columns::GAP;
        let beside = Rect { x, width: area.right().saturating_sub(x), ..area };
        timeline = Some(Timeline::new(model, replica, beside));
        heads = Timeline::heads_height(area);
    }
    let body = Rect { y: area.y + heads, height: area.height.saturating_sub(heads), ..area };
    memory.extent.cards = usize::from(body.height).max(1);
    let lines = Lines::new(columns, &lane, landing(model, columns));
    let first = first(model, &lines, &lane, memory, body.height.into());
    let sight = Sight { model, replica, effort: None, digits: 2, density: Density::Compact };
    let mut page = Page { sight, columns, lane, slots, timeline, lines, first, body };
    page.sight.digits = page.digits();
    memory.note(area, Target::Column(0));
    page.heads(memory, Rect { height: 1, ..area }, pen);
    pen.rule(area.x, area.bottom(), area.width);
    for y in 0..body.height {
        page.line(y, memory, pen);
    }
    page.end(memory, pen);
}

/// Where a lifted card would land, its row counted with those that move.
fn landing(model: &Model, columns: &Columns) -> Option<Spot> {
    let drag = model.board.drag.as_ref().filter(|_| model.board.is_lifted())?;
    Some(Spot { row: drag.line(columns), ..drag.to })
}

/// The first line to draw: moved no further than needed to show where the cursor or the lifted card is.
fn first(model: &Model, lines: &Lines, lane: &Lane<'_>, memory: &mut Memory, room: usize) -> usize {
    let cursor = &model.board.cursor;
    let at_cursor = || cursor.item.as_ref().and_then(|_| lines.of_card(cursor.row));
    let focus = lines.of_landing().or_else(at_cursor).or_else(|| lines.of_group(cursor.band));
    let titled = focus.is_some_and(|line| !matches!(lines.at(line), Some((_, Line::Group(_)))));
    let has_titles = model.board.columns.as_ref().is_some_and(Columns::has_rows);
    // The title of the group stays at the top while its cards pass below it.
    let pinned = usize::from(titled && has_titles);
    let window = Window { length: lines.length, room, focus, pinned };
    let line_of = |card: &_| {
        let (_, row) = model.board.columns.as_ref()?.find(card)?;
        lines.of_card(row)
    };
    let card_at = |line: usize| match lines.at(line)? {
        (_, Line::Card(row)) => lane.get(row).map(|item| item.id.clone()),
        (_, Line::Group(_) | Line::Landing) => None,
    };
    memory.first_of_table(&model.board, &window, line_of, card_at)
}

impl Page<'_> {
    /// Cells for the numbers of the visible cards.
    fn digits(&self) -> usize {
        let visible = (self.first..self.first + usize::from(self.body.height)).filter_map(|line| {
            let (_, Line::Card(row)) = self.lines.at(line)? else { return None };
            self.lane.get(row)?.number()
        });
        visible.map(|number| number.to_string().len()).max().unwrap_or(0).max(2)
    }

    fn model(&self) -> &Model {
        self.sight.model
    }

    /// The names of the columns, with signs for what the cards are sorted by; which of the columns are in sight.
    fn heads(&self, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
        let table = &self.model().board.table;
        let project = &self.sight.replica.view().project;
        for slot in &self.slots.all {
            let column = &table.columns()[slot.place];
            let style = if slot.place == table.place() { pen.theme.accent } else { pen.theme.muted };
            let mut head = vec![piece(column.name(project), style)];
            head.extend(self.order(column, pen).map(|sign| piece(sign, pen.theme.accent)));
            if slot.place == 0 && !self.columns.has_rows() {
                let count = self.count(None);
                head.push(piece("  ", style));
                head.extend(count::fitting(&count, usize::from(slot.width / 2), pen));
            }
            let indent = if slot.place == 0 { u16::try_from(self.sight.digits + 2).unwrap_or(6) } else { 0 };
            let (x, room) = (slot.x + indent, slot.width.saturating_sub(indent));
            if slot.right {
                pen.line_to(x + room, area.y, room, &head);
            } else {
                pen.line(x, area.y, room, &head);
            }
            memory.note(Rect { x: slot.x, width: slot.width, ..area }, Target::Heading(slot.place));
        }
        if let Some(timeline) = &self.timeline {
            return timeline.heads(pen);
        }
        if self.slots.before + self.slots.after > 0 {
            let back = if self.slots.before > 0 { pen.glyphs.back } else { " " };
            let forth = if self.slots.after > 0 { pen.glyphs.forth } else { " " };
            let place = format!(" {back} column {} of {} {forth} ", table.place() + 1, table.columns().len());
            pen.line_to(area.right() - 1, area.y - 1, area.width, &[piece(place, pen.theme.muted)]);
        }
    }

    /// The sign for the order of a column that cards are sorted by: which way, and as which of several.
    fn order(&self, column: &Column, pen: &Pen<'_>) -> Option<String> {
        let by = column.aspect(&self.sight.replica.view().project)?;
        let sort = self.columns.sort();
        let place = sort.iter().position(|sort| sort.by == by)?;
        let way = if sort[place].down { pen.glyphs.descending } else { pen.glyphs.ascending };
        Some(if place == 0 { format!(" {way}") } else { format!(" {way}{}", place + 1) })
    }

    /// How many cards there are in a group, or in all.
    fn count(&self, band: Option<usize>) -> Count {
        let model = self.model();
        let column = self.lane.column;
        let rows = band.map_or(0..self.lane.len(), |band| self.lane.cell(band));
        let hidden = band.map_or(column.hidden.len(), |band| column.hidden_in_band(band));
        let stage = model.board.stage(&self.sight.replica.view().project, &model.settings);
        let by_stage =
            |field: &crate::domain::Field| self.columns.rows_by() == Some(&Aspect::Field(field.id.clone()));
        let title =
            band.filter(|_| stage.is_some_and(by_stage)).map(|band| &self.columns.bands()[band].title);
        let drag = model.board.drag.as_ref().filter(|_| model.board.is_lifted());
        Count {
            shown: rows.len(),
            total: rows.len() + hidden,
            effort: self
                .columns
                .effort()
                .map(|_| band.map_or(self.lane.effort(), |_| self.lane.sum(rows.clone()))),
            limit: title.and_then(|title| model.settings.limit(title)),
            shift: drag.zip(band).map(|(drag, band)| drag.shift_row(self.columns, band)).unwrap_or_default(),
            filtered: !model.board.filter.query.is_empty(),
        }
    }

    /// One line of the body.
    fn line(&self, y: u16, memory: &mut Memory, pen: &mut Pen<'_>) {
        let Some((band, line)) = self.lines.at(self.first + usize::from(y)) else { return };
        let area = Rect { y: self.body.y + y, height: 1, ..self.body };
        match line {
            // The title of the group stays at the top while its cards pass below it.
            Line::Card(_) if y == 0 && self.columns.has_rows() => self.group(band, area, memory, pen),
            Line::Group(band) => self.group(band, area, memory, pen),
            Line::Card(row) => {
                if let Some(item) = self.lane.get(row) {
                    self.card(item, area, memory, pen);
                }
            }
            Line::Landing => {
                landing_line(self.model().board.drag.as_ref(), self.sight.replica, area, pen);
                memory.note(area, Target::Landing);
            }
        }
    }

    /// The title of a group and how many cards it has.
    fn group(&self, band: usize, area: Rect, memory: &mut Memory, pen: &mut Pen<'_>) {
        let row = &self.columns.bands()[band];
        let board = &self.model().board;
        let lifted = board.drag.as_ref().filter(|_| board.is_lifted());
        let here = lifted.map_or(board.cursor.band, |drag| drag.to.band) == band;
        let style = match (here, lifted) {
            (true, Some(_)) => pen.theme.lifted,
            (true, None) => pen.theme.accent,
            (false, _) => pen.theme.text.add_modifier(Modifier::BOLD),
        };
        pen.clear(area, pen.theme.text);
        let mark = if row.folded { pen.glyphs.forth } else { pen.glyphs.down };
        let room = area.width.saturating_sub(2);
        let mut pieces = vec![piece(format!(" {mark} {}  ", row.title), style)];
        let left = usize::from(room).saturating_sub(crate::draw::pen::width(&pieces) + 1);
        pieces.extend(count::fitting(&self.count(Some(band)), left, pen));
        pieces.push(piece(" ", pen.theme.muted));
        let end = pen.line(area.x + 1, area.y, room, &pieces);
        pen.rule(area.x, area.y, 1);
        pen.rule(end, area.y, area.right().saturating_sub(end));
        if here && row.folded && lifted.is_none() {
            pen.put((area.x, area.y), 1, pen.glyphs.focus, pen.theme.accent);
        }
        memory.note(area, Target::Row(band, None));
    }

    /// A card with its cells.
    fn card(&self, item: &std::sync::Arc<Item>, area: Rect, memory: &mut Memory, pen: &mut Pen<'_>) {
        let board = &self.model().board;
        let lifted = board.drag.as_ref().filter(|_| board.is_lifted());
        let standing = match lifted {
            Some(drag) if drag.moves(&item.id) => Standing::Ghost,
            None if board.cursor.item.as_ref() == Some(&item.id) => Standing::Focused,
            Some(_) | None => Standing::Plain,
        };
        memory.note(area, Target::Card(item.id.clone()));
        for slot in &self.slots.all {
            let place = Rect { x: slot.x, width: slot.width, ..area };
            if slot.place == 0 {
                card::draw(&self.sight, item, standing, place, pen);
            } else {
                self.cell(item, slot, (place, standing), pen);
            }
            memory.note(place, Target::Cell(item.id.clone(), slot.place));
        }
        if let Some(timeline) = &self.timeline {
            timeline.row(item, standing, area.y, pen);
        }
    }

    fn cell(&self, item: &Item, slot: &Slot, (area, standing): (Rect, Standing), pen: &mut Pen<'_>) {
        let model = self.model();
        let project = &self.sight.replica.view().project;
        let Some(field) = model.board.table.columns()[slot.place].field(project) else { return };
        let focused = standing == Standing::Focused && slot.place == model.board.table.place();
        let style = match standing {
            Standing::Focused if focused => pen.theme.accent,
            Standing::Focused => pen.theme.text,
            Standing::Plain | Standing::Ghost => pen.theme.muted,
        };
        let mut pieces = cells::pieces(&Cell { model, item, field, room: slot.width, style }, pen);
        if focused && pieces.is_empty() {
            pieces.push(piece("none", pen.theme.faint));
        }
        let begin = if slot.right {
            pen.line_to(area.right(), area.y, area.width, &pieces)
        } else {
            pen.line(area.x, area.y, area.width, &pieces);
            area.x
        };
        if focused {
            pen.put((begin.saturating_sub(1), area.y), 1, pen.glyphs.focus, pen.theme.accent);
        }
        if standing == Standing::Ghost {
            pen.dim(area);
        }
    }

    /// What is below the last card, and how many cards are out of sight.
    fn end(&self, memory: &mut Memory, pen: &mut Pen<'_>) {
        let style = pen.theme.muted;
        let room = usize::from(self.body.height);
        let drawn = self.lines.length.saturating_sub(self.first).min(room);
        let y = self.body.y + u16::try_from(drawn).unwrap_or(u16::MAX);
        if y < self.body.bottom() {
            memory.note(Rect { y, height: self.body.bottom() - y, ..self.body }, Target::Foot(0));
        }
        if self.lane.is_empty() && !self.columns.has_rows() && y < self.body.bottom() {
            let hidden = self.lane.column.hidden.len();
            let text =
                if hidden == 0 { "no cards".to_owned() } else { format!("{hidden} hidden by the filter") };
            pen.put((self.body.x, y), 1, pen.glyphs.focus, pen.theme.accent);
            pen.put((self.body.x + 2, y), self.body.width.saturating_sub(3), &text, pen.theme.faint);
        }
        let above = self.lines.cards_in(0..self.first);
        let below = self.lines.cards_in(self.first + room..self.lines.length);
        let mut pieces = Vec::new();
        if above > 0 {
            pieces.push(piece(format!(" {} {above} above ", pen.glyphs.up), style));
        }
        if below > 0 {
            pieces.push(piece(format!(" {} {below} below ", pen.glyphs.down), style));
        }
        pen.line_to(self.body.right().saturating_sub(1), self.body.bottom(), self.body.width, &pieces);
    }
}
