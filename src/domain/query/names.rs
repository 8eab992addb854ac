//! The names that cards carry, how many carry each, and those that a card could carry: what a filter can ask for.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::facts::{Fact, Facts, SHARED};
use super::subject::Aspect;
use crate::domain::item::Name;
use crate::domain::repository::Repository;
use crate::domain::{Directory, FieldId, Item, Project, Value};

type Counts<K> = HashMap<K, usize, RandomState>;

/// Names by what they name. Gathered once for a state of the project, not once a key: it looks at every item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    /// In the order of [`SHARED`].
    named: [Counts<Name>; SHARED.len()],
    /// By field, then by the id of the option or iteration.
    values: HashMap<FieldId, Counts<Arc<str>>>,
}

/// What a name can be the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Label,
    Login,
    Milestone,
    Repository,
    IssueType,
}

impl Names {
    /// Those of some items. Archived ones are left out, as boards leave them out.
    pub fn gather<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let (mut names, mut facts) = (Self::default(), Facts::default());
        let lists: Vec<_> =
            items.into_iter().filter(|item| !item.archived).map(|item| facts.add(item)).collect();
        for (fact, count) in facts.counted(lists.into_iter()) {
            names.add(fact, count);
        }
        names
    }

    /// Adds what so many more cards carry.
    pub(super) fn add(&mut self, fact: &Fact, count: usize) {
        match fact {
            // The name alone is not a name to choose.
            Fact::Name(Aspect::Repository, name) if !name.contains('/') => {}
            Fact::Name(aspect, name) => self.name(*aspect, name, count),
            Fact::Value(field, Value::SingleSelect(id)) => self.choose(field, id.as_str(), count),
            Fact::Value(field, Value::Iteration(id)) => self.choose(field, id.as_str(), count),
            Fact::Value(field, Value::MultiSelect(ids)) => {
                for id in ids {
                    self.choose(field, id.as_str(), count);
                }
            }
            Fact::Value(_, Value::Text(_) | Value::Number(_) | Value::Date(_)) => {}
        }
    }

    /// Adds the names that the repositories of a project have although no card carries them: those of cards, and linked ones.
    pub fn learn(&mut self, project: &Project, directory: &Directory) {
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let of_cards: Vec<Name> =
            self.of(Aspect::Repository).into_iter().flat_map(Counts::keys).cloned().collect();
        let linked = &project.repositories.some;
        let new = linked.iter().filter(|linked| !of_cards.iter().any(|name| same(name, linked)));
        self.know(Kind::Repository, new.map(|name| Name::from(name.as_str())));
        for known in directory.values() {
            let here = of_cards.iter().any(|name| same(name, &known.name))
                || linked.iter().any(|name| same(name, &known.name));
            if here {
                self.know_repository(known);
            }
        }
    }

    fn know_repository(&mut self, known: &Repository) {
        self.know(Kind::Label, known.labels.iter().map(|label| Arc::clone(&label.name)));
        self.know(Kind::Login, known.people.iter().cloned());
        self.know(Kind::Milestone, known.milestones.iter().map(|milestone| Arc::clone(&milestone.title)));
        self.know(Kind::IssueType, known.kinds.iter().map(|kind| Arc::clone(&kind.name)));
    }

    /// Adds names that exist although no card carries them.
    pub fn know(&mut self, kind: Kind, known: impl IntoIterator<Item = Name>) {
        let aspects: &[Aspect] = match kind {
            Kind::Label => &[Aspect::Label],
            Kind::Login => &[Aspect::Assignee, Aspect::Author, Aspect::Reviewer],
            Kind::Milestone => &[Aspect::Milestone],
            Kind::Repository => &[Aspect::Repository],
            Kind::IssueType => &[Aspect::Type],
        };
        for name in known {
            for aspect in aspects {
                self.name(*aspect, &name, 0);
            }
        }
    }

    fn name(&mut self, aspect: Aspect, name: &Name, count: usize) {
        if let Some(place) = place(aspect) {
            *self.named[place].entry(Arc::clone(name)).or_default() += count;
        }
    }

    fn choose(&mut self, field: &FieldId, id: &str, count: usize) {
        *self.values.entry(field.clone()).or_default().entry(id.into()).or_default() += count;
    }

    /// The names of one aspect with how many cards carry each; none where it has no names to choose from.
    pub(super) fn of(&self, aspect: Aspect) -> Option<&Counts<Name>> {
        place(aspect).map(|place| &self.named[place])
    }

    /// How many cards have chosen an option or an iteration.
    pub(super) fn chosen(&self, field: &FieldId, id: &str) -> usize {
        self.values.get(field).and_then(|counts| counts.get(id)).copied().unwrap_or_default()
    }
}

fn place(aspect: Aspect) -> Option<usize> {
    SHARED.iter().position(|shared| *shared == aspect)
}
