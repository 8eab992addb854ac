//! The root of queries, and the owners it leads to.

use apollo_compiler::resolvers::ResolveInfo;
use apollo_compiler::response::JsonValue;

use super::page::page;
use super::{Answer, Cx, Part, Thing, repository};
use crate::emulator::id::Id;
use crate::emulator::look::stamp;
use crate::emulator::rate;
use crate::emulator::refusal::Refusal;
use crate::emulator::search::search;
use crate::emulator::world::{Organization, Project, User};

/// The most ids one `nodes` takes.
const MOST_IDS: usize = 100;

/// An argument that is a string.
pub(super) fn text<'b>(info: &ResolveInfo<'b>, name: &'static str) -> Result<&'b str, Refusal> {
    let value = info.arguments().get(name).and_then(|value| value.as_str());
    value.ok_or(Refusal::BadArgument(name))
}

pub(super) fn resolve<'a>(cx: Cx<'a>, info: &ResolveInfo<'_>) -> Answer<'a> {
    match info.field_name() {
        "id" => Ok(Part::leaf("Q_kgDO")),
        "viewer" => Ok(Part::maybe(cx.world.user_named(cx.login).map(Thing::User))),
        "node" => cx.node(text(info, "id")?).map(Part::One),
        "nodes" => nodes(cx, info),
        "repositoryOwner" => owner(cx, text(info, "login")?),
        "repository" => repository::named(cx, text(info, "owner")?, text(info, "name")?),
        "rateLimit" => Ok(rate_limit(cx)),
        "search" => {
            let found = match text(info, "type")? {
                "ISSUE" | "ISSUE_ADVANCED" => search(cx.world, cx.login, text(info, "query")?),
                _ => Vec::new(),
            };
            let things = found.into_iter().filter_map(|id| cx.post(id)).collect();
            page(info, "SearchResultItemConnection", things)
        }
        _ => Ok(Part::Unknown),
    }
}

fn nodes<'a>(cx: Cx<'a>, info: &ResolveInfo<'_>) -> Answer<'a> {
    let ids = info.arguments().get("ids").and_then(JsonValue::as_array).ok_or(Refusal::BadArgument("ids"))?;
    if ids.len() > MOST_IDS {
        return Err(Refusal::TooManyIds(ids.len()));
    }
    let node = |(place, id): (usize, &JsonValue)| {
        if cx.forbidden_node == Some(place) {
            return Thing::Withheld(Refusal::NotAccessible.sealed());
        }
        let found = cx.node(id.as_str().unwrap_or_default());
        found.unwrap_or_else(|refusal| Thing::Withheld(refusal.sealed()))
    };
    Ok(Part::Many(ids.iter().enumerate().map(node).collect()))
}

fn owner<'a>(cx: Cx<'a>, login: &str) -> Answer<'a> {
    let user = cx.world.user_named(login).map(Thing::User);
    let found = user.or_else(|| cx.world.organization_named(login).map(Thing::Organization));
    found.map(Part::One).ok_or_else(|| Refusal::NoOwner(login.to_owned()))
}

fn rate_limit(cx: Cx<'_>) -> Part<'_> {
    Part::record(
        "RateLimit",
        vec![
            ("cost", Part::leaf(cx.cost.points)),
            ("limit", Part::leaf(rate::LIMIT)),
            ("remaining", Part::leaf(cx.rate.remaining())),
            ("used", Part::leaf(cx.rate.used)),
            ("resetAt", Part::leaf(stamp(cx.rate.reset))),
        ],
    )
}

pub(super) fn user<'a>(cx: Cx<'a>, user: &'a User, info: &ResolveInfo<'_>) -> Answer<'a> {
    match info.field_name() {
        "organizations" => {
            let joined = cx.world.organizations.iter().filter(|owner| owner.members.contains(&user.id));
            page(info, "OrganizationConnection", joined.map(Thing::Organization).collect())
        }
        _ => project_owner(cx, user.id, &user.login, info),
    }
}

pub(super) fn organization<'a>(cx: Cx<'a>, owner: &'a Organization, info: &ResolveInfo<'_>) -> Answer<'a> {
    project_owner(cx, owner.id, &owner.login, info)
}

/// The fields users and organizations share.
fn project_owner<'a>(cx: Cx<'a>, id: Id, login: &str, info: &ResolveInfo<'_>) -> Answer<'a> {
    match info.field_name() {
        "id" => Ok(Part::leaf(id.to_string())),
        "login" => Ok(Part::leaf(login.to_owned())),
        "projectV2" => numbered(cx, login, info),
        "projectsV2" => {
            let of_owner = cx.world.projects.iter().filter(|project| project.owner == login);
            of_projects(cx, of_owner.collect(), info)
        }
        _ => Ok(Part::Unknown),
    }
}

fn numbered<'a>(cx: Cx<'a>, login: &str, info: &ResolveInfo<'_>) -> Answer<'a> {
    let number = info.arguments().get("number").and_then(JsonValue::as_u64);
    let number =
        number.and_then(|number| u32::try_from(number).ok()).ok_or(Refusal::BadArgument("number"))?;
    let found = cx.world.project_numbered(login, number).and_then(|project| cx.project(project.id));
    found.map(|project| Part::One(Thing::Project(project))).ok_or(Refusal::NoProject(number))
}

/// A connection of the projects this user may see, in the order asked for.
pub(super) fn of_projects<'a>(
    cx: Cx<'a>,
    mut projects: Vec<&'a Project>,
    info: &ResolveInfo<'_>,
) -> Answer<'a> {
    projects.retain(|project| cx.world.role(cx.login, project).is_some());
    let order = |name: &str| {
        let order = info.arguments().get("orderBy").and_then(JsonValue::as_object);
        order.and_then(|order| order.get(name)?.as_str()).unwrap_or_default()
    };
    match order("field") {
        "TITLE" => projects.sort_by(|a, b| a.title.cmp(&b.title)),
        "UPDATED_AT" => projects.sort_by_key(|project| project.updated_at),
        "CREATED_AT" => projects.sort_by_key(|project| project.created_at),
        _ => projects.sort_by_key(|project| project.number),
    }
    if order("direction") == "DESC" {
        projects.reverse();
    }
    page(info, "ProjectV2Connection", projects.into_iter().map(Thing::Project).collect())
}
