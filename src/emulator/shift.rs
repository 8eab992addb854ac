//! Moves a whole world in time.

use chrono::{DateTime, TimeDelta, Utc};

use super::world::{Field, FieldKind, Post, Value, World};

impl World {
    /// Moves every stamp and every date. Whole weeks keep the days of the week.
    pub fn shift(&mut self, by: TimeDelta) {
        for milestone in &mut self.milestones {
            milestone.due_on = milestone.due_on.map(|due| due + by);
        }
        for issue in &mut self.issues {
            post(&mut issue.post, by);
            issue.values.iter_mut().for_each(|(_, held)| value(held, by));
        }
        self.pull_requests.iter_mut().for_each(|pull| post(&mut pull.post, by));
        for draft in self.drafts.iter_mut().flatten() {
            stamps([&mut draft.created_at, &mut draft.updated_at], by);
        }
        self.issue_fields.iter_mut().for_each(|known| field(known, by));
        for project in &mut self.projects {
            stamps([&mut project.created_at, &mut project.updated_at], by);
            project.fields.iter_mut().for_each(|known| field(known, by));
        }
        for item in self.items.iter_mut().flatten() {
            stamps([&mut item.created_at, &mut item.updated_at], by);
            for held in &mut item.values {
                stamps([&mut held.created_at, &mut held.updated_at], by);
                value(&mut held.value, by);
            }
        }
    }
}

fn stamps(stamps: [&mut DateTime<Utc>; 2], by: TimeDelta) {
    for stamp in stamps {
        *stamp += by;
    }
}

fn post(post: &mut Post, by: TimeDelta) {
    stamps([&mut post.created_at, &mut post.updated_at], by);
    post.closed_at = post.closed_at.map(|at| at + by);
    for comment in &mut post.comments {
        comment.at += by;
        comment.edited_at = comment.edited_at.map(|at| at + by);
    }
}

fn field(field: &mut Field, by: TimeDelta) {
    if let FieldKind::Iteration(iterations) = &mut field.kind {
        iterations.all.iter_mut().for_each(|iteration| iteration.start += by);
    }
}

fn value(value: &mut Value, by: TimeDelta) {
    match value {
        Value::Date(date) => *date += by,
        Value::Text(_)
        | Value::Number(_)
        | Value::SingleSelect(_)
        | Value::MultiSelect(_)
        | Value::Iteration(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::emulator::World;
    use crate::emulator::seed::release;

    /// Every year that stands in a date of the world, in the order they are written.
    fn years(world: &World) -> Vec<String> {
        let text = serde_json::to_string(world).expect("a world can be written");
        let is_date = |word: &&str| {
            word.len() >= 10
                && word[..10].chars().all(|c| c.is_ascii_digit() || c == '-')
                && &word[4..5] == "-"
        };
        text.split('"').filter(is_date).map(|date| date[..4].to_owned()).collect()
    }

    #[test]
    fn nothing_of_a_world_stays_behind() {
        let mut world = release();
        assert!(years(&world).len() > 200 && years(&world).iter().all(|year| year == "2025"));
        // 53 weeks bring the last of May 2025 to June 2026 and Christmas 2025 to the end of 2026.
        world.shift(chrono::TimeDelta::weeks(53));
        assert_eq!(years(&world).into_iter().find(|year| year != "2026"), None);
    }
}
