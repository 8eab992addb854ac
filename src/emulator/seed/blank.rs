//! A small project for tests, with nothing on it but what the test puts there.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};

use crate::emulator::edit::By;
use crate::emulator::id::Id;
use crate::emulator::make::{choices, iterations};
use crate::emulator::world::{FieldKind, Role, World};

/// A world with one project, `alice/1`, and short ways to put cards on it.
///
/// Its people are `alice` (who holds the token `demo`), `bob` and `carol`, who may write, and `rita`, who may only read.
#[derive(Debug, Clone)]
pub struct Blank {
    /// The world so far.
    pub world: World,
    /// Its one project.
    pub project: Id,
    /// The repository issues are opened in: `alice/box`.
    pub repository: Id,
    /// A private repository of `bob`'s that `alice` cannot see.
    pub hidden: Id,
}

/// A project whose Status field has these columns, and a field of every other custom kind.
pub fn blank(columns: &[&str]) -> Blank {
    let mut world = World::default();
    let people = ["alice", "bob", "carol", "rita"].map(|login| world.add_user(login));
    world.add_organization("acme", people.to_vec());
    world.add_token("demo", "alice", &["project", "repo", "read:org"]);
    let by = By::new("alice", start());
    let repository = world.add_repository("alice", "box", None);
    let hidden = world.add_repository("bob", "vault", Some(vec![people[1]]));
    for name in ["bug", "docs", "blocked"] {
        world.add_label(repository, name, "d73a4a");
    }
    let project = world.add_project(by, "alice", "Board");
    world.add_field(project, "Status", FieldKind::SingleSelect(choices("Status", columns)));
    world.add_field(project, "Effort", FieldKind::Number);
    world.add_field(project, "Notes", FieldKind::Text);
    world.add_field(project, "Target", FieldKind::Date);
    world.add_field(project, "Areas", FieldKind::MultiSelect(choices("Areas", &["api", "ui", "docs"])));
    let monday = NaiveDate::from_ymd_opt(2025, 7, 28).expect("a date of the calendar");
    world.add_field(project, "Sprint", FieldKind::Iteration(iterations("Sprint", monday, 14, 4)));
    let roles =
        [("alice", Role::Admin), ("bob", Role::Writer), ("carol", Role::Writer), ("rita", Role::Reader)];
    world.projects[project.at()].roles = roles.map(|(login, role)| (login.to_owned(), role)).into();
    world.projects[project.at()].repositories.push(repository);
    Blank { world, project, repository, hidden }
}

/// When everything in a blank world was made: 2025-08-06T12:00:00Z.
fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 8, 6, 12, 0, 0).single().expect("a moment of the calendar")
}

impl Blank {
    fn by() -> By<'static> {
        By::new("alice", start())
    }

    fn onto(&mut self, post: Id, column: &str) -> Id {
        let item = self.world.add_issue_to_project(Self::by(), self.project, post);
        self.put_in(item.expect("alice may add"), column)
    }

    fn put_in(&mut self, item: Id, column: &str) -> Id {
        if !column.is_empty() {
            self.world.set(Self::by(), item, "Status", column).expect("the column exists");
        }
        item
    }

    /// An issue in a column (`""` for none); returns the item.
    pub fn issue(&mut self, title: &str, column: &str) -> Id {
        let issue = self.world.add_issue(Self::by(), self.repository, title);
        self.onto(issue, column)
    }

    /// A pull request in a column; returns the item.
    pub fn pull_request(&mut self, title: &str, column: &str) -> Id {
        let pull = self.world.add_pull_request(Self::by(), self.repository, title);
        self.onto(pull, column)
    }

    /// A draft in a column; returns the item.
    pub fn draft(&mut self, title: &str, column: &str) -> Id {
        let item = self.world.add_draft(Self::by(), self.project, title, "").expect("alice may add");
        self.put_in(item, column)
    }

    /// An item whose issue `alice` cannot see, in a column; returns the item.
    pub fn redacted(&mut self, column: &str) -> Id {
        let issue = self.world.add_issue(By::new("bob", start()), self.hidden, "Secret");
        self.onto(issue, column)
    }

    /// An issue in a column, then archived; returns the item.
    pub fn archived(&mut self, title: &str, column: &str) -> Id {
        let item = self.issue(title, column);
        self.world.archive(Self::by(), item, true).expect("alice may archive");
        item
    }

    /// The issue, pull request or draft behind an item.
    pub fn content(&self, item: Id) -> Id {
        self.world.item(item).expect("the item was added before").content
    }
}
