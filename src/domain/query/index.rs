//! Items as a filter reads them: their words and facts side by side in memory, and what the last query found on its way.

use std::ops::Range;
use std::sync::Arc;

use super::Matcher;
use super::facts::Facts;
use super::matches::Condition;
use super::names::Names;
use super::text::{Fuzzy, Letters, Words};
use crate::domain::Item;
use crate::domain::parts::{in_large_parts, in_parts};

/// So many rows lie together: to lay all of them together would take twice the memory while they grow.
const TOGETHER: usize = 2048;

/// Items to hold one query after another against. Reading them where they lie is what takes the time: most of it is copied here.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// All full but the last.
    parts: Vec<Part>,
    /// Whether the steps are those of a query that may show archived items.
    archived: bool,
    /// What the last query asked, from left to right. The next one mostly differs in its end.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Default)]
struct Part {
    rows: Vec<Row>,
    titles: String,
    facts: Facts,
}

#[derive(Debug, Clone)]
struct Row {
    item: Arc<Item>,
    /// Copied: to look at the item for it would be slow.
    archived: bool,
    hidden: bool,
    /// No item's any more. A filter may find it, nobody looks at what it found.
    left: bool,
    number: Option<u64>,
    /// Where the title lies.
    title: Range<usize>,
    letters: Letters,
    /// Of its text fields.
    texts: Letters,
    facts: Range<usize>,
}

#[derive(Debug, Clone)]
struct Step {
    condition: Condition,
    /// The rows that pass this condition and those before it.
    left: Vec<u32>,
}

impl Index {
    /// An index of these items, a row each.
    pub fn new(items: &[&Arc<Item>]) -> Self {
        let chunks: Vec<_> = items.chunks(TOGETHER).collect();
        let part = |items: &&[&Arc<Item>]| {
            let mut part = Part { rows: Vec::with_capacity(items.len()), ..Part::default() };
            for item in *items {
                part.push(item);
            }
            part
        };
        let parts = in_large_parts(&chunks, |chunks| chunks.iter().map(part).collect());
        Self { parts, ..Self::default() }
    }

    /// Adds an item. Returns its row.
    pub fn push(&mut self, item: &Arc<Item>) -> usize {
        self.steps.clear();
        let row = self.len();
        if row.is_multiple_of(TOGETHER) {
            self.parts.push(Part::default());
        }
        self.parts[row / TOGETHER].push(item);
        row
    }

    /// Leaves a row to nobody: its item has changed, and got another row, or is gone.
    pub fn leave(&mut self, row: usize) {
        self.parts[row / TOGETHER].rows[row % TOGETHER].left = true;
    }

    /// The names that its items carry, but for archived ones.
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        for part in &self.parts {
            let rows = part.rows.iter().filter(|row| !row.left && !row.archived);
            for (fact, count) in part.facts.counted(rows.map(|row| row.facts.clone())) {
                names.add(fact, count);
            }
        }
        names
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        let last = self.parts.last().map_or(0, |part| part.rows.len());
        self.parts.len().saturating_sub(1) * TOGETHER + last
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether the query shows the item of each row.
    pub fn passing(&mut self, matcher: &Matcher) -> Vec<bool> {
        let same = self.archived == matcher.archived;
        let asked = matcher.conditions.iter().zip(&self.steps);
        let known = asked.take_while(|(condition, step)| same && **condition == step.condition).count();
        self.steps.truncate(known);
        self.archived = matcher.archived;
        let may = |row: &u32| matcher.archived || !self.row(*row).1.archived;
        let all = || (0..u32::try_from(self.len()).expect("no project is so large")).filter(may).collect();
        let mut left = self.steps.last().map_or_else(all, |step| step.left.clone());
        for condition in &matcher.conditions[known..] {
            left = self.narrowed(&left, condition);
            self.steps.push(Step { condition: condition.clone(), left: left.clone() });
        }
        let mut passing = vec![false; self.len()];
        for row in left {
            passing[row as usize] = true;
        }
        passing
    }

    fn narrowed(&self, left: &[u32], condition: &Condition) -> Vec<u32> {
        if let Some((test, negated)) = condition.of_facts() {
            let passing = |part: &Part| part.facts.passing(|fact| test.knows(fact));
            let passing: Vec<_> = self.parts.iter().map(passing).collect();
            let holds = |row: u32| {
                let (part, found) = self.row(row);
                let passing = &passing[row as usize / TOGETHER];
                part.facts.any(found.facts.clone(), passing) != negated
            };
            return left.iter().copied().filter(|row| holds(*row)).collect();
        }
        in_parts(left, |left| {
            let mut fuzzy = Fuzzy::new();
            let mut holds = |row: u32| {
                let (part, row) = self.row(row);
                condition.holds(&row.item, &part.words(row), &mut fuzzy)
            };
            left.iter().copied().filter(|row| holds(*row)).collect()
        })
    }

    fn row(&self, row: u32) -> (&Part, &Row) {
        let part = &self.parts[row as usize / TOGETHER];
        (part, &part.rows[row as usize % TOGETHER])
    }
}

impl Part {
    fn push(&mut self, item: &Arc<Item>) {
        let words = Words::of(item);
        let title = words.title.unwrap_or_default();
        let start = self.titles.len();
        self.titles.push_str(title);
        self.rows.push(Row {
            item: Arc::clone(item),
            archived: item.archived,
            hidden: words.title.is_none(),
            left: false,
            number: words.number,
            title: start..self.titles.len(),
            letters: Letters::of(title),
            texts: Letters::of_texts(item),
            facts: self.facts.add(item),
        });
        if self.rows.len() == TOGETHER {
            self.titles.shrink_to_fit();
            self.facts.close();
        }
    }

    fn words(&self, row: &Row) -> Words<'_> {
        let title = (!row.hidden).then(|| &self.titles[row.title.clone()]);
        Words { number: row.number, title, letters: row.letters, texts: row.texts }
    }
}
