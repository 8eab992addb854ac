//! What the board does otherwise while it is laid out as a table: `h` and `l` go from cell to cell, and cards are moved by their status.

use super::{Board, settle};
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::model::Settings;
use crate::app::notice::Tone;
use crate::domain::board::Spot;
use crate::domain::project::Layout;
use crate::domain::table::{self, Column};
use crate::domain::wording::name;
use crate::domain::{Field, FieldId, ItemId, Project, Value, Wish};

impl Board {
    /// Whether each card is a line, as in a table and a roadmap.
    pub fn has_lines(&self) -> bool {
        match self.arrangement.layout {
            Layout::Board => false,
            Layout::Table | Layout::Roadmap => true,
        }
    }

    /// How a place is called that cards are carried to.
    pub fn cell_title(&self, at: Spot) -> String {
        match &self.columns {
            Some(columns) if self.is_roadmap() && !columns.has_rows() => "the roadmap".to_owned(),
            Some(columns) => columns.cell_title(at),
            None => String::new(),
        }
    }

    /// The field that says how far a card is: the one that makes the columns, or would make them on a board.
    pub fn stage<'a>(&self, project: &'a Project, settings: &Settings) -> Option<&'a Field> {
        settle::axis(project, self.arrangement.columns.as_ref(), settings)
    }

    /// Gives the selected cards, or the focused one, the next value of the field that makes the columns of a board, or the one before.
    pub(super) fn shift_stage(&mut self, forth: bool, cx: &mut Cx<'_>) {
        let project = &cx.replica.view().project;
        let Some(field) = self.stage(project, cx.settings) else {
            return cx.say(Tone::Info, "This project has no field that cards could be moved by.");
        };
        let Some(card) = self.leader() else { return };
        let Some(item) = cx.replica.view().item(&card) else { return };
        let values = values(field, item.value(&field.id));
        let now = item.value(&field.id).and_then(|value| values.iter().position(|known| known == value));
        let next = match now {
            None if forth => Some(0),
            None => None,
            Some(place) if forth => Some(place + 1),
            Some(place) => place.checked_sub(1),
        };
        let Some(to) = next.and_then(|next| values.get(next)) else {
            let end = if forth { "last" } else { "first" };
            let text = match item.value(&field.id) {
                Some(value) => format!("{} is the {end} of {}.", field.show(value), field.name),
                None => format!("{} has no {} to go back from.", name(item), field.name),
            };
            return cx.say(Tone::Info, text);
        };
        let wish = Wish::Value(field.id.clone(), Some(to.clone()));
        self.give(&card, wish, cx);
    }

    /// Makes a wish true for the selected cards that are shown, or else for one card.
    pub fn give(&mut self, card: &ItemId, wish: Wish, cx: &mut Cx<'_>) {
        let mut cards = self.selected();
        if cards.is_empty() {
            cards.push(card.clone());
        }
        change::make(&cards, &[wish], self, cx);
    }

    /// The focused card, or the first of the selected ones where it is none of them.
    fn leader(&self) -> Option<ItemId> {
        let cards = self.selected();
        let focused = self.cursor.item.as_ref();
        match cards.first() {
            Some(first) if !focused.is_some_and(|card| cards.contains(card)) => Some(first.clone()),
            Some(_) | None => focused.cloned(),
        }
    }

    /// Lays the view out so, or as a board again.
    pub(super) fn toggle_layout(&mut self, layout: Layout) {
        self.arrangement.layout = if self.arrangement.layout == layout { Layout::Board } else { layout };
        if layout == Layout::Roadmap {
            self.roadmap.show_today();
        }
    }

    /// Leaves the focused field out of the table.
    pub(super) fn hide_field(&mut self, cx: &mut Cx<'_>) {
        let Column::Field(field) = self.table.focus().clone() else {
            return cx.say(Tone::Info, "The title stays.");
        };
        let name = self.table.focus().name(&cx.replica.view().project).to_owned();
        let fields = self.table.toggled(&field);
        if fields.is_empty() {
            return cx.say(Tone::Info, "The last field stays.");
        }
        cx.say(Tone::Info, format!("{name} is not shown any more."));
        let before = self.arrangement.clone();
        self.arrangement.fields = fields;
        self.note_hidden(name, before, cx);
    }

    /// Shows a field in the table behind the focused one, or no longer.
    pub fn toggle_field(&mut self, field: &FieldId, cx: &mut Cx<'_>) {
        let fields = self.table.toggled(field);
        if fields.is_empty() {
            return cx.say(Tone::Info, "The last field stays.");
        }
        self.arrangement.fields = fields;
        self.settle(cx);
        if let Some(place) =
            self.table.columns().iter().position(|column| *column == Column::Field(field.clone()))
        {
            self.table.focus_on(place);
        }
    }

    /// Shows every field that a table can show.
    pub(super) fn show_all_fields(&mut self, cx: &Cx<'_>) {
        self.arrangement.fields = table::all(&cx.replica.view().project);
    }

    /// Sorts by a column of the table, by its place; again turns the order around.
    pub fn sort_by_column(&mut self, place: usize, cx: &mut Cx<'_>) {
        let Some(column) = self.table.columns().get(place).cloned() else { return };
        let project = &cx.replica.view().project;
        if let Some(by) = column.aspect(project) {
            return self.sort_by(Some(by), cx);
        }
        let text = format!("Cards can't be sorted by {}.", column.name(project));
        cx.say(Tone::Info, text);
    }
}

/// The values that cards are moved through, in their order: nothing is planned into an iteration that is over.
fn values(field: &Field, now: Option<&Value>) -> Vec<Value> {
    let options = field.options().iter().map(|option| Value::SingleSelect(option.id.clone()));
    let iterations = field.iterations().iter().filter_map(|iteration| {
        let value = Value::Iteration(iteration.id.clone());
        (!iteration.completed || now == Some(&value)).then_some(value)
    });
    options.chain(iterations).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Date, FieldKind, Iteration};

    #[test]
    fn a_card_is_not_moved_into_an_iteration_that_is_over() {
        let iteration = |id: &str, completed| Iteration {
            id: id.into(),
            title: id.to_owned(),
            start: Date::default(),
            days: 14,
            completed,
        };
        let kind =
            FieldKind::Iteration(vec![iteration("1", true), iteration("2", true), iteration("3", false)]);
        let field = Field { id: "Sprint".into(), name: "Sprint".into(), kind, issue_field: None };
        let is = |id: &str| Value::Iteration(id.into());
        assert_eq!(values(&field, None), [is("3")]);
        assert_eq!(values(&field, Some(&is("2"))), [is("2"), is("3")], "its own stays, to go on from");
    }
}
