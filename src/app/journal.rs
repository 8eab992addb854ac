//! The undo journal: what was done, what was taken back.

use std::collections::HashSet;

use super::forgotten::{has_no_way_back, is_only_forgotten, there, unheard};
use super::placed::stands;
use crate::domain::conflict::{merged, same_text, setter};
use crate::domain::item::Name;
use crate::domain::{Attribute, Edit, EditId, ItemId, Pending, Progress, Replica, Snapshot, Step, StepId};

/// Steps in the order they were made.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    steps: Vec<Step>,
    /// What was taken back and can be made again; the last one is next.
    taken_back: Vec<StepId>,
    warned: Option<StepId>,
    /// A step that is turned once the texts of its cards are known.
    waits: Option<StepId>,
    /// The cards whose text nobody has read.
    unread: HashSet<ItemId>,
    /// Comments that were given another text, each with what says it instead, until the sync has given the first up.
    rewritten: Vec<(Pending, EditId)>,
}

/// What turning a step, which is taking it back or making it again, comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// This is to be made; the step has been turned.
    Make(Turned),
    /// Others have changed the same since. Asking again does it all the same.
    Changed(Step, Vec<Since>),
    /// The texts of these cards are to be read first: then [`Journal::told`] gives the step.
    Unread(Vec<ItemId>),
    /// No card of it is on the project any more; the step is forgotten.
    Gone(Step),
    /// There is no way back from what it did. Asking again takes back the step before.
    Final(Step),
    /// There is nothing to turn.
    Nothing,
}

/// A step that has been turned.
#[derive(Debug, Clone, PartialEq)]
pub struct Turned {
    /// The step as it is now.
    pub step: Step,
    /// What turns it, in order.
    pub edits: Vec<Edit>,
    /// Edits of it that GitHub has refused, and what it has not heard of and can't be inverted: they are only to be forgotten.
    pub dropped: Vec<EditId>,
    /// What it did, GitHub has, and is not taken back: comments, drafts that have become issues, cards that can't be put back.
    pub left: Vec<Edit>,
    /// Cards that are no longer on the project.
    pub gone: Vec<ItemId>,
    /// Cards that were to be put back, and that someone else has put back.
    pub there: Vec<ItemId>,
}

/// A card that is no longer as a step left it.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// Which.
    pub item: ItemId,
    /// Who has changed it.
    pub who: Who,
}

/// Who has changed something.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// This person, with a later step of this label.
    You(String),
    /// Someone else; none where GitHub does not say who.
    Other(Option<Name>),
}

impl Journal {
    /// The journal as it was stored.
    pub fn new(steps: Vec<Step>) -> Self {
        let taken_back = steps.iter().rev().filter(|step| step.undone).map(|step| step.id).collect();
        Self { steps, taken_back, ..Self::default() }
    }

    /// The steps in the order they were made.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Adds a step. What was taken back before can't be made again any more.
    pub fn add(&mut self, step: Step) {
        self.steps.retain(|step| !step.undone);
        self.steps.push(step);
        self.taken_back.clear();
        self.warned = None;
    }

    /// Takes the latest step back.
    pub fn undo(&mut self, replica: &Replica) -> Turn {
        let done = |step: &Step| !step.undone;
        let mut last = self.steps.iter().rposition(done);
        let is_final = |step: &Step| step.back.is_empty() && unheard(step, replica).is_empty();
        // Asked again: past what there is no way back from.
        if let Some(place) = last
            && is_final(&self.steps[place])
            && self.warned == Some(self.steps[place].id)
        {
            last = self.steps[..place].iter().rposition(|step| done(step) && !is_final(step));
        }
        let Some(place) = last else { return Turn::Nothing };
        self.turn_at(place, replica)
    }

    /// Makes the step again that was taken back last.
    pub fn redo(&mut self, replica: &Replica) -> Turn {
        self.taken_back.last().copied().map_or(Turn::Nothing, |step| self.turn(step, replica))
    }

    /// The step that is taken back next.
    pub fn next_undo(&self) -> Option<&Step> {
        self.steps.iter().rfind(|step| !step.undone)
    }

    /// The step that is made again next.
    pub fn next_redo(&self) -> Option<&Step> {
        let next = self.taken_back.last()?;
        self.steps.iter().find(|step| step.id == *next)
    }

