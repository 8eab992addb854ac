//! Edits that meet what someone else did where no read has seen it yet.

use super::*;
use crate::domain::{Member, Theirs};

/// A world that has read its cards and whose cable is then out for a minute.
fn cut_off(items: u32) -> World {
    let mut world = World::new(items);
    world.settle();
    world.feed(Input::Command(Command::Sync { full: false }));
    while world.asked.is_some() {
        world.step(Weather::Unreachable);
    }
    world.now += Duration::minutes(1);
    world
}

impl World {
    /// What the conflicts that were told are about: our edit, and what is theirs.
    fn told(&self) -> Vec<(EditId, Theirs)> {
        self.conflicts.iter().map(|conflict| (conflict.edit(), conflict.theirs.clone())).collect()
    }

    /// Someone else, or this person in another window, does something on GitHub.
    pub(super) fn rival(&mut self, edit: &Edit) {
        self.server.write(edit, self.now).expect("nothing stands in the way");
    }
}

#[test]
fn a_column_that_someone_else_chose_while_the_cable_was_out_is_told_and_ours_stays() {
    let mut world = cut_off(3);
    let (item, top) = (world.nth(1), world.nth(0));
    let ours = world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) });
    world.edit(Edit::Place { item: item.clone(), after: None, before: Some(top) });
    world.rival(&Edit::SetField { item: item.clone(), field: status(), to: Some(column(2)) });
    world.settle();
    assert_eq!(world.told(), [(ours, Theirs::Field(status(), Some(column(2))))]);
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(1)));
}

#[test]
fn a_column_that_someone_else_chose_is_told_wherever_the_process_dies_while_it_is_written_down() {
    for orders in 0.. {
        let mut world = cut_off(3);
        let item = world.nth(1);
        let ours = world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) });
        world.rival(&Edit::SetField { item, field: status(), to: Some(column(2)) });
        world.until_asked("a look", |ask| matches!(ask, Ask::Refresh { .. }));
        let ask = world.asked.take().expect("a look is under way");
        let answer = world.server.answer(&ask, world.now);
        let reply = Reply { answer, meter: Meter::default() };
        let all = world.machine.on(Input::Answered(Ok(reply)), world.now);
        let is_over = orders > all.len();
        all.into_iter().take(orders).for_each(|order| world.obey(order));
        world.crash_and_restart();
        world.settle();
        assert!(world.disk.conflicts.contains_key(&ours), "killed after {orders} orders");
        if is_over {
            break;
        }
    }
}

#[test]
fn a_title_that_someone_else_wrote_while_the_cable_was_out_is_told_and_ours_stays() {
    let mut world = cut_off(3);
    let item = world.nth(0);
    let title = |text: &str| Edit::Set { item: item.clone(), to: Attribute::Title(text.to_owned()) };
    let ours = world.edit(title("Ours"));
    world.rival(&title("Theirs"));
    world.settle();
    assert_eq!(world.told(), [(ours, Theirs::Attribute(Attribute::Title("Theirs".to_owned())))]);
    assert_eq!(world.server.items[&item].title(), "Ours");
}

#[test]
fn a_text_that_someone_else_wrote_between_two_reads_is_merged_and_not_lost() {
    let mut world = World::new(3);
    let item = ItemId::from("PVTI_1");
    world.server.bodies.insert(item.clone(), "one\ntwo\nthree\n".to_owned());
    world.settle();
    world.now += Duration::seconds(20);
    let text = |text: &str| Edit::Set { item: item.clone(), to: Attribute::Body(text.to_owned()) };
    world.rival(&text("ONE\ntwo\nthree\n"));
    world.edit(text("one\ntwo\nTHREE\n"));
    world.settle();
    assert_eq!(world.server.body(&item), "ONE\ntwo\nTHREE\n");
    assert_eq!(world.conflicts, []);
}

