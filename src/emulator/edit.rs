//! What a user can do to the world, with the stamps each deed moves. GraphQL mutations call these too.
//!
//! Which stamp moves follows what has been observed of GitHub: setting a value moves the item and its project,
//! editing content moves the content alone, and a dependency moves nothing at all.

use chrono::{DateTime, SubsecRound, Utc};

use super::id::{Id, Kind};
use super::refusal::Refusal;
use super::world::{
    Comment, Draft, FieldKind, FieldValue, Issue, Item, Post, Project, Role, StateReason, Value, World,
};

/// Who does something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// The actor.
    pub login: &'a str,
    /// The moment, a whole second.
    pub at: DateTime<Utc>,
}

impl<'a> By<'a> {
    /// An actor at a moment; fractions of a second are dropped, as GitHub's stamps have none.
    pub fn new(login: &'a str, now: DateTime<Utc>) -> Self {
        Self { login, at: now.trunc_subsecs(0) }
    }
}

impl World {
    fn actor(&self, by: By<'_>) -> Result<Id, Refusal> {
        let user = self.user_named(by.login);
        user.map(|user| user.id).ok_or_else(|| Refusal::NoOwner(by.login.to_owned()))
    }

    fn item_mut(&mut self, id: Id) -> Result<&mut Item, Refusal> {
        let slot = if id.kind == Kind::Item { self.items.get_mut(id.at()) } else { None };
        slot.and_then(Option::as_mut).ok_or_else(|| Refusal::no_node(id))
    }

    pub(super) fn issue_mut(&mut self, id: Id) -> Result<&mut Issue, Refusal> {
        let slot = if id.kind == Kind::Issue { self.issues.get_mut(id.at()) } else { None };
        slot.ok_or_else(|| Refusal::no_node(id))
    }

    fn draft_mut(&mut self, id: Id) -> Option<&mut Draft> {
        if id.kind == Kind::DraftIssue { self.drafts.get_mut(id.at())?.as_mut() } else { None }
    }

    pub(super) fn post_mut(&mut self, id: Id) -> Result<&mut Post, Refusal> {
        let post = match id.kind {
            Kind::Issue => self.issues.get_mut(id.at()).map(|issue| &mut issue.post),
            Kind::PullRequest => self.pull_requests.get_mut(id.at()).map(|pull| &mut pull.post),
            Kind::User
            | Kind::Organization
            | Kind::Repository
            | Kind::DraftIssue
            | Kind::Project
            | Kind::Item
            | Kind::PlainField
            | Kind::SelectField
            | Kind::MultiSelectField
            | Kind::IterationField
            | Kind::View
            | Kind::Label
            | Kind::Milestone
            | Kind::IssueType
            | Kind::IssueField
            | Kind::Comment => None,
        };
        post.ok_or_else(|| Refusal::no_node(id))
    }

    /// The project of an item, if the actor may write to it.
    pub(super) fn writable(&self, by: By<'_>, project: Id) -> Result<&Project, Refusal> {
        let found = self.project(project).ok_or_else(|| Refusal::no_node(project))?;
        match self.role(by.login, found) {
            None => Err(Refusal::no_node(project)),
            Some(Role::Reader) => Err(Refusal::ReadOnly(by.login.to_owned(), "UpdateProjectV2")),
            Some(Role::Writer | Role::Admin) => Ok(found),
        }
    }

    /// An item the actor may change, if it is not archived.
    fn changeable(&self, by: By<'_>, id: Id) -> Result<&Item, Refusal> {
        let item = self.item(id).ok_or_else(|| Refusal::no_node(id))?;
        self.writable(by, item.project)?;
        if item.archived { Err(Refusal::Archived) } else { Ok(item) }
    }

    fn touch_project(&mut self, by: By<'_>, project: Id) {
        self.projects[project.at()].updated_at = by.at;
    }

