//! What the real program says to bad input: one sentence, one way on, the exit code the README promises, and nothing lost.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use sprintty::emulator::seed::blank;
use sprintty::emulator::{By, Fault, Trouble, World};
use tempfile::TempDir;

use crate::support::pty::{self, Terminal};
use crate::support::server::{Server, small};

/// A project on an emulated GitHub, and a place for settings and the store.
struct Desk {
    server: Server,
    folder: TempDir,
}

/// What a run of the program left behind.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let mut world = small();
        world.add_token("reader", "alice", &["read:project", "repo"]);
        world.add_token("stranger", "alice", &["repo"]);
        Self::with(world)
    }

    fn with(world: World) -> Self {
        let desk = Self { server: Server::start(world), folder: tempfile::tempdir().expect("a folder") };
        desk.settings("");
        desk
    }

    /// One whose project was read.
    fn read() -> Self {
        let desk = Self::new();
        assert_eq!(desk.run(&["sync"]).code, Some(0));
        desk
    }

    fn settings(&self, text: &str) {
        std::fs::write(self.folder.path().join("config.toml"), text).expect("the folder can be written");
    }

    fn store(&self) -> std::path::PathBuf {
        self.folder.path().join("store.sqlite3")
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("SPRINTTY_DATA", self.folder.path())
            .env("SPRINTTY_CONFIG", self.folder.path().join("config.toml"))
            .env("SPRINTTY_UTC_OFFSET", "+00:00")
            .env("SPRINTTY_API_URL", self.server.arguments()[1])
            .env("SPRINTTY_PROJECT", self.server.arguments()[3])
            .env("SPRINTTY_TOKEN", "demo")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command on the project.
    fn run(&self, line: &[&str]) -> Ran {
        self.run_with(&[], line)
    }

    /// The same with other variables in the environment.
    fn run_with(&self, variables: &[(&str, &str)], line: &[&str]) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_sprintty"));
        command.args(line).envs(variables.iter().copied());
        ran(command)
    }

    /// The same where no file may grow beyond some blocks of 512 bytes.
    #[cfg(unix)]
    fn run_within(&self, blocks: u32, line: &[&str]) -> Ran {
        let mut command = self.command("/bin/sh");
        command.args(["-c", &within(blocks), env!("CARGO_BIN_EXE_sprintty")]);
        command.args(line);
        ran(command)
    }

    fn status(&self, title: &str) -> String {
        self.server.emulator.read(|world| {
            let item = world.item_titled(title).expect("it is there").id;
            world.reads(item, "Status").unwrap_or_default()
        })
    }

    fn outbox(&self) -> serde_json::Value {
        let ran = self.run(&["outbox", "--json"]);
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
    }

    fn board(&self, variables: &[(&str, &str)], columns: u16, rows: u16) -> Terminal {
        let mut command = pty::command(self.folder.path(), &self.server.arguments());
        for (name, value) in variables {
            command.env(name, value);
        }
        Terminal::start(command, columns, rows)
    }
}

