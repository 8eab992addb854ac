//! One key press, told the same way whatever the terminal reports.

use std::fmt;
use std::str::FromStr;

/// A key with its modifiers. Made by [`Chord::new`], so equal presses are equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key; an upper-case letter stands for Shift and the letter.
    pub key: Key,
    /// Control is held.
    pub ctrl: bool,
    /// Alt, or Option on a Mac, is held.
    pub alt: bool,
    /// Shift is held; never set where the character already says so.
    pub shift: bool,
}

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those on the keys")]
pub enum Key {
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Insert,
    Home,
    End,
    PageUp,
    PageDown,
    Up,
    Down,
    Left,
    Right,
    F(u8),
}

const NAMED: [(&str, Key); 16] = [
    ("space", Key::Char(' ')),
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
    ("insert", Key::Insert),
    ("home", Key::Home),
    ("end", Key::End),
    ("pageup", Key::PageUp),
    ("pagedown", Key::PageDown),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("plus", Key::Char('+')),
];

/// The text names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a key: write `x`, `X`, `space`, `ctrl+p`, `shift+left` or `f5`")]
pub struct NotAKey(pub String);

impl Chord {
    /// A key press. Terminals differ in how they report Shift: with a letter it makes the letter upper-case, with any other
    /// character it is already in the character.
    pub fn new(key: Key, ctrl: bool, alt: bool, shift: bool) -> Self {
        match key {
            // Control hides the case of a letter in most terminals.
            Key::Char(c) if ctrl && c.is_ascii_uppercase() => {
                Self { key: Key::Char(c.to_ascii_lowercase()), ctrl, alt, shift: true }
            }
            Key::Char(c) if ctrl && c.is_ascii_lowercase() => Self { key, ctrl, alt, shift },
            Key::Char(c) if shift && c.is_lowercase() => {
                let mut upper = c.to_uppercase();
                let one = upper.next().filter(|_| upper.next().is_none()).unwrap_or(c);
                Self { key: Key::Char(one), ctrl, alt, shift: false }
            }
            Key::Char(_) => Self { key, ctrl, alt, shift: false },
            Key::Enter
            | Key::Esc
            | Key::Tab
            | Key::Backspace
            | Key::Delete
            | Key::Insert
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::F(_) => Self { key, ctrl, alt, shift },
        }
    }

    /// A key without modifiers.
    pub fn plain(key: Key) -> Self {
        Self::new(key, false, false, false)
    }

    /// The character it types, if it types one.
    pub fn types(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            Key::Char(_)
            | Key::Enter
            | Key::Esc
            | Key::Tab
            | Key::Backspace
            | Key::Delete
            | Key::Insert
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::F(_) => None,
        }
    }

    /// Reads keys pressed one after the other: `g g`.
    pub fn sequence(text: &str) -> Result<Vec<Self>, NotAKey> {
        let chords: Vec<Self> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        if chords.is_empty() { Err(NotAKey(text.to_owned())) } else { Ok(chords) }
    }
}

impl FromStr for Chord {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let wrong = || NotAKey(text.to_owned());
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        let mut rest = text;
        while let Some((modifier, key)) = rest.split_once('+').filter(|(_, key)| !key.is_empty()) {
            match modifier.to_ascii_lowercase().as_str() {
                "ctrl" => ctrl = true,
                "alt" => alt = true,
                "shift" => shift = true,
                _ => return Err(wrong()),
            }
            rest = key;
        }
        let mut chars = rest.chars();
        let named = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(rest)).map(|(_, key)| *key);
        let key = match (chars.next(), chars.as_str()) {
            (Some(c), "") if !c.is_control() && !c.is_whitespace() => Key::Char(c),
            (Some('f' | 'F'), number) if named.is_none() => {
                Key::F(number.parse().ok().filter(|number| (1..=24).contains(number)).ok_or_else(wrong)?)
            }
            _ => named.ok_or_else(wrong)?,
        };
        Ok(Self::new(key, ctrl, alt, shift))
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl+"), (self.alt, "alt+"), (self.shift, "shift+")] {
            if held {
                f.write_str(name)?;
            }
        }
        let named = NAMED.iter().find(|(name, key)| *key == self.key && *name != "plus");
        match (named, self.key) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Key::Char(c)) => write!(f, "{c}"),
            (None, Key::F(number)) => write!(f, "f{number}"),
            (None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        text.parse::<Chord>().map_or_else(|wrong| wrong.to_string(), |chord| chord.to_string())
    }

    #[test]
    fn a_key_reads_as_it_prints() {
        for text in ["a", "A", "?", "+", "ctrl+p", "ctrl+shift+p", "shift+left", "space", "f5", "alt+x", "-"]
        {
            assert_eq!(read(text), text);
        }
        assert_eq!(read("Ctrl+P"), "ctrl+shift+p");
        assert_eq!(read("shift+a"), "A");
        assert_eq!(read("ctrl++"), "ctrl++");
    }

    #[test]
    fn a_wrong_key_is_named() {
        for text in ["", "hyper+x", "ctrl+", "f99", "leftish"] {
            assert_eq!(text.parse::<Chord>(), Err(NotAKey(text.to_owned())));
        }
    }

    #[test]
    fn shift_is_told_once() {
        let shifted = |c| Chord::new(Key::Char(c), false, false, true);
        assert_eq!(shifted('h'), Chord::plain(Key::Char('H')));
        assert_eq!(shifted('H'), Chord::plain(Key::Char('H')));
        assert_eq!(shifted('?'), Chord::plain(Key::Char('?')));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
            if let Ok(chord) = text.parse::<Chord>() {
                prop_assert_eq!(chord.to_string().parse::<Chord>(), Ok(chord));
            }
        }
    }
}
