//! What is set of cards from the shell: properties as well as fields.

use chrono::{TimeZone, Utc};
use serde_json::json;

use super::{COLUMNS, Desk};
use crate::emulator::seed::blank;

/// #1 Fix login (bug), #2 Write docs, a draft; milestones v1 and v2, the type Bug.
fn desk() -> Desk {
    let mut board = blank(&COLUMNS);
    let login = board.issue("Fix login", "📥 Inbox");
    board.issue("Write docs", "📥 Inbox");
    board.draft("Plan the party", "This Month");
    let day = Utc.with_ymd_and_hms(2025, 9, 1, 0, 0, 0).single();
    let repository = board.repository;
    board.world.add_milestone(repository, "v1", day);
    board.world.add_milestone(repository, "v2", None);
    let post = board.content(login);
    let by = crate::emulator::By::new("alice", day.expect("a day of the calendar"));
    board.world.set_labels(by, post, &["bug"]).expect("alice may");
    Desk::new(board)
}

/// Sets something and reads one thing back from GitHub.
fn set(desk: &Desk, line: &[&str]) -> String {
    let ran = desk.run(&[&["set"], line].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line:?}");
    desk.run(&["sync"]);
    ran.out
}

#[test]
fn the_properties_of_an_issue_are_set_as_its_fields_are() {
    let desk = desk();
    let said = set(&desk, &["1", "title=Mend the login", "labels=+docs,-bug", "milestone=v2", "Effort=2"]);
    let expected = "\
Rename #1 to “Mend the login” (was Fix login)
Label #1 docs
Take the label bug off #1
Put #1 into the milestone v2
Set Effort of #1 to 2
";
    assert_eq!(said, expected);
    set(&desk, &["1", "assignees=+bob,@me", "state=not planned", "blocked-by=+#2"]);
    let shown = desk.json(&["show", "1"]);
    assert_eq!(shown["title"], "Mend the login");
    assert_eq!(shown["labels"], json!(["docs"]));
    assert_eq!(shown["milestone"], "v2");
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("closed"), &json!("not_planned")));
    assert_eq!(shown["blocked"], false, "a closed card waits for nothing");
    assert_eq!(shown["blocked_by"].as_array().map(Vec::len), Some(1));
    set(&desk, &["1", "assignees=bob", "labels=bug", "state=open", "milestone=", "parent=#2", "blocked-by="]);
    let shown = desk.json(&["show", "1"]);
    assert_eq!((&shown["assignees"], &shown["labels"]), (&json!(["bob"]), &json!(["bug"])));
    assert_eq!((&shown["state"], &shown["milestone"]), (&json!("open"), &json!(null)));
    assert_eq!(shown["blocked_by"], json!([]));
    assert!(shown["parent"].to_string().contains('2'), "{}", shown["parent"]);
}

#[test]
fn a_text_comes_from_the_line_a_file_or_the_standard_input() {
    let mut desk = desk();
    let body = |desk: &Desk| desk.json(&["show", "1"])["body"].as_str().map(str::to_owned);
    set(&desk, &["1", "body=In short."]);
    assert_eq!(body(&desk).as_deref(), Some("In short."));
    let file = desk.folder.path().join("text.md");
    std::fs::write(&file, "# From\na file\n").expect("the folder can be written to");
    set(&desk, &["1", &format!("body=@{}", file.display())]);
    assert_eq!(body(&desk).as_deref(), Some("# From\na file\n"));
    desk.input = "piped";
    set(&desk, &["1", "body=-"]);
    assert_eq!(body(&desk).as_deref(), Some("piped"));
    assert_eq!(set(&desk, &["1", "body=-"]), "nothing is to change\n");
    let ran = desk.run(&["set", "1", "body=@/nowhere/x.md"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("/nowhere/x.md") && ran.err.contains("hint: "), "{}", ran.err);
}

#[test]
fn an_archived_card_is_brought_back_before_it_is_changed() {
    let desk = desk();
    set(&desk, &["1", "archived=yes"]);
    let ran = desk.run(&["set", "1", "Effort=1"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "error: #1 is archived\nhint: bring it back first: sprintty set 1 archived=no\n")
    );
    assert_eq!(
        set(&desk, &["1", "archived=no", "Effort=1"]),
        "Bring #1 back from the archive\nSet Effort of #1 to 1\n"
    );
}

#[test]
fn what_is_no_value_of_a_property_is_refused_and_nothing_is_made() {
    let desk = desk();
    let is = |line: &[&str], code: u8, said: &str| {
        let ran = desk.run(&[&["set"], line].concat());
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{line:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{line:?}: {}", ran.err);
    };
    is(&["1", "labels=+bgu"], 1, "did you mean `bug`?");
    is(&["1", "labels=docs,+bug"], 2, "either");
    is(&["1", "assignees=+nobody"], 1, "nobody");
    is(&["1", "milestone=v9"], 1, "v1, v2");
    is(&["1", "state=shut"], 1, "open, closed, not planned, duplicate");
    is(&["1", "archived=maybe"], 1, "yes or no");
    is(&["1", "parent=party"], 1, "is no issue");
    is(&["1", "parent=1"], 1, "circle");
    is(&["1", "title="], 2, "title");
    is(&["party", "labels=+bug"], 1, "a draft has no labels");
    is(&["1", "lables=+bug"], 1, "did you mean `labels`?");
    assert_eq!(desk.json(&["outbox"]), json!([]));
}

#[test]
fn closing_reopening_commenting_and_deleting_are_commands() {
    let mut desk = desk();
    assert_eq!(desk.run(&["close", "1", "2", "--reason", "duplicate", "--dry-run"]).out.lines().count(), 2);
    let ran = desk.run(&["close", "1", "2", "--reason", "not planned"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Close #1 as not planned\nClose #2 as not planned\n"));
    assert_eq!(desk.run(&["reopen", "1"]).out, "Reopen #1\n");
    assert_eq!(desk.run(&["comment", "1", "Looks good"]).out, "Comment on #1: Looks good\n");
    desk.input = "From a pipe\n";
    assert_eq!(desk.run(&["comment", "1", "-"]).out, "Comment on #1: From a pipe\n");
    let comments = desk.hub.read(|world| {
        let item = world.item_titled("Fix login").expect("it is there").content;
        world.post(item).expect("an issue").comments.len()
    });
    assert_eq!(comments, 2);
    assert_eq!(desk.run(&["comment", "1", " "]).code, 2);
    assert_eq!(desk.run(&["delete", "party"]).out, "Take “Plan the party” off the project\n");
    assert_eq!(desk.titles(), ["Fix login", "Write docs"]);
    assert_eq!(desk.run(&["comment", "1", "x", "--json"]).code, 0);
}
