//! Links of the terminal: cells that lead to an address, written as OSC 8.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::num::NonZeroU16;
use std::sync::Arc;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;

use super::text;

/// Terminals refuse longer addresses, some by showing them.
const LONGEST: usize = 2_000;
/// What may lead out of the terminal.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// Which cells lead where.
#[derive(Debug, Default)]
pub(super) struct Links(HashMap<(u16, u16), Arc<str>>);

impl Links {
    /// Lets cells lead to an address; one that is not safe to write leads nowhere.
    pub(super) fn lead(&mut self, area: Rect, url: &str) {
        let Some(url) = safe(url).map(Arc::<str>::from) else { return };
        for at in cells(area) {
            self.0.insert(at, Arc::clone(&url));
        }
    }

    /// Forgets where cells lead: something else is drawn there.
    pub(super) fn cover(&mut self, area: Rect) {
        if !self.0.is_empty() {
            for at in cells(area) {
                self.0.remove(&at);
            }
        }
    }

    /// Writes them into the cells. Each begins and ends its link itself: a cell that is drawn alone must not lend it to others.
    pub(super) fn write(self, buffer: &mut Buffer) {
        for ((x, y), url) in self.0 {
            let Some(cell) = buffer.cell_mut((x, y)) else { continue };
            let wide = u16::try_from(text::width(cell.symbol())).ok().and_then(NonZeroU16::new);
            let Some(wide) = wide else { continue };
            // One name for all cells of an address, so that the terminal takes them for one link.
            let name = BuildHasherDefault::<DefaultHasher>::default().hash_one(&url);
            let linked = format!("\x1b]8;id={name:x};{url}\x1b\\{}\x1b]8;;\x1b\\", cell.symbol());
            cell.set_symbol(&linked).set_diff_option(CellDiffOption::ForcedWidth(wide));
        }
    }
}

fn cells(area: Rect) -> impl Iterator<Item = (u16, u16)> {
    (area.top()..area.bottom()).flat_map(move |y| (area.left()..area.right()).map(move |x| (x, y)))
}

/// An address as it may be written to a terminal: of a known scheme, without control characters, all of it ASCII.
fn safe(url: &str) -> Option<String> {
    let known = SCHEMES
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)));
    if !known || url.chars().any(char::is_control) {
        return None;
    }
    let graphic = |byte: u8| {
        if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    let written: String = url.bytes().map(graphic).collect();
    Some(written).filter(|url| url.len() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::Terminal;
    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Position;
    use ratatui::{TerminalOptions, Viewport};

    use super::*;

    #[test]
    fn only_addresses_that_a_terminal_can_be_given_are_safe() {
        assert_eq!(safe("HTTPS://a.b/c?d=e;f#g").as_deref(), Some("HTTPS://a.b/c?d=e;f#g"));
        assert_eq!(safe("https://a.b/日 x").as_deref(), Some("https://a.b/%E6%97%A5%20x"));
        assert_eq!(safe("mailto:a@b.org").as_deref(), Some("mailto:a@b.org"));
        for wrong in
            ["javascript:alert(1)", "file:///etc", "ssh://a", "//a.b", "", "https", "https://a\x1b\\b"]
        {
            assert_eq!(safe(wrong), None, "{wrong:?}");
        }
        assert_eq!(safe(&format!("https://a/{}", "x".repeat(LONGEST))), None);
    }

    /// What a terminal is sent for two frames, one after the other.
    fn sent(frames: [(&str, &[(Rect, &str)]); 2]) -> [String; 2] {
        let area = Rect::new(0, 0, 12, 1);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let bytes = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let writer = Tap(std::rc::Rc::clone(&bytes));
        let mut terminal =
            Terminal::with_options(CrosstermBackend::new(writer), options).expect("bytes never fail");
        frames.map(|(words, places)| {
            bytes.borrow_mut().clear();
            let draw = |frame: &mut ratatui::Frame<'_>| {
                let mut links = Links::default();
                for (place, url) in places {
                    links.lead(*place, url);
                }
                frame.buffer_mut().set_string(0, 0, words, ratatui::style::Style::new());
                links.write(frame.buffer_mut());
                frame.set_cursor_position(Position::ORIGIN);
            };
            terminal.draw(draw).expect("bytes never fail");
            String::from_utf8(bytes.borrow().clone()).expect("it is text")
        })
    }

    struct Tap(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

    impl std::io::Write for Tap {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_link_is_sent_with_its_cells_and_taken_back_when_they_lead_nowhere_any_more() {
        let here = Rect::new(2, 0, 3, 1);
        let [first, second] = sent([("a b日 c", &[(here, "https://a.b")]), ("a b日 c", &[])]);
        // `b` and the wide glyph, which takes two cells and is one.
        assert_eq!(first.matches(";https://a.b\x1b\\").count(), 2, "{first:?}");
        assert!(first.contains("\x1b\\日\x1b]8;;\x1b\\"), "{first:?}");
        let names: Vec<&str> = first.split("\x1b]8;id=").skip(1).map(|rest| &rest[..8]).collect();
        assert_eq!(names[0], names[1], "one link");
        assert!(second.contains('b') && second.contains('日') && !second.contains("]8;"), "{second:?}");
        assert!(!second.contains('c'), "the rest stays: {second:?}");
    }

    #[test]
    fn what_is_drawn_over_a_link_leads_nowhere() {
        let mut links = Links::default();
        links.lead(Rect::new(0, 0, 4, 2), "https://a.b");
        links.cover(Rect::new(1, 0, 9, 1));
        let mut left: Vec<_> = links.0.into_keys().collect();
        left.sort_unstable();
        assert_eq!(left, [(0, 0), (0, 1), (1, 1), (2, 1), (3, 1)]);
    }

    proptest! {
        #[test]
        fn no_address_can_end_its_link_or_begin_another_sequence(url in "(https://|mailto:)?[ -~日\u{1b}\u{7}\u{9c};\\\\]{0,40}") {
            if let Some(url) = safe(&url) {
                prop_assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{url:?}");
            }
        }
    }
}
