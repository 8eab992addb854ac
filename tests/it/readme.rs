//! README says what is so: its tables are held against the program, its examples are run, its links lead somewhere.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

use sprintty::cli::Code;
use sprintty::config::{Config, Paths, REFERENCE, Written};
use sprintty::domain::create::mark::{SIGNS, WORDS};
use sprintty::domain::create::{self, Known};
use sprintty::domain::query::{Query, Scope};
use sprintty::domain::repository;
use sprintty::domain::{Date, ProjectRef};
use sprintty::draw::theme::THEMES;
use sprintty::emulator::seed::release;
use sprintty::input::action::TABLE;
use sprintty::input::preset::PRESETS;
use sprintty::input::{Keymap, Own, Preset};
use sprintty::store::Key;

use crate::support::desk::{Desk, github};
use crate::support::server::{Server, small};

const README: &str = include_str!("../../README.md");

/// Variables that choose places and a token: they are not settings.
const NOT_SETTINGS: [&str; 3] = ["SPRINTTY_CONFIG", "SPRINTTY_DATA", "SPRINTTY_TOKEN"];

/// Flags of other programs that README names.
const NOT_OURS: [&str; 5] = ["--bench", "--hostname", "--open", "--path", "--release"];

/// What stands between `<!-- name -->` and `<!-- end -->`.
fn section(name: &str) -> &'static str {
    let start = format!("<!-- {name} -->\n");
    let (_, rest) = README.split_once(&start).unwrap_or_else(|| panic!("README has no section {name:?}"));
    rest.split_once("<!-- end -->").unwrap_or_else(|| panic!("the section {name:?} has no end")).0.trim()
}

/// The rows of a section's table, without its head.
fn rows(name: &str) -> Vec<Vec<&'static str>> {
    let lines = section(name).lines().filter(|line| line.starts_with('|')).skip(2);
    lines.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The text of all fenced blocks in a language.
fn blocks(language: &str) -> String {
    let fenced = README.split("```").skip(1).step_by(2);
    fenced.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).collect()
}

fn run(arguments: &[&str], data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sprintty"))
        .args(arguments)
        .env_clear()
        .env("SPRINTTY_DATA", data)
        .env("SPRINTTY_CONFIG", data.join("config.toml"))
        .env("SPRINTTY_TOKEN", "demo")
        .output()
        .expect("the program starts")
}

fn help(command: &[&str]) -> String {
    let arguments = [command, &["--help"]].concat();
    let output = run(&arguments, Path::new("/nowhere"));
    String::from_utf8(output.stdout).expect("help is text")
}

/// Each command's name and what help says of it, with broken lines joined.
fn commands(help: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (_, list) = help.split_once("Commands:\n").unwrap_or_default();
    for line in list.lines().take_while(|line| !line.is_empty()) {
        match line.strip_prefix("  ").and_then(|line| line.split_once("  ")) {
            Some((name, about)) if !name.is_empty() => {
                found.push((name.to_owned(), about.trim().to_owned()));
            }
            Some(_) | None => {
                let (_, about) = found.last_mut().expect("the first line names a command");
                write!(about, " {}", line.trim()).expect("a string takes everything");
            }
        }
    }
    found
}

#[test]
fn the_key_table_is_that_of_the_actions() {
    let mut expected = String::new();
    let mut scope = None;
    for row in TABLE {
        if scope.replace(row.scope) != Some(row.scope) {
            let name = row.scope.name();
            write!(expected, "\n**{name}**\n\n| keys | action | |\n|---|---|---|\n").expect("a string");
        }
        let keys: Vec<_> = row.keys.iter().map(|key| format!("`{key}`")).collect();
        writeln!(expected, "| {} | {} | {} |", keys.join(" "), row.name, row.help).expect("a string");
    }
    assert_eq!(section("keys"), expected.trim(), "copy this into README:\n{expected}");
}

#[test]
fn the_table_of_presets_is_that_of_their_files() {
    let keys = |name: &str| Preset::named(name).expect("it is in the list").keys();
    let presets: Vec<_> = PRESETS.iter().skip(1).map(|(name, _)| (name, keys(name))).collect();
    let mut expected = "| action |".to_owned();
    for (name, _) in &presets {
        write!(expected, " {name} |").expect("a string");
    }
    writeln!(expected, "\n|---|{}", "---|".repeat(presets.len())).expect("a string");
    for row in TABLE.iter().filter(|row| presets.iter().any(|(_, keys)| keys.contains_key(row.name))) {
        write!(expected, "| {} |", row.name).expect("a string");
        for (_, keys) in &presets {
            let keys = keys.get(row.name).into_iter().flatten().map(|key| format!(" `{key}`"));
            write!(expected, "{} |", keys.collect::<String>()).expect("a string");
        }
        expected.push('\n');
    }
    assert_eq!(section("presets"), expected.trim(), "copy this into README:\n{expected}");
}

