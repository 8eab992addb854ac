//! What to know of a drop before it is made: it is allowed all the same.

use super::Board;
use crate::app::cx::Sight;
use crate::domain::query::Scope;
use crate::domain::{Item, ItemId, Timestamp};

impl Board {
    /// What a person should know of dropping the carried cards where they are: whom one waits for that goes on towards the last
    /// column, and that the filter will not show them there.
    pub fn cautions(&self, sight: Sight<'_>) -> Vec<String> {
        [self.waits_for(sight), self.leaves(sight)].into_iter().flatten().collect()
    }

    /// Whom the carried card waits for, where it goes on.
    pub(super) fn waits_for(&self, sight: Sight<'_>) -> Option<String> {
        let (drag, columns) = (self.drag.as_ref()?, self.columns.as_ref()?);
        let [card] = drag.cards.as_slice() else { return None };
        let stage = |column: usize| columns.columns().get(column)?.value.is_some().then_some(column);
        let goes_on = stage(drag.to.column)? > stage(drag.from.column)?;
        let issue = sight.view.item(card)?.issue().filter(|_| goes_on)?;
        let open = || issue.blocked_by.iter().filter(|link| link.open);
        let known = u32::try_from(open().count()).unwrap_or(u32::MAX);
        let (first, more) = (open().next(), issue.open_blockers.max(known).saturating_sub(1));
        let first = first.map(|link| {
            let here = issue.work.repository == link.repository;
            if here { format!("#{}", link.number) } else { format!("{}#{}", link.repository, link.number) }
        });
        match (first, more) {
            (Some(first), 0) => Some(format!("waits for {first}")),
            (Some(first), more) => Some(format!("waits for {first} and {more} more")),
            (None, _) => None,
        }
    }

    /// How many of the carried cards the filter would not show any more.
    fn leaves(&self, sight: Sight<'_>) -> Option<String> {
        let (drag, columns) = (self.drag.as_ref()?, self.columns.as_ref()?);
        if self.filter.query.is_empty() {
            return None;
        }
        let mut after = sight.view.clone();
        for edit in drag.landing(columns, sight.view).edits.iter().filter(|edit| !edit.places()) {
            edit.apply(&mut after, Timestamp::UNIX_EPOCH);
        }
        let scope = Scope { project: &after.project, items: Some(&after), me: sight.me, today: sight.today };
        let mut matcher = self.filter.query.prepare(&scope).ok()?;
        let mut goes = |item: &Item| !matcher.matches(item);
        let is_gone = |card: &&ItemId| after.item(card).is_some_and(|item| goes(item));
        match (drag.cards.iter().filter(is_gone).count(), drag.cards.len()) {
            (0, _) => None,
            (1, 1) => Some("leaves this view".to_owned()),
            (gone, all) if gone == all => Some("all leave this view".to_owned()),
            (gone, all) => Some(format!("{gone} of {all} leave this view")),
        }
    }
}
