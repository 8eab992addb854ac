//! Looks for words in titles, forgiving left-out letters.

use std::fmt;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::domain::Item;
use crate::domain::item::Content;

/// The score of one letter that was found. A word passes if gaps between its letters cost no more than their closeness and
/// word beginnings earn: else `login` would be found in `allow organizations to sign in`.
const LETTER: usize = 16;

/// Text to look for.
#[derive(Debug)]
pub(super) enum Text {
    /// `#12`: this number and no other.
    Number(u64),
    /// `12`: a number that begins so, or the digits in the title.
    Digits(String, Atom),
    /// Letters in this order, near each other.
    Letters { atom: Atom, least: usize },
    /// The text as it is.
    Phrase(Atom),
}

impl Text {
    pub(super) fn word(word: &str) -> Self {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(number) = word.strip_prefix('#').filter(|text| is_number(text))
            && let Ok(number) = number.parse()
        {
            return Self::Number(number);
        }
        if is_number(word) {
            return Self::Digits(word.to_owned(), atom(word, AtomKind::Substring));
        }
        let atom = atom(word, AtomKind::Fuzzy);
        let least = LETTER * atom.needle_text().len();
        Self::Letters { atom, least }
    }

    pub(super) fn phrase(phrase: &str) -> Self {
        Self::Phrase(atom(phrase, AtomKind::Substring))
    }
}

fn atom(text: &str, kind: AtomKind) -> Atom {
    Atom::new(text, CaseMatching::Ignore, Normalization::Smart, kind, false)
}

/// The working memory of the search.
pub(super) struct Fuzzy {
    /// Made at the first use: it is large.
    matcher: Option<Matcher>,
    letters: Vec<char>,
}

impl Fuzzy {
    pub(super) fn new() -> Self {
        Self { matcher: None, letters: Vec::new() }
    }

    pub(super) fn finds(&mut self, text: &Text, item: &Item) -> bool {
        if matches!(item.content, Content::Hidden) {
            return false;
        }
        match text {
            Text::Number(number) => item.number() == Some(*number),
            Text::Digits(digits, atom) => {
                item.number().is_some_and(|number| number.to_string().starts_with(digits.as_str()))
                    || self.score(atom, item.title()).is_some()
            }
            Text::Letters { atom, least } => match quickly(atom, item.title()) {
                Some(found) => found,
                None => self.score(atom, item.title()).is_some_and(|score| usize::from(score) >= *least),
            },
            Text::Phrase(atom) => self.score(atom, item.title()).is_some(),
        }
    }

    fn score(&mut self, atom: &Atom, title: &str) -> Option<u16> {
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        atom.score(Utf32Str::new(title, &mut self.letters), matcher)
    }
}

/// What can be said without weighing gaps, which nearly always is enough: plain letters that stand together earn all they can, and
/// letters that are not all there in their order earn nothing.
fn quickly(atom: &Atom, title: &str) -> Option<bool> {
    let Utf32Str::Ascii(needle) = atom.needle_text() else { return None };
    if !title.is_ascii() {
        return None;
    }
    let title = title.as_bytes();
    let mut left = title.iter();
    let in_order = needle.iter().all(|letter| left.any(|other| other.eq_ignore_ascii_case(letter)));
    if !in_order {
        return Some(false);
    }
    let (first, rest) = needle.split_first()?;
    let together = |(at, letter): (usize, &u8)| {
        letter.eq_ignore_ascii_case(first)
            && title.get(at + 1..=at + rest.len()).is_some_and(|next| next.eq_ignore_ascii_case(rest))
    };
    title.iter().enumerate().any(together).then_some(true)
}

impl fmt::Debug for Fuzzy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fuzzy")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_quick_answer_is_the_one_that_weighing_gives(word in "[a-cA-C]{1,4}", title in "[a-dA-D -]{0,12}") {
            let Text::Letters { atom, least } = Text::word(&word) else { return Ok(()) };
            let weighed = Fuzzy::new().score(&atom, &title).is_some_and(|score| usize::from(score) >= least);
            prop_assert_eq!(quickly(&atom, &title).unwrap_or(weighed), weighed);
        }
    }
}
