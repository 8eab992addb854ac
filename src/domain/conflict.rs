//! Where what someone else did meets an edit of ours that GitHub has not confirmed.
//!
//! Values decide, never times. Different fields, properties and entries never meet; two texts of one body are merged line by line.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::item::Name;
use super::{Attribute, Edit, EditId, FieldId, Item, ItemId, Pending, Progress, Pull, Snapshot, Value};

/// GitHub holds another value than the one an unsent edit was made on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// Our edit as it was then; it stays on top. It may be at GitHub by now.
    pub ours: Pending,
    /// What someone else set meanwhile. What it was before is in our edit.
    pub theirs: Theirs,
    /// The login that set it, where GitHub says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Name>,
}

impl Conflict {
    /// Our edit.
    pub fn edit(&self) -> EditId {
        self.ours.id
    }

    /// Which item.
    pub fn item(&self) -> &ItemId {
        self.ours.edit.item()
    }

    /// Whether ours waits until a person has decided. A value can be set again, and is sent, unless it takes something back; a text
    /// that is overwritten is lost.
    pub fn holds_back(&self) -> bool {
        match self.theirs {
            Theirs::Body { .. } => true,
            Theirs::Field(..) | Theirs::Attribute(_) => self.ours.turns,
        }
    }

    /// Whether it is about the text of a comment, which no read of the card shows.
    pub fn is_of_comment(&self) -> bool {
        matches!(self.ours.edit, Edit::SetComment { .. })
    }

    /// Our edit, made in sight of theirs.
    pub fn settled(&self, ours: &Pending) -> Pending {
        match &self.theirs {
            Theirs::Field(_, value) => Pending { was: value.clone(), ..ours.clone() },
            Theirs::Attribute(theirs) => Pending { base: Some(theirs.clone()), ..ours.clone() },
            Theirs::Body { text, .. } => {
                Pending { base: Some(Attribute::Body(text.clone())), ..ours.clone() }
            }
        }
    }
}

/// What someone else set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Theirs {
    /// The value of a field; none if they cleared it.
    Field(FieldId, Option<Value>),
    /// A property.
    Attribute(Attribute),
    /// A body whose lines clash with ours.
    Body {
        /// The text both began with.
        base: String,
        /// Theirs.
        text: String,
    },
}

impl Conflict {
    /// The edit that makes theirs of it.
    pub fn theirs(&self) -> Edit {
        let item = self.item().clone();
        match &self.theirs {
            Theirs::Field(field, to) => Edit::SetField { item, field: field.clone(), to: to.clone() },
            Theirs::Attribute(to) => Edit::Set { item, to: to.clone() },
            Theirs::Body { text, .. } => match &self.ours.edit {
                Edit::SetComment { comment, to, .. } => Edit::SetComment {
                    item,
                    comment: comment.clone(),
                    was: to.clone().unwrap_or_default(),
                    to: Some(text.clone()),
                },
                Edit::Set { .. }
                | Edit::SetField { .. }
                | Edit::Place { .. }
                | Edit::AddDraft { .. }
                | Edit::AddIssue { .. }
                | Edit::PutBack { .. }
                | Edit::Delete { .. }
                | Edit::Link { .. }
                | Edit::Convert { .. }
                | Edit::Comment { .. } => Edit::Set { item, to: Attribute::Body(text.clone()) },
            },
        }
    }
}

/// So far GitHub's clock and ours, and a request and its answer, may be apart.
const AROUND: TimeDelta = TimeDelta::minutes(2);

/// What comes of the edits that meet a pull.
#[derive(Debug, Default)]
pub(super) struct Meeting {
    /// The edits that clash.
    pub(super) conflicts: Vec<Conflict>,
    /// Edits of bodies as they are now: on the newer text of GitHub, with what others wrote merged in where no lines clash.
    pub(super) rewritten: Vec<Pending>,
}

