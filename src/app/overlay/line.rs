//! A line that is written: a number, a day, a text, a title; the answer to a question.

use super::Fate;
use super::excess::Excess;
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::model::TITLE;
use crate::app::screen::Board;
use crate::app::widget::Line;
use crate::domain::value::{self, Now};
use crate::domain::wish::Wish;
use crate::domain::{Attribute, Date, EditId, Field, FieldId, FieldKind, ItemId, Snapshot, Value};
use crate::input::{Action, LineAction, Stroke};
use crate::sync::Command;

/// The line, and what it is for.
#[derive(Debug, Clone)]
pub struct LineEdit {
    /// The cards.
    pub cards: Vec<ItemId>,
    /// What of them it sets.
    pub of: Of,
    /// What is written.
    pub line: Line,
    /// Whether it still shows what there was: the first thing typed takes its place.
    pub fresh: bool,
    /// Whether it is a number or a day, of which there can be one more.
    steps: bool,
    /// The value that was stepped to, until something is typed.
    exact: Option<Value>,
    /// Why it was not taken.
    pub wrong: Option<String>,
    /// What the one card had when this was opened: nobody's change is overwritten unseen.
    seen: Option<String>,
    /// Whether the store holds it as well, for the next start.
    kept: Option<EditId>,
}

/// What a line sets.
#[derive(Debug, Clone, PartialEq)]
pub enum Of {
    /// The name under which the board is saved as a view.
    View,
    /// Why cards go over the limit of a column.
    Excess {
        /// What is done then.
        then: Excess,
        /// What is asked.
        question: String,
    },
    /// A field of numbers, days or texts.
    Field(FieldId),
    /// The title.
    Title,
}

/// The line for a field, beginning with the value that all the cards share.
pub fn field(field: &Field, cards: Vec<ItemId>, view: &Snapshot) -> LineEdit {
    let mut values = cards.iter().filter_map(|card| view.item(card)).map(|item| item.value(&field.id));
    let first = values.next().flatten();
    let shown = first.filter(|_| values.all(|value| value == first)).map(|value| field.show(value));
    // Numbers and days are mostly written anew, texts mostly mended.
    let fresh = shown.is_some() && !matches!(field.kind, FieldKind::Text);
    let line = Line::new(&shown.unwrap_or_default());
    let of = Of::Field(field.id.clone());
    let steps = matches!(field.kind, FieldKind::Number | FieldKind::Date);
    LineEdit { cards, of, line, fresh, steps, exact: None, wrong: None, seen: None, kept: None }.looked(view)
}

/// The line for the title of one card.
pub fn title(card: ItemId, view: &Snapshot) -> LineEdit {
    let line = answer(Of::Title, view.item(&card).map_or("", |item| item.title()));
    LineEdit { cards: vec![card], ..line }.looked(view)
}

/// A title as the store keeps it while it is written.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Kept {
    card: ItemId,
    text: String,
}

/// The line for an answer about no card's parts, beginning with something that is mended more often than replaced.
fn answer(of: Of, text: &str) -> LineEdit {
    LineEdit {
        cards: Vec::new(),
        of,
        line: Line::new(text),
        fresh: false,
        steps: false,
        exact: None,
        wrong: None,
        seen: None,
        kept: None,
    }
}

/// The line for the name of a view.
pub fn view(name: &str) -> LineEdit {
    answer(Of::View, name)
}

/// The line for the reason why cards go over a limit.
pub fn excess(then: Excess, question: String) -> LineEdit {
    answer(Of::Excess { then, question }, "")
}

impl LineEdit {
    fn looked(mut self, view: &Snapshot) -> Self {
        self.seen = self.there(view);
        self
    }

