//! A read of the project: a probe, what changed, and the order, in as few points as will do.
//!
//! probe → (moved?) fields → content search → (moved?) lean walk → changed items by id → look-up of what the walk missed.
//! The first read, and one a day, is instead: probe → fields → every item → look-up.

use std::collections::{HashSet, VecDeque};

use chrono::Duration;

use super::{CONFIRM_AFTER, LARGEST_PAGE, Machine, OVERLAP, Order};
use crate::domain::{EditId, Fetched, ItemId, ProjectId, ProjectRef, Pull, Snapshot, Timestamp};
use crate::github::{Answer, Ask, Cursor, Page, Probe, Refreshed, Reply, Stamp};
use crate::store::Marks;
use crate::sync;

/// More of a search in one page cost a second point.
const FOUND_AT_ONCE: u32 = 50;
/// More results than this a search does not give.
const SEARCH_LIMIT: u32 = 1000;
/// While an edit waits for its confirmation, GitHub is read at least this often.
const CONFIRM_EVERY: Duration = Duration::seconds(15);
/// Columns and order that were read longer ago than this are said to be old.
const OLD: Duration = Duration::minutes(1);

/// A read under way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    pub(super) began: Timestamp,
    pub(super) stage: Stage,
    extent: Extent,
    /// Edits accepted before it began: what a pull includes is fixed when the pull begins.
    pub(super) eligible: Vec<EditId>,
    id: Option<ProjectId>,
    fields: u32,
    /// GitHub's clock at the first answer.
    pub(super) server_began: Option<Timestamp>,
    /// The project's stamp at the first answer.
    pub(super) stamp: Option<Timestamp>,
    /// The latest change of an item that its lists show.
    pub(super) newest: Option<Timestamp>,
    /// Whether the project's own looks have changed, or a card has come.
    pub(super) grew: bool,
    walk: bool,
    /// Whether the project has changed since the last walk.
    moved: bool,
    pub(super) order: Vec<ItemId>,
    pub(super) seen: HashSet<ItemId>,
    /// Items that it has read.
    pub(super) fetched: HashSet<ItemId>,
    /// Items that are in the queue, or were.
    queued: HashSet<ItemId>,
    queue: VecDeque<ItemId>,
    pub(super) removed: Vec<ItemId>,
    /// Items that GitHub would not show when they were looked up.
    pub(super) withheld: Vec<ItemId>,
    /// How many nodes of the walk GitHub did not show.
    pub(super) blanks: u32,
    /// How many known items the walk did not meet, where it had blanks.
    pub(super) missing: usize,
    done: u32,
    total: Option<u32>,
    points: u32,
    requests: u32,
}

/// How much of the project a read takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What changed since the last read.
    Changes,
    /// Every item again.
    Full,
    /// Every item, and none is known yet.
    First,
}

/// What a read asks next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    Probe,
    Meta,
    Changed {
        after: Option<Cursor>,
    },
    Walk {
        after: Option<Cursor>,
    },
    Items {
        after: Option<Cursor>,
    },
    /// The queued items by id.
    Refresh,
    /// The queued items by id, which the walk did not meet.
    Check,
}

impl Reading {
    pub(super) fn new(now: Timestamp, extent: Extent, eligible: Vec<EditId>) -> Self {
        Self {
            began: now,
            stage: Stage::Probe,
            extent,
            eligible,
            id: None,
            fields: LARGEST_PAGE,
            server_began: None,
            stamp: None,
            newest: None,
            grew: false,
            walk: false,
            moved: false,
            order: Vec::new(),
            seen: HashSet::new(),
            fetched: HashSet::new(),
            queued: HashSet::new(),
            queue: VecDeque::new(),
            removed: Vec::new(),
            withheld: Vec::new(),
            blanks: 0,
            missing: 0,
            done: 0,
            total: None,
            points: 0,
            requests: 0,
        }
    }

