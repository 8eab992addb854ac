//! Reads `NAME=VALUE`: each field, and each property of the card itself, in the words people use for it.

use std::sync::Arc;

use super::error::Error;
use super::reference;
use crate::domain::item::IssueState;
use crate::domain::permit::Part;
use crate::domain::value::{self, NoValue, Now};
use crate::domain::wish::{self, Wish};
use crate::domain::{
    Attribute, Date, Field, FieldKind, Item, Member, Project, Repository, Snapshot, name, named,
};

/// What the name before the `=` stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Target<'a> {
    /// A field of the project.
    Field(&'a Field),
    /// A property of the card.
    Property(Property),
}

/// What can be set of a card beside the fields of its project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Title,
    Body,
    State,
    Labels,
    Assignees,
    Milestone,
    Kind,
    Parent,
    BlockedBy,
    Archived,
}

/// What properties are called; a field that the project stores comes before one of the same name.
const PROPERTIES: [(&str, Property); 10] = [
    ("title", Property::Title),
    ("body", Property::Body),
    ("labels", Property::Labels),
    ("assignees", Property::Assignees),
    ("milestone", Property::Milestone),
    ("type", Property::Kind),
    ("parent", Property::Parent),
    ("blocked-by", Property::BlockedBy),
    ("state", Property::State),
    ("archived", Property::Archived),
];

/// What states are called.
const STATES: [(&str, IssueState); 4] = [
    ("open", IssueState::Open),
    ("closed", IssueState::Completed),
    ("not planned", IssueState::NotPlanned),
    ("duplicate", IssueState::Duplicate),
];

/// What values are read against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// The project.
    pub(super) view: &'a Snapshot,
    /// The card.
    pub(super) item: &'a Item,
    /// The card's repository; none for drafts.
    pub(super) home: Option<&'a Arc<Repository>>,
    /// Who `@me` stands for.
    pub(super) me: Option<&'a str>,
    /// The day where the person is.
    pub(super) today: Date,
}

impl Target<'_> {
    /// As the project or this program calls it.
    pub(super) fn name(self) -> String {
        match self {
            Self::Field(field) => field.name.clone(),
            Self::Property(property) => {
                let found = PROPERTIES.iter().find(|(_, other)| *other == property);
                found.map_or_else(String::new, |(name, _)| (*name).to_owned())
            }
        }
    }
}

impl Property {
    /// Whether its values are names of the card's repository.
    pub(super) fn is_of_repository(self) -> bool {
        match self {
            Self::Labels | Self::Assignees | Self::Milestone | Self::Kind => true,
            Self::Title | Self::Body | Self::State | Self::Parent | Self::BlockedBy | Self::Archived => false,
        }
    }

    /// What a part of a card is called here.
    fn of(part: Part<'_>) -> Option<Self> {
        match part {
            Part::Title => Some(Self::Title),
            Part::Body => Some(Self::Body),
            Part::State => Some(Self::State),
            Part::People => Some(Self::Assignees),
            Part::Labels => Some(Self::Labels),
            Part::Milestone => Some(Self::Milestone),
            Part::Kind => Some(Self::Kind),
            Part::Parent => Some(Self::Parent),
            Part::Blockers => Some(Self::BlockedBy),
            Part::Archive => Some(Self::Archived),
            Part::Field(_) | Part::Comments | Part::Membership | Part::Draft => None,
        }
    }
}

/// Tells a name from its value.
pub(super) fn split<'a, 'b>(project: &'a Project, text: &'b str) -> Result<(Target<'a>, &'b str), Error> {
    let Some((wanted, value)) = text.split_once('=') else {
        return Err(
            Error::usage(format!("`{text}` sets nothing")).hint("write FIELD=VALUE, such as Effort=3")
        );
    };
    Ok((target(project, wanted.trim())?, value.trim()))
}

fn target<'a>(project: &'a Project, wanted: &str) -> Result<Target<'a>, Error> {
    if let Some(field) = name::find(wanted, &project.fields, |field| &field.name) {
        let FieldKind::Mirrored(kind) = &field.kind else { return Ok(Target::Field(field)) };
        return match Part::mirrored(*kind).and_then(Property::of) {
            Some(property) => Ok(Target::Property(property)),
            None => Err(Error::refused(format!("GitHub works {} out by itself", field.name))),
        };
    }
    if let Some((_, property)) = name::find(wanted, &PROPERTIES, |(name, _)| name) {
        return Ok(Target::Property(*property));
    }
    if let Some(field) = project.day_field(wanted) {
        return Ok(Target::Field(field));
    }
    let stored = project.fields.iter().filter(|field| field.is_stored()).map(|field| field.name.as_str());
    let names: Vec<&str> = stored.chain(PROPERTIES.iter().map(|(name, _)| *name)).collect();
    let hint = match name::nearest(wanted, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the fields are: {}", names.join(", ")),
    };
    Err(Error::refused(format!("there is no field `{wanted}`")).hint(hint))
}

