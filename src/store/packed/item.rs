//! The dense form of an item.
//!
//! The numbers of variants are on disk for good: a new variant gets a new one. Zero is never used, so an empty record is
//! recognised as damage.

use super::{Packed, Reader, Torn, Writer};
use crate::domain::item::{
    Checks, Draft, FieldValue, Issue, IssueState, Label, Link, Milestone, Pull, PullRequest, PullStage,
    PullState, Review, Tally, Work,
};
use crate::domain::{Content, Item, Timestamp, Value};

impl Packed for Item {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { id, content, archived, created_at, updated_at, values } = self;
        to.record(|to| {
            id.pack(to);
            content.pack(to);
            archived.pack(to);
            created_at.pack(to);
            updated_at.pack(to);
            values.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| {
            Ok(Self {
                id: from.take()?,
                content: from.take()?,
                archived: from.take()?,
                created_at: from.take()?,
                updated_at: from.take()?,
                values: from.take()?,
            })
        })
    }
}

impl Packed for FieldValue {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { field, value, at, by } = self;
        to.record(|to| {
            field.pack(to);
            value.pack(to);
            at.map(Timestamp::from).pack(to);
            by.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| {
            let (field, value, at) = (from.take()?, from.take()?, from.take::<Option<Timestamp>>()?);
            Ok(Self { field, value, at: at.map(Into::into), by: from.take()? })
        })
    }
}

impl Packed for Value {
    fn pack(&self, to: &mut Writer<'_>) {
        match self {
            Self::Text(text) => variant(1, text, to),
            Self::Number(number) => variant(2, number, to),
            Self::Date(day) => variant(3, day, to),
            Self::SingleSelect(option) => variant(4, option, to),
            Self::MultiSelect(options) => variant(5, options, to),
            Self::Iteration(iteration) => variant(6, iteration, to),
        }
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Text(from.take()?),
            2 => Self::Number(from.take()?),
            3 => Self::Date(from.take()?),
            4 => Self::SingleSelect(from.take()?),
            5 => Self::MultiSelect(from.take()?),
            6 => Self::Iteration(from.take()?),
            _ => return Err(Torn),
        })
    }
}

impl Packed for Content {
    fn pack(&self, to: &mut Writer<'_>) {
        match self {
            Self::Issue(issue) => variant(1, issue, to),
            Self::PullRequest(pull) => variant(2, pull, to),
            Self::Draft(draft) => variant(3, draft, to),
            Self::Hidden => to.number(4),
        }
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Issue(from.take()?),
            2 => Self::PullRequest(from.take()?),
            3 => Self::Draft(from.take()?),
            4 => Self::Hidden,
            _ => return Err(Torn),
        })
    }
}

fn variant(number: u64, inside: &impl Packed, to: &mut Writer<'_>) {
    to.number(number);
    inside.pack(to);
}

impl Packed for Work {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self {
            id,
            number,
            title,
            repository,
            author,
            assignees,
            labels,
            milestone,
            created_at,
            updated_at,
            closed_at,
            editable,
        } = self;
        to.record(|to| {
            id.pack(to);
            number.pack(to);
            title.pack(to);
            repository.pack(to);
            author.pack(to);
            assignees.pack(to);
            labels.pack(to);
            milestone.pack(to);
            created_at.pack(to);
            updated_at.pack(to);
            closed_at.pack(to);
            editable.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| {
            Ok(Self {
                id: from.take()?,
                number: from.take()?,
                title: from.take()?,
                repository: from.take()?,
                author: from.take()?,
                assignees: from.take()?,
                labels: from.take()?,
                milestone: from.take()?,
                created_at: from.take()?,
                updated_at: from.take()?,
                closed_at: from.take()?,
                editable: from.take()?,
            })
        })
    }
}

