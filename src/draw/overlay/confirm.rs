//! A question.

use ratatui::layout::Rect;

use crate::app::overlay::Confirm;
use crate::draw::pen::Pen;
use crate::draw::text;

/// Draws it above everything else.
pub(super) fn draw(confirm: &Confirm, area: Rect, pen: &mut Pen<'_>) {
    let width = 60.min(area.width - 4);
    let lines = text::wrap(&confirm.text(), usize::from(width - 2));
    let height = u16::try_from(lines.len()).unwrap_or(1) + 2;
    let x = area.x + (area.width - width) / 2;
    let y = area.y + area.height.saturating_sub(height) / 2;
    let window = Rect { x, y, width, height: height.min(area.height - 2) };
    pen.clear(window, pen.theme.shade);
    pen.rule(x, y, width);
    for (line, y) in lines.iter().zip(y + 1..) {
        pen.put((x + 1, y), width - 2, line, pen.theme.text);
    }
    pen.rule(x, window.bottom() - 1, width);
}
