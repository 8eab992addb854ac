//! The line at the bottom: what just happened or what has the focus, and the keys that matter now.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::facts;
use crate::app::notice::Tone;
use crate::app::screen::board::name;
use crate::app::{Model, Overlay, Target, scopes};
use crate::domain::{Item, ItemId, Replica};
use crate::draw::memory::Memory;
use crate::draw::pen::{Pen, Piece, piece, width};
use crate::draw::text;
use crate::input::{Action, BoardAction, EditAction, FilterAction, GlobalAction, LiftedAction, Meaning};

/// Draws it.
pub(in crate::draw) fn draw(model: &Model, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let y = area.bottom() - 1;
    if !model.typed.chords.is_empty() {
        return following(model, memory, area, pen);
    }
    pen.clear(Rect { y, height: 1, ..area }, pen.theme.text);
    let left = left(model, pen);
    let wanted = u16::try_from(width(&left).min(usize::from(area.width))).unwrap_or(u16::MAX);
    // A lifted card's way and a notice need their words; otherwise the keys may take more than half, and above the board all but
    // what names the card.
    let needs_words = model.board.is_lifted() || model.notices.current().is_some();
    let name = left.first().map_or(0, |piece| u16::try_from(text::width(&piece.text)).unwrap_or(0));
    let words = match model.overlays.last() {
        _ if needs_words => wanted,
        Some(_) => wanted.min(name),
        None => wanted.min(area.width * 2 / 5),
    };
    let room = area.width.saturating_sub(words + 4);
    let x = keys(
        model,
        memory,
        Rect { x: area.right() - 1 - room.min(area.width - 1), y, width: room, height: 1 },
        pen,
    );
    let room = x.saturating_sub(area.x + 3);
    pen.line(area.x + 1, y, room, whole(&left, room.into(), pen.glyphs.dot));
}

/// As many pieces as tell something in a room: nothing is begun of which there is room for a few letters only, and no dot is the
/// last.
fn whole<'a, 'b>(pieces: &'b [Piece<'a>], room: usize, dot: &str) -> &'b [Piece<'a>] {
    /// Fewer cells than this tell nothing of a longer text.
    const FEWEST: usize = 12;
    let mut used = 0;
    let mut end = 0;
    for (place, piece) in pieces.iter().enumerate() {
        let wide = text::width(&piece.text);
        if place > 0 && used + wide.min(FEWEST) > room {
            break;
        }
        used += wide;
        if piece.text.trim() != dot {
            end = place + 1;
        }
    }
    &pieces[..end]
}

/// Draws what may follow the keys that have begun a sequence: in columns, as many lines as it takes, above everything else.
fn following(model: &Model, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) {
    let all = model.keymap.following(scopes(model), &model.typed.chords);
    let typed: Vec<String> = model.typed.chords.iter().map(ToString::to_string).collect();
    let begun = format!("{} {}", typed.join(" "), pen.glyphs.cut);
    let word = |meaning: &Meaning| match meaning {
        Meaning::Action(action) => action.row().hint,
        Meaning::Command(place) => model.settings.commands.get(*place).map_or("", |command| &command.name),
    };
    let wide = all.iter().map(|(key, meaning)| text::width(key) + text::width(word(meaning)) + 3).max();
    let wide = wide.unwrap_or(1).max(12);
    let room = usize::from(area.width.saturating_sub(2));
    let columns = (room / wide).max(1);
    // What has begun takes the first place.
    let lines = (all.len() + 1).div_ceil(columns);
    let tall = u16::try_from(lines).unwrap_or(u16::MAX).min(area.height - 2);
    let top = area.bottom() - tall;
    pen.clear(Rect { y: top, height: tall, ..area }, pen.theme.shade);
    pen.put((area.x + 1, top), area.width - 2, &begun, pen.theme.accent);
    for (place, (key, meaning)) in all.iter().enumerate() {
        let (column, line) = ((place + 1) / lines, (place + 1) % lines);
        let y = top + u16::try_from(line).unwrap_or(u16::MAX);
        let x = area.x + 1 + u16::try_from(column * wide).unwrap_or(u16::MAX);
        if y >= area.bottom() || x >= area.right() {
            continue;
        }
        let end = pen.put((x, y), area.right() - x, key, pen.theme.text);
        let end = pen.put(
            (end, y),
            area.right().saturating_sub(end),
            &format!(" {}", word(meaning)),
            pen.theme.muted,
        );
        let target = match *meaning {
            Meaning::Action(action) => Target::Action(action),
            Meaning::Command(place) => Target::Command(place),
        };
        memory.note(Rect { x, y, width: end - x, height: 1 }, target);
    }
}

