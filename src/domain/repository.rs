//! What can be chosen for a card of a repository: labels, people, milestones, issue types, templates.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::form::Template;
use super::item::{Label, Listed, Milestone, Name};
use super::{Colour, Item, Project, Timestamp};

/// How many repositories of a project are looked into: those with the most cards.
pub const MOST: usize = 20;

/// A repository, as much of it as pickers offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repository {
    /// `owner/name`.
    pub name: Name,
    /// Whether this person may set labels, people and milestones there: not everyone who may open an issue.
    pub writable: bool,
    /// Whether this person may open an issue there.
    pub new_issues: NewIssues,
    /// Whether an issue may be opened there without a template.
    pub blank_issues: bool,
    /// By name.
    pub labels: Listed<Label>,
    /// The logins that a card there can be assigned to.
    pub people: Listed<Name>,
    /// The open ones first, by due day, those without a day after the others; then the closed ones, the latest first.
    pub milestones: Listed<Milestone>,
    /// The issue types that are in use; none where the owner has none.
    pub kinds: Listed<Kind>,
    /// In GitHub's order, forms last.
    pub templates: Vec<Template>,
    /// When GitHub said so; none for a guess from the cards of a project.
    pub read_at: Option<Timestamp>,
}

/// Whether a person may open an issue in a repository, and if not why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewIssues {
    /// Yes.
    Welcome,
    /// It is archived: nothing in it can be changed.
    Archived,
    /// Its issues are switched off.
    Disabled,
    /// Others may.
    Forbidden,
}

impl NewIssues {
    /// Why not, in a few words; where they are welcome, what to do about a refusal.
    pub fn why(self) -> &'static str {
        match self {
            Self::Welcome => "try again",
            Self::Archived => "it is archived",
            Self::Disabled => "its issues are switched off",
            Self::Forbidden => "you may not",
        }
    }
}

/// An issue type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// Such as `Bug`.
    pub name: Name,
    /// As the organization chose it.
    pub colour: Colour,
    /// One line, perhaps empty.
    pub description: String,
}

/// The repositories known so far, by `owner/name`.
pub type Directory = BTreeMap<Name, Arc<Repository>>;

/// What there is to know of a repository: what GitHub said, or what its cards on the project show.
pub fn look_up<'a>(
    directory: &Directory,
    name: &Name,
    items: impl IntoIterator<Item = &'a Arc<Item>>,
) -> Arc<Repository> {
    directory.get(name).map_or_else(|| Arc::new(guess(name, items)), Arc::clone)
}

/// What the cards of a repository on a project show of it: every label, person, milestone and type that some card carries.
pub fn guess<'a>(name: &Name, items: impl IntoIterator<Item = &'a Arc<Item>>) -> Repository {
    let mut labels = BTreeMap::new();
    let mut people = BTreeMap::new();
    let mut milestones = BTreeMap::new();
    let mut kinds = BTreeMap::new();
    let mut writable = false;
    for item in items {
        let Some(work) = item.work().filter(|work| work.repository == *name) else { continue };
        writable |= work.editable;
        labels.extend(work.labels.iter().map(|label| (caseless(&label.name), label)));
        people.extend(work.assignees.iter().chain(&work.author).map(|login| (caseless(login), login)));
        milestones.extend(work.milestone.iter().map(|milestone| (caseless(&milestone.title), milestone)));
        kinds.extend(item.issue().and_then(|issue| issue.kind.as_ref()).map(|kind| (caseless(kind), kind)));
    }
    let mut milestones: Vec<Milestone> = milestones.into_values().cloned().collect();
    sort_milestones(&mut milestones);
    let kind = |name: &Name| Kind { name: name.clone(), colour: Colour::Gray, description: String::new() };
    Repository {
        name: name.clone(),
        writable,
        new_issues: NewIssues::Welcome,
        blank_issues: true,
        labels: labels.into_values().cloned().collect::<Vec<_>>().into(),
        people: people.into_values().cloned().collect::<Vec<_>>().into(),
        milestones: milestones.into(),
        kinds: kinds.into_values().map(kind).collect::<Vec<_>>().into(),
        templates: Vec::new(),
        read_at: None,
    }
}