    /// What the card has now; none where this is about several, or about no part of a card.
    fn there(&self, view: &Snapshot) -> Option<String> {
        let [card] = self.cards.as_slice() else { return None };
        let item = view.item(card)?;
        match &self.of {
            Of::Title => Some(item.title().to_owned()),
            Of::Field(field) => {
                let field = view.project.field(field)?;
                Some(item.value(&field.id).map(|value| field.show(value)).unwrap_or_default())
            }
            Of::View | Of::Excess { .. } => None,
        }
    }

    /// Whether someone has changed it since this was opened: that is said once.
    fn is_overtaken(&mut self, view: &Snapshot) -> bool {
        let now = self.there(view);
        if now == self.seen {
            return false;
        }
        if let Some(now) = &now {
            let now = if now.is_empty() { "empty".to_owned() } else { format!("“{now}”") };
            self.wrong =
                Some(format!("Someone has changed it meanwhile: it is {now} now. Again sets yours."));
        }
        self.seen = now;
        self.wrong.is_some()
    }

    /// What keeps it for the next start, if it is a title, which takes longer to write than a number; `new` is its id if the store
    /// does not hold it yet.
    pub fn put_away(&mut self, new: impl FnOnce() -> EditId) -> Option<Command> {
        let (Of::Title, [card]) = (&self.of, self.cards.as_slice()) else { return None };
        let kept = Kept { card: card.clone(), text: self.line.text().to_owned() };
        let written = serde_json::to_value(kept).ok()?;
        let id = *self.kept.get_or_insert_with(new);
        Some(Command::Keep { id, written: Some(serde_json::json!({ TITLE: written })) })
    }

    /// Once it is closed the store need not hold it any longer.
    pub fn closed(&self, cx: &mut Cx<'_>) {
        cx.effects.extend(self.kept.map(|id| Effect::Sync(Command::Keep { id, written: None })));
    }

    /// A title that was being written when the program had to end; none if its card is gone or is called so.
    pub fn restore(id: EditId, kept: &serde_json::Value, view: &Snapshot) -> Option<Self> {
        let Kept { card, text } = serde_json::from_value(kept.clone()).ok()?;
        let item = view.item(&card).filter(|item| item.title() != text)?;
        Some(Self { line: Line::new(&text), kept: Some(id), ..title(item.id.clone(), view) })
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        if let Of::Excess { then, .. } = &mut self.of {
            then.rename(from, to);
        }
        for card in self.cards.iter_mut().filter(|card| *card == from) {
            *card = to.clone();
        }
    }

    /// The actions that matter in it, the weightiest first.
    pub fn hints(&self) -> Vec<Action> {
        let mut hints = vec![LineAction::TakeLine.into(), LineAction::LeaveLine.into()];
        if self.steps {
            hints.splice(1..1, [LineAction::MoreOfIt.into(), LineAction::LessOfIt.into()]);
        }
        hints
    }

    /// Obeys a key that types. Returns whether it was of use.
    pub fn key(&mut self, stroke: Stroke) -> bool {
        self.wrong = None;
        self.exact = None;
        let types = matches!(stroke, Stroke::Types(_));
        if std::mem::take(&mut self.fresh) && (stroke.erases() || types) {
            self.line.clear();
            if !types {
                return true;
            }
        }
        self.line.key(stroke)
    }

    /// Writes pasted text.
    pub fn paste(&mut self, text: &str) {
        if std::mem::take(&mut self.fresh) {
            self.line.clear();
        }
        self.wrong = None;
        self.exact = None;
        self.line.insert(text);
    }

    /// Obeys an action.
    pub fn update(&mut self, action: LineAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        match action {
            LineAction::LeaveLine => {
                self.closed(cx);
                Fate::Closes
            }
            LineAction::MoreOfIt => self.stepped(1, cx),
            LineAction::LessOfIt => self.stepped(-1, cx),
            LineAction::TakeLine => self.take(board, cx),
        }
    }

