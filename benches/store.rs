//! How fast a project of GitHub's greatest size is read and written.
//!
//! `cargo bench --bench store`

use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use sprintty::domain::item::{
    FieldValue, Issue, IssueState, Label, Link, Listed, Milestone, Name, Tally, Work,
};
use sprintty::domain::{
    Content, Fetched, FieldId, Item, ItemId, IterationId, OptionId, Project, Pull, Snapshot, Timestamp, Value,
};
use sprintty::store::{Key, Marks, Store};

const ITEMS: usize = 50_000;
const PAGE: usize = 100;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20)]
fn load_50_000_items(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a place for the store");
    let path = folder.path().join("store.db");
    drop(filled(&path));
    let store = open(&path);
    bencher.bench_local(|| store.load(&key()).expect("the store is whole").expect("it was read"));
}

#[divan::bench(sample_count = 20)]
fn open_and_load_50_000_items(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a place for the store");
    let path = folder.path().join("store.db");
    drop(filled(&path));
    bencher.bench_local(|| open(&path).load(&key()).expect("the store is whole").expect("it was read"));
}

#[divan::bench(sample_count = 20)]
fn index_50_000_items(bencher: Bencher<'_, '_>) {
    let items: Vec<Arc<Item>> = (0..ITEMS).map(|n| Arc::new(item(n, 0))).collect();
    let project = Arc::new(project());
    bencher.bench_local(|| Snapshot::new(Arc::clone(&project), items.iter().cloned()));
}

#[divan::bench(sample_count = 50)]
fn save_100_changed_items_of_50_000(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a place for the store");
    let mut store = filled(&folder.path().join("store.db"));
    let mut edition = 0;
    bencher
        .with_inputs(|| {
            edition += 1;
            page(2_000, edition)
        })
        .bench_local_values(|pull| {
            store.save_pull(&key(), &pull, &[], &Marks::default(), now()).expect("there is room")
        });
}

#[divan::bench(sample_count = 50)]
fn save_100_new_items_and_their_history(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a place for the store");
    let mut store = filled(&folder.path().join("store.db"));
    let mut first = ITEMS;
    bencher
        .with_inputs(|| {
            first += PAGE;
            let pull = page(first, 0);
            let log = Snapshot::new(Arc::new(project()), []).pull(&pull, now());
            (pull, log)
        })
        .bench_local_values(|(pull, log)| {
            store.save_pull(&key(), &pull, &log, &Marks::default(), now()).expect("there is room")
        });
}

#[divan::bench(sample_count = 10)]
fn history_of_50_000_items(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a place for the store");
    let mut store = filled(&folder.path().join("store.db"));
    let mut snapshot = Snapshot::new(Arc::new(project()), []);
    for start in (0..ITEMS).step_by(PAGE) {
        let log = snapshot.pull(&page(start, 0), now());
        store.save_pull(&key(), &Pull::default(), &log, &Marks::default(), now()).expect("there is room");
    }
    bencher.bench_local(|| store.history(&key(), None, None).expect("the store is whole"));
}

fn open(path: &Path) -> Store {
    Store::open(path, now()).expect("the store opens").store
}

fn filled(path: &Path) -> Store {
    let mut store = open(path);
    let project = Some(Arc::new(project()));
    let first = Pull { project, initial: true, ..Pull::default() };
    store.save_pull(&key(), &first, &[], &Marks::default(), now()).expect("there is room");
    for start in (0..ITEMS).step_by(5_000) {
        let items = (start..start + 5_000).map(|n| fetched(n, 0)).collect();
        let pull = Pull { items, initial: true, ..Pull::default() };
        store.save_pull(&key(), &pull, &[], &Marks::default(), now()).expect("there is room");
    }
    store
}

fn key() -> Key {
    Key { host: "github.com".to_owned(), project: "octo-org/5".parse().expect("a project's name") }
}

fn now() -> Timestamp {
    at(90_000_000)
}

