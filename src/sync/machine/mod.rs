//! Decides what to ask GitHub, what to store and what to tell the program. Pure: time comes in, orders come out.
//!
//! One request is under way at a time; writes go before reads. Orders are carried out in the order they are given, each finished
//! before the next, so an edit is on disk before the request that sends it, and a read is on disk before the program hears of it.

mod aside;
mod choice;
mod clash;
mod comments;
mod confirm;
mod doubts;
mod failure;
mod look;
mod names;
mod order;
mod outbox;
mod phase;
mod reading;
mod said;
#[cfg(test)]
mod simulation;
mod stamps;
mod unread;
mod wanted;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;

use super::backoff::Backoff;
use super::budget::Purse;
use super::{Command, Event, Link, Status};
use crate::domain::replica::{Taken, take_in};
use crate::domain::{
    Conflict, EditId, ItemId, Pending, Progress, Project, ProjectRef, Pull, Snapshot, Timestamp,
};
use crate::github::{Answer, Ask, Error, Meter, Reply};

use failure::stumble;
pub use order::Order;
use phase::Phase;
use reading::{Extent, Reading};
pub use said::Said;

use crate::store::Marks;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The moment of the last [`Order::Wait`] has come, or the machine has just started.
    Woke,
    /// The program wants something.
    Command(Command),
    /// Another process on the same store made or changed edits, or took some away.
    Elsewhere {
        /// New ones, and known ones that a person there retried.
        edits: Vec<Pending>,
        /// Dropped ones.
        gone: Vec<EditId>,
    },
    /// The request under way ended.
    Answered(Result<Reply, Error>),
}

/// How the sync behaves; durations are seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks at GitHub, at least 5.
    pub interval: u32,
    /// Points kept for writes.
    pub reserve: u32,
    /// After which a creation whose answer was lost, and that no read shows, is sent again.
    pub resend_after: u32,
    /// Between two reads of every item.
    pub full_interval: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { interval: 60, reserve: 250, resend_after: 600, full_interval: 24 * 3600 }
    }
}

/// The sync of one project.
#[derive(Debug)]
pub struct Machine {
    reference: ProjectRef,
    pace: Pace,
    base: Option<Snapshot>,
    outbox: Vec<Pending>,
    /// Values of ours that were confirmed, and when.
    lately: Vec<(Timestamp, Pending)>,
    marks: Marks,
    purse: Purse,
    reading: Option<Reading>,
    /// The last one that came to its end.
    ended: Option<super::Reading>,
    /// A read is due at this moment.
    due: Timestamp,
    walked_at: Option<Timestamp>,
    /// The same, where the last read has left a walk out that is overdue.
    moves_at: Option<Timestamp>,
    want_full: bool,
    /// Someone asked for a read while one was under way: it may have passed what they mean.
    again: bool,
    /// Whether the read has started over because GitHub could not go on with a list.
    started_over: bool,
    unread: unread::Unread,
    /// GitHub's names of drafts: the program may use a local one for a while.
    names: HashMap<ItemId, ItemId>,
    busy: Busy,
    link: Link,
    backoff: Backoff,
    /// Nothing is asked before this moment.
    hold: Option<Timestamp>,
    write_at: Option<Timestamp>,
    /// Why GitHub takes no edit at all, until a person acts. It lets us read meanwhile.
    write_bar: Option<Error>,
    /// When the latest write began, by GitHub's clock.
    attempt: Timestamp,
    page: u32,
    /// Edits in one request.
    batch: usize,
    /// GitHub's clock minus ours; none before its first answer.
    skew: Option<Duration>,
    told: Option<Status>,
    wanted: Option<wanted::Wanted>,
    asides: aside::Asides,
    looks: look::Looks,
    /// What a person has to decide on; our edit may have been sent.
    conflicts: Vec<Conflict>,
    /// Comments that GitHub has taken not long ago.
    said: Vec<Said>,
    /// The project's stamp under which its fields were last read.
    fields_read: Option<Timestamp>,
    phase: Phase,
}

/// The request under way.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Busy {
    No,
    Reading,
    /// At the cards that these edits are about to change.
    Looking(Vec<EditId>),
    Writing(Vec<EditId>),
    Aside(aside::Aside),
}

impl Busy {
    fn is_aside(&self) -> bool {
        matches!(self, Self::Aside(_))
    }
}

