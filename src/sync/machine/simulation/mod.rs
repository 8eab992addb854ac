//! The machine against a simulated GitHub, a simulated disk and a network that loses things.

mod asides;
mod cases;
mod clashes;
mod comments;
mod disk;
mod edits;
mod faults;
mod lost;
mod put_back;
mod said;
mod silence;
mod texts;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::Duration;
use proptest::prelude::*;
use uuid::Uuid;

use super::{Input, Machine, Order, Pace, Said};
use crate::domain::Conflict;
use crate::domain::item::{Content, Draft, Listed, Name};
use crate::domain::repository::guess;
use crate::domain::{
    Attribute, Colour, CommentId, Edit, EditId, Entry, Fetched, Field, FieldId, FieldKind, Item, ItemId,
    OptionId, Order as Ranks, Pending, Progress, Project, ProjectId, ProjectRef, Replica, Repository,
    SelectOption, Snapshot, Timestamp, Value,
};
use crate::github::{Answer, Ask, Error, Meter, Outcome, Page, Probe, Refreshed, Reply, Stamp, Write};
use crate::store::Marks;
use crate::sync::{Command, Event, Link};

const COLUMNS: [&str; 3] = ["todo", "doing", "done"];

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_754_000_000 + seconds, 0).expect("a valid second")
}

fn status() -> FieldId {
    FieldId::from("status")
}

fn column(n: usize) -> Value {
    Value::SingleSelect(OptionId::from(COLUMNS[n % COLUMNS.len()]))
}

/// Puts a card into a column.
fn set(item: &ItemId, to: usize) -> Edit {
    Edit::SetField { item: item.clone(), field: status(), to: Some(column(to)) }
}

fn project(stamp: Timestamp) -> Project {
    let option = |name: &str| SelectOption {
        id: OptionId::from(name),
        name: name.to_owned(),
        colour: Colour::Gray,
        description: String::new(),
    };
    Project {
        id: ProjectId::from("PVT_1"),
        reference: reference(),
        title: "Simulated".to_owned(),
        url: "https://github.com/orgs/octo/projects/1".to_owned(),
        closed: false,
        editable: true,
        updated_at: stamp,
        fields: vec![Field {
            id: status(),
            name: "Status".to_owned(),
            kind: FieldKind::SingleSelect(COLUMNS.map(option).into()),
            issue_field: None,
        }],
        views: Listed::default(),
        repositories: Listed::default(),
        left_out: crate::domain::project::LeftOut::default(),
    }
}

fn reference() -> ProjectRef {
    ProjectRef { owner: "octo".to_owned(), number: 1 }
}

/// GitHub, as far as the machine can tell.
#[derive(Debug, Clone)]
struct Server {
    items: HashMap<ItemId, Item>,
    order: Ranks,
    stamp: Timestamp,
    next: u32,
    issues: u64,
    /// The texts of items that are not blank.
    bodies: HashMap<ItemId, String>,
    /// Under which item, and what.
    comments: Vec<(ItemId, String)>,
    /// What comments say that were there before.
    words: HashMap<CommentId, String>,
    /// When each of them was written.
    commented: Vec<Timestamp>,
    /// The titles of all that was ever made, as they were then.
    made: Vec<String>,
    /// What was taken off the project.
    off: Vec<Item>,
    /// The titles and texts of issues that are not on the project.
    beside: Vec<(String, String)>,
    /// Whether issues that are opened stay beside the project.
    breaks: bool,
    requests: Vec<&'static str>,
    /// Those linked to the project.
    repositories: Vec<String>,
    /// How long its lists do not show what is new.
    lag: Duration,
}

fn missing() -> Error {
    Error::NotFound { message: "Could not resolve to a node".to_owned() }
}

/// Moves the stamp of what is behind an item, and the item's, which a walk compares.
fn touch(item: &mut Item, now: Timestamp) {
    item.updated_at = now;
    match &mut item.content {
        Content::Issue(issue) => issue.work.updated_at = now,
        Content::PullRequest(pull) => pull.work.updated_at = now,
        Content::Draft(draft) => draft.updated_at = now,
        Content::Hidden => {}
    }
}

impl Server {
    fn with_items(count: u32) -> Self {
        let mut server = Self {
            items: HashMap::new(),
            order: Ranks::default(),
            stamp: at(-1000),
            next: 0,
            issues: 0,
            bodies: HashMap::new(),
            comments: Vec::new(),
            words: HashMap::new(),
            commented: Vec::new(),
            made: Vec::new(),
            off: Vec::new(),
            beside: Vec::new(),
            breaks: false,
            requests: Vec::new(),
            repositories: Vec::new(),
            lag: Duration::zero(),
        };
        for n in 0..count {
            server.add(&format!("Card {n}"), at(-1000));
        }
        server
    }

