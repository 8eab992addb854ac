//! What differs between two states of an item.

use serde::{Deserialize, Serialize};

use std::collections::HashSet;
use std::sync::Arc;

use super::history::{Entry, Named, Provenance};
use super::item::{Checks, Content, IssueState, Name, PullRequest, State};
use super::{ContentId, FieldId, Item, ItemId, Project, Timestamp, Value};

/// A difference between two states of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// It joined the project.
    Added,
    /// It left the project.
    Removed,
    /// It was archived or brought back.
    Archived {
        /// Whether it is archived now.
        to: bool,
    },
    /// A field was set or cleared.
    Field {
        /// Which.
        field: FieldId,
        /// Before; none also where it is not known.
        from: Option<Value>,
        /// After.
        to: Option<Value>,
    },
    /// It was closed, merged or reopened; or closed as done instead of as not to be done, or the other way.
    State {
        /// Before.
        from: State,
        /// After.
        to: State,
    },
    /// It was renamed.
    Title {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// People were assigned or unassigned.
    Assignees {
        /// Before.
        from: Vec<Name>,
        /// After.
        to: Vec<Name>,
    },
    /// Labels were added or removed.
    Labels {
        /// Before.
        from: Vec<Name>,
        /// After.
        to: Vec<Name>,
    },
    /// It went into another milestone.
    Milestone {
        /// Before.
        from: Option<Name>,
        /// After.
        to: Option<Name>,
    },
    /// It got another issue type.
    Type {
        /// Before.
        from: Option<Name>,
        /// After.
        to: Option<Name>,
    },
    /// Another issue began or ceased to block it.
    BlockedBy {
        /// The other issue.
        by: ContentId,
        /// Whether it blocks now.
        on: bool,
    },
    /// It became a sub-issue of another issue, or of none.
    Parent {
        /// Before.
        from: Option<ContentId>,
        /// After.
        to: Option<ContentId>,
    },
    /// An issue is a duplicate of another now, or is one no longer: what [`Change::State`] does not tell apart. Closed without
    /// this, an issue is not planned.
    Reason {
        /// Before.
        from: IssueState,
        /// After.
        to: IssueState,
    },
    /// It was transferred to another repository.
    Repository {
        /// Before, `owner/name`.
        from: Name,
        /// After.
        to: Name,
    },
    /// People or teams were asked for a review, or no longer; those who have given it are no longer asked.
    Reviewers {
        /// Before.
        from: Vec<Name>,
        /// After.
        to: Vec<Name>,
    },
    /// Pull requests were linked that close it, or no longer.
    Pulls {
        /// Before, `owner/name#12`.
        from: Vec<Name>,
        /// After.
        to: Vec<Name>,
    },
    /// The checks of a pull request came to another result.
    Checks {
        /// Before; none where there were none.
        from: Option<Checks>,
        /// After.
        to: Option<Checks>,
    },
    /// A pull request became ready for review, or a draft again.
    Ready {
        /// Whether it is ready now.
        to: bool,
    },
    /// It got another place in the global order.
    Moved {
        /// The item it now stands below; none is the top.
        after: Option<ItemId>,
    },
}

