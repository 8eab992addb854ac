//! Which editor changes which part of cards.

use std::sync::Arc;

use super::card::Body;
use super::confirm::Answer;
use super::list::List;
use super::pick::{self, Role};
use super::{Card, Confirm, Overlay, compose, line, offers};
use crate::app::change;
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::notice::Tone;
use crate::app::screen::Board;
use crate::app::screen::board::effort;
use crate::domain::field::Mirrored;
use crate::domain::item::{IssueState, Label};
use crate::domain::project::DUES;
use crate::domain::wish::Wish;
use crate::domain::{Attribute, Content, Field, FieldId, FieldKind, Item, ItemId, Member, Project};
use crate::input::EditAction;
use crate::sync::Command;

/// What an editor sets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Editor {
    Field(FieldId),
    Title,
    People,
    Labels,
    Milestone,
    Type,
    Parent,
    Blockers,
    Closing,
    Conversion,
    AnyField,
}

/// Obeys an action that changes cards, or opens the editor for it.
pub fn begin(action: EditAction, cards: Vec<ItemId>, board: &mut Board, cx: &mut Cx<'_>) {
    if cards.is_empty() {
        return cx.say(Tone::Info, "There is no card here to change.");
    }
    let editor = match action {
        EditAction::SetEffort
        | EditAction::SetStatus
        | EditAction::SetPriority
        | EditAction::SetIteration
        | EditAction::SetDate => match usual_field(action, cx) {
            Ok(field) => Editor::Field(field),
            Err(wanted) => {
                return cx.say(Tone::Warn, format!("This project has no {wanted}. Choose another field."));
            }
        },
        EditAction::SetField => Editor::AnyField,
        EditAction::SetCell => match of_cell(board, cx) {
            Some(editor) => editor,
            None => return,
        },
        EditAction::SetAssignees => Editor::People,
        EditAction::SetLabels => Editor::Labels,
        EditAction::SetMilestone => Editor::Milestone,
        EditAction::SetType => Editor::Type,
        EditAction::SetParent => Editor::Parent,
        EditAction::SetBlockers => Editor::Blockers,
        EditAction::SetTitle => Editor::Title,
        EditAction::Close => Editor::Closing,
        EditAction::SetBody => return write_body(&cards, cx),
        EditAction::Comment => {
            if !change::is_locked(&cards, &Wish::Comment(String::new()), cx) {
                compose::comment(cards, cx);
            }
            return;
        }
        EditAction::Convert => Editor::Conversion,
        EditAction::Reopen => {
            return change::make(&cards, &[Wish::Set(Attribute::State(IssueState::Open))], board, cx);
        }
        EditAction::Archive => return archive(&cards, board, cx),
        EditAction::AssignMe => return assign_me(&cards, board, cx),
        EditAction::Remove => return ask_to_remove(cards, cx),
    };
    open(&editor, cards, board, cx);
}

/// What sets the focused cell of the table; on a board, any field. Says so where a cell can't be set here.
fn of_cell(board: &Board, cx: &mut Cx<'_>) -> Option<Editor> {
    if !board.has_lines() {
        return Some(Editor::AnyField);
    }
    if board.is_roadmap() {
        let field = board.bar_field().cloned();
        if field.is_none() {
            cx.say(Tone::Info, "This project has no iterations and no field for a day.");
        }
        return field.map(Editor::Field);
    }
    let project = &cx.replica.view().project;
    let column = board.table.focus();
    let Some(field) = column.field(project) else { return Some(Editor::Title) };
    match &field.kind {
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::SingleSelect(_)
        | FieldKind::MultiSelect(_)
        | FieldKind::Iteration(_) => Some(Editor::Field(field.id.clone())),
        FieldKind::Mirrored(kind) => {
            let text = format!("{} is only shown here: GitHub works it out.", field.name);
            let editor = mirrored(*kind);
            if editor.is_none() {
                cx.say(Tone::Info, text);
            }
            editor
        }
        FieldKind::Unknown(kind) => {
            let text = format!("{} is a field of a kind that is not known here: {kind}.", field.name);
            cx.say(Tone::Info, text);
            None
        }
    }
}

