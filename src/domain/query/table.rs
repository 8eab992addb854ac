//! What each form of the language means, on one small project.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Index, Query, QueryError, Scope};
use crate::domain::{Content, Item, Value, sample};

fn scope(project: &crate::domain::Project) -> Scope<'_> {
    Scope { project, me: Some("ann"), today: sample::today() }
}

/// The items that a query shows: `A` issue 12 in progress, `B` issue 13 closed, `C` pull request 120 merged, `D` a draft,
/// `E` an archived issue, `H` a hidden card.
fn shown(text: &str) -> Result<String, QueryError> {
    let project = sample::project();
    let mut matcher = Query::parse(text)?.prepare(&scope(&project))?;
    let items = sample::items();
    Ok(sample::letters(items.iter().filter(|item| matcher.matches(item)).map(|item| &item.id)))
}

const MEANING: &[(&str, &str)] = &[
    // Words
    ("", "ABCDH"),
    ("login", "A"),
    ("LOGIN fix", "A"),
    ("lgn", "A"),
    ("slow", "AC"),
    ("slow retry", "C"),
    ("-slow", "BDH"),
    ("can't", ""),
    ("#12", "A"),
    ("12", "AC"),
    ("#1", ""),
    ("\"slow net\"", "A"),
    ("'the release'", "D"),
    ("-\"slow net\"", "BCDH"),
    ("\"", "ABCD"),
    // Fields
    ("status:done", "B"),
    ("status:\"in progress\"", "A"),
    ("status:in-progress", "A"),
    ("STATUS:Inbox", "D"),
    ("status:\"📥 Inbox\"", "D"),
    ("status:done,inbox", "BD"),
    ("-status:done,inbox", "ACH"),
    ("status:*n*", "ABD"),
    ("areas:docs", "A"),
    ("areas:docs areas:api", "A"),
    ("areas:scheduler", ""),
    ("note:\"needs a design\"", "A"),
    ("note:needs*", "A"),
    ("note:needs", ""),
    // Numbers and days
    ("effort:3", "A"),
    ("effort:>0.5", "A"),
    ("effort:>=0.5", "AB"),
    ("effort:<3", "B"),
    ("effort:<=3", "AB"),
    ("effort:1..5", "A"),
    ("effort:*..1", "B"),
    ("effort:1..*", "A"),
    ("effort:0.5,3", "AB"),
    ("effort:*", "AB"),
    ("\"due date\":2026-11-27", "A"),
    ("due-date:>@today", "A"),
    ("due-date:@today..@today+7d", "A"),
    ("due-date:@today+1w", "A"),
    ("due-date:<@today", ""),
    ("due-date:2026-11-01..2026-11-30", "A"),
    // Iterations
    ("sprint:@current", "A"),
    ("sprint:@previous", "B"),
    ("sprint:@next", ""),
    ("sprint:@current+2", "C"),
    ("sprint:@next+1", "C"),
    ("sprint:@current-1", "B"),
    ("sprint:@current+9", ""),
    ("sprint:>=@current", "AC"),
    ("sprint:@previous..@current", "AB"),
    ("sprint:<@current+9", "ABC"),
    ("sprint:\"sprint 2\"", "B"),
    ("sprint:\"Sprint 2\"..\"Sprint 3\"", "AB"),
    ("sprint:<\"Sprint 3\"", "B"),
    ("sprint:sprint*", "ABC"),
    // What issues and pull requests have
    ("assignee:bob", "AD"),
    ("assignee:@me", "A"),
    ("assignee:@ME assignee:bob", "A"),
    ("-assignee:@me", "BCDH"),
    ("author:bob", "D"),
    ("reviewers:@me", "C"),
    ("label:type:bug", "A"),
    ("label:area/*", "A"),
    ("label:docs", "B"),
    ("label:docs,type:bug", "AB"),
    ("milestone:V1.2", "A"),
    ("repo:octo-org/web", "C"),
    ("repo:app", "AB"),
    ("type:bug", "A"),
    ("title:\"choose a library\"", "B"),
    ("title:*slow*", "AC"),
    ("parent-issue:octo-org/app#40", "A"),
    ("parent-issue:#40", "A"),
    ("parent-issue:other/app#40", ""),
    ("parent:\"sign-in epic\"", "A"),
    ("blocked-by:13", "A"),
    // States
    ("is:issue", "AB"),
    ("is:pr", "C"),
    ("is:draft", "D"),
    ("is:open", "AD"),
    ("is:closed", "BC"),
    ("is:merged", "C"),
    ("is:issue,pr", "ABC"),
    ("is:issue is:open", "A"),
    ("is:blocked", "A"),
    ("is:archived", "E"),
    ("is:archived,open", "ADE"),
    ("-is:archived", "ABCDH"),
    ("old", ""),
    ("reason:\"not planned\"", "B"),
    ("reason:not-planned", "B"),
    ("reason:completed,duplicate", ""),
    ("no:label", "CDH"),
    ("no:status", "CH"),
    ("no:label,assignee", "BCDH"),
    ("-no:assignee", "AD"),
    ("has:assignee", "AD"),
    ("has:\"due date\"", "A"),
    ("has:due-date", "A"),
    ("has:parent-issue", "A"),
    // Moments
    ("updated:7days", "BH"),
    ("last-updated:1day", "ABCH"),
    ("-last-updated:7days", "ACD"),
    ("updated:>=2026-11-19", "ACD"),
    ("created:@today", "D"),
    ("created:<2026-10-01", "ABC"),
    ("closed:2026-11-01..2026-11-30", "B"),
    ("no:closed", "ACDH"),
    // Together
    ("is:open label:type:bug,docs -status:done fix", "A"),
];

