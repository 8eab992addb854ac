//! A line that is written, what for, and how it is understood.

use ratatui::layout::Rect;

use super::window;
use crate::app::Model;
use crate::app::change;
use crate::app::cx::today;
use crate::app::overlay::LineEdit;
use crate::app::overlay::line::Of;
use crate::draw::memory::Memory;
use crate::draw::part::header::input;
use crate::draw::pen::Pen;
use crate::draw::text;

/// Draws it. Returns the cell that is typed in.
pub(super) fn draw(
    model: &Model,
    line: &LineEdit,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> Option<(u16, u16)> {
    let view = model.replica.as_ref()?.view();
    let who = change::who(&line.cards, view);
    let title = match &line.of {
        Of::View => "Save this view as".to_owned(),
        Of::Excess { question, .. } => question.clone(),
        Of::Title => format!("Title of {who}"),
        Of::Field(field) => {
            let name = view.project.field(field).map_or("Field", |field| field.name.as_str());
            format!("{name} of {who}")
        }
    };
    let understood = line.understood(view, today(model.now, &model.settings));
    // A line that was not taken says why; one that is still written is only told what it means.
    let (words, style) = match (&line.wrong, &understood) {
        (Some(wrong), _) => (wrong, pen.theme.bad),
        (None, Ok(words)) => (words, pen.theme.muted),
        (None, Err(wrong)) => (wrong, pen.theme.warn),
    };
    let wide = 84.min(area.width.saturating_sub(4));
    let told = text::wrap(words, usize::from(wide.saturating_sub(4)).max(1));
    let tall = 2 + u16::try_from(told.len().max(1)).unwrap_or(1);
    let inner = window(wide, tall, memory, area, pen);
    let (x, room) = (inner.x + 1, inner.width - 2);
    pen.put((x, inner.y), room, &title, pen.theme.accent);
    let style_of_line = if line.fresh { pen.theme.muted } else { pen.theme.text };
    let cursor = input(line.line.parts(), x, inner.y + 1, room, pen);
    if line.fresh {
        pen.tint(Rect { x, y: inner.y + 1, width: room, height: 1 }, style_of_line);
    }
    for (told, y) in told.iter().zip(inner.y + 2..inner.bottom()) {
        pen.put((x, y), room, told, style);
    }
    Some(cursor)
}
