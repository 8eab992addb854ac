//! Lists that are searched by typing: a line to type in, and what matches.

use ratatui::layout::Rect;

use super::window;
use crate::app::widget::Picker;
use crate::app::{Model, Target};
use crate::draw::memory::Memory;
use crate::draw::part::header::input;
use crate::draw::pen::{Pen, piece};
use crate::draw::text;
use crate::input::Action;

/// Draws a list. Returns the cell that is typed in.
pub(super) fn draw<T>(
    title: &str,
    picker: &Picker<T>,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> (u16, u16) {
    let tall = u16::try_from(picker.entries.len() + 2).unwrap_or(u16::MAX).min(area.height / 2 + 4);
    let (inner, cursor) = frame(title, picker, (76, tall), memory, (area, pen));
    lines(picker, memory, inner, pen, |pen, place, y| {
        let entry = &picker.entries[picker.shown[place]];
        let end =
            pen.line_to(inner.right(), y, inner.width / 2, &[piece(entry.note.as_str(), pen.theme.muted)]);
        pen.put((inner.x + 1, y), end.saturating_sub(inner.x + 2), &entry.label, pen.theme.text);
    });
    cursor
}

/// Draws the list of keys: where they count, the keys, what they do.
pub(super) fn help(
    model: &Model,
    picker: &Picker<Action>,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> (u16, u16) {
    let (inner, cursor) = frame("Keys", picker, (100, area.height), memory, (area, pen));
    let narrow = inner.width < 70;
    let (where_wide, keys_wide) = if narrow { (0, 16) } else { (14, 26) };
    let mut above = None;
    lines(picker, memory, inner, pen, |pen, place, y| {
        let row = picker.entries[picker.shown[place]].value.row();
        let mut x = inner.x + 1;
        if above != Some(row.scope) && !narrow {
            pen.put((x, y), where_wide - 1, row.scope.name(), pen.theme.muted);
        }
        above = Some(row.scope);
        x += where_wide;
        let keys = keys(&model.keymap.keys(row.action), pen);
        pen.put((x, y), keys_wide - 2, &keys, pen.theme.accent);
        pen.put((x + keys_wide, y), inner.right().saturating_sub(x + keys_wide), row.help, pen.theme.text);
    });
    cursor
}

/// Many keys for one action are a range, such as the digits.
fn keys(all: &[String], pen: &Pen<'_>) -> String {
    match all {
        [first, .., last] if all.len() > 5 => format!("{first} {} {last}", pen.glyphs.cut),
        all => all.join("  "),
    }
}

/// The window, its title, and the line to type in.
fn frame<T>(
    title: &str,
    picker: &Picker<T>,
    (wide, tall): (u16, u16),
    memory: &mut Memory,
    (area, pen): (Rect, &mut Pen<'_>),
) -> (Rect, (u16, u16)) {
    let inner = window(wide, tall, memory, area, pen);
    let count = format!("{} of {}", picker.shown.len(), picker.entries.len());
    let end = pen.line_to(inner.right(), inner.y, inner.width / 3, &[piece(count, pen.theme.muted)]);
    let at = pen.put((inner.x + 1, inner.y), inner.width * 2 / 3, title, pen.theme.accent);
    let x = at + u16::try_from(text::width(" ")).unwrap_or(1);
    let cursor = input(picker.line.parts(), x, inner.y, end.saturating_sub(x + 1), pen);
    let list = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    (list, cursor)
}

/// Draws the visible lines and marks the chosen one.
fn lines<T>(
    picker: &Picker<T>,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
    mut line: impl FnMut(&mut Pen<'_>, usize, u16),
) {
    let room = usize::from(area.height);
    memory.extent.lines = room;
    memory.extent.length = picker.shown.len();
    let first = memory.first_line(picker.cursor, picker.shown.len(), room);
    for (place, y) in (first..picker.shown.len()).zip(area.top()..area.bottom()) {
        line(pen, place, y);
        let whole = Rect { y, height: 1, ..area };
        if place == picker.cursor {
            pen.put((area.x, y), 1, pen.glyphs.focus, pen.theme.accent);
            pen.tint(whole, pen.theme.select);
        }
        memory.note(whole, Target::Line(place));
    }
    if picker.shown.is_empty() {
        pen.put((area.x + 1, area.y), area.width, "Nothing matches.", pen.theme.muted);
    }
}
