//! Turns what a person asked for into edits, as the board would make them.

use std::sync::Arc;

use uuid::{ContextV7, Uuid};

use super::change::Change;
use super::column::Column;
use super::error::Error;
use crate::domain::limit::{self, Passed};
use crate::domain::{Edit, EditId, Item, ItemId, Pending, Project, Replica, Snapshot, Step, Timestamp};

/// Where in its column a card is put.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spot {
    /// It keeps its place in the project's order.
    Kept,
    /// Above all others of the column.
    Top,
    /// Below all others of the column.
    Bottom,
    /// Directly below this card.
    After(ItemId),
}

/// The edits that put cards into a column. Several are put one below the other, in the order named.
pub(super) fn moved(
    view: &Snapshot,
    items: &[Arc<Item>],
    column: &Column,
    spot: &Spot,
) -> Result<Vec<Edit>, Error> {
    let mut later = view.clone();
    let mut edits = Vec::new();
    let mut make = |edit: Edit, later: &mut Snapshot| {
        edit.apply(later, Timestamp::UNIX_EPOCH);
        edits.push(edit);
    };
    let mut above: Option<ItemId> = None;
    for item in items {
        check(view, item)?;
        if item.value(&column.field) != column.value.as_ref() {
            let (field, to) = (column.field.clone(), column.value.clone());
            make(Edit::SetField { item: item.id.clone(), field, to }, &mut later);
        }
        let after = match (&above, spot) {
            (_, Spot::Kept) => continue,
            (Some(above), _) => Some(Some(above.clone())),
            (None, Spot::After(anchor)) => Some(Some(anchor.clone())),
            (None, Spot::Top) => first(view, items, column).map(|first| above_of(view, items, &first.id)),
            (None, Spot::Bottom) => last(view, items, column).map(|last| Some(last.id.clone())),
        };
        above = Some(item.id.clone());
        let Some(after) = after else { continue };
        if later.order().above(&item.id) != after.as_ref() {
            let before = match &after {
                Some(after) => later.order().below(after),
                None => later.order().iter().next(),
            };
            let before = before.filter(|before| **before != item.id).cloned();
            make(Edit::Place { item: item.id.clone(), after, before }, &mut later);
        }
    }
    Ok(edits)
}

/// Whether a card can be changed at all.
fn check(view: &Snapshot, item: &Item) -> Result<(), Error> {
    may_change(&view.project)?;
    if item.archived { Err(archived(item)) } else { Ok(()) }
}

/// Archived cards stay as they are.
pub(super) fn archived(item: &Item) -> Error {
    let name = item.number().map_or_else(|| item.id.to_string(), |number| number.to_string());
    Error::refused(format!("{} is archived", item.reference()))
        .hint(format!("bring it back first: sprintty set {name} archived=no"))
}

/// Whether the person may change the project.
pub(super) fn may_change(project: &Project) -> Result<(), Error> {
    if project.editable { Ok(()) } else { Err(may_not(project)) }
}

/// This person may only look.
pub(super) fn may_not(project: &Project) -> Error {
    Error::refused(format!("you may look at the project {} but not change it", project.reference))
        .hint("ask an owner of the project for write access")
}

/// Edits that are done and undone together, ready for the outbox.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Batch {
    /// The edits.
    pub(super) edits: Vec<Pending>,
    /// For the undo journal.
    pub(super) step: Step,
}

/// Makes the rows of the outbox and the entry of the undo journal; none if there is nothing to do. `passed` are the limits that the
/// change passes, and `ids` gives the edits theirs.
pub(super) fn batch(
    replica: &Replica,
    change: Change,
    passed: &[Passed],
    ids: &Ids,
    now: Timestamp,
) -> Option<Batch> {
    let Change { label, edits, texts, manner: _ } = change;
    let mut later = replica.view().clone();
    let mut rows: Vec<Pending> = Vec::new();
    let mut back = Vec::new();
    for edit in edits {
        let body = texts.get(edit.item()).map(|stored| replica.body(edit.item(), stored));
        back.splice(0..0, edit.inverse(&later, body));
        let named = if edit.creates() { maker(edit.item()) } else { None };
        let id = named.unwrap_or_else(|| ids.next());
        let step = rows.first().map_or(id, |row| row.id);
        let stored = texts.get(edit.item()).map(String::as_str);
        let row = Pending::new(id, step, edit, replica.base(), stored, now).in_sight_of(&later, body);
        row.edit.apply(&mut later, now);
        rows.push(Pending { excuse: limit::excuse(passed, &row.edit, &label), ..row });
    }
    let id = rows.first()?.id;
    let done = rows.iter().map(|row| row.edit.clone()).collect();
    Some(Batch {
        step: Step { id, label, done, back, made_at: now, undone: false, moved: Vec::new() },
        edits: rows,
    })
}

/// Gives ids to edits, each greater than the one before and than those in the outbox.
pub(super) struct Ids {
    context: ContextV7,
    /// Milliseconds since 1970.
    millis: u64,
}

impl Ids {
    /// For edits made now, after those of the outbox.
    pub(super) fn new(now: Timestamp, outbox: &[Pending]) -> Self {
        let now = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        let last = outbox.iter().filter_map(|pending| pending.id.0.get_timestamp()).map(|stamp| {
            let (seconds, nanos) = stamp.to_unix();
            seconds * 1000 + u64::from(nanos) / 1_000_000
        });
        let millis = last.max().map_or(now, |last| now.max(last + 1));
        Self { context: ContextV7::new(), millis }
    }

    /// The next id.
    pub(super) fn next(&self) -> EditId {
        let nanos = u32::try_from(self.millis % 1000).unwrap_or(0) * 1_000_000;
        EditId(Uuid::new_v7(uuid::Timestamp::from_unix(&self.context, self.millis / 1000, nanos)))
    }
}

