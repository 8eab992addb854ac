//! Who is asking, whose projects there are to choose from, and what to search for.

use serde::Deserialize;
use serde_json::json;

use crate::domain::{ProjectRef, Timestamp};

use super::client::Client;
use super::read::{absent, ask};
use super::wire::{ByOwner, Connection, Login};
use super::{Cursor, Error, Page, text};

pub(super) const VIEWER: &str = include_str!("../../assets/graphql/viewer.graphql");
pub(super) const PROJECTS: &str = include_str!("../../assets/graphql/projects.graphql");
pub(super) const OWNERS: &str = include_str!("../../assets/graphql/owners.graphql");

/// Who the token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The login.
    pub login: String,
    /// What a classic token may do; none for tokens whose rights GitHub does not list.
    pub scopes: Option<Vec<String>>,
}

/// One project of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectSummary {
    /// `OWNER/NUMBER`.
    pub reference: ProjectRef,
    /// The name people see.
    pub title: String,
    /// One line, perhaps empty.
    pub description: String,
    /// Where it lives on the web.
    pub url: String,
    /// Closed projects can still be read.
    pub closed: bool,
    /// Whether this person may change it.
    pub editable: bool,
    /// When GitHub last saw it change.
    pub updated_at: Timestamp,
    /// Its items without the archived ones.
    pub items: u32,
}

/// Those whose projects to offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Owners {
    /// The login of the viewer.
    pub viewer: String,
    /// The logins of the viewer's organizations.
    pub organizations: Page<String>,
}

pub(super) async fn viewer(client: &Client) -> Result<Viewer, Error> {
    #[derive(Deserialize)]
    struct Asked {
        viewer: Login,
    }
    let answered = ask::<Asked>(client, VIEWER, json!({})).await?;
    Ok(Viewer { login: text::line(&answered.data.viewer.login), scopes: answered.told.scopes })
}

pub(super) async fn projects(
    client: &Client,
    owner: &str,
    after: Option<&Cursor>,
) -> Result<Page<ProjectSummary>, Error> {
    #[derive(Deserialize)]
    struct Owner {
        #[serde(rename = "projectsV2")]
        projects: Option<Connection<Summary>>,
    }
    let variables = json!({ "login": owner, "after": after });
    let answered = ask::<ByOwner<Owner>>(client, PROJECTS, variables).await?;
    let projects = answered.data.repository_owner.and_then(|owner| owner.projects);
    let projects = projects.ok_or_else(|| {
        absent(&answered.errors, &answered.told, &format!("There is no user or organization {owner}."))
    })?;
    Ok(Page::of(projects, &[]).sift(|project| Some(project.of(owner))))
}

pub(super) async fn owners(client: &Client, after: Option<&Cursor>) -> Result<Owners, Error> {
    #[derive(Deserialize)]
    struct Asked {
        viewer: Member,
    }
    #[derive(Deserialize)]
    struct Member {
        login: String,
        organizations: Connection<Login>,
    }
    let viewer = ask::<Asked>(client, OWNERS, json!({ "after": after })).await?.data.viewer;
    let organizations = Page::of(viewer.organizations, &[]).sift(|login| Some(text::line(&login.login)));
    Ok(Owners { viewer: text::line(&viewer.login), organizations })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    number: u32,
    title: String,
    short_description: Option<String>,
    url: String,
    closed: bool,
    updated_at: Timestamp,
    #[serde(default)]
    viewer_can_update: bool,
    items: Connection<serde::de::IgnoredAny>,
}

impl Summary {
    fn of(self, owner: &str) -> ProjectSummary {
        ProjectSummary {
            reference: ProjectRef { owner: owner.to_owned(), number: self.number },
            title: text::line(&self.title),
            description: text::line(&self.short_description.unwrap_or_default()),
            url: text::line(&self.url),
            closed: self.closed,
            editable: self.viewer_can_update,
            updated_at: self.updated_at,
            items: self.items.total(),
        }
    }
}

/// What finds the issues and pull requests of a project that changed since a moment, to the second.
pub(super) fn search(project: &ProjectRef, since: Timestamp) -> String {
    format!("project:{project} updated:>={}", since.format("%Y-%m-%dT%H:%M:%SZ"))
}
