//! Checks the source itself: who may use whom, and what a reader relies on in every file.

#[path = "tidy/source.rs"]
mod source;

use source::{climbs, depth, files, first, mentions, paths, read, root, sources, test_modules, texts};

/// A folder or file directly under `src/`.
struct Layer {
    name: &'static str,
    /// Only layers listed before this one, so a cycle cannot be written.
    may_use: &'static [&'static str],
    /// Paths and names that are another layer's business.
    may_not_name: &'static [&'static str],
}

/// Ways to learn the time other than being told it.
const TIME: [&str; 5] = ["Utc::now", "Local::now", "Instant", "SystemTime", "now_v7"];

/// Bottom-up.
const LAYERS: &[Layer] = &[
    Layer {
        name: "domain",
        may_use: &[],
        may_not_name: &[
            "tokio",
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "rand",
            "println",
            TIME[0],
            TIME[1],
            TIME[2],
            TIME[3],
            TIME[4],
        ],
    },
    Layer { name: "emulator", may_use: &[], may_not_name: &["ratatui", "crossterm", "octocrab", "rusqlite"] },
    Layer { name: "input", may_use: &["domain"], may_not_name: &["tokio", "octocrab", "rusqlite"] },
    Layer { name: "clock", may_use: &["domain"], may_not_name: &["tokio", "octocrab", "rusqlite"] },
    Layer { name: "github", may_use: &["domain"], may_not_name: &["ratatui", "crossterm", "rusqlite"] },
    Layer { name: "store", may_use: &["domain"], may_not_name: &["ratatui", "crossterm", "octocrab"] },
    Layer {
        name: "config",
        may_use: &["domain", "input"],
        may_not_name: &["tokio", "octocrab", "rusqlite", "ratatui"],
    },
    Layer {
        name: "sync",
        may_use: &["domain", "clock", "github", "store"],
        may_not_name: &["ratatui", "crossterm", "println"],
    },
    Layer {
        name: "app",
        may_use: &["domain", "input", "config", "sync"],
        may_not_name: &[
            "tokio",
            "std::fs",
            "std::net",
            "std::env",
            "ratatui",
            "sync::engine",
            "sync::machine",
            TIME[0],
            TIME[1],
            TIME[2],
            TIME[3],
            TIME[4],
        ],
    },
    Layer {
        name: "draw",
        may_use: &["domain", "input", "config", "sync", "app"],
        may_not_name: &[
            "tokio",
            "std::fs",
            "std::net",
            "std::env",
            "sync::engine",
            "sync::machine",
            "sync::Command",
            TIME[0],
            TIME[1],
            TIME[2],
            TIME[3],
            TIME[4],
        ],
    },
    Layer {
        name: "tui",
        may_use: &["domain", "input", "clock", "config", "sync", "app", "draw"],
        may_not_name: &["rusqlite", "octocrab", "apollo_compiler"],
    },
    Layer {
        name: "cli",
        may_use: &[
            "domain", "emulator", "input", "clock", "github", "store", "config", "sync", "draw", "tui",
        ],
        may_not_name: &["rusqlite", "octocrab"],
    },
];

/// Files of more than [`LONG`] lines, and why they are not two.
const LONG_FILES: &[(&str, &str)] = &[
    ("tests/it/bad_input.rs", "one table of wrong inputs and what each is told"),
    ("src/sync/machine/simulation/cases.rs", "one story for each mistake that was found"),
    ("src/github/convert_tests.rs", "the nodes GitHub answers with, and what each becomes"),
    (
        "src/sync/machine/simulation/mod.rs",
        "one property test: a simulated GitHub, its histories and what must hold",
    ),
];

/// Lines a file may have without a reason.
const LONG: usize = 500;

#[test]
fn a_layer_uses_only_layers_below_it() {
    let mut wrong = Vec::new();
    for file in sources("src/") {
        let Some(layer) = layer_of(&file.path) else { continue };
        for (line, path) in paths(&file.code, "crate") {
            let used = first(&path);
            let known = LAYERS.iter().any(|other| other.name == used);
            if known && used != layer.name && !layer.may_use.contains(&used) {
                wrong.push(format!("{}:{line}: {} may not use `{used}`", file.path, layer.name));
            }
        }
    }
    none(&wrong, "arrows between layers point down; move what both need to a lower layer");
}

#[test]
fn a_layer_is_not_left_by_the_back_door() {
    let mut wrong = Vec::new();
    for file in sources("src/") {
        for (line, steps) in climbs(&file.code, depth(&file.path)) {
            wrong.push(format!(
                "{}:{line}: `{}` ends at the root of the crate",
                file.path,
                "super::".repeat(steps)
            ));
        }
    }
    none(&wrong, "another layer is named by `crate::`, where the table of layers can see it");
}

