//! Looks for words in titles and text fields: as GitHub does, or forgiving left-out letters.

use std::fmt;

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::domain::item::{Content, FieldValue};
use crate::domain::{FieldId, Item, Value};

/// The score of one letter that was found. A word passes if gaps between its letters cost no more than their closeness and
/// word beginnings earn: else `login` would be found in `allow organizations to sign in`.
const LETTER: usize = 16;

/// Text to look for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    /// What the title is searched for with some forgiveness; nothing where GitHub's answer is wanted.
    forgiving: Option<Forgiving>,
    /// The text in small letters. It is found where a word begins with it.
    needle: String,
    /// Its plain letters: where one of them is missing, the text is not found.
    letters: Letters,
    /// The text fields to search besides the title.
    fields: Vec<FieldId>,
}

/// What a person may mean who types some text.
#[derive(Debug, Clone, PartialEq)]
enum Forgiving {
    /// `#12`: this number and no other.
    Number(u64),
    /// `12`: a number that begins so, or the digits in the title.
    Digits(String, Needle),
    /// Letters in this order, near each other.
    Letters { needle: Needle, least: usize },
    /// The text as it is, wherever it stands.
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
    /// None where a person may not see what the card stands for.
    pub(super) title: Option<&'a str>,
    /// Of the title.
    pub(super) letters: Letters,
    /// Of all text fields.
    pub(super) texts: Letters,
}

/// The letters of a text, whatever their case and accents. Some share a bit: what is missing here is missing in the text, but not
/// the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters(u64);

impl Text {
    pub(super) fn word(word: &str, exact: bool, mut fields: Vec<FieldId>) -> Self {
        let forgiving = (!exact).then(|| Forgiving::word(word));
        if matches!(forgiving, Some(Forgiving::Number(_))) {
            fields.clear();
        }
        Self::new(word, forgiving, fields)
    }

    pub(super) fn phrase(phrase: &str, exact: bool, fields: Vec<FieldId>) -> Self {
        let forgiving = (!exact).then(|| Forgiving::Phrase(Needle::new(phrase, AtomKind::Substring)));
        Self::new(phrase, forgiving, fields)
    }

    fn new(text: &str, forgiving: Option<Forgiving>, fields: Vec<FieldId>) -> Self {
        let needle = text.to_lowercase();
        let plain = needle.bytes().filter(u8::is_ascii_alphanumeric);
        let letters = Letters(plain.fold(0, |all, byte| all | Letters::bit(byte.into())));
        Self { forgiving, needle, letters, fields }
    }

    fn begins_a_word_of(&self, title: &str, letters: Letters) -> bool {
        letters.hold(self.letters) && begins_a_word(title, &self.needle)
    }

    fn is_in(&self, entry: &FieldValue) -> bool {
        match &entry.value {
            Value::Text(text) => self.fields.contains(&entry.field) && begins_a_word(text, &self.needle),
            Value::Number(_)
            | Value::Date(_)
            | Value::SingleSelect(_)
            | Value::MultiSelect(_)
            | Value::Iteration(_) => false,
        }
    }
}

