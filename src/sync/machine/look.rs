//! A look at the cards that edits are about, right before these are sent: what someone else has set meanwhile meets them there.
//!
//! GitHub takes the last value it is sent and says nothing of the one it replaces. Once ours is there, no read shows theirs. Lists lag
//! behind, so only a look-up by id counts, and each attempt to send has its own.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::Duration;

use super::{Busy, Machine, Marks, Order, unexpected};
use crate::domain::pending::{Refusal, words};
use crate::domain::{Attribute, Edit, EditId, ItemId, Pending, Progress, Pull, Snapshot, Timestamp};
use crate::github::{Answer, Ask, Error, Refreshed, text};

/// How often GitHub is asked for a card that it has but does not show.
const TRIES: u32 = 6;
/// After the first of them; twice as long after each further one.
const PAUSE: Duration = Duration::seconds(5);

/// What was just looked at, and what GitHub would not show.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// The edits whose cards the answer at hand shows.
    seen: HashSet<EditId>,
    /// The cards that GitHub has and would not show.
    withheld: BTreeMap<ItemId, Withheld>,
}

/// A card that GitHub would not show.
#[derive(Debug)]
struct Withheld {
    /// How often in a row.
    tries: u32,
    /// When it is asked for again; none once that moment has come.
    until: Option<Timestamp>,
}

impl Looks {
    /// The answer at hand was used or not: whatever is sent later has another look, by then the cards may be others.
    pub(super) fn use_up(&mut self) {
        self.seen.clear();
    }

    /// Lets the cards be asked for again whose time has come.
    pub(super) fn wake(&mut self, now: Timestamp) {
        for card in self.withheld.values_mut() {
            card.until = card.until.filter(|until| *until > now);
        }
    }

    /// Whether the edits of a card wait until it is asked for again.
    pub(super) fn waits(&self, item: &ItemId) -> bool {
        self.withheld.get(item).is_some_and(|card| card.until.is_some())
    }

    /// When the next card is asked for again.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.withheld.values().filter_map(|card| card.until).min()
    }
}

impl Machine {
    /// The request that has to come before these edits: a look at all their cards at once. None where the answer at hand is that look.
    pub(super) fn look_first(&mut self, chosen: &[Pending]) -> Option<Ask> {
        let can_clash = |pending: &&Pending| can_clash(pending) && !pending.edit.item().is_local();
        let edits: Vec<&Pending> = chosen.iter().filter(can_clash).collect();
        if edits.iter().all(|pending| self.looks.seen.contains(&pending.id)) {
            return None;
        }
        let mut items: Vec<ItemId> = Vec::new();
        for pending in &edits {
            if !items.contains(pending.edit.item()) {
                items.push(pending.edit.item().clone());
            }
        }
        self.busy = Busy::Looking(edits.iter().map(|pending| pending.id).collect());
        Some(Ask::Refresh { items, fields: self.fields() })
    }

    /// Takes in what the look has brought.
    pub(super) fn looked(
        &mut self,
        edits: &[EditId],
        result: Result<Answer, Error>,
        now: Timestamp,
        orders: &mut Vec<Order>,
    ) {
        match result {
            Ok(Answer::Refresh(found)) => {
                self.note_withheld(edits, &found, now, orders);
                self.spare(edits, &found, now, orders);
                self.take_found(found, now, orders);
            }
            Ok(_) => self.failed(&unexpected(), now),
            Err(Error::Overloaded { .. }) => self.batch = (edits.len() / 2).max(1),
            // Which of them it is about shows when they are asked for one by one.
            Err(error) if error.is_refusal() && edits.len() > 1 => self.batch = 1,
            Err(error) if error.is_refusal() => {
                let refused = edits.iter().map(|id| (*id, self.after_failure(*id, &error, now))).collect();
                self.mark_all(refused, orders);
            }
            // It is asked again before the next attempt to send.
            Err(_) => {}
        }
    }

    /// Notes which edits can be sent after a look. Those of a card that GitHub has and does not show wait; when that lasts, they are
    /// refused: what they would replace nobody can tell.
    fn note_withheld(
        &mut self,
        edits: &[EditId],
        found: &[Refreshed],
        now: Timestamp,
        orders: &mut Vec<Order>,
    ) {
        let shown: HashSet<&ItemId> = found
            .iter()
            .filter(|answer| !matches!(answer, Refreshed::Withheld(_)))
            .map(Refreshed::item)
            .collect();
        let of_these = self.outbox.iter().filter(|pending| edits.contains(&pending.id));
        let asked: BTreeSet<ItemId> = of_these.map(|pending| pending.edit.item().clone()).collect();
        let mut given_up = HashSet::new();
        for item in &asked {
            if shown.contains(item) {
                self.looks.withheld.remove(item);
                continue;
            }
            let card = self.looks.withheld.entry(item.clone()).or_insert(Withheld { tries: 0, until: None });
            card.until = Some(now + PAUSE * (1 << card.tries));
            card.tries += 1;
            if card.tries >= TRIES {
                self.looks.withheld.remove(item);
                given_up.insert(item);
            }
        }
        let (unseen, seen): (Vec<&Pending>, Vec<&Pending>) = self
            .outbox
            .iter()
            .filter(|pending| edits.contains(&pending.id))
            .partition(|pending| !shown.contains(pending.edit.item()));
        self.looks.seen.extend(seen.iter().map(|pending| pending.id));
        let why =
            "GitHub does not show the card, so what others have set there could be lost. Try again later.";
        let refused: Vec<(EditId, Progress)> = unseen
            .iter()
            .filter(|pending| given_up.contains(pending.edit.item()))
            .map(|pending| (pending.id, unsent(why, now)))
            .collect();
        self.mark_all(refused, orders);
    }

