//! Reads `FIELD=VALUE`: each kind of field in the words people use for it.

use chrono::{Datelike, Weekday};

use super::error::Error;
use crate::domain::query::{self, day};
use crate::domain::{Date, Field, FieldId, FieldKind, Project, SelectOption, Value, name};

/// A field and what it is to hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assignment {
    /// Which field.
    pub(super) field: FieldId,
    /// None clears it.
    pub(super) to: Option<Value>,
}

/// Reads one assignment. Nothing after the `=` clears the field.
pub(super) fn assignment(project: &Project, text: &str, today: Date) -> Result<Assignment, Error> {
    let Some((wanted, value)) = text.split_once('=') else {
        return Err(
            Error::usage(format!("`{text}` sets nothing")).hint("write FIELD=VALUE, such as Effort=3")
        );
    };
    let field = name::find(wanted.trim(), &project.fields, |field| &field.name).ok_or_else(|| {
        let names: Vec<&str> = project.fields.iter().map(|field| field.name.as_str()).collect();
        Error::refused(format!("there is no field `{}`", wanted.trim())).hint(
            match name::nearest(wanted, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the fields are: {}", names.join(", ")),
            },
        )
    })?;
    let value = value.trim();
    Ok(Assignment { field: field.id.clone(), to: read(field, value, today)? })
}

fn read(field: &Field, text: &str, today: Date) -> Result<Option<Value>, Error> {
    let wrong = |hint: String| {
        let message = format!("`{text}` is no value for {}", field.name);
        Err(if hint.is_empty() { Error::refused(message) } else { Error::refused(message).hint(hint) })
    };
    match &field.kind {
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::SingleSelect(_)
        | FieldKind::MultiSelect(_)
        | FieldKind::Iteration(_)
            if text.is_empty() =>
        {
            Ok(None)
        }
        FieldKind::Mirrored(_) => Err(Error::refused(format!("{} belongs to the issue itself", field.name))
            .hint("change it on the issue's page")),
        FieldKind::Unknown(kind) => {
            Err(Error::refused(format!("{} is a field of a kind that can't be written: {kind}", field.name)))
        }
        FieldKind::Text => Ok(Some(Value::Text(text.to_owned()))),
        FieldKind::Number => match text.parse().ok().filter(|number: &f64| number.is_finite()) {
            Some(number) => Ok(Some(Value::Number(number))),
            None => wrong("write a number".to_owned()),
        },
        FieldKind::Date => match date(text, today) {
            Some(day) => Ok(Some(Value::Date(day))),
            None => wrong("write 2026-01-31, today, tomorrow, fri, +3d or +2w".to_owned()),
        },
        FieldKind::SingleSelect(options) => match choice(options, text) {
            Some(option) => Ok(Some(Value::SingleSelect(option.id.clone()))),
            None => wrong(known(text, options)),
        },
        FieldKind::MultiSelect(options) => {
            let mut chosen = Vec::new();
            for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
                match choice(options, part) {
                    Some(option) => chosen.push(option.id.clone()),
                    None => return wrong(known(part, options)),
                }
            }
            Ok(Some(Value::MultiSelect(chosen)))
        }
        FieldKind::Iteration(iterations) => {
            let found = query::iteration(text, iterations, today)
                .or_else(|| name::find(text, iterations, |iteration| &iteration.title));
            if let Some(iteration) = found {
                return Ok(Some(Value::Iteration(iteration.id.clone())));
            }
            let open: Vec<_> = iterations.iter().filter(|iteration| !iteration.completed).collect();
            let shown = if open.is_empty() { iterations.iter().collect() } else { open };
            let titles: Vec<&str> = shown.iter().map(|iteration| iteration.title.as_str()).collect();
            wrong(format!("write @current, @next or one of: {}", titles.join(", ")))
        }
    }
}

fn choice<'a>(options: &'a [SelectOption], text: &str) -> Option<&'a SelectOption> {
    name::find(text, options, |option| &option.name)
}

fn known(text: &str, options: &[SelectOption]) -> String {
    let names: Vec<&str> = options.iter().map(|option| option.name.as_str()).collect();
    match name::nearest(text, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of: {}", names.join(", ")),
    }
}

/// A day: `2026-01-31`, `today`, `tomorrow`, `yesterday`, `fri` (the next one after today), `+3d`, `-1w`, `@today+3d`.
fn date(text: &str, today: Date) -> Option<Date> {
    let text = text.to_lowercase();
    let words = [("yesterday", -1), ("today", 0), ("tomorrow", 1)];
    if let Some((_, days)) = words.iter().find(|(word, _)| *word == text) {
        return day::shifted(today, *days);
    }
    if let Ok(weekday) = text.parse::<Weekday>() {
        let ahead = weekday.days_since(today.weekday());
        return day::shifted(today, if ahead == 0 { 7 } else { ahead.into() });
    }
    let counted = if text.starts_with(['+', '-']) { format!("@today{text}") } else { text };
    day::day(&counted, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    /// What a field holds after an assignment, as a person reads it; the tests take place on Friday 2026-11-20.
    fn set(text: &str) -> Result<String, String> {
        let project = sample::project();
        let assignment = assignment(&project, text, sample::today()).map_err(|error| {
            error.hint.map_or(error.message.clone(), |hint| format!("{} / {hint}", error.message))
        })?;
        let field = project.field(&assignment.field).expect("the field was just found");
        Ok(assignment.to.map_or_else(|| "cleared".to_owned(), |value| field.show(&value)))
    }

    #[test]
    fn each_kind_of_field_is_set_in_its_own_words() {
        for (text, value) in [
            ("effort=3.5", "3.5"),
            ("Effort=", "cleared"),
            ("due-date=2026-12-24", "2026-12-24"),
            ("due date=today", "2026-11-20"),
            ("due date=Tomorrow", "2026-11-21"),
            ("due date=fri", "2026-11-27"),
            ("due date=monday", "2026-11-23"),
            ("due date=+3d", "2026-11-23"),
            ("due date=-1w", "2026-11-13"),
            ("due date=@today+2w", "2026-12-04"),
            ("status=in progress", "In Progress"),
            ("status=inbox", "📥 Inbox"),
            ("areas=docs, api", "Docs, API"),
            ("sprint=@next", "Sprint 4"),
            ("sprint=sprint 5", "Sprint 5"),
            ("note=a = b", "a = b"),
        ] {
            assert_eq!(set(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_can_not_be_set_is_an_error_with_a_way_out() {
        for (text, error) in [
            ("effort", "`effort` sets nothing / write FIELD=VALUE, such as Effort=3"),
            ("efort=1", "there is no field `efort` / did you mean `Effort`?"),
            ("effort=many", "`many` is no value for Effort / write a number"),
            ("effort=inf", "`inf` is no value for Effort / write a number"),
            (
                "due date=someday",
                "`someday` is no value for Due date / write 2026-01-31, today, tomorrow, fri, +3d or +2w",
            ),
            ("status=dune", "`dune` is no value for Status / did you mean `Done`?"),
            ("areas=docs,apy", "`docs,apy` is no value for Areas / did you mean `API`?"),
            (
                "sprint=@previous-9",
                "`@previous-9` is no value for Sprint / write @current, @next or one of: Sprint 3, Sprint 4, Sprint 5",
            ),
            ("title=x", "Title belongs to the issue itself / change it on the issue's page"),
            ("riddle=", "Riddle is a field of a kind that can't be written: RIDDLE"),
        ] {
            assert_eq!(set(text), Err(error.into()), "{text}");
        }
    }
}