/// The repositories of a project: those of its cards, the one with the most first, then those that are only linked.
pub fn of_project<'a>(project: &Project, items: impl IntoIterator<Item = &'a Arc<Item>>) -> Vec<Name> {
    let mut counts: BTreeMap<&Name, usize> = BTreeMap::new();
    for name in items.into_iter().filter_map(|item| item.repository()) {
        *counts.entry(name).or_default() += 1;
    }
    let mut names: Vec<(&Name, usize)> = counts.into_iter().collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut names: Vec<Name> = names.into_iter().map(|(name, _)| name.clone()).collect();
    for linked in &project.repositories {
        if !names.iter().any(|name| name.eq_ignore_ascii_case(linked)) {
            names.push(linked.as_str().into());
        }
    }
    names
}

/// Puts milestones in the order in which [`Repository::milestones`] has them.
pub fn sort_milestones(milestones: &mut [Milestone]) {
    milestones.sort_by(|one, other| {
        let rank = |milestone: &Milestone| (!milestone.open, milestone.due.is_none());
        rank(one)
            .cmp(&rank(other))
            .then_with(|| if one.open { one.due.cmp(&other.due) } else { other.due.cmp(&one.due) })
    });
}

fn caseless(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{items, project};
    use super::*;
    use crate::domain::item::Issue;
    use crate::domain::{Content, ItemId};

    fn milestone(title: &str, due: Option<&str>, open: bool) -> Milestone {
        Milestone { title: title.into(), due: due.map(|day| day.parse().expect("a day")), open }
    }

    fn card(id: &str, repository: &str, change: impl FnOnce(&mut Issue)) -> Arc<Item> {
        let mut card = items().swap_remove(0);
        card.id = ItemId::from(id);
        let Content::Issue(issue) = &mut card.content else { panic!("the first card is an issue") };
        issue.work.repository = repository.into();
        change(issue);
        Arc::new(card)
    }

    #[test]
    fn open_milestones_come_first_and_the_next_to_be_due_before_all_others() {
        let mut all = [
            milestone("old", Some("2026-01-01"), false),
            milestone("some day", None, true),
            milestone("recent", Some("2026-06-01"), false),
            milestone("later", Some("2026-12-01"), true),
            milestone("next", Some("2026-11-20"), true),
        ];
        sort_milestones(&mut all);
        let titles: Vec<&str> = all.iter().map(|milestone| &*milestone.title).collect();
        assert_eq!(titles, ["next", "later", "some day", "recent", "old"]);
    }

    #[test]
    fn a_repository_that_was_never_read_offers_what_its_cards_carry() {
        let here: Name = "octo/box".into();
        let carrying = |id: &str, repository: &str, label: &str, login: &str| {
            card(id, repository, |issue| {
                issue.work.labels = vec![Label { name: label.into(), colour: 1 }].into();
                issue.work.assignees = vec![login.into()].into();
            })
        };
        let cards = [
            carrying("a", "octo/box", "ui", "zoe"),
            carrying("b", "octo/box", "Bug", "Ann"),
            carrying("c", "x/y", "z", "q"),
        ];
        let found = look_up(&Directory::new(), &here, &cards);
        let names = |label: &Label| label.name.to_string();
        assert_eq!(found.labels.iter().map(names).collect::<Vec<_>>(), ["Bug", "ui"]);
        assert!(found.people.iter().any(|login| &**login == "zoe"));
        assert!(!found.people.iter().any(|login| &**login == "q"), "that one is elsewhere");
        assert_eq!((found.milestones.some.len(), found.kinds.some.len()), (1, 1));
        assert_eq!(found.read_at, None);

        let read = Arc::new(Repository { read_at: Some(Timestamp::UNIX_EPOCH), ..guess(&here, []) });
        let directory = Directory::from([(here.clone(), Arc::clone(&read))]);
        assert_eq!(look_up(&directory, &here, &cards), read, "what GitHub said counts");
    }

    #[test]
    fn the_repository_with_the_most_cards_comes_first_and_a_linked_one_last() {
        let cards = [("a", "o/few"), ("b", "o/many"), ("c", "o/many")].map(|(id, at)| card(id, at, |_| {}));
        let mut project = project();
        project.repositories = vec!["o/empty".to_owned(), "O/Many".to_owned()].into();
        let names = of_project(&project, &cards);
        assert_eq!(names, ["o/many", "o/few", "o/empty"].map(Name::from));
    }
}