    fn add(&mut self, title: &str, now: Timestamp) -> ItemId {
        self.next += 1;
        let id = ItemId::from(format!("PVTI_{}", self.next));
        let draft = Draft {
            id: None,
            title: title.to_owned(),
            author: None,
            assignees: Vec::new().into(),
            created_at: now,
            updated_at: now,
        };
        let item = Item {
            id: id.clone(),
            content: Content::Draft(draft),
            archived: false,
            created_at: now,
            updated_at: now,
            values: Vec::new(),
        };
        self.items.insert(id.clone(), item);
        self.order.push(id.clone());
        self.stamp = now;
        id
    }

    fn set(&mut self, item: &ItemId, field: &FieldId, to: Option<Value>, now: Timestamp) {
        if let Some(item) = self.items.get_mut(item) {
            item.set(field, to);
            item.updated_at = now;
            self.stamp = now;
        }
    }

    /// An item that can be changed: archived ones can't.
    fn changeable(&self, item: &ItemId) -> Result<(), Error> {
        let item = self.items.get(item).ok_or_else(missing)?;
        let message = || "The item is archived and cannot be updated".to_owned();
        if item.archived { Err(Error::Refused { message: message() }) } else { Ok(()) }
    }

    fn write(&mut self, edit: &Edit, now: Timestamp) -> Result<Option<ItemId>, Error> {
        match edit {
            Edit::SetField { item, field, to } => {
                self.changeable(item)?;
                self.set(item, field, to.clone(), now);
                Ok(Some(item.clone()))
            }
            Edit::Place { item, after, .. } => {
                self.changeable(item)?;
                after.as_ref().map(|after| self.changeable(after)).transpose()?;
                self.order.place(item, after.as_ref());
                self.stamp = now;
                Ok(None)
            }
            Edit::AddDraft { title, body, .. } => Ok(Some(self.make(title, body, now))),
            Edit::Delete { item } => {
                self.off.push(self.items.remove(item).ok_or_else(missing)?);
                self.order.remove(item);
                self.stamp = now;
                Ok(None)
            }
            Edit::Set { item, to } => {
                let known = self.items.get_mut(item).ok_or_else(missing)?;
                if let Attribute::Body(text) = to {
                    self.bodies.insert(item.clone(), text.clone());
                }
                to.apply(known, now);
                touch(known, now);
                Ok(Some(item.clone()))
            }
            Edit::Link { item, entry, on } => {
                let known = self.items.get_mut(item).ok_or_else(missing)?;
                entry.apply(known, *on);
                touch(known, now);
                Ok(Some(item.clone()))
            }
            Edit::AddIssue { title, body, .. } if self.breaks => {
                self.made.push(title.clone());
                self.beside.push((title.clone(), body.clone()));
                Ok(None)
            }
            Edit::AddIssue { title, repository, body, .. } => {
                let id = self.make(title, body, now);
                self.open(&id, repository, now);
                Ok(Some(id))
            }
            Edit::PutBack { content, .. } => Ok(Some(self.put_back(content, now))),
            Edit::Convert { item, repository } => {
                let known = self.items.get(item).ok_or_else(missing)?;
                if known.issue().is_some() {
                    return Err(Error::Refused { message: "The item is not a draft issue".to_owned() });
                }
                self.open(item, repository, now);
                Ok(Some(item.clone()))
            }
            Edit::Comment { item, body } => {
                touch(self.items.get_mut(item).ok_or_else(missing)?, now);
                self.comments.push((item.clone(), body.clone()));
                self.commented.push(now);
                Ok(None)
            }
            Edit::SetComment { item, comment, to, .. } => {
                touch(self.items.get_mut(item).ok_or_else(missing)?, now);
                let said =
                    comment.as_str().strip_prefix("IC_said_").and_then(|place| place.parse::<usize>().ok());
                match (said, to) {
                    (Some(place), to) => self.comments[place].1 = to.clone().unwrap_or_default(),
                    (None, Some(to)) => drop(self.words.insert(comment.clone(), to.clone())),
                    (None, None) => drop(self.words.remove(comment)),
                }
                Ok(Some(item.clone()))
            }
        }
    }