    /// The next request of this read.
    pub(super) fn ask(
        &self,
        reference: &ProjectRef,
        base: Option<&Snapshot>,
        marks: &Marks,
        page: u32,
    ) -> Option<Ask> {
        let fields = self.fields;
        let known = || self.id.clone().or_else(|| base.map(|base| base.project.id.clone()));
        Some(match &self.stage {
            Stage::Probe => Ask::Probe(reference.clone()),
            Stage::Meta => Ask::Meta(known()?),
            Stage::Changed { after } => Ask::Changed {
                project: reference.clone(),
                id: known()?,
                since: marks.watermark? - OVERLAP,
                after: after.clone(),
                first: page.min(FOUND_AT_ONCE),
            },
            Stage::Walk { after } => {
                Ask::Walk { project: known()?, after: after.clone(), first: (page * 2).min(LARGEST_PAGE) }
            }
            Stage::Items { after } => {
                Ask::Items { project: known()?, after: after.clone(), first: page, fields }
            }
            Stage::Refresh | Stage::Check => {
                let items = self.queue.iter().take(page as usize).cloned().collect();
                Ask::Refresh { items, fields }
            }
        })
    }

    /// Whether it asks for every item.
    fn is_full(&self) -> bool {
        match self.extent {
            Extent::Changes => false,
            Extent::Full | Extent::First => true,
        }
    }

    fn is_first(&self) -> bool {
        self.extent == Extent::First
    }

    /// Whether it takes long enough to show.
    pub(super) fn is_long(&self) -> bool {
        let many = 200;
        self.is_full()
            || self.total.is_some_and(|total| self.walk && total > many)
            || self.queue.len() > many as usize
    }

    /// How large a page of its present list can be, of [`LARGEST_PAGE`].
    pub(super) fn largest_page(&self) -> u32 {
        match &self.stage {
            // Pages of a walk are twice as large as those of items, those of a search half as large.
            Stage::Walk { .. } | Stage::Changed { .. } => LARGEST_PAGE / 2,
            Stage::Probe | Stage::Meta | Stage::Items { .. } | Stage::Refresh | Stage::Check => LARGEST_PAGE,
        }
    }

    /// Whether its next request names a place in a list.
    pub(super) fn has_cursor(&self) -> bool {
        match &self.stage {
            Stage::Changed { after } | Stage::Walk { after } | Stage::Items { after } => after.is_some(),
            Stage::Probe | Stage::Meta | Stage::Refresh | Stage::Check => false,
        }
    }

    /// How far it is.
    pub(super) fn report(&self) -> sync::Reading {
        sync::Reading {
            done: self.done,
            total: self.total,
            points: self.points,
            requests: self.requests,
            began: self.began,
            first: self.is_first(),
        }
    }

    fn note(&mut self, reply: &Reply) {
        self.requests += 1;
        self.points += reply.meter.cost.unwrap_or(0);
        self.server_began = self.server_began.or(reply.meter.server_time);
    }

    pub(super) fn enqueue(&mut self, item: ItemId) {
        if !item.is_local() && self.queued.insert(item.clone()) {
            self.queue.push_back(item);
        }
    }

    /// Notes that a list shows an item as it became at a moment.
    fn shows(&mut self, updated_at: Timestamp) {
        self.newest = self.newest.max(Some(updated_at));
    }

    fn meet(&mut self, item: &ItemId) {
        if self.seen.insert(item.clone()) {
            self.order.push(item.clone());
        }
    }
}

impl Machine {
    /// Takes in an answer to the read under way.
    pub(super) fn read(&mut self, reply: Reply, now: Timestamp, orders: &mut Vec<Order>) {
        let Some(mut reading) = self.reading.take() else { return };
        reading.note(&reply);
        let blanks = match reply.answer {
            Answer::Probe(probe) => self.probed(&mut reading, &probe, now),
            Answer::Meta(project) => {
                self.fields_read = self.settled_stamp(&reading);
                reading.fields =
                    u32::try_from(project.fields.len()).unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
                reading.stage = if reading.is_full() {
                    Stage::Items { after: None }
                } else if self.marks.watermark.is_some() {
                    Stage::Changed { after: None }
                } else {
                    Stage::Walk { after: None }
                };
                if self.project() != Some(&project) {
                    reading.grew = true;
                    let pull =
                        Pull { project: Some(project), initial: reading.is_first(), ..Pull::default() };
                    self.take(pull, Marks::default(), now, orders);
                }
                0
            }
            Answer::Changed(page) => {
                reading.walk |= page.total > SEARCH_LIMIT || page.withheld > 0;
                for found in page.nodes {
                    if !self.is_read(&found) {
                        reading.enqueue(found.item);
                    }
                }
                reading.stage = match page.next {
                    Some(next) => Stage::Changed { after: Some(next) },
                    None if reading.walk => Stage::Walk { after: None },
                    None => Stage::Refresh,
                };
                0
            }
            Answer::Walk(page) => self.walked(&mut reading, page),
            Answer::Items(page) => self.listed(&mut reading, page, now, orders),
            Answer::Refresh(found) => {
                self.refreshed(&mut reading, found, now, orders);
                0
            }
            Answer::Written(_) | Answer::Repository(_) | Answer::Details(_) => 0,
        };
        reading.blanks += blanks;
        self.advance(&mut reading);
        let idle = matches!(reading.stage, Stage::Check) && reading.queue.is_empty();
        if idle {
            self.finish(reading, now, orders);
        } else {
            self.reading = Some(reading);
        }
    }

