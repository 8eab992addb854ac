//! What can be written in the filter, in a small list below the line that is typed.

use ratatui::layout::Rect;

use crate::app::{Model, Target};
use crate::domain::query::complete::{Candidate, Kind};
use crate::draw::memory::Memory;
use crate::draw::pen::{Pen, piece};
use crate::draw::text;

/// So many are shown at once.
const ROWS: usize = 8;

/// Draws the list below the cell where the filter is typed.
pub(in crate::draw) fn draw(
    model: &Model,
    typed: (u16, u16),
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let Some(editing) = &model.board.filter.editing else { return };
    let offers = &editing.offers;
    if offers.is_empty() {
        return;
    }
    let first = (editing.marked + 1).saturating_sub(ROWS);
    let rows: Vec<(usize, &Candidate)> = offers.iter().enumerate().skip(first).take(ROWS).collect();
    let widest = rows.iter().map(|(_, offer)| text::width(&offer.insert) + text::width(&note(offer))).max();
    let wide = u16::try_from(widest.unwrap_or_default() + 7).unwrap_or(u16::MAX).min(area.width);
    let begun = editing.line.parts().0.get(offers[0].at.start..).map_or(0, text::width);
    let left = typed.0.saturating_sub(u16::try_from(begun).unwrap_or(u16::MAX) + 2);
    let x = left.clamp(area.x, area.right() - wide);
    // The rule below the line stays in sight: it points at mistakes.
    let y = typed.1 + 2;
    let tall = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(area.bottom().saturating_sub(y + 3));
    let frame = Rect { x, y, width: wide, height: tall + 2 };
    pen.clear(frame, pen.theme.shade);
    pen.frame(frame);
    for ((place, offer), y) in rows.into_iter().zip(y + 1..=y + tall) {
        let (x, wide) = (x + 1, wide - 2);
        memory.note(Rect { x, y, width: wide, height: 1 }, Target::Offer(place));
        let end = pen.line_to(x + wide - 1, y, wide / 2, &[piece(note(offer), pen.theme.muted)]);
        let style = if offer.kind == Kind::Keyword { pen.theme.accent } else { pen.theme.text };
        pen.put((x + 1, y), end.saturating_sub(x + 2), &offer.insert, style);
        if place == editing.marked {
            pen.choose(Rect { x, y, width: wide, height: 1 });
        }
    }
}

/// What an offer is.
fn note(offer: &Candidate) -> String {
    match (offer.kind, offer.cards) {
        (_, Some(1)) => "1 card".to_owned(),
        (_, Some(cards)) => format!("{cards} cards"),
        (Kind::Field, None) => "field".to_owned(),
        (Kind::Value, None) => "value".to_owned(),
        (Kind::Keyword, None) => "keyword".to_owned(),
    }
}
