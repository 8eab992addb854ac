//! A new card in one line, what was understood of it, and perhaps a text or a form that is filled in.

pub mod form;
#[cfg(test)]
pub(crate) mod form_tests;
mod start;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::confirm::Answer;
use super::excess::New;
use super::{Confirm, Fate, Overlay};
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::model::{Extent, LINE};
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::app::screen::board::effort;
use crate::app::widget::{Line, Text};
use crate::domain::create::offer::{self, Offers};
use crate::domain::create::{self, Known, NewCard, Place, Token, Wrong, escaped};
use crate::domain::item::Name;
use crate::domain::repository::{self, NewIssues};
use crate::domain::wish::Unmet;
use crate::domain::{
    Date, Directory, Edit, EditId, FieldId, Item, ItemId, Project, Repository, Snapshot, Timestamp, Value,
};
use crate::input::{CreateAction, Stroke, TypingAction};
use crate::sync::Command;
use form::Filling;
pub use start::Start;

/// A card before it is made. It belongs to nothing that a refresh could change.
#[derive(Debug, Clone)]
pub struct Create {
    /// What has been typed.
    pub line: Line,
    /// The text of the card.
    pub body: Text,
    /// Where keys go.
    pub at: At,
    /// The form or template it starts from.
    pub filling: Option<Filling>,
    /// Forms that were begun, and left for another.
    aside: Vec<Filling>,
    /// What the line means.
    pub card: NewCard,
    /// What can complete it at the cursor.
    pub offers: Option<Offers>,
    /// The place of the offer that is chosen.
    pub offered: usize,
    /// Why it was not made.
    pub wrong: Option<String>,
    /// The cell of the board it goes to, as far as the line does not say otherwise.
    pub cell: Cell,
    /// The repository that was chosen for it; none leaves it a draft while it can be one.
    chosen: Option<Name>,
    /// The repository it is an issue of while nothing else is chosen, as the row is of issues.
    needed: Option<Name>,
    reading: Reading,
    /// Whether the store holds it as well, for the next start.
    kept: Option<EditId>,
}

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// To the line.
    Line,
    /// To the text.
    Body,
    /// To the form.
    Form,
}

/// What lines are read with, as it was when the line was opened.
#[derive(Debug, Clone)]
struct Reading {
    repositories: Vec<Arc<Repository>>,
    me: Option<String>,
    effort: Option<FieldId>,
    axis: Option<FieldId>,
    today: Date,
}

/// What is written, for the next start.
#[derive(Serialize, Deserialize)]
struct Kept {
    line: String,
    body: String,
    #[serde(default)]
    filling: Option<form::Kept>,
}

/// Opens an empty line for the focused cell.
pub fn open(board: &Board, cx: &mut Cx<'_>) {
    let Some(cell) = Cell::focused(board) else { return };
    let view = cx.replica.view();
    let names = repository::of_project(&view.project, view.items());
    let look_up = |name: &Name| repository::look_up(cx.directory, name, view.items());
    let reading = Reading {
        repositories: names.iter().map(look_up).collect(),
        me: cx.settings.me.clone(),
        effort: effort(&view.project, cx.settings).map(|field| field.id.clone()),
        axis: board.stage(&view.project, cx.settings).map(|field| field.id.clone()),
        today: cx.today(),
    };
    let welcome = |known: &&Arc<Repository>| known.new_issues == NewIssues::Welcome;
    let fits = |known: &&Arc<Repository>| cell.common.needs_issue() && cell.common.may_be_in(&known.name);
    let needed = reading.repositories.iter().filter(fits).find(welcome).map(|known| Arc::clone(&known.name));
    let mut create = Create {
        line: Line::default(),
        body: Text::default(),
        at: At::Line,
        filling: None,
        aside: Vec::new(),
        card: NewCard { title: String::new(), tokens: Vec::new(), place: Place::Draft },
        offers: None,
        offered: 0,
        wrong: None,
        cell,
        chosen: None,
        needed,
        reading,
        kept: None,
    };
    create.read(view);
    cx.overlays.push(Overlay::Create(Box::new(create)));
}

impl Create {
    /// What the line is read against.
    pub fn known<'a>(&'a self, project: &'a Project) -> Known<'a> {
        let field = |id: &Option<FieldId>| project.field(id.as_ref()?);
        Known {
            project,
            repositories: &self.reading.repositories,
            chosen: self.chosen.as_ref().or(self.needed.as_ref()),
            me: self.reading.me.as_deref(),
            effort: field(&self.reading.effort),
            axis: field(&self.reading.axis),
            today: self.reading.today,
        }
    }

