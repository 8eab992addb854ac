//! One person's sprintty without a screen: an engine on an emulated GitHub, and the replica it feeds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use bytes::Bytes;
use futures::FutureExt;
use sprintty::clock::Clock;
use sprintty::domain::{
    Details, Directory, Edit, EditId, Entry, ItemId, Pending, ProjectRef, Replica, Snapshot, Timestamp, Value,
};
use sprintty::emulator::{Emulator, World};
use sprintty::github::Client;
use sprintty::github::auth::Token;
use sprintty::store::{Key, Store};
use sprintty::sync::engine::{Connect, Engine, Setup};
use sprintty::sync::machine::Pace;
use sprintty::sync::{Command, Event, Status};
use uuid::Uuid;

/// Longer than anything here takes; only a failing test waits this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// An emulated GitHub with the system's time.
pub(crate) fn github(world: World) -> Emulator {
    github_at(world, Clock::system())
}

/// An emulated GitHub with a time of its own.
pub(crate) fn github_at(world: World, clock: Clock) -> Emulator {
    Emulator::new(world, Arc::new(move || clock.now()))
}

/// The way to an emulated GitHub in this process.
pub(crate) fn connect(emulator: &Emulator) -> Connect {
    let emulator = emulator.clone();
    Arc::new(move || {
        let emulator = emulator.clone();
        let token = Token::new("demo").expect("plain letters").expect("not empty");
        let answer = move |request: http::Request<Bytes>| {
            let emulator = emulator.clone();
            async move { emulator.answer(request).await.map_err(Into::into) }.boxed()
        };
        async move { Ok(Client::through(answer, token)) }.boxed()
    })
}

/// The project of [`sprintty::emulator::seed::blank`].
pub(crate) fn key() -> Key {
    Key { host: "github.com".to_owned(), project: ProjectRef { owner: "alice".to_owned(), number: 1 } }
}

/// What was told of an opened card.
pub(crate) struct Opened {
    pub(crate) body: Option<String>,
    pub(crate) details: Option<Arc<Details>>,
    pub(crate) activity: Vec<Entry>,
}

pub(crate) struct Desk {
    pub(crate) replica: Option<Replica>,
    pub(crate) status: Status,
    /// What could not be kept.
    pub(crate) trouble: Option<String>,
    /// How many edits are on disk.
    pub(crate) saved: usize,
    /// Whom the token belongs to, as it was last said.
    pub(crate) viewer: Option<String>,
    /// What GitHub has named: the local id and its own.
    pub(crate) named: Vec<(ItemId, ItemId)>,
    /// The edits that someone else's change clashes with.
    pub(crate) conflicts: Vec<EditId>,
    /// What someone else has set, by our edit.
    theirs: BTreeMap<EditId, Edit>,
    /// What can be chosen in repositories.
    pub(crate) directory: Directory,
    /// What was told of opened cards.
    pub(crate) opened: BTreeMap<ItemId, Opened>,
    engine: Option<Engine>,
    events: Receiver<Event>,
    clock: Clock,
}

impl Desk {
    /// Opens the store at a path and starts the sync of [`key`].
    pub(crate) fn open(path: &Path, emulator: &Emulator) -> Self {
        Self::open_project(path, emulator, key())
    }

    /// Opens the store at a path and starts the sync of a project.
    pub(crate) fn open_project(path: &Path, emulator: &Emulator, key: Key) -> Self {
        Self::open_at(path, emulator, key, Clock::system())
    }

    /// The same by another clock than the system's, which is to be the emulator's too.
    pub(crate) fn open_at(path: &Path, emulator: &Emulator, key: Key, clock: Clock) -> Self {
        let pace = Pace { interval: 5, resend_after: 0, ..Pace::default() };
        Self::open_with(path, emulator, key, clock, pace)
    }

    /// Opens the store at a path for someone who does nothing by the clock for an hour.
    pub(crate) fn open_calm(path: &Path, emulator: &Emulator) -> Self {
        let pace = Pace { interval: 3600, resend_after: 0, ..Pace::default() };
        Self::open_with(path, emulator, key(), Clock::system(), pace)
    }

    fn open_with(path: &Path, emulator: &Emulator, key: Key, clock: Clock, pace: Pace) -> Self {
        Self::open_slowly(path, emulator, key, (clock, pace), || {})
    }

    /// The same, where something happens between what the store held and the start of the sync.
    pub(crate) fn open_slowly(
        path: &Path,
        emulator: &Emulator,
        key: Key,
        (clock, pace): (Clock, Pace),
        meanwhile: impl FnOnce(),
    ) -> Self {
        let store = Store::open(path, clock.now()).expect("a store that can be opened").store;
        let loaded = store.load(&key).expect("a store that can be read");
        meanwhile();
        let replica = loaded.as_ref().map(|all| Replica::new(all.snapshot.clone(), all.pending.clone()));
        let conflicts = loaded.iter().flat_map(|all| &all.conflicts);
        let theirs = conflicts.map(|conflict| (conflict.edit(), conflict.theirs())).collect();
        let (tell, events) = channel();
        let setup = Setup { store, key, loaded, connect: connect(emulator), clock: clock.clone(), pace };
        let engine = Engine::start(setup, move |event| drop(tell.send(event))).expect("a thread");
        Self {
            replica,
            status: Status::default(),
            trouble: None,
            saved: 0,
            viewer: None,
            named: Vec::new(),
            conflicts: Vec::new(),
            theirs,
            directory: Directory::new(),
            opened: BTreeMap::new(),
            engine: Some(engine),
            events,
            clock,
        }
    }

