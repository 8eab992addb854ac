//! A roadmap: from which fields a card's bar is drawn, and from when to when it reaches. GitHub does not tell which a saved one uses.

use serde::{Deserialize, Serialize};

use super::value::{distance, spelled, working_days};
use super::{Date, Field, FieldId, FieldKind, Item, Project, Value};

/// Names that teams give to the day when work begins, the likeliest first.
const STARTS: [&str; 5] = ["Start date", "Start", "Starts", "Begin", "From"];
/// Names that teams give to the day when it is to be done.
const ENDS: [&str; 9] =
    ["Target date", "Target", "Due date", "Due", "Deadline", "End date", "End", "Finish", "Until"];

/// What bars are drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dates {
    /// The days of an iteration.
    Iteration(FieldId),
    /// From one field to another.
    Between(FieldId, FieldId),
    /// One day.
    Day(FieldId),
}

impl Dates {
    /// The fields, the one with the first day first.
    pub fn fields(&self) -> Vec<&FieldId> {
        match self {
            Self::Iteration(field) | Self::Day(field) => vec![field],
            Self::Between(start, end) => vec![start, end],
        }
    }

    /// What some fields mean as dates: an iteration, a day, or two days.
    pub fn of(project: &Project, fields: &[FieldId]) -> Option<Self> {
        let is_day = |id: &FieldId| project.field(id).is_some_and(|field| field.kind == FieldKind::Date);
        match fields {
            [field] if is_day(field) => Some(Self::Day(field.clone())),
            [field] if project.field(field).is_some_and(is_iteration) => Some(Self::Iteration(field.clone())),
            [start, end] if is_day(start) && is_day(end) => Some(Self::Between(start.clone(), end.clone())),
            _ => None,
        }
    }

    /// What people call it: `Sprint`, `Start to Target`.
    pub fn name(&self, project: &Project) -> String {
        let named =
            |id: &FieldId| project.field(id).map_or("a field that is gone", |field| &field.name).to_owned();
        self.fields().into_iter().map(named).collect::<Vec<_>>().join(" to ")
    }

    /// Whether the project has its fields.
    fn is_of(&self, project: &Project) -> bool {
        self.fields().into_iter().all(|id| project.field(id).is_some())
    }
}

/// Everything that bars can be drawn from: iterations first, then two days that belong together, then each day alone.
pub fn offered(project: &Project) -> Vec<Dates> {
    let days: Vec<&Field> = project.fields.iter().filter(|field| field.kind == FieldKind::Date).collect();
    let named = |names: &[&str]| {
        let is = |name: &&str| days.iter().find(|field| field.name.eq_ignore_ascii_case(name)).copied();
        names.iter().find_map(is)
    };
    let iterations = project.fields.iter().filter(|field| is_iteration(field));
    let mut all: Vec<Dates> = iterations.map(|field| Dates::Iteration(field.id.clone())).collect();
    if let (Some(start), Some(end)) = (named(&STARTS), named(&ENDS)) {
        all.push(Dates::Between(start.id.clone(), end.id.clone()));
    }
    let mut single = days.clone();
    single.sort_by_key(|field| {
        ENDS.iter().position(|name| name.eq_ignore_ascii_case(&field.name)).unwrap_or(ENDS.len())
    });
    all.extend(single.into_iter().map(|field| Dates::Day(field.id.clone())));
    all
}

/// What bars are drawn from: what was chosen while the project has it, else the first that is offered.
pub fn dates(project: &Project, chosen: Option<&Dates>) -> Option<Dates> {
    chosen.filter(|dates| dates.is_of(project)).cloned().or_else(|| offered(project).into_iter().next())
}

fn is_iteration(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Iteration(_))
}

/// From when to when a card reaches. One of the days may be missing: it is not guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Both days are known.
    Whole(Date, Date),
    /// Only when it begins.
    From(Date),
    /// Only when it is due.
    Due(Date),
}

impl Span {
    /// Where a card reaches; none where it has no dates.
    pub fn of(item: &Item, dates: &Dates, project: &Project) -> Option<Self> {
        let day = |field: &FieldId| match item.value(field)? {
            Value::Date(day) => Some(*day),
            Value::Text(_)
            | Value::Number(_)
            | Value::SingleSelect(_)
            | Value::MultiSelect(_)
            | Value::Iteration(_) => None,
        };
        match dates {
            Dates::Iteration(field) => {
                let Value::Iteration(id) = item.value(field)? else { return None };
                let iteration = project.field(field)?.iteration(id)?;
                Some(Self::Whole(iteration.start, iteration.last_day()))
            }
            Dates::Day(field) => day(field).map(Self::Due),
            Dates::Between(start, end) => match (day(start), day(end)) {
                (Some(start), Some(end)) => Some(Self::Whole(start, end)),
                (Some(start), None) => Some(Self::From(start)),
                (None, Some(end)) => Some(Self::Due(end)),
                (None, None) => None,
            },
        }
    }

    /// The earlier and the later day.
    pub fn days(self) -> (Date, Date) {
        match self {
            Self::Whole(start, end) => (start.min(end), start.max(end)),
            Self::From(day) | Self::Due(day) => (day, day),
        }
    }

    /// Whether it ends before it begins: someone has mistyped.
    pub fn is_backward(self) -> bool {
        matches!(self, Self::Whole(start, end) if end < start)
    }

