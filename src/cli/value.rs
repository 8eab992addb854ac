//! Reads `FIELD=VALUE`: each kind of field in the words people use for it.

use super::error::Error;
use crate::domain::value::{self, NoValue, Now};
use crate::domain::{Date, Field, FieldId, Item, Project, Value, name};

/// A field and what it is to hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assignment {
    /// Which field.
    pub(super) field: FieldId,
    /// None clears it.
    pub(super) to: Option<Value>,
}

/// Reads one assignment. Nothing after the `=` clears the field.
pub(super) fn assignment(
    project: &Project,
    item: &Item,
    text: &str,
    today: Date,
) -> Result<Assignment, Error> {
    let Some((wanted, value)) = text.split_once('=') else {
        return Err(
            Error::usage(format!("`{text}` sets nothing")).hint("write FIELD=VALUE, such as Effort=3")
        );
    };
    let field = name::find(wanted.trim(), &project.fields, |field| &field.name).ok_or_else(|| {
        let names: Vec<&str> = project.fields.iter().map(|field| field.name.as_str()).collect();
        Error::refused(format!("there is no field `{}`", wanted.trim())).hint(
            match name::nearest(wanted, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the fields are: {}", names.join(", ")),
            },
        )
    })?;
    let now = Now { today, was: item.value(&field.id) };
    let to = value::read(field, value, now).map_err(|wrong| refused(field, value.trim(), &wrong))?;
    Ok(Assignment { field: field.id.clone(), to })
}

fn refused(field: &Field, text: &str, wrong: &NoValue) -> Error {
    let error = match wrong {
        NoValue::Number(_) | NoValue::Date(_) | NoValue::Unknown { .. } => {
            Error::refused(format!("`{text}` is no value for {}", field.name))
        }
        NoValue::Several { .. } | NoValue::Kind { .. } => Error::refused(wrong.to_string()),
        NoValue::Mirrored(_) => Error::refused(wrong.to_string()).hint("change it on the issue's page"),
    };
    match wrong.hint() {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    /// What a field holds after an assignment, as a person reads it; the tests take place on Friday 2026-11-20.
    fn set(text: &str) -> Result<String, String> {
        let project = sample::project();
        let item = &sample::items()[0];
        let assignment = assignment(&project, item, text, sample::today()).map_err(|error| {
            error.hint.map_or(error.message.clone(), |hint| format!("{} / {hint}", error.message))
        })?;
        let field = project.field(&assignment.field).expect("the field was just found");
        Ok(assignment.to.map_or_else(|| "cleared".to_owned(), |value| field.show(&value)))
    }

    #[test]
    fn a_field_is_named_before_the_sign_and_its_value_behind_it() {
        for (text, value) in [
            ("Effort=", "cleared"),
            ("due-date=fri", "2026-11-27"),
            ("due date=@today+2w", "2026-12-04"),
            ("status=in progress", "In Progress"),
            ("sprint=sprint 5", "Sprint 5"),
            ("note=a = b", "a = b"),
        ] {
            assert_eq!(set(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_can_not_be_set_is_an_error_with_a_way_out() {
        for (text, error) in [
            ("effort", "`effort` sets nothing / write FIELD=VALUE, such as Effort=3"),
            ("efort=1", "there is no field `efort` / did you mean `Effort`?"),
            (
                "effort=many",
                "`many` is no value for Effort / write a number; +1 and -1 count from the present one",
            ),
            ("areas=docs,apy", "`docs,apy` is no value for Areas / did you mean `API`?"),
            ("title=x", "Title belongs to the issue itself / change it on the issue's page"),
            ("riddle=", "Riddle is a field of a kind that can't be written: RIDDLE"),
        ] {
            assert_eq!(set(text), Err(error.into()), "{text}");
        }
    }
}
