//! A text that is being written: a draft, whose first line is its title; the text of a card; a comment.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::confirm::Answer;
use super::excess::New;
use super::{Confirm, Fate, Overlay};
use crate::app::cx::{Before, Cx};
use crate::app::message::Effect;
use crate::app::model::{DRAFT, Extent};
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::app::widget::Text;
use crate::app::{change, past};
use crate::domain::conflict::same_text;
use crate::domain::wording::of_edit;
use crate::domain::{CommentId, Edit, EditId, ItemId, Wish};
use crate::input::{ComposeAction, Stroke};
use crate::sync::Command;

/// A text before it is saved. It belongs to nothing that a refresh could change.
#[derive(Debug, Clone, PartialEq)]
pub struct Compose {
    /// What has been typed.
    pub text: Text,
    /// What becomes of it.
    pub purpose: Purpose,
    /// Why it was not saved.
    pub wrong: Option<&'static str>,
    /// Whether the store holds it as well, for the next start.
    kept: Option<EditId>,
}

/// What becomes of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Purpose {
    /// A new draft, for this cell of the board.
    Draft(Cell),
    /// The text of a card.
    Body {
        /// Which.
        card: ItemId,
        /// As it was when the writing began; none while it is still being read: nothing can be written then.
        was: Option<String>,
        /// What someone else has made of it, where both are in the text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        theirs: Option<String>,
    },
    /// Another text for a comment.
    Reword {
        /// Which card it is under.
        card: ItemId,
        /// Which comment.
        comment: CommentId,
        /// As it was when the writing began.
        was: String,
    },
    /// Another text for a comment that waits to be sent.
    Rewrite {
        /// Which card it is under.
        card: ItemId,
        /// What says it.
        edit: EditId,
        /// As it was when the writing began.
        was: String,
    },
    /// A comment on cards.
    Comment {
        /// Which.
        cards: Vec<ItemId>,
    },
}

/// A text for the next start.
#[derive(Serialize, Deserialize)]
struct Kept {
    text: String,
    purpose: Purpose,
}

/// Opens an empty draft for the focused cell.
pub fn open(board: &Board, cx: &mut Cx<'_>) {
    if let Some(cell) = Cell::focused(board) {
        cx.overlays.push(Overlay::Compose(Compose::empty(Purpose::Draft(cell))));
    }
}

/// Opens the text of a card; `read` is the text as the store has it, where it is known already.
pub fn body(card: ItemId, read: Option<&str>, cx: &mut Cx<'_>) {
    let mut text = Compose::empty(Purpose::Body { card: card.clone(), was: None, theirs: None });
    match read {
        Some(stored) => text.fill(cx.replica.body(&card, stored)),
        None => cx.effects.push(Effect::Sync(Command::Load(card))),
    }
    cx.overlays.push(Overlay::Compose(text));
}

/// Opens the text of a card as two people have written it; `mine` is what it is now.
pub fn merge(card: ItemId, [mine, theirs, both]: [&str; 3], cx: &mut Cx<'_>) {
    let (was, theirs) = (Some(mine.to_owned()), Some(theirs.to_owned()));
    let mut text = Compose::empty(Purpose::Body { card, was, theirs });
    text.replace(both);
    cx.overlays.push(Overlay::Compose(text));
}

/// Opens an empty comment.
pub fn comment(cards: Vec<ItemId>, cx: &mut Cx<'_>) {
    cx.overlays.push(Overlay::Compose(Compose::empty(Purpose::Comment { cards })));
}

/// Opens a comment to be changed; `written` is what stands there already, if that is another text.
pub fn reword((card, comment): (ItemId, CommentId), was: String, written: Option<&str>, cx: &mut Cx<'_>) {
    let shown = written.unwrap_or(&was).to_owned();
    let mut text = Compose::empty(Purpose::Reword { card, comment, was });
    text.replace(&shown);
    cx.overlays.push(Overlay::Compose(text));
}

/// Opens a comment that waits to be sent.
pub fn rewrite(card: ItemId, edit: EditId, was: &str, cx: &mut Cx<'_>) {
    let mut text = Compose::empty(Purpose::Rewrite { card, edit, was: was.to_owned() });
    text.replace(was);
    cx.overlays.push(Overlay::Compose(text));
}

