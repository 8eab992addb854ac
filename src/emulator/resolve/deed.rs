//! The mutations of issues, pull requests, drafts and comments.

use apollo_compiler::response::JsonValue;

use super::mutation::{Given, Input, Outcome};
use crate::emulator::edit::By;
use crate::emulator::id::{Id, Kind};
use crate::emulator::refusal::Refusal;
use crate::emulator::world::{StateReason, World};

/// What is given for a new comment.
fn commented(post: Id, comment: Id) -> Outcome {
    let given = Given::Edge("commentEdge", "IssueCommentEdge", comment);
    Outcome { type_name: "AddCommentPayload", item: post, given }
}

/// Which of them it is, done.
pub(super) fn apply(
    world: &mut World,
    by: By<'_>,
    operation: &str,
    input: &Input<'_>,
) -> Result<Outcome, Refusal> {
    let shown = |type_name, name, id| Outcome { type_name, item: id, given: Given::Thing(name, id) };
    let quiet = |type_name, id| Outcome { type_name, item: id, given: Given::Nothing };
    Ok(match operation {
        "updateIssue" => {
            let id = update(world, by, input, ("id", "UpdateIssue"))?;
            shown("UpdateIssuePayload", "issue", id)
        }
        "updatePullRequest" => {
            let id = update(world, by, input, ("pullRequestId", "UpdatePullRequest"))?;
            shown("UpdatePullRequestPayload", "pullRequest", id)
        }
        "updateProjectV2DraftIssue" => {
            let id = update(world, by, input, ("draftIssueId", "UpdateProjectV2DraftIssue"))?;
            if let Some(people) = input.ids("assigneeIds")? {
                let login = |id: &Id| {
                    let user = world.user(*id).map(|user| user.login.clone());
                    user.ok_or_else(|| Refusal::no_node(*id))
                };
                let logins: Vec<String> = people.iter().map(login).collect::<Result<_, _>>()?;
                world.assign(by, id, &logins.iter().map(String::as_str).collect::<Vec<_>>())?;
            }
            shown("UpdateProjectV2DraftIssuePayload", "draftIssue", id)
        }
        "closeIssue" | "reopenIssue" => state(world, by, operation, input)?,
        "closePullRequest" | "reopenPullRequest" => {
            let closes = operation == "closePullRequest";
            let id = input.edited(world, by, "pullRequestId", "UpdatePullRequest")?;
            world.close_pull(by, id, closes)?;
            let name = if closes { "ClosePullRequestPayload" } else { "ReopenPullRequestPayload" };
            shown(name, "pullRequest", id)
        }
        "updateIssueIssueType" => {
            let id = input.edited(world, by, "issueId", "UpdateIssueIssueType")?;
            world.set_issue_type(by, id, input.optional("issueTypeId")?)?;
            shown("UpdateIssueIssueTypePayload", "issue", id)
        }
        "addAssigneesToAssignable" | "removeAssigneesFromAssignable" => {
            let on = operation == "addAssigneesToAssignable";
            let id = input.edited(world, by, "assignableId", "AddAssigneesToAssignable")?;
            world.assign_more(by, id, &input.ids("assigneeIds")?.unwrap_or_default(), on)?;
            let name =
                if on { "AddAssigneesToAssignablePayload" } else { "RemoveAssigneesFromAssignablePayload" };
            shown(name, "assignable", id)
        }
        "addLabelsToLabelable" | "removeLabelsFromLabelable" => {
            let on = operation == "addLabelsToLabelable";
            let id = input.edited(world, by, "labelableId", "AddLabelsToLabelable")?;
            world.put_labels(by, id, &input.ids("labelIds")?.unwrap_or_default(), on)?;
            quiet(if on { "AddLabelsToLabelablePayload" } else { "RemoveLabelsFromLabelablePayload" }, id)
        }
        "addSubIssue" | "removeSubIssue" | "addBlockedBy" | "removeBlockedBy" => {
            quiet(join(world, by, operation, input)?, input.id("issueId")?)
        }
        "addComment" => {
            let id = input.id("subjectId")?;
            world.may_see(by, id)?;
            commented(id, world.comment(by, id, input.text("body").unwrap_or_default())?)
        }
        "updateIssueComment" => {
            let post = world.reword(by, input.id("id")?, Some(input.text("body").unwrap_or_default()))?;
            quiet("UpdateIssueCommentPayload", post)
        }
        "deleteIssueComment" => {
            let post = world.reword(by, input.id("id")?, None)?;
            quiet("DeleteIssueCommentPayload", post)
        }
        "createIssue" => {
            let text = (input.text("title").unwrap_or_default(), input.text("body").unwrap_or_default());
            let projects = input.ids("projectV2Ids")?.unwrap_or_default();
            let id = world.open_issue(by, input.id("repositoryId")?, text, &projects)?;
            shown("CreateIssuePayload", "issue", id)
        }
        "convertProjectV2DraftIssueItemToIssue" => {
            let item = input.id("itemId")?;
            world.convert(by, item, input.id("repositoryId")?)?;
            shown("ConvertProjectV2DraftIssueItemToIssuePayload", "item", item)
        }
        _ => return Err(Refusal::BadArgument("input")),
    })
}

