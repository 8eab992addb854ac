//! Commands of the user's: in the background, or in the terminal until a key says that their output was read.

use std::io::{self, Write};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use crossterm::event::{self, Event as Input, EventStream, KeyEventKind};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use futures::StreamExt;
use tokio::process::{Child, Command};
use tokio::sync::mpsc::UnboundedSender;

use super::signals::{self, Signal, Signals};
use crate::app::Errand;

/// How a command in the background has ended.
pub(super) struct Done {
    pub(super) name: String,
    /// What went wrong.
    pub(super) trouble: Option<String>,
}

/// What follows a command that had the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The board.
    Board,
    /// The end: the system asked for it, or the terminal is gone.
    Leave,
}

/// The shell with a line, and the parts of the card that the line names.
fn shell(errand: &Errand) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(&errand.line).envs(errand.variables.iter().cloned());
    command
}

/// What is said of an end that is not a success.
fn trouble(status: io::Result<ExitStatus>) -> Option<String> {
    match status {
        Ok(status) if status.success() => None,
        Ok(status) => Some(format!("ended with {status}")),
        Err(error) => Some(format!("can't be run: {error}")),
    }
}

/// Starts a command that neither reads nor writes here. It goes on when the program ends.
pub(super) fn start(errand: &Errand, tell: UnboundedSender<Done>) {
    let mut command = shell(errand);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // What is typed here, such as a signal from the keyboard, is not for it.
    #[cfg(unix)]
    command.process_group(0);
    let child = command.spawn();
    let name = errand.name.clone();
    tokio::spawn(async move {
        let status = match child {
            Ok(mut child) => child.wait().await,
            Err(error) => Err(error),
        };
        drop(tell.send(Done { name, trouble: trouble(status) }));
    });
}

/// Runs a command in the terminal, which must have been given back, and waits for a key.
pub(super) async fn watch(errand: &Errand, signals: &mut Signals) -> io::Result<Next> {
    let ended = match shell(errand).spawn() {
        Ok(mut child) => loop {
            let signal = tokio::select! {
                status = child.wait() => break trouble(status),
                signal = signals.next() => signal,
            };
            match signal {
                // It is the command that the keyboard's signal was meant for.
                Signal::Interrupt => {}
                Signal::Suspend => signals::stop_here()?,
                Signal::Leave => {
                    end(&mut child);
                    return Ok(Next::Leave);
                }
            }
        },
        Err(error) => trouble(Err(error)),
    };
    read(&errand.name, ended.as_deref(), signals).await
}

/// Waits until a key says that the output was read.
async fn read(name: &str, trouble: Option<&str>, signals: &mut Signals) -> io::Result<Next> {
    let _raw = Raw::new()?;
    // What was typed before was not meant for this.
    while event::poll(Duration::ZERO)? {
        event::read()?;
    }
    let ended = trouble.map_or_else(String::new, |trouble| format!("{name} {trouble}. "));
    let mut out = io::stdout();
    write!(out, "\r\n{ended}Any key goes back to the board.")?;
    out.flush()?;
    let mut keys = EventStream::new();
    loop {
        tokio::select! {
            signal = signals.next() => match signal {
                Signal::Leave => return Ok(Next::Leave),
                Signal::Interrupt | Signal::Suspend => {}
            },
            input = keys.next() => match input {
                Some(Ok(Input::Key(key))) if key.kind != KeyEventKind::Release => break,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(Next::Leave),
            },
        }
    }
    write!(out, "\r\n")?;
    out.flush()?;
    Ok(Next::Board)
}

/// Asks a command to end.
#[cfg(unix)]
fn end(child: &mut Child) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        // It may have ended by itself.
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap_or_default();
    }
}

#[cfg(not(unix))]
fn end(child: &mut Child) {
    drop(child.start_kill());
}

/// The terminal gives keys as they are typed, until this is dropped: also by a panic.
struct Raw;

impl Raw {
    fn new() -> io::Result<Self> {
        enable_raw_mode().map(|()| Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        drop(disable_raw_mode());
    }
}
