//! Says in a few words what an edit does.

use crate::domain::{Edit, ItemId, Pending, Progress, Snapshot, Timestamp};

/// What edits do one after the other: `#12: Status In Progress → Done`.
pub(super) fn edits<'a>(edits: impl IntoIterator<Item = &'a Edit>, before: &Snapshot) -> Vec<String> {
    let mut view = before.clone();
    let describe = |made: &Edit| {
        let line = edit(made, &view);
        made.apply(&mut view, Timestamp::UNIX_EPOCH);
        line
    };
    edits.into_iter().map(describe).collect()
}

fn edit(edit: &Edit, view: &Snapshot) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Value, sample};

    #[test]
    fn each_edit_is_told_by_what_was_before_it() {
        let (item, status) = (ItemId::from("local:1"), "F_status");
        let set = |item: &ItemId, option: &str| Edit::SetField {
            item: item.clone(),
            field: status.into(),
            to: Some(Value::SingleSelect(option.into())),
        };
        let made = [
            Edit::AddDraft { item: item.clone(), title: "Buy cake".into(), body: String::new() },
            set(&item, "o_done"),
            set(&item, "o_inbox"),
            Edit::Place { item: "A".into(), after: Some(item), before: None },
            Edit::Place { item: "A".into(), after: None, before: None },
            Edit::SetField { item: "A".into(), field: "F_effort".into(), to: None },
            Edit::Delete { item: "D".into() },
        ];
        let expected = [
            "new draft: Buy cake",
            "Buy cake: Status → Done",
            "Buy cake: Status Done → 📥 Inbox",
            "#12: placed below Buy cake",
            "#12: placed at the top",
            "#12: Effort 3 → nothing",
            "Write the release notes: taken off the project",
        ];
        assert_eq!(edits(&made, &sample::snapshot()), expected);
    }
}
