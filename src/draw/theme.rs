//! What colours mean: roles, read from a theme file, fitted to what the terminal can show.

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::config::{place, plain, unknown};
use crate::domain::{Colour, name};

/// A style for each role. Views name roles, never colours.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the roles are described in the theme files")]
pub struct Theme {
    pub text: Style,
    pub muted: Style,
    pub faint: Style,
    pub accent: Style,
    pub good: Style,
    pub warn: Style,
    pub bad: Style,
    pub info: Style,
    pub lifted: Style,
    pub shade: Style,
    pub critical: Style,
    pub select: Style,
    swatches: Swatches,
}

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None, or the user wants none (`NO_COLOR`).
    None,
    /// The terminal's own sixteen.
    Sixteen,
    /// All.
    Full,
}

/// How the colours of labels and options are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Swatches {
    /// Not at all.
    None,
    /// As the nearest of the terminal's own colours.
    Terminal,
    /// As they are, but bright enough for a dark background.
    Dark,
    /// As they are, but dark enough for a light background.
    Light,
}

/// The themes that come with the program, by name.
pub const THEMES: [(&str, &str); 8] = [
    ("terminal", include_str!("../../assets/themes/terminal.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
    ("deutan", include_str!("../../assets/themes/deutan.toml")),
    ("protan", include_str!("../../assets/themes/protan.toml")),
    ("tritan", include_str!("../../assets/themes/tritan.toml")),
];

/// A theme as it is written. Every role is needed, so that no theme is half one of another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    swatches: Swatches,
    text: Text,
    muted: Text,
    faint: Text,
    accent: Text,
    good: Text,
    warn: Text,
    bad: Text,
    info: Text,
    lifted: Text,
    shade: Text,
    critical: Text,
    select: Text,
}

/// A style as it is written, and where.
type Text = toml::Spanned<String>;

/// A theme can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct Wrong {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
    /// What was probably meant.
    pub hint: Option<String>,
}

/// The words of a style that are no colour.
const MODIFIERS: [(&str, Modifier); 4] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

impl Theme {
    /// The theme of this name that comes with the program.
    pub fn named(name: &str, depth: Depth) -> Option<Self> {
        let name = if depth == Depth::None { "mono" } else { name };
        let text = THEMES.iter().find(|(known, _)| *known == name)?.1;
        Some(Self::read(text, depth).expect("a test reads every theme"))
    }

    /// Reads a theme file.
    pub fn read(text: &str, depth: Depth) -> Result<Self, Wrong> {
        let written: Written = toml::from_str(text).map_err(|wrong| malformed(text, &wrong))?;
        let style = |written: &Text| {
            style(written.get_ref(), depth).map_err(|word| {
                let (line, column) = place(text, &written.span());
                let words = SIXTEEN.iter().map(|(name, _)| *name).chain(MODIFIERS.map(|(name, _)| name));
                let near = name::nearest(&word, words).map(|near| format!("did you mean `{near}`?"));
                let message = format!("`{word}` is neither a colour nor bold, dim, underlined, reversed");
                let usual = || "a colour is one of the sixteen, such as bright-blue, or #rrggbb".to_owned();
                Wrong { line, column, message, hint: Some(near.unwrap_or_else(usual)) }
            })
        };
        let swatches = match (depth, written.swatches) {
            (Depth::None, _) | (_, Swatches::None) => Swatches::None,
            (Depth::Sixteen, _) => Swatches::Terminal,
            (Depth::Full, swatches) => swatches,
        };
        Ok(Self {
            text: style(&written.text)?,
            muted: style(&written.muted)?,
            faint: style(&written.faint)?,
            accent: style(&written.accent)?,
            good: style(&written.good)?,
            warn: style(&written.warn)?,
            bad: style(&written.bad)?,
            info: style(&written.info)?,
            lifted: style(&written.lifted)?,
            shade: style(&written.shade)?,
            critical: style(&written.critical)?,
            select: style(&written.select)?,
            swatches,
        })
    }

    /// The style of a swatch for `0xRRGGBB`; none where colours are not shown.
    pub fn swatch(&self, rgb: u32) -> Option<Style> {
        let colour = match self.swatches {
            Swatches::None => return None,
            Swatches::Terminal => nearest(rgb),
            Swatches::Dark => toned(rgb, 0.58, 1.0),
            Swatches::Light => toned(rgb, 0.0, 0.42),
        };
        Some(Style::new().fg(colour))
    }