/// What a value wishes for a card. Nothing after the `=` clears what can be empty.
pub(super) fn wishes(target: Target<'_>, text: &str, known: Known<'_>) -> Result<Vec<Wish>, Error> {
    let property = match target {
        Target::Field(field) => return field_wish(field, text, known).map(|wish| vec![wish]),
        Target::Property(property) => property,
    };
    let one = |to: Attribute| Ok(vec![Wish::Set(to)]);
    match property {
        Property::Title => one(Attribute::Title(title(text)?)),
        Property::Body => one(Attribute::Body(text.to_owned())),
        Property::State => one(Attribute::State(state(text)?)),
        Property::Archived => one(Attribute::Archived(answer(text)?)),
        Property::Labels => labels(text, known),
        Property::Assignees => assignees(text, known),
        Property::BlockedBy => blockers(text, known),
        Property::Parent => {
            let parent = if text.is_empty() { None } else { Some(issue(text, known)?) };
            one(Attribute::Parent(parent))
        }
        Property::Milestone => {
            let milestone = of_home("milestone", text, known, |home| named::milestone(home, text))?;
            one(Attribute::Milestone(milestone))
        }
        Property::Kind => one(Attribute::Kind(of_home("type", text, known, |home| named::kind(home, text))?)),
    }
}

/// A title is one line.
pub(super) fn title(text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_control) {
        return Err(Error::usage("a title is one line of text, with nothing invisible in it")
            .hint("write it in quotes: sprintty add \"Fix the login\""));
    }
    Ok(text.to_owned())
}

/// A state by its name or the beginning of it.
pub(super) fn state(text: &str) -> Result<IssueState, Error> {
    let text = if name::same(text.trim(), "completed") { "closed" } else { text };
    value::choose("state", text, &STATES, |(name, _)| name)
        .map(|(_, state)| *state)
        .map_err(|wrong| refused("state", text, &wrong))
}

fn field_wish(field: &Field, text: &str, known: Known<'_>) -> Result<Wish, Error> {
    let now = Now { today: known.today, was: known.item.value(&field.id) };
    let to = value::read(field, text, now).map_err(|wrong| refused(&field.name, text, &wrong))?;
    Ok(Wish::Value(field.id.clone(), to))
}

fn refused(what: &str, text: &str, wrong: &NoValue) -> Error {
    let error = match wrong {
        NoValue::Number(_) | NoValue::Date(_) | NoValue::Unknown { .. } => {
            Error::refused(format!("`{text}` is no value for {what}"))
        }
        NoValue::Several { .. } | NoValue::Kind { .. } | NoValue::Mirrored(_) => {
            Error::refused(wrong.to_string())
        }
    };
    match wrong.hint() {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn answer(text: &str) -> Result<bool, Error> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err(Error::refused(format!("`{text}` is no value for archived")).hint("write yes or no")),
    }
}

/// A name of the card's repository; nothing typed clears it. A draft has no repository: its locks say what is wrong.
fn of_home<T>(
    what: &str,
    text: &str,
    known: Known<'_>,
    find: impl Fn(&Repository) -> Result<T, NoValue>,
) -> Result<Option<T>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let home = known.home.ok_or_else(|| lacks(known.item, what))?;
    find(home).map(Some).map_err(|wrong| refused(what, text, &wrong))
}

fn lacks(item: &Item, what: &str) -> Error {
    Error::refused(format!("{}: a draft has no {what}", item.reference()))
}

/// A name of a list, and whether it is to be there.
type Signed<'a> = (bool, &'a str);

/// The parts of a list, and whether they change what is there: `+docs,bug,-api`, or are all there is to be: `docs,api`. A sign holds
/// until the next one.
fn parts(text: &str) -> Result<(bool, Vec<Signed<'_>>), Error> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let mut sign = None;
    let mut found = Vec::new();
    for part in parts {
        let signed = part.strip_prefix('+').map(|bare| (true, bare));
        let signed = signed.or_else(|| part.strip_prefix('-').map(|bare| (false, bare)));
        match signed {
            Some(_) if sign.is_none() && !found.is_empty() => {
                return Err(Error::usage(format!("`{text}` is two things at once")).hint(
                    "write either all that is to be there, such as docs,bug, or what changes, such as +docs,-bug",
                ));
            }
            Some((on, bare)) => {
                sign = Some(on);
                found.push((on, bare.trim_start()));
            }
            None => found.push((sign.unwrap_or(true), part)),
        }
    }
    Ok((sign.is_some(), found))
}

/// Wishes for the entries of a list. What is not named goes where the list is named as a whole.
fn list(
    text: &str,
    (what, has, hidden): (&str, Vec<Member>, u32),
    read: impl Fn(&str) -> Result<Member, Error>,
) -> Result<Vec<Wish>, Error> {
    let (changes, parts) = parts(text)?;
    let named: Vec<(bool, Member)> =
        parts.into_iter().map(|(on, part)| Ok((on, read(part)?))).collect::<Result<_, Error>>()?;
    if !changes && hidden > 0 {
        return Err(Error::refused(format!("it has {hidden} more {what} than GitHub has shown"))
            .hint(format!("say what changes: {what}=+NAME,-NAME")));
    }
    let is_named = |entry: &Member| named.iter().any(|(_, other)| other.is_same_entry(entry));
    let gone: Vec<Member> = if changes { Vec::new() } else { has };
    let off = gone.into_iter().filter(|entry| !is_named(entry)).map(|entry| Wish::Entry(entry, false));
    let off: Vec<Wish> = off.collect();
    Ok(named.into_iter().map(|(on, entry)| Wish::Entry(entry, on)).chain(off).collect())
}

