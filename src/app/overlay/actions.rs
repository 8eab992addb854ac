//! Help and palette: the table of actions as a list.

use super::list::{Choice, Kind, List};
use super::pick::Pick;
use crate::app::widget::{Entry, Picker};
use crate::domain::ItemId;
use crate::input::action::TABLE;
use crate::input::{Keymap, Scope};

/// Every action with its keys, in the order of the table.
pub fn help(keymap: &Keymap) -> List {
    let entries = TABLE.iter().map(|row| Entry {
        label: format!("{} {}", row.scope.name(), row.help),
        note: keymap.keys(row.action).join("  "),
        value: Choice::Do(row.action),
    });
    List { title: "Keys".to_owned(), picker: Picker::new(entries.collect()), kind: Kind::Keys }
}

/// The actions that make sense when chosen from a list.
pub fn palette(keymap: &Keymap, cards: Vec<ItemId>) -> List {
    let useful = |scope| match scope {
        Scope::Board | Scope::View | Scope::Edit | Scope::Global => true,
        Scope::Lifted
        | Scope::Filter
        | Scope::Card
        | Scope::List
        | Scope::Ask
        | Scope::Line
        | Scope::Stuck
        | Scope::Create
        | Scope::Compose
        | Scope::Confirm => false,
    };
    let entries = TABLE.iter().filter(|row| useful(row.scope)).map(|row| Entry {
        label: format!("{}: {}", row.name.replace('-', " "), row.help.trim_end_matches('.')),
        note: keymap.keys(row.action).join("  "),
        value: Choice::Do(row.action),
    });
    let picker = Picker::new(entries.collect());
    let kind = Kind::Palette { actions: picker.entries.len(), pick: Pick { cards, ..Pick::default() } };
    List { title: "Do".to_owned(), picker, kind }
}
