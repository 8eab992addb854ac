//! Views: which cards a board shows and how it lays them out, as GitHub saved it or as a person wrote it down.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::project::{self, Layout};
use super::roadmap::Dates;
use super::{Aspect, FieldId, Project, ProjectRef};

/// A view under its name.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// What tells it from the others.
    pub id: ViewId,
    /// What people call it.
    pub name: String,
    /// How GitHub lays it out, where it is GitHub's.
    pub layout: Option<Layout>,
    /// What it shows and how.
    pub arrangement: Arrangement,
    /// What it names that the project does not have.
    pub unknown: Vec<String>,
}

/// What tells a view from the others of its project.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ViewId {
    /// All cards in the columns of Status.
    #[default]
    All,
    /// One that GitHub saved, by its number in the project's address.
    Saved(u32),
    /// One of the settings, by its name.
    Own(String),
}

/// What is shown and how. The default is a board of all cards by Status, in GitHub's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangement {
    /// In GitHub's filter language; empty for all cards.
    pub filter: String,
    /// Whether it is a board, a table or a roadmap.
    pub layout: Layout,
    /// The fields that a table shows, in their order; none shows the usual ones.
    pub fields: Vec<FieldId>,
    /// What the bars of a roadmap are drawn from; none is the usual.
    pub dates: Option<Dates>,
    /// The field that makes the columns of a board; none is the usual one.
    pub columns: Option<FieldId>,
    /// What makes the rows of a board and the groups of a table; none for neither.
    pub rows: Option<Aspect>,
    /// What cards are sorted by, the weightiest first; nothing is GitHub's own order.
    pub sort: Vec<Sort>,
    /// The titles of columns that are not shown.
    pub hidden: BTreeSet<String>,
    /// The titles of columns that are a narrow strip.
    pub folded: BTreeSet<String>,
    /// The titles of rows of which only the title is shown.
    pub folded_rows: BTreeSet<String>,
}

/// One step of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// What is compared.
    pub by: Aspect,
    /// Whether the greatest comes first. Cards without a value are last either way.
    pub down: bool,
}

/// A view as it is written in the settings, everything by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// What the view is called.
    pub name: String,
    /// The project it is for; none for all.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "reference")]
    pub project: Option<ProjectRef>,
    /// In GitHub's filter language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub filter: String,
    /// Whether it is a board, a table or a roadmap.
    #[serde(default, skip_serializing_if = "is_board", with = "layout")]
    pub layout: Layout,
    /// The fields that a table shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The field that the bars of a roadmap are drawn from, or the two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<String>,
    /// The field that makes the columns of a board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<String>,
    /// What makes the rows of a board, the groups of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// What cards are sorted by; `-` in front turns the order around.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<String>,
    /// Columns that are not shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<String>,
    /// Columns that are a narrow strip.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collapse: Vec<String>,
    /// Rows or groups of which only the title is shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collapse_rows: Vec<String>,
}

/// The views of a project: all cards, those that GitHub saved, those of the settings.
pub fn views(project: &Project, own: &[Own]) -> Vec<View> {
    let all = View {
        id: ViewId::All,
        name: "all".to_owned(),
        layout: None,
        arrangement: Arrangement::default(),
        unknown: Vec::new(),
    };
    let is_here = |own: &&Own| own.project.as_ref().is_none_or(|named| *named == project.reference);
    let saved = project.views.iter().map(|view| saved(project, view));
    let own = own.iter().filter(is_here).map(|own| own.view(project));
    [all].into_iter().chain(saved).chain(own).collect()
}

/// What a view of GitHub's is here. A board can't have rows by what makes its columns; a table can be grouped by anything.
fn saved(project: &Project, view: &project::View) -> View {
    let is_axis = |id: &&FieldId| project.field(id).is_some_and(super::Field::is_axis);
    let columns = view.columns_by.iter().find(is_axis);
    let usual = project.status().map(|field| &field.id);
    let is_rows = |id: &&FieldId| view.layout != Layout::Board || Some(*id) != columns.or(usual);
    let rows = view.group_by.iter().filter(is_rows);
    let sort = view
        .sort_by
        .iter()
        .filter_map(|(id, down)| Some(Sort { by: Aspect::of(project.field(id)?)?, down: *down }));
    let arrangement = Arrangement {
        filter: view.filter.trim().to_owned(),
        layout: view.layout,
        // The fields of a board are those that its cards show.
        fields: if view.layout == Layout::Board { Vec::new() } else { view.fields.clone() },
        columns: columns.filter(|id| Some(*id) != usual).cloned(),
        rows: rows.filter_map(|id| Aspect::of(project.field(id)?)).find(Aspect::groups),
        sort: sort.collect(),
        ..Arrangement::default()
    };
    let (id, layout) = (ViewId::Saved(view.number), Some(view.layout));
    View { id, name: view.name.clone(), layout, arrangement, unknown: Vec::new() }
}

