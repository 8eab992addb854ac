//! What of a step is forgotten instead of inverted when it is turned, and what stays as there is no way back.

use std::collections::HashSet;

use crate::domain::{ContentId, Edit, ItemId, Pending, Progress, Replica, Snapshot, Step};

/// Whether it is better to forget an edit than to invert it, as long as GitHub has not heard of it: there is no way back from it, or
/// one that gives the card another id. A card that GitHub has not made yet goes with its removal.
pub(super) fn is_only_forgotten(edit: &Edit) -> bool {
    edit.is_final() || matches!(edit, Edit::Convert { .. }) || (edit.deletes() && !edit.item().is_local())
}

/// Whether nothing of a step takes an edit of it back.
pub(super) fn has_no_way_back(edit: &Edit, back: &[Edit]) -> bool {
    let comes_back = || back.iter().any(|back| back.creates() && back.item() == edit.item());
    edit.is_final() || matches!(edit, Edit::Convert { .. }) || (edit.deletes() && !comes_back())
}

/// The edits of a step that GitHub has not heard of and that are only to be forgotten.
pub(super) fn unheard<'a>(step: &Step, replica: &'a Replica) -> Vec<&'a Pending> {
    let is = |pending: &&Pending| {
        let is_unheard = match pending.progress {
            Progress::Queued | Progress::Refused(_) => true,
            Progress::Sending { .. } | Progress::Accepted { .. } | Progress::Unknown { .. } => false,
        };
        // A removal is what takes back what made the card, too.
        let edits = if step.undone { &step.back } else { &step.done };
        let is_its = if pending.edit.deletes() { edits.contains(&pending.edit) } else { !step.undone };
        pending.step == step.id && is_unheard && is_only_forgotten(&pending.edit) && is_its
    };
    replica.pending().iter().filter(is).collect()
}

/// The cards that edits would put back, although what is behind them is on the project.
pub(super) fn there(edits: &[Edit], view: &Snapshot) -> Vec<ItemId> {
    let put_back = |edit: &Edit| match edit {
        Edit::PutBack { item, content, .. } => Some((item.clone(), content.id()?.clone())),
        Edit::SetField { .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::Delete { .. }
        | Edit::Set { .. }
        | Edit::Link { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. }
        | Edit::SetComment { .. } => None,
    };
    let wanted: Vec<(ItemId, ContentId)> = edits.iter().filter_map(put_back).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let here: HashSet<&ContentId> = view.unordered().filter_map(|item| item.content_id()).collect();
    wanted.into_iter().filter(|(_, content)| here.contains(content)).map(|(item, _)| item).collect()
}
