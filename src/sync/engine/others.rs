//! Other processes on the same store: what they wrote, and who of them leads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::keep::rename;
use super::{Role, Running, SCREEN, VIEWER, line};
use crate::domain::arrange::{anchor, arrange};
use crate::domain::replica::take_in;
use crate::domain::{Attribute, Conflict, Edit, EditId, ItemId, Pending, Progress, Pull, Snapshot, Step};
use crate::store::{self, Key, Lead, Store};
use crate::sync::machine::Input;
use crate::sync::{Command, Event, Link, Status};

/// What one who follows asks of the leader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Request {
    Sync { full: bool },
    Read(ItemId),
    Directory,
}

impl From<Request> for Command {
    fn from(request: Request) -> Self {
        match request {
            Request::Sync { full } => Self::Sync { full },
            Request::Read(item) => Self::Read(item),
            Request::Directory => Self::Directory,
        }
    }
}

impl Running {
    /// Looks for what another process has written, and for a lead that is free.
    pub(super) fn look_around(&mut self) {
        self.ears.look(&self.store);
        let version = match self.store.changed() {
            Ok(version) => version,
            Err(error) => return self.look_failed(error),
        };
        let changed = version != self.version;
        self.version = version;
        if changed {
            // Where another can write, so may we.
            self.keep_late();
        }
        match &self.role {
            Role::Leading(..) if changed => self.meet_others(),
            Role::Leading(..) => {}
            Role::Following => {
                if changed {
                    self.catch_up();
                }
                // Who stands in line for it is told.
                if self.heir.is_none() {
                    match self.free_lead() {
                        Some(lead) => self.succeed(lead),
                        None => self.stand_in_line(),
                    }
                }
            }
        }
    }

    /// Has the next look take the disk for changed, and come soon.
    pub(super) fn look_again(&mut self) {
        self.version = i64::MIN;
        self.ears.go_blind();
    }

    /// What a look has not seen the next one has to.
    fn look_failed(&mut self, error: store::Error) {
        self.look_again();
        self.note(Err(error));
    }

    /// Becomes the leader, who knows all that the last one has written.
    pub(super) fn succeed(&mut self, lead: Lead) {
        self.catch_up();
        match self.store.load(&self.key) {
            Ok(loaded) => self.take_lead(lead, loaded),
            Err(error) => self.note(Err(error)),
        }
        self.feed(Input::Woke);
        self.hear_requests();
    }

    /// As a follower: has the lead brought as soon as it is free.
    pub(super) fn stand_in_line(&mut self) {
        if let Role::Leading(..) = self.role {
            return;
        }
        match self.store.heir(&self.key) {
            Ok(heir) => self.heir = line::stand(heir).ok(),
            Err(error) => self.note(Err(error)),
        }
    }

    /// Takes the lead that was waited for; none if it can't be waited for.
    pub(super) fn inherit(&mut self, lead: Option<Lead>) {
        self.heir = None;
        if let Some(lead) = lead {
            self.succeed(lead);
        }
    }

    /// As the leader: takes up what another process has put into the outbox, retried or dropped.
    fn meet_others(&mut self) {
        let seen = self.store.pending(&self.key);
        let (mut rows, conflicts) = match seen.and_then(|rows| Ok((rows, self.store.conflicts(&self.key)?))) {
            Ok(seen) => seen,
            Err(error) => return self.look_failed(error),
        };
        rows.retain(|row| !self.unkept.is_over(row.id));
        let retried = |row: &Pending| {
            self.outbox.get(&row.id).is_none_or(|known| {
                // Any other edit that the disk has as queued is one whose progress it did not take.
                matches!(known.progress, Progress::Refused(_) | Progress::Unknown { .. })
                    && matches!(row.progress, Progress::Queued | Progress::Sending { .. })
                    && !self.unkept.is_unmarked(row.id)
            })
        };
        let edits: Vec<Pending> = rows.iter().filter(|row| retried(row)).cloned().collect();
        let is_gone = |id: &EditId| !self.unkept.is_new(*id) && !rows.iter().any(|row| row.id == *id);
        let gone: Vec<EditId> = self.outbox.keys().copied().filter(is_gone).collect();
        self.dropped.clear();
        self.know(&rows);
        if !edits.is_empty() || !gone.is_empty() {
            self.feed(Input::Elsewhere { edits, gone });
        }
        for conflict in self.settled_elsewhere(&conflicts) {
            let (edit, theirs) = (conflict.edit(), conflict.theirs());
            self.feed(Input::Command(Command::Settle { edit, theirs }));
        }
        self.hear_requests();
    }

    /// As the leader: does what those who follow have asked for.
    fn hear_requests(&mut self) {
        if let Role::Following = self.role {
            return;
        }
        match self.store.take_requests(&self.key) {
            Ok(asked) => {
                // What a later version asks for means nothing here.
                let known = asked.into_iter().filter_map(|what| serde_json::from_value::<Request>(what).ok());
                for request in known {
                    self.feed(Input::Command(request.into()));
                }
            }
            Err(error) => self.note(Err(error)),
        }
    }