impl Compose {
    /// Another comment on a card, with this text.
    pub fn another(card: ItemId, text: &str) -> Self {
        let mut another = Self::empty(Purpose::Comment { cards: vec![card] });
        another.replace(text);
        another
    }

    fn empty(purpose: Purpose) -> Self {
        Self { text: Text::default(), purpose, wrong: None, kept: None }
    }

    /// Shows the text of the card, as it was read; later it belongs to who writes.
    pub fn fill(&mut self, read: &str) {
        if let Purpose::Body { was: was @ None, .. } = &mut self.purpose {
            *was = Some(read.to_owned());
            self.text = Text::new(read);
            self.wrong = None;
        }
    }

    /// Whether its card's text is still being read.
    pub fn waits_for(&self, item: &ItemId) -> bool {
        matches!(&self.purpose, Purpose::Body { card, was: None, .. } if card == item)
    }

    /// Takes the whole text anew, as another program has left it.
    pub fn replace(&mut self, text: &str) {
        self.wrong = None;
        self.text = Text::new(text.strip_suffix('\n').unwrap_or(text));
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        let cards = match &mut self.purpose {
            Purpose::Draft(_) => return,
            Purpose::Body { card, .. } | Purpose::Reword { card, .. } | Purpose::Rewrite { card, .. } => {
                std::slice::from_mut(card)
            }
            Purpose::Comment { cards } => cards,
        };
        for card in cards.iter_mut().filter(|card| *card == from) {
            *card = to.clone();
        }
    }

    /// Whether leaving would lose anything.
    fn is_untouched(&self) -> bool {
        match &self.purpose {
            Purpose::Draft(_) | Purpose::Comment { .. } => self.text.is_blank(),
            Purpose::Reword { was, .. } | Purpose::Rewrite { was, .. } => {
                Text::new(was).lines() == self.text.lines()
            }
            Purpose::Body { was, .. } => {
                was.as_ref().is_none_or(|was| Text::new(was).lines() == self.text.lines())
            }
        }
    }

    /// What [`Self::restore`] needs to open it again; none if nothing was written.
    fn keep(&self) -> Option<serde_json::Value> {
        let kept = Kept { text: self.text.lines().join("\n"), purpose: self.purpose.clone() };
        if self.is_untouched() { None } else { serde_json::to_value(kept).ok() }
    }

    /// A draft that was being written when the program had to end.
    pub fn restore(id: EditId, kept: &serde_json::Value) -> Option<Self> {
        let Kept { text: written, purpose } = serde_json::from_value(kept.clone()).ok()?;
        Some(Self { text: Text::new(&written), purpose, wrong: None, kept: Some(id) })
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
        Some(Command::Keep { id, written: Some(serde_json::json!({ DRAFT: written })) })
    }

    /// Obeys a key that types or moves. Returns whether it was of use.
    pub fn key(&mut self, stroke: Stroke, extent: Extent) -> bool {
        if matches!(self.purpose, Purpose::Body { was: None, .. }) {
            return true;
        }
        self.wrong = None;
        let cells = if extent.cells == 0 { usize::MAX } else { extent.cells };
        self.text.key(stroke, cells, extent.lines);
        true
    }

    /// Writes pasted text.
    pub fn paste(&mut self, text: &str) {
        if matches!(self.purpose, Purpose::Body { was: None, .. }) {
            return;
        }
        self.wrong = None;
        self.text.insert(text);
    }

    /// Obeys an action.
    pub fn update(&mut self, action: ComposeAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        match action {
            ComposeAction::SaveDraft => return self.save(board, cx),
            ComposeAction::LeaveDraft if self.is_untouched() => {
                self.closed(cx);
                return Fate::Closes;
            }
            ComposeAction::LeaveDraft => {
                let question = "Throw away what you have written?".to_owned();
                cx.overlays.push(Overlay::Confirm(Confirm::new(question, Answer::Discard)));
            }
            ComposeAction::EditOutside if matches!(self.purpose, Purpose::Body { was: None, .. }) => {}
            ComposeAction::EditOutside => {
                cx.effects.push(Effect::Edit(self.text.lines().join("\n")));
            }
            ComposeAction::UndoTyping => self.text.undo(),
            ComposeAction::RedoTyping => self.text.redo(),
        }
        Fate::Stays
    }

