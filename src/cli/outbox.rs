//! `sprintty outbox`: the edits that GitHub has not confirmed.

use clap::{Args as Arguments, Subcommand};

use super::change;
use super::context::{Context, World};
use super::error::Error;
use super::json;
use super::table::Yield;
use crate::domain::{EditId, Pending, Progress};

/// Show the edits that GitHub has not confirmed, send refused ones again, or drop them
#[derive(Debug, Arguments)]
pub(super) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Send refused edits again, and those that someone else's hold back
    Retry(Chosen),
    /// Give up refused edits and those that someone else's hold back; by its id, also one that was not sent yet
    Drop(Chosen),
}

#[derive(Debug, Arguments)]
struct Chosen {
    /// The end of an id as `sprintty outbox` shows it; without one, all that wait for you
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Show which they are, and leave them as they are
    #[arg(long)]
    dry_run: bool,
}

/// So much of an id tells edits apart: its beginning is the time.
const SHOWN: usize = 8;

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let world = cx.load()?;
    let Some(what) = &args.what else { return list(&world, cx) };
    match what {
        What::Retry(chosen) | What::Drop(chosen) if chosen.dry_run => {
            let rows = chosen_rows(&world, what, &chosen.ids)?;
            if rows.is_empty() {
                nothing(cx)
            } else {
                change::print(cx, "planned", None, described(&world, &rows), &[])
            }
        }
        What::Retry(chosen) => {
            let rows = chosen_rows(&world, what, &chosen.ids)?;
            let shown = described(&world, &rows);
            let ids: Vec<EditId> = rows.iter().map(|row| row.id).collect();
            let sent = if ids.is_empty() { None } else { Some(cx.retry(&world, &ids)?) };
            match sent {
                Some(sent) => change::report(cx, sent, shown),
                None => nothing(cx),
            }
        }
        What::Drop(chosen) => {
            let rows = chosen_rows(&world, what, &chosen.ids)?;
            if rows.is_empty() {
                return nothing(cx);
            }
            let shown = described(&world, &rows);
            let gone = cx.drop_edits(&world.key, &rows.iter().map(|row| row.id).collect::<Vec<_>>())?;
            if let Some(row) = rows.iter().find(|row| !gone.contains(&row.id)) {
                let text = format!("the edit {} no longer waits: it is being sent, or gone", short(row));
                return Err(Error::refused(text).hint("`sprintty outbox` shows how far it is"));
            }
            change::print(cx, "dropped", None, shown, &[])
        }
    }
}

fn list(world: &World, cx: &mut Context) -> Result<(), Error> {
    let (base, rows) = (world.replica.base(), world.replica.pending());
    let edits = json::edits(rows.iter().map(|row| &row.edit), base);
    let rows = rows.iter().zip(edits);
    if cx.json {
        let rows: Vec<_> = rows.map(|(row, edit)| json::pending(row, edit, &base.project)).collect();
        return cx.out.json(&rows);
    }
    let undecided = world.conflicts.iter().filter(|clash| !clash.holds_back()).count();
    if undecided > 0 {
        let them = if undecided == 1 { "1 conflict" } else { &format!("{undecided} conflicts") };
        cx.remark(&format!(
            "note: {them} on values that someone else has set too: yours is kept, ! on the board shows both"
        ));
    }
    if rows.len() == 0 {
        return cx.out.line("nothing waits: GitHub has every edit");
    }
    let cells: Vec<Vec<String>> = rows
        .map(|(row, edit)| {
            let made = cx.local(row.made_at).format("%Y-%m-%d %H:%M").to_string();
            vec![short(row), made, edit.description, state(row, world)]
        })
        .collect();
    cx.out.table(&["ID", "MADE", "EDIT", "STATE"], &cells, &[Yield::Text(2, 10), Yield::Text(3, 6)])
}

/// The rows with these ids; without ids all that wait for a person. What was not sent yet is given up by its id alone.
fn chosen_rows<'a>(world: &'a World, what: &What, ids: &[String]) -> Result<Vec<&'a Pending>, Error> {
    let rows = world.replica.pending();
    let may = |row: &Pending| {
        let unsent = matches!((what, &row.progress), (What::Drop(_), Progress::Queued));
        unsent || waits_for_you(row, world)
    };
    if ids.is_empty() {
        return Ok(rows.iter().filter(|row| waits_for_you(row, world)).collect());
    }
    let find = |id: &String| {
        let found: Vec<&Pending> =
            rows.iter().filter(|row| !id.is_empty() && row.id.to_string().ends_with(id.as_str())).collect();
        match found.as_slice() {
            [row] if may(row) => Ok(*row),
            [row] => {
                Err(Error::refused(format!("the edit {} is under way: {}", short(row), state(row, world)))
                    .hint(match what {
                        What::Retry(_) => {
                            "only edits that are refused, or that someone else's hold back, are retried"
                        }
                        What::Drop(_) => {
                            "an edit can be dropped until it is sent, and when GitHub has refused it"
                        }
                    }))
            }
            [] => {
                Err(Error::refused(format!("the outbox has no edit `{id}`"))
                    .hint("`sprintty outbox` lists them"))
            }
            _ => Err(Error::refused(format!("`{id}` may be several edits")).hint("write more of the id")),
        }
    };
    ids.iter().map(find).collect()
}

fn waits_for_you(row: &Pending, world: &World) -> bool {
    json::is_stuck(row) || world.holds_back(row.id).is_some()
}

/// How far an edit is, and why no further.
fn state(row: &Pending, world: &World) -> String {
    match world.holds_back(row.id) {
        Some(clash) => {
            let who = clash.by.as_deref().unwrap_or("someone else");
            format!("waits for you: {who} has changed the same lines")
        }
        None => progress(row),
    }
}

fn described(world: &World, rows: &[&Pending]) -> Vec<json::EditJson> {
    json::edits(rows.iter().map(|row| &row.edit), world.replica.base())
}

fn nothing(cx: &mut Context) -> Result<(), Error> {
    change::print(cx, "unchanged", None, Vec::new(), &["nothing waits for you"])
}

fn short(row: &Pending) -> String {
    let id = row.id.to_string();
    id[id.len() - SHOWN..].to_owned()
}

/// How far an edit is.
pub(super) fn progress(pending: &Pending) -> String {
    match &pending.progress {
        Progress::Queued => "waits".to_owned(),
        Progress::Sending { .. } => "being sent".to_owned(),
        Progress::Accepted { .. } => "accepted, not read back yet".to_owned(),
        Progress::Refused(refusal) => format!("refused: {}", refusal.message),
        Progress::Unknown { .. } => "sent, but whether it arrived is unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Edit, EditId, sample};

    #[test]
    fn an_edit_stays_listed_until_it_is_read_back() {
        let at = sample::at("2026-11-20");
        let id = EditId(uuid::Uuid::nil());
        let edit = Edit::Delete { item: "A".into() };
        let row = Pending {
            id,
            step: id,
            edit,
            was: None,
            base: None,
            excuse: None,
            turns: false,
            made_at: at,
            progress: Progress::Accepted { at },
        };
        assert_eq!(progress(&row), "accepted, not read back yet");
    }
}
