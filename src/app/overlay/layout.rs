//! What cards can be sorted by, and what can make rows.

use super::list::{Choice, Kind, List};
use crate::app::widget::{Entry, Picker};
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
    let none = Entry { label: "No rows".to_owned(), note: used(None), value: Choice::RowsBy(None) };
    let is_columns = |by: &Aspect| matches!(by, Aspect::Field(id) if Some(id) == columns);
    let all = Aspect::all(project).into_iter().filter(|by| by.groups() && !is_columns(by));
    let entries = all.map(|by| Entry {
        label: by.name(project).to_owned(),
        note: used(Some(&by)),
        value: Choice::RowsBy(Some(by)),
    });
    List::plain("Rows by", Picker::new([none].into_iter().chain(entries).collect()))
}
