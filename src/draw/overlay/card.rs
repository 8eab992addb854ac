//! One card, whole: on the right of a wide terminal, over all of a narrow one.

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::app::Model;
use crate::app::overlay::Card;
use crate::app::overlay::card::Body;
use crate::domain::item::State;
use crate::domain::item::{Issue, Link};
use crate::domain::{FieldKind, Item, Replica};
use crate::draw::markdown;
use crate::draw::memory::{self, Memory};
use crate::draw::part::facts;
use crate::draw::pen::{Pen, piece};
use crate::draw::text;

/// From this width on the board stays visible beside the card.
const WIDE: u16 = 140;
/// Cells for the names of fields.
const NAMES: usize = 13;

/// Cells it takes from the board on its left; none where it covers the board.
pub(super) fn beside(area: Rect) -> Option<u16> {
    (area.width >= WIDE).then_some(area.width / 2)
}

/// Draws it.
pub(super) fn draw(model: &Model, card: &Card, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let beside = beside(area).is_some();
    let width = self::beside(area).unwrap_or(area.width);
    // The line that says whether all is saved stays in its place; beside the board so do the screens.
    let above = if beside { 3 } else { 1 };
    let below = if beside { 2 } else { 1 };
    let height = area.height - above - below;
    let pane = Rect { x: area.right() - width, y: area.y + above, width, height };
    memory.cover();
    pen.clear(pane, pen.theme.shade);
    if beside {
        pen.rule(pane.x, pane.bottom(), pane.width);
        for y in pane.top()..pane.bottom() {
            pen.put((pane.x, y), 1, pen.glyphs.divide, pen.theme.faint);
        }
    }
    let inner = Rect { x: pane.x + 2, width: pane.width - 4, ..pane };
    let Some(replica) = &model.replica else { return };
    let Some(item) = replica.view().item(&card.item) else {
        pen.put((inner.x, inner.y), inner.width, "This card is no longer on the project.", pen.theme.warn);
        return;
    };
    let titles = text::wrap(&title(item), inner.width.into());
    let most = usize::from(inner.height / 3).max(1);
    let mut y = inner.y;
    for line in titles.iter().take(most) {
        pen.put((inner.x, y), inner.width, line, pen.theme.text.add_modifier(Modifier::BOLD));
        y += 1;
    }
    let state = facts::state(item, pen);
    let mut under = vec![piece(format!("{} {}  ", state.sign, state.words), state.style)];
    under.extend(crate::draw::part::card::labels(item, pen));
    pen.line(inner.x, y, inner.width, &under);
    pen.rule(inner.x, y + 1, inner.width);
    y += 2;
    let list = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
    let mut lines = facts_of(model, replica, item, list.width.into(), pen);
    lines.push(Line::default());
    lines.extend(body(card, list.width.into(), memory, pen));
    let room = usize::from(list.height);
    memory.extent.lines = room;
    memory.extent.length = lines.len();
    let first = card.scroll.min(lines.len().saturating_sub(room));
    for (line, y) in lines.iter().skip(first).zip(list.top()..list.bottom()) {
        let mut x = list.x;
        for span in &line.spans {
            x = pen.put((x, y), list.right().saturating_sub(x), &span.content, span.style);
        }
    }
    if lines.len() > first + room {
        let more = lines.len() - first - room;
        let below = format!(" {} {more} more {} ", pen.glyphs.down, if more == 1 { "line" } else { "lines" });
        pen.line_to(
            list.right(),
            list.bottom().saturating_sub(1),
            list.width,
            &[piece(below, pen.theme.muted)],
        );
    }
}

fn title(item: &Item) -> String {
    match item.number() {
        Some(number) => format!("#{number} {}", item.title()),
        None => item.title().to_owned(),
    }
}