    /// Puts an issue on the project again; one that is there stays where it is.
    fn put_back(&mut self, content: &Content, now: Timestamp) -> ItemId {
        if let Some(here) = self.items.values().find(|item| item.content_id() == content.id()) {
            return here.id.clone();
        }
        let known = self.off.iter().rev().find(|item| item.content_id() == content.id());
        let known = known.expect("only what was here is put back").clone();
        let (id, body) = (self.add(known.title(), now), self.body(&known.id));
        let item = self.items.get_mut(&id).expect("it was just added");
        item.content = known.content;
        self.bodies.insert(id.clone(), body);
        id
    }

    fn make(&mut self, title: &str, body: &str, now: Timestamp) -> ItemId {
        let id = self.add(title, now);
        self.made.push(title.to_owned());
        self.bodies.insert(id.clone(), body.to_owned());
        id
    }

    fn body(&self, item: &ItemId) -> String {
        self.bodies.get(item).cloned().unwrap_or_default()
    }

    /// Makes an issue of a draft.
    fn open(&mut self, item: &ItemId, repository: &Name, now: Timestamp) {
        self.issues += 1;
        let Some(item) = self.items.get_mut(item) else { return };
        item.become_issue(repository);
        if let Content::Issue(issue) = &mut item.content {
            issue.work.id = format!("I_{}", self.issues).into();
            issue.work.number = self.issues;
        }
        touch(item, now);
    }

    fn fetched(&self, id: &ItemId) -> Option<Fetched> {
        self.items.get(id).map(|item| Fetched { item: Arc::new(item.clone()), body: self.body(id) })
    }

    /// Whether its lists show an item by now.
    fn lists(&self, item: &Item, now: Timestamp) -> bool {
        item.created_at + self.lag <= now
    }

    fn page<T>(
        &self,
        (after, first): (Option<&String>, u32),
        now: Timestamp,
        f: impl Fn(&Item) -> T,
    ) -> Page<T> {
        let start = after.map_or(0, |after| after.parse().expect("a cursor of ours"));
        let ids: Vec<&ItemId> = self.order.iter().filter(|id| self.lists(&self.items[*id], now)).collect();
        let end = ids.len().min(start + first as usize);
        Page {
            nodes: ids[start.min(end)..end].iter().map(|id| f(&self.items[*id])).collect(),
            total: u32::try_from(ids.len()).expect("few items"),
            next: (end < ids.len()).then(|| end.to_string()),
            withheld: 0,
        }
    }

    fn answer(&mut self, ask: &Ask, now: Timestamp) -> Answer {
        match ask {
            Ask::Probe(_) => {
                self.requests.push("probe");
                let total = u32::try_from(self.items.len()).expect("few items");
                let id = ProjectId::from("PVT_1");
                Answer::Probe(Probe { id, updated_at: self.stamp, total, viewer: None })
            }
            Ask::Meta(_) => {
                self.requests.push("meta");
                let repositories = self.repositories.clone().into();
                Answer::Meta(Arc::new(Project { repositories, ..project(at(-1000)) }))
            }
            Ask::Items { after, first, .. } => {
                self.requests.push("items");
                let fetch = |item: &Item| Fetched { item: Arc::new(item.clone()), body: self.body(&item.id) };
                Answer::Items(self.page((after.as_ref(), *first), now, fetch))
            }
            Ask::Walk { after, first, .. } => {
                self.requests.push("walk");
                Answer::Walk(self.page((after.as_ref(), *first), now, |item| Stamp {
                    item: item.id.clone(),
                    updated_at: item.updated_at,
                    content_updated_at: item.content_updated_at(),
                    archived: item.archived,
                }))
            }
            Ask::Refresh { items, .. } => {
                self.requests.push("refresh");
                let look =
                    |id: &ItemId| self.fetched(id).map_or(Refreshed::Gone(id.clone()), Refreshed::Found);
                Answer::Refresh(items.iter().map(look).collect())
            }
            Ask::Changed { .. } => {
                self.requests.push("changed");
                Answer::Changed(Page { nodes: Vec::new(), total: 0, next: None, withheld: 0 })
            }
            Ask::Repository(name) => {
                self.requests.push("repository");
                Answer::Repository(Box::new(Repository { read_at: Some(now), ..guess(name, []) }))
            }
            Ask::Details(content) => {
                self.requests.push("details");
                let mut works = self.items.values().filter_map(|item| item.work());
                // What was taken off the project is still in its repository.
                let stamp = works.find(|work| work.id == *content).map_or(now, |work| work.updated_at);
                Answer::Details(Box::new((asides::details(stamp, now), String::new())))
            }
            Ask::Write { writes, .. } => {
                self.requests.push("write");
                let outcomes = writes
                    .iter()
                    .map(|write| {
                        let before = self.comments.len();
                        let result = self.attempt(write, now);
                        let is_new = self.comments.len() > before;
                        let comment = is_new.then(|| CommentId::from(format!("IC_said_{before}")));
                        Outcome { id: write.id, result, comment }
                    })
                    .collect();
                Answer::Written(outcomes)
            }
        }
    }
}

