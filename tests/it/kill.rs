//! The program is killed at random moments with edits under way: after restart and reconnect the server holds each edit exactly
//! once and in order.
//!
//! Some lives are commands, some are the board in a pseudo-terminal. Nobody asks the program what it did: what its store kept is
//! held against every change that the server was made to make.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use sprintty::clock::Clock;
use sprintty::domain::{Replica, Snapshot, Step};
use sprintty::emulator::random::Random;
use sprintty::emulator::seed::blank;
use sprintty::emulator::{Emulator, Fault, Trouble};
use sprintty::store::{Key, Store};

use crate::support::desk::{github, key};
use crate::support::ledger::{Ledger, held};
use crate::support::pty::{Terminal, command};
use crate::support::server::Server;

/// How many people work at once, each on a project and with a store of their own.
const PEOPLE: u64 = 4;
/// How often the commands of one of them are killed.
const COMMANDS: usize = 30;
/// How often the board of one of them is killed.
const BOARDS: usize = 20;
/// Where chance starts. What each person does follows from it; when the kill strikes depends on the machine too.
const SEED: u64 = 20_261_120;
const COLUMNS: [&str; 4] = ["Inbox", "This Month", "In Progress", "Done"];
const CARDS: usize = 40;

/// One person, whose program is killed again and again.
struct Person {
    random: Random,
    data: tempfile::TempDir,
    server: Server,
    /// The server as it was at first.
    first: Emulator,
    /// How many commands were run and boards opened.
    lives: usize,
    /// Titles and values that the program has said are kept.
    promised: Vec<String>,
}

impl Person {
    fn start(seed: u64) -> Self {
        let mut blank = blank(&COLUMNS);
        for card in 0..CARDS {
            blank.issue(&format!("Card {card:02}"), COLUMNS[card % COLUMNS.len()]);
        }
        blank.issue("Again", "Inbox");
        let first = github(blank.world.clone());
        let server = Server::start(blank.world);
        let data = tempfile::tempdir().expect("a place for the test");
        let config = data.path().join("config.toml");
        std::fs::write(config, "sync_interval = 5\nresend_after = 0\n").expect("a config file");
        let random = Random::new(seed);
        let person = Self { random, data, server, first, lives: 0, promised: Vec::new() };
        assert!(person.run(&["sync"]).status.success());
        person.misbehave(seed);
        person
    }

    /// Answers take a moment, so that a kill meets requests before, in and after the server; and now and then there is none.
    fn misbehave(&self, seed: u64) {
        let troubles = [Trouble::DroppedBefore, Trouble::DroppedAfter, Trouble::BadGateway];
        self.server.emulator.fault(Fault::always(Trouble::Latency(Duration::from_millis(12))));
        for (more, trouble) in (0..).zip(troubles) {
            self.server.emulator.fault(Fault::chance(0.06, seed + more, trouble).on_mutations());
        }
        self.server.emulator.fault(Fault::chance(0.03, seed, Trouble::BadGateway));
    }

