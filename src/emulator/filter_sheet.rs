//! An item as a sheet of columns: everything a filter can ask about, by the name it is asked by.

use std::collections::HashMap;

use super::id::Id;
use super::world::{
    FieldKind, Issue, Item, Post, Project, PullRequest, PullState, StateReason, Value, World,
};

/// What one user sees of one item.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    columns: HashMap<String, Vec<Cell>>,
    /// What `is:` and `reason:` know, in small letters.
    words: HashMap<&'static str, Vec<&'static str>>,
    /// The title and all text fields.
    pub(super) texts: Vec<String>,
}

/// One value of a column.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Name(String),
    Number(f64),
    Day(chrono::NaiveDate),
    /// A place among the iterations of a field.
    Iteration(Id, usize),
    Post {
        repository: String,
        number: u32,
    },
}

const STATES: [&str; 9] =
    ["issue", "pr", "draft", "open", "closed", "merged", "blocked", "blocking", "archived"];
const REASONS: [&str; 4] = ["completed", "not planned", "duplicate", "reopened"];

/// The columns of every sheet, filled or not; fields come on top.
const COLUMNS: [&str; 20] = [
    "title",
    "assignee",
    "assignees",
    "label",
    "labels",
    "milestone",
    "repo",
    "repository",
    "reviewers",
    "type",
    "parent-issue",
    "sub-issues-progress",
    "linked-pull-requests",
    "blocked-by",
    "blocking",
    "author",
    "created",
    "updated",
    "last-updated",
    "closed",
];

impl Sheet {
    /// Reads an item as a user sees it.
    pub(super) fn of(world: &World, login: &str, item: &Item) -> Self {
        let mut sheet = Self::default();
        for name in COLUMNS {
            sheet.columns.insert(name.to_owned(), Vec::new());
        }
        sheet.words.insert("is", Vec::new());
        sheet.words.insert("reason", Vec::new());
        sheet.say("is", "archived", item.archived);
        let seen = world.sees_content(login, item.content);
        if seen {
            sheet.content(world, item);
        } else {
            sheet.put(&["updated", "last-updated"], [Cell::Day(item.updated_at.date_naive())]);
        }
        if let Some(project) = world.project(item.project) {
            // What is on the issue is hidden with it.
            let issue = world.issue(item.content).filter(|_| seen);
            sheet.fields(project, item, issue);
        }
        sheet
    }

    /// The cells of a column; none if there is no such column.
    pub(super) fn column(&self, name: &str) -> Option<&[Cell]> {
        self.columns.get(&name.to_lowercase()).map(Vec::as_slice)
    }

    /// Whether a word of a state applies; none if there is no such word.
    pub(super) fn has_word(&self, list: &str, word: &str) -> Option<bool> {
        let word = word.to_lowercase();
        let known: &[&str] = if list == "is" { &STATES } else { &REASONS };
        known.contains(&word.as_str()).then(|| self.words[list].contains(&word.as_str()))
    }

    fn put(&mut self, columns: &[&str], cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        for column in columns {
            self.columns.entry((*column).to_owned()).or_default().extend(cells.iter().cloned());
        }
    }

    fn say(&mut self, list: &'static str, word: &'static str, so: bool) {
        if so {
            self.words.entry(list).or_default().push(word);
        }
    }

    fn content(&mut self, world: &World, item: &Item) {
        let title = world.title(item).to_owned();
        self.put(&["title"], [Cell::Name(title.clone())]);
        self.texts.push(title);
        let logins = |ids: &[Id]| -> Vec<Cell> {
            ids.iter().filter_map(|id| world.user(*id)).map(|user| Cell::Name(user.login.clone())).collect()
        };
        if let Some(draft) = world.draft(item.content) {
            self.say("is", "draft", true);
            self.put(&["assignee", "assignees"], logins(&draft.assignees));
            self.put(&["author"], logins(&[draft.creator]));
            self.put(&["created"], [Cell::Day(draft.created_at.date_naive())]);
            self.put(&["updated", "last-updated"], [Cell::Day(draft.updated_at.date_naive())]);
        }
        if let Some(post) = world.post(item.content) {
            self.put(&["assignee", "assignees"], logins(&post.assignees));
            self.put(&["author"], logins(&[post.author]));
            self.post(world, post);
        }
        if let Some(issue) = world.issue(item.content) {
            self.issue(world, issue);
        }
        if let Some(pull) = world.pull_request(item.content) {
            self.put(&["reviewers"], logins(&pull.reviewers));
            self.pull_request(pull);
        }
    }

