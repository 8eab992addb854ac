//! The undo journal: what was done, what was taken back.

use crate::domain::{Attribute, Edit, ItemId, Snapshot, Step, StepId};

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
    /// The card is no longer on the project.
    Gone(Step),
    /// There is nothing to turn.
    Nothing,
}

impl Journal {
    /// The journal as it was stored. What was taken back before a later step was made can't be redone.
    pub fn new(mut steps: Vec<Step>) -> Self {
        let last_done = steps.iter().rposition(|step| !step.undone).unwrap_or(0);
        let mut place = 0;
        steps.retain(|step| {
            place += 1;
            !step.undone || place > last_done
        });
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

    /// Takes a step out: there is no way back from it.
    pub fn forget(&mut self, step: StepId) {
        self.steps.retain(|known| known.id != step);
    }

    /// Replaces a step by what became of it.
    pub fn replace(&mut self, step: &Step) {
        if let Some(known) = self.steps.iter_mut().find(|known| known.id == step.id) {
            known.clone_from(step);
        }
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
        if !self.steps[place].done.iter().any(|edit| exists(edit, view)) {
            return Turn::Gone(self.steps.remove(place));
        }
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

/// Whether there is something left to change.
fn exists(edit: &Edit, view: &Snapshot) -> bool {
    match edit {
        Edit::SetField { item, .. }
        | Edit::Place { item, .. }
        | Edit::Set { item, .. }
        | Edit::Link { item, .. }
        | Edit::Convert { item, .. }
        | Edit::Comment { item, .. } => view.item(item).is_some(),
        Edit::AddDraft { .. } | Edit::AddIssue { .. } | Edit::Delete { .. } => true,
    }
}

/// Whether a field or a property is as an edit left it. Places shift with every move of any card, so they don't count; bodies are
/// not in a snapshot.
fn still_holds(edit: &Edit, view: &Snapshot) -> bool {
    match edit {
        Edit::SetField { item, field, to } => {
            view.item(item).is_some_and(|item| item.value(field) == to.as_ref())
        }
        Edit::Set { item, to: Attribute::Body(_) }
        | Edit::Place { item, .. }
        | Edit::AddDraft { item, .. }
        | Edit::AddIssue { item, .. }
        | Edit::Convert { item, .. }
        | Edit::Comment { item, .. } => view.item(item).is_some(),
        Edit::Set { item, to } => view.item(item).is_some_and(|item| to.holds(item)),
        Edit::Link { item, entry, on } => {
            view.item(item).is_some_and(|item| entry.is_on(item).is_none_or(|now| now == *on))
        }
        Edit::Delete { item } => view.item(item).is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EditId;

    fn step(number: u128, undone: bool) -> Step {
        let item = crate::domain::ItemId::from(number.to_string());
        let draft = Edit::AddDraft { item: item.clone(), title: String::new(), body: String::new() };
        let (done, back) = (vec![draft], vec![Edit::Delete { item }]);
        let made_at = crate::domain::Timestamp::UNIX_EPOCH;
        Step {
            id: EditId(uuid::Uuid::from_u128(number)),
            label: number.to_string(),
            done,
            back,
            made_at,
            undone,
        }
    }

    #[test]
    fn a_stored_journal_redoes_only_what_was_taken_back_last() {
        let labels = |steps| Journal::new(steps).steps.into_iter().map(|step| step.label).collect::<Vec<_>>();
        assert_eq!(
            labels(vec![step(1, false), step(2, true), step(3, false), step(4, true)]),
            ["1", "3", "4"]
        );
        assert_eq!(labels(vec![step(1, true)]), ["1"]);
    }
}
