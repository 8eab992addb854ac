//! Which keys do what, and where.

use std::fmt;

use super::action::{Action, Scope, TABLE};
use super::chord::{Chord, NotAKey};
use super::preset::{Keys, Preset};
use crate::domain::name;

/// The keys of every action and of the user's commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Binding {
    scope: Scope,
    chords: Vec<Chord>,
    meaning: Meaning,
}

/// What keys are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Something of the table.
    Action(Action),
    /// A command of the user's, by its place in the settings.
    Command(usize),
}

/// What the keys pressed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Do this.
    Action(Action),
    /// Run this command of the user's.
    Command(usize),
    /// Some action begins so.
    Begun,
    /// Nothing.
    Nothing,
}

/// A command of the user's: its name and its keys.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// What it is called.
    pub name: &'a str,
    /// As they are written.
    pub keys: &'a [String],
}

/// Keys of an outer scope that a nearer one hides. That is allowed: the nearest scope has the first say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The keys.
    pub keys: String,
    /// What they no longer do there.
    pub action: Action,
    /// What they do instead.
    pub by: Action,
}

/// Who wants some keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// An action, and all keys it has.
    Action(Action, Vec<String>),
    /// A command of the user's, by its name.
    Command(String),
}

/// A key table can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// There is no such action.
    #[error("there is no action `{name}`")]
    Action {
        /// What is written.
        name: String,
        /// The name that was probably meant.
        near: Option<&'static str>,
    },
    /// A key of an action can't be read.
    #[error("{action}: {wrong}")]
    Key {
        /// Whose.
        action: Action,
        /// What is wrong.
        wrong: NotAKey,
    },
    /// A key of a command can't be read.
    #[error("the command `{command}`: {wrong}")]
    CommandKey {
        /// Whose.
        command: String,
        /// What is wrong.
        wrong: NotAKey,
    },
    /// Two want the same keys in the same place, or keys that the other's begin with.
    #[error("{}", clash(keys, other_keys, one, other))]
    Clash {
        /// The keys of the first.
        keys: String,
        /// The keys of the second.
        other_keys: String,
        /// The first.
        one: Side,
        /// The second.
        other: Side,
    },
}

fn clash(keys: &str, other_keys: &str, one: &Side, other: &Side) -> String {
    if keys == other_keys {
        format!("`{keys}` means both {one} and {other}")
    } else {
        format!("`{keys}` is {one}, and `{other_keys}` is {other}: one begins with the other")
    }
}

impl Wrong {
    /// What to write so that it is right.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Action { near: Some(near), .. } => Some(format!("did you mean `{near}`?")),
            Self::Action { near: None, .. } => {
                Some("`?` on the board lists the actions; README names them".to_owned())
            }
            Self::Key { .. } | Self::CommandKey { .. } => None,
            Self::Clash { keys, other_keys, one, other } => {
                let ways: Vec<String> = [one.without(keys), other.without(other_keys)].into();
                Some(format!("write {}", ways.join(", or ")))
            }
        }
    }
}

impl Side {
    /// How to leave some keys to the other side.
    fn without(&self, keys: &str) -> String {
        match self {
            Self::Action(action, all) => {
                let left = all.iter().filter(|one| *one != keys).map(|one| format!("\"{one}\""));
                let left = left.collect::<Vec<_>>().join(", ");
                format!("`{action} = [{left}]` under [keys]")
            }
            Self::Command(name) => format!("other keys for the command `{name}`"),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action(action, _) => write!(f, "`{action}` ({})", action.row().scope.name()),
            Self::Command(name) => write!(f, "the command `{name}`"),
        }
    }
}

/// Where the keys of a command count: as those that change a card, on the board and in an opened card.
const COMMANDS: Scope = Scope::Edit;

/// The scopes in which a command's keys must be free.
const AROUND_COMMANDS: [Scope; 5] = [Scope::Board, Scope::View, Scope::Card, Scope::Edit, Scope::Global];

/// Where a key is looked up on the board, the nearest scope first.
pub const ON_BOARD: &[Scope] = &[Scope::Board, Scope::View, Scope::Edit, Scope::Global];

