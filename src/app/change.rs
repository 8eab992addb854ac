//! Makes wishes true for cards: one step, however many cards, and one report.

use super::cx::{Before, Cx};
use super::notice::Tone;
use super::overlay::excess::Excess;
use super::overlay::list::{Choice, Kind, List};
use super::overlay::{Overlay, line};
use super::past;
use super::screen::Board;
use super::screen::board::name;
use super::widget::{Entry, Picker};
use crate::domain::item::Name;
use crate::domain::limit::{self, Passed};
use crate::domain::wish::{self, Outcome, Unmet, Wish};
use crate::domain::{Attribute, Edit, Item, ItemId, Project, Repository, Snapshot, permit};

/// Makes wishes true for cards as one step and says what became of them. Where some cards refuse, a list tells which and why.
pub fn make(cards: &[ItemId], wishes: &[Wish], board: &mut Board, cx: &mut Cx<'_>) {
    make_for(None, cards, wishes, board, cx);
}

/// The same with a reason for going over the limit of a column; without one it is asked for where a limit is enforced.
pub fn make_for(reason: Option<&str>, cards: &[ItemId], wishes: &[Wish], board: &mut Board, cx: &mut Cx<'_>) {
    let outcome = judged(cards, wishes, cx);
    let view = cx.replica.view();
    let mut label = label(&outcome, wishes, view);
    if let Some(full) = cx.barred(&outcome.edits) {
        let Some(reason) = reason else {
            let title = format!("{full}. Why should {} go there?", who(&outcome.changed, view));
            let then = Excess::Changed(cards.to_vec(), wishes.to_vec());
            return cx.overlays.push(Overlay::Line(line::excess(then, title)));
        };
        label = limit::excused(&label, reason);
    }
    let over = cx.passed(&outcome.edits).first().map(Passed::told);
    let report = report(&outcome, view);
    let (changed, refused) = (outcome.changed.len(), outcome.refused.len());
    let already = cards.len().saturating_sub(changed + refused);
    cx.commit(label.clone(), outcome.edits);
    if wishes.iter().any(leaves) {
        for card in &outcome.changed {
            board.let_go(card);
        }
    }
    board.settle(cx);
    match (changed, outcome.refused.first()) {
        (0, None) => {
            let text = match wishes {
                [wish] => past::so_already(wish, cards, cx.replica.view()),
                _ => "All of it is so already.".to_owned(),
            };
            cx.say(Tone::Info, text);
        }
        (_, None) => {
            let had = match already {
                0 => String::new(),
                had => format!(" It was so already for {had}."),
            };
            let done = past::done(&label);
            match over {
                Some(over) => cx.say(Tone::Warn, format!("{done}.{had} {over}")),
                None => cx.say(Tone::Info, format!("{done}.{had}")),
            }
        }
        (0, Some((card, why))) if refused == 1 => {
            let view = cx.replica.view();
            let text = view
                .item(card)
                .map_or_else(|| why.to_string(), |item| format!("{} stays as it is: {why}.", name(item)));
            cx.say(Tone::Warn, text);
        }
        (_, Some((_, why))) => {
            let had = if already > 0 { format!(", {already} were so already") } else { String::new() };
            cx.say(Tone::Warn, format!("{changed} changed{had}, {refused} not: {why}."));
            cx.overlays.push(report.into());
        }
    }
}

/// Gives a card another text. The one before is for who takes this back and for who compares it with a later one of GitHub's.
pub fn body(card: &ItemId, before: Before<'_>, text: String, board: &mut Board, cx: &mut Cx<'_>) {
    let wish = Wish::Set(Attribute::Body(text));
    let Outcome { edits, refused, .. } = judged(std::slice::from_ref(card), std::slice::from_ref(&wish), cx);
    let view = cx.replica.view();
    let who = who(std::slice::from_ref(card), view);
    if let Some((_, why)) = refused.first() {
        return cx.say(Tone::Warn, format!("{who} stays as it is: {why}."));
    }
    let label = wish.label(&who, &view.project);
    cx.say(Tone::Info, format!("{}.", past::done(&label)));
    cx.commit_text(label, edits, before);
    board.settle(cx);
}

