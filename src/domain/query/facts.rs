//! What many items have in common, written down once: a query then asks each fact, not each item.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};
use std::ops::Range;

use foldhash::fast::RandomState;

use super::matches::names_any;
use super::subject::Aspect;
use crate::domain::item::Name;
use crate::domain::{Date, FieldId, Item, Value};

/// Aspects that are names which items share.
pub(super) const SHARED: [Aspect; 7] = [
    Aspect::Assignee,
    Aspect::Label,
    Aspect::Milestone,
    Aspect::Repository,
    Aspect::Type,
    Aspect::Reviewer,
    Aspect::Author,
];

/// Something that holds for an item.
#[derive(Debug, Clone)]
pub(super) enum Fact {
    /// It has this name.
    Name(Aspect, Name),
    /// A field has this value; or it is among the options chosen.
    Value(FieldId, Value),
}

/// The facts of many items.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    known: Vec<Fact>,
    places: HashMap<Key, u32, RandomState>,
    /// The places of the facts of one item after the other.
    listed: Vec<u32>,
}

/// Tells facts apart without reading them, by where their text lies: as long as their items are kept, nothing else comes to lie
/// there. The same text in two places makes two facts, which does no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Name(Aspect, usize, usize),
    Id(Discriminant<Value>, usize, usize),
    Number(usize, u64),
    Day(usize, Date),
}

impl Facts {
    /// Adds what holds for an item, which must be kept as long as this is. Texts are left out: they are seldom shared.
    pub(super) fn add(&mut self, item: &Item) -> Range<usize> {
        let start = self.listed.len();
        for aspect in SHARED {
            names_any(aspect, item, |name| {
                let key = Key::Name(aspect, name.as_ptr().addr(), name.len());
                self.note(key, || Fact::Name(aspect, name.into()));
                false
            });
        }
        for value in &item.values {
            let field = value.field.as_str().as_ptr().addr();
            let fact = || Fact::Value(value.field.clone(), value.value.clone());
            let id = |id: &str| Key::Id(discriminant(&value.value), field, id.as_ptr().addr());
            match &value.value {
                Value::Text(_) => {}
                Value::Number(number) => self.note(Key::Number(field, number.to_bits()), fact),
                Value::Date(day) => self.note(Key::Day(field, *day), fact),
                Value::SingleSelect(option) => self.note(id(option.as_str()), fact),
                Value::Iteration(iteration) => self.note(id(iteration.as_str()), fact),
                Value::MultiSelect(chosen) => {
                    for option in chosen {
                        let fact =
                            || Fact::Value(value.field.clone(), Value::MultiSelect([option.clone()].into()));
                        self.note(id(option.as_str()), fact);
                    }
                }
            }
        }
        start..self.listed.len()
    }

    /// Lets go of what only [`Facts::add`] needs: nothing will be added any more.
    pub(super) fn close(&mut self) {
        self.known.shrink_to_fit();
        self.listed.shrink_to_fit();
        self.places = HashMap::default();
    }

    /// Which facts pass, for [`Facts::any`].
    pub(super) fn passing(&self, passes: impl Fn(&Fact) -> bool) -> Vec<bool> {
        self.known.iter().map(passes).collect()
    }

    /// Whether one of these facts passes.
    pub(super) fn any(&self, range: Range<usize>, passing: &[bool]) -> bool {
        self.listed[range].iter().any(|place| passing[*place as usize])
    }

    /// Adds up, for each fact, in how many of these lists of facts it is.
    pub(super) fn counted(&self, lists: impl Iterator<Item = Range<usize>>) -> Vec<(&Fact, usize)> {
        let mut counts = vec![0; self.known.len()];
        for place in lists.flat_map(|list| &self.listed[list]) {
            counts[*place as usize] += 1;
        }
        self.known.iter().zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    fn note(&mut self, key: Key, fact: impl FnOnce() -> Fact) {
        let place = self.place(key, fact);
        self.listed.push(place);
    }

    fn place(&mut self, key: Key, fact: impl FnOnce() -> Fact) -> u32 {
        *self.places.entry(key).or_insert_with(|| {
            self.known.push(fact());
            u32::try_from(self.known.len() - 1).expect("no project has so many facts")
        })
    }
}
