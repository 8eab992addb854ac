//! What items show: issues, pull requests, drafts, and what hangs on them.

use apollo_compiler::resolvers::ResolveInfo;
use apollo_compiler::response::JsonValue;

use super::page::page;
use super::query::of_projects;
use super::{Answer, Cx, Part, Thing};
use crate::emulator::id::Id;
use crate::emulator::refusal::Refusal;
use crate::emulator::world::{
    Checks, Comment, Draft, Issue, IssueType, Item, Label, Milestone, Post, PullRequest, PullState, Review,
    StateReason,
};

pub(super) fn issue<'a>(cx: Cx<'a>, issue: &'a Issue, info: &ResolveInfo<'_>) -> Answer<'a> {
    let issues = |ids: Vec<Id>| ids.into_iter().filter_map(|id| cx.post(id)).collect();
    Ok(match info.field_name() {
        "state" => Part::leaf(if issue.post.closed_at.is_some() { "CLOSED" } else { "OPEN" }),
        "stateReason" => state_reason(issue, info),
        "issueType" => Part::maybe(issue.issue_type.and_then(|id| cx.find(id))),
        "parent" => Part::maybe(issue.parent.and_then(|id| cx.post(id))),
        "subIssuesSummary" => {
            let done = issue.sub_issues.iter().filter(|id| !is_open(cx, **id)).count();
            let parts = vec![("total", Part::leaf(issue.sub_issues.len())), ("completed", Part::leaf(done))];
            Part::record("SubIssuesSummary", parts)
        }
        "issueDependenciesSummary" => dependencies(cx, issue),
        // The default order is the latest dependency first.
        "blockedBy" => {
            return page(info, "IssueConnection", issues(issue.blocked_by.iter().rev().copied().collect()));
        }
        "blocking" => {
            return page(info, "IssueConnection", issues(issue.blocking.iter().rev().copied().collect()));
        }
        "subIssues" => return page(info, "IssueConnection", issues(issue.sub_issues.clone())),
        "closedByPullRequestsReferences" => {
            let closed = info.arguments().get("includeClosedPrs").and_then(JsonValue::as_bool) == Some(true);
            let wanted = |id: &&Id| {
                let pull = cx.world.pull_request(**id);
                pull.is_some_and(|pull| closed || pull.state == PullState::Open)
            };
            let pulls = issue.linked.iter().filter(wanted).filter_map(|id| cx.post(*id)).collect();
            return page(info, "PullRequestConnection", pulls);
        }
        _ => return post(cx, &issue.post, info),
    })
}

fn is_open(cx: Cx<'_>, issue: Id) -> bool {
    cx.world.issue(issue).is_some_and(|issue| issue.post.closed_at.is_none())
}

fn state_reason<'a>(issue: &Issue, info: &ResolveInfo<'_>) -> Part<'a> {
    let duplicates = info.arguments().get("enableDuplicate").and_then(JsonValue::as_bool) == Some(true);
    match issue.reason {
        None => Part::null(),
        Some(StateReason::Completed) => Part::leaf("COMPLETED"),
        Some(StateReason::Duplicate) if duplicates => Part::leaf("DUPLICATE"),
        Some(StateReason::NotPlanned | StateReason::Duplicate) => Part::leaf("NOT_PLANNED"),
        Some(StateReason::Reopened) => Part::leaf("REOPENED"),
    }
}

fn dependencies<'a>(cx: Cx<'a>, issue: &Issue) -> Part<'a> {
    let open = |ids: &[Id]| ids.iter().filter(|id| is_open(cx, **id)).count();
    let parts = vec![
        ("blockedBy", Part::leaf(open(&issue.blocked_by))),
        ("blocking", Part::leaf(open(&issue.blocking))),
        ("totalBlockedBy", Part::leaf(issue.blocked_by.len())),
        ("totalBlocking", Part::leaf(issue.blocking.len())),
    ];
    Part::record("IssueDependenciesSummary", parts)
}

pub(super) fn pull_request<'a>(cx: Cx<'a>, pull: &'a PullRequest, info: &ResolveInfo<'_>) -> Answer<'a> {
    Ok(match info.field_name() {
        "state" => Part::leaf(match pull.state {
            PullState::Open => "OPEN",
            PullState::Closed => "CLOSED",
            PullState::Merged => "MERGED",
        }),
        "isDraft" => Part::leaf(pull.is_draft),
        "mergedAt" if pull.state == PullState::Merged => Part::time(pull.post.closed_at),
        "mergedAt" => Part::null(),
        "reviewDecision" => pull.review.map_or_else(Part::null, |review| {
            Part::leaf(match review {
                Review::Approved => "APPROVED",
                Review::ChangesRequested => "CHANGES_REQUESTED",
                Review::Required => "REVIEW_REQUIRED",
            })
        }),
        "statusCheckRollup" => pull.checks.map_or_else(Part::null, |checks| {
            let state = Part::leaf(match checks {
                Checks::Error => "ERROR",
                Checks::Expected => "EXPECTED",
                Checks::Failure => "FAILURE",
                Checks::Pending => "PENDING",
                Checks::Success => "SUCCESS",
            });
            let id = Part::leaf(format!("SCR_{}", pull.post.id));
            Part::record("StatusCheckRollup", vec![("id", id), ("state", state)])
        }),
        "reviewRequests" => {
            let request = |id: &Id| {
                let node = Part::leaf(format!("RR_{}{id}", pull.post.id));
                Thing::record("ReviewRequest", vec![("id", node), ("requestedReviewer", cx.user_thing(*id))])
            };
            return page(info, "ReviewRequestConnection", pull.reviewers.iter().map(request).collect());
        }
        _ => return post(cx, &pull.post, info),
    })
}

