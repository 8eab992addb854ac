//! The shapes of GitHub's answers, as the documents under `assets/graphql` ask for them.
//!
//! Unions are flat structs here: what another type has stays empty. So a type that GitHub adds later breaks nothing.

use serde::Deserialize;

use crate::domain::Timestamp;

use super::envelope::RateLimit;

/// A page of a connection, or a whole short one.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connection<T> {
    #[serde(default = "Vec::new")]
    pub(super) nodes: Vec<Option<T>>,
    #[serde(default)]
    pub(super) total_count: Option<u32>,
    #[serde(default)]
    pub(super) page_info: Option<PageInfo>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    #[serde(default)]
    has_next_page: bool,
    end_cursor: Option<String>,
    #[serde(default)]
    has_previous_page: bool,
    start_cursor: Option<String>,
}

impl PageInfo {
    /// Where to go on.
    pub(super) fn next(&self) -> Option<String> {
        self.end_cursor.clone().filter(|_| self.has_next_page)
    }

    /// Where to go on with what comes before.
    pub(super) fn previous(&self) -> Option<String> {
        self.start_cursor.clone().filter(|_| self.has_previous_page)
    }
}

impl<T> Connection<T> {
    /// Where to go on.
    pub(super) fn next(&self) -> Option<String> {
        self.page_info.as_ref()?.next()
    }

    /// Where to go on with what comes before.
    pub(super) fn previous(&self) -> Option<String> {
        self.page_info.as_ref()?.previous()
    }

    /// Whether there is more than was sent.
    pub(super) fn is_cut(&self) -> bool {
        self.page_info.as_ref().is_some_and(|page| page.has_next_page)
    }

    /// How many there are in all.
    pub(super) fn total(&self) -> u32 {
        self.total_count.unwrap_or_else(|| u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }
}

/// Nodes that GitHub shows.
pub(super) fn shown<T>(connection: Option<Connection<T>>) -> impl Iterator<Item = T> {
    connection.into_iter().flat_map(|connection| connection.nodes).flatten()
}

/// The answer to `node(id:)`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ByNode<T> {
    pub(super) node: Option<T>,
    pub(super) rate_limit: Option<RateLimit>,
}

/// The answer to `Probe`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Probe {
    pub(super) repository_owner: Option<Probed>,
    pub(super) viewer: Option<Login>,
    pub(super) rate_limit: Option<RateLimit>,
}

/// The answer to `nodes(ids:)`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ByNodes<T> {
    pub(super) nodes: Vec<Option<T>>,
    pub(super) rate_limit: Option<RateLimit>,
}

/// The answer to `repositoryOwner(login:)`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ByOwner<T> {
    pub(super) repository_owner: Option<T>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WithItems<T> {
    pub(super) items: Option<Connection<T>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Login {
    pub(super) login: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Repository {
    pub(super) name_with_owner: String,
}

/// The field of a value.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FieldOfValue {
    pub(super) id: Option<String>,
    pub(super) data_type: Option<String>,
}

/// Something of which only the id is asked, and which may be of a type without one.
#[derive(Debug, Deserialize)]
pub(super) struct MaybeId {
    pub(super) id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    pub(super) id: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) is_archived: bool,
    pub(super) created_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
    pub(super) field_values: Option<Connection<Value>>,
    pub(super) content: Option<Content>,
}

