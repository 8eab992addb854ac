//! `sprintty sync`: reads what changed on GitHub and sends what waits.

use clap::Args as Arguments;

use super::context::Context;
use super::error::Error;
use super::json;

/// Read what changed on GitHub, and send what waits
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// Read every item, changed or not
    #[arg(long)]
    full: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let report = cx.sync(args.full)?;
    if cx.json {
        return cx.out.json(&json::sync(&report));
    }
    if report.following {
        return cx.out.line(&format!(
            "{}: another sprintty is open and keeps it up to date ({} items)",
            report.project, report.items
        ));
    }
    let seconds = report.took.as_seconds_f64();
    cx.out.line(&format!(
        "{}: {} items, {} added, {} changed, {} removed ({} requests, {} points, {seconds:.1} s)",
        report.project,
        report.items,
        report.added,
        report.changed,
        report.removed,
        report.requests,
        report.points
    ))?;
    match report.unsent {
        0 => Ok(()),
        unsent => {
            cx.out.line(&format!("{unsent} of your edits are not sent yet: `sprintty outbox` shows them"))
        }
    }
}
