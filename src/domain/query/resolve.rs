//! Looks up what the names and values of a query stand for in one project, for one person, on one day.

use std::collections::HashSet;
use std::ops::Bound;

use super::day;
use super::matches::{Allowed, Condition, Holder, Linked, Matcher, Span, Test};
use super::subject::{Aspect, Subject};
use super::term::{Clause, Comparison, Is, Operand, Term, Wanted};
use super::text::{Fuzzy, Text};
use super::{QueryError, Scope};
use crate::domain::name::{self, Pattern};
use crate::domain::{ContentId, Date, Field, FieldId, FieldKind, Iteration, IterationId, Snapshot};

/// Where names are looked up, and how strictly.
struct Look<'a> {
    scope: &'a Scope<'a>,
    exact: bool,
    /// The fields with text to search.
    texts: Vec<FieldId>,
}

pub(super) fn matcher(
    clause: Option<&Clause>,
    exact: bool,
    scope: &Scope<'_>,
) -> Result<Matcher, QueryError> {
    let texts = scope.project.fields.iter().filter(|field| field.kind == FieldKind::Text);
    let look = Look { scope, exact, texts: texts.map(|field| field.id.clone()).collect() };
    let mut archived = false;
    let mut across = false;
    if let Some(clause) = clause {
        clause.each(false, &mut |term, negated| {
            archived |= !negated && matches!(term, Term::Is(any) if any.contains(&Is::Archived));
            across |= matches!(term, Term::Field { name, .. }
                if matches!(Subject::named(name, scope.project), Ok(Subject::Content(Aspect::Blocking))));
        });
    }
    let conditions = match clause {
        None => Vec::new(),
        Some(Clause::All(clauses)) => look.conditions(clauses)?,
        Some(clause) => vec![look.condition(clause)?],
    };
    Ok(Matcher { conditions, fuzzy: Fuzzy::new(), archived, across })
}

