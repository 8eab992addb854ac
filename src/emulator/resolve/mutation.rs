//! The root of mutations: applies each field in turn, each on its own, and notes what it did.

use std::cell::{Ref, RefCell};

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::{JsonMap, JsonValue};
use chrono::{DateTime, Utc};

use super::{Cx, Object, Part, Thing};
use crate::emulator::cost::Cost;
use crate::emulator::edit::By;
use crate::emulator::id::{Id, NotAnId, OptionId};
use crate::emulator::log::Applied;
use crate::emulator::rate::Rate;
use crate::emulator::refusal::Refusal;
use crate::emulator::world::{Value, World};

/// The world while a request writes to it.
pub(in crate::emulator) struct Writing<'w> {
    world: RefCell<&'w mut World>,
    log: RefCell<Vec<Applied>>,
    login: &'w str,
    now: DateTime<Utc>,
    rate: Rate,
    cost: Cost,
    /// Whether issues are not put on the projects they are opened for.
    pub(in crate::emulator) off_projects: bool,
}

/// What a mutation gives back: a thing under one name, or an id.
pub(super) enum Given {
    Thing(&'static str, Id),
    /// A thing in an edge: the field, the type of the edge, the node.
    Edge(&'static str, &'static str, Id),
    Id(&'static str, Id),
    Nothing,
}

/// What a mutation may change about an item: what it shows, its values, the item above it, whether it is archived.
#[derive(PartialEq)]
struct Face {
    content: Id,
    values: Vec<(Id, Value)>,
    above: Option<Id>,
    archived: bool,
}

pub(super) struct Outcome {
    pub(super) type_name: &'static str,
    pub(super) item: Id,
    pub(super) given: Given,
}

impl<'w> Writing<'w> {
    pub(in crate::emulator) fn new(
        world: &'w mut World,
        login: &'w str,
        now: DateTime<Utc>,
        spent: (Rate, Cost),
    ) -> Self {
        let (rate, cost) = spent;
        let (world, log) = (RefCell::new(world), RefCell::default());
        Self { world, log, login, now, rate, cost, off_projects: false }
    }

    /// What was applied, in order.
    pub(in crate::emulator) fn into_log(self) -> Vec<Applied> {
        self.log.into_inner()
    }

    /// Applies a mutation. Returns too whether anything is another since.
    fn apply(&self, operation: &str, input: &Input<'_>) -> Result<(Outcome, bool), Refusal> {
        let world: &mut World = &mut self.world.borrow_mut();
        let before = input.id("itemId").ok().and_then(|item| face(world, item));
        let outcome = apply(world, By::new(self.login, self.now), operation, input)?;
        // What has no face, such as an issue's own field, counts as changed.
        let effective = before.is_none() || before != face(world, outcome.item);
        Ok((outcome, effective))
    }
}

impl ObjectValue for Writing<'_> {
    fn type_name(&self) -> &'static str {
        "Mutation"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let sealed = |refusal: &Refusal| FieldError { message: refusal.sealed() };
        let input = info.arguments().get("input").and_then(JsonValue::as_object);
        let input = input.ok_or_else(|| sealed(&Refusal::BadArgument("input")))?;
        let mut given = input.clone();
        if self.off_projects {
            given.remove("projectV2Ids");
        }
        let applied = self.apply(info.field_name(), &Input(&given));
        let (outcome, effective) = applied.map_err(|refusal| sealed(&refusal))?;
        self.log.borrow_mut().push(Applied {
            at: By::new(self.login, self.now).at,
            actor: self.login.to_owned(),
            operation: info.field_name().to_owned(),
            input: serde_json::to_value(input).expect("JSON of one crate is JSON of the other"),
            item: outcome.item,
            effective,
        });
        let client_mutation_id = input.get("clientMutationId").cloned().unwrap_or(JsonValue::Null);
        Ok(ResolvedValue::object(Payload {
            writing: self,
            world: self.world.borrow(),
            outcome,
            client_mutation_id,
        }))
    }
}

/// The answer to one mutation. It holds the world still until it is read, which is before the next one starts.
struct Payload<'a, 'w> {
    writing: &'a Writing<'w>,
    world: Ref<'a, &'w mut World>,
    outcome: Outcome,
    client_mutation_id: JsonValue,
}

