//! Groups the items of a project into the columns of a board, and says what a drop on it means.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::parts::in_parts;
use super::query::Index;
use super::{Colour, Edit, Field, FieldId, Item, ItemId, Rank, Snapshot, Value};

/// An index may always hold so many rows that no card needs any more.
const SPARE: usize = 1024;

/// The columns of a board. An edit of one item updates it; a new order or other columns need a new board.
#[derive(Debug, Clone)]
pub struct Board {
    axis: FieldId,
    effort: Option<FieldId>,
    columns: Vec<Column>,
    places: HashMap<ItemId, (usize, Rank), RandomState>,
    spreads: u64,
    /// Made when it is first needed: most boards are never filtered.
    index: Option<Index>,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The value of the axis field that its cards carry; none in the column of cards without any.
    pub value: Option<Value>,
    /// The name of the option or iteration.
    pub title: String,
    /// The swatch of the option.
    pub colour: Option<Colour>,
    /// The cards that the filter shows, top first.
    pub cards: Vec<Card>,
    /// The cards that the filter hides, top first.
    pub hidden: Vec<Card>,
    /// The effort of the visible cards.
    pub effort: f64,
    /// Whether it is shown even without cards.
    stays: bool,
}

/// A card in its column.
#[derive(Debug, Clone)]
pub struct Card {
    /// Where it stands in the global order.
    pub rank: Rank,
    /// What it adds to the sum of its column.
    pub effort: f64,
    /// The item.
    pub item: Arc<Item>,
    /// Its row in the index.
    row: usize,
}

/// What a drop means.
#[derive(Debug, Clone, PartialEq)]
pub struct Landing {
    /// The visible card it comes to stand below; none at the top of the column.
    pub after: Option<ItemId>,
    /// How many cards of the column that the filter hides lie between its two visible neighbours.
    pub hidden: usize,
    /// The field first, then the place; none of either where it is as it should be.
    pub edits: Vec<Edit>,
}

impl Board {
    /// The columns by a single-select or iteration field. `shows` is the filter; archived items are never on a board.
    pub fn new(
        view: &Snapshot,
        axis: &Field,
        effort: Option<&FieldId>,
        shows: impl Fn(&Item) -> bool + Sync,
    ) -> Self {
        let mut board = Self {
            axis: axis.id.clone(),
            effort: effort.cloned(),
            columns: columns(axis),
            places: HashMap::with_capacity_and_hasher(view.len(), RandomState::default()),
            spreads: view.order().spreads(),
            index: None,
        };
        let stand = |(rank, id): &(Rank, ItemId)| {
            let item = view.item(id).filter(|item| !item.archived)?;
            Some((board.column_of(item), board.card(item, *rank), shows(item)))
        };
        let all = in_parts(view.order().ranked(), |part| part.iter().filter_map(stand).collect());
        for (place, card, shown) in all {
            board.places.insert(card.item.id.clone(), (place, card.rank));
            let column = &mut board.columns[place];
            if shown { &mut column.cards } else { &mut column.hidden }.push(card);
        }
        board.columns.iter_mut().for_each(Column::sum);
        board
    }

    /// The field whose values are the columns.
    pub fn axis(&self) -> &FieldId {
        &self.axis
    }

    /// The field that is summed up.
    pub fn effort(&self) -> Option<&FieldId> {
        self.effort.as_ref()
    }