    /// The same for the colour of an option.
    pub fn option(&self, colour: Colour) -> Option<Style> {
        self.swatch(rgb(colour))
    }
}

/// GitHub's colour for options.
fn rgb(colour: Colour) -> u32 {
    match colour {
        Colour::Gray => 0x80_8080,
        Colour::Blue => 0x2f_6fed,
        Colour::Green => 0x2d_a44e,
        Colour::Yellow => 0xd4_a72c,
        Colour::Orange => 0xe0_6a1b,
        Colour::Red => 0xcf_222e,
        Colour::Pink => 0xd0_4a9c,
        Colour::Purple => 0x82_50df,
    }
}

const SIXTEEN: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

/// What is wrong with a theme file as a whole.
fn malformed(text: &str, error: &toml::de::Error) -> Wrong {
    let (line, column) = place(text, &error.span().unwrap_or_default());
    let (message, hint) = match unknown(error.message()) {
        Some((unknown, known)) => {
            let hint = match name::nearest(unknown, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}", known.join(", ")),
            };
            (format!("`{unknown}` is no role of a theme"), Some(hint))
        }
        None => (plain(error.message()), None),
    };
    Wrong { line, column, message, hint }
}

/// Reads `cyan bold`, `#8899aa on #202830`, `default reversed`; the word that means nothing, if there is one.
fn style(text: &str, depth: Depth) -> Result<Style, String> {
    let mut style = Style::new();
    let mut behind = false;
    for word in text.split_whitespace() {
        if let Some((_, modifier)) = MODIFIERS.iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(*modifier);
            continue;
        }
        match word {
            "on" => behind = true,
            "default" => {}
            word => {
                let colour = match (depth, colour(word).ok_or_else(|| word.to_owned())?) {
                    (Depth::None, _) => continue,
                    (Depth::Sixteen, Color::Rgb(r, g, b)) => named(u32::from_be_bytes([0, r, g, b])),
                    (_, colour) => colour,
                };
                style = if behind { style.bg(colour) } else { style.fg(colour) };
            }
        }
    }
    Ok(style)
}

fn colour(word: &str) -> Option<Color> {
    if let Some(hex) = word.strip_prefix('#').filter(|hex| hex.len() == 6) {
        let [_, r, g, b] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
        return Some(Color::Rgb(r, g, b));
    }
    SIXTEEN.iter().find(|(name, _)| *name == word).map(|(_, colour)| *colour)
}

/// Hue in turns, saturation and lightness, each from 0 to 1.
fn hsl(rgb: u32) -> (f64, f64, f64) {
    let [_, r, g, b] = rgb.to_be_bytes().map(|byte| f64::from(byte) / 255.0);
    let (max, min) = (r.max(g).max(b), r.min(g).min(b));
    let (light, spread) = (f64::midpoint(max, min), max - min);
    if spread < 0.001 {
        return (0.0, 0.0, light);
    }
    let saturation = spread / (1.0 - (2.0 * light - 1.0).abs()).max(0.001);
    let hue = if r >= max {
        (g - b) / spread
    } else if g >= max {
        2.0 + (b - r) / spread
    } else {
        4.0 + (r - g) / spread
    };
    ((hue / 6.0).rem_euclid(1.0), saturation.min(1.0), light)
}

/// The terminal colour that is nearest, greys by their lightness.
fn named(rgb: u32) -> Color {
    let (_, saturation, light) = hsl(rgb);
    let hue = nearest(rgb);
    if light < 0.2 {
        Color::Black
    } else if light > 0.92 {
        Color::White
    } else if saturation < 0.2 {
        if light < 0.5 { Color::DarkGray } else { Color::Gray }
    } else if hue == Color::LightBlue && light < 0.4 {
        Color::Blue
    } else {
        hue
    }
}

/// The terminal colour with the nearest hue.
fn nearest(rgb: u32) -> Color {
    let (hue, saturation, light) = hsl(rgb);
    if saturation < 0.15 || !(0.06..=0.97).contains(&light) {
        return Color::DarkGray;
    }
    let sixths = hue * 6.0;
    match sixths {
        s if s < 0.45 => Color::Red,
        s if s < 1.25 => Color::Yellow,
        s if s < 2.6 => Color::Green,
        s if s < 3.35 => Color::Cyan,
        // Plain blue is hard to read on black in most terminals.
        s if s < 4.3 => Color::LightBlue,
        s if s < 5.6 => Color::Magenta,
        _ => Color::Red,
    }
}

