//! What a cell of a table says: a field of a card, short.

use ratatui::style::Style;

use crate::app::cx::{local, today};
use crate::app::{Model, Settings};
use crate::domain::field::Mirrored;
use crate::domain::item::{Content, Cut, Pull};
use crate::domain::{Date, Field, FieldId, FieldKind, Item, Timestamp, Value, value};
use crate::draw::part::{card, facts};
use crate::draw::pen::{Pen, Piece, piece, width};

/// A cell: a field of a card, in so many cells, in a style.
pub(super) struct Cell<'a> {
    pub(super) model: &'a Model,
    pub(super) item: &'a Item,
    pub(super) field: &'a Field,
    pub(super) room: u16,
    pub(super) style: Style,
}

/// What it says; nothing where the card has nothing of the kind.
pub(super) fn pieces<'a>(cell: &Cell<'a>, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let Cell { item, field, style, .. } = *cell;
    let said = |text: String| vec![piece(text, style)];
    match &field.kind {
        FieldKind::Text | FieldKind::Number | FieldKind::MultiSelect(_) | FieldKind::Iteration(_) => {
            item.value(&field.id).map(|value| said(field.show(value))).unwrap_or_default()
        }
        FieldKind::Date => day(item, &field.id)
            .map(|day| said(value::short(day, today(cell.model.now, &cell.model.settings))))
            .unwrap_or_default(),
        FieldKind::SingleSelect(_) => option(cell, pen),
        FieldKind::Mirrored(kind) => mirrored(cell, *kind, pen),
        FieldKind::Unknown(_) => Vec::new(),
    }
}

/// The chosen option behind its colour.
fn option<'a>(cell: &Cell<'a>, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let Some(value) = cell.item.value(&cell.field.id) else { return Vec::new() };
    let Value::SingleSelect(id) = value else { return Vec::new() };
    let name = piece(cell.field.show(value), cell.style);
    let colour = cell.field.option(id).and_then(|option| pen.theme.option(option.colour));
    match colour {
        Some(swatch) => vec![piece(format!("{} ", pen.glyphs.swatch), swatch), name],
        None => vec![name],
    }
}

fn mirrored<'a>(cell: &Cell<'a>, kind: Mirrored, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let Cell { item, style, .. } = *cell;
    let said = |text: String| vec![piece(text, style)];
    let on = |at: Timestamp| said(day_of(at, cell.model.now, &cell.model.settings));
    match kind {
        Mirrored::Title => said(item.title().to_owned()),
        Mirrored::Assignees => people(cell),
        Mirrored::Labels => labels(cell, pen),
        Mirrored::Milestone => {
            item.milestone().map(|milestone| said(milestone.title.to_string())).unwrap_or_default()
        }
        Mirrored::Repository => {
            // Most projects have the repositories of one owner: the name tells more.
            let name = item.repository().map(|name| name.rsplit('/').next().unwrap_or_default());
            name.map(|name| said(name.to_owned())).unwrap_or_default()
        }
        Mirrored::LinkedPullRequests => pulls(cell, pen),
        Mirrored::Reviewers => match &item.content {
            Content::PullRequest(pull) => {
                let names = pull.reviewers.iter().map(|who| format!("@{who}")).collect::<Vec<_>>().join(" ");
                match pull.reviewers.hidden() {
                    0 => said(names),
                    more => said(format!("{names} +{more}")),
                }
            }
            Content::Issue(_) | Content::Draft(_) | Content::Hidden => Vec::new(),
        },
        Mirrored::ParentIssue => {
            let parent = item.issue().and_then(|issue| issue.parent.as_ref());
            parent.map(|parent| said(format!("#{} {}", parent.number, parent.title))).unwrap_or_default()
        }
        Mirrored::SubIssuesProgress => progress(cell, pen),
        Mirrored::IssueType => {
            let kind = item.issue().and_then(|issue| issue.kind.as_ref());
            kind.map(|kind| said(kind.to_string())).unwrap_or_default()
        }
        Mirrored::Created => on(item.work().map_or(item.created_at, |work| work.created_at)),
        Mirrored::Updated => {
            on(item.content_updated_at().map_or(item.updated_at, |content| content.max(item.updated_at)))
        }
        Mirrored::Closed => item.work().and_then(|work| work.closed_at).map(on).unwrap_or_default(),
        // Which lists of tasks an issue is on is not read.
        Mirrored::TrackedBy | Mirrored::Tracks => Vec::new(),
    }
}