#[test]
fn every_role_of_a_theme_is_explained() {
    let theme: toml::Table = THEMES[0].1.parse().expect("a theme is TOML");
    let told: BTreeSet<&str> = rows("roles").into_iter().flat_map(|row| quoted(row[0])).collect();
    assert_eq!(told, theme.keys().map(String::as_str).collect());
}

#[test]
fn the_command_table_is_that_of_the_program() {
    let expected: Vec<_> = commands(&help(&[]))
        .into_iter()
        .map(|(name, about)| {
            let help = help(&[&name]);
            let usage = help.lines().find_map(|line| line.strip_prefix("Usage: ")).expect("help shows usage");
            (format!("`{}`", usage.replace(" [OPTIONS]", "")), about)
        })
        .collect();
    assert!(expected.len() > 5, "help lists the commands: {expected:?}");
    let table: Vec<_> = rows("commands").iter().map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    assert_eq!(table, expected);
}

#[test]
fn the_exit_codes_are_those_of_the_program() {
    let named: BTreeSet<u8> =
        rows("codes").iter().map(|row| row[0].parse().expect("a code is a number")).collect();
    let codes = [Code::Silent, Code::Refused, Code::Usage, Code::Auth, Code::Offline, Code::Bug];
    assert_eq!(named, codes.into_iter().map(Code::number).collect());
    for row in rows("commands") {
        for code in row[2].split(' ') {
            assert!(code.parse().is_ok_and(|code| named.contains(&code)), "{row:?}");
        }
    }
}

#[test]
fn every_flag_in_readme_is_one_of_the_program() {
    let mut known: BTreeSet<String> = NOT_OURS.map(str::to_owned).into();
    let flags = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        words.filter(|word| word.starts_with("--") && word.len() > 3).map(str::to_owned).collect()
    };
    known.append(&mut flags(&help(&[])));
    for (name, _) in commands(&help(&[])) {
        known.append(&mut flags(&help(&[&name])));
    }
    // A fence is three backticks, so what it holds counts as quoted too.
    let code = quoted(README).collect::<Vec<_>>().join(" ");
    let unknown: Vec<_> = flags(&code).difference(&known).cloned().collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn each_command_prints_the_json_that_readme_says() {
    let folder = tempfile::tempdir().expect("a place for the test");
    std::fs::write(folder.path().join("config.toml"), "").expect("the folder can be written to");
    let server = Server::start(small());
    for row in rows("json") {
        let command = quoted(row[0]).next().expect("the first column is a command");
        let arguments: Vec<&str> = server
            .arguments()
            .into_iter()
            .chain(command.split(' ').skip(1).map(|word| match word {
                "REF" => "1",
                "COLUMN" => "done",
                "FIELD=VALUE" => "Effort=3",
                "TITLE" => "Tea",
                word => word,
            }))
            .collect();
        let output = run(&arguments, folder.path());
        let text = String::from_utf8_lossy(&output.stdout);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("{command}: {error}: {text}{}", String::from_utf8_lossy(&output.stderr))
        });
        assert_eq!(json.is_array(), row[1].starts_with("array"), "{command}: {text}");
        let object = json.get(0).unwrap_or(&json).as_object().expect("there is something to show");
        let names: BTreeSet<&str> = object.keys().map(String::as_str).collect();
        assert_eq!(quoted(row[1]).collect::<BTreeSet<_>>(), names, "{command}");
    }
}

#[test]
fn each_filter_can_be_used_on_the_demo() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let key = Key { host: "github.com".to_owned(), project: ProjectRef { owner: "lumen".into(), number: 1 } };
    let mut desk = Desk::open_project(&folder.path().join("store.db"), &github(release()), key);
    desk.until_synced();
    let today = Date::from_ymd_opt(2025, 8, 6).expect("a day of the calendar");
    let scope = Scope { project: &desk.view().project, items: Some(desk.view()), me: Some("alice"), today };
    let filters: Vec<&str> = rows("filters").iter().flat_map(|row| quoted(row[0])).collect();
    assert!(filters.len() > 10, "the table shows the forms: {filters:?}");
    for filter in filters {
        let query = Query::parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
        query.prepare(&scope).unwrap_or_else(|error| panic!("{filter}: {error}"));
    }
    desk.quit();
}

