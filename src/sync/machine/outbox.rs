//! Sending edits: in order for each item, each exactly once as far as GitHub can tell.
//!
//! Setting a value or a place twice is harmless, so those are sent again after any doubt. Making something is not: after a lost answer
//! it is [`Progress::Unknown`] until a read shows what it made, or until that has had its time. Then, or when a person says so, it is
//! [`Progress::Sending`] again: whoever sends it looks for it once more first.

use std::collections::HashSet;

use chrono::Duration;

use super::choice::is_waiting;
use super::look::is_off;
use super::{Busy, LARGEST_BATCH, Machine, Order as Do, WRITE_PAUSE};
use crate::domain::arrange::{anchor, arrange};
use crate::domain::pending::given_up;
use crate::domain::{Attribute, Conflict, Edit, EditId, ItemId, Pending, Progress, Step, Timestamp};
use crate::github::{Ask, Error, Outcome};
use crate::sync::Event;

impl Machine {
    /// What the last process left half done.
    pub(super) fn recover(&mut self) {
        for pending in self.outbox.iter_mut().filter(|pending| !pending.edit.is_idempotent()) {
            if let Progress::Sending { since } = pending.progress {
                pending.progress = Progress::Unknown { since };
            }
        }
    }

    pub(super) fn push(&mut self, mut edits: Vec<Pending>, step: Option<Step>, orders: &mut Vec<Do>) {
        for edit in &mut edits {
            self.rename(edit, orders);
        }
        let (mut saved, mut rest) = (edits.clone(), Vec::new());
        for edit in edits {
            // In one transaction: a card that stood below one that moves away would go with it, were only half of this on disk.
            for renewed in self.enqueue(edit, &mut rest) {
                match saved.iter_mut().find(|known| known.id == renewed.id) {
                    Some(known) => *known = renewed,
                    None => saved.push(renewed),
                }
            }
        }
        for edit in &mut saved {
            // It may stand for one that was made before it, and count from what that was made on.
            if let Some(known) = self.outbox.iter().find(|known| known.id == edit.id) {
                edit.clone_from(known);
            }
        }
        orders.push(Do::SaveEdits { edits: saved, step });
        orders.append(&mut rest);
    }

    pub(super) fn elsewhere(
        &mut self,
        edits: Vec<Pending>,
        gone: &[EditId],
        now: Timestamp,
        orders: &mut Vec<Do>,
    ) {
        for mut edit in edits {
            self.rename(&mut edit, orders);
            if self.outbox.iter().any(|known| known.id == edit.id) {
                self.retry(edit.id, now, orders);
            } else {
                self.heard_of(&edit.edit);
                orders.push(Do::Tell(Event::Edited(Box::new(edit.clone()))));
                let renewed = self.enqueue(edit, orders);
                if !renewed.is_empty() {
                    orders.push(Do::SaveEdits { edits: renewed, step: None });
                }
            }
        }
        self.outbox.retain(|pending| !gone.contains(&pending.id));
        orders.extend(gone.iter().map(|id| Do::Tell(Event::Forgotten(*id))));
    }

    /// Sends a refused or unknown edit again. What it may have made already is looked for first, and what may not be listed yet
    /// waits until it would be: a read begins at once.
    pub(super) fn retry(&mut self, edit: EditId, now: Timestamp, orders: &mut Vec<Do>) {
        let Some(known) = self.outbox.iter().find(|pending| pending.id == edit) else { return };
        let patience = Duration::seconds(i64::from(self.pace.resend_after));
        let progress = match known.may_be_unlisted(patience, now + self.skew()) {
            Some(until) => {
                orders.push(Do::Tell(Event::Sought { edit, until: self.here(until, now) }));
                self.again = self.reading.is_some();
                self.due = now;
                // Also on the disk, where another process may have marked it to be sent.
                known.progress.clone()
            }
            None => known.again(self.skew()),
        };
        let moot = self.moot_after(known);
        self.mark(edit, progress, orders);
        self.forget(&moot, orders);
    }

