//! What an edit does, in a few words: `Set Effort of #12 to 3`. One wording for the history, for what waits and is refused, and for
//! what commands print.

use super::item::{IssueState, Milestone};
use super::{Attribute, Edit, Field, Item, ItemId, Member, Snapshot, Timestamp, Value};

/// How a card is called in a sentence: its number, or the beginning of its title.
pub fn name(item: &Item) -> String {
    const LONG: usize = 30;
    match item.number() {
        Some(number) => format!("#{number}"),
        None if item.title().chars().count() > LONG => {
            format!("“{}…”", item.title().chars().take(LONG - 1).collect::<String>().trim_end())
        }
        None => format!("“{}”", item.title()),
    }
}

/// How a card is called that may be gone.
fn called(item: &ItemId, view: &Snapshot) -> String {
    view.item(item).map_or_else(|| "a card".to_owned(), |item| name(item))
}

/// What edits do one after the other, each with what else there is to know: `Set Effort of #12 to 3 (was 5)`.
pub fn of_edits<'a>(edits: impl IntoIterator<Item = &'a Edit>, before: &Snapshot) -> Vec<String> {
    let mut view = before.clone();
    let of_next = |edit: &Edit| {
        let text = of_edit(edit, &view) + &more(edit, &view);
        edit.apply(&mut view, Timestamp::UNIX_EPOCH);
        text
    };
    edits.into_iter().map(of_next).collect()
}

