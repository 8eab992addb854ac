//! Single misfortunes, each as one story.

use super::*;
use crate::domain::{Attribute, Provenance, Refusal};
use crate::github::Outcome;

/// A world that has read its three cards and rests.
fn rested() -> World {
    let mut world = World::new(3);
    world.settle();
    world
}

impl World {
    fn set_column(&mut self, item: &ItemId, to: usize) -> EditId {
        self.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(to)) })
    }

    fn server_column(&self, item: &ItemId) -> Option<&Value> {
        self.server.items[item].value(&status())
    }

    /// The edits of the request under way.
    fn writes(&self) -> &[Write] {
        match &self.asked {
            Some(Ask::Write { writes, .. }) => writes,
            other => panic!("no write is under way but {other:?}"),
        }
    }

    /// Ends the request under way.
    fn answer(&mut self, result: Result<Answer, Error>) {
        self.now += Duration::seconds(1);
        self.asked = None;
        let meter = Meter { server_time: Some(self.now), ..Meter::default() };
        self.feed(Input::Answered(result.map(|answer| Reply { answer, meter })));
    }

    /// Answers the write under way: each edit fails for which `fails` has an error, the others are made.
    fn answer_each(&mut self, fails: impl Fn(&Edit) -> Option<Error>) {
        let writes = self.writes().to_vec();
        let now = self.now;
        let outcome = |write: &Write| {
            let result = match fails(&write.edit) {
                Some(error) => Err(error),
                None => self.server.write(&write.edit, now),
            };
            Outcome { id: write.id, result, comment: None }
        };
        let outcomes = writes.iter().map(outcome).collect();
        self.answer(Ok(Answer::Written(outcomes)));
    }

    /// Takes the cable out until the machine has noticed.
    pub(super) fn go_offline(&mut self) {
        self.wake = self.now;
        self.feed(Input::Command(Command::Sync { full: false }));
        while self.asked.is_some() {
            self.step(Weather::Unreachable);
        }
    }

    pub(super) fn until_asked(&mut self, what: &str, is: impl Fn(&Ask) -> bool) {
        for _ in 0..100 {
            if self.asked.as_ref().is_some_and(&is) {
                return;
            }
            self.step(Weather::Fine);
        }
        panic!("never asked: {what}");
    }
}

#[test]
fn an_edit_from_elsewhere_that_is_older_than_ours_does_not_undo_ours() {
    let mut world = rested();
    let item = world.nth(0);
    world.go_offline();
    world.edits = 100;
    world.set_column(&item, 2);
    let id = EditId(Uuid::from_u128(50));
    let edit = Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) };
    let older = Pending {
        id,
        step: id,
        edit,
        was: None,
        base: None,
        excuse: None,
        turns: false,
        made_at: world.now,
        progress: Progress::Queued,
    };
    world.disk.outbox.insert(id, older.clone());
    world.feed(Input::Elsewhere { edits: vec![older], gone: Vec::new() });
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status())), Some(&column(2)));
    world.settle();
    assert_eq!(world.server_column(&item), Some(&column(2)));
    assert!(world.disk.outbox.is_empty());
}

#[test]
fn a_token_without_the_scope_to_write_is_not_tried_again_every_second() {
    let mut world = rested();
    let item = world.nth(0);
    let id = world.set_column(&item, 1);
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.answer_each(|_| Some(Error::MissingScope { needed: "project".to_owned() }));
    let is_barred = |world: &mut World| {
        let status = world.machine.status();
        !status.sending && matches!(status.unwritable, Some(Error::MissingScope { .. }))
    };
    assert!(is_barred(&mut world));
    assert_eq!(world.disk.outbox[&id].progress, Progress::Queued);
    let other = world.nth(1);
    world.server.set(&other, &status(), Some(column(2)), world.now);
    let end = world.now + Duration::minutes(5);
    while world.now < end {
        assert!(!matches!(world.asked, Some(Ask::Write { .. })), "it waits for a person");
        world.step(Weather::Fine);
        assert!(is_barred(&mut world));
    }
    let shown = world.view().item(&other).and_then(|item| item.value(&status())).cloned();
    assert_eq!(shown, Some(column(2)), "what others do is read all the same");
    world.feed(Input::Command(Command::Sync { full: false }));
    world.until_asked("a write, once a person asks", |ask| matches!(ask, Ask::Write { .. }));
    world.settle();
    assert!(!is_barred(&mut world));
    assert_eq!(world.server_column(&item), Some(&column(1)));
}

