//! `sprintty move`: puts cards into a column.

use std::collections::HashMap;

use clap::Args as Arguments;

use super::change::{self, Change, Manner};
use super::column::Column;
use super::context::Context;
use super::error::Error;
use super::plan::{self, Ids, Spot};
use super::reference;

/// Put cards into a column
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// 12, owner/repo#12, an address, or a part of a title; several are put one below the other
    #[arg(value_name = "REF", required = true)]
    items: Vec<String>,
    /// The column, whatever its case and emoji; "No status" clears it
    #[arg(value_name = "COLUMN", required = true)]
    column: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    manner: Manner,
}

#[derive(Debug, Arguments)]
#[group(multiple = false)]
struct Place {
    /// Directly below this card
    #[arg(long, value_name = "REF")]
    after: Option<String>,
    /// At the top of the column
    #[arg(long)]
    top: bool,
    /// At the bottom of the column
    #[arg(long)]
    bottom: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let world = cx.load()?;
    let view = world.replica.view();
    let items = reference::find_all(view, &args.items)?;
    let column = Column::named(&view.project, &args.column)?;
    let spot = match &args.place {
        Place { after: Some(after), .. } => {
            let anchor = reference::find(view, after)?;
            if items.iter().any(|item| item.id == anchor.id) {
                return Err(Error::usage(format!("{} can't be put below itself", anchor.reference())));
            }
            if !column.holds(&anchor) {
                return Err(Error::refused(format!("{} is not in {}", anchor.reference(), column.title))
                    .hint("name a card of that column, or use --top or --bottom"));
            }
            Spot::After(anchor.id.clone())
        }
        Place { top: true, .. } => Spot::Top,
        Place { bottom: true, .. } => Spot::Bottom,
        Place { .. } => Spot::Kept,
    };
    let edits = plan::moved(view, &items, &column, &spot)?;
    let names: Vec<String> = items.iter().map(|item| item.reference()).collect();
    let label = format!("Move {} to {}", names.join(", "), column.title);
    let ids = Ids::new(cx.clock.now(), world.replica.pending());
    change::make(
        &world,
        Change { label, edits, texts: HashMap::new(), manner: args.manner.clone() },
        &ids,
        cx,
    )
}
