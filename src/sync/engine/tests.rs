//! The engine at work, step by step.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use super::*;
use crate::domain::{Edit, Progress};
use crate::store::sample::{at, edit_id, id, key, note, open, pull};

/// One who works on the store at a path, and what they tell. Nothing is asked of GitHub.
fn running(path: &Path) -> (Running, Receiver<Event>) {
    let store = open(path);
    let loaded = store.load(&key()).unwrap();
    let offline = || github::Error::Unreachable { why: "no cable".to_owned() };
    let connect: Connect = Arc::new(move || std::future::ready(Err(offline())).boxed());
    let (clock, pace) = (Clock::fixed(at(60)), Pace::default());
    let (tell, told) = channel();
    let setup = Setup { store, key: key(), loaded, connect, clock, pace };
    (Running::new(setup, Box::new(move |event| drop(tell.send(event)))), told)
}

/// A store with two cards, which were read a moment ago.
fn read(path: &Path) -> Store {
    let mut store = open(path);
    let now = Some(at(50));
    let marks = Marks { watermark: now, synced_at: now, full_at: now, ..Marks::default() };
    store.save_pull(&key(), &pull(&["a", "b"]), &[], &marks, at(50)).unwrap();
    store
}

#[tokio::test]
async fn what_a_look_that_failed_did_not_see_the_next_one_sees() {
    for leads in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut other = read(&path);
        let lead = if leads { None } else { other.lead(&key()).unwrap() };
        let (mut running, told) = running(&path);
        running.look_around();
        let edit = note(1, "a");
        other.push(&key(), std::slice::from_ref(&edit), None).unwrap();
        other.obey("ALTER TABLE outbox RENAME TO away");
        running.look_around();
        // No other connection has written anything since.
        running.store.obey("ALTER TABLE away RENAME TO outbox");
        running.look_around();
        let edited = Event::Edited(Box::new(edit));
        assert!(told.try_iter().any(|event| event == edited), "leads: {leads}");
        drop(lead);
    }
}

#[tokio::test]
async fn an_edit_that_another_process_drops_right_before_it_is_sent_is_not_sent() {
    for dropped in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut other = read(&path);
        let place = Edit::Place { item: id("b"), after: None, before: Some(id("a")) };
        other.push(&key(), &[Pending { edit: place, was: None, ..note(1, "b") }], None).unwrap();
        let (mut leader, told) = running(&path);
        if dropped {
            assert_eq!(other.give_up(&key(), &[edit_id(1)]).unwrap(), [edit_id(1)]);
        }
        leader.feed(Input::Woke);
        assert_eq!(leader.writing, !dropped, "it is sent unless it was dropped");
        if dropped {
            let answer = leader.asked.take().unwrap().await;
            leader.answered(answer);
            leader.look_around();
            assert!(told.try_iter().any(|event| event == Event::Forgotten(edit_id(1))));
        } else {
            assert_eq!(other.give_up(&key(), &[edit_id(1)]).unwrap(), [], "it is on its way");
        }
    }
}

#[tokio::test]
async fn what_is_not_noted_on_disk_is_no_retry_of_another_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut other = read(&path);
    other.push(&key(), &[note(1, "a")], None).unwrap();
    let (mut leader, told) = running(&path);
    other.obey("CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'no room'); END");
    let refused = crate::domain::Refusal { message: "No.".to_owned(), at: at(55), unsent: false };
    leader.save_progress(vec![(edit_id(1), Progress::Refused(refused.clone()))]);
    other.push(&key(), &[note(2, "b")], None).unwrap();
    leader.look_around();
    let marked: Vec<Event> = told.try_iter().filter(|event| matches!(event, Event::Marked { .. })).collect();
    assert_eq!(marked, []);
    other.obey("DROP TRIGGER full");
    leader.keep_late();
    assert_eq!(other.pending(&key()).unwrap()[0].progress, Progress::Refused(refused));
}
