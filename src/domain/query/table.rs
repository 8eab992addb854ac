//! What GitHub's documentation says of each form, and what the form shows of one small project.
//!
//! The source is "Filtering projects" and, for `AND`, `OR` and parentheses, "Filtering and searching issues and pull requests" on
//! docs.github.com; the words here are ours.

use super::{Query, QueryError, Scope};
use crate::domain::{Project, Snapshot, sample};

/// A form, what it is said to mean, the items that it shows, and those that it does not: `A` issue 12 in progress, `B` issue 13
/// closed as not planned, `C` pull request 120 merged, `D` a draft, `H` a hidden card. `E` is archived.
type Row = (&'static str, &'static str, &'static str, &'static str);

pub(super) fn scope<'a>(project: &'a Project, items: &'a Snapshot) -> Scope<'a> {
    Scope { project, items: Some(items), me: Some("ann"), today: sample::today() }
}

/// The items that a query shows.
pub(super) fn shown(query: Result<Query, QueryError>) -> Result<String, QueryError> {
    let view = sample::snapshot();
    let mut matcher = query?.prepare(&scope(&view.project, &view))?;
    Ok(sample::letters(view.items().filter(|item| matcher.matches(item)).map(|item| &item.id)))
}

/// Forms of the documentation. Read to the letter or with forgiveness, they show the same.
const DOCUMENTED: &[Row] = &[
    ("", "without a filter all items are shown", "ABCDH", ""),
    // Text
    ("network", "a word is looked for in the title and all other text fields", "AC", "BDH"),
    ("NETW", "the beginning of a word is enough, whatever the case", "AC", "BDH"),
    ("slow fix", "several words must all be there", "A", "BCDH"),
    ("design", "a text field counts like the title", "A", "BCDH"),
    ("\"slow networks\"", "text with blanks stands in quotes", "A", "BCDH"),
    ("'the release'", "either kind of quotes will do", "D", "ABCH"),
    ("-slow", "a hyphen turns any filter round", "BDH", "AC"),
    ("title:\"choose a library\"", "the title is exactly this", "B", "ACDH"),
    ("title:choose", "a part of the title is not the title", "", "ABCDH"),
    ("title:Fix*", "a star at the end: the title begins so", "A", "BCDH"),
    ("title:*slow", "a star at the beginning: the title ends so", "C", "ABDH"),
    ("title:*slow*", "stars on both sides: the title holds it", "AC", "BDH"),
    ("note:\"needs a design\"", "the text field is exactly this", "A", "BCDH"),
    ("note:needs", "a part of a text field is not its text", "", "ABCDH"),
    ("label:area/auth network", "a field and a word must both fit", "A", "BCDH"),
    // Fields
    ("status:done", "the field has this value, whatever the case", "B", "ACDH"),
    ("status:\"In Progress\"", "values with blanks stand in quotes", "A", "BCDH"),
    ("status:\"📥 Inbox\"", "an emoji is part of the name", "D", "ABCH"),
    ("status:done,\"📥 Inbox\"", "commas: any of the values", "BD", "ACH"),
    ("-status:done,\"📥 Inbox\"", "a hyphen before a list leaves out all of its values", "ACH", "BD"),
    ("areas:docs", "of several chosen options one is enough", "A", "BCDH"),
    ("areas:docs areas:api", "the same field twice: both values", "A", "BCDH"),
    ("areas:docs areas:scheduler", "and not just one of them", "", "ABCDH"),
    ("status:done sprint:\"Sprint 2\"", "different fields must all fit", "B", "ACDH"),
    ("label:area/auth", "the item has this label", "A", "BCDH"),
    ("label:type:bug,area/auth label:type:bug", "lists and repetition together", "A", "BCDH"),
    ("label:*auth", "a star stands for anything in a label, too", "A", "BCDH"),
    ("assignee:bob", "assigned to this person", "AD", "BCH"),
    ("assignee:bob,ann", "to either", "AD", "BCH"),
    ("assignee:bob assignee:ann", "to both", "A", "BCDH"),
    ("assignee:@me", "to whoever asks", "A", "BCDH"),
    ("reviewers:ann", "this person reviews it (those who are asked to: others are not read)", "C", "ABDH"),
    ("-reviewers:@me", "whoever asks does not", "ABDH", "C"),
    ("milestone:\"v1.2\"", "assigned to the milestone", "A", "BCDH"),
    ("repo:octo-org/web", "of this repository", "C", "ABDH"),
    ("type:\"bug\"", "of this issue type", "A", "BCDH"),
    ("parent-issue:octo-org/app#40", "a sub-issue of this issue", "A", "BCDH"),
    ("parent-issue:octo-org/app#41", "and of no other", "", "ABCDH"),
    // Numbers, days and iterations
    ("effort:3", "a number", "A", "BCDH"),
    ("effort:>0.5", "greater; what has no number never is", "A", "BCDH"),
    ("effort:>=0.5", "greater or equal", "AB", "CDH"),
    ("effort:<3", "less", "B", "ACDH"),
    ("effort:<=3", "less or equal", "AB", "CDH"),
    ("effort:0.5..3", "both ends of a range belong to it", "AB", "CDH"),
    ("effort:*..1", "a star leaves an end open", "B", "ACDH"),
    ("effort:1..*", "either end", "A", "BCDH"),
    ("due-date:2026-11-27", "a day; blanks in the name of a field are written as hyphens", "A", "BCDH"),
    ("due-date:>=2026-11-27", "that day or later", "A", "BCDH"),
    ("due-date:2026-11-01..2026-11-30", "within some days", "A", "BCDH"),
    ("due-date:@today", "the current day", "", "ABCDH"),
    ("due-date:>=@today", "today or later", "A", "BCDH"),
    ("due-date:<@today", "earlier", "", "ABCDH"),
    ("due-date:@today..@today+7", "today or within seven days", "A", "BCDH"),
    ("due-date:@today+7d", "the day in seven days", "A", "BCDH"),
    ("due-date:@today+1w", "the day in a week", "A", "BCDH"),
    ("sprint:\"Sprint 2\"", "an iteration by its title", "B", "ACDH"),
    ("sprint:<\"Sprint 3\"", "iterations before another", "B", "ACDH"),
    ("sprint:\"Sprint 1\"..\"Sprint 3\"", "from one iteration to another", "AB", "CDH"),
    ("sprint:\"Sprint 1..Sprint 3\"", "the documentation also quotes the range as a whole", "AB", "CDH"),
    ("sprint:@current", "the iteration that runs", "A", "BCDH"),
    ("sprint:@previous", "the one before", "B", "ACDH"),
    ("sprint:@next", "the one after", "", "ABCDH"),
    ("sprint:@current+2", "counted from the one that runs", "C", "ABDH"),
    ("sprint:@next+1", "from the next one", "C", "ABDH"),
    ("sprint:@current-1", "backwards", "B", "ACDH"),
    ("sprint:@current..@current+3", "the one that runs and the three after it", "AC", "BDH"),
    ("sprint:<@current", "all before the one that runs", "B", "ACDH"),
    // Kinds and states
    ("is:issue", "issues only", "AB", "CDH"),
    ("is:pr", "pull requests only", "C", "ABDH"),
    ("is:draft", "draft issues and draft pull requests", "D", "ABCH"),
    ("is:open", "open issues and pull requests; a draft is neither", "A", "BCDH"),
    ("is:closed", "closed issues and pull requests, merged ones too", "BC", "ADH"),
    ("is:merged", "merged pull requests", "C", "ABDH"),
    ("is:issue is:open", "both", "A", "BCDH"),
    ("is:issue,pr", "either", "ABC", "DH"),
    ("reason:completed", "closed as completed", "", "ABCDH"),
    ("reason:\"not planned\"", "closed as not planned", "B", "ACDH"),
    ("reason:reopened", "opened again after it was closed", "A", "BCDH"),
    ("is:blocked", "waits for an open issue", "A", "BCDH"),
    ("is:blocking", "an open issue waits for it", "", "ABCDH"),
    ("blocked-by:octo-org/app#13", "waits for this issue", "A", "BCDH"),
    ("blocking:octo-org/app#12", "this issue waits for it", "B", "ACDH"),
    // What is there and what is not
    ("no:label", "no label at all", "CDH", "AB"),
    ("no:status", "the field is empty", "CH", "ABD"),
    ("no:reviewers", "nobody reviews it", "ABDH", "C"),
    ("-no:assignee", "turned round: somebody is assigned", "AD", "BCH"),
    ("has:assignee", "the same", "AD", "BCH"),
    ("has:label", "some label", "AB", "CDH"),
    ("has:due-date", "the field has a value", "A", "BCDH"),
    ("has:parent-issue", "a sub-issue of something", "A", "BCDH"),
    ("no:parent-issue", "of nothing", "BCDH", "A"),
    // When
    ("updated:@today", "changed today", "D", "ABCH"),
    ("updated:@today-1d", "changed the day before", "AC", "BDH"),
    (
        "updated:>@today-1w",
        "changed later than a week ago (the page's words say the opposite of its rule)",
        "ACD",
        "BH",
    ),
    ("-updated:@today", "not changed today", "ABCH", "D"),
    ("last-updated:1day", "changed one or more days ago", "ABCH", "D"),
    ("last-updated:7days", "changed seven or more days ago", "BH", "ACD"),
    ("-last-updated:7days", "changed within the last seven days", "ACD", "BH"),
    // Together
    ("label:area/auth AND assignee:bob", "both sides", "A", "BCDH"),
    ("status:done OR is:pr", "either side", "BC", "ADH"),
    ("is:issue status:done", "a blank is an AND", "B", "ACDH"),
    ("(is:issue AND status:done) OR (is:pr AND is:merged)", "parentheses group", "BC", "ADH"),
    ("is:issue (status:done OR effort:3)", "and stand beside terms", "AB", "CDH"),
    ("-(is:issue status:done)", "combinations can be turned round", "ACDH", "B"),
    ("((((is:pr))))", "groups can stand in groups", "C", "ABDH"),
];

