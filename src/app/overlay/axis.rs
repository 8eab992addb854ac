//! The fields that can make the columns of the board.

use super::list::{Choice, List};
use crate::app::widget::{Entry, Picker};
use crate::domain::{FieldId, FieldKind, Project};

/// The single-select and iteration fields; the one in use says so.
pub fn fields(project: &Project, current: Option<&FieldId>) -> List {
    let entries = project.fields.iter().filter(|field| field.is_axis()).map(|field| {
        let kind = match &field.kind {
            FieldKind::Iteration(iterations) => format!("{} iterations", iterations.len()),
            FieldKind::SingleSelect(options) => format!("{} options", options.len()),
            FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::MultiSelect(_)
            | FieldKind::Mirrored(_)
            | FieldKind::Unknown(_) => String::new(),
        };
        let now = if current == Some(&field.id) { " · in use" } else { "" };
        Entry {
            label: field.name.clone(),
            note: format!("{kind}{now}"),
            value: Choice::Columns(field.id.clone()),
        }
    });
    List::plain("Columns by", Picker::new(entries.collect()))
}