impl Own {
    /// A view as it would be written down.
    pub fn of(name: &str, arrangement: &Arrangement, project: &Project) -> Self {
        let called = |aspect: &Aspect| aspect.name(project).to_owned();
        let sort = arrangement.sort.iter().map(|sort| {
            let sign = if sort.down { "-" } else { "" };
            format!("{sign}{}", called(&sort.by))
        });
        let columns = arrangement.columns.as_ref().and_then(|id| project.field(id));
        let dates = arrangement.dates.as_ref().map(Dates::fields).unwrap_or_default();
        Self {
            name: name.to_owned(),
            project: Some(project.reference.clone()),
            filter: arrangement.filter.clone(),
            layout: arrangement.layout,
            fields: arrangement
                .fields
                .iter()
                .filter_map(|id| Some(project.field(id)?.name.clone()))
                .collect(),
            dates: dates.into_iter().filter_map(|id| Some(project.field(id)?.name.clone())).collect(),
            columns: columns.map(|field| field.name.clone()),
            rows: arrangement.rows.as_ref().map(called),
            sort: sort.collect(),
            hide: arrangement.hidden.iter().cloned().collect(),
            collapse: arrangement.folded.iter().cloned().collect(),
            collapse_rows: arrangement.folded_rows.iter().cloned().collect(),
        }
    }

    /// What it means for a project.
    pub fn view(&self, project: &Project) -> View {
        let mut unknown = Vec::new();
        let mut named = |name: &String, fits: fn(&Aspect) -> bool| {
            let found = Aspect::named(project, name).filter(fits);
            if found.is_none() {
                unknown.push(name.clone());
            }
            found
        };
        let rows = self.rows.as_ref().and_then(|name| named(name, Aspect::groups));
        let mut sort = Vec::new();
        for written in &self.sort {
            let (down, name) =
                written.strip_prefix('-').map_or((false, written.as_str()), |name| (true, name));
            sort.extend(named(&name.to_owned(), |_| true).map(|by| Sort { by, down }));
        }
        let field =
            self.columns.as_ref().map(|name| project.field_named(name).filter(|field| field.is_axis()));
        if let (Some(None), Some(name)) = (field, &self.columns) {
            unknown.push(name.clone());
        }
        let mut fields = Vec::new();
        for name in &self.fields {
            match project.field_named(name) {
                Some(field) => fields.push(field.id.clone()),
                None => unknown.push(name.clone()),
            }
        }
        let named: Vec<FieldId> =
            self.dates.iter().filter_map(|name| Some(project.field_named(name)?.id.clone())).collect();
        let dates = Dates::of(project, &named).filter(|_| named.len() == self.dates.len());
        if dates.is_none() {
            unknown.extend(self.dates.iter().cloned());
        }
        let usual = project.status().map(|field| &field.id);
        let arrangement = Arrangement {
            filter: self.filter.trim().to_owned(),
            layout: self.layout,
            fields,
            dates,
            columns: field.flatten().map(|field| field.id.clone()).filter(|id| Some(id) != usual),
            rows,
            sort,
            hidden: self.hide.iter().cloned().collect(),
            folded: self.collapse.iter().cloned().collect(),
            folded_rows: self.collapse_rows.iter().cloned().collect(),
        };
        View {
            id: ViewId::Own(self.name.clone()),
            name: self.name.clone(),
            layout: None,
            arrangement,
            unknown,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field")]
fn is_board(layout: &Layout) -> bool {
    *layout == Layout::Board
}

/// A layout by its name.
mod layout {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use super::Layout;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field")]
    pub(super) fn serialize<S: Serializer>(layout: &Layout, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(layout.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Layout, D::Error> {
        let name = String::deserialize(from)?;
        let unknown = || de::Error::custom(format!("`{name}` is no layout: write board, table or roadmap"));
        Layout::named(&name).ok_or_else(unknown)
    }
}

/// A project as people name it.
mod reference {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use super::ProjectRef;

    #[expect(clippy::ref_option, reason = "serde passes the field")]
    pub(super) fn serialize<S: Serializer>(named: &Option<ProjectRef>, to: S) -> Result<S::Ok, S::Error> {
        match named {
            Some(project) => to.collect_str(project),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<ProjectRef>, D::Error> {
        String::deserialize(from)?.parse().map(Some).map_err(de::Error::custom)
    }
}