/// Looks what a pull holds that our edits did not know of, before it is taken in.
pub(super) fn meet(base: &Snapshot, all: &[Pending], pull: &Pull) -> Meeting {
    let mut meeting = Meeting::default();
    for pending in all.iter().filter(|pending| pending.is_unsent()) {
        let item = pending.edit.item();
        let Some(fetched) = pull.items.iter().find(|fetched| fetched.item.id == *item) else { continue };
        let before = base.item(item).map(AsRef::as_ref);
        let theirs = match &pending.edit {
            Edit::SetField { .. } | Edit::Set { .. }
                if is_first_sight(pending, before, &fetched.item, all) =>
            {
                let seen = pending.counted_from(&fetched.item);
                meeting.rewritten.extend(Some(seen).filter(|seen| seen != pending));
                None
            }
            Edit::SetField { field, to, .. } => {
                meeting.rewritten.extend(on_ours(pending, &fetched.item, all));
                field_of(pending, (field, to.as_ref()), &fetched.item, all)
            }
            Edit::Set { to: Attribute::Body(mine), .. } => {
                let Some(text) = newer_text(pending, mine, &fetched.body) else { continue };
                let met = if is_ours(pending, text, all) {
                    Ok(Pending { base: Some(Attribute::Body(text.to_owned())), ..pending.clone() })
                } else {
                    rebased(pending, mine, text)
                };
                let (rewritten, theirs) = (met.as_ref().ok().cloned(), met.err());
                meeting.rewritten.extend(rewritten);
                theirs
            }
            Edit::Set { to, .. } => {
                meeting.rewritten.extend(on_ours(pending, &fetched.item, all));
                property_of(pending, to, &fetched.item, all)
            }
            Edit::Place { .. }
            | Edit::AddDraft { .. }
            | Edit::Delete { .. }
            | Edit::Link { .. }
            | Edit::AddIssue { .. }
            | Edit::PutBack { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. }
            | Edit::SetComment { .. } => None,
        };
        meeting.conflicts.extend(theirs.map(|theirs| {
            let conflict = Conflict { ours: pending.clone(), theirs, by: None };
            Conflict { by: setter(&conflict.theirs(), &fetched.item), ..conflict }
        }));
    }
    meeting
}

/// Whether a card is read for the first time, just made or just made an issue, as far as an edit is concerned: what it comes with
/// nobody has set meanwhile.
fn is_first_sight(pending: &Pending, before: Option<&Item>, now: &Item, all: &[Pending]) -> bool {
    let made_here = || {
        // What was put back may have been there: someone else came first.
        let is_ours = |other: &Pending| match (&other.edit, &other.progress) {
            (Edit::PutBack { .. }, Progress::Accepted { at }) => now.created_at >= *at - AROUND,
            (_, _) => true,
        };
        let creates = |other: &&Pending| other.edit.creates() && other.edit.item() == pending.edit.item();
        all.iter().find(creates).is_some_and(is_ours)
    };
    match (&pending.edit, before) {
        // A text is never known from the card alone.
        (Edit::Set { to: Attribute::Body(_), .. }, _) => false,
        (Edit::Set { to, .. }, Some(before)) => to.current(before).is_none(),
        (_, Some(_)) => false,
        (_, None) => made_here(),
    }
}

fn field_of(
    pending: &Pending,
    (field, mine): (&FieldId, Option<&Value>),
    now: &Item,
    all: &[Pending],
) -> Option<Theirs> {
    let theirs = now.value(field);
    let set_by_us = || {
        replaced(pending, all).any(|edit| matches!(edit, Edit::SetField { to, .. } if to.as_ref() == theirs))
    };
    // Whether it was read before says nothing: who made the edit may not have heard of that, or nobody was told.
    let clash = theirs != pending.was.as_ref() && theirs != mine && !set_by_us();
    clash.then(|| Theirs::Field(field.clone(), theirs.cloned()))
}

fn property_of(pending: &Pending, mine: &Attribute, now: &Item, all: &[Pending]) -> Option<Theirs> {
    let theirs = mine.current(now)?;
    let was = pending.base.as_ref()?;
    let set_by_us =
        || replaced(pending, all).any(|edit| matches!(edit, Edit::Set { to, .. } if to.holds(now)));
    let clash = !was.holds(now) && !mine.holds(now) && !set_by_us();
    clash.then_some(Theirs::Attribute(theirs))
}

/// An edit as made on what GitHub shows now that an earlier one of ours has set it: later reads bring that too, when nothing tells any
/// more that it was ours.
fn on_ours(pending: &Pending, now: &Item, all: &[Pending]) -> Option<Pending> {
    let shown = replaced(pending, all).find_map(|earlier| match earlier {
        Edit::SetField { field, to, .. } if now.value(field) == to.as_ref() => {
            Some(Pending { was: to.clone(), ..pending.clone() })
        }
        Edit::Set { to, .. } if to.holds(now) => Some(Pending { base: Some(to.clone()), ..pending.clone() }),
        Edit::SetField { .. }
        | Edit::Set { .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Link { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. }
        | Edit::SetComment { .. } => None,
    })?;
    (shown != *pending).then_some(shown)
}

/// A text of GitHub that is neither what an edit of a body was made on nor what it makes.
fn newer_text<'a>(pending: &Pending, mine: &str, now: &'a str) -> Option<&'a str> {
    let Some(Attribute::Body(base)) = &pending.base else { return None };
    (!same_text(base, now) && !same_text(mine, now)).then_some(now)
}

/// Whether a text comes from an earlier edit of ours, which the later one was made on.
fn is_ours(pending: &Pending, text: &str, all: &[Pending]) -> bool {
    replaced(pending, all).any(|edit| edit.text().is_some_and(|ours| same_text(ours, text)))
}

