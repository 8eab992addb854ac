//! Keys that come with the program, after other programs: they stand between the table of actions and what the user sets.

use std::collections::BTreeMap;

/// Keys by the name of the action they are for. No keys take all keys from it.
pub type Keys = BTreeMap<String, Vec<String>>;

/// The presets by name, the one used without a word first.
pub const PRESETS: [(&str, &str); 3] = [
    ("vim", include_str!("../../assets/keys/vim.toml")),
    ("github", include_str!("../../assets/keys/github.toml")),
    ("linear", include_str!("../../assets/keys/linear.toml")),
];

/// A preset, by its place in [`PRESETS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Preset(usize);

impl Preset {
    /// The preset of this name.
    pub fn named(name: &str) -> Option<Self> {
        PRESETS.iter().position(|(known, _)| *known == name).map(Self)
    }

    /// What configuration calls it.
    pub fn name(self) -> &'static str {
        PRESETS[self.0].0
    }

    /// The keys of those actions that differ from the table.
    pub fn keys(self) -> Keys {
        toml::from_str(PRESETS[self.0].1).expect("a test reads every preset")
    }
}
