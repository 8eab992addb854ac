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
    fn rival(&mut self, edit: &Edit) {
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
fn a_card_that_was_just_read_is_not_looked_at_again_before_it_is_changed() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) });
    assert!(matches!(world.asked, Some(Ask::Write { .. })), "{:?}", world.asked);
    world.settle();
    world.now += Duration::minutes(1);
    world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(2)) });
    assert!(
        matches!(&world.asked, Some(Ask::Refresh { items, .. }) if *items == [item]),
        "{:?}",
        world.asked
    );
}

#[test]
fn an_edit_is_sent_though_the_look_at_its_card_is_refused() {
    let mut world = cut_off(3);
    let item = world.nth(0);
    world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) });
    world.until_asked("a look", |ask| matches!(ask, Ask::Refresh { .. }));
    world.asked = None;
    world.feed(Input::Answered(Err(Error::Refused { message: "no such node".to_owned() })));
    world.settle();
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(1)));
}

/// Who sets the column of the only card, and when the network lets things through.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Ours(usize),
    Theirs(usize),
    Step(Weather),
    Minute,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        2 => (0..3_usize).prop_map(Turn::Ours),
        2 => (0..3_usize).prop_map(Turn::Theirs),
        2 => Just(Turn::Minute),
        6 => prop_oneof![3 => Just(Weather::Fine), 1 => Just(Weather::Unreachable)].prop_map(Turn::Step),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Nothing that someone else has set is replaced by a write of ours, begun more than a moment after it, without a word.
    #[test]
    fn no_value_of_someone_else_is_replaced_in_silence(turns in prop::collection::vec(turn(), 1..40)) {
        let mut world = World::new(1);
        world.settle();
        let item = world.nth(0);
        let set = |to| Edit::SetField { item: item.clone(), field: status(), to: Some(column(to)) };
        // What someone else has set, when, and how many conflicts had been told then.
        let mut theirs: Option<(usize, Timestamp, usize)> = None;
        for turn in turns {
            match turn {
                Turn::Ours(to) => drop(world.edit(set(to))),
                Turn::Theirs(to) => {
                    world.rival(&set(to));
                    theirs = Some((to, world.now, world.conflicts.len()));
                }
                // A request that writes takes no minute.
                Turn::Minute if matches!(world.asked, Some(Ask::Write { .. })) => {}
                Turn::Minute => world.now += Duration::minutes(1),
                Turn::Step(weather) => {
                    let before = world.server.items[&item].value(&status()).cloned();
                    let seen = world.replica.as_ref().and_then(|replica| {
                        replica.base().item(&item)?.value(&status()).cloned()
                    });
                    world.step(weather);
                    let after = world.server.items[&item].value(&status()).cloned();
                    let Some((to, at, told)) = theirs else { continue };
                    let replaced = before == Some(column(to)) && after != before;
                    let known = seen == before;
                    let soon = world.now - at <= Duration::seconds(15);
                    prop_assert!(!replaced || known || soon || world.conflicts.len() > told);
                    if replaced {
                        theirs = None;
                    }
                }
            }
        }
    }
}
