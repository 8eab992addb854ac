//! What reaches the program, and what it wants done.

use super::command::Errand;
use super::mouse::{Button, Pointed};
use super::overlay::card::spot::Spot;
use super::overlay::projects::Asked;
use crate::domain::project::Key;
use crate::domain::view::Own;
use crate::domain::{ItemId, Timestamp};
use crate::input::{Action, Chord};
use crate::sync::{Command, Event};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A key was pressed.
    Key(Chord),
    /// The user's own editor has ended: the text, or why there is none.
    Edited(Result<String, String>),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size.
    Resize(Size),
    /// An action was asked for by other means than a key.
    Act(Action),
    /// The moment that [`super::Model::wants_tick`] named has come.
    Tick(Timestamp),
    /// The sync has something to say.
    Sync(Event),
    /// The left button of the mouse did something.
    Mouse {
        /// What.
        button: Button,
        /// Where; none where nothing lies that can be clicked.
        at: Option<Pointed>,
    },
    /// A GitHub has said something of the projects there are.
    Asked(Asked),
    /// The user turns to another project: what hangs in the air is put away.
    Rest,
    /// The wheel was turned by some lines; down is positive.
    Wheel(i32),
}

/// What the shell is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the sync.
    Sync(Command),
    /// Open a web page in the browser.
    Open(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Open another project.
    OpenProject(Key),
    /// Ask GitHub, on these hosts, which projects there are; [`Message::Asked`] brings the answers.
    AskProjects(Vec<String>),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Write a view of the user's own into the settings.
    SaveView(Own),
    /// Let the user change a text in an editor of theirs; [`Message::Edited`] brings it back.
    Edit(String),
    /// Run a command of the user's.
    Run(Errand),
    /// Go back to the shell until the user returns.
    Suspend,
    /// Clear the terminal and draw everything.
    Redraw,
    /// End now.
    Quit,
}

/// Something on screen that can be clicked.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A card.
    Card(ItemId),
    /// A cell of a table: the card, and the place of the column among all.
    Cell(ItemId, usize),
    /// The head of a column of a table, by its place among all.
    Heading(usize),
    /// A column, by its place on the board.
    Column(usize),
    /// What is left of a column below its last card.
    Foot(usize),
    /// The line that shows where a lifted card would land.
    Landing,
    /// A line of the open list, counted from its first line whether visible or not.
    Line(usize),
    /// The title of a row, by its place on the board; and the column it is pointed at in, where there are several.
    Row(usize, Option<usize>),
    /// What is left of a row's cell below its last card: the column and the row, by their places on the board.
    Slot(usize, usize),
    /// A view, by its place among all.
    View(usize),
    /// Something in the opened card.
    Spot(Spot),
    /// Something that can be written where the cursor is, by its place among all that is offered.
    Offer(usize),
    /// A question of a form, counted from 1, or its title, and an option of it.
    Question(usize, Option<usize>),
    /// A hint.
    Action(Action),
    /// The hint of a command of the user's, by its place in the settings.
    Command(usize),
}

/// The terminal's size in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

impl Size {
    /// The smallest terminal that a board fits into.
    pub const SMALLEST: Self = Self { width: 40, height: 12 };

    /// Whether no board fits into it.
    pub fn is_too_small(self) -> bool {
        self.width < Self::SMALLEST.width || self.height < Self::SMALLEST.height
    }
}
