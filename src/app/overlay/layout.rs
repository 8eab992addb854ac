//! What cards can be sorted by, what can make rows, and which fields a table can show.

use super::list::{Choice, Kind, List};
use crate::app::screen::Table;
use crate::app::widget::{Entry, Picker};
use crate::domain::project::Layout;
use crate::domain::roadmap::{self, Dates};
use crate::domain::table::{self, Column};
use crate::domain::{Arrangement, Aspect, FieldId, Project};

/// GitHub's order first, then everything cards have; what they are sorted by says so, and which way.
pub fn sort(project: &Project, now: &Arrangement) -> List {
    let none = Entry {
        label: "GitHub's order".to_owned(),
        note: if now.sort.is_empty() { "in use" } else { "" }.to_owned(),
        value: Choice::SortBy(None),
    };
    let entry = |by: Aspect| {
        let used = now.sort.iter().position(|sort| sort.by == by);
        let words = match used.map(|place| (place, now.sort[place].down)) {
            None => String::new(),
            Some((place, down)) => {
                let way = if down { "greatest first" } else { "least first" };
                let place =
                    if place == 0 { "in use".to_owned() } else { format!("in use as number {}", place + 1) };
                format!("{way} · {place}")
            }
        };
        Entry { label: by.name(project).to_owned(), note: words, value: Choice::SortBy(Some(by)) }
    };
    let all = Aspect::all(project).into_iter().map(entry);
    let title = "Sort by (tab: one more)".to_owned();
    List { title, picker: Picker::new([none].into_iter().chain(all).collect()), kind: Kind::Sort(false) }
}

/// No rows first, then everything that can make some; not what makes the columns.
pub fn rows(project: &Project, now: &Arrangement, columns: Option<&FieldId>) -> List {
    let used = |by: Option<&Aspect>| if now.rows.as_ref() == by { "in use" } else { "" }.to_owned();
    let (title, none) = match now.layout {
        Layout::Board => ("Rows by", "No rows"),
        Layout::Table | Layout::Roadmap => ("Groups by", "No groups"),
    };
    let none = Entry { label: none.to_owned(), note: used(None), value: Choice::RowsBy(None) };
    let is_columns = |by: &Aspect| matches!(by, Aspect::Field(id) if Some(id) == columns);
    let all = Aspect::all(project).into_iter().filter(|by| by.groups() && !is_columns(by));
    let entries = all.map(|by| Entry {
        label: by.name(project).to_owned(),
        note: used(Some(&by)),
        value: Choice::RowsBy(Some(by)),
    });
    List::plain(title, Picker::new([none].into_iter().chain(entries).collect()))
}

/// Everything that the bars of a roadmap can be drawn from; what they are drawn from says so.
pub fn dates(project: &Project, now: Option<&Dates>) -> List {
    let entries = roadmap::offered(project).into_iter().map(|dates| Entry {
        label: dates.name(project),
        note: if now == Some(&dates) { "in use" } else { "" }.to_owned(),
        value: Choice::Dates(dates),
    });
    List::plain("Dates of the roadmap", Picker::new(entries.collect()))
}

/// Every field that a table can show; those that it shows say so. `marked` is whether one was chosen here already.
pub fn fields(project: &Project, now: &Table, marked: bool) -> List {
    let entries = table::all(project).into_iter().map(|id| Entry {
        label: Column::Field(id.clone()).name(project).to_owned(),
        note: if now.shows(&id) { "shown" } else { "" }.to_owned(),
        value: Choice::ShowField(id),
    });
    let title = "Fields of the table (tab: one more)".to_owned();
    List { title, picker: Picker::new(entries.collect()), kind: Kind::Fields(marked) }
}
