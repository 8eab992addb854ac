//! `sprintty close` and `sprintty reopen`: whether issues and pull requests are open.

use clap::Args as Arguments;

use super::change;
use super::context::Context;
use super::error::Error;
use super::value;
use crate::domain::item::IssueState;
use crate::domain::{Attribute, Wish};

/// Close issues or pull requests
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// 12, owner/repo#12, an address, or a part of a title
    #[arg(value_name = "REF", required = true)]
    items: Vec<String>,
    /// Why: completed, "not planned" or duplicate
    #[arg(long, value_name = "REASON", default_value = "completed")]
    reason: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Open issues or pull requests again
#[derive(Debug, Arguments)]
pub(super) struct Reopen {
    /// 12, owner/repo#12, an address, or a part of a title
    #[arg(value_name = "REF", required = true)]
    items: Vec<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let state = value::state(&args.reason)?;
    if state == IssueState::Open {
        return Err(Error::usage("open is no reason to close").hint("`sprintty reopen` opens it again"));
    }
    change::wish(&args.items, &Wish::Set(Attribute::State(state)), args.dry_run, cx)
}

pub(super) fn reopen(args: &Reopen, cx: &mut Context) -> Result<(), Error> {
    change::wish(&args.items, &Wish::Set(Attribute::State(IssueState::Open)), args.dry_run, cx)
}
