//! The real program as its settings file wants it to look.

use crate::support::pty::{Terminal, command};

#[test]
fn a_theme_of_ones_own_colours_the_board() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let mut program = command(folder.path(), &["demo"]);
    program.env("COLORTERM", "truecolor");
    let settings = folder.path().join("config.toml");
    let written = std::fs::read_to_string(&settings).expect("it was just written");
    std::fs::write(&settings, format!("theme = \"mine\"\n{written}")).expect("a settings file");
    std::fs::create_dir(folder.path().join("themes")).expect("a folder");
    let dark = include_str!("../../assets/themes/dark.toml");
    let mine = dark.replace("accent = \"#6cb6ff bold\"", "accent = \"#112233 bold\"");
    assert_ne!(mine, dark, "the role is written so");
    std::fs::write(folder.path().join("themes/mine.toml"), mine).expect("a theme");
    let mut terminal = Terminal::start(program, 120, 30);
    terminal.until_taken("In Progress");
    terminal.until_sent("38;2;17;34;51");
    terminal.keys("q");
    assert_eq!(terminal.ended(), (0, true));
}
