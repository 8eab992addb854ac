//! What exists on the emulated GitHub: flat tables of plain structs that point at each other by id.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::id::{Id, OptionId};

/// Everything on the emulated GitHub. An id's index is a place in one of these tables.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct World {
    /// Who may call, by token.
    pub tokens: BTreeMap<String, Token>,
    /// People.
    pub users: Vec<User>,
    /// Organizations.
    pub organizations: Vec<Organization>,
    /// Repositories of both.
    pub repositories: Vec<Repository>,
    /// Labels of all repositories.
    pub labels: Vec<Label>,
    /// Milestones of all repositories.
    pub milestones: Vec<Milestone>,
    /// Issue types of all organizations.
    pub issue_types: Vec<IssueType>,
    /// Issue fields of all organizations: they live on the issue, not on a project.
    pub issue_fields: Vec<Field>,
    /// Issues of all repositories.
    pub issues: Vec<Issue>,
    /// Pull requests of all repositories.
    pub pull_requests: Vec<PullRequest>,
    /// Draft issues; `None` once deleted.
    pub drafts: Vec<Option<Draft>>,
    /// Projects of all owners.
    pub projects: Vec<Project>,
    /// Items of all projects; `None` once deleted.
    pub items: Vec<Option<Item>>,
    /// How many fields were ever made, for the next id.
    pub fields_made: usize,
    /// How many comments were ever written, for the next id.
    pub comments_made: usize,
}

/// Who a token belongs to and what it may do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Token {
    /// The user it acts as.
    pub login: String,
    /// Classic scopes such as `project`.
    pub scopes: Vec<String>,
}

/// A person.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub struct User {
    pub id: Id,
    pub login: String,
}

/// An organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub struct Organization {
    pub id: Id,
    pub login: String,
    pub members: Vec<Id>,
}

/// A repository.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Repository {
    /// Its node id.
    pub id: Id,
    /// The owner's login.
    pub owner: String,
    /// Its name, without the owner.
    pub name: String,
    /// Who sees it when it is private; `None` when it is public.
    pub only_for: Option<Vec<Id>>,
    /// The last number given to an issue or pull request.
    pub last_number: u32,
    /// Whether nothing in it can be changed any more.
    pub archived: bool,
    /// Whether its issues are switched off.
    pub without_issues: bool,
    /// Whether an issue must start from a template.
    pub only_templates: bool,
    /// Its issue templates.
    pub templates: Vec<Template>,
    /// The files of its issue forms: name and YAML.
    pub forms: Vec<(String, String)>,
}

/// An issue template in Markdown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Template {
    /// Such as `idea.md`.
    pub file: String,
    /// What it is called.
    pub name: String,
    /// One line about it.
    pub about: String,
    /// What the title begins with.
    pub title: String,
    /// What the body begins with.
    pub body: String,
    /// The names of the labels it sets.
    pub labels: Vec<String>,
}

/// A label of one repository.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Label {
    /// Its node id.
    pub id: Id,
    /// Where it exists.
    pub repository: Id,
    /// Such as `type/bug`.
    pub name: String,
    /// Six hex digits without `#`.
    pub color: String,
}

/// A milestone of one repository.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Milestone {
    /// Its node id.
    pub id: Id,
    /// Where it exists.
    pub repository: Id,
    /// Such as `v0.3`.
    pub title: String,
    /// When it is due.
    pub due_on: Option<DateTime<Utc>>,
    /// Whether it is closed.
    pub closed: bool,
}

/// An organization's issue type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IssueType {
    /// Its node id.
    pub id: Id,
    /// Such as `Bug`.
    pub name: String,
    /// One of `IssueTypeColor`.
    pub color: String,
}

/// What issues and pull requests have in common.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub struct Post {
    pub id: Id,
    pub repository: Id,
    pub number: u32,
    pub title: String,
    pub body: String,
    pub author: Id,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub labels: Vec<Id>,
    pub assignees: Vec<Id>,
    pub milestone: Option<Id>,
    /// The project items that show it.
    pub items: Vec<Id>,
    /// What people have said, oldest first.
    pub comments: Vec<Comment>,
}

/// A comment on an issue or pull request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Comment {
    /// Its node id.
    pub id: Id,
    /// Who wrote it.
    pub author: Id,
    /// In Markdown.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When its text was last changed, if ever.
    #[serde(default)]
    pub edited_at: Option<DateTime<Utc>>,
}

/// Why an issue is in its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are GitHub's IssueStateReason")]
pub enum StateReason {
    Completed,
    NotPlanned,
    Duplicate,
    Reopened,
}

/// An issue; it is closed when `post.closed_at` is set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Issue {
    /// What it shares with pull requests.
    pub post: Post,
    /// Why it is open or closed.
    pub reason: Option<StateReason>,
    /// Its organization's type for it.
    pub issue_type: Option<Id>,
    /// The issue it is a part of.
    pub parent: Option<Id>,
    /// Its parts, in order.
    pub sub_issues: Vec<Id>,
    /// The issues it waits for, oldest edge first.
    pub blocked_by: Vec<Id>,
    /// The issues that wait for it.
    pub blocking: Vec<Id>,
    /// Pull requests that will close it.
    pub linked: Vec<Id>,
    /// Values of the organization's issue fields.
    pub values: Vec<(Id, Value)>,
}

