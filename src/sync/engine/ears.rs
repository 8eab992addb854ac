//! When to look for what other processes have written: when the system tells of a write, and now and then anyway.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::{Instant, sleep_until};

use super::{Role, Running};
use crate::store::{Heard, Store, Watch};
use crate::sync::machine::Input;

/// From one look to the next, however much is written meanwhile.
const PAUSE: Duration = Duration::from_millis(100);
/// From one look to the next where nothing tells of writes, or something is to be tried again.
const POLL: Duration = Duration::from_secs(2);

/// What tells of writes, our own too.
pub(super) struct Ears {
    /// None where there is no such thing.
    watch: Option<Watch>,
    /// Whether there was a write that the last look may not have seen. In the beginning there may have been.
    stirred: bool,
    /// Whether the last look has failed.
    blind: bool,
    /// When the last look was.
    last: Instant,
    /// Until when nothing is listened for.
    rest: Instant,
}

impl Ears {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { watch: None, stirred: true, blind: false, last: now, rest: now + PAUSE }
    }

    /// Begins to listen.
    pub(super) fn open(&mut self, store: &Store) {
        // Some systems have no such thing, and others have no more of them.
        self.watch = store.watch().ok();
    }

    /// Waits until something may have been written.
    pub(super) async fn stirred(&self) {
        match &self.watch {
            _ if self.stirred => {}
            Some(watch) => watch.stirred().await,
            None => std::future::pending().await,
        }
        sleep_until(self.rest).await;
    }

    /// Waits until there was no look for so long.
    pub(super) async fn tired(&self, patience: Duration) {
        sleep_until(self.last + patience).await;
    }

    /// Whether something was written since the last look.
    fn hear(&mut self) -> bool {
        match self.watch.as_ref().map(Watch::take) {
            Some(Heard::Write) => self.stirred = true,
            Some(Heard::End) => (self.stirred, self.watch) = (true, None),
            Some(Heard::Nothing) | None => {}
        }
        self.rest = Instant::now() + PAUSE;
        self.stirred
    }

    /// Makes ready for a look: what is heard from now on wants another.
    pub(super) fn look(&mut self, store: &Store) {
        if self.watch.is_none() {
            self.open(store);
        }
        // What is not whole yet is looked for again: its end is not heard.
        self.stirred = self.hear() && store.is_being_written();
        self.last = Instant::now();
        self.blind = false;
    }

    /// The look has failed.
    pub(super) fn go_blind(&mut self) {
        self.blind = true;
    }
}

impl Running {
    /// Looks around if what was heard is worth it.
    pub(super) fn listen(&mut self) {
        if self.ears.hear() {
            self.look_around();
        }
    }

    /// Looks around though nothing was heard, and tries again what has failed. Only this does: a write that fails may be heard, too.
    pub(super) fn try_again(&mut self) {
        self.keep_late();
        self.look_around();
    }

    /// Does what is due. Who leads looks around then, too, so that this needs no timer of its own.
    pub(super) fn wake_up(&mut self) {
        self.look_around();
        self.feed(Input::Woke);
    }

    /// How long to go without a look though nothing is heard.
    pub(super) fn patience(&self) -> Duration {
        let interval = TimeDelta::seconds(self.pace.interval.into());
        let interval = self.clock.until(self.clock.now() + interval);
        let usual = match self.role {
            Role::Leading(..) => interval * 2,
            Role::Following if self.heir.is_none() => POLL,
            Role::Following => interval,
        };
        let Ears { watch, blind, .. } = &self.ears;
        if watch.is_none() || *blind || !self.unkept.is_empty() { POLL.min(usual) } else { usual }
    }
}
