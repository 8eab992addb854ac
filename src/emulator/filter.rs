//! The filter of a project's items, as `items(query:)` takes it: an item becomes a sheet of columns, and each term asks about one.
//!
//! Written from GitHub's documentation alone ("Filtering projects"), and kept plain: the program has its own reading of the same
//! pages, and a test holds the two against each other.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use super::filter_sheet::{Cell, Sheet};
use super::id::Id;
use super::world::{FieldKind, Item, Project, World};

/// A filter as it was written.
#[derive(Debug)]
enum Filter {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    /// Text in the title or a text field.
    Text(String),
    /// A qualifier and the values of which one must fit.
    Ask(String, Vec<Value>),
}

/// What a qualifier is asked for.
#[derive(Debug)]
enum Value {
    Is(Word),
    Less(Word),
    AtMost(Word),
    More(Word),
    AtLeast(Word),
    /// Open ends are stars.
    Range(Word, Word),
}

#[derive(Debug, Clone)]
struct Word {
    text: String,
    quoted: bool,
}

/// The items of a list that a filter shows to a user; none if it makes no sense.
pub(super) fn shown<'a>(
    world: &World,
    login: &str,
    now: DateTime<Utc>,
    query: &str,
    items: Vec<&'a Item>,
) -> Vec<&'a Item> {
    if query.trim().is_empty() {
        return items;
    }
    let mut reader = Reader { rest: query.chars().collect::<Vec<_>>(), at: 0 };
    let Some(filter) = reader.either().filter(|_| reader.at == reader.rest.len()) else { return Vec::new() };
    let today = now.date_naive();
    let fits = |item: &&Item| {
        let Some(project) = world.project(item.project) else { return false };
        let sheet = Sheet::of(world, login, item);
        filter.fits(&Asker { project, login, today, sheet }).unwrap_or(false)
    };
    // What makes no sense for one item makes none for any: a qualifier is known or it is not.
    items.into_iter().filter(fits).collect()
}

/// Reads characters from left to right.
struct Reader {
    rest: Vec<char>,
    at: usize,
}

impl Reader {
    fn next(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.next().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest[self.at..].iter().take(text.len()).collect::<String>() == text;
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// Takes `AND` or `OR` if it stands alone here.
    fn operator(&mut self, word: &str) -> bool {
        let start = self.at;
        self.blanks();
        let alone = |next: Option<char>| next.is_none_or(|c| c.is_whitespace() || c == '(');
        let found = self.eat(word) && alone(self.next());
        self.at = if found { self.at } else { start };
        found
    }

    fn either(&mut self) -> Option<Filter> {
        let mut sides = vec![self.both()?];
        while self.operator("OR") {
            sides.push(self.both()?);
        }
        self.blanks();
        Some(Filter::Or(sides))
    }

    fn both(&mut self) -> Option<Filter> {
        let mut sides = Vec::new();
        loop {
            self.operator("AND");
            self.blanks();
            let start = self.at;
            if self.next().is_none_or(|c| c == ')') || self.operator("OR") {
                self.at = start;
                return (!sides.is_empty()).then_some(Filter::And(sides));
            }
            sides.push(self.term()?);
        }
    }

    fn term(&mut self) -> Option<Filter> {
        if self.eat("-") {
            return self.term().map(|term| Filter::Not(Box::new(term)));
        }
        if self.eat("(") {
            let inner = self.either()?;
            return self.eat(")").then_some(inner);
        }
        let word = self.word(&[':', ')'])?;
        if !self.eat(":") {
            return Some(Filter::Text(word.text));
        }
        let mut values = vec![self.value()?];
        while self.eat(",") {
            values.push(self.value()?);
        }
        Some(Filter::Ask(word.text.to_lowercase(), values))
    }

    fn value(&mut self) -> Option<Value> {
        let stops = [',', ')'];
        for (sign, make) in [
            (">=", Value::AtLeast as fn(Word) -> Value),
            ("<=", Value::AtMost),
            (">", Value::More),
            ("<", Value::Less),
        ] {
            if self.eat(sign) {
                return self.word(&stops).map(make);
            }
        }
        let start = self.at;
        let low = self.word(&stops)?;
        if low.quoted {
            let is_range = self.eat("..");
            return Some(if is_range { Value::Range(low, self.word(&stops)?) } else { Value::Is(low) });
        }
        let Some((first, _)) = low.text.split_once("..") else { return Some(Value::Is(low)) };
        // The other end may have quotes of its own.
        self.at = start + first.chars().count() + 2;
        let first = Word { text: first.to_owned(), quoted: false };
        Some(Value::Range(first, self.word(&stops)?))
    }

    /// Some text up to a blank or a stop, or all between two quotes.
    fn word(&mut self, stops: &[char]) -> Option<Word> {
        let mut text = String::new();
        let quote = self.next().filter(|c| ['"', '\''].contains(c));
        if let Some(quote) = quote {
            self.at += 1;
            while let Some(c) = self.next().filter(|c| *c != quote) {
                text.push(c);
                self.at += 1;
            }
            self.at += 1;
            return (self.at <= self.rest.len()).then_some(Word { text, quoted: true });
        }
        while let Some(c) = self.next().filter(|c| !c.is_whitespace() && !stops.contains(c)) {
            text.push(c);
            self.at += 1;
        }
        (!text.is_empty()).then_some(Word { text, quoted: false })
    }
}

/// One item in front of a filter, and who looks at it when.
struct Asker<'a> {
    project: &'a Project,
    login: &'a str,
    today: NaiveDate,
    sheet: Sheet,
}

