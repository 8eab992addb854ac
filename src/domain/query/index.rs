//! Items as a filter reads them: their words and facts side by side in memory, and what the last query found on its way.

use std::ops::Range;
use std::sync::Arc;

use super::Matcher;
use super::facts::Facts;
use super::matches::Condition;
use super::text::{Fuzzy, Letters, Words};
use crate::domain::Item;
use crate::domain::parts::in_parts;

/// Items to hold one query after another against. Reading them where they lie is what takes the time: most of it is copied here.
#[derive(Debug, Clone, Default)]
pub struct Index {
    rows: Vec<Row>,
    titles: String,
    facts: Facts,
    /// Whether the steps are those of a query that may show archived items.
    archived: bool,
    /// What the last query asked, from left to right. The next one mostly differs in its end.
    steps: Vec<Step>,
}

#[derive(Debug, Clone)]
struct Row {
    item: Arc<Item>,
    /// Copied: to look at the item for it would be slow.
    archived: bool,
    hidden: bool,
    number: Option<u64>,
    /// Where the title lies.
    title: Range<usize>,
    letters: Letters,
    facts: Range<usize>,
}

#[derive(Debug, Clone)]
struct Step {
    condition: Condition,
    /// The rows that pass this condition and those before it.
    left: Vec<usize>,
}

impl Index {
    /// An index of these items, a row each.
    pub fn new(items: &[&Arc<Item>]) -> Self {
        let mut parts = in_parts(items, |items| {
            let mut part = Self { rows: Vec::with_capacity(items.len()), ..Self::default() };
            for item in items {
                part.push(item);
            }
            vec![part]
        })
        .into_iter();
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            let (titles, facts) = (all.titles.len(), all.facts.append(part.facts));
            all.titles.push_str(&part.titles);
            let moved = |row: Row| Row {
                title: row.title.start + titles..row.title.end + titles,
                facts: row.facts.start + facts..row.facts.end + facts,
                ..row
            };
            all.rows.extend(part.rows.into_iter().map(moved));
        }
        all
    }

    /// Adds an item. Returns its row.
    pub fn push(&mut self, item: &Arc<Item>) -> usize {
        self.steps.clear();
        let words = Words::of(item);
        let title = words.map_or("", |words| words.title);
        let start = self.titles.len();
        self.titles.push_str(title);
        self.rows.push(Row {
            item: Arc::clone(item),
            archived: item.archived,
            hidden: words.is_none(),
            number: words.and_then(|words| words.number),
            title: start..self.titles.len(),
            letters: Letters::of(title),
            facts: self.facts.add(item),
        });
        self.rows.len() - 1
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether the query shows the item of each row.
    pub fn passing(&mut self, matcher: &Matcher) -> Vec<bool> {
        let same = self.archived == matcher.archived;
        let asked = matcher.conditions.iter().zip(&self.steps);
        let known = asked.take_while(|(condition, step)| same && **condition == step.condition).count();
        self.steps.truncate(known);
        self.archived = matcher.archived;
        let may = |row: &usize| matcher.archived || !self.rows[*row].archived;
        let all = || (0..self.rows.len()).filter(may).collect();
        let mut left = self.steps.last().map_or_else(all, |step| step.left.clone());
        for condition in &matcher.conditions[known..] {
            left = self.narrowed(&left, condition);
            self.steps.push(Step { condition: condition.clone(), left: left.clone() });
        }
        let mut passing = vec![false; self.rows.len()];
        for row in left {
            passing[row] = true;
        }
        passing
    }

    fn narrowed(&self, left: &[usize], condition: &Condition) -> Vec<usize> {
        if condition.test.is_of_facts() {
            let facts = self.facts.passing(|fact| condition.test.knows(fact));
            let holds =
                |row: usize| self.facts.any(self.rows[row].facts.clone(), &facts) != condition.negated;
            return left.iter().copied().filter(|row| holds(*row)).collect();
        }
        in_parts(left, |left| {
            let mut fuzzy = Fuzzy::new();
            let mut holds = |row: usize| {
                let row = &self.rows[row];
                condition.holds(&row.item, self.words(row), &mut fuzzy)
            };
            left.iter().copied().filter(|row| holds(*row)).collect()
        })
    }

    fn words(&self, row: &Row) -> Option<Words<'_>> {
        let title = || &self.titles[row.title.clone()];
        (!row.hidden).then(|| Words { number: row.number, title: title(), letters: row.letters })
    }
}
