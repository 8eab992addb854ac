//! Projects of two hosts in one session: each has an engine of its own, which goes on behind the screen, and each host its own token.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::FutureExt;
use portable_pty::CommandBuilder;
use sprintty::clock::Clock;
use sprintty::domain::{ProjectRef, Replica};
use sprintty::draw::{Depth, Look, Memory, Theme, glyph};
use sprintty::emulator::make::choices;
use sprintty::emulator::seed::blank;
use sprintty::emulator::world::FieldKind;
use sprintty::emulator::{By, Fault, Trouble, World};
use sprintty::github::Client;
use sprintty::github::auth::Token;
use sprintty::input::Keymap;
use sprintty::store::{Key, Store};
use sprintty::sync::engine::{Connect, Setup};
use sprintty::sync::machine::Pace;
use sprintty::tui::{self, Ended, Offered, Opening, Projects, Settings, Size, Start};

use crate::pty::soon;
use crate::support::pty::Terminal;
use crate::support::server::Server;

/// Set where the test runs once more, as the program: where each host is, its token, and the folder for the store.
const SESSION: &str = "SPRINTTY_TEST_SESSION";

/// The projects, the one that is opened first first: the host, the number, the title and a card.
const PROJECTS: [(&str, u32, &str, &str); 4] = [
    ("github.com", 1, "Apples", "Pick apples"),
    ("git.example", 1, "Bananas", "Peel bananas"),
    ("github.com", 2, "Cherries", "Pit cherries"),
    ("git.example", 2, "Dates", "Dry dates"),
];

/// The two projects of a host, which knows one token only.
fn world(host: &str, token: &str, login: &str) -> World {
    let mut board = blank(&["Inbox", "Done"]);
    let at = "2025-08-06T12:00:00Z".parse().expect("a moment");
    let by = By::new("alice", at);
    let mut of_host = PROJECTS.iter().filter(|(on, ..)| *on == host);
    let (_, _, title, card) = of_host.next().expect("the first of the host");
    (*title).clone_into(&mut board.world.projects[0].title);
    board.issue(card, "Inbox");
    let (_, _, title, card) = of_host.next().expect("the second of the host");
    let second = board.world.add_project(by, "alice", title);
    let status = FieldKind::SingleSelect(choices("Status", &["Inbox", "Done"]));
    board.world.add_field(second, "Status", status);
    board.world.projects[1].roles = board.world.projects[0].roles.clone();
    let draft = board.world.add_draft(by, second, card, "").expect("alice may add");
    board.world.set(by, draft, "Status", "Inbox").expect("the column is there");
    board.world.tokens.clear();
    board.world.add_token(token, login, &["project", "repo", "read:org"]);
    board.world
}

fn key(host: &str, number: u32) -> Key {
    Key { host: host.to_owned(), project: ProjectRef { owner: "alice".to_owned(), number } }
}

/// The way to a host: its address and its token.
fn connect(address: &str, token: &str) -> Connect {
    let (address, token) = (address.to_owned(), token.to_owned());
    Arc::new(move || {
        let api = address.parse().expect("an address");
        let token = Token::new(&token).expect("plain letters").expect("not empty");
        async move { Client::connect(&api, token, &|_| None) }.boxed()
    })
}

/// What the board of a project begins with.
fn opening(store: &Path, key: &Key, connect: Connect, clock: &Clock) -> Opening {
    let store = Store::open(store, clock.now()).expect("a store").store;
    let loaded = store.load(key).expect("a store that can be read");
    let replica = loaded.as_ref().map(|all| Replica::new(all.snapshot.clone(), all.pending.clone()));
    let offered = |(host, number, title, _): &(&str, u32, &str, &str)| Offered {
        key: self::key(host, *number),
        title: (*title).to_owned(),
        note: String::new(),
        closed: false,
    };
    let start = Start {
        replica,
        journal: Vec::new(),
        conflicts: Vec::new(),
        remembered: None,
        written: Vec::new(),
        key: Some(key.clone()),
        projects: PROJECTS.iter().map(offered).collect(),
        asked: Vec::new(),
        keymap: Keymap::default(),
        settings: Settings::default(),
        seed: u64::from(key.project.number),
        now: clock.now(),
        size: Size { width: 0, height: 0 },
    };
    let theme = Theme::named("terminal", Depth::Sixteen).expect("it is built in");
    let pace = Pace { interval: 5, ..Pace::default() };
    let setup = Setup { store, key: key.clone(), loaded, connect, clock: clock.clone(), pace };
    let memory = Memory::new(Look { theme, glyphs: glyph::UNICODE, links: false });
    Opening { start, memory, notice: None, setup: Box::new(move |_| Some(setup)) }
}

