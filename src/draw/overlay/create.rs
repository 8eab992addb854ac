//! The line of a new card, what can complete it, and the card as it will look.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::{compose, form, window};
use crate::app::overlay::Create;
use crate::app::overlay::create::At;
use crate::app::screen::board::effort;
use crate::app::{Density, Model, Target};
use crate::domain::Replica;
use crate::draw::memory::Memory;
use crate::draw::part::card::{self, Sight, Standing};
use crate::draw::part::header::{input, scrolled};
use crate::draw::pen::{Pen, Piece, piece};
use crate::draw::text;
use crate::input::CreateAction;

/// Lines of the text while it is written, on a screen that has them.
const TALL: u16 = 9;
/// What an empty line shows.
const EXAMPLE: &str = "Title #label @me ~3 !high >Column ^milestone %iteration type:Bug";

/// Draws it. Returns the cell that is typed in.
pub(super) fn draw(
    model: &Model,
    create: &Create,
    memory: &mut Memory,
    area: Rect,
    pen: &mut Pen<'_>,
) -> Option<(u16, u16)> {
    let replica = model.replica.as_ref()?;
    if let (At::Form, Some(filling)) = (create.at, &create.filling) {
        return form::draw((create, filling), memory, area, pen);
    }
    let in_body = create.at == At::Body;
    let wide = 84.min(area.width.saturating_sub(4));
    let room = usize::from(wide.saturating_sub(4)).max(1);
    let said = said(model, create, replica, room, pen);
    let looks = if create.card.title.is_empty() { 0 } else { card::height(model.board.density) + 1 };
    let lines = u16::try_from(said.len()).unwrap_or(u16::MAX);
    let tall = if in_body { 3 + TALL } else { lines.saturating_add(3 + looks) };
    let inner = window(wide, tall, memory, area, pen);
    let (x, room) = (inner.x + 1, inner.width.saturating_sub(2));
    pen.put((x, inner.y), room, &create.heading(), pen.theme.accent);
    let at = line(create, Rect { x, y: inner.y + 1, width: room, height: 1 }, pen);
    let below = Rect { x, y: inner.y + 2, width: room, height: inner.height.saturating_sub(2) };
    if in_body {
        let style = if create.wrong.is_some() { pen.theme.bad } else { pen.theme.muted };
        let note = create.wrong.as_deref().unwrap_or("Its text, in Markdown:");
        pen.put((x, below.y), room, note, style);
        let text = Rect { y: below.y + 1, height: below.height.saturating_sub(1), ..below };
        return Some(compose::written(&create.body, text, false, memory, pen));
    }
    offers(create, below, memory, pen);
    let mut y = below.y + 1;
    for pieces in &said {
        if y < inner.bottom() {
            pen.line(x, y, room, pieces);
        }
        y += 1;
    }
    let left = Rect { x, y, width: room, height: inner.bottom().saturating_sub(y) };
    if looks > 0 {
        looks_like(model, replica, create, left, pen);
    }
    Some(at)
}

/// The line, its tokens marked.
fn line(create: &Create, area: Rect, pen: &mut Pen<'_>) -> (u16, u16) {
    let (before, after) = create.line.parts();
    let cursor = input((before, after), area.x, area.y, area.width, pen);
    let text = create.line.text();
    if text.is_empty() {
        pen.put((area.x, area.y), area.width, EXAMPLE, pen.theme.faint);
        return cursor;
    }
    let start = before.len() - scrolled(before, area.width).len();
    for token in &create.card.tokens {
        let from = token.span.start.max(start);
        let (Some(left), Some(shown)) = (text.get(start..from), text.get(from..token.span.end)) else {
            continue;
        };
        let x = area.x.saturating_add(u16::try_from(text::width(left)).unwrap_or(u16::MAX));
        let style = match token.means {
            Ok(_) => pen.theme.accent,
            Err(_) => pen.theme.bad.add_modifier(Modifier::UNDERLINED),
        };
        pen.put((x, area.y), area.right().saturating_sub(x), shown, style);
    }
    cursor
}

