//! What screens and overlays may reach while they obey an action.

use std::collections::HashSet;

use chrono::FixedOffset;

use super::clash::Clash;
use super::ids::Ids;
use super::journal::{Journal, Turn, Turned};
use super::message::{Effect, Size};
use super::model::{Extent, Settings};
use super::notice::{Notices, Tone};
use super::overlay::clash::Dock;
use super::overlay::{Overlay, history};
use super::past;
use crate::domain::limit::{self, Passed};
use crate::domain::wording::of_edit;
use crate::domain::{
    Attribute, Date, Directory, Edit, EditId, ItemId, Pending, Progress, Replica, Snapshot, Step, StepId,
    Timestamp,
};
use crate::sync::Command;

/// The parts of the model that a screen does not own.
pub struct Cx<'a> {
    /// The project.
    pub replica: &'a mut Replica,
    /// What can be undone.
    pub journal: &'a mut Journal,
    /// Where someone else changed the same as this person.
    pub clashes: &'a mut Vec<Clash>,
    /// Whether the first of them is shown below the board.
    pub dock: &'a mut Dock,
    /// Ids for new edits.
    pub ids: &'a mut Ids,
    /// What is said to the user.
    pub notices: &'a mut Notices,
    /// What lies above the screen.
    pub overlays: &'a mut Vec<Overlay>,
    /// What the shell is to do.
    pub effects: &'a mut Vec<Effect>,
    /// What can be chosen in the repositories of the project, as far as it was read.
    pub directory: &'a Directory,
    /// What the user has configured.
    pub settings: &'a Settings,
    /// What the last frame had room for.
    pub extent: Extent,
    /// The terminal's size.
    pub size: Size,
    /// The time.
    pub now: Timestamp,
}

/// The text of a card before it is changed.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// As the person saw it.
    pub seen: &'a str,
    /// What someone else has made of it meanwhile, where the person has seen that too.
    pub theirs: Option<&'a str>,
}

impl<'a> Before<'a> {
    /// A text that nobody else has changed, as far as is known.
    pub fn seen(seen: &'a str) -> Self {
        Self { seen, theirs: None }
    }
}

/// What editors may look at to say what there is to choose from.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// The project as it is.
    pub view: &'a Snapshot,
    /// What can be chosen in its repositories, as far as it was read.
    pub directory: &'a Directory,
    /// The login that `@me` stands for.
    pub me: Option<&'a str>,
    /// The day where the user is.
    pub today: Date,
}

impl<'a> Sight<'a> {
    /// What there is to look at.
    pub fn of(
        replica: &'a Replica,
        directory: &'a Directory,
        settings: &'a Settings,
        now: Timestamp,
    ) -> Self {
        let (me, today) = (settings.me.as_deref(), today(now, settings));
        Self { view: replica.view(), directory, me, today }
    }
}

