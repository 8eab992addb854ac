//! The real program in a pseudo-terminal, against an emulated GitHub in another process or in this one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use portable_pty::CommandBuilder;
use rustix::process::Signal;
use sprintty::clock::Clock;
use sprintty::domain::ProjectRef;
use sprintty::draw::{Depth, Look, Memory, Theme, glyph};
use sprintty::input::Keymap;
use sprintty::store::{Key, Store};
use sprintty::sync::engine::Setup;
use sprintty::sync::machine::Pace;
use sprintty::tui::{self, Opening, Projects, Settings, Size, Start};

use crate::support::cable::Cable;
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
    terminal.until("Lift the card, to carry it and drop it elsewhere.");
    terminal.keys("\x1b");
    terminal.until_gone("Lift the card, to carry it and drop it elsewhere.");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert!(left.iter().all(|file| file.file_name() == "config.toml"), "the demo keeps nothing: {left:?}");
}

#[test]
fn a_first_sync_a_nudge_a_carry_a_quit_and_everything_is_on_the_server() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let demo = Demo::serve("127.0.0.1:0");
    let cable = Cable::to(&demo.address).expect("a free port");
    let url = cable.url();
    let arguments = ["--api-url", url.as_str(), "--project", "lumen/1"];
    let mut terminal = Terminal::start(command(folder.path(), &arguments), 140, 40);
    terminal.until("Epic: route by what is");
    terminal.until("saved");
    let before = on_the_server(&demo);
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
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    json(folder.path(), &url, &["sync", "--json"]);
    let now = on_the_server(&demo);
    let moved: Vec<_> = before.keys().filter(|card| before[*card] != now[*card]).collect();
    let [nudged, carried] = moved.as_slice() else { panic!("two cards have moved: {moved:?}") };
    let mut columns = [now[*nudged].as_str(), now[*carried].as_str()];
    columns.sort_unstable();
    assert_eq!(columns, ["Done", "This Month"]);
    let carried = if now[*carried] == "Done" { carried } else { nudged };

    // GitHub can't be reached: the board starts from the store, and a move waits.
    cable.pull();
    let mut terminal = Terminal::start(command(folder.path(), &arguments), 140, 40);
    terminal.until("In Progress");
    terminal.until("offline");
    // The cursor is where it was left: on the card in Done.
    terminal.keys("Hq");
    assert_eq!(terminal.ended(), (0, true));
    let outbox = json(folder.path(), &url, &["outbox", "--json"]);
    assert!(outbox.as_array().is_some_and(|rows| !rows.is_empty()), "the move waits: {outbox}");
    assert_eq!(on_the_server(&demo), now);

    // It can be again: what waited arrives, and nothing else changes.
    cable.plug_in();
    let report = json(folder.path(), &url, &["sync", "--json"]);
    assert!(report["requests"].as_u64().is_some_and(|requests| requests > 0), "{report}");
    let mut wanted = now.clone();
    wanted.insert((*carried).clone(), "In Progress".to_owned());
    assert_eq!(on_the_server(&demo), wanted);
}

/// Each card's column, as someone sees it who has nothing on disk.
fn on_the_server(demo: &Demo) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a place for the test");
    std::fs::write(folder.path().join("config.toml"), "").expect("a config file");
    let list = json(folder.path(), &demo.url(), &["list", "--json"]);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let rows = list.as_array().expect("a list of cards");
    rows.iter().map(|row| (text(&row["title"]), text(&row["fields"]["Status"]))).collect()
}