#[test]
fn a_person_whom_someone_else_gave_a_draft_stays_on_it() {
    let mut world = cut_off(3);
    let item = world.nth(0);
    let give = |who: &str| Edit::Link { item: item.clone(), entry: Member::Assignee(who.into()), on: true };
    world.edit(give("ann"));
    world.rival(&give("bob"));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    let Some(Ask::Write { writes, .. }) = &world.asked else { panic!("a write is under way") };
    let sent = writes[0].item.as_ref().expect("a card that was read").assignees();
    assert_eq!(sent, ["bob".into(), "ann".into()], "the people of a draft are sent as a whole");
}

#[test]
fn what_we_sent_ourselves_is_no_conflict_though_its_answer_was_lost() {
    for weather in [Weather::LostAfter, Weather::LostBefore] {
        let mut world = cut_off(3);
        let item = world.nth(0);
        let set = |to| Edit::SetField { item: item.clone(), field: status(), to: Some(column(to)) };
        world.edit(set(1));
        world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
        world.step(weather);
        world.edit(set(2));
        world.settle();
        assert_eq!(world.told(), [], "{weather:?}");
        assert_eq!(world.server.items[&item].value(&status()), Some(&column(2)));
    }
}

#[test]
fn each_attempt_to_send_has_its_own_look_at_the_cards_it_is_about() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    for n in [1, 2] {
        world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(n)) });
        world.server.requests.clear();
        world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
        world.step(Weather::Fine);
        let sent = world.server.requests.iter().rposition(|request| *request == "write");
        let sent = sent.expect("it was sent");
        assert_eq!(world.server.requests[sent - 1], "refresh", "a read shortly before does not count");
    }
}

#[test]
fn a_look_from_before_the_cable_was_out_does_not_count() {
    let mut world = World::new(3);
    world.settle();
    let (item, other) = (world.nth(0), world.nth(1));
    let ours = world.edit(set(&item, 1));
    world.until_asked("a look", |ask| matches!(ask, Ask::Refresh { .. }));
    world.edit(set(&other, 1));
    world.step(Weather::Fine);
    world.step(Weather::Unreachable);
    world.now += Duration::hours(3);
    world.rival(&set(&item, 2));
    world.settle();
    assert_eq!(world.told(), [(ours, Theirs::Field(status(), Some(column(2))))]);
}

#[test]
fn a_value_that_was_read_before_an_edit_came_that_had_not_heard_of_it_is_told() {
    let mut world = World::new(3);
    world.settle();
    let (item, old) = (world.nth(0), world.replica.as_ref().expect("it was read").base().clone());
    world.rival(&set(&item, 2));
    world.feed(Input::Command(Command::Sync { full: true }));
    world.settle();
    let ours = world.edit_on(set(&item, 1), &old);
    world.settle();
    assert_eq!(world.told(), [(ours, Theirs::Field(status(), Some(column(2))))]);
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(1)));
}

#[test]
fn an_edit_whose_maker_had_not_heard_that_the_one_before_was_confirmed_meets_nothing() {
    let mut world = World::new(3);
    world.settle();
    let (item, old) = (world.nth(0), world.replica.as_ref().expect("it was read").base().clone());
    world.edit(set(&item, 1));
    while !world.disk.outbox.is_empty() {
        world.step(Weather::Fine);
    }
    world.edit_on(set(&item, 2), &old);
    world.settle();
    assert_eq!(world.told(), []);
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(2)));
}

#[test]
fn an_edit_made_in_sight_of_what_someone_else_has_set_meets_nothing() {
    let mut world = cut_off(3);
    let item = world.nth(0);
    let ours = world.edit(set(&item, 1));
    world.rival(&set(&item, 2));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Unreachable);
    world.edit(set(&item, 0));
    world.settle();
    assert_eq!(world.told(), [(ours, Theirs::Field(status(), Some(column(2))))], "it is told once");
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(0)));
}

