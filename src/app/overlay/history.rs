//! The history: every step with what became of it, each to take back or to make again.

use std::collections::HashMap;

use super::Fate;
use super::list::{Choice, List};
use crate::app::cx::Cx;
use crate::app::journal::{Journal, Since, Who};
use crate::app::screen::Board;
use crate::app::screen::board::name;
use crate::app::widget::{Entry, Picker};
use crate::domain::wording::of_edit;
use crate::domain::{Edit, ItemId, Pending, Progress, Replica, Snapshot, Step, StepId};
use crate::input::HistoryAction;

/// How many cards a sentence names.
const NAMED: usize = 3;

/// The history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The chosen line; the newest step is the first.
    pub cursor: usize,
}

/// What became of a step, as far as this computer knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fared {
    /// Edits that GitHub has still to be told of.
    pub unsent: usize,
    /// Edits that GitHub has refused, or that a person has to decide on.
    pub stuck: usize,
}

/// What became of the steps of which there are still edits in the outbox.
pub fn fared(replica: &Replica) -> HashMap<StepId, Fared> {
    let mut all: HashMap<StepId, Fared> = HashMap::new();
    for pending in replica.pending() {
        let fared = all.entry(pending.step).or_default();
        match pending.progress {
            Progress::Refused(_) | Progress::Unknown { .. } => fared.stuck += 1,
            Progress::Queued | Progress::Sending { .. } => fared.unsent += 1,
            Progress::Accepted { .. } => {}
        }
    }
    all
}

/// The state of a step in words.
pub fn state(step: &Step, fared: Fared) -> String {
    let cards = step.cards();
    match (step.undone, fared) {
        (_, Fared { stuck, .. }) if stuck > 0 && cards > 1 => format!("{stuck} of {cards} refused"),
        (_, Fared { stuck, .. }) if stuck > 0 => "refused".to_owned(),
        (true, Fared { unsent, .. }) if unsent > 0 => "taken back, unsent".to_owned(),
        (true, _) => "taken back".to_owned(),
        (false, Fared { unsent, .. }) if unsent > 0 && cards > 1 => format!("{unsent} unsent"),
        (false, Fared { unsent, .. }) if unsent > 0 => "unsent".to_owned(),
        (false, _) => "sent".to_owned(),
    }
}

/// Who has changed the cards of a step since, in a sentence without its end.
pub fn changed(since: &[Since], cards: usize, view: &Snapshot) -> String {
    let called = |item: &ItemId| view.item(item).map_or_else(|| "a card".to_owned(), |item| name(item));
    let by = |who: &Who| match who {
        Who::You(label) => format!("you ({label})"),
        Who::Other(Some(login)) => login.to_string(),
        Who::Other(None) => "someone else".to_owned(),
    };
    match since {
        [one] if cards == 1 => match &one.who {
            Who::You(label) => format!("you have changed it since ({label})"),
            Who::Other(_) => format!("{} has changed it since", by(&one.who)),
        },
        some => {
            let named: Vec<String> = some
                .iter()
                .take(NAMED)
                .map(|since| format!("{} by {}", called(&since.item), by(&since.who)))
                .collect();
            let more = match some.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let were = if some.len() == 1 { "was" } else { "were" };
            format!("{} of {cards} {were} changed since: {}{more}", some.len(), named.join(", "))
        }
    }
}

impl History {
    /// Obeys an action.
    pub fn update(&mut self, action: HistoryAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        let last = cx.journal.steps().len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
        let half = (cx.extent.lines / 2).max(1);
        match action {
            HistoryAction::HistoryDown => self.cursor = (self.cursor + 1).min(last),
            HistoryAction::HistoryUp => self.cursor = self.cursor.saturating_sub(1),
            HistoryAction::HistoryPageDown => self.cursor = (self.cursor + half).min(last),
            HistoryAction::HistoryPageUp => self.cursor = self.cursor.saturating_sub(half),
            HistoryAction::TurnStep => {
                if let Some(id) = self.chosen(cx.journal).map(|step| step.id) {
                    let card = cx.turn_step(id);
                    board.turned(card, cx);
                }
            }
            HistoryAction::StepCards => {
                let Some(step) = self.chosen(cx.journal) else { return Fate::Stays };
                let fates = cards(step, cx.replica);
                cx.overlays.push(fates.into());
            }
            HistoryAction::CloseHistory => return Fate::Closes,
        }
        Fate::Stays
    }

    /// The chosen step.
    pub fn chosen<'a>(&self, journal: &'a Journal) -> Option<&'a Step> {
        journal.steps().iter().rev().nth(self.cursor)
    }
}

/// The cards of a step, and what became of each.
fn cards(step: &Step, replica: &Replica) -> List {
    let edits = if step.undone { &step.back } else { &step.done };
    let mut entries: Vec<Entry<Choice>> = Vec::new();
    let mut seen: Vec<&ItemId> = Vec::new();
    for edit in edits {
        let card = edit.item();
        if seen.contains(&card) {
            continue;
        }
        seen.push(card);
        let of_card = |pending: &&Pending| pending.step == step.id && pending.edit.item() == card;
        let note = fate(replica.pending().iter().filter(of_card));
        entries.push(line(edit, note, replica.view()));
    }
    List::plain(&step.label, Picker::new(entries))
}

/// A line about what happens to a card.
pub(super) fn line(edit: &Edit, note: String, view: &Snapshot) -> Entry<Choice> {
    let card = edit.item();
    let label = match view.item(card) {
        Some(item) if item.number().is_some() => format!("{} {}", name(item), item.title()),
        Some(item) => item.title().to_owned(),
        None => of_edit(edit, view),
    };
    Entry { label, note, value: Choice::Show(card.clone()) }
}

/// What became of the edits of one card.
fn fate<'a>(edits: impl Iterator<Item = &'a Pending>) -> String {
    let mut unsent = false;
    for pending in edits {
        match &pending.progress {
            Progress::Refused(refusal) => return format!("refused: {}", refusal.message),
            Progress::Unknown { .. } => return "the answer was lost".to_owned(),
            Progress::Queued | Progress::Sending { .. } => unsent = true,
            Progress::Accepted { .. } => {}
        }
    }
    if unsent { "unsent".to_owned() } else { "sent".to_owned() }
}
