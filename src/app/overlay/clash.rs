//! The pane of a clash: it docks below the board by itself, and takes the keys only when it is asked to.

use super::stuck::Stuck;
use super::{Fate, Overlay};
use crate::app::Model;
use crate::app::cx::Cx;
use crate::app::message::Size;
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::domain::EditId;
use crate::input::{ClashAction, StuckAction};

/// Whether the pane is below the board.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dock {
    /// It comes as soon as there is a clash and the user's hands are free.
    #[default]
    Waiting,
    /// It is there.
    Shown,
    /// The user has put it away; the next clash brings it back.
    Away,
}

/// What can be done about a clash.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Side {
    /// Ours stays.
    Mine,
    /// Theirs takes its place.
    Theirs,
    /// Another value is written.
    #[default]
    Another,
}

impl Side {
    /// All, from left to right.
    pub const ALL: [Self; 3] = [Self::Mine, Self::Theirs, Self::Another];

    /// What decides for it.
    pub fn action(self) -> StuckAction {
        match self {
            Self::Mine => StuckAction::KeepMine,
            Self::Theirs => StuckAction::TakeTheirs,
            Self::Another => StuckAction::EditClash,
        }
    }

    fn turned(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|side| *side == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// The pane while it has the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Our edit of the clash: others may be settled elsewhere meanwhile.
    pub clash: EditId,
    /// What enter does.
    pub side: Side,
}

/// Whether a terminal has room for the pane and enough of a board above it.
pub fn fits(size: Size) -> bool {
    size.width >= 40 && size.height >= 20
}

/// Which clash is shown below the board, and what has the keys in it.
pub fn docked(model: &Model) -> Option<(usize, Option<&Decision>)> {
    model.board.columns.as_ref().filter(|_| fits(model.size) && !model.clashes.is_empty())?;
    let decision = model.overlays.iter().find_map(|overlay| match overlay {
        Overlay::Clash(decision) => Some(decision),
        Overlay::List(_)
        | Overlay::Card(_)
        | Overlay::Line(_)
        | Overlay::Stuck(_)
        | Overlay::History(_)
        | Overlay::Compose(_)
        | Overlay::Create(_)
        | Overlay::Confirm(_) => None,
    });
    match decision {
        Some(decision) => {
            let place = model.clashes.iter().position(|clash| clash.edit == decision.clash)?;
            Some((place, Some(decision)))
        }
        None => (model.dock == Dock::Shown).then_some((0, None)),
    }
}

/// Gives the pane the keys, if there is one to show and room for it. Returns whether it has them.
pub fn enter(model: &mut Model) -> bool {
    let Some(first) = model.clashes.first().filter(|_| fits(model.size) && model.board.columns.is_some())
    else {
        return false;
    };
    let decision = Decision { clash: first.edit, side: Side::default() };
    model.dock = Dock::Shown;
    model.overlays.push(Overlay::Clash(decision));
    true
}

/// Docks the pane once nothing else is going on, and lets go of what is decided.
pub fn settle(model: &mut Model) {
    let Model { clashes, overlays, .. } = model;
    let place = |decision: &Decision| clashes.iter().position(|clash| clash.edit == decision.clash);
    overlays.retain(|overlay| !matches!(overlay, Overlay::Clash(of) if place(of).is_none()));
    if !fits(model.size) {
        for overlay in overlays {
            if let Overlay::Clash(decision) = overlay {
                let cursor = place(decision).unwrap_or(0);
                *overlay = Overlay::Stuck(Stuck { cursor, whole: false });
            }
        }
    }
    if model.clashes.is_empty() {
        model.dock = Dock::Waiting;
    } else if model.dock == Dock::Waiting && is_calm(model) {
        model.dock = Dock::Shown;
        model.dirty = true;
    }
}

/// Whether nothing is going on that a board which makes room would disturb.
fn is_calm(model: &Model) -> bool {
    model.overlays.is_empty()
        && model.typed.chords.is_empty()
        && model.board.drag.is_none()
        && model.board.filter.editing.is_none()
        && !model.mouse.is_down()
}

impl Decision {
    /// Obeys an action of its own.
    pub fn update(&mut self, action: ClashAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        match action {
            ClashAction::NextSide => self.side = self.side.turned(1),
            ClashAction::PreviousSide => self.side = self.side.turned(Side::ALL.len() - 1),
            ClashAction::TakeSide => return self.decide(self.side.action(), board, cx),
            ClashAction::ListStuck => {
                let cursor = self.place(cx);
                cx.overlays.push(Overlay::Stuck(Stuck { cursor, whole: false }));
                return Fate::Closes;
            }
            ClashAction::PutAway => {
                put_away(cx);
                return Fate::Closes;
            }
        }
        Fate::Stays
    }