#[test]
fn a_refused_write_bars_neither_other_writes_nor_reads() {
    let mut world = rested();
    let item = world.nth(0);
    world.set_column(&item, 1);
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.answer(Err(missing()));
    assert_eq!(world.link, Link::Online);
    let other = world.nth(1);
    world.set_column(&other, 1);
    world.settle();
    assert_eq!(world.server_column(&other), Some(&column(1)));
}

#[test]
fn one_edit_that_spoils_a_whole_request_does_not_take_the_others_with_it() {
    let mut world = rested();
    let items: Vec<ItemId> = (0..3).map(|n| world.nth(n)).collect();
    world.go_offline();
    let ids: Vec<EditId> = items.iter().map(|item| world.set_column(item, 1)).collect();
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    assert_eq!(world.writes().len(), 3);
    let spoils = |writes: &[Write]| writes.iter().any(|write| *write.edit.item() == items[1]);
    for _ in 0..40 {
        match &world.asked {
            Some(Ask::Write { writes, .. }) if spoils(writes) => {
                world.answer(Err(Error::Refused { message: "Variable $i1 is invalid".to_owned() }));
            }
            Some(_) | None => world.step(Weather::Fine),
        }
    }
    assert_eq!(world.server_column(&items[0]), Some(&column(1)));
    assert_eq!(world.server_column(&items[2]), Some(&column(1)));
    assert_eq!(world.disk.outbox.keys().collect::<Vec<_>>(), [&ids[1]]);
    assert!(matches!(world.disk.outbox[&ids[1]].progress, Progress::Refused(Refusal { .. })));
}

#[test]
fn a_request_that_is_too_heavy_is_sent_in_smaller_ones() {
    let mut world = World::new(8);
    world.settle();
    let items: Vec<ItemId> = (0..8).map(|n| world.nth(n)).collect();
    world.go_offline();
    for item in &items {
        world.set_column(item, 1);
    }
    for _ in 0..80 {
        let heavy = matches!(&world.asked, Some(Ask::Write { writes, .. }) if writes.len() > 2);
        world.step(if heavy { Weather::Overloaded } else { Weather::Fine });
    }
    assert!(items.iter().all(|item| world.server_column(item) == Some(&column(1))));
}

#[test]
fn an_older_value_is_not_sent_again_after_a_newer_one() {
    let mut world = rested();
    let item = world.nth(0);
    world.set_column(&item, 0);
    world.step(Weather::LostBefore);
    world.set_column(&item, 2);
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    let busy = || Error::Busy { message: "A temporary conflict. Please try again.".to_owned() };
    world.answer_each(|edit| match edit {
        Edit::SetField { to, .. } if *to == Some(column(0)) => Some(busy()),
        Edit::SetField { .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::Delete { .. }
        | Edit::Set { .. }
        | Edit::Link { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. }
        | Edit::SetComment { .. } => None,
    });
    world.settle();
    assert_eq!(world.server_column(&item), Some(&column(2)));
    assert!(world.disk.outbox.is_empty());
}

#[test]
fn our_own_earlier_edit_is_no_conflict() {
    let mut world = rested();
    let item = world.nth(0);
    world.set_column(&item, 1);
    world.step(Weather::Fine);
    world.until_asked("a look at it", |ask| matches!(ask, Ask::Refresh { .. }));
    world.set_column(&item, 2);
    world.conflicts.clear();
    world.step(Weather::Fine);
    assert_eq!(world.conflicts, []);
}

#[test]
fn a_draft_is_found_again_though_this_computers_clock_is_fast() {
    let mut world = rested();
    world.fast = Duration::minutes(10);
    world.crash_and_restart();
    while world.asked.is_some() {
        world.step(Weather::Unreachable);
    }
    world.add("Write the notes");
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::LostAfter);
    world.settle();
    assert_eq!(world.titles_on_the_server().iter().filter(|title| **title == "Write the notes").count(), 1);
    assert!(world.disk.outbox.is_empty());
}