#[test]
fn what_someone_else_has_set_is_told_though_the_process_ends_once_it_has_kept_the_read() {
    let mut world = cut_off(3);
    let item = world.nth(0);
    let ours = world.edit(set(&item, 1));
    world.rival(&set(&item, 2));
    world.until_asked("a look", |ask| matches!(ask, Ask::Refresh { .. }));
    world.die_after(|order| matches!(order, Order::SavePull { .. }));
    world.settle();
    let told: Vec<(EditId, Theirs)> =
        world.disk.conflicts.values().map(|known| (known.edit(), known.theirs.clone())).collect();
    assert_eq!(told, [(ours, Theirs::Field(status(), Some(column(2))))]);
}

#[test]
fn an_edit_is_refused_when_the_look_at_its_card_is() {
    let mut world = cut_off(3);
    let (item, other) = (world.nth(0), world.nth(1));
    let set = |item: &ItemId| Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) };
    let edit = world.edit(set(&item));
    world.edit(set(&other));
    for _ in 0..100 {
        let about = |ask: &Ask| matches!(ask, Ask::Refresh { items, .. } if items.contains(&item));
        if world.asked.as_ref().is_some_and(about) {
            world.asked = None;
            world.feed(Input::Answered(Err(Error::Refused { message: "no such node".to_owned() })));
        }
        world.step(Weather::Fine);
    }
    let Progress::Refused(refusal) = &world.disk.outbox[&edit].progress else { panic!("it is refused") };
    assert!(refusal.message.contains("no such node"), "{refusal:?}");
    assert_eq!(world.server.items[&item].value(&status()), None);
    assert_eq!(world.server.items[&other].value(&status()), Some(&column(1)), "the other one is sent");
}

/// Answers the looks at a card as GitHub does that has it and does not show it.
fn withhold(world: &mut World, item: &ItemId, times: usize) {
    for _ in 0..times {
        let of_it = item.clone();
        world
            .until_asked("a look", |ask| matches!(ask, Ask::Refresh { items, .. } if items.contains(&of_it)));
        let Some(Ask::Refresh { items, .. }) = world.asked.take() else { panic!("a look is under way") };
        let shown = |id: &ItemId| match world.server.fetched(id) {
            Some(fetched) if id != item => Refreshed::Found(fetched),
            Some(_) | None => Refreshed::Withheld(id.clone()),
        };
        let answer = Answer::Refresh(items.iter().map(shown).collect());
        let meter = Meter { cost: Some(1), server_time: Some(world.now), ..Meter::default() };
        world.feed(Input::Answered(Ok(Reply { answer, meter })));
    }
}

#[test]
fn a_text_of_a_card_that_github_does_not_show_waits_and_replaces_nothing_unseen() {
    let mut world = World::new(3);
    let (item, other) = (ItemId::from("PVTI_1"), ItemId::from("PVTI_2"));
    world.server.bodies.insert(item.clone(), "one\ntwo\nthree\n".to_owned());
    world.settle();
    let text = |text: &str| Edit::Set { item: item.clone(), to: Attribute::Body(text.to_owned()) };
    world.rival(&text("ONE\ntwo\nthree\n"));
    world.edit(text("one\ntwo\nTHREE\n"));
    world.edit(Edit::SetField { item: other.clone(), field: status(), to: Some(column(1)) });
    withhold(&mut world, &item, 1);
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Fine);
    assert_eq!(world.server.items[&other].value(&status()), Some(&column(1)), "others go on");
    assert_eq!(world.server.body(&item), "ONE\ntwo\nthree\n");
    withhold(&mut world, &item, 1);
    world.settle();
    assert_eq!(world.server.body(&item), "ONE\ntwo\nTHREE\n");
    assert_eq!(world.conflicts, []);
}

#[test]
fn an_edit_of_a_card_that_github_goes_on_not_to_show_is_given_back_to_the_person() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    let edit = world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) });
    withhold(&mut world, &item, 6);
    assert!(matches!(world.disk.outbox[&edit].progress, Progress::Refused(_)), "it is told");
    assert_eq!(world.server.items[&item].value(&status()), None);
    world.feed(Input::Command(Command::Retry(edit)));
    world.settle();
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(1)));
}

