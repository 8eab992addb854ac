//! One card, whole: its text, its relations, what was said and done. What can be acted on in it can be chosen.

pub mod comments;
pub mod kin;
pub mod spot;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unsent_tests;

use std::sync::Arc;

use super::{Fate, Overlay};
use crate::app::cx::{Before, Cx};
use crate::app::message::Effect;
use crate::app::model::{Extent, Settings};
use crate::app::notice::Tone;
use crate::app::screen::board::name;
use crate::domain::item::Tally;
use crate::domain::markdown::{self, Mark};
use crate::domain::permit::{self, Part};
use crate::domain::{Attribute, Details, Edit, Entry, ItemId, Relations, Replica};
use crate::input::CardAction;
use crate::sync::Command;
use kin::Kin;
use spot::{Deed, Spot};

/// An opened card.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Which.
    pub item: ItemId,
    /// Its text, as GitHub said it last.
    pub body: Body,
    /// Comments and relations, as they were last read; none when they never were.
    pub details: Option<Arc<Details>>,
    /// The same with our edits of comments.
    edited: Option<Arc<Details>>,
    /// What happened to it, the newest first.
    pub activity: Vec<Entry>,
    /// Whether the disk has told what it knows of the card.
    pub is_told: bool,
    /// Which part of it is in sight.
    pub shows: Shows,
    /// What is chosen among [`Self::spots`].
    pub chosen: Option<Spot>,
    /// What can be acted on, from top to bottom.
    pub spots: Vec<(Spot, Deed)>,
    /// The issues it belongs together with.
    pub kin: Kin,
    /// The marks of the text and of each comment, and the text they are of.
    marks: (String, Vec<Mark>, Vec<spot::Said>),
    /// The revision that the rest was worked out from.
    settled: Option<u64>,
}

/// The text of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// It was asked for.
    Loading,
    /// It was never read from GitHub.
    Unread,
    /// Markdown, perhaps empty.
    Text(String),
}

/// What of a card is in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// All but so many lines at the top.
    From(usize),
    /// The beginning of a section.
    Section(Section),
    /// What is chosen; otherwise all but so many lines at the top.
    Chosen(usize),
}

/// The sections of a card, from top to bottom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Section {
    #[default]
    Fields,
    Text,
    Parts,
    Waiting,
    Pulls,
    Comments,
    Activity,
}

impl Section {
    /// All, from top to bottom.
    pub const ALL: [Self; 7] =
        [Self::Fields, Self::Text, Self::Parts, Self::Waiting, Self::Pulls, Self::Comments, Self::Activity];
}

/// Opens a card and asks for what is new of it.
pub fn open(card: Card, cx: &mut Cx<'_>) {
    cx.effects.push(Effect::Sync(Command::Load(card.item.clone())));
    cx.overlays.push(Overlay::Card(card));
}

impl Card {
    /// A card of which nothing but the item is known yet.
    pub fn new(item: ItemId) -> Self {
        Self {
            item,
            body: Body::Loading,
            details: None,
            edited: None,
            activity: Vec::new(),
            is_told: false,
            shows: Shows::From(0),
            chosen: None,
            spots: Vec::new(),
            kin: Kin::default(),
            marks: Default::default(),
            settled: None,
        }
    }

    /// Takes in what the sync knows.
    pub fn take(&mut self, body: Option<String>, details: Option<Arc<Details>>, activity: Vec<Entry>) {
        self.body = body.map_or(Body::Unread, Body::Text);
        if self.details != details {
            self.edited = None;
        }
        self.details = details;
        self.activity = activity;
        self.is_told = true;
        self.settled = None;
    }

    /// Its text with our edits of it; none while it is not known.
    pub fn text<'a>(&'a self, replica: &'a Replica) -> Option<&'a str> {
        match &self.body {
            Body::Text(stored) => Some(replica.body(&self.item, stored)),
            // Of a card that was made just now it is known though GitHub has not told it.
            Body::Loading | Body::Unread => replica.text(&self.item),
        }
    }

