//! The board: columns of cards, as many as fit.

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_segmentation::UnicodeSegmentation;

use super::rows;
use crate::app::screen::board::drag::Drag;
use crate::app::screen::board::{Lane, effort};
use crate::app::{Density, Model, Target};
use crate::domain::Replica;
use crate::domain::board::Board as Columns;
use crate::draw::memory::Memory;
use crate::draw::part::card::{self, Sight, Standing};
use crate::draw::part::chrome;
use crate::draw::part::count::{self, Count};
use crate::draw::pen::{Pen, piece};
use crate::draw::text;

/// Cells between two columns.
const GAP: u16 = 2;
/// Cells of a collapsed column.
const STRIP: u16 = 4;
/// The least cells of a column when there are many.
const NARROWEST: u16 = 22;

/// Draws the columns.
pub(in crate::draw) fn draw(
    model: &Model,
    replica: &Replica,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let Some(columns) = &model.board.columns else { return };
    memory.board(&model.board);
    let shown: Vec<usize> = columns.shown().collect();
    let lifted = model.board.drag.as_ref().filter(|_| model.board.is_lifted());
    let focus = lifted.map_or(model.board.cursor.column, |drag| drag.to.column);
    let focus = shown.iter().position(|column| *column == focus).unwrap_or(0);
    let room = if narrow_enough(columns, &shown, area.width) {
        shown.len()
    } else {
        fitting(area.width, shown.len())
    };
    let first = memory.first_column(focus, shown.len(), room);
    let drawn = &shown[first..(first + room).min(shown.len())];
    let count = u16::try_from(drawn.len().max(1)).unwrap_or(1);
    let is_strip = |column: &usize| columns.columns()[*column].folded;
    let strips = u16::try_from(drawn.iter().filter(|column| is_strip(column)).count()).unwrap_or(0);
    let room_for_open = (area.width - 1).saturating_sub(GAP * (count - 1) + STRIP * strips);
    let wide = room_for_open / count.saturating_sub(strips).max(1);
    if shown.len() > room {
        let place =
            format!(" {} column {} of {} {} ", pen.glyphs.back, focus + 1, shown.len(), pen.glyphs.forth);
        let style = pen.theme.muted;
        pen.line_to(area.right() - 1, area.y - 1, area.width, &[piece(place, style)]);
    }
    pen.rule(area.x, area.bottom(), area.width);
    let mut x = area.x;
    let mut areas = Vec::new();
    for column in drawn {
        let strip = is_strip(column);
        let column_area = Rect { x, width: if strip { STRIP } else { wide }, ..area };
        if strip {
            draw_strip(model, *column, column_area, memory, pen);
        } else {
            areas.push((*column, column_area));
        }
        x += column_area.width + GAP;
    }
    if columns.has_rows() {
        return rows::draw(model, replica, memory, (&areas, area), pen);
    }
    for (column, area) in areas {
        draw_column(model, replica, memory, (column, area), pen);
    }
}

/// Whether all columns fit because some are collapsed.
fn narrow_enough(columns: &Columns, shown: &[usize], width: u16) -> bool {
    let folded = shown.iter().filter(|column| columns.columns()[**column].folded).count();
    let open = shown.len() - folded;
    let strips = u16::try_from(folded).unwrap_or(u16::MAX).saturating_mul(STRIP + GAP);
    folded > 0 && open <= fitting(width.saturating_sub(strips), open.max(1))
}

