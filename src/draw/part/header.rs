//! The two lines at the top: the project and how it stands; the screens and the filter.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{status, tabs};
use crate::app::{Model, Target};
use crate::domain::board::Board as Columns;
use crate::domain::project::Layout;
use crate::domain::query::QueryError;
use crate::draw::memory::Memory;
use crate::draw::pen::{Pen, Piece, piece, width};
use crate::draw::text;
use crate::input::{BoardAction, GlobalAction};

/// Draws them. Returns where the filter is typed.
pub(in crate::draw) fn draw(
    model: &Model,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> Option<(u16, u16)> {
    let status = status::pieces(model, pen);
    let end = pen.line_to(area.right() - 1, area.y, area.width * 2 / 3, &status);
    let left = title(model, pen);
    let room = end.saturating_sub(area.x + 3);
    pen.line(area.x + 1, area.y, room, &left);
    let y = area.y + 1;
    pen.rule(area.x, y + 1, area.width);
    if model.board.filter.editing.is_some() {
        return Some(typing(model, area, y, pen));
    }
    model.replica.as_ref()?;
    let key = model.keymap.key(GlobalAction::ScreenBoard);
    let word = match model.board.arrangement.layout {
        Layout::Board => "Board",
        Layout::Table => "Table",
        Layout::Roadmap => "Roadmap",
    };
    let at = pen.put((area.x + 1, y), area.width, &format!("{key} {word}"), pen.theme.accent);
    let screen = Rect { x: area.x + 1, y, width: at - area.x - 1, height: 1 };
    memory.note(screen, Target::Action(GlobalAction::ScreenBoard.into()));
    let right = match &model.status.reading {
        Some(reading) if reading.first && model.board.columns.is_some() => {
            super::waiting::line(model, reading, pen)
        }
        Some(_) | None => filter(model, pen),
    };
    let end = tabs::draw(
        model,
        memory,
        Rect { x: at, y, width: area.right() - 1 - at, height: 1 },
        width(&right),
        pen,
    );
    let wide = u16::try_from(width(&right)).unwrap_or(u16::MAX);
    let x = pen.line_to(end, y, end.saturating_sub(at + 2), &right);
    memory.note(Rect { x, y, width: wide, height: 1 }, Target::Action(BoardAction::Filter.into()));
    None
}

fn title<'a>(model: &'a Model, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let Some(replica) = &model.replica else {
        return vec![piece("sprintty", pen.theme.text.add_modifier(Modifier::BOLD))];
    };
    let project = &replica.view().project;
    let mut pieces = vec![piece(project.title.as_str(), pen.theme.text.add_modifier(Modifier::BOLD))];
    if let Some(columns) = &model.board.columns {
        let cards = text::number(u64::try_from(columns.total()).unwrap_or(u64::MAX));
        let word = if columns.total() == 1 { "card" } else { "cards" };
        pieces.push(piece(format!("  {cards} {word}"), pen.theme.muted));
        let axis = columns.axis().and_then(|axis| project.field(axis)).map(|field| field.name.as_str());
        if let Some(axis) = axis.filter(|axis| !axis.eq_ignore_ascii_case("status")) {
            pieces.push(piece(format!(" by {axis}"), pen.theme.muted));
        }
        if let Some(rows) = columns.rows_by() {
            let word = if columns.axis().is_some() { "rows" } else { "groups" };
            pieces.push(piece(format!(", {word} by {}", rows.name(project)), pen.theme.muted));
        }
        for (place, sort) in columns.sort().iter().enumerate() {
            let word = if place == 0 { ", sorted by" } else { "," };
            let way = if sort.down { pen.glyphs.down } else { pen.glyphs.up };
            pieces.push(piece(format!("{word} {} {way}", sort.by.name(project)), pen.theme.muted));
        }
    }
    if !project.editable {
        pieces.push(piece("  read only", pen.theme.warn));
    }
    pieces
}

fn filter<'a>(model: &'a Model, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let query = &model.board.filter.query;
    if query.is_empty() {
        return Vec::new();
    }
    let mut pieces = vec![piece(format!("/ {}", query.text()), pen.theme.accent)];
    pieces.extend(found(model, pen));
    pieces
}

/// How many cards the filter finds; where it can find none on the board, why.
fn found<'a>(model: &Model, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let Some(columns) = &model.board.columns else { return Vec::new() };
    let (shown, all) = (columns.visible(), columns.total());
    let mut pieces = vec![piece(format!("  {shown} of {all}"), pen.theme.muted)];
    let wanted = model.board.filter.query.text().to_lowercase();
    if shown == 0 && wanted.split_whitespace().any(|term| term == "is:archived") {
        let key = model.keymap.key(GlobalAction::Palette);
        let text =
            format!(" {} archived cards are not on the board: {key}archived lists them", pen.glyphs.dot);
        pieces.push(piece(text, pen.theme.warn));
    }
    pieces
}

