//! Makes wishes for cards come true, as the board does: the edits, and what keeps a card from them.

use std::sync::Arc;

use super::error::Error;
use super::plan;
use crate::domain::permit::Locked;
use crate::domain::wish::{Judge, Unmet, Wish};
use crate::domain::{Edit, Item, Project, Repository, Snapshot, Timestamp};

/// The edits that make wishes true for each of some cards, each judged by what those before it have left.
pub(super) fn edits(
    view: &Snapshot,
    items: &[Arc<Item>],
    wishes: &[Wish],
    today: crate::domain::Date,
    home: Option<&Arc<Repository>>,
) -> Result<Vec<Edit>, Error> {
    let mut later = view.clone();
    let mut edits = Vec::new();
    let triage = home.filter(|home| home.read_at.is_some()).map(|home| home.writable);
    for item in items {
        for wish in wishes {
            let Some(item) = later.item(&item.id).cloned() else { continue };
            let made = wish.edit(&item, Judge { view: &later, today, triage });
            let Some(edit) = made.map_err(|unmet| refused(&view.project, &item, &unmet))? else { continue };
            edit.apply(&mut later, Timestamp::UNIX_EPOCH);
            edits.push(edit);
        }
    }
    Ok(edits)
}

/// What the cards are called together, and what is wished of them: `Close #12, #13`.
pub(super) fn label(items: &[Arc<Item>], wish: &Wish, project: &Project) -> String {
    let names: Vec<String> = items.iter().map(|item| item.reference()).collect();
    wish.label(&names.join(", "), project)
}

fn refused(project: &Project, item: &Item, unmet: &Unmet) -> Error {
    match unmet {
        Unmet::Locked(Locked::Project) => plan::may_not(project),
        Unmet::Locked(Locked::Archived) => plan::archived(item),
        Unmet::Locked(Locked::IssueField(field)) => {
            Error::refused(format!("{field} is set on issues, and {} is none", item.reference()))
        }
        Unmet::Locked(_)
        | Unmet::NoValue(_)
        | Unmet::Gone
        | Unmet::Missing { .. }
        | Unmet::Cut(_)
        | Unmet::Circle(_) => Error::refused(format!("{}: {unmet}", item.reference())),
    }
}
