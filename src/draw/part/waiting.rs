//! What stands in place of a screen while there is nothing to show yet.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::draw::pen::{Pen, Piece, piece};
use crate::draw::text;
use crate::input::{BoardAction, GlobalAction};
use crate::sync::{Link, Reading, Remedy};

/// Draws the progress of the first sync, or why there is none.
pub(in crate::draw) fn draw(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let lines = match (&model.status.link, &model.status.reading) {
        _ if model.replica.is_some() && model.status.reading.is_none() => vec![
            vec![piece("No field of this project can make columns.", pen.theme.text)],
            vec![piece("Add a single-select or iteration field on GitHub, then sync.", pen.theme.muted)],
        ],
        (Link::Barred(why), _) => barred(model, &why.to_string(), pen),
        (Link::Offline { why, retry_at }, reading) => {
            let again = format!("Trying again at {}. r tries now.", super::status::clock(*retry_at, model));
            let mut lines = vec![
                vec![piece(
                    "GitHub can't be reached, and this project was not read to the end before.",
                    pen.theme.warn,
                )],
                vec![piece(why.clone(), pen.theme.muted)],
                vec![piece(again, pen.theme.muted)],
            ];
            if let Some(reading) = reading.as_ref().filter(|reading| reading.done > 0) {
                lines.push(Vec::new());
                lines.extend(progress(model, reading, bar_width(area), pen));
            }
            lines
        }
        (Link::Limited { until }, _) => vec![vec![piece(
            format!("GitHub asks to wait until {}.", super::status::clock(*until, model)),
            pen.theme.warn,
        )]],
        (Link::Idle | Link::Online | Link::Following, Some(reading)) => {
            progress(model, reading, bar_width(area), pen)
        }
        (Link::Idle | Link::Online | Link::Following, None) => {
            vec![vec![piece(format!("Reading the project{}", pen.glyphs.cut), pen.theme.muted)]]
        }
    };
    let top = area.y + area.height.saturating_sub(u16::try_from(lines.len()).unwrap_or(0)) / 3;
    for (y, line) in (top..area.bottom()).zip(lines) {
        let wide = u16::try_from(crate::draw::pen::width(&line)).unwrap_or(u16::MAX).min(area.width);
        pen.line(area.x + (area.width - wide) / 2, y, wide, &line);
    }
}

/// Why GitHub lets nothing be read, and the next step.
fn barred<'a>(model: &Model, why: &str, pen: &Pen<'_>) -> Vec<Vec<Piece<'a>>> {
    let asked = model.key.as_ref().map_or_else(String::new, |key| format!("{} of {}", key.project, key.host));
    let next = match model.status.link.remedy() {
        Some(Remedy::Name) => {
            let others = model.keymap.key(GlobalAction::Projects);
            vec![
                format!("Asked for: {asked}. Is the name right?"),
                format!("{others} opens another project; `sprintty projects` lists yours."),
            ]
        }
        Some(Remedy::Token) => {
            vec!["`sprintty auth` says where the token comes from and what to do.".to_owned()]
        }
        Some(Remedy::Scope) => vec!["`sprintty auth` says how the token gets the scope.".to_owned()],
        Some(Remedy::Access) => vec![format!("Asked for: {asked}. Ask an owner of it for access.")],
        Some(Remedy::Address) => vec![
            format!("Asked for: {asked}."),
            "`sprintty doctor` checks the address and the token.".to_owned(),
        ],
        Some(Remedy::Patience) | None => {
            vec![format!("{} tries again.", model.keymap.key(GlobalAction::Sync))]
        }
    };
    let esc = model.keymap.key(BoardAction::ClearFilter);
    let back = model.back.as_ref().map(|back| format!("{esc} goes back to {}.", back.project));
    let next = next.into_iter().chain(back).map(|line| vec![piece(line, pen.theme.muted)]);
    let why = vec![piece(format!("GitHub lets nothing be read: {why}."), pen.theme.bad)];
    std::iter::once(why).chain(next).collect()
}

fn bar_width(area: Rect) -> u16 {
    area.width.saturating_sub(12).min(60)
}

fn progress<'a>(model: &Model, reading: &Reading, wide: u16, pen: &Pen<'_>) -> Vec<Vec<Piece<'a>>> {
    vec![
        vec![piece("Reading this project for the first time", pen.theme.text)],
        Vec::new(),
        bar(reading, wide, pen),
        Vec::new(),
        vec![numbers(model, reading, pen)],
    ]
}

/// The same on one line, for a board that is there in part.
pub(in crate::draw) fn line<'a>(model: &Model, reading: &Reading, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let mut line = bar(reading, 20, pen);
    line.push(piece(" ", pen.theme.muted));
    line.push(numbers(model, reading, pen));
    line
}

fn bar<'a>(reading: &Reading, wide: u16, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let full = reading.total.filter(|total| *total > 0).map_or(0, |total| {
        let done = u64::from(reading.done.min(total));
        usize::try_from(u64::from(wide) * done / u64::from(total)).unwrap_or(0)
    });
    let rest = pen.glyphs.empty.repeat(usize::from(wide).saturating_sub(full));
    vec![piece(pen.glyphs.full.repeat(full), pen.theme.accent), piece(rest, pen.theme.faint)]
}

fn numbers<'a>(model: &Model, reading: &Reading, pen: &Pen<'_>) -> Piece<'a> {
    let items = match reading.total.filter(|total| *total > 0) {
        Some(total) => format!("{} of {} items", text::number(reading.done), text::number(total)),
        None => format!("{} items", text::number(reading.done)),
    };
    let left = left(model, reading).map(|left| format!(" {} {left}", pen.glyphs.dot)).unwrap_or_default();
    let points = format!(" {} {} points", pen.glyphs.dot, text::number(reading.points));
    piece(format!("{items}{points}{left}"), pen.theme.muted)
}

/// How long it will take at the pace so far.
fn left(model: &Model, reading: &Reading) -> Option<String> {
    let total = reading.total?;
    let spent = u64::try_from((model.now - reading.began).num_milliseconds()).ok()?;
    let rest = u64::from(total.saturating_sub(reading.done));
    let seconds = (spent * rest).checked_div(u64::from(reading.done))?.div_ceil(1000);
    (spent >= 500).then(|| match seconds {
        0 => "almost done".to_owned(),
        1..=90 => format!("about {seconds} s left"),
        _ => format!("about {} min left", seconds.div_ceil(60)),
    })
}
