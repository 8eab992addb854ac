//! What every command works with: the settings, the store, and the way to GitHub.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures::FutureExt;

use super::error::{Code, Error};
use super::plan::Batch;
use super::print::Output;
use super::progress::Progress as Meter;
use super::seen::Seen;
use super::session::{Heard, Session};
use crate::clock::{self, Clock};
use crate::config::{self, Config, Paths};
use crate::domain::{
    Conflict, Date, EditId, ItemId, Progress, ProjectRef, Refusal, Replica, Snapshot, Timestamp, wording,
};
use crate::github::{self, Api, Client};
use crate::store::{self, Key, Loaded, Notice, Store};
use crate::sync::engine::{Connect, Setup, VIEWER};
use crate::sync::machine::Pace;
use crate::sync::{Command, Event, Link, Status};

/// A day: how often every item is read whether it changed or not.
const FULL_INTERVAL: u32 = 24 * 3600;
/// For one who is not asked to look by himself.
const NEVER: u32 = 10 * 365 * 24 * 3600;

/// What a command works with.
pub struct Context {
    /// The settings.
    pub config: Config,
    /// Where things are kept.
    pub paths: Paths,
    /// What time it is.
    pub clock: Clock,
    /// Whether to print JSON.
    pub json: bool,
    /// Results.
    pub out: Output,
    /// Remarks that are not part of the result.
    pub err: Box<dyn Write>,
    /// What is typed or piped in.
    pub input: Box<dyn Read>,
    /// Why the settings file can't be used: the defaults are, as only `doctor` goes on then.
    pub unusable: Option<Error>,
    /// The variable of the environment that holds the token, if one does.
    pub variable: Option<&'static str>,
    /// Where GitHub's API is.
    pub api: Api,
    /// How to reach it. Nothing is looked up before it is called.
    pub connect: Connect,
}

/// A project as the store has it.
pub struct World {
    /// Which.
    pub key: Key,
    /// With the edits that GitHub has not confirmed.
    pub replica: Replica,
    /// When it was last read to the end.
    pub synced_at: Option<Timestamp>,
    /// What someone else changed too, and nobody has decided.
    pub conflicts: Vec<Conflict>,
}

impl World {
    /// The clash that an edit waits for a decision on.
    pub fn holds_back(&self, edit: EditId) -> Option<&Conflict> {
        self.conflicts.iter().find(|conflict| conflict.edit() == edit && conflict.holds_back())
    }
}

/// What became of edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// GitHub accepted them. Where it made an item, its id.
    Sent(Option<ItemId>),
    /// They are safe on disk and will be sent.
    Queued(String),
}

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncReport {
    /// Which project.
    pub project: ProjectRef,
    /// How many it has now, archived ones too.
    pub items: usize,
    /// Items that are new.
    pub added: usize,
    /// Items that changed or moved.
    pub changed: usize,
    /// Items that are gone.
    pub removed: usize,
    /// Requests it took.
    pub requests: u32,
    /// Points it took.
    pub points: u32,
    /// How long it took.
    pub took: TimeDelta,
    /// Edits that GitHub has not accepted yet.
    pub unsent: usize,
    /// Whether another process syncs the project, so that this one only looked.
    pub following: bool,
}

/// The way to GitHub: finds a token for the host and makes a client.
pub fn connect_to(api: Api) -> Connect {
    Arc::new(move || {
        let api = api.clone();
        async move {
            let (token, _) = github::auth::find(api.host(), &config::environment).await?;
            Client::connect(&api, token, &config::environment)
        }
        .boxed()
    })
}

impl Context {
    /// The day it is where the user is.
    pub fn today(&self) -> Date {
        self.local(self.clock.now()).date_naive()
    }

    /// A moment in the user's time zone.
    pub fn local(&self, at: Timestamp) -> chrono::DateTime<chrono::FixedOffset> {
        at.with_timezone(&self.config.utc_offset.unwrap_or_else(|| clock::local_offset(at)))
    }

    /// Prints a remark beside the result.
    pub fn remark(&mut self, text: &str) {
        // A remark that can't be printed is no reason to fail.
        drop(writeln!(self.err, "{text}"));
    }

    /// Says what someone else set meanwhile where an edit of ours is about the same.
    fn remark_clashes(&mut self, clashes: &[Conflict], before: Option<&Snapshot>) {
        let Some(before) = before else { return };
        for clash in clashes {
            let theirs = wording::of_edit(&clash.theirs(), before);
            let ours =
                if clash.holds_back() { "yours waits: see `sprintty outbox`" } else { "yours is kept" };
            self.remark(&format!("note: someone else changed the same meanwhile ({theirs}); {ours}"));
        }
    }

