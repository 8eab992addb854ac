//! One card, whole: on the right of a wide terminal, over all of a narrow one.

mod activity;
mod comments;
mod fields;
mod relations;
mod words;

use std::rc::Rc;

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::app::overlay::Card;
use crate::app::overlay::card::spot::{Deed, Spot};
use crate::app::overlay::card::{Body, Section, Shows};
use crate::app::screen::board::pane::WIDE;
use crate::app::{Model, Target};
use crate::domain::item::Content;
use crate::domain::{Item, Replica};
use crate::draw::markdown;
use crate::draw::memory::{Memory, Source};
use crate::draw::part::facts;
use crate::draw::pen::{Pen, piece};
use crate::draw::sheet::{Row, bit};
use crate::draw::text;
use crate::input::BoardAction;

/// Lines of text longer than this are hard to read.
const LONGEST: usize = 100;

/// What a section is drawn from.
struct Sight<'a> {
    model: &'a Model,
    replica: &'a Replica,
    card: &'a Card,
    item: &'a Item,
    /// Whether the keys go there.
    has_focus: bool,
    /// Cells of a line.
    room: usize,
}

/// The lines of a card: sections from top to bottom, each with its lines.
type Sheet = Vec<(Section, Rc<Vec<Row>>)>;

/// Cells it takes from the board on its left; none where it covers the board.
pub(super) fn beside(area: Rect) -> Option<u16> {
    (area.width >= WIDE).then_some(area.width / 2)
}

/// Draws it. `has_focus` is whether the keys go there.
pub(in crate::draw) fn draw(
    model: &Model,
    (card, has_focus): (&Card, bool),
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let inner = pane(has_focus, memory, area, pen);
    let Some(replica) = &model.replica else { return };
    let Some(item) = replica.view().item(&card.item) else {
        pen.put((inner.x, inner.y), inner.width, "This card is no longer on the project.", pen.theme.warn);
        return;
    };
    let y = head(model, item, inner, pen);
    let list = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
    let sight = Sight { model, replica, card, item, has_focus, room: list.width.into() };
    let sheet = sheet(&sight, memory, pen);
    let length: usize = sheet.iter().map(|(_, rows)| rows.len()).sum();
    // How much more there is has a line of its own.
    let height = usize::from(list.height);
    let room = if length > height { height.saturating_sub(1) } else { height };
    let first = first_line(card, &sheet, length, room);
    let rows = sheet.iter().flat_map(|(_, rows)| rows.iter());
    for (row, y) in rows.skip(first).take(room).zip(list.top()..list.bottom()) {
        line(&sight, row, Rect { y, height: 1, ..list }, memory, pen);
    }
    if has_focus {
        memory.extent.lines = room;
        memory.extent.length = length;
        memory.extent.scroll = first;
        memory.extent.section = at(&sheet, first);
        memory.extent.sections = sheet.iter().fold(0, |bits, (section, _)| bits | 1 << (*section as u8));
    }
    if length > first + room {
        let more = length - first - room;
        let below = format!(" {} {more} more {} ", pen.glyphs.down, if more == 1 { "line" } else { "lines" });
        let y = list.bottom().saturating_sub(1);
        pen.line_to(list.right(), y, list.width, &[piece(below, pen.theme.muted)]);
    }
}

/// Draws the pane of a column without cards.
pub(super) fn nothing(memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let inner = pane(false, memory, area, pen);
    pen.put((inner.x, inner.y), inner.width, "There is no card here.", pen.theme.muted);
}