#[test]
fn points_are_full_again_by_githubs_clock_whatever_ours_says() {
    let mut world = rested();
    world.fast = Duration::hours(2);
    world.feed(Input::Command(Command::Sync { full: false }));
    let reset = world.now + Duration::minutes(30);
    let probe = world.asked.take().expect("a read has begun");
    let meter = Meter {
        limit: Some(5000),
        remaining: Some(3),
        reset_at: Some(reset),
        server_time: Some(world.now),
        ..Meter::default()
    };
    let answer = world.server.answer(&probe, world.now);
    world.feed(Input::Answered(Ok(Reply { answer, meter })));
    assert_eq!(world.asked, None, "what is left is kept for writes");
    assert_eq!(world.link, Link::Limited { until: reset + world.fast });
}

#[test]
fn no_wait_that_github_asks_for_is_longer_than_a_day() {
    let far = "9999-12-31T23:59:59Z".parse().expect("a moment");
    for error in
        [Error::SlowDown { retry_after: Some(u64::MAX / 4) }, Error::RateLimited { until: Some(far) }]
    {
        let mut world = rested();
        world.feed(Input::Command(Command::Sync { full: false }));
        world.answer(Err(error));
        assert!(matches!(world.link, Link::Limited { .. }));
        assert!(world.wake <= world.now + Duration::days(1));
    }
}

#[test]
fn a_second_change_in_the_second_of_a_read_is_seen_by_the_next() {
    let mut world = rested();
    let item = world.nth(0);
    world.server.set(&item, &status(), Some(column(1)), world.now);
    world.feed(Input::Command(Command::Sync { full: false }));
    while world.asked.is_some() {
        // The answers come within the second of the change.
        world.now -= Duration::seconds(1);
        world.step(Weather::Fine);
    }
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status())), Some(&column(1)));
    world.server.set(&item, &status(), Some(column(2)), world.now);
    world.settle();
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status())), Some(&column(2)));
}

#[test]
fn a_list_that_lags_behind_does_not_bring_an_old_value_back() {
    let mut world = rested();
    let item = world.nth(0);
    let old = world.server.clone();
    world.set_column(&item, 1);
    world.settle();
    world.feed(Input::Command(Command::Sync { full: true }));
    world.log.clear();
    for _ in 0..10 {
        match &world.asked {
            Some(ask @ Ask::Items { .. }) => {
                let answer = old.clone().answer(ask, world.now);
                world.answer(Ok(answer));
            }
            Some(_) => world.step(Weather::Fine),
            None => {}
        }
    }
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status())), Some(&column(1)));
    assert_eq!(world.log, [], "nothing has happened on GitHub");
}

#[test]
fn an_item_that_a_search_can_not_place_is_looked_for_in_the_list() {
    let mut world = rested();
    world.server.requests.clear();
    world.feed(Input::Command(Command::Sync { full: false }));
    world.until_asked("a search", |ask| matches!(ask, Ask::Changed { .. }));
    let page = Page { nodes: Vec::new(), total: 1, next: None, withheld: 1 };
    world.answer(Ok(Answer::Changed(page)));
    assert!(matches!(world.asked, Some(Ask::Walk { .. })), "{:?}", world.asked);
}

#[test]
fn a_look_up_that_github_withholds_confirms_nothing() {
    let mut world = rested();
    let item = world.nth(0);
    let id = world.set_column(&item, 1);
    world.step(Weather::Fine);
    world.until_asked("a look at it", |ask| matches!(ask, Ask::Refresh { .. }));
    world.answer(Ok(Answer::Refresh(vec![Refreshed::Withheld(item.clone())])));
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status())), Some(&column(1)));
    assert!(world.disk.outbox.contains_key(&id));
    world.settle();
    assert!(world.disk.outbox.is_empty());
}

