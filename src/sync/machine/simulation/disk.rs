//! A disk that is full for a while: what it did not take is written later, in the same order, or is lost with the process.

use super::*;

impl World {
    /// Whether the disk has to take an order now; if not, it waits.
    pub(super) fn takes(&mut self, order: Order) -> Option<Order> {
        let is_save = match &order {
            Order::SaveEdits { .. }
            | Order::SaveProgress(_)
            | Order::SaveCreation { .. }
            | Order::Forget(_)
            | Order::SaveConflict(_)
            | Order::SaveSaid(_)
            | Order::Settle(_)
            | Order::SavePull { .. } => true,
            Order::Load(_)
            | Order::SaveDetails { .. }
            | Order::SaveRepository { .. }
            | Order::Remember(_)
            | Order::Keep(..)
            | Order::Ask(_)
            | Order::Tell(_)
            | Order::Wait(_)
            | Order::Stop => false,
        };
        if self.full && is_save {
            self.late.push(order);
            return None;
        }
        Some(order)
    }

    /// Makes room on the disk.
    fn make_room(&mut self) {
        self.full = false;
        for order in std::mem::take(&mut self.late) {
            self.obey(order);
        }
    }

    /// Whether the request under way makes something of which a later process could not know that it was sent: then it is not.
    pub(super) fn is_withheld(&self) -> bool {
        let Some(Ask::Write { writes, .. }) = &self.asked else { return false };
        let is_unmarked = |id: EditId| {
            let marks = |order: &Order| matches!(order, Order::SaveProgress(marks) if marks.iter().any(|(edit, _)| *edit == id));
            self.disk.outbox.contains_key(&id) && self.late.iter().any(marks)
        };
        writes.iter().any(|write| !write.edit.is_idempotent() && is_unmarked(write.id))
    }
}

#[derive(Debug, Clone)]
enum Act {
    Do(Deed),
    Fill,
    MakeRoom,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![12 => rival_deed().prop_map(Act::Do), 1 => Just(Act::Fill), 1 => Just(Act::MakeRoom)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whenever the disk fails and the process dies, nothing is made twice, and both sides come to agree. What is lost is what was
    /// never on disk.
    #[test]
    fn with_a_disk_that_fails_nothing_is_made_twice(acts in prop::collection::vec(act(), 1..80)) {
        let mut world = World::new(8);
        world.settle();
        let (mut drafts, mut lossy) = (0, false);
        for act in &acts {
            match act {
                Act::Do(deed) => {
                    lossy |= matches!(deed, Deed::Crash) && !world.late.is_empty();
                    perform(&mut world, deed, &mut drafts);
                }
                Act::Fill => world.full = true,
                Act::MakeRoom => world.make_room(),
            }
        }
        world.make_room();
        world.settle();
        prop_assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
        prop_assert!(world.view().order().iter().eq(world.server.order.iter()));
        for item in world.view().items() {
            prop_assert_eq!(item.value(&status()), world.server.items[&item.id].value(&status()));
        }
        let titles = world.titles_on_the_server();
        for n in 1..=drafts {
            let title = format!("Draft {n}");
            let made = titles.iter().filter(|found| **found == title).count();
            prop_assert!(made == 1 || (made == 0 && lossy), "{} is there {} times", title, made);
        }
    }
}
