//! The edits that GitHub did not take.

use ratatui::layout::Rect;

use super::window;
use crate::app::Model;
use crate::app::overlay::Stuck;
use crate::app::overlay::stuck::{describe, edits};
use crate::domain::{Pending, Progress};
use crate::draw::memory::Memory;
use crate::draw::part::status::clock;
use crate::draw::pen::{Pen, piece};

/// Draws the list: what was meant, and below it why it did not happen.
pub(super) fn draw(model: &Model, list: &Stuck, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let Some(replica) = &model.replica else { return };
    let all: Vec<&Pending> = edits(replica).collect();
    let tall = u16::try_from(all.len() * 3 + 1).unwrap_or(u16::MAX).min(area.height);
    let inner = window(84, tall, memory, area, pen);
    pen.put((inner.x + 1, inner.y), inner.width, "Edits that GitHub did not take", pen.theme.accent);
    let list_area = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let room = usize::from(list_area.height / 3).max(1);
    let cursor = list.cursor.min(all.len().saturating_sub(1));
    let first = memory.first_line(cursor, all.len(), room);
    for (place, edit) in all.iter().enumerate().skip(first).take(room) {
        let y = list_area.y + u16::try_from((place - first) * 3).unwrap_or(0);
        let (sign, why, style) = match &edit.progress {
            Progress::Refused(refusal) => (pen.glyphs.refused, refusal.message.as_str(), pen.theme.bad),
            Progress::Queued
            | Progress::Sending { .. }
            | Progress::Accepted { .. }
            | Progress::Unknown { .. } => {
                (pen.glyphs.unknown, "The answer was lost: GitHub may have it or not.", pen.theme.warn)
            }
        };
        let made = clock(edit.made_at, model);
        pen.line(
            list_area.x + 1,
            y,
            list_area.width - 1,
            &[
                piece(format!("{sign} "), style),
                piece(describe(&edit.edit, replica.view()), pen.theme.text),
                piece(format!("  {made}"), pen.theme.muted),
            ],
        );
        if y + 1 < list_area.bottom() {
            pen.put((list_area.x + 3, y + 1), list_area.width.saturating_sub(3), why, pen.theme.muted);
        }
        if place == cursor {
            pen.tint(Rect { y, height: 1, ..list_area }, pen.theme.select);
        }
    }
    if all.is_empty() {
        pen.put((list_area.x + 1, list_area.y), list_area.width, "None is left.", pen.theme.muted);
    }
}
