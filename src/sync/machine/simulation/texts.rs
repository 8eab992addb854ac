//! Texts that someone else has changed by the time ours is sent.

use super::*;

const BEGUN: &str = "one\ntwo\nthree\n";

fn written() -> (World, ItemId) {
    let mut world = World::new(3);
    let item = ItemId::from("PVTI_1");
    world.server.bodies.insert(item.clone(), BEGUN.to_owned());
    world.settle();
    (world, item)
}

impl World {
    /// Gives a card another text while nothing can be sent, so that no read comes in between.
    fn write_offline(&mut self, item: &ItemId, text: &str) -> EditId {
        while !matches!(self.link, Link::Offline { .. }) {
            self.step(Weather::Unreachable);
        }
        self.edit(Edit::Set { item: item.clone(), to: Attribute::Body(text.to_owned()) })
    }

    /// As a person on GitHub's pages does: no stamp moves that a read of the project looks at.
    fn rival_writes(&mut self, item: &ItemId, text: &str) {
        self.server.bodies.insert(item.clone(), text.to_owned());
    }

    /// Lets time pass until nothing is left that could be sent.
    pub(super) fn until_nothing_is_sent(&mut self) {
        for _ in 0..100 {
            self.step(Weather::Fine);
        }
    }
}

#[test]
fn a_text_that_someone_else_has_changed_elsewhere_takes_that_in_before_it_is_sent() {
    let (mut world, item) = written();
    world.write_offline(&item, "one\ntwo\nTHREE\n");
    world.rival_writes(&item, "ONE\ntwo\nthree\n");
    world.settle();
    assert_eq!(world.server.body(&item), "ONE\ntwo\nTHREE\n");
    assert_eq!((world.conflicts.len(), world.disk.outbox.len()), (0, 0));
}

#[test]
fn a_text_whose_lines_someone_else_has_changed_too_is_not_sent_before_a_person_decides() {
    let (mut world, item) = written();
    world.write_offline(&item, "one\nours\nthree\n");
    world.rival_writes(&item, "one\ntheirs\nthree\n");
    world.until_nothing_is_sent();
    assert_eq!(world.server.body(&item), "one\ntheirs\nthree\n", "nobody's words are lost");
    assert_eq!((world.conflicts.len(), world.disk.outbox.len()), (1, 1));
}

fn clashing() -> (World, ItemId, EditId) {
    let (mut world, item) = written();
    let edit = world.write_offline(&item, "one\nours\nthree\n");
    world.rival_writes(&item, "one\ntheirs\nthree\n");
    world.until_nothing_is_sent();
    assert_eq!(world.conflicts.len(), 1, "it is told once");
    (world, item, edit)
}

#[test]
fn a_text_is_sent_once_a_person_keeps_theirs_and_not_before_also_after_a_crash() {
    let (mut world, item, _) = clashing();
    world.crash_and_restart();
    world.until_nothing_is_sent();
    assert_eq!(world.server.body(&item), "one\ntheirs\nthree\n");
    world.decide();
    world.settle();
    assert_eq!(world.server.body(&item), "one\nours\nthree\n");
    assert!(world.disk.outbox.is_empty() && world.disk.conflicts.is_empty());
}

#[test]
fn a_text_that_a_person_keeps_is_looked_at_once_more_before_it_is_sent() {
    let (mut world, item, _) = clashing();
    world.rival_writes(&item, "one\ntheirs\nthree, and later more\n");
    world.decide();
    world.until_nothing_is_sent();
    assert_eq!(world.server.body(&item), "one\ntheirs\nthree, and later more\n", "nobody has seen this one");
    assert_eq!(world.conflicts.len(), 2, "it is told too");
}

#[test]
fn who_decides_on_an_older_text_than_the_last_is_told_of_that_one_instead() {
    let (mut world, item, edit) = clashing();
    let seen = world.disk.conflicts[&edit].theirs();
    world.rival_writes(&item, "one\ntheirs again\nthree\n");
    world.feed(Input::Command(Command::Sync { full: true }));
    world.settle();
    let told = world.conflicts.len();
    world.feed(Input::Command(Command::Settle { edit, theirs: seen }));
    world.until_nothing_is_sent();
    assert_eq!(world.server.body(&item), "one\ntheirs again\nthree\n");
    assert_eq!(world.conflicts.len(), told + 1);
    world.decide();
    world.settle();
    assert_eq!(world.server.body(&item), "one\nours\nthree\n");
}

#[test]
fn a_text_that_clashes_is_free_again_once_github_has_the_one_it_was_made_on() {
    let (mut world, item, _) = clashing();
    world.rival_writes(&item, BEGUN);
    world.feed(Input::Command(Command::Sync { full: true }));
    world.settle();
    assert_eq!(world.server.body(&item), "one\nours\nthree\n");
    assert!(world.disk.outbox.is_empty() && world.disk.conflicts.is_empty());
}

#[test]
fn a_text_made_in_sight_of_theirs_takes_the_place_of_the_one_that_clashed() {
    let (mut world, item, _) = clashing();
    let replica = world.replica.as_mut().expect("the board is there");
    let id = EditId(Uuid::from_u128(99));
    let both = "one\nours and theirs\nthree\n".to_owned();
    let edit = Edit::Set { item: item.clone(), to: Attribute::Body(both.clone()) };
    let pending = Pending::new(id, id, edit, replica.base(), Some("one\ntheirs\nthree\n"), world.now);
    replica.edit(pending.clone());
    world.feed(Input::Command(Command::Push { edits: vec![pending], step: None }));
    world.settle();
    assert_eq!(world.server.body(&item), both);
    assert!(world.disk.outbox.is_empty() && world.disk.conflicts.is_empty());
    assert_eq!(world.conflicts.len(), 1);
}