    /// Takes in what has become of the line.
    fn read(&mut self, view: &Snapshot) {
        let known = self.known(&view.project);
        let (card, offers) = {
            let (before, _) = self.line.parts();
            let text = self.line.text();
            (create::parse(text, known), offer::offers(text, before.len(), known))
        };
        (self.card, self.offers, self.offered, self.wrong) = (card, offers, 0, None);
    }

    /// Obeys a key that types. Returns whether it was of use.
    pub fn key(&mut self, stroke: Stroke, view: Option<&Snapshot>, extent: Extent) -> bool {
        if self.at == At::Body {
            self.wrong = None;
            let cells = if extent.cells == 0 { usize::MAX } else { extent.cells };
            self.body.key(stroke, cells, extent.lines);
            return true;
        }
        if let Some(answer) = self.answer() {
            let used = answer.key(stroke, extent);
            self.wrong = self.wrong.take().filter(|_| !used);
            return used;
        }
        let before = self.line.parts().0.len();
        let used = self.line.key(stroke);
        // The cursor decides what is offered.
        let moved = self.line.parts().0.len() != before;
        if let Some(view) = view.filter(|_| used || moved) {
            self.read(view);
        }
        used || moved
    }

    /// Writes pasted text: on the line one line of it, and what follows goes into the text.
    pub fn paste(&mut self, text: &str, view: Option<&Snapshot>) {
        if self.at == At::Body {
            self.wrong = None;
            return self.body.insert(text);
        }
        if let Some(answer) = self.answer() {
            answer.paste(text);
            self.wrong = None;
            return;
        }
        let (first, rest) = text.trim_end().split_once(['\n', '\r']).unwrap_or((text.trim_end(), ""));
        self.line.insert(first);
        if !rest.trim().is_empty() {
            self.body.insert(rest.trim_start());
        }
        if let Some(view) = view {
            self.read(view);
        }
    }

    /// Obeys an action.
    pub fn update(&mut self, action: CreateAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        match action {
            CreateAction::MakeCard if self.at == At::Body => self.typed(Stroke::Breaks, cx),
            CreateAction::Complete if self.at == At::Body => self.typed(Stroke::Indents, cx),
            CreateAction::NextOffer if self.at == At::Body => {
                self.typed(Stroke::Does(TypingAction::LineDown), cx);
            }
            CreateAction::PreviousOffer if self.at == At::Body => {
                self.typed(Stroke::Does(TypingAction::LineUp), cx);
            }
            CreateAction::MakeCard | CreateAction::SaveCard => {
                if self.make(board, cx) {
                    self.closed(cx);
                    return Fate::Closes;
                }
            }
            CreateAction::MakeAnother => {
                if self.make(board, cx) {
                    self.line.clear();
                    self.body = Text::default();
                    self.at = At::Line;
                    match self.filling.take() {
                        Some(filling) => {
                            self.begin(Some((filling.repository, filling.template)), cx.replica.view());
                        }
                        None => self.read(cx.replica.view()),
                    }
                }
            }
            CreateAction::StartFrom => self.start_from(cx),
            CreateAction::Complete => self.complete(cx.replica.view()),
            CreateAction::NextOffer | CreateAction::PreviousOffer => {
                let count = self.offers.as_ref().map_or(1, |offers| offers.tokens.len()).max(1);
                let by = if action == CreateAction::NextOffer { 1 } else { count - 1 };
                self.offered = (self.offered + by) % count;
            }
            CreateAction::IssueOrDraft => self.turn(cx),
            CreateAction::WriteText => {
                self.at = if self.at == At::Body { At::Line } else { At::Body };
                self.wrong = None;
            }
            CreateAction::LeaveCard if !self.is_written() => {
                self.closed(cx);
                return Fate::Closes;
            }
            CreateAction::LeaveCard => {
                let question = "Throw away what you have written?".to_owned();
                cx.overlays.push(Overlay::Confirm(Confirm::new(question, Answer::Discard)));
            }
        }
        Fate::Stays
    }

    fn typed(&mut self, stroke: Stroke, cx: &Cx<'_>) {
        self.key(stroke, Some(cx.replica.view()), cx.extent);
    }

    /// Puts the chosen offer in place of the token that is being written, or of the one that means nothing.
    fn complete(&mut self, view: &Snapshot) {
        let found = self.offers.take().and_then(|mut offers| {
            let place = self.offered.min(offers.tokens.len().checked_sub(1)?);
            Some((offers.span, offers.tokens.swap_remove(place)))
        });
        let text = self.line.text();
        let misspelt = || {
            let (token, _) = self.card.wrong()?;
            let offers = offer::offers(text, token.span.end, self.known(&view.project))?;
            Some((offers.span, offers.tokens.into_iter().next()?))
        };
        let Some((span, token)) = found.or_else(misspelt) else { return };
        let (before, after) = (&text[..span.start], text[span.end..].trim_start());
        let mut line = Line::new(&format!("{before}{token} "));
        line.append(after);
        self.line = line;
        self.read(view);
    }

