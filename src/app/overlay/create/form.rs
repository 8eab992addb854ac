//! An issue form that is filled in: its questions, what is answered so far, and which of them has the keys.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::app::model::Extent;
use crate::app::widget::{Line, Text};
use crate::domain::form::{self, Answer, Input, Question, Template};
use crate::domain::item::Name;
use crate::input::Stroke;

/// What a new card starts from, and the answers to its questions; a template that is no form has none.
#[derive(Debug, Clone)]
pub struct Filling {
    /// Whose template it is.
    pub repository: Name,
    /// The form or template.
    pub template: Template,
    /// One for each question.
    pub answers: Vec<Written>,
    /// What has the keys: 0 is the title, 1 the first question.
    pub at: usize,
}

/// An answer while it is written.
#[derive(Debug, Clone)]
pub enum Written {
    /// One line.
    Line(Line),
    /// Several lines.
    Text(Text),
    /// Options or boxes.
    Places {
        /// The places of those that are chosen.
        chosen: BTreeSet<usize>,
        /// The place of the one that a key would choose.
        at: usize,
        /// How many there are.
        count: usize,
        /// Whether more than one can be chosen.
        many: bool,
        /// What was chosen before, and what was taken back, each the latest last.
        past: [Vec<BTreeSet<usize>>; 2],
    },
}

/// A filling for the next start.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    repository: Name,
    template: Template,
    answers: Vec<Answer>,
    at: usize,
}

impl Written {
    fn new(question: &Question, answer: Answer) -> Self {
        match (&question.input, answer) {
            (Input::Line { .. }, Answer::Text(text)) => Self::Line(Line::new(&text)),
            (Input::Text { .. }, Answer::Text(text)) => Self::Text(Text::new(&text)),
            (Input::Choice { options, multiple, .. }, Answer::Places(places)) => {
                let at = places.first().copied().unwrap_or(0);
                let (chosen, count) = (places.into_iter().collect(), options.len());
                Self::Places { chosen, at, count, many: *multiple, past: Default::default() }
            }
            (Input::Boxes(boxes), Answer::Places(places)) => {
                let (chosen, count) = (places.into_iter().collect(), boxes.len());
                Self::Places { chosen, at: 0, count, many: true, past: Default::default() }
            }
            (_, _) => Self::new(question, question.preset()),
        }
    }

    /// What it says now.
    pub fn answer(&self) -> Answer {
        match self {
            Self::Line(line) => Answer::Text(line.text().to_owned()),
            Self::Text(text) => Answer::Text(text.lines().join("\n")),
            Self::Places { chosen, .. } => Answer::Places(chosen.iter().copied().collect()),
        }
    }

    /// Whether arrows step through its options, and there is one in that direction.
    pub(super) fn step(&mut self, down: bool) -> bool {
        let Self::Places { at, count, .. } = self else { return false };
        let next = if down { *at + 1 } else { at.wrapping_sub(1) };
        if next < *count {
            *at = next;
            return true;
        }
        false
    }

    /// Chooses the option at hand, or no longer.
    pub(super) fn tick(&mut self) {
        let Self::Places { chosen, at, count, many, past: [before, after] } = self else { return };
        before.push(chosen.clone());
        after.clear();
        if chosen.remove(at) || *at >= *count {
            return;
        }
        if !*many {
            chosen.clear();
        }
        chosen.insert(*at);
    }

    /// Takes back what was typed or chosen last, or types or chooses it again.
    pub(super) fn turn(&mut self, back: bool) {
        match self {
            Self::Line(line) => {
                let _ = if back { line.undo() } else { line.redo() };
            }
            Self::Text(text) if back => text.undo(),
            Self::Text(text) => text.redo(),
            Self::Places { chosen, past: [before, after], .. } => {
                let (from, to) = if back { (before, after) } else { (after, before) };
                if let Some(then) = from.pop() {
                    to.push(std::mem::replace(chosen, then));
                }
            }
        }
    }

    /// Obeys a key that types. Returns whether it was of use.
    pub(super) fn key(&mut self, stroke: Stroke, extent: Extent) -> bool {
        match self {
            Self::Line(line) => {
                let before = line.parts().0.len();
                line.key(stroke) || line.parts().0.len() != before
            }
            Self::Text(text) => {
                let cells = if extent.cells == 0 { usize::MAX } else { extent.cells };
                text.key(stroke, cells, extent.lines);
                true
            }
            Self::Places { .. } => false,
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match self {
            Self::Line(line) => line.insert(text),
            Self::Text(area) => area.insert(text),
            Self::Places { .. } => {}
        }
    }
}

impl Filling {
    /// A form of a repository, nothing answered yet.
    pub(super) fn new(repository: Name, template: Template) -> Self {
        let answers = form::questions(template.parts());
        let answers = answers.map(|question| Written::new(question, question.preset())).collect();
        Self { repository, template, answers, at: 0 }
    }

    pub(super) fn keep(&self) -> Kept {
        let (repository, template) = (self.repository.clone(), self.template.clone());
        Kept { repository, template, answers: self.answers(), at: self.at }
    }

    pub(super) fn restore(kept: Kept) -> Self {
        let mut filling = Self::new(kept.repository, kept.template);
        let questions = form::questions(filling.template.parts());
        filling.answers =
            questions.zip(kept.answers).map(|(question, answer)| Written::new(question, answer)).collect();
        filling.at = kept.at.min(filling.answers.len());
        filling
    }

    /// What is answered so far, one for each question.
    pub fn answers(&self) -> Vec<Answer> {
        self.answers.iter().map(Written::answer).collect()
    }

    /// Whether leaving it would lose anything.
    pub fn is_touched(&self) -> bool {
        let fresh = form::questions(self.template.parts());
        let fresh = fresh.map(|question| Written::new(question, question.preset()).answer());
        !fresh.eq(self.answers.iter().map(Written::answer))
    }

    /// Whether this is the same form as another.
    pub(super) fn is_of(&self, repository: &Name, template: &Template) -> bool {
        self.repository == *repository && self.template.file == template.file
    }

    /// The questions that are not answered though they must be: how many, and of how many.
    pub fn to_answer(&self) -> (usize, usize) {
        let answers = self.answers();
        let questions = || form::questions(self.template.parts()).zip(&answers);
        let must = questions().filter(|(question, _)| !question.accepts(&question.preset())).count();
        (questions().filter(|(question, answer)| !question.accepts(answer)).count(), must)
    }

    /// The answer that has the keys; none while the title has them.
    pub fn here(&mut self) -> Option<&mut Written> {
        self.answers.get_mut(self.at.checked_sub(1)?)
    }

    /// Goes on by one, from the last question to the title.
    pub(super) fn next(&mut self, forth: bool) {
        let count = self.answers.len() + 1;
        self.at = (self.at + if forth { 1 } else { count - 1 }) % count;
    }

    /// Goes to the first question that must be answered and is not.
    pub(super) fn seek(&mut self) {
        let answers = self.answers();
        let mut questions = form::questions(self.template.parts()).zip(&answers);
        if let Some(place) = questions.position(|(question, answer)| !question.accepts(answer)) {
            self.at = place + 1;
        }
    }
}
