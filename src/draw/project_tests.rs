//! Frames of the projects to open.

use super::glyph::{ASCII, Glyphs, UNICODE};
use super::tests::{frame, look, text};
use super::{Depth, Memory};
use crate::app::fixture::{key, model, now, press};
use crate::app::overlay::projects::{Asked, Heard, Offered};
use crate::app::{Effect, Message, Model, update};
use crate::domain::project::Key;

fn offered(project: &str, title: &str, note: &str) -> Offered {
    Offered { key: key(project), title: title.to_owned(), note: note.to_owned(), closed: false }
}

/// A board with two projects that were opened before, and the list of projects.
fn listed((width, height): (u16, u16)) -> Model {
    let mut model = model("Todo: Fix login | Done:", width, height);
    model.projects =
        vec![offered("octo/1", "Release Pipeline", "1 item"), offered("octo/4", "Docs", "9 items")];
    let effects = press(&mut model, "ctrl+o");
    assert_eq!(effects, [Effect::AskProjects(vec!["github.com".to_owned()])]);
    update(&mut model, Message::Asked(Asked::new("github.com")));
    model
}

/// GitHub says this, after all it has said before.
fn says(model: &mut Model, heard: impl IntoIterator<Item = Heard>) {
    let mut asked = model.asked.first().cloned().expect("it was asked");
    heard.into_iter().for_each(|heard| asked.hear(heard, now()));
    update(model, Message::Asked(asked));
}

fn found() -> Heard {
    let mut all = vec![
        offered("octo/4", "Docs for users", "12 items"),
        offered("octo/7", "Roadmap of the next two years and of what may come after", "1,204 items"),
        offered("acme/12", "Support", "31 items"),
    ];
    all[2].closed = true;
    Heard::Projects(all)
}

fn shown(model: &mut Model, glyphs: &Glyphs) -> String {
    text(&frame(model, &mut Memory::new(look(glyphs, Depth::Sixteen))))
}

#[test]
fn known_projects_are_there_at_once_while_github_is_asked() {
    insta::assert_snapshot!(shown(&mut listed((80, 24)), &UNICODE));
}

#[test]
fn what_github_names_joins_the_list_and_what_is_cut_is_counted() {
    let mut model = listed((80, 24));
    press(&mut model, "\"o\"");
    let more = Heard::More { owner: "acme".to_owned(), count: 1312 };
    says(&mut model, [found(), more, Heard::End]);
    insta::assert_snapshot!(shown(&mut model, &UNICODE));
    // The choice has not moved: it was on the project that is listed first.
    assert_eq!(press(&mut model, "down down enter"), [Effect::OpenProject(key("octo/7"))]);
}

#[test]
fn why_github_names_no_more_is_said_below_the_known_ones() {
    for (name, size, glyphs) in
        [("wide", (120, 36), &UNICODE), ("tiny", (40, 12), &UNICODE), ("ascii", (80, 24), &ASCII)]
    {
        let mut model = listed(size);
        let why = "github.com can't be reached: what is listed is known from before.";
        says(&mut model, [Heard::Trouble(why.to_owned()), Heard::End]);
        let text = shown(&mut model, glyphs);
        assert!(glyphs != &ASCII || text.is_ascii(), "{text}");
        insta::assert_snapshot!(format!("projects_in_trouble_{name}"), text);
    }
}

#[test]
fn a_list_that_is_empty_until_github_answers_does_not_say_that_nothing_matches() {
    let mut model = listed((80, 24));
    model.projects.clear();
    press(&mut model, "esc ctrl+o");
    let text = shown(&mut model, &UNICODE);
    assert!(text.contains("asking GitHub…") && !text.contains("Nothing matches"), "{text}");
    says(&mut model, [Heard::End]);
    let text = shown(&mut model, &UNICODE);
    assert!(text.contains("Nothing matches") && !text.contains("asking"), "{text}");
}

/// A board of github.com, and another server that has a project of the same name.
fn two_hosts() -> crate::app::Model {
    let mut model = model("Todo: Fix login | Doing:", 80, 16);
    let elsewhere = Key { host: "ghe.example.com".to_owned(), project: key("octo/1").project };
    let offered =
        |key: Key, title: &str| Offered { key, title: title.to_owned(), note: String::new(), closed: false };
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
    insta::assert_snapshot!(shown(&mut model, &UNICODE));
    let effects = press(&mut model, "\"docs\" enter");
    assert_eq!(effects, [Effect::OpenProject(key("octo/7"))]);
    assert!(model.overlays.is_empty(), "the board is there when one comes back");
}

#[test]
fn a_project_of_the_same_name_on_another_host_is_another_one() {
    let mut model = two_hosts();
    press(&mut model, "ctrl+o");
    let effects = press(&mut model, "enter");
    let there = Key { host: "ghe.example.com".to_owned(), project: key("octo/1").project };
    assert_eq!(effects, [Effect::OpenProject(there)]);
}
