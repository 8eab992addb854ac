//! Carries out what a writing command has planned, or only shows it.

use super::context::{Context, Sent, World};
use super::error::Error;
use super::json::{self, ChangeJson, EditJson};
use super::plan::{Ids, batch};
use crate::domain::Edit;

/// What to do and how to call it.
pub(super) struct Change {
    /// For the undo journal: `Move #12 to Done`.
    pub(super) label: String,
    pub(super) edits: Vec<Edit>,
    /// Whether only to show it.
    pub(super) dry_run: bool,
}

/// Makes a change and prints what became of it.
pub(super) fn make(world: &World, change: Change, ids: &Ids, cx: &mut Context) -> Result<(), Error> {
    let Change { label, edits, dry_run } = change;
    let view = world.replica.view();
    let shown = json::edits(&edits, view);
    let now = cx.clock.now();
    let Some(batch) = batch(&world.replica, edits, label, ids, now) else {
        return print(cx, "unchanged", None, shown, &["nothing is to change"]);
    };
    if dry_run {
        return print(cx, "planned", None, shown, &[]);
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
    let lines = edits.iter().map(|edit| edit.description.as_str()).chain(remarks.iter().copied());
    lines.into_iter().try_for_each(|line| cx.out.line(line))
}