#[test]
fn a_look_up_that_answers_under_another_id_ends() {
    let mut world = rested();
    let item = world.nth(0);
    world.set_column(&item, 1);
    world.step(Weather::Fine);
    world.until_asked("a look at it", |ask| matches!(ask, Ask::Refresh { .. }));
    let mut fetched = world.server.fetched(&item).expect("it is there");
    Arc::make_mut(&mut fetched.item).id = ItemId::from("PVTI_other");
    for _ in 0..10 {
        match &world.asked {
            Some(Ask::Refresh { items, .. }) if items.contains(&item) => {
                world.answer(Ok(Answer::Refresh(vec![Refreshed::Found(fetched.clone())])));
            }
            Some(_) => world.step(Weather::Fine),
            None => return,
        }
    }
    panic!("the read goes on: {:?}", world.asked);
}

#[test]
fn edits_that_outlived_the_rest_of_the_store_are_shown_with_the_first_read() {
    let mut world = rested();
    let item = world.nth(0);
    world.go_offline();
    world.set_column(&item, 1);
    world.disk.base = None;
    world.disk.marks = Marks::default();
    world.crash_and_restart();
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    let pending = world.replica.as_ref().expect("the project was read").pending();
    assert_eq!(pending.iter().map(|pending| pending.edit.item()).collect::<Vec<_>>(), [&item]);
}

#[test]
fn what_is_logged_of_an_edit_of_ours_is_ours() {
    let mut world = rested();
    let item = world.nth(0);
    world.set_column(&item, 1);
    world.settle();
    let [entry] = &world.log[..] else { panic!("one entry: {:?}", world.log) };
    assert_eq!(entry.provenance, Provenance::Ours);
}

#[test]
fn a_change_taken_back_after_a_lost_answer_is_sent_though_the_last_read_says_the_same() {
    let mut world = rested();
    let item = world.nth(2);
    world.edit(Edit::Place { item: item.clone(), after: None, before: Some(world.nth(0)) });
    world.step(Weather::LostAfter);
    let after = Some(world.nth(2));
    world.edit(Edit::Place { item: item.clone(), after, before: None });
    world.settle();
    assert_eq!(world.titles_on_the_server(), ["Card 0", "Card 1", "Card 2"]);

    world.set_column(&item, 1);
    world.step(Weather::LostAfter);
    world.edit(Edit::SetField { item: item.clone(), field: status(), to: None });
    world.settle();
    assert_eq!(world.server_column(&item), None);
}

/// A change that is too old for the next search or walk to look at it again by itself.
fn changed_long_ago(world: &mut World) -> ItemId {
    let item = world.nth(0);
    let then = world.now - Duration::minutes(10);
    world.server.set(&item, &status(), Some(column(1)), then);
    world.feed(Input::Command(Command::Sync { full: false }));
    item
}

#[test]
fn an_item_that_github_withholds_once_is_read_by_the_next_read() {
    let mut world = rested();
    let item = changed_long_ago(&mut world);
    world.until_asked("a look at it", |ask| matches!(ask, Ask::Refresh { .. }));
    world.answer(Ok(Answer::Refresh(vec![Refreshed::Withheld(item.clone())])));
    world.settle();
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status())), Some(&column(1)));
    assert_eq!(world.unread, [1, 0], "said once, and that it is over");
}

#[test]
fn an_item_that_github_withholds_for_good_is_asked_for_five_times_and_said_once() {
    let mut world = rested();
    let item = changed_long_ago(&mut world);
    let mut asked = 0;
    for _ in 0..200 {
        match &world.asked {
            Some(Ask::Refresh { .. }) => {
                asked += 1;
                world.answer(Ok(Answer::Refresh(vec![Refreshed::Withheld(item.clone())])));
            }
            Some(_) | None => world.step(Weather::Fine),
        }
    }
    assert_eq!(asked, 5);
    assert_eq!(world.unread, [1]);
    assert_eq!(world.view().item(&item).map(|item| item.title()), Some("Card 0"));
}

