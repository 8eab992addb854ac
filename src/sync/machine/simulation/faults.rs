//! What GitHub says when it is too much, and what the next request is then.

use super::*;

/// How many things a request asks for at most.
fn size(ask: &Ask) -> Option<u32> {
    match ask {
        Ask::Items { first, .. } | Ask::Walk { first, .. } | Ask::Changed { first, .. } => Some(*first),
        Ask::Refresh { items, .. } => u32::try_from(items.len()).ok(),
        Ask::Probe(_) | Ask::Meta(_) | Ask::Repository(_) | Ask::Details(_) | Ask::Write { .. } => None,
    }
}

impl World {
    /// Goes on until a request of a kind is under way; answers nothing else in its place.
    fn sized(&mut self, is: fn(&Ask) -> bool) -> u32 {
        for _ in 0..200 {
            if let Some(ask) = self.asked.as_ref().filter(|ask| is(ask)) {
                return size(ask).expect("it asks for a list");
            }
            self.step(Weather::Fine);
        }
        panic!("it was never asked");
    }
}

#[test]
fn a_502_halves_the_next_page_of_every_list() {
    let lists: [fn(&Ask) -> bool; 4] = [
        |ask| matches!(ask, Ask::Items { .. }),
        |ask| matches!(ask, Ask::Changed { .. }),
        |ask| matches!(ask, Ask::Walk { .. }),
        |ask| matches!(ask, Ask::Refresh { .. }),
    ];
    for (n, is) in lists.into_iter().enumerate() {
        let mut world = World::new(400);
        if n > 0 {
            world.settle();
            // A hundred cards have changed; the walk finds them.
            world.now += Duration::minutes(5);
            let ids: Vec<ItemId> = world.server.order.iter().take(150).cloned().collect();
            for id in &ids {
                world.server.set(id, &status(), Some(column(1)), world.now);
            }
            world.feed(Input::Command(Command::Sync { full: false }));
        }
        let before = world.sized(is);
        world.step(Weather::Overloaded);
        let after = world.sized(is);
        assert!(after <= before.div_ceil(2), "list {n}: {before} and then {after}");
        world.settle();
        assert!(world.view().order().iter().eq(world.server.order.iter()));
    }
}

/// Ends the request under way with a failure, and says when the next one is sent.
fn waits(error: Error) -> (Duration, Link, Progress) {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    let id = world.edit(Edit::SetField { item, field: status(), to: Some(column(1)) });
    world.asked = None;
    world.feed(Input::Answered(Err(error)));
    assert_eq!(world.asked, None);
    let (waits, link) = (world.wake - world.now, world.link.clone());
    let progress = world.disk.outbox[&id].progress.clone();
    world.settle();
    assert!(world.disk.outbox.is_empty(), "it is sent once the limit is over");
    (waits, link, progress)
}

#[test]
fn an_edit_that_meets_a_limit_waits_as_long_as_github_asks() {
    let (wait, link, progress) = waits(Error::SlowDown { retry_after: Some(90) });
    assert_eq!((wait, progress), (Duration::seconds(90), Progress::Queued));
    assert!(matches!(link, Link::Limited { .. }));
    let (wait, link, progress) = waits(Error::RateLimited { until: None });
    assert_eq!((wait, progress), (Duration::seconds(60), Progress::Queued));
    assert!(matches!(link, Link::Limited { .. }));
}
