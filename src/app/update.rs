//! Takes one message: changes the model, and says what the shell is to do.

use super::cx::{Cx, Sight};
use super::message::{Effect, Message};
use super::model::{Model, Typed};
use super::notice::Tone;
use super::overlay::projects::Asked;
use super::overlay::{self, Fate, History, Overlay, Stuck};
use super::screen::Board;
use super::{command, keep, mouse, news};
use crate::domain::{ItemId, Replica, Timestamp};
use crate::input::keymap::ON_BOARD;
use crate::input::{Action, Chord, Found, GlobalAction, Scope, Stroke};
use crate::sync::{Command, Link};

/// Takes one message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    if model.leaving && !matters_when_leaving(model, &message) {
        return effects;
    }
    if model.board.nudge_ends().is_some_and(|end| end <= model.now) {
        drop_nudged(model, &mut effects);
    }
    let types = matches!(message, Message::Key(_) | Message::Edited(_) | Message::Paste(_));
    match message {
        Message::Key(chord) if model.size.is_too_small() => key_unseen(model, chord, &mut effects),
        Message::Paste(_) | Message::Mouse { .. } | Message::Wheel(_) if model.size.is_too_small() => {}
        Message::Key(chord) => key(model, chord, &mut effects),
        Message::Edited(text) => edited(model, text),
        Message::Paste(text) => paste(model, &text, &mut effects),
        Message::Resize(size) => {
            model.dirty |= model.size != size;
            model.size = size;
        }
        Message::Act(action) => act(model, action, None, &mut effects),
        Message::Tick(now) => tick(model, now, &mut effects),
        Message::Sync(event) => news::take(model, event, &mut effects),
        Message::Mouse { button, at } => mouse::button(model, button, at, &mut effects),
        Message::Asked(asked) => learn(model, asked),
        Message::Rest => put_away(model, &mut effects),
        Message::Wheel(lines) => mouse::wheel(model, lines, &mut effects),
    }
    settle(model, &mut effects);
    if types {
        keep::typed(model);
    }
    effects
}

/// Once the sync was told to stop nothing more can be written, so nothing more may be changed.
fn matters_when_leaving(model: &Model, message: &Message) -> bool {
    match message {
        Message::Key(chord) => {
            let quit = Found::Action(GlobalAction::Quit.into());
            model.keymap.find(&[Scope::Global], &[*chord]) == quit
        }
        Message::Sync(_) | Message::Resize(_) | Message::Tick(_) | Message::Rest => true,
        Message::Edited(_)
        | Message::Paste(_)
        | Message::Act(_)
        | Message::Asked(_)
        | Message::Mouse { .. }
        | Message::Wheel(_) => false,
    }
}

fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(replica) = &model.replica {
        let over = model.clashes.extract_if(.., |clash| !clash.is_open(replica));
        effects.extend(over.map(|clash| Effect::Sync(clash.settle())));
    }
    overlay::clash::settle(model);
    let mut relations = std::mem::take(&mut model.relations);
    if let Some(replica) = &model.replica {
        relations.keep_up(replica);
    }
    if let Some((board, mut cx)) = model.split(effects) {
        board.settle(&mut cx);
        board.settle_pane(&mut relations, &mut cx);
    }
    model.relations = relations;
    settle_cards(model);
}

/// Works out anew what the opened cards show, where something has changed.
fn settle_cards(model: &mut Model) {
    let Model { overlays, replica: Some(replica), relations, settings, .. } = model else { return };
    for overlay in overlays {
        if let Overlay::Card(card) = overlay {
            relations.settle(replica);
            card.settle(replica, relations, settings);
        }
    }
}

/// Gives the board to a function, if there is a project.
pub(super) fn on_board(
    model: &mut Model,
    effects: &mut Vec<Effect>,
    f: impl FnOnce(&mut Board, &mut Cx<'_>),
) {
    if let Some((board, mut cx)) = model.split(effects) {
        f(board, &mut cx);
    }
}

fn drop_nudged(model: &mut Model, effects: &mut Vec<Effect>) {
    model.dirty |= model.board.nudge_ends().is_some();
    on_board(model, effects, super::screen::board::Board::drop_nudged);
}

/// Where the next key is looked up.
pub fn scopes(model: &Model) -> &'static [Scope] {
    match model.overlays.last() {
        Some(overlay) => overlay.scopes(),
        None if model.board.filter.editing.is_some() => &[Scope::Filter, Scope::Typing],
        None if model.board.is_lifted() => &[Scope::Lifted, Scope::Board, Scope::Global],
        None => ON_BOARD,
    }
}

