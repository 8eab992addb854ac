//! The focused card beside the board, on terminals that are wide enough.

use chrono::TimeDelta;

use super::Board;
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::notice::Tone;
use crate::app::overlay::Card;
use crate::domain::{Relations, Timestamp};
use crate::sync::Command;

/// From how many columns on the board stays visible beside a card.
pub const WIDE: u16 = 140;
/// How long the focus rests on a card before GitHub is asked about it, in milliseconds.
const REST: TimeDelta = TimeDelta::milliseconds(300);

/// The pane beside the board.
#[derive(Debug, Default)]
pub struct Pane {
    /// The focused card, as it is known.
    pub card: Option<Card>,
    /// When GitHub is asked about it; none when it was.
    asks_at: Option<Timestamp>,
}

impl Board {
    /// Shows the pane or no longer does; where there is no room for it, opens the card instead.
    pub(super) fn toggle_pane(&mut self, cx: &mut Cx<'_>) {
        if self.pane.take().is_some() {
            return;
        }
        if cx.size.width >= WIDE {
            self.pane = Some(Pane::default());
            return;
        }
        let text = format!(
            "The pane beside the board needs {WIDE} columns, here are {}: the card is open instead.",
            cx.size.width
        );
        cx.say(Tone::Info, text);
        self.open_card(cx);
    }

    /// When GitHub is to be asked about the card in the pane.
    pub fn pane_asks(&self) -> Option<Timestamp> {
        self.pane.as_ref()?.asks_at
    }

    /// Has the pane follow the focus: the disk is asked at once, GitHub once the focus rests.
    pub fn settle_pane(&mut self, relations: &mut Relations, cx: &mut Cx<'_>) {
        let Some(pane) = &mut self.pane else { return };
        let focused = self.cursor.item.as_ref().filter(|_| cx.size.width >= WIDE);
        if pane.card.as_ref().map(|card| &card.item) != focused {
            pane.card = focused.cloned().map(Card::new);
            pane.asks_at = focused.map(|_| cx.now + REST);
            let peek = focused.map(|item| Effect::Sync(Command::Peek(item.clone())));
            cx.effects.extend(peek);
        }
        let Some(card) = &mut pane.card else { return };
        if pane.asks_at.is_some_and(|at| at <= cx.now) {
            pane.asks_at = None;
            cx.effects.push(Effect::Sync(Command::Load(card.item.clone())));
        }
        relations.settle(cx.replica);
        card.settle(cx.replica, relations, cx.settings);
    }
}

#[cfg(test)]
mod tests {
    use crate::app::fixture::{model, press, read};
    use crate::app::{Effect, Message, Model, Overlay, Size, update};
    use crate::domain::ItemId;
    use crate::sync::Command;

    const BOARD: &str = "Todo: A, B, C | Doing:";

    fn asked(effects: &[Effect]) -> String {
        let word = |effect: &Effect| {
            if let Effect::Sync(Command::Peek(item)) = effect {
                Some(format!("disk {item}"))
            } else if let Effect::Sync(Command::Load(item)) = effect {
                Some(format!("GitHub {item}"))
            } else {
                None
            }
        };
        effects.iter().filter_map(word).collect::<Vec<_>>().join(", ")
    }

    fn shown(model: &Model) -> Option<&ItemId> {
        model.board.pane.as_ref()?.card.as_ref().map(|card| &card.item)
    }

    #[test]
    fn the_pane_follows_the_focus_and_asks_github_only_where_it_rests() {
        let mut model = model(BOARD, 160, 40);
        assert_eq!(asked(&press(&mut model, "p j j")), "disk I1, disk I2, disk I3");
        assert_eq!(model.wants_tick(), model.board.pane_asks());
        assert_eq!(asked(&press(&mut model, "wait")), "GitHub I3");
        assert_eq!(asked(&press(&mut model, "wait wait")), "");
        assert_eq!(shown(&model), Some(&"I3".into()));
        press(&mut model, "l");
        assert_eq!(shown(&model), None, "there is no card in the column");
        press(&mut model, "p h");
        assert!(model.board.pane.is_none());
    }

    #[test]
    fn enter_goes_into_the_pane_and_esc_back() {
        let mut model = model(BOARD, 160, 40);
        press(&mut model, "p");
        update(&mut model, Message::Sync(read("I1".into(), "The text")));
        press(&mut model, "enter");
        let Some(Overlay::Card(card)) = model.overlays.last() else { panic!("the card has the keys") };
        assert_eq!(card.text(model.replica.as_ref().expect("a project")), Some("The text"), "known at once");
        press(&mut model, "esc j");
        assert!(model.overlays.is_empty());
        assert_eq!(shown(&model), Some(&"I2".into()));
    }

    #[test]
    fn a_narrow_terminal_says_why_and_opens_the_card() {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, "p");
        let said = &model.notices.current().expect("it says why").text;
        assert_eq!(
            said,
            "The pane beside the board needs 140 columns, here are 120: the card is open instead."
        );
        assert!(matches!(model.overlays.last(), Some(Overlay::Card(_))));
    }

    #[test]
    fn a_terminal_that_shrinks_hides_the_pane_until_it_grows_again() {
        let mut model = model(BOARD, 160, 40);
        press(&mut model, "p");
        update(&mut model, Message::Resize(Size { width: 100, height: 40 }));
        assert_eq!(asked(&press(&mut model, "j wait")), "");
        update(&mut model, Message::Resize(Size { width: 160, height: 40 }));
        assert_eq!(shown(&model), Some(&"I2".into()));
        assert_eq!(model.board.remember()["pane"], true, "and it is there at the next start");
    }
}