/// What survives a crash.
#[derive(Debug, Clone, Default)]
struct Disk {
    base: Option<Snapshot>,
    outbox: BTreeMap<EditId, Pending>,
    bodies: HashMap<ItemId, String>,
    conflicts: BTreeMap<EditId, Conflict>,
    said: Vec<Said>,
    marks: Marks,
    /// Those that were asked about, and whether they were shown.
    repositories: BTreeMap<String, bool>,
}

/// How a request ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    Fine,
    LostBefore,
    LostAfter,
    /// As `LostAfter`, and an issue that was opened is not on the project yet.
    LostBetween,
    Unreachable,
    Overloaded,
}

struct World {
    server: Server,
    disk: Disk,
    /// Whether the disk takes nothing.
    full: bool,
    /// What it did not take.
    late: Vec<Order>,
    machine: Machine,
    replica: Option<Replica>,
    asked: Option<Ask>,
    wake: Timestamp,
    now: Timestamp,
    edits: u128,
    /// How each edit is taken back, last to first.
    steps: Vec<Vec<Edit>>,
    /// The titles of all that was to be made.
    asked_for: Vec<String>,
    /// What was to be said under which card.
    said: Vec<(ItemId, String)>,
    link: Link,
    conflicts: Vec<Conflict>,
    /// How many items could not be read, as it was said.
    unread: Vec<usize>,
    /// What was logged after the first read.
    log: Vec<Entry>,
    /// How far this computer's clock is ahead of GitHub's.
    fast: Duration,
}

impl World {
    fn new(items: u32) -> Self {
        let pace = Pace { interval: 30, resend_after: 300, ..Pace::default() };
        let machine = Machine::new(reference(), pace, None, Vec::new(), Marks::default());
        let mut world = Self {
            server: Server::with_items(items),
            disk: Disk::default(),
            full: false,
            late: Vec::new(),
            machine,
            replica: None,
            asked: None,
            wake: at(0),
            now: at(0),
            edits: 0,
            steps: Vec::new(),
            asked_for: Vec::new(),
            said: Vec::new(),
            link: Link::Idle,
            conflicts: Vec::new(),
            unread: Vec::new(),
            log: Vec::new(),
            fast: Duration::zero(),
        };
        world.feed(Input::Woke);
        world
    }

    fn crash_and_restart(&mut self) {
        let pace = Pace { interval: 30, resend_after: 300, ..Pace::default() };
        let outbox: Vec<Pending> = self.disk.outbox.values().cloned().collect();
        let base = self.disk.base.clone();
        self.machine = Machine::new(reference(), pace, base.clone(), outbox.clone(), self.disk.marks);
        self.machine.remember_conflicts(self.disk.conflicts.values().cloned().collect());
        self.machine.remember_said(self.disk.said.clone());
        self.replica = base.map(|base| Replica::new(base, outbox));
        self.asked = None;
        self.late.clear();
        self.feed(Input::Woke);
    }

    fn feed(&mut self, input: Input) {
        for order in self.machine.on(input, self.now + self.fast) {
            self.obey(order);
        }
    }

