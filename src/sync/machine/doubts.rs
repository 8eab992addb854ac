//! Creations whose answer was lost: found among what a read brings, or after a while looked for by themselves and sent again.

use std::collections::HashSet;

use chrono::Duration;

use super::choice::is_in;
use super::{Machine, Order as Do};
use crate::domain::item::Content;
use crate::domain::item::Name;
use crate::domain::{Edit, EditId, Fetched, ItemId, Pending, Progress, Pull, Timestamp};
use crate::github::{MADE_SKEW, text};

impl Machine {
    /// Finds the creations whose answer was lost among the items that a read brought.
    pub(super) fn claim_creations(&mut self, pull: &Pull, orders: &mut Vec<Do>) {
        let mut claimed: HashSet<ItemId> = HashSet::new();
        for doubt in self.doubts() {
            let found = pull.items.iter().find(|fetched| {
                let id = &fetched.item.id;
                let known = self.base.as_ref().is_some_and(|base| base.item(id).is_some());
                let ours = self.outbox.iter().any(|pending| pending.edit.item() == id);
                !known && !ours && !claimed.contains(id) && doubt.is(fetched)
            });
            if let Some(found) = found {
                let to = found.item.id.clone();
                claimed.insert(to.clone());
                let Doubt { edit, item, since, .. } = doubt;
                orders.extend(self.created(edit, item, to, Progress::Accepted { at: since }));
            }
        }
        self.claim_put_back(pull, orders);
    }

    /// Finds what was put back on the project, and whose answer was lost, among the items that a read brought. One that someone else has
    /// put back is found by the attempt itself.
    fn claim_put_back(&mut self, pull: &Pull, orders: &mut Vec<Do>) {
        let mut found = Vec::new();
        for pending in &self.outbox {
            let (Edit::PutBack { item, content, .. }, Progress::Sending { since }) =
                (&pending.edit, &pending.progress)
            else {
                continue;
            };
            let new = pull.items.iter().map(|fetched| &fetched.item).find(|new| {
                let known = self.base.as_ref().is_some_and(|base| base.item(&new.id).is_some());
                let ours = self.outbox.iter().any(|pending| *pending.edit.item() == new.id);
                let is_new = new.created_at >= *since - MADE_SKEW && !known && !ours;
                is_new && new.content_id() == content.id() && found.iter().all(|(_, _, id, _)| *id != new.id)
            });
            found.extend(new.map(|new| (pending.id, item.clone(), new.id.clone(), *since)));
        }
        for (edit, from, to, at) in found {
            orders.extend(self.created(edit, from, to, Progress::Accepted { at }));
        }
    }

    /// After a complete read: a creation that it did not show may be sent again once it has had time to appear.
    pub(super) fn resolve_doubts(
        &mut self,
        began: Timestamp,
        walked: bool,
        now: Timestamp,
        orders: &mut Vec<Do>,
    ) {
        let patience = Duration::seconds(i64::from(self.pace.resend_after));
        let ripe = |since: Timestamp| {
            walked && began + self.skew() >= since && now + self.skew() - since >= patience
        };
        let is_issue = |item: &ItemId| {
            let base = self.base.as_ref();
            base.and_then(|base| base.item(item)).is_some_and(|item| item.issue().is_some())
        };
        let resolved = |pending: &Pending| {
            let Progress::Unknown { since } = pending.progress else { return None };
            if let Edit::Convert { item, .. } = &pending.edit
                && is_issue(item)
            {
                return Some(Progress::Accepted { at: since });
            }
            // It is looked for once more before it is sent.
            ripe(since).then_some(Progress::Sending { since })
        };
        let again = self.outbox.iter().filter_map(|pending| Some((pending.id, resolved(pending)?))).collect();
        self.mark_all(again, orders);
    }

    /// Whether a creation waits to be found or sent again.
    pub(super) fn has_doubts(&self) -> bool {
        self.outbox.iter().any(|pending| matches!(pending.progress, Progress::Unknown { .. }))
    }

    /// The cards whose creation is in doubt: also while it waits to be sent again, on its way it is never when a read comes in.
    fn doubts(&self) -> Vec<Doubt> {
        let doubt = |pending: &Pending| {
            let (Progress::Unknown { since } | Progress::Sending { since }) = pending.progress else {
                return None;
            };
            let (title, body, repository) = match &pending.edit {
                Edit::AddDraft { title, body, .. } => (title, body, None),
                Edit::AddIssue { title, body, repository, .. } => (title, body, Some(repository.clone())),
                Edit::SetField { .. }
                | Edit::Place { .. }
                | Edit::Delete { .. }
                | Edit::Set { .. }
                | Edit::Link { .. }
                | Edit::PutBack { .. }
                | Edit::Convert { .. }
                | Edit::Comment { .. }
                | Edit::SetComment { .. } => return None,
            };
            let (title, body) = (title.clone(), body.clone());
            Some(Doubt {
                edit: pending.id,
                item: pending.edit.item().clone(),
                since,
                title,
                body,
                repository,
            })
        };
        self.outbox.iter().filter_map(doubt).collect()
    }
}

/// A creation that GitHub may have made.
struct Doubt {
    edit: EditId,
    item: ItemId,
    /// When it was sent.
    since: Timestamp,
    title: String,
    body: String,
    /// Of an issue; none of a draft.
    repository: Option<Name>,
}

impl Doubt {
    /// Whether an item that a read brought is what was to be made.
    fn is(&self, fetched: &Fetched) -> bool {
        let is_there = match &fetched.item.content {
            Content::Draft(_) => self.repository.is_none(),
            Content::Issue(_) => self.repository.as_ref().is_some_and(|ours| is_in(&fetched.item, ours)),
            Content::PullRequest(_) | Content::Hidden => false,
        };
        // As whoever sends it again looks for it: what one of the two passes over, the other must not take for known.
        is_there
            && text::is_title(fetched.item.title(), &self.title)
            && text::is_body(&fetched.body, &self.body)
            && fetched.item.created_at >= self.since - MADE_SKEW
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::Item;
    use crate::domain::item::Draft;

    #[test]
    fn a_draft_is_known_again_although_its_text_was_cleaned() {
        let at = Timestamp::from_timestamp(1_754_488_800, 0).expect("a valid second");
        let draft = Draft {
            id: None,
            title: "Ask about abc".to_owned(),
            author: None,
            assignees: Vec::new().into(),
            created_at: at,
            updated_at: at,
        };
        let item = Item {
            id: "PVTI_1".into(),
            content: Content::Draft(draft),
            archived: false,
            created_at: at,
            updated_at: at,
            values: Vec::new(),
        };
        let fetched = Fetched { item: Arc::new(item), body: "One\nTwo".to_owned() };
        let doubt = |title: &str| Doubt {
            edit: EditId(uuid::Uuid::nil()),
            item: "local:1".into(),
            since: at,
            title: title.to_owned(),
            body: "One\r\nTwo".to_owned(),
            repository: None,
        };
        assert!(doubt("Ask about \u{202e}abc").is(&fetched));
        assert!(doubt(" Ask about abc ").is(&fetched), "GitHub trims");
        assert!(!doubt("Ask about abd").is(&fetched));
    }
}
