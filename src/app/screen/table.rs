//! The columns of a table, and which of them the focused cell is in. The cards, their order and their groups are the board's.

use crate::domain::table::{self, Column};
use crate::domain::{FieldId, Project};

/// The columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    /// Wherever that column stands.
    focus: Column,
}

impl Table {
    /// From left to right, the title first; none before a project has been seen as a table.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column that has the focus.
    pub fn focus(&self) -> &Column {
        &self.focus
    }

    /// Its place among all.
    pub fn place(&self) -> usize {
        self.columns.iter().position(|column| *column == self.focus).unwrap_or(0)
    }

    /// Gives a column the focus.
    pub fn focus_on(&mut self, place: usize) {
        if let Some(column) = self.columns.get(place) {
            self.focus = column.clone();
        }
    }

    /// Goes some columns to a side; with `around`, from the last to the first too.
    pub(super) fn step(&mut self, by: isize, around: bool) {
        let Ok(count) = isize::try_from(self.columns.len().max(1)) else { return };
        let place = isize::try_from(self.place()).unwrap_or(0) + by;
        let place = if around { place.rem_euclid(count) } else { place.clamp(0, count - 1) };
        self.focus_on(place.unsigned_abs());
    }

    /// Takes in which fields there are. Where the focused one is gone, the one in its place has the focus.
    pub(super) fn settle(&mut self, project: &Project, wanted: &[FieldId]) {
        let place = self.place();
        self.columns = table::columns(project, wanted);
        if !self.columns.contains(&self.focus) {
            self.focus_on(place.min(self.columns.len() - 1));
        }
    }

    /// The fields as they are once one more is shown behind the focused one, or no longer.
    pub(super) fn toggled(&self, field: &FieldId) -> Vec<FieldId> {
        let mut fields: Vec<FieldId> = self.fields().cloned().collect();
        match fields.iter().position(|known| known == field) {
            Some(place) => drop(fields.remove(place)),
            // The title is no field of the list: the place of the focused column is the one behind it there.
            None => fields.insert(self.place().min(fields.len()), field.clone()),
        }
        fields
    }

    /// Whether a field is a column.
    pub fn shows(&self, field: &FieldId) -> bool {
        self.fields().any(|known| known == field)
    }

    fn fields(&self) -> impl Iterator<Item = &FieldId> {
        self.columns.iter().filter_map(|column| match column {
            Column::Title => None,
            Column::Field(id) => Some(id),
        })
    }
}
