//! What is wrong with a query, and where.

use std::ops::Range;

/// A query that can't be read, or that asks for something the project does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// The bytes of the text that are wrong.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl QueryError {
    pub(super) fn new(at: &Range<usize>, message: impl Into<String>) -> Self {
        Self { at: at.clone(), message: message.into(), hint: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// `wanted` is none of `known`.
    pub(super) fn unknown<'a>(
        at: &Range<usize>,
        what: &str,
        wanted: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let error = Self::new(at, format!("{what} `{wanted}` is not known"));
        match crate::domain::name::nearest(wanted, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None if known.is_empty() || known.len() > 12 => error,
            None => error.hint(format!("known are: {}", known.join(", "))),
        }
    }
}