    /// Takes in a page of the lean walk. Returns how many nodes GitHub kept back.
    fn walked(&mut self, reading: &mut Reading, page: Page<Stamp>) -> u32 {
        self.page = (self.page + 10).min(LARGEST_PAGE);
        reading.total = Some(page.total);
        for stamp in &page.nodes {
            reading.meet(&stamp.item);
            reading.shows(stamp.updated_at);
            reading.done += 1;
            if self.is_news(stamp) && self.unread.may_ask(&stamp.item) {
                reading.enqueue(stamp.item.clone());
            }
        }
        reading.stage = match page.next {
            Some(next) => Stage::Walk { after: Some(next) },
            None => Stage::Refresh,
        };
        page.withheld
    }

    /// Takes in a page of whole items. Returns how many nodes GitHub kept back.
    fn listed(
        &mut self,
        reading: &mut Reading,
        page: Page<Fetched>,
        now: Timestamp,
        orders: &mut Vec<Order>,
    ) -> u32 {
        self.page = (self.page + 10).min(LARGEST_PAGE);
        reading.total = Some(page.total);
        reading.done += u32::try_from(page.nodes.len()).unwrap_or(0);
        let mut items = Vec::with_capacity(page.nodes.len());
        for fetched in page.nodes {
            let id = &fetched.item.id;
            reading.meet(id);
            reading.shows(fetched.item.updated_at);
            if self.is_outdated_item(&fetched) {
                // Lists lag behind; a look-up by id does not.
                reading.enqueue(id.clone());
            } else {
                reading.fetched.insert(id.clone());
                items.push(fetched);
            }
        }
        let pull = Pull { items, initial: reading.is_first(), ..Pull::default() };
        self.take(pull, Marks::default(), now, orders);
        reading.stage = match page.next {
            Some(next) => Stage::Items { after: Some(next) },
            None => Stage::Refresh,
        };
        page.withheld
    }

    fn probed(&mut self, reading: &mut Reading, probe: &Probe, now: Timestamp) -> u32 {
        reading.id = Some(probe.id.clone());
        reading.stamp = Some(probe.updated_at);
        reading.total = Some(probe.total);
        let known = self.base.as_ref().filter(|base| base.project.id == probe.id);
        let Some(base) = known else {
            // Another project under the same name, or none read yet: everything is new.
            reading.extent = Extent::First;
            reading.stage = Stage::Meta;
            return 0;
        };
        reading.fields = self.fields();
        let moved = self.has_moved(probe, reading.began) || probe.total as usize != base.len();
        let rested =
            self.walked_at.is_none_or(|at| now - at >= self.purse.walk_interval(probe.total as usize));
        // A creation whose answer was lost is looked for in a complete list.
        reading.moved = moved;
        reading.walk = (moved && rested) || self.has_doubts();
        let renewed = moved && self.fields_read != reading.stamp;
        reading.stage =
            if renewed || reading.is_full() { Stage::Meta } else { Stage::Changed { after: None } };
        if self.marks.watermark.is_none() && !reading.is_full() {
            reading.walk = true;
            reading.stage = Stage::Meta;
        }
        for item in self.unconfirmed_items() {
            reading.enqueue(item);
        }
        self.unread.again().cloned().for_each(|item| reading.enqueue(item));
        0
    }

    /// Whether a list shows an item as it was before what is known of it.
    fn is_outdated_item(&self, fetched: &Fetched) -> bool {
        let known = self.base.as_ref().and_then(|base| base.item(&fetched.item.id));
        known.is_some_and(|known| known.updated_at > fetched.item.updated_at)
    }

