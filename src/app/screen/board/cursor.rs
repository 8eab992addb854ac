//! Moving the cursor: from card to card, over rows and columns that are collapsed or empty.

use super::{Board, Columns, Cursor, name};
use crate::domain::ItemId;

impl Board {
    /// Goes to a row of the focused column.
    pub(super) fn go_to_row(&mut self, row: usize) {
        let Some(lane) = self.lane(self.cursor.column) else { return };
        let row = row.min(lane.len().saturating_sub(1));
        let Some(columns) = &self.columns else { return };
        let bands = columns.bands();
        let band = lane.column.cards.get(row).map_or(self.cursor.band, |card| card.key.band);
        let band = band.min(bands.len() - 1);
        let item = lane.get(row).filter(|_| !lane.column.folded && !bands[band].folded);
        self.cursor = Cursor {
            item: item.map(|item| item.id.clone()),
            row,
            band,
            column: self.cursor.column,
            name: item.map(|item| name(item)).unwrap_or_default(),
        };
    }

    /// While a filter is typed: back to the card where that began if it is shown, else to the first one of the nearest column.
    pub(super) fn follow_filter(&mut self) {
        let (Some((card, from)), Some(columns)) = (self.filter.from(), &self.columns) else { return };
        let is_shown =
            |card: &ItemId| columns.find(card).is_some_and(|(column, _)| !columns.columns()[column].away);
        if let Some(card) = card.filter(is_shown) {
            return self.focus(&card);
        }
        let has_cards = |column: &usize| {
            let column = &columns.columns()[*column];
            !column.folded && !column.cards.is_empty()
        };
        if let Some(nearest) = columns.shown().filter(has_cards).min_by_key(|column| column.abs_diff(from)) {
            self.cursor.column = nearest;
            self.go_to_end(false);
        }
    }

    /// Goes some cards down or up.
    pub(super) fn go_vertically(&mut self, times: usize, down: bool) {
        if !self.columns.as_ref().is_some_and(Columns::has_rows) {
            let row = self.cursor.row;
            return self.go_to_row(if down { row.saturating_add(times) } else { row.saturating_sub(times) });
        }
        for _ in 0..times {
            if !self.step(down) {
                break;
            }
        }
    }

    /// Goes to the first or the last card of the column.
    pub(super) fn go_to_end(&mut self, bottom: bool) {
        let Some(columns) = self.columns.as_ref().filter(|columns| columns.has_rows()) else {
            return self.go_to_row(if bottom { usize::MAX } else { 0 });
        };
        let mut all = 0..columns.bands().len();
        let stops = |band: &usize| self.stops_at(columns, *band);
        let band = if bottom { all.rfind(stops) } else { all.find(stops) };
        if let Some(band) = band {
            self.enter(band, !bottom);
        }
    }

    /// Goes some columns to a side. On a board with rows it stays in its row, even where that has no card.
    pub(super) fn go_sideways(&mut self, by: isize, around: bool) {
        let Some(columns) = &self.columns else { return };
        let shown: Vec<usize> = columns.shown().collect();
        let Some(place) = shown.iter().position(|column| *column >= self.cursor.column) else { return };
        let count = super::signed(shown.len());
        let place = super::signed(place) + by;
        let place = if around { place.rem_euclid(count) } else { place.clamp(0, count - 1) };
        let column = shown[place.unsigned_abs()];
        if !columns.has_rows() {
            self.cursor.column = column;
            return self.go_to_row(self.cursor.row);
        }
        let above = columns.columns()[self.cursor.column].cell(self.cursor.band).start;
        let below_title = self.cursor.row.saturating_sub(above);
        self.cursor.column = column;
        self.go_to_cell(self.cursor.band, below_title);
    }

    /// Goes to a cell of the focused column, and in it so many cards down.
    pub(super) fn go_to_cell(&mut self, band: usize, down: usize) {
        let Some(columns) = &self.columns else { return };
        let band = band.min(columns.bands().len() - 1);
        let Some(column) = columns.columns().get(self.cursor.column) else { return };
        let cell = column.cell(band);
        if cell.is_empty() || columns.bands()[band].folded || column.folded {
            self.cursor = Cursor { column: self.cursor.column, band, row: cell.start, ..Cursor::default() };
        } else {
            self.go_to_row((cell.start + down).min(cell.end - 1));
        }
    }

    /// One card down or up. False at the end.
    fn step(&mut self, down: bool) -> bool {
        let Some(columns) = &self.columns else { return false };
        let (band, row) = (self.cursor.band, self.cursor.row);
        let cell = columns.columns()[self.cursor.column].cell(band);
        let within = if down { row + 1 < cell.end } else { row > cell.start };
        if self.cursor.item.is_some() && within {
            self.go_to_row(if down { row + 1 } else { row - 1 });
            return true;
        }
        let stops = |band: &usize| self.stops_at(columns, *band);
        let next =
            if down { (band + 1..columns.bands().len()).find(stops) } else { (0..band).rev().find(stops) };
        next.inspect(|band| self.enter(*band, down)).is_some()
    }

    /// Whether the cursor stops at a row of the focused column: at a card, or at the title of a collapsed row.
    fn stops_at(&self, columns: &Columns, band: usize) -> bool {
        let folded = columns.bands()[band].folded && columns.is_band_shown(band);
        folded
            || (!columns.bands()[band].folded && !columns.columns()[self.cursor.column].cell(band).is_empty())
    }

    fn enter(&mut self, band: usize, at_top: bool) {
        self.go_to_cell(band, if at_top { 0 } else { usize::MAX / 2 });
    }
}