#[test]
fn another_change_of_the_same_text_while_it_waits_clashes_all_the_same() {
    let (mut world, item, _) = clashing();
    let replica = world.replica.as_ref().expect("the board is there");
    let (id, step) = (EditId(Uuid::from_u128(99)), EditId(Uuid::from_u128(99)));
    let edit = Edit::Set { item: item.clone(), to: Attribute::Body("one\nours!\nthree\n".to_owned()) };
    let pending = Pending::new(id, step, edit, replica.base(), Some(BEGUN), world.now);
    world.feed(Input::Command(Command::Push { edits: vec![pending], step: None }));
    world.until_nothing_is_sent();
    assert_eq!(world.server.body(&item), "one\ntheirs\nthree\n");
    let open: Vec<EditId> = world.disk.conflicts.keys().copied().collect();
    assert_eq!(open, [id]);
}

#[test]
fn a_card_whose_text_clashes_can_be_deleted() {
    let (mut world, item, _) = clashing();
    world.edit(Edit::Delete { item: item.clone() });
    world.settle();
    assert!(!world.server.items.contains_key(&item));
    assert!(world.disk.outbox.is_empty() && world.disk.conflicts.is_empty());
}

#[test]
fn a_draft_that_was_deleted_before_the_clash_of_its_text_was_seen_stays() {
    let (mut world, item) = written();
    world.write_offline(&item, "one\nours\nthree\n");
    world.edit(Edit::Delete { item: item.clone() });
    world.rival_writes(&item, "one\ntheirs\nthree\n");
    world.until_nothing_is_sent();
    assert_eq!(world.server.body(&item), "one\ntheirs\nthree\n");
    assert!(world.view().item(&item).is_some(), "it is shown again");
    assert_eq!((world.disk.conflicts.len(), world.disk.outbox.len()), (1, 2), "ours is kept too");
    let edits: Vec<EditId> = world.disk.outbox.keys().copied().collect();
    world.feed(Input::Command(Command::Retry(edits[1])));
    world.settle();
    assert!(!world.server.items.contains_key(&item));
    assert!(world.disk.outbox.is_empty() && world.disk.conflicts.is_empty(), "left: {:?}", world.disk.outbox);
}

#[test]
fn a_text_taken_back_right_after_it_was_sent_is_the_former_one_again() {
    let (mut world, item) = written();
    let set = |text: &str| Edit::Set { item: item.clone(), to: Attribute::Body(text.to_owned()) };
    world.edit(set("ours\n"));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Fine);
    assert_eq!(world.server.body(&item), "ours\n");
    let replica = world.replica.as_mut().expect("the board is there");
    let id = EditId(Uuid::from_u128(99));
    let back = Pending::new(id, id, set(BEGUN), replica.base(), Some("ours\n"), world.now);
    replica.edit(back.clone());
    world.feed(Input::Command(Command::Push { edits: vec![back], step: None }));
    world.settle();
    assert_eq!(world.server.body(&item), BEGUN);
    assert!(world.disk.outbox.is_empty() && world.conflicts.is_empty());
}

#[test]
fn a_text_costs_a_look_and_a_write() {
    let (mut world, item) = written();
    world.server.requests.clear();
    world.edit(Edit::Set { item, to: Attribute::Body("new\n".to_owned()) });
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Fine);
    assert_eq!(world.server.requests, ["refresh", "write"]);
}

#[test]
fn a_text_is_looked_at_again_before_each_attempt() {
    let (mut world, item) = written();
    world.edit(Edit::Set { item: item.clone(), to: Attribute::Body("one\ntwo\nTHREE\n".to_owned()) });
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::LostBefore);
    world.rival_writes(&item, "ONE\ntwo\nthree\n");
    world.settle();
    assert_eq!(world.server.body(&item), "ONE\ntwo\nTHREE\n");
}

#[test]
fn a_text_that_cannot_be_looked_at_is_not_asked_for_without_a_pause() {
    let (mut world, item) = written();
    world.edit(Edit::Set { item, to: Attribute::Body("new\n".to_owned()) });
    let began = world.now;
    for _ in 0..20 {
        world.step(Weather::Overloaded);
    }
    assert!(world.now - began > Duration::seconds(60), "{}", world.now - began);
}

#[test]
fn a_comment_that_is_given_up_before_it_was_sent_makes_no_request_and_one_on_its_way_stays() {
    let mut world = World::mixed();
    let say = |body: &str| Edit::Comment { item: ItemId::from("PVTI_1"), body: body.to_owned() };
    let [first, second] = ["one", "two"].map(|body| world.edit(say(body)));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    for edit in [first, second] {
        world.feed(Input::Command(Command::Drop(edit)));
    }
    assert_eq!(world.disk.outbox.keys().copied().collect::<Vec<_>>(), [first]);
    world.settle();
    let said: Vec<&str> = world.server.comments.iter().map(|(_, body)| body.as_str()).collect();
    assert_eq!(said, ["one"]);
    assert!(world.disk.outbox.is_empty());
}

#[test]
fn a_value_of_ours_whose_answer_was_lost_is_no_conflict_for_what_takes_it_back() {
    let (mut world, item) = written();
    let title = |text: &str| Edit::Set { item: item.clone(), to: Attribute::Title(text.to_owned()) };
    let first = world.server.items[&item].title().to_owned();
    world.edit(title("Ours"));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::LostAfter);
    world.edit(title(&first));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::LostBefore);
    world.edit(Edit::Set { item: item.clone(), to: Attribute::Body("new\n".to_owned()) });
    world.settle();
    assert_eq!(world.conflicts, []);
    assert_eq!(world.server.items[&item].title(), first);
}
