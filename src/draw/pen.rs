//! Puts text on cells. What does not fit is cut; nothing is drawn outside.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::link::Links;
use super::memory::Look;
use super::text;
use super::{Glyphs, Theme};

/// A buffer, and how to draw on it.
pub(super) struct Pen<'a> {
    buffer: &'a mut Buffer,
    pub(super) theme: &'a Theme,
    pub(super) glyphs: &'a Glyphs,
    links: Links,
}

/// Text in one style.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) style: Style,
}

/// Text in a style.
pub(super) fn piece<'a>(text: impl Into<Cow<'a, str>>, style: Style) -> Piece<'a> {
    Piece { text: text.into(), style }
}

/// How many cells pieces take.
pub(super) fn width(pieces: &[Piece<'_>]) -> usize {
    pieces.iter().map(|piece| text::width(&piece.text)).sum()
}

impl<'a> Pen<'a> {
    pub(super) fn new(buffer: &'a mut Buffer, look: &'a Look) -> Self {
        Self { buffer, theme: &look.theme, glyphs: &look.glyphs, links: Links::default() }
    }

    /// Writes text into a room of some cells; cuts it with a mark if it is longer. Returns the cell after it.
    pub(super) fn put(&mut self, (x, y): (u16, u16), room: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
            return x;
        }
        let room = room.min(area.right() - x);
        let text = text::cut(text, room.into(), self.glyphs.cut);
        // Text lies on what is behind it: the background of the board belongs to the board alone.
        let style = if style.bg == self.theme.text.bg { Style { bg: None, ..style } } else { style };
        let end = self.buffer.set_stringn(x, y, text, room.into(), style).0;
        self.links.cover(Rect { x, y, width: end.saturating_sub(x), height: 1 });
        end
    }

    /// Writes pieces one after the other.
    pub(super) fn line(&mut self, x: u16, y: u16, room: u16, pieces: &[Piece<'_>]) -> u16 {
        let end = x.saturating_add(room);
        let mut at = x;
        for piece in pieces {
            let room = end.saturating_sub(at);
            at = self.put((at, y), room, &piece.text, piece.style);
            if text::width(&piece.text) > room.into() {
                break;
            }
        }
        at
    }

    /// Writes pieces so that they end at a cell. Returns the cell where they begin.
    pub(super) fn line_to(&mut self, end: u16, y: u16, room: u16, pieces: &[Piece<'_>]) -> u16 {
        let wide = u16::try_from(width(pieces)).unwrap_or(u16::MAX).min(room);
        let x = end.saturating_sub(wide);
        self.line(x, y, wide, pieces);
        x
    }

    /// Lets what was written into some cells lead to an address.
    pub(super) fn lead(&mut self, area: Rect, url: &str) {
        self.links.lead(area.intersection(self.buffer.area), url);
    }

    /// Where cells lead, once all is drawn.
    pub(super) fn links(self) -> Links {
        self.links
    }

    /// A thin line.
    pub(super) fn rule(&mut self, x: u16, y: u16, room: u16) {
        let text = self.glyphs.rule.repeat(room.into());
        self.put((x, y), room, &text, self.theme.faint);
    }

    /// A thin line around an area.
    pub(super) fn frame(&mut self, area: Rect) {
        let [above_left, above_right, below_left, below_right] = self.glyphs.corners;
        let style = self.theme.muted;
        let middle = self.glyphs.rule.repeat(area.width.saturating_sub(2).into());
        for (y, left, right) in
            [(area.y, above_left, above_right), (area.bottom().saturating_sub(1), below_left, below_right)]
        {
            self.put((area.x, y), area.width, &format!("{left}{middle}{right}"), style);
        }
        for y in area.y + 1..area.bottom().saturating_sub(1) {
            self.put((area.x, y), 1, self.glyphs.divide, style);
            self.put((area.right() - 1, y), 1, self.glyphs.divide, style);
        }
    }

    /// Empties an area and gives it a style.
    pub(super) fn clear(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        self.links.cover(area);
        for y in area.top()..area.bottom() {
            // A wide glyph that reaches in from the left, or out on the right, would be cut in half.
            if area.left() > self.buffer.area.left() {
                let left = &mut self.buffer[(area.left() - 1, y)];
                if text::width(left.symbol()) > 1 {
                    left.set_symbol(" ");
                }
            }
            if area.left() < area.right() && area.right() < self.buffer.area.right() {
                let last = &self.buffer[(area.right() - 1, y)];
                if text::width(last.symbol()) > 1 {
                    let style = last.style();
                    self.buffer[(area.right(), y)].set_symbol(" ").set_style(style);
                }
            }
            for x in area.left()..area.right() {
                self.buffer[(x, y)].reset();
            }
        }
        self.buffer.set_style(area, style);
    }

    /// Lets what is already drawn step back.
    pub(super) fn dim(&mut self, area: Rect) {
        let style = self.theme.faint;
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                let cell = &mut self.buffer[(x, y)];
                cell.modifier = Modifier::empty();
                cell.set_style(style);
            }
        }
    }

    /// Marks a chosen line. Where the mark turns colours around, those of the line go: a coloured sign would be a block.
    pub(super) fn choose(&mut self, area: Rect) {
        let style = self.theme.select;
        if style.add_modifier.contains(Modifier::REVERSED) {
            let area = area.intersection(self.buffer.area);
            for y in area.top()..area.bottom() {
                for x in area.left()..area.right() {
                    let cell = &mut self.buffer[(x, y)];
                    (cell.fg, cell.bg) = (Color::Reset, Color::Reset);
                    cell.modifier.remove(Modifier::DIM);
                    cell.set_style(self.theme.text);
                }
            }
        }
        self.tint(area, style);
    }

    /// Gives an area a style over what is drawn there.
    pub(super) fn tint(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area.intersection(self.buffer.area), style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Depth, glyph};

    #[test]
    fn a_wide_glyph_that_is_covered_in_half_goes_as_a_whole() {
        let look = Look {
            theme: Theme::named("mono", Depth::Full).expect("it is shipped"),
            glyphs: glyph::UNICODE,
            links: false,
        };
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let mut pen = Pen::new(&mut buffer, &look);
        let style = Style::new().bg(Color::Blue);
        pen.put((0, 0), 8, "日本語語", style);
        pen.clear(Rect::new(3, 0, 2, 1), Style::new());
        let symbols: Vec<&str> = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(symbols, ["日", " ", " ", " ", " ", " ", "語", " "]);
        let backgrounds = [2, 3, 4, 5].map(|x| buffer[(x, 0)].bg);
        assert_eq!(backgrounds, [Color::Blue, Color::Reset, Color::Reset, Color::Blue]);
    }

    #[test]
    fn text_lies_on_what_is_behind_it() {
        let theme = Theme::named("light", Depth::Full).expect("it is shipped");
        let (text, shade) = (theme.text, theme.shade);
        let look = Look { theme, glyphs: glyph::UNICODE, links: false };
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let mut pen = Pen::new(&mut buffer, &look);
        pen.clear(Rect::new(0, 0, 8, 1), shade);
        pen.put((1, 0), 4, "text", text);
        let behind: Vec<Color> = buffer.content.iter().map(|cell| cell.bg).collect();
        assert_eq!(behind, [shade.bg.expect("it has one"); 8]);
        assert_eq!(buffer[(1, 0)].fg, text.fg.expect("it has one"));
    }
}
