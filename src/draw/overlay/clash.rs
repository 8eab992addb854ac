//! The pane of a clash below the board: what it was, yours, theirs, and which key decides for which.

use ratatui::layout::Rect;

use super::stuck::{heading, sides, wrapped_lines};
use crate::app::clash::Clash;
use crate::app::overlay::clash::{Decision, Side, docked};
use crate::app::{Model, Target};
use crate::domain::{Edit, Progress, Replica, Timestamp};
use crate::draw::memory::Memory;
use crate::draw::part::status::clock;
use crate::draw::pen::{Pen, piece};
use crate::draw::text;
use crate::input::GlobalAction;

/// Below this width the sides stand below each other.
const NARROW: u16 = 60;
/// Cells between two sides.
const GAP: usize = 2;

/// A side as it is shown.
struct Shown {
    /// Whose it is, and when it was set.
    whose: String,
    lines: Vec<String>,
    /// What can be done about it; nothing about what it was before.
    side: Option<Side>,
}

/// How many lines the pane takes from the board, the line between them included.
pub(in crate::draw) fn below(model: &Model, body: Rect, pen: &Pen<'_>) -> u16 {
    let Some((replica, (place, _))) = model.replica.as_ref().zip(docked(model)) else { return 0 };
    let shown = shown(model, &model.clashes[place], replica, body, pen);
    let rows = if body.width < NARROW { shown.len() } else { tallest(&shown) + 2 };
    // The line between, and the heading.
    u16::try_from(rows + 2).unwrap_or(body.height / 2)
}

/// Draws it into the lowest lines below the board.
pub(in crate::draw) fn dock(
    model: &Model,
    replica: &Replica,
    memory: &mut Memory,
    (board, below): (Rect, u16),
    pen: &mut Pen<'_>,
) {
    let Some((place, decision)) = docked(model).filter(|_| below > 0) else { return };
    let clash = &model.clashes[place];
    let body = Rect { height: board.height + below, ..board };
    if decision.is_some() {
        pen.dim(Rect { height: board.height, ..board });
    }
    pen.rule(body.x, body.bottom(), body.width);
    let area = Rect { y: board.bottom() + 1, height: below - 1, ..body };
    pen.clear(area, pen.theme.shade);
    memory.note(area, Target::Action(GlobalAction::Stuck.into()));
    let style = if decision.is_some() { pen.theme.accent } else { pen.theme.warn };
    let count = match model.clashes.len() {
        1 => String::new(),
        all => format!("{} of {all}", place + 1),
    };
    let muted = pen.theme.muted;
    let end = pen.line_to(area.right() - 1, area.y, area.width, &[piece(count, muted)]);
    let title = format!("{} {}", pen.glyphs.conflict, heading(clash, replica));
    pen.put((area.x + 1, area.y), end.saturating_sub(area.x + 2), &title, style);
    let shown = shown(model, clash, replica, body, pen);
    let sides = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if area.width < NARROW {
        stacked(model, &shown, decision, (sides, memory), pen);
    } else {
        beside(model, &shown, decision, (sides, memory), pen);
    }
}

/// The sides beside each other: whose, what, and the key.
fn beside(
    model: &Model,
    shown: &[Shown],
    decision: Option<&Decision>,
    (area, memory): (Rect, &mut Memory),
    pen: &mut Pen<'_>,
) {
    let share = share(area.width, shown.len());
    let wide = u16::try_from(share.saturating_sub(GAP)).unwrap_or(u16::MAX);
    for (place, side) in shown.iter().enumerate() {
        let x = area.x + 3 + u16::try_from(place * share).unwrap_or(0);
        let cell = Rect { x, width: wide, ..area };
        pen.put((x, area.y), wide, &side.whose, pen.theme.muted);
        for (line, y) in side.lines.iter().zip(area.y + 1..area.bottom() - 1) {
            let elsewhere = shown.iter().all(|other| other.side == side.side || !other.lines.contains(line));
            let style = if elsewhere { pen.theme.text } else { pen.theme.muted };
            pen.put((x, y), wide, line, style);
        }
        let Some(deed) = side.side else { continue };
        memory.note(cell, Target::Action(deed.action().into()));
        if chosen(decision, deed) {
            for y in area.y..area.bottom() {
                pen.put((x - 2, y), 1, pen.glyphs.focus, pen.theme.accent);
            }
        }
        key(model, deed, decision, (x, area.bottom() - 1, wide), pen);
    }
}

/// The sides below each other, a line each.
fn stacked(
    model: &Model,
    shown: &[Shown],
    decision: Option<&Decision>,
    (area, memory): (Rect, &mut Memory),
    pen: &mut Pen<'_>,
) {
    let whose = shown.iter().map(|side| text::width(&side.whose)).max().unwrap_or(0).min(16);
    let whose = u16::try_from(whose).unwrap_or(0);
    for (side, y) in shown.iter().zip(area.top()..area.bottom()) {
        let (x, right) = (area.x + 2, area.right() - 1);
        let mut end = right;
        if let Some(deed) = side.side {
            memory.note(Rect { y, height: 1, ..area }, Target::Action(deed.action().into()));
            if chosen(decision, deed) {
                pen.put((x - 1, y), 1, pen.glyphs.focus, pen.theme.accent);
            }
            let wide = u16::try_from(text::width(&words(model, deed, decision).join(" "))).unwrap_or(0);
            end = right.saturating_sub(wide);
            key(model, deed, decision, (end, y, wide), pen);
        }
        pen.put((x, y), whose, &side.whose, pen.theme.muted);
        let at = x + whose + 2;
        let line = side.lines.first().map_or("", String::as_str);
        pen.put((at, y), end.saturating_sub(at + 1), line, pen.theme.text);
    }
}