/// While the window is too small for the board nothing is done to what can't be seen: only what leaves it is obeyed.
fn key_unseen(model: &mut Model, chord: Chord, effects: &mut Vec<Effect>) {
    model.typed = Typed::default();
    if let Found::Action(Action::Global(
        action @ (GlobalAction::Quit | GlobalAction::Redraw | GlobalAction::Suspend),
    )) = model.keymap.find(&[Scope::Global], &[chord])
    {
        anywhere(model, action, effects);
    }
}

fn key(model: &mut Model, chord: Chord, effects: &mut Vec<Effect>) {
    model.dirty = true;
    model.notices.hear();
    model.typed.chords.push(chord);
    match model.keymap.find(scopes(model), &model.typed.chords) {
        Found::Action(action) => {
            let typed = std::mem::take(&mut model.typed);
            let key = model.keymap.place(action, &typed.chords);
            act(model, action, key, effects);
        }
        Found::Command(place) => {
            run(model, place, effects);
        }
        Found::Begun => {}
        Found::Nothing => {
            let typed = std::mem::take(&mut model.typed);
            if Stroke::of(chord).is_some_and(|stroke| types(model, stroke, effects)) {
                return;
            }
            if model.overlays.last().is_some_and(Overlay::is_text) {
                return in_passing(model, chord, effects);
            }
            // Control keys leave lists and text by their global meaning.
            if chord.ctrl
                && chord.types().is_none()
                && let Found::Action(action) = model.keymap.find(&[Scope::Global], &[chord])
            {
                act(model, action, None, effects);
            } else {
                nothing_meant(model, &typed.chords);
            }
        }
    }
}

/// Says of keys that they mean nothing here, and which key lists those that do. Where something is typed, and while something is
/// said that went wrong, nothing is said.
fn nothing_meant(model: &mut Model, chords: &[Chord]) {
    let typing = match model.overlays.last() {
        Some(overlay) => overlay.is_text() || matches!(overlay, Overlay::List(_)),
        None => model.board.filter.editing.is_some(),
    };
    if typing || model.notices.current().is_some() {
        return;
    }
    let keys: Vec<String> = chords.iter().map(ToString::to_string).collect();
    let help = if scopes(model).contains(&Scope::Global) {
        model.keymap.key(GlobalAction::Help)
    } else {
        String::new()
    };
    let lists = if help.is_empty() { String::new() } else { format!("; {help} lists the keys") };
    model.notices.say(Tone::Info, format!("`{}` does nothing here{lists}.", keys.join(" ")), model.now);
}

/// Gives a key to what is being typed. False if nothing is, or if it was of no use there.
fn types(model: &mut Model, stroke: Stroke, effects: &mut Vec<Effect>) -> bool {
    let of = |replica| Sight::of(replica, &model.directory, &model.settings, model.now);
    let sight = model.replica.as_ref().map(of);
    match model.overlays.last_mut() {
        Some(overlay) => overlay.key(stroke, &model.board, sight, model.extent),
        None => in_filter(model, |line| line.key(stroke), effects),
    }
}

/// Runs a command of the user's.
pub(super) fn run(model: &mut Model, place: usize, effects: &mut Vec<Effect>) {
    // The begun sequence is over also when the hint was clicked.
    model.typed = Typed::default();
    drop_nudged(model, effects);
    command::run(model, place, effects);
}

/// Obeys those keys of anywhere that leave what is being written alone.
fn in_passing(model: &mut Model, chord: Chord, effects: &mut Vec<Effect>) {
    if chord.types().is_none()
        && let Found::Action(Action::Global(action @ (GlobalAction::Redraw | GlobalAction::Suspend))) =
            model.keymap.find(&[Scope::Global], &[chord])
    {
        anywhere(model, action, effects);
    }
}

fn edited(model: &mut Model, text: Result<String, String>) {
    model.dirty = true;
    match (text, model.overlays.last_mut()) {
        (Ok(text), Some(Overlay::Compose(open))) => open.replace(&text),
        (Ok(text), Some(Overlay::Create(open))) => open.replace(&text),
        (Ok(_), _) => {}
        (Err(why), _) => model.notices.say(Tone::Bad, why, model.now),
    }
}

fn paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    let of = |replica| Sight::of(replica, &model.directory, &model.settings, model.now);
    let sight = model.replica.as_ref().map(of);
    if let Some(overlay) = model.overlays.last_mut() {
        overlay.paste(text, &model.board, sight);
        model.dirty = true;
        return;
    }
    let insert = |line: &mut super::widget::Line| {
        line.insert(text);
        true
    };
    model.dirty |= in_filter(model, insert, effects);
}