/// The id of the edit that makes a local item.
fn maker(item: &ItemId) -> Option<EditId> {
    let id = item.as_str().rsplit(':').next().filter(|_| item.is_local())?;
    id.parse().ok().map(EditId)
}

fn others<'a>(
    view: &'a Snapshot,
    items: &'a [Arc<Item>],
    column: &'a Column,
) -> impl DoubleEndedIterator<Item = &'a Arc<Item>> {
    let is_moved = |card: &Item| items.iter().any(|item| item.id == card.id);
    view.items().filter(move |card| column.holds(card) && !is_moved(card))
}

fn first<'a>(view: &'a Snapshot, items: &'a [Arc<Item>], column: &'a Column) -> Option<&'a Arc<Item>> {
    others(view, items, column).next()
}

fn last<'a>(view: &'a Snapshot, items: &'a [Arc<Item>], column: &'a Column) -> Option<&'a Arc<Item>> {
    others(view, items, column).next_back()
}

/// The nearest card above, anywhere on the project, that is not itself being moved.
fn above_of(view: &Snapshot, items: &[Arc<Item>], id: &ItemId) -> Option<ItemId> {
    let mut above = view.order().above(id);
    while let Some(card) = above.filter(|card| items.iter().any(|item| item.id == **card)) {
        above = view.order().above(card);
    }
    above.cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Progress, sample};

    fn items(view: &Snapshot, letters: &str) -> Vec<Arc<Item>> {
        letters
            .chars()
            .map(|id| Arc::clone(view.item(&id.to_string().as_str().into()).expect("a sample")))
            .collect()
    }

    /// The cards of the column afterwards, and of the whole project.
    fn after(letters: &str, column: &str, spot: &Spot) -> (String, String) {
        let mut view = sample::snapshot();
        let column = Column::named(&view.project, column).expect("the sample has it");
        for edit in moved(&view, &items(&view, letters), &column, spot).expect("they can be moved") {
            edit.apply(&mut view, Timestamp::UNIX_EPOCH);
        }
        let cards = view.items().filter(|item| column.holds(item)).map(|item| &item.id);
        (sample::letters(cards), sample::letters(view.order().iter()))
    }

    fn pair(column: &str, project: &str) -> (String, String) {
        (column.to_owned(), project.to_owned())
    }

    #[test]
    fn cards_go_where_they_are_asked_to() {
        assert_eq!(after("B", "In Progress", &Spot::Kept), pair("AB", "ABCDEH"));
        assert_eq!(after("B", "In Progress", &Spot::Top), pair("BA", "BACDEH"));
        assert_eq!(after("A", "Inbox", &Spot::Bottom), pair("DA", "BCDAEH"));
        assert_eq!(after("A", "Done", &Spot::After("B".into())), pair("BA", "BACDEH"));
        assert_eq!(after("DC", "In Progress", &Spot::Top), pair("DCA", "DCABEH"));
        assert_eq!(after("DC", "In Progress", &Spot::Bottom), pair("ADC", "ADCBEH"));
        assert_eq!(after("AB", "This Month", &Spot::Top), pair("AB", "ABCDEH"));
        assert_eq!(after("A", "No status", &Spot::Kept), pair("ACH", "ABCDEH"));
    }

    #[test]
    fn a_card_that_is_there_already_is_left_alone() {
        let view = sample::snapshot();
        let column = Column::named(&view.project, "In Progress").expect("the sample has it");
        for spot in [Spot::Kept, Spot::Top, Spot::Bottom] {
            assert_eq!(moved(&view, &items(&view, "A"), &column, &spot), Ok(Vec::new()), "{spot:?}");
        }
    }

    #[test]
    fn an_archived_card_stays_where_it_is() {
        let view = sample::snapshot();
        let column = Column::named(&view.project, "Done").expect("the sample has it");
        let error = moved(&view, &items(&view, "E"), &column, &Spot::Kept).expect_err("it is archived");
        assert_eq!(error.message, "#14 is archived");
    }

    #[test]
    fn undoing_a_batch_brings_everything_back() {
        let replica = Replica::new(sample::snapshot(), Vec::new());
        let column = Column::named(&replica.view().project, "Inbox").expect("the sample has it");
        let edits =
            moved(replica.view(), &items(replica.view(), "BA"), &column, &Spot::Top).expect("they move");
        let ids = Ids::new(sample::at("2026-11-20"), &[]);
        let now = sample::at("2026-11-20");
        let batch = batch(&replica, Change::of("Move", edits), &[], &ids, now).expect("something is to do");
        assert!(batch.edits.is_sorted_by(|a, b| a.id < b.id));
        let mut view = replica.view().clone();
        for edit in batch.step.done.iter().chain(&batch.step.back) {
            edit.apply(&mut view, now);
        }
        assert_eq!(sample::letters(view.order().iter()), "ABCDEH");
        let values =
            |view: &Snapshot| view.items().map(|item| item.value(&column.field).cloned()).collect::<Vec<_>>();
        assert_eq!(values(&view), values(replica.view()));
    }

    #[test]
    fn a_new_edit_comes_after_those_of_a_clock_that_was_ahead() {
        let ahead = Ids::new(sample::at("2027-01-01"), &[]).next();
        let edit = Edit::Delete { item: "A".into() };
        let made_at = sample::at("2027-01-01");
        let row = Pending {
            id: ahead,
            step: ahead,
            edit,
            was: None,
            base: None,
            excuse: None,
            turns: false,
            made_at,
            progress: Progress::Queued,
        };
        let ids = Ids::new(sample::at("2026-11-20"), &[row]);
        let (one, other) = (ids.next(), ids.next());
        assert!(ahead < one && one < other);
    }
}