/// The field that people mean by a word; an error says what there is none of.
fn usual_field(action: EditAction, cx: &Cx<'_>) -> Result<FieldId, &'static str> {
    let project = &cx.replica.view().project;
    let select = |field: &&Field| matches!(field.kind, FieldKind::SingleSelect(_) | FieldKind::Number);
    let (found, wanted) = match action {
        EditAction::SetEffort => (effort(project, cx.settings), "field for the effort"),
        EditAction::SetStatus => (project.status(), "field named Status"),
        EditAction::SetPriority => (project.field_named("Priority").filter(select), "field named Priority"),
        EditAction::SetIteration => {
            (first(project, |kind| matches!(kind, FieldKind::Iteration(_))), "iterations")
        }
        EditAction::SetDate => (date_field(project), "field for a day"),
        EditAction::SetField
        | EditAction::SetCell
        | EditAction::SetAssignees
        | EditAction::SetLabels
        | EditAction::SetMilestone
        | EditAction::SetType
        | EditAction::SetParent
        | EditAction::SetBlockers
        | EditAction::SetTitle
        | EditAction::SetBody
        | EditAction::Comment
        | EditAction::Close
        | EditAction::Reopen
        | EditAction::Archive
        | EditAction::Remove
        | EditAction::Convert
        | EditAction::AssignMe => (None, "such field"),
    };
    found.map(|field| field.id.clone()).ok_or(wanted)
}

/// The field for the day something is due, by one of its usual names, else the first for a day.
fn date_field(project: &Project) -> Option<&Field> {
    let day = |field: &&Field| field.kind == FieldKind::Date;
    let named = DUES.iter().find_map(|name| project.field_named(name).filter(day));
    named.or_else(|| first(project, |kind| *kind == FieldKind::Date))
}

/// The field that people mean by a usual name, though it is called otherwise in this project.
pub(super) fn meant<'a>(project: &'a Project, word: &str) -> Option<&'a Field> {
    let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(word));
    if is(&DUES) || is(&["Date"]) {
        date_field(project)
    } else if is(&["Effort", "Estimate", "Points", "Size"]) {
        project.effort(None)
    } else if is(&["Iteration", "Sprint", "Cycle"]) {
        first(project, |kind| matches!(kind, FieldKind::Iteration(_)))
    } else {
        None
    }
}

fn first(project: &Project, is: impl Fn(&FieldKind) -> bool) -> Option<&Field> {
    project.fields.iter().find(|field| is(&field.kind))
}

fn archive(cards: &[ItemId], board: &mut Board, cx: &mut Cx<'_>) {
    let view = cx.replica.view();
    let all = cards.iter().filter_map(|card| view.item(card)).all(|item| item.archived);
    change::make(cards, &[Wish::Set(Attribute::Archived(!all))], board, cx);
}

fn assign_me(cards: &[ItemId], board: &mut Board, cx: &mut Cx<'_>) {
    let Some(me) = cx.settings.me.clone() else {
        return cx.say(Tone::Warn, "It is not known yet who you are: that takes one sync.");
    };
    let me = Member::Assignee(me.as_str().into());
    let view = cx.replica.view();
    let on = cards.iter().filter_map(|card| view.item(card)).all(|item| me.is_on(item) == Some(true));
    change::make(cards, &[Wish::Entry(me, !on)], board, cx);
}

fn write_body(cards: &[ItemId], cx: &mut Cx<'_>) {
    if change::is_locked(cards, &Wish::Set(Attribute::Body(String::new())), cx) {
        return;
    }
    let [card] = cards else { return cx.say(Tone::Info, "Texts are changed one by one.") };
    let card = card.clone();
    // An opened card has its text already.
    let read = cx.overlays.iter().rev().find_map(|overlay| match overlay {
        Overlay::Card(Card { item, body: Body::Text(text), .. }) if *item == card => Some(text.clone()),
        Overlay::Card(_)
        | Overlay::List(_)
        | Overlay::Line(_)
        | Overlay::Stuck(_)
        | Overlay::Clash(_)
        | Overlay::History(_)
        | Overlay::Compose(_)
        | Overlay::Create(_)
        | Overlay::Confirm(_) => None,
    });
    compose::body(card, read.as_deref(), cx);
}

fn ask_to_remove(cards: Vec<ItemId>, cx: &mut Cx<'_>) {
    if change::is_locked(&cards, &Wish::Removal, cx) {
        return;
    }
    let view = cx.replica.view();
    let who = change::who(&cards, view);
    let is_draft = |item: &&Arc<Item>| matches!(item.content, Content::Draft(_));
    let drafts: Vec<&Arc<Item>> = cards.iter().filter_map(|card| view.item(card)).filter(is_draft).collect();
    let lost = match (drafts.len(), cards.len()) {
        (0, _) => "",
        (_, 1) => " It is a draft: it is deleted. Undo writes it anew.",
        (_, _) => " Drafts among them are deleted. Undo writes them anew.",
    };
    let for_ever = |item: &&Arc<Item>| !is_draft(item) && item.content_id().is_none();
    let for_ever = cards.iter().filter_map(|card| view.item(card)).filter(for_ever).count();
    let off = match (for_ever, cards.len()) {
        (0, _) => String::new(),
        (_, 1) => " Undo can't put it back: what is behind it is not known here.".to_owned(),
        (some, _) => format!(" Undo can't put {some} of them back: what is behind is not known here."),
    };
    let unknown = |item: &&&Arc<Item>| cx.replica.text(&item.id).is_none();
    let unknown: Vec<ItemId> = drafts.iter().filter(unknown).map(|item| item.id.clone()).collect();
    cx.effects.extend(unknown.iter().map(|item| Effect::Sync(Command::Peek(item.clone()))));
    let question = format!("Take {who} off the project?{lost}{off}");
    let yes = Answer::Make { cards, wish: Wish::Removal };
    cx.overlays.push(Overlay::Confirm(Confirm::about(question, yes, unknown)));
}

