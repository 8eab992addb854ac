//! Prints tables and sentences.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::error::Error;
use super::table::{GAP, Yield, padded, table};

/// Where a command prints.
pub struct Output {
    to: Box<dyn Write>,
    /// Columns of the terminal; none where the output goes elsewhere, which gets everything.
    width: Option<usize>,
}

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

    /// Prints rows below their headings. In a terminal its columns give way as `yields` says when the rows are too wide.
    pub(super) fn table(
        &mut self,
        headings: &[&str],
        rows: &[Vec<String>],
        yields: &[Yield],
    ) -> Result<(), Error> {
        for line in table(headings, rows, yields, self.width) {
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
