//! What happened to a card, from the event log, in words.

use super::{Sight, heading};
use crate::domain::item::{Checks, IssueState, Name, State};
use crate::domain::{Change, ContentId, Entry, Provenance, Value};
use crate::draw::pen::Pen;
use crate::draw::sheet::{Row, bit, wrapped};

/// One line a change, the newest first.
pub(super) fn rows(sight: &Sight<'_>, pen: &Pen<'_>) -> Vec<Row> {
    let activity = &sight.card.activity;
    if activity.is_empty() {
        return Vec::new();
    }
    let mut rows = vec![heading("Activity", &legend(activity, pen), pen)];
    for entry in activity {
        let day = sight.day(entry.at);
        let (sign, style) = mark(entry.provenance, pen);
        let who = match (entry.provenance, entry.by.as_deref()) {
            (Provenance::Ours, None) => "you".to_owned(),
            (_, by) => sight.who(by),
        };
        // Since when it is so nobody knows: it was found so on that day.
        let who = match entry.provenance {
            Provenance::Found => format!("before then {who}"),
            Provenance::Seen | Provenance::Ours | Provenance::Reconstructed => who,
        };
        let excuse = entry.excuse.as_ref().map(|excuse| format!(", {excuse}")).unwrap_or_default();
        let row = vec![
            bit(format!("{sign} "), style),
            bit(format!("{day}  "), pen.theme.muted),
            bit(format!("{who} {}{excuse}", words(sight, entry)), pen.theme.text),
        ];
        rows.extend(wrapped(row, sight.room, 4));
    }
    rows
}

fn mark<'a>(provenance: Provenance, pen: &Pen<'a>) -> (&'a str, ratatui::style::Style) {
    match provenance {
        Provenance::Ours => (pen.glyphs.forth, pen.theme.accent),
        Provenance::Seen => (pen.glyphs.landing, pen.theme.muted),
        Provenance::Reconstructed | Provenance::Found => (pen.glyphs.inferred, pen.theme.muted),
    }
}

/// What the signs mean, of those that are there.
fn legend(activity: &[Entry], pen: &Pen<'_>) -> String {
    let words = [
        (Provenance::Ours, "from here"),
        (Provenance::Seen, "seen"),
        (Provenance::Reconstructed, "from GitHub's dates"),
    ];
    let is = |entry: &Entry, kind| mark(entry.provenance, pen).0 == mark(kind, pen).0;
    let there = words.iter().filter(|(kind, _)| activity.iter().any(|entry| is(entry, *kind)));
    there.map(|(kind, word)| format!("{} {word}", mark(*kind, pen).0)).collect::<Vec<_>>().join("  ")
}

