//! What the sync says, taken into the model.

use super::clash::Clash;
use super::message::Effect;
use super::model::Model;
use super::notice::Tone;
use super::overlay::clash::Dock;
use super::overlay::{Card, Compose, Overlay};
use super::placed;
use crate::domain::project::LeftOut;
use crate::domain::wording::of_edit;
use crate::domain::{
    Conflict, Edit, EditId, ItemId, Pending, Progress, Pull, Refusal, Replica, Snapshot, Step, Timestamp,
};
use crate::input::ConfirmAction;
use crate::sync::{Command, Event};

/// Takes in one thing the sync says.
pub(super) fn take(model: &mut Model, event: Event, effects: &mut Vec<Effect>) {
    match event {
        Event::Status(status) => {
            model.dirty |= !model.status.looks_like(&status);
            let (before, now) = (model.status.on_their_way(), status.on_their_way());
            model.to_send = if now == 0 { 0 } else { model.to_send + now.saturating_sub(before) };
            model.status = status;
        }
        // What is lost is said when the terminal is given back.
        Event::Saved(_) | Event::Lost { .. } | Event::Unread { items: 0 } => {}
        Event::Stopped => effects.push(Effect::Quit),
        Event::Pulled { pull, .. } if pull.is_empty() => {}
        Event::Pulled { pull, seen_at } => pulled(model, &pull, seen_at, effects),
        Event::Viewer(login) => {
            model.settings.me = Some(login);
            model.dirty = true;
        }
        Event::Trouble(why) => {
            let text = format!("Only in this window until the disk takes it: {why}");
            model.notices.say(Tone::Bad, text, model.now);
            model.dirty = true;
        }
        Event::Details { item, body, details, activity } => {
            for card in opened(model, &item) {
                card.take(body.clone(), details.clone(), activity.clone());
            }
            if let Some(stored) = &body {
                fill(model, &item, stored);
            }
            told(model, &item, body.as_deref(), effects);
        }
        Event::Directory(read) => {
            model.dirty |= !read.is_empty();
            model.directory.extend(read.into_iter().map(|repository| (repository.name.clone(), repository)));
            let view = model.replica.as_ref().map(Replica::view);
            for overlay in &mut model.overlays {
                if let (Overlay::Create(line), Some(view)) = (overlay, view) {
                    line.learn(&model.directory, view);
                }
            }
        }
        Event::Unread { items } => {
            model.notices.say(Tone::Warn, unread_text(items), model.now);
            model.dirty = true;
        }
        Event::Conflicting(conflict) => {
            model.dirty = true;
            model.notices.say(Tone::Warn, conflict_text(model.replica.as_ref(), &conflict), model.now);
            clash(model, *conflict, effects);
        }
        Event::Settled(edit) => {
            model.dirty = true;
            model.clashes.retain(|clash| clash.edit != edit);
        }
        Event::Kept(pending) => kept(model, *pending, effects),
        Event::Sought { edit, until } => {
            let text = sought_text(model.replica.as_ref(), edit, until - model.now);
            model.notices.say(Tone::Warn, text, model.now);
            model.dirty = true;
        }
        Event::Edited(edit) => with_replica(model, |replica| replica.edit(*edit)),
        Event::Marked { edit, progress } => {
            if let Progress::Refused(refusal) = &progress {
                let text = refused_text(model.replica.as_ref(), edit, refusal);
                model.notices.say(Tone::Bad, text, model.now);
            }
            with_replica(model, |replica| replica.mark(edit, progress));
        }
        Event::Forgotten(edit) => {
            model.journal.forgotten(edit);
            with_replica(model, |replica| replica.forget(edit));
        }
        Event::Renamed { from, to } => {
            with_replica(model, |replica| replica.rename(&from, &to));
            model.board.rename(&from, &to);
            // On disk they were renamed when the creation was written down.
            drop(model.journal.rename(&from, &to));
            model.clashes.iter_mut().for_each(|clash| clash.rename(&from, &to));
            model.overlays.iter_mut().for_each(|overlay| overlay.rename(&from, &to));
        }
    }
}

