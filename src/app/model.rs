//! The state of the interactive program.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{Days, NaiveTime, TimeDelta};

use super::clash::Clash;
use super::cx::{self, Cx};
use super::ids::Ids;
use super::journal::Journal;
use super::message::{Effect, Size};
use super::mouse::Mouse;
use super::notice::{Notices, Tone};
use super::overlay::card::Section;
use super::overlay::clash::Dock;
use super::overlay::line::LineEdit;
use super::overlay::projects::{Asked, Offered};
use super::overlay::{self, Compose, Create, Overlay};
use super::screen::Board;
use crate::domain::project::Key;
use crate::domain::view::Own;
use crate::domain::{Conflict, Directory, EditId, Limit, Relations, Replica, Step, Timestamp, limit};
use crate::input::{Chord, Keymap};
use crate::sync::Status;

/// Under what name a text is kept that was being written when the program had to end.
pub(super) const DRAFT: &str = "draft";
/// Under what name the line of a new card is kept.
pub(super) const LINE: &str = "line";
/// Under what name a title is kept.
pub(super) const TITLE: &str = "title";

/// What is said of what is written when it is there again.
const RESTORED: &str = "You were writing this when sprintty had to end.";

/// Everything that what is on screen depends on.
#[derive(Debug)]
pub struct Model {
    /// The project; none until the first read has brought it.
    pub replica: Option<Replica>,
    /// Which project that is.
    pub key: Option<Key>,
    /// The project whose board was on screen when this one was opened.
    pub back: Option<Key>,
    /// The projects that were opened before.
    pub projects: Vec<Offered>,
    /// What GitHub has said of those that can be opened, host by host.
    pub asked: Vec<Asked>,
    /// The board.
    pub board: Board,
    /// What lies above the screen, the topmost last.
    pub overlays: Vec<Overlay>,
    /// Which keys do what.
    pub keymap: Keymap,
    /// Keys that are the beginning of something.
    pub typed: Typed,
    /// How the sync stands.
    pub status: Status,
    /// Where someone else changed the same as this person, until a person has decided.
    pub clashes: Vec<Clash>,
    /// Whether the first of them is shown below the board.
    pub dock: Dock,
    /// How many edits were there to send, since all were sent last.
    pub to_send: usize,
    /// What is said to the user.
    pub notices: Notices,
    /// What can be chosen in the repositories of the project, as far as it was read.
    pub directory: Directory,
    /// Which cards belong together; kept up while one is open.
    pub relations: Relations,
    /// What can be undone.
    pub journal: Journal,
    /// Ids for new edits.
    pub ids: Ids,
    /// What is known of the mouse.
    pub mouse: Mouse,
    /// The time; the shell sets it before every update.
    pub now: Timestamp,
    /// The terminal's size.
    pub size: Size,
    /// What the last frame had room for; the shell copies it from the drawing's memory.
    pub extent: Extent,
    /// What the user has configured.
    pub settings: Settings,
    /// Whether something visible has changed since the shell last cleared this.
    pub dirty: bool,
    /// Whether the user has asked to leave.
    pub leaving: bool,
    /// When what is being written is to be kept.
    pub keep_at: Option<Timestamp>,
}

/// What a model begins with.
#[derive(Debug)]
pub struct Start {
    /// The project as it was stored.
    pub replica: Option<Replica>,
    /// The undo journal as it was stored, oldest first.
    pub journal: Vec<Step>,
    /// What someone else changed too and nobody has decided, as it was stored.
    pub conflicts: Vec<Conflict>,
    /// What [`crate::sync::Command::Remember`] was given last.
    pub remembered: Option<serde_json::Value>,
    /// The texts that [`crate::sync::Command::Keep`] has kept, oldest first.
    pub written: Vec<(EditId, serde_json::Value)>,
    /// Which project it is; without one, those to choose from are listed.
    pub key: Option<Key>,
    /// The projects that were opened before, the one opened last first.
    pub projects: Vec<Offered>,
    /// What GitHub has said of those that can be opened.
    pub asked: Vec<Asked>,
    /// Which keys do what.
    pub keymap: Keymap,
    /// What the user has configured.
    pub settings: Settings,
    /// Keeps the ids of edits apart from those of other processes.
    pub seed: u64,
    /// The time.
    pub now: Timestamp,
    /// The terminal's size.
    pub size: Size,
}

/// What the user has configured, as far as the program's behaviour depends on it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// The login that `@me` stands for.
    pub me: Option<String>,
    /// The field that makes the columns; Status if none is named.
    pub axis: Option<String>,
    /// The number field that columns sum up; otherwise the first of Effort, Estimate, Points and Size.
    pub effort: Option<String>,
    /// How many cards a column should hold at most, by the column's name.
    pub wip: BTreeMap<String, Limit>,
    /// After how many working days a card that was begun is ageing where it is; none never is.
    pub ageing: Option<u32>,
    /// Minutes that the user's clock is ahead of UTC.
    pub utc_offset: i32,
    /// How many lines a card gets at the start.
    pub density: Density,
    /// The user's own views, of all projects.
    pub views: Vec<Own>,
    /// The settings file, where the shell writes views; none keeps them until the program ends.
    pub file: Option<PathBuf>,
    /// Commands of the user's own.
    pub commands: Vec<crate::config::Command>,
}

impl Settings {
    /// How many cards a column should hold at most.
    pub fn limit(&self, column: &str) -> Option<Limit> {
        crate::domain::limit::named(&self.wip, column)
    }
}

/// How many lines a card gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// One.
    Compact,
    /// Two and a blank one.
    #[default]
    Normal,
    /// Four and a blank one.
    Roomy,
}

