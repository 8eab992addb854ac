//! What screens and overlays may reach while they obey an action.

use chrono::FixedOffset;

use super::ids::Ids;
use super::journal::{Journal, Turn};
use super::message::Effect;
use super::model::{Extent, Settings};
use super::notice::{Notices, Tone};
use super::overlay::Overlay;
use crate::domain::{
    Date, Directory, Edit, EditId, ItemId, Pending, Progress, Replica, Snapshot, Step, StepId, Timestamp,
};
use crate::sync::Command;

/// The parts of the model that a screen does not own.
pub struct Cx<'a> {
    /// The project.
    pub replica: &'a mut Replica,
    /// What can be undone.
    pub journal: &'a mut Journal,
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
    /// The time.
    pub now: Timestamp,
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

impl Cx<'_> {
    /// What there is to look at.
    pub fn sight(&self) -> Sight<'_> {
        Sight {
            view: self.replica.view(),
            directory: self.directory,
            me: self.settings.me.as_deref(),
            today: self.today(),
        }
    }

    /// The day where the user is.
    pub fn today(&self) -> Date {
        today(self.now, self.settings)
    }

    /// Says something that fades.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.notices.say(tone, text, self.now);
    }

    /// Makes edits as one step: at once visible, sent, and undone together.
    pub fn commit(&mut self, label: String, edits: Vec<Edit>) {
        if !edits.is_empty() {
            let id = self.ids.next(self.now);
            self.make(id, label, edits, None);
        }
    }

    /// Makes edits of a card's text as one step; `was` is the text before.
    pub fn commit_text(&mut self, label: String, edits: Vec<Edit>, was: &str) {
        if !edits.is_empty() {
            let id = self.ids.next(self.now);
            self.make(id, label, edits, Some(was));
        }
    }

    /// Makes the edits that create a card, as one step. Returns the card.
    pub fn create(&mut self, label: String, edits: impl FnOnce(ItemId) -> Vec<Edit>) -> ItemId {
        let id = self.ids.next(self.now);
        let card = ItemId::local(id);
        self.make(id, label, edits(card.clone()), None);
        card
    }

    fn make(&mut self, id: StepId, label: String, edits: Vec<Edit>, body: Option<&str>) {
        let mut back = Vec::new();
        let mut pendings = Vec::new();
        for (place, edit) in edits.iter().enumerate() {
            back.splice(0..0, edit.inverse(self.replica.view(), body));
            let own = if place == 0 { id } else { self.ids.next(self.now) };
            pendings.push(self.edit(own, id, edit.clone(), body));
        }
        // What the step creates goes as a whole.
        let created: Vec<ItemId> =
            back.iter().filter(|edit| edit.deletes()).map(|edit| edit.item().clone()).collect();
        back.retain(|edit| edit.deletes() || !created.contains(edit.item()));
        let step = Step { id, label, done: edits, back, made_at: self.now, undone: false };
        self.journal.add(step.clone());
        self.effects.push(Effect::Sync(Command::Push { edits: pendings, step: Some(step) }));
    }

    /// Takes the last step back. Returns the card that moved.
    pub fn undo(&mut self) -> Option<ItemId> {
        let turn = self.journal.undo(self.replica.view());
        self.turn(turn, "Undone", "Nothing to undo.")
    }

    /// Makes the step again that was taken back last. Returns the card that moved.
    pub fn redo(&mut self) -> Option<ItemId> {
        let turn = self.journal.redo(self.replica.view());
        self.turn(turn, "Redone", "Nothing to redo.")
    }

    fn turn(&mut self, turn: Turn, done: &str, nothing: &str) -> Option<ItemId> {
        match turn {
            Turn::Nothing => {
                self.say(Tone::Info, nothing);
                None
            }
            Turn::Gone(step) => {
                self.say(Tone::Warn, format!("{}: the card is no longer on the project.", step.label));
                None
            }
            Turn::Changed(step) => {
                let text = format!("{}: it was changed since. Ask again to do it all the same.", step.label);
                self.say(Tone::Warn, text);
                None
            }
            Turn::Make(mut step, mut edits) => {
                let unsaid = step.undone && self.unsay(&mut step);
                if edits.is_empty() && !unsaid {
                    self.journal.forget(step.id);
                    self.say(Tone::Warn, format!("{}: there is no way back from that.", step.label));
                    return None;
                }
                self.create_anew(&mut step, &mut edits);
                let card = edits.first().map(|edit| edit.item().clone());
                let edits = edits
                    .into_iter()
                    .map(|edit| {
                        let id = self.ids.next(self.now);
                        self.edit(id, step.id, edit, None)
                    })
                    .collect();
                self.say(Tone::Info, format!("{done}: {}.", step.label));
                self.effects.push(Effect::Sync(Command::Push { edits, step: Some(step) }));
                card
            }
        }
    }

    /// Drops the comments of a step that have not been sent yet. The others stay, and a redo does not write them twice. Returns
    /// whether there was one to drop.
    fn unsay(&mut self, step: &mut Step) -> bool {
        let is_comment = |edit: &Edit| matches!(edit, Edit::Comment { .. });
        let queued = self.replica.pending().iter().filter(|pending| {
            pending.step == step.id && is_comment(&pending.edit) && pending.progress == Progress::Queued
        });
        let queued: Vec<(EditId, Edit)> = queued.map(|pending| (pending.id, pending.edit.clone())).collect();
        step.done.retain(|edit| !is_comment(edit) || queued.iter().any(|(_, known)| known == edit));
        self.journal.replace(step);
        for (id, _) in &queued {
            self.replica.forget(*id);
            self.effects.push(Effect::Sync(Command::Drop(*id)));
        }
        !queued.is_empty()
    }

    /// GitHub never gives an id again, so a card that was taken back comes again under a new local one.
    fn create_anew(&mut self, step: &mut Step, edits: &mut [Edit]) {
        let gone: Vec<ItemId> =
            edits.iter().filter(|edit| edit.creates()).map(|edit| edit.item().clone()).collect();
        for gone in gone {
            let new = ItemId::local(self.ids.next(self.now));
            self.journal.rename(&gone, &new);
            for edit in edits.iter_mut().chain(&mut step.done).chain(&mut step.back) {
                *edit = edit.renamed(&gone, &new);
            }
        }
    }

    fn edit(&mut self, id: EditId, step: StepId, edit: Edit, body: Option<&str>) -> Pending {
        let pending = Pending::new(id, step, edit, self.replica.base(), body, self.now);
        self.replica.edit(pending.clone());
        pending
    }
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