    /// Sets a custom field of an item.
    pub fn set_field(&mut self, by: By<'_>, item: Id, field: Id, value: Value) -> Result<(), Refusal> {
        let project = self.changeable(by, item)?.project;
        let found = self.projects[project.at()].field_by_id(field).ok_or_else(|| Refusal::no_node(field))?;
        if found.issue_field.is_some() {
            return Err(Refusal::WrongKind("issue field"));
        }
        check(&found.kind, found.data_type(), &value)?;
        let creator = self.actor(by)?;
        let item = self.item_mut(item)?;
        item.updated_at = by.at;
        match item.values.iter_mut().find(|old| old.field == field) {
            Some(old) => (old.value, old.updated_at) = (value, by.at),
            None => {
                item.values.push(FieldValue { field, value, creator, created_at: by.at, updated_at: by.at });
            }
        }
        self.touch_project(by, project);
        Ok(())
    }

    /// Sets a custom field by its name, to what the words say: an option's name, a number, a date.
    pub fn set(&mut self, by: By<'_>, item: Id, field: &str, words: &str) -> Result<(), Refusal> {
        let project = self.item(item).ok_or_else(|| Refusal::no_node(item))?.project;
        let found = self.projects[project.at()].field(field);
        let found = found.ok_or_else(|| Refusal::NoNode(field.to_owned()))?;
        let value = found.value(words).ok_or(Refusal::NoOption)?;
        self.set_field(by, item, found.id, value)
    }

    /// Clears a custom field of an item; clearing an empty one is no error.
    pub fn clear_field(&mut self, by: By<'_>, item: Id, field: Id) -> Result<(), Refusal> {
        let project = self.changeable(by, item)?.project;
        self.projects[project.at()].field_by_id(field).ok_or_else(|| Refusal::no_node(field))?;
        let item = self.item_mut(item)?;
        item.values.retain(|value| value.field != field);
        item.updated_at = by.at;
        self.touch_project(by, project);
        Ok(())
    }

    /// Moves an item behind another in the project's one order, or to the very top.
    pub fn place(&mut self, by: By<'_>, item: Id, after: Option<Id>) -> Result<(), Refusal> {
        let project = self.changeable(by, item)?.project;
        if let Some(after) = after {
            let anchor = self.item(after).ok_or(Refusal::NoAnchor)?;
            if anchor.project != project || anchor.archived || after == item {
                return Err(Refusal::NoAnchor);
            }
        }
        let order = &mut self.projects[project.at()].order;
        order.retain(|id| *id != item);
        let place = after.and_then(|after| order.iter().position(|id| *id == after));
        order.insert(place.map_or(0, |place| place + 1), item);
        self.item_mut(item)?.moves += 1;
        self.touch_project(by, project);
        Ok(())
    }

    /// Adds a draft at the end of a project. A title that is the address of an issue adds that issue.
    pub fn add_draft(&mut self, by: By<'_>, project: Id, title: &str, body: &str) -> Result<Id, Refusal> {
        self.writable(by, project)?;
        if title.trim().is_empty() {
            return Err(Refusal::BlankTitle);
        }
        if let Some(post) = self.post_at(title, by.login) {
            return self.add_issue_to_project(by, project, post);
        }
        let creator = self.actor(by)?;
        let id = Id::new(Kind::DraftIssue, self.drafts.len());
        self.drafts.push(Some(Draft {
            id,
            title: title.to_owned(),
            body: body.to_owned(),
            creator,
            created_at: by.at,
            updated_at: by.at,
            assignees: Vec::new(),
        }));
        Ok(self.add_item(by, project, id, creator))
    }

    /// Adds an issue or pull request at the end of a project; one that is there already stays where it is.
    pub fn add_issue_to_project(&mut self, by: By<'_>, project: Id, post: Id) -> Result<Id, Refusal> {
        self.writable(by, project)?;
        let items = &self.post(post).ok_or_else(|| Refusal::no_node(post))?.items;
        let here = items.iter().find(|id| self.item(**id).is_some_and(|item| item.project == project));
        if let Some(item) = here {
            return Ok(*item);
        }
        let creator = self.actor(by)?;
        let item = self.add_item(by, project, post, creator);
        self.post_mut(post)?.items.push(item);
        Ok(item)
    }

