//! `sprintty add`: writes a draft.

use clap::Args as Arguments;

use super::change::{self, Change};
use super::column::Column;
use super::context::Context;
use super::error::Error;
use super::plan::{self, Ids};
use crate::domain::ItemId;

/// Write a draft at the bottom of the project
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// One line
    title: String,
    /// The column to put it into
    #[arg(long, value_name = "COLUMN")]
    column: Option<String>,
    /// Its text, in Markdown
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    body: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let world = cx.load()?;
    let view = world.replica.view();
    plan::may_change(&view.project)?;
    let column = args.column.as_ref().map(|column| Column::named(&view.project, column)).transpose()?;
    let ids = Ids::new(cx.clock.now(), world.replica.pending());
    let edits = plan::added(ItemId::local(ids.next()), &args.title, &args.body, column.as_ref())?;
    let label = format!("Add {}", args.title.trim());
    change::make(&world, Change { label, edits, dry_run: args.dry_run }, &ids, cx)
}
