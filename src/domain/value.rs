//! Reads the value of a field as a person types it, in the words people use for its kind.

use chrono::{Datelike, Days, Month, Weekday};

use super::query::{self, day};
use super::{Date, Field, FieldKind, Iteration, OptionId, SelectOption, Value, name};

/// What a text is read against.
#[derive(Debug, Clone, Copy)]
pub struct Now<'a> {
    /// The day where the person is.
    pub today: Date,
    /// The value the field has now: `+1` counts from it.
    pub was: Option<&'a Value>,
}

/// A text is no value for a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoValue {
    /// Nothing is a number but a number.
    #[error("`{0}` is no number")]
    Number(String),
    /// The text names no day.
    #[error("`{0}` is no day")]
    Date(String),
    /// No option or iteration has such a name.
    #[error("`{text}` is not in {field}")]
    Unknown {
        /// What was typed.
        text: String,
        /// The field's name.
        field: String,
        /// The name that was most likely meant.
        near: Option<String>,
        /// Every name there is to choose from.
        known: Vec<String>,
    },
    /// Several options or iterations begin like this.
    #[error("`{text}` may be any of: {}", .among.join(", "))]
    Several {
        /// What was typed.
        text: String,
        /// The names that fit.
        among: Vec<String>,
    },
    /// What the field shows is not the project's.
    #[error("{0} belongs to the issue itself")]
    Mirrored(String),
    /// The field is of a kind this program does not know.
    #[error("{field} is a field of a kind that can't be written: {kind}")]
    Kind {
        /// The field's name.
        field: String,
        /// GitHub's name for its kind.
        kind: String,
    },
}

impl NoValue {
    /// What to write instead, where something can be.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Number(_) => Some("write a number; +1 and -1 count from the present one".to_owned()),
            Self::Date(_) => Some("write 2026-01-31, 31 jan, today, fri, next mon, +3d or +2w".to_owned()),
            Self::Unknown { near: Some(near), .. } => Some(format!("did you mean `{near}`?")),
            Self::Unknown { known, .. } if known.is_empty() => None,
            Self::Unknown { known, .. } => Some(format!("write one of: {}", known.join(", "))),
            Self::Several { .. } => Some("write more of it".to_owned()),
            Self::Mirrored(_) | Self::Kind { .. } => None,
        }
    }
}

/// Reads a value; nothing typed clears the field.
pub fn read(field: &Field, text: &str, now: Now<'_>) -> Result<Option<Value>, NoValue> {
    let text = text.trim();
    match &field.kind {
        FieldKind::Mirrored(_) => Err(NoValue::Mirrored(field.name.clone())),
        FieldKind::Unknown(kind) => Err(NoValue::Kind { field: field.name.clone(), kind: kind.clone() }),
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
        FieldKind::Text => Ok(Some(Value::Text(text.into()))),
        FieldKind::Number => number(text, now.was).map(|number| Some(Value::Number(number))),
        FieldKind::Date => match date(text, now.today) {
            Some(day) => Ok(Some(Value::Date(day))),
            None => Err(NoValue::Date(text.to_owned())),
        },
        FieldKind::SingleSelect(options) => {
            let option = choose(&field.name, text, options, |option| &option.name)?;
            Ok(Some(Value::SingleSelect(option.id.clone())))
        }
        FieldKind::MultiSelect(options) => several(field, text, options, now.was),
        FieldKind::Iteration(iterations) => iteration(field, text, iterations, now.today),
    }
}

/// A number, or how far it goes from the present one: `+1`, `-0.5`. A negative one is written `=-2`.
fn number(text: &str, was: Option<&Value>) -> Result<f64, NoValue> {
    let wrong = || NoValue::Number(text.to_owned());
    let parsed = |text: &str| text.trim().parse::<f64>().ok();
    let present = match was {
        Some(Value::Number(number)) => *number,
        _ => 0.0,
    };
    let number = match text.strip_prefix('=') {
        Some(exact) => parsed(exact),
        None if text.starts_with(['+', '-']) => parsed(text).map(|by| present + by),
        None => parsed(text),
    };
    number.filter(|number| number.is_finite()).ok_or_else(wrong)
}