    fn add_item(&mut self, by: By<'_>, project: Id, content: Id, creator: Id) -> Id {
        let id = Id::new(Kind::Item, self.items.len());
        self.items.push(Some(Item {
            id,
            project,
            content,
            archived: false,
            creator,
            created_at: by.at,
            updated_at: by.at,
            moves: 0,
            values: Vec::new(),
        }));
        self.projects[project.at()].order.push(id);
        self.touch_project(by, project);
        id
    }

    /// Archives an item, or brings it back.
    pub fn archive(&mut self, by: By<'_>, item: Id, archived: bool) -> Result<(), Refusal> {
        let project = self.item(item).ok_or_else(|| Refusal::no_node(item))?.project;
        self.writable(by, project)?;
        let item = self.item_mut(item)?;
        if item.archived != archived {
            item.archived = archived;
            item.updated_at = by.at;
            self.touch_project(by, project);
        }
        Ok(())
    }

    /// Removes an item from its project. An issue lives on; a draft is gone.
    pub fn delete_item(&mut self, by: By<'_>, item: Id) -> Result<(), Refusal> {
        let found = self.item(item).ok_or_else(|| Refusal::no_node(item))?;
        let (project, content) = (found.project, found.content);
        self.writable(by, project)?;
        self.items[item.at()] = None;
        self.projects[project.at()].order.retain(|id| *id != item);
        if content.kind == Kind::DraftIssue {
            self.drafts[content.at()] = None;
        } else {
            self.post_mut(content)?.items.retain(|id| *id != item);
        }
        self.touch_project(by, project);
        Ok(())
    }

    /// Renames an issue, a pull request or a draft.
    pub fn edit_title(&mut self, by: By<'_>, content: Id, title: &str) -> Result<(), Refusal> {
        if let Some(draft) = self.draft_mut(content) {
            (draft.title, draft.updated_at) = (title.to_owned(), by.at);
            return Ok(());
        }
        let post = self.post_mut(content)?;
        (post.title, post.updated_at) = (title.to_owned(), by.at);
        Ok(())
    }

    /// Rewrites the body of an issue, a pull request or a draft.
    pub fn edit_body(&mut self, by: By<'_>, content: Id, body: &str) -> Result<(), Refusal> {
        if let Some(draft) = self.draft_mut(content) {
            (draft.body, draft.updated_at) = (body.to_owned(), by.at);
            return Ok(());
        }
        let post = self.post_mut(content)?;
        (post.body, post.updated_at) = (body.to_owned(), by.at);
        Ok(())
    }

    /// Comments on an issue or pull request. Returns the comment.
    pub fn comment(&mut self, by: By<'_>, post: Id, body: &str) -> Result<Id, Refusal> {
        if body.trim().is_empty() {
            return Err(Refusal::BlankBody);
        }
        let author = self.user_named(by.login).ok_or_else(|| Refusal::NoOwner(by.login.to_owned()))?.id;
        let id = Id::new(Kind::Comment, self.comments_made);
        let post = self.post_mut(post)?;
        post.comments.push(Comment { id, author, body: body.to_owned(), at: by.at, edited_at: None });
        post.updated_at = by.at;
        self.comments_made += 1;
        Ok(id)
    }

    /// Replaces the labels by those of these names; names the repository lacks are an error.
    pub fn set_labels(&mut self, by: By<'_>, post: Id, names: &[&str]) -> Result<(), Refusal> {
        let repository = self.post(post).ok_or_else(|| Refusal::no_node(post))?.repository;
        let find = |name: &&str| {
            let mut labels = self.labels.iter();
            let label = labels.find(|label| label.repository == repository && label.name == *name);
            label.map(|label| label.id).ok_or_else(|| Refusal::NoNode((*name).to_owned()))
        };
        let labels = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let post = self.post_mut(post)?;
        (post.labels, post.updated_at) = (labels, by.at);
        Ok(())
    }

    /// Replaces the assignees by the users of these logins.
    pub fn assign(&mut self, by: By<'_>, content: Id, logins: &[&str]) -> Result<(), Refusal> {
        let find = |login: &&str| {
            let user = self.user_named(login).map(|user| user.id);
            user.ok_or_else(|| Refusal::NoOwner((*login).to_owned()))
        };
        let assignees = logins.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        if let Some(draft) = self.draft_mut(content) {
            (draft.assignees, draft.updated_at) = (assignees, by.at);
            return Ok(());
        }
        let post = self.post_mut(content)?;
        (post.assignees, post.updated_at) = (assignees, by.at);
        Ok(())
    }

