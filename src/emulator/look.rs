//! Finding things in the world, by id and by name, and who may see them.

use chrono::{DateTime, NaiveDate, Utc};

use super::id::{Id, Kind, OptionId};
use super::world::{
    Choice, Comment, Draft, Field, FieldKind, Issue, IssueType, Item, Iterations, Label, Milestone,
    Organization, Post, Project, PullRequest, Repository, Role, User, Value, World,
};

/// Looks an id up in its table, if the id is of that table's kind.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $kind:ident in $table:ident is $type:ty;)*) => {
        $($(#[$doc])*
        pub fn $name(&self, id: Id) -> Option<&$type> {
            if id.kind == Kind::$kind { self.$table.get(id.at()) } else { None }
        })*
    };
}

impl World {
    tables! {
        /// A person.
        user: User in users is User;
        /// An organization.
        organization: Organization in organizations is Organization;
        /// A repository.
        repository: Repository in repositories is Repository;
        /// A label.
        label: Label in labels is Label;
        /// A milestone.
        milestone: Milestone in milestones is Milestone;
        /// An issue type.
        issue_type: IssueType in issue_types is IssueType;
        /// An organization's issue field.
        issue_field: IssueField in issue_fields is Field;
        /// An issue.
        issue: Issue in issues is Issue;
        /// A pull request.
        pull_request: PullRequest in pull_requests is PullRequest;
        /// A project.
        project: Project in projects is Project;
    }

    /// An item that was not deleted.
    pub fn item(&self, id: Id) -> Option<&Item> {
        if id.kind == Kind::Item { self.items.get(id.at())?.as_ref() } else { None }
    }

    /// A draft that was not deleted.
    pub fn draft(&self, id: Id) -> Option<&Draft> {
        if id.kind == Kind::DraftIssue { self.drafts.get(id.at())?.as_ref() } else { None }
    }

    /// The common part of an issue or a pull request.
    pub fn post(&self, id: Id) -> Option<&Post> {
        match self.issue(id) {
            Some(issue) => Some(&issue.post),
            None => self.pull_request(id).map(|pull| &pull.post),
        }
    }

    /// A user by login, in any case.
    pub fn user_named(&self, login: &str) -> Option<&User> {
        self.users.iter().find(|user| user.login.eq_ignore_ascii_case(login))
    }

    /// An organization by login, in any case.
    pub fn organization_named(&self, login: &str) -> Option<&Organization> {
        self.organizations.iter().find(|owner| owner.login.eq_ignore_ascii_case(login))
    }

    /// A project by owner and number.
    pub fn project_numbered(&self, owner: &str, number: u32) -> Option<&Project> {
        let same = |project: &&Project| project.number == number && project.owner.eq_ignore_ascii_case(owner);
        self.projects.iter().find(same)
    }

    /// `owner/name` of a repository.
    pub fn name_with_owner(&self, repository: Id) -> String {
        let repository = self.repository(repository).expect("posts point at repositories that exist");
        format!("{}/{}", repository.owner, repository.name)
    }

    /// A comment, and the issue or pull request it is on.
    pub fn find_comment(&self, id: Id) -> Option<(Id, &Comment)> {
        let issues = self.issues.iter().map(|issue| &issue.post);
        let mut posts = issues.chain(self.pull_requests.iter().map(|pull| &pull.post));
        posts.find_map(|post| Some((post.id, post.comments.iter().find(|comment| comment.id == id)?)))
    }

    /// The page of an issue or pull request in a browser.
    pub fn url(&self, post: &Post) -> String {
        let section = if post.id.kind == Kind::Issue { "issues" } else { "pull" };
        format!("https://github.com/{}/{section}/{}", self.name_with_owner(post.repository), post.number)
    }