#[test]
fn what_a_lost_attempt_has_taken_off_is_not_taken_off_again() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    let link = |on| Edit::Link { item: item.clone(), entry: Member::Assignee("ann".into()), on };
    world.rival(&link(true));
    world.feed(Input::Command(Command::Sync { full: true }));
    world.settle();
    let edit = world.edit(link(false));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::LostAfter);
    world.server.requests.clear();
    world.until_asked("a look", |ask| matches!(ask, Ask::Refresh { .. }));
    world.step(Weather::Fine);
    assert!(matches!(world.disk.outbox[&edit].progress, Progress::Accepted { .. }));
    world.settle();
    assert!(!world.server.requests.contains(&"write"), "{:?}", world.server.requests);
    assert!(world.disk.outbox.is_empty());
}

impl World {
    /// Takes something back, as the journal does.
    pub(super) fn turn(&mut self, edit: Edit) -> EditId {
        self.edits += 1;
        let id = EditId(Uuid::from_u128(self.edits));
        let replica = self.replica.as_mut().expect("the board is there");
        let pending = Pending { turns: true, ..Pending::new(id, id, edit, replica.base(), None, self.now) };
        replica.edit(pending.clone());
        self.feed(Input::Command(Command::Push { edits: vec![pending], step: None }));
        id
    }
}

#[test]
fn what_takes_a_value_back_waits_for_a_person_where_someone_else_has_set_it_since() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    let set = |to: Option<usize>| Edit::SetField { item: item.clone(), field: status(), to: to.map(column) };
    world.edit(set(Some(1)));
    world.settle();
    world.rival(&set(Some(2)));
    let back = world.turn(set(None));
    world.until_nothing_is_sent();
    assert_eq!(world.told(), [(back, Theirs::Field(status(), Some(column(2))))]);
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(2)));
    world.crash_and_restart();
    world.until_nothing_is_sent();
    let now = world.machine.status();
    assert_eq!((now.unsent, now.held), (1, 1));
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(2)), "it goes on to wait");
    world.decide();
    world.settle();
    assert_eq!(world.server.items[&item].value(&status()), None);
    assert!(world.disk.outbox.is_empty() && world.disk.conflicts.is_empty());
}

#[test]
fn what_takes_a_value_back_that_was_just_sent_is_sent_too() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    let first = world.server.items[&item].title().to_owned();
    let title = |text: &str| Edit::Set { item: item.clone(), to: Attribute::Title(text.to_owned()) };
    let set = |to: Option<usize>| Edit::SetField { item: item.clone(), field: status(), to: to.map(column) };
    world.edit(set(Some(1)));
    world.edit(title("Ours"));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Fine);
    world.go_offline();
    world.turn(set(None));
    world.turn(title(&first));
    // A read that shows ours comes before the way back is free.
    for _ in 0..10 {
        let weather =
            if matches!(world.asked, Some(Ask::Write { .. })) { Weather::Unreachable } else { Weather::Fine };
        world.step(weather);
    }
    world.settle();
    assert_eq!(world.conflicts, []);
    assert_eq!(world.server.items[&item].value(&status()), None);
    assert_eq!(world.server.items[&item].title(), first);
}

#[test]
fn places_of_other_cards_do_not_wait_for_a_way_back_that_waits_for_a_person() {
    let mut world = World::new(4);
    world.settle();
    let (top, item, other) = (world.nth(0), world.nth(2), world.nth(3));
    let set = |to: Option<usize>| Edit::SetField { item: item.clone(), field: status(), to: to.map(column) };
    world.edit(set(Some(1)));
    world.settle();
    world.rival(&set(Some(2)));
    let back = world.turn(set(None));
    world.turn(Edit::Place { item: item.clone(), after: Some(top.clone()), before: None });
    world.edit(Edit::Place { item: other.clone(), after: Some(item.clone()), before: None });
    world.until_nothing_is_sent();
    assert_eq!(world.disk.outbox.keys().copied().collect::<Vec<_>>(), [back]);
    let order: Vec<&ItemId> = world.server.order.iter().take(3).collect();
    assert_eq!(order, [&top, &item, &other]);
}

