//! A new card in one line, what was understood of it, and perhaps a text.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::confirm::Answer;
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
use crate::domain::{
    Date, Directory, Edit, EditId, FieldId, Item, ItemId, Project, Repository, Snapshot, Timestamp, Value,
};
use crate::input::{Chord, CreateAction, Key};
use crate::sync::Command;

/// A card before it is made. It belongs to nothing that a refresh could change.
#[derive(Debug, Clone)]
pub struct Create {
    /// What has been typed.
    pub line: Line,
    /// The text of the card.
    pub body: Text,
    /// Whether keys go to the text.
    pub in_body: bool,
    /// What the line means.
    pub card: NewCard,
    /// What can complete it at the cursor.
    pub offers: Option<Offers>,
    /// The place of the offer that is chosen.
    pub offered: usize,
    /// Why it was not made.
    pub wrong: Option<String>,
    /// The title of the column it goes to unless the line says otherwise.
    pub column: String,
    /// What puts it there; none for the column of cards without a value.
    value: Option<(FieldId, Value)>,
    /// The repository that was chosen for it; none leaves it a draft while it can be one.
    chosen: Option<Name>,
    reading: Reading,
    /// Whether the store holds it as well, for the next start.
    kept: Option<EditId>,
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
}

/// Opens an empty line for the focused column.
pub fn open(board: &Board, cx: &mut Cx<'_>) {
    let Some(columns) = &board.columns else { return };
    let Some(column) = columns.columns().get(board.cursor.column) else { return };
    let value = column.value.clone().map(|value| (columns.axis().clone(), value));
    let view = cx.replica.view();
    let names = repository::of_project(&view.project, view.items());
    let look_up = |name: &Name| repository::look_up(cx.directory, name, view.items());
    let reading = Reading {
        repositories: names.iter().map(look_up).collect(),
        me: cx.settings.me.clone(),
        effort: effort(&view.project, cx.settings).map(|field| field.id.clone()),
        axis: Some(columns.axis().clone()),
        today: cx.today(),
    };
    let mut create = Create {
        line: Line::default(),
        body: Text::default(),
        in_body: false,
        card: NewCard { title: String::new(), tokens: Vec::new(), place: Place::Draft },
        offers: None,
        offered: 0,
        wrong: None,
        column: column.title.clone(),
        value,
        chosen: None,
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
            chosen: self.chosen.as_ref(),
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
    pub fn key(&mut self, chord: Chord, view: Option<&Snapshot>, extent: Extent) -> bool {
        if self.in_body {
            self.wrong = None;
            let cells = if extent.cells == 0 { usize::MAX } else { extent.cells };
            return self.body.key(chord, cells, extent.lines);
        }
        let before = self.line.parts().0.len();
        let used = self.line.key(chord);
        // The cursor decides what is offered.
        let moved = self.line.parts().0.len() != before;
        if let Some(view) = view.filter(|_| used || moved) {
            self.read(view);
        }
        used || moved
    }

    /// Writes pasted text: on the line one line of it, and what follows goes into the text.
    pub fn paste(&mut self, text: &str, view: Option<&Snapshot>) {
        if self.in_body {
            self.wrong = None;
            return self.body.insert(text);
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
            CreateAction::MakeCard if self.in_body => self.typed(Key::Enter, cx),
            CreateAction::Complete if self.in_body => self.typed(Key::Tab, cx),
            CreateAction::NextOffer if self.in_body => self.typed(Key::Down, cx),
            CreateAction::PreviousOffer if self.in_body => self.typed(Key::Up, cx),
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
                    self.in_body = false;
                    self.read(cx.replica.view());
                }
            }
            CreateAction::Complete => self.complete(cx.replica.view()),
            CreateAction::NextOffer | CreateAction::PreviousOffer => {
                let count = self.offers.as_ref().map_or(1, |offers| offers.tokens.len()).max(1);
                let by = if action == CreateAction::NextOffer { 1 } else { count - 1 };
                self.offered = (self.offered + by) % count;
            }
            CreateAction::IssueOrDraft => self.turn(cx),
            CreateAction::WriteText => {
                self.in_body = !self.in_body;
                self.wrong = None;
            }
            CreateAction::LeaveCard if self.body.is_blank() => {
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

    fn typed(&mut self, key: Key, cx: &Cx<'_>) {
        self.key(Chord::plain(key), Some(cx.replica.view()), cx.extent);
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
        let (value, column) = self.column_of(board);
        let lost = self.value.is_some() && value.is_none() && column.is_some();
        let into = column.map(|column| format!(" to {column}")).unwrap_or_default();
        let label = format!("Add “{}”{into}", self.card.title);
        let card = cx.create(label, |item| self.edits(&item, value).unwrap_or_default());
        board.show(&card, cx);
        if lost {
            let text = format!("{} is gone from the project: the card is in no column.", self.column);
            cx.say(Tone::Warn, text);
        }
        true
    }

    /// Why the card can't be made as it is.
    fn refusal(&self) -> Option<String> {
        if let Some((token, wrong)) = self.card.wrong() {
            return Some(self.sentence(token, wrong));
        }
        if self.card.title.is_empty() {
            return Some("A card needs a title.".to_owned());
        }
        (self.card.place == Place::Nowhere).then(|| Wrong::NoRepository.to_string())
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

    /// The column that it goes to, where the line does not say so; a column that is gone leaves only its name.
    fn column_of(&self, board: &Board) -> (Option<(FieldId, Value)>, Option<String>) {
        let said = self.reading.axis.as_ref().is_some_and(|axis| self.card.sets(axis));
        let named = self.value.as_ref().is_some_and(|(field, _)| self.card.sets(field));
        if said || named {
            return (None, None);
        }
        let is_there = |(axis, value): &(FieldId, Value)| {
            board.columns.as_ref().is_some_and(|columns| {
                columns.axis() == axis
                    && columns.columns().iter().any(|column| column.value.as_ref() == Some(value))
            })
        };
        (self.value.clone().filter(is_there), Some(self.column.clone()))
    }

    fn edits(&self, item: &ItemId, value: Option<(FieldId, Value)>) -> Option<Vec<Edit>> {
        let body = self.body.lines().join("\n").trim_end().to_owned();
        let mut edits = self.card.edits(item, &body)?;
        edits.extend(value.map(|(field, value)| Edit::SetField {
            item: item.clone(),
            field,
            to: Some(value),
        }));
        Some(edits)
    }

    /// The card as it will look; none where it would be nowhere.
    pub fn preview(&self, view: &Snapshot, now: Timestamp) -> Option<Arc<Item>> {
        let item = ItemId::from("new");
        let mut alone = Snapshot::new(Arc::clone(&view.project), []);
        for edit in self.edits(&item, self.value.clone().filter(|(field, _)| !self.card.sets(field)))? {
            edit.apply(&mut alone, now);
        }
        alone.item(&item).cloned()
    }

    /// Where it goes, in words: `New draft in Todo`, `New issue in octo/engine`.
    pub fn heading(&self) -> String {
        let said = self.reading.axis.as_ref().is_some_and(|axis| self.card.sets(axis));
        let column = if said { String::new() } else { format!(" in {}", self.column) };
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
        let first = self.card.meanings().find(|means| means.needs_issue(project))?;
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
        let kept = Kept { line: self.line.text().to_owned(), body: self.body.lines().join("\n") };
        let nothing = kept.line.trim().is_empty() && self.body.is_blank();
        if nothing { None } else { serde_json::to_value(kept).ok() }
    }

    /// Opens what was being written when the program had to end.
    pub fn restore(id: EditId, kept: &serde_json::Value, board: &Board, cx: &mut Cx<'_>) -> bool {
        let Ok(Kept { line, body }) = serde_json::from_value(kept.clone()) else { return false };
        open(board, cx);
        let view = cx.replica.view();
        let Some(Overlay::Create(create)) = cx.overlays.last_mut() else { return false };
        create.line = Line::new(&line);
        create.body.insert(&body);
        create.kept = Some(id);
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
