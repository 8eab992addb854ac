//! GitHub's Markdown as a stream of events, and what in it a person can act on: task boxes and links.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

/// What GitHub ends an address with that stands in the middle of a sentence.
const PUNCTUATION: [char; 10] = ['?', '!', '.', ',', ':', ';', '*', '_', '~', '\''];

/// Something in a text that a person can act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A box that can be ticked.
    Task {
        /// The byte between its brackets.
        at: usize,
        /// Whether it is ticked.
        done: bool,
    },
    /// A link, as it is written.
    Link(String),
}

/// A text as it is rendered. Addresses that are written out are links, as on GitHub.
pub fn events(source: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_FOOTNOTES;
    let parsed = TextMergeWithOffset::new(Parser::new_ext(source, options).into_offset_iter());
    // Inside links, images and code an address is no link of its own.
    let mut inside = 0_usize;
    parsed.flat_map(move |(event, range)| {
        if let Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) = &event {
            inside += 1;
        } else if let Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) = &event {
            inside = inside.saturating_sub(1);
        } else if let Event::Text(text) = &event
            && inside == 0
            && text.contains("http")
        {
            return with_links(text, &range);
        }
        vec![(event, range)]
    })
}

/// Whether an event begins a [`Mark`]: whoever counts these counts what [`marks`] lists.
pub fn is_mark(event: &Event<'_>) -> bool {
    matches!(event, Event::TaskListMarker(_) | Event::Start(Tag::Link { .. }))
}

/// What a person can act on, in the order of the text.
pub fn marks(source: &str) -> Vec<Mark> {
    let mark = |(event, range): (Event<'_>, Range<usize>)| {
        if let Event::TaskListMarker(done) = event {
            Some(Mark::Task { at: range.start + 1, done })
        } else if let Event::Start(Tag::Link { dest_url, .. }) = event {
            Some(Mark::Link(dest_url.into_string()))
        } else {
            None
        }
    };
    events(source).filter_map(mark).collect()
}

/// The text with one box ticked, or no longer: one byte differs. `place` counts all marks; none where it is no box.
pub fn flipped(source: &str, place: usize) -> Option<String> {
    let Mark::Task { at, done } = *marks(source).get(place)? else { return None };
    let sign = if done { " " } else { "x" };
    Some(format!("{}{sign}{}", source.get(..at)?, source.get(at + 1..)?))
}

/// A text in pieces: what is an address becomes a link.
fn with_links<'a>(text: &str, range: &Range<usize>) -> Vec<(Event<'a>, Range<usize>)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(found) = address(rest) {
        let url = &rest[found.clone()];
        if found.start > 0 {
            pieces.push(Event::Text(rest[..found.start].to_owned().into()));
        }
        let link = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: url.to_owned().into(),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        };
        pieces.extend([Event::Start(link), Event::Text(url.to_owned().into()), Event::End(TagEnd::Link)]);
        rest = &rest[found.end..];
    }
    if !rest.is_empty() {
        pieces.push(Event::Text(rest.to_owned().into()));
    }
    pieces.into_iter().map(|event| (event, range.clone())).collect()
}

/// The addresses in a text that is no Markdown.
pub fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(found) = address(&text[from..]) {
        all.push(from + found.start..from + found.end);
        from += found.end;
    }
    all
}

/// The first address in a text.
fn address(text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(place) = text[from..].find("http").map(|place| from + place) {
        let rest = &text[place..];
        let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme));
        let alone = !text[..place].ends_with(char::is_alphanumeric);
        if let Some(scheme) = scheme.filter(|_| alone) {
            let end = rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len());
            let url = trimmed(&rest[..end]);
            if url.len() > scheme.len() {
                return Some(place..place + url.len());
            }
        }
        from = place + "http".len();
    }
    None
}

