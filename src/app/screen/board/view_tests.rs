//! What keys do to the views of a board.

use crate::app::fixture::{line, model, press, project_read, viewed};
use crate::app::{Button, Effect, Message, Model, Overlay, Pointed, Target, update};
use crate::domain::ViewId;
use crate::domain::view::Own;
use crate::sync::Event;

const BOARD: &str = "Todo: A (bug), B | Doing: C (bug) | Done: D";

fn shown(model: &Model) -> String {
    let mark = |view: &crate::domain::View| {
        if model.board.views.is_changed(view, &model.board.arrangement) { "*" } else { "" }
    };
    let tab = |view: &crate::domain::View| {
        let name = format!("{}{}", view.name, mark(view));
        if view.id == model.board.views.current { format!("[{name}]") } else { name }
    };
    model.board.views.all.iter().map(tab).collect::<Vec<_>>().join(" ")
}

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

/// A program with two views that GitHub saved.
fn two() -> Model {
    viewed(BOARD, &["Bugs: label:bug", "Weight by Priority"], 120, 40)
}

#[test]
fn views_follow_each_other_from_the_last_to_the_first() {
    let mut model = two();
    assert_eq!(shown(&model), "[all] Bugs Weight");
    press(&mut model, "}");
    assert_eq!(
        (shown(&model).as_str(), line(&model).as_str()),
        ("all [Bugs] Weight", "Todo: [1] | Doing: 3 | Done: ")
    );
    press(&mut model, "}");
    assert_eq!(line(&model), "High:  | Low:  | No priority: [1] 2 3 4");
    press(&mut model, "} {");
    assert_eq!(shown(&model), "all Bugs [Weight]");
}

#[test]
fn a_view_is_chosen_by_its_name_or_with_a_click() {
    let mut model = two();
    press(&mut model, "v v \"weig\" enter");
    assert_eq!(shown(&model), "all Bugs [Weight]");
    let at = Some(Pointed { target: Target::View(1), low: false });
    update(&mut model, Message::Mouse { button: Button::Press, at });
    assert_eq!(shown(&model), "all [Bugs] Weight");
}

#[test]
fn a_changed_view_is_marked_and_kept_and_can_be_shown_again_as_it_is_saved() {
    let mut model = two();
    press(&mut model, "} / space \"A\" enter");
    assert_eq!(
        (shown(&model).as_str(), line(&model).as_str()),
        ("all [Bugs*] Weight", "Todo: [1] | Doing:  | Done: ")
    );
    press(&mut model, "}");
    assert_eq!(shown(&model), "all Bugs* [Weight]");
    press(&mut model, "{");
    assert_eq!(line(&model), "Todo: [1] | Doing:  | Done: ");
    press(&mut model, "v x");
    assert_eq!(
        (shown(&model).as_str(), line(&model).as_str()),
        ("all [Bugs] Weight", "Todo: [1] | Doing: 3 | Done: ")
    );
    assert_eq!(said(&model), "Bugs is again as it is saved.");
}

#[test]
fn other_columns_change_a_view_until_the_usual_ones_are_back() {
    let mut model = two();
    press(&mut model, "a \"priority\" enter");
    assert_eq!(shown(&model), "[all*] Bugs Weight");
    press(&mut model, "v c \"status\" enter");
    assert_eq!(shown(&model), "[all] Bugs Weight");
}

#[test]
fn a_view_is_saved_under_a_name_as_ones_own() {
    let mut model = two();
    let effects = press(&mut model, "} a \"priority\" enter v w \"Mine\" enter");
    let own = Own {
        name: "Mine".into(),
        project: "octo/1".parse().ok(),
        filter: "label:bug".into(),
        columns: Some("Priority".into()),
        ..Own::default()
    };
    assert_eq!(effects, [Effect::SaveView(own)]);
    assert_eq!(shown(&model), "all Bugs Weight [Mine]");
    press(&mut model, "/ backspace backspace backspace \"x\" enter v w enter");
    assert_eq!(shown(&model), "all Bugs Weight [Mine]", "its own name is offered, and it is replaced");
}

