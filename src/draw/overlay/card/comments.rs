//! What was said under an issue or pull request, and how fresh that is.

use std::rc::Rc;

use chrono::Duration;

use super::{LONGEST, Sight, heading};
use crate::app::overlay::card::Section;
use crate::app::overlay::card::comments::unsent as queued;
use crate::app::overlay::card::spot::{COMMENTS, Spot};
use crate::domain::details::Comment;
use crate::domain::{Details, Edit, Pending, Progress};
use crate::draw::markdown;
use crate::draw::memory::{Memory, Source};
use crate::draw::pen::Pen;
use crate::draw::sheet::{Row, bit};
use crate::draw::text;

/// How far GitHub's clock may be behind ours.
const CLOCKS: Duration = Duration::minutes(1);

/// The heading, and the comments: rendered once for each width.
pub(super) fn rows(
    sight: &Sight<'_>,
    memory: &mut Memory,
    pen: &Pen<'_>,
) -> (Vec<Row>, Option<Rc<Vec<Row>>>) {
    // Drafts and what is hidden have none.
    if sight.item.work().is_none() {
        return (Vec::new(), None);
    }
    let width = sight.room.min(LONGEST);
    let ours = unsent(sight, width, pen);
    if !sight.card.is_told && !sight.has_focus {
        return (Vec::new(), None);
    }
    let Some(details) = sight.card.said() else {
        let note = match (sight.card.is_told, sight.is_online()) {
            (false, _) => "looking",
            (true, true) => "not read yet: GitHub is being asked",
            (true, false) => "never read; offline",
        };
        let mut rows = vec![heading("Comments", note, pen)];
        rows.extend(ours);
        return (rows, None);
    };
    let mut note =
        format!("{} {} as of {}", details.comments.total, pen.glyphs.dot, sight.moment(details.read_at));
    match (details.is_outdated(sight.item), sight.is_online()) {
        (_, false) => note.push_str("; offline"),
        (true, true) => note.push_str("; newer ones are being read"),
        (false, true) => {}
    }
    let mut rows = vec![heading("Comments", &note, pen)];
    rows.extend(ours);
    if details.comments.is_empty() {
        return (rows, None);
    }
    let said = memory
        .page(Source::Comments(details.clone(), sight.today()), width, || all(sight, details, width, pen));
    (rows, Some(said))
}

/// The comments that GitHub has not confirmed yet, the newest first.
fn unsent(sight: &Sight<'_>, width: usize, pen: &Pen<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let is_shown = |pending: &Pending| sight.card.said().is_some_and(|details| shows(details, pending));
    for pending in sight.replica.pending_of(&sight.card.item).filter(|pending| !is_shown(pending)) {
        let (body, deed) = match &pending.edit {
            Edit::Comment { body, .. } => (body.as_str(), String::new()),
            Edit::SetComment { was, to, .. } => ("", of_comment(was, to.as_deref(), pen)),
            Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::AddDraft { .. }
            | Edit::AddIssue { .. }
            | Edit::PutBack { .. }
            | Edit::Delete { .. }
            | Edit::Set { .. }
            | Edit::Link { .. }
            | Edit::Convert { .. } => continue,
        };
        let (word, style) = match pending.progress {
            Progress::Queued => ("waits to be sent", pen.theme.info),
            Progress::Sending { .. } => ("is being sent", pen.theme.info),
            Progress::Accepted { .. } => ("sent", pen.theme.muted),
            Progress::Refused(_) => ("refused", pen.theme.bad),
            Progress::Unknown { .. } => ("unknown whether GitHub took it", pen.theme.warn),
        };
        let you = format!("you{deed}");
        let own = queued(&sight.card.item, sight.replica).find(|(_, other)| other.id == pending.id);
        let you = bit(you, pen.theme.text).at(own.map(|(spot, _)| spot));
        let head = vec![you, bit(format!(" {} {word}", pen.glyphs.dot), style)];
        // What is not at GitHub yet is chosen as a whole: the spots in it are out of the way of the others.
        let mut first = Spot { section: Section::Comments, place: usize::MAX / 2 };
        rows.push(head);
        rows.extend(markdown::rows(body, width, &mut first, pen.theme, pen.glyphs));
        rows.push(Row::new());
    }
    rows
}

/// Whether a comment of ours that GitHub has taken is among those that were read: it is shown once.
fn shows(details: &Details, pending: &Pending) -> bool {
    let Edit::Comment { body, .. } = &pending.edit else { return false };
    let lines = |text: &str| text.trim().replace("\r\n", "\n");
    let is_it = |comment: &Comment| {
        // Their clock may be behind ours.
        comment.at >= pending.made_at - CLOCKS && lines(&comment.body) == lines(body)
    };
    matches!(pending.progress, Progress::Accepted { .. }) && details.comments.some.iter().any(is_it)
}

/// What we do to a comment, in words.
fn of_comment(was: &str, to: Option<&str>, pen: &Pen<'_>) -> String {
    let first = was.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let words = text::cut(first, 30, pen.glyphs.cut);
    format!(" {} the comment “{words}”", if to.is_some() { "change" } else { "delete" })
}

/// All comments, oldest first.
fn all(sight: &Sight<'_>, details: &Details, width: usize, pen: &Pen<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let hidden = details.comments.hidden();
    if hidden > 0 {
        let older = format!("{hidden} more on GitHub, written before these");
        rows.extend([vec![bit(older, pen.theme.muted)], Row::new()]);
    }
    let mut first = Spot { section: Section::Comments, place: 0 };
    for (number, comment) in details.comments.some.iter().enumerate() {
        if rows.last().is_some_and(|row: &Row| !row.is_empty()) {
            rows.push(Row::new());
        }
        let who = comment
            .author
            .as_deref()
            .map_or_else(|| "a deleted account".to_owned(), |who| sight.who(Some(who)));
        let edited =
            comment.edited_at.map(|at| format!(", changed {}", sight.moment(at))).unwrap_or_default();
        let when = format!(" {} {}{edited}", pen.glyphs.dot, sight.moment(comment.at));
        let spot = Spot { section: Section::Comments, place: COMMENTS + number };
        let mut head = vec![bit(who, pen.theme.info).at(Some(spot)), bit(when, pen.theme.muted)];
        if !comment.editable {
            head.push(bit(format!(" {}", pen.glyphs.locked), pen.theme.muted));
        }
        rows.push(head);
        rows.extend(markdown::rows(&comment.body, width, &mut first, pen.theme, pen.glyphs));
    }
    rows
}
