//! The most cards a column should hold.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::{FieldKind, Project, name};

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
    let options = project.fields.iter().flat_map(|field| {
        let options = if matches!(field.kind, FieldKind::SingleSelect(_)) { field.options() } else { &[] };
        let titles = options.iter().map(|option| option.name.clone());
        let none = format!("No {}", field.name.to_lowercase());
        titles.chain(field.iterations().iter().map(|one| one.title.clone())).chain([none])
    });
    let columns: Vec<String> = options.collect();
    let is_there = |name: &&String| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    let astray = names.into_iter().filter(|name| !is_there(name));
    astray
        .map(|name| {
            let near = name::find(name, &columns, |column| column).map(String::as_str);
            let near = near.or_else(|| name::nearest(name, columns.iter().map(String::as_str)));
            (name.as_str(), near.map(str::to_owned))
        })
        .collect()
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
