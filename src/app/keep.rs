//! Keeps what is being written: on disk soon after a key, so that not even a crash loses more than the last second of typing.

use chrono::TimeDelta;

use super::message::Effect;
use super::model::Model;
use super::overlay::Overlay;
use crate::domain::Timestamp;
use crate::sync::Command;

/// How long after a key what is written is kept.
const DELAY: TimeDelta = TimeDelta::seconds(1);

/// What of the text that is being written the store has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keeping {
    /// Under what name, and what; none while nothing is kept there.
    kept: Option<(&'static str, serde_json::Value)>,
    /// When what was typed since is to be kept.
    due: Option<Timestamp>,
}

impl Keeping {
    /// Begins with what was there at the start.
    pub fn of(overlays: &[Overlay]) -> Self {
        Self { kept: written(overlays), due: None }
    }

    /// When the program must wake up to keep something.
    pub fn due(&self) -> Option<Timestamp> {
        self.due
    }
}

/// Something was typed: it is kept a little later, together with what is typed until then.
pub(super) fn typed(model: &mut Model) {
    if model.overlays.iter().any(Overlay::keeps) {
        model.keeping.due.get_or_insert(model.now + DELAY);
    }
}

/// Keeps what is due, and forgets what is no longer being written.
pub(super) fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.leaving || model.replica.is_none() {
        return;
    }
    let open = model.overlays.iter().any(Overlay::keeps);
    let is_due = model.keeping.due.is_some_and(|due| due <= model.now);
    if open && !is_due {
        return;
    }
    model.keeping.due = None;
    if written(&model.overlays) != model.keeping.kept {
        keep(model, effects);
    }
}

/// Keeps where the user is, and what is being written.
pub(super) fn keep(model: &mut Model, effects: &mut Vec<Effect>) {
    let mut place = model.board.remember();
    model.keeping = Keeping::of(&model.overlays);
    if let Some((name, written)) = &model.keeping.kept {
        place[*name] = written.clone();
    }
    effects.push(Effect::Sync(Command::Remember(place)));
}

fn written(overlays: &[Overlay]) -> Option<(&'static str, serde_json::Value)> {
    overlays.iter().find_map(Overlay::written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{model, press};
    use crate::app::{Message, update};

    const BOARD: &str = "Todo: Fix login, Write docs | Doing: Ship | Done:";

    /// What the store is to remember of what is written, once the time to keep it has come.
    fn kept(model: &mut Model, keys: &str, name: &str) -> Option<serde_json::Value> {
        press(model, keys);
        let due = model.wants_tick().expect("something is to be kept");
        assert!(due <= model.now + DELAY, "soon");
        model.now = due;
        update(model, Message::Tick(due)).into_iter().find_map(|effect| match effect {
            Effect::Sync(Command::Remember(place)) => place.get(name).cloned(),
            _ => None,
        })
    }

    #[test]
    fn what_is_typed_is_kept_a_second_later_and_not_again() {
        let mut model = model(BOARD, 120, 40);
        let comment = kept(&mut model, "c \"Looks good\"", "draft").expect("it is kept");
        assert!(comment.to_string().contains("Looks good"), "{comment}");
        assert_eq!(model.keeping.due(), None, "the program sleeps");
        let later = model.now + DELAY;
        let after = update(&mut model, Message::Tick(later));
        assert_eq!(after, [], "nothing was typed since");
        assert!(kept(&mut model, "\"!\"", "draft").expect("it is kept").to_string().contains("good!"));
    }

    #[test]
    fn a_line_and_a_title_are_kept_as_well() {
        let mut first = model(BOARD, 120, 40);
        let line = kept(&mut first, "n \"Buy cake\"", "line").expect("it is kept");
        assert!(line.to_string().contains("Buy cake"), "{line}");
        let mut second = model(BOARD, 120, 40);
        let title = kept(&mut second, "e t \" soon\"", "title").expect("it is kept");
        assert!(title.to_string().contains("Fix login soon"), "{title}");
    }

    #[test]
    fn what_is_saved_or_thrown_away_is_not_kept_any_longer() {
        for leave in ["ctrl+s", "esc y"] {
            let mut model = model(BOARD, 120, 40);
            kept(&mut model, "c \"Looks good\"", "draft").expect("it is kept");
            let effects = press(&mut model, leave);
            let last = effects.iter().rev().find_map(|effect| match effect {
                Effect::Sync(Command::Remember(place)) => Some(place.get("draft").is_none()),
                _ => None,
            });
            assert_eq!(last, Some(true), "{leave}: {effects:?}");
        }
    }

    #[test]
    fn a_filter_that_was_not_kept_is_none_at_the_next_start() {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, "/ \"docs\" enter / \"qqq\"");
        let effects = update(&mut model, Message::Act(crate::input::GlobalAction::Quit.into()));
        let place = effects.iter().find_map(|effect| match effect {
            Effect::Sync(Command::Remember(place)) => Some(place.to_string()),
            _ => None,
        });
        let place = place.expect("where the user was is kept");
        assert!(place.contains("docs") && !place.contains("qqq"), "{place}");
    }
}