/// An edit of a body put on a newer text of GitHub, or what clashes with it.
fn rebased(pending: &Pending, mine: &str, theirs: &str) -> Result<Pending, Theirs> {
    let base = match &pending.base {
        Some(Attribute::Body(base)) => base.as_str(),
        Some(_) | None => "",
    };
    let clash = || Theirs::Body { base: base.to_owned(), text: theirs.to_owned() };
    let text = merged(base, mine, theirs).ok_or_else(clash)?;
    let edit = Edit::Set { item: pending.edit.item().clone(), to: Attribute::Body(text) };
    let base = Some(Attribute::Body(theirs.to_owned()));
    Ok(Pending { edit, base, ..pending.clone() })
}

/// An edit of a comment of which GitHub has another text than the edit was made on: put on that one, or what clashes with it.
pub fn on_comment(pending: &Pending, now: &str) -> Result<Pending, Box<Conflict>> {
    let base = match &pending.base {
        Some(Attribute::Body(base)) => base.as_str(),
        Some(_) | None => "",
    };
    let theirs = Theirs::Body { base: base.to_owned(), text: now.to_owned() };
    let clash = || Box::new(Conflict { ours: pending.clone(), theirs, by: None });
    let Edit::SetComment { item, comment, to: Some(mine), .. } = &pending.edit else { return Err(clash()) };
    let Some(text) = merged(base, mine, now) else { return Err(clash()) };
    let (item, comment) = (item.clone(), comment.clone());
    let edit = Edit::SetComment { item, comment, was: now.to_owned(), to: Some(text) };
    Ok(Pending { edit, base: Some(Attribute::Body(now.to_owned())), ..pending.clone() })
}

