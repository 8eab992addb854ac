//! The shell around the interactive program: terminal, keys, signals, and the effects it asks for.
//!
//! The loop waits until something happens, gives it to [`app::update`], does the effects, and draws once if anything visible has
//! changed. Without keys, sync events or a tick that the model asks for, it sleeps.

pub mod crash;
mod effects;
mod signals;
mod terminal;

use std::io;
use std::path::PathBuf;

use crossterm::event::{Event as Input, EventStream, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use crossterm::terminal as console;
use futures::StreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::app::{self, Button, Effect, Message, Model};
pub use crate::app::{Density, Settings, Size, Start};
use crate::clock::Clock;
use crate::domain::{Replica, Snapshot};
use crate::draw::Memory;
use crate::input::terminal::chord;
use crate::sync::engine::{Engine, Setup};
use crate::sync::{Command, Event};

use effects::Shell;
use signals::{Signal, Signals};
use terminal::Screen;

/// How long leaving waits for the sync to put everything on disk, in seconds.
const LAST_CALL: u64 = 3;

/// How the program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The user left.
    Left,
    /// The user chose the project with this place in the list.
    Chose(usize),
    /// The user left, and some changes could neither be kept nor sent.
    Lost {
        /// How many.
        edits: usize,
        /// What the store said.
        why: String,
    },
}

/// Runs the interactive program until the user leaves. `setup` is called when the first frame is on screen, with what GitHub last
/// said of the project; it gives none while there is no project to sync.
pub fn run(
    start: Start,
    memory: Memory,
    clock: &Clock,
    setup: impl FnOnce(Option<&Snapshot>) -> Option<Setup>,
) -> io::Result<Ended> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // From here on a signal waits until it is heard: one that ended the program now would leave the terminal as it is.
    let signals = {
        let _inside = runtime.enter();
        Signals::listen()?
    };
    let mut screen = Screen::take()?;
    let (width, height) = console::size()?;
    let config = start.config.clone();
    let mut model = Model::new(Start { size: Size { width, height }, now: clock.now(), ..start });
    let mut shell = Shell::new(memory);
    shell.draw(&mut screen, &mut model)?;
    let (tell, events) = unbounded_channel();
    let engine =
        setup(model.replica.as_ref().map(Replica::base)).map(|setup| engine(setup, tell)).transpose()?;
    let ended = runtime.block_on(
        Loop { model, shell, screen, events, engine: engine.as_ref(), clock, config }.run(signals),
    )?;
    if let Some(engine) = engine {
        engine.join();
    }
    Ok(ended)
}

fn engine(setup: Setup, tell: UnboundedSender<Event>) -> io::Result<Engine> {
    Engine::start(setup, move |event| drop(tell.send(event)))
}

struct Loop<'a> {
    model: Model,
    shell: Shell,
    screen: Screen,
    events: UnboundedReceiver<Event>,
    engine: Option<&'a Engine>,
    clock: &'a Clock,
    config: Option<PathBuf>,
}

/// What woke the loop.
enum Woken {
    Input(Input),
    Sync(Event),
    Signal(Signal),
    Tick,
    /// The terminal is gone.
    Closed,
    /// The sync has ended without being told to: only a panic does that.
    Deserted,
}

