//! What lines mean; the tests take place on Friday 2026-11-20.

use proptest::prelude::*;

use super::offer::offers;
use super::*;
use crate::domain::item::{Label, Milestone};
use crate::domain::repository::Kind;
use crate::domain::{Colour, SelectOption, Timestamp, sample};

fn project() -> Project {
    let mut project = sample::project();
    let option = |name: &str| SelectOption {
        id: name.into(),
        name: name.into(),
        colour: Colour::Gray,
        description: String::new(),
    };
    let kind = FieldKind::SingleSelect(["🔥 Urgent", "High", "Low"].map(option).into());
    project.fields.push(Field { id: "F_priority".into(), name: "Priority".into(), kind, issue_field: None });
    project
}

fn repository(name: &str, labels: &[&str]) -> Arc<Repository> {
    let label = |name: &&str| Label { name: (*name).into(), colour: 1 };
    let milestone = |title: &str, open| Milestone { title: title.into(), due: None, open };
    let kind = |name: &str| Kind { name: name.into(), colour: Colour::Red, description: String::new() };
    Arc::new(Repository {
        name: name.into(),
        writable: true,
        new_issues: NewIssues::Welcome,
        blank_issues: true,
        labels: labels.iter().map(label).collect::<Vec<_>>().into(),
        people: ["ann", "bob", "bonnie", "renovate[bot]"].map(Name::from).to_vec().into(),
        milestones: vec![milestone("v0.3", true), milestone("v0.4 Sign-in", true), milestone("v0.2", false)]
            .into(),
        kinds: vec![kind("Bug"), kind("Feature")].into(),
        templates: Vec::new(),
        read_at: Some(Timestamp::UNIX_EPOCH),
    })
}

fn repositories() -> Vec<Arc<Repository>> {
    let app = repository("octo-org/app", &["bug", "docs", "good first issue", "type/bug", "2fa", "12"]);
    vec![app, repository("octo-org/web", &["bug", "css"])]
}

fn known<'a>(project: &'a Project, repositories: &'a [Arc<Repository>]) -> Known<'a> {
    Known {
        project,
        repositories,
        chosen: None,
        me: Some("ann"),
        effort: project.field_named("Effort"),
        axis: project.status(),
        today: sample::today(),
    }
}