    /// As the leader: the conflicts that a person has decided in another process, by those that are left.
    fn settled_elsewhere(&self, left: &[Conflict]) -> Vec<Conflict> {
        let Role::Leading(machine, _) = &self.role else { return Vec::new() };
        let is_over = |known: &&Conflict| {
            let edit = known.edit();
            !self.unkept.has_conflict(edit) && !left.iter().any(|conflict| conflict.edit() == edit)
        };
        machine.conflicts().iter().filter(is_over).cloned().collect()
    }

    /// As a follower: tells what the leader has written since the last look.
    fn catch_up(&mut self) {
        let delta = match self.store.since(&self.key, self.seq) {
            Ok(delta) => delta,
            Err(error) => return self.look_failed(error),
        };
        // Read after the rest: what is written in between is told twice rather than never.
        self.tell_directory(self.seq);
        self.seq = delta.seq;
        for (from, to) in delta.named {
            rename(&mut self.outbox, &from, &to);
            (self.tell)(Event::Renamed { from, to });
        }
        let mut rows: BTreeMap<EditId, Pending> =
            delta.pending.into_iter().map(|row| (row.id, row)).collect();
        rows.extend(self.unkept_rows());
        let mut pull = delta.pull;
        for (id, known) in &self.outbox {
            match rows.get(id) {
                None => pull.included.push(*id),
                Some(row) if row.edit.item() != known.edit.item() && known.edit.item().is_local() => {
                    let (from, to) = (known.edit.item().clone(), row.edit.item().clone());
                    (self.tell)(Event::Renamed { from, to });
                }
                Some(_) => {}
            }
        }
        if pull != Pull::default() {
            self.take_in(pull, &rows);
        }
        for (id, row) in &rows {
            match self.outbox.get(id) {
                None => (self.tell)(Event::Edited(Box::new(row.clone()))),
                Some(known) => {
                    if known.edit != row.edit || known.base != row.base || known.was != row.was {
                        (self.tell)(Event::Edited(Box::new(row.clone())));
                    }
                    if known.progress != row.progress {
                        (self.tell)(Event::Marked { edit: *id, progress: row.progress.clone() });
                    }
                }
            }
        }
        self.outbox = rows;
        self.compare_conflicts();
        self.look_for_viewer();
        self.tell_following();
    }

    /// Tells whom the leader's token belongs to, if that is another one now.
    fn look_for_viewer(&mut self) {
        let Ok(Some(serde_json::Value::String(login))) = self.store.recall(&self.key, VIEWER) else { return };
        if self.viewer.as_ref() != Some(&login) {
            self.viewer = Some(login.clone());
            (self.tell)(Event::Viewer(login));
        }
    }

    /// Tells what the leader has read, and which edits it clashes with.
    fn take_in(&mut self, pull: Pull, rows: &BTreeMap<EditId, Pending>) {
        let now = self.clock.now();
        if let (None, Some(project)) = (&self.base, &pull.project) {
            self.base = Some(Snapshot::new(Arc::clone(project), []));
        }
        // What has left the outbox may be what the pull shows.
        let gone = |known: &Pending| Pending { progress: Progress::Accepted { at: now }, ..known.clone() };
        let mut edits: BTreeMap<EditId, Pending> =
            self.outbox.iter().map(|(id, known)| (*id, gone(known))).collect();
        edits.extend(rows.iter().map(|(id, row)| (*id, row.clone())));
        // What the store tells comes without bodies: how those meet ours only the leader can say.
        let of_body = |edit: &Edit| matches!(edit, Edit::Set { to: Attribute::Body(_), .. });
        let edits: Vec<Pending> = edits.into_values().filter(|row| !of_body(&row.edit)).collect();
        let conflicts = match &mut self.base {
            Some(base) => take_in(base, &edits, &pull, now).conflicts,
            None => Vec::new(),
        };
        (self.tell)(Event::Pulled { pull, seen_at: now });
        for conflict in conflicts {
            let kept = self.store.save_conflict(&self.key, &conflict);
            self.note(kept);
        }
    }

    /// Tells which conflicts there are now and which are over.
    fn compare_conflicts(&mut self) {
        let now = match self.store.conflicts(&self.key) {
            Ok(now) => now,
            Err(error) => return self.look_failed(error),
        };
        let before = std::mem::replace(&mut self.conflicts, now);
        for conflict in self.conflicts.iter().filter(|conflict| !before.contains(conflict)) {
            (self.tell)(Event::Conflicting(Box::new(conflict.clone())));
        }
        let is_over = |edit: &EditId| !self.conflicts.iter().any(|conflict| conflict.edit() == *edit);
        for edit in before.iter().map(Conflict::edit).filter(is_over) {
            (self.tell)(Event::Settled(edit));
        }
    }

