//! How long a key takes until its frame is drawn, on a board of 50,000 items; and what an edit costs the sync.
//!
//! `cargo bench --bench keys`

#![expect(clippy::print_stdout, reason = "a bench prints figures")]

mod large;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use large::{ITEMS, item, now, page, snapshot};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use sprintty::app::{self, Effect, Message, Model, Settings, Size, Start};
use sprintty::domain::details::{Comment, Details};
use sprintty::domain::project::Key as ProjectKey;
use sprintty::domain::{Item, ItemId, Pull, Replica, Snapshot};
use sprintty::draw::{self, Depth, Look, Memory, Theme, glyph};
use sprintty::input::{Chord, Key, Keymap};
use sprintty::store::Marks;
use sprintty::sync::machine::{Input, Machine, Pace};
use sprintty::sync::{Command, Event};

const SIZE: Size = Size { width: 140, height: 40 };

fn main() {
    println!(
        "{ITEMS} items, {}x{}: from a message to its drawn frame, in milliseconds",
        SIZE.width, SIZE.height
    );
    println!("{:<44} {:>6} {:>8} {:>8} {:>8}", "", "times", "p50", "p99", "max");
    let base = snapshot();
    let mut desk = Desk::new(base.clone());
    let mut pushed = desk.keys();
    desk.reads();
    pushed.truncate(200);
    engine(base, pushed);
}

/// The program without a terminal.
struct Desk {
    model: Model,
    memory: Memory,
    terminal: Terminal<TestBackend>,
    pushed: Vec<Command>,
    all: Vec<Duration>,
}

impl Desk {
    fn new(base: Snapshot) -> Self {
        let theme = Theme::named("terminal", Depth::Full).expect("the default theme");
        let terminal = Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).expect("memory is there");
        let (start, replica) = timed(|| Replica::new(base, Vec::new()));
        row("a replica at the start", vec![start]);
        let (start, model) = timed(|| Model::new(begin(replica)));
        row("a model at the start", vec![start]);
        let memory = Memory::new(Look { theme, glyphs: glyph::UNICODE, links: false });
        let mut desk = Self { model, memory, terminal, pushed: Vec::new(), all: Vec::new() };
        desk.draw();
        desk
    }

    fn draw(&mut self) {
        if std::mem::take(&mut self.model.dirty) {
            let Self { model, memory, terminal, .. } = self;
            terminal.draw(|frame| draw::draw(model, memory, frame)).expect("memory can be drawn on");
            self.model.extent = self.memory.extent();
        }
    }

    fn give(&mut self, message: Message) -> Duration {
        let (took, effects) = timed(|| {
            let effects = app::update(&mut self.model, message);
            self.draw();
            effects
        });
        for effect in effects {
            if let Effect::Sync(command) = effect {
                self.pushed.push(command);
            }
        }
        took
    }

    fn press(&mut self, keys: &str) -> Vec<Duration> {
        keys.split_whitespace()
            .map(|key| {
                if key == "wait" {
                    let later = self.model.now + TimeDelta::seconds(1);
                    return self.give(Message::Tick(later));
                }
                self.give(Message::Key(key.parse().expect("a key")))
            })
            .collect()
    }

    fn repeat(&mut self, name: &str, keys: &str, times: usize) {
        let took: Vec<Duration> = (0..times).flat_map(|_| self.press(keys)).collect();
        self.all.extend(&took);
        row(name, took);
    }

    /// Everything a hand does. Returns what the sync was to do for it.
    fn keys(&mut self) -> Vec<Command> {
        let opened = self.press("enter");
        self.press("esc");
        self.all.extend(&opened);
        row("open a card, the first", opened);
        self.repeat("cursor: j k l h", "j j j l k h j l", 100);
        self.repeat("cursor: G g ctrl+d", "G g ctrl+d ctrl+d G l G h g", 50);
        self.repeat("nudge: L H J K, each dropped", "L wait H wait J wait K wait j", 40);
        self.repeat("nudge from the bottom of a column", "G L wait H wait K wait g", 40);
        self.repeat("lift, carry, drop", "space l l j j enter j space h h k enter", 40);
        self.repeat("lift at the bottom, to the top", "G space l G g enter g", 40);
        self.repeat("undo and redo", "u u u ctrl+r ctrl+r ctrl+r", 30);
        for text in ["label:area/7", "sched load", "status:done -label:area/3 proxy 17"] {
            self.filter(text);
        }
        self.press("/");
        self.give(Message::Paste("retries 1".to_owned()));
        self.press("enter");
        self.repeat("nudge while filtered", "L wait H wait J wait K wait j", 20);
        self.repeat("open and close a card", "enter esc", 20);
        self.repeat("density", "+ -", 20);
        for (name, keys) in [("a blocker", "e k"), ("a parent", "e u")] {
            self.choose(name, keys);
        }
        self.open_discussed();
        let all = std::mem::take(&mut self.all);
        row("ALL KEYS", all);
        std::mem::take(&mut self.pushed)
    }

    fn filter(&mut self, text: &str) {
        let mut took = Vec::new();
        for _ in 0..5 {
            took.extend(self.press("/"));
            took.extend(text.chars().map(|c| self.give(Message::Key(Chord::plain(Key::Char(c))))));
            took.extend(text.chars().map(|_| self.give(Message::Key(Chord::plain(Key::Backspace)))));
            took.extend(self.press("esc"));
        }
        self.all.extend(&took);
        row(&format!("filter: / {text}, each key"), took);
    }

    /// Searches all issues for one, and chooses it: a parent or a blocker is first looked at for circles.
    fn choose(&mut self, name: &str, keys: &str) {
        let (mut opened, mut typed, mut chosen) = (Vec::new(), Vec::new(), Vec::new());
        for text in ["retries 12", "cache", "login form 4"] {
            opened.extend(self.press(keys));
            typed.extend(text.chars().map(|c| self.give(Message::Key(Chord::plain(Key::Char(c))))));
            chosen.extend(self.press("enter"));
            self.press("esc u");
        }
        self.all.extend(opened.iter().chain(&typed).chain(&chosen));
        row(&format!("begin to search for {name}, each key"), opened);
        row(&format!("search for {name} among all issues, each key"), typed);
        row(&format!("choose {name}"), chosen);
    }

    /// Opens a card with many comments, and goes through them.
    fn open_discussed(&mut self) {
        let comment = |n: usize| Comment {
            id: format!("IC_{n}").into(),
            author: Some("ann".into()),
            at: now(),
            edited_at: None,
            body: "Some **words** about `this`, and a list:\n\n- one\n- two\n\n```\nlet x = 1;\n```\n"
                .repeat(5),
        };
        let (opened, item) = timed(|| {
            self.press("enter");
            self.model.board.cursor.item.clone().expect("a card has the focus")
        });
        row("open a card of which nothing is known", vec![opened]);
        let details = Details {
            read_at: now(),
            updated_at: now(),
            comments: (0..200).map(comment).collect::<Vec<_>>().into(),
            sub_issues: Vec::new().into(),
            blocking: Vec::new().into(),
            pulls: Vec::new().into(),
        };
        let body = Some("A long text.\n\n".repeat(500));
        let read = Event::Details { item, body, details: Some(Arc::new(details)), activity: Vec::new() };
        let took = self.give(Message::Sync(read));
        row("its text and 200 comments arrive", vec![took]);
        self.repeat("scroll through them", "ctrl+d ctrl+d j k G g", 20);
        self.press("esc");
    }

    /// What a sync brings.
    fn reads(&mut self) {
        let pull = |pull: Pull| Message::Sync(Event::Pulled { pull, seen_at: now() });
        let took = (1..=30).map(|edition| self.give(pull(page(edition * 1000, edition)))).collect();
        row("a read brings 100 changed items", took);
        let base = self.model.replica.as_ref().expect("it has one").base();
        let order: Vec<ItemId> = base.order().iter().cloned().collect();
        let same = Pull { order: Some(order.clone()), ..Pull::default() };
        let took = (0..10).map(|_| self.give(pull(same.clone()))).collect();
        row("a walk finds the same order", took);
        let took = (1..=10)
            .map(|n| {
                let mut other = order.clone();
                other.swap(n * 100, n * 3000);
                self.give(pull(Pull { order: Some(other), ..Pull::default() }))
            })
            .collect();
        row("a walk finds another order", took);
    }
}