/// A line in words: the title, where it goes, what each token means.
fn told(line: &str) -> String {
    let (project, repositories) = (project(), repositories());
    let known = known(&project, &repositories);
    let card = parse(line, known);
    let place = match &card.place {
        Place::Draft => "draft".to_owned(),
        Place::Issue(name) => name.rsplit('/').next().unwrap_or_default().to_owned(),
        Place::Nowhere => "nowhere".to_owned(),
    };
    let tokens = card.tokens.iter().map(|token| match &token.means {
        Ok(means) => means.words(known),
        Err(wrong) => {
            let hint = wrong.hint().map(|hint| format!(" / {hint}")).unwrap_or_default();
            format!("?{} {wrong}{hint}", &line[token.span.clone()])
        }
    });
    [format!("“{}” {place}", card.title)].into_iter().chain(tokens).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_line_is_a_title_and_what_is_set_in_any_order() {
    for (line, means) in [
        (
            "Fix login #bug @me ~3 !high >This Month ^v0.3",
            "“Fix login” app, label bug, assigned to you, Effort 3, Priority High, Status This Month, milestone v0.3",
        ),
        (
            "~0.5 >in prog Fix login @bob again",
            "“Fix login again” draft, Effort 0.5, Status In Progress, assigned to bob",
        ),
        ("Fix %@next due-date:next fri", "“Fix” draft, Sprint Sprint 4, Due date 2026-11-27"),
        ("Fix #good first issue in the docs", "“Fix in the docs” app, label good first issue"),
        ("Fix #good type:bug", "“Fix” app, label good first issue, type Bug"),
        ("Fix #\"good first issue\"", "“Fix” app, label good first issue"),
        ("Fix repo:web #css", "“Fix” web, issue in octo-org/web, label css"),
        ("Fix repo:octo-org/tool #new", "“Fix” tool, issue in octo-org/tool, label new"),
        (
            "Fix !urgent ^v0.4 areas:docs,api",
            "“Fix” app, Priority 🔥 Urgent, milestone v0.4 Sign-in, Areas Docs, API",
        ),
        ("Update @renovate[bot]", "“Update” draft, assigned to renovate[bot]"),
        ("#2fa for all", "“for all” app, label 2fa"),
    ] {
        assert_eq!(told(line), means, "{line}");
    }
}

#[test]
fn what_only_looks_like_a_token_stays_in_the_title() {
    for title in [
        "Revert #12, which broke C# and F#",
        "Mail octo@example.org from ~/mail with 50% more -> fast",
        "Upgrade @types/node to >= 20, handle ^C and %d",
        "feat: http://example.org std::fs at 12:30",
        "Really!! a != b > c",
        "## Heading  with  blanks",
        "#[test] is >5GB",
    ] {
        assert_eq!(told(title), format!("“{title}” draft"));
    }
    assert_eq!(
        told("Remove \\!important from \\#css, \\\\@me"),
        "“Remove !important from #css, \\@me” draft"
    );
}

#[test]
fn what_is_not_known_is_an_error_that_says_what_is_near() {
    for (line, means) in [
        ("Fix #bgu", "“Fix” app, ?#bgu `bgu` is not in the labels of octo-org/app / did you mean `bug`?"),
        ("Fix @bo", "“Fix” draft, ?@bo `bo` may be any of: bob, bonnie, renovate[bot] / write more of it"),
        (
            "Remove !important",
            "“Remove” draft, ?!important `important` is not in Priority / write one of: 🔥 Urgent, High, Low",
        ),
        ("Fix ~1 ~2", "“Fix” draft, Effort 1, ?~2 it can have only one of these"),
        ("Fix >done status:done", "“Fix” draft, Status Done, ?status:done it can have only one of these"),
        (
            "Fix repo:octo-org/apq",
            "“Fix” draft, ?repo:octo-org/apq `octo-org/apq` is not in the repositories of the project / did you mean `octo-org/app`?",
        ),
    ] {
        assert_eq!(told(line), means, "{line}");
    }
}

#[test]
fn a_repository_that_takes_no_issues_or_no_labels_says_so() {
    let project = project();
    let of = |change: &dyn Fn(&mut Repository)| {
        let mut repository = Repository::clone(&repository("octo-org/app", &["bug"]));
        change(&mut repository);
        let all = [Arc::new(repository)];
        let card = parse("Fix repo:app #bug", known(&project, &all));
        let wrong: Vec<String> = card
            .tokens
            .iter()
            .filter_map(|token| token.means.as_ref().err())
            .map(ToString::to_string)
            .collect();
        wrong.join(", ")
    };
    assert_eq!(
        of(&|one| one.new_issues = NewIssues::Archived),
        "no issue can be opened in octo-org/app: it is archived"
    );
    assert_eq!(of(&|one| one.writable = false), "you may not set that in octo-org/app");
    // What was never read is not held against anyone.
    assert_eq!(of(&|one| (one.writable, one.read_at, one.labels) = (false, None, Vec::new().into())), "");
}

#[test]
fn a_token_is_completed_from_what_is_known() {
    let (project, repositories) = (project(), repositories());
    let all = |line: &str| {
        let (before, after) = line.split_once('|').expect("tests mark the cursor");
        let line = format!("{before}{after}");
        let found = offers(&line, before.len(), known(&project, &repositories));
        found.map_or_else(String::new, |found| format!("{}: {}", &line[found.span], found.tokens.join(" ")))
    };
    for (line, offered) in [
        ("Fix >|", ">: >Inbox >This Month >In Progress >Done"),
        ("Fix >th|", ">th: >This Month"),
        ("Fix >In P| now", ">In P: >In Progress"),
        ("Fix #d| @me", "#d: #docs"),
        ("Fix #bgu|", "#bgu: #bug"),
        ("Fix #bgu repo:web #c|", "#c: #css"),
        ("Fix @b|", "@b: @bob @bonnie @renovate[bot]"),
        ("Fix @|", "@: @me @ann @bob @bonnie @renovate[bot]"),
        ("Fix %@n|", "%@n: %@next"),
        ("Fix type:|", "type:: type:Bug type:Feature"),
        ("Fix repo:|", "repo:: repo:octo-org/app repo:octo-org/web"),
        ("Fix >Done|", ""),
        ("Fix ~3|", ""),
        ("Fix it|", ""),
    ] {
        assert_eq!(all(line).replace("📥 ", ""), offered, "{line}");
    }
}

/// Some of the things a line can say, each once.
fn meanings() -> impl Strategy<Value = Vec<Meaning>> {
    let project = project();
    let repositories = repositories();
    let home = Arc::clone(&repositories[0]);
    let field = |field: &str, text: &str| {
        let field = project.field_named(field).expect("the sample has it");
        let now = crate::domain::value::Now { today: sample::today(), was: None };
        let value = crate::domain::value::read(field, text, now).expect("a value").expect("not cleared");
        Meaning::Field(field.id.clone(), value)
    };
    let mut all: Vec<Meaning> = home.labels.iter().cloned().map(Meaning::Label).collect();
    all.extend(home.people.iter().cloned().map(Meaning::Person));
    all.extend([
        field("Status", "in progress"),
        field("Effort", "2.5"),
        field("Priority", "urgent"),
        field("Sprint", "sprint 5"),
        field("Due date", "2026-12-24"),
        field("Areas", "docs, api"),
        field("Note", "a \"b\" \\ c"),
        Meaning::Milestone(home.milestones.some[1].clone()),
        Meaning::Kind("Bug".into()),
        Meaning::Repository("octo-org/app".into()),
    ]);
    let count = all.len();
    proptest::sample::subsequence(all, 0..=count).prop_shuffle()
}

/// Titles in which much looks like a token.
fn titles() -> impl Strategy<Value = String> {
    "([#@~!>^%\\\\]{0,3}[a-zA-Z0-9:./\"é🔥]{0,6} ?){0,6}".prop_map(|title| title.trim().to_owned())
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(title in titles(), meanings in meanings()) {
        let (project, repositories) = (project(), repositories());
        let known = known(&project, &repositories);
        let tokens = meanings.iter().map(|means| means.written(known));
        let line = [escaped(&title, &project)].into_iter().chain(tokens).collect::<Vec<_>>().join(" ");
        let card = parse(&line, known);
        prop_assert_eq!(&card.title, &title, "{}", line);
        let read: Vec<Meaning> = card.meanings().cloned().collect();
        prop_assert_eq!(read, meanings, "{}", line);
    }

    #[test]
    fn no_line_breaks_the_reader(line in ".{0,40}", cursor in 0_usize..40) {
        let (project, repositories) = (project(), repositories());
        let known = known(&project, &repositories);
        let card = parse(&line, known);
        prop_assert!(card.tokens.is_sorted_by_key(|token| token.span.start));
        prop_assert_eq!(parse(&escaped(&line, &project), known).title, line.trim());
        let cursor = (0..=cursor.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        if let Some(found) = offers(&line, cursor, known) {
            prop_assert!(line.get(found.span).is_some());
        }
    }
}

#[test]
fn due_and_start_mean_the_one_field_for_a_day_that_fits() {
    let date =
        |name: &str| Field { id: name.into(), name: name.into(), kind: FieldKind::Date, issue_field: None };
    let all = repositories();
    for (fields, line, means) in [
        (vec!["Target"], "Fix due:fri", Some("Target")),
        (vec!["Ship day"], "Fix due:fri", Some("Ship day")),
        (vec!["Start date", "Target date"], "Fix due:fri", Some("Target date")),
        (vec!["Start date", "Target date"], "Fix start:fri", Some("Start date")),
        (vec!["Target", "Deadline"], "Fix due:fri", None),
        (vec!["Target"], "Fix start:fri", None),
        (vec!["Target", "Due"], "Fix due:fri", Some("Due")),
        (vec![], "Fix due:fri", None),
    ] {
        let mut project = project();
        project.fields.retain(|field| field.kind != FieldKind::Date);
        project.fields.extend(fields.iter().map(|name| date(name)));
        let found = Mark::of(line.split_once(' ').expect("two words").1, &project).map(|(mark, _)| mark);
        assert_eq!(found, means.map(|name| Mark::Field(name.into())), "{fields:?} {line}");
        let read = parse(line, known(&project, &all));
        assert_eq!(read.tokens.len(), usize::from(means.is_some()), "{fields:?} {line}");
    }
}