#[test]
fn a_name_that_is_taken_is_refused_and_can_be_changed() {
    let mut model = two();
    press(&mut model, "v w \"bugs\" enter");
    let Some(Overlay::Ask(ask)) = model.overlays.last() else { panic!("it is still asked") };
    assert_eq!(ask.wrong.as_deref(), Some("Bugs is a view of GitHub's: choose another name."));
    press(&mut model, "\"2\" enter");
    assert_eq!(shown(&model), "all Bugs Weight [bugs2]");
    press(&mut model, "v w esc");
    assert!(model.overlays.is_empty());
}

#[test]
fn a_view_that_changes_on_github_changes_here_unless_it_was_changed_here() {
    let change = |model: &mut Model, filter: &str| {
        let mut project = (*model.replica.as_ref().expect("a project").view().project).clone();
        project.views.some[0].filter = filter.to_owned();
        let (pull, seen_at) = (project_read(project), model.now);
        update(model, Message::Sync(Event::Pulled { pull, seen_at }));
    };
    let mut one = two();
    press(&mut one, "}");
    change(&mut one, "-label:bug");
    assert_eq!(line(&one), "Todo: [2] | Doing:  | Done: 4");
    let mut other = two();
    press(&mut other, "} esc");
    change(&mut other, "-label:bug");
    assert_eq!(
        (shown(&other).as_str(), line(&other).as_str()),
        ("all [Bugs*] Weight", "Todo: [1] 2 | Doing: 3 | Done: 4")
    );
}

#[test]
fn a_view_that_is_gone_shows_all_cards_and_says_so() {
    let mut model = two();
    press(&mut model, "}");
    let mut project = (*model.replica.as_ref().expect("a project").view().project).clone();
    project.views = Vec::new().into();
    let (pull, seen_at) = (project_read(project), model.now);
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    assert_eq!(
        (shown(&model).as_str(), said(&model)),
        ("[all]", "The view Bugs is gone: all cards are shown.")
    );
    assert_eq!(line(&model), "Todo: [1] 2 | Doing: 3 | Done: 4");
}

#[test]
fn a_filter_that_means_nothing_here_is_said_and_shows_all() {
    let mut model = viewed(BOARD, &["Odd: stauts:done"], 120, 40);
    press(&mut model, "}");
    assert!(
        said(&model).starts_with("This view's filter can't be used, all cards are shown: "),
        "{}",
        said(&model)
    );
    assert_eq!(
        (shown(&model).as_str(), line(&model).as_str()),
        ("all [Odd]", "Todo: [1] 2 | Doing: 3 | Done: 4")
    );
}

#[test]
fn the_view_and_what_was_changed_are_remembered() {
    let mut first = two();
    press(&mut first, "} / \" A\" enter }");
    let remembered = first.board.remember();
    let mut second = two();
    let settings = second.settings.clone();
    second.board = super::Board::new(Some(&remembered), &settings);
    press(&mut second, "wait {");
    assert_eq!(shown(&second), "all [Bugs*] Weight");
    assert_eq!(line(&second), "Todo: [1] | Doing:  | Done: ");
}

#[test]
fn views_of_the_settings_say_what_the_project_does_not_have() {
    let mut model = model(BOARD, 120, 40);
    let own = |name: &str, project: Option<&str>| Own {
        name: name.into(),
        project: project.and_then(|project| project.parse().ok()),
        columns: Some("Sprint".into()),
        sort: vec!["-Priority".into(), "Wieght".into()],
        ..Own::default()
    };
    model.settings.views = vec![own("Here", None), own("There", Some("octo/2"))];
    model.board = super::Board::new(None, &model.settings);
    press(&mut model, "wait }");
    assert_eq!(model.board.views.current, ViewId::Own("Here".into()));
    assert_eq!(
        said(&model),
        "Here names what this project does not have, or what makes no columns: Wieght, Sprint."
    );
    press(&mut model, "}");
    assert_eq!(shown(&model), "[all] Here");
}