/// The value that an edit replaces, or the beginning of what it says.
fn more(edit: &Edit, before: &Snapshot) -> String {
    match edit {
        Edit::SetField { .. }
        | Edit::Set {
            to: Attribute::Title(_) | Attribute::Milestone(_) | Attribute::Kind(_) | Attribute::Parent(_),
            ..
        } => {
            let was = edit.inverse(before, None).first().and_then(|was| value(was, before));
            was.map(|was| format!(" (was {was})")).unwrap_or_default()
        }
        Edit::Comment { body: text, .. }
        | Edit::SetComment { to: Some(text), .. }
        | Edit::SetComment { to: None, was: text, .. } => {
            format!(": {}", text.lines().next().unwrap_or_default())
        }
        Edit::Set { to: Attribute::Body(_) | Attribute::State(_) | Attribute::Archived(_), .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Link { .. }
        | Edit::Convert { .. } => String::new(),
    }
}

/// Where a card comes to stand, told by its column: what lies directly above it may belong to another one.
fn of_place(item: &ItemId, after: Option<&ItemId>, view: &Snapshot) -> String {
    let (Some(status), Some(placed)) = (view.project.status(), view.item(item)) else {
        return after
            .map_or_else(|| "at the top".to_owned(), |after| format!("below {}", called(after, view)));
    };
    let column = placed.value(&status.id);
    let is_beside = |id: &&ItemId| {
        let other = view.item(id).filter(|other| other.id != *item && !other.archived);
        other.is_some_and(|other| other.value(&status.id) == column)
    };
    let upwards = |after| view.order().iter().rev().skip_while(move |id| *id != after);
    if let Some(above) = after.and_then(|after| upwards(after).find(is_beside)) {
        return format!("below {}", called(above, view));
    }
    let title =
        column.map_or_else(|| format!("No {}", status.name.to_lowercase()), |value| status.show(value));
    format!("at the top of {title}")
}

/// What an edit does, in a few words.
pub fn of_edit(edit: &Edit, view: &Snapshot) -> String {
    let who = called(edit.item(), view);
    match edit {
        Edit::SetField { field, to, .. } => of_field(view.project.field(field), to.as_ref(), &who),
        Edit::Place { item, after, .. } => format!("Put {who} {}", of_place(item, after.as_ref(), view)),
        Edit::AddDraft { title, .. } => format!("Add the draft “{title}”"),
        Edit::Delete { .. } => format!("Take {who} off the project"),
        Edit::Set { to, .. } => of_attribute(to, &who),
        Edit::Link { entry, on, .. } => of_entry(entry, *on, &who),
        Edit::AddIssue { repository, title, .. } => format!("Open the issue “{title}” in {repository}"),
        Edit::PutBack { content, .. } => {
            let called = content.work().map_or_else(|| who.clone(), |work| format!("#{}", work.number));
            format!("Put {called} on the project again")
        }
        Edit::Convert { repository, .. } => format!("Make {who} an issue of {repository}"),
        Edit::Comment { .. } => format!("Comment on {who}"),
        Edit::SetComment { to: Some(_), .. } => format!("Change a comment on {who}"),
        Edit::SetComment { to: None, .. } => format!("Delete a comment on {who}"),
    }
}

/// What a change of a field is called; none is a field that the project no longer has.
pub fn of_field(field: Option<&Field>, to: Option<&Value>, who: &str) -> String {
    let called = field.map_or("a field", |field| field.name.as_str());
    match (to, field) {
        (Some(value), Some(field)) => format!("Set {called} of {who} to {}", field.show(value)),
        (Some(_), None) => format!("Set {called} of {who}"),
        (None, _) => format!("Clear {called} of {who}"),
    }
}

/// What a change of a property is called.
pub fn of_attribute(to: &Attribute, who: &str) -> String {
    match to {
        Attribute::Title(title) => format!("Rename {who} to “{title}”"),
        Attribute::Body(_) => format!("Change the text of {who}"),
        Attribute::State(IssueState::Open) => format!("Reopen {who}"),
        Attribute::State(IssueState::Completed) => format!("Close {who}"),
        Attribute::State(IssueState::NotPlanned) => format!("Close {who} as not planned"),
        Attribute::State(IssueState::Duplicate) => format!("Close {who} as a duplicate"),
        Attribute::Milestone(Some(Milestone { title, .. })) => {
            format!("Put {who} into the milestone {title}")
        }
        Attribute::Milestone(None) => format!("Take {who} out of the milestone"),
        Attribute::Kind(Some(kind)) => format!("Set the type of {who} to {kind}"),
        Attribute::Kind(None) => format!("Clear the type of {who}"),
        Attribute::Parent(Some(parent)) => format!("Make {who} a part of #{}", parent.number),
        Attribute::Parent(None) => format!("Take {who} from the parent"),
        Attribute::Archived(true) => format!("Archive {who}"),
        Attribute::Archived(false) => format!("Bring {who} back from the archive"),
    }
}

/// What a change of a list is called.
pub fn of_entry(entry: &Member, on: bool, who: &str) -> String {
    match (entry, on) {
        (Member::Assignee(login), true) => format!("Assign {who} to @{login}"),
        (Member::Assignee(login), false) => format!("Unassign @{login} from {who}"),
        (Member::Label(label), true) => format!("Label {who} {}", label.name),
        (Member::Label(label), false) => format!("Take the label {} off {who}", label.name),
        (Member::BlockedBy(link), true) => format!("Let {who} wait for #{}", link.number),
        (Member::BlockedBy(link), false) => format!("Let {who} no longer wait for #{}", link.number),
    }
}

/// What an edit sets, in a word: `Status`, `title`.
pub fn thing(edit: &Edit, view: &Snapshot) -> String {
    let word = match edit {
        Edit::SetField { field, .. } => {
            return view
                .project
                .field(field)
                .map_or_else(|| "a field".to_owned(), |field| field.name.clone());
        }
        Edit::Set { to, .. } => match to {
            Attribute::Title(_) => "title",
            Attribute::Body(_) => "text",
            Attribute::State(_) => "state",
            Attribute::Milestone(_) => "milestone",
            Attribute::Kind(_) => "type",
            Attribute::Parent(_) => "parent",
            Attribute::Archived(_) => "being archived",
        },
        Edit::Place { .. } => "place",
        Edit::AddDraft { .. } | Edit::AddIssue { .. } | Edit::PutBack { .. } | Edit::Delete { .. } => {
            "being here"
        }
        Edit::Link { .. } => "list",
        Edit::Convert { .. } => "being a draft",
        Edit::Comment { .. } | Edit::SetComment { .. } => "comment",
    };
    word.to_owned()
}

/// The value that an edit sets, in words; none where it clears, or sets no value.
pub fn value(edit: &Edit, view: &Snapshot) -> Option<String> {
    Some(match edit {
        Edit::SetField { field, to: Some(value), .. } => {
            view.project.field(field).map_or_else(|| "a value".to_owned(), |field| field.show(value))
        }
        Edit::Set { to, .. } => match to {
            Attribute::Title(text) | Attribute::Body(text) => text.clone(),
            Attribute::State(IssueState::Open) => "open".to_owned(),
            Attribute::State(IssueState::Completed) => "closed".to_owned(),
            Attribute::State(IssueState::NotPlanned) => "closed as not planned".to_owned(),
            Attribute::State(IssueState::Duplicate) => "closed as a duplicate".to_owned(),
            Attribute::Milestone(to) => to.as_ref()?.title.to_string(),
            Attribute::Kind(to) => to.as_deref()?.to_owned(),
            Attribute::Parent(to) => to.as_ref().map(|to| format!("{}#{}", to.repository, to.number))?,
            Attribute::Archived(true) => "archived".to_owned(),
            Attribute::Archived(false) => "not archived".to_owned(),
        },
        Edit::SetComment { to: Some(text), .. } => text.clone(),
        Edit::SetComment { to: None, .. }
        | Edit::SetField { to: None, .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Link { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn an_edit_is_called_as_the_wish_for_it_was() {
        let view = sample::snapshot();
        let item = view.item(&"A".into()).expect("a card of the sample");
        let judge = crate::domain::wish::Judge { view: &view, today: sample::today(), home: None };
        let wishes = [
            crate::domain::Wish::Value("F_effort".into(), None),
            crate::domain::Wish::Set(Attribute::Title("New".to_owned())),
            crate::domain::Wish::Entry(Member::Assignee("zoe".into()), true),
            crate::domain::Wish::Comment("Hi".to_owned()),
            crate::domain::Wish::Removal,
        ];
        for wish in wishes {
            let edit = wish.edit(item, judge).expect("it may be changed").expect("it is not so yet");
            assert_eq!(of_edit(&edit, &view), wish.label(&name(item), &view.project));
        }
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
            "Add the draft “Buy cake”",
            "Set Status of “Buy cake” to Done",
            "Set Status of “Buy cake” to 📥 Inbox (was Done)",
            "Put #12 at the top of In Progress",
            "Put “Buy cake” below “Write the release notes”",
            "Put “Write the release notes” at the top of 📥 Inbox",
            "Put #12 at the top of In Progress",
            "Clear Effort of #12 (was 3)",
            "Take “Write the release notes” off the project",
        ];
        assert_eq!(of_edits(&made, &sample::snapshot()), expected);
    }
}
