//! What an editor offers: one line for each thing that cards can be given.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::editor::Editor;
use super::list::{Choice, Kind as ListKind, List};
use super::pick::{self, Held, Issues, Offer, Role, Swatch};
use crate::app::cx::Sight;
use crate::app::widget::{Entry, Titles};
use crate::domain::field::Mirrored;
use crate::domain::item::{IssueState, Label, Link, Milestone, Name};
use crate::domain::permit::{self, Locked, Part};
use crate::domain::repository::{self, Kind, Repository};
use crate::domain::wish::Wish;
use crate::domain::{
    Attribute, Date, Field, FieldKind, Item, ItemId, Iteration, Member, SelectOption, Snapshot, Value, value,
};

/// The lines for a field whose values are chosen, and whether several can be; none for those that are written.
pub(super) fn lines_of(field: &Field, items: &[&Item], today: Date) -> Option<(bool, Vec<Entry<Choice>>)> {
    let set = |value: Value| {
        let held = Held::by(items, |item| item.value(&field.id) == Some(&value));
        (Wish::Value(field.id.clone(), Some(value)), held)
    };
    let cleared = || {
        let held = Held::by(items, |item| item.value(&field.id).is_none());
        let offer = Offer { wish: Wish::Value(field.id.clone(), None), held, swatch: None };
        pick::entry(&format!("No {}", field.name), String::new(), offer)
    };
    match &field.kind {
        FieldKind::SingleSelect(options) => {
            let line = |option: &SelectOption| {
                let (wish, held) = set(Value::SingleSelect(option.id.clone()));
                let swatch = Some(Swatch::Named(option.colour));
                pick::entry(&option.name, option.description.clone(), Offer { wish, held, swatch })
            };
            Some((false, options.iter().map(line).chain([cleared()]).collect()))
        }
        FieldKind::MultiSelect(options) => {
            let line = |option: &SelectOption| {
                let held = Held::by(
                    items,
                    |item| matches!(item.value(&field.id), Some(Value::MultiSelect(ids)) if ids.contains(&option.id)),
                );
                let wish = Wish::Option(field.id.clone(), option.id.clone(), held != Held::All);
                let swatch = Some(Swatch::Named(option.colour));
                pick::entry(&option.name, option.description.clone(), Offer { wish, held, swatch })
            };
            Some((true, options.iter().map(line).collect()))
        }
        FieldKind::Iteration(iterations) => {
            let line = |iteration: &Iteration| {
                let (wish, held) = set(Value::Iteration(iteration.id.clone()));
                let note = when(iteration, iterations, today);
                pick::entry(&iteration.title, note, Offer { wish, held, swatch: None })
            };
            let (over, open): (Vec<_>, Vec<_>) = iterations.iter().partition(|one| one.last_day() < today);
            Some((
                false,
                open.into_iter()
                    .map(line)
                    .chain([cleared()])
                    .chain(over.into_iter().rev().map(line))
                    .collect(),
            ))
        }
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::Mirrored(_)
        | FieldKind::Unknown(_) => None,
    }
}

/// The days of an iteration, and whether it is the current one or the next.
fn when(iteration: &Iteration, all: &[Iteration], today: Date) -> String {
    let days = value::span(iteration);
    let next = all.iter().filter(|one| one.start > today).min_by_key(|one| one.start);
    if iteration.contains(today) {
        format!("current · {days}")
    } else if next.is_some_and(|next| next.id == iteration.id) {
        format!("next · {days}")
    } else if iteration.last_day() < today {
        format!("over · {days}")
    } else {
        days
    }
}