/// The same hue, no darker and no lighter than is readable.
fn toned(rgb: u32, darkest: f64, lightest: f64) -> Color {
    let (hue, saturation, light) = hsl(rgb);
    let light = light.clamp(darkest, lightest);
    let chroma = (1.0 - (2.0 * light - 1.0).abs()) * saturation;
    let channel = |shift: f64| {
        let place = (hue * 6.0 + shift).rem_euclid(6.0);
        let part = (2.0 - (place - 3.0).abs().clamp(1.0, 2.0)).mul_add(-chroma, chroma);
        let value = (light - chroma / 2.0 + part) * 255.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let byte = value.round().clamp(0.0, 255.0) as u8;
        byte
    };
    Color::Rgb(channel(0.0), channel(4.0), channel(2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_names_every_role() {
        for (name, text) in THEMES {
            for depth in [Depth::None, Depth::Sixteen, Depth::Full] {
                assert_eq!(Theme::read(text, depth).err(), None, "{name}");
            }
        }
    }

    #[test]
    fn text_differs_from_its_background_also_in_sixteen_colours() {
        for (name, text) in THEMES {
            for depth in [Depth::Sixteen, Depth::Full] {
                let theme = Theme::read(text, depth).expect("a test reads every theme");
                let roles = [theme.muted, theme.accent, theme.good, theme.warn, theme.bad, theme.info];
                for style in roles.into_iter().chain([theme.text, theme.shade, theme.select]) {
                    let behind = style.bg.or(theme.text.bg);
                    assert!(style.fg.is_none() || style.fg != behind, "{name}: {style:?}");
                }
            }
        }
    }

    #[test]
    fn without_colours_no_style_has_one() {
        let theme = Theme::named("dark", Depth::None).expect("it is shipped");
        for style in [theme.text, theme.muted, theme.accent, theme.bad, theme.select] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert_eq!(theme.swatch(0xff_0000), None);
    }

    #[test]
    fn a_label_colour_keeps_its_hue_and_becomes_readable() {
        let dark = Theme::named("dark", Depth::Full).expect("it is shipped");
        assert_eq!(dark.swatch(0x00_0080), Some(Style::new().fg(Color::Rgb(41, 41, 255))));
        assert_eq!(dark.swatch(0xff_ffff), Some(Style::new().fg(Color::Rgb(255, 255, 255))));
        let plain = Theme::named("terminal", Depth::Full).expect("it is shipped");
        assert_eq!(plain.swatch(0xd7_3a4a), Some(Style::new().fg(Color::Red)));
        assert_eq!(plain.swatch(0xa2_eeef), Some(Style::new().fg(Color::Cyan)));
    }

    #[test]
    fn a_wrong_theme_says_where_and_what_was_probably_meant() {
        let terminal = THEMES[0].1;
        let wrong = |text: &str| {
            let Wrong { line, column, message, hint } =
                Theme::read(text, Depth::Full).expect_err("a mistake");
            (
                text.lines().nth(line - 1).unwrap_or_default().to_owned(),
                column,
                message,
                hint.unwrap_or_default(),
            )
        };
        let (line, column, message, hint) = wrong(&terminal.replace("cyan", "cyna"));
        assert!(line.starts_with("accent = \"cyna") || line.contains("cyna"), "{line}");
        assert_eq!((column, hint.as_str()), (line.find('"').expect("a text") + 1, "did you mean `cyan`?"));
        assert!(message.starts_with("`cyna` is neither a colour nor bold"), "{message}");
        let (line, column, message, hint) = wrong(&terminal.replace("muted", "mutde"));
        assert!(line.starts_with("mutde"), "{line}");
        assert_eq!((column, message.as_str()), (1, "`mutde` is no role of a theme"));
        assert_eq!(hint, "did you mean `muted`?");
        let without: Vec<&str> = terminal.lines().filter(|line| !line.starts_with("bad")).collect();
        assert_eq!(wrong(&without.join("\n")).2, "`bad` is missing");
    }
}
