//! The demo: the release train of an inference server, half-way through a monthly release.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, TimeZone, Utc};

use super::{docs, talk};
use crate::emulator::edit::By;
use crate::emulator::id::Id;
use crate::emulator::make::{choices, iterations};
use crate::emulator::world::{
    Checks, FieldKind, PullRequest, PullState, Review, Role, StateReason, Value, World,
};

/// The cards, one a line.
const CARDS: &str = include_str!("release.txt");
/// What the issues say, by number.
const BODIES: &str = include_str!("release.md");

const OWNER: &str = "lumen";
const PEOPLE: [&str; 6] = ["alice", "bob", "carol", "dave", "erin", "frank"];

/// Title and due day of each release, and whether it is out.
const MILESTONES: [(&str, (u32, u32), bool); 7] = [
    ("v0.1", (6, 20), true),
    ("v0.2", (7, 21), true),
    ("v0.3", (8, 22), false),
    ("v0.4", (9, 19), false),
    ("v0.5", (10, 24), false),
    ("v0.6", (11, 21), false),
    ("v0.7", (12, 19), false),
];

const LABELS: [(&str, &str); 17] = [
    ("priority/urgent", "b60205"),
    ("priority/high", "d93f0b"),
    ("priority/medium", "fbca04"),
    ("priority/low", "c2e0c6"),
    ("type/epic", "5319e7"),
    ("type/story", "1d76db"),
    ("type/task", "bfd4f2"),
    ("type/bug", "d73a4a"),
    ("component/scheduler", "006b75"),
    ("component/kv-cache", "0e8a16"),
    ("component/routing", "0052cc"),
    ("component/docs", "c5def5"),
    ("component/benchmark", "f9d0c4"),
    ("component/deployment", "fef2c0"),
    ("core-release", "0366d6"),
    ("extension-release", "8a63d2"),
    ("blocked", "000000"),
];

/// The moment the demo shows: Wednesday 6 August 2025, 14:00 UTC.
pub fn demo_time() -> DateTime<Utc> {
    moment(8, 6, 14, 0)
}

fn moment(month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, month, day, hour, minute, 0).single().expect("a moment of the calendar")
}

/// What a line of the table is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Issue(u32),
    Pull(u32),
    Draft,
    Redacted,
}

/// One line of the table.
struct Card<'a> {
    sort: Sort,
    column: &'a str,
    archived: bool,
    milestone: &'a str,
    labels: Vec<&'a str>,
    priority: &'a str,
    effort: &'a str,
    who: Vec<&'a str>,
    opened: DateTime<Utc>,
    since: DateTime<Utc>,
    parent: Option<u32>,
    waits_for: Vec<&'a str>,
    sprint: &'a str,
    title: &'a str,
}

impl<'a> Card<'a> {
    fn parse(line: &'a str) -> Self {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let cells: [&str; 13] = cells.try_into().expect("every line of the table has 13 cells");
        let [
            number,
            column,
            milestone,
            labels,
            priority,
            effort,
            who,
            opened,
            since,
            parent,
            waits_for,
            sprint,
            title,
        ] = cells;
        let sort = match number.split_once(' ') {
            Some(("pr", number)) => Sort::Pull(number.parse().expect("a number after pr")),
            _ if number == "draft" => Sort::Draft,
            _ if number == "redacted" => Sort::Redacted,
            _ => Sort::Issue(number.parse().expect("a card's number")),
        };
        let inner = column.strip_prefix('(').and_then(|column| column.strip_suffix(')'));
        let minute = sort.number().unwrap_or(3) * 7;
        Self {
            sort,
            column: inner.unwrap_or(column),
            archived: inner.is_some(),
            milestone,
            labels: labels.split_whitespace().collect(),
            priority,
            effort,
            who: who.split_whitespace().collect(),
            opened: day(opened, 8, minute % 60),
            since: day(since, 9 + minute % 4, minute % 60),
            parent: parent.parse().ok(),
            waits_for: waits_for.split_whitespace().collect(),
            sprint,
            title,
        }
    }

    /// Who did things to the card: its first assignee.
    fn author(&self) -> &'a str {
        self.who.first().copied().unwrap_or("frank")
    }
}

