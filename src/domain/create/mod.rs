//! A card in one line: `Fix login #bug @me ~3 !high >This Month ^v0.3`.
//!
//! A token begins at the start of the line or after a blank. Everything that is no token is the title, unchanged: what may begin
//! one is in [`mark`], and a backslash before it makes it part of the title.

pub mod mark;
pub mod meaning;
pub mod offer;
pub mod start;

use std::ops::Range;
use std::sync::Arc;

use super::item::Name;
use super::repository::{self, NewIssues};
use super::{Attribute, Date, Edit, Field, FieldKind, ItemId, Member, Project, Repository, Value, permit};
pub use mark::Mark;
pub use meaning::{Meaning, Wrong};

/// What a line is read against.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The project.
    pub project: &'a Project,
    /// The repositories an issue can be opened in, the likeliest first.
    pub repositories: &'a [Arc<Repository>],
    /// The repository that was chosen beside the line.
    pub chosen: Option<&'a Name>,
    /// Who `@me` stands for.
    pub me: Option<&'a str>,
    /// The field that `~` sets.
    pub effort: Option<&'a Field>,
    /// The field that `>` sets.
    pub axis: Option<&'a Field>,
    /// The day where the person is.
    pub today: Date,
}

/// A card as a line describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCard {
    /// What is left of the line without its tokens.
    pub title: String,
    /// What was understood, in the order of the line.
    pub tokens: Vec<Token>,
    /// What it becomes.
    pub place: Place,
}

/// A part of a line that is not title.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// The bytes of the line.
    pub span: Range<usize>,
    /// What it is about.
    pub mark: Mark,
    /// What it means, or why it means nothing.
    pub means: Result<Meaning, Wrong>,
}

/// What a new card becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A draft.
    Draft,
    /// An issue of this repository.
    Issue(Name),
    /// Something on the line needs an issue, and no repository takes one.
    Nowhere,
}

impl<'a> Known<'a> {
    /// The repository in which names are looked up while the line says nothing else.
    fn home(&self) -> Option<&'a Arc<Repository>> {
        let chosen = self.chosen.and_then(|name| self.repository(name));
        let welcome = |repository: &&Arc<Repository>| repository.new_issues == NewIssues::Welcome;
        chosen.or_else(|| self.repositories.iter().find(welcome)).or_else(|| self.repositories.first())
    }

    fn repository(&self, name: &str) -> Option<&'a Arc<Repository>> {
        self.repositories.iter().find(|known| known.name.eq_ignore_ascii_case(name))
    }

    /// The field that `!` sets.
    fn priority(&self) -> Option<&'a Field> {
        let select = |field: &&Field| matches!(field.kind, FieldKind::SingleSelect(_));
        self.project.field_named("Priority").filter(select)
    }

    /// The field that `%` sets.
    fn iteration(&self) -> Option<&'a Field> {
        self.project.fields.iter().find(|field| matches!(field.kind, FieldKind::Iteration(_)))
    }
}

/// Reads a line.
pub fn parse(text: &str, known: Known<'_>) -> NewCard {
    let (named, home) = home(text, known);
    let (title, tokens) = split(text, known, home.as_deref());
    let needs_issue = tokens.iter().any(|token| match &token.means {
        Ok(means) => means.needs_issue(known.project),
        Err(_) => matches!(token.mark, Mark::Label | Mark::Milestone | Mark::Kind),
    });
    let chosen = named.or_else(|| known.chosen.cloned());
    let place = match (chosen, home) {
        (Some(name), _) => Place::Issue(name),
        (None, _) if !needs_issue => Place::Draft,
        (None, Some(home)) => Place::Issue(Arc::clone(&home.name)),
        (None, None) => Place::Nowhere,
    };
    let mut card = NewCard { title, tokens, place };
    card.check(known);
    card
}

/// The repository that a line names, and the one in which its names are looked up.
fn home(text: &str, known: Known<'_>) -> (Option<Name>, Option<Arc<Repository>>) {
    let guess = known.home().map(Arc::clone);
    let (_, tokens) = split(text, known, guess.as_deref());
    let named = tokens.into_iter().find_map(|token| match token.means {
        Ok(Meaning::Repository(name)) => Some(name),
        Ok(_) | Err(_) => None,
    });
    // A repository that is not one of the project's is one of which nothing is known.
    let home = match named.as_ref().or(known.chosen) {
        Some(name) => {
            let found = known.repository(name).map(Arc::clone);
            Some(found.unwrap_or_else(|| Arc::new(repository::guess(name, []))))
        }
        None => guess,
    };
    (named, home)
}

