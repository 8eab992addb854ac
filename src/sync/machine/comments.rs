//! Comments that have another text at GitHub than the one that ours was to replace.

use super::{Machine, Order as Do};
use crate::domain::{Edit, EditId, Pending, Progress, conflict};
use crate::sync::Event;

impl Machine {
    /// A comment was read right before it was to be written. What others wrote on other lines is taken in; where they changed the
    /// same lines ours waits until a person has decided.
    pub(super) fn comment_changed(&mut self, id: EditId, now: &str, orders: &mut Vec<Do>) -> Progress {
        let met =
            self.outbox.iter().find(|pending| pending.id == id).map(|ours| conflict::on_comment(ours, now));
        match met {
            Some(Ok(rewritten)) => self.rewrite(vec![rewritten], orders),
            Some(Err(conflict)) => {
                self.conflicts.retain(|known| known.edit() != id);
                self.conflicts.push((*conflict).clone());
                orders.push(Do::SaveConflict(conflict.clone()));
                orders.push(Do::Tell(Event::Conflicting(conflict)));
            }
            None => {}
        }
        Progress::Queued
    }

    /// Whether an earlier text for the same comment has yet to be sent, or may have been: which of them GitHub has would not be known.
    pub(super) fn follows_another(&self, pending: &Pending) -> bool {
        matches!(pending.edit, Edit::SetComment { .. })
            && self.outbox.iter().take_while(|other| other.id < pending.id).any(|other| {
                other.edit.is_replaced_by(&pending.edit) && other.is_unsent() && !self.is_held(other)
            })
    }
}
