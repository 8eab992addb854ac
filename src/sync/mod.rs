//! Keeps the store and GitHub in step: commands go in, events come out.
//!
//! `machine` decides and is pure; `engine` does what it decides.

mod backoff;
mod budget;
pub mod engine;
pub mod machine;
mod unkept;

use std::sync::Arc;

use crate::domain::{
    Conflict, Details, Edit, EditId, Entry, ItemId, Pending, Progress, Pull, Repository, Step, Timestamp,
};
use crate::github;
/// Why GitHub lets nothing through.
pub use crate::github::Error as Reason;

/// How many entries of the event log an opened card is told of.
pub const ACTIVITY: usize = 200;

/// What the program asks of the sync.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Send these edits. They are on disk when [`Event::Saved`] comes. The step goes into the undo journal with them.
    Push {
        /// In the order they were made.
        edits: Vec<Pending>,
        /// What to write into the undo journal: a new step, or one that was undone or redone.
        step: Option<Step>,
    },
    /// Read now.
    Sync {
        /// Read every item, changed or not.
        full: bool,
    },
    /// Send a refused or unknown edit again. One that GitHub may have made and not show yet is looked for, and [`Event::Sought`] tells.
    Retry(EditId),
    /// Give up an edit that was not sent, or that GitHub has refused. Of one that is on its way [`Event::Kept`] tells.
    Drop(EditId),
    /// A person has decided what becomes of an edit that someone else's change clashes with: it counts from theirs. Where someone has
    /// set another value by now, that is told instead.
    Settle {
        /// Ours.
        edit: EditId,
        /// The edit that makes theirs of it, as it was told: see [`Conflict::theirs`].
        theirs: Edit,
    },
    /// Tell what is known of a card that was opened, and ask GitHub for more if that is not of today's state.
    Load(ItemId),
    /// Tell what is known of a card, without asking GitHub.
    Peek(ItemId),
    /// Read a card anew, and tell what is known of it then.
    Read(ItemId),
    /// Read anew what can be chosen in each repository of the project.
    Directory,
    /// Keep where the user was.
    Remember(serde_json::Value),
    /// Keep a text that is being written, beside those that other boards keep.
    Keep {
        /// Its own.
        id: EditId,
        /// What opens it again; none once it need not be kept any longer.
        written: Option<serde_json::Value>,
    },
    /// Stop once everything is on disk; [`Event::Stopped`] answers.
    Quit,
}

/// What the sync tells the program.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something was read, and it is on disk.
    Pulled {
        /// What.
        pull: Pull,
        /// When.
        seen_at: Timestamp,
    },
    /// These edits are on disk: they survive whatever happens to this process.
    Saved(Vec<EditId>),
    /// Another process on the same store made an edit.
    Edited(Box<Pending>),
    /// An edit got further, or was refused.
    Marked {
        /// Which.
        edit: EditId,
        /// How far it is now.
        progress: Progress,
    },
    /// An edit is no longer needed: a later one replaced it, or a person dropped it.
    Forgotten(EditId),
    /// GitHub made the item that a draft edit asked for.
    Renamed {
        /// The local id.
        from: ItemId,
        /// GitHub's.
        to: ItemId,
    },
    /// An edit was to be given up, but is on its way to GitHub, or there.
    Kept(Box<Pending>),
    /// An edit was to be sent again, but GitHub may have made it and not show it yet: it is looked for.
    Sought {
        /// Which.
        edit: EditId,
        /// When it is sent again, should it not be found.
        until: Timestamp,
    },
    /// Someone else changed what an unsent edit changes too.
    Conflicting(Box<Conflict>),
    /// The conflict of an edit is over.
    Settled(EditId),
    /// How many items GitHub has and would not or could not show: they stay as they were read last. Told when the number changes.
    Unread {
        /// How many.
        items: usize,
    },
    /// What is known of a card that was opened.
    Details {
        /// Which.
        item: ItemId,
        /// Markdown; none when it was never read.
        body: Option<String>,
        /// Comments and relations; none when they were never read, and for drafts.
        details: Option<Arc<Details>>,
        /// What happened to it, the newest first, at most [`ACTIVITY`] entries.
        activity: Vec<Entry>,
    },
    /// What can be chosen in some repositories: those that are known at the start, later those that were read.
    Directory(Vec<Arc<Repository>>),
    /// The login that the token belongs to.
    Viewer(String),
    /// How things stand.
    Status(Status),
    /// Something could not be kept on this computer. An edit stays in memory: it still goes to GitHub, and to the disk once that
    /// can be written.
    Trouble(String),
    /// The sync ends with edits that are neither on disk nor at GitHub.
    Lost {
        /// How many.
        edits: usize,
        /// What the store said.
        why: String,
    },
    /// Everything is on disk and the sync has ended.
    Stopped,
}

