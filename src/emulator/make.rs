//! Adding people, repositories, issues and projects to a world: what seeds are made with.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::edit::By;
use super::id::{Id, Kind, OptionId};
use super::world::{
    Choice, Field, FieldKind, Issue, IssueType, Iteration, Iterations, Label, Milestone, Organization, Post,
    Project, PullRequest, PullState, Repository, Role, Token, User, View, World,
};

/// The fields every project has from the start, in GitHub's order.
const BUILT_IN: [(&str, FieldKind); 10] = [
    ("Title", FieldKind::Title),
    ("Assignees", FieldKind::Assignees),
    ("Labels", FieldKind::Labels),
    ("Linked pull requests", FieldKind::LinkedPullRequests),
    ("Milestone", FieldKind::Milestone),
    ("Repository", FieldKind::Repository),
    ("Reviewers", FieldKind::Reviewers),
    ("Parent issue", FieldKind::ParentIssue),
    ("Sub-issues progress", FieldKind::SubIssuesProgress),
    ("Type", FieldKind::IssueType),
];

/// The colours options take in turn.
const COLORS: [&str; 8] = ["GRAY", "BLUE", "GREEN", "YELLOW", "ORANGE", "RED", "PINK", "PURPLE"];

impl World {
    /// Adds a person.
    pub fn add_user(&mut self, login: &str) -> Id {
        let id = Id::new(Kind::User, self.users.len());
        self.users.push(User { id, login: login.to_owned() });
        id
    }

    /// Adds an organization of these people.
    pub fn add_organization(&mut self, login: &str, members: Vec<Id>) -> Id {
        let id = Id::new(Kind::Organization, self.organizations.len());
        self.organizations.push(Organization { id, login: login.to_owned(), members });
        id
    }

    /// Lets a token act as a user, with these scopes.
    pub fn add_token(&mut self, token: &str, login: &str, scopes: &[&str]) {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.tokens.insert(token.to_owned(), Token { login: login.to_owned(), scopes });
    }

    /// Adds a repository; a private one is seen by these people only.
    pub fn add_repository(&mut self, owner: &str, name: &str, only_for: Option<Vec<Id>>) -> Id {
        let id = Id::new(Kind::Repository, self.repositories.len());
        let (owner, name) = (owner.to_owned(), name.to_owned());
        self.repositories.push(Repository {
            id,
            owner,
            name,
            only_for,
            last_number: 0,
            archived: false,
            without_issues: false,
            only_templates: false,
            templates: Vec::new(),
            forms: Vec::new(),
        });
        id
    }

    /// Adds a label; the colour is six hex digits.
    pub fn add_label(&mut self, repository: Id, name: &str, color: &str) -> Id {
        let id = Id::new(Kind::Label, self.labels.len());
        self.labels.push(Label { id, repository, name: name.to_owned(), color: color.to_owned() });
        id
    }

    /// Adds a milestone.
    pub fn add_milestone(&mut self, repository: Id, title: &str, due_on: Option<DateTime<Utc>>) -> Id {
        let id = Id::new(Kind::Milestone, self.milestones.len());
        self.milestones.push(Milestone { id, repository, title: title.to_owned(), due_on, closed: false });
        id
    }

    /// Adds an issue type.
    pub fn add_issue_type(&mut self, name: &str, color: &str) -> Id {
        let id = Id::new(Kind::IssueType, self.issue_types.len());
        self.issue_types.push(IssueType { id, name: name.to_owned(), color: color.to_owned() });
        id
    }

    /// Adds an issue field to the organizations.
    pub fn add_issue_field(&mut self, name: &str, kind: FieldKind) -> Id {
        let id = Id::new(Kind::IssueField, self.issue_fields.len());
        self.issue_fields.push(Field { id, name: name.to_owned(), kind, issue_field: None });
        id
    }

    fn add_post(&mut self, by: By<'_>, id: Id, repository: Id, title: &str) -> Post {
        let author = self.user_named(by.login).expect("authors are added before their posts").id;
        let repository_at = &mut self.repositories[repository.at()];
        repository_at.last_number += 1;
        Post {
            id,
            repository,
            number: repository_at.last_number,
            title: title.to_owned(),
            body: String::new(),
            author,
            created_at: by.at,
            updated_at: by.at,
            closed_at: None,
            labels: Vec::new(),
            assignees: Vec::new(),
            milestone: None,
            items: Vec::new(),
            comments: Vec::new(),
        }
    }

    /// Opens an issue.
    pub fn add_issue(&mut self, by: By<'_>, repository: Id, title: &str) -> Id {
        let id = Id::new(Kind::Issue, self.issues.len());
        let post = self.add_post(by, id, repository, title);
        self.issues.push(Issue {
            post,
            reason: None,
            issue_type: None,
            parent: None,
            sub_issues: Vec::new(),
            blocked_by: Vec::new(),
            blocking: Vec::new(),
            linked: Vec::new(),
            values: Vec::new(),
        });
        id
    }