fn ran(mut command: Command) -> Ran {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints text");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

impl Ran {
    /// Holds that it failed as it should: with this code, a sentence and a hint that hold these words, and nothing else.
    #[track_caller]
    fn is(&self, code: i32, sentence: &str, hint: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.out, "", "what failed has no result: {self:?}");
        let said = self.err.lines().position(|line| line.starts_with("error: ")).expect("an error");
        let way_on = self.err.lines().position(|line| line.starts_with("hint: ")).expect("a hint");
        assert!(said < way_on, "{self:?}");
        let lines: Vec<&str> = self.err.lines().collect();
        assert!(lines[said..way_on].join("\n").contains(sentence), "no {sentence:?} in {self:?}");
        assert!(lines[way_on].contains(hint), "no {hint:?} in the hint of {self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        let steers = |c: char| c.is_control() && c != '\n';
        assert!(!self.err.contains(steers), "it steers the terminal: {self:?}");
    }
}

#[test]
fn a_token_that_will_not_do_is_told_from_one_that_is_missing() {
    let desk = Desk::read();
    let with = |token: &str, line: &[&str]| desk.run_with(&[("SPRINTTY_TOKEN", token)], line);
    with("wrong", &["sync"]).is(3, "GitHub does not accept the token", "sprintty auth");
    with("wrong", &["projects"]).is(3, "GitHub does not accept the token", "sprintty auth");
    with("", &["sync"]).is(3, "there is no token for 127.0.0.1", "set SPRINTTY_TOKEN");
    with("two\nlines", &["sync"]).is(3, "SPRINTTY_TOKEN holds a character", "set it to a token");
    with("red\u{1b}[31m", &["sync"]).is(3, "SPRINTTY_TOKEN holds a character", "set it to a token");
    with("stranger", &["sync"]).is(3, "lacks a scope", "set SPRINTTY_TOKEN to a token with the scope");
    let auth = with("wrong", &["auth"]);
    auth.is(3, "GitHub does not accept the token", "");
    assert!(auth.err.contains("comes from SPRINTTY_TOKEN"), "{auth:?}");
    assert_eq!(desk.run(&["list", "is:draft"]).code, Some(0), "what was read before is still there");
}

#[test]
fn a_move_without_the_scope_for_it_is_kept_until_there_is_one() {
    let desk = Desk::read();
    let ran = desk.run_with(&[("SPRINTTY_TOKEN", "reader")], &["move", "1", "Done"]);
    ran.is(3, "the token lacks a scope: project", "set SPRINTTY_TOKEN to a token with");
    assert!(ran.err.contains("it is kept here"), "{ran:?}");
    assert_eq!(
        (desk.status("Fix login").as_str(), desk.outbox()[0]["kind"].as_str()),
        ("Inbox", Some("set"))
    );
    let read = desk.run_with(&[("SPRINTTY_TOKEN", "reader")], &["sync"]);
    read.is(3, "the token lacks a scope: project", "set SPRINTTY_TOKEN to a token with");
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    assert_eq!(desk.status("Fix login"), "Done");
}

#[test]
fn a_move_that_was_not_sent_yet_is_given_up_by_its_id() {
    let desk = Desk::read();
    desk.run_with(&[("SPRINTTY_TOKEN", "reader")], &["move", "1", "Done"]);
    let id = desk.outbox()[0]["id"].as_str().expect("an id").to_owned();
    desk.run(&["outbox", "retry", &id]).is(1, "is under way: waits", "are retried");
    assert_eq!(desk.run(&["outbox", "drop"]).out, "nothing waits for you\n", "it would be sent");
    assert_eq!(desk.run(&["outbox", "drop", &id]).code, Some(0));
    assert_eq!(desk.outbox().as_array().map(Vec::len), Some(0));
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    assert_eq!(desk.status("Fix login"), "Inbox");
}

#[test]
fn names_that_mean_nothing_are_refused_with_those_that_do() {
    let desk = Desk::read();
    let is = |line: &[&str], code: i32, sentence: &str, hint: &str| desk.run(line).is(code, sentence, hint);
    is(&["--project", "nobody/1", "sync"], 1, "nobody/1", "sprintty projects");
    is(&["--project", "alice/99", "list"], 1, "alice/99", "sprintty projects");
    is(&["show", "99"], 1, "no item `99`", "sprintty list");
    is(&["show", ""], 1, "no item ``", "sprintty list");
    is(&["show", "\u{1b}[2J"], 1, "no item `\u{fffd}[2J`", "sprintty list");
    is(&["show", "i"], 1, "`i` may be any of\n  alice/box#1 Fix login", "owner/repo#12");
    is(&["move", "1", "Nowhere"], 1, "no column `Nowhere`", "Inbox, This Month, In Progress, Done");
    is(&["move", "1", "Dnoe"], 1, "no column `Dnoe`", "did you mean `Done`?");
    is(&["move", "1", "Done", "--after", "99"], 1, "no item `99`", "sprintty list");
    is(&["add", "x", "--column", "Dnoe"], 1, "no column `Dnoe`", "did you mean `Done`?");
    is(&["outbox", "drop", "nope"], 1, "no edit `nope`", "sprintty outbox");
    is(&["outbox", "retry", ""], 1, "no edit ``", "sprintty outbox");
    assert_eq!(desk.outbox().as_array().map(Vec::len), Some(0), "nothing was changed by any of them");
}

#[test]
fn values_that_a_field_can_not_hold_are_refused_with_one_that_it_can() {
    let desk = Desk::read();
    let is = |assignment: &str, code: i32, sentence: &str, hint: &str| {
        desk.run(&["set", "1", assignment]).is(code, sentence, hint);
    };
    is("Effort=many", 1, "`many` is no value for Effort", "write a number");
    is("Effort=inf", 1, "`inf` is no value for Effort", "write a number");
    is("Target=2026-02-30", 1, "`2026-02-30` is no value for Target", "write 2026-01-31");
    is("Status=Dnoe", 1, "`Dnoe` is no value for Status", "did you mean `Done`?");
    is("Areas=api,uy", 1, "is no value for Areas", "did you mean `ui`?");
    is("Sprint=Sprint 99", 1, "is no value for Sprint", "@current");
    is("Efort=1", 1, "no field `Efort`", "did you mean `Effort`?");
    is("=1", 1, "no field ``", "the fields are: ");
    is("Effort", 2, "`Effort` sets nothing", "FIELD=VALUE");
    is("state=shut", 1, "`shut` is no value for state", "open, closed, not planned, duplicate");
}

#[test]
fn a_filter_that_means_nothing_is_underlined() {
    let desk = Desk::read();
    let is = |filter: &str, sentence: &str, hint: &str| desk.run(&["list", filter]).is(2, sentence, hint);
    is("is:opne", "the state `opne` is not known\n  is:opne\n     ^^^^", "did you mean `open`?");
    is("status:Nowhere", "the Status `Nowhere` is not known", "Inbox, This Month");
    is("foo:bar", "the qualifier `foo` is not known\n  foo:bar\n  ^^^", "`no`");
    is("updated:>banana", "`banana` is not a day", "@today-7d");
    is("label:", "label:", "write a value right after it");
    is("effort:>x", "`x`", "");
    is("is:\u{1b}[2J", "is not known", "");
}

#[test]
fn a_command_line_that_can_not_be_read_gets_the_same_two_lines() {
    let desk = Desk::read();
    let is = |line: &[&str], sentence: &str, hint: &str| desk.run(line).is(2, sentence, hint);
    is(&["move"], "not provided: <REF>..., <COLUMN>", "sprintty move <REF>... <COLUMN>");
    is(&["move", "Done"], "not provided: <REF>...", "sprintty move <REF>... <COLUMN>");
    is(&["move", "1", "Done", "--top", "--bottom"], "cannot be used with", "sprintty move");
    is(&["set", "1"], "<FIELD=VALUE>", "sprintty set");
    is(&["mvoe", "1", "Done"], "unrecognized subcommand 'mvoe'", "'move'");
    is(&["outbox", "dorp"], "unrecognized subcommand 'dorp'", "'drop'");
    is(&["list", "--jsn"], "unexpected argument '--jsn'", "--json");
    is(&["list", "--project"], "a value is required for '--project", "--help");
    is(&["completions", "nosh"], "invalid value 'nosh'", "'zsh'");
    for nonsense in ["octo", "a/b/c", "a/0", "a/99999999999999999999", "", "https://example.com/x"] {
        is(&["sync", "--project", nonsense], "does not name a project: write OWNER/NUMBER", "--help");
    }
    for title in ["", "  ", "two\nlines", "red\u{1b}[31m"] {
        is(&["add", title], "a title is one line of text", "in quotes");
    }
    is(&["--api-url", "nonsense", "sync"], "`nonsense` is not an address", "--api-url");
    is(&["--api-url", "http://example.com", "sync"], "is not encrypted", "--api-url");
    is(&[], "the board needs a terminal", "sprintty list");
    let mut command = desk.command(env!("CARGO_BIN_EXE_sprintty"));
    command.arg("list").arg(not_text());
    ran(command).is(2, "invalid UTF-8", "sprintty list");
}

#[cfg(unix)]
fn not_text() -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(vec![0xff, 0xfe])
}

