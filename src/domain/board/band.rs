//! The rows of a board (swimlanes): what each stands for, and what it means to carry a card into one.

use std::collections::{BTreeMap, HashMap};

use super::Common;
use crate::domain::{Aspect, FieldId, FieldKind, Item, Project, Value};

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// What its cards have in common; empty on a board without rows.
    pub title: String,
    /// Whether only its title is shown.
    pub folded: bool,
    /// The same, as it is written for a card that is carried into it.
    pub common: Common,
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

/// What a card belongs to: a key that tells groups apart, the words for it, and what its cards have in common.
struct Group {
    key: String,
    title: String,
    common: Common,
}

impl Bands {
    /// The rows for some cards; one without a title if nothing makes rows.
    pub(super) fn new<'a>(
        by: Option<&Aspect>,
        project: &Project,
        items: impl Iterator<Item = &'a Item>,
    ) -> Self {
        let Some(by) = by else {
            let one = Band { title: String::new(), folded: false, common: Common::Nothing };
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
        let band = |group: Group| Band { title: group.title, folded: false, common: group.common };
        let last = Band { title: none, folded: false, common: Common::none(by) };
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

    /// Whether a card can be carried into another row: all but the repository of an issue can be changed.
    pub(super) fn writes(&self) -> bool {
        !matches!(self.by, None | Some(Aspect::Repository))
    }
}

/// The groups that are known without looking at any card.
fn fixed(by: &Aspect, project: &Project) -> Option<Vec<Group>> {
    let Aspect::Field(id) = by else { return None };
    let field = project.field(id)?;
    let common = |value: Value| Common::Field(FieldId::clone(id), Some(value));
    match &field.kind {
        FieldKind::SingleSelect(options) => {
            let group = |option: &crate::domain::SelectOption| Group {
                key: option.id.to_string(),
                title: option.name.clone(),
                common: common(Value::SingleSelect(option.id.clone())),
            };
            Some(options.iter().map(group).collect())
        }
        FieldKind::Iteration(iterations) => {
            let group = |iteration: &crate::domain::Iteration| Group {
                key: iteration.id.to_string(),
                title: iteration.title.clone(),
                common: common(Value::Iteration(iteration.id.clone())),
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
    let common = Common::of(by, item)?;
    let titled = |title: String| (title.to_lowercase(), title);
    let list = |mut names: Vec<&str>| {
        names.sort_unstable();
        titled(names.join(", "))
    };
    let (key, title) = match &common {
        Common::Field(id, value) => {
            let (field, value) = (project.field(id)?, value.as_ref()?);
            let key = match value {
                Value::SingleSelect(id) => id.to_string(),
                Value::Iteration(id) => id.to_string(),
                // Numbers come in their order, as digits of one length.
                Value::Number(number) => format!("{number:024.6}"),
                Value::Text(_) | Value::Date(_) | Value::MultiSelect(_) => field.show(value),
            };
            (key, field.show(value))
        }
        Common::Assignees(logins) => list(logins.iter().map(AsRef::as_ref).collect()),
        Common::Labels(labels) => list(labels.iter().map(|label| label.name.as_ref()).collect()),
        Common::Milestone(milestone) => {
            let milestone = milestone.as_ref()?;
            let due = milestone.due.map_or_else(|| "~".to_owned(), |due| due.to_string());
            (format!("{due} {}", milestone.title), milestone.title.to_string())
        }
        Common::Repository(name) | Common::Kind(name) => titled(name.as_ref()?.to_string()),
        Common::Parent(parent) => {
            let parent = parent.as_ref()?;
            let key = format!("{} {:012}", parent.repository, parent.number);
            (key, format!("#{} {}", parent.number, parent.title))
        }
        Common::Nothing => return None,
    };
    Some(Group { key, title, common })
}
