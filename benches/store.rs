//! How fast a project of GitHub's greatest size is read and written.
//!
//! `cargo bench --bench store`

mod large;

use std::sync::Arc;

use divan::Bencher;
use large::{ITEMS, PAGE, filled, item, key, now, open, page, project};
use sprintty::domain::{Item, Pull, Snapshot};
use sprintty::store::Marks;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20)]
fn load_50_000_items(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a place for the store");
    let path = folder.path().join("store.db");
    drop(filled(&path, &key()));
    let store = open(&path);
    bencher.bench_local(|| store.load(&key()).expect("the store is whole").expect("it was read"));
}

#[divan::bench(sample_count = 20)]
fn open_and_load_50_000_items(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a place for the store");
    let path = folder.path().join("store.db");
    drop(filled(&path, &key()));
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
    let mut store = filled(&folder.path().join("store.db"), &key());
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
    let mut store = filled(&folder.path().join("store.db"), &key());
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
    let mut store = filled(&folder.path().join("store.db"), &key());
    let mut snapshot = Snapshot::new(Arc::new(project()), []);
    for start in (0..ITEMS).step_by(PAGE) {
        let log = snapshot.pull(&page(start, 0), now());
        store.save_pull(&key(), &Pull::default(), &log, &Marks::default(), now()).expect("there is room");
    }
    bencher.bench_local(|| store.history(&key(), None, None).expect("the store is whole"));
}
