//! Opened cards and repositories: asked about beside the reads, and in nobody's way.

use super::*;
use crate::domain::Details;
use crate::domain::item::{Issue, Work};

/// What GitHub shows of a card without comments.
pub(super) fn details(updated_at: Timestamp, now: Timestamp) -> Details {
    Details {
        read_at: now,
        updated_at,
        comments: Listed::default(),
        sub_issues: Listed::default(),
        blocking: Listed::default(),
        pulls: Listed::default(),
    }
}

fn issue(number: u64, now: Timestamp) -> Content {
    let work = Work {
        id: format!("I_{number}").into(),
        number,
        title: format!("Issue {number}"),
        repository: "octo/box".into(),
        author: None,
        assignees: Listed::default(),
        labels: Listed::default(),
        milestone: None,
        created_at: now,
        updated_at: now,
        closed_at: None,
        editable: true,
    };
    Content::Issue(Issue::open(work))
}

/// A world with two issues, a draft and a linked repository, before anything was read.
fn world() -> World {
    let mut world = World::new(3);
    world.server.repositories = vec!["octo/box".to_owned(), "octo/docs".to_owned()];
    for n in [1, 2] {
        let item = world.server.items.get_mut(&card(n)).expect("there are three");
        item.content = issue(n, at(-1000));
    }
    world
}

fn card(n: u64) -> ItemId {
    ItemId::from(format!("PVTI_{n}"))
}

impl World {
    fn open(&mut self, item: ItemId) {
        self.wake = self.now;
        self.feed(Input::Command(Command::Load(item)));
    }

    /// What was asked since the last look.
    fn requests(&mut self) -> Vec<&'static str> {
        std::mem::take(&mut self.server.requests)
    }

    /// Ends the request under way with an error.
    fn refuse(&mut self, error: Error) {
        self.now += Duration::seconds(1);
        assert!(self.asked.take().is_some(), "something was asked");
        self.feed(Input::Answered(Err(error)));
    }

    /// Lets the requests that are under way and due end.
    fn rest(&mut self) {
        while self.asked.is_some() {
            self.step(Weather::Fine);
        }
    }
}

#[test]
fn repositories_are_asked_about_after_the_first_read_and_once_a_day() {
    let mut world = world();
    world.rest();
    assert_eq!(world.requests(), ["probe", "meta", "items", "repository", "repository"]);
    let both = [("octo/box".to_owned(), true), ("octo/docs".to_owned(), true)];
    assert_eq!(world.disk.repositories, BTreeMap::from(both));
    world.now += Duration::hours(23);
    world.feed(Input::Woke);
    world.rest();
    assert!(!world.requests().contains(&"repository"), "they are known");
    world.now += Duration::hours(2);
    world.feed(Input::Woke);
    world.rest();
    assert_eq!(world.requests().iter().filter(|request| **request == "repository").count(), 2);
}

#[test]
fn what_was_asked_before_a_restart_is_not_asked_again_and_on_demand_it_is() {
    let mut world = world();
    world.rest();
    let asked = world.disk.repositories.keys().map(|name| (name.as_str().into(), world.now)).collect();
    world.crash_and_restart();
    world.machine.remember_asked(asked);
    world.requests();
    world.rest();
    assert!(!world.requests().contains(&"repository"));
    world.feed(Input::Command(Command::Directory));
    world.rest();
    assert_eq!(world.requests(), ["repository", "repository"]);
}

#[test]
fn a_repository_that_is_not_shown_is_remembered_and_stops_nothing() {
    let mut world = world();
    world.until_asked("repository", |ask| matches!(ask, Ask::Repository(_)));
    world.refuse(Error::NotFound { message: "Could not resolve to a Repository".to_owned() });
    assert_eq!(world.link, Link::Online);
    world.rest();
    let both = [("octo/box".to_owned(), false), ("octo/docs".to_owned(), true)];
    assert_eq!(world.disk.repositories, BTreeMap::from(both));
    world.now += Duration::seconds(60);
    world.feed(Input::Woke);
    world.rest();
    assert_eq!(world.requests()[4..], ["probe", "changed"], "reads go on");
}

#[test]
fn a_write_and_an_opened_card_go_before_repositories() {
    let mut world = world();
    world.until_asked("repository", |ask| matches!(ask, Ask::Repository(_)));
    world.edit(Edit::SetField { item: card(3), field: status(), to: Some(column(1)) });
    world.open(card(1));
    world.requests();
    world.rest();
    let requests = world.requests();
    assert_eq!(requests[..4], ["repository", "refresh", "write", "details"], "{requests:?}");
    assert!(requests[4..].contains(&"repository"), "{requests:?}");
}

