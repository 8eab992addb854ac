//! Mistakes, corners, and what holds for every text.

use std::sync::Arc;

use proptest::prelude::*;

use super::names::{Kind, Names};
use super::table::{known_forms, scope, shown};
use super::{Index, Query, Scope};
use crate::domain::{Content, Field, FieldKind, Item, Value, sample};

/// What is wrong, its place, what is said of it, and the way out.
type Mistake = (&'static str, &'static str, &'static str, Option<&'static str>);

const MISTAKES: &[Mistake] = &[
    ("is:open staus:done", "staus", "the qualifier `staus` is not known", Some("did you mean `Status`?")),
    ("has:lable", "lable", "the qualifier `lable` is not known", Some("did you mean `label`?")),
    ("http://x", "http", "the qualifier `http` is not known", Some("put it in quotes to look for the text")),
    ("status:dune", "dune", "the Status `dune` is not known", Some("did you mean `Done`?")),
    (
        "fix status:",
        "status:",
        "`status:` needs a value",
        Some("write a value right after it, or put \"status:\" in quotes to look for the text"),
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
        Some("known are: Sprint 1, Sprint 2, Sprint 3, Sprint 4, Sprint 5"),
    ),
    (
        "label:>bug",
        "bug",
        "`label` can't be compared",
        Some("numbers, dates and iterations can; put the value in quotes to take it as it is"),
    ),
    ("is:opne", "opne", "the state `opne` is not known", Some("did you mean `open`?")),
    (
        "reason:bored",
        "bored",
        "the reason `bored` is not known",
        Some("known are: completed, not planned, duplicate, reopened"),
    ),
    (
        "status:1..3",
        "1..3",
        "`Status` can't be compared",
        Some("numbers, dates and iterations can; put the value in quotes to take it as it is"),
    ),
    ("is:*..*", "*..*", "only names can stand here, no comparison or range", None),
    (
        "status:x*",
        "x*",
        "the Status `x*` is not known",
        Some("known are: 📥 Inbox, This Month, In Progress, Done"),
    ),
    (
        "x \"in pro",
        "\"in pro",
        "this quote is not closed",
        Some("close it with \", or write '\"' to look for the sign itself"),
    ),
    (
        "status:'a",
        "'a",
        "this quote is not closed",
        Some("close it with ', or write \"'\" to look for the sign itself"),
    ),
    ("a (b OR c", "(", "this parenthesis is not closed", Some("close it with ), or put the text in quotes")),
    ("fix(ui", "(", "this parenthesis is not closed", Some("close it with ), or put the text in quotes")),
    ("a b) c", ")", "no `(` stands before this `)`", Some("put text with parentheses in quotes")),
    ("a ( )", "( )", "there is nothing between these parentheses", None),
    ("((((((a))))))", "(", "parentheses go 5 deep, no deeper", None),
    (
        "a OR",
        "OR",
        "nothing follows `OR`",
        Some("write what to look for after it, or \"OR\" in quotes to look for the word"),
    ),
    (
        "a AND )",
        "AND",
        "nothing follows `AND`",
        Some("write what to look for after it, or \"AND\" in quotes to look for the word"),
    ),
    (
        "OR a",
        "OR",
        "`OR` joins nothing here",
        Some("write something on both sides of it, or \"OR\" in quotes to look for the word"),
    ),
    (
        "NOT a",
        "NOT",
        "`NOT` is not part of the language",
        Some("write `-` in front of what to leave out, or \"NOT\" in quotes to look for the word"),
    ),
    (
        "tracked-by:x#1",
        "tracked-by",
        "`tracked-by` was about tasklists, which GitHub no longer has",
        Some("parent-issue:owner/name#12 finds sub-issues"),
    ),
    (
        "blocking:#99",
        "#99",
        "`#99` is not on this project: what blocks it is not known here",
        Some("write owner/name#12, name#12 or #12"),
    ),
    (
        "has:blocking",
        "blocking",
        "what an issue blocks can only be asked for one issue",
        Some("is:blocking shows what open issues wait for"),
    ),
    ("sub-issues-progress:half", "half", "`half` is not a number", Some("write 3, >3, <=5 or 1..5")),
    (
        "sprint:@soon",
        "@soon",
        "the iteration `@soon` is not known",
        Some("write a title, @current, @next, @previous or @current+2"),
    ),
    ("riddle:1", "riddle", "`riddle` is a field of a kind that can't be searched: RIDDLE", None),
];