#[test]
fn a_column_that_a_workflow_gives_a_card_that_comes_back_is_no_conflict() {
    let mut world = World::new(2);
    world.settle();
    let local = ItemId::from("local:1");
    world.turn(Edit::AddDraft { item: local.clone(), title: "Back".to_owned(), body: String::new() });
    world.turn(Edit::SetField { item: local.clone(), field: status(), to: Some(column(2)) });
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Fine);
    let made =
        world.server.items.values().find(|item| item.title() == "Back").expect("it is made").id.clone();
    world.rival(&Edit::SetField { item: made.clone(), field: status(), to: Some(column(0)) });
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Unreachable);
    world.settle();
    assert_eq!(world.told(), []);
    assert_eq!(world.server.items[&made].value(&status()), Some(&column(2)));
}

#[test]
fn what_is_done_to_a_card_that_was_made_and_read_meanwhile_meets_nothing() {
    let mut world = World::new(2);
    world.settle();
    let local = world.add("New");
    let old = world.replica.as_ref().expect("it was read").base().clone();
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Fine);
    let made = world.server.items.values().find(|item| item.title() == "New").expect("it is made").id.clone();
    world.rival(&set(&made, 0));
    world.settle();
    world.edit_on(set(&local, 2), &old);
    world.settle();
    assert_eq!(world.told(), []);
    assert_eq!(world.server.items[&made].value(&status()), Some(&column(2)));
}

#[test]
fn what_makes_a_way_back_undone_while_that_waits_replaces_nothing_either() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    let set = |to: Option<usize>| Edit::SetField { item: item.clone(), field: status(), to: to.map(column) };
    world.edit(set(Some(1)));
    world.settle();
    world.rival(&set(Some(2)));
    world.turn(set(None));
    world.until_nothing_is_sent();
    world.turn(set(Some(1)));
    world.until_nothing_is_sent();
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(2)));
}

#[test]
fn two_ways_back_after_a_lost_write_are_no_conflict() {
    let mut world = World::new(1);
    world.settle();
    let item = world.nth(0);
    let set = |to: Option<usize>| Edit::SetField { item: item.clone(), field: status(), to: to.map(column) };
    world.edit(set(Some(0)));
    world.settle();
    world.edit(set(Some(1)));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::LostBefore);
    world.turn(set(Some(0)));
    world.turn(set(None));
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Unreachable);
    world.settle();
    assert_eq!(world.told(), []);
    assert_eq!(world.server.items[&item].value(&status()), None);
}

#[test]
fn a_draft_that_someone_else_has_filled_in_since_is_not_deleted_unseen() {
    for body in [true, false] {
        let mut world = cut_off(3);
        let item = world.nth(0);
        let edit = world.edit(Edit::Delete { item: item.clone() });
        let to =
            if body { Attribute::Body("Much work".to_owned()) } else { Attribute::Title("New".to_owned()) };
        world.rival(&Edit::Set { item: item.clone(), to });
        world.until_nothing_is_sent();
        assert!(world.server.items.contains_key(&item));
        let Progress::Refused(why) = &world.disk.outbox[&edit].progress else { panic!("it waits") };
        assert!(why.unsent && why.message.starts_with("Its title or text"), "{why:?}");
        assert!(world.view().item(&item).is_some(), "it is shown again");
        world.crash_and_restart();
        world.feed(Input::Command(Command::Retry(edit)));
        world.settle();
        assert!(!world.server.items.contains_key(&item), "deleted in sight of it");
        assert!(world.disk.outbox.is_empty());
    }
}

#[test]
fn a_draft_that_only_we_have_changed_is_deleted() {
    let mut world = cut_off(3);
    let item = world.nth(0);
    for to in [Attribute::Title("Ours".to_owned()), Attribute::Body("Ours too".to_owned())] {
        world.edit(Edit::Set { item: item.clone(), to });
    }
    world.edit(Edit::Delete { item: item.clone() });
    world.settle();
    assert!(!world.server.items.contains_key(&item));
    assert!(world.disk.outbox.is_empty());
}
