//! The one global order of a project's items.
//!
//! GitHub keeps a single list for the whole project: a column shows the part of it that carries the column's value. Ranks
//! leave gaps, so that a card can be placed between two others without touching them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::ItemId;
pub use walk::merge;

mod walk;

/// Where an item stands: a smaller rank is nearer to the top. Only good until the order is next spread out.
pub type Rank = u64;

/// So many times a card can be put into the same gap, halving it, before the ranks around it are dealt anew; sixteen million items
/// fit at this distance.
const HALVINGS: u32 = 40;
const GAP: Rank = 1 << HALVINGS;
/// Among so many neighbours a used up gap is shared out, if that leaves each a wide one; else among more.
const NEIGHBOURS: usize = 64;
/// A gap that takes a while to use up.
const WIDE: Rank = 1 << 20;
/// When a walk moves more items than this, dealing all ranks anew is quicker than moving them one by one.
const MANY: usize = 512;

/// Items from top to bottom. A copy shares everything until one of the two is changed.
#[derive(Debug, Clone, Default)]
pub struct Order(Arc<Table>);

#[derive(Debug, Clone, Default)]
struct Table {
    /// By rank. One sorted list: a change in the middle moves a megabyte at most, which is quicker than following a tree.
    items: Vec<(Rank, ItemId)>,
    ranks: HashMap<ItemId, Rank, RandomState>,
    spreads: u64,
    shares: u64,
    /// The items that shared a gap last.
    dealt: Vec<ItemId>,
}

impl PartialEq for Order {
    /// Equal when the items stand in the same order, whatever their ranks.
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || (self.len() == other.len() && self.iter().eq(other.iter()))
    }
}

impl FromIterator<ItemId> for Order {
    /// Later mentions of an item that is already in are ignored.
    fn from_iter<I: IntoIterator<Item = ItemId>>(ids: I) -> Self {
        let ids = ids.into_iter();
        let mut order = Self::with_capacity(ids.size_hint().0);
        for id in ids {
            order.push(id);
        }
        order
    }
}

impl Order {
    /// An empty order that is about to get this many items.
    pub(super) fn with_capacity(items: usize) -> Self {
        Self(Arc::new(Table {
            items: Vec::with_capacity(items),
            ranks: HashMap::with_capacity_and_hasher(items, RandomState::default()),
            spreads: 0,
            shares: 0,
            dealt: Vec::new(),
        }))
    }

