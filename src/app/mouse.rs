//! The mouse: a press gives the focus, a second one soon after opens, moving while it is held drags.

use chrono::TimeDelta;

use super::message::{Effect, Target};
use super::model::Model;
use super::notice::Tone;
use super::overlay::card::spot::Spot;
use super::overlay::create::At;
use super::overlay::{self, Overlay};
use super::screen::board::drag::Carry;
use super::update::{act, on_board};
use crate::domain::{ItemId, Timestamp};
use crate::input::{
    Action, BoardAction, CardAction, CreateAction, FilterAction, FormAction, HistoryAction, LiftedAction,
    ListAction, StuckAction,
};

/// How soon a second press makes a double click.
const DOUBLE: TimeDelta = TimeDelta::milliseconds(500);

/// What is known of the mouse.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mouse {
    /// Whether it is left to the terminal, to select text.
    pub released: bool,
    /// The last press on a card.
    press: Option<Press>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Press {
    card: ItemId,
    at: Timestamp,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The button is down, and the pointer is still on the card.
    Down,
    /// The card is dragged.
    Drags,
    /// The button is up again.
    Up,
}

/// What the left button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// It goes down.
    Press,
    /// It is held while the pointer moves.
    Drag,
    /// It goes up.
    Release,
}

/// Where the pointer is.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointed {
    /// What lies there.
    pub target: Target,
    /// Whether the pointer is on its lower half.
    pub low: bool,
}

impl Mouse {
    /// Whether the button is held.
    pub fn is_down(&self) -> bool {
        self.press.as_ref().is_some_and(|press| press.stage != Stage::Up)
    }
}

/// Takes what the button does. `at` is none where nothing lies that can be clicked.
pub(super) fn button(model: &mut Model, button: Button, at: Option<Pointed>, effects: &mut Vec<Effect>) {
    // A cell is its card; only a press tells which of its cells is meant.
    let at = at.map(|at| {
        let Target::Cell(card, place) = at.target else { return at };
        if button == Button::Press {
            model.board.table.focus_on(place);
        }
        Pointed { target: Target::Card(card), low: at.low }
    });
    match (button, at) {
        (Button::Press, Some(at)) => press(model, &at.target, effects),
        (Button::Press, None) => model.mouse.press = None,
        (Button::Drag, Some(at)) => drag(model, &at, effects),
        (Button::Drag, None) => {}
        (Button::Release, at) => release(model, at.as_ref(), effects),
    }
}

/// Takes some lines of the wheel; down is positive.
pub(super) fn wheel(model: &mut Model, lines: i32, effects: &mut Vec<Effect>) {
    let down = lines > 0;
    let either = |forth: Action, back: Action| if down { forth } else { back };
    let action = match model.overlays.last() {
        None => either(BoardAction::Down.into(), BoardAction::Up.into()),
        Some(Overlay::Card(_)) => either(CardAction::ScrollDown.into(), CardAction::ScrollUp.into()),
        Some(Overlay::List(_)) => either(ListAction::ListDown.into(), ListAction::ListUp.into()),
        Some(Overlay::Stuck(_) | Overlay::Clash(_)) => {
            either(StuckAction::StuckDown.into(), StuckAction::StuckUp.into())
        }
        Some(Overlay::History(_)) => {
            either(HistoryAction::HistoryDown.into(), HistoryAction::HistoryUp.into())
        }
        Some(Overlay::Line(_) | Overlay::Compose(_) | Overlay::Create(_) | Overlay::Confirm(_)) => return,
    };
    for _ in 0..lines.unsigned_abs() {
        act(model, action, None, effects);
    }
}

/// Leaves the mouse to the terminal, or takes it again.
pub(super) fn toggle(model: &mut Model, effects: &mut Vec<Effect>) {
    let released = !model.mouse.released;
    model.mouse = Mouse { released, press: None };
    let key = model.keymap.key(crate::input::GlobalAction::Mouse);
    let text = if released {
        format!("The mouse selects text now, as in any terminal. {key} takes it back.")
    } else {
        "The mouse moves cards again.".to_owned()
    };
    model.notices.say(Tone::Info, text, model.now);
    effects.push(Effect::Mouse(!released));
}

