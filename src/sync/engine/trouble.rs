//! What is done when the store can't take something, or is damaged.

use super::{Role, Running, SAID};
use crate::domain::Pending;
use crate::store::{self, Marks, Store};
use crate::sync::Event;
use crate::sync::machine::Machine;

impl Running {
    /// Writes down what the store could not take before.
    pub(super) fn keep_late(&mut self) {
        if self.unkept.is_empty() {
            return;
        }
        match self.unkept.offer(&self.outbox, &mut self.store, &self.key) {
            Ok(kept) => {
                self.trouble = None;
                (self.tell)(Event::Saved(kept));
            }
            Err(error) => self.note(Err(error)),
        }
    }

    /// Tells once that the store fails, and mends it if it is damaged.
    pub(super) fn note(&mut self, done: Result<(), store::Error>) {
        let Err(error) = done else { return };
        if self.trouble.as_ref() == Some(&error) {
            return;
        }
        (self.tell)(Event::Trouble(error.to_string()));
        let mended = (error.is_corrupt() || error.is_replaced()) && self.mend(&error);
        self.trouble = Some(error).filter(|_| !mended);
    }

    /// Goes on with a new store: the project is read again, the outbox is the one in memory. Returns whether it can be used.
    fn mend(&mut self, error: &store::Error) -> bool {
        let broken = std::mem::replace(&mut self.store, Store::in_memory());
        match broken.rebuild(self.clock.now()) {
            Ok(opened) => self.store = opened.store,
            Err(error) => {
                (self.tell)(Event::Trouble(error.to_string()));
                return false;
            }
        }
        // Its writes are counted from the beginning again.
        (self.seq, self.version) = (0, i64::MIN);
        if error.is_replaced() && matches!(self.role, Role::Following) {
            // What was in the file is in the new one, as far as the leader still wants it; what was not is offered again.
            return true;
        }
        let outbox: Vec<Pending> = self.outbox.values().cloned().collect();
        let pushed = self.store.push(&self.key, &outbox, None);
        if let Err(error) = &pushed {
            (self.tell)(Event::Trouble(error.to_string()));
        }
        if let Role::Leading(machine, _) = &mut self.role {
            let said = machine.said().to_vec();
            **machine = Machine::new(self.key.project.clone(), self.pace, None, outbox, Marks::default());
            if let Err(error) = self.store.remember(&self.key, SAID, &serde_json::json!(said)) {
                (self.tell)(Event::Trouble(error.to_string()));
            }
            machine.remember_said(said);
            machine.learn_names(self.store.names().unwrap_or_default());
            (self.anew, self.wake) = (true, self.clock.now());
        }
        pushed.is_ok()
    }
}
