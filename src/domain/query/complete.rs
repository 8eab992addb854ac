//! What can be written where the cursor stands in a query.

use std::ops::Range;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::names::Names;
use super::spot::{Asks, Spot};
use super::subject::{ASPECTS, Aspect, Subject};
use super::term::{Is, Operand, Place, Reason};
use crate::domain::{Field, FieldKind, Project, name};

/// No more candidates than anybody reads.
const MOST: usize = 50;

/// The qualifiers that ask for no field, and the ones that ask whether there is a value.
const QUALIFIERS: [&str; 4] = ["is", "no", "has", "reason"];

/// Something to write in place of what is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The bytes of the text that it takes the place of.
    pub at: Range<usize>,
    /// What to write there, in quotes where it needs them. A field ends with its colon.
    pub insert: String,
    /// Its name as people know it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How many cards have it, where that was counted.
    pub cards: Option<usize>,
}

/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What stands before a colon.
    Field,
    /// A name that stands after one.
    Value,
    /// A word of the language: `open`, `@me`, `OR`.
    Keyword,
}

/// All that fits what is typed before the cursor, a byte of the text; the best first.
pub fn candidates(text: &str, cursor: usize, project: &Project, names: &Names) -> Vec<Candidate> {
    let Some(spot) = Spot::at(text, cursor) else { return Vec::new() };
    let offers = match &spot.asks {
        Asks::Term { first } => terms(project, *first),
        Asks::Value { qualifier } => values(qualifier, project, names),
    };
    best(&spot, offers)
}

/// A candidate without its place.
struct Offer {
    insert: String,
    name: String,
    kind: Kind,
    cards: Option<usize>,
}

impl Offer {
    fn keyword(word: &str) -> Self {
        Self { insert: word.to_owned(), name: word.to_owned(), kind: Kind::Keyword, cards: None }
    }

    fn value(name: &str, cards: usize) -> Self {
        Self { insert: quoted(name), name: name.to_owned(), kind: Kind::Value, cards: Some(cards) }
    }
}

/// What a term can begin with.
fn terms(project: &Project, first: bool) -> Vec<Offer> {
    let mut offers = fields(project, ":");
    offers.extend(QUALIFIERS.map(|word| Offer::keyword(&format!("{word}:"))));
    if !first {
        offers.extend(["OR", "AND"].map(Offer::keyword));
    }
    offers
}

/// The fields of the project, then what every issue has; `end` follows each.
fn fields(project: &Project, end: &str) -> Vec<Offer> {
    let offer = |written: String, name: &str| Offer {
        insert: written + end,
        name: name.to_owned(),
        kind: Kind::Field,
        cards: None,
    };
    let stored = project.fields.iter().filter(|field| is_searched(field));
    let mut offers: Vec<_> = stored.map(|field| offer(written(field, project), &field.name)).collect();
    let mut known = None;
    for (name, aspect) in ASPECTS {
        // Only the first name of each, and none that a field of the project has taken.
        let taken = !matches!(Subject::named(&operand(name), project), Ok(Subject::Content(_)));
        if known.replace(aspect) != Some(aspect) && !taken {
            offers.push(offer(name.to_owned(), name));
        }
    }
    offers
}

fn is_searched(field: &Field) -> bool {
    match field.kind {
        FieldKind::Mirrored(_) | FieldKind::Unknown(_) => false,
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Date
        | FieldKind::SingleSelect(_)
        | FieldKind::MultiSelect(_)
        | FieldKind::Iteration(_) => true,
    }
}

/// A field's name in small letters with `-` for blanks, where that stands for this field; else in quotes.
fn written(field: &Field, project: &Project) -> String {
    let short = name::plain(&field.name).replace(' ', "-");
    let is_plain = !short.is_empty() && short.chars().all(|c| c.is_alphanumeric() || "-_/.".contains(c));
    let is_word = QUALIFIERS.contains(&short.as_str()) || short.starts_with('-');
    let stands_for = matches!(Subject::named(&operand(&short), project), Ok(Subject::Field(found)) if found.id == field.id);
    if is_plain && !is_word && stands_for { short } else { in_quotes(&field.name) }
}

