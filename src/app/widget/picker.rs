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
        Self { line: Line::default(), entries, shown, cursor: 0 }
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

/// The places of the labels that match, best first; all of them in their order when nothing is typed.
pub fn rank<'a>(typed: &str, labels: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let labels: Vec<&str> = labels.collect();
    let scored = in_parts(&labels, |labels| {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        labels.iter().map(|label| pattern.score(Utf32Str::new(label, &mut buffer), &mut matcher)).collect()
    });
    let matching = scored.into_iter().enumerate().filter_map(|(place, score)| Some((place, score?)));
    let mut ranked: Vec<(usize, u32)> = matching.collect();
    // Whoever writes a whole name means no longer one that has it in it.
    let wanted = typed.trim().to_lowercase();
    let is_it = |place: usize| !wanted.is_empty() && labels[place].to_lowercase() == wanted;
    ranked.sort_by_cached_key(|(place, score)| (!is_it(*place), std::cmp::Reverse(*score), *place));
    ranked.into_iter().map(|(place, _)| place).collect()
}
