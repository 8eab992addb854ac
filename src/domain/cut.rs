//! Which lists of a card GitHub has sent in part, and how much is missing.

use super::Item;
use super::item::{Content, Work};

/// A list of a card that GitHub may send a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the lists")]
pub enum Cut {
    Assignees,
    Labels,
    Reviewers,
    BlockedBy,
    Pulls,
}

impl Item {
    /// How many more GitHub has on the lists of this card than it sent, by the list; those that are whole are left out.
    pub fn more(&self) -> Vec<(Cut, u32)> {
        let work =
            |work: &Work| [(Cut::Assignees, work.assignees.hidden()), (Cut::Labels, work.labels.hidden())];
        let mut all = Vec::new();
        match &self.content {
            Content::Issue(issue) => {
                all.extend(work(&issue.work));
                all.push((Cut::BlockedBy, issue.blocked_by.hidden()));
                all.push((Cut::Pulls, issue.pulls.hidden()));
            }
            Content::PullRequest(pull) => {
                all.extend(work(&pull.work));
                all.push((Cut::Reviewers, pull.reviewers.hidden()));
            }
            Content::Draft(draft) => all.push((Cut::Assignees, draft.assignees.hidden())),
            Content::Hidden => {}
        }
        all.retain(|(_, hidden)| *hidden > 0);
        all
    }

    /// How many more there are on one list.
    pub fn more_of(&self, list: Cut) -> u32 {
        self.more().into_iter().find_map(|(cut, hidden)| (cut == list).then_some(hidden)).unwrap_or(0)
    }
}
