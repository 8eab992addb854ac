//! What an operation costs, by GitHub's published formula: a point per hundred connections opened.
//!
//! <https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api>

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::Value;
use apollo_compiler::executable::{Field, Operation, OperationType, Selection, SelectionSet};
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;

use super::schema;

/// Queries that may return more nodes are refused.
pub const MOST_NODES: u64 = 500_000;

/// What GitHub would charge for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Points of the hourly budget.
    pub points: u64,
    /// The most nodes it can return.
    pub nodes: u64,
}

/// The price of the only operation of a document.
///
/// Type-conditional fragments are counted by plain sum, as though an item could be all types at once: never too low.
pub fn points(document: &Valid<ExecutableDocument>, variables: &JsonMap) -> Option<Cost> {
    let operation = document.operations.get(None).ok()?;
    Some(of_operation(document, operation, variables))
}

/// The price of the only operation in a text, with its variables.
pub fn of_text(text: &str, variables: &serde_json::Value) -> Option<Cost> {
    let document = schema::parse(text).ok()?;
    let variables = serde_json::from_value(variables.clone()).ok()?;
    points(&document, &variables)
}

/// The price of one operation of a document.
pub(super) fn of_operation(
    document: &Valid<ExecutableDocument>,
    operation: &Operation,
    variables: &JsonMap,
) -> Cost {
    let mut count = Count { document, variables, opened: 0, nodes: 0 };
    count.selections(&operation.selection_set, 1);
    let points = match operation.operation_type {
        OperationType::Mutation => 1,
        OperationType::Query | OperationType::Subscription => ((count.opened + 50) / 100).max(1),
    };
    Cost { points, nodes: count.nodes }
}

struct Count<'a> {
    document: &'a Valid<ExecutableDocument>,
    variables: &'a JsonMap,
    opened: u64,
    nodes: u64,
}

impl Count<'_> {
    /// Counts the connections below a selection that is resolved this many times.
    fn selections(&mut self, set: &SelectionSet, times: u64) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.field(field, times),
                Selection::InlineFragment(inline) => self.selections(&inline.selection_set, times),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.selections(&fragment.selection_set, times);
                    }
                }
            }
        }
    }

    fn field(&mut self, field: &Field, times: u64) {
        let is_connection = field.definition.argument_by_name("first").is_some();
        let size = if is_connection {
            self.number(field, "first").or_else(|| self.number(field, "last")).unwrap_or(100)
        } else if field.name == "nodes" && field.definition.argument_by_name("ids").is_some() {
            self.length(field, "ids")
        } else {
            return self.selections(&field.selection_set, times);
        };
        self.opened = self.opened.saturating_add(times);
        let inside = times.saturating_mul(size);
        self.nodes = self.nodes.saturating_add(inside);
        self.selections(&field.selection_set, inside);
    }

    fn number(&self, field: &Field, name: &str) -> Option<u64> {
        match field.specified_argument_by_name(name)?.as_ref() {
            Value::Int(number) => number.try_to_i32().ok().and_then(|number| u64::try_from(number).ok()),
            Value::Variable(variable) => self.variables.get(variable.as_str())?.as_u64(),
            Value::Null
            | Value::Enum(_)
            | Value::String(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::List(_)
            | Value::Object(_) => None,
        }
    }

    fn length(&self, field: &Field, name: &str) -> u64 {
        let length = match field.specified_argument_by_name(name).map(AsRef::as_ref) {
            Some(Value::List(list)) => list.len(),
            Some(Value::Variable(variable)) => {
                self.variables.get(variable.as_str()).and_then(|list| list.as_array()).map_or(1, Vec::len)
            }
            Some(_) | None => 1,
        };
        length as u64
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ITEMS: &str = include_str!("../../assets/graphql/items.graphql");

    fn cost(text: &str, variables: &serde_json::Value) -> Cost {
        of_text(text, variables).expect("the document is valid")
    }

    #[test]
    fn a_full_page_of_items_costs_seven_points() {
        let cost = cost(ITEMS, &json!({"id": "x", "first": 100, "values": 20}));
        assert_eq!(cost.points, 7);
        assert!(cost.nodes <= 18_100, "{cost:?}");
    }

    #[test]
    fn looking_whether_anything_changed_costs_one_point_a_step() {
        let walk = include_str!("../../assets/graphql/walk.graphql");
        assert_eq!(cost(walk, &json!({"id": "x", "first": 100})), Cost { points: 1, nodes: 100 });
        let probe = include_str!("../../assets/graphql/probe.graphql");
        assert_eq!(cost(probe, &json!({"login": "a", "number": 1})), Cost { points: 1, nodes: 1 });
        let changed = include_str!("../../assets/graphql/changed.graphql");
        assert_eq!(cost(changed, &json!({"query": "x", "first": 50})).points, 1);
    }

    #[test]
    fn a_connection_inside_field_values_is_paid_dearly() {
        let text = "query { node(id: 1) { ... on ProjectV2 { items(first: 100) { nodes { fieldValues(first: 100) { nodes {
            ... on ProjectV2ItemFieldMultiSelectValue { field { __typename } } } }
            content { ... on Issue { blockedBy(first: 100) { nodes { labels(first: 10) { totalCount } } } } } } } } } }";
        assert_eq!(cost(text, &json!({})).points, 102);
    }

    #[test]
    fn a_mutation_costs_one_point_whatever_it_asks_back() {
        let text = "mutation { a: deleteProjectV2Item(input: {projectId: 1, itemId: 2}) { deletedItemId } }";
        assert_eq!(cost(text, &json!({})).points, 1);
    }

    #[test]
    fn ids_multiply_like_a_page() {
        let refresh = include_str!("../../assets/graphql/refresh.graphql");
        let ids = vec!["x"; 50];
        assert_eq!(cost(refresh, &json!({"ids": ids, "values": 20})).points, 4);
    }
}