/// At least this long between two writes, as GitHub asks.
const WRITE_PAUSE: Duration = Duration::seconds(1);
/// How soon after a write GitHub is read, to see what became of it.
const CONFIRM_AFTER: Duration = Duration::seconds(3);
/// How long a read may go on not showing an accepted edit before GitHub is believed instead.
const SETTLE: Duration = Duration::seconds(120);
/// How far before the watermark a content search starts: search lags behind.
const OVERLAP: Duration = Duration::seconds(90);
/// A barred sync tries again after this, should a person have acted elsewhere.
const BARRED_RETRY: Duration = Duration::minutes(10);
const LARGEST_PAGE: u32 = 100;
const FIRST_PAGE: u32 = 50;
const SMALLEST_PAGE: u32 = 10;
const LARGEST_BATCH: usize = 10;
/// No limit of GitHub's lasts longer.
const LONGEST_HOLD: Duration = Duration::days(1);

impl Machine {
    /// A machine for what the store holds. Edits that were being sent when the last process ended are sent again, but a creation is
    /// looked for first.
    pub fn new(
        reference: ProjectRef,
        pace: Pace,
        base: Option<Snapshot>,
        outbox: Vec<Pending>,
        marks: Marks,
    ) -> Self {
        let mut machine = Self {
            reference,
            pace,
            base,
            outbox,
            lately: Vec::new(),
            marks,
            purse: Purse::default(),
            reading: None,
            ended: None,
            due: Timestamp::MIN_UTC,
            walked_at: None,
            moves_at: None,
            want_full: false,
            again: false,
            started_over: false,
            unread: unread::Unread::default(),
            names: HashMap::new(),
            busy: Busy::No,
            link: Link::Idle,
            backoff: Backoff::default(),
            hold: None,
            write_at: None,
            write_bar: None,
            attempt: Timestamp::MIN_UTC,
            page: FIRST_PAGE,
            batch: LARGEST_BATCH,
            skew: None,
            told: None,
            wanted: None,
            asides: aside::Asides::default(),
            looks: look::Looks::default(),
            conflicts: Vec::new(),
            said: Vec::new(),
            fields_read: None,
            phase: Phase::Running,
        };
        machine.recover();
        machine.recover_said();
        machine
    }

    /// The edits that GitHub has not confirmed.
    pub fn outbox(&self) -> &[Pending] {
        &self.outbox
    }

    /// Takes in what happened at a moment and says what to do.
    pub fn on(&mut self, input: Input, now: Timestamp) -> Vec<Order> {
        let mut orders = Vec::new();
        match input {
            Input::Woke => {}
            Input::Command(command) => {
                if command == Command::Quit {
                    self.phase = Phase::Leaving;
                    return vec![Order::Tell(Event::Stopped), Order::Stop];
                }
                self.command(command, now, &mut orders);
            }
            Input::Elsewhere { edits, gone } => self.elsewhere(edits, &gone, now, &mut orders),
            Input::Answered(result) => self.answered(result, now, &mut orders),
        }
        if self.busy == Busy::No
            && self.phase == Phase::Running
            && let Some(ask) = self.next(now, &mut orders)
        {
            orders.push(Order::Ask(ask));
        }
        self.looks.use_up();
        self.report(&mut orders);
        if self.busy == Busy::No {
            orders.push(Order::Wait(self.wake_at(now)));
        }
        orders
    }

    fn command(&mut self, command: Command, now: Timestamp, orders: &mut Vec<Order>) {
        match command {
            Command::Push { edits, step } => self.push(edits, step, orders),
            Command::Sync { full } => {
                self.want_full |= full;
                let items = self.base.as_ref().map_or(0, Snapshot::len);
                // Who asks is shown columns and order too.
                self.walked_at = self.walked_at.filter(|_| !self.purse.affords_walk(items));
                self.again = self.reading.is_some();
                self.due = now;
                self.unbar();
            }
            Command::Retry(edit) => {
                self.unbar();
                self.retry(edit, now, orders);
            }
            Command::Drop(edit) => self.give_up(edit, orders),
            Command::Settle { edit, theirs } => self.settle(edit, &theirs, orders),
            Command::Load(item) => self.opened(item, now, orders),
            Command::Peek(item) => orders.push(Order::Load(item)),
            Command::Read(item) => self.asides.read_anew(item),
            Command::Directory => self.ask_repositories(now),
            Command::Remember(place) => orders.push(Order::Remember(place)),
            Command::Keep { id, written } => orders.push(Order::Keep(id, written)),
            Command::Quit => {}
        }
    }

