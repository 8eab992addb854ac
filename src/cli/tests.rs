//! The commands against a GitHub in a box.

#[path = "add_tests.rs"]
mod add;
#[path = "limit_tests.rs"]
mod limit;
#[path = "outcome_tests.rs"]
mod outcome;
#[path = "set_tests.rs"]
mod set;

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{TimeZone, Utc};
use futures::FutureExt;
use serde_json::Value as Json;

use super::context::Context;
use super::print::Output;
use super::{Cli, read, run};
use crate::clock::Clock;
use crate::config::Paths;
use crate::emulator::seed::{Blank, blank};
use crate::emulator::world::Role;
use crate::emulator::{By, Emulator, Fault, Id, Trouble};
use crate::github::{Client, Token};

/// A place to type commands, and the GitHub they reach.
struct Desk {
    hub: Emulator,
    clock: Clock,
    folder: tempfile::TempDir,
    cut: Arc<AtomicBool>,
    token: &'static str,
    /// What is typed or piped in.
    input: &'static str,
    project: Option<&'static str>,
}

/// What a command printed.
#[derive(Debug)]
struct Ran {
    code: u8,
    out: String,
    err: String,
}

#[derive(Clone, Default)]
struct Paper(Rc<RefCell<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("commands print text")
    }
}

impl Desk {
    fn new(board: Blank) -> Self {
        let start = Utc.with_ymd_and_hms(2025, 8, 6, 14, 0, 0).single().expect("a moment of the calendar");
        let clock = Clock::running_from(start);
        let hands = clock.clone();
        let hub = Emulator::new(board.world, Arc::new(move || hands.now()));
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self { hub, clock, folder, cut: Arc::default(), token: "demo", input: "", project: Some("alice/1") }
    }

    /// Pulls the network cable, or puts it back.
    fn cable(&self, plugged: bool) {
        self.cut.store(!plugged, Ordering::Relaxed);
    }

