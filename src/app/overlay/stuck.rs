//! The edits that GitHub did not take, to send again or give up.

use super::confirm::Answer;
use super::{Confirm, Fate, Overlay};
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::domain::item::IssueState;
use crate::domain::{Attribute, Edit, Member, Pending, Progress, Replica, Snapshot};
use crate::input::StuckAction;
use crate::sync::Command;

/// The list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stuck {
    /// The chosen line.
    pub cursor: usize,
}

/// The edits that wait for a person, oldest first.
pub fn edits(replica: &Replica) -> impl Iterator<Item = &Pending> {
    replica.pending().iter().filter(|pending| match pending.progress {
        Progress::Refused(_) | Progress::Unknown { .. } => true,
        Progress::Queued | Progress::Sending { .. } | Progress::Accepted { .. } => false,
    })
}

/// What an edit was meant to do, in a few words.
pub fn describe(edit: &Edit, view: &Snapshot) -> String {
    let name =
        |id| view.item(id).map_or_else(|| "a card".to_owned(), |item| crate::app::screen::board::name(item));
    match edit {
        Edit::SetField { item, field, to } => {
            let field = view.project.field(field);
            let called = field.map_or("a field", |field| field.name.as_str());
            match (to, field) {
                (Some(value), Some(field)) => {
                    format!("Set {called} of {} to {}", name(item), field.show(value))
                }
                (Some(_), None) => format!("Set {called} of {}", name(item)),
                (None, _) => format!("Clear {called} of {}", name(item)),
            }
        }
        Edit::Place { item, after: Some(after), .. } => format!("Put {} below {}", name(item), name(after)),
        Edit::Place { item, after: None, .. } => format!("Put {} at the top", name(item)),
        Edit::AddDraft { title, .. } => format!("Add the draft “{title}”"),
        Edit::Delete { item } => format!("Take {} off the project", name(item)),
        Edit::Set { item, to } => set(&name(item), to),
        Edit::Link { item, entry, on } => link(&name(item), entry, *on),
        Edit::AddIssue { repository, title, .. } => format!("Open the issue “{title}” in {repository}"),
        Edit::Convert { item, repository } => format!("Make {} an issue of {repository}", name(item)),
        Edit::Comment { item, .. } => format!("Comment on {}", name(item)),
    }
}

fn set(card: &str, to: &Attribute) -> String {
    match to {
        Attribute::Title(title) => format!("Rename {card} to “{title}”"),
        Attribute::Body(_) => format!("Change the text of {card}"),
        Attribute::State(IssueState::Open) => format!("Reopen {card}"),
        Attribute::State(IssueState::Completed) => format!("Close {card}"),
        Attribute::State(IssueState::NotPlanned) => format!("Close {card} as not planned"),
        Attribute::State(IssueState::Duplicate) => format!("Close {card} as a duplicate"),
        Attribute::Milestone(Some(milestone)) => format!("Put {card} into the milestone {}", milestone.title),
        Attribute::Milestone(None) => format!("Take {card} out of its milestone"),
        Attribute::Kind(Some(kind)) => format!("Make {card} a {kind}"),
        Attribute::Kind(None) => format!("Clear the type of {card}"),
        Attribute::Parent(Some(parent)) => {
            format!("Make {card} a sub-issue of {}#{}", parent.repository, parent.number)
        }
        Attribute::Parent(None) => format!("Take {card} from its parent"),
        Attribute::Archived(true) => format!("Archive {card}"),
        Attribute::Archived(false) => format!("Bring {card} back from the archive"),
    }
}

fn link(card: &str, entry: &Member, on: bool) -> String {
    match (entry, on) {
        (Member::Assignee(login), true) => format!("Assign {card} to {login}"),
        (Member::Assignee(login), false) => format!("Unassign {login} from {card}"),
        (Member::Label(label), true) => format!("Label {card} {}", label.name),
        (Member::Label(label), false) => format!("Take the label {} off {card}", label.name),
        (Member::BlockedBy(link), true) => {
            format!("Mark {card} as blocked by {}#{}", link.repository, link.number)
        }
        (Member::BlockedBy(link), false) => {
            format!("Mark {card} as no longer blocked by {}#{}", link.repository, link.number)
        }
    }
}

impl Stuck {
    /// Obeys an action.
    pub fn update(&mut self, action: StuckAction, cx: &mut Cx<'_>) -> Fate {
        let count = edits(cx.replica).count();
        self.cursor = self.cursor.min(count.saturating_sub(1));
        let chosen = edits(cx.replica).nth(self.cursor);
        match action {
            StuckAction::StuckDown => self.cursor = (self.cursor + 1).min(count.saturating_sub(1)),
            StuckAction::StuckUp => self.cursor = self.cursor.saturating_sub(1),
            StuckAction::Retry => {
                if let Some(edit) = chosen {
                    cx.effects.push(Effect::Sync(Command::Retry(edit.id)));
                }
            }
            StuckAction::DropEdit => {
                if let Some(edit) = chosen {
                    let what = describe(&edit.edit, cx.replica.view());
                    let question = format!("Give this edit up? {what}.");
                    let yes = Answer::Tell(Command::Drop(edit.id));
                    cx.overlays.push(Overlay::Confirm(Confirm { question, yes }));
                }
            }
            StuckAction::CloseStuck => return Fate::Closes,
        }
        Fate::Stays
    }
}
