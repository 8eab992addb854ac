//! A project, its items and its views.

use apollo_compiler::resolvers::ResolveInfo;
use apollo_compiler::response::JsonValue;

use super::page::{of_items, page};
use super::{Answer, Cx, Part, Thing};
use crate::emulator::filter::shown;
use crate::emulator::id::Id;
use crate::emulator::world::{Field, Item, Project, Role, View};

pub(super) fn resolve<'a>(cx: Cx<'a>, project: &'a Project, info: &ResolveInfo<'_>) -> Answer<'a> {
    let text = |text: &Option<String>| text.clone().map_or_else(Part::null, Part::leaf);
    Ok(match info.field_name() {
        "id" => Part::leaf(project.id.to_string()),
        "number" => Part::leaf(project.number),
        "title" => Part::leaf(project.title.clone()),
        "url" => Part::leaf(project.url(cx.world)),
        "closed" => Part::leaf(project.closed),
        "public" => Part::leaf(project.public),
        "shortDescription" => text(&project.description),
        "readme" => text(&project.readme),
        "updatedAt" => Part::time(Some(project.updated_at)),
        "viewerCanUpdate" => Part::leaf(cx.world.role(cx.login, project) >= Some(Role::Writer)),
        "owner" => {
            let user = cx.world.user_named(&project.owner).map(Thing::User);
            Part::maybe(user.or_else(|| cx.world.organization_named(&project.owner).map(Thing::Organization)))
        }
        "fields" => {
            let fields = project.fields.iter().map(Thing::Field).collect();
            return page(info, "ProjectV2FieldConfigurationConnection", fields);
        }
        "views" => {
            let views = project.views.iter().map(Thing::View).collect();
            return page(info, "ProjectV2ViewConnection", views);
        }
        "repositories" => {
            let linked = project.repositories.iter().filter_map(|id| cx.find(*id)).collect();
            return page(info, "RepositoryConnection", linked);
        }
        "items" => return items(cx, project, info),
        _ => Part::Unknown,
    })
}

fn items<'a>(cx: Cx<'a>, project: &'a Project, info: &ResolveInfo<'_>) -> Answer<'a> {
    let states = info.arguments().get("archivedStates").and_then(JsonValue::as_array);
    let wants =
        |state: &str| states.is_some_and(|states| states.iter().any(|one| one.as_str() == Some(state)));
    let (archived, current) = (wants("ARCHIVED"), wants("NOT_ARCHIVED"));
    let wanted = |item: &&'a Item| if item.archived { archived } else { current };
    let mut all: Vec<_> = cx.lagging.items_of(project.id).filter(wanted).collect();
    let query = info.arguments().get("query").and_then(JsonValue::as_str).unwrap_or_default();
    all = shown(cx.lagging, cx.login, cx.now, query, all);
    let order = info.arguments().get("orderBy").and_then(JsonValue::as_object);
    if order.and_then(|order| order.get("direction")?.as_str()) == Some("DESC") {
        all.reverse();
    }
    of_items(info, &all, cx.largest_page, cx.forbidden_node)
}

pub(super) fn view<'a>(cx: Cx<'a>, view: &'a View, info: &ResolveInfo<'_>) -> Answer<'a> {
    const FIELDS: &str = "ProjectV2FieldConfigurationConnection";
    let fields = |ids: &[Id]| ids.iter().filter_map(|id| field(cx, *id)).map(Thing::Field).collect();
    Ok(match info.field_name() {
        "id" => Part::leaf(view.id.to_string()),
        "number" => Part::leaf(view.number),
        "name" => Part::leaf(view.name.clone()),
        "layout" => Part::leaf(view.layout.clone()),
        "filter" => view.filter.clone().map_or_else(Part::null, Part::leaf),
        "fields" => return page(info, FIELDS, fields(&view.fields)),
        "groupByFields" => return page(info, FIELDS, fields(&view.group_by)),
        "verticalGroupByFields" => return page(info, FIELDS, fields(&view.columns_by)),
        "sortByFields" => {
            let sort = |(id, down): &(Id, bool)| {
                let direction = Part::leaf(if *down { "DESC" } else { "ASC" });
                let parts =
                    vec![("direction", direction), ("field", Part::One(Thing::Field(field(cx, *id)?)))];
                Some(Thing::record("ProjectV2SortByField", parts))
            };
            return page(
                info,
                "ProjectV2SortByFieldConnection",
                view.sort_by.iter().filter_map(sort).collect(),
            );
        }
        _ => Part::Unknown,
    })
}

fn field(cx: Cx<'_>, id: Id) -> Option<&Field> {
    cx.world.projects.iter().find_map(|project| project.field_by_id(id))
}