    /// What was done to a card since its removal was refused makes no sense once it is to be removed all the same; what was done to an
    /// issue lasts without its card.
    fn moot_after(&self, removal: &Pending) -> Vec<EditId> {
        let item = removal.edit.item();
        let card = self.base.as_ref().and_then(|base| base.item(item));
        let lasts = |edit: &Edit| {
            let project = self.project().filter(|_| card.is_some_and(|card| card.work().is_some()));
            project.is_some_and(|project| edit.is_of_content(project))
        };
        let is_moot = |other: &&Pending| {
            let is_later = other.id > removal.id && other.progress == Progress::Queued;
            is_later && other.edit.item() == item && !other.edit.deletes() && !lasts(&other.edit)
        };
        if !removal.edit.deletes() || !matches!(removal.progress, Progress::Refused(_)) {
            return Vec::new();
        }
        self.outbox.iter().filter(is_moot).map(|other| other.id).collect()
    }

    /// Adds an edit, and drops an unsent one that it makes needless. Returns those whose neighbours it has changed.
    fn enqueue(&mut self, mut edit: Pending, orders: &mut Vec<Do>) -> Vec<Pending> {
        if self.outbox.iter().any(|known| known.id == edit.id) {
            return Vec::new();
        }
        // Another process made it before an edit of ours, and it comes late.
        let later = |known: &Pending| known.id > edit.id && edit.edit.is_replaced_by(&known.edit);
        if self.outbox.iter().any(|known| later(known) && known.is_in_view()) {
            self.drop_edits(&[edit.id], orders);
            return Vec::new();
        }
        edit = self.on_confirmed(edit);
        let moves = edit.edit.reorders();
        let wanted = if moves { self.wanted().map(|wanted| arrange(wanted, [&edit])) } else { None };
        let queued = |old: &Pending| {
            old.progress == Progress::Queued
                && old.edit.is_replaced_by(&edit.edit)
                && !self.is_used(old, &edit)
        };
        if let Some(place) = self.outbox.iter().rposition(queued) {
            let old = self.outbox.remove(place);
            if !self.is_in_sight(&edit, &old) {
                edit.was = old.was;
                edit.base = old.base;
            }
            self.drop_edits(&[old.id], orders);
        }
        if edit.edit.deletes() {
            edit = self.in_sight_of_theirs(&edit).unwrap_or(edit);
            let held = self.held_of(&edit.edit);
            self.forget(&held, orders);
        }
        self.outbox.push(edit);
        self.outbox.sort_by_key(|pending| pending.id);
        let renewed = wanted.map(|wanted| anchor(&wanted, &mut self.outbox)).unwrap_or_default();
        if let Some(draft) = self.outbox.iter().find(|pending| self.is_taken_back(pending)) {
            self.forget(&[draft.id], orders);
        }
        renewed
    }

    /// Whether an edit that takes the place of an unsent one counts from what it was made on itself: what GitHub said last, be it what
    /// someone else has set. One that takes something back or makes it again was not made in sight of that; and a text is made of the
    /// one before it, unless that clashed and this one was made of theirs.
    fn is_in_sight(&self, edit: &Pending, old: &Pending) -> bool {
        let decides = |conflict: &Conflict| {
            let settled = conflict.settled(old);
            let in_sight = (&settled.base, &settled.was) == (&edit.base, &edit.was);
            conflict.edit() == old.id && conflict.holds_back() && in_sight
        };
        let is_text =
            matches!(&edit.edit, Edit::Set { to: Attribute::Body(_), .. } | Edit::SetComment { .. });
        !edit.turns && (!is_text || self.conflicts.iter().any(decides))
    }

    /// Replaces edits by what became of them.
    pub(super) fn rewrite(&mut self, edits: Vec<Pending>, orders: &mut Vec<Do>) {
        if edits.is_empty() {
            return;
        }
        for edit in &edits {
            if let Some(known) = self.outbox.iter_mut().find(|known| known.id == edit.id) {
                known.clone_from(edit);
            }
        }
        orders.extend(edits.iter().cloned().map(|edit| Do::Tell(Event::Edited(Box::new(edit)))));
        orders.push(Do::SaveEdits { edits, step: None });
    }