    /// Takes a step back, whatever was done since; one that is taken back is made again.
    pub fn turn(&mut self, step: StepId, replica: &Replica) -> Turn {
        match self.steps.iter().position(|known| known.id == step) {
            Some(place) => self.turn_at(place, replica),
            None => Turn::Nothing,
        }
    }

    /// Replaces the id of a card. Returns the steps that it is in, as they are now.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) -> Vec<Step> {
        let mut changed = Vec::new();
        for step in &mut self.steps {
            let renamed = step.renamed(from, to);
            if renamed != *step {
                *step = renamed;
                changed.push(step.clone());
            }
        }
        changed
    }

    /// Notes cards that someone else has put elsewhere. Returns the steps that have placed them, as they are now.
    pub fn moved(&mut self, cards: &HashSet<ItemId>) -> Vec<Step> {
        let mut changed = Vec::new();
        for step in self.steps.iter_mut().filter(|_| !cards.is_empty()) {
            let made = if step.undone { &step.back } else { &step.done };
            let placed = made.iter().filter(|edit| edit.places()).map(Edit::item);
            let moved = placed.filter(|card| cards.contains(*card) && !step.moved.contains(*card));
            let moved: HashSet<ItemId> = moved.cloned().collect();
            if !moved.is_empty() {
                step.moved.extend(moved);
                changed.push(step.clone());
            }
        }
        changed
    }

    /// Whether a text of a card is what some step is about.
    pub fn knows_text_of(&self, item: &ItemId) -> bool {
        self.steps.iter().flat_map(|step| &step.done).any(|edit| edit.text().is_some() && edit.item() == item)
    }

    /// The disk has told all it knows of a card. Returns the step that has waited for that.
    pub fn told(&mut self, item: &ItemId, replica: &Replica) -> Option<StepId> {
        if replica.text(item).is_none() {
            self.unread.insert(item.clone());
        }
        let step = self.steps.iter().find(|step| Some(step.id) == self.waits)?;
        if !self.unread_of(step, replica).is_empty() {
            return None;
        }
        self.waits.take()
    }

    /// Someone else changed the same: taken back, what a step overwrites is theirs. Returns the step if that changes it.
    pub fn overwrites(&mut self, step: StepId, mine: &Edit, theirs: &Edit) -> Option<&Step> {
        let step = self.steps.iter_mut().find(|known| known.id == step && !known.undone)?;
        let back = step.back.iter_mut().find(|back| mine.is_replaced_by(back))?;
        back.clone_from(theirs);
        Some(step)
    }

    /// An edit of a step was to be dropped and could not be: it is done. Returns the step if that changes it.
    pub fn kept(&mut self, kept: &Pending) -> Option<&Step> {
        let step = self.steps.iter_mut().find(|step| step.id == kept.step && step.undone)?;
        if step.done.len() > 1 {
            let place = step.done.iter().position(|edit| *edit == kept.edit)?;
            step.done.remove(place);
        } else {
            step.undone = false;
            self.taken_back.retain(|taken| *taken != step.id);
        }
        Some(step)
    }

    /// A comment that waits has another text. Returns the step that made it, as it is now.
    pub fn rewrite(&mut self, old: &Pending, new: &Pending) -> Option<&Step> {
        self.rewritten.push((old.clone(), new.id));
        self.reword(old.step, &old.edit, &new.edit)
    }

    /// The sync has given an edit up.
    pub fn forgotten(&mut self, edit: EditId) {
        self.rewritten.retain(|(old, _)| old.id != edit);
    }

    /// A comment was on its way to GitHub when it was to be given another text. Returns what was to say that.
    pub fn too_late(&mut self, kept: EditId) -> Option<EditId> {
        let place = self.rewritten.iter().position(|(old, _)| old.id == kept)?;
        Some(self.rewritten.remove(place).1)
    }

    /// An edit of a step is another one. Returns the step if it has it.
    pub fn reword(&mut self, step: StepId, from: &Edit, to: &Edit) -> Option<&Step> {
        let step = self.steps.iter_mut().find(|known| known.id == step)?;
        step.done.iter_mut().find(|edit| *edit == from)?.clone_from(to);
        Some(step)
    }

    /// The cards of a step whose texts it changes and that are not known.
    fn unread_of(&self, step: &Step, replica: &Replica) -> Vec<ItemId> {
        let texts = step.back.iter().filter(|edit| edit.text().is_some()).map(Edit::item);
        let unknown = |item: &&ItemId| {
            replica.view().item(item).is_some()
                && replica.text(item).is_none()
                && !self.unread.contains(*item)
        };
        texts.filter(unknown).cloned().collect()
    }

    fn turn_at(&mut self, place: usize, replica: &Replica) -> Turn {
        let step = &self.steps[place];
        let id = step.id;
        let (made, next) = if step.undone { (&step.back, &step.done) } else { (&step.done, &step.back) };
        let unheard = unheard(step, replica);
        if next.is_empty() && unheard.is_empty() {
            self.warned = Some(id);
            return Turn::Final(self.steps[place].clone());
        }
        let unread = self.unread_of(step, replica);
        if !unread.is_empty() {
            self.waits = Some(id);
            return Turn::Unread(unread);
        }
        let refused: Vec<&Pending> =
            replica.pending().iter().filter(|pending| is_refused(pending, id)).collect();
        let gone = gone(next, replica.view());
        // Those are there again once their removal is forgotten.
        let kept = unheard.iter().filter(|pending| pending.edit.deletes());
        let kept: HashSet<&ItemId> = kept.map(|pending| pending.edit.item()).collect();
        let there = there(next, replica.view());
        let edits: Vec<Edit> = next
            .iter()
            .filter(|edit| !gone.contains(edit.item()) && !there.contains(edit.item()))
            .filter(|edit| !kept.contains(edit.item()))
            .filter(|edit| !refused.iter().any(|refused| refused.edit.is_replaced_by(edit)))
            .map(|edit| on_top(as_github_has_it(edit, replica), made, replica))
            .collect();
        if edits.is_empty() && refused.is_empty() && unheard.is_empty() && there.is_empty() {
            let step = self.steps.remove(place);
            self.taken_back.retain(|taken| *taken != id);
            return Turn::Gone(step);
        }
        let ours = |edit: &&Edit| edits.iter().any(|next| next.item() == edit.item());
        let changed: Vec<Since> = made
            .iter()
            .filter(ours)
            .filter(|edit| !refused.iter().any(|refused| refused.edit.is_replaced_by(edit)))
            .filter(|edit| {
                if edit.places() {
                    step.moved.contains(edit.item()) && !stands(edit, replica.view())
                } else {
                    !still_holds(edit, replica) && !takes_in(edit, next, replica)
                }
            })
            // Where it is already as it would become, there is nothing to ask.
            .filter(|edit| {
                let becomes = |next: &&Edit| edit.is_replaced_by(next) && still_holds(next, replica);
                !edits.iter().filter(becomes).any(|next| stands(next, replica.view()))
            })
            .map(|edit| Since { item: edit.item().clone(), who: self.who(edit, place, replica) })
            .collect();
        if self.warned != Some(id) && !changed.is_empty() {
            self.warned = Some(id);
            return Turn::Changed(self.steps[place].clone(), changed);
        }
        self.warned = None;
        let dropped = refused.iter().chain(&unheard).map(|pending| pending.id).collect();
        let (step, left) = self.flip(place, &unheard);
        Turn::Make(Turned { step, edits, dropped, left, gone, there })
    }

    /// Turns a step; what GitHub has of it and there is no way back from is left out from then on, so that it is not done twice.
    fn flip(&mut self, place: usize, unheard: &[&Pending]) -> (Step, Vec<Edit>) {
        let step = &mut self.steps[place];
        let id = step.id;
        step.undone = !step.undone;
        step.moved.clear();
        let mut left = Vec::new();
        if step.undone {
            let is_unheard = |edit: &Edit| unheard.iter().any(|pending| pending.edit == *edit);
            let stays = |edit: &mut Edit| has_no_way_back(edit, &step.back) && !is_unheard(edit);
            left = step.done.extract_if(.., stays).collect();
        }
        self.taken_back.retain(|taken| *taken != id);
        if step.undone {
            self.taken_back.push(id);
        }
        (step.clone(), left)
    }

    /// Who has changed what an edit set.
    fn who(&self, edit: &Edit, place: usize, replica: &Replica) -> Who {
        let later = self.steps[place + 1..].iter().rev().find(|step| {
            let edits = if step.undone { &step.back } else { &step.done };
            edits.iter().any(|later| edit.is_replaced_by(later) && still_holds(later, replica))
        });
        match later {
            Some(step) => Who::You(step.label.clone()),
            None => Who::Other(replica.view().item(edit.item()).and_then(|item| setter(edit, item))),
        }
    }
}

