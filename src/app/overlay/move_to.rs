//! The menu of places a card can go to.

use super::list::{Choice, Kind, List};
use crate::app::screen::board::drag::Carry;
use crate::app::screen::board::name;
use crate::app::widget::picker::rank;
use crate::app::widget::{Entry, Picker};
use crate::domain::board::{Board as Columns, Spot};
use crate::domain::{Aspect, Field, Item, ItemId, Iteration, SelectOption, Value};

/// How many cards to land after are offered at once.
const OFFERED: usize = 50;

/// The places of a menu, and how cards to land after are found.
#[derive(Debug, Clone)]
pub struct Places {
    /// The card that moves.
    pub card: ItemId,
    /// How many lines are places: cards to land after come behind them.
    count: usize,
}

/// The menu for a card, or for so many that go with it. In a table, `stage` is the field that takes the place of columns.
pub fn menu(columns: &Columns, stage: Option<&Field>, card: &Item, cards: usize) -> List {
    let entries = match columns.axis() {
        Some(_) => places(columns, card),
        None => in_table(columns, stage, card),
    };
    let places = Places { card: card.id.clone(), count: entries.len() };
    let who = if cards > 1 { format!("{cards} cards") } else { name(card) };
    let title = format!("Move {who} to");
    List { title, picker: Picker::new(entries), kind: Kind::Places(places) }
}

fn places(columns: &Columns, card: &Item) -> Vec<Entry<Choice>> {
    let here = columns.find(&card.id).map(|(column, _)| column);
    let mut entries = Vec::new();
    let shown: Vec<usize> = columns.shown().collect();
    for (place, column) in columns.columns().iter().enumerate() {
        // Moving a card out of all columns is offered even while no card is out of them.
        if column.value.is_some() && !shown.contains(&place) {
            continue;
        }
        let now = if here == Some(place) { " · here" } else { "" };
        let cards = if column.total() == 1 { "card" } else { "cards" };
        let note = format!("{} {cards}{now}", column.total());
        entries.push(Entry {
            label: column.title.clone(),
            note,
            value: Choice::Carry(vec![Carry::Column(place)]),
        });
    }
    for (word, end) in [("Top", Carry::Top), ("Bottom", Carry::Bottom)] {
        for (place, column) in columns.columns().iter().enumerate() {
            if Some(place) == here || !column.cards.is_empty() {
                let label = format!("{word} of {}", column.title);
                let value = Choice::Carry(vec![Carry::Column(place), end.clone()]);
                entries.push(Entry { label, note: String::new(), value });
            }
        }
    }
    entries.extend(rows(columns, card, "row"));
    entries
}

/// The places of a table: the values that are columns on a board, the ends where cards stand by hand, the other groups.
fn in_table(columns: &Columns, stage: Option<&Field>, card: &Item) -> Vec<Entry<Choice>> {
    let mut entries = Vec::new();
    let is_grouped = |field: &Field| columns.rows_by() == Some(&Aspect::Field(field.id.clone()));
    if let Some(field) = stage.filter(|field| !is_grouped(field)) {
        let named = |(name, value): (&String, Value)| {
            let here = if card.value(&field.id) == Some(&value) { " · here" } else { "" };
            let note = format!("{}{here}", field.name);
            Entry { label: name.clone(), note, value: Choice::Stage(field.id.clone(), Some(value)) }
        };
        let option = |option: &SelectOption| named((&option.name, Value::SingleSelect(option.id.clone())));
        entries.extend(field.options().iter().map(option));
        let iteration = |one: &Iteration| named((&one.title, Value::Iteration(one.id.clone())));
        entries.extend(field.iterations().iter().filter(|one| !one.completed).map(iteration));
    }
    if let Some(spot) = columns.spot(&card.id).filter(|_| !columns.is_sorted()) {
        for (word, end) in [("Top", Carry::Top), ("Bottom", Carry::Bottom)] {
            let label = format!("{word} of {}", columns.cell_title(spot));
            entries.push(Entry { label, note: String::new(), value: Choice::Carry(vec![end]) });
        }
    }
    entries.extend(rows(columns, card, "group"));
    entries
}

/// The rows of a board or the groups of a table, where a card can be carried from one to another.
fn rows(columns: &Columns, card: &Item, word: &str) -> Vec<Entry<Choice>> {
    let mut entries = Vec::new();
    if columns.crosses_rows() {
        let now = columns.spot(&card.id).map(|spot| spot.band);
        for (band, row) in columns.bands().iter().enumerate().filter(|(band, _)| columns.is_band_shown(*band))
        {
            let here = if now == Some(band) { " · here" } else { "" };
            let note = format!("{word}{here}");
            entries.push(Entry {
                label: row.title.clone(),
                note,
                value: Choice::Carry(vec![Carry::Row(band)]),
            });
        }
    }
    entries
}

impl Places {
    /// Finds what fits after the typed text has changed: places first, then cards to land after.
    pub fn search(&self, picker: &mut Picker<Choice>, columns: &Columns) {
        picker.entries.truncate(self.count);
        picker.search();
        let typed = picker.line.text().trim();
        let typed = typed.strip_prefix("after").unwrap_or(typed).trim();
        if typed.is_empty() {
            return;
        }
        for item in self.cards(columns, typed) {
            let label = match item.number() {
                Some(number) => format!("After #{number} {}", item.title()),
                None => format!("After {}", item.title()),
            };
            let place = |spot: Spot| match columns.axis() {
                Some(_) => columns.columns()[spot.column].title.clone(),
                None => columns.cell_title(spot),
            };
            let note = columns.spot(&item.id).map(place).unwrap_or_default();
            picker.shown.push(picker.entries.len());
            picker.entries.push(Entry {
                label,
                note,
                value: Choice::Carry(vec![Carry::After(item.id.clone())]),
            });
        }
    }

    /// The cards whose number begins with what is typed, or whose title fits it.
    fn cards<'a>(&self, columns: &'a Columns, typed: &str) -> Vec<&'a Item> {
        let all: Vec<&Item> = columns
            .columns()
            .iter()
            .flat_map(|column| column.cards.iter().map(|card| &*card.item))
            .filter(|item| item.id != self.card)
            .collect();
        let digits = typed.trim_start_matches('#');
        if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
            let fits =
                |item: &Item| item.number().is_some_and(|number| number.to_string().starts_with(digits));
            let mut fitting: Vec<_> = all.into_iter().filter(|item| fits(item)).collect();
            fitting.sort_by_key(|item| item.number());
            fitting.truncate(OFFERED);
            return fitting;
        }
        let best = rank(typed, all.iter().map(|item| item.title()));
        best.into_iter().take(OFFERED).map(|place| all[place]).collect()
    }
}
