//! What was done without a network, taken back by the real program in a pseudo-terminal after a restart.

use crate::support::cable::Cable;
use crate::support::pty::{Terminal, command};
use crate::support::server::{Server, small};

#[test]
fn what_was_done_offline_is_taken_back_after_a_restart_and_never_sent() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let cable = Cable::to(&server.host()).expect("a free port");
    let url = cable.url();
    let arguments = ["--api-url", &url, "--project", "alice/1"];
    let start = || {
        let terminal = Terminal::start(command(folder.path(), &arguments), 120, 30);
        terminal.until("Speed up start");
        terminal
    };
    let mut terminal = start();
    terminal.until("synced");
    terminal.until("saved");
    cable.pull();
    // A move of both cards of the column, which are taken off then.
    terminal.keys("*L");
    terminal.until("waiting");
    terminal.keys("er");
    terminal.until("off the project?");
    terminal.keys("y");
    terminal.until("Took");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));

    let mut terminal = start();
    terminal.keys("u");
    terminal.until("Undone: Take");
    terminal.keys("u");
    terminal.until("Undone: Move 2 cards");
    cable.plug_in();
    terminal.keys("r");
    terminal.until("saved");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    let sent: Vec<String> = server.emulator.log().into_iter().map(|done| done.operation).collect();
    assert_eq!(sent, [] as [String; 0]);
}
