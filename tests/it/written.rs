//! What is written in the real program in a pseudo-terminal, until it is on the server: new cards, forms, texts; and two projects.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use sprintty::emulator::seed::release;
use sprintty::emulator::{Fault, Trouble, World};

use crate::pty::soon;
use crate::support::pty::{Terminal, command};
use crate::support::server::{Server, small};

/// The board of a project of the demo's world, on a server of the test's own.
fn opened(data: &Path, server: &Server, project: &str) -> Terminal {
    let url = format!("http://{}", server.host());
    let terminal = Terminal::start(command(data, &["--api-url", &url, "--project", project]), 120, 36);
    terminal.until("synced");
    terminal
}

fn reads(world: &World, title: &str, field: &str) -> Option<String> {
    let item = world.item_titled(title)?.id;
    world.reads(item, field)
}

#[test]
fn the_demo_has_a_second_project_and_the_first_stays_as_it_was() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut terminal = Terminal::start(command(folder.path(), &["demo"]), 120, 36);
    terminal.until("Beacon release train");
    terminal.until("synced");
    terminal.keys("l/v0.3\r");
    terminal.until("/ v0.3");
    terminal.keys("\x0f");
    terminal.until("lumen/1  Beacon release train");
    // The other one was never read: it is GitHub that names it.
    terminal.until("lumen/2  Beacon handbook");
    terminal.until_gone("asking GitHub");
    terminal.keys("\x1b[B\r");
    terminal.until("A page for people who");
    terminal.until("12 cards");
    assert!(!terminal.screen().contains("Beacon release train"));
    // Back is the one that is chosen already.
    terminal.keys("\x0f\r");
    terminal.until("Beacon release train");
    terminal.until("/ v0.3");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn what_is_done_in_two_projects_is_sent_to_both() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(release());
    let mut terminal = opened(folder.path(), &server, "lumen/1");
    terminal.until("Epic: route by what is");
    terminal.keys("L");
    terminal.until("saved");
    for name in ["Owners", "Projects", "Items"] {
        let slow = Trouble::Latency(Duration::from_millis(700));
        server.emulator.fault(Fault::always(slow).on(name));
    }
    terminal.keys("\x0f");
    // The store has never seen the other one.
    terminal.until_screen("the first project alone, and what is being done", |screen| {
        screen.contains("asking 127.0.0.1") && !screen.contains("Beacon handbook")
    });
    // Keys are not kept waiting by a GitHub that takes its time, and what is typed stays.
    terminal.keys("handb");
    terminal.until("lumen/2  Beacon handbook");
    terminal.until_gone("asking 127.0.0.1");
    assert!(terminal.screen().contains("Open project handb"), "{}", terminal.screen());
    terminal.keys("\r");
    terminal.until("Reading this project for the first time");
    terminal.until("A page for people who");
    server.emulator.calm();
    terminal.keys("L");
    let moved = "A page for people who come from another server";
    soon("the card of the second project on the server", || {
        server.emulator.read(|world| reads(world, moved, "Status")).as_deref() == Some("Writing")
    });
    let first = "Epic: route by what is already in memory";
    soon("the card of the first project on the server", || {
        server.emulator.read(|world| reads(world, first, "Status")).as_deref() == Some("This Month")
    });
    terminal.keys("\x0f\r");
    terminal.until("Beacon release train");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    // Both are offered from now on.
    let mut terminal = opened(folder.path(), &server, "lumen/1");
    terminal.keys("\x0f");
    terminal.until("lumen/2  Beacon handbook");
    terminal.keys("\x1b");
    terminal.until_gone("Open project");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn a_card_of_one_line_comes_to_the_server_with_all_that_the_line_says() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(small());
    let mut terminal = Terminal::start(command(folder.path(), &server.arguments()), 100, 30);
    terminal.until("Fix login");
    terminal.until("synced");
    terminal.keys("nShip it #bug ~3 >done @me");
    // The names of the repository are read meanwhile.
    terminal.until("label bug · Effort 3 · Status Done · assigned to you");
    terminal.keys("\r");
    terminal.until_gone("New issue");
    let made = |field: &str| server.emulator.read(|world| reads(world, "Ship it", field));
    soon("the card on the server", || made("Effort").as_deref() == Some("3"));
    soon("its column", || made("Status").as_deref() == Some("Done"));
    let given = || {
        server.emulator.read(|world| {
            let item = world.item_titled("Ship it").expect("it is there");
            let post = world.post(item.content).expect("it is an issue");
            (post.labels.len(), post.assignees.len())
        })
    };
    soon("its label and whom it is for", || given() == (1, 1));
    terminal.until("saved");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn an_issue_form_is_filled_in_and_comes_to_the_server_as_github_would_write_it() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let server = Server::start(release());
    let mut terminal = opened(folder.path(), &server, "lumen/1");
    terminal.keys("nThe router forgets #community");
    terminal.until("2 forms and 1 template");
    terminal.keys("\x14");
    terminal.until("Something does not work as documented");
    terminal.keys("bug\r");
    terminal.until("What happened?");
    // Without the answers it says which are missing.
    terminal.keys("\x13");
    terminal.until("Still to answer: Version · What happened? · I have searched the open issues.");
    terminal.keys("v0.3\tIt forgets.\t\t\t \x13");
    terminal.until_gone("What happened?");
    let title = "[Bug] The router forgets";
    let issue = || {
        server.emulator.read(|world| {
            let post = world.post(world.item_titled(title)?.content)?;
            Some((post.body.clone(), post.labels.len()))
        })
    };
    soon("the issue with both labels", || issue().is_some_and(|(_, labels)| labels == 2));
    assert_eq!(
        issue().map(|(body, _)| body).as_deref(),
        Some(
            "### Version\n\nv0.3\n\n### What happened?\n\nIt forgets.\n\n### Log\n\n_No response_\n\n\
             ### Component\n\nI do not know\n\n### Before you send\n\n\
             - [X] I have searched the open issues\n- [ ] I can help to fix it"
        )
    );
    terminal.until("saved");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}

