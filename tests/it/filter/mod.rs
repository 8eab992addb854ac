//! The filter language of this program and that of the emulator, written apart from each other, held against each other.

mod world;
mod written;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::FutureExt;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};
use sprintty::domain::Snapshot;
use sprintty::domain::query::{Query, Scope};
use sprintty::emulator::random::Random;
use sprintty::emulator::{Emulator, World};
use sprintty::github::auth::Token;
use sprintty::github::{Answer, Ask, Client};

use written::{FORMS, TEXTS, is_archived};

/// A project as this program has read it, and the GitHub it was read from.
struct Bench {
    world: World,
    now: DateTime<Utc>,
    project: String,
    view: Snapshot,
    /// Made anew before its budget is spent.
    github: RefCell<(Emulator, usize)>,
}

impl Bench {
    fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let world = world::world(seed, now);
        let github = emulator(&world, now);
        let project = world.projects[0].id.to_string();
        let view = read(&github, &project);
        Self { world, now, project, view, github: RefCell::new((github, 0)) }
    }

    /// What the emulator shows, item by item; archived ones only where the filter asks for them.
    fn there(&self, filter: &str, archived: bool) -> BTreeSet<String> {
        const ASK: &str = "query($id: ID!, $filter: String!, $states: [ProjectV2ItemArchivedState!]) { node(id: $id) {
            ... on ProjectV2 { items(first: 100, query: $filter, archivedStates: $states) { nodes { id } } } } }";
        let mut github = self.github.borrow_mut();
        if github.1 == 4_000 {
            *github = (emulator(&self.world, self.now), 0);
        }
        github.1 += 1;
        let states: &[&str] = if archived { &["ARCHIVED", "NOT_ARCHIVED"] } else { &["NOT_ARCHIVED"] };
        let variables = json!({ "id": self.project, "filter": filter, "states": states });
        let body = json!({ "query": ASK, "variables": variables });
        let request = http::Request::post("/graphql").header("authorization", "Bearer demo");
        let request = request.body(Bytes::from(body.to_string())).expect("a request");
        let answer =
            github.0.answer(request).now_or_never().expect("nothing delays it").expect("nothing drops it");
        let answer: Value = serde_json::from_slice(answer.body()).expect("the answer is JSON");
        let nodes = answer["data"]["node"]["items"]["nodes"].as_array().unwrap_or_else(|| panic!("{answer}"));
        nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// What this program shows.
    fn here(&self, query: &Query) -> BTreeSet<String> {
        let scope = Scope {
            project: &self.view.project,
            items: Some(&self.view),
            me: Some("alice"),
            today: self.now.date_naive(),
        };
        let mut matcher = query.prepare(&scope).unwrap_or_else(|error| panic!("{}: {error}", query.text()));
        let shown = self.view.items().filter(|item| matcher.matches(item));
        shown.map(|item| item.id.as_str().to_owned()).collect()
    }

    /// Both agree; returns how many items are shown.
    fn agree(&self, filter: &str, is_text: bool, archived: bool) -> Result<usize, String> {
        let query = |read: fn(&str) -> Result<Query, _>| {
            read(filter).unwrap_or_else(|error| panic!("{filter}: {error}"))
        };
        let there = self.there(filter, archived);
        let exactly = self.here(&query(Query::exactly));
        if exactly != there {
            let titles = |ids: Vec<&String>| ids.iter().map(|id| self.describe(id)).collect::<Vec<_>>();
            let (more, less) =
                (titles(exactly.difference(&there).collect()), titles(there.difference(&exactly).collect()));
            return Err(format!("{filter}\nonly here: {more:#?}\nonly there: {less:#?}"));
        }
        // What a person types finds more only where text is looked for.
        if !is_text && self.here(&query(Query::parse)) != there {
            return Err(format!("{filter} as a person types it"));
        }
        Ok(there.len())
    }

    fn describe(&self, id: &str) -> String {
        let item = self.view.items().find(|item| item.id.as_str() == id);
        format!("{item:?}")
    }
}

