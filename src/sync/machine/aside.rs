//! What is asked beside the reads: cards that a person has opened, and what can be chosen in repositories.
//!
//! An opened card is asked about before the next page of a read: someone looks at it. Repositories come last of all, when
//! nothing is left to write or to read.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use chrono::Duration;

use super::{Busy, Machine, Order};
use crate::domain::item::Name;
use crate::domain::repository::{self, MOST};
use crate::domain::{Edit, EditId, ItemId, Pull, Timestamp};
use crate::github::{Answer, Ask, Error};
use crate::store::Marks;
use crate::sync::Event;

/// How many opened cards wait to be asked about: while there is no network someone may leaf through many.
const CARDS: usize = 8;
/// After this an opened card is asked about again though its stamp is the same: checks and sub-issues do not move it.
const FRESH: Duration = Duration::minutes(5);
/// How old what is known of a repository may become.
const OLD: Duration = Duration::days(1);
/// How often the repositories of the items are counted.
const SURVEY: Duration = Duration::hours(1);

/// Something to ask beside the reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Aside {
    /// What an opened card shows.
    Card(ItemId),
    /// A card as a list shows it, with its text.
    Item(ItemId),
    /// What can be chosen in a repository.
    Repository(Name),
}

/// What there is to ask beside the reads.
#[derive(Debug, Default)]
pub(super) struct Asides {
    /// The one opened last comes first.
    cards: VecDeque<ItemId>,
    /// Cards to read anew.
    items: VecDeque<ItemId>,
    /// Cards under which someone has spoken in another process: it may show them.
    spoken: HashSet<ItemId>,
    /// When a card was read in this process, and the stamp of its content then.
    read: HashMap<ItemId, (Timestamp, Timestamp)>,
    repositories: VecDeque<Name>,
    /// When each repository was last asked about.
    asked: BTreeMap<Name, Timestamp>,
    surveyed_at: Option<Timestamp>,
}

impl Asides {
    pub(super) fn is_empty(&self) -> bool {
        self.cards.is_empty() && self.items.is_empty() && self.repositories.is_empty()
    }

    /// Whether a person has opened a card, so that its comments are shown as they were read then or are about to be read.
    pub(super) fn shows(&self, item: &ItemId) -> bool {
        self.read.contains_key(item) || self.cards.contains(item) || self.spoken.contains(item)
    }

    /// Has a card read that is not among those to be read, after them.
    fn read_later(&mut self, item: ItemId) {
        if !self.cards.contains(&item) {
            self.cards.push_back(item);
        }
    }

    /// Someone waits for the text of a card that was never read.
    pub(super) fn read_anew(&mut self, item: ItemId) {
        if !item.is_local() {
            self.items.push_back(item);
        }
    }
}

impl Machine {
    /// Takes in when repositories were asked about before this process began.
    pub fn remember_asked(&mut self, asked: BTreeMap<Name, Timestamp>) {
        self.asides.asked = asked;
    }

    /// A person has opened a card.
    pub(super) fn opened(&mut self, item: ItemId, now: Timestamp, orders: &mut Vec<Order>) {
        orders.push(Order::Load(item.clone()));
        if !self.is_fresh(&item, now) {
            self.asides.cards.retain(|other| *other != item);
            self.asides.cards.push_front(item);
            self.asides.cards.truncate(CARDS);
        }
    }

    /// Has cards read whose comments were written or changed before this process began: what is on disk is without them.
    pub(super) fn recover_said(&mut self) {
        for item in self.spoken_under() {
            self.asides.read_later(item);
        }
    }

    /// Has the opened cards read under which GitHub has taken comments: they stay in the outbox until it shows them.
    pub(super) fn look_for_said(&mut self) {
        for item in self.spoken_under() {
            if self.asides.read.contains_key(&item) || self.asides.spoken.contains(&item) {
                self.asides.read_later(item);
            }
        }
    }

    /// Another process has made an edit: a card under which it comments may be open there, and it does not ask GitHub itself.
    pub(super) fn heard_of(&mut self, edit: &Edit) {
        if let Edit::Comment { item, .. } | Edit::SetComment { item, .. } = edit {
            self.asides.spoken.insert(item.clone());
        }
    }

    fn is_fresh(&self, item: &ItemId, now: Timestamp) -> bool {
        let stamp = self.base.as_ref().and_then(|base| base.item(item)?.content_updated_at());
        self.asides.read.get(item).is_some_and(|(read_at, updated_at)| {
            now - *read_at < FRESH && stamp.is_none_or(|stamp| stamp <= *updated_at)
        })
    }