fn press(model: &mut Model, target: &Target, effects: &mut Vec<Effect>) {
    model.dirty = true;
    let before = model.mouse.press.take();
    leave_or_enter_dock(model, target);
    match target {
        // A card that the keys have lifted goes where the press is.
        Target::Card(card) if model.board.carry_there(&[Carry::After(card.clone())]) => {}
        Target::Column(column) if model.board.carry_there(&[Carry::Column(*column)]) => {}
        Target::Foot(column) if model.board.carry_there(&[Carry::Column(*column), Carry::Bottom]) => {}
        Target::Slot(column, band)
            if model.board.carry_there(&[Carry::Column(*column), Carry::Row(*band), Carry::Bottom]) => {}
        Target::Row(band, column) if model.board.carry_there(&to_row(*band, *column)) => {}
        Target::Card(card) => {
            let again = before.is_some_and(|press| press.card == *card && model.now - press.at <= DOUBLE);
            on_board(model, effects, |board, cx| {
                board.drop_nudged(cx);
                board.focus(card);
            });
            if again {
                act(model, BoardAction::OpenCard.into(), None, effects);
            } else {
                model.mouse.press = Some(Press { card: card.clone(), at: model.now, stage: Stage::Down });
            }
        }
        Target::Column(column) | Target::Foot(column) | Target::Slot(column, _) => {
            on_board(model, effects, |board, cx| {
                board.drop_nudged(cx);
                board.focus_column(*column);
            });
        }
        Target::Heading(place) => on_board(model, effects, |board, cx| {
            board.drop_nudged(cx);
            board.sort_by_column(*place, cx);
        }),
        // That is its card by now.
        Target::Landing | Target::Cell(..) => {}
        Target::Line(line) => {
            if let Some(Overlay::History(history)) = model.overlays.last_mut() {
                history.cursor = *line;
            }
            if let Some(Overlay::List(list)) = model.overlays.last_mut() {
                list.picker.cursor = *line;
                act(model, ListAction::Choose.into(), None, effects);
            }
        }
        Target::Row(band, _) => on_board(model, effects, |board, cx| board.fold_row(*band, cx)),
        Target::View(place) => on_board(model, effects, |board, cx| board.open_nth_view(*place, cx)),
        Target::Spot(spot) => on_card(model, *spot, effects),
        Target::Offer(place) => offer(model, *place, effects),
        Target::Question(question, option) => {
            if let Some(Overlay::Create(create)) = model.overlays.last_mut() {
                create.press(*question, *option);
            }
        }
        Target::Action(action) => act(model, *action, None, effects),
        Target::Command(place) => super::update::run(model, *place, effects),
    }
}

/// A press on the board leaves the pane of a clash, one on a side of the clash enters it.
fn leave_or_enter_dock(model: &mut Model, target: &Target) {
    match (target, model.overlays.last()) {
        (
            Target::Card(_)
            | Target::Column(_)
            | Target::Foot(_)
            | Target::Row(..)
            | Target::Slot(..)
            | Target::Heading(_)
            | Target::View(_),
            Some(Overlay::Clash(_)),
        ) => {
            model.overlays.pop();
        }
        (Target::Action(Action::Stuck(_)), None) => {
            overlay::clash::enter(model);
        }
        (_, _) => {}
    }
}

/// Writes what is offered, into the filter or into the line of a new card.
fn offer(model: &mut Model, place: usize, effects: &mut Vec<Effect>) {
    let action: Action = match (model.overlays.last_mut(), &mut model.board.filter.editing) {
        (Some(Overlay::Create(create)), _) => {
            create.offered = place;
            match create.at {
                At::Form => FormAction::NextQuestion.into(),
                At::Line | At::Body => CreateAction::Complete.into(),
            }
        }
        (None, Some(editing)) => {
            editing.marked = place;
            FilterAction::TakeOffer.into()
        }
        (_, _) => return,
    };
    act(model, action, None, effects);
}

/// Acts on something in the opened card.
fn on_card(model: &mut Model, spot: Spot, effects: &mut Vec<Effect>) {
    let Some(Overlay::Card(mut card)) = model.overlays.pop() else { return };
    let place = model.overlays.len();
    on_board(model, effects, |_, cx| card.press(spot, cx));
    model.overlays.insert(place, Overlay::Card(card));
}

