//! GitHub's project filter language: what cards to show, decided without asking GitHub.
//!
//! | written | shows items |
//! |---|---|
//! | `fix log` | with the letters of both words in the title, in order and near each other |
//! | `#12`, `12` | with this number; with a number that begins so, or the digits in the title |
//! | `"sign in"` | with this text in the title |
//! | `status:"In Progress"`, `due-date:2026-01-31` | whose field has this value; blanks in a field's name are quoted or written `-` |
//! | `label:bug,docs` | with either; `label:bug label:docs` asks for both |
//! | `-label:bug` | without it; `-` goes before everything |
//! | `label:area/*` | with a name that fits; `*` stands for anything |
//! | `effort:>3`, `>=3`, `<3`, `<=3`, `1..5`, `*..5` | whose number, day or iteration lies there |
//! | `target:@today`, `@today-7d`, `@today+2w` | by days counted from today |
//! | `sprint:@current`, `@next`, `@previous`, `@current+2` | by iterations counted from the one that runs |
//! | `assignee:@me` | of this person; also `author:` and `reviewers:` |
//! | `milestone:`, `repo:`, `type:`, `title:`, `parent-issue:`, `blocked-by:`, `linked-pull-requests:` | by what the issue or pull request has |
//! | `is:issue`, `pr`, `draft`, `open`, `closed`, `merged`, `blocked`, `blocking` | of this kind or state |
//! | `is:archived` | that are archived: nothing else shows them |
//! | `reason:completed`, `"not planned"`, `duplicate` | by why the issue was closed |
//! | `no:label`, `has:label` | that lack it; that have it |
//! | `updated:7days`, `created:>2026-01-01`, `closed:@today` | by day; `7days` is seven or more days ago |

pub mod day;
mod error;
mod facts;
mod index;
mod matches;
mod parse;
mod resolve;
mod subject;
#[cfg(test)]
mod table;
mod term;
mod text;

use std::fmt;

pub use error::QueryError;
pub use index::Index;
pub use matches::Matcher;

use super::{Date, Item, Iteration, Project};

/// Which items to show. The default shows all that are not archived.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    text: String,
    terms: Vec<term::Term>,
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

impl Query {
    /// Reads a query. Names of fields and their values are looked up later: see [`Query::prepare`].
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        Ok(Self { text: text.to_owned(), terms: parse::terms(text)? })
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Looks its names up once, to hold many items against it. Fails where a field or a value does not exist.
    pub fn prepare(&self, scope: &Scope<'_>) -> Result<Matcher, QueryError> {
        resolve::matcher(&self.terms, scope)
    }

    /// Whether it shows one item; never, if it names what does not exist. For many items [`Query::prepare`] is far quicker.
    pub fn matches(&self, item: &Item, scope: &Scope<'_>) -> bool {
        self.prepare(scope).is_ok_and(|mut matcher| matcher.matches(item))
    }
}

impl fmt::Display for Query {
    /// Prints what was understood, in one manner of writing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, term) in self.terms.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

/// The iteration that `@current`, `@next`, `@previous` or `@current+2` stands for; none if the text is no such keyword, or
/// there is no such iteration.
pub fn iteration<'a>(text: &str, iterations: &'a [Iteration], today: Date) -> Option<&'a Iteration> {
    resolve::nth(iterations, resolve::offset(text)?, today)
}
