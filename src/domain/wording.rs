//! What an edit does, in a few words: `Set Effort of #12 to 3`. One wording for the history, for what waits and for what is refused.

use super::item::{IssueState, Milestone};
use super::{Attribute, Edit, Field, Item, ItemId, Member, Snapshot, Value};

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

/// What an edit does, in a few words.
pub fn of_edit(edit: &Edit, view: &Snapshot) -> String {
    let called = |id: &ItemId| view.item(id).map_or_else(|| "a card".to_owned(), |item| name(item));
    let who = called(edit.item());
    match edit {
        Edit::SetField { field, to, .. } => of_field(view.project.field(field), to.as_ref(), &who),
        Edit::Place { after: Some(after), .. } => format!("Put {who} below {}", called(after)),
        Edit::Place { after: None, .. } => format!("Put {who} at the top"),
        Edit::AddDraft { title, .. } => format!("Add the draft “{title}”"),
        Edit::Delete { .. } => format!("Take {who} off the project"),
        Edit::Set { to, .. } => of_attribute(to, &who),
        Edit::Link { entry, on, .. } => of_entry(entry, *on, &who),
        Edit::AddIssue { repository, title, .. } => format!("Open the issue “{title}” in {repository}"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn an_edit_is_called_as_the_wish_for_it_was() {
        let view = sample::snapshot();
        let item = view.item(&"A".into()).expect("a card of the sample");
        let judge = crate::domain::wish::Judge { view: &view, today: sample::today(), triage: None };
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
}
