//! What a token of a line means: names are looked up where the card goes.

use std::sync::Arc;

use super::{Known, Mark, mark};
use crate::domain::item::{Label, Milestone, Name};
use crate::domain::named::{self, is_cut};
use crate::domain::repository::NewIssues;
use crate::domain::value::{self, NoValue, Now};
use crate::domain::{Field, FieldId, FieldKind, Project, Repository, Value, name};

/// The most words that are tried as one name.
const WORDS: usize = 8;

/// What a token makes true of the card.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// It carries this label.
    Label(Label),
    /// It is assigned to this login.
    Person(Name),
    /// A field has this value.
    Field(FieldId, Value),
    /// It is in this milestone.
    Milestone(Milestone),
    /// It is of this issue type.
    Kind(Name),
    /// It is an issue of this repository.
    Repository(Name),
}

/// Why a token means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// No name or value is like this.
    #[error("{0}")]
    NoValue(#[from] NoValue),
    /// The project has no such thing.
    #[error("this project has no {0}")]
    NoField(&'static str),
    /// It was said before.
    #[error("it can have only one of these")]
    Twice,
    /// It is not known who the person is.
    #[error("it is not known yet who you are: that takes one sync")]
    Nobody,
    /// Nothing can be looked up without a repository.
    #[error("the project has no repository yet: write repo:OWNER/NAME")]
    NoRepository,
    /// No issue can be opened there.
    #[error("no issue can be opened in {repository}: {}", .new_issues.why())]
    Closed {
        /// Which repository.
        repository: Name,
        /// Why.
        new_issues: NewIssues,
    },
    /// Labels, people and milestones are for those who may triage.
    #[error("you may not set that in {0}")]
    Forbidden(Name),
}

impl Wrong {
    /// What to write instead, where something can be.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoValue(wrong) => wrong.hint(),
            Self::NoField(_)
            | Self::Twice
            | Self::Nobody
            | Self::NoRepository
            | Self::Closed { .. }
            | Self::Forbidden(_) => None,
        }
    }

    /// The name that was most likely meant.
    pub fn near(&self) -> Option<&str> {
        match self {
            Self::NoValue(NoValue::Unknown { near, .. }) => near.as_deref(),
            Self::NoValue(_)
            | Self::NoField(_)
            | Self::Twice
            | Self::Nobody
            | Self::NoRepository
            | Self::Closed { .. }
            | Self::Forbidden(_) => None,
        }
    }

    /// Whether a repository takes no issues.
    pub fn closed(repository: &Repository) -> Option<Self> {
        let new_issues = repository.new_issues;
        let closed = || Self::Closed { repository: repository.name.clone(), new_issues };
        (new_issues != NewIssues::Welcome).then(closed)
    }
}

impl Meaning {
    /// Whether a draft can't have it.
    pub fn needs_issue(&self, project: &Project) -> bool {
        match self {
            Self::Label(_) | Self::Milestone(_) | Self::Kind(_) | Self::Repository(_) => true,
            Self::Person(_) => false,
            Self::Field(field, _) => project.field(field).is_some_and(|field| field.issue_field.is_some()),
        }
    }

    /// Whether not everyone who may open an issue may set it.
    pub(super) fn needs_triage(&self) -> bool {
        match self {
            Self::Label(_) | Self::Person(_) | Self::Milestone(_) | Self::Kind(_) => true,
            Self::Field(..) | Self::Repository(_) => false,
        }
    }

    /// Whether a card can have several of the sort.
    pub(super) fn is_one_of_many(&self) -> bool {
        match self {
            Self::Label(_) | Self::Person(_) => true,
            Self::Field(..) | Self::Milestone(_) | Self::Kind(_) | Self::Repository(_) => false,
        }
    }

    /// Whether two of them set the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Field(a, _), Self::Field(b, _)) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }

    /// What it is called in a sentence: `label bug`, `assigned to bob`, `Effort 3`.
    pub fn words(&self, known: Known<'_>) -> String {
        match self {
            Self::Label(label) => format!("label {}", label.name),
            Self::Person(login) if known.me == Some(&**login) => "assigned to you".to_owned(),
            Self::Person(login) => format!("assigned to {login}"),
            Self::Field(field, value) => match known.project.field(field) {
                Some(field) => format!("{} {}", field.name, field.show(value)),
                None => "a field that is gone".to_owned(),
            },
            Self::Milestone(milestone) => format!("milestone {}", milestone.title),
            Self::Kind(kind) => format!("type {kind}"),
            Self::Repository(name) => format!("issue in {name}"),
        }
    }