    fn obey(&mut self, order: Order) {
        let Some(order) = self.takes(order) else { return };
        match order {
            Order::SaveEdits { edits, .. } => {
                self.disk.outbox.extend(edits.into_iter().map(|edit| (edit.id, edit)));
            }
            Order::SaveProgress(marks) => {
                for (id, progress) in marks {
                    self.disk.outbox.get_mut(&id).expect("only known edits are marked").progress = progress;
                }
            }
            Order::SaveCreation { edit, progress, from, to } => {
                for pending in self.disk.outbox.values_mut() {
                    pending.edit = pending.edit.renamed(&from, &to);
                }
                self.disk.outbox.get_mut(&edit).expect("only known edits are accepted").progress = progress;
            }
            Order::SaveConflict(conflict) => drop(self.disk.conflicts.insert(conflict.edit(), *conflict)),
            Order::SaveSaid(said) => self.disk.said = said,
            Order::Settle(ids) => self.disk.conflicts.retain(|id, _| !ids.contains(id)),
            Order::Forget(ids) => self.disk.outbox.retain(|id, _| !ids.contains(id)),
            Order::SavePull { pull, marks, log } => {
                self.log.extend(log.into_iter().filter(|_| !pull.initial));
                if self.disk.base.is_none() {
                    let project = pull.project.clone().expect("the first pull names the project");
                    self.disk.base = Some(Snapshot::new(project, []));
                }
                let bodies = pull.items.iter().map(|found| (found.item.id.clone(), found.body.clone()));
                self.disk.bodies.extend(bodies);
                self.disk.base.as_mut().expect("just made").pull(&pull, self.now);
                self.disk.outbox.retain(|id, _| !pull.included.contains(id));
                let old = self.disk.marks;
                self.disk.marks = Marks {
                    watermark: marks.watermark.or(old.watermark),
                    synced_at: marks.synced_at.or(old.synced_at),
                    full_at: marks.full_at.or(old.full_at),
                    project_stamp: marks.project_stamp.or(old.project_stamp),
                    young_stamp: marks.young_stamp.or(old.young_stamp),
                };
            }
            Order::Ask(ask) => assert_eq!(self.asked.replace(ask), None, "one request at a time"),
            Order::Wait(until) => self.wake = until - self.fast,
            Order::Tell(event) => self.tell(event),
            Order::SaveRepository { name, found } => {
                self.disk.repositories.insert(name.to_string(), found.is_some());
            }
            Order::SaveDetails { .. }
            | Order::Load(_)
            | Order::Remember(_)
            | Order::Keep(..)
            | Order::Stop => {}
        }
    }

    fn tell(&mut self, event: Event) {
        let Some(replica) = &mut self.replica else {
            if let Event::Pulled { pull, .. } = event {
                let project = pull.project.clone().expect("the first pull names the project");
                self.replica = Some(Replica::new(Snapshot::new(project, []), Vec::new()));
            }
            return;
        };
        match event {
            Event::Pulled { pull, seen_at } => drop(replica.pull(&pull, seen_at)),
            Event::Marked { edit, progress } => replica.mark(edit, progress),
            Event::Forgotten(edit) => replica.forget(edit),
            Event::Renamed { from, to } => {
                replica.rename(&from, &to);
                self.said
                    .iter_mut()
                    .filter(|(item, _)| *item == from)
                    .for_each(|(item, _)| *item = to.clone());
                self.steps.iter_mut().flatten().for_each(|edit| *edit = edit.renamed(&from, &to));
            }
            Event::Edited(pending) => replica.edit(*pending),
            Event::Status(status) => self.link = status.link,
            Event::Conflicting(conflict) => self.conflicts.push(*conflict),
            Event::Unread { items } => self.unread.push(items),
            Event::Saved(_)
            | Event::Settled(_)
            | Event::Sought { .. }
            | Event::Kept(_)
            | Event::Viewer(_)
            | Event::Details { .. }
            | Event::Directory(_)
            | Event::Trouble(_)
            | Event::Lost { .. }
            | Event::Stopped => {}
        }
    }

    /// Ends the request under way, or lets time pass until the machine wakes.
    fn step(&mut self, weather: Weather) {
        self.now += Duration::seconds(1);
        let weather = if self.is_withheld() { Weather::Unreachable } else { weather };
        let Some(ask) = self.asked.take() else {
            self.now = self.now.max(self.wake);
            self.feed(Input::Woke);
            return;
        };
        let lost = || Error::Lost { why: "connection reset".to_owned() };
        let meter = Meter { cost: Some(1), server_time: Some(self.now), ..Meter::default() };
        let result = match weather {
            Weather::Fine => Ok(Reply { answer: self.server.answer(&ask, self.now), meter }),
            Weather::LostBefore => Err(lost()),
            Weather::LostAfter | Weather::LostBetween => {
                self.server.breaks = weather == Weather::LostBetween;
                self.server.answer(&ask, self.now);
                self.server.breaks = false;
                Err(lost())
            }
            Weather::Unreachable => Err(Error::Unreachable { why: "no route".to_owned() }),
            Weather::Overloaded => Err(Error::Overloaded { message: "502".to_owned() }),
        };
        self.feed(Input::Answered(result));
    }

