//! Reads the files of the crate, and Rust well enough to see which paths it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A file of Rust.
pub(crate) struct Source {
    /// From the root of the crate, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The text with comments, strings and characters blanked.
    pub(crate) code: String,
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files under a folder of the crate, or the file of that name, sorted; none where there is neither.
pub(crate) fn files(path: &str) -> Vec<String> {
    let full = root().join(path);
    if full.is_file() {
        return vec![path.to_owned()];
    }
    let Ok(entries) = fs::read_dir(full) else { return Vec::new() };
    let mut found: Vec<String> = entries
        .map(|entry| entry.expect("a folder that can be read").file_name())
        .flat_map(|name| files(&format!("{path}/{}", name.to_string_lossy())))
        .collect();
    found.sort();
    found
}

/// Every Rust file of the crate, read once.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let all = ["src", "tests", "benches"].into_iter().flat_map(files);
    all.filter(|path| is_a(path, &["rs"]))
        .map(|path| {
            let text = read(&path);
            Source { code: code(&text), path, text }
        })
        .collect()
});

/// The Rust files whose path starts like this.
pub(crate) fn sources(start: &str) -> impl Iterator<Item = &'static Source> {
    SOURCES.iter().filter(move |file| file.path.starts_with(start))
}

/// Every file that people write as text.
pub(crate) fn texts() -> Vec<String> {
    let written = ["rs", "toml", "graphql", "md", "yml", "txt"];
    let top = fs::read_dir(root())
        .expect("the crate")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let folders = ["src", "tests", "benches", "assets", ".github", ".ci"].into_iter().flat_map(files);
    top.chain(folders)
        .filter(|path| root().join(path).is_file())
        .filter(|path| path == ".ci/run" || is_a(path, &written))
        .collect()
}

fn is_a(path: &str, endings: &[&str]) -> bool {
    Path::new(path).extension().is_some_and(|found| endings.iter().any(|ending| found == *ending))
}

/// The files that hold the tests of a file: `name_tests.rs`, and what `#[cfg(test)] mod name;` declares.
pub(crate) fn test_modules(file: &Source) -> Vec<String> {
    let folder = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
    let declared = file.code.split("#[cfg(test)]\n").skip(1).filter_map(|after| {
        let name = after.lines().next()?.strip_suffix(';')?.split("mod ").nth(1)?;
        Some([format!("{folder}/{name}.rs"), format!("{folder}/{name}/")])
    });
    declared.flatten().chain([format!("{folder}_tests.rs")]).collect()
}

/// How many modules a file is below the root of the crate. `client_tests.rs` is the module `tests` of `client.rs`.
pub(crate) fn depth(path: &str) -> usize {
    path.trim_end_matches("/mod.rs").split('/').count() - 1 + usize::from(path.ends_with("_tests.rs"))
}

/// The `super::` chains that leave the layer: their line and length.
pub(crate) fn climbs(code: &str, depth: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut inside = 0;
    for (at, line) in code.lines().enumerate() {
        if line.contains("mod ") && line.ends_with('{') {
            inside = 1;
        }
        let steps = line.matches("super::").count();
        let chain = (1..=steps).rev().find(|steps| line.contains(&"super::".repeat(*steps)));
        if let Some(steps) = chain.filter(|steps| *steps >= depth + inside) {
            found.push((at + 1, steps));
        }
    }
    found
}

/// The lines that name something: a word, or a path that may be written as a branch of a `use`.
pub(crate) fn mentions(code: &str, name: &str) -> Vec<usize> {
    let mut lines: BTreeSet<usize> = starts(code, name).map(|at| line_of(code, at)).collect();
    if let Some((head, tail)) = name.split_once("::") {
        lines.extend(
            paths(code, head).into_iter().filter(|(_, path)| first(path) == tail).map(|(line, _)| line),
        );
    }
    lines.into_iter().collect()
}

/// What follows `root::` everywhere, up to two names deep, with the line. Braces are followed into each branch.
pub(crate) fn paths(code: &str, root: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in starts(code, root) {
        let Some(rest) = code[at + root.len()..].strip_prefix("::") else { continue };
        for branch in branches(rest) {
            let name = first(branch);
            match branch[name.len()..].strip_prefix("::") {
                None => found.push((line_of(code, at), name.to_owned())),
                Some(below) => {
                    let deep = branches(below).into_iter().map(|branch| format!("{name}::{}", first(branch)));
                    found.extend(deep.map(|path| (line_of(code, at), path)));
                }
            }
        }
    }
    found.into_iter().map(|(line, path)| (line, path.trim_end_matches("::").to_owned())).collect()
}

