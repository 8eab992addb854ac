//! GitHub's schema, pruned to what the operations need, and requests parsed against it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use apollo_compiler::response::GraphQLError;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};

/// What the schema file says.
const TEXT: &str = include_str!("../../assets/graphql/schema.graphql");

/// How many parsed documents are remembered; a program repeats a few forever.
const REMEMBERED: usize = 64;

/// GitHub's schema.
pub fn schema() -> &'static Valid<Schema> {
    static SCHEMA: OnceLock<Valid<Schema>> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        Schema::parse_and_validate(TEXT, "schema.graphql").expect("a test keeps the schema valid")
    })
}

/// A document that was parsed and found valid.
pub type Document = Arc<Valid<ExecutableDocument>>;

/// Parses a document and checks it against the schema.
pub fn parse(text: &str) -> Result<Document, Vec<GraphQLError>> {
    static SEEN: OnceLock<Mutex<HashMap<String, Document>>> = OnceLock::new();
    let seen = || SEEN.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(document) = seen().get(text) {
        return Ok(Arc::clone(document));
    }
    let parsed = ExecutableDocument::parse_and_validate(schema(), text, "query.graphql");
    let document = parsed.map_err(|wrong| {
        let mut errors: Vec<_> = wrong.errors.iter().map(|error| error.to_json()).collect();
        // An unknown field has other errors in its wake; it comes first.
        errors.sort_by_key(|error| !error.message.contains("does not have a field"));
        errors
    })?;
    let document = Arc::new(document);
    let mut seen = seen();
    if seen.len() >= REMEMBERED {
        seen.clear();
    }
    seen.insert(text.to_owned(), Arc::clone(&document));
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_program_is_valid() {
        let documents = [
            include_str!("../../assets/graphql/changed.graphql"),
            include_str!("../../assets/graphql/choices.graphql"),
            include_str!("../../assets/graphql/comment.graphql"),
            include_str!("../../assets/graphql/details.graphql"),
            include_str!("../../assets/graphql/made.graphql"),
            include_str!("../../assets/graphql/items.graphql"),
            include_str!("../../assets/graphql/meta.graphql"),
            include_str!("../../assets/graphql/mutations.graphql"),
            include_str!("../../assets/graphql/names.graphql"),
            include_str!("../../assets/graphql/owners.graphql"),
            include_str!("../../assets/graphql/probe.graphql"),
            include_str!("../../assets/graphql/projects.graphql"),
            include_str!("../../assets/graphql/refresh.graphql"),
            include_str!("../../assets/graphql/repository.graphql"),
            include_str!("../../assets/graphql/viewer.graphql"),
            include_str!("../../assets/graphql/walk.graphql"),
        ];
        for text in documents {
            assert!(parse(text).is_ok(), "{:?}", parse(text).err());
        }
    }

    #[test]
    fn a_field_github_does_not_have_is_an_error_with_its_place() {
        let errors = parse("query {\n  viewer { shoeSize }\n}").expect_err("no such field");
        assert!(errors[0].message.contains("shoeSize"), "{errors:?}");
        assert_eq!(errors[0].locations[0].line, 2);
    }
}
