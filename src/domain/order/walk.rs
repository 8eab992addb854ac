//! What a walk through a project's items says of their order, and which of them must have been moved for that.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use foldhash::fast::RandomState;

use super::Rank;

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
pub(super) fn moved_ranks(ranks: &[Rank], known: &HashSet<Rank, RandomState>) -> Vec<usize> {
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
    use super::*;

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
}
