//! How the board is laid out: what cards are sorted by, what makes rows, which columns and rows step back.

use std::collections::BTreeSet;

use super::Board;
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::domain::board::Board as Columns;
use crate::domain::view::Sort;
use crate::domain::{Arrangement, Aspect, FieldId, StepId};

/// A column that was hidden.
#[derive(Debug)]
pub(super) struct Hidden {
    title: String,
    /// How the board was laid out before, and since.
    before: Arrangement,
    after: Arrangement,
    /// The step that undo would have taken back then.
    step: Option<StepId>,
}

impl Board {
    /// The field that makes the columns; none in a table.
    pub(super) fn columns_by(&self) -> Option<&FieldId> {
        self.columns.as_ref().and_then(Columns::axis)
    }

    /// Sorts by something alone, or in GitHub's order; by what it is sorted first already turns that around.
    pub fn sort_by(&mut self, by: Option<Aspect>, cx: &mut Cx<'_>) {
        match (by, self.arrangement.sort.first_mut()) {
            (None, _) => self.arrangement.sort.clear(),
            (Some(by), Some(first)) if first.by == by => first.down = !first.down,
            (Some(by), _) => self.arrangement.sort = vec![Sort { by, down: false }],
        }
        self.settle(cx);
    }

    /// Sorts by one thing more, which decides where those before it do not; asked again it is turned around, then left out.
    pub fn sort_also_by(&mut self, by: Option<Aspect>, cx: &mut Cx<'_>) {
        let sort = &mut self.arrangement.sort;
        let place = sort.iter().position(|known| Some(&known.by) == by.as_ref());
        match (by, place) {
            (None, _) => sort.clear(),
            (Some(_), Some(place)) if sort[place].down => drop(sort.remove(place)),
            (Some(_), Some(place)) => sort[place].down = true,
            (Some(by), None) => sort.push(Sort { by, down: false }),
        }
        self.settle(cx);
    }

    /// Makes rows by something, or none. The focused card keeps the focus.
    pub fn rows_by(&mut self, by: Option<Aspect>, cx: &mut Cx<'_>) {
        self.arrangement.rows = by;
        self.arrangement.folded_rows.clear();
        self.settle(cx);
    }

    /// Leaves the focused column out.
    pub(super) fn hide_column(&mut self, cx: &mut Cx<'_>) {
        let Some(columns) = &self.columns else { return };
        if columns.shown().count() < 2 {
            return cx.say(Tone::Info, "The last column stays.");
        }
        let here = self.cursor.column;
        let title = columns.columns()[here].title.clone();
        let next =
            columns.shown().find(|column| *column > here).or(columns.shown().rfind(|column| *column < here));
        cx.say(Tone::Info, format!("{title} is not shown any more."));
        let before = self.arrangement.clone();
        self.arrangement.hidden.insert(title.clone());
        self.note_hidden(title, before, cx);
        if let Some(next) = next {
            self.focus_column(next);
        }
    }

    /// Remembers what was hidden, so that undo can show it again.
    pub(super) fn note_hidden(&mut self, title: String, before: Arrangement, cx: &Cx<'_>) {
        let step = cx.journal.next_undo().map(|step| step.id);
        self.hidden.push(Hidden { title, before, after: self.arrangement.clone(), step });
    }

    /// Shows the column again that was hidden last, if nothing was changed since. False if there is none.
    pub fn show_hidden(&mut self, cx: &mut Cx<'_>) -> bool {
        let step = cx.journal.next_undo().map(|step| step.id);
        let last = self.hidden.pop().filter(|last| last.after == self.arrangement && last.step == step);
        let Some(Hidden { title, before, .. }) = last else {
            self.hidden.clear();
            return false;
        };
        self.arrangement = before;
        cx.say(Tone::Info, format!("{title} is shown again."));
        self.settle(cx);
        true
    }

    /// Makes a column a narrow strip, or a column again.
    pub fn fold_column(&mut self, column: usize) {
        let Some(column) = self.columns.as_ref().and_then(|columns| columns.columns().get(column)) else {
            return;
        };
        toggle(&mut self.arrangement.folded, &column.title.clone());
    }

    /// Shows only the title of a row, or its cards again.
    pub fn fold_row(&mut self, band: usize, cx: &mut Cx<'_>) {
        let Some(columns) = &self.columns else { return };
        if !columns.has_rows() {
            return cx.say(Tone::Info, "There are no rows.");
        }
        if let Some(band) = columns.bands().get(band) {
            toggle(&mut self.arrangement.folded_rows, &band.title.clone());
        }
    }
}

/// Takes a title in, or out whatever its case.
fn toggle(titles: &mut BTreeSet<String>, title: &str) {
    let before = titles.len();
    titles.retain(|known| !known.eq_ignore_ascii_case(title));
    if titles.len() == before {
        titles.insert(title.to_owned());
    }
}
