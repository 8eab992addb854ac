//! Prints tables and sentences.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::error::Error;

/// Where a command prints.
pub struct Output {
    to: Box<dyn Write>,
    /// Columns of the terminal; none where the output goes elsewhere, which gets everything.
    width: Option<usize>,
}

/// Fewer columns than this are not given to a cell that is cut.
const NARROWEST: usize = 10;
/// Between two cells.
const GAP: &str = "  ";

impl Output {
    /// Standard output.
    pub fn standard() -> Self {
        let is_terminal = std::io::IsTerminal::is_terminal(&io::stdout());
        let size = if is_terminal { crossterm::terminal::size().ok() } else { None };
        Self { to: Box::new(io::stdout()), width: size.map(|(columns, _)| columns.into()) }
    }

    /// Prints somewhere else. `width` is in columns.
    pub fn new(to: Box<dyn Write>, width: Option<usize>) -> Self {
        Self { to, width }
    }

    /// Prints a line.
    pub fn line(&mut self, text: &str) -> Result<(), Error> {
        writeln!(self.to, "{text}").map_err(Error::from)
    }

    /// Prints bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.to.write_all(bytes).and_then(|()| self.to.flush()).map_err(Error::from)
    }

    /// Prints a value as JSON.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(value).map_err(|error| Error::bug(error.to_string()))?;
        self.line(&text)
    }

    /// Prints rows below their headings. In a terminal the cells of the column `cut` give way when the rows are too wide.
    pub fn table(&mut self, headings: &[&str], rows: &[Vec<String>], cut: usize) -> Result<(), Error> {
        for line in table(headings, rows, cut, self.width) {
            self.line(&line)?;
        }
        Ok(())
    }

    /// Prints names and values in two columns.
    pub fn facts(&mut self, facts: &[(String, String)]) -> Result<(), Error> {
        let widest = facts.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        for (name, value) in facts {
            self.line(&format!("{}{GAP}{value}", padded(name, widest)))?;
        }
        Ok(())
    }
}

fn table(headings: &[&str], rows: &[Vec<String>], cut: usize, width: Option<usize>) -> Vec<String> {
    let cells = |column: usize| rows.iter().map(move |row| row.get(column).map_or(0, |cell| cell.width()));
    let mut widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(column, heading)| cells(column).max().unwrap_or(0).max(heading.width()))
        .collect();
    if let Some(width) = width {
        let all = widths.iter().sum::<usize>() + headings.len().saturating_sub(1) * GAP.len();
        if let Some(cut) = widths.get_mut(cut) {
            *cut = cut.saturating_sub(all.saturating_sub(width)).max(NARROWEST.min(*cut));
        }
    }
    let headings = headings.iter().map(|heading| (*heading).to_owned()).collect();
    std::iter::once(&headings)
        .chain(rows)
        .map(|row: &Vec<String>| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| padded(&shortened(cell, *width), *width));
            cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
        })
        .collect()
}

/// Text with blanks up to a width in columns.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
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
        assert_eq!(table(&["REF", "STATUS", "TITLE"], &rows(), 2, None), expected);
    }

    #[test]
    fn in_a_narrow_terminal_one_column_gives_way() {
        let expected =
            ["REF  STATUS       TITLE", "#12  In Progress  Fix login …", "#9   📥 Inbox     日本語のタ…"];
        let lines = table(&["REF", "STATUS", "TITLE"], &rows(), 2, Some(29));
        assert_eq!(lines, expected);
        assert!(lines.iter().all(|line| line.width() <= 29));
        assert_eq!(
            table(&["REF", "STATUS", "TITLE"], &rows(), 2, Some(5))[1],
            "#12  In Progress  Fix login…"
        );
    }
}
