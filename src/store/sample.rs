//! Projects, items and edits for the tests of the store, and of those who use it.

use std::sync::Arc;

use chrono::Duration;
use uuid::Uuid;

use super::{Key, Marks, Opened, Store};
use crate::domain::item::{
    Checks, Draft, FieldValue, Issue, IssueState, Label, Link, Listed, Milestone, PullRequest, PullStage,
    PullState, Review, Tally, Work,
};
use crate::domain::{
    Content, Edit, EditId, Fetched, Field, FieldKind, Item, ItemId, Pending, Progress, Project, Pull, Step,
    Timestamp, Value,
};

pub(crate) fn key() -> Key {
    Key { host: "github.com".to_owned(), project: "octo-org/5".parse().expect("a project's name") }
}

/// So many seconds, and a bit, after a moment in 2026.
pub(crate) fn at(seconds: u32) -> Timestamp {
    let start = Timestamp::from_timestamp(1_790_000_000, 123_456_789).expect("a moment of this century");
    start + Duration::seconds(seconds.into())
}

pub(crate) fn open(path: &std::path::Path) -> Store {
    let Opened { store, notices } = Store::open(path, at(0)).expect("the store opens");
    assert_eq!(notices, []);
    store
}

pub(crate) fn project(title: &str) -> Arc<Project> {
    Arc::new(Project {
        id: "PVT_1".into(),
        reference: key().project,
        title: title.to_owned(),
        url: "https://github.com/orgs/octo-org/projects/5".to_owned(),
        closed: false,
        editable: true,
        updated_at: at(0),
        fields: vec![Field {
            id: "F_note".into(),
            name: "Note".to_owned(),
            kind: FieldKind::Text,
            issue_field: None,
        }],
        views: Listed::default(),
        repositories: vec!["octo-org/app".to_owned()].into(),
        left_out: crate::domain::project::LeftOut::default(),
    })
}

impl Store {
    /// Carries out SQL that no store of ours would.
    pub(crate) fn obey(&self, sql: &str) {
        self.connection.execute_batch(sql).expect("SQL");
    }
}

/// A draft whose title is its id.
pub(super) fn draft(id: &str) -> Item {
    let content = Draft {
        id: Some(format!("DI_{id}").into()),
        title: id.to_owned(),
        author: Some("ann".into()),
        assignees: vec!["ben".into()].into(),
        created_at: at(1),
        updated_at: at(2),
    };
    Item {
        id: id.into(),
        content: Content::Draft(content),
        archived: false,
        created_at: at(1),
        updated_at: at(2),
        values: Vec::new(),
    }
}

/// The same draft after someone wrote a note on it.
pub(crate) fn noted(id: &str, note: &str) -> Item {
    let value = FieldValue {
        field: "F_note".into(),
        value: Value::Text(note.into()),
        at: Some(at(3).into()),
        by: Some("ann".into()),
    };
    Item { values: vec![value], ..draft(id) }
}

/// An item of each kind, with a value of each kind, and with everything absent that may be.
pub(super) fn one_of_each() -> Vec<Item> {
    let value = |field: &str, value: Value| FieldValue {
        field: field.into(),
        value,
        at: Some(at(7).into()),
        by: Some("ann".into()),
    };
    let values = vec![
        value("F_text", Value::Text("ä – 🦀".into())),
        value("F_number", Value::Number(-0.1)),
        value("F_date", Value::Date(at(9).date_naive())),
        value("F_select", Value::SingleSelect("o1".into())),
        value("F_many", Value::MultiSelect(["o1".into(), "o2".into()].into())),
        FieldValue { field: "F_sprint".into(), value: Value::Iteration("it1".into()), at: None, by: None },
    ];
    let bare = |id: &str, content: Content| Item {
        id: id.into(),
        content,
        archived: false,
        created_at: at(1),
        updated_at: at(2),
        values: Vec::new(),
    };
    let rich = Item { archived: true, values, ..bare("full", Content::Issue(full_issue())) };
    let pull = PullRequest {
        work: Work { id: "PR_1".into(), number: 13, ..bare_work() },
        pull: open_pull(),
        reviewers: vec!["octo-org/core".into()].into(),
    };
    vec![
        rich,
        bare("bare", Content::Issue(Issue::open(bare_work()))),
        bare("pull", Content::PullRequest(pull)),
        draft("draft"),
        bare("hidden", Content::Hidden),
    ]
}

