//! Frames of the way to another project.

use super::tests::{frame, memory, text};
use crate::app::Effect;
use crate::app::fixture::{key, model, press};
use crate::app::overlay::projects::Offered;
use crate::domain::project::Key;

/// A board of github.com, and another server that has a project of the same name.
fn two_hosts() -> crate::app::Model {
    let mut model = model("Todo: Fix login | Doing:", 80, 16);
    let elsewhere = Key { host: "ghe.example.com".to_owned(), project: key("octo/1").project };
    let offered = |key: Key, title: &str| Offered { key, title: title.to_owned(), note: String::new() };
    model.projects = vec![
        offered(key("octo/1"), "Release Pipeline"),
        offered(elsewhere, "Release Pipeline"),
        offered(key("octo/7"), "Docs"),
    ];
    model
}

#[test]
fn another_project_is_chosen_and_the_one_open_before_is_a_key_away() {
    let mut model = two_hosts();
    press(&mut model, "ctrl+o");
    insta::assert_snapshot!(text(&frame(&mut model, &mut memory())));
    let effects = press(&mut model, "\"docs\" enter");
    assert_eq!(effects, [Effect::OpenProject(key("octo/7"))]);
    assert!(model.overlays.is_empty(), "the board is there when one comes back");
}

#[test]
fn a_project_of_the_same_name_on_another_host_is_another_one() {
    let mut model = two_hosts();
    let effects = press(&mut model, "ctrl+o enter");
    let there = Key { host: "ghe.example.com".to_owned(), project: key("octo/1").project };
    assert_eq!(effects, [Effect::OpenProject(there)]);
}