    /// Does something on GitHub, as bob.
    fn elsewhere<T>(&self, f: impl FnOnce(&mut crate::emulator::World, By<'_>) -> T) -> T {
        self.hub.edit(|world, now| f(world, By::new("bob", now)))
    }

    fn reads(&self, item: Id, field: &str) -> Option<String> {
        self.hub.read(|world| world.reads(item, field))
    }

    /// The titles of all cards from top to bottom.
    fn titles(&self) -> Vec<String> {
        self.hub.read(|world| {
            let project = world.project_numbered("alice", 1).expect("the blank project");
            project.order.iter().filter_map(|id| Some(world.title(world.item(*id)?).to_owned())).collect()
        })
    }

    fn run(&self, line: &[&str]) -> Ran {
        let (out, err) = (Paper::default(), Paper::default());
        let code = match read([&["sprintty"], line].concat().into_iter().map(OsString::from)) {
            Ok(cli) => match run(&cli, &mut self.context(&cli, &out, &err)) {
                Ok(()) => 0,
                Err(error) => {
                    error.report(&mut err.clone());
                    error.code.number()
                }
            },
            Err(error) => {
                write!(err.clone(), "{error}").expect("memory can be written");
                u8::try_from(error.exit_code()).expect("exit codes are small")
            }
        };
        Ran { code, out: out.text(), err: err.text() }
    }

    /// Runs a command that must succeed and reads the JSON it prints.
    fn json(&self, line: &[&str]) -> Json {
        let ran = self.run(&[line, &["--json"]].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line:?}");
        serde_json::from_str(&ran.out).expect("--json prints JSON")
    }

    fn context(&self, cli: &Cli, out: &Paper, err: &Paper) -> Context {
        let (hub, cut, token) = (self.hub.clone(), Arc::clone(&self.cut), self.token);
        let connect = move || {
            let (hub, cut) = (hub.clone(), Arc::clone(&cut));
            let token = Token::new(token).expect("it is plain text").expect("it is not empty");
            let answer = move |request| {
                let (hub, cut) = (hub.clone(), Arc::clone(&cut));
                async move {
                    if cut.load(Ordering::Relaxed) {
                        return Err(io::Error::from(io::ErrorKind::ConnectionRefused).into());
                    }
                    Ok(hub.answer(request).await?)
                }
                .boxed()
            };
            async move { Ok(Client::through(answer, token)) }.boxed()
        };
        let folder = self.folder.path();
        let paths = Paths {
            config: folder.join("config.toml"),
            config_must_exist: false,
            data: folder.to_owned(),
            log: folder.to_owned(),
        };
        let environment = |name: &str| self.project.filter(|_| name == "SPRINTTY_PROJECT").map(str::to_owned);
        let (config, unusable) = super::settings(cli, &environment, &paths).expect("they can be used");
        let api = config.api_url.parse().expect("an address of an API");
        Context {
            config,
            paths,
            clock: self.clock.clone(),
            json: cli.flags.json,
            out: Output::new(Box::new(out.clone()), None),
            err: Box::new(err.clone()),
            input: Box::new(self.input.as_bytes()),
            unusable,
            variable: None,
            api,
            connect: Arc::new(connect),
        }
    }
}

const COLUMNS: [&str; 4] = ["📥 Inbox", "This Month", "In Progress", "Done"];

/// #1 Fix login and #2 Write docs in Inbox, #3 Ship it in In Progress, a draft in This Month.
fn desk() -> (Desk, [Id; 4]) {
    let mut board = blank(&COLUMNS);
    let items = [
        board.issue("Fix login", "📥 Inbox"),
        board.issue("Write docs", "📥 Inbox"),
        board.issue("Ship it", "In Progress"),
        board.draft("Plan the party", "This Month"),
    ];
    (Desk::new(board), items)
}

#[test]
fn the_first_command_reads_the_project() {
    let (desk, _) = desk();
    let ran = desk.run(&["list"]);
    let expected = "\
ITEM   STATUS       TITLE           ASSIGNEES  LABELS
#1     📥 Inbox     Fix login
#2     📥 Inbox     Write docs
#3     In Progress  Ship it
draft  This Month   Plan the party
";
    assert_eq!((ran.code, ran.out.as_str()), (0, expected));
    desk.cable(false);
    assert_eq!(desk.run(&["list"]).out, expected, "and later ones need no network");
}

#[test]
fn list_prints_an_array_of_what_the_filter_shows() {
    let (desk, _) = desk();
    let items = desk.json(&["list", "status:inbox", "-docs"]);
    assert_eq!(items.as_array().map(Vec::len), Some(1));
    assert_eq!(items[0]["title"], "Fix login");
    assert_eq!(items[0]["fields"]["Status"], "📥 Inbox");
    assert_eq!(desk.json(&["list", "is:merged"]), serde_json::json!([]));
}

#[test]
fn me_is_asked_once() {
    let (desk, _) = desk();
    assert_eq!(desk.json(&["list", "author:@me", "is:issue"]).as_array().map(Vec::len), Some(3));
    desk.cable(false);
    assert_eq!(desk.json(&["list", "author:@me", "ship"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_card_is_moved_on_github() {
    let (desk, [login, docs, ..]) = desk();
    let ran = desk.run(&["move", "2", "in progress", "--top"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, "Set Status of #2 to In Progress (was 📥 Inbox)\n");
    assert_eq!(desk.reads(docs, "Status").as_deref(), Some("In Progress"));
    let ran = desk.run(&["move", "login", "In Progress", "--after", "3"]);
    assert_eq!(ran.out, "Set Status of #1 to In Progress (was 📥 Inbox)\nPut #1 below #3\n");
    assert_eq!(desk.reads(login, "Status").as_deref(), Some("In Progress"));
    assert_eq!(desk.titles(), ["Write docs", "Ship it", "Fix login", "Plan the party"]);
    let ran = desk.run(&["move", "1", "in-progress"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "nothing is to change\n"));
}

#[test]
fn a_card_at_the_top_of_its_column_is_said_to_be_there() {
    let (desk, _) = desk();
    desk.run(&["move", "2", "Done"]);
    let ran = desk.run(&["move", "3", "party", "done", "--top"]);
    let expected = "\
Set Status of #3 to Done (was In Progress)
Put #3 at the top of Done
Set Status of “Plan the party” to Done (was This Month)
Put “Plan the party” below #3
";
    assert_eq!(ran.out, expected);
    assert_eq!(desk.titles(), ["Fix login", "Ship it", "Plan the party", "Write docs"]);
}

#[test]
fn without_a_network_a_project_that_was_never_read_is_said_to_be_so() {
    let (desk, _) = desk();
    desk.cable(false);
    let ran = desk.run(&["show", "1"]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.starts_with("error: alice/1 of github.com has not been read yet: "), "{}", ran.err);
}

#[test]
fn another_host_has_other_projects() {
    let (mut desk, _) = desk();
    desk.run(&["sync"]);
    desk.project = None;
    assert_eq!(desk.run(&["show", "1"]).code, 0, "the project that was open last");
    let ran = desk.run(&["--api-url", "https://git.example.com/api", "show", "1"]);
    let expected = "error: no project of git.example.com has been read yet, and none is chosen\n";
    assert_eq!((ran.code, ran.err.split_inclusive('\n').next()), (2, Some(expected)));
}

#[test]
fn a_dry_run_prints_the_plan_and_changes_nothing() {
    let (desk, [_, docs, ..]) = desk();
    let plan = desk.json(&["move", "2", "Done", "--dry-run"]);
    assert_eq!((&plan["result"], &plan["edits"][0]["kind"]), (&"planned".into(), &"set".into()));
    assert_eq!(desk.reads(docs, "Status").as_deref(), Some("📥 Inbox"));
    assert_eq!(desk.json(&["outbox"]), serde_json::json!([]));
}

#[test]
fn fields_are_set_and_cleared_by_name() {
    let (desk, [login, ..]) = desk();
    let ran = desk.run(&["set", "#1", "effort=2.5", "target=+3d", "areas=ui,docs", "sprint=@next"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(desk.reads(login, "Effort").as_deref(), Some("2.5"));
    assert_eq!(desk.reads(login, "Target").as_deref(), Some("2025-08-09"));
    assert_eq!(desk.reads(login, "Sprint").as_deref(), Some("Sprint 2"));
    assert_eq!(desk.run(&["set", "#1", "effort="]).out, "Clear Effort of #1 (was 2.5)\n");
    assert_eq!(desk.reads(login, "Effort"), None);
}

#[test]
fn a_draft_is_written_and_its_id_told() {
    let (desk, _) = desk();
    let change = desk.json(&["add", "Buy cake", "--column", "this month", "--body", "Chocolate."]);
    assert_eq!(change["result"], "sent");
    let id = change["edits"][0]["item"].as_str().expect("an id").to_owned();
    assert!(id.starts_with("PVTI_"), "{id}");
    let item = desk.hub.read(|world| world.item_titled("Buy cake").map(|item| item.id)).expect("it is there");
    assert_eq!(desk.reads(item, "Status").as_deref(), Some("This Month"));
    desk.run(&["sync"]);
    let shown = desk.json(&["show", "cake"]);
    assert_eq!((&shown["id"], &shown["body"]), (&id.as_str().into(), &"Chocolate.".into()));
}

#[test]
fn what_is_changed_without_a_network_is_sent_by_the_next_sync() {
    let (desk, [_, docs, ..]) = desk();
    desk.run(&["sync"]);
    desk.cable(false);
    let ran = desk.run(&["move", "2", "Done"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("saved here and not sent yet"), "{}", ran.out);
    assert_eq!(desk.json(&["list", "status:done"])[0]["unsent"], 1, "but it is in view");
    assert_eq!(desk.run(&["sync"]).code, 4);
    desk.cable(true);
    let report = desk.json(&["sync"]);
    assert_eq!((&report["items"], &report["unsent"]), (&4.into(), &0.into()));
    assert_eq!(desk.reads(docs, "Status").as_deref(), Some("Done"));
}

#[test]
fn sync_counts_what_changed() {
    let (desk, [login, docs, ..]) = desk();
    let report = desk.json(&["sync"]);
    assert_eq!((&report["added"], &report["changed"], &report["removed"]), (&4.into(), &0.into(), &0.into()));
    assert!(report["points"].as_u64() > Some(0) && report["requests"].as_u64() > Some(0));
    desk.elsewhere(|world, by| {
        world.set(by, login, "Status", "Done").expect("bob may write");
        world.delete_item(by, docs).expect("bob may write");
    });
    let report = desk.json(&["sync", "--full"]);
    assert_eq!((&report["added"], &report["changed"], &report["removed"]), (&0.into(), &1.into(), &1.into()));
    assert_eq!(report["items"], 3);
}

#[test]
fn a_refused_edit_waits_in_the_outbox_until_it_is_dropped() {
    let (desk, [login, ..]) = desk();
    desk.run(&["sync"]);
    desk.elsewhere(|world, by| world.archive(by, login, true).expect("bob may write"));
    let ran = desk.run(&["move", "1", "Done"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("error: GitHub refused it: "), "{}", ran.err);
    let outbox = desk.json(&["outbox"]);
    assert_eq!((&outbox[0]["progress"], &outbox[0]["kind"]), (&"refused".into(), &"set".into()));
    assert_eq!(desk.run(&["outbox", "retry"]).code, 1);
    let id = outbox[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(desk.json(&["outbox", "drop", &id[id.len() - 8..]])["result"], "dropped");
    assert_eq!(desk.run(&["outbox"]).out, "nothing waits: GitHub has every edit\n");
    assert_eq!(desk.run(&["outbox", "retry"]).out, "nothing waits for you\n");
}

#[test]
fn a_draft_whose_answer_is_lost_is_not_called_sent() {
    let (desk, _) = desk();
    desk.run(&["list"]);
    desk.hub.fault(Fault::once(Trouble::DroppedAfter).on_mutations());
    assert_eq!(desk.json(&["add", "Order a cake"])["result"], "queued");
    desk.json(&["sync"]);
    assert_eq!(desk.titles().iter().filter(|title| *title == "Order a cake").count(), 1);
}

#[test]
fn a_sync_ends_though_a_draft_is_still_looked_for() {
    let (desk, _) = desk();
    desk.run(&["list"]);
    desk.hub.fault(Fault::once(Trouble::DroppedBefore).on_mutations());
    desk.json(&["add", "Order a cake", "--column", "Done"]);
    assert_eq!(desk.json(&["sync"])["unsent"], 2, "the draft, and its column");
}

#[test]
fn what_was_to_happen_to_a_refused_draft_is_dropped_with_it() {
    let (desk, _) = desk();
    desk.run(&["list"]);
    desk.hub.edit(|world, _| world.projects[0].roles.insert("alice".to_owned(), Role::Reader));
    assert_eq!(desk.run(&["add", "Order a cake", "--column", "Done"]).code, 1);
    assert_eq!(desk.json(&["outbox"]).as_array().map(Vec::len), Some(2));
    desk.json(&["outbox", "drop"]);
    assert_eq!(desk.json(&["outbox"]), serde_json::json!([]));
}

#[test]
fn mistakes_have_a_sentence_a_hint_and_a_code() {
    let (mut desk, _) = desk();
    let error = |desk: &Desk, line: &[&str]| {
        let ran = desk.run(line);
        assert_eq!(ran.out, "", "{line:?}");
        (ran.code, ran.err)
    };
    let said = |code: u8, text: &str| (code, text.to_owned());
    assert_eq!(
        error(&desk, &["list", "is:opne"]),
        said(2, "error: the state `opne` is not known\n  is:opne\n     ^^^^\nhint: did you mean `open`?\n")
    );
    assert_eq!(
        error(&desk, &["move", "1", "dune"]),
        said(
            1,
            "error: there is no column `dune`\nhint: did you mean `Done`? the columns are: \
             📥 Inbox, This Month, In Progress, Done, No status\n"
        )
    );
    assert_eq!(error(&desk, &["show", "99"]).0, 1);
    assert_eq!(error(&desk, &["move", "1", "Done", "--after", "1"]).0, 2);
    assert_eq!(error(&desk, &["move", "1", "Done", "--top", "--bottom"]).0, 2);
    assert_eq!(error(&desk, &["frobnicate"]).0, 2);
    assert_eq!(
        error(&desk, &["--project", "alice/9", "sync"]),
        said(
            1,
            "error: there is no project alice/9, or you may not see it\n\
             hint: check the name; `sprintty projects` lists those you can see\n"
        )
    );
    desk.token = "wrong";
    assert_eq!(
        error(&desk, &["sync"]),
        said(
            3,
            "error: GitHub does not accept the token\nhint: `sprintty auth` says where it comes from; \
             gh auth login --hostname github.com --scopes project makes a new one\n"
        )
    );
}

#[test]
fn the_projects_one_can_open_are_listed() {
    let (desk, _) = desk();
    let projects = desk.json(&["projects"]);
    assert_eq!((&projects[0]["project"], &projects[0]["items"]), (&"alice/1".into(), &4.into()));
    assert_eq!(desk.run(&["projects", "nobody-at-all"]).code, 1);
}

#[test]
fn show_prints_what_is_known() {
    let (desk, _) = desk();
    let expected = "\
#3 Ship it
alice/box · issue · open · by alice
https://github.com/alice/box/issues/3

Status  In Progress
";
    let ran = desk.run(&["show", "ship"]);
    assert_eq!((ran.out.as_str(), ran.code), (expected, 0));
}

#[test]
fn doctor_works_without_a_network_and_without_a_store() {
    let (desk, _) = desk();
    desk.cable(false);
    let before = desk.json(&["doctor", "--offline"]);
    assert!(before.as_array().expect("an array").iter().all(|finding| finding["ok"] == true));
    desk.cable(true);
    desk.run(&["sync"]);
    let after = desk.run(&["doctor", "--offline"]).out;
    assert!(after.contains("github.com alice/1") && after.contains("4 items"), "{after}");
    assert!(after.contains("0 edits wait"), "{after}");
    desk.cable(false);
    desk.run(&["move", "1", "Done"]);
    let after = desk.run(&["doctor", "--offline"]).out;
    assert!(after.contains("1 edit waits"), "{after}");
}

#[test]
fn every_shell_gets_completions_and_the_manual_names_every_command() {
    let (desk, _) = desk();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(desk.run(&["completions", shell]).out.contains("outbox"), "{shell}");
    }
    let manual = desk.run(&["man"]).out;
    for command in ["LIST", "MOVE", "OUTBOX", "COMPLETIONS"] {
        assert!(manual.contains(&format!("SPRINTTY {command}")), "{command}");
    }
}

#[test]
fn the_flags_are_well_formed() {
    use clap::CommandFactory;
    Cli::command().debug_assert();
}