    /// All columns; the one for cards without a value is the last.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns that a person sees: all but those that are only there while they hold cards, and hold none.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.stays || column.total() > 0)
            .map(|(place, _)| place)
    }

    /// How many cards the filter shows.
    pub fn visible(&self) -> usize {
        self.columns.iter().map(|column| column.cards.len()).sum()
    }

    /// How many cards there are.
    pub fn total(&self) -> usize {
        self.places.len()
    }

    /// The column and row of a visible card.
    pub fn find(&self, id: &ItemId) -> Option<(usize, usize)> {
        let (column, rank) = *self.places.get(id)?;
        let row = self.columns[column].cards.binary_search_by_key(&rank, |card| card.rank).ok()?;
        Some((column, row))
    }

    /// Whether the ranks it was built on still mean what they meant.
    pub fn is_of(&self, view: &Snapshot) -> bool {
        self.spreads == view.order().spreads()
    }

    /// Takes in the change of some items.
    pub fn update<'a>(
        &mut self,
        view: &Snapshot,
        ids: impl IntoIterator<Item = &'a ItemId>,
        mut shows: impl FnMut(&Item) -> bool,
    ) {
        let ids: Vec<&ItemId> = ids.into_iter().collect();
        // All go before any comes: a rank may have passed from one to another.
        for id in &ids {
            let Some((column, rank)) = self.places.remove(*id) else { continue };
            let column = &mut self.columns[column];
            for cards in [&mut column.cards, &mut column.hidden] {
                if let Ok(row) = cards.binary_search_by_key(&rank, |card| card.rank) {
                    cards.remove(row);
                }
            }
        }
        for id in &ids {
            let Some(item) = view.item(id).filter(|item| !item.archived) else { continue };
            let Some(rank) = view.rank(id) else { continue };
            let place = self.column_of(item);
            if self.places.insert((*id).clone(), (place, rank)).is_some() {
                continue;
            }
            let row = self.index.as_mut().map_or(0, |index| index.push(item));
            let card = Card { row, ..self.card(item, rank) };
            let column = &mut self.columns[place];
            let cards = if shows(item) { &mut column.cards } else { &mut column.hidden };
            let row = cards.partition_point(|card| card.rank < rank);
            cards.insert(row, card);
        }
        if !ids.is_empty() {
            self.columns.iter_mut().for_each(Column::sum);
            // What changed or went left its row behind.
            self.index.take_if(|index| index.len() > self.places.len() / 8 * 9 + SPARE);
        }
    }

    /// Makes ready for other filters, which else the first one does.
    pub fn index(&mut self) -> &mut Index {
        self.index.get_or_insert_with(|| {
            let columns = self.columns.iter_mut();
            let cards = columns.flat_map(|column| column.cards.iter_mut().chain(&mut column.hidden));
            let items = cards.enumerate().map(|(row, card)| {
                card.row = row;
                &card.item
            });
            Index::new(&items.collect::<Vec<_>>())
        })
    }

    /// Shows what another filter shows. It is asked which rows of the index pass.
    pub fn refilter(&mut self, shows: impl FnOnce(&mut Index) -> Vec<bool>) {
        let passed = shows(self.index());
        for column in &mut self.columns {
            let mut cards = std::mem::take(&mut column.cards);
            cards.append(&mut column.hidden);
            cards.sort_by_key(|card| card.rank);
            (column.cards, column.hidden) = cards.into_iter().partition(|card| passed[card.row]);
            column.sum();
        }
    }

    /// What dropping a card at a row of a column means. The row counts the visible cards without the dropped one.
    ///
    /// GitHub knows one global order only. Below a visible card is directly below it; the top of a column is directly
    /// above its first visible card, so below whatever card of another column stands there.
    pub fn landing(&self, view: &Snapshot, card: &ItemId, column: usize, row: usize) -> Landing {
        let target = &self.columns[column];
        let place = self.places.get(card).copied();
        let mut edits = Vec::new();
        if place.is_none_or(|(from, _)| from != column) {
            edits.push(Edit::SetField {
                item: card.clone(),
                field: self.axis.clone(),
                to: target.value.clone(),
            });
        }
        let mut others = target.cards.iter().filter(|other| other.item.id != *card);
        let above = row.checked_sub(1).and_then(|row| others.nth(row));
        let below = others.next();
        let rank = place.map(|(_, rank)| rank);
        let (hidden, settled) = match (above, below) {
            (None, None) => (target.hidden.len(), true),
            (Some(above), below) => {
                let end = below.map_or(Rank::MAX, |below| below.rank);
                let settled = rank.is_some_and(|rank| {
                    (above.rank..end).contains(&rank) && target.hidden_in(above.rank..rank) == 0
                });
                (target.hidden_in(above.rank..end), settled)
            }
            (None, Some(first)) => {
                let settled =
                    rank.is_some_and(|rank| rank < first.rank && target.hidden_in(rank..first.rank) == 0);
                (target.hidden_in(0..first.rank), settled)
            }
        };
        // A hidden card is not between itself and anything.
        let own = usize::from(target.hidden.iter().any(|other| other.item.id == *card));
        if !settled {
            let order = view.order();
            let after = match (above, below) {
                (Some(above), _) => Some(above.item.id.clone()),
                (None, Some(first)) => match order.above(&first.item.id) {
                    Some(before) if before == card => order.above(card).cloned(),
                    before => before.cloned(),
                },
                (None, None) => None,
            };
            let before = below.map(|below| below.item.id.clone());
            edits.push(Edit::Place { item: card.clone(), after, before });
        }
        Landing { after: above.map(|above| above.item.id.clone()), hidden: hidden.saturating_sub(own), edits }
    }

    fn column_of(&self, item: &Item) -> usize {
        let value = item.value(&self.axis);
        self.columns
            .iter()
            .position(|column| column.value.as_ref() == value)
            .unwrap_or(self.columns.len() - 1)
    }

    fn card(&self, item: &Arc<Item>, rank: Rank) -> Card {
        let effort = self.effort.as_ref().and_then(|field| item.value(field)).map_or(0.0, number);
        Card { rank, effort, item: Arc::clone(item), row: 0 }
    }
}

