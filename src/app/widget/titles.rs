//! The titles of all issues side by side in memory, to be searched with every key: read where they lie, that takes the time.

use std::cmp::Reverse;
use std::ops::Range;

use super::picker::{Score, Wanted};
use crate::domain::item::State;
use crate::domain::parts::{in_large_parts, in_parts};
use crate::domain::{Item, ItemId, Order, Snapshot};

/// What has a meaning of its own in a search: with more of it typed, more may be found.
const SIGNS: [char; 5] = ['!', '^', '\'', '$', '\\'];

/// The issues of a project, in its order.
#[derive(Debug, Clone)]
pub struct Titles {
    order: Order,
    rows: Vec<Row>,
    text: String,
    /// What was searched for last, and the rows that fit it.
    last: Option<(String, Vec<u32>)>,
}

#[derive(Debug, Clone)]
struct Row {
    card: ItemId,
    number: Option<u64>,
    open: bool,
    title: Range<usize>,
}

/// What a search finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The best, the best first.
    pub cards: Vec<ItemId>,
    /// How many others there are.
    pub more: usize,
}

impl Titles {
    /// The issues of a project.
    pub fn of(view: &Snapshot) -> Self {
        let items: Vec<&Item> = view.items().map(AsRef::as_ref).collect();
        let chunks: Vec<&[&Item]> = items.chunks(4096).collect();
        let parts = in_large_parts(&chunks, |chunks| chunks.iter().map(|items| part(items)).collect());
        let mut titles = Self {
            order: view.order().clone(),
            rows: Vec::with_capacity(items.len()),
            text: String::new(),
            last: None,
        };
        for (rows, text) in parts {
            let start = titles.text.len();
            titles.text.push_str(&text);
            titles.rows.extend(
                rows.into_iter()
                    .map(|row| Row { title: start + row.title.start..start + row.title.end, ..row }),
            );
        }
        titles
    }

    /// Whether issues have come, gone or been placed elsewhere since.
    pub fn is_outdated(&self, view: &Snapshot) -> bool {
        !self.order.is_same(view.order())
    }

    /// The issues whose number begins with what is typed, or whose title fits it; the open ones while nothing is. At most so many.
    pub fn search(&mut self, typed: &str, most: usize) -> Found {
        let typed = typed.trim();
        let digits = typed.trim_start_matches('#');
        if typed.is_empty() {
            first(most, self.rows.iter().filter(|row| row.open))
        } else if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let begins = |row: &&Row| row.number.is_some_and(|number| begins_with(number, digits));
            let mut all: Vec<&Row> = self.rows.iter().filter(begins).collect();
            all.sort_by_key(|row| row.number);
            first(most, all.into_iter())
        } else {
            self.fitting(typed, most)
        }
    }

    fn fitting(&mut self, typed: &str, most: usize) -> Found {
        let wanted = Wanted::new(typed);
        let plain = !typed.contains(SIGNS);
        // What lacks a letter of the beginning fits no longer text either.
        let known = self.last.take().filter(|(last, _)| plain && typed.starts_with(last.as_str()));
        let all = || (0..u32::try_from(self.rows.len()).expect("no project is so large")).collect();
        let rows: Vec<u32> = known.map_or_else(all, |(_, rows)| rows);
        let scored = in_parts(&rows, |rows| {
            let mut scores = wanted.scores();
            let title = |row: u32| &self.text[self.rows[row as usize].title.clone()];
            rows.iter().filter_map(|row| Some((scores.of(title(*row))?, *row))).collect()
        });
        let rank = |(score, row): &(Score, u32)| (Reverse(*score), *row);
        let mut best = scored.clone();
        if best.len() > most {
            best.select_nth_unstable_by_key(most, rank);
            best.truncate(most);
        }
        best.sort_unstable_by_key(rank);
        let cards: Vec<ItemId> = best.iter().map(|(_, row)| self.rows[*row as usize].card.clone()).collect();
        let more = scored.len() - cards.len();
        if plain {
            self.last = Some((typed.to_owned(), scored.into_iter().map(|(_, row)| row).collect()));
        }
        Found { cards, more }
    }
}

/// The first of some rows, and how many others there are.
fn first<'a>(most: usize, rows: impl Iterator<Item = &'a Row>) -> Found {
    let mut found = Found { cards: Vec::new(), more: 0 };
    for row in rows {
        if found.cards.len() < most {
            found.cards.push(row.card.clone());
        } else {
            found.more += 1;
        }
    }
    found
}

fn part(items: &[&Item]) -> (Vec<Row>, String) {
    let (mut rows, mut text) = (Vec::with_capacity(items.len()), String::new());
    for item in items.iter().filter(|item| item.issue().is_some()) {
        let start = text.len();
        text.push_str(item.title());
        rows.push(Row {
            card: item.id.clone(),
            number: item.number(),
            open: item.state() == State::Open,
            title: start..text.len(),
        });
    }
    (rows, text)
}

/// Whether the digits of a number begin with others.
fn begins_with(mut number: u64, digits: &str) -> bool {
    let Some(wanted) = digits.parse().ok().filter(|_| !digits.starts_with('0')) else { return false };
    while number > wanted {
        number /= 10;
    }
    number == wanted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::fixture::replica;
    use crate::app::widget::picker::rank;

    fn board() -> Snapshot {
        replica("Todo: Fix login, Login form, Write docs | Done: Long index").view().clone()
    }

    #[test]
    fn a_number_begins_with_its_digits() {
        let all = [("1", true), ("12", true), ("123", true), ("2", false), ("1234", false), ("0", false)];
        for (digits, begins) in all {
            assert_eq!(begins_with(123, digits), begins, "{digits}");
        }
        assert!(!begins_with(7, "99999999999999999999"));
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let mut titles = Titles::of(&board());
        let all = titles.search("l", 9);
        assert_eq!((all.cards.len(), all.more), (3, 0));
        assert_eq!(titles.search("l", 1), Found { cards: all.cards[..1].to_vec(), more: 2 });
        assert_eq!(titles.search("", 1).more, 3);
    }

    proptest! {
        #[test]
        fn key_by_key_the_same_is_found_as_at_once(
            titles in prop::collection::vec("[a-dA-C é]{1,8}", 1..12),
            keys in "[a-dA é!^']{1,5}",
        ) {
            let text = format!("Todo: {}", titles.iter().map(|title| format!("x{title}")).collect::<Vec<_>>().join(", "));
            let view = replica(&text).view().clone();
            let mut titles = Titles::of(&view);
            let mut last = Found { cards: Vec::new(), more: 0 };
            let typed: Vec<usize> = keys.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
            for end in typed {
                last = titles.search(&keys[..end], 99);
            }
            prop_assume!(!keys.trim().is_empty());
            let items: Vec<_> = view.items().collect();
            let fresh = rank(keys.trim(), items.iter().map(|item| item.title()));
            let fresh: Vec<ItemId> = fresh.into_iter().map(|place| items[place].id.clone()).collect();
            prop_assert_eq!(last.cards, fresh);
        }
    }
}