/// A day: `2026-01-31`, `31 jan`, `today`, `fri` (the next one after today), `next mon` (of next week), `+3d`, `-1w`, `@today+3d`.
pub fn date(text: &str, today: Date) -> Option<Date> {
    let text = text.trim().to_lowercase();
    let words = [("yesterday", -1), ("today", 0), ("tomorrow", 1)];
    if let Some((_, days)) = words.iter().find(|(word, _)| *word == text) {
        return day::shifted(today, *days);
    }
    if let Some(next) = text.strip_prefix("next ") {
        let monday = day::shifted(today, 7 - i64::from(today.weekday().num_days_from_monday()))?;
        let weekday = if next.trim() == "week" { Weekday::Mon } else { next.trim().parse().ok()? };
        return day::shifted(monday, weekday.num_days_from_monday().into());
    }
    if let Ok(weekday) = text.parse::<Weekday>() {
        let ahead = weekday.days_since(today.weekday());
        return day::shifted(today, if ahead == 0 { 7 } else { ahead.into() });
    }
    let counted = if text.starts_with(['+', '-']) { format!("@today{text}") } else { text.clone() };
    day::day(&counted, today).or_else(|| day_and_month(&text, today))
}

/// `31 jan` or `jan 31`: the next one, today included.
fn day_and_month(text: &str, today: Date) -> Option<Date> {
    let (one, other) = text.split_once(' ')?;
    let (one, other) = (one.trim_end_matches('.'), other.trim().trim_end_matches('.'));
    let (number, month) = match one.parse::<u32>() {
        Ok(number) => (number, other),
        Err(_) => (other.parse().ok()?, one),
    };
    let month = month.parse::<Month>().ok()?.number_from_month();
    // Nine years hold a 29 February wherever the calendar skips one.
    let mut years = (today.year()..).take(9).filter_map(|year| Date::from_ymd_opt(year, month, number));
    years.find(|day| *day >= today)
}

/// How many days from Monday to Friday lie after one day, up to and including another one that is not before it.
pub fn working_days(after: Date, to: Date) -> i64 {
    // Of every full week five count, whatever day it begins on.
    let days = (to - after).num_days().max(0);
    let rest = after.iter_days().skip(1).take(usize::try_from(days % 7).unwrap_or(0));
    let counts = |day: &Date| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    days / 7 * 5 + i64::try_from(rest.filter(counts).count()).unwrap_or(0)
}

/// `docs, api` is all there is to be; `+docs, -api` changes what there is.
fn several(
    field: &Field,
    text: &str,
    options: &[SelectOption],
    was: Option<&Value>,
) -> Result<Option<Value>, NoValue> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let changes = !parts.is_empty() && parts.iter().all(|part| part.starts_with(['+', '-']));
    let mut chosen: Vec<OptionId> = match was {
        Some(Value::MultiSelect(ids)) if changes => ids.to_vec(),
        _ => Vec::new(),
    };
    for part in parts {
        let bare = if changes { part[1..].trim_start() } else { part };
        let option = choose(&field.name, bare, options, |option| &option.name)?;
        let has = chosen.contains(&option.id);
        if changes && part.starts_with('-') {
            chosen.retain(|id| *id != option.id);
        } else if !has {
            chosen.push(option.id.clone());
        }
    }
    Ok((!chosen.is_empty()).then_some(Value::MultiSelect(chosen.into())))
}

