//! Filters by chance: every form of the language, alone and together.

use proptest::prelude::*;
use sprintty::emulator::random::Random;

use super::world::{AREAS, COLUMNS, LABELS, MILESTONES, NOTES, PEOPLE, REPOSITORIES, RISKS, TYPES};

/// A form, and how one filter of it is written.
pub(super) type Form = (&'static str, fn(&mut Random) -> String);

pub(super) const FORMS: &[Form] = &[
    ("word", |r| {
        one(r, &["fix", "LOG", "net", "full", "full-text", "search", "été", "doc", "etwork", "design"])
    }),
    ("phrase", |r| {
        format!("\"{}\"", one(r, &["fix login", "text search", "needs a", "(again)", "ogin", "é"]))
    }),
    ("phrase in single quotes", |r| format!("'{}'", one(r, &["Fix", "later", "search été"]))),
    ("field", |r| format!("status:{}", quoted(r, &COLUMNS))),
    ("field, any of", |r| format!("status:{},{}", quoted(r, &COLUMNS), quoted(r, &COLUMNS))),
    ("field of many", |r| format!("areas:{}", one(r, &AREAS))),
    ("field of many, both", |r| format!("areas:{} areas:{}", one(r, &AREAS), one(r, &AREAS))),
    ("issue field with blanks in its name", |r| format!("risk-level:{}", quoted(r, &RISKS))),
    ("text field", |r| format!("notes:{}", quoted(r, &NOTES))),
    ("text field, stars", |r| format!("notes:{}", one(r, &["*search", "needs*", "*e*", "la*r", "*"]))),
    ("title", |r| {
        format!("title:{}", one(r, &["\"fix login\"", "fix*", "*login", "*DOCS*", "\"*login fix*\"", "*"]))
    }),
    ("number", |r| format!("effort:{}", one(r, &["0", "0.5", "1", "-1", "3", "100"]))),
    ("number, any of", |r| format!("effort:{},{}", one(r, &["0", "1"]), one(r, &["2", ">3"]))),
    ("number compared", |r| format!("effort:{}{}", sign(r), one(r, &["0", "0.5", "1", "3"]))),
    ("number between", |r| {
        format!("effort:{}", one(r, &["0..1", "0.5..3", "*..1", "1..*", "3..1", "-1..0"]))
    }),
    ("day", |r| format!("target:{}", day(r))),
    ("day compared", |r| format!("target:{}{}", sign(r), day(r))),
    ("day between", |r| format!("target:{}..{}", end(r, day), end(r, day))),
    ("iteration", |r| format!("sprint:{}", title(r))),
    ("iteration by keyword", |r| format!("sprint:{}", keyword(r))),
    ("iteration compared", |r| format!("sprint:{}{}", sign(r), iteration(r))),
    ("iteration between", |r| format!("sprint:{}..{}", iteration(r), iteration(r))),
    ("iteration range in quotes", |r| {
        format!("sprint:\"Sprint {}..Sprint {}\"", 1 + r.below(2), 2 + r.below(3))
    }),
    ("iteration, stars", |r| format!("sprint:{}", one(r, &["sprint*", "*2", "*int*3", "*"]))),
    ("assignee", |r| format!("assignee:{}", one(r, &PEOPLE))),
    ("assignee, any of", |r| format!("assignee:{},{}", one(r, &PEOPLE), one(r, &PEOPLE))),
    ("assignee, both", |r| format!("assignee:{} assignee:{}", one(r, &PEOPLE), one(r, &PEOPLE))),
    ("@me", |r| format!("{}:@me", one(r, &["assignee", "reviewers", "author", "assignees"]))),
    ("reviewers", |r| format!("reviewers:{}", one(r, &PEOPLE))),
    ("author", |r| format!("author:{}", one(r, &PEOPLE))),
    ("label", |r| format!("label:{}", quoted(r, &LABELS))),
    ("label bare", |r| format!("label:{}", one(r, &["BUG", "area/auth", "docs,blocked"]))),
    ("label, stars", |r| format!("label:{}", one(r, &["*auth", "type:*", "*o*", "b*g", "*"]))),
    ("milestone", |r| format!("milestone:{}", quoted(r, &MILESTONES))),
    ("repository", |r| format!("{}:{}", one(r, &["repo", "repository"]), one(r, &REPOSITORIES))),
    ("issue type", |r| format!("type:{}", quoted(r, &TYPES))),
    ("parent", |r| format!("parent-issue:{}", post(r))),
    ("blocked by", |r| format!("blocked-by:{}", post(r))),
    ("linked pull requests", |r| format!("linked-pull-requests:{}", 1 + r.below(20))),
    ("progress", |r| format!("sub-issues-progress:{}", one(r, &["<100", "100", ">=50", "0..40", "33"]))),
    ("kind", |r| format!("is:{}", one(r, &["issue", "pr", "draft", "issue,draft", "PR"]))),
    ("state", |r| format!("is:{}", one(r, &["open", "closed", "merged", "open,merged"]))),
    ("archived", |r| format!("is:{}", one(r, &["archived", "ARCHIVED", "archived,draft"]))),
    ("blocked", |r| format!("is:{}", one(r, &["blocked", "blocking"]))),
    ("reason", |r| {
        format!(
            "reason:{}",
            one(r, &["completed", "\"not planned\"", "duplicate", "reopened", "completed,duplicate"])
        )
    }),
    ("no", |r| format!("no:{}", one(r, &HOLDERS))),
    ("has", |r| format!("has:{}", one(r, &HOLDERS))),
    ("no, any of", |r| format!("no:{},{}", one(r, &HOLDERS), one(r, &HOLDERS))),
    ("created", |r| format!("created:{}{}", sign(r), day(r))),
    ("updated", |r| format!("updated:{}{}", one(r, &["", ">", ">=", "<", "<="]), day(r))),
    ("closed", |r| format!("closed:{}..{}", end(r, day), end(r, day))),
    ("last updated", |r| format!("last-updated:{}", one(r, &["1day", "7days", "20days"]))),
];

/// The forms that look for text: for what a person types, they find more.
pub(super) const TEXTS: [&str; 3] = ["word", "phrase", "phrase in single quotes"];

const HOLDERS: [&str; 19] = [
    "assignee",
    "label",
    "milestone",
    "reviewers",
    "repo",
    "type",
    "status",
    "effort",
    "notes",
    "target",
    "sprint",
    "areas",
    "risk-level",
    "parent-issue",
    "blocked-by",
    "linked-pull-requests",
    "sub-issues-progress",
    "closed",
    "title",
];

fn one(random: &mut Random, from: &[&str]) -> String {
    (*random.pick(from).expect("there are some")).to_owned()
}

fn quoted(random: &mut Random, from: &[&str]) -> String {
    let name = one(random, from);
    let name = if random.chance(0.3) { name.to_lowercase() } else { name };
    if name.chars().all(char::is_alphanumeric) { name } else { format!("\"{name}\"") }
}

fn sign(random: &mut Random) -> String {
    one(random, &["<", "<=", ">", ">="])
}

fn day(random: &mut Random) -> String {
    match random.below(3) {
        0 => "@today".to_owned(),
        1 => one(
            random,
            &["@today-1d", "@today-7d", "@today+2w", "@today-1w", "@today+3", "@today-1m", "@today-1y"],
        ),
        _ => format!("2025-{}-{:02}", one(random, &["08", "10"]), 1 + random.below(31)),
    }
}

fn end(random: &mut Random, of: fn(&mut Random) -> String) -> String {
    if random.chance(0.25) { "*".to_owned() } else { of(random) }
}

fn title(random: &mut Random) -> String {
    format!("\"{} {}\"", one(random, &["Sprint", "sprint"]), 1 + random.below(4))
}

fn keyword(random: &mut Random) -> String {
    let offset = one(random, &["", "", "+1", "-1", "+2", "-3", "+9"]);
    one(random, &["@current", "@next", "@previous"]) + &offset
}

fn iteration(random: &mut Random) -> String {
    if random.chance(0.5) { title(random) } else { keyword(random) }
}

fn post(random: &mut Random) -> String {
    format!("{}#{}", one(random, &REPOSITORIES), 1 + random.below(12))
}

/// A filter of several terms.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    Leaf { form: usize, seed: u64 },
    Not(Box<Tree>),
    And(Vec<Tree>, &'static str),
    Or(Vec<Tree>),
}

impl Tree {
    /// As it is written; terms that stand inside of something have parentheses where they need them.
    pub(super) fn text(&self) -> String {
        let inside = |tree: &Self| {
            let text = tree.text();
            let is_one =
                matches!(tree, Self::Not(_)) || (matches!(tree, Self::Leaf { .. }) && !text.contains(' '));
            if is_one { text } else { format!("({text})") }
        };
        let join = |trees: &[Self], with: &str| trees.iter().map(inside).collect::<Vec<_>>().join(with);
        match self {
            Self::Leaf { form, seed } => FORMS[*form].1(&mut Random::new(*seed)),
            Self::Not(tree) => format!("-{}", inside(tree)),
            Self::And(trees, with) => join(trees, with),
            Self::Or(trees) => join(trees, " OR "),
        }
    }

    /// Whether it asks for archived items, which nothing else shows.
    pub(super) fn wants_archived(&self) -> bool {
        self.names_archived(false)
    }

    fn names_archived(&self, negated: bool) -> bool {
        match self {
            Self::Leaf { form, .. } => !negated && is_archived(FORMS[*form].0),
            Self::Not(tree) => tree.names_archived(!negated),
            Self::And(trees, _) | Self::Or(trees) => trees.iter().any(|tree| tree.names_archived(negated)),
        }
    }

    /// Calls for the form of each term.
    pub(super) fn forms(&self, with: &mut impl FnMut(&'static str)) {
        match self {
            Self::Leaf { form, .. } => with(FORMS[*form].0),
            Self::Not(tree) => {
                with("not");
                tree.forms(with);
            }
            Self::And(trees, joined) => {
                with(if *joined == " " { "blank" } else { "AND" });
                for tree in trees {
                    tree.forms(with);
                }
            }
            Self::Or(trees) => {
                with("OR");
                for tree in trees {
                    tree.forms(with);
                }
            }
        }
    }
}

/// Whether a form asks for archived items.
pub(super) fn is_archived(form: &str) -> bool {
    form == "archived"
}

/// Filters of one to some terms.
pub(super) fn trees() -> impl Strategy<Value = Tree> {
    let leaf = (0..FORMS.len(), any::<u64>()).prop_map(|(form, seed)| Tree::Leaf { form, seed });
    leaf.prop_recursive(3, 8, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            2 => inner.clone().prop_map(|tree| if let Tree::Not(inner) = tree { *inner } else { Tree::Not(Box::new(tree)) }),
            3 => (several(), prop_oneof![Just(" "), Just(" AND ")]).prop_map(|(trees, with)| Tree::And(trees, with)),
            3 => several().prop_map(Tree::Or),
        ]
    })
}