#[test]
fn a_known_item_that_a_full_read_withholds_is_looked_up_by_itself() {
    let mut world = rested();
    let item = world.nth(0);
    let then = world.now - Duration::minutes(10);
    world.server.set(&item, &status(), Some(column(1)), then);
    world.feed(Input::Command(Command::Sync { full: true }));
    for _ in 0..40 {
        match &world.asked {
            Some(ask @ Ask::Items { .. }) => {
                let Answer::Items(mut page) = world.server.clone().answer(ask, world.now) else {
                    panic!("an answer to another question")
                };
                page.nodes.remove(0);
                page.withheld = 1;
                world.answer(Ok(Answer::Items(page)));
            }
            Some(_) | None => world.step(Weather::Fine),
        }
    }
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status())), Some(&column(1)));
    assert!(world.unread.is_empty(), "nothing is left unread: {:?}", world.unread);
}

#[test]
fn a_page_that_github_can_no_longer_find_starts_the_read_over_once() {
    let mut world = World::new(300);
    world.settle();
    world.feed(Input::Command(Command::Sync { full: true }));
    let later = |ask: &Ask| matches!(ask, Ask::Items { after: Some(_), .. });
    let gone = || Error::Refused { message: "`9` does not appear to be a valid cursor.".to_owned() };
    world.until_asked("a later page", later);
    world.answer(Err(gone()));
    assert!(matches!(world.asked, Some(Ask::Probe(_))), "{:?}, {:?}", world.asked, world.link);
    world.until_asked("a later page", later);
    world.answer(Err(gone()));
    assert_eq!(world.asked, None);
    assert!(matches!(world.link, Link::Barred(_)));
    world.settle();
    assert_eq!(world.link, Link::Online);
}

#[test]
fn an_edit_of_a_draft_under_the_name_it_had_before_is_sent() {
    let mut world = rested();
    let local = world.add("Write the notes");
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Fine);
    // Made before the program heard the new name.
    world.edit(Edit::SetField { item: local, field: status(), to: Some(column(1)) });
    world.settle();
    assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
    let made = world.server.items.values().find(|item| item.title() == "Write the notes");
    assert_eq!(made.and_then(|item| item.value(&status())), Some(&column(1)));
    assert!(world.replica.as_ref().is_some_and(|replica| replica.pending().is_empty()));
}

#[test]
fn a_card_that_moves_away_takes_none_with_it_however_early_the_program_is_killed() {
    let mut world = rested();
    let [a, b, c] = [0, 1, 2].map(|n| world.nth(n));
    world.edit(Edit::Place { item: c.clone(), after: Some(a.clone()), before: Some(b.clone()) });
    // The card above goes to the bottom: the one below it stays, and what the outbox says of its neighbours is renewed.
    let id = EditId(Uuid::from_u128(1000));
    let edit = Edit::Place { item: a.clone(), after: Some(b.clone()), before: None };
    let pending = Pending {
        id,
        step: id,
        edit,
        was: None,
        base: None,
        excuse: None,
        turns: false,
        made_at: world.now,
        progress: Progress::Queued,
    };
    let push = Input::Command(Command::Push { edits: vec![pending], step: None });
    let orders = world.machine.on(push, world.now);
    let Some(Order::SaveEdits { edits: saved, .. }) = orders.first() else { panic!("{orders:?}") };
    let places = saved.iter().map(|edit| edit.edit.clone()).collect::<Vec<_>>();
    assert!(places.contains(&Edit::Place { item: c, after: None, before: Some(b.clone()) }), "{places:?}");
    assert!(places.contains(&Edit::Place { item: a, after: Some(b), before: None }), "{places:?}");
}

#[test]
fn renaming_a_card_that_was_just_made_is_no_conflict() {
    let mut world = rested();
    let local = world.add("Write the notes");
    world.edit(Edit::Set { item: local, to: Attribute::Title("Write them all".to_owned()) });
    world.settle();
    assert_eq!(world.conflicts, []);
    assert!(world.titles_on_the_server().contains(&"Write them all"));
}

