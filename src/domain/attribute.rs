//! What can be set of a card beside the fields of its project, and what can be put on its lists.

use serde::{Deserialize, Serialize};

use super::item::{
    Content, FieldValue, Issue, IssueState, Label, Link, Listed, Milestone, Name, PullStage, Tally, Work,
};
use super::{ContentId, Item, ItemId, Timestamp};

/// A property of the item, or of the issue, pull request or draft behind it, with a value. Things are named as people name them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Attribute {
    /// One line.
    Title(String),
    /// Markdown. Bodies are kept apart from items, so setting one changes no [`Item`]: see [`super::Replica::body`].
    Body(String),
    /// Open, or why not. A pull request only knows open and closed: whatever the reason, it is closed without a merge.
    State(IssueState),
    /// The milestone it is in, by its title.
    Milestone(Option<Milestone>),
    /// The organization's issue type.
    Kind(Option<Name>),
    /// The issue it is a sub-issue of.
    Parent(Option<Link>),
    /// Whether it is archived.
    Archived(bool),
}

/// One entry of a list of an issue, pull request or draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Member {
    /// The login of someone it is assigned to.
    Assignee(Name),
    /// A label, by its name.
    Label(Label),
    /// An issue it waits for.
    BlockedBy(Link),
}

impl Attribute {
    /// Whether two of them set the same property.
    pub fn is_same_property(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// The same property as an item has it. None where the item has no such property, and for bodies, which items don't hold.
    pub fn current(&self, item: &Item) -> Option<Self> {
        match self {
            Self::Title(_) => (item.content != Content::Hidden).then(|| Self::Title(item.title().to_owned())),
            Self::Body(_) => None,
            Self::State(_) => match &item.content {
                Content::Issue(issue) => Some(Self::State(issue.state)),
                Content::PullRequest(pull) => match pull.pull.stage {
                    PullStage::Open => Some(Self::State(IssueState::Open)),
                    PullStage::Closed => Some(Self::State(IssueState::NotPlanned)),
                    PullStage::Merged => None,
                },
                Content::Draft(_) | Content::Hidden => None,
            },
            Self::Milestone(_) => item.work().map(|work| Self::Milestone(work.milestone.clone())),
            Self::Kind(_) => item.issue().map(|issue| Self::Kind(issue.kind.clone())),
            Self::Parent(_) => item.issue().map(|issue| Self::Parent(issue.parent.as_deref().cloned())),
            Self::Archived(_) => Some(Self::Archived(item.archived)),
        }
    }

    /// Whether an item has the property with this value, as people name values. Never for a body.
    pub fn holds(&self, item: &Item) -> bool {
        match (self, self.current(item)) {
            (Self::State(wanted), Some(Self::State(now))) if item.issue().is_none() => {
                (*wanted == IssueState::Open) == (now == IssueState::Open)
            }
            (Self::Milestone(wanted), Some(Self::Milestone(now))) => {
                wanted.as_ref().map(|milestone| &milestone.title)
                    == now.as_ref().map(|milestone| &milestone.title)
            }
            (Self::Parent(wanted), Some(Self::Parent(now))) => {
                wanted.as_ref().map(|link| &link.id) == now.as_ref().map(|link| &link.id)
            }
            (wanted, Some(now)) => *wanted == now,
            (_, None) => false,
        }
    }

    /// Gives an item the value. What the item has no property for is left alone.
    pub fn apply(&self, item: &mut Item, at: Timestamp) {
        match self {
            Self::Title(title) => match &mut item.content {
                Content::Issue(issue) => issue.work.title.clone_from(title),
                Content::PullRequest(pull) => pull.work.title.clone_from(title),
                Content::Draft(draft) => draft.title.clone_from(title),
                Content::Hidden => {}
            },
            Self::Body(_) => {}
            Self::State(state) => set_state(item, *state, at),
            Self::Milestone(milestone) => {
                if let Some(work) = work_mut(item) {
                    work.milestone.clone_from(milestone);
                }
            }
            Self::Kind(kind) => {
                if let Some(issue) = issue_mut(item) {
                    issue.kind.clone_from(kind);
                }
            }
            Self::Parent(parent) => {
                if let Some(issue) = issue_mut(item) {
                    issue.parent = parent.clone().map(Box::new);
                }
            }
            Self::Archived(archived) => item.archived = *archived,
        }
    }
}

fn set_state(item: &mut Item, state: IssueState, at: Timestamp) {
    let open = state == IssueState::Open;
    let work = match &mut item.content {
        Content::Issue(issue) => {
            issue.reopened = open && (issue.reopened || issue.state != IssueState::Open);
            issue.state = state;
            &mut issue.work
        }
        Content::PullRequest(pull) if pull.pull.stage != PullStage::Merged => {
            pull.pull.stage = if open { PullStage::Open } else { PullStage::Closed };
            &mut pull.work
        }
        Content::PullRequest(_) | Content::Draft(_) | Content::Hidden => return,
    };
    work.closed_at = if open { None } else { work.closed_at.or(Some(at)) };
}

impl Member {
    /// Whether two of them are the same entry of the same list.
    pub fn is_same_entry(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Assignee(a), Self::Assignee(b)) => a == b,
            (Self::Label(a), Self::Label(b)) => a.name == b.name,
            (Self::BlockedBy(a), Self::BlockedBy(b)) => a.id == b.id,
            (Self::Assignee(_) | Self::Label(_) | Self::BlockedBy(_), _) => false,
        }
    }

    /// Whether it is on its list. None where the item has no such list, or where GitHub has cut it short and it may be on the rest.
    pub fn is_on(&self, item: &Item) -> Option<bool> {
        let of = |found: bool, hidden: u32| if found || hidden == 0 { Some(found) } else { None };
        match self {
            Self::Assignee(login) => {
                let list = assignees(item)?;
                of(list.iter().any(|known| known == login), list.hidden())
            }
            Self::Label(label) => {
                let list = &item.work()?.labels;
                of(list.iter().any(|known| known.name == label.name), list.hidden())
            }
            Self::BlockedBy(link) => {
                let list = &item.issue()?.blocked_by;
                of(list.iter().any(|known| known.id == link.id), list.hidden())
            }
        }
    }

    /// Puts it on its list or takes it off.
    pub fn apply(&self, item: &mut Item, on: bool) {
        match self {
            Self::Assignee(login) => {
                if let Some(list) = assignees_mut(item) {
                    put(list, login, on, |known| known == login);
                }
            }
            Self::Label(label) => {
                if let Some(work) = work_mut(item) {
                    put(&mut work.labels, label, on, |known| known.name == label.name);
                }
            }
            Self::BlockedBy(link) => {
                if let Some(issue) = issue_mut(item) {
                    let changed = put(&mut issue.blocked_by, link, on, |known| known.id == link.id);
                    if changed && link.open {
                        let count = issue.open_blockers;
                        issue.open_blockers =
                            if on { count.saturating_add(1) } else { count.saturating_sub(1) };
                    }
                }
            }
        }
    }
}