impl Packed for Issue {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self {
            work,
            state,
            kind,
            parent,
            sub_issues,
            blocked_by,
            open_blockers,
            blocking,
            pulls,
            reopened,
        } = self;
        to.record(|to| {
            work.pack(to);
            state.pack(to);
            kind.pack(to);
            parent.pack(to);
            sub_issues.pack(to);
            blocked_by.pack(to);
            open_blockers.pack(to);
            blocking.pack(to);
            pulls.pack(to);
            reopened.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| {
            Ok(Self {
                work: from.take()?,
                state: from.take()?,
                kind: from.take()?,
                parent: from.take()?,
                sub_issues: from.take()?,
                blocked_by: from.take()?,
                open_blockers: from.take()?,
                blocking: from.take()?,
                pulls: from.take()?,
                reopened: from.take()?,
            })
        })
    }
}

impl Packed for PullRequest {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { work, pull, reviewers } = self;
        to.record(|to| {
            work.pack(to);
            pull.pack(to);
            reviewers.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| Ok(Self { work: from.take()?, pull: from.take()?, reviewers: from.take()? }))
    }
}

impl Packed for Draft {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { id, title, author, assignees, created_at, updated_at } = self;
        to.record(|to| {
            id.pack(to);
            title.pack(to);
            author.pack(to);
            assignees.pack(to);
            created_at.pack(to);
            updated_at.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| {
            Ok(Self {
                id: from.take()?,
                title: from.take()?,
                author: from.take()?,
                assignees: from.take()?,
                created_at: from.take()?,
                updated_at: from.take()?,
            })
        })
    }
}

impl Packed for Pull {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { number, repository, state } = self;
        to.record(|to| {
            number.pack(to);
            repository.pack(to);
            state.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| Ok(Self { number: from.take()?, repository: from.take()?, state: from.take()? }))
    }
}

impl Packed for PullState {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { stage, draft, review, checks } = self;
        to.record(|to| {
            stage.pack(to);
            draft.pack(to);
            review.pack(to);
            checks.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| {
            Ok(Self { stage: from.take()?, draft: from.take()?, review: from.take()?, checks: from.take()? })
        })
    }
}

impl Packed for Link {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { id, number, title, repository, open } = self;
        to.record(|to| {
            id.pack(to);
            number.pack(to);
            title.pack(to);
            repository.pack(to);
            open.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| {
            Ok(Self {
                id: from.take()?,
                number: from.take()?,
                title: from.take()?,
                repository: from.take()?,
                open: from.take()?,
            })
        })
    }
}

impl Packed for Label {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { name, colour } = self;
        to.record(|to| {
            name.pack(to);
            colour.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| Ok(Self { name: from.take()?, colour: from.take()? }))
    }
}

impl Packed for Milestone {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { title, due, open } = self;
        to.record(|to| {
            title.pack(to);
            due.pack(to);
            open.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| Ok(Self { title: from.take()?, due: from.take()?, open: from.take()? }))
    }
}

impl Packed for Tally {
    fn pack(&self, to: &mut Writer<'_>) {
        let Self { done, total } = self;
        to.record(|to| {
            done.pack(to);
            total.pack(to);
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        from.record(|from| Ok(Self { done: from.take()?, total: from.take()? }))
    }
}

impl Packed for IssueState {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(match self {
            Self::Open => 1,
            Self::Completed => 2,
            Self::NotPlanned => 3,
            Self::Duplicate => 4,
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Open,
            2 => Self::Completed,
            3 => Self::NotPlanned,
            4 => Self::Duplicate,
            _ => return Err(Torn),
        })
    }
}

impl Packed for PullStage {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(match self {
            Self::Open => 1,
            Self::Closed => 2,
            Self::Merged => 3,
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Open,
            2 => Self::Closed,
            3 => Self::Merged,
            _ => return Err(Torn),
        })
    }
}

impl Packed for Review {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(match self {
            Self::Approved => 1,
            Self::ChangesRequested => 2,
            Self::Required => 3,
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Approved,
            2 => Self::ChangesRequested,
            3 => Self::Required,
            _ => return Err(Torn),
        })
    }
}

impl Packed for Checks {
    fn pack(&self, to: &mut Writer<'_>) {
        to.number(match self {
            Self::Passing => 1,
            Self::Failing => 2,
            Self::Running => 3,
        });
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, Torn> {
        Ok(match from.number()? {
            1 => Self::Passing,
            2 => Self::Failing,
            3 => Self::Running,
            _ => return Err(Torn),
        })
    }
}