impl Density {
    /// One step roomier, where there is one.
    #[must_use]
    pub fn roomier(self) -> Self {
        match self {
            Self::Compact => Self::Normal,
            Self::Normal | Self::Roomy => Self::Roomy,
        }
    }

    /// One step denser, where there is one.
    #[must_use]
    pub fn denser(self) -> Self {
        match self {
            Self::Compact | Self::Normal => Self::Compact,
            Self::Roomy => Self::Normal,
        }
    }
}

/// What a frame had room for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// How many cards a column shows at once.
    pub cards: usize,
    /// How many lines the topmost list or card shows at once.
    pub lines: usize,
    /// How many lines the topmost list or card has.
    pub length: usize,
    /// How many cells a row of the written text has; 0 before it was drawn.
    pub cells: usize,
    /// How many lines of the topmost card are scrolled out at the top.
    pub scroll: usize,
    /// The section of the topmost card that is at the top.
    pub section: Section,
    /// The sections it has: a bit for each.
    pub sections: u8,
}

/// Keys that are the beginning of something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The keys of a sequence that is not complete.
    pub chords: Vec<Chord>,
}

impl Model {
    /// What there is to look at; none without a project.
    pub fn sight(&self) -> Option<super::cx::Sight<'_>> {
        let replica = self.replica.as_ref()?;
        Some(super::cx::Sight::of(replica, &self.directory, &self.settings, self.now))
    }

    /// The program at its start, nothing drawn yet.
    pub fn new(start: Start) -> Self {
        let mut ids = Ids::new(start.seed);
        for pending in start.replica.iter().flat_map(Replica::pending) {
            ids.follow(pending.id);
        }
        let mut overlays = Vec::new();
        if start.key.is_none() {
            overlays.push(overlay::projects::list(&start.projects, &start.asked, None).into());
        }
        let mut notices = Notices::default();
        let drafts = || start.written.iter().filter_map(|(id, kept)| Compose::restore(*id, kept.get(DRAFT)?));
        if start.replica.is_some() {
            overlays.extend(drafts().map(Overlay::Compose));
        }
        if overlays.iter().any(|overlay| matches!(overlay, Overlay::Compose(_))) {
            notices.say(Tone::Info, RESTORED, start.now);
        }
        let mut model = Self {
            replica: start.replica,
            key: start.key,
            back: None,
            projects: start.projects,
            asked: start.asked,
            board: Board::new(start.remembered.as_ref(), &start.settings),
            overlays,
            keymap: start.keymap,
            typed: Typed::default(),
            status: Status::default(),
            clashes: start.conflicts.into_iter().map(Clash::new).collect(),
            dock: Dock::default(),
            to_send: 0,
            notices,
            directory: Directory::new(),
            relations: Relations::default(),
            journal: Journal::new(start.journal),
            ids,
            mouse: Mouse::default(),
            now: start.now,
            size: start.size,
            extent: Extent { cards: 8, lines: 20, ..Extent::default() },
            settings: start.settings,
            dirty: true,
            leaving: false,
            keep_at: None,
        };
        let mut effects = Vec::new();
        if let Some((board, mut cx)) = model.split(&mut effects) {
            board.settle(&mut cx);
            for (id, line) in start.written.iter().filter_map(|(id, kept)| Some((*id, kept.get(LINE)?))) {
                if Create::restore(id, line, board, &mut cx) {
                    cx.say(Tone::Info, RESTORED);
                }
            }
            for (id, title) in start.written.iter().filter_map(|(id, kept)| Some((*id, kept.get(TITLE)?))) {
                if let Some(title) = LineEdit::restore(id, title, cx.replica.view()) {
                    cx.overlays.push(Overlay::Line(title));
                    cx.say(Tone::Info, RESTORED);
                }
            }
        }
        model.check_limits();
        model
    }

    /// Says of limits that name no column of the project what was probably meant. Those that resemble none are for other projects.
    pub(super) fn check_limits(&mut self) {
        let Some(replica) = &self.replica else { return };
        let astray = limit::astray(self.settings.wip.keys(), &replica.view().project);
        let slip = astray.into_iter().find_map(|(name, near)| Some((name.to_owned(), near?)));
        if let Some((name, near)) = slip {
            let text = format!(
                "[wip] in the settings names `{name}`, which is no column here: did you mean `{near}`?"
            );
            self.notices.say(Tone::Warn, text, self.now);
        }
    }

    /// When the shell must wake the program though nothing happens; none lets it sleep.
    pub fn wants_tick(&self) -> Option<Timestamp> {
        // Ages change at midnight.
        let midnight = self.replica.as_ref().map(|_| {
            let next = cx::today(self.now, &self.settings) + Days::new(1);
            next.and_time(NaiveTime::MIN).and_utc() - TimeDelta::minutes(self.settings.utc_offset.into())
        });
        let asks = self.board.pane_asks();
        [self.notices.next_fade(), self.board.nudge_ends(), asks, self.keep_at, midnight]
            .into_iter()
            .flatten()
            .min()
    }

    /// The board, and all it may reach; none before there is a project.
    pub(super) fn split<'a>(&'a mut self, effects: &'a mut Vec<Effect>) -> Option<(&'a mut Board, Cx<'a>)> {
        let cx = Cx {
            replica: self.replica.as_mut()?,
            journal: &mut self.journal,
            clashes: &mut self.clashes,
            dock: &mut self.dock,
            ids: &mut self.ids,
            notices: &mut self.notices,
            overlays: &mut self.overlays,
            effects,
            directory: &self.directory,
            settings: &self.settings,
            extent: self.extent,
            size: self.size,
            now: self.now,
        };
        Some((&mut self.board, cx))
    }
}
