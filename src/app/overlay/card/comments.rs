//! What is done to the comments of an opened card: one is changed, or deleted.

use std::sync::Arc;

use super::spot::{Deed, Spot, UNSENT};
use super::{Card, Section};
use crate::app::cx::Cx;
use crate::app::notice::Tone;
use crate::app::overlay::confirm::Answer;
use crate::app::overlay::{Confirm, Overlay, compose};
use crate::app::screen::board::name;
use crate::domain::details::Comment;
use crate::domain::item::Listed;
use crate::domain::wording::of_edit;
use crate::domain::{CommentId, Details, Edit, EditId, ItemId, Pending, Progress, Replica, permit};

/// The details with our edits of comments that no read has brought yet.
pub(super) fn edited(details: &Arc<Details>, item: &ItemId, replica: &Replica) -> Arc<Details> {
    let mut edits = replica.pending_of(item).filter(|pending| pending.is_in_view()).peekable();
    if !edits.any(|pending| matches!(pending.edit, Edit::SetComment { .. })) {
        return Arc::clone(details);
    }
    let mut some: Vec<Comment> = details.comments.some.to_vec();
    let mut total = details.comments.total;
    for pending in replica.pending_of(item).filter(|pending| pending.is_in_view()) {
        let Edit::SetComment { comment, to, .. } = &pending.edit else { continue };
        let Some(place) = some.iter().position(|known| known.id == *comment) else { continue };
        match to {
            Some(text) if some[place].body == *text => {}
            Some(text) => {
                some[place].body.clone_from(text);
                some[place].edited_at = Some(pending.made_at);
            }
            None => {
                some.remove(place);
                total = total.saturating_sub(1);
            }
        }
    }
    Arc::new(Details { comments: Listed { some: some.into(), total }, ..Details::clone(details) })
}

/// The comments on a card that GitHub has not heard of: each can be chosen, and changed.
pub fn unsent<'a>(item: &'a ItemId, replica: &'a Replica) -> impl Iterator<Item = (Spot, &'a Pending)> {
    let waits = |pending: &&Pending| {
        matches!(pending.edit, Edit::Comment { .. }) && pending.progress == Progress::Queued
    };
    let spot = |place: usize| Spot { section: Section::Comments, place: UNSENT + place };
    replica.pending_of(item).filter(waits).enumerate().map(move |(place, pending)| (spot(place), pending))
}

impl Card {
    /// Puts the comments that wait to be sent among what can be chosen: they stand above those that GitHub has.
    pub(super) fn settle_unsent(&mut self, replica: &Replica) {
        let first = self.spots.iter().position(|(spot, _)| spot.section == Section::Comments);
        let first = first.unwrap_or(self.spots.len());
        let ours = unsent(&self.item, replica).map(|(spot, pending)| (spot, Deed::Unsent(pending.id)));
        self.spots.splice(first..first, ours);
    }

    /// Opens a comment that waits to be sent.
    pub(super) fn rewrite(&self, id: EditId, cx: &mut Cx<'_>) {
        let waits = unsent(&self.item, cx.replica).find(|(_, pending)| pending.id == id);
        if let Some((_, Pending { edit: Edit::Comment { body, .. }, .. })) = waits {
            let was = body.clone();
            compose::rewrite(self.item.clone(), id, &was, cx);
        }
    }

    /// Opens a comment to be changed, if that is allowed.
    pub(super) fn reword(&self, id: &CommentId, cx: &mut Cx<'_>) {
        let Some(comment) = self.comment(id) else { return };
        if self.is_locked(comment, false, cx) {
            return;
        }
        compose::reword((self.item.clone(), id.clone()), comment.body.clone(), None, cx);
    }

    /// Asks whether the chosen comment is to be deleted.
    pub(super) fn unsay(&self, id: &CommentId, cx: &mut Cx<'_>) {
        let Some(comment) = self.comment(id) else { return };
        if self.is_locked(comment, true, cx) {
            return;
        }
        let (item, was) = (self.item.clone(), comment.body.clone());
        let begins =
            super::beginning(was.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim());
        let edit = Edit::SetComment { item, comment: id.clone(), was, to: None };
        let label = of_edit(&edit, cx.replica.view());
        let question =
            format!("Delete the comment “{begins}”? It can be taken back until it is sent, then it is gone.");
        cx.overlays.push(Overlay::Confirm(Confirm::new(question, Answer::Do { label, edit })));
    }

    fn comment(&self, id: &CommentId) -> Option<&Comment> {
        self.said().and_then(|details| details.comments.some.iter().find(|comment| comment.id == *id))
    }

    /// Whether a comment can't be changed, or deleted; says why.
    fn is_locked(&self, comment: &Comment, deletes: bool, cx: &mut Cx<'_>) -> bool {
        let Err(why) = permit::comment(comment, deletes) else { return false };
        let whose = comment.author.as_deref().map_or_else(String::new, |who| format!(" by @{who}"));
        let on =
            cx.replica.view().item(&self.item).map_or_else(String::new, |item| format!(" on {}", name(item)));
        cx.say(Tone::Warn, format!("The comment{whose}{on} stays as it is: {why}."));
        true
    }
}