#[test]
fn the_table_has_every_layer_bottom_up() {
    let mut wrong = Vec::new();
    for (at, layer) in LAYERS.iter().enumerate() {
        for used in layer.may_use {
            if !LAYERS[..at].iter().any(|below| below.name == *used) {
                wrong.push(format!("{} may use {used}, which is not above it in the table", layer.name));
            }
        }
    }
    for file in sources("src/") {
        if layer_of(&file.path).is_none() && !["src/lib.rs", "src/main.rs"].contains(&file.path.as_str()) {
            wrong.push(format!("{} is in no layer", file.path));
        }
    }
    none(&wrong, "LAYERS in tests/tidy.rs lists every folder of src/, each after what it uses");
}

#[test]
fn a_layer_does_not_name_the_business_of_another() {
    let mut wrong = Vec::new();
    for file in sources("src/") {
        let Some(layer) = layer_of(&file.path) else { continue };
        for name in layer.may_not_name {
            for line in mentions(&file.code, name) {
                wrong.push(format!("{}:{line}: {} may not name `{name}`", file.path, layer.name));
            }
        }
    }
    none(&wrong, "files, network, terminal and time are reached in one layer each");
}

#[test]
fn every_file_says_in_its_first_line_what_it_is() {
    let mut wrong = Vec::new();
    for file in sources("") {
        let says = file.text.lines().next().and_then(|line| line.strip_prefix("//! "));
        if says.is_none_or(|sentence| !sentence.contains(' ')) {
            wrong.push(file.path.clone());
        }
    }
    none(&wrong, "a file starts with `//! ` and a sentence");
}

#[test]
fn nothing_unwraps_outside_tests() {
    let only_tests: Vec<String> = sources("src/").flat_map(test_modules).collect();
    let mut wrong = Vec::new();
    for file in sources("src/") {
        if only_tests.iter().any(|path| file.path.starts_with(path)) {
            continue;
        }
        let code = file.code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (at, line) in code.lines().enumerate() {
            if line.contains(".unwrap()") {
                wrong.push(format!("{}:{}", file.path, at + 1));
            }
        }
    }
    none(&wrong, "`expect` says why something holds; `unwrap` does not");
}

#[test]
fn every_graphql_document_is_sent_and_checked_against_the_schema() {
    let asked: String = sources("src/github/").map(|file| file.text.as_str()).collect();
    let checked = read("src/emulator/schema.rs");
    let mut wrong = Vec::new();
    for path in files("assets/graphql") {
        let include = format!("include_str!(\"../../{path}\")");
        if !checked.contains(&include) {
            wrong.push(format!("{path} is not in the test of src/emulator/schema.rs"));
        }
        if path != "assets/graphql/schema.graphql" && !asked.contains(&include) {
            wrong.push(format!("{path} is sent by nothing in src/github"));
        }
    }
    none(&wrong, "a GraphQL document is used and valid, or it is not kept");
}

#[test]
fn no_line_has_a_tab_or_ends_in_a_blank() {
    let mut wrong = Vec::new();
    for path in texts() {
        let text = read(&path);
        for (at, line) in text.lines().enumerate() {
            if line.contains('\t') || line.ends_with([' ', '\r']) {
                wrong.push(format!("{path}:{}", at + 1));
            }
        }
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            wrong.push(format!("{path} does not end in exactly one line break"));
        }
    }
    none(&wrong, "text is indented by blanks, and no line carries what cannot be seen");
}

#[test]
fn a_long_file_has_a_reason() {
    let mut wrong = Vec::new();
    for file in sources("") {
        let lines = file.text.lines().count();
        let excused = LONG_FILES.iter().any(|(path, _)| *path == file.path);
        if lines > LONG && !excused {
            wrong.push(format!("{} has {lines} lines: which two subjects are in it?", file.path));
        }
        if lines <= LONG && excused {
            wrong.push(format!("{} has {lines} lines: it needs no excuse in LONG_FILES any more", file.path));
        }
    }
    for (path, _) in LONG_FILES.iter().filter(|(path, _)| !root().join(path).exists()) {
        wrong.push(format!("{path} is in LONG_FILES but not in the tree"));
    }
    none(&wrong, "a file has one subject");
}

#[test]
fn the_oldest_rust_is_the_same_wherever_it_is_said() {
    let manifest = read("Cargo.toml");
    let said =
        manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).expect("a rust-version");
    let version = said.trim_matches('"');
    let tested = format!("dtolnay/rust-toolchain@{version}\n");
    assert!(
        read(".github/workflows/test.yml").contains(&tested),
        "test.yml does not test with Rust {version}"
    );
}

fn layer_of(path: &str) -> Option<&'static Layer> {
    let name = path.strip_prefix("src/")?.split('/').next()?;
    LAYERS.iter().find(|layer| layer.name == name.trim_end_matches(".rs"))
}

fn none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n  {}\n", wrong.join("\n  "));
}
