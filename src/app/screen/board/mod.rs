//! The board: where the cursor is, what is lifted, what is filtered.

mod caution;
mod cursor;
pub mod drag;
pub mod filter;
mod gate;
mod layout;
#[cfg(test)]
mod limit_tests;
#[cfg(test)]
mod move_tests;
mod moves;
mod obey;
pub mod pane;
mod roadmap;
#[cfg(test)]
mod roadmap_tests;
#[cfg(test)]
mod row_tests;
pub mod selection;
#[cfg(test)]
mod selection_tests;
mod settle;
mod table;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;
mod views;

use std::ops::Range;
use std::sync::Arc;

use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::model::{Density, Settings};
use crate::app::notice::Tone;
use crate::app::overlay;
use crate::app::screen::{Roadmap, Table};
use crate::domain::board::{Board as Columns, Card, Column};
use crate::domain::query::Query;
use crate::domain::{Arrangement, Date, FieldId, Item, ItemId, Replica, Timestamp};
use crate::input::FilterAction;
use drag::{Drag, Manner};
use filter::Filter;
use pane::Pane;
use selection::Selection;

pub(crate) use crate::domain::wording::name;
pub(crate) use settle::effort;
pub use views::Views;

/// The state of the board.
#[derive(Debug)]
pub struct Board {
    /// The columns; none before the first read, or when no field can make any.
    pub columns: Option<Columns>,
    /// What has the focus.
    pub cursor: Cursor,
    /// The card that is being moved.
    pub drag: Option<Drag>,
    /// The cards that are changed together.
    pub selection: Selection,
    /// Which cards are shown.
    pub filter: Filter,
    /// How many lines a card gets.
    pub density: Density,
    /// The views there are.
    pub views: Views,
    /// How the shown one is laid out.
    pub arrangement: Arrangement,
    /// The columns of the table, while it is laid out as one.
    pub table: Table,
    /// The time that is shown, while it is laid out as a roadmap.
    pub roadmap: Roadmap,
    /// The focused card beside the board, if that is wanted.
    pub pane: Option<Pane>,
    /// The columns that were hidden last, the latest at the end: until something else is done, undo shows them again.
    hidden: Vec<layout::Hidden>,
    seen: Option<Seen>,
}

/// What has the focus: a card, wherever it goes, or an empty column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The card.
    pub item: Option<ItemId>,
    /// Its column, or the empty one.
    pub column: usize,
    /// Its row of the board; 0 on a board without rows.
    pub band: usize,
    /// How many visible cards of its column are above.
    pub row: usize,
    /// How it is called, to say so when it is gone.
    name: String,
}

/// What the columns were made from.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    revision: u64,
    day: Date,
    query: Query,
    /// Who `@me` stands for.
    me: Option<String>,
    arrangement: Arrangement,
}

#[cfg(test)]
thread_local! {
    /// How many cards of lanes were looked at.
    pub(crate) static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// A column as it looks while cards are nudged through it.
#[derive(Debug, Clone)]
pub struct Lane<'a> {
    /// The column as it is.
    pub column: &'a Column,
    /// What it shows instead of its cards, each with its row of the board.
    nudged: Option<Vec<(usize, &'a Card)>>,
}

impl<'a> Lane<'a> {
    /// How many cards it shows.
    pub fn len(&self) -> usize {
        self.nudged.as_ref().map_or(self.column.cards.len(), Vec::len)
    }

    /// Whether it shows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many cards it holds, hidden ones too.
    pub fn total(&self) -> usize {
        self.len() + self.column.hidden.len()
    }

    /// The sum of the cards it shows.
    pub fn effort(&self) -> f64 {
        let nudged = self.nudged.as_ref();
        nudged.map_or(self.column.effort, |cards| cards.iter().map(|(_, card)| card.effort).sum())
    }

    /// The sum of some of its rows.
    pub fn sum(&self, rows: Range<usize>) -> f64 {
        match &self.nudged {
            Some(cards) => cards[rows].iter().map(|(_, card)| card.effort).sum(),
            None => self.column.cards[rows].iter().map(|card| card.effort).sum(),
        }
    }

    /// The rows of the cards that belong to a row of the board.
    pub fn cell(&self, band: usize) -> Range<usize> {
        let Some(cards) = &self.nudged else { return self.column.cell(band) };
        let upto = |band: usize| cards.partition_point(|(at, _)| *at < band);
        upto(band)..upto(band + 1)
    }

    /// The card in a row.
    pub fn get(&self, row: usize) -> Option<&'a Arc<Item>> {
        #[cfg(test)]
        LOOKED_AT.set(LOOKED_AT.get() + 1);
        match &self.nudged {
            Some(cards) => cards.get(row).map(|(_, card)| &card.item),
            None => self.column.cards.get(row).map(|card| &card.item),
        }
    }
}

