//! A repository: what can be chosen in it, and what an issue in it can start from.

use std::rc::Rc;

use apollo_compiler::resolvers::ResolveInfo;
use apollo_compiler::response::JsonValue;
use chrono::{DateTime, Utc};

use super::page::page;
use super::{Answer, Cx, Part, Record, Thing};
use crate::emulator::id::Id;
use crate::emulator::refusal::Refusal;
use crate::emulator::world::{Label, Milestone, Post, Project, Repository, Role, Template};

/// Where GitHub looks for templates and forms.
const FOLDER: &str = "HEAD:.github/ISSUE_TEMPLATE";

pub(super) fn named<'a>(cx: Cx<'a>, owner: &str, name: &str) -> Answer<'a> {
    let same = |repository: &&Repository| {
        repository.owner.eq_ignore_ascii_case(owner) && repository.name.eq_ignore_ascii_case(name)
    };
    let found = cx.world.repositories.iter().find(same);
    let seen = found.filter(|repository| cx.world.sees_repository(cx.login, repository.id));
    let missing = || Refusal::NoRepository(format!("{owner}/{name}"));
    seen.map(|repository| Part::One(Thing::Repository(repository))).ok_or_else(missing)
}

pub(super) fn resolve<'a>(cx: Cx<'a>, repository: &'a Repository, info: &ResolveInfo<'_>) -> Answer<'a> {
    let things = |ids: Vec<Id>| ids.into_iter().filter_map(|id| cx.find(id)).collect();
    Ok(match info.field_name() {
        "id" => Part::leaf(repository.id.to_string()),
        "nameWithOwner" => Part::leaf(cx.world.name_with_owner(repository.id)),
        "isArchived" => Part::leaf(repository.archived),
        "hasIssuesEnabled" => Part::leaf(!repository.without_issues),
        "isBlankIssuesEnabled" => Part::leaf(!repository.only_templates),
        "viewerCanCreateIssues" => Part::leaf(!repository.archived && !repository.without_issues),
        "viewerPermission" => Part::leaf(permission(cx, repository)),
        "labels" => {
            let of_it = |label: &&Label| label.repository == repository.id;
            let mut labels: Vec<&Label> = cx.world.labels.iter().filter(of_it).collect();
            if order(info, "field") == "NAME" {
                labels.sort_by_key(|label| label.name.to_lowercase());
            }
            let ids = labels.into_iter().map(|label| label.id).collect();
            return page(info, "LabelConnection", things(ids));
        }
        "label" => {
            let name = argument(info, "name");
            let is_it =
                |label: &&Label| label.repository == repository.id && label.name.eq_ignore_ascii_case(name);
            Part::maybe(cx.world.labels.iter().find(is_it).map(Thing::Label))
        }
        "issueType" => {
            let name = argument(info, "name");
            Part::maybe(cx.world.issue_types.iter().find(|known| known.name == name).map(Thing::IssueType))
        }
        "issues" => return page(info, "IssueConnection", things(issues(cx, repository, info))),
        "milestones" => return page(info, "MilestoneConnection", things(milestones(cx, repository, info))),
        "assignableUsers" => return page(info, "UserConnection", things(assignable(cx, repository))),
        "issueTypes" if cx.world.organization_named(&repository.owner).is_some() => {
            let ids = cx.world.issue_types.iter().map(|kind| kind.id).collect();
            return page(info, "IssueTypeConnection", things(ids));
        }
        "issueTypes" => Part::null(),
        "issueTemplates" => Part::Many(
            repository.templates.iter().map(|template| Thing::Template(repository, template)).collect(),
        ),
        "object" => {
            let asked = info.arguments().get("expression").and_then(JsonValue::as_str);
            let has = !repository.templates.is_empty() || !repository.forms.is_empty();
            if asked == Some(FOLDER) && has { folder(repository) } else { Part::null() }
        }
        _ => Part::Unknown,
    })
}

fn argument<'b>(info: &ResolveInfo<'b>, name: &str) -> &'b str {
    info.arguments().get(name).and_then(JsonValue::as_str).unwrap_or_default()
}

fn order<'b>(info: &ResolveInfo<'b>, part: &str) -> &'b str {
    let order = info.arguments().get("orderBy").and_then(JsonValue::as_object);
    order.and_then(|order| order.get(part)?.as_str()).unwrap_or_default()
}

