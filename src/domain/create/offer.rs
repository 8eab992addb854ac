//! What can complete the token that is being written.

use std::ops::Range;

use super::{Known, Mark, home, mark, meaning};
use crate::domain::{Project, Repository, name};

/// How many are offered at once.
const OFFERED: usize = 6;

/// What can stand in place of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// The bytes of the line that choosing one replaces.
    pub span: Range<usize>,
    /// What the token is about.
    pub mark: Mark,
    /// Whole tokens, the likeliest first.
    pub tokens: Vec<String>,
}

/// What can complete the token before the cursor, a byte of the line; none where nothing is begun or nothing is known.
pub fn offers(line: &str, cursor: usize, known: Known<'_>) -> Option<Offers> {
    let (start, mark, sign) = begun(line, cursor, known.project)?;
    let typed = line[start + sign..cursor].trim_start_matches('"');
    let (_, home) = home(line, known);
    let words: &[&str] = match mark {
        Mark::Person => &["me"],
        Mark::Iteration => &["@current", "@next"],
        Mark::Label
        | Mark::Effort
        | Mark::Priority
        | Mark::Column
        | Mark::Milestone
        | Mark::Kind
        | Mark::Repository
        | Mark::Field(_) => &[],
    };
    let names = meaning::names(&mark, known, home.as_deref());
    let all: Vec<&str> = words.iter().copied().chain(names).collect();
    let begins = |name: &&&str| typed.is_empty() || name.starts_with(typed) || name::begins(name, typed);
    let mut fitting: Vec<&str> = all.iter().filter(begins).copied().collect();
    if fitting.is_empty() && !typed.contains(char::is_whitespace) {
        fitting.extend(name::nearest(typed, all.iter().copied()));
    }
    if fitting == [typed] {
        return None;
    }
    let sign = &line[start..start + sign];
    let tokens = fitting
        .into_iter()
        .take(OFFERED)
        .map(|name| written(sign, name, &mark, (known, home.as_deref())))
        .collect();
    let span = start..cursor;
    Some(Offers { span, mark, tokens }).filter(|offers: &Offers| !offers.tokens.is_empty())
}

/// A token as people write it: without quotes where it is understood so.
fn written(sign: &str, name: &str, mark: &Mark, (known, home): (Known<'_>, Option<&Repository>)) -> String {
    let bare = format!("{sign}{name}");
    let whole = Mark::of(&bare, known.project).is_some_and(|(_, length)| length == sign.len())
        && !name.contains('"')
        && meaning::read(mark, name, known, home).0 == name.len();
    if whole { bare } else { meaning::token(sign, name, known.project) }
}

/// Where the token before the cursor begins, what it is about, and how many bytes its sign takes.
fn begun(line: &str, cursor: usize, project: &Project) -> Option<(usize, Mark, usize)> {
    let before = line.get(..cursor)?;
    let starts = before.char_indices().filter(|(at, c)| {
        !c.is_whitespace() && before[..*at].chars().next_back().is_none_or(char::is_whitespace)
    });
    let found: Vec<usize> = starts.map(|(at, _)| at).collect();
    found.into_iter().rev().find_map(|start| {
        let text = &before[start..];
        let (mark, sign) = Mark::of(text, project).or_else(|| bare(text, project))?;
        Some((start, mark, sign))
    })
}

/// A sign behind which nothing stands yet.
fn bare(text: &str, project: &Project) -> Option<(Mark, usize)> {
    let mut chars = text.chars();
    if let (Some(sign), None) = (chars.next(), chars.next()) {
        let found = mark::SIGNS.iter().find(|(known, _)| *known == sign);
        return found.map(|(sign, mark)| (mark.clone(), sign.len_utf8()));
    }
    // Any letter shows whether the word before the colon is one that sets something.
    text.ends_with(':').then(|| Mark::of(&format!("{text}x"), project)).flatten()
}
