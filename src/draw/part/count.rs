//! How many cards something holds, against its limit, and the sum of their effort; while cards are carried, what their drop changes.

use ratatui::style::Modifier;

use crate::domain::Limit;
use crate::draw::pen::{Pen, Piece, piece, width};
use crate::draw::text;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(in crate::draw) struct Count {
    /// How many cards are shown.
    pub(in crate::draw) shown: usize,
    /// How many there are, hidden ones too.
    pub(in crate::draw) total: usize,
    /// The sum of the effort of those that are shown, where efforts are summed up.
    pub(in crate::draw) effort: Option<f64>,
    /// How many there should be at most.
    pub(in crate::draw) limit: Option<Limit>,
    /// How many cards and how much effort a drop brings; below zero what it takes.
    pub(in crate::draw) shift: (isize, f64),
    /// Whether a filter is in force.
    pub(in crate::draw) filtered: bool,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// How many cards before and after a drop, and the sum.
    All,
    /// Without the sum.
    Counts,
    /// Only how many after a drop.
    Outcome,
}

/// As much of it as fits into some cells.
pub(in crate::draw) fn fitting<'a>(count: &Count, room: usize, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let [all, counts, outcome] =
        [Detail::All, Detail::Counts, Detail::Outcome].map(|detail| pieces(count, detail, pen));
    [all, counts].into_iter().find(|pieces| width(pieces) <= room).unwrap_or(outcome)
}

fn pieces<'a>(count: &Count, detail: Detail, pen: &Pen<'_>) -> Vec<Piece<'a>> {
    let theme = pen.theme;
    let Count { shown, total, limit, shift: (gets, more), .. } = *count;
    let of = |count: usize| match limit {
        Some(limit) => format!("{count}/{}", limit.most),
        None => count.to_string(),
    };
    let after = total.saturating_add_signed(gets);
    let over = limit.is_some_and(|limit| limit.is_passed(after));
    let full = limit.is_some_and(|limit| limit.is_reached(after));
    let plain = if over { theme.warn.add_modifier(Modifier::BOLD) } else { theme.muted };
    let mut pieces = Vec::new();
    if after != total {
        let before = if detail == Detail::Outcome { String::new() } else { format!("{} ", of(total)) };
        pieces.push(piece(format!("{before}{} {}", pen.glyphs.arrow, of(after)), theme.lifted));
    } else if count.filtered && shown != total {
        pieces.push(piece(format!("{shown} of {}", of(total)), plain));
    } else {
        pieces.push(piece(of(total), plain));
    }
    if over {
        pieces.push(piece(" over", plain));
    } else if full {
        pieces.push(piece(" full", plain));
    }
    let sum = count.effort.map(|effort| effort + more).filter(|sum| *sum > 0.0);
    if let Some(sum) = sum.filter(|_| detail == Detail::All) {
        pieces.push(piece(format!(" {} {}", pen.glyphs.dot, text::effort(sum)), theme.muted));
    }
    pieces
}
