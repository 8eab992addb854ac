//! One card on the board, in one, two or four lines.

use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::facts;
use crate::app::{Density, Model};
use crate::domain::item::{Content, Cut, Label};
use crate::domain::{Field, Item, Replica};
use crate::draw::pen::{Pen, Piece, piece, width};
use crate::draw::text;

/// How a card stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::draw) enum Standing {
    /// Like any other.
    Plain,
    /// It has the focus.
    Focused,
    /// It is lifted: this is where it was.
    Ghost,
}

/// What cards are drawn from.
pub(in crate::draw) struct Sight<'a> {
    pub(in crate::draw) model: &'a Model,
    pub(in crate::draw) replica: &'a Replica,
    pub(in crate::draw) effort: Option<&'a Field>,
    /// Cells for the number before a title.
    pub(in crate::draw) digits: usize,
    /// How many lines it gets.
    pub(in crate::draw) density: Density,
}

/// How many lines a card takes, the blank one below not counted.
pub(in crate::draw) fn height(density: Density) -> u16 {
    match density {
        Density::Compact => 1,
        Density::Normal => 2,
        Density::Roomy => 4,
    }
}

/// Draws a card.
pub(in crate::draw) fn draw(
    sight: &Sight<'_>,
    item: &Arc<Item>,
    standing: Standing,
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let title = match standing {
        Standing::Plain => pen.theme.text,
        Standing::Focused => pen.theme.text.add_modifier(Modifier::BOLD),
        Standing::Ghost => pen.theme.faint,
    };
    let number = item.number().map_or_else(|| facts::state(item, pen).sign, |number| number.to_string());
    let number_style = if standing == Standing::Focused { pen.theme.accent } else { pen.theme.muted };
    let indent = u16::try_from(sight.digits + 2).unwrap_or(6);
    let right = area.x + indent - 1;
    pen.line_to(right, area.y, indent - 1, &[piece(number, number_style)]);
    if sight.model.board.selection.holds(&item.id) {
        pen.put((right, area.y), 1, pen.glyphs.selected, pen.theme.accent);
    }
    let inner = Rect { x: area.x + indent, width: area.width.saturating_sub(indent), ..area };
    match sight.density {
        Density::Compact => compact(sight, item, title, inner, pen),
        Density::Normal => normal(sight, item, title, inner, pen),
        Density::Roomy => roomy(sight, item, title, inner, pen),
    }
    match standing {
        Standing::Plain => {}
        Standing::Focused => {
            for y in area.y..area.y + area.height {
                pen.put((area.x, y), 1, pen.glyphs.focus, pen.theme.accent);
            }
        }
        Standing::Ghost => {
            pen.dim(area);
            pen.put((area.x, area.y), 1, pen.glyphs.lifted, pen.theme.lifted);
        }
    }
}

fn compact(sight: &Sight<'_>, item: &Item, style: Style, area: Rect, pen: &mut Pen<'_>) {
    let marks = marks(sight, item, pen);
    let end = pen.line_to(area.right(), area.y, area.width / 2, &marks);
    let gap = u16::from(!marks.is_empty());
    // Drafts have their sign where others have their number, pull requests among the marks.
    let kind = facts::kind(item, pen).filter(|_| item.issue().is_some());
    let x = match kind {
        Some(kind) => pen.put((area.x, area.y), area.width, &kind.sign, kind.style) + 1,
        None => area.x,
    };
    pen.put((x, area.y), end.saturating_sub(x + gap), item.title(), style);
}

fn normal(sight: &Sight<'_>, item: &Item, style: Style, area: Rect, pen: &mut Pen<'_>) {
    let (first, rest) = text::split(item.title(), area.width.into());
    pen.put((area.x, area.y), area.width, first, style);
    let y = area.y + 1;
    let mut marks = marks(sight, item, pen);
    let mut details = details(sight, item, pen);
    if let (true, Some(first)) = (rest.is_empty(), details.first_mut()) {
        first.gap = "";
    }
    let title = text::width(rest);
    let fill = |marks: &[Piece<'_>], pen: &mut Pen<'_>| {
        let end = pen.line_to(area.right(), y, area.width * 2 / 3, marks);
        let room = end.saturating_sub(area.x + u16::from(!marks.is_empty()));
        (room, fitting(&details, title, room))
    };
    let (mut room, mut shown) = fill(&marks, pen);
    // That a card is closed is never left out: without room behind the title it stands among the marks.
    let closed = facts::kind(item, pen).filter(|_| item.issue().is_some() && shown == 0);
    if let Some(closed) = closed {
        let gap = if marks.is_empty() { "" } else { " " };
        marks.insert(0, piece(format!("{}{gap}", closed.sign), closed.style));
        (room, shown) = fill(&marks, pen);
    }
    let mut at = pen.put((area.x, y), room, rest, style);
    for Detail { gap, words, .. } in &details[..shown] {
        at = pen.put((at, y), area.width, gap, pen.theme.muted);
        at = pen.line(at, y, area.width, words);
    }
    if let (Some(Detail { is_label: true, .. }), more @ 1..) =
        (details[..shown].last(), details.len() - shown)
    {
        pen.put((at, y), area.width, &format!(" +{more}"), pen.theme.muted);
    }
}

/// Something that is told of a card where there is room.
struct Detail<'a> {
    /// What goes before it.
    gap: &'static str,
    words: Vec<Piece<'a>>,
    is_label: bool,
}

