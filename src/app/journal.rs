//! The undo journal: what was done, what was taken back.

use crate::domain::{Edit, ItemId, Snapshot, Step, StepId};

/// Steps in the order they were made.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    steps: Vec<Step>,
    warned: Option<StepId>,
}

/// What an undo or redo would do.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// Make these edits; the step has been turned.
    Make(Step, Vec<Edit>),
    /// Someone else has changed the same since. Asking again does it all the same.
    Changed(Step),
    /// There is nothing to turn.
    Nothing,
}

impl Journal {
    /// The journal as it was stored.
    pub fn new(steps: Vec<Step>) -> Self {
        Self { steps, warned: None }
    }

    /// Adds a step. What was taken back before can't be redone any more.
    pub fn add(&mut self, step: Step) {
        self.steps.retain(|step| !step.undone);
        self.steps.push(step);
        self.warned = None;
    }

    /// Takes the latest step back.
    pub fn undo(&mut self, view: &Snapshot) -> Turn {
        let Some(place) = self.steps.iter().rposition(|step| !step.undone) else { return Turn::Nothing };
        self.turn(place, view)
    }

    /// Makes the step again that was taken back last.
    pub fn redo(&mut self, view: &Snapshot) -> Turn {
        let done = self.steps.iter().rposition(|step| !step.undone).map_or(0, |place| place + 1);
        if done < self.steps.len() { self.turn(done, view) } else { Turn::Nothing }
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        for step in &mut self.steps {
            for edit in step.done.iter_mut().chain(&mut step.back) {
                *edit = edit.renamed(from, to);
            }
        }
    }

    fn turn(&mut self, place: usize, view: &Snapshot) -> Turn {
        let step = &mut self.steps[place];
        let (made, next) = if step.undone { (&step.back, &step.done) } else { (&step.done, &step.back) };
        if self.warned != Some(step.id) && !made.iter().all(|edit| still_holds(edit, view)) {
            self.warned = Some(step.id);
            return Turn::Changed(step.clone());
        }
        let edits = next.clone();
        step.undone = !step.undone;
        self.warned = None;
        Turn::Make(step.clone(), edits)
    }
}

/// Whether a field is as an edit left it. Places shift with every move of any card, so they don't count.
fn still_holds(edit: &Edit, view: &Snapshot) -> bool {
    match edit {
        Edit::SetField { item, field, to } => {
            view.item(item).is_some_and(|item| item.value(field) == to.as_ref())
        }
        Edit::Place { item, .. } | Edit::AddDraft { item, .. } => view.item(item).is_some(),
        Edit::Delete { item } => view.item(item).is_none(),
    }
}
