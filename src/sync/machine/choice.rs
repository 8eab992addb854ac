//! Which edits can be sent now, and as what.

use std::sync::Arc;

use super::Machine;
use crate::domain::{Attribute, Content, Edit, EditId, Item, ItemId, Order, Pending, Progress, Snapshot};
use crate::github::{Write, text};

impl Machine {
    /// The queued edits that can go into one request now: values in the order they were set; places from top to bottom; else one
    /// creation, alone.
    pub(super) fn sendable(&self, base: &Snapshot, wanted: &Order) -> Vec<Pending> {
        let can_go = |pending: &&Pending| {
            let looked_at = is_place(pending) || !self.looks.waits(pending.edit.item());
            is_waiting(pending) && !self.is_held(pending) && looked_at
        };
        let waiting = || self.outbox.iter().filter(can_go);
        let mut chosen: Vec<Pending> = Vec::new();
        for pending in waiting() {
            let item = pending.edit.item();
            let ready = match &pending.edit {
                // What is to happen to an item that GitHub has not made yet waits for it.
                Edit::Delete { .. } => {
                    // The look at a draft is to show it as it was when it was deleted.
                    let ahead: &[Pending] = if pending.base.is_some() { &[] } else { &chosen };
                    !item.is_local() && !self.is_behind(pending, ahead)
                }
                // Were it made with those before it and the answer lost, these could not be sent again.
                Edit::Set { to: Attribute::Archived(true), .. } => {
                    !item.is_local() && !self.is_behind(pending, &[])
                }
                Edit::SetField { .. } | Edit::Link { .. } | Edit::Set { .. } | Edit::SetComment { .. } => {
                    !item.is_local() && !self.awaits_content(pending, base) && !self.follows_another(pending)
                }
                Edit::PutBack { content, .. } => !self.awaits_removal(pending, content, base),
                Edit::Place { .. }
                | Edit::AddDraft { .. }
                | Edit::AddIssue { .. }
                | Edit::Convert { .. }
                | Edit::Comment { .. } => false,
            };
            if ready && chosen.len() < self.batch {
                chosen.push(pending.clone());
            }
        }
        let mut places: Vec<&Pending> = waiting().filter(|pending| is_place(pending)).collect();
        places.sort_by_key(|pending| (wanted.rank(pending.edit.item()), pending.id));
        for pending in places {
            let ready = !pending.edit.item().is_local()
                && !self.has_unset_field(pending, &chosen)
                && self.anchor_is_ready(pending, base, wanted, &chosen);
            if ready && chosen.len() < self.batch {
                chosen.push(pending.clone());
            }
        }
        // A creation whose answer is lost is found by when it was made, and that is told by GitHub's clock.
        if chosen.is_empty() && self.skew.is_some() {
            chosen.extend(waiting().find(|pending| self.is_ready_alone(pending, base)).cloned());
        }
        chosen
    }

    /// Whether an edit that can't be sent twice can be sent now.
    fn is_ready_alone(&self, pending: &Pending, base: &Snapshot) -> bool {
        let is_made = !pending.edit.item().is_local();
        match &pending.edit {
            Edit::AddDraft { .. } | Edit::AddIssue { .. } => true,
            // What is to happen to the draft happens first.
            Edit::Convert { .. } => is_made && !self.is_behind(pending, &[]),
            // One that may not have been written yet comes before the next.
            Edit::Comment { .. } => {
                is_made && !self.awaits_content(pending, base) && !self.is_said_later(pending)
            }
            Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::Delete { .. }
            | Edit::Set { .. }
            | Edit::Link { .. }
            | Edit::PutBack { .. }
            | Edit::SetComment { .. } => false,
        }
    }

    /// Whether an earlier comment on the same card has yet to be written.
    fn is_said_later(&self, pending: &Pending) -> bool {
        self.outbox.iter().take_while(|other| other.id < pending.id).any(|other| {
            matches!(other.edit, Edit::Comment { .. })
                && other.edit.item() == pending.edit.item()
                && other.is_unsent()
        })
    }

