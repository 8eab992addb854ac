//! The shell around the interactive program: terminal, keys, signals, and the effects it asks for.
//!
//! The loop waits until something happens, gives it to [`app::update`], does the effects, and draws once if anything visible has
//! changed. Without keys, sync events or a tick that the model asks for, it sleeps.

pub mod crash;
mod editor;
mod effects;
mod errand;
mod search;
mod seat;
mod signals;
mod terminal;

use std::collections::HashSet;
use std::io;
use std::thread::JoinHandle;

use crossterm::event::{
    self, Event as Input, EventStream, KeyEventKind, MouseButton, MouseEvent, MouseEventKind,
};
use crossterm::terminal as console;
use futures::StreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::app::notice::Tone;
use crate::app::overlay::projects::turned;
pub use crate::app::overlay::projects::{Asked, Heard, Offered};
use crate::app::{self, Button, Effect, Errand, Message};
pub use crate::app::{Density, Settings, Size, Start};
use crate::clock::Clock;
use crate::domain::project::Key;
use crate::input::terminal::{chord, selects_text};
use crate::sync::{Command, Event};

use errand::{Done, Next};
pub use search::Find;
use search::{Answer, Search};
pub use seat::{Opening, SetUp};
use seat::{Seat, Told};
use signals::{Signal, Signals};
use terminal::Screen;

/// How long leaving waits for the sync to put everything on disk, in seconds.
const LAST_CALL: u64 = 3;

/// Opens a project by its name, or says in a sentence why it can't be.
pub type Open<'a> = &'a mut dyn FnMut(&Key) -> Result<Opening, String>;

/// How the program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The user left.
    Left,
    /// The sync has panicked, and said so.
    Crashed,
    /// The user left, and some changes could neither be kept nor sent.
    Lost {
        /// How many.
        edits: usize,
        /// What the store said.
        why: String,
    },
}

/// The ways to other projects.
pub struct Projects<'a> {
    /// Called when the user turns to another one.
    pub open: Open<'a>,
    /// Called when the user asks which there are.
    pub find: Find,
}

/// Runs the interactive program until the user leaves.
pub fn run(first: Opening, clock: &Clock, projects: Projects<'_>) -> io::Result<Ended> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // From here on a signal waits until it is heard: one that ended the program now would leave the terminal as it is.
    let signals = {
        let _inside = runtime.enter();
        Signals::listen()?
    };
    let mut screen = Screen::take()?;
    let (tell, events) = unbounded_channel();
    let (report, reports) = unbounded_channel();
    let (answer, answers) = unbounded_channel();
    let search = Search::new(projects.find, answer, first.start.asked.clone());
    let seat = Seat::open(0, first, clock, &mut screen, tell.clone())?;
    let desk = Loop {
        seat,
        warm: Vec::new(),
        retired: Vec::new(),
        seats: 1,
        screen,
        tell,
        events,
        open: projects.open,
        search,
        answers,
        clock,
        outside: None,
        errand: None,
        report,
        reports,
    };
    runtime.block_on(desk.run(signals))
}

struct Loop<'a> {
    /// The project on screen.
    seat: Seat,
    /// Those behind it, the one used last at the end.
    warm: Vec<Seat>,
    /// Threads that wait for the syncs of projects that are not open any more.
    retired: Vec<JoinHandle<()>>,
    /// How many seats there have been.
    seats: usize,
    screen: Screen,
    tell: UnboundedSender<Told>,
    events: UnboundedReceiver<Told>,
    open: Open<'a>,
    /// What GitHub was asked of the projects there are, and what it says.
    search: Search,
    answers: UnboundedReceiver<Answer>,
    clock: &'a Clock,
    /// A text that is to be changed in the user's own editor.
    outside: Option<String>,
    /// A command of the user's that is to have the terminal.
    errand: Option<Errand>,
    /// Tells how commands in the background have ended.
    report: UnboundedSender<Done>,
    reports: UnboundedReceiver<Done>,
}