impl PartialEq for Card {
    /// Where the index keeps a card is not seen.
    fn eq(&self, other: &Self) -> bool {
        (self.rank, self.effort, &self.item) == (other.rank, other.effort, &other.item)
    }
}

impl Column {
    /// How many cards it holds, hidden ones too.
    pub fn total(&self) -> usize {
        self.cards.len() + self.hidden.len()
    }

    /// Adds up anew: adding and subtracting single cards would gather rounding errors.
    fn sum(&mut self) {
        self.effort = self.cards.iter().map(|card| card.effort).sum();
    }

    fn hidden_in(&self, ranks: Range<Rank>) -> usize {
        let upto = |rank| self.hidden.partition_point(|card| card.rank < rank);
        upto(ranks.end).saturating_sub(upto(ranks.start))
    }
}

fn columns(axis: &Field) -> Vec<Column> {
    let column = |value, title, colour, stays| Column {
        value,
        title,
        colour,
        cards: Vec::new(),
        hidden: Vec::new(),
        effort: 0.0,
        stays,
    };
    let options = axis.options().iter().map(|option| {
        let value = Value::SingleSelect(option.id.clone());
        column(Some(value), option.name.clone(), Some(option.colour), true)
    });
    let iterations = axis.iterations().iter().map(|iteration| {
        let value = Value::Iteration(iteration.id.clone());
        column(Some(value), iteration.title.clone(), None, !iteration.completed)
    });
    let none = column(None, format!("No {}", axis.name.to_lowercase()), None, false);
    options.chain(iterations).chain([none]).collect()
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => *number,
        Value::Text(_)
        | Value::Date(_)
        | Value::SingleSelect(_)
        | Value::MultiSelect(_)
        | Value::Iteration(_) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::item::{Content, Draft, Listed};
    use crate::domain::{FieldKind, Project, ProjectRef, SelectOption, Timestamp};

    const NAMES: [&str; 3] = ["Todo", "Doing", "Done"];

    fn axis() -> Field {
        let option = |name: &&str| SelectOption {
            id: (*name).into(),
            name: (*name).to_owned(),
            colour: Colour::Gray,
            description: String::new(),
        };
        let kind = FieldKind::SingleSelect(NAMES.iter().map(option).collect());
        Field { id: "status".into(), name: "Status".into(), kind, issue_field: None }
    }

    /// One draft a pair: its column (3 is none) and its effort; it is called by its place.
    fn snapshot(cards: &[(usize, u32)]) -> Snapshot {
        let at = Timestamp::UNIX_EPOCH;
        let project = Project {
            id: "P".into(),
            reference: ProjectRef { owner: "o".into(), number: 1 },
            title: "Release".into(),
            url: String::new(),
            closed: false,
            editable: true,
            updated_at: at,
            fields: vec![axis()],
            views: Listed::default(),
            repositories: Listed::default(),
        };
        let item = |(place, (column, effort)): (usize, &(usize, u32))| {
            let draft = Draft {
                id: None,
                title: place.to_string(),
                author: None,
                assignees: Vec::new().into(),
                created_at: at,
                updated_at: at,
            };
            let mut item = Item {
                id: ItemId::from(place.to_string()),
                content: Content::Draft(draft),
                archived: *effort == 13,
                created_at: at,
                updated_at: at,
                values: Vec::new(),
            };
            let option = NAMES.get(*column).map(|name| Value::SingleSelect((*name).into()));
            item.set(&"status".into(), option);
            item.set(&"effort".into(), Some(Value::Number(f64::from(*effort))));
            Arc::new(item)
        };
        Snapshot::new(Arc::new(project), cards.iter().enumerate().map(item))
    }

    fn board(view: &Snapshot, shows: impl Fn(&Item) -> bool + Sync) -> Board {
        Board::new(view, &axis(), Some(&"effort".into()), shows)
    }

    fn titles(cards: &[Card]) -> Vec<&str> {
        cards.iter().map(|card| card.item.title()).collect()
    }

    fn drop_at(view: &mut Snapshot, board: &Board, card: usize, column: usize, row: usize) -> Landing {
        let landing = board.landing(view, &ItemId::from(card.to_string()), column, row);
        for edit in &landing.edits {
            edit.apply(view, Timestamp::UNIX_EPOCH);
        }
        landing
    }

    #[test]
    fn items_stand_in_their_columns_in_the_global_order() {
        let view = snapshot(&[(1, 2), (0, 1), (1, 3), (3, 5), (0, 13)]);
        let board = board(&view, |_| true);
        let columns: Vec<_> =
            board.columns().iter().map(|c| (c.title.as_str(), titles(&c.cards), c.effort)).collect();
        assert_eq!(
            columns,
            [
                ("Todo", vec!["1"], 1.0),
                ("Doing", vec!["0", "2"], 5.0),
                ("Done", vec![], 0.0),
                ("No status", vec!["3"], 5.0),
            ]
        );
        assert_eq!(board.shown().count(), 4);
        assert_eq!(board.total(), 4, "archived cards are not on it");
    }

    #[test]
    fn the_column_without_a_value_hides_while_it_is_empty() {
        let view = snapshot(&[(1, 2)]);
        assert_eq!(board(&view, |_| true).shown().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn the_top_of_a_column_is_below_what_stands_above_its_first_card_in_the_global_order() {
        let view = snapshot(&[(0, 0), (2, 0), (1, 0), (1, 0)]);
        let landing = board(&view, |_| true).landing(&view, &"3".into(), 1, 0);
        let place = Edit::Place { item: "3".into(), after: Some("1".into()), before: Some("2".into()) };
        assert_eq!(landing.edits, [place]);
    }

    #[test]
    fn an_empty_column_takes_no_place() {
        let view = snapshot(&[(0, 0), (0, 0)]);
        let landing = board(&view, |_| true).landing(&view, &"1".into(), 2, 0);
        let to = Some(Value::SingleSelect("Done".into()));
        assert_eq!(landing.edits, [Edit::SetField { item: "1".into(), field: "status".into(), to }]);
    }

    #[test]
    fn a_drop_where_the_card_already_stands_writes_nothing() {
        let view = snapshot(&[(0, 0), (1, 0), (0, 0)]);
        assert_eq!(board(&view, |_| true).landing(&view, &"2".into(), 0, 1).edits, []);
    }

    #[test]
    fn a_drop_between_visible_cards_counts_the_hidden_ones_there() {
        let mut view = snapshot(&[(0, 0), (0, 1), (1, 0), (0, 1), (0, 0), (1, 0)]);
        let even = |item: &Item| number(item.value(&"effort".into()).expect("every card has one")) == 0.0;
        let filtered = board(&view, even);
        let landing = drop_at(&mut view, &filtered, 5, 0, 1);
        assert_eq!((landing.after, landing.hidden), (Some("0".into()), 2));
        assert_eq!(titles(&board(&view, |_| true).columns()[0].cards), ["0", "5", "1", "3", "4"]);
    }

    proptest! {
        #[test]
        fn a_card_lands_in_the_row_that_was_chosen(
            cards in prop::collection::vec((0..4_usize, 0..4_u32), 1..24),
            drops in prop::collection::vec((0..24_usize, 0..4_usize, 0..24_usize), 1..12),
            filtered in any::<bool>(),
        ) {
            let shows = |item: &Item| !filtered || item.value(&"effort".into()).map_or(0.0, number) > 1.0;
            let mut view = snapshot(&cards);
            let mut live = board(&view, shows);
            for (card, column, row) in drops {
                let card = card % cards.len();
                let id = ItemId::from(card.to_string());
                let Some((from, _)) = live.find(&id) else { continue };
                let rows = live.columns()[column].cards.len() - usize::from(from == column);
                let row = row % (rows + 1);
                let landing = drop_at(&mut view, &live, card, column, row);
                prop_assert!(landing.edits.len() <= 2);
                let whole = board(&view, shows);
                prop_assert_eq!(whole.find(&id), Some((column, row)));
                if !live.is_of(&view) {
                    live = whole.clone();
                }
                live.update(&view, [&id], shows);
                prop_assert_eq!(live.columns(), whole.columns());
                prop_assert_eq!(live.landing(&view, &id, column, row).edits, []);
            }
            live.refilter(|index| vec![true; index.len()]);
            let whole = board(&view, |_| true);
            prop_assert_eq!(live.columns(), whole.columns());
        }
    }
}
