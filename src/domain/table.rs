//! A table: which columns it has. Its cards, groups and order are those of a board with one column.

use serde::{Deserialize, Serialize};

use super::field::Mirrored;
use super::{Aspect, Field, FieldId, FieldKind, Project};

/// A column of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Column {
    /// The title of the card; always there, and first.
    #[default]
    Title,
    /// A field of the project.
    Field(FieldId),
}

impl Column {
    /// Its field; none for the title.
    pub fn field<'a>(&self, project: &'a Project) -> Option<&'a Field> {
        match self {
            Self::Title => None,
            Self::Field(id) => project.field(id),
        }
    }

    /// What people call it.
    pub fn name<'a>(&self, project: &'a Project) -> &'a str {
        match self {
            Self::Title => "Title",
            Self::Field(id) => project.field(id).map_or("a field that is gone", |field| field.name.as_str()),
        }
    }

    /// What cards are sorted by to sort by it; none where nothing can be compared.
    pub fn aspect(&self, project: &Project) -> Option<Aspect> {
        match self {
            Self::Title => Some(Aspect::Title),
            Self::Field(id) => project.field(id).and_then(Aspect::of),
        }
    }
}

/// The columns of a table: the title, then the wanted fields in their order. What the project does not have is left out; where
/// nothing is wanted, the usual ones are there.
pub fn columns(project: &Project, wanted: &[FieldId]) -> Vec<Column> {
    let fields = if wanted.is_empty() { usual(project) } else { wanted.to_vec() };
    let is_shown = |id: &FieldId| project.field(id).is_some_and(|field| !is_title(field));
    let mut all = vec![Column::Title];
    for column in fields.into_iter().filter(is_shown).map(Column::Field) {
        if !all.contains(&column) {
            all.push(column);
        }
    }
    all
}

/// The fields that can be columns beside the title, in the project's order.
pub fn all(project: &Project) -> Vec<FieldId> {
    project.fields.iter().filter(|field| !is_title(field)).map(|field| field.id.clone()).collect()
}

/// What the project itself stores, and people: what is planned by. The rest of an issue can be added.
fn usual(project: &Project) -> Vec<FieldId> {
    let is_usual = |field: &&Field| match &field.kind {
        FieldKind::Mirrored(kind) => *kind == Mirrored::Assignees,
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::SingleSelect(_)
        | FieldKind::MultiSelect(_)
        | FieldKind::Iteration(_) => true,
        FieldKind::Unknown(_) => false,
    };
    project.fields.iter().filter(is_usual).map(|field| field.id.clone()).collect()
}

fn is_title(field: &Field) -> bool {
    field.kind == FieldKind::Mirrored(Mirrored::Title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    fn names(wanted: &[&str]) -> String {
        let project = sample::project();
        let id =
            |name: &&str| project.field_named(name).map_or_else(|| "gone".into(), |field| field.id.clone());
        let wanted: Vec<FieldId> = wanted.iter().map(id).collect();
        columns(&project, &wanted).iter().map(|column| column.name(&project)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_title_is_first_and_no_column_is_there_twice() {
        assert_eq!(names(&["Effort", "Title", "Status", "Effort"]), "Title Effort Status");
    }

    #[test]
    fn what_the_project_does_not_have_is_left_out() {
        assert_eq!(names(&["Status", "Nothing"]), "Title Status");
    }

    #[test]
    fn where_no_fields_are_named_those_of_the_project_are_shown() {
        let names = names(&[]);
        assert!(names.starts_with("Title ") && names.contains("Status"), "{names}");
        assert!(!names.contains("Labels") && !names.contains("Title Title"), "{names}");
    }
}