/// All fields, those that can't be set last and with the reason.
pub(super) fn fields(view: &Snapshot, items: &[&Item]) -> Vec<Entry<Choice>> {
    let lock = |field: &Field| -> Option<Locked> {
        let mut first = None;
        for item in items {
            first = Some(permit::check(&view.project, item, Part::Field(field), None).err()?);
        }
        first
    };
    let mut entries: Vec<(bool, Entry<Choice>)> = Vec::new();
    for field in &view.project.fields {
        let locked = lock(field);
        let mut values = items.iter().map(|item| shown(field, item));
        let first = values.next().flatten();
        let shared = first.clone().filter(|_| values.all(|value| value == first));
        let note = match &locked {
            Some(why) => why.to_string(),
            None => shared.unwrap_or_default(),
        };
        let value = Choice::Editor(Editor::Field(field.id.clone()), locked.is_some());
        entries.push((locked.is_some(), Entry { label: field.name.clone(), note, value }));
    }
    entries.sort_by_key(|(locked, _)| *locked);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// The value of a field in words; of one that shows a part of the issue, that part.
fn shown(field: &Field, item: &Item) -> Option<String> {
    let FieldKind::Mirrored(kind) = field.kind else {
        return item.value(&field.id).map(|value| field.show(value));
    };
    let text = match kind {
        Mirrored::Title => item.title().to_owned(),
        Mirrored::Assignees => {
            item.assignees().iter().map(|login| format!("@{login}")).collect::<Vec<_>>().join(" ")
        }
        Mirrored::Labels => item.labels().iter().map(|label| &*label.name).collect::<Vec<_>>().join(", "),
        Mirrored::Milestone => item.milestone()?.title.to_string(),
        Mirrored::ParentIssue => {
            let parent = item.issue()?.parent.as_ref()?;
            format!("#{} {}", parent.number, parent.title)
        }
        Mirrored::IssueType => item.issue()?.kind.as_ref()?.to_string(),
        Mirrored::Repository
        | Mirrored::LinkedPullRequests
        | Mirrored::Reviewers
        | Mirrored::SubIssuesProgress
        | Mirrored::TrackedBy
        | Mirrored::Tracks
        | Mirrored::Created
        | Mirrored::Updated
        | Mirrored::Closed => return None,
    };
    Some(text)
}

pub(super) fn closings(items: &[&Item]) -> Vec<Entry<Choice>> {
    let reasons = [
        (IssueState::Completed, "Completed", "the work is done"),
        (IssueState::NotPlanned, "Not planned", "nobody will do it"),
        (IssueState::Duplicate, "Duplicate", "another issue is about the same"),
    ];
    // A pull request is closed without a reason.
    let reasons = if items.iter().all(|item| item.issue().is_none()) { &reasons[1..2] } else { &reasons[..] };
    let line = |(state, word, note): &(IssueState, &str, &str)| {
        let wanted = Attribute::State(*state);
        let held = Held::by(items, |item| wanted.holds(item));
        let word = if reasons.len() == 1 { "Closed without a merge" } else { word };
        let note = if reasons.len() == 1 { "" } else { note };
        pick::entry(word, note.to_owned(), Offer { wish: Wish::Set(wanted), held, swatch: None })
    };
    reasons.iter().map(line).collect()
}

/// The repositories of the cards; for drafts, all of the project.
fn repositories_of(items: &[&Item], sight: Sight<'_>) -> Vec<Arc<Repository>> {
    let view = sight.view;
    let mut names: Vec<Name> = items.iter().filter_map(|item| item.repository()).cloned().collect();
    if names.is_empty() {
        names = repository::of_project(&view.project, view.items());
    }
    names.sort();
    names.dedup();
    names.iter().map(|name| repository::look_up(sight.directory, name, view.items())).collect()
}

/// How often each thing is named by the cards of the project.
fn uses<'a, T: Eq + Hash>(view: &'a Snapshot, named: impl Fn(&'a Item) -> &'a [T]) -> HashMap<&'a T, usize> {
    let mut uses = HashMap::new();
    for one in view.items().flat_map(|item| named(item)) {
        *uses.entry(one).or_default() += 1;
    }
    uses
}

