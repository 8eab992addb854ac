//! Does what the machine decides: a thread with the store and the network.
//!
//! One process leads a project and talks to GitHub; the others follow: they put their edits into the store, and see what the leader
//! writes there.

mod ears;
mod keep;
mod line;
mod others;
#[cfg(test)]
mod tests;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt, OptionFuture};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::machine::{Input, Machine, Order, Pace};
use super::unkept::{SAID, Unkept};
use super::{ACTIVITY, Command, Event};
use crate::clock::Clock;
use crate::domain::{Conflict, EditId, ItemId, Pending, Snapshot, Timestamp};
use crate::github::{self, Answer as Answered, Ask, Client, Reply};
use crate::store::{self, Key, Lead, Loaded, Marks, Part, Store};
use ears::Ears;

/// Under what name the store keeps where the user was.
pub const SCREEN: &str = "screen";
/// Under what name the store keeps the login that the token belongs to.
pub const VIEWER: &str = "me";
/// Under what name the store keeps how many items could not be read.
pub const UNREAD: &str = "unread";
/// How long quitting waits for the answer to a write that is under way.
const LAST_WORD: Duration = Duration::from_millis(500);

/// Finds a token and makes a client: slow, so it is done when the first request is.
pub type Connect = Arc<dyn Fn() -> BoxFuture<'static, Result<Client, github::Error>> + Send + Sync>;

/// What the sync of one project works with.
pub struct Setup {
    /// Its own connection to the store.
    pub store: Store,
    /// Which project.
    pub key: Key,
    /// What the store holds of it; none if it was never read.
    pub loaded: Option<Loaded>,
    /// How to reach GitHub.
    pub connect: Connect,
    /// What time it is.
    pub clock: Clock,
    /// How often to read, and how many points to leave.
    pub pace: Pace,
}

/// A running sync.
#[derive(Debug)]
pub struct Engine {
    commands: Option<UnboundedSender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts a thread for the sync of one project. `tell` is called there for each event.
    pub fn start(setup: Setup, tell: impl Fn(Event) + Send + 'static) -> std::io::Result<Self> {
        let (commands, inbox) = unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("sync".to_owned()).spawn(move || {
            runtime.block_on(Running::new(setup, Box::new(tell)).run(inbox));
            // A look-up of a host name cannot be interrupted: it is left behind.
            runtime.shutdown_background();
        })?;
        Ok(Self { commands: Some(commands), thread: Some(thread) })
    }

    /// Asks for something. Does nothing once the sync has ended.
    pub fn send(&self, command: Command) {
        if let Some(commands) = &self.commands {
            drop(commands.send(command));
        }
    }

    /// Ends the sync, and waits until everything it was told is on disk.
    pub fn join(self) {
        drop(self);
    }
}

