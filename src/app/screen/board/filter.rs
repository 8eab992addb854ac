//! The filter of the board, and the line it is typed in.

use std::ops::Range;

use super::Columns;
use crate::app::widget::Line;
use crate::domain::query::complete::{Candidate, Kind, candidates};
use crate::domain::query::names::Names;
use crate::domain::query::{Query, QueryError, Scope, last_term};
use crate::domain::{Date, Directory, ItemId, Replica, Snapshot, Timestamp};

/// Which cards the board shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// What is in force.
    pub query: Query,
    /// The line being typed.
    pub editing: Option<Editing>,
    /// The names that cards and repositories had at a time.
    names: Option<(Time, Names)>,
}

/// A filter that is being typed.
#[derive(Debug, Clone)]
pub struct Editing {
    /// What is typed.
    pub line: Line,
    /// Why it is not in force yet.
    pub wrong: Option<QueryError>,
    /// What is typed, where no card matches it so far: what matched last is in force meanwhile.
    pub held: Option<Query>,
    /// The first name in it that no card has.
    pub doubt: Option<QueryError>,
    /// What can be written at the cursor, the best first.
    pub offers: Vec<Candidate>,
    /// The place of the marked offer.
    pub marked: usize,
    before: Query,
    /// What had the focus when it began: a card, and its column.
    from: (Option<ItemId>, usize),
}

/// A revision of the replica, and how much was known of repositories.
type Time = (u64, usize, Option<Timestamp>);

fn time(replica: &Replica, directory: &Directory) -> Time {
    let read_at = directory.values().filter_map(|known| known.read_at).max();
    (replica.revision(), directory.len(), read_at)
}

impl Filter {
    /// A filter that was kept; all cards if it can't be read any more.
    pub fn new(text: &str) -> Self {
        Self { query: Query::parse(text).unwrap_or_default(), ..Self::default() }
    }

    /// Begins to type, from what is in force. `from` is what gets the focus back if it all is taken back:
    /// a card, or only a column.
    pub fn edit(&mut self, from: (Option<ItemId>, usize)) {
        let line = Line::new(self.query.text());
        self.editing = Some(Editing {
            line,
            wrong: None,
            held: None,
            doubt: None,
            offers: Vec::new(),
            marked: 0,
            before: self.query.clone(),
            from,
        });
    }

    /// Looks for what can be written at the cursor. Before a term is begun, only if it is asked for.
    pub fn offer(
        &mut self,
        replica: &Replica,
        directory: &Directory,
        columns: Option<&mut Columns>,
        asked: bool,
    ) {
        let Some(editing) = &mut self.editing else { return };
        let now = time(replica, directory);
        let names = self.names.take().filter(|(time, _)| *time == now);
        let gather = || {
            let mut names = match columns {
                Some(columns) => columns.index().names(),
                None => Names::gather(replica.view().items().map(AsRef::as_ref)),
            };
            names.learn(&replica.view().project, directory);
            (now, names)
        };
        let (_, names) = self.names.insert(names.unwrap_or_else(gather));
        let (text, cursor) = (editing.line.text(), editing.line.parts().0.len());
        editing.marked = 0;
        editing.offers = candidates(text, cursor, &replica.view().project, names);
        let is_begun = |offer: &Candidate| !offer.at.is_empty() || offer.kind != Kind::Field;
        // What is written already is no offer.
        let is_new = |offer: &Candidate| text[offer.at.clone()] != offer.insert;
        if !editing.offers.iter().all(|offer| (asked || is_begun(offer)) && is_new(offer)) {
            editing.offers.clear();
        }
        let query = Query::parse(text).ok();
        let project = &replica.view().project;
        editing.doubt = query.and_then(|query| query.doubts(project, names).into_iter().next());
    }

    /// Marks another offer; asks for some where none are shown.
    pub fn mark(
        &mut self,
        replica: &Replica,
        directory: &Directory,
        columns: Option<&mut Columns>,
        step: isize,
    ) {
        if self.editing.as_ref().is_some_and(|editing| editing.offers.is_empty()) {
            return self.offer(replica, directory, columns, true);
        }
        let Some(editing) = &mut self.editing else { return };
        let last = editing.offers.len().saturating_sub(1);
        editing.marked = editing.marked.saturating_add_signed(step).min(last);
    }

    /// Writes the marked offer. Asks for some where none are shown, and returns false.
    pub fn take_offer(
        &mut self,
        replica: &Replica,
        directory: &Directory,
        columns: Option<&mut Columns>,
    ) -> bool {
        let Some(editing) = &mut self.editing else { return false };
        let Some(offer) = editing.offers.get(editing.marked).cloned() else {
            self.offer(replica, directory, columns, true);
            return false;
        };
        let ends = offer.at.end == editing.line.text().len() && !offer.insert.ends_with(':');
        let blank = if ends { " " } else { "" };
        editing.line.replace(offer.at, &format!("{}{blank}", offer.insert));
        true
    }

