//! What a drop on the board means.

use std::collections::HashSet;

use super::{Board, Key};
use crate::domain::permit::{self, Part};
use crate::domain::wish::{Judge, Unmet};
use crate::domain::{Date, Edit, Item, ItemId, Rank, Snapshot};

/// What a drop means.
#[derive(Debug, Clone, PartialEq)]
pub struct Landing {
    /// The visible card it comes to stand below; none at the top of its cell.
    pub after: Option<ItemId>,
    /// How many cards that the filter hides lie between its two visible neighbours.
    pub hidden: usize,
    /// The fields first, then the place; none of either where it is as it should be.
    pub edits: Vec<Edit>,
}

impl Landing {
    /// What to say of the cards that the filter hides there; nothing where there are none.
    pub fn told_hidden(&self) -> Option<String> {
        let between = if self.after.is_some() { "between" } else { "there" };
        (self.hidden > 0).then(|| format!("{} hidden {between}", self.hidden))
    }
}

/// A place on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The column.
    pub column: usize,
    /// The row of the board; 0 on a board without rows.
    pub band: usize,
    /// How many visible cards of the column are above, those of other rows too and all but those that move.
    pub row: usize,
}

impl Board {
    /// What dropping a card at a spot means. A sorted board has only one place for a card: see [`Board::sorted_row`].
    ///
    /// GitHub knows one global order only. Below a visible card is directly below it; the top of a cell is directly
    /// above its first visible card, so below whatever card of another column stands there.
    pub fn landing(&self, view: &Snapshot, card: &ItemId, to: Spot) -> Landing {
        let target = &self.columns[to.column];
        let from = self.places.get(card);
        let mut edits = Vec::new();
        if let Some(axis) = &self.axis
            && from.is_none_or(|(column, _)| *column != to.column)
        {
            edits.push(Edit::SetField { item: card.clone(), field: axis.clone(), to: target.value.clone() });
        }
        if from.is_none_or(|(_, key)| key.band != to.band) {
            edits.extend(self.row_edits(view, card, to.band));
        }
        let here = |other: &&super::Card| other.key.band == to.band;
        let mut others = target.cards.iter().filter(|other| other.item.id != *card);
        let above = to.row.checked_sub(1).and_then(|row| others.nth(row)).filter(here);
        let below = others.next().filter(here);
        let start = above.map_or(Key::plain(to.band, 0), |above| above.key.clone());
        let end = below.map_or(Key::plain(to.band + 1, 0), |below| below.key.clone());
        // A hidden card is not between itself and anything.
        let own = usize::from(target.hidden.iter().any(|other| other.item.id == *card));
        let hidden = target.hidden_in(&start, &end).saturating_sub(own);
        if self.sort.is_empty() && !self.is_settled(card, to, (above, below)) {
            let order = view.order();
            let after = match (above, below) {
                (Some(above), _) => Some(above.item.id.clone()),
                (None, Some(first)) => match order.above(&first.item.id) {
                    Some(before) if before == card => order.above(card).cloned(),
                    before => before.cloned(),
                },
                (None, None) => None,
            };
            let before = below.map(|below| below.item.id.clone());
            edits.push(Edit::Place { item: card.clone(), after, before });
        }
        Landing { after: above.map(|above| above.item.id.clone()), hidden, edits }
    }

    /// What has to be written of a card for another row. What it may not be given is left out: see [`Board::refuses`].
    fn row_edits(&self, view: &Snapshot, card: &ItemId, band: usize) -> Vec<Edit> {
        // Nothing of a row is counted from today.
        let judge = Judge { view, today: Date::default(), home: None };
        let common = &self.bands.all()[band].common;
        view.item(card).and_then(|item| common.edits(item, judge).ok()).unwrap_or_default()
    }

    /// Why a card can't be dropped at a spot; none where it can.
    pub fn refuses(&self, item: &Item, to: Spot, judge: Judge<'_>) -> Option<Unmet> {
        let from = self.places.get(&item.id);
        if let Some(axis) = &self.axis
            && from.is_none_or(|(column, _)| *column != to.column)
        {
            let field = judge.view.project.field(axis)?;
            let triage = permit::triage(judge.home);
            if let Err(why) = permit::check(&judge.view.project, item, Part::Field(field), triage) {
                return Some(why.into());
            }
        }
        let stays = from.is_some_and(|(_, key)| key.band == to.band);
        let common = &self.bands.all().get(to.band)?.common;
        if stays { None } else { common.edits(item, judge).err() }
    }