/// Where a key is looked up in an opened card, the nearest scope first.
pub const IN_CARD: &[Scope] = &[Scope::Card, Scope::Edit, Scope::Global];

/// Where a key is looked up in the pane of a clash, the nearest scope first.
pub const IN_CLASH: &[Scope] = &[Scope::Clash, Scope::Stuck];

impl Default for Keymap {
    fn default() -> Self {
        Self::new(Preset::default(), &Keys::new(), &[]).expect("a test reads every default")
    }
}

impl Keymap {
    /// The keys of the table, over them those of the preset, over them those the user has set; and the user's commands.
    pub fn new(preset: Preset, changed: &Keys, commands: &[Own<'_>]) -> Result<Self, Wrong> {
        let preset = preset.keys();
        if let Some(unknown) = preset.keys().chain(changed.keys()).find(|name| Action::named(name).is_none())
        {
            let near = name::nearest(unknown, TABLE.iter().map(|row| row.name));
            return Err(Wrong::Action { name: unknown.clone(), near });
        }
        let mut wanted: Vec<Binding> = Vec::new();
        for row in TABLE {
            let read = |text: &str| {
                let chords =
                    Chord::sequence(text).map_err(|wrong| Wrong::Key { action: row.action, wrong })?;
                Ok(Binding { scope: row.scope, chords, meaning: Meaning::Action(row.action) })
            };
            match changed.get(row.name).or_else(|| preset.get(row.name)) {
                Some(texts) => {
                    for text in texts {
                        wanted.push(read(text)?);
                    }
                }
                None => {
                    for text in row.keys {
                        wanted.push(read(text)?);
                    }
                }
            }
        }
        for (place, own) in commands.iter().enumerate() {
            for text in own.keys {
                let chords = Chord::sequence(text)
                    .map_err(|wrong| Wrong::CommandKey { command: own.name.to_owned(), wrong })?;
                wanted.push(Binding { scope: COMMANDS, chords, meaning: Meaning::Command(place) });
            }
        }
        let map = Self { bindings: wanted };
        map.check(commands)?;
        Ok(map)
    }

    /// No keys may mean two things in one place, or begin something and be something.
    fn check(&self, commands: &[Own<'_>]) -> Result<(), Wrong> {
        let side = |binding: &Binding| match binding.meaning {
            Meaning::Action(action) => Side::Action(action, self.keys(action)),
            Meaning::Command(place) => Side::Command(commands[place].name.to_owned()),
        };
        for (place, binding) in self.bindings.iter().enumerate() {
            let is_command = matches!(binding.meaning, Meaning::Command(_));
            let meets = |other: &&Binding| {
                let same_place =
                    other.scope == binding.scope || is_command && AROUND_COMMANDS.contains(&other.scope);
                same_place && overlap(&binding.chords, &other.chords)
            };
            if let Some(other) = self.bindings[..place].iter().find(meets) {
                return Err(Wrong::Clash {
                    keys: print(&other.chords),
                    other_keys: print(&binding.chords),
                    one: side(other),
                    other: side(binding),
                });
            }
        }
        Ok(())
    }

    /// The keys that a nearer scope hides where scopes are looked up together: on the board, and in an opened card.
    pub fn hidden(&self) -> Vec<Hidden> {
        let mut all: Vec<Hidden> = Vec::new();
        for scopes in [ON_BOARD, IN_CARD] {
            for (place, scope) in scopes.iter().enumerate() {
                for binding in self.bindings.iter().filter(|binding| binding.scope == *scope) {
                    let nearer = |other: &&Binding| {
                        scopes[..place].contains(&other.scope) && overlap(&binding.chords, &other.chords)
                    };
                    let by = self.bindings.iter().find(nearer).map(|other| other.meaning);
                    if let (Meaning::Action(action), Some(Meaning::Action(by))) = (binding.meaning, by) {
                        all.push(Hidden { keys: print(&binding.chords), action, by });
                    }
                }
            }
        }
        all
    }

    /// What the keys pressed mean; an earlier scope goes before a later one.
    pub fn find(&self, scopes: &[Scope], typed: &[Chord]) -> Found {
        for scope in scopes {
            for binding in self.bindings.iter().filter(|binding| binding.scope == *scope) {
                if binding.chords == typed {
                    return match binding.meaning {
                        Meaning::Action(action) => Found::Action(action),
                        Meaning::Command(place) => Found::Command(place),
                    };
                }
                if binding.chords.starts_with(typed) {
                    return Found::Begun;
                }
            }
        }
        Found::Nothing
    }

    /// The place of some keys among those of an action, the usual ones first.
    pub fn place(&self, action: Action, typed: &[Chord]) -> Option<usize> {
        let mut its = self.bindings.iter().filter(|binding| binding.meaning == Meaning::Action(action));
        its.position(|binding| binding.chords == typed)
    }

    /// What may follow the keys pressed: the rest of the keys and what they do, each thing once, in the order of the table.
    pub fn following(&self, scopes: &[Scope], typed: &[Chord]) -> Vec<(String, Meaning)> {
        let mut all: Vec<(String, Meaning)> = Vec::new();
        for scope in scopes {
            let begun = |binding: &&Binding| {
                binding.scope == *scope
                    && binding.chords.len() > typed.len()
                    && binding.chords.starts_with(typed)
            };
            for binding in self.bindings.iter().filter(begun) {
                if !all.iter().any(|(_, meaning)| *meaning == binding.meaning) {
                    all.push((print(&binding.chords[typed.len()..]), binding.meaning));
                }
            }
        }
        all
    }

    /// The keys of an action as people read them, the usual one first.
    pub fn keys(&self, action: impl Into<Action>) -> Vec<String> {
        self.keys_of(Meaning::Action(action.into()))
    }

    /// The keys of an action or a command as people read them, the usual one first.
    pub fn keys_of(&self, meaning: Meaning) -> Vec<String> {
        let its = self.bindings.iter().filter(|binding| binding.meaning == meaning);
        its.map(|binding| print(&binding.chords)).collect()
    }

    /// The usual key of an action; empty when it has none.
    pub fn key(&self, action: impl Into<Action>) -> String {
        self.keys(action).into_iter().next().unwrap_or_default()
    }
}

/// Whether one of two key sequences begins with the other.
fn overlap(one: &[Chord], other: &[Chord]) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

fn print(chords: &[Chord]) -> String {
    chords.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::preset::PRESETS;
    use crate::input::{BoardAction, GlobalAction, LiftedAction};

    fn typed(text: &str) -> Vec<Chord> {
        Chord::sequence(text).expect("a key in a test")
    }

    fn owned(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    fn changed(action: &str, keys: &[&str]) -> Result<Keymap, Wrong> {
        Keymap::new(Preset::default(), &Keys::from([(action.to_owned(), owned(keys))]), &[])
    }

    fn with_command(keys: &[&str]) -> Result<Keymap, Wrong> {
        let keys = owned(keys);
        Keymap::new(Preset::default(), &Keys::new(), &[Own { name: "branch", keys: &keys }])
    }

    /// What is said of a mistake, and what is advised.
    fn said(wrong: Result<Keymap, Wrong>) -> (String, Option<String>) {
        let wrong = wrong.expect_err("it is a mistake");
        (wrong.to_string(), wrong.hint())
    }

    #[test]
    fn in_every_preset_each_action_can_be_reached_and_no_keys_clash() {
        for (name, _) in PRESETS {
            let preset = Preset::named(name).expect("it is in the list");
            let keymap = Keymap::new(preset, &Keys::new(), &[]).unwrap_or_else(|wrong| {
                panic!("assets/keys/{name}.toml: {wrong}; {}", wrong.hint().unwrap_or_default())
            });
            for row in TABLE {
                assert!(!keymap.keys(row.action).is_empty(), "{name}: `{}` has no key", row.name);
            }
            for Hidden { keys, action, by } in keymap.hidden() {
                // An opened card is left with some of the keys that end the program, or go on.
                let in_card = by.row().scope == Scope::Card && action.row().scope == Scope::Global;
                assert!(in_card, "{name}: `{keys}` of `{action}` does `{by}` instead");
                let others = keymap.keys(action);
                assert!(others.len() > 1, "{name}: `{action}` can't be reached in a card: {others:?}");
            }
        }
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
    fn the_user_goes_before_the_preset_and_that_before_the_table() {
        let linear = Preset::named("linear").expect("it is in the list");
        let keys = |changed: &Keys| {
            let keymap = Keymap::new(linear, changed, &[]).expect("nothing clashes");
            (keymap.keys(BoardAction::Lift), keymap.keys(BoardAction::Top))
        };
        assert_eq!(keys(&Keys::new()), (owned(&["d"]), owned(&["g", "home"])));
        let mine = Keys::from([("lift".to_owned(), owned(&["Z", "alt+z"])), ("top".to_owned(), Vec::new())]);
        assert_eq!(keys(&mine), (owned(&["Z", "alt+z"]), Vec::new()));
    }

    #[test]
    fn configuration_moves_an_action_to_other_keys() {
        let keymap = changed("lift", &["Z", "alt+z z"]).expect("both are free");
        assert_eq!(keymap.keys(BoardAction::Lift), ["Z", "alt+z z"]);
        assert_eq!(keymap.find(&[Scope::Board], &typed("space")), Found::Nothing);
    }

    #[test]
    fn a_clash_names_both_sides_and_what_to_write() {
        let (text, hint) = said(changed("lift", &["j"]));
        assert_eq!(text, "`j` means both `down` (board) and `lift` (board)");
        assert_eq!(
            hint.as_deref(),
            Some("write `down = [\"down\"]` under [keys], or `lift = []` under [keys]")
        );
        let (text, _) = said(changed("set-effort", &["e"]));
        assert!(text.starts_with("`e` is `set-effort` (card edits), and `e s` is `set-status`"), "{text}");
    }

    #[test]
    fn a_wrong_key_table_says_what_is_wrong() {
        let (text, hint) = said(changed("lfit", &["x"]));
        assert_eq!(text, "there is no action `lfit`");
        assert_eq!(hint.as_deref(), Some("did you mean `lift`?"));
        assert!(said(changed("lift", &["hyper+j"])).0.starts_with("lift: `hyper+j` is not a key"));
    }

    #[test]
    fn a_key_of_a_nearer_scope_may_hide_one_of_an_outer_scope() {
        let keymap = changed("lift", &["u"]).expect("the board goes before anywhere");
        let hidden =
            Hidden { keys: "u".to_owned(), action: GlobalAction::Undo.into(), by: BoardAction::Lift.into() };
        assert!(keymap.hidden().contains(&hidden));
        assert!(!Keymap::default().hidden().contains(&hidden));
    }

    #[test]
    fn a_command_is_found_on_its_keys_which_must_be_free_all_around() {
        let keymap = with_command(&["B", "e v"]).expect("both are free");
        let board = [Scope::Board, Scope::Edit, Scope::Global];
        assert_eq!(keymap.find(&board, &typed("B")), Found::Command(0));
        assert_eq!(keymap.keys_of(Meaning::Command(0)), ["B", "e v"]);
        let last = keymap.following(&board, &typed("e")).pop();
        assert_eq!(last, Some(("v".to_owned(), Meaning::Command(0))));
        for (key, action) in
            [("j", "`down` (board)"), ("q", "`close-card` (card)"), ("r", "`sync` (anywhere)")]
        {
            let (text, _) = said(with_command(&[key]));
            assert_eq!(text, format!("`{key}` means both {action} and the command `branch`"));
        }
        let (text, hint) = said(with_command(&["e e"]));
        assert_eq!(text, "`e e` means both `set-effort` (card edits) and the command `branch`");
        assert_eq!(
            hint.as_deref(),
            Some("write `set-effort = []` under [keys], or other keys for the command `branch`")
        );
        assert!(
            said(with_command(&["hyper+x"])).0.starts_with("the command `branch`: `hyper+x` is not a key")
        );
    }
}