/// Clears its place and frames it. Returns what is inside.
fn pane(has_focus: bool, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) -> Rect {
    let beside = beside(area).is_some();
    let width = self::beside(area).unwrap_or(area.width);
    // The line that says whether all is saved stays in its place; beside the board so do the screens.
    let above = if beside { 3 } else { 1 };
    let below = if beside { 2 } else { 1 };
    let height = area.height - above - below;
    let pane = Rect { x: area.right() - width, y: area.y + above, width, height };
    if has_focus {
        memory.cover();
    } else {
        memory.note(pane, Target::Action(BoardAction::OpenCard.into()));
    }
    pen.clear(pane, pen.theme.shade);
    if beside {
        pen.rule(pane.x, pane.bottom(), pane.width);
        let style = if has_focus { pen.theme.accent } else { pen.theme.faint };
        let edge = if has_focus { pen.glyphs.focus } else { pen.glyphs.divide };
        for y in pane.top()..pane.bottom() {
            pen.put((pane.x, y), 1, edge, style);
        }
    }
    Rect { x: pane.x + 2, width: pane.width - 4, ..pane }
}

/// Number, title, state, type, priority, labels. Returns the line below.
fn head(model: &Model, item: &Item, inner: Rect, pen: &mut Pen<'_>) -> u16 {
    let title = match item.number() {
        Some(number) => format!("#{number} {}", item.title()),
        None => item.title().to_owned(),
    };
    let most = usize::from(inner.height / 3).max(1);
    let mut y = inner.y;
    for line in text::wrap(&title, inner.width.into()).iter().take(most) {
        pen.put((inner.x, y), inner.width, line, pen.theme.text.add_modifier(Modifier::BOLD));
        y += 1;
    }
    let state = facts::state(item, pen);
    let dot = || piece(format!(" {} ", pen.glyphs.dot), pen.theme.muted);
    let mut under = vec![piece(format!("{} {}", state.sign, state.words), state.style)];
    if let Some(kind) = item.issue().and_then(|issue| issue.kind.as_ref()) {
        under.extend([dot(), piece(kind.to_string(), pen.theme.text)]);
    }
    let priority = model.replica.as_ref().and_then(|all| all.view().project.field_named("Priority"));
    if let Some((field, value)) = priority.and_then(|field| Some((field, item.value(&field.id)?))) {
        under.extend([dot(), piece(field.show(value), pen.theme.text)]);
    }
    let labels = crate::draw::part::card::labels(item, pen);
    if !labels.is_empty() {
        under.push(dot());
        under.extend(labels);
    }
    if item.archived {
        under.extend([dot(), piece(format!("{} archived", pen.glyphs.locked), pen.theme.warn)]);
    }
    pen.line(inner.x, y, inner.width, &under);
    pen.rule(inner.x, y + 1, inner.width);
    y + 2
}

/// All sections that have something to say.
fn sheet(sight: &Sight<'_>, memory: &mut Memory, pen: &Pen<'_>) -> Sheet {
    let mut sheet = vec![(Section::Fields, Rc::new(fields::rows(sight, pen)))];
    for section in Section::ALL {
        let (mut rows, text) = match section {
            Section::Fields => continue,
            Section::Text => body(sight, memory, pen),
            Section::Parts => (relations::parts(sight, pen), None),
            Section::Waiting => (relations::waiting(sight, pen), None),
            Section::Pulls => (relations::pulls(sight, pen), None),
            Section::Comments => comments::rows(sight, memory, pen),
            Section::Activity => (activity::rows(sight, pen), None),
        };
        if !rows.is_empty() {
            rows.insert(0, Row::new());
            sheet.push((section, Rc::new(rows)));
            sheet.extend(text.map(|rows| (section, rows)));
        }
    }
    sheet
}

/// The heading of a section and what there is to say of all of it.
fn heading(name: &str, note: &str, pen: &Pen<'_>) -> Row {
    let name = bit(name.to_owned(), pen.theme.accent.add_modifier(Modifier::BOLD));
    if note.is_empty() { vec![name] } else { vec![name, bit(format!("  {note}"), pen.theme.muted)] }
}

