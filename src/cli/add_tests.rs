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

/// A desk whose repository has a form.
fn with_form() -> super::Desk {
    let (desk, _) = desk();
    let form = "name: Bug report\ndescription: It fails\ntitle: \"[Bug] \"\nlabels: [bug]\nbody:\n\
        - type: input\n  attributes: {label: Version}\n  validations: {required: true}\n\
        - type: dropdown\n  attributes: {label: System, options: [Linux, macOS]}\n\
        - type: checkboxes\n  attributes: {label: Before you send, options: [{label: I searched, required: true}]}\n";
    desk.hub.edit(|world, _| {
        for repository in &mut world.repositories {
            repository.forms.push(("bug.yml".to_owned(), form.to_owned()));
        }
    });
    desk
}

#[test]
fn a_form_is_filled_in_by_names_and_shown_before_it_is_sent() {
    let desk = with_form();
    let args = ["add", "Crash", "--form", "bug", "--answer", "version=v1", "--answer", "System=linux"];
    let ran = desk.run(&args);
    let expected = "error: still to answer: I searched\n\
        hint: add --answer \"Before you send=I searched\"; `sprintty add --forms` lists what each asks\n";
    assert_eq!((ran.code, ran.err.as_str()), (1, expected));
    let args = [&args[..], &["--answer", "Before=I searched"]].concat();
    let ran = desk.run(&[&args[..], &["--dry-run"]].concat());
    assert!(
        ran.out.ends_with(
            "\n\n### Version\n\nv1\n\n### System\n\nLinux\n\n### Before you send\n\n- [X] I searched\n"
        ),
        "{ran:?}"
    );
    let planned = desk.json(&[&args[..], &["--dry-run"]].concat());
    assert!(planned["edits"][0]["body"].as_str().is_some_and(|body| body.contains("Linux")), "{planned}");
    assert_eq!(desk.titles().len(), 4, "nothing was made");
    let ran = desk.run(&args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let (body, labels) = desk.hub.read(|world| {
        let item = world.item_titled("[Bug] Crash").expect("it is there").content;
        let post = world.post(item).expect("an issue");
        (post.body.clone(), post.labels.len())
    });
    assert!(body.contains("### System\n\nLinux"), "{body}");
    assert_eq!(labels, 1);
}

#[test]
fn forms_are_listed_with_what_they_ask() {
    let desk = with_form();
    let ran = desk.run(&["add", "--forms"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("Bug report  alice/box   It fails  Version*, System, Before you send*"),
        "{}",
        ran.out
    );
    let forms = desk.json(&["add", "--forms"]);
    assert_eq!(forms[0]["questions"][1]["options"], serde_json::json!(["Linux", "macOS"]));
    for (args, code, says) in [
        (&["add", "x", "--form", "bgu report"][..], 1, "did you mean `Bug report`?"),
        (&["add", "x", "--form", "bug", "--answer", "Sytsem=Linux"], 1, "did you mean `System`?"),
        (&["add", "x", "--form", "bug", "--answer", "System=Windows"], 1, "`Windows` is not in System"),
        (&["add", "x", "--form", "bug", "--answer", "System"], 2, "QUESTION=TEXT"),
        (&["add", "x", "--answer", "System=Linux"], 2, "--form"),
        (&["add"], 2, "TITLE"),
    ] {
        let ran = desk.run(args);
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    }
}
