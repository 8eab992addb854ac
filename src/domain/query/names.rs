//! The names that cards carry, how many carry each, and those that a card could carry: what a filter can ask for.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::subject::Aspect;
use crate::domain::item::{Content, Name};
use crate::domain::repository::{self, Repository};
use crate::domain::{Directory, FieldId, Item, Snapshot, Value};

type Counts<K> = HashMap<K, usize, RandomState>;

/// Names by what they name. Gathered once for a state of the project, not once a key: it looks at every item.
#[derive(Debug, Clone, Default)]
pub struct Names {
    labels: Counts<Name>,
    assignees: Counts<Name>,
    authors: Counts<Name>,
    reviewers: Counts<Name>,
    milestones: Counts<Name>,
    repositories: Counts<Name>,
    types: Counts<Name>,
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
        let mut names = Self::default();
        for item in items.into_iter().filter(|item| !item.archived) {
            names.take(item);
        }
        names
    }

    /// Those of the cards of a project, and those that its repositories have although no card carries them.
    pub fn of_project(view: &Snapshot, directory: &Directory) -> Self {
        let mut names = Self::gather(view.items().map(AsRef::as_ref));
        for name in repository::of_project(&view.project, view.items()) {
            if let Some(known) = directory.get(&name) {
                names.know_repository(known);
            }
            names.know(Kind::Repository, [name]);
        }
        names
    }

    fn know_repository(&mut self, known: &Repository) {
        self.know(Kind::Label, known.labels.iter().map(|label| Arc::clone(&label.name)));
        self.know(Kind::Login, known.people.iter().cloned());
        self.know(Kind::Milestone, known.milestones.iter().map(|milestone| Arc::clone(&milestone.title)));
        self.know(Kind::IssueType, known.kinds.iter().map(|kind| Arc::clone(&kind.name)));
    }

    /// Adds names that exist although no card carries them.
    pub fn know(&mut self, kind: Kind, known: impl IntoIterator<Item = Name>) {
        let tables: &mut [&mut Counts<Name>] = match kind {
            Kind::Label => &mut [&mut self.labels],
            Kind::Login => &mut [&mut self.assignees, &mut self.authors, &mut self.reviewers],
            Kind::Milestone => &mut [&mut self.milestones],
            Kind::Repository => &mut [&mut self.repositories],
            Kind::IssueType => &mut [&mut self.types],
        };
        for name in known {
            for table in &mut *tables {
                table.entry(Arc::clone(&name)).or_default();
            }
        }
    }

    fn take(&mut self, item: &Item) {
        count(&mut self.assignees, item.assignees());
        for label in item.labels() {
            count(&mut self.labels, [&label.name]);
        }
        count(&mut self.milestones, item.milestone().map(|milestone| &milestone.title));
        count(&mut self.repositories, item.repository());
        match &item.content {
            Content::Issue(issue) => {
                count(&mut self.authors, &issue.work.author);
                count(&mut self.types, &issue.kind);
            }
            Content::PullRequest(pull) => {
                count(&mut self.authors, &pull.work.author);
                count(&mut self.reviewers, &pull.reviewers);
            }
            Content::Draft(draft) => count(&mut self.authors, &draft.author),
            Content::Hidden => {}
        }
        for entry in &item.values {
            match &entry.value {
                Value::SingleSelect(id) => self.choose(&entry.field, id.as_str()),
                Value::MultiSelect(ids) => ids.iter().for_each(|id| self.choose(&entry.field, id.as_str())),
                Value::Iteration(id) => self.choose(&entry.field, id.as_str()),
                Value::Text(_) | Value::Number(_) | Value::Date(_) => {}
            }
        }
    }

    fn choose(&mut self, field: &FieldId, id: &str) {
        if !self.values.contains_key(field) {
            self.values.insert(field.clone(), Counts::default());
        }
        let Some(counts) = self.values.get_mut(field) else { return };
        match counts.get_mut(id) {
            Some(count) => *count += 1,
            None => drop(counts.insert(id.into(), 1)),
        }
    }

    /// The names of one aspect with how many cards carry each; none where it has no names to choose from.
    pub(super) fn of(&self, aspect: Aspect) -> Option<&Counts<Name>> {
        Some(match aspect {
            Aspect::Label => &self.labels,
            Aspect::Assignee => &self.assignees,
            Aspect::Author => &self.authors,
            Aspect::Reviewer => &self.reviewers,
            Aspect::Milestone => &self.milestones,
            Aspect::Repository => &self.repositories,
            Aspect::Type => &self.types,
            Aspect::Title
            | Aspect::Parent
            | Aspect::BlockedBy
            | Aspect::Blocking
            | Aspect::LinkedPulls
            | Aspect::SubIssues
            | Aspect::Created
            | Aspect::Updated
            | Aspect::Closed => return None,
        })
    }

    /// How many cards have chosen an option or an iteration.
    pub(super) fn chosen(&self, field: &FieldId, id: &str) -> usize {
        self.values.get(field).and_then(|counts| counts.get(id)).copied().unwrap_or_default()
    }
}

fn count<'a>(table: &mut Counts<Name>, names: impl IntoIterator<Item = &'a Name>) {
    for name in names {
        match table.get_mut(name) {
            Some(count) => *count += 1,
            None => drop(table.insert(Arc::clone(name), 1)),
        }
    }
}