/// The program, as a person at the terminal has it: each host is reached with its own token.
fn sit_down(session: &str) {
    let (hosts, folder) = session.split_once('\n').expect("the hosts and a folder");
    let hosts: Vec<Vec<&str>> = hosts.split(';').map(|host| host.split(' ').collect()).collect();
    let store = PathBuf::from(folder).join("store.db");
    let clock = Clock::system();
    let open = |key: &Key| {
        let way = hosts.iter().find(|way| way[0] == key.host).ok_or("no such host")?;
        Ok(opening(&store, key, connect(way[1], way[2]), &clock))
    };
    let first = open(&key(PROJECTS[0].0, PROJECTS[0].1)).expect("the first host");
    let mut open = |key: &Key| open(key).map_err(|why: &str| why.to_owned());
    let projects = Projects { open: &mut open, find: Arc::new(|_, _| ()) };
    assert_eq!(tui::run(first, &clock, projects).expect("a terminal"), Ended::Left);
}

/// The Status of a card at its host.
fn column(server: &Server, title: &str) -> Option<String> {
    server.emulator.read(|world| world.reads(world.item_titled(title)?.id, "Status"))
}

/// Who has changed something at a host.
fn actors(server: &Server) -> Vec<String> {
    let mut actors: Vec<String> = server.emulator.log().into_iter().map(|applied| applied.actor).collect();
    actors.dedup();
    actors
}

#[test]
fn four_projects_of_two_hosts_take_turns_and_those_behind_the_screen_go_on() {
    if let Some(session) = std::env::var_os(SESSION) {
        return sit_down(session.to_str().expect("plain letters"));
    }
    let folder = tempfile::tempdir().expect("a place for the test");
    let here = Server::start(world("github.com", "token-of-ours", "alice"));
    let there = Server::start(world("git.example", "token-of-theirs", "bob"));
    let mut itself = CommandBuilder::new(std::env::current_exe().expect("this test"));
    let test = "hosts::four_projects_of_two_hosts_take_turns_and_those_behind_the_screen_go_on";
    itself.args(["--exact", test, "--nocapture"]);
    itself.env_clear();
    itself.env("TERM", "xterm-256color");
    let ways = [("github.com", &here, "token-of-ours"), ("git.example", &there, "token-of-theirs")];
    let ways = ways.map(|(host, server, token)| format!("{host} http://{} {token}", server.host()));
    itself.env(SESSION, format!("{}\n{}", ways.join(";"), folder.path().display()));
    let mut terminal = Terminal::start(itself, 120, 30);

    // Each card is moved, and its project left at once: what sends the move is no longer on screen then.
    terminal.until(PROJECTS[0].3);
    for next in 1..=PROJECTS.len() {
        terminal.keys("L");
        turn(&mut terminal, next % PROJECTS.len());
    }
    for (host, _, _, card) in PROJECTS {
        let server = if host == "github.com" { &here } else { &there };
        soon(&format!("{card} moved at {host}"), || column(server, card).as_deref() == Some("Done"));
    }
    assert_eq!((actors(&here), actors(&there)), (vec!["alice".to_owned()], vec!["bob".to_owned()]));

    // While the first is on screen, the engine of another reads what someone else does there.
    there.emulator.edit(|world, now| {
        let card = world.item_titled(PROJECTS[3].3).expect("it is there").content;
        world.edit_title(By::new("carol", now), card, "Eat dates").expect("carol may write");
    });
    let store = folder.path().join("store.db");
    let is_read = || {
        let store = Store::open(&store, Clock::system().now()).expect("a store").store;
        let all = store.load(&key("git.example", 2)).expect("a store").expect("it was read");
        all.snapshot.items().any(|item| item.title() == "Eat dates")
    };
    soon("what carol wrote on disk", is_read);
    // Nothing more is heard of that host: what is shown was taken in behind the screen.
    there.emulator.fault(Fault::always(Trouble::Offline));
    terminal.keys("\x0fDates\r");
    terminal.until("Eat dates");
    // The other host is still there.
    turn(&mut terminal, 0);
    terminal.keys("H");
    soon("the move at the host that answers", || column(&here, PROJECTS[0].3).as_deref() == Some("Inbox"));
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

/// Brings another project to the screen.
fn turn(terminal: &mut Terminal, to: usize) {
    let (_, _, title, card) = PROJECTS[to];
    terminal.keys("\x0f");
    terminal.until("Open project");
    terminal.keys(&format!("{title}\r"));
    terminal.until_screen(card, |screen| screen.contains(card) && !screen.contains("Open project"));
}