    /// Has GitHub answer the request under way, and the process end once it has carried out an order.
    fn die_after(&mut self, is_last: impl Fn(&Order) -> bool) {
        self.now += Duration::seconds(1);
        let ask = self.asked.take().expect("a request is under way");
        let meter = Meter { cost: Some(1), server_time: Some(self.now), ..Meter::default() };
        let reply = Reply { answer: self.server.answer(&ask, self.now), meter };
        for order in self.machine.on(Input::Answered(Ok(reply)), self.now + self.fast) {
            let is_last = is_last(&order);
            self.obey(order);
            if is_last {
                break;
            }
        }
        self.crash_and_restart();
    }

    /// A person keeps ours in sight of all that is told by now.
    fn decide(&mut self) {
        for (edit, conflict) in self.disk.conflicts.clone() {
            self.feed(Input::Command(Command::Settle { edit, theirs: conflict.theirs() }));
        }
    }

    /// Lets everything come to rest in fine weather.
    fn settle(&mut self) {
        for _ in 0..400 {
            self.step(Weather::Fine);
        }
        while self.asked.is_some() {
            self.step(Weather::Fine);
        }
    }

    fn edit(&mut self, edit: Edit) -> EditId {
        let base = self.replica.as_ref().expect("the board is there").base().clone();
        self.edit_on(edit, &base)
    }

    /// Makes an edit as someone does to whom GitHub last said this.
    fn edit_on(&mut self, edit: Edit, base: &Snapshot) -> EditId {
        self.edits += 1;
        let id = EditId(Uuid::from_u128(self.edits));
        match &edit {
            Edit::AddDraft { title, .. } | Edit::AddIssue { title, .. } => self.asked_for.push(title.clone()),
            Edit::Comment { item, body } => self.said.push((item.clone(), body.clone())),
            Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::Delete { .. }
            | Edit::Set { .. }
            | Edit::Link { .. }
            | Edit::SetComment { .. }
            | Edit::PutBack { .. }
            | Edit::Convert { .. } => {}
        }
        let replica = self.replica.as_mut().expect("the board is there");
        let body = self.disk.bodies.get(edit.item()).map(String::as_str);
        let pending = Pending::new(id, id, edit, base, body, self.now);
        let seen = body.map(|body| replica.body(pending.edit.item(), body).to_owned());
        let pending = pending.in_sight_of(replica.view(), seen.as_deref());
        replica.edit(pending.clone());
        self.feed(Input::Command(Command::Push { edits: vec![pending], step: None }));
        id
    }

    fn add(&mut self, title: &str) -> ItemId {
        let item = ItemId::local(EditId(Uuid::from_u128(self.edits + 1)));
        self.edit(Edit::AddDraft { item: item.clone(), title: title.to_owned(), body: String::new() });
        item
    }

    fn view(&self) -> &Snapshot {
        self.replica.as_ref().expect("the board is there").view()
    }

    fn looks(&self) -> (Vec<Look<'_>>, Vec<Look<'_>>) {
        looks(self.view().items().map(AsRef::as_ref))
    }

    fn nth(&self, n: usize) -> ItemId {
        let ids: Vec<&ItemId> = self.view().order().iter().collect();
        ids[n % ids.len()].clone()
    }

    fn titles_on_the_server(&self) -> Vec<&str> {
        self.server.order.iter().map(|id| self.server.items[id].title()).collect()
    }
}

#[test]
fn the_first_read_brings_every_item_in_order() {
    let mut world = World::new(130);
    world.settle();
    assert!(world.view().order().iter().eq(world.server.order.iter()));
    assert_eq!(world.view().len(), 130);
    assert_eq!(world.server.requests[..4], ["probe", "meta", "items", "items"]);
}

#[test]
fn a_quiet_look_takes_a_probe_and_a_search() {
    let mut world = World::new(5000);
    world.settle();
    world.server.requests.clear();
    world.wake = world.now;
    world.feed(Input::Command(Command::Sync { full: false }));
    while world.asked.is_some() {
        world.step(Weather::Fine);
    }
    assert_eq!(world.server.requests, ["probe", "changed"]);
}

#[test]
fn an_edit_is_on_disk_before_it_is_sent_and_stays_until_a_read_shows_it() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    let id = world.edit(Edit::SetField { item, field: status(), to: Some(column(1)) });
    assert_eq!(world.disk.outbox[&id].progress, Progress::Queued);
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    assert!(matches!(world.disk.outbox[&id].progress, Progress::Sending { .. }));
    world.step(Weather::Fine);
    assert!(matches!(world.disk.outbox[&id].progress, Progress::Accepted { .. }));
    world.settle();
    assert!(world.disk.outbox.is_empty());
}

