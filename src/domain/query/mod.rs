//! GitHub's project filter language: what cards to show, decided without asking GitHub.
//!
//! | written | shows items |
//! |---|---|
//! | `fix log` | with both words, or words that begin so, in the title or a text field |
//! | `"sign in"` | with this text there |
//! | `status:"In Progress"`, `due-date:2026-01-31` | whose field has this value; blanks in a field's name are quoted or written `-` |
//! | `label:bug,docs` | with either; `label:bug label:docs` asks for both |
//! | `a AND b`, `a OR b`, `(a OR b) c` | with both, with either; `AND` may be left out and binds closer than `OR` |
//! | `-label:bug`, `-(a b)` | without it; `-` goes before everything |
//! | `label:area/*` | with a name that fits; `*` stands for anything |
//! | `effort:>3`, `>=3`, `<3`, `<=3`, `1..5`, `*..5` | whose number, day or iteration lies there |
//! | `target:@today`, `@today-7d`, `@today+2w`, `@today-1m` | by days counted from today |
//! | `sprint:@current`, `@next`, `@previous`, `@current+2` | by iterations counted from the one that runs |
//! | `assignee:@me` | of this person; also `author:` and `reviewers:` |
//! | `milestone:`, `repo:`, `type:`, `title:`, `parent-issue:`, `blocked-by:`, `blocking:`, `linked-pull-requests:` | by what the issue or pull request has |
//! | `sub-issues-progress:<100` | by how many percent of the sub-issues are closed |
//! | `is:issue`, `pr`, `draft`, `open`, `closed`, `merged`, `blocked`, `blocking` | of this kind or state |
//! | `is:archived` | that are archived: nothing else shows them |
//! | `reason:completed`, `"not planned"`, `duplicate`, `reopened` | by why the issue was closed, or that it was opened again |
//! | `no:label`, `has:label` | that lack it; that have it |
//! | `updated:>@today-7d`, `created:2026-01-01..2026-01-31`, `closed:@today`, `last-updated:7days` | by day; `7days` is seven or more days ago |
//!
//! What a person types is read with some forgiveness ([`Query::parse`]): a word is found by its letters in order, `#12` and `12` find a
//! number, emoji may be left out. The filter of a saved view is read to the letter ([`Query::exactly`]), so that it shows what it shows
//! on GitHub. `table.rs` has what GitHub's documentation says of each form.

pub mod complete;
pub mod day;
mod doubt;
mod error;
mod facts;
mod index;
mod matches;
pub mod names;
mod parse;
mod resolve;
mod spot;
mod subject;
#[cfg(test)]
mod table;
mod term;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;

pub use error::QueryError;
pub use index::Index;
pub use matches::Matcher;

use super::{Date, Item, Iteration, Project, Snapshot};
use names::Names;
use term::Clause;

/// Which items to show. The default shows all that are not archived.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    text: String,
    clause: Option<Clause>,
    exact: bool,
}

/// What the names in a query are looked up in.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Its fields and their options.
    pub project: &'a Project,
    /// What `blocking:` looks an issue up in; nothing where that can't be asked.
    pub items: Option<&'a Snapshot>,
    /// The login that `@me` stands for, once it is known.
    pub me: Option<&'a str>,
    /// The day that `@today` stands for.
    pub today: Date,
}

impl Query {
    /// Reads what a person types, with some forgiveness in words and names. Names of fields and their values are looked up later: see
    /// [`Query::prepare`].
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        Ok(Self { text: text.to_owned(), clause: parse::clause(text)?, exact: false })
    }

    /// Reads the filter of a saved view to the letter: it shows what it shows on GitHub.
    pub fn exactly(text: &str) -> Result<Self, QueryError> {
        Ok(Self { exact: true, ..Self::parse(text)? })
    }

    /// Reads what is being typed at the end of a text: a last term that still lacks its value, `label:` or `due:<`, asks for nothing
    /// yet.
    pub fn begun(text: &str) -> Result<Self, QueryError> {
        let start = last_term(text);
        let lacks = text.ends_with([':', '<', '>', '=', ',']) || text.ends_with("..");
        let rest = &text[..start];
        match Self::parse(text) {
            Err(_) if lacks && text[start..].contains(':') => Self::parse(rest.trim_end_matches(['-', '('])),
            read => read,
        }
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.clause.is_none()
    }

    /// Looks its names up once, to hold many items against it. Fails where a field or a value does not exist.
    pub fn prepare(&self, scope: &Scope<'_>) -> Result<Matcher, QueryError> {
        resolve::matcher(self.clause.as_ref(), self.exact, scope)
    }

    /// The labels, logins and other names in it that no card has: likely slips, which show nothing and are no error.
    pub fn doubts(&self, project: &Project, names: &Names) -> Vec<QueryError> {
        doubt::doubts(self.clause.as_ref(), project, names)
    }

    /// Whether it shows one item; never, if it names what does not exist. For many items [`Query::prepare`] is far quicker.
    pub fn matches(&self, item: &Item, scope: &Scope<'_>) -> bool {
        self.prepare(scope).is_ok_and(|mut matcher| matcher.matches(item))
    }
}

impl fmt::Display for Query {
    /// Prints what was understood, in one manner of writing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clause.as_ref().map_or(Ok(()), |clause| clause.fmt(f))
    }
}

/// Where the last term of a text begins, behind its `-` and `(`; at the end of a text that ends in a blank.
pub fn last_term(text: &str) -> usize {
    spot::term_start(text)
}

/// The iteration that `@current`, `@next`, `@previous` or `@current+2` stands for; none if the text is no such keyword, or
/// there is no such iteration.
pub fn iteration<'a>(text: &str, iterations: &'a [Iteration], today: Date) -> Option<&'a Iteration> {
    resolve::nth(iterations, resolve::offset(text)?, today)
}
