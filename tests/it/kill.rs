//! The program is killed at random moments with edits under way: no draft is lost or made twice, and a field ends as it was set last.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use sprintty::clock::Clock;
use sprintty::domain::Replica;
use sprintty::emulator::{Fault, Trouble};
use sprintty::store::{Key, Store};

use crate::support::desk::key;
use crate::support::server::{Server, small};

/// How often it is killed.
const KILLS: u64 = 200;

fn sprintty(data: &Path, server: &Server, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sprintty"));
    command
        .args(server.arguments())
        .args(arguments)
        .env_clear()
        .env("SPRINTTY_DATA", data)
        .env("SPRINTTY_CONFIG", data.join("config.toml"))
        .env("SPRINTTY_TOKEN", "demo")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(data: &Path, server: &Server, arguments: &[&str]) -> Output {
    sprintty(data, server, arguments).output().expect("the program starts")
}

/// Whether the store holds a draft, sent or not.
fn is_kept(data: &Path, server: &Server, title: &str) -> bool {
    let store =
        Store::open(&data.join("store.sqlite3"), Clock::system().now()).expect("the store is whole").store;
    let key = Key { host: server.host(), ..key() };
    let loaded = store.load(&key).expect("the store is whole").expect("it was read");
    Replica::new(loaded.snapshot, loaded.pending).view().items().any(|item| item.title() == title)
}

/// A run of numbers that looks random and is the same every time (`SplitMix64`).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

#[test]
fn killed_200_times_the_program_loses_and_doubles_no_draft_and_keeps_the_last_value() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let data = folder.path();
    std::fs::write(data.join("config.toml"), "resend_after = 0\n").expect("a config file");
    let server = Server::start(small());
    assert!(run(data, &server, &["sync"]).status.success());
    // Answers take a moment, so that a kill meets requests before, in and after the server.
    server.emulator.fault(Fault::always(Trouble::Latency(Duration::from_millis(15))));

    let mut random = Random(20_261_120);
    let (mut saved_drafts, mut tried_drafts) = (Vec::new(), Vec::new());
    for round in 0..KILLS {
        let title = format!("Draft {round:03}");
        let arguments: Vec<&str> = if round % 2 == 0 {
            vec!["add", &title, "--column", "Inbox"]
        } else {
            vec!["set", "Fix login", if round % 8 == 7 { "effort=5" } else { "effort=3" }]
        };
        let mut process = sprintty(data, &server, &arguments).spawn().expect("the program starts");
        std::thread::sleep(Duration::from_millis(random.below(90)));
        drop(process.kill());
        drop(process.wait());
        if round % 2 == 0 {
            tried_drafts.push(title.clone());
            // What is on disk counts as made, whether GitHub knows of it or not.
            if is_kept(data, &server, &title) {
                saved_drafts.push(title);
            }
        }
    }
    server.emulator.calm();
    for _ in 0..20 {
        assert!(run(data, &server, &["sync"]).status.success());
        let left = run(data, &server, &["outbox", "--json"]);
        if String::from_utf8_lossy(&left.stdout).trim() == "[]" {
            break;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let left = run(data, &server, &["outbox", "--json"]);
    assert_eq!(String::from_utf8_lossy(&left.stdout).trim(), "[]", "everything has arrived");

    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    server.emulator.read(|world| {
        for item in world.items_of(world.projects[0].id) {
            let title = world.title(item).to_owned();
            if title.starts_with("Draft ") {
                assert_eq!(world.reads(item.id, "Status").as_deref(), Some("Inbox"), "{title}");
                *made.entry(title).or_default() += 1;
            }
        }
    });
    let here = run(data, &server, &["show", "Fix login", "--json"]);
    let here: serde_json::Value = serde_json::from_slice(&here.stdout).expect("JSON");
    let there = server.emulator.read(|world| {
        let item = world.item_titled("Fix login").expect("it is there").id;
        world.reads(item, "Effort")
    });
    assert_eq!(here["fields"]["Effort"].as_f64().map(|effort| effort.to_string()), there, "{here}");
    assert!(made.values().all(|times| *times == 1), "some draft was made twice: {made:?}");
    for title in &saved_drafts {
        assert!(made.contains_key(title), "{title} was on disk and has not arrived");
    }
    assert!(
        saved_drafts.len() > 20,
        "only {} of {} got as far as the disk",
        saved_drafts.len(),
        tried_drafts.len()
    );
    assert!(saved_drafts.len() < tried_drafts.len(), "every kill came too late to matter");
}