    /// Whether an edit is about an issue that GitHub has made, or is about to make, but no read has brought yet.
    fn awaits_content(&self, pending: &Pending, base: &Snapshot) -> bool {
        let about_content = pending.edit.is_about_content()
            || match &pending.edit {
                Edit::SetField { field, .. } => {
                    base.project.field(field).is_some_and(|field| field.issue_field.is_some())
                }
                Edit::Place { .. }
                | Edit::AddDraft { .. }
                | Edit::Delete { .. }
                | Edit::Set { .. }
                | Edit::Link { .. }
                | Edit::AddIssue { .. }
                | Edit::PutBack { .. }
                | Edit::Convert { .. }
                | Edit::Comment { .. }
                | Edit::SetComment { .. } => false,
            };
        let makes = |edit: &Edit| edit.creates() || matches!(edit, Edit::Convert { .. });
        about_content
            && self.outbox.iter().take_while(|other| other.id < pending.id).any(|other| {
                other.edit.item() == pending.edit.item() && makes(&other.edit) && other.is_in_view()
            })
    }

    /// Whether the card that an issue or pull request had before is still to be taken off: until then GitHub would give that one.
    fn awaits_removal(&self, pending: &Pending, content: &Content, base: &Snapshot) -> bool {
        self.outbox.iter().take_while(|other| other.id < pending.id).any(|other| {
            let card = base.item(other.edit.item()).filter(|_| other.edit.deletes() && other.is_unsent());
            card.is_some_and(|card| card.content_id() == content.id())
        })
    }

    /// Edits as they are sent. A place names the neighbour in the order that is wanted in the end: so a batch that was made and whose
    /// answer was lost can be sent again, although each place alone depends on those before it.
    pub(super) fn writes(&self, chosen: &[Pending], snapshot: &Snapshot, wanted: &Order) -> Vec<Write> {
        let sent = |pending: &Pending| {
            let edit = match &pending.edit {
                Edit::Place { item, .. } => {
                    let after = self.target(item, wanted, snapshot);
                    Edit::Place { item: item.clone(), after, before: None }
                }
                edit @ (Edit::SetField { .. }
                | Edit::AddDraft { .. }
                | Edit::Delete { .. }
                | Edit::Set { .. }
                | Edit::Link { .. }
                | Edit::AddIssue { .. }
                | Edit::PutBack { .. }
                | Edit::Convert { .. }
                | Edit::Comment { .. }
                | Edit::SetComment { .. }) => edit.clone(),
            };
            let since = match pending.progress {
                Progress::Sending { since } => Some(since),
                Progress::Queued
                | Progress::Accepted { .. }
                | Progress::Refused(_)
                | Progress::Unknown { .. } => None,
            };
            let taken = if since.is_some() { self.taken(pending, snapshot) } else { Vec::new() };
            let (item, twins) = (self.as_sent(pending, snapshot), self.twins(pending));
            let base = pending.base.clone().filter(|_| matches!(pending.edit, Edit::SetComment { .. }));
            Write { id: pending.id, edit, item, since, taken, base, twins }
        };
        chosen.iter().map(sent).collect()
    }

    /// The cards that an attempt at a creation has not made, although they look like what it makes.
    fn taken(&self, pending: &Pending, base: &Snapshot) -> Vec<ItemId> {
        let (title, repository) = match &pending.edit {
            Edit::AddDraft { title, .. } => (title, None),
            Edit::AddIssue { title, repository, .. } => (title, Some(repository)),
            Edit::PutBack { .. }
            | Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::Delete { .. }
            | Edit::Set { .. }
            | Edit::Link { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. }
            | Edit::SetComment { .. } => return Vec::new(),
        };
        // One that a read has brought under another name may be ours: repositories are renamed.
        let here = |item: &Item| repository.is_none_or(|ours| is_in(item, ours));
        let alike = |item: &&Arc<Item>| text::is_title(item.title(), title) && here(item);
        let known = base.items().filter(alike).map(|item| &item.id);
        let ours = self.outbox.iter().filter(|other| other.edit.creates()).map(|other| other.edit.item());
        known.chain(ours.filter(|item| !item.is_local())).cloned().collect()
    }

