//! One open project: its program, what was drawn of it last, and its sync.

use std::io;

use crossterm::terminal as console;
use tokio::sync::mpsc::UnboundedSender;

use super::effects::Shell;
use super::terminal::Screen;
use crate::app::notice::Tone;
use crate::app::{Model, Size, Start};
use crate::clock::Clock;
use crate::domain::project::Key;
use crate::domain::{Replica, Snapshot};
use crate::draw::Memory;
use crate::sync::engine::{Engine, Setup};
use crate::sync::{Command, Event};

/// Makes what a sync works with, from what GitHub last said of the project; none while there is no project.
pub type SetUp = Box<dyn FnOnce(Option<&Snapshot>) -> Option<Setup>>;

/// What a board is opened with.
pub struct Opening {
    /// The program.
    pub start: Start,
    /// How it looks.
    pub memory: Memory,
    /// What the user should know before anything else, such as that the store was damaged.
    pub notice: Option<String>,
    /// Called when the first frame is on screen.
    pub setup: SetUp,
}

/// What a sync says; none when its thread has ended. The number is that of its seat.
pub(super) type Told = (usize, Option<Event>);

/// An open project.
pub(super) struct Seat {
    pub(super) number: usize,
    pub(super) key: Option<Key>,
    pub(super) model: Model,
    pub(super) shell: Shell,
    pub(super) engine: Option<Engine>,
}

/// Says that a sync has ended, however it ends.
struct Mouth {
    number: usize,
    tell: UnboundedSender<Told>,
}

impl Drop for Mouth {
    fn drop(&mut self) {
        drop(self.tell.send((self.number, None)));
    }
}

impl Seat {
    /// Draws a project's first frame, then starts its sync.
    pub(super) fn open(
        number: usize,
        opening: Opening,
        clock: &Clock,
        screen: &mut Screen,
        tell: UnboundedSender<Told>,
    ) -> io::Result<Self> {
        let Opening { start, memory, notice, setup } = opening;
        let (width, height) = console::size()?;
        let key = start.key.clone();
        let mut model = Model::new(Start { size: Size { width, height }, now: clock.now(), ..start });
        if let Some(notice) = notice {
            model.notices.say(Tone::Bad, notice, model.now);
        }
        let mut shell = Shell::new(memory);
        shell.draw(screen, &mut model)?;
        let setup = setup(model.replica.as_ref().map(Replica::base));
        let engine = setup.map(|setup| engine(setup, Mouth { number, tell })).transpose()?;
        Ok(Self { number, key, model, shell, engine })
    }

    /// Tells its sync.
    pub(super) fn tell(&self, command: Command) {
        if let Some(engine) = &self.engine {
            engine.send(command);
        }
    }
}

fn engine(setup: Setup, mouth: Mouth) -> io::Result<Engine> {
    Engine::start(setup, move |event| drop(mouth.tell.send((mouth.number, Some(event)))))
}
