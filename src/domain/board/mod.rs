//! Groups the items of a project into the columns of a board, or into the one list of a table, and says what a drop on it means.

mod band;
mod common;
mod key;
mod landing;
mod preview;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

pub use band::Band;
pub use common::Common;
pub use key::Key;
pub use landing::{Landing, Spot};

use super::parts::{in_parts, with_each};
use super::query::Index;
use super::view::Sort;
use super::{Aspect, Colour, Field, FieldId, Item, ItemId, Project, Rank, Snapshot, Value};
use band::Bands;

/// An index may always hold so many rows that no card needs any more.
const SPARE: usize = 1024;
/// How the one column of a table is called where a place is named: `Move #12 to the top of the table`.
const TABLE: &str = "the table";

/// The columns of a board. An edit of one item updates it; a new order or other columns need a new board.
#[derive(Debug, Clone)]
pub struct Board {
    axis: Option<FieldId>,
    effort: Option<FieldId>,
    sort: Vec<Sort>,
    bands: Bands,
    /// What options and fields its columns, rows and order come from.
    project: Arc<Project>,
    columns: Vec<Column>,
    places: HashMap<ItemId, (usize, Key), RandomState>,
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
    /// Whether it is only a narrow strip.
    pub folded: bool,
    /// Whether the view leaves it out.
    pub away: bool,
    /// Whether it is shown even without cards.
    stays: bool,
}

/// What a board is made of.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    /// The single-select or iteration field whose values are the columns; none makes one column of all cards, as a table has it.
    pub axis: Option<&'a Field>,
    /// The field that is summed up.
    pub effort: Option<&'a FieldId>,
    /// What makes the rows.
    pub rows: Option<&'a Aspect>,
    /// What cards are sorted by, the weightiest first; nothing is GitHub's order.
    pub sort: &'a [Sort],
}

/// A card in its column.
#[derive(Debug, Clone)]
pub struct Card {
    /// Where it stands in its column.
    pub key: Key,
    /// What it adds to the sum of its column.
    pub effort: f64,
    /// The item.
    pub item: Arc<Item>,
    /// Its row in the index.
    row: usize,
}

impl Board {
    /// The board of a project. `shows` is the filter; archived items are never on a board.
    pub fn new(view: &Snapshot, shape: Shape<'_>, shows: impl Fn(&Item) -> bool + Sync) -> Self {
        let items = view.items().filter(|item| !item.archived).map(AsRef::as_ref);
        let mut board = Self {
            axis: shape.axis.map(|axis| axis.id.clone()),
            effort: shape.effort.cloned(),
            sort: shape.sort.to_vec(),
            bands: Bands::new(shape.rows, &view.project, items),
            project: Arc::clone(&view.project),
            columns: columns(shape.axis),
            places: HashMap::with_capacity_and_hasher(view.len(), RandomState::default()),
            spreads: view.order().spreads(),
            index: None,
        };
        let stand = |(rank, id): &(Rank, ItemId)| {
            let item = view.item(id).filter(|item| !item.archived)?;
            let card = board.card(item, *rank, &view.project).expect("its row was made for it");
            Some((board.column_of(item), card, shows(item)))
        };
        let all = in_parts(view.order().ranked(), |part| part.iter().filter_map(stand).collect());
        for (place, card, shown) in all {
            board.places.insert(card.item.id.clone(), (place, card.key.clone()));
            let column = &mut board.columns[place];
            if shown { &mut column.cards } else { &mut column.hidden }.push(card);
        }
        if board.is_arranged() {
            for column in &mut board.columns {
                column.cards.sort_unstable_by(|a, b| a.key.cmp(&b.key));
                column.hidden.sort_unstable_by(|a, b| a.key.cmp(&b.key));
            }
        }
        board.columns.iter_mut().for_each(Column::sum);
        board
    }

    /// Whether it was made so.
    pub fn is_shaped(&self, shape: &Shape<'_>) -> bool {
        self.axis.as_ref() == shape.axis.map(|axis| &axis.id)
            && self.effort.as_ref() == shape.effort
            && self.bands.by() == shape.rows
            && self.sort == shape.sort
    }

    /// Whether anything but GitHub's order decides where a card stands in its column.
    fn is_arranged(&self) -> bool {
        !self.sort.is_empty() || self.has_rows()
    }

    /// Whether cards are sorted: places in GitHub's order then say nothing.
    pub fn is_sorted(&self) -> bool {
        !self.sort.is_empty()
    }

    /// What cards are sorted by.
    pub fn sort(&self) -> &[Sort] {
        &self.sort
    }

    /// Whether it has rows.
    pub fn has_rows(&self) -> bool {
        self.bands.by().is_some()
    }