/// The fields issues and pull requests share.
fn post<'a>(cx: Cx<'a>, post: &'a Post, info: &ResolveInfo<'_>) -> Answer<'a> {
    Ok(match info.field_name() {
        "id" => Part::leaf(post.id.to_string()),
        "number" => Part::leaf(post.number),
        "title" => Part::leaf(post.title.clone()),
        "body" => Part::leaf(post.body.clone()),
        "url" => Part::leaf(cx.world.url(post)),
        "createdAt" => Part::time(Some(post.created_at)),
        "updatedAt" => Part::time(Some(post.updated_at)),
        "closedAt" => Part::time(post.closed_at),
        "author" => cx.user_thing(post.author),
        "repository" => Part::maybe(cx.find(post.repository)),
        "milestone" => Part::maybe(post.milestone.and_then(|id| cx.find(id))),
        "viewerCanUpdate" => Part::leaf(cx.world.edits(cx.login, post)),
        "viewerDidAuthor" => {
            Part::leaf(cx.world.user_named(cx.login).is_some_and(|user| user.id == post.author))
        }
        "assignees" => return page(info, "UserConnection", cx.users(&post.assignees)),
        "labels" => {
            let labels = post.labels.iter().filter_map(|id| cx.find(*id)).collect();
            return page(info, "LabelConnection", labels);
        }
        "comments" => {
            return page(info, "IssueCommentConnection", post.comments.iter().map(Thing::Comment).collect());
        }
        "projectItems" => {
            let archived =
                info.arguments().get("includeArchived").and_then(JsonValue::as_bool) != Some(false);
            let wanted = |item: &&Item| (archived || !item.archived) && cx.project(item.project).is_some();
            let items = post.items.iter().filter_map(|id| cx.world.item(*id)).filter(wanted);
            return page(info, "ProjectV2ItemConnection", items.map(Thing::Item).collect());
        }
        "projectV2" => return numbered(cx, post, info),
        "projectsV2" => {
            let projects = post.items.iter().filter_map(|id| cx.world.project(cx.world.item(*id)?.project));
            return of_projects(cx, projects.collect(), info);
        }
        _ => Part::Unknown,
    })
}

fn numbered<'a>(cx: Cx<'a>, post: &Post, info: &ResolveInfo<'_>) -> Answer<'a> {
    let number = info.arguments().get("number").and_then(JsonValue::as_u64).unwrap_or_default();
    let number = u32::try_from(number).unwrap_or_default();
    let mut projects = post.items.iter().filter_map(|id| cx.project(cx.world.item(*id)?.project));
    let found = projects.find(|project| project.number == number);
    found.map(|project| Part::One(Thing::Project(project))).ok_or(Refusal::NoProject(number))
}

pub(super) fn draft<'a>(cx: Cx<'a>, draft: &'a Draft, info: &ResolveInfo<'_>) -> Answer<'a> {
    Ok(match info.field_name() {
        "id" => Part::leaf(draft.id.to_string()),
        "title" => Part::leaf(draft.title.clone()),
        "body" => Part::leaf(draft.body.clone()),
        "createdAt" => Part::time(Some(draft.created_at)),
        "updatedAt" => Part::time(Some(draft.updated_at)),
        "creator" => cx.user_thing(draft.creator),
        "assignees" => return page(info, "UserConnection", cx.users(&draft.assignees)),
        _ => Part::Unknown,
    })
}

pub(super) fn comment<'a>(cx: Cx<'a>, comment: &'a Comment, info: &ResolveInfo<'_>) -> Part<'a> {
    let viewer = cx.world.user_named(cx.login).map(|user| user.id);
    match info.field_name() {
        "id" => Part::leaf(comment.id.to_string()),
        "author" => cx.user_thing(comment.author),
        "body" => Part::leaf(comment.body.clone()),
        "createdAt" => Part::time(Some(comment.at)),
        "lastEditedAt" => Part::time(comment.edited_at),
        "viewerCanUpdate" | "viewerCanDelete" => Part::leaf(cx.world.may_reword(cx.login, comment.id)),
        "viewerDidAuthor" => Part::leaf(viewer == Some(comment.author)),
        _ => Part::Unknown,
    }
}

pub(super) fn label<'a>(label: &Label, info: &ResolveInfo<'_>) -> Part<'a> {
    match info.field_name() {
        "id" => Part::leaf(label.id.to_string()),
        "name" => Part::leaf(label.name.clone()),
        "color" => Part::leaf(label.color.clone()),
        _ => Part::Unknown,
    }
}

pub(super) fn milestone<'a>(milestone: &Milestone, info: &ResolveInfo<'_>) -> Part<'a> {
    match info.field_name() {
        "id" => Part::leaf(milestone.id.to_string()),
        "title" => Part::leaf(milestone.title.clone()),
        "dueOn" => Part::time(milestone.due_on),
        "state" => Part::leaf(if milestone.closed { "CLOSED" } else { "OPEN" }),
        _ => Part::Unknown,
    }
}

pub(super) fn issue_type<'a>(issue_type: &IssueType, info: &ResolveInfo<'_>) -> Part<'a> {
    match info.field_name() {
        "id" => Part::leaf(issue_type.id.to_string()),
        "name" => Part::leaf(issue_type.name.clone()),
        "color" => Part::leaf(issue_type.color.clone()),
        "description" => Part::null(),
        "isEnabled" => Part::leaf(true),
        _ => Part::Unknown,
    }
}
