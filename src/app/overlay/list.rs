//! A list that is searched by typing, and what its lines mean.

use super::command;
use super::create::Start;
use super::editor::{self, Editor};
use super::layout;
use super::move_to::Places;
use super::pick::{Offer, Pick};
use super::projects::Elsewhere;
use super::{Card, Fate, Overlay, card};
use crate::app::cx::{Cx, Sight};
use crate::app::message::Effect;
use crate::app::model::Extent;
use crate::app::screen::Board;
use crate::app::screen::board::drag::Carry;
use crate::app::widget::{Line, Picker};
use crate::domain::project::Key;
use crate::domain::roadmap::Dates;
use crate::domain::{Aspect, FieldId, ItemId, Value, ViewId, Wish};
use crate::input::{Action, GlobalAction, ListAction};

/// A list above the screen.
#[derive(Debug, Clone)]
pub struct List {
    /// What it is for, in a word or two.
    pub title: String,
    /// What can be chosen.
    pub picker: Picker<Choice>,
    /// How its lines come about and look.
    pub kind: Kind,
}

/// What choosing a line means.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// Something that a key could do too.
    Do(Action),
    /// A command of the user's, by its place in the settings.
    Run(usize),
    /// The card that the list is about goes there.
    Carry(Vec<Carry>),
    /// This field makes the columns.
    Columns(FieldId),
    /// This field is a column of the table, or no longer.
    ShowField(FieldId),
    /// The bars of the roadmap are drawn from this.
    Dates(Dates),
    /// The card that the list is about gets this value of a field.
    Stage(FieldId, Option<Value>),
    /// This view is shown.
    View(ViewId),
    /// Cards are sorted by this; by nothing is GitHub's order.
    SortBy(Option<Aspect>),
    /// This makes the rows; nothing makes none.
    RowsBy(Option<Aspect>),
    /// This project is opened.
    Project(Key),
    /// The cards that the list is about are given this.
    Offer(Offer),
    /// The editor for the cards that the list is about; whether it is locked.
    Editor(Editor, bool),
    /// Only these cards are shown.
    Filter(String),
    /// The new card below the list starts from this; from nothing is a blank issue.
    Begin(Option<Box<Start>>),
    /// It only tells something.
    Nothing,
    /// This card gets the focus; one that is archived is opened.
    Show(ItemId),
}

impl Choice {
    /// What cards are given by it.
    pub fn offer(&self) -> Option<&Offer> {
        match self {
            Self::Offer(offer) => Some(offer),
            Self::Do(_)
            | Self::Run(_)
            | Self::Carry(_)
            | Self::Columns(_)
            | Self::ShowField(_)
            | Self::Dates(_)
            | Self::Stage(..)
            | Self::View(_)
            | Self::SortBy(_)
            | Self::RowsBy(_)
            | Self::Project(_)
            | Self::Editor(..)
            | Self::Filter(_)
            | Self::Begin(_)
            | Self::Nothing
            | Self::Show(_) => None,
        }
    }
}

/// How the lines of a list come about and look.
#[derive(Debug, Clone)]
pub enum Kind {
    /// All lines are known from the start.
    Plain,
    /// Keys and what they do: there is nothing to choose.
    Keys,
    /// What cards are sorted by, one after another; whether one has been added here, so that nothing is left to choose.
    Sort(bool),
    /// The fields of a table, one after another; whether one has been chosen here.
    Fields(bool),
    /// What is typed may also name a card to land after.
    Places(Places),
    /// What is typed may also name a project that is not listed.
    Projects(Elsewhere),
    /// What cards can be given.
    Pick(Pick),
    /// Actions by their names; what is typed may also be a command for cards.
    Palette {
        /// Whom a command is for.
        pick: Pick,
        /// How many lines are actions.
        actions: usize,
    },
}

impl List {
    /// A list whose lines are all known.
    pub fn plain(title: &str, picker: Picker<Choice>) -> Self {
        Self { title: title.to_owned(), picker, kind: Kind::Plain }
    }