#[test]
fn each_form_shows_what_it_says() {
    for (text, items) in MEANING {
        assert_eq!(shown(text).as_deref(), Ok(*items), "{text}");
    }
}

#[test]
fn a_mistake_is_shown_with_its_place_and_a_way_out() {
    let wrong = [
        ("is:open staus:done", "staus", "the qualifier `staus` is not known", Some("did you mean `Status`?")),
        ("has:lable", "lable", "the qualifier `lable` is not known", Some("did you mean `label`?")),
        (
            "http://x",
            "http",
            "the qualifier `http` is not known",
            Some("put it in quotes to look for the text"),
        ),
        ("status:dune", "dune", "the Status `dune` is not known", Some("did you mean `Done`?")),
        (
            "fix status:",
            "status:",
            "`status:` needs a value",
            Some("write a value after it, or put \"status:\" in quotes to look for the text"),
        ),
        ("effort:>x", "x", "`x` is not a number", Some("write 3, >3, <=5 or 1..5")),
        (
            "due-date:friday",
            "friday",
            "`friday` is not a day",
            Some("write 2026-01-31, @today, @today-7d or 2026-01-01..2026-01-31"),
        ),
        (
            "sprint:\"Sprint 9\"",
            "\"Sprint 9\"",
            "the iteration `Sprint 9` is not known",
            Some("did you mean `Sprint 1`?"),
        ),
        (
            "label:>bug",
            "bug",
            "`label` can't be compared",
            Some("numbers, dates and iterations can; put the value in quotes to take it as it is"),
        ),
        ("is:opne", "opne", "the state `opne` is not known", Some("did you mean `open`?")),
        (
            "reason:reopened",
            "reopened",
            "the reason `reopened` is not known",
            Some("known are: completed, not planned, duplicate"),
        ),
        ("riddle:1", "riddle", "`riddle` is a field of a kind that can't be searched: RIDDLE", None),
    ];
    for (text, place, message, hint) in wrong {
        let error = shown(text).expect_err(text);
        assert_eq!((&text[error.at.clone()], error.message.as_str()), (place, message));
        assert_eq!(error.hint.as_deref(), hint, "{text}");
    }
}

#[test]
fn me_is_an_error_until_it_is_known_who_that_is() {
    let project = sample::project();
    let scope = Scope { me: None, ..scope(&project) };
    let error = Query::parse("assignee:@me").unwrap().prepare(&scope).expect_err("there is no login");
    assert_eq!(error.message, "who you are is not known yet");
}

#[test]
fn between_two_sprints_there_is_no_current_one_but_a_next_and_a_previous() {
    let project = sample::project();
    let sprints = project.field_named("Sprint").expect("the sample has sprints").iterations();
    let (before, after) = (&sprints[..2], &sprints[3..]);
    let gap = [before, after].concat();
    let title = |keyword: &str| {
        super::iteration(keyword, &gap, sample::today()).map(|iteration| iteration.title.as_str())
    };
    assert_eq!(title("@current"), None);
    assert_eq!(title("@next"), Some("Sprint 4"));
    assert_eq!(title("@previous"), Some("Sprint 2"));
    assert_eq!(title("@current+2"), Some("Sprint 5"));
    assert_eq!(title("Sprint 1"), None);
}

#[test]
fn many_items_are_tested_as_one_by_one() {
    let project = sample::project();
    let items: Vec<_> = std::iter::repeat_with(sample::items).take(1_000).flatten().map(Arc::new).collect();
    let mut index = Index::new(&items.iter().collect::<Vec<_>>());
    for text in ["slow is:open", "slow label:type:bug", "assignee:ann", "-status:done effort:>1", "\"retry\""]
    {
        let mut matcher = Query::parse(text).unwrap().prepare(&scope(&project)).unwrap();
        let together = index.passing(&matcher);
        assert!(together.contains(&true), "{text}");
        assert!(items.iter().zip(together).all(|(item, shown)| matcher.matches(item) == shown), "{text}");
    }
}