/// Listens to the keys after someone else did. Ending a stream of keys leaves a wake-up behind, which would be taken for the next
/// key.
fn listen_again() -> io::Result<EventStream> {
    event::poll(std::time::Duration::ZERO)?;
    Ok(EventStream::new())
}

/// What woke the loop.
enum Woken {
    Input(Input),
    Sync(Told),
    Signal(Signal),
    /// A command in the background has ended.
    Done(Done),
    /// GitHub says which projects there are.
    Answer(Answer),
    Tick,
    /// The terminal is gone.
    Closed,
}

impl Loop<'_> {
    async fn run(mut self, mut signals: Signals) -> io::Result<Ended> {
        let mut keys = EventStream::new();
        let mut ended = None;
        while ended.is_none() {
            let woken = self.wait(&mut keys, &mut signals).await;
            ended = self.take(woken)?;
            if let Some(text) = self.outside.take() {
                // Whoever listens to the keys meanwhile would take them from the editor.
                drop(keys);
                let text = self.edit(&text)?;
                keys = listen_again()?;
                ended = self.give(Message::Edited(text))?;
            }
            if let Some(errand) = self.errand.take() {
                drop(keys);
                let next = self.watch(&errand, &mut signals).await?;
                keys = listen_again()?;
                if next == Next::Leave {
                    ended = self.leave()?;
                }
            }
            // What has piled up meanwhile is taken in before anything is drawn.
            while ended.is_none() {
                let Ok(told) = self.events.try_recv() else { break };
                ended = self.take(Woken::Sync(told))?;
            }
            if ended.is_none() {
                self.seat.shell.draw(&mut self.screen, &mut self.seat.model)?;
            }
        }
        let Self { seat, mut warm, retired, screen, mut events, .. } = self;
        drop(screen);
        if ended == Some(Ended::Crashed) {
            return Ok(Ended::Crashed);
        }
        warm.push(seat);
        let mut awaited: HashSet<usize> = HashSet::new();
        for seat in warm.iter().filter(|seat| seat.engine.is_some()) {
            seat.tell(Command::Quit);
            awaited.insert(seat.number);
        }
        let stopped = async {
            while !awaited.is_empty() {
                match events.recv().await {
                    Some((_, Some(Event::Lost { edits, why }))) => ended = Some(Ended::Lost { edits, why }),
                    Some((number, Some(Event::Stopped) | None)) => drop(awaited.remove(&number)),
                    Some((_, Some(_))) => {}
                    None => break,
                }
            }
        };
        drop(tokio::time::timeout(std::time::Duration::from_secs(LAST_CALL), stopped).await);
        drop(warm);
        for thread in retired {
            drop(thread.join());
        }
        Ok(ended.unwrap_or(Ended::Left))
    }

    async fn wait(&mut self, keys: &mut EventStream, signals: &mut Signals) -> Woken {
        let due = self.seat.model.wants_tick();
        let due = due.map(|at| (at - self.clock.now()).to_std().unwrap_or_default());
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
            Some(told) = self.events.recv() => Woken::Sync(told),
            Some(done) = self.reports.recv() => Woken::Done(done),
            Some(answer) = self.answers.recv() => Woken::Answer(answer),
            () = tick => Woken::Tick,
        }
    }

    fn take(&mut self, woken: Woken) -> io::Result<Option<Ended>> {
        let message = match woken {
            Woken::Closed | Woken::Signal(Signal::Leave | Signal::Interrupt) => return self.leave(),
            Woken::Signal(Signal::Suspend) => {
                self.suspend()?;
                return Ok(None);
            }
            Woken::Done(done) => {
                effects::done(&mut self.seat.model, done, self.clock.now());
                return Ok(None);
            }
            Woken::Answer(answer) => self.search.hear(answer, self.clock.now()).map(Message::Asked),
            Woken::Sync((number, event)) if number != self.seat.number => {
                return Ok(self.behind(number, event));
            }
            Woken::Sync((_, Some(event))) => {
                kept(&event);
                Some(Message::Sync(event))
            }
            // The panic has given the terminal back: nothing may be drawn any more, or typed in vain.
            Woken::Sync((_, None)) => return Ok(Some(Ended::Crashed)),
            Woken::Tick => Some(Message::Tick(self.clock.now())),
            Woken::Input(input) => self.message(input),
        };
        let Some(message) = message else { return Ok(None) };
        self.give(message)
    }

    /// Takes what the sync of a project says that is not on screen.
    fn behind(&mut self, number: usize, event: Option<Event>) -> Option<Ended> {
        let Some(seat) = self.warm.iter_mut().find(|seat| seat.number == number) else {
            // It is not open any more, and has one thing left to say.
            let lost = match event {
                Some(Event::Lost { edits, why }) => Some(Ended::Lost { edits, why }),
                Some(_) | None => None,
            };
            return lost;
        };
        let Some(event) = event else { return Some(Ended::Crashed) };
        kept(&event);
        for command in seat.hear(event, self.clock.now()) {
            seat.tell(command);
        }
        None
    }

    /// Ends as `q` does: what hangs in the air is written down first.
    fn leave(&mut self) -> io::Result<Option<Ended>> {
        let action = crate::input::Action::Global(crate::input::GlobalAction::Quit);
        Ok(self.give(Message::Act(action))?.or(Some(Ended::Left)))
    }

    fn give(&mut self, message: Message) -> io::Result<Option<Ended>> {
        self.seat.model.now = self.clock.now();
        let mut ended = None;
        for effect in app::update(&mut self.seat.model, message) {
            match effect {
                Effect::Sync(Command::Quit) | Effect::Quit => ended = Some(Ended::Left),
                Effect::Sync(command) => {
                    if let Command::Push { edits, .. } = &command {
                        crash::owe(edits.len());
                    }
                    self.seat.tell(command);
                }
                Effect::OpenProject(key) => self.turn_to(&key)?,
                Effect::AskProjects(hosts) => {
                    for asked in self.search.ask(&hosts, self.clock.now()) {
                        app::update(&mut self.seat.model, Message::Asked(asked));
                    }
                }
                Effect::Edit(text) => self.outside = Some(text),
                Effect::Run(errand) if errand.wait => self.errand = Some(errand),
                Effect::Run(errand) => errand::start(&errand, self.report.clone()),
                Effect::Suspend => self.suspend()?,
                Effect::Mouse(take) => terminal::mouse(take)?,
                Effect::Redraw => {
                    self.screen.clear()?;
                    self.seat.model.dirty = true;
                }
                Effect::Copy(text) => effects::copy(&mut self.seat.model, &text)?,
                Effect::Open(url) => effects::open(&mut self.seat.model, &url),
                Effect::SaveView(view) => effects::save_view(&mut self.seat.model, &view),
            }
        }
        Ok(ended)
    }

    /// Brings another project to the screen. The one that was there stays open behind it.
    fn turn_to(&mut self, key: &Key) -> io::Result<()> {
        if self.seat.key.as_ref() == Some(key) {
            return Ok(());
        }
        let known = self.warm.iter().position(|seat| seat.key.as_ref() == Some(key));
        let next = match known {
            Some(place) => {
                let mut seat = self.warm.remove(place);
                let (now, then) = (&self.seat.model.projects, &seat.model.projects);
                seat.model.projects = turned(now, then, key);
                seat
            }
            None => match (self.open)(key) {
                Ok(opening) => {
                    self.seats += 1;
                    let last = &self.seat.model;
                    let back = if last.replica.is_some() { last.key.clone() } else { last.back.clone() };
                    let tell = self.tell.clone();
                    let mut seat = Seat::open(self.seats, opening, self.clock, &mut self.screen, tell)?;
                    seat.model.back = back;
                    seat
                }
                Err(why) => {
                    let model = &mut self.seat.model;
                    model.notices.say(Tone::Bad, why, model.now);
                    model.dirty = true;
                    return Ok(());
                }
            },
        };
        self.give(Message::Rest)?;
        let last = std::mem::replace(&mut self.seat, next);
        let leaves = Some(last).filter(|last| last.key.is_some());
        if let Some(cold) = leaves.and_then(|last| seat::keep_warm(&mut self.warm, last)) {
            // Its sync may have to wait for the disk.
            self.retired.push(std::thread::spawn(move || drop(cold.engine)));
        }
        let (width, height) = console::size()?;
        self.give(Message::Resize(Size { width, height }))?;
        self.give(Message::Tick(self.clock.now()))?;
        terminal::mouse(!self.seat.model.mouse.released)?;
        self.seat.model.dirty = true;
        Ok(())
    }

    fn message(&mut self, input: Input) -> Option<Message> {
        match input {
            Input::Key(key) if key.kind == KeyEventKind::Release => None,
            Input::Key(key) => chord(&key).map(Message::Key),
            Input::Paste(text) => Some(Message::Paste(text)),
            Input::Resize(width, height) => Some(Message::Resize(Size { width, height })),
            Input::Mouse(mouse) if selects_text(&mouse, self.seat.model.mouse.is_down()) => None,
            Input::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(self.mouse(Button::Press, mouse)),
                MouseEventKind::Drag(MouseButton::Left) => Some(self.mouse(Button::Drag, mouse)),
                MouseEventKind::Up(MouseButton::Left) => Some(self.mouse(Button::Release, mouse)),
                MouseEventKind::ScrollDown => self.wheel(1, mouse),
                MouseEventKind::ScrollUp => self.wheel(-1, mouse),
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
        Message::Mouse { button, at: self.seat.shell.pointed(event.column, event.row) }
    }

    /// Turns the wheel by a notch: over a column without the focus it scrolls that, three lines or the card that fills them.
    fn wheel(&mut self, notch: i8, event: MouseEvent) -> Option<Message> {
        let cards = if self.seat.model.board.density == Density::Compact { 3 } else { 1 };
        let at = (event.column, event.row);
        if self.seat.shell.wheel(&self.seat.model, at, cards * isize::from(notch)) {
            self.seat.model.dirty = true;
            return None;
        }
        Some(Message::Wheel(3 * i32::from(notch)))
    }

    /// Lets the user's own editor have the terminal for a while.
    fn edit(&mut self, text: &str) -> io::Result<Result<String, String>> {
        terminal::give_back();
        let edited = editor::edit(text);
        self.retake()?;
        Ok(edited)
    }

    /// Lets a command of the user's have the terminal for a while.
    async fn watch(&mut self, errand: &Errand, signals: &mut Signals) -> io::Result<Next> {
        terminal::give_back();
        let next = errand::watch(errand, signals).await?;
        if next == Next::Board {
            self.retake()?;
        }
        Ok(next)
    }

    /// Goes to the background until the user comes back.
    fn suspend(&mut self) -> io::Result<()> {
        terminal::give_back();
        signals::stop_here()?;
        self.retake()
    }

    /// Takes the terminal again, which may have another size by now.
    fn retake(&mut self) -> io::Result<()> {
        self.screen.retake()?;
        let model = &mut self.seat.model;
        terminal::mouse(!model.mouse.released)?;
        let (width, height) = console::size()?;
        model.now = self.clock.now();
        app::update(model, Message::Resize(Size { width, height }));
        model.dirty = true;
        Ok(())
    }
}

/// Notes which edits are on disk.
fn kept(event: &Event) {
    if let Event::Saved(edits) = event {
        crash::settle(edits.len());
    }
}
