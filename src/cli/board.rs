//! The board: what runs without a command.

use std::hash::{BuildHasher, Hasher};
use std::io::{ErrorKind, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use super::context::{self, Context};
use super::error::Error;
use super::offer;
use crate::clock::{self, Clock};
use crate::config::{self, Config, Paths};
use crate::domain::{self, Replica, Snapshot, Step, Timestamp};
use crate::draw::theme::THEMES;
use crate::draw::{Depth, Look, Memory, Theme, glyph};
use crate::github::Api;
use crate::input::{Keymap, Own};
use crate::store::{Key, Known, Loaded, Notice, Store};
use crate::sync::engine::{Connect, SCREEN, Setup, VIEWER};
use crate::sync::machine::Pace;
use crate::tui::{self, Asked, Density, Ended, Heard, Offered, Opening, Projects, Settings, Size, Start};

/// How many steps back `u` goes.
const STEPS: usize = 200;

/// Opens the board of the project that is meant; without one, a list to choose from.
pub(super) fn run(cx: &mut Context) -> Result<(), Error> {
    needs_a_terminal()?;
    tui::crash::install(cx.paths.log_file(), true);
    let clock = cx.clock.clone();
    let desk = Desk {
        connect: cx.connect.clone(),
        clock: clock.clone(),
        pace: context::pace(&cx.config),
        look: look(&cx.config, &cx.paths)?,
        keymap: keymap(&cx.config)?,
        settings: Settings { file: Some(cx.paths.config.clone()), ..settings(&cx.config, &cx.clock) },
    };
    let (store, notice) = opened(&cx.paths.store(), clock.now())?;
    let first = if let Some(key) = chosen(cx, &store)? {
        desk.opening(store, &key)?
    } else {
        desk.blank(None, Vec::new(), vec![offered(cx)?])
    };
    let first = Opening { notice, ..first };
    let here = cx.api.host().to_owned();
    let store = cx.paths.store();
    let connect = desk.connect.clone();
    // Another host is reached with that host's token.
    let way = move |host: &str| {
        if host == here {
            return Ok(connect.clone());
        }
        Api::of_host(host).map(context::connect_to).map_err(|error| error.to_string())
    };
    let mut open = |key: &Key| {
        let connect = way(&key.host)?;
        let opening = opened(&store, clock.now()).and_then(|(store, notice)| {
            let opening = desk.with(connect).opening(store, key)?;
            Ok(Opening { notice, ..opening })
        });
        opening.map_err(|error| format!("{} can't be opened: {}", key.project, error.message))
    };
    let find = {
        let way = way.clone();
        Arc::new(move |host: &str, tell: &mut dyn FnMut(Heard)| offer::ask(host, way(host), tell))
    };
    stay(first, &clock, Projects { open: &mut open, find })
}

/// What a board is opened with, apart from the store.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) connect: Connect,
    pub(super) clock: Clock,
    pub(super) pace: Pace,
    pub(super) look: Look,
    pub(super) keymap: Keymap,
    pub(super) settings: Settings,
}

impl Desk {
    fn with(&self, connect: Connect) -> Self {
        Self { connect, ..self.clone() }
    }

    /// What the board of a project begins with.
    pub(super) fn opening(&self, mut store: Store, key: &Key) -> Result<Opening, Error> {
        context::unless_full(store.opened(key, self.clock.now()))?;
        let loaded = store.load(key)?;
        let journal = store.steps(key, STEPS)?;
        let remembered = store.recall(key, SCREEN)?;
        let mut written = store.written(key)?;
        // While another board is open, what is being written may be being written there.
        if !written.is_empty() && store.lead(key)?.is_none() {
            written.clear();
        }
        let projects = store.projects()?.into_iter().map(known).collect();
        let mut opening = self.blank(Some(key.clone()), projects, Vec::new());
        if let Some(serde_json::Value::String(login)) = store.recall(key, VIEWER)? {
            opening.start.settings.me = Some(login);
        }
        let (replica, rest) = match loaded {
            Some(Loaded {
                snapshot,
                pending,
                conflicts,
                seq,
                synced_at,
                watermark,
                full_at,
                project_stamp,
                young_stamp,
            }) => {
                opening.start.conflicts.clone_from(&conflicts);
                let replica = Replica::new(snapshot, pending.clone());
                let rest = move |snapshot| Loaded {
                    snapshot,
                    pending,
                    conflicts,
                    seq,
                    synced_at,
                    watermark,
                    full_at,
                    project_stamp,
                    young_stamp,
                };
                (Some(replica), Some(rest))
            }
            None => (None, None),
        };
        let Self { connect, clock, pace, .. } = self.clone();
        let key = key.clone();
        opening.start = Start { replica, journal, remembered, written, ..opening.start };
        opening.setup = Box::new(move |base: Option<&Snapshot>| {
            // The engine keeps what GitHub last said too: the items themselves are shared.
            let loaded = base.cloned().zip(rest).map(|(snapshot, rest)| rest(snapshot));
            Some(Setup { store, key, loaded, connect, clock, pace })
        });
        Ok(opening)
    }