    /// What is written, as it is understood; an error says what to write instead.
    pub fn understood(&self, view: &Snapshot, today: Date) -> Result<String, String> {
        let text = self.line.text().trim();
        let field = match &self.of {
            Of::Field(field) => field,
            Of::Title if text.is_empty() => return Err("A card needs a title.".to_owned()),
            Of::Title | Of::View | Of::Excess { .. } => return Ok(String::new()),
        };
        let Some(field) = view.project.field(field) else { return Err("The field is gone.".to_owned()) };
        let was = self.cards.first().and_then(|card| view.item(card)).and_then(|item| item.value(&field.id));
        match value::read(field, text, Now { today, was }) {
            Ok(None) => Ok(if was.is_some() { "Clears it." } else { "Nothing." }.to_owned()),
            Ok(Some(Value::Date(day))) => {
                Ok(format!("{}, {}", value::spelled(day, today), value::distance(day, today)))
            }
            Ok(Some(value)) => {
                let signed = text.starts_with(['+', '-']);
                let now = was.filter(|_| signed && self.cards.len() == 1).map(|was| field.show(was));
                Ok(match now {
                    Some(was) => format!("{was} becomes {}", field.show(&value)),
                    None if signed => "For each card from its own value.".to_owned(),
                    None => String::new(),
                })
            }
            Err(wrong) => Err(match wrong.hint() {
                Some(hint) => format!("{wrong}: {hint}"),
                None => wrong.to_string(),
            }),
        }
    }

    /// One more or less of a number, a day more or less of a date.
    fn stepped(&mut self, by: i32, cx: &Cx<'_>) -> Fate {
        let view = cx.replica.view();
        let Of::Field(field) = &self.of else { return Fate::Stays };
        let Some(field) = view.project.field(field) else { return Fate::Stays };
        let written = value::read(field, self.line.text(), Now { today: cx.today(), was: None });
        let next = match (&field.kind, written) {
            (FieldKind::Number, Ok(Some(Value::Number(number)))) => Value::Number(number + f64::from(by)),
            (FieldKind::Number, Ok(None)) => Value::Number(f64::from(by.max(0))),
            (FieldKind::Date, Ok(Some(Value::Date(day)))) => Value::Date(value::stepped(day, by.into())),
            (FieldKind::Date, Ok(None)) => Value::Date(cx.today()),
            (_, _) => return Fate::Stays,
        };
        self.line = Line::new(&field.show(&next));
        self.fresh = true;
        self.exact = Some(next);
        self.wrong = None;
        Fate::Stays
    }

    fn take(&mut self, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        let text = self.line.text().trim().to_owned();
        if let Err(wrong) = self.understood(cx.replica.view(), cx.today()) {
            self.wrong = Some(wrong);
            return Fate::Stays;
        }
        if self.is_overtaken(cx.replica.view()) {
            return Fate::Stays;
        }
        let wish = match (&self.of, &self.exact) {
            (Of::Field(field), Some(value)) => Wish::Value(field.clone(), Some(value.clone())),
            // What stood there before was not typed: `-2` must not count from itself.
            (Of::Field(_), None) if self.fresh => return Fate::Closes,
            (Of::Field(field), None) => Wish::Typed(field.clone(), text),
            (Of::Title, _) => Wish::Set(Attribute::Title(text)),
            (Of::View, _) => return self.taken(board.save_view(&text, cx)),
            (Of::Excess { .. }, _) if text.is_empty() => {
                return self.taken(Err("Say why, or leave it where it is.".to_owned()));
            }
            (Of::Excess { then, .. }, _) => {
                then.make(&text, board, cx);
                return Fate::Closes;
            }
        };
        change::make(&self.cards, &[wish], board, cx);
        self.closed(cx);
        Fate::Closes
    }

    /// Whether the board has taken the answer; if not it says why.
    fn taken(&mut self, answer: Result<(), String>) -> Fate {
        self.wrong = answer.err();
        if self.wrong.is_some() { Fate::Stays } else { Fate::Closes }
    }
}
