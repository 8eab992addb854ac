//! Where the columns of a table stand: the title stays, of the others those that fit beside it.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::domain::field::Mirrored;
use crate::domain::table::Column;
use crate::domain::{Field, FieldKind, Project};
use crate::draw::memory::Memory;
use crate::draw::text;

/// Cells between two columns.
pub(super) const GAP: u16 = 2;
/// The least cells of the title.
const TITLE: u16 = 20;
/// The most cells that the name of a field makes a column wide, with the sign for the order.
const NAME: usize = 14;

/// A column on screen.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// Its place among all columns of the table.
    pub(super) place: usize,
    /// Its first cell.
    pub(super) x: u16,
    pub(super) width: u16,
    /// Whether what it shows ends at its last cell: so do numbers.
    pub(super) right: bool,
}

/// The columns that are on screen, the title first.
#[derive(Debug)]
pub(super) struct Slots {
    pub(super) all: Vec<Slot>,
    /// How many columns are out of sight between the title and the first that is drawn.
    pub(super) before: usize,
    /// How many are out of sight behind the last one.
    pub(super) after: usize,
}

/// The cells that the title has where there is no room for all columns.
pub(super) fn least(area: Rect) -> u16 {
    (area.width.saturating_sub(1) * 2 / 5).clamp(TITLE, TITLE * 2)
}

/// Finds room for the columns: as many as fit, the focused one among them.
pub(super) fn slots(
    columns: &[Column],
    focus: usize,
    project: &Project,
    memory: &mut Memory,
    area: Rect,
) -> Slots {
    let fields: Vec<Option<&Field>> = columns.iter().skip(1).map(|column| column.field(project)).collect();
    let widths: Vec<u16> = fields.iter().map(|field| field.map_or(TITLE, wide)).collect();
    let room = area.width.saturating_sub(1);
    let beside = room.saturating_sub(least(area));
    let taken = |range: Range<usize>| widths[range].iter().map(|wide| u32::from(wide + GAP)).sum::<u32>();
    let shown = memory.fields(focus.checked_sub(1), widths.len(), |range| taken(range) <= beside.into());
    let used = u16::try_from(taken(shown.clone())).unwrap_or(u16::MAX).min(beside);
    let title = room - used;
    let mut all = vec![Slot { place: 0, x: area.x, width: title, right: false }];
    let mut x = area.x + title;
    for place in shown.clone() {
        // Where not even one fits, it is cut.
        let width = widths[place].min(beside.saturating_sub(GAP));
        let right = fields[place].is_some_and(|field| field.kind == FieldKind::Number);
        all.push(Slot { place: place + 1, x: x + GAP, width, right });
        x += width + GAP;
    }
    Slots { all, before: shown.start, after: widths.len() - shown.end }
}

/// How wide a field wants to be. What its cards hold does not count: columns stay where they are while cards come and go.
fn wide(field: &Field) -> u16 {
    let longest = |names: &mut dyn Iterator<Item = &str>| names.map(text::width).max().unwrap_or(0);
    let content = match &field.kind {
        FieldKind::Number => 5,
        FieldKind::Date => 10,
        FieldKind::SingleSelect(options) => {
            2 + longest(&mut options.iter().map(|option| option.name.as_str())).clamp(6, 16)
        }
        FieldKind::Iteration(iterations) => {
            longest(&mut iterations.iter().map(|one| one.title.as_str())).clamp(8, 14)
        }
        FieldKind::MultiSelect(_) | FieldKind::Text => 16,
        FieldKind::Unknown(_) => 8,
        FieldKind::Mirrored(kind) => match kind {
            Mirrored::Title => 20,
            Mirrored::Labels | Mirrored::ParentIssue => 18,
            Mirrored::Assignees | Mirrored::Reviewers | Mirrored::Repository => 14,
            Mirrored::Milestone | Mirrored::LinkedPullRequests => 12,
            Mirrored::SubIssuesProgress
            | Mirrored::IssueType
            | Mirrored::Created
            | Mirrored::Updated
            | Mirrored::Closed => 10,
            Mirrored::TrackedBy | Mirrored::Tracks => 8,
        },
    };
    // A blank and the sign for the order belong to the name.
    let name = (text::width(&field.name) + 2).min(NAME);
    u16::try_from(content.max(name)).unwrap_or(u16::MAX)
}