#[test]
fn a_mistake_is_shown_with_its_place_and_a_way_out() {
    for (text, place, message, hint) in MISTAKES {
        let error = shown(Query::parse(text)).expect_err(text);
        assert_eq!((&text[error.at.clone()], error.message.as_str()), (*place, *message));
        assert_eq!(error.hint.as_deref(), *hint, "{text}");
    }
}

#[test]
fn me_is_an_error_until_it_is_known_who_that_is() {
    let view = sample::snapshot();
    let scope = Scope { me: None, ..scope(&view.project, &view) };
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
    let view = sample::snapshot();
    let items: Vec<_> = std::iter::repeat_with(sample::items).take(1_000).flatten().map(Arc::new).collect();
    let mut index = Index::new(&items.iter().collect::<Vec<_>>());
    for text in [
        "slow is:open",
        "slow label:type:bug",
        "assignee:ann",
        "-status:done effort:>1",
        "\"retry\"",
        "needs (is:pr OR effort:3)",
    ] {
        let mut matcher = Query::parse(text).unwrap().prepare(&scope(&view.project, &view)).unwrap();
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
        "[a-z]{0,2}\\([a-z]{0,2}\\)",
        Just("reason:\"not planned\",completed".to_owned()),
        Just("-".to_owned()),
    ];
    let negated = (prop::bool::ANY, term).prop_map(|(no, term)| if no { format!("-{term}") } else { term });
    let grouped = negated.prop_recursive(3, 12, 3, |inner| {
        let joined = "( | OR | AND )";
        (prop::bool::ANY, inner.clone(), joined, inner).prop_map(|(no, a, joined, b)| {
            let joined = if joined.is_empty() { " " } else { &joined };
            format!("{}({a}{joined}{b})", if no { "-" } else { "" })
        })
    });
    prop::collection::vec((grouped, "( | OR | AND )"), 0..4).prop_map(|terms| {
        let mut text = String::new();
        for (term, joined) in &terms {
            if !text.is_empty() {
                text.push_str(if joined.is_empty() { " " } else { joined });
            }
            text.push_str(term);
        }
        text
    })
}

#[test]
fn a_field_may_have_the_name_of_a_keyword_or_of_what_issues_have() {
    let mut view = sample::snapshot();
    let mut project = sample::project();
    for name in ["Is", "Type"] {
        let field = Field {
            id: format!("F_{name}").as_str().into(),
            name: name.into(),
            kind: FieldKind::Text,
            issue_field: None,
        };
        project.fields.push(field);
    }
    view.project = std::sync::Arc::new(project);
    let mut items = sample::items();
    items[0].set(&"F_Is".into(), Some(crate::domain::Value::Text("open".into())));
    items[1].set(&"F_Type".into(), Some(crate::domain::Value::Text("bug".into())));
    let found = |text: &str| {
        let mut matcher = Query::parse(text).unwrap().prepare(&scope(&view.project, &view)).unwrap();
        sample::letters(items.iter().filter(|item| matcher.matches(item)).map(|item| &item.id))
    };
    assert_eq!(found("\"is\":open"), "A", "in quotes it is the field");
    assert_eq!(found("is:closed"), "BC", "without, the keyword");
    assert_eq!(found("type:bug"), "B", "a field of the project hides what issues have");
    assert_eq!(found("issue-type:bug"), "A", "which has another name");
}

