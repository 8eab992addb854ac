//! What happens when the program panics: the terminal is given back, the report goes into the log, and the user is told where.

use std::io::Write;
use std::path::PathBuf;

use color_eyre::config::HookBuilder;

use super::terminal;

/// What is said of any bug.
const WHAT: &str = "error: sprintty has hit a bug and stopped. What you changed is on disk and will be sent.";

/// Installs the hooks. `log` is where the report is written.
pub fn install(log: PathBuf) {
    let (panic, error) = HookBuilder::default().display_env_section(false).into_hooks();
    // A second call, as in tests, keeps the first hook.
    if error.install().is_err() {
        return;
    }
    std::panic::set_hook(Box::new(move |info| {
        terminal::give_back();
        let report = panic.panic_report(info).to_string();
        let kept = append(&log, &report);
        let where_it_is = match kept {
            Ok(()) => format!("hint: the report is in {}; please add it to an issue.", log.display()),
            Err(_) => report,
        };
        // The terminal may be gone, and a second panic in here would end the process before anything is put away.
        drop(writeln!(std::io::stderr(), "{WHAT}\n{where_it_is}"));
    }));
}

fn append(log: &std::path::Path, report: &str) -> std::io::Result<()> {
    if let Some(folder) = log.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
    writeln!(file, "{report}")
}
