//! What a person wants of cards, before it is known which: the same words for one card and for many.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::item::{IssueState, Link, Listed, Name};
use super::permit::{self, Locked, Part};
use super::repository::{NewIssues, Repository};
use super::value::{self, NoValue, Now};
use super::wording::{of_attribute, of_entry, of_field};
use super::{
    Attribute, ContentId, Edit, FieldId, FieldKind, Item, ItemId, Member, OptionId, Project, Snapshot,
    Timestamp, Value,
};

/// One wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// A field is to have this value; none clears it.
    Value(FieldId, Option<Value>),
    /// A field is to have what this text means for the card: `+1` counts from the card's own value.
    Typed(FieldId, String),
    /// An option of a multi-select field is to be chosen or not.
    Option(FieldId, OptionId, bool),
    /// An entry is to be on a list of the card or not.
    Entry(Member, bool),
    /// A property is to have this value.
    Set(Attribute),
    /// The card is to leave the project.
    Removal,
    /// The draft is to become an issue of this repository.
    Issue(Name),
    /// This is to be said about it.
    Comment(String),
}

/// Why a wish does not come true for a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmet {
    /// It may not be changed.
    #[error("{0}")]
    Locked(#[from] Locked),
    /// The text is no value of the field.
    #[error("{0}")]
    NoValue(#[from] NoValue),
    /// The repository of the card has no such thing.
    #[error("{repository} has no {what}")]
    Missing {
        /// `owner/name`.
        repository: Name,
        /// `milestone v0.3`.
        what: String,
    },
    /// No issue can be opened there.
    #[error("no issue can be opened in {repository}: {}", .new_issues.why())]
    Closed {
        /// `owner/name`.
        repository: Name,
        /// Why.
        new_issues: NewIssues,
    },
    /// Of a list of the card only the beginning was read, so it can't be made another one.
    #[error("only some of its {0} are known here")]
    Cut(&'static str),
    /// There is no such card or field any more.
    #[error("it is no longer on the project")]
    Gone,
    /// The issues would wait for each other, or be parts of each other, for ever.
    #[error("that would be a circle: {}", .0.join(" → "))]
    Circle(Vec<String>),
}

/// What a wish is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The project as it is.
    pub view: &'a Snapshot,
    /// The day where the person is.
    pub today: super::Date,
    /// What is known of the repository that has to allow it: see [`Wish::home`].
    pub home: Option<&'a Repository>,
}

impl Wish {
    /// The part of a card that it changes; none if its field is gone.
    pub fn part<'a>(&self, project: &'a Project) -> Option<Part<'a>> {
        Some(match self {
            Self::Value(field, _) | Self::Typed(field, _) | Self::Option(field, ..) => {
                Part::Field(project.field(field)?)
            }
            Self::Entry(Member::Assignee(_), _) => Part::People,
            Self::Entry(Member::Label(_), _) => Part::Labels,
            Self::Entry(Member::BlockedBy(_), _) => Part::Blockers,
            Self::Set(Attribute::Title(_)) => Part::Title,
            Self::Set(Attribute::Body(_)) => Part::Body,
            Self::Set(Attribute::State(_)) => Part::State,
            Self::Set(Attribute::Milestone(_)) => Part::Milestone,
            Self::Set(Attribute::Kind(_)) => Part::Kind,
            Self::Set(Attribute::Parent(_)) => Part::Parent,
            Self::Set(Attribute::Archived(_)) => Part::Archive,
            Self::Removal => Part::Membership,
            Self::Issue(_) => Part::Draft,
            Self::Comment(_) => Part::Comments,
        })
    }

    /// The edit that makes it true for a card; none where it is true already.
    pub fn edit(&self, item: &Item, judge: Judge<'_>) -> Result<Option<Edit>, Unmet> {
        let project = &judge.view.project;
        let part = self.part(project).ok_or(Unmet::Gone)?;
        permit::check(project, item, part, permit::triage(judge.home))?;
        let id = item.id.clone();
        let set = |field: &FieldId, to: Option<Value>| {
            (item.value(field) != to.as_ref()).then(|| Edit::SetField {
                item: item.id.clone(),
                field: field.clone(),
                to,
            })
        };
        let edit = match self {
            Self::Value(field, to) => set(field, to.clone()),
            Self::Typed(field, text) => {
                let known = project.field(field).ok_or(Unmet::Gone)?;
                set(field, value::read(known, text, Now { today: judge.today, was: item.value(field) })?)
            }
            Self::Option(field, option, on) => set(field, with_option(item.value(field), option, *on)),
            Self::Entry(entry, on) => {
                if let (Member::BlockedBy(link), true) = (entry, on) {
                    no_circle(item, link, judge.view, |item| {
                        item.issue().map_or(&[][..], |issue| &issue.blocked_by.some)
                    })?;
                }
                (entry.is_on(item) != Some(*on)).then(|| Edit::Link {
                    item: id,
                    entry: entry.clone(),
                    on: *on,
                })
            }
            Self::Set(to) => {
                if let Attribute::Parent(Some(link)) = to {
                    no_circle(item, link, judge.view, |item| {
                        item.issue()
                            .and_then(|issue| issue.parent.as_deref())
                            .map_or(&[], std::slice::from_ref)
                    })?;
                }
                (!to.holds(item)).then(|| Edit::Set { item: id, to: to.clone() })
            }
            Self::Removal => Some(Edit::Delete { item: id }),
            Self::Issue(repository) => Some(Edit::Convert { item: id, repository: repository.clone() }),
            Self::Comment(body) => Some(Edit::Comment { item: id, body: body.clone() }),
        };
        match judge.home.filter(|_| edit.is_some()).and_then(|home| self.unmet_in(home)) {
            Some(unmet) => Err(unmet),
            None => Ok(edit),
        }
    }

    /// The repository that has to allow it: the card's own, or where the draft is to become an issue.
    pub fn home<'a>(&'a self, item: &'a Item) -> Option<&'a Name> {
        match self {
            Self::Issue(repository) => Some(repository),
            Self::Value(..)
            | Self::Typed(..)
            | Self::Option(..)
            | Self::Entry(..)
            | Self::Set(_)
            | Self::Removal
            | Self::Comment(_) => item.repository(),
        }
    }

    /// Why it can't come true in a repository of which all of the kind is known.
    fn unmet_in(&self, home: &Repository) -> Option<Unmet> {
        home.read_at?;
        let missing = |what: String| Some(Unmet::Missing { repository: home.name.clone(), what });
        match self {
            Self::Entry(Member::Label(label), true)
                if lacks(&home.labels, |known| known.name.eq_ignore_ascii_case(&label.name)) =>
            {
                missing(format!("label {}", label.name))
            }
            Self::Entry(Member::Assignee(login), true)
                if lacks(&home.people, |known| known.eq_ignore_ascii_case(login)) =>
            {
                missing(format!("assignee {login}"))
            }
            Self::Set(Attribute::Milestone(Some(to)))
                if lacks(&home.milestones, |known| known.title == to.title) =>
            {
                missing(format!("milestone {}", to.title))
            }
            Self::Set(Attribute::Kind(Some(kind))) if lacks(&home.kinds, |known| known.name == *kind) => {
                missing(format!("issue type {kind}"))
            }
            Self::Issue(_) if home.new_issues != NewIssues::Welcome => {
                Some(Unmet::Closed { repository: home.name.clone(), new_issues: home.new_issues })
            }
            Self::Value(..)
            | Self::Typed(..)
            | Self::Option(..)
            | Self::Entry(..)
            | Self::Set(_)
            | Self::Removal
            | Self::Issue(_)
            | Self::Comment(_) => None,
        }
    }

    /// Whether it takes a value away instead of giving one.
    pub fn clears(&self) -> bool {
        match self {
            Self::Value(_, to) => to.is_none(),
            Self::Set(Attribute::Milestone(to)) => to.is_none(),
            Self::Set(Attribute::Kind(to)) => to.is_none(),
            Self::Set(Attribute::Parent(to)) => to.is_none(),
            Self::Typed(..)
            | Self::Option(..)
            | Self::Entry(..)
            | Self::Set(_)
            | Self::Removal
            | Self::Issue(_)
            | Self::Comment(_) => false,
        }
    }

    /// What comes true, in words: `Set Effort of #12 to 3`. `who` is the card, or how many.
    pub fn label(&self, who: &str, project: &Project) -> String {
        let named = |field: &FieldId| project.field(field).map_or("a field", |field| field.name.as_str());
        match self {
            Self::Value(field, to) => of_field(project.field(field), to.as_ref(), who),
            Self::Typed(field, text) => match text.trim() {
                "" => format!("Clear {} of {who}", named(field)),
                text if text.starts_with(['+', '-'])
                    && project.field(field).is_some_and(|field| field.kind == FieldKind::Number) =>
                {
                    format!("Change {} of {who} by {text}", named(field))
                }
                text => format!("Set {} of {who} to {text}", named(field)),
            },
            Self::Option(field, option, on) => {
                let option = project
                    .field(field)
                    .and_then(|field| field.option(option))
                    .map_or("(removed)", |option| option.name.as_str());
                let sign = if *on { "Add" } else { "Take" };
                let way = if *on { "to" } else { "off" };
                format!("{sign} {option} {way} {} of {who}", named(field))
            }
            Self::Entry(entry, on) => of_entry(entry, *on, who),
            Self::Set(to) => of_attribute(to, who),
            Self::Removal => format!("Take {who} off the project"),
            Self::Issue(repository) => format!("Make {who} an issue of {repository}"),
            Self::Comment(_) => format!("Comment on {who}"),
        }
    }
}

