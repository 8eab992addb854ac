//! What of a card may not be changed, and why: known before anything is tried.

use super::details::Comment;
use super::field::Mirrored;
use super::item::{Name, PullStage};
use super::{Content, Field, FieldKind, Item, Project, Repository};

/// Something of a card that a person may want to change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part<'a> {
    /// The value of a field.
    Field(&'a Field),
    /// Its title.
    Title,
    /// Its text.
    Body,
    /// Whether it is open.
    State,
    /// Who it is assigned to.
    People,
    /// Its labels.
    Labels,
    /// Its milestone.
    Milestone,
    /// Its issue type.
    Kind,
    /// The issue it is a part of.
    Parent,
    /// What it waits for.
    Blockers,
    /// What is said about it.
    Comments,
    /// Whether it is archived.
    Archive,
    /// Its being on the project.
    Membership,
    /// Its being a draft.
    Draft,
}

/// Why something may not be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Locked {
    /// This person may only read the project.
    #[error("you may read this project, not change it")]
    Project,
    /// Archived cards stay as they are.
    #[error("it is archived: bring it back first")]
    Archived,
    /// GitHub does not show what is behind the card.
    #[error("GitHub does not show you what is behind it")]
    Hidden,
    /// GitHub says that this person may not edit the issue or pull request.
    #[error("you may not edit it in {0}")]
    Content(Name),
    /// Labels, people and milestones are for those who may triage.
    #[error("you may not set that in {0}")]
    Repository(Name),
    /// Drafts have no such thing.
    #[error("a draft has no {0}")]
    Draft(&'static str),
    /// Only issues have such a thing.
    #[error("a pull request has no {0}")]
    PullRequest(&'static str),
    /// The field shows a field of the organization's issues.
    #[error("{0} is set on issues only")]
    IssueField(String),
    /// GitHub works the field out by itself.
    #[error("GitHub works {0} out by itself")]
    Derived(String),
    /// The field is of a kind this program does not know.
    #[error("{field} is of a kind that can't be written here: {kind}")]
    Kind {
        /// The field's name.
        field: String,
        /// GitHub's name for its kind.
        kind: String,
    },
    /// A merged pull request stays so.
    #[error("it is merged")]
    Merged,
    /// What has been opened in a repository stays there.
    #[error("an issue stays in the repository where it was opened")]
    Home,
    /// GitHub says that this person may not change the comment, or delete it.
    #[error("GitHub does not let you {0} it")]
    Comment(&'static str),
    /// It is an issue or a pull request already.
    #[error("it is no draft")]
    NoDraft,
}

impl Part<'_> {
    /// The part of the issue that a field mirrors; none for those that follow from something else.
    pub fn mirrored(kind: Mirrored) -> Option<Self> {
        match kind {
            Mirrored::Title => Some(Self::Title),
            Mirrored::Assignees => Some(Self::People),
            Mirrored::Labels => Some(Self::Labels),
            Mirrored::Milestone => Some(Self::Milestone),
            Mirrored::ParentIssue => Some(Self::Parent),
            Mirrored::IssueType => Some(Self::Kind),
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
}

/// Whether this person may set labels, people and milestones in a repository, where that is known: GitHub has told of it what it
/// offers and what this person may do there.
pub fn triage(repository: Option<&Repository>) -> Option<bool> {
    repository.filter(|repository| repository.read_at.is_some()).map(|repository| repository.writable)
}

/// Whether a part of a card may be changed. `triage` is whether this person may set labels, people and milestones in the card's
/// repository, where that is known.
pub fn check(project: &Project, item: &Item, part: Part<'_>, triage: Option<bool>) -> Result<(), Locked> {
    match part {
        Part::Field(field) => of_field(project, item, field, triage),
        Part::Archive | Part::Membership => editable(project),
        Part::Draft => match item.content {
            Content::Draft(_) => on_project(project, item),
            Content::Issue(_) | Content::PullRequest(_) => Err(Locked::NoDraft),
            Content::Hidden => Err(Locked::Hidden),
        },
        Part::Title
        | Part::Body
        | Part::State
        | Part::People
        | Part::Labels
        | Part::Milestone
        | Part::Kind
        | Part::Parent
        | Part::Blockers
        | Part::Comments => of_content(project, item, part, triage),
    }
}

/// Whether a comment may be changed, or deleted.
pub fn comment(comment: &Comment, deletes: bool) -> Result<(), Locked> {
    let (may, deed) = if deletes { (comment.deletable, "delete") } else { (comment.editable, "change") };
    if may { Ok(()) } else { Err(Locked::Comment(deed)) }
}

fn editable(project: &Project) -> Result<(), Locked> {
    if project.editable { Ok(()) } else { Err(Locked::Project) }
}

/// Whether what only the project has of a card may be changed: the values of its fields; of a draft all there is.
fn on_project(project: &Project, item: &Item) -> Result<(), Locked> {
    editable(project)?;
    if item.archived { Err(Locked::Archived) } else { Ok(()) }
}

fn of_field(project: &Project, item: &Item, field: &Field, triage: Option<bool>) -> Result<(), Locked> {
    match &field.kind {
        FieldKind::Mirrored(kind) => match Part::mirrored(*kind) {
            Some(part) => return check(project, item, part, triage),
            None => return Err(Locked::Derived(field.name.clone())),
        },
        FieldKind::Unknown(kind) => {
            return Err(Locked::Kind { field: field.name.clone(), kind: kind.clone() });
        }
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::SingleSelect(_)
        | FieldKind::MultiSelect(_)
        | FieldKind::Iteration(_) => {}
    }
    on_project(project, item)?;
    if field.issue_field.is_some() && item.issue().is_none() {
        return Err(Locked::IssueField(field.name.clone()));
    }
    Ok(())
}

fn of_content(project: &Project, item: &Item, part: Part<'_>, triage: Option<bool>) -> Result<(), Locked> {
    let lacks = |draft: bool| -> Option<&'static str> {
        match part {
            Part::State if draft => Some("state"),
            Part::Labels if draft => Some("labels"),
            Part::Milestone if draft => Some("milestone"),
            Part::Comments if draft => Some("comments"),
            Part::Kind => Some("type"),
            Part::Parent => Some("parent"),
            Part::Blockers => Some("list of what it waits for"),
            Part::State
            | Part::Labels
            | Part::Milestone
            | Part::Comments
            | Part::Field(_)
            | Part::Title
            | Part::Body
            | Part::People
            | Part::Archive
            | Part::Membership
            | Part::Draft => None,
        }
    };
    let work = match &item.content {
        Content::Hidden => return Err(Locked::Hidden),
        Content::Draft(_) => {
            return lacks(true).map_or_else(|| on_project(project, item), |what| Err(Locked::Draft(what)));
        }
        Content::PullRequest(pull) => {
            if let Some(what) = lacks(false) {
                return Err(Locked::PullRequest(what));
            }
            if part == Part::State && pull.pull.stage == PullStage::Merged {
                return Err(Locked::Merged);
            }
            &pull.work
        }
        Content::Issue(issue) => &issue.work,
    };
    let triaged = matches!(part, Part::People | Part::Labels | Part::Milestone);
    // Whoever can see it may say something; GitHub tells if the conversation is locked.
    if part == Part::Comments {
        Ok(())
    } else if triaged && triage == Some(false) {
        Err(Locked::Repository(work.repository.clone()))
    } else if work.editable {
        Ok(())
    } else {
        Err(Locked::Content(work.repository.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    fn why(item: usize, part: Part<'_>) -> String {
        let project = sample::project();
        check(&project, &sample::items()[item], part, None)
            .map_or_else(|why| why.to_string(), |()| "free".into())
    }

    /// The place of the first sample card of a sort.
    fn first(of: impl Fn(&Item) -> bool) -> usize {
        sample::items().iter().position(of).expect("the sample has every sort of card")
    }

    #[test]
    fn each_sort_of_card_has_its_own_locks() {
        let issue = first(|item| item.issue().is_some());
        let pull = first(|item| matches!(item.content, Content::PullRequest(_)));
        let draft = first(|item| matches!(item.content, Content::Draft(_)));
        let hidden = first(|item| matches!(item.content, Content::Hidden));
        assert_eq!(why(issue, Part::Parent), "free");
        assert_eq!(why(issue, Part::Draft), "it is no draft");
        assert_eq!(why(pull, Part::Labels), "free");
        assert_eq!(why(pull, Part::Kind), "a pull request has no type");
        assert_eq!(why(draft, Part::Title), "free");
        assert_eq!(why(draft, Part::Labels), "a draft has no labels");
        assert_eq!(why(hidden, Part::Title), "GitHub does not show you what is behind it");
        let project = sample::project();
        let field = |name: &str| Part::Field(project.field_named(name).expect("the sample has it"));
        assert_eq!(why(hidden, field("Effort")), "free");
        assert_eq!(why(issue, field("Riddle")), "Riddle is of a kind that can't be written here: RIDDLE");
        assert_eq!(why(draft, field("Assignees")), "free");
    }

    #[test]
    fn archived_cards_and_projects_of_others_stay_as_they_are() {
        let mut project = sample::project();
        let effort = project.field_named("Effort").expect("the sample has it").clone();
        let items = sample::items();
        let mut item = Item::clone(&items[first(|item| item.issue().is_some())]);
        item.archived = true;
        assert_eq!(check(&project, &item, Part::Field(&effort), None), Err(Locked::Archived));
        assert_eq!(check(&project, &item, Part::Archive, None), Ok(()));
        assert_eq!(check(&project, &item, Part::Title, None), Ok(()), "the issue is not the project's");
        let mut draft = Item::clone(&items[first(|item| matches!(item.content, Content::Draft(_)))]);
        draft.archived = true;
        for part in [Part::Draft, Part::Title, Part::Body, Part::People] {
            assert_eq!(check(&project, &draft, part, None), Err(Locked::Archived), "{part:?}");
        }
        assert_eq!(check(&project, &draft, Part::Labels, None), Err(Locked::Draft("labels")));
        for part in [Part::Archive, Part::Membership] {
            assert_eq!(check(&project, &draft, part, None), Ok(()), "{part:?}");
        }
        project.editable = false;
        assert_eq!(check(&project, &item, Part::Archive, None), Err(Locked::Project));
        assert_eq!(check(&project, &item, Part::Title, None), Ok(()), "the issue is not the project's");
        assert!(matches!(check(&project, &item, Part::Labels, Some(false)), Err(Locked::Repository(_))));
    }

    #[test]
    fn what_a_person_may_set_in_a_repository_is_known_once_it_was_read() {
        let here = crate::domain::repository::guess(&"octo/box".into(), []);
        assert_eq!((triage(None), triage(Some(&here))), (None, None));
        let read = Repository { read_at: Some(sample::at("2026-11-20")), writable: false, ..here };
        assert_eq!(triage(Some(&read)), Some(false));
    }
}
