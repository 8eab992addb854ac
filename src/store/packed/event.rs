//! The dense form of a logged change, without the item and the time: those have columns.
//!
//! The numbers of variants are on disk for good: a new variant gets a new one.

use super::{Packed, Reader, Torn, Writer};
use crate::domain::item::{Name, State};
use crate::domain::limit::Excuse;
use crate::domain::{Change, Entry, ItemId, Named, Provenance, Timestamp};

/// What a row of the event log says besides the item and the time.
#[derive(Debug, PartialEq)]
pub(in crate::store) struct Logged {
    pub(in crate::store) seen_at: Timestamp,
    pub(in crate::store) by: Option<Name>,
    pub(in crate::store) provenance: Provenance,
    pub(in crate::store) change: Change,
    pub(in crate::store) named: Named,
    pub(in crate::store) excuse: Option<Excuse>,
}

impl Logged {
    /// What it says, of an item at a time.
    pub(in crate::store) fn of(self, item: ItemId, at: Timestamp) -> Entry {
        let Self { seen_at, by, provenance, change, named, excuse } = self;
        Entry { item, at, seen_at, by, provenance, change, named, excuse }
    }
}

impl Packed for Logged {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { seen_at, by, provenance, change, named, excuse } = self;
        to.record(|to| {
            seen_at.pack(to);
            by.pack(to);
            provenance.pack(to);
            change.pack(to);
            named.from.pack(to);
            named.to.pack(to);
            excuse.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| {
            Ok(Self {
                seen_at: from.take()?,
                by: from.take()?,
                provenance: from.take()?,
                change: from.take()?,
                named: Named { from: from.take()?, to: from.take()? },
                excuse: from.take()?,
            })
        })
    }
}

impl Packed for Excuse {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { most, reason } = self;
        to.record(|to| {
            most.pack(to);
            reason.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| Ok(Self { most: from.take()?, reason: from.take()? }))
    }
}

impl Packed for Provenance {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(match self {
            Self::Seen => 1,
            Self::Ours => 2,
            Self::Reconstructed => 3,
            Self::Found => 4,
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Seen,
            2 => Self::Ours,
            3 => Self::Reconstructed,
            4 => Self::Found,
            _ => return Err(Torn),
        })
    }
}

impl Packed for State {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(match self {
            Self::Open => 1,
            Self::Done => 2,
            Self::Dropped => 3,
            Self::Unknown => 4,
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Open,
            2 => Self::Done,
            3 => Self::Dropped,
            4 => Self::Unknown,
            _ => return Err(Torn),
        })
    }
}

impl Packed for Change {
    fn pack(&self, to: &mut Writer<'_>) {
        match self {
            Self::Added => to.number(1),
            Self::Removed => to.number(2),
            Self::Archived { to: now } => {
                to.number(3);
                now.pack(to);
            }
            Self::Field { field, from, to: now } => {
                to.number(4);
                field.pack(to);
                from.pack(to);
                now.pack(to);
            }
            Self::State { from, to: now } => pair(5, from, now, to),
            Self::Title { from, to: now } => pair(6, from, now, to),
            Self::Assignees { from, to: now } => pair(7, from, now, to),
            Self::Labels { from, to: now } => pair(8, from, now, to),
            Self::Milestone { from, to: now } => pair(9, from, now, to),
            Self::BlockedBy { by, on } => pair(10, by, on, to),
            Self::Parent { from, to: now } => pair(11, from, now, to),
            Self::Type { from, to: now } => pair(13, from, now, to),
            Self::Moved { after } => {
                to.number(12);
                after.pack(to);
            }
            Self::Reason { from, to: now } => pair(20, from, now, to),
            Self::Repository { from, to: now } => pair(21, from, now, to),
            Self::Reviewers { from, to: now } => pair(22, from, now, to),
            Self::Pulls { from, to: now } => pair(23, from, now, to),
            Self::Checks { from, to: now } => pair(24, from, now, to),
            Self::Ready { to: now } => {
                to.number(25);
                now.pack(to);
            }
        }
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Added,
            2 => Self::Removed,
            3 => Self::Archived { to: from.take()? },
            4 => Self::Field { field: from.take()?, from: from.take()?, to: from.take()? },
            5 => Self::State { from: from.take()?, to: from.take()? },
            6 => Self::Title { from: from.take()?, to: from.take()? },
            7 => Self::Assignees { from: from.take()?, to: from.take()? },
            8 => Self::Labels { from: from.take()?, to: from.take()? },
            9 => Self::Milestone { from: from.take()?, to: from.take()? },
            10 => Self::BlockedBy { by: from.take()?, on: from.take()? },
            11 => Self::Parent { from: from.take()?, to: from.take()? },
            12 => Self::Moved { after: from.take()? },
            13 => Self::Type { from: from.take()?, to: from.take()? },
            20 => Self::Reason { from: from.take()?, to: from.take()? },
            21 => Self::Repository { from: from.take()?, to: from.take()? },
            22 => Self::Reviewers { from: from.take()?, to: from.take()? },
            23 => Self::Pulls { from: from.take()?, to: from.take()? },
            24 => Self::Checks { from: from.take()?, to: from.take()? },
            25 => Self::Ready { to: from.take()? },
            _ => return Err(Torn),
        })
    }
}

fn pair(number: u64, first: &impl Packed, second: &impl Packed, to: &mut Writer<'_>) {
    to.number(number);
    first.pack(to);
    second.pack(to);
}
