//! What can be chosen in a repository, asked and read: labels, people, milestones, types, templates and forms.

use serde::Deserialize;
use serde_json::json;

use crate::domain::form::{Body, Template};
use crate::domain::item::{Label, Listed, Milestone, Name};
use crate::domain::repository::{Kind, NewIssues, sort_milestones};
use crate::domain::{Repository, Timestamp};

use super::ask::{Answer, Reply};
use super::client::Client;
use super::convert::{self, Names, listed};
use super::envelope::RateLimit;
use super::error::Error;
use super::read::{absent, ask};
use super::wire::{self, Connection, Login, Named, shown};
use super::{form, text};

pub(super) const REPOSITORY: &str = include_str!("../../assets/graphql/repository.graphql");
pub(super) const CHOICES: &str = include_str!("../../assets/graphql/choices.graphql");

/// How many more pages of labels and people are read. What lies beyond is marked as cut.
const MORE_PAGES: u32 = 4;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked<T> {
    repository: Option<T>,
    rate_limit: Option<RateLimit>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the answer is GitHub's")]
struct Raw {
    name_with_owner: String,
    #[serde(default)]
    is_archived: bool,
    #[serde(default)]
    has_issues_enabled: bool,
    #[serde(default)]
    is_blank_issues_enabled: bool,
    viewer_permission: Option<String>,
    #[serde(default)]
    viewer_can_create_issues: bool,
    #[serde(flatten)]
    choices: Choices,
    open: Option<Connection<wire::Milestone>>,
    closed: Option<Connection<wire::Milestone>>,
    issue_types: Option<Connection<Type>>,
    issue_templates: Option<Vec<Markdown>>,
    forms: Option<Folder>,
}

/// The lists that may have more than one page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Choices {
    labels: Option<Connection<wire::Label>>,
    assignable_users: Option<Connection<Login>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Type {
    name: String,
    color: String,
    description: Option<String>,
    is_enabled: bool,
}

#[derive(Debug, Deserialize)]
struct Markdown {
    filename: String,
    name: String,
    about: Option<String>,
    title: Option<String>,
    body: Option<String>,
    labels: Option<Connection<Named>>,
    assignees: Option<Connection<Login>>,
    #[serde(rename = "type")]
    kind: Option<Named>,
}

/// A folder; empty where there is something else under its name.
#[derive(Debug, Deserialize)]
struct Folder {
    #[serde(default)]
    entries: Option<Vec<File>>,
}

#[derive(Debug, Deserialize)]
struct File {
    name: String,
    object: Option<Blob>,
}

#[derive(Debug, Deserialize)]
struct Blob {
    text: Option<String>,
}

pub(super) async fn repository(client: &Client, name: &Name) -> Result<Reply, Error> {
    let no_such = || format!("there is no repository {name}, or you may not see it");
    let (owner, short) = name.split_once('/').ok_or_else(|| Error::NotFound { message: no_such() })?;
    let variables = json!({ "owner": owner, "name": short });
    let answered = ask::<Asked<Raw>>(client, REPOSITORY, variables).await?;
    let mut meter = answered.told.priced(answered.data.rate_limit.as_ref());
    let found = answered.data.repository;
    let mut raw = found.ok_or_else(|| absent(&answered.errors, &answered.told, &no_such()))?;
    for _ in 0..MORE_PAGES {
        let labels = raw.choices.labels.as_ref().and_then(Connection::next);
        let people = raw.choices.assignable_users.as_ref().and_then(Connection::next);
        if labels.is_none() && people.is_none() {
            break;
        }
        let variables = json!({
            "owner": owner, "name": short, "labels": labels, "moreLabels": labels.is_some(),
            "people": people, "morePeople": people.is_some(),
        });
        let answered = ask::<Asked<Choices>>(client, CHOICES, variables).await?;
        let cost = meter.cost;
        meter = answered.told.priced(answered.data.rate_limit.as_ref());
        meter.cost = cost.zip(meter.cost).map(|(before, more)| before + more);
        let Some(more) = answered.data.repository else { break };
        extend(&mut raw.choices.labels, more.labels);
        extend(&mut raw.choices.assignable_users, more.assignable_users);
    }
    let at = meter.server_time;
    Ok(Reply { answer: Answer::Repository(Box::new(convert(raw, at))), meter })
}

/// Goes on with the next page of a list.
fn extend<T>(list: &mut Option<Connection<T>>, more: Option<Connection<T>>) {
    if let (Some(list), Some(more)) = (list, more) {
        list.nodes.extend(more.nodes);
        list.page_info = more.page_info;
    }
}

fn convert(raw: Raw, at: Option<Timestamp>) -> Repository {
    let mut names = Names::default();
    let permission = raw.viewer_permission.as_deref();
    let manages = matches!(permission, Some("ADMIN" | "MAINTAIN" | "WRITE" | "TRIAGE" | "TRIAGE_PLUS"));
    let new_issues = if raw.is_archived {
        NewIssues::Archived
    } else if !raw.has_issues_enabled {
        NewIssues::Disabled
    } else if raw.viewer_can_create_issues {
        NewIssues::Welcome
    } else {
        NewIssues::Forbidden
    };
    Repository {
        name: text::name(&raw.name_with_owner),
        writable: manages && !raw.is_archived,
        new_issues,
        blank_issues: raw.is_blank_issues_enabled,
        labels: listed(raw.choices.labels, |raw| -> Option<Label> { Some(convert::label(&raw, &mut names)) }),
        people: convert::logins(raw.choices.assignable_users, &mut names),
        milestones: milestones(raw.open, raw.closed, &mut names),
        kinds: kinds(raw.issue_types),
        templates: templates(raw.issue_templates, raw.forms),
        read_at: at,
    }
}

fn milestones(
    open: Option<Connection<wire::Milestone>>,
    closed: Option<Connection<wire::Milestone>>,
    names: &mut Names,
) -> Listed<Milestone> {
    let new = listed(open, |raw| Some(convert::milestone(&raw, names)));
    let old = listed(closed, |raw| Some(convert::milestone(&raw, names)));
    let mut some = [new.some, old.some].concat();
    sort_milestones(&mut some);
    Listed { some: some.into(), total: new.total + old.total }
}

/// The types that are in use; those that are not don't count.
fn kinds(raw: Option<Connection<Type>>) -> Listed<Kind> {
    let hidden = raw
        .as_ref()
        .map_or(0, |raw| raw.total().saturating_sub(u32::try_from(raw.nodes.len()).unwrap_or(u32::MAX)));
    let in_use = shown(raw).filter(|kind| kind.is_enabled).map(|kind| Kind {
        name: text::name(&kind.name),
        colour: convert::colour(&kind.color),
        description: text::line(&kind.description.unwrap_or_default()),
    });
    let mut kinds = Listed::from(in_use.collect::<Vec<_>>());
    kinds.total += hidden;
    kinds
}

/// Templates as GitHub lists them, then forms, which it does not list, from their files.
fn templates(listed: Option<Vec<Markdown>>, folder: Option<Folder>) -> Vec<Template> {
    let listed = listed.unwrap_or_default().into_iter();
    let written = listed.filter(|raw| !form::is_form(&raw.filename)).map(|raw| Template {
        file: text::line(&raw.filename),
        name: text::line(&raw.name),
        about: text::line(&raw.about.unwrap_or_default()),
        title: text::line(&raw.title.unwrap_or_default()),
        labels: shown(raw.labels).map(|label| text::name(&label.name)).collect(),
        assignees: shown(raw.assignees).map(|person| text::name(&person.login)).collect(),
        kind: raw.kind.map(|kind| text::name(&kind.name)),
        body: Body::Text(text::lines(&raw.body.unwrap_or_default())),
    });
    let files = folder.and_then(|folder| folder.entries).unwrap_or_default().into_iter();
    let forms = files.filter(|file| form::is_form(&file.name)).filter_map(|file| {
        let text = file.object?.text?;
        form::read(&file.name, &text)
    });
    written.chain(forms).collect()
}

#[cfg(test)]
#[path = "repository_tests.rs"]
mod tests;
