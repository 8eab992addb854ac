//! Looks for words in titles, forgiving left-out letters.

use std::fmt;

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::domain::Item;
use crate::domain::item::Content;

/// The score of one letter that was found. A word passes if gaps between its letters cost no more than their closeness and
/// word beginnings earn: else `login` would be found in `allow organizations to sign in`.
const LETTER: usize = 16;

/// Text to look for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Text {
    /// `#12`: this number and no other.
    Number(u64),
    /// `12`: a number that begins so, or the digits in the title.
    Digits(String, Needle),
    /// Letters in this order, near each other.
    Letters { needle: Needle, least: usize },
    /// The text as it is.
    Phrase(Needle),
}

/// What is looked for in a title.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Needle {
    atom: Atom,
    letters: Letters,
}

/// What of an item words are looked for in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) number: Option<u64>,
    pub(super) title: &'a str,
    pub(super) letters: Letters,
}

/// The letters of a text, whatever their case and accents. Some share a bit: what is missing here is missing in the text, but not
/// the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters(u64);

impl Text {
    pub(super) fn word(word: &str) -> Self {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(number) = word.strip_prefix('#').filter(|text| is_number(text))
            && let Ok(number) = number.parse()
        {
            return Self::Number(number);
        }
        if is_number(word) {
            return Self::Digits(word.to_owned(), Needle::new(word, AtomKind::Substring));
        }
        let needle = Needle::new(word, AtomKind::Fuzzy);
        let least = LETTER * needle.atom.needle_text().len();
        Self::Letters { needle, least }
    }

    pub(super) fn phrase(phrase: &str) -> Self {
        Self::Phrase(Needle::new(phrase, AtomKind::Substring))
    }
}

impl Needle {
    fn new(text: &str, kind: AtomKind) -> Self {
        let atom = Atom::new(text, CaseMatching::Ignore, Normalization::Smart, kind, false);
        let letters = Letters(atom.needle_text().chars().fold(0, |all, letter| all | Letters::bit(letter)));
        Self { atom, letters }
    }
}

impl<'a> Words<'a> {
    /// None where a person may not see what the card stands for.
    pub(super) fn of(item: &'a Item) -> Option<Self> {
        let hidden = matches!(item.content, Content::Hidden);
        (!hidden).then(|| Self { number: item.number(), title: item.title(), letters: Letters::ANY })
    }
}

impl Letters {
    /// Of a text whose letters have not been looked at.
    pub(super) const ANY: Self = Self(u64::MAX);

    pub(super) fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self(text.bytes().fold(0, |all, byte| all | Self::bit(byte.to_ascii_lowercase().into())));
        }
        let bits = |letter: char| {
            let small = to_lower_case(letter);
            [letter, small, normalize(letter), normalize(small), to_lower_case(normalize(letter))]
                .into_iter()
                .fold(0, |all, letter| all | Self::bit(letter))
        };
        Self(text.chars().fold(0, |all, letter| all | bits(letter)))
    }

    /// Small letters and digits have a bit of their own.
    fn bit(letter: char) -> u64 {
        let code = u32::from(letter);
        1 << match letter {
            'a'..='z' => code - u32::from('a'),
            '0'..='9' => 26 + code - u32::from('0'),
            _ => 36 + code % 28,
        }
    }

    /// Whether nothing of the other is missing.
    fn hold(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
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

    pub(super) fn finds(&mut self, text: &Text, words: Words<'_>) -> bool {
        match text {
            Text::Number(number) => words.number == Some(*number),
            Text::Digits(digits, needle) => {
                words.number.is_some_and(|number| number.to_string().starts_with(digits.as_str()))
                    || self.score(needle, words).is_some()
            }
            Text::Letters { needle, least } => {
                words.letters.hold(needle.letters)
                    && quickly(&needle.atom, words.title).unwrap_or_else(|| {
                        self.score(needle, words).is_some_and(|score| usize::from(score) >= *least)
                    })
            }
            Text::Phrase(needle) => self.score(needle, words).is_some(),
        }
    }

    fn score(&mut self, needle: &Needle, words: Words<'_>) -> Option<u16> {
        if !words.letters.hold(needle.letters) {
            return None;
        }
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        needle.atom.score(Utf32Str::new(words.title, &mut self.letters), matcher)
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

    fn words(title: &str, letters: Letters) -> Words<'_> {
        Words { number: None, title, letters }
    }

    proptest! {
        #[test]
        fn the_quick_answer_is_the_one_that_weighing_gives(word in "[a-cA-C]{1,4}", title in "[a-dA-D -]{0,12}") {
            let Text::Letters { needle, least } = Text::word(&word) else { return Ok(()) };
            let score = Fuzzy::new().score(&needle, words(&title, Letters::ANY));
            let weighed = score.is_some_and(|score| usize::from(score) >= least);
            prop_assert_eq!(quickly(&needle.atom, &title).unwrap_or(weighed), weighed);
        }

        #[test]
        fn only_titles_that_lack_a_letter_are_left_out_for_their_letters(
            word in "[a-zA-ZàéßñİıſﬁÉ漢字Ωω0-9#-]{1,3}",
            title in "[a-zA-Z àÀéÉßẞñİıſﬁ\u{301}漢字Ωω0-9-]{0,12}",
        ) {
            let mut fuzzy = Fuzzy::new();
            for text in [Text::word(&word), Text::phrase(&word)] {
                let looked_at = fuzzy.finds(&text, words(&title, Letters::of(&title)));
                prop_assert_eq!(looked_at, fuzzy.finds(&text, words(&title, Letters::ANY)));
            }
        }
    }
}