/// Whether something is not on a list that is known to its end.
fn lacks<T>(all: &Listed<T>, is_it: impl FnMut(&T) -> bool) -> bool {
    all.hidden() == 0 && !all.iter().any(is_it)
}

fn with_option(was: Option<&Value>, option: &OptionId, on: bool) -> Option<Value> {
    let mut chosen = match was {
        Some(Value::MultiSelect(chosen)) => chosen.to_vec(),
        _ => Vec::new(),
    };
    chosen.retain(|known| known != option);
    if on {
        chosen.push(option.clone());
    }
    (!chosen.is_empty()).then_some(Value::MultiSelect(chosen.into()))
}

/// Refuses a way from an issue that leads back to it; `next` says where it goes on from each card.
fn no_circle(
    item: &Item,
    to: &Link,
    view: &Snapshot,
    next: impl for<'a> Fn(&'a Item) -> &'a [Link],
) -> Result<(), Unmet> {
    let Some(own) = item.work() else { return Ok(()) };
    if own.id == to.id {
        return Err(Unmet::Circle(vec![item.reference(), item.reference()]));
    }
    // Only cards that lead somewhere can be on the way.
    let leading = view.unordered().filter(|other| !next(other).is_empty());
    let by_content: HashMap<&ContentId, &Item, RandomState> =
        leading.filter_map(|item| Some((&item.work()?.id, &**item))).collect();
    // Each way is kept with where it came from, to be drawn.
    let mut ways: Vec<(&Link, Option<usize>)> = vec![(to, None)];
    let mut at = 0;
    while let Some((link, _)) = ways.get(at).copied() {
        let further = by_content.get(&link.id).map_or(&[][..], |item| next(item));
        for link in further {
            if link.id == own.id {
                return Err(Unmet::Circle(drawn(item, &ways, at)));
            }
            if !ways.iter().any(|(known, _)| known.id == link.id) {
                ways.push((link, Some(at)));
            }
        }
        at += 1;
    }
    Ok(())
}

