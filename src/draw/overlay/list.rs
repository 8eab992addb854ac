//! Lists that are searched by typing: a line to type in, and what matches.

use ratatui::layout::Rect;

use super::{pick, projects, window};
use crate::app::overlay::actions::COMMANDS;
use crate::app::overlay::list::{Choice, Kind, List};
use crate::app::widget::{Entry, Picker};
use crate::app::{Model, Target};
use crate::draw::memory::Memory;
use crate::draw::part::header::input;
use crate::draw::pen::{Pen, piece};
use crate::draw::text;
use crate::input::Meaning;

/// Draws a list. Returns the cell that is typed in.
pub(super) fn draw(
    model: &Model,
    list: &List,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> (u16, u16) {
    match &list.kind {
        Kind::Keys => keys(model, list, memory, area, pen),
        Kind::Pick(pick) => plain(list, memory, area, pen, |pen, place, inner, y| {
            pick::line(pick, &list.picker, place, (inner, y), pen);
        }),
        Kind::Projects(elsewhere) => projects::draw(list, elsewhere, memory, area, pen),
        Kind::Plain | Kind::Sort(_) | Kind::Fields(_) | Kind::Places(_) | Kind::Palette { .. } => {
            plain(list, memory, area, pen, |pen, place, inner, y| entry(list, place, (inner, y), pen))
        }
    }
}

/// Draws an entry on a line: what is searched, and what stands beside it.
pub(super) fn entry(list: &List, place: usize, (inner, y): (Rect, u16), pen: &mut Pen<'_>) {
    let entry = &list.picker.entries[list.picker.shown[place]];
    let note = [piece(entry.note.as_str(), pen.theme.muted)];
    let end = pen.line_to(inner.right(), y, inner.width / 2, &note);
    pen.put((inner.x + 1, y), end.saturating_sub(inner.x + 2), &entry.label, pen.theme.text);
}

/// Draws a list of one line an entry; `line` draws one.
fn plain(
    list: &List,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
    mut line: impl FnMut(&mut Pen<'_>, usize, Rect, u16),
) -> (u16, u16) {
    let picker = &list.picker;
    let tall = u16::try_from(picker.entries.len() + 2).unwrap_or(u16::MAX).min(area.height / 2 + 4);
    let (inner, cursor) = frame(&list.title, picker, (76, tall), memory, (area, pen));
    let rows: Vec<usize> = (0..picker.shown.len()).collect();
    lines(picker, &rows, memory, (inner, pen), |pen, place, y| line(pen, place, inner, y));
    cursor
}

/// Draws the list of keys: where they count, the keys, what they do.
fn keys(model: &Model, list: &List, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) -> (u16, u16) {
    let all: Vec<Told<'_>> = list.picker.lines().filter_map(|entry| told(model, entry)).collect();
    let (inner, cursor) = frame(&list.title, &list.picker, (100, area.height), memory, (area, pen));
    let (where_wide, keys_wide) = if inner.width < 70 { (0, 16) } else { (14, 26) };
    let x = inner.x + 1;
    let words = inner.right().saturating_sub(x + where_wide + keys_wide);
    // What help says may take more than one line.
    let wrapped = (0..all.len()).flat_map(|place| {
        let parts = text::wrap(all[place].words, words.into()).into_iter().enumerate();
        parts.map(move |(part, text)| (place, (part, text)))
    });
    let (rows, parts): (Vec<usize>, Vec<(usize, String)>) = wrapped.unzip();
    let mut above = None;
    lines(&list.picker, &rows, memory, (inner, pen), |pen, line, y| {
        let (row, (part, words)) = (&all[rows[line]], &parts[line]);
        if above != Some(row.group) {
            pen.put((x, y), where_wide.saturating_sub(1), row.group, pen.theme.muted);
        }
        above = Some(row.group);
        if *part == 0 {
            let keys = shortened(&model.keymap.keys_of(row.meaning), pen);
            pen.put((x + where_wide, y), keys_wide - 2, &keys, pen.theme.accent);
        }
        pen.put((x + where_wide + keys_wide, y), inner.width, words, pen.theme.text);
    });
    cursor
}

/// What help tells of some keys.
struct Told<'a> {
    /// Where they count.
    group: &'a str,
    words: &'a str,
    meaning: Meaning,
}

/// What help tells of an entry.
fn told<'a>(model: &'a Model, entry: &Entry<Choice>) -> Option<Told<'a>> {
    match &entry.value {
        Choice::Do(action) => {
            let row = action.row();
            let (group, words) = (row.scope.name(), row.help);
            Some(Told { group, words, meaning: Meaning::Action(*action) })
        }
        Choice::Run(place) => {
            let words = model.settings.commands.get(*place)?.about();
            Some(Told { group: COMMANDS, words, meaning: Meaning::Command(*place) })
        }
        Choice::Carry(_)
        | Choice::Columns(_)
        | Choice::ShowField(_)
        | Choice::Dates(_)
        | Choice::Stage(..)
        | Choice::View(_)
        | Choice::SortBy(_)
        | Choice::RowsBy(_)
        | Choice::Offer(_)
        | Choice::Editor(..)
        | Choice::Filter(_)
        | Choice::Begin(_)
        | Choice::Nothing
        | Choice::Show(_)
        | Choice::Project(_) => None,
    }
}