    fn save(&mut self, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        let fate = match self.purpose.clone() {
            Purpose::Draft(cell) => self.save_draft(&cell, board, cx),
            Purpose::Body { card, was, theirs } => {
                // Nothing was read, so nothing was written.
                let Some(was) = &was else { return Fate::Closes };
                self.save_body(&card, Before { seen: was, theirs: theirs.as_deref() }, board, cx)
            }
            Purpose::Comment { .. } | Purpose::Reword { .. } | Purpose::Rewrite { .. }
                if self.text.is_blank() =>
            {
                self.wrong = Some("A comment needs a word or two.");
                Fate::Stays
            }
            Purpose::Reword { card, comment, was } => {
                self.save_comment(card, comment, was, cx);
                Fate::Closes
            }
            Purpose::Rewrite { edit, .. } => self.save_unsent(edit, cx),
            Purpose::Comment { cards } => {
                let text = self.text.lines().join("\n").trim().to_owned();
                change::make(&cards, &[Wish::Comment(text)], board, cx);
                Fate::Closes
            }
        };
        if fate == Fate::Closes {
            self.closed(cx);
        }
        fate
    }

    fn save_body(&self, card: &ItemId, before: Before<'_>, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        if self.is_untouched() {
            cx.say(Tone::Info, "The text is as it was.");
            return Fate::Closes;
        }
        change::body(card, before, restored(self.text.lines(), before.seen), board, cx);
        Fate::Closes
    }

    fn save_comment(&self, item: ItemId, comment: CommentId, was: String, cx: &mut Cx<'_>) {
        let text = restored(self.text.lines(), &was).trim_end().to_owned();
        if self.is_untouched() || same_text(&text, &was) {
            return cx.say(Tone::Info, "The comment is as it was.");
        }
        let edit = Edit::SetComment { item, comment, was, to: Some(text) };
        let label = of_edit(&edit, cx.replica.view());
        cx.say(Tone::Info, format!("{}.", past::done(&label)));
        cx.commit(label, vec![edit]);
    }

    fn save_unsent(&mut self, edit: EditId, cx: &mut Cx<'_>) -> Fate {
        if self.is_untouched() {
            cx.say(Tone::Info, "The comment is as it was.");
        } else if !cx.rewrite(edit, self.text.lines().join("\n").trim()) {
            self.wrong = Some("It has been sent by now. Copy your text, close this and change the comment.");
            return Fate::Stays;
        }
        Fate::Closes
    }

    fn save_draft(&mut self, cell: &Cell, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        let title = self.text.lines()[0].trim().to_owned();
        if title.is_empty() {
            self.wrong = Some("A draft needs a title: the first line is empty.");
            return Fate::Stays;
        }
        let body = self.text.lines()[1..].join("\n").trim_end().trim_start_matches('\n').to_owned();
        let way = cell.way(board);
        let lost = cell.value.is_some() && way.is_none();
        let label = format!("Add “{title}” to {}", cell.title());
        let item = ItemId::from("new");
        let mut edits = vec![Edit::AddDraft { item: item.clone(), title, body }];
        edits.extend(way.map(|(field, value)| Edit::SetField { item: item.clone(), field, to: Some(value) }));
        let row = cell.row_edits(&item, &edits, cx.replica.view(), None);
        edits.extend(row.iter().flatten().cloned());
        let new = New { label, item, edits };
        if let Some(full) = cx.barred(&new.edits) {
            cx.overlays.push(Overlay::Line(new.ask_why(&full)));
            return Fate::Stays;
        }
        new.make(None, board, cx);
        if lost {
            let text = format!("{} is gone from the project: the draft is in no column.", cell.column);
            cx.say(Tone::Warn, text);
        } else if let Err(why) = row {
            cx.say(Tone::Warn, cell.outside(&why));
        }
        Fate::Closes
    }
}

/// A text as it is to be saved: lines that were not touched keep what cannot be typed here, such as tabs, and the line breaks stay
/// of the kind they were.
fn restored(lines: &[String], was: &str) -> String {
    let shown = |line: &str| Text::new(line).lines().concat();
    let known: HashMap<String, &str> = was.lines().map(|line| (shown(line), line)).collect();
    let lines: Vec<&str> = lines.iter().map(|line| known.get(line).copied().unwrap_or(line)).collect();
    lines.join(if was.contains("\r\n") { "\r\n" } else { "\n" })
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
