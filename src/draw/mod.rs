//! A model as cells: reads everything, decides nothing.

#[cfg(test)]
mod board_tests;
#[cfg(test)]
mod card_tests;
#[cfg(test)]
mod deed_tests;
#[cfg(test)]
mod edit_tests;
#[cfg(test)]
mod filter_tests;
#[cfg(test)]
mod form_tests;
pub mod glyph;
#[cfg(test)]
mod key_tests;
mod link;
mod markdown;
pub mod memory;
#[cfg(test)]
mod mouse_tests;
mod overlay;
mod part;
mod pen;
#[cfg(test)]
mod project_tests;
#[cfg(test)]
mod roadmap_tests;
mod screen;
mod sheet;
#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
mod text;
pub mod theme;
#[cfg(test)]
mod view_tests;
#[cfg(test)]
mod wait_tests;

use ratatui::Frame;
use ratatui::layout::Rect;

pub use glyph::Glyphs;
pub use memory::{Look, Memory};
pub use theme::{Depth, Theme};

use crate::app::overlay::Overlay;
use crate::app::{Model, Size};
use crate::input::GlobalAction;
use pen::Pen;

/// Draws everything. The shell then copies [`Memory::extent`] into the model.
pub fn draw(model: &Model, memory: &mut Memory, frame: &mut Frame<'_>) {
    let area = frame.area();
    memory.begin();
    let look = memory.look.clone();
    let mut pen = Pen::new(frame.buffer_mut(), &look);
    // A theme may bring its own background.
    pen.tint(area, pen.theme.text);
    let cursor = if (Size { width: area.width, height: area.height }).is_too_small() {
        too_small(model, area, &mut pen);
        None
    } else {
        paint(model, memory, area, &mut pen)
    };
    let links = pen.links();
    if look.links {
        links.write(frame.buffer_mut());
    }
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the screen and what lies above it. Returns where something is typed.
fn paint(model: &Model, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let body = part::chrome::rows(area);
    // A conflict below the board takes its lines from all that is above it.
    let below = overlay::below(model, body, pen);
    let above = Rect { height: area.height - below, ..area };
    let typed = part::header::draw(model, memory, area, pen);
    match &model.replica {
        Some(replica) if model.board.columns.is_some() => {
            let body = Rect { height: body.height - below, ..body };
            memory.dock(below > 0, &model.board);
            match overlay::beside(model, area) {
                // The focused column stays in sight beside the card; closing it brings the rest back.
                Some(card) => {
                    let left = Rect { width: body.width - card, ..body };
                    memory.for_now(|memory| screen::draw(model, replica, memory, left, pen));
                    overlay::pane(model, memory, above, pen);
                }
                None => screen::draw(model, replica, memory, body, pen),
            }
            overlay::dock(model, replica, memory, (body, below), pen);
        }
        Some(_) | None => part::waiting::draw(model, body, pen),
    }
    part::hints::draw(model, memory, area, pen);
    if let Some(typed) = typed {
        part::offers::draw(model, typed, memory, area, pen);
    }
    let mut cursor = typed;
    for (place, overlay) in model.overlays.iter().enumerate() {
        // A list covers the window that it was opened from only in part: the two would run into each other.
        let is_under_list = matches!(model.overlays.get(place + 1), Some(Overlay::List(_)));
        let is_window = matches!(overlay, Overlay::Create(_) | Overlay::History(_) | Overlay::Stuck(_));
        if !(is_under_list && is_window) {
            // Beside the board a card is a part of the screen too.
            let is_beside = matches!(overlay, Overlay::Card(_)) && overlay::beside(model, area).is_some();
            let area = if is_beside { above } else { area };
            cursor = overlay::draw(model, overlay, memory, area, pen);
        }
    }
    cursor
}

fn too_small(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let Size { width, height } = Size::SMALLEST;
    let quit = model.keymap.key(GlobalAction::Quit);
    let text = format!(
        "The window is too small: sprintty needs {width} by {height}. Keys wait until then; {quit} quits."
    );
    let style = pen.theme.text;
    for (line, y) in text::wrap(&text, area.width.into()).iter().zip(area.top()..area.bottom()) {
        pen.put((area.x, y), area.width, line, style);
    }
}
