//! The program and the sync, both pure, against a GitHub in a box: what is done and undone leaves no trace there.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use chrono::Duration;
use futures::FutureExt;
use proptest::prelude::*;
use sprintty::app::{Effect, Message, Model, Settings, Size, Start, update};
use sprintty::domain::Timestamp;
use sprintty::emulator::Emulator;
use sprintty::emulator::seed::blank;
use sprintty::github::auth::Token;
use sprintty::github::{Ask, Client};
use sprintty::input::Keymap;
use sprintty::store::Marks;
use sprintty::sync::Command;
use sprintty::sync::machine::{Input, Machine, Order, Pace};
use tokio::runtime::{Builder, Runtime};

use crate::support::desk::key;

/// What a hand does: it goes about, nudges, lifts and drops.
const KEYS: [&str; 14] =
    ["h", "j", "k", "l", "H", "J", "K", "L", "<", ">", "space", "space", "enter", "wait"];

/// One person's board without a screen, a disk or a thread: nothing happens but what is told here.
struct Person {
    model: Model,
    machine: Machine,
    emulator: Emulator,
    client: Client,
    runtime: Runtime,
    /// What the program wants of the machine.
    commands: VecDeque<Command>,
    /// What the machine wants of GitHub.
    asked: Option<Ask>,
    wake: Timestamp,
    now: Arc<Mutex<Timestamp>>,
}

impl Person {
    fn with_a_board() -> Self {
        let mut board = blank(&["Todo", "Doing", "Done"]);
        for (title, column) in
            [("A", "Todo"), ("B", "Todo"), ("C", "Doing"), ("D", "Todo"), ("E", "Doing"), ("F", "Done")]
        {
            board.issue(title, column);
        }
        let begin: Timestamp = "2025-08-06T14:02:00Z".parse().expect("a moment");
        let now = Arc::new(Mutex::new(begin));
        let clock = Arc::clone(&now);
        let emulator = Emulator::new(board.world, Arc::new(move || *clock.lock().expect("nobody panicked")));
        let github = emulator.clone();
        let answer = move |request: http::Request<Bytes>| {
            let github = github.clone();
            async move { github.answer(request).await.map_err(Into::into) }.boxed()
        };
        let token = Token::new("demo").expect("plain letters").expect("not empty");
        let start = Start {
            replica: None,
            journal: Vec::new(),
            conflicts: Vec::new(),
            remembered: None,
            written: Vec::new(),
            key: Some(key()),
            projects: Vec::new(),
            asked: Vec::new(),
            keymap: Keymap::default(),
            settings: Settings::default(),
            seed: 1,
            now: begin,
            size: Size { width: 120, height: 40 },
        };
        let pace = Pace { resend_after: 0, ..Pace::default() };
        let mut person = Self {
            model: Model::new(start),
            machine: Machine::new(key().project, pace, None, Vec::new(), Marks::default()),
            emulator,
            client: Client::through(answer, token),
            runtime: Builder::new_current_thread().enable_all().build().expect("a runtime"),
            commands: VecDeque::new(),
            asked: None,
            wake: begin,
            now,
        };
        person.feed(Input::Woke);
        person.settle();
        person
    }

    fn now(&self) -> Timestamp {
        *self.now.lock().expect("nobody panicked")
    }

    fn pass(&mut self, to: Timestamp) {
        let mut now = self.now.lock().expect("nobody panicked");
        *now = (*now).max(to);
    }

    fn tell(&mut self, message: Message) {
        self.model.now = self.now();
        let effects = update(&mut self.model, message).into_iter();
        self.commands.extend(effects.filter_map(|effect| {
            let Effect::Sync(command) = effect else { return None };
            Some(command)
        }));
    }

    /// Tells the machine, and then what the program has to say to that.
    fn feed(&mut self, input: Input) {
        self.turn(input);
        while let Some(command) = self.commands.pop_front() {
            self.turn(Input::Command(command));
        }
    }

    fn turn(&mut self, input: Input) {
        for order in self.machine.on(input, self.now()) {
            match order {
                Order::Tell(event) => self.tell(Message::Sync(event)),
                Order::Ask(ask) => self.asked = Some(ask),
                Order::Wait(until) => self.wake = until,
                Order::SaveEdits { .. }
                | Order::SaveProgress(_)
                | Order::SaveCreation { .. }
                | Order::SaveConflict(_)
                | Order::SaveSaid(_)
                | Order::SavePull { .. }
                | Order::SaveDetails { .. }
                | Order::SaveRepository { .. }
                | Order::Settle(_)
                | Order::Forget(_)
                | Order::Load(_)
                | Order::Remember(_)
                | Order::Keep(..)
                | Order::Stop => {}
            }
        }
    }

    fn press(&mut self, key: &str) {
        if key == "wait" {
            self.pass(self.now() + Duration::seconds(1));
            self.tell(Message::Tick(self.now()));
        } else {
            self.tell(Message::Key(key.parse().expect("a key")));
        }
        if let Some(command) = self.commands.pop_front() {
            self.feed(Input::Command(command));
        }
    }

    /// Lets the sync go on until GitHub has shown all that was sent.
    fn settle(&mut self) {
        for _ in 0..400 {
            if let Some(ask) = self.asked.take() {
                self.pass(self.now() + Duration::milliseconds(300));
                let result = self.runtime.block_on(self.client.ask(&ask));
                self.feed(Input::Answered(result));
            } else if self.machine.outbox().is_empty() && self.model.replica.is_some() {
                return;
            } else {
                self.pass(self.wake);
                self.feed(Input::Woke);
            }
        }
        panic!("it comes to no rest: {:?}", self.machine.outbox());
    }

    /// The cards on GitHub, in its order, and the column of each.
    fn on_the_server(&self) -> Vec<(String, String)> {
        self.emulator.read(|world| {
            let items = world.items_of(world.projects[0].id);
            items
                .map(|item| {
                    (world.title(item).to_owned(), world.reads(item.id, "Status").unwrap_or_default())
                })
                .collect()
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn what_github_has_taken_and_is_undone_then_leaves_it_as_it_was(
        keys in prop::collection::vec((0..KEYS.len(), any::<bool>()), 1..24),
        pauses in prop::collection::vec(any::<bool>(), 24),
    ) {
        let mut person = Person::with_a_board();
        let before = person.on_the_server();
        for (key, rest) in keys {
            person.press(KEYS[key]);
            if rest {
                person.settle();
            }
        }
        for key in ["esc", "wait"] {
            person.press(key);
        }
        person.settle();
        for pause in pauses {
            person.press("u");
            if pause {
                person.settle();
            }
        }
        person.settle();
        prop_assert_eq!(person.on_the_server(), before);
    }
}
