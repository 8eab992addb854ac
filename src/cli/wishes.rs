//! Makes wishes for cards come true, as the board does: the edits, and what keeps a card from them.

use std::sync::Arc;

use super::error::Error;
use super::plan;
use crate::domain::item::Name;
use crate::domain::permit::Locked;
use crate::domain::wish::{Unmet, Wish, judged};
use crate::domain::{Date, Edit, Item, ItemId, Project, Repository, Snapshot};

/// The edits that make wishes true for each of some cards; the first card that one does not come true for is told, and nothing is
/// made. `home` is a repository that was read.
pub(super) fn edits(
    view: &Snapshot,
    items: &[Arc<Item>],
    wishes: &[Wish],
    today: Date,
    home: Option<&Arc<Repository>>,
) -> Result<Vec<Edit>, Error> {
    let cards: Vec<ItemId> = items.iter().map(|item| item.id.clone()).collect();
    let home = |name: &Name| home.map(AsRef::as_ref).filter(|home: &&Repository| home.name == *name);
    let outcome = judged(&cards, wishes, view, today, home);
    let Some((card, why)) = outcome.refused.first() else { return Ok(outcome.edits) };
    let item = items.iter().find(|item| item.id == *card).expect("only these were judged");
    Err(refused(&view.project, item, why))
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
        | Unmet::Closed { .. }
        | Unmet::Cut(_)
        | Unmet::Circle(_) => Error::refused(format!("{}: {unmet}", item.reference())),
    }
}
