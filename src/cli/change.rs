//! Carries out what a writing command has planned, or only shows it.

use std::collections::HashMap;

use clap::Args as Arguments;

use super::context::{Context, Sent, World};
use super::error::Error;
use super::json::{self, ChangeJson, EditJson};
use super::plan::{Ids, batch};
use super::{places, reference, wishes};
use crate::domain::{Edit, ItemId, Wish, limit};

/// What to do and how to call it.
pub(super) struct Change {
    /// For the undo journal: `Move #12 to Done`.
    pub(super) label: String,
    pub(super) edits: Vec<Edit>,
    /// GitHub's texts of the cards, where they are known: undo goes back to them.
    pub(super) texts: HashMap<ItemId, String>,
    /// How it is made.
    pub(super) manner: Manner,
}

/// How a change is made.
#[derive(Debug, Clone, Arguments)]
pub(super) struct Manner {
    /// Why a column may get more cards than the limit that `[wip]` enforces; told in the card's activity
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Manner {
    /// Without a reason.
    fn of(dry_run: bool) -> Self {
        Self { reason: None, dry_run }
    }
}

#[cfg(test)]
impl Change {
    /// One that is made.
    pub(super) fn of(label: &str, edits: Vec<Edit>) -> Self {
        Self { label: label.to_owned(), edits, texts: HashMap::new(), manner: Manner::of(false) }
    }
}

/// Makes a wish true for all cards that are named.
pub(super) fn wish(names: &[String], wish: &Wish, dry_run: bool, cx: &mut Context) -> Result<(), Error> {
    let today = cx.today();
    let world = cx.load()?;
    let view = world.replica.view();
    let items = reference::find_all(view, names)?;
    let edits = wishes::edits(view, &items, std::slice::from_ref(wish), today, None)?;
    let label = wishes::label(&items, wish, &view.project);
    let mut texts = HashMap::new();
    for item in &items {
        texts.extend(cx.body(&world.key, &item.id)?.map(|text| (item.id.clone(), text)));
    }
    let ids = Ids::new(cx.clock.now(), world.replica.pending());
    make(&world, Change { label, edits, texts, manner: Manner::of(dry_run) }, &ids, cx)
}

/// Makes a change and prints what became of it.
pub(super) fn make(world: &World, mut change: Change, ids: &Ids, cx: &mut Context) -> Result<(), Error> {
    let (edits, manner) = (&change.edits, change.manner.clone());
    let view = world.replica.view();
    let shown = json::edits(edits, view);
    let passed = limit::passed(view, edits, |column| limit::named(&cx.config.wip, column));
    if let Some(full) = passed.iter().find(|passed| passed.limit.enforced) {
        let reason = manner.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let Some(reason) = reason else {
            return Err(Error::refused(full.to_string())
                .hint("say why with --reason TEXT: the card's activity tells it"));
        };
        change.label = limit::excused(&change.label, reason);
    }
    let now = cx.clock.now();
    let Some(batch) = batch(&world.replica, change, &passed, ids, now) else {
        return print(cx, "unchanged", None, shown, &["nothing is to change"]);
    };
    places::check(cx, world, &batch)?;
    if manner.dry_run {
        return print(cx, "planned", None, shown, &[]);
    }
    for passed in &passed {
        cx.remark(&passed.told());
    }
    let sent = cx.push(&world.key, &batch)?;
    report(cx, sent, shown)
}

/// Prints what became of edits.
pub(super) fn report(cx: &mut Context, sent: Sent, mut shown: Vec<EditJson>) -> Result<(), Error> {
    match sent {
        Sent::Sent(made) => {
            if let Some(made) = made {
                let local = |shown: &&mut EditJson| shown.item.starts_with("local:");
                shown.iter_mut().filter(local).for_each(|shown| shown.item = made.to_string());
            }
            print(cx, "sent", None, shown, &[])
        }
        Sent::Queued(reason) => {
            let saved = format!("saved here and not sent yet: {reason}");
            let later = "it is sent by the next sprintty that reaches GitHub";
            print(cx, "queued", Some(reason), shown, &[&saved, later])
        }
    }
}

/// Prints the outcome of a writing command: the edits, and remarks where there is no JSON to say the same.
pub(super) fn print(
    cx: &mut Context,
    result: &'static str,
    reason: Option<String>,
    edits: Vec<EditJson>,
    remarks: &[&str],
) -> Result<(), Error> {
    if cx.json {
        return cx.out.json(&ChangeJson { result, reason, edits });
    }
    // What is done needs no word; what is not, or was given up, must not be taken for it.
    let word = match result {
        "planned" | "dropped" => format!("{result}: "),
        _ => String::new(),
    };
    for edit in &edits {
        cx.out.line(&format!("{word}{}", edit.description))?;
    }
    remarks.iter().try_for_each(|line| cx.out.line(line))
}