#[cfg(windows)]
fn not_text() -> OsString {
    std::os::windows::ffi::OsStringExt::from_wide(&[0xd800])
}

#[test]
fn settings_that_can_not_be_used_are_named_with_their_place() {
    let desk = Desk::read();
    let is = |settings: &str, sentence: &str, hint: &str| {
        desk.settings(settings);
        desk.run(&["list"]).is(2, sentence, hint);
    };
    is("theme = [", "config.toml:1:10: ", "correct that line");
    is("\ntehme = \"dark\"", "config.toml:2:1: `tehme` is no setting", "did you mean `theme`?");
    is("ascii = \"yes\"", "1:9: \"yes\" stands where true or false should be", "correct that line");
    is("project = 5", "`5` stands where text in quotes should be", "correct that line");
    is("project = \"octo\"", "`octo` does not name a project", "correct that line");
    is("sync_interval = -1", "`-1` stands where a whole number", "correct that line");
    is("density = \"huge\"", "`huge` is not compact, normal or roomy", "correct that line");
    is("[wip]\nDone = \"many\"", "2:8: \"many\" stands where a whole number", "correct that line");
    is("[keys]\nquit = \"x\"", "2:8: \"x\" stands where a list", "correct that line");
    is("ascii = true\nascii = true", "2:1: duplicate key", "correct that line");
    desk.settings("");
    desk.run_with(&[("SPRINTTY_SYNC_INTERVAL", "often")], &["list"]).is(
        2,
        "`often`",
        "SPRINTTY_SYNC_INTERVAL",
    );
    desk.run(&["--config", "/nowhere.toml", "list"]).is(2, "/nowhere.toml can't be read", "check the file");
    std::fs::write(desk.folder.path().join("config.toml"), [0xff, 0xfe]).expect("the folder can be written");
    desk.run(&["list"]).is(2, "it is not text in UTF-8", "check the file");
}

