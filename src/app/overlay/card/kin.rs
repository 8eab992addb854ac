//! The issues that a card belongs together with: its parent, its parts, what it waits for and what waits for it.

use std::collections::HashSet;

use crate::app::model::Settings;
use crate::app::screen::board::effort;
use crate::domain::item::{Link, Name, State, Tally};
use crate::domain::{ContentId, Details, FieldId, Item, ItemId, Relations, Replica, Snapshot, Value};

/// How deep the tree of parts goes.
const DEPTH: usize = 4;
/// How many parts are shown at most, all levels together.
const MOST: usize = 200;

/// What a card belongs together with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kin {
    /// The issue it is a part of.
    pub parent: Option<Relative>,
    /// Its parts, each followed by its own.
    pub parts: Vec<Relative>,
    /// What of its parts is done, by GitHub's count.
    pub progress: Tally,
    /// The sum of the parts' efforts: done, all. None where no part on the project has one.
    pub effort: Option<(f64, f64)>,
    /// What it waits for.
    pub blockers: Vec<Relative>,
    /// What waits for it.
    pub waiting: Vec<Relative>,
    /// How many blockers, parts and waiting issues there are beyond those listed.
    pub hidden: Hidden,
}

/// How many there are beyond those listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Hidden {
    pub parts: u32,
    pub blockers: u32,
    pub waiting: u32,
}

/// Another issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    /// Which.
    pub link: Link,
    /// Its card, if it is on the project.
    pub card: Option<ItemId>,
    /// Logins.
    pub people: Vec<Name>,
    /// How much of its own parts is done.
    pub parts: Tally,
    /// How deep it stands in the tree of parts.
    pub depth: usize,
}

impl Kin {
    /// What a card belongs together with, from what GitHub said when it was opened and from the other cards of the project.
    pub fn of(
        item: &Item,
        details: Option<&Details>,
        replica: &Replica,
        relations: &Relations,
        settings: &Settings,
    ) -> Self {
        let (base, view) = (replica.base(), replica.view());
        let Some(issue) = item.issue() else { return Self::default() };
        let family =
            Family { base, view, relations, effort: effort(&view.project, settings).map(|field| &field.id) };
        let parts = family.parts(&issue.work.id, details);
        let listed = parts.iter().filter(|part| part.depth == 0).count();
        // Counts of GitHub may be older than what the cards of the project say.
        let counted = u32::try_from(listed).unwrap_or(u32::MAX);
        let progress = Tally { total: issue.sub_issues.total.max(counted), ..issue.sub_issues };
        let blocked = |link: &Link| family.relative(link.clone(), 0);
        let waiting = family.waiting(&issue.work.id, details);
        let waiting_total =
            details.map_or(issue.blocking, |details| details.blocking.total.max(issue.blocking));
        Self {
            parent: issue.parent.as_deref().map(blocked),
            effort: family.sum(&parts),
            hidden: Hidden {
                parts: progress.total.saturating_sub(counted),
                blockers: issue.blocked_by.hidden(),
                waiting: waiting_total.saturating_sub(u32::try_from(waiting.len()).unwrap_or(u32::MAX)),
            },
            parts,
            progress,
            blockers: issue.blocked_by.iter().map(blocked).collect(),
            waiting,
        }
    }
}

struct Family<'a> {
    base: &'a Snapshot,
    view: &'a Snapshot,
    relations: &'a Relations,
    effort: Option<&'a FieldId>,
}

