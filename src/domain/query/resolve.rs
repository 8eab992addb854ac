//! Looks up what the names and values of a query stand for in one project, for one person, on one day.

use std::ops::Bound;

use super::day;
use super::matches::{Allowed, Condition, Holder, Linked, Matcher, Span, Test};
use super::subject::{Aspect, Subject};
use super::term::{Comparison, Is, Operand, Term, Wanted, What};
use super::text::{Fuzzy, Text};
use super::{QueryError, Scope};
use crate::domain::name::{self, Pattern};
use crate::domain::{Date, Field, FieldKind, Iteration};

pub(super) fn matcher(terms: &[Term], scope: &Scope<'_>) -> Result<Matcher, QueryError> {
    let archived = |term: &Term| match &term.what {
        What::Is(any) => !term.negated && any.contains(&Is::Archived),
        What::Word(_)
        | What::Phrase(_)
        | What::Reason(_)
        | What::No(_)
        | What::Has(_)
        | What::Field { .. } => false,
    };
    let conditions = terms
        .iter()
        .map(|term| Ok(Condition { negated: term.negated, test: test(&term.what, scope)? }))
        .collect::<Result<_, _>>()?;
    Ok(Matcher { conditions, fuzzy: Fuzzy::new(), archived: terms.iter().any(archived) })
}

fn test(what: &What, scope: &Scope<'_>) -> Result<Test, QueryError> {
    Ok(match what {
        What::Word(word) => Test::Text(Text::word(word)),
        What::Phrase(phrase) => Test::Text(Text::phrase(phrase)),
        What::Is(any) => Test::Is(any.clone()),
        What::Reason(any) => Test::Reason(any.clone()),
        What::No(names) => Test::Empty(holders(names, scope)?),
        What::Has(names) => Test::Filled(holders(names, scope)?),
        What::Field { name, any } => match Subject::named(name, scope.project)? {
            Subject::Field(field) => {
                let allowed = any.iter().map(|wanted| allowed(wanted, field, scope));
                Test::Value(field.id.clone(), allowed.collect::<Result<_, _>>()?)
            }
            Subject::Content(aspect) => content(aspect, name, any, scope)?,
        },
    })
}

fn holders(names: &[Operand], scope: &Scope<'_>) -> Result<Vec<Holder>, QueryError> {
    let holder = |name| {
        Ok(match Subject::named(name, scope.project)? {
            Subject::Field(field) => Holder::Field(field.id.clone()),
            Subject::Content(aspect) => Holder::Content(aspect),
        })
    };
    names.iter().map(holder).collect()
}

fn content(aspect: Aspect, name: &Operand, any: &[Wanted], scope: &Scope<'_>) -> Result<Test, QueryError> {
    match aspect {
        Aspect::Assignee | Aspect::Reviewer | Aspect::Author => {
            let login = |wanted| match operand(wanted, &name.text)? {
                me if !me.quoted && me.text.eq_ignore_ascii_case("@me") => {
                    let login = scope.me.ok_or_else(|| {
                        QueryError::new(&me.at, "who you are is not known yet")
                            .hint("sync once, or write your login")
                    })?;
                    Ok(Pattern::new(login))
                }
                login => Ok(Pattern::new(&login.text)),
            };
            Ok(Test::Names(aspect, any.iter().map(login).collect::<Result<_, _>>()?))
        }
        Aspect::Title | Aspect::Label | Aspect::Milestone | Aspect::Repository | Aspect::Type => {
            let pattern = |wanted| Ok(Pattern::new(&operand(wanted, &name.text)?.text));
            Ok(Test::Names(aspect, any.iter().map(pattern).collect::<Result<_, _>>()?))
        }
        Aspect::Parent | Aspect::BlockedBy | Aspect::LinkedPulls => {
            let link = |wanted| Ok(linked(&operand(wanted, &name.text)?.text));
            Ok(Test::Links(aspect, any.iter().map(link).collect::<Result<_, _>>()?))
        }
        Aspect::Created | Aspect::Updated | Aspect::Closed => {
            let span = |wanted| moment(wanted, scope.today);
            Ok(Test::Moment(aspect, any.iter().map(span).collect::<Result<_, _>>()?))
        }
        Aspect::SubIssues => Err(QueryError::new(&name.at, format!("`{}` takes no value", name.text))
            .hint(format!("write has:{} or no:{}", name.text, name.text))),
    }
}