    /// Opens a pull request.
    pub fn add_pull_request(&mut self, by: By<'_>, repository: Id, title: &str) -> Id {
        let id = Id::new(Kind::PullRequest, self.pull_requests.len());
        let post = self.add_post(by, id, repository, title);
        self.pull_requests.push(PullRequest {
            post,
            state: PullState::Open,
            is_draft: false,
            review: None,
            checks: None,
            reviewers: Vec::new(),
        });
        id
    }

    /// Starts a project of this owner, with GitHub's own fields, written by its maker alone.
    pub fn add_project(&mut self, by: By<'_>, owner: &str, title: &str) -> Id {
        let id = Id::new(Kind::Project, self.projects.len());
        let of_owner = self.projects.iter().filter(|project| project.owner == owner).count();
        let number = u32::try_from(of_owner + 1).expect("owners have few projects");
        self.projects.push(Project {
            id,
            owner: owner.to_owned(),
            number,
            title: title.to_owned(),
            description: None,
            readme: None,
            public: false,
            closed: false,
            created_at: by.at,
            updated_at: by.at,
            roles: BTreeMap::from([(by.login.to_owned(), Role::Admin)]),
            fields: Vec::new(),
            views: Vec::new(),
            repositories: Vec::new(),
            order: Vec::new(),
        });
        for (name, kind) in BUILT_IN {
            self.add_field(id, name, kind);
        }
        id
    }

    /// Adds a field to a project.
    pub fn add_field(&mut self, project: Id, name: &str, kind: FieldKind) -> Id {
        let id = Id::new(id_kind(&kind), self.fields_made);
        self.fields_made += 1;
        let fields = &mut self.projects[project.at()].fields;
        fields.push(Field { id, name: name.to_owned(), kind, issue_field: None });
        id
    }

    /// Shows an organization's issue field on a project.
    pub fn show_issue_field(&mut self, project: Id, issue_field: Id) -> Id {
        let field = self.issue_field(issue_field).expect("the issue field was added before").clone();
        let id = self.add_field(project, &field.name, field.kind);
        let fields = &mut self.projects[project.at()].fields;
        fields.last_mut().expect("just added").issue_field = Some(issue_field);
        id
    }

    /// Adds a view without filter, grouping or sorting; the caller fills those in.
    pub fn add_view(&mut self, project: Id, name: &str, layout: &str) -> &mut View {
        let project = &mut self.projects[project.at()];
        let place = project.views.len();
        let number = u32::try_from(place + 1).expect("projects have few views");
        project.views.push(View {
            id: Id::new(Kind::View, project.id.at() << 8 | place),
            number,
            name: name.to_owned(),
            layout: layout.to_owned(),
            filter: None,
            fields: Vec::new(),
            group_by: Vec::new(),
            columns_by: Vec::new(),
            sort_by: Vec::new(),
        });
        &mut project.views[place]
    }
}

/// Which kind of node a field is.
fn id_kind(kind: &FieldKind) -> Kind {
    match kind {
        FieldKind::SingleSelect(_) => Kind::SelectField,
        FieldKind::MultiSelect(_) => Kind::MultiSelectField,
        FieldKind::Iteration(_) => Kind::IterationField,
        FieldKind::Title
        | FieldKind::Assignees
        | FieldKind::Labels
        | FieldKind::Milestone
        | FieldKind::Repository
        | FieldKind::LinkedPullRequests
        | FieldKind::Reviewers
        | FieldKind::ParentIssue
        | FieldKind::SubIssuesProgress
        | FieldKind::IssueType
        | FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date => Kind::PlainField,
    }
}

/// Options of these names, coloured in turn.
pub fn choices(field: &str, names: &[&str]) -> Vec<Choice> {
    let choice = |(place, name): (usize, &&str)| Choice {
        id: OptionId::of(field, name),
        name: (*name).to_owned(),
        color: COLORS[place % COLORS.len()].to_owned(),
        description: String::new(),
    };
    names.iter().enumerate().map(choice).collect()
}

/// Iterations of one length in a row, called by a word and a number.
pub fn iterations(word: &str, first: chrono::NaiveDate, days: u32, count: u32) -> Iterations {
    let one = |place: u32| {
        let title = format!("{word} {}", place + 1);
        let start = first + chrono::Days::new(u64::from(place * days));
        Iteration { id: OptionId::of(word, &title), title, start, duration: days }
    };
    Iterations { duration: days, start_day: 1, all: (0..count).map(one).collect() }
}
