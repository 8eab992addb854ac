//! Says in a few words what an edit does.

use super::column;
use crate::domain::item::IssueState;
use crate::domain::{Attribute, Edit, Item, ItemId, Member, Pending, Progress, Snapshot, Timestamp};

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
        Edit::Place { item, after, .. } => format!("{name}: placed {}", place(item, after.as_ref(), view)),
        Edit::AddDraft { title, .. } => format!("new draft: {title}"),
        Edit::Delete { .. } => format!("{name}: taken off the project"),
        Edit::Set { item, to } => format!("{name}: {}", set(to, view.item(item).map(AsRef::as_ref))),
        Edit::Link { entry, on, .. } => format!("{name}: {}", link(entry, *on)),
        Edit::AddIssue { repository, title, .. } => format!("new issue in {repository}: {title}"),
        Edit::Convert { repository, .. } => format!("{name}: made an issue of {repository}"),
        Edit::Comment { body, .. } => {
            format!("{name}: comment: {}", body.lines().next().unwrap_or_default())
        }
    }
}

fn set(to: &Attribute, was: Option<&Item>) -> String {
    let change = |what: &str, show: &dyn Fn(&Attribute) -> Option<String>| {
        let text = |shown: Option<String>| shown.unwrap_or_else(|| "nothing".to_owned());
        let was = was.filter(|was| !to.holds(was)).and_then(|was| show(&to.current(was)?));
        match was {
            Some(was) => format!("{what} {was} → {}", text(show(to))),
            None => format!("{what} → {}", text(show(to))),
        }
    };
    match to {
        Attribute::Title(_) => change("title", &shown),
        Attribute::Body(_) => "text changed".to_owned(),
        Attribute::State(IssueState::Open) => "reopened".to_owned(),
        Attribute::State(IssueState::Completed) => "closed".to_owned(),
        Attribute::State(IssueState::NotPlanned) => "closed as not planned".to_owned(),
        Attribute::State(IssueState::Duplicate) => "closed as a duplicate".to_owned(),
        Attribute::Milestone(_) => change("milestone", &shown),
        Attribute::Kind(_) => change("type", &shown),
        Attribute::Parent(_) => change("parent", &shown),
        Attribute::Archived(true) => "archived".to_owned(),
        Attribute::Archived(false) => "brought back from the archive".to_owned(),
    }
}

/// The value of a property that people read; none where there is none.
fn shown(attribute: &Attribute) -> Option<String> {
    match attribute {
        Attribute::Title(title) => Some(title.clone()),
        Attribute::Milestone(milestone) => milestone.as_ref().map(|milestone| milestone.title.to_string()),
        Attribute::Kind(kind) => kind.as_ref().map(ToString::to_string),
        Attribute::Parent(parent) => {
            parent.as_ref().map(|parent| format!("{}#{}", parent.repository, parent.number))
        }
        Attribute::Body(_) | Attribute::State(_) | Attribute::Archived(_) => None,
    }
}

fn link(entry: &Member, on: bool) -> String {
    match (entry, on) {
        (Member::Assignee(login), true) => format!("assigned to {login}"),
        (Member::Assignee(login), false) => format!("no longer assigned to {login}"),
        (Member::Label(label), true) => format!("labelled {}", label.name),
        (Member::Label(label), false) => format!("label {} taken off", label.name),
        (Member::BlockedBy(by), true) => format!("blocked by {}#{}", by.repository, by.number),
        (Member::BlockedBy(by), false) => format!("no longer blocked by {}#{}", by.repository, by.number),
    }
}

/// Where an item comes to stand, told by its column: what lies directly above it may belong to another one.
fn place(item: &ItemId, after: Option<&ItemId>, view: &Snapshot) -> String {
    let (Some(status), Some(placed)) = (view.project.status(), view.item(item)) else {
        return after.map_or_else(|| "at the top".to_owned(), |after| format!("below {}", name(after, view)));
    };
    let column = placed.value(&status.id);
    let is_beside = |id: &&ItemId| {
        let other = view.item(id).filter(|other| other.id != *item && !other.archived);
        other.is_some_and(|other| other.value(&status.id) == column)
    };
    let upwards = |after| view.order().iter().rev().skip_while(move |id| *id != after);
    if let Some(above) = after.and_then(|after| upwards(after).find(is_beside)) {
        return format!("below {}", name(above, view));
    }
    let title = column.map_or_else(|| column::NONE.to_owned(), |value| status.show(value));
    format!("at the top of {title}")
}

/// How far an edit is.
pub(super) fn progress(pending: &Pending) -> String {
    match &pending.progress {
        Progress::Queued => "waits".to_owned(),
        Progress::Sending { .. } => "being sent".to_owned(),
        Progress::Accepted { .. } => "accepted, not read back yet".to_owned(),
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
    use crate::domain::{EditId, Value, sample};

    #[test]
    fn an_edit_stays_listed_until_it_is_read_back() {
        let at = sample::at("2026-11-20");
        let id = EditId(uuid::Uuid::nil());
        let edit = Edit::Delete { item: "A".into() };
        let row = Pending {
            id,
            step: id,
            edit,
            was: None,
            base: None,
            turns: false,
            made_at: at,
            progress: Progress::Accepted { at },
        };
        assert_eq!(progress(&row), "accepted, not read back yet");
    }

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
            Edit::Place { item: "A".into(), after: Some(item.clone()), before: None },
            Edit::Place { item, after: Some("D".into()), before: None },
            Edit::Place { item: "D".into(), after: Some("B".into()), before: None },
            Edit::Place { item: "A".into(), after: None, before: None },
            Edit::SetField { item: "A".into(), field: "F_effort".into(), to: None },
            Edit::Delete { item: "D".into() },
        ];
        let expected = [
            "new draft: Buy cake",
            "Buy cake: Status → Done",
            "Buy cake: Status Done → 📥 Inbox",
            "#12: placed at the top of In Progress",
            "Buy cake: placed below Write the release notes",
            "Write the release notes: placed at the top of 📥 Inbox",
            "#12: placed at the top of In Progress",
            "#12: Effort 3 → nothing",
            "Write the release notes: taken off the project",
        ];
        assert_eq!(edits(&made, &sample::snapshot()), expected);
    }
}
