//! Finds the token that GitHub is asked with.
//!
//! A token only goes to the host it was made for: each host has its own variables, and `gh` is asked for that host.

use std::fmt;
use std::process::Stdio;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::oneshot;

use super::Error;
use super::api::is_loopback;

/// How long `gh` may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the keyring may take, which may ask a person for a password.
const PROMPT: Duration = Duration::from_secs(60);

/// A token. It is never shown and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Takes a token without the white space around it. None when nothing is left.
    ///
    /// # Errors
    /// [`Error::BadToken`] when it holds a character that no token has and no header can carry.
    pub fn new(text: &str) -> Result<Option<Self>, Error> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().all(|c| c.is_ascii_graphic()) {
            Ok(Some(Self(SecretString::from(text))))
        } else {
            Err(Error::BadToken)
        }
    }

    pub(super) fn secret(&self) -> SecretString {
        self.0.clone()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

/// Where a token was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenSource {
    /// In an environment variable of this name.
    Env(&'static str),
    /// `gh auth token` printed it.
    Gh,
    /// The keyring of the operating system holds it.
    Keyring,
}

impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => f.write_str(name),
            Self::Gh => f.write_str("gh auth token"),
            Self::Keyring => f.write_str("keyring"),
        }
    }
}

/// The variables that may hold a token for a host, the first one first.
pub fn variables(host: &str) -> &'static [&'static str] {
    if is_loopback(host) {
        &["SPRINTTY_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]
    } else if is_dotcom(host) {
        &["GH_TOKEN", "GITHUB_TOKEN"]
    } else {
        &["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]
    }
}

/// The variable that holds the token for a host, if one does. `env` reads a variable.
pub fn variable(host: &str, env: &dyn Fn(&str) -> Option<String>) -> Option<&'static str> {
    variables(host).iter().copied().find(|name| env(name).is_some_and(|text| !text.trim().is_empty()))
}

fn is_dotcom(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "github.com" || host.ends_with(".ghe.com")
}

/// Looks for a token for `host` in the environment, then asks `gh`, then the keyring. `env` reads a variable.
///
/// # Errors
/// [`Error::NoToken`] when there is none, [`Error::NotAToken`] when what was found can't be one.
pub async fn find(
    host: &str,
    env: &(dyn Fn(&str) -> Option<String> + Sync),
) -> Result<(Token, TokenSource), Error> {
    for &name in variables(host) {
        let found = env(name).as_deref().map(Token::new).transpose();
        if let Some(token) = found.map_err(|_| Error::NotAToken { variable: name })?.flatten() {
            return Ok((token, TokenSource::Env(name)));
        }
    }
    if is_loopback(host) {
        return Err(Error::NoToken { host: host.to_owned() });
    }
    if let Some(token) = printed("gh", &["auth", "token", "--hostname", host]).await {
        return Ok((token, TokenSource::Gh));
    }
    held(host, PROMPT, kept)
        .await
        .map(|token| (token, TokenSource::Keyring))
        .ok_or_else(|| Error::NoToken { host: host.to_owned() })
}

/// What a keyring says, asked by `ask`. One that fails or takes longer than `patience` has none.
///
/// It may ask a person, and can't be interrupted: it gets a thread of its own, which is left behind if need be. One of the runtime's
/// would be waited for when that ends.
async fn held(host: &str, patience: Duration, ask: fn(&str) -> Option<Token>) -> Option<Token> {
    let (tell, told) = oneshot::channel();
    let host = host.to_owned();
    let asking = std::thread::Builder::new().name("keyring".to_owned());
    asking.spawn(move || drop(tell.send(ask(&host)))).ok()?;
    tokio::time::timeout(patience, told).await.ok()?.ok()?
}

/// What a program prints, if it is a token. A program that is absent, fails or hangs has none.
async fn printed(program: &str, arguments: &[&str]) -> Option<Token> {
    let output = tokio::process::Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(PATIENCE, output).await.ok()?.ok()?;
    if !output.status.success() {
        return None;
    }
    Token::new(std::str::from_utf8(&output.stdout).ok()?).ok()?
}

#[cfg(feature = "keyring")]
fn kept(host: &str) -> Option<Token> {
    let text = keyring::Entry::new("sprintty", host).ok()?.get_password().ok()?;
    Token::new(&text).ok()?
}

#[cfg(not(feature = "keyring"))]
fn kept(_: &str) -> Option<Token> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str) -> Token {
        Token::new(text).expect("a token's characters").expect("not blank")
    }

    async fn found(host: &str, set: &[(&str, &str)]) -> Result<(Token, TokenSource), Error> {
        let env = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        find(host, &env).await
    }

    #[test]
    fn a_token_is_trimmed_checked_and_never_printed() {
        assert_eq!(token(" ghp_secret\n"), token("ghp_secret"));
        assert_eq!(format!("{:?}", token("ghp_secret")), "Token(…)");
        assert_eq!(Token::new(" \n"), Ok(None));
        assert_eq!(Token::new("two words"), Err(Error::BadToken));
        assert_eq!(Token::new("new\nline"), Err(Error::BadToken));
    }

    #[tokio::test]
    async fn the_environment_is_read_in_the_order_of_gh() {
        let both = [("GITHUB_TOKEN", "second"), ("GH_TOKEN", "first")];
        assert_eq!(found("github.com", &both).await, Ok((token("first"), TokenSource::Env("GH_TOKEN"))));
        assert_eq!(
            found("octo.ghe.com", &both[..1]).await,
            Ok((token("second"), TokenSource::Env("GITHUB_TOKEN")))
        );
        let blank = [("GH_TOKEN", " "), ("GITHUB_TOKEN", "second")];
        assert_eq!(
            found("github.com", &blank).await,
            Ok((token("second"), TokenSource::Env("GITHUB_TOKEN")))
        );
    }

    #[test]
    fn a_token_of_github_com_is_not_for_other_hosts() {
        for host in ["git.corp", "github.com.evil.example", "api.corp", "127.0.0.1:8080", "localhost"] {
            assert!(!variables(host).contains(&"GH_TOKEN"), "{host}");
            assert!(!variables(host).contains(&"GITHUB_TOKEN"), "{host}");
        }
    }

    #[tokio::test]
    async fn a_local_server_gets_its_own_token_or_none() {
        let set = [("GH_TOKEN", "dotcom"), ("SPRINTTY_TOKEN", "local")];
        let expected = Ok((token("local"), TokenSource::Env("SPRINTTY_TOKEN")));
        assert_eq!(found("127.0.0.1:8080", &set).await, expected);
        assert_eq!(
            found("127.0.0.1:8080", &set[..1]).await,
            Err(Error::NoToken { host: "127.0.0.1:8080".to_owned() })
        );
    }

    #[tokio::test]
    async fn a_program_that_is_absent_or_fails_has_no_token() {
        assert_eq!(printed("sprintty-no-such-program", &[]).await, None);
        assert_eq!(printed("cargo", &["no-such-command"]).await, None);
    }

    #[tokio::test]
    async fn a_keyring_is_asked_for_the_host() {
        let asked = held("github.com", PATIENCE, |host| Some(token(host))).await;
        assert_eq!(asked, Some(token("github.com")));
        assert_eq!(held("github.com", PATIENCE, |_| None).await, None);
    }

    #[tokio::test]
    async fn a_keyring_that_waits_for_a_person_holds_nobody_up() {
        use std::sync::mpsc::{Receiver, Sender, channel};
        use std::sync::{LazyLock, Mutex};
        static PERSON: LazyLock<(Sender<()>, Mutex<Receiver<()>>)> = LazyLock::new(|| {
            let (answer, answered) = channel();
            (answer, Mutex::new(answered))
        });
        /// Says something once the person answers, which happens on this very thread.
        fn locked(_: &str) -> Option<Token> {
            let answered = PERSON.1.lock().expect("one asks at a time");
            answered.recv_timeout(PATIENCE).ok().map(|()| token("unlocked"))
        }
        let person = async { PERSON.0.send(()).expect("it listens") };
        let (asked, ()) = tokio::join!(held("github.com", PATIENCE, locked), person);
        assert_eq!(asked, Some(token("unlocked")));
        let no_patience = Duration::from_millis(1);
        assert_eq!(held("github.com", no_patience, locked).await, None, "nobody answers");
    }
}
