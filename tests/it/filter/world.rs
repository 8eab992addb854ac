//! A project with every kind of item and value, filled by chance.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sprintty::emulator::make::choices;
use sprintty::emulator::random::Random;
use sprintty::emulator::seed::blank;
use sprintty::emulator::world::{FieldKind, PullState, StateReason, Value};
use sprintty::emulator::{By, Id, World};

pub(super) const COLUMNS: [&str; 4] = ["📥 Inbox", "This Month", "In Progress", "Done"];
pub(super) const AREAS: [&str; 3] = ["api", "ui", "docs"];
pub(super) const RISKS: [&str; 3] = ["Low", "High (now)", "@me, really"];
pub(super) const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "rita"];
pub(super) const LABELS: [&str; 5] = ["bug", "docs", "blocked", "area/auth", "type:Été 📚"];
pub(super) const MILESTONES: [&str; 2] = ["v1.0", "Beta release"];
pub(super) const TYPES: [&str; 2] = ["Bug", "User story"];
pub(super) const REPOSITORIES: [&str; 2] = ["alice/box", "alice/web"];
pub(super) const NOTES: [&str; 3] = ["needs a design", "Later", "full-text search"];
const WORDS: [&str; 8] = ["Fix", "login", "network", "full-text", "search", "Été", "docs", "(again)"];

/// Fills a project; `alice` looks at it on a day.
pub(super) fn world(seed: u64, now: DateTime<Utc>) -> World {
    let mut random = Random::new(seed);
    let board = blank(&COLUMNS);
    let (project, hidden) = (board.project, board.hidden);
    let mut world = board.world;
    let other = world.add_repository("alice", "web", None);
    let repositories = [board.repository, other];
    for repository in repositories {
        for name in LABELS {
            if !world.labels.iter().any(|label| label.repository == repository && label.name == name) {
                world.add_label(repository, name, "d73a4a");
            }
        }
        for title in MILESTONES {
            world.add_milestone(repository, title, None);
        }
    }
    for name in TYPES {
        world.add_issue_type(name, "RED");
    }
    let risk = world.add_issue_field("Risk level", FieldKind::SingleSelect(choices("Risk level", &RISKS)));
    world.show_issue_field(project, risk);
    let mut issues = Vec::new();
    for _ in 0..45 {
        let at = now - TimeDelta::hours(i64::try_from(random.below(24 * 40)).expect("small"));
        let by = By::new(random.pick(&PEOPLE).expect("people"), at);
        let title: Vec<&str> =
            (0..2 + random.below(3)).filter_map(|_| random.pick(&WORDS).copied()).collect();
        let repository = if random.chance(0.1) { hidden } else { repositories[random.below(2)] };
        let content = match random.below(10) {
            0 | 1 => draft(&mut world, by, project, &title.join(" "), &mut random),
            2 | 3 => pull_request(&mut world, by, repository, &title.join(" "), &mut random),
            _ => {
                let id = issue(&mut world, by, repository, &title.join(" "), &mut random);
                issues.push(id);
                id
            }
        };
        let item = match world.draft(content) {
            Some(_) => world.items_of(project).find(|item| item.content == content).expect("just added").id,
            None => world.add_issue_to_project(By::new("bob", at), project, content).expect("bob may add"),
        };
        fill(&mut world, by.at, item, &mut random);
        let risky = world.issue(content).is_some() && random.chance(0.5);
        if let Some(risk_of_it) = random.pick(&RISKS).filter(|_| risky) {
            let option =
                world.issue_field(risk).and_then(|field| field.option(risk_of_it)).expect("an option");
            let value = Some(Value::SingleSelect(option));
            world.set_issue_field(by, content, risk, value).expect("it takes the option");
        }
        if random.chance(0.08) {
            world.archive(By::new("alice", at), item, true).expect("alice may archive");
        }
    }
    relate(&mut world, &issues, hidden, &mut random);
    world
}

fn draft(world: &mut World, by: By<'_>, project: Id, title: &str, random: &mut Random) -> Id {
    // Who may only read can't add one.
    let by = By::new(if by.login == "rita" { "bob" } else { by.login }, by.at);
    let item = world.add_draft(by, project, title, "").expect("a writer may add");
    let content = world.item(item).expect("just added").content;
    assign(world, by, content, random);
    content
}

fn pull_request(world: &mut World, by: By<'_>, repository: Id, title: &str, random: &mut Random) -> Id {
    let id = world.add_pull_request(by, repository, title);
    furnish(world, by, id, random);
    let pull = world.pull_requests.last_mut().expect("just added");
    pull.is_draft = random.chance(0.3);
    pull.state = [PullState::Open, PullState::Closed, PullState::Merged][random.below(3)];
    pull.post.closed_at = (pull.state != PullState::Open).then_some(by.at);
    pull.reviewers = world.users.iter().filter(|_| random.chance(0.3)).map(|user| user.id).collect();
    id
}