/// Changes the filter that is typed. False if none is, or if the key was of no use to it.
fn in_filter(
    model: &mut Model,
    f: impl FnOnce(&mut super::widget::Line) -> bool,
    effects: &mut Vec<Effect>,
) -> bool {
    let Some(editing) = &mut model.board.filter.editing else { return false };
    let changed = f(&mut editing.line);
    if changed {
        on_board(model, effects, super::screen::board::Board::filter_typed);
    } else {
        on_board(model, effects, super::screen::board::Board::filter_moved);
    }
    changed
}

/// Does what an action says. `key` is the place of the pressed key among those of the action, where one was pressed.
pub(super) fn act(model: &mut Model, action: Action, key: Option<usize>, effects: &mut Vec<Effect>) {
    model.dirty = true;
    match action {
        // Nothing was read of this project: what can be left is the project.
        Action::Board(crate::input::BoardAction::ClearFilter) if model.replica.is_none() => {
            effects.extend(model.back.clone().map(Effect::OpenProject));
        }
        Action::Board(action) => on_board(model, effects, |board, cx| board.update(action, cx)),
        Action::Lifted(action) => on_board(model, effects, |board, cx| board.lifted(action, key, cx)),
        Action::Filter(action) => on_board(model, effects, |board, cx| board.in_filter(action, cx)),
        Action::Edit(action) => {
            let cards = targets(model);
            on_board(model, effects, |board, cx| {
                board.drop_nudged(cx);
                overlay::editor::begin(action, cards, board, cx);
            });
        }
        Action::View(action) => on_board(model, effects, |board, cx| board.change_view(action, cx)),
        Action::Line(_)
        | Action::Card(_)
        | Action::List(_)
        | Action::Stuck(_)
        | Action::Clash(_)
        | Action::History(_)
        | Action::Compose(_)
        | Action::Create(_)
        | Action::Form(_)
        | Action::Confirm(_) => {
            in_overlay(model, action, effects);
        }
        Action::Typing(action) => drop(types(model, Stroke::Does(action), effects)),
        Action::Global(action) => anywhere(model, action, effects),
    }
}

/// The cards that an edit is for: the opened one, else the selected ones that are shown, else the focused one.
fn targets(model: &Model) -> Vec<ItemId> {
    match model.overlays.last() {
        Some(Overlay::Card(card)) => vec![card.item.clone()],
        Some(_) | None if !model.board.selection.is_empty() => model.board.selected(),
        Some(_) | None => model.board.cursor.item.clone().into_iter().collect(),
    }
}

fn in_overlay(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let Some(mut overlay) = model.overlays.pop() else { return };
    let place = model.overlays.len();
    let extent = model.extent;
    let fate = match model.split(effects) {
        Some((board, mut cx)) => overlay.obey(action, board, &mut cx),
        None => overlay.obey_alone(action, extent, effects),
    };
    match fate {
        Fate::Stays => model.overlays.insert(place.min(model.overlays.len()), overlay),
        Fate::Closes => {}
        Fate::Does(action) => act(model, action, None, effects),
        Fate::Runs(place) => run(model, place, effects),
    }
}

/// Has the project read. Where another process talks to GitHub, nothing else would show that it was asked.
fn sync(model: &mut Model, full: bool, effects: &mut Vec<Effect>) {
    effects.push(Effect::Sync(Command::Sync { full }));
    if model.status.link == Link::Following {
        let what = if full { "for a full sync" } else { "to sync" };
        model.notices.say(Tone::Info, format!("Asked the first window {what}."), model.now);
    }
}

