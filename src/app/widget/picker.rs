//! A list that is searched by typing.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::Line;
use crate::domain::parts::in_parts;
use crate::input::ListAction;

/// Entries, what is typed, and the line that is chosen.
#[derive(Debug, Clone)]
pub struct Picker<T> {
    /// What is typed.
    pub line: Line,
    /// All entries.
    pub entries: Vec<Entry<T>>,
    /// The places of the entries that match, best first.
    pub shown: Vec<usize>,
    /// The chosen line, counted in `shown`.
    pub cursor: usize,
    /// How many others match that are no entries; where there are any, the last line tells so.
    pub more: usize,
}

/// One choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<T> {
    /// What is searched.
    pub label: String,
    /// What stands beside it, muted.
    pub note: String,
    /// What choosing it means.
    pub value: T,
}

impl<T> Picker<T> {
    /// A list with nothing typed yet.
    pub fn new(entries: Vec<Entry<T>>) -> Self {
        let shown = (0..entries.len()).collect();
        Self { line: Line::default(), entries, shown, cursor: 0, more: 0 }
    }

    /// Finds what matches after the typed text has changed.
    pub fn search(&mut self) {
        let typed = self.line.text();
        self.shown = rank(typed, self.entries.iter().map(|entry| entry.label.as_str()));
        if self.shown.is_empty()
            && let Some(keyword) = typed.trim().strip_prefix('@')
        {
            self.shown = self.noted(keyword);
        }
        self.cursor = 0;
    }

    /// The lines that are what a keyword of filters stands for, as what is beside them says: `@next`, `@me`.
    fn noted(&self, keyword: &str) -> Vec<usize> {
        let word = if keyword.eq_ignore_ascii_case("me") { "you" } else { keyword };
        let says = |note: &str| {
            note.split(|c: char| !c.is_alphanumeric()).any(|part| part.eq_ignore_ascii_case(word))
        };
        let places = self.entries.iter().enumerate();
        places.filter(|(_, entry)| !word.is_empty() && says(&entry.note)).map(|(place, _)| place).collect()
    }

    /// The lines to show, best first.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &Entry<T>> {
        self.shown.iter().map(|place| &self.entries[*place])
    }

    /// How many lines are shown, and of how many.
    pub fn count(&self) -> (usize, usize) {
        let told = usize::from(self.more > 0);
        (self.shown.len() - told, self.entries.len() - told + self.more)
    }

    /// What is chosen.
    pub fn chosen(&self) -> Option<&T> {
        Some(&self.entries[*self.shown.get(self.cursor)?].value)
    }

    /// Moves the choice. `page` is how many lines are visible.
    pub fn step(&mut self, action: ListAction, page: usize) {
        let last = self.shown.len().saturating_sub(1);
        let half = (page / 2).max(1);
        match action {
            ListAction::ListDown => self.cursor = if self.cursor >= last { 0 } else { self.cursor + 1 },
            ListAction::ListUp => self.cursor = self.cursor.checked_sub(1).unwrap_or(last),
            ListAction::ListPageDown => self.cursor = (self.cursor + half).min(last),
            ListAction::ListPageUp => self.cursor = self.cursor.saturating_sub(half),
            ListAction::Mark | ListAction::Choose | ListAction::CloseList => {}
        }
    }
}

/// How well a text fits; a greater one is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// Whoever writes a whole name means no longer one that has it in it.
    whole: bool,
    letters: u32,
}

/// What is searched for.
#[derive(Debug)]
pub struct Wanted {
    pattern: Pattern,
    /// In small letters.
    whole: String,
}

/// Scores one text after the other.
pub struct Scores<'a> {
    wanted: &'a Wanted,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Wanted {
    /// What is typed.
    pub fn new(typed: &str) -> Self {
        let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        Self { pattern, whole: typed.trim().to_lowercase() }
    }

    /// To score texts with. Each thread has its own: its working memory is large.
    pub fn scores(&self) -> Scores<'_> {
        Scores { wanted: self, matcher: Matcher::new(Config::DEFAULT), buffer: Vec::new() }
    }

    fn is_whole(&self, text: &str) -> bool {
        if self.whole.is_empty() {
            false
        } else if text.is_ascii() {
            text.eq_ignore_ascii_case(&self.whole)
        } else {
            text.to_lowercase() == self.whole
        }
    }
}

impl Scores<'_> {
    /// How well a text fits; none where it does not.
    pub fn of(&mut self, text: &str) -> Option<Score> {
        let letters = self.wanted.pattern.score(Utf32Str::new(text, &mut self.buffer), &mut self.matcher)?;
        Some(Score { whole: self.wanted.is_whole(text), letters })
    }
}

/// The places of the labels that match, best first; all of them in their order when nothing is typed.
pub fn rank<'a>(typed: &str, labels: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let wanted = Wanted::new(typed);
    let labels: Vec<&str> = labels.collect();
    let scored = in_parts(&labels, |labels| {
        let mut scores = wanted.scores();
        labels.iter().map(|label| scores.of(label)).collect()
    });
    let matching = scored.into_iter().enumerate().filter_map(|(place, score)| Some((place, score?)));
    let mut ranked: Vec<(usize, Score)> = matching.collect();
    ranked.sort_unstable_by_key(|(place, score)| (std::cmp::Reverse(*score), *place));
    ranked.into_iter().map(|(place, _)| place).collect()
}
