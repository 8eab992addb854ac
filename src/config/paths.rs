//! Where settings, the store and the log are.

use std::path::PathBuf;

use directories::ProjectDirs;

use super::Error;

/// The places this program reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The settings file.
    pub config: PathBuf,
    /// Whether a person named the file, so that its absence is a mistake.
    pub config_must_exist: bool,
    /// The directory of the store.
    pub data: PathBuf,
    /// The directory of the log.
    pub log: PathBuf,
}

impl Paths {
    /// The platform's usual places, unless `--config`, `SPRINTTY_CONFIG` or `SPRINTTY_DATA` say otherwise.
    pub fn find(
        config: Option<PathBuf>,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        let usual = || ProjectDirs::from("", "", "sprintty").ok_or(Error::NoHome);
        let named = config.or_else(|| environment("SPRINTTY_CONFIG").map(PathBuf::from));
        let config_must_exist = named.is_some();
        let config = match named {
            Some(config) => config,
            None => usual()?.config_dir().join("config.toml"),
        };
        if let Some(data) = environment("SPRINTTY_DATA").map(PathBuf::from) {
            return Ok(Self { config, config_must_exist, log: data.clone(), data });
        }
        let usual = usual()?;
        let data = usual.data_dir().to_owned();
        let log = usual.state_dir().unwrap_or_else(|| usual.data_local_dir()).to_owned();
        Ok(Self { config, config_must_exist, data, log })
    }

    /// The file that holds everything the program knows.
    pub fn store(&self) -> PathBuf {
        self.data.join("store.sqlite3")
    }

    /// The directory of the user's own themes, beside the settings.
    pub fn themes(&self) -> PathBuf {
        self.config.with_file_name("themes")
    }

    /// The file that problems are written to.
    pub fn log_file(&self) -> PathBuf {
        self.log.join("sprintty.log")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_and_the_flag_choose_other_places() {
        let environment = |name: &str| match name {
            "SPRINTTY_CONFIG" => Some("/a/config.toml".to_owned()),
            "SPRINTTY_DATA" => Some("/b".to_owned()),
            _ => None,
        };
        let paths = Paths::find(None, &environment).unwrap();
        assert_eq!(
            (paths.config.clone(), paths.store()),
            ("/a/config.toml".into(), "/b/store.sqlite3".into())
        );
        assert_eq!(paths.log_file(), PathBuf::from("/b/sprintty.log"));
        assert!(paths.config_must_exist);
        let paths = Paths::find(Some("/c.toml".into()), &environment).unwrap();
        assert_eq!(paths.config, PathBuf::from("/c.toml"));
    }
}