/// An address without what belongs to the sentence around it.
fn trimmed(mut url: &str) -> &str {
    loop {
        let count = |c: char| url.matches(c).count();
        let shorter = match url.chars().next_back() {
            Some(last) if PUNCTUATION.contains(&last) || last == '"' => &url[..url.len() - last.len_utf8()],
            Some(')') if count(')') > count('(') => &url[..url.len() - 1],
            _ => return url,
        };
        url = shorter;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn boxes(source: &str) -> String {
        let sign = |mark: &Mark| match mark {
            Mark::Task { done: true, .. } => "x".to_owned(),
            Mark::Task { done: false, .. } => "_".to_owned(),
            Mark::Link(url) => format!("<{url}>"),
        };
        marks(source).iter().map(sign).collect()
    }

    #[test]
    fn boxes_are_found_where_github_shows_them() {
        assert_eq!(boxes("- [ ] a\n- [x] b\n* [X] c\n+ [ ] d\n\n1. [x] e\n2. [ ] f"), "_xx_x_");
        assert_eq!(boxes("- [ ] a\r\n  - [x] b\r\n    - [ ] c\r\n"), "_x_");
        assert_eq!(boxes("> - [ ] a\n> - [x] b"), "_x");
        assert_eq!(boxes("```\n- [ ] a\n```\n\n    - [x] b\n\n`- [ ] c`\n\n[ ] d\n\n- [] e\n- [y] f"), "");
    }

    #[test]
    fn addresses_are_links_but_for_what_belongs_to_the_sentence() {
        let source = "See https://a.b/c_(d)_e, [here](http://x.y) (or https://q.r/s?t=u_v_w). `https://no.pe` xhttps://no.pe http://";
        assert_eq!(boxes(source), "<https://a.b/c_(d)_e><http://x.y><https://q.r/s?t=u_v_w>");
    }

    #[test]
    fn a_flipped_box_changes_one_character() {
        let source = "Intro\r\n\r\n- [x] 日本\r\n- [ ] b";
        assert_eq!(flipped(source, 0).as_deref(), Some("Intro\r\n\r\n- [ ] 日本\r\n- [ ] b"));
        assert_eq!(flipped(source, 1).as_deref(), Some("Intro\r\n\r\n- [x] 日本\r\n- [x] b"));
        assert_eq!(flipped(source, 2), None);
        assert_eq!(flipped("[a](http://b.c)", 0), None);
    }

    /// A line of a text with tasks in all sorts of places.
    fn line() -> impl Strategy<Value = String> {
        let start = prop::sample::select(vec!["", "", "  ", "    ", "> ", "> > ", "\t", "      "]);
        let bullet = prop::sample::select(vec!["- ", "* ", "+ ", "1. ", "2) ", "", "# "]);
        let mark = prop::sample::select(vec!["[ ] ", "[x] ", "[X] ", "[] ", "", "[\t] ", "[ ]"]);
        let text = prop::sample::select(vec![
            "a",
            "日本 👩‍👩‍👧",
            "```",
            "~~~",
            "`c`",
            "[l](u)",
            "https://a.b/c",
            "**b**",
            "",
            "| a | b |",
            "|---|---|",
            "[x]: u",
            "<!--",
            "-->",
        ]);
        (start, bullet, mark, text)
            .prop_map(|(start, bullet, mark, text)| format!("{start}{bullet}{mark}{text}"))
    }

    proptest! {
        #[test]
        fn flipping_a_box_changes_one_character_and_no_other_box(
            lines in prop::collection::vec(line(), 0..14),
            end in prop::sample::select(vec!["\n", "\r\n"]),
            place in 0..8_usize,
        ) {
            let source = lines.join(end);
            let before = marks(&source);
            let Some(text) = flipped(&source, place) else {
                let is_box = matches!(before.get(place), Some(Mark::Task { .. }));
                prop_assert!(!is_box);
                return Ok(());
            };
            prop_assert_eq!(text.chars().count(), source.chars().count());
            prop_assert_eq!(text.chars().zip(source.chars()).filter(|(a, b)| a != b).count(), 1);
            let mut expected = before.clone();
            if let Mark::Task { done, .. } = &mut expected[place] {
                *done = !*done;
            }
            prop_assert_eq!(marks(&text), expected);
        }
    }
}
