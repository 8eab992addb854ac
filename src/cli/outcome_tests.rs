//! What commands say that they did, would do or can't do.

use super::desk;
use crate::domain::Edit;
use crate::emulator::{Fault, Trouble};
use crate::store::Store;

#[test]
fn a_column_is_named_by_its_beginning_where_only_one_begins_so() {
    let (desk, [_, docs, ..]) = desk();
    assert_eq!(desk.run(&["move", "2", "prog"]).out, "Set Status of #2 to In Progress (was 📥 Inbox)\n");
    assert_eq!(desk.reads(docs, "Status").as_deref(), Some("In Progress"));
    let ran = desk.run(&["move", "2", "i"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("`i` may be any of: 📥 Inbox, In Progress"), "{}", ran.err);
}

#[test]
fn what_is_only_planned_is_told_from_what_is_done() {
    let (desk, _) = desk();
    let planned = desk.run(&["move", "2", "Done", "--dry-run"]).out;
    assert_eq!(planned, "planned: Set Status of #2 to Done (was 📥 Inbox)\n");
    assert_eq!(desk.run(&["move", "2", "Done"]).out, "Set Status of #2 to Done (was 📥 Inbox)\n");
}

#[test]
fn the_outbox_is_planned_too_and_what_is_dropped_is_called_so() {
    let (desk, [login, ..]) = desk();
    desk.run(&["sync"]);
    desk.elsewhere(|world, by| world.archive(by, login, true).expect("bob may write"));
    desk.run(&["move", "1", "Done"]);
    for what in ["retry", "drop"] {
        let ran = desk.run(&["outbox", what, "--dry-run"]);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (0, "planned: Set Status of #1 to Done (was 📥 Inbox)\n"),
            "{what}"
        );
    }
    assert_eq!(desk.json(&["outbox"]).as_array().map(Vec::len), Some(1));
    assert_eq!(desk.run(&["outbox", "drop"]).out, "dropped: Set Status of #1 to Done (was 📥 Inbox)\n");
}

#[test]
fn what_is_no_json_is_not_promised() {
    let (desk, _) = desk();
    for line in [&["man", "--json"][..], &["completions", "bash", "--json"], &["config", "--json"]] {
        let ran = desk.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line:?}");
        assert!(ran.err.contains("no JSON"), "{}", ran.err);
    }
}

