//! `sprintty projects`: the projects one can open.

use clap::Args as Arguments;
use serde::Serialize;

use super::context::Context;
use super::error::Error;
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
    let projects = cx.ask(async move |client| match owner {
        Some(owner) => of(&client, &owner).await,
        None => all(&client).await,
    })?;
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

/// The projects of one owner, over all pages.
pub(super) async fn of(client: &Client, owner: &str) -> Result<Vec<ProjectSummary>, github::Error> {
    let (mut projects, mut after) = (Vec::new(), None);
    loop {
        let page = client.projects(owner, after.as_ref()).await?;
        projects.extend(page.nodes);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(projects),
        }
    }
}

/// The projects of the person who asks and of their organizations. An organization that shows none is passed over.
pub(super) async fn all(client: &Client) -> Result<Vec<ProjectSummary>, github::Error> {
    let (mut owners, mut after) = (Vec::new(), None);
    loop {
        let page = client.owners(after.as_ref()).await?;
        if owners.is_empty() {
            owners.push(page.viewer);
        }
        owners.extend(page.organizations.nodes);
        match page.organizations.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let mut projects = Vec::new();
    for owner in owners {
        match of(client, &owner).await {
            Ok(found) => projects.extend(found),
            Err(github::Error::Forbidden { .. } | github::Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(projects)
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
