//! An item: a content's place on a project, with values.

use apollo_compiler::resolvers::ResolveInfo;

use super::page::page;
use super::value::values;
use super::{Answer, Cx, Part, Thing};
use crate::emulator::id::Kind;
use crate::emulator::world::Item;

pub(super) fn resolve<'a>(cx: Cx<'a>, item: &'a Item, info: &ResolveInfo<'_>) -> Answer<'a> {
    Ok(match info.field_name() {
        "id" => Part::leaf(item.id.to_string()),
        "type" => Part::leaf(item_type(cx, item)),
        "isArchived" => Part::leaf(item.archived),
        "createdAt" => Part::time(Some(item.created_at)),
        "updatedAt" => Part::time(Some(item.updated_at)),
        "creator" => cx.user_thing(item.creator),
        "project" => Part::maybe(cx.project(item.project).map(Thing::Project)),
        "content" => match cx.world.draft(item.content) {
            Some(draft) => Part::One(Thing::Draft(draft)),
            None => Part::maybe(cx.post(item.content)),
        },
        "fieldValues" => return page(info, "ProjectV2ItemFieldValueConnection", values(cx, item)),
        _ => Part::Unknown,
    })
}

fn item_type(cx: Cx<'_>, item: &Item) -> &'static str {
    if !cx.world.sees_content(cx.login, item.content) {
        return "REDACTED";
    }
    if item.content.kind == Kind::DraftIssue {
        "DRAFT_ISSUE"
    } else if item.content.kind == Kind::PullRequest {
        "PULL_REQUEST"
    } else {
        "ISSUE"
    }
}