    /// A board without a project.
    fn blank(&self, key: Option<Key>, projects: Vec<Offered>, asked: Vec<Asked>) -> Opening {
        let start = Start {
            replica: None,
            journal: Vec::<Step>::new(),
            conflicts: Vec::new(),
            remembered: None,
            written: Vec::new(),
            key,
            projects,
            asked,
            keymap: self.keymap.clone(),
            settings: self.settings.clone(),
            seed: std::hash::RandomState::new().build_hasher().finish(),
            now: self.clock.now(),
            size: Size { width: 0, height: 0 },
        };
        let memory = Memory::new(self.look.clone());
        Opening { start, memory, notice: None, setup: Box::new(|_| None) }
    }
}

/// Stays until the user leaves.
pub(super) fn stay(first: Opening, clock: &Clock, projects: Projects<'_>) -> Result<(), Error> {
    match tui::run(first, clock, projects)? {
        Ended::Left => Ok(()),
        // The panic has said what there is to say.
        Ended::Crashed => Err(Error::told()),
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

/// A project of the store, as it is offered.
fn known(known: Known) -> Offered {
    let cards = if known.items == 1 { "1 item".to_owned() } else { format!("{} items", known.items) };
    let note = if known.synced_at.is_some() { cards } else { String::new() };
    Offered { key: known.key, title: known.title.unwrap_or_default(), note, closed: false }
}

/// Opens the store, with what is to be said of it on the board: what stands on standard error is seen only once the board is left.
fn opened(path: &Path, now: Timestamp) -> Result<(Store, Option<String>), Error> {
    let opened = Store::open(path, now)?;
    let notice = opened.notices.first().map(|Notice::SetAside { to, rescued }| {
        let edits = if *rescued == 1 { "1 edit was".to_owned() } else { format!("{rescued} edits were") };
        let file = to.file_name().unwrap_or_default().display();
        format!("The store was damaged: {edits} rescued, the rest is read anew. It is kept as {file}.")
    });
    Ok((opened.store, notice))
}

/// The project that is named, else the one that was open last.
fn chosen(cx: &Context, store: &Store) -> Result<Option<Key>, Error> {
    let host = cx.api.host().to_owned();
    if let Some(project) = cx.config.project.clone() {
        return Ok(Some(Key { host, project }));
    }
    let known = store.projects()?;
    Ok(known.into_iter().map(|known| known.key).find(|key| key.host == host))
}

/// Asks GitHub which projects there are to choose from.
fn offered(cx: &mut Context) -> Result<Asked, Error> {
    cx.remark("Looking for your projects …");
    let (host, now) = (cx.api.host(), cx.clock.now());
    let asked = cx.ask(async |client| offer::all(&client, host, now).await)?;
    if asked.projects.iter().any(|project| !project.closed) {
        return Ok(asked);
    }
    let none = "you have no open project on GitHub, and none of your organizations shows one";
    let next = "make one on GitHub, or name one: sprintty --project OWNER/NUMBER; `sprintty demo` needs none";
    let Some(trouble) = asked.troubles.first() else { return Err(Error::refused(none).hint(next)) };
    Err(Error::refused("GitHub names no open project of yours").hint(format!("{trouble} Or {next}")))
}

/// A board needs a terminal on both sides.
pub(super) fn needs_a_terminal() -> Result<(), Error> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Error::usage("the board needs a terminal").hint("`sprintty list` prints the cards instead"))
}