    /// The actions that matter in it.
    pub fn hints(&self) -> Vec<Action> {
        match self.kind {
            Kind::Keys => vec![ListAction::CloseList.into()],
            Kind::Sort(_) | Kind::Fields(_) | Kind::Pick(Pick { many: true, .. }) => {
                vec![ListAction::Mark.into(), ListAction::Choose.into(), ListAction::CloseList.into()]
            }
            Kind::Plain | Kind::Places(_) | Kind::Projects(_) | Kind::Pick(_) | Kind::Palette { .. } => {
                vec![ListAction::Choose.into(), ListAction::CloseList.into()]
            }
        }
    }

    /// Obeys an action.
    pub fn update(&mut self, action: ListAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        match action {
            ListAction::Choose => self.choose(board, cx),
            ListAction::CloseList => Fate::Closes,
            ListAction::Mark if matches!(self.kind, Kind::Sort(_)) => {
                if let Some(Choice::SortBy(by)) = self.picker.chosen() {
                    board.sort_also_by(by.clone(), cx);
                    let now = layout::sort(&cx.replica.view().project, &board.arrangement);
                    self.picker.entries = now.picker.entries;
                    self.kind = Kind::Sort(true);
                }
                self.picker.step(ListAction::ListDown, cx.extent.lines);
                Fate::Stays
            }
            ListAction::Mark if matches!(self.kind, Kind::Fields(_)) => {
                if let Some(Choice::ShowField(field)) = self.picker.chosen() {
                    board.toggle_field(&field.clone(), cx);
                    let now = layout::fields(&cx.replica.view().project, &board.table, true);
                    self.picker.entries = now.picker.entries;
                    self.kind = now.kind;
                }
                self.picker.step(ListAction::ListDown, cx.extent.lines);
                Fate::Stays
            }
            ListAction::Mark => {
                if let Kind::Pick(pick) = &mut self.kind
                    && pick.many
                {
                    pick.mark(&self.picker);
                }
                self.picker.step(ListAction::ListDown, cx.extent.lines);
                Fate::Stays
            }
            ListAction::ListDown | ListAction::ListUp | ListAction::ListPageDown | ListAction::ListPageUp => {
                self.picker.step(action, cx.extent.lines);
                Fate::Stays
            }
        }
    }

    /// Changes what is typed. Returns whether the key was of use.
    pub fn typing(
        &mut self,
        board: &Board,
        sight: Option<Sight<'_>>,
        f: impl FnOnce(&mut Line) -> bool,
    ) -> bool {
        let changed = f(&mut self.picker.line);
        if changed {
            match (&mut self.kind, &board.columns, sight) {
                (Kind::Places(places), Some(columns), _) => places.search(&mut self.picker, columns),
                (Kind::Pick(pick @ Pick { issues: Some(_), .. }), _, Some(sight)) => {
                    pick.search(&mut self.picker, sight.view);
                }
                (Kind::Palette { pick, actions }, _, Some(sight)) => {
                    self.picker.entries.truncate(*actions);
                    self.picker.search();
                    let commands = command::read(self.picker.line.text(), &pick.cards, sight);
                    let places = *actions..*actions + commands.len();
                    self.picker.entries.extend(commands);
                    self.picker.shown.splice(0..0, places);
                }
                (
                    Kind::Plain
                    | Kind::Keys
                    | Kind::Sort(_)
                    | Kind::Fields(_)
                    | Kind::Places(_)
                    | Kind::Pick(_)
                    | Kind::Palette { .. },
                    _,
                    _,
                ) => {
                    self.picker.search();
                }
                (Kind::Projects(elsewhere), _, _) => elsewhere.search(&mut self.picker),
            }
        }
        changed
    }

