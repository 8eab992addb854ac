//! The resolvers know every field of the schema.

use apollo_compiler::schema::{ExtendedType, FieldDefinition, ObjectType};
use serde_json::json;

use super::*;
use crate::emulator::schema::schema;
use crate::emulator::seed::release;

/// A selection of one field, with the arguments it cannot do without.
fn selection(field: &FieldDefinition) -> String {
    let argument = |name: &str| field.argument_by_name(name).is_some();
    let given = [("first", "(first: 1)"), ("number", "(number: 1)"), ("name", "(name: \"bug\")")];
    let arguments = given.iter().find(|(name, _)| argument(name)).map_or("", |(_, text)| text);
    let is_leaf = schema()
        .types
        .get(field.ty.inner_named_type())
        .is_some_and(|target| matches!(target, ExtendedType::Scalar(_) | ExtendedType::Enum(_)));
    let inside = if is_leaf { "" } else { " { __typename }" };
    format!("{}{arguments}{inside}", field.name)
}

/// All fields of a type as a query of one node.
fn query(object: &ObjectType) -> String {
    let fields: Vec<_> = object.fields.values().map(|field| selection(field)).collect();
    format!("query($id: ID!) {{ node(id: $id) {{ ... on {} {{ {} }} }} }}", object.name, fields.join(" "))
}

#[test]
fn every_field_of_every_kind_of_node_has_an_answer() {
    let world = release();
    let project = &world.projects[0];
    let mut ids = vec![project.id, world.users[0].id, world.organizations[0].id, world.repositories[0].id];
    ids.extend([world.issues[22].post.id, world.pull_requests[2].post.id, world.labels[0].id]);
    ids.extend([
        world.milestones[0].id,
        world.issue_types[0].id,
        world.issue_fields[0].id,
        project.views[0].id,
    ]);
    ids.extend(world.issues.iter().flat_map(|issue| &issue.post.comments).map(|comment| comment.id));
    ids.extend(project.fields.iter().map(|field| field.id));
    ids.extend(project.order.iter().copied());
    ids.extend(world.drafts.iter().flatten().map(|draft| draft.id));
    let bench = Bench::of(world.clone(), project.id);
    for id in ids {
        let id = id.to_string();
        let kind = bench.ask("query($id: ID!) { node(id: $id) { __typename } }", json!({"id": id}));
        let kind = kind["data"]["node"]["__typename"].as_str().expect("the node exists").to_owned();
        let object = schema().get_object(&kind).expect("the type is in the schema");
        let answer = bench.ask(&query(object), json!({"id": id}));
        let errors = answer["errors"].as_array().cloned().unwrap_or_default();
        // An issue that is not on project 1 rightly says so.
        let unknown: Vec<_> = errors.iter().filter(|error| error["type"] != "NOT_FOUND").collect();
        assert!(unknown.is_empty(), "{kind}: {unknown:?}");
    }
}
