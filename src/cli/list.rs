//! `sprintty list`: the items that a filter shows.

use std::ffi::OsString;
use std::sync::Arc;

use clap::Args as Arguments;

use super::context::{Context, World};
use super::error::Error;
use super::json;
use super::table::Yield;
use crate::domain::item::Cut;
use crate::domain::query::names::Names;
use crate::domain::query::{Query, Scope};
use crate::domain::{Item, Snapshot};

/// List items, from top to bottom
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// As on GitHub: words, field:value, label:bug, assignee:@me, is:open, no:status, -is:closed …
    #[arg(value_name = "FILTER", value_parser = restored)]
    filter: Vec<String>,
}

/// What gives way in a terminal that is too narrow: titles down to what can still be read, then labels and people.
const YIELDS: [Yield; 7] = [
    Yield::Text(2, 40),
    Yield::List(4, 8),
    Yield::List(3, 9),
    Yield::All(4),
    Yield::All(3),
    Yield::Text(2, 10),
    Yield::Text(1, 6),
];

/// Stands for the `-` of a filter word while flags are told from words. No filter holds it.
const MINUS: char = '\u{1}';

/// Marks the filter words that begin with `-`, such as `-label:bug`, so that they are not taken for flags.
pub(super) fn protected(line: Vec<OsString>) -> Vec<OsString> {
    let Some(list) = line.iter().position(|word| word == "list") else { return line };
    let end = line.iter().position(|word| word == "--").unwrap_or(line.len());
    let protect =
        |(place, word): (usize, OsString)| match word.to_str().and_then(|word| word.strip_prefix('-')) {
            Some(rest) if place > list && place < end && rest.len() > 1 && !rest.starts_with('-') => {
                format!("{MINUS}{rest}").into()
            }
            Some(_) | None => word,
        };
    line.into_iter().enumerate().map(protect).collect()
}

/// What clap says of a line, in the words that were typed.
pub(super) fn unprotected(text: &str) -> String {
    text.replace(MINUS, "-")
}

#[expect(clippy::unnecessary_wraps, reason = "as flags are read")]
fn restored(word: &str) -> Result<String, std::convert::Infallible> {
    Ok(word.replacen(MINUS, "-", usize::from(word.starts_with(MINUS))))
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let text = args.filter.join(" ");
    let query = Query::parse(&text).map_err(|error| Error::query(&text, &error))?;
    let world = cx.load()?;
    let me = if text.to_ascii_lowercase().contains("@me") { Some(cx.me(&world.key)?) } else { None };
    let view = world.replica.view();
    let scope = Scope { project: &view.project, items: Some(view), me: me.as_deref(), today: cx.today() };
    let mut matcher = query.prepare(&scope).map_err(|error| Error::query(&text, &error))?;
    if !text.is_empty() {
        let read = cx.store()?.directory(&world.key, 0)?;
        let directory = read.into_iter().map(|known| (Arc::clone(&known.name), known)).collect();
        let mut names = Names::gather(view.items().map(AsRef::as_ref));
        names.learn(&view.project, &directory);
        for doubt in query.doubts(&view.project, &names) {
            let hint = doubt.hint.map(|hint| format!(": {hint}")).unwrap_or_default();
            cx.remark(&format!("note: {}{hint}", doubt.message));
        }
    }
    let items: Vec<&Item> = view.items().map(AsRef::as_ref).filter(|item| matcher.matches(item)).collect();
    if cx.json {
        let items: Vec<_> = items.iter().map(|item| json::item(item, &world.replica)).collect();
        return cx.out.json(&items);
    }
    cx.out.table(&["ITEM", "STATUS", "TITLE", "ASSIGNEES", "LABELS"], &rows(&items, &world), &YIELDS)
}

fn rows(items: &[&Item], world: &World) -> Vec<Vec<String>> {
    let view = world.replica.view();
    let several = several_repositories(view);
    let row = |item: &&Item| {
        let status = view.project.status().and_then(|field| Some(field.show(item.value(&field.id)?)));
        let labels: Vec<&str> = item.labels().iter().map(|label| label.name.as_ref()).collect();
        let mark = if world.replica.pending_of(&item.id).any(json::is_stuck) { " (refused)" } else { "" };
        vec![
            name(item, several),
            status.unwrap_or_default(),
            format!("{}{mark}", item.title()),
            with_more(item.assignees().join(", "), item.more_of(Cut::Assignees)),
            with_more(labels.join(", "), item.more_of(Cut::Labels)),
        ]
    };
    items.iter().map(row).collect()
}

/// `bug, ui +3`: what GitHub has more of than it sent.
fn with_more(names: String, more: u32) -> String {
    if more == 0 { names } else { format!("{names} +{more}").trim_start().to_owned() }
}

/// `#12`, or `app#12` where several repositories have items.
fn name(item: &Item, several: bool) -> String {
    match (item.work().filter(|work| work.number != 0), several) {
        (Some(work), true) => {
            let repository = work.repository.split_once('/').map_or(&*work.repository, |(_, name)| name);
            format!("{repository}#{}", work.number)
        }
        (Some(work), false) => format!("#{}", work.number),
        (None, _) => json::kind(item).to_owned(),
    }
}

fn several_repositories(view: &Snapshot) -> bool {
    let mut names = view.items().filter_map(|item| item.repository());
    let first = names.next();
    names.any(|name| Some(name) != first)
}
