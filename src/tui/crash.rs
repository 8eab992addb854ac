//! What happens when the program panics: the terminal is given back, the report goes into the log, and the user is told where.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use color_eyre::config::HookBuilder;

use super::terminal;

/// What is said of any bug.
const WHAT: &str = "error: sprintty has hit a bug and stopped.";

/// The name of a thread that the program goes on without: its panic is written down, and the terminal stays as it is.
pub(super) const SPARE: &str = "spare";

/// The edits that were made and are not on disk yet.
static OWED: AtomicUsize = AtomicUsize::new(0);

/// Edits were made.
pub(super) fn owe(edits: usize) {
    OWED.fetch_add(edits, Ordering::Relaxed);
}

/// Edits are on disk.
pub(super) fn settle(edits: usize) {
    let less = |owed: usize| Some(owed.saturating_sub(edits));
    OWED.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).ok();
}

/// What became of what was changed, as far as that is known. `keeps` is whether there is a disk that it goes to.
fn outcome(keeps: bool, owed: usize) -> &'static str {
    match (keeps, owed) {
        (false, _) => "",
        (true, 0) => " What you changed is on disk and will be sent.",
        (true, 1) => " Your last change may be lost: it was not on disk yet.",
        (true, _) => " Your last changes may be lost: they were not on disk yet.",
    }
}

/// Installs the hooks. `log` is where the report is written; `keeps` is whether what is changed goes to disk.
pub fn install(log: PathBuf, keeps: bool) {
    let (panic, error) = HookBuilder::default().display_env_section(false).into_hooks();
    // A second call, as in tests, keeps the first hook.
    if error.install().is_err() {
        return;
    }
    std::panic::set_hook(Box::new(move |info| {
        let report = panic.panic_report(info).to_string();
        if std::thread::current().name() == Some(SPARE) {
            drop(append(&log, &report));
            return;
        }
        terminal::give_back();
        let kept = append(&log, &report);
        let where_it_is = match kept {
            Ok(()) => format!("hint: the report is in {}; please add it to an issue.", log.display()),
            Err(_) => report,
        };
        // The terminal may be gone, and a second panic in here would end the process before anything is put away.
        let outcome = outcome(keeps, OWED.load(Ordering::Relaxed));
        drop(writeln!(std::io::stderr(), "{WHAT}{outcome}\n{where_it_is}"));
    }));
}

fn append(log: &std::path::Path, report: &str) -> std::io::Result<()> {
    if let Some(folder) = log.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
    writeln!(file, "{report}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_disk_is_said_to_be_there() {
        assert_eq!(outcome(false, 0), "", "the demo keeps nothing");
        assert!(outcome(true, 0).contains("is on disk"));
        assert!(outcome(true, 1).contains("may be lost"));
        assert!(outcome(true, 2).contains("may be lost"));
    }
}
