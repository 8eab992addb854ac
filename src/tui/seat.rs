//! One open project: its program, what was drawn of it last, and its sync.

use std::io;

use crossterm::terminal as console;
use tokio::sync::mpsc::UnboundedSender;

use super::effects::Shell;
use super::terminal::Screen;
use crate::app::notice::Tone;
use crate::app::{Effect, Message, Model, Size, Start, update};
use crate::clock::Clock;
use crate::domain::project::Key;
use crate::domain::{Replica, Snapshot, Timestamp};
use crate::draw::Memory;
use crate::sync::engine::{Engine, Setup};
use crate::sync::{Command, Event};

/// How many projects stay open behind the one on screen.
const WARM: usize = 3;

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

    /// Takes what its sync says while another project is on screen; returns what the sync is to be told.
    pub(super) fn hear(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        self.model.now = now;
        let effects = update(&mut self.model, Message::Sync(event)).into_iter();
        let commands = effects.filter_map(|effect| match effect {
            Effect::Sync(command) => Some(command),
            Effect::Open(_)
            | Effect::Copy(_)
            | Effect::OpenProject(_)
            | Effect::AskProjects(_)
            | Effect::Mouse(_)
            | Effect::SaveView(_)
            | Effect::Edit(_)
            | Effect::Run(_)
            | Effect::Suspend
            | Effect::Redraw
            | Effect::Quit => None,
        });
        commands.collect()
    }
}

/// Puts what leaves the screen behind it. Returns what is too many then: what was left longest ago.
pub(super) fn keep_warm<T>(warm: &mut Vec<T>, last: T) -> Option<T> {
    warm.push(last);
    (warm.len() > WARM).then(|| warm.remove(0))
}

fn engine(setup: Setup, mouth: Mouth) -> io::Result<Engine> {
    Engine::start(setup, move |event| drop(mouth.tell.send((mouth.number, Some(event)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{key, line, model};
    use crate::domain::{Fetched, Item, Pull, Value};
    use crate::draw::{Depth, Look, Theme, glyph};

    #[test]
    fn three_projects_stay_open_and_the_fourth_closes_the_one_left_longest_ago() {
        let mut warm = Vec::new();
        let cold: Vec<_> = ["a", "b", "c", "d"].map(|project| keep_warm(&mut warm, project)).into();
        assert_eq!((cold, warm), (vec![None, None, None, Some("a")], vec!["b", "c", "d"]));
    }

    #[test]
    fn a_project_behind_the_screen_goes_on_taking_in_what_its_sync_reads() {
        let model = model("Todo: A, B | Done:", 100, 20);
        let first = model.replica.as_ref().and_then(|replica| replica.view().items().next()).expect("a card");
        let mut item = Item::clone(first);
        item.set(&"Status".into(), Some(Value::SingleSelect("Done".into())));
        let seen_at = model.now;
        let pull =
            Pull { items: vec![Fetched { item: item.into(), body: String::new() }], ..Pull::default() };
        let theme = Theme::named("terminal", Depth::None).expect("it is shipped");
        let look = Look { theme, glyphs: glyph::UNICODE, links: false };
        let mut seat = Seat {
            number: 1,
            key: Some(key("octo/1")),
            model,
            shell: Shell::new(Memory::new(look)),
            engine: None,
        };
        seat.hear(Event::Pulled { pull, seen_at }, seen_at);
        assert_eq!(line(&seat.model), "Todo: 2 | Done: [1]");
    }
}