/// What became of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are GitHub's PullRequestState")]
pub enum PullState {
    Open,
    Closed,
    Merged,
}

/// What reviewers say of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are GitHub's PullRequestReviewDecision")]
pub enum Review {
    Approved,
    ChangesRequested,
    Required,
}

/// How the checks of a pull request stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are GitHub's StatusState")]
pub enum Checks {
    Error,
    Expected,
    Failure,
    Pending,
    Success,
}

/// A pull request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PullRequest {
    /// What it shares with issues.
    pub post: Post,
    /// Open, closed or merged.
    pub state: PullState,
    /// Not ready for review.
    pub is_draft: bool,
    /// The reviewers' verdict, when one is needed.
    pub review: Option<Review>,
    /// The checks' verdict, when there are any.
    pub checks: Option<Checks>,
    /// Who was asked to review.
    pub reviewers: Vec<Id>,
}

/// A card without an issue behind it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub struct Draft {
    pub id: Id,
    pub title: String,
    pub body: String,
    pub creator: Id,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub assignees: Vec<Id>,
}

/// What somebody may do with a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are GitHub's ProjectV2Roles")]
pub enum Role {
    Reader,
    Writer,
    Admin,
}

/// A project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Project {
    /// Its node id.
    pub id: Id,
    /// The owner's login.
    pub owner: String,
    /// Unique per owner.
    pub number: u32,
    /// Its name.
    pub title: String,
    /// One line about it.
    pub description: Option<String>,
    /// A page about it.
    pub readme: Option<String>,
    /// Whether everybody may read it.
    pub public: bool,
    /// Whether it is over.
    pub closed: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Moves with field edits, moves, additions and removals.
    pub updated_at: DateTime<Utc>,
    /// Who may do what, by login; nobody else sees it unless it is public.
    pub roles: BTreeMap<String, Role>,
    /// Fields, in order.
    pub fields: Vec<Field>,
    /// Saved views, in order.
    pub views: Vec<View>,
    /// Linked repositories.
    pub repositories: Vec<Id>,
    /// The one order of all its items, archived ones too.
    pub order: Vec<Id>,
}

/// A field of a project, or an issue field of an organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Field {
    /// Its node id.
    pub id: Id,
    /// Its heading.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// The organization's issue field it shows, if that is what it does.
    pub issue_field: Option<Id>,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are GitHub's ProjectV2FieldType")]
pub enum FieldKind {
    Title,
    Assignees,
    Labels,
    Milestone,
    Repository,
    LinkedPullRequests,
    Reviewers,
    ParentIssue,
    SubIssuesProgress,
    IssueType,
    Text,
    Number,
    Date,
    SingleSelect(Vec<Choice>),
    MultiSelect(Vec<Choice>),
    Iteration(Iterations),
}

/// An option of a select field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Unique in its field.
    pub id: OptionId,
    /// What it is called.
    pub name: String,
    /// One of `ProjectV2SingleSelectFieldOptionColor`.
    pub color: String,
    /// What it means.
    pub description: String,
}

/// The set-up of an iteration field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iterations {
    /// Days of a new iteration.
    pub duration: u32,
    /// 1 is Monday.
    pub start_day: u32,
    /// All iterations, past ones too, oldest first.
    pub all: Vec<Iteration>,
}

/// One iteration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iteration {
    /// Unique in its field.
    pub id: OptionId,
    /// Such as `Sprint 4`.
    pub title: String,
    /// Its first day.
    pub start: NaiveDate,
    /// How many days it lasts.
    pub duration: u32,
}

/// A saved view.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct View {
    /// Its node id.
    pub id: Id,
    /// Unique per project.
    pub number: u32,
    /// Its tab's title.
    pub name: String,
    /// One of `ProjectV2ViewLayout`.
    pub layout: String,
    /// In the filter language of projects.
    pub filter: Option<String>,
    /// Shown fields.
    pub fields: Vec<Id>,
    /// Rows of a table, lanes of a board.
    pub group_by: Vec<Id>,
    /// Columns of a board.
    pub columns_by: Vec<Id>,
    /// Sorted by, and whether downwards.
    pub sort_by: Vec<(Id, bool)>,
}

/// A card's place on a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item {
    /// Its node id.
    pub id: Id,
    /// Where it is.
    pub project: Id,
    /// An issue, a pull request or a draft.
    pub content: Id,
    /// Whether it is out of sight.
    pub archived: bool,
    /// Who added it.
    pub creator: Id,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Moves when a field value is set.
    pub updated_at: DateTime<Utc>,
    /// How often it changed places; cursors notice.
    pub moves: u32,
    /// Values of custom fields that are set.
    pub values: Vec<FieldValue>,
}

/// A value of one field, with who set it and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FieldValue {
    /// Which field.
    pub field: Id,
    /// What it is.
    pub value: Value,
    /// Who set it first.
    pub creator: Id,
    /// When that was.
    pub created_at: DateTime<Utc>,
    /// When it was last set.
    pub updated_at: DateTime<Utc>,
}

/// What a custom field can hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are the kinds of custom field")]
pub enum Value {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    SingleSelect(OptionId),
    MultiSelect(Vec<OptionId>),
    Iteration(OptionId),
}
