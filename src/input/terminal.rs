//! Key presses as the terminal library reports them.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEvent, MouseEventKind};

use super::{Chord, Key};

/// The press behind an event; none for releases and for keys that type nothing.
pub fn chord(event: &KeyEvent) -> Option<Chord> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| event.modifiers.contains(modifier);
    let mut shift = held(KeyModifiers::SHIFT);
    let key = match event.code {
        // Control and one of `\ ] ^ _` reach a program as the bytes 0x1C to 0x1F, which are read as digits.
        KeyCode::Char(c @ '4'..='7') if held(KeyModifiers::CONTROL) => Key::Char(match c {
            '4' => '\\',
            '5' => ']',
            '6' => '^',
            _ => '_',
        }),
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => {
            shift = true;
            Key::Tab
        }
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::F(number) => Key::F(number),
        KeyCode::Null
        | KeyCode::CapsLock
        | KeyCode::ScrollLock
        | KeyCode::NumLock
        | KeyCode::PrintScreen
        | KeyCode::Pause
        | KeyCode::Menu
        | KeyCode::KeypadBegin
        | KeyCode::Media(_)
        | KeyCode::Modifier(_) => return None,
    };
    Some(Chord::new(key, held(KeyModifiers::CONTROL), held(KeyModifiers::ALT), shift))
}

/// Whether the mouse selects text, which is the terminal's own doing: Shift is held. Most terminals keep that to themselves, some
/// pass it on. `begun` is whether the button went down without Shift: that goes on to its end.
pub fn selects_text(event: &MouseEvent, begun: bool) -> bool {
    let wheel = match event.kind {
        MouseEventKind::ScrollUp
        | MouseEventKind::ScrollDown
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => true,
        MouseEventKind::Down(_) | MouseEventKind::Up(_) | MouseEventKind::Drag(_) | MouseEventKind::Moved => {
            false
        }
    };
    let begins = matches!(event.kind, MouseEventKind::Down(_));
    event.modifiers.contains(KeyModifiers::SHIFT) && !wheel && (begins || !begun)
}

#[cfg(test)]
mod tests {
    use crossterm::event::MouseButton::Left;

    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> String {
        chord(&KeyEvent::new(code, modifiers)).map_or_else(String::new, |chord| chord.to_string())
    }

    #[test]
    fn terminals_agree_once_their_reports_are_read() {
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        assert_eq!(press(KeyCode::Char('L'), none), press(KeyCode::Char('l'), shift));
        assert_eq!(press(KeyCode::BackTab, none), press(KeyCode::Tab, shift));
        assert_eq!(press(KeyCode::Char('?'), shift), "?");
        assert_eq!(press(KeyCode::Char('p'), KeyModifiers::CONTROL), "ctrl+p");
        assert_eq!(press(KeyCode::Left, shift), "shift+left");
        assert_eq!(press(KeyCode::Char('4'), KeyModifiers::CONTROL), "ctrl+\\");
    }

    #[test]
    fn with_shift_the_mouse_selects_text_unless_it_is_carrying_a_card() {
        let event = |kind, modifiers| MouseEvent { kind, column: 3, row: 4, modifiers };
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        let all = [MouseEventKind::Down(Left), MouseEventKind::Drag(Left), MouseEventKind::Up(Left)];
        assert_eq!(all.map(|kind| selects_text(&event(kind, shift), false)), [true; 3]);
        assert_eq!(all.map(|kind| selects_text(&event(kind, shift), true)), [true, false, false]);
        assert_eq!(all.map(|kind| selects_text(&event(kind, none), false)), [false; 3]);
        assert!(!selects_text(&event(MouseEventKind::ScrollDown, shift), false), "a wheel selects nothing");
    }

    #[test]
    fn a_release_is_no_press() {
        let release = KeyEvent::new_with_kind(KeyCode::Char('q'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(chord(&release), None);
    }
}
