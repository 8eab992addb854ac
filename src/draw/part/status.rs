//! How things stand with GitHub, in a few words.

use crate::app::Model;
use crate::app::cx::{local, today};
use crate::domain::Timestamp;
use crate::draw::pen::{Pen, Piece, piece};
use crate::draw::text;
use crate::sync::Link;

/// From this width on the points that GitHub has left for us are always said.
const ROOMY: u16 = 100;
/// Below this width there is room for one moment only: the older one.
const NARROW: u16 = 60;

/// What is not saved, what GitHub says, when it was last read.
pub(in crate::draw) fn pieces<'a>(model: &Model, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let (status, theme) = (&model.status, pen.theme);
    let mut parts = Vec::new();
    match model.clashes.len() {
        0 => {}
        1 => parts.push(piece(format!("{} 1 conflict (!)", pen.glyphs.conflict), theme.warn)),
        more => parts.push(piece(format!("{} {more} conflicts (!)", pen.glyphs.conflict), theme.warn)),
    }
    if status.stuck > 0 {
        parts.push(piece(format!("refused {} (!)", status.stuck), theme.bad));
    }
    if let (Some(why), Link::Idle | Link::Online | Link::Following) = (&status.unwritable, &status.link) {
        parts.push(piece(why.to_string(), theme.bad));
    }
    match &status.link {
        Link::Offline { .. } if status.unsent > 0 => {
            parts.push(piece(format!("offline, {} waiting", status.unsent), theme.warn));
        }
        Link::Offline { .. } => parts.push(piece("offline", theme.warn)),
        Link::Limited { until } => {
            parts.push(piece(format!("limited until {}", clock(*until, model)), theme.warn));
        }
        Link::Barred(why) => parts.push(piece(why.to_string(), theme.bad)),
        Link::Idle | Link::Online | Link::Following => match &status.reading {
            Some(reading) => {
                let text = match reading.total {
                    Some(total) if reading.done > 0 && !reading.first => {
                        format!("reading {} of {}", text::number(reading.done), text::number(total))
                    }
                    Some(_) | None => "reading".to_owned(),
                };
                parts.push(piece(text, theme.info));
            }
            None if status.unsent > 0 => {
                let saving = if status.unwritable.is_some() { 0 } else { status.on_their_way() };
                if saving > 0 {
                    let text = match model.to_send.saturating_sub(saving) {
                        0 => format!("saving {saving}"),
                        sent => format!("saving {} of {}", sent + 1, model.to_send),
                    };
                    parts.push(piece(text, theme.info));
                }
                let waiting = if saving == 0 { status.unsent } else { status.held };
                if waiting > 0 {
                    parts.push(piece(format!("waiting {waiting}"), theme.warn));
                }
            }
            None if status.stuck == 0 && model.replica.is_some() => parts.push(piece("saved", theme.muted)),
            None => {}
        },
    }
    if status.link == Link::Following {
        parts.push(piece("second window", theme.muted));
    }
    if let Some(at) = status.synced_at.filter(|_| status.reading.is_none()) {
        parts.push(piece(synced(at, model), theme.muted));
    }
    match status.budget {
        Some(budget) if budget.is_low() => {
            parts.push(piece(format!("{} points left", text::number(budget.remaining)), theme.warn));
        }
        // As it was when something else was drawn last: points alone are no reason to draw.
        Some(budget) if model.size.width >= ROOMY => {
            parts.push(piece(format!("{} points", text::number(budget.remaining)), theme.muted));
        }
        Some(_) | None => {}
    }
    let dot = piece(format!(" {} ", pen.glyphs.dot), theme.muted);
    let mut joined = Vec::new();
    for part in parts {
        if !joined.is_empty() {
            joined.push(dot.clone());
        }
        joined.push(part);
    }
    joined
}

/// When GitHub was last read, as far as that matters.
fn synced(at: Timestamp, model: &Model) -> String {
    // While GitHub answers the time would only tick: it is said when it is getting old.
    let text = match &model.status.link {
        Link::Idle | Link::Online | Link::Following => "synced".to_owned(),
        Link::Offline { .. } | Link::Limited { .. } | Link::Barred(_) => {
            format!("synced {}", clock(at, model))
        }
    };
    // Of a big project titles and texts are read more often than columns and order.
    match model.status.moves_at {
        Some(at) if model.size.width < NARROW => format!("moves as of {}", clock(at, model)),
        Some(at) => format!("{text}, moves as of {}", clock(at, model)),
        None => text,
    }
}

/// The time of day where the user is; the day as well where it is another one.
pub(in crate::draw) fn clock(at: Timestamp, model: &Model) -> String {
    let local = local(at, &model.settings);
    if local.date_naive() == today(model.now, &model.settings) {
        local.format("%H:%M").to_string()
    } else {
        local.format("%-d %b %H:%M").to_string()
    }
}