impl Sort {
    fn number(self) -> Option<u32> {
        match self {
            Self::Issue(number) | Self::Pull(number) => Some(number),
            Self::Draft | Self::Redacted => None,
        }
    }
}

/// A day such as `08-06`, at this time.
fn day(text: &str, hour: u32, minute: u32) -> DateTime<Utc> {
    let (month, day) = text.split_once('-').expect("a day is month-day");
    moment(month.parse().expect("a month"), day.parse().expect("a day"), hour, minute)
}

/// The places things are put.
struct Places {
    project: Id,
    repository: Id,
    vault: Id,
    milestones: Vec<(&'static str, Id)>,
    types: [(&'static str, Id); 4],
    risk: Id,
}

/// The demo's world: projects `lumen/1` and `lumen/2`, seen by `alice` with the token `demo`.
pub fn release() -> World {
    let mut world = World::default();
    let places = set_up(&mut world);
    let cards: Vec<_> =
        CARDS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(Card::parse).collect();
    let contents = open(&mut world, &places, &cards);
    connect(&mut world, &places, &cards, &contents);
    let numbered = |number: u32| {
        let place = cards.iter().position(|card| card.sort == Sort::Issue(number));
        contents[place.expect("people talk about issues of the table")].expect("issues have content")
    };
    talk::comment(&mut world, numbered, |(month, day, hour)| moment(month, day, hour, 0));
    talk::start_from(&mut world, places.repository);
    for (card, content) in cards.iter().zip(&contents) {
        let item = place(&mut world, &places, card, *content);
        fill(&mut world, card, item);
    }
    finish(&mut world, &places);
    docs::add(&mut world, OWNER, |text, hour| day(text, hour, 0));
    world
}

/// The same world, moved by whole weeks so that the moment it shows is less than a week ago.
pub fn release_before(now: DateTime<Utc>) -> World {
    let mut world = release();
    let ago = (now - demo_time()).num_seconds();
    world.shift(TimeDelta::weeks(ago.div_euclid(TimeDelta::weeks(1).num_seconds())));
    world
}

fn set_up(world: &mut World) -> Places {
    let people = PEOPLE.map(|login| world.add_user(login));
    world.add_organization(OWNER, people.to_vec());
    world.add_token("demo", "alice", &["project", "repo", "read:org"]);
    let by = By::new("alice", moment(5, 26, 9, 0));
    let repository = world.add_repository(OWNER, "beacon", None);
    world.add_repository(OWNER, "beacon-bench", None);
    let vault = world.add_repository(OWNER, "incidents", Some(vec![people[1]]));
    for (name, color) in LABELS {
        world.add_label(repository, name, color);
    }
    world.add_label(repository, "community", "7057ff");
    let milestones = MILESTONES.map(|(title, (month, day), is_out)| {
        let id = world.add_milestone(repository, title, Some(moment(month, day, 23, 59)));
        world.milestones[id.at()].closed = is_out;
        (title, id)
    });
    let types = [("epic", "PURPLE"), ("story", "BLUE"), ("task", "YELLOW"), ("bug", "RED")];
    let types = types.map(|(name, color)| {
        let capital = name[..1].to_uppercase() + &name[1..];
        (name, world.add_issue_type(&capital, color))
    });
    let risk =
        world.add_issue_field("Risk", FieldKind::SingleSelect(choices("Risk", &["Low", "Medium", "High"])));
    let project = world.add_project(by, OWNER, "Beacon release train");
    fields(world, project, risk);
    views(world, project);
    let about = &mut world.projects[project.at()];
    about.description = Some("One release a month, cut on a Friday".to_owned());
    about.readme =
        Some("# Beacon\n\nAn inference server, released **monthly**. Cards move left to right.".to_owned());
    about.roles = PEOPLE.map(|login| (login.to_owned(), Role::Writer)).into();
    about.repositories = vec![repository];
    Places { project, repository, vault, milestones: milestones.to_vec(), types, risk }
}

fn fields(world: &mut World, project: Id, risk: Id) {
    let columns = choices("Status", &["Inbox", "This Month", "In Progress", "Done"]);
    let priorities = choices("Priority", &["Low", "Medium", "High", "Urgent"]);
    let areas = choices("Areas", &["scheduler", "kv-cache", "routing", "docs", "benchmark", "deployment"]);
    let first = NaiveDate::from_ymd_opt(2025, 6, 16).expect("a date of the calendar");
    world.add_field(project, "Status", FieldKind::SingleSelect(columns));
    world.add_field(project, "Effort", FieldKind::Number);
    world.add_field(project, "Priority", FieldKind::SingleSelect(priorities));
    world.add_field(project, "Sprint", FieldKind::Iteration(iterations("Sprint", first, 14, 6)));
    world.add_field(project, "Target", FieldKind::Date);
    world.add_field(project, "Notes", FieldKind::Text);
    world.add_field(project, "Areas", FieldKind::MultiSelect(areas));
    world.show_issue_field(project, risk);
}

fn views(world: &mut World, project: Id) {
    let field = |world: &World, name| world.projects[project.at()].field(name).expect("just added").id;
    let names = ["Title", "Assignees", "Labels", "Milestone", "Status", "Effort", "Sprint", "Target"];
    let shown = names.map(|name| field(world, name));
    let [_, _, _, milestone, status, _, _, target] = shown;
    let board = world.add_view(project, "Pipeline", "BOARD_LAYOUT");
    (board.fields, board.columns_by) = (shown.to_vec(), vec![status]);
    let epics = world.add_view(project, "Epics", "TABLE_LAYOUT");
    (epics.fields, epics.group_by) = (shown.to_vec(), vec![milestone]);
    epics.filter = Some("label:type/epic".to_owned());
    epics.sort_by = vec![(target, false)];
    let months = world.add_view(project, "Months", "ROADMAP_LAYOUT");
    (months.fields, months.filter) = (shown.to_vec(), Some("is:open".to_owned()));
}

/// Opens everything that has a number, in the order of the numbers, then the rest. Answers in the order of the cards.
fn open(world: &mut World, places: &Places, cards: &[Card<'_>]) -> Vec<Option<Id>> {
    let mut contents = vec![None; cards.len()];
    let mut order: Vec<_> = (0..cards.len()).collect();
    order.sort_by_key(|place| cards[*place].sort.number());
    for place in order {
        let card = &cards[place];
        let by = By::new(card.author(), card.opened);
        contents[place] = match card.sort {
            Sort::Issue(_) => Some(world.add_issue(by, places.repository, card.title)),
            Sort::Pull(_) => Some(world.add_pull_request(by, places.repository, card.title)),
            Sort::Redacted => Some(world.add_issue(by, places.vault, "Postmortem: the July outage")),
            Sort::Draft => None,
        };
        let number = contents[place].and_then(|id| world.post(id)).map(|post| post.number);
        debug_assert!(
            card.sort.number().is_none_or(|expected| number == Some(expected)),
            "numbers have gaps"
        );
    }
    contents
}

/// Writes the bodies, sets what posts carry, and draws the edges between issues.
fn connect(world: &mut World, places: &Places, cards: &[Card<'_>], contents: &[Option<Id>]) {
    let numbered = |number: u32| {
        let place = cards.iter().position(|card| card.sort.number() == Some(number));
        contents[place.expect("edges name cards of the table")].expect("numbered cards have content")
    };
    let bench = world.repositories[1].id;
    let trace =
        world.add_issue(By::new("erin", moment(7, 24, 10, 0)), bench, "Publish the July traffic trace");
    for (card, content) in cards.iter().zip(contents) {
        let (Some(content), Some(number)) = (*content, card.sort.number()) else { continue };
        let by = By::new(card.author(), card.since);
        world.edit_body(by, content, &body(card, number)).expect("the content exists");
        world.set_labels(by, content, &card.labels).expect("the labels of the table exist");
        world.assign(by, content, &card.who).expect("the people of the table exist");
        let milestone =
            places.milestones.iter().find(|(title, _)| *title == card.milestone).map(|(_, id)| *id);
        if let Sort::Pull(_) = card.sort {
            let carol = world.user_named("carol").expect("one of the people").id;
            let pull = &mut world.pull_requests[content.at()];
            pull.post.milestone = milestone;
            review(pull, number, by.at, carol);
            continue;
        }
        let kind =
            places.types.iter().find(|(name, _)| card.labels.contains(&format!("type/{name}").as_str()));
        let issue = &mut world.issues[content.at()];
        issue.post.milestone = milestone;
        issue.issue_type = kind.map(|(_, id)| *id);
        world.set_parent(content, card.parent.map(numbered)).expect("parents are issues");
        for other in &card.waits_for {
            let blocking = other.parse().map_or(trace, numbered);
            world.block(content, blocking).expect("each edge is drawn once");
        }
        if card.column == "Done" {
            world.close(by, content, StateReason::Completed).expect("it is an issue");
        }
    }
    for (issue, pull) in [(23, 30), (26, 31), (15, 16), (21, 22)] {
        world.issues[numbered(issue).at()].linked.push(numbered(pull));
    }
    let high = world.issue_fields[places.risk.at()].option("High").expect("an option of Risk");
    for number in [23, 25, 27] {
        world.issues[numbered(number).at()].values.push((places.risk, Value::SingleSelect(high)));
    }
}

/// How each pull request stands.
fn review(pull: &mut PullRequest, number: u32, at: DateTime<Utc>, carol: Id) {
    match number {
        30 => {
            (pull.review, pull.checks) = (Some(Review::Required), Some(Checks::Pending));
            pull.reviewers = vec![carol];
        }
        31 => (pull.review, pull.checks) = (Some(Review::ChangesRequested), Some(Checks::Failure)),
        39 => (pull.is_draft, pull.checks) = (true, Some(Checks::Success)),
        _ => {
            (pull.state, pull.review, pull.checks) =
                (PullState::Merged, Some(Review::Approved), Some(Checks::Success));
            pull.post.closed_at = Some(at);
        }
    }
}

/// The body of an issue: its own, or a few words about where it belongs.
fn body(card: &Card<'_>, number: u32) -> String {
    let own = BODIES.split("=== ").find_map(|part| {
        let (heading, text) = part.split_once('\n')?;
        (heading.trim().parse() == Ok(number)).then(|| text.trim().to_owned())
    });
    own.unwrap_or_else(|| {
        let area = card.labels.iter().find_map(|label| label.strip_prefix("component/")).unwrap_or("release");
        let part = card.parent.map(|parent| format!(" Part of #{parent}.")).unwrap_or_default();
        format!(
            "{}, for the **{area}** component.{part}\n\n- [ ] code\n- [ ] tests\n- [ ] `docs/`",
            card.title
        )
    })
}

/// Puts a card on the board.
fn place(world: &mut World, places: &Places, card: &Card<'_>, content: Option<Id>) -> Id {
    const WRITERS: &str = "everybody here may write";
    let by = By::new(card.author(), card.opened);
    if let Some(content) = content {
        return world.add_issue_to_project(by, places.project, content).expect(WRITERS);
    }
    let body = "To be turned into an issue once somebody owns it.";
    let item = world.add_draft(by, places.project, card.title, body).expect(WRITERS);
    let draft = world.item(item).expect("just added").content;
    world.assign(by, draft, &card.who).expect("the people of the table exist");
    item
}

/// Sets the fields of a card, the last of them on the day it came to its column.
fn fill(world: &mut World, card: &Card<'_>, item: Id) {
    let earlier = By::new(card.author(), card.opened);
    let arrived = By::new(card.author(), card.since);
    let area: Vec<_> = card.labels.iter().filter_map(|label| label.strip_prefix("component/")).collect();
    let due = MILESTONES.iter().find(|(title, ..)| *title == card.milestone).map(|(_, (month, day), _)| {
        // A few days before the release, so that it can be tried.
        let date = moment(*month, *day, 0, 0).date_naive() - chrono::Days::new(4);
        format!("{}-{:02}-{:02}", date.year(), date.month(), date.day())
    });
    let notes =
        if card.labels.contains(&"blocked") { "Waits for the cache work; ask bob on Thursdays" } else { "" };
    let values = [
        ("Effort", card.effort),
        ("Priority", card.priority),
        ("Sprint", card.sprint),
        ("Target", due.as_deref().unwrap_or_default()),
        ("Notes", notes),
        ("Areas", &area.join(",")),
    ];
    for (field, words) in values.into_iter().filter(|(_, words)| !words.is_empty()) {
        world.set(earlier, item, field, words).expect("the table holds values the fields know");
    }
    world.set(arrived, item, "Status", card.column).expect("the table names columns of the board");
    if card.archived {
        world.archive(arrived, item, true).expect("everybody here may write");
    }
}

/// Gives the project the stamp of its latest change.
fn finish(world: &mut World, places: &Places) {
    let latest = world.items_of(places.project).map(|item| item.updated_at).max();
    let project = &mut world.projects[places.project.at()];
    project.updated_at = latest.expect("the board has cards");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::id::Kind;

    #[test]
    fn the_demo_is_a_board_in_the_middle_of_a_month() {
        let world = release();
        let project = &world.projects[0];
        let mut columns = std::collections::BTreeMap::new();
        for item in world.items_of(project.id) {
            let column = world.reads(item.id, "Status").expect("every card has a column");
            *columns.entry((item.archived, column)).or_insert(0) += 1;
        }
        let count = |archived, name: &str| columns.get(&(archived, name.to_owned())).copied();
        let shown = ["Inbox", "This Month", "In Progress", "Done"].map(|name| count(false, name));
        assert_eq!(shown, [Some(9), Some(9), Some(5), Some(16)]);
        assert_eq!(count(true, "Done"), Some(4));
        assert_eq!(project.order.len(), 43);
    }

    #[test]
    fn every_release_has_its_epic() {
        let world = release();
        let epic = world.labels.iter().find(|label| label.name == "type/epic").expect("a label").id;
        let mut of: Vec<_> = world.issues.iter().filter(|issue| issue.post.labels.contains(&epic)).collect();
        of.sort_by_key(|issue| issue.post.milestone);
        let milestones: Vec<_> = of.iter().filter_map(|issue| issue.post.milestone).collect();
        assert_eq!(milestones, world.milestones.iter().map(|milestone| milestone.id).collect::<Vec<_>>());
    }

    #[test]
    fn numbers_are_those_of_the_table_and_nothing_is_later_than_the_demo() {
        let world = release();
        for line in CARDS.lines().filter(|line| !line.starts_with('#')) {
            let card = Card::parse(line);
            let Some(number) = card.sort.number() else { continue };
            let url = format!("https://github.com/lumen/beacon/issues/{number}");
            let post =
                world.post_at(&url, "alice").and_then(|id| world.post(id)).expect("the number is taken");
            assert_eq!(post.title, card.title);
            assert!(post.updated_at <= demo_time());
        }
        assert!(world.items.iter().flatten().all(|item| item.updated_at <= demo_time()));
    }

    #[test]
    fn the_demo_can_be_moved_to_any_week() {
        for days in 0..7 {
            let now = moment(8, 6, 13, 59) + TimeDelta::days(470 + days);
            let world = release_before(now);
            let latest = world.projects[0].updated_at;
            assert!(latest <= now && now - latest < TimeDelta::days(8), "{latest} {now}");
            let FieldKind::Iteration(sprints) = &world.projects[0].field("Sprint").expect("it has one").kind
            else {
                panic!("Sprint is an iteration field");
            };
            let is_now = |start: NaiveDate| (now.date_naive() - start).num_days();
            let current = sprints.all.iter().find(|sprint| (0..14).contains(&is_now(sprint.start)));
            let current = &current.expect("a sprint is on").title;
            let cards = world.items_of(world.projects[0].id);
            let in_sprint = cards.filter(|item| world.reads(item.id, "Sprint").as_ref() == Some(current));
            assert!(in_sprint.count() >= 3, "{current} at {now}");
        }
    }

    #[test]
    fn one_card_shows_nothing_to_alice() {
        let world = release();
        let hidden = world.items.iter().flatten().filter(|item| !world.sees_content("alice", item.content));
        assert_eq!(hidden.count(), 1);
        let drafts = world.items.iter().flatten().filter(|item| item.content.kind == Kind::DraftIssue);
        assert_eq!(drafts.count(), 3);
    }
}
