//! What a command says when it can't do what was asked, and the exit code it ends with.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::domain::query::QueryError;
use crate::{config, github, store};

/// One sentence on what went wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Without a full stop.
    pub message: String,
    /// What to do, where that is known.
    pub hint: Option<String>,
    /// What a script is told.
    pub code: Code,
}

/// Exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// GitHub refused, or there is no such thing: 1.
    Refused,
    /// The command makes no sense: 2.
    Usage,
    /// No token, a wrong one, or one that may not do this: 3.
    Auth,
    /// GitHub can't be reached: 4.
    Offline,
    /// A mistake in this program: 70.
    Bug,
    /// The reader of the output went away: nothing is said, and 0.
    Silent,
}

impl Error {
    /// There is no such thing, or it can't be done.
    pub fn refused(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, code: Code::Refused }
    }

    /// The command makes no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, code: Code::Usage }
    }

    /// Something that can't happen did.
    pub fn bug(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, code: Code::Bug }
    }

    /// A bug of which everything has been said.
    pub fn told() -> Self {
        Self::bug(String::new())
    }

    /// The same with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A query that can't be used, with the mistake underlined.
    pub fn query(text: &str, error: &QueryError) -> Self {
        let width = |part: &str| unicode_width::UnicodeWidthStr::width(part);
        let (before, wrong) = (text.get(..error.at.start), text.get(error.at.clone()));
        let (blanks, marks) = (before.map_or(0, width), wrong.map_or(0, width).max(1));
        let message = format!("{}\n  {text}\n  {}{}", error.message, " ".repeat(blanks), "^".repeat(marks));
        Self { message, hint: error.hint.clone(), code: Code::Usage }
    }

    /// Prints it and says how the program ends.
    pub fn report(&self, to: &mut dyn Write) -> ExitCode {
        if self.code != Code::Silent && !self.message.is_empty() {
            // What was typed may be part of it: it must not steer the terminal.
            let plain = |text: &str| text.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}");
            let hint = self.hint.as_ref().map_or_else(String::new, |hint| format!("hint: {}\n", plain(hint)));
            // There is nobody left to tell that this can't be printed.
            drop(write!(to, "error: {}\n{hint}", plain(&self.message)));
        }
        ExitCode::from(self.code.number())
    }
}

impl Code {
    /// The number the program ends with.
    pub fn number(self) -> u8 {
        match self {
            Self::Silent => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Auth => 3,
            Self::Offline => 4,
            Self::Bug => 70,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { message: String::new(), hint: None, code: Code::Silent };
        }
        Self::refused(error.to_string())
    }
}

impl From<config::Error> for Error {
    fn from(error: config::Error) -> Self {
        let hint = match &error {
            config::Error::Malformed { hint, .. } => Some(
                hint.clone()
                    .unwrap_or_else(|| "correct that line, or remove it to use the default".to_owned()),
            ),
            config::Error::Unreadable { .. } | config::Error::Unwritable { .. } => {
                Some("check the file, its path and its permissions".to_owned())
            }
            config::Error::Variable { name, .. } => Some(format!("change or unset {name}")),
            config::Error::NoHome => Some("set HOME, or SPRINTTY_CONFIG and SPRINTTY_DATA".to_owned()),
        };
        Self { message: error.to_string(), hint, code: Code::Usage }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        let hint = match &error {
            store::Error::Newer { .. } => {
                "install the latest sprintty, or set SPRINTTY_DATA to use another directory"
            }
            store::Error::Corrupt { .. } => {
                "run the command again: the file is then set aside and its edits are kept"
            }
            store::Error::Replaced { .. } => {
                "run the command again: it works with the file that is there now"
            }
            store::Error::Denied { .. }
            | store::Error::ReadOnly { .. }
            | store::Error::NotAFile { .. }
            | store::Error::NoPlace { .. } => {
                "check that file and its directory, or set SPRINTTY_DATA to use another directory"
            }
            store::Error::Disk { .. } => {
                "make room on the disk, or see whether it is damaged; what was there before is not lost"
            }
            store::Error::Full { .. } => "make room on the disk and try again: nothing was lost",
            store::Error::Busy { .. } => "another sprintty is writing for long; try again",
            store::Error::Other { .. } => "nothing was lost; `sprintty doctor` shows more",
        };
        Self::refused(error.to_string()).hint(hint)
    }
}