    /// The item as GitHub has it once it has made this edit and those before it: the people of a draft are sent as a whole.
    fn as_sent(&self, pending: &Pending, base: &Snapshot) -> Option<Arc<Item>> {
        let mut item = base.item(pending.edit.item())?.clone();
        let upto = self.outbox.iter().take_while(|other| other.id <= pending.id);
        for other in upto.filter(|other| other.is_in_view() && other.edit.item() == pending.edit.item()) {
            if let Edit::Link { entry, on, .. } = &other.edit {
                entry.apply(Arc::make_mut(&mut item), *on);
            }
        }
        Some(item)
    }

    /// Whether an older edit of the same item has yet to be sent.
    fn is_behind(&self, pending: &Pending, chosen: &[Pending]) -> bool {
        self.outbox.iter().take_while(|other| other.id < pending.id).any(|other| {
            other.edit.item() == pending.edit.item()
                && other.is_unsent()
                && !self.is_held(other)
                && !holds(chosen, other.id)
        })
    }

    /// Whether a value that was set before this place has yet to be sent: a card changes its column before its place in it, and an
    /// archived one has no place. It goes ahead of a value that waits for a person or for GitHub: other cards have their places by it.
    fn has_unset_field(&self, pending: &Pending, chosen: &[Pending]) -> bool {
        let rests = self.looks.waits(pending.edit.item());
        self.outbox.iter().take_while(|other| other.id < pending.id).any(|other| {
            let sets = matches!(other.edit, Edit::SetField { .. }) && !rests && !self.is_held(other);
            let counts = sets || archives(&other.edit).is_some();
            counts
                && other.edit.item() == pending.edit.item()
                && other.is_unsent()
                && !holds(chosen, other.id)
        })
    }

    /// The item that another is sent to be placed below. Nothing can be placed below an archived item, and where a card stands
    /// among archived ones nobody sees.
    fn target(&self, item: &ItemId, order: &Order, base: &Snapshot) -> Option<ItemId> {
        let mut above = order.above(item);
        while let Some(id) = above {
            if !self.is_archived(id, base) {
                break;
            }
            above = order.above(id);
        }
        above.cloned()
    }

    /// Whether a card is archived once our edits are made.
    fn is_archived(&self, item: &ItemId, base: &Snapshot) -> bool {
        let counts =
            |other: &&Pending| other.edit.item() == item && other.is_in_view() && !self.is_held(other);
        let ours = self.outbox.iter().filter(counts);
        let last = ours.rev().find_map(|other| archives(&other.edit));
        last.unwrap_or_else(|| base.item(item).is_some_and(|item| item.archived))
    }

    /// Whether an edit that brings a card back is needed although it is archived again later: what is done in between could not
    /// be done to an archived card.
    pub(super) fn is_used(&self, old: &Pending, later: &Pending) -> bool {
        archives(&old.edit) == Some(false)
            && self.outbox.iter().any(|other| {
                let between = other.id > old.id && other.id < later.id;
                let touches = matches!(other.edit, Edit::SetField { .. } | Edit::Place { .. });
                between && touches && other.is_unsent() && other.edit.item() == old.edit.item()
            })
    }

    /// Whether the card above is where it will be in the end, or gets there in this very request.
    fn anchor_is_ready(
        &self,
        pending: &Pending,
        base: &Snapshot,
        wanted: &Order,
        chosen: &[Pending],
    ) -> bool {
        let Some(above) = self.target(pending.edit.item(), wanted, base) else { return true };
        let moves = |other: &&Pending| {
            let needed = is_place(other) || archives(&other.edit) == Some(false);
            needed && *other.edit.item() == above && other.is_unsent()
        };
        !above.is_local() && self.outbox.iter().filter(moves).all(|other| holds(chosen, other.id))
    }

