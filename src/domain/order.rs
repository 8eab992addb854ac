//! The one global order of a project's items.
//!
//! GitHub keeps a single list for the whole project: a column shows the part of it that carries the column's value. Ranks
//! leave gaps, so that a card can be placed between two others without touching them.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;

use super::ItemId;

/// Where an item stands: a smaller rank is nearer to the top. Only good until the order is next spread out.
pub type Rank = u64;

const GAP: Rank = 1 << 32;

/// Items from top to bottom. Placing, removing and looking up take logarithmic time.
#[derive(Debug, Clone, Default)]
pub struct Order {
    by_rank: BTreeMap<Rank, ItemId>,
    ranks: HashMap<ItemId, Rank, RandomState>,
    spreads: u64,
}

impl PartialEq for Order {
    /// Equal when the items stand in the same order, whatever their ranks.
    fn eq(&self, other: &Self) -> bool {
        self.by_rank.len() == other.by_rank.len() && self.iter().eq(other.iter())
    }
}

impl FromIterator<ItemId> for Order {
    /// Later mentions of an item that is already in are ignored.
    fn from_iter<I: IntoIterator<Item = ItemId>>(ids: I) -> Self {
        let mut order = Self::default();
        for id in ids {
            order.push(id);
        }
        order
    }
}

impl Order {
    /// An empty order that is about to get this many items.
    pub(super) fn with_capacity(items: usize) -> Self {
        Self { ranks: HashMap::with_capacity_and_hasher(items, RandomState::default()), ..Self::default() }
    }

    /// The items from top to bottom.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &ItemId> {
        self.by_rank.values()
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.by_rank.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_rank.is_empty()
    }

    /// Whether the item is in.
    pub fn contains(&self, id: &ItemId) -> bool {
        self.ranks.contains_key(id)
    }

    /// The rank of an item.
    pub fn rank(&self, id: &ItemId) -> Option<Rank> {
        self.ranks.get(id).copied()
    }

    /// How often all ranks were dealt anew: ranks from before such a moment mean nothing.
    pub fn spreads(&self) -> u64 {
        self.spreads
    }

    /// The item directly above, anywhere on the project.
    pub fn above(&self, id: &ItemId) -> Option<&ItemId> {
        let rank = self.rank(id)?;
        self.by_rank.range(..rank).next_back().map(|(_, id)| id)
    }

    /// The item directly below, anywhere on the project.
    pub fn below(&self, id: &ItemId) -> Option<&ItemId> {
        let rank = self.rank(id)?;
        self.by_rank.range(rank + 1..).next().map(|(_, id)| id)
    }

    /// Adds an item at the bottom; does nothing if it is in already.
    pub fn push(&mut self, id: ItemId) {
        if self.contains(&id) {
            return;
        }
        let rank = self.by_rank.last_key_value().map_or(GAP, |(last, _)| last + GAP);
        self.insert(rank, id);
    }

    /// Takes an item out.
    pub fn remove(&mut self, id: &ItemId) {
        if let Some(rank) = self.ranks.remove(id) {
            self.by_rank.remove(&rank);
        }
    }

    /// Puts an item directly below another, or at the very top; adds it if it was not in. An unknown `after` changes nothing
    /// but is an item's own bottom place when the item is new.
    pub fn place(&mut self, id: &ItemId, after: Option<&ItemId>) {
        if after == Some(id) || after.is_some_and(|after| !self.contains(after)) {
            self.push(id.clone());
            return;
        }
        self.remove(id);
        let rank = self.gap_below(after).unwrap_or_else(|| {
            self.spread();
            self.gap_below(after).expect("a spread order has room between any two items")
        });
        self.insert(rank, id.clone());
    }

    /// Puts an item where it stood before, under a new id.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        if let Some(rank) = self.ranks.remove(from) {
            self.by_rank.remove(&rank);
            self.remove(to);
            self.insert(rank, to.clone());
        }
    }

    fn insert(&mut self, rank: Rank, id: ItemId) {
        self.by_rank.insert(rank, id.clone());
        self.ranks.insert(id, rank);
    }

    /// A free rank directly below an item, or above all.
    fn gap_below(&self, after: Option<&ItemId>) -> Option<Rank> {
        let low = match after {
            Some(after) => self.rank(after)?,
            None => 0,
        };
        let high = self.by_rank.range(low + 1..).next().map_or(low + 2 * GAP, |(rank, _)| *rank);
        (high - low >= 2).then(|| low + (high - low) / 2)
    }

    fn spread(&mut self) {
        let ids: Vec<ItemId> = std::mem::take(&mut self.by_rank).into_values().collect();
        self.ranks.clear();
        self.spreads += 1;
        for id in ids {
            self.push(id);
        }
    }
}