    /// Puts in force what is typed, if it can be read and names what exists.
    pub fn typed(&mut self, view: &Snapshot, me: Option<&str>, today: Date) {
        let Some(editing) = &mut self.editing else { return };
        editing.held = None;
        let read = editing.read().and_then(|query| {
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

    /// Puts back what was in force before a last term that no card matches so far: it may be half of a word.
    pub fn hold(&mut self, before: Query) {
        if let Some(editing) = self.editing.as_mut().filter(|editing| editing.unfinished().is_some()) {
            editing.held = Some(std::mem::replace(&mut self.query, before));
        }
    }

    /// Ends the typing; what is typed is in force. What can't be read is typed on: the mistake is returned.
    pub fn keep(&mut self) -> Option<&QueryError> {
        let Some(editing) = &mut self.editing else { return None };
        if let Some(held) = editing.held.take() {
            self.query = held;
        }
        // Nothing is to follow any more.
        editing.wrong = editing.wrong.take().or_else(|| Query::parse(editing.line.text()).err());
        self.editing = self.editing.take().filter(|editing| editing.wrong.is_some());
        self.editing.as_ref()?.wrong.as_ref()
    }

    /// Ends the typing; what was in force before is again. Returns the card and the column that had the focus then.
    pub fn restore(&mut self) -> Option<(Option<ItemId>, usize)> {
        let editing = self.editing.take()?;
        self.query = editing.before;
        Some(editing.from)
    }

    /// The card and the column that had the focus when the typing began.
    pub fn from(&self) -> Option<(Option<ItemId>, usize)> {
        self.editing.as_ref().map(|editing| editing.from.clone())
    }
}

impl Editing {
    /// What it means so far.
    fn read(&self) -> Result<Query, QueryError> {
        if self.unfinished().is_some() {
            Query::begun(self.line.text())
        } else {
            Query::parse(self.line.text())
        }
    }

    /// The bytes of the last term while it is being typed.
    pub fn unfinished(&self) -> Option<Range<usize>> {
        let (before, after) = self.line.parts();
        let start = last_term(before);
        (after.is_empty() && start < before.len()).then_some(start..before.len())
    }
}

#[cfg(test)]
mod tests {
    use crate::app::fixture::{line, model, now, press};
    use crate::app::{Message, Model, update};
    use crate::domain::item::{Label, Milestone};
    use crate::domain::{Repository, repository};
    use crate::sync::Event;

    /// The typed filter, with a bar for the cursor, and the offers.
    fn typing(keys: &str) -> (String, Vec<String>) {
        let mut model =
            model("Todo: Fix login (@ann), Write docs (@bob) | In Progress: Fix docs (@bob)", 120, 40);
        press(&mut model, keys);
        let editing = model.board.filter.editing.as_ref().expect("it is being typed");
        let (before, after) = editing.line.parts();
        (format!("{before}|{after}"), editing.offers.iter().map(|offer| offer.insert.clone()).collect())
    }

    #[test]
    fn a_filter_is_completed_with_tab() {
        assert_eq!(typing("/ s t a tab").0, "status:|");
        assert_eq!(typing("/ s t a tab p r o tab").0, "status:\"In Progress\" |");
        assert_eq!(typing("/ s t a tab down tab").0, "status:\"In Progress\" |");
        assert_eq!(typing("/ s t a tab down up tab").0, "status:Todo |");
        assert_eq!(typing("/ \"assignee:\"").1, ["@me", "bob", "ann"], "whoever has most cards comes first");
    }

    #[test]
    fn nothing_is_offered_before_a_term_is_begun_unless_it_is_asked_for() {
        assert_eq!(typing("/").1, [""; 0]);
        assert_eq!(typing("/ \"is:open \"").1, [""; 0]);
        assert!(typing("/ tab").1.contains(&"status:".to_owned()));
        assert_eq!(typing("/ \"is:open\"").1, [""; 0], "what is written already is no offer");
    }

    /// A repository of the project that no card carries anything of.
    fn told(model: &mut Model) {
        let mut found = repository::guess(&"octo/engine".into(), []);
        found.labels = vec![Label { name: "urgent".into(), colour: 1 }].into();
        found.people = vec!["zoe".into()].into();
        found.milestones = vec![Milestone { title: "v9".into(), due: None, open: true }].into();
        let elsewhere = Repository {
            labels: vec![Label { name: "unheard".into(), colour: 1 }].into(),
            ..repository::guess(&"octo/elsewhere".into(), [])
        };
        let read = [found, elsewhere].map(|found| Repository { read_at: Some(now()), ..found }.into());
        update(model, Message::Sync(Event::Directory(read.into())));
    }

    #[test]
    fn what_only_the_repositories_of_the_project_have_is_offered_too() {
        let offers = |model: &Model| -> Vec<String> {
            let editing = model.board.filter.editing.as_ref().expect("it is being typed");
            editing.offers.iter().map(|offer| offer.insert.clone()).collect()
        };
        let mut known = model("Todo: Fix login (@ann bug)", 120, 40);
        told(&mut known);
        press(&mut known, "/ \"label:\"");
        assert_eq!(offers(&known), ["bug", "urgent"]);
        press(&mut known, "esc / \"assignee:\"");
        assert_eq!(offers(&known), ["@me", "ann", "zoe"]);
        press(&mut known, "esc / \"milestone:\"");
        assert!(offers(&known).contains(&"v9".to_owned()));
        press(&mut known, "esc / \"repo:\"");
        assert!(offers(&known).contains(&"octo/engine".to_owned()));

        let mut later = model("Todo: Fix login (@ann bug)", 120, 40);
        press(&mut later, "/ \"label:\"");
        assert_eq!(offers(&later), ["bug"]);
        told(&mut later);
        press(&mut later, "u");
        assert_eq!(offers(&later), ["urgent", "bug"], "it was read meanwhile");
        press(&mut later, "\"rgent\"");
        assert_eq!(later.board.filter.editing.as_ref().and_then(|editing| editing.doubt.clone()), None);
    }

    #[test]
    fn a_name_that_no_card_has_is_pointed_at() {
        let mut model = model("Todo: Fix login (@ann), Write docs (@bob)", 120, 40);
        press(&mut model, "/ \"assignee:bop\"");
        let editing = model.board.filter.editing.as_ref().expect("it is being typed");
        let doubt = editing.doubt.as_ref().expect("nobody is called so");
        assert_eq!(&editing.line.text()[doubt.at.clone()], "bop");
    }

    #[test]
    fn leaving_a_filter_leads_back_to_the_card_that_had_the_focus() {
        let mut model = model("Todo: A, B, C, D | Doing: E", 120, 40);
        press(&mut model, "J u G / ctrl+r esc");
        assert_eq!(line(&model), "Todo: 2 1 3 [4] | Doing: 5");
        let here =
            model.board.lane(model.board.cursor.column).and_then(|lane| lane.get(model.board.cursor.row));
        assert_eq!(here.map(|item| &item.id), model.board.cursor.item.as_ref());
    }

    #[test]
    fn half_a_word_leaves_the_board_as_it_was_and_a_blank_or_enter_takes_it_at_its_word() {
        let board = "Todo: Fix login (bug), Book | Doing: C";
        for (keys, shown) in [
            ("label:", "Todo: [1] 2 | Doing: 3"),
            ("bo label:", "Todo: [2] | Doing: "),
            ("status:", "Todo: [1] 2 | Doing: 3"),
            ("effort:<", "Todo: [1] 2 | Doing: 3"),
            ("boxes", "Todo: [2] | Doing: "),
            ("boxes ", "Todo:  | Doing: "),
            ("label:bux", "Todo: [1] 2 | Doing: 3"),
            ("label:bug", "Todo: [1] | Doing: "),
        ] {
            let mut model = model(board, 120, 40);
            press(&mut model, &format!("/ \"{keys}\""));
            assert_eq!(line(&model), shown, "{keys}");
        }
        let mut model = model(board, 120, 40);
        press(&mut model, "/ \"boxes\" enter");
        assert_eq!(line(&model), "Todo:  | Doing: ");
        press(&mut model, "/ backspace backspace backspace esc");
        assert_eq!(model.board.filter.query.text(), "boxes");
        press(&mut model, "esc / \"label:\" enter");
        assert!(model.board.filter.editing.is_some(), "it is no filter yet");
    }

    #[test]
    fn while_a_filter_is_typed_the_cursor_is_on_a_card_that_is_shown() {
        let mut model = model("Todo: A, Book | Doing: C | Done: Dog, Bug (bug)", 120, 40);
        press(&mut model, "l / \"Bo\"");
        assert_eq!(line(&model), "Todo: [2] | Doing:  | Done: ");
        press(&mut model, "backspace backspace");
        assert_eq!(line(&model), "Todo: 1 2 | Doing: [3] | Done: 4 5", "it is back where it came from");
        press(&mut model, "\"Do\" enter");
        assert_eq!(line(&model), "Todo:  | Doing:  | Done: [4]", "and stays with the one that was found");
        press(&mut model, "/ \"g\" esc");
        assert_eq!(line(&model), "Todo:  | Doing:  | Done: [4]");
    }

    #[test]
    fn leaving_a_filter_leads_back_also_from_another_column() {
        let mut model = model("Todo: A, Book | Doing: C, E | Done: Dog", 120, 40);
        press(&mut model, "l j / \"Bo\" esc");
        assert_eq!(line(&model), "Todo: 1 2 | Doing: 3 [4] | Done: 5");
    }
}
