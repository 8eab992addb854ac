//! The most cards a column should hold.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

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