    /// Opens the store and says what was unusual about it.
    pub fn store(&mut self) -> Result<Store, Error> {
        let opened = Store::open(&self.paths.store(), self.clock.now())?;
        for Notice::SetAside { to, rescued } in &opened.notices {
            self.remark(&format!(
                "note: the store was damaged and lies at {} now; {rescued} edits were rescued from it",
                to.display()
            ));
        }
        Ok(opened.store)
    }

    /// The project that is meant: the one that was named, else the one that was open last.
    pub fn key(&mut self) -> Result<Key, Error> {
        let host = self.api.host().to_owned();
        if let Some(project) = self.config.project.clone() {
            return Ok(Key { host, project });
        }
        let known = self.store()?.projects()?;
        let elsewhere = !known.is_empty();
        known.into_iter().map(|known| known.key).find(|key| key.host == host).ok_or_else(|| {
            let error = if elsewhere {
                Error::usage(format!("no project of {host} has been read yet, and none is chosen"))
            } else {
                Error::usage("no project is chosen")
            };
            error.hint("add --project OWNER/NUMBER, or set SPRINTTY_PROJECT; `sprintty projects` lists yours")
        })
    }

    /// The project as the store has it. One that was never read to the end is read first.
    pub fn load(&mut self) -> Result<World, Error> {
        let key = self.key()?;
        let read = |loaded: &Loaded| loaded.synced_at.is_some();
        let loaded = if let Some(loaded) = self.store()?.load(&key)?.filter(read) {
            loaded
        } else {
            self.sync(false).map_err(|error| unread(&key, error))?;
            let missing = || Error::bug(format!("the project {} was read but is not there", key.project));
            self.store()?.load(&key)?.ok_or_else(missing)?
        };
        let Loaded { snapshot, pending, synced_at, conflicts, .. } = loaded;
        Ok(World { key, replica: Replica::new(snapshot, pending), synced_at, conflicts })
    }

    /// Puts edits into the outbox and sends them if GitHub answers.
    pub(super) fn push(&mut self, key: &Key, batch: &Batch) -> Result<Sent, Error> {
        let command = Command::Push { edits: batch.edits.clone(), step: Some(batch.step.clone()) };
        self.send(key, vec![command], batch.edits.iter().map(|row| row.id).collect(), true)
    }

    /// Sends refused or unknown edits again, and those that a clash holds back in sight of it.
    pub fn retry(&mut self, world: &World, edits: &[EditId]) -> Result<Sent, Error> {
        let again = |id: &EditId| {
            let settle = |clash: &Conflict| Command::Settle { edit: *id, theirs: clash.theirs() };
            world.holds_back(*id).map_or(Command::Retry(*id), settle)
        };
        let commands = edits.iter().map(again).collect();
        self.send(&world.key, commands, edits.to_vec(), false)
    }

    /// Gives up refused or unknown edits. Returns those that are gone.
    pub fn drop_edits(&mut self, key: &Key, edits: &[EditId]) -> Result<Vec<EditId>, Error> {
        Ok(self.store()?.give_up(key, edits)?)
    }

