//! A small project for tests: every kind of field, every kind of card.

use std::sync::Arc;

use super::field::Mirrored;
use super::item::{
    Content, Draft, Issue, IssueState, Label, Link, Listed, Milestone, Name, Pull, PullRequest, PullStage,
    PullState, Tally, Work,
};
use super::{
    Colour, Date, Field, FieldKind, Item, ItemId, Iteration, Project, SelectOption, Snapshot, Timestamp,
    Value,
};

/// The day on which the tests take place.
pub(crate) fn today() -> Date {
    day("2026-11-20")
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("tests write days as 2026-11-20")
}

pub(crate) fn at(text: &str) -> Timestamp {
    day(text).and_hms_opt(12, 0, 0).expect("noon exists").and_utc()
}

fn field(name: &str, kind: FieldKind) -> Field {
    let id = format!("F_{}", name.to_lowercase().replace(' ', "_"));
    Field { id: id.into(), name: name.into(), kind, issue_field: None }
}

fn options(names: &[&str]) -> Vec<SelectOption> {
    let option = |name: &&str| SelectOption {
        id: format!("o_{}", super::name::plain(name).replace(' ', "_")).into(),
        name: (*name).into(),
        colour: Colour::Gray,
        description: String::new(),
    };
    names.iter().map(option).collect()
}

fn iteration(title: &str, start: &str, completed: bool) -> Iteration {
    Iteration {
        id: format!("it_{start}").into(),
        title: title.into(),
        start: day(start),
        days: 14,
        completed,
    }
}

/// Sprints of two weeks; Sprint 3 runs on the day of the tests.
pub(crate) fn project() -> Project {
    let sprints = vec![
        iteration("Sprint 1", "2026-10-19", true),
        iteration("Sprint 2", "2026-11-02", true),
        iteration("Sprint 3", "2026-11-16", false),
        iteration("Sprint 4", "2026-11-30", false),
        iteration("Sprint 5", "2026-12-14", false),
    ];
    Project {
        id: "PVT_1".into(),
        reference: "octo-org/5".parse().expect("it is OWNER/NUMBER"),
        title: "Release board".into(),
        url: "https://github.com/orgs/octo-org/projects/5".into(),
        closed: false,
        editable: true,
        updated_at: at("2026-11-20"),
        fields: vec![
            field("Title", FieldKind::Mirrored(Mirrored::Title)),
            field("Assignees", FieldKind::Mirrored(Mirrored::Assignees)),
            field(
                "Status",
                FieldKind::SingleSelect(options(&["📥 Inbox", "This Month", "In Progress", "Done"])),
            ),
            field("Effort", FieldKind::Number),
            field("Due date", FieldKind::Date),
            field("Sprint", FieldKind::Iteration(sprints)),
            field("Note", FieldKind::Text),
            field("Areas", FieldKind::MultiSelect(options(&["Docs", "Scheduler", "API"]))),
            field("Riddle", FieldKind::Unknown("RIDDLE".into())),
        ],
        views: Listed::default(),
        repositories: vec!["octo-org/app".into()].into(),
        left_out: super::project::LeftOut::default(),
    }
}

fn work(number: u64, title: &str, repository: &str) -> Work {
    Work {
        id: format!("I_{number}").into(),
        number,
        title: title.into(),
        repository: repository.into(),
        author: Some("ann".into()),
        assignees: Listed::default(),
        labels: Listed::default(),
        milestone: None,
        created_at: at("2026-09-01"),
        updated_at: at("2026-11-19"),
        closed_at: None,
        editable: true,
    }
}

pub(crate) fn item(id: &str, content: Content, values: &[(&str, Value)]) -> Item {
    let mut item = Item {
        id: id.into(),
        content,
        archived: false,
        created_at: at("2026-09-01"),
        updated_at: at("2026-11-01"),
        values: Vec::new(),
    };
    for (field, value) in values {
        item.set(&(*field).into(), Some(value.clone()));
    }
    item
}

fn names(names: &[&str]) -> Listed<Name> {
    names.iter().map(|name| Name::from(*name)).collect::<Vec<_>>().into()
}