impl Look<'_> {
    fn conditions(&self, clauses: &[Clause]) -> Result<Vec<Condition>, QueryError> {
        clauses.iter().map(|clause| self.condition(clause)).collect()
    }

    fn condition(&self, clause: &Clause) -> Result<Condition, QueryError> {
        Ok(match clause {
            Clause::Term(term) => Condition::Test(self.test(term)?),
            Clause::Not(clause) => Condition::Not(Box::new(self.condition(clause)?)),
            Clause::All(clauses) => Condition::All(self.conditions(clauses)?),
            Clause::Any(clauses) => Condition::Any(self.conditions(clauses)?),
        })
    }

    fn test(&self, term: &Term) -> Result<Test, QueryError> {
        Ok(match term {
            Term::Word(word) => Test::Text(Text::word(word, self.exact, self.texts.clone())),
            Term::Phrase(phrase) => Test::Text(Text::phrase(phrase, self.exact, self.texts.clone())),
            Term::Is(any) => Test::Is(any.clone()),
            Term::Reason(any) => Test::Reason(any.clone()),
            Term::No(names) => Test::Empty(self.holders(names)?),
            Term::Has(names) => Test::Filled(self.holders(names)?),
            Term::Field { name, any } => match Subject::named(name, self.scope.project)? {
                Subject::Field(field) => {
                    Test::Value(field.id.clone(), all(any, |one| self.allowed(one, field))?)
                }
                Subject::Content(aspect) => self.content(aspect, name, any)?,
            },
        })
    }

    fn holders(&self, names: &[Operand]) -> Result<Vec<Holder>, QueryError> {
        let holder = |name: &Operand| match Subject::named(name, self.scope.project)? {
            Subject::Field(field) => Ok(Holder::Field(field.id.clone())),
            Subject::Content(Aspect::Blocking) => {
                Err(QueryError::new(&name.at.0, "what an issue blocks can only be asked for one issue")
                    .hint("is:blocking shows what open issues wait for"))
            }
            Subject::Content(aspect) => Ok(Holder::Content(aspect)),
        };
        names.iter().map(holder).collect()
    }

    fn pattern(&self, text: &str) -> Pattern {
        if self.exact { Pattern::exact(text) } else { Pattern::new(text) }
    }

    fn content(&self, aspect: Aspect, name: &Operand, any: &[Wanted]) -> Result<Test, QueryError> {
        let operand = |wanted| operand(wanted, &name.text);
        Ok(match aspect {
            Aspect::Assignee | Aspect::Reviewer | Aspect::Author => {
                Test::Names(aspect, all(any, |one| self.login(operand(one)?))?)
            }
            Aspect::Title | Aspect::Label | Aspect::Milestone | Aspect::Repository | Aspect::Type => {
                Test::Names(aspect, all(any, |one| Ok(self.pattern(&operand(one)?.text)))?)
            }
            Aspect::Parent | Aspect::BlockedBy | Aspect::LinkedPulls => {
                Test::Links(aspect, all(any, |one| Ok(linked(&operand(one)?.text)))?)
            }
            Aspect::Blocking => {
                let blockers = all(any, |one| self.blockers_of(operand(one)?))?;
                Test::OneOf(blockers.into_iter().flatten().collect::<HashSet<_>>())
            }
            Aspect::Created | Aspect::Updated | Aspect::Closed => {
                Test::Moment(aspect, all(any, |one| moment(one, self.scope.today))?)
            }
            Aspect::SubIssues => Test::Progress(all(any, |one| span(one, percent))?),
        })
    }

    /// A login; `@me` is that of the person who asks.
    fn login(&self, login: &Operand) -> Result<Pattern, QueryError> {
        if login.quoted || !login.text.eq_ignore_ascii_case("@me") {
            return Ok(self.pattern(login.text.strip_prefix('@').unwrap_or(&login.text)));
        }
        let me = self.scope.me.ok_or_else(|| {
            QueryError::new(&login.at.0, "who you are is not known yet")
                .hint("sync once, or write your login")
        })?;
        Ok(Pattern::exact(me))
    }

    /// The issues that some issue waits for, as the project's items tell.
    fn blockers_of(&self, operand: &Operand) -> Result<Vec<ContentId>, QueryError> {
        let wanted = linked(&operand.text);
        let items = self.scope.items.into_iter().flat_map(Snapshot::items);
        let mut found = items
            .filter_map(|item| item.issue())
            .filter(|issue| wanted.fits(issue.work.number, &issue.work.repository, &issue.work.title))
            .peekable();
        if found.peek().is_none() {
            let message =
                format!("`{}` is not on this project: what blocks it is not known here", operand.text);
            return Err(QueryError::new(&operand.at.0, message).hint("write owner/name#12, name#12 or #12"));
        }
        Ok(found.flat_map(|issue| issue.blocked_by.iter().map(|link| link.id.clone())).collect())
    }

    fn allowed(&self, wanted: &Wanted, field: &Field) -> Result<Allowed, QueryError> {
        let today = self.scope.today;
        match &field.kind {
            FieldKind::Number => span(wanted, number).map(Allowed::Number),
            FieldKind::Date => span(wanted, |operand| date(operand, today)).map(Allowed::Day),
            FieldKind::Iteration(iterations) => {
                iterations_meant(wanted, iterations, today).map(Allowed::Iterations)
            }
            FieldKind::SingleSelect(options) | FieldKind::MultiSelect(options) => {
                let operand = operand(wanted, &field.name)?;
                if let Some(option) = name::find(&operand.text, options, |option| &option.name) {
                    return Ok(Allowed::Options(vec![option.id.clone()]));
                }
                let pattern = self.pattern(&operand.text);
                let meant = options.iter().filter(|option| pattern.matches(&option.name));
                let meant: Vec<_> = meant.map(|option| option.id.clone()).collect();
                if pattern.is_wild() && !(meant.is_empty() && operand.text != "*") {
                    return Ok(Allowed::Options(meant));
                }
                let names = options.iter().map(|option| option.name.as_str());
                Err(QueryError::unknown(&operand.at.0, &format!("the {}", field.name), &operand.text, names))
            }
            FieldKind::Text | FieldKind::Mirrored(_) | FieldKind::Unknown(_) => {
                Ok(Allowed::Text(self.pattern(&operand(wanted, &field.name)?.text)))
            }
        }
    }
}

