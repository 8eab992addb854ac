//! A project of any size, varied and always the same, for benches.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};

use crate::emulator::edit::By;
use crate::emulator::id::{Id, Kind};
use crate::emulator::make::{choices, iterations};
use crate::emulator::random::Random;
use crate::emulator::world::{FieldKind, FieldValue, Role, StateReason, Value, World};

const PEOPLE: [&str; 8] = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"];
const VERBS: [&str; 10] =
    ["Fix", "Add", "Speed up", "Document", "Remove", "Test", "Rename", "Cache", "Retry", "Measure"];
const THINGS: [&str; 12] = [
    "the login form",
    "search results",
    "the nightly build",
    "image uploads",
    "the 設定 page",
    "error pages",
    "webhook delivery",
    "the billing report",
    "dark mode 🌙",
    "the import queue",
    "API tokens",
    "the audit log",
];

/// Who set everything.
const SETTER: Id = Id { kind: Kind::User, index: 0 };

/// A world with one project, `alice/1`, of `count` items with a dozen custom fields.
pub fn large(count: usize) -> World {
    let mut world = World::default();
    let mut random = Random::new(42);
    let people: Vec<_> = PEOPLE.iter().map(|login| world.add_user(login)).collect();
    world.add_token("demo", "alice", &["project", "repo", "read:org"]);
    let start = Utc.with_ymd_and_hms(2025, 1, 6, 9, 0, 0).single().expect("a moment of the calendar");
    let by = By::new("alice", start);
    let repository = world.add_repository("alice", "everything", None);
    let labels: Vec<_> = ["bug", "feature", "chore", "docs", "ux", "infra"]
        .iter()
        .map(|name| world.add_label(repository, name, "1d76db"))
        .collect();
    let milestones: Vec<_> =
        (1..=12).map(|month| world.add_milestone(repository, &format!("M{month}"), None)).collect();
    let project = world.add_project(by, "alice", "Everything");
    let fields = fields(&mut world, project);
    world.projects[project.at()].roles = PEOPLE.map(|login| (login.to_owned(), Role::Writer)).into();
    for place in 0..count {
        let at = start + TimeDelta::seconds(i64::try_from(place).expect("fewer items than seconds") * 60);
        let by = By::new(PEOPLE[random.below(PEOPLE.len())], at);
        let title =
            format!("{} {} ({place})", VERBS[random.below(VERBS.len())], THINGS[random.below(THINGS.len())]);
        let item = card(&mut world, &mut random, (by, project, repository), &title);
        values(&mut world, &mut random, &fields, item, at);
        let content = world.items[item.at()].as_ref().expect("just added").content;
        decorate(&mut world, &mut random, content, (&labels, &milestones, &people));
        if random.chance(0.4)
            && let Ok(issue) = world.issue_mut(content)
        {
            (issue.post.closed_at, issue.reason) = (Some(at), Some(StateReason::Completed));
        }
    }
    world
}

/// A dozen custom fields of every kind.
fn fields(world: &mut World, project: Id) -> Vec<Id> {
    let select = |name: &str, names: &[&str]| FieldKind::SingleSelect(choices(name, names));
    let first = NaiveDate::from_ymd_opt(2025, 1, 6).expect("a date of the calendar");
    let kinds = [
        ("Status", select("Status", &["Backlog", "Ready", "In Progress", "Review", "Done"])),
        ("Priority", select("Priority", &["P0", "P1", "P2", "P3"])),
        ("Size", select("Size", &["XS", "S", "M", "L", "XL"])),
        ("Team", select("Team", &["Core", "Web", "Mobile", "Ops"])),
        ("Effort", FieldKind::Number),
        ("Spent", FieldKind::Number),
        ("Start", FieldKind::Date),
        ("Target", FieldKind::Date),
        ("Notes", FieldKind::Text),
        ("Customer", FieldKind::Text),
        ("Areas", FieldKind::MultiSelect(choices("Areas", &["api", "ui", "db", "docs"]))),
        ("Sprint", FieldKind::Iteration(iterations("Sprint", first, 14, 26))),
    ];
    kinds.into_iter().map(|(name, kind)| world.add_field(project, name, kind)).collect()
}

fn card(world: &mut World, random: &mut Random, whereto: (By<'_>, Id, Id), title: &str) -> Id {
    let (by, project, repository) = whereto;
    if random.chance(0.05) {
        return world.add_draft(by, project, title, "A thought.").expect("everybody may write");
    }
    let is_pull = random.chance(0.1);
    let post = if is_pull {
        world.add_pull_request(by, repository, title)
    } else {
        world.add_issue(by, repository, title)
    };
    world.add_issue_to_project(by, project, post).expect("everybody may write")
}

/// Sets most fields of an item, without the checks that seeds have no need of.
fn values(world: &mut World, random: &mut Random, fields: &[Id], item: Id, at: DateTime<Utc>) {
    let mut values = Vec::with_capacity(fields.len());
    let project = &world.projects[world.items[item.at()].as_ref().expect("just added").project.at()];
    for (place, id) in fields.iter().enumerate() {
        // Status is nearly always set, the rest two times out of three.
        if !random.chance(if place == 0 { 0.97 } else { 0.66 }) {
            continue;
        }
        let field = project.field_by_id(*id).expect("a field of this project");
        let option = random.pick(field.choices()).map(|choice| choice.id);
        let sprint = field.iterations().and_then(|all| random.pick(&all.all)).map(|one| one.id);
        let number = u8::try_from(random.below(13)).expect("below 13");
        let value = match (&field.kind, option, sprint) {
            (FieldKind::SingleSelect(_), Some(option), _) => Value::SingleSelect(option),
            (FieldKind::MultiSelect(_), Some(option), _) => Value::MultiSelect(vec![option]),
            (FieldKind::Iteration(_), _, Some(sprint)) => Value::Iteration(sprint),
            (FieldKind::Number, ..) => Value::Number(f64::from(number)),
            (FieldKind::Date, ..) => Value::Date((at + TimeDelta::days(i64::from(number))).date_naive()),
            _ => Value::Text(format!("note {number}")),
        };
        values.push(FieldValue { field: *id, value, creator: SETTER, created_at: at, updated_at: at });
    }
    world.items[item.at()].as_mut().expect("just added").values = values;
}

/// Labels, people, a milestone, a body and now and then a dependency.
fn decorate(world: &mut World, random: &mut Random, content: Id, from: (&[Id], &[Id], &[Id])) {
    let (labels, milestones, people) = from;
    let index = content.at();
    let earlier = (index > 0)
        .then(|| Id { index: u32::try_from(random.below(index)).expect("below an index"), ..content });
    let label = random.pick(labels).copied();
    let person = random.pick(people).copied().filter(|_| random.chance(0.7));
    let milestone = random.pick(milestones).copied().filter(|_| random.chance(0.5));
    let Ok(post) = world.post_mut(content) else { return };
    post.labels.extend(label);
    post.assignees.extend(person);
    post.milestone = milestone;
    post.body = format!("As seen in #{}.\n\n- [ ] reproduce\n- [ ] fix", index / 2 + 1);
    if let Some(earlier) = earlier
        && random.chance(0.1)
    {
        world.block(content, earlier).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_world_is_the_same_every_time() {
        let text = |world: &World| serde_json::to_string(&world.items).expect("worlds are JSON");
        assert_eq!(text(&large(300)), text(&large(300)));
        assert_eq!(large(300).projects[0].order.len(), 300);
    }
}
