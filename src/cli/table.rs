//! Lays out rows below their headings, in as many columns of a terminal as there are.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Between two cells.
pub(super) const GAP: &str = "  ";
/// Between two names of a cell that is a list.
const COMMA: &str = ", ";

/// A column that gives way when the rows are too wide, before those that follow it in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Yield {
    /// Its texts are cut, down to this many columns.
    Text(usize, usize),
    /// Its lists are cut after a name, down to this many columns: `bug, docs +3`.
    List(usize, usize),
    /// It is left out.
    All(usize),
}

/// The lines of a table. Without a width nothing is cut; with one no line is longer.
pub(super) fn table(
    headings: &[&str],
    rows: &[Vec<String>],
    yields: &[Yield],
    width: Option<usize>,
) -> Vec<String> {
    let cells = |column: usize| rows.iter().map(move |row| row.get(column).map_or(0, |cell| cell.width()));
    // None for a column that is left out.
    let mut widths: Vec<Option<usize>> = headings
        .iter()
        .enumerate()
        .map(|(column, heading)| Some(cells(column).max().unwrap_or(0).max(heading.width())))
        .collect();
    for step in yields {
        let over = width.map_or(0, |width| total(&widths).saturating_sub(width));
        let (column, least) = match *step {
            Yield::Text(column, least) | Yield::List(column, least) => (column, Some(least)),
            Yield::All(column) => (column, None),
        };
        if let Some(cell) = widths.get_mut(column).filter(|_| over > 0) {
            *cell = cell.zip(least).map(|(now, least)| now.saturating_sub(over).max(least.min(now)));
        }
    }
    let is_list =
        |column: usize| yields.iter().any(|step| matches!(step, Yield::List(list, _) if *list == column));
    let headings = headings.iter().map(|heading| (*heading).to_owned()).collect();
    std::iter::once(&headings)
        .chain(rows)
        .map(|row: &Vec<String>| {
            let cells = row.iter().zip(&widths).enumerate().filter_map(|(column, (cell, width))| {
                let cell = if is_list(column) { listed(cell, (*width)?) } else { shortened(cell, (*width)?) };
                Some(padded(&cell, (*width)?))
            });
            let line = cells.collect::<Vec<_>>().join(GAP);
            width
                .map_or_else(|| line.clone(), |width| shortened(line.trim_end(), width))
                .trim_end()
                .to_owned()
        })
        .collect()
}

fn total(widths: &[Option<usize>]) -> usize {
    let shown = || widths.iter().flatten();
    shown().sum::<usize>() + shown().count().saturating_sub(1) * GAP.len()
}

/// Text with blanks up to a width in columns.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// As many names of a list as fit, and how many more there are: `bug, docs +3`.
fn listed(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let names: Vec<&str> = text.split(COMMA).collect();
    let cut = |shown: usize| {
        let gap = if shown == 0 { "" } else { " " };
        format!("{}{gap}+{}", names[..shown].join(COMMA), names.len() - shown)
    };
    let fitting = (0..names.len()).rev().map(cut).find(|cut| cut.width() <= width);
    // A name alone says more than how many there are.
    if names.len() == 1 { shortened(text, width) } else { fitting.unwrap_or_else(|| shortened(text, width)) }
}

/// Text of at most this many columns; `…` stands for what was cut.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |c: &char| {
        let columns = c.width().unwrap_or(0);
        let fits = columns <= left;
        left = left.saturating_sub(columns);
        fits
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: [&str; 3] = ["REF", "STATUS", "TITLE"];

    fn rows() -> Vec<Vec<String>> {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        vec![
            row(["#12", "In Progress", "Fix login on slow networks"]),
            row(["#9", "📥 Inbox", "日本語のタイトル"]),
        ]
    }

    #[test]
    fn a_table_is_aligned_by_what_the_eye_sees() {
        let expected = [
            "REF  STATUS       TITLE",
            "#12  In Progress  Fix login on slow networks",
            "#9   📥 Inbox     日本語のタイトル",
        ];
        assert_eq!(table(&HEADINGS, &rows(), &[Yield::Text(2, 10)], None), expected);
    }

    #[test]
    fn in_a_narrow_terminal_columns_give_way_and_no_line_wraps() {
        let yields = [Yield::Text(2, 10), Yield::Text(1, 4)];
        let expected =
            ["REF  STATUS       TITLE", "#12  In Progress  Fix login …", "#9   📥 Inbox     日本語のタ…"];
        assert_eq!(table(&HEADINGS, &rows(), &yields, Some(29)), expected);
        assert_eq!(table(&HEADINGS, &rows(), &yields, Some(22))[1], "#12  In P…  Fix login…");
        for width in 1..60 {
            let lines = table(&HEADINGS, &rows(), &yields, Some(width));
            assert!(lines.iter().all(|line| line.width() <= width), "{width}: {lines:?}");
        }
    }

    #[test]
    fn a_list_is_cut_after_a_name_and_then_left_out() {
        let rows = [vec!["Fix login".to_owned(), "bug, docs, area/auth".to_owned()]];
        let yields = [Yield::List(1, 6), Yield::All(1), Yield::Text(0, 5)];
        let line = |width: usize| table(&["TITLE", "LABELS"], &rows, &yields, Some(width)).swap_remove(1);
        assert_eq!(line(31), "Fix login  bug, docs, area/auth");
        assert_eq!(line(30), "Fix login  bug, docs +1");
        assert_eq!(line(20), "Fix login  bug +2");
        assert_eq!(line(16), "Fix login");
        assert_eq!(line(7), "Fix lo…");
    }
}