#[test]
fn each_token_of_a_line_is_understood_on_the_demo() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let key = Key { host: "github.com".to_owned(), project: ProjectRef { owner: "lumen".into(), number: 1 } };
    let mut desk = Desk::open_project(&folder.path().join("store.db"), &github(release()), key);
    desk.until_synced();
    let view = desk.view();
    let names = repository::of_project(&view.project, view.items());
    let repositories: Vec<_> =
        names.iter().map(|name| repository::look_up(&desk.directory, name, view.items())).collect();
    let known = Known {
        project: &view.project,
        repositories: &repositories,
        chosen: None,
        me: Some("alice"),
        effort: view.project.effort(None),
        axis: view.project.status(),
        today: Date::from_ymd_opt(2025, 8, 6).expect("a day of the calendar"),
    };
    let rows = rows("line");
    for (mark, _) in SIGNS {
        let sign = format!("`{mark}`");
        assert!(rows.iter().any(|row| row[0] == sign), "{sign} is not in the table");
    }
    for (word, _) in WORDS {
        let word = format!("`{word}:`");
        assert!(rows.iter().any(|row| row[0] == word), "{word} is not in the table");
    }
    for line in rows.iter().flat_map(|row| quoted(row[1])) {
        let card = create::parse(line, known);
        assert_eq!((card.title.as_str(), card.meanings().count()), ("Fix login", 1), "{line}: {card:?}");
    }
    desk.quit();
}

#[test]
fn every_setting_in_readme_exists() {
    let folder = tempfile::tempdir().expect("a place for the test");
    let file = folder.path().join("config.toml");
    let example = blocks("toml");
    std::fs::write(&file, &example).expect("the folder can be written to");
    let paths =
        Paths { config: file, config_must_exist: true, data: "/nowhere".into(), log: "/nowhere".into() };
    let read = Config::load(Written::default(), &|_| None, &paths).expect("README's example can be read");
    assert_ne!(read, Config::default(), "README shows settings:\n{example}");
    let commands: Vec<Own<'_>> =
        read.commands.iter().map(|command| Own { name: &command.name, keys: &command.keys }).collect();
    Keymap::new(read.keymap, &read.keys, &commands)
        .unwrap_or_else(|wrong| panic!("README's keys can't be used: {wrong}"));

    let settings: toml::Table = REFERENCE.parse().expect("the reference is TOML");
    let words = README.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    for word in words.filter(|word| word.starts_with("SPRINTTY_") && !NOT_SETTINGS.contains(word)) {
        let name = word.trim_start_matches("SPRINTTY_").to_lowercase();
        assert!(name.is_empty() || settings.contains_key(&name), "there is no setting {name:?}");
    }
    let is_name =
        |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || "_-".contains(c)) && word.len() > 1;
    let is_flag = |word: &&str| word.starts_with("--");
    let named: Vec<_> = quoted(section("settings")).filter(is_name).filter(|word| !is_flag(word)).collect();
    assert!(named.len() > 10, "README names settings and themes: {named:?}");
    for name in named {
        let is_theme = THEMES.iter().any(|(theme, _)| *theme == name);
        assert!(is_theme || settings.contains_key(name), "there is no setting or theme {name:?}");
    }
}

#[test]
fn the_two_commands_are_there_word_for_word() {
    let shell = blocks("sh");
    for command in ["cargo run --release -- demo", "cargo test"] {
        let is_it = |line: &str| line.split('#').next().is_some_and(|code| code.trim() == command);
        assert!(shell.lines().any(is_it), "README does not show: {command}");
    }
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let link = |piece: &'static str, end: char| piece.split_once(end).map(|(target, _)| target);
    let links = README.split("](").skip(1).filter_map(|piece| link(piece, ')'));
    let pictures = README.split("src=\"").skip(1).filter_map(|piece| link(piece, '"'));
    let local = |target: &&str| !target.contains("://") && !target.starts_with('#');
    let targets: Vec<_> = links.chain(pictures).filter(local).collect();
    assert!(targets.len() > 3, "README has pictures and links: {targets:?}");
    for target in targets {
        let file = target.split('#').next().unwrap_or_default();
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists(), "{target} does not exist");
    }
}