/// What changed from one state of an item to the next. Order and membership are not part of an item.
pub fn changes(old: &Item, new: &Item) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |differs: bool, change: Change| {
        if differs {
            changes.push(change);
        }
    };
    note(old.archived != new.archived, Change::Archived { to: new.archived });
    note(old.state() != new.state(), Change::State { from: old.state(), to: new.state() });
    if let Some((from, to)) = reasons(old, new) {
        note(true, Change::Reason { from, to });
    }
    if old.content == Content::Hidden || new.content == Content::Hidden {
        // It went out of sight or came back: what it holds has not changed by that.
        return changes;
    }
    note(
        old.title() != new.title(),
        Change::Title { from: old.title().to_owned(), to: new.title().to_owned() },
    );
    let (from, to) = (sorted(old.assignees()), sorted(new.assignees()));
    note(from != to, Change::Assignees { from, to });
    let (from, to) = (label_names(old), label_names(new));
    note(from != to, Change::Labels { from, to });
    let milestone = |item: &Item| item.milestone().map(|milestone| milestone.title.clone());
    let (from, to) = (milestone(old), milestone(new));
    note(from != to, Change::Milestone { from, to });
    let kind = |item: &Item| item.issue().and_then(|issue| issue.kind.clone());
    let (from, to) = (kind(old), kind(new));
    note(from != to, Change::Type { from, to });
    let parent = |item: &Item| item.issue().and_then(|issue| Some(issue.parent.as_ref()?.id.clone()));
    let (from, to) = (parent(old), parent(new));
    note(from != to, Change::Parent { from, to });
    let (before, after) = (blockers(old), blockers(new));
    for by in before.iter().filter(|by| !after.contains(by)) {
        note(true, Change::BlockedBy { by: (*by).clone(), on: false });
    }
    for by in after.iter().filter(|by| !before.contains(by)) {
        note(true, Change::BlockedBy { by: (*by).clone(), on: true });
    }
    if let (Some(before), Some(after)) = (old.repository(), new.repository()) {
        note(before != after, Change::Repository { from: Arc::clone(before), to: Arc::clone(after) });
    }
    let (from, to) = (pulls(old), pulls(new));
    note(from != to, Change::Pulls { from, to });
    if let (Content::PullRequest(before), Content::PullRequest(after)) = (&old.content, &new.content) {
        changes.extend(of_pull_request(before, after));
    }
    changes.extend(of_fields(old, new));
    changes
}

/// What became of a pull request itself.
fn of_pull_request(old: &PullRequest, new: &PullRequest) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.pull.draft != new.pull.draft {
        changes.push(Change::Ready { to: !new.pull.draft });
    }
    if old.pull.checks != new.pull.checks {
        changes.push(Change::Checks { from: old.pull.checks, to: new.pull.checks });
    }
    let (from, to) = (sorted(&old.reviewers.some), sorted(&new.reviewers.some));
    if from != to {
        changes.push(Change::Reviewers { from, to });
    }
    changes
}

fn of_fields(old: &Item, new: &Item) -> Vec<Change> {
    let mut changes = Vec::new();
    for entry in &old.values {
        if new.value(&entry.field).is_none() {
            let change =
                Change::Field { field: entry.field.clone(), from: Some(entry.value.clone()), to: None };
            changes.push(change);
        }
    }
    for entry in &new.values {
        let from = old.value(&entry.field).cloned();
        let to = Some(entry.value.clone());
        if from != to {
            changes.push(Change::Field { field: entry.field.clone(), from, to });
        }
    }
    changes
}

/// Whether an issue is a duplicate, before and after, where that has changed; and of two other reasons, where the state is the same.
fn reasons(old: &Item, new: &Item) -> Option<(IssueState, IssueState)> {
    let (from, to) = (old.issue()?.state, new.issue()?.state);
    let told = from != to && (to == IssueState::Duplicate || old.state() == new.state());
    told.then_some((from, to))
}

/// Logs how an item came to be what it is: what changed since it was last seen, or, for an item not seen before, what its
/// stamps tell. How the rest of such an item is known is `undated`.
pub(super) fn log(
    old: Option<&Item>,
    new: &Item,
    seen_at: Timestamp,
    undated: Provenance,
    into: &mut Vec<Entry>,
) {
    match old {
        Some(old) => into.extend(changes(old, new).into_iter().map(|change| {
            let (at, by) = dated(new, &change, seen_at);
            let (item, provenance, named) = (new.id.clone(), Provenance::Seen, Named::default());
            Entry { item, at, seen_at, by, provenance, change, named, excuse: None }
        })),
        None => into.extend(arrival(new).into_iter().map(|(change, at, by)| Entry {
            item: new.id.clone(),
            at: at.unwrap_or(seen_at),
            seen_at,
            by,
            provenance: if at.is_some() { Provenance::Reconstructed } else { undated },
            change,
            named: Named::default(),
            excuse: None,
        })),
    }
}

/// Notes what the options and iterations of the changed fields were called; the project may have renamed or lost some with the same
/// read, and of those before the change only the older state of it knows the name.
pub(super) fn name(log: &mut [Entry], before: &Project, now: &Project) {
    // A first read logs a few names a hundred thousand times.
    let mut shared: HashSet<Name> = HashSet::new();
    for entry in log {
        let Change::Field { field, from, to } = &entry.change else { continue };
        let mut called = |value: &Value, projects: [&Project; 2]| {
            let mut fields = projects.into_iter().filter_map(|project| project.field(field));
            let name = fields.find_map(|field| field.names(value))?;
            if let Some(known) = shared.get(&*name) {
                return Some(Arc::clone(known));
            }
            let name = Name::from(&*name);
            shared.insert(Arc::clone(&name));
            Some(name)
        };
        entry.named.from = from.as_ref().and_then(|value| called(value, [before, now]));
        entry.named.to = to.as_ref().and_then(|value| called(value, [now, before]));
    }
}

