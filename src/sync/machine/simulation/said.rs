//! Comments of the same words: each is written once, whichever answers are lost.

use super::*;

fn say(body: &str) -> Edit {
    Edit::Comment { item: ItemId::from("PVTI_1"), body: body.to_owned() }
}

impl World {
    /// Lets a short time pass, until all is confirmed.
    fn until_read_back(&mut self) {
        while !self.disk.outbox.is_empty() {
            self.step(Weather::Fine);
        }
    }

    /// Has the answer to the write of an edit lost once it is made, and waits until it is found.
    fn lose(&mut self, edit: EditId) {
        self.until_asked("its write", |ask| matches!(ask, Ask::Write { writes, .. } if writes[0].id == edit));
        self.step(Weather::LostAfter);
        while self.disk.outbox.get(&edit).is_some_and(Pending::is_unsent) {
            self.step(Weather::Fine);
        }
    }
}

#[test]
fn of_two_equal_comments_whose_answers_are_both_lost_there_are_two() {
    let mut world = World::mixed();
    let edits = [world.edit(say("LGTM")), world.edit(say("LGTM"))];
    for edit in edits {
        world.lose(edit);
    }
    world.settle();
    assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
    assert_eq!(world.server.comments.len(), 2, "{:?}", world.server.commented);
}

#[test]
fn a_comment_that_was_deleted_or_reworded_is_no_twin_of_the_next_one() {
    let cases = [("LGTM", None, Weather::LostAfter, 1), ("LGMT", Some("LGTM"), Weather::LostBefore, 2)];
    for (first, to, weather, left) in cases {
        let mut world = World::mixed();
        world.edit(say(first));
        world.until_read_back();
        let (item, to) = (ItemId::from("PVTI_1"), to.map(str::to_owned));
        world.edit(Edit::SetComment { item, comment: "IC_said_0".into(), was: first.to_owned(), to });
        world.until_read_back();
        world.edit(say("LGTM"));
        world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
        world.step(weather);
        world.settle();
        assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
        let said = world.server.comments.iter().filter(|(_, body)| body == "LGTM").count();
        assert_eq!(said, left, "{first}");
    }
}

#[test]
fn a_refused_comment_is_written_when_it_is_retried_though_its_twin_was_read_back_long_ago() {
    let mut world = World::mixed();
    let first = world.edit(say("LGTM"));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.asked = None;
    world.feed(Input::Answered(Err(Error::Refused { message: "locked".to_owned() })));
    assert!(matches!(world.disk.outbox[&first].progress, Progress::Refused(_)));
    world.now += Duration::seconds(30);
    world.edit(say("LGTM"));
    world.settle();
    assert_eq!(world.server.comments.len(), 1);
    world.now += Duration::minutes(30);
    world.edit(say("Merge it?"));
    world.settle();
    world.feed(Input::Command(Command::Retry(first)));
    world.settle();
    assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
    assert_eq!(world.server.comments.len(), 3);
}
