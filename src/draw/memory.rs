//! What a frame leaves for the next: how far things are scrolled, and what can be clicked where.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::sheet::Row;
use super::{Glyphs, Theme};
use crate::app::screen::Board;
use crate::app::{Extent, Model, Pointed, Target};
use crate::domain::view::Sort;
use crate::domain::{Date, Details, FieldId, ItemId};

/// How things are drawn.
#[derive(Debug, Clone)]
pub struct Look {
    /// What colours mean.
    pub theme: Theme,
    /// What signs mean.
    pub glyphs: Glyphs,
    /// Whether text that leads to an address is a link for the terminal too.
    pub links: bool,
}

/// What one frame leaves for the next.
#[derive(Debug)]
pub struct Memory {
    /// How things are drawn.
    pub look: Look,
    pub(super) extent: Extent,
    pages: Vec<Page>,
    rendered: usize,
    targets: Vec<(Rect, Target)>,
    axis: Option<FieldId>,
    view: Scrolled,
    /// What the cards were filtered and sorted by.
    order: Order,
    /// How far the columns were scrolled before a filter hid cards.
    unfiltered: Option<HashMap<usize, Scroll>>,
    list: usize,
    /// The first line of a board with rows.
    strip: usize,
    before_lift: Option<(ItemId, Scrolled)>,
    /// How far the board was scrolled before it made room for what is docked below it, and the card that had the focus.
    undocked: Option<(Option<ItemId>, Scrolled)>,
}

/// How far the board is scrolled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Scrolled {
    first_column: usize,
    columns: HashMap<usize, Scroll>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Scroll {
    first_row: usize,
    /// A card that stays where it is when cards come and go above it, and its distance from the first row.
    anchor: Option<(ItemId, usize)>,
}

/// What is to be seen of the lines of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// How many lines there are.
    pub(super) length: usize,
    /// How many are visible at once.
    pub(super) room: usize,
    /// The line that must be.
    pub(super) focus: Option<usize>,
    /// How many lines at the top something else covers.
    pub(super) pinned: usize,
}

/// Which cards are shown, and what they are sorted by.
#[derive(Debug, Clone, Default, PartialEq)]
struct Order {
    filter: String,
    sort: Vec<Sort>,
}

/// A rendered text, kept while it is shown.
#[derive(Debug)]
pub(super) struct Page {
    /// What it was rendered from.
    pub(super) of: Source,
    pub(super) width: usize,
    pub(super) rows: Rc<Vec<Row>>,
}

/// What a rendered text was rendered from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// The text of a card.
    Text(ItemId, String),
    /// The comments of a card, on a day.
    Comments(Arc<Details>, Date),
}

impl Memory {
    /// Nothing drawn yet.
    pub fn new(look: Look) -> Self {
        Self {
            look,
            extent: Extent::default(),
            pages: Vec::new(),
            rendered: 0,
            targets: Vec::new(),
            axis: None,
            view: Scrolled::default(),
            order: Order::default(),
            unfiltered: None,
            list: 0,
            strip: 0,
            before_lift: None,
            undocked: None,
        }
    }

    /// What the last frame had room for.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// A rendered text: as it was rendered last, or anew.
    pub(super) fn page(
        &mut self,
        of: Source,
        width: usize,
        render: impl FnOnce() -> Vec<Row>,
    ) -> Rc<Vec<Row>> {
        if let Some(known) = self.pages.iter().find(|page| page.width == width && page.of == of) {
            return Rc::clone(&known.rows);
        }
        let rows = Rc::new(render());
        self.rendered += 1;
        // The text and the comments of the card on screen, and of one below it.
        self.pages.truncate(3);
        self.pages.insert(0, Page { of, width, rows: Rc::clone(&rows) });
        rows
    }

    /// How many texts were rendered so far.
    #[cfg(test)]
    pub(super) fn rendered(&self) -> usize {
        self.rendered
    }

    /// What can be clicked at a cell.
    pub fn pointed(&self, x: u16, y: u16) -> Option<Pointed> {
        let here = |(area, _): &&(Rect, Target)| area.contains(Position { x, y });
        let (area, target) = self.targets.iter().rev().find(here)?;
        Some(Pointed { target: target.clone(), low: (y - area.y) * 2 >= area.height })
    }