    fn send(
        &mut self,
        key: &Key,
        commands: Vec<Command>,
        mut open: Vec<EditId>,
        mut unsaved: bool,
    ) -> Result<Sent, Error> {
        let (mut made, mut waits, mut refused, mut trouble) = (None, None, None, None);
        let (mut lost, mut held, mut sending) = (false, false, true);
        let (host, variable) = (self.api.host().to_owned(), self.variable);
        let bar =
            |status: &Status| status.unwritable.as_ref().map(|why| Error::of_github(why, &host, variable));
        let session = self.session(key, false)?;
        let before = session.snapshot().cloned();
        let mut clashes = Vec::new();
        session.converse(commands, |event| {
            match event {
                Event::Conflicting(conflict) => {
                    held |= conflict.holds_back() && open.contains(&conflict.edit());
                    clashes.push((**conflict).clone());
                }
                Event::Saved(_) => unsaved = false,
                Event::Marked { edit, progress } => match progress {
                    Progress::Accepted { .. } => open.retain(|id| id != edit),
                    Progress::Refused(refusal) if open.contains(edit) => {
                        open.retain(|id| id != edit);
                        refused = Some(refusal.clone());
                    }
                    Progress::Unknown { .. } if open.contains(edit) => lost = true,
                    Progress::Queued
                    | Progress::Sending { .. }
                    | Progress::Refused(_)
                    | Progress::Unknown { .. } => {}
                },
                Event::Sought { edit, .. } => lost |= open.contains(edit),
                Event::Forgotten(edit) => open.retain(|id| id != edit),
                Event::Pulled { pull, .. } => open.retain(|id| !pull.included.contains(id)),
                Event::Renamed { to, .. } => made = Some(to.clone()),
                Event::Status(status) => {
                    waits = obstacle(&status.link, &host, variable).or_else(|| bar(status));
                    sending = status.sending;
                }
                Event::Trouble(why) => trouble = Some(why.clone()),
                Event::Viewer(_)
                | Event::Edited(_)
                | Event::Kept(_)
                | Event::Settled(_)
                | Event::Unread { .. }
                | Event::Details { .. }
                | Event::Directory(_)
                | Event::Lost { .. }
                | Event::Stopped => {}
            }
            // What can't be kept can still be sent.
            let told = !unsaved || trouble.is_some();
            // What was to happen to a refused draft is never sent.
            let rest_is_stuck = refused.is_some() && !sending;
            let done = open.is_empty() || waits.is_some() || lost || held && !sending || rest_is_stuck;
            if told && done { Heard::Enough } else { Heard::GoOn }
        })?;
        self.remark_clashes(&clashes, before.as_ref());
        if unsaved && !open.is_empty() {
            let why = trouble.unwrap_or_else(|| "the store does not answer".to_owned());
            return Err(Error::refused(format!(
                "this could not be kept, and GitHub has not confirmed it: {why}"
            ))
            .hint("make room there and run the command again; `sprintty doctor` shows where things are"));
        }
        match (refused, waits) {
            (Some(Refusal { message, unsent: true, .. }), _) => {
                Err(Error::refused(format!("this was not sent: {message}"))
                    .hint("`sprintty outbox` shows it: retry it there or drop it"))
            }
            (Some(Refusal { message, .. }), _) => Err(Error::refused(format!("GitHub refused it: {message}"))
                .hint("`sprintty outbox` shows it: retry it there or drop it")),
            (None, _) if open.is_empty() => Ok(Sent::Sent(made)),
            (None, _) if held => Err(Error::refused(
                "someone else has changed the same lines, so yours is not sent before you decide",
            )
            .hint("`sprintty outbox retry` puts yours in the place of theirs, `sprintty outbox drop` keeps theirs")),
            (None, _) if lost => {
                Ok(Sent::Queued("the answer of GitHub was lost, so it is looked for there first".to_owned()))
            }
            (None, Some(error)) if error.code == Code::Auth => {
                Err(Error { message: format!("{}: it is kept here until then", error.message), ..error })
            }
            (None, Some(error)) => Ok(Sent::Queued(error.message)),
            (None, None) => Ok(Sent::Queued("GitHub has not answered yet".to_owned())),
        }
    }

    /// Reads what changed, or everything.
    pub fn sync(&mut self, full: bool) -> Result<SyncReport, Error> {
        let key = self.key()?;
        let began = self.clock.now();
        let session = self.session(&key, full)?;
        let mut seen = Seen { base: session.snapshot().cloned(), ..Seen::default() };
        let (mut ended, mut failed, mut trouble, mut following) = (None, None, None, false);
        let mut last = Status::default();
        let (host, variable) = (self.api.host().to_owned(), self.variable);
        let (before, mut clashes) = (seen.base.clone(), Vec::new());
        let (err, mut progress) = (&mut self.err, Meter::default());
        session.converse(vec![Command::Sync { full }], |event| {
            match event {
                Event::Pulled { pull, seen_at } => seen.take(pull, *seen_at),
                Event::Status(status) => {
                    last.clone_from(status);
                    following = status.link == Link::Following;
                    failed = obstacle(&status.link, &host, variable).filter(|_| !following);
                    ended = status.ended.clone().filter(|ended| ended.began >= began);
                    if let (Some(reading), None) = (&status.reading, &ended) {
                        progress.show(reading, err);
                    }
                }
                Event::Conflicting(conflict) => clashes.push((**conflict).clone()),
                Event::Trouble(why) => {
                    let hint =
                        "make room on the disk, or see `sprintty doctor`: what was there before is not lost";
                    trouble = Some(Error::refused(why.clone()).hint(hint));
                }
                Event::Saved(_)
                | Event::Viewer(_)
                | Event::Edited(_)
                | Event::Marked { .. }
                | Event::Forgotten(_)
                | Event::Renamed { .. }
                | Event::Kept(_)
                | Event::Sought { .. }
                | Event::Settled(_)
                | Event::Unread { .. }
                | Event::Details { .. }
                | Event::Directory(_)
                | Event::Lost { .. }
                | Event::Stopped => {}
            }
            let done = ended.is_some() && !last.sending;
            if done || failed.is_some() || trouble.is_some() || following {
                Heard::Enough
            } else {
                Heard::GoOn
            }
        })?;
        self.remark_clashes(&clashes, before.as_ref());
        if let Some(error) = trouble.or(failed.filter(|_| ended.is_none())) {
            return Err(error);
        }
        if ended.is_none() && !following {
            return Err(github::Error::Lost { why: "GitHub does not answer".to_owned() }.into());
        }
        if let Some(why) = last.unwritable {
            let error = Error::of_github(&why, &host, variable);
            let message = format!("{}: what you changed is kept here until then", error.message);
            return Err(Error { message, ..error });
        }
        Ok(SyncReport {
            project: key.project,
            items: seen.base.as_ref().map_or(0, Snapshot::len),
            added: seen.added.len(),
            changed: seen.changed.difference(&seen.added).count(),
            removed: seen.removed.len(),
            requests: ended.as_ref().map_or(0, |ended| ended.requests),
            points: ended.as_ref().map_or(0, |ended| ended.points),
            took: self.clock.now() - began,
            unsent: last.unsent,
            following,
        })
    }