impl Family<'_> {
    /// The tree of parts: in the order of GitHub's list where that was read, else in the order of the project.
    fn parts(&self, content: &ContentId, details: Option<&Details>) -> Vec<Relative> {
        let mut seen = HashSet::from([content.clone()]);
        let mut parts = Vec::new();
        for part in details.iter().flat_map(|details| &details.sub_issues) {
            // What an edit of ours has taken off is no part any more.
            let is_part = |item: &Item| {
                item.issue()
                    .and_then(|issue| issue.parent.as_ref())
                    .is_some_and(|parent| parent.id == *content)
            };
            let moved = self.is_undone(&part.link.id, is_part);
            if !moved && seen.insert(part.link.id.clone()) {
                let mut relative = self.relative(part.link.clone(), 0);
                if relative.card.is_none() {
                    relative.people = part.assignees.some.to_vec();
                    relative.parts = part.parts;
                }
                let id = part.link.id.clone();
                parts.push(relative);
                self.below(&id, 1, &mut seen, &mut parts);
            }
        }
        self.below(content, 0, &mut seen, &mut parts);
        parts
    }

    /// Adds the parts that are on the project.
    fn below(
        &self,
        content: &ContentId,
        depth: usize,
        seen: &mut HashSet<ContentId>,
        into: &mut Vec<Relative>,
    ) {
        if depth >= DEPTH {
            return;
        }
        for link in self.links(self.relations.parts(content)) {
            if into.len() < MOST && seen.insert(link.id.clone()) {
                let id = link.id.clone();
                into.push(self.relative(link, depth));
                self.below(&id, depth + 1, seen, into);
            }
        }
    }

    /// Whether GitHub has something of an issue that an edit of ours takes away. Nothing else tells which of two reads is newer:
    /// GitHub moves no stamp for relations.
    fn is_undone(&self, content: &ContentId, holds: impl Fn(&Item) -> bool) -> bool {
        let Some(card) = self.relations.card(content) else { return false };
        let in_base = self.base.item(card).is_some_and(|item| holds(item));
        in_base && !self.view.item(card).is_some_and(|item| holds(item))
    }

    fn waiting(&self, content: &ContentId, details: Option<&Details>) -> Vec<Relative> {
        let mut seen = HashSet::new();
        let listed = details.iter().flat_map(|details| &details.blocking).cloned();
        let still = |link: &Link| {
            let waits = |item: &Item| {
                item.issue().is_some_and(|issue| issue.blocked_by.iter().any(|by| by.id == *content))
            };
            !self.is_undone(&link.id, waits)
        };
        let here = self.links(self.relations.waiting(content));
        let all = listed.filter(still).chain(here).filter(|link| seen.insert(link.id.clone()));
        all.take(MOST).map(|link| self.relative(link, 0)).collect()
    }

    /// Cards as links, in the order of the project.
    fn links(&self, cards: &[ItemId]) -> Vec<Link> {
        let mut items: Vec<_> = cards.iter().filter_map(|card| self.view.item(card)).collect();
        items.sort_by_key(|item| self.view.rank(&item.id));
        items.into_iter().filter_map(|item| as_link(item)).collect()
    }

    fn relative(&self, link: Link, depth: usize) -> Relative {
        let item = self.relations.card(&link.id).and_then(|card| self.view.item(card));
        let Some(item) = item.filter(|item| item.content_id() == Some(&link.id)) else {
            return Relative { link, card: None, people: Vec::new(), parts: Tally::default(), depth };
        };
        Relative {
            link: as_link(item).unwrap_or(link),
            card: Some(item.id.clone()),
            people: item.assignees().to_vec(),
            parts: item.issue().map(|issue| issue.sub_issues).unwrap_or_default(),
            depth,
        }
    }

    /// The efforts of the direct parts.
    fn sum(&self, parts: &[Relative]) -> Option<(f64, f64)> {
        let field = self.effort?;
        let mut sum = None;
        for part in parts.iter().filter(|part| part.depth == 0) {
            let item = part.card.as_ref().and_then(|card| self.view.item(card));
            if let Some(Value::Number(number)) = item.and_then(|item| item.value(field)) {
                let (done, all) = sum.unwrap_or((0.0, 0.0));
                sum = Some((if part.link.open { done } else { done + number }, all + number));
            }
        }
        sum
    }
}

/// The issue or pull request behind a card, as another card shows it.
fn as_link(item: &Item) -> Option<Link> {
    let work = item.work()?;
    Some(Link {
        id: work.id.clone(),
        number: work.number,
        title: work.title.clone(),
        repository: work.repository.clone(),
        open: item.state() == State::Open,
    })
}