    /// What makes the rows.
    pub fn rows_by(&self) -> Option<&Aspect> {
        self.bands.by()
    }

    /// The rows from top to bottom; one without a title on a board without rows.
    pub fn bands(&self) -> &[Band] {
        self.bands.all()
    }

    /// Whether a card can be carried from row to row.
    pub fn crosses_rows(&self) -> bool {
        self.bands.writes()
    }

    /// How many visible cards a row has in all its columns that are shown.
    pub fn in_band(&self, band: usize) -> usize {
        self.shown().map(|column| self.columns[column].cell(band).len()).sum()
    }

    /// Takes columns and rows out of sight, by their titles.
    pub fn fold(&mut self, away: &BTreeSet<String>, folded: &BTreeSet<String>, rows: &BTreeSet<String>) {
        let named =
            |all: &BTreeSet<String>, title: &str| all.iter().any(|name| name.eq_ignore_ascii_case(title));
        for column in &mut self.columns {
            column.away = named(away, &column.title);
            column.folded = named(folded, &column.title);
        }
        // Something must be left to see.
        if self.columns.iter().all(|column| column.away) {
            self.columns.iter_mut().for_each(|column| column.away = false);
        }
        let has_rows = self.has_rows();
        for band in self.bands.all_mut() {
            band.folded = has_rows && named(rows, &band.title);
        }
    }

    /// The field whose values are the columns; none where all cards are in one, as in a table.
    pub fn axis(&self) -> Option<&FieldId> {
        self.axis.as_ref()
    }

    /// The field that is summed up.
    pub fn effort(&self) -> Option<&FieldId> {
        self.effort.as_ref()
    }

    /// All columns; the one for cards without a value is the last.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns that a person sees: all but those that the view leaves out, and those that are only there while they hold cards,
    /// and hold none.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.away && (column.stays || column.total() > 0))
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
        let (column, key) = self.places.get(id)?;
        let row = self.columns[*column].cards.binary_search_by(|card| card.key.cmp(key)).ok()?;
        Some((*column, row))
    }

    /// The place of a visible card.
    pub fn spot(&self, id: &ItemId) -> Option<Spot> {
        let (column, row) = self.find(id)?;
        Some(Spot { column, band: self.columns[column].cards[row].key.band, row })
    }

    /// How a cell is called: the title of its column, and of its row if the board has rows. The groups of a table are called by their
    /// titles alone.
    pub fn cell_title(&self, at: Spot) -> String {
        let column = &self.columns[at.column].title;
        match (self.has_rows(), &self.axis) {
            (false, _) => column.clone(),
            (true, None) => self.bands()[at.band].title.clone(),
            (true, Some(_)) => format!("{column}, {}", self.bands()[at.band].title),
        }
    }

    /// Whether a person sees a row: those of a field's values always, others while they have visible cards.
    pub fn is_band_shown(&self, band: usize) -> bool {
        self.bands.stays(band) || self.in_band(band) > 0
    }

    /// Whether the ranks and the fields it was built on still mean what they meant.
    pub fn is_of(&self, view: &Snapshot) -> bool {
        let same = || self.project.fields == view.project.fields;
        self.spreads == view.order().spreads() && (Arc::ptr_eq(&self.project, &view.project) || same())
    }

    /// Takes in the change of some items. False if a card needs a row that is not there: then a new board is needed.
    #[must_use]
    pub fn update<'a>(
        &mut self,
        view: &Snapshot,
        ids: impl IntoIterator<Item = &'a ItemId>,
        mut shows: impl FnMut(&Item) -> bool,
    ) -> bool {
        let ids: Vec<&ItemId> = ids.into_iter().collect();
        // All go before any comes: a rank may have passed from one to another.
        for id in &ids {
            let Some((column, key)) = self.places.remove(*id) else { continue };
            let column = &mut self.columns[column];
            for cards in [&mut column.cards, &mut column.hidden] {
                if let Ok(row) = cards.binary_search_by(|card| card.key.cmp(&key)) {
                    let card = cards.remove(row);
                    if let Some(index) = &mut self.index {
                        index.leave(card.row);
                    }
                }
            }
        }
        for id in &ids {
            let Some(item) = view.item(id).filter(|item| !item.archived) else { continue };
            let Some(rank) = view.rank(id) else { continue };
            let place = self.column_of(item);
            let Some(mut card) = self.card(item, rank, &view.project) else { return false };
            if self.places.insert((*id).clone(), (place, card.key.clone())).is_some() {
                continue;
            }
            if let Some(index) = &mut self.index {
                card.row = index.push(item);
            }
            let column = &mut self.columns[place];
            let cards = if shows(item) { &mut column.cards } else { &mut column.hidden };
            let row = cards.partition_point(|other| other.key < card.key);
            cards.insert(row, card);
        }
        if !ids.is_empty() {
            self.columns.iter_mut().for_each(Column::sum);
            // What changed or went left its row behind.
            self.index.take_if(|index| index.len() > self.places.len() / 8 * 9 + SPARE);
        }
        true
    }

    /// Makes ready for other filters, which else the first one does.
    pub fn index(&mut self) -> &mut Index {
        self.index.get_or_insert_with(|| {
            let columns = self.columns.iter_mut();
            let cards = columns.flat_map(|column| column.cards.iter_mut().chain(&mut column.hidden));
            let mut items = Vec::with_capacity(self.places.len());
            items.extend(cards.enumerate().map(|(row, card)| {
                card.row = row;
                &card.item
            }));
            Index::new(&items)
        })
    }

    /// Shows what another filter shows. It is asked which rows of the index pass.
    pub fn refilter(&mut self, shows: impl FnOnce(&mut Index) -> Vec<bool>) {
        let passed = shows(self.index());
        with_each(&mut self.columns, self.places.len(), |column| {
            column.show(|card| passed[card.row]);
            column.sum();
        });
    }

    fn column_of(&self, item: &Item) -> usize {
        let value = self.axis.as_ref().and_then(|axis| item.value(axis));
        self.columns
            .iter()
            .position(|column| column.value.as_ref() == value)
            .unwrap_or(self.columns.len() - 1)
    }

    /// None if there is no row for it.
    fn card(&self, item: &Arc<Item>, rank: Rank, project: &Project) -> Option<Card> {
        let band = self.bands.of(item, project)?;
        let key = Key::new(band, &self.sort, item, project, rank);
        let effort = self.effort.as_ref().and_then(|field| item.value(field)).map_or(0.0, number);
        Some(Card { key, effort, item: Arc::clone(item), row: 0 })
    }
}