impl Drop for Engine {
    /// However the program ends, what a person did last is kept.
    fn drop(&mut self) {
        drop(self.commands.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// The client, for the next request, and what GitHub said.
type Answer = (Option<Client>, Result<Reply, github::Error>);

struct Running {
    store: Store,
    key: Key,
    connect: Connect,
    clock: Clock,
    pace: Pace,
    tell: Box<dyn Fn(Event) + Send>,
    client: Option<Client>,
    /// Whom the token belongs to, as the store has it.
    viewer: Option<String>,
    role: Role,
    /// What the program has been told of the outbox.
    outbox: BTreeMap<EditId, Pending>,
    /// What is not on disk and should be.
    unkept: Unkept,
    /// Edits that another process has taken off the disk, until that is taken in.
    dropped: BTreeSet<EditId>,
    /// What GitHub last said, as one who follows knows it.
    base: Option<Snapshot>,
    /// The conflicts that one who follows has told of.
    conflicts: Vec<Conflict>,
    seq: i64,
    version: i64,
    /// When to look for what other processes have written.
    ears: Ears,
    /// What brings the lead to one who follows; none where nothing will.
    heir: Option<oneshot::Receiver<Lead>>,
    wake: Timestamp,
    asked: Option<BoxFuture<'static, Answer>>,
    writing: bool,
    trouble: Option<store::Error>,
    /// Whether another machine has taken over while the orders of the last one were carried out.
    anew: bool,
    stopped: bool,
}

enum Role {
    Leading(Box<Machine>, #[expect(dead_code, reason = "held, not read")] Lead),
    Following,
}

impl Running {
    fn new(setup: Setup, tell: Box<dyn Fn(Event) + Send>) -> Self {
        let Setup { store, key, loaded, connect, clock, pace } = setup;
        let version = store.changed().unwrap_or_default();
        let viewer = store.recall(&key, VIEWER).ok().flatten();
        let viewer = viewer.and_then(|login| login.as_str().map(str::to_owned));
        let mut running = Self {
            store,
            key,
            connect,
            clock,
            pace,
            tell,
            client: None,
            viewer,
            role: Role::Following,
            outbox: BTreeMap::new(),
            unkept: Unkept::default(),
            dropped: BTreeSet::new(),
            base: None,
            conflicts: Vec::new(),
            seq: 0,
            version,
            ears: Ears::new(),
            heir: None,
            wake: Timestamp::MIN_UTC,
            asked: None,
            writing: false,
            trouble: None,
            anew: false,
            stopped: false,
        };
        if let Some(loaded) = &loaded {
            running.seq = loaded.seq;
            running.know(&loaded.pending);
        }
        let lead = running.free_lead();
        // Nobody else writes what GitHub says from here on. Until here the last leader did.
        let is_new =
            loaded.as_ref().is_none_or(|loaded| running.store.seq().is_ok_and(|seq| seq == loaded.seq));
        match lead {
            Some(lead) if is_new => running.take_lead(lead, loaded),
            lead => {
                if let Some(loaded) = loaded {
                    (running.base, running.conflicts) = (Some(loaded.snapshot), loaded.conflicts);
                }
                if let Some(lead) = lead {
                    running.succeed(lead);
                } else {
                    // The first look is one for all that was written since it was loaded.
                    running.version = i64::MIN;
                    running.tell_following();
                }
            }
        }
        running
    }

    async fn run(mut self, mut inbox: UnboundedReceiver<Command>) {
        self.tell_directory(0);
        self.ears.open(&self.store);
        self.stand_in_line();
        self.feed(Input::Woke);
        while !self.stopped {
            let waiting = self.asked.is_none() && matches!(self.role, Role::Leading(..));
            let left = self.clock.until(self.wake);
            let patience = self.patience();
            let answer = OptionFuture::from(self.asked.as_mut());
            let lead = OptionFuture::from(self.heir.as_mut());
            tokio::select! {
                biased;
                command = inbox.recv() => self.obey_command(command.unwrap_or(Command::Quit)),
                Some(answer) = answer => self.answered(answer),
                Some(lead) = lead => self.inherit(lead.ok()),
                () = tokio::time::sleep(left), if waiting => self.wake_up(),
                () = self.ears.stirred() => self.listen(),
                () = self.ears.tired(patience) => self.try_again(),
            }
        }
        self.last_word().await;
        self.keep_late();
        let edits = self.unkept.at_risk(&self.outbox);
        if let (1.., Some(why)) = (edits, &self.trouble) {
            (self.tell)(Event::Lost { edits, why: why.to_string() });
        }
        (self.tell)(Event::Stopped);
    }

    /// Lets a write that is under way end, so that its answer need not be looked for next time.
    async fn last_word(&mut self) {
        if let (true, Some(asked)) = (self.writing, self.asked.take())
            && let Ok((_, result)) = tokio::time::timeout(LAST_WORD, asked).await
        {
            self.feed(Input::Answered(result));
        }
    }

    fn answered(&mut self, (client, result): Answer) {
        self.asked = None;
        self.writing = false;
        // Where a token is not enough, a person may have found a better one by the next try.
        self.client = client.filter(|_| !wants_another_token(&result));
        if let Ok(Reply { answer: Answered::Probe(probe), .. }) = &result
            && let Some(login) = probe.viewer.as_ref().filter(|login| self.viewer.as_ref() != Some(login))
        {
            self.viewer = Some(login.clone());
            let kept = self.store.remember(&self.key, VIEWER, &login.clone().into());
            self.note(kept);
            (self.tell)(Event::Viewer(login.clone()));
        }
        self.feed(Input::Answered(result));
    }

    fn obey_command(&mut self, command: Command) {
        match &self.role {
            Role::Leading(..) => self.feed(Input::Command(command)),
            Role::Following => self.follow_command(command),
        }
    }

    fn feed(&mut self, input: Input) {
        let Role::Leading(machine, _) = &mut self.role else { return };
        let now = self.clock.now();
        self.anew = false;
        for order in machine.on(input, now) {
            self.carry_out(order, now);
        }
        if self.anew {
            self.wake = now;
        }
    }

    fn carry_out(&mut self, order: Order, now: Timestamp) {
        let Self { store, key, .. } = self;
        let done = match order {
            Order::SaveEdits { edits, step } => {
                self.save_edits(&edits, step);
                Ok(())
            }
            Order::SaveProgress(marks) => {
                self.save_progress(marks);
                Ok(())
            }
            Order::SaveCreation { edit, progress, from, to } => {
                self.save_creation(edit, progress, from, to);
                Ok(())
            }
            Order::Forget(edits) => {
                self.outbox.retain(|id, _| !edits.contains(id));
                self.keep(|unkept| unkept.forget(edits));
                Ok(())
            }
            Order::SaveConflict(conflict) => {
                self.keep(|unkept| unkept.conflict(*conflict));
                Ok(())
            }
            Order::SaveSaid(said) => {
                self.keep(|unkept| unkept.said(said));
                Ok(())
            }
            Order::Settle(edits) => {
                self.keep(|unkept| unkept.settle(edits));
                Ok(())
            }
            Order::SavePull { pull, log, marks } => {
                self.outbox.retain(|id, _| !pull.included.contains(id));
                self.keep(|unkept| unkept.part(Part { pull, log, marks, at: now }));
                Ok(())
            }
            Order::Load(item) => self.tell_details(item),
            Order::SaveDetails { item, details, body } => store.save_details(key, &item, &details, &body),
            Order::SaveRepository { name, found } => store.save_repository(key, &name, found.as_deref(), now),
            Order::Remember(place) => store.remember(key, SCREEN, &place),
            Order::Keep(id, written) => store.keep(key, id, written.as_ref()),
            Order::Ask(ask) => {
                self.ask(ask);
                Ok(())
            }
            Order::Tell(Event::Stopped) => Ok(()),
            Order::Tell(Event::Unread { items }) => {
                let known = store.recall(key, UNREAD).ok().flatten();
                // It is said once, not by each process anew.
                if known == Some(items.into()) || (known.is_none() && items == 0) {
                    Ok(())
                } else {
                    (self.tell)(Event::Unread { items });
                    store.remember(key, UNREAD, &items.into())
                }
            }
            Order::Tell(event) => {
                (self.tell)(event);
                Ok(())
            }
            Order::Wait(until) => {
                self.wake = until;
                Ok(())
            }
            Order::Stop => {
                self.stopped = true;
                Ok(())
            }
        };
        self.note(done);
    }

    /// Tells what the store knows of a card.
    fn tell_details(&self, item: ItemId) -> Result<(), store::Error> {
        let body = self.store.body(&self.key, &item)?;
        let details = self.store.details(&self.key, &item)?.map(Arc::new);
        let activity = self.store.activity(&self.key, &item, ACTIVITY)?;
        (self.tell)(Event::Details { item, body, details, activity });
        Ok(())
    }

    /// Tells what is known of the repositories that were read after `seq`.
    fn tell_directory(&mut self, seq: i64) {
        match self.store.directory(&self.key, seq) {
            Ok(read) if read.is_empty() => {}
            Ok(read) => (self.tell)(Event::Directory(read)),
            Err(error) => self.note(Err(error)),
        }
    }

    fn ask(&mut self, ask: Ask) {
        if self.stopped {
            return;
        }
        if let Some(refused) = self.withheld(&ask) {
            self.asked = Some(std::future::ready((self.client.clone(), Err(refused))).boxed());
            return;
        }
        self.writing = matches!(ask, Ask::Write { .. });
        let (client, connect) = (self.client.clone(), Arc::clone(&self.connect));
        let asking = async move {
            let client = match client {
                Some(client) => client,
                None => match connect().await {
                    Ok(client) => client,
                    Err(error) => return (None, Err(error)),
                },
            };
            let result = client.ask(&ask).await;
            (Some(client), result)
        };
        self.asked = Some(asking.boxed());
    }

    fn free_lead(&mut self) -> Option<Lead> {
        match self.store.lead(&self.key) {
            Ok(lead) => lead,
            Err(error) => {
                self.note(Err(error));
                None
            }
        }
    }

    /// Becomes the one that talks to GitHub.
    fn take_lead(&mut self, lead: Lead, loaded: Option<Loaded>) {
        let reference = self.key.project.clone();
        let (base, pending, marks) = match loaded {
            Some(Loaded {
                snapshot,
                pending,
                synced_at,
                watermark,
                full_at,
                project_stamp,
                young_stamp,
                ..
            }) => {
                // A first read that was cut short starts over: what it brought is shown meanwhile.
                let marks = Marks { watermark, synced_at, full_at, project_stamp, young_stamp };
                (Some(snapshot), pending, marks)
            }
            None => (None, self.store.pending(&self.key).unwrap_or_default(), Marks::default()),
        };
        let mut rows: BTreeMap<EditId, Pending> = pending.into_iter().map(|row| (row.id, row)).collect();
        // What the disk did not take may be sent all the same.
        rows.extend(self.unkept_rows());
        let pending = rows.into_values().collect();
        self.conflicts.clear();
        self.base = None;
        let mut machine = Machine::new(reference, self.pace, base, pending, marks);
        machine.learn_names(self.store.names().unwrap_or_default());
        machine.remember_asked(self.store.asked(&self.key).unwrap_or_default());
        let said = self.store.recall(&self.key, SAID).ok().flatten();
        machine.remember_said(said.and_then(|said| serde_json::from_value(said).ok()).unwrap_or_default());
        machine.remember_conflicts(self.store.conflicts(&self.key).unwrap_or_default());
        let mut marks = Vec::new();
        for pending in machine.outbox() {
            let known = self.outbox.insert(pending.id, pending.clone());
            if known.is_some_and(|known| known.progress != pending.progress) {
                marks.push((pending.id, pending.progress.clone()));
                (self.tell)(Event::Marked { edit: pending.id, progress: pending.progress.clone() });
            }
        }
        // Or the next look at the disk takes what it says for a person's retry.
        self.keep(|unkept| unkept.marks(marks));
        self.role = Role::Leading(Box::new(machine), lead);
    }
}

fn wants_another_token(result: &Result<Reply, github::Error>) -> bool {
    let wants = |error: &github::Error| {
        matches!(
            error,
            github::Error::NoToken { .. }
                | github::Error::NotAToken { .. }
                | github::Error::BadToken
                | github::Error::MissingScope { .. }
        )
    };
    match result {
        Err(error) => wants(error) || error.is_refusal(),
        Ok(Reply { answer: Answered::Written(outcomes), .. }) => {
            outcomes.iter().filter_map(|outcome| outcome.result.as_ref().err()).any(wants)
        }
        Ok(_) => false,
    }
}