impl ObjectValue for Payload<'_, '_> {
    fn type_name(&self) -> &str {
        self.outcome.type_name
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let Writing { login, now, rate, cost, .. } = *self.writing;
        let world: &World = &self.world;
        let cx =
            Cx { world, lagging: world, login, now, rate, cost, forbidden_node: None, largest_page: None };
        match self.outcome.given {
            _ if info.field_name() == "clientMutationId" => {
                Ok(ResolvedValue::Leaf(self.client_mutation_id.clone()))
            }
            Given::Thing(name, id) if name == info.field_name() => {
                let thing: Option<Thing<'a>> = cx.find(id);
                Ok(ResolvedValue::nullable_object(thing.map(|thing| Object { cx, thing })))
            }
            Given::Edge(name, type_name, id) if name == info.field_name() => {
                let node: Option<Thing<'a>> = cx.find(id);
                let edge = node.map(|node| Thing::record(type_name, vec![("node", Part::One(node))]));
                Ok(ResolvedValue::nullable_object(edge.map(|thing| Object { cx, thing })))
            }
            Given::Id(name, id) if name == info.field_name() => Ok(ResolvedValue::leaf(id.to_string())),
            Given::Thing(..) | Given::Edge(..) | Given::Id(..) | Given::Nothing => {
                Err(self.unknown_field_error(info))
            }
        }
    }
}

fn face(world: &World, item: Id) -> Option<Face> {
    let item = world.item(item)?;
    let order = &world.project(item.project)?.order;
    let place = order.iter().position(|id| *id == item.id)?;
    Some(Face {
        content: item.content,
        values: item.values.iter().map(|held| (held.field, held.value.clone())).collect(),
        above: place.checked_sub(1).map(|above| order[above]),
        archived: item.archived,
    })
}

fn apply(world: &mut World, by: By<'_>, operation: &str, input: &Input<'_>) -> Result<Outcome, Refusal> {
    let touched = |type_name, name, item| Outcome { type_name, item, given: Given::Thing(name, item) };
    Ok(match operation {
        "updateProjectV2ItemFieldValue" => {
            let item = input.item(world, by)?;
            world.set_field(by, item, input.id("fieldId")?, input.value()?)?;
            touched("UpdateProjectV2ItemFieldValuePayload", "projectV2Item", item)
        }
        "clearProjectV2ItemFieldValue" => {
            let item = input.item(world, by)?;
            world.clear_field(by, item, input.id("fieldId")?)?;
            touched("ClearProjectV2ItemFieldValuePayload", "projectV2Item", item)
        }
        "updateProjectV2ItemPosition" => {
            let item = input.item(world, by)?;
            let after = input.text("afterId").map(|_| input.id("afterId")).transpose()?;
            world.place(by, item, after)?;
            Outcome { type_name: "UpdateProjectV2ItemPositionPayload", item, given: Given::Nothing }
        }
        "addProjectV2DraftIssue" => {
            let title = input.text("title").ok_or(Refusal::BadArgument("title"))?;
            let item = world.add_draft(
                by,
                input.project(world, by)?,
                title,
                input.text("body").unwrap_or_default(),
            )?;
            input.assign(world, by, item)?;
            touched("AddProjectV2DraftIssuePayload", "projectItem", item)
        }
        "addProjectV2ItemById" => {
            let (project, content) = (input.project(world, by)?, input.id("contentId")?);
            world.may_see(by, content)?;
            let item = world.add_issue_to_project(by, project, content)?;
            touched("AddProjectV2ItemByIdPayload", "item", item)
        }
        "archiveProjectV2Item" => {
            let item = input.item(world, by)?;
            world.archive(by, item, true)?;
            touched("ArchiveProjectV2ItemPayload", "item", item)
        }
        "unarchiveProjectV2Item" => {
            let item = input.item(world, by)?;
            world.archive(by, item, false)?;
            touched("UnarchiveProjectV2ItemPayload", "item", item)
        }
        "deleteProjectV2Item" => {
            let item = input.item(world, by)?;
            world.delete_item(by, item)?;
            Outcome { type_name: "DeleteProjectV2ItemPayload", item, given: Given::Id("deletedItemId", item) }
        }
        "setIssueFieldValue" => {
            let issue = input.id("issueId")?;
            input.set_issue_fields(world, by, issue)?;
            touched("SetIssueFieldValuePayload", "issue", issue)
        }
        _ => return super::deed::apply(world, by, operation, input),
    })
}

/// The `input` of a mutation.
pub(super) struct Input<'a>(pub(super) &'a JsonMap);

