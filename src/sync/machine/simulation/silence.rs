//! Histories of two people at the same cards: nothing of the one is replaced by the other without a word.

use super::*;
use crate::domain::Theirs;

/// Who sets the column of one of two cards, and when the network lets things through.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Ours(usize, usize),
    /// As `Ours`, by someone who has not heard of what was read last.
    Late(usize, usize),
    Back(usize, usize),
    Theirs(usize, usize),
    /// A person decides on all they were told of.
    Settle,
    Step(Weather),
    Minute,
    Crash,
}

fn turn() -> impl Strategy<Value = Turn> {
    let (card, to) = (0..2_usize, 0..3_usize);
    prop_oneof![
        4 => (card.clone(), to.clone()).prop_map(|(card, to)| Turn::Ours(card, to)),
        1 => (card.clone(), to.clone()).prop_map(|(card, to)| Turn::Late(card, to)),
        2 => (card.clone(), to.clone()).prop_map(|(card, to)| Turn::Back(card, to)),
        4 => (card, to).prop_map(|(card, to)| Turn::Theirs(card, to)),
        2 => Just(Turn::Settle),
        4 => Just(Turn::Minute),
        12 => prop_oneof![3 => Just(Weather::Fine), 1 => Just(Weather::Unreachable)].prop_map(Turn::Step),
        1 => Just(Turn::Crash),
    ]
}

/// What has become of a card that two people change.
#[derive(Debug, Default, Clone)]
struct Watched {
    /// What someone else has set and ours could see.
    theirs: Option<usize>,
    /// How many conflicts had been told when ours last took the place of theirs.
    told: usize,
    /// Its column before the step that is being made.
    before: Option<Value>,
}

impl World {
    fn column_of(&self, item: &ItemId) -> Option<Value> {
        self.server.items[item].value(&status()).cloned()
    }

    /// Ends the request under way; nothing that someone else has set is replaced by it without a word.
    fn step_watching(
        &mut self,
        cards: &mut [(ItemId, Watched)],
        weather: Weather,
    ) -> Result<(), TestCaseError> {
        for (item, card) in &mut *cards {
            card.before = self.column_of(item);
        }
        let sent: Vec<Pending> = match &self.asked {
            Some(Ask::Write { writes, .. }) => {
                writes.iter().filter_map(|write| self.disk.outbox.get(&write.id)).cloned().collect()
            }
            Some(_) | None => Vec::new(),
        };
        let rows: Vec<Pending> = self.disk.outbox.values().cloned().collect();
        self.step(weather);
        for (item, card) in cards {
            let after = self.column_of(item);
            let Some(to) = card.theirs else { continue };
            if card.before != Some(column(to)) || after == card.before {
                continue;
            }
            // A value that we may have set too is no one's more than ours.
            let ours = rows.iter().any(|row| {
                row.edit == set(item, to)
                    && matches!(row.progress, Progress::Sending { .. } | Progress::Accepted { .. })
            });
            let mut of_it = sent.iter().filter(|row| row.edit.item() == item);
            // Who made it had seen theirs, or has decided since.
            let known = of_it.clone().all(|row| row.was == card.before);
            let theirs = Theirs::Field(status(), card.before.clone());
            let mut told = self.conflicts.iter().skip(card.told);
            let told = told.any(|conflict| conflict.item() == item && conflict.theirs == theirs);
            prop_assert!(ours || known || told, "replaced unseen");
            let asked = of_it.all(|row| !row.turns || ours || row.was == card.before);
            prop_assert!(asked, "taken back over what someone else has set");
            (card.theirs, card.told) = (None, self.conflicts.len());
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Nothing that someone else has set before a write of ours began is replaced by it without a word.
    #[test]
    fn no_value_of_someone_else_is_replaced_in_silence(turns in prop::collection::vec(turn(), 1..60)) {
        let mut world = World::new(2);
        world.settle();
        let mut cards: Vec<(ItemId, Watched)> = (0..2).map(|n| (world.nth(n), Watched::default())).collect();
        let mut old = world.replica.as_ref().expect("it was read").base().clone();
        for turn in turns {
            match turn {
                Turn::Ours(card, to) => {
                    world.edit(set(&cards[card].0, to));
                }
                Turn::Late(card, to) => {
                    world.edit_on(set(&cards[card].0, to), &old);
                }
                Turn::Back(card, to) => {
                    world.turn(set(&cards[card].0, to));
                }
                Turn::Theirs(card, to) => {
                    let (item, card) = &mut cards[card];
                    world.rival(&set(item, to));
                    // What comes while a write is on its way nobody can see.
                    let unseen = matches!(world.asked, Some(Ask::Write { .. }));
                    card.theirs = (!unseen).then_some(to);
                }
                Turn::Settle => world.decide(),
                // A request that writes takes no minute.
                Turn::Minute if matches!(world.asked, Some(Ask::Write { .. })) => {}
                Turn::Minute => world.now += Duration::minutes(1),
                Turn::Crash => world.crash_and_restart(),
                Turn::Step(weather) => {
                    old = world.replica.as_ref().expect("it was read").base().clone();
                    world.step_watching(&mut cards, weather)?;
                }
            }
        }
    }
}