/// A walked order, and where the items stand in it that the walk missed: directly below their old neighbours, since a walk can miss
/// what is added or moved while it is under way. Items of `walked` that are not in `old` are left out.
pub fn merge<T: Copy + Eq + std::hash::Hash>(old: &[T], walked: &[T]) -> Vec<T> {
    let known: HashSet<T> = old.iter().copied().collect();
    let mut met: HashSet<T> = HashSet::with_capacity(walked.len());
    let walked: Vec<T> =
        walked.iter().copied().filter(|item| known.contains(item) && met.insert(*item)).collect();
    let mut below: HashMap<Option<T>, T> = HashMap::new();
    let mut above = None;
    for item in old {
        if !met.contains(item) {
            below.insert(above, *item);
        }
        above = Some(*item);
    }
    let mut merged = Vec::with_capacity(old.len());
    let places = std::iter::once(None).chain(walked.into_iter().map(Some));
    for place in places {
        merged.extend(place);
        let mut missed = below.get(&place);
        while let Some(item) = missed {
            merged.push(*item);
            missed = below.get(&Some(*item));
        }
    }
    merged
}

/// The fewest items that must have been moved to get from one order to another, each with the item it now stands below.
pub fn moved(old: &Order, new: &Order) -> Vec<(ItemId, Option<ItemId>)> {
    let common: Vec<(&ItemId, Rank)> = new.iter().filter_map(|id| Some((id, old.rank(id)?))).collect();
    let kept = longest_rise(&common);
    let mut kept = kept.into_iter().peekable();
    let mut moves = Vec::new();
    for (place, (id, _)) in common.iter().enumerate() {
        if kept.next_if_eq(&place).is_none() {
            moves.push(((*id).clone(), new.above(id).cloned()));
        }
    }
    moves
}

/// The places of a longest increasing run of ranks (patience sorting).
fn longest_rise(ranks: &[(&ItemId, Rank)]) -> Vec<usize> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; ranks.len()];
    for (place, (_, rank)) in ranks.iter().enumerate() {
        let at = tails.partition_point(|tail| ranks[*tail].1 < *rank);
        before[place] = at.checked_sub(1).map(|at| tails[at]);
        if at == tails.len() {
            tails.push(place);
        } else {
            tails[at] = place;
        }
    }
    let mut run = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(place) = next {
        run.push(place);
        next = before[place];
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn order(letters: &str) -> Order {
        letters.chars().map(|letter| ItemId::from(letter.to_string())).collect()
    }

    fn letters(order: &Order) -> String {
        order.iter().map(ItemId::as_str).collect()
    }

    fn id(letter: &str) -> ItemId {
        ItemId::from(letter)
    }

    #[test]
    fn an_item_is_placed_below_another_or_at_the_top() {
        let mut order = order("abcd");
        order.place(&id("d"), Some(&id("a")));
        assert_eq!(letters(&order), "adbc");
        order.place(&id("c"), None);
        assert_eq!(letters(&order), "cadb");
        assert_eq!(order.above(&id("d")), Some(&id("a")));
        assert_eq!(order.above(&id("c")), None);
        assert_eq!(order.below(&id("b")), None);
    }

    #[test]
    fn an_unknown_neighbour_leaves_the_order_alone() {
        let mut order = order("abc");
        order.place(&id("b"), Some(&id("gone")));
        assert_eq!(letters(&order), "abc");
        order.place(&id("b"), Some(&id("b")));
        assert_eq!(letters(&order), "abc");
    }

    #[test]
    fn ten_thousand_items_fit_between_two() {
        let mut order = order("az");
        let mut shadow = vec![id("a"), id("z")];
        for n in 0..10_000 {
            let new = ItemId::from(n.to_string());
            order.place(&new, Some(&id("a")));
            shadow.insert(1, new);
        }
        assert!(order.iter().eq(shadow.iter()));
        assert!(order.spreads() > 0, "the gap of 2^32 is used up after 32 halvings");
    }

    #[test]
    fn one_move_is_reported_as_one_move() {
        let old = order("abcdef");
        let mut new = old.clone();
        new.place(&id("e"), Some(&id("a")));
        assert_eq!(moved(&old, &new), [(id("e"), Some(id("a")))]);
        assert_eq!(moved(&old, &old), []);
    }

    #[test]
    fn an_item_that_a_walk_missed_stays_below_its_old_neighbour() {
        let merged = |old: &str, walked: &str| -> String {
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            merge(&letters(old), &letters(walked)).into_iter().collect()
        };
        assert_eq!(merged("abcd", "dcba"), "dcba");
        assert_eq!(merged("abcd", "db"), "adbc");
        assert_eq!(merged("abcd", "xbxb"), "abcd");
        assert_eq!(merged("abcd", ""), "abcd");
    }

    proptest! {
        #[test]
        fn replaying_the_reported_moves_gives_the_new_order(
            moves in prop::collection::vec((0..12_usize, prop::option::of(0..12_usize)), 0..20)
        ) {
            let old = order("abcdefghijkl");
            let mut new = old.clone();
            let name = |n: usize| id(&"abcdefghijkl"[n..=n]);
            for (item, after) in moves {
                new.place(&name(item), after.map(name).as_ref());
            }
            let mut replayed = old.clone();
            for (item, after) in moved(&old, &new) {
                replayed.place(&item, after.as_ref());
            }
            prop_assert_eq!(letters(&replayed), letters(&new));
        }
    }
}
