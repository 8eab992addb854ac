//! Sub-issues, dependencies both ways, pull requests.

use super::{Sight, heading};
use crate::app::overlay::card::Section;
use crate::app::overlay::card::kin::Relative;
use crate::app::overlay::card::spot::Spot;
use crate::domain::item::{Pull, State};
use crate::draw::part::facts;
use crate::draw::pen::Pen;
use crate::draw::sheet::{Bit, Row, bit, wrapped};
use crate::draw::text;

/// How many steps a bar of progress has.
const STEPS: u32 = 10;

/// The tree of sub-issues, how much of it is done, and what it adds up to.
pub(super) fn parts(sight: &Sight<'_>, pen: &Pen<'_>) -> Vec<Row> {
    let kin = &sight.card.kin;
    if kin.progress.total == 0 {
        return Vec::new();
    }
    let (done, total) = (kin.progress.done, kin.progress.total);
    let full = usize::try_from(done * STEPS / total).unwrap_or(0).min(STEPS as usize);
    let bar = format!("{}{}", pen.glyphs.full.repeat(full), pen.glyphs.empty.repeat(STEPS as usize - full));
    let effort = kin.effort.map(|(done, all)| {
        let columns = sight.model.board.columns.as_ref();
        let field = columns.and_then(|columns| sight.replica.view().project.field(columns.effort()?));
        let name = field.map_or_else(|| "effort".to_owned(), |field| field.name.to_lowercase());
        format!(" {} {name} {} of {}", pen.glyphs.dot, text::effort(done), text::effort(all))
    });
    let note = format!("{bar} {done} of {total}{}", effort.unwrap_or_default());
    let mut rows = vec![heading("Sub-issues", &note, pen)];
    for (place, part) in kin.parts.iter().enumerate() {
        rows.extend(other(sight, part, Spot { section: Section::Parts, place }, pen));
    }
    rows.extend(more(kin.hidden.parts, sight, pen));
    rows
}

/// What it waits for, and what waits for it.
pub(super) fn waiting(sight: &Sight<'_>, pen: &Pen<'_>) -> Vec<Row> {
    let kin = &sight.card.kin;
    let mut rows = Vec::new();
    let mut add = |name: &str, all: &[Relative], first: usize, hidden: u32| {
        if all.is_empty() && hidden == 0 {
            return;
        }
        let open = all.iter().filter(|other| other.link.open).count();
        rows.push(heading(name, &format!("{open} open"), pen));
        for (place, relative) in all.iter().enumerate() {
            rows.extend(other(
                sight,
                relative,
                Spot { section: Section::Waiting, place: first + place },
                pen,
            ));
        }
        rows.extend(more(hidden, sight, pen));
    };
    add("Waits for", &kin.blockers, 0, kin.hidden.blockers);
    add("Waiting for it", &kin.waiting, kin.blockers.len(), kin.hidden.waiting);
    rows
}

/// The pull requests that close it.
pub(super) fn pulls(sight: &Sight<'_>, pen: &Pen<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |pull: &Pull, title: &str| {
        let spot = Some(Spot { section: Section::Pulls, place: rows.len() });
        let fact = facts::pull(&pull.state, pen);
        let number = reference(sight, &pull.repository, pull.number);
        let draft = if pull.state.draft { ", draft" } else { "" };
        let title = if title.is_empty() { String::new() } else { format!(" {title}") };
        rows.push(vec![
            bit(format!("{} ", fact.sign), fact.style),
            bit(format!("{number}{title}"), pen.theme.text).at(spot),
            bit(format!(" {} {}{draft}", pen.glyphs.dot, fact.words), fact.style),
        ]);
    };
    let hidden = if let Some(details) = &sight.card.details {
        details.pulls.iter().for_each(|closing| add(&closing.pull, &closing.title));
        details.pulls.hidden()
    } else {
        let Some(issue) = sight.item.issue() else { return Vec::new() };
        issue.pulls.iter().for_each(|pull| add(pull, ""));
        issue.pulls.hidden()
    };
    if rows.is_empty() && hidden == 0 {
        return rows;
    }
    let rows = rows.into_iter().flat_map(|row| wrapped(row, sight.room, 3));
    let mut all = vec![heading("Pull requests", "", pen)];
    all.extend(rows);
    all.extend(more(hidden, sight, pen));
    all
}

/// Those that are not listed.
fn more(hidden: u32, sight: &Sight<'_>, pen: &Pen<'_>) -> Option<Row> {
    let where_ = if sight.card.details.is_none() { "not read yet" } else { "on GitHub" };
    (hidden > 0).then(|| vec![bit(format!("  {hidden} more {where_}"), pen.theme.muted)])
}

/// `#12`, or with its repository where that is another one.
pub(super) fn reference(sight: &Sight<'_>, repository: &str, number: u64) -> String {
    match sight.item.repository() {
        Some(own) if **own == *repository => format!("#{number}"),
        Some(_) | None => format!("{repository}#{number}"),
    }
}

/// State, number and title of another issue.
pub(super) fn named(sight: &Sight<'_>, other: &Relative, spot: Option<Spot>, pen: &Pen<'_>) -> Vec<Bit> {
    let item = other.card.as_ref().and_then(|card| sight.replica.view().item(card));
    let (sign, style) = match item.map(|item| item.state()) {
        Some(State::Dropped) => (pen.glyphs.dropped, pen.theme.muted),
        _ if other.link.open => (pen.glyphs.open, pen.theme.text),
        _ => (pen.glyphs.done, pen.theme.good),
    };
    let number = reference(sight, &other.link.repository, other.link.number);
    let title = if other.link.open { pen.theme.text } else { pen.theme.muted };
    let mut bits =
        vec![bit(format!("{sign} "), style), bit(format!("{number} {}", other.link.title), title).at(spot)];
    if other.parts.total > 0 {
        bits.push(bit(format!("  {}/{}", other.parts.done, other.parts.total), pen.theme.muted));
    }
    bits
}

/// Another issue with who has it, its column and since when.
fn other(sight: &Sight<'_>, relative: &Relative, spot: Spot, pen: &Pen<'_>) -> Vec<Row> {
    let indent = relative.depth * 2;
    let mut row = vec![bit(" ".repeat(indent), pen.theme.muted)];
    row.extend(named(sight, relative, Some(spot), pen));
    let mut facts: Vec<String> = Vec::new();
    if let [first, rest @ ..] = &relative.people[..] {
        let more = if rest.is_empty() { String::new() } else { format!(" +{}", rest.len()) };
        facts.push(format!("@{first}{more}"));
    }
    let view = sight.replica.view();
    match relative.card.as_ref().and_then(|card| view.item(card)) {
        Some(item) => {
            let columns = sight.model.board.columns.as_ref();
            let axis = sight.model.board.stage(&view.project, &sight.model.settings);
            if let Some((axis, entry)) = axis.and_then(|axis| Some((axis, item.entry(&axis.id)?))) {
                let age = entry.since().filter(|_| relative.link.open).and_then(|at| sight.working_days(at));
                let age = age.map(|age| format!(" {age} wd")).unwrap_or_default();
                facts.push(format!("{}{age}", axis.show(&entry.value)));
            }
            if let Some(effort) = columns
                .and_then(|columns| view.project.field(columns.effort()?))
                .and_then(|field| facts::effort(item, Some(field)))
            {
                facts.push(effort);
            }
        }
        None => facts.push("not on this project".to_owned()),
    }
    for fact in facts {
        row.push(bit(format!(" {} {fact}", pen.glyphs.dot), pen.theme.muted));
    }
    wrapped(row, sight.room, indent + 2)
}
