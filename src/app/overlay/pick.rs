//! What cards can be given, to choose from: one thing, or several that are marked.

use std::collections::BTreeSet;

use super::list::{Choice, Kind, List};
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::screen::Board;
use crate::app::widget::{Entry, Picker, Titles};
use crate::domain::wish::{self, Wish};
use crate::domain::{Attribute, Colour, Item, ItemId, Member, Snapshot};

/// How many issues are offered at once.
const OFFERED: usize = 50;

/// Whom a choice is for.
#[derive(Debug, Clone, Default)]
pub struct Pick {
    /// The cards.
    pub cards: Vec<ItemId>,
    /// Whether several lines can be chosen: choosing one that is on takes it off.
    pub many: bool,
    /// The places of the entries that are marked.
    pub marks: BTreeSet<usize>,
    /// The lines that were there before issues were searched for; none where all lines are known.
    pub issues: Option<Issues>,
}

/// How issues are found to be named by the cards.
#[derive(Debug, Clone)]
pub struct Issues {
    /// As what.
    pub role: Role,
    /// How many lines come before those that are found.
    pub before: usize,
    /// What is searched.
    pub titles: Titles,
}

/// What an issue is to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The card is a part of it.
    Parent,
    /// The card waits for it.
    Blocker,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What choosing it makes true.
    pub wish: Wish,
    /// How many of the cards have it already.
    pub held: Held,
    /// Its colour, if it has one.
    pub swatch: Option<Swatch>,
}

/// How many of the cards have something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Held {
    None,
    Some,
    All,
}

/// A colour that GitHub shows beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swatch {
    /// Of an option or a type.
    Named(Colour),
    /// Of a label: `0xRRGGBB`.
    Exact(u32),
}

impl Held {
    /// Counts the cards for which something is so.
    pub fn by(cards: &[&Item], is: impl Fn(&Item) -> bool) -> Self {
        match cards.iter().filter(|item| is(item)).count() {
            0 => Self::None,
            count if count == cards.len() => Self::All,
            _ => Self::Some,
        }
    }
}

/// A list of what cards can be given.
pub fn list(title: String, cards: Vec<ItemId>, many: bool, entries: Vec<Entry<Choice>>) -> List {
    let is_now = |offer: &Offer| !many && offer.held == Held::All && !offer.wish.clears();
    let now = entries.iter().position(|entry| entry.value.offer().is_some_and(is_now));
    let mut picker = Picker::new(entries);
    picker.cursor = now.unwrap_or(0);
    List { title, picker, kind: Kind::Pick(Pick { cards, many, ..Pick::default() }) }
}

/// One line of such a list.
pub fn entry(label: &str, note: String, offer: Offer) -> Entry<Choice> {
    Entry { label: label.to_owned(), note, value: Choice::Offer(offer) }
}

impl Pick {
    /// Marks the chosen line, or no longer.
    pub fn mark(&mut self, picker: &Picker<Choice>) {
        if let Some(place) = picker.shown.get(picker.cursor)
            && picker.entries[*place].value.offer().is_some()
            && !self.marks.remove(place)
        {
            self.marks.insert(*place);
        }
    }

    /// Makes what is marked true, or what is chosen if nothing is.
    pub fn choose(&self, picker: &Picker<Choice>, board: &mut Board, cx: &mut Cx<'_>) {
        let chosen: Vec<&Choice> = if self.marks.is_empty() {
            picker.chosen().into_iter().collect()
        } else {
            self.marks.iter().filter_map(|place| Some(&picker.entries.get(*place)?.value)).collect()
        };
        let offers = chosen.into_iter().filter_map(Choice::offer);
        let wishes: Vec<Wish> = offers.map(|offer| offer.wish.clone()).collect();
        if !wishes.is_empty() {
            change::make(&self.cards, &wishes, board, cx);
        }
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        for card in self.cards.iter_mut().filter(|card| *card == from) {
            *card = to.clone();
        }
    }

    /// Finds issues by number or title after the typed text has changed; what is marked stays.
    pub fn search(&mut self, picker: &mut Picker<Choice>, view: &Snapshot) {
        let Some(issues) = &mut self.issues else { return };
        if issues.titles.is_outdated(view) {
            issues.titles = Titles::of(view);
        }
        let marked: Vec<Entry<Choice>> = self
            .marks
            .iter()
            .filter(|place| **place >= issues.before)
            .filter_map(|place| picker.entries.get(*place).cloned())
            .collect();
        self.marks.retain(|place| *place < issues.before);
        picker.entries.truncate(issues.before);
        picker.search();
        for entry in marked {
            self.marks.insert(picker.entries.len());
            picker.shown.push(picker.entries.len());
            picker.entries.push(entry);
        }
        let kept = picker.entries.len();
        let cards: Vec<&Item> =
            self.cards.iter().filter_map(|card| view.item(card)).map(|item| &**item).collect();
        let found = issues.titles.search(picker.line.text(), OFFERED);
        for item in found.cards.iter().filter(|card| !self.cards.contains(card)) {
            let Some(item) = view.item(item) else { continue };
            let Some(entry) = issue(item, issues.role, &cards) else { continue };
            if picker.entries[..kept]
                .iter()
                .any(|known| known.label == entry.label && known.note == entry.note)
            {
                continue;
            }
            picker.shown.push(picker.entries.len());
            picker.entries.push(entry);
        }
        picker.more = found.more;
        if found.more > 0 {
            let label = format!("{} more: type on to find them", found.more);
            picker.shown.push(picker.entries.len());
            picker.entries.push(Entry { label, note: String::new(), value: Choice::Nothing });
        }
        // What is marked stands above what was found: whoever marks the next one means what was found.
        let unmarked =
            |place: &usize| !self.marks.contains(place) && picker.entries[*place].value.offer().is_some();
        picker.cursor = picker.shown.iter().position(unmarked).unwrap_or(0);
    }
}

/// An issue as a line.
pub fn issue(item: &Item, role: Role, cards: &[&Item]) -> Option<Entry<Choice>> {
    let link = wish::link(item)?;
    let label = format!("#{} {}", link.number, link.title);
    let note = link.repository.to_string();
    let (wish, held) = match role {
        Role::Parent => {
            let wanted = Attribute::Parent(Some(link));
            let held = Held::by(cards, |card| wanted.holds(card));
            (Wish::Set(wanted), held)
        }
        Role::Blocker => {
            let member = Member::BlockedBy(link);
            let held = Held::by(cards, |card| member.is_on(card) == Some(true));
            (Wish::Entry(member, held != Held::All), held)
        }
    };
    Some(entry(&label, note, Offer { wish, held, swatch: None }))
}
