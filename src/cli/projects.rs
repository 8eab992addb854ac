//! `sprintty projects`: the projects one can open.

use clap::Args as Arguments;
use serde::Serialize;

use super::context::Context;
use super::error::Error;
use super::offer;
use super::table::Yield;
use crate::domain::Timestamp;
use crate::github::{self, Client, ProjectSummary};

/// List the projects of a user or an organization; without one, yours and those of your organizations
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// A user or an organization
    owner: Option<String>,
}

/// A project of the list.
#[derive(Debug, Serialize)]
struct ProjectJson {
    /// `owner/number`, as `--project` takes it.
    project: String,
    title: String,
    description: String,
    url: String,
    closed: bool,
    /// Whether you may change it.
    editable: bool,
    /// How many items it has, without the archived ones.
    items: u32,
    updated_at: Timestamp,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let owner = args.owner.clone();
    let mut parts = Vec::new();
    cx.ask(async |client| {
        let tell = &mut |part| parts.push(part);
        match owner {
            Some(owner) => of(&client, &owner, usize::MAX, tell).await,
            None => all(&client, usize::MAX, tell).await,
        }
    })?;
    let mut projects = Vec::new();
    for part in parts {
        if let Part::Alone(error) = &part {
            cx.remark(&format!("note: {}", offer::alone(error)));
        }
        if let Part::Projects(found) = part {
            projects.extend(found);
        }
    }
    if cx.json {
        return cx.out.json(&projects.into_iter().map(json).collect::<Vec<_>>());
    }
    if projects.is_empty() {
        return cx.out.line("there are no projects");
    }
    let row = |project: &ProjectSummary| {
        let closed = if project.closed { " (closed)" } else { "" };
        let updated = cx.local(project.updated_at).format("%Y-%m-%d").to_string();
        let title = format!("{}{closed}", project.title);
        vec![project.reference.to_string(), project.items.to_string(), updated, title]
    };
    let rows: Vec<_> = projects.iter().map(row).collect();
    cx.out.table(&["PROJECT", "ITEMS", "UPDATED", "TITLE"], &rows, &[Yield::Text(3, 10), Yield::All(2)])
}

/// A part of what GitHub says of the projects there are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// Some of one owner's.
    Projects(Vec<ProjectSummary>),
    /// The owner has more than were asked for.
    More { owner: String, count: u32 },
    /// An organization shows none.
    Withheld { owner: String, error: github::Error },
    /// The organizations can't be listed: what follows is the person's own.
    Alone(github::Error),
}

/// The projects of one owner, of at most so many pages.
async fn of(
    client: &Client,
    owner: &str,
    pages: usize,
    tell: &mut dyn FnMut(Part),
) -> Result<(), github::Error> {
    let (mut after, mut left) = (None, 0);
    for _ in 0..pages {
        let page = client.projects(owner, after.as_ref()).await?;
        let read = u32::try_from(page.nodes.len()).unwrap_or(u32::MAX).saturating_add(page.withheld);
        left = if after.is_some() { left } else { page.total }.saturating_sub(read);
        tell(Part::Projects(page.nodes));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
    tell(Part::More { owner: owner.to_owned(), count: left });
    Ok(())
}

/// The projects of the person who asks, then those of their organizations: of each owner at most so many pages of 50, those
/// changed last.
pub(super) async fn all(
    client: &Client,
    pages: usize,
    tell: &mut dyn FnMut(Part),
) -> Result<(), github::Error> {
    let (mut owners, mut after) = (Vec::new(), None);
    loop {
        let page = match client.owners(after.as_ref()).await {
            // A person's own projects are there without the scope for organizations.
            Err(error @ github::Error::MissingScope { .. }) => {
                owners = vec![client.viewer().await?.login];
                tell(Part::Alone(error));
                break;
            }
            page => page?,
        };
        if owners.is_empty() {
            owners.push(page.viewer);
        }
        owners.extend(page.organizations.nodes);
        match page.organizations.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    for owner in owners {
        match of(client, &owner, pages, tell).await {
            Ok(()) => {}
            Err(error @ (github::Error::Forbidden { .. } | github::Error::NotFound { .. })) => {
                tell(Part::Withheld { owner, error });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn json(project: ProjectSummary) -> ProjectJson {
    let ProjectSummary { reference, title, description, url, closed, editable, updated_at, items } = project;
    ProjectJson {
        project: reference.to_string(),
        title,
        description,
        url,
        closed,
        editable,
        items,
        updated_at,
    }
}