/// What can complete the token at the cursor, the chosen one marked.
fn offers(create: &Create, area: Rect, memory: &mut Memory, pen: &mut Pen<'_>) {
    let Some(offers) = &create.offers else { return };
    let mut x = area.x;
    for (place, token) in offers.tokens.iter().enumerate() {
        let width = u16::try_from(text::width(token)).unwrap_or(u16::MAX);
        if x.saturating_add(width) > area.right() {
            break;
        }
        let style = if place == create.offered { pen.theme.select } else { pen.theme.muted };
        let end = pen.put((x, area.y), area.right() - x, token, style);
        memory.note(Rect { x, y: area.y, width: end - x, height: 1 }, Target::Offer(place));
        x = end + 2;
    }
}

/// What there is to say of the line: what is wrong, what each token means, why it is an issue, how long its text is.
fn said<'a>(
    model: &Model,
    create: &'a Create,
    replica: &Replica,
    room: usize,
    pen: &Pen<'_>,
) -> Vec<Vec<Piece<'a>>> {
    let project = &replica.view().project;
    let mut lines = Vec::new();
    let mut say = |words: &str, style| {
        lines.extend(text::wrap(words, room).into_iter().map(|line| vec![piece(line, style)]));
    };
    match &create.wrong {
        Some(wrong) => say(wrong, pen.theme.bad),
        None => say(&create.doubt().unwrap_or_default(), pen.theme.warn),
    }
    let known = create.known(project);
    let dot = format!(" {} ", pen.glyphs.dot);
    let gift = create.gift();
    let given = gift.meanings.iter().filter(|means| !create.card.says(means));
    let words: Vec<String> = create.card.meanings().chain(given).map(|means| means.words(known)).collect();
    say(&words.join(&dot), pen.theme.text);
    say(&create.because(project).unwrap_or_default(), pen.theme.muted);
    say(&started(model, create), pen.theme.muted);
    if !create.body.is_blank() {
        let count = create.body.lines().len();
        let plural = if count == 1 { "" } else { "s" };
        say(&format!("With a text of {count} line{plural}."), pen.theme.muted);
    }
    lines
}

/// What it starts from, or how many forms and templates it could start from.
fn started(model: &Model, create: &Create) -> String {
    let key = model.keymap.key(CreateAction::StartFrom);
    let count = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{count} {what}s")),
    };
    let Some(filling) = &create.filling else {
        let (forms, templates) = create.offered_starts();
        let counts = [count(forms, "form"), count(templates, "template")];
        let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        return if counts.is_empty() { counts } else { format!("{key}: {counts}") };
    };
    let name = &filling.template.name;
    let left_out = match &create.gift().left_out[..] {
        [] => String::new(),
        names => format!(" It can't set {} here.", names.join(", ")),
    };
    if !filling.template.is_form() {
        return format!("From the template {name}.{left_out}");
    }
    let still = match filling.to_answer().0 {
        0 => "everything required is answered".to_owned(),
        1 => "1 answer is missing".to_owned(),
        missing => format!("{missing} answers are missing"),
    };
    format!("With the form {name}, {key} goes back to it: {still}.{left_out}")
}

/// The card as the board will show it, in fewer lines where there are not as many left.
fn looks_like(model: &Model, replica: &Replica, create: &Create, left: Rect, pen: &mut Pen<'_>) {
    let mut density = model.board.density;
    while card::height(density) > left.height && density != Density::Compact {
        density = density.denser();
    }
    let height = card::height(density);
    let Some(spare) = left.height.checked_sub(height) else { return };
    // A blank line above it, where there is one.
    let area = Rect { y: left.y + spare.min(1), height, ..left };
    let Some(item) = create.preview(replica.view(), model.now) else { return };
    let effort = effort(&replica.view().project, &model.settings);
    let sight = Sight { model, replica, effort, digits: 1, density };
    card::draw(&sight, &item, Standing::Focused, area, pen);
}