fn drag(model: &mut Model, at: &Pointed, effects: &mut Vec<Effect>) {
    let Some(press) = model.mouse.press.clone().filter(|_| model.overlays.is_empty()) else { return };
    match press.stage {
        // A hand that trembles is no drag.
        Stage::Down if at.target == Target::Card(press.card.clone()) => return,
        Stage::Down => {
            on_board(model, effects, |board, _| board.focus(&press.card));
            if model.board.cursor.item.as_ref() == Some(&press.card) {
                act(model, BoardAction::Lift.into(), None, effects);
            }
            model.mouse.press = Some(Press { stage: Stage::Drags, ..press.clone() });
        }
        Stage::Drags => {}
        Stage::Up => return,
    }
    let carries = match &at.target {
        Target::Card(card) if *card == press.card => vec![Carry::Home],
        Target::Card(card) if at.low => vec![Carry::After(card.clone())],
        Target::Card(card) => vec![Carry::Before(card.clone())],
        Target::Column(column) => vec![Carry::Column(*column), Carry::Top],
        Target::Foot(column) => vec![Carry::Column(*column), Carry::Bottom],
        Target::Slot(column, band) => vec![Carry::Column(*column), Carry::Row(*band), Carry::Bottom],
        Target::Row(band, column) => to_row(*band, *column),
        Target::Landing
        | Target::Cell(..)
        | Target::Heading(_)
        | Target::Line(_)
        | Target::Spot(_)
        | Target::Question(..)
        | Target::Offer(_)
        | Target::View(_)
        | Target::Command(_)
        | Target::Action(_) => return,
    };
    // It may have been put back by a key, or never lifted: the project may be read-only.
    model.dirty |= model.board.carry_there(&carries);
}

/// The way to the top of a row; without a column it is that where the card is.
fn to_row(band: usize, column: Option<usize>) -> Vec<Carry> {
    column.map(Carry::Column).into_iter().chain([Carry::Row(band), Carry::Top]).collect()
}