    /// What dropping several cards at a spot means: they come to stand together, in the order they are given.
    pub fn landing_together(&self, view: &Snapshot, cards: &[ItemId], to: Spot) -> Landing {
        let column = &self.columns[to.column];
        let moved: HashSet<&ItemId> = cards.iter().collect();
        let cards: Vec<&ItemId> = cards.iter().filter(|card| self.places.contains_key(*card)).collect();
        let mut edits = Vec::new();
        for card in &cards {
            let (from, key) = &self.places[*card];
            if let Some(axis) = &self.axis
                && *from != to.column
            {
                let (item, field) = ((*card).clone(), axis.clone());
                edits.push(Edit::SetField { item, field, to: column.value.clone() });
            }
            if key.band != to.band {
                edits.extend(self.row_edits(view, card, to.band));
            }
        }
        let here = |card: &&super::Card| card.key.band == to.band;
        let others = || column.cards.iter().filter(|card| !moved.contains(&card.item.id));
        let above = others().take(to.row).filter(here).last();
        let below = others().skip(to.row).find(here);
        let start = above.map_or(Key::plain(to.band, 0), |above| above.key.clone());
        let end = below.map_or(Key::plain(to.band + 1, 0), |below| below.key.clone());
        let hidden = column.hidden_in(&start, &end);
        let stands = column.cards.iter().filter(|card| card.key.band == to.band).map(|card| &card.item.id);
        let wanted = above.map(|above| &above.item.id).into_iter().chain(cards.iter().copied());
        let wanted: Vec<&ItemId> = wanted.chain(below.map(|below| &below.item.id)).collect();
        let stands: Vec<&ItemId> = stands.collect();
        let settled = stands.windows(wanted.len()).any(|some| some == wanted);
        if self.sort.is_empty() && !settled {
            let mut after = match (above, below) {
                (Some(above), _) => Some(above.item.id.clone()),
                (None, Some(first)) => above_all(view, &first.item.id, &moved),
                (None, None) => None,
            };
            // An empty cell leaves the first of them where it is in the order, and brings the others to it.
            let first = usize::from(above.is_none() && below.is_none());
            if first == 1 {
                after = cards.first().map(|card| (*card).clone());
            }
            for card in &cards[first.min(cards.len())..] {
                let before = below.map(|below| below.item.id.clone());
                edits.push(Edit::Place { item: (*card).clone(), after, before });
                after = Some((*card).clone());
            }
        }
        Landing { after: above.map(|above| above.item.id.clone()), hidden, edits }
    }

    /// Whether the global order has a card where it is wanted already: between its neighbours, with no hidden card on the way.
    fn is_settled(
        &self,
        card: &ItemId,
        to: Spot,
        around: (Option<&super::Card>, Option<&super::Card>),
    ) -> bool {
        let target = &self.columns[to.column];
        let Some(rank) = self.places.get(card).map(|(_, key)| key.rank) else {
            return matches!(around, (None, None));
        };
        let free = |from: Rank, upto: Rank| {
            target.hidden_in(&Key::plain(to.band, from), &Key::plain(to.band, upto)) == 0
        };
        match around {
            (None, None) => true,
            (Some(above), below) => {
                let end = below.map_or(Rank::MAX, |below| below.key.rank);
                (above.key.rank..end).contains(&rank) && free(above.key.rank, rank)
            }
            (None, Some(first)) => rank < first.key.rank && free(rank, first.key.rank),
        }
    }
}

/// The item above another one in the global order that is not among those that move.
fn above_all(view: &Snapshot, item: &ItemId, moved: &HashSet<&ItemId>) -> Option<ItemId> {
    let order = view.order();
    let mut above = order.above(item);
    while let Some(id) = above.filter(|id| moved.contains(id)) {
        above = order.above(id);
    }
    above.cloned()
}