    /// The issue or pull request whose page this is, if this user may see it.
    pub(super) fn post_at(&self, url: &str, login: &str) -> Option<Id> {
        let mut parts = url.trim().strip_prefix("https://github.com/")?.split('/');
        let (owner, name, section) = (parts.next()?, parts.next()?, parts.next()?);
        let number: u32 = parts.next()?.parse().ok()?;
        if parts.next().is_some() || !matches!(section, "issues" | "pull") {
            return None;
        }
        let same = |repository: &&Repository| {
            repository.owner.eq_ignore_ascii_case(owner) && repository.name.eq_ignore_ascii_case(name)
        };
        let repository = self.repositories.iter().find(same)?.id;
        let issues = self.issues.iter().map(|issue| &issue.post);
        let pulls = self.pull_requests.iter().map(|pull| &pull.post);
        let post = issues.chain(pulls).find(|post| post.repository == repository && post.number == number)?;
        self.sees_repository(login, repository).then_some(post.id)
    }

    /// What this user may do with a project; `None` when it is hidden from them.
    pub fn role(&self, login: &str, project: &Project) -> Option<Role> {
        let given = project.roles.get(login).copied();
        given.or(project.public.then_some(Role::Reader))
    }

    /// Whether this user may see a repository.
    pub fn sees_repository(&self, login: &str, repository: Id) -> bool {
        let Some(repository) = self.repository(repository) else { return false };
        let Some(members) = &repository.only_for else { return true };
        self.user_named(login).is_some_and(|user| members.contains(&user.id))
    }

    /// Whether this user may edit a post: its author, the repository's owner, and that organization's members.
    pub fn edits(&self, login: &str, post: &Post) -> bool {
        let is_author = self.user_named(login).is_some_and(|user| user.id == post.author);
        is_author || self.writes_to(login, post.repository)
    }

    /// Whether this user may write in a repository: its owner, and the members of the organization that is.
    pub fn writes_to(&self, login: &str, repository: Id) -> bool {
        let Some(user) = self.user_named(login) else { return false };
        let owner = self.repository(repository).map_or("", |repository| &repository.owner);
        let is_member = self
            .organization_named(owner)
            .is_some_and(|organization| organization.members.contains(&user.id));
        owner == user.login || is_member
    }

    /// Whether this user may see what an item shows; if not, the item is redacted.
    pub fn sees_content(&self, login: &str, content: Id) -> bool {
        self.post(content).is_none_or(|post| self.sees_repository(login, post.repository))
    }

    /// The items of a project in order, archived ones too.
    pub fn items_of(&self, project: Id) -> impl Iterator<Item = &Item> {
        let order = self.project(project).map(|project| project.order.as_slice());
        order.unwrap_or_default().iter().filter_map(|id| self.item(*id))
    }

    /// What an item is called.
    pub fn title(&self, item: &Item) -> &str {
        match self.post(item.content) {
            Some(post) => &post.title,
            None => self.draft(item.content).map_or("", |draft| &draft.title),
        }
    }

    /// The name of the option, iteration or other value an item has in a field, as a person would read it.
    pub fn reads(&self, item: Id, field: &str) -> Option<String> {
        let item = self.item(item)?;
        let field = self.project(item.project)?.field(field)?;
        Some(field.wording(item.value(field.id)?))
    }

    /// The first item of any project with this title.
    pub fn item_titled(&self, title: &str) -> Option<&Item> {
        self.items.iter().flatten().find(|item| self.title(item) == title)
    }
}

impl Project {
    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// A field by id.
    pub fn field_by_id(&self, id: Id) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Its page in a browser.
    pub(super) fn url(&self, world: &World) -> String {
        let kind = if world.organization_named(&self.owner).is_some() { "orgs" } else { "users" };
        format!("https://github.com/{kind}/{}/projects/{}", self.owner, self.number)
    }
}

impl Item {
    /// The value of a custom field, if it is set.
    pub fn value(&self, field: Id) -> Option<&Value> {
        self.values.iter().find(|value| value.field == field).map(|value| &value.value)
    }
}