impl Loop<'_> {
    async fn run(mut self, mut signals: Signals) -> io::Result<Ended> {
        let mut keys = EventStream::new();
        let mut ended = None;
        while ended.is_none() {
            let woken = self.wait(&mut keys, &mut signals).await;
            ended = self.take(woken)?;
            // What has piled up meanwhile is taken in before anything is drawn.
            while ended.is_none() {
                let Ok(event) = self.events.try_recv() else { break };
                ended = self.take(Woken::Sync(event))?;
            }
            if ended.is_none() {
                self.shell.draw(&mut self.screen, &mut self.model)?;
            }
        }
        drop(self.screen);
        if let Some(engine) = self.engine {
            engine.send(Command::Quit);
            let stopped = async {
                while let Some(event) = self.events.recv().await {
                    if let Event::Lost { edits, why } = event {
                        ended = Some(Ended::Lost { edits, why });
                    } else if event == Event::Stopped {
                        break;
                    }
                }
            };
            drop(tokio::time::timeout(std::time::Duration::from_secs(LAST_CALL), stopped).await);
        }
        Ok(ended.unwrap_or(Ended::Left))
    }

    async fn wait(&mut self, keys: &mut EventStream, signals: &mut Signals) -> Woken {
        let due = self.model.wants_tick().map(|at| (at - self.clock.now()).to_std().unwrap_or_default());
        let tick = async {
            match due {
                Some(left) => tokio::time::sleep(left).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            signal = signals.next() => Woken::Signal(signal),
            input = keys.next() => input.and_then(Result::ok).map_or(Woken::Closed, Woken::Input),
            event = self.events.recv(), if self.engine.is_some() => event.map_or(Woken::Deserted, Woken::Sync),
            () = tick => Woken::Tick,
        }
    }

    fn take(&mut self, woken: Woken) -> io::Result<Option<Ended>> {
        let message = match woken {
            Woken::Closed | Woken::Signal(Signal::Leave) => return self.leave(),
            // The panic has given the terminal back and said so: nothing may be drawn, or typed in vain.
            Woken::Deserted => return Err(io::Error::other("the sync has ended")),
            Woken::Signal(Signal::Suspend) => {
                self.suspend()?;
                return Ok(None);
            }
            Woken::Sync(event) => Some(Message::Sync(event)),
            Woken::Tick => Some(Message::Tick(self.clock.now())),
            Woken::Input(input) => self.message(input),
        };
        let Some(message) = message else { return Ok(None) };
        self.give(message)
    }

    /// Ends as `q` does: what hangs in the air is written down first.
    fn leave(&mut self) -> io::Result<Option<Ended>> {
        let action = crate::input::Action::Global(crate::input::GlobalAction::Quit);
        Ok(self.give(Message::Act(action))?.or(Some(Ended::Left)))
    }

    fn give(&mut self, message: Message) -> io::Result<Option<Ended>> {
        self.model.now = self.clock.now();
        let mut ended = None;
        for effect in app::update(&mut self.model, message) {
            match effect {
                Effect::Sync(Command::Quit) | Effect::Quit => ended = Some(Ended::Left),
                Effect::OpenProject(place) => ended = Some(Ended::Chose(place)),
                Effect::Sync(command) => {
                    if let Some(engine) = self.engine {
                        engine.send(command);
                    }
                }
                Effect::Suspend => self.suspend()?,
                Effect::Mouse(take) => terminal::mouse(take)?,
                Effect::Redraw => {
                    self.screen.clear()?;
                    self.model.dirty = true;
                }
                Effect::Copy(text) => effects::copy(&mut self.model, &text)?,
                Effect::SaveView(view) => effects::save_view(&mut self.model, self.config.as_deref(), &view),
                Effect::Open(url) => effects::open(&mut self.model, &url),
            }
        }
        Ok(ended)
    }

    fn message(&mut self, input: Input) -> Option<Message> {
        match input {
            Input::Key(key) if key.kind == KeyEventKind::Release => None,
            Input::Key(key) => chord(&key).map(Message::Key),
            Input::Paste(text) => Some(Message::Paste(text)),
            Input::Resize(width, height) => Some(Message::Resize(Size { width, height })),
            Input::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(self.mouse(Button::Press, mouse)),
                MouseEventKind::Drag(MouseButton::Left) => Some(self.mouse(Button::Drag, mouse)),
                MouseEventKind::Up(MouseButton::Left) => Some(self.mouse(Button::Release, mouse)),
                MouseEventKind::ScrollDown => Some(Message::Wheel(3)),
                MouseEventKind::ScrollUp => Some(Message::Wheel(-3)),
                MouseEventKind::Down(_)
                | MouseEventKind::Up(_)
                | MouseEventKind::Drag(_)
                | MouseEventKind::Moved
                | MouseEventKind::ScrollLeft
                | MouseEventKind::ScrollRight => None,
            },
            Input::FocusGained | Input::FocusLost => None,
        }
    }

    fn mouse(&self, button: Button, event: MouseEvent) -> Message {
        Message::Mouse { button, at: self.shell.pointed(event.column, event.row) }
    }

    /// Goes to the background until the user comes back.
    fn suspend(&mut self) -> io::Result<()> {
        terminal::give_back();
        signals::stop_here()?;
        self.screen.retake()?;
        terminal::mouse(!self.model.mouse.released)?;
        let (width, height) = console::size()?;
        self.model.now = self.clock.now();
        app::update(&mut self.model, Message::Resize(Size { width, height }));
        self.model.dirty = true;
        Ok(())
    }
}
