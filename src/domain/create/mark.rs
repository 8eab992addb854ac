//! What begins a token of a line, and what only looks like it.
//!
//! | begins a token | is left in the title |
//! |---|---|
//! | `#bug` `#"good first issue"` `#2fa` | `#12` `#12,` `C#` `##` `#[test]` |
//! | `@me` `@bob` `@renovate[bot]` | `a@b.org` `@types/node` `@Test(…)` `@bob,` |
//! | `~3` `~0.5` | `~/notes` `~3d` `~` |
//! | `!high` `!"Very high"` | `!=` `Stop!` `!!` |
//! | `>Done` `>"2026"` | `->` `>=` `> 5` `>5GB` |
//! | `^v0.3` `^1.0` | `^C` `x^2` `^` |
//! | `%@next` `%Sprint 4` | `%d` `%20` `50%` |
//! | `type:Bug` `repo:octo/engine` `due:fri` (a field of the project) | `feat: login` `http://…` `std::fs` |

use crate::domain::{Field, FieldId, FieldKind, Project, name};

/// What a token is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Mark {
    Label,
    Person,
    Effort,
    Priority,
    Column,
    Milestone,
    Iteration,
    Kind,
    Repository,
    Field(FieldId),
}

/// The signs that begin a token.
pub const SIGNS: [(char, Mark); 7] = [
    ('#', Mark::Label),
    ('@', Mark::Person),
    ('~', Mark::Effort),
    ('!', Mark::Priority),
    ('>', Mark::Column),
    ('^', Mark::Milestone),
    ('%', Mark::Iteration),
];

/// The words that begin a token beside the fields of a project.
pub const WORDS: [(&str, Mark); 2] = [("type", Mark::Kind), ("repo", Mark::Repository)];

impl Mark {
    /// What the token that a text begins with is about, and how many bytes its sign takes; none if a text begins with no token.
    pub fn of(text: &str, project: &Project) -> Option<(Self, usize)> {
        let word = word(text);
        let first = word.chars().next()?;
        if let Some((_, mark)) = SIGNS.iter().find(|(sign, _)| *sign == first) {
            let tail = &word[first.len_utf8()..];
            return mark.may_be(tail).then(|| (mark.clone(), first.len_utf8()));
        }
        let (key, tail) = word.split_once(':')?;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if key.is_empty() || !key.chars().all(plain) || tail.is_empty() || tail.starts_with([':', '/']) {
            return None;
        }
        let word = WORDS.iter().find(|(word, _)| key.eq_ignore_ascii_case(word));
        let mark = match word {
            Some((_, mark)) => mark.clone(),
            None => Self::Field(field(key, project)?.id.clone()),
        };
        Some((mark, key.len() + 1))
    }

    /// Whether a word can stand after the sign.
    fn may_be(&self, tail: &str) -> bool {
        let Some(first) = tail.chars().next() else { return false };
        let named = first.is_alphabetic() || first == '"' || !first.is_ascii();
        // `^C` is a key, and `%d` is for printf.
        let letter = tail.len() == 1 && first.is_ascii_alphabetic();
        match self {
            Self::Label => {
                let behind = tail.trim_start_matches(|c: char| c.is_ascii_digit());
                named || (first.is_ascii_digit() && behind.chars().any(char::is_alphanumeric))
            }
            Self::Person => is_login(tail),
            Self::Effort => {
                let digits = tail.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                digits && tail.parse::<f64>().is_ok()
            }
            Self::Priority | Self::Column => named,
            Self::Milestone => (named && !letter) || first.is_ascii_digit(),
            Self::Iteration => (named && !letter) || first == '@',
            Self::Kind | Self::Repository | Self::Field(_) => true,
        }
    }
}

fn is_login(text: &str) -> bool {
    let bare = text.strip_suffix("[bot]").unwrap_or(text);
    bare.starts_with(|c: char| c.is_ascii_alphanumeric())
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// The field of a project that a word names and that can be set.
fn field<'a>(key: &str, project: &'a Project) -> Option<&'a Field> {
    let named = name::find(key, &project.fields, |field| &field.name);
    let found = named.or_else(|| project.day_field(key))?;
    match found.kind {
        FieldKind::Mirrored(_) | FieldKind::Unknown(_) => None,
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::SingleSelect(_)
        | FieldKind::MultiSelect(_)
        | FieldKind::Iteration(_) => Some(found),
    }
}

/// What a text has up to the first blank.
pub fn word(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}

/// Whether a word is one that would begin a token without its first backslash, or without several.
pub(super) fn is_escaped(word: &str, project: &Project) -> bool {
    word.starts_with('\\') && Mark::of(word.trim_start_matches('\\'), project).is_some()
}
