//! A project as a whole: its name, its fields, its saved views.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::item::Listed;
use super::{Field, FieldId, FieldKind, ProjectId, Timestamp};

/// The names that a field with the size of the work usually has.
const EFFORT: [&str; 4] = ["Effort", "Estimate", "Points", "Size"];

/// Names that teams give to the day something is due, the likeliest first.
pub const DUES: [&str; 6] = ["Due", "Due date", "Target", "Target date", "Deadline", "End date"];
/// Names that teams give to the day something begins.
const STARTS: [&str; 3] = ["Start", "Start date", "Begin"];

/// A project without its items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// GitHub's id.
    pub id: ProjectId,
    /// `OWNER/NUMBER`.
    pub reference: ProjectRef,
    /// The name people see.
    pub title: String,
    /// Where it lives on the web.
    pub url: String,
    /// Closed projects can still be read.
    pub closed: bool,
    /// Whether this person may change it.
    pub editable: bool,
    /// When GitHub last saw it change.
    pub updated_at: Timestamp,
    /// In GitHub's order.
    pub fields: Vec<Field>,
    /// The saved views, in GitHub's order.
    pub views: Listed<View>,
    /// `owner/name` of the linked repositories.
    pub repositories: Listed<String>,
    /// What GitHub listed and this version could not read.
    #[serde(default)]
    pub left_out: LeftOut,
}

/// How many parts of a project are of a kind that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LeftOut {
    pub fields: usize,
    pub views: usize,
}

/// A saved view of GitHub's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number in the project's URL.
    pub number: u32,
    /// As the team named it.
    pub name: String,
    /// Board, table or roadmap.
    pub layout: Layout,
    /// In GitHub's filter language; empty for none.
    pub filter: String,
    /// The visible fields in order.
    pub fields: Vec<FieldId>,
    /// Rows of a table, or swimlanes of a board.
    pub group_by: Vec<FieldId>,
    /// The columns of a board.
    pub columns_by: Vec<FieldId>,
    /// The sort fields; `true` is descending.
    pub sort_by: Vec<(FieldId, bool)>,
}

/// How a saved view is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum Layout {
    #[default]
    Board,
    Table,
    Roadmap,
}

impl Layout {
    /// The word that settings use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Table => "table",
            Self::Roadmap => "roadmap",
        }
    }

    /// The one with a name, whatever the case.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Board, Self::Table, Self::Roadmap]
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(name))
    }
}

/// How people name a project: `octo-org/5`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProjectRef {
    /// A user or organization.
    pub owner: String,
    /// The number in the project's URL.
    pub number: u32,
}

impl fmt::Display for ProjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.number)
    }
}

/// Names a project: its host and what people call it there. Hosts and owners are the same in any case of letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// `github.com`, or the name of another server.
    pub host: String,
    /// `OWNER/NUMBER`.
    pub project: ProjectRef,
}

/// The text names no project.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not name a project: write OWNER/NUMBER or paste the project's URL")]
pub struct NotAProject(pub String);

impl FromStr for ProjectRef {
    type Err = NotAProject;

    /// Reads `OWNER/NUMBER` or a URL such as `https://github.com/orgs/OWNER/projects/NUMBER/views/1?…`.
    fn from_str(text: &str) -> Result<Self, NotAProject> {
        let wrong = || NotAProject(text.to_owned());
        let text = text.trim();
        let path = text.split_once("://").map(|(_, rest)| rest.split(['?', '#']).next().unwrap_or(rest));
        let (owner, number) = match path {
            Some(path) => {
                let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
                let [_, "orgs" | "users", owner, "projects", number, ..] = parts.as_slice() else {
                    return Err(wrong());
                };
                (*owner, *number)
            }
            None => text.split_once('/').ok_or_else(wrong)?,
        };
        let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let number = number.parse().ok().filter(|number| *number > 0).ok_or_else(wrong)?;
        if owner.is_empty() || !owner.chars().all(known) {
            return Err(wrong());
        }
        Ok(Self { owner: owner.to_owned(), number })
    }
}

impl Project {
    /// The field with this id.
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }

    /// The field with this name, whatever the case.
    pub fn field_named(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The field for a day that a common word means though it is called otherwise here: `due`, `start`; none where several fit.
    pub fn day_field(&self, word: &str) -> Option<&Field> {
        let is = |names: &[&str], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let only = |fits: &dyn Fn(&Field) -> bool| {
            let mut found = self.fields.iter().filter(|field| field.kind == FieldKind::Date && fits(field));
            found.next().filter(|_| found.next().is_none())
        };
        if is(&["start"], word) {
            only(&|field| is(&STARTS, &field.name))
        } else if is(&["due"], word) {
            only(&|field| is(&DUES, &field.name)).or_else(|| only(&|field| !is(&STARTS, &field.name)))
        } else {
            None
        }
    }

    /// The single-select field named Status: nothing else marks the columns of a board.
    pub fn status(&self) -> Option<&Field> {
        self.field_named("Status").filter(|field| matches!(field.kind, FieldKind::SingleSelect(_)))
    }

    /// The number field that holds the size of the work: the one that is named, else the first with a usual name.
    pub fn effort(&self, named: Option<&str>) -> Option<&Field> {
        let number = |name: &str| self.field_named(name).filter(|field| field.kind == FieldKind::Number);
        match named {
            Some(name) => number(name),
            None => EFFORT.iter().find_map(|name| number(name)),
        }
    }

    /// `https://HOST`, the address that the web pages of its issues start with.
    pub fn web(&self) -> &str {
        let after = self.url.find("://").map_or(0, |at| at + 3);
        let end = self.url[after..].find('/').map_or(self.url.len(), |at| after + at);
        &self.url[..end]
    }

    /// The web page of an item; a draft has none but the project's.
    pub fn page(&self, item: &super::Item) -> String {
        let Some(work) = item.work().filter(|work| work.number != 0) else { return self.url.clone() };
        let kind = if item.issue().is_some() { "issues" } else { "pull" };
        format!("{}/{}/{kind}/{}", self.web(), work.repository, work.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_named_by_owner_and_number_or_by_its_url() {
        let named = |text: &str| text.parse::<ProjectRef>().map(|found| found.to_string());
        assert_eq!(named("octo-org/5"), Ok("octo-org/5".into()));
        assert_eq!(named("https://github.com/orgs/octo-org/projects/5"), Ok("octo-org/5".into()));
        assert_eq!(
            named(" https://github.com/users/ann/projects/12/views/3?pane=info "),
            Ok("ann/12".into())
        );
        assert_eq!(named("https://ghe.example.com/orgs/core/projects/1#x"), Ok("core/1".into()));
        for wrong in ["", "octo", "octo/", "/5", "octo/0", "octo/x", "a b/1", "https://github.com/octo/repo"]
        {
            assert_eq!(named(wrong), Err(NotAProject(wrong.into())));
        }
    }
}
