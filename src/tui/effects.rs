//! Draws, and does what the program asks of the world outside.

use std::io;

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};

use super::errand::Done;
use super::terminal::Screen;
use crate::app::notice::Tone;
use crate::app::{Model, Pointed};
use crate::config;
use crate::domain::Timestamp;
use crate::domain::view::Own;
use crate::draw::{self, Memory};

/// What the shell knows of the last frame.
pub(super) struct Shell {
    memory: Memory,
}

impl Shell {
    pub(super) fn new(memory: Memory) -> Self {
        Self { memory }
    }

    /// Draws, if anything visible has changed.
    pub(super) fn draw(&mut self, screen: &mut Screen, model: &mut Model) -> io::Result<()> {
        if !std::mem::take(&mut model.dirty) {
            return Ok(());
        }
        execute!(io::stdout(), BeginSynchronizedUpdate)?;
        screen.terminal.draw(|frame| draw::draw(model, &mut self.memory, frame))?;
        execute!(io::stdout(), EndSynchronizedUpdate)?;
        model.extent = self.memory.extent();
        Ok(())
    }

    /// What lies at a place of the last frame.
    pub(super) fn pointed(&self, column: u16, row: u16) -> Option<Pointed> {
        self.memory.pointed(column, row)
    }

    /// Turns the wheel over a place of the last frame. Returns whether that scrolled a column.
    pub(super) fn wheel(&mut self, model: &Model, at: (u16, u16), cards: isize) -> bool {
        self.memory.wheel(model, at, cards)
    }
}

/// Puts text on the clipboard through the terminal, so that it works over SSH too.
pub(super) fn copy(model: &mut Model, text: &str) -> io::Result<()> {
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))?;
    model.notices.say(Tone::Info, format!("Copied {text}"), model.now);
    model.dirty = true;
    Ok(())
}

/// Says how a command in the background has ended.
pub(super) fn done(model: &mut Model, done: Done, now: Timestamp) {
    model.now = now;
    match done.trouble {
        Some(trouble) => model.notices.say(Tone::Bad, format!("{} {trouble}.", done.name), now),
        None => model.notices.say(Tone::Info, format!("{} is done.", done.name), now),
    }
    model.dirty = true;
}

/// Opens a page in the browser, which must not write into our screen.
pub(super) fn open(model: &mut Model, url: &str) {
    if let Err(error) = ::open::that_detached(url) {
        let text = format!("No browser could be started ({error}). The address is {url}");
        model.notices.say(Tone::Warn, text, model.now);
        model.dirty = true;
    }
}

/// Writes a view of the user's own into the settings file.
pub(super) fn save_view(model: &mut Model, view: &Own) {
    let (tone, text) = match model.settings.file.as_deref().map(|file| config::save_view(file, view)) {
        Some(Ok(())) => (Tone::Info, format!("Saved the view {}.", view.name)),
        Some(Err(error)) => {
            (Tone::Warn, format!("The view {} is here only until you leave: {error}.", view.name))
        }
        None => (Tone::Info, format!("The view {} is here until you leave: nothing is kept.", view.name)),
    };
    model.notices.say(tone, text, model.now);
    model.dirty = true;
}
