//! A question that is answered with a line of text.

use ratatui::layout::Rect;

use super::window;
use crate::app::overlay::ask::Ask;
use crate::draw::memory::Memory;
use crate::draw::part::header::input;
use crate::draw::pen::Pen;

/// Draws it. Returns the cell that is typed in.
pub(super) fn draw(ask: &Ask, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) -> (u16, u16) {
    let inner = window(76, 3, memory, area, pen);
    pen.put((inner.x + 1, inner.y), inner.width - 1, &ask.title, pen.theme.accent);
    if let Some(wrong) = &ask.wrong {
        pen.put((inner.x + 1, inner.y + 2), inner.width - 1, wrong, pen.theme.bad);
    }
    input(ask.line.parts(), inner.x + 1, inner.y + 1, inner.width.saturating_sub(2), pen)
}