    /// Whether a later edit that is about to be sent, or was, makes this one needless. It may have been sent before: if it were sent
    /// again and failed where the later one did not, it would come last. So would one that had to wait while the later one had not.
    pub(super) fn is_outdated(&self, pending: &Pending) -> bool {
        let counts =
            |later: &Pending| is_waiting(later) || matches!(later.progress, Progress::Accepted { .. });
        // Of a comment GitHub is asked which text it has: the one that may have been made is settled first.
        let is_settled_first =
            matches!(pending.edit, Edit::SetComment { .. }) && pending.progress != Progress::Queued;
        !is_settled_first
            && self.outbox.iter().any(|later| {
                later.id > pending.id
                    && counts(later)
                    && pending.edit.is_replaced_by(&later.edit)
                    && !self.is_used(pending, later)
            })
    }

    /// Whether GitHub already holds what an edit asks for.
    pub(super) fn is_needless(&self, pending: &Pending, base: &Snapshot, wanted: &Order) -> bool {
        if pending.progress != Progress::Queued {
            return false;
        }
        let first = || {
            let mut earlier = self.outbox.iter().take_while(|other| other.id < pending.id);
            !earlier.any(|other| other.is_in_view() && other.edit.is_replaced_by(&pending.edit))
        };
        match &pending.edit {
            Edit::SetField { item, field, to } => {
                first() && base.item(item).is_some_and(|item| item.value(field) == to.as_ref())
            }
            Edit::Set { to: to @ Attribute::Body(_), .. } => first() && pending.base.as_ref() == Some(to),
            Edit::SetComment { to: Some(to), .. } => {
                first() && pending.base == Some(Attribute::Body(to.clone()))
            }
            Edit::Set { item, to } => first() && base.item(item).is_some_and(|item| to.holds(item)),
            Edit::Link { item, entry, on } => {
                first() && base.item(item).and_then(|item| entry.is_on(item)) == Some(*on)
            }
            Edit::Convert { item, .. } => base.item(item).is_some_and(|item| item.issue().is_some()),
            Edit::Place { item, .. } => {
                let above = self.target(item, wanted, base);
                // GitHub's order is that of the base until one of these is sent; and the card above has to stay where it is.
                let stays = |other: &Pending| {
                    other.progress == Progress::Queued
                        && other.edit.places()
                        && Some(other.edit.item()) != above.as_ref()
                };
                let mut others = self.outbox.iter().filter(|other| other.id != pending.id);
                above == self.target(item, base.order(), base)
                    && others.all(|other| !other.edit.reorders() || stays(other))
            }
            Edit::AddDraft { .. } | Edit::AddIssue { .. } | Edit::PutBack { .. } => {
                self.is_taken_back(pending)
            }
            Edit::Delete { .. } | Edit::Comment { .. } | Edit::SetComment { to: None, .. } => false,
        }
    }
}

/// Whether an edit archives a card or brings it back.
fn archives(edit: &Edit) -> Option<bool> {
    match edit {
        Edit::Set { to: Attribute::Archived(to), .. } => Some(*to),
        Edit::Set { .. }
        | Edit::SetField { .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::Delete { .. }
        | Edit::Link { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. }
        | Edit::SetComment { .. } => None,
    }
}

/// Whether a card is an issue of a repository, as GitHub tells their names apart.
pub(super) fn is_in(item: &Item, repository: &str) -> bool {
    item.issue().is_some_and(|issue| issue.work.repository.eq_ignore_ascii_case(repository))
}

pub(super) fn is_place(pending: &Pending) -> bool {
    pending.edit.places()
}

/// Whether an edit is to be sent: it was not yet, or it may have been made but the answer was lost.
pub(super) fn is_waiting(pending: &Pending) -> bool {
    match pending.progress {
        // What can't be sent twice is looked for before it is sent again.
        Progress::Queued | Progress::Sending { .. } => true,
        Progress::Accepted { .. } | Progress::Refused(_) | Progress::Unknown { .. } => false,
    }
}

fn holds(chosen: &[Pending], id: EditId) -> bool {
    chosen.iter().any(|pending| pending.id == id)
}