/// What this program understands beyond the documentation, where a person types it.
const OURS: &[Row] = &[
    ("login", "a word as in GitHub's language", "A", "BCDH"),
    ("lgn", "the letters of a word in their order", "A", "BCDH"),
    ("LOGIN fix", "several", "A", "BCDH"),
    ("can't", "a quote inside a word is no quote", "", "ABCDH"),
    ("#12", "a number", "A", "BCDH"),
    ("#1", "this very number", "", "ABCDH"),
    ("12", "a number that begins so", "AC", "BDH"),
    ("\"low net\"", "text in quotes wherever it stands", "A", "BCDH"),
    ("status:inbox", "a name without its emoji", "D", "ABCH"),
    ("label:docs", "the same", "B", "ACDH"),
    ("status:in-progress", "a hyphen for a blank", "A", "BCDH"),
    ("\"due date\":2026-11-27", "the name of a field in quotes", "A", "BCDH"),
    ("status:*n*", "a star in an option", "ABD", "CH"),
    ("effort:*", "any number", "AB", "CDH"),
    ("effort:0.5,3", "either", "AB", "CDH"),
    ("sprint:sprint*", "a star in the title of an iteration", "ABC", "DH"),
    ("sprint:@current+9", "an iteration that is not there", "", "ABCDH"),
    ("sprint:<@current+9", "all before it", "ABC", "DH"),
    ("due-date:@today-1m..@today+1y", "months and years", "A", "BCDH"),
    ("author:bob", "who wrote it", "D", "ABCH"),
    ("assignee:@bob", "a login with its @", "AD", "BCH"),
    ("repo:app", "a repository without its owner", "AB", "CDH"),
    ("parent-issue:#40", "a number alone", "A", "BCDH"),
    ("parent:\"sign-in epic\"", "a title", "A", "BCDH"),
    ("blocked-by:13", "a number alone", "A", "BCDH"),
    ("linked-pull-requests:120", "a pull request will close it", "A", "BCDH"),
    ("has:linked-pull-requests", "any will", "A", "BCDH"),
    ("sub-issues-progress:33", "percent of the sub-issues that are closed, rounded down", "A", "BCDH"),
    ("sub-issues-progress:<100", "as any number", "A", "BCDH"),
    ("no:sub-issues-progress", "no sub-issues", "BCDH", "A"),
    ("created:@today", "when it was opened", "D", "ABCH"),
    ("created:<2026-10-01", "by day", "ABC", "DH"),
    ("closed:2026-11-01..2026-11-30", "when it was closed", "B", "ACDH"),
    ("no:closed", "not closed (or GitHub does not say when)", "ACDH", "B"),
    ("reason:not-planned", "a hyphen for a blank", "B", "ACDH"),
    ("reason:completed,duplicate", "either", "", "ABCDH"),
    ("no:label,assignee", "either is missing", "BCDH", "A"),
    ("-is:archived", "archived items are not shown", "ABCDH", ""),
    ("old", "unless they are asked for", "", "ABCDH"),
];

