//! The projects to open; below them what GitHub is being asked, and what it does not name.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::list::{entry, frame, lines};
use crate::app::overlay::list::List;
use crate::app::overlay::projects::Elsewhere;
use crate::draw::memory::Memory;
use crate::draw::pen::Pen;
use crate::draw::text;

/// Lines of the window, so that it stays where it is when GitHub answers.
const TALL: u16 = 16;

/// Draws the list. Returns the cell that is typed in.
pub(super) fn draw(
    list: &List,
    elsewhere: &Elsewhere,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> (u16, u16) {
    let size = (76, TALL.min(area.height / 2 + 4));
    let (inner, cursor) = frame(&list.title, &list.picker, size, memory, (area, pen));
    let said = said(elsewhere, inner, pen);
    let tall = u16::try_from(said.len()).unwrap_or(u16::MAX).min(inner.height);
    let names = Rect { height: inner.height - tall, ..inner };
    let rows: Vec<usize> = (0..list.picker.shown.len()).collect();
    let waits = !elsewhere.waits_for.is_empty() && list.picker.line.text().is_empty();
    if rows.is_empty() && waits {
        // What is below says what it waits for.
        memory.extent.lines = usize::from(names.height);
        memory.extent.length = 0;
    } else {
        lines(&list.picker, &rows, memory, (names, pen), |pen, place, y| entry(list, place, (names, y), pen));
    }
    for (y, (line, style)) in (names.bottom()..inner.bottom()).zip(said) {
        pen.put((inner.x + 1, y), inner.width.saturating_sub(2), &line, style);
    }
    cursor
}

/// What stands below, in lines: at most half of what there is room for.
fn said(elsewhere: &Elsewhere, area: Rect, pen: &Pen<'_>) -> Vec<(String, Style)> {
    let cut = pen.glyphs.cut;
    let mut said: Vec<(String, Style)> = Vec::new();
    let mut say = |text: &str, style| {
        let lines = text::wrap(text, usize::from(area.width.saturating_sub(2)));
        said.extend(lines.into_iter().map(|line| (line, style)));
    };
    if !elsewhere.waits_for.is_empty() {
        let hosts = elsewhere.waits_for.join(", ");
        let whom = if hosts == "github.com" { "GitHub" } else { &hosts };
        say(&format!("{} asking {whom}{cut}", pen.glyphs.sending), pen.theme.muted);
    }
    for trouble in &elsewhere.troubles {
        say(&format!("{} {trouble}", pen.glyphs.refused), pen.theme.warn);
    }
    for (owner, count) in &elsewhere.more {
        say(
            &format!("{cut}and {} more of {owner}: type OWNER/NUMBER", text::number(*count)),
            pen.theme.muted,
        );
    }
    let room = usize::from(area.height / 2).max(1);
    if said.len() > room {
        said.truncate(room);
        if let Some((last, _)) = said.last_mut() {
            last.push_str(cut);
        }
    }
    said
}
