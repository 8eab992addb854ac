//! What the settings name exists: themes, keys, commands.

use crate::config::{Config, Paths, Written};

#[test]
fn the_reference_names_every_theme_and_its_example_keys_are_keys() {
    use crate::config::REFERENCE;
    for (name, _) in crate::draw::theme::THEMES {
        assert!(REFERENCE.contains(name), "{name}");
    }
    let config = Config::default();
    assert!(crate::draw::theme::THEMES.iter().any(|(name, _)| *name == config.theme));
    // What follows a `# ` and looks like TOML is an example, and must be one.
    let example: Vec<&str> = REFERENCE
        .lines()
        .map(|line| {
            let example = line.strip_prefix("# ").filter(|code| code.contains(" = ") && !code.contains('`'));
            example.or(line.strip_prefix("# ").filter(|code| code.starts_with("[["))).unwrap_or(line)
        })
        .collect();
    let folder = tempfile::tempdir().expect("a place for the test");
    let file = folder.path().join("config.toml");
    std::fs::write(&file, example.join("\n")).expect("the folder can be written to");
    let paths =
        Paths { config: file, config_must_exist: true, data: "/nowhere".into(), log: "/nowhere".into() };
    let config = Config::load(Written::default(), &|_| None, &paths).expect("the examples are settings");
    assert_eq!((config.commands.len(), config.keys.len()), (1, 1));
    super::board::keymap(&config).expect("the examples' keys are keys");
}

#[test]
fn a_theme_of_ones_own_is_a_file_beside_the_settings() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let themes = folder.path().join("themes");
    std::fs::create_dir(&themes).expect("the folder can be written to");
    let dark = crate::draw::theme::THEMES[1].1;
    let write = |name: &str, text: &str| std::fs::write(themes.join(name), text).expect("it can be written");
    write("mine.toml", &dark.replace("#6cb6ff bold", "#112233"));
    write("odd.toml", &dark.replace("muted", "mutde"));
    let config = folder.path().join("config.toml");
    let paths = Paths { config, config_must_exist: false, data: "/nowhere".into(), log: "/nowhere".into() };
    let look = |theme: &str, color: bool| {
        let config = Config { theme: theme.to_owned(), color, ..Config::default() };
        super::board::look(&config, &paths)
            .map(|look| look.theme)
            .map_err(|error| (error.message, error.hint))
    };
    let mono = look("mono", true).expect("it is shipped");
    assert_ne!(look("mine", true).expect("it can be read"), mono);
    assert_eq!(look("mine", false), look("mono", false), "without colours it is the one made for that");
    let (message, hint) = look("odd", true).expect_err("a role is misspelt");
    assert!(message.contains("odd.toml:") && message.ends_with("`mutde` is no role of a theme"), "{message}");
    assert_eq!(hint.as_deref(), Some("did you mean `muted`?"));
    assert_eq!(look("drak", true).expect_err("no such theme").1.as_deref(), Some("did you mean `dark`?"));
    let (message, hint) = look("../themes/mine", true).expect_err("no name");
    assert!(message.starts_with("there is no theme") && hint.is_some_and(|hint| hint.contains("NAME.toml")));
}
