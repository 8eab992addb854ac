//! What someone else changed too: told once, kept until a person has decided, and a text of ours waits for that.

use super::{Machine, Order as Do};
use crate::domain::pending::words;
use crate::domain::{Attribute, Conflict, Edit, EditId, ItemId, Pending, Theirs, Timestamp};
use crate::sync::Event;

impl Machine {
    /// Takes in the conflicts that an earlier process has not seen decided.
    pub fn remember_conflicts(&mut self, conflicts: Vec<Conflict>) {
        self.conflicts = conflicts;
    }

    /// What a person has to decide on.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Takes in what a read of some items clashes with. A text that clashed before and no longer does is free again.
    pub(super) fn clash(
        &mut self,
        found: Vec<Conflict>,
        read: &[ItemId],
        now: Timestamp,
        orders: &mut Vec<Do>,
    ) {
        let is_over = |known: &&Conflict| {
            known.holds_back()
                && !known.is_of_comment()
                && read.contains(known.item())
                && !found.iter().any(|conflict| conflict.edit() == known.edit())
        };
        let over: Vec<EditId> = self.conflicts.iter().filter(is_over).map(Conflict::edit).collect();
        self.end_conflicts(&over, orders);
        let spared = found.iter().filter_map(|conflict| self.deleted_unseen(conflict)).collect();
        self.keep_back(spared, now, orders);
        // Of a card that we take off nobody has to decide anything.
        let deleted = |item: &ItemId| {
            self.outbox
                .iter()
                .any(|other| other.edit.deletes() && other.edit.item() == item && other.is_in_view())
        };
        let (moot, found): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|conflict| conflict.holds_back() && deleted(conflict.item()));
        let moot: Vec<EditId> = moot.iter().map(Conflict::edit).collect();
        self.forget(&moot, orders);
        for conflict in found {
            let is_known = |known: &&mut Conflict| known.edit() == conflict.edit();
            match self.conflicts.iter_mut().find(is_known) {
                Some(known) if known.theirs == conflict.theirs => continue,
                Some(known) => known.clone_from(&conflict),
                None => self.conflicts.push(conflict.clone()),
            }
            orders.push(Do::SaveConflict(Box::new(conflict.clone())));
            orders.push(Do::Tell(Event::Conflicting(Box::new(conflict))));
        }
    }

    /// The deletion of a draft of which someone else has changed the text beside ours, as it is in sight of theirs.
    fn deleted_unseen(&self, conflict: &Conflict) -> Option<Pending> {
        let Theirs::Body { text, .. } = &conflict.theirs else { return None };
        let deletes = |other: &&Pending| {
            let is_of_draft = other.edit.deletes() && other.base.is_some();
            is_of_draft && other.is_unsent() && other.edit.item() == conflict.item()
        };
        let deletion = self.outbox.iter().find(deletes)?;
        let base = Some(self.words_of(conflict.item(), text)?);
        (deletion.base != base).then(|| Pending { base, ..deletion.clone() })
    }

    /// A deletion as it is in sight of the text that a person was told of, where ours clashes with that.
    pub(super) fn in_sight_of_theirs(&self, deletion: &Pending) -> Option<Pending> {
        deletion.base.as_ref()?;
        let theirs = self.conflicts.iter().find_map(|conflict| match &conflict.theirs {
            Theirs::Body { text, .. } if !conflict.is_of_comment() => {
                (conflict.item() == deletion.edit.item()).then_some(text)
            }
            Theirs::Body { .. } | Theirs::Field(..) | Theirs::Attribute(_) => None,
        })?;
        let base = self.words_of(deletion.edit.item(), theirs)?;
        Some(Pending { base: Some(base), ..deletion.clone() })
    }

    fn words_of(&self, item: &ItemId, text: &str) -> Option<Attribute> {
        words(self.base.as_ref()?.item(item)?, text)
    }

    /// A person has decided: ours is made in sight of theirs. Not of what has taken the place of theirs since: that is told.
    pub(super) fn settle(&mut self, edit: EditId, theirs: &Edit, orders: &mut Vec<Do>) {
        let Some(conflict) = self.conflicts.iter().find(|conflict| conflict.edit() == edit) else { return };
        if conflict.theirs() != *theirs {
            orders.push(Do::Tell(Event::Conflicting(Box::new(conflict.clone()))));
            return;
        }
        let ours = self.outbox.iter().find(|pending| pending.id == edit && pending.is_unsent());
        let settled = ours.map(|ours| conflict.settled(ours));
        self.rewrite(settled.into_iter().collect(), orders);
        self.end_conflicts(&[edit], orders);
    }

    /// Ends the conflicts of edits that are gone or need no decision any more.
    pub(super) fn end_conflicts(&mut self, edits: &[EditId], orders: &mut Vec<Do>) {
        let of_these = |conflict: &Conflict| edits.contains(&conflict.edit());
        let over: Vec<EditId> =
            self.conflicts.iter().filter(|known| of_these(known)).map(Conflict::edit).collect();
        if over.is_empty() {
            return;
        }
        self.conflicts.retain(|known| !of_these(known));
        orders.push(Do::Settle(over.clone()));
        orders.extend(over.into_iter().map(|edit| Do::Tell(Event::Settled(edit))));
    }

    /// Whether an edit waits until a person has decided.
    pub(super) fn is_held(&self, pending: &Pending) -> bool {
        let held = |conflict: &Conflict| conflict.edit() == pending.id && conflict.holds_back();
        self.conflicts.iter().any(held)
    }

    /// The edits that wait for a person and make no sense once a card is deleted.
    pub(super) fn held_of(&self, delete: &Edit) -> Vec<EditId> {
        let goes = |pending: &&Pending| pending.edit.item() == delete.item() && self.is_held(pending);
        self.outbox.iter().filter(goes).map(|pending| pending.id).collect()
    }
}