#[test]
fn colours_and_keys_that_are_none_are_found_by_the_board_and_by_doctor() {
    let desk = Desk::read();
    for (settings, sentence) in [
        ("theme = \"nope\"", "there is no theme `nope`"),
        ("[keys]\nquit = [\"Ctrl+\"]", "`Ctrl+` is not a key"),
        ("[keys]\nlevitate = [\"x\"]", "there is no action `levitate`"),
    ] {
        desk.settings(settings);
        let doctor = desk.run(&["doctor", "--offline"]);
        assert_eq!(doctor.code, Some(1), "{doctor:?}");
        assert!(doctor.out.contains("BAD settings") && doctor.out.contains(sentence), "{doctor:?}");
        // The helper of terminals writes settings of its own: these come as a file beside them.
        let other = desk.folder.path().join("other.toml");
        std::fs::write(&other, settings).expect("the folder can be written");
        let terminal = desk.board(&[("SPRINTTY_CONFIG", other.to_str().expect("plain letters"))], 100, 30);
        terminal.until(sentence);
        terminal.until("hint: ");
        assert_eq!(terminal.ended(), (2, true));
    }
}

#[test]
fn a_store_that_can_not_be_opened_is_left_alone_or_set_aside() {
    let desk = Desk::new();
    let elsewhere = |path: &str, line: &[&str]| desk.run_with(&[("SPRINTTY_DATA", path)], line);
    std::fs::create_dir(desk.store()).expect("the folder can be written");
    desk.run(&["sync"]).is(1, "store.sqlite3 is not a file", "SPRINTTY_DATA");
    assert!(desk.run(&["doctor"]).out.contains("BAD store"));
    std::fs::remove_dir(desk.store()).expect("it is empty");
    let file = desk.folder.path().join("config.toml");
    elsewhere(file.to_str().expect("plain letters"), &["sync"]).is(1, "is not a file", "SPRINTTY_DATA");
    #[cfg(target_os = "linux")]
    elsewhere("/proc/nowhere", &["sync"]).is(1, "there is no place for /proc/nowhere", "SPRINTTY_DATA");

    std::fs::write(desk.store(), "not a database, but quite long enough to look at").expect("a file");
    let ran = desk.run(&["sync"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("the store was damaged and lies at"), "{ran:?}");

    let newer = of_format(&desk.store(), 999);
    desk.run(&["list"]).is(1, "has format 999", "install the latest sprintty");
    assert_eq!(std::fs::read(desk.store()).expect("it is there"), newer, "it was left as it is");
}

/// Writes a format number into a store, as a later version would, and returns the file. It stands at byte 60 of the header.
fn of_format(path: &Path, format: u32) -> Vec<u8> {
    let mut bytes = std::fs::read(path).expect("a store");
    bytes[60..64].copy_from_slice(&format.to_be_bytes());
    std::fs::write(path, &bytes).expect("the folder can be written");
    bytes
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_nothing_more_is_said_and_what_was_there_stays() {
    let desk = Desk::new();
    let hint = "make room on the disk";
    for blocks in [1, 16, FULL] {
        desk.run_within(blocks, &["sync"]).is(1, "store.sqlite3", hint);
    }
    assert_eq!(desk.run(&["sync"]).code, Some(0));

    // An edit that can't be kept is still sent …
    let ran = desk.run_within(FULL, &["move", "1", "Done"]);
    assert_eq!((ran.code, desk.status("Fix login").as_str()), (Some(0), "Done"), "{ran:?}");
    assert_eq!(desk.outbox().as_array().map(Vec::len), Some(0), "{ran:?}");
    // … and where GitHub does not answer either, the program does not say that it is saved.
    desk.server.emulator.fault(Fault::always(Trouble::DroppedBefore));
    desk.run_within(FULL, &["move", "2", "Done"]).is(1, "this could not be kept", "make room");
    desk.server.emulator.calm();
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    assert_eq!(
        (desk.status("Write docs").as_str(), desk.outbox().as_array().map(Vec::len)),
        ("Inbox", Some(0))
    );
}

/// A limit on the size of files, in blocks, that lets the store be opened and read but takes no edit.
#[cfg(unix)]
const FULL: u32 = 64;

/// What runs a program under a limit that it does not die of.
#[cfg(unix)]
fn within(blocks: u32) -> String {
    format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" \"$@\"")
}

#[cfg(unix)]
#[test]
fn a_draft_that_waits_is_not_made_twice_by_a_disk_that_fills_up() {
    let desk = Desk::read();
    desk.server.emulator.fault(Fault::always(Trouble::Offline));
    assert_eq!(desk.run(&["add", "Once"]).code, Some(0));
    desk.server.emulator.calm();
    let made = || {
        desk.server.emulator.read(|world| {
            world.items_of(world.projects[0].id).filter(|item| world.title(item) == "Once").count()
        })
    };
    desk.run_within(FULL, &["sync"]).is(1, "store.sqlite3", "make room on the disk");
    desk.run_within(FULL, &["sync"]).is(1, "store.sqlite3", "make room on the disk");
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    assert_eq!((made(), desk.run(&["sync"]).code, made()), (1, Some(0), 1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_card_moved_on_a_full_disk_is_written_down_once_there_is_room_and_else_named_as_lost() {
    let desk = Desk::read();
    desk.server.emulator.fault(Fault::always(Trouble::Offline));
    for (room, code, waiting) in [(false, 1, 0), (true, 0, 1)] {
        let mut command = pty::command(desk.folder.path(), &desk.server.arguments());
        let shell = ["/bin/sh".into(), "-c".into(), within(FULL).into()];
        command.get_argv_mut().splice(0..0, shell);
        let mut terminal = Terminal::start(command, 120, 30);
        terminal.until("offline");
        terminal.keys("L");
        terminal.until("Only in this window until the disk takes it");
        if room {
            let pid = i32::try_from(terminal.pid()).expect("a small number");
            let limit = rustix::process::Rlimit { current: None, maximum: None };
            let pid = rustix::process::Pid::from_raw(pid);
            rustix::process::prlimit(pid, rustix::process::Resource::Fsize, limit).expect("it may be raised");
        }
        terminal.keys("q");
        if !room {
            terminal.until("1 change is lost");
        }
        assert_eq!(terminal.ended(), (code, true));
        assert_eq!(desk.outbox().as_array().map(Vec::len), Some(waiting));
    }
    desk.server.emulator.calm();
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    assert_eq!(desk.status("Fix login"), "This Month");
}

#[test]
fn a_server_that_is_gone_or_is_no_github_keeps_nothing_from_being_written_down() {
    let desk = Desk::read();
    for trouble in [Trouble::Offline, Trouble::DroppedBefore] {
        desk.server.emulator.fault(Fault::always(trouble));
        desk.run(&["sync"]).is(4, "GitHub can't be reached", "check the network");
        desk.server.emulator.calm();
    }
    let page = "<html><title>Please log in</title></html>";
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}", page.len());
    let login = answering(answer.into_bytes());
    let garbage = answering(vec![0, 159, 146, 150]);
    for url in [&login, &garbage] {
        let mut command = desk.command(env!("CARGO_BIN_EXE_sprintty"));
        command.args(["--api-url", url, "sync"]);
        ran(command).is(4, "GitHub", "check the network");
    }
    desk.server.emulator.fault(Fault::always(Trouble::Offline));
    let ran = desk.run(&["move", "1", "Done"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("saved here and not sent yet: GitHub can't be reached"), "{ran:?}");
    desk.server.emulator.calm();
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    assert_eq!(desk.status("Fix login"), "Done");
}

/// Answers every connection with the same bytes, for as long as the test runs. Returns its address.
fn answering(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 8192];
            drop(stream.read(&mut request));
            drop(stream.write_all(&bytes));
        }
    });
    format!("http://{address}")
}