    /// The text of an item.
    pub fn body(&mut self, key: &Key, item: &ItemId) -> Result<Option<String>, Error> {
        Ok(self.store()?.body(key, item)?)
    }

    /// The login that `@me` stands for: as the store remembers it, else as GitHub says.
    pub fn me(&mut self, key: &Key) -> Result<String, Error> {
        let mut store = self.store()?;
        if let Some(serde_json::Value::String(login)) = store.recall(key, VIEWER)? {
            return Ok(login);
        }
        let login = self.ask(async |client| client.viewer().await)?.login;
        unless_full(store.remember(key, VIEWER, &login.clone().into()))?;
        Ok(login)
    }

    /// Asks GitHub something that no sync asks.
    pub fn ask<T>(&self, ask: impl AsyncFnOnce(Client) -> Result<T, github::Error>) -> Result<T, Error> {
        let connect = Arc::clone(&self.connect);
        self.run(async move { ask(connect().await?).await })
    }

    /// Waits for something that GitHub, or the search for a token, may be slow with.
    pub fn run<T>(&self, work: impl Future<Output = Result<T, github::Error>>) -> Result<T, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let answer = runtime.block_on(work);
        // A look-up of a host name cannot be interrupted: it is left behind.
        runtime.shutdown_background();
        answer.map_err(|error| Error::of_github(&error, self.api.host(), self.variable))
    }

    fn session(&mut self, key: &Key, full: bool) -> Result<Session, Error> {
        let store = self.store()?;
        let loaded = store.load(key)?;
        let pace = Pace { full_interval: if full { 0 } else { FULL_INTERVAL }, ..pace(&self.config) };
        let connect = Arc::clone(&self.connect);
        Ok(Session::new(Setup { store, key: key.clone(), loaded, connect, clock: self.clock.clone(), pace }))
    }
}

/// Goes on where the disk takes nothing more: for what is only a convenience to have there.
pub(super) fn unless_full(kept: Result<(), store::Error>) -> Result<(), store::Error> {
    kept.or_else(|error| if error.is_about_writing() { Ok(()) } else { Err(error) })
}

/// How the sync is to behave.
pub fn pace(config: &Config) -> Pace {
    let seconds = |duration: Duration| u32::try_from(duration.as_secs()).unwrap_or(u32::MAX);
    Pace {
        interval: config.sync_interval.map_or(NEVER, seconds),
        reserve: config.reserve_points,
        resend_after: seconds(config.resend_after),
        full_interval: FULL_INTERVAL,
    }
}

/// Why a project can't be shown that was never read.
fn unread(key: &Key, error: Error) -> Error {
    if error.code != Code::Offline {
        return error;
    }
    let message = format!("{} of {} has not been read yet: {}", key.project, key.host, error.message);
    Error { message, ..error }
}

/// What keeps edits from being sent, if anything does.
fn obstacle(link: &Link, host: &str, variable: Option<&'static str>) -> Option<Error> {
    match link {
        Link::Idle | Link::Online | Link::Following => None,
        Link::Offline { why, .. } => Some(github::Error::Unreachable { why: why.clone() }.into()),
        Link::Limited { until } => Some(github::Error::RateLimited { until: Some(*until) }.into()),
        Link::Barred(error) => Some(Error::of_github(error, host, variable)),
    }
}