/// How many details fit behind a title: whole words only, a login cut in half is no login. Labels that are begun leave room to say
/// how many more there are.
fn fitting(details: &[Detail<'_>], title: usize, room: u16) -> usize {
    let within = |room: u16| {
        let mut used = title;
        let fits = |detail: &&Detail<'_>| {
            used += text::width(detail.gap) + width(&detail.words);
            used <= room.into()
        };
        details.iter().take_while(fits).count()
    };
    let all = within(room);
    if all == details.len() {
        return all;
    }
    let before_labels = details.iter().take_while(|detail| !detail.is_label).count();
    let more = if details.len() < 10 { 3 } else { 4 };
    all.min(before_labels).max(within(room.saturating_sub(more)))
}

fn roomy(sight: &Sight<'_>, item: &Item, style: Style, area: Rect, pen: &mut Pen<'_>) {
    let (first, rest) = text::split(item.title(), area.width.into());
    pen.put((area.x, area.y), area.width, first, style);
    pen.put((area.x, area.y + 1), area.width, rest, style);
    // A short title leaves its second line to what follows.
    let y = area.y + if rest.is_empty() { 1 } else { 2 };
    let marks = marks(sight, item, pen);
    let end = pen.line_to(area.right(), y, area.width * 2 / 3, &marks);
    let mut line = Vec::new();
    for part in people(sight, item, pen, 3) {
        if !line.is_empty() {
            line.extend([piece(" ", pen.theme.muted), dotted(pen)]);
        }
        line.extend(part);
    }
    pen.line(area.x, y, end.saturating_sub(area.x + u16::from(!marks.is_empty())), &line);
    pen.line(area.x, y + 1, area.width, &labels(item, pen));
}

/// What stands right-aligned: states as signs, then the effort.
fn marks<'a>(sight: &Sight<'_>, item: &Item, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let mut marks: Vec<Piece<'a>> = Vec::new();
    for fact in facts::urgent(sight.model, sight.replica, item, pen) {
        if !marks.is_empty() {
            marks.push(piece(" ", fact.style));
        }
        marks.push(piece(fact.sign, fact.style));
    }
    if let Some(effort) = facts::effort(item, sight.effort) {
        marks.push(piece(format!("{effort:>3}"), pen.theme.muted));
    } else if !marks.is_empty() && sight.effort.is_some() {
        marks.push(piece("   ", pen.theme.muted));
    }
    if width(&marks) == 0 { Vec::new() } else { marks }
}

/// State, people, age, sub-issues, then each label, with what goes before it: muted, most telling first.
fn details<'a>(sight: &Sight<'_>, item: &'a Item, pen: &Pen<'a>) -> Vec<Detail<'a>> {
    let mut details = Vec::new();
    for mut words in people(sight, item, pen, 1) {
        let gap = if details.is_empty() {
            "  "
        } else {
            words.insert(0, dotted(pen));
            " "
        };
        details.push(Detail { gap, words, is_label: false });
    }
    details.extend(item.labels().iter().map(|one| Detail {
        gap: "  ",
        words: label(one, pen),
        is_label: true,
    }));
    details
}

fn dotted<'a>(pen: &Pen<'a>) -> Piece<'a> {
    piece(format!("{} ", pen.glyphs.dot), pen.theme.muted)
}

/// People with the state before them, age, sub-issues.
fn people<'a>(sight: &Sight<'_>, item: &'a Item, pen: &Pen<'_>, most: usize) -> Vec<Vec<Piece<'a>>> {
    let muted = pen.theme.muted;
    let people = facts::people(item, most).map(|people| piece(people, muted));
    // A pull request already has its sign among the marks.
    let kind = facts::kind(item, pen).filter(|_| !matches!(item.content, Content::PullRequest(_)));
    let first = match (kind, people) {
        // A draft has its sign where others have their number.
        (Some(kind), people) if item.number().is_none() => {
            let words = piece(kind.words, kind.style);
            [Some(vec![words]), people.map(|people| vec![people])]
        }
        (Some(kind), Some(people)) => {
            [Some(vec![piece(kind.sign, kind.style), piece(" ", muted), people]), None]
        }
        (Some(kind), None) => [Some(vec![piece(kind.sign, kind.style)]), None],
        (None, people) => [people.map(|people| vec![people]), None],
    };
    let age = facts::age(sight.model, item).map(|age| vec![piece(age, muted)]);
    let tally = item.issue().map(|issue| issue.sub_issues).filter(|tally| tally.total > 0);
    let tally = tally.map(|tally| vec![piece(format!("{}/{}", tally.done, tally.total), muted)]);
    first.into_iter().chain([age, tally]).flatten().collect()
}

/// Labels with their colours as swatches.
pub(in crate::draw) fn labels<'a>(item: &'a Item, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for one in item.labels() {
        if !pieces.is_empty() {
            pieces.push(piece("  ", pen.theme.muted));
        }
        pieces.extend(label(one, pen));
    }
    if let more @ 1.. = item.more_of(Cut::Labels) {
        pieces.push(piece(format!("  +{more}"), pen.theme.muted));
    }
    pieces
}

/// One of them.
pub(in crate::draw) fn label<'a>(label: &'a Label, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let name = piece(&*label.name, pen.theme.muted);
    match pen.theme.swatch(label.colour) {
        Some(swatch) => vec![piece(format!("{} ", pen.glyphs.swatch), swatch), name],
        None => vec![name],
    }
}