impl Forgiving {
    fn word(word: &str) -> Self {
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
}

/// Whether a word of a text begins with what is looked for, given in small letters.
fn begins_a_word(text: &str, needle: &str) -> bool {
    let Some(first) = needle.chars().next() else { return true };
    let lower;
    let text = if text.is_ascii() {
        text
    } else {
        lower = text.to_lowercase();
        &lower
    };
    let inside = |c: char| c.is_alphanumeric();
    let mut before = None;
    text.char_indices().any(|(place, c)| {
        let starts = !(inside(first) && before.is_some_and(inside));
        before = Some(c);
        let here = text.as_bytes()[place..].get(..needle.len());
        starts && here.is_some_and(|here| here.eq_ignore_ascii_case(needle.as_bytes()))
    })
}

impl Needle {
    fn new(text: &str, kind: AtomKind) -> Self {
        let atom = Atom::new(text, CaseMatching::Ignore, Normalization::Smart, kind, false);
        let letters = Letters(atom.needle_text().chars().fold(0, |all, letter| all | Letters::bit(letter)));
        Self { atom, letters }
    }
}

impl<'a> Words<'a> {
    pub(super) fn of(item: &'a Item) -> Self {
        let hidden = matches!(item.content, Content::Hidden);
        let title = (!hidden).then(|| item.title());
        Self { number: item.number(), title, letters: Letters::ANY, texts: Letters::ANY }
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

    /// Of all text values of an item.
    pub(super) fn of_texts(item: &Item) -> Self {
        let letters = item.values.iter().map(|entry| match &entry.value {
            Value::Text(text) => Self::of(text).0,
            Value::Number(_)
            | Value::Date(_)
            | Value::SingleSelect(_)
            | Value::MultiSelect(_)
            | Value::Iteration(_) => 0,
        });
        Self(letters.fold(0, |all, letters| all | letters))
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

    /// Whether a text is in the title or in a text field of an item.
    pub(super) fn finds(&mut self, text: &Text, words: &Words<'_>, item: &Item) -> bool {
        let in_title = words.title.is_some_and(|title| match &text.forgiving {
            Some(forgiving) => self.forgives(forgiving, words, title),
            None => text.begins_a_word_of(title, words.letters),
        });
        // The item itself lies far away in memory: most need not be looked at.
        let may = !text.fields.is_empty() && words.texts.hold(text.letters);
        in_title || (may && item.values.iter().any(|entry| text.is_in(entry)))
    }

    fn forgives(&mut self, forgiving: &Forgiving, words: &Words<'_>, title: &str) -> bool {
        match forgiving {
            Forgiving::Number(number) => words.number == Some(*number),
            Forgiving::Digits(digits, needle) => {
                words.number.is_some_and(|number| number.to_string().starts_with(digits.as_str()))
                    || self.score(needle, title, words.letters).is_some()
            }
            Forgiving::Letters { needle, least } => {
                words.letters.hold(needle.letters)
                    && quickly(&needle.atom, title).unwrap_or_else(|| {
                        let score = self.score(needle, title, words.letters);
                        score.is_some_and(|score| usize::from(score) >= *least)
                    })
            }
            Forgiving::Phrase(needle) => self.score(needle, title, words.letters).is_some(),
        }
    }

    fn score(&mut self, needle: &Needle, title: &str, letters: Letters) -> Option<u16> {
        if !letters.hold(needle.letters) {
            return None;
        }
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        needle.atom.score(Utf32Str::new(title, &mut self.letters), matcher)
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

    #[test]
    fn to_the_letter_a_text_is_found_where_a_word_begins_with_it() {
        let title = "Document full-text search: Été #12";
        for found in
            ["doc", "full", "text", "full-text", "search", "DOCUMENT full", "été", "#12", "12", ": é"]
        {
            assert!(begins_a_word(title, &found.to_lowercase()), "{found}");
        }
        for other in ["cument", "ext", "arch", "té", "document  full", "2", "searches"] {
            assert!(!begins_a_word(title, other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn the_quick_answer_is_the_one_that_weighing_gives(word in "[a-cA-C]{1,4}", title in "[a-dA-D -]{0,12}") {
            let Forgiving::Letters { needle, least } = Forgiving::word(&word) else { return Ok(()) };
            let score = Fuzzy::new().score(&needle, &title, Letters::ANY);
            let weighed = score.is_some_and(|score| usize::from(score) >= least);
            prop_assert_eq!(quickly(&needle.atom, &title).unwrap_or(weighed), weighed);
        }

        #[test]
        fn only_texts_that_lack_a_letter_are_left_out_for_their_letters(
            word in "[a-zA-ZàéßñİıſﬁÉ漢字Ωω0-9#-]{1,3}",
            title in "[a-zA-Z àÀéÉßẞñİıſﬁ\u{301}漢字Ωω0-9-]{0,12}",
            note in "[a-zA-Z éİıK0-9-]{0,6}",
        ) {
            let mut fuzzy = Fuzzy::new();
            let mut item = crate::domain::sample::items().remove(0);
            let field: FieldId = "F_note".into();
            item.set(&field, Some(Value::Text(note.into())));
            for exact in [false, true] {
                for text in [
                    Text::word(&word, exact, vec![field.clone()]),
                    Text::phrase(&word, exact, vec![field.clone()]),
                ] {
                    let any = Words { title: Some(&title), ..Words::of(&item) };
                    let known = Words { letters: Letters::of(&title), texts: Letters::of_texts(&item), ..any };
                    prop_assert_eq!(fuzzy.finds(&text, &known, &item), fuzzy.finds(&text, &any, &item));
                }
            }
        }
    }
}