    fn is_news(&self, stamp: &Stamp) -> bool {
        let known = self.base.as_ref().and_then(|base| base.item(&stamp.item));
        // Stamps are whole seconds: what was read right after a change may have changed once more under the same stamp.
        let fresh = |at: Timestamp| self.marks.watermark.is_some_and(|mark| at > mark - OVERLAP);
        known.is_none_or(|item| {
            fresh(item.updated_at)
                || item.content_updated_at().is_some_and(fresh)
                || item.updated_at != stamp.updated_at
                || item.archived != stamp.archived
                || item.content_updated_at() != stamp.content_updated_at
        })
    }

    fn refreshed(
        &mut self,
        reading: &mut Reading,
        found: Vec<Refreshed>,
        now: Timestamp,
        orders: &mut Vec<Order>,
    ) {
        let mut items: Vec<Fetched> = Vec::new();
        // Whatever became of them, they were asked: they leave the queue.
        reading.queue.drain(..found.len().min(reading.queue.len()));
        for answer in found {
            match answer {
                Refreshed::Found(fetched) => {
                    reading.fetched.insert(fetched.item.id.clone());
                    items.push(fetched);
                }
                Refreshed::Gone(id) if reading.stage == Stage::Check => reading.removed.push(id),
                Refreshed::Gone(_) => {}
                Refreshed::Withheld(id) => reading.withheld.push(id),
            }
        }
        if !items.is_empty() {
            self.take(Pull { items, ..Pull::default() }, Marks::default(), now, orders);
        }
    }

    /// Goes on from the refresh to the check once the queue is empty.
    fn advance(&self, reading: &mut Reading) {
        if reading.stage != Stage::Refresh || !reading.queue.is_empty() {
            return;
        }
        let walked = reading.walk || reading.is_full();
        if walked && reading.blanks > 0 {
            self.look_up_withheld(reading);
            if !reading.queue.is_empty() {
                return;
            }
        }
        reading.stage = Stage::Check;
        if walked
            && reading.blanks == 0
            && let Some(base) = &self.base
        {
            let missing = base.items().filter(|item| !reading.seen.contains(&item.id));
            reading.queue = missing.map(|item| item.id.clone()).collect();
        }
    }

    fn finish(&mut self, reading: Reading, now: Timestamp, orders: &mut Vec<Order>) {
        self.ended = Some(reading.report());
        let walked = reading.walk || reading.is_full();
        let included = self.confirmed(&reading, walked, now);
        let began = reading.server_began.unwrap_or(reading.began + self.skew());
        let again = self.note_unread(&reading, walked, orders);
        let (settled, young) = self.judged(&reading, walked && !again, began);
        let marks = Marks {
            watermark: reading.server_began.filter(|_| !again),
            synced_at: Some(now),
            full_at: reading.is_full().then_some(now),
            project_stamp: settled,
            young_stamp: young,
        };
        self.marks = Marks {
            watermark: marks.watermark.or(self.marks.watermark),
            synced_at: marks.synced_at,
            full_at: marks.full_at.or(self.marks.full_at),
            project_stamp: marks.project_stamp.or(self.marks.project_stamp),
            young_stamp: marks.young_stamp.or(self.marks.young_stamp),
        };
        if walked {
            self.walked_at = Some(now);
        }
        self.moves_at = self.walked_at.filter(|at| reading.moved && now - *at >= OLD);
        if reading.is_full() {
            self.want_full = false;
        }
        self.started_over = false;
        let pull = Pull {
            initial: reading.is_first(),
            order: walked.then_some(reading.order),
            removed: reading.removed,
            included,
            ..Pull::default()
        };
        self.take(pull, marks, now, orders);
        self.look_for_said();
        self.resolve_doubts(reading.began, walked, now, orders);
        self.survey(now);
        self.due = now + Duration::seconds(i64::from(self.pace.interval.max(5)));
        if std::mem::take(&mut self.again) {
            self.due = now;
        } else if !self.unconfirmed_items().is_empty() || self.has_doubts() {
            self.due = self.due.min(now + CONFIRM_EVERY);
        }
    }

    /// A write was accepted: look soon at what became of it.
    pub(super) fn look_soon(&mut self, now: Timestamp) {
        self.due = self.due.min(now + CONFIRM_AFTER);
    }
}
