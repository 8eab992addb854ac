//! Answers field by field what an operation asks of the world.

mod content;
mod deed;
mod field;
mod item;
mod mutation;
mod page;
mod project;
mod query;
mod repository;
mod value;

use std::rc::Rc;

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;

use super::cost::Cost;
use super::id::{Id, Kind};
use super::rate::Rate;
use super::refusal::Refusal;
use super::world::{
    Comment, Draft, Field, Issue, IssueType, Item, Label, Milestone, Organization, Project, PullRequest,
    Repository, Template, User, View, World,
};

pub(super) use mutation::Writing;
use page::Page;

/// What a resolver may look at.
#[derive(Clone, Copy)]
pub(super) struct Cx<'a> {
    /// The world as it is.
    pub(super) world: &'a World,
    /// The world as the `items` connection shows it, which may lag behind.
    pub(super) lagging: &'a World,
    /// Who asks.
    pub(super) login: &'a str,
    /// The moment of the request.
    pub(super) now: chrono::DateTime<chrono::Utc>,
    /// The budget after this request.
    pub(super) rate: Rate,
    /// The price of this request.
    pub(super) cost: Cost,
    /// The place on a page whose node is withheld.
    pub(super) forbidden_node: Option<usize>,
    /// The largest page of items that still gets an answer.
    pub(super) largest_page: Option<usize>,
}