impl Cx<'_> {
    /// What there is to look at.
    pub fn sight(&self) -> Sight<'_> {
        Sight::of(self.replica, self.directory, self.settings, self.now)
    }

    /// The day where the user is.
    pub fn today(&self) -> Date {
        today(self.now, self.settings)
    }

    /// Says something that fades.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.notices.say(tone, text, self.now);
    }

    /// The columns that these edits would fill beyond their limits.
    pub fn passed(&self, edits: &[Edit]) -> Vec<Passed> {
        limit::passed(self.replica.view(), edits, |column| self.settings.limit(column))
    }

    /// The first enforced limit that keeps these edits from being made without a reason.
    pub fn barred(&self, edits: &[Edit]) -> Option<Passed> {
        self.passed(edits).into_iter().find(|passed| passed.limit.enforced)
    }

    /// Makes edits as one step: at once visible, sent, and undone together.
    pub fn commit(&mut self, label: String, edits: Vec<Edit>) {
        if !edits.is_empty() {
            let id = self.ids.next(self.now);
            self.make(id, label, edits, None);
        }
    }

    /// Makes edits of a card's text as one step.
    pub fn commit_text(&mut self, label: String, edits: Vec<Edit>, before: Before<'_>) {
        if !edits.is_empty() {
            let id = self.ids.next(self.now);
            self.make(id, label, edits, Some(before));
        }
    }

    /// Makes the edits that create a card, as one step. Returns the card.
    pub fn create(&mut self, label: String, edits: impl FnOnce(ItemId) -> Vec<Edit>) -> ItemId {
        let id = self.ids.next(self.now);
        let card = ItemId::local(id);
        self.make(id, label, edits(card.clone()), None);
        card
    }

    fn make(&mut self, id: StepId, label: String, edits: Vec<Edit>, before: Option<Before<'_>>) {
        self.notices.outdate(self.now);
        let passed = if limit::reason(&label).is_some() { self.passed(&edits) } else { Vec::new() };
        let mut groups = Vec::new();
        let mut pendings = Vec::new();
        for (place, edit) in edits.iter().enumerate() {
            let text = before.map(|before| before.seen).or_else(|| self.replica.text(edit.item()));
            groups.push(edit.inverse(self.replica.view(), text));
            let own = if place == 0 { id } else { self.ids.next(self.now) };
            let seen = text.map(str::to_owned);
            let pending = self.pending(own, id, edit.clone(), before);
            let mut pending = pending.in_sight_of(self.replica.view(), seen.as_deref());
            pending.excuse = limit::excuse(&passed, edit, &label);
            self.replica.edit(pending.clone());
            pendings.push(pending);
        }
        // What the step creates goes as a whole.
        let mut back: Vec<Edit> = groups.into_iter().rev().flatten().collect();
        let created: HashSet<ItemId> =
            back.iter().filter(|edit| edit.deletes()).map(|edit| edit.item().clone()).collect();
        back.retain(|edit| edit.deletes() || !created.contains(edit.item()));
        let step = Step { id, label, done: edits, back, made_at: self.now, undone: false, moved: Vec::new() };
        self.journal.add(step.clone());
        self.effects.push(Effect::Sync(Command::Push { edits: pendings, step: Some(step) }));
    }

    /// Gives a comment that GitHub has not heard of another text, where it stands: one step makes it, as before. Returns whether it
    /// could.
    pub fn rewrite(&mut self, edit: EditId, text: &str) -> bool {
        let waits = |pending: &&Pending| pending.id == edit && pending.progress == Progress::Queued;
        let Some(old) = self.replica.pending().iter().find(waits).cloned() else { return false };
        let mut id = old.id.next();
        while self.replica.pending().iter().any(|known| known.id == id) {
            id = id.next();
        }
        let said = Edit::Comment { item: old.edit.item().clone(), body: text.to_owned() };
        let label = of_edit(&said, self.replica.view());
        let new = Pending { id, edit: said, made_at: self.now, ..old.clone() };
        let step = self.journal.rewrite(&old, &new).cloned();
        self.replica.forget(old.id);
        self.replica.edit(new.clone());
        // In this order: were the power cut between the two, no text would be lost.
        self.effects.push(Effect::Sync(Command::Push { edits: vec![new], step }));
        self.effects.push(Effect::Sync(Command::Drop(old.id)));
        self.say(Tone::Info, format!("{label}: it says something else now."));
        true
    }

    /// Takes the last step back. Returns the card that moved.
    pub fn undo(&mut self) -> Option<ItemId> {
        let turn = self.journal.undo(self.replica);
        self.turn(turn, "Nothing to undo.")
    }

    /// Makes the step again that was taken back last. Returns the card that moved.
    pub fn redo(&mut self) -> Option<ItemId> {
        if self.journal.next_redo().cloned().is_some_and(|step| self.keeps_undone(&step)) {
            return None;
        }
        let turn = self.journal.redo(self.replica);
        self.turn(turn, "Nothing to redo.")
    }

    /// Takes any step back, or makes it again. Returns the card that moved.
    pub fn turn_step(&mut self, step: StepId) -> Option<ItemId> {
        let known = self.journal.steps().iter().find(|known| known.id == step && known.undone).cloned();
        if known.is_some_and(|step| self.keeps_undone(&step)) {
            return None;
        }
        let turn = self.journal.turn(step, self.replica);
        self.turn(turn, "It is no longer in the history.")
    }

    /// Whether an enforced limit keeps a step from being made again; says so. One that was made for a reason has its reason still.
    fn keeps_undone(&mut self, step: &Step) -> bool {
        let Some(full) = self.barred(&step.done).filter(|_| limit::reason(&step.label).is_none()) else {
            return false;
        };
        let text =
            format!("{full}: “{}” is not made again. Move the card itself, with a reason.", step.label);
        self.say(Tone::Warn, text);
        true
    }

    fn turn(&mut self, turn: Turn, nothing: &str) -> Option<ItemId> {
        let text = match turn {
            Turn::Make(turned) => return self.make_turn(turned),
            Turn::Nothing => {
                self.say(Tone::Info, nothing);
                return None;
            }
            Turn::Unread(cards) => {
                self.effects.extend(cards.into_iter().map(|card| Effect::Sync(Command::Peek(card))));
                return None;
            }
            Turn::Gone(step) => format!("{}: the card is no longer on the project.", step.label),
            Turn::Final(step) if step.done.iter().all(Edit::comments) => {
                format!(
                    "{}: a comment that was sent is not taken back. Ask again for the step before.",
                    step.label
                )
            }
            Turn::Final(step) => {
                format!("{}: there is no way back. Ask again for the step before.", step.label)
            }
            Turn::Changed(step, since) => {
                let who = history::changed(&since, step.cards(), self.replica.view());
                format!("{}: {who}. Ask again to do it all the same.", step.label)
            }
        };
        self.say(Tone::Warn, text);
        None
    }

    fn make_turn(&mut self, turned: Turned) -> Option<ItemId> {
        let Turned { mut step, mut edits, dropped, left, gone, there } = turned;
        self.create_anew(&mut step, &mut edits);
        let card = edits.first().or(step.done.first()).map(|edit| edit.item().clone());
        let passed = self.passed(&edits);
        let over = passed.first().map(|passed| format!(" {}", passed.told()));
        let edits = edits
            .into_iter()
            .map(|edit| {
                let id = self.ids.next(self.now);
                let now = self.replica.text(edit.item()).map(str::to_owned);
                let seen = now.as_deref().or_else(|| text_before(&step, edit.item()));
                let mut pending = self.pending(id, step.id, edit, seen.map(Before::seen));
                pending.turns = true;
                // Only what was done had the reason.
                let redone = Some(&pending.edit).filter(|_| !step.undone);
                pending.excuse = redone.and_then(|edit| limit::excuse(&passed, edit, &step.label));
                self.replica.edit(pending.clone());
                pending
            })
            .collect();
        let done = if step.undone { "Undone" } else { "Redone" };
        let but = past::but_for(&gone, &there, &left);
        let text = format!("{done}: {}{but}.", step.label);
        let calm = but.is_empty() && over.is_none();
        self.say(if calm { Tone::Info } else { Tone::Warn }, text + &over.unwrap_or_default());
        for edit in &dropped {
            self.replica.forget(*edit);
        }
        self.effects.extend(dropped.into_iter().map(|edit| Effect::Sync(Command::Drop(edit))));
        self.effects.push(Effect::Sync(Command::Push { edits, step: Some(step) }));
        card
    }

    /// A removal that was to be forgotten was on its way already: the card is brought back as one that was taken off. False where there
    /// is no way back.
    pub fn turn_late(&mut self, removal: &Pending) -> bool {
        let step = self.journal.steps().iter().find(|step| step.id == removal.step).cloned();
        let Some(step) = step.filter(|_| removal.edit.deletes()) else { return false };
        let edits = if step.undone { &step.back } else { &step.done };
        let edits: Vec<Edit> =
            edits.iter().filter(|edit| edit.item() == removal.edit.item()).cloned().collect();
        if !edits.iter().any(Edit::creates) {
            return false;
        }
        self.replica.edit(removal.clone());
        let (dropped, left, gone, there) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        self.make_turn(Turned { step, edits, dropped, left, gone, there });
        true
    }

    /// GitHub never gives an id again, so a card that was taken back comes again under a new local one.
    fn create_anew(&mut self, step: &mut Step, edits: &mut [Edit]) {
        let gone: Vec<ItemId> =
            edits.iter().filter(|edit| edit.creates()).map(|edit| edit.item().clone()).collect();
        for gone in gone {
            let new = ItemId::local(self.ids.next(self.now));
            let others = self.journal.rename(&gone, &new).into_iter().filter(|other| other.id != step.id);
            let keep = |step| Effect::Sync(Command::Push { edits: Vec::new(), step: Some(step) });
            self.effects.extend(others.map(keep));
            for edit in edits.iter_mut().chain(&mut step.done).chain(&mut step.back) {
                *edit = edit.renamed(&gone, &new);
            }
        }
    }

    /// The text that GitHub has of a card which a person sees with the text `seen`: our own edit of it may be on its way.
    fn text_at_github(&self, item: &ItemId, seen: &str) -> Option<String> {
        let ours = self
            .replica
            .pending_of(item)
            .filter(|pending| pending.is_in_view())
            .filter_map(|pending| Some((pending, pending.edit.text()?)));
        match ours.last() {
            Some((pending, text)) if !pending.is_unsent() => Some(text.to_owned()),
            Some((Pending { base: Some(Attribute::Body(base)), .. }, _)) => Some(base.clone()),
            Some(_) => None,
            None => Some(seen.to_owned()),
        }
    }

    /// An edit as the outbox has it.
    fn pending(&mut self, id: EditId, step: StepId, edit: Edit, before: Option<Before<'_>>) -> Pending {
        let base = before.and_then(|before| match before.theirs {
            Some(theirs) => Some(theirs.to_owned()),
            None => self.text_at_github(edit.item(), before.seen),
        });
        let pending = Pending::new(id, step, edit, self.replica.base(), base.as_deref(), self.now);
        let is_text = matches!(pending.edit, Edit::Set { .. });
        if let (Some(Attribute::Body(base)), None) = (&pending.base, self.replica.text(pending.edit.item()))
            && is_text
        {
            self.replica.learn(pending.edit.item(), base);
        }
        pending
    }
}

/// The text of a card that a step which is turned has left: GitHub's, unless someone has changed it since.
fn text_before<'a>(step: &'a Step, item: &ItemId) -> Option<&'a str> {
    let left = if step.undone { &step.done } else { &step.back };
    left.iter().filter(|edit| edit.item() == item).find_map(Edit::text)
}

/// The day where the user is.
pub fn today(now: Timestamp, settings: &Settings) -> Date {
    local(now, settings).date_naive()
}

/// A moment on the user's clock.
pub fn local(at: Timestamp, settings: &Settings) -> chrono::DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(settings.utc_offset.clamp(-1439, 1439) * 60);
    at.with_timezone(&offset.expect("less than a day"))
}
