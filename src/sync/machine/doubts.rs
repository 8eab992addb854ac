//! Creations whose answer was lost: found among what GitHub lists, or sent again after a while.

use std::collections::HashSet;

use chrono::Duration;

use super::{Machine, Order as Do};
use crate::domain::item::Content;
use crate::domain::{Edit, EditId, Fetched, ItemId, Progress, Pull, Timestamp};
use crate::github::text;

/// How far GitHub's clock may be off what we think it is.
const SKEW: Duration = Duration::seconds(120);

impl Machine {
    /// Finds the creations whose answer was lost among the items that a read brought.
    pub(super) fn claim_creations(&mut self, pull: &Pull, orders: &mut Vec<Do>) {
        let mut claimed: HashSet<ItemId> = HashSet::new();
        for (edit, local, since, title, body) in self.doubts() {
            let found = pull.items.iter().find(|fetched| {
                let id = &fetched.item.id;
                let known = self.base.as_ref().is_some_and(|base| base.item(id).is_some());
                let ours = self.outbox.iter().any(|pending| pending.edit.item() == id);
                !known && !ours && !claimed.contains(id) && is_that_draft(fetched, &title, &body, since)
            });
            if let Some(found) = found {
                let to = found.item.id.clone();
                claimed.insert(to.clone());
                orders.extend(self.created(edit, local, to, Progress::Accepted { at: since }));
            }
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
        let again: Vec<(EditId, Progress)> = self
            .doubts()
            .into_iter()
            .filter(|(_, _, since, ..)| {
                walked && began + self.skew() >= *since && now + self.skew() - *since >= patience
            })
            .map(|(edit, ..)| (edit, Progress::Queued))
            .collect();
        self.mark_all(again, orders);
    }

    /// Whether a creation waits to be found or sent again.
    pub(super) fn has_doubts(&self) -> bool {
        !self.doubts().is_empty()
    }

    fn doubts(&self) -> Vec<(EditId, ItemId, Timestamp, String, String)> {
        self.outbox
            .iter()
            .filter_map(|pending| match (&pending.edit, &pending.progress) {
                (Edit::AddDraft { item, title, body }, Progress::Unknown { since }) => {
                    Some((pending.id, item.clone(), *since, title.clone(), body.clone()))
                }
                _ => None,
            })
            .collect()
    }
}

fn is_that_draft(fetched: &Fetched, title: &str, body: &str, since: Timestamp) -> bool {
    match &fetched.item.content {
        Content::Draft(draft) => {
            // What was read is cleaned; what was written is as it was typed.
            let same = draft.title == text::line(title) && fetched.body == text::lines(body);
            same && fetched.item.created_at >= since - SKEW
        }
        Content::Issue(_) | Content::PullRequest(_) | Content::Hidden => false,
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
        assert!(is_that_draft(&fetched, "Ask about \u{202e}abc", "One\r\nTwo", at));
        assert!(!is_that_draft(&fetched, "Ask about abd", "One\nTwo", at));
    }
}