/// Opens an editor, unless none of the cards may be changed so.
pub fn open(editor: &Editor, cards: Vec<ItemId>, board: &Board, cx: &mut Cx<'_>) {
    if let Some(wish) = example(editor)
        && change::is_locked(&cards, &wish, cx)
    {
        return;
    }
    let view = cx.replica.view();
    let items: Vec<&Item> = cards.iter().filter_map(|card| view.item(card)).map(|item| &**item).collect();
    let who = change::who(&cards, view);
    let list = |title: String, many, entries| pick::list(title, cards.clone(), many, entries);
    let list: List = match editor {
        Editor::Field(field) => {
            let Some(field) = view.project.field(field) else { return };
            let Some((many, entries)) = offers::lines_of(field, &items, cx.today()) else {
                let field = field.clone();
                return of_other_kind(&field, cards, board, cx);
            };
            list(format!("{} of {who}", field.name), many, entries)
        }
        Editor::Title => {
            let Some(card) = cards.first().filter(|_| cards.len() == 1) else {
                return cx.say(Tone::Info, "Titles are changed one by one.");
            };
            let line = line::title(card.clone(), view);
            return cx.overlays.push(Overlay::Line(line));
        }
        Editor::People => list(format!("Assign {who} to"), true, offers::people(&items, cx.sight())),
        Editor::Labels => list(format!("Labels of {who}"), true, offers::labels(&items, cx.sight())),
        Editor::Milestone => {
            list(format!("Milestone of {who}"), false, offers::milestones(&items, cx.sight()))
        }
        Editor::Type => list(format!("Type of {who}"), false, offers::types(&items, cx.sight())),
        Editor::Closing => list(format!("Close {who} as"), false, offers::closings(&items)),
        Editor::Conversion => list(format!("Make {who} an issue of"), false, offers::repositories(view)),
        Editor::AnyField => list(format!("Fields of {who}"), false, offers::fields(view, &items)),
        Editor::Parent => offers::issues(format!("{who} is a part of"), Role::Parent, &items, &cards, view),
        Editor::Blockers => offers::issues(format!("{who} waits for"), Role::Blocker, &items, &cards, view),
    };
    if list.picker.entries.is_empty() {
        return cx.say(Tone::Info, "There is nothing to choose from.");
    }
    cx.overlays.push(list.into());
}

/// A wish of the sort that an editor makes, to ask whether it may; none where its lines differ in that.
fn example(editor: &Editor) -> Option<Wish> {
    Some(match editor {
        Editor::Field(field) => Wish::Value(field.clone(), None),
        Editor::Title => Wish::Set(Attribute::Title(String::new())),
        Editor::People => Wish::Entry(Member::Assignee("".into()), true),
        Editor::Labels => Wish::Entry(Member::Label(Label { name: "".into(), colour: 0 }), true),
        Editor::Milestone => Wish::Set(Attribute::Milestone(None)),
        Editor::Type => Wish::Set(Attribute::Kind(None)),
        Editor::Parent | Editor::Blockers => Wish::Set(Attribute::Parent(None)),
        Editor::Closing => Wish::Set(Attribute::State(IssueState::Completed)),
        Editor::Conversion => Wish::Issue("".into()),
        Editor::AnyField => return None,
    })
}

/// Opens the editor of a field whose values are not chosen from its own list.
fn of_other_kind(field: &Field, cards: Vec<ItemId>, board: &Board, cx: &mut Cx<'_>) {
    let editor = match &field.kind {
        FieldKind::Text | FieldKind::Number | FieldKind::Date => {
            let line = line::field(field, cards, cx.replica.view());
            return cx.overlays.push(Overlay::Line(line));
        }
        FieldKind::Mirrored(kind) => mirrored(*kind),
        FieldKind::SingleSelect(_)
        | FieldKind::MultiSelect(_)
        | FieldKind::Iteration(_)
        | FieldKind::Unknown(_) => None,
    };
    if let Some(editor) = editor {
        open(&editor, cards, board, cx);
    }
}

fn mirrored(kind: Mirrored) -> Option<Editor> {
    match kind {
        Mirrored::Title => Some(Editor::Title),
        Mirrored::Assignees => Some(Editor::People),
        Mirrored::Labels => Some(Editor::Labels),
        Mirrored::Milestone => Some(Editor::Milestone),
        Mirrored::ParentIssue => Some(Editor::Parent),
        Mirrored::IssueType => Some(Editor::Type),
        Mirrored::Repository
        | Mirrored::LinkedPullRequests
        | Mirrored::Reviewers
        | Mirrored::SubIssuesProgress
        | Mirrored::TrackedBy
        | Mirrored::Tracks
        | Mirrored::Created
        | Mirrored::Updated
        | Mirrored::Closed => None,
    }
}
