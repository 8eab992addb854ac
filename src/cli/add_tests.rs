//! Cards that are made from the shell.

use super::desk;

#[test]
fn a_line_says_all_of_a_card_and_a_plain_title_nothing() {
    let (desk, _) = desk();
    let ran = desk.run(&["add", "Buy cake ~2 >this m @bob"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let item = |title: &str| desk.hub.read(|world| world.item_titled(title).map(|item| item.id));
    let cake = item("Buy cake").expect("it is there");
    assert_eq!(desk.reads(cake, "Status").as_deref(), Some("This Month"));
    assert_eq!(desk.reads(cake, "Effort").as_deref(), Some("2"));
    assert_eq!(desk.run(&["add", "--plain", "Remove !important ~2 @me"]).code, 0);
    assert!(item("Remove !important ~2 @me").is_some());
}

#[test]
fn a_line_becomes_an_issue_only_where_a_repository_is_named() {
    let (desk, _) = desk();
    let ran = desk.run(&["add", "Fix it #bug"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "error: a draft can't have the label bug\nhint: add --repo alice/box to make it an issue\n")
    );
    let ran = desk.run(&["add", "Fix it #bug", "--repo", "box"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let labels = desk.hub.read(|world| {
        let item = world.item_titled("Fix it").expect("it is there").content;
        world.post(item).expect("an issue").labels.len()
    });
    assert_eq!(labels, 1);
}

#[test]
fn what_a_line_does_not_know_is_refused_with_a_way_out() {
    let (desk, _) = desk();
    let ran = desk.run(&["add", "Buy cake >dun"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            1,
            "error: >dun: `dun` is not in Status\nhint: did you mean `Done`?; write \\>dun to keep it in the title, or add --plain\n"
        )
    );
    assert_eq!(desk.run(&["add", "#bug", "--repo", "alice/box"]).code, 2);
    assert_eq!(desk.run(&["add", "Buy cake >done", "--column", "Done"]).code, 2);
}

#[test]
fn a_name_that_nobody_has_is_refused_before_a_card_is_made() {
    let (desk, _) = desk();
    let ran = desk.run(&["add", "x @nobody"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("nobody"), "{ran:?}");
    let ran = desk.run(&["add", "x @nobody", "--dry-run"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(desk.run(&["add", "x", "--repo", "alice/nothing"]).code, 1);
    assert_eq!(desk.titles().len(), 4, "no card was made");
    assert_eq!(desk.json(&["outbox"]), serde_json::json!([]));
}

#[test]
fn without_a_network_a_name_that_can_not_be_checked_is_kept() {
    let (desk, _) = desk();
    desk.run(&["sync"]);
    desk.cable(false);
    assert_eq!(desk.run(&["add", "x @bob"]).code, 0);
}
