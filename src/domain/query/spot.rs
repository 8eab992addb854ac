//! Finds what is being typed where the cursor stands in a query, which may not be one yet.

use std::ops::Range;

use super::term::{Operand, Place};

/// The place of the cursor.
#[derive(Debug, PartialEq)]
pub(super) struct Spot {
    /// What is being typed, with its quotes.
    pub(super) at: Range<usize>,
    /// As much of it as stands before the cursor, without a quote.
    pub(super) typed: String,
    pub(super) asks: Asks,
}

/// What belongs there.
#[derive(Debug, PartialEq)]
pub(super) enum Asks {
    /// A term; the first one of the text or not.
    Term { first: bool },
    /// A value of this qualifier.
    Value { qualifier: Operand },
}

impl Spot {
    /// None inside of text to look for.
    pub(super) fn at(text: &str, cursor: usize) -> Option<Self> {
        let before = text.get(..cursor)?;
        let start = term_start(before);
        let term = &before[start..];
        let Some(colon) = outside_quotes(term, |rest| rest.starts_with(':')).next() else {
            if term.starts_with(['"', '\'']) {
                return None;
            }
            let at = start..end(text, start, cursor);
            let first = before[..start].trim().is_empty();
            return Some(Self { at, typed: term.to_owned(), asks: Asks::Term { first } });
        };
        let qualifier = name(&term[..colon], start)?;
        let from = value_start(&term[colon + 1..]) + start + colon + 1;
        let typed = before[from..].trim_start_matches(['"', '\'']).to_owned();
        Some(Self { at: from..end(text, from, cursor), typed, asks: Asks::Value { qualifier } })
    }
}

/// Where the last term of a text begins, behind its `-` and `(`; at the end of a text that ends in a blank.
pub(super) fn term_start(before: &str) -> usize {
    let blank = |rest: &str| rest.starts_with(char::is_whitespace);
    let start = outside_quotes(before, blank)
        .last()
        .map_or(0, |place| place + before[place..].chars().next().map_or(0, char::len_utf8));
    before.len() - before[start..].trim_start_matches(['-', '(']).len()
}

/// Where the last value of a list begins, behind signs and the low end of a range.
fn value_start(values: &str) -> usize {
    let comma = outside_quotes(values, |rest| rest.starts_with(',')).last().map_or(0, |place| place + 1);
    let value = &values[comma..];
    let sign = value.len() - value.trim_start_matches(['<', '>', '=']).len();
    let range = outside_quotes(value, |rest| rest.starts_with("..")).last().map(|place| place + 2);
    comma + range.unwrap_or(sign)
}

/// Where what begins at `start` ends: not before the cursor.
fn end(text: &str, start: usize, cursor: usize) -> usize {
    let quote = text[start..].chars().next().filter(|c| *c == '"' || *c == '\'');
    if let Some(quote) = quote {
        let begins = (start + 1).max(cursor);
        // A quote that is closed on the same side of the next blank; else it is one still to be closed.
        let closes = text[begins..].find(|c: char| c == quote || c.is_whitespace());
        return closes
            .filter(|place| text[begins + place..].starts_with(quote))
            .map_or(cursor, |place| begins + place + 1);
    }
    let rest = &text[cursor..];
    let stop =
        rest.find(|c: char| c.is_whitespace() || c == ',' || c == ')' || c == ':').unwrap_or(rest.len());
    let colon = usize::from(rest[stop..].starts_with(':'));
    cursor + stop + colon
}

/// The qualifier before a colon; none if there is nothing.
fn name(text: &str, start: usize) -> Option<Operand> {
    let quoted = text.starts_with(['"', '\'']);
    let bare = if quoted { text.trim_matches(['"', '\'']) } else { text };
    let at = Place(start..start + text.len());
    (!bare.is_empty()).then(|| Operand { text: bare.to_owned(), quoted, at })
}

/// The places outside quotes where something is so for the rest of the text. A quote opens where a value can begin.
fn outside_quotes<'a>(text: &'a str, so: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = usize> + 'a {
    let mut quote = None;
    let mut before = ' ';
    let mut protected = false;
    text.char_indices().filter_map(move |(place, c)| {
        let opens = before.is_whitespace() || ":,(-<>=.".contains(before);
        before = c;
        match quote {
            Some(_) if protected => protected = false,
            Some(_) if c == '\\' => protected = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if opens && (c == '"' || c == '\'') => quote = Some(c),
            None => return so(&text[place..]).then_some(place),
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is being typed, and what belongs there.
    fn spot(text: &str) -> Option<(String, String, String)> {
        let cursor = text.find('|').expect("a bar marks the cursor");
        let text = text.replacen('|', "", 1);
        let spot = Spot::at(&text, cursor)?;
        let asks = match spot.asks {
            Asks::Term { first } => format!("term {first}"),
            Asks::Value { qualifier } => qualifier.text,
        };
        Some((text[spot.at].to_owned(), spot.typed, asks))
    }

    #[test]
    fn the_cursor_stands_in_a_term_or_in_a_value() {
        let cases = [
            ("|", "", "", "term true"),
            ("sta|tus", "status", "sta", "term true"),
            ("fix -(la|", "la", "la", "term false"),
            ("sta|tus:done", "status:", "sta", "term true"),
            ("status:|", "", "", "status"),
            ("status:do|ne x", "done", "do", "status"),
            ("label:bug,do|,x", "do", "do", "label"),
            ("(label:bu|)", "bu", "bu", "label"),
            ("status:\"in pr|", "\"in pr", "in pr", "status"),
            ("status:\"in| pr\" x", "\"in", "in", "status"),
            ("status:\"in| \" x", "\"in", "in", "status"),
            ("status:\"in|\" x", "\"in\"", "in", "status"),
            ("\"due date\":@t|", "@t", "@t", "due date"),
            ("effort:>=@t|", "@t", "@t", "effort"),
            ("sprint:\"a b\"..@c|", "@c", "@c", "sprint"),
            ("label:type:b|", "type:b", "type:b", "label"),
            ("title:can't x:|", "", "", "x"),
        ];
        for (text, at, typed, asks) in cases {
            assert_eq!(spot(text), Some((at.into(), typed.into(), asks.into())), "{text}");
        }
        assert_eq!(spot("\"some te|"), None, "text to look for");
        assert_eq!(spot(":x|"), None);
    }
}
