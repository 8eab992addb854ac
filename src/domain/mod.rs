//! What a project is and what follows from it. Pure: no I/O, no clock, no unseeded randomness.

pub mod arrange;
pub mod aspect;
pub mod attribute;
pub mod board;
pub mod change;
pub mod conflict;
pub mod create;
mod cut;
pub mod details;
pub mod edit;
pub mod field;
pub mod form;
pub mod history;
pub mod id;
pub mod item;
mod items;
pub mod limit;
pub mod markdown;
pub mod name;
pub mod named;
pub mod order;
pub(crate) mod parts;
pub mod pending;
pub mod permit;
pub mod project;
pub mod pull;
pub mod query;
pub mod relations;
pub mod replica;
pub mod repository;
pub mod roadmap;
#[cfg(test)]
pub(crate) mod sample;
pub mod second;
pub mod snapshot;
pub mod step;
pub mod table;
pub mod value;
pub mod view;
pub mod wish;
pub mod wording;

pub use aspect::Aspect;
pub use attribute::{Attribute, Member};
pub use change::Change;
pub use conflict::{Conflict, Theirs};
pub use details::Details;
pub use edit::Edit;
pub use field::{Colour, Field, FieldKind, Iteration, SelectOption, Value};
pub use history::{Entry, Named, Provenance};
pub use id::{
    CommentId, ContentId, EditId, FieldId, IssueFieldId, ItemId, IterationId, OptionId, ProjectId, StepId,
};
pub use item::{Content, Item};
pub use limit::Limit;
pub use order::{Order, Rank};
pub use pending::{Pending, Progress, Refusal};
pub use project::{Project, ProjectRef};
pub use pull::{Fetched, Pull};
pub use relations::Relations;
pub use replica::Replica;
pub use repository::{Directory, Repository};
pub use second::Second;
pub use snapshot::Snapshot;
pub use step::Step;
pub use view::{Arrangement, View, ViewId};
pub use wish::Wish;

/// A moment in UTC. GitHub's stamps have whole seconds.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// A calendar day without a time zone, as in GitHub's date fields.
pub type Date = chrono::NaiveDate;
