//! What the sync says, taken into the model.

use super::clash::Clash;
use super::message::Effect;
use super::model::Model;
use super::notice::Tone;
use super::overlay::{self, Card, Overlay};
use crate::domain::{Conflict, ItemId, Progress, Pull, Replica, Snapshot, Timestamp};
use crate::sync::{Command, Event};

/// Takes in one thing the sync says.
pub(super) fn take(model: &mut Model, event: Event, effects: &mut Vec<Effect>) {
    match event {
        Event::Status(status) => {
            model.dirty |= !model.status.looks_like(&status);
            let (before, now) = (model.status.unsent, status.unsent);
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
            model.notices.say(Tone::Warn, conflict_text(model.replica.as_ref(), &conflict.item), model.now);
            clash(model, conflict);
        }
        Event::Edited(edit) => with_replica(model, |replica| replica.edit(*edit)),
        Event::Marked { edit, progress } => {
            if let Progress::Refused(refusal) = &progress {
                let what = model.replica.as_ref().and_then(|replica| {
                    let pending = replica.pending().iter().find(|pending| pending.id == edit)?;
                    Some(overlay::stuck::describe(&pending.edit, replica.view()))
                });
                let what = what.unwrap_or_else(|| "An edit".to_owned());
                let text = format!("{what}: GitHub refused it. {}", refusal.message);
                model.notices.say(Tone::Bad, text, model.now);
            }
            with_replica(model, |replica| replica.mark(edit, progress));
        }
        Event::Forgotten(edit) => {
            with_replica(model, |replica| replica.forget(edit));
        }
        Event::Renamed { from, to } => {
            with_replica(model, |replica| replica.rename(&from, &to));
            model.board.rename(&from, &to);
            model.journal.rename(&from, &to);
            model.clashes.iter_mut().for_each(|clash| clash.rename(&from, &to));
            model.overlays.iter_mut().for_each(|overlay| overlay.rename(&from, &to));
        }
    }
}

/// Notes a clash; a new one about the same thing takes the place of the old.
fn clash(model: &mut Model, conflict: Conflict) {
    let Some(clash) = model.replica.as_ref().and_then(|replica| Clash::new(conflict, replica)) else {
        return;
    };
    model.clashes.retain(|known| !known.mine.is_replaced_by(&clash.mine));
    model.clashes.push(clash);
}

fn pulled(model: &mut Model, pull: &Pull, seen_at: Timestamp, effects: &mut Vec<Effect>) {
    model.dirty = true;
    if model.replica.is_none()
        && let Some(project) = pull.project.clone()
    {
        model.replica = Some(Replica::new(Snapshot::new(project, []), Vec::new()));
        model.check_limits();
        model.overlays.retain(|overlay| !matches!(overlay, Overlay::List(list) if list.offers_projects()));
    }
    // What another process has read comes without the text: it is in the store.
    for overlay in &model.overlays {
        if let Overlay::Card(card) = overlay
            && pull.items.iter().any(|fetched| fetched.item.id == card.item)
        {
            effects.push(Effect::Sync(Command::Load(card.item.clone())));
        }
    }
    let beside = model.board.pane.as_ref().and_then(|pane| pane.card.as_ref());
    if let Some(card) = beside.filter(|card| pull.items.iter().any(|fetched| fetched.item.id == card.item)) {
        effects.push(Effect::Sync(Command::Peek(card.item.clone())));
    }
    if let Some(replica) = &mut model.replica {
        replica.pull(pull, seen_at);
    }
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

fn conflict_text(replica: Option<&Replica>, item: &ItemId) -> String {
    let item = replica.and_then(|replica| replica.view().item(item));
    let name = item.map_or_else(|| "A card".to_owned(), |item| super::screen::board::name(item));
    format!("{name}: someone else changed it too. Yours is kept; ! shows both.")
}