fn iteration(
    field: &Field,
    text: &str,
    iterations: &[Iteration],
    today: Date,
) -> Result<Option<Value>, NoValue> {
    if let Some(found) = query::iteration(text, iterations, today) {
        return Ok(Some(Value::Iteration(found.id.clone())));
    }
    let title = |iteration: &&Iteration| iteration.title.clone();
    let open: Vec<&Iteration> = iterations.iter().filter(|iteration| !iteration.completed).collect();
    let found =
        choose(&field.name, text, iterations, |iteration| &iteration.title).or_else(|wrong| match wrong {
            // What is over is rarely meant.
            NoValue::Several { .. } => {
                choose(&field.name, text, &open, |iteration| &iteration.title).copied()
            }
            NoValue::Number(_)
            | NoValue::Date(_)
            | NoValue::Unknown { .. }
            | NoValue::Mirrored(_)
            | NoValue::Kind { .. } => Err(wrong),
        });
    match found {
        Ok(iteration) => Ok(Some(Value::Iteration(iteration.id.clone()))),
        Err(NoValue::Unknown { text, field, near, known }) => {
            let open: Vec<String> = open.iter().map(title).collect();
            let named = if open.is_empty() { known } else { open };
            let known = ["@current".to_owned(), "@next".to_owned()].into_iter().chain(named).collect();
            Err(NoValue::Unknown { text, field, near, known })
        }
        Err(wrong) => Err(wrong),
    }
}

/// The one that is meant: by its name, else the only one with a word that begins so.
pub fn choose<'a, T>(
    field: &str,
    text: &str,
    all: &'a [T],
    called: impl Fn(&T) -> &str,
) -> Result<&'a T, NoValue> {
    if let Some(found) = name::find(text, all, &called) {
        return Ok(found);
    }
    let fitting: Vec<&T> = all.iter().filter(|one| name::begins(called(one), text)).collect();
    match fitting.as_slice() {
        [one] => Ok(one),
        [] => {
            let near = name::nearest(text, all.iter().map(&called)).map(str::to_owned);
            let known = all.iter().map(|one| called(one).to_owned()).collect();
            Err(NoValue::Unknown { text: text.to_owned(), field: field.to_owned(), near, known })
        }
        several => {
            let among = several.iter().map(|one| called(one).to_owned()).collect();
            Err(NoValue::Several { text: text.to_owned(), among })
        }
    }
}

/// The days of an iteration as people read them: `16 Nov – 29 Nov`.
pub fn span(iteration: &Iteration) -> String {
    format!("{} – {}", iteration.start.format("%-d %b"), iteration.last_day().format("%-d %b"))
}

/// Where a day lies, in words: `in 5 working days`, `2 days ago`.
pub fn distance(day: Date, today: Date) -> String {
    let counted =
        |count: i64, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    match (day - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days < 0 => format!("{} ago", counted(-days, "day")),
        days => match working_days(today, day) {
            0 => format!("in {}", counted(days, "day")),
            working => format!("in {}", counted(working, "working day")),
        },
    }
}

/// A day with its weekday: `Fri 27 Nov`, with the year where it is another one.
pub fn spelled(day: Date, today: Date) -> String {
    let form = if day.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" };
    day.format(form).to_string()
}

/// A day as short as it can be told: `today`, `Fri 27 Nov`, with the year instead of the weekday where it is another one.
pub fn short(day: Date, today: Date) -> String {
    match (day - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        _ if day.year() == today.year() => day.format("%a %-d %b").to_string(),
        _ => day.format("%-d %b %Y").to_string(),
    }
}