impl PartialEq for Card {
    /// Where the index keeps a card is not seen.
    fn eq(&self, other: &Self) -> bool {
        (&self.key, self.effort, &self.item) == (&other.key, other.effort, &other.item)
    }
}

impl Column {
    /// How many cards it holds, hidden ones too.
    pub fn total(&self) -> usize {
        self.cards.len() + self.hidden.len()
    }

    /// Shows the cards that pass, and no others. Most stay where they lie in memory: the fewer of the two kinds are taken out.
    fn show(&mut self, passes: impl Fn(&Card) -> bool) {
        let (mut all, mut others) = (std::mem::take(&mut self.cards), std::mem::take(&mut self.hidden));
        if all.len() < others.len() {
            std::mem::swap(&mut all, &mut others);
        }
        if !others.is_empty() {
            all.reserve_exact(others.len());
            all.append(&mut others);
            all.sort_by(|a, b| a.key.cmp(&b.key));
        }
        drop(others);
        let shown = all.iter().filter(|card| passes(card)).count();
        let few_pass = shown < all.len() - shown;
        let mut few = Vec::with_capacity(shown.min(all.len() - shown));
        few.extend(all.extract_if(.., |card| passes(card) == few_pass));
        (self.cards, self.hidden) = if few_pass { (few, all) } else { (all, few) };
    }

    /// Adds up anew: adding and subtracting single cards would gather rounding errors.
    fn sum(&mut self) {
        self.effort = self.cards.iter().map(|card| card.effort).sum();
    }

    /// The visible cards of a row of the board.
    pub fn cell(&self, band: usize) -> Range<usize> {
        let start = self.cards.partition_point(|card| card.key.band < band);
        start..self.cards.partition_point(|card| card.key.band <= band)
    }

    /// How many cards of a row of the board the filter hides.
    pub fn hidden_in_band(&self, band: usize) -> usize {
        let upto = |band: usize| self.hidden.partition_point(|card| card.key.band < band);
        upto(band + 1) - upto(band)
    }

    /// How many hidden cards are between two places.
    fn hidden_in(&self, start: &Key, end: &Key) -> usize {
        let upto = |key: &Key| self.hidden.partition_point(|card| card.key < *key);
        upto(end).saturating_sub(upto(start))
    }
}

/// The columns of a field; without one, a single column of all cards.
fn columns(axis: Option<&Field>) -> Vec<Column> {
    let column = |value, title, colour, stays| Column {
        value,
        title,
        colour,
        cards: Vec::new(),
        hidden: Vec::new(),
        effort: 0.0,
        folded: false,
        away: false,
        stays,
    };
    let Some(axis) = axis else { return vec![column(None, TABLE.to_owned(), None, true)] };
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