/// Every field that has a value, people, links.
fn facts_of(
    model: &Model,
    replica: &Replica,
    item: &Item,
    width: usize,
    pen: &Pen<'_>,
) -> Vec<Line<'static>> {
    let theme = pen.theme;
    let mut lines = Vec::new();
    let mut row = |name: &str, value: String| {
        if value.is_empty() {
            return;
        }
        let name = text::cut(name, NAMES - 1, pen.glyphs.cut).into_owned();
        let gap = " ".repeat(NAMES.saturating_sub(text::width(&name)));
        for (place, line) in text::wrap(&value, width.saturating_sub(NAMES).max(8)).into_iter().enumerate() {
            let head = if place == 0 { format!("{name}{gap}") } else { " ".repeat(NAMES) };
            lines.push(Line::from(vec![Span::styled(head, theme.muted), Span::styled(line, theme.text)]));
        }
    };
    for (place, fact) in facts::urgent(model, replica, item, pen).into_iter().enumerate() {
        row(if place == 0 { "Now" } else { "" }, format!("{} {}", fact.sign, fact.words));
    }
    for field in &replica.view().project.fields {
        let Some(value) = item.value(&field.id).filter(|_| !matches!(field.kind, FieldKind::Mirrored(_)))
        else {
            continue;
        };
        let is_axis = model.board.columns.as_ref().is_some_and(|columns| *columns.axis() == field.id);
        let since = item.entry(&field.id).and_then(|entry| entry.at).filter(|_| is_axis).map(|at| {
            let days = facts::age(model, item).map(|age| format!(" ({age})")).unwrap_or_default();
            format!(" since {}{days}", crate::app::cx::local(at, &model.settings).format("%a %-d %b"))
        });
        row(&field.name, format!("{}{}", field.show(value), since.unwrap_or_default()));
    }
    row("Assignees", facts::people(item, 8).unwrap_or_default());
    if let Some(milestone) = item.milestone() {
        let due = milestone.due.map(|due| due.format(", due %a %-d %b").to_string()).unwrap_or_default();
        row("Milestone", format!("{}{due}", milestone.title));
    }
    if let Some(issue) = item.issue() {
        for (name, value) in relations(issue, pen) {
            row(&name, value);
        }
    }
    if let Some(work) = item.work() {
        let by = work.author.as_ref().map(|author| format!(" by @{author}")).unwrap_or_default();
        let opened = crate::app::cx::local(work.created_at, &model.settings).format("%-d %b %Y");
        row("Opened", format!("{opened}{by} in {}", work.repository));
        row("Link", replica.view().project.page(item));
    }
    if item.state() == State::Unknown {
        row("Why", "GitHub does not let you see what is behind this card.".to_owned());
    }
    lines
}

/// What an issue has to do with others.
fn relations(issue: &Issue, pen: &Pen<'_>) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let named = |link: &Link| format!("#{} {}", link.number, link.title);
    if let Some(kind) = &issue.kind {
        rows.push(("Type".to_owned(), kind.to_string()));
    }
    if let Some(parent) = &issue.parent {
        rows.push(("Parent".to_owned(), named(parent)));
    }
    if issue.sub_issues.total > 0 {
        let tally = issue.sub_issues;
        rows.push(("Sub-issues".to_owned(), format!("{} of {} done", tally.done, tally.total)));
    }
    for link in &issue.blocked_by {
        let state = if link.open { pen.glyphs.open } else { pen.glyphs.done };
        rows.push(("Blocked by".to_owned(), format!("{state} {}", named(link))));
    }
    let hidden = issue.blocked_by.hidden();
    if hidden > 0 {
        rows.push(("Blocked by".to_owned(), format!("{hidden} more")));
    }
    if issue.blocking > 0 {
        let issues = if issue.blocking == 1 { "issue" } else { "issues" };
        rows.push(("Blocks".to_owned(), format!("{} open {issues}", issue.blocking)));
    }
    for pull in &issue.pulls {
        let fact = facts::pull(&pull.state, pen);
        rows.push(("Pull request".to_owned(), format!("#{} {} {}", pull.number, fact.sign, fact.words)));
    }
    if issue.pulls.hidden() > 0 {
        rows.push(("Pull request".to_owned(), format!("{} more", issue.pulls.hidden())));
    }
    rows
}

/// The text, rendered once for each width.
fn body(card: &Card, width: usize, memory: &mut Memory, pen: &Pen<'_>) -> Vec<Line<'static>> {
    let say = |text: &str| vec![Line::from(Span::styled(text.to_owned(), pen.theme.muted))];
    match &card.body {
        Body::Loading => say("Reading the text."),
        Body::Unread => say("The text was not read from GitHub yet."),
        Body::Text(text) if text.trim().is_empty() => say("No description."),
        Body::Text(text) => {
            let known = memory
                .body
                .as_ref()
                .filter(|body| body.item == card.item && body.width == width && body.text == *text);
            if let Some(body) = known {
                return body.lines.clone();
            }
            let lines = markdown::lines(text, width, pen.theme, pen.glyphs);
            memory.body = Some(memory::Body {
                item: card.item.clone(),
                text: text.clone(),
                width,
                lines: lines.clone(),
            });
            lines
        }
    }
}
