//! A draft that is being written.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::window;
use crate::app::overlay::Compose;
use crate::draw::memory::Memory;
use crate::draw::pen::Pen;
use crate::draw::text;

/// Lines of the window on a screen that has them.
const TALL: u16 = 14;
const NOTE: &str = "The first line is the title, the rest is Markdown.";

/// Draws it. Returns the cell that is typed in.
pub(super) fn draw(draft: &Compose, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) -> (u16, u16) {
    let inner = window(84, TALL, memory, area, pen);
    let (x, wide) = (inner.x + 1, inner.width - 1);
    pen.put((x, inner.y), wide, &format!("New draft in {}", draft.column), pen.theme.accent);
    let list = Rect { x, y: inner.y + 1, width: wide, height: inner.height.saturating_sub(2) };
    let bottom = inner.bottom() - 1;
    let (note, style) = match draft.wrong {
        Some(wrong) => (wrong, pen.theme.bad),
        None if usize::from(wide) < text::width(NOTE) => ("The first line is the title.", pen.theme.muted),
        None => (NOTE, pen.theme.muted),
    };
    pen.put((x, bottom), wide, note, style);
    // The cursor may stand behind the last glyph of a full row.
    let cells = usize::from(wide) - 1;
    let (rows, here) = draft.text.rows(cells);
    let room = usize::from(list.height);
    memory.extent.lines = room;
    memory.extent.length = rows.len();
    memory.extent.cells = cells;
    let first = memory.first_line(here, rows.len(), room);
    let lines = draft.text.lines();
    for (row, y) in rows.iter().skip(first).zip(list.top()..list.bottom()) {
        let style = if row.line == 0 { pen.theme.text.add_modifier(Modifier::BOLD) } else { pen.theme.text };
        // Blanks that hang over the edge are not worth a mark that something was cut.
        let shown = &lines[row.line][row.bytes.clone()];
        let shown = if text::width(shown) > cells { shown.trim_end() } else { shown };
        pen.put((list.x, y), wide, shown, style);
    }
    if lines.len() == 1 && lines[0].is_empty() {
        pen.put((list.x, list.y), wide, "Title", pen.theme.faint);
    }
    let (line, byte) = draft.text.cursor();
    let before = text::width(&lines[line][rows[here].bytes.start..byte]).min(cells);
    let below = u16::try_from(here - first).unwrap_or(0);
    (list.x + u16::try_from(before).unwrap_or(0), list.y + below)
}