    /// Closes an issue.
    pub fn close(&mut self, by: By<'_>, issue: Id, reason: StateReason) -> Result<(), Refusal> {
        let issue = self.issue_mut(issue)?;
        issue.reason = Some(reason);
        issue.post.closed_at = Some(by.at);
        issue.post.updated_at = by.at;
        Ok(())
    }

    /// Opens an issue again.
    pub fn reopen(&mut self, by: By<'_>, issue: Id) -> Result<(), Refusal> {
        let issue = self.issue_mut(issue)?;
        issue.reason = Some(StateReason::Reopened);
        issue.post.closed_at = None;
        issue.post.updated_at = by.at;
        Ok(())
    }

    /// Sets or, without a value, deletes an organization's issue field on an issue.
    pub fn set_issue_field(
        &mut self,
        by: By<'_>,
        issue: Id,
        field: Id,
        value: Option<Value>,
    ) -> Result<(), Refusal> {
        let found = self.issue_field(field).ok_or_else(|| Refusal::no_node(field))?;
        if let Some(value) = &value {
            check(&found.kind, found.data_type(), value)?;
        }
        let issue = self.issue_mut(issue)?;
        issue.values.retain(|(id, _)| *id != field);
        issue.values.extend(value.map(|value| (field, value)));
        issue.post.updated_at = by.at;
        Ok(())
    }

    /// Makes one issue wait for another. No stamp moves.
    pub fn block(&mut self, blocked: Id, blocking: Id) -> Result<(), Refusal> {
        let waits = self.issue(blocked).ok_or_else(|| Refusal::no_node(blocked))?;
        if blocked == blocking {
            return Err(Refusal::BadDependency("an issue cannot wait for itself"));
        }
        if waits.blocked_by.contains(&blocking) {
            return Err(Refusal::BadDependency("the dependency exists already"));
        }
        self.issue_mut(blocking)?.blocking.push(blocked);
        self.issue_mut(blocked)?.blocked_by.push(blocking);
        Ok(())
    }

    /// Removes a dependency. No stamp moves.
    pub fn unblock(&mut self, blocked: Id, blocking: Id) -> Result<(), Refusal> {
        self.issue_mut(blocking)?.blocking.retain(|id| *id != blocked);
        self.issue_mut(blocked)?.blocked_by.retain(|id| *id != blocking);
        Ok(())
    }

    /// Makes an issue a part of another, or of none. No stamp moves.
    pub fn set_parent(&mut self, issue: Id, parent: Option<Id>) -> Result<(), Refusal> {
        if let Some(old) = self.issue_mut(issue)?.parent.take() {
            self.issue_mut(old)?.sub_issues.retain(|id| *id != issue);
        }
        if let Some(parent) = parent {
            self.issue_mut(parent)?.sub_issues.push(issue);
            self.issue_mut(issue)?.parent = Some(parent);
        }
        Ok(())
    }
}

/// Whether a value fits a field and names only options the field has.
fn check(kind: &FieldKind, data_type: &'static str, value: &Value) -> Result<(), Refusal> {
    match (kind, value) {
        (FieldKind::Text, Value::Text(_))
        | (FieldKind::Number, Value::Number(_))
        | (FieldKind::Date, Value::Date(_)) => Ok(()),
        (FieldKind::SingleSelect(choices), Value::SingleSelect(id)) => {
            choices.iter().any(|choice| choice.id == *id).then_some(()).ok_or(Refusal::NoOption)
        }
        (FieldKind::MultiSelect(choices), Value::MultiSelect(ids)) => {
            let known = |id| choices.iter().any(|choice| choice.id == id);
            ids.iter().all(|id| known(*id)).then_some(()).ok_or(Refusal::NoOptions)
        }
        (FieldKind::Iteration(iterations), Value::Iteration(id)) => {
            iterations.all.iter().any(|one| one.id == *id).then_some(()).ok_or(Refusal::NoIteration)
        }
        (_, _) => Err(Refusal::WrongKind(data_type)),
    }
}