    /// Has every repository of the project asked about anew.
    pub(super) fn ask_repositories(&mut self, now: Timestamp) {
        self.asides.asked.clear();
        self.asides.surveyed_at = None;
        self.survey(now);
    }

    /// Looks which repositories of the project are to be asked about.
    pub(super) fn survey(&mut self, now: Timestamp) {
        let Some(base) = &self.base else { return };
        let asides = &mut self.asides;
        if asides.surveyed_at.is_some_and(|at| now - at < SURVEY) {
            return;
        }
        asides.surveyed_at = Some(now);
        let mut names = repository::of_project(&base.project, base.items());
        names.truncate(MOST);
        names.retain(|name| asides.asked.get(name).is_none_or(|at| now - *at >= OLD));
        asides.repositories = names.into();
    }

    /// The next opened card to ask about.
    pub(super) fn next_card(&mut self) -> Option<Ask> {
        if let Some(item) = self.asides.items.pop_front() {
            let ask = Ask::Refresh { items: vec![item.clone()], fields: self.fields() };
            self.busy = Busy::Aside(Aside::Item(item));
            return Some(ask);
        }
        while let Some(item) = self.asides.cards.pop_front() {
            let work = self.base.as_ref().and_then(|base| base.item(&item)?.work());
            if let Some(work) = work {
                let ask = Ask::Details(work.id.clone());
                self.busy = Busy::Aside(Aside::Card(item));
                return Some(ask);
            }
        }
        None
    }

    /// The next repository to ask about.
    pub(super) fn next_repository(&mut self) -> Option<Ask> {
        let name = self.asides.repositories.pop_front()?;
        self.busy = Busy::Aside(Aside::Repository(name.clone()));
        Some(Ask::Repository(name))
    }

    /// Takes in the answer to what was asked beside the reads.
    pub(super) fn aside_answered(
        &mut self,
        aside: Aside,
        answer: Result<Answer, Error>,
        now: Timestamp,
        orders: &mut Vec<Order>,
    ) {
        match (aside, answer) {
            (Aside::Card(item), Ok(Answer::Details(found))) => {
                let (details, body) = *found;
                self.asides.read.insert(item.clone(), (now, details.updated_at));
                self.asides.spoken.remove(&item);
                orders.push(Order::SaveDetails { item: item.clone(), details: Arc::new(details), body });
                orders.push(Order::Load(item.clone()));
                // One request is under way at a time: this one began after they were taken. They leave once the card shows them.
                let included: Vec<EditId> = self.said_under(&item).collect();
                if !included.is_empty() {
                    self.take(Pull { included, ..Pull::default() }, Marks::default(), now, orders);
                }
            }
            (Aside::Item(item), Ok(Answer::Refresh(found))) => {
                self.take_found(found, now, orders);
                orders.push(Order::Load(item));
            }
            (Aside::Item(item), Err(Error::Unreachable { .. })) => self.asides.items.push_front(item),
            (Aside::Repository(name), Ok(Answer::Repository(found))) => {
                let found: Arc<_> = Arc::from(found);
                self.asides.asked.insert(name.clone(), now);
                orders.push(Order::SaveRepository { name, found: Some(Arc::clone(&found)) });
                orders.push(Order::Tell(Event::Directory(vec![found])));
            }
            // Nothing has reached GitHub: it is asked as soon as that is possible.
            (Aside::Card(item), Err(Error::Unreachable { .. })) => self.asides.cards.push_front(item),
            (Aside::Repository(name), Err(Error::Unreachable { .. })) => {
                self.asides.repositories.push_front(name);
            }
            // Whoever opens the card again asks again.
            (Aside::Card(_) | Aside::Item(_), Err(_) | Ok(_)) => {}
            (Aside::Repository(name), Err(error)) => {
                self.asides.asked.insert(name.clone(), now);
                if error.is_refusal() {
                    orders.push(Order::SaveRepository { name, found: None });
                }
            }
            (Aside::Repository(name), Ok(_)) => drop(self.asides.asked.insert(name, now)),
        }
    }
}

/// Whether what is wrong with a question beside the reads is wrong with every other too.
pub(super) fn concerns_all(error: &Error) -> bool {
    match error {
        Error::Unreachable { .. }
        | Error::Lost { .. }
        | Error::NoToken { .. }
        | Error::NotAToken { .. }
        | Error::BadToken
        | Error::RateLimited { .. }
        | Error::SlowDown { .. } => true,
        Error::MissingScope { .. }
        | Error::Forbidden { .. }
        | Error::NotFound { .. }
        | Error::Refused { .. }
        | Error::Changed { .. }
        | Error::Overloaded { .. }
        | Error::Busy { .. }
        | Error::Unreadable { .. } => false,
    }
}