/// As many people as fit; the others are counted.
fn people<'a>(cell: &Cell<'a>) -> Vec<Piece<'a>> {
    let all = cell.item.assignees().len().max(1);
    let lists = (1..=all.min(8)).rev().filter_map(|most| facts::people(cell.item, most));
    let mut lists: Vec<Vec<Piece<'a>>> = lists.map(|list| vec![piece(list, cell.style)]).collect();
    let fits = lists.iter().position(|list| width(list) <= cell.room.into());
    let place = fits.unwrap_or(lists.len().saturating_sub(1));
    if lists.is_empty() { Vec::new() } else { lists.swap_remove(place) }
}

/// As many labels as fit, at least one; the others are counted.
fn labels<'a>(cell: &Cell<'a>, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let all = cell.item.labels();
    let total = all.len() + cell.item.more_of(Cut::Labels) as usize;
    let mut best = Vec::new();
    for count in 1..=all.len() {
        let mut pieces = Vec::new();
        for one in &all[..count] {
            if !pieces.is_empty() {
                pieces.push(piece(" ", cell.style));
            }
            pieces.extend(card::label(one, pen));
        }
        if total > count {
            pieces.push(piece(format!(" +{}", total - count), cell.style));
        }
        if count > 1 && width(&pieces) > cell.room.into() {
            break;
        }
        best = pieces;
    }
    best
}

/// The pull requests that close it, each with how it stands.
fn pulls<'a>(cell: &Cell<'a>, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let Some(issue) = cell.item.issue() else { return Vec::new() };
    let mut pieces = Vec::new();
    let one = |pull: &Pull| {
        let fact = facts::pull(&pull.state, pen);
        [piece(format!("#{} ", pull.number), cell.style), piece(fact.sign, fact.style)]
    };
    for pull in &issue.pulls {
        if !pieces.is_empty() {
            pieces.push(piece(" ", cell.style));
        }
        pieces.extend(one(pull));
    }
    if let more @ 1.. = cell.item.more_of(Cut::Pulls) {
        pieces.push(piece(format!(" +{more}"), cell.style));
    }
    pieces
}

/// How many of its sub-issues are done, as a bar and in numbers.
fn progress<'a>(cell: &Cell<'a>, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    /// Cells of the bar.
    const BAR: u32 = 4;
    let Some(tally) = cell.item.issue().map(|issue| issue.sub_issues).filter(|tally| tally.total > 0) else {
        return Vec::new();
    };
    let full = (u64::from(BAR) * u64::from(tally.done) / u64::from(tally.total)).min(BAR.into());
    let full = usize::try_from(full).unwrap_or(0);
    let rest = usize::try_from(BAR).unwrap_or(0) - full;
    vec![
        piece(pen.glyphs.full.repeat(full), pen.theme.good),
        piece(pen.glyphs.empty.repeat(rest), pen.theme.faint),
        piece(format!(" {}/{}", tally.done, tally.total), cell.style),
    ]
}

fn day(item: &Item, field: &FieldId) -> Option<Date> {
    match item.value(field)? {
        Value::Date(day) => Some(*day),
        Value::Text(_)
        | Value::Number(_)
        | Value::SingleSelect(_)
        | Value::MultiSelect(_)
        | Value::Iteration(_) => None,
    }
}

fn day_of(at: Timestamp, now: Timestamp, settings: &Settings) -> String {
    value::short(local(at, settings).date_naive(), today(now, settings))
}