/// The branches of a use tree that starts here; itself where it has none.
fn branches(text: &str) -> Vec<&str> {
    let Some(inner) = text.strip_prefix('{') else { return vec![text] };
    let (mut open, mut from, mut found) = (1, 0, Vec::new());
    for (at, letter) in inner.char_indices() {
        match letter {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 || (open == 1 && letter == ',') {
            found.push(inner[from..at].trim());
            from = at + 1;
        }
        if open == 0 {
            break;
        }
    }
    found.retain(|branch| !branch.is_empty());
    found
}

/// Where a word or path stands by itself.
fn starts<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        !code[..*at].ends_with(part_of_name) && !code[at + word.len()..].starts_with(part_of_name)
    })
}

/// The name a text starts with, perhaps empty.
pub(crate) fn first(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// A source with blanks for comments, strings and characters; lines stay where they are.
fn code(source: &str) -> String {
    let mut rest = source;
    let mut code = String::with_capacity(source.len());
    while let Some(letter) = rest.chars().next() {
        let hidden = hidden(rest);
        if hidden == 0 {
            code.push(letter);
            rest = &rest[letter.len_utf8()..];
        } else {
            code.extend(rest[..hidden].chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
            rest = &rest[hidden..];
        }
    }
    code
}

/// The bytes of the comment, string or character that starts here; 0 where none does.
fn hidden(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    if let Some(after) = rest.strip_prefix('"') {
        return 1 + quoted(after, '"');
    }
    if let Some(after) = rest.strip_prefix("'\\") {
        return 3 + quoted(&after[1..], '\'');
    }
    if rest.starts_with('\'') && rest.chars().nth(2) == Some('\'') {
        return rest.chars().take(3).map(char::len_utf8).sum();
    }
    rest.strip_prefix('r').and_then(raw_string).map_or(0, |bytes| 1 + bytes)
}

/// The bytes of a raw string after its `r`.
fn raw_string(after: &str) -> Option<usize> {
    let opened = after.trim_start_matches('#');
    let marks = &after[..after.len() - opened.len()];
    let text = opened.strip_prefix('"')?;
    let end = format!("\"{marks}");
    Some(text.find(&end).map_or(after.len(), |at| marks.len() + 1 + at + end.len()))
}

fn block_comment(rest: &str) -> usize {
    let mut open = 0_usize;
    for (at, pair) in rest.as_bytes().windows(2).enumerate() {
        match pair {
            b"/*" => open += 1,
            b"*/" => open -= 1,
            _ => {}
        }
        if open == 0 {
            return at + 2;
        }
    }
    rest.len()
}

/// The bytes up to and with the closing quote.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

#[test]
fn comments_and_strings_are_not_code() {
    let source = r#"use a::B; // crate::c
/* crate::d /* nested */ crate::e */ let s = "crate::f \" crate::g"; let r = br"crate::h\";
let c = '"'; fn f<'a>(x: &'a str) -> char { '\'' } crate::i"#;
    let found: Vec<_> = paths(&code(source), "crate");
    assert_eq!(found, [(3, "i".to_owned())]);
}

#[test]
fn every_branch_of_a_use_is_seen() {
    let source = "use crate::{clock, store::{Key, Lead}};\nuse crate::sync::{self, engine::{Engine, Setup}};";
    let found: Vec<_> = paths(source, "crate").into_iter().map(|(_, path)| path).collect();
    assert_eq!(found, ["clock", "store::Key", "store::Lead", "sync::self", "sync::engine"]);
    assert_eq!(mentions(source, "sync::engine"), [2]);
    assert_eq!(mentions("use std::{fmt, fs};", "std::fs"), [1]);
    assert_eq!(mentions("fn operand() { rand() }", "rand"), [1]);
}

#[test]
fn climbing_out_of_a_layer_is_seen() {
    let source = "use super::a;\nuse super::super::b;\nmod tests {\n    use super::super::c;\n}";
    assert_eq!(climbs(source, depth("src/store/load.rs")), [(2, 2)]);
    assert_eq!(climbs(source, depth("src/store/packed/item.rs")), []);
    assert_eq!(climbs("use super::a;", depth("src/store/mod.rs")), [(1, 1)]);
}