/// An edit that a person has given up is there again: it has left this computer.
fn kept(model: &mut Model, pending: Pending, effects: &mut Vec<Effect>) {
    if let Some(instead) = model.journal.too_late(pending.id) {
        return sent_as_it_was(model, pending, instead, effects);
    }
    if model.split(effects).is_some_and(|(_, mut cx)| cx.turn_late(&pending)) {
        model.dirty = true;
        return;
    }
    keep_step(model.journal.kept(&pending).cloned(), effects);
    let what = model.replica.as_ref().map(|replica| of_edit(&pending.edit, replica.view()));
    let text = format!("{}: GitHub has it already. It stays.", what.unwrap_or_default());
    model.notices.say(Tone::Warn, text, model.now);
    with_replica(model, |replica| replica.edit(pending));
}

/// A comment was sent before it had its new text: what was to say that is given up before it is sent, as a comment waits for the one
/// before it. The text is given back.
fn sent_as_it_was(model: &mut Model, pending: Pending, instead: EditId, effects: &mut Vec<Effect>) {
    let replica = model.replica.as_ref();
    let new = replica.and_then(|replica| replica.pending().iter().find(|other| other.id == instead)).cloned();
    if let Some(Pending { edit: edit @ Edit::Comment { item, body }, step, .. }) = &new {
        keep_step(model.journal.reword(*step, edit, &pending.edit).cloned(), effects);
        model.overlays.push(Overlay::Compose(Compose::another(item.clone(), body)));
        effects.push(Effect::Sync(Command::Drop(instead)));
    }
    let text =
        "The comment was sent as it was. Here is your new text: save it as another comment, or close it.";
    model.notices.say(Tone::Warn, text, model.now);
    with_replica(model, |replica| {
        replica.forget(instead);
        replica.edit(pending);
    });
}

/// Notes a clash; a new one about the same thing takes the place of the old.
fn clash(model: &mut Model, conflict: Conflict, effects: &mut Vec<Effect>) {
    let clash = Clash::new(conflict);
    keep_step(model.journal.overwrites(clash.step, &clash.mine, &clash.theirs).cloned(), effects);
    model.clashes.retain(|known| !known.mine.is_replaced_by(&clash.mine));
    model.clashes.push(clash);
    if model.dock == Dock::Away {
        model.dock = Dock::Waiting;
    }
}

/// Writes down a step that is another one now.
fn keep_step(step: Option<Step>, effects: &mut Vec<Effect>) {
    if step.is_some() {
        effects.push(Effect::Sync(Command::Push { edits: Vec::new(), step }));
    }
}

/// Takes in all that the disk knows of a card's text: someone may have waited for it.
fn told(model: &mut Model, item: &ItemId, body: Option<&str>, effects: &mut Vec<Effect>) {
    let awaited = |overlay: &Overlay| matches!(overlay, Overlay::Confirm(open) if open.waits_for(item));
    let asks = model.overlays.iter().position(awaited);
    let Some(replica) = &mut model.replica else { return };
    if let Some(body) = body
        && (asks.is_some() || model.journal.knows_text_of(item))
    {
        replica.learn(item, body);
    }
    let step = model.journal.told(item, replica);
    let Some((board, mut cx)) = model.split(effects) else { return };
    if let Some(step) = step {
        let card = cx.turn_step(step);
        board.turned(card, &mut cx);
    }
    let Some(place) = asks else { return };
    if let Overlay::Confirm(open) = &mut cx.overlays[place]
        && let Some(fetch) = open.told(item, body.is_some())
    {
        cx.effects.push(Effect::Sync(fetch));
    }
    if matches!(&cx.overlays[place], Overlay::Confirm(open) if open.is_due())
        && let Overlay::Confirm(mut open) = cx.overlays.remove(place)
    {
        open.update(ConfirmAction::Yes, board, &mut cx);
    }
    model.dirty = true;
}

