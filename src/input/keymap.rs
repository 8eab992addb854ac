//! Which keys do what, and where.

use std::collections::BTreeMap;

use super::action::{Action, Row, Scope, TABLE};
use super::chord::{Chord, NotAKey};

/// The keys of every action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Binding {
    scope: Scope,
    chords: Vec<Chord>,
    action: Action,
}

/// What the keys pressed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Do this.
    Action(Action),
    /// Some action begins so.
    Begun,
    /// Nothing.
    Nothing,
}

/// A key table can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// There is no such action.
    #[error("there is no action `{0}`")]
    Action(String),
    /// A key of an action can't be read.
    #[error("{action}: {wrong}")]
    Key {
        /// Whose.
        action: Action,
        /// What is wrong.
        wrong: NotAKey,
    },
    /// Two actions want the same keys in the same place.
    #[error("`{keys}` means both `{one}` and `{other}`")]
    Clash {
        /// The keys.
        keys: String,
        /// The first.
        one: Action,
        /// The second.
        other: Action,
    },
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(&BTreeMap::new()).expect("a test reads every default")
    }
}

impl Keymap {
    /// The defaults, with other keys for the actions that are named.
    pub fn new(changed: &BTreeMap<String, Vec<String>>) -> Result<Self, Wrong> {
        if let Some(unknown) = changed.keys().find(|name| Action::named(name).is_none()) {
            return Err(Wrong::Action(unknown.clone()));
        }
        let mut bindings: Vec<Binding> = Vec::new();
        for row in TABLE {
            for chords in keys(row, changed.get(row.name))? {
                let same = |other: &&Binding| {
                    other.scope == row.scope
                        && (other.chords.starts_with(&chords) || chords.starts_with(&other.chords))
                };
                if let Some(other) = bindings.iter().find(same) {
                    return Err(Wrong::Clash { keys: print(&chords), one: other.action, other: row.action });
                }
                bindings.push(Binding { scope: row.scope, chords, action: row.action });
            }
        }
        Ok(Self { bindings })
    }

    /// What the keys pressed mean; an earlier scope goes before a later one.
    pub fn find(&self, scopes: &[Scope], typed: &[Chord]) -> Found {
        for scope in scopes {
            for binding in self.bindings.iter().filter(|binding| binding.scope == *scope) {
                if binding.chords == typed {
                    return Found::Action(binding.action);
                }
                if binding.chords.starts_with(typed) {
                    return Found::Begun;
                }
            }
        }
        Found::Nothing
    }

    /// What may follow the keys pressed: the rest of the keys and what they do, each action once, in the order of the table.
    pub fn following(&self, scopes: &[Scope], typed: &[Chord]) -> Vec<(String, Action)> {
        let mut all: Vec<(String, Action)> = Vec::new();
        for scope in scopes {
            let begun = |binding: &&Binding| {
                binding.scope == *scope
                    && binding.chords.len() > typed.len()
                    && binding.chords.starts_with(typed)
            };
            for binding in self.bindings.iter().filter(begun) {
                if !all.iter().any(|(_, action)| *action == binding.action) {
                    all.push((print(&binding.chords[typed.len()..]), binding.action));
                }
            }
        }
        all
    }

    /// The keys of an action as people read them, the usual one first.
    pub fn keys(&self, action: impl Into<Action>) -> Vec<String> {
        let action = action.into();
        self.bindings
            .iter()
            .filter(|binding| binding.action == action)
            .map(|binding| print(&binding.chords))
            .collect()
    }

    /// The usual key of an action; empty when it has none.
    pub fn key(&self, action: impl Into<Action>) -> String {
        self.keys(action).into_iter().next().unwrap_or_default()
    }
}

fn keys(row: &Row, changed: Option<&Vec<String>>) -> Result<Vec<Vec<Chord>>, Wrong> {
    let read = |text: &str| Chord::sequence(text).map_err(|wrong| Wrong::Key { action: row.action, wrong });
    match changed {
        Some(texts) => texts.iter().map(|text| read(text)).collect(),
        None => row.keys.iter().map(|text| read(text)).collect(),
    }
}

fn print(chords: &[Chord]) -> String {
    chords.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{BoardAction, LiftedAction};

    fn typed(text: &str) -> Vec<Chord> {
        Chord::sequence(text).expect("a key in a test")
    }

    fn changed(action: &str, keys: &[&str]) -> Result<Keymap, Wrong> {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Keymap::new(&BTreeMap::from([(action.to_owned(), keys)]))
    }

    #[test]
    fn every_default_is_a_key_and_none_clashes() {
        assert_eq!(Keymap::new(&BTreeMap::new()).err(), None);
    }

    #[test]
    fn the_nearest_scope_has_the_first_say() {
        let keymap = Keymap::default();
        let board = [Scope::Board, Scope::Global];
        let lifted = [Scope::Lifted, Scope::Board, Scope::Global];
        assert_eq!(keymap.find(&board, &typed("enter")), Found::Action(BoardAction::OpenCard.into()));
        assert_eq!(keymap.find(&lifted, &typed("enter")), Found::Action(LiftedAction::Drop.into()));
        assert_eq!(keymap.find(&board, &typed("s")), Found::Begun);
        assert_eq!(keymap.find(&board, &typed("s t")), Found::Action(BoardAction::NudgeTop.into()));
        assert_eq!(keymap.find(&board, &typed("s x")), Found::Nothing);
    }

    #[test]
    fn configuration_moves_an_action_to_other_keys() {
        let keymap = changed("lift", &["x", "z z"]).expect("both are free");
        assert_eq!(keymap.keys(BoardAction::Lift), ["x", "z z"]);
        assert_eq!(keymap.find(&[Scope::Board], &typed("space")), Found::Nothing);
    }

    #[test]
    fn a_wrong_key_table_says_what_is_wrong() {
        assert_eq!(changed("fly", &["x"]), Err(Wrong::Action("fly".into())));
        let text = |wrong: Result<Keymap, Wrong>| wrong.map_or_else(|w| w.to_string(), |_| String::new());
        assert_eq!(text(changed("lift", &["j"])), "`j` means both `down` and `lift`");
        assert!(text(changed("lift", &["hyper+j"])).starts_with("lift: `hyper+j` is not a key"));
    }
}
