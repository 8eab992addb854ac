//! What a person has set: defaults, then a file, then the environment, then flags.
//!
//! `assets/config.toml` is the reference and is itself read for the defaults.

mod command;
mod error;
mod file;
mod own;
mod paths;
mod setting;
pub mod template;

use std::collections::BTreeMap;
use std::time::Duration;

pub use command::Command;
pub use error::Error;
pub use file::Written;
pub(crate) use file::{place, plain, unknown};
pub use own::save_view;
pub use paths::Paths;

use crate::domain::view::Own;
use crate::domain::{Limit, ProjectRef};

use crate::input::Preset;

/// Every setting, commented, with its default.
pub const REFERENCE: &str = include_str!("../../assets/config.toml");

/// The settings as they are meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The project to open, where one is set.
    pub project: Option<ProjectRef>,
    /// Without a `/` at its end. GraphQL is at `api_url/graphql`.
    pub api_url: String,
    /// The name of a theme, or of a file in [`Paths::themes`]; whether there is such a theme is for drawing to say.
    pub theme: String,
    /// Whether to use colour at all.
    pub color: bool,
    /// Whether to draw without symbols.
    pub ascii: bool,
    /// Whether links in cards are links of the terminal too, where it knows them.
    pub links: bool,
    /// How much of a card is shown.
    pub density: Density,
    /// The number field that columns sum up; none takes a field by its usual names.
    pub effort_field: Option<String>,
    /// After how many days a card that was begun is ageing where it is; none never is.
    pub ageing_days: Option<u32>,
    /// How often to look for changes; none only when asked.
    pub sync_interval: Option<Duration>,
    /// Points that reading leaves for writing.
    pub reserve_points: u32,
    /// How long to wait before sending a creation again whose answer was lost.
    pub resend_after: Duration,
    /// The time zone; none is the system's.
    pub utc_offset: Option<chrono::FixedOffset>,
    /// The person's own views, of all projects.
    pub views: Vec<Own>,
    /// The most cards a column should hold, by its name.
    pub wip: BTreeMap<String, Limit>,
    /// The keys of some actions, by the action's name. Whether they mean anything is for `input` to say.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The keys that those are instead of.
    pub keymap: Preset,
    /// Commands of the user's own.
    pub commands: Vec<Command>,
}

/// How much of a card is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the reference says how many lines each takes")]
pub enum Density {
    Compact,
    Normal,
    Roomy,
}

impl Config {
    /// Puts the layers together. Only a file that was asked for by name must exist.
    pub fn load(
        flags: Written,
        environment: &dyn Fn(&str) -> Option<String>,
        paths: &Paths,
    ) -> Result<Self, Error> {
        let environment = Written::from_environment(environment)?;
        let file = Written::from_file(&paths.config, paths.config_must_exist)?;
        Ok(flags.over(environment).over(file).over(Written::defaults()).meant())
    }
}

impl Default for Config {
    fn default() -> Self {
        Written::defaults().meant()
    }
}

/// The editor that the user likes to write in, as a shell would read it.
pub fn editor() -> Option<String> {
    environment("VISUAL").or_else(|| environment("EDITOR"))
}