/// A collapsed column: how many cards it has, and its name from top to bottom.
fn draw_strip(model: &Model, column: usize, area: Rect, memory: &mut Memory, pen: &mut Pen<'_>) {
    let Some(lane) = model.board.lane(column) else { return };
    let lifted = model.board.drag.as_ref().filter(|_| model.board.is_lifted());
    let here = lifted.map_or(model.board.cursor.column, |drag| drag.to.column) == column;
    let style = match (here, lifted) {
        (true, Some(_)) => pen.theme.lifted,
        (true, None) => pen.theme.accent,
        (false, _) => pen.theme.muted,
    };
    let count = match lane.total() {
        many @ 1000.. => format!("{}k", many / 1000),
        few => few.to_string(),
    };
    pen.line_to(area.right(), area.y, area.width, &[piece(count, style)]);
    if here {
        pen.put((area.x, area.y), 1, pen.glyphs.focus, style);
    }
    let top = area.y + 1 + u16::from(chrome::is_roomy(area));
    for (glyph, y) in lane.column.title.graphemes(true).zip(top..area.bottom()) {
        pen.put((area.x + 1, y), area.width - 1, glyph, style);
    }
    memory.note(area, Target::Column(column));
}

/// How many columns fit.
fn fitting(width: u16, shown: usize) -> usize {
    let most = match width {
        0..60 => 1,
        60..100 => 2,
        _ => usize::from((width + GAP) / (NARROWEST + GAP)),
    };
    most.min(shown).max(1)
}

fn draw_column(
    model: &Model,
    replica: &Replica,
    memory: &mut Memory,
    (column, area): (usize, Rect),
    pen: &mut Pen<'_>,
) {
    let (Some(lane), Some(columns)) = (model.board.lane(column), &model.board.columns) else { return };
    heading(model, &lane, column, area, pen);
    memory.note(area, Target::Column(column));
    let air = u16::from(chrome::is_roomy(area));
    let top = area.y + 1 + air;
    let tall = card::height(model.board.density);
    let step = tall + u16::from(model.board.density != Density::Compact);
    let height = area.bottom().saturating_sub(top);
    // The last card needs no blank line below it.
    let room = usize::from((height + step - tall) / step).max(1);
    memory.extent.cards = room;
    let lifted = model.board.drag.as_ref().filter(|_| model.board.is_lifted());
    let landing = lifted.filter(|drag| drag.to.column == column).map(|drag| drag.line(columns));
    let focused = model.board.cursor.column == column && lifted.is_none();
    let focus = if focused {
        Some(model.board.cursor.row)
    } else {
        landing.map(|row| row.min(lane.len().saturating_sub(1)))
    };
    let first = memory.first_row(&model.board, column, room, focus);
    let effort = effort(&replica.view().project, &model.settings);
    let digits = digits(&lane, first, room);
    let sight = Sight { model, replica, effort, digits, density: model.board.density };
    // In lines of one row, and above the first card where there is no air, the landing place needs a line of its own.
    let opens = landing.filter(|row| step == tall || (*row == first && air == 0));
    let mut y = top;
    for row in first..lane.len() {
        if landing == Some(row) {
            let strip = Rect { y: if opens.is_some() { y } else { y - 1 }, height: 1, ..area };
            landing_line(lifted, replica, strip, pen);
            memory.note(strip, Target::Landing);
            y += u16::from(opens.is_some());
        }
        if y + tall > area.bottom() {
            break;
        }
        let Some(item) = lane.get(row) else { break };
        let standing = match lifted {
            Some(drag) if drag.moves(&item.id) => Standing::Ghost,
            None if model.board.cursor.item.as_ref() == Some(&item.id) => Standing::Focused,
            Some(_) | None => Standing::Plain,
        };
        let place = Rect { y, height: tall, ..area };
        card::draw(&sight, item, standing, place, pen);
        // The blank line below belongs to it: no place of a column is without meaning for a drag.
        let reach = Rect { height: step.min(area.bottom().saturating_sub(y)), ..place };
        memory.note(reach, Target::Card(item.id.clone()));
        y += step;
    }
    if y < area.bottom() {
        memory.note(Rect { y, height: area.bottom() - y, ..area }, Target::Foot(column));
    }
    if landing.is_some_and(|row| row >= lane.len()) {
        let at = y.saturating_sub(u16::from(step > tall && !lane.is_empty())).min(area.bottom() - 1);
        landing_line(lifted, replica, Rect { y: at, height: 1, ..area }, pen);
    } else if lane.is_empty() {
        nothing(&lane, focused, Rect { y: top, height: 1, ..area }, pen);
    }
    more(&lane, first, room, area, pen);
}