    /// Turns a draft into an issue of the first repository, that into one of the next, and that of the last into a draft again.
    fn turn(&mut self, cx: &mut Cx<'_>) {
        let welcome: Vec<Name> = self
            .reading
            .repositories
            .iter()
            .filter(|known| known.new_issues == NewIssues::Welcome)
            .map(|known| Arc::clone(&known.name))
            .collect();
        if welcome.is_empty() {
            return cx.say(Tone::Info, "No repository of this project takes issues.");
        }
        let now = match &self.card.place {
            Place::Issue(name) => Some(name.clone()),
            Place::Draft | Place::Nowhere => None,
        };
        let next = match now.and_then(|now| welcome.iter().position(|name| *name == now)) {
            Some(place) => place + 1,
            None => 0,
        };
        self.chosen = welcome.get(next).cloned();
        self.read(cx.replica.view());
        // What needs an issue stays one.
        if self.chosen.is_none() && self.card.place != Place::Draft {
            self.chosen = welcome.first().cloned();
            self.read(cx.replica.view());
        }
    }

    /// Makes the card. False if something is wrong, which is then said.
    fn make(&mut self, board: &mut Board, cx: &mut Cx<'_>) -> bool {
        self.read(cx.replica.view());
        if let Some(wrong) = self.refusal() {
            self.wrong = Some(wrong);
            return false;
        }
        let (way, said) = (self.cell.way(board), self.says_column());
        let lost = self.cell.value.is_some() && way.is_none() && !said;
        let into = if said { String::new() } else { format!(" to {}", self.cell.title()) };
        let label = format!("Add “{}”{into}", self.card.title);
        let item = ItemId::from("new");
        let (edits, outside) = self.edits(&item, way, cx.replica.view()).unwrap_or_default();
        let new = New { label, item, edits };
        if let Some(full) = cx.barred(&new.edits) {
            cx.overlays.push(Overlay::Line(new.ask_why(&full)));
            return false;
        }
        new.make(None, board, cx);
        if lost {
            let text = format!("{} is gone from the project: the card is in no column.", self.cell.column);
            cx.say(Tone::Warn, text);
        } else if let Some(why) = outside {
            cx.say(Tone::Warn, self.cell.outside(&why));
        }
        true
    }

    /// Why the card can't be made as it is.
    fn refusal(&mut self) -> Option<String> {
        if let Some((token, wrong)) = self.card.wrong() {
            return Some(self.sentence(token, wrong));
        }
        if self.card.title.is_empty() {
            if let Some(filling) = &mut self.filling {
                filling.at = 0;
            }
            return Some("A card needs a title.".to_owned());
        }
        if self.card.place == Place::Nowhere {
            return Some(Wrong::NoRepository.to_string());
        }
        self.unfilled()
    }

    /// What is wrong with the line, while it is written: not yet of a token that can still be completed.
    pub fn doubt(&self) -> Option<String> {
        let (token, wrong) = self.card.wrong()?;
        if self.offers.as_ref().is_some_and(|offers| offers.span.start == token.span.start) {
            return None;
        }
        Some(self.sentence(token, wrong))
    }

    fn sentence(&self, token: &Token, wrong: &Wrong) -> String {
        let text = &self.line.text()[token.span.clone()];
        let hint = wrong.hint().map(|hint| format!(": {hint}")).unwrap_or_default();
        format!("{wrong}{hint}. To keep {text} in the title, write \\{text}")
    }

    /// Whether the line names the column, or what makes it.
    fn says_column(&self) -> bool {
        let named = self.reading.axis.iter().chain(self.cell.value.as_ref().map(|(field, _)| field));
        named.into_iter().any(|field| self.card.sets(field))
    }

    /// What makes the card in its cell, and why it is not in the row where it can't be; none where it would be nowhere.
    fn edits(
        &self,
        item: &ItemId,
        way: Option<(FieldId, Value)>,
        view: &Snapshot,
    ) -> Option<(Vec<Edit>, Option<Unmet>)> {
        let mut edits = self.card.edits(item, &self.whole_body())?;
        let gift = self.gift().meanings.into_iter().filter(|means| !self.card.says(means));
        edits.extend(gift.filter_map(|means| means.edit(item)));
        edits.extend(way.filter(|_| !self.says_column()).map(|(field, value)| Edit::SetField {
            item: item.clone(),
            field,
            to: Some(value),
        }));
        let home = match &self.card.place {
            Place::Issue(name) => self.reading.repositories.iter().find(|known| known.name == *name),
            Place::Draft | Place::Nowhere => None,
        };
        let row = self.cell.row_edits(item, &edits, view, home.map(AsRef::as_ref));
        edits.extend(row.iter().flatten().cloned());
        Some((edits, row.err()))
    }

