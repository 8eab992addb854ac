//! Reads a query.

use std::ops::Range;

use super::QueryError;
use super::term::{Clause, Comparison, Is, Operand, Place, Reason, Term, Wanted};
use crate::domain::name;

/// How deep GitHub lets parentheses nest.
const DEEPEST: usize = 5;

/// The words that join terms, and the one that people expect to.
const WORDS: [&str; 3] = ["AND", "OR", "NOT"];

/// Reads a whole text; none if it asks for nothing.
pub(super) fn clause(text: &str) -> Result<Option<Clause>, QueryError> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.skip_blanks();
    if reader.rest().is_empty() {
        return Ok(None);
    }
    let clause = reader.any()?;
    match reader.rest() {
        "" => Ok(Some(clause)),
        _ => Err(QueryError::new(&(reader.at..reader.at + 1), "no `(` stands before this `)`")
            .hint("put text with parentheses in quotes")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// How many parentheses are open.
    depth: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    /// Clauses with `OR` between them, up to the end or a `)`.
    fn any(&mut self) -> Result<Clause, QueryError> {
        let mut clauses = vec![self.all()?];
        while let Some(at) = self.join("OR") {
            self.needs_more(&at)?;
            clauses.push(self.all()?);
        }
        Ok(Clause::any(clauses))
    }

    /// Clauses one after the other, up to an `OR`.
    fn all(&mut self) -> Result<Clause, QueryError> {
        let mut clauses = vec![self.one()?];
        loop {
            let joined = self.join("AND");
            if let Some(at) = &joined {
                self.needs_more(at)?;
            } else if self.is_over() || self.word_here("OR").is_some() {
                return Ok(Clause::all(clauses));
            }
            clauses.push(self.one()?);
        }
    }

    fn one(&mut self) -> Result<Clause, QueryError> {
        if let Some(word) = WORDS.iter().find(|word| self.word_here(word).is_some()) {
            let at = self.at..self.at + word.len();
            let hint = match *word {
                "NOT" => "write `-` in front of what to leave out, or \"NOT\" in quotes to look for the word"
                    .to_owned(),
                _ => format!(
                    "write something on both sides of it, or \"{word}\" in quotes to look for the word"
                ),
            };
            let wrong = if *word == "NOT" { "is not part of the language" } else { "joins nothing here" };
            return Err(QueryError::new(&at, format!("`{word}` {wrong}")).hint(hint));
        }
        let after = self.rest().strip_prefix('-');
        let negated = after.is_some_and(|after| !ends(after) && !after.starts_with(')'));
        if negated {
            self.at += 1;
        }
        let clause = if self.rest().starts_with('(') { self.group()? } else { Clause::Term(self.term()?) };
        Ok(if negated { Clause::not(clause) } else { clause })
    }

    fn group(&mut self) -> Result<Clause, QueryError> {
        let open = self.at..self.at + 1;
        if self.depth == DEEPEST {
            return Err(QueryError::new(&open, format!("parentheses go {DEEPEST} deep, no deeper")));
        }
        self.at += 1;
        self.skip_blanks();
        if self.rest().starts_with(')') {
            return Err(QueryError::new(
                &(open.start..self.at + 1),
                "there is nothing between these parentheses",
            ));
        }
        if self.rest().is_empty() {
            return Err(unclosed(&open));
        }
        self.depth += 1;
        let clause = self.any()?;
        self.depth -= 1;
        if self.take(")") { Ok(clause) } else { Err(unclosed(&open)) }
    }

    /// Takes a word that joins, if it is the next one; where it stands.
    fn join(&mut self, word: &str) -> Option<Range<usize>> {
        self.skip_blanks();
        let at = self.word_here(word)?;
        self.at = at.end;
        self.skip_blanks();
        Some(at)
    }

    fn word_here(&self, word: &str) -> Option<Range<usize>> {
        let rest = self.rest().strip_prefix(word)?;
        (ends(rest) || rest.starts_with(['(', ')'])).then(|| self.at..self.at + word.len())
    }

    /// Whether there is nothing more on this level.
    fn is_over(&self) -> bool {
        self.rest().is_empty() || self.rest().starts_with(')')
    }

    fn needs_more(&self, joined: &Range<usize>) -> Result<(), QueryError> {
        if !self.is_over() {
            return Ok(());
        }
        let word = &self.text[joined.clone()];
        Err(QueryError::new(joined, format!("nothing follows `{word}`"))
            .hint(format!("write what to look for after it, or \"{word}\" in quotes to look for the word")))
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        match self.quoted()? {
            Some(name) if self.take(":") => self.qualified(name),
            Some(phrase) => Ok(Term::Phrase(phrase.text)),
            None => self.word(),
        }
    }

    fn word(&mut self) -> Result<Term, QueryError> {
        let token = until(self.rest(), char::is_whitespace);
        if let Some(colon) = token.find(':').filter(|colon| *colon > 0) {
            let name = self.advance(colon);
            self.at += 1;
            return self.qualified(name);
        }
        let length = self.balanced(token)?;
        if length == 0 {
            return Err(QueryError::new(&(self.at..self.at + 1), "no `(` stands before this `)`")
                .hint("put text with parentheses in quotes"));
        }
        Ok(Term::Word(self.advance(length).text))
    }

    fn qualified(&mut self, name: Operand) -> Result<Term, QueryError> {
        let any = self.values(&name)?;
        let keyword = if name.quoted { String::new() } else { name.text.to_ascii_lowercase() };
        match keyword.as_str() {
            "is" => chosen("the state", &any, &Is::NAMES).map(Term::Is),
            "reason" => chosen("the reason", &any, &Reason::NAMES).map(Term::Reason),
            "no" => names(&any).map(Term::No),
            "has" => names(&any).map(Term::Has),
            _ => Ok(Term::Field { name, any }),
        }
    }

    fn values(&mut self, name: &Operand) -> Result<Vec<Wanted>, QueryError> {
        let mut any = Vec::new();
        loop {
            let start = self.at;
            let wanted = self.wanted()?.ok_or_else(|| {
                let qualifier = &name.text;
                QueryError::new(
                    &(name.at.0.start..self.at.max(start)),
                    format!("`{qualifier}:` needs a value"),
                )
                .hint(format!(
                    "write a value right after it, or put \"{qualifier}:\" in quotes to look for the text"
                ))
            })?;
            any.push(wanted);
            if !self.take(",") {
                return Ok(any);
            }
        }
    }

    /// One value of a list; none where there is nothing.
    fn wanted(&mut self) -> Result<Option<Wanted>, QueryError> {
        let start = self.at;
        for (sign, comparison) in Comparison::SIGNS {
            if self.take(sign) {
                return Ok(self.operand(false)?.map(|operand| Wanted::Compared(comparison, operand)));
            }
        }
        let low = self.operand(true)?;
        if self.take("..") {
            let high = self.operand(false)?;
            let end =
                |operand: Option<Operand>| operand.filter(|operand| operand.quoted || operand.text != "*");
            return Ok(Some(Wanted::Between { low: end(low), high: end(high), at: Place(start..self.at) }));
        }
        Ok(low.map(Wanted::Exactly))
    }

    fn operand(&mut self, before_range: bool) -> Result<Option<Operand>, QueryError> {
        if let Some(operand) = self.quoted()? {
            return Ok(Some(operand));
        }
        let text = until(self.rest(), |c| c.is_whitespace() || c == ',');
        let text = &text[..text.find("..").filter(|_| before_range).unwrap_or(text.len())];
        let length = self.balanced(text)?;
        Ok((length > 0).then(|| self.advance(length)))
    }

    /// How much of some text there is before a `)` that closes what was opened before it.
    fn balanced(&self, text: &str) -> Result<usize, QueryError> {
        let mut open = Vec::new();
        for (place, sign) in text.char_indices() {
            match sign {
                '(' => open.push(place),
                ')' if open.pop().is_none() => return Ok(place),
                _ => {}
            }
        }
        match open.first() {
            None => Ok(text.len()),
            Some(place) => Err(unclosed(&(self.at + place..self.at + place + 1))),
        }
    }

    fn advance(&mut self, bytes: usize) -> Operand {
        let at = self.at..self.at + bytes;
        self.at = at.end;
        Operand { text: self.text[at.clone()].to_owned(), quoted: false, at: Place(at) }
    }

    /// Text in quotes of either kind, in which `\` protects a quote or itself.
    fn quoted(&mut self) -> Result<Option<Operand>, QueryError> {
        let Some(quote) = self.rest().chars().next().filter(|c| *c == '"' || *c == '\'') else {
            return Ok(None);
        };
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.rest().chars().next() {
            self.at += c.len_utf8();
            let protected =
                self.rest().chars().next().filter(|next| c == '\\' && (*next == quote || *next == '\\'));
            match protected {
                Some(protected) => {
                    self.at += protected.len_utf8();
                    text.push(protected);
                }
                None if c == quote => {
                    return Ok(Some(Operand { text, quoted: true, at: Place(start..self.at) }));
                }
                None => text.push(c),
            }
        }
        let other = if quote == '"' { '\'' } else { '"' };
        Err(QueryError::new(&(start..self.at), "this quote is not closed").hint(format!(
            "close it with {quote}, or write {other}{quote}{other} to look for the sign itself"
        )))
    }
}

fn unclosed(open: &Range<usize>) -> QueryError {
    QueryError::new(open, "this parenthesis is not closed").hint("close it with ), or put the text in quotes")
}

fn until(text: &str, stop: impl Fn(char) -> bool) -> &str {
    &text[..text.find(stop).unwrap_or(text.len())]
}

fn ends(text: &str) -> bool {
    text.chars().next().is_none_or(char::is_whitespace)
}

/// Looks values up in a closed list.
fn chosen<T: Copy>(what: &str, any: &[Wanted], known: &[(&'static str, T)]) -> Result<Vec<T>, QueryError> {
    let look_up = |wanted: &Wanted| {
        let operand = exactly(wanted)?;
        name::find(&operand.text, known, |(name, _)| name).map(|(_, one)| *one).ok_or_else(|| {
            QueryError::unknown(&operand.at.0, what, &operand.text, known.iter().map(|one| one.0))
        })
    };
    any.iter().map(look_up).collect()
}

fn names(any: &[Wanted]) -> Result<Vec<Operand>, QueryError> {
    any.iter().map(|wanted| exactly(wanted).cloned()).collect()
}

fn exactly(wanted: &Wanted) -> Result<&Operand, QueryError> {
    match wanted {
        Wanted::Exactly(operand) => Ok(operand),
        Wanted::Compared(..) | Wanted::Between { .. } => {
            Err(QueryError::new(wanted.at(), "only names can stand here, no comparison or range"))
        }
    }
}