    /// Whether GitHub has not heard of a new card, and need not: it was taken off again. What was done to an issue that was put back
    /// stays done without its card.
    pub(super) fn is_taken_back(&self, pending: &Pending) -> bool {
        let deletes = |other: &Pending| other.edit.deletes() && other.edit.item() == pending.edit.item();
        let unheard = match pending.progress {
            Progress::Queued | Progress::Refused(_) => true,
            Progress::Sending { .. } | Progress::Accepted { .. } | Progress::Unknown { .. } => false,
        };
        let lasts = |other: &Pending| {
            other.edit.item() == pending.edit.item()
                && other.is_in_view()
                && self.project().is_some_and(|project| other.edit.is_of_content(project))
        };
        let is_of_use = matches!(pending.edit, Edit::PutBack { .. }) && self.outbox.iter().any(lasts);
        pending.edit.creates() && unheard && !is_of_use && self.outbox.iter().any(deletes)
    }

    pub(super) fn mark(&mut self, edit: EditId, progress: Progress, orders: &mut Vec<Do>) {
        self.mark_all(vec![(edit, progress)], orders);
    }

    pub(super) fn mark_all(&mut self, marks: Vec<(EditId, Progress)>, orders: &mut Vec<Do>) {
        let mut known = Vec::new();
        for (edit, progress) in marks {
            if let Some(pending) = self.outbox.iter_mut().find(|pending| pending.id == edit) {
                pending.progress = progress.clone();
                known.push((edit, progress));
            }
        }
        if known.is_empty() {
            return;
        }
        orders.push(Do::SaveProgress(known.clone()));
        orders.extend(known.into_iter().map(|(edit, progress)| Do::Tell(Event::Marked { edit, progress })));
    }

    pub(super) fn forget(&mut self, edits: &[EditId], orders: &mut Vec<Do>) {
        let gone = given_up(&self.outbox, edits);
        self.outbox.retain(|pending| !gone.contains(&pending.id));
        if !gone.is_empty() {
            self.drop_edits(&gone, orders);
        }
    }

    /// Gives an edit up that GitHub has not heard of, or has refused. One that is on its way stays, and that is told.
    pub(super) fn give_up(&mut self, edit: EditId, orders: &mut Vec<Do>) {
        let on_its_way = |pending: &&Pending| {
            let sent = matches!(pending.progress, Progress::Sending { .. } | Progress::Accepted { .. });
            pending.id == edit && sent
        };
        match self.outbox.iter().find(on_its_way) {
            Some(pending) => orders.push(Do::Tell(Event::Kept(Box::new(pending.clone())))),
            None => self.forget(&[edit], orders),
        }
    }

    /// Takes edits off the disk that have left the outbox.
    fn drop_edits(&mut self, edits: &[EditId], orders: &mut Vec<Do>) {
        orders.push(Do::Forget(edits.to_vec()));
        orders.extend(edits.iter().map(|id| Do::Tell(Event::Forgotten(*id))));
        self.end_conflicts(edits, orders);
    }

    /// Whether something could be sent if the time were right.
    pub(super) fn wants_to_write(&mut self) -> bool {
        if !self.outbox.iter().any(is_waiting) {
            return false;
        }
        let wanted = self.wanted();
        self.base.as_ref().zip(wanted).is_some_and(|(base, wanted)| !self.sendable(base, &wanted).is_empty())
    }

    /// The next request that writes, if one is due.
    pub(super) fn next_write(&mut self, now: Timestamp, orders: &mut Vec<Do>) -> Option<Ask> {
        if !self.outbox.iter().any(is_waiting) || self.write_at.is_some_and(|at| at > now) {
            return None;
        }
        let project = self.project()?.clone();
        loop {
            let wanted = self.wanted()?;
            let base = self.base.as_ref()?;
            let chosen = self.sendable(base, &wanted);
            if chosen.is_empty() {
                self.batch = LARGEST_BATCH;
                return None;
            }
            let needless: Vec<EditId> = chosen
                .iter()
                .filter(|pending| self.is_outdated(pending) || self.is_needless(pending, base, &wanted))
                .map(|pending| pending.id)
                .collect();
            // What GitHub has not heard of needs no look; what it may have heard of tells ours from theirs in it.
            let unheard: Vec<EditId> = chosen
                .iter()
                .filter(|pending| needless.contains(&pending.id) && pending.progress == Progress::Queued)
                .map(|pending| pending.id)
                .collect();
            if !unheard.is_empty() {
                self.forget(&unheard, orders);
                continue;
            }
            if let Some(ask) = self.look_first(&chosen) {
                return Some(ask);
            }
            let base = self.base.as_ref()?;
            let made: Vec<EditId> =
                chosen.iter().filter(|pending| is_off(pending, base)).map(|pending| pending.id).collect();
            if !made.is_empty() {
                self.mark_all(made.iter().map(|id| (*id, Progress::Accepted { at: now })).collect(), orders);
                self.look_soon(now);
                continue;
            }
            if !needless.is_empty() {
                self.pass_doubt_on(&needless, orders);
                self.forget(&needless, orders);
                continue;
            }
            let ids: Vec<EditId> = chosen.iter().map(|pending| pending.id).collect();
            let base = self.base.as_ref()?;
            let mut writes = self.writes(&chosen, base, &wanted);
            self.look_back(&mut writes);
            self.attempt = now + self.skew();
            let marks = chosen.iter().filter(|pending| pending.progress == Progress::Queued);
            let marks =
                marks.map(|pending| (pending.id, Progress::Sending { since: self.attempt })).collect();
            self.mark_all(marks, orders);
            self.busy = Busy::Writing(ids);
            self.write_at = Some(now + WRITE_PAUSE);
            return Some(Ask::Write { project, writes });
        }
    }