/// Many keys for one action are a range, such as the digits.
fn shortened(all: &[String], pen: &Pen<'_>) -> String {
    match all {
        [first, .., last] if all.len() > 5 => format!("{first} {} {last}", pen.glyphs.cut),
        all => all.join("  "),
    }
}

/// The window, its title, and the line to type in.
pub(super) fn frame<T>(
    title: &str,
    picker: &Picker<T>,
    (wide, tall): (u16, u16),
    memory: &mut Memory,
    (area, pen): (Rect, &mut Pen<'_>),
) -> (Rect, (u16, u16)) {
    let inner = window(wide, tall, memory, area, pen);
    let (shown, all) = picker.count();
    let count = format!("{shown} of {all}");
    let end = pen.line_to(inner.right(), inner.y, inner.width / 3, &[piece(count, pen.theme.muted)]);
    let at = pen.put((inner.x + 1, inner.y), inner.width * 2 / 3, title, pen.theme.accent);
    let x = at + u16::try_from(text::width(" ")).unwrap_or(1);
    let cursor = input(picker.line.parts(), x, inner.y, end.saturating_sub(x + 1), pen);
    let list = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    (list, cursor)
}

/// Draws the visible lines and marks the chosen entry. `rows` says for each line which shown entry it belongs to.
pub(super) fn lines<T>(
    picker: &Picker<T>,
    rows: &[usize],
    memory: &mut Memory,
    (area, pen): (Rect, &mut Pen<'_>),
    mut line: impl FnMut(&mut Pen<'_>, usize, u16),
) {
    let room = usize::from(area.height);
    memory.extent.lines = room;
    memory.extent.length = picker.shown.len();
    let top = rows.partition_point(|place| *place < picker.cursor);
    let end = rows.partition_point(|place| *place <= picker.cursor).saturating_sub(1);
    // Its last line first: of an entry that is taller than the list the top is shown.
    memory.first_line(end, rows.len(), room);
    let first = memory.first_line(top, rows.len(), room);
    for (at, y) in (first..rows.len()).zip(area.top()..area.bottom()) {
        line(pen, at, y);
        let whole = Rect { y, height: 1, ..area };
        if rows[at] == picker.cursor {
            pen.put((area.x, y), 1, pen.glyphs.focus, pen.theme.accent);
            pen.choose(whole);
        }
        memory.note(whole, Target::Line(rows[at]));
    }
    if picker.shown.is_empty() {
        pen.put((area.x + 1, area.y), area.width, "Nothing matches.", pen.theme.muted);
    }
}
