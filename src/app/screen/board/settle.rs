//! Keeps the board true to the project: its columns, its cursor, its carried card.

use super::{Board, Columns, Cursor, Seen};
use crate::app::cx::Cx;
use crate::app::model::Settings;
use crate::app::notice::Tone;
use crate::domain::board::{Shape, Spot};
use crate::domain::project::Layout;
use crate::domain::query::{Index, Matcher, Scope};
use crate::domain::wording::name;
use crate::domain::{Arrangement, Aspect, Field, FieldId, Item, Project, Snapshot, Value};

impl Board {
    /// Takes in what has changed. Cheap when nothing has.
    pub fn settle(&mut self, cx: &mut Cx<'_>) {
        self.settle_views(cx);
        let view = cx.replica.view();
        let day = cx.today();
        let revision = cx.replica.revision();
        let same = |seen: &Seen| seen.revision == revision && seen.arrangement == self.arrangement;
        if self.seen.as_ref().is_some_and(same) && self.is_same_filter(cx) {
            return;
        }
        let scope =
            Scope { project: &view.project, items: Some(view), me: cx.settings.me.as_deref(), today: day };
        self.table.settle(&view.project, &self.arrangement.fields);
        if self.is_roadmap() {
            self.roadmap.settle((view, revision), self.arrangement.dates.as_ref());
        }
        let mut matcher = self.filter.query.prepare(&scope).ok();
        self.update_columns(cx, &mut matcher);
        let Arrangement { hidden, folded, folded_rows, .. } = &self.arrangement;
        if let Some(columns) = &mut self.columns {
            columns.fold(hidden, folded, folded_rows);
        }
        let (me, query) = (cx.settings.me.clone(), self.filter.query.clone());
        self.seen = Some(Seen { revision, day, query, me, arrangement: self.arrangement.clone() });
        self.selection.settle(view);
        self.settle_drag(cx);
        self.settle_cursor(cx);
    }

    fn update_columns(&mut self, cx: &Cx<'_>, matcher: &mut Option<Matcher>) {
        let view = cx.replica.view();
        let touched = self.seen.as_ref().and_then(|seen| cx.replica.touched_since(seen.revision));
        let same_filter = self.is_same_filter(cx);
        let Some(shape) = shape(&self.arrangement, view, cx.settings) else {
            self.columns = None;
            return;
        };
        let kept = match (touched, &mut self.columns) {
            (Some(touched), Some(columns)) if columns.is_of(view) && columns.is_shaped(&shape) => {
                columns.update(view, touched, |item| shows(matcher, item))
            }
            _ => false,
        };
        match &mut self.columns {
            Some(columns) if kept => {
                if !same_filter || matcher.as_ref().is_some_and(Matcher::looks_across) {
                    columns.refilter(|index| show(matcher.as_ref(), index));
                }
            }
            Some(_) | None => {
                let mut new = Columns::new(view, shape, |_| true);
                if !self.filter.query.is_empty() {
                    new.refilter(|index| show(matcher.as_ref(), index));
                }
                self.replace(new);
            }
        }
    }

    /// Takes another board. The cursor may stand in an empty column, the carried card over one: they keep it when columns come
    /// and go.
    fn replace(&mut self, new: Columns) {
        let moved = |column: usize| {
            let value: Option<&Option<Value>> =
                self.columns.as_ref().and_then(|old| old.columns().get(column)).map(|column| &column.value);
            value
                .and_then(|value| new.columns().iter().position(|column| column.value == *value))
                .unwrap_or(0)
        };
        self.cursor.column = moved(self.cursor.column);
        if let Some(to) = self.drag.as_ref().map(|drag| moved(drag.to.column))
            && let Some(drag) = &mut self.drag
        {
            drag.to.column = to;
        }
        self.columns = Some(new);
    }

    /// Whether the columns were filtered by what is in force now. What a query means depends on the day and on who asks.
    fn is_same_filter(&self, cx: &Cx<'_>) -> bool {
        self.seen.as_ref().is_some_and(|seen| {
            seen.day == cx.today() && seen.query == self.filter.query && seen.me == cx.settings.me
        })
    }

    fn settle_drag(&mut self, cx: &mut Cx<'_>) {
        let (Some(drag), Some(columns)) = (&mut self.drag, &self.columns) else { return };
        if !drag.settle(columns) {
            self.drag = None;
            cx.notices.say(Tone::Warn, "The card you were moving is gone from the board.", cx.now);
        }
    }

    /// Gives the cursor its card back, after that was nudged and may not stay.
    pub(super) fn settle_place(&mut self, cx: &mut Cx<'_>) {
        self.settle(cx);
        if self.drag.is_none() {
            self.settle_cursor(cx);
        }
    }