fn at(seconds: usize) -> Timestamp {
    let seconds = 1_700_000_000 + i64::try_from(seconds).expect("a small number");
    Timestamp::from_timestamp(seconds, 0).expect("a moment of this century")
}

fn page(start: usize, edition: usize) -> Pull {
    let items = (start..start + PAGE).map(|n| fetched(n, edition)).collect();
    Pull { items, ..Pull::default() }
}

fn fetched(n: usize, edition: usize) -> Fetched {
    Fetched { item: Arc::new(item(n, edition)), body: format!("What to do about {n}.\n").repeat(20) }
}

fn project() -> Project {
    Project {
        id: "PVT_kwDOABCDEF4AAaaa".into(),
        reference: key().project,
        title: "Everything".to_owned(),
        url: "https://github.com/orgs/octo-org/projects/5".to_owned(),
        closed: false,
        editable: true,
        updated_at: now(),
        fields: Vec::new(),
        views: Listed::default(),
        repositories: Listed::default(),
    }
}

fn item(n: usize, edition: usize) -> Item {
    let login = |n: usize| Name::from(format!("engineer-{}", n % 40));
    let value = |place: usize, value: Value| FieldValue {
        field: FieldId::from(format!("PVTSSF_lADOABCDEF4AAaaazgHijk{place}")),
        value,
        at: Some(at(n * 60 + place)),
        by: Some(login(n + place)),
    };
    Item {
        id: ItemId::from(format!("PVTI_lADOABCDEF4AAaaazgH{n:08}")),
        content: Content::Issue(issue(n, edition)),
        archived: n.is_multiple_of(10),
        created_at: at(n * 50),
        updated_at: at(n * 60 + edition),
        values: vec![
            value(1, Value::SingleSelect(OptionId::from(format!("98236{:03}", n % 5)))),
            value(2, Value::SingleSelect(OptionId::from(format!("47fc9{:03}", n % 4)))),
            value(3, Value::Number(f64::from(u32::try_from(n % 13).expect("below 13")))),
            value(4, Value::Iteration(IterationId::from(format!("cfc16{:03}", n % 26)))),
            value(5, Value::Date(at(n * 60).date_naive())),
            value(6, Value::Text(format!("note {n}"))),
        ],
    }
}

fn issue(n: usize, edition: usize) -> Issue {
    let repository = Name::from(format!("octo-org/service-{}", n % 12));
    let label = |n: usize| Label { name: format!("area/{}", n % 60).into(), colour: 0x00d4_c5f9 };
    let link = Link {
        id: format!("I_kwDOABCDEF6Q{:06}", n / 7).into(),
        number: n as u64 / 7,
        title: format!("Another issue with a title of usual length ({})", n / 7),
        repository: Name::clone(&repository),
        open: true,
    };
    Issue {
        work: Work {
            id: format!("I_kwDOABCDEF6Q{n:06}").into(),
            number: n as u64,
            title: format!("Make the scheduler place replicas by expected load, part {n}, take {edition}"),
            repository,
            author: Some(format!("engineer-{}", n % 40).into()),
            assignees: vec![format!("engineer-{}", n % 17).into()].into(),
            labels: vec![label(n), label(n * 7 + 1)].into(),
            milestone: Some(Milestone {
                title: format!("v0.{}", n % 9).into(),
                due: Some(now().date_naive()),
                open: true,
            }),
            created_at: at(n * 40),
            updated_at: at(n * 60 + edition),
            closed_at: n.is_multiple_of(3).then(|| at(n * 60)),
            editable: true,
        },
        state: if n.is_multiple_of(3) { IssueState::Completed } else { IssueState::Open },
        kind: Some("Task".into()),
        parent: n.is_multiple_of(2).then(|| link.clone()),
        sub_issues: Tally { done: 0, total: 0 },
        blocked_by: if n.is_multiple_of(5) { vec![link].into() } else { Vec::new().into() },
        open_blockers: u32::from(n.is_multiple_of(5)),
        blocking: 0,
        pulls: Vec::new().into(),
    }
}
