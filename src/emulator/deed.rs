//! What people do to issues, pull requests and drafts through mutations: the deeds of `edit.rs` with GitHub's checks in front.

use super::edit::By;
use super::id::{Id, Kind};
use super::refusal::Refusal;
use super::world::{PullState, Role, StateReason, World};

impl World {
    /// An issue, pull request or draft that the actor may change.
    pub fn may_edit(&self, by: By<'_>, content: Id, deed: &'static str) -> Result<(), Refusal> {
        let allowed = if let Some(post) = self.post(content) {
            self.may_see(by, content)?;
            self.edits(by.login, post)
        } else {
            let on = self.items.iter().flatten().find(|item| item.content == content);
            let project = on.and_then(|item| self.project(item.project));
            let role = project.and_then(|project| self.role(by.login, project));
            match role.ok_or_else(|| Refusal::no_node(content))? {
                Role::Reader => false,
                Role::Writer | Role::Admin => true,
            }
        };
        if allowed { Ok(()) } else { Err(Refusal::ReadOnly(by.login.to_owned(), deed)) }
    }

    /// An issue or pull request that the actor sees: that is enough to comment on it.
    pub fn may_see(&self, by: By<'_>, post: Id) -> Result<(), Refusal> {
        let seen = self.post(post).filter(|found| self.sees_repository(by.login, found.repository));
        seen.map(|_| ()).ok_or_else(|| Refusal::no_node(post))
    }

    /// Whether a user may change or delete a comment: who wrote it may, and who may edit what it is under.
    pub fn may_reword(&self, login: &str, comment: Id) -> bool {
        let Some((post, found)) = self.find_comment(comment) else { return false };
        let wrote = self.user_named(login).is_some_and(|user| user.id == found.author);
        wrote || self.post(post).is_some_and(|post| self.writes_to(login, post.repository))
    }

    /// Gives a comment another text; without one it is deleted. The stamp of what it is under moves.
    pub fn reword(&mut self, by: By<'_>, comment: Id, to: Option<&str>) -> Result<Id, Refusal> {
        let (post, _) = self.find_comment(comment).ok_or_else(|| Refusal::no_node(comment))?;
        self.may_see(by, post).map_err(|_| Refusal::no_node(comment))?;
        if !self.may_reword(by.login, comment) {
            let deed = if to.is_some() { "UpdateIssueComment" } else { "DeleteIssueComment" };
            return Err(Refusal::ReadOnly(by.login.to_owned(), deed));
        }
        if to.is_some_and(|text| text.trim().is_empty()) {
            return Err(Refusal::BlankBody);
        }
        let under = self.post_mut(post)?;
        under.updated_at = by.at;
        match to {
            Some(text) => {
                for known in under.comments.iter_mut().filter(|known| known.id == comment) {
                    (known.body, known.edited_at) = (text.to_owned(), Some(by.at));
                }
            }
            None => under.comments.retain(|known| known.id != comment),
        }
        Ok(post)
    }

    /// Puts an issue or pull request into a milestone of its repository, or into none.
    pub fn set_milestone(&mut self, by: By<'_>, post: Id, milestone: Option<Id>) -> Result<(), Refusal> {
        let repository = self.post(post).ok_or_else(|| Refusal::no_node(post))?.repository;
        if let Some(id) = milestone {
            let known = self.milestone(id).is_some_and(|milestone| milestone.repository == repository);
            known.then_some(()).ok_or_else(|| Refusal::no_node(id))?;
        }
        let post = self.post_mut(post)?;
        (post.milestone, post.updated_at) = (milestone, by.at);
        Ok(())
    }

    /// Gives an issue a type, or none.
    pub fn set_issue_type(&mut self, by: By<'_>, issue: Id, to: Option<Id>) -> Result<(), Refusal> {
        if let Some(id) = to.filter(|id| self.issue_type(*id).is_none()) {
            return Err(Refusal::no_node(id));
        }
        let issue = self.issue_mut(issue)?;
        (issue.issue_type, issue.post.updated_at) = (to, by.at);
        Ok(())
    }

    /// Adds labels of the repository to a post, or takes them off. What is so already stays so.
    pub fn put_labels(&mut self, by: By<'_>, post: Id, labels: &[Id], on: bool) -> Result<(), Refusal> {
        let repository = self.post(post).ok_or_else(|| Refusal::no_node(post))?.repository;
        for id in labels {
            let known = self.label_of(*id, repository);
            known.then_some(()).ok_or_else(|| Refusal::no_node(*id))?;
        }
        let post = self.post_mut(post)?;
        change(&mut post.labels, labels, on);
        post.updated_at = by.at;
        Ok(())
    }

    fn label_of(&self, label: Id, repository: Id) -> bool {
        self.labels.iter().any(|known| known.id == label && known.repository == repository)
    }

    /// Assigns a post to people, or no longer. Those who can't see its repository are passed over without a word.
    pub fn assign_more(&mut self, by: By<'_>, post: Id, people: &[Id], on: bool) -> Result<(), Refusal> {
        let repository = self.post(post).ok_or_else(|| Refusal::no_node(post))?.repository;
        let mut able = Vec::new();
        for id in people {
            let user = self.user(*id).ok_or_else(|| Refusal::no_node(*id))?;
            if self.sees_repository(&user.login, repository) {
                able.push(*id);
            }
        }
        let post = self.post_mut(post)?;
        change(&mut post.assignees, &able, on);
        post.updated_at = by.at;
        Ok(())
    }