    /// An edit that may have been made, and that a later one makes needless, leaves it the doubt: what GitHub holds is not known,
    /// so the later one is sent even if the last read says the same.
    fn pass_doubt_on(&mut self, needless: &[EditId], orders: &mut Vec<Do>) {
        let doubtful =
            |old: &&Pending| needless.contains(&old.id) && matches!(old.progress, Progress::Sending { .. });
        let heirs = self.outbox.iter().filter(doubtful).flat_map(|old| {
            let heirs = self.outbox.iter().filter(|later| {
                later.id > old.id
                    && later.progress == Progress::Queued
                    && old.edit.is_replaced_by(&later.edit)
            });
            heirs.map(|later| (later.id, old.progress.clone()))
        });
        let heirs = heirs.collect();
        self.mark_all(heirs, orders);
    }

    pub(super) fn written(
        &mut self,
        ids: &[EditId],
        outcomes: Vec<Outcome>,
        now: Timestamp,
        orders: &mut Vec<Do>,
    ) {
        let mut left: HashSet<EditId> = ids.iter().copied().collect();
        let mut marks = Vec::new();
        for Outcome { id, result, .. } in outcomes {
            left.remove(&id);
            match result {
                Ok(made) => self.accepted(id, made, now, orders),
                // An earlier attempt whose answer was lost, or someone else, has deleted it.
                Err(Error::NotFound { .. }) if self.is_deleted(id) => self.accepted(id, None, now, orders),
                Err(Error::Changed { text }) => marks.push((id, self.comment_changed(id, &text, orders))),
                Err(error) => marks.push((id, self.after_failure(id, &error, now))),
            }
        }
        let silent = Error::Unreadable { why: "GitHub did not say what became of it".to_owned() };
        for id in ids.iter().filter(|id| left.contains(id)) {
            marks.push((*id, self.after_failure(*id, &silent, now)));
        }
        self.mark_all(marks, orders);
        self.look_soon(now);
    }

    /// Whether an edit takes its card off the project, or one that was sent after it does.
    fn is_deleted(&self, id: EditId) -> bool {
        let edit = self.outbox.iter().find(|pending| pending.id == id).map(|pending| &pending.edit);
        let sent = |pending: &Pending| match pending.progress {
            Progress::Sending { .. } | Progress::Accepted { .. } => true,
            Progress::Queued | Progress::Refused(_) | Progress::Unknown { .. } => false,
        };
        edit.is_some_and(|edit| {
            let after = self.outbox.iter().skip_while(|pending| pending.id < id);
            let mut of_it = after.filter(|pending| pending.edit.item() == edit.item() && sent(pending));
            of_it.any(|pending| pending.edit.deletes())
        })
    }

    fn accepted(&mut self, id: EditId, made: Option<ItemId>, now: Timestamp, orders: &mut Vec<Do>) {
        let progress = Progress::Accepted { at: now };
        let Some(pending) = self.outbox.iter().find(|pending| pending.id == id) else { return };
        match (&pending.edit, made) {
            (
                Edit::AddDraft { item, .. } | Edit::AddIssue { item, .. } | Edit::PutBack { item, .. },
                Some(to),
            ) if item.is_local() => {
                let from = item.clone();
                orders.extend(self.created(id, from, to, progress));
            }
            _ => self.mark(id, progress, orders),
        }
    }
}