    /// A person asks now: what stood in the way may be gone.
    fn unbar(&mut self) {
        if self.write_bar.take().is_some() {
            self.write_at = None;
        }
        match self.link {
            Link::Barred(_) | Link::Offline { .. } => {
                self.hold = None;
                self.link = Link::Idle;
            }
            Link::Idle | Link::Online | Link::Limited { .. } | Link::Following => {}
        }
    }

    fn answered(&mut self, result: Result<Reply, Error>, now: Timestamp, orders: &mut Vec<Order>) {
        let busy = std::mem::replace(&mut self.busy, Busy::No);
        match &result {
            Ok(reply) => {
                if stumble(&reply.answer).is_none() {
                    self.backoff.succeed();
                }
                self.hold = None;
                self.link = Link::Online;
                let skew = reply.meter.server_time.map(|time| time - now);
                self.skew = skew.or(self.skew).or(Some(Duration::zero()));
                let reset_at = reply.meter.reset_at.map(|at| self.here(at, now));
                self.purse.note(&Meter { reset_at, ..reply.meter.clone() });
            }
            // What is wrong with a write says nothing of other requests.
            Err(error) if error.is_refusal() && matches!(busy, Busy::Writing(_) | Busy::Looking(_)) => {
                self.link = Link::Online;
            }
            Err(error) if matches!(busy, Busy::Writing(_)) && failure::bars_writes(error) => {
                self.bar_writes(error, now);
            }
            Err(Error::Busy { .. }) if matches!(busy, Busy::Writing(_)) => {
                self.write_at = Some(now + self.backoff.fail());
                self.link = Link::Online;
            }
            Err(error) if error.is_refusal() && busy == Busy::Reading && self.may_start_over() => {
                self.started_over = true;
            }
            Err(error) if busy.is_aside() && !aside::concerns_all(error) => self.link = Link::Online,
            Err(error) => self.failed(error, now),
        }
        match (busy, result) {
            (Busy::Writing(ids), Ok(Reply { answer: answer @ Answer::Written(_), .. })) => {
                match stumble(&answer) {
                    Some(error) if failure::bars_writes(error) => self.bar_writes(error, now),
                    Some(error) => self.failed(error, now),
                    None => self.write_bar = None,
                }
                let Answer::Written(outcomes) = answer else { return };
                self.keep_said(&outcomes, now, orders);
                self.written(&ids, outcomes, now, orders);
            }
            (Busy::Writing(ids), Ok(_)) => self.write_failed(&ids, &unexpected(), now, orders),
            (Busy::Writing(ids), Err(error)) => self.write_failed(&ids, &error, now, orders),
            (Busy::Looking(edits), result) => {
                self.looked(&edits, result.map(|reply| reply.answer), now, orders);
            }
            (Busy::Reading, Ok(reply)) => self.read(reply, now, orders),
            (Busy::Reading, Err(error)) => self.read_failed(&error),
            (Busy::Aside(aside), result) => {
                self.aside_answered(aside, result.map(|reply| reply.answer), now, orders);
            }
            (Busy::No, _) => {}
        }
    }

    fn skew(&self) -> Duration {
        self.skew.unwrap_or_default()
    }

    /// A moment of GitHub's clock, by ours.
    fn here(&self, theirs: Timestamp, now: Timestamp) -> Timestamp {
        theirs.checked_sub_signed(self.skew()).map_or(now, |at| at.min(now + LONGEST_HOLD))
    }

    /// The next request, if one is due.
    fn next(&mut self, now: Timestamp, orders: &mut Vec<Order>) -> Option<Ask> {
        if self.hold.is_some_and(|until| until > now) {
            return None;
        }
        self.looks.wake(now);
        if let Some(ask) = self.next_write(now, orders) {
            return Some(ask);
        }
        let waiting = self.purse.reads_wait_until(self.pace.reserve, now);
        if let Some(until) = waiting {
            if self.reading.is_some() || self.due <= now {
                self.link = Link::Limited { until };
            }
            return None;
        }
        if let Some(ask) = self.next_card() {
            return Some(ask);
        }
        if self.reading.is_none() && self.due <= now {
            let extent = if self.marks.full_at.is_none() {
                Extent::First
            } else if self.want_full || self.full_is_due(now) {
                Extent::Full
            } else {
                Extent::Changes
            };
            self.reading = Some(Reading::new(now, extent, self.confirmable(now)));
        }
        let Some(reading) = &self.reading else { return self.next_repository() };
        let ask = reading.ask(&self.reference, self.base.as_ref(), &self.marks, self.page)?;
        self.busy = Busy::Reading;
        Some(ask)
    }