/// Anything with fields.
#[derive(Clone)]
pub(super) enum Thing<'a> {
    Query,
    User(&'a User),
    Organization(&'a Organization),
    Repository(&'a Repository),
    /// A template of a repository.
    Template(&'a Repository, &'a Template),
    Comment(&'a Comment),
    Project(&'a Project),
    Item(&'a Item),
    Issue(&'a Issue),
    PullRequest(&'a PullRequest),
    Draft(&'a Draft),
    Field(&'a Field),
    View(&'a View),
    Label(&'a Label),
    Milestone(&'a Milestone),
    IssueType(&'a IssueType),
    Page(Rc<Page<'a>>),
    Record(Rc<Record<'a>>),
    /// A refusal where an object should be: the executor turns it into an error at this very place.
    Withheld(String),
}

/// A small object whose fields are all at hand.
pub(super) struct Record<'a> {
    type_name: &'static str,
    fields: Vec<(&'static str, Part<'a>)>,
}

/// What a field resolves to.
#[derive(Clone)]
pub(super) enum Part<'a> {
    Leaf(JsonValue),
    One(Thing<'a>),
    Many(Vec<Thing<'a>>),
    /// The type has no such field here.
    Unknown,
}

pub(super) type Answer<'a> = Result<Part<'a>, Refusal>;

impl<'a> Part<'a> {
    fn null() -> Self {
        Self::Leaf(JsonValue::Null)
    }

    fn leaf(value: impl Into<JsonValue>) -> Self {
        Self::Leaf(value.into())
    }

    fn maybe(thing: Option<Thing<'a>>) -> Self {
        thing.map_or_else(Self::null, Self::One)
    }

    /// A time in GitHub's notation, or null.
    fn time(time: Option<chrono::DateTime<chrono::Utc>>) -> Self {
        time.map_or_else(Self::null, |time| Self::leaf(super::look::stamp(time)))
    }

    fn record(type_name: &'static str, fields: Vec<(&'static str, Part<'a>)>) -> Self {
        Self::One(Thing::Record(Rc::new(Record { type_name, fields })))
    }
}

impl<'a> Thing<'a> {
    fn record(type_name: &'static str, fields: Vec<(&'static str, Part<'a>)>) -> Self {
        Self::Record(Rc::new(Record { type_name, fields }))
    }

    fn type_name(&self) -> &str {
        match self {
            Self::Query => "Query",
            Self::User(_) => "User",
            Self::Organization(_) => "Organization",
            Self::Repository(_) => "Repository",
            Self::Template(..) => "IssueTemplate",
            Self::Comment(_) => "IssueComment",
            Self::Project(_) => "ProjectV2",
            Self::Item(_) => "ProjectV2Item",
            Self::Issue(_) => "Issue",
            Self::PullRequest(_) => "PullRequest",
            Self::Draft(_) => "DraftIssue",
            Self::Field(field) => field::type_name(field),
            Self::View(_) => "ProjectV2View",
            Self::Label(_) => "Label",
            Self::Milestone(_) => "Milestone",
            Self::IssueType(_) => "IssueType",
            Self::Page(page) => page.type_name,
            Self::Record(record) => record.type_name,
            Self::Withheld(sealed) => sealed,
        }
    }
}

/// A thing together with what its fields may look at.
pub(super) struct Object<'a> {
    cx: Cx<'a>,
    thing: Thing<'a>,
}

impl<'a> Object<'a> {
    /// Where a query starts.
    pub(super) fn root(cx: Cx<'a>) -> Self {
        Self { cx, thing: Thing::Query }
    }

    fn answer(&self, info: &ResolveInfo<'_>) -> Answer<'a> {
        let cx = self.cx;
        match &self.thing {
            Thing::Query => query::resolve(cx, info),
            Thing::User(user) => query::user(cx, user, info),
            Thing::Organization(organization) => query::organization(cx, organization, info),
            Thing::Repository(repository) => repository::resolve(cx, repository, info),
            Thing::Project(project) => project::resolve(cx, project, info),
            Thing::Item(item) => item::resolve(cx, item, info),
            Thing::Comment(comment) => Ok(content::comment(cx, comment, info)),
            Thing::Issue(issue) => content::issue(cx, issue, info),
            Thing::PullRequest(pull) => content::pull_request(cx, pull, info),
            Thing::Draft(draft) => content::draft(cx, draft, info),
            Thing::Field(field) => Ok(field::resolve(cx, field, info)),
            Thing::View(view) => project::view(cx, view, info),
            Thing::Template(repository, template) => repository::template(cx, repository, template, info),
            Thing::Label(label) => Ok(content::label(label, info)),
            Thing::Milestone(milestone) => Ok(content::milestone(milestone, info)),
            Thing::IssueType(issue_type) => Ok(content::issue_type(issue_type, info)),
            Thing::Page(page) => Ok(page.resolve(info)),
            Thing::Record(record) => {
                let field = record.fields.iter().find(|(name, _)| *name == info.field_name());
                Ok(field.map_or(Part::Unknown, |(_, part)| part.clone()))
            }
            Thing::Withheld(_) => Ok(Part::Unknown),
        }
    }

    fn below(&self, thing: Thing<'a>) -> ResolvedValue<'a> {
        // Below a page of items everything is as old as the page.
        let lags = matches!(&self.thing, Thing::Page(page) if page.lags);
        let cx = if lags { Cx { world: self.cx.lagging, ..self.cx } } else { self.cx };
        ResolvedValue::object(Object { cx, thing })
    }
}

impl ObjectValue for Object<'_> {
    fn type_name(&self) -> &str {
        self.thing.type_name()
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        match self.answer(info) {
            Ok(Part::Leaf(value)) => Ok(ResolvedValue::Leaf(value)),
            Ok(Part::One(thing)) => Ok(self.below(thing)),
            Ok(Part::Many(things)) => {
                Ok(ResolvedValue::list(things.into_iter().map(|thing| self.below(thing))))
            }
            Ok(Part::Unknown) => Err(self.unknown_field_error(info)),
            Err(refusal) => Err(FieldError { message: refusal.sealed() }),
        }
    }
}

impl<'a> Cx<'a> {
    /// The node of this id, if this user may see it.
    fn node(self, text: &str) -> Result<Thing<'a>, Refusal> {
        let missing = || Refusal::NoNode(text.to_owned());
        let id: Id = text.parse().map_err(|_| missing())?;
        self.find(id).ok_or_else(missing)
    }

    fn find(self, id: Id) -> Option<Thing<'a>> {
        let world = self.world;
        match id.kind {
            Kind::User => world.user(id).map(Thing::User),
            Kind::Organization => world.organization(id).map(Thing::Organization),
            Kind::Repository => {
                let seen = world.sees_repository(self.login, id);
                world.repository(id).filter(|_| seen).map(Thing::Repository)
            }
            Kind::Issue | Kind::PullRequest => self.post(id),
            Kind::Comment => {
                let (post, comment) = world.find_comment(id)?;
                self.post(post)?;
                Some(Thing::Comment(comment))
            }
            Kind::DraftIssue => {
                // A draft is as visible as the project it is on.
                let on = world.items.iter().flatten().find(|item| item.content == id)?;
                self.project(on.project)?;
                world.draft(id).map(Thing::Draft)
            }
            Kind::Project => self.project(id).map(Thing::Project),
            Kind::Item => {
                let item = world.item(id)?;
                self.project(item.project)?;
                Some(Thing::Item(item))
            }
            Kind::PlainField | Kind::SelectField | Kind::MultiSelectField | Kind::IterationField => {
                let seen = world.projects.iter().filter(|project| world.role(self.login, project).is_some());
                seen.flat_map(|project| &project.fields).find(|field| field.id == id).map(Thing::Field)
            }
            Kind::View => {
                let seen = world.projects.iter().filter(|project| world.role(self.login, project).is_some());
                seen.flat_map(|project| &project.views).find(|view| view.id == id).map(Thing::View)
            }
            Kind::Label => world.label(id).map(Thing::Label),
            Kind::Milestone => world.milestone(id).map(Thing::Milestone),
            Kind::IssueType => world.issue_type(id).map(Thing::IssueType),
            Kind::IssueField => world.issue_field(id).map(field::issue_field),
        }
    }

    /// An issue or pull request, if this user may see it.
    fn post(self, id: Id) -> Option<Thing<'a>> {
        let repository = self.world.post(id)?.repository;
        if !self.world.sees_repository(self.login, repository) {
            return None;
        }
        match self.world.issue(id) {
            Some(issue) => Some(Thing::Issue(issue)),
            None => self.world.pull_request(id).map(Thing::PullRequest),
        }
    }

    /// A project, if this user may see it.
    fn project(self, id: Id) -> Option<&'a Project> {
        self.world.project(id).filter(|project| self.world.role(self.login, project).is_some())
    }

    fn user_thing(self, id: Id) -> Part<'a> {
        Part::maybe(self.world.user(id).map(Thing::User))
    }

    fn users(self, ids: &'a [Id]) -> Vec<Thing<'a>> {
        ids.iter().filter_map(|id| self.world.user(*id)).map(Thing::User).collect()
    }
}
