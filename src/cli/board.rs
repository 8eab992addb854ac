//! The board: what runs without a command.

use std::hash::{BuildHasher, Hasher};
use std::io::IsTerminal;
use std::path::PathBuf;

use super::context::{self, Context};
use super::error::Error;
use super::projects;
use crate::clock::{self, Clock};
use crate::config::{self, Config};
use crate::domain::{Replica, Snapshot, Step};
use crate::draw::{Depth, Look, Memory, Theme, glyph};
use crate::input::Keymap;
use crate::store::{Key, Loaded, Store};
use crate::sync::engine::{Connect, SCREEN, Setup, VIEWER};
use crate::sync::machine::Pace;
use crate::tui::{self, Density, Ended, Settings, Size, Start};

/// How many steps back `u` goes.
const STEPS: usize = 200;

/// Opens the board of the project that is meant; without one, a list to choose from.
pub(super) fn run(cx: &mut Context) -> Result<(), Error> {
    needs_a_terminal()?;
    tui::crash::install(cx.paths.log_file());
    let key = match chosen(cx)? {
        Some(key) => key,
        None => match choose(cx)? {
            Some(key) => key,
            None => return Ok(()),
        },
    };
    let mut store = cx.store()?;
    context::unless_full(store.opened(&key, cx.clock.now()))?;
    let table = Table {
        key,
        connect: cx.connect.clone(),
        clock: cx.clock.clone(),
        pace: context::pace(&cx.config),
        look: look(&cx.config)?,
        keymap: keymap(&cx.config)?,
        settings: settings(&cx.config, &cx.clock),
        config: Some(cx.paths.config.clone()),
    };
    open(store, table)
}

/// What a board is opened with, apart from the store.
pub(super) struct Table {
    pub(super) key: Key,
    pub(super) connect: Connect,
    pub(super) clock: Clock,
    pub(super) pace: Pace,
    pub(super) look: Look,
    pub(super) keymap: Keymap,
    pub(super) settings: Settings,
    /// The settings file; none where views are not kept.
    pub(super) config: Option<PathBuf>,
}

/// Opens the board of a project and stays until the user leaves.
pub(super) fn open(store: Store, table: Table) -> Result<(), Error> {
    let Table { key, connect, clock, pace, look, keymap, mut settings, config } = table;
    let loaded = store.load(&key)?;
    let journal = store.steps(&key, STEPS)?;
    let remembered = store.recall(&key, SCREEN)?;
    if let Some(serde_json::Value::String(login)) = store.recall(&key, VIEWER)? {
        settings.me = Some(login);
    }
    let (replica, rest) = match loaded {
        Some(Loaded { snapshot, pending, seq, synced_at, watermark, full_at, project_stamp }) => {
            let replica = Replica::new(snapshot, pending.clone());
            let rest = move |snapshot| Loaded {
                snapshot,
                pending,
                seq,
                synced_at,
                watermark,
                full_at,
                project_stamp,
            };
            (Some(replica), Some(rest))
        }
        None => (None, None),
    };
    let start = Start { replica, journal, remembered, config, ..blank(keymap, settings, &clock) };
    let engine_clock = clock.clone();
    let setup = move |base: Option<&Snapshot>| {
        // The engine keeps what GitHub last said too: the items themselves are shared.
        let loaded = base.cloned().zip(rest).map(|(snapshot, rest)| rest(snapshot));
        Some(Setup { store, key, loaded, connect, clock: engine_clock, pace })
    };
    match tui::run(start, Memory::new(look), &clock, setup)? {
        Ended::Left | Ended::Chose(_) => Ok(()),
        Ended::Lost { edits, why } => {
            let what =
                if edits == 1 { "1 change is lost".to_owned() } else { format!("{edits} changes are lost") };
            Err(Error::refused(format!("{what}: neither this computer nor GitHub has taken it, as {why}"))
                .hint(
                    "make room there, then make the change again; `sprintty doctor` shows where things are",
                ))
        }
    }
}