/// The heading of the text, and the text: rendered once for each width.
fn body(sight: &Sight<'_>, memory: &mut Memory, pen: &Pen<'_>) -> (Vec<Row>, Option<Rc<Vec<Row>>>) {
    let say =
        |text: &str| (vec![heading("Text", "", pen), vec![bit(text.to_owned(), pen.theme.muted)]], None);
    let card = sight.card;
    let Some(text) = card.text(sight.replica) else {
        // There is none to be read behind a card that GitHub hides.
        if sight.item.content == Content::Hidden {
            return (Vec::new(), None);
        }
        return match &card.body {
            Body::Loading if !sight.has_focus => (Vec::new(), None),
            Body::Loading => say("Reading the text."),
            Body::Unread if !sight.is_online() => {
                say("The text was never read from GitHub; there is no network now.")
            }
            Body::Unread | Body::Text(_) => say("The text was not read from GitHub yet."),
        };
    };
    if text.trim().is_empty() {
        return say("No description.");
    }
    let width = sight.room.min(LONGEST);
    let rows = memory.page(Source::Text(card.item.clone(), text.to_owned()), width, || {
        let mut first = Spot { section: Section::Text, place: 0 };
        markdown::rows(text, width, &mut first, pen.theme, pen.glyphs)
    });
    let tally = card.tally();
    let note =
        if tally.total == 0 { String::new() } else { format!("tasks {} of {}", tally.done, tally.total) };
    (vec![heading("Text", &note, pen)], Some(rows))
}

impl Sight<'_> {
    /// Whether GitHub can be asked now.
    fn is_online(&self) -> bool {
        use crate::sync::Link;
        match self.model.status.link {
            Link::Idle | Link::Online | Link::Limited { .. } | Link::Following => true,
            Link::Offline { .. } | Link::Barred(_) => false,
        }
    }
}

/// The first line to draw.
fn first_line(card: &Card, sheet: &Sheet, length: usize, room: usize) -> usize {
    let last = length.saturating_sub(room);
    match card.shows {
        Shows::From(line) => line.min(last),
        Shows::Section(section) => {
            let above = sheet.iter().take_while(|(other, _)| *other < section);
            let line: usize = above.map(|(_, rows)| rows.len()).sum();
            // The blank line above a heading is not needed at the top.
            if section == Section::Fields { 0 } else { (line + 1).min(last) }
        }
        Shows::Chosen(from) => {
            let is_it = |row: &Row| row.iter().any(|bit| bit.spot.is_some() && bit.spot == card.chosen);
            let rows = || sheet.iter().flat_map(|(_, rows)| rows.iter());
            let begin = rows().position(is_it).unwrap_or(from);
            let end = begin + rows().skip(begin).take_while(|row| is_it(row)).count().max(1);
            from.max(end.saturating_sub(room)).min(begin.saturating_sub(1).max(begin.min(1))).min(last)
        }
    }
}

/// The section of a line.
fn at(sheet: &Sheet, line: usize) -> Section {
    let mut below = 0;
    for (section, rows) in sheet {
        below += rows.len();
        // A blank line at the end belongs to what follows.
        if below > line + 1 {
            return *section;
        }
    }
    sheet.last().map(|(section, _)| *section).unwrap_or_default()
}

/// Draws a line; what can be chosen can be clicked.
fn line(sight: &Sight<'_>, row: &Row, area: Rect, memory: &mut Memory, pen: &mut Pen<'_>) {
    let mut x = area.x;
    for bit in row {
        let begin = x;
        let deed = bit.spot.and_then(|spot| sight.card.deed_of(spot));
        let spot = bit.spot.filter(|_| deed.is_some());
        let is_chosen = sight.has_focus && spot.is_some() && spot == sight.card.chosen;
        let style = if is_chosen { bit.style.patch(pen.theme.select) } else { bit.style };
        x = pen.put((x, area.y), area.right().saturating_sub(x), &bit.text, style);
        let cells = Rect { x: begin, y: area.y, width: x - begin, height: 1 };
        if let Some(spot) = spot.filter(|_| sight.has_focus) {
            memory.note(cells, Target::Spot(spot));
        }
        match deed {
            Some(Deed::Page(url) | Deed::Card(_, url)) => pen.lead(cells, url),
            Some(Deed::Tick(_) | Deed::Comment(_) | Deed::Unsent(_)) | None => {}
        }
    }
}