    fn post(&mut self, world: &World, post: &Post) {
        let label = |id: &Id| Some(Cell::Name(world.label(*id)?.name.clone()));
        self.put(&["label", "labels"], post.labels.iter().filter_map(label));
        let milestone = post.milestone.and_then(|id| world.milestone(id));
        self.put(&["milestone"], milestone.map(|milestone| Cell::Name(milestone.title.clone())));
        self.put(&["repo", "repository"], [Cell::Name(world.name_with_owner(post.repository))]);
        self.put(&["created"], [Cell::Day(post.created_at.date_naive())]);
        self.put(&["updated", "last-updated"], [Cell::Day(post.updated_at.date_naive())]);
        self.put(&["closed"], post.closed_at.map(|at| Cell::Day(at.date_naive())));
    }

    fn issue(&mut self, world: &World, issue: &Issue) {
        let is_open = |id: &Id| world.issue(*id).is_some_and(|other| other.post.closed_at.is_none());
        let open = issue.post.closed_at.is_none();
        self.say("is", "issue", true);
        self.say("is", if open { "open" } else { "closed" }, true);
        // What is done waits for nothing and holds up nothing.
        self.say("is", "blocked", open && issue.blocked_by.iter().any(is_open));
        self.say("is", "blocking", open && issue.blocking.iter().any(is_open));
        match issue.reason {
            Some(StateReason::Completed) => self.say("reason", "completed", !open),
            Some(StateReason::NotPlanned) => self.say("reason", "not planned", !open),
            Some(StateReason::Duplicate) => self.say("reason", "duplicate", !open),
            Some(StateReason::Reopened) => self.say("reason", "reopened", open),
            None => {}
        }
        let kind = issue.issue_type.and_then(|id| world.issue_type(id));
        self.put(&["type"], kind.map(|kind| Cell::Name(kind.name.clone())));
        let link = |id: &Id| {
            let post = world.post(*id)?;
            Some(Cell::Post { repository: world.name_with_owner(post.repository), number: post.number })
        };
        self.put(&["parent-issue"], issue.parent.iter().filter_map(link));
        self.put(&["blocked-by"], issue.blocked_by.iter().filter_map(link));
        self.put(&["blocking"], issue.blocking.iter().filter_map(link));
        self.put(&["linked-pull-requests"], issue.linked.iter().filter_map(link));
        let done = issue.sub_issues.iter().filter(|id| !is_open(id)).count();
        let percent = (done * 100).checked_div(issue.sub_issues.len());
        let number = |percent: usize| u32::try_from(percent).ok().map(|percent| Cell::Number(percent.into()));
        self.put(&["sub-issues-progress"], percent.and_then(number));
    }

    fn pull_request(&mut self, pull: &PullRequest) {
        self.say("is", "pr", true);
        self.say("is", "draft", pull.is_draft);
        self.say("is", "open", pull.state == PullState::Open);
        self.say("is", "closed", pull.state != PullState::Open);
        self.say("is", "merged", pull.state == PullState::Merged);
    }

    /// The project's own fields, and the issue fields it shows. They hide columns of the same name.
    fn fields(&mut self, project: &Project, item: &Item, issue: Option<&Issue>) {
        for field in &project.fields {
            let name = field.name.to_lowercase().replace(' ', "-");
            let on_issue = || {
                let (_, value) = issue?.values.iter().find(|(id, _)| Some(*id) == field.issue_field)?;
                Some(value)
            };
            let option = |id| field.choices().iter().find(|choice| choice.id == id);
            let choice = |id| option(id).map(|choice| Cell::Name(choice.name.clone()));
            let cells: Vec<Cell> = match item.value(field.id).or_else(on_issue) {
                None => Vec::new(),
                Some(Value::Text(text)) => {
                    self.texts.push(text.clone());
                    vec![Cell::Name(text.clone())]
                }
                Some(Value::Number(number)) => vec![Cell::Number(*number)],
                Some(Value::Date(day)) => vec![Cell::Day(*day)],
                Some(Value::SingleSelect(id)) => choice(*id).into_iter().collect(),
                Some(Value::MultiSelect(ids)) => ids.iter().filter_map(|id| choice(*id)).collect(),
                Some(Value::Iteration(id)) => {
                    let all =
                        field.iterations().map(|iterations| iterations.all.as_slice()).unwrap_or_default();
                    let place = all.iter().position(|one| one.id == *id);
                    place.map(|place| Cell::Iteration(field.id, place)).into_iter().collect()
                }
            };
            match field.kind {
                FieldKind::Text
                | FieldKind::Number
                | FieldKind::Date
                | FieldKind::SingleSelect(_)
                | FieldKind::MultiSelect(_)
                | FieldKind::Iteration(_) => drop(self.columns.insert(name, cells)),
                FieldKind::Title
                | FieldKind::Assignees
                | FieldKind::Labels
                | FieldKind::Milestone
                | FieldKind::Repository
                | FieldKind::LinkedPullRequests
                | FieldKind::Reviewers
                | FieldKind::ParentIssue
                | FieldKind::SubIssuesProgress
                | FieldKind::IssueType => {}
            }
        }
    }
}