impl Board {
    /// The board as the user left it.
    pub fn new(remembered: Option<&serde_json::Value>, settings: &Settings) -> Self {
        let text = |key: &str| remembered.and_then(|all| all.get(key)?.as_str());
        let zoom = remembered.and_then(|all| serde_json::from_value(all.get("zoom")?.clone()).ok());
        let density = remembered.and_then(|all| serde_json::from_value(all.get("density")?.clone()).ok());
        Self {
            columns: None,
            cursor: Cursor { item: text("card").map(ItemId::from), ..Cursor::default() },
            drag: None,
            selection: Selection::default(),
            filter: Filter::default(),
            density: density.unwrap_or(settings.density),
            views: Views::new(remembered, settings.views.clone()),
            arrangement: Arrangement::default(),
            table: Table::default(),
            roadmap: Roadmap::new(zoom.unwrap_or_default()),
            pane: remembered
                .and_then(|all| all.get("pane")?.as_bool())
                .filter(|is| *is)
                .map(|_| Pane::default()),
            hidden: Vec::new(),
            seen: None,
        }
    }

    /// What [`Board::new`] needs to be as it is now.
    pub fn remember(&self) -> serde_json::Value {
        serde_json::json!({
            "card": self.cursor.item.as_ref().map(ItemId::as_str),
            "view": self.views.current,
            "left": self.views.left(&self.arrangement),
            "density": self.density,
            "zoom": self.roadmap.zoom,
            "pane": self.pane.is_some(),
        })
    }

    /// When a nudged card counts as dropped.
    pub fn nudge_ends(&self) -> Option<Timestamp> {
        match self.drag.as_ref()?.manner {
            Manner::Nudged { until } => Some(until),
            Manner::Lifted => None,
        }
    }

    /// Whether a card is lifted.
    pub fn is_lifted(&self) -> bool {
        self.drag.as_ref().is_some_and(|drag| drag.manner == Manner::Lifted)
    }

