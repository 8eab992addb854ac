//! The real program in a pseudo-terminal, and what is around it: a colleague, a clipboard, a network that fails.

use std::time::Duration;

use crate::support::cable::Cable;
use crate::support::pty::{Terminal, command};
use crate::support::server::{Server, small};

#[test]
fn a_colleague_moves_cards_in_the_demo() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut terminal = Terminal::start(command(folder.path(), &["demo", "--colleague", "1"]), 140, 40);
    terminal.until("saved · synced");
    // The heads of the columns say how many cards are below them.
    let heads = |screen: &str| screen.lines().find(|line| line.contains("In Progress")).map(str::to_owned);
    let before = heads(&terminal.screen()).expect("the columns have heads");
    for _ in 0..60 {
        if heads(&terminal.screen()).is_some_and(|now| now != before) {
            break;
        }
        terminal.keys("r");
        std::thread::sleep(Duration::from_millis(250));
    }
    assert_ne!(heads(&terminal.screen()), Some(before), "a card has gone from one column to another");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn a_copied_link_is_put_on_the_clipboard_through_the_terminal() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let mut terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    terminal.until("Fix login");
    terminal.until("synced");
    terminal.keys("y");
    terminal.until("Copied https://github.com/alice/box/issues/1");
    // OSC 52, with the link in base 64.
    terminal.until_sent("\x1b]52;c;aHR0cHM6Ly9naXRodWIuY29tL2FsaWNlL2JveC9pc3N1ZXMvMQ==\x1b\\");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn a_board_left_open_while_the_cable_is_out_sends_by_itself_once_it_is_in_again() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let cable = Cable::to(&server.host()).expect("a free port");
    let url = cable.url();
    let arguments = ["--api-url", url.as_str(), "--project", "alice/1"];
    let mut terminal = Terminal::start(command(folder.path(), &arguments), 100, 30);
    terminal.until("Fix login");
    terminal.until("synced");
    let column = |title: &str| {
        server.emulator.read(|world| {
            let item = world.item_titled(title).expect("a card of the project").id;
            world.reads(item, "Status")
        })
    };
    cable.pull();
    terminal.keys("L");
    terminal.until("offline, ");
    assert_eq!(column("Fix login").as_deref(), Some("Inbox"));
    // Nobody touches a key from here on.
    cable.plug_in();
    terminal.until("saved");
    assert_eq!(column("Fix login").as_deref(), Some("This Month"));
    assert!(!terminal.screen().contains("offline"), "{}", terminal.screen());
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}
