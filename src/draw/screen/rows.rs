//! The rows of a board: each a line with its title, below it its cards in all columns.

use ratatui::layout::Rect;

use super::board::{heading, landing_line};
use crate::app::screen::board::{Lane, effort};
use crate::app::{Density, Model, Target};
use crate::domain::Replica;
use crate::domain::board::Board as Columns;
use crate::draw::memory::Memory;
use crate::draw::part::card::{self, Sight, Standing};
use crate::draw::part::chrome;
use crate::draw::pen::{Pen, piece};

/// One row: its place among all, its first line counted from the top of the first one, and how many lines it takes.
struct Strip {
    band: usize,
    top: usize,
    height: usize,
}

/// Draws the heads of the columns, and the rows from the first that is visible. `areas` are the columns that are not collapsed.
pub(super) fn draw(
    model: &Model,
    replica: &Replica,
    memory: &mut Memory,
    (areas, area): (&[(usize, Rect)], Rect),
    pen: &mut Pen<'_>,
) {
    let Some(columns) = &model.board.columns else { return };
    let lanes: Vec<(usize, Rect, Lane<'_>)> = areas
        .iter()
        .filter_map(|(column, area)| Some((*column, *area, model.board.lane(*column)?)))
        .collect();
    for (column, area, lane) in &lanes {
        heading(model, lane, *column, *area, pen);
        memory.note(*area, Target::Column(*column));
    }
    let air = u16::from(chrome::is_roomy(area));
    let body = Rect { y: area.y + 1 + air, height: area.height.saturating_sub(1 + air), ..area };
    let tall = card::height(model.board.density);
    let step = tall + u16::from(model.board.density != Density::Compact);
    memory.extent.cards = usize::from(body.height / step).max(1);
    let strips = strips(model, columns, &lanes, step.into());
    let (band, row) = focus(model);
    let focused = strips.iter().find(|strip| strip.band == band);
    let first = focused.map_or(0, |strip| {
        let start = lanes.iter().find(|(column, ..)| *column == column_in_focus(model));
        let down = start.map_or(0, |(_, _, lane)| row.saturating_sub(lane.cell(band).start));
        let top = strip.top + 1 + down * usize::from(step);
        let bottom = (top + usize::from(step)).min(strip.top + strip.height.max(1));
        let length = strips.last().map_or(0, |last| last.top + last.height);
        let needed = if down == 0 { strip.top } else { top - 1 }..bottom;
        memory.first_strip(needed, length, body.height.into())
    });
    let effort = effort(&replica.view().project, &model.settings);
    let sight = Sight { model, replica, effort, digits: 3, density: model.board.density };
    for strip in strips.iter().filter(|strip| strip.top + strip.height > first) {
        if strip.top >= first + usize::from(body.height) {
            break;
        }
        let mut out = Vec::new();
        for lane in &lanes {
            out.push(cell(&sight, strip, lane, (first, body), (&mut *memory, &mut *pen)));
        }
        title(model, columns, strip, (first, body), (&mut *memory, &mut *pen));
        for ((column, area, _), out) in lanes.iter().zip(out) {
            if let Some(y) = title_line(strip, first, body) {
                // A card is dragged into one column of the row, not into the row alone.
                memory.note(Rect { y, height: 1, ..*area }, Target::Row(strip.band, Some(*column)));
            }
            scrolled_out(strip, *area, out, (first, body), pen);
        }
    }
}

/// How many cards of a cell are out of sight.
#[derive(Debug, Clone, Copy, Default)]
struct Out {
    above: usize,
    below: usize,
}

/// Says how many cards of a cell are out of sight: above on the line of the title, below on the rule at the foot of the board.
fn scrolled_out(strip: &Strip, area: Rect, out: Out, (first, body): (usize, Rect), pen: &mut Pen<'_>) {
    let said = |glyph: &str, count: usize| {
        let cards = if count == 1 { "card" } else { "cards" };
        [piece(format!(" {glyph} {count} {cards} "), pen.theme.muted)]
    };
    let (up, down) = (said(pen.glyphs.up, out.above), said(pen.glyphs.down, out.below));
    if out.above > 0 {
        let y = body.y + u16::try_from(strip.top.saturating_sub(first)).unwrap_or(u16::MAX);
        pen.line_to(area.right(), y, area.width, &up);
    }
    if out.below > 0 {
        pen.line_to(area.right(), body.bottom(), area.width, &down);
    }
}

fn column_in_focus(model: &Model) -> usize {
    lifted_to(model).map_or(model.board.cursor.column, |to| to.column)
}

/// The row of the board and the row of the column that must be visible.
fn focus(model: &Model) -> (usize, usize) {
    let cursor = &model.board.cursor;
    lifted_to(model).map_or((cursor.band, cursor.row), |to| (to.band, to.row))
}

fn lifted_to(model: &Model) -> Option<crate::domain::board::Spot> {
    model.board.drag.as_ref().filter(|_| model.board.is_lifted()).map(|drag| drag.to)
}

fn strips(model: &Model, columns: &Columns, lanes: &[(usize, Rect, Lane<'_>)], step: usize) -> Vec<Strip> {
    let lifted = lifted_to(model);
    let mut top = 0;
    let mut strips = Vec::new();
    for (band, row) in columns.bands().iter().enumerate().filter(|(band, _)| columns.is_band_shown(*band)) {
        let taken = |(column, _, lane): &(usize, Rect, Lane<'_>)| {
            let opens = lifted.is_some_and(|to| (to.column, to.band) == (*column, band));
            lane.cell(band).len() * step + usize::from(opens)
        };
        let height = if row.folded { 1 } else { 1 + lanes.iter().map(taken).max().unwrap_or(0) };
        strips.push(Strip { band, top, height });
        top += height;
    }
    strips
}

/// The line on which a row has its title; none below the board.
fn title_line(strip: &Strip, first: usize, body: Rect) -> Option<u16> {
    let y = body.y + u16::try_from(strip.top.saturating_sub(first)).unwrap_or(u16::MAX);
    (y < body.bottom()).then_some(y)
}

/// The line of a row with its title and how many cards it has; it stays at the top while its cards pass below.
fn title(
    model: &Model,
    columns: &Columns,
    strip: &Strip,
    (first, body): (usize, Rect),
    (memory, pen): (&mut Memory, &mut Pen<'_>),
) {
    let Some(y) = title_line(strip, first, body) else { return };
    let row = &columns.bands()[strip.band];
    let here = focus(model).0 == strip.band;
    let style = if here { pen.theme.accent } else { pen.theme.text };
    let whole = Rect { y, height: 1, ..body };
    pen.clear(whole, pen.theme.text);
    pen.rule(body.x, y, body.width);
    let mark = if row.folded { pen.glyphs.forth } else { pen.glyphs.down };
    let count = format!("  {} ", columns.in_band(strip.band));
    let pieces = [piece(format!(" {mark} {}", row.title), style), piece(count, pen.theme.muted)];
    pen.line(body.x + 1, y, body.width.saturating_sub(2), &pieces);
    if here && row.folded {
        pen.put((body.x, y), 1, pen.glyphs.focus, pen.theme.accent);
    }
    memory.note(whole, Target::Row(strip.band, None));
}

/// The cards of a row in one column. Returns how many of them are out of sight.
fn cell(
    sight: &Sight<'_>,
    strip: &Strip,
    (column, area, lane): &(usize, Rect, Lane<'_>),
    (first, body): (usize, Rect),
    (memory, pen): (&mut Memory, &mut Pen<'_>),
) -> Out {
    let model = sight.model;
    let mut out = Out::default();
    let Some(columns) = &model.board.columns else { return out };
    if columns.bands()[strip.band].folded {
        return out;
    }
    let lifted = model.board.drag.as_ref().filter(|_| model.board.is_lifted());
    let landing = lifted.filter(|drag| (drag.to.column, drag.to.band) == (*column, strip.band));
    let landing = landing.map(|drag| drag.line(columns));
    let tall = card::height(model.board.density);
    let step = usize::from(tall + u16::from(model.board.density != Density::Compact));
    // A line of the body, if it is visible below the titles; `lines` are all to be there.
    let at = |line: usize, lines: u16| {
        let y = body.y + u16::try_from(line.checked_sub(first)?).ok()?;
        (y > body.y && y + lines <= body.bottom()).then_some(y)
    };
    let edge = |line: usize| {
        let down = u16::try_from(line.saturating_sub(first)).unwrap_or(u16::MAX);
        body.y.saturating_add(down).min(body.bottom())
    };
    let (top, bottom) = (edge(strip.top + 1), edge(strip.top + strip.height));
    memory.note(Rect { y: top, height: bottom - top, ..*area }, Target::Slot(*column, strip.band));
    let cell = lane.cell(strip.band);
    let skipped = first.saturating_sub(strip.top + 1 + 1) / step;
    out.above = skipped.min(cell.len());
    for row in cell.start + out.above..cell.end {
        let shift = usize::from(landing.is_some_and(|landing| row >= landing));
        let down = strip.top + 1 + (row - cell.start) * step + shift;
        if down >= first + usize::from(body.height) {
            out.below += cell.end - row;
            break;
        }
        let (Some(item), Some(y)) = (lane.get(row), at(down, tall)) else {
            let side = if down <= first { &mut out.above } else { &mut out.below };
            *side += 1;
            continue;
        };
        let standing = match lifted {
            Some(drag) if drag.moves(&item.id) => Standing::Ghost,
            None if model.board.cursor.item.as_ref() == Some(&item.id) => Standing::Focused,
            Some(_) | None => Standing::Plain,
        };
        let place = Rect { y, height: tall, ..*area };
        card::draw(sight, item, standing, place, pen);
        // The gap below it is its own.
        let height = u16::try_from(step).unwrap_or(tall).min(body.bottom() - y);
        memory.note(Rect { height, ..place }, Target::Card(item.id.clone()));
    }
    if let Some(row) = landing
        && let Some(y) = at(strip.top + 1 + row.saturating_sub(cell.start) * step, 1)
    {
        let place = Rect { y, height: 1, ..*area };
        landing_line(lifted, sight.replica, place, pen);
        memory.note(place, Target::Landing);
    }
    let cursor = &model.board.cursor;
    let empty_focus = lifted.is_none()
        && cell.is_empty()
        && (cursor.column, cursor.band, cursor.item.is_none()) == (*column, strip.band, true);
    if empty_focus {
        // An empty cell has no line of its own unless others in its row do: the title's line says where the cursor is.
        let y = at(strip.top + 1, 1).filter(|_| strip.height > 1);
        if let Some(y) = y {
            pen.put((area.x, y), 1, pen.glyphs.focus, pen.theme.accent);
            pen.put((area.x + 2, y), area.width.saturating_sub(2), "no cards", pen.theme.faint);
        }
    }
    out
}
