//! A simulated colleague who now and then does something to the board, the same every time.

use chrono::{DateTime, Utc};

use super::edit::By;
use super::id::Id;
use super::random::Random;
use super::refusal::Refusal;
use super::world::World;

/// Somebody else at work on a project.
#[derive(Debug, Clone)]
pub struct Rival {
    login: String,
    project: Id,
    random: Random,
}

impl Rival {
    /// A colleague with write access to the project; the seed decides everything they will ever do.
    pub fn new(login: &str, project: Id, seed: u64) -> Self {
        Self { login: login.to_owned(), project, random: Random::new(seed) }
    }

    /// Does one thing: moves a card to a neighbouring column, changes its place, comments, or takes an issue on.
    /// Returns the item it was done to; `None` when there was nothing to do.
    pub fn step(&mut self, world: &mut World, now: DateTime<Utc>) -> Option<Id> {
        let in_sight = world
            .items_of(self.project)
            .filter(|item| !item.archived && world.sees_content(&self.login, item.content));
        let items: Vec<_> = in_sight.map(|item| (item.id, item.content)).collect();
        let (item, content) = *self.random.pick(&items)?;
        let login = self.login.clone();
        let by = By::new(&login, now);
        let done = match self.random.below(10) {
            0..5 => self.shift(world, by, item),
            5..7 => {
                let others: Vec<_> = items.iter().map(|(id, _)| *id).filter(|id| *id != item).collect();
                world.place(by, item, self.random.pick(&others).copied())
            }
            7..9 if world.post(content).is_some() => world.comment(by, content, "I had a look.").map(drop),
            _ => world.assign(by, content, &[&login]),
        };
        done.ok().map(|()| item)
    }

    /// Moves a card one column on, or at times one back.
    fn shift(&mut self, world: &mut World, by: By<'_>, item: Id) -> Result<(), Refusal> {
        let status = world.project(self.project).and_then(|project| project.field("Status"));
        let status = status.ok_or_else(|| Refusal::no_node(self.project))?;
        let columns: Vec<_> = status.choices().iter().map(|choice| choice.name.clone()).collect();
        let here = world.reads(item, "Status");
        let place = columns.iter().position(|name| Some(name) == here.as_ref());
        let back = self.random.chance(0.2);
        let there = match place {
            None => 0,
            Some(place) if back || place + 1 == columns.len() => place.saturating_sub(1),
            Some(place) => place + 1,
        };
        let name = columns.get(there).ok_or_else(|| Refusal::no_node(item))?;
        world.set(by, item, "Status", name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::seed::{demo_time, release};

    fn history(seed: u64) -> Vec<Option<Id>> {
        let mut world = release();
        let mut rival = Rival::new("bob", world.projects[0].id, seed);
        (0..30).map(|_| rival.step(&mut world, demo_time())).collect()
    }

    #[test]
    fn a_rival_does_the_same_every_time() {
        assert_eq!(history(4), history(4));
        assert_ne!(history(4), history(5));
    }

    #[test]
    fn a_rival_always_finds_something_to_do() {
        assert!(history(1).iter().all(Option::is_some));
    }
}
