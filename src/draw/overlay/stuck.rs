//! What waits for a person: clashes with what someone else has set, and the edits that GitHub did not take.

use ratatui::layout::Rect;

use super::window;
use crate::app::Model;
use crate::app::clash::{Clash, thing, value};
use crate::app::overlay::Stuck;
use crate::app::overlay::stuck::{Waiting, title, waiting, why};
use crate::app::screen::board::name;
use crate::domain::{Pending, Progress, Replica};
use crate::draw::memory::Memory;
use crate::draw::part::status::clock;
use crate::draw::pen::{Pen, piece};
use crate::draw::text;

/// Draws the list, two lines and a blank one each; or the chosen clash whole.
pub(super) fn draw(model: &Model, list: &Stuck, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let Some(replica) = &model.replica else { return };
    let all = waiting(&model.clashes, replica);
    let cursor = list.cursor.min(all.len().saturating_sub(1));
    if let (true, Some(Waiting::Clash(clash))) = (list.whole, all.get(cursor)) {
        return whole(clash, replica, memory, area, pen);
    }
    let tall = u16::try_from(all.len() * 3 + 1).unwrap_or(u16::MAX).min(area.height);
    let inner = window(84, tall, memory, area, pen);
    pen.put((inner.x + 1, inner.y), inner.width, "What waits for you", pen.theme.accent);
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let room = usize::from(body.height / 3).max(1);
    let first = memory.first_line(cursor, all.len(), room);
    for (place, one) in all.iter().enumerate().skip(first).take(room) {
        let y = body.y + u16::try_from((place - first) * 3).unwrap_or(0);
        let row = Rect { y, height: body.bottom().saturating_sub(y), ..body };
        match one {
            Waiting::Clash(clash) => beside(clash, model, replica, row, pen),
            Waiting::Edits(edits) => stuck(edits, model, replica, row, pen),
        }
        if place == cursor {
            pen.choose(Rect { height: 1, ..row });
        }
    }
    if all.is_empty() {
        pen.put((body.x + 1, body.y), body.width, "None is left.", pen.theme.muted);
    }
}

/// What was meant, and below it why it did not happen.
fn stuck(edits: &[&Pending], model: &Model, replica: &Replica, row: Rect, pen: &mut Pen<'_>) {
    let [first, ..] = edits else { return };
    let (sign, style) = match &first.progress {
        Progress::Refused(_) => (pen.glyphs.refused, pen.theme.bad),
        Progress::Queued
        | Progress::Sending { .. }
        | Progress::Accepted { .. }
        | Progress::Unknown { .. } => (pen.glyphs.unknown, pen.theme.warn),
    };
    let words = title(edits, &model.journal, replica.view());
    let made = clock(first.made_at, model);
    pen.line(
        row.x + 1,
        row.y,
        row.width - 1,
        &[
            piece(format!("{sign} "), style),
            piece(words, pen.theme.text),
            piece(format!("  {made}"), pen.theme.muted),
        ],
    );
    if row.height > 1 {
        let why = why(first).unwrap_or_default();
        pen.put((row.x + 3, row.y + 1), row.width.saturating_sub(3), why, pen.theme.muted);
    }
}

/// What two people set, and below it the three values.
fn beside(clash: &Clash, model: &Model, replica: &Replica, row: Rect, pen: &mut Pen<'_>) {
    let made = clock(clash.made_at, model);
    pen.line(
        row.x + 1,
        row.y,
        row.width - 1,
        &[
            piece(format!("{} ", pen.glyphs.conflict), pen.theme.warn),
            piece(heading(clash, replica), pen.theme.text),
            piece(format!("  {made}"), pen.theme.muted),
        ],
    );
    if row.height < 2 {
        return;
    }
    let sides = sides(clash, replica);
    let share = usize::from(row.width.saturating_sub(3)) / sides.len();
    let mut x = row.x + 3;
    for (word, value) in sides {
        // Of a text the first line says enough here.
        let value = value.lines().next().unwrap_or_default().to_owned();
        let width = u16::try_from(share).unwrap_or(u16::MAX).saturating_sub(2);
        pen.line(
            x,
            row.y + 1,
            width,
            &[piece(format!("{word} "), pen.theme.muted), piece(value, pen.theme.text)],
        );
        x += u16::try_from(share).unwrap_or(u16::MAX);
    }
}

/// The sides of a clash beside each other, from top to bottom.
fn whole(clash: &Clash, replica: &Replica, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let sides = sides(clash, replica);
    let room = usize::from(area.width.saturating_sub(8)).min(140);
    let share = room / sides.len();
    let wrapped: Vec<Vec<String>> =
        sides.iter().map(|(_, value)| wrapped_lines(value, share.saturating_sub(2).max(1))).collect();
    let tall = wrapped.iter().map(Vec::len).max().unwrap_or(1) + 3;
    let tall = u16::try_from(tall).unwrap_or(u16::MAX).min(area.height);
    let inner = window(u16::try_from(room + 4).unwrap_or(u16::MAX), tall, memory, area, pen);
    let heading = format!("{} {}", pen.glyphs.conflict, heading(clash, replica));
    pen.put((inner.x + 1, inner.y), inner.width, &heading, pen.theme.accent);
    for (place, ((word, _), lines)) in sides.iter().zip(&wrapped).enumerate() {
        let x = inner.x + 1 + u16::try_from(place * share).unwrap_or(0);
        let width = u16::try_from(share.saturating_sub(2)).unwrap_or(u16::MAX);
        pen.put((x, inner.y + 1), width, word, pen.theme.muted);
        for (line, y) in lines.iter().zip(inner.y + 2..inner.bottom()) {
            let elsewhere = wrapped.iter().filter(|other| other.contains(line)).count() < wrapped.len();
            let style = if elsewhere { pen.theme.text } else { pen.theme.muted };
            pen.put((x, y), width, line, style);
        }
    }
}

/// A text with its own line breaks, and more where it is too wide.
pub(super) fn wrapped_lines(value: &str, room: usize) -> Vec<String> {
    value
        .lines()
        .flat_map(|line| if line.trim().is_empty() { vec![String::new()] } else { text::wrap(line, room) })
        .collect()
}

/// What of which card.
pub(super) fn heading(clash: &Clash, replica: &Replica) -> String {
    let view = replica.view();
    let card = view.item(clash.item()).map(|item| match item.number() {
        Some(_) => format!("{} {}", name(item), item.title()),
        None => name(item),
    });
    format!("{} of {}", thing(&clash.mine, view), card.unwrap_or_else(|| "a card".to_owned()))
}

/// The values with whose they are: before, yours, theirs.
pub(super) fn sides(clash: &Clash, replica: &Replica) -> Vec<(String, String)> {
    let view = replica.view();
    let was = clash.was.as_ref().map(|was| ("was".to_owned(), value(was, view)));
    let mine = ("yours".to_owned(), value(&clash.mine, view));
    let theirs = (clash.whose().to_owned(), value(&clash.theirs, view));
    was.into_iter().chain([mine, theirs]).collect()
}