#[test]
fn three_moves_of_one_card_are_sent_as_one() {
    let mut world = World::new(3);
    world.settle();
    let (item, other) = (world.nth(0), world.nth(1));
    world.edit(Edit::SetField { item: other, field: status(), to: Some(column(0)) });
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    for n in [0, 1, 2] {
        world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(n)) });
    }
    world.server.requests.clear();
    world.settle();
    assert_eq!(world.server.items[&item].value(&status()), Some(&column(2)));
    assert_eq!(world.server.requests.iter().filter(|request| **request == "write").count(), 2);
}

#[test]
fn an_edit_taken_back_before_it_was_sent_makes_no_request() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    world.step(Weather::Unreachable);
    while world.asked.is_some() {
        world.step(Weather::Unreachable);
    }
    world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) });
    world.edit(Edit::SetField { item, field: status(), to: None });
    world.server.requests.clear();
    world.settle();
    assert!(!world.server.requests.contains(&"write"));
    assert!(world.disk.outbox.is_empty());
}

#[test]
fn a_draft_taken_back_before_it_was_sent_makes_no_request() {
    let mut world = World::new(3);
    world.settle();
    let local = world.add("Write the notes");
    world.edit(Edit::SetField { item: local.clone(), field: status(), to: Some(column(1)) });
    world.step(Weather::Unreachable);
    world.edit(Edit::Delete { item: local });
    assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
    world.server.requests.clear();
    world.settle();
    assert!(!world.server.requests.contains(&"write"));
    assert_eq!((world.view().len(), world.server.items.len()), (3, 3));
}

#[test]
fn a_draft_taken_back_while_it_is_sent_is_deleted_once_its_fate_is_known() {
    for weather in [Weather::Fine, Weather::LostAfter, Weather::LostBefore, Weather::Unreachable] {
        let mut world = World::new(3);
        world.settle();
        let local = world.add("Write the notes");
        world.edit(Edit::Delete { item: local });
        world.step(weather);
        world.settle();
        assert!(world.disk.outbox.is_empty(), "{weather:?} left: {:?}", world.disk.outbox);
        assert_eq!((world.view().len(), world.server.items.len()), (3, 3), "{weather:?}");
    }
}

#[test]
fn a_draft_whose_answer_was_lost_is_found_and_not_made_twice() {
    for weather in [Weather::LostAfter, Weather::LostBefore, Weather::Overloaded] {
        let mut world = World::new(3);
        world.settle();
        let local = world.add("Write the notes");
        world.edit(Edit::SetField { item: local, field: status(), to: Some(column(1)) });
        world.step(weather);
        world.settle();
        let titles = world.titles_on_the_server();
        assert_eq!(titles.iter().filter(|title| **title == "Write the notes").count(), 1, "{weather:?}");
        assert!(world.disk.outbox.is_empty());
        let made = world.server.items.values().find(|item| item.title() == "Write the notes");
        assert_eq!(made.and_then(|item| item.value(&status())), Some(&column(1)));
    }
}

#[test]
fn a_refused_edit_leaves_the_view_and_waits_for_a_person() {
    let mut world = World::new(3);
    world.settle();
    let item = world.nth(0);
    world.server.items.remove(&item);
    let id = world.edit(Edit::SetField { item: item.clone(), field: status(), to: Some(column(1)) });
    world.until_asked("a write", |ask| matches!(ask, Ask::Write { .. }));
    world.step(Weather::Fine);
    assert!(matches!(world.disk.outbox[&id].progress, Progress::Refused(_)));
    assert_eq!(world.view().item(&item).and_then(|item| item.value(&status()).cloned()), None);
    world.feed(Input::Command(Command::Drop(id)));
    assert!(world.disk.outbox.is_empty());
}

#[derive(Debug, Clone)]
enum Deed {
    Set(usize, usize),
    Place(usize, Option<usize>),
    Add,
    TakeBack,
    Step(Weather),
    Crash,
    Rival(usize, usize),
    RivalPlace(usize, usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let weather = prop_oneof![
        4 => Just(Weather::Fine),
        1 => Just(Weather::LostBefore),
        1 => Just(Weather::LostAfter),
        1 => Just(Weather::Unreachable),
        1 => Just(Weather::Overloaded),
    ];
    prop_oneof![
        4 => (0..8_usize, 0..3_usize).prop_map(|(item, to)| Deed::Set(item, to)),
        4 => (0..8_usize, prop::option::of(0..8_usize)).prop_map(|(item, after)| Deed::Place(item, after)),
        1 => Just(Deed::Add),
        12 => weather.prop_map(Deed::Step),
        1 => Just(Deed::Crash),
    ]
}

fn lone_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![8 => deed(), 1 => Just(Deed::TakeBack)]
}