fn update(
    world: &mut World,
    by: By<'_>,
    input: &Input<'_>,
    (id, deed): (&'static str, &'static str),
) -> Result<Id, Refusal> {
    let id = input.edited(world, by, id, deed)?;
    if let Some(title) = input.text("title") {
        if title.trim().is_empty() {
            return Err(Refusal::BlankTitle);
        }
        world.edit_title(by, id, title)?;
    }
    if let Some(body) = input.text("body") {
        world.edit_body(by, id, body)?;
    }
    if input.gives("milestoneId") {
        world.set_milestone(by, id, input.optional("milestoneId")?)?;
    }
    Ok(id)
}

fn state(world: &mut World, by: By<'_>, operation: &str, input: &Input<'_>) -> Result<Outcome, Refusal> {
    let id = input.edited(world, by, "issueId", "CloseIssue")?;
    let closes = operation == "closeIssue";
    let reason = match input.text("stateReason") {
        Some("NOT_PLANNED") => StateReason::NotPlanned,
        Some("DUPLICATE") => StateReason::Duplicate,
        Some(_) | None => StateReason::Completed,
    };
    world.close_issue(by, id, closes.then_some(reason))?;
    let type_name = if closes { "CloseIssuePayload" } else { "ReopenIssuePayload" };
    Ok(Outcome { type_name, item: id, given: Given::Thing("issue", id) })
}

/// Joins two issues or parts them. Returns the type of the answer.
fn join(world: &mut World, by: By<'_>, operation: &str, input: &Input<'_>) -> Result<&'static str, Refusal> {
    let id = input.edited(world, by, "issueId", "UpdateIssue")?;
    let other = if operation.ends_with("SubIssue") { "subIssueId" } else { "blockingIssueId" };
    let other = input.id(other)?;
    world.may_see(by, other)?;
    Ok(match operation {
        "addSubIssue" => {
            world.add_part(id, other, input.is_on("replaceParent"))?;
            "AddSubIssuePayload"
        }
        "removeSubIssue" => {
            world.remove_part(id, other)?;
            "RemoveSubIssuePayload"
        }
        "addBlockedBy" => {
            world.make_wait(id, other)?;
            "AddBlockedByPayload"
        }
        _ => {
            world.unblock(id, other)?;
            "RemoveBlockedByPayload"
        }
    })
}

/// Whether an argument takes an id of a kind.
fn takes(argument: &str, kind: Kind) -> bool {
    match argument {
        "pullRequestId" => kind == Kind::PullRequest,
        "draftIssueId" => kind == Kind::DraftIssue,
        "assignableId" | "labelableId" => matches!(kind, Kind::Issue | Kind::PullRequest),
        _ => kind == Kind::Issue,
    }
}

impl Input<'_> {
    /// What is to be changed, if the actor may.
    fn edited(
        &self,
        world: &World,
        by: By<'_>,
        name: &'static str,
        deed: &'static str,
    ) -> Result<Id, Refusal> {
        let id = self.id(name)?;
        if !takes(name, id.kind) {
            return Err(Refusal::no_node(id));
        }
        world.may_edit(by, id, deed)?;
        Ok(id)
    }

    fn gives(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn is_on(&self, name: &str) -> bool {
        self.0.get(name).and_then(JsonValue::as_bool) == Some(true)
    }

    /// An id that may be null.
    fn optional(&self, name: &'static str) -> Result<Option<Id>, Refusal> {
        self.text(name).map(|_| self.id(name)).transpose()
    }

    /// Several ids; none where they are not given.
    fn ids(&self, name: &'static str) -> Result<Option<Vec<Id>>, Refusal> {
        let Some(ids) = self.0.get(name).and_then(JsonValue::as_array) else { return Ok(None) };
        let id = |id: &JsonValue| {
            let text = id.as_str().ok_or(Refusal::BadArgument(name))?;
            text.parse().map_err(|_| Refusal::NoNode(text.to_owned()))
        };
        ids.iter().map(id).collect::<Result<_, _>>().map(Some)
    }
}