fn all<'a, T>(
    any: &'a [Wanted],
    meaning: impl Fn(&'a Wanted) -> Result<T, QueryError>,
) -> Result<Vec<T>, QueryError> {
    any.iter().map(meaning).collect()
}

/// The operand of a qualifier that knows no order.
fn operand<'a>(wanted: &'a Wanted, qualifier: &str) -> Result<&'a Operand, QueryError> {
    match wanted {
        Wanted::Exactly(operand) => Ok(operand),
        Wanted::Compared(_, operand) => Err(unordered(&operand.at.0, qualifier)),
        Wanted::Between { at, .. } => Err(unordered(&at.0, qualifier)),
    }
}

fn unordered(at: &std::ops::Range<usize>, qualifier: &str) -> QueryError {
    QueryError::new(at, format!("`{qualifier}` can't be compared"))
        .hint("numbers, dates and iterations can; put the value in quotes to take it as it is")
}

fn span<T: Copy>(
    wanted: &Wanted,
    read: impl Fn(&Operand) -> Result<T, QueryError>,
) -> Result<Span<T>, QueryError> {
    let end = |operand: &Option<Operand>| {
        operand.as_ref().map_or(Ok(Bound::Unbounded), |operand| read(operand).map(Bound::Included))
    };
    Ok(match wanted {
        Wanted::Exactly(operand) if !operand.quoted && operand.text == "*" => {
            (Bound::Unbounded, Bound::Unbounded)
        }
        Wanted::Exactly(operand) => {
            let value = read(operand)?;
            (Bound::Included(value), Bound::Included(value))
        }
        Wanted::Compared(comparison, operand) => {
            let value = read(operand)?;
            match comparison {
                Comparison::Less => (Bound::Unbounded, Bound::Excluded(value)),
                Comparison::AtMost => (Bound::Unbounded, Bound::Included(value)),
                Comparison::More => (Bound::Excluded(value), Bound::Unbounded),
                Comparison::AtLeast => (Bound::Included(value), Bound::Unbounded),
            }
        }
        Wanted::Between { low, high, .. } => (end(low)?, end(high)?),
    })
}

fn number(operand: &Operand) -> Result<f64, QueryError> {
    let number = operand.text.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| {
        QueryError::new(&operand.at.0, format!("`{}` is not a number", operand.text))
            .hint("write 3, >3, <=5 or 1..5")
    })
}

/// `50` or `50%`.
fn percent(operand: &Operand) -> Result<f64, QueryError> {
    let bare = Operand { text: operand.text.trim_end_matches('%').to_owned(), ..operand.clone() };
    number(&bare)
}

fn date(operand: &Operand, today: Date) -> Result<Date, QueryError> {
    day::day(&operand.text, today).filter(|_| !operand.quoted || !operand.text.starts_with('@')).ok_or_else(
        || {
            QueryError::new(&operand.at.0, format!("`{}` is not a day", operand.text))
                .hint("write 2026-01-31, @today, @today-7d or 2026-01-01..2026-01-31")
        },
    )
}

/// A day or a span of days; `7days` is seven or more days ago.
fn moment(wanted: &Wanted, today: Date) -> Result<Span<Date>, QueryError> {
    if let Wanted::Exactly(operand) = wanted
        && let Some(latest) = day::ago(&operand.text).and_then(|days| day::shifted(today, -days))
    {
        return Ok((Bound::Unbounded, Bound::Included(latest)));
    }
    span(wanted, |operand| date(operand, today))
}

