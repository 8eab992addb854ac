//! Lines of an opened card: pieces of text, some of which can be chosen.

use std::borrow::Cow;

use ratatui::style::Style;

use super::text;
use crate::app::overlay::card::spot::Spot;

/// Text in one style, and what choosing it means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bit {
    pub(super) text: Cow<'static, str>,
    pub(super) style: Style,
    pub(super) spot: Option<Spot>,
}

/// A line.
pub(super) type Row = Vec<Bit>;

/// Text that can't be chosen.
pub(super) fn bit(text: impl Into<Cow<'static, str>>, style: Style) -> Bit {
    Bit { text: text.into(), style, spot: None }
}

/// How many cells a line takes.
pub(super) fn width(row: &[Bit]) -> usize {
    row.iter().map(|bit| text::width(&bit.text)).sum()
}

impl Bit {
    /// The same text, to be chosen.
    pub(super) fn at(self, spot: Option<Spot>) -> Self {
        Self { spot, ..self }
    }
}

/// A line behind a margin, broken between words where it is too long; what follows hangs by some cells.
pub(super) fn wrapped(row: Row, room: usize, hang: usize) -> Vec<Row> {
    if width(&row) <= room {
        return vec![row];
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut line: Row = Vec::new();
    let mut used = 0;
    let margin = || bit(" ".repeat(hang), Style::new());
    for Bit { text, style, spot } in row {
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let left = room.saturating_sub(used);
            if text::width(rest) <= left {
                line.push(Bit { text: rest.to_owned().into(), style, spot });
                used += text::width(rest);
                break;
            }
            let (head, tail) = text::split(rest, left.max(2));
            let whole = tail.is_empty() || rest[head.len()..].starts_with(' ') || used <= hang;
            if whole && text::width(head) <= left && !head.is_empty() {
                line.push(Bit { text: head.to_owned().into(), style, spot });
                rest = tail;
            } else {
                rest = rest.trim_start();
            }
            rows.push(std::mem::replace(&mut line, vec![margin()]));
            used = hang;
        }
    }
    if width(&line) > hang || rows.is_empty() {
        rows.push(line);
    }
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(rows: &[Row]) -> Vec<String> {
        rows.iter().map(|row| row.iter().map(|bit| bit.text.as_ref()).collect()).collect()
    }

    #[test]
    fn a_long_line_goes_on_behind_its_margin() {
        let row = vec![
            bit("○ ", Style::new()),
            bit("#24 Add hash routing", Style::new()),
            bit(" · @bob", Style::new()),
        ];
        assert_eq!(plain(&wrapped(row.clone(), 30, 2)), ["○ #24 Add hash routing · @bob"]);
        assert_eq!(plain(&wrapped(row, 16, 2)), ["○ #24 Add hash", "  routing · @bob"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_room(texts in prop::collection::vec("[a-z日 ]{0,12}", 0..6), room in 6..30_usize) {
            let row: Row = texts.iter().map(|text| bit(text.clone(), Style::new())).collect();
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            let rows = wrapped(row, room, 2);
            for row in &rows {
                prop_assert!(width(row) <= room, "{rows:?}");
            }
            prop_assert_eq!(letters(&plain(&rows).concat()), letters(&texts.concat()));
        }
    }
}