fn allowed(wanted: &Wanted, field: &Field, scope: &Scope<'_>) -> Result<Allowed, QueryError> {
    match &field.kind {
        FieldKind::Number => span(wanted, number).map(Allowed::Number),
        FieldKind::Date => span(wanted, |operand| date(operand, scope.today)).map(Allowed::Day),
        FieldKind::Iteration(iterations) => {
            iterations_meant(wanted, iterations, scope.today).map(Allowed::Iterations)
        }
        FieldKind::SingleSelect(options) | FieldKind::MultiSelect(options) => {
            let operand = operand(wanted, &field.name)?;
            let pattern = Pattern::new(&operand.text);
            if pattern.is_wild() {
                let meant = options.iter().filter(|option| pattern.matches(&option.name));
                return Ok(Allowed::Options(meant.map(|option| option.id.clone()).collect()));
            }
            let names = options.iter().map(|option| option.name.as_str());
            name::find(&operand.text, options, |option| &option.name)
                .map(|option| Allowed::Options(vec![option.id.clone()]))
                .ok_or_else(|| {
                    QueryError::unknown(&operand.at, &format!("the {}", field.name), &operand.text, names)
                })
        }
        FieldKind::Text | FieldKind::Mirrored(_) | FieldKind::Unknown(_) => {
            Ok(Allowed::Text(Pattern::new(&operand(wanted, &field.name)?.text)))
        }
    }
}

/// The operand of a qualifier that knows no order.
fn operand<'a>(wanted: &'a Wanted, qualifier: &str) -> Result<&'a Operand, QueryError> {
    match wanted {
        Wanted::Exactly(operand) => Ok(operand),
        Wanted::Compared(_, operand)
        | Wanted::Between(Some(operand), _)
        | Wanted::Between(None, Some(operand)) => Err(unordered(&operand.at, qualifier)),
        Wanted::Between(None, None) => Err(unordered(&(0..0), qualifier)),
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
        Wanted::Between(low, high) => (end(low)?, end(high)?),
    })
}

fn number(operand: &Operand) -> Result<f64, QueryError> {
    let number = operand.text.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| {
        QueryError::new(&operand.at, format!("`{}` is not a number", operand.text))
            .hint("write 3, >3, <=5 or 1..5")
    })
}

fn date(operand: &Operand, today: Date) -> Result<Date, QueryError> {
    day::day(&operand.text, today).filter(|_| !operand.quoted || !operand.text.starts_with('@')).ok_or_else(
        || {
            QueryError::new(&operand.at, format!("`{}` is not a day", operand.text))
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
) -> Result<Vec<crate::domain::IterationId>, QueryError> {
    let ids = |meant: &dyn Fn(&&Iteration) -> bool| {
        iterations.iter().filter(meant).map(|iteration| iteration.id.clone()).collect()
    };
    if let Wanted::Exactly(operand) = wanted {
        let pattern = Pattern::new(&operand.text);
        if pattern.is_wild() {
            return Ok(ids(&|iteration| pattern.matches(&iteration.title)));
        }
        if let Some(offset) = relative(operand) {
            let meant = nth(iterations, offset, today).map(|iteration| &iteration.id);
            return Ok(ids(&|iteration| Some(&iteration.id) == meant));
        }
    }
    let span = span(wanted, |operand| start(operand, iterations, today))?;
    Ok(ids(&|iteration| std::ops::RangeBounds::contains(&span, &iteration.start)))
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
    let names = iterations.iter().map(|iteration| iteration.title.as_str());
    name::find(&operand.text, iterations, |iteration| &iteration.title)
        .map(|iteration| iteration.start)
        .ok_or_else(|| {
            let error = QueryError::unknown(&operand.at, "the iteration", &operand.text, names);
            match error.hint {
                Some(_) => error,
                None => error.hint("write a title, @current, @next, @previous or @current+2"),
            }
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
fn linked(text: &str) -> Linked {
    let (repository, number) = text.rsplit_once('#').unwrap_or(("", text));
    match number.parse() {
        Ok(number) => {
            let repository = (!repository.is_empty()).then(|| Pattern::new(repository));
            Linked::Number { repository, number }
        }
        Err(_) => Linked::Title(Pattern::new(text)),
    }
}
