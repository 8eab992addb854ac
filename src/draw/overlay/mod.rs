//! What lies above a screen.

mod card;
mod clash;
mod compose;
mod confirm;
mod create;
mod form;
mod history;
mod line;
mod list;
mod pick;
mod projects;
mod stuck;

use ratatui::layout::Rect;

pub(super) use clash::{below, dock};

use super::memory::Memory;
use super::pen::Pen;
use crate::app::Model;
use crate::app::overlay::Overlay;

/// Draws one. Returns where something is typed.
pub(super) fn draw(
    model: &Model,
    overlay: &Overlay,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> Option<(u16, u16)> {
    match overlay {
        Overlay::List(list) => Some(list::draw(model, list, memory, area, pen)),
        Overlay::Card(card) => {
            card::draw(model, (card, true), memory, area, pen);
            None
        }
        Overlay::Line(line) => line::draw(model, line, memory, area, pen),
        Overlay::Stuck(list) => {
            stuck::draw(model, list, memory, area, pen);
            None
        }
        // It is a part of the screen.
        Overlay::Clash(_) => None,
        Overlay::History(list) => {
            history::draw(model, list, memory, area, pen);
            None
        }
        Overlay::Compose(draft) => Some(compose::draw(model, draft, memory, area, pen)),
        Overlay::Create(line) => create::draw(model, line, memory, area, pen),
        Overlay::Confirm(question) => {
            confirm::draw(question, area, pen);
            None
        }
    }
}

/// Cells on the right that an opened card takes from the board.
pub(super) fn beside(model: &Model, area: Rect) -> Option<u16> {
    let is_shown = model.board.pane.is_some() || has_card(model);
    card::beside(area).filter(|_| is_shown)
}

fn has_card(model: &Model) -> bool {
    model.overlays.iter().any(|overlay| matches!(overlay, Overlay::Card(_)))
}

/// Draws the focused card beside the board, unless it or another one is open there.
pub(super) fn pane(model: &Model, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let Some(pane) = model.board.pane.as_ref().filter(|_| card::beside(area).is_some() && !has_card(model))
    else {
        return;
    };
    match &pane.card {
        Some(card) => card::draw(model, (card, false), memory, area, pen),
        None => card::nothing(memory, area, pen),
    }
}

/// Below this width a window takes all of it.
const NARROW: u16 = 60;

/// A window of some lines in the upper middle; what is around it steps back.
fn window(wide: u16, tall: u16, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) -> Rect {
    memory.cover();
    let above_hints = Rect { height: area.height - 1, ..area };
    pen.dim(above_hints);
    // Where there is little room, what is left of the board beside it would only be slivers.
    let width = if area.width < NARROW { area.width } else { (wide + 1).min(area.width.saturating_sub(4)) };
    let height = (tall + 2).min(area.height.saturating_sub(3));
    let x = area.x + (area.width - width) / 2;
    let y = area.y + (area.height.saturating_sub(height + 1)) / 3;
    let window = Rect { x, y, width, height };
    pen.clear(window, pen.theme.shade);
    pen.frame(window);
    // A blank before the right side, as lines have one of their own on the left.
    Rect { x: x + 1, y: y + 1, width: width - 3, height: height - 2 }
}
