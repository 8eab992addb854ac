//! `sprintty doctor`: where things are and whether they work.

use std::collections::BTreeMap;

use clap::Args as Arguments;
use serde::Serialize;

use super::board;
use super::context::Context;
use super::error::Error;
use crate::config;
use crate::domain::limit;
use crate::github;
use crate::input::Keymap;
use crate::input::keymap::Hidden;
use crate::store::Store;
use crate::sync::engine::UNREAD;

/// Show where things are kept and whether they work
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// Do not ask GitHub
    #[arg(long)]
    offline: bool,
}

/// One thing that was looked at. `doctor --json` prints an array of these.
#[derive(Debug, Serialize)]
struct Finding {
    /// What was looked at.
    what: String,
    /// Whether it is as it should be.
    ok: bool,
    /// What was found.
    found: String,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut findings = vec![
        Finding::fine("version", env!("CARGO_PKG_VERSION").to_owned()),
        settings(cx),
        Finding::fine("log", cx.paths.log_file().display().to_string()),
        Finding::fine("API", cx.api.to_string()),
    ];
    findings.extend(store(cx));
    findings.extend(limits(cx));
    if !args.offline {
        findings.extend(network(cx));
    }
    if cx.json {
        cx.out.json(&findings)?;
    } else {
        let name = |finding: &Finding| {
            let mark = if finding.ok { "ok " } else { "BAD" };
            (format!("{mark} {}", finding.what), finding.found.clone())
        };
        cx.out.facts(&findings.iter().map(name).collect::<Vec<_>>())?;
    }
    match findings.iter().filter(|finding| !finding.ok).count() {
        0 => Ok(()),
        bad => Err(Error::refused(format!("{bad} of {} are not as they should be", findings.len()))
            .hint("what stands behind BAD says what to do")),
    }
}

impl Finding {
    fn fine(what: &str, found: String) -> Self {
        Self { what: what.to_owned(), ok: true, found }
    }

    fn bad(what: &str, error: &Error) -> Self {
        let hint = error.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"));
        Self { what: what.to_owned(), ok: false, found: format!("{}{hint}", error.message) }
    }
}

/// Limits of columns that no project here has.
fn limits(cx: &mut Context) -> Option<Finding> {
    if cx.config.wip.is_empty() || !cx.paths.store().exists() {
        return None;
    }
    let store = Store::open(&cx.paths.store(), cx.clock.now()).ok()?.store;
    let keys = store.projects().ok()?.into_iter().map(|known| known.key);
    let loaded = keys.filter_map(|key| store.load(&key).ok().flatten());
    let projects: Vec<_> = loaded.map(|loaded| loaded.snapshot.project).collect();
    // One that fits any of the projects is meant for that one.
    let (first, others) = projects.split_first()?;
    let mut astray = limit::astray(cx.config.wip.keys(), first);
    for project in others {
        let here = limit::astray(cx.config.wip.keys(), project);
        astray.retain(|(name, _)| here.iter().any(|(other, _)| other == name));
    }
    let told = astray.iter().map(|(name, near)| {
        let near = near.as_ref().map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        format!("[wip] names `{name}`, which is no column{near}")
    });
    let told: Vec<String> = told.collect();
    let found = told.join("; ");
    (!told.is_empty()).then(|| Finding { what: "limits".to_owned(), ok: false, found })
}

fn settings(cx: &Context) -> Finding {
    if let Some(error) = &cx.unusable {
        return Finding::bad("settings", error);
    }
    let keymap = match board::look(&cx.config, &cx.paths).and_then(|_| board::keymap(&cx.config)) {
        Ok(keymap) => keymap,
        Err(error) => return Finding::bad("settings", &error),
    };
    let exists = if cx.paths.config.exists() { "" } else { " (not there: the defaults are used)" };
    // Of what is hidden, what comes with the program was meant.
    let usual = Keymap::new(cx.config.keymap, &BTreeMap::new(), &[]).map(|keymap| keymap.hidden());
    let usual = usual.unwrap_or_default();
    let hidden = keymap.hidden().into_iter().filter(|hidden| !usual.contains(hidden)).map(|hidden| {
        let Hidden { keys, action, by } = hidden;
        format!("; `{keys}` does `{by}` ({}) before `{action}`", by.row().scope.name())
    });
    let hidden: String = hidden.collect();
    Finding::fine("settings", format!("{}{exists}{hidden}", cx.paths.config.display()))
}

fn store(cx: &mut Context) -> Vec<Finding> {
    let path = cx.paths.store();
    if !path.exists() {
        return vec![Finding::fine("store", format!("{} (not there yet)", path.display()))];
    }
    let looked = Store::open(&path, cx.clock.now())
        .and_then(|opened| Ok((opened.store.projects()?, opened.store.all_pending()?, opened.store)));
    let (projects, pending, store) = match looked {
        Ok(found) => found,
        Err(error) => return vec![Finding::bad("store", &error.into())],
    };
    let mut findings = vec![Finding::fine("store", path.display().to_string())];
    for known in projects {
        let waiting = pending.iter().filter(|(key, row)| *key == known.key && row.is_unsent()).count();
        let synced = known.synced_at.map_or_else(
            || "never read to the end".to_owned(),
            |at| format!("read {}", cx.local(at).format("%Y-%m-%d %H:%M")),
        );
        let items = if known.items == 1 { "item" } else { "items" };
        let wait = if waiting == 1 { "edit waits" } else { "edits wait" };
        let unread = store.recall(&known.key, UNREAD).ok().flatten().and_then(|count| count.as_u64());
        let unread = match unread.unwrap_or(0) {
            0 => String::new(),
            1 => ", 1 item could not be read and is shown as it was read last".to_owned(),
            more => format!(", {more} items could not be read and are shown as they were read last"),
        };
        let found = format!("{} {items}, {synced}, {waiting} {wait}{unread}", known.items);
        findings.push(Finding::fine(&format!("{} {}", known.key.host, known.key.project), found));
    }
    findings
}

fn network(cx: &mut Context) -> Vec<Finding> {
    let host = cx.api.host().to_owned();
    let token = cx.run(async move { github::auth::find(&host, &config::environment).await });
    match token {
        Err(error) => vec![Finding::bad("token", &error)],
        Ok((_, source)) => {
            let viewer = cx.ask(async |client| client.viewer().await);
            let answer = match viewer {
                Ok(viewer) => Finding::fine("GitHub", format!("answers {}", viewer.login)),
                Err(error) => Finding::bad("GitHub", &error),
            };
            vec![Finding::fine("token", source.to_string()), answer]
        }
    }
}
