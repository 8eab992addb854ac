//! The list of views to choose from.

use super::list::{Choice, List};
use crate::app::screen::Board;
use crate::app::widget::{Entry, Picker};
use crate::domain::project::Layout;
use crate::domain::{View, ViewId};

/// All views of the project; the one that is shown says so. GitHub has so many `more` that it did not send.
pub fn choice(board: &Board, more: u32) -> List {
    let entry = |view: &View| {
        let now = if view.id == board.views.current { "shown · " } else { "" };
        let changed = if board.views.is_changed(view, &board.arrangement) { "changed · " } else { "" };
        let filter = &view.arrangement.filter;
        let filter = if filter.is_empty() { String::new() } else { format!(" · {filter}") };
        Entry {
            label: view.name.clone(),
            note: format!("{now}{changed}{}{filter}", origin(view)),
            value: Choice::View(view.id.clone()),
        }
    };
    let mut entries: Vec<_> = board.views.all.iter().map(entry).collect();
    if more > 0 {
        let label = format!("and {more} more on GitHub");
        entries.push(Entry { label, note: String::new(), value: Choice::Nothing });
    }
    let mut list = List::plain("View", Picker::new(entries));
    list.picker.cursor = board.views.all.iter().position(|view| view.id == board.views.current).unwrap_or(0);
    list
}

fn origin(view: &View) -> &'static str {
    match (&view.id, view.layout) {
        (ViewId::All, _) => "every card",
        (ViewId::Own(_), _) => "yours",
        (ViewId::Saved(_), Some(Layout::Table)) => "GitHub's, a table",
        (ViewId::Saved(_), Some(Layout::Roadmap)) => "GitHub's, a roadmap",
        (ViewId::Saved(_), Some(Layout::Board) | None) => "GitHub's",
    }
}