impl Filter {
    /// Whether an item fits; none if the filter asks for what does not exist.
    fn fits(&self, asker: &Asker<'_>) -> Option<bool> {
        match self {
            Self::And(all) => all.iter().try_fold(true, |so_far, one| Some(one.fits(asker)? && so_far)),
            Self::Or(any) => any.iter().try_fold(false, |so_far, one| Some(one.fits(asker)? || so_far)),
            Self::Not(inner) => inner.fits(asker).map(|fits| !fits),
            Self::Text(text) => Some(asker.sheet.texts.iter().any(|there| word_begins(there, text))),
            Self::Ask(qualifier, values) => {
                let any = |fits: &dyn Fn(&Value) -> Option<bool>| {
                    values.iter().try_fold(false, |so_far, one| Some(fits(one)? || so_far))
                };
                match qualifier.as_str() {
                    "is" => any(&|value| asker.sheet.has_word("is", plain(value)?)),
                    "reason" => any(&|value| asker.sheet.has_word("reason", plain(value)?)),
                    "no" => any(&|value| Some(asker.sheet.column(plain(value)?)?.is_empty())),
                    "has" => any(&|value| Some(!asker.sheet.column(plain(value)?)?.is_empty())),
                    _ => any(&|value| asker.holds(qualifier, value)),
                }
            }
        }
    }
}

fn plain(value: &Value) -> Option<&str> {
    if let Value::Is(word) = value { Some(&word.text) } else { None }
}