fn emulator(world: &World, now: DateTime<Utc>) -> Emulator {
    Emulator::new(world.clone(), Arc::new(move || now))
}

/// Reads the project as the program does.
fn read(github: &Emulator, project: &str) -> Snapshot {
    let github = github.clone();
    let token = Token::new("demo").expect("plain letters").expect("not empty");
    let answer = move |request: http::Request<Bytes>| {
        let github = github.clone();
        async move { github.answer(request).await.map_err(Into::into) }.boxed()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let client = Client::through(answer, token);
        let meta = client.ask(&Ask::Meta(project.into())).await.expect("an answer").answer;
        let Answer::Meta(meta) = meta else { panic!("not what was asked: {meta:?}") };
        let fields = u32::try_from(meta.fields.len()).expect("a few");
        let items = Ask::Items { project: project.into(), after: None, first: 100, fields };
        let items = client.ask(&items).await.expect("an answer").answer;
        let Answer::Items(page) = items else { panic!("not what was asked: {items:?}") };
        Snapshot::new(meta, page.nodes.into_iter().map(|fetched| fetched.item))
    })
}

fn benches() -> Vec<Bench> {
    let days = world::days();
    (0..3).map(|seed| Bench::new(seed, days[usize::from(seed == 2)])).collect()
}

#[test]
fn each_form_of_the_filter_language_shows_what_the_emulator_shows() {
    let benches = benches();
    let mut dull = Vec::new();
    for (form, write) in FORMS {
        let (mut shown, mut hidden) = (0, 0);
        for seed in 0..12 {
            let filter = write(&mut Random::new(seed));
            for bench in &benches {
                let archived = is_archived(form);
                let found = bench.agree(&filter, TEXTS.contains(form), archived);
                let found = found.unwrap_or_else(|wrong| panic!("{wrong}"));
                shown += found;
                hidden += bench.view.items().filter(|item| archived || !item.archived).count() - found;
            }
        }
        if shown == 0 || hidden == 0 {
            dull.push(form);
        }
    }
    assert!(dull.is_empty(), "these show all or nothing, whatever is written: {dull:?}");
}

#[test]
fn what_blocks_an_issue_is_what_the_emulator_says() {
    let mut found = 0;
    for bench in benches() {
        let issues: Vec<_> = bench.view.items().filter_map(|item| item.issue()).collect();
        assert!(!issues.is_empty());
        for issue in issues {
            let filter = format!("blocking:{}#{}", issue.work.repository, issue.work.number);
            found += bench.agree(&filter, false, false).unwrap_or_else(|wrong| panic!("{wrong}"));
        }
    }
    assert!(found > 5, "some issue waits for another");
}

#[test]
fn filters_of_several_terms_show_what_the_emulator_shows() {
    let benches = benches();
    let met = RefCell::new(BTreeMap::<&str, usize>::new());
    let telling = RefCell::new(0_usize);
    let config = Config { cases: 1_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result = runner.run(&written::trees(), |tree| {
        let (filter, mut is_text) = (tree.text(), false);
        tree.forms(&mut |form| {
            *met.borrow_mut().entry(form).or_default() += 1;
            is_text |= TEXTS.contains(&form);
        });
        for bench in &benches {
            let shown = bench.agree(&filter, is_text, tree.wants_archived()).map_err(TestCaseError::fail)?;
            *telling.borrow_mut() += usize::from(shown > 0 && shown < bench.view.len() / 2);
        }
        Ok(())
    });
    result.unwrap_or_else(|wrong| panic!("{wrong}"));
    let met = met.into_inner();
    let joined = ["not", "blank", "AND", "OR"];
    let rare: Vec<_> = FORMS
        .iter()
        .map(|(form, _)| *form)
        .chain(joined)
        .filter(|form| met.get(form).copied().unwrap_or_default() < 5)
        .collect();
    assert!(rare.is_empty(), "hardly ever written: {rare:?}");
    assert!(telling.into_inner() > 500, "most filters show all or nothing");
}
