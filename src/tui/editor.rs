//! The user's own editor, on a file that nobody else can read and that is gone afterwards.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config;

/// Lets the user change a text. The terminal must have been given back.
pub(super) fn edit(text: &str) -> Result<String, String> {
    let failed = |what: &str, error: io::Error| format!("{what} ({error}). What you wrote is still here.");
    let editor = config::editor().unwrap_or_else(|| usual().to_owned());
    let scratch =
        Scratch::new(text).map_err(|error| failed("No file for the editor could be written", error))?;
    match command(&editor, &scratch.0).status() {
        Ok(status) if status.success() => {
            scratch.read().map_err(|error| failed("The text could not be read back", error))
        }
        Ok(status) => Err(format!("`{editor}` ended with {status}: the text is as it was.")),
        Err(error) => Err(failed(&format!("`{editor}` could not be started"), error)),
    }
}

/// The editor that every system has.
fn usual() -> &'static str {
    if cfg!(windows) { "notepad" } else { "vi" }
}

/// What is configured may hold arguments, as in `code --wait`: a shell reads it, the file is named apart.
#[cfg(unix)]
fn command(editor: &str, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(file);
    command
}

#[cfg(not(unix))]
fn command(editor: &str, file: &Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("notepad"));
    command.args(words).arg(file);
    command
}

/// A file that goes when it is no longer needed.
struct Scratch(PathBuf);

impl Scratch {
    fn new(text: &str) -> io::Result<Self> {
        let name = format!("sprintty-{}.md", uuid::Uuid::now_v7().simple());
        let scratch = Self(std::env::temp_dir().join(name));
        create(&scratch.0)?.write_all(text.as_bytes())?;
        Ok(scratch)
    }

    fn read(&self) -> io::Result<String> {
        let mut text = String::new();
        File::open(&self.0)?.read_to_string(&mut text)?;
        Ok(text)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

/// A new file, never one that is there already.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
