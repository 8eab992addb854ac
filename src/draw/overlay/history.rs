//! The history: when, what, how many cards, and what became of it.

use ratatui::layout::Rect;

use super::window;
use crate::app::overlay::History;
use crate::app::overlay::history::{fared, state};
use crate::app::{Model, Target};
use crate::draw::memory::Memory;
use crate::draw::part::status::clock;
use crate::draw::pen::{Pen, piece};
use crate::draw::text;

/// Draws the steps, the newest first.
pub(super) fn draw(model: &Model, list: &History, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let Some(replica) = &model.replica else { return };
    let steps = model.journal.steps();
    let tall = u16::try_from(steps.len().max(1) + 1).unwrap_or(u16::MAX).min(area.height);
    let inner = window(90, tall, memory, area, pen);
    pen.put((inner.x + 1, inner.y), inner.width, "History", pen.theme.accent);
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let room = usize::from(body.height);
    memory.extent.lines = room;
    memory.extent.length = steps.len();
    let cursor = list.cursor.min(steps.len().saturating_sub(1));
    let first = memory.first_line(cursor, steps.len(), room);
    let fared = fared(replica);
    for ((place, step), y) in steps.iter().rev().enumerate().skip(first).zip(body.top()..body.bottom()) {
        let fared = fared.get(&step.id).copied().unwrap_or_default();
        let (sign, style) = match (step.undone, fared.stuck, fared.unsent) {
            (_, 1.., _) => (pen.glyphs.refused, pen.theme.bad),
            (true, ..) => (pen.glyphs.undone, pen.theme.muted),
            (false, _, 1..) => (pen.glyphs.queued, pen.theme.info),
            (false, ..) => (pen.glyphs.passing, pen.theme.good),
        };
        let row = Rect { y, height: 1, ..body };
        let state = state(step, fared);
        let end = pen.line_to(body.right() - 1, y, body.width / 2, &[piece(state, style)]);
        let text_style = if step.undone { pen.theme.muted } else { pen.theme.text };
        let at = clock(step.made_at, model);
        let at = format!("{at}{}", " ".repeat(13_usize.saturating_sub(text::width(&at))));
        // On a narrow screen what was done counts more than when.
        let at = if body.width < 60 { String::new() } else { at };
        pen.line(
            body.x + 1,
            y,
            end.saturating_sub(body.x + 2),
            &[
                piece(format!("{sign} "), style),
                piece(at, pen.theme.muted),
                piece(step.label.as_str(), text_style),
            ],
        );
        if place == cursor {
            pen.put((body.x, y), 1, pen.glyphs.focus, pen.theme.accent);
            pen.choose(row);
        }
        memory.note(row, Target::Line(place));
    }
    if steps.is_empty() {
        pen.put((body.x + 1, body.y), body.width, "Nothing was done yet.", pen.theme.muted);
    }
}
