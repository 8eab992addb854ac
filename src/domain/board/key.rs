//! Where a card stands in its column: its row, then what it is sorted by, then GitHub's order.

use std::cmp::Reverse;

use crate::domain::view::Sort;
use crate::domain::{Aspect, Item, Project, Rank, Value};

/// The place of a card in its column. No two cards have the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Its row, by its place among the rows of the board; 0 on a board without rows.
    pub band: usize,
    /// What it is sorted by, the weightiest first; nothing where GitHub's order counts alone.
    by: Box<[Mark]>,
    /// Where it stands in the global order.
    pub rank: Rank,
}

/// One step of an order. Without a value a card is last, whatever the direction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Up(Measure),
    Down(Reverse<Measure>),
    Missing,
}

/// What can be compared. All measures of one aspect are of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Measure {
    Number(i64),
    Text(Box<str>),
}

impl Key {
    /// A place by GitHub's order alone.
    pub(super) fn plain(band: usize, rank: Rank) -> Self {
        Self { band, by: Box::default(), rank }
    }

    /// The place of a card.
    pub(super) fn new(band: usize, sort: &[Sort], item: &Item, project: &Project, rank: Rank) -> Self {
        let mark = |sort: &Sort| match (measure(&sort.by, item, project), sort.down) {
            (None, _) => Mark::Missing,
            (Some(measure), false) => Mark::Up(measure),
            (Some(measure), true) => Mark::Down(Reverse(measure)),
        };
        Self { band, by: sort.iter().map(mark).collect(), rank }
    }
}

fn measure(by: &Aspect, item: &Item, project: &Project) -> Option<Measure> {
    let text = |text: &str| Measure::Text(text.to_lowercase().into());
    let work = || item.work();
    let people = |mut names: Vec<String>| {
        names.sort_unstable();
        (!names.is_empty()).then(|| Measure::Text(names.join(", ").into()))
    };
    match by {
        Aspect::Field(id) => {
            let field = || project.field(id);
            match item.value(id)? {
                Value::Text(value) => Some(text(value)),
                Value::Number(number) => Some(Measure::Number(ordered(*number))),
                Value::Date(day) => Some(Measure::Number(days(*day))),
                Value::SingleSelect(id) => {
                    place(field()?.options().iter().position(|option| option.id == *id))
                }
                Value::MultiSelect(ids) => {
                    place(field()?.options().iter().position(|option| ids.contains(&option.id)))
                }
                Value::Iteration(id) => {
                    field()?.iteration(id).map(|iteration| Measure::Number(days(iteration.start)))
                }
            }
        }
        Aspect::Number => Some(Measure::Number(i64::try_from(item.number()?).unwrap_or(i64::MAX))),
        Aspect::Title => Some(text(item.title())),
        Aspect::Assignees => people(item.assignees().iter().map(|name| name.to_lowercase()).collect()),
        Aspect::Labels => people(item.labels().iter().map(|label| label.name.to_lowercase()).collect()),
        Aspect::Milestone => {
            let milestone = item.milestone()?;
            // The next one due comes first; those without a day are last, by their names.
            let due = milestone.due.map_or_else(|| "~".to_owned(), |due| due.to_string());
            Some(Measure::Text(format!("{due} {}", milestone.title.to_lowercase()).into()))
        }
        Aspect::Repository => item.repository().map(|name| text(name)),
        Aspect::Type => item.issue()?.kind.as_ref().map(|kind| text(kind)),
        Aspect::Parent => {
            let parent = item.issue()?.parent.as_ref()?;
            Some(Measure::Text(format!("{} {:012}", parent.repository.to_lowercase(), parent.number).into()))
        }
        Aspect::Created => {
            Some(Measure::Number(work().map_or(item.created_at, |work| work.created_at).timestamp()))
        }
        Aspect::Updated => {
            let content = item.content_updated_at().unwrap_or(item.updated_at);
            Some(Measure::Number(content.max(item.updated_at).timestamp()))
        }
        Aspect::Closed => Some(Measure::Number(work()?.closed_at?.timestamp())),
    }
}

fn place(place: Option<usize>) -> Option<Measure> {
    Some(Measure::Number(i64::try_from(place?).unwrap_or(i64::MAX)))
}

fn days(day: crate::domain::Date) -> i64 {
    day.signed_duration_since(crate::domain::Date::default()).num_days()
}

/// A number that is as great among whole numbers as this one is among all: the order of IEEE 754, zero having one sign.
fn ordered(number: f64) -> i64 {
    let bits = (number + 0.0).to_bits().cast_signed();
    if bits < 0 { i64::MIN - bits } else { bits }
}