#[test]
fn a_proxy_that_can_not_be_used_is_an_address_that_can_not_be_reached() {
    let desk = Desk::new();
    for proxy in ["socks5://127.0.0.1:1", "http://127.0.0.1:1"] {
        let mut command = desk.command(env!("CARGO_BIN_EXE_sprintty"));
        command.args(["--api-url", "https://api.github.com", "sync"]);
        command.env("HTTPS_PROXY", proxy).env("GH_TOKEN", "demo");
        ran(command).is(4, "GitHub can't be reached", "HTTPS_PROXY");
    }
    let ran = desk.run_with(&[("HTTPS_PROXY", "::::")], &["sync"]);
    assert_eq!(ran.code, Some(0), "none is used for this machine: {ran:?}");
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let mut blank = blank(&["Inbox", "Done"]);
    for n in 0..60 {
        blank.issue(&format!("{n} {}", "a long title ".repeat(150)), "Inbox");
    }
    let desk = Desk::with(blank.world);
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    let mut command = desk.command(env!("CARGO_BIN_EXE_sprintty"));
    command.arg("list").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*err), (Some(0), ""));
}

#[test]
fn odd_titles_neither_break_the_table_nor_steer_the_terminal() {
    let mut blank = blank(&["Inbox", "Done"]);
    blank.issue("", "Inbox");
    blank.issue(&"long ".repeat(5000), "Inbox");
    blank.issue("red \u{1b}[31m and \u{7}bell \u{202e}turned", "Inbox");
    let desk = Desk::with(blank.world);
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    let list = desk.run(&["list"]);
    assert_eq!((list.code, list.out.lines().count()), (Some(0), 4), "{list:?}");
    assert!(!list.out.contains(|c: char| c.is_control() && c != '\n'), "{list:?}");
    let mut terminal = desk.board(&[], 60, 20);
    terminal.until("long long");
    terminal.until("red [31m and bell");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn the_board_says_what_bars_it_instead_of_staying_blank() {
    for (token, sentence) in [
        ("wrong", "GitHub does not accept the token"),
        ("", "there is no token for"),
        ("stranger", "the token lacks a scope: read:project, project"),
        ("two lines", "holds a character that no token has"),
    ] {
        let desk = Desk::new();
        let mut terminal = desk.board(&[("SPRINTTY_TOKEN", token)], 120, 20);
        terminal.until(sentence);
        terminal.until("sprintty auth");
        terminal.keys("q");
        assert_eq!(terminal.ended(), (0, true), "{token}");
    }
}

#[test]
fn a_card_moved_without_the_scope_stays_where_it_was_put_and_waits() {
    let desk = Desk::read();
    let mut terminal = desk.board(&[("SPRINTTY_TOKEN", "reader")], 120, 30);
    terminal.until("Fix login");
    terminal.keys("L");
    terminal.until("the token lacks a scope: project");
    desk.server.emulator.edit(|world, now| {
        let docs = world.item_titled("Write docs").expect("it is there").content;
        world.edit_title(By::new("bob", now), docs, "Rewrite docs").expect("bob may write");
    });
    terminal.keys("r");
    terminal.until("Rewrite docs");
    terminal.until("the token lacks a scope: project");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    assert_eq!(desk.outbox().as_array().map(Vec::len), Some(1));
    assert_eq!(desk.run(&["sync"]).code, Some(0));
    assert_eq!(desk.status("Fix login"), "This Month");
}

#[test]
fn a_store_that_can_not_be_opened_is_said_before_the_terminal_is_taken() {
    let desk = Desk::new();
    std::fs::create_dir(desk.store()).expect("the folder can be written");
    let terminal = desk.board(&[], 100, 30);
    terminal.until("store.sqlite3 is not a file");
    terminal.until("hint: ");
    assert_eq!(terminal.ended(), (1, true));
}

#[test]
fn what_is_taken_away_while_the_board_is_open_is_said_and_the_cards_stay() {
    let desk = Desk::read();
    let mut terminal = desk.board(&[], 120, 30);
    terminal.until("saved");
    desk.server.emulator.edit(|world, _| world.tokens.clear());
    terminal.keys("r");
    terminal.until("GitHub does not accept the token");
    terminal.until("Fix login");
    desk.server.emulator.edit(|world, _| {
        world.add_token("demo", "alice", &["project", "repo"]);
        world.projects[0].roles.clear();
        world.projects[0].public = false;
    });
    terminal.keys("r");
    terminal.until("there is no project");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}