#[test]
fn doctor_names_limits_of_columns_that_are_not_there() {
    let (desk, _) = desk();
    desk.run(&["sync"]);
    std::fs::write(desk.folder.path().join("config.toml"), "[wip]\n\"In Progres\" = 5\n").expect("a file");
    let ran = desk.run(&["doctor", "--offline"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("BAD") && ran.out.contains("`In Progres`"), "{}", ran.out);
    assert!(ran.out.contains("did you mean `In Progress`?"), "{}", ran.out);
}

#[test]
fn doctor_goes_on_where_the_settings_can_not_be_used() {
    let (desk, _) = desk();
    std::fs::write(desk.folder.path().join("config.toml"), "densty = \"roomy\"\n").expect("a file");
    let ran = desk.run(&["doctor", "--offline"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("BAD settings") && ran.out.contains("did you mean `density`?"), "{}", ran.out);
    assert!(ran.out.contains("ok  store"), "{}", ran.out);
}

#[test]
fn the_settings_that_are_printed_are_settings() {
    let (desk, _) = desk();
    let printed = desk.run(&["config"]).out;
    std::fs::write(desk.folder.path().join("config.toml"), &printed).expect("a file");
    assert!(printed.contains("[wip]") && printed.contains("SPRINTTY_TOKEN"), "{printed}");
    assert_eq!(desk.run(&["list"]).code, 0);
}

#[test]
fn a_panic_ends_as_a_bug_does() {
    assert_eq!(super::super::guarded(|| 7), Ok(7));
    let bug = super::super::guarded(|| panic!("a bug")).map(|(): ()| ()).expect_err("it panics");
    assert_eq!(bug.code.number(), 70);
}

#[test]
fn what_someone_else_set_meanwhile_is_told_and_ours_is_kept() {
    let (desk, [fix, ..]) = desk();
    desk.run(&["sync"]);
    desk.elsewhere(|world, by| world.set(by, fix, "Status", "Done").expect("bob may write"));
    let ran = desk.run(&["move", "1", "In Progress"]);
    assert!(
        ran.err.contains("someone else changed the same meanwhile (Set Status of #1 to Done)"),
        "{ran:?}"
    );
    assert_eq!(desk.reads(fix, "Status").as_deref(), Some("In Progress"));
}

#[test]
fn a_text_that_clashes_waits_for_a_decision_and_ends_the_command() {
    for (what, text) in [("retry", "ours"), ("drop", "theirs")] {
        let (desk, [login, ..]) = desk();
        let post = desk.hub.read(|world| world.item(login).expect("it is there").content);
        desk.elsewhere(|world, by| world.edit_body(by, post, "begun").expect("bob may write"));
        desk.run(&["sync"]);
        desk.elsewhere(|world, by| world.edit_body(by, post, "theirs").expect("bob may write"));
        let ran = desk.run(&["set", "1", "body=ours"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.contains("someone else has changed the same lines"), "{ran:?}");
        let again = desk.run(&["set", "1", "body=other"]);
        assert!(again.err.contains("an earlier text of #1 waits"), "{again:?}");
        assert!(desk.run(&["outbox"]).out.contains("has changed the same lines"));
        assert_eq!(desk.run(&["outbox", what]).code, 0);
        let body = desk.hub.read(|world| world.post(post).expect("an issue").body.clone());
        assert_eq!(body, text);
        assert!(desk.run(&["outbox"]).out.contains("nothing waits") || what == "retry");
    }
}

#[test]
fn drafts_that_are_deleted_together_are_kept_with_their_texts() {
    let (desk, _) = desk();
    for title in ["One", "Two"] {
        desk.run(&["add", title, "--plain"]);
        desk.run(&["set", title, &format!("body=Text of {title}")]);
    }
    desk.run(&["sync"]);
    assert_eq!(desk.run(&["delete", "One", "Two"]).code, 0);
    let store =
        Store::open(&desk.folder.path().join("store.sqlite3"), desk.clock.now()).expect("it is there").store;
    let key = store.projects().expect("one is known")[0].key.clone();
    let step = store.steps(&key, 10).expect("there are some").pop().expect("the last one");
    let texts: Vec<&str> = step
        .back
        .iter()
        .filter_map(|edit| if let Edit::AddDraft { body, .. } = edit { Some(body.as_str()) } else { None })
        .collect();
    assert_eq!(texts.len(), 2);
    assert!(texts.contains(&"Text of One") && texts.contains(&"Text of Two"), "{texts:?}");
}

#[test]
fn a_text_that_waits_is_shown_as_ours() {
    let (desk, _) = desk();
    desk.run(&["sync"]);
    desk.cable(false);
    desk.run(&["set", "1", "body=Ours"]);
    assert_eq!(desk.json(&["show", "1"])["body"], "Ours");
}

#[test]
fn the_same_comment_twice_is_two_comments_although_the_second_is_lost_on_its_way() {
    for read_back in [false, true] {
        let (desk, [login, ..]) = desk();
        desk.run(&["sync"]);
        assert_eq!(desk.run(&["comment", "1", "LGTM"]).code, 0);
        if read_back {
            desk.run(&["sync"]);
            assert_eq!(desk.json(&["outbox"]), serde_json::json!([]));
        }
        desk.hub.fault(Fault::once(Trouble::DroppedBefore).on_mutations());
        desk.run(&["comment", "1", "LGTM"]);
        desk.run(&["outbox", "retry"]);
        desk.run(&["sync"]);
        let comments = desk.hub.read(|world| {
            let post = world.item(login).expect("it is there").content;
            world.post(post).expect("an issue").comments.len()
        });
        assert_eq!(comments, 2, "read back: {read_back}");
    }
}
