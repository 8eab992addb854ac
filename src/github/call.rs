//! Which mutation makes an edit.

use serde_json::{Value as Json, json};

use crate::domain::item::{Content, IssueState, Name};
use crate::domain::{
    Attribute, ContentId, Edit, Field, FieldKind, IssueFieldId, Item, ItemId, Member, Project, Value,
};

use super::names::{Called, Ids};
use super::{Error, Write};

/// One mutation to send.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    /// The operation in the document of mutations.
    pub(super) operation: &'static str,
    pub(super) input: Json,
}

/// What is behind a card.
enum Behind<'a> {
    Issue(&'a ContentId, &'a Name),
    Pull(&'a ContentId, &'a Name),
    Draft(&'a ContentId),
}

fn behind(item: Option<&Item>) -> Result<Behind<'_>, Error> {
    let unknown = || refused("What is behind this card is not known.");
    let item = item.ok_or_else(unknown)?;
    let id = item.content_id().ok_or_else(unknown)?;
    match &item.content {
        Content::Issue(issue) => Ok(Behind::Issue(id, &issue.work.repository)),
        Content::PullRequest(pull) => Ok(Behind::Pull(id, &pull.work.repository)),
        Content::Draft(_) => Ok(Behind::Draft(id)),
        Content::Hidden => Err(unknown()),
    }
}

/// What an edit names that GitHub wants by its id.
pub(super) fn names(write: &Write) -> Vec<Called> {
    let item = write.item.as_deref();
    let repository = item.and_then(|item| item.repository()).cloned();
    let here = |of: fn(Name, Name) -> Called, name: &Name| {
        repository.iter().map(|repository| of(repository.clone(), name.clone())).collect()
    };
    match &write.edit {
        Edit::Set { to: Attribute::Milestone(Some(milestone)), .. } => {
            here(Called::Milestone, &milestone.title)
        }
        Edit::Set { to: Attribute::Kind(Some(kind)), .. } => here(Called::Kind, kind),
        Edit::Link { entry: Member::Label(label), .. } => here(Called::Label, &label.name),
        Edit::Link { entry: Member::Assignee(login), .. } => match item.map(|item| &item.content) {
            // The people of a draft are sent as a whole.
            Some(Content::Draft(draft)) => draft.assignees.iter().cloned().map(Called::Person).collect(),
            Some(Content::Issue(_) | Content::PullRequest(_) | Content::Hidden) | None => {
                vec![Called::Person(login.clone())]
            }
        },
        Edit::AddIssue { repository, .. } | Edit::Convert { repository, .. } => {
            vec![Called::Repository(repository.clone())]
        }
        Edit::Set { .. }
        | Edit::Link { .. }
        | Edit::SetField { .. }
        | Edit::Place { .. }
        | Edit::AddDraft { .. }
        | Edit::PutBack { .. }
        | Edit::Delete { .. }
        | Edit::Comment { .. }
        | Edit::SetComment { .. } => Vec::new(),
    }
}

/// The mutation that makes an edit, or why there is none. Nothing where there is nothing left to do.
pub(super) fn call(project: &Project, write: &Write, ids: &Ids) -> Result<Option<Call>, Error> {
    let call = |operation, input| Ok(Some(Call { operation, input }));
    let item = write.item.as_deref();
    match &write.edit {
        Edit::SetField { item: id, field, to } => {
            let field = project.field(field).ok_or_else(|| refused("The project has no such field."))?;
            match &field.issue_field {
                Some(id) => set_on_issue(field, id, to.as_ref(), item).map(Some),
                None => set_field(project, id, field, to.as_ref()).map(Some),
            }
        }
        Edit::Place { item, after, .. } => {
            call("Place", json!({ "projectId": project.id, "itemId": item, "afterId": after }))
        }
        Edit::AddDraft { title, body, .. } => {
            let mut input = json!({ "projectId": project.id, "title": title });
            if !body.is_empty() {
                input["body"] = json!(body);
            }
            call("AddDraft", input)
        }
        Edit::Delete { item } => call("DeleteItem", json!({ "projectId": project.id, "itemId": item })),
        Edit::Set { item: id, to: Attribute::Archived(archived) } => {
            let operation = if *archived { "Archive" } else { "Unarchive" };
            call(operation, json!({ "projectId": project.id, "itemId": id }))
        }
        Edit::Set { to, .. } => set(item, to, ids),
        Edit::Link { entry, on, .. } => link(item, entry, *on, ids),
        Edit::AddIssue { repository, title, body, .. } => {
            let repository = id(ids, &Called::Repository(repository.clone()))?;
            let input = json!({
                "repositoryId": repository, "title": title, "body": body, "projectV2Ids": [project.id],
            });
            call("OpenIssue", input)
        }
        Edit::PutBack { content, .. } => match content.id() {
            Some(id) => Ok(Some(put_on(project, id.as_str()))),
            None => Err(refused("What is behind this card is not known.")),
        },
        Edit::Convert { item, repository } => {
            let repository = id(ids, &Called::Repository(repository.clone()))?;
            call("Convert", json!({ "itemId": item, "repositoryId": repository }))
        }
        Edit::Comment { body, .. } => match behind(item)? {
            Behind::Issue(id, _) | Behind::Pull(id, _) => {
                call("Comment", json!({ "subjectId": id, "body": body }))
            }
            Behind::Draft(_) => Err(refused("A draft has no comments.")),
        },
        Edit::SetComment { comment, to: Some(text), .. } => {
            call("SetComment", json!({ "id": comment, "body": text }))
        }
        Edit::SetComment { comment, to: None, .. } => call("DeleteComment", json!({ "id": comment })),
    }
}