    /// Scrolls the column under the pointer by some cards, down is positive; the focus stays. Returns whether it has: in the focused
    /// column, and over anything else, the wheel is for what has the keys.
    pub fn wheel(&mut self, model: &Model, (x, y): (u16, u16), cards: isize) -> bool {
        let board = &model.board;
        let columns =
            board.columns.as_ref().filter(|columns| model.overlays.is_empty() && !columns.has_rows());
        let column = columns.zip(self.pointed(x, y)).and_then(|(columns, pointed)| match pointed.target {
            Target::Card(card) => columns.find(&card).map(|(column, _)| column),
            Target::Column(column) | Target::Foot(column) => Some(column),
            Target::Landing
            | Target::Line(_)
            | Target::Row(..)
            | Target::Slot(..)
            | Target::View(_)
            | Target::Spot(_)
            | Target::Offer(_)
            | Target::Question(..)
            | Target::Action(_)
            | Target::Command(_)
            | Target::Cell(..)
            | Target::Heading(_) => None,
        });
        let lifted = board.drag.as_ref().filter(|_| board.is_lifted());
        let focus = lifted.map_or(board.cursor.column, |drag| drag.to.column);
        let Some(column) = column.filter(|column| *column != focus) else { return false };
        let scroll = self.view.columns.entry(column).or_default();
        scroll.first_row = scroll.first_row.saturating_add_signed(cards);
        scroll.anchor = None;
        true
    }

    pub(super) fn begin(&mut self) {
        self.targets.clear();
    }

    pub(super) fn note(&mut self, area: Rect, target: Target) {
        self.targets.push((area, target));
    }

    /// Forgets what lies below something else: a click beside its lines does nothing.
    pub(super) fn cover(&mut self) {
        self.targets.clear();
    }

    /// Prepares for the board: forgets the scrolling of other columns, and restores it when a lift was taken back.
    pub(super) fn board(&mut self, board: &Board) {
        let axis = board.columns.as_ref().and_then(|columns| columns.axis().cloned());
        if self.axis != axis {
            self.axis = axis;
            self.view = Scrolled::default();
        }
        self.reorder(board);
        let lifted = board.drag.as_ref().filter(|_| board.is_lifted());
        match (lifted, self.before_lift.take()) {
            (Some(drag), None) => self.before_lift = Some((drag.card.clone(), self.view.clone())),
            (Some(_), known) => self.before_lift = known,
            (None, Some((card, view))) if board.cursor.item.as_ref() == Some(&card) => {
                // Put back or dropped: either way only what is needed to see the card may have moved.
                self.view = view;
            }
            (None, _) => {}
        }
    }

    /// Takes in whether something is docked below the board: once it is gone, the board is as it was, if the focus is.
    pub(super) fn dock(&mut self, is_docked: bool, board: &Board) {
        match (is_docked, self.undocked.take()) {
            (true, None) => self.undocked = Some((board.cursor.item.clone(), self.view.clone())),
            (true, known) => self.undocked = known,
            (false, Some((focus, view))) if focus == board.cursor.item => self.view = view,
            (false, _) => {}
        }
    }

    /// Other cards in another order begin at the top; those that a filter hid are where they were.
    fn reorder(&mut self, board: &Board) {
        let (filter, sort) = (board.filter.query.text(), &board.arrangement.sort);
        if self.order.filter == filter && self.order.sort == *sort {
            return;
        }
        let columns = std::mem::take(&mut self.view.columns);
        self.strip = 0;
        if self.order.sort != *sort {
            self.unfiltered = None;
        } else if self.order.filter.is_empty() {
            self.unfiltered = Some(columns);
        } else if filter.is_empty() {
            self.view.columns = self.unfiltered.take().unwrap_or_default();
        }
        self.order = Order { filter: filter.to_owned(), sort: sort.clone() };
    }

    /// The first of `shown` columns to draw so that `focus` is among them, moved no further than needed.
    pub(super) fn first_column(&mut self, focus: usize, shown: usize, room: usize) -> usize {
        let first = &mut self.view.first_column;
        *first = (*first).min(shown.saturating_sub(room)).min(focus);
        if focus >= *first + room {
            *first = focus + 1 - room;
        }
        *first
    }