impl Field {
    /// The options of a select field; none for other kinds.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            FieldKind::SingleSelect(choices) | FieldKind::MultiSelect(choices) => choices,
            FieldKind::Title
            | FieldKind::Assignees
            | FieldKind::Labels
            | FieldKind::Milestone
            | FieldKind::Repository
            | FieldKind::LinkedPullRequests
            | FieldKind::Reviewers
            | FieldKind::ParentIssue
            | FieldKind::SubIssuesProgress
            | FieldKind::IssueType
            | FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::Iteration(_) => &[],
        }
    }

    /// The iterations of an iteration field.
    pub fn iterations(&self) -> Option<&Iterations> {
        if let FieldKind::Iteration(iterations) = &self.kind { Some(iterations) } else { None }
    }

    /// The id of the option with this name.
    pub fn option(&self, name: &str) -> Option<OptionId> {
        self.choices().iter().find(|choice| choice.name == name).map(|choice| choice.id)
    }

    /// The name of an option or iteration.
    fn name_of(&self, id: OptionId) -> String {
        let choice = self.choices().iter().find(|choice| choice.id == id).map(|choice| &choice.name);
        let iteration = || Some(&self.iterations()?.all.iter().find(|one| one.id == id)?.title);
        choice.or_else(iteration).cloned().unwrap_or_default()
    }

    /// A value as a person would read it.
    pub fn wording(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Date(date) => date.to_string(),
            Value::SingleSelect(id) | Value::Iteration(id) => self.name_of(*id),
            Value::MultiSelect(ids) => ids.iter().map(|id| self.name_of(*id)).collect::<Vec<_>>().join(", "),
        }
    }

    /// A value of this field from words; `None` when they mean nothing here.
    pub fn value(&self, words: &str) -> Option<Value> {
        Some(match &self.kind {
            FieldKind::Text => Value::Text(words.to_owned()),
            FieldKind::Number => Value::Number(words.parse().ok()?),
            FieldKind::Date => Value::Date(words.parse::<NaiveDate>().ok()?),
            FieldKind::SingleSelect(_) => Value::SingleSelect(self.option(words)?),
            FieldKind::MultiSelect(_) => {
                let options = words.split(',').map(|word| self.option(word.trim()));
                Value::MultiSelect(options.collect::<Option<_>>()?)
            }
            FieldKind::Iteration(iterations) => {
                Value::Iteration(iterations.all.iter().find(|one| one.title == words)?.id)
            }
            FieldKind::Title
            | FieldKind::Assignees
            | FieldKind::Labels
            | FieldKind::Milestone
            | FieldKind::Repository
            | FieldKind::LinkedPullRequests
            | FieldKind::Reviewers
            | FieldKind::ParentIssue
            | FieldKind::SubIssuesProgress
            | FieldKind::IssueType => return None,
        })
    }

    /// GitHub's name for the kind.
    pub fn data_type(&self) -> &'static str {
        match self.kind {
            FieldKind::Title => "TITLE",
            FieldKind::Assignees => "ASSIGNEES",
            FieldKind::Labels => "LABELS",
            FieldKind::Milestone => "MILESTONE",
            FieldKind::Repository => "REPOSITORY",
            FieldKind::LinkedPullRequests => "LINKED_PULL_REQUESTS",
            FieldKind::Reviewers => "REVIEWERS",
            FieldKind::ParentIssue => "PARENT_ISSUE",
            FieldKind::SubIssuesProgress => "SUB_ISSUES_PROGRESS",
            FieldKind::IssueType => "ISSUE_TYPE",
            FieldKind::Text => "TEXT",
            FieldKind::Number => "NUMBER",
            FieldKind::Date => "DATE",
            FieldKind::SingleSelect(_) => "SINGLE_SELECT",
            FieldKind::MultiSelect(_) => "MULTI_SELECT",
            FieldKind::Iteration(_) => "ITERATION",
        }
    }
}

/// A time as GitHub writes it: UTC, whole seconds.
pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
