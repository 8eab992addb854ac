//! The settings as they are written: in a file, in the environment, as flags. Each may be left out.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use chrono::FixedOffset;
use serde::{Deserialize, Deserializer, de};

use super::{Command, Config, Density, Error, REFERENCE, setting};
use crate::domain::view::Own;
use crate::domain::{Limit, ProjectRef, name};
use crate::input::Preset;

/// One layer of settings. The inner `Option` is what the setting itself may leave open.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "assets/config.toml says what each setting is")]
pub struct Written {
    #[serde(deserialize_with = "project")]
    pub project: Option<Option<ProjectRef>>,
    #[serde(deserialize_with = "api_url")]
    pub api_url: Option<String>,
    pub theme: Option<String>,
    pub color: Option<bool>,
    pub ascii: Option<bool>,
    pub links: Option<bool>,
    #[serde(deserialize_with = "density")]
    pub density: Option<Density>,
    #[serde(deserialize_with = "effort_field")]
    pub effort_field: Option<Option<String>>,
    pub ageing_days: Option<u32>,
    pub sync_interval: Option<u32>,
    pub reserve_points: Option<u32>,
    pub resend_after: Option<u32>,
    #[serde(deserialize_with = "utc_offset")]
    pub utc_offset: Option<Option<FixedOffset>>,
    pub views: Vec<Own>,
    pub wip: BTreeMap<String, Limit>,
    #[serde(deserialize_with = "keymap")]
    pub keymap: Option<Preset>,
    pub keys: BTreeMap<String, Vec<String>>,
    pub commands: Vec<Command>,
}

impl Written {
    /// The reference file.
    pub(super) fn defaults() -> Self {
        toml::from_str(REFERENCE).expect("a test reads the reference")
    }

    /// The text of a file.
    pub(super) fn read(path: &Path, text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|error| malformed(path, text, &error))
    }

    pub(super) fn from_file(path: &Path, must_exist: bool) -> Result<Self, Error> {
        match fs::read_to_string(path) {
            Ok(text) => Self::read(path, &text),
            Err(error) if error.kind() == ErrorKind::NotFound && !must_exist => Ok(Self::default()),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                Err(Error::Unreadable { path: path.to_owned(), why: "it is not text in UTF-8".to_owned() })
            }
            Err(error) => Err(Error::Unreadable { path: path.to_owned(), why: error.to_string() }),
        }
    }

    /// `SPRINTTY_` and the name in capitals, for all but the tables; and the customary `NO_COLOR`.
    pub(super) fn from_environment(look_up: &dyn Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let look_up = Environment(look_up);
        let no_color = look_up.0("NO_COLOR").map(|_| false);
        Ok(Self {
            project: look_up.read("PROJECT", setting::project)?,
            api_url: look_up.read("API_URL", setting::api_url)?,
            theme: look_up.read("THEME", |text| Ok(text.to_owned()))?,
            color: no_color.or(look_up.read("COLOR", setting::switch)?),
            ascii: look_up.read("ASCII", setting::switch)?,
            links: look_up.read("LINKS", setting::switch)?,
            density: look_up.read("DENSITY", setting::density)?,
            effort_field: look_up.read("EFFORT_FIELD", setting::effort_field)?,
            ageing_days: look_up.read("AGEING_DAYS", setting::count)?,
            sync_interval: look_up.read("SYNC_INTERVAL", setting::count)?,
            reserve_points: look_up.read("RESERVE_POINTS", setting::count)?,
            resend_after: look_up.read("RESEND_AFTER", setting::count)?,
            utc_offset: look_up.read("UTC_OFFSET", setting::utc_offset)?,
            views: Vec::new(),
            wip: BTreeMap::new(),
            keymap: look_up.read("KEYMAP", setting::keymap)?,
            keys: BTreeMap::new(),
            commands: Vec::new(),
        })
    }

    /// These settings, and those of a lower layer where these say nothing. Tables are joined.
    #[must_use]
    pub(super) fn over(self, mut lower: Self) -> Self {
        lower.views.extend(self.views);
        lower.wip.extend(self.wip);
        lower.keys.extend(self.keys);
        lower.commands.extend(self.commands);
        Self {
            project: self.project.or(lower.project),
            api_url: self.api_url.or(lower.api_url),
            theme: self.theme.or(lower.theme),
            color: self.color.or(lower.color),
            ascii: self.ascii.or(lower.ascii),
            links: self.links.or(lower.links),
            density: self.density.or(lower.density),
            effort_field: self.effort_field.or(lower.effort_field),
            ageing_days: self.ageing_days.or(lower.ageing_days),
            sync_interval: self.sync_interval.or(lower.sync_interval),
            reserve_points: self.reserve_points.or(lower.reserve_points),
            resend_after: self.resend_after.or(lower.resend_after),
            utc_offset: self.utc_offset.or(lower.utc_offset),
            views: lower.views,
            wip: lower.wip,
            keymap: self.keymap.or(lower.keymap),
            keys: lower.keys,
            commands: lower.commands,
        }
    }

    /// What the layers mean together. The lowest must be the reference.
    pub(super) fn meant(self) -> Config {
        fn set<T>(value: Option<T>) -> T {
            value.expect("the reference sets everything")
        }
        let seconds = |count: u32| Duration::from_secs(count.into());
        Config {
            project: set(self.project),
            api_url: set(self.api_url),
            theme: set(self.theme),
            color: set(self.color),
            ascii: set(self.ascii),
            links: set(self.links),
            density: set(self.density),
            effort_field: set(self.effort_field),
            ageing_days: Some(set(self.ageing_days)).filter(|days| *days > 0),
            sync_interval: Some(set(self.sync_interval)).filter(|count| *count > 0).map(seconds),
            reserve_points: set(self.reserve_points),
            resend_after: seconds(set(self.resend_after)),
            utc_offset: set(self.utc_offset),
            views: self.views,
            wip: self.wip,
            keymap: set(self.keymap),
            keys: self.keys,
            commands: self.commands,
        }
    }
}

struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Environment<'_> {
    fn read<T>(&self, name: &str, read: fn(&str) -> Result<T, String>) -> Result<Option<T>, Error> {
        let name = format!("SPRINTTY_{name}");
        let Some(text) = self.0(&name) else { return Ok(None) };
        read(&text).map(Some).map_err(|message| Error::Variable { name, message })
    }
}

fn read<'de, D, T>(deserializer: D, read: fn(&str) -> Result<T, String>) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
{
    let text = String::deserialize(deserializer)?;
    read(&text).map(Some).map_err(de::Error::custom)
}

#[expect(clippy::option_option, reason = "as the field")]
fn project<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<ProjectRef>>, D::Error> {
    read(from, setting::project)
}

fn api_url<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    read(from, setting::api_url)
}

fn density<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Density>, D::Error> {
    read(from, setting::density)
}

#[expect(clippy::option_option, reason = "as the field")]
fn effort_field<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    read(from, setting::effort_field)
}

#[expect(clippy::option_option, reason = "as the field")]
fn utc_offset<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<FixedOffset>>, D::Error> {
    read(from, setting::utc_offset)
}

fn keymap<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Preset>, D::Error> {
    read(from, setting::keymap)
}

fn malformed(path: &Path, text: &str, error: &toml::de::Error) -> Error {
    let (line, column) = place(text, &error.span().unwrap_or_default());
    let (message, hint) = match unknown(error.message()) {
        Some((unknown, known)) => {
            let hint = match name::nearest(unknown, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are: {}", known.join(", ")),
            };
            (format!("`{unknown}` is no setting"), Some(hint))
        }
        None => (plain(error.message()), None),
    };
    Error::Malformed { path: path.to_owned(), line, column, message, hint }
}

/// The name that the parser does not know, and those it does, from what it says.
pub(crate) fn unknown(message: &str) -> Option<(&str, Vec<&str>)> {
    let (unknown, rest) = message.strip_prefix("unknown field `")?.split_once('`')?;
    Some((unknown, rest.split('`').skip(1).step_by(2).collect()))
}

/// What the parser says, in the words of one who writes settings.
pub(crate) fn plain(message: &str) -> String {
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("{name} is missing");
    }
    let one_line = message.lines().collect::<Vec<_>>().join("; ");
    let words = [
        ("invalid type: ", ""),
        ("invalid value: ", ""),
        ("integer ", ""),
        ("string \"", "\""),
        ("expected a boolean", "where true or false should be"),
        ("expected u32", "where a whole number from 0 to 4294967295 should be"),
        ("expected a string", "where text in quotes should be"),
        ("expected a sequence", "where a list such as [\"x\"] should be"),
        ("expected a map", "where a table should be"),
    ];
    words
        .iter()
        .fold(one_line, |text, (theirs, ours)| text.replace(theirs, ours))
        .replace(", where", " stands where")
}

/// The line and column of a place, both from 1.
pub(crate) fn place(text: &str, span: &Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}