fn chosen(decision: Option<&Decision>, side: Side) -> bool {
    decision.is_some_and(|decision| decision.side == side)
}

/// The keys that decide for a side, and the word for it. The first of them enters the pane.
fn words(model: &Model, side: Side, decision: Option<&Decision>) -> [String; 2] {
    let key = model.keymap.key(side.action());
    let key = match decision {
        Some(_) => key,
        None => format!("{} {key}", model.keymap.key(GlobalAction::Stuck)),
    };
    let word = match side {
        Side::Mine => "keep",
        Side::Theirs => "take",
        Side::Another => "edit",
    };
    [key, word.to_owned()]
}

fn key(
    model: &Model,
    side: Side,
    decision: Option<&Decision>,
    (x, y, room): (u16, u16, u16),
    pen: &mut Pen<'_>,
) {
    let [key, word] = words(model, side, decision);
    let style = if chosen(decision, side) { pen.theme.accent } else { pen.theme.muted };
    pen.line(x, y, room, &[piece(format!("{key} "), pen.theme.text), piece(word, style)]);
}

/// Cells of a side and the gap behind it.
fn share(width: u16, sides: usize) -> usize {
    usize::from(width.saturating_sub(4)) / sides.max(1)
}

fn tallest(shown: &[Shown]) -> usize {
    shown.iter().map(|side| side.lines.len()).max().unwrap_or(1)
}

/// What is shown of the sides: all of a short value, of a long text the lines from the first that differs on.
fn shown(model: &Model, clash: &Clash, replica: &Replica, body: Rect, pen: &Pen<'_>) -> Vec<Shown> {
    let sides = sides(clash, replica);
    let room = share(body.width, sides.len() + 1).saturating_sub(GAP).max(1);
    let mut texts: Vec<Vec<String>> = sides.iter().map(|(_, value)| wrapped_lines(value, room)).collect();
    let most = usize::from(body.height / 3).max(1);
    if texts.iter().any(|lines| lines.len() > most) {
        let is_same = |line: &usize| texts.iter().all(|text| text.get(*line) == texts[0].get(*line));
        let same = (0..texts[0].len()).take_while(is_same).count();
        for text in &mut texts {
            text.drain(..same.min(text.len().saturating_sub(1)));
            if text.len() > most {
                text.truncate(most);
                pen.glyphs.cut.clone_into(&mut text[most - 1]);
            }
        }
    }
    // From the right: theirs, yours, and what it was where that is known.
    let deeds = [Side::Theirs, Side::Mine].map(Some).into_iter().chain([None]);
    let when = [theirs_at(clash, replica), Some(clash.made_at)].into_iter().chain([None]);
    let mut shown: Vec<Shown> = (sides.into_iter().zip(texts).rev())
        .zip(deeds.zip(when))
        .map(|(((whose, _), lines), (side, at))| {
            let at = at.map(|at| format!(", {}", clock(at, model))).unwrap_or_default();
            let whose = match side {
                Some(Side::Mine) => ours(&whose, &at, progress(clash, replica), room),
                Some(Side::Theirs | Side::Another) | None => format!("{whose}{at}"),
            };
            Shown { whose, lines, side }
        })
        .collect();
    shown.reverse();
    let another = wrapped_lines("another value", room);
    shown.push(Shown { whose: "or".to_owned(), lines: another, side: Some(Side::Another) });
    shown
}

/// How far our edit is, in a word or two.
fn progress(clash: &Clash, replica: &Replica) -> &'static str {
    let ours = replica.pending().iter().find(|pending| pending.id == clash.edit);
    match ours.map(|pending| &pending.progress) {
        // What has left the outbox is there.
        Some(Progress::Accepted { .. }) | None => "on GitHub",
        Some(Progress::Queued) => "waits",
        Some(Progress::Sending { .. }) => "being sent",
        Some(Progress::Unknown { .. }) => "unknown",
        Some(Progress::Refused(_)) => "refused",
    }
}

/// Whose ours is, since when, and how far it is; without the time where there is no room for all.
fn ours(whose: &str, at: &str, progress: &str, room: usize) -> String {
    let all = format!("{whose}{at}, {progress}");
    if text::width(&all) <= room { all } else { format!("{whose}, {progress}") }
}

/// When theirs was set, where GitHub says so: of fields.
fn theirs_at(clash: &Clash, replica: &Replica) -> Option<Timestamp> {
    let Edit::SetField { item, field, to } = &clash.theirs else { return None };
    let stored = replica.base().item(item)?.values.iter().find(|stored| stored.field == *field)?;
    (Some(&stored.value) == to.as_ref()).then_some(())?;
    stored.at.map(Timestamp::from)
}
