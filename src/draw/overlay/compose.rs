//! A text that is being written: a draft, the text of a card, a comment.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::window;
use crate::app::overlay::Compose;
use crate::app::overlay::compose::Purpose;
use crate::app::widget::Text;
use crate::app::{Model, change};
use crate::domain::ItemId;
use crate::draw::memory::Memory;
use crate::draw::pen::Pen;
use crate::draw::text;

/// Lines of the window on a screen that has them.
const TALL: u16 = 14;
/// What to know of each purpose, for windows that have room and for those that have not.
const DRAFT: [&str; 2] =
    ["The first line is the title, the rest is Markdown.", "The first line is the title."];
const MARKDOWN: [&str; 2] = ["Markdown, as on GitHub.", "Markdown."];
const READING: [&str; 2] = ["The text is being read from GitHub.", "Reading the text."];

/// What is written, and for what.
fn title(model: &Model, draft: &Compose) -> String {
    let who = |cards: &[ItemId]| match &model.replica {
        Some(replica) => change::who(cards, replica.view()),
        None => String::new(),
    };
    match &draft.purpose {
        Purpose::Draft(cell) => format!("New draft in {}", cell.title()),
        Purpose::Body { card, .. } => format!("Text of {}", who(std::slice::from_ref(card))),
        Purpose::Reword { card, .. } => {
            format!("Your change of a comment on {}", who(std::slice::from_ref(card)))
        }
        Purpose::Comment { cards } => format!("Comment on {}", who(cards)),
        Purpose::Rewrite { card, .. } => {
            format!("Your comment on {}, not sent yet", who(std::slice::from_ref(card)))
        }
    }
}

/// Draws it. Returns the cell that is typed in.
pub(super) fn draw(
    model: &Model,
    draft: &Compose,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> (u16, u16) {
    let inner = window(84, TALL, memory, area, pen);
    let (x, wide) = (inner.x + 1, inner.width - 1);
    pen.put((x, inner.y), wide, &title(model, draft), pen.theme.accent);
    let list = Rect { x, y: inner.y + 1, width: wide, height: inner.height.saturating_sub(2) };
    let bottom = inner.bottom() - 1;
    let is_draft = matches!(draft.purpose, Purpose::Draft(_));
    let notes = match draft.purpose {
        Purpose::Draft(_) => DRAFT,
        Purpose::Body { was: None, .. } => READING,
        Purpose::Body { .. } | Purpose::Comment { .. } | Purpose::Reword { .. } | Purpose::Rewrite { .. } => {
            MARKDOWN
        }
    };
    let (note, style) = match draft.wrong {
        Some(wrong) => (wrong, pen.theme.bad),
        None if usize::from(wide) < text::width(notes[0]) => (notes[1], pen.theme.muted),
        None => (notes[0], pen.theme.muted),
    };
    pen.put((x, bottom), wide, note, style);
    let at = written(&draft.text, list, is_draft, memory, pen);
    if is_draft && draft.text.lines().len() == 1 && draft.text.lines()[0].is_empty() {
        pen.put((list.x, list.y), wide, "Title", pen.theme.faint);
    }
    at
}

/// Draws a text that is being written; the first line of a titled one stands out. Returns the cell of its cursor.
pub(super) fn written(
    text: &Text,
    area: Rect,
    titled: bool,
    memory: &mut Memory,
    pen: &mut Pen<'_>,
) -> (u16, u16) {
    // The cursor may stand behind the last glyph of a full row.
    let cells = usize::from(area.width).saturating_sub(1);
    let (rows, here) = text.rows(cells);
    let room = usize::from(area.height);
    memory.extent.lines = room;
    memory.extent.length = rows.len();
    memory.extent.cells = cells;
    let first = memory.first_line(here, rows.len(), room);
    let lines = text.lines();
    for (row, y) in rows.iter().skip(first).zip(area.top()..area.bottom()) {
        let style = if row.line == 0 && titled {
            pen.theme.text.add_modifier(Modifier::BOLD)
        } else {
            pen.theme.text
        };
        // Blanks that hang over the edge are not worth a mark that something was cut.
        let shown = &lines[row.line][row.bytes.clone()];
        let shown = if text::width(shown) > cells { shown.trim_end() } else { shown };
        pen.put((area.x, y), area.width, shown, style);
    }
    let (line, byte) = text.cursor();
    let before = text::width(&lines[line][rows[here].bytes.start..byte]).min(cells);
    let below = u16::try_from(here - first).unwrap_or(0);
    (area.x + u16::try_from(before).unwrap_or(0), area.y + below)
}
