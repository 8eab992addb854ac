//! Keeps what is being written: on disk soon after a key, so that not even a crash loses more than the last second of typing.

use chrono::TimeDelta;

use super::message::Effect;
use super::model::Model;
use super::overlay::Overlay;

/// How long after a key what is written is kept.
const DELAY: TimeDelta = TimeDelta::seconds(1);

/// Something was typed: it is kept a little later, together with what is typed until then.
pub(super) fn typed(model: &mut Model) {
    if model.replica.is_some() && !model.leaving && model.overlays.iter().any(Overlay::keeps) {
        model.keep_at.get_or_insert(model.now + DELAY);
    }
}

/// Keeps every text that is being written.
pub(super) fn all(model: &mut Model, effects: &mut Vec<Effect>) {
    let Model { overlays, ids, now, .. } = model;
    let kept = overlays.iter_mut().filter_map(|overlay| overlay.put_away(|| ids.next(*now)));
    effects.extend(kept.map(Effect::Sync));
    model.keep_at = None;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{model, press};
    use crate::app::overlay::line::LineEdit;
    use crate::app::{Message, update};
    use crate::domain::EditId;
    use crate::sync::Command;

    const BOARD: &str = "Todo: Fix login, Write docs | Doing: Ship | Done:";

    /// What the store is to remember of what is written, once the time to keep it has come.
    fn kept(model: &mut Model, keys: &str, name: &str) -> Option<serde_json::Value> {
        press(model, keys);
        let due = model.wants_tick().expect("something is to be kept");
        assert!(due <= model.now + DELAY, "soon");
        model.now = due;
        update(model, Message::Tick(due)).into_iter().find_map(|effect| {
            let Effect::Sync(Command::Keep { written, .. }) = effect else { return None };
            written?.get(name).cloned()
        })
    }

    #[test]
    fn what_is_typed_is_kept_a_second_later_and_not_again() {
        let mut model = model(BOARD, 120, 40);
        let comment = kept(&mut model, "c \"Looks good\"", "draft").expect("it is kept");
        assert!(comment.to_string().contains("Looks good"), "{comment}");
        assert_eq!(model.keep_at, None, "the program sleeps");
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
        let view = second.replica.as_ref().expect("a project").view();
        let again = LineEdit::restore(EditId(uuid::Uuid::nil()), &title, view).expect("the card is there");
        assert_eq!(again.line.text(), "Fix login soon");
    }

    #[test]
    fn what_is_saved_or_thrown_away_is_not_kept_any_longer() {
        for leave in ["ctrl+s", "esc y"] {
            let mut model = model(BOARD, 120, 40);
            kept(&mut model, "c \"Looks good\"", "draft").expect("it is kept");
            let effects = press(&mut model, leave);
            let forgets =
                |effect: &Effect| matches!(effect, Effect::Sync(Command::Keep { written: None, .. }));
            assert!(effects.iter().any(forgets), "{leave}: {effects:?}");
        }
    }

    #[test]
    fn a_filter_that_was_not_kept_is_none_at_the_next_start() {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, "/ \"docs\" enter / \"qqq\"");
        let effects = update(&mut model, Message::Act(crate::input::GlobalAction::Quit.into()));
        let place = effects.iter().find_map(|effect| {
            let Effect::Sync(Command::Remember(place)) = effect else { return None };
            Some(place.to_string())
        });
        let place = place.expect("where the user was is kept");
        assert!(place.contains("docs") && !place.contains("qqq"), "{place}");
    }
}