/// What puts an issue on the project; GitHub leaves one that is there where it is.
pub(super) fn put_on(project: &Project, issue: &str) -> Call {
    Call { operation: "AddItem", input: json!({ "projectId": project.id, "contentId": issue }) }
}

fn id(ids: &Ids, called: &Called) -> Result<String, Error> {
    let unasked = || Err(Error::Unreadable { why: format!("the id of {called:?} was not asked") });
    ids.get(called).cloned().unwrap_or_else(unasked)
}

fn set(item: Option<&Item>, to: &Attribute, ids: &Ids) -> Result<Option<Call>, Error> {
    let made = |operation, input| Ok(Some(Call { operation, input }));
    let behind = behind(item)?;
    let update = |member: &str, value: Json| match &behind {
        Behind::Issue(id, _) => made("UpdateIssue", json!({ "id": id, member: value })),
        Behind::Pull(id, _) => made("UpdatePull", json!({ "pullRequestId": id, member: value })),
        Behind::Draft(id) => made("UpdateDraft", json!({ "draftIssueId": id, member: value })),
    };
    match (to, &behind) {
        (Attribute::Title(title), _) => update("title", json!(title)),
        (Attribute::Body(body), _) => update("body", json!(body)),
        (Attribute::Milestone(milestone), Behind::Issue(_, repository) | Behind::Pull(_, repository)) => {
            let called = |title: &Name| Called::Milestone((*repository).clone(), title.clone());
            let id = milestone.as_ref().map(|milestone| id(ids, &called(&milestone.title))).transpose()?;
            update("milestoneId", json!(id))
        }
        (Attribute::State(state), Behind::Issue(id, _)) => match closed(*state) {
            None => made("ReopenIssue", json!({ "issueId": id })),
            Some(reason) => made("CloseIssue", json!({ "issueId": id, "stateReason": reason })),
        },
        (Attribute::State(state), Behind::Pull(id, _)) => {
            let operation = if *state == IssueState::Open { "ReopenPull" } else { "ClosePull" };
            made(operation, json!({ "pullRequestId": id }))
        }
        (Attribute::Kind(kind), Behind::Issue(issue, repository)) => {
            let called = |kind: &Name| Called::Kind((*repository).clone(), kind.clone());
            let kind = kind.as_ref().map(|kind| id(ids, &called(kind))).transpose()?;
            made("SetType", json!({ "issueId": issue, "issueTypeId": kind }))
        }
        (Attribute::Parent(Some(parent)), Behind::Issue(id, _)) => {
            made("AddPart", json!({ "issueId": parent.id, "subIssueId": id, "replaceParent": true }))
        }
        (Attribute::Parent(None), Behind::Issue(id, _)) => {
            let parent = item.and_then(|item| item.issue()).and_then(|issue| issue.parent.as_ref());
            let part = |parent: &ContentId| json!({ "issueId": parent, "subIssueId": id });
            Ok(parent.map(|parent| Call { operation: "RemovePart", input: part(&parent.id) }))
        }
        (
            Attribute::Milestone(_)
            | Attribute::State(_)
            | Attribute::Kind(_)
            | Attribute::Parent(_)
            | Attribute::Archived(_),
            _,
        ) => Err(refused("Only issues have that.")),
    }
}

/// Why an issue is closed, in GitHub's words; none if it is open.
fn closed(state: IssueState) -> Option<&'static str> {
    match state {
        IssueState::Open => None,
        IssueState::Completed => Some("COMPLETED"),
        IssueState::NotPlanned => Some("NOT_PLANNED"),
        IssueState::Duplicate => Some("DUPLICATE"),
    }
}