pub(super) fn landing_line(lifted: Option<&Drag>, replica: &Replica, area: Rect, pen: &mut Pen<'_>) {
    let called = |drag: &Drag| match drag.cards.len() {
        0 | 1 => replica.view().item(&drag.card).map(|item| crate::app::screen::board::name(item)),
        several => Some(format!("{several} cards")),
    };
    let name = lifted.and_then(called).unwrap_or_default();
    let mark = pen.glyphs.landing;
    let style = pen.theme.lifted;
    let mut at = pen.put((area.x, area.y), area.width, &format!("{mark}{mark} {name} "), style);
    while at < area.right() {
        at = pen.put((at, area.y), 1, mark, style);
    }
}

fn nothing(lane: &Lane<'_>, focused: bool, area: Rect, pen: &mut Pen<'_>) {
    let hidden = lane.column.hidden.len();
    let room = area.width.saturating_sub(2);
    let text = match (hidden, format!("{hidden} hidden by the filter")) {
        (0, _) => "no cards".to_owned(),
        (_, whole) if text::width(&whole) <= room.into() => whole,
        (hidden, _) => format!("{hidden} hidden"),
    };
    if focused {
        pen.put((area.x, area.y), 1, pen.glyphs.focus, pen.theme.accent);
    }
    pen.put((area.x + 2, area.y), room, &text, pen.theme.faint);
}

/// Title, count against the limit, sum.
pub(super) fn heading(model: &Model, lane: &Lane<'_>, column: usize, area: Rect, pen: &mut Pen<'_>) {
    let lifted = model.board.drag.as_ref().filter(|_| model.board.is_lifted());
    let here = lifted.map_or(model.board.cursor.column, |drag| drag.to.column) == column;
    let style = if here { pen.theme.accent } else { pen.theme.text.add_modifier(Modifier::BOLD) };
    let swatch = lane.column.colour.and_then(|colour| pen.theme.option(colour));
    // A blank in front, the swatch and the name.
    let name = 1 + usize::from(swatch.is_some()) * 2 + text::width(&lane.column.title);
    let room = usize::from(area.width).saturating_sub(name + 1);
    let columns = model.board.columns.as_ref();
    let shift = lifted.zip(columns).map(|(drag, columns)| drag.shift(columns, column)).unwrap_or_default();
    let count = Count {
        shown: lane.len(),
        total: lane.total(),
        effort: columns.and_then(Columns::effort).map(|_| lane.effort()),
        limit: model.settings.limit(&lane.column.title),
        shift,
        filtered: !model.board.filter.query.is_empty(),
    };
    let numbers = count::fitting(&count, room, pen);
    let end = pen.line_to(area.right(), area.y, area.width.saturating_sub(6), &numbers);
    let mut x = area.x + 1;
    if let Some(swatch) = swatch {
        x = pen.put((x, area.y), 2, pen.glyphs.swatch, swatch) + 1;
    }
    pen.put((x, area.y), end.saturating_sub(x + 1), &lane.column.title, style);
}

/// How many cards are out of sight, on the line above the cards and on the rule below them.
fn more(lane: &Lane<'_>, first: usize, room: usize, area: Rect, pen: &mut Pen<'_>) {
    let style = pen.theme.muted;
    if first > 0 && chrome::is_roomy(area) {
        let text = format!("{} {first}", pen.glyphs.up);
        pen.line_to(area.right(), area.y + 1, area.width, &[piece(text, style)]);
    }
    let below = lane.len().saturating_sub(first + room);
    if below > 0 {
        let text = format!(" {} {below} ", pen.glyphs.down);
        pen.line_to(area.right(), area.bottom(), area.width, &[piece(text, style)]);
    }
}

/// Cells for the numbers of the visible cards.
fn digits(lane: &Lane<'_>, first: usize, room: usize) -> usize {
    let visible = (first..first + room).filter_map(|row| lane.get(row)?.number());
    visible.map(|number| number.to_string().len()).max().unwrap_or(0).max(2)
}
