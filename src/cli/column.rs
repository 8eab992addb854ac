//! Finds the column that a person names.

use super::error::Error;
use crate::domain::value::{self, NoValue};
use crate::domain::{Field, FieldId, Item, Project, SelectOption, Value};

/// A column of the board: an option of the Status field, or none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// The Status field.
    pub(super) field: FieldId,
    /// What cards in it have there.
    pub(super) value: Option<Value>,
    /// As the team named it.
    pub(super) title: String,
}

/// The title of the column for cards without a status.
const NONE: &str = "No status";

impl Column {
    /// Finds a column by its name, whatever its case, emoji and blanks, or by a beginning that only one has.
    pub(super) fn named(project: &Project, wanted: &str) -> Result<Self, Error> {
        let field = status(project)?;
        let none = (NONE, None);
        let option = |option: &SelectOption| Some(Value::SingleSelect(option.id.clone()));
        let options = field.options().iter().map(|one| (one.name.as_str(), option(one)));
        let all: Vec<(&str, Option<Value>)> = options.chain([none]).collect();
        let wrong = match value::choose("Status", wanted, &all, |(name, _)| name) {
            Ok((title, value)) => {
                return Ok(Self {
                    field: field.id.clone(),
                    value: value.clone(),
                    title: (*title).to_owned(),
                });
            }
            Err(wrong @ NoValue::Several { .. }) => {
                return Err(Error::refused(wrong.to_string()).hint("write more of it"));
            }
            Err(wrong) => wrong,
        };
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let known = format!("the columns are: {}", names.join(", "));
        Err(Error::refused(format!("there is no column `{wanted}`")).hint(match wrong {
            NoValue::Unknown { near: Some(near), .. } => format!("did you mean `{near}`? {known}"),
            NoValue::Unknown { .. }
            | NoValue::Several { .. }
            | NoValue::Number(_)
            | NoValue::Date(_)
            | NoValue::Mirrored(_)
            | NoValue::Kind { .. } => known,
        }))
    }

    /// Whether a card is in it and shown.
    pub(super) fn holds(&self, item: &Item) -> bool {
        !item.archived && item.value(&self.field) == self.value.as_ref()
    }
}

fn status(project: &Project) -> Result<&Field, Error> {
    project.status().ok_or_else(|| {
        Error::refused(format!("the project {} has no Status field", project.reference))
            .hint("`sprintty set REF FIELD=VALUE` sets other fields")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn a_column_is_found_by_any_way_to_write_its_name() {
        let project = sample::project();
        let named = |wanted: &str| Column::named(&project, wanted).map(|column| column.title);
        for name in ["In Progress", "in progress", "IN-PROGRESS", "in_progress"] {
            assert_eq!(named(name).as_deref(), Ok("In Progress"));
        }
        assert_eq!(named("inbox").as_deref(), Ok("📥 Inbox"));
        assert_eq!(named("no status").as_deref(), Ok("No status"));
        assert_eq!(named("prog").as_deref(), Ok("In Progress"), "a word of it begins so");
        let error = named("in porgress").expect_err("two letters are swapped");
        assert_eq!(error.message, "there is no column `in porgress`");
        assert_eq!(
            error.hint.as_deref(),
            Some(
                "did you mean `In Progress`? the columns are: 📥 Inbox, This Month, In Progress, Done, No status"
            )
        );
    }
}