fn pulled(model: &mut Model, pull: &Pull, seen_at: Timestamp, effects: &mut Vec<Effect>) {
    model.dirty = true;
    let known = model.replica.as_ref().map(|replica| replica.base().project.left_out).unwrap_or_default();
    if let Some(left_out) = pull.project.as_ref().map(|project| project.left_out)
        && left_out != known
        && left_out != LeftOut::default()
    {
        model.notices.say(Tone::Warn, left_out_text(left_out), model.now);
    }
    if model.replica.is_none()
        && let Some(project) = pull.project.clone()
    {
        model.replica = Some(Replica::new(Snapshot::new(project, []), Vec::new()));
        model.check_limits();
        model.overlays.retain(|overlay| !matches!(overlay, Overlay::List(list) if list.offers_projects()));
    }
    // What another process has read comes without the text: it is in the store.
    let spoken = spoken_under(model.replica.as_ref(), pull);
    for overlay in &model.overlays {
        if let Overlay::Card(card) = overlay
            && (pull.items.iter().any(|fetched| fetched.item.id == card.item) || spoken.contains(&card.item))
        {
            effects.push(Effect::Sync(Command::Load(card.item.clone())));
        }
    }
    // A text that a step is about, and that came without its words: it is asked for before someone takes the step back.
    for fetched in pull.items.iter().filter(|fetched| fetched.body.is_empty()) {
        if model.journal.knows_text_of(&fetched.item.id) {
            effects.push(Effect::Sync(Command::Peek(fetched.item.id.clone())));
        }
    }
    let beside = model.board.pane.as_ref().and_then(|pane| pane.card.as_ref());
    let is_news = |card: &&Card| {
        pull.items.iter().any(|fetched| fetched.item.id == card.item) || spoken.contains(&card.item)
    };
    if let Some(card) = beside.filter(is_news) {
        effects.push(Effect::Sync(Command::Peek(card.item.clone())));
    }
    if let Some(replica) = &mut model.replica {
        let moved = placed::pull(replica, pull, seen_at);
        for step in model.journal.moved(&moved) {
            keep_step(Some(step), effects);
        }
    }
}

/// The cards under which GitHub has our comments now: what was said is read anew, by whoever has read it.
fn spoken_under(replica: Option<&Replica>, pull: &Pull) -> Vec<ItemId> {
    let is_said = |pending: &&Pending| {
        pull.included.contains(&pending.id)
            && matches!(pending.edit, Edit::Comment { .. } | Edit::SetComment { .. })
    };
    let pending = replica.map(Replica::pending).unwrap_or_default();
    pending.iter().filter(is_said).map(|pending| pending.edit.item().clone()).collect()
}

fn with_replica(model: &mut Model, f: impl FnOnce(&mut Replica)) {
    model.dirty = true;
    if let Some(replica) = &mut model.replica {
        f(replica);
    }
}

/// The opened cards of an item; they are to be drawn again.
fn opened<'a>(model: &'a mut Model, item: &'a ItemId) -> impl Iterator<Item = &'a mut Card> {
    let Model { overlays, board, dirty, .. } = model;
    let beside = board.pane.as_mut().and_then(|pane| pane.card.as_mut());
    let above = overlays.iter_mut().filter_map(|overlay| {
        let Overlay::Card(card) = overlay else { return None };
        Some(card)
    });
    above.chain(beside).filter_map(move |card| {
        let here = card.item == *item;
        *dirty |= here;
        here.then_some(card)
    })
}

/// Gives the text of a card to who waits to change it.
fn fill(model: &mut Model, item: &ItemId, stored: &str) {
    let text = model.replica.as_ref().map_or(stored, |replica| replica.body(item, stored)).to_owned();
    for overlay in &mut model.overlays {
        if let Overlay::Compose(open) = overlay
            && open.waits_for(item)
        {
            open.fill(&text);
            model.dirty = true;
        }
    }
}

