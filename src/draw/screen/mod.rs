//! The pages that fill the window.

mod board;
mod rows;
mod table;

use ratatui::layout::Rect;

use super::memory::Memory;
use super::pen::Pen;
use crate::app::Model;
use crate::domain::Replica;

/// Draws the cards as the view lays them out.
pub(super) fn draw(model: &Model, replica: &Replica, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    if model.board.has_lines() {
        table::draw(model, replica, memory, area, pen);
    } else {
        board::draw(model, replica, memory, area, pen);
    }
}