#[test]
fn what_was_done_to_a_card_before_it_was_deleted_does_not_wait_for_a_read_for_ever() {
    for weather in [Weather::Fine, Weather::LostAfter] {
        let mut world = rested();
        let (item, other) = (world.nth(0), world.nth(1));
        world.set_column(&other, 1);
        world.set_column(&item, 1);
        world.edit(Edit::Delete { item });
        world.step(Weather::Fine);
        world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
        world.step(weather);
        world.settle();
        assert!(world.disk.outbox.is_empty(), "{weather:?} left: {:?}", world.disk.outbox);
    }
}

#[test]
fn a_card_that_is_archived_again_is_brought_back_for_what_was_done_in_between() {
    let mut world = rested();
    let item = world.nth(0);
    let archived = |to| Edit::Set { item: item.clone(), to: Attribute::Archived(to) };
    world.edit(archived(true));
    world.settle();
    world.go_offline();
    world.edit(archived(false));
    world.set_column(&item, 1);
    world.edit(archived(true));
    world.settle();
    assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
    assert_eq!(world.server_column(&item), Some(&column(1)));
    assert!(world.server.items[&item].archived);
}

#[test]
fn a_comment_waits_for_the_one_before_it() {
    let mut world = rested();
    let item = world.nth(0);
    world.server.open(&item, &"octo/box".into(), world.now);
    world.settle();
    for text in ["One", "Two"] {
        world.edit(Edit::Comment { item: item.clone(), body: text.to_owned() });
    }
    world.step(Weather::LostBefore);
    world.settle();
    let said: Vec<&str> = world.server.comments.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(said, ["One", "Two"]);
}

#[test]
fn what_was_set_before_a_card_was_archived_is_not_sent_to_an_archived_card() {
    let mut world = rested();
    let item = world.nth(0);
    world.go_offline();
    let id = world.set_column(&item, 1);
    world.edit(Edit::Set { item: item.clone(), to: Attribute::Archived(true) });
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    assert_eq!(world.writes().iter().map(|write| write.id).collect::<Vec<_>>(), [id]);
    world.step(Weather::LostAfter);
    world.settle();
    assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
    assert!(world.server.items[&item].archived);
}

/// What a look asks that begins now.
fn look(world: &mut World) -> Vec<&'static str> {
    world.server.requests.clear();
    world.feed(Input::Command(Command::Sync { full: false }));
    while world.asked.is_some() {
        world.step(Weather::Fine);
    }
    std::mem::take(&mut world.server.requests)
}

#[test]
fn a_quiet_look_after_an_edit_was_read_takes_a_probe_and_a_search_however_young_it_is() {
    let mut world = World::new(500);
    world.settle();
    let (item, other) = (world.nth(0), world.nth(7));
    world.now += Duration::minutes(5);
    world.set_column(&item, 1);
    world.edit(Edit::Place { item: other, after: None, before: Some(item) });
    while !world.disk.outbox.is_empty() {
        world.step(Weather::Fine);
    }
    while world.asked.is_some() {
        world.step(Weather::Fine);
    }
    for pause in [0, 5, 20, 60, 95, 300] {
        world.now += Duration::seconds(pause);
        assert_eq!(look(&mut world), ["probe", "changed"], "{pause} seconds later");
    }
    // Another process has only what is on disk.
    world.crash_and_restart();
    while world.asked.is_some() {
        world.step(Weather::Fine);
    }
    assert_eq!(look(&mut world), ["probe", "changed"]);
}

#[test]
fn a_stamp_that_the_list_does_not_explain_yet_is_walked_once_more_and_not_at_every_look() {
    let mut world = rested();
    let item = world.nth(0);
    world.now += Duration::minutes(5);
    let old = world.server.clone();
    world.server.set(&item, &status(), Some(column(1)), world.now);
    world.now += Duration::seconds(5);
    world.feed(Input::Command(Command::Sync { full: false }));
    while let Some(ask) = world.asked.clone() {
        // The list lags behind the project's stamp.
        if let Ask::Walk { .. } = &ask {
            let answer = old.clone().answer(&ask, world.now);
            world.answer(Ok(answer));
        } else {
            world.step(Weather::Fine);
        }
    }
    let column_here =
        |world: &World| world.view().item(&item).and_then(|item| item.value(&status()).cloned());
    assert_eq!(column_here(&world), None);
    assert_eq!(look(&mut world), ["probe", "changed"]);
    world.now += Duration::seconds(90);
    assert!(look(&mut world).contains(&"walk"));
    assert_eq!(column_here(&world), Some(column(1)));
    assert_eq!(look(&mut world), ["probe", "changed"]);
}

