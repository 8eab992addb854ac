//! A project of GitHub's greatest size: a dozen fields, most of them set, and everything else that cards show.
#![expect(dead_code, reason = "no bench uses all of it")]

use std::path::Path;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use sprintty::domain::field::Mirrored;
use sprintty::domain::item::{
    FieldValue, Issue, IssueState, Label, Link, Listed, Milestone, Name, Tally, Work,
};
use sprintty::domain::{
    Colour, Content, Fetched, Field, FieldId, FieldKind, Item, ItemId, Iteration, IterationId, OptionId,
    Project, Pull, SelectOption, Snapshot, Timestamp, Value,
};
use sprintty::store::{Key, Marks, Store};

pub(crate) const ITEMS: usize = 50_000;
pub(crate) const PAGE: usize = 100;

/// Options of the single-select fields.
const SELECTS: [(&str, &[&str]); 4] = [
    ("Status", &["Backlog", "Ready", "In Progress", "Review", "Done"]),
    ("Priority", &["P0", "P1", "P2", "P3"]),
    ("Size", &["XS", "S", "M", "L", "XL"]),
    ("Team", &["Core", "Web", "Mobile", "Ops"]),
];
const SPRINTS: usize = 26;
const WHAT: [&str; 7] =
    ["Make", "Let", "Document how", "Test that", "Find out whether", "Measure how", "Stop when"];
const WHO: [&str; 11] = [
    "the scheduler",
    "a gateway",
    "the metrics page",
    "every worker",
    "the login form",
    "an upgrade",
    "the cache",
    "a release build",
    "the command line",
    "each tenant",
    "the audit log",
];
const DOES: [&str; 13] = [
    "places replicas by expected load",
    "retries after a timeout",
    "shows why a request failed",
    "keeps its state across a restart",
    "works behind a proxy",
    "reads large files in pieces",
    "says what it waits for",
    "is quick on slow disks",
    "survives a full volume",
    "asks before it deletes",
    "counts each user once",
    "rotates its keys",
    "follows the style guide",
];

pub(crate) fn open(path: &Path) -> Store {
    Store::open(path, now()).expect("the store opens").store
}

/// A store that has read the whole project.
pub(crate) fn filled(path: &Path, key: &Key) -> Store {
    let mut store = open(path);
    let project = Some(Arc::new(project()));
    let first = Pull { project, initial: true, ..Pull::default() };
    store.save_pull(key, &first, &[], &Marks::default(), now()).expect("there is room");
    for start in (0..ITEMS).step_by(5_000) {
        let items = (start..start + 5_000).map(|n| fetched(n, 0)).collect();
        let pull = Pull { items, initial: true, ..Pull::default() };
        store.save_pull(key, &pull, &[], &Marks::default(), now()).expect("there is room");
    }
    let marks = Marks {
        watermark: Some(now()),
        synced_at: Some(now()),
        full_at: Some(now()),
        project_stamp: Some(now()),
        young_stamp: None,
    };
    store.save_pull(key, &Pull::default(), &[], &marks, now()).expect("there is room");
    store
}

/// The whole project.
pub(crate) fn snapshot() -> Snapshot {
    Snapshot::new(Arc::new(project()), (0..ITEMS).map(|n| Arc::new(item(n, 0))))
}

pub(crate) fn key() -> Key {
    Key { host: "github.com".to_owned(), project: "octo-org/5".parse().expect("a project's name") }
}

pub(crate) fn now() -> Timestamp {
    at(90_000_000)
}

fn at(seconds: usize) -> Timestamp {
    let seconds = 1_700_000_000 + i64::try_from(seconds).expect("a small number");
    Timestamp::from_timestamp(seconds, 0).expect("a moment of this century")
}

/// A page of what GitHub answers; every edition of an item differs from the others.
pub(crate) fn page(start: usize, edition: usize) -> Pull {
    let items = (start..start + PAGE).map(|n| fetched(n, edition)).collect();
    Pull { items, ..Pull::default() }
}

pub(crate) fn fetched(n: usize, edition: usize) -> Fetched {
    Fetched { item: Arc::new(item(n, edition)), body: format!("What to do about {n}.\n").repeat(20) }
}

pub(crate) fn project() -> Project {
    Project {
        id: "PVT_kwDOABCDEF4AAaaa".into(),
        reference: key().project,
        title: "Everything".to_owned(),
        url: "https://github.com/orgs/octo-org/projects/5".to_owned(),
        closed: false,
        editable: true,
        updated_at: now(),
        fields: fields(),
        views: Listed::default(),
        repositories: Listed::default(),
        left_out: sprintty::domain::project::LeftOut::default(),
    }
}

fn fields() -> Vec<Field> {
    let field = |place: usize, name: &str, kind| Field {
        id: field_id(place),
        name: name.to_owned(),
        kind,
        issue_field: None,
    };
    let selects =
        SELECTS.iter().map(|(name, options)| (*name, FieldKind::SingleSelect(choices(name, options))));
    let areas = choices("Areas", &["api", "ui", "db", "docs"]);
    let others = [
        ("Effort", FieldKind::Number),
        ("Spent", FieldKind::Number),
        ("Start", FieldKind::Date),
        ("Target", FieldKind::Date),
        ("Notes", FieldKind::Text),
        ("Customer", FieldKind::Text),
        ("Areas", FieldKind::MultiSelect(areas)),
        ("Sprint", FieldKind::Iteration((0..SPRINTS).map(sprint).collect())),
        ("Title", FieldKind::Mirrored(Mirrored::Title)),
        ("Assignees", FieldKind::Mirrored(Mirrored::Assignees)),
        ("Labels", FieldKind::Mirrored(Mirrored::Labels)),
        ("Milestone", FieldKind::Mirrored(Mirrored::Milestone)),
    ];
    selects.chain(others).enumerate().map(|(place, (name, kind))| field(place, name, kind)).collect()
}

