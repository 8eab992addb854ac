//! Issue search, as far as `project:OWNER/N`, `updated:>=…`, `repo:`, `is:` and words in titles go.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::id::{Id, Kind};
use super::world::{Post, World};

/// The most results GitHub gives for one search.
const MOST: usize = 1_000;

/// One qualifier or word of a search.
enum Term<'a> {
    Project(Option<Id>),
    Updated(Bound, DateTime<Utc>),
    Repo(&'a str),
    Is(&'a str),
    Word(&'a str),
}

#[derive(Clone, Copy)]
enum Bound {
    AtLeast,
    Above,
    AtMost,
    Below,
}

impl<'a> Term<'a> {
    /// Reads one word; a qualifier that makes no sense matches nothing, as on GitHub.
    fn parse(world: &World, text: &'a str) -> Option<Self> {
        let Some((qualifier, value)) = text.split_once(':') else { return Some(Self::Word(text)) };
        match qualifier {
            "project" => {
                let found = value.split_once('/').and_then(|(owner, number)| {
                    world.project_numbered(owner, number.parse().ok()?).map(|project| project.id)
                });
                Some(Self::Project(found))
            }
            "updated" => {
                let bounds =
                    [(">=", Bound::AtLeast), ("<=", Bound::AtMost), (">", Bound::Above), ("<", Bound::Below)];
                let (rest, bound) =
                    bounds.iter().find_map(|(sign, bound)| Some((value.strip_prefix(sign)?, *bound)))?;
                Some(Self::Updated(bound, moment(rest)?))
            }
            "repo" => Some(Self::Repo(value)),
            "is" | "type" | "state" => Some(Self::Is(value)),
            _ => None,
        }
    }

    fn matches(&self, world: &World, post: &Post) -> bool {
        match self {
            Self::Project(project) => {
                let on = |id: &Id| world.item(*id).map(|item| item.project);
                project.is_some() && post.items.iter().any(|id| on(id) == *project)
            }
            Self::Updated(bound, moment) => match bound {
                Bound::AtLeast => post.updated_at >= *moment,
                Bound::Above => post.updated_at > *moment,
                Bound::AtMost => post.updated_at <= *moment,
                Bound::Below => post.updated_at < *moment,
            },
            Self::Repo(name) => world.name_with_owner(post.repository).eq_ignore_ascii_case(name),
            Self::Is(what) => match *what {
                "open" => post.closed_at.is_none(),
                "closed" => post.closed_at.is_some(),
                "issue" => post.id.kind == Kind::Issue,
                "pr" => post.id.kind == Kind::PullRequest,
                _ => false,
            },
            Self::Word(text) => post.title.to_lowercase().contains(&text.to_lowercase()),
        }
    }
}

/// A moment, or a day that begins at midnight.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.with_timezone(&Utc));
    }
    let day: NaiveDate = text.parse().ok()?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

/// The issues and pull requests a query finds among those this user may see, the newest first.
pub(super) fn search(world: &World, login: &str, query: &str) -> Vec<Id> {
    let terms: Option<Vec<_>> = query.split_whitespace().map(|text| Term::parse(world, text)).collect();
    let Some(terms) = terms else { return Vec::new() };
    let issues = world.issues.iter().map(|issue| &issue.post);
    let posts = issues.chain(world.pull_requests.iter().map(|pull| &pull.post));
    let mut found: Vec<_> = posts
        .filter(|post| terms.iter().all(|term| term.matches(world, post)))
        .filter(|post| world.sees_repository(login, post.repository))
        .collect();
    found.sort_by_key(|post| (std::cmp::Reverse(post.created_at), post.id));
    found.into_iter().take(MOST).map(|post| post.id).collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::emulator::edit::By;
    use crate::emulator::seed::blank;

    #[test]
    fn a_search_finds_the_posts_of_a_project_that_changed_since() {
        let mut board = blank(&["Todo"]);
        let (old, new) = (board.issue("Old", "Todo"), board.issue("New", "Todo"));
        board.draft("Drafts are never found", "Todo");
        let at = board.world.item(old).expect("it is there").created_at + TimeDelta::hours(2);
        let by = By::new("bob", at);
        board.world.edit_body(by, board.content(new), "changed").expect("bob may edit");
        let query = format!("project:alice/1 updated:>={}", at.format("%Y-%m-%dT%H:%M:%SZ"));
        assert_eq!(search(&board.world, "alice", &query), [board.content(new)]);
        assert_eq!(search(&board.world, "alice", "project:alice/1").len(), 2);
    }

    #[test]
    fn a_search_never_finds_what_the_user_may_not_see() {
        let mut board = blank(&["Todo"]);
        board.redacted("Todo");
        assert_eq!(search(&board.world, "alice", "project:alice/1"), []);
        assert_eq!(search(&board.world, "bob", "project:alice/1").len(), 1);
    }

    #[test]
    fn a_qualifier_that_makes_no_sense_finds_nothing() {
        let mut board = blank(&["Todo"]);
        board.issue("One", "Todo");
        for query in ["project:alice/9", "updated:>=soon", "frobnicate:1", "is:teapot"] {
            assert_eq!(search(&board.world, "alice", query), [], "{query}");
        }
    }
}
