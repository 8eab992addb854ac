//! What was done to cards, and what was so already, in sentences.

use super::change::who;
use crate::domain::item::IssueState;
use crate::domain::wish::Wish;
use crate::domain::{Attribute, Edit, FieldId, Item, ItemId, Member, Snapshot};

/// The words that wishes begin with, as they are when it is done. All others are the same then.
const VERBS: [(&str, &str); 15] = [
    ("Delete", "Deleted"),
    ("Clear", "Cleared"),
    ("Add", "Added"),
    ("Take", "Took"),
    ("Rename", "Renamed"),
    ("Change", "Changed"),
    ("Reopen", "Reopened"),
    ("Close", "Closed"),
    ("Make", "Made"),
    ("Archive", "Archived"),
    ("Bring", "Brought"),
    ("Assign", "Assigned"),
    ("Unassign", "Took"),
    ("Label", "Labelled"),
    ("Comment", "Commented"),
];

/// What a wish is called once it has come true: `Close #12` becomes `Closed #12`.
pub(in crate::app) fn done(label: &str) -> String {
    let (verb, rest) = label.split_once(' ').unwrap_or((label, ""));
    if let ("Unassign", Some((login, cards))) = (verb, rest.split_once(" from ")) {
        return format!("Took {login} off {cards}");
    }
    let past = VERBS.iter().find(|(now, _)| *now == verb).map_or(verb, |(_, past)| past);
    format!("{past} {rest}")
}

/// What of a step is not turned, to follow its name: `, but for 1 no longer on the project`.
pub(super) fn but_for(gone: &[ItemId], there: &[ItemId], left: &[Edit]) -> String {
    let count = |is: fn(&Edit) -> bool| left.iter().filter(|edit| is(edit)).count();
    let (comments, issues, off) =
        (count(Edit::is_final), count(|edit| matches!(edit, Edit::Convert { .. })), count(Edit::deletes));
    let one = |some: usize, one: &str, more: &str| {
        (some > 0).then(|| format!("{some} {}", if some == 1 { one } else { more }))
    };
    let parts = [
        one(gone.len(), "no longer on the project", "no longer on the project"),
        one(there.len(), "that someone else has put back", "that someone else has put back"),
        one(comments, "comment that is sent already", "comments that are sent already"),
        one(issues, "draft that is an issue already", "drafts that are issues already"),
        one(off, "card that can't be put back", "cards that can't be put back"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(", but for {}", parts.join(" and ")) }
}

/// That a wish was true already, and what of the cards that is.
pub(super) fn so_already(wish: &Wish, cards: &[ItemId], view: &Snapshot) -> String {
    let items: Vec<&Item> = cards.iter().filter_map(|card| view.item(card)).map(|item| &**item).collect();
    let who = who(cards, view);
    let (is, has) = if cards.len() == 1 { ("is", "has") } else { ("are", "have") };
    let named = |field: &FieldId| view.project.field(field).map_or("The field", |field| field.name.as_str());
    match wish {
        Wish::Value(field, _) | Wish::Typed(field, _) => {
            let shown = view.project.field(field).zip(items.first());
            match shown.and_then(|(field, item)| Some(field.show(item.value(&field.id)?))) {
                Some(value) => format!("{} of {who} is {value} already.", named(field)),
                None => format!("{who} {has} no {} as it is.", named(field)),
            }
        }
        Wish::Option(field, option, on) => {
            let option = view.project.field(field).and_then(|field| field.option(option));
            let option = option.map_or("that", |option| option.name.as_str());
            let not = if *on { "" } else { "not " };
            format!("{option} is {not}in {} of {who} already.", named(field))
        }
        Wish::Entry(Member::Assignee(login), true) => format!("{who} {is} assigned to @{login} already."),
        Wish::Entry(Member::Assignee(login), false) => format!("{who} {is} not assigned to @{login}."),
        Wish::Entry(Member::Label(label), true) => format!("{who} {has} the label {} already.", label.name),
        Wish::Entry(Member::Label(label), false) => format!("{who} {has} no label {}.", label.name),
        Wish::Entry(Member::BlockedBy(link), true) => {
            format!("#{} is among what {who} waits for already.", link.number)
        }
        Wish::Entry(Member::BlockedBy(link), false) => {
            format!("#{} is not among what {who} waits for.", link.number)
        }
        Wish::Set(to) => of_attribute(to, &who, (is, has)),
        Wish::Removal | Wish::Issue(_) | Wish::Comment(_) => format!("{who}: it is so already."),
    }
}

fn of_attribute(to: &Attribute, who: &str, (is, has): (&str, &str)) -> String {
    match to {
        Attribute::Title(title) => format!("{who} {is} called “{title}” already."),
        Attribute::Body(_) => format!("{who} {has} this text already."),
        Attribute::State(IssueState::Open) => format!("{who} {is} open already."),
        Attribute::State(IssueState::Completed) => format!("{who} {is} closed already."),
        Attribute::State(IssueState::NotPlanned) => format!("{who} {is} closed as not planned already."),
        Attribute::State(IssueState::Duplicate) => format!("{who} {is} closed as a duplicate already."),
        Attribute::Milestone(Some(milestone)) => {
            format!("{who} {is} in the milestone {} already.", milestone.title)
        }
        Attribute::Milestone(None) => format!("{who} {is} in no milestone."),
        Attribute::Kind(Some(kind)) => format!("{who} {has} the type {kind} already."),
        Attribute::Kind(None) => format!("{who} {has} no type."),
        Attribute::Parent(Some(parent)) => format!("{who} {is} a part of #{} already.", parent.number),
        Attribute::Parent(None) => format!("{who} {has} no parent."),
        Attribute::Archived(true) => format!("{who} {is} archived already."),
        Attribute::Archived(false) => format!("{who} {is} not archived."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_told_in_the_past() {
        for (label, past) in [
            ("Change the text of #23", "Changed the text of #23"),
            ("Set Effort of #1 to 5", "Set Effort of #1 to 5"),
            ("Put #1 into the milestone v1", "Put #1 into the milestone v1"),
            ("Unassign @bob from 3 cards", "Took @bob off 3 cards"),
            ("Let #1 wait for #2", "Let #1 wait for #2"),
            ("Tick “a”", "Tick “a”"),
        ] {
            assert_eq!(done(label), past);
        }
    }
}