/// Texts that are mostly queries.
fn written() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "[a-z0-9@#*/:.-]{1,6}",
        "\"[^\"\\\\]{0,6}\"",
        "'[a-z\" \\\\]{0,4}'",
        Just("\"a\\\"b\\\\\"".to_owned()),
    ];
    let wanted = prop_oneof![
        value.clone(),
        ("(>|<|>=|<=)", value.clone()).prop_map(|(sign, value)| sign + &value),
        (value.clone(), value.clone()).prop_map(|(low, high)| format!("{low}..{high}")),
        Just("*..2".to_owned()),
        Just("2..".to_owned()),
    ];
    let name = prop_oneof!["[a-z-]{1,5}", "\"[a-z: ]{1,5}\"", Just("no".to_owned()), Just("has".to_owned())];
    let term = prop_oneof![
        value,
        (name, prop::collection::vec(wanted, 1..3))
            .prop_map(|(name, any)| format!("{name}:{}", any.join(","))),
        "is:(issue|pr|open)(,archived)?",
        Just("reason:\"not planned\",completed".to_owned()),
        Just("-".to_owned()),
    ];
    let negated = (prop::bool::ANY, term).prop_map(|(no, term)| if no { format!("-{term}") } else { term });
    prop::collection::vec(negated, 0..4).prop_map(|terms| terms.join(" "))
}

/// The item of the sample at a place, with another title and number of points, and perhaps of another column.
fn varied((place, title, points, option): (usize, String, i32, Option<String>)) -> Arc<Item> {
    let items = sample::items();
    let mut item = items[place % items.len()].clone();
    match &mut item.content {
        Content::Issue(issue) => issue.work.title = title,
        Content::PullRequest(pull) => pull.work.title = title,
        Content::Draft(draft) => draft.title = title,
        Content::Hidden => {}
    }
    let project = sample::project();
    let field = |name: &str| project.field_named(name).expect("the sample has it").id.clone();
    item.set(&field("Effort"), (points > 0).then(|| Value::Number(f64::from(points))));
    if let Some(option) = option {
        item.set(&field("Status"), Some(Value::SingleSelect(option.as_str().into())));
    }
    Arc::new(item)
}

fn items() -> impl Strategy<Value = Vec<Arc<Item>>> {
    let title = "[a-zA-Z ]{0,10}|(fix|slow|LogIn|rétry|漢字|12|-| ){0,5}";
    let option = prop::option::of("o_(todo|in_progress|done)");
    prop::collection::vec((0..8_usize, title, 0..5, option).prop_map(varied), 0..12)
}

/// What is typed one after the other: mostly a little more or less than before.
fn asked() -> impl Strategy<Value = Vec<String>> {
    let known = prop::sample::select(MEANING).prop_map(|(text, _)| text.to_owned());
    let term = prop_oneof![known, "-?[a-z0-9é]{1,3}", "-?(status|assignee|label|effort):[a-z*>0-3]{1,4}"];
    let typed = |terms: Vec<String>| {
        let text = terms.join(" ");
        let begun = |(end, _)| text[..end].to_owned();
        text.char_indices().map(begun).chain([text.clone()]).collect::<Vec<_>>()
    };
    prop::collection::vec(prop::collection::vec(term, 1..4).prop_map(typed), 1..4)
        .prop_map(|typings| typings.concat())
}

proptest! {
    #[test]
    fn the_index_finds_what_looking_at_each_item_finds(
        first in items(),
        changes in prop::collection::vec(items(), 1..3),
        texts in asked(),
    ) {
        let project = sample::project();
        let mut items = first;
        let mut index = Index::new(&items.iter().collect::<Vec<_>>());
        for (turn, change) in [Vec::new()].into_iter().chain(changes).enumerate() {
            for item in change {
                prop_assert_eq!(index.push(&item), items.len());
                items.push(item);
            }
            for text in texts.iter().skip(turn) {
                let Ok(query) = Query::parse(text) else { continue };
                let Ok(mut matcher) = query.prepare(&scope(&project)) else { continue };
                let plain: Vec<bool> = items.iter().map(|item| matcher.matches(item)).collect();
                prop_assert_eq!(index.passing(&matcher), plain, "{}", text);
            }
        }
    }

    #[test]
    fn what_is_printed_reads_as_the_same_query(text in written()) {
        if let Ok(query) = Query::parse(&text) {
            let printed = query.to_string();
            let again = Query::parse(&printed).map_err(|error| TestCaseError::fail(format!("{printed}: {error}")))?;
            prop_assert_eq!(&again.terms, &query.terms, "{} printed as {}", text, printed);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC*|[-:\"'.,<>@*#\\\\ é📥a-z0-9]*") {
        let project = sample::project();
        match Query::parse(&text) {
            Ok(query) => {
                let _ = query.prepare(&scope(&project)).map_err(|error| text[error.at].len());
                for item in sample::items() {
                    query.matches(&item, &scope(&project));
                }
            }
            Err(error) => prop_assert!(text.get(error.at).is_some()),
        }
    }
}