    /// Obeys an action of the list of what waits, for the one clash that is shown.
    pub fn decide(&mut self, action: StuckAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        let place = self.place(cx);
        let go_to = match action {
            StuckAction::StuckDown => (place + 1).min(cx.clashes.len().saturating_sub(1)),
            StuckAction::StuckUp => place.saturating_sub(1),
            StuckAction::ShowStuck => {
                cx.overlays.push(Overlay::Stuck(Stuck { cursor: place, whole: true }));
                return Fate::Stays;
            }
            StuckAction::CloseStuck => return self.update(ClashAction::PutAway, board, cx),
            StuckAction::KeepMine
            | StuckAction::TakeTheirs
            | StuckAction::EditClash
            | StuckAction::Retry
            | StuckAction::DropEdit => {
                Stuck { cursor: place, whole: false }.update(action, board, cx);
                // The next one moves up to the place of a decided one.
                place.min(cx.clashes.len().saturating_sub(1))
            }
        };
        let Some(clash) = cx.clashes.get(go_to) else { return Fate::Closes };
        if self.clash != clash.edit {
            *self = Self { clash: clash.edit, side: Side::default() };
        }
        Fate::Stays
    }

    fn place(&self, cx: &Cx<'_>) -> usize {
        cx.clashes.iter().position(|clash| clash.edit == self.clash).unwrap_or(0)
    }
}

/// Takes the pane off the screen until the next clash, or until it is asked for.
pub fn put_away(cx: &mut Cx<'_>) {
    if *cx.dock == Dock::Shown {
        *cx.dock = Dock::Away;
        let many = if cx.clashes.len() == 1 { "The conflict waits" } else { "The conflicts wait" };
        cx.say(Tone::Info, format!("{many}: ! shows it again."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{line, model, press};
    use crate::app::overlay::history_tests::clash;
    use crate::app::{Message, update};

    const BOARD: &str = "Todo: A, B, C | Doing: D | Done:";

    /// Ours of the first card is Doing; theirs comes as Done.
    fn moved() -> Model {
        let mut model = model(BOARD, 120, 36);
        press(&mut model, "L wait h");
        model
    }

    #[test]
    fn a_clash_docks_a_pane_that_leaves_the_keys_to_the_board() {
        let mut model = moved();
        let before = line(&model);
        clash(&mut model, "I1", "Done");
        assert_eq!(docked(&model), Some((0, None)));
        assert_eq!((line(&model), model.overlays.len()), (before, 0));
        press(&mut model, "j");
        assert_eq!(line(&model), "Todo: 2 [3] | Doing: 1 4 | Done: ", "keys go to the board");
    }

    #[test]
    fn the_key_of_what_waits_enters_it_at_edit_and_enter_writes_another_value() {
        let mut model = moved();
        clash(&mut model, "I1", "Done");
        press(&mut model, "!");
        let chosen = docked(&model).and_then(|(_, decision)| decision).map(|decision| decision.side);
        assert_eq!(chosen, Some(Side::Another));
        press(&mut model, "enter \"Todo\" enter");
        assert_eq!((model.clashes.len(), model.overlays.len(), docked(&model)), (0, 0, None));
        assert_eq!(line(&model), "Todo: 1 [2] 3 | Doing: 4 | Done: ");
    }

    #[test]
    fn a_side_is_chosen_and_taken() {
        for keys in ["! h enter", "! t", "! l l enter", "! tab tab enter"] {
            let mut model = moved();
            clash(&mut model, "I1", "Done");
            press(&mut model, keys);
            assert_eq!(line(&model), "Todo: [2] 3 | Doing: 4 | Done: 1", "{keys}");
            assert_eq!((docked(&model), model.overlays.len()), (None, 0), "{keys}: it goes by itself");
        }
    }

    #[test]
    fn it_waits_until_hands_are_free() {
        for (begins, ends) in [("space", "esc"), ("n", "esc"), ("/", "esc"), ("enter", "esc"), ("e", "esc")] {
            let mut model = moved();
            press(&mut model, begins);
            clash(&mut model, "I1", "Done");
            assert_eq!(docked(&model), None, "{begins}");
            assert!(model.notices.current().is_some(), "{begins}: it is said all the same");
            press(&mut model, ends);
            assert_eq!(docked(&model), Some((0, None)), "{begins}");
        }
    }

    #[test]
    fn once_there_it_stays_while_something_is_done() {
        let mut model = moved();
        clash(&mut model, "I1", "Done");
        press(&mut model, "space");
        assert_eq!(docked(&model), Some((0, None)), "the board does not jump under a lifted card");
    }

    #[test]
    fn escape_on_the_board_puts_it_away_once_it_has_nothing_else_to_do() {
        let mut model = moved();
        clash(&mut model, "I1", "Done");
        press(&mut model, "x esc");
        assert!(model.board.selection.is_empty());
        assert_eq!(docked(&model), Some((0, None)), "it was needed for the selection");
        press(&mut model, "esc");
        assert_eq!((docked(&model), model.clashes.len()), (None, 1));
        press(&mut model, "! esc");
        assert_eq!((docked(&model), model.overlays.len()), (None, 0));
        press(&mut model, "k L wait");
        clash(&mut model, "I2", "Done");
        assert_eq!(docked(&model), Some((0, None)), "a new one brings it back");
    }

    #[test]
    fn a_small_terminal_lists_it_instead() {
        let mut model = moved();
        update(&mut model, Message::Resize(Size { width: 40, height: 12 }));
        clash(&mut model, "I1", "Done");
        assert_eq!(docked(&model), None);
        press(&mut model, "!");
        assert!(matches!(model.overlays.last(), Some(Overlay::Stuck(_))));
        press(&mut model, "esc");
        update(&mut model, Message::Resize(Size { width: 80, height: 24 }));
        assert_eq!(docked(&model), Some((0, None)));
        press(&mut model, "!");
        update(&mut model, Message::Resize(Size { width: 40, height: 12 }));
        assert!(matches!(model.overlays.last(), Some(Overlay::Stuck(_))), "it can be decided here too");
    }

    #[test]
    fn one_after_the_other_is_decided_and_what_is_settled_elsewhere_takes_no_key() {
        let mut model = moved();
        press(&mut model, "L wait h");
        let second = model.replica.as_ref().expect("a project").pending().last().expect("a move").id;
        clash(&mut model, "I1", "Done");
        let mut other = model.clashes[0].clone();
        other.edit = second;
        other.mine = other.mine.renamed(&"I1".into(), &"I2".into());
        other.theirs = other.theirs.renamed(&"I1".into(), &"I2".into());
        model.clashes.push(other);
        press(&mut model, "! j");
        assert_eq!(docked(&model).map(|(place, _)| place), Some(1));
        press(&mut model, "k m");
        assert_eq!(docked(&model).and_then(|(_, decision)| Some(decision?.clash)), Some(second));
        update(&mut model, Message::Sync(crate::sync::Event::Settled(second)));
        assert_eq!((docked(&model), model.overlays.len()), (None, 0));
    }

    #[test]
    fn all_that_waits_is_a_key_further() {
        let mut model = moved();
        clash(&mut model, "I1", "Done");
        press(&mut model, "! !");
        assert!(matches!(&model.overlays[..], [Overlay::Stuck(_)]));
    }
}