#[test]
fn what_was_written_into_another_issue_does_not_explain_the_stamp_of_the_project() {
    let mut world = rested();
    let (item, other) = (world.nth(0), world.nth(1));
    world.now += Duration::minutes(5);
    let mut old = world.server.clone();
    world.server.set(&item, &status(), Some(column(1)), world.now);
    world.now += Duration::seconds(2);
    let title = Edit::Set { item: other.clone(), to: Attribute::Title("Another".to_owned()) };
    let before = old.items[&other].updated_at;
    for server in [&mut old, &mut world.server] {
        server.write(&title, world.now).expect("what is on the project can be changed");
        // The card is as it was: only the issue behind it has changed.
        server.items.get_mut(&other).expect("it is there").updated_at = before;
    }
    world.now += Duration::seconds(5);
    world.feed(Input::Command(Command::Sync { full: false }));
    while let Some(ask) = world.asked.clone() {
        // The list lags behind the project's stamp, and shows the title.
        if let Ask::Walk { .. } = &ask {
            let answer = old.clone().answer(&ask, world.now);
            world.answer(Ok(answer));
        } else {
            world.step(Weather::Fine);
        }
    }
    world.now += Duration::seconds(90);
    assert!(look(&mut world).contains(&"walk"), "the column has not been seen");
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status())), Some(&column(1)));
}

#[test]
fn where_walks_are_rare_the_status_says_how_old_columns_and_order_are() {
    let mut world = rested();
    // A walk over these few cards is as dear as one over 50,000: once in 36 minutes.
    world.machine.purse.note(&Meter { limit: Some(5), remaining: Some(2), ..Meter::default() });
    let item = world.nth(0);
    let move_to = |world: &mut World, to| {
        world.server.set(&item, &status(), Some(column(to)), world.now);
        world.now += Duration::seconds(70);
    };
    move_to(&mut world, 1);
    assert!(look(&mut world).contains(&"walk"));
    let walked = world.machine.walked_at;
    assert_eq!(world.machine.status().moves_at, None, "they were just read");
    world.now += Duration::minutes(10);
    assert_eq!(look(&mut world), ["probe", "changed"]);
    assert_eq!(world.machine.status().moves_at, None, "nothing has changed since");
    move_to(&mut world, 2);
    assert!(!look(&mut world).contains(&"walk"));
    assert_eq!(world.machine.status().moves_at, walked);
    world.now += Duration::minutes(30);
    assert!(look(&mut world).contains(&"walk"));
    assert_eq!(world.machine.status().moves_at, None);
    // With plenty of points who asks is shown the moves at once.
    world.machine.purse.note(&Meter { limit: Some(5), remaining: Some(5), ..Meter::default() });
    move_to(&mut world, 0);
    assert!(look(&mut world).contains(&"walk"));
}

#[test]
fn a_write_that_waits_for_the_disk_does_not_hold_up_reads() {
    let mut world = rested();
    let other = world.nth(1);
    let (item, title) = (ItemId::from("local:1"), "New".to_owned());
    world.edit(Edit::AddDraft { item, title, body: String::new() });
    world.server.set(&other, &status(), Some(column(2)), world.now);
    world.feed(Input::Command(Command::Sync { full: false }));
    for _ in 0..30 {
        match &world.asked {
            Some(Ask::Write { .. }) => {
                world.answer(Err(Error::Busy { message: "there is no room".to_owned() }));
                assert_eq!(world.link, Link::Online);
            }
            Some(_) | None => world.step(Weather::Fine),
        }
    }
    assert_eq!(world.view().item(&other).and_then(|item| item.value(&status())), Some(&column(2)));
    world.settle();
    assert!(world.disk.outbox.is_empty());
}
