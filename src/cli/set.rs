//! `sprintty set`: sets fields of a card.

use clap::Args as Arguments;

use super::change::{self, Change, Manner};
use super::context::Context;
use super::error::Error;
use super::plan::{self, Ids};
use super::{reference, value};

/// Set fields of a card
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// 12, owner/repo#12, its address, or a part of its title
    #[arg(value_name = "REF")]
    item: String,
    /// Such as Effort=3, "Due date=fri", Sprint=@current, Status=done; nothing after = clears the field
    #[arg(value_name = "FIELD=VALUE", required = true)]
    assignments: Vec<String>,
    #[command(flatten)]
    manner: Manner,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let today = cx.today();
    let world = cx.load()?;
    let view = world.replica.view();
    let item = reference::find(view, &args.item)?;
    let read = |text: &String| value::assignment(&view.project, &item, text, today);
    let assignments = args.assignments.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let edits = plan::set(view, &item, &assignments)?;
    let names: Vec<&str> = assignments
        .iter()
        .filter_map(|assignment| view.project.field(&assignment.field))
        .map(|field| field.name.as_str())
        .collect();
    let label = format!("Set {} of {}", names.join(", "), item.reference());
    let ids = Ids::new(cx.clock.now(), world.replica.pending());
    change::make(&world, Change { label, edits, manner: args.manner.clone() }, &ids, cx)
}