/// What someone did: `moved it from This Month to In Progress`.
fn words(sight: &Sight<'_>, entry: &Entry) -> String {
    match &entry.change {
        Change::Added => "added it to the project".to_owned(),
        Change::Removed => "took it off the project".to_owned(),
        Change::Archived { to: true } => "archived it".to_owned(),
        Change::Archived { to: false } => "brought it back from the archive".to_owned(),
        Change::Field { field, from, to } => {
            let project = &sight.replica.view().project;
            let known = project.field(field);
            let name = known.map_or("a field that is gone", |field| field.name.as_str());
            let show = |value: &Value| known.map_or_else(|| "a value".to_owned(), |field| field.show(value));
            // An option may have another name by now, or be gone.
            let told = |value: &Option<Value>, named: &Option<Name>| match (value, named) {
                (Some(_), Some(name)) => Some(name.to_string()),
                (value, _) => value.as_ref().map(show),
            };
            let is_axis =
                sight.model.board.columns.as_ref().is_some_and(|columns| columns.axis() == Some(field));
            match (told(from, &entry.named.from), told(to, &entry.named.to)) {
                (Some(from), Some(to)) if is_axis => format!("moved it from {from} to {to}"),
                (None, Some(to)) if is_axis => format!("moved it to {to}"),
                (Some(from), Some(to)) => format!("changed {name} from {from} to {to}"),
                (None, Some(to)) => format!("set {name} to {to}"),
                (Some(from), None) => format!("cleared {name}, which was {from}"),
                (None, None) => format!("cleared {name}"),
            }
        }
        Change::State { to, .. } => match to {
            State::Open => "opened it again",
            State::Done => "closed it as done",
            State::Dropped => "closed it as not planned",
            State::Unknown => "hid it",
        }
        .to_owned(),
        Change::Title { from, .. } => format!("renamed it, from “{from}”"),
        Change::Assignees { from, to } => {
            let words = ("assigned", "unassigned", "changed the assignees");
            lists(from, to, words, |who| format!("@{who}"))
        }
        Change::Labels { from, to } => {
            lists(from, to, ("labelled it", "took off the label", "changed the labels"), |label| {
                label.to_string()
            })
        }
        Change::Milestone { from: _, to: Some(to) } => format!("put it into milestone {to}"),
        Change::Milestone { from: Some(from), to: None } => format!("took it out of milestone {from}"),
        Change::Milestone { from: None, to: None } => "changed the milestone".to_owned(),
        Change::Type { to: Some(to), .. } => format!("set its type to {to}"),
        Change::Type { from: Some(from), to: None } => format!("took off the type {from}"),
        Change::Type { from: None, to: None } => "changed the type".to_owned(),
        Change::BlockedBy { by, on: true } => format!("made it wait for {}", issue(sight, by)),
        Change::BlockedBy { by, on: false } => format!("no longer made it wait for {}", issue(sight, by)),
        Change::Parent { to: Some(to), .. } => format!("made it a part of {}", issue(sight, to)),
        Change::Parent { from: Some(from), to: None } => format!("took it out of {}", issue(sight, from)),
        Change::Parent { from: None, to: None } => "changed its parent".to_owned(),
        Change::Reason { to: IssueState::Duplicate, .. } => "closed it as a duplicate".to_owned(),
        Change::Reason { .. } => "closed it for another reason".to_owned(),
        Change::Repository { from, to } => format!("moved it from {from} to {to}"),
        Change::Reviewers { from, to } => {
            let words =
                ("asked for a review by", "took back the question for a review by", "changed the reviewers");
            lists(from, to, words, |who| format!("@{who}"))
        }
        Change::Pulls { from, to } => {
            lists(from, to, ("linked", "unlinked", "changed the linked pull requests"), ToString::to_string)
        }
        Change::Checks { to, .. } => checks(*to).to_owned(),
        Change::Ready { to: true } => "made it ready for review".to_owned(),
        Change::Ready { to: false } => "made it a draft again".to_owned(),
        Change::Moved { after: None } => "moved it to the very top".to_owned(),
        Change::Moved { after: Some(after) } => {
            let above = sight.replica.view().item(after);
            let name = above.map_or_else(
                || "a card that is gone".to_owned(),
                |item| crate::app::screen::board::name(item),
            );
            format!("moved it below {name}")
        }
    }
}

fn checks(to: Option<Checks>) -> &'static str {
    match to {
        Some(Checks::Passing) => "made the checks pass",
        Some(Checks::Failing) => "made the checks fail",
        Some(Checks::Running) => "made the checks run",
        None => "left it without checks",
    }
}

/// What came to a list and what went from it.
fn lists(
    from: &[Name],
    to: &[Name],
    (came, went, both): (&str, &str, &str),
    show: impl Fn(&Name) -> String,
) -> String {
    let new: Vec<String> = to.iter().filter(|name| !from.contains(name)).map(&show).collect();
    let gone: Vec<String> = from.iter().filter(|name| !to.contains(name)).map(&show).collect();
    match (new.is_empty(), gone.is_empty()) {
        (false, true) => format!("{came} {}", new.join(", ")),
        (true, false) => format!("{went} {}", gone.join(", ")),
        (false, false) => format!("{came} {}, {went} {}", new.join(", "), gone.join(", ")),
        (true, true) => both.to_owned(),
    }
}

/// How another issue is called.
fn issue(sight: &Sight<'_>, id: &ContentId) -> String {
    let view = sight.replica.view();
    let card = sight.model.relations.card(id).and_then(|card| view.item(card));
    if let Some(item) = card {
        return crate::app::screen::board::name(item);
    }
    let kin = &sight.card.kin;
    let known = kin.blockers.iter().chain(&kin.parent).find(|other| other.link.id == *id);
    known.map_or_else(
        || "an issue that is not on the project".to_owned(),
        |other| super::relations::reference(sight, &other.link.repository, other.link.number),
    )
}