/// Waits until something is so on the server, which tells nobody.
pub(crate) fn soon(what: &str, so: impl Fn() -> bool) {
    let deadline = Clock::system().now() + chrono::Duration::seconds(20);
    while !so() {
        assert!(Clock::system().now() < deadline, "never saw {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The demo with two commands of the user's, which write what they were given into a file.
fn with_commands(data: &std::path::Path, run: &str) -> Terminal {
    let demo = command(data, &["demo"]);
    let config = format!("sync_interval = 5\n[[commands]]\nname = \"look\"\nkeys = [\"B\"]\n{run}\n");
    std::fs::write(data.join("config.toml"), config).expect("a config file");
    let terminal = Terminal::start(demo, 140, 40);
    terminal.until("In Progress");
    terminal.until("synced");
    terminal
}

#[test]
fn a_command_in_the_background_leaves_the_board_and_says_how_it_ended() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let run = "run = \"printf '%s\\\\n' {title} >> $HOME/said; echo noise; [ -t 1 ] || exit 3\"";
    let mut terminal = with_commands(folder.path(), run);
    terminal.keys("B");
    terminal.until("look ended with exit status: 3.");
    assert!(!terminal.screen().contains("noise"), "its output is nobody's");
    let said = std::fs::read_to_string(folder.path().join("said")).expect("it wrote a file");
    let title: String = said.trim_end().chars().take(12).collect();
    assert!(!title.is_empty() && terminal.screen().contains(&title), "{title:?} is a card of the board");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn a_command_that_is_waited_for_has_the_terminal_and_gives_it_back() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let run = "run = \"stty -a | grep -o ' echo '; printf 'What? '; read word; echo got-$word; exit 4\"\nwait = true";
    let mut terminal = with_commands(folder.path(), run);
    terminal.keys("B");
    terminal.until("What?");
    assert!(!terminal.screen().contains("In Progress"), "the board is away");
    assert!(terminal.screen().contains(" echo"), "what is typed is echoed: {}", terminal.screen());
    terminal.keys("this\n");
    terminal.until("got-this");
    terminal.until("look ended with exit status: 4. Any key goes back to the board.");
    terminal.keys("x");
    terminal.until_taken("In Progress");
    terminal.until_gone("got-this");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn the_keyboards_signal_ends_a_command_and_not_the_board() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut terminal = with_commands(folder.path(), "run = \"printf 'What? '; read word\"\nwait = true");
    terminal.keys("B");
    terminal.until("What?");
    terminal.keys("\x03");
    terminal.until("Any key goes back to the board.");
    terminal.keys(" ");
    terminal.until_taken("In Progress");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn a_signal_while_a_command_has_the_terminal_ends_both_and_the_terminal_is_as_it_was() {
    for until in ["What?", "Any key goes back"] {
        let folder = tempfile::tempdir().expect("a place for the test");
        let run = "run = \"printf 'What? '; read word\"\nwait = true";
        let mut terminal = with_commands(folder.path(), run);
        terminal.keys("B");
        terminal.until("What?");
        if until != "What?" {
            terminal.keys("\n");
            terminal.until(until);
        }
        terminal.signal(Signal::TERM);
        assert_eq!(terminal.ended(), (0, true), "while it shows {until:?}");
    }
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

#[test]
fn what_was_done_before_a_restart_is_taken_back_after_it() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let arguments = server.arguments();
    let start = || {
        let terminal = Terminal::start(command(folder.path(), &arguments), 120, 30);
        terminal.until("Fix login");
        terminal.until("synced");
        terminal
    };
    let column = |title: &str| {
        server.emulator.read(|world| {
            let item = world.item_titled(title).expect("a card of the project").id;
            world.reads(item, "Status")
        })
    };
    let before = column("Fix login");
    let mut terminal = start();
    terminal.keys("L");
    soon("the move on the server", || column("Fix login") != before);
    terminal.until("saved");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    let moved = column("Fix login");

    // By a key, once it is sent.
    let mut terminal = start();
    terminal.keys("u");
    terminal.until("Undone");
    soon("the old value on the server", || column("Fix login") == before);
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));

    // The history knows it after one more restart, and makes it again.
    let mut terminal = start();
    terminal.keys("U");
    terminal.until("taken back");
    terminal.keys("\r");
    soon("the move on the server", || column("Fix login") == moved);
    terminal.keys("qq");
    assert_eq!(terminal.ended(), (0, true));
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
    terminal.signal(Signal::TERM);
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
    soon("the card in its column on the server", || moved().as_deref() == Some("This Month"));
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

#[test]
fn a_hang_up_or_a_termination_while_a_draft_is_written_keeps_the_text() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let mut written = "Half a tho".to_owned();
    for (signal, more) in [(Signal::HUP, "ught"), (Signal::TERM, ", again"), (Signal::INT, "")] {
        let mut terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
        if signal == Signal::HUP {
            terminal.until("Fix login");
            terminal.keys(&format!("N{written}"));
        }
        terminal.until(&written);
        terminal.keys(more);
        written.push_str(more);
        terminal.until(&written);
        terminal.signal(signal);
        assert_eq!(terminal.ended(), (0, true), "{signal:?}");
    }
    let mut terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    terminal.until("Half a thought, again");
    terminal.keys("\x13");
    terminal.until("saved");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    // Saved as a card, it is offered no more.
    let made = || server.emulator.read(|world| world.item_titled("Half a thought, again").is_some());
    let mut terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    terminal.until_screen("the card, and no form", |screen| {
        screen.contains("Half a thought, again")
            && screen.contains("Fix login")
            && !screen.contains("had to end")
    });
    soon("the card on the server", made);
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn a_signal_that_comes_with_the_first_bytes_gives_the_terminal_back() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    terminal.until_written();
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn suspended_it_gives_the_terminal_back_and_comes_back_with_the_board() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let mut terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    for by_key in [true, false] {
        terminal.until_taken("Fix login");
        if by_key {
            terminal.keys("\x1a");
        } else {
            terminal.signal(Signal::TSTP);
        }
        terminal.until_suspended();
        // It may come back to another size.
        terminal.resize(if by_key { 120 } else { 100 }, 30);
        terminal.signal(Signal::CONT);
    }
    terminal.until_taken("Fix login");
    // To draw anew asks nothing of the terminal that this one would not answer.
    terminal.keys("\x0cq");
    assert_eq!(terminal.ended(), (0, true));
}

/// Set where a test runs once more, as the program that panics.
const PANICS: &str = "SPRINTTY_TEST_PANICS";

/// Opens the board in this process, and panics as a bug in it would: on this thread once the board is drawn, or on the thread of
/// the sync.
fn panic_over_the_board(on: &str, log: std::path::PathBuf) {
    tui::crash::install(log, true);
    let clock = Clock::system();
    let theme = Theme::named("terminal", Depth::Sixteen).expect("it is built in");
    let key =
        Key { host: "github.com".to_owned(), project: ProjectRef { owner: "alice".to_owned(), number: 1 } };
    let start = Start {
        replica: None,
        journal: Vec::new(),
        conflicts: Vec::new(),
        remembered: None,
        written: Vec::new(),
        key: Some(key.clone()),
        projects: Vec::new(),
        asked: Vec::new(),
        keymap: Keymap::default(),
        settings: Settings::default(),
        seed: 1,
        now: clock.now(),
        size: Size { width: 0, height: 0 },
    };
    let setup = Setup {
        store: Store::in_memory(),
        key,
        loaded: None,
        connect: std::sync::Arc::new(|| panic!("a bug in the sync")),
        clock: clock.clone(),
        pace: Pace::default(),
    };
    let memory = Memory::new(Look { theme, glyphs: glyph::UNICODE, links: false });
    let on = on.to_owned();
    let setup: tui::SetUp = Box::new(move |_| {
        assert_eq!(on, "sync", "a bug in the board");
        Some(setup)
    });
    let projects = Projects { open: &mut |_| Err(String::new()), find: std::sync::Arc::new(|_, _| ()) };
    let ended = tui::run(Opening { start, memory, notice: None, setup }, &clock, projects);
    panic!("it went on: {ended:?}");
}

#[test]
fn a_panic_gives_the_terminal_back_and_says_where_the_report_is() {
    let place = std::env::var_os(PANICS);
    if let Some(place) = place.as_ref().and_then(|place| place.to_str()) {
        let (on, log) = place.split_once('@').expect("a thread and a file");
        return panic_over_the_board(on, log.into());
    }
    for on in ["board", "sync"] {
        let folder = tempfile::tempdir().expect("a place for the test");
        let log = folder.path().join("crash.log");
        let mut itself = CommandBuilder::new(std::env::current_exe().expect("this test"));
        let test = "pty::a_panic_gives_the_terminal_back_and_says_where_the_report_is";
        itself.args(["--exact", test, "--nocapture"]);
        itself.env_clear();
        itself.env("TERM", "xterm-256color");
        itself.env(PANICS, format!("{on}@{}", log.display()));
        let terminal = Terminal::start(itself, 100, 30);
        terminal.until("sprintty has hit a bug");
        terminal.until("the report is in");
        assert_eq!(terminal.ended(), (101, true), "{on}");
        let report = std::fs::read_to_string(&log).expect("a report");
        assert!(report.contains(&format!("a bug in the {on}")), "{report}");
    }
}