impl Asker<'_> {
    /// Whether one of a column's cells fits a value.
    fn holds(&self, qualifier: &str, value: &Value) -> Option<bool> {
        let cells = self.sheet.column(qualifier)?;
        Some(cells.iter().any(|cell| self.cell_fits(cell, qualifier, value).unwrap_or(false)))
    }

    fn cell_fits(&self, cell: &Cell, qualifier: &str, value: &Value) -> Option<bool> {
        match cell {
            Cell::Name(name) => {
                let Value::Is(word) = value else { return None };
                if !word.quoted && word.text.eq_ignore_ascii_case("@me") {
                    return Some(name.eq_ignore_ascii_case(self.login));
                }
                Some(globs(&name.to_lowercase(), &word.text.to_lowercase()))
            }
            Cell::Number(number) => between(number, value, |word| word.text.parse().ok()),
            Cell::Day(day) => {
                if let Value::Is(word) = value
                    && word.text.starts_with(|c: char| c.is_ascii_digit())
                    && word.text.contains("day")
                {
                    let days: i64 = word.text.trim_end_matches('s').trim_end_matches("day").parse().ok()?;
                    return Some(*day <= self.today - TimeDelta::days(days));
                }
                between(day, value, |word| self.day(&word.text))
            }
            Cell::Iteration(field, place) => self.iteration_fits(*field, *place, value),
            Cell::Post { repository, number } => {
                let word = plain(value)?;
                let by_number = qualifier == "linked-pull-requests" && word == number.to_string();
                Some(by_number || word.eq_ignore_ascii_case(&format!("{repository}#{number}")))
            }
        }
    }

    /// `2022-06-01`, or so many days, weeks, months or years from today.
    fn day(&self, text: &str) -> Option<NaiveDate> {
        let Some(offset) = text.to_lowercase().strip_prefix("@today").map(str::to_owned) else {
            return text.parse().ok();
        };
        let back = offset.starts_with('-');
        let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
        let count: u32 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        let months = match offset.chars().last() {
            Some('m') => Months::new(count),
            Some('y') => Months::new(count * 12),
            Some('w') => {
                return Some(self.today + TimeDelta::weeks(if back { -1 } else { 1 } * i64::from(count)));
            }
            _ => return Some(self.today + TimeDelta::days(if back { -1 } else { 1 } * i64::from(count))),
        };
        if back { self.today.checked_sub_months(months) } else { self.today.checked_add_months(months) }
    }

    fn iteration_fits(&self, field: Id, place: usize, value: &Value) -> Option<bool> {
        let place = 2 * i64::try_from(place).ok()?;
        if let Value::Is(word) = value {
            let title = self.titles(field)?.get(usize::try_from(place / 2).ok()?)?.clone();
            if globs(&title, &word.text.to_lowercase()) {
                return Some(true);
            }
            // Quotes may stand around a whole range.
            if let Some((low, high)) = word.text.split_once("..").filter(|_| word.quoted) {
                let end = |text: &str| Word { text: text.to_owned(), quoted: true };
                return self.iteration_fits(
                    field,
                    usize::try_from(place / 2).ok()?,
                    &Value::Range(end(low), end(high)),
                );
            }
        }
        between(&place, value, |word| self.line(field, word))
    }

    fn titles(&self, field: Id) -> Option<Vec<String>> {
        let iterations = self.project.field_by_id(field)?.iterations()?;
        Some(iterations.all.iter().map(|one| one.title.to_lowercase()).collect())
    }

    /// Where an iteration stands on a line on which they have the even places, and the gaps between them the odd ones.
    fn line(&self, field: Id, word: &Word) -> Option<i64> {
        let text = word.text.to_lowercase();
        let keyword = [("@current", 0), ("@next", 1), ("@previous", -1)];
        let relative = keyword.iter().find_map(|(name, base)| Some((text.strip_prefix(name)?, *base)));
        let Some((offset, base)) = relative.filter(|_| !word.quoted) else {
            let at = self.titles(field)?.iter().position(|title| *title == text)?;
            return Some(2 * i64::try_from(at).ok()?);
        };
        let offset: i64 = if offset.is_empty() { base } else { base + offset.parse::<i64>().ok()? };
        let FieldKind::Iteration(iterations) = &self.project.field_by_id(field)?.kind else { return None };
        let begun = iterations.all.iter().filter(|one| one.start <= self.today).count();
        let last_begun = begun.checked_sub(1).map(|at| &iterations.all[at]);
        let runs =
            last_begun.is_some_and(|one| self.today < one.start + TimeDelta::days(i64::from(one.duration)));
        let begun = i64::try_from(begun).ok()?;
        Some(match (runs, offset) {
            (true, _) => 2 * (begun - 1 + offset),
            (false, 0) => 2 * begun - 1,
            (false, 1..) => 2 * (begun + offset - 1),
            (false, _) => 2 * (begun + offset),
        })
    }
}

/// Whether something lies where a value says; none if the value can't be read.
fn between<T: PartialOrd>(it: &T, value: &Value, read: impl Fn(&Word) -> Option<T>) -> Option<bool> {
    Some(match value {
        Value::Is(word) => *it == read(word)?,
        Value::Less(word) => *it < read(word)?,
        Value::AtMost(word) => *it <= read(word)?,
        Value::More(word) => *it > read(word)?,
        Value::AtLeast(word) => *it >= read(word)?,
        Value::Range(low, high) => {
            let is_open = |word: &Word| word.text == "*" && !word.quoted;
            (is_open(low) || *it >= read(low)?) && (is_open(high) || *it <= read(high)?)
        }
    })
}

/// Whether a name fits a pattern with stars, letter by letter.
fn globs(name: &str, pattern: &str) -> bool {
    match pattern.chars().next() {
        None => name.is_empty(),
        Some('*') => {
            let rest = &pattern[1..];
            name.char_indices().map(|(at, _)| at).chain([name.len()]).any(|at| globs(&name[at..], rest))
        }
        Some(letter) => {
            name.strip_prefix(letter).is_some_and(|name| globs(name, &pattern[letter.len_utf8()..]))
        }
    }
}

/// Whether a word of a text begins with what is looked for.
fn word_begins(text: &str, wanted: &str) -> bool {
    let letters: Vec<char> = text.to_lowercase().chars().collect();
    let wanted: Vec<char> = wanted.to_lowercase().chars().collect();
    let inside_a_word =
        |at: usize| at > 0 && letters[at].is_alphanumeric() && letters[at - 1].is_alphanumeric();
    (0..letters.len()).any(|at| !inside_a_word(at) && letters[at..].starts_with(&wanted))
}