fn field_id(place: usize) -> FieldId {
    format!("PVTSSF_lADOABCDEF4AAaaazgHijk{place}").into()
}

fn choices(field: &str, names: &[&str]) -> Vec<SelectOption> {
    let choice = |(place, name): (usize, &&str)| SelectOption {
        id: choice_id(field, place),
        name: (*name).to_owned(),
        colour: [Colour::Gray, Colour::Blue, Colour::Yellow, Colour::Green, Colour::Purple][place % 5],
        description: String::new(),
    };
    names.iter().enumerate().map(choice).collect()
}

fn choice_id(field: &str, place: usize) -> OptionId {
    format!("{:02x}{:04x}{place:02x}", field.len(), field.as_bytes()[0]).into()
}

fn sprint(place: usize) -> Iteration {
    let first = NaiveDate::from_ymd_opt(2025, 1, 6).expect("a date of the calendar");
    Iteration {
        id: sprint_id(place),
        title: format!("Sprint {}", place + 1),
        start: first + Days::new(14 * place as u64),
        days: 14,
        completed: place < 10,
    }
}

fn sprint_id(place: usize) -> IterationId {
    format!("cfc16{place:03}").into()
}

pub(crate) fn item(n: usize, edition: usize) -> Item {
    Item {
        id: ItemId::from(format!("PVTI_lADOABCDEF4AAaaazgH{n:08}")),
        content: Content::Issue(issue(n, edition)),
        archived: n.is_multiple_of(10),
        created_at: at(n * 50),
        updated_at: at(n * 60 + edition),
        values: values(n),
    }
}

fn login(n: usize) -> Name {
    shared(format!("engineer-{}", n % 40))
}

/// Items share their names, as those do that come from GitHub or from the store.
fn shared(text: String) -> Name {
    static KNOWN: std::sync::Mutex<std::collections::BTreeSet<Name>> =
        std::sync::Mutex::new(std::collections::BTreeSet::new());
    let mut known = KNOWN.lock().expect("nobody panicked");
    if let Some(name) = known.get(text.as_str()) {
        return Arc::clone(name);
    }
    let name = Name::from(text);
    known.insert(Arc::clone(&name));
    name
}

/// Two of three fields are set.
fn values(n: usize) -> Vec<FieldValue> {
    let number = |n: usize| Value::Number(f64::from(u32::try_from(n % 13).expect("below 13")));
    let share = |text: &str| shared(text.to_owned());
    let value = |place: usize| {
        let value = match place {
            0..4 => {
                let (name, options) = SELECTS[place];
                Value::SingleSelect(share(choice_id(name, (n / 3 + place) % options.len()).as_str()).into())
            }
            4 | 5 => number(n + place),
            6 | 7 => Value::Date(at(n * 60 + place * 86_400).date_naive()),
            8 | 9 => Value::Text(format!("note {n}").into()),
            10 => Value::MultiSelect([share(choice_id("Areas", n % 4).as_str()).into()].into()),
            _ => Value::Iteration(share(sprint_id(n % SPRINTS).as_str()).into()),
        };
        FieldValue {
            field: share(field_id(place).as_str()).into(),
            value,
            at: Some(at(n * 60 + place).into()),
            by: Some(login(n + place)),
        }
    };
    (0..12).filter(|place| *place == 0 || !(n + place).is_multiple_of(3)).map(value).collect()
}

fn title(n: usize, edition: usize) -> String {
    let (what, who, does) = (WHAT[n % WHAT.len()], WHO[n % WHO.len()], DOES[n % DOES.len()]);
    format!("{what} {who} {does} ({n}.{edition})")
}

fn issue(n: usize, edition: usize) -> Issue {
    let repository = shared(format!("octo-org/service-{}", n % 12));
    let label = |n: usize| Label { name: shared(format!("area/{}", n % 60)), colour: 0x00d4_c5f9 };
    let link = Link {
        id: format!("I_kwDOABCDEF6Q{:06}", n / 7).into(),
        number: n as u64 / 7,
        title: format!("Another issue with a title of usual length ({})", n / 7),
        repository: Name::clone(&repository),
        open: true,
    };
    let milestone =
        Milestone { title: shared(format!("v0.{}", n % 9)), due: Some(now().date_naive()), open: true };
    Issue {
        work: Work {
            id: format!("I_kwDOABCDEF6Q{n:06}").into(),
            number: n as u64,
            title: title(n, edition),
            repository,
            author: Some(login(n)),
            assignees: vec![login(n % 17)].into(),
            labels: vec![label(n), label(n * 7 + 1)].into(),
            milestone: Some(milestone),
            created_at: at(n * 40),
            updated_at: at(n * 60 + edition),
            closed_at: n.is_multiple_of(3).then(|| at(n * 60)),
            editable: true,
        },
        state: if n.is_multiple_of(3) { IssueState::Completed } else { IssueState::Open },
        reopened: false,
        kind: Some(shared("Task".to_owned())),
        parent: n.is_multiple_of(2).then(|| Box::new(link.clone())),
        sub_issues: Tally { done: 0, total: 0 },
        blocked_by: if n.is_multiple_of(5) { vec![link].into() } else { Vec::new().into() },
        open_blockers: u32::from(n.is_multiple_of(5)),
        blocking: 0,
        pulls: Vec::new().into(),
    }
}
