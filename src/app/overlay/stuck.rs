//! What waits for a person: edits that GitHub did not take, to send again or give up, and clashes with what someone else has set.

use std::collections::HashSet;

use super::confirm::Answer;
use super::editor::{self, Editor};
use super::history::line;
use super::list::List;
use super::{Confirm, Fate, Overlay, compose};
use crate::app::clash::{Clash, thing, value};
use crate::app::cx::{Before, Cx};
use crate::app::journal::Journal;
use crate::app::message::Effect;
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::app::screen::board::name;
use crate::app::widget::Picker;
use crate::domain::conflict::marked;
use crate::domain::wording::of_edit;
use crate::domain::{Attribute, Edit, Pending, Progress, Replica, Snapshot};
use crate::input::StuckAction;
use crate::sync::Command;

/// The list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stuck {
    /// The chosen line.
    pub cursor: usize,
    /// Whether the chosen clash is shown whole, its sides beside each other.
    pub whole: bool,
}

/// One thing that waits.
#[derive(Debug)]
pub enum Waiting<'a> {
    /// Two values for one thing.
    Clash(&'a Clash),
    /// Edits of one step that all wait for the same reason.
    Edits(Vec<&'a Pending>),
}

/// All that waits: clashes first, then edits, oldest first.
pub fn waiting<'a>(clashes: &'a [Clash], replica: &'a Replica) -> Vec<Waiting<'a>> {
    let mut groups: Vec<Vec<&Pending>> = Vec::new();
    for pending in edits(replica) {
        let same =
            |group: &&mut Vec<&Pending>| group[0].step == pending.step && why(group[0]) == why(pending);
        match groups.iter_mut().find(same) {
            Some(group) => group.push(pending),
            None => groups.push(vec![pending]),
        }
    }
    clashes.iter().map(Waiting::Clash).chain(groups.into_iter().map(Waiting::Edits)).collect()
}

/// The edits that wait for a person, oldest first.
pub fn edits(replica: &Replica) -> impl Iterator<Item = &Pending> {
    replica.pending().iter().filter(|pending| why(pending).is_some())
}

/// Why an edit waits for a person; none if it does not.
pub fn why(pending: &Pending) -> Option<&str> {
    match &pending.progress {
        Progress::Refused(refusal) => Some(&refusal.message),
        Progress::Unknown { .. } => Some("The answer was lost: GitHub may have it or not."),
        Progress::Queued | Progress::Sending { .. } | Progress::Accepted { .. } => None,
    }
}

/// What edits of one step were meant to do, in a few words.
pub fn title(edits: &[&Pending], journal: &Journal, view: &Snapshot) -> String {
    let Some(first) = edits.first() else { return String::new() };
    let cards = edits.iter().map(|pending| pending.edit.item()).collect::<HashSet<_>>().len();
    let step = journal.steps().iter().find(|step| step.id == first.step);
    match step {
        _ if edits.len() == 1 => of_edit(&first.edit, view),
        Some(step) if cards == 1 => step.label.clone(),
        Some(step) => format!("{}: {cards} of {} cards", step.label, step.cards()),
        None => format!("{}, and {} more", of_edit(&first.edit, view), edits.len() - 1),
    }
}

impl Stuck {
    /// Obeys an action.
    pub fn update(&mut self, action: StuckAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        let last = waiting(cx.clashes, cx.replica).len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
        match action {
            StuckAction::StuckDown => self.cursor = (self.cursor + 1).min(last),
            StuckAction::StuckUp => self.cursor = self.cursor.saturating_sub(1),
            StuckAction::ShowStuck => self.show(cx),
            StuckAction::Retry | StuckAction::DropEdit => self.decide(action, cx),
            StuckAction::KeepMine | StuckAction::TakeTheirs | StuckAction::EditClash => {
                self.settle(action, board, cx);
            }
            StuckAction::CloseStuck if self.whole => self.whole = false,
            StuckAction::CloseStuck => return Fate::Closes,
        }
        if waiting(cx.clashes, cx.replica).is_empty() { Fate::Closes } else { Fate::Stays }
    }

    /// Shows the chosen clash whole, or the cards of the chosen edits.
    fn show(&mut self, cx: &mut Cx<'_>) {
        let view = cx.replica.view();
        let waiting = waiting(cx.clashes, cx.replica);
        match waiting.get(self.cursor) {
            Some(Waiting::Clash(_)) => self.whole = !self.whole,
            Some(Waiting::Edits(edits)) => {
                let lines = edits
                    .iter()
                    .map(|pending| line(&pending.edit, why(pending).unwrap_or_default().to_owned(), view));
                let list = List::plain(&title(edits, cx.journal, view), Picker::new(lines.collect()));
                cx.overlays.push(list.into());
            }
            None => {}
        }
    }

    /// Sends the chosen edits again, or asks whether to give them up.
    fn decide(&self, action: StuckAction, cx: &mut Cx<'_>) {
        let waiting = waiting(cx.clashes, cx.replica);
        let edits = match waiting.get(self.cursor) {
            Some(Waiting::Edits(edits)) => edits,
            Some(Waiting::Clash(_)) => {
                return cx.say(Tone::Info, "Nothing was refused there: keep yours, or take theirs.");
            }
            None => return,
        };
        let commands = |command: fn(crate::domain::EditId) -> Command| {
            edits.iter().map(|edit| command(edit.id)).collect::<Vec<_>>()
        };
        if action == StuckAction::Retry {
            let all = commands(Command::Retry);
            cx.effects.extend(all.into_iter().map(Effect::Sync));
            return;
        }
        let what = title(edits, cx.journal, cx.replica.view());
        let these = if edits.len() == 1 { "this edit" } else { "these edits" };
        let question = format!("Give {these} up? {what}.");
        let yes = Answer::Tell(commands(Command::Drop));
        cx.overlays.push(Overlay::Confirm(Confirm::new(question, yes)));
    }

    /// Decides the chosen clash.
    fn settle(&mut self, action: StuckAction, board: &mut Board, cx: &mut Cx<'_>) {
        if self.cursor >= cx.clashes.len() {
            return cx.say(Tone::Info, "There is no other value there: send it again, or give it up.");
        }
        let view = cx.replica.view();
        let clash = &cx.clashes[self.cursor];
        let called = view.item(clash.item()).map_or_else(|| "the card".to_owned(), |item| name(item));
        let what = thing(&clash.mine, view);
        if action == StuckAction::EditClash {
            return merge(&clash.clone(), board, cx);
        }
        let clash = cx.clashes.remove(self.cursor);
        self.whole = false;
        if action == StuckAction::KeepMine {
            cx.effects.push(Effect::Sync(clash.settle()));
            return cx.say(Tone::Info, format!("{what} of {called} stays yours."));
        }
        let settle = clash.settle();
        let label = format!("Take {}'s {what} of {called}", clash.whose());
        cx.say(Tone::Info, format!("{label}."));
        match &clash.mine {
            Edit::Set { to: Attribute::Body(mine), .. } => {
                let theirs = value(&clash.theirs, cx.replica.view());
                let before = Before { seen: mine, theirs: Some(&theirs) };
                cx.commit_text(label, vec![clash.theirs.clone()], before);
            }
            Edit::SetComment { .. } => {
                let theirs = in_sight_of_itself(clash.theirs.clone());
                cx.commit(label, vec![theirs]);
            }
            Edit::SetField { .. }
            | Edit::Set { .. }
            | Edit::Place { .. }
            | Edit::AddDraft { .. }
            | Edit::AddIssue { .. }
            | Edit::PutBack { .. }
            | Edit::Delete { .. }
            | Edit::Link { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. } => cx.commit(label, vec![clash.theirs]),
        }
        cx.effects.push(Effect::Sync(settle));
        board.settle(cx);
    }
}

/// The edit that leaves a comment as someone else has made it: there is nothing to send.
fn in_sight_of_itself(theirs: Edit) -> Edit {
    match theirs {
        Edit::SetComment { item, comment, to: Some(text), .. } => {
            Edit::SetComment { item, comment, was: text.clone(), to: Some(text) }
        }
        edit @ (Edit::SetComment { .. }
        | Edit::SetField { .. }
        | Edit::Set { .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Link { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. }) => edit,
    }
}

/// Opens the editor for what two people have set.
fn merge(clash: &Clash, board: &Board, cx: &mut Cx<'_>) {
    let editor = match &clash.mine {
        Edit::SetField { field, .. } => Editor::Field(field.clone()),
        Edit::Set { to, .. } => match to {
            Attribute::Title(_) => Editor::Title,
            Attribute::Milestone(_) => Editor::Milestone,
            Attribute::Kind(_) => Editor::Type,
            Attribute::Parent(_) => Editor::Parent,
            Attribute::State(_) => Editor::Closing,
            Attribute::Body(mine) => {
                let text = |edit: &Edit| value(edit, cx.replica.view());
                let was = clash.was.as_ref().map(text).unwrap_or_default();
                let theirs = text(&clash.theirs);
                let both = marked(&was, mine, &theirs);
                return compose::merge(clash.item().clone(), [mine, &theirs, &both], cx);
            }
            Attribute::Archived(_) => return cx.say(Tone::Info, "Keep yours, or take theirs."),
        },
        Edit::SetComment { item, comment, to, .. } => {
            let text = |edit: &Edit| value(edit, cx.replica.view());
            let (was, theirs) = (clash.was.as_ref().map(text).unwrap_or_default(), text(&clash.theirs));
            let both = marked(&was, to.as_deref().unwrap_or_default(), &theirs);
            return compose::reword((item.clone(), comment.clone()), theirs, Some(&both), cx);
        }
        Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Link { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. } => return,
    };
    editor::open(&editor, vec![clash.item().clone()], board, cx);
}
