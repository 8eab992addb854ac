//! GitHub's project filter language: what cards to show.

use std::ops::Range;

use super::{Date, Item, Project};

/// Which items to show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    text: String,
}

/// What the names in a query are looked up in.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Its fields and their options.
    pub project: &'a Project,
    /// The login that `@me` stands for, once it is known.
    pub me: Option<&'a str>,
    /// The day that `@today` stands for.
    pub today: Date,
}

/// A query that can't be read.
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

/// A query ready to hold items against.
#[derive(Debug)]
pub struct Matcher {
    words: Vec<String>,
}

impl Query {
    /// Reads a query.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.matches('"').count() % 2 == 1 {
            let at = text.len().saturating_sub(1)..text.len();
            return Err(QueryError { at, message: "a quote is not closed".into(), hint: None });
        }
        Ok(Self { text: text.to_owned() })
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Looks its names up once.
    pub fn prepare(&self, _: &Scope<'_>) -> Result<Matcher, QueryError> {
        Ok(Matcher { words: self.text.split_whitespace().map(str::to_lowercase).collect() })
    }
}

impl Matcher {
    /// Whether it shows an item.
    pub fn matches(&mut self, item: &Item) -> bool {
        let title = item.title().to_lowercase();
        self.words.iter().all(|word| title.contains(word.as_str()))
    }
}
