//! Runs one parsed operation over the world and words the answer as GitHub does.

use std::collections::HashSet;

use apollo_compiler::executable::Operation;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::resolvers::{Execution, ObjectValue};
use apollo_compiler::response::{ExecutionResponse, GraphQLError, JsonMap};
use serde::Serialize;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::reply::Reply;
use super::schema::{Document, schema};

/// The body of an answer to an operation that could be run, or why it could not.
pub(super) fn run(
    document: &Document,
    operation: &Operation,
    variables: &JsonMap,
    root: &dyn ObjectValue,
) -> Reply {
    let coerced = match coerce_variable_values(schema(), operation, variables) {
        Ok(coerced) => coerced,
        Err(wrong) => {
            let error = wrong.to_graphql_error(&document.sources);
            return Reply::ok(&json!({"errors": [{"message": error.message, "locations": error.locations,
                "extensions": {"code": "variableMismatch"}}]}));
        }
    };
    let execution = Execution::new(schema(), document)
        .operation(operation)
        .coerced_variable_values(&coerced)
        .enable_schema_introspection(true);
    match execution.execute_sync(root) {
        Ok(response) => worded(&response),
        Err(wrong) => Reply::ok(&json!({"errors": [{"message": wrong.message().to_string()}]})),
    }
}

/// An answer as it is written: large, so it goes to text without a detour.
#[derive(Serialize)]
struct Answer<'a> {
    data: &'a Option<JsonMap>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
}

/// The response with errors in GitHub's shape: `type` on top, `path` kept.
fn worded(response: &ExecutionResponse) -> Reply {
    let mut seen = HashSet::new();
    let errors = response.errors.iter().map(error).filter(|error| seen.insert(error.to_string())).collect();
    Reply::ok(&Answer { data: &response.data, errors })
}

fn error(error: &GraphQLError) -> Value {
    match Refusal::unsealed(&error.message) {
        Some((code, message)) => {
            json!({"type": code, "path": error.path, "locations": error.locations, "message": message})
        }
        None => json!({"path": error.path, "locations": error.locations, "message": error.message}),
    }
}

/// The answer to a document that is no valid operation on GitHub's schema.
pub(super) fn invalid(errors: &[GraphQLError]) -> Reply {
    Reply::ok(&json!({"errors": errors.iter().map(validation).collect::<Vec<_>>()}))
}

/// A validation error; those about unknown fields in GitHub's own words.
fn validation(error: &GraphQLError) -> Value {
    let quoted: Vec<_> = error.message.split('`').skip(1).step_by(2).collect();
    if let ([type_name, field], true) = (quoted.as_slice(), error.message.contains("does not have a field")) {
        return json!({
            "path": ["query", field],
            "extensions": {"code": "undefinedField", "typeName": type_name, "fieldName": field},
            "locations": error.locations,
            "message": format!("Field '{field}' doesn't exist on type '{type_name}'"),
        });
    }
    json!({"extensions": {"code": "invalid"}, "locations": error.locations, "message": error.message})
}