/// Who has set what an edit sets, where GitHub says: it does of fields.
pub fn setter(edit: &Edit, item: &Item) -> Option<Name> {
    match edit {
        Edit::SetField { field, .. } => item.entry(field)?.by.clone(),
        Edit::Set { .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::Delete { .. }
        | Edit::Link { .. }
        | Edit::AddIssue { .. }
        | Edit::PutBack { .. }
        | Edit::Convert { .. }
        | Edit::Comment { .. }
        | Edit::SetComment { .. } => None,
    }
}

/// What two people made of one text, where no lines of theirs clash.
pub fn merged(base: &str, mine: &str, theirs: &str) -> Option<String> {
    let mut text = diffy::merge(&ended(base), &ended(mine), &ended(theirs)).ok()?;
    if !mine.ends_with('\n') && text.ends_with('\n') {
        text.pop();
    }
    Some(text)
}

/// What two people made of one text, with both versions of the lines that clash, marked.
pub fn marked(base: &str, mine: &str, theirs: &str) -> String {
    let (Ok(text) | Err(text)) = diffy::merge(&ended(base), &ended(mine), &ended(theirs));
    text
}

/// A last line without an end would clash with any line added below it.
fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

/// Whether two texts differ in nothing but how their lines end.
pub fn same_text(a: &str, b: &str) -> bool {
    a == b || a.trim_end().lines().eq(b.trim_end().lines())
}

/// Earlier edits of ours, sent meanwhile, that this one replaces.
fn replaced<'a>(pending: &'a Pending, all: &'a [Pending]) -> impl Iterator<Item = &'a Edit> {
    all.iter().take_while(|earlier| earlier.id < pending.id).filter_map(|earlier| {
        let sent = matches!(earlier.progress, Progress::Accepted { .. } | Progress::Sending { .. });
        (sent && earlier.edit.is_replaced_by(&pending.edit)).then_some(&earlier.edit)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::item::{Content, IssueState, Label};
    use super::super::{Fetched, Member, Replica, sample};
    use super::*;
    use uuid::Uuid;

    const BEGUN: &str = "# Goal\n\nShip it.\n\n- [ ] docs\n- [ ] tests\n";

    fn id(n: u128) -> EditId {
        EditId(Uuid::from_u128(n))
    }

    fn pending(n: u128, edit: Edit) -> Pending {
        Pending::new(id(n), id(n), edit, &sample::snapshot(), Some(BEGUN), sample::at("2026-11-20"))
    }

    fn set(to: Attribute) -> Edit {
        Edit::Set { item: "A".into(), to }
    }

    /// What a pull of `A` with some edits of someone else on it and a text meets.
    fn met(ours: &[Pending], theirs: &[Edit], body: &str) -> Meeting {
        let base = sample::snapshot();
        let mut view = base.clone();
        for edit in theirs {
            edit.apply(&mut view, sample::at("2026-11-20"));
        }
        let item = Arc::clone(view.item(&"A".into()).expect("a card of the sample"));
        let pull = Pull { items: vec![Fetched { item, body: body.to_owned() }], ..Pull::default() };
        meet(&base, ours, &pull)
    }

    #[test]
    fn what_two_people_do_to_different_things_adds_up() {
        let ours = [
            pending(1, set(Attribute::Title("Ours".to_owned()))),
            pending(2, Edit::Link { item: "A".into(), entry: Member::Assignee("carol".into()), on: true }),
        ];
        let label = Member::Label(Label { name: "urgent".into(), colour: 0 });
        let theirs = [
            set(Attribute::State(IssueState::Completed)),
            Edit::Link { item: "A".into(), entry: Member::Assignee("dave".into()), on: true },
            Edit::Link { item: "A".into(), entry: label, on: true },
        ];
        assert_eq!(met(&ours, &theirs, BEGUN).conflicts, []);
    }

    #[test]
    fn two_values_of_one_property_clash() {
        let ours = [pending(1, set(Attribute::Title("Ours".to_owned())))];
        let clash = |text: &str| met(&ours, &[set(Attribute::Title(text.to_owned()))], BEGUN).conflicts;
        let theirs = Theirs::Attribute(Attribute::Title("Theirs".to_owned()));
        assert_eq!(clash("Theirs"), [Conflict { ours: ours[0].clone(), theirs, by: None }]);
        assert_eq!(clash("Ours"), []);
    }

    #[test]
    fn a_text_takes_in_what_someone_else_wrote_on_other_lines() {
        let mine = BEGUN.replace("[ ] tests", "[x] tests");
        let theirs = BEGUN.replace("Ship it.", "Ship it on Friday.");
        let meeting = met(&[pending(1, set(Attribute::Body(mine)))], &[], &theirs);
        assert_eq!(meeting.conflicts, []);
        let both = theirs.replace("[ ] tests", "[x] tests");
        let [rewritten] = meeting.rewritten.as_slice() else { panic!("one edit") };
        assert_eq!(rewritten.edit, set(Attribute::Body(both)));
        assert_eq!(rewritten.base, Some(Attribute::Body(theirs)));
    }

    #[test]
    fn a_text_that_clashes_stays_as_it_is_until_a_person_has_decided() {
        let ours = pending(1, set(Attribute::Body(BEGUN.replace("Ship it.", "Ship it today."))));
        let theirs = BEGUN.replace("Ship it.", "Ship it on Friday.");
        let meeting = met(std::slice::from_ref(&ours), &[], &theirs);
        assert_eq!(meeting.rewritten, []);
        let [conflict] = meeting.conflicts.as_slice() else { panic!("one conflict") };
        assert_eq!(conflict.theirs, Theirs::Body { base: BEGUN.to_owned(), text: theirs.clone() });
        let again = met(&[conflict.settled(&ours)], &[], &theirs);
        assert!(again.conflicts.is_empty() && again.rewritten.is_empty());
    }

    #[test]
    fn lines_added_at_the_end_of_a_text_without_a_last_line_break_merge() {
        let merged = merged("one\ntwo", "zero\none\ntwo", "one\ntwo\nthree");
        assert_eq!(merged.as_deref(), Some("zero\none\ntwo\nthree"));
    }

    #[test]
    fn a_text_of_ours_that_was_sent_meanwhile_is_no_news() {
        let mut sent = pending(1, set(Attribute::Body("First".to_owned())));
        sent.progress = Progress::Accepted { at: sample::at("2026-11-20") };
        let next = pending(2, set(Attribute::Body("Second".to_owned())));
        let meeting = met(&[sent, next.clone()], &[], "First");
        assert_eq!(meeting.conflicts, []);
        // Later reads bring it too, when nothing tells any more that it was ours.
        let base = Some(Attribute::Body("First".to_owned()));
        assert_eq!(meeting.rewritten, [Pending { base, ..next }]);
    }

    #[test]
    fn a_pull_does_not_make_an_unsent_text_vanish() {
        let mut replica = Replica::new(sample::snapshot(), Vec::new());
        replica.edit(pending(1, set(Attribute::Body("Mine".to_owned()))));
        let item = Arc::clone(replica.base().item(&"A".into()).expect("a card of the sample"));
        let fetched = Fetched { item, body: "Theirs".to_owned() };
        replica.pull(&Pull { items: vec![fetched], ..Pull::default() }, sample::at("2026-11-20"));
        assert_eq!(replica.body(&"A".into(), "Theirs"), "Mine");
        replica.forget(id(1));
        assert_eq!(replica.body(&"A".into(), "Theirs"), "Theirs");
    }

    #[test]
    fn an_edit_replayed_on_a_hidden_card_does_nothing() {
        let mut replica = Replica::new(sample::snapshot(), Vec::new());
        let edit = Edit::Set { item: "H".into(), to: Attribute::Title("Seen".to_owned()) };
        replica.edit(pending(1, edit));
        assert_eq!(replica.view().item(&"H".into()).expect("a card").content, Content::Hidden);
    }
}
