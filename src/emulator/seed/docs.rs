//! The demo's second project: twelve cards of the people who write the documentation.

use chrono::{DateTime, Utc};

use crate::emulator::edit::By;
use crate::emulator::make::choices;
use crate::emulator::world::{FieldKind, Role, StateReason, World};

/// The cards, one a line.
const CARDS: &str = include_str!("docs.txt");
const COLUMNS: [&str; 4] = ["Ideas", "Writing", "Review", "Published"];
const LABELS: [(&str, &str); 4] =
    [("guide", "0e8a16"), ("tutorial", "1d76db"), ("reference", "fbca04"), ("style", "5319e7")];
const WRITERS: [&str; 3] = ["alice", "erin", "frank"];

/// Adds the project to the demo's world: number 2 of the same owner, with a repository of its own. `day` reads `08-06`, at an hour.
pub(super) fn add(world: &mut World, owner: &str, day: impl Fn(&str, u32) -> DateTime<Utc>) {
    let begun = By::new("frank", day("06-02", 9));
    let repository = world.add_repository(owner, "handbook", None);
    for (name, color) in LABELS {
        world.add_label(repository, name, color);
    }
    let project = world.add_project(begun, owner, "Beacon handbook");
    world.add_field(project, "Status", FieldKind::SingleSelect(choices("Status", &COLUMNS)));
    world.add_field(project, "Effort", FieldKind::Number);
    let about = &mut world.projects[project.at()];
    about.description = Some("What there is to read about Beacon, and what is being written".to_owned());
    about.roles = WRITERS.map(|login| (login.to_owned(), Role::Writer)).into();
    about.repositories = vec![repository];
    for line in CARDS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = line.splitn(7, '|').map(str::trim).collect();
        let [column, who, effort, label, opened, since, title] = cells[..] else {
            panic!("every line of the table has 7 cells: {line}")
        };
        let login = if who.is_empty() { "frank" } else { who };
        let (opened, arrived) = (By::new(login, day(opened, 10)), By::new(login, day(since, 11)));
        let issue = world.add_issue(opened, repository, title);
        let item = world.add_issue_to_project(opened, project, issue).expect("the writers may write");
        world.set_labels(arrived, issue, &[label]).expect("the labels of the table exist");
        let people: &[&str] = if who.is_empty() { &[] } else { &[who] };
        world.assign(arrived, issue, people).expect("the people of the table exist");
        for (field, words) in [("Effort", effort), ("Status", column)] {
            world.set(arrived, item, field, words).expect("the table holds values the fields know");
        }
        if column == "Published" {
            world.close(arrived, issue, StateReason::Completed).expect("it is an issue");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::emulator::seed::{demo_time, release};

    #[test]
    fn the_handbook_is_a_small_board_with_words_of_its_own() {
        let world = release();
        let handbook = &world.projects[1];
        assert_eq!((handbook.owner.as_str(), handbook.number), ("lumen", 2));
        assert_eq!(world.items_of(handbook.id).count(), 12);
        assert!(handbook.updated_at <= demo_time());
        let column = |title: &str| {
            let item = world.item_titled(title).expect("it is there").id;
            world.reads(item, "Status")
        };
        assert_eq!(column("A glossary of forty words").as_deref(), Some("Published"));
    }
}
