//! One line of what cards can be given: whether they have it, its colour, its name, and what choosing it does.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::overlay::list::Choice;
use crate::app::overlay::pick::{Held, Offer, Pick, Swatch};
use crate::app::widget::Picker;
use crate::domain::Colour;
use crate::draw::pen::{Pen, Piece, piece};
use crate::draw::text;

/// Draws a line.
pub(super) fn line(
    pick: &Pick,
    picker: &Picker<Choice>,
    place: usize,
    (area, y): (Rect, u16),
    pen: &mut Pen<'_>,
) {
    let number = picker.shown[place];
    let entry = &picker.entries[number];
    let marked = pick.marks.contains(&number);
    let locked = matches!(entry.value, Choice::Editor(_, true));
    let (sign, words, swatch) = match entry.value.offer() {
        Some(offer) => (sign(pick, offer, marked, pen), state(pick, offer, marked), offer.swatch),
        None if locked => (piece(pen.glyphs.locked, pen.theme.muted), "", None),
        None => (piece("", pen.theme.text), "", None),
    };
    let wide = [pen.glyphs.ticked, pen.glyphs.unticked, pen.glyphs.partly, pen.glyphs.locked];
    let wide = wide.iter().map(|glyph| text::width(glyph)).max().unwrap_or(1);
    let x = area.x + 1;
    let mut at = x + u16::try_from(wide).unwrap_or(1) + 1;
    pen.put((x, y), at - x, &sign.text, sign.style);
    if let Some(swatch) = swatch {
        let style = swatch_style(swatch, pen).unwrap_or(pen.theme.text);
        at = pen.put((at, y), 2, pen.glyphs.swatch, style) + 1;
    }
    // How it stands is said whole; the note takes what the name leaves, or half.
    let mut state: Vec<Piece<'_>> = Vec::new();
    if !words.is_empty() {
        let style = if marked { pen.theme.accent } else { pen.theme.muted };
        let dot = format!(" {} ", pen.glyphs.dot);
        if !entry.note.is_empty() {
            state.push(piece(dot, pen.theme.muted));
        }
        state.push(piece(words, style));
    }
    let end = pen.line_to(area.right(), y, area.width / 2, &state);
    let name = u16::try_from(text::width(&entry.label)).unwrap_or(u16::MAX);
    let room = end.saturating_sub(at.saturating_add(name).saturating_add(2));
    let room = room.max((area.width / 2).saturating_sub(area.right() - end));
    let end = pen.line_to(end, y, room, &[piece(entry.note.as_str(), pen.theme.muted)]);
    let is_told = locked || entry.value == Choice::Nothing;
    let style = if is_told { pen.theme.muted } else { pen.theme.text };
    pen.put((at, y), end.saturating_sub(at + 1), &entry.label, style);
}

fn sign<'a>(pick: &Pick, offer: &Offer, marked: bool, pen: &Pen<'_>) -> Piece<'a> {
    let style = if marked { pen.theme.accent } else { pen.theme.muted };
    let held = if marked { after(offer) } else { offer.held };
    match held {
        Held::All => piece(pen.glyphs.ticked, style),
        Held::Some => piece(pen.glyphs.partly, style),
        Held::None if pick.many => piece(pen.glyphs.unticked, style),
        Held::None => piece("", style),
    }
}

/// What is so once the line is chosen.
fn after(offer: &Offer) -> Held {
    if offer.held == Held::All { Held::None } else { Held::All }
}

/// How it stands, in words.
fn state(pick: &Pick, offer: &Offer, marked: bool) -> &'static str {
    match (pick.many, marked, offer.held) {
        (true, true, Held::All) => "comes off",
        (true, true, Held::None | Held::Some) => "goes on",
        (true, false, Held::All) => "on",
        (_, _, Held::Some) => "on some",
        (false, _, Held::All) => "now",
        (_, _, Held::None) => "",
    }
}

fn swatch_style(swatch: Swatch, pen: &Pen<'_>) -> Option<Style> {
    let rgb = match swatch {
        Swatch::Exact(rgb) => rgb,
        // The colours GitHub gives its options, as its web pages show them.
        Swatch::Named(colour) => match colour {
            Colour::Gray => 0x59_636e,
            Colour::Blue => 0x09_69da,
            Colour::Green => 0x1a_7f37,
            Colour::Yellow => 0x9a_6700,
            Colour::Orange => 0xbc_4c00,
            Colour::Red => 0xcf_222e,
            Colour::Pink => 0xbf_3989,
            Colour::Purple => 0x82_50df,
        },
    };
    pen.theme.swatch(rgb)
}
