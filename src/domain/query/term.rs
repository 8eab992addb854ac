//! The parts of a query, and how they are printed.

use std::fmt;
use std::ops::Range;

/// A query, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Clause {
    Term(Term),
    /// `-` in front of it.
    Not(Box<Clause>),
    /// One after the other, with or without `AND`.
    All(Vec<Clause>),
    /// With `OR` between them.
    Any(Vec<Clause>),
}

impl Clause {
    /// The opposite. Twice said is not said.
    pub(super) fn not(clause: Self) -> Self {
        match clause {
            Self::Not(inner) => *inner,
            Self::Term(_) | Self::All(_) | Self::Any(_) => Self::Not(Box::new(clause)),
        }
    }

    /// All of these; those that are all of some themselves are taken apart.
    pub(super) fn all(clauses: Vec<Self>) -> Self {
        Self::joined(clauses, Self::All, |clause| match clause {
            Self::All(inner) => Ok(inner),
            Self::Term(_) | Self::Not(_) | Self::Any(_) => Err(clause),
        })
    }

    /// One of these; those that are one of some themselves are taken apart.
    pub(super) fn any(clauses: Vec<Self>) -> Self {
        Self::joined(clauses, Self::Any, |clause| match clause {
            Self::Any(inner) => Ok(inner),
            Self::Term(_) | Self::Not(_) | Self::All(_) => Err(clause),
        })
    }

    fn joined(
        clauses: Vec<Self>,
        join: impl Fn(Vec<Self>) -> Self,
        apart: impl Fn(Self) -> Result<Vec<Self>, Self>,
    ) -> Self {
        let flat = clauses.into_iter().flat_map(|clause| apart(clause).unwrap_or_else(|clause| vec![clause]));
        let mut flat: Vec<Self> = flat.collect();
        match flat.pop() {
            Some(only) if flat.is_empty() => only,
            last => {
                flat.extend(last);
                join(flat)
            }
        }
    }

    /// Calls for each term, with whether it stands behind a `-`.
    pub(super) fn each<'a>(&'a self, negated: bool, with: &mut impl FnMut(&'a Term, bool)) {
        match self {
            Self::Term(term) => with(term, negated),
            Self::Not(clause) => clause.each(!negated, with),
            Self::All(clauses) | Self::Any(clauses) => {
                for clause in clauses {
                    clause.each(negated, with);
                }
            }
        }
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    /// A word or the beginning of one; or a number.
    Word(String),
    /// Text in quotes.
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
    Reopened,
}

impl Reason {
    pub(super) const NAMES: [(&str, Self); 4] = [
        ("completed", Self::Completed),
        ("not planned", Self::NotPlanned),
        ("duplicate", Self::Duplicate),
        ("reopened", Self::Reopened),
    ];
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    Exactly(Operand),
    Compared(Comparison, Operand),
    /// Both ends belong to it; none is open.
    Between {
        low: Option<Operand>,
        high: Option<Operand>,
        at: Place,
    },
}

impl Wanted {
    /// Where it stands.
    pub(super) fn at(&self) -> &Range<usize> {
        match self {
            Self::Exactly(operand) | Self::Compared(_, operand) => &operand.at.0,
            Self::Between { at, .. } => &at.0,
        }
    }
}

/// Where something stands in the text, in bytes. It is no part of what the text means: all places are equal.
#[derive(Debug, Clone)]
pub(super) struct Place(pub(super) Range<usize>);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
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
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Operand {
    pub(super) text: String,
    /// Quoted text is never a keyword.
    pub(super) quoted: bool,
    /// With its quotes.
    pub(super) at: Place,
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |clauses: &[Self], between: &str, f: &mut fmt::Formatter<'_>| {
            for (place, clause) in clauses.iter().enumerate() {
                if place > 0 {
                    f.write_str(between)?;
                }
                match (self, clause) {
                    (Self::All(_), Self::Any(_)) => write!(f, "({clause})")?,
                    _ => clause.fmt(f)?,
                }
            }
            Ok(())
        };
        match self {
            Self::Term(term) => term.fmt(f),
            Self::Not(clause) => match **clause {
                Self::Term(_) => write!(f, "-{clause}"),
                Self::Not(_) | Self::All(_) | Self::Any(_) => write!(f, "-({clause})"),
            },
            Self::All(clauses) => join(clauses, " ", f),
            Self::Any(clauses) => join(clauses, " OR ", f),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Phrase(phrase) => quote(phrase, f),
            Self::Is(any) => {
                let names = any.iter().map(|one| name(&Is::NAMES, *one));
                write!(f, "is:{}", names.collect::<Vec<_>>().join(","))
            }
            Self::Reason(any) => {
                let names = any.iter().map(|one| name(&Reason::NAMES, *one));
                write!(f, "reason:{}", names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(","))
            }
            Self::No(any) => list("no", any, f),
            Self::Has(any) => list("has", any, f),
            Self::Field { name, any } => list(name, any, f),
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
            Self::Between { low, high, .. } => {
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