/// The day so many days on, or back; the same one at the end of the calendar.
pub fn stepped(day: Date, days: i64) -> Date {
    let count = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) };
    moved.unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    /// What a text means for a field, as a person reads it; the tests take place on Friday 2026-11-20.
    fn understood(field: &str, text: &str, was: Option<&str>) -> Result<String, String> {
        let project = sample::project();
        let field = project.field_named(field).expect("the sample has it");
        let today = sample::today();
        let was = was.and_then(|was| read(field, was, Now { today, was: None }).expect("it is a value"));
        let value = read(field, text, Now { today, was: was.as_ref() });
        let told = |wrong: NoValue| match wrong.hint() {
            Some(hint) => format!("{wrong} / {hint}"),
            None => wrong.to_string(),
        };
        Ok(value.map_err(told)?.map_or_else(|| "cleared".to_owned(), |value| field.show(&value)))
    }

    #[test]
    fn each_kind_of_field_is_read_in_its_own_words() {
        for (field, text, value) in [
            ("Effort", "3.5", "3.5"),
            ("Effort", "=-2", "-2"),
            ("Effort", "", "cleared"),
            ("Due date", "2026-12-24", "2026-12-24"),
            ("Due date", "today", "2026-11-20"),
            ("Due date", "Tomorrow", "2026-11-21"),
            ("Due date", "fri", "2026-11-27"),
            ("Due date", "monday", "2026-11-23"),
            ("Due date", "next mon", "2026-11-23"),
            ("Due date", "next fri", "2026-11-27"),
            ("Due date", "next week", "2026-11-23"),
            ("Due date", "+3d", "2026-11-23"),
            ("Due date", "-1w", "2026-11-13"),
            ("Due date", "@today+2w", "2026-12-04"),
            ("Due date", "1 dec", "2026-12-01"),
            ("Due date", "Jan 31", "2027-01-31"),
            ("Due date", "29 february", "2028-02-29"),
            ("Status", "in progress", "In Progress"),
            ("Status", "inbox", "📥 Inbox"),
            ("Status", "prog", "In Progress"),
            ("Status", "d", "Done"),
            ("Areas", "docs, api", "Docs, API"),
            ("Sprint", "@next", "Sprint 4"),
            ("Sprint", "@previous", "Sprint 2"),
            ("Sprint", "5", "Sprint 5"),
            ("Note", " a = b ", "a = b"),
        ] {
            assert_eq!(understood(field, text, None).as_deref(), Ok(value), "{field}: {text}");
        }
    }

    #[test]
    fn a_sign_changes_what_is_there() {
        for (field, was, text, value) in [
            ("Effort", Some("3"), "+1", "4"),
            ("Effort", Some("3"), "-0.5", "2.5"),
            ("Effort", None, "+2", "2"),
            ("Areas", Some("docs"), "+api", "Docs, API"),
            ("Areas", Some("docs, api"), "-docs", "API"),
            ("Areas", Some("docs"), "-docs", "cleared"),
            ("Areas", Some("docs"), "api", "API"),
        ] {
            assert_eq!(understood(field, text, was).as_deref(), Ok(value), "{field}: {was:?} {text}");
        }
    }

    #[test]
    fn what_is_no_value_says_what_would_be() {
        for (field, text, wrong) in [
            ("Effort", "many", "`many` is no number / write a number; +1 and -1 count from the present one"),
            ("Effort", "inf", "`inf` is no number / write a number; +1 and -1 count from the present one"),
            (
                "Due date",
                "30 feb",
                "`30 feb` is no day / write 2026-01-31, 31 jan, today, fri, next mon, +3d or +2w",
            ),
            ("Status", "dune", "`dune` is not in Status / did you mean `Done`?"),
            ("Status", "i", "`i` may be any of: 📥 Inbox, In Progress / write more of it"),
            ("Areas", "docs,apy", "`apy` is not in Areas / did you mean `API`?"),
            (
                "Sprint",
                "@previous-9",
                "`@previous-9` is not in Sprint / write one of: @current, @next, Sprint 3, Sprint 4, Sprint 5",
            ),
            ("Title", "x", "Title belongs to the issue itself"),
            ("Riddle", "", "Riddle is a field of a kind that can't be written: RIDDLE"),
        ] {
            assert_eq!(understood(field, text, None), Err(wrong.into()), "{field}: {text}");
        }
    }

    #[test]
    fn a_day_is_told_by_the_working_days_until_then() {
        let told = |text: &str| distance(date(text, sample::today()).expect("a day"), sample::today());
        let days = ["today", "tomorrow", "sun", "mon", "fri", "+4w", "-3d"];
        assert_eq!(
            days.map(told),
            [
                "today",
                "tomorrow",
                "in 2 days",
                "in 1 working day",
                "in 5 working days",
                "in 20 working days",
                "3 days ago"
            ]
        );
    }
}
