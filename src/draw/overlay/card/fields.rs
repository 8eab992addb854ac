//! The fields of a card, with since when they are so, and why those that are locked are.

use ratatui::style::Modifier;

use super::Sight;
use crate::app::overlay::card::Section;
use crate::app::overlay::card::spot::{FIELD_LINKS, Spot};
use crate::domain::item::{Content, FieldValue, State};
use crate::domain::permit::{self, Part};
use crate::domain::{Field, FieldKind, Value, markdown, value};
use crate::draw::part::facts;
use crate::draw::pen::Pen;
use crate::draw::sheet::{Bit, Row, bit, wrapped};
use crate::draw::text;

/// Cells for the names.
const NAMES: usize = 13;

/// Every field, people, milestone, parent.
pub(super) fn rows(sight: &Sight<'_>, pen: &Pen<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |name: &str, bits: Vec<Bit>| {
        let name = text::cut(name, NAMES - 1, pen.glyphs.cut).into_owned();
        let gap = " ".repeat(NAMES.saturating_sub(text::width(&name)));
        let mut row = vec![bit(format!("{name}{gap}"), pen.theme.muted)];
        row.extend(bits);
        rows.extend(wrapped(row, sight.room.max(NAMES + 8), NAMES));
    };
    let urgent = facts::urgent(sight.model, sight.replica, sight.item, pen);
    for (place, fact) in urgent.into_iter().enumerate() {
        add(
            if place == 0 { "Now" } else { "" },
            vec![bit(format!("{} {}", fact.sign, fact.words), fact.style)],
        );
    }
    let common = common_lock(sight);
    if let Some(why) = &common {
        add("Locked", vec![bit(format!("{} {why}", pen.glyphs.locked), pen.theme.warn)]);
    }
    let mut links = FIELD_LINKS;
    for field in &sight.replica.view().project.fields {
        if field.is_stored() {
            add(&field.name, of_field(sight, field, (common.is_some(), &mut links), pen));
        }
    }
    let none = || vec![bit("none", pen.theme.faint)];
    let said = |text: String| vec![bit(text, pen.theme.text)];
    if sight.item.state() == State::Unknown {
        let why = format!("{} GitHub does not let you see what is behind this card", pen.glyphs.locked);
        add("Locked", vec![bit(why, pen.theme.warn)]);
        return rows;
    }
    add("Assignees", facts::people(sight.item, 8).map_or_else(none, said));
    if let Content::PullRequest(pull) = &sight.item.content
        && !pull.reviewers.is_empty()
    {
        add(
            "Reviewers",
            said({
                let names = pull.reviewers.iter().map(|who| format!("@{who}")).collect::<Vec<_>>().join(" ");
                match pull.reviewers.hidden() {
                    0 => names,
                    more => format!("{names} and {more} more"),
                }
            }),
        );
    }
    if let Some(work) = sight.item.work() {
        add(
            "Milestone",
            work.milestone.as_ref().map_or_else(none, |milestone| {
                let due = milestone.due.map(|due| {
                    let today = sight.today();
                    format!(", {} ({})", value::spelled(due, today), value::distance(due, today))
                });
                said(format!("{}{}", milestone.title, due.unwrap_or_default()))
            }),
        );
    }
    if let Some(parent) = &sight.card.kin.parent {
        let spot = Some(Spot { section: Section::Fields, place: 0 });
        add("Parent", super::relations::named(sight, parent, spot, pen));
    }
    if let Some(work) = sight.item.work() {
        let by = work.author.as_deref().map(|author| format!(" by {}", sight.who(Some(author))));
        let day = sight.day(work.created_at);
        add(
            "Opened",
            vec![bit(format!("{day}{} in {}", by.unwrap_or_default(), work.repository), pen.theme.muted)],
        );
        if !work.editable {
            let why = format!("{} you may not edit it in {}", pen.glyphs.locked, work.repository);
            add("Issue", vec![bit(why, pen.theme.muted)]);
        }
    }
    rows
}

/// Why no field at all can be changed, where it is the same for all.
fn common_lock(sight: &Sight<'_>) -> Option<String> {
    let project = &sight.replica.view().project;
    let mut locks = project.fields.iter().filter(|field| field.is_stored()).map(|field| lock(sight, field));
    let first = locks.next()??;
    locks.all(|lock| lock.as_ref() == Some(&first)).then_some(first)
}

fn lock(sight: &Sight<'_>, field: &Field) -> Option<String> {
    let project = &sight.replica.view().project;
    permit::check(project, sight.item, Part::Field(field), None).err().map(|why| why.to_string())
}

/// The value of a field, since when, and why it is locked.
fn of_field(
    sight: &Sight<'_>,
    field: &Field,
    (is_told, links): (bool, &mut usize),
    pen: &Pen<'_>,
) -> Vec<Bit> {
    let mut bits = match sight.item.value(&field.id) {
        Some(Value::Text(text)) => linked(text, links, pen),
        Some(value) => vec![bit(shown(sight, field, value), pen.theme.text)],
        None => vec![bit("none", pen.theme.faint)],
    };
    // Of an estimate or a day it hardly matters since when.
    let entry = sight.item.entry(&field.id).filter(|_| matches!(field.kind, FieldKind::SingleSelect(_)));
    if let Some(at) = entry.and_then(FieldValue::since) {
        let days = match sight.working_days(at) {
            Some(1) => " (1 working day)".to_owned(),
            Some(days) => format!(" ({days} working days)"),
            None => String::new(),
        };
        bits.push(bit(format!(" since {}{days}", sight.day(at)), pen.theme.muted));
    }
    if let Some(why) = lock(sight, field).filter(|_| !is_told) {
        bits.push(bit(format!("  {} {why}", pen.glyphs.locked), pen.theme.muted));
    }
    bits
}

/// A text whose addresses can be chosen.
fn linked(text: &str, links: &mut usize, pen: &Pen<'_>) -> Vec<Bit> {
    let mut bits = Vec::new();
    let mut from = 0;
    for place in markdown::addresses(text) {
        bits.push(bit(text[from..place.start].to_owned(), pen.theme.text));
        let style = pen.theme.text.add_modifier(Modifier::UNDERLINED);
        let spot = Spot { section: Section::Fields, place: *links };
        bits.push(bit(text[place.clone()].to_owned(), style).at(Some(spot)));
        *links += 1;
        from = place.end;
    }
    bits.push(bit(text[from..].to_owned(), pen.theme.text));
    bits
}

fn shown(sight: &Sight<'_>, field: &Field, value: &Value) -> String {
    let today = sight.today();
    match (value, &field.kind) {
        (Value::Date(day), _) => {
            format!("{} ({})", value::spelled(*day, today), value::distance(*day, today))
        }
        (Value::Iteration(id), FieldKind::Iteration(_)) => field
            .iteration(id)
            .map_or_else(|| field.show(value), |found| format!("{}, {}", found.title, value::span(found))),
        (
            Value::Text(_)
            | Value::Number(_)
            | Value::SingleSelect(_)
            | Value::MultiSelect(_)
            | Value::Iteration(_),
            _,
        ) => field.show(value),
    }
}