    /// Draws the board in less room than usual: which columns that shows is forgotten.
    pub(super) fn for_now(&mut self, draw: impl FnOnce(&mut Self)) {
        let first = self.view.first_column;
        draw(self);
        self.view.first_column = first;
    }

    /// The first row of a column to draw, moved no further than needed to show `focus`.
    pub(super) fn first_row(
        &mut self,
        board: &Board,
        column: usize,
        room: usize,
        focus: Option<usize>,
    ) -> usize {
        let Some(lane) = board.lane(column) else { return 0 };
        let scroll = self.view.columns.entry(column).or_default();
        let anchor = scroll.anchor.take().filter(|_| board.drag.is_none());
        let found = anchor.and_then(|(card, from_top)| {
            let place = board.columns.as_ref()?.find(&card)?;
            (place.0 == column).then(|| place.1.saturating_sub(from_top))
        });
        let first = found.unwrap_or(scroll.first_row).min(lane.len().saturating_sub(room));
        scroll.first_row = match focus {
            Some(row) if row < first => row,
            Some(row) if row >= first + room => (row + 1).saturating_sub(room),
            Some(_) | None => first,
        };
        let first = scroll.first_row;
        scroll.anchor = (first..first + room).find_map(|row| {
            let card = &lane.get(row)?.id;
            (Some(card) != board.cursor.item.as_ref()).then(|| (card.clone(), row - first))
        });
        first
    }

    /// The fields of a table to draw beside its title, moved no further than needed to show `focus`. `fits` says whether some fit.
    pub(super) fn fields(
        &mut self,
        focus: Option<usize>,
        count: usize,
        fits: impl Fn(Range<usize>) -> bool,
    ) -> Range<usize> {
        let mut first = self.view.first_column.min(count.saturating_sub(1));
        if let Some(focus) = focus {
            first = first.min(focus);
            while first < focus && !fits(first..focus + 1) {
                first += 1;
            }
        }
        // At least the focused one is drawn, even where it has to be cut.
        let mut end = (first + 1).min(count);
        while end < count && fits(first..end + 1) {
            end += 1;
        }
        while end == count && first > 0 && fits(first - 1..end) {
            first -= 1;
        }
        self.view.first_column = first;
        first..end
    }

    /// The first line of a table to draw, moved no further than needed to show the line in focus. Cards that come and go above do not
    /// shift those in sight.
    pub(super) fn first_of_table(
        &mut self,
        board: &Board,
        window: &Window,
        line_of: impl Fn(&ItemId) -> Option<usize>,
        card_at: impl Fn(usize) -> Option<ItemId>,
    ) -> usize {
        let Window { length, room, focus, pinned } = *window;
        let scroll = self.view.columns.entry(0).or_default();
        let anchor = scroll.anchor.take().filter(|_| board.drag.is_none());
        let found = anchor.and_then(|(card, from_top)| Some(line_of(&card)?.saturating_sub(from_top)));
        let first = found.unwrap_or(scroll.first_row).min(length.saturating_sub(room));
        scroll.first_row = match focus {
            Some(line) if line < first + pinned => line.saturating_sub(pinned),
            Some(line) if line >= first + room => (line + 1).saturating_sub(room),
            Some(_) | None => first,
        };
        let first = scroll.first_row;
        scroll.anchor = (first + pinned..first + room).find_map(|line| {
            let card = card_at(line)?;
            (Some(&card) != board.cursor.item.as_ref()).then(|| (card, line - first))
        });
        first
    }

    /// The first line of a board with rows to draw, moved no further than needed to show some of so many lines.
    pub(super) fn first_strip(&mut self, lines: Range<usize>, length: usize, room: usize) -> usize {
        let first = self.strip.min(length.saturating_sub(room));
        self.strip = first.max(lines.end.saturating_sub(room)).min(lines.start);
        self.strip
    }

    /// The first line of a list to draw, moved no further than needed to show the chosen one.
    pub(super) fn first_line(&mut self, cursor: usize, length: usize, room: usize) -> usize {
        self.list = self.list.min(length.saturating_sub(room)).min(cursor);
        if cursor >= self.list + room {
            self.list = cursor + 1 - room;
        }
        self.list
    }
}