fn full_issue() -> Issue {
    let link = |number: u64| Link {
        id: format!("I_{number}").into(),
        number,
        title: "Another".to_owned(),
        repository: "octo-org/app".into(),
        open: number.is_multiple_of(2),
    };
    let work = Work {
        author: Some("ann".into()),
        assignees: Listed { some: ["ann".into(), "ben".into()].into(), total: 12 },
        labels: vec![Label { name: "kind/bug".into(), colour: 0x00d7_3a4a }].into(),
        milestone: Some(Milestone { title: "v1".into(), due: Some(at(4).date_naive()), open: true }),
        closed_at: Some(at(5)),
        editable: true,
        ..bare_work()
    };
    Issue {
        work,
        state: IssueState::Duplicate,
        reopened: true,
        kind: Some("Task".into()),
        parent: Some(Box::new(link(1))),
        sub_issues: Tally { done: 2, total: 300 },
        blocked_by: Listed { some: [link(2), link(3)].into(), total: 2 },
        open_blockers: 1,
        blocking: 4,
        pulls: vec![crate::domain::item::Pull {
            number: 9,
            repository: "octo-org/app".into(),
            state: open_pull(),
        }]
        .into(),
    }
}

fn open_pull() -> PullState {
    PullState {
        stage: PullStage::Merged,
        draft: true,
        review: Some(Review::ChangesRequested),
        checks: Some(Checks::Running),
    }
}

fn bare_work() -> Work {
    Work {
        id: "I_12".into(),
        number: 12,
        title: "x".repeat(300),
        repository: "octo-org/app".into(),
        author: None,
        assignees: Listed::default(),
        labels: Listed::default(),
        milestone: None,
        created_at: at(1),
        updated_at: at(2),
        closed_at: None,
        editable: false,
    }
}

pub(crate) fn fetched(item: Item) -> Fetched {
    Fetched { body: format!("The body of {}.", item.id), item: Arc::new(item) }
}

/// A read that brought drafts with these ids.
pub(crate) fn pull(ids: &[&str]) -> Pull {
    let items = ids.iter().map(|id| fetched(draft(id))).collect();
    Pull { project: Some(project("Roadmap")), items, ..Pull::default() }
}

pub(crate) fn save(store: &mut Store, pull: &Pull) -> i64 {
    store.save_pull(&key(), pull, &[], &Marks::default(), at(10)).expect("the pull is saved")
}

pub(crate) fn edit_id(n: u128) -> EditId {
    EditId(Uuid::from_u128(n))
}

/// An edit that writes a note on an item.
pub(crate) fn note(n: u128, item: &str) -> Pending {
    Pending {
        id: edit_id(n),
        step: edit_id(n),
        edit: Edit::SetField {
            item: item.into(),
            field: "F_note".into(),
            to: Some(Value::Text(format!("note {n}").into())),
        },
        was: Some(Value::Text("before".into())),
        base: None,
        excuse: None,
        turns: false,
        made_at: at(20),
        progress: Progress::Queued,
    }
}

/// The step that made one edit.
pub(crate) fn step(pending: &Pending) -> Step {
    let back = Edit::Delete { item: pending.edit.item().clone() };
    Step {
        id: pending.step,
        label: format!("Change {}", pending.edit.item()),
        done: vec![pending.edit.clone()],
        back: vec![back],
        made_at: pending.made_at,
        undone: false,
        moved: Vec::new(),
    }
}

pub(crate) fn id(text: &str) -> ItemId {
    text.into()
}