/// The title, and what stands between its words.
fn split(text: &str, known: Known<'_>, home: Option<&Repository>) -> (String, Vec<Token>) {
    let mut pieces: Vec<String> = vec![String::new()];
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let piece = pieces.last_mut().expect("there is always one");
        if first.is_whitespace() {
            piece.push(first);
            at += first.len_utf8();
        } else if let Some((mark, sign)) = Mark::of(rest, known.project) {
            let (end, means) = meaning::read(&mark, &rest[sign..], known, home);
            let end = at + sign + end;
            tokens.push(Token { span: at..end, mark, means });
            pieces.push(String::new());
            at = end;
        } else {
            let word = mark::word(rest);
            piece.push_str(if mark::is_escaped(word, known.project) { &word[1..] } else { word });
            at += word.len();
        }
    }
    let pieces: Vec<&str> =
        pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()).collect();
    (pieces.join(" "), tokens)
}

impl NewCard {
    /// Refuses what is there twice, and what can't be set where the card goes.
    fn check(&mut self, known: Known<'_>) {
        let repository = match &self.place {
            Place::Issue(name) => known.repository(name),
            Place::Draft | Place::Nowhere => None,
        };
        let may_triage = permit::triage(repository.map(AsRef::as_ref)) != Some(false);
        for place in 0..self.tokens.len() {
            let (earlier, later) = self.tokens.split_at_mut(place);
            let token = &mut later[0];
            let Ok(means) = &token.means else { continue };
            let twice = !means.is_one_of_many()
                && earlier
                    .iter()
                    .filter_map(|token| token.means.as_ref().ok())
                    .any(|other| other.is_same(means));
            let wrong = if twice {
                Some(Wrong::Twice)
            } else if let Meaning::Repository(_) = means {
                repository.and_then(|known| Wrong::closed(known))
            } else {
                let name = repository.filter(|_| !may_triage && means.needs_triage());
                name.map(|known| Wrong::Forbidden(known.name.clone()))
            };
            if let Some(wrong) = wrong {
                token.means = Err(wrong);
            }
        }
    }

    /// The first token that means nothing.
    pub fn wrong(&self) -> Option<(&Token, &Wrong)> {
        self.tokens.iter().find_map(|token| Some((token, token.means.as_ref().err()?)))
    }

    /// What was understood.
    pub fn meanings(&self) -> impl Iterator<Item = &Meaning> {
        self.tokens.iter().filter_map(|token| token.means.as_ref().ok())
    }

    /// Whether the line says this already, or something else of which a card can have only one.
    pub fn says(&self, means: &Meaning) -> bool {
        self.meanings().any(|other| other == means || !means.is_one_of_many() && other.is_same(means))
    }

    /// Whether the line says what to put into a field.
    pub fn sets(&self, field: &super::FieldId) -> bool {
        self.meanings().any(|means| matches!(means, Meaning::Field(set, _) if set == field))
    }

    /// The edits that make the card; none where it would be nowhere.
    pub fn edits(&self, item: &ItemId, body: &str) -> Option<Vec<Edit>> {
        let (title, body) = (self.title.clone(), body.to_owned());
        let first = match &self.place {
            Place::Draft => Edit::AddDraft { item: item.clone(), title, body },
            Place::Issue(repository) => {
                Edit::AddIssue { item: item.clone(), repository: repository.clone(), title, body }
            }
            Place::Nowhere => return None,
        };
        let mut edits = vec![first];
        for means in self.meanings() {
            edits.extend(means.edit(item).filter(|edit| !edits.contains(edit)));
        }
        Some(edits)
    }
}

impl Meaning {
    /// The edit that makes it true; none for the repository, where the card begins.
    pub fn edit(&self, item: &ItemId) -> Option<Edit> {
        let item = item.clone();
        let link = |item, entry| Edit::Link { item, entry, on: true };
        Some(match self {
            Self::Label(label) => link(item, Member::Label(label.clone())),
            Self::Person(login) => link(item, Member::Assignee(login.clone())),
            Self::Field(field, value) => {
                Edit::SetField { item, field: field.clone(), to: Some(Value::clone(value)) }
            }
            Self::Milestone(milestone) => {
                Edit::Set { item, to: Attribute::Milestone(Some(milestone.clone())) }
            }
            Self::Kind(kind) => Edit::Set { item, to: Attribute::Kind(Some(kind.clone())) },
            Self::Repository(_) => return None,
        })
    }
}

/// A title as it is written in a line, so that no word of it is taken for a token.
pub fn escaped(title: &str, project: &Project) -> String {
    let mut written = String::with_capacity(title.len());
    let mut rest = title;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            written.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let word = mark::word(rest);
        if Mark::of(rest, project).is_some() || mark::is_escaped(word, project) {
            written.push('\\');
        }
        written.push_str(word);
        rest = &rest[word.len()..];
    }
    written
}

#[cfg(test)]
mod tests;