/// Reads a variable of the environment; an empty one counts as unset.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn load(flags: Written, environment: &[(&str, &str)], file: &str) -> Result<Config, Error> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let config = folder.path().join("config.toml");
        fs::write(&config, file).expect("the folder can be written to");
        let paths =
            Paths { config, config_must_exist: true, data: "/nowhere".into(), log: "/nowhere".into() };
        let look_up = |name: &str| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Config::load(flags, &look_up, &paths)
    }

    #[test]
    fn the_reference_sets_everything() {
        let config = Config::default();
        assert_eq!(config.project, None);
        assert_eq!(config.api_url, "https://api.github.com");
        assert_eq!(config.density, Density::Normal);
        assert_eq!(config.sync_interval, Some(Duration::from_mins(1)));
        assert_eq!(config.ageing_days, Some(14));
        assert_eq!(config.resend_after, Duration::from_mins(10));
        assert_eq!((config.utc_offset, config.effort_field), (None, None));
        assert!(config.color && !config.ascii);
    }

    #[test]
    fn a_flag_comes_before_the_environment_and_that_before_the_file() {
        let file = "theme = \"light\"\nascii = true\ndensity = \"roomy\"\n[wip]\nDoing = 3\n";
        let environment = [("SPRINTTY_THEME", "dark"), ("SPRINTTY_DENSITY", "compact")];
        let flags = Written { theme: Some("mono".into()), ..Written::default() };
        let config = load(flags, &environment, file).unwrap();
        assert_eq!((config.theme.as_str(), config.density, config.ascii), ("mono", Density::Compact, true));
        assert_eq!(config.wip, BTreeMap::from([("Doing".into(), Limit::from(3))]));
    }

    #[test]
    fn a_limit_is_a_number_or_says_that_it_is_enforced() {
        let file = "[wip]\nDoing = 3\nReview = { most = 2, enforced = true }\n";
        let limits = load(Written::default(), &[], file).unwrap().wip;
        assert_eq!(limits["Doing"], Limit { most: 3, enforced: false });
        assert_eq!(limits["Review"], Limit { most: 2, enforced: true });
    }

    #[test]
    fn every_setting_can_come_from_the_environment() {
        let environment = [
            ("SPRINTTY_PROJECT", "https://github.com/orgs/octo-org/projects/5"),
            ("SPRINTTY_API_URL", "http://127.0.0.1:8080/"),
            ("SPRINTTY_COLOR", "no"),
            ("SPRINTTY_ASCII", "1"),
            ("SPRINTTY_LINKS", "off"),
            ("SPRINTTY_EFFORT_FIELD", "Size"),
            ("SPRINTTY_SYNC_INTERVAL", "0"),
            ("SPRINTTY_RESERVE_POINTS", "100"),
            ("SPRINTTY_RESEND_AFTER", "30"),
            ("SPRINTTY_UTC_OFFSET", "-03:30"),
        ];
        let config = load(Written::default(), &environment, "").unwrap();
        assert_eq!(config.project.map(|project| project.to_string()).as_deref(), Some("octo-org/5"));
        assert_eq!(config.api_url, "http://127.0.0.1:8080");
        assert_eq!((config.color, config.ascii, config.links), (false, true, false));
        assert_eq!(config.effort_field.as_deref(), Some("Size"));
        assert_eq!((config.sync_interval, config.reserve_points), (None, 100));
        assert_eq!(config.ageing_days, Some(14));
        assert_eq!(config.resend_after, Duration::from_secs(30));
        assert_eq!(config.utc_offset.map(|offset| offset.local_minus_utc()), Some(-12_600));
    }

    #[test]
    fn no_color_in_the_environment_turns_colour_off() {
        assert!(!load(Written::default(), &[("NO_COLOR", "1")], "color = true").unwrap().color);
    }

    #[test]
    fn a_mistake_in_the_file_is_shown_with_its_place_and_the_nearest_name() {
        let mistake = |file: &str| match load(Written::default(), &[], file) {
            Err(Error::Malformed { line, column, message, hint, .. }) => (line, column, message, hint),
            other => panic!("{file} gave {other:?}"),
        };
        let (line, column, message, hint) = mistake("ascii = true\ntehme = \"dark\"\n");
        assert_eq!((line, column, message.as_str()), (2, 1, "`tehme` is no setting"));
        assert_eq!(hint.as_deref(), Some("did you mean `theme`?"));
        let (line, column, message, _) = mistake("\n density = \"huge\"");
        assert_eq!((line, column, message.as_str()), (2, 12, "`huge` is not compact, normal or roomy"));
        let (line, column, message, _) = mistake("project = \"octo\"");
        assert_eq!((line, column), (1, 11));
        assert!(message.starts_with("`octo` does not name a project"), "{message}");
        assert_eq!(mistake("[wip]\n\"In Progress\" = -1").0, 2);
        assert_eq!(mistake("[wip]\nDoing = { most = 3, enforcd = true }").0, 2);
        assert_eq!(mistake("ascii = \"yes\"").1, 9);
        assert_eq!(mistake("theme = [").0, 1);
        assert_eq!(mistake("é = 1\nutc_offset = \"x\"").0, 1);
    }

    #[test]
    fn commands_are_read_and_their_mistakes_shown_with_their_place() {
        let command = "[[commands]]\nname = \"branch\"\nkeys = [\"B\"]\n";
        let config =
            load(Written::default(), &[], &format!("{command}run = \"git switch {{number}}\"")).unwrap();
        let [branch] = &*config.commands else { panic!("one command: {:?}", config.commands) };
        assert_eq!((branch.about(), branch.wait, branch.keys.len()), ("branch", false, 1));
        assert_eq!(branch.run.line, "git switch \"$SPRINTTY_CARD_NUMBER\"");
        let mistake = |rest: &str| match load(Written::default(), &[], &format!("{command}{rest}")) {
            Err(Error::Malformed { line, column, message, hint, .. }) => (line, column, message, hint),
            other => panic!("{rest} gave {other:?}"),
        };
        let (line, column, message, _) = mistake("run = \"echo '{title}'\"");
        assert_eq!((line, column), (4, 7));
        assert!(message.starts_with("`{title}` stands in quotes"), "{message}");
        let (line, _, message, hint) = mistake("run = \"ls\"\nwiat = true");
        assert_eq!(
            (line, message.as_str(), hint.as_deref()),
            (5, "`wiat` is no setting", Some("did you mean `wait`?"))
        );
        let (_, _, message, _) = mistake("about = \"x\"");
        assert_eq!(message, "`run` is missing");
    }

    #[test]
    fn a_preset_of_keys_is_one_of_three() {
        let named = |name: &str| load(Written::default(), &[("SPRINTTY_KEYMAP", name)], "");
        assert_eq!(named("linear").unwrap().keymap.name(), "linear");
        assert_eq!(Config::default().keymap.name(), "vim");
        let Err(Error::Variable { message, .. }) = named("emacs") else { panic!("there is no such preset") };
        assert_eq!(message, "`emacs` is not vim, github or linear");
    }

    #[test]
    fn a_mistake_in_the_environment_names_the_variable() {
        let environment = [("SPRINTTY_SYNC_INTERVAL", "often")];
        let Err(Error::Variable { name, message }) = load(Written::default(), &environment, "") else {
            panic!("`often` is not a number of seconds");
        };
        assert_eq!(
            (name.as_str(), message.as_str()),
            ("SPRINTTY_SYNC_INTERVAL", "`often` is not a whole number")
        );
    }

    #[test]
    fn a_file_that_was_not_asked_for_may_be_missing() {
        let paths = |config_must_exist| Paths {
            config: "/nowhere/config.toml".into(),
            config_must_exist,
            data: "/nowhere".into(),
            log: "/nowhere".into(),
        };
        let none = |_: &str| None;
        assert!(Config::load(Written::default(), &none, &paths(false)).is_ok());
        assert!(matches!(
            Config::load(Written::default(), &none, &paths(true)),
            Err(Error::Unreadable { .. })
        ));
    }
}
