//! Reads a query.

use super::QueryError;
use super::term::{Comparison, Is, Operand, Reason, Term, Wanted, What};
use crate::domain::name;

/// Reads all terms of a text. A quote that is not closed ends with the text, so that typing one does not fail.
pub(super) fn terms(text: &str) -> Result<Vec<Term>, QueryError> {
    let mut reader = Reader { text, at: 0 };
    let mut terms = Vec::new();
    loop {
        reader.skip_blanks();
        if reader.rest().is_empty() {
            return Ok(terms);
        }
        terms.push(reader.term()?);
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
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

    fn term(&mut self) -> Result<Term, QueryError> {
        let negated = self.rest().starts_with('-') && !ends(&self.rest()[1..]);
        if negated {
            self.at += 1;
        }
        let what = match self.quoted() {
            Some(name) if self.take(":") => self.qualified(name)?,
            Some(phrase) => What::Phrase(phrase.text),
            None => self.word()?,
        };
        Ok(Term { negated, what })
    }

    fn word(&mut self) -> Result<What, QueryError> {
        let length = until(self.rest(), char::is_whitespace).len();
        let colon = self.rest()[..length].find(':').filter(|colon| *colon > 0);
        let Some(colon) = colon else { return Ok(What::Word(self.advance(length).text)) };
        let name = self.advance(colon);
        self.at += 1;
        self.qualified(name)
    }

    fn qualified(&mut self, name: Operand) -> Result<What, QueryError> {
        let any = self.values(&name)?;
        let keyword = if name.quoted { String::new() } else { name.text.to_ascii_lowercase() };
        match keyword.as_str() {
            "is" => chosen("the state", &any, &Is::NAMES).map(What::Is),
            "reason" => chosen("the reason", &any, &Reason::NAMES).map(What::Reason),
            "no" => names(&any).map(What::No),
            "has" => names(&any).map(What::Has),
            _ => Ok(What::Field { name, any }),
        }
    }

    fn values(&mut self, name: &Operand) -> Result<Vec<Wanted>, QueryError> {
        let mut any = Vec::new();
        loop {
            let start = self.at;
            any.push(self.wanted().ok_or_else(|| {
                QueryError::new(
                    &(name.at.start..self.at.max(start)),
                    format!("`{}:` needs a value", name.text),
                )
                .hint(format!(
                    "write a value after it, or put \"{}:\" in quotes to look for the text",
                    name.text
                ))
            })?);
            if !self.take(",") {
                return Ok(any);
            }
        }
    }

    /// One value of a list; none where there is nothing.
    fn wanted(&mut self) -> Option<Wanted> {
        for (sign, comparison) in Comparison::SIGNS {
            if self.take(sign) {
                return Some(Wanted::Compared(comparison, self.operand(false)?));
            }
        }
        let low = self.operand(true);
        if self.take("..") {
            let high = self.operand(false);
            let end =
                |operand: Option<Operand>| operand.filter(|operand| operand.quoted || operand.text != "*");
            return Some(Wanted::Between(end(low), end(high)));
        }
        low.map(Wanted::Exactly)
    }

    fn operand(&mut self, before_range: bool) -> Option<Operand> {
        if let Some(operand) = self.quoted() {
            return Some(operand);
        }
        let text = until(self.rest(), |c| c.is_whitespace() || c == ',');
        let length = text.find("..").filter(|_| before_range).unwrap_or(text.len());
        (length > 0).then(|| self.advance(length))
    }

    fn advance(&mut self, bytes: usize) -> Operand {
        let at = self.at..self.at + bytes;
        self.at = at.end;
        Operand { text: self.text[at.clone()].to_owned(), quoted: false, at }
    }

    /// Text in quotes of either kind, in which `\` protects a quote or itself.
    fn quoted(&mut self) -> Option<Operand> {
        let quote = self.rest().chars().next().filter(|c| *c == '"' || *c == '\'')?;
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
                None if c == quote => break,
                None => text.push(c),
            }
        }
        Some(Operand { text, quoted: true, at: start..self.at })
    }
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
            QueryError::unknown(&operand.at, what, &operand.text, known.iter().map(|one| one.0))
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
        Wanted::Compared(_, operand)
        | Wanted::Between(Some(operand), _)
        | Wanted::Between(None, Some(operand)) => {
            Err(QueryError::new(&operand.at, "only names can stand here, no comparison or range"))
        }
        Wanted::Between(None, None) => {
            Err(QueryError::new(&(0..0), "only names can stand here, no comparison or range"))
        }
    }
}