    /// The card as it will look; none where it would be nowhere.
    pub fn preview(&self, view: &Snapshot, now: Timestamp) -> Option<Arc<Item>> {
        let item = ItemId::from("new");
        let mut alone = Snapshot::new(Arc::clone(&view.project), []);
        for edit in self.edits(&item, self.cell.value.clone(), view)?.0 {
            edit.apply(&mut alone, now);
        }
        alone.item(&item).cloned()
    }

    /// Where it goes, in words: `New draft in Todo`, `New issue in octo/engine`.
    pub fn heading(&self) -> String {
        let said = self.reading.axis.as_ref().is_some_and(|axis| self.card.sets(axis));
        let column = if said { String::new() } else { format!(" in {}", self.cell.title()) };
        match &self.card.place {
            Place::Draft => format!("New draft{column}"),
            Place::Issue(name) => format!("New issue of {name}{column}"),
            Place::Nowhere => "New issue".to_owned(),
        }
    }

    /// Why it is an issue though nobody has chosen that.
    pub fn because(&self, project: &Project) -> Option<String> {
        if self.chosen.is_some() || self.card.place == Place::Draft {
            return None;
        }
        let known = self.known(project);
        let first = self.card.meanings().find(|means| means.needs_issue(project));
        if first.is_none() && self.needed.is_some() {
            return Some(format!("An issue, as those of the row {}.", self.cell.row));
        }
        let first = first?;
        match first {
            create::Meaning::Repository(_) => None,
            create::Meaning::Label(_)
            | create::Meaning::Person(_)
            | create::Meaning::Field(..)
            | create::Meaning::Milestone(_)
            | create::Meaning::Kind(_) => {
                Some(format!("An issue, as a draft can't have the {}.", first.words(known)))
            }
        }
    }

    /// What [`Self::restore`] needs to open it again; none if nothing was written.
    fn keep(&self) -> Option<serde_json::Value> {
        let filling = self.filling.as_ref().map(Filling::keep);
        let kept = Kept { line: self.line.text().to_owned(), body: self.body.lines().join("\n"), filling };
        let nothing = kept.line.trim().is_empty() && !self.is_written();
        if nothing { None } else { serde_json::to_value(kept).ok() }
    }

    /// Opens what was being written when the program had to end.
    pub fn restore(id: EditId, kept: &serde_json::Value, board: &Board, cx: &mut Cx<'_>) -> bool {
        let Ok(Kept { line, body, filling }) = serde_json::from_value(kept.clone()) else { return false };
        open(board, cx);
        let view = cx.replica.view();
        let Some(Overlay::Create(create)) = cx.overlays.last_mut() else { return false };
        create.line = Line::new(&line);
        create.body.insert(&body);
        create.kept = Some(id);
        create.resume(filling.map(Filling::restore));
        create.read(view);
        true
    }

    /// Once it is closed the store need not hold it any longer.
    pub fn closed(&self, cx: &mut Cx<'_>) {
        cx.effects.extend(self.kept.map(|id| Effect::Sync(Command::Keep { id, written: None })));
    }

    /// What keeps it for the next start; `new` is its id if the store does not hold it yet.
    pub fn put_away(&mut self, new: impl FnOnce() -> EditId) -> Option<Command> {
        let Some(written) = self.keep() else {
            return self.kept.map(|id| Command::Keep { id, written: None });
        };
        let id = *self.kept.get_or_insert_with(new);
        Some(Command::Keep { id, written: Some(serde_json::json!({ LINE: written })) })
    }

    /// Takes in what is known now of repositories.
    pub fn learn(&mut self, directory: &Directory, view: &Snapshot) {
        for known in &mut self.reading.repositories {
            if let Some(read) = directory.get(&known.name) {
                *known = Arc::clone(read);
            }
        }
        let wrong = self.wrong.take();
        self.read(view);
        self.wrong = wrong;
    }

    /// Begins with a title that is not to be read for tokens.
    pub fn entitle(&mut self, title: &str, view: &Snapshot) {
        self.line = Line::new(&escaped(title, &view.project));
        self.read(view);
    }
}