/// What a card's text comes to when a step is turned: what was written since stays, where no lines clash.
fn turned_text(edit: &Edit, made: &[Edit], replica: &Replica) -> Option<String> {
    let next = edit.text()?;
    let left = made.iter().find(|made| made.is_replaced_by(edit)).and_then(Edit::text)?;
    let now = replica.text(edit.item())?;
    if same_text(now, left) { Some(next.to_owned()) } else { merged(left, now, next) }
}

/// The edit that turns another one, on top of what was written since.
fn on_top(edit: Edit, made: &[Edit], replica: &Replica) -> Edit {
    match turned_text(&edit, made, replica) {
        Some(text) => Edit::Set { item: edit.item().clone(), to: Attribute::Body(text) },
        None => edit,
    }
}

/// Whether a text that an edit has left can be turned without losing what was written since.
fn takes_in(made: &Edit, next: &[Edit], replica: &Replica) -> bool {
    next.iter().any(|edit| turned_text(edit, std::slice::from_ref(made), replica).is_some())
}

fn is_refused(pending: &Pending, step: StepId) -> bool {
    match pending.progress {
        Progress::Refused(_) => {
            pending.step == step && !pending.edit.creates() && !is_only_forgotten(&pending.edit)
        }
        Progress::Queued
        | Progress::Sending { .. }
        | Progress::Accepted { .. }
        | Progress::Unknown { .. } => false,
    }
}