/// The circle from a card over the links that lead to `end` and back.
fn drawn(item: &Item, ways: &[(&Link, Option<usize>)], end: usize) -> Vec<String> {
    let mut back = vec![item.reference()];
    let mut at = Some(end);
    while let Some((link, from)) = at.and_then(|at| ways.get(at)) {
        back.push(format!("#{}", link.number));
        at = *from;
    }
    back.push(item.reference());
    back.reverse();
    back
}

/// A card as other cards name it; none unless it is an issue.
pub fn link(item: &Item) -> Option<Link> {
    let issue = item.issue()?;
    let work = &issue.work;
    Some(Link {
        id: work.id.clone(),
        number: work.number,
        title: work.title.clone(),
        repository: work.repository.clone(),
        open: issue.state == IssueState::Open,
    })
}

/// What came of wishes for some cards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// What makes them true, in order.
    pub edits: Vec<Edit>,
    /// The cards that change.
    pub changed: Vec<ItemId>,
    /// The cards for which some wish does not come true: they stay as they are.
    pub refused: Vec<(ItemId, Unmet)>,
}

/// Judges wishes for each of some cards: each wish meets the cards as those before it have left them. `home` gives what was read of
/// a repository.
pub fn judged<'a>(
    cards: &[ItemId],
    wishes: &[Wish],
    view: &Snapshot,
    today: super::Date,
    home: impl Fn(&Name) -> Option<&'a Repository>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut later = view.clone();
    for card in cards {
        let mut edits: Vec<Edit> = Vec::new();
        let mut why = None;
        let before = (wishes.len() > 1).then(|| later.clone());
        for wish in wishes {
            let made = match later.item(card) {
                Some(item) => {
                    let home = wish.home(item).and_then(&home);
                    wish.edit(item, Judge { view: &later, today, home })
                }
                None => Err(Unmet::Gone),
            };
            match made {
                Ok(Some(edit)) => {
                    edit.apply(&mut later, Timestamp::UNIX_EPOCH);
                    edits.retain(|earlier| !earlier.is_replaced_by(&edit));
                    edits.push(edit);
                }
                Ok(None) => {}
                Err(unmet) => {
                    why = Some(unmet);
                    break;
                }
            }
        }
        if let Some(why) = why {
            outcome.refused.push((card.clone(), why));
            later = before.unwrap_or(later);
        } else if !edits.is_empty() {
            outcome.changed.push(card.clone());
            outcome.edits.append(&mut edits);
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Content, sample};

    fn view(change: impl Fn(&mut [Item])) -> Snapshot {
        let mut items = sample::items();
        items.retain(|item| item.issue().is_some());
        change(&mut items);
        Snapshot::new(Arc::new(sample::project()), items.into_iter().map(Arc::new))
    }

    fn judge(view: &Snapshot) -> Judge<'_> {
        Judge { view, today: sample::today(), home: None }
    }

    fn blocked(item: &mut Item, by: Link) {
        if let Content::Issue(issue) = &mut item.content {
            issue.blocked_by = vec![by].into();
        }
    }

    #[test]
    fn what_is_so_already_needs_no_edit() {
        let view = view(|_| ());
        let item = view.items().next().expect("the sample has issues");
        let effort: FieldId = "F_effort".into();
        let wish = Wish::Value(effort.clone(), item.value(&effort).cloned());
        assert_eq!(wish.edit(item, judge(&view)), Ok(None));
        let more = Wish::Typed(effort, "many".into());
        assert_eq!(more.edit(item, judge(&view)), Err(NoValue::Number("many".into()).into()));
    }

    #[test]
    fn issues_that_would_wait_for_each_other_are_refused_and_drawn() {
        let view = view(|items| {
            let (one, other) = (link(&items[0]), link(&items[1]));
            blocked(&mut items[1], one.expect("an issue"));
            let third = &mut items[2];
            blocked(third, other.expect("an issue"));
        });
        let items: Vec<_> = view.items().collect();
        let number = |place: usize| items[place].reference();
        let wish = |place: usize| Wish::Entry(Member::BlockedBy(link(items[place]).expect("an issue")), true);
        assert_eq!(
            wish(2).edit(items[0], judge(&view)),
            Err(Unmet::Circle(vec![number(0), number(2), number(1), number(0)]))
        );
        assert_eq!(wish(0).edit(items[0], judge(&view)), Err(Unmet::Circle(vec![number(0), number(0)])));
        assert!(matches!(wish(0).edit(items[2], judge(&view)), Ok(Some(Edit::Link { .. }))));
    }
}