    /// Works out what it belongs together with and what can be acted on, after something has changed.
    pub fn settle(&mut self, replica: &Replica, relations: &Relations, settings: &Settings) {
        if self.settled.replace(replica.revision()) == Some(replica.revision()) {
            return;
        }
        let text = self.text(replica).unwrap_or_default();
        if self.marks.0 != text {
            let text = text.to_owned();
            self.marks.1 = markdown::marks(&text);
            self.marks.0 = text;
        }
        self.settle_comments(replica);
        let view = replica.view();
        let Some(item) = view.item(&self.item) else { return };
        self.kin = Kin::of(item, self.details.as_deref(), replica, relations, settings);
        self.spots = spot::all(
            &view.project,
            item,
            &self.kin,
            self.details.as_deref(),
            (&self.marks.1, &self.marks.2),
        );
        self.settle_unsent(replica);
        self.chosen = self.chosen.filter(|chosen| self.spots.iter().any(|(spot, _)| spot == chosen));
    }

    /// Works out the comments with our edits of them.
    fn settle_comments(&mut self, replica: &Replica) {
        let edited = self.details.as_ref().map(|details| comments::edited(details, &self.item, replica));
        if self.edited == edited {
            return;
        }
        let comments = edited.iter().flat_map(|details| &details.comments);
        self.marks.2 = comments.map(|comment| (comment.id.clone(), markdown::marks(&comment.body))).collect();
        self.edited = edited;
    }

    /// Comments and relations with our edits of them.
    pub fn said(&self) -> Option<&Arc<Details>> {
        self.edited.as_ref().or(self.details.as_ref())
    }

    /// Obeys an action.
    pub fn update(&mut self, action: CardAction, cx: &mut Cx<'_>) -> Fate {
        let half = (cx.extent.lines / 2).max(1);
        match action {
            CardAction::ScrollDown => self.scroll(1, cx.extent),
            CardAction::ScrollUp => self.scroll_back(1, cx.extent),
            CardAction::ScrollPageDown => self.scroll(half, cx.extent),
            CardAction::ScrollPageUp => self.scroll_back(half, cx.extent),
            CardAction::ScrollTop => self.shows = Shows::From(0),
            CardAction::ScrollBottom => self.scroll(usize::MAX, cx.extent),
            CardAction::NextSection => self.turn_to(1, cx.extent),
            CardAction::PreviousSection => self.turn_to(-1, cx.extent),
            CardAction::NextSpot => self.choose(1, cx),
            CardAction::PreviousSpot => self.choose(-1, cx),
            CardAction::TickTask => match self.deed() {
                Some(Deed::Tick(place)) => self.tick(*place, cx),
                Some(Deed::Page(_) | Deed::Card(..) | Deed::Comment(_) | Deed::Unsent(_)) | None => {
                    self.scroll(half, cx.extent);
                }
            },
            CardAction::DeleteComment => match self.deed().cloned() {
                Some(Deed::Comment(id)) => self.unsay(&id, cx),
                Some(Deed::Unsent(_)) => {
                    cx.say(Tone::Info, "It is not sent yet: undo takes it back.");
                }
                Some(Deed::Tick(_) | Deed::Page(_) | Deed::Card(..)) | None => {
                    cx.say(Tone::Info, "tab chooses a comment; then this key deletes it.");
                }
            },
            CardAction::FollowSpot => self.follow(cx),
            CardAction::BrowseOpen => self.with_page(cx, Effect::Open),
            CardAction::CopyOpen => {
                self.with_page(cx, Effect::Copy);
                cx.say(Tone::Info, "Copied the link.");
            }
            CardAction::CloseCard => return Fate::Closes,
        }
        Fate::Stays
    }

    /// Chooses something and acts on it.
    pub fn press(&mut self, spot: Spot, cx: &mut Cx<'_>) {
        self.chosen = Some(spot);
        self.shows = Shows::Chosen(cx.extent.scroll);
        self.follow(cx);
    }

    fn scroll(&mut self, lines: usize, extent: Extent) {
        let last = extent.length.saturating_sub(extent.lines);
        self.shows = Shows::From(extent.scroll.saturating_add(lines).min(last));
    }

    fn scroll_back(&mut self, lines: usize, extent: Extent) {
        self.shows = Shows::From(extent.scroll.saturating_sub(lines));
    }

    fn turn_to(&mut self, by: isize, extent: Extent) {
        let here = match self.shows {
            Shows::Section(section) => section,
            Shows::From(_) | Shows::Chosen(_) => extent.section,
        };
        let has = |section: &&Section| extent.sections & (1 << (**section as u8)) != 0;
        let found = if by > 0 {
            Section::ALL.iter().filter(has).find(|section| **section > here)
        } else {
            Section::ALL.iter().rev().filter(has).find(|section| **section < here)
        };
        if let Some(section) = found {
            self.shows = Shows::Section(*section);
        }
    }