/// The iterations that a value stands for. They are compared by their first day.
fn iterations_meant(
    wanted: &Wanted,
    iterations: &[Iteration],
    today: Date,
) -> Result<Vec<IterationId>, QueryError> {
    let ids = |meant: &dyn Fn(&&Iteration) -> bool| {
        iterations.iter().filter(meant).map(|iteration| iteration.id.clone()).collect::<Vec<_>>()
    };
    let within =
        |span: Span<Date>| ids(&|iteration| std::ops::RangeBounds::contains(&span, &iteration.start));
    if let Wanted::Exactly(operand) = wanted {
        if let Some(offset) = relative(operand) {
            let meant = nth(iterations, offset, today).map(|iteration| &iteration.id);
            return Ok(ids(&|iteration| Some(&iteration.id) == meant));
        }
        let named = name::find(&operand.text, iterations, |iteration| &iteration.title).is_some();
        let pattern = Pattern::new(&operand.text);
        if !named && pattern.is_wild() {
            let meant = ids(&|iteration| pattern.matches(&iteration.title));
            if !meant.is_empty() || operand.text == "*" {
                return Ok(meant);
            }
        }
        // GitHub's documentation puts the quotes around a whole range, too.
        if !named && let Some((low, high)) = operand.text.split_once("..").filter(|_| operand.quoted) {
            let end =
                |text: &str| start(&Operand { text: text.to_owned(), ..operand.clone() }, iterations, today);
            return Ok(within((Bound::Included(end(low)?), Bound::Included(end(high)?))));
        }
    }
    Ok(within(span(wanted, |operand| start(operand, iterations, today))?))
}

/// The first day of an iteration by its title or by a keyword. Before all and after all are days too.
fn start(operand: &Operand, iterations: &[Iteration], today: Date) -> Result<Date, QueryError> {
    if let Some(offset) = relative(operand) {
        let beyond = match offset {
            0 => today,
            1.. => Date::MAX,
            _ => Date::MIN,
        };
        return Ok(nth(iterations, offset, today).map_or(beyond, |iteration| iteration.start));
    }
    let keywords = "write a title, @current, @next, @previous or @current+2";
    let names = iterations.iter().map(|iteration| iteration.title.as_str());
    name::find(&operand.text, iterations, |iteration| &iteration.title)
        .map(|iteration| iteration.start)
        .ok_or_else(|| {
            let error = QueryError::unknown(&operand.at.0, "the iteration", &operand.text, names);
            let is_keyword = !operand.quoted && operand.text.starts_with('@');
            if is_keyword || error.hint.is_none() { error.hint(keywords) } else { error }
        })
}

/// How many iterations from the current one: `@current` 0, `@next` 1, `@previous` -1, `@current+2` 2.
pub(super) fn offset(text: &str) -> Option<i64> {
    [("@current", 0), ("@next", 1), ("@previous", -1)].into_iter().find_map(|(keyword, base)| {
        let rest = day::keyword(text, keyword)?;
        if rest.is_empty() { Some(base) } else { day::signed(rest).map(|more| base + more) }
    })
}

fn relative(operand: &Operand) -> Option<i64> {
    (!operand.quoted).then(|| offset(&operand.text)).flatten()
}

/// The iteration so many after the current one, or before it; between two iterations there is no current one.
pub(super) fn nth(iterations: &[Iteration], offset: i64, today: Date) -> Option<&Iteration> {
    let count = usize::try_from(offset.unsigned_abs()).ok()?;
    match offset {
        0 => iterations.iter().find(|iteration| iteration.contains(today)),
        1.. => iterations.iter().filter(|iteration| iteration.start > today).nth(count - 1),
        _ => iterations.iter().rev().filter(|iteration| iteration.last_day() < today).nth(count - 1),
    }
}

/// Reads `owner/name#12`, `name#12`, `#12` or `12`; anything else is a title.
pub(super) fn linked(text: &str) -> Linked {
    let (repository, number) = text.rsplit_once('#').unwrap_or(("", text));
    match number.parse() {
        Ok(number) => {
            let repository = (!repository.is_empty()).then(|| Pattern::new(repository));
            Linked::Number { repository, number }
        }
        Err(_) => Linked::Title(Pattern::new(text)),
    }
}