/// Draws as many hints as fit, right-aligned. Returns where they begin.
fn keys(model: &Model, memory: &mut Memory, area: Rect, pen: &mut Pen<'_>) -> u16 {
    let mut hints = hints(model);
    let wide = |hints: &[(String, &str, Action)]| {
        let each = hints.iter().map(|(key, word, _)| text::width(key) + 1 + text::width(word));
        each.sum::<usize>() + hints.len().saturating_sub(1) * 2
    };
    while wide(&hints) > area.width.into() && !hints.is_empty() {
        // The last hint, how to see all keys, stays longest.
        hints.remove(hints.len().saturating_sub(2));
    }
    let mut x = area.right().saturating_sub(u16::try_from(wide(&hints)).unwrap_or(0));
    let begin = x;
    for (key, word, action) in hints {
        let from = x;
        x = pen.put((x, area.y), area.width, &key, pen.theme.text);
        x = pen.put((x, area.y), area.width, &format!(" {word}"), pen.theme.muted);
        memory.note(Rect { x: from, y: area.y, width: x - from, height: 1 }, Target::Action(action));
        x += 2;
    }
    begin
}

/// The keys that matter now, from the table of actions.
fn hints(model: &Model) -> Vec<(String, &'static str, Action)> {
    let one = |action: Action| (model.keymap.key(action), action.row().hint, action);
    let all = |actions: &[Action]| actions.iter().map(|action| one(*action)).collect();
    match model.overlays.last() {
        Some(overlay) => all(&overlay.hints()),
        None if model.board.filter.editing.is_some() => all(&[
            FilterAction::TakeOffer.into(),
            FilterAction::KeepFilter.into(),
            FilterAction::RestoreFilter.into(),
        ]),
        None if model.board.is_lifted() => all(&[LiftedAction::Drop.into(), LiftedAction::PutBack.into()]),
        None if model.board.columns.is_none() => all(&[GlobalAction::Quit.into(), GlobalAction::Help.into()]),
        None => {
            let nudge = [
                BoardAction::NudgeLeft,
                BoardAction::NudgeDown,
                BoardAction::NudgeUp,
                BoardAction::NudgeRight,
            ];
            let first =
                if model.board.has_lines() { EditAction::SetCell.into() } else { BoardAction::Lift.into() };
            let mut hints: Vec<_> = all(&[
                first,
                BoardAction::MoveTo.into(),
                BoardAction::Filter.into(),
                BoardAction::NewCard.into(),
                GlobalAction::Help.into(),
            ]);
            let keys: String = nudge.iter().map(|action| model.keymap.key(*action)).collect();
            if keys.chars().count() == nudge.len() {
                hints.insert(1, (keys, "move", BoardAction::NudgeRight.into()));
            }
            hints
        }
    }
}

fn left<'a>(model: &'a Model, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    if let Some(notice) = model.notices.current() {
        let style = match notice.tone {
            Tone::Info => pen.theme.text,
            Tone::Warn => pen.theme.warn,
            Tone::Bad => pen.theme.bad,
        };
        return vec![piece(notice.text.as_str(), style)];
    }
    let Some(replica) = &model.replica else { return Vec::new() };
    match (model.overlays.last(), opened(model)) {
        // Who writes wants the keys, not the card that had the focus.
        (Some(overlay), _) if overlay.is_text() => Vec::new(),
        // What is on top of an opened card is about that card.
        (Some(_), Some(card)) => detail(model, replica, replica.view().item(card), pen),
        // What waits, and what was done, names its cards itself.
        (Some(Overlay::Stuck(_) | Overlay::Clash(_) | Overlay::History(_)), None) => Vec::new(),
        (_, _) if model.board.is_lifted() => lifted(model, replica, pen),
        (_, _) if !model.board.selection.is_empty() => selected(model, pen),
        (_, _) => detail(model, replica, model.board.focused(replica), pen),
    }
}

/// The topmost opened card.
fn opened(model: &Model) -> Option<&ItemId> {
    model.overlays.iter().rev().find_map(|overlay| match overlay {
        Overlay::Card(card) => Some(&card.item),
        Overlay::List(_)
        | Overlay::Line(_)
        | Overlay::Stuck(_)
        | Overlay::Clash(_)
        | Overlay::History(_)
        | Overlay::Compose(_)
        | Overlay::Create(_)
        | Overlay::Confirm(_) => None,
    })
}