/// All forms.
pub(super) fn known_forms() -> Vec<&'static str> {
    DOCUMENTED.iter().chain(OURS).map(|row| row.0).collect()
}

fn check(row: &Row, read: impl Fn(&str) -> Result<Query, QueryError>) {
    let (form, says, shows, hides) = row;
    let found = shown(read(form));
    assert_eq!(found.as_deref(), Ok(*shows), "{form}: {says}");
    let hidden: String = "ABCDH".chars().filter(|letter| !shows.contains(*letter)).collect();
    assert_eq!(hidden, *hides, "the row of {form} names every item");
}

#[test]
fn each_form_shows_what_githubs_documentation_says() {
    for row in DOCUMENTED {
        check(row, Query::exactly);
        check(row, Query::parse);
    }
}

#[test]
fn each_form_of_our_own_shows_what_it_says() {
    for row in OURS {
        check(row, Query::parse);
    }
    assert_eq!(shown(Query::parse("is:archived")).as_deref(), Ok("E"));
    assert_eq!(shown(Query::parse("is:archived,open")).as_deref(), Ok("AE"));
    assert_eq!(shown(Query::parse("is:pr OR is:archived")).as_deref(), Ok("CE"));
}

#[test]
fn the_filter_of_a_saved_view_is_read_to_the_letter() {
    for (form, shows) in [("lgn", ""), ("ogin", ""), ("\"low net\"", ""), ("#12", ""), ("label:docs", "")] {
        assert_eq!(shown(Query::exactly(form)).as_deref(), Ok(shows), "{form}");
    }
}
