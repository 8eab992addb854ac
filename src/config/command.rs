//! Commands of the user's own: what they are called, the keys they are on, what they run.

use serde::{Deserialize, Deserializer, de};

use super::template::Template;

/// A command of the user's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// What help, palette and notices call it.
    #[serde(deserialize_with = "name")]
    pub name: String,
    /// Its keys, as they are written; without any it is run from the palette.
    #[serde(default)]
    pub keys: Vec<String>,
    /// The line for the shell.
    #[serde(deserialize_with = "template")]
    pub run: Template,
    /// Whether it takes the terminal, and its output is looked at before the board comes back.
    #[serde(default)]
    pub wait: bool,
    /// What it does, in words.
    #[serde(default)]
    pub about: String,
}

impl Command {
    /// What it does: in the user's words, else its name.
    pub fn about(&self) -> &str {
        if self.about.is_empty() { &self.name } else { &self.about }
    }
}

fn name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let name = String::deserialize(from)?;
    if name.trim().is_empty() || name.contains(char::is_control) {
        return Err(de::Error::custom("a command needs a name of one line"));
    }
    Ok(name.trim().to_owned())
}

fn template<'de, D: Deserializer<'de>>(from: D) -> Result<Template, D::Error> {
    let text = String::deserialize(from)?;
    Template::read(&text).map_err(de::Error::custom)
}