    fn settle_cursor(&mut self, cx: &mut Cx<'_>) {
        if self.drag.is_some() && !self.is_lifted() {
            return self.follow_nudge();
        }
        let Some(columns) = &self.columns else {
            self.cursor = Cursor::default();
            return;
        };
        let found = self.cursor.item.as_ref().and_then(|item| Some((item.clone(), columns.spot(item)?)));
        let mut away = false;
        if let Some((item, Spot { column, band, row })) = found {
            let here = &columns.columns()[column];
            if !here.away && (here.folded || columns.bands()[band].folded) {
                self.cursor = Cursor { column, band, row, ..Cursor::default() };
                return;
            }
            away = here.away;
            if !away {
                let name = cx.replica.view().item(&item).map(|item| name(item)).unwrap_or_default();
                self.cursor = Cursor { item: Some(item), column, band, row, name };
                return;
            }
        }
        let lost = std::mem::take(&mut self.cursor.name);
        let known = self.cursor.item.take().filter(|_| !lost.is_empty());
        if let Some(known) = known.as_ref().filter(|_| self.filter.editing.is_none()) {
            let here = cx.replica.view().item(known).as_ref().is_some_and(|item| !item.archived);
            let what = match (here, away) {
                (_, true) => "is in a column that is not shown",
                (true, false) => "is hidden by the filter",
                (false, false) => "is gone from the board",
            };
            cx.notices.add(Tone::Info, &format!("{lost} {what}."), cx.now);
        }
        let here = self.cursor.column;
        let is_shown = columns.shown().any(|column| column == here);
        let filled = |column: &usize| !columns.columns()[*column].cards.is_empty();
        let first = columns.shown().find(filled).or(columns.shown().next()).unwrap_or(0);
        if !is_shown || (self.seen_nothing() && !filled(&here)) {
            self.cursor.column = first;
        }
        if columns.has_rows() && known.is_none() && !self.seen_nothing() {
            let band = self.cursor.band;
            return self.go_to_cell(band, 0);
        }
        self.go_to_row(self.cursor.row);
    }

    /// Keeps the cursor on the nudged card.
    pub(super) fn follow_nudge(&mut self) {
        let Some(drag) = &self.drag else { return };
        let Spot { column, band, row } = drag.to;
        let lane = self.lane(column);
        let at = lane.and_then(|lane| {
            (row..lane.len()).find(|row| lane.get(*row).is_some_and(|item| item.id == drag.card))
        });
        (self.cursor.column, self.cursor.band, self.cursor.row) = (column, band, at.unwrap_or(row));
    }

    /// Whether the cursor has not been anywhere yet.
    fn seen_nothing(&self) -> bool {
        self.cursor.row == 0 && self.cursor.column == 0 && self.cursor.item.is_none()
    }
}

fn shows(matcher: &mut Option<Matcher>, item: &Item) -> bool {
    matcher.as_mut().is_some_and(|matcher| matcher.matches(item))
}

fn show(matcher: Option<&Matcher>, index: &mut Index) -> Vec<bool> {
    match matcher {
        Some(matcher) => index.passing(matcher),
        None => vec![false; index.len()],
    }
}

/// What the board is made of; none where no field can make columns. A board has no rows by what makes its columns, which a table may
/// be grouped by.
fn shape<'a>(arrangement: &'a Arrangement, view: &'a Snapshot, settings: &Settings) -> Option<Shape<'a>> {
    let (axis, rows) = match arrangement.layout {
        Layout::Table | Layout::Roadmap => (None, arrangement.rows.as_ref()),
        Layout::Board => {
            let axis = axis(&view.project, arrangement.columns.as_ref(), settings)?;
            let is_axis = |by: &Aspect| matches!(by, Aspect::Field(id) if *id == axis.id);
            (Some(axis), arrangement.rows.as_ref().filter(|by| !is_axis(by)))
        }
    };
    let effort = effort(&view.project, settings).map(|field| &field.id);
    Some(Shape { axis, effort, rows, sort: &arrangement.sort })
}

/// The field that makes the columns: the chosen one, the configured one, Status, or the first that can.
pub(super) fn axis<'a>(
    project: &'a Project,
    chosen: Option<&FieldId>,
    settings: &Settings,
) -> Option<&'a Field> {
    let named = settings.axis.as_ref().and_then(|name| project.field_named(name));
    chosen
        .and_then(|id| project.field(id))
        .or(named)
        .filter(|field| field.is_axis())
        .or_else(|| project.status())
        .or_else(|| project.fields.iter().find(|field| field.is_axis()))
}

/// The field that columns sum up.
pub(crate) fn effort<'a>(project: &'a Project, settings: &Settings) -> Option<&'a Field> {
    project.effort(settings.effort.as_deref())
}