fn labels(names: &[&str]) -> Listed<Label> {
    let labels: Vec<Label> =
        names.iter().map(|name| Label { name: (*name).into(), colour: 0x00d7_3a4a }).collect();
    labels.into()
}

fn in_progress() -> Item {
    let link = |number: u64, title: &str| Link {
        id: format!("I_{number}").into(),
        number,
        title: title.into(),
        repository: "octo-org/app".into(),
        open: true,
    };
    let mut login = Issue::open(work(12, "Fix login on slow networks", "octo-org/app"));
    login.work.assignees = names(&["ann", "Bob"]);
    login.work.labels = labels(&["type:bug", "area/auth"]);
    login.work.milestone = Some(Milestone { title: "v1.2".into(), due: Some(day("2026-12-01")), open: true });
    login.kind = Some("Bug".into());
    login.parent = Some(Box::new(link(40, "Sign-in epic")));
    login.blocked_by = vec![link(13, "Choose a library")].into();
    login.open_blockers = 1;
    login.reopened = true;
    login.sub_issues = Tally { done: 1, total: 3 };
    login.pulls = vec![Pull {
        number: 120,
        repository: "octo-org/web".into(),
        state: PullState { stage: PullStage::Merged, draft: false, review: None, checks: None },
    }]
    .into();
    item(
        "A",
        Content::Issue(login),
        &[
            ("F_status", Value::SingleSelect("o_in_progress".into())),
            ("F_effort", Value::Number(3.0)),
            ("F_due_date", Value::Date(day("2026-11-27"))),
            ("F_sprint", Value::Iteration("it_2026-11-16".into())),
            ("F_note", Value::Text("needs a design".into())),
            ("F_areas", Value::MultiSelect(["o_docs".into(), "o_api".into()].into())),
        ],
    )
}

fn done() -> Item {
    let mut library = Issue::open(work(13, "Choose a library", "octo-org/app"));
    library.state = IssueState::NotPlanned;
    library.work.closed_at = Some(at("2026-11-10"));
    library.work.updated_at = at("2026-11-10");
    library.work.labels = labels(&["docs 📚"]);
    item(
        "B",
        Content::Issue(library),
        &[
            ("F_status", Value::SingleSelect("o_done".into())),
            ("F_effort", Value::Number(0.5)),
            ("F_sprint", Value::Iteration("it_2026-11-02".into())),
        ],
    )
}

fn pull_request() -> Item {
    let pull = PullRequest {
        work: work(120, "Retry when the network is slow", "octo-org/web"),
        pull: PullState { stage: PullStage::Merged, draft: false, review: None, checks: None },
        reviewers: names(&["ann"]),
    };
    item("C", Content::PullRequest(pull), &[("F_sprint", Value::Iteration("it_2026-12-14".into()))])
}

fn draft() -> Item {
    let draft = Draft {
        id: Some("DI_1".into()),
        title: "Write the release notes".into(),
        author: Some("bob".into()),
        assignees: names(&["bob"]),
        created_at: at("2026-11-20"),
        updated_at: at("2026-11-20"),
    };
    item("D", Content::Draft(draft), &[("F_status", Value::SingleSelect("o_inbox".into()))])
}

/// From top to bottom: `A` an issue in progress, `B` a closed issue, `C` a merged pull request, `D` a draft, `E` an archived
/// issue, `H` a hidden card.
pub(crate) fn items() -> Vec<Item> {
    let mut archived = item("E", Content::Issue(Issue::open(work(14, "Old plan", "octo-org/app"))), &[]);
    archived.archived = true;
    let hidden = item("H", Content::Hidden, &[]);
    vec![in_progress(), done(), pull_request(), draft(), archived, hidden]
}

/// The project with all its items.
pub(crate) fn snapshot() -> Snapshot {
    Snapshot::new(Arc::new(project()), items().into_iter().map(Arc::new))
}

/// The ids of some items, one after the other.
pub(crate) fn letters<'a>(items: impl IntoIterator<Item = &'a ItemId>) -> String {
    items.into_iter().map(ItemId::as_str).collect()
}
