//! Which scopes an operation needs, and GitHub's words when the token lacks them.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Field, Operation, OperationType, Selection, SelectionSet};
use apollo_compiler::validation::Valid;
use serde_json::json;

/// The errors for a token with these scopes; none when it may run the operation.
pub(super) fn missing(
    document: &Valid<ExecutableDocument>,
    operation: &Operation,
    scopes: &[String],
) -> Vec<serde_json::Value> {
    let mut fields = Vec::new();
    collect(document, &operation.selection_set, operation.operation_type, &mut fields);
    let lacks = |needed: &Needed| !needed.scopes.iter().any(|scope| scopes.iter().any(|has| has == scope));
    fields.iter().filter(|needed| lacks(needed)).map(|needed| needed.error(scopes)).collect()
}

/// A field and the scopes of which one is needed.
struct Needed {
    field: String,
    scopes: &'static [&'static str],
}

impl Needed {
    fn error(&self, granted: &[String]) -> serde_json::Value {
        let list = |scopes: &mut dyn Iterator<Item = &str>| {
            scopes.map(|scope| format!("'{scope}'")).collect::<Vec<_>>().join(", ")
        };
        let needed = list(&mut self.scopes.iter().copied());
        let granted = list(&mut granted.iter().map(String::as_str));
        let message = format!(
            "Your token has not been granted the required scopes to execute this query. The '{}' field requires \
             one of the following scopes: [{needed}], but your token has only been granted the: [{granted}] scopes. \
             Please modify your token's scopes at: https://github.com/settings/tokens.",
            self.field
        );
        json!({"type": "INSUFFICIENT_SCOPES", "message": message})
    }
}

/// The scopes of which a field needs one.
fn needed(field: &Field, parent: &str, operation: OperationType) -> Option<&'static [&'static str]> {
    if operation == OperationType::Mutation && parent == "Mutation" {
        let is_project = field.name.contains("ProjectV2");
        return Some(if is_project { &["project"] } else { &["public_repo", "repo"] });
    }
    if field.name == "organizations" && parent == "User" {
        return Some(&["read:org"]);
    }
    let leads_to_projects = matches!(field.name.as_str(), "projectV2" | "projectsV2" | "projectItems");
    (leads_to_projects || parent.starts_with("ProjectV2")).then_some(&["read:project", "project"])
}

/// Every outermost field that needs a scope.
fn collect(
    document: &Valid<ExecutableDocument>,
    set: &SelectionSet,
    operation: OperationType,
    found: &mut Vec<Needed>,
) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => match needed(field, &set.ty, operation) {
                _ if field.name == "__typename" => {}
                Some(scopes) => found.push(Needed { field: field.name.to_string(), scopes }),
                None => collect(document, &field.selection_set, operation, found),
            },
            Selection::InlineFragment(inline) => collect(document, &inline.selection_set, operation, found),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name) {
                    collect(document, &fragment.selection_set, operation, found);
                }
            }
        }
    }
}
