//! A text that is being written: a draft, whose first line is its title; the text of a card; a comment.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::confirm::Answer;
use super::{Confirm, Fate, Overlay};
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::model::Extent;
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::app::widget::Text;
use crate::domain::{Edit, FieldId, ItemId, Value, Wish};
use crate::input::{Chord, ComposeAction};
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
}

/// What becomes of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Purpose {
    /// A new draft.
    Draft {
        /// The title of the column it goes to.
        column: String,
        /// What puts it there; none for the column of cards without a value.
        value: Option<(FieldId, Value)>,
    },
    /// The text of a card.
    Body {
        /// Which.
        card: ItemId,
        /// As it was when the writing began; none while it is still being read: nothing can be written then.
        was: Option<String>,
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

/// Opens an empty draft for the focused column.
pub fn open(board: &Board, cx: &mut Cx<'_>) {
    let Some(columns) = &board.columns else { return };
    let Some(column) = columns.columns().get(board.cursor.column) else { return };
    let value = column.value.clone().map(|value| (columns.axis().clone(), value));
    let purpose = Purpose::Draft { column: column.title.clone(), value };
    cx.overlays.push(Overlay::Compose(Compose::empty(purpose)));
}

/// Opens the text of a card; `read` is the text as the store has it, where it is known already.
pub fn body(card: ItemId, read: Option<&str>, cx: &mut Cx<'_>) {
    let mut text = Compose::empty(Purpose::Body { card: card.clone(), was: None });
    match read {
        Some(stored) => text.fill(cx.replica.body(&card, stored)),
        None => cx.effects.push(Effect::Sync(Command::Load(card))),
    }
    cx.overlays.push(Overlay::Compose(text));
}

/// Opens the text of a card as two people have written it; `mine` is what it is now.
pub fn merge(card: ItemId, mine: &str, both: &str, cx: &mut Cx<'_>) {
    let mut text = Compose::empty(Purpose::Body { card, was: Some(mine.to_owned()) });
    text.replace(both);
    cx.overlays.push(Overlay::Compose(text));
}

/// Opens an empty comment.
pub fn comment(cards: Vec<ItemId>, cx: &mut Cx<'_>) {
    cx.overlays.push(Overlay::Compose(Compose::empty(Purpose::Comment { cards })));
}

impl Compose {
    fn empty(purpose: Purpose) -> Self {
        Self { text: Text::default(), purpose, wrong: None }
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
        matches!(&self.purpose, Purpose::Body { card, was: None } if card == item)
    }

    /// Takes the whole text anew, as another program has left it.
    pub fn replace(&mut self, text: &str) {
        self.wrong = None;
        self.text = Text::new(text.strip_suffix('\n').unwrap_or(text));
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        let cards = match &mut self.purpose {
            Purpose::Draft { .. } => return,
            Purpose::Body { card, .. } => std::slice::from_mut(card),
            Purpose::Comment { cards } => cards,
        };
        for card in cards.iter_mut().filter(|card| *card == from) {
            *card = to.clone();
        }
    }

    /// Whether leaving would lose anything.
    fn is_untouched(&self) -> bool {
        match &self.purpose {
            Purpose::Draft { .. } | Purpose::Comment { .. } => self.text.is_blank(),
            Purpose::Body { was, .. } => {
                was.as_ref().is_none_or(|was| Text::new(was).lines() == self.text.lines())
            }
        }
    }

    /// What [`Self::restore`] needs to open it again; none if nothing was written.
    pub fn keep(&self) -> Option<serde_json::Value> {
        let kept = Kept { text: self.text.lines().join("\n"), purpose: self.purpose.clone() };
        if self.is_untouched() { None } else { serde_json::to_value(kept).ok() }
    }

    /// A draft that was being written when the program had to end.
    pub fn restore(kept: &serde_json::Value) -> Option<Self> {
        let Kept { text: written, purpose } = serde_json::from_value(kept.clone()).ok()?;
        Some(Self { text: Text::new(&written), purpose, wrong: None })
    }

    /// Obeys a key that types or moves. Returns whether it was of use.
    pub fn key(&mut self, chord: Chord, extent: Extent) -> bool {
        if matches!(self.purpose, Purpose::Body { was: None, .. }) {
            return true;
        }
        self.wrong = None;
        let cells = if extent.cells == 0 { usize::MAX } else { extent.cells };
        self.text.key(chord, cells, extent.lines)
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
            ComposeAction::LeaveDraft if self.is_untouched() => return Fate::Closes,
            ComposeAction::LeaveDraft => {
                let question = "Throw away what you have written?".to_owned();
                cx.overlays.push(Overlay::Confirm(Confirm { question, yes: Answer::Discard }));
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
        match self.purpose.clone() {
            Purpose::Draft { column, value } => self.save_draft(&column, value, board, cx),
            Purpose::Body { card, was } => self.save_body(&card, was.as_deref(), board, cx),
            Purpose::Comment { .. } if self.text.is_blank() => {
                self.wrong = Some("A comment needs a word or two.");
                Fate::Stays
            }
            Purpose::Comment { cards } => {
                let text = self.text.lines().join("\n").trim().to_owned();
                change::make(&cards, &[Wish::Comment(text)], board, cx);
                Fate::Closes
            }
        }
    }

    fn save_body(&self, card: &ItemId, was: Option<&str>, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        // Nothing was read, so nothing was written.
        let Some(was) = was else { return Fate::Closes };
        if self.is_untouched() {
            cx.say(Tone::Info, "The text is as it was.");
            return Fate::Closes;
        }
        change::body(card, was, restored(self.text.lines(), was), board, cx);
        Fate::Closes
    }

    fn save_draft(
        &mut self,
        column: &str,
        value: Option<(FieldId, Value)>,
        board: &mut Board,
        cx: &mut Cx<'_>,
    ) -> Fate {
        let title = self.text.lines()[0].trim().to_owned();
        if title.is_empty() {
            self.wrong = Some("A draft needs a title: the first line is empty.");
            return Fate::Stays;
        }
        let body = self.text.lines()[1..].join("\n").trim_end().trim_start_matches('\n').to_owned();
        let wanted = value.is_some();
        let value = value.filter(|(axis, value)| {
            board.columns.as_ref().is_some_and(|columns| {
                columns.axis() == axis
                    && columns.columns().iter().any(|column| column.value.as_ref() == Some(value))
            })
        });
        let lost = wanted && value.is_none();
        let card = cx.create(format!("Add “{title}” to {column}"), |item: ItemId| {
            let set =
                value.map(|(field, value)| Edit::SetField { item: item.clone(), field, to: Some(value) });
            let draft = Edit::AddDraft { item, title, body };
            [Some(draft), set].into_iter().flatten().collect()
        });
        board.show(&card, cx);
        if lost {
            let text = format!("{column} is gone from the project: the draft is in no column.");
            cx.say(Tone::Warn, text);
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
mod tests {
    use crate::app::fixture::{line, model, press, pushed};
    use crate::app::{Effect, Message, Model, Overlay, Size, Start, update};
    use crate::domain::{Edit, ItemId, Pull, Value};
    use crate::input::GlobalAction;
    use crate::sync::{Command, Event};

    const BOARD: &str = "Todo: A, B | Doing: C | Done:";

    fn draft(model: &Model) -> Option<String> {
        match model.overlays.last() {
            Some(Overlay::Compose(draft)) => Some(draft.text.lines().join("\n")),
            _ => None,
        }
    }

    fn said(model: &Model) -> &str {
        model.notices.current().map_or("", |notice| notice.text.as_str())
    }

    #[test]
    fn what_is_written_is_saved_into_the_focused_column_as_one_step() {
        let mut model = model(BOARD, 120, 40);
        let effects = press(&mut model, "l N \"Notes 2\" enter enter \"For *all*\" ctrl+s");
        let item = model.board.cursor.item.clone().expect("the new card has the focus");
        let (title, body) = ("Notes 2".to_owned(), "For *all*".to_owned());
        let to = Some(Value::SingleSelect("Doing".into()));
        let set = Edit::SetField { item: item.clone(), field: "Status".into(), to };
        assert_eq!(pushed(&effects), [vec![Edit::AddDraft { item: item.clone(), title, body }, set]]);
        let [Effect::Sync(Command::Push { edits, step: Some(step) })] = &effects[..] else {
            panic!("one step: {effects:?}")
        };
        assert_eq!((item, step.id), (ItemId::local(edits[0].id), edits[0].id));
        assert_eq!(step.back, [Edit::Delete { item: edits[0].edit.item().clone() }]);
        assert_eq!(line(&model), "Todo: 1 2 | Doing: 3 [Notes 2] | Done: ");
        assert!(model.overlays.is_empty());
    }

    #[test]
    fn a_card_without_a_status_is_one_edit() {
        let mut model = model("Todo: B | No status: A", 120, 40);
        let effects = press(&mut model, "l N X alt+enter");
        assert_eq!(pushed(&effects)[0].len(), 1);
        assert_eq!(line(&model), "Todo: 1 | No status: 2 [X]");
    }

    #[test]
    fn undo_takes_it_back_and_redo_writes_a_new_one() {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, "N X ctrl+s");
        let first = model.board.cursor.item.clone().expect("a card");
        let real = ItemId::from("PVTI_9");
        update(&mut model, Message::Sync(Event::Renamed { from: first, to: real.clone() }));
        assert_eq!(pushed(&press(&mut model, "u")), [vec![Edit::Delete { item: real }]]);
        assert_eq!(
            (line(&model).as_str(), said(&model)),
            ("Todo: 1 [2] | Doing: 3 | Done: ", "Undone: Add “X” to Todo.")
        );
        let again = pushed(&press(&mut model, "ctrl+r"));
        assert!(again[0].iter().all(|edit| edit.item().is_local()), "{again:?}");
        assert_eq!(line(&model), "Todo: 1 2 [X] | Doing: 3 | Done: ");
        let second = model.board.cursor.item.clone().expect("a card");
        assert_eq!(pushed(&press(&mut model, "u")), [vec![Edit::Delete { item: second }]]);
    }

    #[test]
    fn an_empty_title_is_refused_and_nothing_is_lost() {
        let mut model = model(BOARD, 120, 40);
        assert_eq!(press(&mut model, "N space enter \"text\" ctrl+s"), []);
        let Some(Overlay::Compose(open)) = model.overlays.last() else { panic!("it stays open") };
        assert_eq!(open.wrong, Some("A draft needs a title: the first line is empty."));
        press(&mut model, "up T");
        assert_eq!(draft(&model).as_deref(), Some(" T\ntext"));
    }

    #[test]
    fn leaving_asks_only_when_something_was_written() {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, "N esc");
        assert!(model.overlays.is_empty());
        press(&mut model, "N q esc n");
        assert_eq!(draft(&model).as_deref(), Some("q"));
        assert_eq!(press(&mut model, "ctrl+c y"), []);
        assert!(model.overlays.is_empty() && !model.leaving);
        assert_eq!(line(&model), "Todo: [1] 2 | Doing: 3 | Done: ");
    }

    /// The program at its next start.
    fn restarted(model: Model, place: serde_json::Value) -> Model {
        Model::new(Start {
            replica: model.replica,
            journal: Vec::new(),
            remembered: Some(place),
            key: model.key,
            projects: Vec::new(),
            keymap: model.keymap,
            settings: model.settings,
            seed: 2,
            now: model.now,
            size: model.size,
        })
    }

    /// What the store is to remember.
    fn place(effects: &[Effect]) -> serde_json::Value {
        let Some(Effect::Sync(Command::Remember(place))) = effects.first() else { panic!("{effects:?}") };
        place.clone()
    }

    #[test]
    fn what_is_being_written_when_a_signal_ends_the_program_is_there_at_the_next_start() {
        let mut first = model(BOARD, 120, 40);
        press(&mut first, "l N T i t l e enter \"text\"");
        let place_at_signal = place(&update(&mut first, Message::Act(GlobalAction::Quit.into())));
        let mut second = restarted(first, place_at_signal);
        assert_eq!(draft(&second).as_deref(), Some("Title\ntext"));
        let saved = press(&mut second, "ctrl+s");
        assert_eq!(line(&second), "Todo: 1 2 | Doing: 3 [Title] | Done: ");
        // It is a card now, and is offered no more.
        let Some(Effect::Sync(Command::Remember(later))) = saved.last() else { panic!("{saved:?}") };
        let third = restarted(second, later.clone());
        assert_eq!(draft(&third), None);
    }

    #[test]
    fn what_is_thrown_away_after_a_signal_does_not_come_back() {
        let mut first = model(BOARD, 120, 40);
        press(&mut first, "N A esc");
        let place_at_signal = place(&update(&mut first, Message::Act(GlobalAction::Quit.into())));
        let mut second = restarted(first, place_at_signal);
        assert_eq!(draft(&second).as_deref(), Some("A"), "the question was not answered");
        assert_eq!(place(&press(&mut second, "esc y")).get("draft"), None);
        assert!(second.overlays.is_empty());
    }

    #[test]
    fn neither_a_refresh_nor_another_size_touches_what_is_written() {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, "N");
        update(&mut model, Message::Paste("a\r\nb".to_owned()));
        let before = model.overlays.last().map(|overlay| format!("{overlay:?}"));
        update(&mut model, Message::Resize(Size { width: 40, height: 12 }));
        let pull = Pull { removed: vec!["I1".into(), "I2".into()], ..Pull::default() };
        let seen_at = model.now;
        update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
        press(&mut model, "wait");
        assert_eq!(model.overlays.last().map(|overlay| format!("{overlay:?}")), before);
        press(&mut model, "ctrl+z");
        assert_eq!(draft(&model).as_deref(), Some(""));
    }

    #[test]
    fn keys_of_the_board_are_letters_here() {
        let mut model = model(BOARD, 120, 40);
        assert_eq!(press(&mut model, "N \"q1:/u?\" ctrl+r ctrl+p"), []);
        assert_eq!(draft(&model).as_deref(), Some("q1:/u?"));
    }

    #[test]
    fn a_filter_that_hides_the_new_card_is_named() {
        let mut model = model(BOARD, 120, 40);
        press(&mut model, "/ A enter N X ctrl+s");
        assert_eq!(said(&model), "“X” is hidden by the filter.");
    }

    #[test]
    fn a_project_that_may_only_be_read_says_so() {
        let mut model = model(BOARD, 120, 40);
        let replica = model.replica.as_ref().expect("a project");
        let mut project = crate::domain::Project::clone(&replica.view().project);
        project.editable = false;
        let pull = Pull { project: Some(project.into()), ..Pull::default() };
        let seen_at = model.now;
        update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
        press(&mut model, "N");
        assert!(model.overlays.is_empty());
        assert_eq!(said(&model), "You may read this project, not change it: no draft can be added.");
    }
}
