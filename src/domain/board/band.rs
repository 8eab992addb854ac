//! The rows of a board (swimlanes): what each stands for, and what it means to carry a card into one.

use std::collections::{BTreeMap, HashMap};

use crate::domain::{Aspect, Edit, FieldKind, Item, ItemId, Project, Value};

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// What its cards have in common; empty on a board without rows.
    pub title: String,
    /// Whether only its title is shown.
    pub folded: bool,
    /// The value of the field that makes the rows, where the project stores it.
    value: Option<Value>,
}

/// The rows of a board.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bands {
    by: Option<Aspect>,
    all: Vec<Band>,
    /// The place of each group; cards of none are in the last row.
    places: HashMap<String, usize>,
    /// Whether cards that come may bring rows.
    grows: bool,
}

/// What a card belongs to: a key that tells groups apart, the words for it, and what is written for it.
struct Group {
    key: String,
    title: String,
    value: Option<Value>,
}

impl Bands {
    /// The rows for some cards; one without a title if nothing makes rows.
    pub(super) fn new<'a>(
        by: Option<&Aspect>,
        project: &Project,
        items: impl Iterator<Item = &'a Item>,
    ) -> Self {
        let Some(by) = by else {
            let one = Band { title: String::new(), folded: false, value: None };
            return Self { by: None, all: vec![one], places: HashMap::new(), grows: false };
        };
        let fixed = fixed(by, project);
        let grows = fixed.is_none();
        let groups = fixed.unwrap_or_else(|| {
            let found: BTreeMap<(String, String), Group> = items
                .filter_map(|item| group(by, item, project))
                .map(|group| ((group.key.clone(), group.title.clone()), group))
                .collect();
            found.into_values().collect()
        });
        let places = groups.iter().enumerate().map(|(place, group)| (group.key.clone(), place)).collect();
        let none = format!("No {}", by.name(project).to_lowercase());
        let band = |group: Group| Band { title: group.title, folded: false, value: group.value };
        let last = Band { title: none, folded: false, value: None };
        Self {
            by: Some(by.clone()),
            all: groups.into_iter().map(band).chain([last]).collect(),
            places,
            grows,
        }
    }

    /// All rows from top to bottom; the one for cards of no group is the last.
    pub(super) fn all(&self) -> &[Band] {
        &self.all
    }

    pub(super) fn all_mut(&mut self) -> &mut [Band] {
        &mut self.all
    }

    /// Whether a row is there even without cards.
    pub(super) fn stays(&self, band: usize) -> bool {
        self.by.is_none() || (!self.grows && band + 1 < self.all.len())
    }

    /// What makes the rows.
    pub(super) fn by(&self) -> Option<&Aspect> {
        self.by.as_ref()
    }

    /// The row of a card; none if it would need a row that is not there yet.
    pub(super) fn of(&self, item: &Item, project: &Project) -> Option<usize> {
        let Some(by) = &self.by else { return Some(0) };
        let last = self.all.len() - 1;
        let Some(group) = group(by, item, project) else { return Some(last) };
        match self.places.get(&group.key) {
            Some(place) => Some(*place),
            None if self.grows => None,
            None => Some(last),
        }
    }

    /// Whether a card can be carried into another row: what an issue itself has is not written from here.
    pub(super) fn writes(&self) -> bool {
        matches!(self.by, Some(Aspect::Field(_)))
    }

    /// What carrying a card into a row writes.
    pub(super) fn edit(&self, card: &ItemId, band: usize) -> Option<Edit> {
        match &self.by {
            Some(Aspect::Field(field)) => Some(Edit::SetField {
                item: card.clone(),
                field: field.clone(),
                to: self.all.get(band)?.value.clone(),
            }),
            Some(_) | None => None,
        }
    }
}

/// The groups that are known without looking at any card.
fn fixed(by: &Aspect, project: &Project) -> Option<Vec<Group>> {
    let Aspect::Field(id) = by else { return None };
    let field = project.field(id)?;
    match &field.kind {
        FieldKind::SingleSelect(options) => {
            let group = |option: &crate::domain::SelectOption| Group {
                key: option.id.to_string(),
                title: option.name.clone(),
                value: Some(Value::SingleSelect(option.id.clone())),
            };
            Some(options.iter().map(group).collect())
        }
        FieldKind::Iteration(iterations) => {
            let group = |iteration: &crate::domain::Iteration| Group {
                key: iteration.id.to_string(),
                title: iteration.title.clone(),
                value: Some(Value::Iteration(iteration.id.clone())),
            };
            Some(iterations.iter().map(group).collect())
        }
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::MultiSelect(_)
        | FieldKind::Mirrored(_)
        | FieldKind::Unknown(_) => None,
    }
}

/// The group of a card; none where it has nothing of the kind. A card with several people or labels is in the group of just those.
fn group(by: &Aspect, item: &Item, project: &Project) -> Option<Group> {
    let named = |title: String| Group { key: title.to_lowercase(), title, value: None };
    let list = |mut names: Vec<&str>| {
        names.sort_unstable();
        (!names.is_empty()).then(|| named(names.join(", ")))
    };
    match by {
        Aspect::Field(id) => {
            let (field, value) = (project.field(id)?, item.value(id)?);
            let key = match value {
                Value::SingleSelect(id) => id.to_string(),
                Value::Iteration(id) => id.to_string(),
                // Numbers come in their order, as digits of one length.
                Value::Number(number) => format!("{number:024.6}"),
                Value::Text(_) | Value::Date(_) | Value::MultiSelect(_) => field.show(value),
            };
            Some(Group { key, title: field.show(value), value: Some(value.clone()) })
        }
        Aspect::Assignees => list(item.assignees().iter().map(AsRef::as_ref).collect()),
        Aspect::Labels => list(item.labels().iter().map(|label| label.name.as_ref()).collect()),
        Aspect::Milestone => {
            let milestone = item.milestone()?;
            let due = milestone.due.map_or_else(|| "~".to_owned(), |due| due.to_string());
            let key = format!("{due} {}", milestone.title);
            Some(Group { key, title: milestone.title.to_string(), value: None })
        }
        Aspect::Repository => item.repository().map(|name| named(name.to_string())),
        Aspect::Type => item.issue()?.kind.as_ref().map(|kind| named(kind.to_string())),
        Aspect::Parent => {
            let parent = item.issue()?.parent.as_ref()?;
            let key = format!("{} {:012}", parent.repository, parent.number);
            Some(Group { key, title: format!("#{} {}", parent.number, parent.title), value: None })
        }
        // None of these makes rows.
        Aspect::Number | Aspect::Title | Aspect::Created | Aspect::Updated | Aspect::Closed => None,
    }
}