    fn choose(&mut self, by: isize, cx: &mut Cx<'_>) {
        if self.spots.is_empty() {
            return cx.say(Tone::Info, "There is no task, link or other card in it to choose.");
        }
        let place = self.chosen.and_then(|chosen| self.spots.iter().position(|(spot, _)| *spot == chosen));
        let last = self.spots.len() - 1;
        let next = match place {
            None if by > 0 => 0,
            None => last,
            Some(place) if by > 0 => {
                if place == last {
                    0
                } else {
                    place + 1
                }
            }
            Some(place) => place.checked_sub(1).unwrap_or(last),
        };
        self.chosen = Some(self.spots[next].0);
        self.shows = Shows::Chosen(cx.extent.scroll);
    }

    /// What acting on a spot does; none where it can't be acted on.
    pub fn deed_of(&self, wanted: Spot) -> Option<&Deed> {
        self.spots.iter().find(|(spot, _)| *spot == wanted).map(|(_, deed)| deed)
    }

    /// How many of its tasks are done.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for mark in &self.marks.1 {
            if let Mark::Task { done, .. } = mark {
                tally.total += 1;
                tally.done += u32::from(*done);
            }
        }
        tally
    }

    fn deed(&self) -> Option<&Deed> {
        self.deed_of(self.chosen?)
    }

    fn follow(&mut self, cx: &mut Cx<'_>) {
        match self.deed().cloned() {
            None => {
                let key = "tab chooses a task, a link or another card; then this key acts on it.";
                cx.say(Tone::Info, key);
            }
            Some(Deed::Tick(place)) => self.tick(place, cx),
            Some(Deed::Comment(id)) => self.reword(&id, cx),
            Some(Deed::Unsent(id)) => self.rewrite(id, cx),
            Some(Deed::Card(card, _)) if cx.replica.view().item(&card).is_some() => {
                open(Self::new(card), cx);
            }
            Some(Deed::Page(page) | Deed::Card(_, page)) => cx.effects.push(Effect::Open(page)),
        }
    }

    /// Ticks a task of the text or takes the tick away: one character changes.
    fn tick(&mut self, place: usize, cx: &mut Cx<'_>) {
        let view = cx.replica.view();
        let Some(item) = view.item(&self.item) else { return };
        if let Err(why) = permit::check(&view.project, item, Part::Body, None) {
            let text = format!("{} stays as it is: {why}.", name(item));
            return cx.say(Tone::Warn, text);
        }
        let called = name(item);
        let Some(text) = self.text(cx.replica) else { return };
        let Some(new) = markdown::flipped(text, place) else { return };
        let Some(Mark::Task { at, done }) = markdown::marks(text).get(place).cloned() else { return };
        let task = beginning(text[at + 2..].lines().next().unwrap_or_default().trim());
        let deed = if done { "Untick" } else { "Tick" };
        let label = if task.is_empty() {
            format!("{deed} a task of {called}")
        } else {
            format!("{deed} “{task}” of {called}")
        };
        let was = text.to_owned();
        let edit = Edit::Set { item: self.item.clone(), to: Attribute::Body(new) };
        cx.commit_text(label, vec![edit], Before::seen(&was));
    }

    /// Gives the page of what is chosen, else that of the card, to the shell.
    fn with_page(&self, cx: &mut Cx<'_>, effect: fn(String) -> Effect) {
        if let Some(Deed::Page(page) | Deed::Card(_, page)) = self.deed() {
            return cx.effects.push(effect(page.clone()));
        }
        let view = cx.replica.view();
        match view.item(&self.item) {
            Some(item) => cx.effects.push(effect(view.project.page(item))),
            None => cx.say(Tone::Info, "There is no card here."),
        }
    }
}

/// The first words of a task, to call it by.
fn beginning(task: &str) -> String {
    const LONG: usize = 40;
    if task.chars().count() <= LONG {
        return task.to_owned();
    }
    let head: String = task.chars().take(LONG - 1).collect();
    let whole = head.rsplit_once(' ').map_or(head.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches(['*', '_', '`', ' ', ',']))
}