    /// Replaces a local id by the one GitHub gave.
    pub fn rename(&mut self, from: &ItemId, to: &ItemId) {
        match &mut self.kind {
            Kind::Places(places) if places.card == *from => places.card = to.clone(),
            Kind::Pick(pick) | Kind::Palette { pick, .. } => pick.rename(from, to),
            Kind::Plain
            | Kind::Keys
            | Kind::Sort(_)
            | Kind::Fields(_)
            | Kind::Places(_)
            | Kind::Projects(_) => {}
        }
    }

    /// Obeys an action while there is no project behind the list: it offers some.
    pub fn alone(&mut self, action: ListAction, extent: Extent, effects: &mut Vec<Effect>) -> Fate {
        match action {
            ListAction::Choose => {
                if let Some(Choice::Project(key)) = self.picker.chosen() {
                    effects.push(Effect::OpenProject(key.clone()));
                }
            }
            ListAction::CloseList => return Fate::Does(GlobalAction::Quit.into()),
            ListAction::Mark => self.picker.step(ListAction::ListDown, extent.lines),
            ListAction::ListDown | ListAction::ListUp | ListAction::ListPageDown | ListAction::ListPageUp => {
                self.picker.step(action, extent.lines);
            }
        }
        Fate::Stays
    }

    fn choose(&mut self, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        // Nothing matches: what was typed is there to be mended.
        let Some(choice) = self.picker.chosen() else { return Fate::Stays };
        match choice {
            // Help only tells.
            Choice::Do(_) | Choice::Run(_) if matches!(self.kind, Kind::Keys) => {}
            Choice::Do(action) => return Fate::Does(*action),
            Choice::Run(place) => return Fate::Runs(*place),
            Choice::Carry(carries) => {
                if let Kind::Places(places) = &self.kind {
                    board.move_card(&places.card, carries, cx);
                }
            }
            Choice::Offer(_) => {
                if let Kind::Pick(pick) | Kind::Palette { pick, .. } = &self.kind {
                    pick.choose(&self.picker, board, cx);
                }
            }
            // Why it is locked is there to be read.
            Choice::Editor(_, true) | Choice::Nothing => return Fate::Stays,
            Choice::Editor(editor, false) => {
                if let Kind::Pick(pick) = &self.kind {
                    editor::open(editor, pick.cards.clone(), board, cx);
                }
            }
            Choice::Filter(text) => board.set_filter(text, cx),
            Choice::Begin(start) => {
                let view = cx.replica.view();
                if let Some(Overlay::Create(create)) = cx.overlays.last_mut() {
                    create.begin(start.as_deref().cloned(), view);
                }
            }
            // What is archived is not on the board: it is opened, to be looked at and brought back.
            Choice::Show(id) => match cx.replica.view().item(id) {
                Some(item) if item.archived => card::open(Card::new(id.clone()), cx),
                Some(_) | None => board.focus(id),
            },
            Choice::Columns(field) => board.set_axis(field.clone(), cx),
            // What was marked is shown already.
            Choice::ShowField(_) if matches!(self.kind, Kind::Fields(true)) => {}
            Choice::ShowField(field) => board.toggle_field(&field.clone(), cx),
            Choice::Dates(dates) => board.set_dates(dates.clone(), cx),
            Choice::Stage(field, to) => {
                if let Kind::Places(places) = &self.kind {
                    board.give(&places.card, Wish::Value(field.clone(), to.clone()), cx);
                }
            }
            Choice::View(view) => board.open_view(view, cx),
            // What was put together is in force already.
            Choice::SortBy(_) if matches!(self.kind, Kind::Sort(true)) => {}
            Choice::SortBy(by) => board.sort_by(by.clone(), cx),
            Choice::RowsBy(by) => board.rows_by(by.clone(), cx),
            Choice::Project(key) => cx.effects.push(Effect::OpenProject(key.clone())),
        }
        Fate::Closes
    }

    /// Whether it offers projects.
    pub fn offers_projects(&self) -> bool {
        matches!(self.kind, Kind::Projects(_))
    }
}

impl From<List> for Overlay {
    fn from(list: List) -> Self {
        Self::List(list)
    }
}
