//! Where cards will be shown, before they are dropped.

use std::collections::HashSet;

use super::{Board, Card, Key, Spot};
use crate::domain::{Item, ItemId};

impl Board {
    /// Where a card will be shown in a cell of a sorted board, once it has the values of the cell: below so many visible cards of the
    /// column, all but those that are `moved` with it counted.
    pub fn sorted_row(&self, card: &ItemId, moved: &[ItemId], column: usize, band: usize) -> usize {
        let Some(key) = self.key_in(card, column, band) else { return 0 };
        let above = self.columns[column].cards.partition_point(|other| other.key < key);
        above - self.count_above(moved, column, above)
    }

    /// How many of some cards are visible in a column, above a row of it.
    pub fn count_above(&self, cards: &[ItemId], column: usize, row: usize) -> usize {
        let places = cards.iter().filter_map(|card| self.find(card));
        places.filter(|(at, above)| *at == column && *above < row).count()
    }

    /// The visible cards of a column as they will stand once some are dropped at a spot, each with its row of the board; none where
    /// the column stays as it is.
    pub fn arranged(&self, column: usize, moved: &[ItemId], to: Spot) -> Option<Vec<(usize, &Card)>> {
        let places: Vec<(usize, usize)> = moved.iter().filter_map(|card| self.find(card)).collect();
        let gone: HashSet<usize> =
            places.iter().filter(|(at, _)| *at == column).map(|(_, row)| *row).collect();
        if gone.is_empty() && column != to.column {
            return None;
        }
        let all = self.columns[column].cards.iter().enumerate();
        let stay = all.filter(|(row, _)| !gone.contains(row));
        let mut cards: Vec<(usize, &Card)> = stay.map(|(_, card)| (card.key.band, card)).collect();
        if column != to.column {
            return Some(cards);
        }
        let come = places.iter().map(|(at, row)| &self.columns[*at].cards[*row]);
        if self.is_sorted() {
            let mut come: Vec<(Key, &Card)> =
                come.filter_map(|card| Some((self.key_in(&card.item.id, column, to.band)?, card))).collect();
            come.sort_by(|a, b| a.0.cmp(&b.0));
            let place = |key: &Key| cards.partition_point(|(_, other)| other.key < *key);
            let come: Vec<(usize, &Card)> = come.iter().map(|(key, card)| (place(key), *card)).collect();
            // From the bottom up, so that the places above stay what they are.
            for (place, card) in come.into_iter().rev() {
                cards.insert(place, (to.band, card));
            }
        } else {
            let place = to.row.min(cards.len());
            cards.splice(place..place, come.map(|card| (to.band, card)));
        }
        Some(cards)
    }

    /// The place of a visible card in a cell, once it has the values of the cell.
    fn key_in(&self, card: &ItemId, column: usize, band: usize) -> Option<Key> {
        let (from, row) = self.find(card)?;
        let card = &self.columns[from].cards[row];
        let mut item = Item::clone(&card.item);
        if let Some(axis) = &self.axis {
            item.set(axis, self.columns[column].value.clone());
        }
        if card.key.band != band {
            self.bands.all()[band].common.give(&mut item);
        }
        Some(Key::new(band, &self.sort, &item, &self.project, card.key.rank))
    }
}