fn anywhere(model: &mut Model, action: GlobalAction, effects: &mut Vec<Effect>) {
    let lifted = model.board.is_lifted();
    match action {
        GlobalAction::Undo | GlobalAction::Redo if lifted => {
            model.notices.say(Tone::Info, "Drop the card first, or put it back.", model.now);
        }
        GlobalAction::Undo | GlobalAction::Redo => on_board(model, effects, |board, cx| {
            board.drop_nudged(cx);
            if action == GlobalAction::Undo && board.show_hidden(cx) {
                return;
            }
            let card = if action == GlobalAction::Undo { cx.undo() } else { cx.redo() };
            board.turned(card, cx);
        }),
        GlobalAction::Sync => sync(model, false, effects),
        GlobalAction::FullSync => sync(model, true, effects),
        GlobalAction::Stuck => {
            drop_nudged(model, effects);
            let stuck = |replica| overlay::stuck::edits(replica).next().is_some();
            // What was said of it has been heard.
            model.notices.clear();
            if overlay::clash::enter(model) {
                return;
            }
            if !model.clashes.is_empty() || model.replica.as_ref().is_some_and(stuck) {
                model.overlays.push(Overlay::Stuck(Stuck::default()));
            } else {
                let text = none_stuck(model.replica.as_ref());
                model.notices.say(Tone::Info, text, model.now);
            }
        }
        GlobalAction::History if model.journal.steps().is_empty() => {
            model.notices.say(Tone::Info, "Nothing was done yet.", model.now);
        }
        GlobalAction::History => {
            drop_nudged(model, effects);
            model.overlays.push(Overlay::History(History::default()));
        }
        GlobalAction::ScreenBoard => model.overlays.clear(),
        GlobalAction::Palette => {
            drop_nudged(model, effects);
            let cards = targets(model);
            model
                .overlays
                .push(overlay::actions::palette(&model.keymap, &model.settings.commands, cards).into());
        }
        GlobalAction::Help => {
            drop_nudged(model, effects);
            model.overlays.push(overlay::actions::help(&model.keymap, &model.settings.commands).into());
        }
        GlobalAction::Projects => {
            drop_nudged(model, effects);
            let shown = model.overlays.iter().position(Overlay::lists_projects);
            if let (Some(place), true) = (shown, model.key.is_some()) {
                model.overlays.remove(place);
                return;
            }
            let open = model.key.as_ref();
            effects.push(Effect::AskProjects(overlay::projects::hosts(&model.projects, open)));
            // Without a project there is nothing behind the list to go back to.
            if shown.is_none() {
                let list = overlay::projects::list(&model.projects, &model.asked, open);
                model.overlays.push(list.into());
            }
        }
        GlobalAction::Mouse => mouse::toggle(model, effects),
        GlobalAction::Redraw => effects.push(Effect::Redraw),
        GlobalAction::Suspend => {
            drop_nudged(model, effects);
            effects.push(Effect::Suspend);
        }
        GlobalAction::Quit => leave(model, effects),
    }
}

/// Takes in what a GitHub has said of the projects there are.
fn learn(model: &mut Model, asked: Asked) {
    match model.asked.iter_mut().find(|known| known.host == asked.host) {
        Some(known) => *known = asked,
        None => model.asked.push(asked),
    }
    for overlay in &mut model.overlays {
        if let Overlay::List(list) = overlay
            && list.offers_projects()
        {
            overlay::projects::learn(list, &model.projects, &model.asked, model.key.as_ref());
            model.dirty = true;
        }
    }
}

/// What there is to say of the edits when none waits for a person.
fn none_stuck(replica: Option<&Replica>) -> String {
    let waiting = replica.map_or(0, |all| all.pending().iter().filter(|edit| edit.is_unsent()).count());
    match waiting {
        0 => "GitHub has taken every edit so far.".to_owned(),
        1 => "1 edit waits to be sent. GitHub has refused none.".to_owned(),
        _ => format!("{waiting} edits wait to be sent. GitHub has refused none."),
    }
}

/// Asks the sync to put everything on disk; asking a second time does not wait for it.
fn leave(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.leaving {
        effects.push(Effect::Quit);
        return;
    }
    model.leaving = true;
    put_away(model, effects);
    effects.push(if model.replica.is_none() { Effect::Quit } else { Effect::Sync(Command::Quit) });
}

/// Puts away what hangs in the air, and keeps where the user was.
fn put_away(model: &mut Model, effects: &mut Vec<Effect>) {
    drop_nudged(model, effects);
    if model.replica.is_none() {
        return;
    }
    model.board.put_back();
    // Only a signal or another project gets here while a text is being written: there was no time to ask what is to become of it.
    keep::all(model, effects);
    effects.push(Effect::Sync(Command::Remember(model.board.remember())));
}

fn tick(model: &mut Model, now: Timestamp, effects: &mut Vec<Effect>) {
    let day = super::cx::today(model.now, &model.settings);
    model.now = model.now.max(now);
    model.dirty |= day != super::cx::today(model.now, &model.settings);
    model.dirty |= model.notices.fade(model.now);
    if model.keep_at.is_some_and(|due| due <= model.now) {
        keep::all(model, effects);
    }
    if model.board.nudge_ends().is_some_and(|end| end <= model.now) {
        drop_nudged(model, effects);
    }
}
