//! The menu of places a card can go to.

use super::list::{Choice, Kind, List};
use crate::app::screen::board::drag::Carry;
use crate::app::screen::board::name;
use crate::app::widget::picker::rank;
use crate::app::widget::{Entry, Picker};
use crate::domain::board::Board as Columns;
use crate::domain::{Item, ItemId};

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

/// The menu for a card, or for so many that go with it.
pub fn menu(columns: &Columns, card: &Item, cards: usize) -> List {
    let entries = places(columns, card);
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
    if columns.crosses_rows() {
        let now = columns.spot(&card.id).map(|spot| spot.band);
        for (band, row) in columns.bands().iter().enumerate().filter(|(band, _)| columns.is_band_shown(*band))
        {
            let here = if now == Some(band) { " · here" } else { "" };
            let note = format!("row{here}");
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
        for (column, item) in self.cards(columns, typed) {
            let label = match item.number() {
                Some(number) => format!("After #{number} {}", item.title()),
                None => format!("After {}", item.title()),
            };
            let note = columns.columns()[column].title.clone();
            picker.shown.push(picker.entries.len());
            picker.entries.push(Entry {
                label,
                note,
                value: Choice::Carry(vec![Carry::After(item.id.clone())]),
            });
        }
    }

    /// The cards whose number begins with what is typed, or whose title fits it.
    fn cards<'a>(&self, columns: &'a Columns, typed: &str) -> Vec<(usize, &'a Item)> {
        let all: Vec<(usize, &Item)> = columns
            .columns()
            .iter()
            .enumerate()
            .flat_map(|(place, column)| column.cards.iter().map(move |card| (place, &*card.item)))
            .filter(|(_, item)| item.id != self.card)
            .collect();
        let digits = typed.trim_start_matches('#');
        if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
            let fits =
                |item: &Item| item.number().is_some_and(|number| number.to_string().starts_with(digits));
            let mut fitting: Vec<_> = all.into_iter().filter(|(_, item)| fits(item)).collect();
            fitting.sort_by_key(|(_, item)| item.number());
            fitting.truncate(OFFERED);
            return fitting;
        }
        let best = rank(typed, all.iter().map(|(_, item)| item.title()));
        best.into_iter().take(OFFERED).map(|place| all[place]).collect()
    }
}