    /// Keeps drafts that say something else than whoever deleted them could see: they are gone for good once GitHub has heard of it.
    /// Whoever has it sent again does so in sight of what they say now.
    fn spare(&mut self, edits: &[EditId], found: &[Refreshed], now: Timestamp, orders: &mut Vec<Order>) {
        let other = |pending: &Pending| {
            let Some(Attribute::Body(known)) = &pending.base else { return None };
            let fetched = found.iter().find_map(|found| match found {
                Refreshed::Found(fetched) if fetched.item.id == *pending.edit.item() => Some(fetched),
                Refreshed::Found(_) | Refreshed::Gone(_) | Refreshed::Withheld(_) => None,
            })?;
            let Some(Attribute::Body(words)) = words(&fetched.item, &fetched.body) else { return None };
            let is_other = pending.edit.deletes() && !text::is_body(&words, known);
            is_other.then(|| Pending { base: Some(Attribute::Body(words)), ..pending.clone() })
        };
        let looked_at = self.outbox.iter().filter(|pending| edits.contains(&pending.id));
        let spared: Vec<Pending> = looked_at.filter_map(other).collect();
        self.keep_back(spared, now, orders);
    }

    /// Gives deletions back to the person, made in sight of what the drafts say now.
    pub(super) fn keep_back(&mut self, spared: Vec<Pending>, now: Timestamp, orders: &mut Vec<Order>) {
        let why = "Its title or text at GitHub is not the one that was deleted here. Look at it, then send this again or give it up.";
        self.mark_all(spared.iter().map(|pending| (pending.id, unsent(why, now))).collect(), orders);
        // Only now: had the process ended in between, it would be deleted unseen.
        let spared =
            spared.into_iter().map(|pending| Pending { progress: unsent(why, now), ..pending }).collect();
        self.rewrite(spared, orders);
    }

    /// Takes in cards that were looked up beside a read. What became of those that GitHub does not show is that one's to find out.
    pub(super) fn take_found(&mut self, found: Vec<Refreshed>, now: Timestamp, orders: &mut Vec<Order>) {
        let fetched = |found| match found {
            Refreshed::Found(fetched) => Some(fetched),
            Refreshed::Gone(_) | Refreshed::Withheld(_) => None,
        };
        let items: Vec<_> = found.into_iter().filter_map(fetched).collect();
        if !items.is_empty() {
            self.take(Pull { items, ..Pull::default() }, Marks::default(), now, orders);
        }
    }
}

/// What becomes of an edit that is not sent because of what the look has shown.
fn unsent(why: &str, at: Timestamp) -> Progress {
    Progress::Refused(Refusal { message: why.to_owned(), at, unsent: true })
}

/// Whether someone else can have set the same as an edit.
fn can_clash(pending: &Pending) -> bool {
    match &pending.edit {
        // What is known of a draft that is to be deleted.
        Edit::Delete { .. } => pending.base.is_some(),
        // The people of a draft are sent as a whole: they have to be known.
        Edit::SetField { .. } | Edit::Set { .. } | Edit::Link { .. } => true,
        Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. }
        | Edit::SetComment { .. } => false,
    }
}

/// Whether an edit that takes something off may have been made by an attempt whose answer was lost, and the look shows that nothing is
/// left to take off: GitHub would refuse it.
pub(super) fn is_off(pending: &Pending, base: &Snapshot) -> bool {
    let Some(item) = base.item(pending.edit.item()) else { return false };
    let is_doubtful = matches!(pending.progress, Progress::Sending { .. });
    is_doubtful
        && match &pending.edit {
            Edit::Link { entry, on: false, .. } => entry.is_on(item) == Some(false),
            Edit::Set { to: to @ Attribute::Parent(None), .. } => to.holds(item),
            Edit::Link { .. }
            | Edit::Set { .. }
            | Edit::SetField { .. }
            | Edit::Place { .. }
            | Edit::AddDraft { .. }
            | Edit::AddIssue { .. }
            | Edit::PutBack { .. }
            | Edit::Delete { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. }
            | Edit::SetComment { .. } => false,
        }
}