/// Puts an entry at the end of a list or takes it off. True if that changed the list.
fn put<T: Clone>(list: &mut Listed<T>, entry: &T, on: bool, is_it: impl Fn(&T) -> bool) -> bool {
    let place = list.some.iter().position(is_it);
    match (place, on) {
        (None, true) => {
            list.some = list.some.iter().cloned().chain([entry.clone()]).collect();
            list.total = list.total.saturating_add(1);
            true
        }
        (Some(place), false) => {
            let mut some = std::mem::take(&mut list.some).into_vec();
            some.remove(place);
            list.some = some.into();
            list.total = list.total.saturating_sub(1);
            true
        }
        (Some(_), true) | (None, false) => false,
    }
}

fn assignees(item: &Item) -> Option<&Listed<Name>> {
    match &item.content {
        Content::Issue(issue) => Some(&issue.work.assignees),
        Content::PullRequest(pull) => Some(&pull.work.assignees),
        Content::Draft(draft) => Some(&draft.assignees),
        Content::Hidden => None,
    }
}

fn assignees_mut(item: &mut Item) -> Option<&mut Listed<Name>> {
    match &mut item.content {
        Content::Issue(issue) => Some(&mut issue.work.assignees),
        Content::PullRequest(pull) => Some(&mut pull.work.assignees),
        Content::Draft(draft) => Some(&mut draft.assignees),
        Content::Hidden => None,
    }
}

fn work_mut(item: &mut Item) -> Option<&mut Work> {
    match &mut item.content {
        Content::Issue(issue) => Some(&mut issue.work),
        Content::PullRequest(pull) => Some(&mut pull.work),
        Content::Draft(_) | Content::Hidden => None,
    }
}

fn issue_mut(item: &mut Item) -> Option<&mut Issue> {
    match &mut item.content {
        Content::Issue(issue) => Some(issue),
        Content::PullRequest(_) | Content::Draft(_) | Content::Hidden => None,
    }
}

impl Issue {
    /// An issue that GitHub has not opened yet, behind the card `item`: without a number, under an id of this program's.
    pub(super) fn unmade(item: &ItemId, repository: Name, title: String, at: Timestamp) -> Self {
        Self::open(Work {
            id: ContentId::behind(item),
            number: 0,
            title,
            repository,
            author: None,
            assignees: Listed::default(),
            labels: Listed::default(),
            milestone: None,
            created_at: at,
            updated_at: at,
            closed_at: None,
            editable: true,
        })
    }

    /// An open issue of which there is nothing else to say.
    pub(crate) fn open(work: Work) -> Self {
        Self {
            work,
            state: IssueState::Open,
            reopened: false,
            kind: None,
            parent: None,
            sub_issues: Tally::default(),
            blocked_by: Listed::default(),
            open_blockers: 0,
            blocking: 0,
            pulls: Listed::default(),
        }
    }
}

impl Item {
    /// An issue as it looks before GitHub has opened it.
    pub fn issue_to_be(id: ItemId, repository: Name, title: String, at: Timestamp) -> Self {
        let issue = Issue::unmade(&id, repository, title, at);
        Self {
            id,
            content: Content::Issue(issue),
            archived: false,
            created_at: at,
            updated_at: at,
            values: Vec::new(),
        }
    }

    /// A card as it looks before GitHub has put what is behind it on the project again.
    pub fn put_back(id: ItemId, content: &Content, values: &[FieldValue], at: Timestamp) -> Self {
        let (content, values) = (content.clone(), values.to_vec());
        Self { id, content, archived: false, created_at: at, updated_at: at, values }
    }

    /// Makes a draft the issue that GitHub will make of it. Anything but a draft is left alone.
    pub fn become_issue(&mut self, repository: &Name) {
        let Content::Draft(draft) = &self.content else { return };
        let title = draft.title.clone();
        let mut issue = Issue::unmade(&self.id, repository.clone(), title, draft.created_at);
        issue.work.author.clone_from(&draft.author);
        issue.work.assignees.clone_from(&draft.assignees);
        self.content = Content::Issue(issue);
    }
}
