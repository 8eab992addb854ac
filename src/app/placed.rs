//! Where a step has put cards, and whether someone else has put them elsewhere since. Places shift with every move of any card, so a
//! card counts as moved only where a read has told so.

use std::collections::HashSet;

use crate::domain::{Change, Edit, Entry, ItemId, Pending, Provenance, Pull, Replica, Snapshot};

/// Whether a card is still beside one of those where an edit put it. Of other edits that is not asked.
pub(super) fn stands(edit: &Edit, view: &Snapshot) -> bool {
    let Edit::Place { item, after, before } = edit else { return true };
    let order = view.order();
    order.above(item) == after.as_ref() || (before.is_some() && order.below(item) == before.as_ref())
}

/// Takes a read in. Returns the cards that it shows where nobody here has put them.
pub(super) fn pull(replica: &mut Replica, pull: &Pull, seen_at: crate::domain::Timestamp) -> HashSet<ItemId> {
    let confirmed = |pending: &&Pending| pending.edit.places() && pull.included.contains(&pending.id);
    let ours: Vec<Edit> =
        replica.pending().iter().filter(confirmed).map(|pending| pending.edit.clone()).collect();
    let (log, _) = replica.pull(pull, seen_at);
    let moved =
        |entry: &&Entry| matches!(entry.change, Change::Moved { .. }) && entry.provenance != Provenance::Ours;
    let theirs = log.iter().filter(moved).map(|entry| entry.item.clone());
    // One that had every chance to show, and does not, was moved on.
    let lost = ours.iter().filter(|edit| !stands(edit, replica.base())).map(|edit| edit.item().clone());
    theirs.chain(lost).collect()
}