fn operand(text: &str) -> Operand {
    Operand { text: text.to_owned(), quoted: false, at: Place(0..0) }
}

/// What a qualifier can be followed by.
fn values(qualifier: &Operand, project: &Project, names: &Names) -> Vec<Offer> {
    if !qualifier.quoted {
        match qualifier.text.to_ascii_lowercase().as_str() {
            "is" => return Is::NAMES.iter().map(|(word, _)| Offer::keyword(word)).collect(),
            "reason" => {
                let reason = |(word, _): &(&str, _)| Offer { insert: quoted(word), ..Offer::keyword(word) };
                return Reason::NAMES.iter().map(reason).collect();
            }
            "no" | "has" => return fields(project, ""),
            _ => {}
        }
    }
    match Subject::named(qualifier, project) {
        Ok(Subject::Field(field)) => of_field(field, names),
        Ok(Subject::Content(aspect)) => of_content(aspect, names),
        Err(_) => Vec::new(),
    }
}

fn of_field(field: &Field, names: &Names) -> Vec<Offer> {
    let option = |id: &str, name: &str| Offer::value(name, names.chosen(&field.id, id));
    match &field.kind {
        FieldKind::SingleSelect(options) | FieldKind::MultiSelect(options) => {
            options.iter().map(|one| option(one.id.as_str(), &one.name)).collect()
        }
        FieldKind::Iteration(iterations) => {
            let keywords = ["@current", "@next", "@previous"].map(Offer::keyword).into_iter();
            // The ones to come are asked for most.
            let titles = iterations.iter().rev().map(|one| option(one.id.as_str(), &one.title));
            keywords.chain(titles).collect()
        }
        FieldKind::Date => DAYS.map(Offer::keyword).into(),
        FieldKind::Text | FieldKind::Number | FieldKind::Mirrored(_) | FieldKind::Unknown(_) => Vec::new(),
    }
}

const DAYS: [&str; 5] = ["@today", "@today-7d", "@today+7d", "@today-1m", "@today+1m"];

fn of_content(aspect: Aspect, names: &Names) -> Vec<Offer> {
    let mut offers = match aspect {
        Aspect::Assignee | Aspect::Author | Aspect::Reviewer => vec![Offer::keyword("@me")],
        Aspect::Created | Aspect::Updated | Aspect::Closed => DAYS.map(Offer::keyword).into(),
        Aspect::Title
        | Aspect::Label
        | Aspect::Milestone
        | Aspect::Repository
        | Aspect::Type
        | Aspect::Parent
        | Aspect::BlockedBy
        | Aspect::Blocking
        | Aspect::LinkedPulls
        | Aspect::SubIssues => Vec::new(),
    };
    let mut known: Vec<_> = names.of(aspect).into_iter().flatten().collect();
    known.sort_unstable_by(|(a, on_a), (b, on_b)| on_b.cmp(on_a).then_with(|| a.cmp(b)));
    offers.extend(known.into_iter().map(|(name, cards)| Offer::value(name, *cards)));
    offers
}

