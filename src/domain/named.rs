//! What a name that a person types means in a repository: a label, a login, a milestone, an issue type.
//!
//! Where not all names are known, one that is not among them is taken as it is: GitHub decides.

use super::Repository;
use super::item::{Label, Listed, Milestone, Name};
use super::name;
use super::value::{self, NoValue};

/// What a label looks like until GitHub has told its colour.
const GRAY: u32 = 0xed_eded;

/// A label of a repository.
pub fn label(home: &Repository, text: &str) -> Result<Label, NoValue> {
    let found = find(home, text, "labels", &home.labels, |label| &label.name)?;
    Ok(found.cloned().unwrap_or_else(|| Label { name: text.into(), colour: GRAY }))
}

/// The login of someone whom a card of a repository can be assigned to.
pub fn person(home: &Repository, text: &str) -> Result<Name, NoValue> {
    let found = find(home, text, "people", &home.people, |login| login)?;
    Ok(found.cloned().unwrap_or_else(|| text.into()))
}

/// A milestone of a repository: an open one where the beginning of a name fits several.
pub fn milestone(home: &Repository, text: &str) -> Result<Milestone, NoValue> {
    let all = &home.milestones;
    let found = find(home, text, "milestones", all, |one| &one.title);
    if let Err(NoValue::Several { .. }) = found {
        // What is over is rarely meant.
        let open: Vec<&Milestone> = all.iter().filter(|one| one.open).collect();
        return Ok(Milestone::clone(value::choose("the open milestones", text, &open, |one| &one.title)?));
    }
    Ok(found?.cloned().unwrap_or_else(|| Milestone { title: text.into(), due: None, open: true }))
}

/// An issue type that a repository can use.
pub fn kind(home: &Repository, text: &str) -> Result<Name, NoValue> {
    let found = find(home, text, "issue types", &home.kinds, |kind| &kind.name)?;
    Ok(found.map_or_else(|| text.into(), |kind| kind.name.clone()))
}

/// Whether a repository has more of something than is known.
pub fn is_cut<T>(home: &Repository, list: &Listed<T>) -> bool {
    home.read_at.is_none() || list.hidden() > 0
}

/// None where not all names are known and this one may be among the others.
fn find<'a, T>(
    home: &Repository,
    text: &str,
    what: &str,
    list: &'a Listed<T>,
    called: impl Fn(&T) -> &str,
) -> Result<Option<&'a T>, NoValue> {
    if let Some(found) = name::find(text, &list.some, &called) {
        return Ok(Some(found));
    }
    if is_cut(home, list) {
        return Ok(None);
    }
    value::choose(&format!("the {what} of {}", home.name), text, &list.some, &called).map(Some)
}