pub(super) fn removed(item: &ItemId, seen_at: Timestamp) -> Entry {
    seen(item.clone(), Change::Removed, seen_at)
}

pub(super) fn moved(item: ItemId, after: Option<ItemId>, seen_at: Timestamp) -> Entry {
    seen(item, Change::Moved { after }, seen_at)
}

fn seen(item: ItemId, change: Change, seen_at: Timestamp) -> Entry {
    let named = Named::default();
    Entry { item, at: seen_at, seen_at, by: None, provenance: Provenance::Seen, change, named, excuse: None }
}

/// When a change happened and who made it, where a stamp of GitHub's covers it.
fn dated(new: &Item, change: &Change, seen_at: Timestamp) -> (Timestamp, Option<Name>) {
    match change {
        Change::Field { field, .. } => new.entry(field).map_or((new.updated_at, None), |entry| {
            (entry.since().unwrap_or(new.updated_at), entry.by.clone())
        }),
        Change::Archived { .. } => (new.updated_at, None),
        Change::State { .. } | Change::Reason { .. } => {
            let closed = new.work().and_then(|work| work.closed_at);
            (closed.or(new.content_updated_at()).unwrap_or(seen_at), None)
        }
        Change::Title { .. }
        | Change::Assignees { .. }
        | Change::Labels { .. }
        | Change::Repository { .. }
        | Change::Reviewers { .. }
        | Change::Ready { .. }
        | Change::Type { .. }
        | Change::Milestone { .. } => (new.content_updated_at().unwrap_or(seen_at), None),
        // GitHub moves no stamp for these.
        Change::BlockedBy { .. }
        | Change::Parent { .. }
        | Change::Pulls { .. }
        | Change::Checks { .. }
        | Change::Moved { .. }
        | Change::Added
        | Change::Removed => (seen_at, None),
    }
}

fn arrival(item: &Item) -> Vec<(Change, Option<Timestamp>, Option<Name>)> {
    let mut arrival = vec![(Change::Added, Some(item.created_at), None)];
    for entry in &item.values {
        let change = Change::Field { field: entry.field.clone(), from: None, to: Some(entry.value.clone()) };
        arrival.push((change, entry.since(), entry.by.clone()));
    }
    let closed = item.work().and_then(|work| work.closed_at);
    if item.state() != State::Open && item.state() != State::Unknown {
        arrival.push((Change::State { from: State::Open, to: item.state() }, closed, None));
    }
    if item.issue().is_some_and(|issue| issue.state == IssueState::Duplicate) {
        let change = Change::Reason { from: IssueState::Open, to: IssueState::Duplicate };
        arrival.push((change, closed, None));
    }
    for by in blockers(item) {
        arrival.push((Change::BlockedBy { by: by.clone(), on: true }, None, None));
    }
    if item.archived {
        arrival.push((Change::Archived { to: true }, Some(item.updated_at), None));
    }
    arrival
}

fn blockers(item: &Item) -> Vec<&ContentId> {
    match &item.content {
        Content::Issue(issue) => issue.blocked_by.iter().map(|link| &link.id).collect(),
        Content::PullRequest(_) | Content::Draft(_) | Content::Hidden => Vec::new(),
    }
}

/// The pull requests that close an issue, by name.
fn pulls(item: &Item) -> Vec<Name> {
    let Some(issue) = item.issue() else { return Vec::new() };
    let mut names: Vec<Name> =
        issue.pulls.iter().map(|pull| format!("{}#{}", pull.repository, pull.number).into()).collect();
    names.sort();
    names
}

fn sorted(names: &[Name]) -> Vec<Name> {
    let mut names = names.to_vec();
    names.sort();
    names
}

fn label_names(item: &Item) -> Vec<Name> {
    let mut names: Vec<Name> = item.labels().iter().map(|label| label.name.clone()).collect();
    names.sort();
    names
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