fn release(model: &mut Model, at: Option<&Pointed>, effects: &mut Vec<Effect>) {
    let Some(press) = &mut model.mouse.press else { return };
    let dragged = press.stage == Stage::Drags;
    press.stage = Stage::Up;
    if !dragged || !model.board.is_lifted() {
        return;
    }
    model.mouse.press = None;
    let on_board = at.is_some_and(|at| match at.target {
        Target::Card(_)
        | Target::Column(_)
        | Target::Foot(_)
        | Target::Slot(..)
        | Target::Row(..)
        | Target::Landing => true,
        Target::Cell(..)
        | Target::Heading(_)
        | Target::Line(_)
        | Target::Spot(_)
        | Target::Question(..)
        | Target::Offer(_)
        | Target::View(_)
        | Target::Command(_)
        | Target::Action(_) => false,
    });
    let action = if on_board { LiftedAction::Drop } else { LiftedAction::PutBack };
    act(model, action.into(), None, effects);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{line, model, press as keys, pushed};
    use crate::app::{Message, update};

    fn mouse(model: &mut Model, button: Button, target: Target, low: bool) -> Vec<Effect> {
        update(model, Message::Mouse { button, at: Some(Pointed { target, low }) })
    }

    fn card(number: u32) -> Target {
        Target::Card(format!("I{number}").into())
    }

    #[test]
    fn a_press_gives_the_focus_and_a_second_one_soon_after_opens() {
        let mut model = model("Todo: a, b | Doing: c", 100, 30);
        mouse(&mut model, Button::Press, card(3), false);
        mouse(&mut model, Button::Release, card(3), false);
        assert_eq!(line(&model), "Todo: 1 2 | Doing: [3]");
        assert!(model.overlays.is_empty());
        keys(&mut model, "wait");
        mouse(&mut model, Button::Press, card(3), false);
        assert!(model.overlays.is_empty(), "too late for a double click");
        mouse(&mut model, Button::Press, card(3), false);
        assert!(matches!(model.overlays.last(), Some(Overlay::Card(_))));
    }

    #[test]
    fn a_card_is_dragged_above_or_below_another() {
        for (low, expected) in [(false, "Todo: 2 | Doing: [1] 3 4"), (true, "Todo: 2 | Doing: 3 [1] 4")] {
            let mut model = model("Todo: a, b | Doing: c, d", 100, 30);
            mouse(&mut model, Button::Press, card(1), false);
            mouse(&mut model, Button::Drag, card(1), true);
            assert!(!model.board.is_lifted(), "a hand that trembles is no drag");
            mouse(&mut model, Button::Drag, card(3), low);
            assert!(model.board.is_lifted());
            let effects = mouse(&mut model, Button::Release, Target::Landing, false);
            assert_eq!(line(&model), expected);
            assert_eq!(pushed(&effects).len(), 1);
        }
    }

    #[test]
    fn a_card_is_dragged_to_the_end_of_a_column_or_back_to_its_place() {
        let mut model = model("Todo: a, b | Doing: c, d", 100, 30);
        mouse(&mut model, Button::Press, card(1), false);
        mouse(&mut model, Button::Drag, Target::Foot(1), false);
        mouse(&mut model, Button::Drag, card(1), false);
        let effects = mouse(&mut model, Button::Release, card(1), false);
        assert_eq!((line(&model).as_str(), pushed(&effects).len()), ("Todo: [1] 2 | Doing: 3 4", 0));
        mouse(&mut model, Button::Press, card(1), false);
        mouse(&mut model, Button::Drag, Target::Foot(1), false);
        mouse(&mut model, Button::Release, Target::Foot(1), false);
        assert_eq!(line(&model), "Todo: 2 | Doing: 3 4 [1]");
    }

    #[test]
    fn a_drag_that_ends_beside_the_board_or_with_escape_changes_nothing() {
        let mut model = model("Todo: a, b | Doing: c", 100, 30);
        let before = line(&model);
        mouse(&mut model, Button::Press, card(1), false);
        mouse(&mut model, Button::Drag, card(3), false);
        let effects = update(&mut model, Message::Mouse { button: Button::Release, at: None });
        assert_eq!((line(&model), pushed(&effects).len()), (before.clone(), 0));
        mouse(&mut model, Button::Press, card(1), false);
        mouse(&mut model, Button::Drag, card(3), false);
        keys(&mut model, "esc");
        mouse(&mut model, Button::Drag, Target::Foot(1), false);
        let effects = mouse(&mut model, Button::Release, Target::Foot(1), false);
        assert_eq!((line(&model), pushed(&effects).len()), (before, 0));
    }

    #[test]
    fn a_press_on_an_offer_writes_it_into_the_filter() {
        let mut model = model("Todo: Fix login (@bob), Ship (@ann)", 100, 30);
        keys(&mut model, "/ a s s i g n e e :");
        let offers = |model: &Model| -> Vec<String> {
            let editing = model.board.filter.editing.as_ref().expect("it is typed");
            editing.offers.iter().map(|offer| offer.insert.clone()).collect()
        };
        let bob = offers(&model).iter().position(|offer| offer == "bob").expect("he has a card");
        mouse(&mut model, Button::Press, Target::Offer(bob), false);
        let editing = model.board.filter.editing.as_ref().expect("it is typed on");
        assert_eq!(editing.line.text(), "assignee:bob ");
        assert_eq!(line(&model), "Todo: [1]");
    }

    #[test]
    fn a_press_on_an_offer_writes_it_into_the_line_of_a_new_card() {
        let mut model = crate::app::overlay::editor_tests::rich("Todo: a", 100, 30);
        keys(&mut model, "n \"X @\"");
        mouse(&mut model, Button::Press, Target::Offer(2), false);
        let Some(Overlay::Create(create)) = model.overlays.last() else { panic!("it is still open") };
        assert_eq!(create.line.text(), "X @bob ");
    }

    #[test]
    fn the_mouse_is_left_to_the_terminal_and_taken_again() {
        let mut model = model("Todo: a", 100, 30);
        assert!(keys(&mut model, "ctrl+\\").contains(&Effect::Mouse(false)));
        assert!(keys(&mut model, "ctrl+\\").contains(&Effect::Mouse(true)));
    }

    #[test]
    fn a_card_dropped_into_an_empty_cell_gets_the_values_of_its_column_and_its_row() {
        for target in [Target::Slot(1, 1), Target::Row(1, Some(1))] {
            let mut model = model("Todo: A (@ann), B (@cy) | Doing:", 100, 40);
            keys(&mut model, "v r \"assign\" enter g");
            mouse(&mut model, Button::Press, card(1), false);
            mouse(&mut model, Button::Drag, target.clone(), false);
            let effects = mouse(&mut model, Button::Release, target, false);
            let columns = model.board.columns.as_ref().expect("it has columns");
            let spot = columns.spot(&"I1".into()).expect("it is shown");
            assert_eq!((spot.column, columns.bands()[spot.band].title.as_str()), (1, "cy"));
            assert_eq!(pushed(&effects)[0].len(), 3, "a status, one person less, one more");
        }
    }

    #[test]
    fn the_list_of_projects_is_closed_by_the_key_that_opened_it() {
        let mut model = model("Todo: a", 100, 30);
        keys(&mut model, "ctrl+o");
        assert_eq!(model.overlays.len(), 1);
        assert_eq!(keys(&mut model, "ctrl+o"), []);
        assert!(model.overlays.is_empty());
    }

    #[test]
    fn escape_leaves_a_project_that_is_not_there() {
        let mut model = model("Todo: a", 100, 30);
        model.replica = None;
        assert_eq!(keys(&mut model, "esc"), []);
        let back = crate::app::fixture::key("octo/1");
        model.back = Some(back.clone());
        assert_eq!(keys(&mut model, "esc"), [Effect::OpenProject(back)]);
    }
}
