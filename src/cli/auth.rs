//! `sprintty auth`: which token is in use and what it may do.

use clap::Args as Arguments;
use serde::Serialize;

use super::context::Context;
use super::error::{Code, Error, scope_hint};
use crate::config;
use crate::github::{self, Client, TokenSource};

/// Show which token is in use, whose it is and what it may do
#[derive(Debug, Arguments)]
pub(super) struct Args {}

/// The scope that reading and writing projects takes.
const NEEDED: &str = "project";

/// What `auth --json` prints.
#[derive(Debug, Serialize)]
struct AuthJson {
    /// Of the web pages: `github.com`.
    host: String,
    /// A variable's name, `gh auth token` or `keyring`.
    source: String,
    login: String,
    /// Null for tokens that have none, such as fine-grained ones.
    scopes: Option<Vec<String>>,
    /// Whether projects can be changed, as far as the scopes tell.
    sufficient: bool,
}

pub(super) fn run(_: &Args, cx: &mut Context) -> Result<(), Error> {
    let api = cx.api.clone();
    let host = api.host().to_owned();
    let wanted = host.clone();
    let (token, found) = cx.run(async move { github::auth::find(&wanted, &config::environment).await })?;
    let source = found.to_string();
    let viewer =
        match cx.run(async move { Client::connect(&api, token, &config::environment)?.viewer().await }) {
            Ok(viewer) => viewer,
            Err(error) => {
                cx.remark(&format!("note: the token for {host} comes from {source}"));
                return Err(error);
            }
        };
    let sufficient = viewer.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope == NEEDED));
    if cx.json {
        let login = viewer.login;
        cx.out.json(&AuthJson { host: host.clone(), source, login, scopes: viewer.scopes, sufficient })?;
    } else {
        let scopes = viewer.scopes.map_or_else(|| "not told".to_owned(), |scopes| scopes.join(", "));
        let fact = |name: &str, value: String| (name.to_owned(), value);
        cx.out.facts(&[
            fact("Host", host.clone()),
            fact("Token", source),
            fact("Login", viewer.login),
            fact("Scopes", scopes),
        ])?;
    }
    if sufficient {
        return Ok(());
    }
    Err(Error {
        message: format!("the token lacks the scope `{NEEDED}`"),
        hint: Some(match found {
            TokenSource::Env(name) => scope_hint(&host, Some(name)),
            TokenSource::Gh => scope_hint(&host, None),
            TokenSource::Keyring => format!(
                "make a token with the scope `{NEEDED}` at https://{host}/settings/tokens and put it into the keyring"
            ),
        }),
        code: Code::Auth,
    })
}