    /// The items from top to bottom.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &ItemId> {
        self.0.items.iter().map(|(_, id)| id)
    }

    /// The items from top to bottom with their ranks.
    pub(super) fn ranked(&self) -> &[(Rank, ItemId)] {
        &self.0.items
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.0.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.items.is_empty()
    }

    /// Whether the item is in.
    pub fn contains(&self, id: &ItemId) -> bool {
        self.0.ranks.contains_key(id)
    }

    /// The rank of an item.
    pub fn rank(&self, id: &ItemId) -> Option<Rank> {
        self.0.ranks.get(id).copied()
    }

    /// How often all ranks were dealt anew: ranks from before such a moment mean nothing.
    pub fn spreads(&self) -> u64 {
        self.0.spreads
    }

    /// How often the ranks of a few neighbours were dealt anew.
    pub(super) fn shares(&self) -> u64 {
        self.0.shares
    }

    /// Of which items it was the last time.
    pub(super) fn dealt(&self) -> &[ItemId] {
        &self.0.dealt
    }

    /// Whether this is an unchanged copy of the other. Equal orders that came about in different ways are not.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The items that are in one of the two only, or have another rank.
    pub(super) fn differing<'a>(&'a self, other: &'a Self) -> Vec<&'a ItemId> {
        let mut differing = Vec::new();
        let (mut left, mut right) = (self.0.items.iter().peekable(), other.0.items.iter().peekable());
        loop {
            match (left.peek(), right.peek()) {
                (Some(a), Some(b)) if a == b => {
                    left.next();
                    right.next();
                }
                (Some(a), Some(b)) if a.0 == b.0 => {
                    differing.extend(left.next().into_iter().chain(right.next()).map(|(_, id)| id));
                }
                (Some(a), Some(b)) if a.0 > b.0 => differing.extend(right.next().map(|(_, id)| id)),
                (Some(_), _) => differing.extend(left.next().map(|(_, id)| id)),
                (None, Some(_)) => differing.extend(right.next().map(|(_, id)| id)),
                (None, None) => return differing,
            }
        }
    }

    /// The item directly above, anywhere on the project.
    pub fn above(&self, id: &ItemId) -> Option<&ItemId> {
        let place = self.place_of(self.rank(id)?)?;
        self.0.items.get(place.checked_sub(1)?).map(|(_, id)| id)
    }

    /// The item directly below, anywhere on the project.
    pub fn below(&self, id: &ItemId) -> Option<&ItemId> {
        let place = self.place_of(self.rank(id)?)?;
        self.0.items.get(place + 1).map(|(_, id)| id)
    }

    /// Adds an item at the bottom; does nothing if it is in already.
    pub fn push(&mut self, id: ItemId) {
        if self.contains(&id) {
            return;
        }
        let rank = self.0.items.last().map_or(GAP, |(last, _)| last + GAP);
        let table = Arc::make_mut(&mut self.0);
        table.items.push((rank, id.clone()));
        table.ranks.insert(id, rank);
    }

    /// Takes an item out.
    pub fn remove(&mut self, id: &ItemId) {
        let Some(place) = self.rank(id).and_then(|rank| self.place_of(rank)) else { return };
        let table = Arc::make_mut(&mut self.0);
        table.ranks.remove(id);
        table.items.remove(place);
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
            self.make_room(after);
            self.gap_below(after).expect("there is room between any two items that were dealt anew")
        });
        self.insert(rank, id.clone());
    }

    /// Puts an item where it stood before, under a new id.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        if let Some(rank) = self.rank(from) {
            self.remove(from);
            self.remove(to);
            self.insert(rank, to.clone());
        }
    }

    /// Takes over what a walk saw, and says which items it moved, each with the item it now stands below. Where several could have
    /// been moved to the same effect, it is those that are `known` to have been. Items that were not moved keep their ranks, unless
    /// many were.
    pub(super) fn follow(&mut self, walked: &[ItemId], known: &[&ItemId]) -> Vec<(ItemId, Option<ItemId>)> {
        if self.iter().eq(walked) {
            return Vec::new();
        }
        let merged = self.merged_ranks(walked);
        let known: HashSet<Rank, RandomState> = known.iter().filter_map(|id| self.rank(id)).collect();
        let moves: Vec<_> = walk::moved_ranks(&merged, &known)
            .into_iter()
            .map(|place| {
                let above = place.checked_sub(1).map(|above| self.at(merged[above]).clone());
                (self.at(merged[place]).clone(), above)
            })
            .collect();
        if moves.len() > MANY {
            let spreads = self.spreads() + 1;
            let mut new: Self = merged.iter().map(|rank| self.at(*rank).clone()).collect();
            Arc::make_mut(&mut new.0).spreads = spreads;
            *self = new;
        } else {
            for (id, after) in &moves {
                self.place(id, after.as_ref());
            }
        }
        moves
    }

    /// The order after a walk: see [`merge`].
    pub(super) fn merged(&self, walked: &[ItemId]) -> Self {
        let mut merged = self.clone();
        merged.follow(walked, &[]);
        merged
    }

    fn merged_ranks(&self, walked: &[ItemId]) -> Vec<Rank> {
        let old: Vec<Rank> = self.ranked().iter().map(|(rank, _)| *rank).collect();
        let walked: Vec<Rank> = walked.iter().filter_map(|id| self.rank(id)).collect();
        merge(&old, &walked)
    }

    fn place_of(&self, rank: Rank) -> Option<usize> {
        self.0.items.binary_search_by_key(&rank, |(rank, _)| *rank).ok()
    }

    fn at(&self, rank: Rank) -> &ItemId {
        let place = self.place_of(rank).expect("a rank that came from this order");
        &self.0.items[place].1
    }

    fn insert(&mut self, rank: Rank, id: ItemId) {
        let table = Arc::make_mut(&mut self.0);
        let place = table.items.partition_point(|(other, _)| *other < rank);
        table.items.insert(place, (rank, id.clone()));
        table.ranks.insert(id, rank);
    }

    /// A free rank directly below an item, or above all.
    fn gap_below(&self, after: Option<&ItemId>) -> Option<Rank> {
        let low = match after {
            Some(after) => self.rank(after)?,
            None => 0,
        };
        let place = self.0.items.partition_point(|(rank, _)| *rank <= low);
        let high = self.0.items.get(place).map_or(low + 2 * GAP, |(rank, _)| *rank);
        (high - low >= 2).then(|| low + (high - low) / 2)
    }

    /// Deals the ranks around a used up gap anew: of as few items as leave wide gaps, else of all.
    fn make_room(&mut self, after: Option<&ItemId>) {
        let items = &self.0.items;
        let middle = after.and_then(|after| self.place_of(self.rank(after)?)).map_or(0, |place| place + 1);
        let mut reach = NEIGHBOURS / 2;
        while reach < MANY {
            let (start, end) = (middle.saturating_sub(reach), (middle + reach).min(items.len()));
            let low = start.checked_sub(1).map_or(0, |above| items[above].0);
            let high = items.get(end).map_or(items[end - 1].0 + GAP, |(rank, _)| *rank);
            let step = (high - low) / (Rank::try_from(end - start).unwrap_or(Rank::MAX) + 1);
            if step >= WIDE {
                self.share(start..end, low, step);
                return;
            }
            reach *= 2;
        }
        self.spread();
    }

    fn share(&mut self, places: Range<usize>, low: Rank, step: Rank) {
        let table = Arc::make_mut(&mut self.0);
        table.shares += 1;
        table.dealt.clear();
        let mut next = low;
        for (rank, id) in &mut table.items[places] {
            next += step;
            *rank = next;
            table.ranks.insert(id.clone(), next);
            table.dealt.push(id.clone());
        }
    }

    fn spread(&mut self) {
        let table = Arc::make_mut(&mut self.0);
        table.spreads += 1;
        let mut next = 0;
        for (rank, id) in &mut table.items {
            next += GAP;
            *rank = next;
            table.ranks.insert(id.clone(), next);
        }
    }
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

    fn ids(letters: &str) -> Vec<ItemId> {
        order(letters).iter().cloned().collect()
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
        assert!(order.shares() > 0, "a gap is used up after 40 halvings");
    }

    #[test]
    fn a_gap_that_is_used_up_is_shared_among_neighbours_and_nobody_else_gets_another_rank() {
        let mut order: Order = (0..5_000).map(|n| ItemId::from(n.to_string())).collect();
        let far: Vec<ItemId> = order.iter().step_by(4_999).cloned().collect();
        for (place, after) in [(0, None), (2_500, Some("2499")), (4_999, Some("4998"))] {
            let before = order.clone();
            let after = after.map(ItemId::from);
            let mut drops = 0;
            while order.shares() == before.shares() {
                let last = order.clone();
                order.place(&ItemId::from(format!("{place}.{drops}")), after.as_ref());
                drops += 1;
                let moved = last.differing(&order).len();
                assert!(moved <= 2 * NEIGHBOURS + 1, "{moved} at {place} after {drops}");
            }
            assert!(drops > 30, "{drops}");
            assert_eq!(order.spreads(), 0);
            assert!(order.ranked().is_sorted_by(|a, b| a.0 < b.0));
            let far = far.iter().filter(|id| place == 2_500 && order.rank(id) != before.rank(id));
            assert_eq!(far.count(), 0);
        }
    }

    #[test]
    fn one_move_is_reported_as_one_move() {
        let old = order("abcdef");
        let mut new = old.clone();
        assert_eq!(new.follow(&ids("aebcdf"), &[]), [(id("e"), Some(id("a")))]);
        assert_eq!(letters(&new), "aebcdf");
        assert_eq!(old.differing(&new), [&id("e"), &id("e")]);
        assert_eq!(new.follow(&ids("aebcdf"), &[]), []);
    }

    #[test]
    fn of_two_neighbours_that_changed_places_the_one_that_is_known_to_have_moved_is_reported() {
        for (known, moved, above) in [("b", "b", "c"), ("c", "c", "a")] {
            let reported = order("abcd").follow(&ids("acbd"), &[&id(known)]);
            assert_eq!(reported, [(id(moved), Some(id(above)))]);
        }
        let none = order("abcd").follow(&ids("abcd"), &[&id("b")]);
        assert_eq!(none, [], "it is where it was");
    }

    proptest! {
        #[test]
        fn replaying_the_reported_moves_gives_the_new_order(
            moves in prop::collection::vec((0..12_usize, prop::option::of(0..12_usize)), 0..20),
            known in prop::collection::vec(0..12_usize, 0..4),
        ) {
            let old = order("abcdefghijkl");
            let mut new = old.clone();
            let name = |n: usize| id(&"abcdefghijkl"[n..=n]);
            for (item, after) in moves {
                new.place(&name(item), after.map(name).as_ref());
            }
            let mut followed = old.clone();
            let known: Vec<ItemId> = known.iter().map(|n| name(*n)).collect();
            let known: Vec<&ItemId> = known.iter().collect();
            let reported = followed.follow(&ids(&letters(&new)), &known);
            prop_assert_eq!(letters(&followed), letters(&new));
            let mut replayed = old.clone();
            for (item, after) in reported {
                replayed.place(&item, after.as_ref());
            }
            prop_assert_eq!(letters(&replayed), letters(&new));
            for item in old.iter().filter(|item| old.rank(item) != new.rank(item)) {
                prop_assert!(old.differing(&new).contains(&item));
            }
        }
    }
}
