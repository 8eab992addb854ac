//! The one global order of a project's items.
//!
//! GitHub keeps a single list for the whole project: a column shows the part of it that carries the column's value. Ranks
//! leave gaps, so that a card can be placed between two others without touching them.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::ItemId;

/// Where an item stands: a smaller rank is nearer to the top. Only good until the order is next spread out.
pub type Rank = u64;

/// So many times a card can be put into the same gap, halving it, before all ranks are dealt anew; sixteen million fit at this
/// distance.
const HALVINGS: u32 = 40;
const GAP: Rank = 1 << HALVINGS;
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
            self.spread();
            self.gap_below(after).expect("a spread order has room between any two items")
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
        let moves: Vec<_> = moved_ranks(&merged, &known)
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

/// A walked order, and where the items stand in it that the walk missed: directly below their old neighbours, since a walk can miss
/// what is added or moved while it is under way. Items of `walked` that are not in `old` are left out.
pub fn merge<T: Copy + Eq + Hash>(old: &[T], walked: &[T]) -> Vec<T> {
    let known: HashSet<T, RandomState> = old.iter().copied().collect();
    let mut met: HashSet<T, RandomState> =
        HashSet::with_capacity_and_hasher(walked.len(), RandomState::default());
    let walked: Vec<T> =
        walked.iter().copied().filter(|item| known.contains(item) && met.insert(*item)).collect();
    let mut below: HashMap<Option<T>, T, RandomState> = HashMap::default();
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

/// The places of the fewest items that must have been moved to get an order in which their ranks do not rise; of those that are
/// known to have been moved, all that need to have been.
fn moved_ranks(ranks: &[Rank], known: &HashSet<Rank, RandomState>) -> Vec<usize> {
    let (mut places, mut rest): (Vec<usize>, Vec<Rank>) = (Vec::new(), Vec::new());
    for (place, rank) in ranks.iter().enumerate().filter(|(_, rank)| !known.contains(rank)) {
        places.push(place);
        rest.push(*rank);
    }
    let mut kept = vec![false; ranks.len()];
    for at in longest_rise(&rest) {
        kept[places[at]] = true;
    }
    if !known.is_empty() {
        keep_between(ranks, known, &mut kept);
    }
    (0..ranks.len()).filter(|place| !kept[*place]).collect()
}

/// Keeps known items, too, that stand where they stood between those that are kept.
fn keep_between(ranks: &[Rank], known: &HashSet<Rank, RandomState>, kept: &mut [bool]) {
    let mut low = 0;
    let mut start = 0;
    while start < ranks.len() {
        let end = (start..ranks.len()).find(|place| kept[*place]).unwrap_or(ranks.len());
        let high = ranks.get(end).copied().unwrap_or(Rank::MAX);
        let fits = |place: &usize| known.contains(&ranks[*place]) && (low..high).contains(&ranks[*place]);
        let places: Vec<usize> = (start..end).filter(fits).collect();
        let between: Vec<Rank> = places.iter().map(|place| ranks[*place]).collect();
        for at in longest_rise(&between) {
            kept[places[at]] = true;
        }
        (low, start) = (high, end + 1);
    }
}

/// The places of a longest increasing run of ranks (patience sorting).
fn longest_rise(ranks: &[Rank]) -> Vec<usize> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; ranks.len()];
    for (place, rank) in ranks.iter().enumerate() {
        let at = match tails.last() {
            Some(last) if ranks[*last] < *rank => tails.len(),
            Some(_) | None => tails.partition_point(|tail| ranks[*tail] < *rank),
        };
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
        assert!(order.spreads() > 0, "a gap is used up after 40 halvings");
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
