//! The filter of the board, and the line it is typed in.

use crate::app::widget::Line;
use crate::domain::query::{Query, QueryError, Scope};
use crate::domain::{Date, ItemId, Snapshot};

/// Which cards the board shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// What is in force.
    pub query: Query,
    /// The line being typed.
    pub editing: Option<Editing>,
}

/// A filter that is being typed.
#[derive(Debug, Clone)]
pub struct Editing {
    /// What is typed.
    pub line: Line,
    /// Why it is not in force yet.
    pub wrong: Option<QueryError>,
    before: Query,
    card: Option<ItemId>,
}

impl Filter {
    /// A filter that was kept; all cards if it can't be read any more.
    pub fn new(text: &str) -> Self {
        Self { query: Query::parse(text).unwrap_or_default(), editing: None }
    }

    /// Begins to type, from what is in force. `card` is what gets the focus back if it all is taken back.
    pub fn edit(&mut self, card: Option<ItemId>) {
        let line = Line::new(self.query.text());
        self.editing = Some(Editing { line, wrong: None, before: self.query.clone(), card });
    }

    /// Puts in force what is typed, if it can be read and names what exists.
    pub fn typed(&mut self, view: &Snapshot, me: Option<&str>, today: Date) {
        let Some(editing) = &mut self.editing else { return };
        let read = Query::parse(editing.line.text()).and_then(|query| {
            query.prepare(&Scope { project: &view.project, items: Some(view), me, today })?;
            Ok(query)
        });
        match read {
            Ok(query) => {
                self.query = query;
                editing.wrong = None;
            }
            Err(wrong) => editing.wrong = Some(wrong),
        }
    }

    /// Ends the typing; what is in force stays. What can't be read is typed on: the mistake is returned.
    pub fn keep(&mut self) -> Option<&QueryError> {
        self.editing = self.editing.take().filter(|editing| editing.wrong.is_some());
        self.editing.as_ref()?.wrong.as_ref()
    }

    /// Ends the typing; what was in force before is again. Returns the card that had the focus then.
    pub fn restore(&mut self) -> Option<ItemId> {
        let editing = self.editing.take()?;
        self.query = editing.before;
        editing.card
    }
}