/// Colours and signs as they are set, and as far as the terminal has them.
pub(super) fn look(config: &Config, paths: &Paths) -> Result<Look, Error> {
    let full = config::environment("COLORTERM").is_some_and(|term| term == "truecolor" || term == "24bit");
    let depth = match (config.color, full) {
        (false, _) => Depth::None,
        (true, true) => Depth::Full,
        (true, false) => Depth::Sixteen,
    };
    let theme = match Theme::named(&config.theme, depth) {
        Some(theme) => theme,
        None => own_theme(&config.theme, depth, &paths.themes())?,
    };
    let glyphs = if config.ascii { glyph::ASCII } else { glyph::UNICODE };
    Ok(Look { theme, glyphs, links: config.links && knows_links(config::environment) })
}

/// Whether the terminal knows links, or at least leaves them alone. Some old ones would show what they don't know.
fn knows_links(variable: impl Fn(&str) -> Option<String>) -> bool {
    let Some(term) = variable("TERM") else { return variable("WT_SESSION").is_some() };
    let is = |name: &&str| term == *name || term.starts_with(&format!("{name}-"));
    // Inside tmux the name is often that of screen, and tmux takes links for itself.
    let screen = is(&"screen") && variable("TMUX").is_none();
    !screen && !["dumb", "linux", "ansi", "cons25", "vt52", "vt100", "vt102", "vt220", "Eterm"].iter().any(is)
}

/// A theme from a file of the user's.
fn own_theme(name: &str, depth: Depth, folder: &Path) -> Result<Theme, Error> {
    // The name of a theme is no way to other folders.
    let is_name = Path::new(name).file_name().is_some_and(|file| file == name);
    let path = folder.join(format!("{name}.toml"));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) if is_name => text,
        Err(error) if is_name && error.kind() != ErrorKind::NotFound => {
            return Err(Error::usage(format!("{} can't be read: {error}", path.display())));
        }
        Ok(_) | Err(_) => {
            let names: Vec<&str> = THEMES.iter().map(|(name, _)| *name).collect();
            let own = format!("or write one into {}", folder.join("NAME.toml").display());
            let hint = match domain::name::nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("choose one of {}, {own}", names.join(", ")),
            };
            return Err(Error::usage(format!("there is no theme `{name}`")).hint(hint));
        }
    };
    let theme = Theme::read(&text, depth).map_err(|wrong| {
        let error = Error::usage(format!("{}:{wrong}", path.display()));
        match wrong.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })?;
    // Without colours one that relies on them would tell nothing apart.
    Ok(if depth == Depth::None { Theme::named("mono", depth).unwrap_or(theme) } else { theme })
}

/// The keys as they are set.
pub(super) fn keymap(config: &Config) -> Result<Keymap, Error> {
    let commands: Vec<Own<'_>> =
        config.commands.iter().map(|command| Own { name: &command.name, keys: &command.keys }).collect();
    Keymap::new(config.keymap, &config.keys, &commands).map_err(|wrong| {
        let hint = wrong.hint().unwrap_or_else(|| "correct it in the settings file".to_owned());
        Error::usage(format!("the keys can't be used: {wrong}")).hint(hint)
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
        file: None,
        wip: config.wip.clone(),
        ageing: config.ageing_days,
        utc_offset: offset.local_minus_utc() / 60,
        density: match config.density {
            config::Density::Compact => Density::Compact,
            config::Density::Normal => Density::Normal,
            config::Density::Roomy => Density::Roomy,
        },
        commands: config.commands.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_that_would_show_a_link_as_signs_are_sent_none() {
        let knows = |variables: &[(&str, &str)]| {
            knows_links(|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        for term in ["xterm-256color", "tmux-256color", "foot", "alacritty", "xterm-kitty", "linuxish"] {
            assert!(knows(&[("TERM", term)]), "{term}");
        }
        for term in ["linux", "dumb", "vt100", "screen", "screen-256color", "linux-16color"] {
            assert!(!knows(&[("TERM", term)]), "{term}");
        }
        assert!(knows(&[("TERM", "screen-256color"), ("TMUX", "/tmp/tmux")]));
        assert!(!knows(&[]) && knows(&[("WT_SESSION", "1")]));
    }

    #[test]
    fn a_store_that_was_set_aside_is_told_on_the_board() {
        let now: Timestamp = "2026-01-05T09:00:00Z".parse().expect("a moment");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        drop(opened(&path, now).expect("a new store"));
        assert_eq!(opened(&path, now).expect("it is whole").1, None);
        std::fs::write(&path, "no store").expect("it can be written");
        let notice = opened(&path, now).expect("a new one takes its place").1.expect("it says so");
        assert!(
            notice.starts_with("The store was damaged: 0 edits were rescued, the rest is read anew."),
            "{notice}"
        );
    }
}