fn blank(keymap: Keymap, settings: Settings, clock: &Clock) -> Start {
    Start {
        replica: None,
        journal: Vec::<Step>::new(),
        remembered: None,
        projects: Vec::new(),
        config: None,
        keymap,
        settings,
        seed: std::hash::RandomState::new().build_hasher().finish(),
        now: clock.now(),
        size: Size { width: 0, height: 0 },
    }
}

/// The project that is named, else the one that was open last.
fn chosen(cx: &mut Context) -> Result<Option<Key>, Error> {
    let host = cx.api.host().to_owned();
    if let Some(project) = cx.config.project.clone() {
        return Ok(Some(Key { host, project }));
    }
    let known = cx.store()?.projects()?;
    Ok(known.into_iter().map(|known| known.key).find(|key| key.host == host))
}

/// Asks GitHub which projects there are, and the user which one to open; none if the user leaves.
fn choose(cx: &mut Context) -> Result<Option<Key>, Error> {
    cx.remark("Looking for your projects …");
    let all = cx.ask(async |client| projects::all(&client).await)?;
    let open: Vec<_> = all.into_iter().filter(|project| !project.closed).collect();
    if open.is_empty() {
        return Err(Error::refused(
            "you have no open project on GitHub, and none of your organizations shows one",
        )
        .hint(
            "make one on GitHub, or name one: sprintty --project OWNER/NUMBER; `sprintty demo` needs none",
        ));
    }
    let label = |project: &crate::github::ProjectSummary| format!("{}  {}", project.reference, project.title);
    let start = Start {
        projects: open.iter().map(label).collect(),
        ..blank(keymap(&cx.config)?, settings(&cx.config, &cx.clock), &cx.clock)
    };
    let memory = Memory::new(look(&cx.config)?);
    Ok(match tui::run(start, memory, &cx.clock, |_| None)? {
        Ended::Left | Ended::Lost { .. } => None,
        Ended::Chose(place) => open
            .into_iter()
            .nth(place)
            .map(|project| Key { host: cx.api.host().to_owned(), project: project.reference }),
    })
}

/// A board needs a terminal on both sides.
pub(super) fn needs_a_terminal() -> Result<(), Error> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Error::usage("the board needs a terminal").hint("`sprintty list` prints the cards instead"))
}

/// Colours and signs as they are set, and as far as the terminal has them.
pub(super) fn look(config: &Config) -> Result<Look, Error> {
    let full = config::environment("COLORTERM").is_some_and(|term| term == "truecolor" || term == "24bit");
    let depth = match (config.color, full) {
        (false, _) => Depth::None,
        (true, true) => Depth::Full,
        (true, false) => Depth::Sixteen,
    };
    let theme = Theme::named(&config.theme, depth).ok_or_else(|| {
        let names: Vec<&str> = crate::draw::theme::THEMES.iter().map(|(name, _)| *name).collect();
        Error::usage(format!("there is no theme `{}`", config.theme))
            .hint(format!("choose one of {}", names.join(", ")))
    })?;
    let glyphs = if config.ascii { glyph::ASCII } else { glyph::UNICODE };
    Ok(Look { theme, glyphs })
}

/// The keys as they are set.
pub(super) fn keymap(config: &Config) -> Result<Keymap, Error> {
    Keymap::new(&config.keys).map_err(|wrong| {
        Error::usage(format!("the keys can't be used: {wrong}"))
            .hint("correct [keys] in the settings file; `?` on the board lists the actions")
    })
}

/// What of the settings the board's behaviour depends on.
pub(super) fn settings(config: &Config, clock: &Clock) -> Settings {
    let offset = config.utc_offset.unwrap_or_else(|| clock::local_offset(clock.now()));
    Settings {
        me: None,
        axis: None,
        effort: config.effort_field.clone(),
        views: config.views.clone(),
        wip: config.wip.clone(),
        utc_offset: offset.local_minus_utc() / 60,
        density: match config.density {
            config::Density::Compact => Density::Compact,
            config::Density::Normal => Density::Normal,
            config::Density::Roomy => Density::Roomy,
        },
    }
}