fn permission(cx: Cx<'_>, repository: &Repository) -> &'static str {
    let viewer = cx.world.user_named(cx.login).map(|user| user.id);
    let organization = cx.world.organization_named(&repository.owner);
    let is_member = organization.zip(viewer).is_some_and(|(owner, viewer)| owner.members.contains(&viewer));
    if repository.owner.eq_ignore_ascii_case(cx.login) {
        "ADMIN"
    } else if is_member {
        "WRITE"
    } else {
        "READ"
    }
}

/// Those of an author, or changed since a moment, in the order asked for.
fn issues(cx: Cx<'_>, repository: &Repository, info: &ResolveInfo<'_>) -> Vec<Id> {
    let filter = info.arguments().get("filterBy").and_then(JsonValue::as_object);
    let asked = |name: &str| filter.and_then(|filter| filter.get(name)?.as_str());
    let author = asked("createdBy").map(|login| cx.world.user_named(login).map(|user| user.id));
    let since = asked("since").and_then(|since| since.parse::<DateTime<Utc>>().ok());
    let posts = cx.world.issues.iter().map(|issue| &issue.post);
    let mut found: Vec<&Post> = posts
        .filter(|post| post.repository == repository.id)
        .filter(|post| author.is_none_or(|author| author == Some(post.author)))
        .filter(|post| since.is_none_or(|since| post.updated_at >= since))
        .collect();
    if order(info, "field") == "UPDATED_AT" {
        found.sort_by_key(|post| post.updated_at);
    }
    if order(info, "direction") == "DESC" {
        found.reverse();
    }
    found.into_iter().map(|post| post.id).collect()
}

/// Those of the states asked for, in the order asked for.
fn milestones(cx: Cx<'_>, repository: &Repository, info: &ResolveInfo<'_>) -> Vec<Id> {
    let states = info.arguments().get("states").and_then(JsonValue::as_array);
    let words = argument(info, "query").to_lowercase();
    let wanted = |milestone: &&Milestone| {
        let state = if milestone.closed { "CLOSED" } else { "OPEN" };
        let asked = states.is_none_or(|states| states.iter().any(|asked| asked.as_str() == Some(state)));
        milestone.repository == repository.id && milestone.title.to_lowercase().contains(&words) && asked
    };
    let mut found: Vec<&Milestone> = cx.world.milestones.iter().filter(wanted).collect();
    if order(info, "field") == "DUE_DATE" {
        found.sort_by_key(|milestone| (milestone.due_on.is_none(), milestone.due_on));
    }
    if order(info, "direction") == "DESC" {
        found.reverse();
    }
    found.into_iter().map(|milestone| milestone.id).collect()
}

/// The members of the organization; else the owner and whoever may write to a project of theirs.
fn assignable(cx: Cx<'_>, repository: &Repository) -> Vec<Id> {
    let world = cx.world;
    let mut ids: Vec<Id> = if let Some(organization) = world.organization_named(&repository.owner) {
        organization.members.clone()
    } else {
        let of_owner = |project: &&Project| project.owner == repository.owner;
        let roles = world.projects.iter().filter(of_owner).flat_map(|project| &project.roles);
        let writers = roles.filter(|(_, role)| **role >= Role::Writer).map(|(login, _)| login);
        let logins = std::iter::once(&repository.owner).chain(writers);
        logins.filter_map(|login| world.user_named(login)).map(|user| user.id).collect()
    };
    ids.sort();
    ids.dedup();
    ids.retain(|id| repository.only_for.as_ref().is_none_or(|members| members.contains(id)));
    ids
}

pub(super) fn template<'a>(
    cx: Cx<'a>,
    repository: &'a Repository,
    template: &'a Template,
    info: &ResolveInfo<'_>,
) -> Answer<'a> {
    Ok(match info.field_name() {
        "filename" => Part::leaf(template.file.clone()),
        "name" => Part::leaf(template.name.clone()),
        "about" => Part::leaf(template.about.clone()),
        "title" => Part::leaf(template.title.clone()),
        "body" => Part::leaf(template.body.clone()),
        "type" => Part::null(),
        "labels" => {
            let named =
                |label: &&Label| label.repository == repository.id && template.labels.contains(&label.name);
            let labels = cx.world.labels.iter().filter(named).map(Thing::Label);
            return page(info, "LabelConnection", labels.collect());
        }
        "assignees" => return page(info, "UserConnection", Vec::new()),
        _ => Part::Unknown,
    })
}

/// The files of the folder, with their texts.
fn folder<'a>(repository: &Repository) -> Part<'a> {
    let written = repository.templates.iter().map(|template| (&template.file, &template.body));
    let forms = repository.forms.iter().map(|(file, text)| (file, text));
    let entries = written.chain(forms).map(|(file, text)| {
        let id = Part::leaf(format!("B_{}{file}", repository.id));
        let blob = Part::record("Blob", vec![("id", id), ("text", Part::leaf(text.clone()))]);
        Thing::Record(Rc::new(Record {
            type_name: "TreeEntry",
            fields: vec![("name", Part::leaf(file.clone())), ("object", blob)],
        }))
    });
    let id = Part::leaf(format!("T_{}", repository.id));
    Part::record("Tree", vec![("id", id), ("entries", Part::Many(entries.collect()))])
}