fn link(item: Option<&Item>, entry: &Member, on: bool, ids: &Ids) -> Result<Option<Call>, Error> {
    let made = |operation, input| Ok(Some(Call { operation, input }));
    let person = |login: &Name| id(ids, &Called::Person(login.clone()));
    match (entry, behind(item)?) {
        (Member::Assignee(_), Behind::Draft(draft)) => {
            let people = item.map_or(&[][..], |item| item.assignees());
            let people = people.iter().map(person).collect::<Result<Vec<_>, _>>()?;
            made("UpdateDraft", json!({ "draftIssueId": draft, "assigneeIds": people }))
        }
        (Member::Assignee(login), Behind::Issue(id, _) | Behind::Pull(id, _)) => {
            let operation = if on { "Assign" } else { "Unassign" };
            made(operation, json!({ "assignableId": id, "assigneeIds": [person(login)?] }))
        }
        (Member::Label(label), Behind::Issue(content, repository) | Behind::Pull(content, repository)) => {
            let operation = if on { "AddLabel" } else { "RemoveLabel" };
            match id(ids, &Called::Label(repository.clone(), label.name.clone())) {
                Ok(label) => made(operation, json!({ "labelableId": content, "labelIds": [label] })),
                // A label that does not exist is on nothing.
                Err(Error::NotFound { .. }) if !on => Ok(None),
                Err(error) => Err(error),
            }
        }
        (Member::BlockedBy(by), Behind::Issue(id, _)) => {
            let operation = if on { "Block" } else { "Unblock" };
            made(operation, json!({ "issueId": id, "blockingIssueId": by.id }))
        }
        (Member::Label(_), Behind::Draft(_)) => Err(refused("A draft has no labels.")),
        (Member::BlockedBy(_), Behind::Draft(_) | Behind::Pull(..)) => Err(refused("Only issues have that.")),
    }
}

fn set_field(project: &Project, item: &ItemId, field: &Field, to: Option<&Value>) -> Result<Call, Error> {
    let mut input = json!({ "projectId": project.id, "itemId": item, "fieldId": field.id });
    let Some(to) = to.filter(|to| !is_empty(to)) else {
        return Ok(Call { operation: "ClearField", input });
    };
    fits(field, to)?;
    input["value"] = match to {
        Value::Text(text) => json!({ "text": text }),
        Value::Number(number) => json!({ "number": number }),
        Value::Date(day) => json!({ "date": day }),
        Value::SingleSelect(option) => json!({ "singleSelectOptionId": option }),
        Value::MultiSelect(options) => json!({ "multiSelectOptionIds": options }),
        Value::Iteration(iteration) => json!({ "iterationId": iteration }),
    };
    Ok(Call { operation: "SetField", input })
}

fn set_on_issue(
    field: &Field,
    id: &IssueFieldId,
    to: Option<&Value>,
    item: Option<&Item>,
) -> Result<Call, Error> {
    let Some(issue) = item.filter(|item| item.issue().is_some()).and_then(Item::content_id) else {
        return Err(refused(&format!("`{}` belongs to issues, and this is none.", field.name)));
    };
    let value = match to.filter(|to| !is_empty(to)) {
        None => json!({ "fieldId": id, "delete": true }),
        Some(to) => {
            fits(field, to)?;
            match to {
                Value::Text(text) => json!({ "fieldId": id, "textValue": text }),
                Value::Number(number) => json!({ "fieldId": id, "numberValue": number }),
                Value::Date(day) => json!({ "fieldId": id, "dateValue": day }),
                Value::SingleSelect(option) => json!({ "fieldId": id, "singleSelectOptionId": option }),
                Value::MultiSelect(options) => json!({ "fieldId": id, "multiSelectOptionIds": options }),
                Value::Iteration(_) => return Err(refused("Issues have no iterations.")),
            }
        }
    };
    Ok(Call { operation: "SetIssueField", input: json!({ "issueId": issue, "issueFields": [value] }) })
}

/// Whether a value is one that GitHub only knows as an absent one.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::MultiSelect(options) => options.is_empty(),
        Value::Number(_) | Value::Date(_) | Value::SingleSelect(_) | Value::Iteration(_) => false,
    }
}

/// Whether a field takes a value: GitHub's own words for this are about the request, not about the field.
fn fits(field: &Field, value: &Value) -> Result<(), Error> {
    let fits = match (&field.kind, value) {
        (FieldKind::Number, Value::Number(number)) => number.is_finite(),
        (FieldKind::Text, Value::Text(_))
        | (FieldKind::Date, Value::Date(_))
        | (FieldKind::SingleSelect(_), Value::SingleSelect(_))
        | (FieldKind::MultiSelect(_), Value::MultiSelect(_))
        | (FieldKind::Iteration(_), Value::Iteration(_)) => true,
        (
            FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::SingleSelect(_)
            | FieldKind::MultiSelect(_)
            | FieldKind::Iteration(_)
            | FieldKind::Mirrored(_)
            | FieldKind::Unknown(_),
            _,
        ) => false,
    };
    if fits { Ok(()) } else { Err(refused(&format!("`{}` does not take such a value.", field.name))) }
}

pub(super) fn refused(message: &str) -> Error {
    Error::Refused { message: message.to_owned() }
}
