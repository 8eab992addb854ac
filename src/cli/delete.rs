//! `sprintty delete`: takes cards off the project.

use clap::Args as Arguments;

use super::change;
use super::context::Context;
use super::error::Error;
use crate::domain::Wish;

/// Take cards off the project; an issue itself stays, a draft is lost
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// 12, owner/repo#12, an address, or a part of a title
    #[arg(value_name = "REF", required = true)]
    items: Vec<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    change::wish(&args.items, &Wish::Removal, args.dry_run, cx)
}