    /// Closes a pull request without merging it, or opens it again.
    pub fn close_pull(&mut self, by: By<'_>, pull: Id, closed: bool) -> Result<(), Refusal> {
        let found = if pull.kind == Kind::PullRequest { self.pull_requests.get_mut(pull.at()) } else { None };
        let found = found.ok_or_else(|| Refusal::no_node(pull))?;
        if found.state == PullState::Merged {
            return Err(Refusal::Merged);
        }
        found.state = if closed { PullState::Closed } else { PullState::Open };
        found.post.closed_at = closed.then_some(by.at);
        found.post.updated_at = by.at;
        Ok(())
    }

    /// Closes an issue for a reason, or opens it again. Opening an open one changes nothing.
    pub fn close_issue(&mut self, by: By<'_>, issue: Id, to: Option<StateReason>) -> Result<(), Refusal> {
        match to {
            Some(reason) => self.close(by, issue, reason),
            None if self.issue_mut(issue)?.post.closed_at.is_none() => Ok(()),
            None => self.reopen(by, issue),
        }
    }

    /// Makes an issue a part of another one. No stamp moves.
    pub fn add_part(&mut self, whole: Id, part: Id, replace: bool) -> Result<(), Refusal> {
        let old = self.issue(part).ok_or_else(|| Refusal::no_node(part))?.parent;
        self.issue(whole).ok_or_else(|| Refusal::no_node(whole))?;
        if old == Some(whole) {
            return Err(Refusal::BadParent("Issue may not contain duplicate sub-issues: it is one already"));
        }
        if old.is_some() && !replace {
            return Err(Refusal::BadParent("Sub issue may only have one parent"));
        }
        let mut above = Some(whole);
        while let Some(id) = above {
            if id == part {
                return Err(Refusal::BadParent("an issue cannot be a part of itself"));
            }
            above = self.issue(id).and_then(|issue| issue.parent);
        }
        self.set_parent(part, Some(whole))
    }

    /// Takes an issue from its parent. No stamp moves.
    pub fn remove_part(&mut self, whole: Id, part: Id) -> Result<(), Refusal> {
        let is_part = self.issue(part).ok_or_else(|| Refusal::no_node(part))?.parent == Some(whole);
        if is_part {
            self.set_parent(part, None)
        } else {
            Err(Refusal::BadParent("it is no sub-issue of it"))
        }
    }

    /// Makes one issue wait for another, if that makes no circle. No stamp moves.
    pub fn make_wait(&mut self, blocked: Id, blocking: Id) -> Result<(), Refusal> {
        let mut ahead = vec![blocking];
        let mut seen = Vec::new();
        while let Some(id) = ahead.pop() {
            if id == blocked && id != blocking {
                return Err(Refusal::BadDependency("they would wait for each other"));
            }
            if !seen.contains(&id) {
                seen.push(id);
                ahead.extend(self.issue(id).into_iter().flat_map(|issue| issue.blocked_by.iter().copied()));
            }
        }
        self.issue(blocking).ok_or_else(|| Refusal::no_node(blocking))?;
        self.block(blocked, blocking)
    }

    /// Opens an issue in a repository the actor sees, and puts it on projects.
    pub fn open_issue(
        &mut self,
        by: By<'_>,
        repository: Id,
        (title, body): (&str, &str),
        projects: &[Id],
    ) -> Result<Id, Refusal> {
        if !self.sees_repository(by.login, repository) {
            return Err(Refusal::no_node(repository));
        }
        if title.trim().is_empty() {
            return Err(Refusal::BlankTitle);
        }
        for project in projects {
            self.writable(by, *project)?;
        }
        let issue = self.add_issue(by, repository, title);
        body.clone_into(&mut self.post_mut(issue)?.body);
        for project in projects {
            self.add_issue_to_project(by, *project, issue)?;
        }
        Ok(issue)
    }

    /// Makes an issue of a draft. The item stays, with its values and its place; the draft is gone.
    pub fn convert(&mut self, by: By<'_>, item: Id, repository: Id) -> Result<(), Refusal> {
        let found = self.item(item).ok_or_else(|| Refusal::no_node(item))?;
        let (content, project) = (found.content, found.project);
        if found.archived {
            return Err(Refusal::Archived);
        }
        let draft = self.draft(content).cloned().ok_or(Refusal::NoDraft)?;
        self.may_edit(by, content, "ConvertProjectV2DraftIssueItemToIssue")?;
        let issue = self.open_issue(by, repository, (&draft.title, &draft.body), &[])?;
        let post = self.post_mut(issue)?;
        post.assignees.clone_from(&draft.assignees);
        post.items.push(item);
        self.drafts[content.at()] = None;
        self.show_instead(by, item, issue);
        self.projects[project.at()].updated_at = by.at;
        Ok(())
    }

    fn show_instead(&mut self, by: By<'_>, item: Id, content: Id) {
        if let Some(item) = self.items[item.at()].as_mut() {
            (item.content, item.updated_at) = (content, by.at);
        }
    }
}

fn change(list: &mut Vec<Id>, ids: &[Id], on: bool) {
    list.retain(|known| !ids.contains(known) || on);
    for id in ids.iter().filter(|_| on) {
        if !list.contains(id) {
            list.push(*id);
        }
    }
}