/// The offers that what is typed may be short for, the closest first; among equals the earlier one.
fn best(spot: &Spot, offers: Vec<Offer>) -> Vec<Candidate> {
    let atom = Atom::new(&spot.typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut letters = Vec::new();
    let mut score = |offer: &Offer| {
        let by_name = atom.score(Utf32Str::new(&name::plain(&offer.name), &mut letters), &mut matcher);
        by_name.max(atom.score(Utf32Str::new(&offer.insert, &mut letters), &mut matcher))
    };
    let mut found: Vec<_> = offers.into_iter().filter_map(|offer| Some((score(&offer)?, offer))).collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.truncate(MOST);
    let candidate = |offer: Offer| Candidate {
        at: spot.at.clone(),
        insert: offer.insert,
        name: offer.name,
        kind: offer.kind,
        cards: offer.cards,
    };
    found.into_iter().map(|(_, offer)| candidate(offer)).collect()
}

/// A value as it must be written.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_/.:#+&!?".contains(c);
    let is_plain = !text.is_empty() && text.chars().all(plain) && !text.contains("..");
    if is_plain { text.to_owned() } else { in_quotes(text) }
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::query::{Query, Scope};
    use crate::domain::sample;

    fn all(text: &str) -> Vec<Candidate> {
        let cursor = text.find('|').expect("a bar marks the cursor");
        let text = text.replacen('|', "", 1);
        let items = sample::items();
        candidates(&text, cursor, &sample::project(), &Names::gather(&items))
    }

    /// The text with the first candidate in its place.
    fn taken(text: &str) -> String {
        let first = all(text).into_iter().next().unwrap_or_else(|| panic!("nothing fits {text}"));
        let mut text = text.replacen('|', "", 1);
        text.replace_range(first.at, &first.insert);
        text
    }

    #[test]
    fn the_best_candidate_takes_the_place_of_what_is_typed() {
        let cases = [
            ("sta|", "status:"),
            ("is:open asg|", "is:open assignee:"),
            ("-lab|", "-label:"),
            ("(due|", "(due-date:"),
            ("status:prog|", "status:\"In Progress\""),
            ("status:done,in|", "status:done,\"📥 Inbox\""),
            ("status:\"this m|", "status:\"This Month\""),
            ("status:in| is:open", "status:\"📥 Inbox\" is:open"),
            ("status:|bogus", "status:\"📥 Inbox\""),
            ("sprint:>=@cur|", "sprint:>=@current"),
            ("sprint:@current..sprint5|", "sprint:@current..\"Sprint 5\""),
            ("label:bug|", "label:type:bug"),
            ("assignee:@|", "assignee:@me"),
            ("milestone:v|", "milestone:v1.2"),
            ("repo:web|", "repo:octo-org/web"),
            ("is:blk|", "is:blocked"),
            ("reason:not|", "reason:\"not planned\""),
            ("no:miles|", "no:milestone"),
            ("has:due|", "has:due-date"),
            ("fix OR la|", "fix OR label:"),
            ("(fix O|", "(fix OR"),
        ];
        for (text, expected) in cases {
            assert_eq!(taken(text), expected, "{text}");
        }
    }

    #[test]
    fn each_says_what_it_is_and_how_many_cards_have_it() {
        let first = |text: &str| {
            let first = all(text).remove(0);
            (first.name, first.kind, first.cards)
        };
        assert_eq!(first("eff|"), ("Effort".into(), Kind::Field, None));
        assert_eq!(first("status:done|"), ("Done".into(), Kind::Value, Some(1)));
        assert_eq!(first("assignee:bo|"), ("Bob".into(), Kind::Value, Some(1)));
        assert_eq!(first("is:|"), ("issue".into(), Kind::Keyword, None));
    }

    #[test]
    fn nothing_is_offered_for_text_numbers_and_what_is_not_known() {
        for text in ["\"some te|", "note:x|", "effort:>|", "nonsense:x|", "zzzz|"] {
            assert_eq!(all(text), [], "{text}");
        }
    }

    #[test]
    fn a_name_that_an_issue_field_shares_is_offered_once() {
        let mut project = sample::project();
        project.fields.push(Field {
            id: "F_type".into(),
            name: "Type".into(),
            kind: FieldKind::Text,
            issue_field: None,
        });
        let found = candidates("type", 4, &project, &Names::default());
        let written: Vec<&str> = found.iter().map(|one| one.insert.as_str()).collect();
        assert_eq!(written.iter().filter(|one| **one == "type:").count(), 1, "{written:?}");
    }

    #[test]
    fn whatever_is_offered_can_be_read() {
        let project = sample::project();
        let scope = Scope { project: &project, items: None, me: Some("ann"), today: sample::today() };
        let mut tried = 0;
        for name in
            fields(&project, ":").into_iter().map(|offer| offer.insert).chain(["is:".into(), "no:".into()])
        {
            for candidate in all(&format!("{name}|")) {
                let text = format!("{name}{}", candidate.insert);
                let query = Query::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
                let refused = query.prepare(&scope).err();
                assert!(refused.is_none() || text == "no:blocking", "{text}: {refused:?}");
                tried += 1;
            }
        }
        assert!(tried > 50, "{tried} candidates were tried");
    }
}
