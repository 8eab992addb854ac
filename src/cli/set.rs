//! `sprintty set`: sets fields and properties of a card.

use clap::Args as Arguments;

use super::change::{self, Change, Manner};
use super::context::{Context, World};
use super::error::Error;
use super::plan::Ids;
use super::value::{self, Known, Property, Target};
use super::{places, reference, text, wishes};
use crate::domain::{Conflict, Item, Wish};

/// Set fields of a card, or its title, text, labels, people and so on
#[derive(Debug, Arguments)]
#[command(after_help = "\
Beside the fields of the project there are title, body (a text, @FILE, or - for standard input), labels and assignees \
(+bug,-docs changes what is there; bug,docs is all there is to be; @me is you), milestone, type, parent (#12), blocked-by (+#3), \
state (open, closed, \"not planned\", duplicate) and archived (yes, no).")]
pub(super) struct Args {
    /// 12, owner/repo#12, its address, or a part of its title
    #[arg(value_name = "REF")]
    item: String,
    /// Such as Effort=3, "Due date=fri", labels=+bug, state=closed; nothing after = clears the field
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
    let split =
        |text: &String| value::split(&view.project, text).map(|(target, text)| (target, text.to_owned()));
    let mut assignments = args.assignments.iter().map(split).collect::<Result<Vec<_>, _>>()?;
    let stored = cx.body(&world.key, &item.id)?;
    for (target, text) in &mut assignments {
        if *target == Target::Property(Property::Body) {
            undecided(&item, &world)?;
            *text = text::read(text, cx)?;
        }
    }
    let home = home(&assignments, &item, &world, cx)?;
    let wants_me = |(target, text): &(Target<'_>, String)| {
        *target == Target::Property(Property::Assignees) && text.to_ascii_lowercase().contains("@me")
    };
    let me = if assignments.iter().any(wants_me) { Some(cx.me(&world.key)?) } else { None };
    let known = Known { view, item: &item, home: home.as_ref(), me: me.as_deref(), today };
    let body = stored.as_deref().map(|stored| world.replica.body(&item.id, stored).to_owned());
    let mut wanted: Vec<Wish> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (target, text) in &assignments {
        if *target == Target::Property(Property::Body) && body.as_ref() == Some(text) {
            continue;
        }
        wanted.extend(value::wishes(*target, text, known)?);
        names.push(target.name());
    }
    let items = [item];
    let edits = wishes::edits(view, &items, &wanted, today, home.as_ref())?;
    let label = match wanted.as_slice() {
        [wish] => wishes::label(&items, wish, &view.project),
        _ => format!("Set {} of {}", names.join(", "), items[0].reference()),
    };
    let ids = Ids::new(cx.clock.now(), world.replica.pending());
    let texts = stored.map(|text| (items[0].id.clone(), text)).into_iter().collect();
    change::make(&world, Change { label, edits, texts, manner: args.manner.clone() }, &ids, cx)
}

/// Refuses another text where an earlier one waits for a decision: whoever writes it may not have seen theirs.
fn undecided(item: &Item, world: &World) -> Result<(), Error> {
    let waits = |clash: &&Conflict| clash.item() == &item.id && clash.holds_back();
    match world.conflicts.iter().find(waits) {
        None => Ok(()),
        Some(_) => Err(Error::refused(format!(
            "an earlier text of {} waits: someone else has changed the same lines",
            item.reference()
        ))
        .hint(
            "`sprintty outbox retry` puts yours in the place of theirs, `sprintty outbox drop` keeps theirs",
        )),
    }
}

/// The card's repository, where something that is to be set is a name of it.
fn home(
    assignments: &[(Target<'_>, String)],
    item: &Item,
    world: &World,
    cx: &mut Context,
) -> Result<Option<std::sync::Arc<crate::domain::Repository>>, Error> {
    let is_of_it = |(target, text): &(Target<'_>, String)| match target {
        Target::Property(property) => property.is_of_repository() && !text.is_empty(),
        Target::Field(_) => false,
    };
    match item.repository().filter(|_| assignments.iter().any(is_of_it)) {
        Some(name) => places::repository(cx, world, name).map(Some),
        None => Ok(None),
    }
}
