//! A short talk with the sync engine: say something, listen until enough was heard, end it.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::error::Error;
use crate::domain::Snapshot;
use crate::sync::engine::{Engine, Setup};
use crate::sync::{Command, Event, Link, Status};

/// How long the engine may be silent. A request ends after half of it.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long another process may take to send what this one put into the outbox.
const PATIENCE_WITH_OTHERS: Duration = Duration::from_secs(8);

/// Whether to go on listening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Enough,
    GoOn,
}

/// An engine that is ready to start.
pub(super) struct Session {
    setup: Setup,
}

impl Session {
    pub(super) fn new(setup: Setup) -> Self {
        Self { setup }
    }

    /// The project as it is before the talk; none if it was never read.
    pub(super) fn snapshot(&self) -> Option<&Snapshot> {
        self.setup.loaded.as_ref().map(|loaded| &loaded.snapshot)
    }

    /// Gives the engine commands and listens. Returns when enough was heard, or nothing more for long.
    pub(super) fn converse(
        self,
        commands: Vec<Command>,
        mut listen: impl FnMut(&Event) -> Heard,
    ) -> Result<(), Error> {
        let (tell, events) = channel();
        let engine = Engine::start(self.setup, move |event| drop(tell.send(event)))?;
        for command in commands {
            engine.send(command);
        }
        let mut patience = PATIENCE;
        loop {
            let event = match events.recv_timeout(patience) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::bug("the sync ended before it was told to"));
                }
            };
            if let Event::Status(Status { link: Link::Following, .. }) = &event {
                patience = PATIENCE_WITH_OTHERS;
            }
            if listen(&event) == Heard::Enough {
                break;
            }
        }
        engine.send(Command::Quit);
        // What is still told on the way out may be what was waited for.
        for event in events {
            listen(&event);
        }
        engine.join();
        Ok(())
    }
}