    pub(crate) fn send(&self, command: Command) {
        self.engine.as_ref().expect("running").send(command);
    }

    /// A person keeps ours in sight of theirs.
    pub(crate) fn keep_ours(&self, edit: EditId) {
        self.send(Command::Settle { edit, theirs: self.theirs[&edit].clone() });
    }

    /// Takes in events until something is so.
    pub(crate) fn until(&mut self, what: &str, so: impl Fn(&Self) -> bool) {
        while !so(self) {
            let event = self.events.recv_timeout(PATIENCE);
            match event {
                Ok(event) => self.take(event),
                Err(error) => panic!("never saw {what}: {error}; {:?}; {:?}", self.status, self.trouble),
            }
        }
    }

    fn take(&mut self, event: Event) {
        match (event, &mut self.replica) {
            (Event::Status(status), _) => self.status = status,
            (Event::Pulled { pull, seen_at }, Some(replica)) => drop(replica.pull(&pull, seen_at)),
            (Event::Pulled { pull, seen_at }, none) => {
                let project = pull.project.clone().expect("the first pull names the project");
                let mut replica = Replica::new(Snapshot::new(project, []), Vec::new());
                replica.pull(&pull, seen_at);
                *none = Some(replica);
            }
            (Event::Marked { edit, progress }, Some(replica)) => replica.mark(edit, progress),
            (Event::Forgotten(edit), Some(replica)) => replica.forget(edit),
            (Event::Renamed { from, to }, Some(replica)) => {
                replica.rename(&from, &to);
                self.named.push((from, to));
            }
            (Event::Conflicting(conflict), _) => {
                self.conflicts.push(conflict.edit());
                self.theirs.insert(conflict.edit(), conflict.theirs());
            }
            (Event::Viewer(login), _) => self.viewer = Some(login),
            (Event::Edited(pending), Some(replica)) => replica.edit(*pending),
            (Event::Trouble(why), _) => self.trouble = Some(why),
            (Event::Saved(edits), _) => self.saved += edits.len(),
            (Event::Details { item, body, details, activity }, _) => {
                self.opened.insert(item, Opened { body, details, activity });
            }
            (Event::Directory(read), _) => {
                self.directory.extend(read.into_iter().map(|found| (found.name.clone(), found)));
            }
            (_, _) => {}
        }
    }

    pub(crate) fn until_synced(&mut self) {
        self.until("a complete read", |desk| {
            desk.status.synced_at.is_some() && desk.status.reading.is_none()
        });
    }

    pub(crate) fn until_settled(&mut self) {
        self.until("every edit confirmed", |desk| {
            desk.replica.as_ref().is_some_and(|replica| replica.pending().is_empty())
        });
    }

    pub(crate) fn view(&self) -> &Snapshot {
        self.replica.as_ref().expect("the project was read").view()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn edit(&mut self, edit: Edit) -> EditId {
        self.edit_on(edit, None)
    }

    /// An edit of the text of a card, which was this one.
    pub(crate) fn edit_text(&mut self, edit: Edit, was: &str) -> EditId {
        self.edit_on(edit, Some(was))
    }

    fn edit_on(&mut self, edit: Edit, body: Option<&str>) -> EditId {
        let id = EditId(Uuid::now_v7());
        let now = self.now();
        let replica = self.replica.as_mut().expect("the project was read");
        let pending = Pending::new(id, id, edit, replica.base(), body, now);
        replica.edit(pending.clone());
        self.send(Command::Push { edits: vec![pending], step: None });
        id
    }

    /// Edits that are made, and sent, together.
    pub(crate) fn edit_all(&mut self, edits: impl IntoIterator<Item = Edit>) {
        let (now, step) = (self.now(), EditId(Uuid::now_v7()));
        let replica = self.replica.as_mut().expect("the project was read");
        let new = |edit| Pending::new(EditId(Uuid::now_v7()), step, edit, replica.base(), None, now);
        let edits: Vec<Pending> = edits.into_iter().map(new).collect();
        for pending in &edits {
            replica.edit(pending.clone());
        }
        self.send(Command::Push { edits, step: None });
    }

    pub(crate) fn find(&self, title: &str) -> ItemId {
        let found = self.view().items().find(|item| item.title() == title);
        found.unwrap_or_else(|| panic!("no card {title:?}")).id.clone()
    }

    /// Puts a card into a column, by their names.
    pub(crate) fn move_to(&mut self, title: &str, column: &str) -> EditId {
        let item = self.find(title);
        let project = &self.view().project;
        let status = project.status().expect("the project has a Status field");
        let option = status.options().iter().find(|option| option.name == column).expect("the column exists");
        let (field, to) = (status.id.clone(), Some(Value::SingleSelect(option.id.clone())));
        self.edit(Edit::SetField { item, field, to })
    }

    /// The cards of the board: their column and title, from top to bottom.
    pub(crate) fn cards(&self) -> Vec<(String, String)> {
        let status = self.view().project.status().expect("the project has a Status field");
        self.view()
            .items()
            .map(|item| {
                let column = item.value(&status.id).map_or(String::new(), |value| status.show(value));
                (column, item.title().to_owned())
            })
            .collect()
    }

    /// Ends like a person who presses `q`.
    pub(crate) fn quit(mut self) {
        self.send(Command::Quit);
        self.engine.take().expect("running").join();
    }
}