#[test]
fn an_option_may_look_like_something_else() {
    let mut project = sample::project();
    let names = ["@current", "1..3", "a*", "x (y)", "AND", "No, not yet", "say \"hi\""];
    let status = project.fields.iter_mut().find(|field| field.name == "Status").expect("the sample has one");
    let FieldKind::SingleSelect(options) = &mut status.kind else { unreachable!("it is a select") };
    let first = options[0].clone();
    *options = names
        .map(|name| crate::domain::SelectOption { id: name.into(), name: name.into(), ..first.clone() })
        .into();
    let field = status.id.clone();
    let view = sample::snapshot();
    let offered = super::complete::candidates("status:", 7, &project, &Names::default());
    assert_eq!(offered.len(), names.len());
    for offer in offered {
        let mut item = sample::items().remove(0);
        item.set(&field, Some(crate::domain::Value::SingleSelect(offer.name.as_str().into())));
        let query = Query::parse(&format!("status:{}", offer.insert)).unwrap();
        assert!(query.prepare(&scope(&project, &view)).unwrap().matches(&item), "{}", offer.insert);
    }
}

#[test]
fn a_name_that_no_card_has_is_doubted() {
    let mut names = Names::gather(&sample::items());
    names.know(Kind::Label, ["wontfix".into()]);
    let doubts = |text: &str| {
        let doubts = Query::parse(text).unwrap().doubts(&sample::project(), &names);
        doubts
            .into_iter()
            .map(|doubt| (text[doubt.at].to_owned(), doubt.message, doubt.hint))
            .collect::<Vec<_>>()
    };
    let slip = (
        "area/aut".to_owned(),
        "no card has the label `area/aut`".to_owned(),
        Some("did you mean `area/auth`?".to_owned()),
    );
    assert_eq!(doubts("is:open (label:area/aut OR fix)"), [slip]);
    assert_eq!(doubts("assignee:bop")[0].2.as_deref(), Some("did you mean `Bob`?"));
    for fine in [
        "label:wontfix",
        "label:nothing*",
        "-label:nothing",
        "assignee:@me",
        "assignee:@bob",
        "repo:app",
        "status:done",
    ] {
        let expected = usize::from(fine == "label:nothing*");
        assert_eq!(doubts(fine).len(), expected, "{fine}");
    }
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
    let known = prop::sample::select(known_forms()).prop_map(str::to_owned);
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
        let view = sample::snapshot();
        let mut items = first;
        let mut index = Index::new(&items.iter().collect::<Vec<_>>());
        for (turn, change) in [Vec::new()].into_iter().chain(changes).enumerate() {
            for item in change {
                prop_assert_eq!(index.push(&item), items.len());
                items.push(item);
            }
            for text in texts.iter().skip(turn) {
                let Ok(query) = Query::parse(text) else { continue };
                let Ok(mut matcher) = query.prepare(&scope(&view.project, &view)) else { continue };
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
            prop_assert_eq!(&again.clause, &query.clause, "{} printed as {}", text, printed);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC*|[-:\"'.,<>@*#()\\\\ é📥a-zOR0-9]*") {
        let view = sample::snapshot();
        let names = Names::gather(&sample::items());
        for cursor in 0..=text.len() {
            for offer in super::complete::candidates(&text, cursor, &view.project, &names).into_iter().take(3) {
                prop_assert!(text.get(offer.at.clone()).is_some(), "{:?} of {}", offer, text);
                prop_assert!(offer.at.contains(&cursor) || offer.at.end == cursor);
            }
        }
        match Query::parse(&text) {
            Ok(query) => {
                let _ = query.prepare(&scope(&view.project, &view)).map_err(|error| text[error.at].len());
                for item in sample::items() {
                    query.matches(&item, &scope(&view.project, &view));
                }
            }
            Err(error) => prop_assert!(text.get(error.at).is_some()),
        }
    }
}