/// How a token for a host gets the scope that projects take. `variable` holds the token, if one of the environment does: `gh` can't
/// change that.
pub(super) fn scope_hint(host: &str, variable: Option<&str>) -> String {
    let page = format!("https://{host}/settings/tokens");
    match variable {
        Some(variable) if github::api::is_loopback(host) => {
            format!("set {variable} to a token with the scope `project`")
        }
        Some(variable) => {
            format!("make a token with the scope `project` at {page} and set {variable} to it")
        }
        None => format!(
            "run: gh auth refresh --hostname {host} --scopes project; a token of your own making gets it at {page}"
        ),
    }
}

impl Error {
    /// What GitHub at a host said; `variable` of the environment holds the token, if one does.
    pub fn of_github(error: &github::Error, host: &str, variable: Option<&str>) -> Self {
        use github::Error as E;
        let plain = Self::from(error.clone());
        match (error, variable) {
            (E::MissingScope { .. }, _) => plain.hint(scope_hint(host, variable)),
            (E::BadToken, Some(variable)) => {
                plain.hint(format!(
                "set {variable} to one that {host} accepts, or unset it; `sprintty auth` shows what is in use"
            ))
            }
            (E::BadToken, None) => plain.hint(format!(
                "`sprintty auth` says where it comes from; gh auth login --hostname {host} --scopes project makes a new one"
            )),
            _ => plain,
        }
    }
}

impl From<github::Error> for Error {
    fn from(error: github::Error) -> Self {
        use github::Error as E;
        if let E::NoToken { host } = &error {
            let variable = github::auth::variables(host)[0];
            let gh = if github::api::is_loopback(host) {
                String::new()
            } else {
                format!(", or run: gh auth login --hostname {host} --scopes project")
            };
            let hint = Some(format!("set {variable}{gh}"));
            return Self { message: error.to_string(), hint, code: Code::Auth };
        }
        let (code, hint) = match &error {
            E::Unreachable { .. } | E::Lost { .. } => (
                Code::Offline,
                "check the network, and HTTPS_PROXY if you set it; what you change is kept until then",
            ),
            E::NoToken { .. } | E::NotAToken { .. } => {
                (Code::Auth, "set it to a token of yours, or unset it")
            }
            E::BadToken => (Code::Auth, "`sprintty auth` says where it comes from"),
            E::MissingScope { .. } => (Code::Auth, "`sprintty auth` says how it gets the scope"),
            E::Forbidden { .. } => (Code::Auth, "ask an owner of the project for access"),
            E::NotFound { .. } => {
                (Code::Refused, "check the name; `sprintty projects` lists those you can see")
            }
            E::Refused { .. } | E::Changed { .. } => (Code::Refused, "`sprintty outbox` shows what waits"),
            E::RateLimited { .. } | E::SlowDown { .. } => {
                (Code::Offline, "wait; what you change is kept until then")
            }
            E::Overloaded { .. } | E::Busy { .. } => (Code::Offline, "try again in a minute"),
            E::Unreadable { .. } => (Code::Offline, "check the address of the API: --api-url"),
        };
        Self { message: error.to_string(), hint: Some(hint.to_owned()), code }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::query::Query;

    fn printed(error: &Error) -> String {
        let mut out = Vec::new();
        error.report(&mut out);
        String::from_utf8(out).expect("errors are text")
    }

    #[test]
    fn a_mistake_in_a_filter_is_underlined() {
        let text = "📥 is:opne";
        let error = Query::parse(text).expect_err("there is no such state");
        let expected =
            "error: the state `opne` is not known\n  📥 is:opne\n        ^^^^\nhint: did you mean `open`?\n";
        assert_eq!(printed(&Error::query(text, &error)), expected);
    }

    #[test]
    fn a_pipe_that_was_closed_is_no_error() {
        let closed = Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((printed(&closed).as_str(), closed.code.number()), ("", 0));
    }

    #[test]
    fn a_missing_scope_names_what_adds_it_for_that_host_and_that_token() {
        let missing = github::Error::MissingScope { needed: "project".into() };
        let hint = |host: &str, variable: Option<&str>| {
            let error = Error::of_github(&missing, host, variable);
            assert_eq!(error.code.number(), 3);
            error.hint.expect("there is a way")
        };
        let refresh = hint("git.example.com", None);
        assert!(
            refresh.starts_with("run: gh auth refresh --hostname git.example.com --scopes project;"),
            "{refresh}"
        );
        assert_eq!(
            hint("github.com", Some("GH_TOKEN")),
            "make a token with the scope `project` at https://github.com/settings/tokens and set GH_TOKEN to it"
        );
        assert_eq!(
            hint("127.0.0.1", Some("SPRINTTY_TOKEN")),
            "set SPRINTTY_TOKEN to a token with the scope `project`"
        );
    }
}