    /// The focused card.
    pub fn focused<'a>(&self, replica: &'a Replica) -> Option<&'a Arc<Item>> {
        replica.view().item(self.cursor.item.as_ref()?)
    }

    /// A column with the nudged cards where they will be.
    pub fn lane(&self, column: usize) -> Option<Lane<'_>> {
        let columns = self.columns.as_ref()?;
        let here = columns.columns().get(column)?;
        let drag = self.drag.as_ref().filter(|drag| drag.manner != Manner::Lifted);
        let nudged = drag.and_then(|drag| columns.arranged(column, &drag.cards, drag.to));
        Some(Lane { column: here, nudged })
    }

    /// Obeys while a filter is typed.
    pub fn in_filter(&mut self, action: FilterAction, cx: &mut Cx<'_>) {
        match action {
            FilterAction::TakeOffer => {
                if self.filter.take_offer(cx.replica, cx.directory, self.columns.as_mut()) {
                    self.filter_typed(cx);
                }
            }
            FilterAction::NextOffer => self.filter.mark(cx.replica, cx.directory, self.columns.as_mut(), 1),
            FilterAction::PreviousOffer => {
                self.filter.mark(cx.replica, cx.directory, self.columns.as_mut(), -1);
            }
            FilterAction::KeepFilter => {
                if let Some(wrong) = self.filter.keep() {
                    let hint = wrong.hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default();
                    cx.say(Tone::Warn, format!("{}{hint}", wrong.message));
                } else {
                    // What was said of a mistake is over.
                    cx.notices.clear();
                }
            }
            FilterAction::RestoreFilter => {
                if let Some((card, column)) = self.filter.restore() {
                    self.cursor = Cursor { item: card.clone(), column, ..self.cursor.clone() };
                    self.note_filter();
                    self.settle(cx);
                    // Where nothing was filtered there was nothing to settle, but a redo may have led the cursor away.
                    if let Some(card) = card {
                        self.focus(&card);
                    }
                    return;
                }
            }
        }
        self.note_filter();
        self.settle(cx);
    }

    /// Shows only the cards that a filter matches.
    pub fn set_filter(&mut self, text: &str, cx: &mut Cx<'_>) {
        self.filter = Filter::new(text);
        self.note_filter();
        if let Some(columns) = &mut self.columns {
            columns.index();
        }
        self.settle(cx);
    }

    /// Takes the typed filter, once it can be read.
    pub fn filter_typed(&mut self, cx: &mut Cx<'_>) {
        let (before, matched) = (self.filter.query.clone(), self.shows_any());
        let today = cx.today();
        self.filter.typed(cx.replica.view(), cx.settings.me.as_deref(), today);
        self.filter.offer(cx.replica, cx.directory, self.columns.as_mut(), false);
        self.note_filter();
        self.settle(cx);
        if matched && !self.shows_any() {
            self.filter.hold(before);
            self.note_filter();
            self.settle(cx);
        }
        self.follow_filter();
    }

    fn shows_any(&self) -> bool {
        self.columns.as_ref().is_some_and(|columns| columns.visible() > 0)
    }

    /// Takes in that the cursor has moved in the typed filter.
    pub fn filter_moved(&mut self, cx: &mut Cx<'_>) {
        self.filter.offer(cx.replica, cx.directory, self.columns.as_mut(), false);
    }

    /// Gives a card the focus, if it is shown.
    pub fn focus(&mut self, card: &ItemId) {
        let columns = self.columns.as_ref();
        let place = columns.and_then(|all| all.find(card).filter(|(column, _)| !all.columns()[*column].away));
        if let Some((column, row)) = place {
            self.cursor.column = column;
            self.go_to_row(row);
        }
    }

    /// Gives a card the focus that has just been made; says so if the filter hides it.
    pub fn show(&mut self, card: &ItemId, cx: &mut Cx<'_>) {
        let name = cx.replica.view().item(card).map(|item| name(item)).unwrap_or_default();
        self.cursor = Cursor { item: Some(card.clone()), name, ..self.cursor };
        self.settle(cx);
    }

    /// Takes the focus off a card that the user has taken back: it is not missed.
    pub fn let_go(&mut self, card: &ItemId) {
        if self.cursor.item.as_ref() == Some(card) {
            self.cursor.item = None;
        }
    }

    /// Follows a card that was changed by turning a step, unless that took it off the board.
    pub fn turned(&mut self, card: Option<ItemId>, cx: &mut Cx<'_>) {
        if let Some(card) = card.as_ref().filter(|card| cx.replica.view().item(card).is_none()) {
            self.let_go(card);
        }
        self.settle(cx);
        if let Some(card) = card {
            self.focus(&card);
        }
    }

    /// Gives a column the focus.
    pub fn focus_column(&mut self, column: usize) {
        // A press may be for a column that is gone since the frame was drawn.
        if self.columns.as_ref().is_none_or(|columns| columns.columns().get(column).is_none()) {
            return;
        }
        self.cursor.column = column;
        self.go_to_row(self.cursor.row);
    }

    /// Lays the cards out by another field.
    pub fn set_axis(&mut self, axis: FieldId, cx: &mut Cx<'_>) {
        let usual = settle::axis(&cx.replica.view().project, None, cx.settings).map(|field| &field.id);
        self.arrangement.columns = Some(axis).filter(|axis| Some(axis) != usual);
        self.settle(cx);
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        if self.cursor.item.as_ref() == Some(from) {
            self.cursor.item = Some(to.clone());
        }
        self.selection.rename(from, to);
        if let Some(drag) = &mut self.drag {
            drag.rename(from, to);
        }
        if let Some(card) = self.pane.as_mut().and_then(|pane| pane.card.as_mut())
            && card.item == *from
        {
            card.item = to.clone();
        }
    }

    /// Keeps the filter in force among what the view shows.
    fn note_filter(&mut self) {
        self.arrangement.filter = self.filter.query.text().trim().to_owned();
        self.reread_filter();
    }

    /// Reads the filter in force as the view that is shown asks for: how strictly depends on whether it is the saved one.
    pub(super) fn reread_filter(&mut self) {
        if let Ok(query) = self.views.query(self.filter.query.text()) {
            self.filter.query = query;
        }
    }

    fn open_card(&mut self, cx: &mut Cx<'_>) {
        let Some(item) = self.cursor.item.clone() else { return };
        // What the pane knows is there at once.
        let known = self.pane.as_ref().and_then(|pane| pane.card.clone()).filter(|card| card.item == item);
        overlay::card::open(known.unwrap_or_else(|| overlay::Card::new(item)), cx);
    }

    fn with_page(&mut self, cx: &mut Cx<'_>, effect: fn(String) -> Effect) {
        match self.focused(cx.replica) {
            Some(item) => cx.effects.push(effect(cx.replica.view().project.page(item))),
            None => cx.say(Tone::Info, "There is no card here."),
        }
    }
}

fn signed(count: usize) -> isize {
    isize::try_from(count).unwrap_or(isize::MAX)
}