    /// The token that means it.
    pub fn written(&self, known: Known<'_>) -> String {
        let project = known.project;
        match self {
            Self::Label(label) => token("#", &label.name, project),
            Self::Person(login) => format!("@{login}"),
            Self::Milestone(milestone) => token("^", &milestone.title, project),
            Self::Kind(kind) => token("type:", kind, project),
            Self::Repository(repository) => format!("repo:{repository}"),
            Self::Field(id, value) => {
                let Some(field) = project.field(id) else { return String::new() };
                let is = |other: Option<&Field>| other.is_some_and(|other| other.id == *id);
                let shown = field.show(value);
                if is(known.effort) && mark::Mark::of(&format!("~{shown}"), project).is_some() {
                    format!("~{shown}")
                } else if is(known.axis) {
                    token(">", &shown, project)
                } else if is(known.priority()) {
                    token("!", &shown, project)
                } else if is(known.iteration()) {
                    token("%", &shown, project)
                } else {
                    let exact = matches!(value, Value::Number(number) if *number < 0.0);
                    let shown = if exact { format!("={shown}") } else { shown };
                    token(&format!("{}:", field.name.replace(' ', "-")), &shown, project)
                }
            }
        }
    }
}

/// A sign and a name, in quotes where it would be misread without.
pub(super) fn token(sign: &str, name: &str, project: &Project) -> String {
    let bare = format!("{sign}{name}");
    let plain = name.chars().all(|c| !c.is_whitespace() && c != '"' && c != '\\');
    if plain && Mark::of(&bare, project).is_some_and(|(_, length)| length == sign.len()) {
        return bare;
    }
    format!("{sign}\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Reads what stands after a sign: how many bytes belong to it, and what they mean.
pub(super) fn read(
    mark: &Mark,
    tail: &str,
    known: Known<'_>,
    home: Option<&Repository>,
) -> (usize, Result<Meaning, Wrong>) {
    let look = Look { known, home };
    if let Some((end, name)) = quoted(tail) {
        return (end, look.up(mark, &name));
    }
    let runs = runs(tail);
    let exact = runs.iter().rev().find(|end| look.has(mark, &tail[..**end]));
    // Where anything is a name, a name is one word.
    let most = if look.takes_all(mark) { 1 } else { WORDS };
    let fits = || runs.iter().take(most).rev().find(|end| look.up(mark, &tail[..**end]).is_ok());
    let end = exact.or_else(fits).copied().unwrap_or_else(|| mark::word(tail).len());
    (end, look.up(mark, &tail[..end]))
}

/// The text in quotes at the beginning, and how many bytes it takes; up to the end where they are not closed.
fn quoted(text: &str) -> Option<(usize, String)> {
    let mut name = String::new();
    let mut chars = text.strip_prefix('"')?.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((at + 2, name)),
            '\\' => name.extend(chars.next().map(|(_, c)| c)),
            c => name.push(c),
        }
    }
    Some((text.len(), name))
}

/// Where one, two, three words end.
fn runs(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    while ends.len() < WORDS {
        let rest = &text[at..];
        let blanks = rest.len() - rest.trim_start().len();
        let word = mark::word(&rest[blanks..]);
        if word.is_empty() {
            break;
        }
        at += blanks + word.len();
        ends.push(at);
    }
    ends
}

/// Where names are looked up.
struct Look<'a> {
    known: Known<'a>,
    home: Option<&'a Repository>,
}

impl<'a> Look<'a> {
    /// Whether something has exactly this name: such a run of words comes before a longer one that is only the beginning of a name.
    fn has(&self, mark: &Mark, text: &str) -> bool {
        let among = |names: Vec<&str>| names.iter().any(|name| name::same(name, text));
        among(self.names(mark))
    }

    /// Whether any word will do.
    fn takes_all(&self, mark: &Mark) -> bool {
        match mark {
            Mark::Label => self.home.is_some_and(|home| is_cut(home, &home.labels)),
            Mark::Milestone => self.home.is_some_and(|home| is_cut(home, &home.milestones)),
            Mark::Kind => self.home.is_some_and(|home| is_cut(home, &home.kinds)),
            Mark::Person | Mark::Repository => true,
            Mark::Effort | Mark::Priority | Mark::Column | Mark::Iteration | Mark::Field(_) => {
                self.field(mark).is_ok_and(|field| field.kind == FieldKind::Text)
            }
        }
    }

