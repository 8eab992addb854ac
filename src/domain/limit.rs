//! The most cards a column should hold.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::{Attribute, Edit, Field, FieldId, ItemId, Project, Snapshot, Timestamp, Value, name};

/// What stands in the name of a step before the reason for which it went over a limit.
const EXCUSE: &str = ", over its limit: ";

/// A limit of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// So many cards are in order.
    pub most: u32,
    /// Whether more are refused until a person says why; otherwise they are only mentioned.
    pub enforced: bool,
}

impl Limit {
    /// Whether so many cards are too many.
    pub fn is_passed(self, cards: usize) -> bool {
        cards > usize::try_from(self.most).unwrap_or(usize::MAX)
    }

    /// Whether there is room for none more.
    pub fn is_reached(self, cards: usize) -> bool {
        cards >= usize::try_from(self.most).unwrap_or(usize::MAX)
    }
}

/// The columns that limits name and a project has not, each with the column that was probably meant.
pub fn astray<'a>(
    names: impl IntoIterator<Item = &'a String>,
    project: &Project,
) -> Vec<(&'a str, Option<String>)> {
    let fields = project.fields.iter().filter(|field| field.is_axis());
    let titles: Vec<String> = fields.flat_map(columns).map(|(_, title)| title).collect();
    let is_there = |name: &&String| titles.iter().any(|title| title.eq_ignore_ascii_case(name));
    let meant = |name: &'a String| {
        let near = name::find(name, &titles, |title| title).map(String::as_str);
        let near = near.or_else(|| name::nearest(name, titles.iter().map(String::as_str)));
        (name.as_str(), near.map(str::to_owned))
    };
    names.into_iter().filter(|name| !is_there(name)).map(meant).collect()
}

/// A column that edits would fill beyond its limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    /// Its title.
    pub column: String,
    /// What its cards have, in which field; none for those without a value.
    pub of: (FieldId, Option<Value>),
    /// What it should hold.
    pub limit: Limit,
    /// How many cards it would hold.
    pub cards: usize,
    /// How many of them it would get by these edits.
    pub come: usize,
}

/// Why a card went into a column that held more than it should.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Excuse {
    /// What the column should have held.
    pub most: u32,
    /// In the person's words.
    pub reason: String,
}

impl fmt::Display for Excuse {
    /// After what was done: `over the limit of 5: it burns`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "over the limit of {}: {}", self.most, self.reason)
    }
}

impl fmt::Display for Passed {
    /// As long as nothing is done: `Doing is full, 2 of 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, limit, cards, come, .. } = self;
        let now = cards - come;
        if limit.is_reached(now) {
            write!(f, "{column} is full, {now} of {}", limit.most)
        } else {
            write!(f, "{column} has {now} of {}, and {come} would come", limit.most)
        }
    }
}

impl Passed {
    /// What there is to say once it is so: `Doing is over its limit: 3 of 2.`
    pub fn told(&self) -> String {
        told(&self.column, self.cards, self.limit)
    }

    /// Whether it is this edit that brings a card there.
    fn is_by(&self, edit: &Edit) -> bool {
        match edit {
            Edit::SetField { field, to, .. } => (field, to) == (&self.of.0, &self.of.1),
            Edit::Set { to: Attribute::Archived(false), .. } => true,
            Edit::AddDraft { .. } | Edit::AddIssue { .. } | Edit::PutBack { .. } => self.of.1.is_none(),
            Edit::Set { .. }
            | Edit::Place { .. }
            | Edit::Delete { .. }
            | Edit::Link { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. }
            | Edit::SetComment { .. } => false,
        }
    }
}

/// What there is to say of a column that holds more than it should.
pub fn told(column: &str, cards: usize, limit: Limit) -> String {
    format!("{column} is over its limit: {cards} of {}.", limit.most)
}

/// The excuse of an edit of a step that passes enforced limits; none where the step has no reason, or another edit of it brings the
/// card there.
pub fn excuse(passed: &[Passed], edit: &Edit, label: &str) -> Option<Excuse> {
    let over = passed.iter().find(|passed| passed.limit.enforced && passed.is_by(edit))?;
    Some(Excuse { most: over.limit.most, reason: reason(label)?.to_owned() })
}

/// The columns that get a card by these edits and then hold more than they should. A limit is of a column's title, whatever field
/// makes the column and whether it is shown or not; archived cards are in none.
pub fn passed(view: &Snapshot, edits: &[Edit], limit: impl Fn(&str) -> Option<Limit>) -> Vec<Passed> {
    let limited: Vec<(&FieldId, Option<Value>, String, Limit)> = view
        .project
        .fields
        .iter()
        .filter(|field| field.is_axis())
        .flat_map(|field| columns(field).map(move |(value, title)| (&field.id, value, title)))
        .filter_map(|(field, value, title)| limit(&title).map(|limit| (field, value, title, limit)))
        .collect();
    if limited.is_empty() || edits.is_empty() {
        return Vec::new();
    }
    let mut later = view.clone();
    for edit in edits {
        edit.apply(&mut later, Timestamp::UNIX_EPOCH);
    }
    let touched: HashSet<&ItemId> = edits.iter().map(Edit::item).collect();
    let mut all = Vec::new();
    for (field, value, column, limit) in limited {
        let holds = |item: &super::Item| !item.archived && item.value(field) == value.as_ref();
        let is_in = |view: &Snapshot, id: &ItemId| view.item(id).is_some_and(|item| holds(item));
        let come = touched.iter().filter(|id| is_in(&later, id) && !is_in(view, id)).count();
        let cards = if come == 0 { 0 } else { later.items().filter(|item| holds(item)).count() };
        if limit.is_passed(cards) {
            all.push(Passed { column, of: (field.clone(), value), limit, cards, come });
        }
    }
    all
}

