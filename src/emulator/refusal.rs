//! Why GitHub says no, in GitHub's words.

use super::id::Id;

/// An error with the type and the message GitHub gives it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing there, or nothing this user may see.
    #[error("Could not resolve to a node with the global id of '{0}'")]
    NoNode(String),
    /// No owner of that name.
    #[error("Could not resolve to a RepositoryOwner with the username of '{0}'.")]
    NoOwner(String),
    /// No repository of this name, or none this user may see.
    #[error("Could not resolve to a Repository with the name '{0}'.")]
    NoRepository(String),
    /// No project of that number, or none this user may see.
    #[error("Could not resolve to a ProjectV2 with the number {0}.")]
    NoProject(u32),
    /// The project can be read, not written.
    #[error("{0} does not have the correct permissions to execute `{1}`")]
    ReadOnly(String, &'static str),
    /// A fine-grained token does not reach the content.
    #[error("Resource not accessible by personal access token")]
    NotAccessible,
    /// Archived items keep their values.
    #[error("The item is archived and cannot be updated")]
    Archived,
    /// The anchor of a move is not an item in sight.
    #[error("The item to place after does not exist in the project")]
    NoAnchor,
    /// The option was deleted, or never was.
    #[error("The single select option Id does not belong to the field")]
    NoOption,
    /// One of several options was deleted, or never was.
    #[error("The multi select option Ids do not belong to the field")]
    NoOptions,
    /// The iteration was deleted, or never was.
    #[error("The iteration Id does not belong to the field")]
    NoIteration,
    /// A number for a text, or the like.
    #[error("The field of type {0} cannot be updated with this value")]
    WrongKind(&'static str),
    /// Titles are not optional.
    #[error("Title can't be blank")]
    BlankTitle,
    /// Comments are not optional either.
    #[error("Body can't be blank")]
    BlankBody,
    /// A merged pull request is neither closed nor opened.
    #[error("Could not change the state of the pull request: it is merged")]
    Merged,
    /// The item shows an issue or a pull request.
    #[error("The item is not a draft issue")]
    NoDraft,
    /// An issue is there already, or the tree would be none.
    #[error("Sub-issues are invalid: {0}")]
    BadParent(&'static str),
    /// The edge exists already, or joins an issue to itself.
    #[error("Issue dependencies are invalid: {0}")]
    BadDependency(&'static str),
    /// `nodes` takes at most 100 ids.
    #[error("You may not provide more than 100 node ids; you provided {0}.")]
    TooManyIds(usize),
    /// Neither `first` nor `last`.
    #[error("You must provide a `first` or `last` value to properly paginate the `{0}` connection.")]
    NoPageSize(String),
    /// `first` or `last` above 100.
    #[error(
        "Requesting {asked} records on the `{connection}` connection exceeds the `{argument}` limit of 100 records."
    )]
    PageTooLarge {
        /// The records asked for.
        asked: i64,
        /// The field.
        connection: String,
        /// `first` or `last`.
        argument: &'static str,
    },
    /// `first` or `last` below 1.
    #[error("`{argument}` on the `{connection}` connection cannot be less than 1.")]
    PageTooSmall {
        /// The field.
        connection: String,
        /// `first` or `last`.
        argument: &'static str,
    },
    /// Not a cursor of this connection.
    #[error("`{0}` does not appear to be a valid cursor.")]
    BadCursor(String),
    /// The query used up its share of computing.
    #[error("Resource limits for this query exceeded.")]
    TooMuchWork,
    /// The argument cannot be read.
    #[error("Argument '{0}' has an invalid value.")]
    BadArgument(&'static str),
}

/// Marks where a refusal begins and ends inside an error message on its way through the executor.
const BEGIN: char = '\u{1}';
const MIDDLE: char = '\u{2}';
const END: char = '\u{3}';

impl Refusal {
    pub(super) fn no_node(id: Id) -> Self {
        Self::NoNode(id.to_string())
    }

    /// The `type` of the error in GitHub's answer.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoNode(_) | Self::NoOwner(_) | Self::NoRepository(_) | Self::NoProject(_) => "NOT_FOUND",
            Self::ReadOnly(..) | Self::NotAccessible => "FORBIDDEN",
            Self::Archived
            | Self::NoAnchor
            | Self::BlankTitle
            | Self::BlankBody
            | Self::Merged
            | Self::NoDraft
            | Self::BadParent(_)
            | Self::BadDependency(_) => "UNPROCESSABLE",
            Self::NoOption | Self::NoOptions | Self::NoIteration | Self::WrongKind(_) => "VALIDATION",
            Self::TooManyIds(_) => "ARGUMENT_LIMIT",
            Self::NoPageSize(_) => "MISSING_PAGINATION_BOUNDARIES",
            Self::PageTooLarge { .. } => "EXCESSIVE_PAGINATION",
            Self::PageTooSmall { .. } | Self::BadArgument(_) => "ARGUMENT_ERROR",
            Self::BadCursor(_) => "INVALID_CURSOR_ARGUMENTS",
            Self::TooMuchWork => "RESOURCE_LIMITS_EXCEEDED",
        }
    }

    /// The refusal as one string: the executor's errors have room for nothing else.
    pub(super) fn sealed(&self) -> String {
        format!("{BEGIN}{}{MIDDLE}{self}{END}", self.code())
    }

    /// The type and message of a sealed refusal, wherever in the text it is.
    pub(super) fn unsealed(text: &str) -> Option<(&str, &str)> {
        let (_, rest) = text.split_once(BEGIN)?;
        let (code, rest) = rest.split_once(MIDDLE)?;
        let (message, _) = rest.split_once(END)?;
        Some((code, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_refusal_is_found_inside_other_words() {
        let text = format!("resolver error: {} and so on", Refusal::Archived.sealed());
        let found = Refusal::unsealed(&text);
        assert_eq!(found, Some(("UNPROCESSABLE", "The item is archived and cannot be updated")));
        assert_eq!(Refusal::unsealed("nothing"), None);
    }
}
