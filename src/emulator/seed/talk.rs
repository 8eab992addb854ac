//! What people of the demo have said on its issues, and what a new issue there can start from.

use chrono::{DateTime, Utc};

use crate::emulator::edit::By;
use crate::emulator::id::Id;
use crate::emulator::world::{Template, World};

/// The issue form for bugs.
const BUG: &str = include_str!("bug.yml");
/// The issue form for what should go into a release.
const WISH: &str = include_str!("wish.yml");

/// The month, day and hour of a moment in 2025.
type Moment = (u32, u32, u32);

/// The issue's number, who, when, and what.
const COMMENTS: [(u32, &str, Moment, &str); 9] = [
    (3, "alice", (7, 22, 10), "Kick-off was today. #24 goes first, everything else needs its names."),
    (3, "bob", (8, 1, 15), "Names are in (#24). The index is next; I expect a draft for review on Monday."),
    (
        3,
        "erin",
        (8, 4, 9),
        "First numbers from the bench:\n\n| prompts | hit rate |\n| --- | ---: |\n| chat | 31 % |\n| code | 58 % |",
    ),
    (23, "carol", (7, 30, 11), "Does the walk stop at the first *miss*, or can it skip a hole?"),
    (
        23,
        "bob",
        (7, 30, 13),
        "It stops. A hole would mean a block without its parent, and that one can't be decoded.\n\n```rust\nassert!(index.contains(parent));\n```",
    ),
    (
        27,
        "frank",
        (8, 1, 8),
        "Seen on the staging cluster twice since yesterday, log attached to the incident.",
    ),
    (
        27,
        "bob",
        (8, 1, 10),
        "Thank you! It is a race: `evict` looks at the count before the reader has raised it.",
    ),
    (34, "dave", (8, 4, 17), "I can reproduce it with `日本語 🦄` at a block boundary."),
    (29, "alice", (8, 5, 16), "Two boxes to go. @dave, can you look at the wire format (#38) before Friday?"),
];

/// Adds the comments, each as its own author, without moving a stamp that the table has set later.
pub(super) fn comment(
    world: &mut World,
    issue: impl Fn(u32) -> Id,
    moment: impl Fn(Moment) -> DateTime<Utc>,
) {
    for (number, login, at, body) in COMMENTS {
        let id = issue(number);
        let before = world.post(id).expect("the table has the issue").updated_at;
        world.comment(By::new(login, moment(at)), id, body).expect("the issue exists");
        let post = &mut world.issues[id.at()].post;
        post.updated_at = post.updated_at.max(before);
    }
}

/// Gives the repository a template and two forms.
pub(super) fn start_from(world: &mut World, repository: Id) {
    let repository = &mut world.repositories[repository.at()];
    repository.templates.push(Template {
        file: "story.md".to_owned(),
        name: "Story".to_owned(),
        about: "Something a user can do afterwards".to_owned(),
        title: String::new(),
        body: "## Why\n\n## Done when\n\n- [ ] \n".to_owned(),
        labels: vec!["type/story".to_owned()],
    });
    repository.forms.push(("bug.yml".to_owned(), BUG.to_owned()));
    repository.forms.push(("wish.yml".to_owned(), WISH.to_owned()));
    repository.forms.push(("config.yml".to_owned(), "blank_issues_enabled: true\n".to_owned()));
}
