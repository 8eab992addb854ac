//! The real program in a pseudo-terminal, against an emulated GitHub in another process or in this one.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use sprintty::clock::Clock;

use crate::support::pty::{Terminal, command};
use crate::support::server::{Server, small};

/// `sprintty demo --serve` in a process of its own.
struct Demo {
    process: Child,
    /// Kept open: the server has more to say than its address.
    _output: BufReader<ChildStdout>,
    address: String,
}

impl Demo {
    fn serve(address: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_sprintty"))
            .args(["demo", "--serve", address])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().expect("it is piped"));
        output.read_line(&mut line).expect("it says where");
        let address = line.trim().rsplit("http://").next().expect("it names the port").to_owned();
        Self { process, _output: output, address }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
fn the_demo_shows_its_board_and_leaves_the_terminal_as_it_was() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut terminal = Terminal::start(command(folder.path(), &["demo"]), 140, 40);
    terminal.until("In Progress");
    terminal.until("synced");
    terminal.keys("?");
    terminal.until("Put the card back where it was.");
    terminal.keys("\x1b");
    terminal.until_gone("Put the card back where it was.");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert!(left.iter().all(|file| file.file_name() == "config.toml"), "the demo keeps nothing: {left:?}");
}

#[test]
fn a_first_sync_a_nudge_a_carry_a_quit_and_everything_is_on_the_server() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let demo = Demo::serve("127.0.0.1:0");
    let url = demo.url();
    let arguments = ["--api-url", url.as_str(), "--project", "lumen/1"];
    let mut terminal = Terminal::start(command(folder.path(), &arguments), 140, 40);
    terminal.until("Epic: route by what is");
    terminal.until("saved");
    // Nudge the first card of Inbox one column to the right, and another by lifting and carrying it.
    terminal.keys("L");
    terminal.until("10 ·");
    terminal.until("saved");
    terminal.keys("h");
    terminal.keys(" ");
    terminal.until("Lifted");
    terminal.keys("lll");
    terminal.keys("\r");
    terminal.until_gone("Lifted");
    terminal.until("17 ·");
    terminal.until("saved");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    let counts = |args: &[&str]| counted(folder.path(), &url, args);
    counts(&["sync"]);
    assert_eq!(counts(&["list", "status:\"This Month\""]), 10);
    assert_eq!(counts(&["list", "status:Done"]), 17);

    // The server is gone: the board starts from the store, and a move waits.
    let port = demo.address.clone();
    drop(demo);
    let mut terminal = Terminal::start(command(folder.path(), &arguments), 140, 40);
    terminal.until("In Progress");
    terminal.until("offline");
    // The cursor is where it was left: on the card in Done.
    terminal.keys("Hq");
    assert_eq!(terminal.ended(), (0, true));

    // Another server under the same address has the first board again: what waited arrives there.
    let demo = Demo::serve(&port);
    let outbox = json(folder.path(), &demo.url(), &["outbox", "--json"]);
    assert!(outbox.as_array().is_some_and(|rows| !rows.is_empty()), "the move waits: {outbox}");
    let report = json(folder.path(), &demo.url(), &["sync", "--json"]);
    assert!(report["requests"].as_u64().is_some_and(|requests| requests > 0), "{report}");
    let outbox = json(folder.path(), &demo.url(), &["outbox", "--json"]);
    let sent = |row: &serde_json::Value| row["progress"] == "accepted";
    assert!(outbox.as_array().is_some_and(|rows| rows.iter().all(sent)), "{outbox}");
}

fn run(data: &std::path::Path, url: &str, arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_sprintty"))
        .args(["--api-url", url, "--project", "lumen/1"])
        .args(arguments)
        .env_clear()
        .env("SPRINTTY_DATA", data)
        .env("SPRINTTY_CONFIG", data.join("config.toml"))
        .env("SPRINTTY_TOKEN", "demo")
        .output()
        .expect("the program starts")
}

fn json(data: &std::path::Path, url: &str, arguments: &[&str]) -> serde_json::Value {
    let output = run(data, url, arguments);
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| {
        panic!("{arguments:?}: {error}: {text} {}", String::from_utf8_lossy(&output.stderr))
    })
}

fn counted(data: &std::path::Path, url: &str, arguments: &[&str]) -> usize {
    let with: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
    json(data, url, &with).as_array().map_or(0, Vec::len)
}

#[test]
fn a_quiet_board_writes_nothing() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    terminal.until("Fix login");
    terminal.until("saved");
    // The last frame may still be on its way: silence counts from the first quiet half second.
    let mut before = terminal.bytes();
    while {
        std::thread::sleep(Duration::from_millis(500));
        std::mem::replace(&mut before, terminal.bytes()) != terminal.bytes()
    } {}
    // It looks at GitHub every 5 seconds meanwhile.
    std::thread::sleep(Duration::from_secs(11));
    assert_eq!(terminal.bytes(), before);
    terminal.kill();
}

#[test]
fn a_termination_signal_gives_the_terminal_back_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let mut terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    terminal.until("Fix login");
    terminal.keys("L");
    let beside = |screen: &str| {
        screen.lines().any(|line| !line.contains('·') && line.find("Fix login").is_some_and(|at| at > 20))
    };
    terminal.until_screen("the card in the second column", beside);
    let pid = i32::try_from(terminal.pid()).expect("a small number");
    let pid = rustix::process::Pid::from_raw(pid).expect("not 0");
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it runs");
    assert_eq!(terminal.ended(), (0, true));
    let moved = || {
        server.emulator.read(|world| {
            let item = world.item_titled("Fix login").expect("it is there").id;
            world.reads(item, "Status")
        })
    };
    // What had not been sent when the signal came is in the store, and goes with the next start.
    let terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    terminal.until("saved");
    let deadline = Clock::system().now() + chrono::Duration::seconds(20);
    while moved().as_deref() != Some("This Month") {
        assert!(Clock::system().now() < deadline, "still in {:?}", moved());
        std::thread::sleep(Duration::from_millis(50));
    }
    terminal.kill();
}

#[test]
fn a_tiny_terminal_gets_a_sentence_and_growing_it_brings_the_board() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let mut terminal = Terminal::start(command(folder.path(), &server.arguments()), 20, 5);
    terminal.until_screen("a sentence", |screen| screen.contains("40") && screen.contains("12"));
    terminal.resize(100, 30);
    terminal.until("Fix login");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}