#[test]
fn an_opened_card_is_asked_about_until_it_is_known_as_it_stands() {
    let mut world = world();
    world.rest();
    world.requests();
    let open = |world: &mut World| {
        world.open(card(1));
        world.rest();
        world.requests().iter().filter(|request| **request == "details").count()
    };
    assert_eq!(open(&mut world), 1);
    assert_eq!(open(&mut world), 0, "nothing has changed");
    let item = world.server.items.get_mut(&card(1)).expect("it is there");
    let now = world.now;
    let Content::Issue(issue) = &mut item.content else { panic!("it is an issue") };
    issue.work.updated_at = now;
    item.updated_at = now;
    world.server.stamp = now;
    world.feed(Input::Command(Command::Sync { full: true }));
    world.rest();
    world.requests();
    assert_eq!(open(&mut world), 1, "someone has written a comment");
    world.now += Duration::minutes(6);
    assert_eq!(open(&mut world), 1, "checks and sub-issues have no stamp");
}

#[test]
fn a_draft_and_a_card_that_is_gone_are_not_asked_about() {
    let mut world = world();
    world.rest();
    world.requests();
    world.open(card(3));
    world.open("PVTI_99".into());
    world.rest();
    assert!(!world.requests().contains(&"details"));
}

#[test]
fn a_card_opened_without_a_network_is_asked_about_once_there_is_one() {
    let mut world = world();
    world.rest();
    for n in [1, 2] {
        world.open(card(n));
        while world.asked.is_some() {
            world.step(Weather::Unreachable);
        }
    }
    world.requests();
    world.settle();
    assert_eq!(world.requests().iter().filter(|request| **request == "details").count(), 2);
}

#[test]
fn an_answer_that_fails_for_itself_alone_does_not_bar_the_sync() {
    let errors = [
        Error::Overloaded { message: "502".to_owned() },
        Error::MissingScope { needed: "read:org".to_owned() },
        Error::Unreadable { why: "a new shape".to_owned() },
        Error::Refused { message: "no".to_owned() },
    ];
    for error in errors {
        let mut world = world();
        world.rest();
        world.open(card(1));
        world.refuse(error.clone());
        assert_eq!(world.link, Link::Online, "{error}");
        world.requests();
        world.now += Duration::seconds(60);
        world.feed(Input::Woke);
        world.rest();
        assert_eq!(world.requests()[..2], ["probe", "changed"], "{error}");
    }
}

#[test]
fn a_comment_under_an_opened_card_is_ours_until_the_card_was_read_with_it() {
    let mut world = world();
    world.rest();
    world.open(card(1));
    world.rest();
    let id = world.edit(Edit::Comment { item: card(1), body: "Seen".to_owned() });
    world.until_asked("details", |ask| matches!(ask, Ask::Details(_)));
    assert!(world.disk.outbox.contains_key(&id), "the item was read, its comments were not");
    world.rest();
    assert!(!world.disk.outbox.contains_key(&id));
}

#[test]
fn a_comment_that_github_took_before_a_restart_is_ours_until_the_card_was_read_with_it() {
    let mut world = world();
    world.rest();
    let id = world.edit(Edit::Comment { item: card(1), body: "Seen".to_owned() });
    while !matches!(world.disk.outbox[&id].progress, Progress::Accepted { .. }) {
        world.step(Weather::Fine);
    }
    world.crash_and_restart();
    world.until_asked("details", |ask| matches!(ask, Ask::Details(_)));
    assert!(world.disk.outbox.contains_key(&id));
    world.rest();
    assert!(!world.disk.outbox.contains_key(&id));
}

#[test]
fn a_comment_of_another_process_is_read_for_it_though_nobody_here_has_opened_the_card() {
    let mut world = world();
    world.rest();
    let id = EditId(Uuid::from_u128(50));
    let theirs = Pending {
        id,
        step: id,
        edit: Edit::Comment { item: card(1), body: "Seen".to_owned() },
        was: None,
        base: None,
        excuse: None,
        turns: false,
        made_at: world.now,
        progress: Progress::Queued,
    };
    world.disk.outbox.insert(id, theirs.clone());
    world.feed(Input::Elsewhere { edits: vec![theirs], gone: Vec::new() });
    world.until_asked("details", |ask| matches!(ask, Ask::Details(_)));
    assert!(
        world.disk.outbox.contains_key(&id),
        "what the other process shows is not without it for a moment"
    );
    world.rest();
    assert!(!world.disk.outbox.contains_key(&id));
}

#[test]
fn a_comment_under_a_card_that_nobody_has_opened_costs_no_request() {
    let mut world = world();
    world.rest();
    let id = world.edit(Edit::Comment { item: card(1), body: "Seen".to_owned() });
    world.requests();
    world.settle();
    assert!(!world.disk.outbox.contains_key(&id));
    assert!(!world.requests().contains(&"details"));
}