/// Where the lifted card would land: `Lifted #19 → This Month, after #24 (2 hidden between)`.
fn lifted<'a>(model: &Model, replica: &Replica, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let (Some(drag), Some(columns)) = (&model.board.drag, &model.board.columns) else { return Vec::new() };
    let view = replica.view();
    let called = |id: &ItemId| view.item(id).map(|item| name(item)).unwrap_or_default();
    let who = if drag.cards.len() > 1 { format!("{} cards", drag.cards.len()) } else { called(&drag.card) };
    let landing = drag.landing(columns, view);
    let column = model.board.cell_title(drag.to);
    let place = match &landing.after {
        _ if landing.edits.is_empty() => ", where it was".to_owned(),
        Some(after) => format!(", after {}", called(after)),
        None if columns.columns()[drag.to.column].cell(drag.to.band).is_empty() => String::new(),
        None => ", at the top".to_owned(),
    };
    let hidden = landing.told_hidden().map(|hidden| format!(" ({hidden})")).unwrap_or_default();
    let mut pieces = vec![piece(format!("{} Lifted {who} ", pen.glyphs.lifted), pen.theme.lifted)];
    let left = model.sight().map(|sight| model.board.unwelcome(sight)).unwrap_or_default();
    let none_goes = left.len() == drag.cards.len();
    let (place, hidden) = if none_goes { (String::new(), String::new()) } else { (place, hidden) };
    pieces.push(piece(format!("{} {column}{place}{hidden}", pen.glyphs.arrow), pen.theme.text));
    if let Some((_, why)) = left.first() {
        let stay = match left.len() {
            _ if none_goes => String::new(),
            1 => "1 stays: ".to_owned(),
            some => format!("{some} stay: "),
        };
        pieces.push(piece(format!(" {} {stay}{why}", pen.glyphs.locked), pen.theme.warn));
    }
    let cautions = model.sight().filter(|_| !none_goes).map(|sight| model.board.cautions(sight));
    for caution in cautions.unwrap_or_default() {
        pieces.push(piece(format!(" {} {caution}", pen.glyphs.dot), pen.theme.warn));
    }
    pieces
}

/// How many cards are selected, and how many of them nothing is done to as they are hidden.
fn selected<'a>(model: &Model, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let all = model.board.selection.len();
    let mut pieces = vec![piece(format!("{} {all} selected", pen.glyphs.selected), pen.theme.accent)];
    let hidden = all - model.board.selected().len().min(all);
    if hidden > 0 {
        let are = if hidden == 1 { "is" } else { "are" };
        let text = format!(" {} {hidden} of {all} {are} hidden and stay as they are", pen.glyphs.dot);
        pieces.push(piece(text, pen.theme.warn));
    }
    pieces
}

/// A card in words.
fn detail<'a>(
    model: &Model,
    replica: &Replica,
    item: Option<&'a Arc<Item>>,
    pen: &Pen<'_>,
) -> Vec<Piece<'a>> {
    let Some(item) = item else { return Vec::new() };
    let mut pieces = vec![piece(name(item), pen.theme.muted)];
    let mut add = |text: String, style| {
        pieces.push(piece(format!(" {} ", pen.glyphs.dot), pen.theme.muted));
        pieces.push(piece(text, style));
    };
    if model.board.is_roadmap() {
        let span = model.board.span(item, &replica.view().project);
        let today = crate::app::cx::today(model.now, &model.settings);
        let told = span.map_or_else(|| "no dates".to_owned(), |span| span.told(today));
        add(told, pen.theme.text);
    }
    for fact in facts::urgent(model, replica, item, pen) {
        add(fact.words, fact.style);
    }
    if let Some(kind) = facts::kind(item, pen) {
        add(kind.words, kind.style);
    }
    if let Some(days) = facts::days_here(model, item) {
        let since = match (days, facts::working_days_here(model, item).unwrap_or_default()) {
            (0, _) if facts::came_back(model, item) => "back here since today".to_owned(),
            (0, _) => "here since today".to_owned(),
            (1, _) => "here since yesterday".to_owned(),
            (_, 0) => "here since the weekend".to_owned(),
            (_, 1) => "here 1 working day".to_owned(),
            (_, days) => format!("here {days} working days"),
        };
        add(since, pen.theme.muted);
    }
    if let Some(people) = facts::people(item, 3) {
        add(people, pen.theme.muted);
    }
    if let Some(milestone) = item.milestone() {
        add(milestone.title.to_string(), pen.theme.muted);
    }
    if !item.labels().is_empty() {
        let names: Vec<&str> = item.labels().iter().map(|label| &*label.name).collect();
        add(names.join(", "), pen.theme.muted);
    }
    if item.number().is_some() {
        add(item.title().to_owned(), pen.theme.muted);
    }
    pieces
}