/// That what is typed shows no card so far, and how many cards are shown meanwhile.
fn none_so_far(model: &Model, pen: &Pen<'_>) -> String {
    let shown = model.board.columns.as_ref().map_or(0, Columns::visible);
    format!("0 match so far {} {shown} shown", pen.glyphs.dot)
}

/// The line the filter is typed in, with what it finds or what is wrong with it.
fn typing(model: &Model, area: Rect, y: u16, pen: &mut Pen<'_>) -> (u16, u16) {
    let Some(editing) = &model.board.filter.editing else { return (area.x, y) };
    let room = area.width / 2;
    // What is typed can still become what is offered: that is no mistake yet.
    let offer = editing.offers.get(editing.marked);
    let note = match (&editing.wrong, &editing.doubt, offer) {
        (Some(wrong), _, None) => vec![piece(sentence(wrong, room), pen.theme.bad)],
        (None, Some(doubt), None) => vec![piece(sentence(doubt, room), pen.theme.warn)],
        (None, Some(_), Some(offer)) => {
            vec![piece(format!("did you mean `{}`?", offer.insert.trim_end()), pen.theme.muted)]
        }
        (_, _, _) if editing.held.is_some() => vec![piece(none_so_far(model, pen), pen.theme.muted)],
        (Some(_), _, Some(_)) | (None, None, _) => found(model, pen),
    };
    let end = pen.line_to(area.right() - 1, y, room, &note);
    let x = pen.put((area.x + 1, y), 2, "/ ", pen.theme.accent);
    let room = end.saturating_sub(x + 1);
    let cursor = input(editing.line.parts(), x, y, room, pen);
    let before = editing.line.parts().0;
    let held = editing.unfinished().filter(|_| editing.held.is_some()).map(|at| QueryError {
        at,
        message: String::new(),
        hint: None,
    });
    let mark = match (&editing.wrong, &editing.doubt, offer) {
        (_, _, Some(_)) => None,
        (None, None, None) => held.as_ref().map(|held| (held, pen.theme.muted)),
        (Some(wrong), _, None) => Some((wrong, pen.theme.bad)),
        (None, Some(doubt), None) => Some((doubt, pen.theme.warn)),
    };
    if let Some((error, style)) = mark {
        let start = before.len() - scrolled(before, room).len();
        underline(editing.line.text(), (start, error), Rect { x, y, width: room, height: 1 }, style, pen);
    }
    cursor
}

/// What is said of a mistake, with the way out where there is room for it.
fn sentence(error: &QueryError, room: u16) -> String {
    let hint = error.hint.as_ref().map(|hint| format!("{}: {hint}", error.message));
    hint.filter(|whole| text::width(whole) <= usize::from(room)).unwrap_or_else(|| error.message.clone())
}

/// Underlines the place of a mistake in a line that is shown from the byte `start` on, and points at it from below.
fn underline(line: &str, (start, error): (usize, &QueryError), area: Rect, style: Style, pen: &mut Pen<'_>) {
    let from = error.at.start.max(start);
    let (Some(before), Some(wrong)) = (line.get(start..from), line.get(from..error.at.end)) else { return };
    let cells = |part: &str| u16::try_from(text::width(part)).unwrap_or(u16::MAX);
    let x = area.x.saturating_add(cells(before));
    let room = area.right().saturating_sub(x);
    pen.put((x, area.y), room, wrong, style.add_modifier(Modifier::UNDERLINED));
    let marks = "^".repeat(cells(wrong).max(1).min(room).into());
    pen.put((x, area.y + 1), room, &marks, style);
}

/// What of the text before the cursor is shown, so that the cursor is visible.
pub(in crate::draw) fn scrolled(before: &str, room: u16) -> &str {
    let mut shown = before;
    while text::width(shown) + 1 > usize::from(room) && !shown.is_empty() {
        let mut chars = shown.chars();
        chars.next();
        shown = chars.as_str();
    }
    shown
}

/// Draws a typed line, scrolled so that its cursor is visible. Returns the cell of the cursor.
pub(in crate::draw) fn input(
    (before, after): (&str, &str),
    x: u16,
    y: u16,
    room: u16,
    pen: &mut Pen<'_>,
) -> (u16, u16) {
    let shown = scrolled(before, room);
    let at = pen.put((x, y), room, shown, pen.theme.text);
    pen.put((at, y), (x + room).saturating_sub(at), after, pen.theme.text);
    (at, y)
}