/// How things stand, shown in one place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// Whether and how GitHub is reached.
    pub link: Link,
    /// Edits on disk that GitHub has not accepted yet.
    pub unsent: usize,
    /// Of these, how many are sent only when a person has decided on a conflict.
    pub held: usize,
    /// Edits that wait for a person: refused or unknown.
    pub stuck: usize,
    /// Whether edits are being sent, or will be without anyone's help.
    pub sending: bool,
    /// Why edits wait for a person though GitHub can be read; none while nothing waits, or GitHub takes them.
    pub unwritable: Option<Reason>,
    /// The read under way.
    pub reading: Option<Reading>,
    /// What the last complete read of this process came to.
    pub ended: Option<Reading>,
    /// When the last complete read ended.
    pub synced_at: Option<Timestamp>,
    /// When columns and order were read last, where that is a while ago and something has changed on the project since: reading
    /// them costs points, so it is done less often the more cards there are. None where they are of [`Self::synced_at`].
    pub moves_at: Option<Timestamp>,
    /// The points, once GitHub has said.
    pub budget: Option<Budget>,
}

/// Whether and how GitHub is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Link {
    /// Nothing was tried yet.
    #[default]
    Idle,
    /// The last request was answered.
    Online,
    /// GitHub can't be reached. It is tried again at a moment.
    Offline {
        /// What the network said.
        why: String,
        /// When the next try is due.
        retry_at: Timestamp,
    },
    /// GitHub asked to wait.
    Limited {
        /// Until when.
        until: Timestamp,
    },
    /// GitHub will not answer until a person acts.
    Barred(Reason),
    /// Another process on the same store does the talking.
    Following,
}

/// What a person can do where GitHub lets nothing through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Name another project.
    Name,
    /// Get another token.
    Token,
    /// Give the token a scope.
    Scope,
    /// Get access.
    Access,
    /// See whether the address is that of GitHub.
    Address,
    /// Try again.
    Patience,
}

impl Link {
    /// What a person can do where GitHub lets nothing through; none where it does.
    pub fn remedy(&self) -> Option<Remedy> {
        use github::Error as E;
        let Self::Barred(why) = self else { return None };
        Some(match why {
            E::NotFound { .. } => Remedy::Name,
            E::BadToken | E::NoToken { .. } | E::NotAToken { .. } => Remedy::Token,
            E::MissingScope { .. } => Remedy::Scope,
            E::Forbidden { .. } => Remedy::Access,
            E::Refused { .. } | E::Changed { .. } | E::Unreadable { .. } => Remedy::Address,
            E::Unreachable { .. }
            | E::Lost { .. }
            | E::RateLimited { .. }
            | E::SlowDown { .. }
            | E::Overloaded { .. }
            | E::Busy { .. } => Remedy::Patience,
        })
    }
}

/// A read under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Items read so far.
    pub done: u32,
    /// Items there are, where known.
    pub total: Option<u32>,
    /// Points spent on it so far.
    pub points: u32,
    /// Requests made for it so far.
    pub requests: u32,
    /// When it began.
    pub began: Timestamp,
    /// Whether it is the first read of the project.
    pub first: bool,
}

/// GitHub's hourly points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Points an hour.
    pub limit: u32,
    /// Points left.
    pub remaining: u32,
    /// When they are full again.
    pub reset_at: Option<Timestamp>,
}

impl Budget {
    /// Whether less than a fifth is left.
    pub fn is_low(&self) -> bool {
        self.remaining < self.limit / 5
    }
}

impl Status {
    /// How many edits reach GitHub without anyone's help, now or when it answers again.
    pub fn on_their_way(&self) -> usize {
        self.unsent.saturating_sub(self.held)
    }

    /// Whether it looks the same on screen as another: a quiet read that brought nothing is no reason to draw.
    pub fn looks_like(&self, other: &Self) -> bool {
        let low = |status: &Self| status.budget.filter(Budget::is_low);
        let said = |status: &Self| {
            let live = matches!(status.link, Link::Idle | Link::Online | Link::Following);
            (status.synced_at.is_some(), status.synced_at.filter(|_| !live), status.moves_at)
        };
        // Only who has nothing to look at yet is told when the next try is.
        let link = |status: &Self| match &status.link {
            Link::Offline { why, .. } if status.synced_at.is_some() => {
                Link::Offline { why: why.clone(), retry_at: Timestamp::MIN_UTC }
            }
            link @ (Link::Idle
            | Link::Online
            | Link::Offline { .. }
            | Link::Limited { .. }
            | Link::Barred(_)
            | Link::Following) => link.clone(),
        };
        (link(self), &self.unwritable, self.unsent, self.held, self.stuck, &self.reading)
            == (link(other), &other.unwritable, other.unsent, other.held, other.stuck, &other.reading)
            && low(self) == low(other)
            && said(self) == said(other)
    }
}