/// A value of a field of a project, or of an organization's issue field inside one.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Value {
    #[serde(rename = "__typename")]
    pub(super) type_name: String,
    pub(super) created_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
    pub(super) creator: Option<Login>,
    pub(super) field: Option<FieldOfValue>,
    pub(super) text: Option<String>,
    pub(super) number: Option<f64>,
    pub(super) date: Option<String>,
    pub(super) option_id: Option<String>,
    pub(super) options: Option<Vec<MaybeId>>,
    pub(super) iteration_id: Option<String>,
    #[serde(rename = "issueFieldValue")]
    pub(super) on_issue: Option<Box<Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    #[serde(rename = "__typename")]
    pub(super) type_name: String,
    pub(super) id: Option<String>,
    pub(super) number: Option<u64>,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) body: String,
    pub(super) created_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) issue_state: Option<String>,
    pub(super) state_reason: Option<String>,
    pub(super) pull_state: Option<String>,
    #[serde(default)]
    pub(super) is_draft: bool,
    pub(super) review_decision: Option<String>,
    pub(super) status_check_rollup: Option<Rollup>,
    pub(super) author: Option<Login>,
    pub(super) creator: Option<Login>,
    pub(super) repository: Option<Repository>,
    pub(super) issue_type: Option<Named>,
    pub(super) parent: Option<Link>,
    pub(super) milestone: Option<Milestone>,
    pub(super) sub_issues_summary: Option<SubIssues>,
    pub(super) issue_dependencies_summary: Option<Dependencies>,
    pub(super) blocked_by: Option<Connection<Link>>,
    pub(super) closed_by_pull_requests_references: Option<Connection<ClosingPull>>,
    pub(super) assignees: Option<Connection<Login>>,
    pub(super) draft_assignees: Option<Connection<Login>>,
    pub(super) labels: Option<Connection<Label>>,
    pub(super) review_requests: Option<Connection<ReviewRequest>>,
    #[serde(default)]
    pub(super) viewer_can_update: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Link {
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) title: String,
    pub(super) state: String,
    pub(super) repository: Repository,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Milestone {
    pub(super) title: String,
    pub(super) due_on: Option<Timestamp>,
    pub(super) state: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SubIssues {
    pub(super) total: u32,
    pub(super) completed: u32,
}

/// GitHub's counts of dependencies: those that are open, not all.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dependencies {
    pub(super) blocked_by: u32,
    pub(super) blocking: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rollup {
    pub(super) state: String,
}

/// A pull request that closes an issue.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClosingPull {
    pub(super) number: u64,
    pub(super) state: String,
    #[serde(default)]
    pub(super) is_draft: bool,
    pub(super) review_decision: Option<String>,
    pub(super) status_check_rollup: Option<Rollup>,
    pub(super) repository: Repository,
}

#[derive(Debug, Deserialize)]
pub(super) struct Label {
    pub(super) name: String,
    pub(super) color: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReviewRequest {
    pub(super) requested_reviewer: Option<Reviewer>,
}

/// A person by login, or a team by slug.
#[derive(Debug, Deserialize)]
pub(super) struct Reviewer {
    pub(super) login: Option<String>,
    pub(super) slug: Option<String>,
}

/// An item of the lean walk.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stamp {
    pub(super) id: String,
    pub(super) updated_at: Timestamp,
    #[serde(default)]
    pub(super) is_archived: bool,
    pub(super) content: Option<ContentStamp>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContentStamp {
    pub(super) updated_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Project {
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) number: u32,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) url: String,
    #[serde(default)]
    pub(super) closed: bool,
    pub(super) updated_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) viewer_can_update: bool,
    pub(super) owner: Option<MaybeLogin>,
    pub(super) fields: Option<Connection<Field>>,
    pub(super) views: Option<Connection<View>>,
    pub(super) repositories: Option<Connection<Repository>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct MaybeLogin {
    pub(super) login: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Field {
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) data_type: String,
    #[serde(rename = "issueField")]
    pub(super) shows: Option<IssueField>,
    #[serde(default)]
    pub(super) options: Vec<Choice>,
    #[serde(default)]
    pub(super) multi_select_options: Vec<Choice>,
    pub(super) configuration: Option<Configuration>,
}

/// An organization's issue field, as far as a project needs it.
#[derive(Debug, Deserialize)]
pub(super) struct IssueField {
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) options: Vec<Choice>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) color: String,
    pub(super) description: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Configuration {
    pub(super) iterations: Vec<Iteration>,
    pub(super) completed_iterations: Vec<Iteration>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Iteration {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) start_date: crate::domain::Date,
    pub(super) duration: u32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) layout: String,
    pub(super) filter: Option<String>,
    pub(super) fields: Option<Connection<MaybeId>>,
    pub(super) group_by_fields: Option<Connection<MaybeId>>,
    pub(super) vertical_group_by_fields: Option<Connection<MaybeId>>,
    pub(super) sort_by_fields: Option<Connection<SortBy>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SortBy {
    pub(super) direction: String,
    pub(super) field: Option<MaybeId>,
}

/// A project of an owner, as far as a probe looks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Probed {
    #[serde(rename = "projectV2")]
    pub(super) project: Option<ProbedProject>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProbedProject {
    pub(super) id: String,
    pub(super) updated_at: Timestamp,
    pub(super) items: Connection<serde::de::IgnoredAny>,
}

/// The answer to `Changed`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Changed {
    pub(super) search: Search,
    pub(super) rate_limit: Option<RateLimit>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Search {
    pub(super) issue_count: u32,
    pub(super) page_info: PageInfo,
    pub(super) nodes: Vec<Option<Found>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    pub(super) updated_at: Option<Timestamp>,
    pub(super) project_items: Option<Connection<OnProject>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct OnProject {
    pub(super) id: String,
    pub(super) project: Option<MaybeId>,
}