    /// The same in words.
    pub fn told(self, today: Date) -> String {
        match self {
            Self::Whole(start, end) if end < start => {
                format!("ends {} before it begins {}", spelled(end, today), spelled(start, today))
            }
            Self::Whole(start, end) => {
                let before = super::value::stepped(start, -1);
                let days = working_days(before, end);
                let word = if days == 1 { "working day" } else { "working days" };
                format!("{} to {}, {days} {word}", spelled(start, today), spelled(end, today))
            }
            Self::From(day) => format!("from {}, no end", spelled(day, today)),
            Self::Due(day) => format!("due {} ({})", spelled(day, today), distance(day, today)),
        }
    }
}

/// How much time a cell stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zoom {
    /// Three cells for a day.
    Week,
    /// A cell for a day.
    #[default]
    Month,
    /// A cell for three days.
    Quarter,
}

impl Zoom {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "weeks",
            Self::Month => "months",
            Self::Quarter => "quarters",
        }
    }

    /// One step closer, where there is one.
    #[must_use]
    pub fn closer(self) -> Self {
        match self {
            Self::Week | Self::Month => Self::Week,
            Self::Quarter => Self::Month,
        }
    }

    /// One step farther away, where there is one.
    #[must_use]
    pub fn farther(self) -> Self {
        match self {
            Self::Week => Self::Month,
            Self::Month | Self::Quarter => Self::Quarter,
        }
    }

    /// How many days a step to the side is.
    pub fn step(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 14,
            Self::Quarter => 42,
        }
    }

    /// The first cell of a day, counted in days from the first one that is shown.
    pub fn cell(self, day: i64) -> i64 {
        match self {
            Self::Week => day * 3,
            Self::Month => day,
            Self::Quarter => day.div_euclid(3),
        }
    }

    /// How many days some cells show.
    pub fn days(self, cells: i64) -> i64 {
        match self {
            Self::Week => cells / 3,
            Self::Month => cells,
            Self::Quarter => cells * 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Content, sample};

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn field(name: &str, kind: FieldKind) -> Field {
        Field { id: name.into(), name: name.into(), kind, issue_field: None }
    }

    fn with(fields: Vec<Field>) -> Project {
        Project { fields, ..sample::project() }
    }

    #[test]
    fn iterations_go_before_days_and_two_days_before_one() {
        let named = |project: &Project| {
            offered(project).iter().map(|dates| dates.name(project)).collect::<Vec<_>>().join(", ")
        };
        let days = ["Reviewed", "Target", "Start"].map(|name| field(name, FieldKind::Date));
        let mut fields = days.to_vec();
        assert_eq!(named(&with(fields.clone())), "Start to Target, Target, Reviewed, Start");
        fields.push(field("Sprint", FieldKind::Iteration(Vec::new())));
        let project = with(fields);
        assert_eq!(named(&project), "Sprint, Start to Target, Target, Reviewed, Start");
        let chosen = Dates::of(&project, &["Start".into(), "Reviewed".into()]);
        assert_eq!(dates(&project, chosen.as_ref()), chosen);
        let gone = Dates::Day("Gone".into());
        assert_eq!(dates(&project, Some(&gone)), Some(Dates::Iteration("Sprint".into())));
        assert_eq!(dates(&with(Vec::new()), None), None);
    }

    #[test]
    fn what_is_missing_is_not_guessed() {
        let project = with(["Start", "Target"].map(|name| field(name, FieldKind::Date)).to_vec());
        let dates = dates(&project, None).expect("there are two");
        let mut item = sample::item("I", Content::Hidden, &[]);
        let today = day("2026-11-20");
        assert_eq!(Span::of(&item, &dates, &project), None);
        item.set(&"Target".into(), Some(Value::Date(day("2026-11-27"))));
        let due = Span::of(&item, &dates, &project).expect("it is due");
        assert_eq!(due.told(today), "due Fri 27 Nov (in 5 working days)");
        item.set(&"Start".into(), Some(Value::Date(day("2026-11-23"))));
        let whole = Span::of(&item, &dates, &project).expect("it has both");
        assert_eq!(whole.told(today), "Mon 23 Nov to Fri 27 Nov, 5 working days");
        item.set(&"Target".into(), None);
        let begun = Span::of(&item, &dates, &project).expect("it begins");
        assert_eq!(
            (begun.told(today).as_str(), begun.days().0),
            ("from Mon 23 Nov, no end", day("2026-11-23"))
        );
        item.set(&"Target".into(), Some(Value::Date(day("2026-11-20"))));
        let wrong = Span::of(&item, &dates, &project).expect("it has both");
        assert!(wrong.is_backward() && wrong.days() == (day("2026-11-20"), day("2026-11-23")));
    }

    #[test]
    fn a_cell_is_a_day_or_a_part_of_it_or_some() {
        for (zoom, cells) in
            [(Zoom::Week, [-3, 0, 6]), (Zoom::Month, [-1, 0, 2]), (Zoom::Quarter, [-1, 0, 0])]
        {
            assert_eq!([-1, 0, 2].map(|day| zoom.cell(day)), cells);
            assert_eq!(zoom.cell(zoom.days(60)), 60);
        }
        assert_eq!(Zoom::Quarter.closer().closer().closer(), Zoom::Week);
        assert_eq!(Zoom::Week.farther().farther().farther(), Zoom::Quarter);
    }
}
