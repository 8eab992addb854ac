//! Help and palette: the table of actions as a list.

use super::list::{Choice, Kind, List};
use super::pick::Pick;
use crate::app::widget::{Entry, Picker};
use crate::config::Command;
use crate::domain::ItemId;
use crate::input::action::TABLE;
use crate::input::{Keymap, Meaning, Scope};

/// What help groups the user's commands by.
pub const COMMANDS: &str = "your commands";

/// Every action with its keys, in the order of the table.
pub fn help(keymap: &Keymap, commands: &[Command]) -> List {
    let actions = TABLE.iter().map(|row| Entry {
        label: format!("{} {}", row.scope.name(), row.help),
        note: keymap.keys(row.action).join("  "),
        value: Choice::Do(row.action),
    });
    let own =
        own(keymap, commands).map(|entry| Entry { label: format!("{COMMANDS} {}", entry.label), ..entry });
    List { title: "Keys".to_owned(), picker: Picker::new(actions.chain(own).collect()), kind: Kind::Keys }
}

/// The user's commands with their keys.
fn own(keymap: &Keymap, commands: &[Command]) -> impl Iterator<Item = Entry<Choice>> {
    commands.iter().enumerate().map(|(place, command)| {
        let about = command.about.trim_end_matches('.');
        let label =
            if about.is_empty() { command.name.clone() } else { format!("{}: {about}", command.name) };
        let note = keymap.keys_of(Meaning::Command(place)).join("  ");
        Entry { label, note, value: Choice::Run(place) }
    })
}

/// The actions and commands that make sense when chosen from a list.
pub fn palette(keymap: &Keymap, commands: &[Command], cards: Vec<ItemId>) -> List {
    let useful = |scope| match scope {
        Scope::Board | Scope::View | Scope::Edit | Scope::Global => true,
        Scope::Lifted
        | Scope::Filter
        | Scope::Card
        | Scope::List
        | Scope::Line
        | Scope::Stuck
        | Scope::Clash
        | Scope::Create
        | Scope::Form
        | Scope::History
        | Scope::Compose
        | Scope::Typing
        | Scope::Confirm => false,
    };
    let entries = TABLE.iter().filter(|row| useful(row.scope)).map(|row| Entry {
        label: format!("{}: {}", row.name.replace('-', " "), row.help.trim_end_matches('.')),
        note: keymap.keys(row.action).join("  "),
        value: Choice::Do(row.action),
    });
    let picker = Picker::new(entries.chain(own(keymap, commands)).collect());
    let kind = Kind::Palette { actions: picker.entries.len(), pick: Pick { cards, ..Pick::default() } };
    List { title: "Do".to_owned(), picker, kind }
}