fn unread_text(items: usize) -> String {
    let (items, they) = match items {
        1 => ("1 item".to_owned(), "it is shown as it was read last"),
        more => (format!("{more} items"), "they are shown as they were read last"),
    };
    format!("{items} could not be read: {they}.")
}

fn left_out_text(LeftOut { fields, views }: LeftOut) -> String {
    let count = |number: usize, one: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        more => Some(format!("{more} {one}s")),
    };
    let parts: Vec<String> = [count(fields, "field"), count(views, "view")].into_iter().flatten().collect();
    let are = if fields + views == 1 { "is" } else { "are" };
    format!("{} of this project {are} of a kind that this version does not know.", parts.join(" and "))
}

fn conflict_text(replica: Option<&Replica>, conflict: &Conflict) -> String {
    let item = replica.and_then(|replica| replica.view().item(conflict.item()));
    let name = item.map_or_else(|| "A card".to_owned(), |item| super::screen::board::name(item));
    let who = conflict.by.as_deref().unwrap_or("someone else");
    let ours = if conflict.holds_back() { "waits" } else { "is kept" };
    format!("{name}: {who} changed it too. Yours {ours}; ! shows both.")
}

fn sought_text(replica: Option<&Replica>, edit: EditId, left: chrono::TimeDelta) -> String {
    let minutes = match (left.num_seconds() + 59) / 60 {
        ..=1 => "a minute".to_owned(),
        more => format!("{more} minutes"),
    };
    let what = called(replica, edit);
    format!(
        "{what}: GitHub may list it late. It is looked for, and sent again in {minutes} if it is not there."
    )
}

/// An edit in words.
fn called(replica: Option<&Replica>, edit: EditId) -> String {
    let what = replica.and_then(|replica| {
        let pending = replica.pending().iter().find(|pending| pending.id == edit)?;
        Some(of_edit(&pending.edit, replica.view()))
    });
    what.unwrap_or_else(|| "An edit".to_owned())
}

fn refused_text(replica: Option<&Replica>, edit: EditId, refusal: &Refusal) -> String {
    let what = called(replica, edit);
    format!("{what}: {refusal}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::fixture::{model, now};
    use crate::app::{Message, update};

    #[test]
    fn why_an_edit_waits_is_said_in_full() {
        let mut model = model("Todo: Fix login", 120, 40);
        let edit = EditId(uuid::Uuid::nil());
        let mut said = |event: Event| {
            update(&mut model, Message::Sync(event));
            model.notices.current().map(|notice| notice.text.clone()).unwrap_or_default()
        };
        let until = now() + chrono::TimeDelta::seconds(500);
        assert_eq!(
            said(Event::Sought { edit, until }),
            "An edit: GitHub may list it late. It is looked for, and sent again in 9 minutes if it is not there."
        );
        let refusal = Refusal { message: "It is another one.".to_owned(), at: now(), unsent: true };
        assert_eq!(
            said(Event::Marked { edit, progress: Progress::Refused(refusal) }),
            "An edit: It was not sent. It is another one."
        );
    }

    #[test]
    fn kinds_that_are_not_known_are_told_once() {
        let mut model = model("Todo: Fix login", 120, 40);
        let mut said = |left_out: LeftOut| {
            let replica = model.replica.as_ref().expect("a project");
            let mut project = (*replica.base().project).clone();
            project.left_out = left_out;
            let pull = Pull { project: Some(Arc::new(project)), ..Pull::default() };
            model.notices = crate::app::notice::Notices::default();
            update(&mut model, Message::Sync(Event::Pulled { pull, seen_at: now() }));
            model.notices.current().map(|notice| notice.text.clone())
        };
        let text = "2 fields and 1 view of this project are of a kind that this version does not know.";
        assert_eq!(said(LeftOut { fields: 2, views: 1 }).as_deref(), Some(text));
        assert_eq!(said(LeftOut { fields: 2, views: 1 }), None, "it was told");
        assert_eq!(said(LeftOut::default()), None);
    }
}