    /// All names that can follow a mark.
    fn names(&self, mark: &Mark) -> Vec<&'a str> {
        let of_home = |names: fn(&'a Repository) -> Vec<&'a str>| self.home.map(names).unwrap_or_default();
        match mark {
            Mark::Label => of_home(|home| home.labels.iter().map(|label| &*label.name).collect()),
            Mark::Person => of_home(|home| home.people.iter().map(|login| &**login).collect()),
            Mark::Milestone => of_home(|home| home.milestones.iter().map(|one| &*one.title).collect()),
            Mark::Kind => of_home(|home| home.kinds.iter().map(|kind| &*kind.name).collect()),
            Mark::Repository => self.known.repositories.iter().map(|known| &*known.name).collect(),
            Mark::Effort | Mark::Priority | Mark::Column | Mark::Iteration | Mark::Field(_) => {
                let Ok(field) = self.field(mark) else { return Vec::new() };
                let options = field.options().iter().map(|option| option.name.as_str());
                options.chain(field.iterations().iter().map(|one| one.title.as_str())).collect()
            }
        }
    }

    fn field(&self, mark: &Mark) -> Result<&'a Field, Wrong> {
        let known = self.known;
        let (found, wanted) = match mark {
            Mark::Effort => (known.effort, "field for the effort"),
            Mark::Priority => (known.priority(), "field named Priority"),
            Mark::Column => (known.axis, "columns"),
            Mark::Iteration => (known.iteration(), "iterations"),
            Mark::Field(id) => (known.project.field(id), "such field"),
            Mark::Label | Mark::Person | Mark::Milestone | Mark::Kind | Mark::Repository => {
                (None, "such field")
            }
        };
        found.ok_or(Wrong::NoField(wanted))
    }

    /// What a name means.
    fn up(&self, mark: &Mark, text: &str) -> Result<Meaning, Wrong> {
        match mark {
            Mark::Effort | Mark::Priority | Mark::Column | Mark::Iteration | Mark::Field(_) => {
                let field = self.field(mark)?;
                let now = Now { today: self.known.today, was: None };
                let value = value::read(field, text, now)?.ok_or_else(|| NoValue::Unknown {
                    text: text.to_owned(),
                    field: field.name.clone(),
                    near: None,
                    known: self.names(mark).into_iter().map(str::to_owned).collect(),
                })?;
                Ok(Meaning::Field(field.id.clone(), value))
            }
            Mark::Person => self.person(text),
            Mark::Repository => self.repository(text),
            Mark::Label => Ok(Meaning::Label(named::label(self.home()?, text)?)),
            Mark::Milestone => Ok(Meaning::Milestone(named::milestone(self.home()?, text)?)),
            Mark::Kind => Ok(Meaning::Kind(named::kind(self.home()?, text)?)),
        }
    }

    fn home(&self) -> Result<&'a Repository, Wrong> {
        self.home.ok_or(Wrong::NoRepository)
    }

    fn person(&self, text: &str) -> Result<Meaning, Wrong> {
        if text.eq_ignore_ascii_case("me") {
            return self.known.me.map(|me| Meaning::Person(me.into())).ok_or(Wrong::Nobody);
        }
        let is_me = |me: &&str| me.eq_ignore_ascii_case(text);
        if let Some(me) = self.known.me.filter(is_me) {
            return Ok(Meaning::Person(me.into()));
        }
        let Some(home) = self.home else { return Ok(Meaning::Person(text.into())) };
        Ok(Meaning::Person(named::person(home, text)?))
    }

    /// By its whole name, by the part behind the owner, or one that is not among those of the project by its whole name.
    fn repository(&self, text: &str) -> Result<Meaning, Wrong> {
        let names: Vec<Name> = self.known.repositories.iter().map(|known| Arc::clone(&known.name)).collect();
        let bare = |name: &Name| name.rsplit('/').next().is_some_and(|bare| bare.eq_ignore_ascii_case(text));
        let mut short = names.iter().filter(|name| bare(name));
        if let (Some(one), None) = (short.next(), short.next()) {
            return Ok(Meaning::Repository(one.clone()));
        }
        match value::choose("the repositories of the project", text, &names, |name| name) {
            Ok(name) => Ok(Meaning::Repository(name.clone())),
            // The owner is mostly the same, so it is the part behind that may have been misspelt.
            Err(NoValue::Unknown { .. }) if is_repository(text) => {
                let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
                let near = names.iter().find(|name| {
                    let own = last(name);
                    name::nearest(&last(text), [own.as_str()]).is_some()
                });
                let Some(near) = near else { return Ok(Meaning::Repository(text.into())) };
                let known = names.iter().map(ToString::to_string).collect();
                let field = "the repositories of the project".to_owned();
                Err(NoValue::Unknown { text: text.into(), field, near: Some(near.to_string()), known }.into())
            }
            Err(wrong) => Err(wrong.into()),
        }
    }
}

fn is_repository(text: &str) -> bool {
    let good = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    text.split_once('/').is_some_and(|(owner, name)| good(owner) && good(name))
}

/// All names that can follow a mark where the card goes.
pub(super) fn names<'a>(mark: &Mark, known: Known<'a>, home: Option<&'a Repository>) -> Vec<&'a str> {
    Look { known, home }.names(mark)
}