impl Input<'_> {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn id(&self, name: &'static str) -> Result<Id, Refusal> {
        let text = self.text(name).ok_or(Refusal::BadArgument(name))?;
        text.parse().map_err(|_| Refusal::NoNode(text.to_owned()))
    }

    /// The project, if the actor sees it.
    fn project(&self, world: &World, by: By<'_>) -> Result<Id, Refusal> {
        let id = self.id("projectId")?;
        let seen = world.project(id).filter(|project| world.role(by.login, project).is_some());
        seen.map(|project| project.id).ok_or_else(|| Refusal::no_node(id))
    }

    /// The item, if it is on the project.
    fn item(&self, world: &World, by: By<'_>) -> Result<Id, Refusal> {
        let (project, id) = (self.project(world, by)?, self.id("itemId")?);
        let item = world.item(id).filter(|item| item.project == project);
        item.map(|item| item.id).ok_or_else(|| Refusal::no_node(id))
    }

    /// The one value a custom field is to get.
    fn value(&self) -> Result<Value, Refusal> {
        let value =
            self.0.get("value").and_then(JsonValue::as_object).ok_or(Refusal::BadArgument("value"))?;
        let mut given = value.iter().filter(|(_, value)| !value.is_null());
        let (Some((name, value)), None) = (given.next(), given.next()) else {
            return Err(Refusal::BadArgument("value"));
        };
        read_value(name.as_str(), value, str::parse)
    }

    fn assign(&self, world: &mut World, by: By<'_>, item: Id) -> Result<(), Refusal> {
        let Some(ids) = self.0.get("assigneeIds").and_then(JsonValue::as_array) else { return Ok(()) };
        let login = |id: &JsonValue| {
            let text = id.as_str().unwrap_or_default();
            let user = text.parse().ok().and_then(|id| world.user(id));
            user.map(|user| user.login.clone()).ok_or_else(|| Refusal::NoNode(text.to_owned()))
        };
        let logins = ids.iter().map(login).collect::<Result<Vec<_>, _>>()?;
        let content = world.item(item).expect("it was just added").content;
        world.assign(by, content, &logins.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn set_issue_fields(&self, world: &mut World, by: By<'_>, issue: Id) -> Result<(), Refusal> {
        let post = &world.issue(issue).ok_or_else(|| Refusal::no_node(issue))?.post;
        if !world.sees_repository(by.login, post.repository) {
            return Err(Refusal::no_node(issue));
        }
        if !world.edits(by.login, post) {
            return Err(Refusal::ReadOnly(by.login.to_owned(), "SetIssueFieldValue"));
        }
        let fields = self.0.get("issueFields").and_then(JsonValue::as_array);
        for field in fields.ok_or(Refusal::BadArgument("issueFields"))? {
            let field = Input(field.as_object().ok_or(Refusal::BadArgument("issueFields"))?);
            let id = field.id("fieldId")?;
            if field.0.get("delete").and_then(JsonValue::as_bool) == Some(true) {
                world.set_issue_field(by, issue, id, None)?;
                continue;
            }
            let is_value = |name: &str| {
                name.ends_with("Value") || name.ends_with("OptionId") || name.ends_with("OptionIds")
            };
            let mut given =
                field.0.iter().filter(|(name, value)| is_value(name.as_str()) && !value.is_null());
            let (Some((name, value)), None) = (given.next(), given.next()) else {
                return Err(Refusal::BadArgument("issueFields"));
            };
            let value = read_value(name.as_str(), value, OptionId::from_node_id)?;
            world.set_issue_field(by, issue, id, Some(value))?;
        }
        Ok(())
    }
}

/// A value from the member of the input that names its kind, with the way to read the id of an option.
fn read_value(
    member: &str,
    value: &JsonValue,
    option: fn(&str) -> Result<OptionId, NotAnId>,
) -> Result<Value, Refusal> {
    let text = || value.as_str().ok_or(Refusal::BadArgument("value"));
    Ok(match member {
        "text" | "textValue" => Value::Text(text()?.to_owned()),
        "number" | "numberValue" => Value::Number(value.as_f64().ok_or(Refusal::BadArgument("value"))?),
        "date" | "dateValue" => {
            // A client may send a whole moment where GitHub wants a day.
            let day = text()?.split('T').next().unwrap_or_default();
            Value::Date(day.parse().map_err(|_| Refusal::BadArgument("value"))?)
        }
        "singleSelectOptionId" => Value::SingleSelect(option(text()?).map_err(|_| Refusal::NoOption)?),
        "iterationId" => Value::Iteration(text()?.parse().map_err(|_| Refusal::NoIteration)?),
        "multiSelectOptionIds" => {
            let ids = value.as_array().ok_or(Refusal::BadArgument("value"))?;
            let ids = ids.iter().map(|id| option(id.as_str().unwrap_or_default()));
            Value::MultiSelect(ids.collect::<Result<_, _>>().map_err(|_| Refusal::NoOptions)?)
        }
        _ => return Err(Refusal::BadArgument("value")),
    })
}