/// The columns that a field makes: what their cards have in it, and what they are called.
fn columns(field: &Field) -> impl Iterator<Item = (Option<Value>, String)> {
    let options =
        field.options().iter().map(|one| (Some(Value::SingleSelect(one.id.clone())), one.name.clone()));
    let iterations =
        field.iterations().iter().map(|one| (Some(Value::Iteration(one.id.clone())), one.title.clone()));
    let none = (None, format!("No {}", field.name.to_lowercase()));
    options.chain(iterations).chain([none])
}

/// The limit of a column among those of the settings, whatever the case of its name.
pub fn named(all: &BTreeMap<String, Limit>, column: &str) -> Option<Limit> {
    all.iter().find(|(name, _)| name.eq_ignore_ascii_case(column)).map(|(_, limit)| *limit)
}

/// What a step is called that goes over a limit for a reason.
pub fn excused(label: &str, reason: &str) -> String {
    format!("{label}{EXCUSE}{reason}")
}

/// The reason for which a step went over a limit.
pub fn reason(label: &str) -> Option<&str> {
    label.split_once(EXCUSE).map(|(_, reason)| reason)
}

impl From<u32> for Limit {
    fn from(most: u32) -> Self {
        Self { most, enforced: false }
    }
}

impl<'de> Deserialize<'de> for Limit {
    /// Reads `5`, or `{ most = 5, enforced = true }`.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Written;

        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Whole {
            most: u32,
            #[serde(default)]
            enforced: bool,
        }

        impl<'de> Visitor<'de> for Written {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("u32")
            }

            fn visit_i64<E: de::Error>(self, most: i64) -> Result<Limit, E> {
                let wrong = || E::invalid_value(de::Unexpected::Signed(most), &self);
                u32::try_from(most).map(Limit::from).map_err(|_| wrong())
            }

            fn visit_u64<E: de::Error>(self, most: u64) -> Result<Limit, E> {
                let wrong = || E::invalid_value(de::Unexpected::Unsigned(most), &self);
                u32::try_from(most).map(Limit::from).map_err(|_| wrong())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Limit, A::Error> {
                let Whole { most, enforced } = Whole::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Limit { most, enforced })
            }
        }

        from.deserialize_any(Written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    fn told(edits: &[Edit], most: u32) -> Vec<String> {
        let limit = |title: &str| (title == "In Progress").then_some(Limit { most, enforced: true });
        passed(&sample::snapshot(), edits, limit).iter().map(Passed::to_string).collect()
    }

    fn moved(item: &str) -> Edit {
        let view = sample::snapshot();
        let status = view.project.status().expect("the sample has it");
        let option = status.options().iter().find(|option| option.name == "In Progress");
        let to = option.map(|option| Value::SingleSelect(option.id.clone()));
        Edit::SetField { item: item.into(), field: status.id.clone(), to }
    }

    #[test]
    fn the_edit_that_brings_a_card_over_a_limit_has_the_excuse() {
        let view = sample::snapshot();
        let full = passed(&view, &[moved("B")], |_| Some(Limit { most: 1, enforced: true }));
        let label = excused("Move #13", "it burns");
        let place = Edit::Place { item: "B".into(), after: None, before: None };
        let excuses = [moved("B"), place].map(|edit| excuse(&full, &edit, &label));
        let told = excuses.map(|excuse| excuse.map(|excuse| excuse.to_string()));
        assert_eq!(told, [Some("over the limit of 1: it burns".to_owned()), None]);
        assert_eq!(excuse(&full, &moved("B"), "Move #13"), None, "nobody has said why");
    }

    #[test]
    fn a_limit_counts_who_comes_and_not_who_is_there_or_archived() {
        assert_eq!(told(&[moved("B")], 2), [] as [String; 0]);
        assert_eq!(told(&[moved("B")], 1), ["In Progress is full, 1 of 1"]);
        assert_eq!(told(&[moved("B"), moved("D")], 2), ["In Progress has 1 of 2, and 2 would come"]);
        assert_eq!(told(&[moved("A")], 0), [] as [String; 0], "it is there already");
        assert_eq!(told(&[moved("E")], 1), [] as [String; 0], "E is archived");
        let back = Edit::Set { item: "E".into(), to: Attribute::Archived(false) };
        assert_eq!(told(&[moved("E"), back], 1), ["In Progress is full, 1 of 1"]);
    }
}