/// Whether a part of cards can't be changed at all: says why, if it is so for each of them.
pub fn is_locked(cards: &[ItemId], wish: &Wish, cx: &mut Cx<'_>) -> bool {
    let view = cx.replica.view();
    let items = cards.iter().filter_map(|card| view.item(card));
    let Some(part) = wish.part(&view.project) else { return false };
    let triage = |item: &Item| permit::triage(item.repository().and_then(|name| read(name, cx)));
    let mut whys = items.map(|item| permit::check(&view.project, item, part, triage(item)));
    let Some(Err(why)) = whys.next() else { return false };
    if whys.any(|why| why.is_ok()) {
        return false;
    }
    let who = who(cards, view);
    cx.say(Tone::Warn, format!("{who} {} as {}: {why}.", stay(cards.len()), it_is(cards.len())));
    true
}

fn stay(cards: usize) -> &'static str {
    if cards == 1 { "stays" } else { "stay" }
}

fn it_is(cards: usize) -> &'static str {
    if cards == 1 { "it is" } else { "they are" }
}

/// What was read of a repository.
fn read<'a>(name: &Name, cx: &Cx<'a>) -> Option<&'a Repository> {
    cx.directory.get(name).map(AsRef::as_ref)
}

/// How some cards are called in a sentence: `#12`, `5 cards`.
pub fn who(cards: &[ItemId], view: &Snapshot) -> String {
    match cards {
        [card] => view.item(card).map_or_else(|| "a card".to_owned(), |item| name(item)),
        cards => format!("{} cards", cards.len()),
    }
}

fn judged(cards: &[ItemId], wishes: &[Wish], cx: &Cx<'_>) -> Outcome {
    wish::judged(cards, wishes, cx.replica.view(), cx.today(), |name| read(name, cx))
}

/// What the step is called in the history.
fn label(outcome: &Outcome, wishes: &[Wish], view: &Snapshot) -> String {
    let project = &view.project;
    let who = who(&outcome.changed, view);
    match wishes {
        [Wish::Typed(field, text)] => {
            // What was typed has become a value; where it is the same for all, that says more.
            let mut values = outcome.edits.iter().map(|edit| match edit {
                Edit::SetField { to, .. } => to.as_ref(),
                Edit::Place { .. }
                | Edit::AddDraft { .. }
                | Edit::Delete { .. }
                | Edit::Set { .. }
                | Edit::Link { .. }
                | Edit::AddIssue { .. }
                | Edit::PutBack { .. }
                | Edit::Convert { .. }
                | Edit::Comment { .. }
                | Edit::SetComment { .. } => None,
            });
            let first = values.next().flatten();
            if first.is_some() && values.all(|value| value == first) {
                return Wish::Value(field.clone(), first.cloned()).label(&who, project);
            }
            Wish::Typed(field.clone(), text.clone()).label(&who, project)
        }
        [] => String::new(),
        [wish] => wish.label(&who, project),
        several => joined(several, &who, project),
    }
}

/// Several wishes in one sentence.
fn joined(wishes: &[Wish], who: &str, project: &Project) -> String {
    let first = wishes[0].label(who, project);
    format!("{first}, and {} more", wishes.len() - 1)
}

/// Whether a card that it comes true for is no longer on the board.
fn leaves(wish: &Wish) -> bool {
    match wish {
        Wish::Removal | Wish::Set(Attribute::Archived(true)) => true,
        Wish::Value(..)
        | Wish::Typed(..)
        | Wish::Option(..)
        | Wish::Entry(..)
        | Wish::Set(_)
        | Wish::Issue(_)
        | Wish::Comment(_) => false,
    }
}

/// The cards that refused, and why.
fn report(outcome: &Outcome, view: &Snapshot) -> List {
    let title = format!("{} changed, {} not", outcome.changed.len(), outcome.refused.len());
    refusals(title, &outcome.refused, view)
}

/// Cards that refused, and why, under a title.
pub fn refusals(title: String, refused: &[(ItemId, Unmet)], view: &Snapshot) -> List {
    let entries = refused.iter().map(|(card, why)| {
        let label = view.item(card).map_or_else(
            || "A card that is gone".to_owned(),
            |item| match item.number() {
                Some(number) => format!("#{number} {}", item.title()),
                None => item.title().to_owned(),
            },
        );
        Entry { label, note: why.to_string(), value: Choice::Show(card.clone()) }
    });
    List { title, picker: Picker::new(entries.collect()), kind: Kind::Plain }
}
