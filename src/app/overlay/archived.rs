//! The cards in the archive: no board shows them.

use super::list::{Choice, List};
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::app::widget::{Entry, Picker};
use crate::domain::item::Item;

/// Lists them, the one changed last first; says so where there is none.
pub fn open(cx: &mut Cx<'_>) {
    let mut cards: Vec<&Item> =
        cx.replica.view().items().map(|item| &**item).filter(|item| item.archived).collect();
    if cards.is_empty() {
        return cx.say(Tone::Info, "No card is archived.");
    }
    cards.sort_by_key(|item| std::cmp::Reverse(item.updated_at));
    let line = |item: &&Item| {
        let label = match item.number() {
            Some(number) => format!("#{number} {}", item.title()),
            None => item.title().to_owned(),
        };
        let note = item.repository().map(ToString::to_string).unwrap_or_default();
        Entry { label, note, value: Choice::Show(item.id.clone()) }
    };
    let entries = cards.iter().map(line).collect();
    cx.overlays.push(List::plain("Archived", Picker::new(entries)).into());
}