fn labels(text: &str, known: Known<'_>) -> Result<Vec<Wish>, Error> {
    let Some(home) = known.home else { return Err(lacks(known.item, "labels")) };
    let work = known.item.work();
    let has = known.item.labels().iter().cloned().map(Member::Label).collect();
    list(text, ("labels", has, work.map_or(0, |work| work.labels.hidden())), |name| {
        let found = known.item.labels().iter().find(|label| name::same(&label.name, name)).cloned();
        let label = found.map_or_else(|| named::label(home, name), Ok);
        label.map(Member::Label).map_err(|wrong| refused("labels", name, &wrong))
    })
}

fn assignees(text: &str, known: Known<'_>) -> Result<Vec<Wish>, Error> {
    let has = known.item.assignees().iter().cloned().map(Member::Assignee).collect();
    let hidden = known.item.work().map_or(0, |work| work.assignees.hidden());
    list(text, ("assignees", has, hidden), |login| {
        let login = login.strip_prefix('@').unwrap_or(login);
        let login = match known.me {
            Some(me) if login.eq_ignore_ascii_case("me") => return Ok(Member::Assignee(me.into())),
            Some(_) | None => login,
        };
        let found = known.item.assignees().iter().find(|known| name::same(known, login)).cloned();
        let found = found.map(Ok).or_else(|| known.home.map(|home| named::person(home, login)));
        let person = found.unwrap_or_else(|| Ok(login.into()));
        person.map(Member::Assignee).map_err(|wrong| refused("assignees", login, &wrong))
    })
}

fn blockers(text: &str, known: Known<'_>) -> Result<Vec<Wish>, Error> {
    let listed = known.item.issue().map(|issue| &issue.blocked_by);
    let has = listed.into_iter().flat_map(|list| list.iter()).cloned().map(Member::BlockedBy).collect();
    list(text, ("blocked-by", has, listed.map_or(0, crate::domain::item::Listed::hidden)), |name| {
        // What it waits for may be on another project: then only its number is known here.
        let bare = name.trim_start_matches('#');
        let known_here = listed.and_then(|list| list.iter().find(|link| link.number.to_string() == bare));
        known_here.cloned().map_or_else(|| issue(name, known), Ok).map(Member::BlockedBy)
    })
}

fn issue(text: &str, known: Known<'_>) -> Result<crate::domain::item::Link, Error> {
    let found = reference::find(known.view, text)?;
    wish::link(&found).ok_or_else(|| Error::refused(format!("{} is no issue", found.reference())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    /// What a field holds after an assignment, as a person reads it; the tests take place on Friday 2026-11-20.
    fn set(text: &str) -> Result<String, String> {
        let view = sample::snapshot();
        let item = &sample::items()[0];
        let known = Known { view: &view, item, home: None, me: None, today: sample::today() };
        let read = split(&view.project, text).and_then(|(target, text)| wishes(target, text, known));
        let wishes = read.map_err(|error| {
            error.hint.map_or(error.message.clone(), |hint| format!("{} / {hint}", error.message))
        })?;
        let [Wish::Value(field, to)] = &wishes[..] else { return Ok(format!("{wishes:?}")) };
        let field = view.project.field(field).expect("the field was just found");
        Ok(to.as_ref().map_or_else(|| "cleared".to_owned(), |value| field.show(value)))
    }

    #[test]
    fn a_field_is_named_before_the_sign_and_its_value_behind_it() {
        for (text, value) in [
            ("Effort=", "cleared"),
            ("due-date=fri", "2026-11-27"),
            ("due=fri", "2026-11-27"),
            ("due date=@today+2w", "2026-12-04"),
            ("status=in progress", "In Progress"),
            ("sprint=sprint 5", "Sprint 5"),
            ("note=a = b", "a = b"),
        ] {
            assert_eq!(set(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_can_not_be_set_is_an_error_with_a_way_out() {
        for (text, error) in [
            ("effort", "`effort` sets nothing / write FIELD=VALUE, such as Effort=3"),
            ("efort=1", "there is no field `efort` / did you mean `Effort`?"),
            (
                "effort=many",
                "`many` is no value for Effort / write a number; +1 and -1 count from the present one",
            ),
            ("areas=docs,apy", "`docs,apy` is no value for Areas / did you mean `API`?"),
            ("riddle=", "Riddle is a field of a kind that can't be written: RIDDLE"),
            ("state=opne", "`opne` is no value for state / did you mean `open`?"),
        ] {
            assert_eq!(set(text), Err(error.into()), "{text}");
        }
    }
}