    pub(super) fn follow_command(&mut self, command: Command) {
        let Self { store, key, .. } = self;
        let done = match command {
            Command::Push { edits, step } => self.push_beside(edits, step),
            Command::Retry(edit) => self.send_again(edit),
            Command::Drop(edit) => self.give_up(edit),
            Command::Settle { edit, theirs } => self.decide(edit, &theirs),
            Command::Load(item) | Command::Peek(item) => self.tell_details(item),
            Command::Remember(place) => store.remember(key, SCREEN, &place),
            Command::Keep { id, written } => store.keep(key, id, written.as_ref()),
            Command::Sync { full } => ask_leader(store, key, &Request::Sync { full }),
            Command::Read(item) => ask_leader(store, key, &Request::Read(item)),
            Command::Directory => ask_leader(store, key, &Request::Directory),
            Command::Quit => {
                self.stopped = true;
                Ok(())
            }
        };
        self.note(done);
        self.tell_following();
    }

    /// As a follower: puts edits on disk, after those that it could not take before. The leader would take an older one that came
    /// later for the newest.
    fn push_beside(&mut self, mut edits: Vec<Pending>, step: Option<Step>) -> Result<(), store::Error> {
        let ids: Vec<EditId> = edits.iter().map(|edit| edit.id).collect();
        let renewed = renew(self.base.as_ref(), &self.outbox, &mut edits);
        let done = if self.unkept.is_empty() {
            let kept = self.store.push_beside(&self.key, &edits, &renewed, step.as_ref());
            if kept.is_ok() {
                (self.tell)(Event::Saved(ids.clone()));
            }
            Some(kept)
        } else {
            None
        };
        self.outbox.extend(edits.into_iter().chain(renewed).map(|edit| (edit.id, edit)));
        match done {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => {
                self.trouble = None;
                self.unkept.edits(ids, Vec::new(), step);
                Err(error)
            }
            None => {
                self.trouble = None;
                self.keep(|unkept| unkept.edits(ids, Vec::new(), step));
                Ok(())
            }
        }
    }

    /// As a follower: has an edit sent again, unless it has to be looked for first: the leader does so by itself.
    fn send_again(&mut self, edit: EditId) -> Result<(), store::Error> {
        let Some(known) = self.outbox.get(&edit) else { return Ok(()) };
        let patience = TimeDelta::seconds(i64::from(self.pace.resend_after));
        if let Some(until) = known.may_be_unlisted(patience, self.clock.now()) {
            (self.tell)(Event::Sought { edit, until });
            return Ok(());
        }
        self.store.mark(&self.key, edit, &known.again(TimeDelta::zero()))
    }

    /// As a follower: ends the conflict that a person has decided, unless the leader has met another one since.
    fn decide(&mut self, edit: EditId, theirs: &Edit) -> Result<(), store::Error> {
        match self.store.decide(&self.key, edit, theirs)? {
            Some(newer) => (self.tell)(Event::Conflicting(Box::new(newer))),
            None => self.conflicts.retain(|conflict| conflict.edit() != edit),
        }
        Ok(())
    }

    /// As a follower: gives an edit up, unless the leader has begun to send it.
    fn give_up(&mut self, edit: EditId) -> Result<(), store::Error> {
        let gone = self.store.give_up(&self.key, &[edit])?;
        if !gone.contains(&edit)
            && let Some(row) = self.store.pending(&self.key)?.into_iter().find(|row| row.id == edit)
        {
            (self.tell)(Event::Kept(Box::new(row)));
        }
        for edit in gone {
            self.outbox.remove(&edit);
            (self.tell)(Event::Forgotten(edit));
        }
        Ok(())
    }

    pub(super) fn tell_following(&self) {
        let count = |wanted: fn(&Pending) -> bool| self.outbox.values().filter(|row| wanted(row)).count();
        let is_held = |conflict: &&Conflict| {
            let ours = self.outbox.get(&conflict.edit());
            conflict.holds_back() && ours.is_some_and(Pending::is_unsent)
        };
        (self.tell)(Event::Status(Status {
            link: Link::Following,
            unsent: count(Pending::is_unsent),
            held: self.conflicts.iter().filter(is_held).count(),
            stuck: count(|row| matches!(row.progress, Progress::Refused(_) | Progress::Unknown { .. })),
            ..Status::default()
        }));
    }
}

fn ask_leader(store: &mut Store, key: &Key, request: &Request) -> Result<(), store::Error> {
    store.request(key, &serde_json::json!(request))
}

/// Renews the neighbours that places name after new edits, as the leader does when it takes them up: a card that stood below one
/// that moves away would go with it, should the leader not come to that. Returns the earlier edits that have changed.
fn renew(base: Option<&Snapshot>, outbox: &BTreeMap<EditId, Pending>, edits: &mut [Pending]) -> Vec<Pending> {
    let Some(base) = base.filter(|_| edits.iter().any(|edit| edit.edit.reorders())) else {
        return Vec::new();
    };
    let mut rows = outbox.clone();
    let mut wanted = arrange(base.order().clone(), rows.values());
    let mut changed = BTreeSet::new();
    for edit in &*edits {
        wanted = arrange(wanted, [edit]);
        rows.insert(edit.id, edit.clone());
        changed.extend(anchor(&wanted, rows.values_mut()).iter().map(|row| row.id));
    }
    for edit in edits.iter_mut() {
        if changed.remove(&edit.id) {
            edit.clone_from(&rows[&edit.id]);
        }
    }
    changed.iter().map(|id| rows[id].clone()).collect()
}