    fn full_is_due(&self, now: Timestamp) -> bool {
        let after = Duration::seconds(i64::from(self.pace.full_interval));
        self.marks.full_at.is_none_or(|at| now - at >= after)
    }

    /// When to look again, if nothing happens before.
    fn wake_at(&mut self, now: Timestamp) -> Timestamp {
        let read = match self.purse.reads_wait_until(self.pace.reserve, now) {
            Some(until) => until,
            None if self.reading.is_some() || !self.asides.is_empty() => now,
            None => self.due,
        };
        let mut at = read;
        if self.wants_to_write() {
            at = at.min(self.write_at.unwrap_or(now));
        }
        at = at.min(self.looks.next().unwrap_or(at));
        at.max(self.hold.unwrap_or(now)).max(now)
    }

    fn report(&mut self, orders: &mut Vec<Order>) {
        let status = self.status();
        if self.told.as_ref() != Some(&status) {
            orders.push(Order::Tell(Event::Status(status.clone())));
            self.told = Some(status);
        }
    }

    /// How things stand.
    pub fn status(&mut self) -> Status {
        let unwritable = self.write_bar.clone().filter(|_| self.outbox.iter().any(choice::is_waiting));
        let wanted = unwritable.is_none() && self.wants_to_write();
        let sending = matches!(self.busy, Busy::Writing(_)) || wanted;
        let count =
            |wanted: fn(&Pending) -> bool| self.outbox.iter().filter(|pending| wanted(pending)).count();
        Status {
            link: self.link.clone(),
            unsent: count(Pending::is_unsent),
            held: self.outbox.iter().filter(|pending| pending.is_unsent() && self.is_held(pending)).count(),
            stuck: count(|pending| {
                matches!(pending.progress, Progress::Refused(_) | Progress::Unknown { .. })
            }),
            sending,
            unwritable,
            reading: self.reading.as_ref().filter(|reading| reading.is_long()).map(Reading::report),
            ended: self.ended.clone(),
            synced_at: self.marks.synced_at,
            moves_at: self.moves_at,
            budget: self.purse.budget(),
        }
    }

    /// Takes a pull in: into the base, onto the disk, to the program.
    fn take(&mut self, pull: Pull, marks: Marks, now: Timestamp, orders: &mut Vec<Order>) {
        self.claim_creations(&pull, orders);
        let first = self.base.is_none();
        if self.base.is_none()
            && let Some(project) = &pull.project
        {
            self.base = Some(Snapshot::new(Arc::clone(project), []));
        }
        let Some(base) = &mut self.base else { return };
        let Taken { log, conflicts, rewritten } = take_in(base, &self.outbox, &pull, now);
        self.let_go(&pull.included, now);
        self.rewrite(rewritten, orders);
        let read: Vec<ItemId> = pull.items.iter().map(|fetched| fetched.item.id.clone()).collect();
        let mut of_clash = Vec::new();
        self.clash(conflicts, &read, now, &mut of_clash);
        let (tells, saves): (Vec<_>, Vec<_>) =
            of_clash.into_iter().partition(|order| matches!(order, Order::Tell(_)));
        // First of all: once the pull is on disk, what it clashes with is no news to a later process.
        orders.extend(saves);
        orders.push(Order::SavePull { pull: pull.clone(), log, marks });
        orders.push(Order::Tell(Event::Pulled { pull, seen_at: now }));
        if first {
            // The outbox may have outlived the rest of the store.
            orders.extend(self.outbox.iter().cloned().map(|edit| Order::Tell(Event::Edited(Box::new(edit)))));
        }
        orders.extend(tells);
    }

    /// How many fields the project has, as a question for items wants to know.
    fn fields(&self) -> u32 {
        let fields = self.project().map_or(0, |project| project.fields.len());
        u32::try_from(fields).unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE)
    }

    fn project(&self) -> Option<&Arc<Project>> {
        self.base.as_ref().map(|base| &base.project)
    }
}

fn unexpected() -> Error {
    Error::Unreadable { why: "the answer is to another question".to_owned() }
}
