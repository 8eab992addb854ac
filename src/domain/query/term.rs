//! The parts of a query, and how they are printed.

use std::fmt;
use std::ops::Range;

/// One condition. An item must meet all of a query's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    /// Whether a `-` stands in front.
    pub(super) negated: bool,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// Letters that stand in the title in this order, near each other; or a number.
    Word(String),
    /// Text that stands in the title as it is.
    Phrase(String),
    /// `is:issue,pr`: any of them.
    Is(Vec<Is>),
    /// `reason:completed`: any of them.
    Reason(Vec<Reason>),
    /// `no:label,assignee`: any of them is missing.
    No(Vec<Operand>),
    /// `has:label,assignee`: any of them is there.
    Has(Vec<Operand>),
    /// `name:value,value`: any of them.
    Field { name: Operand, any: Vec<Wanted> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    Issue,
    PullRequest,
    Draft,
    Open,
    Closed,
    Merged,
    Archived,
    Blocked,
    Blocking,
}

impl Is {
    pub(super) const NAMES: [(&str, Self); 9] = [
        ("issue", Self::Issue),
        ("pr", Self::PullRequest),
        ("draft", Self::Draft),
        ("open", Self::Open),
        ("closed", Self::Closed),
        ("merged", Self::Merged),
        ("archived", Self::Archived),
        ("blocked", Self::Blocked),
        ("blocking", Self::Blocking),
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Completed,
    NotPlanned,
    Duplicate,
}

impl Reason {
    pub(super) const NAMES: [(&str, Self); 3] =
        [("completed", Self::Completed), ("not planned", Self::NotPlanned), ("duplicate", Self::Duplicate)];
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    Exactly(Operand),
    Compared(Comparison, Operand),
    /// Both ends belong to it; none is open.
    Between(Option<Operand>, Option<Operand>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    /// Longer signs first.
    pub(super) const SIGNS: [(&str, Self); 4] =
        [(">=", Self::AtLeast), ("<=", Self::AtMost), (">", Self::More), ("<", Self::Less)];
}

/// A name or value as it was written. What it means depends on the field.
#[derive(Debug, Clone)]
pub(super) struct Operand {
    pub(super) text: String,
    /// Quoted text is never a keyword.
    pub(super) quoted: bool,
    /// Where it stands, with its quotes.
    pub(super) at: Range<usize>,
}

impl PartialEq for Operand {
    /// Where it stands is not part of what it means.
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.quoted == other.quoted
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        match &self.what {
            What::Word(word) => f.write_str(word),
            What::Phrase(phrase) => quote(phrase, f),
            What::Is(any) => {
                let names = any.iter().map(|one| name(&Is::NAMES, *one));
                write!(f, "is:{}", names.collect::<Vec<_>>().join(","))
            }
            What::Reason(any) => {
                let names = any.iter().map(|one| name(&Reason::NAMES, *one));
                write!(f, "reason:{}", names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(","))
            }
            What::No(any) => list("no", any, f),
            What::Has(any) => list("has", any, f),
            What::Field { name, any } => list(name, any, f),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(operand) => operand.fmt(f),
            Self::Compared(comparison, operand) => {
                write!(f, "{}{operand}", name(&Comparison::SIGNS, *comparison))
            }
            Self::Between(low, high) => {
                let end = |end: &Option<Operand>| end.as_ref().map_or("*".into(), Operand::to_string);
                write!(f, "{}..{}", end(low), end(high))
            }
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted { quote(&self.text, f) } else { f.write_str(&self.text) }
    }
}

fn list<T: fmt::Display>(name: impl fmt::Display, any: &[T], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let any: Vec<String> = any.iter().map(T::to_string).collect();
    write!(f, "{name}:{}", any.join(","))
}

fn name<T: Copy + PartialEq>(names: &[(&'static str, T)], one: T) -> &'static str {
    names.iter().find(|(_, known)| *known == one).map_or("", |(name, _)| name)
}

fn quote(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
