//! The order that GitHub will have once it has made our edits, kept until one of the two changes: on a large project working it out
//! takes longer than all else that an edit asks for.

use super::Machine;
use crate::domain::arrange::arrange;
use crate::domain::{Edit, Order, Pending};

/// An order, and what it was worked out from.
#[derive(Debug)]
pub(super) struct Wanted {
    base: Order,
    edits: Vec<Edit>,
    order: Order,
}

impl Machine {
    /// The order once GitHub has made the edits of the outbox; worked out anew when one of the two has changed.
    pub(super) fn wanted(&mut self) -> Option<Order> {
        let base = self.base.as_ref()?.order();
        let counts = |pending: &&Pending| pending.is_in_view() && pending.edit.reorders();
        let edits = || self.outbox.iter().filter(counts);
        let known = self.wanted.as_ref().filter(|known| {
            known.base.is_same(base) && known.edits.iter().eq(edits().map(|pending| &pending.edit))
        });
        if let Some(known) = known {
            return Some(known.order.clone());
        }
        let order = arrange(base.clone(), edits());
        let edits = edits().map(|pending| pending.edit.clone()).collect();
        self.wanted = Some(Wanted { base: base.clone(), edits, order: order.clone() });
        Some(order)
    }
}
