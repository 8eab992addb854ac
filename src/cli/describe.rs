//! Says in a few words what an edit does.

use crate::domain::{Edit, ItemId, Pending, Progress, Snapshot};

/// What an edit does to what is in view: `#12: Status In Progress → Done`.
pub(super) fn edit(edit: &Edit, view: &Snapshot) -> String {
    let name = name(edit.item(), view);
    match edit {
        Edit::SetField { item, field, to } => {
            let known = view.project.field(field);
            let title = known.map_or(field.as_str(), |field| field.name.as_str());
            let show = |value| known.map_or_else(|| "?".to_owned(), |field| field.show(value));
            let was = view.item(item).and_then(|item| item.value(field));
            let new = to.as_ref().map_or_else(|| "nothing".to_owned(), show);
            match was.filter(|was| Some(*was) != to.as_ref()).map(show) {
                Some(was) => format!("{name}: {title} {was} → {new}"),
                None => format!("{name}: {title} → {new}"),
            }
        }
        Edit::Place { after: Some(after), .. } => format!("{name}: placed below {}", self::name(after, view)),
        Edit::Place { after: None, .. } => format!("{name}: placed at the top"),
        Edit::AddDraft { title, .. } => format!("new draft: {title}"),
        Edit::Delete { .. } => format!("{name}: taken off the project"),
    }
}

/// How far an edit is.
pub(super) fn progress(pending: &Pending) -> String {
    match &pending.progress {
        Progress::Queued => "waits".to_owned(),
        Progress::Sending { .. } => "being sent".to_owned(),
        Progress::Accepted { .. } => "accepted".to_owned(),
        Progress::Refused(refusal) => format!("refused: {}", refusal.message),
        Progress::Unknown { .. } => "sent, but whether it arrived is unknown".to_owned(),
    }
}

/// How people name an item, also one that is gone.
pub(super) fn name(id: &ItemId, view: &Snapshot) -> String {
    view.item(id).map_or_else(|| format!("item {id}"), |item| item.reference())
}