    fn path(&self) -> &Path {
        self.data.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sprintty"));
        command
            .args(self.server.arguments())
            .args(arguments)
            .env_clear()
            .env("SPRINTTY_DATA", self.path())
            .env("SPRINTTY_CONFIG", self.path().join("config.toml"))
            .env("SPRINTTY_TOKEN", "demo")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    /// What the store holds: what was done, and what the person sees. A store that a kill has damaged would say so here.
    fn kept(&self) -> (Vec<Step>, Snapshot) {
        let opened = Store::open(&self.path().join("store.sqlite3"), Clock::system().now());
        let opened = opened.expect("the store can be opened");
        assert!(opened.notices.is_empty(), "the store was damaged: {:?}", opened.notices);
        let key = Key { host: self.server.host(), ..key() };
        let steps = opened.store.steps(&key, usize::MAX).expect("the store is whole");
        let loaded = opened.store.load(&key).expect("the store is whole").expect("it was read");
        (steps, Replica::new(loaded.snapshot, loaded.pending).view().clone())
    }

    fn pause(&mut self, below: usize) {
        let millis = self.random.below(below);
        sleep(Duration::from_millis(u64::try_from(millis).expect("a small number")));
    }

    /// Runs a command that changes something. True if it was killed before it was done.
    fn command_life(&mut self) -> bool {
        self.lives += 1;
        let life = self.lives;
        let (effort, note) = (format!("Effort={life}"), format!("Notes=note {life}"));
        let (card, other) = (format!("Card {:02}", life % CARDS), format!("Card {:02}", life * 7 % CARDS));
        let draft = format!("Draft {life:03}");
        let column = COLUMNS[self.random.below(COLUMNS.len())];
        let (arguments, promise): (Vec<&str>, Option<String>) = match self.random.below(9) {
            0..3 => (vec!["set", &card, &effort, &note], Some(format!("note {life}"))),
            3 | 4 => (vec!["set", "Again", &effort], Some(life.to_string())),
            5 => (vec!["add", &draft, "--column", column], Some(draft.clone())),
            6 => (vec!["move", &card, &other, column, "--top"], None),
            7 => (vec!["move", &other, column, "--bottom"], None),
            _ => (vec!["sync"], None),
        };
        let mut process = self.command(&arguments).spawn().expect("the program starts");
        self.pause(220);
        let ended = process.try_wait().expect("it can be asked");
        if let Some(status) = ended {
            self.promised.extend(promise.filter(|_| status.success()));
            return false;
        }
        drop(process.kill());
        drop(process.wait());
        true
    }

    /// Opens the board and works on it. True if it was killed before it was done.
    fn board_life(&mut self) -> bool {
        self.lives += 1;
        let mut terminal = Terminal::start(command(self.path(), &self.server.arguments()), 140, 50);
        if self.random.chance(0.1) {
            self.pause(120);
            terminal.kill();
            return true;
        }
        terminal.until("Card ");
        let mut draft = None;
        for deed in 0..2 + self.random.below(8) {
            let keys = match self.random.below(10) {
                0..3 => "L".to_owned(),
                3 => "H".to_owned(),
                4 => "jJ".to_owned(),
                5 => "lK".to_owned(),
                6 | 7 => format!("j {}j\r", self.random.below(4) + 1),
                8 => " G\rk".to_owned(),
                _ => {
                    let title = format!("Draft {:03}.{deed}", self.lives);
                    let keys = format!("N{title}\rwith a body\x13");
                    draft.get_or_insert(title);
                    keys
                }
            };
            terminal.keys(&keys);
            self.pause(40);
        }
        if self.random.chance(0.3) {
            terminal.keys("q");
            self.pause(60);
        } else {
            // A nudge is written when it has rested for 400 ms.
            self.pause(800);
        }
        if let Some(code) = terminal.code() {
            assert_eq!(code, 0, "the board ended with {}", terminal.screen());
            self.promised.extend(draft);
            return false;
        }
        terminal.kill();
        true
    }

    /// Works, and is killed, as often as planned.
    fn live(&mut self) {
        let (mut commands, mut boards) = (0, 0);
        while commands < COMMANDS || boards < BOARDS {
            if self.random.below(COMMANDS + BOARDS) < COMMANDS {
                commands += usize::from(self.command_life());
            } else {
                boards += usize::from(self.board_life());
            }
            self.kept();
        }
    }

    /// Waits until GitHub has taken everything.
    fn reconnect(&self) {
        self.server.emulator.calm();
        for _ in 0..20 {
            let synced = self.run(&["sync"]);
            assert!(synced.status.success(), "{}", String::from_utf8_lossy(&synced.stderr));
            let left = self.run(&["outbox", "--json"]);
            let left: serde_json::Value = serde_json::from_slice(&left.stdout).expect("JSON");
            let waits = |row: &serde_json::Value| row["progress"] != "accepted";
            if !left.as_array().expect("a list").iter().any(waits) {
                return;
            }
            sleep(Duration::from_millis(200));
        }
        panic!("something never arrives");
    }

    /// How many edits were made, and how many GitHub was told again though it had them.
    fn stake(&self) -> (usize, usize) {
        let emulator = &self.server.emulator;
        let again = emulator.log().iter().filter(|applied| !applied.effective).count();
        (Ledger::of_journal(&self.kept().0, emulator).len(), again)
    }

    /// Everything that is wrong at the end.
    fn audit(&self, meant: &Snapshot) -> Vec<String> {
        let emulator = &self.server.emulator;
        let (steps, view) = self.kept();
        let done = Ledger::of_journal(&steps, emulator);
        let seen = Ledger::of_server(emulator, &self.first, &done);
        let mut wrong = done.audit(&seen, &|cell| held(&self.first, cell));
        let broken = self.promised.iter().filter(|what| !done.has(what));
        wrong.extend(broken.map(|what| format!("{what:?} was said to be kept, and is not")));
        let there: Vec<String> = emulator
            .read(|world| world.items_of(world.projects[0].id).map(|item| item.id.to_string()).collect());
        // Drafts that GitHub had not named yet had no place that could be held against it.
        let known = |view: &Snapshot| -> Vec<String> {
            view.items().filter(|item| !item.id.is_local()).map(|item| item.id.to_string()).collect()
        };
        let meant = known(meant);
        let mut kept = there.clone();
        kept.retain(|id| meant.contains(id));
        let title = |id: Option<&String>| {
            emulator.read(|world| {
                let item = id.and_then(|id| world.item(id.parse().ok()?));
                item.map(|item| world.title(item).to_owned())
            })
        };
        for (what, order, other) in [("meant", &kept, &meant), ("shown", &there, &known(&view))] {
            let row = (0..order.len().max(other.len())).find(|row| order.get(*row) != other.get(*row));
            if let Some(row) = row {
                let (is, is_not) = (title(order.get(row)), title(other.get(row)));
                let (all, others) = (order.len(), other.len());
                wrong.push(format!("row {row} of {all} is {is:?}; {what} was {is_not:?}, of {others}"));
            }
        }
        wrong
    }
}

#[test]
fn killed_200_times_the_server_holds_each_edit_exactly_once_and_in_order() {
    let work = |seed: u64| {
        let mut person = Person::start(seed);
        person.live();
        let (_, meant) = person.kept();
        person.reconnect();
        let wrong = person.audit(&meant);
        assert!(wrong.is_empty(), "seed {seed}: {}", wrong.join("\n"));
        person.stake()
    };
    std::thread::scope(|scope| {
        let people: Vec<_> = (SEED..SEED + PEOPLE).map(|seed| scope.spawn(move || work(seed))).collect();
        let ended: Vec<_> = people.into_iter().map(|person| person.join().ok()).collect();
        let total = |of: fn((usize, usize)) -> usize| ended.iter().flatten().copied().map(of).sum::<usize>();
        assert!(ended.iter().all(Option::is_some), "seeds from {SEED}: {ended:?}");
        // The kills struck while there was something to lose: much was under way, and some of it had to be told again.
        assert!(total(|(edits, _)| edits) > 100 && total(|(_, again)| again) > 4, "{ended:?}");
    });
}