/// You, then everyone by how many cards they have; who is assigned already comes first.
pub(super) fn people(items: &[&Item], sight: Sight<'_>) -> Vec<Entry<Choice>> {
    let view = sight.view;
    let uses = uses(view, Item::assignees);
    let me: Option<Name> = sight.me.map(Name::from);
    let of_repositories = repositories_of(items, sight);
    let mut names: Vec<Name> = items.iter().flat_map(|item| item.assignees()).cloned().collect();
    names.extend(of_repositories.iter().flat_map(|repository| repository.people.iter().cloned()));
    names.extend(me.clone());
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup();
    let mut entries: Vec<_> = names
        .into_iter()
        .map(|name| {
            let member = Member::Assignee(name.clone());
            let held = Held::by(items, |item| member.is_on(item) == Some(true));
            let cards = uses.get(&name).copied().unwrap_or(0);
            let mine = me.as_ref() == Some(&name);
            let note = match (mine, cards) {
                (true, _) => "you".to_owned(),
                (false, 0) => String::new(),
                (false, 1) => "1 card".to_owned(),
                (false, cards) => format!("{cards} cards"),
            };
            let wish = Wish::Entry(member, held != Held::All);
            let rank = (held == Held::None, !mine, Reverse(cards));
            (rank, pick::entry(&name, note, Offer { wish, held, swatch: None }))
        })
        .collect();
    entries.sort_by_key(|(rank, _)| *rank);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// Those the cards carry, then all of their repositories by how often they are used.
pub(super) fn labels(items: &[&Item], sight: Sight<'_>) -> Vec<Entry<Choice>> {
    let view = sight.view;
    let uses = uses(view, Item::labels);
    let of_repositories = repositories_of(items, sight);
    let carried = items.iter().flat_map(|item| item.labels());
    let mut all: Vec<Label> = Vec::new();
    for label in carried.chain(of_repositories.iter().flat_map(|repository| repository.labels.iter())) {
        if !all.iter().any(|known| known.name == label.name) {
            all.push(label.clone());
        }
    }
    let mut entries: Vec<_> = all
        .into_iter()
        .map(|label| {
            let cards = uses.get(&label).copied().unwrap_or(0);
            let (name, swatch) = (label.name.clone(), Some(Swatch::Exact(label.colour)));
            let member = Member::Label(label);
            let held = Held::by(items, |item| member.is_on(item) == Some(true));
            let wish = Wish::Entry(member, held != Held::All);
            let rank = (held == Held::None, Reverse(cards));
            (rank, pick::entry(&name, String::new(), Offer { wish, held, swatch }))
        })
        .collect();
    entries.sort_by_key(|(rank, _)| *rank);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// The open ones by the day they are due, then the closed ones.
pub(super) fn milestones(items: &[&Item], sight: Sight<'_>) -> Vec<Entry<Choice>> {
    let mut all: Vec<Milestone> = Vec::new();
    for repository in repositories_of(items, sight) {
        for milestone in &repository.milestones {
            if !all.iter().any(|known| known.title == milestone.title) {
                all.push(milestone.clone());
            }
        }
    }
    repository::sort_milestones(&mut all);
    let today = sight.today;
    let line = |milestone: Milestone| {
        let due = milestone
            .due
            .map(|day| format!("due {}, {}", value::spelled(day, today), value::distance(day, today)));
        let note = match (milestone.open, due) {
            (true, due) => due.unwrap_or_default(),
            (false, _) => "closed".to_owned(),
        };
        let title = milestone.title.clone();
        let wanted = Attribute::Milestone(Some(milestone));
        let held = Held::by(items, |item| wanted.holds(item));
        pick::entry(&title, note, Offer { wish: Wish::Set(wanted), held, swatch: None })
    };
    let none = nothing("No milestone", Attribute::Milestone(None), items);
    all.into_iter().map(line).chain([none]).collect()
}

/// The issue types of the repositories.
pub(super) fn types(items: &[&Item], sight: Sight<'_>) -> Vec<Entry<Choice>> {
    let mut all: Vec<Kind> = Vec::new();
    for repository in repositories_of(items, sight) {
        for kind in &repository.kinds {
            if !all.iter().any(|known| known.name == kind.name) {
                all.push(kind.clone());
            }
        }
    }
    let line = |kind: Kind| {
        let wanted = Attribute::Kind(Some(kind.name.clone()));
        let held = Held::by(items, |item| wanted.holds(item));
        let swatch = Some(Swatch::Named(kind.colour));
        pick::entry(&kind.name, kind.description, Offer { wish: Wish::Set(wanted), held, swatch })
    };
    let none = nothing("No type", Attribute::Kind(None), items);
    all.into_iter().map(line).chain([none]).collect()
}

/// The line that takes something away.
fn nothing(label: &str, wanted: Attribute, items: &[&Item]) -> Entry<Choice> {
    let held = Held::by(items, |item| wanted.holds(item));
    pick::entry(label, String::new(), Offer { wish: Wish::Set(wanted), held, swatch: None })
}

pub(super) fn repositories(view: &Snapshot) -> Vec<Entry<Choice>> {
    let line = |name: Name| {
        let offer = Offer { wish: Wish::Issue(name.clone()), held: Held::None, swatch: None };
        pick::entry(&name, String::new(), offer)
    };
    let mut lines: Vec<_> =
        repository::of_project(&view.project, view.items()).into_iter().map(line).collect();
    if let more @ 1.. = view.project.repositories.hidden() {
        let label = format!("and {more} more on GitHub");
        lines.push(Entry { label, note: String::new(), value: Choice::Nothing });
    }
    lines
}

pub(super) fn issues(title: String, role: Role, items: &[&Item], cards: &[ItemId], view: &Snapshot) -> List {
    let mut entries = Vec::new();
    // What there is comes first, to be taken off.
    if role == Role::Parent {
        let mut known: Vec<&Link> = Vec::new();
        for link in items.iter().filter_map(|item| item.issue()?.parent.as_ref()) {
            if !known.iter().any(|other| other.id == link.id) {
                known.push(link);
            }
        }
        for link in known {
            let wanted = Attribute::Parent(Some(link.clone()));
            let held = Held::by(items, |item| wanted.holds(item));
            let label = format!("#{} {}", link.number, link.title);
            let offer = Offer { wish: Wish::Set(wanted), held, swatch: None };
            entries.push(pick::entry(&label, link.repository.to_string(), offer));
        }
        entries.push(nothing("No parent", Attribute::Parent(None), items));
    } else {
        let mut known: Vec<&Link> = Vec::new();
        for link in items.iter().filter_map(|item| item.issue()).flat_map(|issue| &issue.blocked_by) {
            if !known.iter().any(|other| other.id == link.id) {
                known.push(link);
            }
        }
        for link in known {
            let member = Member::BlockedBy(link.clone());
            let held = Held::by(items, |item| member.is_on(item) == Some(true));
            let wish = Wish::Entry(member, held != Held::All);
            let label = format!("#{} {}", link.number, link.title);
            entries.push(pick::entry(
                &label,
                link.repository.to_string(),
                Offer { wish, held, swatch: None },
            ));
        }
    }
    let before = entries.len();
    let mut list = pick::list(title, cards.to_vec(), role == Role::Blocker, entries);
    if let ListKind::Pick(pick) = &mut list.kind {
        pick.issues = Some(Issues { role, before, titles: Titles::of(view) });
        pick.search(&mut list.picker, view);
    }
    list
}
