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