/// The cards that edits would change but that are no longer there.
fn gone(edits: &[Edit], view: &Snapshot) -> Vec<ItemId> {
    let mut gone: Vec<ItemId> = Vec::new();
    for edit in edits {
        let item = edit.item();
        let comes = || edits.iter().any(|other| other.creates() && other.item() == item);
        if view.item(item).is_none() && !gone.contains(item) && !comes() {
            gone.push(item.clone());
        }
    }
    gone
}

/// An edit that takes an unsent one back restores what GitHub has, even if that is no longer what it had when the edit was made:
/// so the two cancel out, and nobody's value is overwritten.
fn as_github_has_it(edit: &Edit, replica: &Replica) -> Edit {
    let unsent =
        |pending: &&Pending| pending.progress == Progress::Queued && pending.edit.is_replaced_by(edit);
    let (Some(pending), Some(item)) =
        (replica.pending().iter().rev().find(unsent), replica.base().item(edit.item()))
    else {
        return edit.clone();
    };
    match edit {
        Edit::SetField { item: card, field, to } if *to == pending.was => {
            Edit::SetField { item: card.clone(), field: field.clone(), to: item.value(field).cloned() }
        }
        Edit::Set { item: card, to } if pending.base.as_ref() == Some(to) => match to.current(item) {
            Some(to) => Edit::Set { item: card.clone(), to },
            None => edit.clone(),
        },
        Edit::SetField { .. }
        | Edit::Set { .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Link { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. }
        | Edit::SetComment { .. } => edit.clone(),
    }
}

/// Whether a field, a property or a text is as an edit left it, as far as is known. Of places see [`stands`].
pub(super) fn still_holds(edit: &Edit, replica: &Replica) -> bool {
    let view = replica.view();
    match edit {
        Edit::Set { item, to: Attribute::Body(text) } => {
            view.item(item).is_some() && replica.text(item).is_none_or(|now| same_text(now, text))
        }
        Edit::SetField { item, field, to } => {
            view.item(item).is_some_and(|item| item.value(field) == to.as_ref())
        }
        Edit::Place { item, .. }
        | Edit::AddDraft { item, .. }
        | Edit::AddIssue { item, .. }
        | Edit::PutBack { item, .. }
        | Edit::Convert { item, .. }
        | Edit::Comment { item, .. }
        | Edit::SetComment { item, .. } => view.item(item).is_some(),
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
            moved: Vec::new(),
        }
    }

    #[test]
    fn what_a_stored_journal_has_taken_back_is_made_again_latest_first() {
        let journal = Journal::new(vec![step(1, false), step(2, true), step(3, false), step(4, true)]);
        let next: Vec<u128> = journal.taken_back.iter().map(|id| id.0.as_u128()).collect();
        assert_eq!(next, [4, 2]);
    }
}
