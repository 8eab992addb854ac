//! What is done when the store can't take something, or is damaged.

use super::{Role, Running};
use crate::store::{self, Marks, Store};
use crate::sync::Event;
use crate::sync::machine::Machine;

impl Running {
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
        let conflicts = match &self.role {
            Role::Leading(machine, _) => machine.conflicts().to_vec(),
            Role::Following => self.conflicts.clone(),
        };
        self.unkept.begin_anew(&self.outbox, conflicts.clone());
        if let Role::Leading(machine, _) = &mut self.role {
            let said = machine.said().to_vec();
            let outbox = self.outbox.values().cloned().collect();
            **machine = Machine::new(self.key.project.clone(), self.pace, None, outbox, Marks::default());
            machine.remember_conflicts(conflicts);
            machine.remember_said(said.clone());
            machine.learn_names(self.store.names().unwrap_or_default());
            self.unkept.said(said);
            (self.anew, self.wake) = (true, self.clock.now());
        }
        match self.offer_all() {
            Ok(()) => true,
            Err(error) => {
                (self.tell)(Event::Trouble(error.to_string()));
                false
            }
        }
    }
}
