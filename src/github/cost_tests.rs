//! Every document is one that GitHub accepts, and costs no more points than planned.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Selection, SelectionSet};
use serde_json::{Value, json};

use super::fixture::valid;
use super::{comment, details, list, read, repository, write};

/// What a query costs by GitHub's published formula: how often connections are opened, in hundreds, at least one. Fragments
/// on different types are summed, which is more than GitHub charges.
fn points(document: &ExecutableDocument, variables: &Value) -> u32 {
    let operation = document.operations.iter().next().expect("a document has an operation");
    let opened = opened(document, &operation.selection_set, variables, 1);
    ((opened + 50) / 100).max(1)
}

fn opened(document: &ExecutableDocument, set: &SelectionSet, variables: &Value, parents: u32) -> u32 {
    let of = |selection: &Selection| match selection {
        Selection::Field(field) => {
            let argument = |name: &str| {
                let value = &field.arguments.iter().find(|argument| argument.name == name)?.value;
                match value.as_variable() {
                    Some(variable) => Some(variables[variable.as_str()].clone()),
                    None => serde_json::from_str(&value.to_string()).ok(),
                }
            };
            let size = argument("first").or_else(|| argument("last")).and_then(|size| size.as_u64());
            let listed = argument("ids").and_then(|ids| Some(ids.as_array()?.len()));
            let own = if size.is_some() { parents } else { 0 };
            let children = match (size, listed) {
                (Some(size), _) => u32::try_from(size).expect("a page is small"),
                (None, Some(ids)) => u32::try_from(ids).expect("a page is small"),
                (None, None) => 1,
            };
            own + self::opened(document, &field.selection_set, variables, parents * children)
        }
        Selection::InlineFragment(inline) => {
            self::opened(document, &inline.selection_set, variables, parents)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = &document.fragments[&spread.fragment_name];
            self::opened(document, &fragment.selection_set, variables, parents)
        }
    };
    set.selections.iter().map(of).sum()
}

#[test]
fn every_query_is_valid_and_costs_what_was_planned() {
    let ids: Vec<String> = (0..100).map(|number| format!("PVTI_{number}")).collect();
    let planned = [
        ("probe", read::PROBE, json!({ "login": "octo", "number": 1 }), 1),
        ("meta", read::META, json!({ "id": "PVT_1" }), 2),
        ("items", read::ITEMS, json!({ "id": "PVT_1", "first": 100, "after": null, "values": 50 }), 7),
        ("walk", read::WALK, json!({ "id": "PVT_1", "first": 100, "after": "x" }), 1),
        ("refresh", read::REFRESH, json!({ "ids": ids, "values": 50 }), 7),
        ("changed", read::CHANGED, json!({ "query": "project:octo/1", "first": 50, "after": null }), 1),
        ("repository", repository::REPOSITORY, json!({ "owner": "octo", "name": "box" }), 1),
        (
            "choices",
            repository::CHOICES,
            json!({ "owner": "octo", "name": "box", "labels": "x", "moreLabels": true, "people": null,
                "morePeople": false }),
            1,
        ),
        ("details", details::DETAILS, json!({ "id": "I_1" }), 1),
        ("comment", comment::COMMENT, json!({ "id": "IC_1" }), 1),
        ("viewer", list::VIEWER, json!({}), 1),
        ("projects", list::PROJECTS, json!({ "login": "octo", "after": null }), 1),
        ("owners", list::OWNERS, json!({ "after": null }), 1),
    ];
    for (name, document, variables, expected) in planned {
        let document = valid(name, document, &variables);
        assert_eq!(points(&document, &variables), expected, "{name}");
    }
}

#[test]
fn every_mutation_takes_one_input_and_has_one_root() {
    let document =
        ExecutableDocument::parse_and_validate(&super::fixture::SCHEMA, write::MUTATIONS, "mutations")
            .expect("the mutations are valid");
    for operation in document.operations.iter() {
        assert_eq!(operation.variables.len(), 1, "{:?}", operation.name);
        assert_eq!(operation.variables[0].name, "input");
        assert_eq!(operation.selection_set.selections.len(), 1, "{:?}", operation.name);
    }
}

#[test]
fn both_documents_of_items_ask_for_the_same() {
    let fragment = |document: &'static str| document.split_once("fragment Item").expect("a fragment").1;
    assert_eq!(fragment(read::ITEMS), fragment(read::REFRESH));
}
