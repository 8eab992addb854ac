//! What a key does to something that is typed.

use super::{Chord, Key, TypingAction};

/// One change of a text, or of where its cursor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// Types a character.
    Types(char),
    /// Begins a new line, where there can be several.
    Breaks,
    /// Types a tab, where there can be several lines.
    Indents,
    /// Moves or deletes.
    Does(TypingAction),
}

impl Stroke {
    /// What a key types that no action has; none for one that types nothing.
    pub fn of(chord: Chord) -> Option<Self> {
        match (chord.types(), chord.key) {
            (Some(c), _) => Some(Self::Types(c)),
            (None, Key::Enter) => Some(Self::Breaks),
            (None, Key::Tab) if !chord.shift => Some(Self::Indents),
            (None, _) => None,
        }
    }

    /// Whether it deletes something beside the cursor.
    pub fn erases(self) -> bool {
        match self {
            Self::Does(
                TypingAction::DeleteBefore
                | TypingAction::DeleteAfter
                | TypingAction::DeleteWordBefore
                | TypingAction::DeleteWordAfter
                | TypingAction::DeleteToStart
                | TypingAction::DeleteToEnd,
            ) => true,
            Self::Does(
                TypingAction::CharLeft
                | TypingAction::CharRight
                | TypingAction::WordLeft
                | TypingAction::WordRight
                | TypingAction::LineStart
                | TypingAction::LineEnd
                | TypingAction::LineUp
                | TypingAction::LineDown
                | TypingAction::TextPageUp
                | TypingAction::TextPageDown
                | TypingAction::TextStart
                | TypingAction::TextEnd,
            )
            | Self::Types(_)
            | Self::Breaks
            | Self::Indents => false,
        }
    }
}