fn begin(replica: Replica) -> Start {
    Start {
        replica: Some(replica),
        journal: Vec::new(),
        conflicts: Vec::new(),
        remembered: None,
        written: Vec::new(),
        key: Some(ProjectKey {
            host: "github.com".to_owned(),
            project: "octo/1".parse().expect("a project"),
        }),
        projects: Vec::new(),
        keymap: Keymap::default(),
        settings: Settings::default(),
        seed: 1,
        now: now(),
        size: SIZE,
    }
}

/// What the edits of a hand cost the thread that sends them, without the disk.
fn engine(base: Snapshot, pushed: Vec<Command>) {
    let marks = Marks {
        watermark: Some(now()),
        synced_at: Some(now()),
        full_at: Some(now()),
        project_stamp: Some(now()),
        young_stamp: None,
    };
    let reference = base.project.reference.clone();
    let mut machine = Machine::new(reference, Pace::default(), Some(base), Vec::new(), marks);
    let mut at = now();
    machine.on(Input::Woke, at);
    let took = pushed
        .into_iter()
        .map(|command| {
            at += TimeDelta::seconds(2);
            timed(|| machine.on(Input::Command(command), at)).0
        })
        .collect();
    row("the sync: an edit, nothing sent yet", took);
    println!("size of an item: {} bytes; {} values", size_of::<Item>(), item(1, 0).values.len());
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn timed<T>(f: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = f();
    (start.elapsed(), result)
}

fn row(name: &str, mut took: Vec<Duration>) {
    took.sort();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    println!("{name:<44} {:>6} {:>8.2} {:>8.2} {:>8.2}", took.len(), at(50), at(99), at(100));
}
