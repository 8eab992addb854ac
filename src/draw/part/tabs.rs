//! The views of the project as tabs; where they do not fit, the one that is shown and how many there are.

use ratatui::layout::Rect;

use crate::app::{Model, Target};
use crate::domain::View;
use crate::draw::memory::Memory;
use crate::draw::pen::Pen;
use crate::draw::text;
use crate::input::ViewAction;

/// From this width on all tabs may show.
const WIDE: u16 = 100;
/// Cells between two tabs.
const GAP: u16 = 3;

/// Draws them at the right of a line, of which something else takes `taken` cells. Returns where they begin.
pub(super) fn draw(model: &Model, memory: &mut Memory, area: Rect, taken: usize, pen: &mut Pen<'_>) -> u16 {
    let views = &model.board.views;
    let Some(shown) = views.shown() else { return area.right() };
    let plain = views.all.len() == 1 && !is_changed(model, shown);
    let bare = plain || model.board.columns.is_none();
    if bare {
        return area.right();
    }
    let labels: Vec<String> = views.all.iter().map(|view| label(model, view, pen)).collect();
    let wide: usize = labels.iter().map(|label| text::width(label) + usize::from(GAP)).sum();
    if model.size.width >= WIDE && wide + taken + usize::from(GAP) <= area.width.into() {
        let begin = area.right() - u16::try_from(wide).unwrap_or(0) + GAP;
        let mut x = begin;
        for (place, (view, label)) in views.all.iter().zip(&labels).enumerate() {
            let style = if view.id == shown.id { pen.theme.accent } else { pen.theme.muted };
            let end = pen.put((x, area.y), area.right().saturating_sub(x), label, style);
            memory.note(Rect { x, width: end - x, ..area }, Target::View(place));
            x = end + GAP;
        }
        return begin - GAP;
    }
    few(model, shown, memory, area, (taken, pen))
}

/// The one that is shown, between arrows where there is room.
fn few(
    model: &Model,
    shown: &View,
    memory: &mut Memory,
    area: Rect,
    (taken, pen): (usize, &mut Pen<'_>),
) -> u16 {
    let views = &model.board.views;
    let name = label(model, shown, pen);
    let place = views.all.iter().position(|view| view.id == shown.id).unwrap_or(0) + 1;
    let counted =
        format!("{} {name}  view {place} of {} {}", pen.glyphs.back, views.all.len(), pen.glyphs.forth);
    let room =
        usize::from(area.width).saturating_sub(taken.min(usize::from(area.width / 2)) + usize::from(GAP));
    let arrows = views.all.len() > 1 && text::width(&counted) <= room;
    let text = if arrows { counted } else { name };
    let wide = u16::try_from(text::width(&text).min(room)).unwrap_or(0);
    let x = area.right() - wide;
    pen.put((x, area.y), wide, &text, pen.theme.accent);
    memory.note(Rect { x, width: wide, ..area }, Target::Action(ViewAction::ChooseView.into()));
    if arrows {
        memory.note(Rect { x, width: 1, ..area }, Target::Action(ViewAction::PreviousView.into()));
        memory.note(
            Rect { x: area.right() - 1, width: 1, ..area },
            Target::Action(ViewAction::NextView.into()),
        );
    }
    x.saturating_sub(GAP)
}

fn is_changed(model: &Model, view: &View) -> bool {
    model.board.views.is_changed(view, &model.board.arrangement)
}

/// The name; a mark where the view is not as it is saved.
fn label(model: &Model, view: &View, pen: &Pen<'_>) -> String {
    let mark = if is_changed(model, view) { pen.glyphs.changed } else { "" };
    format!("{}{mark}", view.name)
}