#[test]
fn a_text_is_written_in_the_users_editor_and_comes_to_the_server() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let editor = folder.path().join("editor");
    let script = "#!/bin/sh\nprintf 'Which word? '; read word\n[ \"$word\" = none ] && exit 3\n\
                  printf 'and %s' \"$word\" >> \"$1\"\n";
    std::fs::write(&editor, script).expect("a script");
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o700)).expect("it can be run");
    let server = Server::start(small());
    let mut program = command(folder.path(), &server.arguments());
    program.env("EDITOR", editor.as_os_str());
    let mut terminal = Terminal::start(program, 100, 30);
    terminal.until("Fix login");
    terminal.until("synced");
    terminal.keys("eb");
    terminal.until("Markdown, as on GitHub.");
    terminal.keys("first\r\x05");
    terminal.until("Which word?");
    assert!(!terminal.screen().contains("Fix login"), "the board is away");
    terminal.keys("second\n");
    terminal.until_taken("and second");
    // An editor that fails leaves the text as it was.
    terminal.keys("\x05");
    terminal.until("Which word?");
    terminal.keys("none\n");
    terminal.until("the text is as it was");
    terminal.until_taken("and second");
    terminal.keys("\x13");
    let body = || {
        server.emulator.read(|world| {
            let item = world.item_titled("Fix login").expect("it is there");
            world.post(item.content).expect("it is an issue").body.clone()
        })
    };
    soon("the text on the server", || body() == "first\nand second");
    terminal.until("saved");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    let left = std::fs::read_dir(std::env::temp_dir()).expect("a folder").flatten();
    let mine = left
        .filter(|file| std::fs::read_to_string(file.path()).is_ok_and(|text| text.contains("and second")));
    assert_eq!(mine.count(), 0, "what the editor was given is gone");
}

#[test]
fn links_in_a_card_are_links_of_the_terminal_unless_it_or_the_user_wants_none() {
    let opening = |term: &str, settings: &str| {
        let folder = tempfile::tempdir().expect("a place for the test");
        let mut demo = command(folder.path(), &["demo"]);
        demo.env("TERM", term);
        std::fs::write(folder.path().join("config.toml"), settings).expect("a config file");
        let mut terminal = Terminal::start(demo, 120, 40);
        terminal.until("synced");
        terminal.keys("/first light\r");
        terminal.until("Epic: first light");
        terminal.keys("\r");
        terminal.until("See the quickstart.");
        (folder, terminal)
    };
    let link = ";https://example.com/beacon/quickstart\x1b\\";
    let (_folder, mut terminal) = opening("xterm-256color", "");
    terminal.until_sent(link);
    terminal.keys("\x1b");
    terminal.until_gone("See the quickstart.");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
    for (term, settings) in [("xterm-256color", "links = false\n"), ("linux", "")] {
        let (_folder, mut terminal) = opening(term, settings);
        assert!(!terminal.has_sent("\x1b]8;"), "{term} {settings}");
        terminal.keys("qq");
        assert_eq!(terminal.ended(), (0, true));
    }
}