fn issue(world: &mut World, by: By<'_>, repository: Id, title: &str, random: &mut Random) -> Id {
    let id = world.add_issue(by, repository, title);
    furnish(world, by, id, random);
    let reason = [StateReason::Completed, StateReason::NotPlanned, StateReason::Duplicate]
        .get(random.below(6))
        .copied();
    if let Some(reason) = reason {
        world.close(by, id, reason).expect("it exists");
        if random.chance(0.3) {
            world.reopen(by, id).expect("it exists");
        }
    }
    let kinds: Vec<Id> = world.issue_types.iter().map(|kind| kind.id).collect();
    world.issues.last_mut().expect("just added").issue_type = kinds.get(random.below(3)).copied();
    id
}

/// Gives an issue or a pull request what both have.
fn furnish(world: &mut World, by: By<'_>, post: Id, random: &mut Random) {
    assign(world, by, post, random);
    let repository = world.post(post).expect("just added").repository;
    let labels = world.labels.iter().filter(|label| label.repository == repository);
    let labels: Vec<Id> = labels.filter(|_| random.chance(0.3)).map(|label| label.id).collect();
    let milestones = world.milestones.iter().filter(|milestone| milestone.repository == repository);
    let milestones: Vec<Id> = milestones.map(|milestone| milestone.id).collect();
    let milestone = milestones.get(random.below(4)).copied();
    let opened = by.at - TimeDelta::days(i64::try_from(random.below(5)).expect("small"));
    let post = match world.issues.iter_mut().find(|issue| issue.post.id == post) {
        Some(issue) => &mut issue.post,
        None => {
            &mut world.pull_requests.iter_mut().find(|pull| pull.post.id == post).expect("it is one").post
        }
    };
    (post.labels, post.milestone, post.created_at) = (labels, milestone, opened);
}

fn assign(world: &mut World, by: By<'_>, content: Id, random: &mut Random) {
    let logins: Vec<&str> = PEOPLE.into_iter().filter(|_| random.chance(0.3)).collect();
    world.assign(by, content, &logins).expect("they exist");
}

/// Sets some fields of an item.
fn fill(world: &mut World, at: DateTime<Utc>, item: Id, random: &mut Random) {
    let by = By::new("alice", at);
    let day = |random: &mut Random| {
        let days = i64::try_from(random.below(30)).expect("small") - 15;
        (at + TimeDelta::days(days)).date_naive().to_string()
    };
    let areas: Vec<&str> = AREAS.into_iter().filter(|_| random.chance(0.4)).collect();
    let sprint = format!("Sprint {}", 1 + random.below(4));
    let effort = ["0", "0.5", "1", "2", "3", "-1", "100"][random.below(7)];
    let values = [
        ("Status", COLUMNS[random.below(4)].to_owned()),
        ("Effort", effort.to_owned()),
        ("Notes", NOTES[random.below(3)].to_owned()),
        ("Target", day(random)),
        ("Sprint", sprint),
        ("Areas", areas.join(",")),
    ];
    for (field, words) in values {
        if random.chance(0.7) && !words.is_empty() {
            world.set(by, item, field, &words).expect("the field takes it");
        }
    }
}

/// Makes issues wait for others, be parts of others, and be closed by pull requests.
fn relate(world: &mut World, issues: &[Id], hidden: Id, random: &mut Random) {
    let open: Vec<Id> = issues
        .iter()
        .copied()
        .filter(|id| world.post(*id).is_some_and(|post| post.repository != hidden))
        .collect();
    for (place, id) in open.iter().enumerate().skip(1) {
        let earlier = open[random.below(place)];
        if random.chance(0.3) {
            world.block(*id, earlier).expect("a new dependency");
        }
        if random.chance(0.4) {
            world.set_parent(*id, Some(open[random.below(place.min(4))])).expect("another issue");
        }
        let pulls = world.pull_requests.iter().filter(|pull| pull.post.repository != hidden);
        let pulls: Vec<Id> = pulls.map(|pull| pull.post.id).collect();
        if random.chance(0.3) {
            let linked = random.pick(&pulls).copied();
            let issue = world.issues.iter_mut().find(|issue| issue.post.id == *id).expect("it is one");
            issue.linked.extend(linked);
        }
    }
}

/// Days on which the project is looked at: in an iteration, after the last one.
pub(super) fn days() -> [DateTime<Utc>; 2] {
    ["2025-08-20", "2025-11-01"].map(|day| {
        let day: NaiveDate = day.parse().expect("a day");
        day.and_hms_opt(9, 30, 0).expect("a time").and_utc()
    })
}