fn rival_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => deed(),
        1 => (0..8_usize, 0..3_usize).prop_map(|(item, to)| Deed::Rival(item, to)),
        1 => (0..8_usize, 0..8_usize).prop_map(|(item, after)| Deed::RivalPlace(item, after)),
    ]
}

fn perform(world: &mut World, deed: &Deed, drafts: &mut usize) {
    match deed {
        Deed::Set(item, to) => {
            let item = world.nth(*item);
            world.edit(Edit::SetField { item, field: status(), to: Some(column(*to)) });
        }
        Deed::Place(item, after) => {
            let item = world.nth(*item);
            let after = after.map(|after| world.nth(after)).filter(|after| *after != item);
            let before = match &after {
                Some(after) => world.view().order().below(after).cloned(),
                None => world.view().order().iter().next().cloned(),
            };
            let before = before.filter(|before| *before != item);
            world.edit(Edit::Place { item, after, before });
        }
        Deed::Add => {
            *drafts += 1;
            world.add(&format!("Draft {drafts}"));
        }
        Deed::TakeBack => {
            let draft = world.view().items().rfind(|item| item.title().starts_with("Draft"));
            if let Some(item) = draft.map(|draft| draft.id.clone()) {
                world.edit(Edit::Delete { item });
            }
        }
        Deed::Step(weather) => world.step(*weather),
        Deed::Crash => world.crash_and_restart(),
        Deed::Rival(item, to) => {
            let id = world.server.order.iter().nth(*item).expect("eight items").clone();
            world.server.set(&id, &status(), Some(column(*to)), world.now);
        }
        Deed::RivalPlace(item, after) => {
            let ids: Vec<ItemId> = world.server.order.iter().cloned().collect();
            world.server.order.place(&ids[*item], Some(&ids[*after]));
            world.server.stamp = world.now;
        }
    }
}

/// A title and its column.
type Look<'a> = (&'a str, Option<&'a Value>);

/// The cards in order, and the drafts in any: a draft whose answer was lost does not hold up those written after it.
fn looks<'a>(items: impl Iterator<Item = &'a Item>) -> (Vec<Look<'a>>, Vec<Look<'a>>) {
    let all = items.map(|item| (item.title(), item.value(&status())));
    let (cards, mut drafts): (Vec<_>, Vec<_>) = all.partition(|(title, _)| title.starts_with("Card"));
    drafts.sort_by_key(|(title, _)| *title);
    (cards, drafts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// What this person sees changes only when they change it, however the network behaves and whenever the process dies; and in
    /// the end GitHub holds exactly that, each draft once.
    #[test]
    fn nothing_flickers_and_everything_arrives_once(deeds in prop::collection::vec(lone_deed(), 1..80)) {
        let mut world = World::new(8);
        world.settle();
        let mut drafts = 0;
        for deed in &deeds {
            let before = world.view().clone();
            perform(&mut world, deed, &mut drafts);
            if matches!(deed, Deed::Step(_) | Deed::Crash) {
                prop_assert_eq!(world.looks(), looks(before.items().map(AsRef::as_ref)), "after {:?}", deed);
            }
        }
        let before = world.view().clone();
        let seen = looks(before.items().map(AsRef::as_ref));
        world.settle();
        prop_assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
        prop_assert_eq!(world.looks(), seen.clone());
        let on_server = looks(world.server.order.iter().map(|id| &world.server.items[id]));
        prop_assert_eq!(on_server, seen);
    }

    /// With someone else at work too, both sides come to agree, and no draft is lost or doubled.
    #[test]
    fn with_a_rival_both_sides_agree_in_the_end(deeds in prop::collection::vec(rival_deed(), 1..80)) {
        let mut world = World::new(8);
        world.settle();
        let mut drafts = 0;
        for deed in &deeds {
            perform(&mut world, deed, &mut drafts);
        }
        world.settle();
        prop_assert!(world.disk.outbox.is_empty(), "left: {:?}", world.disk.outbox);
        prop_assert!(world.view().order().iter().eq(world.server.order.iter()));
        for item in world.view().items() {
            prop_assert_eq!(item.value(&status()), world.server.items[&item.id].value(&status()));
        }
        let titles = world.titles_on_the_server();
        for n in 1..=drafts {
            let title = format!("Draft {n}");
            prop_assert_eq!(titles.iter().filter(|found| **found == title).count(), 1);
        }
    }
}
