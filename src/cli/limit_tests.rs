//! Columns that hold as many cards as they should.

use super::{Desk, desk};

/// A place where In Progress, which has one card, may hold no other.
fn full(limit: &str) -> Desk {
    let (desk, _) = desk();
    let settings = format!("[wip]\n\"in progress\" = {limit}\n");
    std::fs::write(desk.folder.path().join("config.toml"), settings).expect("it can be written");
    desk
}

#[test]
fn a_card_goes_into_a_full_column_only_with_a_reason_that_is_kept() {
    let desk = full("{ most = 1, enforced = true }");
    for line in [
        &["move", "1", "In Progress"][..],
        &["set", "1", "status=prog"],
        &["add", "Fresh >prog"],
        &["move", "1", "In Progress", "--dry-run"],
        &["move", "1", "In Progress", "--reason", " "],
    ] {
        let ran = desk.run(line);
        let full = "error: In Progress is full, 1 of 1\nhint: say why with --reason TEXT: the card's activity tells it\n";
        assert_eq!((ran.code, ran.err.as_str()), (1, full), "{line:?}");
    }
    assert_eq!(desk.json(&["outbox"]), serde_json::json!([]));
    let ran = desk.run(&["move", "1", "In Progress", "--reason", "it burns"]);
    let over = "In Progress is over its limit: 2 of 1.\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, over));
    let file = desk.folder.path().join("store.sqlite3");
    let store = crate::store::Store::open(&file, desk.clock.now()).expect("it is there").store;
    let key = store.projects().expect("one is known")[0].key.clone();
    let steps = store.steps(&key, 10).expect("there is one");
    assert_eq!(steps[0].label, "Move #1 to In Progress, over its limit: it burns");
    desk.run(&["sync"]);
    let log = store.history(&key, None, None).expect("it is there");
    let excuses: Vec<String> =
        log.iter().filter_map(|entry| Some(entry.excuse.as_ref()?.to_string())).collect();
    assert_eq!(excuses, ["over the limit of 1: it burns"]);
    assert_eq!(desk.run(&["move", "1", "Done"]).code, 0, "leaving is free");
}

#[test]
fn a_limit_that_only_advises_is_mentioned() {
    let desk = full("1");
    let ran = desk.run(&["set", "1", "status=prog"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, "In Progress is over its limit: 2 of 1.\n"));
}
